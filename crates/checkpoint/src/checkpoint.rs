//! A place where certificates are checked: a verifier, and what is asked there where a check says nothing else.

use crate::input::{Content, as_printed};
use hcert::text::Lang;
use hcert::time::Timestamp;
use hcert::verify::{Destination, Journey, ListAges, Mode, Report, Verifier};
use serde::{Deserialize, Serialize};

/// A verifier, and what it is asked where a check says nothing else. Its policy's mode is the default.
#[derive(Clone, Debug, Default)]
pub struct Checkpoint {
    verifier: Verifier,
    defaults: Defaults,
}

/// Whose rules are asked where a check says nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Defaults {
    /// Where holders want to go; without it no rules are asked.
    pub to: Option<Destination>,
    /// A region of the country; empty for none.
    pub region: String,
    /// When they arrive; without it at the moment of the check, whenever that is.
    pub arrival: Option<Timestamp>,
}

/// What one check says itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Its moment; without it now.
    pub at: Option<Timestamp>,
    /// Where it is made.
    pub mode: Option<Mode>,
    /// Where the holder wants to go; `Some(None)` for nowhere, so that no rules are asked.
    pub to: Option<Option<Destination>>,
    /// A region of that country; without it the default one, if it is the default country.
    pub region: Option<String>,
    /// When the holder arrives.
    pub arrival: Option<Timestamp>,
}

/// What a check asks: everything is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRequest {
    /// The moment of the check.
    pub at: Timestamp,
    /// Where it is made.
    pub mode: Mode,
    /// Where the holder wants to go, if rules are asked.
    pub journey: Option<Journey>,
}

impl CheckRequest {
    /// What the rules do not say: a code must be good on arrival too. The words, if it is not.
    #[must_use]
    pub fn expires_before_arrival(&self, report: &Report, lang: Lang) -> Option<String> {
        report.expires_before(self.journey.as_ref()?.arrival, lang)
    }
}

impl Checkpoint {
    /// Puts them together.
    #[must_use]
    pub fn new(verifier: Verifier, defaults: Defaults) -> Self {
        Self { verifier, defaults }
    }

    /// The verifier.
    #[must_use]
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// What is asked where a check says nothing else.
    #[must_use]
    pub fn defaults(&self) -> &Defaults {
        &self.defaults
    }

