//! The container: the `HC1:` text with all its layers, and the claims inside.
//!
//! [`Unverified::decode`] takes a text apart down to the signed octets and stops at the first layer that
//! fails, saying which and where. What it yields is not trusted: the content can be looked at only
//! through [`Unverified::peek`]. [`Layers`] keeps every intermediate for inspection.
//!
//! Texts are repaired as little as a border needs: a byte order mark, line breaks and tabs are taken out
//! (no code holds them); outer blanks, lower case and percent-encoding are undone only after the plain
//! text has failed and only if the repaired text then decodes whole, since a blank and the characters of
//! `%20` are Base45 characters themselves.
//!
//! ```
//! use hcert::container::{DecodeError, Limits, Unverified};
//! let error = Unverified::decode("HC1:6BF$", &Limits::default()).unwrap_err();
//! assert!(matches!(error, DecodeError::Base45(_)));
//! let error = Unverified::decode("shc:/5676", &Limits::default()).unwrap_err();
//! assert_eq!(error.to_string(), "prefix: this is a SMART Health Card, not an EU certificate");
//! ```

pub mod cwt;
pub mod prefix;

use crate::codec::base45::{self, Base45Error};
use crate::codec::cose::{CoseError, Place, Sign1, Wrapping};
use crate::codec::zlib::{self, ZlibError};
use crate::deviation::{Deviation, DeviationCode as Code};
use crate::documents::Document;
use crate::text::{Text, ToText};
use crate::{in_english, text};
use std::borrow::Cow;
use std::fmt;

pub use prefix::{Foreign, PrefixError};

/// The context identifier of an EU certificate (hcert-spec 4.2).
pub const PREFIX: &str = "HC1:";

/// The context identifier of a Norwegian domestic code: the same layers, another content.
pub const DOMESTIC_PREFIX: &str = "NO1:";

/// The context identifier at the start of the text of a document.
#[must_use]
pub const fn prefix_of(document: Document) -> &'static str {
    match document {
        Document::Dcc | Document::Icvp | Document::Link => PREFIX,
        Document::No1 => DOMESTIC_PREFIX,
        Document::Shc => "shc:/",
        Document::VdsNc => "{",
        Document::Nzcp => "NZCP:/",
        Document::Divoc => "B64:",
    }
}

/// Which codes are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Contexts {
    /// EU certificates alone; a Norwegian domestic code is named as a foreign one.
    #[default]
    Eu,
    /// Norwegian domestic codes too.
    EuAndDomestic,
}

/// How much a code may ask of the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Characters of text. The largest QR code holds 4,296.
    pub text: usize,
    /// Octets after inflating. The largest real certificate seen has 870.
    pub inflated: usize,
    /// Containers and tags inside one another. A real certificate has five.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text: 4296,
            inflated: 64 * 1024,
            depth: 16,
        }
    }
}

/// The layer at which a text stopped making sense.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DecodeError {
    /// The text is longer than the limit.
    TooLong {
        /// Characters found.
        found: usize,
        /// Characters allowed.
        limit: usize,
    },
    /// The text does not begin with `HC1:`.
    Prefix(PrefixError),
    /// What follows is not Base45.
    Base45(Base45Error),
    /// The octets are no zlib stream within the limit.
    Zlib(ZlibError),
    /// The inflated octets are no COSE_Sign1.
    Cose(CoseError),
}

impl DecodeError {
    /// The layer's name.
    ///
    /// ```
    /// use hcert::{Limits, Unverified};
    /// let error = Unverified::decode("HC1:6BF$", &Limits::default()).unwrap_err();
    /// assert_eq!(error.layer(), "base45");
    /// ```
    #[must_use]
    pub fn layer(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "text",
            Self::Prefix(_) => "prefix",
            Self::Base45(_) => "base45",
            Self::Zlib(_) => "zlib",
            Self::Cose(error) if error.is_cbor() => "cbor",
            Self::Cose(_) => "cose",
        }
    }
}

impl ToText for DecodeError {
    fn to_text(&self) -> Text {
        let layer = self.layer();
        let error: &dyn ToText = match self {
            Self::TooLong { found, limit } => return text!(DECODE_TOO_LONG, layer, found, limit),
            Self::Prefix(error) => error,
            Self::Base45(error) => error,
            Self::Zlib(error) => error,
            Self::Cose(error) => error,
        };
        text!(DECODE_LAYER, layer, error)
    }
}

in_english!(DecodeError: Error);

