//! Text to a QR symbol, and the symbol as SVG, PNG or terminal text.
//!
//! The text goes into the symbol in alphanumeric mode and in no other: hcert-spec ("QR 2D Barcode")
//! demands it, Base45 was made for it, and a symbol in byte mode would grow by half. Text that does
//! not fit the mode is refused rather than printed in a form that readers were not tested with.
//!
//! ```
//! use hcert::qr::render::{Level, Symbol};
//! let codes = std::fs::read_to_string("testdata/codes.txt")?;
//! let code = codes.lines().next().ok_or("no code")?;
//! let symbol = Symbol::encode(code, Level::Q)?;
//! assert!(symbol.svg().starts_with("<svg"));
//! assert!(symbol.png(4)?.starts_with(b"\x89PNG"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::text::{Text, ToText};
use crate::{in_english, text};
use std::fmt;
use std::str::FromStr;

mod grid;
mod mask;
mod matrix;
mod picture;

use grid::Grid;

/// Light modules to keep free around a symbol, on each side (ISO/IEC 18004, quiet zone).
pub const QUIET_ZONE: usize = 4;

/// The largest module size, in pixels, that [`Symbol::png`] draws: 64, with which the largest
/// symbol is 11,840 pixels wide, a metre in print at 300 dpi.
pub const MAX_MODULE_PX: u32 = 64;

/// How much of a symbol may be damaged before its text is lost.
///
/// The levels are ordered by what they withstand: `L < M < Q < H`. The default is `Q`, which
/// hcert-spec ("QR 2D Barcode") recommends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Level {
    /// About 7 % of the codewords can be restored.
    L,
    /// About 15 %.
    M,
    /// About 25 %.
    #[default]
    Q,
    /// About 30 %.
    H,
}

impl Level {
    /// All levels, the least protective first.
    pub const ALL: [Self; 4] = [Self::L, Self::M, Self::Q, Self::H];

    /// How many characters a symbol of this level holds at most: version 40, alphanumeric mode
    /// (ISO/IEC 18004:2015, table 7).
    ///
    /// ```
    /// use hcert::qr::render::Level;
    /// assert_eq!(Level::default(), Level::Q);
    /// assert_eq!(Level::Q.capacity(), 2420);
    /// assert_eq!("h".parse(), Ok(Level::H));
    /// ```
    #[must_use]
    pub const fn capacity(self) -> usize {
        match self {
            Self::L => 4296,
            Self::M => 3391,
            Self::Q => 2420,
            Self::H => 1852,
        }
    }

    /// The most protective level at which `length` characters fit.
    fn highest_for(length: usize) -> Option<Self> {
        Self::ALL
            .into_iter()
            .rev()
            .find(|level| length <= level.capacity())
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::L => "L",
            Self::M => "M",
            Self::Q => "Q",
            Self::H => "H",
        })
    }
}

impl FromStr for Level {
    type Err = UnknownLevel;

    /// Reads `L`, `M`, `Q` or `H`, in either case.
    fn from_str(text: &str) -> Result<Self, UnknownLevel> {
        Self::ALL
            .into_iter()
            .find(|level| level.to_string().eq_ignore_ascii_case(text))
            .ok_or(UnknownLevel)
    }
}

/// The text names no error correction level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownLevel;

impl ToText for UnknownLevel {
    fn to_text(&self) -> Text {
        text!(QR_LEVEL)
    }
}

in_english!(UnknownLevel: Error);

/// What kind of character stands where the alphanumeric alphabet allows none.
///
/// An error names the kind and not the character, so that it can be logged: the text of a
/// certificate is personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CharClass {
    /// `a` to `z`; the alphabet has capitals only.
    LowerCase,
    /// A control character, for example a line break.
    Control,
    /// A printable ASCII character that is neither a letter nor among `$%*+-./:` and the space.
    Punctuation,
    /// A character outside ASCII.
    NonAscii,
}

impl CharClass {
    const fn of(c: char) -> Self {
        match c {
            'a'..='z' => Self::LowerCase,
            '\0'..='\x1f' | '\x7f' => Self::Control,
            ' '..='\x7e' => Self::Punctuation,
            _ => Self::NonAscii,
        }
    }
}

impl ToText for CharClass {
    fn to_text(&self) -> Text {
        match self {
            Self::LowerCase => text!(QR_LOWER_CASE),
            Self::Control => text!(QR_CONTROL),
            Self::Punctuation => text!(QR_PUNCTUATION),
            Self::NonAscii => text!(QR_NON_ASCII),
        }
    }
}

in_english!(CharClass);

