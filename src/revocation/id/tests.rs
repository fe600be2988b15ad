use super::*;
use crate::codec::cbor::Value;
use crate::codec::hex;
use crate::key::pki::tests::TestKey;
use crate::revocation::test_sink::ECDSA;
use proptest::prelude::*;

// Hashes made with another SHA-256 (Python's hashlib), cut to 32 digits.
const CI: &str = "URN:UVCI:01:NO:ABC123#K";
const OF_CI: &str = "c2e9dcefab10b38a8efc90e7b4eb9d1d";
const OF_SHORT: &str = "89f839f3585eb3e6bedde682baf68b23";
const OF_NO: [&str; 2] = [
    "194e4947d82f2dcd674096bbefae343d",
    "ac109dfd174a4205a956f6df107ff339",
];
const OF_SE: [&str; 2] = [
    "4e7f34b883293d3e2ae38b3b0aca4468",
    "926a82c5b042264171081073ff81a857",
];
const OF_DK: [&str; 2] = [
    "b03585b450b2981b7897b1b7fa00c0b1",
    "3ca08186e0ca023a8c70e3e805c28bb2",
];
/// Of 32 octets 01; of these and 32 octets 02; of 256 octets 03.
const OF_R: &str = "72cd6e8422c407fb6d098690f1130b7d";
const OF_R_S: &str = "f818afd37a6dc3bc92fb447310112770";
/// Of 32 octets 01 and the order of P-256 less 32 octets 02.
const OF_R_OTHER_S: &str = "76367ea92898ed9276f9f09743dc43a1";
const OF_PS256: &str = "e0c1f4455783b6b2f152b526c2a73dab";

fn es256() -> Vec<u8> {
    [[1; 32], [2; 32]].concat()
}

fn map(entries: &[(&str, Value)]) -> Value {
    let entries = entries.iter().cloned();
    Value::Map(entries.map(|(key, value)| (key.into(), value)).collect())
}

fn entry(co: &str, ci: &str) -> Value {
    map(&[
        ("tg", "840539006".into()),
        ("co", co.into()),
        ("ci", ci.into()),
    ])
}

fn payload(group: &str, entries: &[Value]) -> Value {
    map(&[
        ("ver", "1.3.0".into()),
        (group, Value::Array(entries.to_vec())),
    ])
}

/// Type, variant and hash of every candidate but those of the signature.
fn of(
    payload: &Value,
    issuer: Option<&str>,
    signer_country: Option<&str>,
) -> Vec<(HashType, Variant, String)> {
    let marks = Marks {
        algorithm: Algorithm::Ps256,
        signature: &[3; 256],
        issuer,
        signer_country,
        payload: Some(&Item::from(payload)),
    };
    let found = candidates(&marks).into_iter().skip(1);
    found
        .map(|one| (one.hash_type, one.variant, hex(&one.hash)))
        .collect()
}

fn signatures(algorithm: Algorithm, signature: &[u8]) -> Vec<(Variant, String)> {
    let marks = Marks {
        algorithm,
        signature,
        issuer: Some("NO"),
        signer_country: Some("NO"),
        payload: None,
    };
    let found = candidates(&marks).into_iter();
    found
        .map(|one| {
            assert_eq!(one.hash_type, HashType::Signature);
            (one.variant, hex(&one.hash))
        })
        .collect()
}

#[test]
fn a_hash_is_the_first_half_of_a_sha_256() {
    let whole = "8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8";
    assert_eq!(hex(&sha256(b"alpha")), whole);
    assert_eq!(hex(&truncated(b"alpha")), whole[..32]);
    assert_eq!(hex(&truncated(b"")), "e3b0c44298fc1c149afbf4c8996fb924");
}

#[test]
fn a_signature_by_es256_is_sought_by_r_by_the_whole_and_by_the_other_whole() {
    let found = signatures(Algorithm::Es256, &es256());
    let expected = [
        (Variant::R, OF_R.to_owned()),
        (Variant::WholeSignature, OF_R_S.to_owned()),
        (Variant::OtherSignature, OF_R_OTHER_S.to_owned()),
    ];
    assert_eq!(found, expected);
    let found = signatures(Algorithm::Ps256, &[3; 256]);
    assert_eq!(found, [(Variant::WholeSignature, OF_PS256.to_owned())]);
    // PS256 of another length is not cut, either.
    let found = signatures(Algorithm::Ps256, &es256());
    assert_eq!(found, [(Variant::WholeSignature, OF_R_S.to_owned())]);
}

