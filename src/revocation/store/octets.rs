//! The octets of a store, read where they are asked for, and what is kept of them.
//!
//! A file that others can write to is never looked at in place: a mapping dies with a file that is cut off, and
//! shows what was written after it was checked. Octets are copied out of the file first, held against their
//! digest then, and used from the copy.

use super::head::Section;
use super::{Damaged, MAX_KEPT};
use crate::key::sha256;
use std::borrow::Cow;
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where the octets of a store are: in memory, or in a file that is read at the places that are asked for.
pub trait Octets: Send + Sync {
    /// How many there are.
    fn length(&self) -> u64;

    /// Fills `into` with those that begin at `offset`.
    ///
    /// # Errors
    /// They could not be read, or end before.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()>;
}

impl<T: AsRef<[u8]> + Send + Sync> Octets for T {
    fn length(&self) -> u64 {
        self.as_ref().len() as u64
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let end = start.saturating_add(into.len());
        let octets = self.as_ref().get(start..end);
        into.copy_from_slice(octets.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

/// The file of a store, as it was when it was opened.
pub(super) struct File {
    octets: Box<dyn Octets>,
    length: u64,
    /// How much more may be kept in memory.
    room: AtomicU64,
    /// Drawn when the store is opened and known to nobody else.
    key: RandomState,
}

impl File {
    pub(super) fn new(octets: impl Octets + 'static) -> Self {
        Self {
            length: octets.length(),
            octets: Box::new(octets),
            room: AtomicU64::new(MAX_KEPT),
            key: RandomState::new(),
        }
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        self.octets.read_at(offset, into)
    }

    /// The octets of a section, if they still are what was written.
    pub(super) fn read(&self, section: &Section) -> Result<Vec<u8>, Damaged> {
        let damaged = Damaged {
            offset: section.offset,
        };
        let length = usize::try_from(section.length).map_err(|_| damaged)?;
        let mut octets = vec![0; length];
        self.read_at(section.offset, &mut octets)
            .map_err(|_| damaged)?;
        match sha256(&octets) == section.digest {
            true => Ok(octets),
            false => Err(damaged),
        }
    }

    /// The same, read once and kept while there is room.
    pub(super) fn kept<'a>(&self, section: &'a Section) -> Result<Cow<'a, [u8]>, Damaged> {
        if let Some(octets) = section.kept.get() {
            return Ok(Cow::Borrowed(octets));
        }
        let octets = self.read(section)?;
        if !self.reserve(section.length) {
            return Ok(Cow::Owned(octets));
        }
        // Two threads that come first at once both read; what one of them read is kept.
        if let Err(octets) = section.kept.set(octets.into_boxed_slice()) {
            self.give_back(section.length);
            return Ok(Cow::Owned(octets.into_vec()));
        }
        let kept = section.kept.get().map(|octets| Cow::Borrowed(&**octets));
        kept.ok_or(Damaged {
            offset: section.offset,
        })
    }

    /// Takes room for something that is kept, if there is as much.
    pub(super) fn reserve(&self, octets: u64) -> bool {
        let taken = |room: u64| room.checked_sub(octets);
        self.room
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken)
            .is_ok()
    }

    pub(super) fn give_back(&self, octets: u64) {
        self.room.fetch_add(octets, Ordering::Relaxed);
    }

    /// A stamp on a page by which it is known again: SipHash under the store's key, of its octets and where they
    /// lie, so that nobody who writes to the file can make another page with it, or use a page elsewhere.
    pub(super) fn stamp(&self, offset: u64, page: &[u8]) -> u64 {
        self.key.hash_one((offset, page))
    }
}
