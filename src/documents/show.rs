//! What every document shows of its holder.

use super::dcc::{Person, names};
use crate::text::{Lang, escape, messages};
use crate::time::BirthDate;
use serde::Serialize;
use std::fmt;

/// A person in words; what came from the code is harmless wherever it is shown.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HolderWords {
    /// The name as the passport writes it, `FNT<<GNT`.
    pub machine: String,
    /// The name as the holder writes it.
    pub written: String,
    /// The date of birth, as far as it is known.
    pub birth_date: String,
    /// "born" and the date.
    pub born: String,
}

/// Shows nobody.
impl fmt::Debug for HolderWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HolderWords(redacted)")
    }
}

impl HolderWords {
    /// A person as a certificate says it, with the words in a language.
    #[must_use]
    pub fn new(person: &Person, birth_date: BirthDate, lang: Lang) -> Self {
        let text = |name: &Option<String>| name.clone().unwrap_or_default();
        let written = [text(&person.family), text(&person.given)];
        let written: Vec<&str> = written
            .iter()
            .map(String::as_str)
            .filter(|name| !name.is_empty())
            .collect();
        let birth_date = birth_date.to_string();
        let machine = names::mrz_line(&text(&person.family_mrz), &text(&person.given_mrz));
        Self {
            machine: escape(&machine),
            ..Self::named(&written.join(", "), &birth_date, lang)
        }
    }

    /// A person of whom there is one name, as the travel document has it.
    #[must_use]
    pub fn named(name: &str, birth_date: &str, lang: Lang) -> Self {
        let birth_date = if birth_date.is_empty() {
            "?"
        } else {
            birth_date
        };
        Self {
            machine: String::new(),
            written: escape(name),
            born: format!("{} {birth_date}", messages::CARD_BORN.get(lang)),
            birth_date: birth_date.to_owned(),
        }
    }
}
