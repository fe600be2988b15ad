//! `hcert conformance`: test vectors of others, check by check.

use crate::exit::ExitStatus;
use crate::output;
use hcert_conformance::{CheckRow, Exceptions, Files, Run, corpus, vectors};
use hcert_host::error::{Failure, Result};
use hcert_host::{decoder, inputs as input};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Run test vectors: a tree of EU raw vectors, or a verdict corpus in JSON lines
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert conformance testdata\n  hcert conformance testdata/negative.jsonl\n\n\
                        Exit codes: 0 nothing unexpected, 1 an unexpected result, a stale exception or an \
                        unreadable vector, 2 usage or I/O."
)]
pub(super) struct Args {
    /// A folder of raw vectors, one raw vector, or a corpus (.jsonl)
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Faults known to be the vectors' own: tab-separated file, check, expected, oracle, reason
    #[arg(long, value_name = "FILE")]
    exceptions: Option<PathBuf>,
    /// One JSON object per check, then a summary
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    if args
        .path
        .extension()
        .is_some_and(|ending| ending == "jsonl")
    {
        return run_corpus(args);
    }
    let exceptions = match &args.exceptions {
        Some(path) => Exceptions::parse(&read_text(path)?).map_err(Failure::new)?,
        None => Exceptions::default(),
    };
    let files = collect(&args.path)?;
    let run = vectors::run_by(&decoder::scan_patiently, &files, &exceptions, |_| {});
    if run.vectors == 0 && run.unreadable.is_empty() {
        let message = format!(
            "{}: no raw vector (JSON with EXPECTEDRESULTS)",
            args.path.display()
        );
        return Err(Failure::new(message));
    }
    if args.json {
        print_json(&run)?
    } else {
        output::lines(&report(&run))?
    }
    Ok(if run.is_clean() {
        ExitStatus::Done
    } else {
        ExitStatus::Rejected
    })
}

fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| Failure::io(path, &error))
}

/// Reads the JSON files and pictures below a folder, named relative to it.
fn collect(root: &Path) -> Result<Files> {
    let mut files = Files::new();
    for path in input::files_below(root, &["json", "png"])? {
        let relative = path
            .strip_prefix(root)
            .ok()
            .filter(|path| !path.as_os_str().is_empty());
        let relative = relative.unwrap_or(Path::new(path.file_name().unwrap_or_default()));
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        let octets = std::fs::read(&path).map_err(|error| Failure::io(&path, &error))?;
        files.insert(parts.join("/"), octets);
    }
    Ok(files)
}

fn row_json(row: &CheckRow) -> serde_json::Value {
    output::present(json!({
        "file": row.file,
        "check": row.check,
        "expected": row.expected,
        "actual": row.actual,
        "agree": row.agrees(),
        "known": row.known.is_some(),
        "layer": row.layer,
        "detail": row.detail,
        "reason": row.known,
    }))
}

fn print_json(run: &Run) -> Result<()> {
    let mut lines: Vec<String> = run
        .rows
        .iter()
        .map(|row| row_json(row).to_string())
        .collect();
    let summary = json!({"summary": {
        "vectors": run.vectors,
        "checks": run.rows.len(),
        "agree": run.agree(),
        "known": run.known(),
        "unexpected": run.unexpected(),
        "stale": run.stale.len(),
        "unreadable": run.unreadable.len(),
        "notRunnable": run.not_runnable.len(),
    }});
    lines.push(summary.to_string());
    // What is no check goes where messages go.
    remarks(run).iter().for_each(output::warning);
    output::json_lines(&lines)
}

/// Stale exceptions, unreadable vectors, and checks that could not be run.
fn remarks(run: &Run) -> Vec<String> {
    let stale = run.stale.iter();
    let stale = stale.map(|(file, check, why)| format!("{file} {check}: stale exception, {why}"));
    let unreadable = run.unreadable.iter();
    let unreadable = unreadable.map(|(file, why)| format!("{file}: not readable as JSON, {why}"));
    let missing = run.not_runnable.iter();
    let missing = missing.map(|(file, check, why)| format!("{file} {check}: not run, {why}"));
    stale.chain(unreadable).chain(missing).collect()
}

