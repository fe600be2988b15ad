//! What a certificate must be to be issued: strict where the reader is tolerant.

use super::names::{self, Language, Likeness};
use super::valuesets::{Product, Set};
use super::{Entry, Kind, Payload, PayloadError, Person, Vaccination};
use super::{fast_check, json, judge, read, schema, valuesets};
use crate::codec::cbor::{Item, Value};
use crate::documents::born_after_issue;
use crate::text;
use crate::text::{Text, ToText};
use crate::time::Timestamp;

/// Whether a payload may be issued.
///
/// ```
/// use hcert::{Payload, dcc::issue::check};
/// let text = std::fs::read_to_string("testdata/payloads/vaccination-2-2.json")?;
/// let at = "2022-02-01T12:00:00Z".parse()?;
/// assert_eq!(check(&Payload::from_json(&text)?, at), Ok(()));
/// let unborn = Payload::from_json(&text.replace("1964-08-12", "2023-08-12"))?;
/// assert!(check(&unborn, at).unwrap_err().to_string().starts_with("dob lies after"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Every reason why not.
pub fn check(payload: &Payload, issued_at: Timestamp) -> Result<(), PayloadError> {
    if !fast_check::is_clean(payload) {
        check_plainly(payload)?;
    }
    // The verifier would list it, refuse it, or doubt it.
    let born = born_after_issue(payload.birth_date, issued_at);
    let against = judge::against(payload, issued_at, issued_at.in_oslo().date(), 0);
    let against = against
        .iter()
        .map(|one| text!(FILE_SYSTEM, path = one.path(), error = one));
    let reasons: Vec<Text> = born.into_iter().chain(against).collect();
    match reasons.is_empty() {
        true => Ok(()),
        false => Err(PayloadError { reasons }),
    }
}

/// What is wrong with a payload that may be issued all the same: a name for the machine that the written one does not
/// give, and codes that do not belong together. Whoever issues it is told.
///
/// ```
/// use hcert::{Payload, dcc::issue::warnings};
/// let text = std::fs::read_to_string("testdata/payloads/vaccination-2-2.json")?;
/// assert_eq!(warnings(&Payload::from_json(&text)?), []);
/// let other = Payload::from_json(&text.replace("ORG-100030215", "ORG-100031184"))?;
/// assert!(warnings(&other)[0].get(hcert::Lang::En).starts_with("v/0/ma ORG-100031184"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn warnings(payload: &Payload) -> Vec<Text> {
    let mut found = name_warnings(&payload.person);
    if let Entry::Vaccination(dose) = &payload.entry
        && let Some(product) = valuesets::product(&dose.product)
    {
        found.extend(product_warnings(dose, product));
    }
    found
}

fn name_warnings(person: &Person) -> Vec<Text> {
    let names = [
        ("fn", &person.family, "fnt", &person.family_mrz),
        ("gn", &person.given, "gnt", &person.given_mrz),
    ];
    let mut found = Vec::new();
    for (from, written, to, mrz) in names {
        let (Some(written), Some(mrz)) = (written, mrz) else {
            continue;
        };
        let (from, to) = (format!("nam/{from}"), format!("nam/{to}"));
        if mrz.split('<').any(str::is_empty) {
            found.push(text!(ISSUING_NAME_FILLER, path = to));
        }
        if !follows(written, mrz) {
            found.push(text!(ISSUING_NAME_APART, path = to, from));
        }
    }
    found
}

/// Whether a spelling of ICAO Doc 9303-3 makes a name for the machine from the written one. Of characters without a rule
/// nobody can tell.
fn follows(written: &str, mrz: &str) -> bool {
    Language::ALL.into_iter().any(|language| {
        let made = names::transliterate(written, language);
        let lost =
            |finding: &names::NameFinding| matches!(finding, names::NameFinding::Dropped { .. });
        made.findings.iter().any(lost)
            || names::compare_fields(&made.text, mrz) != Likeness::Different
    })
}

fn product_warnings(dose: &Vaccination, product: &Product) -> Vec<Text> {
    let mut found = Vec::new();
    if dose.holder != product.holder {
        let (path, ma, mp) = ("v/0/ma", dose.holder.as_str(), product.product);
        let right = label(Set::Holder, product.holder);
        found.push(text!(ISSUING_HOLDER_APART, path, ma, mp, right));
    }
    // The type that stands for every vaccine against COVID-19 is wrong for none.
    let any = dose.vaccine == ANY_VACCINE;
    if !any && !product.vaccines.contains(&dose.vaccine.as_str()) {
        let (path, vp, mp) = ("v/0/vp", dose.vaccine.as_str(), product.product);
        let right = product.vaccines.iter().map(|vp| label(Set::Vaccine, vp));
        let right = Text::Joined(right.map(Text::from).collect(), ", ");
        found.push(text!(ISSUING_VACCINE_APART, path, vp, mp, right));
    }
    found
}

/// `vp` of a vaccine against COVID-19 of whichever type.
const ANY_VACCINE: &str = "J07BX03";

/// A code and its name.
fn label(set: Set, code: &str) -> String {
    match set.find(code) {
        Some(entry) if !entry.name.is_empty() => format!("{code} ({})", entry.name),
        _ => code.to_owned(),
    }
}

/// Writes every text of a payload in Unicode's normalisation form C, which loses nothing, and says which it changed.
pub(crate) fn compose(value: &mut Value) -> Vec<Text> {
    let mut found = Vec::new();
    compose_at("", value, &mut found);
    found
}

fn compose_at(path: &str, value: &mut Value, found: &mut Vec<Text>) {
    let below = |key: &str| match path {
        "" => key.to_owned(),
        path => format!("{path}/{key}"),
    };
    match value {
        Value::Text(text) => {
            found.extend(text::compose(text).then(|| text!(ISSUING_COMPOSED, path)))
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                compose_at(&below(&index.to_string()), item, found);
            }
        }
        Value::Map(pairs) => {
            for (key, item) in pairs {
                compose_at(&below(key.as_text().unwrap_or_default()), item, found);
            }
        }
        _ => {}
    }
}

/// Holds a payload against the reader, the schema of its version, and the rules for new certificates.
pub(super) fn check_plainly(payload: &Payload) -> Result<(), PayloadError> {
    let item = payload.to_item();
    let refuse = |reasons: Vec<Text>| Err(PayloadError { reasons });
    read::read(&item).strict()?;
    if !payload.version.starts_with("1.3.") {
        return Err(text!(PAYLOAD_VERSION, found = payload.version).into());
    }
    let version = schema::Version::for_ver(&payload.version);
    let violations = schema::check_json(&json(&item), version);
    if !violations.is_empty() {
        return refuse(violations.iter().map(ToText::to_text).collect());
    }
    let inactive = inactive_codes(&item, payload.entry.kind());
    if inactive.is_empty() {
        Ok(())
    } else {
        refuse(inactive)
    }
}

/// Codes that stay readable in old certificates but must not be issued any more.
fn inactive_codes(payload: &Item<'_>, kind: Kind) -> Vec<Text> {
    let group = kind.group();
    let entry = match payload.get(group) {
        Some(Item::Array(entries)) => entries.first(),
        _ => None,
    };
    let Some(Item::Map(fields)) = entry else {
        return Vec::new();
    };
    fields
        .iter()
        .filter_map(|(key, code)| {
            let key = key.as_text()?;
            let set = Set::for_field(group, key)?;
            let entry = set.find(code.as_text()?)?;
            let path = || format!("{group}/0/{key}");
            let reason = || text!(PAYLOAD_INACTIVE, path = path(), code = entry.code);
            (!entry.active).then(reason)
        })
        .collect()
}
