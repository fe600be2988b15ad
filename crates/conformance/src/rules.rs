//! Tests of rules: what others publish to show that an engine reads, evaluates, selects and judges rightly.
//!
//! [`run`] takes files of a tree as (name, octets) and recognises each kind by its content and place
//! ([`Kind`]); a file that is none of them is named and counts for nothing. A test that cannot be run (a
//! rule that is not there, a field of another type) is a disagreement, never a pass.
//!
//! Source: the CertLogic test suites and their schemas, the EU's collection of rule tests, the test cases of
//! Corona-Warn-App, and vectors derived from these by running the reference implementations.
//!
//! Not supported: the directive `only` (everything is run nevertheless); tests in anything but JSON.
//!
//! ```
//! use hcert_conformance::rules::{Kind, run};
//! let suite = br#"{"name": "sums", "cases": [{"name": "two", "certLogicExpression": {"+": [1, 1]},
//!     "assertions": [{"data": null, "expected": 2}]}]}"#;
//! let run = run(&[("sums.json".to_owned(), suite.to_vec())]);
//! assert!(run.is_clean());
//! assert_eq!((run.suites[0].kind, run.suites[0].agree), (Kind::Language, 1));
//! ```

mod countries;
mod language;
mod oracles;
mod payloads;

use hcert::rules::not_json;
use hcert::rules::value::Value;
use hcert::text;
use hcert::text::{Text, ToText, messages};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// A kind of test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// CertLogic's own suite: one case an assertion.
    Language,
    /// CertLogic's suite for validators of the format: the issues word by word.
    Validator,
    /// Results of `plusTime` and `dccDateOfBirth`.
    DateTimes,
    /// What must be an error, and how many issues the format has.
    Strictness,
    /// A country's rule with the tests beside it (`rule.json`, `tests/*.json`).
    RuleTests,
    /// Many rules over the same payloads.
    RuleOracle,
    /// Which rules are in force when.
    Selection,
    /// A code, rules and a moment, and how many rules pass, fail and stay open.
    EndToEnd,
    /// Payloads against versions of the schema.
    Schema,
    /// Files of rules without tests: whether they can be read and are well-formed; one case a file.
    RuleFiles,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::Language,
        Self::Validator,
        Self::DateTimes,
        Self::Strictness,
        Self::RuleTests,
        Self::RuleOracle,
        Self::Selection,
        Self::EndToEnd,
        Self::Schema,
        Self::RuleFiles,
    ];

    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Language => "certlogic",
            Self::Validator => "validator",
            Self::DateTimes => "date-times",
            Self::Strictness => "strictness",
            Self::RuleTests => "rule-tests",
            Self::RuleOracle => "rule-oracle",
            Self::Selection => "selection",
            Self::EndToEnd => "end-to-end",
            Self::Schema => "schema",
            Self::RuleFiles => "rule-files",
        }
    }
}

/// A test that its file says not to run, or a file that its place excuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The file.
    pub file: String,
    /// The case in it; empty for the whole file.
    pub case: String,
    /// How many tests it holds.
    pub count: usize,
    /// Why.
    pub why: Text,
}

/// A test whose result is another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The file.
    pub file: String,
    /// The case in it.
    pub case: String,
    /// What the file wants.
    pub wanted: Text,
    /// What came out.
    pub found: Text,
}

/// What the tests of one kind gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suite {
    /// The kind.
    pub kind: Kind,
    /// Files read.
    pub files: usize,
    /// Tests run.
    pub cases: usize,
    /// Tests run whose result is the wanted one.
    pub agree: usize,
    /// What was not run.
    pub skipped: Vec<Skipped>,
    /// Tests run whose result is another one.
    pub disagreements: Vec<Disagreement>,
}

impl Suite {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            files: 0,
            cases: 0,
            agree: 0,
            skipped: Vec::new(),
            disagreements: Vec::new(),
        }
    }

    fn case(&mut self, file: &str, case: impl FnOnce() -> String, outcome: Result<(), Differs>) {
        self.cases += 1;
        match outcome {
            Ok(()) => self.agree += 1,
            Err(Differs { wanted, found }) => self.disagreements.push(Disagreement {
                file: file.to_owned(),
                case: case(),
                wanted: cut(wanted),
                found: cut(found),
            }),
        }
    }

    fn skip(&mut self, file: &str, case: impl Into<String>, count: usize, why: impl ToText) {
        self.skipped.push(Skipped {
            file: file.to_owned(),
            case: case.into(),
            count,
            why: why.to_text(),
        });
    }

    /// Tests that were not run.
    #[must_use]
    pub fn skipped_cases(&self) -> usize {
        self.skipped.iter().map(|one| one.count).sum()
    }
}

/// What all tests gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Each kind that was found, in the order of [`Kind::ALL`].
    pub suites: Vec<Suite>,
    /// Files that are no tests of these kinds.
    pub unrecognised: Vec<String>,
    /// Files that are no JSON: (file, why).
    pub broken: Vec<(String, Text)>,
}

