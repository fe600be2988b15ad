//! The pages of a PDF, drawn and scanned one by one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::object::dict::keys::{HEIGHT, SUBTYPE, WIDTH};
use hayro::hayro_syntax::object::{Name, Object};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use super::detect::{self, Effort, Found};
use super::pixels::Luma;
use super::scan::{Format, ScanError, ScanLimits, Scanned, grey, in_reading_order};

/// Dots per inch that a page is drawn with, in the order they are tried. At the first a module
/// of the smallest print that hcert-spec allows (35 mm across the diagonal) is three pixels wide;
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
        match thread::Builder::new().stack_size(STACK).spawn_scoped(scope, scan) {
            Ok(thread) => thread.join(),
            Err(_) => catch_unwind(AssertUnwindSafe(scan)),
        }
    });
    outcome.unwrap_or_else(|_| Err(failed("the renderer stopped at a fault of its own")))
}

fn scan_pages(bytes: &[u8], limits: &ScanLimits) -> Result<Vec<Scanned>, ScanError> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            failed("it is protected by a password")
        }
        LoadPdfError::Decryption(_) => failed("it is encrypted in a way that is not supported"),
        LoadPdfError::Invalid => failed("it is damaged"),
    })?;
    let pages = pdf.pages();
    let count = pages.len() as u64;
    if count > u64::from(limits.pages) {
        return Err(ScanError::TooManyPages { pages: count, limit: limits.pages });
    }
    check_pictures(&pdf, limits)?;

    let cache = RenderCache::new();
    let mut codes = Vec::new();
    for (number, page) in (1..).zip(pages.iter()) {
        codes.extend(in_reading_order(scan_page(page, &cache, limits)?, Some(number)));
    }
    Ok(codes)
}

/// Refuses pictures inside the document that are larger than the limit: the renderer unpacks them
/// in full, however small they are on the page.
fn check_pictures(pdf: &Pdf, limits: &ScanLimits) -> Result<(), ScanError> {
    for object in pdf.objects() {
        let Object::Stream(stream) = object else { continue };
        let dict = stream.dict();
        if dict.get::<Name<'_>>(SUBTYPE).is_none_or(|name| name.as_ref() != b"Image") {
            continue;
        }
        let (width, height) =
            (dict.get::<u32>(WIDTH).unwrap_or_default(), dict.get::<u32>(HEIGHT).unwrap_or_default());
        if u64::from(width) * u64::from(height) > limits.pixels {
            return Err(ScanError::TooManyPixels { width, height, limit: limits.pixels });
        }
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
        let Some(picture) = drawn(page, cache, resolution.min(most)) else { return Ok(Vec::new()) };
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
    Ok(first.map(|picture| detect::read(&picture, Effort::Full)).unwrap_or_default())
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
            ScanError::TooManyPixels { width, height, limit: limits.pixels }
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
        &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
    );
    let pixels: Vec<u8> = pixmap.data().iter().map(|p| grey([p.r, p.g, p.b], 255)).collect();
    Luma::new(pixels, pixmap.width().into(), pixmap.height().into())
}

fn failed(detail: &str) -> ScanError {
    ScanError::Decode { format: Format::Pdf, detail: detail.to_owned() }
}
