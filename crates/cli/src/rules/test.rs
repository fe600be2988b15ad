//! `hcert rules test`: the tests of others, and one's own, against this engine.

use crate::exit::ExitStatus;
use crate::output;
use hcert::text;
use hcert::text::messages;
use hcert_conformance::rules::{Run, Suite, run as run_tests};
use hcert_host::error::{Failure, Result};
use hcert_host::inputs as input;
use hcert_host::inputs::files_below;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Run tests of rules: CertLogic suites, countries' rule tests, end-to-end cases, derived vectors
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  hcert rules test testdata/rules\n\n\
                        A folder is searched for every kind of test, each known by its content and place: rule tests are \
                        rule.json with tests/*.json beside it.\n\n\
                        Exit codes: 0 all agree, 1 a disagreement or a file that is no JSON, 2 nothing to run, usage or I/O.")]
pub(super) struct Args {
    /// Files of tests, or folders of these
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// One JSON object per kind of test, then a summary
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    let run = run_tests(&collect(&args.paths)?);
    let [_, cases, _, skipped, _] = total(&run);
    // A suite of no assertions agrees with everything.
    if cases + skipped == 0 && run.broken.is_empty() {
        let count = run.unrecognised.len();
        let failure = Failure::new(text!(CLI_TESTS_NONE, count));
        return Err(failure.hint(messages::CLI_TESTS_SEE_HELP));
    }
    match args.json {
        true => output::json_lines(&json_lines(&run))?,
        false => output::lines(&report(&run))?,
    }
    Ok(match run.is_clean() {
        true => ExitStatus::Done,
        false => ExitStatus::Rejected,
    })
}

/// The JSON files below the paths, each once, by their paths with `/`.
fn collect(paths: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = BTreeMap::new();
    for path in paths {
        for path in files_below(path, &["json"])? {
            let octets = input::read_file(&path)?;
            files.insert(path.display().to_string().replace('\\', "/"), octets);
        }
    }
    Ok(files.into_iter().collect())
}

/// Files, cases, agreeing, skipped, disagreeing.
fn figures(suite: &Suite) -> [usize; 5] {
    [
        suite.files,
        suite.cases,
        suite.agree,
        suite.skipped_cases(),
        suite.disagreements.len(),
    ]
}

fn total(run: &Run) -> [usize; 5] {
    let all = run.suites.iter().map(figures);
    all.fold([0; 5], |sum, one| {
        let mut both = sum.into_iter().zip(one).map(|(a, b)| a + b);
        sum.map(|_| both.next().unwrap_or_default())
    })
}

fn json_lines(run: &Run) -> Vec<String> {
    let suites = run.suites.iter().map(|suite| {
        let [files, cases, agree, skipped, disagree] = figures(suite);
        let skips = suite.skipped.iter().map(|one| {
            json!({"file": one.file, "case": one.case, "count": one.count, "reason": one.why.to_string()})
        });
        let differences = suite.disagreements.iter().map(|one| {
            json!({"file": one.file, "case": one.case, "wanted": one.wanted.to_string(), "found": one.found.to_string()})
        });
        json!({
            "suite": suite.kind.code(),
            "files": files,
            "cases": cases,
            "agree": agree,
            "skipped": skipped,
            "disagree": disagree,
            "skips": skips.collect::<Vec<Json>>(),
            "disagreements": differences.collect::<Vec<Json>>(),
        })
        .to_string()
    });
    let [files, cases, agree, skipped, disagree] = total(run);
    let broken = run.broken.iter();
    let broken = broken.map(|(file, why)| json!({"file": file, "reason": why.to_string()}));
    let summary = json!({"summary": {
        "files": files,
        "cases": cases,
        "agree": agree,
        "skipped": skipped,
        "disagree": disagree,
        "broken": broken.collect::<Vec<Json>>(),
        "unrecognised": run.unrecognised,
    }});
    suites.chain([summary.to_string()]).collect()
}

fn report(run: &Run) -> Vec<String> {
    let row = |name: &str, figures: [usize; 5]| {
        let figures = figures.map(|figure| format!("{figure:>9}"));
        format!("{name:<12}{}", figures.concat())
    };
    let head = [
        messages::CLI_TESTS_FILES,
        messages::CLI_TESTS_CASES,
        messages::CLI_TESTS_AGREE,
        messages::CLI_TESTS_SKIPPED,
        messages::CLI_TESTS_DISAGREE,
    ];
    let head = head.map(|name| format!("{:>9}", output::said(&name)));
    let tests = output::said(&messages::CLI_TESTS_TESTS);
    let mut lines = vec![format!("{tests:<12}{}", head.concat())];
    let suites = run.suites.iter();
    lines.extend(suites.map(|suite| row(suite.kind.code(), figures(suite))));
    lines.push(row(&output::said(&messages::CLI_TESTS_ALL), total(run)));
    for one in run.suites.iter().flat_map(|suite| &suite.disagreements) {
        let (place, wanted, found) = (place(&one.file, &one.case), &one.wanted, &one.found);
        let text = text!(CLI_TESTS_DIFFERS, place, wanted, found);
        lines.push(format!("✗ {}", output::said(&text)));
    }
    lines.extend(
        run.broken
            .iter()
            .map(|(file, why)| format!("✗ {file}: {}", output::said(why))),
    );
    for one in run.suites.iter().flat_map(|suite| &suite.skipped) {
        let (place, count, why) = (place(&one.file, &one.case), one.count, &one.why);
        let text = text!(CLI_TESTS_NOT_RUN, place, count, why);
        lines.push(format!("– {}", output::said(&text)));
    }
    lines.extend(unrecognised(run));
    lines
}

fn place(file: &str, case: &str) -> String {
    match case {
        "" => file.to_owned(),
        case => format!("{file} {case}"),
    }
}

/// The files that are no tests: by name, or of many in one folder their number.
fn unrecognised(run: &Run) -> Vec<String> {
    const NAMED: usize = 3;
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in &run.unrecognised {
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        folders.entry(folder).or_default().push(file);
    }
    let mut lines = Vec::new();
    for (folder, files) in folders {
        match files.len() {
            0..=NAMED => lines.extend(files.iter().map(|path| text!(CLI_TESTS_NO_TEST, path))),
            count => {
                let path = format!("{folder}/");
                lines.push(text!(CLI_TESTS_NO_TESTS, path, count));
            }
        }
    }
    let lines = lines.iter().map(|text| format!("– {}", output::said(text)));
    lines.collect()
}
