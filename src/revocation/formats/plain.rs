//! Our own simple form: a text that anybody can write, one thing a line.
//!
//! ```text
//! # What the Norwegian register revoked on 22 November.
//! as-of   = 2026-11-22T12:00:00Z
//! country = NO
//! expires = 2027-11-22T00:00:00Z
//!
//! URN:UVCI:01:NO:ABCDEFGH0123456789#K
//! HC1:6BF...
//!
//! kid  = d919375fc1e7b6b2
//! type = SIGNATURE
//! 00112233445566778899aabbccddeeff
//! ```
//!
//! Blank lines and lines that begin with `#` say nothing. White space around a line is no part of it. Lines end
//! with LF or CRLF; the text is UTF-8, with or without a byte order mark.
//!
//! **Settings** are `name = value`, the name in either case. They hold for the lines after them, up to the end of
//! the file or the next of the same name; without a value they are taken back.
//!
//! | name | value |
//! |---|---|
//! | `country` | the country that revokes: two capital letters |
//! | `kid` | the signer's key identifier: 16 hexadecimal digits, or base64 of 8 octets |
//! | `type` | what the hashes were made of: `SIGNATURE`, `UCI` or `COUNTRYCODEUCI` |
//! | `expires` | when the entries stop to count: RFC 3339 with an offset. Without it they always do |
//! | `as-of` | when the list was complete: RFC 3339 with an offset. It is the whole list's; of several the earliest |
//!
//! A setting whose value cannot be used makes every line unusable that needs it, up to the next of its name:
//! else those lines would speak of somebody else.
//!
//! **Entries** are all other lines:
//!
//! - A *hash*: 32 hexadecimal digits, or base64 of 16 octets; or a whole SHA-256 (64 digits, base64 of 32
//!   octets), of which the first half counts. `type` must be set, and `country` or `kid`.
//! - An *identifier* (`ci`), which begins with `URN:UVCI:` in any case. It is hashed as it stands, so it must be
//!   written as in the certificate, with its checksum if that has one. The country is the one that is set, else
//!   the identifier's own, which must stand between colons; the signer is the one that is set.
//! - A *whole code* (`HC1:...`, `NO1:...`). Its signature is hashed and its signer is the `kid` in it; the
//!   country is the one that is set. Nobody's key is at hand here, so **the signature is not checked**: whoever
//!   writes the list answers for it.
//!
//! A file whose `country` or `kid` stands over no entry says that nobody of theirs is revoked. Entries that have
//! ended count nowhere, which is told.
//!
//! Lines with the same settings are one batch, called `line N` after the first of them (`FILE line N` in a
//! folder of several files). The list has no signature. A bad line is told by its number and never repeated,
//! since it may belong to a person.
//!
//! Limits: 64 MiB a file, 8,192 octets a line.

use super::common::{Out, refused};
use super::{Format, ReadError, Request};
use crate::codec::unhex;
use crate::container::{Contexts, DOMESTIC_PREFIX, Limits, PREFIX, Unverified};
use crate::country::CountryCode;
use crate::documents::dcc::uvci::{self, UvciOddity};
use crate::key::Algorithm;
use crate::revocation::{Batch, BatchId, Files, Hash, HashType, Scope, Sink, Source, SourceId, id};
use crate::text;
use crate::text::{Message, Text, messages};
use crate::time::Timestamp;
use crate::trust::ListSignature;
use crate::trust::formats::common;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// The most octets of a file.
const MAX_FILE: usize = 64 << 20;

/// The most octets of a line. The largest code has 4,296.
const MAX_LINE: usize = 8192;

/// The files that are looked into to tell the form.
const MAX_LOOKS: usize = 16;

/// The settings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    Country,
    Kid,
    Type,
    Expires,
    AsOf,
}

impl Name {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Country, "country"),
        (Self::Kid, "kid"),
        (Self::Type, "type"),
        (Self::Expires, "expires"),
        (Self::AsOf, "as-of"),
    ];
}

