//! Records of CSV with a header. The parser is the `csv` crate's own core, because the crate itself holds a record
//! of any length: one quotation mark too few, and that is the rest of the file.

use crate::batch::blocks::{Blocks, Stop};
use crate::encoding;
use crate::error::Failure;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use hcert::text;
use hcert::text::{Text, messages};
use std::io::{self, BufRead as _};

/// The most columns.
const COLUMNS: usize = 1024;

/// Cells of a record one behind the other, and where each ends.
type Cells<'a> = (&'a [u8], &'a [usize]);

/// The cells of a record that is kept, or why it is none.
type WholeRow = Result<Vec<String>, Text>;

/// A CSV file behind its header.
pub(crate) struct Csv {
    blocks: Blocks,
    parser: Reader,
    header: Vec<String>,
    limit: usize,
    cells: Vec<u8>,
    ends: Vec<usize>,
}

impl Csv {
    /// Reads the header. Without a delimiter it is the one of `,`, `;` and tab that the header has most of.
    pub(super) fn new(
        mut blocks: Blocks,
        delimiter: Option<u8>,
        limit: usize,
        label: &str,
    ) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::new(error);
        let line = blocks.first_line(limit).map_err(failed)?;
        encoding::text(label, line)?;
        let count = |delimiter: u8| line.iter().filter(|octet| **octet == delimiter).count();
        let most = b"\t;,".iter().copied().max_by_key(|one| count(*one));
        let delimiter = delimiter.or(most).unwrap_or(b',');
        let mut csv = Self {
            blocks,
            parser: ReaderBuilder::new().delimiter(delimiter).build(),
            header: Vec::new(),
            limit,
            cells: vec![0; 4096.min(limit)],
            ends: vec![0; COLUMNS],
        };
        let (cells, ends) = match csv.next().map_err(failed)? {
            None => return Err(Failure::new(messages::BATCH_NO_HEADER)),
            Some(Err(fault)) => return Err(Failure::new(text!(BATCH_HEADER, fault))),
            Some(Ok(record)) => record,
        };
        let mut start = 0;
        let names = ends.iter().map(|end| {
            let name = std::str::from_utf8(cells.get(start..*end).unwrap_or_default());
            start = *end;
            let name = name.map_err(|_| messages::BATCH_HEADER_NOT_UTF8)?;
            Ok(name.trim().to_owned())
        });
        csv.header = names.collect::<Result<_, Text>>().map_err(Failure::new)?;
        Ok(csv)
    }

    /// The header and all rows of a text that is in memory already.
    pub(crate) fn whole(text: &str) -> Result<(Vec<String>, Vec<WholeRow>), Failure> {
        let failed = |error: io::Error| Failure::new(error);
        let octets = io::Cursor::new(text.as_bytes().to_vec());
        let blocks = Blocks::new(octets, false).map_err(failed)?;
        let mut csv = Self::new(blocks, None, text.len().max(1), "")?;
        let mut rows = Vec::new();
        while let Some(row) = csv.next().map_err(failed)? {
            rows.push(row.map(|(cells, ends)| {
                let mut start = 0;
                let cells = ends.iter().map(|end| {
                    let cell = cells.get(start..*end).unwrap_or_default();
                    start = *end;
                    // It is a part of a text, cut at what is ASCII.
                    String::from_utf8_lossy(cell).into_owned()
                });
                cells.collect()
            }));
        }
        Ok((csv.header, rows))
    }

    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    pub(super) fn stop(&self) -> Stop {
        self.blocks.stop()
    }

    pub(super) fn taken(&self) -> (u64, Option<[u8; 32]>) {
        self.blocks.taken()
    }

    /// Whether another record, if it has no line breaks in it, can be taken without waiting for it.
    pub(super) fn has_line(&self) -> bool {
        self.blocks.has_line()
    }

    /// The next record, or why it is none. Blank lines are none.
    pub(super) fn next(&mut self) -> io::Result<Option<Result<Cells<'_>, Text>>> {
        let (mut at, mut end) = (0, 0);
        let mut fault = None;
        loop {
            let octets = self.blocks.fill_buf()?;
            let room = self.cells.get_mut(at..).unwrap_or_default();
            let ends = self.ends.get_mut(end..).unwrap_or_default();
            let (result, taken, written, found) = self.parser.read_record(octets, room, ends);
            self.blocks.consume(taken);
            at += written;
            end += found;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.cells.len() < self.limit => {
                    let longer = (self.cells.len() * 2).min(self.limit);
                    self.cells.resize(longer, 0);
                }
                // The rest of the record goes over what is there.
                ReadRecordResult::OutputFull => {
                    fault = Some(text!(BATCH_RECORD_TOO_LONG, limit = self.limit));
                    at = 0;
                }
                ReadRecordResult::OutputEndsFull => {
                    fault.get_or_insert_with(|| text!(BATCH_TOO_MANY_CELLS, limit = COLUMNS));
                    end = 0;
                }
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(None),
            }
        }
        if let Some(fault) = fault {
            return Ok(Some(Err(fault)));
        }
        let cells = self.cells.get(..at).unwrap_or_default();
        let ends = self.ends.get(..end).unwrap_or_default();
        Ok(Some(Ok((cells, ends))))
    }
}
