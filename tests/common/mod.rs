//! What the tests share: a fixed clock, seeded randomness, throwaway signers, sample payloads, and a
//! writer of codes in which every step can be broken.
//!
//! The writer puts a code together from the crates below the library, never with the library's own
//! encoders: what it writes is a second opinion on what a good code is.
#![allow(dead_code, reason = "every test file uses its own part of this")]

use ciborium::Value;
use hcert::key::Signer as _;
use hcert::trust::Dsc;
use hcert::{Payload, SoftwareKey, Timestamp, TrustList, Verifier};
use std::io::Write as _;
use std::sync::OnceLock;

/// The moment at which everything here is checked.
pub(crate) const AT: &str = "2021-11-01T12:00:00Z";
pub(crate) const ISSUED: &str = "2021-10-30T12:00:00Z";
pub(crate) const EXPIRES: &str = "2022-10-01T00:00:00Z";
/// The validity of the signer certificates, which begins and ends at midnight UTC.
pub(crate) const NOT_BEFORE: (i32, u8, u8) = (2021, 6, 1);
pub(crate) const NOT_AFTER: (i32, u8, u8) = (2023, 6, 1);

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant of the tests")
}

/// Marsaglia's xorshift: the same numbers on every run and every machine.
#[derive(Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `limit`, which is not 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    pub(crate) fn octets(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| (self.next() >> 32) as u8).collect()
    }
}

impl rsa::rand_core::RngCore for Rng {
    fn next_u32(&mut self) -> u32 {
        (self.next() >> 32) as u32
    }

    fn next_u64(&mut self) -> u64 {
        self.next()
    }

    fn fill_bytes(&mut self, dest: &mut [u8]) {
        dest.iter_mut()
            .for_each(|octet| *octet = (self.next() >> 32) as u8);
    }

    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rsa::rand_core::Error> {
        self.fill_bytes(dest);
        Ok(())
    }
}

/// Keys that protect nothing may come from a generator that anybody can run.
impl rsa::rand_core::CryptoRng for Rng {}

type Sign = Box<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>;

/// Someone who signs codes, and the trust list entry that speaks for the key.
pub(crate) struct Party {
    pub(crate) dsc: Dsc,
    pub(crate) alg: i64,
    pub(crate) pkcs8: Vec<u8>,
    sign: Sign,
}

impl Party {
    /// Who signs with a key in the library's own form.
    pub(crate) fn of(dsc: Dsc, pkcs8: &[u8]) -> Self {
        let signer = SoftwareKey::from_pkcs8(pkcs8).expect("a key of the two types");
        Self {
            dsc,
            alg: signer.algorithm().cose(),
            pkcs8: pkcs8.to_vec(),
            sign: Box::new(move |message| signer.sign(message).expect("a signature")),
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        (self.sign)(message)
    }

    pub(crate) fn der(&self) -> &[u8] {
        &self
            .dsc
            .certificate
            .as_ref()
            .expect("made with a certificate")
            .der
    }

    /// The private key in the library's own form, for issuing.
    pub(crate) fn key(&self) -> SoftwareKey {
        SoftwareKey::from_pkcs8(&self.pkcs8).expect("a key of the two types")
    }
}

/// The type of a party's key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyType {
    P256,
    P384,
    Rsa2048,
    Rsa1024,
}

/// What a signer certificate is to say.
#[derive(Clone)]
pub(crate) struct Wanted {
    pub(crate) country: &'static str,
    pub(crate) purposes: Vec<Vec<u64>>,
    pub(crate) not_before: (i32, u8, u8),
    pub(crate) not_after: (i32, u8, u8),
    /// Whether basicConstraints writes out its default, as Finnish signers do.
    pub(crate) explicit_default: bool,
    /// Whether extendedKeyUsage is there and cannot be read.
    pub(crate) broken_usage: bool,
    /// Further extensions: object identifier, whether it is critical, value.
    pub(crate) extensions: Vec<(Vec<u64>, bool, Vec<u8>)>,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            country: "NO",
            purposes: purposes(&[1, 2, 3]),
            not_before: NOT_BEFORE,
            not_after: NOT_AFTER,
            explicit_default: false,
            broken_usage: false,
            extensions: vec![],
        }
    }
}

