//! What the EU gateway asks of a rule before it takes it, and what authors should know besides.
//!
//! Source: the gateway's JSON Schema for rules and its checks after it (DGCG). Times are compared with the
//! moment of upload, which is an argument; without one those checks are left out. Checks that need the
//! uploader or earlier versions on the gateway are made against the other rules of the book.

use super::RuleBook;
use super::rule::{About, Rule, RuleType};
use crate::documents::dcc::Kind;
use crate::time::Timestamp;
use serde_json::Value as Json;
use std::fmt;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The gateway would refuse the rule, or no engine could ask it.
    Error,
    /// It works and is odd.
    Warning,
}

/// Something that a rule should not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule, `VR-NO-0001@1.0.0`.
    pub rule: String,
    /// How bad it is.
    pub level: Level,
    /// What it is.
    pub text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.text)
    }
}

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The keys of a rule.
const KEYS: [&str; 13] = [
    "Identifier",
    "Type",
    "Country",
    "Region",
    "Version",
    "SchemaVersion",
    "Engine",
    "EngineVersion",
    "CertificateType",
    "Description",
    "ValidFrom",
    "ValidTo",
    "AffectedFields",
];

impl RuleBook {
    /// Holds every rule against the gateway's constraints; `upload` is the moment at which it would be sent.
    ///
    /// ```
    /// use hcert::rules::RuleBook;
    /// let text = std::fs::read_to_string("testdata/rules/VR-XX-0001.json")?;
    /// let mut book = RuleBook::default();
    /// book.read("VR-XX-0001.json", &text.replace("\"Country\": \"XX\"", "\"Country\": \"xx\""))?;
    /// let findings = book.lint(None);
    /// assert!(findings.iter().any(|finding| finding.text.contains("Country is not two capital letters")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn lint(&self, upload: Option<Timestamp>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for rule in &self.rules {
            let mut lint = Lint {
                rule,
                findings: &mut findings,
            };
            lint.form();
            lint.meaning();
            lint.times(upload);
            lint.logic();
            lint.earlier(&self.rules);
        }
        findings
    }
}

struct Lint<'a> {
    rule: &'a Rule,
    findings: &'a mut Vec<Finding>,
}

