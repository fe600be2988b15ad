//! `hcert verify`: accept, genuine, reject, or cannot tell, and why.

use crate::exit::ExitStatus;
use crate::verify_args::{Judge, VerifierArgs};
#[cfg(unix)]
use crate::watch::{self, WatchArgs};
use crate::{output, show};
use hcert::text;
use hcert::text::messages;
use hcert::verify::{Passport, PassportError, Verdict};
use hcert_checkpoint::input::{Content, Parts};
use hcert_host::error::{Failure, Result};
use std::ffi::OsString;

/// Verify codes against a trust list
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
                        hcert verify --trust testdata/trust.bundle --anchor testdata/operator.pem \\\n    \
                        --at 2022-02-01T12:00:00Z testdata/NO/png/vaccination-2-2.png\n  \
                        hcert verify --trust testdata/trust.bundle --anchor testdata/operator.pem \\\n    \
                        --at 2022-02-01T12:00:00Z --json testdata/codes.txt\n  \
                        hcert verify --trust testdata/trust.bundle --anchor testdata/operator.pem \\\n    \
                        --at 2022-02-01T12:00:00Z --all-countries testdata/NO/png/vaccination-2-2.png\n\n\
                        At a desk with a hand-held scanner (press q and wait a moment to end it; run it as \
                        exec hcert ..., so that no shell reads what is scanned afterwards):\n  \
                        exec hcert verify --watch --trust trust.bundle --anchor operator.pem --country NO\n  \
                        exec hcert verify --watch --trust trust.bundle --anchor operator.pem --baud 115200 /dev/ttyACM0\n\n\
                        Exit codes: 0 accept or genuine, 1 reject, 2 usage or I/O, 3 cannot verify; for many inputs \
                        the first present of 2, 1, 3, 0; with --watch 0 when it is ended.")]
pub(super) struct Args {
    /// What to verify: -, a code itself, a text file with one code per line, PNG, JPEG, WebP or PDF
    #[arg(value_name = "INPUT", required_unless_present = "watch")]
    inputs: Vec<OsString>,
    #[command(flatten)]
    judge: VerifierArgs,
    /// The name in the passport, to be compared: FNT<<GNT as its lower lines have it, the whole first line, or
    /// typed as "family, given"
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    name: Option<String>,
    /// The date of birth in the passport, to be compared: YYYY-MM-DD, or as much as is known
    #[arg(long, value_name = "DATE")]
    dob: Option<String>,
    /// The number of the travel document, to be compared with the one that a yellow card names
    #[arg(long, value_name = "NUMBER")]
    document: Option<String>,
    /// One JSON object per code
    #[arg(long)]
    json: bool,
    /// Every check, the class of the reason, and the clause of every deviation
    #[arg(short, long, conflicts_with_all = ["json", "quiet"])]
    verbose: bool,
    /// Nothing but the exit code
    #[arg(short, long, conflicts_with = "json")]
    quiet: bool,
    #[cfg(unix)]
    #[command(flatten)]
    watch: WatchArgs,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    #[cfg(unix)]
    if args.watch.watch {
        return watch::run(&watch::Asked {
            args: &args.watch,
            inputs: &args.inputs,
            judge: &args.judge,
            lang: crate::lang(),
            json: args.json,
        });
    }
    let passport = passport(args)?;
    let judge = Judge::new(&args.judge)?;
    let mut status = ExitStatus::Done;
    let mut together = Together::default();
    let mut parts = Parts::default();
    let complete = crate::inputs::for_each(&args.inputs, |input| {
        let content = match &input.content {
            Content::Text(text) => Content::Text(parts.with(text, judge.at())),
            other => other.clone(),
        };
        let report = judge.report(&content).compared_with(&passport);
        status = status.worse(of(&report.verdict));
        if let Some(text) = judge.expires_before_arrival(&report, crate::lang()) {
            output::note(&format!("{}: {text}", input.label));
        }
        if args.json {
            output::json(&judge.json(&input, &report, crate::lang()))?;
        } else if !args.quiet {
            let mut lines = show::report_lines(&input.label, &report, crate::lang(), args.verbose);
            let compared = show::comparison_lines(&report, &passport, crate::lang(), args.verbose);
            lines.extend(compared.into_iter().map(output::Marked::from));
            together.add(input.label, report.verdict, lines)?;
        }
        Ok(())
    })?;
    together.tell()?;
    if !complete {
        status = status.worse(ExitStatus::Usage);
    }
    Ok(status)
}

/// Codes of one picture or file, until it is known how many there are: of several a summary is told first, so that no
/// good verdict hides a bad one.
#[derive(Default)]
struct Together {
    source: String,
    codes: Vec<(String, Verdict)>,
    lines: Vec<output::Marked>,
}

impl Together {
    fn add(&mut self, label: String, verdict: Verdict, lines: Vec<output::Marked>) -> Result<()> {
        let source = source(&label);
        if source != self.source {
            self.tell()?;
            self.source = source.to_owned();
        }
        self.codes.push((label, verdict));
        self.lines.extend(lines);
        Ok(())
    }

    fn tell(&mut self) -> Result<()> {
        if self.codes.len() > 1 {
            let summary = show::summary_lines(&self.source, &mut self.codes, crate::lang());
            output::marked(&summary)?;
        }
        self.codes.clear();
        output::marked(&std::mem::take(&mut self.lines))
    }
}

/// The source of a code, whose name ends with its number where there are several.
fn source(label: &str) -> &str {
    match label.rsplit_once('#') {
        Some((source, number)) if number.bytes().all(|octet| octet.is_ascii_digit()) => source,
        _ => label,
    }
}

/// What the passport says. Neither is repeated in an error: both are the holder's.
fn passport(args: &Args) -> Result<Passport> {
    let passport = Passport::read(args.name.as_deref(), args.dob.as_deref());
    let passport = passport.map(|passport| passport.with_document(args.document.as_deref()));
    passport.map_err(|error| match error {
        PassportError::Name(error) => Failure::new(text!(FILE_SYSTEM, path = "--name", error))
            .hint(messages::CLI_VERIFY_NAME_FORM),
        PassportError::NoDate => Failure::new(messages::CLI_VERIFY_NO_DOB),
        PassportError::Date => Failure::new(messages::CLI_VERIFY_DOB_FORM),
    })
}

/// The exit status of a verdict.
pub(super) fn of(verdict: &Verdict) -> ExitStatus {
    match verdict {
        Verdict::Accept | Verdict::Genuine(_) => ExitStatus::Done,
        Verdict::Reject(_) => ExitStatus::Rejected,
        Verdict::CannotVerify(_) => ExitStatus::CannotVerify,
    }
}
