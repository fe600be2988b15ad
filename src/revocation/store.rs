//! The store: one file of revoked hashes, of which a look-up reads what it needs.
//!
//! ```text
//! 0   16  "hcert-revoked/1\n"
//! 16   8  offset of the head, little-endian
//! 24   8  length of the head, little-endian: it ends the file
//! 32  32  SHA-256 of the head
//! 64      sections, each at a multiple of eight octets
//!         head: CBOR, or a COSE_Sign1 over it by the operator (as with the trust bundle)
//! ```
//!
//! The head names every section with its SHA-256. A section is held against it when it is first used and not
//! before, so that opening a store of 100 million hashes reads its head alone, and nothing that a look-up relies
//! on is outside the operator's signature. The head's own digest finds damage where nobody signed; it vouches for
//! nobody. What does not match is [`Damaged`], never *not revoked*.
//!
//! Hashes are grouped by scope and type and cut into shards of up to [`SHARD`]; in front of each stands a binary
//! fuse filter (16 bits a fingerprint), so that a hash that is not there, which is nearly every one, costs three
//! reads. What the filter lets through is looked for among the hashes themselves: the answer is exact. Filters
//! that others published are kept as they are, and their answers as the guesses they are.
//!
//! ```text
//! fingerprints  u16 little-endian each
//! table         the hashes, 16 octets each, ascending; then the number of each one's batch, u32 little-endian
//! chunk         32 octets a batch: source u32, length of its name u32, start of its name u64, expiry i64 (seconds
//!               since 1970; the largest number for none), zero; then the names
//! ```
//!
//! # What happens to the file while the store is open
//!
//! It is read at the places that are asked for ([`Octets`]) and never mapped. Filters and batches stay in memory once
//! they were read, two octets and a half a hash; of a table a stamp on every page of 512 octets stays, so that a
//! look-up reads two pages and each must be one that was part of the table when its digest was good. All that is
//! kept of a store is [`MAX_KEPT`] at most: what comes after that is read, and held against its digest, every time.
//!
//! So a file that is cut off, written over or lost by its disk does not end the process, and never makes a hash that
//! stood in it *not revoked*: a look-up says what the file said when the store was opened, or [`Damaged`]. One that
//! is replaced by renaming goes on as it was until it is opened again.

mod head;
mod octets;
mod shard;

use super::filter;
use super::{Batch, Hash, HashType, Scope, Sink, Source};
use crate::country::CountryCode;
use crate::key::sha256;
use crate::text::{Said, Text, ToText};
use crate::time::Timestamp;
use crate::trust::{
    Anchors, ListSignature, Mark, MarkKind, Problem, Request, Succession, TrustError, Unpinned,
    bundle,
};
use crate::{in_english, text};
pub(super) use head::{Foreign, Group, Head, MAX_BATCHES, MAX_FILTERS, MAX_LISTS, Section, Shard};
use octets::File;
pub use octets::Octets;
pub(super) use shard::filter_key;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io;
use std::sync::Arc;

/// The first octets of every store.
pub const MAGIC: &[u8; 16] = b"hcert-revoked/1\n";

/// Octets before the first section.
pub(super) const PREAMBLE: usize = 64;

/// The most hashes of a shard.
pub const SHARD: usize = 1 << 16;

/// Batches in a chunk.
pub(super) const CHUNK: usize = 1 << 14;

/// Octets of a batch's record.
pub(super) const RECORD: usize = 32;

/// Stands for an expiry that is never.
pub(super) const NEVER: i64 = i64::MAX;

/// The most octets of a head: shards of ten billion hashes.
pub(super) const MAX_HEAD: u64 = 64 << 20;

/// The most octets of a section, which are in memory together while it is read.
pub(super) const MAX_SECTION: u64 = 64 << 20;

/// The most octets of a store that stay in memory: filters and stamps of 170 million hashes.
pub const MAX_KEPT: u64 = 512 << 20;

