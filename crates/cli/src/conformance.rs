//! `hcert conformance`: test vectors of others, check by check.

use crate::exit::ExitStatus;
use crate::output;
use hcert::text;
use hcert::text::{Message, Text, messages};
use hcert_conformance::{CheckRow, Exceptions, Files, Run, corpus, health_codes, vectors};
use hcert_host::error::{Failure, Result};
use hcert_host::{decoder, inputs as input};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Run test vectors: a tree of EU raw vectors, a verdict corpus in JSON lines, or cases of other health codes
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert conformance testdata\n  hcert conformance testdata/negative.jsonl\n\n\
                        Exit codes: 0 nothing unexpected, 1 an unexpected result, a stale exception or an \
                        unreadable vector, 2 usage or I/O."
)]
pub(super) struct Args {
    /// A folder of raw vectors, one raw vector, a corpus (.jsonl), or a folder of cases of other health codes
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
    if run.vectors == 0 && files.values().any(|octets| health_codes::is_case(octets)) {
        return run_health_codes(args, &files);
    }
    if run.vectors == 0 && run.unreadable.is_empty() {
        let none = text!(CLI_BENCH_NO_VECTOR, path = args.path);
        return Err(Failure::new(none));
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

/// Cases of health codes beside the EU's. Their trust lists lie in `keys` below the folder, or beside it.
fn run_health_codes(args: &Args, files: &Files) -> Result<ExitStatus> {
    if args.exceptions.is_some() {
        return Err(Failure::new(messages::CLI_BENCH_EXCEPTIONS));
    }
    let above = args.path.ancestors().take(3);
    let keys = above
        .map(|path| path.join("keys"))
        .find(|path| path.is_dir());
    let keys = keys.map_or_else(|| Ok(Files::new()), |path| collect(&path))?;
    let run = health_codes::run(files, &keys);
    let (count, failed, agree) = (run.rows.len(), run.failed(), run.rows.len() - run.failed());
    let mut lines = Vec::new();
    for row in &run.rows {
        let (name, expected, found) = (&row.name, &row.expected, &row.found);
        if args.json {
            let line = json!({"name": name, "expected": expected, "found": found, "agree": row.differs.is_none(), "differs": row.differs});
            lines.push(output::present(line).to_string());
        } else if let Some(differs) = &row.differs {
            lines.push(format!("✗ {name}"));
            let sentence = text!(CLI_BENCH_CASE_DIFFERS, expected, found, differs);
            lines.push(format!("    {}", output::said(&sentence)));
        }
    }
    let mut formats: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, format) in &run.not_read {
        *formats.entry(format).or_default() += 1;
    }
    let not_read = formats
        .iter()
        .map(|(format, count)| format!("{format} {count}"));
    let not_read = not_read.collect::<Vec<_>>().join(", ");
    let unreadable = run.unreadable.len();
    if args.json {
        let summary = json!({"summary": {"vectors": count, "checks": count, "agree": agree, "unexpected": failed, "unreadable": unreadable, "notRead": run.not_read.len()}});
        lines.push(summary.to_string());
    } else {
        lines.push(output::said(&text!(CLI_BENCH_CASES, count, agree, failed)));
        if !not_read.is_empty() {
            lines.push(format!(
                "– {}",
                output::said(&text!(CLI_BENCH_CASES_NOT_READ, formats = not_read))
            ));
        }
    }
    for (name, why) in &run.unreadable {
        output::warning(&text!(CLI_BENCH_UNREADABLE, place = name, why));
    }
    match args.json {
        true => output::json_lines(&lines)?,
        false => output::lines(&lines)?,
    }
    Ok(match failed + unreadable {
        0 => ExitStatus::Done,
        _ => ExitStatus::Rejected,
    })
}

fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| Failure::io(path, &error))
}

