//! The Norwegian domestic code (`NO1:`): who may go about, and nothing about health. Until when is the claim `exp`.

pub mod issue;
pub mod judge;
mod read;
pub mod show;

use super::dcc::{self, Person, map, text, written};
use crate::codec::cbor::Item;
use crate::time::BirthDate;
use std::fmt;

pub use read::{Reading, read};

/// `ver` of the content.
pub const VERSION: &str = "1.0.0";

/// What the code holds.
///
/// ```
/// use hcert::{Payload, no1::Holder};
/// let payload = Payload::from_json(&std::fs::read_to_string("testdata/payloads/vaccination-2-2.json")?)?;
/// let holder = Holder { person: payload.person, birth_date: payload.birth_date };
/// let json = holder.to_json();
/// assert!(json.contains(r#""fnt":"OEVERLAND""#) && !json.contains(r#""v":"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Holder {
    /// `nam`.
    pub person: Person,
    /// `dob`.
    pub birth_date: BirthDate,
}

impl Holder {
    /// The document as it is encoded, borrowed: `ver`, `nam`, `dob`.
    #[must_use]
    pub fn to_item(&self) -> Item<'_> {
        map([
            ("ver", text(VERSION)),
            ("nam", self.person.to_item()),
            ("dob", written(self.birth_date)),
        ])
    }

    /// The JSON form, as text.
    #[must_use]
    pub fn to_json(&self) -> String {
        dcc::json(&self.to_item()).to_string()
    }
}

/// Shows no personal data.
impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Holder(redacted)")
    }
}
