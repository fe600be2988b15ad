//! What people read, in every language: messages with places for values, and the escaping of what is not ours.
//!
//! A language is one folder, `i18n/<lang>`, of [Fluent](https://projectfluent.org) files; program, service, pages and
//! browser read the same ones. The build script lists the folders and makes a constant in [`messages`] of every
//! message, so that one that is missing does not compile. What a language does not have is shown in English.
//!
//! ```
//! use hcert::Lang;
//! let lang: Lang = "nn".parse()?;
//! assert_eq!(lang, Lang::Nn);
//! let error = "xx".parse::<Lang>().unwrap_err();
//! assert!(error.to_string().starts_with("the language is not one of en, "));
//! # Ok::<(), hcert::text::UnknownLang>(())
//! ```

mod calendar;
mod catalog;
mod escape;
mod named;
mod said;

pub use calendar::{CivilDate, LocalMoment};
pub use catalog::{Lang, group, messages, name};
pub use escape::{escape, escape_json, without_bom};
pub use named::UnknownWord;
pub(crate) use named::{by_name, sentence_error};
pub use said::{Said, ToText, are_places};

use crate::{in_english, text};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(text: &str) -> Result<Self, UnknownLang> {
        let mut all = Self::ALL.into_iter().chain([Self::Pseudo]);
        let found = all.find(|lang| lang.code() == text);
        found.ok_or(UnknownLang(()))
    }
}

/// No language of ours has this code. What was given is not repeated: a form may hold anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownLang(());

impl ToText for UnknownLang {
    fn to_text(&self) -> Text {
        text!(LANG_UNKNOWN, codes = Lang::ALL.map(Lang::code).join(", "))
    }
}

in_english!(UnknownLang: Error);

/// A message of the files in `i18n`, by its identifier.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Message(&'static str);

impl Message {
    /// The message of a table's row. A test of the table sees that there is one.
    pub(crate) const fn new(id: &'static str) -> Self {
        Self(id)
    }

    /// The identifier, `finding-expired`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.0
    }

    /// The identifier without the name of its group, `expired`: a stable word for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.0.split_once('-').map_or(self.0, |(_, word)| word)
    }

    /// The text; places are left open, as `{$name}`.
    ///
    /// ```
    /// use hcert::text::{Lang, messages};
    /// assert_eq!(messages::VERDICT_REJECT.get(Lang::Nb), "avvist");
    /// assert_eq!(messages::FINDING_EXPIRED.get(Lang::En), "expired at {$exp}, it is {$at} now");
    /// ```
    #[must_use]
    pub fn get(self, lang: Lang) -> &'static str {
        catalog::text(self.0, lang)
    }

    /// The text with its places filled. A place without a value is left open, so that it is seen.
    ///
    /// ```
    /// use hcert::text::{Lang, messages};
    /// let values = [("exp", "2022-04-10T08:00:00Z".into()), ("at", "2022-05-01T12:00:00Z".into())];
    /// let text = messages::FINDING_EXPIRED.fill(Lang::En, &values);
    /// assert_eq!(text, "expired at 2022-04-10T08:00:00Z, it is 2022-05-01T12:00:00Z now");
    /// ```
    #[must_use]
    pub fn fill(self, lang: Lang, values: &[(&'static str, Text)]) -> String {
        catalog::fill(self.0, lang, values)
    }

    /// This message with values, to be shown in whatever language.
    ///
    /// ```
    /// use hcert::text::{Lang, messages};
    /// let values = vec![("exp", "2022-04-10".into()), ("at", "2022-05-01".into())];
    /// let text = messages::FINDING_EXPIRED.with(values);
    /// assert!(text.get(Lang::En).starts_with("expired at 2022-04-10"));
    /// assert!(text.get(Lang::Nb).starts_with("utløpt 2022-04-10"));
    /// ```
    #[must_use]
    pub fn with(self, values: Vec<(&'static str, Text)>) -> Text {
        Text::Filled(self, values)
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A text that can be shown in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Text {
    /// The same in every language: instants, codes, technical detail.
    Plain(String),
    /// A number, of which a language may make a singular or plural.
    Number(i64),
    /// A date, as the language writes it.
    Day(CivilDate),
    /// A moment by the clocks of a place, as the language writes it.
    Moment(LocalMoment),
    /// A message.
    Message(Message),
    /// A message with values.
    Filled(Message, Vec<(&'static str, Self)>),
    /// Several messages with a comma between.
    List(Vec<Message>),
    /// Several texts with something between.
    Joined(Vec<Self>, &'static str),
    /// Written by somebody else for each language, in the order of [`Lang::ALL`].
    Each(Box<[String]>),
}

impl Text {
    /// Whether it is this message, whatever its values are.
    #[must_use]
    pub fn is_of(&self, message: Message) -> bool {
        matches!(self, Self::Filled(found, _) | Self::Message(found) if *found == message)
    }

    /// The text in one language.
    ///
    /// ```
    /// use hcert::text::{Lang, Text, messages};
    /// assert_eq!(Text::from(messages::LIGHT_GREEN).get(Lang::Nb), "grønt");
    /// assert_eq!(Text::from("ES256").get(Lang::Nb), "ES256");
    /// assert_eq!(Text::from(90_i64).get(Lang::Nb), "90");
    /// ```
    #[must_use]
    pub fn get(&self, lang: Lang) -> Cow<'_, str> {
        match self {
            Self::Plain(text) => text.into(),
            Self::Number(number) => number.to_string().into(),
            Self::Day(date) => date.get(lang).into(),
            Self::Moment(moment) => moment.get(lang).into(),
            Self::Message(message) => message.get(lang).into(),
            Self::Filled(message, values) => message.fill(lang, values).into(),
            Self::List(messages) => {
                let texts: Vec<&str> = messages.iter().map(|one| one.get(lang)).collect();
                texts.join(", ").into()
            }
            Self::Joined(texts, between) => {
                let texts: Vec<_> = texts.iter().map(|one| one.get(lang)).collect();
                texts.join(between).into()
            }
            Self::Each(texts) => {
                let place = Lang::ALL.iter().position(|known| *known == lang);
                let text = texts.get(place.unwrap_or_default());
                text.map_or("", String::as_str).into()
            }
        }
    }
}

/// Writes a text in Unicode's normalisation form C, which loses nothing, and says whether that changed it.
pub(crate) fn compose(text: &mut String) -> bool {
    let changes = !is_nfc(text);
    if changes {
        *text = text.nfc().collect();
    }
    changes
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<i64> for Text {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Text {
    fn from(count: usize) -> Self {
        Self::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl From<CivilDate> for Text {
    fn from(date: CivilDate) -> Self {
        Self::Day(date)
    }
}

impl From<Message> for Text {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

#[cfg(test)]
mod tests;
