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
pub mod no1;
mod show;

use crate::deviation::{Deviation, DeviationCode};
use crate::text;
use crate::text::Text;
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
}

impl Document {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Dcc, Self::No1];

    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Dcc => "dcc",
            Self::No1 => "no1",
        }
    }
}

/// Nobody is born after the moment of the check.
fn born_later(birth_date: BirthDate, at: Timestamp) -> Option<Deviation> {
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
