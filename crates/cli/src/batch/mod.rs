//! `hcert batch`: many rows in, as many answers out, in order, on all cores, in memory that does not grow.

#[cfg(unix)]
mod interrupt;
mod issue;
mod page;
mod progress;
mod verify;

use crate::exit::ExitStatus;
use hcert::time::Timestamp;
use hcert_host::batch::{Batch, Begun, Form, Input, Job, Naming, Options, Wanted};
use hcert_host::error::Result;
use hcert_host::recorder::Recorder;
use progress::{Names, Progress, Summary};
use std::fmt;
use std::path::PathBuf;

/// Issue, verify or print very many: JSON lines, CSV or a folder in, JSON lines out
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Issue(issue::Args),
    Verify(verify::Args),
    Page(page::Args),
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    match &args.command {
        Command::Issue(args) => issue::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Page(args) => page::run(args),
    }
}

/// What stands behind the help of all three.
macro_rules! after_help {
    ($examples:literal, $more:literal) => {
        concat!(
            $examples,
            "\n\n",
            $more,
            "\n\nEvery answer is a JSON object on a line of its own, in the order of the rows, with the row's number \
             (from 1) as \"row\"; a row without answer has \"error\" and often \"hint\", and the others go on. Rows are \
             answered as they come: as a worker between two pipes, a line in is a line out at once.\n\n\
             With --out FILE the answers grow in FILE.part and are FILE when the last one is there. A run that was \
             stopped goes on with --resume and the same words: no row is lost, none is done twice, and a changed input \
             is noticed."
        )
    };
}
use after_help;

/// Where rows come from and answers go.
#[derive(Debug, clap::Args)]
struct RunArgs {
    /// The rows: a file, a folder, or - for standard input
    #[arg(value_name = "ROWS")]
    input: PathBuf,
    /// Where the answers go: a file that is not there yet, or - for standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
    /// Go on with a run to the same file that was stopped; begin it if there is none
    #[arg(long)]
    resume: bool,
    /// How the rows are written [default: csv for a file whose name ends so, else lines]
    #[arg(long = "rows", value_enum, value_name = "FORM")]
    form: Option<FormArg>,
    /// Separator of the CSV cells [default: comma, semicolon or tab, by the header]
    #[arg(long, value_name = "CHARACTER", value_parser = parse_delimiter)]
    delimiter: Option<u8>,
    /// Rows processed in parallel [default: one per core]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// How the progress of the rows is reported on standard error
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Summary::Text)]
    summary: Summary,
}

/// What the files of the rows are called, so that runs can share a folder.
#[derive(Clone, Copy, Debug, clap::Args)]
struct NameArgs {
    /// What the files of a row are called by: its number, or the hash of its certificate's identifier
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = NameBy::Row)]
    name_by: NameBy,
    /// The number of the first row [default: 1]; files may then lie in the folder already
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000_000))]
    first_row: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum NameBy {
    /// DIR/000/012/345 for row 12345
    Row,
    /// DIR/3f/a9/3fa9..., the first 32 digits of its SHA-256; at random where there is no certificate
    Identifier,
}

impl NameArgs {
    fn naming(self) -> Naming {
        match self.name_by {
            NameBy::Row => Naming::Row,
            NameBy::Identifier => Naming::Identifier,
        }
    }
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FormArg {
    /// One a line
    Lines,
    /// Comma-separated values with a header
    Csv,
}

/// Parses what stands between cells: one ASCII character, or `tab`.
fn parse_delimiter(text: &str) -> std::result::Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [one] if one.is_ascii() && !b"\"\r\n".contains(one) => Ok(*one),
        _ => Err("expected one ASCII character, or tab".into()),
    }
}

impl RunArgs {
    /// Opens the rows, or says what became of them if an earlier run had done everything.
    fn begin(
        &self,
        wanted: Wanted,
        names: Names,
        first_row: Option<u64>,
        at: impl FnOnce() -> Result<Timestamp>,
    ) -> Result<std::result::Result<Box<Batch>, ExitStatus>> {
        let input = match self.input.as_os_str() == "-" {
            true => Input::Stream(Box::new(std::io::stdin()), self.input.clone()),
            false => Input::Path(self.input.clone()),
        };
        let options = Options {
            form: self.form.map(|form| match form {
                FormArg::Lines => Form::Lines,
                FormArg::Csv => Form::Csv,
            }),
            delimiter: self.delimiter,
            out: self.file().then(|| self.out.clone()),
            resume: self.resume,
            first_row,
            threads: self.threads,
            lang: crate::lang(),
        };
        Ok(match Batch::begin(input, options, wanted, at)? {
            Begun::Batch(batch) => Ok(batch),
            Begun::Done(whole) => {
                self.progress(names).end(&whole);
                Err(whole.tally.status())
            }
        })
    }

    /// Does the job for every row. `words` are all that decide about the answers.
    fn run<J: Job>(
        &self,
        batch: Batch,
        job: &J,
        names: Names,
        words: &dyn fmt::Debug,
        recorder: Option<Recorder>,
    ) -> Result<ExitStatus> {
        #[cfg(unix)]
        interrupt::tell(self.file().then_some(&self.out))?;
        let mut progress = self.progress(names);
        let whole = batch.run(job, words, recorder, &mut progress);
        let whole = whole.inspect_err(|_| progress.stop())?;
        progress.end(&whole);
        Ok(whole.tally.status())
    }

    /// Whether the answers go to a file.
    fn file(&self) -> bool {
        self.out.as_os_str() != "-"
    }

    fn progress(&self, names: Names) -> Progress {
        Progress::new(names, self.summary, !self.file())
    }
}
