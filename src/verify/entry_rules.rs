//! Countries' rules in the verdict: where may the holder of a certificate go?
//!
//! Rules are asked after the signature is good and the payload could be read, about the payload as it was read, by the
//! calendar of the country of arrival. One country's answer is part of the verdict; the answers of all countries are told
//! beside it.

use super::finding::Finding;
use super::{Report, Run, Verifier};
use crate::country::CountryCode;
use crate::documents::dcc::{Kind, Payload};
use crate::rules::{
    Answer, External, Outcome, Question, Rule, RuleBook, Why, by_clocks_ahead, judge, norwegian,
};
use crate::text::{Lang, Text, messages};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::sync::OnceLock;

/// Where a holder wants to go, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    /// Where to.
    pub to: Destination,
    /// A region of the country, whose rules are asked beside the country's own; empty for none.
    pub region: String,
    /// When the holder arrives: the clock of the rules.
    pub arrival: Timestamp,
}

/// Where a holder wants to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Destination {
    /// One country: its answer is part of the verdict.
    Country(CountryCode),
    /// Every country whose rules are known: told, and no part of the verdict.
    All,
}

impl Journey {
    /// To one country.
    ///
    /// ```
    /// use hcert::verify::{Destination, Journey};
    /// let journey = Journey::to("no".parse()?, "2022-02-01T12:00:00Z".parse()?);
    /// assert_eq!(journey.to, Destination::Country("NO".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to(country: CountryCode, arrival: Timestamp) -> Self {
        Self {
            to: Destination::Country(country),
            region: String::new(),
            arrival,
        }
    }

    /// To every country whose rules are known.
    #[must_use]
    pub fn anywhere(arrival: Timestamp) -> Self {
        Self {
            to: Destination::All,
            region: String::new(),
            arrival,
        }
    }
}

/// What one country's rules say.
#[derive(Clone, Debug, PartialEq)]
pub struct Admission {
    /// The country.
    pub country: String,
    /// All rules together.
    pub outcome: Outcome,
    /// Each rule.
    pub rules: Vec<RuleAnswer>,
}

/// What one rule says.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleAnswer {
    /// `VR-NO-0001`.
    pub identifier: String,
    /// `1.0.0`.
    pub version: String,
    /// Passed, failed, or why there is no answer.
    pub answer: Answer,
    /// What the rule asks, in the languages that it is written in.
    pub text: Text,
}

impl Admission {
    /// The rules that failed or have no answer.
    pub fn against(&self) -> impl Iterator<Item = &RuleAnswer> {
        self.rules
            .iter()
            .filter(|rule| rule.answer != Answer::Passed)
    }
}

/// Norway's own rules, parsed once.
fn embedded() -> &'static RuleBook {
    static BOOK: OnceLock<RuleBook> = OnceLock::new();
    BOOK.get_or_init(norwegian)
}

impl Verifier {
    /// Whether rules of a country were loaded, which stand for those that are part of this library.
    fn has_loaded(&self, country: &str) -> bool {
        let mut loaded = self.rules.countries().into_iter();
        loaded.any(|known| known.eq_ignore_ascii_case(country))
    }

    /// The rules of a country: those that were loaded, else those that are part of this library.
    fn book_for(&self, country: &str) -> &RuleBook {
        match self.has_loaded(country) {
            true => &self.rules,
            false => embedded(),
        }
    }

    /// Every rule that may be asked: those that were loaded, and those of this library for countries without any.
    pub fn known_rules(&self) -> impl Iterator<Item = &Rule> {
        let own = embedded().rules().iter();
        let own = own.filter(|rule| !self.has_loaded(&rule.country));
        self.rules.rules().iter().chain(own)
    }

    /// The countries whose rules are known.
    #[must_use]
    pub fn countries(&self) -> Vec<&str> {
        let mut countries = self.rules.countries();
        countries.extend(embedded().countries());
        // NX is Norway inside its borders and EU a standard: no places to arrive at.
        countries.retain(|code| !["EU", "NX"].contains(code));
        countries.sort_unstable();
        countries.dedup();
        countries
    }

