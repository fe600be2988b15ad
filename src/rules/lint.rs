//! What the EU gateway asks of a rule before it takes it, and what authors should know besides.
//!
//! Source: the gateway's JSON Schema for rules and its checks after it (DGCG). Times are compared with the
//! moment of upload, which is an argument; without one those checks are left out. Checks that need the
//! uploader or earlier versions on the gateway are made against the other rules of the book.

use super::RuleBook;
use super::rule::{About, Rule, RuleType};
use crate::documents::dcc::Kind;
use crate::text::{Text, ToText};
use crate::time::Timestamp;
use crate::{in_english, text};
use serde_json::Value as Json;

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
    pub text: Text,
}

impl ToText for Finding {
    fn to_text(&self) -> Text {
        text!(RULE_ERROR, rule = self.rule, reason = self.text)
    }
}

in_english!(Finding);

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
    /// assert!(findings.iter().any(|finding| finding.text.to_string().contains("Country is not two capital letters")));
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
    fn add(&mut self, level: Level, text: Text) {
        self.findings.push(Finding {
            rule: self.rule.name(),
            level,
            text,
        });
    }

    fn error(&mut self, text: Text) {
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
            self.error(text!(LINT_KEY, key = format!("{key:?}")));
        }
        if !is_identifier(&self.rule.identifier) {
            self.error(text!(LINT_IDENTIFIER));
        }
        if let RuleType::Other(other) = &self.rule.kind {
            self.error(text!(LINT_TYPE, found = format!("{other:?}")));
        }
        let country = self.text("Country");
        if !(country.len() == 2 && country.bytes().all(|octet| octet.is_ascii_uppercase())) {
            self.error(text!(LINT_COUNTRY));
        }
        let region = self.rule.region.clone();
        let plain = |octet: u8| octet.is_ascii_uppercase() || octet.is_ascii_digit();
        if region.len() > 5 || !region.bytes().all(plain) {
            self.error(text!(LINT_REGION));
        }
        for key in ["SchemaVersion", "EngineVersion"] {
            if super::Version::read(self.text(key)).is_none() {
                self.error(text!(LINT_VERSION, key));
            }
        }
        self.descriptions();
        for key in ["ValidFrom", "ValidTo"] {
            if !is_moment(self.text(key)) {
                self.error(text!(LINT_MOMENT, key));
            }
        }
        let fields = self.rule.json.get("AffectedFields");
        let fields = fields.and_then(Json::as_array);
        if fields.is_some_and(|fields| !fields.iter().all(Json::is_string)) {
            self.error(text!(LINT_FIELDS));
        } else if self.rule.affected_fields.is_empty() {
            self.error(text!(LINT_NO_FIELDS));
        }
        if !self.has_logic() {
            self.error(text!(LINT_LOGIC_OBJECT));
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
                self.error(text!(LINT_DESCRIPTION, number = index + 1));
            }
        }
        if !rule.descriptions.iter().any(|(lang, _)| lang == "en") {
            self.error(text!(LINT_NO_ENGLISH));
        }
        for (lang, text) in &rule.descriptions {
            let shape: Vec<&str> = lang.split('-').collect();
            let two = |part: &&str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_lowercase());
            if shape.len() > 2 || !shape.iter().all(two) {
                self.error(text!(LINT_LANGUAGE, lang = format!("{lang:?}")));
            }
            let found = text.chars().count();
            if found < 20 {
                self.error(text!(LINT_SHORT, lang = format!("{lang:?}"), found));
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
            self.error(text!(LINT_PREFIX_ABOUT, prefix, about = rule.about));
        }
        if (prefix == "IR") != (rule.kind == RuleType::Invalidation) {
            self.error(text!(LINT_PREFIX_TYPE, prefix, kind = rule.kind));
        }
        if rule
            .identifier
            .get(3..5)
            .is_some_and(|country| country != rule.country)
        {
            self.error(text!(LINT_OTHER_COUNTRY, country = rule.country));
        }
    }

    fn times(&mut self, upload: Option<Timestamp>) {
        let rule = self.rule;
        let (from, to) = (rule.valid_from, rule.valid_to);
        if from >= to {
            self.error(text!(LINT_NEVER, from, to));
        } else if to < from.plus_seconds(3 * DAY) {
            self.error(text!(LINT_THREE_DAYS, from, to));
        }
        let Some(upload) = upload else { return };
        if from > upload.plus_seconds(14 * DAY) {
            self.error(text!(LINT_TWO_WEEKS, from, upload));
        }
        if rule.kind == RuleType::Acceptance && from < upload.plus_seconds(2 * DAY) {
            self.error(text!(LINT_48_HOURS, from, upload));
        }
        if rule.kind == RuleType::Invalidation && from < upload {
            self.error(text!(LINT_BEFORE_UPLOAD, from, upload));
        }
    }

    /// The gateway never looks inside; engines do.
    fn logic(&mut self) {
        for issue in self.rule.logic.issues() {
            self.error(text!(LINT_LOGIC, issue));
        }
        let read = self.rule.logic.affected_fields();
        let mut said = self.rule.affected_fields.clone();
        said.sort();
        // What is missing or malformed was told already.
        let comparable = self.has_logic() && self.rule.logic.issues().is_empty();
        if comparable && !said.is_empty() && read != said {
            let (said, read) = (format!("{said:?}"), format!("{read:?}"));
            self.add(Level::Warning, text!(LINT_OTHER_FIELDS, said, read));
        }
        let readable = |key| super::Version::read(self.text(key)).is_some();
        let readable = readable("SchemaVersion") && readable("EngineVersion");
        let why = super::select::incompatible(self.rule, "1.3.3");
        if let Some(why) = why.filter(|_| readable) {
            self.add(Level::Warning, text!(LINT_NOBODY, why));
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
                self.error(text!(LINT_EARLIER, from, name, before));
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

#[cfg(test)]
mod tests;