/// Reads the JSON files and pictures below a folder, named relative to it.
fn collect(root: &Path) -> Result<Files> {
    let mut files = Files::new();
    for path in input::files_below(root, &["json", "png", "der", "crl"])? {
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
        "detail": row.detail.to_string(),
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
fn remarks(run: &Run) -> Vec<Text> {
    let stale = run.stale.iter().map(|(file, check, why)| {
        let place = format!("{file} {check}");
        text!(CLI_BENCH_STALE, place, why)
    });
    let unreadable = run.unreadable.iter();
    let unreadable = unreadable.map(|(place, why)| text!(CLI_BENCH_UNREADABLE, place, why));
    let missing = run.not_runnable.iter().map(|(file, check, why)| {
        let place = format!("{file} {check}");
        text!(CLI_BENCH_NOT_RUN, place, why)
    });
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

fn table(title: Message, counts: &[(String, Count)]) -> Vec<String> {
    let said = |name: Message| output::said(&name);
    let mut lines = vec![format!(
        "{:<18} {:>7} {:>7} {:>7} {:>11}",
        said(title),
        said(messages::CLI_BENCH_CHECKS),
        said(messages::CLI_BENCH_AGREE),
        said(messages::CLI_BENCH_KNOWN),
        said(messages::CLI_BENCH_UNEXPECTED),
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
    let mut lines = table(
        messages::CLI_BENCH_COUNTRY,
        &counted(&run.rows, CheckRow::country),
    );
    lines.push(String::new());
    lines.extend(table(
        messages::CLI_BENCH_CHECK,
        &counted(&run.rows, |row| row.check),
    ));
    lines.push(String::new());
    let vectors = output::said(&text!(CLI_BENCH_VECTORS, count = run.vectors));
    lines.extend(table(messages::CLI_BENCH_ALL, &[(vectors, total)]));
    for row in run.rows.iter().filter(|row| row.is_unexpected()) {
        let place = format!("{} {}", row.file, row.check);
        let (expected, found) = (word(row.expected), word(row.actual));
        let differs = text!(CLI_BENCH_DIFFERS, place, expected, found);
        lines.push(format!("✗ {}", output::said(&differs)));
        lines.push(format!("    {}: {}", row.layer, output::said(&row.detail)));
    }
    let remarks = remarks(run).into_iter();
    lines.extend(remarks.map(|remark| format!("– {}", output::said(&remark))));
    lines
}

fn word(success: bool) -> Message {
    match success {
        true => messages::CLI_BENCH_SUCCESS,
        false => messages::CLI_BENCH_FAILURE,
    }
}

fn run_corpus(args: &Args) -> Result<ExitStatus> {
    if args.exceptions.is_some() {
        return Err(Failure::new(messages::CLI_BENCH_EXCEPTIONS));
    }
    let rows = corpus::run(&read_text(&args.path)?).map_err(Failure::new)?;
    if rows.is_empty() {
        return Err(Failure::new(text!(CLI_BENCH_NO_ROW, path = args.path)));
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
            let (name, expected, found) = (&row.name, &row.expected, &row.class);
            let verdict = row.verdict;
            let differs = text!(CLI_BENCH_ROW_DIFFERS, name, expected, found, verdict);
            let detail = row.finding.as_ref();
            let detail = detail.map(|finding| finding.text(crate::lang()));
            lines.push(format!("✗ {}", output::said(&differs)));
            lines.push(format!("    {}", detail.unwrap_or_default()));
        } else if row.class != row.expected {
            let (name, expected, found) = (&row.name, &row.expected, &row.class);
            let allowed = text!(CLI_BENCH_ROW_ALLOWS, name, expected, found);
            lines.push(format!("~ {}", output::said(&allowed)));
        }
    }
    let agree = rows.len() - failed;
    let (vectors, checks) = (rows.len(), rows.len());
    if args.json {
        let summary = json!({"summary": {"vectors": vectors, "checks": checks, "agree": agree, "known": 0, "unexpected": failed, "stale": 0}});
        lines.push(summary.to_string());
    } else {
        let count = rows.len();
        lines.push(output::said(&text!(
            CLI_BENCH_ROWS,
            count,
            agree,
            other,
            failed
        )));
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
