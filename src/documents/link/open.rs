//! Opening, offline, what somebody else fetched: a manifest, or one of its files, with the link's key.
//!
//! A file is a JWE in compact form with `dir` and `A256GCM` (RFC 7516, RFC 7518 5.3), `zip` `DEF` or none. What comes out
//! is told as an outline: kinds, counts, titles and codes, and nothing that a patient's entries say.
//!
//! Not supported: files that a manifest only points to, which nobody fetches here.

use super::Link;
use crate::codec::zlib::{ZlibError, inflate_raw};
use crate::key::open_aes_256_gcm;
use crate::text;
use crate::text::{Text, ToText, messages};
use crate::{in_english, text::Message};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use std::fmt;

/// The most octets of what is opened, and of what comes out.
pub const MAX_OCTETS: usize = 16 * 1024 * 1024;

/// The most files of a manifest.
const MAX_FILES: usize = 256;

/// The most sections of a document that are told.
const MAX_SECTIONS: usize = 256;

/// Octets of the tag that AES-GCM appends.
const TAG: usize = 16;

/// A file that was opened.
#[derive(Clone, PartialEq)]
pub struct Opened {
    /// `cty` of the file, or what the manifest says of it.
    pub content_type: Option<String>,
    /// What was inside.
    pub octets: Vec<u8>,
}

/// Shows its size alone.
impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opened({} octets)", self.octets.len())
    }
}

/// Why a file was not opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenError {
    /// It is longer than anything that is opened.
    TooLarge {
        /// The most octets.
        limit: usize,
    },
    /// Neither a manifest nor a JWE in compact form.
    Neither,
    /// The JWE's header cannot be read.
    Header,
    /// The JWE asks for another algorithm.
    Algorithm {
        /// The member of the header.
        member: &'static str,
        /// What it must be.
        want: &'static str,
    },
    /// The key does not fit, or the file was changed.
    Key,
    /// What was compressed cannot be inflated.
    Deflate,
    /// The manifest cannot be read.
    Manifest,
}

impl ToText for OpenError {
    fn to_text(&self) -> Text {
        match *self {
            Self::TooLarge { limit } => text!(OPEN_TOO_LARGE, limit),
            Self::Neither => text!(OPEN_NEITHER),
            Self::Header => text!(OPEN_HEADER),
            Self::Algorithm { member, want } => text!(OPEN_ALGORITHM, member, want),
            Self::Key => text!(OPEN_KEY),
            Self::Deflate => text!(OPEN_DEFLATE),
            Self::Manifest => text!(OPEN_MANIFEST),
        }
    }
}

in_english!(OpenError: Error);

/// One file of a manifest, or the one that was given by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// What the manifest says that it is.
    pub content_type: Option<String>,
    /// What was inside, or why that is not known; nothing where the manifest only points to it.
    pub opened: Option<Result<Opened, OpenError>>,
    /// The host that the manifest points to.
    pub host: Option<String>,
}

/// Opens what was saved: a manifest's embedded files, or one file.
///
/// # Errors
/// It is neither, or the one file cannot be opened.
pub fn open(link: &Link, saved: &[u8]) -> Result<Vec<File>, OpenError> {
    let limit = MAX_OCTETS;
    if saved.len() > limit {
        return Err(OpenError::TooLarge { limit });
    }
    let text = std::str::from_utf8(saved).map_err(|_| OpenError::Neither)?;
    let text = text::without_bom(text).trim();
    if text.starts_with('{') {
        return open_manifest(link, text);
    }
    let opened = open_file(link, text)?;
    Ok(vec![File {
        content_type: opened.content_type.clone(),
        opened: Some(Ok(opened)),
        host: None,
    }])
}

fn open_manifest(link: &Link, text: &str) -> Result<Vec<File>, OpenError> {
    let manifest: Value = serde_json::from_str(text).map_err(|_| OpenError::Manifest)?;
    let files = manifest.get("files").and_then(Value::as_array);
    let files = files.ok_or(OpenError::Manifest)?;
    if files.len() > MAX_FILES {
        return Err(OpenError::Manifest);
    }
    let read = |file: &Value| {
        let member = |name: &str| file.get(name).and_then(Value::as_str);
        let address = member("location").and_then(|location| url::Url::parse(location).ok());
        File {
            content_type: member("contentType").map(str::to_owned),
            opened: member("embedded").map(|jwe| open_file(link, jwe.trim())),
            host: address.and_then(|url| url.host_str().map(str::to_owned)),
        }
    };
    Ok(files.iter().map(read).collect())
}

