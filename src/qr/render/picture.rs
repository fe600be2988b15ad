//! Modules to a PNG picture.
//!
//! The rows of pixels are filtered and compressed here, and the `png` crate writes the file around
//! them. Its own filters are one for all rows or chosen by trying, and neither suits: the first row of
//! a row of modules is packed best as it is, and those after it are the same, which filter Up says in
//! zeros. At the same level of compression that takes a third of the time at 4 pixels a module and 4 %
//! less room than unfiltered rows, and a tenth of the room at 64.

use std::io::Write as _;
use std::iter::{once, repeat_n};

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::QUIET_ZONE;
use super::grid::Grid;

/// The filter type of a row that is given as it is (PNG, clause 9.2).
const NONE: u8 = 0;
/// The filter type of a row that is given as its difference to the row above.
const UP: u8 = 2;

/// Filtered octets that are gathered before they are compressed: at 4 pixels a module, all of them.
const BATCH: usize = 1 << 16;

/// The modules as a PNG picture of one bit a pixel, `px` pixels a module, with a quiet zone.
///
/// # Errors
///
/// The picture is wider than PNG allows: 2,147,483,647 pixels.
pub(super) fn png(modules: &Grid, px: usize) -> Result<Vec<u8>, png::EncodingError> {
    let side = (modules.width() + 2 * QUIET_ZONE) * px;
    let pixels = u32::try_from(side).unwrap_or(u32::MAX);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixels, pixels);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header()?;
    writer.write_chunk(png::chunk::IDAT, &rows(modules, px, side)?)?;
    writer.finish()?;
    Ok(file)
}

/// The rows of a picture of so many pixels on a side, filtered and compressed.
fn rows(modules: &Grid, px: usize, side: usize) -> std::io::Result<Vec<u8>> {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    let mut batch = Vec::with_capacity(BATCH);
    // Eight pixels an octet, 1 for white, filled up with white.
    let mut line = vec![0xff; side.div_ceil(8)];
    let same: Vec<u8> = once(UP).chain(repeat_n(0, line.len())).collect();
    let below = modules.width() + QUIET_ZONE;
    for y in 0..below + QUIET_ZONE {
        line.fill(0xff);
        if (QUIET_ZONE..below).contains(&y) {
            for (start, length) in modules.dark_runs(y - QUIET_ZONE) {
                let start = (start + QUIET_ZONE) * px;
                blacken(&mut line, start, start + length * px);
            }
        }
        batch.push(NONE);
        batch.extend_from_slice(&line);
        for _ in 1..px {
            batch.extend_from_slice(&same);
        }
        if batch.len() >= BATCH {
            zlib.write_all(&batch)?;
            batch.clear();
        }
    }
    zlib.write_all(&batch)?;
    zlib.finish()
}

/// Makes the pixels from `start` up to but not including `end` black.
fn blacken(line: &mut [u8], start: usize, end: usize) {
    let (head, tail) = (0xff_u8 >> (start % 8), !(0xff_u8 >> (end % 8)));
    match line.get_mut(start / 8..=end / 8) {
        Some([only]) => *only &= !(head & tail),
        Some([first, between @ .., last]) => {
            *first &= !head;
            between.fill(0);
            *last &= !tail;
        }
        _ => {}
    }
}
