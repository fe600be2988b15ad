//! `hcert scan`: the texts of the codes in pictures.

use crate::exit::ExitStatus;
use crate::output;
use hcert::text;
use hcert::text::messages;
use hcert_checkpoint::input::not_scanned;
use hcert_host::error::Result;
use hcert_host::{decoder, inputs as input};
use hcert_scan::scan::{ScanError, ScanLimits};
use serde_json::json;
use std::ffi::OsString;

/// Read the codes in pictures (QR and Aztec; PNG, JPEG, WebP, PDF)
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  hcert scan testdata/NO/png/vaccination-2-2.png\n\nExit codes: 0 a code was found in \
                        every picture, 2 usage or I/O, 3 none was found in one."
)]
pub(super) struct Args {
    /// Pictures, or - for standard input
    #[arg(value_name = "PICTURE", required = true)]
    pictures: Vec<OsString>,
    /// One JSON object per picture: {"input","texts":[...]}, with "class":"too-large" for one that asks for too much
    #[arg(long)]
    json: bool,
    /// Nothing but the exit code
    #[arg(short, long, conflicts_with = "json")]
    quiet: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    let mut status = ExitStatus::Done;
    for picture in &args.pictures {
        let source = match input::fetch(picture, messages::CLI_SCAN_GIVE_PICTURE) {
            Ok(source) => source,
            Err(failure) => {
                output::failure(&failure);
                status = status.worse(ExitStatus::Usage);
                continue;
            }
        };
        let label = &source.label;
        let scanned = decoder::scan_patiently(&source.octets, &ScanLimits::default());
        let is_limit = scanned.as_ref().is_err_and(ScanError::is_limit);
        let found = scanned.unwrap_or_else(|error| {
            let error = not_scanned(&error);
            output::warning(&text!(FILE_SYSTEM, path = label, error));
            Vec::new()
        });
        if found.is_empty() {
            status = status.worse(ExitStatus::CannotVerify);
        }
        if args.json {
            let texts: Vec<&str> = found.iter().map(|code| code.text.as_str()).collect();
            output::json(&match is_limit {
                true => json!({ "input": label, "texts": texts, "class": "too-large" }),
                false => json!({ "input": label, "texts": texts }),
            })?;
        } else if !args.quiet {
            for code in &found {
                // Data for a program stays as it is; a person's terminal is not a code's to draw on.
                match output::is_terminal() {
                    true => output::line(&code.text)?,
                    false => output::data(format!("{}\n", code.text).as_bytes())?,
                }
            }
            if found.is_empty() {
                output::hint(&text!(CLI_SCAN_NOTHING, input = label));
            }
        }
    }
    Ok(status)
}
