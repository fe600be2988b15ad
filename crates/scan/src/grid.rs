//! The grid of a QR symbol that is seen at an angle, or on bent paper.
//!
//! The decoder's own search begins with the distance between the finder patterns in modules, which
//! is hard to tell where near modules are twice as large as far ones. Here the plane of the symbol
//! is worked out from the corners of the three finder patterns for each number of modules there may
//! be, and the timing patterns between them tell which it is. Then the alignment patterns are
//! followed from known ground outwards; between them the grid may bend. What a module holds is read
//! from the grey picture. Names of patterns are those of ISO/IEC 18004.

use std::ops::RangeInclusive;

use crate::pixels::Luma;
use crate::plane::{Pair, Place, Plane};

/// A finder pattern: the middles of the modules in the four corners of its dark ring, in order
/// around it.
pub(super) type Finder = [Place; 4];

/// Modules on a side, as few and as many as there may be; in steps of four.
const SIDES: RangeInclusive<usize> = 21..=177;

/// By how many pixels a number of modules may fit the corners of the finder patterns worse than the
/// best one does. The corners are known to half a pixel or so.
const SLACK: f32 = 0.75;

/// How well a guess must agree with the timing patterns to be followed up: 0 is chance, 1 perfect
/// for the plane.
const TRUST: f32 = 0.6;

/// What each timing pattern adds whose modules, counted along the line, are as many as guessed.
/// On bent paper it counts right where the plane is off.
const COUNTED: f32 = 0.5;

/// How many guesses are followed up.
const MAX_GUESSES: usize = 4;

/// How far from where it is expected an alignment pattern is looked for, in modules.
const REACH: f32 = 5.0;

/// How much an alignment pattern must look like one: 1 is perfectly, 0 is chance.
const LIKENESS: f32 = 0.7;

/// Where the modules of a symbol are in a picture.
pub(super) struct Grid<'a> {
    picture: &'a Luma<'a>,
    side: usize,
    plane: Plane,
    /// The middles of the rows and columns that alignment patterns are in.
    stops: Vec<f32>,
    /// How far the picture is off the plane where these cross, in pixels; row by row.
    bends: Vec<Place>,
}

impl<'a> Grid<'a> {
    /// What the symbol with these three finder patterns, in any order, may be; the likeliest first.
    /// `stops` gives for a number of modules the middles of the alignment patterns along a side.
    pub(super) fn candidates(
        picture: &'a Luma<'a>,
        finders: [Finder; 3],
        stops: impl Fn(usize) -> Vec<f32>,
    ) -> impl Iterator<Item = Self> {
        let [a, b, c] = finders;
        let mut guesses: Vec<Guess> = [[a, b, c], [b, c, a], [c, a, b]]
            .into_iter()
            .flat_map(|corner| guesses(picture, corner))
            .filter(|guess| guess.trust > TRUST)
            .collect();
        guesses.sort_by(|a, b| b.trust.total_cmp(&a.trust));
        guesses.into_iter().take(MAX_GUESSES).map(move |guess| {
            let mut grid = Self {
                picture,
                side: guess.side,
                plane: guess.plane,
                stops: stops(guess.side),
                bends: Vec::new(),
            };
            grid.follow(&guess.pairs);
            grid
        })
    }

    /// A symbol of which nothing is known but its plane.
    pub(super) const fn flat(picture: &'a Luma<'a>, side: usize, plane: Plane) -> Self {
        Self {
            picture,
            side,
            plane,
            stops: Vec::new(),
            bends: Vec::new(),
        }
    }

    /// Modules on a side.
    pub(super) const fn side(&self) -> usize {
        self.side
    }

    /// The corners of the symbol in the picture, in order around it.
    pub(super) fn corners(&self) -> [Place; 4] {
        let end = self.side as f32;
        [(0.0, 0.0), (end, 0.0), (end, end), (0.0, end)]
            .map(|(x, y)| self.plane.of(Place::new(x, y)))
    }

