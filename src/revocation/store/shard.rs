//! Looking for a hash among those of a group: which shard, its filter, its table.

use super::Damaged;
use super::head::{DESCRIPTOR, Group, Shard};
use super::octets::File;

use crate::revocation::Hash;
use xorf::{BinaryFuse16Ref, Filter as _, FilterRef as _};

/// Octets of a page of a table: what a look-up reads of it.
pub(super) const PAGE: usize = 512;

impl Group {
    /// The number of the batch that brought a hash.
    pub(super) fn find(&self, file: &File, hash: &Hash) -> Result<Option<u32>, Damaged> {
        let after = self.shards.partition_point(|shard| shard.first <= *hash);
        let shard = after
            .checked_sub(1)
            .and_then(|place| self.shards.get(place));
        shard.map_or(Ok(None), |shard| shard.find(file, hash))
    }
}

/// Hashes and the numbers of their batches.
pub(super) type Rows<'a> = (&'a [Hash], &'a [[u8; 4]]);

impl Shard {
    /// Whether its sections lie in the file and have the lengths that its number of hashes gives them.
    pub(super) fn fits(&self, file: u64) -> bool {
        let filter = self.filter.as_ref().is_none_or(|(descriptor, section)| {
            section.fits(file) && descriptor_fits(descriptor, section.length / 2)
        });
        let wanted = u64::from(self.entries) * 20;
        filter && self.entries > 0 && self.table.length == wanted && self.table.fits(file)
    }

    fn find(&self, file: &File, hash: &Hash) -> Result<Option<u32>, Damaged> {
        if !self.may_hold(file, hash)? {
            return Ok(None);
        }
        if let Some(pages) = self.pages(file)? {
            return pages.find(file, self, hash);
        }
        let table = file.read(&self.table)?;
        let (hashes, batches) = self.rows(&table)?;
        let place = hashes.binary_search(hash).ok();
        let batch = place.and_then(|place| batches.get(place));
        Ok(batch.map(|batch| u32::from_le_bytes(*batch)))
    }

    /// Asks the filter; where there is none, the table must be asked.
    pub(super) fn may_hold(&self, file: &File, hash: &Hash) -> Result<bool, Damaged> {
        let Some((descriptor, section)) = &self.filter else {
            return Ok(true);
        };
        Ok(admits(descriptor, &file.kept(section)?, hash))
    }

    /// What stands in the octets of the table.
    pub(super) fn rows<'a>(&self, table: &'a [u8]) -> Result<Rows<'a>, Damaged> {
        let damaged = Damaged {
            offset: self.table.offset,
        };
        let middle = self.entries as usize * 16;
        let (hashes, batches) = table.split_at_checked(middle).ok_or(damaged)?;
        Ok((hashes.as_chunks().0, batches.as_chunks().0))
    }

    /// The pages of the table, which is read as a whole the first time; `None` where there is no room to keep them.
    fn pages(&self, file: &File) -> Result<Option<&Pages>, Damaged> {
        if let Some(pages) = self.pages.get() {
            return Ok(Some(pages));
        }
        let cost = Pages::cost(self.entries);
        if !file.reserve(cost) {
            return Ok(None);
        }
        let made = file
            .read(&self.table)
            .and_then(|table| Ok(Pages::of(file, self.table.offset, self.rows(&table)?)));
        match made {
            Ok(pages) => {
                if self.pages.set(pages).is_err() {
                    file.give_back(cost);
                }
                Ok(self.pages.get())
            }
            Err(damaged) => {
                file.give_back(cost);
                Err(damaged)
            }
        }
    }
}

/// What is kept of a table that was good when all of it was read: a stamp on every page, and where the hashes
/// of each begin. A look-up then reads one page of hashes and one of batches, and each must be the one that was seen.
#[derive(Debug)]
pub(in crate::revocation) struct Pages {
    /// The first hash of each page of hashes, and its stamp.
    hashes: Box<[(Hash, u64)]>,
    /// The stamp of each page of batches.
    batches: Box<[u64]>,
}

