use super::tlv::{BIT_STRING, OCTET_STRING, object, sequence};
use super::*;
use proptest::prelude::*;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::traits::PublicKeyParts as _;
use std::sync::OnceLock;

pub(crate) const HASHES: [Hash; 4] = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];

/// Private keys of every kind, which sign by every algorithm; two of a kind differ by their seed.
#[derive(Clone)]
pub(crate) enum TestKey {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
    Rsa(Box<rsa::RsaPrivateKey>),
}

impl TestKey {
    pub(crate) fn p256(seed: u8) -> Self {
        Self::P256(p256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap())
    }

    pub(crate) fn p384(seed: u8) -> Self {
        Self::P384(p384::ecdsa::SigningKey::from_slice(&[seed; 48]).unwrap())
    }

    pub(crate) fn p521(seed: u8) -> Self {
        let mut scalar = [seed; 66];
        scalar[0] = 0;
        Self::P521(p521::ecdsa::SigningKey::from_slice(&scalar).unwrap())
    }

    /// The published key of the demonstration.
    pub(crate) fn rsa() -> Self {
        static KEY: OnceLock<rsa::RsaPrivateKey> = OnceLock::new();
        let key = KEY.get_or_init(|| {
            let pem = include_str!("../../../keys/dsc-ps256.key.pem");
            rsa::RsaPrivateKey::from_pkcs8_pem(pem).unwrap()
        });
        Self::Rsa(Box::new(key.clone()))
    }

    pub(crate) fn all() -> [Self; 4] {
        [Self::p256(1), Self::p384(1), Self::p521(1), Self::rsa()]
    }

    /// The point, compressed or not, or RSAPublicKey.
    fn public(&self, compressed: bool) -> Vec<u8> {
        match self {
            Self::P256(key) => key
                .verifying_key()
                .to_sec1_point(compressed)
                .as_bytes()
                .to_vec(),
            Self::P384(key) => key
                .verifying_key()
                .to_sec1_point(compressed)
                .as_bytes()
                .to_vec(),
            Self::P521(key) => key
                .verifying_key()
                .to_sec1_point(compressed)
                .as_bytes()
                .to_vec(),
            Self::Rsa(key) => rsa_public(&key.n().to_bytes_be(), &key.e().to_bytes_be()),
        }
    }

    fn algorithm(&self) -> Vec<u8> {
        let curve = match self {
            Self::P256(_) => "1.2.840.10045.3.1.7",
            Self::P384(_) => "1.3.132.0.34",
            Self::P521(_) => "1.3.132.0.35",
            Self::Rsa(_) => return sequence(&[&object(RSA), &[5, 0]]),
        };
        sequence(&[&object(EC), &object(curve)])
    }

    pub(crate) fn spki(&self) -> Vec<u8> {
        spki(&self.algorithm(), &self.public(false))
    }

    pub(crate) fn compressed_spki(&self) -> Vec<u8> {
        spki(&self.algorithm(), &self.public(true))
    }

    pub(crate) fn key(&self) -> PkiKey {
        PkiKey::from_spki(&self.spki()).unwrap()
    }

    pub(crate) fn pkcs8(&self) -> Vec<u8> {
        let private = match self {
            Self::P256(key) => {
                let mut bits = vec![0];
                bits.extend(self.public(false));
                sequence(&[
                    &unsigned(&[1]),
                    &element(OCTET_STRING, &key.to_bytes()),
                    &element(context(1), &element(BIT_STRING, &bits)),
                ])
            }
            Self::Rsa(_) => {
                let pem = pem::parse(include_str!("../../../keys/dsc-ps256.key.pem")).unwrap();
                return pem.into_contents();
            }
            _ => panic!("lists are signed with P-256 and RSA"),
        };
        sequence(&[
            &unsigned(&[0]),
            &self.algorithm(),
            &element(OCTET_STRING, &private),
        ])
    }

