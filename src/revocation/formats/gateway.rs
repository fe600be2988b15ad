//! Batches of the EU's gateway, from country to country: JSON in CMS, a file each, with or without the list of
//! batches.
//!
//! ```text
//! batch = CMS (RFC 5652), DER or BER, raw or in base64, with its content embedded:
//!         {"country":"XX","expires":"2027-01-31T00:00:00Z","kid":"AAECAwQFBgc=","hashType":"SIGNATURE",
//!          "entries":[{"hash":"AAECAwQFBgcICQoLDA0ODw=="}]}
//! page  = {"more":false,"batches":[{"batchId":"...","country":"XX","date":"2026-...Z","deleted":false}]}
//! ```
//!
//! A batch is called what its file is called, without folder and extension; UUIDs are lower case. Pages of the
//! list may come in any order and more than once, since the gateway delivers again what lies in one second.
//!
//! Taken is a batch that a known upload certificate of its country signed: the certificate's country (C of its
//! subject, exactly one), the batch's and the list's are one. With [`Unpinned::Report`] any certificate of that
//! country will do, and the list counts as not checked. An expired batch is left out; so is one that the list
//! says is deleted. A batch that is listed and not there makes the list incomplete, as does a last page that
//! says there are more: that is told as a problem.
//!
//! The pages are not signed. Who can write them can also take batches away: the folder is trusted for being
//! complete, the signatures for what is in it.
//!
//! Limits: 16 MiB a file, 1,000 entries a batch, 1,000,000 batches on the list. A problem of an item costs the
//! item, save that a page whose JSON has another shape is left out whole.
//!
//! Source: the gateway's OpenAPI description and code (dgc-gateway, dgc-lib).
//!
//! Not supported: the gateway's interface; the validity of upload certificates, since a batch outlives its
//! signer.

mod batch;

pub use batch::{BatchError, GatewayBatch, MAX_ENTRIES};

use super::common::{Out, unknown};
use super::{Format, ReadError, Request};
use crate::country::CountryCode;
use crate::key::sha256;
use crate::revocation::{Batch, Files, Scope, Sink, Source, SourceId};
use crate::text;
use crate::text::{Text, ToText, messages};
use crate::time::{TimeError, Timestamp};
use crate::trust::formats::common;
use crate::trust::{ListSignature, Unpinned, chain, cms};
use serde::Deserialize;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;

/// The most octets of a batch's identifier. A UUID has 36.
const MAX_ID: usize = 100;

/// The most octets of a file: a batch of 1,000 entries has 60,000, a page of 10,000 items 1,500,000.
const MAX_FILE: usize = 16 << 20;

/// The most batches that the pages of a list may name.
const MAX_LISTED: usize = 1_000_000;

/// The files that are looked into to tell the form.
const MAX_LOOKS: usize = 16;

/// ContentInfo of SignedData (RFC 5652 section 5.1): what a CMS begins with, behind its head.
const SIGNED_DATA: [u8; 11] = [
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02,
];

/// What a file is.
enum Kind {
    Batch,
    Page(Page),
    Other(Text),
}

/// A page of the list of batches.
#[derive(Deserialize)]
struct Page {
    more: bool,
    batches: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    batch_id: String,
    country: String,
    date: String,
    deleted: bool,
}

fn kind(octets: &[u8]) -> Kind {
    if octets.len() > MAX_FILE {
        let reason = text!(
            REVOKED_LIST_TOO_LARGE,
            found = octets.len(),
            most = MAX_FILE
        );
        return Kind::Other(reason);
    }
    if cms_of(octets).is_some() {
        return Kind::Batch;
    }
    match common::plain(octets) {
        Some(text) if text.starts_with('{') => match serde_json::from_str(text) {
            Ok(page) => Kind::Page(page),
            Err(error) => {
                let error = Text::plain(error);
                Kind::Other(text!(GATEWAY_NEITHER_JSON, error))
            }
        },
        _ => Kind::Other(text!(GATEWAY_NEITHER)),
    }
}

