//! The signed octets are those received, and an envelope written anew from its parts says the same.

use ciborium::Value;
use hcert::codec::cose::{AlgorithmId, Sign1, Wrapping};

fn write(value: &Value) -> Vec<u8> {
    let mut octets = Vec::new();
    ciborium::into_writer(value, &mut octets).expect("memory takes everything");
    octets
}

/// Tries one input.
pub(crate) fn run(octets: &[u8]) {
    let sign1 = match Sign1::decode(octets, 16) {
        Ok(sign1) => sign1,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let bare = if sign1.protected == [0xa0] {
        vec![]
    } else {
        sign1.protected.clone()
    };
    let bytes = |octets: &[u8]| Value::Bytes(octets.to_vec());
    let signed = write(&Value::Array(vec![
        "Signature1".into(),
        bytes(&bare),
        bytes(&[]),
        bytes(&sign1.payload),
    ]));
    assert_eq!(sign1.to_be_signed(), signed);
    let list = vec![
        bytes(&sign1.protected),
        Value::Map(sign1.unprotected_map.clone()),
        bytes(&sign1.payload),
        bytes(&sign1.signature),
    ];
    let again = Sign1::decode(&write(&Value::Tag(18, Box::new(Value::Array(list)))), 18);
    let again = again.expect("what was written can be read");
    assert_eq!(again.wrapping, Wrapping::Tag18);
    assert_eq!(again.to_be_signed(), signed);
    assert_eq!((&again.alg, &again.kid), (&sign1.alg, &sign1.kid));
    if let (Some(alg), Some(kid)) = (&sign1.alg, &sign1.kid)
        && let AlgorithmId::Number(number @ (-7 | -37)) = alg.value
    {
        let number = i64::try_from(number).expect("small");
        let signature = sign1.signature.clone();
        let made = Sign1::encode(number, &kid.value, &sign1.payload, |_| {
            Ok::<_, ()>(signature)
        });
        let made =
            Sign1::decode(&made.expect("it signs"), 16).expect("what was written can be read");
        assert_eq!(
            (made.payload, made.signature),
            (sign1.payload, sign1.signature)
        );
        // An empty kid is left out by the writer.
        assert_eq!(made.kid.map_or(vec![], |made| made.value), kid.value);
    }
}
