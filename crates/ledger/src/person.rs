//! A person's pseudonym: the same for the same person, and nothing without the key.
//!
//! HMAC-SHA-256 under a key of at least 32 octets that is kept outside the database. It is taken over the
//! identity number where the register has one, else over the names as the machine zone of a passport has them
//! and the date of birth. Whoever has the database alone learns nothing from it; whoever has the key as well can
//! test guesses, and identity numbers can all be guessed. So the key is kept as the register itself is.
//!
//! Limits: a person with an identity number has another pseudonym where the number is not known (a bare
//! payload), and under another number (a D-number before); a corrected name or date of birth gives another one where there is no number; two persons of the
//! same names, born on the same day and without numbers, have the same.

use super::LedgerError;
use hcert::codec::unhex;
use hcert::dcc::Payload;
use hcert::dcc::names::{Language, mrz_line, transliterate};
use hcert::icvp::Icvp;
use hcert::issue::IssuedContent;
use hcert::key::hmac_sha256;
use hcert::no1::Holder;
use hcert::norway::identity::IdentityNumber;
use hcert::norway::record::Record;
use hcert::time::BirthDate;
use std::fmt;
use zeroize::Zeroizing;

/// A person's pseudonym.
pub type Pseudonym = [u8; 32];

/// The fewest octets of a key.
pub const MIN_KEY: usize = 32;

/// What keeps these tags apart from all others that the same key may make.
const DOMAIN: &[u8] = b"hcert ledger person 1";

/// The key of the pseudonyms. It is wiped from memory afterwards.
pub struct PersonKey(Zeroizing<Vec<u8>>);

impl PersonKey {
    /// Takes the octets of a key.
    ///
    /// # Errors
    /// Fewer than [`MIN_KEY`].
    pub fn new(octets: &[u8]) -> Result<Self, LedgerError> {
        match octets.len() >= MIN_KEY {
            true => Ok(Self(Zeroizing::new(octets.to_vec()))),
            false => Err(LedgerError::Key {
                octets: octets.len(),
            }),
        }
    }

    /// Takes the content of a file: hexadecimal digits, with blanks around them, or the octets as they are.
    ///
    /// # Errors
    /// Fewer octets than [`MIN_KEY`]; a text that is not hexadecimal ([`LedgerError::KeyText`]).
    pub fn from_file(content: &[u8]) -> Result<Self, LedgerError> {
        let text = std::str::from_utf8(content).unwrap_or_default();
        match unhex(text.trim()).map(Zeroizing::new) {
            Some(octets) if !octets.is_empty() => Self::new(&octets),
            // Octets that were drawn at random are no text. This is a key that lost a digit, which would
            // be another one, or a password, which could be guessed.
            _ if is_text(text) && content.len() >= MIN_KEY => Err(LedgerError::KeyText),
            _ => Self::new(content),
        }
    }

    /// The pseudonym of a person.
    #[must_use]
    pub fn pseudonym(&self, person: &PersonId) -> Pseudonym {
        // Every part behind its length: no two lists of parts are written alike.
        let mut message = Vec::new();
        for part in [DOMAIN]
            .into_iter()
            .chain(person.parts.iter().map(|part| part.as_bytes()))
        {
            message.extend((part.len() as u64).to_be_bytes());
            message.extend(part);
        }
        hmac_sha256(&self.0, &message)
    }
}

/// Shows nothing of the key.
impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonKey({} octets, redacted)", self.0.len())
    }
}

/// What a person is recognised by.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonId {
    parts: Vec<String>,
}

/// Shows the kind only.
impl fmt::Debug for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.parts.first().map_or("", String::as_str);
        write!(f, "PersonId({kind}, redacted)")
    }
}

impl PersonId {
    /// A person with an identity number.
    #[must_use]
    pub fn number(number: &IdentityNumber) -> Self {
        Self {
            parts: vec!["number".into(), number.digits()],
        }
    }

    /// A person by transliterated names (`fnt`, `gnt`) and date of birth. Fillers around and between the
    /// names count once. `None` where names or date of birth are not known: others would be taken for the same.
    #[must_use]
    pub fn names(fnt: &str, gnt: &str, born: BirthDate) -> Option<Self> {
        let one = |name: &str| mrz_line(name, "");
        let (family, given) = (one(fnt), one(gnt));
        if family.is_empty() && given.is_empty() || born == BirthDate::Unknown {
            return None;
        }
        Some(Self {
            parts: vec!["names".into(), family, given, born.to_string()],
        })
    }

    /// The person of a register record.
    #[must_use]
    pub fn of_record(record: &Record) -> Option<Self> {
        let person = &record.person;
        match &person.identity_number {
            Some(number) => Some(Self::number(number)),
            None => {
                let (family, given) = person.machine_names();
                Self::names(&family, &given, person.date_of_birth)
            }
        }
    }

    /// The holder of an EU certificate.
    #[must_use]
    pub fn of_payload(payload: &Payload) -> Option<Self> {
        Self::of_dcc(&payload.person, payload.birth_date)
    }

    /// The holder of a domestic code.
    #[must_use]
    pub fn of_holder(holder: &Holder) -> Option<Self> {
        Self::of_dcc(&holder.person, holder.birth_date)
    }

    /// The holder of a yellow card, whose name does not say which part is the family's. No other document's holder is
    /// the same: that needs an identity number.
    #[must_use]
    pub fn of_card(card: &Icvp) -> Option<Self> {
        let line = mrz_line(&transliterate(&card.name, Language::Unknown).text, "");
        if line.is_empty() {
            return None;
        }
        let born = card.birth_date.to_string();
        Some(Self {
            parts: vec!["name".into(), line, born],
        })
    }

    /// The holder of what was issued.
    #[must_use]
    pub fn of_issued(content: &IssuedContent) -> Option<Self> {
        match content {
            IssuedContent::Dcc(payload) => Self::of_payload(payload),
            IssuedContent::Icvp(card) => Self::of_card(card),
        }
    }

    fn of_dcc(person: &hcert::dcc::Person, born: BirthDate) -> Option<Self> {
        let family = person.family_mrz.as_deref().unwrap_or_default();
        let given = person.given_mrz.as_deref().unwrap_or_default();
        Self::names(family, given, born)
    }
}

/// Whether there is a text without control characters other than blanks.
fn is_text(text: &str) -> bool {
    let is_odd = |c: char| c.is_control() && !c.is_whitespace();
    !text.is_empty() && !text.contains(is_odd)
}

#[cfg(test)]
mod tests;
