use super::super::{decode, encode};
use super::*;
use proptest::prelude::*;

/// Values of the forms that certificates have, and some that they do not.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::Float),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Null),
        "[a-zæø]{0,9}".prop_map(Value::Text),
        prop::collection::vec(any::<u8>(), 0..9).prop_map(Value::Bytes),
    ];
    leaf.prop_recursive(5, 60, 20, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            // Few letters, so that keys stand twice; more entries than the quick way takes.
            prop::collection::vec(("[a-e]{0,2}", inner.clone()), 0..20).prop_map(|pairs| {
                let pairs = pairs.into_iter();
                Value::Map(pairs.map(|(key, item)| (key.into(), item)).collect())
            }),
            prop::collection::vec((inner.clone(), inner.clone()), 0..3).prop_map(Value::Map),
            (0..70u64, inner).prop_map(|(tag, item)| Value::Tag(tag, Box::new(item))),
        ]
    })
}

#[test]
fn keys_of_every_kind_are_in_the_order_of_their_encodings() {
    let keys: Vec<Value> = [
        0,
        23,
        24,
        255,
        256,
        65_536,
        8_589_934_592_i64,
        -1,
        -24,
        -25,
        -256,
        -8_589_934_592_i64,
    ]
    .map(Value::from)
    .into_iter()
    .chain(["", "a", "b", "aa", "b\u{e6}", "aaaaaaaaaaaaaaaaaaaaaaaa"].map(Value::from))
    .chain([
        Value::Null,
        Value::Bool(true),
        Value::Bytes(vec![1]),
        Value::Float(1.5),
    ])
    .chain([Value::Tag(1, Box::new(1.into())), Value::Array(vec![])])
    .collect();
    for turn in 0..keys.len() {
        let mut keys = keys.clone();
        keys.rotate_left(turn);
        let map = Value::Map(keys.into_iter().map(|key| (key, Value::Null)).collect());
        assert_eq!(super::super::write::encode(&Item::from(&map)), encode(&map));
    }
}

/// NaN is unequal to itself, so texts are compared.
fn escape(value: &Value) -> String {
    format!("{value:?}")
}

/// Reads octets both ways and holds one against the other.
fn both_ways(octets: &[u8], depth: usize) -> Result<(), TestCaseError> {
    let plain = decode_noting(octets, depth);
    match (read(octets, depth), plain) {
        (Ok((item, indefinite)), Ok(decoded)) => {
            prop_assert_eq!(escape(&item.to_value()), escape(&decoded.value));
            prop_assert_eq!(indefinite, decoded.indefinite);
            prop_assert_eq!(item.type_name(), super::super::type_name(&decoded.value));
        }
        (Err(error), Err(plain)) => prop_assert_eq!(error, plain),
        (item, plain) => prop_assert!(false, "{item:?} and {plain:?}"),
    }
    // What the quick way takes, its twin must take too: the other way round it may pass on anything.
    if let Some(item) = quick(octets, depth) {
        let plain = decode(octets, depth);
        prop_assert_eq!(
            plain.map(|value| escape(&value)),
            Ok(escape(&item.to_value()))
        );
    }
    Ok(())
}

#[test]
fn the_quick_way_takes_what_certificates_hold() {
    for octets in [
        "a4 01 62 4e4f 04 1a 62529ac0 06 1a 61db8140 39 0103 a1 01 a0",
        "84 43 a10126 a0 43 010203 42 0102",
        "c1 1a 61db8140",
        "f5",
        "f6",
        "fb 3ff0000000000000",
    ] {
        let octets = crate::codec::unhex(&octets.replace(' ', "")).unwrap();
        assert!(quick(&octets, 16).is_some());
        both_ways(&octets, 16).unwrap();
    }
}

#[test]
fn short_texts_have_marks_of_their_own() {
    let mut texts: Vec<String> = [
        "a", "b", "ab", "ba", "a\0", "\0a", "\0", "\0\0", "sieben7", "\u{e6}",
    ]
    .map(String::from)
    .into();
    // Long texts whose first seven octets, or whose lengths in eight bits, are those of a short one.
    texts.extend((8..600).map(|length| format!("{:x<length$}", "sieben7")));
    for (at, text) in texts.iter().enumerate() {
        for other in texts.iter().skip(at + 1) {
            let both_long = text.len() > 7 && other.len() > 7;
            assert!(both_long || mark(text) != mark(other), "{text:?} {other:?}");
        }
        assert!(mark(text) != 0 && mark(text) == mark(&text.clone()));
    }
}

#[test]
fn odd_forms_are_left_to_the_twin_and_read_alike() {
    for octets in [
        // A bignum as a key beside the same number, a key twice, a key that is a list, an open map.
        "a2 01 00 c2 41 01 00",
        "a2 01 00 01 00",
        "a1 80 00",
        "bf 01 00 ff",
        // Deeper than allowed, cut off, octets behind, a simple value, a length beyond the input.
        "81 81 81 81 81 00",
        "a1 01",
        "00 00",
        "f8 20",
        "9b ffffffffffffffff",
        "bb 7fffffffffffffff",
        "c2 51 0100000000000000000000000000000000",
        "c2 50 01000000000000000000000000000000",
        "c3 49 ffffffffffffffffff",
        "62 ff fe",
        "",
    ] {
        let octets = crate::codec::unhex(&octets.replace(' ', "")).unwrap();
        assert!(quick(&octets, 4).is_none(), "{octets:02x?}");
        both_ways(&octets, 4).unwrap();
    }
}

proptest! {
    #[test]
    fn encodings_of_values_are_read_alike_both_ways(value in value(), depth in 0..9usize) {
        both_ways(&encode(&value), depth)?;
        let mut unsorted = Vec::new();
        ciborium::into_writer(&value, &mut unsorted).unwrap();
        both_ways(&unsorted, depth)?;
    }

    #[test]
    fn damaged_encodings_are_read_alike_both_ways(
        value in value(), at in any::<prop::sample::Index>(), octet: u8, cut in 0..4usize
    ) {
        let mut octets = encode(&value);
        let place = at.index(octets.len());
        octets[place] = octet;
        octets.truncate(octets.len().saturating_sub(cut));
        both_ways(&octets, 8)?;
    }

    #[test]
    fn any_octets_are_read_alike_both_ways(octets in prop::collection::vec(any::<u8>(), 0..60)) {
        both_ways(&octets, 6)?;
    }

    #[test]
    fn what_is_written_in_one_pass_is_what_the_twin_writes(value in value()) {
        prop_assert_eq!(super::super::write::encode(&Item::from(&value)), encode(&value));
    }

    #[test]
    fn values_survive_the_round_trip(value in value()) {
        prop_assert_eq!(escape(&Item::from(&value).to_value()), escape(&value));
        prop_assert_eq!(escape(&Item::from(value.clone()).to_value()), escape(&value));
    }
}