impl Lint<'_> {
    fn add(&mut self, level: Level, text: impl Into<String>) {
        self.findings.push(Finding {
            rule: self.rule.name(),
            level,
            text: text.into(),
        });
    }

    fn error(&mut self, text: impl Into<String>) {
        self.add(Level::Error, text);
    }

    fn text(&self, key: &str) -> &str {
        self.rule
            .json
            .get(key)
            .and_then(Json::as_str)
            .unwrap_or_default()
    }

    /// The JSON Schema's part.
    fn form(&mut self) {
        let pairs = self.rule.json.as_object();
        let unknown = pairs.into_iter().flatten().map(|(key, _)| key.clone());
        let unknown: Vec<String> = unknown
            .filter(|key| !KEYS.contains(&key.as_str()) && key != "Logic")
            .collect();
        for key in unknown {
            self.error(format!("the key {key:?} is not one of a rule"));
        }
        if !is_identifier(&self.rule.identifier) {
            self.error("Identifier is not of the form VR-NO-0001 (GR, VR, TR, RR or IR)");
        }
        if let RuleType::Other(other) = &self.rule.kind {
            self.error(format!(
                "Type {other:?} is neither Acceptance nor Invalidation"
            ));
        }
        let country = self.text("Country");
        if !(country.len() == 2 && country.bytes().all(|octet| octet.is_ascii_uppercase())) {
            self.error("Country is not two capital letters");
        }
        let region = self.rule.region.clone();
        let plain = |octet: u8| octet.is_ascii_uppercase() || octet.is_ascii_digit();
        if region.len() > 5 || !region.bytes().all(plain) {
            self.error("Region is not up to five capital letters and digits");
        }
        for key in ["SchemaVersion", "EngineVersion"] {
            if super::Version::read(self.text(key)).is_none() {
                self.error(format!("{key} is not of the form 1.0.0"));
            }
        }
        self.descriptions();
        for key in ["ValidFrom", "ValidTo"] {
            if !is_moment(self.text(key)) {
                self.error(format!(
                    "{key} is not of the form 2022-02-01T00:00:00Z or 2022-02-01T00:00:00+01:00"
                ));
            }
        }
        let fields = self.rule.json.get("AffectedFields");
        let fields = fields.and_then(Json::as_array);
        if fields.is_some_and(|fields| !fields.iter().all(Json::is_string)) {
            self.error("AffectedFields is not a list of texts");
        } else if self.rule.affected_fields.is_empty() {
            self.error("AffectedFields is empty");
        }
        if !self.has_logic() {
            self.error("Logic is not an object with a key");
        }
    }

    fn has_logic(&self) -> bool {
        let logic = self.rule.json.get("Logic").and_then(Json::as_object);
        logic.is_some_and(|pairs| !pairs.is_empty())
    }

    fn descriptions(&mut self) {
        let rule = self.rule;
        // Those that lack a part were left out when the rule was read.
        let listed = rule.json.get("Description").and_then(Json::as_array);
        for (index, one) in listed.into_iter().flatten().enumerate() {
            let text = |key| one.get(key).is_some_and(Json::is_string);
            let count = one.as_object().map(serde_json::Map::len);
            if !(text("lang") && text("desc") && count == Some(2)) {
                let number = index + 1;
                self.error(format!("Description {number} is not a lang and a desc"));
            }
        }
        if !rule.descriptions.iter().any(|(lang, _)| lang == "en") {
            self.error("Description has none in English (\"en\")");
        }
        for (lang, text) in &rule.descriptions {
            let shape: Vec<&str> = lang.split('-').collect();
            let two = |part: &&str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_lowercase());
            if shape.len() > 2 || !shape.iter().all(two) {
                self.error(format!(
                    "the language {lang:?} is not of the form en or de-at"
                ));
            }
            let count = text.chars().count();
            if count < 20 {
                self.error(format!(
                    "the description in {lang:?} has {count} characters, at least 20"
                ));
            }
        }
    }

    /// What the parts say of one another.
    fn meaning(&mut self) {
        let rule = self.rule;
        let prefix = rule.identifier.get(..2).unwrap_or_default();
        let fits = match (prefix, rule.about) {
            ("IR", _) => true,
            ("GR", about) => about == About::General,
            ("VR", about) => about == About::Only(Kind::Vaccination),
            ("TR", about) => about == About::Only(Kind::Test),
            ("RR", about) => about == About::Only(Kind::Recovery),
            // The form was told already.
            _ => true,
        };
        if !fits {
            self.error(format!(
                "Identifier {prefix} does not fit CertificateType {}",
                rule.about
            ));
        }
        if (prefix == "IR") != (rule.kind == RuleType::Invalidation) {
            self.error(format!(
                "Identifier {prefix} does not fit Type {}",
                rule.kind
            ));
        }
        if rule
            .identifier
            .get(3..5)
            .is_some_and(|country| country != rule.country)
        {
            self.error(format!(
                "Identifier does not name the Country {}",
                rule.country
            ));
        }
    }

    fn times(&mut self, upload: Option<Timestamp>) {
        let rule = self.rule;
        let (from, to) = (rule.valid_from, rule.valid_to);
        if from >= to {
            self.error(format!("ValidFrom {from} is not before ValidTo {to}"));
        } else if to < from.plus_seconds(3 * DAY) {
            self.error(format!(
                "ValidTo {to} is less than 3 days after ValidFrom {from}"
            ));
        }
        let Some(upload) = upload else { return };
        if from > upload.plus_seconds(14 * DAY) {
            self.error(format!(
                "ValidFrom {from} is more than 2 weeks after {upload}"
            ));
        }
        if rule.kind == RuleType::Acceptance && from < upload.plus_seconds(2 * DAY) {
            self.error(format!(
                "ValidFrom {from} is less than 48 hours after {upload}"
            ));
        }
        if rule.kind == RuleType::Invalidation && from < upload {
            self.error(format!("ValidFrom {from} lies before {upload}"));
        }
    }

    /// The gateway never looks inside; engines do.
    fn logic(&mut self) {
        for issue in self.rule.logic.issues() {
            self.error(format!("Logic: {issue}"));
        }
        let read = self.rule.logic.affected_fields();
        let mut said = self.rule.affected_fields.clone();
        said.sort();
        // What is missing or malformed was told already.
        let comparable = self.has_logic() && self.rule.logic.issues().is_empty();
        if comparable && !said.is_empty() && read != said {
            let text =
                format!("AffectedFields {said:?} are not the fields that Logic reads, {read:?}");
            self.add(Level::Warning, text);
        }
        let readable = |key| super::Version::read(self.text(key)).is_some();
        let readable = readable("SchemaVersion") && readable("EngineVersion");
        let why = super::select::incompatible(self.rule, "1.3.3");
        if let Some(why) = why.filter(|_| readable) {
            self.add(
                Level::Warning,
                format!("no certificate can be asked: {why}"),
            );
        }
    }

    /// Against the versions before it.
    fn earlier(&mut self, rules: &[Rule]) {
        let rule = self.rule;
        let same = rules
            .iter()
            .filter(|other| other.identifier == rule.identifier && other.region == rule.region);
        for other in same {
            if std::ptr::eq(other, rule) {
                continue;
            }
            // Two rules of one version are a problem of the book that they are read into.
            if other.version < rule.version && rule.valid_from < other.valid_from {
                let (from, name, before) = (rule.valid_from, other.name(), other.valid_from);
                self.error(format!(
                    "ValidFrom {from} lies before that of {name}, {before}"
                ));
            }
        }
    }
}

/// Whether a moment is as the gateway writes it: no fraction, and `Z` or hours and minutes of an offset.
fn is_moment(text: &str) -> bool {
    let shape = b"0000-00-00T00:00:00";
    let digits = |text: &[u8], shape: &[u8]| {
        let fits = |(octet, place): (&u8, &u8)| match place {
            b'0' => octet.is_ascii_digit(),
            place => octet == place,
        };
        text.len() == shape.len() && text.iter().zip(shape).all(fits)
    };
    let Some((clock, zone)) = text.as_bytes().split_at_checked(shape.len()) else {
        return false;
    };
    let zoned = match zone {
        b"Z" => true,
        [b'+' | b'-', offset @ ..] => digits(offset, b"00:00"),
        _ => false,
    };
    zoned && digits(clock, shape)
}

fn is_identifier(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [prefix, country, number] => {
            ["GR", "VR", "TR", "RR", "IR"].contains(prefix)
                && country.len() == 2
                && country.bytes().all(|octet| octet.is_ascii_uppercase())
                && number.len() == 4
                && number.bytes().all(|octet| octet.is_ascii_digit())
        }
        _ => false,
    }
}

crate::shown_alike! { Finding }

#[cfg(test)]
mod tests;
