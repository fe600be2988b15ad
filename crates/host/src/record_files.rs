//! Persons' records from files, folders and standard input: JSON, JSON lines, FHIR bundles, CSV.

#[cfg(feature = "batch")]
use crate::batch::Csv;
use crate::encoding;
use crate::error::{Failure, Result};
use crate::inputs as input;
use crate::inputs::{Source, files_below};
use crate::notices::Notices;
#[cfg(feature = "batch")]
use crate::record_columns::RecordColumns;
use hcert::norway::read::{self, Handed};
use hcert::norway::record::{Finding, Record, RecordError};
use hcert::text;
use hcert::text::{Message, Text, messages};
use hcert_checkpoint::input::is_ours;
use std::ffi::OsString;
use std::fmt;
use std::path::Path;

/// What to give instead of a record that is not there.
const HINT: Message = messages::HOST_GIVE_RECORD;

/// One record, or why it is none.
pub struct Entry {
    /// The file's name, with a number if it holds several.
    pub label: String,
    /// The file's name alone, and the number.
    pub place: (String, Option<usize>),
    /// The record, or why it is none.
    pub record: std::result::Result<Record, RecordError>,
    /// What to do next where it is none.
    pub hint: Option<Message>,
    /// What the reader of a bundle noticed.
    pub findings: Vec<String>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({:?}, read: {})", self.label, self.record.is_ok())
    }
}

/// The records behind all arguments, in order. What cannot be read at all is told; the flag is whether
/// everything could.
pub fn read(arguments: &[OsString], notices: &Notices) -> Result<(Vec<Entry>, bool)> {
    let (mut entries, mut complete) = (Vec::new(), true);
    for argument in arguments {
        let path = Path::new(argument);
        let files: Vec<OsString> = match argument != "-" && path.is_dir() {
            true => files_below(path, &["json", "jsonl", "csv"])?
                .into_iter()
                .filter(|file| is_record(file))
                .map(Into::into)
                .collect::<Vec<_>>(),
            false => vec![argument.clone()],
        };
        if files.is_empty() {
            notices.failure(&Failure::new(text!(HOST_NO_RECORDS, path)).hint(HINT));
            complete = false;
        }
        for file in files {
            match input::fetch(&file, HINT).and_then(|source| split(&source)) {
                Ok(read) => {
                    read.iter().for_each(|entry| tell(entry, notices));
                    entries.extend(read);
                }
                Err(failure) => {
                    notices.failure(&failure);
                    complete = false;
                }
            }
        }
    }
    Ok((entries, complete))
}

/// Whether a file of a folder may hold records: the form's schema lies beside them.
pub fn is_record(file: &Path) -> bool {
    !file.to_string_lossy().ends_with(".schema.json")
}

fn tell(entry: &Entry, notices: &Notices) {
    for finding in &entry.findings {
        notices.warning(text!(FILE_SYSTEM, path = entry.label, error = finding));
    }
}

/// One record, one a line, or one a row.
fn split(source: &Source) -> Result<Vec<Entry>> {
    let label = &source.label;
    let text = encoding::utf8(label, &source.octets)?;
    let text = text::without_bom(text);
    #[cfg(feature = "batch")]
    if is_csv(label, text) {
        return rows(label, text);
    }
    let is_json = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let named = Path::new(label)
        .extension()
        .is_some_and(|ending| ending == "jsonl");
    let lines_of_json = lines.iter().filter(|line| is_json(line)).count();
    if lines.len() < 2 || is_json(text) || !(named || lines_of_json > 1) {
        return Ok(vec![one((label.clone(), None), text)]);
    }
    let numbered = lines.iter().zip(1..);
    Ok(numbered
        .map(|(line, number)| one((label.clone(), Some(number)), line))
        .collect())
}

/// Whether a text is CSV: by its name, or on standard input by the names of its columns.
#[cfg(feature = "batch")]
fn is_csv(label: &str, text: &str) -> bool {
    let named = input::ending(Path::new(label)).is_some_and(|ending| ending == "csv");
    let first = text.trim_start().lines().next().unwrap_or_default();
    let begins = |start: &str| first.trim_start_matches('"').starts_with(start);
    named
        || ["person.", "person/", "vaccinations.", "tests."]
            .iter()
            .any(|start| begins(start))
}

/// The records in the rows of CSV.
#[cfg(feature = "batch")]
fn rows(label: &str, text: &str) -> Result<Vec<Entry>> {
    let of_file = |failure: Failure| Failure {
        message: text!(FILE_SYSTEM, path = label, error = failure.message),
        ..failure
    };
    let (header, rows) = Csv::whole(text).map_err(of_file)?;
    let columns = record_columns(&header).map_err(of_file)?;
    let entries = rows.into_iter().zip(1..).map(|(row, number)| {
        let place = (label.to_owned(), Some(number));
        let record = row.and_then(|cells| {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            columns.record(&cells)
        });
        match record {
            Ok(text) => one(place, &text),
            Err(fault) => none(place, fault, None),
        }
    });
    Ok(entries.collect())
}

/// The columns of records; those of payloads are named as such.
///
/// # Errors
/// As [`RecordColumns::new`].
#[cfg(feature = "batch")]
pub fn record_columns(header: &[String]) -> Result<RecordColumns> {
    RecordColumns::new(header).map_err(|failure| {
        let is_payload = !header.is_empty() && crate::batch::Columns::new(header).is_ok();
        match is_payload {
            true => Failure::new(messages::HOST_COLUMNS_OF_PAYLOAD)
                .hint(messages::HOST_ISSUE_TAKES_PAYLOADS),
            false => failure,
        }
    })
}

/// What is no record, and why.
fn none(place: (String, Option<usize>), fault: Text, hint: Option<Message>) -> Entry {
    let reason = Finding {
        path: String::new(),
        text: fault,
    };
    Entry {
        label: label(&place),
        place,
        record: Err(RecordError {
            reasons: vec![reason],
        }),
        hint,
        findings: Vec::new(),
    }
}

fn label(place: &(String, Option<usize>)) -> String {
    match place.1 {
        Some(number) => format!("{}#{number}", place.0),
        None => place.0.clone(),
    }
}

/// The record in a text: one of our own form, or a FHIR bundle.
pub fn one(place: (String, Option<usize>), text: &str) -> Entry {
    if is_ours(text.trim_start()) {
        let hint = messages::HOST_VERIFY_TAKES_CODES;
        return none(place, messages::REGISTER_IS_CODE.into(), Some(hint));
    }
    let is_payload = || Handed::of(text) == Some(Handed::Payload);
    let (record, findings) = match read::read(text) {
        Ok(reading) => {
            let findings = reading.findings.iter().map(ToString::to_string);
            (Ok(reading.record), findings.collect())
        }
        Err(error) => (Err(error), Vec::new()),
    };
    let payload = record.is_err() && is_payload();
    Entry {
        label: label(&place),
        place,
        record,
        hint: payload.then_some(messages::HOST_ISSUE_TAKES_PAYLOADS),
        findings,
    }
}
