//! Grey pixels from strangers: bare ones, and a symbol with something laid over it.

use hcert::qr::render::{Level, Symbol};
use hcert_scan::scan::{Symbology, scan_frame, scan_luma};

const TEXT: &str = "HC1:PIXELS 0123456789";
/// Pixels to a module, and modules around the symbol.
const MODULE: usize = 3;
const QUIET: usize = 2;

/// Tries one input.
pub(crate) fn run(octets: &[u8]) {
    let Some((&[kind, width], rest)) = octets.split_first_chunk() else {
        return;
    };
    let width = usize::from(width).max(1);
    if kind % 2 == 0 {
        let height = rest.len() / width;
        let pixels = &rest[..width * height];
        let _ = scan_frame(pixels, width as u32, height as u32);
        let _ = scan_luma(pixels, width as u32, height as u32);
        return;
    }
    let symbol = Symbol::encode(TEXT, Level::Q).unwrap();
    let side = (symbol.width() + 2 * QUIET) * MODULE;
    let inside = |at: usize| {
        (at / MODULE)
            .checked_sub(QUIET)
            .filter(|at| *at < symbol.width())
    };
    let mut pixels: Vec<u8> = (0..side * side)
        .map(|i| match inside(i % side).zip(inside(i / side)) {
            Some((x, y)) if symbol.is_dark(x, y) => 0,
            _ => 255,
        })
        .collect();
    for &[left, top, right, bottom, value] in rest.as_chunks().0 {
        let at = |part: u8| usize::from(part) * side / 256;
        for row in pixels.chunks_mut(side).take(at(bottom)).skip(at(top)) {
            for pixel in row.iter_mut().take(at(right)).skip(at(left)) {
                *pixel = value;
            }
        }
    }
    for code in scan_luma(&pixels, side as u32, side as u32) {
        assert!(code.symbology == Symbology::Aztec || code.text == TEXT);
    }
}
