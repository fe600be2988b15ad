//! The claims (RFC 8392, hcert-spec 3.3): who issued a certificate, when, until when, and its content.
//!
//! Each claim is read by itself, so that one bad date does not hide the other. Claim −260 is the WHO's
//! map of contents since 2024: key 1 is the EU certificate, the others are named
//! ([`Content::Other`]) and left alone.
//!
//! Dates are seconds since 1970 ([`Timestamp`]). Not supported: an hcert claim wrapped in a byte string
//! (one early test vector did that; the specification and this reader do not).

use crate::codec::cbor::{self, CborError, Item};
use crate::deviation::{Deviation, DeviationCode as Code};
use crate::documents::dcc::SUB_KEY as DCC;
use crate::documents::{Document, icvp, link};
use crate::text::{Lang, Message, Text, ToText, messages};
use crate::time::{DateTime, Timestamp};
use crate::{in_english, text};
use std::fmt;

/// Claim keys (RFC 8392 section 4, hcert-spec 3.3.2).
const ISS: i128 = 1;
const EXP: i128 = 4;
const NBF: i128 = 5;
const IAT: i128 = 6;
const HCERT: i128 = -260;

/// The claims of one code, as they stand there.
#[derive(Clone, PartialEq)]
pub struct Claims<'a> {
    /// `iss` (1): the issuing country, if named.
    pub issuer: Option<String>,
    /// `iat` (6).
    pub issued_at: Result<Timestamp, ClaimError>,
    /// `exp` (4).
    pub expires_at: Result<Timestamp, ClaimError>,
    /// `nbf` (5), which the specification does not have but a signer may mean.
    pub not_before: Option<Result<Timestamp, ClaimError>>,
    /// `hcert` (−260).
    pub content: Result<Content<'a>, ClaimError>,
    /// What it is where it looks like an EU certificate and is another document.
    pub lookalike: Option<Lookalike>,
    /// What was tolerated.
    pub deviations: Vec<Deviation>,
}

/// What claim −260 holds.
#[derive(Clone, PartialEq)]
pub enum Content<'a> {
    /// An EU certificate: its payload, not yet read.
    Dcc(Item<'a>),
    /// A yellow card or another of WHO's vaccination certificates, not yet read.
    Icvp(Item<'a>),
    /// A health link, not yet read.
    Link(Item<'a>),
    /// Only other contents: their keys.
    Other(Vec<i128>),
}

/// What is signed and packed as an EU certificate is, and is another document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lookalike {
    /// The core data set of WHO's DDCC, a vaccination, at the top of the claims: the codes of its trial.
    DdccVaccination,
    /// The same of a test result.
    DdccTest,
    /// −260/1 with `e`: the Italian exemption from vaccination.
    ItalianExemption,
    /// −260/1 with `d`: the pass for use inside the United Kingdom.
    UkDomestic,
    /// A specimen of the Netherlands: it expires 42 seconds after the first second of 1970.
    DutchSpecimen,
}

impl Lookalike {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::DdccVaccination,
        Self::DdccTest,
        Self::ItalianExemption,
        Self::UkDomestic,
        Self::DutchSpecimen,
    ];

    /// Its name as it follows "holds".
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::DdccVaccination => messages::CONTENT_DDCC_TRIAL_VS,
            Self::DdccTest => messages::CONTENT_DDCC_TRIAL_TR,
            Self::ItalianExemption => messages::CONTENT_ITALIAN_EXEMPTION,
            Self::UkDomestic => messages::CONTENT_UK_DOMESTIC,
            Self::DutchSpecimen => messages::CONTENT_DUTCH_SPECIMEN,
        }
    }

    /// Who can read it, and what to do meanwhile.
    #[must_use]
    pub fn hint(self) -> Message {
        match self {
            Self::DdccVaccination | Self::DdccTest => messages::READER_DDCC,
            Self::ItalianExemption => messages::READER_ITALIAN_EXEMPTION,
            Self::UkDomestic => messages::READER_UK_DOMESTIC,
            Self::DutchSpecimen => messages::READER_DUTCH_SPECIMEN,
        }
    }
}

/// When a specimen of the Netherlands expires, in seconds since 1970.
const SPECIMEN_EXPIRES: i64 = 42;

