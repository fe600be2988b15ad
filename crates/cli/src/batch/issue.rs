//! `hcert batch issue`: payloads become signed codes, very many.

use crate::batch::progress::Names;
use crate::batch::{NameArgs, RunArgs, after_help};
use crate::exit::{ExitStatus, RowError, RowResult};
use crate::issue::{PayloadIssuer, SignArgs, text};
use crate::ledger_args::LedgerArgs;
use crate::output;
use crate::qr;
use hcert::qr::render::{Level, Symbol};
use hcert::text::messages;
use hcert_host::batch::{Columns, Content, GROUP, Job, Places, Row, Told, Wanted, answer, write};
use hcert_host::error::Result;
use hcert_host::inputs::{Source, ending, read_file};
use hcert_host::record_columns;
use hcert_host::recorder::{People, Recorder};
use std::borrow::Cow;
use std::path::PathBuf;

/// Sign payloads as HC1 codes: a payload a row
#[derive(Debug, clap::Args)]
#[command(after_help = after_help!(
    "Examples:\n  hcert batch issue testdata/batch/payloads.jsonl --signer keys --at 2022-01-10\n  \
     hcert batch issue testdata/batch/payloads.csv --fill --signer keys --at 2022-01-10 \\\n    --out codes.jsonl --ledger i.db\n  \
     hcert batch issue testdata/payloads --signer keys --at 2022-01-10 --qr pictures --summary json",
    "A row is a payload as hcert issue reads it, with --kind icvp a yellow card: its JSON on a line, a file of a folder, or CSV with columns named by \
     the path in the payload (nam/fn, v/0/dt), or by the key alone (fn, dt), and with kind (v, t, r) where the filled \
     cells do not tell it. The answer is {\"row\",\"input\",\"hc1\",\"kid\",\"alg\",\"iat\",\"exp\",\"uvci\"}.\n\n\
     With --ledger codes are recorded before they are handed out, many in one transaction. If it is stopped in between, \
     --resume hands out those that were recorded, so that every code in the ledger is in somebody's hands."
))]
pub(super) struct Args {
    #[command(flatten)]
    run: RunArgs,
    #[command(flatten)]
    job: JobArgs,
}

#[derive(Debug, clap::Args)]
struct JobArgs {
    #[command(flatten)]
    sign: SignArgs,
    /// Also draw every code, in a folder that is empty or not there yet: row 12345 is DIR/000/012/345.png. With --name-by
    /// identifier or --first-row it may hold those of other runs, which stay
    #[arg(long, value_name = "DIR")]
    qr: Option<PathBuf>,
    /// Form of the pictures
    #[arg(long, value_enum, default_value_t = Picture::Png, value_name = "FORM", requires = "qr")]
    qr_format: Picture,
    /// Error correction of the pictures: L, M, Q or H
    #[arg(long, default_value = "Q", value_name = "LEVEL", requires = "qr")]
    level: Level,
    #[command(flatten)]
    naming: NameArgs,
    #[command(flatten)]
    ledger: LedgerArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Picture {
    Png,
    Svg,
}

impl Picture {
    fn ending(self) -> &'static str {
        match self {
            Self::Png => ".png",
            Self::Svg => ".svg",
        }
    }

    fn format(self) -> qr::Format {
        match self {
            Self::Png => qr::Format::Png,
            Self::Svg => qr::Format::Svg,
        }
    }
}

const NAMES: Names = [
    Some((messages::BATCH_ISSUED, "issued")),
    Some((messages::BATCH_REFUSED, "refused")),
    None,
    Some((messages::BATCH_UNREADABLE, "unreadable")),
];

const WANTED: Wanted = Wanted {
    is_row: |path| ending(path).is_some_and(|ending| ending == "json"),
    limit: 256 << 10,
    at_a_time: 16,
    ahead: 16,
    recorded: 2 * GROUP / 16,
};

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    let sign = &args.job.sign;
    let batch = match args
        .run
        .begin(WANTED, NAMES, args.job.naming.first_row, || sign.moment())?
    {
        Ok(batch) => batch,
        Err(done) => return Ok(done),
    };
    let desk = PayloadIssuer::open(sign, batch.at())?;
    let columns = batch.rows().header().map(payload_columns).transpose()?;
    let JobArgs {
        qr,
        qr_format,
        level,
        naming,
        ..
    } = &args.job;
    let open = |folder: &PathBuf| batch.places(folder, qr_format.ending(), naming.naming());
    let places = qr.as_ref().map(open).transpose()?;
    let pictures = places.map(|places| (places, qr_format.format(), *level));
    let (recorder, people) =
        output::telling(|notices| Recorder::open(&args.job.ledger.options(), notices))?.unzip();
    let job = Signing {
        desk,
        columns,
        pictures,
        people,
    };
    let words = ("issue", &args.job);
    args.run.run(*batch, &job, NAMES, &words, recorder)
}

/// The columns of payloads; those of records are named as such.
fn payload_columns(header: &[String]) -> Result<Columns> {
    Columns::new(header).map_err(|failure| match record_columns::is_header(header) {
        true => record_columns::not_payloads(),
        false => failure,
    })
}

struct Signing {
    desk: PayloadIssuer,
    columns: Option<Columns>,
    pictures: Option<(Places, qr::Format, Level)>,
    people: Option<People>,
}

impl Job for Signing {
    fn row(&self, row: &Row<'_>, out: &mut Vec<u8>) -> RowResult<Told> {
        let source;
        let payload: Cow<'_, str> = match &row.content {
            Content::Line(line) => (*line).into(),
            Content::Cells(cells) => {
                let columns = self.columns.as_ref();
                let columns =
                    columns.ok_or_else(|| RowError::refused(messages::BATCH_NO_COLUMNS))?;
                columns.payload(cells).map_err(RowError::refusal)?.into()
            }
            Content::File(path) => {
                let octets = read_file(path).map_err(RowError::usage)?;
                let label = row.label.clone();
                source = Source { label, octets };
                text(&source).map_err(RowError::refusal)?.into()
            }
        };
        let signed = self.desk.issue(&payload, self.people.as_ref());
        let signed = signed.map_err(RowError::refusal)?;
        let fresh = self.people.as_ref().map(|_| signed.fresh()).transpose();
        let fresh = fresh.map_err(RowError::usage)?;
        let mut drawn = None;
        if let Some((places, format, level)) = &self.pictures {
            let symbol = Symbol::encode(&signed.issued.text, *level).map_err(RowError::refused)?;
            let picture = qr::picture(&symbol, *format, 4).map_err(RowError::refusal)?;
            let identifier = signed.issued.content.uvci();
            let name = places.name(row.number, identifier.filter(|uvci| !uvci.is_empty()));
            let name = name.map_err(RowError::usage)?;
            let place = places.prepare(&name, |ready| write(ready, &picture))?;
            drawn = Some((name, place.display().to_string()));
        }
        let (files, qr) = drawn.unzip();
        let mut line = signed.json(&row.label);
        line.qr = qr;
        answer(out, row.number, &line);
        Ok(Told {
            fresh,
            files,
            ..Told::one(ExitStatus::Done)
        })
    }

    fn release(&self, name: &str) -> Result<()> {
        let places = self.pictures.as_ref().map(|(places, ..)| places);
        places.map_or(Ok(()), |places| places.release(name))
    }

    fn finish(&self) -> Result<()> {
        let places = self.pictures.as_ref().map(|(places, ..)| places);
        places.map_or(Ok(()), Places::finish)
    }
}
