//! A yellow card whose signature is good: what it says, by WHO's rules. No country's rules are asked of it.

use super::finding::Finding;
use super::report::{Signed, SignedIcvp};
use super::{Run, Verifier};
use crate::codec::cbor::Item;
use crate::documents::icvp::judge::{Against, against, judge};
use crate::documents::icvp::read;

impl Run {
    /// The content, and the dose by product and dates.
    pub(super) fn check_icvp(&mut self, verifier: &Verifier, value: &Item<'_>, signed: Signed) {
        let reading = read(value);
        self.deviations.extend(reading.deviations.iter().cloned());
        for fault in &reading.faults {
            let detail = fault.into();
            self.note(Finding::IcvpInvalid { detail });
        }
        let products = verifier.products();
        let Some(card) = reading.content.clone() else {
            return;
        };
        self.note(Finding::IcvpFits {
            form: card.form.code(),
        });
        let odd = judge(&card, &reading, self.at, &products);
        self.deviations.extend(odd);
        if self.clock_holds {
            let today = self.at.in_oslo().date();
            let found = against(&card, signed.issued_at(), today, &products);
            if found.is_empty() {
                let list = products.date();
                self.note(Finding::IcvpValid { list });
            }
            self.findings.extend(found.into_iter().map(Finding::from));
        }
        self.icvp = Some(SignedIcvp {
            signed,
            content: card,
            products,
        });
    }
}

impl From<Against> for Finding {
    fn from(found: Against) -> Self {
        match found {
            Against::ProductNotApproved { list } => Self::ProductNotApproved { list },
            Against::ProductsOld { list, today } => Self::ProductsOld { list, today },
            Against::NotYetValid { from, today } => Self::IcvpNotYetValid { from, today },
            Against::DoseLater { dose, today } => Self::IcvpDoseLater { dose, today },
            Against::DoseAfterIssue { dose, iat } => Self::DoseAfterIssue { dose, iat },
            Against::DoseBeforeBirth => Self::DoseBeforeBirth,
        }
    }
}
