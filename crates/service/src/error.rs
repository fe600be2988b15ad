//! Why a service cannot be set up.

use hcert::in_english;
use hcert::text::{Text, ToText};

/// What is wrong with what a service was given: its certificate, its tokens, its proxies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupError(Text);

impl ToText for SetupError {
    fn to_text(&self) -> Text {
        self.0.clone()
    }
}

in_english!(SetupError: Error);

impl From<Text> for SetupError {
    fn from(sentence: Text) -> Self {
        Self(sentence)
    }
}