/// The purposes test (1), vaccination (2) and recovery (3) on the arc of hcert-spec 5.2.
pub(crate) fn purposes(kinds: &[u64]) -> Vec<Vec<u64>> {
    let oid = |kind: &u64| vec![1, 3, 6, 1, 4, 1, 1847, 2021, 1, *kind];
    kinds.iter().map(oid).collect()
}

/// The same on the arc with the zero, which most countries took.
pub(crate) fn zero_arc_purposes(kinds: &[u64]) -> Vec<Vec<u64>> {
    let oid = |kind: &u64| vec![1, 3, 6, 1, 4, 1, 0, 1847, 2021, 1, *kind];
    kinds.iter().map(oid).collect()
}

/// An RSA key; made once, because making one takes longer than everything else here.
pub(crate) fn rsa_key(bits: usize) -> &'static rsa::RsaPrivateKey {
    static LONG: OnceLock<rsa::RsaPrivateKey> = OnceLock::new();
    static SHORT: OnceLock<rsa::RsaPrivateKey> = OnceLock::new();
    let slot = if bits == 2048 { &LONG } else { &SHORT };
    let make = || rsa::RsaPrivateKey::new(&mut Rng::new(bits as u64), bits);
    slot.get_or_init(|| make().expect("an RSA key"))
}

fn authority() -> &'static rcgen::Issuer<'static, rcgen::KeyPair> {
    static AUTHORITY: OnceLock<rcgen::Issuer<'static, rcgen::KeyPair>> = OnceLock::new();
    AUTHORITY.get_or_init(|| {
        let key = rcgen::KeyPair::generate().expect("a P-256 key");
        rcgen::Issuer::new(authority_params(), key)
    })
}

fn authority_params() -> rcgen::CertificateParams {
    let mut params = rcgen::CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Constrained(0));
    params.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign];
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, "CSCA of the tests");
    params
        .distinguished_name
        .push(rcgen::DnType::CountryName, "NO");
    (params.not_before, params.not_after) = (
        rcgen::date_time_ymd(2021, 1, 1),
        rcgen::date_time_ymd(2025, 1, 1),
    );
    params
}

/// Makes a key and has the authority certify it.
pub(crate) fn party(key: KeyType, wanted: &Wanted) -> Party {
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, "DSC of the tests");
    params
        .distinguished_name
        .push(rcgen::DnType::CountryName, wanted.country);
    let day = |(year, month, day)| rcgen::date_time_ymd(year, month, day);
    (params.not_before, params.not_after) = (day(wanted.not_before), day(wanted.not_after));
    let usage = wanted.purposes.iter().cloned();
    params.extended_key_usages = usage.map(rcgen::ExtendedKeyUsagePurpose::Other).collect();
    if wanted.explicit_default {
        let basic_constraints = [2, 5, 29, 19];
        params
            .custom_extensions
            .push(rcgen::CustomExtension::from_oid_content(
                &basic_constraints,
                vec![0x30, 3, 1, 1, 0],
            ));
    }
    if wanted.broken_usage {
        params.extended_key_usages.clear();
        let content = vec![0x30, 5, 6, 3, 0x2a];
        let usage = rcgen::CustomExtension::from_oid_content(&[2, 5, 29, 37], content);
        params.custom_extensions.push(usage);
    }
    for (oid, critical, value) in &wanted.extensions {
        let mut extension = rcgen::CustomExtension::from_oid_content(oid, value.clone());
        extension.set_criticality(*critical);
        params.custom_extensions.push(extension);
    }
    match key {
        KeyType::P256 | KeyType::P384 => ec_party(key, &params),
        KeyType::Rsa2048 => rsa_party(2048, &params),
        KeyType::Rsa1024 => rsa_party(1024, &params),
    }
}

