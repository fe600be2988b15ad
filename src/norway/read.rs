//! A person's record from a text: JSON of our own form, or an HL7 FHIR bundle.

use super::fhir;
use super::record::{Record, RecordError};

/// A record, and what the reader of a bundle noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordReading {
    /// The record.
    pub record: Record,
    /// What was left out of a bundle and why, in English; nothing of a record of our own form.
    pub findings: Vec<String>,
}

/// Reads a record of either form, told apart by its content.
///
/// # Errors
/// It is neither, or breaks its form; the error names the place.
///
/// ```
/// let text = include_str!("../../testdata/records/dose-1-of-2.json");
/// let reading = hcert::norway::read::read(text)?;
/// assert_eq!(reading.record.vaccinations.len(), 1);
/// # Ok::<(), hcert::norway::record::RecordError>(())
/// ```
pub fn read(text: &str) -> Result<RecordReading, RecordError> {
    if fhir::is_bundle(text) {
        return fhir::read(text).map(|reading| RecordReading {
            record: reading.record,
            findings: reading.findings.iter().map(ToString::to_string).collect(),
        });
    }
    Record::from_json(text).map(|record| RecordReading {
        record,
        findings: Vec::new(),
    })
}
