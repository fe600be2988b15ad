//! `hcert qr`: a code as a picture.

use crate::exit::ExitStatus;
use crate::output;
use hcert::qr::render::{Level, Symbol};
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
            _ => Err(
                Failure::new(format!("{}: neither .png nor .svg", path.display()))
                    .hint("end the name in .png or .svg, or give --format"),
            ),
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
    let hint = "give a file that holds the code, - for standard input, or the code itself";
    let source = input::fetch(&args.input, hint)?;
    let text = String::from_utf8(source.octets).map_err(|_| {
        Failure::new(format!("{}: not text", source.label)).hint("to read a picture use hcert scan")
    })?;
    let lines = text.lines().map(|line| line.trim_matches('\u{feff}'));
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let [code] = lines.as_slice() else {
        let message = format!("{}: expected one code, found {}", source.label, lines.len());
        let failure = Failure::new(message);
        return Err(if lines.is_empty() {
            failure
        } else {
            failure.hint("draw them one by one")
        });
    };
    let symbol = Symbol::encode(code, args.level).map_err(Failure::new)?;
    if format == Format::Png && args.out.is_none() && output::is_terminal() {
        let message = "a PNG is not written to a terminal";
        return Err(Failure::new(message).hint("give --out FILE, or --format terminal"));
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
