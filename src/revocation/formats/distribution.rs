//! Slices of the EU's distribution service: filters by signer, unsigned, in a folder of saved answers.
//!
//! | file | what |
//! |---|---|
//! | `*.json` | `GET /lists`: the signers with their hash types; answers of `/lists/{kid}/partitions`: which slices there are, of which type, and when they expire |
//! | `*.tar.gz`, `*.tgz`, `*.gz` | slices: entries with the names `<kid>/<id>/<cid>/<sid>` |
//! | `…/<kid>/<id>/<cid>/<sid>` | one slice as it is |
//!
//! In a name, `kid` is the signer's 8 octets in base64, which may hold a `/` itself, so that names are read from
//! their end; `id` is `null` or the first one or two hexadecimal digits of the hashes; `cid` the digit after
//! them; `sid` the SHA-256 of the slice in hexadecimal. A slice whose digest is another is left out.
//!
//! Where the partitions of a signer are there, they tell a slice's type and expiry; one that they do not name is
//! left out, one that they name and that is missing is a problem. Without them the type is told by the shape,
//! and the slice does not expire. A signer without an entry in the lists may have hashes of all types.
//!
//! Broken archives: an entry that is whole and has the right digest counts whatever follows it, since nothing
//! but the digest vouches for it anyway. What breaks off, a wrong checksum, octets behind the end, and what is
//! no plain file are problems. Missing blocks of zeros at the end are not: the service writes none.
//!
//! Limits: 64 MiB for a file, 512 MiB for what is in an archive, 16 MiB for a slice.
//!
//! Not supported: `UNKNOWN_KID` (the service has no way to ask for it, and it does not say which country
//! speaks), and the service's question for single hashes.
//!
//! Source: the code of the service and of its apps (dgca-revocation-distribution-service).

mod hash_list;
mod index;

use super::common::{Out, unknown};
use super::{Format, ReadError, Request};
use crate::codec::hex;
use crate::key::sha256;
use crate::revocation::filter::{self, Filter, FilterError, Kind};
use crate::revocation::{Batch, Files, HashType, Scope, Sink, Source, SourceId};
use crate::text;
use crate::text::{Said, Text, messages};
use crate::time::Timestamp;
use crate::trust::ListSignature;
use crate::trust::formats::common::short;
use flate2::read::MultiGzDecoder;
use hash_list::HashList;
use index::{Form, Index, Name, Shortened};
use std::collections::BTreeSet;
use std::io::{self, Read};
use tar::{Archive, EntryType};

/// The most octets of a file.
const MAX_FILE: usize = 64 << 20;

/// The most octets that an archive may unpack to.
const MAX_UNPACKED: u64 = 512 << 20;

/// The most octets of a slice. The largest that the service makes have one.
const MAX_SLICE: u64 = 16 << 20;

/// The files that are looked into to tell a folder's form.
const LOOKED_INTO: usize = 8;

