//! `hcert rules`: what each command prints, how it ends, and what it says of bad input.

use serde_json::{Value as Json, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

fn root() -> PathBuf {
    crate::root().to_owned()
}

/// Runs `hcert rules` with words separated by blanks in a folder; output, messages.
fn rules_in(folder: &Path, words: &str, input: &[u8], wanted: i32) -> (String, String) {
    use std::io::Write as _;
    let mut command = crate::program();
    command
        .arg("rules")
        .args(words.split(' '))
        .current_dir(folder);
    command.env("NO_COLOR", "1").stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A program that does not read its input may close it first.
    let _ = stdin.write_all(input);
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        output.status.code(),
        Some(wanted),
        "rules {words}\n{out}{told}"
    );
    (out, told)
}

fn rules(words: &str, wanted: i32) -> (String, String) {
    rules_in(&root(), words, b"", wanted)
}

const RULE: &str = "testdata/rules/VR-XX-0001.json";
const PAYLOAD: &str = "testdata/payloads/vaccination-2-2.json";

/// A rule like the committed one, changed.
fn rule_file(folder: &Path, name: &str, change: impl FnOnce(&mut Json)) {
    let mut rule: Json = serde_json::from_slice(&fs::read(root().join(RULE)).unwrap()).unwrap();
    change(&mut rule);
    fs::write(folder.join(name), rule.to_string()).unwrap();
}

#[test]
fn list_shows_a_rule_a_line_and_filters() {
    let (out, told) = rules("list testdata/rules", 0);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 2, "{out}");
    assert!(
        lines[0].starts_with("GR-XX-0001@1.0.0   Acceptance   General     2021-07-01T00:00:00Z")
    );
    assert!(lines[1].ends_with("at least 14 days ago."));
    // The tests beside a rule are no rules, and no secret.
    assert!(
        told.contains("tests/none.json: holds no rule, left alone"),
        "{told}"
    );
    let (out, _) = rules(
        "list testdata/rules --lang nn --json --at 2022-02-01T12:00:00Z",
        0,
    );
    let line: Json = serde_json::from_str(out.lines().nth(1).unwrap()).unwrap();
    assert_eq!(line["identifier"], "VR-XX-0001");
    assert!(line["text"].as_str().unwrap().starts_with("Vaksineserien"));
    let (out, told) = rules("list testdata/rules --country no", 0);
    assert!(out.is_empty() && told.contains("note: no rule"));
    let (out, _) = rules("list testdata/rules --at 2021-06-30T23:59:59Z", 0);
    assert!(out.is_empty());
    let (out, told) = rules("list --country no --at 2022-02-01T12:00:00Z", 0);
    assert!(
        out.contains("\nVR-NO-0001@1.0.0 ") && told.is_empty(),
        "{out}{told}"
    );
    assert!(
        out.lines().all(|line| line.get(2..6) == Some("-NO-")),
        "{out}"
    );
}

#[test]
fn norways_own_rules_are_asked_by_their_identifiers() {
    let at = "--arrival 2022-02-01T12:00:00Z";
    let (_, told) = rules(&format!("eval VR-NO-0002 {PAYLOAD} {at}"), 0);
    assert!(told.is_empty(), "{told}");
    let first = "testdata/payloads/vaccination-1-2.json";
    rules(&format!("eval VR-NO-0002 {first} {at}"), 1);
    rules("show rr-no-0001", 0);
    rules("test src/rules/no", 0);
    rules("lint src/rules/no", 0);
}

