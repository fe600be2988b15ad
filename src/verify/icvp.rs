//! A yellow card whose signature is good: what it says, by WHO's rules. No country's rules are asked of it.

use super::finding::Finding;
use super::report::{Signed, SignedIcvp};
use super::{Run, Verifier};
use crate::codec::cbor::Item;
use crate::documents::icvp::judge::{Against, against, judge};
use crate::documents::icvp::{Reading, read};

impl Run {
    /// The content, and the dose by product and dates.
    pub(super) fn check_icvp(&mut self, verifier: &Verifier, value: &Item<'_>, signed: Signed) {
        let Reading {
            content,
            faults,
            deviations,
            printed,
        } = read(value);
        self.deviations.extend(deviations);
        for fault in &faults {
            let detail = fault.into();
            self.note(Finding::IcvpInvalid { detail });
        }
        let products = verifier.products();
        let Some(card) = content else {
            return;
        };
        self.note(Finding::IcvpFits {
            form: card.form.code(),
        });
        let odd = judge(&card, &printed, self.at, &products);
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
        self.icvp = Some(Box::new(SignedIcvp {
            signed,
            content: card,
            products,
        }));
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
