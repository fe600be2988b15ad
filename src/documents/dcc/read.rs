//! The one reader of payloads: structure, types, dates, value sets, identifiers.
//!
//! [`read`] never stops at the first thing: it returns the typed payload if there is one, every fault
//! (the payload breaks the schema: class `schema`) and every deviation (tolerated, listed). Paths are
//! those of the JSON form, `v/0/dt`. Lengths count Unicode code points.
//!
//! Sources: payload schema 1.3.0 with its field texts, the EU's special-case list for verifiers, and the
//! codes of real countries. Not done here: rules about what a country accepts.

mod fields;

use super::valuesets::Set;
use super::{
    ANTIGEN, Entry, Kind, NAAT, Payload, Person, Recovery, Test, VERSIONS, Vaccination, names,
    schema, uvci,
};
use crate::codec::cbor::{self, Item};
use crate::deviation::{Deviation, DeviationCode as Code};
use crate::text::{Message, ToText, messages};
use crate::time::{BirthDate, BirthDateOddity, Date};
use crate::{in_english, text};
pub(crate) use fields::is_plain_text;
pub(in crate::documents) use fields::{Fields, Notes, Place, Text};

/// A way in which a payload breaks the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, as a path in the JSON form.
    pub path: String,
    /// What is wrong there.
    pub kind: FaultKind,
}

/// The ways in which a payload breaks the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// A required field is not there.
    Missing,
    /// A value has the wrong type.
    Type {
        /// The type it must have.
        want: Message,
        /// The type it has.
        found: Message,
    },
    /// A text is longer than allowed.
    TooLong {
        /// Code points found.
        found: usize,
        /// Code points allowed.
        limit: usize,
    },
    /// A value does not have the form it must have.
    Form {
        /// The form.
        want: Message,
    },
    /// Not exactly one entry.
    Entries {
        /// Entries found in all groups together.
        found: usize,
        /// The groups that hold any.
        groups: String,
    },
}

impl ToText for Fault {
    fn to_text(&self) -> text::Text {
        let path = &self.path;
        match &self.kind {
            FaultKind::Missing => text!(PAYLOAD_MISSING, path),
            FaultKind::Type { want, found } => text!(PAYLOAD_TYPE, path, want, found),
            FaultKind::TooLong { found, limit } => text!(PAYLOAD_TOO_LONG, path, found, limit),
            FaultKind::Form { want } => text!(PAYLOAD_FORM, path, want),
            FaultKind::Entries { found: 0, .. } => text!(PAYLOAD_NO_ENTRY),
            FaultKind::Entries { found, groups } => text!(PAYLOAD_ENTRIES, found, groups),
        }
    }
}

in_english!(Fault);

/// Why a payload is not taken for issuing: everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayloadError {
    /// One line each, with the path.
    pub reasons: Vec<text::Text>,
}

impl PayloadError {
    pub(super) fn json(error: &serde_json::Error) -> Self {
        // serde_json's own text may quote the input; its category and place do not.
        let (line, column) = (error.line(), error.column());
        Self::from(match error.is_eof() {
            true => text!(PAYLOAD_JSON_EARLY, line, column),
            false => text!(RULE_NOT_JSON, line, column),
        })
    }

    pub(super) fn cbor(error: &cbor::CborError) -> Self {
        Self::from(match &error.kind {
            cbor::CborErrorKind::Duplicate { key } => text!(PAYLOAD_KEY_TWICE, key),
            other => text!(PAYLOAD_NOT_ENCODED, error = format!("{other:?}")),
        })
    }
}

impl From<text::Text> for PayloadError {
    fn from(reason: text::Text) -> Self {
        Self {
            reasons: vec![reason],
        }
    }
}

impl ToText for PayloadError {
    fn to_text(&self) -> text::Text {
        text::Text::Joined(self.reasons.clone(), "; ")
    }
}

in_english!(PayloadError: Error);

/// What came out of a payload.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The typed payload, if nothing is at fault.
    pub payload: Option<Payload>,
    /// The kinds of the entries that are there, even if they are at fault.
    pub kinds: Vec<Kind>,
    /// How the payload breaks the schema.
    pub faults: Vec<Fault>,
    /// What was tolerated.
    pub deviations: Vec<Deviation>,
}

