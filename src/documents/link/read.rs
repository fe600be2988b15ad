//! The one reader of links, in every form in which they were seen.

use super::{KEY_LENGTH, Link, VERSION};
use crate::codec::cbor::Item;
use crate::deviation::{Deviation, DeviationCode as Code};
use crate::documents::dcc::parse_json;
use crate::documents::dcc::read::{Fault, FaultKind, Fields, Notes, Place, Text};
use crate::text::messages;
use crate::time::Timestamp;
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use url::{Host, Url};
use zeroize::Zeroizing;

/// Base64url with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(false),
);

/// What stands before the rest of a link.
const SCHEMES: [&str; 2] = ["shlink:/", "vhlink:/"];

/// The longest label (SMART Health Links 1.0.0), in characters.
const MAX_LABEL: usize = 80;

/// Seconds since 1970 beyond which a time is one in milliseconds: the year 5138.
const MILLISECONDS: i64 = 100_000_000_000;

/// What came out of a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The link, if nothing is at fault.
    pub content: Option<Link>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// What was tolerated.
    pub deviations: Vec<Deviation>,
}

/// Reads the content of −260/5: a text, a map `{"u": text}`, or a map of the link's own members.
#[must_use]
pub fn read(item: &Item<'_>) -> Reading {
    reading(|notes| match item {
        Item::Text(text) => read_link(text, notes),
        // IHE's map has no mark but its own members.
        map @ Item::Map(_) if map.get("url").is_some() => read_members(map, notes),
        map @ Item::Map(_) => match map.get("u") {
            Some(Item::Text(text)) => read_link(text, notes),
            Some(other) => {
                notes.wrong_type("u", messages::TYPE_TEXT, other);
                None
            }
            None => {
                notes.fault("url", FaultKind::Missing);
                None
            }
        },
        other => {
            notes.wrong_type("link", messages::TYPE_TEXT, other);
            None
        }
    })
}

/// Reads a link that stands in a text by itself or behind a viewer's address.
///
/// ```
/// use hcert::link;
/// let text = "https://viewer.example/#shlink:/eyJ1cmwiOiJodHRwczovL2V4YW1wbGUub3JnL20iLCJrZXkiOiJBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBIn0";
/// let link = link::read_text(text).content.ok_or("no link")?;
/// assert_eq!(link.host(), "example.org");
/// assert!(!link.needs_passcode());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn read_text(text: &str) -> Reading {
    reading(|notes| {
        let lower = text.to_ascii_lowercase();
        let mut starts = SCHEMES.iter().filter_map(|scheme| lower.find(scheme));
        let start = starts.next().or_else(|| starts.next());
        read_link(
            start
                .and_then(|start| text.get(start..))
                .unwrap_or(text)
                .trim(),
            notes,
        )
    })
}

fn reading(read: impl FnOnce(&Notes) -> Option<Link>) -> Reading {
    let notes = Notes::default();
    let content = read(&notes);
    let (faults, deviations) = (notes.faults.into_inner(), notes.deviations.into_inner());
    Reading {
        content: content.filter(|_| faults.is_empty()),
        faults,
        deviations,
    }
}

/// Reads `shlink:/` or `vhlink:/` and base64url of JSON.
fn read_link(text: &str, notes: &Notes) -> Option<Link> {
    let form = |want| {
        notes.fault("link", FaultKind::Form { want });
        None
    };
    let body = SCHEMES.iter().find_map(|scheme| {
        let start = text.get(..scheme.len())?;
        start
            .eq_ignore_ascii_case(scheme)
            .then(|| text.get(scheme.len()..))?
    });
    let Some(body) = body else {
        return form(messages::WANT_LINK);
    };
    let bare = body.trim_start_matches('/');
    if bare.len() < body.len() {
        notes.odd(Code::LinkDoubleSlash, "link", "");
    }
    if bare.ends_with('=') {
        notes.odd(Code::LinkPadded, "link", "");
    }
    let json = BASE64.decode(bare).ok().map(Zeroizing::new);
    let json = json
        .as_ref()
        .and_then(|json| std::str::from_utf8(json).ok());
    let Some(json) = json else {
        return form(messages::WANT_BASE64URL);
    };
    match parse_json(json) {
        Ok(value) => read_members(&Item::from(&value), notes),
        Err(_) => form(messages::WANT_LINK_JSON),
    }
}