/// Why octets are no store that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// They do not begin like one.
    NotStore,
    /// They are not all there, or not what the head says.
    Malformed {
        /// What is wrong.
        reason: Text,
    },
    /// The operator's signature is wrong, or by nobody who is pinned.
    Signature {
        /// What is wrong.
        reason: Text,
    },
    /// Operators are pinned, and nobody signed the store.
    Unsigned {
        /// What is missing.
        reason: Text,
    },
}

impl StoreError {
    /// Whether the store itself is whole, and nobody who is pinned signed it.
    #[must_use]
    pub fn is_about_signer(&self) -> bool {
        matches!(self, Self::Signature { .. } | Self::Unsigned { .. })
    }
}

impl ToText for StoreError {
    fn to_text(&self) -> Text {
        match self {
            Self::NotStore => text!(STORE_FILE_NONE),
            Self::Malformed { reason } => text!(STORE_FILE_MALFORMED, reason),
            Self::Signature { reason } => text!(STORE_FILE_SIGNATURE, reason),
            Self::Unsigned { reason } => text!(STORE_FILE_UNSIGNED, reason),
        }
    }
}

in_english!(StoreError: Error);

/// A section that is not what was written: no answer can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// Where it begins, in octets.
    pub offset: u64,
}

impl ToText for Damaged {
    fn to_text(&self) -> Text {
        text!(STORE_FILE_DAMAGED, at = self.offset)
    }
}

in_english!(Damaged: Error);

impl From<Damaged> for io::Error {
    fn from(damaged: Damaged) -> Self {
        Said::error(io::ErrorKind::InvalidData, damaged)
    }
}

/// Where a hash was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The name of the list.
    pub list: Arc<str>,
    /// The name of the batch in it.
    pub batch: String,
    /// Whom the batch speaks of.
    pub scope: Scope,
    /// When the entry stops to count.
    pub expires: Option<Timestamp>,
    /// Nothing: it is in a list of hashes. Else what a filter says, which is a guess.
    pub guess: Option<filter::Hit>,
}

/// How many there are of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Hashes.
    pub entries: u64,
    /// Batches, filters among them.
    pub batches: u64,
    /// Filters of others.
    pub filters: usize,
}

/// A store that is open.
pub struct Store {
    name: String,
    file: File,
    head: Head,
    /// The names of the lists, for findings.
    lists: Vec<Arc<str>>,
    /// Stands for a list that the head does not name.
    unnamed: Arc<str>,
    signature: ListSignature,
    mark: Option<Mark>,
    successions: Vec<Succession>,
    groups: HashMap<(Scope, HashType), usize>,
    filters: HashMap<Scope, Vec<usize>>,
    scopes: HashSet<Scope>,
    countries: HashSet<CountryCode>,
}

impl Store {
    /// Opens a store: its head is read and its signature checked, nothing else.
    ///
    /// Where nobody is pinned, a store that nobody signed is taken, as a folder of keys is: it is as good as the place
    /// where it lies, and [`Store::signature`] says so.
    ///
    /// # Errors
    /// The octets are no store, or its signature is wrong or by nobody who is pinned.
    pub fn open(
        name: &str,
        file: impl Octets + 'static,
        anchors: &Anchors,
        unpinned: Unpinned,
    ) -> Result<Self, StoreError> {
        let file = File::new(file);
        let wrapped = head_of(&file)?;
        // Its dates are the verdict's matter; the moment asked for here is looked at by nobody.
        let request = Request {
            unpinned,
            ..Request::new(name, &wrapped, Timestamp::EPOCH, anchors)
        };
        let refused = |error: TrustError| match error {
            TrustError::Signature { reason, .. } => StoreError::Signature {
                reason: reason.to_text(),
            },
            TrustError::Unsigned { reason, .. } => StoreError::Unsigned {
                reason: reason.to_text(),
            },
            TrustError::Malformed { reason, .. } => StoreError::Malformed {
                reason: reason.to_text(),
            },
            other => StoreError::Malformed {
                reason: other.to_text(),
            },
        };
        let opened = bundle::open(&request).map_err(refused)?;
        let head = Head::parse(&opened.content)?;
        let (made, sequence, series) = (head.created, head.sequence, head.series.clone());
        let mark = opened
            .operator
            .map(|operator| operator.mark(&request, MarkKind::Revocations, made, sequence, series));
        let mark = mark.transpose().map_err(refused)?;
        let (signature, successions) = (opened.signature, opened.successions);
        let mut store = Self {
            name: name.to_owned(),
            mark,
            successions,
            lists: head
                .sources
                .iter()
                .map(|source| source.name.as_str().into())
                .collect(),
            unnamed: name.into(),
            signature,
            groups: HashMap::new(),
            filters: HashMap::new(),
            scopes: HashSet::new(),
            countries: HashSet::new(),
            head,
            file,
        };
        store.index()?;
        Ok(store)
    }

