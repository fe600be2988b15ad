//! The head of a store: what is in the file and where, in deterministic CBOR.
//!
//! ```text
//! head    = {0: "hcert-revocation-store/2", 1: created, 2: expires / null, 3: [* source], 4: [* group],
//!            5: [* chunk], 6: [* filter], 7: items that could not be used, 8: sequence number, 9: series}
//! source  = [name, format, signature, detail, as-of / null]
//! group   = [country / null, kid / null, hash type, [* shard]]
//! shard   = [entries, first hash, [descriptor, section] / null, section]
//! chunk   = [batches, section]
//! filter  = [batch, country / null, kid / null, hash types as bits, kind, argument, first digits, section]
//! section = [offset, length, SHA-256]
//! ```
//!
//! Instants are seconds since 1970, hash types 0 SIGNATURE, 1 UCI, 2 COUNTRYCODEUCI. Version 1 has neither number nor
//! series.

use super::shard::Pages;
use super::{CHUNK, MAX_SECTION, StoreError};
use crate::codec::cbor::walk::{Step, Walk};
use crate::codec::cbor::{self, Value};
use crate::country::CountryCode;
use crate::key::sha256;
use crate::revocation::filter::Kind;
use crate::revocation::{Hash, HashType, Scope, Source};
use crate::text;
use crate::time::Timestamp;
use crate::trust::ListSignature;
use crate::trust::bundle::{instant, read_edition, read_instant};
use std::sync::OnceLock;

/// The first entry of every head.
pub(super) const NAME: &str = "hcert-revocation-store/2";

/// The same of those without number and series.
const NAME_1: &str = "hcert-revocation-store/1";

/// The most lists of a store.
pub(in crate::revocation) const MAX_LISTS: usize = 10_000;

/// The most batches, of which every group has one when a store is made. A million full ones of the gateway are a
/// thousand million hashes.
pub(in crate::revocation) const MAX_BATCHES: usize = 1 << 20;

/// The most filters of others.
pub(in crate::revocation) const MAX_FILTERS: usize = 1 << 20;

/// The most shards of a group: ten billion hashes.
const MAX_SHARDS: usize = 1 << 18;

/// Octets of a filter's descriptor.
pub(super) const DESCRIPTOR: usize = 20;

/// A stretch of the file with its digest, which is held against the octets whenever they are read.
#[derive(Debug)]
pub(in crate::revocation) struct Section {
    pub(super) offset: u64,
    pub(super) length: u64,
    pub(super) digest: [u8; 32],
    /// Its octets, once they were read and are to stay in memory.
    pub(super) kept: OnceLock<Box<[u8]>>,
}

impl Section {
    /// A section of these octets.
    pub(in crate::revocation) fn of(offset: u64, octets: &[u8]) -> Self {
        Self::new(offset, octets.len() as u64, sha256(octets))
    }

    fn new(offset: u64, length: u64, digest: [u8; 32]) -> Self {
        Self {
            offset,
            length,
            digest,
            kept: OnceLock::new(),
        }
    }

    /// Where it begins and ends.
    pub(super) fn place(&self) -> (u64, u64) {
        (self.offset, self.offset.saturating_add(self.length))
    }

    /// Whether it lies in a file of this length, and is none that would take too much memory to read.
    pub(super) fn fits(&self, file: u64) -> bool {
        let end = self.offset.checked_add(self.length);
        self.length <= MAX_SECTION && end.is_some_and(|end| end <= file)
    }

    fn encode(&self) -> Value {
        Value::Array(vec![
            self.offset.into(),
            self.length.into(),
            Value::Bytes(self.digest.to_vec()),
        ])
    }

    fn parse(walk: &mut Walk<'_>) -> Step<Self> {
        walk.list_of(3)?;
        Ok(Self::new(walk.number()?, walk.number()?, walk.octets()?))
    }
}

/// Up to 65,536 hashes of a group, ascending.
#[derive(Debug)]
pub(in crate::revocation) struct Shard {
    pub(in crate::revocation) entries: u32,
    pub(in crate::revocation) first: Hash,
    /// A binary fuse filter over the hashes: its descriptor and its fingerprints.
    pub(in crate::revocation) filter: Option<([u8; DESCRIPTOR], Section)>,
    /// The hashes, then the number of each one's batch.
    pub(in crate::revocation) table: Section,
    /// By which pages of the table are known again once all of it was read.
    pub(in crate::revocation) pages: OnceLock<Pages>,
}

/// Hashes of one type about one scope.
#[derive(Debug)]
pub(in crate::revocation) struct Group {
    pub(in crate::revocation) scope: Scope,
    pub(in crate::revocation) hash_type: HashType,
    pub(in crate::revocation) shards: Vec<Shard>,
}

