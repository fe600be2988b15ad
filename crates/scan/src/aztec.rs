//! Aztec symbols anywhere in a picture, turned by any angle and seen at one (ISO/IEC 24778).
//!
//! The decoder's own search begins in the middle of the picture and follows its rows and columns.
//! Here the bull's eyes are looked for, each gives a plane, and the ring around it says which way
//! the symbol is turned and how large it is. From there the plane is carried outwards, a little
//! further each time, held by what is known of the symbol: in a full one the reference grid, in a
//! compact one that modules differ most where they are hit in the middle.

mod climb;
mod data;
mod eye;

use rxing::common::BitMatrix;
use rxing::common::reedsolomon::{PredefinedGenericGF, ReedSolomonDecoder};

use climb::{Square, climb};
use eye::{Look, eyes};

use crate::grid::Grid;
use crate::model::{Found, Symbology};
use crate::pixels::Luma;
use crate::plane::{Place, Plane};

/// A module by its place from the one in the middle.
type Module = (i16, i16);

/// How much larger each square is that the plane is held by than the one before.
const GROWTH: f32 = 1.15;

/// The distance between two lines of the reference grid.
const GRID: i16 = 16;

/// The Aztec symbols of a picture, of which `matrix` tells dark and light: in any direction,
/// mirrored or not, in either polarity.
pub(super) fn symbols(picture: &Luma<'_>, matrix: &BitMatrix) -> Vec<Found> {
    let mut found = Vec::new();
    let mut inverted = None;
    for eye in eyes(matrix) {
        let picture = if eye.dark {
            picture
        } else {
            inverted.get_or_insert_with(|| picture.inverted())
        };
        let code = eye.looks(picture).iter().find_map(|look| {
            let (plane, symbol) = symbol(picture, look)?;
            let plane = symbol.follow(picture, plane, look.grey);
            symbol.read(&symbol.grid(picture, &plane)?)
        });
        found.extend(code);
    }
    found
}

/// What the ring around the bull's eye says of a symbol.
#[derive(Clone, Debug, PartialEq)]
struct Symbol {
    compact: bool,
    layers: u32,
    /// Words of data, without those that correct errors.
    words: u32,
    /// Which modules of that ring are dark.
    ring: Vec<(Module, bool)>,
}

impl Symbol {
    /// Modules from the one in the middle to the side.
    fn half(&self) -> i16 {
        let layers = i16::try_from(self.layers).unwrap_or_default();
        if self.compact {
            5 + 2 * layers
        } else {
            // Two modules for each layer, seven in the middle, and the lines of the grid.
            let away = 2 * layers + 6;
            away + 1 + away / (GRID - 1)
        }
    }

    /// Carries the plane from the bull's eye out to the sides.
    fn follow(&self, picture: &Luma<'_>, plane: Plane, grey: f32) -> Plane {
        const STEPS: [f32; 4] = [0.5, 0.25, 0.12, 0.06];
        let mut plane = plane;
        let half = f32::from(self.half());
        let mut radius = f32::from(mode_ring(self.compact));
        loop {
            // Cut off on purpose: whole modules.
            let reach = radius as i16;
            let known = self.known(reach);
            let score = |plane: &Plane| self.likeness(picture, plane, &known, reach, grey);
            let square = Square::of(&plane, radius);
            let Some(next) = square.and_then(|square| climb(square, &STEPS, score).0.plane())
            else {
                return plane;
            };
            plane = next;
            if radius >= half {
                return plane;
            }
            radius = (radius * GROWTH).min(half);
        }
    }

    /// The modules around the middle of which the colour is known.
    fn known(&self, reach: i16) -> Vec<(Module, bool)> {
        let eye = mode_ring(self.compact) - 1;
        let line = || -eye..=eye;
        let eye = line()
            .flat_map(|y| line().map(move |x| (x, y)))
            .map(|(x, y)| ((x, y), x.abs().max(y.abs()) % 2 == 0));
        eye.chain(self.ring.iter().copied())
            .filter(|((x, y), _)| x.abs().max(y.abs()) <= reach)
            .collect()
    }

