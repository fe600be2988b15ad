use super::*;
use crate::codec::cbor::Value;

/// Claims that borrow from octets which the test leaves behind.
fn claims(pairs: Vec<(i64, Value)>) -> Claims<'static> {
    let map = pairs
        .into_iter()
        .map(|(key, value)| (Value::from(key), value))
        .collect();
    read(cbor::encode(&Value::Map(map)).leak(), 16).unwrap()
}

fn dcc() -> Value {
    Value::Map(vec![(1.into(), Value::Map(vec![]))])
}

#[test]
fn claims_survive_the_round_trip() {
    let (iat, exp) = (
        Timestamp::from_unix(1).unwrap(),
        Timestamp::from_unix(2).unwrap(),
    );
    let octets = encode("NO", iat, exp, Item::Map(vec![]));
    let read = read(&octets, 16).unwrap();
    assert_eq!((read.issued_at, read.expires_at), (Ok(iat), Ok(exp)));
    assert_eq!(read.issuer.as_deref(), Some("NO"));
    assert_eq!(read.content, Ok(Content::Dcc(Item::Map(vec![]))));
    assert!(read.deviations.is_empty());
}

#[test]
fn tag_1_is_around_a_number_and_nothing_else() {
    let tag = |tag, value: Value| Value::Tag(tag, Box::new(value));
    let number = || Value::from(1_600_000_000);
    for inner in [
        tag(1, number()),
        tag(0, "2020-09-13T12:26:40Z".into()),
        "1600000000".into(),
        Value::Null,
        Value::Bool(true),
        Value::Array(vec![number()]),
    ] {
        let read = claims(vec![(4, tag(1, inner.clone()))]);
        let found = &read.expires_at;
        assert!(
            matches!(found, Err(ClaimError::Type { .. })),
            "{inner:?}: {found:?}"
        );
        assert!(read.deviations.is_empty(), "{inner:?}");
    }
}

#[test]
fn dates_of_every_form_are_read_or_refused_by_name() {
    let exp = |value: Value| claims(vec![(4, value)]).expires_at;
    let tag = |tag, value: Value| Value::Tag(tag, Box::new(value));
    for value in [
        Value::from(1_600_000_000),
        Value::from(1_600_000_000.75),
        tag(1, 1_600_000_000.into()),
        tag(0, "2020-09-13T12:26:40Z".into()),
    ] {
        assert_eq!(exp(value), Ok(Timestamp::from_unix(1_600_000_000).unwrap()));
    }
    let refused = [
        (Value::Null, "exp (4) is null, expected a number of seconds"),
        (
            Value::from("1600000000"),
            "exp (4) is a text string, expected a number of seconds",
        ),
        (
            Value::from(f64::NAN),
            "exp (4) is NaN, which is no date between the years 1 and 9999",
        ),
        (
            Value::from(f64::INFINITY),
            "exp (4) is inf, which is no date between the years 1 and 9999",
        ),
        (
            Value::from(1e300),
            "exp (4) is 1e300, which is no date between the years 1 and 9999",
        ),
        (
            Value::from(1_600_000_000_000i64),
            "exp (4) is 1600000000000, which is no date between the years 1 and 9999",
        ),
        (
            Value::from(i64::MIN),
            "exp (4) is -9223372036854775808, which is no date between the years 1 and 9999",
        ),
    ];
    for (value, message) in refused {
        assert_eq!(exp(value).unwrap_err().to_string(), message);
    }
    assert_eq!(
        claims(vec![]).issued_at.unwrap_err().to_string(),
        "iat (6) is missing"
    );
}

#[test]
fn contents_of_claim_260_are_told_apart() {
    let content = |value: Value| claims(vec![(-260, value)]).content;
    let key = |key: i64| Value::Map(vec![(key.into(), Value::Map(vec![]))]);
    assert!(matches!(content(dcc()), Ok(Content::Dcc(_))));
    assert!(matches!(content(key(5)), Ok(Content::Link(_))));
    assert!(matches!(content(key(-6)), Ok(Content::Icvp(_))));
    assert_eq!(content(key(3)), Ok(Content::Other(vec![3])));
    assert_eq!(content(Value::Map(vec![])), Err(ClaimError::Empty));
    assert_eq!(
        content(Value::Map(vec![("1".into(), Value::Map(vec![]))])),
        Err(ClaimError::Empty)
    );
    assert!(matches!(
        content(Value::Bytes(vec![0xa0])),
        Err(ClaimError::Type { .. })
    ));
    assert!(matches!(
        content(Value::Map(vec![(1.into(), 2.into())])),
        Err(ClaimError::Type { .. })
    ));
    assert!(matches!(
        content(Value::Array(vec![])),
        Err(ClaimError::Type { .. })
    ));
}

#[test]
fn oddities_are_listed_and_not_held_against_the_rest() {
    let read = claims(vec![
        (1, "Georgia, the Ministry".into()),
        (2, "x".into()),
        (7, "y".into()),
        (6, 1.5.into()),
        (-260, dcc()),
    ]);
    let codes: Vec<&str> = read.deviations.iter().map(|odd| odd.code.code()).collect();
    assert_eq!(
        codes,
        [
            "iss-not-country",
            "claim-unknown",
            "claim-date-float",
            "claim-unknown"
        ]
    );
    assert!(!format!("{:?}{read:?}", read.deviations).contains("Georgia"));
}

#[test]
fn what_is_no_map_is_refused() {
    assert_eq!(
        read(&[0x80], 16).unwrap_err().to_string(),
        "the claims are an array, expected a map"
    );
    let error = read(&[0xa0, 0x00], 16).unwrap_err();
    assert_eq!(
        error.to_string(),
        "in the claims: 1 octets follow the item that ends at offset 1"
    );
}
