//! The first octets of hashes, all of one length, sorted, without doubles.
//!
//! They come from the EU distribution service's partial variable hash lists. The service's writer takes each
//! prefix for a signed number, drops the octets that its sign makes superfluous and fills up with 00 instead of
//! ff: `ffff1234` is written as `00ff1234`. That happens to every prefix whose first nine bits are 1, and the
//! service's own reader finds none of them. Here such a prefix is looked for in both forms.
//!
//! The chance of a false hit is N · 16^d / 256^s for N entries of s octets which all begin with the same d
//! digits.

use super::{FilterError, Hit};
use crate::revocation::Hash;
use std::cmp::Ordering;

/// The longest prefix. One octet more is a whole hash.
pub(super) const MAX_OCTETS: u8 = 15;

/// The entries, if they are a whole number, at least one.
fn entries(size: u8, octets: &[u8]) -> Result<usize, FilterError> {
    if !(1..=MAX_OCTETS).contains(&size) {
        return Err(FilterError::PrefixLength(size));
    }
    let found = octets.len();
    if found == 0 || !found.is_multiple_of(size.into()) {
        return Err(FilterError::Prefixes {
            octets: size,
            found,
        });
    }
    Ok(found / usize::from(size))
}

/// Whether these are prefixes of one length, sorted, without doubles.
pub(super) fn check(size: u8, octets: &[u8]) -> Result<(), FilterError> {
    entries(size, octets)?;
    let prefixes = octets.chunks_exact(size.into());
    let mut pairs = prefixes.clone().zip(prefixes.skip(1));
    match pairs.position(|(one, next)| one >= next) {
        Some(at) => Err(FilterError::Order {
            at: at.saturating_add(1),
        }),
        None => Ok(()),
    }
}

/// Looks for the first octets of a hash, as they are and as the writer mangles them. All entries begin with the
/// same so many hexadecimal `digits`.
pub(super) fn find(
    size: u8,
    digits: usize,
    octets: &[u8],
    hash: &Hash,
) -> Result<Option<Hit>, FilterError> {
    let count = entries(size, octets)?;
    let prefix = hash.get(..size.into()).unwrap_or(hash);
    if holds(octets, count, prefix) {
        // 2^120 at most. Digits beyond the prefix itself would make it a hit for everyone.
        let known = u32::try_from(digits).unwrap_or(u32::MAX).saturating_mul(4);
        let free = (8 * u32::from(size)).saturating_sub(known);
        let one_in = (1_u128 << free) / count as u128;
        let one_in = u64::try_from(one_in).unwrap_or(u64::MAX).max(1);
        return Ok(Some(Hit::OneIn(one_in)));
    }
    let mangled = mangled(prefix);
    let found = mangled.is_some_and(|mangled| holds(octets, count, &mangled));
    Ok(found.then_some(Hit::Mangled))
}

/// What the writer makes of a prefix whose first nine bits are 1; `None` for others, which it writes as they are.
pub(in crate::revocation) fn mangled(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut mangled = prefix.to_vec();
    let nexts = prefix.iter().skip(1);
    // An octet ff says nothing where the next one has the sign, too.
    let dropped = prefix
        .iter()
        .zip(nexts)
        .take_while(|(octet, next)| **octet == 0xff && **next >= 0x80);
    let dropped = dropped.count();
    mangled
        .iter_mut()
        .take(dropped)
        .for_each(|octet| *octet = 0);
    (dropped > 0).then_some(mangled)
}

/// Binary search.
fn holds(octets: &[u8], count: usize, wanted: &[u8]) -> bool {
    let size = wanted.len();
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        let start = middle.saturating_mul(size);
        let entry = octets
            .get(start..)
            .and_then(|rest| rest.get(..size))
            .unwrap_or_default();
        match entry.cmp(wanted) {
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
            Ordering::Equal => return true,
        }
    }
    false
}
