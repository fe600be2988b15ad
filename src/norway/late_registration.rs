//! Late registration: a dose given abroad, taken from an EU/EEA certificate that was verified.
//!
//! The certificate comes already checked; who checks it says so in [`Checked`]. Here the person is held
//! against the record, and the dose against what Norway registers: a vaccine that the EMA approved, given
//! to a person with a birth number, D-number or joint emergency number. The dose is added with where the
//! knowledge comes from.
//!
//! Names that are equal only up to spelling, and dates of birth of which one is partial, are a person's to
//! decide: they are refused until somebody who has seen the [`Comparison`] confirms them.

use super::identity::Kind as IdentityKind;
use super::product::Product;
use super::record::{Evidence, MAX_TEXT, Record, RecordError, Vaccination, Vaccine};
use crate::codec::hex;
use crate::documents::dcc::judge::{self, Against};
use crate::documents::dcc::names::{self, Likeness};
use crate::documents::dcc::{self, Entry, Payload};
use crate::text::{Text, ToText};
use crate::time::{BirthDate, Date, Timestamp};
use crate::{in_english, text};
use std::fmt;

/// The countries of the EU and the EEA but Norway.
const EU_EEA: [&str; 29] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// A certificate whose verdict was *accept* or *genuine*.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    /// What it says.
    pub payload: &'a Payload,
    /// The key identifier under which its signer was found.
    pub kid: &'a [u8],
    /// The country that answers for that key.
    pub signer_country: Option<&'a str>,
    /// When it was verified.
    pub at: Timestamp,
}

/// Whether somebody has compared what is not equal letter by letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sameness {
    /// Nobody has.
    #[default]
    Unconfirmed,
    /// A person has seen the comparison and holds the two for one.
    Confirmed,
}

/// How two dates of birth agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Births {
    /// The same.
    Equal,
    /// One is partial and the other begins like it.
    Compatible,
    /// One is not known: nobody can tell but a person who looks elsewhere.
    Unknown,
    /// Anything else.
    Different,
}

/// The person of the record beside the person of the certificate. `Debug` is redacted.
#[derive(Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The record's names as a passport writes them, `FNT<<GNT`.
    pub record_name: String,
    /// The certificate's.
    pub certificate_name: String,
    /// How the names agree.
    pub names: Likeness,
    /// The record's date of birth.
    pub record_birth: BirthDate,
    /// The certificate's.
    pub certificate_birth: BirthDate,
    /// How the dates agree.
    pub births: Births,
}

impl Comparison {
    /// Holds a record against a certificate.
    ///
    /// ```
    /// use hcert::{Payload, dcc::names::Likeness};
    /// use hcert::norway::{late_registration::{Births, Comparison}, record::Record};
    /// let record = Record::from_json(r#"{"person": {"familyName": "Øverland", "givenName": "Kari",
    ///   "dateOfBirth": "1964-08-12"}, "vaccinations": [], "tests": []}"#)?;
    /// let text = std::fs::read_to_string("testdata/payloads/vaccination-2-2.json")?;
    /// let comparison = Comparison::new(&record, &Payload::from_json(&text)?);
    /// assert_eq!(comparison.names, Likeness::EqualUpToSpelling);
    /// assert_eq!(comparison.births, Births::Equal);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(record: &Record, payload: &Payload) -> Self {
        let (family, given) = record.person.machine_names();
        let text = |name: &Option<String>| name.clone().unwrap_or_default();
        let other = (
            text(&payload.person.family_mrz),
            text(&payload.person.given_mrz),
        );
        let (record_birth, certificate_birth) = (record.person.date_of_birth, payload.birth_date);
        Self {
            record_name: names::mrz_line(&family, &given),
            certificate_name: names::mrz_line(&other.0, &other.1),
            names: names::compare((&family, &given), (&other.0, &other.1)),
            record_birth,
            certificate_birth,
            births: compare_births(record_birth, certificate_birth),
        }
    }
}

fn compare_births(a: BirthDate, b: BirthDate) -> Births {
    let (a, b) = (a.to_string(), b.to_string());
    match () {
        () if a.is_empty() || b.is_empty() => Births::Unknown,
        () if a == b => Births::Equal,
        () if a.starts_with(&b) || b.starts_with(&a) => Births::Compatible,
        () => Births::Different,
    }
}

impl fmt::Debug for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (names, births) = (self.names, self.births);
        write!(f, "Comparison({names:?}, {births:?}, redacted)")
    }
}

/// Why a dose is not registered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The certificate is no vaccination certificate.
    NotVaccination,
    /// Its signer is not of another EU or EEA country.
    Country {
        /// The signer's country, if the trust list tells.
        found: Option<String>,
    },
    /// The vaccine is not approved by the EMA, or Norway has no code for it.
    Product {
        /// Its code in the certificate.
        found: String,
    },
    /// The record's person has no birth number, D-number or joint emergency number.
    NoIdentity,
    /// Names or dates of birth are different persons'.
    OtherPerson,
    /// Names or dates of birth are alike but not equal, and nobody has confirmed them.
    Unconfirmed,
    /// The record has a dose against COVID-19 of that day.
    Known,
    /// The certificate contradicts itself or the moment of the check.
    Content(Against),
    /// The dose has no date that can be read.
    DateUnknown,
    /// The dose is impossible for this person.
    Impossible(RecordError),
}

