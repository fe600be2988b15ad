use super::*;
use crate::key::pki::tests::{HASHES, TestKey, algorithm_der};
use crate::key::pki::tlv::{SET, element, object, sequence, unsigned};
use proptest::prelude::*;
use std::slice::from_ref;

const ECDSA: PkiAlgorithm = PkiAlgorithm::Ecdsa(Hash::Sha256);
const PKCS1: PkiAlgorithm = PkiAlgorithm::RsaPkcs1(Hash::Sha256);

/// Whether a list's signer is pinned, at a moment when every certificate here is valid.
fn is_pinned(signer: &[u8], others: &[Vec<u8>], anchors: &Anchors) -> bool {
    path(signer, others, anchors, now(), Purpose::Content).is_ok()
}

fn now() -> Timestamp {
    "2022-02-01T12:00:00Z".parse().unwrap()
}

/// A certificate that is put together by hand, so that every part of it can be odd.
#[derive(Clone)]
pub(in crate::trust) struct Draft {
    pub(in crate::trust) subject: &'static str,
    pub(in crate::trust) issuer: &'static str,
    pub(in crate::trust) serial: u8,
    pub(in crate::trust) key: TestKey,
    pub(in crate::trust) extensions: Vec<Vec<u8>>,
    /// The subject in DER, where it is more than a common name.
    pub(in crate::trust) name: Option<Vec<u8>>,
    /// The algorithm that is named in the signed part, where it is another than the one outside.
    named: Option<PkiAlgorithm>,
}

/// A document signer, or somebody who signs lists.
pub(in crate::trust) fn leaf(subject: &'static str, issuer: &'static str, key: TestKey) -> Draft {
    Draft {
        subject,
        issuer,
        serial: 7,
        key,
        extensions: Vec::new(),
        name: None,
        named: None,
    }
}

/// An authority.
pub(in crate::trust) fn authority(
    subject: &'static str,
    issuer: &'static str,
    key: TestKey,
) -> Draft {
    let mut draft = leaf(subject, issuer, key);
    draft.extensions.push(basic_constraints(&[1, 1, 0xff]));
    draft
}

/// A name with one part, the common name.
fn name(text: &str) -> Vec<u8> {
    let attribute = sequence(&[&object("2.5.4.3"), &element(0x0c, text.as_bytes())]);
    sequence(&[&element(SET, &attribute)])
}

/// A name of attributes: object identifier, type of string, octets; each a relative name of its own.
pub(in crate::trust) fn name_of(attributes: &[(&str, u8, &[u8])]) -> Vec<u8> {
    let part = |(kind, tag, value): &(&str, u8, &[u8])| {
        element(SET, &sequence(&[&object(kind), &element(*tag, value)]))
    };
    element(
        SEQUENCE,
        &attributes.iter().map(part).collect::<Vec<_>>().concat(),
    )
}

fn extension(oid: &str, value: &[u8]) -> Vec<u8> {
    sequence(&[&object(oid), &element(OCTET_STRING, value)])
}

fn critical_extension(oid: &str, value: &[u8]) -> Vec<u8> {
    sequence(&[&object(oid), &[1, 1, 0xff], &element(OCTET_STRING, value)])
}

fn basic_constraints(content: &[u8]) -> Vec<u8> {
    critical_extension("2.5.29.19", &element(SEQUENCE, content))
}

fn key_usage(bits: u8) -> Vec<u8> {
    critical_extension("2.5.29.15", &element(BIT_STRING, &[0, bits]))
}

pub(in crate::trust) fn subject_key(id: &[u8]) -> Vec<u8> {
    extension("2.5.29.14", &element(OCTET_STRING, id))
}

fn authority_key(id: &[u8]) -> Vec<u8> {
    extension(
        "2.5.29.35",
        &sequence(&[&element(context_primitive(0), id)]),
    )
}

impl Draft {
    fn with(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }

