//! Bull's eyes: the squares within squares in the middle of an Aztec symbol (ISO/IEC 24778).
//!
//! Any line through the middle crosses the rings at equal distances, whichever way the symbol is
//! turned. So rows of pixels in which dark and light change seven times at equal distances tell
//! where one may be; rays in all directions tell whether it is one, and how it lies.

use rxing::common::{BIT_FIELD_BASE_BITS, BitMatrix};

use super::climb::{Square, climb};
use crate::pixels::Luma;
use crate::plane::{Place, Plane};

/// So many bull's eyes of a picture are looked at: those that most rows go through. A page of twenty
/// codes has twenty.
const MAX_EYES: usize = 32;

/// So many places are remembered while the rows are gone through, and so many looked at closer: a
/// page full of text has a hundred thousand, most of which fall at the first look down a column.
const MAX_PLACES: usize = 1_024;
const MAX_CHECKS: usize = 1 << 18;

/// Of a picture so many rows are looked at; in a larger one there are more to a module.
const ROWS: usize = 1_500;

/// Rings that any symbol has around the module in the middle; a full one has two more.
const RINGS: i16 = 4;
const FULL_RINGS: i16 = 6;

/// Rays from the middle, all around.
const RAYS: usize = 48;

/// Where rows and columns look like a bull's eye.
#[derive(Clone, Copy, Debug)]
pub(super) struct Eye {
    middle: Place,
    /// The width and the height of a module, measured along a row and a column.
    module: (f32, f32),
    /// Is the module in the middle dark?
    pub(super) dark: bool,
    rows: usize,
}

/// How a bull's eye lies: the plane from modules to pixels, with the middle of the symbol at
/// `(0, 0)`, turned and mirrored in some way.
pub(super) struct Look {
    pub(super) plane: Plane,
    /// Has it the six rings of a full symbol?
    pub(super) full: bool,
    /// Between dark and light.
    pub(super) grey: f32,
}

/// Where a picture may have bull's eyes, the likeliest first.
pub(super) fn eyes(matrix: &BitMatrix) -> Vec<Eye> {
    let (width, height) = (matrix.width() as usize, matrix.height() as usize);
    let (mut found, mut edges, mut checks) = (Vec::<Eye>::new(), Vec::new(), 0);
    for y in (0..height).step_by((height / ROWS).max(1)) {
        edges_of(matrix, y, width, &mut edges);
        for (i, window) in edges.windows(8).enumerate() {
            let Some((middle, module)) = even(window) else {
                continue;
            };
            checks += 1;
            if checks > MAX_CHECKS {
                break;
            }
            let Some(eye) = crossed(matrix, middle, y, module, i % 2 == 1) else {
                continue;
            };
            let same = |other: &&mut Eye| {
                let away = other.middle.minus(eye.middle).length();
                other.dark == eye.dark && away < other.module.0
            };
            if let Some(known) = found.iter_mut().find(same) {
                known.rows += 1;
            } else if found.len() < MAX_PLACES {
                found.push(eye);
            }
        }
    }
    found.sort_by_key(|eye| std::cmp::Reverse(eye.rows));
    found.truncate(MAX_EYES);
    found
}

/// Where a row changes between dark and light; the first place is where dark begins.
fn edges_of(matrix: &BitMatrix, y: usize, width: usize, edges: &mut Vec<usize>) {
    edges.clear();
    let Ok(y) = u32::try_from(y) else { return };
    let row = matrix.getRow(y);
    let mut before = 0;
    for (i, &word) in row.getBitArray().iter().enumerate() {
        let mut changes = word ^ (word << 1 | before);
        before = word >> (BIT_FIELD_BASE_BITS - 1);
        while changes != 0 {
            let x = i * BIT_FIELD_BASE_BITS + changes.trailing_zeros() as usize;
            if x < width {
                edges.push(x);
            }
            changes &= changes - 1;
        }
    }
    if edges.len() % 2 == 1 {
        edges.push(width);
    }
}

/// The middle and the width of seven runs that are equally long.
fn even(edges: &[usize]) -> Option<(f32, f32)> {
    let (&[start, a, b, c, d, e, f, end], true) = (edges.first_chunk()?, edges.len() == 8) else {
        return None;
    };
    // Seen at an angle, runs grow from one end to the other, and all are of whole pixels.
    let module = (end - start) as f32 / 7.0;
    let slack = 0.3 * module + 0.75;
    let runs = [(start, a), (a, b), (b, c), (c, d), (d, e), (e, f), (f, end)];
    let all = runs
        .iter()
        .all(|(from, to)| ((to - from) as f32 - module).abs() <= slack);
    all.then_some(((c + d) as f32 / 2.0, module))
}

