//! The languages in which people are spoken to: English, bokmål and nynorsk.

use std::fmt;
use std::str::FromStr;

/// A language for everything that a person reads. Codes and JSON keys are the same in all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Norwegian bokmål.
    Nb,
    /// Norwegian nynorsk.
    Nn,
}

impl Lang {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::En, Self::Nb, Self::Nn];

    /// The ISO 639-1 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Nb => "nb",
            Self::Nn => "nn",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|lang| lang.code() == text);
        found.ok_or_else(|| format!("language {text:?} is not one of en, nb, nn"))
    }
}

/// One text in the three languages, with named places such as `{found}` to be filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// English.
    pub en: &'static str,
    /// Bokmål.
    pub nb: &'static str,
    /// Nynorsk.
    pub nn: &'static str,
}

impl Words {
    /// The text in one language, its places still open.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Nb => self.nb,
            Lang::Nn => self.nn,
        }
    }

    /// The text in one language with its places filled from (name, value) pairs. A place without a
    /// value stays as it is, so that a forgotten one is seen.
    #[must_use]
    pub fn fill(&self, lang: Lang, values: &[(&'static str, Shown)]) -> String {
        let template = self.get(lang);
        let mut text = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                text.push('{');
                rest = after;
                continue;
            };
            match values.iter().find(|(key, _)| *key == name) {
                Some((_, value)) => text.push_str(value.get(lang)),
                None => {
                    text.push('{');
                    text.push_str(name);
                    text.push('}');
                }
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }

    /// The names of the places, sorted, for the tests of the tables.
    #[must_use]
    pub fn places(&self, lang: Lang) -> Vec<&'static str> {
        let mut names: Vec<&str> = self
            .get(lang)
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}').map(|(name, _)| name))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// A value in a text: the same in every language, or its own in each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The same in every language: numbers, instants, codes, technical detail.
    Text(String),
    /// Fixed words.
    Words(Words),
    /// Made for each language, in the order of [`Lang::ALL`].
    Each(Box<[String; 3]>),
}

impl Shown {
    /// Several words with a comma between.
    #[must_use]
    pub fn list(items: &[Words]) -> Self {
        let join = |lang| {
            items
                .iter()
                .map(|words| words.get(lang))
                .collect::<Vec<_>>()
                .join(", ")
        };
        Self::Each(Box::new(Lang::ALL.map(join)))
    }

    /// The value in one language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Words(words) => words.get(lang),
            Self::Each(texts) => {
                let [en, nb, nn] = &**texts;
                match lang {
                    Lang::En => en,
                    Lang::Nb => nb,
                    Lang::Nn => nn,
                }
            }
        }
    }
}

impl From<String> for Shown {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Words> for Shown {
    fn from(words: Words) -> Self {
        Self::Words(words)
    }
}

/// A text out of a code, made harmless where it is shown: control characters and those that turn the
/// direction of writing are spelled out, so that no code can draw its own verdict.
#[must_use]
pub fn shown(text: &str) -> String {
    let unsafe_ = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match unsafe_(c) {
            true => out.extend(c.escape_unicode()),
            false => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once_and_forgotten_ones_stay_visible() {
        let words = Words {
            en: "got {found}, want {want}",
            nb: "",
            nn: "",
        };
        assert_eq!(
            words.fill(
                Lang::En,
                &[
                    ("found", "{want}".to_owned().into()),
                    ("want", "3".to_owned().into())
                ]
            ),
            "got {want}, want 3"
        );
        assert_eq!(words.fill(Lang::En, &[]), "got {found}, want {want}");
        assert_eq!(words.places(Lang::En), ["found", "want"]);
    }
}