/// What claims are that look like those of an EU certificate. `names` are their keys that are texts.
fn lookalike(claims: &Claims<'_>, names: &[String]) -> Option<Lookalike> {
    let named = |name: &str| names.iter().any(|one| one == name);
    match &claims.content {
        // The core data set of a vaccination has its fields side by side, that of a test two groups of them.
        Err(ClaimError::Missing { .. }) if named("test") && named("meta") => {
            Some(Lookalike::DdccTest)
        }
        Err(ClaimError::Missing { .. })
            if named("name") && (named("vaccine") || named("brand") || named("hcid")) =>
        {
            Some(Lookalike::DdccVaccination)
        }
        Ok(Content::Dcc(payload)) => {
            let holds = |key| payload.get(key).is_some_and(|item| !item.is_nothing());
            let holds_entry = ["v", "t", "r"].into_iter().any(holds);
            let expires = claims.expires_at.as_ref().map(|at| at.unix());
            match () {
                () if expires == Ok(SPECIMEN_EXPIRES) => Some(Lookalike::DutchSpecimen),
                () if holds_entry => None,
                () if holds("e") => Some(Lookalike::ItalianExemption),
                () if holds("d") => Some(Lookalike::UkDomestic),
                () => None,
            }
        }
        _ => None,
    }
}

impl Content<'_> {
    /// The document that it is, if it is one that is read.
    #[must_use]
    pub fn document(&self) -> Option<Document> {
        match self {
            Self::Dcc(_) => Some(Document::Dcc),
            Self::Icvp(_) => Some(Document::Icvp),
            Self::Link(_) => Some(Document::Link),
            Self::Other(_) => None,
        }
    }
}

/// Shows no content: it is somebody's.
impl fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dcc(_) => f.write_str("Dcc(redacted)"),
            Self::Icvp(_) => f.write_str("Icvp(redacted)"),
            Self::Link(_) => f.write_str("Link(redacted)"),
            Self::Other(keys) => write!(f, "Other({keys:?})"),
        }
    }
}

impl fmt::Debug for Claims<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claims")
            .field("issued_at", &self.issued_at)
            .field("expires_at", &self.expires_at)
            .field("content", &self.content)
            .finish_non_exhaustive()
    }
}

/// Who can read a content of claim −260, and what to do meanwhile.
#[must_use]
pub fn content_hint(key: i128) -> Message {
    match key {
        2 => messages::READER_RACSEL,
        3 | 4 => messages::READER_DDCC,
        5 => messages::READER_HEALTH_LINK,
        -6 => messages::READER_ICVP,
        _ => messages::READER_NEWER,
    }
}

/// The name of a content of claim −260 (WHO hcert model 1.6.0), as it follows "holds".
#[must_use]
pub fn content_name(key: i128) -> Message {
    match key {
        1 => messages::CONTENT_DCC,
        2 => messages::CONTENT_RACSEL,
        3 => messages::CONTENT_DDCC_VS,
        4 => messages::CONTENT_DDCC_TR,
        5 => messages::CONTENT_HEALTH_LINK,
        -6 => messages::CONTENT_ICVP,
        _ => messages::CONTENT_UNKNOWN,
    }
}

/// What is wrong with one claim.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClaimError {
    /// It is not there.
    Missing {
        /// The claim's name and key.
        claim: &'static str,
    },
    /// It has the wrong type.
    Type {
        /// The claim's name and key.
        claim: Text,
        /// The type it must have.
        want: Message,
        /// The type it has.
        found: Message,
    },
    /// A date is not a number, infinite, or outside the years 1 to 9999.
    Range {
        /// The claim's name and key.
        claim: &'static str,
        /// The number found.
        found: Text,
    },
    /// Claim −260 has no content.
    Empty,
}

impl ToText for ClaimError {
    fn to_text(&self) -> Text {
        match self {
            Self::Missing { claim } => text!(CLAIM_MISSING, claim),
            Self::Type { claim, want, found } => text!(CLAIM_TYPE, claim, found, want),
            Self::Range { claim, found } => text!(CLAIM_RANGE, claim, found),
            Self::Empty => text!(CLAIM_EMPTY),
        }
    }
}

in_english!(ClaimError: Error);

/// Why a signed content is no map of claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CwtError {
    /// It is not well-formed CBOR; offsets count from the start of the signed content.
    Cbor(CborError),
    /// It is something else than a map.
    NotMap {
        /// The type it has.
        found: Message,
    },
}

impl ToText for CwtError {
    fn to_text(&self) -> Text {
        match self {
            Self::Cbor(error) => text!(CWT_CBOR, error),
            Self::NotMap { found } => text!(CWT_NOT_MAP, found),
        }
    }
}

in_english!(CwtError: Error);