    /// The algorithms that go with the key.
    pub(crate) fn algorithms(&self) -> Vec<PkiAlgorithm> {
        if !matches!(self, Self::Rsa(_)) {
            return HASHES.map(PkiAlgorithm::Ecdsa).to_vec();
        }
        let pss = |hash: Hash, salt_length| PkiAlgorithm::RsaPss { hash, salt_length };
        let mut all = HASHES.map(PkiAlgorithm::RsaPkcs1).to_vec();
        for hash in HASHES {
            // As long as the digest, none, and as long as there is room for.
            all.extend([hash.length(), 0, 256 - hash.length() - 2].map(|salt| pss(hash, salt)));
        }
        all
    }

    /// An ECDSA signature as r‖s.
    pub(crate) fn sign_raw(&self, alg: PkiAlgorithm, message: &[u8]) -> Vec<u8> {
        use p256::ecdsa::signature::hazmat::PrehashSigner as _;
        let digest = alg.hash().digest(message);
        let padded = |octets: usize| {
            let mut padded = vec![0; octets.saturating_sub(digest.len())];
            padded.extend_from_slice(&digest);
            padded
        };
        match self {
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign_prehash(&padded(32)).unwrap();
                signature.to_bytes().to_vec()
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign_prehash(&padded(48)).unwrap();
                signature.to_bytes().to_vec()
            }
            Self::P521(key) => {
                let signature: p521::ecdsa::Signature = key.sign_prehash(&padded(66)).unwrap();
                signature.to_bytes().to_vec()
            }
            Self::Rsa(key) => sign_rsa(key, alg, &digest),
        }
    }

    /// An ECDSA signature as a pair of integers.
    pub(crate) fn sign(&self, alg: PkiAlgorithm, message: &[u8]) -> Vec<u8> {
        let raw = self.sign_raw(alg, message);
        if matches!(self, Self::Rsa(_)) {
            return raw;
        }
        let (r, s) = raw.split_at(raw.len() / 2);
        sequence(&[&unsigned(r), &unsigned(s)])
    }
}

fn sign_rsa(key: &rsa::RsaPrivateKey, alg: PkiAlgorithm, digest: &[u8]) -> Vec<u8> {
    use rsa::{Pkcs1v15Sign, Pss};
    let salted = |salt| match alg.hash() {
        Hash::Sha1 => Pss::new_with_salt::<sha1::Sha1>(salt),
        Hash::Sha256 => Pss::new_with_salt::<sha2::Sha256>(salt),
        Hash::Sha384 => Pss::new_with_salt::<sha2::Sha384>(salt),
        Hash::Sha512 => Pss::new_with_salt::<sha2::Sha512>(salt),
    };
    let padding = match alg.hash() {
        Hash::Sha1 => Pkcs1v15Sign::new::<sha1::Sha1>(),
        Hash::Sha256 => Pkcs1v15Sign::new::<sha2::Sha256>(),
        Hash::Sha384 => Pkcs1v15Sign::new::<sha2::Sha384>(),
        Hash::Sha512 => Pkcs1v15Sign::new::<sha2::Sha512>(),
    };
    let random = &mut rsa::rand_core::OsRng;
    match alg {
        PkiAlgorithm::RsaPss { salt_length, .. } => key
            .sign_with_rng(random, salted(salt_length), digest)
            .unwrap(),
        _ => key.sign_with_rng(random, padding, digest).unwrap(),
    }
}

fn spki(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    let mut bits = vec![0];
    bits.extend_from_slice(key);
    sequence(&[algorithm, &element(BIT_STRING, &bits)])
}

fn rsa_public(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    sequence(&[&unsigned(modulus), &unsigned(exponent)])
}

fn rsa_spki(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    spki(
        &sequence(&[&object(RSA), &[5, 0]]),
        &rsa_public(modulus, exponent),
    )
}

fn hash_der(hash: Hash) -> Vec<u8> {
    let (oid, _) = Hash::OIDS
        .into_iter()
        .find(|(_, known)| *known == hash)
        .unwrap();
    sequence(&[&object(oid), &[5, 0]])
}

