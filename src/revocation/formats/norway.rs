//! Super batches of the Norwegian backend: filters by country, unsigned, in pages of JSON.
//!
//! A page is `{"m": more, "n": next, "s": [batch, ...]}`, a batch
//! `{"i": id, "c": country, "b": bucket, "f": bits in base64, "h": hash type, "e": expiry}`. The long names
//! `id`, `countryISO3166`, `bucketType`, `bloomFilter`, `hashType`, `expirationDate` are read as well, and so is
//! a list of batches without a page around it. Hash types are 1 SIGNATURE, 2 UCI and 3 COUNTRYCODEUCI.
//!
//! Pages overlap where they meet, since one begins with the moment `n` at which the one before ended. Of two
//! batches with the same id the one from the page with the later `n` counts, else that from the later file.
//! A batch is about all signers of its country, and outlives by up to 100 days the gateway's batches that it
//! was put together from.
//!
//! Limits: 64 MiB for a file.
//!
//! Not supported: hash type 0 (none), which says of nothing what was hashed.
//!
//! Source: the code of the Norwegian backend and app.

use super::common::{Out, unknown};
use super::{Format, ReadError, Request};
use crate::country::CountryCode;
use crate::revocation::filter::{self, Filter, Kind};
use crate::revocation::{Batch, Files, HashType, Scope, Sink, Source};
use crate::text;
use crate::text::{Text, ToText, messages};
use crate::time::{DateTime, Timestamp};
use crate::trust::ListSignature;
use crate::trust::formats::common::{base64, bounded_json, plain, short};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::io;

/// The most octets of a file.
const MAX_FILE: usize = 64 << 20;

/// The most octets of a batch's identifier. Real ones are numbers or have 36.
const MAX_ID: usize = 64;

/// The files that are looked into to tell a folder's form.
const LOOKED_INTO: usize = 8;

