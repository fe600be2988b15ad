//! Many rows in, as many answers out, in order, on all cores, in memory that does not grow.
//!
//! A [`Job`] answers a row. Rows are lines, CSV records, or the files of a folder. Answers go to a file that grows,
//! with which a run that was stopped goes on, or to a [`Face`], which also sees how far it is.
//!
//! ```
//! use hcert::Timestamp;
//! use hcert::codec::hex;
//! use hcert::container::{Limits, Unverified};
//! use hcert_host::batch::{Batch, Begun, Content, Input, Job, Options, Row, Told, Wanted, answer};
//! use hcert_host::exit::{ExitStatus, RowError, RowResult};
//! use std::path::Path;
//!
//! /// The key that each code names.
//! struct Kids;
//!
//! impl Job for Kids {
//!     fn row(&self, row: &Row<'_>, out: &mut Vec<u8>) -> RowResult<Told> {
//!         let Content::Line(code) = row.content else {
//!             return Err(RowError::refused("not a line"));
//!         };
//!         let code = Unverified::decode(code, &Limits::default()).map_err(RowError::refused)?;
//!         let kid = code.kid().map(hex);
//!         answer(out, row.number, &serde_json::json!({ "kid": kid }));
//!         Ok(Told::one(ExitStatus::Done))
//!     }
//! }
//!
//! let input = Input::Path(Path::new("../../testdata/codes.txt").into());
//! let at: Timestamp = "2022-02-01T12:00:00Z".parse()?;
//! let begun = Batch::begin(input, Options::default(), Wanted::LINES, || Ok(at))?;
//! let Begun::Batch(batch) = begun else {
//!     unreachable!("only a file of answers can be complete already");
//! };
//! let mut answers = Vec::new();
//! let whole = batch.run(&Kids, &"kids", None, &mut answers)?;
//! assert_eq!(whole.rows, whole.tally.done);
//! assert!(answers.starts_with(br#"{"row":1,"kid":""#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod blocks;
mod columns;
mod csv;
mod folder;
mod journal;
mod out;
mod pipeline;
mod places;
mod rows;
mod tally;

pub use columns::Columns;
pub(crate) use csv::Csv;
pub use journal::part_of;
pub use pipeline::{Flow, GROUP, Job, Told, answer};
pub use places::{Naming, Places, write};
pub use rows::{Content, Form, Input, Mark, Row, Rows, Wanted};
pub use tally::Tally;

use crate::error::Result;
use crate::recorder::Recorder;
use hcert::codec::hex;
use hcert::key::sha256;
use hcert::text::Lang;
use hcert::time::Timestamp;
use journal::{Found, Task};
use out::Out;
use pipeline::Pace;
use std::fmt;
use std::path::{Path, PathBuf};

/// How rows are read and answers are kept.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How the rows are written; else CSV for a file whose name ends so, and lines.
    pub form: Option<Form>,
    /// What stands between the cells of CSV; else the header tells.
    pub delimiter: Option<u8>,
    /// The file for the answers, not there yet; else they go to the face.
    pub out: Option<PathBuf>,
    /// Whether to go on with a run to that file that was stopped.
    pub resume: bool,
    /// The number of the first row; else 1.
    pub first_row: Option<u64>,
    /// Rows processed in parallel; else one per core.
    pub threads: Option<u16>,
    /// The language of what is wrong with a row.
    pub lang: Lang,
}

/// Who waits for a batch.
pub trait Face {
    /// The rows are open, and those that an earlier run had done are passed over.
    fn begin(&mut self, _rows: &Rows) {}

    /// The answers up to here are out.
    fn progress(&mut self, _mark: &Mark) {}

    /// Takes answers that go to no file: whole lines.
    fn take(&mut self, lines: &[u8]) -> Result<Flow>;
}

impl Face for Vec<u8> {
    fn take(&mut self, lines: &[u8]) -> Result<Flow> {
        self.extend_from_slice(lines);
        Ok(Flow::GoOn)
    }
}