    /// Which modules are dark, row by row: darker than the mean of the 9 x 9 around them. `edge`
    /// times the difference from the four beside a module is added to it, which takes back some of
    /// a blur.
    pub(super) fn dark(&self, edge: f32) -> Vec<bool> {
        const REACH: usize = 4;
        let (greys, side, end) = (self.greys(), self.side, self.side - 1);
        let at = |x: usize, y: usize| greys.get(y * side + x).copied().unwrap_or_default();
        let near = |i: usize| i.saturating_sub(REACH)..=(i + REACH).min(end);
        // Sums over columns first: a module needs nine of them instead of 81 greys.
        let sums: Vec<f32> = (0..side * side)
            .map(|i| near(i / side).map(|y| at(i % side, y)).sum())
            .collect();
        (0..side * side)
            .map(|i| {
                let (x, y) = (i % side, i / side);
                let around: f32 = near(x)
                    .map(|x| sums.get(y * side + x).copied().unwrap_or_default())
                    .sum();
                let count = near(x).count() * near(y).count();
                let beside = at(x.saturating_sub(1), y)
                    + at((x + 1).min(end), y)
                    + at(x, y.saturating_sub(1))
                    + at(x, (y + 1).min(end));
                (at(x, y) + edge * (at(x, y) - beside / 4.0)) * (count as f32) < around
            })
            .collect()
    }

    /// The grey of each module, row by row: the mean around its middle.
    fn greys(&self) -> Vec<f32> {
        let places = self.middles();
        let at = |i: usize| places.get(i).copied().unwrap_or_default();
        (0..places.len())
            .map(|i| {
                // To the next module, or from the one before where there is none.
                let right = match i % self.side {
                    0 => at(i + 1).minus(at(i)),
                    _ => at(i).minus(at(i - 1)),
                };
                let down = match i / self.side {
                    0 => at(i + self.side).minus(at(i)),
                    _ => at(i).minus(at(i - self.side)),
                };
                let (right, down) = (right.times(0.2), down.times(0.2));
                let around = [right, down, right.times(-1.0), down.times(-1.0)];
                let sum: f32 = around
                    .iter()
                    .map(|&step| self.picture.grey(at(i).plus(step)))
                    .sum();
                (sum + 2.0 * self.picture.grey(at(i))) / 6.0
            })
            .collect()
    }

    /// Where the middle of each module is in the picture, row by row. Between the alignment
    /// patterns, and a little beyond, bends follow a cubic through the four nearest in each
    /// direction.
    fn middles(&self) -> Vec<Place> {
        let count = self.stops.len();
        let weights: Vec<Vec<(usize, f32)>> = (0..self.side)
            .map(|i| cubic(&self.stops, i as f32 + 0.5))
            .collect();
        let mut places = Vec::with_capacity(self.side * self.side);
        for (y, rows) in weights.iter().enumerate() {
            // The bends along this row of modules.
            let line: Vec<Place> = (0..count)
                .map(|column| weighted(rows, |row| self.bends.get(row * count + column).copied()))
                .collect();
            places.extend(weights.iter().enumerate().map(|(x, columns)| {
                let flat = self.plane.of(Place::new(x as f32 + 0.5, y as f32 + 0.5));
                flat.plus(weighted(columns, |column| line.get(column).copied()))
            }));
        }
        places
    }