/// What a line is. It has no `Debug`: codes and identifiers are somebody's.
enum Line<'a> {
    Blank,
    Setting(Name, &'a str),
    Hash(Hash),
    Identifier(&'a str),
    Code(&'a str),
    Bad(Text),
}

impl<'a> Line<'a> {
    fn of(octets: &'a [u8]) -> Self {
        if octets.len() > MAX_LINE {
            let found = octets.len();
            return Self::Bad(text!(REVOKED_LIST_TOO_LARGE, found, most = MAX_LINE));
        }
        let Ok(text) = std::str::from_utf8(octets) else {
            return Self::Bad(text!(REVOKED_LIST_NOT_UTF8));
        };
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            return Self::Blank;
        }
        if text.starts_with(PREFIX) || text.starts_with(DOMESTIC_PREFIX) {
            return Self::Code(text);
        }
        if is_identifier(text) {
            return Self::Identifier(text);
        }
        if let Some((name, value)) = text.split_once('=') {
            let name = name.trim_end();
            let named = |known: &str| known.eq_ignore_ascii_case(name);
            if let Some((name, _)) = Name::ALL.iter().find(|(_, known)| named(known)) {
                return Self::Setting(*name, value.trim_start());
            }
        }
        match hash(text) {
            Some(hash) => Self::Hash(hash),
            None => {
                let names = Name::ALL.map(|(_, name)| name).join(", ");
                Self::Bad(text!(PLAIN_LINE, names))
            }
        }
    }
}

fn is_identifier(text: &str) -> bool {
    let start = text.get(..uvci::PREFIX.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(uvci::PREFIX))
}

/// A hash, or the first half of a whole SHA-256.
fn hash(text: &str) -> Option<Hash> {
    let octets = match text.len() {
        32 | 64 if text.bytes().all(|octet| octet.is_ascii_hexdigit()) => unhex(text)?,
        22 | 24 | 43 | 44 => common::base64("", text).ok()?,
        _ => return None,
    };
    match octets.len() {
        16 | 32 => octets.get(..16)?.try_into().ok(),
        _ => None,
    }
}

fn kid(text: &str) -> Option<[u8; 8]> {
    let octets = match text.len() {
        16 => unhex(text)?,
        _ => common::base64("", text).ok()?,
    };
    octets.try_into().ok()
}

/// The lines of a file with their numbers, without line ends and byte order mark.
fn lines(octets: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let octets = octets.strip_prefix("\u{feff}".as_bytes()).unwrap_or(octets);
    let lines = octets.split(|octet| *octet == b'\n');
    (1..).zip(lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line)))
}

/// A setting at some line of a file.
#[derive(Clone, Copy, Default)]
enum Setting<T> {
    #[default]
    Unset,
    Set(T),
    /// Its value could not be used.
    Unusable,
}

impl<T: Copy> Setting<T> {
    fn get(self, name: &str) -> Result<Option<T>, Text> {
        match self {
            Self::Unset => Ok(None),
            Self::Set(value) => Ok(Some(value)),
            Self::Unusable => Err(text!(PLAIN_UNUSABLE, name)),
        }
    }

    fn set(&mut self, value: &str, read: impl FnOnce(&str) -> Option<T>) -> bool {
        *self = match value {
            "" => Self::Unset,
            value => read(value).map_or(Self::Unusable, Self::Set),
        };
        !matches!(self, Self::Unusable)
    }
}

/// The settings that hold for a line.
#[derive(Clone, Copy, Default)]
struct Settings {
    country: Setting<CountryCode>,
    kid: Setting<[u8; 8]>,
    hash_type: Setting<HashType>,
    expires: Setting<Timestamp>,
}

impl Settings {
    /// Takes a setting; what its value should have been, where it cannot be used.
    fn take(&mut self, name: Name, value: &str) -> Result<(), Message> {
        let (good, want) = match name {
            Name::Country => (
                self.country.set(value, CountryCode::of_capitals),
                messages::PLAIN_COUNTRY,
            ),
            Name::Kid => (self.kid.set(value, kid), messages::PLAIN_KID),
            Name::Type => (
                self.hash_type.set(value, |value| value.parse().ok()),
                messages::PLAIN_TYPE,
            ),
            Name::Expires => (
                self.expires.set(value, |value| value.parse().ok()),
                messages::PLAIN_EXPIRES,
            ),
            // Taken from the whole file beforehand.
            Name::AsOf => (
                value.is_empty() || value.parse::<Timestamp>().is_ok(),
                messages::PLAIN_AS_OF,
            ),
        };
        if good { Ok(()) } else { Err(want) }
    }

    fn expires(&self) -> Result<Option<Timestamp>, Text> {
        self.expires.get("expires")
    }

    /// Whose certificates an entry revokes.
    fn scope(&self) -> Result<Scope, Text> {
        Ok(Scope {
            country: self.country.get("country")?,
            kid: self.kid.get("kid")?,
        })
    }

    fn hash(&self, hash: Hash) -> Result<Entry, Text> {
        let hash_type = self.hash_type.get("type")?;
        let hash_type = hash_type.ok_or(messages::PLAIN_NO_TYPE)?;
        Entry::new(self.scope()?, hash_type, self.expires()?, hash)
    }

    fn identifier(&self, ci: &str) -> Result<Entry, Text> {
        let mut scope = self.scope()?;
        if scope.country.is_none() {
            let (read, odd) = uvci::read(ci);
            // Where it is not set off by colons, two letters of something else may be taken for it.
            let told = !odd.contains(&UvciOddity::Separator);
            let read = read.filter(|_| told);
            scope.country = read.and_then(|read| CountryCode::of_capitals(read.country()));
        }
        Entry::new(scope, HashType::Uci, self.expires()?, id::uci(ci))
    }

