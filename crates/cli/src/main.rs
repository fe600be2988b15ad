//! The program: one file a command, words → job → exit code.
//!
//! The only place that reads the clock, the terminal, the environment and files. Standard output is data
//! only; messages go to standard error as `hcert: error:` and `hcert: hint:`.
//!
//! Exit codes of `verify`, `scan`, `demo`: 0 accept or genuine (found), 1 rejected, 2 usage or I/O, 3 cannot verify;
//! of the others: 0 done, 1 the thing asked about does not hold, 2 usage or I/O. For many inputs it is the
//! first present of 2, 1, 3, 0.

#![cfg_attr(
    not(feature = "default"),
    allow(dead_code, reason = "some is used by commands that are left out")
)]

#[cfg(feature = "pages")]
mod batch;
#[cfg(feature = "conformance")]
mod conformance;
mod demo;
mod generate;
mod inputs;
mod inspect;
#[cfg(feature = "ledger")]
mod issue;
#[cfg(feature = "keygen")]
mod keygen;
mod kind;
#[cfg(feature = "ledger")]
mod ledger_args;
mod output;
#[cfg(feature = "pages")]
mod page;
#[cfg(feature = "pages")]
mod page_args;
#[cfg(feature = "pages")]
mod page_card;
mod qr;
mod revocation;
mod rules;
mod scan;
#[cfg(all(unix, feature = "service"))]
mod serve;
mod show;
mod status;
mod trust;
mod trust_args;
mod verify;
mod verify_args;
#[cfg(unix)]
mod watch;

use crate::exit::ExitStatus;
use clap::{CommandFactory as _, Parser, Subcommand};
use hcert::text::{Lang, escape, messages};
use hcert::time::{Date, Timestamp};
use hcert_host::error::{Failure, Result};
use hcert_host::exit;
use std::process::ExitCode;
use std::sync::OnceLock;

/// Issue, print, scan and verify EU Digital COVID Certificates
#[derive(Debug, Parser)]
#[command(
    name = "hcert",
    version,
    propagate_version = true,
    max_term_width = 100
)]
#[command(
    after_help = "Exit codes: 0 accepted, genuine or done, 1 rejected or does not hold, 2 usage or I/O, \
                        3 cannot verify.\nInputs: - for standard input, a code itself (HC1:...), or a \
                        file: text with one code per line, PNG, JPEG, WebP, PDF."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Language of texts and messages [default: en; of pages: nb]
    #[arg(long, value_name = "LANG", value_parser = lang_parser(), global = true)]
    lang: Option<Lang>,
}

/// The language that was asked for, once the command line is read.
static LANG: OnceLock<Option<Lang>> = OnceLock::new();

/// The language of everything that is written.
fn lang() -> Lang {
    LANG.get().copied().flatten().unwrap_or_default()
}

/// The language below English and French on a yellow card, if another was asked for.
#[cfg(feature = "pages")]
fn third_lang() -> Option<Lang> {
    LANG.get()
        .copied()
        .flatten()
        .filter(|&lang| lang != Lang::En)
}

/// The first language of pages.
#[cfg(feature = "pages")]
fn page_lang() -> Lang {
    LANG.get().copied().flatten().unwrap_or(Lang::Nb)
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Args),
    #[cfg(feature = "ledger")]
    Issue(issue::Args),
    Qr(qr::Args),
    Scan(scan::Args),
    Verify(verify::Args),
    Inspect(inspect::Args),
    Status(status::Args),
    #[cfg(feature = "pages")]
    Page(page::Args),
    #[cfg(feature = "pages")]
    Batch(batch::Args),
    Trust(trust::Args),
    Rules(rules::Args),
    Revocation(revocation::Args),
    #[cfg(all(unix, feature = "service"))]
    Serve(serve::Args),
    #[cfg(feature = "keygen")]
    Keygen(keygen::Args),
    #[cfg(feature = "conformance")]
    Conformance(conformance::Args),
    Completions(generate::CompletionsArgs),
    Man(generate::ManArgs),
}