/// Every intermediate of one text, as far as it could be taken apart.
#[derive(Clone, Default, PartialEq)]
pub struct Layers {
    /// What the text says it is, if it begins with an identifier that was asked for.
    pub document: Option<Document>,
    /// Characters of the text as given, after removing what no code holds.
    pub characters: usize,
    /// Repairs that were made to the text.
    pub repairs: Vec<Deviation>,
    /// The zlib stream: what the Base45 text stands for.
    pub compressed: Option<Vec<u8>>,
    /// The inflated octets.
    pub inflated: Option<Vec<u8>>,
    /// The signed envelope.
    pub sign1: Option<Sign1>,
    /// Why the next layer could not be read, if one is missing.
    pub error: Option<DecodeError>,
}

/// Shows sizes only: the content is somebody's.
impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = |layer: &Option<Vec<u8>>| layer.as_ref().map(Vec::len);
        f.debug_struct("Layers")
            .field("characters", &self.characters)
            .field("compressed", &length(&self.compressed))
            .field("inflated", &length(&self.inflated))
            .field("sign1", &self.sign1)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

impl Layers {
    /// Takes the text of an EU certificate apart as far as it goes.
    ///
    /// ```
    /// use hcert::container::{Layers, Limits};
    /// let codes = std::fs::read_to_string("testdata/codes.txt")?;
    /// let code = codes.lines().next().ok_or("no code")?;
    /// let layers = Layers::read(code, &Limits::default());
    /// assert_eq!(layers.compressed.ok_or("not Base45")?[..2], [0x78, 0xda]);
    /// assert_eq!(layers.inflated.ok_or("not zlib")?[0], 0xd2);
    /// assert_eq!(layers.error, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn read(text: &str, limits: &Limits) -> Self {
        Self::read_as(text, limits, Contexts::Eu)
    }

    /// Takes a text apart as far as it goes.
    #[must_use]
    pub fn read_as(text: &str, limits: &Limits, contexts: Contexts) -> Self {
        let mut repairs = Vec::new();
        let text = strip(text, &mut repairs);
        let characters = match text.len() {
            // No text has more characters than octets: most need no counting.
            octets if octets <= limits.text => octets,
            _ => text.chars().count(),
        };
        if characters > limits.text {
            // JSON that somebody printed prettily, or a file of several: longer than a code, and known by name.
            let error = match prefix::foreign(&text) {
                Some(found) if found != Foreign::NorwegianDomestic => {
                    DecodeError::Prefix(PrefixError::Foreign(found))
                }
                _ => DecodeError::TooLong {
                    found: characters,
                    limit: limits.text,
                },
            };
            return Self {
                characters,
                repairs,
                error: Some(error),
                ..Self::default()
            };
        }
        let mut plain = Self {
            characters,
            repairs,
            ..Self::default()
        };
        plain.peel(&text, limits, contexts);
        let repairable = matches!(
            plain.error,
            Some(DecodeError::Prefix(_) | DecodeError::Base45(_) | DecodeError::Zlib(_))
        );
        if repairable {
            for (repaired, more) in repairs_of(&text) {
                let mut layers = Self {
                    characters,
                    ..Self::default()
                };
                layers.peel(&repaired, limits, contexts);
                if layers.error.is_none() {
                    layers.repairs = plain.repairs;
                    layers.repairs.extend(more);
                    return layers;
                }
            }
        }
        plain
    }

    fn peel(&mut self, text: &str, limits: &Limits, contexts: Contexts) {
        if let Err(error) = self.try_peel(text, limits, contexts) {
            self.error = Some(error);
        }
    }

    fn try_peel(
        &mut self,
        text: &str,
        limits: &Limits,
        contexts: Contexts,
    ) -> Result<(), DecodeError> {
        let domestic = text.strip_prefix(DOMESTIC_PREFIX);
        let (document, body) = match (text.strip_prefix(PREFIX), domestic) {
            (Some(body), _) => (Document::Dcc, body),
            (None, Some(body)) if contexts == Contexts::EuAndDomestic => (Document::No1, body),
            _ => return Err(DecodeError::Prefix(prefix::explain(text))),
        };
        self.document = Some(document);
        let compressed = base45::decode(body).map_err(DecodeError::Base45)?;
        let inflated = zlib::inflate(&compressed, limits.inflated);
        self.compressed = Some(compressed);
        let inflated = inflated.map_err(DecodeError::Zlib)?;
        let sign1 = Sign1::decode(&inflated, limits.depth);
        self.inflated = Some(inflated);
        self.sign1 = Some(sign1.map_err(DecodeError::Cose)?);
        Ok(())
    }
}