    /// How well the picture agrees with the symbol up to so many modules from the middle.
    fn likeness(
        &self,
        picture: &Luma<'_>,
        plane: &Plane,
        known: &[(Module, bool)],
        reach: i16,
        grey: f32,
    ) -> f32 {
        let inner: f32 = known
            .iter()
            .map(|&(module, dark)| {
                let off = mean(picture, plane, module) - grey;
                if dark { -off } else { off }
            })
            .sum();
        inner
            + if self.compact {
                contrast(picture, plane, mode_ring(true), reach)
            } else {
                reference_grid(picture, plane, reach)
            }
    }

    /// What the modules say.
    fn read(&self, grid: &Grid<'_>) -> Option<Found> {
        let corners = grid.corners();
        [0.0, 1.0].into_iter().find_map(|edge| {
            let dark = grid.dark(edge);
            let text = self.text(|(x, y)| {
                let place = |i: i16| usize::try_from(i + self.half()).ok();
                let index = place(y).zip(place(x)).map(|(y, x)| y * grid.side() + x);
                index.and_then(|i| dark.get(i)).is_some_and(|dark| *dark)
            })?;
            Some(Found {
                text,
                symbology: Symbology::Aztec,
                corners: corners.to_vec(),
            })
        })
    }

    /// Where the modules are.
    fn grid<'a>(&self, picture: &'a Luma<'a>, plane: &Plane) -> Option<Grid<'a>> {
        let half = self.half();
        let side = usize::try_from(2 * half + 1).ok()?;
        let end = f32::from(half);
        let pairs = [(-end, -end), (end, -end), (end, end), (-end, end)].map(|(x, y)| {
            let place = Place::new(x, y);
            let first = Place::new(end + 0.5, end + 0.5);
            (place.plus(first), plane.of(place))
        });
        Some(Grid::flat(picture, side, Plane::through(&pairs)?))
    }
}

/// How far from the middle the ring with the mode message is.
const fn mode_ring(compact: bool) -> i16 {
    if compact { 5 } else { 7 }
}

/// The places of the bits of the mode message, in its order.
fn mode_places(compact: bool) -> impl Iterator<Item = Module> {
    let ring = mode_ring(compact);
    (0..4).flat_map(move |side| {
        let line = (2 - ring..=ring - 2).filter(move |&x| compact || x != 0);
        line.map(move |x| turned((x, -ring), side))
    })
}

/// The modules in the corners that tell which way the symbol is turned, and whether they are dark.
fn marks(compact: bool) -> [(Module, bool); 12] {
    let end = mode_ring(compact);
    let near = end - 1;
    [
        ((-end, -near), true),
        ((-end, -end), true),
        ((-near, -end), true),
        ((near, -end), false),
        ((end, -end), true),
        ((end, -near), true),
        ((end, near), true),
        ((end, end), false),
        ((near, end), false),
        ((-near, end), false),
        ((-end, end), false),
        ((-end, near), false),
    ]
}

/// A module after so many quarter turns to the right.
const fn turned((x, y): Module, quarters: u8) -> Module {
    match quarters % 4 {
        0 => (x, y),
        1 => (-y, x),
        2 => (-x, -y),
        _ => (y, -x),
    }
}

/// The symbol around a bull's eye, with its plane so turned that the symbol is upright in it.
fn symbol(picture: &Luma<'_>, look: &Look) -> Option<(Plane, Symbol)> {
    let compact = !look.full;
    let at = |module| mean(picture, &look.plane, module);
    // What a blur has carried over from the modules beside, taken back or not.
    [0.0, 1.0].into_iter().find_map(|edge| {
        let dark = |(x, y): Module| {
            let beside = at((x - 1, y)) + at((x + 1, y)) + at((x, y - 1)) + at((x, y + 1));
            let here = at((x, y));
            here + edge * (here - beside / 4.0) < look.grey
        };
        let views = [false, true]
            .into_iter()
            .flat_map(|mirrored| (0..4).map(move |quarters| (mirrored, quarters)));
        views.into_iter().find_map(|(mirrored, quarters)| {
            let seen = |module| {
                let (x, y) = turned(module, quarters);
                if mirrored { (y, x) } else { (x, y) }
            };
            /// The corners of the four directions differ in eight modules, and those of a mirrored
            /// symbol in four or more.
            const WRONG: usize = 2;
            let marks = marks(compact);
            let wrong = marks
                .iter()
                .filter(|(module, is_dark)| dark(seen(*module)) != *is_dark);
            if wrong.count() > WRONG {
                return None;
            }
            let bits: Vec<bool> = mode_places(compact)
                .map(|module| dark(seen(module)))
                .collect();
            let (layers, words, bits) = mode(&bits, compact)?;
            let mut ring: Vec<_> = mode_places(compact).zip(bits).collect();
            ring.extend(marks);
            let symbol = Symbol {
                compact,
                layers,
                words,
                ring,
            };
            let end = mode_ring(compact);
            let pairs = [(-end, -end), (end, -end), (end, end), (-end, end)].map(|module| {
                let place = |(x, y): Module| Place::new(f32::from(x), f32::from(y));
                (place(module), look.plane.of(place(seen(module))))
            });
            Some((Plane::through(&pairs)?, symbol))
        })
    })
}

