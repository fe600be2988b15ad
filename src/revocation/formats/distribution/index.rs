//! What the service says there is: its lists and partitions in JSON, and the names of slices.
//!
//! `GET /lists`: `[{"kid","mode","hashTypes","expires","lastUpdated"}]`. Partitions:
//! `[{"kid","id","x","y","lastUpdated","expired","chunks":{cid:{expiry:{"type","version","hash"}}}}]`, where
//! `hash` is a slice's SHA-256. By the number of a signer's hashes, slices are for their first digit (mode
//! POINT, `id` null), the first two (VECTOR, `id` is x) or three (COORDINATE, `id` is xy).

use crate::codec::hex;
use crate::revocation::HashType;
use crate::revocation::formats::common::Out;
use crate::text;
use crate::text::{Text, messages};
use crate::time::{DateTime, Timestamp};
use crate::trust::formats::common::{bounded_json, plain, short};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};
use std::fmt;

/// The gateway's word for all signers of a country, and what the service makes of it in a path.
const UNKNOWN_KID: [&str; 2] = ["UNKNOWN_KID", "UNKNOWN/KID="];

/// A signer and the first digits of its hashes.
pub(super) type Partition = ([u8; 8], Vec<u8>);

/// The types of slices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Bloom,
    HashList,
}

/// What a slice is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub(super) kid: [u8; 8],
    /// The digits with which its hashes begin: those of `id`, and `cid`.
    pub(super) begins: Vec<u8>,
    /// Its SHA-256.
    pub(super) digest: [u8; 32],
}

impl Name {
    /// From a path that ends in `<kid>/<id>/<cid>/<sid>`. `None` if it does not; an error if only the signer is
    /// wrong.
    pub(super) fn read(path: &str, known: &Shortened) -> Option<Result<Self, Text>> {
        let mut parts = path.rsplitn(4, '/');
        let digest = digest(parts.next()?)?;
        let chunk = digit(parts.next()?)?;
        let mut begins = match parts.next()? {
            "null" => Vec::new(),
            id => partition_digits(id)?,
        };
        begins.push(chunk);
        let kid = kid_at_end(parts.next()?, known);
        Some(kid.map(|kid| Self {
            kid,
            begins,
            digest,
        }))
    }

    /// The partition that it belongs to.
    pub(super) fn partition(&self) -> Partition {
        let id = self.begins.split_last().map_or(&[][..], |(_, id)| id);
        (self.kid, id.to_vec())
    }
}

impl fmt::Display for Name {
    /// The path, with the signer in hexadecimal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kid, id) = self.partition();
        let chunk = self.begins.last().copied().unwrap_or_default();
        let (id, digest) = (id_text(&id), hex(&self.digest));
        write!(f, "{}/{id}/{chunk:x}/{digest}", hex(&kid))
    }
}

fn id_text(digits: &[u8]) -> String {
    match digits {
        [] => "null".into(),
        digits => digits.iter().map(|digit| format!("{digit:x}")).collect(),
    }
}

/// One hexadecimal digit, in lower case as the service writes it.
fn digit(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [digit @ b'0'..=b'9'] => Some(digit - b'0'),
        [digit @ b'a'..=b'f'] => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// One or two digits.
fn partition_digits(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.split_inclusive(|_| true).map(digit).collect();
    digits.filter(|digits| (1..=2).contains(&digits.len()))
}

/// A SHA-256 in hexadecimal.
fn digest(text: &str) -> Option<[u8; 32]> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let octets: Option<Vec<u8>> = pairs
        .iter()
        .map(|pair| {
            let two = std::str::from_utf8(pair).ok()?;
            let (high, low) = two.split_at_checked(1)?;
            Some(digit(high)? << 4 | digit(low)?)
        })
        .collect();
    octets?.try_into().ok()
}

