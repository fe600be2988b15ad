//! What a person should know and what stops nothing. Whoever asked prints it, or logs it.

use crate::error::Failure;
use hcert::text::{Text, ToText};
use std::sync::{Mutex, PoisonError};

/// What a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoticeKind {
    /// One of several things failed, and the rest went on.
    Error,
    /// Something may not be as it was meant.
    Warning,
    /// What to do next.
    Hint,
}

impl NoticeKind {
    /// `error`, `warning` or `hint`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        }
    }
}

/// One thing that a person should know. The text holds names of files as they are: escape it before it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notice {
    /// What it is.
    pub kind: NoticeKind,
    /// The words.
    pub text: Text,
}

/// Gathers notices in order.
///
/// ```
/// use hcert_host::notices::Notices;
///
/// let notices = Notices::default();
/// notices.warning("list.json: not signed");
/// assert_eq!(notices.take()[0].text.to_string(), "list.json: not signed");
/// ```
#[derive(Debug, Default)]
pub struct Notices(Mutex<Vec<Notice>>);

impl Notices {
    fn add(&self, kind: NoticeKind, text: Text) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(Notice { kind, text });
    }

    /// Adds a warning.
    pub fn warning(&self, text: impl ToText) {
        self.add(NoticeKind::Warning, text.to_text());
    }

    /// Adds a hint.
    pub fn hint(&self, text: impl ToText) {
        self.add(NoticeKind::Hint, text.to_text());
    }

    /// Adds a failure and its hint.
    pub fn failure(&self, failure: &Failure) {
        self.add(NoticeKind::Error, failure.message.clone());
        if let Some(hint) = &failure.hint {
            self.hint(hint);
        }
    }

    /// The notices so far; they are gone from here afterwards.
    pub fn take(&self) -> Vec<Notice> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
