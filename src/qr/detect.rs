//! Grey pixels to texts: the decoder, and what is tried when it finds nothing.
//!
//! The decoder is given one picture after the other, the untouched one first; later ones are
//! filtered, each against one way a picture goes wrong: too dark or pale, grainy, blurred, too
//! small, too large. Nothing more is tried once a picture has given up all it seems to hold.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::aztec;
use rxing::common::{BitMatrix, DetectorRXingResult, HybridBinarizer};
use rxing::qrcode::cpp_port::{decoder, detector};
use rxing::{Binarizer, Luma8Source, Point};

use super::pixels::{Luma, Rect};
use super::scan::Symbology;

/// The filters work on pictures of up to this many pixels; larger ones are halved until they fit.
/// A code that is blurred in a picture of four million pixels has modules enough to lose half of
/// its resolution.
const FILTER_PIXELS: usize = 1 << 22;

/// A picture of up to this many pixels on a side may have modules of one or two pixels, which
/// are too few to sample from.
const TINY_SIDE: usize = 400;

/// How many sets of three finder patterns are tried in a picture. A page of twenty codes needs a
/// few hundred; a picture that is made of finder patterns has millions.
const MAX_SETS: usize = 4_096;

/// More finder patterns than this are not looked at: the search compares each with all others.
/// A page of twenty codes has sixty.
const MAX_PATTERNS: usize = 2_048;

/// How many patterned parts of a picture are searched for an Aztec symbol.
const MAX_PARTS: usize = 12;

/// How many parts of a picture get a closer look after others were read.
const MAX_CLOSE_LOOKS: usize = 4;

/// Pixels of white put around a part that is cut out.
const MARGIN: usize = 8;

/// How much work a picture is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effort {
    /// One look at the picture as it is.
    Glance,
    /// Everything that is known to help.
    Full,
}

/// A code and where it was, in pixels of the picture given.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) text: String,
    pub(super) symbology: Symbology,
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
}

impl Found {
    fn new(text: String, symbology: Symbology, corners: &[Point]) -> Self {
        let by = |pick: fn(f32, f32) -> f32, start: f32, side: fn(&Point) -> f32| {
            corners.iter().map(side).fold(start, pick)
        };
        Self {
            text,
            symbology,
            left: by(f32::min, f32::INFINITY, |p| p.x),
            top: by(f32::min, f32::INFINITY, |p| p.y),
            right: by(f32::max, f32::NEG_INFINITY, |p| p.x),
            bottom: by(f32::max, f32::NEG_INFINITY, |p| p.y),
        }
    }

    /// From the place in a picture to that in another, where a pixel of the first is `scale`
    /// wide and the first begins at `(left, top)`.
    fn shift(&mut self, scale: f32, left: f32, top: f32) {
        for (edge, start) in [
            (&mut self.left, left),
            (&mut self.right, left),
            (&mut self.top, top),
            (&mut self.bottom, top),
        ] {
            *edge = *edge * scale + start;
        }
    }

    /// From the place in a part that was cut out with [`MARGIN`] to that in the whole.
    fn out_of(mut self, part: Rect) -> Self {
        let margin = MARGIN as f32;
        self.shift(1.0, part.left as f32 - margin, part.top as f32 - margin);
        self
    }

    fn covers(&self, x: f32, y: f32) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }
}

/// The codes in a picture, each text once, in no particular order.
pub(super) fn read(picture: &Luma<'_>, effort: Effort) -> Vec<Found> {
    let parts = picture.busy_parts();
    let mut found = glance(picture, &parts);
    if effort == Effort::Glance {
        return found;
    }
    if found.is_empty() {
        return look_closer(picture);
    }
    // A code in poor condition is not lost beside one that is easy to read.
    let unread = parts.into_iter().filter(|&part| {
        !whole(part, picture) && !is_read(part, &found) && picture.cut(part, 0).is_code_like()
    });
    for part in unread.take(MAX_CLOSE_LOOKS).collect::<Vec<_>>() {
        look_closer(&picture.cut(part, MARGIN))
            .into_iter()
            .for_each(|code| add(&mut found, code.out_of(part)));
    }
    found
}

/// The codes of the first filtered picture that has any.
fn look_closer(picture: &Luma<'_>) -> Vec<Found> {
    let (low, high) = picture.range();
    if high.saturating_sub(low) < 4 {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut attempt = |filtered: &Luma<'_>, scale: f32, margin: f32| {
        found = glance(filtered, &filtered.busy_parts());
        found
            .iter_mut()
            .for_each(|code| code.shift(scale, -margin, -margin));
        !found.is_empty()
    };
    try_filters(picture, &mut attempt);
    found
}