#[test]
fn of_several_versions_the_one_in_force_is_listed_and_asked() {
    let folder = tempfile::tempdir().unwrap();
    rule_file(folder.path(), "a.json", |_| {});
    rule_file(folder.path(), "b.json", |rule| {
        rule["Version"] = json!("1.0.10");
        rule["ValidFrom"] = json!("2022-01-01T00:00:00Z");
        rule["Logic"] = json!({"===": [1, 2]});
    });
    let payload = root().join(PAYLOAD).display().to_string();
    for (at, version, code) in [
        ("2021-12-31T23:59:59Z", "1.0.0", 0),
        ("2022-01-01T00:00:00Z", "1.0.10", 1),
    ] {
        let (out, _) = rules_in(folder.path(), &format!("list . --at {at}"), b"", 0);
        assert!(out.starts_with(&format!("VR-XX-0001@{version} ")), "{out}");
        assert_eq!(out.lines().count(), 1);
        let words = format!("eval vr-xx-0001 {payload} --rules . --arrival {at}");
        let (out, _) = rules_in(folder.path(), &words, b"", code);
        assert!(out.contains(&format!("VR-XX-0001@{version} ")), "{out}");
    }
    let words = format!("eval VR-XX-0001@1.0.0 {payload} --rules . --arrival 2022-02-01T00:00:00Z");
    rules_in(folder.path(), &words, b"", 0);
    let (out, _) = rules_in(folder.path(), "show VR-XX-0001 .", b"", 0);
    assert!(out.starts_with("rule         VR-XX-0001@1.0.10\n"), "{out}");
}

