//! The International Certificate of Vaccination or Prophylaxis (ICVP): the yellow card of IHR (2005) Annex 6 as a code, and
//! WHO's vaccination certificates beside it, which have the same content.
//!
//! It stands under −260/−6. The shape of 2026-04 is written; it and three older ones are read ([`Form`]).
//!
//! Sources: WHO smart-trust-phw `DVCMin` (2026-04), smart-icvp 0.3.0 `ICVPMin`, gdhcn-validator's test codes of 2024, IHR
//! (2005) as amended in 2024. WHO calls its guide a working specification: the sub-key and the version of the template may
//! change, and stand in this file alone.
//!
//! Personal data: `Debug` of everything here is redacted.

mod fhir;
pub mod issue;
pub mod judge;
pub mod products;
mod read;
pub mod show;

use super::dcc::{self, text};
use crate::codec::cbor::Item;
use crate::text::{Message, messages};
use crate::time::Date;
use std::fmt;

pub use products::Products;
pub use read::{Printed, Reading, read};

/// The key inside claim −260. Negative keys are free for development: WHO may still give it another.
pub const SUB_KEY: i128 = -6;
/// `v` of what is written.
pub const VERSION: &str = "1.0";
/// The trust domain whose keys sign it.
pub const DOMAIN: &str = "ICVP";

/// Days from a dose against yellow fever until its certificate is valid (IHR Annex 7 2(a)(iii)).
pub const YELLOW_FEVER_DAYS: i32 = 10;

/// The shapes of the content, by when they were seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `vx` holds the dose (DVCMin, ICVPMin since 2026-04).
    Y2026,
    /// `v` is a list of doses (ICVPMin 0.3.0, 2025-10).
    List2025,
    /// `v` is one dose by product (codes of trials in 2025).
    Map2025,
    /// `v` is one dose by disease (codes of trials in 2024).
    Map2024,
}

impl Form {
    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Y2026 => "2026",
            Self::List2025 => "2025",
            Self::Map2025 => "2025-map",
            Self::Map2024 => "2024",
        }
    }
}

/// `s`: FHIR AdministrativeGender.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sex {
    /// `male`.
    Male,
    /// `female`.
    Female,
    /// `other`.
    Other,
    /// `unknown`, and whatever else stands there.
    #[default]
    Unknown,
}

impl Sex {
    const ALL: [Self; 4] = [Self::Male, Self::Female, Self::Other, Self::Unknown];

    /// The code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }

    /// From its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sex| sex.code() == code)
    }
}

/// The diseases of which a yellow card can speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Disease {
    /// Yellow fever: from the tenth day, and for life.
    YellowFever,
    /// Poliomyelitis: at once.
    Polio,
}

impl Disease {
    const ALL: [Self; 2] = [Self::YellowFever, Self::Polio];

    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::YellowFever => "yellow-fever",
            Self::Polio => "polio",
        }
    }

    /// From its word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|disease| disease.code() == code)
    }

    /// Its code in ICD-11, by which the shape of 2024 names it.
    #[must_use]
    pub fn icd11(self) -> &'static str {
        match self {
            Self::YellowFever => "1D47",
            Self::Polio => "1C81",
        }
    }

    /// From its code in ICD-11.
    #[must_use]
    pub fn from_icd11(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|disease| disease.icd11() == code)
    }

    /// The first day on which a dose counts.
    ///
    /// ```
    /// use hcert::icvp::Disease;
    /// let dose = "2026-06-01".parse()?;
    /// assert_eq!(Disease::YellowFever.valid_from(dose).to_string(), "2026-06-11");
    /// assert_eq!(Disease::Polio.valid_from(dose), dose);
    /// # Ok::<(), hcert::time::TimeError>(())
    /// ```
    #[must_use]
    pub fn valid_from(self, dose: Date) -> Date {
        match self {
            Self::YellowFever => dose.plus_days(YELLOW_FEVER_DAYS),
            Self::Polio => dose,
        }
    }

    /// Its name.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::YellowFever => messages::DISEASE_YELLOW_FEVER,
            Self::Polio => messages::DISEASE_POLIO,
        }
    }
}

