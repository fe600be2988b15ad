//! What a yellow card says that no signature makes good: by IHR (2005) Annexes 6 and 7, without any country's rules.
//!
//! Two clocks run: `exp` is the life of the signature, and the verifier's matter; the vaccination has its own, which
//! follows from product and day. What a card prints of its own validity changes nothing: a certificate against yellow
//! fever is valid for life since 2016-07-11, whatever stands on it.

use super::{Disease, Icvp, Printed, Products};
use crate::deviation::{Deviation, DeviationCode as Code};
use crate::documents::born_later;
use crate::time::{BirthDate, Date, Timestamp};

/// What stands against a dose, whatever any country asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Against {
    /// WHO's list, which is current, does not have the product.
    ProductNotApproved {
        /// When WHO gave the list out.
        list: Date,
    },
    /// Our list does not have the product, and is older than twelve months.
    ProductsOld {
        /// When WHO gave the list out; none where it has no date.
        list: Option<Date>,
        /// The day of the check.
        today: Date,
    },
    /// The dose does not count yet.
    NotYetValid {
        /// The first day on which it does.
        from: Date,
        /// The day of the check.
        today: Date,
    },
    /// The dose is dated after the day of the check.
    DoseLater {
        /// The day of the dose.
        dose: Date,
        /// The day of the check.
        today: Date,
    },
    /// The dose is dated after the code was issued.
    DoseAfterIssue {
        /// The day of the dose.
        dose: Date,
        /// Claim `iat`.
        iat: Timestamp,
    },
    /// The dose was given before the holder was born.
    DoseBeforeBirth,
}

/// Seconds by which a day begins earlier at the first place on earth than by UTC.
const EARLIEST_ZONE: i64 = 14 * 3_600;

/// What stands against the doses on the day `today` at the place of the check.
///
/// ```
/// use hcert::icvp::{Icvp, Products, judge::{Against, against}};
/// let card = Icvp::from_json(&std::fs::read_to_string("testdata/icvp/card.json")?)?;
/// let on = |day: &str| Ok::<_, hcert::time::TimeError>(against(&card, None, day.parse()?, &Products::built_in()));
/// // Valid from the tenth day on.
/// assert!(matches!(on("2026-06-10")?[..], [Against::NotYetValid { .. }]));
/// assert_eq!(on("2026-06-11")?, []);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn against(
    card: &Icvp,
    issued_at: Option<Timestamp>,
    today: Date,
    products: &Products,
) -> Vec<Against> {
    let mut found = Vec::new();
    for dose in &card.doses {
        let date = dose.date;
        if date > today {
            found.push(Against::DoseLater { dose: date, today });
        }
        if let Some(iat) = issued_at
            && date > iat.plus_seconds(EARLIEST_ZONE).date()
        {
            found.push(Against::DoseAfterIssue { dose: date, iat });
        }
        if date < card.birth_date {
            found.push(Against::DoseBeforeBirth);
        }
        match dose.disease(products) {
            Some(disease) => {
                let from = disease.valid_from(date);
                // One that is not given yet says more than that it does not count yet.
                if today < from && date <= today {
                    found.push(Against::NotYetValid { from, today });
                }
            }
            None => found.push(match products.date() {
                Some(list) if products.is_current(today) => Against::ProductNotApproved { list },
                list => Against::ProductsOld { list, today },
            }),
        }
    }
    found
}

/// What is odd about a card beside the moment of the check and what follows from its doses; `printed` is what it says of
/// their validity.
#[must_use]
pub fn judge(
    card: &Icvp,
    printed: &[Printed],
    at: Timestamp,
    products: &Products,
) -> Vec<Deviation> {
    let born = born_later(BirthDate::Day(card.birth_date), at);
    let mut found: Vec<Deviation> = born.into_iter().collect();
    for (dose, printed) in card.doses.iter().zip(printed) {
        let Some(disease) = dose.disease(products) else {
            continue;
        };
        let from = disease.valid_from(dose.date);
        if printed.from.is_some_and(|said| said != from) {
            let said = format!("vls, {from}");
            found.push(Deviation::new(Code::ValidFromDiffers, "v", said));
        }
        if printed.until && disease == Disease::YellowFever {
            found.push(Deviation::new(Code::ValidUntilPrinted, "v", "vle"));
        }
    }
    found
}