impl Reading {
    /// The payload if there was neither fault nor deviation.
    ///
    /// # Errors
    /// All faults and deviations.
    pub fn strict(self) -> Result<Payload, PayloadError> {
        let faults = self.faults.iter().map(ToText::to_text);
        let deviations = self.deviations.iter().map(|odd| {
            text!(
                PAYLOAD_DEVIATION,
                deviation = odd,
                clause = odd.code.clause()
            )
        });
        let reasons: Vec<_> = faults.chain(deviations).collect();
        match self.payload {
            Some(payload) if reasons.is_empty() => Ok(payload),
            _ => Err(PayloadError { reasons }),
        }
    }
}

/// Reads a payload from its decoded CBOR (or JSON) form.
///
/// ```
/// use hcert::codec::cbor::Item;
/// use hcert::dcc::{parse_json, read::read};
/// let text = std::fs::read_to_string("testdata/payloads/vaccination-2-2.json")?;
/// let value = parse_json(&text.replace("\"2021-06-11\"", "\"2021-06-11T00:00:00Z\""))?;
/// let reading = read(&Item::from(&value));
/// assert!(reading.payload.is_some() && reading.faults.is_empty());
/// assert_eq!(reading.deviations[0].code.code(), "date-with-time");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn read(item: &Item<'_>) -> Reading {
    let notes = Notes::default();
    let mut kinds = Vec::new();
    let payload = read_payload(item, &notes, &mut kinds);
    let (faults, deviations) = (notes.faults.into_inner(), notes.deviations.into_inner());
    Reading {
        payload: payload.filter(|_| faults.is_empty()),
        kinds,
        faults,
        deviations,
    }
}

fn read_payload(item: &Item<'_>, notes: &Notes, kinds: &mut Vec<Kind>) -> Option<Payload> {
    let top = Fields::new(item, Place::Top, notes)?;
    let version = top
        .text("ver", Text::Plain)
        .and_then(|version| read_version(&version, notes));
    let schema = version.as_deref().map(schema::Version::for_ver);
    let below = |version| schema.is_some_and(|schema| schema < version);
    notes.old_schema.set(below(schema::Version::V1_3_0));
    notes.whole_dates.set(below(schema::Version::V1_1_0));
    notes.family_needed.set(below(schema::Version::V1_3_2));
    let person = top
        .get("nam")
        .and_then(|item| Fields::new(item, Place::Under("nam"), notes));
    let person = person.map(|person| read_person(&person, notes));
    let birth_date = read_birth_date(&top, notes);

    let (mut only, mut found) = (None, 0);
    for kind in Kind::ALL {
        let group = kind.group();
        match top.find(group) {
            None => {}
            Some(Item::Array(items)) if items.is_empty() => {
                notes.odd(Code::GroupNull, group, "an empty list");
            }
            Some(Item::Array(items)) => {
                kinds.push(kind);
                found += items.len();
                only = items.first().map(|entry| (kind, entry));
            }
            Some(Item::Null) => notes.odd(Code::GroupNull, group, "null"),
            Some(other) => {
                kinds.push(kind);
                notes.wrong_type(group, messages::VALUE_LIST, other);
            }
        }
    }
    top.name_unknown(&["ver", "nam", "dob", "v", "t", "r"]);

    let entry = match only.filter(|_| found == 1) {
        Some((kind, entry)) => {
            let fields = Fields::new(entry, Place::Entry(kind.group(), 0), notes);
            fields.and_then(|fields| match kind {
                Kind::Vaccination => read_vaccination(&fields, notes).map(Entry::Vaccination),
                Kind::Test => read_test(&fields, notes).map(Entry::Test),
                Kind::Recovery => read_recovery(&fields, notes).map(Entry::Recovery),
            })
        }
        None => {
            // A group of the wrong type was reported already; it is not also "no entry".
            if found > 0 || kinds.is_empty() {
                let groups: Vec<&str> = kinds.iter().map(|kind| kind.group()).collect();
                let groups = groups.join(", ");
                notes.fault("", FaultKind::Entries { found, groups });
            }
            None
        }
    };
    Some(Payload {
        version: version?,
        person: person?,
        birth_date: birth_date?,
        entry: entry?,
    })
}

