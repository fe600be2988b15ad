//! The one reader of a seal's message.

use super::super::health::{Coded, Found, HealthContent, Holder, TestResult, Vaccination, When};
use crate::codec::cbor::Item;
use crate::deviation::{Deviation, DeviationCode as Code};
use crate::documents::dcc::read::{Fault, FaultKind, Notes};
use crate::text::messages;
use crate::time::BirthDate;

/// What came out of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The content, if nothing is at fault.
    pub content: Option<HealthContent>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// What was tolerated.
    pub deviations: Vec<Deviation>,
}

/// Reads `data`: a vaccination or a test, as its header says.
#[must_use]
pub fn read(data: &Item<'_>) -> Reading {
    let notes = Notes::default();
    let kind = data.get("hdr").and_then(|header| header.get("t"));
    let content = match data.get("msg") {
        None => {
            notes.fault("msg", FaultKind::Missing);
            None
        }
        Some(message) if kind.and_then(Item::as_text) == Some("icao.test") => {
            Some(read_test(message, &notes))
        }
        Some(message) => Some(read_vaccinations(message, &notes)),
    };
    let (faults, deviations) = (notes.faults.into_inner(), notes.deviations.into_inner());
    Reading {
        content: content.filter(|_| faults.is_empty()),
        faults,
        deviations,
    }
}

fn text(item: &Item<'_>, name: &str) -> Option<String> {
    // Two blanks divide a name, and are signed as they are.
    let text = item.get(name)?.as_text()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A list that must have an entry.
fn list<'a>(item: &'a Item<'a>, name: &str, path: &str, notes: &Notes) -> &'a [Item<'a>] {
    match item.get(name) {
        Some(Item::Array(items)) if !items.is_empty() => items,
        Some(Item::Array(_)) | None => {
            notes.fault(path, FaultKind::Missing);
            &[]
        }
        Some(other) => {
            notes.wrong_type(path, messages::TYPE_ARRAY, other);
            &[]
        }
    }
}

fn holder(message: &Item<'_>, number: &str, kind: &str, notes: &Notes) -> Holder {
    let Some(person) = message.get("pid") else {
        notes.fault("msg/pid", FaultKind::Missing);
        return Holder::default();
    };
    let name = text(person, "n");
    if name.is_none() {
        notes.fault("msg/pid/n", FaultKind::Missing);
    }
    let born = text(person, "dob").and_then(|date| BirthDate::read(&date).ok());
    Holder {
        name,
        birth_date: born.map(|(date, _)| date),
        sex: text(person, "sex"),
        document: text(person, number),
        document_type: text(person, kind),
    }
}

fn read_vaccinations(message: &Item<'_>, notes: &Notes) -> HealthContent {
    let mut content = HealthContent {
        holder: holder(message, "i", "", notes),
        identifier: text(message, "uvci"),
        ..HealthContent::default()
    };
    for (event_at, event) in list(message, "ve", "msg/ve", notes).iter().enumerate() {
        let path = format!("msg/ve/{event_at}/vd");
        for (at, dose) in list(event, "vd", &path, notes).iter().enumerate() {
            let path = format!("{path}/{at}");
            let date = text(dose, "dvc");
            if date.is_none() {
                notes.fault(&format!("{path}/dvc"), FaultKind::Missing);
            }
            let code = text(event, "des").unwrap_or_default();
            content.vaccinations.push(Vaccination {
                disease: text(event, "dis").map(|code| Coded::new("icd11", &code)),
                vaccine: Coded::new("icd11", &code),
                brand: text(event, "nam"),
                maker: None,
                date: date.as_deref().map(When::new),
                dose: sequence(dose, &path, notes),
                of: None,
                batch: text(dose, "lot"),
                centre: text(dose, "adm"),
                country: text(dose, "ctr"),
                next: text(dose, "dvn").as_deref().map(When::new),
                void: None,
            });
        }
    }
    content
}

/// `seq`: a number; ICAO's own example has it as a text.
fn sequence(dose: &Item<'_>, path: &str, notes: &Notes) -> Option<i64> {
    match dose.get("seq")? {
        Item::Integer(number) => Some(*number),
        Item::Text(digits) => {
            notes.odd(Code::SeqText, &format!("{path}/seq"), "");
            digits.trim().parse().ok()
        }
        other => {
            notes.wrong_type(&format!("{path}/seq"), messages::TYPE_NUMBER, other);
            None
        }
    }
}

fn read_test(message: &Item<'_>, notes: &Notes) -> HealthContent {
    let Some(result) = message.get("tr") else {
        notes.fault("msg/tr", FaultKind::Missing);
        return HealthContent::default();
    };
    let said = text(result, "r").unwrap_or_default();
    if said.is_empty() {
        notes.fault("msg/tr/r", FaultKind::Missing);
    }
    let kind = text(result, "tc").unwrap_or_default();
    let antibodies = kind.to_ascii_lowercase().contains("antibod");
    let found = match said.to_ascii_lowercase().as_str() {
        "positive" if antibodies => Found::Other,
        "positive" => Found::Detected,
        "negative" => Found::NotDetected,
        "normal" | "abnormal" => Found::Other,
        _ => Found::Unknown,
    };
    let place = message.get("sp");
    let dates = message.get("dat");
    let at = |name| dates.and_then(|dates| text(dates, name));
    let test = TestResult {
        test: Coded::named(&kind),
        found,
        result: Coded::named(&said),
        sampled: at("sc").as_deref().map(When::new),
        reported: at("ri").as_deref().map(When::new),
        specimen: text(result, "m"),
        centre: place.and_then(|place| text(place, "spn")),
        country: place.and_then(|place| text(place, "ctr")),
        void: None,
    };
    HealthContent {
        holder: holder(message, "dn", "dt", notes),
        tests: vec![test],
        identifier: text(message, "utci"),
        ..HealthContent::default()
    }
}
