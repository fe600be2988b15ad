//! The Norwegian backend's super batches: Bloom filters of 200 sizes with two hashes.
//!
//! Bucket b (0 to 199) is made for n = 5 (b + 1) entries and a false hit in 10^10: it has
//! m = ⌈n · ln 10^10 / (ln 2)²⌉ bits in (m − 1) / 8 + 1 octets, and ⌈ln 2 · m / n⌉ = 34 probes in every bucket.
//! What is hashed is the text of 24 characters that the 16 octets are in base64: h1 = Murmur3 (x86, 32 bits) with
//! seed 0, h2 = the same with seed h1. Probe i asks for bit (h1 + i · h2) mod m, which stands in octet j / 8
//! under the mask 1 << (j % 8).
//!
//! Murmur3 is that of `murmur3_32`, the small crate that takes a slice and a seed; the algorithm's published
//! values are among the tests.
//!
//! # The chance of a false hit
//! It is far from 10^-10. With d = m / gcd(h2, m), a hash asks for min(34, d) distinct bits only; m is 240 in
//! bucket 0, so that this may be one. Besides, the probes of one entry are a progression, which a hash of the
//! same step h2 or −h2 and the same place asks for again, bit for bit. So the chance that is told is the sum of
//!
//! - the share of set bits to the power of the distinct bits, as if each stood for itself, and
//! - n · c / m², where c is how many of the m² pairs of start and step ask for at least the bits of this hash.
//!
//! Where d is more than 34, c is 2 (where d is 35 and one bit of the circle is left out, every step that is
//! coprime to d leads round), and neighbours that lack a few bits at the ends are counted with the chance that
//! others set these. Entries of half or twice the step help, too; they are as many again, which was measured.
//! Where d is less, entries of every order e that is a multiple of d may hold the whole circle. A test holds the
//! chances against what hits.

use super::{FilterError, Hit, one_in, ones};
use crate::revocation::Hash;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use murmur3_32::Murmur3;
use std::f64::consts::{LN_2, LN_10};

/// The last bucket.
pub(super) const LAST_BUCKET: u8 = 199;

/// The probes of every bucket.
pub(super) const PROBES: u64 = 34;

/// The entries that a bucket is made for: the most that it holds.
pub(super) fn entries(bucket: u8) -> u64 {
    5 * (u64::from(bucket) + 1)
}

/// The bits of a bucket.
pub(super) fn bits(bucket: u8) -> u64 {
    // No product is nearer to a whole number than a thousandth, so that rounding decides nothing.
    (entries(bucket) as f64 * (10.0 * LN_10) / (LN_2 * LN_2)).ceil() as u64
}

/// A bit array of the length that its bucket asks for.
pub(super) struct Bits<'a> {
    bucket: u8,
    bits: u64,
    array: &'a [u8],
}

impl<'a> Bits<'a> {
    /// Holds the length against the bucket.
    pub(super) fn read(bucket: u8, array: &'a [u8]) -> Result<Self, FilterError> {
        if bucket > LAST_BUCKET {
            return Err(FilterError::Bucket(bucket));
        }
        let bits = bits(bucket);
        let expected = (bits - 1) / 8 + 1;
        if expected != array.len() as u64 {
            return Err(FilterError::Length {
                expected,
                found: array.len(),
            });
        }
        Ok(Self {
            bucket,
            bits,
            array,
        })
    }

    /// Asks for every bit of a hash.
    pub(super) fn find(&self, hash: &Hash) -> Option<Hit> {
        let Walk { start, step } = Walk::of(hash);
        let mut probes = (0..PROBES).map(|probe| (start + probe * step) % self.bits);
        if !probes.all(|bit| self.is_set(bit)) {
            return None;
        }
        let fill = (ones(self.array) as f64 / self.bits as f64).min(1.0);
        Some(one_in(chance(self.bucket, fill, step)))
    }

    fn is_set(&self, bit: u64) -> bool {
        let octet = usize::try_from(bit / 8).ok();
        let octet = octet.and_then(|at| self.array.get(at));
        octet.is_some_and(|octet| octet & (1 << (bit % 8)) != 0)
    }
}

/// Where the probes of a hash begin and how far each is from the one before.
pub(super) struct Walk {
    pub(super) start: u64,
    pub(super) step: u64,
}

impl Walk {
    pub(super) fn of(hash: &Hash) -> Self {
        let mut text = [0; 24];
        // 16 octets are 24 characters.
        let written = STANDARD.encode_slice(hash, &mut text).unwrap_or_default();
        let text = text.get(..written).unwrap_or_default();
        let start = Murmur3::hash(0, text);
        let step = Murmur3::hash(start, text);
        Self {
            start: start.into(),
            step: step.into(),
        }
    }
}

/// The chance that a hash with this step which is not in the filter hits. `fill` is the share of set bits.
pub(super) fn chance(bucket: u8, fill: f64, step: u64) -> f64 {
    let bits = bits(bucket);
    let order = bits / gcd(bits, step % bits);
    // One bit stands for itself.
    if order == 1 {
        return fill;
    }
    let each_for_itself = fill.powi(order.min(PROBES) as i32);
    let pairs = coverings(bits, order, fill);
    let on_one_entry = entries(bucket) as f64 * pairs / (bits as f64 * bits as f64);
    (each_for_itself + on_one_entry).min(1.0)
}

/// How many pairs of start and step ask for at least the bits that a step of this order, more than 1, asks for.
fn coverings(bits: u64, order: u64, fill: f64) -> f64 {
    if order > PROBES {
        let steps = match order == PROBES + 1 {
            true => totient(order),
            false => 4,
        };
        // 1 + 2 · (fill + fill² + …): the same progression, begun earlier or later.
        return steps as f64 * (1.0 + fill) / (1.0 - fill).max(f64::EPSILON);
    }
    // Beyond twice the probes, 34 of them miss a bit of every circle of two or more.
    let orders = (order..=2 * PROBES)
        .step_by(order as usize)
        .filter(|wider| bits.is_multiple_of(*wider));
    let pairs = orders.map(|wider| {
        // The gap that the probes leave must fit between two bits of the circle.
        let missed = order * wider.saturating_sub(PROBES);
        totient(wider) * wider.saturating_sub(missed)
    });
    pairs.sum::<u64>() as f64
}

/// How many numbers below this one share no factor with it.
fn totient(number: u64) -> u64 {
    (1..=number).filter(|one| gcd(*one, number) == 1).count() as u64
}

/// The greatest common divisor; that of a number and 0 is the number.
fn gcd(one: u64, other: u64) -> u64 {
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}