    /// Makes the tables by which a look-up finds its groups, and refuses what does not fit together.
    fn index(&mut self) -> Result<(), StoreError> {
        let file = self.file.length();
        let malformed = |reason: Text| Err(StoreError::Malformed { reason });
        // Sections that share octets could make a small file cost as much as a large one.
        let mut sections: Vec<_> = self.head.sections().map(Section::place).collect();
        sections.sort_unstable();
        if !sections.is_sorted_by(|a, b| a.1 <= b.0) {
            return malformed(text!(STORE_FILE_SHARED));
        }
        for (place, group) in self.head.groups.iter().enumerate() {
            let (scope, hash_type) = (group.scope, group.hash_type);
            let name = || format!("{scope} {hash_type}");
            if self.groups.insert((scope, hash_type), place).is_some() {
                return malformed(text!(STORE_FILE_GROUP_TWICE, group = name()));
            }
            self.scopes.insert(scope);
            self.countries.extend(scope.country);
            if !group.shards.is_sorted_by(|a, b| a.first < b.first) {
                return malformed(text!(STORE_FILE_SHARD_ORDER, group = name()));
            }
            for shard in &group.shards {
                if !shard.fits(file) {
                    return malformed(text!(STORE_FILE_SHARD_FIT, group = name()));
                }
            }
        }
        for (place, filter) in self.head.filters.iter().enumerate() {
            self.scopes.insert(filter.scope);
            self.countries.extend(filter.scope.country);
            self.filters.entry(filter.scope).or_default().push(place);
            if !filter.section.fits(file) {
                return malformed(text!(STORE_FILE_FILTER_FIT, scope = filter.scope));
            }
        }
        for (batches, section) in &self.head.chunks {
            let records = u64::from(*batches) * RECORD as u64;
            if !section.fits(file) || section.length < records {
                return malformed(text!(STORE_FILE_CHUNK_FIT));
            }
        }
        Ok(())
    }

    /// The name that the caller gave.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whose signature it carries.
    #[must_use]
    pub fn signature(&self) -> &ListSignature {
        &self.signature
    }

    /// Which one of its operator's stores it is, if somebody who is pinned signed it.
    #[must_use]
    pub fn mark(&self) -> Option<&Mark> {
        self.mark.as_ref()
    }

    /// Operators' keys that replaced pinned ones, as the store brought them along.
    #[must_use]
    pub fn successions(&self) -> &[Succession] {
        &self.successions
    }

    /// Its number, which grows from store to store; old ones have none.
    #[must_use]
    pub fn sequence(&self) -> Option<u64> {
        self.head.sequence
    }

    /// What it is one of, where its operator makes several side by side.
    #[must_use]
    pub fn series(&self) -> &str {
        &self.head.series
    }

    /// When it was made.
    #[must_use]
    pub fn created(&self) -> Timestamp {
        self.head.created
    }

    /// When it stops being usable.
    #[must_use]
    pub fn expires(&self) -> Option<Timestamp> {
        self.head.expires
    }

    /// When what stands in it was known to be complete: the oldest of its lists decides, and one without a date
    /// is as old as the store.
    #[must_use]
    pub fn as_of(&self) -> Timestamp {
        let dates = self.head.sources.iter().filter_map(|source| source.as_of);
        dates
            .min()
            .unwrap_or(self.head.created)
            .min(self.head.created)
    }

