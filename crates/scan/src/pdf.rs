//! The pages of a PDF, drawn and scanned one by one.

mod cost;
mod pictures;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use flate2::{Decompress, FlushDecompress, Status};
use hayro::hayro_interpret::{InterpreterCache, InterpreterSettings};
use hayro::hayro_syntax::object::{Object, Stream};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use cost::DryRun;
use pictures::Filter;

use crate::detect::{self, Effort};
use crate::model::Found;
use crate::model::{Format, ScanError, ScanLimits, Scanned, grey, in_reading_order};
use crate::pixels::Luma;

/// Dots per inch that a page is drawn with, in the order they are tried. At the first a module
/// of the smallest print that hcert-spec recommends (35 mm across the diagonal) is three pixels wide;
/// the second is for codes printed smaller than that.
const RESOLUTIONS: [f32; 2] = [300.0, 450.0];

/// A page so large that it must be drawn with less than this is refused.
const LOWEST_RESOLUTION: f32 = 72.0;

/// PDF measures in points, 72 to the inch.
const POINTS_PER_INCH: f32 = 72.0;

/// The stack of the thread that draws. Objects may be nested 512 deep and forms 50 deep before
/// the renderer stops, and an overflow would end the whole program.
const STACK: usize = 64 << 20;

/// The codes of all pages, page by page.
pub(super) fn scan(bytes: &[u8], limits: &ScanLimits) -> Result<Vec<Scanned>, ScanError> {
    let scan = || scan_pages(bytes, limits);
    // A panic ends the thread and comes out of `join`; where threads cannot be had, it is caught
    // here. The renderer works on a copy of the file, so no half-changed state is left.
    let outcome = thread::scope(|scope| {
        match thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, scan)
        {
            Ok(thread) => thread.join(),
            Err(_) => catch_unwind(AssertUnwindSafe(scan)),
        }
    });
    outcome.unwrap_or_else(|_| Err(failed("the renderer stopped at a fault of its own")))
}

fn scan_pages(bytes: &[u8], limits: &ScanLimits) -> Result<Vec<Scanned>, ScanError> {
    check_inflated_size(bytes, limits)?;
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(error) => ScanError::Locked {
            format: Format::Pdf,
            password: matches!(error, DecryptionError::PasswordProtected),
        },
        LoadPdfError::Invalid => failed("it is damaged"),
    })?;
    let pages = pdf.pages();
    let count = pages.len() as u64;
    if count > u64::from(limits.pages) {
        return Err(ScanError::TooManyPages {
            pages: count,
            limit: limits.pages,
        });
    }
    for object in pdf.objects() {
        if let Object::Stream(stream) = object {
            check_stream(&stream, limits)?;
        }
    }

    let tried = InterpreterCache::new();
    let mut dry_run = DryRun::new(limits);
    for page in pages.iter() {
        dry_run.check(page, &tried)?;
    }
    drop(tried);

    let cache = RenderCache::new();
    let mut codes = Vec::new();
    for (number, page) in (1..).zip(pages.iter()) {
        codes.extend(in_reading_order(
            scan_page(page, &cache, limits)?,
            Some(number),
        ));
    }
    Ok(codes)
}

