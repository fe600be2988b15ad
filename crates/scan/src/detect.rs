//! Grey pixels to texts: what is tried when a look at the picture finds nothing.
//!
//! The decoder is given one picture after the other, the untouched one first; later ones are
//! filtered, each against one way a picture goes wrong: too dark or pale, grainy, blurred, too
//! small, too large. Nothing more is tried once a picture has given up all it seems to hold.

use std::ops::RangeInclusive;

use crate::model::Found;
use crate::pixels::{Busy, Luma, Rect};
use crate::plane::Place;
use crate::symbols::{aztec_symbols, qr_symbols, upright_aztec_symbol};

/// The filters work on pictures of up to this many pixels; larger ones are halved until they fit.
/// A code that is blurred in a picture of four million pixels has modules enough to lose half of
/// its resolution.
const FILTER_PIXELS: usize = 1 << 22;

/// The focus is mended in pictures of up to this many pixels, as it takes longer than all other
/// filters; larger ones are halved until they fit. The largest symbol has five pixels a module then.
const FOCUS_PIXELS: usize = 1 << 20;

/// In how many sizes, each half of the one before, the focus is mended.
const FOCUS_SIZES: usize = 3;

/// A picture of up to this many pixels on a side may have modules of one or two pixels, which
/// are too few to sample from.
const TINY_SIDE: usize = 400;

/// How many patterned parts of a picture are searched for an Aztec symbol.
const MAX_PARTS: usize = 12;

/// How many parts of a picture get a closer look after others were read.
const MAX_CLOSE_LOOKS: usize = 4;

/// So much of a part must be busy to get one: a code on its corner fills half of the box around it,
/// what is left around one that was read does not.
const FILLED: f32 = 0.4;

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

/// The codes in a picture, each text once, in no particular order.
pub(super) fn read(picture: &Luma<'_>, effort: Effort) -> Vec<Found> {
    let busy = picture.busy();
    let mut found = glance(picture, &busy);
    if effort == Effort::Glance {
        return found;
    }
    if found.is_empty() {
        return look_closer(picture);
    }
    if is_all_read(&busy, &found) {
        return found;
    }
    // A code in poor condition is not lost beside one that is easy to read.
    let rest = found
        .iter()
        .fold(picture.clone(), |rest, code| rest.without(&code.corners));
    let busy = rest.busy();
    let unread = busy
        .parts()
        .into_iter()
        .filter(|&part| !whole(part, picture) && busy.filled(part) >= FILLED)
        .map(|part| (part, rest.cut(part, MARGIN)))
        .filter(|(_, cut)| cut.is_code_like());
    for (part, cut) in unread.take(MAX_CLOSE_LOOKS).collect::<Vec<_>>() {
        for mut code in look_closer(&cut) {
            code.shift(1.0, beginning(part));
            add(&mut found, code);
        }
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
        found = glance(filtered, &filtered.busy());
        found
            .iter_mut()
            .for_each(|code| code.shift(scale, Place::new(-margin, -margin)));
        !found.is_empty()
    };
    try_filters(picture, &mut attempt);
    if found.is_empty() {
        found = on_dark_ground(picture);
    }
    found
}