    /// Looks for the alignment patterns, nearest to the top left first, each from where its
    /// neighbours lead to; then puts the plane through all that were found, and looks again for
    /// those that were not.
    fn follow(&mut self, pairs: &[Pair]) {
        let count = self.stops.len();
        let nodes: Vec<Place> = self
            .stops
            .iter()
            .flat_map(|&y| self.stops.iter().map(move |&x| Place::new(x, y)))
            .collect();
        // Where an alignment pattern would lie in a finder pattern, the finder pattern has a corner.
        let mut bends: Vec<Option<Place>> = nodes
            .iter()
            .map(|node| {
                let (_, place) = pairs.iter().find(|(from, _)| from == node)?;
                Some(place.minus(self.plane.of(*node)))
            })
            .collect();
        let mut order: Vec<usize> = (0..nodes.len()).collect();
        order.sort_by_key(|i| i / count + i % count);
        for _ in 0..2 {
            for &i in &order {
                if let Some(&node) = nodes.get(i)
                    && bends.get(i).is_some_and(Option::is_none)
                {
                    let found = self.alignment(node, expected(&bends, count, i));
                    bends.get_mut(i).into_iter().for_each(|bend| *bend = found);
                }
            }
            let found = nodes.iter().zip(&bends);
            let mut all: Vec<Pair> = found
                .filter_map(|(&node, bend)| Some((node, self.plane.of(node).plus((*bend)?))))
                .collect();
            all.extend_from_slice(pairs);
            let Some(plane) = Plane::through(&all) else {
                return;
            };
            for (&node, bend) in nodes.iter().zip(&mut bends) {
                let moved = self.plane.of(node).minus(plane.of(node));
                *bend = bend.map(|bend| bend.plus(moved));
            }
            self.plane = plane;
        }
        self.bends = (0..nodes.len())
            .map(|i| expected(&bends, count, i))
            .collect();
    }

    /// How far off the plane the alignment pattern around `node` is, in pixels, if there is one
    /// near where it is expected.
    fn alignment(&self, node: Place, expected: Place) -> Option<Place> {
        let (right, down) = self.plane.steps(node);
        let start = self.plane.of(node).plus(expected);
        let along = |x: f32, y: f32| right.times(x).plus(down.times(y));
        let likeness = |offset: Place| {
            let middle = start.plus(along(offset.x, offset.y));
            let at = |x, y| self.picture.grey(middle.plus(along(x, y)));
            // Most places are out of the question at the first few modules.
            let ring = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)];
            let centre = at(0.0, 0.0);
            if ring.iter().any(|&(x, y)| at(x, y) <= centre) {
                return 0.0;
            }
            correlation(&PATTERN.map(|(x, y, _)| at(x, y)))
        };
        let best = |around: Place, step: f32, steps: i16| {
            let line = -steps..=steps;
            let offsets = line
                .clone()
                .flat_map(|y| line.clone().map(move |x| (f32::from(x), f32::from(y))));
            offsets
                .map(|(x, y)| around.plus(Place::new(x, y).times(step)))
                .map(|offset| (likeness(offset), offset))
                .max_by(|a, b| a.0.total_cmp(&b.0))
        };
        let (_, near) = best(Place::default(), 0.5, (REACH / 0.5) as i16)?;
        let (value, offset) = best(near, 0.125, 3)?;
        (value > LIKENESS).then(|| expected.plus(along(offset.x, offset.y)))
    }
}

/// The 25 modules of an alignment pattern by their place from its middle, and whether they are
/// light.
const PATTERN: [(f32, f32, bool); 25] = {
    let line = [-2.0_f32, -1.0, 0.0, 1.0, 2.0];
    let mut pattern = [(0.0, 0.0, false); 25];
    let mut i = 0;
    #[expect(
        clippy::indexing_slicing,
        reason = "worked out by the compiler, which stops at an index out of bounds"
    )]
    while i < pattern.len() {
        let (x, y) = (line[i % 5], line[i / 5]);
        pattern[i] = (x, y, x.abs().max(y.abs()) == 1.0);
        i += 1;
    }
    pattern
};

/// How much the greys look like [`PATTERN`], from -1 to 1.
fn correlation(greys: &[f32; 25]) -> f32 {
    // 8 of 25 are light: with these weights the mean does not count.
    const LIGHT: f32 = 17.0 / 25.0;
    const DARK: f32 = -8.0 / 25.0;
    let mean = greys.iter().sum::<f32>() / 25.0;
    let (mut product, mut spread) = (0.0, 0.0);
    for (grey, (_, _, light)) in greys.iter().zip(PATTERN) {
        product += (grey - mean) * if light { LIGHT } else { DARK };
        spread += (grey - mean) * (grey - mean);
    }
    let norm = (spread * (8.0 * LIGHT * LIGHT + 17.0 * DARK * DARK)).sqrt();
    if norm > 1.0 { product / norm } else { 0.0 }
}

