//! The unique vaccination certificate identifier: the `ci` field.
//!
//! Source: eHealth Network, guidelines on verifiable vaccination certificates, annex 2 (structure
//! and checksum); eHN JSON schema specification 1.3.0 for the field's length.
//!
//! `URN:UVCI:01:` country `:` and then one of three layouts, the issuer's choice: an opaque text;
//! issuer `/` opaque text; issuer `/` vaccine `/` opaque text. A checksum may follow after `#`. The
//! alphabet is `A` to `Z`, `0` to `9`, `/`, `#` and `:`.
//!
//! Units: lengths are characters (Unicode code points), as the schema counts them.
//!
//! Identifiers in use break nearly every one of these rules, so [`read`] takes what it can get and
//! lists the oddities. An identifier belongs to a person: neither `Debug` nor an error shows it.
//!
//! Not supported: country codes of more than two letters, which the annex reserves (they are read,
//! not written), and other identifier versions than `01`. Revocation hashes take `ci` as it stands
//! in the certificate, never the text written here from a reading.
//!
//! ```
//! use hcert::dcc::uvci::{Uvci, read};
//!
//! let made = Uvci::new("NL", Some("187"), None, "37512422923")?;
//! assert_eq!(made.to_string(), "URN:UVCI:01:NL:187/37512422923#Z");
//!
//! let (read, oddities) = read("urn:uvci:01:nl:187/37512422923");
//! assert_eq!(read.and_then(|ci| ci.issuer().map(String::from)).as_deref(), Some("187"));
//! assert_eq!(oddities.len(), 1);
//! # Ok::<(), hcert::dcc::uvci::UvciError>(())
//! ```

use crate::text::{Text, ToText, messages};
use crate::{in_english, text};
use std::fmt;

/// The longest identifier of schema 1.3.x, in characters.
pub const MAX_LENGTH: usize = 80;

/// The longest identifier of the schemas before 1.3.0, in characters.
pub const OLD_MAX_LENGTH: usize = 50;

/// What every identifier should begin with.
pub const PREFIX: &str = "URN:UVCI:";

/// The only version of the identifier there is.
pub const VERSION: &str = "01";

/// The checksum's alphabet; a character's value is its place.
const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/:";

/// The place of a character in the alphabet. Worked out, since every certificate's identifier is checked.
fn value_of(c: char) -> Option<usize> {
    let from = |first: char| (c as usize).checked_sub(first as usize);
    match c {
        'A'..='Z' => from('A'),
        '0'..='9' => from('0').map(|digit| 26 + digit),
        '/' => Some(36),
        ':' => Some(37),
        _ => None,
    }
}

/// The checksum character of an identifier: Luhn modulo 38 over the text before the `#`,
/// [`PREFIX`] included. `None` where a character is outside `A` to `Z`, `0` to `9`, `/` and `:`.
///
/// ```
/// use hcert::dcc::uvci::check_character;
/// assert_eq!(check_character("URN:UVCI:01:NL:187/37512422923"), Some('Z'));
/// assert_eq!(check_character("urn:uvci:01:nl:187/37512422923"), None);
/// ```
#[must_use]
pub fn check_character(text: &str) -> Option<char> {
    let modulus = ALPHABET.len();
    let mut sum = 0;
    for (place, octet) in text.bytes().rev().enumerate() {
        // No octet of a longer character has a value.
        let value = value_of(octet.into())?;
        let addend = if place % 2 == 0 { value * 2 } else { value };
        // The digits of the addend, added up: it is below twice the modulus.
        sum += if addend < modulus {
            addend
        } else {
            addend - modulus + 1
        };
    }
    let wanted = (modulus - sum % modulus) % modulus;
    ALPHABET.as_bytes().get(wanted).map(|&octet| octet.into())
}

/// A part of an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The country code.
    Country,
    /// The issuing entity.
    Issuer,
    /// The vaccine.
    Vaccine,
    /// The opaque text that makes it unique.
    Unique,
}

impl ToText for Part {
    fn to_text(&self) -> Text {
        Text::from(match self {
            Self::Country => messages::UVCI_PART_COUNTRY,
            Self::Issuer => messages::UVCI_PART_ISSUER,
            Self::Vaccine => messages::UVCI_PART_VACCINE,
            Self::Unique => messages::UVCI_PART_UNIQUE,
        })
    }
}

in_english!(Part);

/// Why an identifier cannot be written. Never holds the identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UvciError {
    /// The country is not two letters `A` to `Z`.
    Country,
    /// A part is empty.
    Empty(Part),
    /// A part has a character other than `A` to `Z` and `0` to `9`.
    Character(Part),
    /// The layout with a vaccine needs an issuing entity.
    VaccineWithoutIssuer,
    /// The whole, checksum included, is longer than [`MAX_LENGTH`].
    TooLong {
        /// Its length in characters.
        len: usize,
    },
}