/// Takes out what no code holds: a byte order mark in front, line breaks and tabs anywhere.
fn strip<'a>(text: &'a str, repairs: &mut Vec<Deviation>) -> Cow<'a, str> {
    let mut bare = text;
    while let Some(rest) = bare.strip_prefix('\u{feff}') {
        if repairs.is_empty() {
            repairs.push(Deviation::new(Code::RepairBom, "text", ""));
        }
        bare = rest;
    }
    let controls = ['\r', '\n', '\t'];
    // Nearly no text holds any, and the smallest of its octets tells.
    if bare.bytes().fold(u8::MAX, u8::min) >= b' ' {
        return Cow::Borrowed(bare);
    }
    let is_control = |octet: &u8| matches!(octet, b'\r' | b'\n' | b'\t');
    let count: usize = bare
        .as_bytes()
        .iter()
        .map(|octet| usize::from(is_control(octet)))
        .sum();
    if count == 0 {
        return Cow::Borrowed(bare);
    }
    repairs.push(Deviation::new(
        Code::RepairControl,
        "text",
        count.to_string(),
    ));
    Cow::Owned(bare.replace(controls, ""))
}

/// The repaired forms of a text that are worth a try, the smallest change first.
fn repairs_of(text: &str) -> Vec<(String, Vec<Deviation>)> {
    let mut forms: Vec<(String, Vec<Deviation>)> = Vec::new();
    for mask in [0b001, 0b010, 0b100, 0b011, 0b101, 0b110, 0b111_u8] {
        let mut form = text.to_owned();
        let mut made = Vec::new();
        if mask & 0b100 != 0 {
            let Some(decoded) = percent_decode(&form) else {
                continue;
            };
            form = decoded;
            made.push(Deviation::new(Code::RepairPercent, "text", ""));
        }
        if mask & 0b001 != 0 {
            // What surrounds a pasted code may be a blank of any kind.
            let trimmed = form.trim();
            let count = form.chars().count() - trimmed.chars().count();
            if count == 0 {
                continue;
            }
            form = trimmed.to_owned();
            made.push(Deviation::new(
                Code::RepairBlanks,
                "text",
                count.to_string(),
            ));
        }
        if mask & 0b010 != 0 {
            if !form.bytes().any(|octet| octet.is_ascii_lowercase()) {
                continue;
            }
            form.make_ascii_uppercase();
            made.push(Deviation::new(Code::RepairCase, "text", ""));
        }
        forms.push((form, made));
    }
    forms
}

/// Undoes percent-encoding (RFC 3986 section 2.1) of ASCII; `None` if there is nothing to undo.
fn percent_decode(text: &str) -> Option<String> {
    let mut decoded = String::with_capacity(text.len());
    let mut parts = text.split('%');
    decoded.push_str(parts.next()?);
    let mut changed = false;
    for part in parts {
        let octet = part
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (octet.filter(u8::is_ascii), part.get(2..)) {
            (Some(octet), Some(rest)) => {
                decoded.push(octet.into());
                decoded.push_str(rest);
                changed = true;
            }
            _ => {
                decoded.push('%');
                decoded.push_str(part);
            }
        }
    }
    changed.then_some(decoded)
}

/// Octets of each layer of a code, outermost first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Characters of the text.
    pub characters: usize,
    /// Octets of the zlib stream.
    pub compressed: usize,
    /// Octets of the signed envelope.
    pub cose: usize,
    /// Octets of the signed claims.
    pub payload: usize,
}

/// A decoded code whose signature nobody has checked.
#[derive(Clone, PartialEq)]
pub struct Unverified {
    document: Document,
    sign1: Sign1,
    sizes: Sizes,
    deviations: Vec<Deviation>,
    depth: usize,
}

impl Unverified {
    /// Takes the text of an EU certificate apart down to the signed octets.
    ///
    /// ```
    /// use hcert::{Limits, Unverified};
    /// let codes = std::fs::read_to_string("testdata/codes.txt")?;
    /// let code = codes.lines().next().ok_or("no code")?;
    /// let unverified = Unverified::decode(&code.to_lowercase(), &Limits::default())?;
    /// assert_eq!(unverified.kid().map(<[u8]>::len), Some(8));
    /// assert_eq!(unverified.deviations()[0].code.code(), "repair-case");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The first layer that fails, and where.
    pub fn decode(text: &str, limits: &Limits) -> Result<Self, DecodeError> {
        Self::decode_as(text, limits, Contexts::Eu)
    }

