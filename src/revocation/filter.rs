//! Filters that others publish: who has no hit is not in the list, who has one is *possibly*.
//!
//! [`check`] is asked once, when a filter is read; [`find`] for each hash, in octets that may come from a
//! file. Neither trusts the octets: a wrong shape is an error of both, since what cannot be asked has not said no.
//!
//! A hit comes with the chance that a hash which is not in the filter has one all the same. It is worked out
//! from what the filter holds, never taken from what its writer claims for it.
//!
//! | form | asked by | the chance |
//! |---|---|---|
//! | [`Kind::Bloom`] | SHA-256 of the hash and a round's number | share of set bits, to the power of the distinct bits that this hash asks for |
//! | [`Kind::Prefixes`] | the first octets | entries, of all beginnings that can stand in this part |
//! | [`Kind::Norwegian`] | Murmur3 of the hash's base64 | as for Bloom, and that of falling on one entry's bits |
//!
//! Source: the behaviour of the EU distribution service's and the Norwegian backend's writers.

mod bloom;
mod norwegian;
mod prefixes;

#[cfg(test)]
pub(crate) mod makers;

use super::Hash;
use crate::text::{Text, ToText};
use crate::{in_english, text};

pub(super) use prefixes::mangled;

/// The forms of filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The EU distribution service's Bloom filter, header included (version 1).
    Bloom,
    /// The first octets of hashes, so many each; sorted ascending, without doubles. Made by the reader from a
    /// partial variable hash list, mangled entries kept as they are.
    Prefixes {
        /// Octets of each, 1 to 15. Whole hashes are entries of their own, no filter.
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
    /// The chance that a hash which is not in it hits all the same, as one in so many: 1 or more, rounded down.
    OneIn(u64),
    /// Found in the form that the writer's fault gives to some entries.
    Mangled,
}

/// Why octets are no filter of their form.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FilterError {
    /// The header is cut off.
    Header {
        /// Its length in octets.
        expected: usize,
        /// The octets that are there.
        found: usize,
    },
    /// Another version than 1.
    Version(u16),
    /// Another hash function than 0, SHA-256.
    HashFunction(u8),
    /// The number of hash rounds is outside 1 to 127.
    Rounds(u8),
    /// The number of bits is outside 1 to 2^31.
    Bits(u64),
    /// Another length than the header or the form asks for.
    Length {
        /// Octets that it asks for.
        expected: u64,
        /// Octets that are there.
        found: usize,
    },
    /// Prefixes of a length outside 1 to 15 octets.
    PrefixLength(u8),
    /// No whole number of prefixes, or none at all.
    Prefixes {
        /// Octets of a prefix.
        octets: u8,
        /// Octets that are there.
        found: usize,
    },
    /// Prefixes are not sorted, or one stands twice.
    Order {
        /// The place of the first that does not come after the one before it, from 0.
        at: usize,
    },
    /// A bucket beyond 199.
    Bucket(u8),
}

impl ToText for FilterError {
    fn to_text(&self) -> Text {
        match *self {
            Self::Header { expected, found } => text!(FILTER_HEADER, expected, found),
            Self::Version(found) => text!(FILTER_VERSION, found),
            Self::HashFunction(found) => text!(FILTER_HASH_FUNCTION, found),
            Self::Rounds(found) => text!(FILTER_ROUNDS, found, most = bloom::MAX_ROUNDS),
            Self::Bits(found) => text!(FILTER_BITS, found, most = bloom::MAX_BITS),
            Self::Length { expected, found } => text!(FILTER_LENGTH, expected, found),
            Self::PrefixLength(found) => {
                text!(FILTER_ENTRY_LENGTH, found, most = prefixes::MAX_OCTETS)
            }
            Self::Prefixes { octets, found } => text!(FILTER_ENTRIES, octets, found),
            Self::Order { at } => text!(FILTER_ORDER, number = at.saturating_add(1)),
            Self::Bucket(found) => text!(FILTER_BUCKET, found, last = norwegian::LAST_BUCKET),
        }
    }
}

in_english!(FilterError: Error);

/// Whether octets have the shape of their form. After that [`find`] has no error.
///
/// # Errors
/// They have not.
pub fn check(kind: Kind, octets: &[u8]) -> Result<(), FilterError> {
    match kind {
        Kind::Bloom => bloom::Bloom::read(octets).map(|_| ()),
        Kind::Prefixes { octets: size } => prefixes::check(size, octets),
        Kind::Norwegian { bucket } => norwegian::Bits::read(bucket, octets).map(|_| ()),
    }
}

/// Asks a filter of any shape about a hash. Never panics.
///
/// `begins` are the hexadecimal digits with which every hash of the filter begins ([`Filter::begins`]): a hash
/// that begins otherwise has no hit, and the chance takes account of them.
///
/// ```
/// use hcert::revocation::filter::{Hit, Kind, check, find};
/// let (kind, list) = (Kind::Prefixes { octets: 2 }, [0x11, 0x11, 0x22, 0x22]);
/// check(kind, &list)?;
/// assert_eq!(find(kind, &[], &list, &[0x11; 16])?, Some(Hit::OneIn(32_768)));
/// assert_eq!(find(kind, &[], &list, &[0x33; 16])?, None);
/// # Ok::<(), hcert::revocation::filter::FilterError>(())
/// ```
///
/// # Errors
/// The octets do not have the shape of their form. The order of prefixes is not looked at.
pub fn find(
    kind: Kind,
    begins: &[u8],
    octets: &[u8],
    hash: &Hash,
) -> Result<Option<Hit>, FilterError> {
    if !digits(hash).zip(begins).all(|(own, wanted)| own == *wanted) {
        return Ok(None);
    }
    match kind {
        Kind::Bloom => Ok(bloom::Bloom::read(octets)?.find(hash)),
        Kind::Prefixes { octets: size } => prefixes::find(size, begins.len(), octets, hash),
        Kind::Norwegian { bucket } => Ok(norwegian::Bits::read(bucket, octets)?.find(hash)),
    }
}

/// The hexadecimal digits of octets, 0 to 15 each.
pub(super) fn digits(octets: &[u8]) -> impl Iterator<Item = u8> {
    octets.iter().flat_map(|octet| [octet >> 4, octet & 15])
}

/// How many bits are set.
fn ones(octets: &[u8]) -> u64 {
    let (words, rest) = octets.as_chunks::<8>();
    let words = words
        .iter()
        .map(|word| u64::from(u64::from_ne_bytes(*word).count_ones()));
    let rest = rest.iter().map(|octet| u64::from(octet.count_ones()));
    words.chain(rest).sum()
}

/// A chance as one in so many.
fn one_in(chance: f64) -> Hit {
    // The cast holds at the ends: infinity is the largest number, what is no number is 0.
    Hit::OneIn(((1.0 / chance) as u64).max(1))
}

#[cfg(test)]
mod tests;