impl ToText for UvciError {
    fn to_text(&self) -> Text {
        match *self {
            Self::Country => text!(UVCI_COUNTRY),
            Self::Empty(part) => text!(UVCI_EMPTY, part),
            Self::Character(part) => text!(UVCI_CHARACTER, part),
            Self::VaccineWithoutIssuer => text!(UVCI_VACCINE),
            Self::TooLong { len } => text!(UVCI_TOO_LONG, found = len, limit = MAX_LENGTH),
        }
    }
}

in_english!(UvciError: Error);

/// What is unusual about an identifier that was read. Never holds the identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UvciOddity {
    /// Lower-case letters; read as upper case.
    LowerCase,
    /// [`PREFIX`] is missing.
    NoUrnPrefix,
    /// Another prefix stands in its place (`URN:UCI:` is met).
    OtherPrefix,
    /// No version, or another one than [`VERSION`].
    Version,
    /// The country is missing or not two letters.
    Country,
    /// Version or country is not followed by a colon (`01DE/…` is met).
    Separator,
    /// An empty part, or more parts than the three layouts have.
    Layout,
    /// Characters other than `A` to `Z`, `0` to `9`, `/`, `#` and `:` in either case.
    Character {
        /// How many.
        count: usize,
    },
    /// Longer than [`MAX_LENGTH`].
    TooLong {
        /// Its length in characters.
        len: usize,
    },
    /// Longer than [`OLD_MAX_LENGTH`], which schemas before 1.3.0 do not allow.
    TooLongForOldSchema {
        /// Its length in characters.
        len: usize,
    },
    /// `#` is not followed by exactly one character at the end.
    ChecksumShape,
    /// Another checksum than computed. For information only: issuers get it wrong, and it says
    /// nothing about the certificate.
    ChecksumMismatch {
        /// The character after `#`.
        found: char,
        /// The computed one.
        wanted: char,
    },
}

impl ToText for UvciOddity {
    fn to_text(&self) -> Text {
        match *self {
            Self::LowerCase => text!(UVCI_ODD_CASE),
            Self::NoUrnPrefix => text!(UVCI_ODD_NO_PREFIX, prefix = PREFIX),
            Self::OtherPrefix => text!(UVCI_ODD_PREFIX, prefix = PREFIX),
            Self::Version => text!(UVCI_ODD_VERSION, version = VERSION),
            Self::Country => text!(UVCI_ODD_COUNTRY),
            Self::Separator => text!(UVCI_ODD_SEPARATOR),
            Self::Layout => text!(UVCI_ODD_LAYOUT),
            Self::Character { count } => text!(UVCI_ODD_CHARACTER, count),
            Self::TooLong { len } => text!(UVCI_ODD_LENGTH, found = len, limit = MAX_LENGTH),
            Self::TooLongForOldSchema { len } => {
                text!(UVCI_ODD_OLD_LENGTH, found = len, limit = OLD_MAX_LENGTH)
            }
            Self::ChecksumShape => text!(UVCI_ODD_CHECKSUM_SHAPE),
            Self::ChecksumMismatch { found, wanted } => text!(UVCI_ODD_CHECKSUM, found, wanted),
        }
    }
}

in_english!(UvciOddity);

/// An identifier taken apart, or made of parts. `Debug` shows its shape alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Uvci {
    version: String,
    country: String,
    issuer: Option<String>,
    vaccine: Option<String>,
    unique: String,
    checksum: Option<char>,
}