/// A filter of somebody else's.
#[derive(Debug)]
pub(in crate::revocation) struct Foreign {
    pub(in crate::revocation) batch: u32,
    pub(in crate::revocation) scope: Scope,
    pub(in crate::revocation) hash_types: Vec<HashType>,
    pub(in crate::revocation) kind: Kind,
    pub(in crate::revocation) begins: Vec<u8>,
    pub(in crate::revocation) section: Section,
}

/// The whole head.
#[derive(Debug)]
pub(in crate::revocation) struct Head {
    pub(in crate::revocation) created: Timestamp,
    pub(in crate::revocation) expires: Option<Timestamp>,
    pub(in crate::revocation) sources: Vec<Source>,
    pub(in crate::revocation) groups: Vec<Group>,
    /// Batches in chunks of [`super::CHUNK`].
    pub(in crate::revocation) chunks: Vec<(u32, Section)>,
    pub(in crate::revocation) filters: Vec<Foreign>,
    /// Items of the lists that could not be used.
    pub(in crate::revocation) left_out: u64,
    /// Not in version 1.
    pub(in crate::revocation) sequence: Option<u64>,
    pub(in crate::revocation) series: String,
}

impl Head {
    /// The octets of the head.
    pub(in crate::revocation) fn encode(&self) -> Vec<u8> {
        let entries = [
            Value::from(NAME),
            self.created.unix().into(),
            instant(self.expires),
            Value::Array(self.sources.iter().map(encode_source).collect()),
            Value::Array(self.groups.iter().map(encode_group).collect()),
            Value::Array(
                self.chunks
                    .iter()
                    .map(|(batches, section)| {
                        Value::Array(vec![(*batches).into(), section.encode()])
                    })
                    .collect(),
            ),
            Value::Array(self.filters.iter().map(encode_filter).collect()),
            self.left_out.into(),
            self.sequence.unwrap_or_default().into(),
            Value::from(self.series.as_str()),
        ];
        let entries = entries.into_iter().enumerate();
        cbor::encode(&Value::Map(
            entries
                .map(|(key, value)| ((key as u64).into(), value))
                .collect(),
        ))
    }

    /// Reads a head.
    pub(super) fn parse(octets: &[u8]) -> Result<Self, StoreError> {
        let mut walk = Walk::new(octets);
        Self::walk(&mut walk).map_err(|error| StoreError::Malformed {
            reason: text!(STORE_FILE_HEAD_MISFIT, error),
        })
    }

    fn walk(walk: &mut Walk<'_>) -> Step<Self> {
        let entries = walk.map()?;
        walk.entry(0)?;
        let offset = walk.offset();
        let numbered = match walk.text()?.as_str() {
            NAME => true,
            NAME_1 => false,
            _ => return Walk::wrong(offset, NAME),
        };
        if entries != if numbered { 10 } else { 8 } {
            return Walk::wrong(offset, "a map of the right number of entries");
        }
        walk.entry(1)?;
        let created = read_instant(walk)?;
        walk.entry(2)?;
        let expires = walk.optional(read_instant)?;
        walk.entry(3)?;
        let sources = walk.many("lists", MAX_LISTS, parse_source)?;
        walk.entry(4)?;
        let groups = walk.many("groups", MAX_BATCHES, parse_group)?;
        walk.entry(5)?;
        let chunks = walk.many("chunks of batches", MAX_BATCHES / CHUNK, |walk| {
            walk.list_of(2)?;
            Ok((walk.small()?, Section::parse(walk)?))
        })?;
        walk.entry(6)?;
        let filters = walk.many("filters", MAX_FILTERS, parse_filter)?;
        walk.entry(7)?;
        let left_out = walk.number()?;
        let (sequence, series) = read_edition(walk, numbered, 8)?;
        walk.end()?;
        Ok(Self {
            created,
            expires,
            sources,
            groups,
            chunks,
            filters,
            left_out,
            sequence,
            series,
        })
    }

    /// Every section, in no particular order.
    pub(super) fn sections(&self) -> impl Iterator<Item = &Section> {
        let shards = self.groups.iter().flat_map(|group| &group.shards);
        let of_shards = shards.flat_map(|shard| {
            let filter = shard.filter.as_ref().map(|(_, section)| section);
            std::iter::once(&shard.table).chain(filter)
        });
        let chunks = self.chunks.iter().map(|(_, section)| section);
        let filters = self.filters.iter().map(|foreign| &foreign.section);
        of_shards.chain(chunks).chain(filters)
    }
}

fn encode_source(source: &Source) -> Value {
    Value::Array(vec![
        source.name.as_str().into(),
        source.format.name().into(),
        source.signature.code().into(),
        source.signature.detail().into(),
        instant(source.as_of),
    ])
}