/// Layers, words of data, and the bits as they should be, from the bits of the mode message.
fn mode(bits: &[bool], compact: bool) -> Option<(u32, u32, Vec<bool>)> {
    let mut words: Vec<i32> = bits
        .chunks(4)
        .map(|bits| bits.iter().fold(0, |word, &bit| word << 1 | i32::from(bit)))
        .collect();
    // Words of data, the bits in them that are the number of words, and the rest.
    let (data, low) = if compact { (2, 6) } else { (4, 11) };
    let check = i32::try_from(words.len().checked_sub(data)?).ok()?;
    ReedSolomonDecoder::new(PredefinedGenericGF::AztecParam.into())
        .decode(&mut words, check)
        .ok()?;
    let value = words.iter().take(data).try_fold(0, |value, &word| {
        Some(value << 4 | u32::try_from(word).ok()?)
    })?;
    let bits = words
        .iter()
        .flat_map(|word| (0..4).rev().map(move |bit| word >> bit & 1 == 1))
        .collect();
    Some(((value >> low) + 1, (value & ((1 << low) - 1)) + 1, bits))
}

/// The grey of a module: the mean of four places in it. Nearer to its corners they would tell more
/// where edges are sharp, and less where they are not.
fn mean(picture: &Luma<'_>, plane: &Plane, (x, y): Module) -> f32 {
    const IN: f32 = 0.2;
    let (x, y) = (f32::from(x), f32::from(y));
    let places = [(-IN, -IN), (IN, -IN), (IN, IN), (-IN, IN)];
    let greys = places.map(|(dx, dy)| picture.grey(plane.of(Place::new(x + dx, y + dy))));
    greys.iter().sum::<f32>() / 4.0
}

/// How much the lines of the reference grid alternate, each module against those before and after
/// it, so that light from a side does not count.
fn reference_grid(picture: &Luma<'_>, plane: &Plane, reach: i16) -> f32 {
    let lines = (-reach / GRID..=reach / GRID).map(|line| line * GRID);
    let score = |along: &dyn Fn(i16) -> Module| {
        let greys: Vec<f32> = (-reach..=reach)
            .map(|i| mean(picture, plane, along(i)))
            .collect();
        let steps = greys.windows(3).zip(1 - reach..).map(|(three, i)| {
            let &[before, here, after] = three else {
                return 0.0;
            };
            let step = f32::midpoint(before, after) - here;
            if i % 2 == 0 { step } else { -step }
        });
        steps.sum::<f32>()
    };
    lines
        .map(|line| score(&|i| (i, line)) + score(&|i| (line, i)))
        .sum()
}

/// How much the modules from one ring to another differ from those beside them: most where the
/// plane hits their middles.
fn contrast(picture: &Luma<'_>, plane: &Plane, from: i16, to: i16) -> f32 {
    let side = usize::try_from(2 * to + 1).unwrap_or_default();
    let line = || -to..=to;
    let greys: Vec<f32> = line()
        .flat_map(|y| line().map(move |x| (x, y)))
        .map(|module| mean(picture, plane, module))
        .collect();
    let at = |(x, y): Module| {
        let i = usize::from((y + to).unsigned_abs()) * side + usize::from((x + to).unsigned_abs());
        greys.get(i).copied().unwrap_or_default()
    };
    let inside = 1 - to..to;
    let modules = inside
        .clone()
        .flat_map(|y| inside.clone().map(move |x| (x, y)))
        .filter(|(x, y)| x.abs().max(y.abs()) >= from);
    let differences = modules.map(|(x, y)| {
        let beside = at((x - 1, y)) + at((x + 1, y)) + at((x, y - 1)) + at((x, y + 1));
        (at((x, y)) - beside / 4.0).abs()
    });
    differences.sum()
}

#[cfg(test)]
mod tests;