    /// The lists that went into it.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.head.sources
    }

    /// Whom it speaks of: scope, hash type and number of hashes; filters of others with their own number.
    pub fn groups(&self) -> impl Iterator<Item = (Scope, HashType, u64)> {
        self.head.groups.iter().map(|group| {
            let entries = group.shards.iter().map(|shard| u64::from(shard.entries));
            (group.scope, group.hash_type, entries.sum())
        })
    }

    /// The filters of others: scope, kind and octets.
    pub fn filters(&self) -> impl Iterator<Item = (Scope, filter::Kind, u64)> {
        let filters = self.head.filters.iter();
        filters.map(|one| (one.scope, one.kind, one.section.length))
    }

    /// How many items of the lists could not be used when the store was made: what was revoked in them is not in it.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.head.left_out
    }

    /// How many there are of what.
    #[must_use]
    pub fn totals(&self) -> Totals {
        Totals {
            entries: self.groups().map(|(_, _, entries)| entries).sum(),
            batches: self
                .head
                .chunks
                .iter()
                .map(|(batches, _)| u64::from(*batches))
                .sum(),
            filters: self.head.filters.len(),
        }
    }

    /// Whether it speaks of a scope, or of the scope's country at all.
    #[must_use]
    pub fn speaks_of(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
            || scope
                .country
                .is_some_and(|country| self.countries.contains(&country))
    }

    /// Looks for a hash in one scope. What a list of hashes holds is certain; what a filter of others holds is a
    /// guess. An entry that has expired at the moment is not found.
    ///
    /// # Errors
    /// A section that was needed is not what was written.
    pub fn find(
        &self,
        scope: Scope,
        hash_type: HashType,
        hash: &Hash,
        at: Timestamp,
    ) -> Result<Option<Found>, Damaged> {
        if let Some(&place) = self.groups.get(&(scope, hash_type))
            && let Some(group) = self.head.groups.get(place)
            && let Some(batch) = group.find(&self.file, hash)?
        {
            let found = self.found(batch, scope, None)?;
            if found.expires.is_none_or(|expires| at < expires) {
                return Ok(Some(found));
            }
        }
        for &place in self.filters.get(&scope).into_iter().flatten() {
            let Some(foreign) = self.head.filters.get(place) else {
                continue;
            };
            // Looked at before the filter is, which may be on the disk still.
            let begins = filter::digits(hash)
                .zip(&foreign.begins)
                .all(|(own, one)| own == *one);
            if !begins || !foreign.hash_types.contains(&hash_type) {
                continue;
            }
            let octets = self.file.kept(&foreign.section)?;
            // The digest holds for what was written; a head that names another form would make it answer no.
            let asked = filter::find(foreign.kind, &foreign.begins, &octets, hash);
            let damaged = |_| Damaged {
                offset: foreign.section.offset,
            };
            if let Some(hit) = asked.map_err(damaged)? {
                let found = self.found(foreign.batch, scope, Some(hit))?;
                if found.expires.is_none_or(|expires| at < expires) {
                    return Ok(Some(found));
                }
            }
        }
        Ok(None)
    }

    fn found(
        &self,
        batch: u32,
        scope: Scope,
        guess: Option<filter::Hit>,
    ) -> Result<Found, Damaged> {
        let record = self.batch(batch)?;
        let source = usize::try_from(record.source).ok();
        let list = source.and_then(|source| self.lists.get(source));
        Ok(Found {
            list: Arc::clone(list.unwrap_or(&self.unnamed)),
            batch: record.id,
            scope,
            expires: record.expires,
            guess,
        })
    }

    /// One batch's record.
    fn batch(&self, number: u32) -> Result<Record, Damaged> {
        let number = number as usize;
        let nowhere = Damaged { offset: 0 };
        let (_, chunk) = self.head.chunks.get(number / CHUNK).ok_or(nowhere)?;
        let octets = self.file.kept(chunk)?;
        Record::read(number % CHUNK, &octets).ok_or(Damaged {
            offset: chunk.offset,
        })
    }

    /// Tells a sink everything that is in it, as a reader of a list does. A list without a date is as old as this
    /// store, so that a new store does not make it younger; and what was signed well counts as not checked
    /// where this store's signature was not.
    ///
    /// # Errors
    /// A section is not what was written, or the sink could not keep it.
    pub fn replay(&self, sink: &mut dyn Sink) -> io::Result<()> {
        if self.head.left_out > 0 {
            let count = self.head.left_out;
            sink.problem(Problem {
                at: self.name.clone(),
                reason: text!(STORE_FILE_LEFT_OUT, count).to_string(),
            });
        }
        let mut sources = Vec::new();
        for source in &self.head.sources {
            let mut source = source.clone();
            let as_of = source.as_of.unwrap_or(self.head.created);
            source.as_of = Some(as_of.min(self.head.created));
            if let (ListSignature::Good { .. }, ListSignature::NotChecked { .. }) =
                (&source.signature, &self.signature)
            {
                source.signature = self.signature.clone();
            }
            sources.push(sink.source(source)?);
        }
        let batch_of = |number: u32, scope, hash_types: &[HashType], sink: &mut dyn Sink| {
            let record = self.batch(number)?;
            let place = usize::try_from(record.source).ok();
            let source = place.and_then(|place| sources.get(place).copied());
            sink.batch(Batch {
                source: source.unwrap_or_default(),
                id: record.id,
                scope,
                hash_types: hash_types.to_vec(),
                expires: record.expires,
            })
        };
        for group in &self.head.groups {
            if group.shards.is_empty() {
                sink.batch(Batch {
                    source: sources.first().copied().unwrap_or_default(),
                    id: String::new(),
                    scope: group.scope,
                    hash_types: vec![group.hash_type],
                    expires: None,
                })?;
            }
            let mut known: HashMap<u32, u32> = HashMap::new();
            for shard in &group.shards {
                let table = self.file.read(&shard.table)?;
                let (hashes, batches) = shard.rows(&table)?;
                for (hash, batch) in hashes.iter().zip(batches) {
                    let batch = u32::from_le_bytes(*batch);
                    let id = match known.get(&batch) {
                        Some(&id) => id,
                        None => {
                            let id = batch_of(batch, group.scope, &[group.hash_type], sink)?;
                            known.insert(batch, id);
                            id
                        }
                    };
                    sink.entry(id, hash)?;
                }
            }
        }
        for foreign in &self.head.filters {
            let id = batch_of(foreign.batch, foreign.scope, &foreign.hash_types, sink)?;
            let octets = self.file.read(&foreign.section)?;
            let filter = filter::Filter {
                kind: foreign.kind,
                begins: foreign.begins.clone(),
                octets,
            };
            sink.filter(id, filter)?;
        }
        Ok(())
    }

    /// Holds everything against what was written: every section, the order of the hashes, that each filter lets
    /// its own hashes through, that every batch is there. `told` hears of every shard.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self, told: &mut dyn FnMut(u64)) -> Result<(), CheckError> {
        Ok(self.first_fault(told)?)
    }

    fn first_fault(&self, told: &mut dyn FnMut(u64)) -> Result<(), Text> {
        let batches = self.totals().batches;
        let damaged = |damaged: Damaged| damaged.to_text();
        for (count, chunk) in &self.head.chunks {
            let octets = self.file.read(chunk).map_err(damaged)?;
            let mut numbers = 0..*count as usize;
            if numbers.any(|number| Record::read(number, &octets).is_none()) {
                let offset = chunk.offset;
                return Err(damaged(Damaged { offset }));
            }
        }
        for group in &self.head.groups {
            let name = || format!("{} {}", group.scope, group.hash_type);
            let mut last: Option<Hash> = None;
            for shard in &group.shards {
                let table = self.file.read(&shard.table).map_err(damaged)?;
                let (hashes, numbers) = shard.rows(&table).map_err(damaged)?;
                if hashes.first() != Some(&shard.first) {
                    return Err(text!(STORE_FILE_SHARD_FIRST, group = name()));
                }
                for (hash, number) in hashes.iter().zip(numbers) {
                    if last.is_some_and(|last| last >= *hash) {
                        return Err(text!(STORE_FILE_HASH_ORDER, group = name()));
                    }
                    last = Some(*hash);
                    if u64::from(u32::from_le_bytes(*number)) >= batches {
                        return Err(text!(STORE_FILE_HASH_BATCH, group = name()));
                    }
                    if !shard.may_hold(&self.file, hash).map_err(damaged)? {
                        return Err(text!(STORE_FILE_HIDDEN, group = name()));
                    }
                }
                told(u64::from(shard.entries));
            }
        }
        for foreign in &self.head.filters {
            let octets = self.file.read(&foreign.section).map_err(damaged)?;
            filter::check(foreign.kind, &octets)
                .map_err(|error| text!(STORE_FILE_FILTER, scope = foreign.scope, error))?;
            if u64::from(foreign.batch) >= batches {
                return Err(text!(STORE_FILE_FILTER_BATCH, scope = foreign.scope));
            }
        }
        Ok(())
    }
}

