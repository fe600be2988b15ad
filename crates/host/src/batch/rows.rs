//! Rows of a batch: lines, CSV records, files of a folder. They are handed out in small chunks, in order, and
//! nothing is read ahead of what is wanted.

use crate::batch::Options;
use crate::batch::blocks::{Blocks, Stop};
use crate::batch::csv::Csv;
use crate::batch::folder::{Folder, IsRow, Met};
use crate::encoding;
use crate::error::{Failure, Result};
use crate::inputs as input;
use hcert::text;
use hcert::text::{Text, messages};
use std::fmt;
use std::fs::File;
use std::io::{BufRead as _, Read, Seek as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Octets of a chunk after which it takes no more rows.
const CHUNK_OCTETS: usize = 256 << 10;

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One a line.
    Lines,
    /// Comma-separated values with a header.
    Csv,
}

/// What rows come from.
pub enum Input {
    /// A file or a folder.
    Path(PathBuf),
    /// A stream, and what messages call it.
    Stream(Box<dyn Read + Send>, PathBuf),
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Path(path) | Self::Stream(_, path)) = self;
        write!(f, "Input({path:?})")
    }
}

/// Which rows a job takes.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Which files of a folder are rows.
    pub is_row: IsRow,
    /// The longest line or CSV record, in octets.
    pub limit: usize,
    /// Rows of a chunk; a folder's files come one by one.
    pub at_a_time: usize,
    /// Chunks for each worker that may be taken and not yet out.
    pub ahead: usize,
    /// The same for all workers together, at least, where codes are recorded: a transaction gathers while the one
    /// before it is written.
    pub recorded: usize,
}

impl Wanted {
    /// Lines as long as a code's, records of CSV, and every file of a folder.
    pub const LINES: Self = Self {
        is_row: |_| true,
        limit: 1 << 20,
        at_a_time: 16,
        ahead: 16,
        recorded: 0,
    };
}

/// Rows that are read as they are wanted.
pub struct Rows {
    kind: Kind,
    label: String,
    /// Rows before the first one, which are not here.
    before: u64,
    pub(super) wanted: Wanted,
    /// Rows that were handed out.
    count: u64,
    /// How far there is to go: octets of a file.
    size: Option<u64>,
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rows({:?}, {} read)", self.label, self.count)
    }
}

enum Kind {
    Lines(Blocks),
    Csv(Box<Csv>),
    Folder(Folder),
}

/// How far the rows are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Rows.
    pub rows: u64,
    /// Octets, or files of a folder.
    pub taken: u64,
    /// The hash over all of that, where it is wanted.
    pub digest: Option<[u8; 32]>,
}

/// Some rows that follow one another.
#[derive(Default)]
pub(super) struct Chunk {
    /// Which one of all is the first one; the first of all is 1.
    first: u64,
    /// What is added to that for a row's number.
    before: u64,
    rows: Vec<Raw>,
    octets: Vec<u8>,
    /// Where cells end, counted from the beginning of their row.
    ends: Vec<usize>,
    /// How far all is read behind the last one.
    pub(super) mark: Mark,
}

enum Raw {
    Line(Range<usize>),
    Cells {
        octets: Range<usize>,
        ends: Range<usize>,
    },
    File(PathBuf),
    /// A row that is none, and why.
    Fault(Text),
    Closed(PathBuf, std::io::Error),
}

/// One row.
#[derive(Debug)]
pub struct Row<'a> {
    /// Counted from 1, or from the number that was given.
    pub number: u64,
    /// What messages call it.
    pub label: String,
    /// What it holds.
    pub content: Content<'a>,
}

/// What a row holds.
pub enum Content<'a> {
    /// A line without its end.
    Line(&'a str),
    /// The cells of a record.
    Cells(Vec<&'a str>),
    /// A file of the folder.
    File(&'a Path),
}

/// Shows nothing: somebody's data.
impl fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Content(redacted)")
    }
}

