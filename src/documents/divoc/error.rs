//! Why a certificate is not read or does not verify.

use super::MAX_OCTETS;
use crate::key::SignatureError;
use crate::text::{Message, Text, ToText};
use crate::{in_english, text};

/// Why a certificate is not read or does not verify.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DivocError {
    /// No archive, or not one with a certificate alone.
    Zip(Text),
    /// The archive, or what is in it, is larger than [`MAX_OCTETS`].
    TooLarge,
    /// No JSON, or a name that stands twice in one object.
    Json(Text),
    /// The contexts are not known: nobody can say what the signature covers.
    Context,
    /// There is no proof.
    Unsigned,
    /// The signature in the proof does not have the form of a detached JWS whose payload is not encoded (RFC 7797).
    Jws(Message),
    /// Type of proof, header and key do not go together.
    Alg {
        /// The algorithm that the type of proof has.
        want: String,
        /// What the header names, or the type of key.
        found: String,
    },
    /// It is none of the certificates that are known.
    Schema {
        /// Where.
        path: String,
        /// What was expected there.
        want: Message,
    },
    /// The signature is not this key's over this certificate.
    Signature(SignatureError),
}

impl DivocError {
    /// The stable word of the class of verdicts that it belongs to.
    #[must_use]
    pub fn class(&self) -> &'static str {
        match self {
            Self::Zip(_) => "zip",
            Self::TooLarge => "too-large",
            Self::Json(_) => "json",
            Self::Context => "context",
            Self::Unsigned => "unsigned",
            Self::Jws(_) => "jws",
            Self::Alg { .. } => "alg",
            Self::Schema { .. } => "schema",
            Self::Signature(_) => "signature",
        }
    }
}

impl ToText for DivocError {
    fn to_text(&self) -> Text {
        match self {
            Self::Zip(reason) => reason.clone(),
            Self::TooLarge => text!(DIVOC_TOO_LARGE, most = MAX_OCTETS),
            Self::Json(reason) => reason.clone(),
            Self::Context => text!(DIVOC_CONTEXT),
            Self::Unsigned => text!(DIVOC_UNSIGNED),
            Self::Jws(want) => text!(DIVOC_JWS, want),
            Self::Alg { want, found } => text!(DIVOC_ALG, want, found),
            Self::Schema { path, want } => text!(DIVOC_SCHEMA, path, want),
            Self::Signature(error) => error.to_text(),
        }
    }
}

in_english!(DivocError: Error);