fn ec_party(key: KeyType, params: &rcgen::CertificateParams) -> Party {
    use ring::signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    };
    let (algorithm, signing) = match key {
        KeyType::P256 => (
            &rcgen::PKCS_ECDSA_P256_SHA256,
            &ECDSA_P256_SHA256_FIXED_SIGNING,
        ),
        _ => (
            &rcgen::PKCS_ECDSA_P384_SHA384,
            &ECDSA_P384_SHA384_FIXED_SIGNING,
        ),
    };
    let pair = rcgen::KeyPair::generate_for(algorithm).expect("an EC key");
    let certificate = params.signed_by(&pair, authority()).expect("a certificate");
    let pkcs8 = pair.serialize_der();
    let random = ring::rand::SystemRandom::new();
    let signer = EcdsaKeyPair::from_pkcs8(signing, &pkcs8, &random).expect("the same key");
    Party {
        dsc: Dsc::from_der("tests", certificate.der()).expect("a certificate"),
        alg: -7,
        pkcs8,
        sign: Box::new(move |message| {
            let signature = signer.sign(&random, message).expect("a signature");
            signature.as_ref().to_vec()
        }),
    }
}

fn rsa_party(bits: usize, params: &rcgen::CertificateParams) -> Party {
    use rsa::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _};
    let key = rsa_key(bits);
    let spki = key.to_public_key().to_public_key_der().expect("an SPKI");
    let public = rcgen::SubjectPublicKeyInfo::from_der(spki.as_bytes()).expect("an RSA key");
    let certificate = params
        .signed_by(&public, authority())
        .expect("a certificate");
    let pkcs8 = key.to_pkcs8_der().expect("PKCS#8").as_bytes().to_vec();
    let signer = SoftwareKey::from_pkcs8(&pkcs8).ok();
    Party {
        dsc: Dsc::from_der("tests", certificate.der()).expect("a certificate"),
        alg: -37,
        pkcs8,
        sign: Box::new(move |message| match &signer {
            Some(signer) => signer.sign(message).expect("a signature"),
            // No library signs with so short a key; the length is right and that is all it takes.
            None => vec![1; bits / 8],
        }),
    }
}

/// The authority's own certificate, and its key as a party that signs documents with it.
pub(crate) fn authority_party() -> Party {
    let pair = rcgen::KeyPair::generate().expect("a P-256 key");
    let certificate = authority_params()
        .self_signed(&pair)
        .expect("a certificate");
    let pkcs8 = pair.serialize_der();
    let signer = SoftwareKey::from_pkcs8(&pkcs8).expect("a P-256 key");
    Party {
        dsc: Dsc::from_der("tests", certificate.der()).expect("a certificate"),
        alg: -7,
        pkcs8,
        sign: Box::new(move |message| signer.sign(message).expect("a signature")),
    }
}

/// The signers that most tests need.
pub(crate) struct World {
    pub(crate) ec: Party,
    pub(crate) rsa: Party,
    /// A signer whom nobody asked.
    pub(crate) other: Party,
}

pub(crate) fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| World {
        ec: party(KeyType::P256, &Wanted::default()),
        rsa: party(KeyType::Rsa2048, &Wanted::default()),
        other: party(KeyType::P256, &Wanted::default()),
    })
}

/// A list of these signers, complete as of the moment of the check.
pub(crate) fn trust<'a>(parties: impl IntoIterator<Item = &'a Party>) -> TrustList {
    let keys: TrustList = parties.into_iter().map(|party| party.dsc.clone()).collect();
    keys.dated(at(AT))
}

pub(crate) fn verifier<'a>(parties: impl IntoIterator<Item = &'a Party>) -> Verifier {
    Verifier::new(trust(parties))
}

const PERSON: &str = r#""nam":{"fn":"Hemmeligsen-Øvre","fnt":"HEMMELIGSEN<OEVRE",
    "gn":"Kåre Sjøbris","gnt":"KAARE<SJOEBRIS"},"dob":"1964-08-12","ver":"1.3.0""#;
pub(crate) const VACCINATION: &str = r#""v":[{"tg":"840539006","vp":"1119349007",
    "mp":"EU/1/20/1528","ma":"ORG-100030215","dn":2,"sd":2,"dt":"2021-06-11","co":"NO",
    "is":"Norwegian Institute of Public Health","ci":"URN:UVCI:01:NO:187/37512422923"}]"#;