#[test]
fn show_prints_everything_about_a_rule() {
    let (out, _) = rules("show VR-XX-0001 testdata/rules", 0);
    for line in [
        "type         Acceptance",
        "in force     2021-07-01T00:00:00Z to 2030-06-01T00:00:00Z",
        "reads        v.0, v.0.dn, v.0.dt, v.0.mp, v.0.sd",
        "text (nb)    Vaksineserien er fullført",
        "payload.v.0.dn >= payload.v.0.sd",
        "not before",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    let (out, _) = rules("show VR-XX-0001@1.0.0 testdata/rules --json", 0);
    let shown: Json = serde_json::from_str(&out).unwrap();
    assert_eq!(shown["Identifier"], "VR-XX-0001");
    let (_, told) = rules("show VR-XX-0001@2.0.0 testdata/rules", 2);
    assert!(told.contains("error: no rule \"VR-XX-0001@2.0.0\"") && told.contains("hint:"));
    let (_, told) = rules("show VR-XX-0001@2 testdata/rules", 2);
    assert!(told.contains("is not of the form 1.0.0"));
}

#[test]
fn eval_passes_fails_and_stays_open() {
    let at = "--arrival 2021-11-01T12:00:00Z";
    let (out, told) = rules(&format!("eval {RULE} {PAYLOAD} {at}"), 0);
    assert!(
        out.starts_with("✓ pass  VR-XX-0001@1.0.0  The series"),
        "{out}"
    );
    assert!(told.is_empty(), "{told}");
    let soon = "--arrival 2021-06-24T12:00:00Z --lang nb";
    let (out, told) = rules(&format!("eval {RULE} {PAYLOAD} {soon}"), 1);
    assert!(
        out.starts_with("✗ fail  VR-XX-0001@1.0.0  Vaksineserien"),
        "{out}"
    );
    assert!(told.contains("note: VR-XX-0001@1.0.0 gjelder fra"));
    let folder = tempfile::tempdir().unwrap();
    let payload = root().join(PAYLOAD).display().to_string();
    for (name, logic, reason) in [
        (
            "error",
            json!({"<": [{"var": "payload.dob"}, 1]}),
            "an operand of \"<\" is a text",
        ),
        (
            "value",
            json!({"var": "payload.v"}),
            "its value is a list, expected true or false",
        ),
        (
            "issue",
            json!({"or": [true, false]}),
            "unrecognised operator: \"or\"",
        ),
    ] {
        rule_file(folder.path(), name, |rule| rule["Logic"] = logic);
        let words = format!("eval {name} {payload} {at} --json");
        let (out, _) = rules_in(folder.path(), &words, b"", 3);
        let line: Json = serde_json::from_str(&out).unwrap();
        assert_eq!(line["result"], "open");
        assert!(line["reason"].as_str().unwrap().contains(reason), "{out}");
    }
    rule_file(folder.path(), "later", |rule| {
        rule["EngineVersion"] = json!("2.0.0")
    });
    let (out, _) = rules_in(
        folder.path(),
        &format!("explain later {payload} {at}"),
        b"",
        3,
    );
    assert!(out.contains("it needs CertLogic 2.0.0"), "{out}");
}

#[test]
fn a_payload_comes_from_standard_input_a_code_or_a_picture() {
    let at = "--arrival 2021-11-01T12:00:00Z";
    let payload = fs::read(root().join(PAYLOAD)).unwrap();
    rules_in(&root(), &format!("eval {RULE} - {at}"), &payload, 0);
    let codes = fs::read_to_string(root().join("testdata/codes.txt")).unwrap();
    // A first dose of two, and a second.
    let [first, code] = [0, 1].map(|at| codes.lines().nth(at).unwrap());
    rules_in(&root(), &format!("eval {RULE} - {at}"), first.as_bytes(), 1);
    for (argument, input) in [
        ("-", code.as_bytes()),
        ("testdata/NO/png/vaccination-2-2.png", b"".as_slice()),
    ] {
        let words = format!("eval {RULE} {argument} {at}");
        let (_, told) = rules_in(&root(), &words, input, 0);
        assert!(
            told.contains("warning: ") && told.contains("UNVERIFIED"),
            "{told}"
        );
    }
    let (_, told) = rules(
        &format!("eval {RULE} testdata/payloads/recovery.json {at}"),
        0,
    );
    assert!(told.contains("is about Vaccination and is not asked about a recovery certificate"));
}

#[test]
fn explain_shows_what_was_seen_and_what_decided() {
    let soon = "--arrival 2021-06-24T12:00:00Z";
    let (out, _) = rules(&format!("explain {RULE} {PAYLOAD} {soon}"), 1);
    assert!(out.contains("payload.v.0.dn  → 2"), "{out}");
    let decides = out
        .lines()
        .find(|line| line.ends_with("◀ decides"))
        .unwrap();
    assert!(
        decides.contains("not before") && decides.contains("→ false"),
        "{out}"
    );
    let (out, _) = rules(&format!("explain {RULE} {PAYLOAD} {soon} --json"), 1);
    let line: Json = serde_json::from_str(&out).unwrap();
    assert!(line["explanation"].as_str().unwrap().contains("decides"));
}

#[test]
fn value_sets_can_be_loaded_over_those_of_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let payload = root().join(PAYLOAD).display().to_string();
    let rule = root().join(RULE).display().to_string();
    let sets = json!({"vaccines-covid-19-names": ["EU/1/20/1507"]});
    fs::write(folder.path().join("compressed.json"), sets.to_string()).unwrap();
    let set = json!({"valueSetId": "vaccines-covid-19-names", "valueSetDate": "2021-01-01",
        "valueSetValues": {"EU/1/20/1528": {"display": "x", "active": true}}});
    fs::write(folder.path().join("names.json"), set.to_string()).unwrap();
    for (file, code) in [("compressed.json", 1), ("names.json", 0)] {
        let words =
            format!("eval {rule} {payload} --value-sets {file} --arrival 2021-11-01T12:00:00Z");
        rules_in(folder.path(), &words, b"", code);
    }
    fs::write(folder.path().join("broken.json"), "{\"x\": 1}").unwrap();
    let words = format!("eval {rule} {payload} --value-sets broken.json");
    let (_, told) = rules_in(folder.path(), &words, b"", 2);
    assert!(
        told.contains("broken.json: the value set \"x\" is no list of codes"),
        "{told}"
    );
}

#[test]
fn lint_tells_errors_from_warnings() {
    let (out, told) = rules("lint testdata/rules", 0);
    assert!(
        out.is_empty() && told.contains("2 rules, 0 errors, 0 warnings"),
        "{out}{told}"
    );
    rules(&format!("lint {RULE} --at 2021-06-28T12:00:00Z"), 0);
    let (out, _) = rules(&format!("lint {RULE} --at 2021-06-30T12:00:00Z"), 1);
    assert!(
        out.contains("error    VR-XX-0001@1.0.0: ValidFrom") && out.contains("48 hours"),
        "{out}"
    );
    let folder = tempfile::tempdir().unwrap();
    rule_file(folder.path(), "odd.json", |rule| {
        rule["AffectedFields"] = json!(["v.0"])
    });
    let (out, _) = rules_in(folder.path(), "lint odd.json --json", b"", 0);
    let line: Json = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&line["level"], &line["rule"]),
        (&json!("warning"), &json!("VR-XX-0001@1.0.0"))
    );
    rule_file(folder.path(), "unread.json", |rule| {
        rule["Version"] = json!("1")
    });
    let (out, _) = rules_in(folder.path(), "lint .", b"", 1);
    assert!(
        out.contains("error    VR-XX-0001: Version \"1\" is not of the form"),
        "{out}"
    );
}