/// Whether these are the service's answers, by the name of a file or by what is in one of the first.
pub(super) fn recognise(names: &[String], files: &dyn Files) -> io::Result<bool> {
    if names
        .iter()
        .any(|name| Name::read(name, &Shortened::default()).is_some())
    {
        return Ok(true);
    }
    for name in names
        .iter()
        .filter(|name| is_json(name) || is_archive(name))
        .take(LOOKED_INTO)
    {
        let octets = files.read(name)?;
        let ours = octets.len() <= MAX_FILE
            && if is_json(name) {
                index::recognise(&octets)
            } else {
                has_slices(&octets)
            };
        if ours {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Reads the folder.
pub(super) fn read(
    request: &Request<'_>,
    files: &dyn Files,
    sink: &mut dyn Sink,
) -> Result<(), ReadError> {
    let mut out = Out::new(request, sink);
    let (mut index, names) = (Index::default(), files.names());
    for name in names.iter().filter(|name| is_json(name)) {
        let octets = files.read(name)?;
        if octets.len() > MAX_FILE {
            out.note(short(name), too_large(octets.len()));
        } else {
            index.read(&mut out, name, &octets);
        }
    }
    let mut reader = Reader {
        request,
        out,
        index,
        source: None,
        seen: BTreeSet::new(),
    };
    for name in names.iter().filter(|name| !is_json(name)) {
        let octets = files.read(name)?;
        if octets.len() > MAX_FILE {
            reader.out.note(short(name), too_large(octets.len()));
        } else if is_archive(name) {
            reader.archive(name, &octets)?;
        } else {
            reader.slice(name, &octets)?;
        }
    }
    reader.finish()
}

fn is_json(name: &str) -> bool {
    ends_with(name, &[".json"])
}

fn is_archive(name: &str) -> bool {
    ends_with(name, &[".gz", ".tgz"])
}

fn ends_with(name: &str, endings: &[&str]) -> bool {
    let name = name.to_ascii_lowercase();
    endings.iter().any(|ending| name.ends_with(ending))
}

fn too_large(length: usize) -> Text {
    text!(
        REVOKED_LIST_TOO_MANY_MEBIBYTES,
        found = length,
        most = MAX_FILE >> 20
    )
}

/// Whether the first file of an archive has the name of a slice.
fn has_slices(octets: &[u8]) -> bool {
    let mut archive = open(octets);
    let Ok(entries) = archive.entries() else {
        return false;
    };
    let mut files = entries
        .raw(true)
        .map_while(Result::ok)
        .filter(|entry| entry.header().entry_type() == EntryType::Regular);
    files.next().is_some_and(|entry| {
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        Name::read(&name, &Shortened::default()).is_some()
    })
}

type Unpacked<'a> = Archive<Bounded<MultiGzDecoder<&'a [u8]>>>;

/// An archive that unpacks to so much and no more. It is read to the end, where the checksum stands, and beyond
/// the zeros that end it, where there may be another one.
fn open(octets: &[u8]) -> Unpacked<'_> {
    let mut archive = Archive::new(Bounded {
        inner: MultiGzDecoder::new(octets),
        left: MAX_UNPACKED,
    });
    archive.set_ignore_zeros(true);
    archive
}

/// Fails when more comes than is allowed. What merely stopped would look like an end.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => {
                self.left = left;
                Ok(count)
            }
            None => {
                let reason = text!(SLICE_UNPACKS, most = MAX_UNPACKED >> 20);
                Err(Said::error(io::ErrorKind::Other, reason))
            }
        }
    }
}

/// A list in the making.
struct Reader<'a> {
    request: &'a Request<'a>,
    out: Out<'a>,
    index: Index,
    source: Option<SourceId>,
    /// Slices that were there with the right digest.
    seen: BTreeSet<Name>,
}