/// The AlgorithmIdentifier of an algorithm.
pub(crate) fn algorithm_der(alg: PkiAlgorithm) -> Vec<u8> {
    if let PkiAlgorithm::RsaPss { hash, salt_length } = alg {
        let mask = sequence(&[&object(MGF1), &hash_der(hash)]);
        let salt = unsigned(&salt_length.to_be_bytes());
        let parameters = sequence(&[
            &element(context(0), &hash_der(hash)),
            &element(context(1), &mask),
            &element(context(2), &salt),
        ]);
        return sequence(&[&object(RSA_PSS), &parameters]);
    }
    let found = PkiAlgorithm::OIDS
        .into_iter()
        .find(|(_, known)| *known == alg);
    let (oid, _) = found.unwrap();
    match alg {
        PkiAlgorithm::Ecdsa(_) => sequence(&[&object(oid)]),
        _ => sequence(&[&object(oid), &[5, 0]]),
    }
}

#[test]
fn every_key_verifies_by_every_algorithm_of_its_type() {
    for private in TestKey::all() {
        let key = private.key();
        for alg in private.algorithms() {
            let label = format!("{alg}, {}", key.type_name());
            assert_eq!(PkiAlgorithm::from_der(&algorithm_der(alg)), Ok(alg));
            let signature = private.sign(alg, b"message");
            assert_eq!(key.verify(alg, b"message", &signature), Ok(()), "{label}");
            let raw = private.sign_raw(alg, b"message");
            assert_eq!(key.verify_raw(alg, b"message", &raw), Ok(()), "{label}");
            let invalid = Err(PkiError::Invalid);
            assert_eq!(key.verify(alg, b"messagE", &signature), invalid, "{label}");
            assert_eq!(key.verify_raw(alg, b"messagE", &raw), invalid, "{label}");
            let mut turned = raw.clone();
            *turned.last_mut().unwrap() ^= 1;
            assert_eq!(key.verify_raw(alg, b"message", &turned), invalid, "{label}");
            assert_eq!(
                key.verify_raw(alg, b"message", &raw[1..]),
                Err(PkiError::Length {
                    found: raw.len() - 1,
                    want: raw.len()
                }),
                "{label}"
            );
            assert_eq!(alg.is_sha1(), label.contains("SHA-1"), "{label}");
        }
    }
}

#[test]
fn another_key_verifies_nothing() {
    let pairs = [
        (TestKey::p256(1), TestKey::p256(2)),
        (TestKey::p384(1), TestKey::p384(2)),
        (TestKey::p521(1), TestKey::p521(2)),
    ];
    for (one, other) in pairs {
        for alg in one.algorithms() {
            let signature = one.sign(alg, b"message");
            assert_eq!(
                other.key().verify(alg, b"message", &signature),
                Err(PkiError::Invalid)
            );
        }
    }
}

#[test]
fn the_key_decides_which_algorithms_go_with_it() {
    let (ec, rsa) = (TestKey::p384(1), TestKey::rsa());
    let alg = PkiAlgorithm::RsaPkcs1(Hash::Sha256);
    let error = ec.key().verify(alg, b"", &[0; 256]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "RSA PKCS#1 with SHA-256 does not go with a key of type EC P-384"
    );
    let alg = PkiAlgorithm::Ecdsa(Hash::Sha256);
    let error = rsa.key().verify_raw(alg, b"", &[0; 256]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "ECDSA with SHA-256 does not go with a key of type RSA 2048"
    );
    // A key marked for PSS verifies no other padding.
    let TestKey::Rsa(private) = &rsa else {
        unreachable!()
    };
    let public = rsa_public(&private.n().to_bytes_be(), &private.e().to_bytes_be());
    let marked = PkiKey::from_spki(&spki(&sequence(&[&object(RSA_PSS)]), &public)).unwrap();
    assert_ne!(marked, rsa.key());
    for alg in rsa.algorithms() {
        let verified = marked.verify(alg, b"message", &rsa.sign(alg, b"message"));
        match alg {
            PkiAlgorithm::RsaPss { .. } => assert_eq!(verified, Ok(())),
            _ => assert!(matches!(verified, Err(PkiError::Mismatch { .. })), "{alg}"),
        }
    }
}

