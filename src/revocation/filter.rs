//! Filters that others publish. (Interface fixed; bodies to be written.)

use super::Hash;
use std::fmt;

/// The forms of filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The EU distribution service's Bloom filter, header included (version 1).
    Bloom,
    /// The first octets of hashes, so many each; sorted ascending, without doubles. Made by the reader from a
    /// partial variable hash list, mangled entries kept as they are.
    Prefixes {
        /// Octets of each.
        octets: u8,
    },
    /// A Norwegian super batch: a bit array, least significant bit first.
    Norwegian {
        /// Its bucket, 0 to 199, which fixes bits and probes.
        bucket: u8,
    },
}

impl Kind {
    /// The stable word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bloom => "bloom",
            Self::Prefixes { .. } => "prefixes",
            Self::Norwegian { .. } => "norwegian",
        }
    }
}

/// A filter and, where it holds a part of a signer's hashes only, which part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Its form.
    pub kind: Kind,
    /// The hexadecimal digits (0 to 15 each, 3 at most) with which every hash in it begins. Hashes that begin
    /// otherwise are not asked about.
    pub begins: Vec<u8>,
    /// Its octets.
    pub octets: Vec<u8>,
}

/// What a filter says about a hash that it may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// The chance that a hash which is not in it hits all the same, as one in so many.
    OneIn(u64),
    /// Found in the form that the writer's fault gives to some entries.
    Mangled,
}

/// Why octets are no filter of their form.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FilterError {
    /// What is wrong.
    Shape(String),
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for FilterError {}

/// Whether octets have the shape of their form. After that [`find`] is sure to give an answer.
///
/// # Errors
/// They have not.
pub fn check(_kind: Kind, _octets: &[u8]) -> Result<(), FilterError> {
    Ok(())
}

/// Asks a filter of any shape about a hash; one with the wrong shape has no hit. Never panics. The hexadecimal
/// digits with which its hashes begin are the caller's to compare.
#[must_use]
pub fn find(_kind: Kind, _octets: &[u8], _hash: &Hash) -> Option<Hit> {
    None
}
