//! What is read, of what, within which limits, and why it may fail: what every other file here speaks of.

use crate::other::OtherFormat;
use crate::plane::Place;
use rxing::Point;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The kind of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Symbology {
    /// ISO/IEC 18004.
    Qr,
    /// ISO/IEC 24778.
    Aztec,
}

/// A file format that [`scan`](crate::scan::scan) reads.
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

/// How much a file may ask of [`scan`](crate::scan::scan); checked before memory is spent.
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
    pub(crate) const fn unpacked(&self) -> u64 {
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
    /// The file is of a format that is known and not read.
    OtherFormat(OtherFormat),
    /// The file is encrypted.
    Locked {
        /// The format it begins like.
        format: Format,
        /// Whether a password would open it; otherwise it is encrypted in a way that is not supported.
        password: bool,
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
            Self::NotAPicture { .. }
            | Self::OtherFormat(_)
            | Self::Locked { .. }
            | Self::NoDecoder { .. }
            | Self::Decode { .. } => false,
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
            Self::OtherFormat(format) => write!(
                f,
                "neither PNG, JPEG, WebP nor PDF, but {format}, which is not read"
            ),
            Self::Locked {
                format,
                password: true,
            } => write!(f, "the {format} is protected by a password"),
            Self::Locked { format, .. } => {
                write!(
                    f,
                    "the {format} is encrypted in a way that is not supported"
                )
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

/// A code and where it was, in pixels of the picture given.
#[derive(Clone)]
pub(crate) struct Found {
    pub(crate) text: String,
    pub(crate) symbology: Symbology,
    /// The corners of the symbol, in no particular order.
    pub(crate) corners: Vec<Place>,
}

impl Found {
    pub(crate) fn new(text: String, symbology: Symbology, corners: &[Point]) -> Self {
        let corners = corners.iter().map(|p| Place::new(p.x, p.y)).collect();
        Self {
            text,
            symbology,
            corners,
        }
    }

    /// From the place in a picture to that in another, where a pixel of the first is `scale`
    /// wide and the first begins at `start`.
    pub(crate) fn shift(&mut self, scale: f32, start: Place) {
        for corner in &mut self.corners {
            *corner = corner.times(scale).plus(start);
        }
    }

    pub(crate) fn left(&self) -> f32 {
        self.corners
            .iter()
            .map(|p| p.x)
            .fold(f32::INFINITY, f32::min)
    }

    pub(crate) fn top(&self) -> f32 {
        self.corners
            .iter()
            .map(|p| p.y)
            .fold(f32::INFINITY, f32::min)
    }

    pub(crate) fn right(&self) -> f32 {
        let places = self.corners.iter().map(|p| p.x);
        places.fold(f32::NEG_INFINITY, f32::max)
    }

    pub(crate) fn bottom(&self) -> f32 {
        let places = self.corners.iter().map(|p| p.y);
        places.fold(f32::NEG_INFINITY, f32::max)
    }
}

/// The brightness of a colour (ITU-R BT.601) of the given opacity on white.
pub fn grey([r, g, b]: [u8; 3], alpha: u8) -> u8 {
    let light = (77 * u32::from(r) + 150 * u32::from(g) + 29 * u32::from(b)) >> 8;
    let alpha = u32::from(alpha);
    u8::try_from((light * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
}

/// The codes of a picture or page from top to bottom; those beside each other from left to right.
pub(crate) fn in_reading_order(mut found: Vec<Found>, page: Option<u32>) -> Vec<Scanned> {
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