impl Run {
    /// Whether every test agrees and no file is broken.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let agree = |suite: &Suite| suite.disagreements.is_empty();
        self.broken.is_empty() && self.suites.iter().all(agree)
    }

    /// The tests of one kind, if there were any.
    #[must_use]
    pub fn suite(&self, kind: Kind) -> Option<&Suite> {
        self.suites.iter().find(|suite| suite.kind == kind)
    }
}

/// What a test wanted and what it got.
struct Differs {
    wanted: Text,
    found: Text,
}

fn differs(wanted: &(impl ToText + ?Sized), found: &(impl ToText + ?Sized)) -> Differs {
    Differs {
        wanted: wanted.to_text(),
        found: found.to_text(),
    }
}

fn equal<T: PartialEq + ToText>(wanted: &T, found: &T) -> Result<(), Differs> {
    match wanted == found {
        true => Ok(()),
        false => Err(differs(wanted, found)),
    }
}

/// A field that a test of this kind has.
fn need<T>(field: Option<T>, wanted: &(impl ToText + ?Sized)) -> Result<T, Differs> {
    field.ok_or_else(|| differs(wanted, &messages::BENCH_OTHER_TYPE))
}

/// Characters of a value that are told.
const SHOWN: usize = 300;

fn cut(text: Text) -> Text {
    match text {
        Text::Plain(text) => match text.char_indices().nth(SHOWN) {
            Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()).into(),
            None => text.into(),
        },
        other => other,
    }
}

/// Values of one comparison or of one text; far above any that a test wants.
const VALUES: usize = 100_000;

/// Whether a value is the one that a test wants: an instant is wanted as its text.
fn same(value: &Value, wanted: &Json) -> bool {
    match (value, wanted) {
        (Value::Instant(instant), Json::String(text)) => instant.to_string() == *text,
        (value, wanted) => Value::from_json(wanted)
            .ok()
            .and_then(|wanted| wanted.equals(value, &mut { VALUES }))
            .unwrap_or(false),
    }
}

fn shown(value: &Value) -> Text {
    match value.to_json(&mut { VALUES }) {
        Some(json) => Text::plain(json),
        None => text!(BENCH_VALUES, most = VALUES),
    }
}

struct Tree<'a> {
    files: BTreeMap<&'a str, &'a [u8]>,
    /// Folders that have a `tests` folder with files in it, with `/` at the end.
    tested: BTreeSet<&'a str>,
}

impl<'a> Tree<'a> {
    fn new(files: &'a [(String, Vec<u8>)]) -> Self {
        let pairs = files
            .iter()
            .map(|(name, octets)| (name.as_str(), octets.as_slice()));
        let tested = files.iter().filter_map(|(name, _)| rule_folder(name));
        Self {
            tested: tested.collect(),
            files: pairs.collect(),
        }
    }

    fn get(&self, name: &str) -> Option<&'a [u8]> {
        self.files.get(name).copied()
    }

    /// The files below a folder, which ends in `/`.
    fn below(&self, folder: &str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        let from = (Bound::Included(folder), Bound::Unbounded);
        let all = self.files.range::<str, _>(from);
        let below = all.take_while(move |(name, _)| name.starts_with(folder));
        below.map(|(name, octets)| (*name, *octets))
    }
}

/// The folder in which the rule of a test stands (`X/` of `X/tests/test001.json`).
fn rule_folder(name: &str) -> Option<&str> {
    let (folder, _) = name.rsplit_once('/')?;
    let rule = folder.strip_suffix("tests")?;
    (rule.is_empty() || rule.ends_with('/')).then_some(rule)
}

/// The folder of a file, with `/` at the end; empty at the root.
fn folder(name: &str) -> &str {
    let end = name.rfind('/').map_or(0, |at| at + 1);
    name.get(..end).unwrap_or_default()
}

/// Reads JSON behind an optional byte order mark.
fn parse(octets: &[u8]) -> Result<Json, Text> {
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    serde_json::from_slice(octets).or_else(|error| {
        // A text that was cut inside a surrogate pair is JSON by its grammar and no text in UTF-8.
        let repaired = without_lone_surrogates(octets);
        let read = repaired.and_then(|text| serde_json::from_str(&text).ok());
        read.ok_or_else(|| not_json(&error).to_text())
    })
}

/// The text with every escaped half of a surrogate pair replaced, if there is one.
fn without_lone_surrogates(octets: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(octets).ok()?;
    let half = |at: usize, kinds: [u8; 4]| {
        let escape = text.as_bytes().get(at..at + 6)?;
        let [b'\\', b'u', b'd' | b'D', kind, a, b] = escape else {
            return None;
        };
        let plain = a.is_ascii_hexdigit() && b.is_ascii_hexdigit();
        (plain && kinds.contains(&kind.to_ascii_lowercase())).then_some(())
    };
    let (mut out, mut at, mut changed) = (String::with_capacity(text.len()), 0, false);
    while let Some(rest) = text.get(at..) {
        let Some(c) = rest.chars().next() else { break };
        let first = half(at, *b"89ab").is_some();
        let step = match () {
            () if first && half(at + 6, *b"cdef").is_some() => 12,
            () if first || half(at, *b"cdef").is_some() => {
                out.push_str("\\ufffd");
                changed = true;
                at += 6;
                continue;
            }
            // The character behind a backslash is no beginning of an escape.
            () if rest.starts_with("\\\\") => 2,
            () => c.len_utf8(),
        };
        out.push_str(rest.get(..step)?);
        at += step;
    }
    changed.then_some(out)
}