    /// Where checks are made that do not say where.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.verifier.policy().mode
    }

    /// The same with another verifier.
    #[must_use]
    pub fn map(self, change: impl FnOnce(Verifier) -> Verifier) -> Self {
        Self {
            verifier: change(self.verifier),
            defaults: self.defaults,
        }
    }

    /// How old the lists are.
    #[must_use]
    pub fn list_ages(&self) -> ListAges {
        self.verifier.list_ages()
    }

    /// What a check asks that is made now.
    #[must_use]
    pub fn asked(&self, wishes: Overrides, now: Timestamp) -> CheckRequest {
        let Defaults {
            to,
            region,
            arrival,
        } = &self.defaults;
        let at = wishes.at.unwrap_or(now);
        let wished = wishes.to.unwrap_or_else(|| to.clone());
        let region = match wishes.region {
            Some(region) => region,
            None if wished == *to => region.clone(),
            None => String::new(),
        };
        let journey = wished.map(|to| Journey {
            to,
            region,
            arrival: wishes.arrival.or(*arrival).unwrap_or(at),
        });
        CheckRequest {
            at,
            mode: wishes.mode.unwrap_or_else(|| self.mode()),
            journey,
        }
    }

    /// The report on a text.
    #[must_use]
    pub fn verify(&self, text: &str, asked: &CheckRequest) -> Report {
        let CheckRequest { at, mode, journey } = asked;
        let text = as_printed(text);
        self.verifier.verify_in(*mode, text, *at, journey.as_ref())
    }

    /// The report on what was handed in.
    #[must_use]
    pub fn report(&self, content: &Content, asked: &CheckRequest) -> Report {
        match content {
            Content::Text(text) => self.verify(text, asked),
            Content::NoCode(unread) => {
                let report = Report::no_picture(unread.clone());
                self.verifier.stamped(report, asked.at)
            }
            Content::TooLarge(detail) => {
                let report = Report::too_large(detail.clone());
                self.verifier.stamped(report, asked.at)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hcert::verify::Policy;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn to(country: &str) -> Destination {
        Destination::Country(country.parse().unwrap())
    }

    #[test]
    fn what_a_scanner_puts_around_a_code_reaches_no_check() {
        let checkpoint = Checkpoint::default();
        let asked = checkpoint.asked(Overrides::default(), at("2022-02-01T12:00:00Z"));
        let code = |text: &str| {
            let report = checkpoint.report(&Content::Text(text.to_owned()), &asked);
            (report.findings[0].code(), report.deviations.len())
        };
        let codes = include_str!("../../../testdata/codes.txt");
        let plain = codes.lines().next().unwrap();
        assert_eq!(code(plain), ("decoded", 0));
        for framed in [
            format!("]Q2\\000026{plain}"),
            format!("\u{2}{plain}\u{3}\r\n"),
            format!("\u{1d}{plain}\u{1e}\u{4}"),
            format!("{plain}\0\r"),
        ] {
            assert_eq!(code(&framed), ("decoded", 0));
        }
    }

    #[test]
    fn what_a_check_does_not_say_is_the_usual() {
        let now = at("2022-02-01T12:00:00Z");
        let policy = Policy {
            mode: Mode::Domestic,
            ..Policy::default()
        };
        let defaults = Defaults {
            to: Some(to("NO")),
            region: "OSLO".into(),
            arrival: None,
        };
        let checkpoint = Checkpoint::new(Verifier::default().with_policy(policy), defaults.clone());
        let journey = |wishes| checkpoint.asked(wishes, now).journey;

        let asked = checkpoint.asked(Overrides::default(), now);
        assert_eq!((asked.at, asked.mode), (now, Mode::Domestic));
        let oslo = Journey {
            region: "OSLO".into(),
            ..Journey::to("NO".parse().unwrap(), now)
        };
        assert_eq!(asked.journey, Some(oslo.clone()));

        // The same country is the same journey; another country has no such region.
        let same = Overrides {
            to: Some(Some(to("NO"))),
            ..Overrides::default()
        };
        assert_eq!(journey(same.clone()), Some(oslo));
        let nowhere_in_it = Overrides {
            region: Some(String::new()),
            ..same
        };
        assert_eq!(
            journey(nowhere_in_it),
            Some(Journey::to("NO".parse().unwrap(), now))
        );
        let other = Overrides {
            to: Some(Some(to("DE"))),
            ..Overrides::default()
        };
        assert_eq!(
            journey(other),
            Some(Journey::to("DE".parse().unwrap(), now))
        );
        let nowhere = Overrides {
            to: Some(None),
            ..Overrides::default()
        };
        assert_eq!(journey(nowhere), None);

        // The arrival moves with the moment, unless one was said for all checks or for this one.
        let later = at("2022-03-01T12:00:00Z");
        let wishes = Overrides {
            at: Some(later),
            mode: Some(Mode::Border),
            ..Overrides::default()
        };
        let asked = checkpoint.asked(wishes.clone(), now);
        assert_eq!((asked.at, asked.mode), (later, Mode::Border));
        assert_eq!(asked.journey.map(|journey| journey.arrival), Some(later));
        let fixed = Defaults {
            arrival: Some(at("2022-02-10T12:00:00Z")),
            ..defaults
        };
        let checkpoint = Checkpoint::new(Verifier::default(), fixed);
        let arrival = |wishes| checkpoint.asked(wishes, now).journey.unwrap().arrival;
        assert_eq!(arrival(wishes), at("2022-02-10T12:00:00Z"));
        let own = Overrides {
            arrival: Some(later),
            ..Overrides::default()
        };
        assert_eq!(arrival(own), later);
    }
}
