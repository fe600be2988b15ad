//! Looking for a hash among those of a group: which shard, its filter, its table.

use super::head::{DESCRIPTOR, Group, Shard};
use super::{Damaged, seen};
use crate::revocation::Hash;
use xorf::{BinaryFuse16Ref, Filter as _, FilterRef as _};

impl Group {
    /// The number of the batch that brought a hash.
    pub(super) fn find(&self, file: &[u8], hash: &Hash) -> Result<Option<u32>, Damaged> {
        let after = self.shards.partition_point(|shard| shard.first <= *hash);
        let shard = after
            .checked_sub(1)
            .and_then(|place| self.shards.get(place));
        let Some(shard) = shard else {
            return Ok(None);
        };
        let end = self
            .shards
            .get(after)
            .map_or(u64::MAX, |next| leading(&next.first));
        shard.find(file, hash, end)
    }
}

/// Hashes and the numbers of their batches.
pub(super) type Table<'a> = (&'a [Hash], &'a [[u8; 4]]);

impl Shard {
    /// Whether its sections lie in the file and have the lengths that its number of hashes gives them.
    pub(super) fn fits(&self, file: &[u8]) -> bool {
        let filter = self.filter.as_ref().is_none_or(|(descriptor, section)| {
            let octets = section.unchecked(file);
            octets.is_some_and(|octets| descriptor_fits(descriptor, octets.len() / 2))
        });
        let wanted = u64::from(self.entries) * 20;
        filter
            && self.entries > 0
            && self.table.length == wanted
            && self.table.unchecked(file).is_some()
    }

    /// `end` is what the next shard begins with.
    fn find(&self, file: &[u8], hash: &Hash, end: u64) -> Result<Option<u32>, Damaged> {
        if !self.may_hold(file, hash)? {
            return Ok(None);
        }
        let (hashes, batches) = self.table(file)?;
        let place = place_of(hash, hashes, end);
        let batch = place.and_then(|place| batches.get(place));
        Ok(batch.map(|batch| u32::from_le_bytes(*batch)))
    }

    /// Asks the filter; where there is none, or the memory does not lie as it needs, the table must be asked.
    pub(super) fn may_hold(&self, file: &[u8], hash: &Hash) -> Result<bool, Damaged> {
        let Some((descriptor, section)) = &self.filter else {
            return Ok(true);
        };
        let fingerprints = seen(section, file)?;
        let aligned = fingerprints.as_ptr().addr() % 2 == 0 && fingerprints.len() % 2 == 0;
        if !aligned || cfg!(target_endian = "big") {
            return Ok(true);
        }
        let filter = BinaryFuse16Ref::from_dma(descriptor, fingerprints);
        Ok(filter.contains(&filter_key(hash)))
    }

    pub(super) fn table<'a>(&self, file: &'a [u8]) -> Result<Table<'a>, Damaged> {
        let octets = seen(&self.table, file)?;
        let damaged = Damaged {
            offset: self.table.offset,
        };
        let middle = self.entries as usize * 16;
        let (hashes, batches) = octets.split_at_checked(middle).ok_or(damaged)?;
        Ok((hashes.as_chunks().0, batches.as_chunks().0))
    }
}

/// The first 64 bits of a hash.
fn leading(hash: &Hash) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = *hash;
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// The place of a hash among ascending ones. Hashes lie evenly, so that its place can be guessed from where it lies
/// between the first of them and `end`; from there the search widens, and so reads one or two pages instead of one
/// for every halving. Hashes that do not lie evenly cost a few steps more.
pub(super) fn place_of(hash: &Hash, hashes: &[Hash], end: u64) -> Option<usize> {
    let first = leading(hashes.first()?);
    let into = u128::from(leading(hash).checked_sub(first)?);
    let width = u128::from(end.saturating_sub(first).max(1));
    let guess = into * hashes.len() as u128 / width;
    let last = hashes.len() - 1;
    let guess = usize::try_from(guess).map_or(last, |guess| guess.min(last));
    let (mut low, mut high, mut step) = (guess, guess, 16);
    while low > 0 && hashes.get(low).is_some_and(|one| one > hash) {
        low = low.saturating_sub(step);
        step *= 2;
    }
    while hashes.get(high).is_some_and(|one| one < hash) {
        high = high.saturating_add(step).min(hashes.len());
        step *= 2;
    }
    let window = hashes.get(low..(high + 1).min(hashes.len()))?;
    window.binary_search(hash).ok().map(|place| low + place)
}

/// What a filter is asked for: the second half of the hash, since the first decides the shard.
pub(in crate::revocation) fn filter_key(hash: &Hash) -> u64 {
    let [.., a, b, c, d, e, f, g, h] = *hash;
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// Whether a filter with this descriptor looks at none but its own fingerprints: three segments of a power of two
/// each, the last two behind the `segment count length`.
fn descriptor_fits(descriptor: &[u8; DESCRIPTOR], fingerprints: usize) -> bool {
    let word = |start: usize| {
        let octets = descriptor.get(start..start + 4)?;
        octets.try_into().ok().map(u32::from_le_bytes)
    };
    let (Some(segment), Some(mask), Some(count)) = (word(8), word(12), word(16)) else {
        return false;
    };
    let wanted = u64::from(count) + 2 * u64::from(segment);
    segment.is_power_of_two()
        && segment - 1 == mask
        && count > 0
        && count % segment == 0
        && wanted <= fingerprints as u64
        && u32::try_from(wanted).is_ok()
}