/// The QR codes without a quiet zone that lie on ground of their own dark.
fn on_dark_ground(picture: &Luma<'_>) -> Vec<Found> {
    if picture.area() > FILTER_PIXELS {
        return picture.halved().map_or_else(Vec::new, |halved| {
            let mut found = on_dark_ground(&halved);
            found
                .iter_mut()
                .for_each(|code| code.shift(2.0, Place::default()));
            found
        });
    }
    let parts = picture.busy().parts().into_iter();
    let mut found = Vec::new();
    for part in parts.filter(|&part| is_square(part)).take(MAX_CLOSE_LOOKS) {
        let cut = picture.cut(part, 0);
        // An inverted symbol has light ground to run into.
        let cleared = cut
            .on_white_ground()
            .or_else(|| cut.inverted().on_white_ground());
        let Some(cleared) = cleared else { continue };
        for mut code in qr_symbols(&cleared.framed(MARGIN)) {
            code.shift(1.0, beginning(part));
            add(&mut found, code);
        }
    }
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

    // What is pale all over is not worth a look before it is stretched.
    if let Some(stretched) = base.stretched() {
        base = stretched;
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
    if attempt(&base.median(), scale, 0.0) {
        return true;
    }
    if attempt(&base.doubled(), scale / 2.0, 0.0) {
        return true;
    }
    // The blur that is undone is of so many pixels, whatever the size of the modules.
    let mut focused = 0;
    while focused < FOCUS_SIZES {
        if base.area() <= FOCUS_PIXELS {
            focused += 1;
            if attempt(&base.refocused(), scale, 0.0) {
                return true;
            }
        }
        let Some(halved) = base.halved() else {
            return false;
        };
        base = halved;
        scale *= 2.0;
    }
    false
}

/// One look at a picture, in both polarities and for both symbologies. `busy` are its busy cells.
fn glance(picture: &Luma<'_>, busy: &Busy) -> Vec<Found> {
    let mut found = Vec::new();
    for code in qr_symbols(picture) {
        add(&mut found, code);
    }
    // Most pictures hold one code and nothing else, and are done here.
    if !found.is_empty() && is_all_read(busy, &found) {
        return found;
    }
    let parts = busy.parts();
    if !found.is_empty() && parts.iter().all(|&part| is_read(part, &found)) {
        return found;
    }
    for code in qr_symbols(&picture.inverted()) {
        add(&mut found, code);
    }
    for code in aztec_symbols(picture) {
        add(&mut found, code);
    }
    if found.is_empty() {
        found.extend(upright_aztec_symbol(picture));
    }
    // The decoder looks for one Aztec symbol, in the middle; so each part that looks like a code
    // and is not read yet gets a look of its own.
    let candidates = parts
        .into_iter()
        .filter(|&part| is_square(part) && !whole(part, picture));
    for part in candidates.take(MAX_PARTS) {
        if !is_read(part, &found)
            && let Some(mut code) = upright_aztec_symbol(&picture.cut(part, MARGIN))
        {
            code.shift(1.0, beginning(part));
            add(&mut found, code);
        }
    }
    found
}

/// Where a part that was cut out with [`MARGIN`] begins in the whole.
fn beginning(part: Rect) -> Place {
    let margin = MARGIN as f32;
    Place::new(part.left as f32 - margin, part.top as f32 - margin)
}

/// Adds a code unless its text is known already.
fn add(found: &mut Vec<Found>, code: Found) {
    if found.iter().all(|known| known.text != code.text) {
        found.push(code);
    }
}

/// Do the codes that were found leave nothing that could be another?
fn is_all_read(busy: &Busy, found: &[Found]) -> bool {
    // The picture is worked out from the middles of modules: its corners are off by one at most.
    const SLACK: f32 = 8.0;
    let boxes: Vec<_> = found
        .iter()
        .map(|code| {
            let across = code.left() - SLACK..=code.right() + SLACK;
            let down = code.top() - SLACK..=code.bottom() + SLACK;
            (across, down)
        })
        .collect();
    busy.all(|x, y| {
        let covers = |(across, down): &(RangeInclusive<f32>, RangeInclusive<f32>)| {
            across.contains(&x) && down.contains(&y)
        };
        boxes.iter().any(covers)
    })
}

/// Is the part of the picture a code that was found, and hardly anything besides?
fn is_read(part: Rect, found: &[Found]) -> bool {
    let (x, y) = (
        (part.left + part.right) as f32 / 2.0,
        (part.top + part.bottom) as f32 / 2.0,
    );
    let area = (part.width() * part.height()) as f32;
    found.iter().any(|code| {
        let (left, top, right, bottom) = (code.left(), code.top(), code.right(), code.bottom());
        let covers = (left..=right).contains(&x) && (top..=bottom).contains(&y);
        covers && (right - left) * (bottom - top) > area / 2.0
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