impl Rows {
    /// Opens what rows come from. Where the answers go to a file, marks tell whether it has changed.
    pub(super) fn open(input: Input, options: &Options, wanted: Wanted) -> Result<Self> {
        let hashed = options.out.is_some();
        let (Input::Path(path) | Input::Stream(_, path)) = &input;
        let path = path.clone();
        let before = options.first_row.unwrap_or(1).saturating_sub(1);
        let failed = |error: std::io::Error| Failure::io(&path, &error);
        let named = input::ending(&path).is_some_and(|ending| ending == "csv");
        let default = if named { Form::Csv } else { Form::Lines };
        let form = options.form.unwrap_or(default);
        let mut size = None;
        let blocks = match input {
            Input::Path(path) if path.is_dir() => {
                let folder = Folder::new(&path, wanted.is_row, hashed);
                return Ok(Self::new(Kind::Folder(folder), &path, before, wanted, None));
            }
            Input::Path(path) if input::is_argument_code(path.as_os_str()) => {
                return Err(
                    Failure::new(messages::BATCH_ARGUMENT_IS_CODE).hint(messages::BATCH_GIVE_STDIN)
                );
            }
            Input::Path(_) => {
                let file = File::open(&path).map_err(failed)?;
                let metadata = file.metadata().map_err(failed)?;
                size = metadata.is_file().then_some(metadata.len());
                if form == Form::Csv && metadata.is_file() {
                    encoding::check(&path, &file)?;
                    (&file).rewind().map_err(failed)?;
                }
                Blocks::new(file, hashed)
            }
            Input::Stream(stream, _) => Blocks::new(stream, hashed),
        };
        let blocks = blocks.map_err(failed)?;
        let kind = match form {
            Form::Lines => Kind::Lines(blocks),
            Form::Csv => {
                let label = path.display().to_string();
                let csv = Csv::new(blocks, options.delimiter, wanted.limit, &label);
                Kind::Csv(Box::new(csv.map_err(|failure| Failure {
                    message: text!(FILE_SYSTEM, path, error = failure.message),
                    ..failure
                })?))
            }
        };
        Ok(Self::new(kind, &path, before, wanted, size))
    }

    fn new(kind: Kind, path: &Path, before: u64, wanted: Wanted, size: Option<u64>) -> Self {
        Self {
            kind,
            label: path.display().to_string(),
            before,
            wanted,
            count: 0,
            size,
        }
    }

    /// The names of the columns of CSV.
    pub fn header(&self) -> Option<&[String]> {
        match &self.kind {
            Kind::Csv(csv) => Some(csv.header()),
            Kind::Lines(_) | Kind::Folder(_) => None,
        }
    }

    /// What messages call all of it.
    pub(super) fn label(&self) -> &str {
        &self.label
    }

    /// How far there is to go, where that can be known, as marks count what is taken.
    pub fn size(&self) -> Option<u64> {
        match &self.kind {
            Kind::Folder(folder) => Some(folder.count()),
            Kind::Lines(_) | Kind::Csv(_) => self.size,
        }
    }

    /// Files of a folder that are no rows and were passed over.
    pub fn left_alone(&self) -> u64 {
        match &self.kind {
            Kind::Folder(folder) => folder.left_alone(),
            Kind::Lines(_) | Kind::Csv(_) => 0,
        }
    }

    pub(super) fn stop(&self) -> Stop {
        match &self.kind {
            Kind::Lines(blocks) => blocks.stop(),
            Kind::Csv(csv) => csv.stop(),
            Kind::Folder(_) => Stop::new(),
        }
    }

    /// How far the rows are read.
    pub fn mark(&self) -> Mark {
        let (taken, digest) = match &self.kind {
            Kind::Lines(blocks) => blocks.taken(),
            Kind::Csv(csv) => csv.taken(),
            Kind::Folder(folder) => folder.taken(),
        };
        Mark {
            rows: self.count,
            taken,
            digest,
        }
    }

