//! Why a key in hardware cannot be used.

use hcert::key::Algorithm;
use hcert::key::pki::RSA_MAX_BITS;
use std::fmt;
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
    pub(super) names: Vec<String>,
    more: usize,
}

impl There {
    /// Adds one; those beyond [`MAX_SHOWN`] are only counted.
    pub(super) fn add(&mut self, name: impl FnOnce() -> String) {
        match self.names.len() < MAX_SHOWN {
            true => self.names.push(name()),
            false => self.more += 1,
        }
    }
}

impl fmt::Display for There {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.names.is_empty() {
            return f.write_str("there is none");
        }
        write!(f, "there: {}", self.names.join(", "))?;
        match self.more {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// Why a key in hardware cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HsmError {
    /// The module cannot be loaded or started.
    Module {
        /// Its file.
        path: PathBuf,
        /// What the system or the module said.
        reason: String,
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
        reason: String,
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
        reason: String,
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
        want: &'static str,
    },
    /// Nowhere is the key's public half.
    NoPublicKey,
    /// Several public keys or certificates have the key's `CKA_ID` and differ.
    SeveralPublicKeys,
}

impl fmt::Display for HsmError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Module { path, reason } => {
                write!(f, "PKCS #11 module {}: {reason}", path.display())
            }
            Self::OtherModule {
                attribute,
                want,
                found,
            } => write!(f, "the URI wants {attribute} {want:?}, the module is {found:?}"),
            Self::Call { reason } => write!(f, "the PKCS #11 module failed: {reason}"),
            Self::NoToken { there } => write!(f, "no token fits the URI; {there}"),
            Self::SeveralTokens { there } => write!(f, "several tokens fit the URI; {there}"),
            Self::Pin(PinFault::Wrong) => f.write_str(
                "the token did not take the PIN; it is not tried again, because tokens lock after a few",
            ),
            Self::Pin(PinFault::Locked) => f.write_str("the token's PIN is locked"),
            Self::Pin(PinFault::Expired) => f.write_str("the token's PIN must be changed first"),
            Self::Pin(PinFault::NotSet) => f.write_str("the token has no PIN for users yet"),
            Self::NoPin { reason } => write!(f, "no PIN: {reason}"),
            Self::NoKey { there } => write!(f, "no private key fits the URI; {there}"),
            Self::SeveralKeys { there } => {
                write!(f, "several private keys fit the URI; {there}; name one by its id")
            }
            Self::KeyType { found } => write!(
                f,
                "the key is {found}; a signer's is EC P-256 or RSA of 2048 to {RSA_MAX_BITS} bits"
            ),
            Self::KeyUse { attribute } => match *attribute {
                "CKA_SIGN" => f.write_str("the token does not let this key sign (CKA_SIGN is false)"),
                attribute => write!(
                    f,
                    "the key wants its PIN for every signature ({attribute}), which is not supported"
                ),
            },
            Self::Mechanism { alg, want } => {
                write!(f, "the token does not offer {want}, which {alg} needs")
            }
            Self::NoPublicKey => f.write_str(
                "the key's public half is not on the token: no public key or certificate has its CKA_ID",
            ),
            Self::SeveralPublicKeys => f.write_str(
                "several public keys or certificates fit the private key and differ, by the same CKA_ID or in \
                 the file",
            ),
        }
    }
}

impl std::error::Error for HsmError {}

hcert::shown_alike! { HsmError }