#[test]
fn another_salt_than_the_one_that_is_named_is_refused() {
    let (private, hash) = (TestKey::rsa(), Hash::Sha256);
    let with = |salt_length| PkiAlgorithm::RsaPss { hash, salt_length };
    for (signed, named) in [
        (32, 20),
        (20, 32),
        (222, 32),
        (0, 1),
        (32, 223),
        (32, usize::MAX),
    ] {
        let signature = private.sign(with(signed), b"message");
        let verified = private.key().verify(with(named), b"message", &signature);
        assert!(verified.is_err(), "{signed} {named}");
    }
}

#[test]
fn compressed_points_are_the_same_key() {
    for private in [TestKey::p256(9), TestKey::p384(9), TestKey::p521(9)] {
        let compressed = PkiKey::from_spki(&private.compressed_spki()).unwrap();
        assert_eq!(compressed, private.key());
        let alg = PkiAlgorithm::Ecdsa(Hash::Sha256);
        let signature = private.sign(alg, b"message");
        assert_eq!(compressed.verify(alg, b"message", &signature), Ok(()));
    }
}

#[test]
fn an_ecdsa_signature_is_two_positive_integers_and_no_more() {
    let private = TestKey::p521(1);
    let alg = PkiAlgorithm::Ecdsa(Hash::Sha512);
    let good = private.sign(alg, b"message");
    let verify = |signature: &[u8]| private.key().verify(alg, b"message", signature);
    assert_eq!(verify(&good), Ok(()));
    let raw = private.sign_raw(alg, b"message");
    let (r, s) = raw.split_at(66);
    let error = verify(&[good.as_slice(), &[0]].concat()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "not the ASN.1 that was expected: ECDSA signature: 1 octets too many"
    );
    assert!(verify(&sequence(&[&unsigned(r), &unsigned(s), &unsigned(s)])).is_err());
    assert!(verify(&sequence(&[&unsigned(r)])).is_err());
    assert!(verify(&sequence(&[&unsigned(r), &element(INTEGER, &[])])).is_err());
    assert!(verify(&sequence(&[&unsigned(r), &element(INTEGER, &[0xff; 66])])).is_err());
    assert!(verify(&sequence(&[&unsigned(&[1; 67]), &unsigned(s)])).is_err());
    assert_eq!(
        verify(&sequence(&[&unsigned(&[]), &unsigned(s)])),
        Err(PkiError::Invalid)
    );
    assert_eq!(
        verify(&sequence(&[&unsigned(r), &unsigned(&[])])),
        Err(PkiError::Invalid)
    );
}

#[test]
fn keys_that_do_not_count_are_named() {
    let error = |der: &[u8]| PkiKey::from_spki(der).unwrap_err().to_string();
    let modulus = |octets| [vec![0xc1; octets], vec![1]].concat();
    let range = "expected 2048 to 8192";
    assert_eq!(
        error(&rsa_spki(&modulus(127), &[1, 0, 1])),
        format!("RSA key of 1024 bits, {range}")
    );
    let short = [vec![0x7f; 255], vec![1]].concat();
    assert_eq!(
        error(&rsa_spki(&short, &[1, 0, 1])),
        format!("RSA key of 2047 bits, {range}")
    );
    assert_eq!(
        error(&rsa_spki(&modulus(2047), &[3])),
        format!("RSA key of 16384 bits, {range}")
    );
    let on = |curve: &str| spki(&sequence(&[&object(EC), &object(curve)]), &[4; 65]);
    let unsupported = "the type of key is not supported";
    assert_eq!(
        error(&on("1.3.132.0.10")),
        format!("{unsupported}: EC secp256k1")
    );
    assert_eq!(
        error(&on("1.3.36.3.3.2.8.1.1.7")),
        format!("{unsupported}: EC brainpoolP256r1")
    );
    assert_eq!(
        error(&on("1.2.3")),
        format!("{unsupported}: EC on curve 1.2.3")
    );
    let explicit = spki(
        &sequence(&[&object(EC), &sequence(&[&unsigned(&[1])])]),
        &[4; 65],
    );
    assert_eq!(
        error(&explicit),
        format!("{unsupported}: EC on a curve without a name")
    );
    let ed25519 = spki(&sequence(&[&object("1.3.101.112")]), &[1; 32]);
    assert_eq!(error(&ed25519), format!("{unsupported}: Ed25519"));
    let malformed = "not the ASN.1 that was expected";
    assert_eq!(
        error(&on("1.2.840.10045.3.1.7")),
        format!("{malformed}: subjectPublicKey: no point on P-256")
    );
    assert_eq!(
        error(b""),
        format!("{malformed}: SubjectPublicKeyInfo: is missing")
    );
    let long = [TestKey::p256(1).spki(), vec![0]].concat();
    assert_eq!(
        error(&long),
        format!("{malformed}: SubjectPublicKeyInfo: 1 octets too many")
    );
}