/// The CMS in a file: DER or BER as it is, or in base64, with or without PEM's marks around it.
fn cms_of(octets: &[u8]) -> Option<Cow<'_, [u8]>> {
    let is_cms = |octets: &[u8]| {
        let start = octets.get(..20).unwrap_or(octets);
        start.windows(SIGNED_DATA.len()).any(|at| at == SIGNED_DATA)
    };
    if is_cms(octets) {
        return Some(Cow::Borrowed(octets));
    }
    let text = common::plain(octets)?;
    let lines = text.lines().filter(|line| !line.starts_with("-----"));
    let inside: Vec<&str> = lines.collect();
    let cms = common::base64("", &inside.join("\n")).ok()?;
    is_cms(&cms).then_some(Cow::Owned(cms))
}

/// An identifier in the one form in which it is compared: UUIDs in lower case.
fn identifier(text: &str) -> String {
    let uuid = text.len() == 36
        && text.bytes().enumerate().all(|(at, octet)| match at {
            8 | 13 | 18 | 23 => octet == b'-',
            _ => octet.is_ascii_hexdigit(),
        });
    match uuid {
        true => text.to_ascii_lowercase(),
        false => text.to_owned(),
    }
}

/// The identifier of the batch in a file: its name without folder and extension.
fn identifier_of(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or(name);
    let stem = match last.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => last,
    };
    identifier(stem)
}

/// What the list says of a batch. Of two sayings the later counts, and of two at one time that it is deleted:
/// no batch comes back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Listed {
    date: Timestamp,
    deleted: bool,
    country: CountryCode,
}

/// The list of batches, put together from its pages in any order.
#[derive(Default)]
struct Catalogue {
    batches: BTreeMap<String, Listed>,
    pages: usize,
    /// The date of the newest page (that of its newest item) and whether another must follow it.
    newest: (Option<Timestamp>, bool),
}

impl Catalogue {
    fn take(&mut self, name: &str, page: Page, out: &mut Out<'_>) {
        let mut newest = None;
        for (index, item) in page.batches.into_iter().enumerate() {
            match item.read() {
                Ok((id, listed)) => {
                    newest = newest.max(Some(listed.date));
                    if self.batches.len() >= MAX_LISTED && !self.batches.contains_key(&id) {
                        out.note(name, text!(GATEWAY_TOO_MANY, most = MAX_LISTED));
                        break;
                    }
                    let known = self.batches.entry(id).or_insert(listed);
                    *known = listed.max(*known);
                }
                Err(reason) => out.note(format_args!("{name} item {}", index + 1), reason),
            }
        }
        // Two deliveries of one page may differ: the one that ends the list was made later.
        self.newest = match newest.cmp(&self.newest.0) {
            Ordering::Less if self.pages > 0 => self.newest,
            Ordering::Equal if self.pages > 0 => (newest, self.newest.1 && page.more),
            _ => (newest, page.more),
        };
        self.pages += 1;
    }

    /// What the list says of a batch: that it is there, or that it is deleted.
    fn of(&self, id: &str) -> (Option<&Listed>, Option<&Listed>) {
        match self.batches.get(id) {
            Some(listed) if listed.deleted => (None, Some(listed)),
            listed => (listed, None),
        }
    }
}

impl Item {
    fn read(&self) -> Result<(String, Listed), Text> {
        let country = CountryCode::of_capitals(&self.country).ok_or_else(|| {
            let found = common::short(&self.country);
            text!(REVOKED_LIST_COUNTRY, found)
        })?;
        let date = self
            .date
            .parse()
            .map_err(|error: TimeError| text!(GATEWAY_DATE, error))?;
        if self.batch_id.is_empty() || self.batch_id.len() > MAX_ID {
            let found = self.batch_id.len();
            return Err(text!(GATEWAY_BATCH_ID, found, most = MAX_ID));
        }
        let deleted = self.deleted;
        let listed = Listed {
            date,
            deleted,
            country,
        };
        Ok((identifier(&self.batch_id), listed))
    }
}