/// A run before its job is there.
pub struct Batch {
    options: Options,
    found: Found,
    rows: Rows,
    at: Timestamp,
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Batch({:?}, at {})", self.rows, self.at)
    }
}

/// What a run begins with.
#[derive(Debug)]
pub enum Begun {
    /// Rows that want their answers.
    Batch(Box<Batch>),
    /// Nothing: an earlier run had done everything.
    Done(Whole),
}

/// What became of all rows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whole {
    /// All rows.
    pub rows: u64,
    /// Those that an earlier run had done.
    pub before: u64,
    /// How many answers of each kind there are.
    pub tally: Tally,
    /// Files that are no rows.
    pub left_alone: u64,
    /// Whether all answers were wanted.
    pub flow: Flow,
}

impl Batch {
    /// Looks where the answers go and opens the rows. `at` gives the moment, which stays the same when the run is
    /// taken up again.
    pub fn begin(
        input: Input,
        options: Options,
        wanted: Wanted,
        at: impl FnOnce() -> Result<Timestamp>,
    ) -> Result<Begun> {
        let found = out::find(options.out.as_deref(), options.resume)?;
        let at = match &found {
            Found::Nothing => at()?,
            Found::Stopped(stopped) => stopped.at(),
            Found::Finished { rows, tally } => {
                return Ok(Begun::Done(Whole {
                    rows: *rows,
                    before: *rows,
                    tally: *tally,
                    ..Whole::default()
                }));
            }
        };
        let rows = Rows::open(input, &options, wanted)?;
        Ok(Begun::Batch(Box::new(Self {
            options,
            found,
            rows,
            at,
        })))
    }

    /// The moment of the run.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The rows.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Whether this is the rest of a run that was stopped.
    pub fn is_rest(&self) -> bool {
        matches!(self.found, Found::Stopped(_))
    }

    /// Takes the folder for the files of the rows, which are called so, and have this ending.
    pub fn places(&self, folder: &Path, ending: &'static str, naming: Naming) -> Result<Places> {
        // Files of other runs may lie there where this one's cannot have the same names.
        let shared = self.options.first_row.is_some() || naming == Naming::Identifier;
        let free = shared || self.is_rest();
        Places::new(folder, ending, naming, free, self.options.out.as_deref())
    }

    /// Does the job for every row. `words` are all that decide about the answers: a run that was stopped goes on
    /// with the same ones alone.
    pub fn run<J: Job>(
        mut self,
        job: &J,
        words: &dyn fmt::Debug,
        recorder: Option<Recorder>,
        face: &mut dyn Face,
    ) -> Result<Whole> {
        let place = recorder.as_ref().map(Recorder::place);
        let Options {
            form,
            delimiter,
            lang,
            first_row,
            ..
        } = self.options;
        let words = format!("{words:?} {form:?} {delimiter:?} {place:?} {lang:?} {first_row:?}");
        let task = Task {
            fingerprint: hex(&sha256(words.as_bytes())),
            at: self.at,
        };
        let threads = match self.options.threads {
            Some(threads) => threads.into(),
            None => std::thread::available_parallelism().map_or(1, usize::from),
        };
        let window = threads * self.rows.wanted.ahead;
        let pace = Pace {
            threads,
            window: match place {
                Some(_) => window.max(self.rows.wanted.recorded),
                None => window,
            },
            lang,
        };
        let out = self.options.out.as_deref();
        let mut out = Out::open(out, self.found, task, &mut self.rows, job, recorder)?;
        let before = self.rows.mark().rows;
        face.begin(&self.rows);
        let (flow, rest) = pipeline::run(self.rows, job, pace, &mut |done| {
            let mark = done.mark;
            let flow = out.hand_out(done, job, face);
            face.progress(&mark);
            flow
        })?;
        let (rows, tally) = out.finish()?;
        job.finish()?;
        Ok(Whole {
            rows,
            before,
            tally,
            left_alone: rest.left_alone(),
            flow,
        })
    }
}
