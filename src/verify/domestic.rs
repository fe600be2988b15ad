//! Norway's own questions: who may sign a domestic code, and what the domestic rules say of an EU certificate. The
//! rest of this module knows of Norway's register only what stands here.

use super::Run;
use super::finding::{DomesticRule, Finding, LocalTime};
use crate::documents::dcc::Payload;
pub(super) use crate::norway::{light, profile::Profile};
use crate::trust::Dsc;
use light::{Colour, Component};

impl Run {
    /// A domestic code may be signed by any Norwegian key, whatever its purposes.
    pub(super) fn check_domestic_signer(&mut self, dsc: &Dsc) {
        match dsc.country.as_deref() {
            Some("NO") => self.note(Finding::DomesticSignerFits),
            Some(other) => {
                let found = other.to_owned();
                self.note(Finding::DomesticSignerForeign { found });
            }
            None => self.note(Finding::DomesticSignerUnknown),
        }
    }

    /// The domestic rules, for an EU certificate shown in Norway.
    pub(super) fn check_light(&mut self, payload: &Payload) {
        let profile = Profile::on(self.at.in_oslo().date());
        let status = light::status_of(payload, self.at, profile);
        let of_entry = Component::of(&payload.entry);
        let judged = status
            .components
            .iter()
            .find(|one| one.component == of_entry);
        let Some(judged) = judged else { return };
        let rule = judged.rule;
        if rule == light::Rule::DateUnknown {
            self.note(Finding::DomesticOpen);
            return;
        }
        let why = DomesticRule { rule, profile };
        self.note(match judged.light {
            Colour::Green => {
                let profile = profile.id;
                Finding::DomesticGreen { why, profile }
            }
            Colour::Red => {
                let until = judged.until.map(LocalTime);
                Finding::DomesticRed { why, until }
            }
        });
    }
}
