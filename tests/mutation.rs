//! Damage: good codes with octets exchanged at every layer are verified. Nothing panics, and nothing is
//! accepted unless the signed octets are those of the original and it still says the same.
//!
//! The damage is seeded, the keys and signatures are new on every run; a failure prints the code.

use crate::common;

use ciborium::Value;
use common::{
    AT, Draft, ENTRIES, Party, Rng, at, deflate, text_of, to_be_signed, to_cbor, verifier, world,
};
use hcert::codec::{base45, zlib};
use hcert::verify::{Outcome, Report};
use hcert::{Limits, Unverified, Verifier};
use std::collections::BTreeMap;

/// Mutations of each layer of each of the six codes, as shares of two threads.
const ROUNDS: usize = 5_000;
const THREADS: usize = 2;

/// Where the damage is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    /// Any character of the text becomes any other.
    Text,
    /// Characters of the Base45 alphabet trade places, so that the damage lies deeper.
    Base45,
    /// The compressed stream.
    Zlib,
    /// The whole envelope, compressed again.
    Cose,
    /// The inside of the protected header.
    Protected,
    /// The unprotected header, which nobody signs: labels and values are made up.
    Unprotected,
    /// The signed claims.
    Payload,
    /// The signature.
    Signature,
    /// The claims, signed anew: what the readers behind the signature have to stand.
    Resigned,
}

const LAYERS: [Layer; 9] = [
    Layer::Text,
    Layer::Base45,
    Layer::Zlib,
    Layer::Cose,
    Layer::Protected,
    Layer::Unprotected,
    Layer::Payload,
    Layer::Signature,
    Layer::Resigned,
];

/// A good code and what it says.
struct Original {
    party: &'static Party,
    text: String,
    zlib: Vec<u8>,
    cose: Vec<u8>,
    /// Protected header, claims, signature.
    parts: [Vec<u8>; 3],
    signed: Vec<u8>,
    verifier: Verifier,
    report: Report,
}

impl Original {
    fn new(party: &'static Party, entry: &str) -> Self {
        let text = Draft::new(party, entry).write(party);
        let unverified = Unverified::decode(&text, &Limits::default()).unwrap();
        let sign1 = unverified.sign1();
        let zlib = base45::decode(&text[4..]).unwrap();
        let verifier = verifier([party]);
        let report = verifier.verify(&text, at(AT));
        assert!(report.verdict.is_genuine());
        Self {
            party,
            cose: zlib::inflate(&zlib, 65_536).unwrap(),
            zlib,
            parts: [
                sign1.protected.clone(),
                sign1.payload.clone(),
                sign1.signature.clone(),
            ],
            signed: to_be_signed(&sign1.protected, &sign1.payload),
            text,
            verifier,
            report,
        }
    }

    /// The code with other parts.
    fn wrap(&self, parts: [Vec<u8>; 3], unprotected: Vec<(Value, Value)>) -> String {
        let [protected, claims, signature] = parts.map(Value::Bytes);
        let list = vec![protected, Value::Map(unprotected), claims, signature];
        let envelope = Value::Tag(18, Box::new(Value::Array(list)));
        text_of(&deflate(&to_cbor(&envelope), 1))
    }

    fn mutant(&self, layer: Layer, rng: &mut Rng) -> String {
        let part = |index: usize, rng: &mut Rng| {
            let mut parts = self.parts.clone();
            mutate(&mut parts[index], rng);
            self.wrap(parts, vec![])
        };
        match layer {
            Layer::Text => {
                let mut octets = self.text.clone().into_bytes();
                mutate(&mut octets, rng);
                String::from_utf8_lossy(&octets).into_owned()
            }
            Layer::Base45 => {
                let mut octets = self.text.clone().into_bytes();
                trade(&mut octets[4..], rng);
                String::from_utf8(octets).unwrap()
            }
            Layer::Zlib => {
                let mut octets = self.zlib.clone();
                mutate(&mut octets, rng);
                text_of(&octets)
            }
            Layer::Cose => {
                let mut octets = self.cose.clone();
                mutate(&mut octets, rng);
                text_of(&deflate(&octets, 1))
            }
            Layer::Protected => part(0, rng),
            Layer::Payload => part(1, rng),
            Layer::Signature => part(2, rng),
            Layer::Unprotected => {
                let count = rng.below(4);
                let pairs = (0..count)
                    .map(|_| (label(rng), random_value(rng, 3)))
                    .collect();
                self.wrap(self.parts.clone(), pairs)
            }
            Layer::Resigned => {
                let mut parts = self.parts.clone();
                // The claims' own heads and dates are few among the octets of the payload.
                let end = if rng.below(2) == 0 {
                    24
                } else {
                    parts[1].len()
                };
                let mut front = parts[1][..end].to_vec();
                mutate(&mut front, rng);
                parts[1].splice(..end, front);
                parts[2] = self.party.sign(&to_be_signed(&parts[0], &parts[1]));
                self.wrap(parts, vec![])
            }
        }
    }
}