crate::text::sentence_error! {
    /// The first thing that is wrong with a store.
    CheckError
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Totals {
            entries, filters, ..
        } = self.totals();
        write!(
            f,
            "Store({}, {entries} hashes, {filters} filters)",
            self.name
        )
    }
}

/// The octets of the head, as the preamble says.
fn head_of(file: &File) -> Result<Vec<u8>, StoreError> {
    let malformed = |reason: Text| StoreError::Malformed { reason };
    let unread = |error: io::Error| malformed(text!(STORE_FILE_UNREAD, error));
    let octets = file.length();
    let mut preamble = [0; PREAMBLE];
    let there = usize::try_from(octets).map_or(PREAMBLE, |octets| octets.min(PREAMBLE));
    let read = preamble.get_mut(..there).unwrap_or_default();
    file.read_at(0, read).map_err(unread)?;
    let (words, _) = preamble.as_chunks::<8>();
    let [m0, m1, offset, length, digest @ ..] = words else {
        return Err(StoreError::NotStore);
    };
    let (offset, length) = (u64::from_le_bytes(*offset), u64::from_le_bytes(*length));
    if [*m0, *m1].as_flattened() != MAGIC {
        return Err(StoreError::NotStore);
    }
    if there < PREAMBLE {
        return Err(malformed(text!(STORE_FILE_PREAMBLE)));
    }
    if length > MAX_HEAD {
        return Err(malformed(text!(STORE_FILE_HEAD_SIZE)));
    }
    let end = offset.checked_add(length);
    if offset < PREAMBLE as u64 || end != Some(octets) {
        return Err(malformed(text!(STORE_FILE_CUT, octets, offset, length)));
    }
    let length = usize::try_from(length).map_err(|_| malformed(text!(STORE_FILE_MACHINE)))?;
    let mut head = vec![0; length];
    file.read_at(offset, &mut head).map_err(unread)?;
    match sha256(&head) == digest.as_flattened() {
        true => Ok(head),
        false => Err(malformed(text!(STORE_FILE_HEAD))),
    }
}

/// A batch as a chunk holds it.
struct Record {
    source: u32,
    id: String,
    expires: Option<Timestamp>,
}

impl Record {
    fn read(number: usize, chunk: &[u8]) -> Option<Self> {
        let record = chunk.as_chunks::<RECORD>().0.get(number)?;
        let word = |start: usize| record.get(start..start + 4)?.try_into().ok();
        let long = |start: usize| record.get(start..start + 8)?.try_into().ok();
        let source = u32::from_le_bytes(word(0)?);
        let length = usize::try_from(u32::from_le_bytes(word(4)?)).ok()?;
        let start = usize::try_from(u64::from_le_bytes(long(8)?)).ok()?;
        let expires = i64::from_le_bytes(long(16)?);
        let id = chunk.get(start..start.checked_add(length)?)?;
        Some(Self {
            source,
            id: String::from_utf8_lossy(id).into_owned(),
            expires: match expires {
                NEVER => None,
                // A date that is none does not end anything.
                seconds => Timestamp::from_unix(seconds),
            },
        })
    }
}

#[cfg(test)]
mod tests;