fn read_members(item: &Item<'_>, notes: &Notes) -> Option<Link> {
    let fields = Fields::new(item, Place::Top, notes)?;
    let url = fields.text("url", Text::Plain);
    let key = fields.text("key", Text::Plain).map(Zeroizing::new);
    let flags = fields.optional("flag", Text::Plain).unwrap_or_default();
    let label = fields.optional("label", Text::Plain);
    let long = |label: &String| label.chars().count() > MAX_LABEL;
    if label.as_ref().is_some_and(long) {
        notes.odd(Code::LinkLabelLong, "label", "");
    }
    let known = |flag: char| flag.is_ascii_alphabetic();
    if !flags.chars().all(known) || !flags.chars().is_sorted() {
        notes.odd(Code::LinkFlags, "flag", "");
    }
    let version = match fields.find("v") {
        None | Some(Item::Null) => Some(VERSION),
        Some(Item::Integer(version)) => Some(*version),
        Some(Item::Float(version)) if version.fract() == 0.0 && version.abs() < 1e9 => {
            Some(*version as i64)
        }
        Some(other) => {
            notes.wrong_type("v", messages::TYPE_INTEGER, other);
            None
        }
    };
    let expires_at = read_expiry(&fields, notes);
    let url = url.and_then(|url| read_url(&url, notes));
    let key = key.and_then(|key| read_key(&key, notes));
    Some(Link {
        url: url?,
        flags,
        label,
        expires_at: expires_at?,
        version: version?,
        key: key?,
    })
}

/// `exp`: seconds; a text of digits and milliseconds occur. `None` where it is at fault.
#[expect(
    clippy::option_option,
    reason = "a link without an end is none at fault"
)]
fn read_expiry(fields: &Fields<'_>, notes: &Notes) -> Option<Option<Timestamp>> {
    let seconds = match fields.find("exp") {
        None | Some(Item::Null) => return Some(None),
        Some(Item::Integer(seconds)) => Some(*seconds),
        Some(Item::Float(seconds)) if seconds.abs() < 1e15 => Some(seconds.trunc() as i64),
        Some(Item::Text(digits)) => {
            notes.odd(Code::LinkExpText, "exp", "");
            digits.trim().parse().ok()
        }
        Some(_) => None,
    };
    let seconds = seconds.map(|seconds| {
        if seconds.abs() < MILLISECONDS {
            return seconds;
        }
        notes.odd(Code::ExpMilliseconds, "exp", "");
        seconds / 1000
    });
    let moment = seconds.and_then(Timestamp::from_unix);
    if moment.is_none() {
        let want = messages::TYPE_SECONDS;
        notes.fault("exp", FaultKind::Form { want });
        return None;
    }
    Some(moment)
}

fn read_url(text: &str, notes: &Notes) -> Option<Url> {
    let url = Url::parse(text).ok();
    let web = |url: &Url| matches!(url.scheme(), "https" | "http") && url.has_host();
    let Some(url) = url.filter(web) else {
        let want = messages::WANT_WEB_ADDRESS;
        notes.fault("url", FaultKind::Form { want });
        return None;
    };
    if url.scheme() != "https" {
        notes.odd(Code::LinkNotHttps, "url", "");
    }
    // What stands before the @ reads like the host and is none.
    if !url.username().is_empty() || url.password().is_some() {
        notes.odd(Code::LinkUserInfo, "url", "");
    }
    let local = match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            !name.contains('.') || name.ends_with(".localhost") || name.ends_with(".local")
        }
        _ => true,
    };
    if local {
        notes.odd(Code::LinkHost, "url", "");
    }
    Some(url)
}

fn read_key(text: &str, notes: &Notes) -> Option<Zeroizing<[u8; KEY_LENGTH]>> {
    if text.ends_with('=') {
        notes.odd(Code::LinkKeyPadded, "key", "");
    }
    let octets = BASE64.decode(text).ok().map(Zeroizing::new);
    let key = octets.and_then(|octets| <[u8; KEY_LENGTH]>::try_from(octets.as_slice()).ok());
    if key.is_none() {
        let want = messages::WANT_LINK_KEY;
        notes.fault("key", FaultKind::Form { want });
    }
    key.map(Zeroizing::new)
}
