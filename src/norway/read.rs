//! A person's record from a text: JSON of our own form, or an HL7 FHIR bundle.

use super::fhir::{self, Reading};
use super::record::{Record, RecordError};
use crate::text;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

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
    let mut reading = match fhir::is_bundle(text) {
        true => fhir::read(text)?,
        false => Reading {
            record: Record::from_json(text).map_err(|error| named(text, error))?,
            findings: Vec::new(),
        },
    };
    reading.findings.extend(reading.record.compose());
    Ok(reading)
}

/// What is no record is perhaps something else that the same people have in hand.
fn named(text: &str, error: RecordError) -> RecordError {
    match Handed::of(text) {
        Some(Handed::Payload) => RecordError::at("", text!(REGISTER_IS_PAYLOAD)),
        Some(Handed::Record | Handed::Bundle) | None => error,
    }
}

/// What a JSON text is by its looks, whether or not it can be read as that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handed {
    /// A person's record.
    Record,
    /// Something in HL7 FHIR.
    Bundle,
    /// A payload of the EU schema.
    Payload,
}

impl Handed {
    /// What a text looks like.
    ///
    /// ```
    /// use hcert::norway::read::Handed;
    /// assert_eq!(Handed::of(r#"{"person": {}}"#), Some(Handed::Record));
    /// assert_eq!(Handed::of(r#"{"ver": "1.3.0", "nam": {}}"#), Some(Handed::Payload));
    /// assert_eq!(Handed::of("{"), None);
    /// ```
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = text::without_bom(text).trim();
        let members: BTreeMap<String, IgnoredAny> = serde_json::from_str(text).ok()?;
        let has = |names: &[&str]| names.iter().any(|name| members.contains_key(*name));
        match () {
            () if has(&["resourceType"]) => Some(Self::Bundle),
            () if has(&["person"]) => Some(Self::Record),
            () if has(&["nam"]) && has(&["ver", "dob", "v", "t", "r"]) => Some(Self::Payload),
            () => None,
        }
    }
}
