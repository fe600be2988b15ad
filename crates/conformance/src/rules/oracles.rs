//! Results that the reference implementations gave over folders of real rules.

use super::{Differs, Kind, Runner, Tree, differs, equal, folder, need, parse};
use hcert::rules::value::Value;
use hcert::rules::{Rule, RuleBook, RuleType};
use hcert::text;
use hcert::text::messages;
use hcert::time::Timestamp;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Folders beside the rule oracle with the rules that it is about.
const RULES: [&str; 2] = ["gateway-2023-07-05/", "norway/"];

/// Where the value sets of the rule oracle stand, somewhere in the tree.
const VALUE_SETS: &str = "valuesets/compressed/gateway-2023-valueSets.json";

/// What the name of a selection oracle begins with; the date of its folder follows.
const SELECTION: &str = "selection-oracle-";

impl Runner<'_> {
    /// `results` by rule: a text a clock, with a character a payload of that clock.
    pub(super) fn rule_oracle(&mut self, file: &str, json: &Json) {
        let book = book(
            &self.tree,
            RULES.map(|name| format!("{}{name}", folder(file))),
        );
        let rules: BTreeMap<String, &Rule> = book
            .rules()
            .iter()
            .map(|rule| (rule.name(), rule))
            .collect();
        let data = data(&self.tree, json);
        let suite = self.suite(Kind::RuleOracle);
        let data = match data {
            Ok(data) => data,
            Err(why) => return suite.case(file, String::new, Err(why)),
        };
        let results = json.get("results").and_then(Json::as_object);
        for (name, rows) in results.into_iter().flatten() {
            let rows = rows.as_array().map_or(&[][..], Vec::as_slice);
            if rows.len() != data.len() {
                let wanted = text!(BENCH_ROWS, count = data.len());
                suite.case(file, || name.clone(), Err(differs(&wanted, &rows.len())));
                continue;
            }
            let Some(rule) = rules.get(name) else {
                let missing = differs(&messages::BENCH_ITS_RULE, &messages::BENCH_NO_SUCH_RULE);
                suite.case(file, || name.clone(), Err(missing));
                continue;
            };
            for (clock, (row, data)) in rows.iter().zip(&data).enumerate() {
                let row = row.as_str().unwrap_or_default();
                if row.len() != data.len() {
                    let wanted = text!(BENCH_RESULTS, count = data.len());
                    suite.case(file, || name.clone(), Err(differs(&wanted, &row.len())));
                    continue;
                }
                for (index, (wanted, data)) in row.chars().zip(data).enumerate() {
                    if wanted != '-' {
                        let case = || format!("{name} clock {clock} payload {index}");
                        suite.case(file, case, equal(&wanted, &answer(rule, data)));
                    }
                }
            }
        }
    }

    /// `selected` by country, type and clock; made without a filter for the certificate's type.
    pub(super) fn selection(&mut self, file: &str, json: &Json) {
        let stem = file.rsplit('/').next().unwrap_or_default();
        let stem = stem.strip_suffix(".json").unwrap_or_default();
        let date = stem.strip_prefix(SELECTION).unwrap_or_default();
        let book = book(&self.tree, [format!("{}gateway-{date}/", folder(file))]);
        let suite = self.suite(Kind::Selection);
        for case in super::cases(json, "cases") {
            let text = |key: &str| need(case.get(key).and_then(Json::as_str), key);
            let outcome = (|| {
                let kind = match text("type")? {
                    "Acceptance" => RuleType::Acceptance,
                    "Invalidation" => RuleType::Invalidation,
                    other => RuleType::Other(other.to_owned()),
                };
                let at = text("clock")?.parse::<Timestamp>();
                let at = at.map_err(|error| differs("clock", &error))?;
                let wanted = need(case.get("selected").and_then(Json::as_array), "selected")?;
                let wanted: Vec<&str> = wanted.iter().filter_map(Json::as_str).collect();
                let found = book.in_force(&kind, text("country")?, at);
                let found: Vec<String> = found.into_iter().map(Rule::name).collect();
                equal(&wanted.join(" "), &found.join(" "))
            })();
            let name = || {
                let text = |key| text(key).unwrap_or_default();
                format!("{} {} {}", text("country"), text("type"), text("clock"))
            };
            suite.case(file, name, outcome);
        }
    }
}

/// The rules of folders; what is none there is told by the tests of the rules themselves.
fn book(tree: &Tree<'_>, folders: impl IntoIterator<Item = String>) -> RuleBook {
    let mut book = RuleBook::default();
    for folder in folders {
        for (name, octets) in tree.below(&folder) {
            if let Ok(text) = std::str::from_utf8(octets) {
                let _ = book.read(name, text);
            }
        }
    }
    book
}

/// The data of a rule for each clock and payload.
fn data(tree: &Tree<'_>, json: &Json) -> Result<Vec<Vec<Value>>, Differs> {
    let sets = tree.files.iter().find(|(name, _)| {
        let before = name.strip_suffix(VALUE_SETS);
        before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
    });
    let (_, sets) = need(sets, VALUE_SETS)?;
    let value = |json: &Json| Value::from_json(json).map_err(|error| differs("data", &error));
    let object = |pairs: [(&str, Value); 2]| {
        let pairs = pairs.map(|(key, value)| (key.into(), value)).into();
        Value::object(pairs).map_err(|error| differs("data", &error))
    };
    let sets = parse(sets).map_err(|why| differs(VALUE_SETS, &why))?;
    let sets = value(&sets)?;
    let clocks = super::cases(json, "clocks");
    let payloads = super::cases(json, "payloads");
    equal(&clocks.len(), &payloads.len())?;
    let rows = clocks.iter().zip(payloads).map(|(clock, payloads)| {
        let clock = value(clock)?;
        let external = object([("validationClock", clock), ("valueSets", sets.clone())])?;
        let payloads = need(payloads.as_array(), "payloads")?;
        let data = payloads
            .iter()
            .map(|payload| object([("payload", value(payload)?), ("external", external.clone())]));
        data.collect()
    });
    rows.collect()
}

/// The character of a result.
fn answer(rule: &Rule, data: &Value) -> char {
    match rule.logic.evaluate(data) {
        Ok(Value::Bool(true)) => '1',
        Ok(Value::Bool(false)) => '0',
        Ok(_) => '?',
        Err(_) => 'E',
    }
}
