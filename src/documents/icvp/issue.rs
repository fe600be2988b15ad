//! What a yellow card must be to be issued: strict where the reader is tolerant.

use super::judge::{Against, against};
use super::{Form, Icvp, Products, fhir, read};
use crate::codec::cbor::Item;
use crate::documents::dcc::issue::compose;
use crate::documents::dcc::{PayloadError, parse_json};
use crate::text;
use crate::text::{Text, ToText, messages};
use crate::time::{Date, Timestamp};

/// Years below which a person is a child, for whom parent or guardian is named.
const CHILD_YEARS: i16 = 18;

impl Icvp {
    /// Reads a record: the content's own JSON in the shape of 2026, or an HL7 FHIR bundle of a Patient and an Immunization. Texts are written in Unicode's form C; nothing else is
    /// mended.
    ///
    /// ```
    /// use hcert::icvp::Icvp;
    /// let text = std::fs::read_to_string("testdata/icvp/card.json")?;
    /// assert_eq!(Icvp::from_json(&text)?.name, "Nordmann Eira");
    /// let error = Icvp::from_json(&text.replace("B123", "")).unwrap_err();
    /// assert_eq!(error.to_string(), "vx/bo is missing");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with it or odd about it.
    pub fn from_json(text: &str) -> Result<Self, PayloadError> {
        let value = match serde_json::from_str(text) {
            Ok(json) if fhir::is_bundle(&json) => parse_json(&fhir::record(&json)?.to_string()),
            _ => parse_json(text),
        };
        let mut value = value?;
        compose(&mut value);
        let reading = read(&Item::from(&value));
        let faults = reading.faults.iter().map(ToText::to_text);
        let odd = reading.deviations.iter().map(|odd| {
            let clause = odd.code.clause();
            text!(PAYLOAD_DEVIATION, deviation = odd, clause)
        });
        let reasons: Vec<Text> = faults.chain(odd).collect();
        match reading.content {
            Some(content) if reasons.is_empty() => Ok(content),
            _ => Err(PayloadError { reasons }),
        }
    }
}

/// Whether a card may be issued: every SHALL of WHO's guide, a product of the list, and dates that fit each other. A dose
/// against yellow fever may be certified before the tenth day: the card says from when it is valid.
///
/// ```
/// use hcert::icvp::{Icvp, Products, issue::check};
/// let text = std::fs::read_to_string("testdata/icvp/card.json")?;
/// let at = "2026-06-02T12:00:00Z".parse()?;
/// let products = Products::built_in();
/// assert_eq!(check(&Icvp::from_json(&text)?, at, &products), Ok(()));
/// let later = Icvp::from_json(&text.replace("2026-06-01", "2026-06-05"))?;
/// assert!(check(&later, at, &products).unwrap_err().to_string().starts_with("vx/dv: "));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Every reason why not.
pub fn check(card: &Icvp, issued_at: Timestamp, products: &Products) -> Result<(), PayloadError> {
    let today = issued_at.in_oslo().date();
    let mut reasons: Vec<Text> = Vec::new();
    if card.form != Form::Y2026 {
        reasons.push(text!(ICVP_OLD_FORM, found = card.form.code()));
    }
    let reading = read(&card.to_item());
    reasons.extend(reading.faults.iter().map(ToText::to_text));
    reasons.extend(reading.deviations.iter().map(ToText::to_text));
    // Parent or guardian stands on a child's card, and on nobody else's who can speak for himself.
    if card.guardian.is_none() && is_child(card.birth_date, today) {
        let place = messages::ICVP_GUARDIAN;
        reasons.push(text!(PAYLOAD_FORM, path = "gn", want = place));
    }
    if !is_latin(&card.name) {
        let want = messages::ICVP_LATIN;
        reasons.push(text!(PAYLOAD_FORM, path = "n", want));
    }
    if card.birth_date > today {
        reasons.push(text!(PAYLOAD_BORN_LATER, at = issued_at));
    }
    let against = against(card, Some(issued_at), today, products);
    reasons.extend(against.iter().filter_map(reason));
    match reasons.is_empty() {
        true => Ok(()),
        false => Err(PayloadError { reasons }),
    }
}

fn is_child(born: Date, today: Date) -> bool {
    born.plus_years(CHILD_YEARS) > today
}

/// Whether a name is in letters that English and French write (REQ-CC-04): Latin ones, and what stands between names.
fn is_latin(name: &str) -> bool {
    let latin = |c: char| {
        let letter =
            matches!(c, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
        letter || " -'.,\u{2019}".contains(c)
    };
    name.chars().all(latin)
}

/// Why a card is not issued for what stands against it; nothing where it is only not valid yet.
fn reason(against: &Against) -> Option<Text> {
    let (path, error) = match *against {
        Against::ProductNotApproved { list } => {
            ("vx/vp", text!(FINDING_PRODUCT_NOT_APPROVED, list))
        }
        Against::ProductsOld { list, today } => {
            let list = list.map_or_else(|| "-".into(), Text::from);
            ("vx/vp", text!(FINDING_PRODUCTS_OLD, list, today))
        }
        Against::DoseLater { dose, today } => {
            ("vx/dv", text!(FINDING_ICVP_DOSE_LATER, dose, today))
        }
        Against::DoseAfterIssue { dose, iat } => {
            ("vx/dv", text!(FINDING_DOSE_AFTER_ISSUE, dose, iat))
        }
        Against::DoseBeforeBirth => ("vx/dv", text!(CONTRADICTION_DOSE_BEFORE_BIRTH)),
        Against::NotYetValid { .. } => return None,
    };
    Some(text!(FILE_SYSTEM, path, error))
}