/// A batch whose signature is good.
struct Opened {
    batch: GatewayBatch,
    /// Why its signer is not known to speak for the country, where that is tolerated.
    unpinned: Option<Text>,
    /// The SHA-256 of its JSON.
    digest: [u8; 32],
}

/// Opens a batch and checks it; of one that has ended its end.
fn open(
    request: &Request<'_>,
    octets: &[u8],
    listed: Option<&Listed>,
) -> Result<Result<Opened, Timestamp>, Text> {
    let cms = cms_of(octets).ok_or(messages::GATEWAY_NO_CMS)?;
    // The signer's certificate is embedded: that is the gateway's form.
    let verified = cms::verify(&cms, None, &[]).map_err(|error| error.to_text())?;
    let json = verified.content.ok_or(messages::GATEWAY_EMPTY_CMS)?;
    let batch = GatewayBatch::from_json(&json).map_err(|error| error.to_text())?;
    if batch.expires <= request.at {
        return Ok(Err(batch.expires));
    }
    let unpinned = match request.uploaders.contains(&verified.signer) {
        true => None,
        false => {
            let signer = chain::subject_text(&verified.signer);
            let reason = match request.uploaders.is_empty() {
                true => text!(GATEWAY_NO_UPLOADER, signer),
                false => text!(GATEWAY_UNKNOWN_UPLOADER, signer),
            };
            if request.unpinned == Unpinned::Refuse {
                return Err(reason);
            }
            Some(reason)
        }
    };
    let country = batch.country.to_string();
    let countries = chain::subject_countries(&verified.signer);
    match countries.as_slice() {
        [one] if *one == country => {}
        [one] => {
            let found = common::short(one);
            return Err(text!(GATEWAY_SIGNER_COUNTRY, country, found));
        }
        _ => {
            let found = countries.len();
            return Err(text!(GATEWAY_SIGNER_COUNTRIES, found));
        }
    }
    if let Some(listed) = listed
        && listed.country != batch.country
    {
        let listed = listed.country;
        return Err(text!(GATEWAY_LISTED_COUNTRY, country, listed));
    }
    Ok(Ok(Opened {
        batch,
        unpinned,
        digest: sha256(&json),
    }))
}

