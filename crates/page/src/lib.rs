//! Control pages: what a certificate says, as a sheet to fold, with its code.
//!
//! One description ([`Document`], [`Sheet`]) feeds HTML, SVG, PNG and PDF: an A4 page that folds twice
//! into four A6 panels. [`release()`] is the way out: it makes the files, reads every code in them again,
//! compares each with what it should be, verifies it, and hands out nothing if one of them fails.
//!
//! The design follows Regulation (EU) 2021/953 (what a certificate shows) and hcert-spec ("QR 2D
//! Barcode": level Q, 35 to 60 mm across the diagonal). Lengths are mm, type sizes pt; device pixels are
//! those of 300 dpi.
//!
//! Not supported: paper other than A4, right-to-left pages, mixed directions in one text.

pub mod control;
mod fonts;
mod html;
pub mod icvp;
mod layout;
mod pages_json;
pub mod palette;
mod pdf;
mod png;
pub mod produce;
mod release;
mod sheet;
mod svg;
mod symbol;

use fonts::Fonts;
use hcert::qr::render::RenderError;
use hcert::text::{Lang, Text, ToText};
use hcert::{in_english, text};
use hcert_scan::scan::ScanError;
use layout::Laid;

pub use pages_json::{Contents, PagesJson};
pub use png::draw_square;
pub use release::{File, Format, check, release};
pub use sheet::{Block, Code, Document, Field, Front, Light, LightSymbol, Panel, Sheet, Tone, Two};
pub use symbol::{DIAGONAL_MM, DrawnCode, MODULE_PX_MIN};

/// The document as one HTML file.
///
/// # Errors
///
/// If a code or a panel's words do not fit.
pub fn html(document: &Document) -> Result<String, PageError> {
    Ok(html::write(document, &lay_all(document)?))
}

/// The document as PDF/UA-1 and PDF/A-2a, a page a sheet.
///
/// # Errors
///
/// If a code or a panel's words do not fit, or the file would break one of the two standards.
pub fn pdf(document: &Document) -> Result<Vec<u8>, PageError> {
    pdf::write(document, &lay_all(document)?)
}

/// A sheet as an SVG picture; `lang` is the language of its first words.
///
/// # Errors
///
/// If a code or a panel's words do not fit.
pub fn svg(sheet: &Sheet, lang: Lang) -> Result<String, PageError> {
    let fonts = Fonts::new()?;
    let laid = layout::lay(sheet, &fonts)?;
    Ok(svg::draw(sheet, &laid, &fonts, lang))
}

/// A sheet as a PNG picture, A4 at 300 dpi, drawn from [`svg()`].
///
/// # Errors
///
/// If a code or a panel's words do not fit, or there is no memory for the picture (35 MB).
pub fn png(sheet: &Sheet) -> Result<Vec<u8>, PageError> {
    png::draw(&svg(sheet, Lang::default())?)
}

/// How many characters of a text no face has a sign for, so that a page shows them as missing.
#[must_use]
pub fn unwritable(text: &str) -> usize {
    Fonts::new().map_or(0, |fonts| fonts.missing_in(text))
}

/// How the sheet's code is drawn; nothing, if the sheet has none.
///
/// # Errors
///
/// If a code or a panel's words do not fit.
pub fn drawn(sheet: &Sheet) -> Result<Option<DrawnCode>, PageError> {
    let laid = layout::lay(sheet, &Fonts::new()?)?;
    Ok(laid.code.map(|code| code.facts()))
}

fn lay_all(document: &Document) -> Result<Vec<Laid>, PageError> {
    let fonts = Fonts::new()?;
    let sheets = document.sheets.iter();
    sheets.map(|sheet| layout::lay(sheet, &fonts)).collect()
}