/// One to four strokes of damage: bits, octets, cuts, insertions, exchanges.
fn mutate(octets: &mut Vec<u8>, rng: &mut Rng) {
    let before = octets.clone();
    for _ in 0..=rng.below(4) {
        let length = octets.len().max(1);
        let place = rng.below(length);
        match rng.below(7) {
            0 if !octets.is_empty() => octets[place] ^= 1 << rng.below(8),
            1 if !octets.is_empty() => octets[place] = rng.next() as u8,
            2 => octets.truncate(place),
            3 => {
                let count = 1 + rng.below(4);
                let more = rng.octets(count);
                octets.splice(place.min(octets.len())..place.min(octets.len()), more);
            }
            4 if !octets.is_empty() => octets.swap(place, rng.below(length)),
            5 if !octets.is_empty() => drop(octets.remove(place)),
            6 if !octets.is_empty() => {
                let end = (place + 1 + rng.below(16)).min(octets.len());
                let copy = octets[place..end].to_vec();
                octets.splice(place..place, copy);
            }
            _ => octets.push(rng.next() as u8),
        }
    }
    if *octets == before {
        octets.push(0);
    }
}

/// Puts other characters of the alphabet in some places.
fn trade(characters: &mut [u8], rng: &mut Rng) {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    for _ in 0..=rng.below(3) {
        let place = rng.below(characters.len());
        characters[place] = ALPHABET[rng.below(ALPHABET.len())];
    }
}

fn label(rng: &mut Rng) -> Value {
    match rng.below(6) {
        0 => 1.into(),
        1 => 4.into(),
        2 => 2.into(),
        3 => "x".into(),
        _ => (rng.below(40) as i64 - 20).into(),
    }
}

fn random_value(rng: &mut Rng, depth: usize) -> Value {
    match rng.below(if depth == 0 { 5 } else { 8 }) {
        0 => Value::Null,
        1 => (rng.next() as i64).into(),
        2 => {
            let count = rng.below(40);
            Value::Bytes(rng.octets(count))
        }
        3 => Value::Float(f64::from_bits(rng.next())),
        4 => "text".into(),
        5 => Value::Array(
            (0..rng.below(4))
                .map(|_| random_value(rng, depth - 1))
                .collect(),
        ),
        6 => Value::Tag(
            rng.below(100) as u64,
            Box::new(random_value(rng, depth - 1)),
        ),
        _ => Value::Map(vec![(label(rng), random_value(rng, depth - 1))]),
    }
}

/// Verifies a mutant and holds its report against the original's.
fn judge(original: &Original, layer: Layer, text: &str) -> &'static str {
    let report = original.verifier.verify(text, at(AT));
    let clear = report
        .findings
        .iter()
        .all(|f| !matches!(f.outcome(), Outcome::Fail | Outcome::Open));
    assert_eq!(
        report.verdict.is_genuine(),
        clear,
        "the verdict is the worst finding: {text:?}"
    );
    assert!(!report.findings.is_empty(), "{text:?}");
    if report.verdict.is_genuine() {
        let certificate = report
            .certificate
            .as_ref()
            .expect("accepted without a certificate");
        let unverified = Unverified::decode(text, &Limits::default()).unwrap();
        let sign1 = unverified.sign1();
        let signed = to_be_signed(&sign1.protected, &sign1.payload);
        let was = original.report.certificate.as_ref().unwrap();
        if layer == Layer::Resigned {
            // Another certificate by the same signer; who signed it and how is the same.
            assert_eq!(certificate.signed().kid(), was.signed().kid());
        } else if signed != original.signed || certificate != was {
            panic!(
                "accepted after damage to {layer:?}: {text:?}, was {:?}",
                original.text
            );
        }
        assert_eq!(sign1.to_be_signed(), signed, "{text:?}");
    } else if report.certificate.is_some() && layer != Layer::Resigned {
        let known = original.report.certificate.as_ref();
        assert_eq!(
            report.certificate.as_ref(),
            known,
            "a certificate without a good signature"
        );
    }
    report
        .verdict
        .class()
        .map_or("accept", |class| class.code())
}

