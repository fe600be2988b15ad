//! Sorted runs in scratch files become one order.

use super::ScratchFile;
use crate::revocation::{BatchId, Hash};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, BufReader, BufWriter, Read as _, Write as _};

/// Octets that are read of a run at a time.
const BUFFER: usize = 1 << 16;

/// Group, hash and batch of one entry, so that octets sort as they do.
pub(super) type Row = [u8; 24];

/// The row of an entry.
pub(super) fn row(group: u32, hash: &Hash, batch: BatchId) -> Row {
    let mut row = [0; 24];
    let octets = group
        .to_be_bytes()
        .into_iter()
        .chain(*hash)
        .chain(batch.to_be_bytes());
    row.iter_mut().zip(octets).for_each(|(to, from)| *to = from);
    row
}

/// What a row holds.
pub(super) fn split(row: &Row) -> (u32, Hash, BatchId) {
    let [a, b, c, d, hash @ .., e, f, g, h] = *row;
    (
        u32::from_be_bytes([a, b, c, d]),
        hash,
        u32::from_be_bytes([e, f, g, h]),
    )
}

/// Puts sorted rows into a scratch file.
pub(super) fn put_aside(
    rows: &[Row],
    file: Box<dyn ScratchFile>,
) -> io::Result<Box<dyn ScratchFile>> {
    let mut file = BufWriter::with_capacity(BUFFER, file);
    for row in rows {
        file.write_all(row)?;
    }
    let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

/// Merges sorted runs.
pub(super) struct Merge {
    runs: Vec<Run>,
    heads: BinaryHeap<Reverse<(Row, usize)>>,
}

struct Run {
    file: BufReader<Box<dyn ScratchFile>>,
    left: u64,
}

impl Run {
    fn next(&mut self) -> io::Result<Option<Row>> {
        if self.left == 0 {
            return Ok(None);
        }
        let mut row = [0; 24];
        self.file.read_exact(&mut row)?;
        self.left -= 1;
        Ok(Some(row))
    }
}

impl Merge {
    pub(super) fn of(files: Vec<(Box<dyn ScratchFile>, u64)>) -> io::Result<Self> {
        let runs = files.into_iter().map(|(file, left)| Run {
            file: BufReader::with_capacity(BUFFER, file),
            left,
        });
        let mut merge = Self {
            runs: runs.collect(),
            heads: BinaryHeap::new(),
        };
        for place in 0..merge.runs.len() {
            merge.pull(place)?;
        }
        Ok(merge)
    }

    fn pull(&mut self, place: usize) -> io::Result<()> {
        if let Some(run) = self.runs.get_mut(place)
            && let Some(row) = run.next()?
        {
            self.heads.push(Reverse((row, place)));
        }
        Ok(())
    }

    /// The next in order.
    pub(super) fn next(&mut self) -> io::Result<Option<Row>> {
        let Some(Reverse((row, place))) = self.heads.pop() else {
            return Ok(None);
        };
        self.pull(place)?;
        Ok(Some(row))
    }
}
