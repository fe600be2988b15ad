//! A person's record from a text: JSON of our own form, or an HL7 FHIR bundle.

use super::fhir::{self, Reading};
use super::record::{Record, RecordError};

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
pub fn read(text: &str) -> Result<Reading, RecordError> {
    if fhir::is_bundle(text) {
        return fhir::read(text);
    }
    Record::from_json(text).map(|record| Reading {
        record,
        findings: Vec::new(),
    })
}