impl Reader<'_> {
    /// The source, told when the first of it is there.
    fn source(&mut self) -> io::Result<SourceId> {
        if let Some(source) = self.source {
            return Ok(source);
        }
        let source = self.out.sink.source(Source {
            name: self.request.source.to_owned(),
            format: Format::Distribution,
            signature: ListSignature::Unsigned,
            as_of: self.request.as_of,
        })?;
        self.source = Some(source);
        Ok(source)
    }

    /// The slices of an archive. The error is the sink's.
    fn archive(&mut self, file: &str, octets: &[u8]) -> io::Result<()> {
        let mut archive = open(octets);
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => {
                self.out.note(short(file), error);
                return Ok(());
            }
        };
        for entry in entries.raw(true) {
            match entry {
                Ok(mut entry) => self.entry(file, &mut entry)?,
                Err(error) => {
                    self.out.note(short(file), text!(SLICE_ARCHIVE, error));
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn entry(&mut self, file: &str, entry: &mut tar::Entry<'_, impl Read>) -> io::Result<()> {
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let place = format!("{} {name:?}", short(file));
        match entry.header().entry_type() {
            EntryType::Regular => {}
            // Attributes that other programs add say nothing about slices.
            EntryType::Directory | EntryType::XHeader | EntryType::XGlobalHeader => return Ok(()),
            _ => {
                self.out.note(place, text!(SLICE_NO_FILE));
                return Ok(());
            }
        }
        let size = entry.size();
        if size > MAX_SLICE {
            let most = MAX_SLICE >> 20;
            self.out.note(
                place,
                text!(REVOKED_LIST_TOO_MANY_MEBIBYTES, found = size, most),
            );
            return Ok(());
        }
        let mut octets = Vec::new();
        match entry.read_to_end(&mut octets) {
            Ok(length) if length as u64 == size => self.slice(&name, &octets),
            Ok(length) => {
                let reason = text!(SLICE_BREAKS_OFF, found = length, expected = size);
                self.out.note(place, reason);
                Ok(())
            }
            Err(error) => {
                self.out.note(place, text!(SLICE_NOT_UNPACKED, error));
                Ok(())
            }
        }
    }

    /// A slice by its name.
    fn slice(&mut self, path: &str, octets: &[u8]) -> io::Result<()> {
        match self.named(path, octets) {
            Ok(Some(told)) => self.tell(path, told, octets),
            Ok(None) => Ok(()),
            Err(reason) => {
                self.out.note(format_args!("{path:?}"), reason);
                Ok(())
            }
        }
    }

    /// Holds a slice against its name and its partition. `None` if it need not be read.
    fn named(&mut self, path: &str, octets: &[u8]) -> Result<Option<Told>, Text> {
        let name = Name::read(path, &self.index.shortened).ok_or(messages::SLICE_NAME)??;
        if octets.len() as u64 > MAX_SLICE {
            let most = MAX_SLICE >> 20;
            let found = octets.len();
            return Err(text!(REVOKED_LIST_TOO_MANY_MEBIBYTES, found, most));
        }
        let own = sha256(octets);
        if own != name.digest {
            return Err(text!(SLICE_DIGEST, found = hex(&own)));
        }
        if !self.seen.insert(name.clone()) {
            return Ok(None);
        }
        let (form, expires) = match self.index.slices.get(&name) {
            Some(said) => match &said.form {
                Some(form) => (Some(*form), said.expires),
                // Its partition was told to be wrong.
                None => return Ok(None),
            },
            None if self.index.partitions.contains(&name.partition()) => {
                return Err(text!(SLICE_NOT_NAMED));
            }
            None => (None, None),
        };
        if self.out.has_ended(expires) {
            return Ok(None);
        }
        Ok(Some((name, form, expires)))
    }

    /// Tells the sink what a slice holds. The error is the sink's.
    fn tell(&mut self, path: &str, (name, form, expires): Told, octets: &[u8]) -> io::Result<()> {
        let place = format!("{path:?}");
        let content = form
            .map_or_else(|| by_shape(&name, octets), Ok)
            .and_then(|form| content(&name, form, octets));
        let (content, strays) = match content {
            Ok(found) => found,
            Err(reason) => {
                self.out.note(place, reason);
                return Ok(());
            }
        };
        if strays > 0 {
            self.out.note(place, text!(SLICE_STRAYS, count = strays));
        }
        let hash_types = match self.index.lists.get(&name.kid) {
            Some(list) => list.hash_types.clone(),
            None => HashType::ALL.to_vec(),
        };
        let one_type = hash_types.len() == 1;
        let batch = Batch {
            source: self.source()?,
            id: name.to_string(),
            scope: Scope {
                country: None,
                kid: Some(name.kid),
            },
            hash_types,
            expires,
        };
        match content {
            Content::Filter(filter) => {
                let batch = self.out.sink.batch(batch)?;
                self.out.sink.filter(batch, filter)
            }
            Content::Whole(hashes) if hashes.is_empty() => Ok(()),
            Content::Whole(hashes) if one_type => {
                let batch = self.out.sink.batch(batch)?;
                hashes
                    .iter()
                    .try_for_each(|hash| self.out.sink.entry(batch, hash))
            }
            // Entries are of one type. Of all octets but one nobody will hit by chance.
            Content::Whole(hashes) => {
                let prefixes = hash_list::prefixes(15, hashes.iter().map(|hash| &hash[..]));
                let filter = Filter {
                    begins: name.begins,
                    ..prefixes
                };
                let batch = self.out.sink.batch(batch)?;
                self.out.sink.filter(batch, filter)
            }
        }
    }

    /// Tells what should be there and is not.
    fn finish(mut self) -> Result<(), ReadError> {
        if self.index.documents == 0 && self.seen.is_empty() {
            return Err(unknown(self.request, text!(SLICE_NONE)));
        }
        self.source()?;
        for (place, reason) in self.index.odd_partitions() {
            self.out.note(place, reason);
        }
        let gone =
            |expires: Option<Timestamp>| expires.is_some_and(|expires| expires <= self.request.at);
        for (name, said) in &self.index.slices {
            if said.form.is_some() && !gone(said.expires) && !self.seen.contains(name) {
                self.out
                    .note(format_args!("\"{name}\""), text!(SLICE_MISSING));
            }
        }
        let partitions = self.index.partitions.iter().map(|(kid, _)| *kid);
        let known: BTreeSet<_> = self
            .seen
            .iter()
            .map(|name| name.kid)
            .chain(partitions)
            .collect();
        for (kid, list) in &self.index.lists {
            if !gone(list.expires) && !known.contains(kid) {
                let reason = text!(SLICE_SIGNER_MISSING);
                self.out.note(format_args!("kid {}", hex(kid)), reason);
            }
        }
        self.out.finish();
        Ok(())
    }
}

/// A slice that is to be read: its name, its type and its end where they were told.
type Told = (Name, Option<Form>, Option<Timestamp>);

/// What a slice holds.
enum Content {
    Filter(Filter),
    /// Whole hashes.
    Whole(Vec<[u8; 16]>),
}

/// The type of a slice by what is in it.
fn by_shape(name: &Name, octets: &[u8]) -> Result<Form, Text> {
    let bloom = filter::check(Kind::Bloom, octets);
    let list = HashList::read(octets).and_then(|list| match list.strays(&name.begins) {
        0 => Ok(()),
        strays => Err(text!(SLICE_OTHER_DIGITS, count = strays)),
    });
    match (bloom, list) {
        (Ok(()), Err(_)) => Ok(Form::Bloom),
        (Err(_), Ok(())) => Ok(Form::HashList),
        (Ok(()), Ok(())) => Err(text!(SLICE_EITHER)),
        (Err(bloom), Err(list)) => Err(text!(SLICE_NEITHER, bloom, list)),
    }
}

/// What a slice of a type holds, and how many entries are not where they belong.
fn content(name: &Name, form: Form, octets: &[u8]) -> Result<(Content, usize), Text> {
    let begins = name.begins.clone();
    match form {
        Form::Bloom => {
            let wrong = |error: FilterError| text!(SLICE_NO_BLOOM, error);
            filter::check(Kind::Bloom, octets).map_err(wrong)?;
            let filter = Filter {
                kind: Kind::Bloom,
                begins,
                octets: octets.to_vec(),
            };
            Ok((Content::Filter(filter), 0))
        }
        Form::HashList => {
            let list = HashList::read(octets).map_err(|error| text!(SLICE_NO_LIST, error))?;
            let strays = list.strays(&begins);
            let content = match list.whole(&begins) {
                Some(hashes) => Content::Whole(hashes),
                // A list of nothing.
                None if list.is_empty() => Content::Whole(Vec::new()),
                None => Content::Filter(Filter {
                    begins,
                    ..list.filter()
                }),
            };
            Ok((content, strays))
        }
    }
}

#[cfg(test)]
mod tests;
