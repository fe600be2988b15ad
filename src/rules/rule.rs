//! A country's rule as the EU gateway carries it: who may enter with what, as data.
//!
//! [`Rule::read`] tolerates what stands in the wild (a byte order mark, unknown keys, types and engines);
//! [`lint`](super::lint) holds a rule against what the gateway asks of it. The logic is parsed at once.

use super::certlogic::Expression;
use crate::documents::dcc::Kind;
use crate::text::{Lang, Text, ToText, messages};
use crate::time::Timestamp;
use crate::{in_english, text};
use serde::Serialize;
use serde_json::Value as Json;
use std::fmt;

/// A version of three numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u64, pub u64, pub u64);

impl Version {
    /// Reads `1.0.10`; digits and two points, nothing else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| {
            let digits = !part.is_empty() && part.bytes().all(|octet| octet.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten()
        });
        let version = Self(parts.next()??, parts.next()??, parts.next()??);
        parts.next().is_none().then_some(version)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// Whose question a rule answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RuleType {
    /// The country of arrival's: may the holder enter?
    Acceptance,
    /// The issuing country's: is the certificate still good? False refuses it.
    Invalidation,
    /// A type that we do not know; such a rule is never used.
    Other(String),
}

impl RuleType {
    fn read(text: &str) -> Result<Self, Text> {
        for (name, known) in [
            ("Acceptance", Self::Acceptance),
            ("Invalidation", Self::Invalidation),
        ] {
            if text == name {
                return Ok(known);
            }
            // A slip of the pen must not make a rule one that is never asked.
            if text.eq_ignore_ascii_case(name) {
                let (found, wanted) = (format!("{text:?}"), format!("{name:?}"));
                return Err(text!(RULE_TYPE, found, wanted));
            }
        }
        Ok(Self::Other(text.to_owned()))
    }
}

impl fmt::Display for RuleType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Acceptance => "Acceptance",
            Self::Invalidation => "Invalidation",
            Self::Other(other) => other,
        })
    }
}

/// Which certificates a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// All of them.
    General,
    /// One kind.
    Only(Kind),
}

impl About {
    fn read(text: &str) -> Option<Self> {
        Some(match text {
            "General" => Self::General,
            "Vaccination" => Self::Only(Kind::Vaccination),
            "Test" => Self::Only(Kind::Test),
            "Recovery" => Self::Only(Kind::Recovery),
            _ => return None,
        })
    }

    /// Whether a rule about this is asked for certificates of a kind.
    #[must_use]
    pub fn covers(self, kind: Kind) -> bool {
        match self {
            Self::General => true,
            Self::Only(only) => only == kind,
        }
    }
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::General => "General",
            Self::Only(Kind::Vaccination) => "Vaccination",
            Self::Only(Kind::Test) => "Test",
            Self::Only(Kind::Recovery) => "Recovery",
        })
    }
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `VR-NO-0001`.
    pub identifier: String,
    /// Its version.
    pub version: Version,
    /// Whose question it answers.
    pub kind: RuleType,
    /// The country in capitals: of arrival for acceptance, of issue for invalidation.
    pub country: String,
    /// A part of the country; empty for all of it.
    pub region: String,
    /// Which certificates it is about.
    pub about: About,
    /// The version of the payload schema that it was written for, as it stands there.
    pub schema_version: String,
    /// The engine that it was written for.
    pub engine: String,
    /// That engine's version, as it stands there.
    pub engine_version: String,
    /// What it asks, by language.
    pub descriptions: Vec<(String, String)>,
    /// From this moment on.
    pub valid_from: Timestamp,
    /// Until this moment, not included.
    pub valid_to: Timestamp,
    /// The fields that it says it reads.
    pub affected_fields: Vec<String>,
    /// The logic, parsed.
    pub logic: Expression,
    /// The object as it was read. Public for the crates of this workspace.
    #[doc(hidden)]
    pub json: Json,
}

/// Why an object is no rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// The rule's identifier, or where it stands.
    pub rule: Text,
    /// Its country in capitals, if that can be read: elsewhere it does no harm.
    pub country: Option<String>,
    /// What is wrong.
    pub reason: Text,
}

impl RuleError {
    /// Whether the text was no JSON at all, so that nobody can tell whether it was a rule.
    #[must_use]
    pub fn is_no_json(&self) -> bool {
        let known = [messages::RULE_NOT_JSON, messages::RULE_NOT_UTF8];
        matches!(&self.reason, Text::Filled(reason, _) if known.contains(reason))
    }
}