    fn tbs(&self, alg: PkiAlgorithm) -> Vec<u8> {
        let validity = [
            element(0x17, b"210101000000Z"),
            element(0x17, b"310101000000Z"),
        ]
        .concat();
        let extensions: Vec<&[u8]> = self.extensions.iter().map(Vec::as_slice).collect();
        let mut parts = vec![
            element(context(0), &unsigned(&[2])),
            unsigned(&[self.serial]),
            algorithm_der(self.named.unwrap_or(alg)),
            name(self.issuer),
            element(SEQUENCE, &validity),
            self.name.clone().unwrap_or_else(|| name(self.subject)),
            self.key.spki(),
        ];
        if !extensions.is_empty() {
            parts.push(element(context(3), &sequence(&extensions)));
        }
        element(SEQUENCE, &parts.concat())
    }

    pub(in crate::trust) fn signed(&self, by: &TestKey, alg: PkiAlgorithm) -> Vec<u8> {
        let tbs = self.tbs(alg);
        let mut bits = vec![0];
        bits.extend(by.sign(alg, &tbs));
        sequence(&[&tbs, &algorithm_der(alg), &element(BIT_STRING, &bits)])
    }

    /// Signed by its own key.
    pub(in crate::trust) fn root(&self) -> Vec<u8> {
        let alg = match self.key {
            TestKey::Rsa(_) => PKCS1,
            _ => ECDSA,
        };
        self.signed(&self.key, alg)
    }
}

fn good(authority: &str, sha1: bool) -> Chain {
    Chain::Good {
        authority: authority.into(),
        sha1,
    }
}

#[test]
fn every_algorithm_of_every_authority_is_judged() {
    for key in TestKey::all() {
        let csca = authority("CSCA", "CSCA", key.clone()).root();
        for alg in key.algorithms() {
            let dsc = leaf("DSC", "CSCA", TestKey::p256(5)).signed(&key, alg);
            let sha1 = alg.is_sha1();
            assert_eq!(judge(&dsc, from_ref(&csca)), good("CN=CSCA", sha1), "{alg}");
            let mut turned = dsc.clone();
            *turned.last_mut().unwrap() ^= 1;
            assert!(
                matches!(judge(&turned, from_ref(&csca)), Chain::Bad { .. }),
                "{alg}"
            );
        }
    }
}

#[test]
fn every_authority_with_the_name_is_tried() {
    let (old, new) = (TestKey::p256(1), TestKey::p384(2));
    let dsc = leaf("DSC", "CSCA", TestKey::p256(5)).signed(&new, ECDSA);
    let old = authority("CSCA", "CSCA", old).root();
    let new = authority("CSCA", "CSCA", new).root();
    let stranger = authority("CSCA 2", "CSCA 2", TestKey::p384(2)).root();
    assert_eq!(judge(&dsc, &[]), Chain::NoAuthority);
    assert_eq!(
        judge(&dsc, &[stranger.clone(), b"0".to_vec()]),
        Chain::NoAuthority
    );
    assert_eq!(
        judge(&dsc, &[stranger, old.clone(), new]),
        good("CN=CSCA", false)
    );
    let Chain::Bad { reason } = judge(&dsc, from_ref(&old)) else {
        panic!()
    };
    assert_eq!(
        reason.to_string(),
        "the one authority with the issuer's name did not sign it: the signature does not match the \
         content and key"
    );
    let Chain::Bad { reason } = judge(&dsc, &[old.clone(), old]) else {
        panic!()
    };
    let reason = reason.to_string();
    assert!(reason.starts_with("none of the 2 authorities"), "{reason}");
}

#[test]
fn key_identifiers_say_whom_to_try_first_and_no_more() {
    let (first, second) = (TestKey::p256(1), TestKey::p256(2));
    let csca = |key: &TestKey, id: &[u8]| {
        authority("CSCA", "CSCA", key.clone())
            .with(subject_key(id))
            .root()
    };
    let both = [csca(&first, b"one"), csca(&second, b"two")];
    for id in [&b"one"[..], b"two", b"three", b""] {
        let dsc = leaf("DSC", "CSCA", TestKey::p256(5)).with(authority_key(id));
        assert_eq!(
            judge(&dsc.signed(&second, ECDSA), &both),
            good("CN=CSCA", false)
        );
    }
    let parts = Parts::of(&both[0]).unwrap();
    assert!(parts.has_key_id(b"one") && !parts.has_key_id(b"two"));
    // Without the extension it is the SHA-1 of the key's bits.
    let bare = authority("CSCA", "CSCA", first.clone()).root();
    let spki = first.spki();
    let id = Hash::Sha1.digest(key_bits(&spki).unwrap());
    assert!(Parts::of(&bare).unwrap().has_key_id(&id));
}