#[test]
fn algorithms_that_do_not_count_are_named() {
    let error = |oid: &str| {
        let der = sequence(&[&object(oid), &[5, 0]]);
        PkiAlgorithm::from_der(&der).unwrap_err().to_string()
    };
    let unsupported = "the algorithm is not supported";
    let md5 = format!("{unsupported}: MD5 with RSA, which is broken");
    assert_eq!(error("1.2.840.113549.1.1.4"), md5);
    assert_eq!(
        error("1.2.840.10045.4.3.1"),
        format!("{unsupported}: ECDSA with SHA-224")
    );
    assert_eq!(
        error("1.2.3.4"),
        format!("{unsupported}: with object identifier 1.2.3.4")
    );
    assert_eq!(error(RSA), format!("{unsupported}: RSA without a hash"));
}

#[test]
fn pss_parameters_have_defaults_and_one_hash() {
    let read = |parameters: &[&[u8]]| {
        let der = sequence(&[&object(RSA_PSS), &sequence(parameters)]);
        PkiAlgorithm::from_der(&der)
    };
    let sha1 = PkiAlgorithm::RsaPss {
        hash: Hash::Sha1,
        salt_length: 20,
    };
    assert_eq!(read(&[]), Ok(sha1));
    let error = |parameters: &[&[u8]]| read(parameters).unwrap_err().to_string();
    let unsupported = "the algorithm is not supported: RSA-PSS with";
    let hash = element(context(0), &hash_der(Hash::Sha256));
    assert_eq!(
        error(&[&hash]),
        format!("{unsupported} SHA-256 and a mask with SHA-1")
    );
    let salt = |octets: &[u8]| element(context(2), &unsigned(octets));
    assert_eq!(
        error(&[&salt(&[4, 1])]),
        format!("{unsupported} a salt of more than 1024 octets")
    );
    assert_eq!(
        error(&[&salt(&[1; 9])]),
        format!("{unsupported} a salt of more than 1024 octets")
    );
    let trailer = element(context(3), &unsigned(&[2]));
    assert_eq!(
        error(&[&trailer]),
        format!("{unsupported} an unknown trailer")
    );
    let mask = element(
        context(1),
        &sequence(&[&object("1.2.3"), &hash_der(Hash::Sha1)]),
    );
    assert_eq!(
        error(&[&mask]),
        format!("{unsupported} the mask with object identifier 1.2.3")
    );
    let without = PkiAlgorithm::from_der(&sequence(&[&object(RSA_PSS)])).unwrap_err();
    assert!(
        without.to_string().ends_with("RSA-PSS without parameters"),
        "{without}"
    );
}

#[test]
fn in_cms_the_digest_gives_the_hash_and_must_not_contradict() {
    let plain = sequence(&[&object(RSA), &[5, 0]]);
    let read = |signature: &[u8], hash| PkiAlgorithm::from_cms(signature, &hash_der(hash));
    assert_eq!(
        read(&plain, Hash::Sha384),
        Ok(PkiAlgorithm::RsaPkcs1(Hash::Sha384))
    );
    let ecdsa = PkiAlgorithm::Ecdsa(Hash::Sha256);
    assert_eq!(read(&algorithm_der(ecdsa), Hash::Sha256), Ok(ecdsa));
    let error = read(&algorithm_der(ecdsa), Hash::Sha512).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the algorithm is not supported: ECDSA with SHA-256 over a digest by SHA-512"
    );
}

