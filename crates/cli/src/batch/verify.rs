//! `hcert batch verify`: verdicts on very many codes.

use crate::batch::progress::Names;
use crate::batch::{RunArgs, after_help};
use crate::exit::{ExitStatus, RowError, RowResult};
use crate::verify;
use crate::verify_args::{Judge, VerifierArgs};
use hcert::text;
use hcert::text::{Lang, messages};
use hcert_checkpoint::input as intake;
use hcert_checkpoint::input::Input;
use hcert_host::batch::{Content, Job, Row, Told, Wanted, answer};
use hcert_host::error::{Failure, Result};
use hcert_host::inputs::{Source, ending, read_file};
use serde::Deserialize;
use std::borrow::Cow;

/// Verify codes against a trust list: a code a row
#[derive(Debug, clap::Args)]
#[command(after_help = after_help!(
    "Examples:\n  hcert batch verify testdata/codes.txt \\\n    --trust testdata/trust.bundle --anchor testdata/operator.pem --at 2022-02-01T12:00:00Z\n  \
     hcert batch verify testdata/NO/png \\\n    --trust testdata/trust.bundle --anchor testdata/operator.pem \\\n    --at 2022-02-01T12:00:00Z --out verdicts.jsonl\n  \
     hcert batch verify - \\\n    --trust testdata/trust.bundle --anchor testdata/operator.pem \\\n    --at 2022-02-01T12:00:00Z --summary none",
    "A row is a code: a line with the code itself, with a JSON string, or with a JSON object that has it as \"hc1\", \
     \"code\" or \"text\" (the first of these that is there), so that what hcert batch issue writes can be read; CSV \
     with a column of that name, or --column; or a file of a folder: PNG, JPEG, WebP, PDF, or text with a code a line. \
     A file with several codes has an answer for each. The answer is the object of hcert verify --json.\n\n\
     Exit codes: 0 accept or genuine, 1 reject, 2 usage or I/O or a row that is no code at all, 3 cannot verify; of all rows the \
     first present of 2, 1, 3, 0."
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
    judge: VerifierArgs,
    /// The column of CSV with the code [default: hc1, code or text]
    #[arg(long, value_name = "NAME")]
    column: Option<String>,
}

const NAMES: Names = [
    // Accepted ones among them.
    Some((messages::BATCH_GENUINE, "genuine")),
    Some((messages::BATCH_REJECTED, "rejected")),
    Some((messages::BATCH_CANNOT_VERIFY, "cannotVerify")),
    Some((messages::BATCH_UNREADABLE, "unreadable")),
];

/// Endings of files that may have codes in them.
const ENDINGS: [&str; 6] = ["jpeg", "jpg", "pdf", "png", "txt", "webp"];

const WANTED: Wanted = Wanted {
    is_row: |path| ending(path).is_some_and(|ending| ENDINGS.contains(&ending.as_str())),
    ..Wanted::LINES
};

/// What a member or a column with a code is called.
const CODES: [&str; 3] = ["hc1", "code", "text"];

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    let JobArgs { judge, column } = &args.job;
    let batch = match args.run.begin(WANTED, NAMES, None, || judge.moment())? {
        Ok(batch) => batch,
        Err(done) => return Ok(done),
    };
    let header = batch.rows().header();
    if let (Some(_), None) = (column, header) {
        let failure = Failure::new(messages::BATCH_COLUMN_WITHOUT_CSV);
        return Err(failure.hint(messages::BATCH_SAY_CSV));
    }
    let job = Judging {
        column: header
            .map(|names| find(names, column.as_deref()))
            .transpose()?,
        judge: Judge::of(judge, batch.at())?,
        lang: crate::lang(),
    };
    let words = ("verify", &args.job);
    args.run.run(*batch, &job, NAMES, &words, None)
}

/// Finds the column with the code.
fn find(header: &[String], named: Option<&str>) -> Result<usize> {
    let place = |wanted: &str| header.iter().position(|name| name == wanted);
    let found = match named {
        Some(named) => place(named),
        None => CODES.into_iter().find_map(place),
    };
    found.ok_or_else(|| {
        let wanted = named.map_or_else(|| CODES.join(", "), str::to_owned);
        // A file without header has somebody's codes there.
        Failure::new(text!(BATCH_NO_COLUMN, count = header.len(), wanted))
            .hint(messages::BATCH_NAME_COLUMN)
    })
}