#[test]
fn algorithms_that_nobody_should_use_are_named() {
    let key = TestKey::rsa();
    let csca = authority("CSCA", "CSCA", key.clone()).root();
    let der = leaf("DSC", "CSCA", TestKey::p256(5)).signed(&key, PKCS1);
    // 1.2.840.113549.1.1.11 becomes .4: MD5.
    let mut md5 = der;
    let oid = object("1.2.840.113549.1.1.11");
    for at in 0..md5.len() - oid.len() {
        if md5[at..].starts_with(&oid) {
            md5[at + oid.len() - 1] = 4;
        }
    }
    let Chain::Bad { reason } = judge(&md5, from_ref(&csca)) else {
        panic!()
    };
    let reason = reason.to_string();
    assert!(
        reason.ends_with("MD5 with RSA, which is broken"),
        "{reason}"
    );

    let mut draft = leaf("DSC", "CSCA", TestKey::p256(5));
    draft.named = Some(PkiAlgorithm::RsaPkcs1(Hash::Sha512));
    let Chain::Bad { reason } = judge(&draft.signed(&key, PKCS1), &[csca]) else {
        panic!()
    };
    assert_eq!(
        reason.to_string(),
        "not an X.509 certificate: the algorithm within the signed part is another than beside the \
         signature"
    );
}

#[test]
fn odd_certificates_are_judged_by_their_octets() {
    let key = TestKey::p256(1);
    let csca = authority("CSCA", "CSCA", key.clone()).root();
    // The default written out (Finland), a path length for nobody (Spain), a broken extension, and
    // something that is no extension at all.
    let oddities = [
        basic_constraints(&[1, 1, 0]),
        basic_constraints(&[2, 1, 0]),
        extension("2.5.29.15", b"\xff"),
        extension("2.5.29.14", b""),
        element(OCTET_STRING, b"no extension"),
        element(SEQUENCE, b""),
    ];
    for odd in oddities {
        let dsc = leaf("DSC", "CSCA", TestKey::p256(5))
            .with(odd)
            .signed(&key, ECDSA);
        assert_eq!(judge(&dsc, from_ref(&csca)), good("CN=CSCA", false));
        assert_eq!(spki(&dsc).unwrap(), TestKey::p256(5).spki());
    }
    // A length in more octets than it needs.
    let dsc = leaf("DSC", "CSCA", TestKey::p256(5)).signed(&key, ECDSA);
    let [_, 0x82 | 0x81, ..] = dsc[..] else {
        panic!()
    };
    let content = Reader::der(&dsc).any("x").unwrap().content;
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let long = [&[SEQUENCE, 0x84][..], &length, content].concat();
    assert_eq!(judge(&long, from_ref(&csca)), good("CN=CSCA", false));
    assert_eq!(
        judge(&[dsc, vec![0, 0]].concat(), &[csca]),
        good("CN=CSCA", false)
    );
}

#[test]
fn a_signer_is_pinned_by_its_certificate_or_key() {
    let signer = leaf("Signer", "CA", TestKey::p256(5)).signed(&TestKey::p256(1), ECDSA);
    let pinned = |certificates: &[&Vec<u8>], keys: &[Vec<u8>]| {
        let certificates = certificates.iter().map(|der| (*der).clone()).collect();
        is_pinned(
            &signer,
            &[],
            &Anchors {
                certificates,
                keys: keys.to_vec(),
                ..Anchors::default()
            },
        )
    };
    assert!(!pinned(&[], &[]));
    assert!(pinned(&[&signer], &[]));
    assert!(pinned(&[], &[TestKey::p256(5).spki()]));
    assert!(pinned(&[], &[TestKey::p256(5).compressed_spki()]));
    assert!(!pinned(
        &[],
        &[TestKey::p256(1).spki(), b"x".to_vec(), Vec::new()]
    ));
    // Another certificate for the same key is not the one that is pinned.
    let again = leaf("Signer", "CA", TestKey::p256(5)).signed(&TestKey::p256(2), ECDSA);
    assert!(!pinned(&[&again], &[]));
}

