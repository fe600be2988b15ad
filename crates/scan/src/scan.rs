//! Pictures and PDF pages to the texts of the codes in them.
//!
//! [`scan`] takes a file as it is, [`scan_luma`] and [`scan_frame`] take pixels. What they return
//! is only read, not judged: any code comes back, certificate or not, and the caller decides.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::detect::{self, Effort};
use crate::model::in_reading_order;
use crate::pdf;
use crate::pixels::Luma;
use crate::symbols::guarded;

pub use crate::other::{FileKind, OtherFormat, names_in_zip, other_format};

pub use crate::model::{Exhausted, Format, ScanError, ScanLimits, Scanned, Symbology, grey, sniff};

/// Reads the codes of a picture, or of all pages of a PDF.
///
/// Codes may be rotated, mirrored or inverted, and there may be several: they are in order of pages,
/// from top to bottom and from left to right. A text that occurs twice on a page is returned once.
/// No code gives an empty list. Transparent pixels count as white.
///
/// # Errors
///
/// [`ScanError`]: not a picture, beyond `limits`, or damaged.
pub fn scan(bytes: &[u8], limits: &ScanLimits) -> Result<Vec<Scanned>, ScanError> {
    let length = bytes.len() as u64;
    if length > limits.bytes {
        return Err(ScanError::TooManyBytes {
            bytes: length,
            limit: limits.bytes,
        });
    }
    let Some(format) = sniff(bytes) else {
        if let Some(format) = other_format(bytes) {
            return Err(ScanError::OtherFormat(format));
        }
        let head = bytes.iter().copied().take(4).collect();
        return Err(ScanError::NotAPicture {
            head,
            length: bytes.len(),
        });
    };
    match format {
        Format::Png => picture(bytes, format, ImageFormat::Png, limits),
        Format::Jpeg => picture(bytes, format, ImageFormat::Jpeg, limits),
        Format::WebP => picture(bytes, format, ImageFormat::WebP, limits),
        Format::Pdf => pdf::scan(bytes, limits),
    }
}

/// Reads the codes of a grey picture: a byte a pixel, 0 is black, rows from the top without gaps.
/// Otherwise as [`scan`]; a buffer whose length is not `width * height` holds no codes.
#[must_use]
pub fn scan_luma(luma: &[u8], width: u32, height: u32) -> Vec<Scanned> {
    scan_pixels(luma, width, height, Effort::Full)
}

/// As [`scan_luma`], but looks once, at the picture as it is: for the frames of a camera, where
/// the next one comes sooner than a filtered picture is searched.
#[must_use]
pub fn scan_frame(luma: &[u8], width: u32, height: u32) -> Vec<Scanned> {
    scan_pixels(luma, width, height, Effort::Glance)
}

fn scan_pixels(luma: &[u8], width: u32, height: u32, effort: Effort) -> Vec<Scanned> {
    Luma::new(luma, width as usize, height as usize)
        .map(|picture| in_reading_order(detect::read(&picture, effort), None))
        .unwrap_or_default()
}

fn picture(
    bytes: &[u8],
    format: Format,
    decoder: ImageFormat,
    limits: &ScanLimits,
) -> Result<Vec<Scanned>, ScanError> {
    let failed = |error: image::ImageError| ScanError::Decode {
        format,
        detail: error.to_string(),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), decoder);
    // The sides are checked below, with an error of our own; this bounds what the decoder needs
    // beside the pixels, which are of 8 bytes at most.
    let mut memory = Limits::no_limits();
    memory.max_alloc = Some(limits.pixels.saturating_mul(8).saturating_add(64 << 20));
    reader.limits(memory);

    let decoder = reader.into_decoder().map_err(failed)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(ScanError::TooManyPixels {
            width,
            height,
            limit: limits.pixels,
        });
    }
    let grey = guarded(|| DynamicImage::from_decoder(decoder).map(on_white))
        .ok_or_else(|| ScanError::Decode {
            format,
            detail: "the decoder panicked".to_owned(),
        })?
        .map_err(failed)?;
    Ok(Luma::new(grey, width as usize, height as usize)
        .map(|picture| in_reading_order(detect::read(&picture, Effort::Full), None))
        .unwrap_or_default())
}

/// The picture in grey, laid on white paper.
fn on_white(image: DynamicImage) -> Vec<u8> {
    match image {
        DynamicImage::ImageLuma8(grey) => grey.into_raw(),
        DynamicImage::ImageRgb8(colour) => colour.pixels().map(|p| grey(p.0, 255)).collect(),
        DynamicImage::ImageRgba8(colour) => colour
            .pixels()
            .map(|p| {
                let [r, g, b, a] = p.0;
                grey([r, g, b], a)
            })
            .collect(),
        other => other
            .into_luma_alpha8()
            .pixels()
            .map(|p| {
                let [l, a] = p.0;
                grey([l; 3], a)
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests;