impl Uvci {
    /// Makes an identifier, its checksum included. The layout follows from what is given: `unique`
    /// alone, with `issuer`, or with `issuer` and `vaccine`.
    ///
    /// # Errors
    ///
    /// [`UvciError`] names the part that does not fit: `country` is two letters, every other part
    /// one or more of `A` to `Z` and `0` to `9`, the whole at most [`MAX_LENGTH`] long.
    pub fn new(
        country: &str,
        issuer: Option<&str>,
        vaccine: Option<&str>,
        unique: &str,
    ) -> Result<Self, UvciError> {
        if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(UvciError::Country);
        }
        if vaccine.is_some() && issuer.is_none() {
            return Err(UvciError::VaccineWithoutIssuer);
        }
        let parts = [
            (Part::Issuer, issuer),
            (Part::Vaccine, vaccine),
            (Part::Unique, Some(unique)),
        ];
        for (part, text) in parts {
            let Some(text) = text else { continue };
            if text.is_empty() {
                return Err(UvciError::Empty(part));
            }
            if !text
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            {
                return Err(UvciError::Character(part));
            }
        }
        let mut made = Self {
            version: VERSION.to_owned(),
            country: country.to_owned(),
            issuer: issuer.map(str::to_owned),
            vaccine: vaccine.map(str::to_owned),
            unique: unique.to_owned(),
            checksum: None,
        };
        made.checksum = check_character(&made.to_string());
        let len = made.to_string().len();
        if len > MAX_LENGTH {
            Err(UvciError::TooLong { len })
        } else {
            Ok(made)
        }
    }

    /// The same without its checksum, which is optional.
    #[must_use]
    pub fn without_checksum(self) -> Self {
        Self {
            checksum: None,
            ..self
        }
    }

    /// The version as read, [`VERSION`] when made here, empty where there was none.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The country code: two letters when made here, in upper case always.
    #[must_use]
    pub fn country(&self) -> &str {
        &self.country
    }

    /// The issuing entity, in the layouts that have one.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// The vaccine part, in the layout that has one.
    #[must_use]
    pub fn vaccine(&self) -> Option<&str> {
        self.vaccine.as_deref()
    }

    /// The opaque text.
    #[must_use]
    pub fn unique(&self) -> &str {
        &self.unique
    }

    /// The character after `#`.
    #[must_use]
    pub fn checksum(&self) -> Option<char> {
        self.checksum
    }
}

/// The identifier in the form the annex gives it.
impl fmt::Display for Uvci {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}:{}:", self.version, self.country)?;
        for part in [&self.issuer, &self.vaccine].into_iter().flatten() {
            write!(f, "{part}/")?;
        }
        f.write_str(&self.unique)?;
        self.checksum
            .map_or(Ok(()), |character| write!(f, "#{character}"))
    }
}

impl fmt::Debug for Uvci {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Uvci")
            .field("country", &self.country)
            .field("issuer", &self.issuer.is_some())
            .field("vaccine", &self.vaccine.is_some())
            .field("unique_length", &self.unique.chars().count())
            .field("checksum", &self.checksum.is_some())
            .finish()
    }
}

/// Whether an identifier is so plain that [`read`] would find nothing unusual about it: most are, and need not be
/// taken apart to be sure of it. `false` says nothing.
#[must_use]
pub fn conforms(ci: &str) -> bool {
    let (body, checksum) = match ci.split_once('#') {
        Some((body, checksum)) => (body, Some(checksum)),
        None => (ci, None),
    };
    let country_and_rest = body
        .strip_prefix(PREFIX)
        .and_then(|rest| rest.strip_prefix(VERSION))
        .and_then(|rest| rest.strip_prefix(':'));
    let Some([a, b, b':', rest @ ..]) = country_and_rest.map(str::as_bytes) else {
        return false;
    };
    // A part begins after a slash, and at the start; an empty one ends where it begins.
    let (mut slashes, mut empty) = (0, true);
    for &octet in rest {
        let slash = octet == b'/';
        if slash && empty || value_of(octet.into()).is_none() {
            return false;
        }
        slashes += u32::from(slash);
        empty = slash;
    }
    let checked =
        || checksum.is_none_or(|found| check_character(body).is_some_and(|c| is_only(found, c)));
    ci.len() <= OLD_MAX_LENGTH
        && a.is_ascii_uppercase()
        && b.is_ascii_uppercase()
        && slashes <= 2
        && !empty
        && checked()
}

/// Whether a text is one character, this one.
fn is_only(text: &str, wanted: char) -> bool {
    let mut chars = text.chars();
    chars.next() == Some(wanted) && chars.next().is_none()
}

