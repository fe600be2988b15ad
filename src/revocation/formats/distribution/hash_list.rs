//! The service's partial variable hash list, all numbers big-endian.
//!
//! | offset | octets | field |
//! |---|---|---|
//! | 0 | 2 | version, 1 |
//! | 2 | 4 | the chance of a false hit that was asked for (not read) |
//! | 6 | 4 | entries that it was made for (not read) |
//! | 10 | 1 | s, octets of an entry |
//! | 11 | s each | the first octets of hashes |
//!
//! The writer sorts entries as signed numbers and mangles those whose first nine bits are 1
//! ([`crate::revocation::filter::mangled`]). In a part whose hashes begin with `f` they can be told from others.

use crate::revocation::Hash;
use crate::revocation::filter::{Filter, Kind, digits, mangled};
use crate::text;
use crate::text::Text;
use std::borrow::Cow;

const HEADER: usize = 11;

/// Octets of a hash.
const WHOLE: u8 = 16;

/// A list whose header was checked.
pub(super) struct HashList<'a> {
    size: u8,
    body: &'a [u8],
}

impl<'a> HashList<'a> {
    /// Reads the header and holds the length against it.
    pub(super) fn read(octets: &'a [u8]) -> Result<Self, Text> {
        let Some((header, body)) = octets.split_first_chunk::<HEADER>() else {
            let found = octets.len();
            return Err(text!(FILTER_HEADER, found, expected = HEADER));
        };
        let [v0, v1, .., size] = *header;
        let version = u16::from_be_bytes([v0, v1]);
        if version != 1 {
            return Err(text!(FILTER_VERSION, found = version));
        }
        if !(1..=WHOLE).contains(&size) {
            return Err(text!(FILTER_ENTRY_LENGTH, found = size, most = WHOLE));
        }
        if !body.len().is_multiple_of(size.into()) {
            let found = body.len();
            return Err(text!(HASH_LIST_ENTRIES, found, octets = size));
        }
        Ok(Self { size, body })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    fn entries(&self) -> impl Iterator<Item = &'a [u8]> {
        self.body.chunks_exact(self.size.into())
    }

    /// How many entries do not begin with these digits, mangled or not.
    pub(super) fn strays(&self, begins: &[u8]) -> usize {
        let strays = self
            .entries()
            .filter(|entry| mended(entry, begins).is_none());
        strays.count()
    }

    /// The entries as a filter, mangled ones as they are.
    pub(super) fn filter(&self) -> Filter {
        prefixes(self.size, self.entries())
    }

    /// The hashes, if the entries are whole: mangled ones mended, strays left out.
    pub(super) fn whole(&self, begins: &[u8]) -> Option<Vec<Hash>> {
        if self.size != WHOLE {
            return None;
        }
        let hashes = self.entries().filter_map(|entry| mended(entry, begins));
        let hashes = hashes.filter_map(|hash| Hash::try_from(&hash[..]).ok());
        Some(hashes.collect())
    }
}

/// The first octets of hashes as a filter: sorted, without doubles.
pub(super) fn prefixes<'a>(octets: u8, hashes: impl Iterator<Item = &'a [u8]>) -> Filter {
    let mut prefixes: Vec<&[u8]> = hashes
        .filter_map(|hash| hash.get(..octets.into()))
        .collect();
    prefixes.sort_unstable();
    prefixes.dedup();
    Filter {
        kind: Kind::Prefixes { octets },
        begins: Vec::new(),
        octets: prefixes.concat(),
    }
}

/// An entry as it was before the writer mangled it; `None` if it cannot begin with these digits.
fn mended<'a>(entry: &'a [u8], begins: &[u8]) -> Option<Cow<'a, [u8]>> {
    let fits = |entry: &[u8]| {
        digits(entry)
            .zip(begins)
            .all(|(own, wanted)| own == *wanted)
    };
    if fits(entry) {
        return Some(Cow::Borrowed(entry));
    }
    let mut mended = entry.to_vec();
    for octet in mended.iter_mut().take_while(|octet| **octet == 0) {
        *octet = 0xff;
    }
    let was = fits(&mended) && mangled(&mended).is_some_and(|mangled| mangled == entry);
    was.then_some(Cow::Owned(mended))
}
