//! Text to modules: the one place that knows the `qrcode` crate.
//!
//! The crate packs the text, computes the error correction, and lays out the symbol. It does not
//! choose the mask: see [`mask`].

use qrcode::bits::Bits;
use qrcode::canvas::{Canvas, Module};
use qrcode::types::QrError;
use qrcode::{EcLevel, Version, ec};

use super::Level;
use super::grid::Grid;
use super::mask;

/// The smallest version, 1 to 40, that holds `length` characters in alphanumeric mode.
pub(super) fn smallest_version(length: usize, level: Level) -> Option<u8> {
    (1..=40).find(|&version| {
        // Mode indicator, character count, 11 bits a pair and 6 for an odd one
        // (ISO/IEC 18004:2015, tables 2 and 3, 7.4.4).
        let count_bits = match version {
            1..=9 => 9,
            10..=26 => 11,
            _ => 13,
        };
        let needed = 4 + count_bits + length / 2 * 11 + length % 2 * 6;
        Bits::new(Version::Normal(version.into()))
            .max_len(ec_level(level))
            .is_ok_and(|capacity| needed <= capacity)
    })
}

/// The modules of the symbol that holds `text` in alphanumeric mode, without quiet zone.
///
/// # Errors
///
/// The text does not fit, or the version is not within 1 to 40.
pub(super) fn modules(text: &str, version: u8, level: Level) -> Result<Grid, QrError> {
    let version = Version::Normal(version.into());
    let mut bits = Bits::new(version);
    bits.push_alphanumeric_data(text.as_bytes())?;
    bits.push_terminator(ec_level(level))?;
    let (data, correction) = ec::construct_codewords(&bits.into_bytes(), version, ec_level(level))?;
    let mut canvas = Canvas::new(version, ec_level(level));
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&data, &correction);

    let width = version.width().unsigned_abs().into();
    let module = |x: usize, y: usize| canvas.get(x as i16, y as i16);
    let drawn = Grid::new(width, |x, y| module(x, y).is_dark());
    // Empty are the modules that remain after the last codeword.
    let free = Grid::new(width, |x, y| !matches!(module(x, y), Module::Masked(_)));
    Ok(mask::best(&drawn, &free, level))
}

const fn ec_level(level: Level) -> EcLevel {
    match level {
        Level::L => EcLevel::L,
        Level::M => EcLevel::M,
        Level::Q => EcLevel::Q,
        Level::H => EcLevel::H,
    }
}

#[cfg(test)]
mod tests;