/// The bend to be expected at a node: its own if it was found, else what its neighbours say.
fn expected(bends: &[Option<Place>], count: usize, i: usize) -> Place {
    let (row, column) = (i / count, i % count);
    let at = |row: usize, column: usize| {
        let inside = row < count && column < count;
        let bend = inside.then(|| bends.get(row * count + column));
        bend.flatten().copied().flatten()
    };
    if let Some(own) = at(row, column) {
        return own;
    }
    // `usize::MAX` is out of bounds, as it should be.
    let (up, left) = (row.wrapping_sub(1), column.wrapping_sub(1));
    if let (Some(above), Some(before), Some(corner)) = (at(up, column), at(row, left), at(up, left))
    {
        return above.plus(before).minus(corner);
    }
    let near = [
        at(up, column),
        at(row, left),
        at(row + 1, column),
        at(row, column + 1),
        at(up, left),
        at(row + 1, column + 1),
    ];
    Place::middle(near.into_iter().flatten())
}

/// The four stops nearest to `at`, or all there are, by number, with the weight of each in the
/// polynomial through them (Lagrange).
fn cubic(stops: &[f32], at: f32) -> Vec<(usize, f32)> {
    let after = stops.iter().filter(|stop| **stop <= at).count();
    let start = after.saturating_sub(2).min(stops.len().saturating_sub(4));
    let near = || stops.iter().copied().enumerate().skip(start).take(4);
    let weight = |i: usize, stop: f32| {
        let others = near().filter(|(other, _)| *other != i);
        others
            .map(|(_, other)| (at - other) / (stop - other))
            .product()
    };
    near().map(|(i, stop)| (i, weight(i, stop))).collect()
}

fn weighted(weights: &[(usize, f32)], bend: impl Fn(usize) -> Option<Place>) -> Place {
    let parts = weights
        .iter()
        .map(|&(i, weight)| bend(i).unwrap_or_default().times(weight));
    parts.fold(Place::default(), Place::plus)
}

/// What a symbol may be.
struct Guess {
    /// How well it agrees with the timing patterns.
    trust: f32,
    side: usize,
    plane: Plane,
    /// The corners of the finder patterns.
    pairs: Vec<Pair>,
}

/// What the symbol may be if the first of the finder patterns is that in the corner.
fn guesses(picture: &Luma<'_>, [corner, one, other]: [Finder; 3]) -> Vec<Guess> {
    let middle = |finder: Finder| Place::middle(finder.into_iter());
    let along = middle(one).minus(middle(corner));
    let down = middle(other).minus(middle(corner));
    if along.cross(down).abs() < 1.0 {
        return Vec::new();
    }
    let [corner, one, other] = [corner, one, other].map(|finder| upright(finder, along, down));
    let fits: Vec<(f32, Guess)> = SIDES
        .step_by(4)
        .filter_map(|side| {
            let far = side as f32 - 7.0;
            let placed = |finder: Finder, x: f32, y: f32| {
                let ring = [(0.5, 0.5), (6.5, 0.5), (6.5, 6.5), (0.5, 6.5)];
                let ring = ring.map(|(dx, dy)| Place::new(x + dx, y + dy));
                ring.into_iter().zip(finder)
            };
            let pairs: Vec<Pair> = placed(corner, 0.0, 0.0)
                .chain(placed(one, far, 0.0))
                .chain(placed(other, 0.0, far))
                .collect();
            let plane = Plane::through(&pairs)?;
            let off = pairs
                .iter()
                .map(|(from, to)| plane.of(*from).minus(*to).length());
            let off = off.sum::<f32>() / pairs.len() as f32;
            let trust = 0.0;
            Some((
                off,
                Guess {
                    trust,
                    side,
                    plane,
                    pairs,
                },
            ))
        })
        .collect();
    // A wrong number of modules makes finder patterns too large or too small for their distance.
    let least = fits
        .iter()
        .map(|(off, _)| *off)
        .fold(f32::INFINITY, f32::min);
    let mut fits: Vec<Guess> = fits
        .into_iter()
        .filter_map(|(off, guess)| (off < least + SLACK).then_some(guess))
        .collect();
    // The timing patterns run from a corner of one finder pattern to a corner of the next; the six
    // and a half modules at either end are beyond them.
    let ([_, _, start, _], [_, _, _, right], [_, low, _, _]) = (corner, one, other);
    let counted = [right, low].map(|end| changes(picture, start, end) + 13);
    for guess in &mut fits {
        let agree = counted.iter().filter(|side| **side == guess.side).count();
        guess.trust = timing(picture, &guess.plane, guess.side) + COUNTED * agree as f32;
    }
    fits
}