#[test]
fn what_is_published_is_the_first_candidate_of_each_type() {
    assert_eq!(hex(&signature(Algorithm::Es256, &es256())), OF_R);
    assert_eq!(hex(&signature(Algorithm::Ps256, &[3; 256])), OF_PS256);
    assert_eq!(hex(&uci(CI)), OF_CI);
    assert_eq!(hex(&country_code_uci("NO", CI)), OF_NO[0]);
    let payload = payload("v", &[entry("NO", CI)]);
    let marks = Marks {
        algorithm: Algorithm::Es256,
        signature: &es256(),
        issuer: Some("SE"),
        signer_country: Some("DK"),
        payload: Some(&Item::from(&payload)),
    };
    let found = candidates(&marks);
    for (hash_type, published) in HashType::ALL.into_iter().zip([
        signature(Algorithm::Es256, &es256()),
        uci(CI),
        country_code_uci("NO", CI),
    ]) {
        let first = found.iter().find(|one| one.hash_type == hash_type).unwrap();
        assert_eq!(first.hash, published);
    }
}

#[test]
fn a_signature_too_short_to_have_halves_is_hashed_whole() {
    for length in [0, 31] {
        let short = vec![1; length];
        assert_eq!(signature(Algorithm::Es256, &short), truncated(&short));
        assert_eq!(signatures(Algorithm::Es256, &short).len(), 1);
    }
}

#[test]
fn the_other_signature_that_verifies_too_is_sought_by_every_hash_of_the_first() {
    let key = TestKey::p256(5);
    let public = crate::trust::Dsc::from_spki("", b"kid", &key.spki())
        .unwrap()
        .key;
    proptest!(ProptestConfig::with_cases(32), |(message: Vec<u8>)| {
        let own = key.sign_raw(ECDSA, &message);
        // The other one by somebody else's arithmetic.
        let (r, s) = p256::ecdsa::Signature::from_slice(&own).unwrap().split_scalars();
        let other = p256::ecdsa::Signature::from_scalars(r, -s).unwrap().to_vec();
        prop_assert_ne!(&own, &other);
        for signature in [&own, &other] {
            prop_assert!(public.verify(Algorithm::Es256, &message, signature).is_ok());
        }
        let hashes = |signature: &[u8]| {
            let mut found: Vec<String> = signatures(Algorithm::Es256, signature)
                .into_iter()
                .map(|(_, hash)| hash)
                .collect();
            prop_assert_eq!(found.len(), 3);
            prop_assert_eq!(&found[1], &hex(&truncated(signature)));
            found.sort_unstable();
            Ok(found)
        };
        prop_assert_eq!(signature(Algorithm::Es256, &own), signature(Algorithm::Es256, &other));
        prop_assert_eq!(hashes(&own)?, hashes(&other)?);
    });
}

#[test]
fn an_s_that_no_signature_has_has_no_other() {
    let with = |s: [u8; 32]| other_signature(&[[1; 32], s].concat());
    let one = {
        let mut one = [0; 32];
        one[31] = 1;
        one
    };
    let mut last = ORDER;
    last[31] -= 1;
    assert_eq!(with(one).unwrap()[32..], last);
    assert_eq!(with(last).unwrap()[32..], one);
    // Beyond the order there is none; of zero the order, which is no signature either.
    assert_eq!(with([255; 32]), None);
    assert_eq!(with([0; 32]).unwrap()[32..], ORDER);
    assert_eq!(other_signature(&[1; 63]), None);
    assert_eq!(other_signature(&[1; 65]), None);
}

#[test]
fn every_country_is_sought_before_both_forms_of_the_identifier() {
    let found = of(&payload("v", &[entry("NO", CI)]), Some("SE"), Some("DK"));
    let (uci, both) = (HashType::Uci, HashType::CountryCodeUci);
    let expected = [
        (uci, Variant::Ci, OF_CI),
        (uci, Variant::CiWithoutChecksum, OF_SHORT),
        (both, Variant::CoCi, OF_NO[0]),
        (both, Variant::CoCiWithoutChecksum, OF_NO[1]),
        (both, Variant::IssCi, OF_SE[0]),
        (both, Variant::IssCiWithoutChecksum, OF_SE[1]),
        (both, Variant::SignerCi, OF_DK[0]),
        (both, Variant::SignerCiWithoutChecksum, OF_DK[1]),
    ];
    assert_eq!(
        found,
        expected.map(|(kind, variant, hash)| (kind, variant, hash.to_owned()))
    );
}

#[test]
fn each_hash_is_sought_once() {
    let variants = |payload: &Value, issuer, signer| -> Vec<Variant> {
        let found = of(payload, issuer, signer).into_iter();
        found.map(|(_, variant, _)| variant).collect()
    };
    let all = [
        Variant::Ci,
        Variant::CiWithoutChecksum,
        Variant::CoCi,
        Variant::CoCiWithoutChecksum,
    ];
    let one = payload("v", &[entry("NO", CI)]);
    assert_eq!(variants(&one, Some("NO"), Some("NO")), all);
    assert_eq!(variants(&one, None, None), all);
    let twice = payload("v", &[entry("NO", CI), entry("NO", CI)]);
    assert_eq!(variants(&twice, Some("NO"), None), all);
    let plain = payload("v", &[entry("NO", "URN:UVCI:01:NO:ABC123")]);
    assert_eq!(
        variants(&plain, Some("NO"), Some("NO")),
        [Variant::Ci, Variant::CoCi]
    );
}