/// Runs the program with the words of the command line.
fn main() -> ExitCode {
    #[cfg(unix)]
    if let Some(code) = hcert_host::decoder::main() {
        return code;
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            tell_usage(&error);
            // Help and version are data and no error.
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    // Nothing has set it before.
    let _ = LANG.set(cli.lang);
    let status = run(cli.command).unwrap_or_else(|failure| {
        output::failure(&failure);
        ExitStatus::Usage
    });
    ExitCode::from(status.code())
}

/// Tells what is wrong with the words of the command line. They are parsed once more as they are shown, since the
/// parser repeats them: what is harmless is told as it is.
fn tell_usage(error: &clap::Error) {
    let words = std::env::args_os().map(|word| escape(&word.to_string_lossy()));
    match Cli::try_parse_from(words) {
        Err(error) => {
            // There is nowhere left to say that standard error is gone.
            let _ = error.print();
        }
        // Nothing but how a word was written was wrong with it.
        Ok(_) => output::error(&format!("the command line: {}", error.kind())),
    }
}

fn run(command: Command) -> Result<ExitStatus> {
    match command {
        Command::Demo(args) => demo::run(&args),
        #[cfg(feature = "ledger")]
        Command::Issue(args) => issue::run(&args),
        Command::Qr(args) => qr::run(&args),
        Command::Scan(args) => scan::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Status(args) => status::run(&args),
        #[cfg(feature = "pages")]
        Command::Page(args) => page::run(&args),
        #[cfg(feature = "pages")]
        Command::Batch(args) => batch::run(&args),
        Command::Trust(args) => trust::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Revocation(args) => revocation::run(&args),
        #[cfg(all(unix, feature = "service"))]
        Command::Serve(args) => serve::run(&args),
        #[cfg(feature = "keygen")]
        Command::Keygen(args) => keygen::run(&args),
        #[cfg(feature = "conformance")]
        Command::Conformance(args) => conformance::run(&args),
        Command::Completions(args) => generate::completions(&args, Cli::command()),
        Command::Man(args) => generate::man(&args, Cli::command()),
    }
}

/// The moment of the check: given, or the clock's.
fn moment(at: Option<Timestamp>) -> Result<Timestamp> {
    if let Some(at) = at {
        return Ok(at);
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the clock"
    )]
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH).ok();
    let now = since
        .and_then(|since| i64::try_from(since.as_secs()).ok())
        .and_then(Timestamp::from_unix);
    now.ok_or_else(|| Failure::new(messages::CLI_CLOCK).hint(messages::CLI_GIVE_AT))
}

/// Parses `--at` and its like, with the form in the error. A date alone is its start in Norway.
fn parse_moment(text: &str) -> std::result::Result<Timestamp, String> {
    if let Ok(date) = text.parse::<Date>() {
        return Ok(date.start_in_oslo());
    }
    text.parse().map_err(|error| {
        format!("{error}; expected RFC 3339, such as 2021-11-01T12:00:00Z, or a date, which is its start in Norway")
    })
}

fn parse_date(text: &str) -> std::result::Result<Date, String> {
    text.parse()
        .map_err(|error: hcert::time::TimeError| error.to_string())
}

/// Reads a language, and offers those that there are.
fn lang_parser() -> impl clap::builder::TypedValueParser<Value = Lang> {
    use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};
    let offered = Lang::ALL
        .into_iter()
        .map(|lang| PossibleValue::new(lang.code()));
    let pseudo = PossibleValue::new(Lang::Pseudo.code()).hide(true);
    PossibleValuesParser::new(offered.chain([pseudo])).try_map(|text| text.parse::<Lang>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_command_line_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_option_that_takes_a_moment_takes_a_date_which_is_its_start_in_norway() {
        fn walk(command: &clap::Command, path: &str, found: &mut Vec<String>) {
            for below in command.get_subcommands() {
                walk(below, &format!("{path} {}", below.get_name()), found);
            }
            for argument in command.get_arguments() {
                let name = argument.get_long().unwrap_or_default();
                let names = argument.get_value_names().unwrap_or_default();
                let is_moment = names.iter().any(|name| *name == "RFC3339");
                assert!(is_moment || name != "at", "{path} --at");
                if !is_moment {
                    continue;
                }
                let parser = argument.get_value_parser().clone();
                let moment = clap::Arg::new("x").long("x").value_parser(parser);
                let alone = clap::Command::new("x").arg(moment);
                let read = |text| {
                    let matches = alone.clone().try_get_matches_from(["x", "--x", text]);
                    let found = matches.unwrap().get_one::<Timestamp>("x").copied();
                    found.unwrap().to_string()
                };
                // In winter and in summer, before and behind the hour that is left out.
                for (date, start) in [
                    ("2022-02-01", "2022-01-31T23:00:00Z"),
                    ("2022-07-01", "2022-06-30T22:00:00Z"),
                    ("2022-03-27", "2022-03-26T23:00:00Z"),
                    ("2022-03-28", "2022-03-27T22:00:00Z"),
                    ("2022-02-01T12:00:00+01:00", "2022-02-01T11:00:00Z"),
                ] {
                    assert_eq!(read(date), start, "{path} --{name}");
                }
                for wrong in ["2022-02-30", "2022-02", "01.02.2022", "yesterday"] {
                    let matches = alone.clone().try_get_matches_from(["x", "--x", wrong]);
                    let told = matches.unwrap_err().to_string();
                    assert!(told.contains("or a date"), "{path} --{name}: {told}");
                }
                found.push(format!("{path} --{name}"));
            }
        }
        let mut found = Vec::new();
        walk(&Cli::command(), "hcert", &mut found);
        assert!(found.len() >= 25, "{found:?}");
        assert!(found.contains(&"hcert verify --at".to_owned()), "{found:?}");
    }

    #[test]
    fn of_many_exit_codes_the_first_of_2_1_3_0_counts() {
        use ExitStatus::{CannotVerify, Done, Rejected, Usage};
        for (a, b, worse) in [
            (Done, Done, Done),
            (Done, CannotVerify, CannotVerify),
            (CannotVerify, Rejected, Rejected),
            (Rejected, Usage, Usage),
            (Usage, Done, Usage),
        ] {
            assert_eq!((a.worse(b), b.worse(a)), (worse, worse));
        }
    }
}
