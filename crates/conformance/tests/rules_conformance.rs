//! The tests of others for rules and their language, where they are at hand: every figure.
//!
//! Where the data is not at hand, the test says that it was skipped.

use hcert_conformance::rules::{Kind, Run, run};
use std::path::{Path, PathBuf};

use crate::data;

fn data() -> Option<PathBuf> {
    data::data(&["certlogic", "rules", "schema", "valuesets"])
}

/// The JSON files below a folder, named relative to it.
fn tree(root: &Path) -> Vec<(String, Vec<u8>)> {
    fn walk(folder: &Path, root: &Path, files: &mut Vec<(String, Vec<u8>)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, root, files);
            } else if path.extension().is_some_and(|ending| ending == "json") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap();
                files.push((name.replace('\\', "/"), std::fs::read(&path).unwrap()));
            }
        }
    }
    let mut files = Vec::new();
    for name in ["certlogic", "rules", "schema", "valuesets"] {
        walk(&root.join(name), root, &mut files);
    }
    files.sort();
    files
}

fn table(run: &Run) -> String {
    let mut lines = Vec::new();
    for suite in &run.suites {
        lines.push(format!(
            "{} {} {} {} {}",
            suite.kind.code(),
            suite.files,
            suite.cases,
            suite.agree,
            suite.skipped_cases()
        ));
        lines.extend(suite.disagreements.iter().take(10).map(|one| {
            format!(
                "    {} {}: wanted {}, found {}",
                one.file, one.case, one.wanted, one.found
            )
        }));
    }
    lines.join("\n")
}

#[test]
fn every_published_test_of_rules_agrees() {
    let Some(folder) = data() else { return };
    let run = run(&tree(&folder));
    println!("{}", table(&run));
    // Kind: files, tests that agree (all that are run), tests that are skipped.
    for (kind, wanted) in [
        (Kind::Language, (11, 188, 10)),
        (Kind::Validator, (3, 17, 0)),
        (Kind::DateTimes, (1, 678, 0)),
        (Kind::Strictness, (1, 119, 0)),
        (Kind::RuleTests, (161 + 1095, 1095, 0)),
        (Kind::RuleOracle, (1, 18_740, 0)),
        (Kind::Selection, (1, 48, 0)),
        (Kind::EndToEnd, (1, 11, 0)),
        (Kind::Schema, (1, 156, 0)),
        (Kind::RuleFiles, (295, 293, 2)),
    ] {
        let suite = run.suite(kind).unwrap();
        assert_eq!(
            (suite.files, suite.agree, suite.skipped_cases()),
            wanted,
            "{}",
            kind.code()
        );
        assert!(suite.disagreements.is_empty() && suite.cases == suite.agree);
    }
    assert_eq!((run.suites.len(), run.is_clean()), (10, true));
}
