//! Payloads about which there is nothing to say, told at a glance: most of those that are issued.
//!
//! The plain way, [`super::issue::check_plainly`], writes the payload down and has the reader, the schema of its version and
//! the value sets look at it. What passes here passes there, which the tests hold against each other; what does not
//! pass here says nothing, and the plain way finds the words.

use crate::documents::dcc::read::is_plain_text;
use crate::documents::dcc::valuesets::Set;
use crate::documents::dcc::{
    ANTIGEN, Entry, NAAT, Payload, Person, Recovery, Test, Vaccination, names, uvci,
};
use crate::time::{BirthDate, DateTime};

/// Whether nothing is wrong with a payload, as far as a glance tells.
pub(super) fn is_clean(payload: &Payload) -> bool {
    let version = matches!(
        payload.version.as_str(),
        "1.3.0" | "1.3.1" | "1.3.2" | "1.3.3"
    );
    // Year and month, or the year alone, are fine too, and rare.
    let birth_date = matches!(payload.birth_date, BirthDate::Day(date)
        if (1900..=2099).contains(&date.year()));
    version
        && birth_date
        && is_named(&payload.person)
        && match &payload.entry {
            Entry::Vaccination(entry) => is_vaccination(entry),
            Entry::Test(entry) => is_test(entry),
            Entry::Recovery(entry) => is_recovery(entry),
        }
}

/// `fnt` is there, and every name that is there is one.
fn is_named(person: &Person) -> bool {
    let name = |name: &Option<String>| name.as_deref().is_none_or(|name| is_plain_text(name, true));
    let mrz = |name: &Option<String>| name.as_deref().is_none_or(names::is_mrz);
    let family = person.family_mrz.as_deref().unwrap_or_default();
    family.bytes().any(|octet| octet != b'<')
        && [
            &person.family,
            &person.given,
            &person.family_mrz,
            &person.given_mrz,
        ]
        .into_iter()
        .all(name)
        && mrz(&person.family_mrz)
        && mrz(&person.given_mrz)
}

/// A code of a set that is still issued.
fn is_code(set: Set, code: &str) -> bool {
    set.find(code).is_some_and(|entry| entry.active)
}

/// `tg`, `co`, `is` and `ci`.
fn is_common(disease: &str, country: &str, issuer: &str, ci: &str) -> bool {
    is_code(Set::Disease, disease)
        && is_code(Set::Country, country)
        && is_plain_text(issuer, false)
        && uvci::conforms(ci)
}

fn is_vaccination(entry: &Vaccination) -> bool {
    is_common(&entry.disease, &entry.country, &entry.issuer, &entry.uvci)
        && is_code(Set::Vaccine, &entry.vaccine)
        && is_code(Set::Product, &entry.product)
        && is_code(Set::Holder, &entry.holder)
        && (1..=9).contains(&entry.dose)
        && (1..=9).contains(&entry.doses)
        && entry.date.is_some()
}

fn is_test(entry: &Test) -> bool {
    let plain = |text: &Option<String>| {
        text.as_deref()
            .is_none_or(|text| is_plain_text(text, false))
    };
    let of_its_type = match entry.test_type.as_str() {
        ANTIGEN => entry
            .device
            .as_deref()
            .is_some_and(|device| is_code(Set::TestDevice, device)),
        NAAT => entry.device.is_none() && entry.centre.is_some(),
        _ => false,
    };
    let sampled = entry.sampled.as_ref();
    let sampled = sampled.and_then(|sampled| DateTime::read(&sampled.text).ok());
    is_common(&entry.disease, &entry.country, &entry.issuer, &entry.uvci)
        && of_its_type
        && is_code(Set::TestType, &entry.test_type)
        && is_code(Set::TestResult, &entry.result)
        && plain(&entry.name)
        && plain(&entry.centre)
        && sampled.is_some_and(|read| read.odd.is_empty() && read.instant.is_some())
}

fn is_recovery(entry: &Recovery) -> bool {
    let dates = [entry.first_positive, entry.valid_from, entry.valid_until];
    let [Some(first), Some(from), Some(until)] = dates else {
        return false;
    };
    is_common(&entry.disease, &entry.country, &entry.issuer, &entry.uvci)
        && from >= first.plus_days(11)
        && until <= first.plus_days(180)
}

#[cfg(test)]
mod tests;