    fn code(&self, text: &str) -> Result<Entry, Text> {
        // The layer alone: what an error quotes may be a person's.
        let code = Unverified::decode_as(text, &Limits::default(), Contexts::EuAndDomestic)
            .map_err(|error| text!(PLAIN_CODE, layer = error.layer()))?;
        let sign1 = code.sign1();
        let algorithm = sign1.alg_number().and_then(Algorithm::from_cose);
        let algorithm = algorithm.ok_or(messages::PLAIN_CODE_ALGORITHM)?;
        let scope = Scope {
            country: self.country.get("country")?,
            kid: code.kid().and_then(|kid| kid.try_into().ok()),
        };
        let hash = id::signature(algorithm, &sign1.signature);
        Entry::new(scope, HashType::Signature, self.expires()?, hash)
    }
}

/// What the entries of a batch have in common.
type Key = (Scope, HashType, Option<Timestamp>);

struct Entry {
    key: Key,
    hash: Hash,
}

impl Entry {
    fn new(
        scope: Scope,
        hash_type: HashType,
        expires: Option<Timestamp>,
        hash: Hash,
    ) -> Result<Self, Text> {
        if scope == Scope::default() {
            return Err(text!(PLAIN_NO_SCOPE));
        }
        let key = (scope, hash_type, expires);
        Ok(Self { key, hash })
    }
}

/// Recognised is a text whose first line that says anything is a good one.
pub(super) fn recognise(names: &[String], files: &dyn Files) -> io::Result<bool> {
    for name in names.iter().take(MAX_LOOKS) {
        let octets = files.read(name)?;
        let said = lines(&octets)
            .map(|(_, line)| Line::of(line))
            .find(|line| !matches!(line, Line::Blank));
        let good = match said {
            Some(Line::Setting(name, value)) => Settings::default().take(name, value).is_ok(),
            Some(Line::Hash(_) | Line::Identifier(_) | Line::Code(_)) => true,
            Some(Line::Blank | Line::Bad(_)) | None => false,
        };
        if !good {
            return Ok(false);
        }
    }
    Ok(!names.is_empty())
}

pub(super) fn read(
    request: &Request<'_>,
    files: &dyn Files,
    sink: &mut dyn Sink,
) -> Result<(), ReadError> {
    let names = files.names();
    let mut out = Out::new(request, sink);
    let mut as_of = AsOf::default();
    for name in &names {
        as_of.take(
            request,
            &place(&names, name),
            &bounded(request, files, name)?,
            &mut out,
        );
    }
    let source = out.sink.source(Source {
        name: request.source.to_owned(),
        format: Format::Plain,
        signature: ListSignature::Unsigned,
        as_of: as_of.whole().or(request.as_of),
    })?;
    let mut taker = Taker {
        at: request.at,
        source,
        batches: BTreeMap::new(),
        ended: BTreeSet::new(),
        says: false,
    };
    for name in &names {
        taker.file(
            &place(&names, name),
            &bounded(request, files, name)?,
            &mut out,
        )?;
    }
    if !taker.says {
        out.note("list", text!(PLAIN_SAYS_NOTHING));
    }
    out.finish();
    Ok(())
}

/// A file, which is refused if it is too large: a part of it would be taken for the whole.
fn bounded(request: &Request<'_>, files: &dyn Files, name: &str) -> Result<Vec<u8>, ReadError> {
    let octets = files.read(name)?;
    if octets.len() > MAX_FILE {
        let found = octets.len();
        let reason = text!(REVOKED_LIST_TOO_LARGE, found, most = MAX_FILE);
        return Err(refused(request, reason));
    }
    Ok(octets)
}

/// What stands before the number of a line: nothing where there is one file.
fn place(names: &[String], name: &str) -> String {
    match names.len() {
        1 => String::new(),
        _ => format!("{name} "),
    }
}

/// When a list was complete: as of the earliest moment that is told, if every file tells one.
#[derive(Default)]
struct AsOf {
    earliest: Option<Timestamp>,
    missing: bool,
}

impl AsOf {
    fn take(&mut self, request: &Request<'_>, place: &str, octets: &[u8], out: &mut Out<'_>) {
        let mut own: Option<Timestamp> = None;
        for (number, line) in lines(octets) {
            let Line::Setting(Name::AsOf, value) = Line::of(line) else {
                continue;
            };
            match value.parse::<Timestamp>() {
                Ok(at) if at > request.at => {
                    let now = request.at;
                    let reason = text!(PLAIN_AS_OF_LATER, at, now);
                    out.note(format_args!("{place}line {number}"), reason);
                }
                Ok(at) => own = Some(own.map_or(at, |own| own.min(at))),
                // Told when the line is taken.
                Err(_) => {}
            }
        }
        self.missing |= own.is_none();
        self.earliest = match (self.earliest, own) {
            (Some(earliest), Some(own)) => Some(earliest.min(own)),
            (earliest, own) => earliest.or(own),
        };
    }