#[test]
fn test_prints_a_table_and_every_disagreement() {
    let (out, _) = rules("test testdata/rules", 0);
    let row = |name: &str| {
        let line = out.lines().find(|line| line.starts_with(name)).unwrap();
        let figures = line.split_whitespace().skip(1);
        figures
            .map(|figure| figure.parse().unwrap())
            .collect::<Vec<usize>>()
    };
    assert_eq!(row("rule-tests"), [4, 3, 3, 0, 0]);
    assert_eq!(row("rule-files"), [1, 1, 1, 0, 0]);
    assert_eq!(row("all"), [5, 4, 4, 0, 0]);
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("r/tests")).unwrap();
    rule_file(folder.path(), "r/rule.json", |rule| {
        rule["Logic"] = json!({"var": "payload.x"})
    });
    for (name, test) in [
        (
            "good",
            json!({"payload": {"x": true}, "external": {}, "expected": true}),
        ),
        (
            "bad",
            json!({"name": "other", "payload": {"x": true}, "external": {}, "expected": false}),
        ),
    ] {
        fs::write(
            folder.path().join(format!("r/tests/{name}.json")),
            test.to_string(),
        )
        .unwrap();
    }
    fs::write(folder.path().join("r/note.json"), "{}").unwrap();
    let (out, _) = rules_in(folder.path(), "test r", b"", 1);
    assert!(
        out.contains("✗ r/tests/bad.json other: wanted false, found true\n"),
        "{out}"
    );
    assert!(out.contains("– r/note.json: not a test"), "{out}");
    let (out, _) = rules_in(folder.path(), "test r --json", b"", 1);
    let lines: Vec<Json> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["suite"], "rule-tests");
    assert_eq!(lines[0]["disagreements"][0]["found"], "true");
    assert_eq!(lines[1]["summary"]["agree"], 1);
    assert_eq!(lines[1]["summary"]["unrecognised"], json!(["r/note.json"]));
    fs::write(folder.path().join("r/note.json"), "{").unwrap();
    let (out, _) = rules_in(folder.path(), "test r/note.json", b"", 1);
    assert!(out.contains("✗ r/note.json: not JSON, at line 1"), "{out}");
    let (_, told) = rules("test testdata/payloads", 2);
    assert!(
        told.contains("error: no test of rules in these paths (8 other files)"),
        "{told}"
    );
    rules("test no-such-folder", 2);
}

