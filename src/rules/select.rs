//! Which rules are asked about a certificate.
//!
//! The country of arrival's rules of acceptance and the issuing country's rules of invalidation, of the
//! certificate's kind or general, in force at the moment of arrival (the end not included), and of each the
//! highest version among those. A rule that was written for another engine or schema is chosen too: it is
//! open, not skipped.

use super::RuleBook;
use super::rule::{Rule, RuleError, RuleType, Version};
use crate::documents::dcc::Kind;
use crate::text;
use crate::text::{Lang, Text};
use crate::time::Timestamp;

/// The version of the specification that this engine follows.
pub const ENGINE_VERSION: Version = Version(1, 3, 3);

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The country of arrival.
    pub country: &'a str,
    /// A region of it; its rules are asked beside the country's own. Empty for none.
    pub region: &'a str,
    /// The issuing country.
    pub issuer: &'a str,
    /// When the holder arrives.
    pub arrival: Timestamp,
    /// The certificate's kind; `None` asks rules of every kind, which no certificate should.
    pub kind: Option<Kind>,
}

impl RuleBook {
    /// The rules of one type and country in force at a moment, the highest version of each.
    #[must_use]
    pub fn in_force(&self, kind: &RuleType, country: &str, at: Timestamp) -> Vec<&Rule> {
        let mut chosen: Vec<&Rule> = Vec::new();
        let candidates = self.rules.iter().filter(|rule| {
            rule.kind == *kind && rule.country.eq_ignore_ascii_case(country) && rule.is_valid_at(at)
        });
        for rule in candidates {
            let same = |known: &&mut &Rule| {
                known.identifier == rule.identifier && known.region == rule.region
            };
            match chosen.iter_mut().find(same) {
                Some(known) if known.version < rule.version => *known = rule,
                Some(_) => {}
                None => chosen.push(rule),
            }
        }
        chosen.sort_by(|a, b| (&a.identifier, &a.region).cmp(&(&b.identifier, &b.region)));
        chosen
    }

    /// The rules that a question is put to: acceptance first, then invalidation.
    #[must_use]
    pub fn asked(&self, question: &Question<'_>) -> Vec<&Rule> {
        let mut asked = self.accepting(question);
        asked.extend(self.invalidating(question, question.issuer));
        asked
    }

    /// The country of arrival's rules of acceptance.
    #[must_use]
    pub fn accepting(&self, question: &Question<'_>) -> Vec<&Rule> {
        let here = |rule: &&Rule| {
            rule.region.is_empty() || rule.region.eq_ignore_ascii_case(question.region)
        };
        let rules = self.in_force(&RuleType::Acceptance, question.country, question.arrival);
        rules
            .into_iter()
            .filter(here)
            .filter(|rule| question.covers(rule))
            .collect()
    }

    /// An issuing country's rules of invalidation.
    #[must_use]
    pub fn invalidating(&self, question: &Question<'_>, issuer: &str) -> Vec<&Rule> {
        let rules = self.in_force(&RuleType::Invalidation, issuer, question.arrival);
        rules
            .into_iter()
            .filter(|rule| question.covers(rule))
            .collect()
    }

    /// Rules that could not be read and may be among those that the question should be put to: of these
    /// countries, or of nobody knows which.
    #[must_use]
    pub fn unreadable(&self, question: &Question<'_>) -> Vec<&RuleError> {
        let concerned = |error: &&RuleError| {
            let rule = error.rule.get(Lang::En);
            let kind = match rule.get(..3) {
                Some("VR-") => Some(Kind::Vaccination),
                Some("TR-") => Some(Kind::Test),
                Some("RR-") => Some(Kind::Recovery),
                _ => None,
            };
            let other = kind
                .zip(question.kind)
                .is_some_and(|(rule, asked)| rule != asked);
            let invalidation = rule.starts_with("IR-");
            let whose = if invalidation {
                question.issuer
            } else {
                question.country
            };
            let country = error.country.as_deref();
            !other && country.is_none_or(|country| country.eq_ignore_ascii_case(whose))
        };
        self.problems.iter().filter(concerned).collect()
    }
}

impl Question<'_> {
    fn covers(&self, rule: &Rule) -> bool {
        self.kind.is_none_or(|kind| rule.about.covers(kind))
    }
}

/// Why a rule cannot be asked about a certificate of a schema version, if that is so.
#[must_use]
pub fn incompatible(rule: &Rule, schema: &str) -> Option<Text> {
    let quoted = |text: &str| format!("{text:?}");
    if rule.engine != "CERTLOGIC" {
        return Some(text!(RULE_ENGINE, found = quoted(&rule.engine)));
    }
    match Version::read(&rule.engine_version) {
        None => {
            let found = quoted(&rule.engine_version);
            return Some(text!(RULE_ENGINE_VERSION, found));
        }
        // Rules of 0.7.5 are CertLogic as it is; a higher major is not.
        Some(wanted) if wanted > ENGINE_VERSION => {
            return Some(text!(RULE_NEWER, wanted, known = ENGINE_VERSION));
        }
        Some(_) => {}
    }
    let (Some(wanted), Some(found)) = (Version::read(&rule.schema_version), Version::read(schema))
    else {
        let (wanted, found) = (quoted(&rule.schema_version), quoted(schema));
        return Some(text!(RULE_SCHEMA_VERSIONS, wanted, found));
    };
    if wanted.0 != found.0 || wanted > found {
        return Some(text!(RULE_SCHEMA, wanted, found));
    }
    None
}

#[cfg(test)]
mod tests;