/// Signers whose base64 changes when it is taken for a path, where `/` counts once and not at the beginning, by
/// what is left of it. `None` where that is the same for two.
#[derive(Debug, Default)]
pub(super) struct Shortened(BTreeMap<String, Option<[u8; 8]>>);

impl Shortened {
    fn insert(&mut self, kid: [u8; 8]) {
        let text = STANDARD.encode(kid);
        let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
        let short = parts.join("/");
        if short != text {
            let known = self.0.entry(short).or_insert(Some(kid));
            *known = known.filter(|known| *known == kid);
        }
    }

    /// The signer at the end of a path.
    fn find(&self, path: &str) -> Option<[u8; 8]> {
        let starts = path.match_indices('/').map(|(at, _)| at + 1);
        let mut ends = starts.chain([0]).filter_map(|start| path.get(start..));
        ends.find_map(|end| *self.0.get(end)?)
    }
}

/// The signer at the end of a path: 12 characters with padding, among which may be `/`, or the 11 of an address.
///
/// Programs that write archives drop a `/` at the beginning, and file systems take two for one. Such a name is
/// read where a signer that is `known` becomes it, or where only the first character can be missing.
fn kid_at_end(path: &str, known: &Shortened) -> Result<[u8; 8], Text> {
    let tail = path
        .len()
        .checked_sub(12)
        .and_then(|start| path.split_at_checked(start));
    if let Some((before, tail)) = tail
        && (before.is_empty() || before.ends_with('/'))
        && (kid(tail).is_ok() || UNKNOWN_KID.contains(&tail))
    {
        return kid(tail);
    }
    if let Some(kid) = known.find(path) {
        return Ok(kid);
    }
    let last = path.rsplit('/').next().unwrap_or(path);
    match last.strip_suffix('=') {
        Some(rest) if rest.len() == 10 => kid(&format!("/{last}")),
        _ => kid(last),
    }
}

/// A signer in base64 of either alphabet.
fn kid(text: &str) -> Result<[u8; 8], Text> {
    if UNKNOWN_KID.contains(&text) {
        return Err(text!(SLICE_UNKNOWN_KID));
    }
    let octets = STANDARD
        .decode(text)
        .or_else(|_| URL_SAFE_NO_PAD.decode(text));
    let octets = octets.map_err(|_| text!(SLICE_SIGNER_BASE64, found = short(text)))?;
    let length = octets.len();
    octets
        .try_into()
        .map_err(|_| text!(SLICE_SIGNER_LENGTH, found = length))
}

/// What the lists say about a signer.
pub(super) struct List {
    /// Digits of its partitions' identifiers; `None` where the mode is unknown.
    digits: Option<usize>,
    pub(super) hash_types: Vec<HashType>,
    pub(super) expires: Option<Timestamp>,
}

/// What a partition says about a slice.
#[derive(Clone, Copy)]
pub(super) struct Said {
    /// `None` if that was wrong, which was told.
    pub(super) form: Option<Form>,
    pub(super) expires: Option<Timestamp>,
}

/// All lists and partitions.
#[derive(Default)]
pub(super) struct Index {
    pub(super) lists: BTreeMap<[u8; 8], List>,
    pub(super) partitions: BTreeSet<Partition>,
    pub(super) slices: BTreeMap<Name, Said>,
    /// Those of their signers whose names are not safe in paths.
    pub(super) shortened: Shortened,
    /// Lists and partitions that were there, good or bad.
    pub(super) documents: usize,
}

/// Whether JSON is such a list.
pub(super) fn recognise(octets: &[u8]) -> bool {
    let Some(Ok(json)) = plain(octets).map(bounded_json::<Value>) else {
        return false;
    };
    let first = items(&json).next().and_then(Value::as_object);
    first.is_some_and(|first| is_partition(first) || is_list(first))
}

/// The items of a list; an object is a list of one.
fn items(json: &Value) -> std::slice::Iter<'_, Value> {
    match json {
        Value::Array(items) => items.iter(),
        one => std::slice::from_ref(one).iter(),
    }
}