    fn whole(&self) -> Option<Timestamp> {
        self.earliest.filter(|_| !self.missing)
    }
}

/// Takes lines into a sink.
struct Taker {
    at: Timestamp,
    source: SourceId,
    batches: BTreeMap<Key, BatchId>,
    /// Batches that had ended, which are told once.
    ended: BTreeSet<Key>,
    /// Whether anything was said of anybody, even if it could not be used.
    says: bool,
}

/// What a setting of whom a list speaks stands over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Over {
    /// It is not set.
    Unset,
    /// Nothing yet.
    Nothing,
    /// Lines that say more.
    Lines,
}

impl Taker {
    fn file(&mut self, place: &str, octets: &[u8], out: &mut Out<'_>) -> io::Result<()> {
        let mut settings = Settings::default();
        let (mut country, mut kid) = (Over::Unset, Over::Unset);
        let mut last = 0;
        for (number, line) in lines(octets) {
            last = number;
            let entry = match Line::of(line) {
                Line::Blank => continue,
                Line::Setting(name, value) => {
                    let before = settings;
                    if let Err(reason) = settings.take(name, value) {
                        // Nobody knows whom it should have named.
                        (country, kid, self.says) = (Over::Lines, Over::Lines, true);
                        out.note(format_args!("{place}line {number}"), reason);
                        continue;
                    }
                    let stands_over = match name {
                        Name::Country => country,
                        Name::Kid => kid,
                        _ => continue,
                    };
                    if stands_over == Over::Nothing {
                        // Whom it named is through, and nobody of theirs was.
                        self.nobody(&format!("{place}line {number}"), &before, out)?;
                        (country, kid) = (Over::Lines, Over::Lines);
                    }
                    let now = match value {
                        "" => Over::Unset,
                        _ => Over::Nothing,
                    };
                    match name {
                        Name::Country => country = now,
                        _ => kid = now,
                    }
                    continue;
                }
                Line::Hash(hash) => settings.hash(hash),
                Line::Identifier(ci) => settings.identifier(ci),
                Line::Code(text) => settings.code(text),
                Line::Bad(reason) => Err(reason),
            };
            // What cannot be used may have revoked somebody: the list does not say that nobody is.
            (country, kid, self.says) = (Over::Lines, Over::Lines, true);
            match entry {
                Ok(entry) => self.entry(&format!("{place}line {number}"), &entry, out)?,
                Err(reason) => out.note(format_args!("{place}line {number}"), reason),
            }
        }
        if [country, kid].contains(&Over::Nothing) {
            self.nobody(&format!("{place}line {last}"), &settings, out)?;
        }
        Ok(())
    }

    /// The list speaks of somebody and revokes nobody of theirs.
    fn nobody(&mut self, at: &str, settings: &Settings, out: &mut Out<'_>) -> io::Result<()> {
        // A setting that cannot be used was told.
        let Some(scope) = settings
            .scope()
            .ok()
            .filter(|scope| *scope != Scope::default())
        else {
            return Ok(());
        };
        self.says = true;
        self.speak(at, scope, HashType::Uci, out)
    }

    /// A batch without hashes.
    fn speak(
        &self,
        at: &str,
        scope: Scope,
        hash_type: HashType,
        out: &mut Out<'_>,
    ) -> io::Result<()> {
        let batch = Batch {
            source: self.source,
            id: at.to_owned(),
            scope,
            hash_types: vec![hash_type],
            expires: None,
        };
        out.sink.batch(batch).map(|_| ())
    }

    fn entry(&mut self, at: &str, entry: &Entry, out: &mut Out<'_>) -> io::Result<()> {
        let (scope, hash_type, expires) = entry.key;
        if let Some(expires) = expires.filter(|&expires| expires <= self.at) {
            if self.ended.insert(entry.key) {
                out.note(at, text!(PLAIN_ENDED, expires, at = self.at));
                // It speaks of its signers all the same.
                self.speak(at, scope, hash_type, out)?;
            }
            return Ok(());
        }
        let batch = match self.batches.get(&entry.key) {
            Some(batch) => *batch,
            None => out.sink.batch(Batch {
                source: self.source,
                id: at.to_owned(),
                scope,
                hash_types: vec![hash_type],
                expires,
            })?,
        };
        self.batches.insert(entry.key, batch);
        out.sink.entry(batch, &entry.hash)
    }
}

#[cfg(test)]
pub(super) mod tests;
