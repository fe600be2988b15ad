//! How a country's rule looks to programs.

use hcert::rules::Rule;
use hcert::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

/// A country's rule.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Rule")]
pub struct RuleJson {
    /// `VR-NO-0001`.
    identifier: String,
    /// `1.0.0`.
    version: String,
    /// `Acceptance` or `Invalidation`.
    #[serde(rename = "type")]
    kind: String,
    country: String,
    /// Absent for the whole country.
    #[serde(skip_serializing_if = "String::is_empty")]
    region: String,
    /// `General`, `Vaccination`, `Test` or `Recovery`.
    about: String,
    /// RFC 3339.
    valid_from: String,
    /// RFC 3339, not included.
    valid_to: String,
    /// What it asks.
    text: String,
}

impl RuleJson {
    /// The object of a rule, with its text in a language.
    #[must_use]
    pub fn new(rule: &Rule, lang: Lang) -> Self {
        Self {
            identifier: rule.identifier.clone(),
            version: rule.version.to_string(),
            kind: rule.kind.to_string(),
            country: rule.country.clone(),
            region: rule.region.clone(),
            about: rule.about.to_string(),
            valid_from: rule.valid_from.to_string(),
            valid_to: rule.valid_to.to_string(),
            text: rule.description(lang).to_owned(),
        }
    }
}
