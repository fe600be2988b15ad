//! Things that have a name, and errors that are a sentence.

use super::{Message, Text, ToText, escape};
use crate::{in_english, text};

/// A word that names none of the things that there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownWord {
    what: Message,
    found: String,
    known: Vec<&'static str>,
}

impl UnknownWord {
    pub(crate) fn new(what: Message, found: &str, known: &[&'static str]) -> Self {
        Self {
            what,
            found: escape(&found.chars().take(40).collect::<String>()),
            known: known.to_vec(),
        }
    }

    /// The words that there are.
    #[must_use]
    pub fn known(&self) -> &[&'static str] {
        &self.known
    }
}

impl ToText for UnknownWord {
    fn to_text(&self) -> Text {
        let (found, known) = (format!("{:?}", self.found), self.known.join(", "));
        text!(WORD_UNKNOWN, what = self.what, found, known)
    }
}

in_english!(UnknownWord: Error);

/// `Display` and `FromStr` of a type with `ALL` and `name`.
macro_rules! by_name {
    ($type:ty, $what:ident) => {
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::text::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let found = Self::ALL.into_iter().find(|one| one.name() == text);
                found.ok_or_else(|| {
                    let known = Self::ALL.map(Self::name);
                    $crate::text::UnknownWord::new($crate::text::messages::$what, text, &known)
                })
            }
        }
    };
}
pub(crate) use by_name;

/// An error that is one sentence for a person; programs need no more of it.
#[doc(hidden)]
#[macro_export]
macro_rules! sentence_error {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $type($crate::text::Text);

        impl $crate::text::ToText for $type {
            fn to_text(&self) -> $crate::text::Text {
                self.0.clone()
            }
        }
        $crate::in_english!($type: Error);

        impl From<String> for $type {
            fn from(sentence: String) -> Self {
                Self(sentence.into())
            }
        }

        impl From<$crate::text::Text> for $type {
            fn from(sentence: $crate::text::Text) -> Self {
                Self(sentence)
            }
        }
    };
}
pub(crate) use crate::sentence_error;