/// Hands out filtered pictures, each with the width of its pixels and the margin that was put
/// around it in pixels of the original, until one of them is good enough for `attempt`.
fn try_filters(picture: &Luma<'_>, attempt: &mut dyn FnMut(&Luma<'_>, f32, f32) -> bool) -> bool {
    let mut base = picture.clone();
    let mut scale = 1.0;
    while base.area() > FILTER_PIXELS {
        let Some(halved) = base.halved() else {
            return false;
        };
        base = halved;
        scale *= 2.0;
        if attempt(&base, scale, 0.0) {
            return true;
        }
    }

    // Symbols that touch the border have no light margin to be found by. A frame that suits an
    // inverted symbol is white after inverting.
    let tiny = base.width().max(base.height()) <= TINY_SIDE;
    for upright in [base.clone(), base.inverted()] {
        let framed = upright.framed(MARGIN);
        let (framed, zoom) = if tiny {
            (framed.enlarged(3), 3.0)
        } else {
            (framed, 1.0)
        };
        if attempt(&framed, scale / zoom, MARGIN as f32 * scale) {
            return true;
        }
    }
    if let Some(stretched) = base.stretched() {
        base = stretched;
        if attempt(&base, scale, 0.0) {
            return true;
        }
    }
    if attempt(&base.median(), scale, 0.0) || attempt(&base.sharpened(), scale, 0.0) {
        return true;
    }
    let doubled = base.doubled();
    attempt(&doubled, scale / 2.0, 0.0)
        || attempt(&doubled.sharpened(), scale / 2.0, 0.0)
        || base
            .halved()
            .is_some_and(|halved| attempt(&halved, scale * 2.0, 0.0))
}

/// One look at a picture, in both polarities and for both symbologies. `parts` are its busy ones.
fn glance(picture: &Luma<'_>, parts: &[Rect]) -> Vec<Found> {
    let mut found = Vec::new();
    let upright = guarded(|| binarized(picture).map(|matrix| qr_symbols(&matrix)));
    upright
        .flatten()
        .into_iter()
        .flatten()
        .for_each(|code| add(&mut found, code));
    // Most pictures hold one code and nothing else, and are done here.
    if !found.is_empty() && parts.iter().all(|&part| is_read(part, &found)) {
        return found;
    }
    let inverted = picture.inverted();
    let inverted = guarded(|| binarized(&inverted).map(|matrix| qr_symbols(&matrix)));
    inverted
        .flatten()
        .into_iter()
        .flatten()
        .for_each(|code| add(&mut found, code));

    if found.is_empty() {
        found.extend(aztec_symbol(picture));
    }
    // The decoder looks for one Aztec symbol, in the middle; so each part that looks like a code
    // and is not read yet gets a look of its own.
    let candidates = parts
        .iter()
        .filter(|&&part| is_square(part) && !whole(part, picture));
    for &part in candidates.take(MAX_PARTS) {
        if !is_read(part, &found)
            && let Some(code) = aztec_symbol(&picture.cut(part, MARGIN))
        {
            add(&mut found, code.out_of(part));
        }
    }
    found
}

/// Adds a code unless its text is known already.
fn add(found: &mut Vec<Found>, code: Found) {
    if found.iter().all(|known| known.text != code.text) {
        found.push(code);
    }
}

/// Is the part of the picture a code that was found, and hardly anything besides?
fn is_read(part: Rect, found: &[Found]) -> bool {
    let (x, y) = (
        (part.left + part.right) as f32 / 2.0,
        (part.top + part.bottom) as f32 / 2.0,
    );
    let area = (part.width() * part.height()) as f32;
    found.iter().any(|code| {
        let covered = (code.right - code.left) * (code.bottom - code.top);
        code.covers(x, y) && covered > area / 2.0
    })
}

/// Can the part be a code by its shape? The smallest Aztec symbol has 15 modules on a side
/// (ISO/IEC 24778).
fn is_square(part: Rect) -> bool {
    let (short, long) = (
        part.width().min(part.height()),
        part.width().max(part.height()),
    );
    short >= 15 && long <= 2 * short
}

/// Does the part hold nearly all of the picture?
fn whole(part: Rect, picture: &Luma<'_>) -> bool {
    part.width() * 10 > picture.width() * 9 && part.height() * 10 > picture.height() * 9
}