/// Why no symbol or picture was made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RenderError {
    /// There is no text.
    Empty,
    /// A character is not in the alphabet of the alphanumeric mode.
    Charset {
        /// Where it stands: the number of bytes before it.
        offset: usize,
        /// What it is.
        class: CharClass,
    },
    /// The text does not fit the largest symbol of the level.
    TooLong {
        /// Characters in the text.
        length: usize,
        /// The level asked for.
        level: Level,
        /// Characters that fit at this level.
        limit: usize,
        /// The most protective level at which the text fits, if there is one.
        fits: Option<Level>,
    },
    /// The module size is zero or larger than [`MAX_MODULE_PX`].
    ModuleSize {
        /// The size asked for, in pixels.
        px: u32,
    },
    /// The symbol or the PNG could not be written. No input is known that leads here.
    Encoder {
        /// What the encoder says.
        detail: String,
    },
}

impl RenderError {
    fn encoder(error: impl fmt::Display) -> Self {
        Self::Encoder {
            detail: error.to_string(),
        }
    }
}

impl ToText for RenderError {
    fn to_text(&self) -> Text {
        match self {
            Self::Empty => text!(QR_EMPTY),
            Self::Charset { offset, class } => text!(QR_CHARSET, found = class, at = offset),
            Self::TooLong {
                length,
                level,
                limit,
                fits: Some(fits),
            } => text!(
                QR_TOO_LONG_FITS,
                length,
                level,
                limit,
                fits,
                most = fits.capacity()
            ),
            Self::TooLong {
                length,
                level,
                limit,
                fits: None,
            } => text!(
                QR_TOO_LONG,
                length,
                level,
                limit,
                most = Level::L.capacity()
            ),
            Self::ModuleSize { px } => text!(QR_MODULE_SIZE, px, most = MAX_MODULE_PX),
            Self::Encoder { detail } => text!(QR_ENCODER, detail),
        }
    }
}

in_english!(RenderError: Error);

/// A QR symbol: a square of dark and light modules, without its quiet zone.
#[derive(Clone, PartialEq, Eq)]
pub struct Symbol {
    level: Level,
    version: u8,
    modules: Grid,
}

impl Symbol {
    /// Encodes `text` in alphanumeric mode, in the smallest symbol that holds it at `level`.
    ///
    /// ```
    /// use hcert::qr::render::{Level, RenderError, Symbol};
    /// let symbol = Symbol::encode("HC1:QED8WEX0", Level::H)?;
    /// assert_eq!((symbol.version(), symbol.width()), (2, 25));
    /// assert!(symbol.is_dark(0, 0));
    /// assert!(matches!(Symbol::encode("hc1:", Level::H), Err(RenderError::Charset { offset: 0, .. })));
    /// # Ok::<(), RenderError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`RenderError::Empty`], [`RenderError::Charset`] or [`RenderError::TooLong`].
    pub fn encode(text: &str, level: Level) -> Result<Self, RenderError> {
        if text.is_empty() {
            return Err(RenderError::Empty);
        }
        if let Some((offset, c)) = text.char_indices().find(|(_, c)| !is_alphanumeric_mode(*c)) {
            return Err(RenderError::Charset {
                offset,
                class: CharClass::of(c),
            });
        }
        let too_long = || RenderError::TooLong {
            length: text.len(),
            level,
            limit: level.capacity(),
            fits: Level::highest_for(text.len()),
        };
        let version = matrix::smallest_version(text.len(), level).ok_or_else(too_long)?;
        let modules = matrix::modules(text, version, level).map_err(RenderError::encoder)?;
        Ok(Self {
            level,
            version,
            modules,
        })
    }

    /// The error correction level.
    #[must_use]
    pub const fn level(&self) -> Level {
        self.level
    }

    /// The version, 1 to 40.
    #[must_use]
    pub const fn version(&self) -> u8 {
        self.version
    }

