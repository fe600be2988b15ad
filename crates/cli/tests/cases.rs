//! Public bug reports of others, as cases of ours (`testdata/cases`): what must hold of each is written beside its input.

use crate::root;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

/// Cases whose mending has not come yet: each fails today, and leaves this list when it holds.
const NOT_YET: [&str; 0] = [];

/// What a case may ask; anything else is a slip of whoever wrote it.
const EXPECTATIONS: [&str; 6] = [
    "exit",
    "exit_in",
    "exit_not",
    "contains",
    "not_contains",
    "stderr_contains",
];

/// Runs a case's command in its folder, with the program on the path.
fn run(folder: &Path, command: &str) -> Output {
    let desk = tempfile::tempdir().unwrap();
    let (bin, tmp) = (desk.path().join("bin"), desk.path().join("tmp"));
    for folder in [&bin, &tmp] {
        std::fs::create_dir(folder).unwrap();
    }
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_hcert"), bin.join("hcert")).unwrap();
    let path = std::env::var("PATH").unwrap();
    Command::new("sh")
        .args(["-c", command])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", bin.display()))
        .env("KEYS", root().join("keys"))
        .env("TMP", &tmp)
        .env("XDG_STATE_HOME", desk.path().join("state"))
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

/// Whether a text holds a regular expression.
fn holds(text: &str, pattern: &str) -> bool {
    let schema = json!({ "pattern": pattern });
    let schema = jsonschema::draft202012::new(&schema).expect("a regular expression");
    schema.is_valid(&json!(text))
}

fn patterns(expected: &Value, key: &str) -> Vec<String> {
    let list = expected
        .get(key)
        .map(|list| list.as_array().expect("a list"));
    let texts = list.into_iter().flatten();
    texts
        .map(|text| text.as_str().expect("a text").to_owned())
        .collect()
}

/// What of a case does not hold.
fn faults(expected: &Value, output: &Output) -> Vec<String> {
    let code = i64::from(output.status.code().expect("it was not killed"));
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let all = format!("{}{stderr}", String::from_utf8_lossy(&output.stdout));
    let mut faults = Vec::new();
    let mut hold = |holds: bool, what: String| {
        if !holds {
            faults.push(format!("{what}\nexit {code}\n{all}"));
        }
    };
    let unknown: Vec<_> = expected.as_object().expect("an object").keys().collect();
    for key in unknown {
        assert!(EXPECTATIONS.contains(&key.as_str()), "{key}");
    }
    if let Some(wanted) = expected.get("exit") {
        hold(*wanted == code, format!("exit is not {wanted}"));
    }
    if let Some(wanted) = expected.get("exit_in") {
        let one_of = wanted.as_array().expect("a list").contains(&json!(code));
        hold(one_of, format!("exit is not one of {wanted}"));
    }
    if let Some(unwanted) = expected.get("exit_not") {
        hold(*unwanted != code, format!("exit is {unwanted}"));
    }
    for pattern in patterns(expected, "contains") {
        hold(holds(&all, &pattern), format!("nothing says {pattern}"));
    }
    for pattern in patterns(expected, "not_contains") {
        hold(!holds(&all, &pattern), format!("it says {pattern}"));
    }
    for pattern in patterns(expected, "stderr_contains") {
        hold(
            holds(&stderr, &pattern),
            format!("no message says {pattern}"),
        );
    }
    faults
}

#[test]
fn public_bug_reports_of_others_are_none_of_ours() {
    let mut names = BTreeSet::new();
    let mut failed = Vec::new();
    for entry in std::fs::read_dir(root().join("testdata/cases")).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let case = std::fs::read_to_string(folder.join("case.json")).unwrap();
        let case: Value = serde_json::from_str(&case).unwrap();
        assert_eq!(case["id"], name.as_str());
        let expected = &case["expected"];
        assert!(!expected.as_object().unwrap().is_empty(), "{name}");
        let output = run(&folder, case["command"].as_str().unwrap());
        let faults = faults(expected, &output);
        match (NOT_YET.contains(&name.as_str()), faults.is_empty()) {
            (false, true) | (true, false) => {}
            (false, false) => failed.push(format!("{name}: {}", faults.join("\n"))),
            (true, true) => failed.push(format!("{name} holds: take it out of NOT_YET")),
        }
        names.insert(name);
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    assert!(names.len() >= 11, "{names:?}");
    assert!(NOT_YET.iter().all(|name| names.contains(*name)));
}
