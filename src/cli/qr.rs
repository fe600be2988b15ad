//! `hcert qr`: a code as a picture.

use super::{Failure, Result, Status, input, output};
use crate::qr::render::{Level, Symbol};
use std::path::PathBuf;

/// Draw a code as a QR picture
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert qr HC1:6BFOXN --out code.png\n  hcert qr HC1:6BFOXN --level M --format terminal\n\n\
                        The symbol is in alphanumeric mode with a quiet zone of four modules."
)]
pub(super) struct Args {
    /// The code: -, the code itself, or a file that holds it
    #[arg(value_name = "INPUT")]
    input: String,
    /// Error correction: L, M, Q or H
    #[arg(long, default_value = "Q", value_name = "LEVEL")]
    level: Level,
    /// Form of the picture [default: by the ending of --out, else terminal]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Pixels of a module in PNG
    #[arg(long, default_value_t = 4, value_name = "PIXELS")]
    module: u32,
    /// For a terminal with dark text on a light ground
    #[arg(long)]
    light_terminal: bool,
    /// Where to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Png,
    Svg,
    Terminal,
}

pub(super) fn run(args: &Args) -> Result<Status> {
    let source = input::fetch(&args.input)?;
    let text = String::from_utf8(source.octets).map_err(|_| {
        Failure::new(format!("{}: not text", source.label)).hint("to read a picture use hcert scan")
    })?;
    let mut lines = text
        .lines()
        .map(|line| line.trim_matches('\u{feff}'))
        .filter(|line| !line.is_empty());
    let (Some(code), None) = (lines.next(), lines.next()) else {
        let message = format!(
            "{}: expected one code, found {}",
            source.label,
            text.lines().count()
        );
        return Err(Failure::new(message).hint("draw them one by one"));
    };
    let symbol = Symbol::encode(code, args.level).map_err(Failure::new)?;
    let ending = args
        .out
        .as_ref()
        .and_then(|path| path.extension())
        .and_then(|ending| ending.to_str());
    let format = args.format.unwrap_or(match ending {
        Some("png") => Format::Png,
        Some("svg") => Format::Svg,
        _ => Format::Terminal,
    });
    let octets = match format {
        Format::Png if args.out.is_none() && output::is_terminal() => {
            let message = "a PNG is not written to a terminal";
            return Err(Failure::new(message).hint("give --out FILE, or --format terminal"));
        }
        Format::Png => symbol.png(args.module).map_err(Failure::new)?,
        Format::Svg => symbol.svg().into_bytes(),
        Format::Terminal if args.light_terminal => symbol.terminal_inverted().into_bytes(),
        Format::Terminal => symbol.terminal().into_bytes(),
    };
    match &args.out {
        Some(path) => output::file(path, &octets)?,
        None => output::data(&octets)?,
    }
    Ok(Status::Done)
}
