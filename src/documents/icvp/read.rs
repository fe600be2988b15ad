//! The one reader of the content, in all its shapes.
//!
//! The same short names mean different things in different years: `v` is the version of the template since 2026 and held
//! the doses before; `dt` is the document's type since 2026 and was the day of the dose.

use super::{Dose, Form, Icvp, Sex, VERSION};
use crate::codec::cbor::Item;
use crate::deviation::{Deviation, DeviationCode as Code};
use crate::documents::dcc::read::{Fault, FaultKind, Fields, Notes, Place, Text};
use crate::text::messages;
use crate::time::Date;

/// What came out of the content.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The content, if nothing is at fault.
    pub content: Option<Icvp>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// What was tolerated.
    pub deviations: Vec<Deviation>,
    /// What the shapes before 2026 print of a dose's validity, beside which the true one is held.
    pub printed: Vec<Printed>,
}

/// `vls` and `vle` of a dose: from when and until when it says that it is valid. Nothing follows from them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Printed {
    /// `vls`, if it is a date.
    pub from: Option<Date>,
    /// Whether `vle` is there.
    pub until: bool,
}

/// Reads the content of −260/−6.
///
/// ```
/// use hcert::{codec::cbor::Item, dcc::parse_json, icvp};
/// let value = parse_json(&std::fs::read_to_string("testdata/icvp/card.json")?)?;
/// let reading = icvp::read(&Item::from(&value));
/// assert_eq!(reading.content.ok_or("unread")?.doses[0].batch, "B123");
/// assert_eq!(reading.deviations, []);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn read(item: &Item<'_>) -> Reading {
    let notes = Notes::default();
    let mut printed = Vec::new();
    let content = Fields::new(item, Place::Top, &notes).and_then(|top| {
        let form = form_of(&top);
        match form {
            None => {
                notes.fault("vx", FaultKind::Missing);
                None
            }
            Some(Form::Y2026) => read_2026(&top, &notes),
            Some(form) => read_older(form, &top, &notes, &mut printed),
        }
    });
    let (faults, deviations) = (notes.faults.into_inner(), notes.deviations.into_inner());
    Reading {
        content: content.filter(|_| faults.is_empty()),
        faults,
        deviations,
        printed,
    }
}

fn form_of(top: &Fields<'_>) -> Option<Form> {
    if top.find("vx").is_some() {
        return Some(Form::Y2026);
    }
    match top.find("v")? {
        Item::Array(_) => Some(Form::List2025),
        dose @ Item::Map(_) if dose.get("tg").is_some() => Some(Form::Map2024),
        Item::Map(_) => Some(Form::Map2025),
        _ => None,
    }
}

fn read_2026(top: &Fields<'_>, notes: &Notes) -> Option<Icvp> {
    let person = read_person(top, notes, ["nt", "id", "dt"]);
    let nationality = top.get("nt").and(person.nationality);
    let sex = top.get("s").map(|_| person.sex);
    let version = required(top, "v", notes);
    if version.as_deref().is_some_and(|version| version != VERSION) {
        notes.odd(Code::IcvpVersion, "v", "");
    }
    top.name_unknown(&["n", "dob", "s", "nt", "id", "dt", "gn", "vx", "v"]);
    let dose = match top.get("vx")? {
        Item::Array(items) => {
            notes.odd(Code::VxList, "vx", &items.len().to_string());
            match items.as_slice() {
                [one @ Item::Map(_)] => one,
                _ => {
                    let want = messages::WANT_ONE_DOSE;
                    notes.fault("vx", FaultKind::Form { want });
                    return None;
                }
            }
        }
        other => other,
    };
    let fields = Fields::new(dose, Place::Under("vx"), notes)?;
    let (dose, known) = read_dose(&fields, notes, "dv");
    fields.name_unknown(&known);
    let vouched = dose
        .as_ref()
        .is_some_and(|dose| dose.clinician.is_some() || dose.authority.is_some());
    if !vouched && fields.find("cn").is_none() && fields.find("is").is_none() {
        let want = messages::WANT_CLINICIAN_OR_AUTHORITY;
        notes.fault("vx/cn", FaultKind::Form { want });
    }
    Some(Icvp {
        form: Form::Y2026,
        name: person.name?,
        birth_date: person.birth_date?,
        sex: sex?,
        nationality: Some(nationality?),
        document: person.document,
        document_type: person.document_type,
        guardian: person.guardian,
        doses: vec![dose?],
        version: Some(version?),
    })
}

