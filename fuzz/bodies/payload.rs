//! The payload reader: a payload without fault or deviation is the same document in JSON, in CBOR and
//! typed; every other one says why.

use hcert::codec::cbor::{self, Item};
use hcert::container::cwt;
use hcert::dcc::{Payload, read, schema};

fn check(item: &Item<'_>) {
    let reading = read::read(item);
    for odd in &reading.deviations {
        assert!(!odd.to_string().is_empty());
    }
    assert!(reading.payload.is_some() || !reading.faults.is_empty());
    let tolerated = reading.payload.clone();
    if let Ok(payload) = reading.strict() {
        let again = Payload::from_value(&payload.to_value()).expect("its own form");
        assert_eq!(again, payload);
        let again = Payload::from_json(&payload.to_json()).expect("its own JSON");
        assert_eq!(again, payload);
        let version = schema::Version::for_ver(&payload.version);
        let _ = schema::check(&payload, version);
    } else if let Some(payload) = tolerated {
        // What was tolerated is gone from the typed form, or still told.
        let again = read::read(&payload.to_item());
        assert_eq!(again.payload.as_ref(), Some(&payload), "{:?}", again.faults);
    }
}

/// Tries one input.
pub(crate) fn run(octets: &[u8]) {
    if let Ok((item, _)) = cbor::item::read(octets, 16) {
        check(&item);
    }
    if let Ok(text) = std::str::from_utf8(octets) {
        if let Ok(value) = serde_json::from_str::<cbor::Value>(text) {
            check(&Item::from(&value));
        }
        match Payload::from_json(text) {
            Ok(payload) => assert_eq!(Payload::from_json(&payload.to_json()), Ok(payload)),
            Err(error) => assert!(!error.reasons.is_empty()),
        }
    }
    if let Ok(claims) = cwt::read(octets, 16) {
        let _ = format!("{claims:?}");
    }
}
