//! `hcert batch page`: the control pages of very many persons.

use crate::batch::progress::Names;
use crate::batch::{NameArgs, RunArgs, after_help};
use crate::exit::{ExitStatus, RowError, RowResult};
use crate::issue::text;
use crate::ledger_args::LedgerArgs;
use crate::output;
use crate::page_args::{IssuedPages, PageArgs, PageIssuer};
use hcert::text::{Lang, ToText as _, escape, messages};
use hcert_host::atomic_file;
use hcert_host::batch::{Content, Job, Places, Row, Told, Wanted, answer, write};
use hcert_host::error::{Failure, Result};
use hcert_host::inputs::{Source, ending, read_file};
use hcert_host::record_columns::RecordColumns;
use hcert_host::record_files::{self, record_columns};
use hcert_host::recorder::{People, Recorder};
use std::path::{Path, PathBuf};

/// Make persons' control pages: a record a row
#[derive(Debug, clap::Args)]
#[command(after_help = after_help!(
    "Examples:\n  hcert batch page testdata/records --signer keys --pages prints --at 2022-02-01T12:00:00+01:00\n  \
     hcert batch page testdata/batch/records.jsonl --signer keys --pages p --format pdf --out p.jsonl",
    "A row is a record or an HL7 FHIR bundle: its JSON on a line, a file of a folder, or a record in CSV with columns \
     named by the path in it (person.familyName, vaccinations.0.date). The files are those of hcert \
     page, in a folder for each row: row 12345 has DIR/000/012/345. One run at a time works in a folder; runs share it \
     one after the other with --first-row or --name-by identifier, and none replaces what lies there. The answer is the object of hcert page --json.\n\n\
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
    /// The folder for all files, empty or not there yet. With --name-by identifier or --first-row it may hold those of
    /// other runs, which stay
    #[arg(long, value_name = "DIR")]
    pages: PathBuf,
    #[command(flatten)]
    naming: NameArgs,
    #[command(flatten)]
    press: PageArgs,
    #[command(flatten)]
    ledger: LedgerArgs,
}

const NAMES: Names = [
    Some((messages::BATCH_PRINTED, "printed")),
    Some((messages::BATCH_REFUSED, "refused")),
    None,
    Some((messages::BATCH_UNREADABLE, "unreadable")),
];

/// A record has 500 doses and 500 tests at most; in a FHIR bundle each takes some thousands of octets.
const WANTED: Wanted = Wanted {
    is_row: |path| {
        record_files::is_record(path) && ending(path).is_some_and(|ending| ending == "json")
    },
    limit: 4 << 20,
    at_a_time: 1,
    ahead: 4,
    recorded: 0,
};

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    let JobArgs {
        pages,
        naming,
        press,
        ledger,
    } = &args.job;
    let batch = match args
        .run
        .begin(WANTED, NAMES, naming.first_row, || press.moment())?
    {
        Ok(batch) => batch,
        Err(done) => return Ok(done),
    };
    let columns = batch.rows().header().map(record_columns).transpose()?;
    let lang = crate::page_lang();
    let press = PageIssuer::open(press, batch.at())?;
    let places = batch.places(pages, "", naming.naming())?;
    let (recorder, people) =
        output::telling(|notices| Recorder::open(&ledger.options(), notices))?.unzip();
    let job = Printing {
        press,
        places,
        people,
        lang,
        columns,
    };
    let words = ("page", &args.job, lang);
    args.run.run(*batch, &job, NAMES, &words, recorder)
}

struct Printing {
    press: PageIssuer,
    places: Places,
    people: Option<People>,
    lang: Lang,
    columns: Option<RecordColumns>,
}

impl Job for Printing {
    fn row(&self, row: &Row<'_>, out: &mut Vec<u8>) -> RowResult<Told> {
        match &row.content {
            Content::Line(line) => self.print(row, line, out),
            Content::File(path) => {
                let octets = read_file(path).map_err(RowError::usage)?;
                let label = row.label.clone();
                let source = Source { label, octets };
                let text = text(&source).map_err(RowError::refusal)?;
                self.print(row, hcert::text::without_bom(text), out)
            }
            Content::Cells(cells) => {
                let columns = self.columns.as_ref();
                let columns =
                    columns.ok_or_else(|| RowError::refused(messages::BATCH_NO_COLUMNS))?;
                let text = columns.record(cells).map_err(RowError::refused)?;
                self.print(row, &text, out)
            }
        }
    }

    fn release(&self, name: &str) -> Result<()> {
        self.places.release(name)
    }

    fn finish(&self) -> Result<()> {
        self.places.finish()
    }
}

impl Printing {
    fn print(&self, row: &Row<'_>, text: &str, out: &mut Vec<u8>) -> RowResult<Told> {
        let entry = record_files::one((row.label.clone(), None), text);
        let record = entry.record.as_ref().map_err(|error| {
            let text = escape(&error.to_text().get(crate::lang()));
            RowError::refusal(Failure::new(text).hint_if(entry.hint))
        })?;
        let mut notes = entry.findings;
        let mut made = self.press.print(record)?;
        if let Some(people) = &self.people {
            notes.extend(made.assign(record, people).map(str::to_owned));
        }
        let fresh = self.people.as_ref().map(|_| made.fresh()).transpose();
        let fresh = fresh.map_err(RowError::usage)?;
        let identifier = made.made.identifiers.first().map(String::as_str);
        let name = self.places.name(row.number, identifier);
        let name = name.map_err(RowError::usage)?;
        let place = self.places.of(&name);
        let object = made.json(&row.label, &place, self.lang);
        let mut object = object.map_err(RowError::usage)?;
        object.notes = notes;
        self.places
            .prepare(&name, |ready| lay_ready(ready, &made))?;
        answer(out, row.number, &object);
        Ok(Told {
            fresh,
            files: Some(name),
            ..Told::one(ExitStatus::Done)
        })
    }
}

/// Writes the files of one record where nobody looks for them yet.
fn lay_ready(folder: &Path, made: &IssuedPages) -> Result<()> {
    // What a run that was stopped had left here.
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|error| Failure::io(folder, &error))?;
    }
    atomic_file::folder(folder)?;
    let mut files = made.made.files();
    files.try_for_each(|file| write(&folder.join(&file.name), &file.octets))
}