/// The short and the long name of a member.
type Names = [&'static str; 2];

const ID: Names = ["i", "id"];
const COUNTRY: Names = ["c", "countryISO3166"];
const BUCKET: Names = ["b", "bucketType"];
const BITS: Names = ["f", "bloomFilter"];
const HASH_TYPE: Names = ["h", "hashType"];
const EXPIRY: Names = ["e", "expirationDate"];

/// Whether one of the first files is a page.
pub(super) fn recognise(names: &[String], files: &dyn Files) -> io::Result<bool> {
    for name in names.iter().take(LOOKED_INTO) {
        let octets = files.read(name)?;
        let text = plain(&octets).filter(|text| text.starts_with(['{', '[']));
        let json = match text {
            Some(text) if octets.len() <= MAX_FILE => bounded_json::<Value>(text),
            _ => continue,
        };
        if json.is_ok_and(|json| is_page(&json)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether this is a page, or a list of batches that has one.
fn is_page(json: &Value) -> bool {
    match json {
        Value::Object(page) => {
            let moment = matches!(page.get("n"), Some(Value::String(_) | Value::Null));
            let more = page.get("m").is_some_and(Value::is_boolean);
            let batches = page.get("s").and_then(Value::as_array);
            more && moment && batches.is_some_and(|list| list.first().is_none_or(is_batch))
        }
        Value::Array(list) => list.first().is_some_and(is_batch),
        _ => false,
    }
}

fn is_batch(item: &Value) -> bool {
    let members = [COUNTRY, BUCKET, BITS, HASH_TYPE];
    item.as_object()
        .is_some_and(|item| members.iter().all(|names| member(item, *names).is_some()))
}

/// Reads the pages.
pub(super) fn read(
    request: &Request<'_>,
    files: &dyn Files,
    sink: &mut dyn Sink,
) -> Result<(), ReadError> {
    let mut out = Out::new(request, sink);
    let mut pages = Pages::default();
    for name in files.names() {
        let octets = files.read(&name)?;
        if let Err(reason) = pages.file(&mut out, &name, &octets) {
            out.note(short(&name), reason);
        }
    }
    if pages.count == 0 {
        let page = r#"{"m", "n", "s"}"#;
        return Err(unknown(request, text!(SUPERBATCH_NO_PAGE, page)));
    }
    if let Some((_, true, file)) = &pages.last {
        out.note(short(file), text!(SUPERBATCH_MORE));
    }
    let source = out.sink.source(Source {
        name: request.source.to_owned(),
        format: Format::Norway,
        signature: ListSignature::Unsigned,
        as_of: request.as_of,
    })?;
    for (id, (_, found)) in pages.batches {
        if out.has_ended(Some(found.expires)) {
            continue;
        }
        let batch = out.sink.batch(Batch {
            source,
            id,
            scope: Scope {
                country: Some(found.country),
                kid: None,
            },
            hash_types: vec![found.hash_type],
            expires: Some(found.expires),
        })?;
        let filter = Filter {
            kind: Kind::Norwegian {
                bucket: found.bucket,
            },
            begins: Vec::new(),
            octets: found.bits,
        };
        out.sink.filter(batch, filter)?;
    }
    out.finish();
    Ok(())
}

/// What the pages hold.
#[derive(Default)]
struct Pages {
    /// Files that are pages or lists of batches.
    count: usize,
    /// Batches by their identifiers, with the `n` of their page.
    batches: BTreeMap<String, (Option<Timestamp>, SuperBatch)>,
    /// The page with the latest `n`: that, whether there are more, its file.
    last: Option<(Option<Timestamp>, bool, String)>,
}

/// A batch whose shape was checked.
struct SuperBatch {
    country: CountryCode,
    bucket: u8,
    bits: Vec<u8>,
    hash_type: HashType,
    expires: Timestamp,
}

impl Pages {
    fn file(&mut self, out: &mut Out<'_>, file: &str, octets: &[u8]) -> Result<(), Text> {
        if octets.len() > MAX_FILE {
            let (found, most) = (octets.len(), MAX_FILE >> 20);
            return Err(text!(REVOKED_LIST_TOO_MANY_MEBIBYTES, found, most));
        }
        let json: Value = bounded_json(plain(octets).ok_or(messages::REVOKED_LIST_NOT_UTF8)?)?;
        let (next, list) = match &json {
            Value::Array(list) => (None, list),
            Value::Object(page) => {
                let list = page.get("s").and_then(Value::as_array);
                let list = list.ok_or(messages::SUPERBATCH_S)?;
                let more = page.get("m").and_then(Value::as_bool);
                let more = more.ok_or(messages::SUPERBATCH_M)?;
                let next = match page.get("n") {
                    None | Some(Value::Null) => None,
                    Some(next) => {
                        let next = next
                            .as_str()
                            .ok_or_else(|| text!(TRUST_IS_NO_TEXT, name = "n"));
                        let next = next.and_then(|text| moment("n", text));
                        next.map_err(|reason| out.note(short(file), reason)).ok()
                    }
                };
                if self.last.as_ref().is_none_or(|(last, ..)| *last <= next) {
                    self.last = Some((next, more, file.to_owned()));
                }
                (next, list)
            }
            _ => return Err(text!(SUPERBATCH_NEITHER)),
        };
        self.count += 1;
        for (at, item) in list.iter().enumerate() {
            match batch(item) {
                Ok((id, found)) => {
                    let known = self.batches.get(&id);
                    if known.is_none_or(|(known, _)| *known <= next) {
                        self.batches.insert(id, (next, found));
                    }
                }
                Err(reason) => {
                    out.note(format_args!("{} item {}", short(file), at + 1), reason);
                }
            }
        }
        Ok(())
    }
}

/// A batch and its identifier.
fn batch(item: &Value) -> Result<(String, SuperBatch), Text> {
    let item = item.as_object().ok_or(messages::REVOKED_LIST_NO_OBJECT)?;
    let id = match required(item, ID)? {
        Value::String(id) if (1..=MAX_ID).contains(&id.len()) => id.clone(),
        Value::String(id) => {
            let found = id.len();
            return Err(text!(SUPERBATCH_ID_LENGTH, found, most = MAX_ID));
        }
        Value::Number(id) if id.is_u64() => id.to_string(),
        _ => return Err(text!(SUPERBATCH_ID)),
    };
    let in_batch = |reason: Text| text!(SUPERBATCH_IN, id = short(&id), reason);
    let found = content(item).map_err(in_batch)?;
    Ok((id, found))
}

fn content(item: &Map<String, Value>) -> Result<SuperBatch, Text> {
    let country = text(item, COUNTRY)?;
    let country = CountryCode::of_capitals(country)
        .ok_or_else(|| text!(REVOKED_LIST_COUNTRY, found = short(country)))?;
    let bucket = required(item, BUCKET)?;
    let bucket = bucket
        .as_u64()
        .and_then(|bucket| u8::try_from(bucket).ok())
        .ok_or_else(|| text!(SUPERBATCH_BUCKET, found = brief(bucket)))?;
    let hash_type = required(item, HASH_TYPE)?;
    let hash_type = match hash_type.as_u64() {
        Some(1) => HashType::Signature,
        Some(2) => HashType::Uci,
        Some(3) => HashType::CountryCodeUci,
        _ => return Err(text!(SUPERBATCH_HASH_TYPE, found = brief(hash_type))),
    };
    let expires = moment(messages::SUPERBATCH_EXPIRY, text(item, EXPIRY)?)?;
    let bits = base64("its filter", text(item, BITS)?)?;
    filter::check(Kind::Norwegian { bucket }, &bits)
        .map_err(|error| text!(SUPERBATCH_FILTER, bucket, error))?;
    Ok(SuperBatch {
        country,
        bucket,
        bits,
        hash_type,
        expires,
    })
}

/// A date and time; one without an offset is UTC, as the backend's clock is.
fn moment(name: impl ToText, text: &str) -> Result<Timestamp, Text> {
    let read = DateTime::read(text).map(|read| read.instant_or_utc);
    read.map_err(|_| text!(SUPERBATCH_MOMENT, name, found = short(text)))
}

/// A member by either name.
fn member(item: &Map<String, Value>, [brief, long]: Names) -> Option<&Value> {
    item.get(brief).or_else(|| item.get(long))
}

fn required(item: &Map<String, Value>, names: Names) -> Result<&Value, Text> {
    let [brief, long] = names;
    member(item, names).ok_or_else(|| text!(SUPERBATCH_LACKS, brief, long))
}

fn text(item: &Map<String, Value>, names: Names) -> Result<&str, Text> {
    let [brief, long] = names;
    let text = required(item, names)?.as_str();
    text.ok_or_else(|| text!(SUPERBATCH_NO_TEXT, brief, long))
}

/// A value as it may stand in a message.
fn brief(value: &Value) -> Text {
    match value {
        Value::Number(number) => short(&number.to_string()).into(),
        Value::String(text) => short(text).into(),
        _ => text!(SUPERBATCH_OTHER_TYPE),
    }
}

#[cfg(test)]
mod tests;
