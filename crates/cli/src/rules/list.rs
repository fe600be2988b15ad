//! `hcert rules list` and `hcert rules show`.

use crate::exit::ExitStatus;
use crate::rules::find;
use crate::{output, parse_moment};
use hcert::CountryCode;
use hcert::rules::Rule;
use hcert::rules::select::incompatible;
use hcert::text;
use hcert::text::{ToText, messages};
use hcert::time::Timestamp;
use hcert_checkpoint::rule_json::RuleJson;
use hcert_host::error::Result;
use hcert_host::rule_files;
use std::path::PathBuf;

/// The newest schema of certificates: a rule that this one does not fit is asked about none.
const SCHEMA: &str = "1.3.3";

/// List rules, one a line: Norway's own, or those of files and folders
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert rules list --country NO --at 2022-02-01T12:00:00Z\n  hcert rules list testdata/rules --country XX\n  \
                        hcert rules list testdata/rules --at 2022-02-01T12:00:00Z --lang nb --json"
)]
pub(super) struct ListArgs {
    /// Files of rules, or folders of these [default: Norway's own]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Only rules of this country
    #[arg(long, value_name = "CC")]
    country: Option<CountryCode>,
    /// Only rules in force at this moment, the highest version of each
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// One JSON object per rule
    #[arg(long)]
    json: bool,
}

pub(super) fn list(args: &ListArgs) -> Result<ExitStatus> {
    let book = output::telling(|notices| rule_files::rules_of(&args.paths, notices))?;
    let mut rules: Vec<&Rule> = book.rules().iter().collect();
    // What can never take effect is told, and is a fault of the file.
    let status = match rules.iter().any(|rule| rule.is_never_in_force()) {
        true => ExitStatus::Rejected,
        false => ExitStatus::Done,
    };
    if let Some(country) = &args.country {
        rules.retain(|rule| rule.country.eq_ignore_ascii_case(country.as_str()));
    }
    if let Some(at) = args.at {
        rules.retain(|rule| {
            let in_force = book.in_force(&rule.kind, &rule.country, at);
            in_force.into_iter().any(|other| std::ptr::eq(other, *rule))
        });
    }
    rules.sort_by_key(|rule| (&rule.country, &rule.identifier, &rule.region, rule.version));
    if rules.is_empty() {
        output::note(&messages::CLI_RULES_NONE);
        return Ok(status);
    }
    let lines: Vec<String> = rules.iter().map(|rule| line(rule, args)).collect();
    output::lines(&lines)?;
    Ok(status)
}

fn line(rule: &Rule, args: &ListArgs) -> String {
    let description = rule.description(crate::lang());
    if args.json {
        // Texts under keys that are texts: this cannot fail.
        return serde_json::to_string(&RuleJson::new(rule, crate::lang())).unwrap_or_default();
    }
    let region = match rule.region.as_str() {
        "" => String::new(),
        region => format!("[{region}] "),
    };
    format!(
        "{:<18} {:<12} {:<11} {} {}  {region}{description}",
        rule.name(),
        rule.kind.to_string(),
        rule.about.to_string(),
        rule.valid_from,
        rule.valid_to,
    )
}

/// Show one rule with everything, its logic as text
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  hcert rules show VR-NO-0004\n  \
                        hcert rules show GR-XX-0001@1.0.0 testdata/rules --json")]
pub(super) struct ShowArgs {
    /// The rule's identifier, with @1.0.0 behind it that version [default: the highest]
    #[arg(value_name = "RULE")]
    rule: String,
    /// Files of rules, or folders of these [default: Norway's own]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The rule as it was read
    #[arg(long)]
    json: bool,
}

pub(super) fn show(args: &ShowArgs) -> Result<ExitStatus> {
    let book = output::telling(|notices| rule_files::rules_of(&args.paths, notices))?;
    let rule = find(&book, &args.rule, None)?;
    if args.json {
        output::json(&rule.json)?;
        return Ok(ExitStatus::Done);
    }
    let mut lines = Vec::new();
    let mut row = |name: &dyn ToText, value: &str| {
        if !value.is_empty() {
            lines.push(format!("{:<12} {value}", output::said(name)));
        }
    };
    row(&messages::CLI_RULES_RULE, &rule.name());
    row(&messages::CLI_RULES_TYPE, &rule.kind.to_string());
    row(&messages::CLI_RULES_COUNTRY, &rule.country);
    row(&messages::CLI_RULES_REGION, &rule.region);
    row(&messages::CLI_RULES_ABOUT, &rule.about.to_string());
    let span = text!(CLI_RULES_SPAN, from = rule.valid_from, to = rule.valid_to);
    row(&messages::CLI_RULES_IN_FORCE, &output::said(&span));
    let engine = format!("{} {}", rule.engine, rule.engine_version);
    row(&messages::CLI_RULES_ENGINE, &engine);
    row(&messages::CLI_RULES_SCHEMA, &rule.schema_version);
    for (language, text) in &rule.descriptions {
        row(&text!(CLI_RULES_TEXT, language), text);
    }
    let said = rule.affected_fields.join(", ");
    row(&messages::CLI_RULES_SAYS_READS, &said);
    let read = rule.logic.affected_fields().join(", ");
    row(&messages::CLI_RULES_READS, &read);
    if let Some(why) = incompatible(rule, SCHEMA) {
        row(&messages::CLI_RULES_OPEN, &output::said(&why));
    }
    for issue in rule.logic.issues() {
        row(&messages::CLI_RULES_ISSUE, &output::said(issue));
    }
    lines.push(output::said(&messages::CLI_RULES_LOGIC));
    let logic = rule.logic.to_text();
    lines.extend(logic.lines().map(|line| format!("  {line}")));
    output::lines(&lines)?;
    Ok(ExitStatus::Done)
}