/// A bull's eye in which rows, columns and diagonals agree; `dark` is the colour of the module in
/// the middle.
fn crossed(matrix: &BitMatrix, x: f32, y: usize, module: f32, dark: bool) -> Option<Eye> {
    const MOST: f32 = 3.0;
    // Cut off on purpose: whole pixels.
    let at = (x as u32, u32::try_from(y).ok()?);
    let (down, module_y) = line(matrix, at, (0, 1), module, dark)?;
    let at = (at.0, at.1.checked_add_signed(down)?);
    let (right, module_x) = line(matrix, at, (1, 0), module, dark)?;
    let at = (at.0.checked_add_signed(right)?, at.1);
    if module_y > MOST * module_x || module_x > MOST * module_y {
        return None;
    }
    line(matrix, at, (1, 1), module, dark)?;
    line(matrix, at, (1, -1), module, dark)?;
    Some(Eye {
        middle: Place::new(at.0 as f32 + 0.5, at.1 as f32 + 0.5),
        module: (module_x, module_y),
        dark,
        rows: 1,
    })
}

/// How many steps it is to the middle and from end to end of a module, where a line through a pixel
/// has seven equal runs with the pixel in the one in the middle.
fn line(
    matrix: &BitMatrix,
    (x, y): (u32, u32),
    (dx, dy): (i32, i32),
    module: f32,
    dark: bool,
) -> Option<(i32, f32)> {
    // Cut off on purpose: whole pixels.
    let longest = (module * 4.0) as i32 + 4;
    // The ends of four runs, from the pixel on, in steps.
    let ends = |step: i32| {
        let (mut at, mut colour, mut ends) = (0_i32, dark, [0; 4]);
        for end in &mut ends {
            let start = at;
            loop {
                let x = x.checked_add_signed(at * dx);
                let y = y.checked_add_signed(at * dy);
                let inside = x
                    .zip(y)
                    .filter(|(x, y)| *x < matrix.width() && *y < matrix.height());
                match inside {
                    Some((x, y)) if matrix.get(x, y) == colour => at += step,
                    _ => break,
                }
                if at.abs_diff(start) > longest.unsigned_abs() {
                    return None;
                }
            }
            (*end, colour) = (at, !colour);
        }
        Some(ends)
    };
    let ([a, b, c, d], [e, f, g, h]) = (ends(-1)?, ends(1)?);
    // Counted from the first, as there is nothing before it.
    let edges = [d + 1, c + 1, b + 1, a + 1, e, f, g, h].map(|end| end.abs_diff(d + 1) as usize);
    let (middle, module) = even(&edges)?;
    Some((middle.floor() as i32 + d + 1, module))
}

impl Eye {
    /// How the bull's eye lies in a picture in which its middle is dark, if it is one: first as a full symbol has it, if it
    /// has all rings, then as a compact one.
    pub(super) fn looks(&self, picture: &Luma<'_>) -> Vec<Look> {
        let Some((square, grey)) = self.outline(picture) else {
            return Vec::new();
        };
        const STEPS: [f32; 4] = [0.5, 0.25, 0.12, 0.06];
        let (inner, likeness) = climb(square, &STEPS, |plane| correlation(picture, plane, RINGS));
        /// Less is no bull's eye.
        const LIKENESS: f32 = 0.6;
        if likeness < LIKENESS {
            return Vec::new();
        }
        let mut looks = Vec::new();
        let widened = inner.plane().and_then(|plane| {
            Some(climb(
                Square::of(&plane, f32::from(FULL_RINGS))?,
                &STEPS,
                |plane| correlation(picture, plane, FULL_RINGS),
            ))
        });
        let mut add = |square: &Square, full| {
            looks.extend(square.plane().map(|plane| Look { plane, full, grey }));
        };
        if let Some((outer, likeness)) = widened
            && likeness > LIKENESS
        {
            add(&outer, true);
        }
        add(&inner, false);
        looks
    }

