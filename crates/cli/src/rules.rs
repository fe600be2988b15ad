//! `hcert rules`: countries' rules, what they say, and what they answer.

mod ask;
mod lint;
mod list;
#[cfg(feature = "conformance")]
mod test;

use crate::exit::ExitStatus;
use hcert::rules::{Rule, RuleBook, Version};
use hcert::text;
use hcert::text::messages;
use hcert::time::Timestamp;
use hcert_host::error::{Failure, Result};
use hcert_host::inputs as input;

/// Countries' rules: list, show, ask, explain, check, test
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    List(list::ListArgs),
    Show(list::ShowArgs),
    Eval(ask::EvalArgs),
    Explain(ask::ExplainArgs),
    Lint(lint::Args),
    #[cfg(feature = "conformance")]
    Test(test::Args),
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    match &args.command {
        Command::List(args) => list::list(args),
        Command::Show(args) => list::show(args),
        Command::Eval(args) => ask::eval(args),
        Command::Explain(args) => ask::explain(args),
        Command::Lint(args) => lint::run(args),
        #[cfg(feature = "conformance")]
        Command::Test(args) => test::run(args),
    }
}

/// The rule of an identifier, with `@1.0.0` behind it that version; else the highest version in force at a
/// moment, else the highest.
fn find<'b>(book: &'b RuleBook, name: &str, at: Option<Timestamp>) -> Result<&'b Rule> {
    let (identifier, version) = match name.split_once('@') {
        None => (name, None),
        Some((identifier, version)) => {
            let read = Version::read(version).ok_or_else(|| {
                let version = format!("{version:?}");
                Failure::new(text!(CLI_RULES_VERSION, version))
            })?;
            (identifier, Some(read))
        }
    };
    let named = book.rules().iter().filter(|rule| {
        rule.identifier.eq_ignore_ascii_case(identifier)
            && version.is_none_or(|version| rule.version == version)
    });
    let in_force = |rule: &Rule| at.is_some_and(|at| rule.is_valid_at(at));
    let best = named.max_by_key(|rule| (in_force(rule), rule.version));
    best.ok_or_else(|| {
        // A code or payload in the wrong place is somebody's data.
        if input::is_argument_code(name.as_ref()) {
            return Failure::new(messages::CLI_RULES_ARGUMENT_CODE)
                .hint(messages::CLI_RULES_RULE_FIRST);
        }
        if name.contains(['/', '\\']) || name.ends_with(".json") {
            return Failure::new(text!(CLI_RULES_NO_FILE, path = name));
        }
        Failure::new(text!(CLI_RULES_UNKNOWN, name = format!("{name:?}")))
            .hint(messages::CLI_RULES_SEE_LIST)
    })
}