/// A root, authorities under it, each under the one before, and a signer under the last.
fn tower(floors: usize) -> (Vec<u8>, Vec<Vec<u8>>, Vec<u8>) {
    const NAMES: [&str; 6] = ["Root", "A", "B", "C", "D", "E"];
    let key = |floor: usize| TestKey::p256(u8::try_from(floor + 1).unwrap());
    let root = authority("Root", "Root", key(0)).root();
    let others = (1..=floors).map(|floor| {
        let draft = authority(NAMES[floor], NAMES[floor - 1], key(floor)).with(key_usage(0x06));
        draft.signed(&key(floor - 1), ECDSA)
    });
    let signer = leaf("Signer", NAMES[floors], TestKey::p256(50)).signed(&key(floors), ECDSA);
    (root, others.collect(), signer)
}

fn pins(root: &[u8]) -> Anchors {
    Anchors {
        certificates: vec![root.to_vec()],
        keys: Vec::new(),
        ..Anchors::default()
    }
}

#[test]
fn a_signer_is_pinned_by_authorities_above_it_up_to_four_steps() {
    for floors in 0..MAX_STEPS {
        let (root, mut others, signer) = tower(floors);
        assert!(is_pinned(&signer, &others, &pins(&root)), "{floors}");
        others.reverse();
        others.push(signer.clone());
        assert!(is_pinned(&signer, &others, &pins(&root)), "{floors}");
        assert!(!is_pinned(&signer, &others, &Anchors::default()));
        let (keys, certificates) = (vec![TestKey::p256(1).spki()], Vec::new());
        assert!(
            !is_pinned(
                &signer,
                &others,
                &Anchors {
                    certificates,
                    keys,
                    ..Anchors::default()
                }
            ),
            "keys issue nothing"
        );
        if floors > 0 {
            assert!(!is_pinned(&signer, &others[1..], &pins(&root)) || floors == 1);
            assert!(!is_pinned(&signer, &[], &pins(&root)));
        }
    }
    let (root, others, signer) = tower(MAX_STEPS);
    assert!(!is_pinned(&signer, &others, &pins(&root)));
    // An authority in between may be the pinned one.
    assert!(is_pinned(&signer, &others, &pins(&others[0])));
}

#[test]
fn who_issues_must_be_allowed_to() {
    let root_key = TestKey::p256(1);
    let judge = |extensions: &[Vec<u8>]| {
        let mut root = leaf("Root", "Root", root_key.clone());
        root.extensions = extensions.to_vec();
        let signer = leaf("Signer", "Root", TestKey::p256(5)).signed(&root_key, ECDSA);
        is_pinned(&signer, &[], &pins(&root.root()))
    };
    let (yes, no) = (basic_constraints(&[1, 1, 0xff]), basic_constraints(&[]));
    assert!(judge(from_ref(&yes)));
    assert!(judge(&[yes.clone(), key_usage(0x04)]));
    assert!(judge(&[basic_constraints(&[1, 1, 0xff, 2, 1, 0])]));
    assert!(!judge(&[]));
    assert!(!judge(&[no]));
    assert!(!judge(&[basic_constraints(&[1, 1, 0])]));
    assert!(!judge(&[yes.clone(), key_usage(0x80)]));
    assert!(!judge(&[
        yes,
        critical_extension("2.5.29.15", &element(BIT_STRING, &[7]))
    ]));

    // With no authority allowed below it, one below it does not count.
    let root =
        leaf("Root", "Root", root_key.clone()).with(basic_constraints(&[1, 1, 0xff, 2, 1, 0]));
    let between = authority("A", "Root", TestKey::p256(2)).signed(&root_key, ECDSA);
    let signer = leaf("Signer", "A", TestKey::p256(5)).signed(&TestKey::p256(2), ECDSA);
    assert!(!is_pinned(&signer, &[between], &pins(&root.root())));
}

