//! Building a store: lists of any size go in, in any order; one sorted file comes out.
//!
//! Hashes are sorted in runs of [`RUN`] that are put aside in scratch files, and the runs are merged shard by
//! shard into the store, so that memory does not grow with the number of hashes: 128 MiB for a run, 64 KiB a run
//! when they are merged, and what is known of batches and groups. Scratch files take 24 octets a hash.
//!
//! The same hash in two batches of one scope and type is kept once, with the batch that lives longest. Batches that
//! a country deleted are left out, whichever list brought them and in whatever order.

mod file;
mod merge;

use super::filter::Filter;
use super::store::{
    CHUNK, Foreign, Group, Head, MAX_BATCHES, MAX_FILTERS, MAX_LISTS, NEVER, RECORD, SHARD,
    Section, Shard,
};
use super::{Batch, BatchId, Hash, HashType, Scope, Sink, Source, SourceId, same_country};
use crate::country::CountryCode;
use crate::key::{KeyError, Signer, sha256};
use crate::text::{Message, Said, Text, ToText, messages};
use crate::time::Timestamp;
use crate::trust::Problem;
use crate::trust::bundle::{self, Edition};
use crate::{in_english, text};
use file::{Draft, StoreFile};
use merge::{Merge, Row, split};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// The most hashes of a run.
pub const RUN: usize = 1 << 22;

/// The most problems that are kept; the rest is counted.
const MAX_PROBLEMS: usize = 1000;

/// A scratch file.
pub trait ScratchFile: Read + Write + Seek {}

impl<T: Read + Write + Seek> ScratchFile for T {}

/// Where scratch files come from. They are gone when they are dropped.
pub trait Scratch {
    /// A new empty file.
    ///
    /// # Errors
    /// There is no room, or no right to make one.
    fn file(&mut self) -> io::Result<Box<dyn ScratchFile>>;
}

/// Scratch files in memory, for small stores.
#[derive(Debug, Default)]
pub struct InMemory;

impl Scratch for InMemory {
    fn file(&mut self) -> io::Result<Box<dyn ScratchFile>> {
        Ok(Box::new(io::Cursor::new(Vec::new())))
    }
}

/// Why no store was written.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// A file could not be read or written.
    Io(io::Error),
    /// The operator's key could not sign.
    Sign(KeyError),
}

impl ToText for BuildError {
    fn to_text(&self) -> Text {
        match self {
            Self::Io(error) => error.to_text(),
            Self::Sign(error) => error.to_text(),
        }
    }
}

in_english!(BuildError: Error);

impl From<io::Error> for BuildError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Dates and signer of a store.
#[derive(Clone, Copy)]
pub struct Seal<'a> {
    /// When it is made.
    pub created: Timestamp,
    /// When it stops being usable.
    pub expires: Option<Timestamp>,
    /// Who signs, if anybody does.
    pub signer: Option<(&'a dyn Signer, [u8; 8])>,
    /// Which one of the signer's stores it is.
    pub edition: Edition<'a>,
    /// Statements about the signer's key, if it replaced another ([`crate::trust::succession`]).
    pub successions: &'a [Vec<u8>],
}

impl<'a> Seal<'a> {
    /// A store that is made at a moment, not signed and without an end.
    #[must_use]
    pub fn new(created: Timestamp) -> Self {
        Self {
            created,
            expires: None,
            signer: None,
            edition: Edition::default(),
            successions: &[],
        }
    }
}

impl fmt::Debug for Seal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let signed = self.signer.is_some();
        write!(f, "Seal({}, signed: {signed})", self.created)
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Hashes.
    pub entries: u64,
    /// Groups of hashes.
    pub groups: usize,
    /// Filters of others.
    pub filters: usize,
    /// Hashes that stood in several lists, or in batches that were deleted.
    pub dropped: u64,
}

/// What is kept of a batch.
struct Kept {
    source: SourceId,
    id: String,
    scope: Scope,
    hash_types: Vec<HashType>,
    expires: i64,
    /// The group of its hashes; none where it is a filter of several types.
    group: Option<u32>,
    /// Its number in the store, once something of it stands there.
    number: Option<u32>,
}

