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

    /// The same code in a picture whose pixels are `scale` of this one's wide, and which starts
    /// at `(left, top)` there.
    fn moved(mut self, scale: f32, left: f32, top: f32) -> Self {
        for (edge, start) in [
            (&mut self.left, left),
            (&mut self.right, left),
            (&mut self.top, top),
            (&mut self.bottom, top),
        ] {
            *edge = *edge * scale + start;
        }
        self
    }

    fn covers(&self, x: f32, y: f32) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }
}

/// What the pictures tried so far gave.
#[derive(Default)]
struct Harvest {
    found: Vec<Found>,
    /// There is something that has the finder patterns and the grid of a symbol, unread.
    unread: bool,
}

impl Harvest {
    fn add(&mut self, found: Found) {
        if self.found.iter().all(|known| known.text != found.text) {
            self.found.push(found);
        }
    }

    fn complete(&self) -> bool {
        !self.found.is_empty() && !self.unread
    }
}

/// The codes in a picture, each text once, in no particular order.
pub(super) fn read(picture: &Luma<'_>, effort: Effort) -> Vec<Found> {
    let mut harvest = Harvest::default();
    glance(picture, &mut harvest);
    if effort == Effort::Full && !harvest.complete() {
        look_closer(picture, &mut harvest);
    }
    harvest.found
}

/// Tries filtered pictures until one gives something, or all of them if the untouched one gave
/// some codes and showed signs of more.
fn look_closer(picture: &Luma<'_>, harvest: &mut Harvest) {
    let (low, high) = picture.range();
    if high.saturating_sub(low) < 4 {
        return;
    }
    let stop_at_first = harvest.found.is_empty();
    let mut attempt = |filtered: &Luma<'_>, scale: f32, margin: usize| {
        let mut part = Harvest::default();
        glance(filtered, &mut part);
        // Pictures are of at most 2^32 pixels, so sides are exact in a float or nearly so.
        let start = -(margin as f32);
        part.found.into_iter().for_each(|found| harvest.add(found.moved(scale, start, start)));
        stop_at_first && !harvest.found.is_empty()
    };

    let mut base = picture.clone();
    let mut scale = 1.0;
    while base.area() > FILTER_PIXELS {
        let Some(halved) = base.halved() else { return };
        base = halved;
        scale *= 2.0;
        if attempt(&base, scale, 0) {
            return;
        }
    }

    // Symbols that touch the border have no light margin to be found by. A frame that suits an
    // inverted symbol is white after inverting.
    let tiny = base.width().max(base.height()) <= TINY_SIDE;
    for upright in [base.clone(), base.inverted()] {
        let framed = upright.framed(8);
        let (framed, zoom) = if tiny { (framed.enlarged(3), 3.0) } else { (framed, 1.0) };
        if attempt(&framed, scale / zoom, 8) {
            return;
        }
    }
    if let Some(stretched) = base.stretched() {
        base = stretched;
        if attempt(&base, scale, 0) {
            return;
        }
    }
    if attempt(&base.median(), scale, 0) || attempt(&base.sharpened(), scale, 0) {
        return;
    }
    let doubled = base.doubled();
    if attempt(&doubled, scale / 2.0, 0) || attempt(&doubled.sharpened(), scale / 2.0, 0) {
        return;
    }
    if let Some(halved) = base.halved() {
        attempt(&halved, scale * 2.0, 0);
    }
}

/// One look at a picture, in both polarities and for both symbologies.
fn glance(picture: &Luma<'_>, harvest: &mut Harvest) {
    let parts = picture.busy_parts();
    glance_for_qr(picture, harvest);
    // Most pictures hold one code and nothing else, and are done here.
    if parts.iter().all(|&part| is_read(part, &harvest.found)) && harvest.complete() {
        return;
    }
    glance_for_qr(&picture.inverted(), harvest);
    if harvest.found.is_empty()
        && let Some(found) = aztec_symbol(picture)
    {
        harvest.add(found);
    }
    // The decoder looks for one Aztec symbol, in the middle; so each part that looks like a code
    // and is not read yet gets a look of its own.
    let unread = |part: &&Rect| square(**part) && !whole(**part, picture);
    for &part in parts.iter().filter(unread).take(MAX_PARTS) {
        const MARGIN: usize = 8;
        if is_read(part, &harvest.found) {
            continue;
        }
        if let Some(found) = aztec_symbol(&picture.cut(part, MARGIN)) {
            let (left, top) = (part.left as f32, part.top as f32);
            harvest.add(found.moved(1.0, left - MARGIN as f32, top - MARGIN as f32));
        }
    }
}

