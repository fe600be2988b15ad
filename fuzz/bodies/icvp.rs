//! The reader of yellow cards: one without fault or deviation is the same document in JSON, in CBOR and typed; every other
//! one says why. Judging and showing it does no harm.

use hcert::Lang;
use hcert::codec::cbor::{self, Item};
use hcert::icvp::{Icvp, Products, issue, judge, read, show};

fn check(item: &Item<'_>) {
    let reading = read(item);
    assert!(reading.content.is_some() || !reading.faults.is_empty());
    for odd in &reading.deviations {
        assert!(!odd.to_string().is_empty());
    }
    let Some(card) = reading.content.clone() else {
        return;
    };
    let (products, at) = (
        Products::built_in(),
        "2026-07-01T12:00:00Z".parse().expect("a moment"),
    );
    let _ = judge::judge(&card, &reading.printed, at, &products);
    let _ = judge::against(&card, Some(at), at.date(), &products);
    let _ = show::rows(&card, &products, Lang::Nb);
    let _ = issue::check(&card, at, &products);
    // What was tolerated is gone from the typed form, or still told.
    let again = read(&card.to_item());
    let again = again.content.expect("its own form");
    assert_eq!(again, card);
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
        match Icvp::from_json(text) {
            Ok(card) => assert_eq!(Icvp::from_json(&card.to_json()), Ok(card)),
            Err(error) => assert!(!error.reasons.is_empty()),
        }
        let _ = Products::read(text);
    }
}
