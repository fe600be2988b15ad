//! Persons' records from files, folders and standard input: JSON, JSON lines, FHIR bundles.

use crate::error::{Failure, Result};
use crate::inputs as input;
use crate::inputs::{Source, files_below};
use crate::notices::Notices;
use hcert::norway::read;
use hcert::norway::record::{Record, RecordError};
use hcert::text;
use hcert::text::{Message, messages};
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
            true => files_below(path, &["json", "jsonl"])?
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

/// One record, or one a line.
fn split(source: &Source) -> Result<Vec<Entry>> {
    let label = &source.label;
    let text = std::str::from_utf8(&source.octets).map_err(|error| {
        let offset = error.valid_up_to();
        Failure::new(text!(HOST_NOT_UTF8, path = label, offset))
    })?;
    let text = text::without_bom(text);
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

/// The record in a text: one of our own form, or a FHIR bundle.
pub fn one(place: (String, Option<usize>), text: &str) -> Entry {
    let label = match place.1 {
        Some(number) => format!("{}#{number}", place.0),
        None => place.0.clone(),
    };
    let (record, findings) = match read::read(text) {
        Ok(reading) => {
            let findings = reading.findings.iter().map(ToString::to_string);
            (Ok(reading.record), findings.collect())
        }
        Err(error) => (Err(error), Vec::new()),
    };
    Entry {
        label,
        place,
        record,
        findings,
    }
}
