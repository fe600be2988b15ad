//! The code on a page: how protective, how large, on which pixels.
//!
//! A symbol is 35 to 60 mm across its diagonal, its quiet zone not counted, and drawn with modules of
//! whole device pixels, four at least, at 300 dpi; below that printers and cameras begin to fail. The
//! level is Q (hcert-spec, "QR 2D Barcode"); a text too long for that goes down to M and then L, and
//! [`DrawnCode::stepped_down`] says so.

use super::PageError;
use hcert::qr::render::{Level, QUIET_ZONE, RenderError, Symbol};

/// Device pixels in a mm.
pub(super) const PX_PER_MM: f32 = 300.0 / 25.4;
/// A module's smallest size in device pixels.
pub const MODULE_PX_MIN: u16 = 4;
/// The diagonal of a symbol in mm, at least and at most.
pub const DIAGONAL_MM: (f32, f32) = (35.0, 60.0);

/// How a page's code was drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct DrawnCode {
    /// The level.
    pub level: Level,
    /// The symbol's version, 1 to 40.
    pub version: u8,
    /// Modules on a side, the quiet zone not counted.
    pub modules: u16,
    /// A module's side in device pixels at 300 dpi.
    pub module_px: u16,
    /// A module's side in mm.
    pub module_mm: f32,
    /// The symbol's diagonal in mm, the quiet zone not counted.
    pub diagonal_mm: f32,
    /// Is the level below Q, because the symbol would not have fitted otherwise?
    pub stepped_down: bool,
}

/// A symbol of a size, and once it is placed, where.
#[derive(Clone)]
pub(super) struct Drawn {
    pub(super) symbol: Symbol,
    /// Modules on a side, the quiet zone not counted.
    pub(super) modules: u16,
    /// Device pixels.
    pub(super) module: u16,
    /// The symbol's left edge in device pixels, inside the quiet zone.
    pub(super) x: u16,
    /// The symbol's upper edge, likewise.
    pub(super) y: u16,
}

impl Drawn {
    /// The side in device pixels, without the quiet zone.
    pub(super) fn side(&self) -> u16 {
        self.modules * self.module
    }

    /// The quiet zone's width in device pixels.
    pub(super) fn quiet(&self) -> u16 {
        self.module * 4
    }

    /// The side in mm with the quiet zone.
    pub(super) fn full_mm(&self) -> f32 {
        mm(self.side() + 2 * self.quiet())
    }

    /// Left, top, width and height in mm, without the quiet zone.
    pub(super) fn place(&self) -> [f32; 4] {
        [self.x, self.y, self.side(), self.side()].map(mm)
    }

    pub(super) fn facts(&self) -> DrawnCode {
        DrawnCode {
            level: self.symbol.level(),
            version: self.symbol.version(),
            modules: self.modules,
            module_px: self.module,
            module_mm: mm(self.module),
            diagonal_mm: diagonal(self.side()),
            stepped_down: self.symbol.level() < Level::Q,
        }
    }

    /// The dark modules as runs in rows: column, row, length.
    pub(super) fn runs(&self) -> Vec<(u16, u16, u16)> {
        let mut runs: Vec<(u16, u16, u16)> = Vec::new();
        for y in 0..self.modules {
            let mut open = None;
            for x in 0..=self.modules {
                match (self.symbol.is_dark(usize::from(x), usize::from(y)), open) {
                    (true, None) => open = Some(x),
                    (false, Some(start)) => {
                        runs.push((start, y, x - start));
                        open = None;
                    }
                    _ => {}
                }
            }
        }
        runs
    }

    /// The dark modules as the data of an SVG path, one unit a module.
    pub(super) fn path(&self) -> String {
        use std::fmt::Write as _;
        let mut path = String::new();
        for (x, y, length) in self.runs() {
            // Writing to a string cannot fail.
            let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
        }
        path
    }
}

/// The ways to draw a text, the best first: level Q before M before L, large modules before small.
pub(super) fn ways(text: &str) -> Result<Vec<Drawn>, PageError> {
    let mut ways = Vec::new();
    let mut smallest = 0;
    for level in [Level::Q, Level::M, Level::L] {
        let symbol = match Symbol::encode(text, level) {
            Ok(symbol) => symbol,
            Err(RenderError::TooLong { .. }) if level != Level::L => continue,
            Err(error) => {
                let sheet = String::new();
                return Err(PageError::Code { sheet, error });
            }
        };
        // At most 177 modules.
        let modules = u16::try_from(symbol.width()).unwrap_or(u16::MAX);
        smallest = modules;
        let sizes = (MODULE_PX_MIN..=100).rev().filter(|module| {
            let diagonal = modules.checked_mul(*module).map_or(f32::MAX, diagonal);
            (DIAGONAL_MM.0..=DIAGONAL_MM.1).contains(&diagonal)
        });
        ways.extend(sizes.map(|module| Drawn {
            symbol: symbol.clone(),
            modules,
            module,
            x: 0,
            y: 0,
        }));
    }
    if ways.is_empty() {
        return Err(PageError::CodeTooLarge {
            sheet: String::new(),
            modules: smallest,
            diagonal_mm: diagonal(smallest.saturating_mul(MODULE_PX_MIN)),
        });
    }
    Ok(ways)
}

pub(super) fn mm(px: u16) -> f32 {
    f32::from(px) / PX_PER_MM
}

/// mm to the nearest whole device pixel.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held inside the type's range first"
)]
pub(super) fn px(mm: f32) -> u16 {
    (mm * PX_PER_MM).round().clamp(0.0, f32::from(u16::MAX)) as u16
}

fn diagonal(side_px: u16) -> f32 {
    mm(side_px) * std::f32::consts::SQRT_2
}

const _: () = assert!(QUIET_ZONE == 4, "Drawn::quiet draws four modules");