pub(super) fn recognise(names: &[String], files: &dyn Files) -> io::Result<bool> {
    for name in names.iter().take(MAX_LOOKS) {
        if !matches!(kind(&files.read(name)?), Kind::Other(_)) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn read(
    request: &Request<'_>,
    files: &dyn Files,
    sink: &mut dyn Sink,
) -> Result<(), ReadError> {
    let mut out = Out::new(request, sink);
    let mut catalogue = Catalogue::default();
    let mut batches: Vec<(String, String)> = Vec::new();
    for name in files.names() {
        match kind(&files.read(&name)?) {
            Kind::Batch => batches.push((identifier_of(&name), name)),
            Kind::Page(page) => catalogue.take(&name, page, &mut out),
            Kind::Other(reason) => out.note(&name, reason),
        }
    }
    if batches.is_empty() && catalogue.pages == 0 {
        return Err(unknown(request, text!(GATEWAY_NOTHING)));
    }
    missing(&catalogue, &batches, &mut out);

    let unpinned = match request.unpinned {
        // None is taken.
        Unpinned::Refuse => None,
        Unpinned::Report => first_unpinned(request, files, &catalogue, &batches)?,
    };
    let mut taker = Taker {
        request,
        unpinned,
        source: None,
        known: HashMap::new(),
    };
    for (id, name) in &batches {
        let (listed, deleted) = catalogue.of(id);
        match (open(request, &files.read(name)?, listed), deleted) {
            // A country deletes its own: a page under another name takes no batch away.
            (Ok(Ok(opened)), Some(deleted)) if opened.batch.country == deleted.country => {}
            // Of what is deleted not even a broken file is missed.
            (Err(_) | Ok(Err(_)), Some(_)) => {}
            (Ok(Err(end)), None) => {
                out.has_ended(Some(end));
            }
            (Ok(Ok(opened)), _) => taker.take(id, name, opened, &mut out)?,
            (Err(reason), None) => out.note(name, reason),
        }
    }
    taker.source(&mut out)?;
    for (id, listed) in &catalogue.batches {
        if listed.deleted {
            out.sink.deleted(listed.country, id)?;
        }
    }
    out.finish();
    Ok(())
}

/// Tells what the list of batches lacks, or names and is not there.
fn missing(catalogue: &Catalogue, batches: &[(String, String)], out: &mut Out<'_>) {
    if let (_, true) = catalogue.newest {
        out.note("list", text!(GATEWAY_MORE));
    }
    let there: HashSet<&str> = batches.iter().map(|(id, _)| id.as_str()).collect();
    for (id, listed) in &catalogue.batches {
        if !listed.deleted && !there.contains(id.as_str()) {
            out.note(common::short(id), text!(GATEWAY_MISSING));
        }
    }
}

/// The first batch by nobody who is pinned: what that makes of the whole list's signature.
fn first_unpinned(
    request: &Request<'_>,
    files: &dyn Files,
    catalogue: &Catalogue,
    batches: &[(String, String)],
) -> Result<Option<Text>, ReadError> {
    for (id, name) in batches {
        let (listed, deleted) = catalogue.of(id);
        if let Ok(Ok(opened)) = open(request, &files.read(name)?, listed)
            && deleted.is_none_or(|deleted| deleted.country != opened.batch.country)
            && let Some(reason) = opened.unpinned
        {
            return Ok(Some(reason));
        }
    }
    Ok(None)
}

/// Takes batches into a sink, which learns of the list with the first of them.
struct Taker<'a> {
    request: &'a Request<'a>,
    unpinned: Option<Text>,
    source: Option<SourceId>,
    known: HashMap<String, [u8; 32]>,
}

impl Taker<'_> {
    /// The list's number. One of which nothing was taken has nothing that could be good.
    fn source(&mut self, out: &mut Out<'_>) -> io::Result<SourceId> {
        if let Some(source) = self.source {
            return Ok(source);
        }
        let signature = match (&self.unpinned, self.known.is_empty()) {
            (Some(reason), _) => ListSignature::NotChecked {
                reason: reason.to_string(),
            },
            (None, true) => ListSignature::NotChecked {
                reason: text!(GATEWAY_NONE_TAKEN).to_string(),
            },
            (None, false) => ListSignature::Good {
                signer: format!(
                    "those of {} known upload certificates",
                    self.request.uploaders.len()
                ),
            },
        };
        let source = out.sink.source(Source {
            name: self.request.source.to_owned(),
            format: Format::Gateway,
            signature,
            // A page has the dates of its batches; when it was asked for it does not say.
            as_of: self.request.as_of,
        })?;
        self.source = Some(source);
        Ok(source)
    }

    fn take(&mut self, id: &str, name: &str, opened: Opened, out: &mut Out<'_>) -> io::Result<()> {
        let Opened {
            batch,
            unpinned,
            digest,
        } = opened;
        if self.unpinned.is_none() && unpinned.is_some() {
            out.note(name, text!(GATEWAY_EXCHANGED));
            return Ok(());
        }
        let mut id = id.to_owned();
        match self.known.get(&id) {
            Some(known) if *known == digest => return Ok(()),
            // Both count: the entries of neither may be lost.
            Some(_) => {
                out.note(name, text!(GATEWAY_SAME_NAME, id = common::short(&id)));
                name.clone_into(&mut id);
            }
            None => {}
        }
        self.known.insert(id.clone(), digest);
        let source = self.source(out)?;
        let place = out.sink.batch(Batch {
            source,
            id,
            scope: Scope {
                country: Some(batch.country),
                kid: batch.kid,
            },
            hash_types: vec![batch.hash_type],
            expires: Some(batch.expires),
        })?;
        for hash in &batch.hashes {
            out.sink.entry(place, hash)?;
        }
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests;
