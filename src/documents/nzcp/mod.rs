//! New Zealand's passes (`NZCP:/1/`): base32 of a COSE_Sign1 around a CWT with a verifiable credential. All of them have
//! expired; what one said can still be verified.
//!
//! Nothing here issues them. Source: NZ COVID Pass technical specification 1 (2021).
//!
//! Personal data: `Debug` shows none of it.

mod read;

use crate::codec::cose::{CoseError, Sign1, Wrapping};
use crate::text::{Text, ToText};
use crate::{in_english, text};
use data_encoding::BASE32_NOPAD;
use std::fmt;

pub use read::{Claims, Reading, read};

/// The trust domain of its issuers.
pub const DOMAIN: &str = "NZCP";

/// The version of the text that is known.
const VERSION: &str = "1";

/// What stands before version and octets, in whichever case.
const SCHEME: &str = "NZCP:/";

/// Why a text is no pass whose signature can be tried.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PassError {
    /// It does not begin with the scheme and a version.
    Scheme,
    /// Its version is not known.
    Version {
        /// What stands there, cut short.
        found: String,
    },
    /// What follows is not base32 (RFC 4648 section 6), which is upper case.
    Base32 {
        /// The place of the first character that is wrong, from 1.
        place: usize,
    },
    /// The octets are no tagged COSE_Sign1, or its header is not as it must be.
    Cose(CoseError),
    /// The envelope does not have tag 18.
    Untagged,
}

impl ToText for PassError {
    fn to_text(&self) -> Text {
        match self {
            Self::Scheme => text!(NZCP_SCHEME),
            Self::Version { found } => text!(NZCP_VERSION, found, known = VERSION),
            Self::Base32 { place } => text!(NZCP_BASE32, place),
            Self::Cose(error) => error.to_text(),
            Self::Untagged => text!(NZCP_UNTAGGED),
        }
    }
}

in_english!(PassError: Error);

/// A pass whose signature nobody has checked.
#[derive(Clone, PartialEq)]
pub struct Pass {
    /// The signed envelope.
    pub sign1: Sign1,
    /// Characters of the text.
    pub characters: usize,
}

/// Shows sizes alone: the content is somebody's.
impl fmt::Debug for Pass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pass({} characters)", self.characters)
    }
}

impl Pass {
    /// Takes a text apart.
    ///
    /// ```
    /// use hcert::nzcp::{Pass, PassError};
    /// let found = "2".to_owned();
    /// assert_eq!(Pass::parse("NZCP:/2/AAAA", 16).unwrap_err(), PassError::Version { found });
    /// ```
    ///
    /// # Errors
    /// The first layer that fails.
    pub fn parse(text: &str, depth: usize) -> Result<Self, PassError> {
        let text = text.trim();
        let scheme = text.get(..SCHEME.len()).ok_or(PassError::Scheme)?;
        if !scheme.eq_ignore_ascii_case(SCHEME) {
            return Err(PassError::Scheme);
        }
        let rest = text.get(SCHEME.len()..).unwrap_or_default();
        let (version, body) = rest.split_once('/').ok_or(PassError::Scheme)?;
        if version != VERSION {
            let found = version.chars().take(8).collect();
            return Err(PassError::Version { found });
        }
        // Padding is not allowed and harms nobody.
        let body = body.trim_end_matches('=');
        let octets = BASE32_NOPAD.decode(body.as_bytes());
        let octets = octets.map_err(|error| PassError::Base32 {
            place: error.position + 1,
        })?;
        let sign1 = Sign1::decode(&octets, depth).map_err(PassError::Cose)?;
        match sign1.wrapping {
            Wrapping::Tag18 => Ok(Self {
                sign1,
                characters: text.len(),
            }),
            Wrapping::Untagged | Wrapping::Tag61 => Err(PassError::Untagged),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_pass_is_told_by_what_is_wrong_with_it() {
        let scheme = |text: &str| Pass::parse(text, 16) == Err(PassError::Scheme);
        for text in ["", "NZCP", "NZCP:/", "NZCP:/1", "HC1:/1/AA", "æøå/1/AA"] {
            assert!(scheme(text), "{text}");
        }
        for text in ["NZCP:/1/a2KC", "NZCP:/1/2K1C", "NZCP:/1/2KC ", "nzcp:/1/æ"] {
            let error = Pass::parse(text, 16).unwrap_err();
            let is_text = matches!(error, PassError::Base32 { .. } | PassError::Cose(_));
            assert!(is_text, "{text}: {error}");
        }
        // The envelope alone, without its tag.
        let untagged = format!(
            "NZCP:/1/{}",
            BASE32_NOPAD.encode(&[0x84, 0x40, 0xa0, 0x40, 0x40])
        );
        assert_eq!(Pass::parse(&untagged, 16), Err(PassError::Untagged));
    }
}
