use super::*;
use serde_json::json;

fn file(name: &str, json: &Json) -> (String, Vec<u8>) {
    (name.to_owned(), json.to_string().into_bytes())
}

fn rule() -> Json {
    json!({"Identifier": "GR-XX-0001", "Type": "Acceptance", "Country": "XX", "Version": "1.0.0",
        "SchemaVersion": "1.0.0", "Engine": "CERTLOGIC", "EngineVersion": "1.0.0",
        "CertificateType": "General", "Description": [{"lang": "en", "desc": "Something to ask about"}],
        "ValidFrom": "2021-07-01T00:00:00Z", "ValidTo": "2030-06-01T00:00:00Z", "AffectedFields": ["x"],
        "Logic": {"===": [{"var": "payload.x"}, {"var": "external.y"}]}})
}

#[test]
fn what_is_marked_skip_is_named_and_not_run() {
    let assertion = json!({"data": {}, "expected": 2});
    let skipped = json!({"data": {}, "expected": 3, "directive": "skip"});
    let logic = json!({"+": [1, 1]});
    let case = json!({"name": "sum", "certLogicExpression": logic,
        "assertions": [assertion, skipped, {"data": {}, "expected": 4}]});
    let mut off = case.clone();
    off["directive"] = json!("skip");
    let suite = json!({"name": "s", "cases": [case, off]});
    let mut all_off = suite.clone();
    all_off["directive"] = json!("skip");
    let run = run(&[file("a.json", &suite), file("b.json", &all_off)]);
    let suite = run.suite(Kind::Language).unwrap();
    assert_eq!((suite.files, suite.cases, suite.agree), (2, 2, 1));
    let skipped: Vec<(&str, &str, usize)> = suite
        .skipped
        .iter()
        .map(|one| (one.file.as_str(), one.case.as_str(), one.count))
        .collect();
    assert_eq!(
        skipped,
        [
            ("a.json", "sum #2", 1),
            ("a.json", "sum", 3),
            ("b.json", "s", 6)
        ]
    );
    let wrong = &suite.disagreements[0];
    assert_eq!(
        (
            wrong.case.as_str(),
            &*wrong.wanted.to_string(),
            &*wrong.found.to_string()
        ),
        ("sum #3", "4", "2")
    );
    assert!(!run.is_clean());
}

#[test]
fn a_rule_test_is_run_against_the_rule_beside_it() {
    let test =
        |expected: bool| json!({"payload": {"x": 1}, "external": {"y": 1}, "expected": expected});
    let nothing = json!({"name": "no payload", "external": {}, "expected": true});
    let run = run(&[
        file("a/rule.json", &rule()),
        file("a/tests/1.json", &test(true)),
        file("a/tests/2.json", &nothing),
        file("a/tests/3.json", &test(false)),
        file("b/tests/1.json", &test(true)),
        file(
            "c/rule.json",
            &json!({"Identifier": "GR-XX-0002", "Logic": {"+": []}}),
        ),
        file("c/tests/1.json", &test(true)),
        file("d/rule.json", &rule()),
    ]);
    let suite = run.suite(Kind::RuleTests).unwrap();
    assert_eq!((suite.files, suite.cases, suite.agree), (6, 4, 2));
    assert_eq!(suite.disagreements[0].file, "a/tests/3.json");
    assert!(
        suite.disagreements[1]
            .found
            .to_string()
            .starts_with("c/rule.json: ")
    );
    // Without a rule beside it, it is no test; without tests, a rule is a rule.
    assert_eq!(run.unrecognised, ["b/tests/1.json"]);
    assert_eq!(run.suite(Kind::RuleFiles).unwrap().agree, 1);
}

#[test]
fn what_is_broken_is_told_and_excused_only_where_it_is_expected() {
    let mut odd = rule();
    odd["Logic"] = json!({"if": [true, true]});
    let broken = || b"{\"Identifier\": ".to_vec();
    let run = run(&[
        ("x.json".into(), broken()),
        ("testdata-no-tests/MT/x.json".into(), broken()),
        file("testdata-no-tests/MT/y.json", &odd),
        file("y.json", &odd),
        ("note.txt".into(), b"hello".to_vec()),
        file("sets.json", &json!({"valueSetId": "x"})),
    ]);
    let suite = run.suite(Kind::RuleFiles).unwrap();
    assert_eq!((suite.files, suite.agree, suite.skipped_cases()), (3, 0, 2));
    assert_eq!(suite.disagreements[0].file, "y.json");
    assert_eq!(run.broken.len(), 1);
    assert_eq!(run.unrecognised, ["note.txt", "sets.json"]);
}