/// Checks run, agreeing, known and unexpected of one line of a table.
#[derive(Default)]
struct Count {
    checks: usize,
    agree: usize,
    known: usize,
    unexpected: usize,
}

impl Count {
    fn add(&mut self, row: &CheckRow) {
        self.checks += 1;
        self.agree += usize::from(row.agrees());
        self.known += usize::from(!row.agrees() && row.known.is_some());
        self.unexpected += usize::from(row.is_unexpected());
    }
}

fn table(title: &str, counts: &[(String, Count)]) -> Vec<String> {
    let mut lines = vec![format!(
        "{title:<18} {:>7} {:>7} {:>7} {:>11}",
        "checks", "agree", "known", "unexpected"
    )];
    lines.extend(counts.iter().map(|(name, count)| {
        let Count {
            checks,
            agree,
            known,
            unexpected,
        } = count;
        format!("{name:<18} {checks:>7} {agree:>7} {known:>7} {unexpected:>11}")
    }));
    lines
}

fn counted<'a>(
    rows: &'a [CheckRow],
    key: impl Fn(&'a CheckRow) -> &'a str,
) -> Vec<(String, Count)> {
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for row in rows {
        counts.entry(key(row)).or_default().add(row);
    }
    counts
        .into_iter()
        .map(|(name, count)| (name.to_owned(), count))
        .collect()
}

fn report(run: &Run) -> Vec<String> {
    let mut total = Count::default();
    run.rows.iter().for_each(|row| total.add(row));
    let mut lines = table("country", &counted(&run.rows, CheckRow::country));
    lines.push(String::new());
    lines.extend(table("check", &counted(&run.rows, |row| row.check)));
    lines.push(String::new());
    lines.extend(table("all", &[(format!("{} vectors", run.vectors), total)]));
    for row in run.rows.iter().filter(|row| row.is_unexpected()) {
        lines.push(format!(
            "✗ {} {}: expected {}, got {}",
            row.file,
            row.check,
            word(row.expected),
            word(row.actual),
        ));
        lines.push(format!("    {}: {}", row.layer, row.detail));
    }
    lines.extend(remarks(run).into_iter().map(|remark| format!("– {remark}")));
    lines
}

fn word(success: bool) -> &'static str {
    if success { "success" } else { "failure" }
}

fn run_corpus(args: &Args) -> Result<ExitStatus> {
    if args.exceptions.is_some() {
        return Err(Failure::new(
            "--exceptions goes with raw vectors, a corpus has also_ok",
        ));
    }
    let rows = corpus::run(&read_text(&args.path)?).map_err(Failure::new)?;
    if rows.is_empty() {
        return Err(Failure::new(format!("{}: no row", args.path.display())));
    }
    let (mut lines, mut failed, mut other) = (Vec::new(), 0, 0);
    for row in &rows {
        // A row that allows acceptance is a matter of policy.
        let fails = !row.agree && !row.policy;
        failed += usize::from(fails);
        other += usize::from(!fails && row.class != row.expected);
        if args.json {
            let line = json!({"name": row.name, "expected": row.expected, "class": row.class, "verdict": row.verdict, "agree": row.agree});
            lines.push(line.to_string());
        } else if fails {
            lines.push(format!(
                "✗ {}: expected {}, got {} ({})",
                row.name, row.expected, row.class, row.verdict
            ));
            lines.push(format!("    {}", row.detail));
        } else if row.class != row.expected {
            lines.push(format!(
                "~ {}: {} instead of {}, which the row allows",
                row.name, row.class, row.expected
            ));
        }
    }
    let agree = rows.len() - failed;
    let (vectors, checks) = (rows.len(), rows.len());
    if args.json {
        let summary = json!({"summary": {"vectors": vectors, "checks": checks, "agree": agree, "known": 0, "unexpected": failed, "stale": 0}});
        lines.push(summary.to_string());
    } else {
        lines.push(format!("{} rows: {agree} agree ({other} of them with another class that the row allows), {failed} do not", rows.len()));
    }
    match args.json {
        true => output::json_lines(&lines)?,
        false => output::lines(&lines)?,
    }
    Ok(if failed == 0 {
        ExitStatus::Done
    } else {
        ExitStatus::Rejected
    })
}
