//! Countries, as certificates, lists and rules name them.

use crate::text::{Text, ToText};
use crate::{in_english, text};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Two capital letters: ISO 3166-1 alpha-2, and what stands beside it (`EU`, `XK`, `UN`).
///
/// ```
/// use hcert::CountryCode;
/// let norway: CountryCode = "no".parse()?;
/// assert_eq!(norway.as_str(), "NO");
/// assert_eq!(CountryCode::of_capitals("no"), None);
/// assert!("NOR".parse::<CountryCode>().is_err());
/// # Ok::<(), hcert::CountryCodeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// From two octets that are capital letters.
    #[must_use]
    pub fn from_octets(octets: [u8; 2]) -> Option<Self> {
        let capitals = octets.iter().all(u8::is_ascii_uppercase);
        capitals.then_some(Self(octets))
    }

    /// From a text of two capital letters, as lists must have it.
    #[must_use]
    pub fn of_capitals(text: &str) -> Option<Self> {
        Self::from_octets(text.as_bytes().try_into().ok()?)
    }

    /// The two letters.
    #[must_use]
    pub fn octets(&self) -> &[u8; 2] {
        &self.0
    }

    /// The two letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Capital letters of ASCII are UTF-8.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for CountryCode {
    type Err = CountryCodeError;

    /// Reads two letters in either case.
    fn from_str(text: &str) -> Result<Self, CountryCodeError> {
        Self::of_capitals(&text.to_ascii_uppercase()).ok_or(CountryCodeError)
    }
}

impl TryFrom<String> for CountryCode {
    type Error = CountryCodeError;

    fn try_from(text: String) -> Result<Self, CountryCodeError> {
        text.parse()
    }
}

impl From<CountryCode> for String {
    fn from(country: CountryCode) -> Self {
        country.to_string()
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text is no country code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountryCodeError;

impl ToText for CountryCodeError {
    fn to_text(&self) -> Text {
        text!(COUNTRY_CODE)
    }
}

in_english!(CountryCodeError: Error);

crate::shown_alike! { CountryCode }
