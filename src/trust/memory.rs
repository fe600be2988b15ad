//! What a verifier remembers of the signed files it has seen, so that an older one in their place is noticed.
//!
//! A signature says who made a file, not that it is the newest. So our own files carry a sequence number and the time
//! they were made, lists of others their date, and whoever reads them keeps the highest of both for each signer, kind
//! and series ([`Mark`]). An older file is refused ([`Older`]). The latest date of all is also the earliest moment that
//! a clock may show.
//!
//! Nothing here touches a file: the caller keeps [`Memory::to_json`] where it likes and brings it again.
//!
//! ```
//! use hcert::trust::{Mark, MarkKind, Memory};
//!
//! let mark = |made: &str| Mark {
//!     kind: MarkKind::Trust,
//!     signer: "operator 56da1d7a9b747e29".into(),
//!     series: String::new(),
//!     sequence: None,
//!     made: made.parse().unwrap(),
//!     source: "trust.bundle".into(),
//! };
//! let mut memory = Memory::default();
//! memory.take(&[mark("2022-01-31T00:00:00Z")], &[]).unwrap();
//! assert!(memory.take(&[mark("2022-01-30T00:00:00Z")], &[]).is_err());
//! ```

use super::succession::Succession;
use crate::text::{Text, ToText};
use crate::time::Timestamp;
use crate::{in_english, text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the file says of its own form.
const FORMAT: &str = "hcert-state/1";

/// The most signed files that are remembered: far more than any post has lists.
const MOST: usize = 10_000;

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// A trust list.
    Trust,
    /// A store of revoked certificates.
    Revocations,
}

/// Who signed a file, and which one of theirs it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Mark {
    /// What it is for.
    pub kind: MarkKind,
    /// The signer: `operator` and the identifier of its first key, or the name of another list's signer with its
    /// form.
    pub signer: String,
    /// The operator's name for what the file is one of; empty where there is one only.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub series: String,
    /// Its number, which grows; lists of others have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
    /// When it was made.
    pub made: Timestamp,
    /// The name that the caller gave, for messages.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

impl Mark {
    fn key(&self) -> Key {
        (self.kind, self.signer.clone(), self.series.clone())
    }
}

type Key = (MarkKind, String, String);

/// The highest that was seen of one key: number and date each by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    sequence: Option<u64>,
    made: Timestamp,
}

impl Seen {
    fn of(mark: &Mark) -> Self {
        Self {
            sequence: mark.sequence,
            made: mark.made,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            sequence: self.sequence.max(other.sequence),
            made: self.made.max(other.made),
        }
    }

    /// Whether a file is older than this: by its date, and by its number where both have one.
    fn is_newer_than(&self, mark: &Mark) -> bool {
        let numbered = self.sequence.zip(mark.sequence);
        mark.made < self.made || numbered.is_some_and(|(seen, own)| own < seen)
    }
}

/// A file is older than one of the same signer that was seen before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Older {
    /// The file.
    pub mark: Box<Mark>,
    /// The highest number that was seen.
    pub sequence: Option<u64>,
    /// The latest date that was seen.
    pub made: Timestamp,
}

impl ToText for Older {
    fn to_text(&self) -> Text {
        let of = |made: Timestamp, number: Option<u64>| match number {
            Some(number) => text!(TRUST_NUMBERED, at = made, number),
            None => made.to_text(),
        };
        let Mark { source, made, .. } = &*self.mark;
        let made = of(*made, self.mark.sequence);
        text!(
            TRUST_OLDER,
            source,
            made,
            seen = of(self.made, self.sequence)
        )
    }
}

in_english!(Older: Error);

crate::text::sentence_error! {
    /// Why a text is no memory.
    MemoryError
}

/// What was seen so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    seen: BTreeMap<Key, Seen>,
    successions: Vec<Succession>,
}

/// Its form in JSON.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    format: String,
    seen: Vec<Mark>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    successions: Vec<Succession>,
}

impl Memory {
    /// Reads what [`Memory::to_json`] wrote.
    ///
    /// # Errors
    /// The text is none of it. Whoever goes on without it forgets what was seen.
    pub fn from_json(text: &str) -> Result<Self, MemoryError> {
        let file: File = serde_json::from_str(text)
            .map_err(|error| MemoryError(text!(TRUST_NO_STATE, error = error.to_string())))?;
        if file.format != FORMAT {
            let (found, want) = (format!("{:?}", file.format), format!("{FORMAT:?}"));
            return Err(MemoryError(text!(TRUST_OTHER_STATE, found, want)));
        }
        let mut memory = Self {
            seen: BTreeMap::new(),
            successions: file.successions,
        };
        file.seen.iter().for_each(|mark| memory.note(mark));
        Ok(memory)
    }