#[test]
fn lists_are_signed_with_p256_and_rsa() {
    let pss = PkiAlgorithm::RsaPss {
        hash: Hash::Sha256,
        salt_length: 32,
    };
    let (ecdsa, pkcs1) = (
        PkiAlgorithm::Ecdsa(Hash::Sha256),
        PkiAlgorithm::RsaPkcs1(Hash::Sha256),
    );
    for (private, algs) in [
        (TestKey::p256(3), vec![ecdsa]),
        (TestKey::rsa(), vec![pkcs1, pss]),
    ] {
        let (key, pkcs8) = (private.key(), private.pkcs8());
        assert_eq!(algorithm_of_pkcs8(&pkcs8), Ok(algs[0]));
        for alg in algs {
            let signature = sign_pkcs8(&pkcs8, alg, b"message").unwrap();
            assert_eq!(key.verify(alg, b"message", &signature), Ok(()));
            let signature = sign_raw_pkcs8(&pkcs8, alg, b"message").unwrap();
            assert_eq!(key.verify_raw(alg, b"message", &signature), Ok(()));
        }
    }
    let error = sign_pkcs8(&TestKey::p256(3).pkcs8(), pkcs1, b"").unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("does not go with a key of type EC P-256"),
        "{error}"
    );
    let error = sign_pkcs8(&TestKey::rsa().pkcs8(), ecdsa, b"").unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("does not go with a key of type RSA 2048"),
        "{error}"
    );
    let error = sign_pkcs8(b"x", pkcs1, b"").unwrap_err();
    assert!(
        error.to_string().starts_with("the private key is neither"),
        "{error}"
    );
}

#[test]
fn debug_shows_the_type_of_key_only() {
    assert_eq!(format!("{:?}", TestKey::p521(1).key()), "PkiKey(EC P-521)");
}

proptest! {
    #[test]
    fn no_octets_make_it_panic(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = PkiAlgorithm::from_der(&octets);
        let _ = PkiKey::from_spki(&octets);
        for private in TestKey::all() {
            let key = private.key();
            for alg in [PkiAlgorithm::Ecdsa(Hash::Sha1), PkiAlgorithm::RsaPkcs1(Hash::Sha1)] {
                prop_assert!(key.verify(alg, b"message", &octets).is_err());
                prop_assert!(key.verify_raw(alg, b"message", &octets).is_err());
            }
        }
    }

    #[test]
    fn no_change_of_a_key_makes_it_panic(at in 0_usize..300, to in any::<u8>()) {
        for private in TestKey::all() {
            let mut spki = private.spki();
            let at = at % spki.len();
            spki[at] = to;
            if let Ok(key) = PkiKey::from_spki(&spki) {
                let pss = PkiAlgorithm::RsaPss { hash: Hash::Sha1, salt_length: 3 };
                for alg in [PkiAlgorithm::Ecdsa(Hash::Sha512), pss] {
                    let _ = key.verify_raw(alg, b"message", &[1; 256]);
                }
            }
        }
    }
}

#[test]
fn a_pair_of_integers_has_one_form() {
    let key = TestKey::p256(1);
    let alg = PkiAlgorithm::Ecdsa(Hash::Sha256);
    let signature = key.sign(alg, b"message");
    let verify = |signature: &[u8]| key.key().verify(alg, b"message", signature);
    assert_eq!(verify(&signature), Ok(()));
    let [0x30, _, content @ ..] = signature.as_slice() else {
        panic!()
    };
    let [2, length, rest @ ..] = content else {
        panic!()
    };
    let (r, s) = rest.split_at(usize::from(*length));
    let long = u8::try_from(content.len()).unwrap();
    for other in [
        // A length in more octets than it needs; a zero too many before r; an octet behind s, or behind all.
        [&[0x30, 0x81, long], content].concat(),
        sequence(&[&element(INTEGER, &[&[0], r].concat()), s]),
        sequence(&[content, &[0]]),
        [&signature[..], &[0]].concat(),
        // The length of r in two octets.
        sequence(&[&[2, 0x81, *length], r, s]),
    ] {
        assert!(verify(&other).is_err(), "{other:x?}");
    }
}
