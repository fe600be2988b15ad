//! Stores of revoked certificates that tests make.
#![allow(dead_code, reason = "every test uses its own part of this")]

use hcert::Timestamp;
use hcert::key::Signer;
use hcert::revocation::build::{Builder, InMemory, Seal, Written};
use hcert::revocation::formats::Format;
use hcert::revocation::id::truncated;
use hcert::revocation::store::Store;
use hcert::revocation::{Batch, Hash, HashType, Scope, Sink as _, Source};
use hcert::trust::{Anchors, ListSignature, Unpinned};
use std::io::Cursor;

pub(crate) const AT: &str = "2022-02-01T12:00:00Z";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn scope(country: &str, kid: u8) -> Scope {
    Scope {
        country: hcert::CountryCode::of_capitals(country),
        kid: (kid > 0).then_some([kid; 8]),
    }
}

/// A hash that a number stands for.
pub(crate) fn hash(number: u64) -> Hash {
    truncated(&number.to_be_bytes())
}

pub(crate) fn source(name: &str) -> Source {
    Source {
        name: name.to_owned(),
        format: Format::Gateway,
        signature: ListSignature::Unsigned,
        as_of: None,
    }
}

pub(crate) fn batch(id: &str, scope: Scope, hash_type: HashType) -> Batch {
    Batch {
        source: 0,
        id: id.to_owned(),
        scope,
        hash_types: vec![hash_type],
        expires: None,
    }
}

/// A store of batches with their hashes, not signed.
pub(crate) fn store_of(batches: &[(Batch, Vec<Hash>)]) -> Vec<u8> {
    write(batches, 1 << 20, None)
}

pub(crate) fn store_from(list: Source, batches: &[(Batch, Vec<Hash>)]) -> Vec<u8> {
    write_from(list, batches, 1 << 20, None)
}

pub(crate) fn write(
    batches: &[(Batch, Vec<Hash>)],
    run: usize,
    signer: Option<(&dyn Signer, [u8; 8])>,
) -> Vec<u8> {
    write_from(source("list"), batches, run, signer)
}

pub(crate) fn write_from(
    list: Source,
    batches: &[(Batch, Vec<Hash>)],
    run: usize,
    signer: Option<(&dyn Signer, [u8; 8])>,
) -> Vec<u8> {
    let mut scratch = InMemory;
    let mut builder = Builder::new(&mut scratch).with_run(run);
    builder.source(list).unwrap();
    for (batch, hashes) in batches {
        let id = builder.batch(batch.clone()).unwrap();
        for hash in hashes {
            builder.entry(id, hash).unwrap();
        }
    }
    finish(builder, signer).0
}

pub(crate) fn finish(
    builder: Builder<'_>,
    signer: Option<(&dyn Signer, [u8; 8])>,
) -> (Vec<u8>, Written) {
    let seal = Seal {
        created: at(AT),
        expires: None,
        signer,
        ..Seal::new(at(AT))
    };
    let mut octets = Cursor::new(Vec::new());
    let written = builder.finish(&mut octets, &seal, &mut |_| {}).unwrap();
    (octets.into_inner(), written)
}

pub(crate) fn open(octets: Vec<u8>) -> Store {
    Store::open("store", octets, &Anchors::default(), Unpinned::Refuse).unwrap()
}