/// A filter that was put aside.
struct Aside {
    batch: BatchId,
    scope: Scope,
    kind: super::filter::Kind,
    begins: Vec<u8>,
    offset: u64,
    length: usize,
}

/// Takes in lists and writes a store.
///
/// ```
/// use hcert::revocation::build::{Builder, InMemory, Seal};
/// use hcert::CountryCode;
/// use hcert::revocation::{Batch, HashType, Scope, Sink, Source, formats::Format, id, store::Store};
/// use hcert::trust::{Anchors, ListSignature, Unpinned};
///
/// let at = "2022-02-01T12:00:00Z".parse()?;
/// let scope = Scope { country: CountryCode::of_capitals("NO"), kid: None };
/// let hash = id::uci("URN:UVCI:01:NO:K4HX2R0QZ7TM5WVN31AY#B");
/// let (name, format, signature) = ("register".into(), Format::Plain, ListSignature::Unsigned);
///
/// let mut scratch = InMemory;
/// let mut builder = Builder::new(&mut scratch);
/// let source = builder.source(Source { name, format, signature, as_of: Some(at) })?;
/// let hash_types = vec![HashType::Uci];
/// let batch = builder.batch(Batch { source, id: "1".into(), scope, hash_types, expires: None })?;
/// builder.entry(batch, &hash)?;
/// let mut file = std::io::Cursor::new(Vec::new());
/// builder.finish(&mut file, &Seal::new(at), &mut |_| {})?;
///
/// let store = Store::open("revoked.store", file.into_inner(), &Anchors::default(), Unpinned::Refuse)?;
/// assert!(store.find(scope, HashType::Uci, &hash, at)?.is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Builder<'a> {
    scratch: &'a mut dyn Scratch,
    run: usize,
    sources: Vec<Source>,
    batches: Vec<Kept>,
    groups: Vec<(Scope, HashType)>,
    group_of: HashMap<(Scope, HashType), u32>,
    rows: Vec<Row>,
    runs: Vec<(Box<dyn ScratchFile>, u64)>,
    filters: Vec<Aside>,
    filter_octets: Option<Box<dyn ScratchFile>>,
    deleted: HashSet<(CountryCode, String)>,
    problems: Vec<Problem>,
    more_problems: usize,
    taken: u64,
}

impl fmt::Debug for Builder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Builder({} hashes, {} batches)",
            self.taken,
            self.batches.len()
        )
    }
}

impl<'a> Builder<'a> {
    /// An empty one.
    #[must_use]
    pub fn new(scratch: &'a mut dyn Scratch) -> Self {
        Self {
            scratch,
            run: RUN,
            sources: Vec::new(),
            batches: Vec::new(),
            groups: Vec::new(),
            group_of: HashMap::new(),
            rows: Vec::new(),
            runs: Vec::new(),
            filters: Vec::new(),
            filter_octets: None,
            deleted: HashSet::new(),
            problems: Vec::new(),
            more_problems: 0,
            taken: 0,
        }
    }

    /// Sets how many hashes are sorted in memory at a time.
    #[must_use]
    pub fn with_run(mut self, run: usize) -> Self {
        self.run = run;
        self
    }

    /// What could not be used, and why; of very many the first thousand.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Problems that were counted and not kept.
    #[must_use]
    pub fn more_problems(&self) -> usize {
        self.more_problems
    }

    /// Hashes taken in so far.
    #[must_use]
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Filters taken in so far.
    #[must_use]
    pub fn filters_taken(&self) -> usize {
        self.filters.len()
    }

