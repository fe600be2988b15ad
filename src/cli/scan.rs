//! `hcert scan`: the texts of the codes in pictures.

use super::{Result, Status, input, output};
use crate::qr::scan::{ScanLimits, scan};
use serde_json::json;

/// Read the codes in pictures (QR and Aztec; PNG, JPEG, WebP, PDF)
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  hcert scan testdata/NO/png/recovery.png\n\nExit codes: 0 a code was found in \
                        every picture, 2 usage or I/O, 3 none was found in one."
)]
pub(super) struct Args {
    /// Pictures, or - for standard input
    #[arg(value_name = "PICTURE", required = true)]
    pictures: Vec<String>,
    /// One JSON object per picture: {"input","texts":[...]}
    #[arg(long)]
    json: bool,
    /// Nothing but the exit code
    #[arg(short, long, conflicts_with = "json")]
    quiet: bool,
}

pub(super) fn run(args: &Args) -> Result<Status> {
    let mut status = Status::Done;
    for picture in &args.pictures {
        let found = match input::fetch(picture) {
            Ok(source) => {
                scan(&source.octets, &ScanLimits::default()).map_err(|error| (source, error))
            }
            Err(failure) => {
                failure.tell();
                status = status.worse(Status::Usage);
                continue;
            }
        };
        let texts: Vec<String> = match found {
            Ok(found) => found.into_iter().map(|code| code.text).collect(),
            Err((source, error)) => {
                output::warning(&format!("{}: {error}", source.label));
                Vec::new()
            }
        };
        if texts.is_empty() {
            status = status.worse(Status::CannotVerify);
        }
        if args.json {
            output::json(&json!({ "input": picture, "texts": texts }))?;
        } else if !args.quiet {
            for text in &texts {
                output::line(text)?;
            }
            if texts.is_empty() {
                output::hint(&format!(
                    "{picture}: no code was found; try a sharper or larger picture"
                ));
            }
        }
    }
    Ok(status)
}