#[test]
fn a_chain_with_sha1_or_a_wrong_signature_pins_nobody() {
    let key = TestKey::p256(1);
    let root = authority("Root", "Root", key.clone()).root();
    for hash in HASHES {
        let alg = PkiAlgorithm::Ecdsa(hash);
        let signer = leaf("Signer", "Root", TestKey::p256(5)).signed(&key, alg);
        assert_eq!(
            is_pinned(&signer, &[], &pins(&root)),
            hash != Hash::Sha1,
            "{alg}"
        );
    }
    let forged = leaf("Signer", "Root", TestKey::p256(5)).signed(&TestKey::p256(2), ECDSA);
    assert!(!is_pinned(&forged, &[], &pins(&root)));
}

#[test]
fn certificates_that_issue_each_other_end_the_climb() {
    let key = TestKey::p256(1);
    let signer = leaf("Signer", "A", TestKey::p256(5)).signed(&key, ECDSA);
    let mut others = Vec::new();
    for serial in 0..100 {
        let mut draft = authority("A", "A", key.clone());
        draft.serial = serial;
        others.push(draft.root());
    }
    let stranger = authority("A", "A", TestKey::p256(9)).root();
    assert!(!is_pinned(&signer, &others, &pins(&stranger)));
}

/// Authorities of one name, each with a key of its own.
fn namesakes(name: &'static str, count: usize) -> Vec<Vec<u8>> {
    let seeds = 100..100 + u8::try_from(count).unwrap();
    let each = seeds.map(|seed| authority(name, name, TestKey::p256(seed)).root());
    each.collect()
}

#[test]
fn no_more_signatures_are_tried_than_the_budget_has() {
    let (root, _, signer) = tower(0);
    for (decoys, found) in [(MAX_SIGNATURES - 1, true), (MAX_SIGNATURES, false)] {
        let mut certificates = namesakes("Root", decoys);
        certificates.push(root.clone());
        let anchors = Anchors {
            certificates,
            keys: Vec::new(),
            ..Anchors::default()
        };
        assert_eq!(is_pinned(&signer, &[], &anchors), found, "{decoys}");
    }
}

#[test]
fn no_more_certificates_beside_a_signer_are_looked_at_than_so_many() {
    let (root, others, signer) = tower(1);
    for (decoys, found) in [(MAX_OTHERS - 1, true), (MAX_OTHERS, false)] {
        let beside = [namesakes("Else", decoys), others.clone()].concat();
        assert_eq!(is_pinned(&signer, &beside, &pins(&root)), found, "{decoys}");
    }
}

#[test]
fn no_more_authorities_of_a_name_are_tried_than_so_many() {
    let key = TestKey::p256(1);
    let csca = authority("CSCA", "CSCA", key.clone()).root();
    let dsc = leaf("DSC", "CSCA", TestKey::p256(5)).signed(&key, ECDSA);
    for (decoys, found) in [(MAX_AUTHORITIES - 1, true), (MAX_AUTHORITIES, false)] {
        let authorities = [namesakes("CSCA", decoys), vec![csca.clone()]].concat();
        let judged = judge(&dsc, &authorities);
        assert_eq!(matches!(judged, Chain::Good { .. }), found, "{decoys}");
        assert_eq!(matches!(judged, Chain::Bad { .. }), !found, "{decoys}");
    }
}

#[test]
fn a_whole_list_costs_no_more_signatures_than_the_budget_has() {
    let key = TestKey::p256(1);
    let csca = authority("CSCA", "CSCA", key.clone()).root();
    let dsc = leaf("DSC", "CSCA", TestKey::p256(5)).signed(&key, ECDSA);
    let mut authorities = Authorities::new([("NO", csca.as_slice())]);
    assert_eq!(authorities.judge("SE", &dsc), Chain::NoAuthority);
    authorities.signatures_left = 1;
    assert_eq!(authorities.judge("NO", &dsc), good("CN=CSCA", false));
    assert_eq!(authorities.judge("NO", &dsc), Chain::NotChecked);
}

