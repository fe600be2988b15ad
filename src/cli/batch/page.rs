//! `hcert batch page`: the control pages of very many persons.

use super::pipeline::{Job, Told, answer};
use super::places::{self, Places};
use super::rows::{Content, Row, Wanted};
use super::tally::{Names, Tally};
use super::{Begun, Run, RunArgs, after_help};
use crate::cli::input::{Source, ending, read_file};
use crate::cli::issue::text;
use crate::cli::ledgers::{LedgerArgs, People, Recorder};
use crate::cli::press::{Press, PressArgs, Printed};
use crate::cli::{Attempt, Failure, Result, Status, Trouble, output, records};
use crate::lang::{Lang, shown};
use std::path::{Path, PathBuf};

/// Make persons' control pages: a record a row
#[derive(Debug, clap::Args)]
#[command(after_help = after_help!(
    "Examples:\n  hcert batch page testdata/records --signer keys --pages prints --at 2022-02-01T12:00:00+01:00\n  \
     hcert batch page testdata/batch/records.jsonl --signer keys --pages p --format pdf --out p.jsonl",
    "A row is a record or an HL7 FHIR bundle: its JSON on a line, or a file of a folder. The files are those of hcert \
     page, in a folder for each row: row 12345 has DIR/000/012/345. The answer is the object of hcert page --json.\n\n\
     With --ledger the codes of a record are recorded before its files are there. If it is stopped in between, --resume \
     puts the files of those that were recorded into their places."
))]
pub(super) struct Args {
    #[command(flatten)]
    run: RunArgs,
    #[command(flatten)]
    job: JobArgs,
}

#[derive(Debug, clap::Args)]
struct JobArgs {
    /// The folder for all files, empty or not there yet
    #[arg(long, value_name = "DIR")]
    pages: PathBuf,
    #[command(flatten)]
    press: PressArgs,
    #[command(flatten)]
    ledger: LedgerArgs,
}

const NAMES: Names = [
    Some(("printed", "printed")),
    Some(("refused", "refused")),
    None,
    Some(("unreadable", "unreadable")),
];

/// A record has 500 doses and 500 tests at most; in a FHIR bundle each takes some thousands of octets.
const WANTED: Wanted = Wanted {
    is_row: |path| records::is_record(path) && ending(path).is_some_and(|ending| ending == "json"),
    csv: false,
    limit: 4 << 20,
    at_a_time: 1,
    ahead: 4,
    recorded: 0,
};

pub(super) fn run(args: &Args) -> Result<Status> {
    let JobArgs {
        pages,
        press,
        ledger,
    } = &args.job;
    let run = match Run::begin(&args.run, WANTED, NAMES, || press.moment())? {
        Begun::Run(run) => run,
        Begun::Done(status) => return Ok(status),
    };
    let lang = press.lang;
    let press = Press::open(press, run.at)?;
    let places = Places::new(pages, "", run.is_rest())?;
    let (recorder, people) = Recorder::open(ledger)?.unzip();
    let job = Printing {
        press,
        places,
        people,
        lang,
    };
    run.run(&job, NAMES, &("page", &args.job), recorder)
}

struct Printing {
    press: Press,
    places: Places,
    people: Option<People>,
    lang: Lang,
}

impl Job for Printing {
    fn row(&self, row: &Row<'_>, out: &mut Vec<u8>) -> Attempt<Told> {
        match &row.content {
            Content::Line(line) => self.print(row, line, out),
            Content::File(path) => {
                let octets = read_file(path).map_err(Trouble::usage)?;
                let label = row.label.clone();
                let source = Source { label, octets };
                let text = text(&source).map_err(Trouble::refusal)?;
                self.print(row, text.trim_start_matches('\u{feff}'), out)
            }
            Content::Cells(_) => Err(Trouble::refused("a record is no row of CSV")),
        }
    }

    fn unread(&self) -> Status {
        Status::Rejected
    }

    fn release(&self, row: u64) -> Result<()> {
        self.places.release(row)
    }
}

impl Printing {
    fn print(&self, row: &Row<'_>, text: &str, out: &mut Vec<u8>) -> Attempt<Told> {
        let entry = records::one((row.label.clone(), None), text);
        let record = entry
            .record
            .as_ref()
            .map_err(|error| Trouble::refused(shown(&error.to_string())))?;
        let mut notes = entry.findings;
        let mut made = self.press.print(record)?;
        if let Some(people) = &self.people {
            notes.extend(made.assign(record, people).map(str::to_owned));
        }
        let fresh = self.people.as_ref().map(|_| made.fresh()).transpose();
        let fresh = fresh.map_err(Trouble::usage)?;
        let place = self.places.of(row.number);
        let object = made.answer(&row.label, &place, self.lang);
        let mut object = object.map_err(Trouble::usage)?;
        if let (false, Some(object)) = (notes.is_empty(), object.as_object_mut()) {
            object.insert("notes".into(), notes.into());
        }
        let ready = self.places.prepare(row.number);
        let written = ready.and_then(|ready| lay_ready(&ready, &made));
        written.map_err(Trouble::usage)?;
        answer(out, row.number, &object);
        Ok(Told {
            tally: Tally::one(Status::Done),
            fresh,
            files: true,
        })
    }
}

/// Writes the files of one record where nobody looks for them yet.
fn lay_ready(folder: &Path, made: &Printed) -> Result<()> {
    // What a run that was stopped had left here.
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|error| Failure::io(folder, &error))?;
    }
    output::folder(folder)?;
    let mut files = made.made.files();
    files.try_for_each(|file| places::write(&folder.join(&file.name), &file.octets))
}