    /// Its text.
    ///
    /// ```
    /// use hcert::trust::Memory;
    /// let memory = Memory::default();
    /// assert_eq!(Memory::from_json(&memory.to_json())?, memory);
    /// # Ok::<(), hcert::trust::MemoryError>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let seen = self.seen.iter().map(|((kind, signer, series), seen)| Mark {
            kind: *kind,
            signer: signer.clone(),
            series: series.clone(),
            sequence: seen.sequence,
            made: seen.made,
            source: String::new(),
        });
        let file = File {
            format: FORMAT.into(),
            seen: seen.collect(),
            successions: self.successions.clone(),
        };
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }

    /// Takes in the files that were read together, all of them or none, and the operators' keys that replaced others.
    ///
    /// # Errors
    /// One is older than another of its signer, kind and series, seen before or now.
    pub fn take(&mut self, marks: &[Mark], successions: &[Succession]) -> Result<(), Older> {
        let mut next = self.clone();
        for succession in successions {
            if !next.successions.contains(succession) {
                next.successions.push(succession.clone());
            }
        }
        marks.iter().for_each(|mark| next.note(mark));
        for mark in marks {
            if let Some(seen) = next.seen.get(&mark.key())
                && seen.is_newer_than(mark)
            {
                return Err(Older {
                    mark: Box::new(mark.clone()),
                    sequence: seen.sequence,
                    made: seen.made,
                });
            }
        }
        *self = next;
        Ok(())
    }

    fn note(&mut self, mark: &Mark) {
        let seen = Seen::of(mark);
        let full = self.seen.len() >= MOST;
        match self.seen.get_mut(&mark.key()) {
            Some(known) => *known = known.and(seen),
            None if full => {}
            None => {
                self.seen.insert(mark.key(), seen);
            }
        }
    }

    /// Takes in what another one of the same post has seen.
    pub fn merge(&mut self, other: Self) {
        for ((kind, signer, series), seen) in other.seen {
            self.note(&Mark {
                kind,
                signer,
                series,
                sequence: seen.sequence,
                made: seen.made,
                source: String::new(),
            });
        }
        for succession in other.successions {
            if !self.successions.contains(&succession) {
                self.successions.push(succession);
            }
        }
    }

    /// The latest date that was seen: it has passed.
    #[must_use]
    pub fn latest(&self) -> Option<Timestamp> {
        self.seen.values().map(|seen| seen.made).max()
    }

    /// Operators' keys that replaced others.
    #[must_use]
    pub fn successions(&self) -> &[Succession] {
        &self.successions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(made: &str, sequence: Option<u64>) -> Mark {
        Mark {
            kind: MarkKind::Trust,
            signer: "operator 0000000000000001".into(),
            series: String::new(),
            sequence,
            made: made.parse().unwrap(),
            source: "a".into(),
        }
    }

    const DAY: &str = "2022-01-31T00:00:00Z";
    const BEFORE: &str = "2022-01-30T00:00:00Z";
    const AFTER: &str = "2022-02-01T00:00:00Z";

    #[test]
    fn an_older_file_is_refused_by_date_and_by_number() {
        for (seen, next, taken) in [
            (mark(DAY, None), mark(DAY, None), true),
            (mark(DAY, None), mark(AFTER, None), true),
            (mark(DAY, None), mark(BEFORE, None), false),
            (mark(DAY, Some(7)), mark(DAY, Some(7)), true),
            (mark(DAY, Some(7)), mark(AFTER, Some(8)), true),
            // Made later by its date, and yet an earlier one.
            (mark(DAY, Some(7)), mark(AFTER, Some(6)), false),
            (mark(DAY, Some(7)), mark(BEFORE, Some(8)), false),
            // A number cannot be taken off to get by.
            (mark(DAY, Some(7)), mark(BEFORE, None), false),
            (mark(DAY, Some(7)), mark(AFTER, None), true),
            (mark(DAY, None), mark(BEFORE, Some(9)), false),
        ] {
            let mut memory = Memory::default();
            memory.take(std::slice::from_ref(&seen), &[]).unwrap();
            let before = memory.clone();
            let result = memory.take(std::slice::from_ref(&next), &[]);
            assert_eq!(result.is_ok(), taken, "{seen:?} {next:?}");
            if !taken {
                assert_eq!(memory, before, "what is refused leaves no trace");
            }
        }
    }

    #[test]
    fn a_number_stays_seen_when_a_file_without_one_came_later() {
        let mut memory = Memory::default();
        memory.take(&[mark(DAY, Some(7))], &[]).unwrap();
        memory.take(&[mark(AFTER, None)], &[]).unwrap();
        assert!(memory.take(&[mark(AFTER, Some(6))], &[]).is_err());
    }

    #[test]
    fn signers_kinds_and_series_are_remembered_each_by_itself() {
        let mut memory = Memory::default();
        memory.take(&[mark(DAY, None)], &[]).unwrap();
        let old = mark(BEFORE, None);
        for other in [
            Mark {
                kind: MarkKind::Revocations,
                ..old.clone()
            },
            Mark {
                signer: "operator 0000000000000002".into(),
                ..old.clone()
            },
            Mark {
                series: "south".into(),
                ..old.clone()
            },
        ] {
            assert_eq!(memory.take(&[other], &[]), Ok(()));
        }
        assert!(memory.take(&[old], &[]).is_err());
    }

    #[test]
    fn of_two_in_one_reading_the_older_is_refused_whatever_their_order() {
        for marks in [
            [mark(DAY, None), mark(BEFORE, None)],
            [mark(BEFORE, None), mark(DAY, None)],
        ] {
            let mut memory = Memory::default();
            let older = memory.take(&marks, &[]).unwrap_err();
            assert_eq!(older.mark.made, BEFORE.parse().unwrap());
            assert_eq!(memory, Memory::default());
        }
    }

    #[test]
    fn what_is_kept_as_a_text_is_what_was_seen() {
        let mut memory = Memory::default();
        memory.take(&[mark(DAY, Some(7))], &[]).unwrap();
        let again = Memory::from_json(&memory.to_json()).unwrap();
        assert_eq!(again, memory);
        assert_eq!(again.latest(), DAY.parse().ok());
        for wrong in ["", "{}", "[]", "{\"format\":\"hcert-state/2\",\"seen\":[]}"] {
            assert!(Memory::from_json(wrong).is_err(), "{wrong}");
        }
    }
}
