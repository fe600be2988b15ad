//! Pictures and PDF pages to the texts of the codes in them.
//!
//! [`scan`] takes a file as it is, [`scan_luma`] and [`scan_frame`] take pixels. What they return
//! is only read, not judged: any code comes back, certificate or not, and the caller decides.

use std::cmp::Ordering;
use std::fmt;
use std::io::Cursor;

use serde::{Deserialize, Serialize};

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::detect::{self, Effort};
use super::pdf;
use super::pixels::Luma;
use super::symbols::{Found, guarded};

/// The kind of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Symbology {
    /// ISO/IEC 18004.
    Qr,
    /// ISO/IEC 24778.
    Aztec,
}

/// A file format that [`scan`] reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Format {
    /// Portable Network Graphics.
    Png,
    /// JPEG, baseline or progressive.
    Jpeg,
    /// WebP, lossy or lossless; of an animation the first picture.
    WebP,
    /// A PDF document.
    Pdf,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::WebP => "WebP",
            Self::Pdf => "PDF",
        })
    }
}

/// A code that was read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scanned {
    /// Its text, blanks at the ends included: in Base45 a blank is a digit.
    pub text: String,
    /// What kind of code it was.
    pub symbology: Symbology,
    /// The page of a PDF, from 1; `None` for a picture.
    pub page: Option<u32>,
}

impl Scanned {
    /// Does the text begin like a health certificate (hcert-spec, "Context identifier")?
    fn is_certificate(&self) -> bool {
        self.text.starts_with("HC1:")
    }
}

impl fmt::Debug for Scanned {
    /// Shows of the text its length and its first four characters, which name its kind; the rest
    /// is personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind: String = self.text.chars().take(4).collect();
        f.debug_struct("Scanned")
            .field(
                "text",
                &format_args!("{kind:?}.. ({} bytes)", self.text.len()),
            )
            .field("symbology", &self.symbology)
            .field("page", &self.page)
            .finish()
    }
}

/// How much a file may ask of [`scan`]; checked before memory is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanLimits {
    /// Bytes in the file. Default: 32 MiB.
    pub bytes: u64,
    /// Pixels of a picture, of a rendered page, and of a picture inside a PDF.
    /// Default: 64 million, which is more than the cameras of telephones give.
    pub pixels: u64,
    /// Pages of a PDF. Default: 32.
    pub pages: u32,
}

impl ScanLimits {
    /// Bytes that the compressed data in a PDF may take unpacked: as much as the largest picture
    /// allowed, at four bytes a pixel.
    pub(super) const fn unpacked(&self) -> u64 {
        self.pixels.saturating_mul(4)
    }
}

impl Default for ScanLimits {
    fn default() -> Self {
        Self {
            bytes: 32 << 20,
            pixels: 64_000_000,
            pages: 32,
        }
    }
}

/// Why a file was not scanned. That it holds no code is not an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ScanError {
    /// The file begins like none of the formats of [`Format`].
    NotAPicture {
        /// Its first bytes, four at most.
        head: Vec<u8>,
        /// Its length in bytes.
        length: usize,
    },
    /// The file is longer than [`ScanLimits::bytes`].
    TooManyBytes {
        /// Its length in bytes.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// A picture has more pixels than [`ScanLimits::pixels`], or a page would at the lowest
    /// resolution that is worth while.
    TooManyPixels {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
        /// The limit for their product.
        limit: u64,
    },
    /// A PDF has more pages than [`ScanLimits::pages`].
    TooManyPages {
        /// Pages in the document.
        pages: u64,
        /// The limit.
        limit: u32,
    },
    /// The compressed data in a PDF takes more bytes unpacked than four for each of
    /// [`ScanLimits::pixels`], or may do so.
    TooMuchData {
        /// The limit in bytes.
        limit: u64,
    },
    /// The pages of a PDF take too many steps to draw: points of paths, glyphs, dashes.
    TooManySteps {
        /// The limit for all pages together.
        limit: u64,
    },
    /// Decoding took more than it was given, and was ended.
    Exhausted(Exhausted),
    /// There is nobody who could decode it: where strangers' files are decoded in a process of their own, that could
    /// not be made.
    NoDecoder {
        /// Why.
        detail: String,
    },
    /// The file is damaged, or uses something of its format that is not supported.
    Decode {
        /// The format it begins like.
        format: Format,
        /// What the decoder says. It speaks of the format, never of the content.
        detail: String,
    },
}

/// What decoding a file used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exhausted {
    /// The address space of the process that decodes.
    Memory {
        /// Its size in octets.
        octets: u64,
    },
    /// The time.
    Time {
        /// How many seconds it had.
        seconds: u64,
    },
    /// The stack, or the decoder fell over itself.
    Stack,
}

