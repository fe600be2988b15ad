//! Conformance: test vectors of others, run check by check, so that an implementer sees which layer of
//! whose code is wrong.
//!
//! Four kinds of input, all handed in as (name, octets): the EU's raw vectors ([`vectors`]), verdict
//! corpora in JSON lines ([`corpus`]), cases of other health codes ([`health_codes`]), and tests of rules and their language ([`rules`]). Known faults of the vectors are data ([`Exceptions`]): a row that
//! unexpectedly agrees is reported as loudly as one that unexpectedly does not.

pub mod corpus;
pub mod health_codes;
pub mod rules;
pub mod vectors;

use hcert::text::{Message, Text, ToText, messages};
use hcert::{in_english, text};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Files by name, in order. Names are relative to the root of the vectors, with `/`.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The faults that are known to be the vectors' own: tab-separated `file`, `check`, `expected`, `oracle`,
/// `reason`, with a header line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exceptions {
    rows: HashMap<(String, String), String>,
}

/// Why an exceptions file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExceptionsError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: Message,
}

impl ToText for ExceptionsError {
    fn to_text(&self) -> Text {
        text!(BENCH_EXCEPTIONS, line = self.line, reason = self.reason)
    }
}

in_english!(ExceptionsError: Error);

impl Exceptions {
    /// Reads the table.
    ///
    /// # Errors
    /// A line without the five columns, or a (file, check) that stands twice.
    pub fn parse(text: &str) -> Result<Self, ExceptionsError> {
        let mut rows = HashMap::new();
        for (index, line) in text.lines().enumerate() {
            let wrong = |reason| ExceptionsError {
                line: index + 1,
                reason,
            };
            let columns: Vec<&str> = line.split('\t').collect();
            match columns.as_slice() {
                ["file", "check", ..] | [""] => {}
                [file, check, _, _, reason] => {
                    let key = ((*file).to_owned(), (*check).to_owned());
                    if rows.insert(key, (*reason).to_owned()).is_some() {
                        return Err(wrong(messages::BENCH_TWICE));
                    }
                }
                _ => return Err(wrong(messages::BENCH_COLUMNS)),
            }
        }
        Ok(Self { rows })
    }

    fn reason(&self, file: &str, check: &str) -> Option<&str> {
        self.rows
            .get(&(file.to_owned(), check.to_owned()))
            .map(String::as_str)
    }
}

/// One check of one vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRow {
    /// The vector's name.
    pub file: String,
    /// The check without its prefix `EXPECTED`.
    pub check: &'static str,
    /// What the vector says.
    pub expected: bool,
    /// What came out.
    pub actual: bool,
    /// The reason from the exceptions, if this row is among them.
    pub known: Option<String>,
    /// The layer that the check is about, or at which it failed.
    pub layer: &'static str,
    /// What was seen.
    pub detail: Text,
}

impl CheckRow {
    /// Whether the two agree.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.expected == self.actual
    }

    /// Whether this row needs somebody's attention: a disagreement that is not known.
    #[must_use]
    pub fn is_unexpected(&self) -> bool {
        !self.agrees() && self.known.is_none()
    }

    /// The country: the first part of the name.
    #[must_use]
    pub fn country(&self) -> &str {
        self.file
            .split_once('/')
            .map_or("-", |(country, _)| country)
    }
}

/// What a run over vectors found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Vectors found.
    pub vectors: usize,
    /// Every check that could be run.
    pub rows: Vec<CheckRow>,
    /// Checks that a vector asks for without giving what they need: (file, check, what is missing).
    pub not_runnable: Vec<(String, &'static str, Text)>,
    /// Exceptions that do not hold (any more): (file, check, why).
    pub stale: Vec<(String, String, Message)>,
    /// Files that claim to be vectors and cannot be read: (file, why).
    pub unreadable: Vec<(String, Text)>,
}

impl Run {
    /// Rows that agree.
    #[must_use]
    pub fn agree(&self) -> usize {
        self.rows.iter().filter(|row| row.agrees()).count()
    }

    /// Rows that disagree and are known to.
    #[must_use]
    pub fn known(&self) -> usize {
        self.rows
            .iter()
            .filter(|row| !row.agrees() && row.known.is_some())
            .count()
    }

    /// Rows that disagree and are not known to.
    #[must_use]
    pub fn unexpected(&self) -> usize {
        self.rows.iter().filter(|row| row.is_unexpected()).count()
    }

    /// Whether nothing needs attention.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.unexpected() == 0 && self.stale.is_empty() && self.unreadable.is_empty()
    }

    /// Marks the known rows and finds the exceptions that do not hold.
    fn apply(&mut self, exceptions: &Exceptions) {
        let mut used = HashSet::new();
        for row in &mut self.rows {
            let Some(reason) = exceptions.reason(&row.file, row.check) else {
                continue;
            };
            used.insert((row.file.clone(), row.check.to_owned()));
            if row.agrees() {
                let why = messages::BENCH_AGREES_NOW;
                self.stale
                    .push((row.file.clone(), row.check.to_owned(), why));
            } else {
                row.known = Some(reason.to_owned());
            }
        }
        for (file, check) in exceptions.rows.keys() {
            if !used.contains(&(file.clone(), check.clone())) {
                let why = messages::BENCH_NO_CHECK;
                self.stale.push((file.clone(), check.clone(), why));
            }
        }
        self.stale
            .sort_by(|(a, b, _), (c, d, _)| (a, b).cmp(&(c, d)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(file: &str, expected: bool, actual: bool) -> CheckRow {
        let (check, layer, detail) = ("VERIFY", "signature", Text::plain(""));
        CheckRow {
            file: file.into(),
            check,
            expected,
            actual,
            known: None,
            layer,
            detail,
        }
    }

    #[test]
    fn known_faults_are_counted_apart_and_stale_ones_are_errors() {
        let table = "file\tcheck\texpected\toracle\treason\na\tVERIFY\tTrue\tFalse\twhy\nb\tVERIFY\tTrue\tFalse\twhy\nc\tVERIFY\tTrue\tFalse\twhy\n";
        let exceptions = Exceptions::parse(table).unwrap();
        let mut run = Run {
            rows: vec![
                row("a", true, false),
                row("b", true, true),
                row("d", true, false),
            ],
            ..Run::default()
        };
        run.apply(&exceptions);
        assert_eq!((run.agree(), run.known(), run.unexpected()), (1, 1, 1));
        let stale: Vec<&str> = run.stale.iter().map(|(file, ..)| file.as_str()).collect();
        assert_eq!(stale, ["b", "c"]);
        assert!(!run.is_clean());
    }

    #[test]
    fn a_broken_exceptions_table_is_refused_with_its_line() {
        let error = Exceptions::parse("file\tcheck\texpected\toracle\treason\na\tVERIFY\n");
        assert_eq!(
            error.unwrap_err().to_string(),
            "exceptions, line 2: expected five columns separated by tabs"
        );
        let twice = "a\tVERIFY\tTrue\tFalse\tx\na\tVERIFY\tTrue\tFalse\tx\n";
        assert_eq!(Exceptions::parse(twice).unwrap_err().line, 2);
    }
}