/// Opens one file, a JWE in compact form.
fn open_file(link: &Link, jwe: &str) -> Result<Opened, OpenError> {
    let parts: Vec<&str> = jwe.split('.').take(6).collect();
    let [header, encrypted_key, nonce, sealed, tag] = parts.as_slice() else {
        return Err(OpenError::Neither);
    };
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part);
    let head = decode(header).map_err(|_| OpenError::Header)?;
    let head: Value = serde_json::from_slice(&head).map_err(|_| OpenError::Header)?;
    let member = |name: &str| head.get(name).and_then(Value::as_str);
    for (name, want) in [("alg", "dir"), ("enc", "A256GCM")] {
        if member(name) != Some(want) {
            return Err(OpenError::Algorithm { member: name, want });
        }
    }
    let deflated = match head.get("zip") {
        None => false,
        Some(zip) if zip == "DEF" => true,
        Some(_) => {
            let (member, want) = ("zip", "DEF");
            return Err(OpenError::Algorithm { member, want });
        }
    };
    if !encrypted_key.is_empty() || head.get("crit").is_some() {
        return Err(OpenError::Header);
    }
    let nonce = decode(nonce).map_err(|_| OpenError::Header)?;
    let mut octets = decode(sealed).map_err(|_| OpenError::Header)?;
    let tag = decode(tag).ok().filter(|tag| tag.len() == TAG);
    octets.extend(tag.ok_or(OpenError::Header)?);
    let opened = open_aes_256_gcm(&link.key, &nonce, header.as_bytes(), octets);
    let opened = opened.ok_or(OpenError::Key)?;
    let octets = match deflated {
        false => opened,
        true => inflate_raw(&opened, MAX_OCTETS).map_err(|error| match error {
            ZlibError::TooLarge { limit } => OpenError::TooLarge { limit },
            _ => OpenError::Deflate,
        })?,
    };
    Ok(Opened {
        content_type: member("cty").map(str::to_owned),
        octets,
    })
}

/// What is inside a file, without what it says of anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outline {
    /// A SMART Health Card file: so many cards, each signed by itself.
    HealthCards(usize),
    /// A FHIR document or bundle: how many resources of each type, and the sections of its composition.
    Bundle {
        /// Its type, such as `document`.
        kind: String,
        /// Resource types and how many there are of each, in order of their names.
        resources: Vec<(String, usize)>,
        /// The sections.
        sections: Vec<Section>,
        /// Whether the bundle carries a signature. Nobody checks it here.
        signed: bool,
    },
    /// Another FHIR resource.
    Resource(String),
    /// A PDF.
    Pdf,
    /// Something else.
    Other,
}

/// A section of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its code in LOINC, if it has one.
    pub code: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// How many entries it has.
    pub entries: usize,
}

impl Section {
    /// The name of a section of the International Patient Summary.
    #[must_use]
    pub fn name(&self) -> Option<Message> {
        Some(match self.code.as_deref()? {
            "48765-2" => messages::IPS_ALLERGIES,
            "10160-0" => messages::IPS_MEDICATIONS,
            "11450-4" => messages::IPS_PROBLEMS,
            "11369-6" => messages::IPS_IMMUNIZATIONS,
            "47519-4" => messages::IPS_PROCEDURES,
            "30954-2" => messages::IPS_RESULTS,
            "46264-8" => messages::IPS_DEVICES,
            _ => return None,
        })
    }
}

impl Opened {
    /// What is inside.
    #[must_use]
    pub fn outline(&self) -> Outline {
        if self.octets.starts_with(b"%PDF-") {
            return Outline::Pdf;
        }
        let Ok(json) = serde_json::from_slice::<Value>(&self.octets) else {
            return Outline::Other;
        };
        if let Some(cards) = json.get("verifiableCredential").and_then(Value::as_array) {
            return Outline::HealthCards(cards.len());
        }
        match type_of(&json) {
            Some("Bundle") => bundle(&json),
            Some(other) => Outline::Resource(other.to_owned()),
            None => Outline::Other,
        }
    }
}

fn type_of(resource: &Value) -> Option<&str> {
    let name = resource.get("resourceType")?.as_str()?;
    // A word, and not a sentence that somebody put there.
    let plain = name.len() <= 64 && name.bytes().all(|octet| octet.is_ascii_alphanumeric());
    plain.then_some(name)
}

fn bundle(json: &Value) -> Outline {
    let entries = json.get("entry").and_then(Value::as_array);
    let resources = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get("resource"));
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    let mut sections = Vec::new();
    for resource in resources {
        let Some(name) = type_of(resource) else {
            continue;
        };
        *counts.entry(name).or_default() += 1;
        if name == "Composition" {
            let found = resource.get("section").and_then(Value::as_array);
            let room = MAX_SECTIONS.saturating_sub(sections.len());
            sections.extend(found.into_iter().flatten().take(room).map(section));
        }
    }
    let kind = json.get("type").and_then(Value::as_str).unwrap_or_default();
    let counts = counts.into_iter();
    Outline::Bundle {
        kind: kind.chars().take(64).collect(),
        resources: counts
            .map(|(name, count)| (name.to_owned(), count))
            .collect(),
        sections,
        signed: json.get("signature").is_some(),
    }
}

fn section(section: &Value) -> Section {
    let loinc =
        |coding: &&Value| coding.get("system").and_then(Value::as_str) == Some("http://loinc.org");
    let codings = section.pointer("/code/coding").and_then(Value::as_array);
    let code = codings.and_then(|codings| codings.iter().find(loinc)?.get("code")?.as_str());
    let title = section.get("title").and_then(Value::as_str);
    Section {
        code: code.map(|code| code.chars().take(64).collect()),
        title: title.map(|title| title.chars().take(200).collect()),
        entries: section
            .get("entry")
            .and_then(Value::as_array)
            .map_or(0, Vec::len),
    }
}