fn read_version(version: &str, notes: &Notes) -> Option<String> {
    if VERSIONS.contains(&version) {
        return Some(version.to_owned());
    }
    let parts: Vec<&str> = version.split('.').collect();
    let number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if parts.len() != 3 || !parts.iter().all(number) {
        notes.fault(
            "ver",
            FaultKind::Form {
                want: messages::WANT_VERSION,
            },
        );
        return None;
    }
    let shown: String = version.chars().take(20).collect();
    notes.odd(Code::VersionUnpublished, "ver", &shown);
    Some(version.to_owned())
}

pub(in crate::documents) fn read_person(person: &Fields<'_>, notes: &Notes) -> Person {
    let name = |key| person.optional(key, Text::Name);
    let read = Person {
        family: name("fn"),
        given: name("gn"),
        family_mrz: name("fnt"),
        given_mrz: name("gnt"),
    };
    let mrz = |key, given: Option<String>, written: &Option<String>| {
        let given = given?;
        if names::is_mrz(&given) {
            return Some(given);
        }
        // What stands there is a name all the same: it is compared as ICAO Doc 9303-3 writes it.
        notes.odd(Code::NameForm, &person.path(key), "");
        let made = |text: &String| names::transliterate(text, names::Language::Unknown).text;
        let texts = [Some(&given), written.as_ref()];
        let mut made = texts.into_iter().flatten().map(made);
        made.find(|text| !text.is_empty())
    };
    let read = Person {
        family_mrz: mrz("fnt", read.family_mrz, &read.family),
        given_mrz: mrz("gnt", read.given_mrz, &read.given),
        family: read.family,
        given: read.given,
    };
    // Schema 1.3.2: one of the two must be there, and a name that says nothing names nobody.
    let nobody = |name: &Option<String>| {
        name.as_ref()
            .is_none_or(|name| name.bytes().all(|octet| octet == b'<'))
    };
    match (nobody(&read.family_mrz), nobody(&read.given_mrz)) {
        (true, true) => notes.fault("nam/fnt", FaultKind::Missing),
        (true, false) if read.family_mrz.is_none() && notes.family_needed.get() => {
            notes.odd(Code::NameMissing, "nam/fnt", "");
        }
        _ => {}
    }
    person.name_unknown(&["fn", "fnt", "gn", "gnt"]);
    read
}

/// The date of birth, as far as it can be read. Nobody is refused for it.
pub(in crate::documents) fn read_birth_date(top: &Fields<'_>, notes: &Notes) -> Option<BirthDate> {
    let Item::Text(_) = top.untagged("dob")? else {
        notes.odd(Code::DobForm, "dob", "");
        return Some(BirthDate::Unknown);
    };
    let text = top.text("dob", Text::MayBeEmpty)?;
    let Ok((date, oddity)) = BirthDate::read(&text) else {
        notes.odd(Code::DobForm, "dob", "");
        return Some(BirthDate::known_part(&text));
    };
    match (date, oddity) {
        (_, Some(BirthDateOddity::Zero)) => notes.odd(Code::DobZero, "dob", ""),
        // Schemas from 1.3.0 on allow that nothing is known.
        (BirthDate::Unknown, None) if notes.old_schema.get() => {
            notes.odd(Code::DobForm, "dob", "");
        }
        (_, Some(BirthDateOddity::Time)) => notes.odd(Code::DateWithTime, "dob", ""),
        // Schemas from 1.1.0 on have a form for a date of which no more is known.
        (BirthDate::Month(..) | BirthDate::Year(_), None) if notes.whole_dates.get() => {
            notes.odd(Code::DobPartial, "dob", date.shape());
        }
        _ => {}
    }
    Some(date)
}

/// The fields that all three kinds share: `tg co is ci`.
fn read_common(fields: &Fields<'_>, notes: &Notes) -> Option<(String, String, String, String)> {
    let disease = fields.code("tg", Set::Disease);
    let country = fields.code("co", Set::Country);
    // A code in small letters is listed as unknown; the country is the same.
    let country = country.map(|co| match co.len() {
        2 => co.to_ascii_uppercase(),
        _ => co,
    });
    let issuer = fields.text("is", Text::Limited);
    let identifier = fields.text("ci", Text::Limited);
    let odd = |ci: &&String| !ci.is_empty() && !uvci::conforms(ci);
    if let Some(ci) = identifier.as_ref().filter(odd) {
        let (_, oddities) = uvci::read(ci);
        for oddity in oddities {
            let code = match oddity {
                // The field's length is told already.
                uvci::UvciOddity::TooLongForOldSchema { .. } => continue,
                uvci::UvciOddity::ChecksumMismatch { .. } => Code::UvciChecksum,
                _ => Code::UvciForm,
            };
            notes.odd(code, &fields.path("ci"), &oddity.to_string());
        }
    }
    Some((disease?, country?, issuer?, identifier?))
}