#[test]
fn no_damage_is_accepted_and_none_makes_the_verifier_panic() {
    let world = world();
    let originals: Vec<Original> = [&world.ec, &world.rsa]
        .into_iter()
        .flat_map(|party| ENTRIES.map(|entry| Original::new(party, entry)))
        .collect();
    let work = |seed: u64| {
        let mut counts: BTreeMap<(Layer, &'static str), usize> = BTreeMap::new();
        for (number, original) in originals.iter().enumerate() {
            for layer in LAYERS {
                // An RSA signature takes a hundred times as long as one by an EC key.
                let slow = layer == Layer::Resigned && original.party.alg == -37;
                let mut rng = Rng::new(seed << 32 | (number as u64) << 8 | layer as u64);
                for _ in 0..if slow { ROUNDS / 10 } else { ROUNDS } {
                    let text = original.mutant(layer, &mut rng);
                    *counts
                        .entry((layer, judge(original, layer, &text)))
                        .or_default() += 1;
                }
            }
        }
        counts
    };
    let mut total: BTreeMap<(Layer, &'static str), usize> = BTreeMap::new();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (1..=THREADS as u64)
            .map(|seed| scope.spawn(move || work(seed)))
            .collect();
        for thread in threads {
            for (key, count) in thread.join().expect("no mutant makes the verifier panic") {
                *total.entry(key).or_default() += count;
            }
        }
    });
    for layer in LAYERS {
        let classes = total.iter().filter(|((at, _), _)| *at == layer);
        let classes: Vec<String> = classes
            .map(|((_, class), count)| format!("{class} {count}"))
            .collect();
        println!("{layer:?}: {}", classes.join(", "));
    }
    let all: usize = total.values().sum();
    println!("{all} mutations");
    assert!(all >= 100_000, "{all}");
    // The damage must reach every depth, or the numbers above say nothing.
    for class in [
        "prefix",
        "base45",
        "zlib",
        "cbor",
        "cose",
        "alg",
        "kid",
        "signature",
        "hcert",
        "schema",
    ] {
        let met: usize = total
            .iter()
            .filter(|((_, met), _)| *met == class)
            .map(|(_, n)| n)
            .sum();
        assert!(met > 50, "{class} was met {met} times only");
    }
    assert!(!total.contains_key(&(Layer::Payload, "accept")));
}

/// The order of P-256 (FIPS 186-4, D.1.2.3).
const ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

/// The twin (r, n - s) of an ES256 signature, which anybody can compute.
fn twin(signature: &[u8]) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&ORDER[at * 2..at * 2 + 2], 16).unwrap();
    let mut out = signature.to_vec();
    let mut borrow = 0_i16;
    for at in (0..32).rev() {
        let difference = i16::from(digit(at)) - i16::from(signature[32 + at]) - borrow;
        borrow = i16::from(difference < 0);
        out[32 + at] = difference.rem_euclid(256) as u8;
    }
    out
}

#[test]
fn the_twin_of_an_es256_signature_says_the_same_and_nothing_else_does() {
    let original = Original::new(&world().ec, ENTRIES[0]);
    let mut parts = original.parts.clone();
    parts[2] = twin(&parts[2]);
    assert_ne!(parts[2], original.parts[2]);
    // ECDSA cannot tell the twins apart; whoever counts or revokes must not go by the signature.
    let text = original.wrap(parts, vec![]);
    assert_eq!(judge(&original, Layer::Signature, &text), "accept");
}