    /// Sorts what is in memory and puts it aside.
    fn spill(&mut self) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        self.rows.sort_unstable();
        let file = merge::put_aside(&self.rows, self.scratch.file()?)?;
        self.runs.push((file, self.rows.len() as u64));
        self.rows.clear();
        Ok(())
    }

    /// Writes the store. `told` hears how many more hashes were merged.
    ///
    /// # Errors
    /// A file could not be read or written, or the key could not sign.
    pub fn finish<W: Write + Seek>(
        mut self,
        out: W,
        seal: &Seal<'_>,
        told: &mut dyn FnMut(u64),
    ) -> Result<Written, BuildError> {
        self.spill()?;
        // What was sorted needs no room any more.
        self.rows = Vec::new();
        let mut file = StoreFile::begin(out)?;
        let merged = Merge::of(std::mem::take(&mut self.runs))?;
        let (groups, dropped) = self.write_groups(&mut file, merged, told)?;
        let filters = self.write_filters(&mut file)?;
        let chunks = self.write_batches(&mut file)?;
        let entries = groups.iter().flat_map(|group| &group.shards);
        let written = Written {
            entries: entries.map(|shard| u64::from(shard.entries)).sum(),
            groups: groups.len(),
            filters: filters.len(),
            dropped,
        };
        let head = Head {
            created: seal.created,
            expires: seal.expires,
            sources: std::mem::take(&mut self.sources),
            groups,
            chunks,
            filters,
            left_out: (self.problems.len() + self.more_problems) as u64,
            sequence: Some(seal.edition.number(seal.created)),
            series: seal.edition.series.to_owned(),
        };
        let content = head.encode();
        let head = match seal.signer {
            Some((signer, kid)) => {
                let signed = bundle::sign_with(&content, signer, &kid, seal.successions);
                signed.map_err(BuildError::Sign)?
            }
            None => content,
        };
        file.end(&head)?;
        Ok(written)
    }

    /// Whether a batch was deleted by its country.
    fn is_deleted(&self, batch: &Kept) -> bool {
        let key = batch
            .scope
            .country
            .map(|country| (country, batch.id.clone()));
        key.is_some_and(|key| self.deleted.contains(&key))
    }

    /// The merged hashes, group by group and shard by shard.
    fn write_groups<W: Write + Seek>(
        &mut self,
        file: &mut StoreFile<W>,
        mut merge: Merge,
        told: &mut dyn FnMut(u64),
    ) -> io::Result<(Vec<Group>, u64)> {
        let gone: Vec<bool> = match self.deleted.is_empty() {
            true => Vec::new(),
            false => self
                .batches
                .iter()
                .map(|batch| self.is_deleted(batch))
                .collect(),
        };
        let mut numbers = Numbers::default();
        let mut found: BTreeMap<(Scope, HashType), Vec<Shard>> = BTreeMap::new();
        let (mut shard, mut dropped, mut heard) = (Draft::default(), 0, 0_u64);
        let mut pending: Option<(u32, Hash, BatchId)> = None;
        loop {
            let next = merge.next()?;
            let entry = next.map(|row| split(&row));
            if let Some((_, _, batch)) = entry
                && gone.get(batch as usize).copied().unwrap_or_default()
            {
                dropped += 1;
                continue;
            }
            // Of one hash in one group the batch that lives longest is kept.
            if let (Some(held), Some(entry)) = (&mut pending, entry)
                && (held.0, held.1) == (entry.0, entry.1)
            {
                dropped += 1;
                if self.lives(entry.2) > self.lives(held.2) {
                    held.2 = entry.2;
                }
                continue;
            }
            if let Some((group, hash, batch)) = pending.take() {
                let other = entry.is_none_or(|entry| entry.0 != group);
                shard.push(hash, numbers.of(batch, &mut self.batches));
                if other || shard.hashes.len() == SHARD {
                    if let Some(group) = self.groups.get(group as usize) {
                        found.entry(*group).or_default().push(shard.write(file)?);
                    }
                    shard = Draft::default();
                }
                heard += 1;
                if heard.is_multiple_of(1 << 16) {
                    told(1 << 16);
                }
            }
            match entry {
                Some(entry) => pending = Some(entry),
                None => break,
            }
        }
        told(heard % (1 << 16));
        // A list that names somebody and holds nothing says that nothing is revoked.
        for group in &self.groups {
            found.entry(*group).or_default();
        }
        let groups = found.into_iter().map(|((scope, hash_type), shards)| Group {
            scope,
            hash_type,
            shards,
        });
        Ok((groups.collect(), dropped))
    }

    fn lives(&self, batch: BatchId) -> i64 {
        self.batches
            .get(batch as usize)
            .map_or(0, |batch| batch.expires)
    }

    /// The filters of others, each once.
    fn write_filters<W: Write + Seek>(
        &mut self,
        file: &mut StoreFile<W>,
    ) -> io::Result<Vec<Foreign>> {
        let mut written = Vec::new();
        let mut known = BTreeSet::new();
        let mut numbers = Numbers::after(&self.batches);
        let mut filters = std::mem::take(&mut self.filters);
        filters.sort_by_key(|filter| (filter.scope, filter.offset));
        for aside in filters {
            let batch = self.batches.get(aside.batch as usize);
            let Some(batch) = batch.filter(|batch| !self.is_deleted(batch)) else {
                continue;
            };
            let Some(scratch) = &mut self.filter_octets else {
                break;
            };
            let (hash_types, lives) = (batch.hash_types.clone(), batch.expires);
            scratch.seek(SeekFrom::Start(aside.offset))?;
            let mut octets = vec![0; aside.length];
            scratch.read_exact(&mut octets)?;
            let begins = aside.begins.clone();
            let same = (
                aside.scope,
                aside.kind,
                hash_types.clone(),
                sha256(&octets),
                begins,
                lives,
            );
            if !known.insert(same) {
                continue;
            }
            written.push(Foreign {
                batch: numbers.of(aside.batch, &mut self.batches),
                scope: aside.scope,
                hash_types,
                kind: aside.kind,
                begins: aside.begins,
                section: file.section(&octets)?,
            });
        }
        Ok(written)
    }

    /// The records of all batches that something in the store names, in the order of their numbers.
    fn write_batches<W: Write + Seek>(
        &mut self,
        file: &mut StoreFile<W>,
    ) -> io::Result<Vec<(u32, Section)>> {
        let mut named: Vec<&Kept> = self
            .batches
            .iter()
            .filter(|batch| batch.number.is_some())
            .collect();
        named.sort_by_key(|batch| batch.number);
        let mut chunks = Vec::new();
        for chunk in named.chunks(CHUNK) {
            let mut octets = Vec::new();
            let mut names: Vec<u8> = Vec::new();
            let start = chunk.len() * RECORD;
            for batch in chunk {
                let length = u32::try_from(batch.id.len()).unwrap_or(u32::MAX);
                octets.extend(batch.source.to_le_bytes());
                octets.extend(length.to_le_bytes());
                octets.extend(((start + names.len()) as u64).to_le_bytes());
                octets.extend(batch.expires.to_le_bytes());
                octets.extend([0; 8]);
                names.extend(batch.id.bytes());
            }
            octets.extend(names);
            chunks.push((
                u32::try_from(chunk.len()).unwrap_or(u32::MAX),
                file.section(&octets)?,
            ));
        }
        Ok(chunks)
    }
}