/// Reads claims from the signed octets.
///
/// ```
/// use hcert::container::cwt;
/// let expires_in_1970 = [0xa1, 0x04, 0x1a, 0x00, 0x01, 0x51, 0x80];
/// let claims = cwt::read(&expires_in_1970, 16)?;
/// assert_eq!(claims.expires_at?.to_string(), "1970-01-02T00:00:00Z");
/// assert_eq!(claims.issued_at.unwrap_err().to_string(), "iat (6) is missing");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The octets are not one CBOR map. Faults of single claims are in [`Claims`].
pub fn read(octets: &[u8], depth_limit: usize) -> Result<Claims<'_>, CwtError> {
    let (item, indefinite) = cbor::item::read(octets, depth_limit).map_err(CwtError::Cbor)?;
    let Item::Map(pairs) = item else {
        return Err(CwtError::NotMap {
            found: item.type_name(),
        });
    };
    let missing = |claim| ClaimError::Missing { claim };
    let mut claims = Claims {
        issuer: None,
        issued_at: Err(missing("iat (6)")),
        expires_at: Err(missing("exp (4)")),
        not_before: None,
        content: Err(missing("hcert (-260)")),
        lookalike: None,
        deviations: Vec::new(),
    };
    let mut names = Vec::new();
    let mut issued = None;
    let odd = &mut claims.deviations;
    if indefinite {
        odd.push(Deviation::new(Code::CborIndefinite, "claims", ""));
    }
    for (key, value) in pairs {
        let Some(key) = key.number() else {
            let at = format!("({})", key.type_name().get(Lang::En));
            odd.push(Deviation::new(Code::ClaimUnknown, at, ""));
            names.extend(key.as_text().map(str::to_owned));
            continue;
        };
        match key {
            ISS => claims.issuer = issuer(&value, odd),
            EXP => claims.expires_at = date("exp (4)", &value, odd),
            NBF => claims.not_before = Some(date("nbf (5)", &value, odd)),
            IAT => {
                claims.issued_at = date("iat (6)", &value, odd);
                issued = value.number();
            }
            HCERT => claims.content = content(value, odd),
            other => odd.push(Deviation::new(Code::ClaimUnknown, other.to_string(), "")),
        }
    }
    // Trials of yellow cards and links counted milliseconds. No EU certificate did.
    if let (Ok(Content::Icvp(_) | Content::Link(_)), Err(_), Some(count)) =
        (&claims.content, &claims.issued_at, issued)
    {
        let seconds = i64::try_from(count / 1000).ok();
        if let Some(moment) = seconds.and_then(Timestamp::from_unix) {
            claims.issued_at = Ok(moment);
            let odd = Deviation::new(Code::IatMilliseconds, "iat", "");
            claims.deviations.push(odd);
        }
    }
    claims.lookalike = lookalike(&claims, &names);
    Ok(claims)
}

fn issuer(value: &Item<'_>, odd: &mut Vec<Deviation>) -> Option<String> {
    let Item::Text(text) = value else {
        let found = value.type_name();
        odd.push(Deviation::new(Code::IssuerNoCountry, "iss", found));
        return None;
    };
    let trimmed = text.trim();
    if !(trimmed.len() == 2 && trimmed.bytes().all(|octet| octet.is_ascii_uppercase())) {
        let found = text!(TEXT_OF, count = text.chars().count());
        odd.push(Deviation::new(Code::IssuerNoCountry, "iss", found));
    }
    Some(trimmed.to_owned())
}

fn date(
    claim: &'static str,
    value: &Item<'_>,
    odd: &mut Vec<Deviation>,
) -> Result<Timestamp, ClaimError> {
    let range = |found: Text| ClaimError::Range { claim, found };
    match value {
        Item::Integer(number) => {
            Timestamp::from_unix(*number).ok_or_else(|| range(number.to_text()))
        }
        Item::Large(number) => Err(range(number.to_text())),
        Item::Float(number) => {
            odd.push(Deviation::new(Code::ClaimDateFloat, claim, ""));
            // The bounds keep the cast exact enough; NaN fails them.
            let whole = number.trunc();
            if !(-1e13..=1e13).contains(&whole) {
                return Err(range(format!("{number:?}").into()));
            }
            Timestamp::from_unix(whole as i64).ok_or_else(|| range(format!("{number:?}").into()))
        }
        Item::Tag(1, inner)
            if matches!(**inner, Item::Integer(_) | Item::Large(_) | Item::Float(_)) =>
        {
            odd.push(Deviation::new(Code::ClaimDateTagged, claim, "1"));
            date(claim, inner, odd)
        }
        Item::Tag(0, inner) => {
            odd.push(Deviation::new(Code::ClaimDateTagged, claim, "0"));
            let instant = inner.as_text().and_then(|text| DateTime::read(text).ok());
            instant
                .and_then(|read| read.instant)
                .ok_or_else(|| range(text!(CLAIM_NO_INSTANT)))
        }
        other => Err(ClaimError::Type {
            claim: claim.into(),
            want: messages::TYPE_SECONDS,
            found: other.type_name(),
        }),
    }
}