fn parse_source(walk: &mut Walk<'_>) -> Step<Source> {
    walk.list_of(5)?;
    let name = walk.text()?;
    let offset = walk.offset();
    let Ok(format) = walk.text()?.parse() else {
        return Walk::wrong(offset, "the name of a format");
    };
    let (code, detail) = (walk.text()?, walk.text()?);
    let signature = ListSignature::from_parts(&code, detail);
    Ok(Source {
        name,
        format,
        signature,
        as_of: walk.optional(read_instant)?,
    })
}

fn encode_scope(scope: Scope) -> [Value; 2] {
    let country = scope.country.map(|code| code.to_string());
    [
        country.map_or(Value::Null, Value::Text),
        scope
            .kid
            .map_or(Value::Null, |kid| Value::Bytes(kid.to_vec())),
    ]
}

fn parse_scope(walk: &mut Walk<'_>) -> Step<Scope> {
    let offset = walk.offset();
    let country = match walk.optional(Walk::text)? {
        None => None,
        Some(code) => match CountryCode::of_capitals(&code) {
            Some(code) => Some(code),
            None => return Walk::wrong(offset, "a country"),
        },
    };
    let kid = walk.optional(Walk::octets)?;
    Ok(Scope { country, kid })
}

fn type_number(hash_type: HashType) -> u64 {
    let place = HashType::ALL.iter().position(|one| *one == hash_type);
    place.unwrap_or_default() as u64
}

fn encode_group(group: &Group) -> Value {
    let [country, kid] = encode_scope(group.scope);
    let shards = group.shards.iter().map(|shard| {
        let filter = shard
            .filter
            .as_ref()
            .map_or(Value::Null, |(descriptor, section)| {
                Value::Array(vec![Value::Bytes(descriptor.to_vec()), section.encode()])
            });
        Value::Array(vec![
            shard.entries.into(),
            Value::Bytes(shard.first.to_vec()),
            filter,
            shard.table.encode(),
        ])
    });
    let shards = Value::Array(shards.collect());
    Value::Array(vec![
        country,
        kid,
        type_number(group.hash_type).into(),
        shards,
    ])
}

fn parse_group(walk: &mut Walk<'_>) -> Step<Group> {
    walk.list_of(4)?;
    let scope = parse_scope(walk)?;
    let offset = walk.offset();
    let number: usize = walk.small()?;
    let Some(&hash_type) = HashType::ALL.get(number) else {
        return Walk::wrong(offset, "a hash type");
    };
    let shards = walk.many("shards", MAX_SHARDS, |walk| {
        walk.list_of(4)?;
        let (entries, first) = (walk.small()?, walk.octets()?);
        let filter = walk.optional(|walk| {
            walk.list_of(2)?;
            Ok((walk.octets()?, Section::parse(walk)?))
        })?;
        let table = Section::parse(walk)?;
        Ok(Shard {
            entries,
            first,
            filter,
            table,
            pages: OnceLock::new(),
        })
    })?;
    Ok(Group {
        scope,
        hash_type,
        shards,
    })
}

fn encode_filter(filter: &Foreign) -> Value {
    let [country, kid] = encode_scope(filter.scope);
    let bits = filter
        .hash_types
        .iter()
        .fold(0_u64, |bits, one| bits | 1 << type_number(*one));
    let (kind, argument) = match filter.kind {
        Kind::Bloom => (0_u8, 0),
        Kind::Prefixes { octets } => (1, octets),
        Kind::Norwegian { bucket } => (2, bucket),
    };
    Value::Array(vec![
        filter.batch.into(),
        country,
        kid,
        bits.into(),
        kind.into(),
        argument.into(),
        Value::Bytes(filter.begins.clone()),
        filter.section.encode(),
    ])
}

fn parse_filter(walk: &mut Walk<'_>) -> Step<Foreign> {
    walk.list_of(8)?;
    let batch = walk.small()?;
    let scope = parse_scope(walk)?;
    let bits = walk.number()?;
    let named = HashType::ALL.into_iter();
    let hash_types = named
        .filter(|one| bits >> type_number(*one) & 1 == 1)
        .collect();
    let offset = walk.offset();
    let kind = match (walk.number()?, walk.small()?) {
        (0, _) => Kind::Bloom,
        (1, octets) => Kind::Prefixes { octets },
        (2, bucket) => Kind::Norwegian { bucket },
        _ => return Walk::wrong(offset, "a kind of filter"),
    };
    let begins = walk.bytes()?.into_owned();
    let section = Section::parse(walk)?;
    Ok(Foreign {
        batch,
        scope,
        hash_types,
        kind,
        begins,
        section,
    })
}