/// What the code holds: one person, and one dose in all but the shape of 2025.
#[derive(Clone, PartialEq)]
pub struct Icvp {
    /// Its shape.
    pub form: Form,
    /// `n`: the name as the travel document has it.
    pub name: String,
    /// `dob`.
    pub birth_date: Date,
    /// `s`.
    pub sex: Sex,
    /// `nt` (before 2026 `ntl`): ISO 3166-1 alpha-3.
    pub nationality: Option<String>,
    /// `id` (before 2026 `nid`): the number of the travel document.
    pub document: Option<String>,
    /// `dt` (before 2026 `ndt`): its type by HL7 v2-0203, such as `PPN` for a passport.
    pub document_type: Option<String>,
    /// `gn`: parent or guardian.
    pub guardian: Option<String>,
    /// The doses; at least one.
    pub doses: Vec<Dose>,
    /// `v` since 2026: the version of the template.
    pub version: Option<String>,
}

/// One dose.
#[derive(Clone, PartialEq)]
pub struct Dose {
    /// `vp`: the product's id in WHO's list; in the shape of 2024 a code of ICD-11.
    pub product: String,
    /// `tg` in the shape of 2024: the disease's code in ICD-11.
    pub target: Option<String>,
    /// `dv` (before 2026 `dt`): the day of the dose.
    pub date: Date,
    /// `bo`: the batch.
    pub batch: String,
    /// `cn`: the supervising clinician.
    pub clinician: Option<String>,
    /// `is`: the authority that issues or oversees, a participant's code in WHO's network.
    pub authority: Option<String>,
}

impl Dose {
    /// The disease: by the product, in the shape of 2024 by its code.
    #[must_use]
    pub fn disease(&self, products: &Products) -> Option<Disease> {
        match &self.target {
            Some(target) => Disease::from_icd11(target),
            None => products.find(&self.product).map(|product| product.disease),
        }
    }
}

impl Icvp {
    /// The content as it is encoded, in its shape. Only that of 2026 is issued.
    #[must_use]
    pub fn to_item(&self) -> Item<'_> {
        let new = self.form == Form::Y2026;
        let mut fields = vec![
            ("n", text(&self.name)),
            ("dob", Item::Text(self.birth_date.to_string().into())),
            ("s", text(self.sex.code())),
        ];
        let [nationality, document, kind] = match new {
            true => ["nt", "id", "dt"],
            false => ["ntl", "nid", "ndt"],
        };
        let optional = [
            (nationality, &self.nationality),
            (document, &self.document),
            (kind, &self.document_type),
            ("gn", &self.guardian),
        ];
        for (name, value) in optional {
            fields.extend(value.as_deref().map(|value| (name, text(value))));
        }
        let mut doses = self.doses.iter().map(|dose| dose.to_item(new));
        match new {
            true => {
                fields.extend(doses.next().map(|dose| ("vx", dose)));
                fields.extend(self.version.as_deref().map(|version| ("v", text(version))));
            }
            false if self.form == Form::List2025 => {
                fields.push(("v", Item::Array(doses.collect())));
            }
            false => fields.extend(doses.next().map(|dose| ("v", dose))),
        }
        map(fields)
    }

    /// The JSON form, as text.
    #[must_use]
    pub fn to_json(&self) -> String {
        dcc::json(&self.to_item()).to_string()
    }
}

impl Dose {
    fn to_item(&self, new: bool) -> Item<'_> {
        let date = if new { "dv" } else { "dt" };
        let mut fields = vec![
            ("vp", text(&self.product)),
            (date, Item::Text(self.date.to_string().into())),
            ("bo", text(&self.batch)),
        ];
        let optional = [
            ("tg", &self.target),
            ("cn", &self.clinician),
            ("is", &self.authority),
        ];
        for (name, value) in optional {
            fields.extend(value.as_deref().map(|value| (name, text(value))));
        }
        map(fields)
    }
}

fn map<'a>(fields: Vec<(&'static str, Item<'a>)>) -> Item<'a> {
    let named = fields.into_iter().map(|(name, item)| (text(name), item));
    Item::Map(named.collect())
}

/// Shows no personal data.
impl fmt::Debug for Icvp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Icvp({}, redacted)", self.form.code())
    }
}

/// Shows no personal data.
impl fmt::Debug for Dose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dose(redacted)")
    }
}