struct Judging {
    judge: Judge,
    column: Option<usize>,
    lang: Lang,
}

impl Job for Judging {
    fn row(&self, row: &Row<'_>, out: &mut Vec<u8>) -> RowResult<Told> {
        let text = match &row.content {
            Content::Line(line) => code(line).map_err(RowError::usage)?,
            Content::Cells(cells) => {
                let cell = self.column.and_then(|place| cells.get(place));
                let cell =
                    cell.ok_or_else(|| RowError::usage(Failure::new(messages::BATCH_NO_CELL)))?;
                (*cell).into()
            }
            Content::File(path) => {
                let octets = read_file(path).map_err(RowError::usage)?;
                let label = row.label.clone();
                return self.file(row.number, &Source { label, octets }, out);
            }
        };
        let input = Input {
            label: row.label.clone(),
            content: intake::Content::Text(text.into_owned()),
            left_alone: 0,
        };
        Ok(self.judge(row.number, &input, out))
    }

    fn unread(&self) -> ExitStatus {
        ExitStatus::Usage
    }
}

impl Judging {
    /// Judges a code.
    fn judge(&self, row: u64, input: &Input, out: &mut Vec<u8>) -> Told {
        let report = self.judge.report(&input.content);
        answer(out, row, &self.judge.json(input, &report, self.lang));
        Told::one(verify::of(&report.verdict))
    }

    /// Judges every code in a file.
    fn file(&self, row: u64, source: &Source, out: &mut Vec<u8>) -> RowResult<Told> {
        let mut told = Told::default();
        let read = crate::inputs::read(source, &mut |input| {
            told.tally += self.judge(row, &input, out).tally;
            Ok(())
        });
        read.map_err(RowError::usage)?;
        Ok(told)
    }
}

/// The code in a line.
fn code(line: &str) -> Result<Cow<'_, str>> {
    /// The members that may have it; all others are nobody's business.
    #[derive(Deserialize)]
    struct Object<'a> {
        #[serde(borrow, default)]
        hc1: Option<Cow<'a, str>>,
        #[serde(borrow, default)]
        code: Option<Cow<'a, str>>,
        #[serde(borrow, default)]
        text: Option<Cow<'a, str>>,
    }
    /// A text that is borrowed where it can be.
    #[derive(Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    // The place tells enough: what stands there is somebody's data.
    let wrong = |error: serde_json::Error| {
        let column = error.column();
        Failure::new(match error.is_data() {
            true => text!(BATCH_MEMBER, column),
            false => text!(BATCH_NOT_JSON, column),
        })
    };
    match line.trim_start().as_bytes().first() {
        Some(b'"') => {
            let Text(text) = serde_json::from_str(line).map_err(wrong)?;
            Ok(text)
        }
        Some(b'{') => {
            let Object { hc1, code, text } = serde_json::from_str(line).map_err(wrong)?;
            let found = hc1.or(code).or(text);
            found.ok_or_else(|| Failure::new(text!(BATCH_NO_MEMBER, names = CODES.join(", "))))
        }
        _ => Ok(line.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_code_or_json_with_one() {
        for (line, wanted) in [
            ("HC1:A", "HC1:A"),
            ("", ""),
            (r#""HC1:A""#, "HC1:A"),
            (r#" "HC1:\u0041" "#, "HC1:A"),
            (r#"{"row":1,"hc1":"HC1:A","text":"x"}"#, "HC1:A"),
            (r#"{"text":"HC1:A"}"#, "HC1:A"),
            (r#"{"code":"HC1:A","other":{"text":[1]}}"#, "HC1:A"),
            (r#"{"hc1":null,"code":"HC1:A"}"#, "HC1:A"),
        ] {
            assert_eq!(code(line).unwrap(), wanted, "{line}");
        }
        for (line, told) in [
            (r#"{"row":1,"error":"no"}"#, "none of the members"),
            (r#"{"hc1":"HC1:Hemmelig"#, "not JSON, at column"),
            (
                r#"{"hc1":7}"#,
                "a member is not what it should be, at column",
            ),
            (r#""HC1:Hemmelig"#, "not JSON, at column"),
        ] {
            let message = code(line).unwrap_err().message;
            assert!(message.to_string().contains(told), "{message}");
            assert!(!message.to_string().contains("Hemmelig"), "{message}");
        }
    }
}