fn content<'a>(value: Item<'a>, odd: &mut Vec<Deviation>) -> Result<Content<'a>, ClaimError> {
    let wrong = |claim, value: &Item<'_>| ClaimError::Type {
        claim,
        want: messages::TYPE_MAP,
        found: value.type_name(),
    };
    let pairs = match value {
        Item::Map(pairs) => pairs,
        other => return Err(wrong("hcert (-260)".into(), &other)),
    };
    let (dcc_key, icvp_key, link_key) = (DCC, icvp::SUB_KEY, link::SUB_KEY);
    let [mut dcc, mut icvp, mut link] = [None, None, None];
    let mut others = Vec::new();
    for (key, value) in pairs {
        match key.number() {
            Some(key) if key == dcc_key => dcc = Some(value),
            Some(key) if key == icvp_key => icvp = Some(value),
            Some(key) if key == link_key => link = Some(value),
            Some(number) => others.push(number),
            None => odd.push(Deviation::new(Code::ClaimUnknown, "-260/(text)", "")),
        }
    }
    if let Some(payload) = dcc {
        let Item::Map(_) = payload else {
            return Err(wrong(text!(CLAIM_CERTIFICATE), &payload));
        };
        // Further contents beside the certificate are not ours to judge, nor do they harm it.
        let beside = [(icvp.is_some(), icvp_key), (link.is_some(), link_key)];
        others.extend(
            beside
                .iter()
                .filter(|(there, _)| *there)
                .map(|(_, key)| *key),
        );
        let others = others
            .iter()
            .map(|key| Deviation::new(Code::ClaimUnknown, format!("-260/{key}"), ""));
        odd.extend(others);
        return Ok(Content::Dcc(payload));
    }
    let unknown = others
        .iter()
        .filter(|key| content_name(**key) == messages::CONTENT_UNKNOWN)
        .map(|key| Deviation::new(Code::SubKeyUnknown, format!("-260/{key}"), ""));
    odd.extend(unknown);
    match (icvp, link) {
        (Some(card), link) => {
            if link.is_some() {
                let at = format!("-260/{}", link_key);
                odd.push(Deviation::new(Code::ClaimUnknown, at, ""));
            }
            Ok(Content::Icvp(unwrapped(card, icvp_key, odd)))
        }
        (None, Some(link)) => Ok(Content::Link(unwrapped(link, link_key, odd))),
        (None, None) if others.is_empty() => Err(ClaimError::Empty),
        (None, None) => Ok(Content::Other(others)),
    }
}

/// Takes a value out of a list of one: sub-keys had several values once.
fn unwrapped<'a>(value: Item<'a>, key: i128, odd: &mut Vec<Deviation>) -> Item<'a> {
    let Item::Array(mut items) = value else {
        return value;
    };
    let (at, count) = (format!("-260/{key}"), items.len().to_string());
    odd.push(Deviation::new(Code::SubKeyWrapped, at, count));
    match (items.pop(), items.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            items.extend(last);
            Item::Array(items)
        }
    }
}

/// Writes claims deterministically: `iss`, `exp`, `iat` and the payload under −260/1.
///
/// ```
/// use hcert::{Payload, container::cwt};
/// let payload = Payload::from_json(&std::fs::read_to_string("testdata/payloads/recovery.json")?)?;
/// let (iat, exp) = ("2022-02-01T12:00:00Z".parse()?, "2022-05-02T12:00:00Z".parse()?);
/// let octets = cwt::encode("NO", iat, exp, payload.to_item());
/// assert_eq!(cwt::read(&octets, 16)?.expires_at, Ok(exp));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn encode(
    issuer: &str,
    issued_at: Timestamp,
    expires_at: Timestamp,
    payload: Item<'_>,
) -> Vec<u8> {
    encode_as(Document::Dcc, issuer, issued_at, expires_at, payload)
}

/// The same with the content of another document.
#[must_use]
pub fn encode_as(
    document: Document,
    issuer: &str,
    issued_at: Timestamp,
    expires_at: Timestamp,
    payload: Item<'_>,
) -> Vec<u8> {
    let seconds = |moment: Timestamp| Item::Integer(moment.unix());
    let key = |key: i128| Item::Integer(key as i64);
    let entry = document.sub_key().map(|sub_key| (key(sub_key), payload));
    let content = Item::Map(entry.into_iter().collect());
    cbor::write::encode(&Item::Map(vec![
        (key(ISS), Item::Text(issuer.into())),
        (key(EXP), seconds(expires_at)),
        (key(IAT), seconds(issued_at)),
        (key(HCERT), content),
    ]))
}

#[cfg(test)]
mod tests;
