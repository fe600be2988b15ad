//! The disease that a dose protects against, by its code in SNOMED CT or ICD-11.
//!
//! The form is checked, not whether the code names a disease: neither system is part of this library. Sources: SNOMED CT
//! Release File Specifications, 6 (identifiers: check digit by Verhoeff, partitions 00 and 10 for concepts); ICD-11
//! Reference Guide, 2.6 (structure of codes). Not read: codes that are combined (`/`, `&`), and ICD-10.

use crate::documents::dcc::COVID_19;
use crate::text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// COVID-19 in ICD-11, of whose code all that begin so are kinds.
const COVID_19_ICD11: &str = "RA01";

/// The form of both systems' codes.
const PATTERN: &str =
    r"^([1-9]\d{5,17}|[1-9A-HJ-NP-Z][A-HJ-NP-Z]\d[0-9A-HJ-NP-Z](\.[0-9A-HJ-NP-Z]{1,2})?)$";

/// The code of a disease. `Debug` is redacted.
///
/// ```
/// use hcert::norway::disease::DiseaseCode;
/// let yellow_fever: DiseaseCode = "1D47".parse()?;
/// assert!(!yellow_fever.is_covid_19());
/// assert!("840539006".parse::<DiseaseCode>()?.is_covid_19());
/// assert!("840539007".parse::<DiseaseCode>().is_err());
/// # Ok::<(), hcert::norway::disease::DiseaseCodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DiseaseCode(String);

crate::text::sentence_error! {
    /// Why a text is no code of a disease.
    DiseaseCodeError
}

impl DiseaseCode {
    /// Whether it is COVID-19.
    #[must_use]
    pub fn is_covid_19(&self) -> bool {
        self.0 == COVID_19 || self.0.split('.').next() == Some(COVID_19_ICD11)
    }
}

impl std::str::FromStr for DiseaseCode {
    type Err = DiseaseCodeError;

    fn from_str(code: &str) -> Result<Self, DiseaseCodeError> {
        match is_snomed_concept(code) || is_icd11_stem(code) {
            true => Ok(Self(code.to_owned())),
            false => Err(text!(REGISTER_DISEASE).into()),
        }
    }
}

impl TryFrom<String> for DiseaseCode {
    type Error = DiseaseCodeError;

    fn try_from(code: String) -> Result<Self, DiseaseCodeError> {
        code.parse()
    }
}

impl From<DiseaseCode> for String {
    fn from(code: DiseaseCode) -> Self {
        code.0
    }
}

impl fmt::Display for DiseaseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl JsonSchema for DiseaseCode {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DiseaseCode".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": PATTERN })
    }
}

crate::documents::dcc::redacted! { DiseaseCode }

fn is_snomed_concept(code: &str) -> bool {
    let digits: Option<Vec<u32>> = code.chars().map(|c| c.to_digit(10)).collect();
    let Some([first, .., partition_first, partition_second, _]) = digits.as_deref() else {
        return false;
    };
    let concept = matches!((*partition_first, *partition_second), (0 | 1, 0));
    let digits = digits.as_deref().unwrap_or_default();
    (6..=18).contains(&digits.len()) && *first != 0 && concept && has_verhoeff_digit(digits)
}

/// Whether the last digit is the check digit of those before it (Verhoeff, by the dihedral group of order ten).
fn has_verhoeff_digit(digits: &[u32]) -> bool {
    let permuted = |digit| match digit {
        0 => 1,
        1 => 5,
        2 => 7,
        3 => 6,
        4 => 2,
        5 => 8,
        6 => 3,
        7 => 0,
        8 => 9,
        9 => 4,
        _ => digit,
    };
    let times = |one: u32, other: u32| match (one < 5, other < 5) {
        (true, true) => (one + other) % 5,
        (true, false) => 5 + (one + other) % 5,
        (false, true) => 5 + (one + 5 - other) % 5,
        (false, false) => (one + 5 - other) % 5,
    };
    let digits = digits.iter().rev().enumerate();
    let sum = digits.fold(0, |sum, (place, &digit)| {
        let digit = (0..place % 8).fold(digit, |digit, _| permuted(digit));
        times(sum, digit)
    });
    sum == 0
}

/// A stem code: four characters, of which the second is a letter and the third a digit, and up to two after a point. `I` and
/// `O` stand in none.
fn is_icd11_stem(code: &str) -> bool {
    let letter = |c: u8| c.is_ascii_uppercase() && !b"IO".contains(&c);
    let either = |c: u8| letter(c) || c.is_ascii_digit();
    let (stem, rest) = code.split_once('.').unwrap_or((code, "Z"));
    let [chapter, second, third, fourth] = *stem.as_bytes() else {
        return false;
    };
    chapter != b'0'
        && either(chapter)
        && letter(second)
        && third.is_ascii_digit()
        && either(fourth)
        && (1..=2).contains(&rest.len())
        && rest.bytes().all(either)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_systems_are_read_and_others_refused() {
        let read = |code: &str| code.parse::<DiseaseCode>();
        // COVID-19, yellow fever, polio, measles, tetanus, diphtheria, influenza, hepatitis A and B.
        for code in [
            "840539006",
            "16541001",
            "398102009",
            "14189004",
            "76902006",
            "397430003",
            "6142004",
            "40468003",
            "66071002",
            "RA01",
            "RA01.0",
            "1D47",
            "1C81",
            "1F03.Z",
            "KA62.0Y",
        ] {
            assert_eq!(read(code).unwrap().to_string(), code);
        }
        for code in [
            // A wrong check digit, two digits changed round, a description, too short, too long, a zero in front.
            "840539007",
            "845039006",
            "840539017",
            "10009",
            "1000000000000000009",
            "016541001",
            // ICD-10, an extension code alone, letters that no code has, a combination, blanks.
            "A95",
            "A95.0",
            "XM0N24",
            "1O47",
            "1d47",
            "1D47/1C81",
            "1D47.",
            "1D47.123",
            " 1D47",
            "",
            "yellow fever",
        ] {
            assert!(read(code).is_err(), "{code}");
        }
    }

    #[test]
    fn covid_19_is_told_in_both_systems() {
        let covid = |code: &str| code.parse::<DiseaseCode>().unwrap().is_covid_19();
        assert!(covid("840539006") && covid("RA01") && covid("RA01.1"));
        assert!(!covid("1D47") && !covid("RA02") && !covid("16541001"));
    }
}
