//! Countries' rules: is a holder admitted to a country at a moment?
//!
//! [`certlogic`] is the language, [`rule`] one rule, [`RuleBook`] many; [`select`] chooses those that are asked
//! about a certificate, [`external`] is the data they see beside it, [`RuleBook::judge`] asks them and
//! combines the answers. [`lint`] holds a rule against the gateway's constraints. Norway's rules and the EU's
//! standard validity ([`norwegian`]) are part of this library.
//!
//! Source: the CertLogic specification 1.3.3 and the published rules of the EU gateway. An error is an error:
//! nothing here answers true or false because it could not answer.
//!
//! ```
//! use hcert::rules::{RuleBook, norwegian};
//! let book: RuleBook = norwegian();
//! assert_eq!(book.countries(), ["EU", "NO", "NX"]);
//! ```

pub mod certlogic;
pub mod external;
pub mod judge;
pub mod lint;
pub mod rule;
pub mod select;
pub mod time;
pub mod value;

use crate::text;
use crate::text::{Text, without_bom};
use serde_json::Value as Json;

pub(crate) use external::by_clocks_ahead;
pub use external::{External, ValueSetError, ValueSets};
pub use judge::{Answer, Asked, Judgement, Outcome, Why, judge};
pub use rule::{Rule, RuleError, RuleType, Version};
pub use select::Question;

/// Rules of any number of countries, with all their versions.
#[derive(Clone, Debug, Default)]
pub struct RuleBook {
    rules: Vec<Rule>,
    problems: Vec<RuleError>,
}

/// The files of [`norwegian`].
const NORWEGIAN: [(&str, &str); 3] = [
    ("no/border.json", include_str!("no/border.json")),
    ("no/domestic.json", include_str!("no/domestic.json")),
    ("no/eu.json", include_str!("no/eu.json")),
];

/// Norway's own rules, for the border (`NO`) and inside the country (`NX`), and the EU's standard validity
/// (`EU`), which is nobody's border.
///
/// ```
/// use hcert::rules::{RuleType, norwegian};
/// let book = norwegian();
/// let at = "2022-02-01T12:00:00Z".parse()?;
/// let border = book.in_force(&RuleType::Acceptance, "NO", at);
/// assert!(border.iter().any(|rule| rule.identifier == "GR-NO-0001"));
/// # Ok::<(), hcert::time::TimeError>(())
/// ```
#[must_use]
pub fn norwegian() -> RuleBook {
    let mut book = RuleBook::default();
    for (name, text) in NORWEGIAN {
        // A test holds the files against the reader and the gateway's constraints.
        if let Err(error) = book.read(name, text) {
            book.problems.push(error);
        }
    }
    book
}

/// Whether a key is one of a rule's, written otherwise.
fn is_key_of_a_rule(key: &str) -> bool {
    ["Identifier", "Logic"]
        .iter()
        .any(|known| key.eq_ignore_ascii_case(known))
}

/// Why a text is no JSON and where; the reader's own words may show what stands there. Public for the crates
/// of this workspace.
#[doc(hidden)]
pub fn not_json(error: &serde_json::Error) -> Text {
    text!(RULE_NOT_JSON, line = error.line(), column = error.column())
}

/// The country in an identifier of the gateway's form, `VR-NO-0001`.
fn country_of(identifier: &str) -> Option<String> {
    let code = identifier.split('-').nth(1)?;
    let letters = code.len() == 2 && code.bytes().all(|octet| octet.is_ascii_alphabetic());
    letters.then(|| code.to_ascii_uppercase())
}

impl RuleBook {
    /// Adds the rules of a JSON text: a rule, a list of rules or of lists of their versions, or an object
    /// whose values are such lists. A rule that cannot be read is a problem of its own and spoils no other.
    ///
    /// ```
    /// use hcert::rules::RuleBook;
    /// let text = std::fs::read_to_string("testdata/rules/VR-XX-0001.json")?;
    /// let mut book = RuleBook::default();
    /// assert_eq!(book.read("VR-XX-0001.json", &text)?, 1);
    /// assert_eq!(book.rules()[0].name(), "VR-XX-0001@1.0.0");
    /// assert!(book.read("empty.json", "[]").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The text is no JSON, or holds no rule at all.
    pub fn read(&mut self, name: &str, text: &str) -> Result<usize, RuleError> {
        let fail = |reason: Text| RuleError {
            rule: name.into(),
            country: None,
            reason,
        };
        let json: Json =
            serde_json::from_str(without_bom(text)).map_err(|error| fail(not_json(&error)))?;
        let problems = self.problems.len();
        match (self.gather("", &json, 0), self.problems.len() - problems) {
            (0, 0) => Err(fail(text!(RULE_NONE))),
            (count, _) => Ok(count),
        }
    }