    fn ask(&self, country: &str, journey: &Journey, asked: &AskedAbout<'_>) -> Admission {
        let question = Question {
            country,
            region: &journey.region,
            issuer: asked.issuer(),
            arrival: journey.arrival,
            kind: Some(asked.kind),
        };
        let external = External {
            clock: journey.arrival,
            value_sets: &self.value_sets,
            country,
            region: &journey.region,
            issuer: asked.issuer(),
            issued_at: asked.issued_at,
            expires_at: asked.expires_at,
            kid: asked.kid,
        };
        let ahead = journey.arrival.in_country(country).offset_seconds();
        let external = external.by_clocks_ahead(ahead);
        let payload = by_clocks_ahead(asked.payload, ahead);
        // Whose rules admit is one question, whose rules take back another: the issuing country's are asked
        // wherever they were loaded, by the claims and by the signer's key.
        let mut rules = self.book_for(country).accepting(&question);
        for issuer in &asked.issuers {
            rules.extend(self.rules.invalidating(&question, issuer));
        }
        let unreadable = self.rules.unreadable(&question);
        let judgement = judge(rules, unreadable, &external, &payload);
        let texts = |rule: &Rule| {
            let texts = Lang::ALL.map(|lang| rule.description(lang).to_owned());
            Text::Each(Box::new(texts))
        };
        let asked = judgement.asked.into_iter().map(|one| RuleAnswer {
            identifier: one.rule.identifier.clone(),
            version: one.rule.version.to_string(),
            text: texts(one.rule),
            answer: one.answer,
        });
        let unreadable = judgement.unreadable.into_iter().map(|error| RuleAnswer {
            identifier: error.rule.to_string(),
            version: String::new(),
            text: messages::RULES_UNREADABLE.into(),
            answer: Answer::Open(Why::Unreadable(error.reason.clone())),
        });
        let rules = asked.chain(unreadable);
        Admission {
            country: country.to_owned(),
            outcome: judgement.outcome,
            rules: rules.collect(),
        }
    }
}

impl Report {
    /// What the rules do not say: a code must be good on arrival too. The words, if it is not.
    ///
    /// ```
    /// use hcert::{Lang, TrustList, Verifier};
    /// let codes = std::fs::read_to_string("testdata/codes.txt")?;
    /// let code = codes.lines().next().ok_or("no code")?;
    /// let trust = TrustList::read("keys", &std::fs::read("keys/dsc-vaccination.pem")?)?;
    /// let report = Verifier::new(trust).verify(code, "2022-02-01T12:00:00Z".parse()?);
    /// assert_eq!(report.expires_before("2022-03-01T12:00:00Z".parse()?, Lang::En), None);
    /// assert!(report.expires_before("2022-05-01T12:00:00Z".parse()?, Lang::En).is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn expires_before(&self, arrival: Timestamp, lang: Lang) -> Option<String> {
        let expires = self.certificate.as_ref()?.signed.expires_at?;
        let values = [
            ("expires", expires.to_string().into()),
            ("arrival", arrival.to_string().into()),
        ];
        (expires < arrival).then(|| messages::RULES_EXPIRES_BEFORE.fill(lang, &values))
    }
}

/// What the rules are asked about.
pub(super) struct AskedAbout<'a> {
    pub(super) payload: &'a Json,
    pub(super) kind: Kind,
    /// The issuing country by the claims, then by the signer's key if that is another.
    pub(super) issuers: Vec<&'a str>,
    pub(super) issued_at: Option<Timestamp>,
    pub(super) expires_at: Option<Timestamp>,
    pub(super) kid: &'a [u8],
}

impl<'a> AskedAbout<'a> {
    /// The issuing country is that of the claims, that of the signer's key, or else that of the entry.
    pub(super) fn issuers(
        claimed: Option<&'a str>,
        signer: Option<&'a str>,
        payload: &'a Payload,
    ) -> Vec<&'a str> {
        let country = |code: &&str| code.len() == 2;
        let named = claimed
            .filter(country)
            .into_iter()
            .chain(signer.filter(country));
        let mut named: Vec<&str> = named.collect();
        named.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
        if named.is_empty() {
            named.push(payload.entry.country());
        }
        named
    }

    fn issuer(&self) -> &'a str {
        self.issuers.first().copied().unwrap_or_default()
    }
}

impl Run {
    /// Asks the rules of a journey and keeps what they say.
    pub(super) fn check_journey(
        &mut self,
        verifier: &Verifier,
        journey: &Journey,
        asked: &AskedAbout<'_>,
    ) {
        match &journey.to {
            Destination::Country(country) => {
                let admission = verifier.ask(country.as_str(), journey, asked);
                self.check_admission(&admission, journey, asked.kind);
                self.admissions.push(admission);
            }
            Destination::All => {
                let countries = verifier.countries();
                let answers = countries
                    .iter()
                    .map(|country| verifier.ask(country, journey, asked));
                self.admissions.extend(answers);
            }
        }
    }

    fn check_admission(&mut self, admission: &Admission, journey: &Journey, kind: Kind) {
        for rule in &admission.rules {
            let name = format!("{} {}", rule.identifier, rule.version);
            let name = name.trim_end().to_owned();
            let description = rule.text.clone();
            self.note(match &rule.answer {
                Answer::Passed => Finding::RuleMet {
                    rule: name,
                    description,
                },
                Answer::Failed => Finding::RuleFailed {
                    rule: name,
                    description,
                },
                Answer::Open(why) => Finding::RuleOpen {
                    rule: name,
                    description,
                    why: why.clone(),
                },
            });
        }
        if admission.outcome == Outcome::NoRules {
            self.note(Finding::NoRules {
                country: admission.country.clone(),
                kind,
                arrival: journey.arrival,
            });
        }
    }
}