/// Dark and light, decided from the surroundings of each pixel.
fn binarized(picture: &Luma<'_>) -> Option<BitMatrix> {
    let width = u32::try_from(picture.width()).ok()?;
    let height = u32::try_from(picture.height()).ok()?;
    let source = Luma8Source::new_with_slice(picture.pixels(), width, height).ok()?;
    HybridBinarizer::new(source)
        .get_black_matrix()
        .ok()
        .cloned()
}

/// All QR symbols of a picture, mirrored ones too.
///
/// The steps of the decoder are called one by one because its own loop over them has no bound on
/// the work.
fn qr_symbols(matrix: &BitMatrix) -> Vec<Found> {
    let mut found = Vec::new();
    if crowded(matrix) {
        return found;
    }
    let mut patterns = detector::FindFinderPatterns(matrix, true, 0);
    let mut used = Vec::new();
    let mut tries = 0;
    for set in detector::GenerateFinderPatternSets(&mut patterns) {
        let three = [set.bl, set.tl, set.tr];
        if three.iter().any(|pattern| used.contains(pattern)) {
            continue;
        }
        tries += 1;
        if tries > MAX_SETS {
            break;
        }
        let Ok(sampled) = detector::SampleQR(matrix, &set) else {
            continue;
        };
        let Ok(decoded) = decoder::Decode(sampled.getBits()) else {
            continue;
        };
        if decoded.isValid() {
            used.extend(three);
            found.push(Found::new(
                decoded.text(),
                Symbology::Qr,
                sampled.getPoints(),
            ));
        }
    }
    found
}

/// Has a large picture more finder patterns than [`MAX_PATTERNS`]? Found out tile by tile, since
/// the search takes time by the square of their number.
fn crowded(matrix: &BitMatrix) -> bool {
    const TILE: u32 = 512;
    let (width, height) = (matrix.width(), matrix.height());
    if u64::from(width) * u64::from(height) < 4 * u64::from(TILE * TILE) {
        return false;
    }
    let mut count = 0;
    for top in (0..height).step_by(TILE as usize) {
        for left in (0..width).step_by(TILE as usize) {
            let Some(tile) = tile(matrix, left, top, TILE) else {
                return true;
            };
            count += detector::FindFinderPatterns(&tile, true, 0).len();
            if count > MAX_PATTERNS {
                return true;
            }
        }
    }
    false
}

/// The part of a matrix that starts at `(left, top)` and has at most `side` on a side. (Cropping
/// as the library does it leaves the pixels where they were.)
fn tile(matrix: &BitMatrix, left: u32, top: u32, side: u32) -> Option<BitMatrix> {
    let width = side.min(matrix.width() - left);
    let height = side.min(matrix.height() - top);
    let mut tile = BitMatrix::new(width, height).ok()?;
    for y in 0..height {
        for x in 0..width {
            if matrix.get(left + x, top + y) {
                tile.set(x, y);
            }
        }
    }
    Some(tile)
}

/// The Aztec symbol in the middle of a picture, in any direction, mirrored or not, in either
/// polarity.
fn aztec_symbol(picture: &Luma<'_>) -> Option<Found> {
    // The decoder follows the bull's eye along the sides of the picture, so a symbol must stand
    // straight. What is off by less than this is straight enough for it.
    const STRAIGHT: f32 = 0.02;
    upright_aztec_symbol(picture).or_else(|| {
        let tilt = picture.tilt();
        if tilt.abs() < STRAIGHT || picture.area() > FILTER_PIXELS {
            return None;
        }
        let mut found = upright_aztec_symbol(&picture.turned(tilt))?;
        (found.left, found.top) = (0.0, 0.0);
        (found.right, found.bottom) = (picture.width() as f32, picture.height() as f32);
        Some(found)
    })
}

fn upright_aztec_symbol(picture: &Luma<'_>) -> Option<Found> {
    let read = |picture: &Luma<'_>| {
        guarded(|| {
            let matrix = binarized(picture)?;
            [false, true].into_iter().find_map(|mirrored| {
                let sampled = aztec::detector::Detector::new(&matrix)
                    .detect(mirrored)
                    .ok()?;
                let text = aztec::decoder::decode(&sampled).ok()?.getText().to_owned();
                Some(Found::new(text, Symbology::Aztec, sampled.getPoints()))
            })
        })
        .flatten()
    };
    read(picture).or_else(|| read(&picture.inverted()))
}

/// What `work` gives, or `None` if it panics.
///
/// Decoders are large bodies of code that index without checks of their own, and their input is
/// whatever someone holds up to a camera. A fault in one must not take down the program; for the
/// caller it is a picture without codes. Nothing that they work on is used afterwards, so there is
/// no half-changed state to be seen. The message of the panic still goes to the panic hook, which
/// belongs to the program and not to a library.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
