//! Countries' rules: with tests beside them, and alone.

use super::{Differs, Kind, Runner, Suite, differs, need, parse, rule_folder, same, shown};
use hcert::rules::value::Value;
use hcert::rules::{Rule, RuleBook};
use hcert::text;
use hcert::text::{Text, ToText as _, messages};
use serde_json::Value as Json;

/// A folder of this name holds what a loader must survive: what is wrong with a file in it is told and counts
/// for nothing.
const EXCUSED: &str = "testdata-no-tests";

/// Whether a broken file is expected where it stands.
pub(super) fn is_excused(name: &str) -> bool {
    name.split('/').any(|part| part == EXCUSED)
}

/// Whether a JSON text holds rules: a rule, or a list of rules.
pub(super) fn holds_rules(json: &Json) -> bool {
    let rule = |json: &Json| json.get("Identifier").is_some() && json.get("Logic").is_some();
    rule(json) || json.as_array().is_some_and(|list| list.iter().any(rule))
}

/// Files of rules: each rule can be read, and its logic is well-formed.
pub(super) fn rule_file(suite: &mut Suite, file: &str, json: &Json) {
    let mut book = RuleBook::default();
    let outcome = match book.read(file, &json.to_string()) {
        Err(error) => Err(differs(&messages::BENCH_A_RULE, &error)),
        Ok(_) => well_formed(&book),
    };
    if let (true, Err(why)) = (is_excused(file), &outcome) {
        return suite.skip(file, "", 1, &why.found);
    }
    suite.case(file, String::new, outcome);
}

fn well_formed(book: &RuleBook) -> Result<(), Differs> {
    if let Some(problem) = book.problems().first() {
        return Err(differs(&messages::BENCH_A_RULE, problem));
    }
    for rule in book.rules() {
        if let Some(issue) = rule.logic.issues().first() {
            let found = text!(FILE_SYSTEM, path = rule.name(), error = issue);
            return Err(differs(&messages::BENCH_LOGIC, &found));
        }
    }
    Ok(())
}

impl<'a> Runner<'a> {
    /// One test beside its rule. Its `external` is used as it stands; without `payload` there is none.
    pub(super) fn rule_test(&mut self, file: &'a str, json: &Json) {
        let folder = rule_folder(file).unwrap_or_default();
        let outcome = self.rule_of(folder).and_then(|rule| {
            let wanted = need(json.get("expected"), "expected")?;
            let part = |key: &str| {
                let value = json.get(key).map(Value::from_json).transpose();
                let value = value.map_err(|error| differs(key, &error))?;
                Ok::<_, Differs>(value.map(|value| (key.into(), value)))
            };
            let pairs = [part("payload")?, part("external")?];
            let data = Value::object(pairs.into_iter().flatten().collect());
            let data = data.map_err(|error| differs("data", &error))?;
            if let Some(issue) = rule.logic.issues().first() {
                return Err(differs(&messages::BENCH_LOGIC, issue));
            }
            match rule.logic.evaluate(&data) {
                Ok(value) if same(&value, wanted) => Ok(()),
                Ok(value) => Err(differs(&Text::plain(wanted), &shown(&value))),
                Err(error) => Err(differs(&Text::plain(wanted), &text!(BENCH_ERROR, error))),
            }
        });
        let name = || {
            let name = json.get("name").and_then(Json::as_str);
            name.unwrap_or_default().to_owned()
        };
        self.suite(Kind::RuleTests).case(file, name, outcome);
    }

    /// The rule of a folder, read once.
    fn rule_of(&mut self, folder: &'a str) -> Result<&Rule, Differs> {
        let file = format!("{folder}rule.json");
        let tree = &self.tree;
        let read = || {
            let octets = tree.get(&file).ok_or(messages::BENCH_NOT_THERE.to_text())?;
            Rule::read(&parse(octets)?).map_err(|error| error.to_text())
        };
        let rule = self.rules.entry(folder).or_insert_with(read);
        let rule = rule.as_ref();
        rule.map_err(|error| {
            let found = text!(FILE_SYSTEM, path = file, error);
            differs(&messages::BENCH_RULE_BESIDE, &found)
        })
    }
}