fn read_vaccination(fields: &Fields<'_>, notes: &Notes) -> Option<Vaccination> {
    let common = read_common(fields, notes);
    let vaccine = fields.code("vp", Set::Vaccine);
    let product = fields.code("mp", Set::Product);
    let holder = fields.code("ma", Set::Holder);
    let (dose, doses) = (fields.dose("dn"), fields.dose("sd"));
    let date = fields.date("dt");
    fields.name_unknown(&["tg", "vp", "mp", "ma", "dn", "sd", "dt", "co", "is", "ci"]);
    let (disease, country, issuer, uvci) = common?;
    Some(Vaccination {
        disease,
        vaccine: vaccine?,
        product: product?,
        holder: holder?,
        dose: dose?,
        doses: doses?,
        date: date?,
        country,
        issuer,
        uvci,
    })
}

fn read_test(fields: &Fields<'_>, notes: &Notes) -> Option<Test> {
    let common = read_common(fields, notes);
    let test_type = fields.code("tt", Set::TestType);
    let name = fields.optional("nm", Text::LimitedLater);
    let device = fields.optional("ma", Text::Plain);
    let sampled = fields.sample_time("sc");
    // `dr` (time of the result) left the schema with 1.2.0. Nothing depends on it.
    match fields.find("dr") {
        None => {}
        Some(Item::Null) => notes.odd(Code::FieldNull, &fields.path("dr"), ""),
        Some(_) => drop(fields.sample_time("dr")),
    }
    let result = fields.code("tr", Set::TestResult);
    let centre = fields.optional("tc", Text::Limited);
    fields.name_unknown(&[
        "tg", "tt", "nm", "ma", "sc", "dr", "tr", "tc", "co", "is", "ci",
    ]);
    match test_type.as_deref() {
        Some(ANTIGEN) => match device.as_deref() {
            None => notes.odd(
                Code::TestFields,
                &fields.path("ma"),
                "an antigen test without its identifier",
            ),
            Some(id) if Set::TestDevice.find(id).is_none() => {
                notes.odd(Code::CodeUnknown, &fields.path("ma"), "");
            }
            Some(_) => {}
        },
        Some(NAAT) => {
            if device.is_some() {
                notes.odd(
                    Code::TestFields,
                    &fields.path("ma"),
                    "a NAAT with an antigen test's identifier",
                );
            }
            if centre.is_none() {
                notes.odd(
                    Code::TestFields,
                    &fields.path("tc"),
                    "a NAAT without its testing centre",
                );
            }
        }
        _ => {}
    }
    let (disease, country, issuer, uvci) = common?;
    Some(Test {
        disease,
        test_type: test_type?,
        name,
        device,
        sampled: sampled?,
        result: result?,
        centre,
        country,
        issuer,
        uvci,
    })
}

fn read_recovery(fields: &Fields<'_>, notes: &Notes) -> Option<Recovery> {
    let common = read_common(fields, notes);
    let (first_positive, from, until) = (fields.date("fr"), fields.date("df"), fields.date("du"));
    fields.name_unknown(&["tg", "fr", "co", "is", "df", "du", "ci"]);
    let (disease, country, issuer, uvci) = common?;
    let (first_positive, valid_from, valid_until) = (first_positive?, from?, until?);
    let window = |date: Option<Date>, days: i32| Some((date?, first_positive?.plus_days(days)));
    if window(valid_from, 11).is_some_and(|(from, least)| from < least) {
        let found = "earlier than 11 days after the first positive test";
        notes.odd(Code::RecoveryWindow, &fields.path("df"), found);
    }
    if window(valid_until, 180).is_some_and(|(until, most)| until > most) {
        let found = "later than 180 days after the first positive test";
        notes.odd(Code::RecoveryWindow, &fields.path("du"), found);
    }
    Some(Recovery {
        disease,
        first_positive,
        country,
        issuer,
        valid_from,
        valid_until,
        uvci,
    })
}
