//! One check and how it went, with the values that it compared.

use super::class::Class;
use super::codes::{Check, Code};
use crate::codec::cbor::hex;
use crate::deviation::{Deviation, DeviationCode};
use crate::lang::{Lang, Shown, Words};
use crate::time::Timestamp;
use crate::trust::{Provenance, Purposes};
use std::sync::Arc;

/// How one check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not hold: evidence against the certificate.
    Fail,
    /// It cannot be decided.
    Open,
    /// It was not made.
    Skipped,
}

impl Outcome {
    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Open => "open",
            Self::Skipped => "skipped",
        }
    }
}

/// The values that a text compares, by the names of their places.
pub(super) type Values = Vec<(&'static str, Told)>;

/// A value that a text compares, as it was found. Most findings are of checks that passed, and nobody asks for
/// their texts: what they compare is written out when somebody does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// A text, or words in three languages.
    Shown(Shown),
    /// A count or a number of seconds.
    Number(i64),
    /// An instant.
    Moment(Timestamp),
    /// A name that is the same in every language.
    Name(&'static str),
    /// Octets, told as hexadecimal digits.
    Octets(Vec<u8>),
    /// The list that a signer came from.
    List(Arc<Provenance>),
    /// What a signer may sign.
    Purposes(Purposes),
}

impl Told {
    fn shown(&self) -> Shown {
        match self {
            Self::Shown(shown) => shown.clone(),
            Self::Number(number) => number.to_string().into(),
            Self::Moment(moment) => moment.to_string().into(),
            Self::Name(name) => (*name).to_owned().into(),
            Self::Octets(octets) => hex(octets).into(),
            Self::List(list) => list.source.clone().into(),
            Self::Purposes(purposes) => purposes.shown(),
        }
    }
}

macro_rules! told {
    ($($from:ty: $found:ident => $told:expr;)*) => {
        $(impl From<$from> for Told {
            fn from($found: $from) -> Self {
                $told
            }
        })*
    };
}
told! {
    String: text => Self::Shown(text.into());
    Words: words => Self::Shown(words.into());
    Shown: shown => Self::Shown(shown);
    Timestamp: moment => Self::Moment(moment);
    i64: number => Self::Number(number);
    usize: count => Self::Number(i64::try_from(count).unwrap_or(i64::MAX));
    &'static str: name => Self::Name(name);
    &[u8]: octets => Self::Octets(octets.to_vec());
    &Arc<Provenance>: list => Self::List(Arc::clone(list));
    &Purposes: purposes => Self::Purposes(purposes.clone());
}

/// Where a finding's words come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Passed(Check),
    Skipped,
    Failed(Code),
    Strict(DeviationCode),
}

/// One check and how it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The stable code: the check's own when it passed, the reason's when it did not.
    pub code: &'static str,
    /// The class.
    pub class: Class,
    /// How it went.
    pub outcome: Outcome,
    source: Source,
    /// A hint that knows more than the table's.
    hint: Option<Box<Words>>,
    values: Values,
}

impl Finding {
    /// One line for a person.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let words = match self.source {
            Source::Passed(check) => check.words(),
            Source::Skipped => NOT_CHECKED,
            Source::Failed(code) => code.words(),
            Source::Strict(code) => code.words(),
        };
        let values = self.values.iter();
        let values: Vec<_> = values.map(|(place, told)| (*place, told.shown())).collect();
        words.fill(lang, &values)
    }

    /// What the officer does next.
    #[must_use]
    pub fn hint(&self, lang: Lang) -> &'static str {
        let of_the_table = match self.source {
            Source::Passed(_) | Source::Skipped => super::codes::NO_HINT,
            Source::Failed(code) => code.hint(),
            Source::Strict(_) => super::codes::ASK_ISSUER,
        };
        self.hint.as_deref().unwrap_or(&of_the_table).get(lang)
    }

    pub(super) fn passed(check: Check, values: Values) -> Self {
        Self {
            code: check.code(),
            class: check.class(),
            outcome: Outcome::Pass,
            source: Source::Passed(check),
            hint: None,
            values,
        }
    }

    pub(super) fn skipped(check: Check, why: Words) -> Self {
        Self {
            code: check.code(),
            class: check.class(),
            outcome: Outcome::Skipped,
            source: Source::Skipped,
            hint: None,
            values: vec![("why", why.into())],
        }
    }

    pub(super) fn failed(code: Code, values: Values) -> Self {
        Self {
            code: code.code(),
            class: code.class(),
            outcome: match code.is_reject() {
                true => Outcome::Fail,
                false => Outcome::Open,
            },
            source: Source::Failed(code),
            hint: None,
            values,
        }
    }

    /// The same with a hint that knows more.
    pub(super) fn with_hint(mut self, hint: Words) -> Self {
        self.hint = Some(Box::new(hint));
        self
    }

    /// A deviation under a strict policy.
    pub(super) fn strict(deviation: &Deviation) -> Self {
        Self {
            code: deviation.code.code(),
            class: super::class::class_of(deviation.code),
            outcome: Outcome::Fail,
            source: Source::Strict(deviation.code),
            hint: None,
            values: vec![
                ("at", deviation.at.clone().into()),
                ("found", deviation.found.clone().into()),
            ],
        }
    }
}

/// The words of a check that was not made.
const NOT_CHECKED: Words = Words {
    en: "not checked: {why}",
    nb: "ikke kontrollert: {why}",
    nn: "ikkje kontrollert: {why}",
};