pub(crate) const TEST: &str = r#""t":[{"tg":"840539006","tt":"LP217198-3","ma":"1232",
    "sc":"2021-10-30T09:15:00Z","tr":"260415000","tc":"Testsenter Majorstua","co":"NO",
    "is":"Norwegian Institute of Public Health","ci":"URN:UVCI:01:NO:187/88231PQRS7"}]"#;
pub(crate) const RECOVERY: &str = r#""r":[{"tg":"840539006","fr":"2021-08-01","df":"2021-08-12",
    "du":"2022-01-28","co":"NO","is":"Norwegian Institute of Public Health",
    "ci":"URN:UVCI:01:NO:187/R5544332211"}]"#;
pub(crate) const ENTRIES: [&str; 3] = [VACCINATION, TEST, RECOVERY];

/// A payload in JSON: the sample person with this entry.
pub(crate) fn json(entry: &str) -> serde_json::Value {
    serde_json::from_str(&format!("{{{PERSON},{entry}}}")).expect("a sample")
}

pub(crate) fn payload(entry: &str) -> Payload {
    Payload::from_json(&json(entry).to_string()).expect("a sample")
}

pub(crate) fn to_cbor(value: &Value) -> Vec<u8> {
    let mut octets = Vec::new();
    ciborium::into_writer(value, &mut octets).expect("memory takes everything");
    octets
}

pub(crate) fn deflate(octets: &[u8], level: u32) -> Vec<u8> {
    let level = flate2::Compression::new(level);
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), level);
    encoder.write_all(octets).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

pub(crate) fn text_of(compressed: &[u8]) -> String {
    format!("HC1:{}", base45::encode(compressed))
}

/// A place in the making of a code where octets can be exchanged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The inside of the protected header, before it is signed.
    Protected,
    /// The claims, before they are signed.
    Claims,
    /// The signature.
    Signature,
    /// The protected header after signing, as it is sent.
    SentProtected,
    /// The claims after signing, as they are sent.
    SentClaims,
    /// The whole envelope.
    Cose,
    /// The compressed stream.
    Zlib,
}

type Pairs = Vec<(Value, Value)>;
type Hook<T> = Box<dyn Fn(T) -> T>;

/// A code in the making. As it is made it is good; every part may be changed before it is written.
pub(crate) struct Draft {
    pub(crate) protected: Pairs,
    pub(crate) unprotected: Pairs,
    pub(crate) claims: Pairs,
    pub(crate) payload: Value,
    /// What stands under claim -260; without it the payload under key 1.
    pub(crate) content: Option<Value>,
    pub(crate) level: u32,
    steps: Vec<(Step, Hook<Vec<u8>>)>,
    envelope: Option<Hook<Value>>,
    text: Option<Hook<String>>,
}

impl Draft {
    pub(crate) fn new(party: &Party, entry: &str) -> Self {
        let kid = Value::Bytes(party.dsc.kid.clone());
        Self {
            protected: vec![(1.into(), party.alg.into()), (4.into(), kid)],
            unprotected: vec![],
            claims: vec![
                (1.into(), "NO".into()),
                (4.into(), at(EXPIRES).unix().into()),
                (6.into(), at(ISSUED).unix().into()),
            ],
            payload: Value::serialized(&json(entry)).expect("JSON is a value"),
            content: None,
            level: 9,
            steps: vec![],
            envelope: None,
            text: None,
        }
    }

    /// Exchanges octets at a step.
    pub(crate) fn at(&mut self, step: Step, change: impl Fn(Vec<u8>) -> Vec<u8> + 'static) {
        self.steps.push((step, Box::new(change)));
    }

    /// Exchanges the envelope: tag 18 around the array of four.
    pub(crate) fn envelope(&mut self, change: impl Fn(Value) -> Value + 'static) {
        self.envelope = Some(Box::new(change));
    }

    /// Exchanges the elements of the envelope's array.
    pub(crate) fn elements(&mut self, change: impl Fn(&mut Vec<Value>) + 'static) {
        self.envelope(move |mut envelope| {
            if let Value::Tag(_, array) = &mut envelope {
                change(array.as_array_mut().expect("the array of four"));
            }
            envelope
        });
    }

    pub(crate) fn text(&mut self, change: impl Fn(String) -> String + 'static) {
        self.text = Some(Box::new(change));
    }

