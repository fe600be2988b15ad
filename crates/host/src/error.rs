//! What went wrong with files, keys and arguments.

use hcert::text::{Text, ToText};
use hcert::{in_english, text};

/// Why something could not be read or done: what was wrong and what to do next.
#[derive(Debug)]
pub struct Failure {
    /// What was wrong, and where.
    pub message: Text,
    /// What to do next.
    pub hint: Option<Text>,
}

impl Failure {
    /// With a message and no hint.
    #[must_use]
    pub fn new(message: impl ToText) -> Self {
        Self {
            message: message.to_text(),
            hint: None,
        }
    }

    /// With a message of another library, which is the same in every language.
    #[must_use]
    pub fn plain(message: impl std::fmt::Display) -> Self {
        Self::new(Text::plain(message))
    }

    /// An error of the system about a file.
    #[must_use]
    pub fn io(path: impl AsRef<std::path::Path>, error: &std::io::Error) -> Self {
        Self::new(text!(FILE_SYSTEM, path = path.as_ref(), error))
    }

    /// The same with what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl ToText) -> Self {
        self.hint = Some(hint.to_text());
        self
    }

    /// The same with a hint, where there is one.
    #[must_use]
    pub fn hint_if(self, hint: Option<impl ToText>) -> Self {
        match hint {
            Some(hint) => self.hint(hint),
            None => self,
        }
    }
}

/// The usual result.
pub type Result<T> = std::result::Result<T, Failure>;

impl ToText for Failure {
    fn to_text(&self) -> Text {
        self.message.clone()
    }
}

in_english!(Failure: Error);
