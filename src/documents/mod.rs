//! The documents that a signed text may hold: a folder for each, with the same four doors.
//!
//! | door | makes | of |
//! |---|---|---|
//! | `read` | typed content, with faults and deviations | what was signed |
//! | `judge` | what contradicts itself, its claims or the moment of the check; no rules | the content |
//! | `show` | lines for a person | the content |
//! | `issue` | the content that is signed, or every reason why not | the content |
//!
//! What orders the doors is [`mod@crate::verify`] and [`mod@crate::issue`]. A new document is a folder, a variant of
//! [`Document`], and its arm where the doors are used.

pub mod dcc;
pub mod divoc;
pub mod health;
mod health_codes;
pub mod icvp;
pub mod link;
pub mod no1;
pub mod nzcp;
pub mod shc;
mod show;
pub mod vdsnc;

use crate::deviation::{Deviation, DeviationCode};
use crate::text;
use crate::text::{Message, Text, messages};
use crate::time::{BirthDate, Timestamp};
pub use show::HolderWords;

/// The documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Document {
    /// The EU Digital COVID Certificate.
    #[default]
    Dcc,
    /// The Norwegian domestic code.
    No1,
    /// The International Certificate of Vaccination or Prophylaxis.
    Icvp,
    /// A health link.
    Link,
    /// A SMART Health Card.
    Shc,
    /// A visible digital seal of ICAO.
    VdsNc,
    /// A pass of New Zealand.
    Nzcp,
    /// A DIVOC certificate.
    Divoc,
}

impl Document {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Dcc,
        Self::No1,
        Self::Icvp,
        Self::Link,
        Self::Shc,
        Self::VdsNc,
        Self::Nzcp,
        Self::Divoc,
    ];

    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Dcc => "dcc",
            Self::No1 => "no1",
            Self::Icvp => "icvp",
            Self::Link => "link",
            Self::Shc => "shc",
            Self::VdsNc => "vds-nc",
            Self::Nzcp => "nzcp",
            Self::Divoc => "divoc",
        }
    }

    /// Its name, as it follows "holds".
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Dcc => messages::CONTENT_DCC,
            Self::No1 => messages::FOREIGN_NORWEGIAN_DOMESTIC,
            Self::Icvp => messages::CONTENT_ICVP,
            Self::Link => messages::CONTENT_HEALTH_LINK,
            Self::Shc => messages::FOREIGN_SMART_HEALTH_CARD,
            Self::VdsNc => messages::FOREIGN_ICAO_VDS,
            Self::Nzcp => messages::FOREIGN_NEW_ZEALAND_PASS,
            Self::Divoc => messages::FOREIGN_DIVOC,
        }
    }

    /// Its key inside claim −260, where it is a content of that claim.
    #[must_use]
    pub fn sub_key(self) -> Option<i128> {
        match self {
            Self::Dcc | Self::No1 => Some(dcc::SUB_KEY),
            Self::Icvp => Some(icvp::SUB_KEY),
            Self::Link => Some(link::SUB_KEY),
            Self::Shc | Self::VdsNc | Self::Nzcp | Self::Divoc => None,
        }
    }

    /// The trust domains whose keys sign it. A key whose list names no domain is one for EU certificates.
    ///
    /// ```
    /// use hcert::Document;
    /// assert_eq!(Document::Icvp.domains(), ["ICVP"]);
    /// assert_eq!(Document::Dcc.domains(), [Document::DEFAULT_DOMAIN]);
    /// ```
    #[must_use]
    pub fn domains(self) -> &'static [&'static str] {
        match self {
            Self::Dcc | Self::No1 => &[Self::DEFAULT_DOMAIN],
            Self::Icvp => &[icvp::DOMAIN],
            Self::Link => &link::DOMAINS,
            Self::Shc => &[shc::DOMAIN],
            Self::VdsNc => &[vdsnc::DOMAIN],
            Self::Nzcp => &[nzcp::DOMAIN],
            Self::Divoc => &[divoc::DOMAIN],
        }
    }

    /// The domain of EU certificates, which is that of a key whose list names none.
    pub const DEFAULT_DOMAIN: &'static str = "DCC";
}

/// Nobody is born after the moment of the check.
pub(crate) fn born_later(birth_date: BirthDate, at: Timestamp) -> Option<Deviation> {
    let later = birth_date.earliest().is_some_and(|date| date.start() > at);
    later.then(|| Deviation::new(DeviationCode::DobFuture, "dob", ""))
}

/// Nobody is born after the certificate says so: the reason why nothing is issued.
fn born_after_issue(birth_date: BirthDate, issued_at: Timestamp) -> Option<Text> {
    let later = birth_date
        .earliest()
        .is_some_and(|date| date > issued_at.date());
    later.then(|| text!(PAYLOAD_BORN_LATER, at = issued_at))
}
