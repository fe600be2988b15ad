//! The file in the making: sections, shards, and at the end the head.

use crate::key::sha256;
use crate::revocation::Hash;
use crate::revocation::store::{
    MAGIC, MAX_HEAD, MAX_SECTION, PREAMBLE, Section, Shard, filter_key,
};
use crate::text::messages;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::sync::OnceLock;
use xorf::{BinaryFuse16, DmaSerializable as _};

/// The file in the making.
pub(super) struct StoreFile<W: Write> {
    out: BufWriter<W>,
    offset: u64,
}

impl<W: Write + Seek> StoreFile<W> {
    pub(super) fn begin(out: W) -> io::Result<Self> {
        let mut out = BufWriter::with_capacity(1 << 20, out);
        out.write_all(&[0; PREAMBLE])?;
        Ok(Self {
            out,
            offset: PREAMBLE as u64,
        })
    }

    /// Puts a section at the next multiple of eight.
    pub(super) fn section(&mut self, octets: &[u8]) -> io::Result<Section> {
        if octets.len() as u64 > MAX_SECTION {
            return Err(super::too_many(messages::STORE_BUILD_OCTETS));
        }
        self.pad()?;
        let section = Section::of(self.offset, octets);
        self.out.write_all(octets)?;
        self.offset += octets.len() as u64;
        Ok(section)
    }

    fn pad(&mut self) -> io::Result<()> {
        while !self.offset.is_multiple_of(8) {
            self.out.write_all(&[0])?;
            self.offset += 1;
        }
        Ok(())
    }

    /// The head, and at the start of the file where it is. One that no reader takes is an error.
    pub(super) fn end(mut self, head: &[u8]) -> io::Result<()> {
        if head.len() as u64 > MAX_HEAD {
            return Err(super::too_many(messages::STORE_BUILD_ALL));
        }
        self.pad()?;
        self.out.write_all(head)?;
        self.out.seek(SeekFrom::Start(0))?;
        self.out.write_all(MAGIC)?;
        self.out.write_all(&self.offset.to_le_bytes())?;
        self.out.write_all(&(head.len() as u64).to_le_bytes())?;
        self.out.write_all(&sha256(head))?;
        self.out.flush()
    }
}

/// A shard in the making.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) hashes: Vec<Hash>,
    batches: Vec<u32>,
}

impl Draft {
    pub(super) fn push(&mut self, hash: Hash, batch: u32) {
        self.hashes.push(hash);
        self.batches.push(batch);
    }

    pub(super) fn write<W: Write + Seek>(&self, file: &mut StoreFile<W>) -> io::Result<Shard> {
        let mut keys: Vec<u64> = self.hashes.iter().map(filter_key).collect();
        // The crate wants each key once; two hashes with one second half are two certificates all the same.
        keys.sort_unstable();
        keys.dedup();
        // Without a filter, which the crate fails to make about never, the table itself is asked.
        let filter = match BinaryFuse16::try_from(&keys) {
            Ok(filter) => {
                let mut descriptor = [0; BinaryFuse16::DESCRIPTOR_LEN];
                filter.dma_copy_descriptor_to(&mut descriptor);
                let fingerprints = filter.fingerprints.iter();
                let octets: Vec<u8> = fingerprints.flat_map(|one| one.to_le_bytes()).collect();
                Some((descriptor, file.section(&octets)?))
            }
            Err(_) => None,
        };
        let mut table = self.hashes.as_flattened().to_vec();
        table.extend(self.batches.iter().flat_map(|batch| batch.to_le_bytes()));
        Ok(Shard {
            entries: u32::try_from(self.hashes.len()).unwrap_or(u32::MAX),
            first: self.hashes.first().copied().unwrap_or_default(),
            filter,
            table: file.section(&table)?,
            pages: OnceLock::new(),
        })
    }
}
