//! What a certificate says against itself, and what its signature cannot tell apart.
//!
//! The order of doses, the names of a product and the dates can change places under a good signature. Where the values show
//! that they did, nobody can say what was certified.

use super::{Content, Signed};
use crate::time::Date;

/// What stands against a certificate whose signature is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Against {
    /// The holder's name is not signed: the certificate may be anybody's.
    HolderUnsigned,
    /// The vaccination is not signed.
    DoseUnsigned,
    /// The dose has a higher number than there are doses: the two may have changed places.
    DosesExchanged {
        /// `dose`.
        dose: u32,
        /// `totalDoses`.
        total: u32,
    },
    /// A vaccine's name stands under another member, and none under `vaccine`.
    ProductExchanged,
    /// The dose or its effect is dated after the effect's end.
    DatesExchanged,
    /// The dose is dated after the day of the check.
    DoseLater {
        /// The day of the dose.
        dose: Date,
        /// The day of the check.
        today: Date,
    },
    /// The dose was given before the holder was born.
    DoseBeforeBirth,
}

impl Against {
    /// Whether it leaves open what was certified, and speaks against nobody.
    ///
    /// ```
    /// use hcert::divoc::judge::Against;
    /// assert!(Against::DosesExchanged { dose: 2, total: 1 }.is_open());
    /// assert!(!Against::DoseBeforeBirth.is_open());
    /// ```
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, Self::DoseLater { .. } | Self::DoseBeforeBirth)
    }
}

/// What stands against a certificate on the day `today` at the place of the check.
///
/// ```
/// use hcert::divoc::{Signed, judge};
/// let nothing = Signed::default();
/// let against = judge::against(&nothing, "2026-06-01".parse()?);
/// assert_eq!(against, [judge::Against::HolderUnsigned, judge::Against::DoseUnsigned]);
/// # Ok::<(), hcert::time::TimeError>(())
/// ```
#[must_use]
pub fn against(signed: &Signed, today: Date) -> Vec<Against> {
    let content = &signed.content;
    let mut found = Vec::new();
    if content.name.is_none() {
        found.push(Against::HolderUnsigned);
    }
    if content.vaccine.is_none() || content.date.is_none() {
        found.push(Against::DoseUnsigned);
    }
    if let (Some(dose), Some(total)) = (content.dose, content.total_doses)
        && dose > total
    {
        found.push(Against::DosesExchanged { dose, total });
    }
    let elsewhere = [
        &content.batch,
        &content.manufacturer,
        &content.certificate_id,
        &content.icd11,
    ];
    if content.vaccine.is_some()
        && !names_product(content)
        && elsewhere.into_iter().flatten().any(|text| is_product(text))
    {
        found.push(Against::ProductExchanged);
    }
    let after = |one: Option<Date>, other: Option<Date>| {
        one.zip(other).is_some_and(|(one, other)| one > other)
    };
    let until = content.effective_until;
    if after(content.date, until) || after(content.effective_start, until) {
        found.push(Against::DatesExchanged);
    }
    if let Some(dose) = content.date {
        if dose > today {
            found.push(Against::DoseLater { dose, today });
        }
        let born = content.dob.and_then(crate::time::BirthDate::earliest);
        if born.is_some_and(|born| dose < born) {
            found.push(Against::DoseBeforeBirth);
        }
    }
    found
}

/// Whether `vaccine` is the name of one. Where it is not, it may have changed places with batch, manufacturer or number, and
/// these are to be shown side by side.
///
/// ```
/// use hcert::divoc::{Content, judge::names_product};
/// let of = |vaccine: &str| Content { vaccine: Some(vaccine.into()), ..Content::default() };
/// assert!(names_product(&of("Sputnik V")));
/// assert!(!names_product(&of("Serum Institute of India")));
/// ```
#[must_use]
pub fn names_product(content: &Content) -> bool {
    content.vaccine.as_deref().is_some_and(is_product)
}

fn is_product(text: &str) -> bool {
    /// Names that are no manufacturer's at once (WHO's emergency use listing; India's regulator).
    const PRODUCTS: [&str; 17] = [
        "BBIBPCORV",
        "COMIRNATY",
        "CONVIDECIA",
        "CORBEVAX",
        "CORONAVAC",
        "COVAXIN",
        "COVILO",
        "COVISHIELD",
        "COVOVAX",
        "GEMCOVAC",
        "INCOVACC",
        "JCOVDEN",
        "NUVAXOVID",
        "SPIKEVAX",
        "SPUTNIK",
        "VAXZEVRIA",
        "ZYCOVD",
    ];
    let letters = text.chars().filter(char::is_ascii_alphanumeric);
    let letters: String = letters.map(|c| c.to_ascii_uppercase()).collect();
    PRODUCTS.iter().any(|product| letters.starts_with(product))
}
