//! How large the pictures in a PDF are, before the renderer unpacks them.
//!
//! Their sides stand in the dictionary of the stream, but three of the formats have sides of their
//! own, which the decoders go by. They are read here as far as that takes; a picture is small if all
//! that is said of it is small.

use flate2::read::ZlibDecoder;
use hayro::hayro_syntax::object::dict::keys::{
    COLUMNS, DECODE_PARMS, DP, F, FILTER, H, HEIGHT, ROWS, W, WIDTH,
};
use hayro::hayro_syntax::object::{Array, Dict, Name, Stream};
use std::io::Read as _;

use super::{ScanError, ScanLimits, too_much_data};

/// What is undone to a stream, as far as it matters here (PDF 1.7, tables 5, 6 and 94).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    Flate,
    Lzw,
    Fax,
    Jbig2,
    Jpeg2000,
    /// Encodings as text, JPEG, which the renderer cuts to the sides in the dictionary, and what is
    /// unknown: grows little.
    Other,
}

/// The filters of a stream, in the order in which they are undone.
pub(super) fn filters(dict: &Dict<'_>) -> Vec<Filter> {
    let filter = |name: Name<'_>| match name.as_ref() {
        b"FlateDecode" | b"Fl" => Filter::Flate,
        b"LZWDecode" | b"LZW" => Filter::Lzw,
        b"CCITTFaxDecode" | b"CCF" => Filter::Fax,
        b"JBIG2Decode" => Filter::Jbig2,
        b"JPXDecode" => Filter::Jpeg2000,
        _ => Filter::Other,
    };
    let list = |key| {
        dict.get::<Array<'_>>(key)
            .map(|list| list.iter::<Name<'_>>().map(filter))
    };
    match dict
        .get::<Name<'_>>(F)
        .or_else(|| dict.get::<Name<'_>>(FILTER))
    {
        Some(name) => vec![filter(name)],
        None => list(F)
            .or_else(|| list(FILTER))
            .into_iter()
            .flatten()
            .collect(),
    }
}

/// Refuses a picture with more pixels than the limit, in the dictionary or in its own data.
pub(super) fn check(stream: &Stream<'_>, limits: &ScanLimits) -> Result<(), ScanError> {
    let dict = stream.dict();
    let number = |short, long| dict.get::<u32>(short).or_else(|| dict.get::<u32>(long));
    let (width, height) = (number(W, WIDTH), number(H, HEIGHT));
    let sides = (width.unwrap_or_default(), height.unwrap_or_default());
    check_sides(sides, limits)?;

    let filters = filters(dict);
    let has = |filter| filters.contains(&filter);
    if has(Filter::Fax) {
        for columns in numbers(dict, COLUMNS) {
            check_sides((columns, sides.1), limits)?;
            for rows in numbers(dict, ROWS) {
                check_sides((columns, rows), limits)?;
            }
        }
    }
    if !has(Filter::Jbig2) && !has(Filter::Jpeg2000) {
        return Ok(());
    }
    let raw = stream.raw_data();
    let unpacked;
    let data: &[u8] = match filters.as_slice() {
        [Filter::Jbig2 | Filter::Jpeg2000] => &raw,
        // How much it unpacks to was checked when the document was opened.
        [Filter::Flate, Filter::Jbig2 | Filter::Jpeg2000] => {
            let mut data = Vec::new();
            let mut decoder = ZlibDecoder::new(raw.as_ref()).take(limits.unpacked());
            // What comes before damage is what the renderer sees.
            let _ = decoder.read_to_end(&mut data);
            unpacked = data;
            &unpacked
        }
        // Nobody packs pictures in other ways but to hide something.
        _ => return Err(too_much_data(limits)),
    };
    if has(Filter::Jbig2) {
        jbig2_sides(data).try_for_each(|sides| check_sides(sides, limits))
    } else {
        jpeg2000_sides(data).try_for_each(|sides| check_sides(sides, limits))
    }
}

fn check_sides((width, height): (u32, u32), limits: &ScanLimits) -> Result<(), ScanError> {
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(ScanError::TooManyPixels {
            width,
            height,
            limit: limits.pixels,
        });
    }
    Ok(())
}