    /// Takes a text apart down to the signed octets.
    ///
    /// # Errors
    /// The first layer that fails, and where.
    pub fn decode_as(text: &str, limits: &Limits, contexts: Contexts) -> Result<Self, DecodeError> {
        let layers = Layers::read_as(text, limits, contexts);
        let document = layers.document.unwrap_or_default();
        let sizes = Sizes {
            characters: layers.characters,
            compressed: layers.compressed.as_ref().map_or(0, Vec::len),
            cose: layers.inflated.as_ref().map_or(0, Vec::len),
            payload: layers.sign1.as_ref().map_or(0, |sign1| sign1.payload.len()),
        };
        match (layers.sign1, layers.error) {
            (Some(sign1), None) => {
                let mut deviations = layers.repairs;
                note_envelope(&sign1, &mut deviations);
                Ok(Self {
                    document,
                    sign1,
                    sizes,
                    deviations,
                    depth: limits.depth,
                })
            }
            (_, Some(error)) => Err(error),
            // Layers holds an envelope or an error.
            (None, None) => Err(DecodeError::Prefix(PrefixError::Empty)),
        }
    }

    /// What the text says it is: [`Document::No1`] by its prefix, else [`Document::Dcc`], whose prefix stands for all
    /// others. Nothing signs this: the content must fit it.
    #[must_use]
    pub fn document(&self) -> Document {
        self.document
    }

    /// The signed envelope.
    #[must_use]
    pub fn sign1(&self) -> &Sign1 {
        &self.sign1
    }

    /// The key identifier that the code names, if any.
    #[must_use]
    pub fn kid(&self) -> Option<&[u8]> {
        self.sign1.kid.as_ref().map(|kid| kid.value.as_slice())
    }

    /// The sizes of the layers.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// What was tolerated so far: repairs of the text, oddities of the envelope.
    #[must_use]
    pub fn deviations(&self) -> &[Deviation] {
        &self.deviations
    }

    /// Looks at the content although nobody has checked the signature. Never show this to anyone as
    /// what a certificate says.
    ///
    /// ```
    /// use hcert::{Limits, Unverified};
    /// let codes = std::fs::read_to_string("testdata/codes.txt")?;
    /// let code = codes.lines().next().ok_or("no code")?;
    /// let unverified = Unverified::decode(code, &Limits::default())?;
    /// let claims = unverified.peek()?.0;
    /// assert_eq!(claims.issuer.as_deref(), Some("NO"));
    /// assert_eq!(claims.expires_at?.to_string(), "2022-04-10T08:00:00Z");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The content is not a map of claims.
    pub fn peek(&self) -> Result<UnverifiedClaims<'_>, cwt::CwtError> {
        cwt::read(&self.sign1.payload, self.depth).map(UnverifiedClaims)
    }

    /// The claims, for those who have checked the signature.
    pub(crate) fn claims(&self) -> Result<cwt::Claims<'_>, cwt::CwtError> {
        cwt::read(&self.sign1.payload, self.depth)
    }
}

/// Claims that anybody may have written.
#[derive(Clone, Debug, PartialEq)]
pub struct UnverifiedClaims<'a>(
    /// As they stand in the code.
    pub cwt::Claims<'a>,
);

impl Layers {
    /// What was tolerated so far: repairs of the text, oddities of the envelope.
    #[must_use]
    pub fn deviations(&self) -> Vec<Deviation> {
        let mut deviations = self.repairs.clone();
        if let Some(sign1) = &self.sign1 {
            note_envelope(sign1, &mut deviations);
        }
        deviations
    }
}

fn note_envelope(sign1: &Sign1, deviations: &mut Vec<Deviation>) {
    match sign1.wrapping {
        Wrapping::Tag18 => {}
        Wrapping::Untagged => deviations.push(Deviation::new(Code::CoseUntagged, "cose", "")),
        Wrapping::Tag61 => deviations.push(Deviation::new(Code::CoseCwtTag, "cose", "")),
    }
    if sign1.alg.as_ref().is_some_and(|alg| alg.conflict) {
        deviations.push(Deviation::new(Code::CoseConflict, "alg", ""));
    }
    if sign1
        .alg
        .as_ref()
        .is_some_and(|alg| alg.place == Place::Unprotected)
    {
        deviations.push(Deviation::new(Code::AlgUnprotected, "alg", ""));
    }
    if sign1.kid.as_ref().is_some_and(|kid| kid.conflict) {
        deviations.push(Deviation::new(Code::CoseConflict, "kid", ""));
    }
    if sign1.indefinite {
        deviations.push(Deviation::new(Code::CborIndefinite, "cose", ""));
    }
}

/// Shows sizes only: the content is somebody's.
impl fmt::Debug for Unverified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unverified({:?})", self.sizes)
    }
}

#[cfg(test)]
mod tests;
