//! Norway's own questions: who may sign a domestic code, and what the domestic rules say of an EU certificate.

use super::Run;
use super::codes::{self, Check, Code};
use crate::dcc::Payload;
use crate::lang::Shown;
use crate::norway::light::{self, Colour, Component};
use crate::norway::profile::Profile;
use crate::trust::Dsc;

impl Run {
    /// A domestic code may be signed by any Norwegian key, whatever its purposes.
    pub(super) fn check_domestic_signer(&mut self, dsc: &Dsc) {
        match dsc.country.as_deref() {
            Some("NO") => self.pass(Check::DomesticSigner, vec![]),
            Some(other) => {
                let found = other.to_owned().into();
                self.fail(Code::DomesticSigner, vec![("found", found)]);
            }
            None => self.fail(Code::DomesticSignerUnknown, vec![]),
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
        let why = judged.rule.shown(profile);
        match judged.light {
            Colour::Green => {
                let profile = profile.id.to_owned().into();
                self.pass(
                    Check::DomesticLight,
                    vec![("why", why.into()), ("profile", profile)],
                );
            }
            Colour::Red => {
                let until = match judged.until {
                    Some(until) => codes::until(&until.in_oslo().to_minute()),
                    None => Shown::Text(String::new()),
                };
                self.fail(
                    Code::DomesticRed,
                    vec![("why", why.into()), ("until", until.into())],
                );
            }
        }
    }
}