    /// Sets a claim, or takes it away.
    pub(crate) fn claim(&mut self, key: i64, value: Option<Value>) {
        self.claims.retain(|(known, _)| *known != Value::from(key));
        self.claims.extend(value.map(|value| (key.into(), value)));
    }

    /// Sets a field of the payload by its path (`v/0/dn`), or takes it away.
    pub(crate) fn field(&mut self, path: &str, value: Option<Value>) {
        let (parent, key) = path.rsplit_once('/').unwrap_or(("", path));
        let parent = parent.split('/').filter(|part| !part.is_empty());
        let target = parent.fold(&mut self.payload, |value, part| match value {
            Value::Array(items) => &mut items[part.parse::<usize>().expect("an index")],
            Value::Map(pairs) => {
                let found = pairs
                    .iter_mut()
                    .find(|(key, _)| key.as_text() == Some(part));
                &mut found.expect("a path of the sample").1
            }
            _ => panic!("{path} leads nowhere"),
        });
        let pairs = target.as_map_mut().expect("a map at the path");
        pairs.retain(|(known, _)| known.as_text() != Some(key));
        pairs.extend(value.map(|value| (key.into(), value)));
    }

    fn run(&self, step: Step, octets: Vec<u8>) -> Vec<u8> {
        let hooks = self.steps.iter().filter(|(at, _)| *at == step);
        hooks.fold(octets, |octets, (_, change)| change(octets))
    }

    /// Writes the code, signed by the party.
    pub(crate) fn write(&self, party: &Party) -> String {
        let empty = self.protected.is_empty();
        let protected = if empty {
            vec![]
        } else {
            to_cbor(&Value::Map(self.protected.clone()))
        };
        let protected = self.run(Step::Protected, protected);
        let content = self
            .content
            .clone()
            .unwrap_or_else(|| Value::Map(vec![(1.into(), self.payload.clone())]));
        let mut claims = self.claims.clone();
        if content != Value::Null {
            claims.push(((-260).into(), content));
        }
        let claims = self.run(Step::Claims, to_cbor(&Value::Map(claims)));
        let signature = party.sign(&to_be_signed(&protected, &claims));
        let mut envelope = Value::Tag(
            18,
            Box::new(Value::Array(vec![
                Value::Bytes(self.run(Step::SentProtected, protected)),
                Value::Map(self.unprotected.clone()),
                Value::Bytes(self.run(Step::SentClaims, claims)),
                Value::Bytes(self.run(Step::Signature, signature)),
            ])),
        );
        if let Some(change) = &self.envelope {
            envelope = change(envelope);
        }
        let cose = self.run(Step::Cose, to_cbor(&envelope));
        let text = text_of(&self.run(Step::Zlib, deflate(&cose, self.level)));
        match &self.text {
            Some(change) => change(text),
            None => text,
        }
    }

    /// The holder's data in the payload: what no report may repeat.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let mut found = Vec::new();
        collect(&self.payload, "", &mut found);
        // Shorter texts (a year, a blank) stand in reports for other reasons.
        found.retain(|text| text.chars().count() >= 6);
        found
    }
}

fn collect(value: &Value, key: &str, found: &mut Vec<String>) {
    match value {
        Value::Text(text) if ["fn", "fnt", "gn", "gnt", "dob", "ci"].contains(&key) => {
            found.push(text.trim().to_owned());
        }
        Value::Tag(_, inner) => collect(inner, key, found),
        Value::Array(items) => items.iter().for_each(|item| collect(item, key, found)),
        Value::Map(pairs) => {
            let pairs = pairs.iter();
            pairs.for_each(|(key, item)| collect(item, key.as_text().unwrap_or(""), found));
        }
        _ => {}
    }
}

/// The Sig_structure of RFC 9052 section 4.4, built by hand.
pub(crate) fn to_be_signed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    to_cbor(&Value::Array(vec![
        "Signature1".into(),
        Value::Bytes(protected.to_vec()),
        Value::Bytes(vec![]),
        Value::Bytes(payload.to_vec()),
    ]))
}

/// A good code of the sample person with this entry.
pub(crate) fn good(party: &Party, entry: &str) -> String {
    Draft::new(party, entry).write(party)
}