    /// Passes over so many rows, or as many as there are.
    pub(super) fn skip(&mut self, rows: u64) -> Result<()> {
        while self.count < rows {
            let most = usize::try_from(rows - self.count).unwrap_or(usize::MAX);
            let chunk = self.take(most.min(self.wanted.at_a_time))?;
            if chunk.rows.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// The next rows: none at the end. A row that has arrived does not wait for the one behind it.
    pub(super) fn next(&mut self) -> Result<Chunk> {
        self.take(self.wanted.at_a_time)
    }

    fn take(&mut self, most: usize) -> Result<Chunk> {
        let mut chunk = Chunk {
            first: self.count + 1,
            before: self.before,
            ..Chunk::default()
        };
        let limit = self.wanted.limit;
        let first = self.count == 0;
        let taken = match &mut self.kind {
            Kind::Lines(blocks) => lines(blocks, &mut chunk, most, limit, first),
            Kind::Csv(csv) => records(csv, &mut chunk, most),
            Kind::Folder(folder) => {
                chunk.rows.extend(folder.next().map(|met| match met {
                    Met::File(path) => Raw::File(path),
                    Met::Closed(path, error) => Raw::Closed(path, error),
                }));
                Ok(())
            }
        };
        taken.map_err(|error| Failure::io(&self.label, &error))?;
        self.count += chunk.rows.len() as u64;
        chunk.mark = self.mark();
        Ok(chunk)
    }
}

/// Takes lines.
fn lines(
    blocks: &mut Blocks,
    chunk: &mut Chunk,
    most: usize,
    limit: usize,
    first: bool,
) -> std::io::Result<()> {
    while chunk.rows.len() < most {
        let start = chunk.octets.len();
        let whole = (limit + 1) as u64;
        let count = blocks
            .by_ref()
            .take(whole)
            .read_until(b'\n', &mut chunk.octets)?;
        if count == 0 {
            break;
        }
        let line = chunk.octets.get(start..).unwrap_or_default();
        let ended = line.strip_suffix(b"\n");
        if ended.is_none() && count > limit {
            blocks.skip_until(b'\n')?;
            chunk.octets.truncate(start);
            chunk
                .rows
                .push(Raw::Fault(text!(BATCH_LINE_TOO_LONG, limit)));
        } else {
            let line = ended.unwrap_or(line);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let mark: &[u8] = match first && chunk.rows.is_empty() {
                true => b"\xef\xbb\xbf",
                false => b"",
            };
            let begin = if line.starts_with(mark) {
                mark.len()
            } else {
                0
            };
            let range = start + begin..start + line.len();
            chunk.rows.push(Raw::Line(range));
        }
        if chunk.octets.len() >= CHUNK_OCTETS || !blocks.has_line() {
            break;
        }
    }
    Ok(())
}

/// Takes CSV records.
fn records(csv: &mut Csv, chunk: &mut Chunk, most: usize) -> std::io::Result<()> {
    while chunk.rows.len() < most {
        let (octets, ends) = (chunk.octets.len(), chunk.ends.len());
        match csv.next()? {
            None => break,
            Some(Err(fault)) => chunk.rows.push(Raw::Fault(fault)),
            Some(Ok((cells, cell_ends))) => {
                chunk.octets.extend_from_slice(cells);
                chunk.ends.extend_from_slice(cell_ends);
                chunk.rows.push(Raw::Cells {
                    octets: octets..chunk.octets.len(),
                    ends: ends..chunk.ends.len(),
                });
            }
        }
        if chunk.octets.len() >= CHUNK_OCTETS || !csv.has_line() {
            break;
        }
    }
    Ok(())
}

impl Chunk {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The rows, each with what is wrong with it where it cannot be read. `label` is what messages call all of
    /// them.
    pub(super) fn rows<'a>(
        &'a self,
        label: &'a str,
    ) -> impl Iterator<Item = std::result::Result<Row<'a>, Box<Unread>>> {
        let of_all = label;
        (self.first..).zip(&self.rows).map(move |(place, raw)| {
            let number = self.before.saturating_add(place);
            let label = match raw {
                Raw::File(path) | Raw::Closed(path, _) => path.display().to_string(),
                Raw::Line(_) | Raw::Cells { .. } | Raw::Fault(_) => format!("{label}#{place}"),
            };
            match self.content(raw, of_all) {
                Ok(content) => Ok(Row {
                    number,
                    label,
                    content,
                }),
                Err(fault) => Err(Box::new(Unread {
                    number,
                    label,
                    fault,
                    closed: matches!(raw, Raw::Closed(..)),
                })),
            }
        })
    }

    fn content<'a>(&'a self, raw: &'a Raw, label: &str) -> Result<Content<'a>> {
        let text = |range: Range<usize>| {
            let octets = self.octets.get(range).unwrap_or_default();
            encoding::text(label, octets)
        };
        match raw {
            Raw::Line(range) => Ok(Content::Line(text(range.clone())?)),
            Raw::Cells { octets, ends } => {
                let ends = self.ends.get(ends.clone()).unwrap_or_default();
                let mut start = octets.start;
                let cells = ends.iter().map(|end| {
                    let cell = text(start..octets.start + end);
                    start = octets.start + end;
                    cell
                });
                Ok(Content::Cells(cells.collect::<Result<_>>()?))
            }
            Raw::File(path) => Ok(Content::File(path)),
            Raw::Fault(fault) => Err(Failure::new(fault)),
            Raw::Closed(_, error) => Err(Failure::new(error)),
        }
    }
}

/// A row that cannot be read.
pub(super) struct Unread {
    pub(super) number: u64,
    pub(super) label: String,
    pub(super) fault: Failure,
    /// Whether it is a folder that is closed to us.
    pub(super) closed: bool,
}

#[cfg(test)]
mod tests;
