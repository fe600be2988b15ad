//! `hcert rules lint`: rules against the gateway's constraints.

use crate::exit::ExitStatus;
use crate::{output, parse_moment};
use hcert::rules::lint::{Finding, Level};
use hcert::text;
use hcert::text::messages;
use hcert::time::Timestamp;
use hcert_host::error::{Failure, Result};
use hcert_host::rule_files;
use serde_json::json;
use std::path::PathBuf;

/// Hold rules against what the EU gateway asks of them
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  hcert rules lint testdata/rules\n  \
                        hcert rules lint testdata/rules/VR-XX-0001.json --at 2021-06-28T12:00:00Z\n\n\
                        Exit codes: 0 no error (warnings do not count), 1 an error, 2 usage or I/O.")]
pub(super) struct Args {
    /// Files of rules, or folders of these
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The moment of upload, for the checks that need one
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// One JSON object per finding
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    let book = output::telling(|notices| rule_files::read(&args.paths, notices))?;
    if book.is_empty() && book.problems().is_empty() {
        return Err(Failure::new(messages::CLI_RULES_LINT_NONE));
    }
    // A rule that cannot be read is the worst that it can be.
    let unreadable = book.problems().iter().map(|problem| Finding {
        rule: problem.rule.to_string(),
        level: Level::Error,
        text: problem.reason.clone(),
    });
    let findings: Vec<Finding> = unreadable.chain(book.lint(args.at)).collect();
    let lines: Vec<String> = findings.iter().map(|one| line(one, args.json)).collect();
    match args.json {
        true => output::json_lines(&lines)?,
        false => output::lines(&lines)?,
    }
    let errors = findings
        .iter()
        .filter(|one| one.level == Level::Error)
        .count();
    let warnings = findings.len() - errors;
    let rules = book.rules().len() + book.problems().len();
    output::note(&text!(CLI_RULES_LINT_DONE, rules, errors, warnings));
    Ok(match errors {
        0 => ExitStatus::Done,
        _ => ExitStatus::Rejected,
    })
}

fn line(finding: &Finding, json: bool) -> String {
    let level = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
    };
    match json {
        true => {
            let text = output::said(&finding.text);
            json!({"rule": finding.rule, "level": level, "text": text}).to_string()
        }
        false => format!("{level:<8} {}", output::said(finding)),
    }
}