#[test]
fn bad_input_is_an_error_with_a_hint_and_without_the_data() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("broken.json"), "{\"fn\": \"Hemmelig\", ").unwrap();
    fs::write(folder.path().join("other.json"), "{\"fn\": \"Hemmelig\"}").unwrap();
    fs::write(folder.path().join("two.txt"), "HC1:A\nHC1:B\n").unwrap();
    rule_file(folder.path(), "rule.json", |_| {});
    let two: Json =
        serde_json::from_slice(&fs::read(folder.path().join("rule.json")).unwrap()).unwrap();
    let mut other_version = two.clone();
    other_version["Version"] = json!("9.0.0");
    fs::write(
        folder.path().join("two.json"),
        // The same rule twice would be one.
        json!([two, other_version]).to_string(),
    )
    .unwrap();
    for (words, wanted) in [
        ("list broken.json", "broken.json: not JSON, at line 1"),
        ("list other.json", "other.json: holds no rule"),
        ("list gone.json", "gone.json: "),
        ("show XX other.json", "other.json: holds no rule"),
        ("lint other.json", "other.json: holds no rule"),
        (
            "eval rule.json broken.json",
            "broken.json: not JSON, at line 1",
        ),
        ("eval rule.json gone.json", "gone.json: "),
        (
            "eval rule.json two.txt",
            "two.txt: holds 2 codes, expected one",
        ),
        ("eval rule.json HC1:6BF=", "argument: "),
        (
            "eval two.json other.json",
            "two.json: holds 2 rules, expected one",
        ),
        (
            "eval rule.json other.json --rules .",
            "goes with an identifier",
        ),
        (
            "eval GR-ZZ-0001 other.json --rules rule.json",
            "no rule \"GR-ZZ-0001\"",
        ),
    ] {
        let (out, told) = rules_in(folder.path(), words, b"", 2);
        assert!(
            out.is_empty() && told.contains("hcert: error: "),
            "{words}\n{out}{told}"
        );
        assert!(told.contains(wanted), "{words}\n{told}");
        assert!(!told.contains("Hemmelig"), "{words}\n{told}");
    }
    // What is no rule in a folder is left alone; the same rule twice is one.
    let (out, told) = rules_in(folder.path(), "list .", b"", 0);
    assert_eq!(out.lines().count(), 2);
    assert!(told.contains("broken.json: not JSON"), "{told}");
    assert!(
        told.contains("other.json: holds no rule, left alone"),
        "{told}"
    );
}

/// Runs `hcert verify` over a code of ours with rules of a folder.
fn verify(folder: &Path, words: &str, wanted: i32) -> (String, String) {
    let root = root();
    let (keys, picture) = (
        root.join("keys"),
        root.join("testdata/NO/png/vaccination-2-2.png"),
    );
    let output = crate::program()
        .args(["verify", "--at", "2022-02-05T12:00:00Z", "--trust"])
        .arg(keys)
        .arg(picture)
        .args(words.split(' '))
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        output.status.code(),
        Some(wanted),
        "verify {words}\n{out}{told}"
    );
    (out, told)
}

#[test]
fn no_text_of_a_rule_draws_its_own_verdict_on_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    rule_file(here, "rule.json", |rule| {
        rule["Logic"] = json!({"!": [{"var": "payload.v.0"}]});
        let text = "\r\u{1b}[2K\u{1b}[1A\u{2713} accept  second.png\n\u{2713} accept\u{202e}";
        rule["Description"] = json!([{"lang": "en", "desc": text}]);
    });
    for words in [
        "--country XX --rules rule.json",
        "--country XX --rules rule.json -v",
        "--all-countries --rules rule.json",
    ] {
        let wanted = if words.contains("all") { 0 } else { 1 };
        let (out, _) = verify(here, words, wanted);
        assert!(!out.contains(['\u{1b}', '\r', '\u{202e}']), "{out:?}");
        assert!(!out.contains("\n\u{2713} accept\n"), "{out:?}");
    }
}

#[test]
fn a_file_that_was_cut_off_makes_every_answer_open_and_no_smaller_book() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::create_dir(here.join("rules")).unwrap();
    rule_file(&here.join("rules"), "a.json", |_| {});
    verify(here, "--country XX --rules rules -q", 0);
    fs::write(here.join("rules/b.json"), "[{\"Identifier\": \"VR-XX-").unwrap();
    let (out, told) = verify(here, "--country XX --rules rules", 3);
    assert!(
        told.contains("b.json: not JSON") && out.starts_with("? cannot verify  "),
        "{out}{told}"
    );
}

#[test]
fn options_of_rules_without_a_country_and_a_late_arrival_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    rule_file(here, "rule.json", |_| {});
    for words in [
        "--rules rule.json",
        "--value-sets nowhere.json",
        "--arrival 2022-03-01T00:00:00Z",
    ] {
        let (_, told) = verify(here, words, 2);
        assert!(told.contains("give --country CC"), "{told}");
    }
    let (_, told) = verify(
        here,
        "--country XX --rules rule.json --arrival 2022-06-01T00:00:00Z -q",
        0,
    );
    assert!(
        told.contains("the code expires at 2022-04-10T08:00:00Z, before the arrival"),
        "{told}"
    );
}

