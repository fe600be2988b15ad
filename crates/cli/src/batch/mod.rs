//! `hcert batch`: many rows in, as many answers out, in order, on all cores, in memory that does not grow.

mod blocks;
mod columns;
mod csv;
mod folder;
mod issue;
mod journal;
mod out;
mod page;
mod pipeline;
mod places;
mod rows;
mod tally;
mod verify;

use crate::exit::ExitStatus;
use hcert::codec::hex;
use hcert::key::sha256;
use hcert::time::Timestamp;
use hcert_host::error::Result;
use hcert_host::recorder::Recorder;
use journal::{Found, Task};
use out::Out;
use pipeline::{Flow, Job, Pace};
use rows::{Form, Rows, Wanted};
use std::fmt;
use std::path::PathBuf;
use tally::{Names, Progress, Summary, Whole};

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
    form: Option<Form>,
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

/// Parses what stands between cells: one ASCII character, or `tab`.
fn parse_delimiter(text: &str) -> std::result::Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [one] if one.is_ascii() && !b"\"\r\n".contains(one) => Ok(*one),
        _ => Err("expected one ASCII character, or tab".into()),
    }
}

/// A run before its job is there.
struct Run<'a> {
    args: &'a RunArgs,
    found: Found,
    rows: Rows,
    wanted: Wanted,
    at: Timestamp,
}

/// What a run begins with: everything, or nothing because all is done.
enum Begun<'a> {
    Run(Box<Run<'a>>),
    Done(ExitStatus),
}

impl<'a> Run<'a> {
    /// Looks where the answers go and opens the rows. `at` gives the moment, which stays the same when the run is
    /// taken up again.
    fn begin(
        args: &'a RunArgs,
        wanted: Wanted,
        names: Names,
        at: impl FnOnce() -> Result<Timestamp>,
    ) -> Result<Begun<'a>> {
        let found = out::find(&args.out, args.resume)?;
        let at = match &found {
            Found::Nothing => at()?,
            Found::Stopped(stopped) => stopped.at(),
            Found::Finished { rows, tally } => {
                let whole = Whole {
                    rows: *rows,
                    before: *rows,
                    tally: *tally,
                    ..Whole::default()
                };
                whole.tell(args.summary, names);
                return Ok(Begun::Done(tally.status()));
            }
        };
        let to_file = args.out.as_os_str() != "-";
        let rows = Rows::open(&args.input, args.form, args.delimiter, wanted, to_file)?;
        Ok(Begun::Run(Box::new(Self {
            args,
            found,
            rows,
            wanted,
            at,
        })))
    }

    /// Whether this is the rest of a run that was stopped.
    fn is_rest(&self) -> bool {
        matches!(self.found, Found::Stopped(_))
    }

    /// Does the job for every row. `words` are all that decide about the answers.
    fn run<J: Job>(
        mut self,
        job: &J,
        names: Names,
        words: &dyn fmt::Debug,
        recorder: Option<Recorder>,
    ) -> Result<ExitStatus> {
        let place = recorder.as_ref().map(Recorder::place);
        let is_recorded = place.is_some();
        let RunArgs {
            form, delimiter, ..
        } = self.args;
        let words = format!("{words:?} {form:?} {delimiter:?} {place:?}");
        let task = Task {
            fingerprint: hex(&sha256(words.as_bytes())),
            at: self.at,
        };
        let out = &self.args.out;
        let mut out = Out::open(out, self.found, task, &mut self.rows, job, recorder)?;
        let progress = Progress::new(names, &self.rows, self.args.out.as_os_str() == "-");
        let threads = match self.args.threads {
            Some(threads) => threads.into(),
            None => std::thread::available_parallelism().map_or(1, usize::from),
        };
        let window = threads * self.wanted.ahead;
        let pace = Pace {
            threads,
            window: match is_recorded {
                true => window.max(self.wanted.recorded),
                false => window,
            },
        };
        let (flow, rest) = pipeline::run(self.rows, job, pace, &mut |done| {
            let mark = done.mark;
            let flow = out.hand_out(done, job);
            progress.show(&mark);
            flow
        })
        .inspect_err(|_| progress.stop())?;
        let (rows, tally) = out.finish()?;
        // Whoever wants no more answers wants no summary of them either.
        match flow {
            Flow::GoOn => progress.end(self.args.summary, rows, &tally, rest.left_alone()),
            Flow::Stop => progress.stop(),
        }
        Ok(tally.status())
    }
}