fn is_partition(item: &Map<String, Value>) -> bool {
    item.contains_key("kid") && item.contains_key("chunks")
}

fn is_list(item: &Map<String, Value>) -> bool {
    ["kid", "mode", "hashTypes"]
        .iter()
        .all(|name| item.contains_key(*name))
}

impl Index {
    /// Reads a file of lists or partitions.
    pub(super) fn read(&mut self, out: &mut Out<'_>, file: &str, octets: &[u8]) {
        let text = plain(octets).ok_or_else(|| text!(REVOKED_LIST_NOT_UTF8));
        let json: Value = match text.and_then(bounded_json) {
            Ok(json) => json,
            Err(reason) => return out.note(short(file), reason),
        };
        if matches!(&json, Value::Array(items) if items.is_empty()) {
            self.documents += 1;
        }
        for (at, item) in items(&json).enumerate() {
            let place = format!("{} item {}", short(file), at + 1);
            let read = match item {
                Value::Object(item) if is_partition(item) => self.partition(out, &place, item),
                Value::Object(item) if is_list(item) => self.list(out, &place, item),
                _ => {
                    out.note(place, text!(SLICE_ITEM));
                    continue;
                }
            };
            self.documents += 1;
            if let Err(reason) = read {
                out.note(place, reason);
            }
        }
    }