impl ToText for RuleError {
    fn to_text(&self) -> Text {
        text!(RULE_ERROR, rule = self.rule, reason = self.reason)
    }
}

in_english!(RuleError: Error);

impl Rule {
    /// Reads a rule, which is whatever has a JSON form.
    ///
    /// ```
    /// use hcert::{Lang, rules::Rule};
    /// let text = std::fs::read_to_string("testdata/rules/VR-XX-0001.json")?;
    /// let rule = Rule::read(&serde_json::from_str::<serde_json::Value>(&text)?)?;
    /// assert!(rule.is_valid_at("2022-02-01T12:00:00Z".parse()?));
    /// assert!(rule.description(Lang::Nb).starts_with("Vaksineserien er fullført"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A key that is needed for choosing or evaluating is missing or cannot be read.
    pub fn read(json: &impl Serialize) -> Result<Self, RuleError> {
        Self::of(&serde_json::to_value(json).unwrap_or_default())
    }

    pub(super) fn of(json: &Json) -> Result<Self, RuleError> {
        let name = json.get("Identifier").and_then(Json::as_str);
        let rule = name.map_or_else(|| text!(RULE_NAMELESS), Text::from);
        let country = json.get("Country").and_then(Json::as_str);
        let country = country
            .filter(|code| code.len() == 2)
            .map(str::to_ascii_uppercase);
        let fail = |reason: Text| RuleError {
            rule: rule.clone(),
            country: country.clone(),
            reason,
        };
        let text = |key: &str| {
            let value = json.get(key).and_then(Json::as_str);
            value.ok_or_else(|| fail(text!(RULE_NO_TEXT, key)))
        };
        let moment = |key: &str| {
            let read = text(key)?.parse::<Timestamp>();
            read.map_err(|error| fail(text!(RULE_MOMENT, key, error)))
        };
        // A rule of a part of the country must never be taken for one of the whole.
        let region = match json.get("Region") {
            None | Some(Json::Null) => "",
            Some(_) => text("Region")?,
        };
        let version = text("Version")?;
        let about = text("CertificateType")?;
        let descriptions = json.get("Description").and_then(Json::as_array);
        let descriptions = descriptions.into_iter().flatten().filter_map(|one| {
            let part = |key| one.get(key).and_then(Json::as_str).map(str::to_owned);
            Some((part("lang")?, part("desc")?))
        });
        let affected = json.get("AffectedFields").and_then(Json::as_array);
        let affected = affected.into_iter().flatten().filter_map(Json::as_str);
        let logic = json
            .get("Logic")
            .ok_or_else(|| fail(text!(RULE_NO_LOGIC)))?;
        Ok(Self {
            identifier: text("Identifier")?.to_owned(),
            version: Version::read(version)
                .ok_or_else(|| fail(text!(RULE_VERSION, found = format!("{version:?}"))))?,
            kind: RuleType::read(text("Type")?).map_err(fail)?,
            country: text("Country")?.to_ascii_uppercase(),
            region: region.to_owned(),
            about: About::read(about)
                .ok_or_else(|| fail(text!(RULE_ABOUT, found = format!("{about:?}"))))?,
            schema_version: text("SchemaVersion")?.to_owned(),
            engine: text("Engine")?.to_owned(),
            engine_version: text("EngineVersion")?.to_owned(),
            descriptions: descriptions.collect(),
            valid_from: moment("ValidFrom")?,
            valid_to: moment("ValidTo")?,
            affected_fields: affected.map(str::to_owned).collect(),
            logic: Expression::of(logic),
            json: json.clone(),
        })
    }

    /// Identifier and version, `VR-NO-0001@1.0.0`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}@{}", self.identifier, self.version)
    }

    /// What it asks, in a language, else in English, else in any.
    #[must_use]
    pub fn description(&self, lang: Lang) -> &str {
        let wanted = [lang.code(), messages::LANGUAGE_ALSO.get(lang), "en"];
        let find = |code: &str| {
            let same = |(known, _): &&(String, String)| known.eq_ignore_ascii_case(code);
            self.descriptions.iter().find(same)
        };
        let found = wanted
            .into_iter()
            .find_map(find)
            .or(self.descriptions.first());
        found.map_or("", |(_, text)| text)
    }

    /// Whether it is in force at a moment: the end does not count.
    #[must_use]
    pub fn is_valid_at(&self, at: Timestamp) -> bool {
        self.valid_from <= at && at < self.valid_to
    }

    /// Whether there is no moment at which it is in force.
    #[must_use]
    pub fn is_never_in_force(&self) -> bool {
        self.valid_to <= self.valid_from
    }
}

crate::shown_alike! { Version RuleType About }