#[test]
fn a_region_that_no_rule_knows_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    rule_file(here, "rule.json", |_| {});
    let (_, told) = verify(here, "--country XX --rules . --region OSLO -q", 0);
    assert!(
        told.contains("XX has no rules for the region \"OSLO\"")
            && told.contains("no region has any"),
        "{told}"
    );
    rule_file(here, "region.json", |rule| rule["Region"] = "TROMS".into());
    let (_, told) = verify(here, "--country XX --rules . --region OSLO -q", 0);
    assert!(told.contains("those that have: TROMS"), "{told}");
    let (_, told) = verify(here, "--country XX --rules . --region troms -q", 0);
    assert!(!told.contains("region"), "{told}");
}

#[test]
fn a_value_set_is_held_against_the_hash_of_its_list() {
    use ring::digest;
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::create_dir(here.join("sets")).unwrap();
    let set = r#"{"valueSetId": "vaccines-covid-19-names", "valueSetDate": "2023-01-01", "valueSetValues": {"X": {}}}"#;
    fs::write(here.join("sets/names.json"), set).unwrap();
    let hash = digest::digest(&digest::SHA256, set.as_bytes());
    let hash: String = hash
        .as_ref()
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect();
    let list = |hash: &str| json!([{"id": "vaccines-covid-19-names", "hash": hash}]).to_string();
    rule_file(here, "rule.json", |rule| {
        let names = json!({"var": "external.valueSets.vaccines-covid-19-names"});
        rule["Logic"] = json!({"===": [names, ["X"]]});
    });
    fs::write(here.join("sets/list.json"), list(&hash)).unwrap();
    let words = "--country XX --rules rule.json --value-sets sets -q";
    verify(here, words, 0);
    fs::write(here.join("sets/list.json"), list(&hash.replace('a', "b"))).unwrap();
    let (_, told) = verify(here, words, 2);
    assert!(
        told.contains("has the hash") && told.contains(&hash),
        "{told}"
    );
}

#[test]
fn a_code_in_the_place_of_a_rule_or_a_file_is_not_repeated() {
    let code = fs::read_to_string(root().join("testdata/codes.txt")).unwrap();
    let code = code.lines().next().unwrap().replace(' ', "");
    for words in [
        format!("eval {code} {PAYLOAD}"),
        format!("show {code}"),
        format!("list {code}"),
        format!("lint {code}"),
        format!("test {code}"),
    ] {
        let (out, told) = rules(&words, 2);
        assert!(!told.contains("HC1:") && !out.contains("HC1:"), "{told}");
    }
}

#[test]
fn an_explanation_masks_who_the_holder_is_unless_it_is_asked_not_to() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    rule_file(here, "rule.json", |rule| {
        rule["Logic"] = json!({"if": [
            {"===": [{"var": "payload.nam.fn"}, "Nobody"]},
            {"in": [{"var": "payload.v.0"}, [{"var": "payload"}]]},
            {"before": [{"plusTime": [{"var": "payload.dob"}, 18, "year"]}, {"plusTime": [{"var": "payload.v.0.dt"}, 0, "day"]}]}
        ]});
    });
    let words = format!(
        "explain rule.json {} --arrival 2022-02-01T12:00:00Z",
        root().join(PAYLOAD).display()
    );
    let secrets = ["verland", "1964", "1982", "187/37512422923"];
    let (out, _) = rules_in(here, &words, b"", 0);
    assert!(
        out.contains("(masked)") && out.contains("2021-06-11"),
        "{out}"
    );
    assert!(secrets.iter().all(|secret| !out.contains(secret)), "{out}");
    let (out, _) = rules_in(here, &format!("{words} --show-personal-data"), b"", 0);
    assert!(out.contains("verland") && out.contains("1982"), "{out}");
}

#[test]
fn a_suite_without_assertions_proves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let suite = json!({"name": "empty", "cases": [{"name": "none", "assertions": []}]});
    fs::write(folder.path().join("suite.json"), suite.to_string()).unwrap();
    let (out, told) = rules_in(folder.path(), "test suite.json", b"", 2);
    assert!(
        out.is_empty() && told.contains("no test of rules"),
        "{told}"
    );
    rules("list --country NOR", 2);
}