#[test]
fn a_path_length_is_a_number_of_any_length_and_never_negative() {
    for (octets, wanted) in [
        (&[0][..], Some(0)),
        (&[0x7f], Some(127)),
        (&[0, 0x80], Some(128)),
        (&[1, 0], Some(256)),
        (&[1, 0, 0], Some(65_536)),
        (&[0x7f; 40], Some(usize::MAX)),
        (&[0x80], None),
        (&[0xff, 0xff], None),
        (&[0xff; 40], None),
        (&[], None),
    ] {
        assert_eq!(path_length(octets), wanted, "{octets:x?}");
    }
}

#[test]
fn a_common_name_is_the_one_attribute_that_is_one() {
    const CN: &str = "2.5.4.3";
    const ORGANISATION: &str = "2.5.4.10";
    let of = |subject: Vec<u8>| {
        let mut draft = leaf("Signer", "CA", TestKey::p256(5));
        draft.name = Some(subject);
        common_name(&draft.root())
    };
    let utf8 = |kind, text: &'static str| (kind, 0x0c, text.as_bytes());
    let name = |attributes: &[(&str, u8, &[u8])]| of(name_of(attributes));
    assert_eq!(name(&[utf8(CN, "Signer")]).as_deref(), Ok("Signer"));
    assert_eq!(name(&[(CN, 0x13, b"Signer")]).as_deref(), Ok("Signer"));
    // What it holds is the name, whatever it reads like, and nothing is trimmed.
    assert_eq!(
        name(&[utf8(CN, "x, CN=Signer")]).as_deref(),
        Ok("x, CN=Signer")
    );
    assert_eq!(name(&[utf8(CN, "Signer ")]).as_deref(), Ok("Signer "));
    assert_eq!(name(&[utf8(CN, "Signer\0")]).as_deref(), Ok("Signer\0"));
    assert_eq!(
        name(&[utf8(ORGANISATION, "CN=Else"), utf8(CN, "Signer")]).as_deref(),
        Ok("Signer")
    );
    let refused: [(&str, Result<String, Text>); 9] = [
        ("no attribute at all", of(name_of(&[]))),
        (
            "an organisation that reads like one",
            name(&[utf8(ORGANISATION, "CN=Signer")]),
        ),
        ("two", name(&[utf8(CN, "Signer"), utf8(CN, "Else")])),
        (
            "the same twice",
            name(&[utf8(CN, "Signer"), utf8(CN, "Signer")]),
        ),
        ("two in one relative name", {
            let attribute = |text: &str| sequence(&[&object(CN), &element(0x0c, text.as_bytes())]);
            let both = [attribute("Else"), attribute("Signer")].concat();
            of(sequence(&[&element(SET, &both)]))
        }),
        ("UTF-16", name(&[(CN, 0x1e, b"\0S\0i\0g")])),
        ("broken UTF-8", name(&[(CN, 0x0c, b"\xff")])),
        (
            "T.61 beyond ASCII",
            name(&[(CN, 0x14, "Sígner".as_bytes())]),
        ),
        ("a name that is none", of(vec![0x30, 2, 5, 0])),
    ];
    for (what, found) in refused {
        assert!(found.is_err(), "{what}: {found:?}");
    }
}

