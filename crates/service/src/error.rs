//! Why a service cannot be set up.

use std::fmt;

/// What is wrong with what a service was given: its certificate, its tokens, its proxies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupError(String);

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SetupError {}

impl From<String> for SetupError {
    fn from(sentence: String) -> Self {
        Self(sentence)
    }
}

impl From<&str> for SetupError {
    fn from(sentence: &str) -> Self {
        Self(sentence.to_owned())
    }
}

hcert::shown_alike! { SetupError }