#[test]
fn one_hash_of_two_types_is_sought_as_both() {
    // The country and the rest make an identifier of another entry.
    let payload = payload("v", &[entry("NO", "1"), entry("SE", "NO1")]);
    let hash = hex(&truncated(b"NO1"));
    let types: Vec<HashType> = of(&payload, None, None)
        .into_iter()
        .filter(|(.., found)| *found == hash)
        .map(|(hash_type, ..)| hash_type)
        .collect();
    assert_eq!(types, [HashType::CountryCodeUci, HashType::Uci]);
}

#[test]
fn the_identifier_ends_at_its_first_number_sign() {
    let found = of(
        &payload("v", &[entry("NO", "URN:UVCI:01:NO:ABC123#K#2")]),
        None,
        None,
    );
    assert_eq!(
        found[1],
        (
            HashType::Uci,
            Variant::CiWithoutChecksum,
            OF_SHORT.to_owned()
        )
    );
    // Nothing else is stripped or folded.
    let other = of(
        &payload("v", &[entry("NO", "urn:uvci:01:no:æøå")]),
        None,
        None,
    );
    assert_eq!(other[0].2, "4bb649919f34a26dc4c2b444bffbb1bf");
    let spaced = of(
        &payload("v", &[entry("NO", " URN:UVCI:01:NO:ABC123#K")]),
        None,
        None,
    );
    assert!(
        spaced
            .iter()
            .all(|(.., hash)| hash != OF_CI && hash != OF_SHORT)
    );
}

#[test]
fn every_entry_of_every_group_is_sought() {
    let cis = [1, 2, 3, 4].map(|number| format!("URN:UVCI:01:NO:{number}"));
    let payload = map(&[
        ("r", Value::Array(vec![entry("NO", &cis[0])])),
        ("t", Value::Array(vec![entry("NO", &cis[1])])),
        (
            "v",
            Value::Array(vec![entry("NO", &cis[2]), entry("NO", &cis[3])]),
        ),
        ("x", Value::Array(vec![entry("NO", "URN:UVCI:01:NO:5")])),
    ]);
    let found = of(&payload, None, None);
    for hash in [
        "d8a5ae7869555af1b9de0f3958dd0ae3",
        "eed69f70130b7bfd2965756eacbc8330",
        "eb358dcd69fb6cc7a988c0dbf09df47c",
        "c4d6ebff2531a386834f973365c5979f",
    ] {
        assert!(found.iter().any(|(.., one)| one == hash), "{hash}");
    }
    assert_eq!(found.len(), 8);
}

#[test]
fn what_breaks_the_schema_is_sought_as_far_as_it_goes() {
    for payload in [
        Value::Null,
        payload("v", &[]),
        payload("v", &[Value::Null, entry("NO", CI)]),
        payload("v", &[map(&[("co", "NO".into())]), entry("NO", CI)]),
        payload("v", &[map(&[("ci", 1.into())]), entry("NO", CI)]),
        map(&[
            ("v", entry("NO", CI)),
            ("t", Value::Array(vec![entry("NO", CI)])),
        ]),
    ] {
        let found = of(&payload, None, None).len();
        assert!(found == 0 || found == 4, "{found}");
    }
    // Without a country the issuer's and the signer's are left.
    let found = of(
        &payload("t", &[map(&[("ci", CI.into())])]),
        Some("SE"),
        None,
    );
    let variants: Vec<Variant> = found.into_iter().map(|(_, variant, _)| variant).collect();
    assert_eq!(
        variants,
        [
            Variant::Ci,
            Variant::CiWithoutChecksum,
            Variant::IssCi,
            Variant::IssCiWithoutChecksum
        ]
    );
    // A payload of a million entries costs no million hashes.
    let many: Vec<Value> = (0..1000).map(|at| entry("NO", &format!("{at}"))).collect();
    assert_eq!(of(&payload("v", &many), None, None).len(), 2 * MAX_ENTRIES);
}

#[test]
fn every_variant_has_a_name_of_its_own() {
    let all = [
        Variant::R,
        Variant::WholeSignature,
        Variant::OtherSignature,
        Variant::Ci,
        Variant::CiWithoutChecksum,
        Variant::CoCi,
        Variant::CoCiWithoutChecksum,
        Variant::IssCi,
        Variant::IssCiWithoutChecksum,
        Variant::SignerCi,
        Variant::SignerCiWithoutChecksum,
    ];
    let mut names: Vec<&str> = all.iter().map(|variant| variant.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all.len());
}