    /// The outermost ring of four as the rays see it, and the grey between dark and light.
    fn outline(&self, picture: &Luma<'_>) -> Option<(Square, f32)> {
        /// So many of the rays must cross the rings at equal distances.
        const EVEN: usize = RAYS * 3 / 5;
        /// How far out the last change is that a ray looks for, in modules.
        const LAST: f32 = 3.5;
        let (low, high) = self.range(picture);
        if high - low < 6.0 {
            return None;
        }
        let grey = f32::midpoint(low, high);
        let rays: Vec<(Place, Option<f32>)> = (0..RAYS)
            .map(|i| {
                let (sin, cos) = (i as f32 * std::f32::consts::TAU / RAYS as f32).sin_cos();
                let way = Place::new(cos, sin);
                (way, self.ray(picture, way, grey, (high - low) * 0.1))
            })
            .collect();
        let ends: Vec<Place> = rays
            .iter()
            .filter_map(|(way, module)| Some(way.times((*module)? * LAST)))
            .collect();
        if ends.len() < EVEN {
            return None;
        }
        // Along the sides of the symbol a ray tells the size of a module; so each two directions
        // make a guess, and what the other rays say is held against it.
        let half = RAYS / 2;
        let sides: Vec<Place> = (0..half)
            .filter_map(|i| {
                let (way, one) = rays.get(i)?;
                let (_, other) = rays.get(i + half)?;
                let both = one.iter().chain(other);
                let count = both.clone().count();
                let module = both.sum::<f32>() / count as f32;
                (count > 0).then(|| way.times(module))
            })
            .collect();
        let pairs = sides
            .iter()
            .enumerate()
            .flat_map(|(i, &a)| sides.iter().skip(i + 1).map(move |&b| (a, b)));
        let off = |(a, b): (Place, Place)| -> f32 {
            let area = a.cross(b);
            let parts = ends.iter().map(|end| {
                let (u, v) = (end.cross(b) / area, a.cross(*end) / area);
                (u.abs().max(v.abs()) - LAST).abs().min(1.0)
            });
            parts.sum()
        };
        let (a, b) = pairs
            .filter(|(a, b)| a.cross(*b).abs() > 0.4 * a.length() * b.length())
            .map(|pair| (off(pair), pair))
            .min_by(|a, b| a.0.total_cmp(&b.0))?
            .1;
        Some((Square::spanned(self.middle, a, b, f32::from(RINGS)), grey))
    }

    /// Dark and light in the bull's eye.
    fn range(&self, picture: &Luma<'_>) -> (f32, f32) {
        let line = || (-7_i16..=7).map(|i| f32::from(i) / 2.0);
        let mut greys: Vec<f32> = line()
            .flat_map(|y| line().map(move |x| (x, y)))
            .map(|(x, y)| {
                let away = Place::new(x * self.module.0, y * self.module.1);
                picture.grey(self.middle.plus(away))
            })
            .collect();
        greys.sort_by(f32::total_cmp);
        let at = |part: usize| greys.get(greys.len() * part / 8).copied();
        (at(1).unwrap_or_default(), at(6).unwrap_or_default())
    }

    /// The size of a module along a ray from the middle, if it crosses four rings at equal
    /// distances. What is less than `doubt` away from `grey` is neither dark nor light.
    fn ray(&self, picture: &Luma<'_>, way: Place, grey: f32, doubt: f32) -> Option<f32> {
        let module = self.module.0.max(self.module.1);
        let step = (self.module.0.min(self.module.1) / 6.0).max(0.25);
        let count = (module * 7.0 / step) as usize;
        // Positive is the colour that the ray is in.
        let (mut colour, mut before, mut crossing) = (1.0, 0.0, 0.0);
        let mut changes = [0.0; 4];
        let mut known = changes.iter_mut();
        let mut next = known.next()?;
        for i in 0..count.min(4_096) {
            let along = i as f32 * step;
            let here = colour * (grey - picture.grey(self.middle.plus(way.times(along))));
            if here <= 0.0 && before > 0.0 {
                crossing = along - step * here / (here - before);
            }
            before = here;
            if here < -doubt {
                *next = crossing;
                let Some(following) = known.next() else {
                    break;
                };
                (next, colour, before) = (following, -colour, -here);
            }
        }
        let [.., last] = changes;
        let module = last / 3.5;
        let even = changes
            .iter()
            .zip([0.5, 1.5, 2.5, 3.5])
            .all(|(at, ring)| (at - ring * module).abs() < 0.45 * module);
        (module > 0.5 && even).then_some(module)
    }
}

/// How much a place of the picture looks like a bull's eye of so many rings with a dark middle,
/// from -1 to 1.
fn correlation(picture: &Luma<'_>, plane: &Plane, rings: i16) -> f32 {
    // Near the corners of a module, so that a shift tells also where edges are sharp.
    const IN: f32 = 0.36;
    let (mut count, mut light) = (0.0_f32, 0.0_f32);
    let (mut sum, mut squares, mut product) = (0.0_f32, 0.0_f32, 0.0_f32);
    for y in -rings..=rings {
        for x in -rings..=rings {
            let is_light = f32::from(x.abs().max(y.abs()) % 2);
            for (dx, dy) in [(-IN, -IN), (IN, -IN), (IN, IN), (-IN, IN)] {
                let grey = picture.grey(plane.of(Place::new(f32::from(x) + dx, f32::from(y) + dy)));
                count += 1.0;
                light += is_light;
                sum += grey;
                squares += grey * grey;
                product += grey * is_light;
            }
        }
    }
    let spread = (squares - sum * sum / count) * (light - light * light / count);
    let norm = spread.max(0.0).sqrt();
    if norm > 1.0 {
        (product - sum * light / count) / norm
    } else {
        0.0
    }
}
