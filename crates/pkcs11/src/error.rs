//! Why a key in hardware cannot be used.

use hcert::key::Algorithm;
use hcert::key::pki::RSA_MAX_BITS;
use hcert::text::{Text, ToText};
use hcert::{in_english, text};
use std::path::PathBuf;

/// The most tokens or keys that an error lists.
const MAX_SHOWN: usize = 16;

/// Why a token would not let us in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PinFault {
    /// It is not this PIN, or no PIN of the right length or characters.
    Wrong,
    /// Too many wrong ones: the token takes none.
    Locked,
    /// It must be changed first.
    Expired,
    /// The token has no PIN for users yet.
    NotSet,
}

/// Tokens or keys that are there, for an error: at most 16 by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct There {
    pub(super) names: Vec<Text>,
    more: usize,
}

impl There {
    /// Adds one; those beyond [`MAX_SHOWN`] are only counted.
    pub(super) fn add<T: Into<Text>>(&mut self, name: impl FnOnce() -> T) {
        match self.names.len() < MAX_SHOWN {
            true => self.names.push(name().into()),
            false => self.more += 1,
        }
    }
}

impl ToText for There {
    fn to_text(&self) -> Text {
        let names = || Text::Joined(self.names.clone(), ", ");
        match self.more {
            _ if self.names.is_empty() => text!(HARDWARE_NONE),
            0 => text!(HARDWARE_THERE, names = names()),
            more => text!(HARDWARE_THERE_MORE, names = names(), more),
        }
    }
}

in_english!(There);

/// Why a key in hardware cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HsmError {
    /// The module cannot be loaded or started.
    Module {
        /// Its file.
        path: PathBuf,
        /// What the system or the module said.
        reason: Text,
    },
    /// The URI names a module, by its name or by `library-…`, that this one is not.
    OtherModule {
        /// The attribute.
        attribute: &'static str,
        /// What it says.
        want: String,
        /// What the module says.
        found: String,
    },
    /// A function of the module failed.
    Call {
        /// The function and its return value, or what is gone.
        reason: Text,
    },
    /// No token is the one that the URI names.
    NoToken {
        /// The tokens.
        there: There,
    },
    /// More than one token fits the URI.
    SeveralTokens {
        /// Those that fit.
        there: There,
    },
    /// The token did not take the PIN, or takes none.
    Pin(PinFault),
    /// The caller has no PIN.
    NoPin {
        /// The caller's words.
        reason: Text,
    },
    /// No private key is the one that the URI names.
    NoKey {
        /// The private keys.
        there: There,
    },
    /// More than one private key fits the URI.
    SeveralKeys {
        /// Those that fit.
        there: There,
    },
    /// The key is of a type that signs no certificate.
    KeyType {
        /// Its type.
        found: String,
    },
    /// The token does not let the key sign, or not without its PIN every time.
    KeyUse {
        /// The attribute that says so.
        attribute: &'static str,
    },
    /// The token does not offer what the algorithm needs.
    Mechanism {
        /// The algorithm.
        alg: Algorithm,
        /// The mechanisms that would do.
        want: Text,
    },
    /// Nowhere is the key's public half.
    NoPublicKey,
    /// Several public keys or certificates have the key's `CKA_ID` and differ.
    SeveralPublicKeys,
}

impl ToText for HsmError {
    fn to_text(&self) -> Text {
        match self {
            Self::Module { path, reason } => text!(HARDWARE_MODULE, path, reason),
            Self::OtherModule {
                attribute,
                want,
                found,
            } => {
                let [want, found] = [want, found].map(|text| format!("{text:?}"));
                text!(HARDWARE_OTHER_MODULE, attribute, want, found)
            }
            Self::Call { reason } => text!(HARDWARE_CALL, reason),
            Self::NoToken { there } => text!(HARDWARE_NO_TOKEN, there),
            Self::SeveralTokens { there } => text!(HARDWARE_SEVERAL_TOKENS, there),
            Self::Pin(PinFault::Wrong) => text!(HARDWARE_PIN_WRONG),
            Self::Pin(PinFault::Locked) => text!(HARDWARE_PIN_LOCKED),
            Self::Pin(PinFault::Expired) => text!(HARDWARE_PIN_EXPIRED),
            Self::Pin(PinFault::NotSet) => text!(HARDWARE_PIN_NOT_SET),
            Self::NoPin { reason } => text!(HARDWARE_NO_PIN, reason),
            Self::NoKey { there } => text!(HARDWARE_NO_KEY, there),
            Self::SeveralKeys { there } => text!(HARDWARE_SEVERAL_KEYS, there),
            Self::KeyType { found } => text!(HARDWARE_KEY_TYPE, found, most = RSA_MAX_BITS),
            Self::KeyUse { attribute } => match *attribute {
                "CKA_SIGN" => text!(HARDWARE_NO_SIGN),
                attribute => text!(HARDWARE_PIN_ALWAYS, attribute),
            },
            Self::Mechanism { alg, want } => text!(HARDWARE_MECHANISM, alg, want),
            Self::NoPublicKey => text!(HARDWARE_NO_PUBLIC_KEY),
            Self::SeveralPublicKeys => text!(HARDWARE_SEVERAL_PUBLIC_KEYS),
        }
    }
}

in_english!(HsmError: Error);
