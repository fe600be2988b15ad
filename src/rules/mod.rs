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

use serde_json::Value as Json;

pub use external::{External, ValueSets};
pub use judge::{Answer, Asked, Judgement, Outcome, Why};
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

impl RuleBook {
    /// Adds the rules of a JSON text: a rule, a list of rules or of lists of their versions, or an object
    /// whose values are such lists. A rule that cannot be read is a problem of its own and spoils no other.
    ///
    /// # Errors
    /// The text is no JSON, or holds no rule at all.
    pub fn read(&mut self, name: &str, text: &str) -> Result<usize, RuleError> {
        let fail = |reason: String| RuleError {
            rule: name.to_owned(),
            reason,
        };
        let json: Json =
            serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
                fail(format!(
                    "not JSON, at line {} column {}",
                    error.line(),
                    error.column()
                ))
            })?;
        let before = (self.rules.len(), self.problems.len());
        self.gather(&json, 0);
        match (self.rules.len() - before.0, self.problems.len() - before.1) {
            (0, 0) => Err(fail("holds no rule".into())),
            (count, _) => Ok(count),
        }
    }

    fn gather(&mut self, json: &Json, depth: usize) {
        match json {
            Json::Object(pairs)
                if pairs.contains_key("Logic") || pairs.contains_key("Identifier") =>
            {
                match Rule::read(json) {
                    Ok(rule) => self.rules.push(rule),
                    Err(error) => self.problems.push(error),
                }
            }
            // A list of rules, of lists of versions, or an object of such lists by identifier.
            Json::Array(items) if depth < 3 => {
                items.iter().for_each(|item| self.gather(item, depth + 1));
            }
            Json::Object(pairs) if depth < 3 => {
                pairs.values().for_each(|item| self.gather(item, depth + 1));
            }
            _ => {}
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

    /// Adds the rules of another book.
    pub fn merge(&mut self, other: Self) {
        self.rules.extend(other.rules);
        self.problems.extend(other.problems);
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