/// Why there is no page. Never holds a name, a date of birth or a code's text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PageError {
    /// A face that is part of this program cannot be read. No input leads here.
    Font,
    /// The code cannot be encoded.
    Code {
        /// The sheet.
        sheet: String,
        /// Why.
        error: RenderError,
    },
    /// The code is too large for a page at every level.
    CodeTooLarge {
        /// The sheet.
        sheet: String,
        /// Modules on a side at level L.
        modules: u16,
        /// The diagonal in mm at the smallest module.
        diagonal_mm: f32,
    },
    /// A panel's words do not fit it, however tight they are set.
    Overflow {
        /// The sheet.
        sheet: String,
        /// Which one: 1 the front, 2 top right, 3 bottom left, 4 bottom right.
        panel: usize,
        /// The height in mm that its words take when they are tightest.
        needed_mm: f32,
        /// The height in mm that there is.
        available_mm: f32,
    },
    /// Two sheets would be files of the same name.
    SameName {
        /// The name.
        name: String,
    },
    /// The PDF would break a rule of its standards.
    Pdf {
        /// Which one.
        detail: Text,
    },
    /// The picture could not be drawn or written. No input is known that leads here.
    Draw {
        /// What the renderer says.
        detail: Text,
    },
    /// A finished file cannot be scanned.
    Scan {
        /// The file.
        file: String,
        /// Why.
        error: ScanError,
    },
    /// A finished file does not hold as many codes as it should.
    CodeCount {
        /// The file.
        file: String,
        /// How many were read.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// A code in a finished file is not the one that should be there.
    CodeDiffers {
        /// The file.
        file: String,
        /// Which code, from 1.
        number: usize,
        /// Characters that were read.
        found: usize,
        /// Characters that there should be.
        expected: usize,
    },
    /// A code in a finished file does not verify.
    NotAccepted {
        /// The file.
        file: String,
        /// Which code, from 1.
        number: usize,
        /// The verdict: `reject` or `cannot-verify`.
        verdict: &'static str,
        /// The check that failed.
        check: String,
    },
}

impl PageError {
    /// Says on which sheet it is, if that is not said yet.
    fn on(mut self, name: &str) -> Self {
        match &mut self {
            Self::Code { sheet, .. }
            | Self::CodeTooLarge { sheet, .. }
            | Self::Overflow { sheet, .. } => name.clone_into(sheet),
            _ => {}
        }
        self
    }
}

impl ToText for PageError {
    fn to_text(&self) -> Text {
        let mm = |length: &f32| format!("{length:.1}");
        match self {
            Self::Font => text!(PAPER_FONT),
            Self::Code { sheet, error } => text!(PAPER_CODE, sheet, error),
            Self::CodeTooLarge {
                sheet,
                modules,
                diagonal_mm,
            } => {
                let (diagonal, limit) = (mm(diagonal_mm), format!("{:.0}", DIAGONAL_MM.1));
                let pixels = MODULE_PX_MIN;
                text!(
                    PAPER_CODE_TOO_LARGE,
                    sheet,
                    modules,
                    pixels,
                    diagonal,
                    limit
                )
            }
            Self::Overflow {
                sheet,
                panel,
                needed_mm,
                available_mm,
            } => {
                let (needed, limit) = (mm(needed_mm), mm(available_mm));
                text!(PAPER_OVERFLOW, sheet, panel, needed, limit)
            }
            Self::SameName { name } => text!(PAPER_SAME_NAME, name = format!("{name:?}")),
            Self::Pdf { detail } => text!(PAPER_PDF, detail),
            Self::Draw { detail } => text!(PAPER_DRAW, detail),
            Self::Scan { file, error } => text!(PAPER_SCAN, file, error = Text::plain(error)),
            Self::CodeCount {
                file,
                found,
                expected,
            } => text!(PAPER_COUNT, file, found, wanted = expected),
            Self::CodeDiffers {
                file,
                number,
                found,
                expected,
            } => text!(PAPER_DIFFERS, file, number, found, wanted = expected),
            Self::NotAccepted {
                file,
                number,
                verdict,
                check,
            } => text!(PAPER_NOT_ACCEPTED, file, number, verdict, check),
        }
    }
}

in_english!(PageError);

impl std::error::Error for PageError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Code { error, .. } => Some(error),
            Self::Scan { error, .. } => Some(error),
            _ => None,
        }
    }
}