    fn list(
        &mut self,
        out: &mut Out<'_>,
        place: &str,
        item: &Map<String, Value>,
    ) -> Result<(), Text> {
        let kid = kid(text(item, "kid")?)?;
        self.shortened.insert(kid);
        let digits = match text(item, "mode")? {
            "POINT" => Some(0),
            "VECTOR" => Some(1),
            "COORDINATE" => Some(2),
            other => {
                out.note(place, text!(SLICE_MODE, found = short(other)));
                None
            }
        };
        let mut hash_types = Vec::new();
        let mut all = true;
        for name in item
            .get("hashTypes")
            .and_then(Value::as_array)
            .ok_or(messages::SLICE_HASH_TYPES)?
        {
            match name.as_str().map(str::parse::<HashType>) {
                Some(Ok(found)) => hash_types.push(found),
                _ => {
                    all = false;
                    let found = found(name.as_str());
                    out.note(place, text!(SLICE_HASH_TYPE, found));
                }
            }
        }
        hash_types.sort();
        hash_types.dedup();
        if !all || hash_types.is_empty() {
            hash_types = HashType::ALL.to_vec();
        }
        let expires = match item.get("expires") {
            None | Some(Value::Null) => None,
            Some(_) => {
                let expires = expiry(text(item, "expires")?);
                if let Err(reason) = &expires {
                    out.note(place, reason);
                }
                expires.ok()
            }
        };
        let list = List {
            digits,
            hash_types,
            expires,
        };
        match self.lists.entry(kid) {
            Entry::Vacant(entry) => drop(entry.insert(list)),
            // Asked for twice, with an update in between: what either says.
            Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                known.hash_types.extend(list.hash_types);
                known.hash_types.sort();
                known.hash_types.dedup();
                known.expires = later(known.expires, list.expires);
                if known.digits != list.digits {
                    known.digits = None;
                }
            }
        }
        Ok(())
    }

    fn partition(
        &mut self,
        out: &mut Out<'_>,
        place: &str,
        item: &Map<String, Value>,
    ) -> Result<(), Text> {
        let kid = kid(text(item, "kid")?)?;
        self.shortened.insert(kid);
        let id = match item.get("id") {
            None | Some(Value::Null) => Vec::new(),
            // As it stands in a path.
            Some(Value::String(id)) if id == "null" => Vec::new(),
            Some(Value::String(id)) => {
                partition_digits(id).ok_or_else(|| text!(SLICE_ID_DIGITS, found = short(id)))?
            }
            Some(_) => return Err(text!(TRUST_IS_NO_TEXT, name = "id")),
        };
        for (name, at) in [("x", 0), ("y", 1)] {
            let told = match item.get(name) {
                None | Some(Value::Null) => continue,
                Some(_) => text(item, name)?,
            };
            if digit(told).as_ref() != id.get(at) {
                let (found, id) = (short(told), id_text(&id));
                return Err(text!(SLICE_ID_DIFFERS, name, found, id));
            }
        }
        let chunks = item.get("chunks").and_then(Value::as_object);
        let chunks = chunks.ok_or(messages::SLICE_CHUNKS)?;
        for (chunk, slices) in chunks {
            let place = format!("{place} chunk {}", short(chunk));
            let Some(last) = digit(chunk) else {
                out.note(place, text!(SLICE_CHUNK_NAME));
                continue;
            };
            let Some(slices) = slices.as_object() else {
                out.note(place, text!(REVOKED_LIST_NO_OBJECT));
                continue;
            };
            for (expires, slice) in slices {
                let begins = [&id[..], &[last]].concat();
                self.slice(out, &place, (kid, begins), expires, slice);
            }
        }
        self.partitions.insert((kid, id));
        Ok(())
    }

    /// The partitions whose identifiers have another length than the mode of their signer wants, and why that is
    /// odd. What they name counts all the same.
    pub(super) fn odd_partitions(&self) -> Vec<(String, Text)> {
        let odd = self.partitions.iter().filter_map(|(kid, id)| {
            let wanted = self.lists.get(kid)?.digits?;
            let found = id.len();
            (wanted != found).then(|| {
                let place = format!("kid {} partition {}", hex(kid), id_text(id));
                (place, text!(SLICE_ID_LENGTH, found, wanted))
            })
        });
        odd.collect()
    }

    fn slice(
        &mut self,
        out: &mut Out<'_>,
        place: &str,
        (kid, begins): ([u8; 8], Vec<u8>),
        expires: &str,
        slice: &Value,
    ) {
        let hash = slice.get("hash").and_then(Value::as_str);
        let Some(digest) = hash.and_then(digest) else {
            out.note(place, text!(SLICE_HASH, found = found(hash)));
            return;
        };
        let expires = expiry(expires).map_err(|reason| out.note(place, reason));
        let form = form(slice).map_err(|reason| out.note(place, reason));
        let said = Said {
            form: form.ok(),
            expires: expires.ok(),
        };
        let name = Name {
            kid,
            begins,
            digest,
        };
        let known = self.slices.entry(name).or_insert(said);
        known.form = known.form.or(said.form);
        known.expires = later(known.expires, said.expires);
    }
}

/// A text as it may stand in a message.
fn found(text: Option<&str>) -> Text {
    text.map_or_else(|| text!(SLICE_NO_TEXT), |text| short(text).into())
}

/// The type of a slice.
fn form(slice: &Value) -> Result<Form, Text> {
    let text = |name| slice.get(name).and_then(Value::as_str);
    match text("version") {
        Some("1.0") => {}
        other => return Err(text!(SLICE_VERSION, found = found(other))),
    }
    match text("type") {
        Some("BLOOMFILTER") => Ok(Form::Bloom),
        Some("VARHASHLIST") => Ok(Form::HashList),
        other => Err(text!(SLICE_TYPE, found = found(other))),
    }
}

/// A date of the service.
fn expiry(text: &str) -> Result<Timestamp, Text> {
    let read = DateTime::read(text).ok().and_then(|read| read.instant);
    read.ok_or_else(|| text!(SLICE_EXPIRY, found = short(text)))
}

/// The later of two ends. `None` is no end.
fn later(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    Some(one?.max(other?))
}

fn text<'a>(item: &'a Map<String, Value>, name: &str) -> Result<&'a str, Text> {
    let text = item.get(name).and_then(Value::as_str);
    text.ok_or_else(|| text!(TRUST_IS_NO_TEXT, name))
}