/// Reads an identifier as it is, with everything that is unusual about it.
///
/// Never fails: where not even a country can be told, the first value is `None`. No oddity means
/// that the identifier conforms to the annex and to every schema version.
///
/// ```
/// use hcert::dcc::uvci::{UvciOddity, read};
/// let (uvci, oddities) = read("URN:UVCI:01:NL:187/37512422923#A");
/// assert_eq!(uvci.unwrap().unique(), "37512422923");
/// assert_eq!(oddities, [UvciOddity::ChecksumMismatch { found: 'A', wanted: 'Z' }]);
/// ```
#[must_use]
pub fn read(ci: &str) -> (Option<Uvci>, Vec<UvciOddity>) {
    let mut oddities = Vec::new();
    let len = ci.chars().count();
    if len > MAX_LENGTH {
        oddities.push(UvciOddity::TooLong { len });
    } else if len > OLD_MAX_LENGTH {
        oddities.push(UvciOddity::TooLongForOldSchema { len });
    }
    if ci.bytes().any(|b| b.is_ascii_lowercase()) {
        oddities.push(UvciOddity::LowerCase);
    }
    let text = ci.to_ascii_uppercase();
    let count = text
        .chars()
        .filter(|c| *c != '#' && value_of(*c).is_none())
        .count();
    if count > 0 {
        oddities.push(UvciOddity::Character { count });
    }
    let (body, checksum) = split_checksum(&text, &mut oddities);
    let rest = strip_prefix(body, &mut oddities);
    let (version, rest) = split_version(rest);
    if version != VERSION {
        oddities.push(UvciOddity::Version);
    }
    let mut colons = true;
    let rest = if version.is_empty() {
        rest
    } else {
        strip_colon(rest, &mut colons)
    };
    let country = split_country(rest, &mut colons);
    if !colons {
        oddities.push(UvciOddity::Separator);
    }
    let Some((country, rest)) = country else {
        oddities.push(UvciOddity::Country);
        return (None, oddities);
    };
    if country.len() != 2 {
        oddities.push(UvciOddity::Country);
    }
    let parts: Vec<&str> = rest.splitn(3, '/').collect();
    if parts.iter().any(|part| part.is_empty()) || rest.matches('/').count() > 2 {
        oddities.push(UvciOddity::Layout);
    }
    let (issuer, vaccine, unique) = match parts.as_slice() {
        [issuer, vaccine, unique] => (Some(*issuer), Some(*vaccine), *unique),
        [issuer, unique] => (Some(*issuer), None, *unique),
        _ => (None, None, rest),
    };
    let read = Uvci {
        version: version.to_owned(),
        country: country.to_owned(),
        issuer: issuer.map(str::to_owned),
        vaccine: vaccine.map(str::to_owned),
        unique: unique.to_owned(),
        checksum,
    };
    (Some(read), oddities)
}

/// Takes the checksum off and holds it against the computed one.
fn split_checksum<'a>(text: &'a str, oddities: &mut Vec<UvciOddity>) -> (&'a str, Option<char>) {
    let Some((body, tail)) = text.rsplit_once('#') else {
        return (text, None);
    };
    let mut tail = tail.chars();
    let (Some(found), None, false) = (tail.next(), tail.next(), body.contains('#')) else {
        oddities.push(UvciOddity::ChecksumShape);
        return (body, None);
    };
    // Where the prefix was left out it is open whether the checksum covers it: either will do.
    let whole = if body.starts_with("URN:") {
        body.to_owned()
    } else {
        format!("{PREFIX}{body}")
    };
    if let Some(wanted) = check_character(&whole)
        && found != wanted
        && check_character(body) != Some(found)
    {
        oddities.push(UvciOddity::ChecksumMismatch { found, wanted });
    }
    (body, Some(found))
}

fn strip_prefix<'a>(body: &'a str, oddities: &mut Vec<UvciOddity>) -> &'a str {
    if let Some(rest) = body.strip_prefix(PREFIX) {
        return rest;
    }
    if let Some(rest) = body.strip_prefix("URN:") {
        oddities.push(UvciOddity::OtherPrefix);
        // A namespace starts with a letter; a digit is the version already.
        return match rest.split_once(':') {
            Some((namespace, rest)) if !namespace.starts_with(|c: char| c.is_ascii_digit()) => rest,
            _ => rest,
        };
    }
    oddities.push(UvciOddity::NoUrnPrefix);
    body.strip_prefix("UVCI:").unwrap_or(body)
}

/// The version and what follows it: two digits, or `V` and digits up to a separator.
fn split_version(rest: &str) -> (&str, &str) {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some((version, after)) = rest.split_at_checked(2)
        && digits(version)
    {
        return (version, after);
    }
    if let Some(end) = rest.find([':', '/'])
        && let Some((version, after)) = rest.split_at_checked(end)
        && (digits(version) || version.strip_prefix('V').is_some_and(digits))
    {
        return (version, after);
    }
    ("", rest)
}

/// Takes one separator off; another one than a colon, or none, is noted.
fn strip_colon<'a>(rest: &'a str, colons: &mut bool) -> &'a str {
    if let Some(rest) = rest.strip_prefix(':') {
        return rest;
    }
    *colons = false;
    rest.strip_prefix('/').unwrap_or(rest)
}

/// The country and what follows it: letters up to a separator, else the first two letters.
fn split_country<'a>(rest: &'a str, colons: &mut bool) -> Option<(&'a str, &'a str)> {
    let letters = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase());
    if let Some(end) = rest.find([':', '/'])
        && let Some((country, after)) = rest.split_at_checked(end)
        && (2..=10).contains(&end)
        && letters(country)
    {
        return Some((country, strip_colon(after, colons)));
    }
    let (country, after) = rest.split_at_checked(2)?;
    *colons &= after.is_empty();
    letters(country).then_some((country, after))
}

#[cfg(test)]
mod tests;
