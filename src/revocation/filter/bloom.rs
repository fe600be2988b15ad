//! The EU distribution service's Bloom filter, all numbers big-endian.
//!
//! | offset | octets | field |
//! |---|---|---|
//! | 0 | 2 | version, 1 |
//! | 2 | 1 | hash rounds k |
//! | 3 | 1 | hash function, 0 is SHA-256 |
//! | 4 | 4 | the chance of a false hit that was asked for (not read) |
//! | 8 | 4 | entries that it was made for (not read) |
//! | 12 | 4 | entries (not read) |
//! | 16 | 4 | L, the number of 32-bit words that follow |
//! | 20 | 4L | the bits |
//!
//! In round i (0 to k − 1) the SHA-256 of the hash's 16 octets and the octet i, taken as a signed number,
//! modulo the 32L bits, is the bit that is asked for. Bit j stands in octet j / 8 under the mask 0x80 >> (j % 8).
//!
//! The published description has the two octets at 2 and 3 the other way round and L in octets. The table is
//! what the service writes and its apps read.

use super::{FilterError, Hit, one_in, ones};
use crate::key::sha256;
use crate::revocation::Hash;

/// The most hash rounds: the writer has a signed octet for them.
pub(super) const MAX_ROUNDS: u8 = 127;

/// The most bits: the writer counts them in 32 bits with a sign.
pub(super) const MAX_BITS: u64 = 1 << 31;

const HEADER: usize = 20;

/// A filter whose header was checked.
pub(super) struct Bloom<'a> {
    rounds: u8,
    bits: u64,
    array: &'a [u8],
}

impl<'a> Bloom<'a> {
    /// Reads the header and holds the length against it.
    pub(super) fn read(octets: &'a [u8]) -> Result<Self, FilterError> {
        let Some((header, array)) = octets.split_first_chunk::<HEADER>() else {
            return Err(FilterError::Header {
                expected: HEADER,
                found: octets.len(),
            });
        };
        let [v0, v1, rounds, function, .., l0, l1, l2, l3] = *header;
        match (u16::from_be_bytes([v0, v1]), function) {
            (1, 0) => {}
            (1, other) => return Err(FilterError::HashFunction(other)),
            (other, _) => return Err(FilterError::Version(other)),
        }
        if !(1..=MAX_ROUNDS).contains(&rounds) {
            return Err(FilterError::Rounds(rounds));
        }
        let words = u64::from(u32::from_be_bytes([l0, l1, l2, l3]));
        let bits = 32 * words;
        if !(1..=MAX_BITS).contains(&bits) {
            return Err(FilterError::Bits(bits));
        }
        let expected = HEADER as u64 + 4 * words;
        if expected != octets.len() as u64 {
            return Err(FilterError::Length {
                expected,
                found: octets.len(),
            });
        }
        Ok(Self {
            rounds,
            bits,
            array,
        })
    }

    /// Asks for every bit of a hash.
    pub(super) fn find(&self, hash: &Hash) -> Option<Hit> {
        let probes = || (0..self.rounds).map(|round| self.probe(hash, round));
        if !probes().all(|bit| self.is_set(bit)) {
            return None;
        }
        // Few bits are asked for twice. Each counts once.
        let mut distinct: Vec<u64> = probes().collect();
        distinct.sort_unstable();
        distinct.dedup();
        let fill = ones(self.array) as f64 / self.bits as f64;
        Some(one_in(fill.powi(distinct.len() as i32)))
    }

    fn is_set(&self, bit: u64) -> bool {
        let octet = usize::try_from(bit / 8).ok();
        let octet = octet.and_then(|at| self.array.get(at));
        octet.is_some_and(|octet| octet & (0x80 >> (bit % 8)) != 0)
    }

    /// The bit that a round asks for.
    fn probe(&self, hash: &Hash, round: u8) -> u64 {
        let mut element = [round; 17];
        element
            .iter_mut()
            .zip(hash)
            .for_each(|(to, from)| *to = *from);
        let digest = sha256(&element);
        let (words, _) = digest.as_chunks::<8>();
        let mut words = words.iter().map(|word| u64::from_be_bytes(*word));
        // The first word has the sign. What is carried on stays below 2^31, so that the 128 bits suffice.
        let first = words.next().unwrap_or_default().cast_signed();
        let first = i128::from(first).rem_euclid(i128::from(self.bits));
        let modulus = u128::from(self.bits);
        let bit = words.fold(first.cast_unsigned(), |carried, word| {
            (carried << 64 | u128::from(word)) % modulus
        });
        // Less than the number of bits.
        bit as u64
    }
}