/// Refuses documents whose compressed streams take too much memory unpacked: the renderer unpacks
/// them without a limit, some of them when it opens the document.
///
/// Where streams are is found out without reading the document: at each `stream` keyword the data
/// is unpacked to nowhere, with the zlib header and without, as the renderer tries both.
fn check_inflated_size(bytes: &[u8], limits: &ScanLimits) -> Result<(), ScanError> {
    const KEYWORD: &[u8] = b"stream";
    let mut left = limits.unpacked();
    let mut sink = vec![0; 1 << 16];
    let mut inflater = Decompress::new(true);
    let mut rest = bytes;
    while let Some(at) = rest
        .windows(KEYWORD.len())
        .position(|window| window == KEYWORD)
    {
        rest = rest.get(at + KEYWORD.len()..).unwrap_or_default();
        // The keyword ends with a line feed, or a carriage return and a line feed (PDF 1.7,
        // 7.3.8.1); white space that does not belong there is passed over by some readers.
        let data = rest.trim_ascii_start();
        for zlib_header in [true, false] {
            inflater.reset(zlib_header);
            loop {
                let input = usize::try_from(inflater.total_in()).unwrap_or(usize::MAX);
                let before = inflater.total_out();
                let input = data.get(input..).unwrap_or_default();
                let status = inflater.decompress(input, &mut sink, FlushDecompress::None);
                let more = inflater.total_out() - before;
                left = left
                    .checked_sub(more)
                    .ok_or_else(|| too_much_data(limits))?;
                if more == 0 || !matches!(status, Ok(Status::Ok | Status::BufError)) {
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Refuses what [`check_inflated_size`] cannot see: pictures larger than the limit, which the
/// renderer unpacks in full, however small they are on the page, data compressed twice, and LZW.
fn check_stream(stream: &Stream<'_>, limits: &ScanLimits) -> Result<(), ScanError> {
    // Masks are pictures too, and need not say so.
    pictures::check(stream, limits)?;
    // A code of 12 bits in LZW stands for at most 3,839 bytes, as the table has 4,096 entries, each
    // one byte longer than an earlier one; deflate gives at most 258 bytes for two bits.
    const GROWTH: u64 = 3_839 * 2 / 3;
    let filters = pictures::filters(stream.dict());
    let packers = filters
        .iter()
        .filter(|filter| matches!(filter, Filter::Flate | Filter::Lzw))
        .count();
    let hidden = packers > 0 && filters.first() != Some(&Filter::Flate);
    let most = (stream.raw_data().len() as u64).saturating_mul(GROWTH);
    if packers > 1 || (hidden && most > limits.unpacked()) {
        return Err(too_much_data(limits));
    }
    Ok(())
}

fn scan_page<'a>(
    page: &'a Page<'a>,
    cache: &RenderCache<'a>,
    limits: &ScanLimits,
) -> Result<Vec<Found>, ScanError> {
    let most = largest_resolution(page, limits)?;
    let mut first = None;
    for resolution in RESOLUTIONS {
        if first.is_some() && resolution > most {
            break;
        }
        let Some(picture) = drawn(page, cache, resolution.min(most)) else {
            return Ok(Vec::new());
        };
        if picture.is_flat() {
            return Ok(Vec::new());
        }
        let found = detect::read(&picture, Effort::Glance);
        if !found.is_empty() {
            return Ok(found);
        }
        first.get_or_insert(picture);
    }
    // Nothing on the page as it is: it may be a photograph of one.
    Ok(first
        .map(|picture| detect::read(&picture, Effort::Full))
        .unwrap_or_default())
}

/// Dots per inch with which the page stays within the limit on pixels.
fn largest_resolution(page: &Page<'_>, limits: &ScanLimits) -> Result<f32, ScanError> {
    let (width, height) = page.render_dimensions();
    // Rounded towards zero and clamped by `as`, as the renderer does; NaN gives 0.
    let at = |resolution: f32| {
        let scale = resolution / POINTS_PER_INCH;
        ((width * scale) as u32, (height * scale) as u32)
    };
    // The renderer counts the sides in 16 bits.
    let fits = |(width, height): (u32, u32)| {
        width <= u32::from(u16::MAX)
            && height <= u32::from(u16::MAX)
            && u64::from(width) * u64::from(height) <= limits.pixels
    };
    let [start, highest] = RESOLUTIONS;
    [highest, start, 200.0, 150.0, 100.0, LOWEST_RESOLUTION]
        .into_iter()
        .find(|&resolution| fits(at(resolution)))
        .ok_or_else(|| {
            let (width, height) = at(LOWEST_RESOLUTION);
            ScanError::TooManyPixels {
                width,
                height,
                limit: limits.pixels,
            }
        })
}

/// `None` if the page has no area.
fn drawn<'a>(
    page: &'a Page<'a>,
    cache: &RenderCache<'a>,
    resolution: f32,
) -> Option<Luma<'static>> {
    let scale = resolution / POINTS_PER_INCH;
    let pixmap = hayro::render(
        page,
        cache,
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        // Without a colour of its own the paper is transparent.
        &PixmapSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: WHITE,
        },
    );
    let pixels: Vec<u8> = pixmap
        .data()
        .iter()
        .map(|p| grey([p.r, p.g, p.b], 255))
        .collect();
    Luma::new(pixels, pixmap.width().into(), pixmap.height().into())
}

fn too_much_data(limits: &ScanLimits) -> ScanError {
    ScanError::TooMuchData {
        limit: limits.unpacked(),
    }
}

fn failed(detail: &str) -> ScanError {
    ScanError::Decode {
        format: Format::Pdf,
        detail: detail.to_owned(),
    }
}

#[cfg(test)]
mod tests;