impl Pages {
    /// Octets of memory that those of a table take.
    fn cost(entries: u32) -> u64 {
        let pages = |octets: u64| (u64::from(entries) * octets).div_ceil(PAGE as u64);
        pages(16) * 24 + pages(4) * 8
    }

    fn of(file: &File, offset: u64, (hashes, batches): Rows<'_>) -> Self {
        let middle = offset + hashes.as_flattened().len() as u64;
        let stamps = |offset: u64, octets| {
            let pages = <[u8]>::chunks(octets, PAGE);
            let places = (offset..).step_by(PAGE);
            pages.zip(places).map(|(page, at)| file.stamp(at, page))
        };
        let firsts = hashes.iter().step_by(PAGE / 16).copied();
        Self {
            hashes: firsts.zip(stamps(offset, hashes.as_flattened())).collect(),
            batches: stamps(middle, batches.as_flattened()).collect(),
        }
    }

    fn find(&self, file: &File, shard: &Shard, hash: &Hash) -> Result<Option<u32>, Damaged> {
        let damaged = Damaged {
            offset: shard.table.offset,
        };
        let mut buffer = [0; PAGE];
        let mut page = |begins: u64, ends: u64, number: usize, stamp: u64| {
            let offset = begins + (number * PAGE) as u64;
            let length = ends.saturating_sub(offset).min(PAGE as u64);
            let page = buffer.get_mut(..usize::try_from(length).unwrap_or(PAGE));
            let page = page.ok_or(damaged)?;
            file.read_at(offset, page).map_err(|_| damaged)?;
            match file.stamp(offset, page) == stamp {
                true => Ok(buffer),
                false => Err(damaged),
            }
        };
        let (begins, ends) = shard.table.place();
        let middle = begins + u64::from(shard.entries) * 16;
        let after = self.hashes.partition_point(|(first, _)| first <= hash);
        let number = after.checked_sub(1);
        let Some((number, (_, stamp))) = number.and_then(|at| Some((at, self.hashes.get(at)?)))
        else {
            return Ok(None);
        };
        let octets = page(begins, middle, number, *stamp)?;
        // What stands behind the last hash of a short page is zero, and never looked at.
        let held = (shard.entries as usize - number * (PAGE / 16)).min(PAGE / 16);
        let hashes = octets.as_chunks::<16>().0.get(..held).ok_or(damaged)?;
        let Ok(place) = hashes.binary_search(hash) else {
            return Ok(None);
        };
        let place = (number * (PAGE / 16) + place) * 4;
        let (number, place) = (place / PAGE, place % PAGE);
        let stamp = self.batches.get(number).ok_or(damaged)?;
        let octets = page(middle, ends, number, *stamp)?;
        let batch = octets.get(place..).and_then(<[u8]>::first_chunk);
        Ok(Some(u32::from_le_bytes(*batch.ok_or(damaged)?)))
    }
}

/// Whether a filter lets a hash through. Where its memory does not lie as the crate needs it, it lets all through.
pub(super) fn admits(descriptor: &[u8; DESCRIPTOR], fingerprints: &[u8], hash: &Hash) -> bool {
    let aligned =
        fingerprints.as_ptr().addr().is_multiple_of(2) && fingerprints.len().is_multiple_of(2);
    if !aligned || cfg!(target_endian = "big") {
        return true;
    }
    BinaryFuse16Ref::from_dma(descriptor, fingerprints).contains(&filter_key(hash))
}

/// What a filter is asked for: the second half of the hash, since the first decides the shard.
pub(in crate::revocation) fn filter_key(hash: &Hash) -> u64 {
    let [.., a, b, c, d, e, f, g, h] = *hash;
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// Whether a filter with this descriptor looks at none but its own fingerprints: three segments of a power of two
/// each, the last two behind the `segment count length`.
fn descriptor_fits(descriptor: &[u8; DESCRIPTOR], fingerprints: u64) -> bool {
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
        && wanted <= fingerprints
        && u32::try_from(wanted).is_ok()
}