#[test]
fn what_a_certificate_says_of_itself_decides_whether_its_key_signs_codes() {
    let unknown = "1.3.6.1.4.1.99999.1";
    let of = |extensions: &[Vec<u8>]| {
        let mut draft = leaf("DSC", "CSCA", TestKey::p256(5));
        draft.extensions = extensions.to_vec();
        fitness(&draft.signed(&TestKey::p256(1), ECDSA))
    };
    let (authority, usage) = (basic_constraints(&[1, 1, 0xff]), key_usage);
    for (extensions, is_authority) in [
        (vec![], false),
        (vec![usage(0x80)], false),
        (vec![usage(0xc0)], false),
        (vec![usage(0x84)], false),
        (vec![basic_constraints(&[])], false),
        (vec![authority.clone()], true),
        (vec![authority.clone(), usage(0x86)], true),
        // Spain wrote a path length beside it.
        (
            vec![basic_constraints(&[1, 1, 0xff, 2, 1, 0]), usage(0x80)],
            true,
        ),
        (vec![extension(unknown, &[5, 0])], false),
        // Not critical and not readable: noted where signers are read.
        (vec![extension("2.5.29.15", b"\xff")], false),
        (vec![critical_extension("2.5.29.37", b"\xff")], false),
    ] {
        let Fitness { unfit, authority } = of(&extensions);
        assert_eq!((unfit, authority), (None, is_authority), "{extensions:x?}");
    }
    for extensions in [
        vec![authority, usage(0x04)],
        vec![usage(0x04)],
        vec![usage(0x40)],
        vec![usage(0x20)],
        vec![usage(0)],
        // Twice, and only one of them allows it.
        vec![
            extension("2.5.29.15", &element(BIT_STRING, &[0, 0x80])),
            extension("2.5.29.15", &element(BIT_STRING, &[0, 0x04])),
        ],
    ] {
        let unfit = of(&extensions).unfit;
        assert!(matches!(unfit, Some(Unfit::KeyUsage { .. })), "{unfit:?}");
    }
    for extensions in [
        vec![critical_extension(unknown, &[5, 0])],
        vec![critical_extension("2.5.29.30", &sequence(&[])), usage(0x80)],
        vec![extension("2.5.29.30", &sequence(&[]))],
        vec![critical_extension("2.5.29.31", &sequence(&[]))],
        vec![critical_extension("2.5.29.19", b"\xff")],
        vec![usage(0x80), usage(0x04)],
        vec![critical_extension("2.5.29.15", b"\xff")],
        vec![element(OCTET_STRING, b"no extension")],
    ] {
        let unfit = of(&extensions).unfit;
        assert!(
            matches!(unfit, Some(Unfit::Critical { .. })),
            "{extensions:x?}: {unfit:?}"
        );
    }
}

#[test]
fn what_is_no_certificate_is_named() {
    let error = |der: &[u8]| spki(der).unwrap_err().to_string();
    assert_eq!(
        error(b""),
        "not an X.509 certificate: certificate: is missing"
    );
    assert_eq!(
        error(b"\x30\x00"),
        "not an X.509 certificate: tbsCertificate: is missing"
    );
    assert_eq!(subject_text(b"x"), "a certificate without a readable name");
    let named = leaf("Signer", "CA", TestKey::p256(5)).root();
    assert_eq!(subject_text(&named), "CN=Signer");
}

proptest! {
    #[test]
    fn no_octets_make_it_panic(octets in prop::collection::vec(any::<u8>(), 0..400)) {
        let octets = element(SEQUENCE, &octets);
        let _ = judge(&octets, from_ref(&octets));
        let _ = is_pinned(&octets, from_ref(&octets), &pins(&octets[1..]));
    }

    #[test]
    fn no_change_of_a_certificate_makes_it_panic_or_pass(at in 0_usize..1000, to in any::<u8>()) {
        let key = TestKey::p256(1);
        let root = authority("Root", "Root", key.clone()).with(subject_key(b"id")).root();
        let good = leaf("Signer", "Root", TestKey::p256(5))
            .with(authority_key(b"id"))
            .with(key_usage(0x80))
            .signed(&key, ECDSA);
        let mut changed = good.clone();
        let at = at % changed.len();
        changed[at] = to;
        let chain = judge(&changed, from_ref(&root));
        if changed != good {
            prop_assert!(!matches!(chain, Chain::Good { .. }), "octet {at} to {to}");
            prop_assert!(!is_pinned(&changed, &[], &pins(&root)));
        }
        let mut root = root;
        let at = at % root.len();
        root[at] = to;
        let _ = is_pinned(&good, from_ref(&root), &pins(&root));
    }
}