impl Refusal {
    /// The stable kebab-case code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotVaccination => "not-vaccination",
            Self::Country { .. } => "signer-country",
            Self::Product { .. } => "product",
            Self::NoIdentity => "no-identity-number",
            Self::OtherPerson => "other-person",
            Self::Unconfirmed => "unconfirmed",
            Self::Known => "known",
            Self::Content(_) => "content",
            Self::DateUnknown => "date-unknown",
            Self::Impossible(_) => "impossible",
        }
    }
}

impl ToText for Refusal {
    fn to_text(&self) -> Text {
        match self {
            Self::NotVaccination => text!(LATE_NOT_VACCINATION),
            Self::Country { found } => {
                text!(LATE_COUNTRY, found = found.as_deref().unwrap_or("-"))
            }
            Self::Product { found } => {
                text!(
                    LATE_PRODUCT,
                    found = found.chars().take(30).collect::<String>()
                )
            }
            Self::NoIdentity => text!(LATE_NO_IDENTITY),
            Self::OtherPerson => text!(LATE_OTHER_PERSON),
            Self::Unconfirmed => text!(LATE_UNCONFIRMED),
            Self::Known => text!(LATE_KNOWN),
            Self::Content(found) => found.to_text(),
            Self::DateUnknown => text!(LATE_DATE_UNKNOWN),
            Self::Impossible(found) => text!(LATE_IMPOSSIBLE, found),
        }
    }
}

in_english!(Refusal: Error);

/// Adds the dose of a checked certificate to a record.
///
/// ```
/// use hcert::Payload;
/// use hcert::norway::{late_registration::{Checked, Sameness, register}, record::Record};
/// let record = Record::from_json(r#"{"person": {"familyName": "Øverland", "givenName": "Kari Ågot",
///   "dateOfBirth": "1964-08-12", "identityNumber": "15858099657"}, "vaccinations": [], "tests": []}"#)?;
/// let text = std::fs::read_to_string("testdata/payloads/vaccination-2-2.json")?;
/// let payload = Payload::from_json(&text.replace("\"co\": \"NO\"", "\"co\": \"SE\""))?;
/// let at = "2022-02-01T12:00:00Z".parse()?;
/// let checked = Checked { payload: &payload, kid: &[1; 8], signer_country: Some("SE"), at };
/// let record = register(&record, &checked, Sameness::Unconfirmed)?;
/// assert_eq!(record.vaccinations[0].country, "SE");
/// let again = register(&record, &checked, Sameness::Unconfirmed).unwrap_err();
/// assert_eq!(again.code(), "known");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The first reason that stands against it; the record stays as it was.
pub fn register(
    record: &Record,
    checked: &Checked<'_>,
    sameness: Sameness,
) -> Result<Record, Refusal> {
    let Entry::Vaccination(dose) = &checked.payload.entry else {
        return Err(Refusal::NotVaccination);
    };
    let signer_country = checked
        .signer_country
        .filter(|country| EU_EEA.contains(country));
    let Some(signer_country) = signer_country else {
        let found = checked.signer_country.map(str::to_owned);
        return Err(Refusal::Country { found });
    };
    let product = Product::from_certificate(&dose.product).ok_or_else(|| Refusal::Product {
        found: dose.product.clone(),
    })?;
    let number = record.person.identity_number.as_ref();
    if number.is_none_or(|number| number.kind() == IdentityKind::LocalNumber) {
        return Err(Refusal::NoIdentity);
    }
    compare(&Comparison::new(record, checked.payload), sameness)?;
    let date = dose.date.ok_or(Refusal::DateUnknown)?;
    let today = checked.at.in_oslo().date();
    if let Some(found) = judge::against(checked.payload, checked.at, today, 0).pop() {
        return Err(Refusal::Content(found));
    }
    let mut known = record.vaccinations.iter();
    if known.any(|known| known.date == date && known.is_against_covid_19()) {
        return Err(Refusal::Known);
    }
    let mut record = record.clone();
    record
        .vaccinations
        .push(vaccination(dose, date, product, signer_country, checked));
    record.check().map_err(Refusal::Impossible)?;
    Ok(record)
}

fn compare(comparison: &Comparison, sameness: Sameness) -> Result<(), Refusal> {
    match (comparison.names, comparison.births) {
        (Likeness::Different, _) | (_, Births::Different) => Err(Refusal::OtherPerson),
        (Likeness::Equal, Births::Equal) => Ok(()),
        _ if sameness == Sameness::Confirmed => Ok(()),
        _ => Err(Refusal::Unconfirmed),
    }
}

fn vaccination(
    dose: &dcc::Vaccination,
    date: Date,
    product: Product,
    signer_country: &str,
    checked: &Checked<'_>,
) -> Vaccination {
    Vaccination {
        diseases: Vec::new(),
        product: Vaccine::Covid19(product),
        date,
        country: dose.country.clone(),
        lot: None,
        place: None,
        evidence: Some(Evidence {
            certificate: dose.uvci.clone(),
            // A longer name than the schema allows is cut; the identifier names the certificate.
            issuer: dose.issuer.chars().take(MAX_TEXT).collect(),
            signer_country: signer_country.to_owned(),
            kid: hex(checked.kid),
            dose: u32::try_from(dose.dose).ok(),
            doses: u32::try_from(dose.doses).ok(),
            verified: checked.at,
        }),
    }
}

#[cfg(test)]
mod tests;