    /// Takes the rules below a value that stands under a key; how many it read.
    fn gather(&mut self, key: &str, json: &Json, depth: usize) -> usize {
        match json {
            Json::Object(pairs)
                if pairs.contains_key("Logic") || pairs.contains_key("Identifier") =>
            {
                match Rule::of(json) {
                    Ok(rule) => {
                        self.add(rule);
                        1
                    }
                    Err(error) => {
                        self.problems.push(error);
                        0
                    }
                }
            }
            Json::Object(pairs) if pairs.keys().any(|key| is_key_of_a_rule(key)) => {
                self.problems.push(RuleError {
                    rule: text!(RULE_LIKE_OBJECT),
                    country: None,
                    reason: text!(RULE_KEYS),
                });
                0
            }
            // The gateway's own answer: lists of `{version, cms}` by identifier.
            Json::Object(pairs) if pairs.contains_key("cms") => {
                self.problems.push(RuleError {
                    rule: match key {
                        "" => text!(RULE_NAMELESS),
                        key => key.into(),
                    },
                    country: country_of(key),
                    reason: text!(RULE_SIGNED),
                });
                0
            }
            // A list of rules, of lists of versions, or an object of such lists by identifier.
            Json::Array(items) if depth < 3 => {
                let items = items.iter();
                items.map(|item| self.gather(key, item, depth + 1)).sum()
            }
            Json::Object(pairs) if depth < 3 => {
                let items = pairs.iter();
                items
                    .map(|(key, item)| self.gather(key, item, depth + 1))
                    .sum()
            }
            _ => 0,
        }
    }

    /// Adds the rules of another book.
    pub fn merge(&mut self, other: Self) {
        other.rules.into_iter().for_each(|rule| self.add(rule));
        self.problems.extend(other.problems);
    }

    /// The same of octets.
    ///
    /// # Errors
    /// As [`RuleBook::read`]; octets that are no text are no JSON.
    pub fn read_octets(&mut self, name: &str, octets: &[u8]) -> Result<usize, RuleError> {
        match std::str::from_utf8(octets) {
            Ok(text) => self.read(name, text),
            Err(_) => Err(RuleError {
                rule: name.into(),
                country: None,
                reason: text!(RULE_NOT_UTF8),
            }),
        }
    }

    /// Notes a rule that could not even be read as JSON: it is open wherever it might be asked.
    pub fn add_unreadable(&mut self, error: RuleError) {
        self.problems.push(error);
    }

    /// Adds a rule. The same rule twice is one; two that differ under one name are a problem, since nobody can
    /// tell which of them counts.
    fn add(&mut self, rule: Rule) {
        let same = |known: &&Rule| {
            known.identifier == rule.identifier
                && known.version == rule.version
                && known.region == rule.region
                && known.country == rule.country
                && known.kind == rule.kind
        };
        match self.rules.iter().find(same) {
            None => self.rules.push(rule),
            Some(known) if known.json == rule.json => {}
            Some(_) => self.problems.push(RuleError {
                rule: rule.name().into(),
                country: Some(rule.country),
                reason: text!(RULE_TWICE),
            }),
        }
    }

    /// The rules, in the order in which they were read.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Rules that could not be read.
    #[must_use]
    pub fn problems(&self) -> &[RuleError] {
        &self.problems
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The regions of a country that have rules of acceptance, sorted.
    #[must_use]
    pub fn regions(&self, country: &str) -> Vec<&str> {
        let acceptance = self.rules.iter().filter(|rule| {
            rule.kind == RuleType::Acceptance && rule.country.eq_ignore_ascii_case(country)
        });
        let regions = acceptance.map(|rule| rule.region.as_str());
        let mut regions: Vec<&str> = regions.filter(|region| !region.is_empty()).collect();
        regions.sort_unstable();
        regions.dedup();
        regions
    }

    /// The countries that have rules of acceptance, sorted.
    #[must_use]
    pub fn countries(&self) -> Vec<&str> {
        let acceptance = self
            .rules
            .iter()
            .filter(|rule| rule.kind == RuleType::Acceptance);
        let mut countries: Vec<&str> = acceptance.map(|rule| rule.country.as_str()).collect();
        countries.sort_unstable();
        countries.dedup();
        countries
    }
}

#[cfg(test)]
mod tests;