struct Runner<'a> {
    tree: Tree<'a>,
    suites: BTreeMap<Kind, Suite>,
    /// Rules of [`Kind::RuleTests`] by their folder.
    rules: BTreeMap<&'a str, Result<hcert::rules::Rule, Text>>,
}

impl Runner<'_> {
    fn suite(&mut self, kind: Kind) -> &mut Suite {
        self.suites.entry(kind).or_insert_with(|| Suite::new(kind))
    }
}

/// Runs every test among files, which are named relative to the root of their tree, with `/`.
#[must_use]
pub fn run(files: &[(String, Vec<u8>)]) -> Run {
    let mut run = Run::default();
    let mut runner = Runner {
        tree: Tree::new(files),
        suites: BTreeMap::new(),
        rules: BTreeMap::new(),
    };
    for (name, octets) in files {
        match parse(octets) {
            Ok(json) if runner.file(name, &json) => {}
            Ok(_) => run.unrecognised.push(name.clone()),
            Err(_) if !name.ends_with(".json") => run.unrecognised.push(name.clone()),
            Err(why) if countries::is_excused(name) => {
                let suite = runner.suite(Kind::RuleFiles);
                suite.files += 1;
                suite.skip(name, "", 1, why);
            }
            Err(why) => run.broken.push((name.clone(), why)),
        }
    }
    run.suites = runner.suites.into_values().collect();
    run
}

impl<'a> Runner<'a> {
    /// Runs one file; whether it was recognised.
    fn file(&mut self, name: &'a str, json: &Json) -> bool {
        let Some(kind) = self.kind(name, json) else {
            return false;
        };
        self.suite(kind).files += 1;
        match kind {
            Kind::Language => language::suite(self.suite(kind), name, json),
            Kind::Validator => language::validator(self.suite(kind), name, json),
            Kind::DateTimes => language::date_times(self.suite(kind), name, json),
            Kind::Strictness => language::strictness(self.suite(kind), name, json),
            // The rule itself is read with the first of its tests.
            Kind::RuleTests if countries::holds_rules(json) => {}
            Kind::RuleTests => self.rule_test(name, json),
            Kind::RuleOracle => self.rule_oracle(name, json),
            Kind::Selection => self.selection(name, json),
            Kind::EndToEnd => payloads::end_to_end(self.suite(kind), name, json),
            Kind::Schema => payloads::schema(self.suite(kind), name, json),
            Kind::RuleFiles => countries::rule_file(self.suite(kind), name, json),
        }
        true
    }

    /// The kind by content and place. The first case speaks for its file.
    fn kind(&self, name: &str, json: &Json) -> Option<Kind> {
        let has = |json: &Json, keys: &[&str]| keys.iter().all(|key| json.get(key).is_some());
        let first = |key: &str| json.get(key).and_then(Json::as_array)?.first();
        if let Some(case) = first("cases") {
            let by_keys: [(&[&str], Kind); 6] = [
                (&["assertions"], Kind::Language),
                (&["certLogicExpression", "issues"], Kind::Validator),
                (&["op", "args", "expect"], Kind::DateTimes),
                (&["expression", "formatIssues"], Kind::Strictness),
                (&["country", "clock", "selected"], Kind::Selection),
                (&["payload", "valid", "validWithFormats"], Kind::Schema),
            ];
            // A validator's case may be about null, which is a key with nothing in it.
            let found = by_keys.into_iter().find(|(keys, _)| has(case, keys));
            return found.map(|(_, kind)| kind);
        }
        if first("testCases").is_some_and(|case| has(case, &["dcc", "rules", "validationClock"])) {
            return Some(Kind::EndToEnd);
        }
        if has(json, &["clocks", "payloads", "results"]) {
            return Some(Kind::RuleOracle);
        }
        let rule = rule_folder(name).map(|folder| format!("{folder}rule.json"));
        let tested = rule.is_some_and(|rule| self.tree.get(&rule).is_some());
        if tested && has(json, &["expected"]) {
            return Some(Kind::RuleTests);
        }
        if !countries::holds_rules(json) {
            return None;
        }
        let beside_tests = self.tree.tested.contains(folder(name)) && name.ends_with("rule.json");
        Some(match beside_tests {
            true => Kind::RuleTests,
            false => Kind::RuleFiles,
        })
    }
}

fn cases<'j>(json: &'j Json, key: &str) -> &'j [Json] {
    let cases = json.get(key).and_then(Json::as_array);
    cases.map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests;