fn glance_for_qr(picture: &Luma<'_>, harvest: &mut Harvest) {
    if let Some(Some((found, unread))) =
        guarded(|| binarized(picture).map(|matrix| qr_symbols(&matrix)))
    {
        found.into_iter().for_each(|found| harvest.add(found));
        harvest.unread |= unread;
    }
}

/// Is the part of the picture a code that was found, and hardly anything besides?
fn is_read(part: Rect, found: &[Found]) -> bool {
    let (x, y) = ((part.left + part.right) as f32 / 2.0, (part.top + part.bottom) as f32 / 2.0);
    let area = (part.width() * part.height()) as f32;
    found.iter().any(|code| {
        let covered = (code.right - code.left) * (code.bottom - code.top);
        code.covers(x, y) && covered > area / 2.0
    })
}

/// Can the part be a code by its shape? The smallest Aztec symbol has 15 modules on a side
/// (ISO/IEC 24778).
fn square(part: Rect) -> bool {
    let (short, long) = (part.width().min(part.height()), part.width().max(part.height()));
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
    HybridBinarizer::new(source).get_black_matrix().ok().cloned()
}

/// All QR symbols of a picture, mirrored ones too, and whether there seems to be one more that
/// cannot be read.
///
/// The steps of the decoder are called one by one because its own loop over them has no bound on
/// the work.
fn qr_symbols(matrix: &BitMatrix) -> (Vec<Found>, bool) {
    let mut found: Vec<Found> = Vec::new();
    if crowded(matrix) {
        return (found, false);
    }
    let mut patterns = detector::FindFinderPatterns(matrix, true, 0);
    let (mut used, mut failed) = (Vec::new(), Vec::new());
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
        let Ok(sampled) = detector::SampleQR(matrix, &set) else { continue };
        match decoder::Decode(sampled.getBits()) {
            Ok(decoded) if decoded.isValid() => {
                used.extend(three);
                found.push(Found::new(decoded.text(), Symbology::Qr, sampled.getPoints()));
            }
            // Patterns of different codes, or chance ones in the data of a code, are found too;
            // those of one code are alike in size.
            _ => {
                let smallest = set.bl.size.min(set.tl.size).min(set.tr.size);
                if three.iter().all(|pattern| pattern.size * 4 <= smallest * 5) {
                    failed.push(three);
                }
            }
        }
    }
    let unread = failed.iter().any(|three| {
        three.iter().all(|it| !found.iter().any(|code| code.covers(it.p.x, it.p.y)))
    });
    (found, unread)
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
            let Some(tile) = tile(matrix, left, top, TILE) else { return true };
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

/// The Aztec symbol in the middle of a picture, mirrored or not, in either polarity.
fn aztec_symbol(picture: &Luma<'_>) -> Option<Found> {
    let read = |picture: &Luma<'_>| {
        guarded(|| {
            let matrix = binarized(picture)?;
            [false, true].into_iter().find_map(|mirrored| {
                let sampled = aztec::detector::Detector::new(&matrix).detect(mirrored).ok()?;
                let decoded = aztec::decoder::decode(&sampled).ok()?;
                Some(Found::new(
                    decoded.getText().to_owned(),
                    Symbology::Aztec,
                    sampled.getPoints(),
                ))
            })
        })
        .flatten()
    };
    read(picture).or_else(|| read(&picture.inverted()))
}

/// What `work` gives, or `None` if it panics.
///
/// The decoder is a large body of translated code that indexes without checks of its own, and its
/// input is whatever someone holds up to a camera. A fault in it must not take down the program;
/// for the caller it is a picture without codes. Nothing that it works on is used afterwards, so
/// there is no half-changed state to be seen.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