impl ScanError {
    /// Whether the file asked for more than a limit allows; otherwise it is no picture or damaged.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        match self {
            Self::TooManyBytes { .. }
            | Self::TooManyPixels { .. }
            | Self::TooManyPages { .. }
            | Self::TooMuchData { .. }
            | Self::TooManySteps { .. }
            | Self::Exhausted(_) => true,
            Self::NotAPicture { .. } | Self::NoDecoder { .. } | Self::Decode { .. } => false,
        }
    }
}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAPicture { length: 0, .. } => f.write_str("the file is empty"),
            Self::NotAPicture { head, length } => {
                f.write_str("neither PNG, JPEG, WebP nor PDF: begins with")?;
                for byte in head {
                    write!(f, " {byte:02x}")?;
                }
                write!(f, ", {length} bytes")
            }
            Self::TooManyBytes { bytes, limit } => {
                write!(f, "the file has {bytes} bytes, the limit is {limit}")
            }
            Self::TooManyPixels {
                width,
                height,
                limit,
            } => {
                let pixels = u64::from(*width) * u64::from(*height);
                write!(
                    f,
                    "{width} x {height} are {pixels} pixels, the limit is {limit}"
                )
            }
            Self::TooManyPages { pages, limit } => {
                write!(f, "the PDF has {pages} pages, the limit is {limit}")
            }
            Self::TooMuchData { limit } => {
                write!(
                    f,
                    "the data in the PDF takes more than {limit} bytes unpacked"
                )
            }
            Self::TooManySteps { limit } => {
                write!(
                    f,
                    "the pages of the PDF take more than {limit} steps to draw"
                )
            }
            Self::Exhausted(Exhausted::Memory { octets }) => {
                write!(f, "decoding takes more than {} MiB of memory", octets >> 20)
            }
            Self::Exhausted(Exhausted::Time { seconds }) => {
                write!(f, "decoding takes more than {seconds} seconds")
            }
            Self::Exhausted(Exhausted::Stack) => {
                f.write_str("decoding takes more than the decoder can do")
            }
            Self::NoDecoder { detail } => write!(f, "it is not decoded: {detail}"),
            Self::Decode { format, detail } => write!(f, "the {format} cannot be read: {detail}"),
        }
    }
}

impl std::error::Error for ScanError {}

/// The format that a file begins like, by the bytes that its specification puts there.
#[must_use]
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(Format::Png)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some(Format::Jpeg)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(Format::WebP)
    } else if bytes
        .get(..1024)
        .unwrap_or(bytes)
        .windows(5)
        .any(|five| five == b"%PDF-")
    {
        // Readers accept the header anywhere in the first 1024 bytes (PDF 1.7, implementation
        // note 13), and mail gateways make use of it.
        Some(Format::Pdf)
    } else {
        None
    }
}

/// Reads the codes of a picture, or of all pages of a PDF.
///
/// Codes may be rotated, mirrored or inverted, and there may be several. Those that begin with
/// `HC1:` come first; beyond that they are in order of pages, from top to bottom and from left to
/// right. A text that occurs twice on a page is returned once. No code gives an empty list.
/// Transparent pixels count as white.
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
        let head = bytes.iter().copied().take(4).collect();
        return Err(ScanError::NotAPicture {
            head,
            length: bytes.len(),
        });
    };
    let codes = match format {
        Format::Png => picture(bytes, format, ImageFormat::Png, limits)?,
        Format::Jpeg => picture(bytes, format, ImageFormat::Jpeg, limits)?,
        Format::WebP => picture(bytes, format, ImageFormat::WebP, limits)?,
        Format::Pdf => pdf::scan(bytes, limits)?,
    };
    Ok(certificates_first(codes))
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
        .map(|picture| certificates_first(in_reading_order(detect::read(&picture, effort), None)))
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

/// The brightness of a colour (ITU-R BT.601) of the given opacity on white.
pub(crate) fn grey([r, g, b]: [u8; 3], alpha: u8) -> u8 {
    let light = (77 * u32::from(r) + 150 * u32::from(g) + 29 * u32::from(b)) >> 8;
    let alpha = u32::from(alpha);
    u8::try_from((light * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
}

/// The codes of a picture or page from top to bottom; those beside each other from left to right.
pub(super) fn in_reading_order(mut found: Vec<Found>, page: Option<u32>) -> Vec<Scanned> {
    found.sort_by(|a, b| a.top().total_cmp(&b.top()));
    // Codes are in a row with the first of it as long as their middles lie within its height.
    let mut rows: Vec<Vec<Found>> = Vec::new();
    for code in found {
        let middle = f32::midpoint(code.top(), code.bottom());
        match rows.last_mut() {
            Some(row) if row.first().is_some_and(|first| middle < first.bottom()) => row.push(code),
            _ => rows.push(vec![code]),
        }
    }
    rows.iter_mut()
        .for_each(|row| row.sort_by(|a, b| a.left().total_cmp(&b.left())));
    rows.into_iter()
        .flatten()
        .map(|code| Scanned {
            text: code.text,
            symbology: code.symbology,
            page,
        })
        .collect()
}

fn certificates_first(mut codes: Vec<Scanned>) -> Vec<Scanned> {
    codes.sort_by(|a, b| match (a.is_certificate(), b.is_certificate()) {
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        _ => Ordering::Equal,
    });
    codes
}

#[cfg(test)]
mod tests;