impl Sink for Builder<'_> {
    fn source(&mut self, source: Source) -> io::Result<SourceId> {
        let known = self.sources.iter().position(|known| *known == source);
        if known.is_none() && self.sources.len() >= MAX_LISTS {
            return Err(too_many(messages::STORE_BUILD_LISTS));
        }
        let place = known.unwrap_or_else(|| {
            self.sources.push(source);
            self.sources.len() - 1
        });
        u32::try_from(place).map_err(|_| too_many(messages::STORE_BUILD_LISTS))
    }

    fn batch(&mut self, mut batch: Batch) -> io::Result<BatchId> {
        batch.scope = compared(batch.scope);
        if self.batches.len() >= MAX_BATCHES {
            return Err(too_many(messages::STORE_BUILD_BATCHES));
        }
        let group = match batch.hash_types.as_slice() {
            [hash_type] => {
                let group = (batch.scope, *hash_type);
                let next = u32::try_from(self.groups.len())
                    .map_err(|_| too_many(messages::STORE_BUILD_GROUPS))?;
                let place = *self.group_of.entry(group).or_insert(next);
                if place == next {
                    self.groups.push(group);
                }
                Some(place)
            }
            _ => None,
        };
        self.batches.push(Kept {
            source: batch.source,
            id: batch.id,
            scope: batch.scope,
            hash_types: batch.hash_types,
            expires: batch.expires.map_or(NEVER, Timestamp::unix),
            group,
            number: None,
        });
        u32::try_from(self.batches.len() - 1).map_err(|_| too_many(messages::STORE_BUILD_BATCHES))
    }

    fn entry(&mut self, batch: BatchId, hash: &Hash) -> io::Result<()> {
        let group = self
            .batches
            .get(batch as usize)
            .and_then(|batch| batch.group);
        let group = group.ok_or_else(|| {
            Said::error(io::ErrorKind::InvalidInput, text!(STORE_BUILD_NO_HASH_TYPE))
        })?;
        let row = merge::row(group, hash, batch);
        self.rows.push(row);
        self.taken += 1;
        if self.rows.len() >= self.run {
            self.spill()?;
        }
        Ok(())
    }

    fn filter(&mut self, batch: BatchId, filter: Filter) -> io::Result<()> {
        if self.filters.len() >= MAX_FILTERS {
            return Err(too_many(messages::STORE_BUILD_FILTERS));
        }
        let Some(kept) = self.batches.get(batch as usize) else {
            let reason = text!(STORE_BUILD_NO_BATCH);
            return Err(Said::error(io::ErrorKind::InvalidInput, reason));
        };
        // One of another shape would have no hit, whatever it is asked.
        super::filter::check(filter.kind, &filter.octets)
            .map_err(|error| Said::error(io::ErrorKind::InvalidData, error))?;
        if self.filter_octets.is_none() {
            self.filter_octets = Some(self.scratch.file()?);
        }
        let Some(scratch) = &mut self.filter_octets else {
            return Ok(());
        };
        let offset = scratch.seek(SeekFrom::End(0))?;
        scratch.write_all(&filter.octets)?;
        self.filters.push(Aside {
            batch,
            scope: kept.scope,
            kind: filter.kind,
            begins: filter.begins,
            offset,
            length: filter.octets.len(),
        });
        Ok(())
    }

    fn deleted(&mut self, country: CountryCode, id: &str) -> io::Result<()> {
        let country = compared(Scope {
            country: Some(country),
            kid: None,
        });
        self.deleted
            .extend(country.country.map(|country| (country, id.to_owned())));
        Ok(())
    }

    fn problem(&mut self, problem: Problem) {
        match self.problems.len() < MAX_PROBLEMS {
            true => self.problems.push(problem),
            false => self.more_problems += 1,
        }
    }
}

/// A scope with its country in the form in which it is looked for.
fn compared(scope: Scope) -> Scope {
    let country = scope.country.map(|code| {
        let same = same_country(code.as_str());
        same.unwrap_or(code)
    });
    Scope { country, ..scope }
}

fn too_many(what: Message) -> io::Error {
    Said::error(
        io::ErrorKind::InvalidInput,
        text!(STORE_BUILD_TOO_MANY, what),
    )
}

/// Gives batches their numbers in the store, in the order in which they are met.
#[derive(Default)]
struct Numbers {
    next: u32,
}

impl Numbers {
    /// Goes on after the numbers that were given.
    fn after(batches: &[Kept]) -> Self {
        let given = batches.iter().filter_map(|batch| batch.number);
        Self {
            next: given.max().map_or(0, |last| last + 1),
        }
    }

    fn of(&mut self, batch: BatchId, batches: &mut [Kept]) -> u32 {
        let Some(kept) = batches.get_mut(batch as usize) else {
            return u32::MAX;
        };
        *kept.number.get_or_insert_with(|| {
            self.next += 1;
            self.next - 1
        })
    }
}

#[cfg(test)]
pub(crate) mod tests;
