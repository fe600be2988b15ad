//! One look at a grey picture: the symbols that the decoder finds in it as it is.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::aztec::{decoder as aztec_decoder, detector as aztec_detector};
use rxing::common::cpp_essentials::{ConcentricPattern, FindConcentricPatternCorners};
use rxing::common::{BitMatrix, DetectorRXingResult};
use rxing::qrcode::common::Version;
use rxing::qrcode::cpp_port::{decoder, detector};

use crate::aztec;
use crate::grid::{Finder, Grid};
use crate::model::{Found, Symbology};
use crate::pixels::Luma;
use crate::plane::Place;
use crate::threshold;

/// How many sets of three finder patterns are tried in a picture. A page of twenty codes needs a
/// few hundred; a picture that is made of finder patterns has millions.
const MAX_SETS: usize = 4_096;

/// More finder patterns than this are not looked at: the search compares each with all others.
/// A page of twenty codes has sixty.
const MAX_PATTERNS: usize = 2_048;

/// Of so many finder patterns, the largest, it is tried which three belong to a symbol seen at an
/// angle. Six more than it has leave room for those that are none.
const MAX_FINDERS: usize = 9;

/// A finder pattern may be so many times as large as another one of the same symbol. Seen from so
/// near or at such an angle, what is in the distance has no modules left to tell apart.
const MAX_SLANT: f32 = 6.0;

/// So many grids are tried on a picture. Those of a symbol are among the first ones.
const MAX_GRIDS: usize = 24;

/// The QR symbols of a picture that are dark on light, mirrored ones too.
pub(super) fn qr_symbols(picture: &Luma<'_>) -> Vec<Found> {
    guarded(|| {
        threshold::dark(picture)
            .map(|matrix| decoded(picture, &matrix))
            .unwrap_or_default()
    })
    .unwrap_or_default()
}

/// The steps of the decoder are called one by one because its own loop over them has no bound on
/// the work.
fn decoded(picture: &Luma<'_>, matrix: &BitMatrix) -> Vec<Found> {
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
    if found.is_empty() {
        found.extend(slanted_symbol(picture, matrix, &patterns));
    }
    found
}

/// A symbol that the decoder has finder patterns of, but cannot make out.
fn slanted_symbol(
    picture: &Luma<'_>,
    matrix: &BitMatrix,
    patterns: &[ConcentricPattern],
) -> Option<Found> {
    // The dark ring is the second line outwards from the middle.
    const RING: i32 = 2;
    let finders: Vec<(Finder, f32)> = patterns
        .iter()
        .filter_map(|pattern| {
            let corners = FindConcentricPatternCorners(matrix, pattern.p, pattern.size, RING)?.0;
            let finder = corners.map(|corner| Place::new(corner.x, corner.y));
            Some((finder, pattern.size as f32))
        })
        .take(MAX_FINDERS)
        .collect();
    threes(&finders)
        .flat_map(|three| Grid::candidates(picture, three, alignment_stops))
        .take(MAX_GRIDS)
        .find_map(|grid| {
            [0.0, 1.0].into_iter().find_map(|edge| {
                let decoded = decoder::Decode(&bits(&grid, edge)?).ok()?;
                let corners = grid.corners().to_vec();
                decoded.isValid().then(|| Found {
                    text: decoded.text(),
                    symbology: Symbology::Qr,
                    corners,
                })
            })
        })
}

/// All sets of three finder patterns that are not too different in size.
fn threes(finders: &[(Finder, f32)]) -> impl Iterator<Item = [Finder; 3]> {
    let indexed = || finders.iter().enumerate();
    indexed().flat_map(move |(i, a)| {
        indexed().skip(i + 1).flat_map(move |(j, b)| {
            indexed().skip(j + 1).filter_map(move |(_, c)| {
                let sizes = [a.1, b.1, c.1];
                let largest = sizes.into_iter().fold(0.0, f32::max);
                let close = sizes.into_iter().all(|size| largest <= size * MAX_SLANT);
                close.then_some([a.0, b.0, c.0])
            })
        })
    })
}

/// The middles of the rows and columns of a symbol that alignment patterns are in.
fn alignment_stops(side: usize) -> Vec<f32> {
    let version = u32::try_from(side)
        .ok()
        .and_then(|side| Version::getProvisionalVersionForDimension(side).ok());
    let stops = version.map_or(&[][..], |version| version.getAlignmentPatternCenters());
    stops.iter().map(|&stop| stop as f32 + 0.5).collect()
}

fn bits(grid: &Grid<'_>, edge: f32) -> Option<BitMatrix> {
    let mut bits = BitMatrix::with_single_dimension(u32::try_from(grid.side()).ok()?).ok()?;
    let dark = grid.dark(edge);
    for (y, row) in (0..).zip(dark.chunks(grid.side())) {
        for (x, &dark) in (0..).zip(row) {
            bits.set_bool(x, y, dark);
        }
    }
    Some(bits)
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

/// The Aztec symbols of a picture, in any direction, mirrored or not, in either polarity.
pub(super) fn aztec_symbols(picture: &Luma<'_>) -> Vec<Found> {
    guarded(|| {
        threshold::dark(picture)
            .map(|matrix| aztec::symbols(picture, &matrix))
            .unwrap_or_default()
    })
    .unwrap_or_default()
}

/// The Aztec symbol that stands straight in the middle of a picture, mirrored or not, in either
/// polarity, as the decoder finds it: also where the bull's eye is damaged.
pub(super) fn upright_aztec_symbol(picture: &Luma<'_>) -> Option<Found> {
    let read = |picture: &Luma<'_>| {
        guarded(|| {
            let matrix = threshold::dark(picture)?;
            [false, true].into_iter().find_map(|mirrored| {
                let sampled = aztec_detector::Detector::new(&matrix)
                    .detect(mirrored)
                    .ok()?;
                let text = aztec_decoder::decode(&sampled).ok()?.getText().to_owned();
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