/// The corners of a finder pattern in the order top left, top right, bottom right, bottom left, for
/// a symbol whose sides go `along` and `down`.
fn upright(finder: Finder, along: Place, down: Place) -> Finder {
    let middle = Place::middle(finder.into_iter());
    let area = along.cross(down);
    let score = |finder: &Finder| -> f32 {
        let signs = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
        let corners = finder.iter().zip(signs).map(|(corner, (x, y))| {
            let from = corner.minus(middle);
            (x * from.cross(down) + y * along.cross(from)) / area
        });
        corners.sum()
    };
    let turns = |[a, b, c, d]: Finder| [[a, b, c, d], [b, c, d, a], [c, d, a, b], [d, a, b, c]];
    let [a, b, c, d] = finder;
    let all = turns(finder).into_iter().chain(turns([d, c, b, a]));
    all.max_by(|a, b| score(a).total_cmp(&score(b)))
        .unwrap_or(finder)
}

/// How well the better one of the two timing patterns alternates, from -1 to 1.
fn timing(picture: &Luma<'_>, plane: &Plane, side: usize) -> f32 {
    let line = |place: fn(f32) -> Place| {
        let greys: Vec<f32> = (7..=side.saturating_sub(8))
            .map(|i| picture.grey(plane.of(place(i as f32 + 0.5))))
            .collect();
        // Each against the mean of those beside it, so that light from a side does not count.
        let (mut signal, mut total) = (0.0, 0.0);
        for (i, three) in greys.windows(3).enumerate() {
            if let &[before, here, after] = three {
                let step = here - f32::midpoint(before, after);
                signal += if i % 2 == 0 { -step } else { step };
                total += step.abs();
            }
        }
        if total > 1.0 { signal / total } else { 0.0 }
    };
    line(|i| Place::new(i, 6.5)).max(line(|i| Place::new(6.5, i)))
}

/// How often the line from one place to another, which begins on a dark one, changes between dark
/// and light.
fn changes(picture: &Luma<'_>, from: Place, to: Place) -> usize {
    /// Samples on either side by which dark and light are told apart.
    const NEAR: usize = 16;
    const MOST: f32 = 4_096.0;
    let way = to.minus(from);
    let count = (way.length() * 2.0).min(MOST) as usize;
    let greys: Vec<f32> = (0..count)
        .map(|i| picture.grey(from.plus(way.times(i as f32 / count as f32))))
        .collect();
    let (mut dark, mut changes) = (true, 0);
    for (i, &here) in greys.iter().enumerate() {
        let near = greys.iter().skip(i.saturating_sub(NEAR)).take(2 * NEAR + 1);
        let (low, high) = near.fold((f32::MAX, f32::MIN), |(low, high), &grey| {
            (low.min(grey), high.max(grey))
        });
        // What is a tenth of the range off the middle is no longer in doubt.
        let (middle, doubt) = (f32::midpoint(low, high), (high - low) / 10.0);
        if (dark && here > middle + doubt) || (!dark && here < middle - doubt) {
            dark = !dark;
            changes += 1;
        }
    }
    changes
}

#[cfg(test)]
mod tests;
