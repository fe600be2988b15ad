//! What stands in the way of an answer is told, whatever the policy lets pass; a signer is asked about by each of
//! its identifiers.

use super::*;
use crate::Verifier;
use crate::codec::cbor::Value;
use crate::codec::zlib::Effort;
use crate::codec::{base45, cbor, zlib};
use crate::container::{Limits, Unverified};
use crate::key::{Signer as _, SoftwareKey};
use crate::revocation::build::tests::{at, batch, open, scope, source};
use crate::revocation::build::{Builder, InMemory, Seal};
use crate::revocation::filter::{Filter, Kind};
use crate::revocation::store::Store;
use crate::revocation::{Batch, HashType, Revocations, Scope, Sink as _, id};
use crate::trust::{Dsc, TrustList};
use crate::verify::Policy;
use std::io::Cursor;

const AT: &str = "2022-02-01T12:00:00Z";
const CODES: &str = include_str!("../../../testdata/codes.txt");
const KEY: &str = include_str!("../../../keys/dsc-all.key.pem");
const CERTIFICATE: &str = include_str!("../../../keys/dsc-all.pem");

fn signer() -> Dsc {
    let list = TrustList::read("dsc-all.pem", CERTIFICATE.as_bytes()).unwrap();
    list.iter().next().unwrap().clone()
}

fn trust(signers: &[Dsc]) -> TrustList {
    let list: TrustList = signers.iter().cloned().collect();
    list.dated(at(AT))
}

fn finish(builder: Builder<'_>) -> Store {
    let seal = Seal {
        created: at(AT),
        expires: None,
        signer: None,
        ..Seal::new(at(AT))
    };
    let mut octets = Cursor::new(Vec::new());
    builder.finish(&mut octets, &seal, &mut |_| {}).unwrap();
    open(octets.into_inner())
}

/// What the first code of the test data says, signed by [`signer`], whose identifier is put into one of the headers.
fn signed_as(kid: &[u8], protected: bool) -> String {
    let text = CODES.lines().next().unwrap();
    let code = Unverified::decode(text, &Limits::default()).unwrap();
    let entry = |key: i64, value: Value| (Value::from(key), value);
    let kid = entry(4, Value::Bytes(kid.to_vec()));
    let (mut signed, mut unsigned) = (vec![entry(1, (-7).into())], vec![]);
    match protected {
        true => signed.push(kid),
        false => unsigned.push(kid),
    }
    let signed = Value::Bytes(cbor::encode(&Value::Map(signed)));
    let payload = Value::Bytes(code.sign1().payload.clone());
    let none = Value::Bytes(vec![]);
    let message = vec!["Signature1".into(), signed.clone(), none, payload.clone()];
    let key = SoftwareKey::from_pem(KEY).unwrap();
    let signature = key.sign(&cbor::encode(&Value::Array(message))).unwrap();
    let parts = vec![
        signed,
        Value::Map(unsigned),
        payload,
        Value::Bytes(signature),
    ];
    let envelope = cbor::encode(&Value::Tag(18, Box::new(Value::Array(parts))));
    let packed = zlib::deflate(&envelope, Effort::Fast);
    format!("HC1:{}", base45::encode(&packed))
}

#[test]
fn a_signer_under_another_identifier_is_the_same_signer() {
    let (own, other) = (signer(), [5; 8]);
    let bare = Dsc::from_spki("list", &other, &SoftwareKey::from_pem(KEY).unwrap().spki());
    let (bare, listed) = (bare.unwrap(), own.clone().with_kid(&other));
    // How a list of signers has the other identifier, whether the signature covers it, whether a list of revoked
    // certificates that names the signer's own identifier counts.
    let both = |dsc: &Dsc| vec![own.clone(), dsc.clone()];
    let rows = [
        (both(&listed), true, true),
        (both(&listed), false, true),
        (both(&bare), false, true),
        // A bare key is the certificate's that there is for it.
        (both(&bare), true, true),
        // Without one nobody knows whose it is.
        (vec![bare.clone()], true, false),
    ];
    for (keys, protected, counts) in rows {
        let text = signed_as(&other, protected);
        let code = Unverified::decode(&text, &Limits::default()).unwrap();
        let hash = id::signature(crate::key::Algorithm::Es256, &code.sign1().signature);
        let mut scratch = InMemory;
        let mut builder = Builder::new(&mut scratch);
        builder.source(source("list")).unwrap();
        let kid = own.kid.as_slice().try_into().ok();
        let whom = Scope { country: None, kid };
        let made = builder.batch(batch("b", whom, HashType::Signature));
        builder.entry(made.unwrap(), &hash).unwrap();
        let mut stores = Revocations::new();
        stores.add(finish(builder));
        let verifier = Verifier::new(trust(&keys)).with_revocations(stores);
        let verdict = verifier.verify(&text, at(AT)).verdict;
        let found = verdict.finding().map(|finding| finding.code());
        assert_eq!(
            found,
            counts.then_some("revoked"),
            "{protected}: {verdict:?}"
        );
    }
}

#[test]
fn a_guess_that_is_let_pass_does_not_hide_that_the_list_is_old() {
    let filter = Filter {
        kind: Kind::Bloom,
        begins: vec![],
        // One round, one word, every bit set.
        octets: [[0, 1, 1, 0], [0; 4], [0; 4], [0; 4], [0, 0, 0, 1], [255; 4]].concat(),
    };
    let mut scratch = InMemory;
    let mut builder = Builder::new(&mut scratch);
    builder.source(source("list")).unwrap();
    let made = Batch {
        hash_types: HashType::ALL.to_vec(),
        ..batch("slice", scope("NO", 0), HashType::Uci)
    };
    let made = builder.batch(made).unwrap();
    builder.filter(made, filter).unwrap();
    let mut stores = Revocations::new();
    stores.add(finish(builder));
    let verifier = |possible_revocation| {
        let policy = Policy {
            possible_revocation,
            ..Policy::default()
        };
        let verifier = Verifier::new(trust(&[signer()])).with_policy(policy);
        verifier.with_revocations(stores.clone())
    };
    let code = &signed_as(&signer().kid, true);
    let late = "2022-02-08T12:00:01Z";
    let rows = [
        (PossibleRevocation::Note, AT, None),
        (PossibleRevocation::Note, late, Some("revocation-stale")),
        (PossibleRevocation::Reject, late, Some("revoked-by-filter")),
        (
            PossibleRevocation::CannotVerify,
            late,
            Some("possibly-revoked"),
        ),
    ];
    for (possible, moment, expected) in rows {
        let report = verifier(possible).verify(code, at(moment));
        let found = report.verdict.finding().map(|finding| finding.code());
        assert_eq!(found, expected, "{possible:?}");
        let noted = report.findings.iter().any(|one| one.code() == "revocation");
        assert_eq!(noted, possible == PossibleRevocation::Note);
    }
}
