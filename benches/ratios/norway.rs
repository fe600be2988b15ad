//! A record's light, and its pages.

use crate::measure::{Row, Target, median, seconds};
use crate::read;
use hcert::issue::{Issuer, Validity};
use hcert::key::SoftwareKey;
use hcert::norway::certificates::{Delivery, NIPH, certificates, uvci};
use hcert::norway::light;
use hcert::norway::profile::Profile;
use hcert::norway::record::Record;
use hcert::{TrustList, Verifier};
use hcert_page::{self as page, Format, control};
use std::hint::black_box;

pub fn rows(tell: &mut dyn FnMut(Row)) {
    let record = Record::from_json(&read("testdata/records/all-three.json")).unwrap();
    let at: hcert::Timestamp = "2021-11-15T12:00:00+01:00".parse().unwrap();
    let profile = Profile::on(at.in_oslo().date());
    let mut light = || {
        black_box(light::status(black_box(&record), at, profile));
    };
    let each = (0..50)
        .map(|_| seconds(100, &mut light) / 100.0 * 1e6)
        .collect();
    tell(plain(
        "the domestic light of a record, µs",
        median(each),
        "",
    ));
    let trust = TrustList::read("keys", read("keys/dsc-all.pem").as_bytes()).unwrap();
    let dsc = trust.iter().next().unwrap().clone();
    let key = SoftwareKey::from_pem(&read("keys/dsc-all.key.pem")).unwrap();
    let issuer = Issuer::new(Box::new(key), dsc).unwrap();
    let expires = at.plus_seconds(90 * 86_400);
    let validity = Validity {
        issued_at: at,
        expires_at: expires,
    };
    let mut fresh = || uvci([7; 13]);
    let made = certificates(&record, at, Delivery::AtOnce, NIPH, &mut fresh).certificates;
    let signed: Vec<_> = made
        .into_iter()
        .map(|made| {
            let text = issuer.issue(&made.payload, validity).unwrap();
            (made, control::SignedCode { text, expires })
        })
        .collect();
    let edition = control::Edition {
        person: &record.person,
        lang: hcert::Lang::Nb,
        made: at,
        posted: false,
        expires,
    };
    let document = control::european(&edition, &signed);
    let verifier = Verifier::new(trust);
    for (what, formats) in [
        ("HTML", &[Format::Html][..]),
        ("PDF", &[Format::Pdf]),
        ("PNG", &[Format::Png]),
        ("all four", &Format::ALL),
    ] {
        let mut release = || {
            drop(black_box(
                page::release(&document, &verifier, at, formats).unwrap(),
            ));
        };
        let times = (0..10).map(|_| seconds(1, &mut release) * 1e3).collect();
        let what = format!("control pages as {what}, read again and verified, ms");
        let detail = format!("{} sheets", document.sheets.len());
        tell(plain(&what, median(times), &detail));
    }
}

fn plain(what: &str, measured: f64, detail: &str) -> Row {
    Row {
        what: what.to_owned(),
        measured: Some(measured),
        target: Target::None,
        limit: "",
        detail: detail.to_owned(),
    }
}
