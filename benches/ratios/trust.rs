//! A bundle of very many lists: how the time grows with them.

use crate::measure::{Row, Target, in_turn_pairs, row};
use crate::read;
use hcert::trust::bundle;
use hcert::{Timestamp, TrustList};
use std::hint::black_box;

pub fn rows(tell: &mut dyn FnMut(Row)) {
    let at: Timestamp = "2022-02-01T12:00:00Z".parse().unwrap();
    let signer = read("keys/dsc-vaccination.pem");
    let bundle_of = |count: u32| {
        let mut all = TrustList::new();
        for number in 0..count {
            // A list of its own for every key.
            let name = format!("list {number}");
            let mut list = TrustList::read(&name, signer.as_bytes()).unwrap();
            let mut key = list.iter().next().unwrap().clone();
            key.kid = number.to_be_bytes().to_vec();
            list.insert(key);
            all.merge(list);
        }
        bundle::encode(&all, at, None)
    };
    let (few, many) = (bundle_of(1000), bundle_of(10_000));
    let round = |octets: &[u8]| {
        let list = bundle::read_own("bundle", octets).unwrap();
        black_box(bundle::encode(&list, at, None));
    };
    let timed = in_turn_pairs(5, || round(&many), || (0..10).for_each(|_| round(&few)));
    let what = "a bundle of 10,000 lists / ten of 1,000, read and written";
    tell(row(what, timed, Target::AtMost(2.0), "1"));
}
