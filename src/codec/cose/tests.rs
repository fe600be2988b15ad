use super::*;
use proptest::prelude::*;

fn octets(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// protected {1: -7, 4: h'4b4b'}, unprotected {}, payload h'a0', signature h'5353'
const BODY: &str = "84 47 a20126 0442 4b4b a0 41 a0 42 5353";

#[test]
fn the_quick_way_takes_the_common_forms() {
    for prefix in ["", "d2"] {
        for body in [
            BODY,
            "84 43 a10126 a1 0442 4b4b 41 a0 40",
            "84 41 a0 a0 40 40",
        ] {
            let octets = octets(&format!("{prefix}{body}"));
            let quick = Sign1::decode_quickly(&octets, 16);
            assert_eq!(quick.unwrap(), Sign1::decode_plainly(&octets, 16).unwrap());
        }
    }
}

#[test]
fn three_wrappings_are_read_although_coset_takes_one_at_a_time() {
    use coset::{CborSerializable as _, TaggedCborSerializable as _};
    for (prefix, wrapping) in [
        ("d2", Wrapping::Tag18),
        ("", Wrapping::Untagged),
        ("d83d d2", Wrapping::Tag61),
    ] {
        let octets = octets(&format!("{prefix} {BODY}"));
        let sign1 = Sign1::decode(&octets, 16).unwrap();
        assert_eq!(sign1.wrapping, wrapping);
        assert_eq!(sign1.signature, b"SS");
        let coset = [
            coset::CoseSign1::from_slice(&octets).is_ok(),
            coset::CoseSign1::from_tagged_slice(&octets).is_ok(),
        ];
        assert!(
            coset.iter().filter(|&&ok| ok).count() <= 1,
            "the trap is still there"
        );
    }
}

#[test]
fn the_signature_is_over_the_protected_octets_as_received() {
    // kid before alg: another order than an encoder would choose.
    let sign1 = Sign1::decode(&octets("d2 84 47 a204 42 4b4b 0126 a0 41 a0 40"), 16).unwrap();
    assert_eq!(
        sign1.to_be_signed(),
        octets("84 6a 5369676e617475726531 47 a204424b4b0126 40 41 a0")
    );
    let empty = "84 6a 5369676e617475726531 40 40 41 a0";
    for protected in ["40", "41 a0"] {
        let sign1 = Sign1::decode(&octets(&format!("84 {protected} a0 41 a0 40")), 16).unwrap();
        assert_eq!(sign1.to_be_signed(), octets(empty));
    }
}

#[test]
fn the_protected_header_wins_and_conflicts_are_noted() {
    // protected {4: h'01'}, unprotected {1: -7, 4: h'02'}
    let sign1 = Sign1::decode(&octets("84 44 a1044101 a2 0126 044102 40 40"), 16).unwrap();
    let kid = sign1.kid.unwrap();
    assert_eq!(
        (kid.value, kid.place, kid.conflict),
        (vec![1], Place::Protected, true)
    );
    let alg = sign1.alg.unwrap();
    assert_eq!((alg.place, alg.conflict), (Place::Unprotected, false));
}

#[test]
fn refusals_say_where_and_what() {
    let cases = [
        (
            "d862 80",
            "tag 98 (COSE_Sign) at offset 0, expected 18 (COSE_Sign1)",
        ),
        (
            "d1 80",
            "tag 17 (COSE_Mac0) at offset 0, expected 18 (COSE_Sign1)",
        ),
        ("d2 d2 80", "tag 18 at offset 1, expected 18 (COSE_Sign1)"),
        (
            "d83d 80",
            "an array at offset 2, expected the array of a COSE_Sign1",
        ),
        (
            "d2 05",
            "an integer at offset 1, expected the array of a COSE_Sign1",
        ),
        (
            "a0",
            "a map at offset 0, expected the array of a COSE_Sign1",
        ),
        ("83 40 a0 40", "array of 3 elements, expected 4"),
        ("85 40 a0 40 40 40", "array of 5 elements, expected 4"),
        ("9f 40 a0 ff", "array of 2 elements, expected 4"),
        ("9f 40 a0 40 40 01 ff", "array of 5 elements, expected 4"),
        (
            "84 a0 a0 40 40",
            "protected header at offset 1 is a map, expected a byte string",
        ),
        (
            "84 40 80 40 40",
            "unprotected header at offset 2 is an array, expected a map",
        ),
        (
            "84 40 a0 f6 40",
            "payload at offset 3 is nil: the signed content is not in the code",
        ),
        (
            "84 40 a0 6161 40",
            "payload at offset 3 is a text string, expected a byte string",
        ),
        (
            "84 40 a0 40 f6",
            "signature at offset 4 is null, expected a byte string",
        ),
        (
            "84 41 80 a0 40 40",
            "content of the protected header at offset 0 is an array, expected a map",
        ),
        (
            "84 41 ff a0 40 40",
            "inside the protected header: break code at offset 0 outside an open item",
        ),
        (
            "84 45 a201260126 a0 40 40",
            "inside the protected header: map key 1 stands twice, again at offset 3",
        ),
        (
            "84 44 a1028101 a0 40 40",
            "the protected header has label 2 (crit): it demands an extension that is not understood",
        ),
        (
            "84 43 a10280 a0 40 40",
            "the protected header has label 2 (crit): it demands an extension that is not understood",
        ),
        (
            "84 40 a1 0280 40 40",
            "the unprotected header has label 2 (crit): it demands an extension that is not understood",
        ),
        (
            "84 44 a1046161 a0 40 40",
            "kid in the protected header is a text string, expected a byte string",
        ),
        (
            "84 40 a0 40 40 00",
            "1 octets follow the item that ends at offset 5",
        ),
    ];
    for (hex, message) in cases {
        assert_eq!(
            Sign1::decode(&octets(hex), 16).unwrap_err().to_string(),
            message,
            "{hex}"
        );
    }
}

#[test]
fn algorithms_are_named() {
    for (id, text) in [
        (AlgorithmId::Number(-7), "ES256 (-7)"),
        (AlgorithmId::Number(-37), "PS256 (-37)"),
        (AlgorithmId::Number(99_999), "99999"),
        (AlgorithmId::Text("ES256".into()), "\"ES256\""),
        (AlgorithmId::Other(messages::TYPE_NULL), "null"),
    ] {
        assert_eq!(id.to_string(), text);
    }
}

proptest! {
    #[test]
    fn envelopes_survive_the_round_trip(
        kid in prop::collection::vec(any::<u8>(), 1..12),
        payload in prop::collection::vec(any::<u8>(), 0..80),
        signature in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let mut signed = Vec::new();
        let octets = Sign1::encode(-7, &kid, &payload, |tbs| {
            signed = tbs.to_vec();
            Ok::<_, ()>(signature.clone())
        }).unwrap();
        let sign1 = Sign1::decode(&octets, 16).unwrap();
        prop_assert_eq!(sign1.to_be_signed(), signed);
        prop_assert_eq!(sign1.kid.unwrap().value, kid);
        prop_assert_eq!(sign1.payload, payload);
        prop_assert_eq!(sign1.signature, signature);
        let coset: coset::CoseSign1 = coset::TaggedCborSerializable::from_tagged_slice(&octets).unwrap();
        prop_assert_eq!(coset.protected.header.alg, Some(coset::Algorithm::Assigned(coset::iana::Algorithm::ES256)));
    }

    #[test]
    fn what_is_written_and_signed_is_what_coset_writes_and_signs(
        alg in prop_oneof![Just(-7), Just(-37), -70_000..70_000i64],
        kid in prop::collection::vec(any::<u8>(), 0..40),
        payload in prop::collection::vec(any::<u8>(), 0..400),
        signature in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut signed = Vec::new();
        let octets = Sign1::encode(alg, &kid, &payload, |tbs| {
            signed = tbs.to_vec();
            Ok::<_, ()>(signature.clone())
        }).unwrap();
        let algorithm = match <coset::iana::Algorithm as coset::iana::EnumI64>::from_i64(alg) {
            Some(known) => coset::Algorithm::Assigned(known),
            None => coset::Algorithm::PrivateUse(alg),
        };
        let header = coset::Header { alg: Some(algorithm), key_id: kid, ..Default::default() };
        let mut theirs = Vec::new();
        let sign1 = coset::CoseSign1Builder::new()
            .protected(header)
            .payload(payload)
            .create_signature(&[], |tbs| {
                theirs = tbs.to_vec();
                signature
            })
            .build();
        prop_assert_eq!(signed, theirs);
        prop_assert_eq!(octets, coset::TaggedCborSerializable::to_tagged_vec(sign1).unwrap());
    }

    #[test]
    fn the_quick_way_reads_what_its_twin_reads(
        body in prop_oneof![
            Just(BODY), Just("84 43 a10126 a1 0442 4b4b 41 a0 40"), Just("84 44 a1044101 a2 0126 044102 40 40"),
            Just("84 40 a0 41 a0 40"), Just("84 41 a0 a2 0126 0441 01 41 a0 40"), Just("83 41 a0 a0 40"),
            Just("84 45 a2 0126 0280 a0 40 40"), Just("84 43 a10138 24 a0 40 40"), Just("9f 41 a0 a0 40 40 ff"),
        ],
        prefix in prop_oneof![Just(""), Just("d2"), Just("d83dd2"), Just("d812"), Just("d1")],
        change in prop::option::of((any::<prop::sample::Index>(), any::<u8>())),
        depth in 0..5usize,
    ) {
        let mut octets = octets(&format!("{prefix}{body}"));
        if let Some((place, octet)) = change {
            let place = place.index(octets.len());
            octets[place] = octet;
        }
        if let Some(quick) = Sign1::decode_quickly(&octets, depth) {
            prop_assert_eq!(Ok(quick), Sign1::decode_plainly(&octets, depth));
        }
    }

    #[test]
    fn no_octets_panic(octets in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = Sign1::decode(&octets, 16);
    }
}
