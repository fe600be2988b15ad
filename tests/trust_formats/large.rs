//! Bundles that are large: read whole, or refused by a limit that has a name. How the time grows with them is measured
//! by `cargo bench --bench ratios -- trust`.

use crate::common::at;
use hcert::TrustList;
use hcert::codec::cbor::{self, Value};
use hcert::trust::{Anchors, Request, TrustError, bundle};

fn list(items: Vec<Value>) -> Value {
    Value::Array(items)
}

fn source(number: usize) -> Value {
    list(vec![
        format!("a folder of lists, of which this is number {number}")
            .as_str()
            .into(),
        "certificate".into(),
        "unsigned".into(),
        "".into(),
        Value::Null,
        Value::Null,
    ])
}

/// A bare key of this list. Every one has another identifier.
fn key(number: usize) -> Value {
    let encoded =
        hcert::trust::Dsc::from_spki("", b"", &crate::trust_formats::world::world().no.spki())
            .unwrap()
            .key
            .encode();
    list(vec![
        Value::Bytes((number as u64).to_be_bytes().to_vec()),
        (number as u64).into(),
        Value::Bytes(encoded),
        Value::Null,
        Value::Null,
        Value::Null,
        list(vec!["not-checked".into(), "".into()]),
        Value::Null,
    ])
}

fn made(sources: Value, keys: Value, others: Value) -> Vec<u8> {
    let entries = [
        Value::from("hcert-trust-bundle/2"),
        0_u64.into(),
        Value::Null,
        sources,
        keys,
        others,
        1_u64.into(),
        "".into(),
    ];
    let entries = entries.into_iter().zip(0_u64..);
    cbor::encode(&Value::Map(
        entries.map(|(value, key)| (key.into(), value)).collect(),
    ))
}

fn read(octets: &[u8]) -> Result<TrustList, TrustError> {
    let anchors = Anchors::default();
    TrustList::load(
        &Request::new("large", octets, at(crate::trust_formats::NOW), &anchors),
        None,
    )
}

fn of(count: usize) -> Vec<u8> {
    made(
        list((0..count).map(source).collect()),
        list((0..count).map(key).collect()),
        list(vec![]),
    )
}

#[test]
fn a_bundle_of_many_lists_is_read_taken_over_and_written_whole() {
    let octets = of(6000);
    let mut all = TrustList::new();
    all.merge(read(&octets).unwrap());
    assert_eq!((all.len(), all.sources().len()), (6000, 6000));
    let written = bundle::encode(&all, at(crate::trust_formats::NOW), None);
    let again = read(&written).unwrap();
    assert_eq!((again.len(), again.sources().len()), (6000, 6000));
}

#[test]
fn more_than_is_read_is_refused_by_the_limit_that_it_passes() {
    // The number alone is there: nothing is read of what it announces.
    let announced = |entry: usize, count: u32| {
        let empty = [list(vec![]), list(vec![]), list(vec![])];
        let octets = made(empty[0].clone(), empty[1].clone(), empty[2].clone());
        // Behind the keys 3, 4 and 5 of the map stands an empty list each.
        let place = octets
            .windows(6)
            .position(|six| six == [3, 0x80, 4, 0x80, 5, 0x80]);
        let place = place.unwrap() + 2 * entry + 1;
        let mut octets = octets[..place].to_vec();
        octets.push(0x9a);
        octets.extend(count.to_be_bytes());
        octets
    };
    for (entry, what) in ["lists", "keys", "authorities"].into_iter().enumerate() {
        let told = |count: u32| match read(&announced(entry, count)) {
            Err(TrustError::Malformed { reason, .. }) => reason.to_string(),
            other => panic!("{other:?}"),
        };
        let reason = told(100_001);
        let limit = format!("100001 {what}, at most 100000 are read");
        assert!(reason.contains(&limit), "{reason}");
        assert!(!told(100_000).contains("at most"));
    }
}
