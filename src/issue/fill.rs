//! Filling in what a payload may leave open: transliterated names, an identifier.

use crate::codec::cbor::Item;
use crate::codec::hex;
use crate::documents::dcc::names::{self, Language};
use crate::documents::dcc::uvci::Uvci;
use crate::documents::dcc::{self, Kind, Payload, PayloadError};
use crate::key::{KeyError, random_octets, sha256};
use crate::text::{Text, ToText};
use crate::time::Timestamp;
use crate::{in_english, text};
use serde_json::{Map, Value as Json};

/// Why a payload could not be filled in.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FillError {
    /// It is none, also with what was filled in.
    Payload(PayloadError),
    /// There is no randomness for an identifier.
    Random(KeyError),
}

impl ToText for FillError {
    fn to_text(&self) -> Text {
        match self {
            Self::Payload(error) => error.to_text(),
            Self::Random(error) => error.to_text(),
        }
    }
}

in_english!(FillError: Error);

/// Reads a payload (JSON) after the transliterated names and the identifier were filled in where they are not there,
/// and says what should be known of them. `language` is that of names in Cyrillic letters.
///
/// ```
/// use hcert::{dcc::names::Language, issue::fill};
/// let text = r#"{"ver": "1.3.0", "dob": "2003-04-05", "nam": {"fn": "Þórsdóttir", "gn": "Guðrún"},
///   "r": [{"tg": "840539006", "fr": "2021-08-02", "df": "2021-08-13", "du": "2022-01-29", "co": "NO",
///          "is": "Norwegian Institute of Public Health"}]}"#;
/// let (payload, notes) = fill(text, Language::Unknown, "2022-01-10T08:00:00Z".parse()?)?;
/// assert_eq!(payload.person.family_mrz.as_deref(), Some("THORSDOTTIR"));
/// assert!(payload.entry.uvci().starts_with("URN:UVCI:01:NO:"));
/// assert!(notes.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The text is no payload, also with them; or there is no randomness.
pub fn fill(
    text: &str,
    language: Language,
    issued_at: Timestamp,
) -> Result<(Payload, Vec<Text>), FillError> {
    // The strict parse first: filling in goes through maps that would lose a key that stands twice.
    let mut value = dcc::parse_json(text).map_err(FillError::Payload)?;
    let mut notes = dcc::issue::compose(&mut value);
    let mut json = dcc::json(&Item::from(&value));
    insert_names(&mut json, language, &mut notes);
    let content = json.to_string();
    for kind in Kind::ALL {
        let entries = json.get_mut(kind.group()).and_then(Json::as_array_mut);
        let entries = entries.into_iter().flatten();
        for entry in entries.filter_map(Json::as_object_mut) {
            if !entry.contains_key("ci") {
                insert_uvci(entry, &content, issued_at)?;
            }
        }
    }
    let payload = Payload::from_json(&json.to_string()).map_err(FillError::Payload)?;
    Ok((payload, notes))
}

fn insert_names(json: &mut Json, language: Language, notes: &mut Vec<Text>) {
    let Some(names) = json.get_mut("nam").and_then(Json::as_object_mut) else {
        return;
    };
    for (from, to) in [("fn", "fnt"), ("gn", "gnt")] {
        if let Some(name) = names.get(from).and_then(Json::as_str)
            && !names.contains_key(to)
        {
            let result = names::transliterate(name, language);
            let findings = result.findings.iter();
            let path = format!("nam/{to}");
            notes.extend(findings.map(|text| text!(REASONS_AT, path, text)));
            if !result.text.is_empty() {
                names.insert(to.to_owned(), result.text.into());
            }
        }
    }
}

/// A UVCI whose unique part is a hash over the payload, the moment and fresh randomness: it tells nothing
/// about the person and never repeats.
fn insert_uvci(
    entry: &mut Map<String, Json>,
    content: &str,
    issued_at: Timestamp,
) -> Result<(), FillError> {
    let country = entry
        .get("co")
        .and_then(Json::as_str)
        .unwrap_or_default()
        .to_owned();
    let salt = random_octets().map_err(FillError::Random)?;
    let hash = sha256(&[content.as_bytes(), issued_at.to_string().as_bytes(), &salt].concat());
    let unique: String = hex(&hash).to_uppercase().chars().take(24).collect();
    if let Ok(uvci) = Uvci::new(&country, None, None, &unique) {
        entry.insert("ci".into(), uvci.to_string().into());
    }
    Ok(())
}
