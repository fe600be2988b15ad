//! `hcert verify`: accept, reject, or cannot tell, and why.

use super::judge::{Judge, JudgeArgs};
use super::{Result, Status, input, output, parse_lang, show};
use crate::lang::Lang;
use crate::verify::Verdict;
use std::ffi::OsString;

/// Verify codes against a trust list
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert verify --trust keys --at 2022-02-01T12:00:00Z testdata/NO/png/recovery.png\n  \
                        hcert verify --trust keys --at 2022-02-01T12:00:00Z --json testdata/codes.txt\n  \
                        hcert verify --trust keys --at 2022-02-01T12:00:00Z --all-countries testdata/NO/png/recovery.png\n\n\
                        Exit codes: 0 accept, 1 reject, 2 usage or I/O, 3 cannot verify; for many inputs \
                        the first present of 2, 1, 3, 0."
)]
pub(super) struct Args {
    /// What to verify: -, a code itself, a text file with one code per line, PNG, JPEG, WebP or PDF
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<OsString>,
    #[command(flatten)]
    judge: JudgeArgs,
    /// Language of texts: en, nb, nn
    #[arg(long, value_name = "LANG", default_value = "en", value_parser = parse_lang)]
    lang: Lang,
    /// One JSON object per code
    #[arg(long)]
    json: bool,
    /// Every check and the clause of every deviation
    #[arg(short, long, conflicts_with_all = ["json", "quiet"])]
    verbose: bool,
    /// Nothing but the exit code
    #[arg(short, long, conflicts_with = "json")]
    quiet: bool,
}

pub(super) fn run(args: &Args) -> Result<Status> {
    let judge = Judge::new(&args.judge)?;
    let mut status = Status::Done;
    let complete = input::for_each(&args.inputs, |input| {
        let report = judge.report(&input.content);
        status = status.worse(of(&report.verdict));
        if let Some(text) = judge.expires_before_arrival(&report, args.lang) {
            output::note(&format!("{}: {text}", input.label));
        }
        if args.json {
            output::json(&show::report_json(&input.label, &report, args.lang))?;
        } else if !args.quiet {
            let colour = output::has_colour();
            let lines = show::report_lines(&input.label, &report, args.lang, args.verbose, colour);
            output::line(&lines.join("\n"))?;
        }
        Ok(())
    })?;
    if !complete {
        status = status.worse(Status::Usage);
    }
    Ok(status)
}

/// The exit status of a verdict.
pub(super) fn of(verdict: &Verdict) -> Status {
    match verdict {
        Verdict::Accept => Status::Done,
        Verdict::Reject(_) => Status::Rejected,
        Verdict::CannotVerify(_) => Status::CannotVerify,
    }
}