    /// Modules on a side, the quiet zone not counted: 21 to 177.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.modules.width()
    }

    /// Is the module in column `x` of row `y` dark? Outside the symbol everything is light.
    #[must_use]
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        self.modules.is_dark(x, y)
    }

    /// The symbol as a standalone SVG picture, one user unit a module, with its quiet zone on
    /// white.
    ///
    /// All modules are in one path: each run of dark modules in a row is a line one unit thick,
    /// reached by a relative move, which takes less than half the text of filled rectangles.
    /// The picture has no size of its own and fills the place it is given.
    #[must_use]
    pub fn svg(&self) -> String {
        use fmt::Write as _;

        let side = self.width() + 2 * QUIET_ZONE;
        let mut path = String::with_capacity(self.width() * self.width() * 2);
        // Where the pen rests after a run; its start is the corner of the picture.
        let (mut pen_x, mut pen_y) = (0, 0);
        for y in 0..self.width() {
            for (start, length) in self.modules.dark_runs(y) {
                let (x, line) = (start + QUIET_ZONE, y + QUIET_ZONE);
                // Writing to a string cannot fail.
                let _ = if path.is_empty() {
                    // The middle of the line: half a unit below its upper edge.
                    write!(path, "M{x} {line}.5h{length}")
                } else {
                    let (dx, dy) = (x.cast_signed() - pen_x, line.cast_signed() - pen_y);
                    let space = if dy < 0 { "" } else { " " };
                    write!(path, "m{dx}{space}{dy}h{length}")
                };
                (pen_x, pen_y) = ((x + length).cast_signed(), line.cast_signed());
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" \
             shape-rendering=\"crispEdges\"><title>QR code</title>\
             <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
             <path stroke=\"#000\" d=\"{path}\"/></svg>\n"
        )
    }

    /// The symbol as a PNG picture of one bit a pixel, `module_px` pixels a module, with its
    /// quiet zone on white. It is `(width + 8) * module_px` pixels on a side.
    ///
    /// ```
    /// use hcert::qr::render::{Level, RenderError, Symbol};
    /// let symbol = Symbol::encode("HC1:QED8WEX0", Level::Q)?;
    /// let png = symbol.png(4)?;
    /// assert_eq!(png[16..20], ((symbol.width() as u32 + 8) * 4).to_be_bytes());
    /// assert_eq!(symbol.png(65), Err(RenderError::ModuleSize { px: 65 }));
    /// # Ok::<(), RenderError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`RenderError::ModuleSize`] unless `module_px` is within 1 to [`MAX_MODULE_PX`].
    pub fn png(&self, module_px: u32) -> Result<Vec<u8>, RenderError> {
        if !(1..=MAX_MODULE_PX).contains(&module_px) {
            return Err(RenderError::ModuleSize { px: module_px });
        }
        picture::png(&self.modules, module_px as usize).map_err(RenderError::encoder)
    }

    /// The symbol for a terminal that writes light on dark, two rows of modules to a line.
    ///
    /// Light modules are drawn as blocks and dark ones are left to the background, so that the
    /// symbol has the right polarity on the screen. All four modules of the quiet zone are drawn:
    /// what lies beyond it is dark, so a reader has no other light margin to go by, and leaving two
    /// out would save four columns of a hundred. Every line ends with a line break.
    ///
    /// ```
    /// use hcert::qr::render::{Level, Symbol};
    /// let drawn = Symbol::encode("HC1:QED8WEX0", Level::L)?.terminal();
    /// assert!(drawn.lines().all(|line| line.chars().count() == 21 + 8));
    /// # Ok::<(), hcert::qr::render::RenderError>(())
    /// ```
    #[must_use]
    pub fn terminal(&self) -> String {
        self.half_blocks(false)
    }

    /// The symbol for a terminal that writes dark on light; otherwise as [`Self::terminal`].
    #[must_use]
    pub fn terminal_inverted(&self) -> String {
        self.half_blocks(true)
    }

    /// `ink_is_dark`: does a drawn block show a dark module (and not a light one)?
    fn half_blocks(&self, ink_is_dark: bool) -> String {
        let side = self.width() + 2 * QUIET_ZONE;
        // Below the last row there is nothing to draw, on either kind of terminal.
        let inked = |x: usize, y: usize| {
            let dark = match (x.checked_sub(QUIET_ZONE), y.checked_sub(QUIET_ZONE)) {
                (Some(x), Some(y)) => self.is_dark(x, y),
                _ => false,
            };
            y < side && dark == ink_is_dark
        };
        let mut text = String::with_capacity(side * (side + 1) * 3 / 2);
        for y in (0..side).step_by(2) {
            text.extend((0..side).map(|x| match (inked(x, y), inked(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            }));
            text.push('\n');
        }
        text
    }
}

impl fmt::Debug for Symbol {
    /// Leaves out the modules: they are the text, and that is personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Symbol")
            .field("level", &self.level)
            .field("version", &self.version)
            .field("width", &self.width())
            .finish_non_exhaustive()
    }
}

/// Is `c` one of the 45 characters of the alphanumeric mode (ISO/IEC 18004:2015, table 5)?
const fn is_alphanumeric_mode(c: char) -> bool {
    matches!(
        c,
        '0'..='9' | 'A'..='Z' | ' ' | '$' | '%' | '*' | '+' | '-' | '.' | '/' | ':'
    )
}

crate::shown_alike! { Level }

#[cfg(test)]
mod tests;
