//! The reader of DIVOC's certificates and what makes their canonical form: each says why it does not read one, and neither
//! takes long over any.

use hcert::Lang;
use hcert::codec::rdf::{self, Statement, Term};
use hcert::divoc::{self, DivocError, Unverified, judge};
use hcert::key::PublicKey;
use hcert::text::ToText as _;

fn told(error: &DivocError) {
    assert!(!error.class().is_empty());
    assert!(!error.to_text().get(Lang::Nb).is_empty());
}

fn check(json: &str) {
    let certificate = match Unverified::parse(json) {
        Ok(certificate) => certificate,
        Err(error) => return told(&error),
    };
    assert!(certificate.message().len() > 64);
    let key = PublicKey::ed25519(&[7; 32]).expect("a key");
    match certificate.verify(&key) {
        Ok(signed) => {
            let _ = judge::against(signed, "2026-07-01".parse().expect("a day"));
        }
        Err(error) => told(&error),
    }
}

/// A graph of blank nodes: each octet is a statement between two of sixteen.
fn graph(octets: &[u8]) {
    let statement = |octet: &u8| Statement {
        subject: Term::Blank(usize::from(octet >> 4)),
        predicate: "urn:p".into(),
        object: Term::Blank(usize::from(octet & 15)),
    };
    let mut statements: Vec<_> = octets.iter().map(statement).collect();
    let form = rdf::canonical(&statements);
    statements.reverse();
    if let (Ok(one), Ok(other)) = (form, rdf::canonical(&statements)) {
        assert_eq!(one, other);
    }
}

/// Tries one input: as a code, as JSON and as a graph.
pub(crate) fn run(octets: &[u8]) {
    match divoc::unpack(octets) {
        Ok(json) => check(&json),
        Err(error) => told(&error),
    }
    if let Ok(text) = std::str::from_utf8(octets) {
        check(text);
    }
    graph(octets);
}