#[test]
fn an_oracle_without_what_it_is_about_disagrees() {
    let oracle = json!({"clocks": ["2022-01-01T00:00:00Z"], "payloads": [[{"x": 1}, {}]],
        "results": {"GR-XX-0001@1.0.0": ["0-"], "GR-XX-0002@1.0.0": ["1-"]}});
    let alone = run(&[file("derived-rule-oracle.json", &oracle)]);
    assert_eq!(
        alone.suites[0].disagreements[0].wanted,
        VALUE_SETS_NAME.into()
    );
    let whole = run(&[
        file("d/r/derived-rule-oracle.json", &oracle),
        file("d/r/norway/rules.json", &json!([rule()])),
        file(&format!("d/{VALUE_SETS_NAME}"), &json!({})),
    ]);
    let suite = whole.suite(Kind::RuleOracle).unwrap();
    assert_eq!((suite.cases, suite.agree), (2, 1));
    assert_eq!(suite.disagreements[0].case, "GR-XX-0002@1.0.0");
}

const VALUE_SETS_NAME: &str = "valuesets/compressed/gateway-2023-valueSets.json";

#[test]
fn half_a_surrogate_pair_is_read_and_a_whole_one_kept() {
    for (text, wanted) in [
        (r#""\ud83d…""#, Some("\u{fffd}…")),
        (r#""\ude00\uD83D\uDE00""#, Some("\u{fffd}\u{1f600}")),
        (r#""\ud83d\ud83d\ude00""#, Some("\u{fffd}\u{1f600}")),
        (r#""\\ud83d""#, Some("\\ud83d")),
        (r#""\\\ud83d""#, Some("\\\u{fffd}")),
        (r#""\ud83"#, None),
        ("\"\\ud83d", None),
    ] {
        let read = parse(text.as_bytes()).ok();
        assert_eq!(read.as_ref().and_then(Json::as_str), wanted, "{text}");
    }
}

/// Every kind, cut down and bent at every place: told, never a crash, never a pass by chance of the shape.
#[test]
fn no_shape_of_a_test_crashes_the_runner() {
    let seeds = [
        json!({"name": "s", "cases": [{"name": "c", "certLogicExpression": {"var": "x"},
            "assertions": [{"data": {"x": 1}, "expected": 2}]}]}),
        json!({"cases": [{"certLogicExpression": {}, "issues": [{"expr": {}, "message": "x"}]}]}),
        json!({"cases": [{"op": "plusTime", "args": ["2021", 0, "day"], "expect": "x"}]}),
        json!({"cases": [{"expression": {}, "data": {}, "expectError": true, "formatIssues": 9}]}),
        json!({"cases": [{"country": "XX", "type": "Acceptance", "clock": "2022-01-01T00:00:00Z",
            "selected": ["x"]}]}),
        json!({"cases": [{"payload": {}, "valid": {"1.3.0": true}, "validWithFormats": {"1.3.0": true}}]}),
        json!({"clocks": ["x"], "payloads": [[{}]], "results": {"GR-XX-0001@1.0.0": ["1"]}}),
        json!({"general": {"valueSetProtocolBuffer": "CgA="}, "testCases": [{"dcc": "HC1:", "rules": [{}],
            "validationClock": 1, "countryOfArrival": "XX", "expPass": 1, "expFail": 0, "expOpen": 0}]}),
        rule(),
    ];
    fn bend(json: &Json, out: &mut Vec<Json>) {
        let others = [
            json!(null),
            json!([]),
            json!({}),
            json!("x"),
            json!(-1),
            json!(1.5),
            json!([[]]),
        ];
        out.extend(others);
        let keys: Vec<String> = match json {
            Json::Object(pairs) => pairs.keys().cloned().collect(),
            Json::Array(items) => (0..items.len()).map(|at| at.to_string()).collect(),
            _ => return,
        };
        for key in keys {
            let pointer = format!("/{key}");
            let mut inner = Vec::new();
            bend(json.pointer(&pointer).unwrap(), &mut inner);
            for value in inner {
                let mut changed = json.clone();
                *changed.pointer_mut(&pointer).unwrap() = value;
                out.push(changed);
            }
            if let Json::Object(pairs) = json {
                let mut fewer = pairs.clone();
                fewer.shift_remove(&key);
                out.push(Json::Object(fewer));
            }
        }
    }
    let mut count = 0;
    for seed in seeds {
        let mut bent = Vec::new();
        bend(&seed, &mut bent);
        for json in bent {
            for name in ["a/x.json", "a/tests/x.json"] {
                let run = run(&[file("a/rule.json", &rule()), file(name, &json)]);
                for suite in &run.suites {
                    assert_eq!(suite.cases, suite.agree + suite.disagreements.len());
                }
                count += 1;
            }
        }
    }
    assert!(count > 500, "{count}");
}

#[test]
fn a_protocol_buffer_that_is_none_is_told() {
    for octets in ["", "Cg", "CgE=", "CP//////////////AQ==", "CAE=", "/w=="] {
        let case = json!({"dcc": "HC1:", "rules": [], "validationClock": 1});
        let json = json!({"general": {"valueSetProtocolBuffer": octets}, "testCases": [case]});
        let run = run(&[file("x.json", &json)]);
        assert_eq!(run.suite(Kind::EndToEnd).unwrap().agree, 0);
    }
}