/// The values of a key in all the parameters of filters.
fn numbers(dict: &Dict<'_>, key: &'static [u8]) -> Vec<u32> {
    let one = |place| dict.get::<Dict<'_>>(place);
    let many = |place| dict.get::<Array<'_>>(place);
    let places = [DP, DECODE_PARMS];
    let all = places.into_iter().filter_map(one).chain(
        places
            .into_iter()
            .filter_map(many)
            .flat_map(|list| list.iter::<Dict<'_>>().collect::<Vec<_>>()),
    );
    all.filter_map(|parameters| parameters.get::<u32>(key))
        .collect()
}

/// The sides of the page and of its regions in JBIG2 data (ISO/IEC 14492, 7.2, 7.4.1 and 7.4.8).
fn jbig2_sides(data: &[u8]) -> impl Iterator<Item = (u32, u32)> {
    const PAGE: u8 = 48;
    const REGIONS: std::ops::RangeInclusive<u8> = 4..=43;
    let mut rest = data;
    std::iter::from_fn(move || {
        loop {
            let segment = Jbig2Segment::first(rest)?;
            rest = rest.get(segment.end..).unwrap_or_default();
            let (width, height) = (segment.sides.0, segment.sides.1);
            // A page of unknown height grows with its regions.
            if (segment.kind == PAGE && height != u32::MAX) || REGIONS.contains(&segment.kind) {
                return Some((width, height));
            }
        }
    })
}

struct Jbig2Segment {
    kind: u8,
    /// The first two numbers of its data: the sides, if it is a page or a region.
    sides: (u32, u32),
    /// Where the next one begins.
    end: usize,
}

impl Jbig2Segment {
    fn first(data: &[u8]) -> Option<Self> {
        const WIDE_PAGE: u8 = 0x40;
        let number = be_u32(data, 0)?;
        let flags = *data.get(4)?;
        // How many segments it refers to: in three bits, or with 7 in these in the 29 after them,
        // followed by a bit for each of them and one more.
        let count = *data.get(5)? >> 5;
        let (count, mut at) = if count == 7 {
            let count = usize::try_from(be_u32(data, 5)? & 0x1fff_ffff).ok()?;
            (count, 9 + count.checked_add(8)? / 8)
        } else {
            (usize::from(count), 6)
        };
        let size = match number {
            0..=256 => 1,
            257..=65_536 => 2,
            _ => 4,
        };
        at = at.checked_add(count.checked_mul(size)?)?;
        at = at.checked_add(if flags & WIDE_PAGE == 0 { 1 } else { 4 })?;
        let length = be_u32(data, at)?;
        let start = at.checked_add(4)?;
        // A region of unknown length is the last that can be told.
        let end = start.saturating_add(usize::try_from(length).ok()?);
        let sides = be_u32(data, start).zip(be_u32(data, start.checked_add(4)?));
        Some(Self {
            kind: flags & 0x3f,
            sides: sides.unwrap_or_default(),
            end,
        })
    }
}

/// The sides of each image in JPEG 2000 data: they follow the start of a codestream at once
/// (ISO/IEC 15444-1, A.4.1 and A.5.1).
fn jpeg2000_sides(data: &[u8]) -> impl Iterator<Item = (u32, u32)> {
    const START: &[u8] = b"\xff\x4f\xff\x51";
    let starts = data.windows(START.len()).enumerate();
    starts
        .filter(|(_, window)| *window == START)
        .filter_map(|(at, _)| Some((be_u32(data, at + 8)?, be_u32(data, at + 12)?)))
}

fn be_u32(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*bytes))
}
