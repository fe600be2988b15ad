//! `hcert qr`: a code as a picture.

use crate::exit::ExitStatus;
use crate::output;
use hcert::qr::render::{Level, Symbol};
use hcert::text;
use hcert::text::messages;
use hcert_host::atomic_file;
use hcert_host::error::{Failure, Result};
use hcert_host::inputs as input;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Draw a code as a QR picture
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert qr HC1:6BFOXN --out code.png\n  hcert qr HC1:6BFOXN --level M --format terminal\n\n\
                        The symbol is in alphanumeric mode with a quiet zone of four modules."
)]
pub(super) struct Args {
    /// The code: -, the code itself, or a file that holds it
    #[arg(value_name = "INPUT")]
    input: OsString,
    /// Error correction: L, M, Q or H
    #[arg(long, default_value = "Q", value_name = "LEVEL")]
    level: Level,
    /// Form of the picture [default: by the ending of --out; terminal without --out]
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
pub(super) enum Format {
    Png,
    Svg,
    Terminal,
}

impl Format {
    /// The form that a file name asks for by its ending.
    ///
    /// # Errors
    /// An ending that is neither PNG nor SVG.
    pub(super) fn of(path: &Path) -> Result<Self> {
        match input::ending(path).as_deref() {
            Some("png") => Ok(Self::Png),
            Some("svg") => Ok(Self::Svg),
            _ => Err(Failure::new(text!(CLI_QR_ENDING, path)).hint(messages::CLI_QR_GIVE_ENDING)),
        }
    }
}

/// A symbol as a file.
pub(super) fn picture(symbol: &Symbol, format: Format, module_px: u32) -> Result<Vec<u8>> {
    match format {
        Format::Png => symbol.png(module_px).map_err(Failure::new),
        Format::Svg => Ok(symbol.svg().into_bytes()),
        Format::Terminal => Ok(symbol.terminal().into_bytes()),
    }
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    let format = match (args.format, &args.out) {
        (Some(format), _) => format,
        (None, Some(path)) => Format::of(path)?,
        (None, None) => Format::Terminal,
    };
    let source = input::fetch(&args.input, messages::CLI_QR_GIVE_CODE)?;
    let input = &source.label;
    let text = String::from_utf8(source.octets)
        .map_err(|_| Failure::new(text!(CLI_QR_NO_TEXT, input)).hint(messages::CLI_QR_USE_SCAN))?;
    let lines = text.lines().map(|line| line.trim_matches('\u{feff}'));
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let [code] = lines.as_slice() else {
        let failure = Failure::new(text!(CLI_QR_SEVERAL, input, count = lines.len()));
        return Err(match lines.is_empty() {
            true => failure,
            false => failure.hint(messages::CLI_QR_ONE_BY_ONE),
        });
    };
    let symbol = Symbol::encode(code, args.level).map_err(Failure::new)?;
    if format == Format::Png && args.out.is_none() && output::is_terminal() {
        let failure = Failure::new(messages::CLI_QR_TERMINAL);
        return Err(failure.hint(messages::CLI_QR_GIVE_OUT));
    }
    let octets = match format {
        Format::Terminal if args.light_terminal => symbol.terminal_inverted().into_bytes(),
        format => picture(&symbol, format, args.module)?,
    };
    match &args.out {
        Some(path) => atomic_file::secret_file(path, &octets)?,
        None => output::data(&octets)?,
    }
    Ok(ExitStatus::Done)
}