fn read_older(
    form: Form,
    top: &Fields<'_>,
    notes: &Notes,
    printed: &mut Vec<Printed>,
) -> Option<Icvp> {
    notes.odd(
        match form {
            Form::Map2024 => Code::IcvpForm2024,
            Form::Map2025 => Code::IcvpForm2025Map,
            Form::List2025 | Form::Y2026 => Code::IcvpForm2025,
        },
        "v",
        "",
    );
    let person = read_person(top, notes, ["ntl", "nid", "ndt"]);
    top.name_unknown(&["n", "dob", "s", "ntl", "nid", "ndt", "gn", "v"]);
    let mut doses = Vec::new();
    match top.get("v")? {
        Item::Array(items) => {
            if items.is_empty() {
                notes.fault("v/0", FaultKind::Missing);
            }
            for (index, item) in items.iter().enumerate() {
                let place = Place::Entry("v", index);
                doses.push(read_older_dose(form, item, place, notes, printed));
            }
        }
        item => {
            let place = Place::Under("v");
            doses.push(read_older_dose(form, item, place, notes, printed));
        }
    }
    Some(Icvp {
        form,
        name: person.name?,
        birth_date: person.birth_date?,
        sex: person.sex,
        nationality: person.nationality,
        document: person.document,
        document_type: person.document_type,
        guardian: person.guardian,
        doses: doses.into_iter().collect::<Option<Vec<_>>>()?,
        version: None,
    })
}

fn read_older_dose(
    form: Form,
    item: &Item<'_>,
    place: Place,
    notes: &Notes,
    printed: &mut Vec<Printed>,
) -> Option<Dose> {
    let fields = Fields::new(item, place, notes)?;
    let (dose, mut known) = read_dose(&fields, notes, "dt");
    known.extend(["vls", "vle"]);
    if form == Form::Map2024 {
        known.extend(["dn", "tg", "mp", "ma", "mid"]);
    }
    let present = |key| fields.find(key).filter(|item| !item.is_nothing());
    printed.push(Printed {
        from: present("vls").and_then(|_| fields.date("vls")).flatten(),
        until: present("vle").is_some(),
    });
    fields.name_unknown(&known);
    let mut dose = dose?;
    if form == Form::Map2024 {
        dose.target = required(&fields, "tg", notes);
    }
    if dose.clinician.is_none() && dose.authority.is_none() {
        notes.odd(Code::NoClinician, &fields.path("cn"), "");
    }
    Some(dose)
}

/// What all shapes say of the person.
struct PersonPart {
    name: Option<String>,
    birth_date: Option<Date>,
    sex: Sex,
    nationality: Option<String>,
    document: Option<String>,
    document_type: Option<String>,
    guardian: Option<String>,
}

/// Reads the person; the names are those of nationality, document number and document type.
fn read_person(top: &Fields<'_>, notes: &Notes, names: [&str; 3]) -> PersonPart {
    let [nationality, document, document_type] = names;
    let nationality = top.optional(nationality, Text::Plain);
    let is_alpha3 = |text: &String| text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
    if nationality.as_ref().is_some_and(|text| !is_alpha3(text)) {
        notes.odd(Code::NationalityCode, &top.path(names[0]), "");
    }
    let sex = top.optional("s", Text::Plain);
    PersonPart {
        name: required(top, "n", notes),
        birth_date: whole_date(top, "dob", notes),
        sex: sex.map_or(Sex::Unknown, |code| read_sex(&code, notes)),
        nationality,
        document: top.optional(document, Text::Plain),
        document_type: top.optional(document_type, Text::Plain),
        guardian: top.optional("gn", Text::Plain),
    }
}

fn read_sex(code: &str, notes: &Notes) -> Sex {
    if let Some(sex) = Sex::from_code(code) {
        return sex;
    }
    notes.odd(Code::SexCode, "s", "");
    match code.to_ascii_lowercase().as_str() {
        "m" | "male" => Sex::Male,
        "f" | "female" => Sex::Female,
        "o" | "x" | "other" => Sex::Other,
        _ => Sex::Unknown,
    }
}

/// Reads what all shapes say of a dose, and gives the names that were asked for.
fn read_dose(
    fields: &Fields<'_>,
    notes: &Notes,
    date: &'static str,
) -> (Option<Dose>, Vec<&'static str>) {
    let product = required(fields, "vp", notes);
    let given = whole_date(fields, date, notes);
    let batch = required(fields, "bo", notes);
    let clinician = fields.optional("cn", Text::Plain);
    let authority = fields.optional("is", Text::Plain);
    let dose = product.zip(given).zip(batch);
    let dose = dose.map(|((product, date), batch)| Dose {
        product,
        target: None,
        date,
        batch,
        clinician,
        authority,
    });
    (dose, vec!["vp", date, "bo", "cn", "is"])
}

/// A text that must be there and say something.
fn required(fields: &Fields<'_>, key: &str, notes: &Notes) -> Option<String> {
    let text = fields.text(key, Text::MayBeEmpty)?;
    if text.is_empty() {
        notes.fault(&fields.path(key), FaultKind::Missing);
        return None;
    }
    Some(text)
}

/// A date that must be whole.
fn whole_date(fields: &Fields<'_>, key: &str, notes: &Notes) -> Option<Date> {
    let date = fields.date(key)?;
    if date.is_none() {
        let want = messages::WANT_WHOLE_DATE;
        notes.fault(&fields.path(key), FaultKind::Form { want });
    }
    date
}
