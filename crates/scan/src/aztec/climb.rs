//! Moving a plane until it fits the picture.

use crate::plane::{Place, Plane};

/// A square around the middle of a symbol, and where its corners are in the picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Square {
    /// Half of a side, in modules.
    radius: f32,
    corners: [Place; 4],
}

/// The corners of a square, in order around it.
const CORNERS: [(f32, f32); 4] = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];

/// Ways in which the corners move together: all alike, two against two, and crosswise. Each is
/// nearly independent of the others, which the corners by themselves are not.
const WAYS: [[f32; 4]; 4] = [
    [1.0, 1.0, 1.0, 1.0],
    [-1.0, 1.0, 1.0, -1.0],
    [-1.0, -1.0, 1.0, 1.0],
    [1.0, -1.0, 1.0, -1.0],
];

impl Square {
    /// The square around `middle` with modules as wide as `across` and as high as `down`.
    pub(super) fn spanned(middle: Place, across: Place, down: Place, radius: f32) -> Self {
        let corner = |(x, y): (f32, f32)| {
            let away = across.times(x * radius).plus(down.times(y * radius));
            middle.plus(away)
        };
        Self {
            radius,
            corners: CORNERS.map(corner),
        }
    }

    /// The square of this size in a plane.
    pub(super) fn of(plane: &Plane, radius: f32) -> Option<Self> {
        let corners = CORNERS.map(|(x, y)| plane.of(Place::new(x * radius, y * radius)));
        let finite = corners.iter().all(|c| c.x.is_finite() && c.y.is_finite());
        finite.then_some(Self { radius, corners })
    }

    pub(super) fn plane(&self) -> Option<Plane> {
        let places = CORNERS.map(|(x, y)| Place::new(x * self.radius, y * self.radius));
        let [a, b, c, d] = places;
        let [e, f, g, h] = self.corners;
        Plane::through(&[(a, e), (b, f), (c, g), (d, h)])
    }
}

/// Moves the corners of a square by these parts of a module, the largest first, as long as the
/// score of its plane rises. Gives the square and its score.
pub(super) fn climb(start: Square, steps: &[f32], score: impl Fn(&Plane) -> f32) -> (Square, f32) {
    /// With each size of step all ways are tried so often at most.
    const ROUNDS: usize = 4;
    let value = |square: &Square| {
        square
            .plane()
            .map_or(f32::NEG_INFINITY, |plane| score(&plane))
    };
    let (mut best, mut most) = (start, value(&start));
    let Some(plane) = start.plane() else {
        return (best, most);
    };
    let (across, down) = plane.steps(Place::default());
    for step in steps {
        for _ in 0..ROUNDS {
            let before = most;
            for way in WAYS {
                for by in [across, down] {
                    // On in the direction that helps, else back.
                    for by in [by.times(*step), by.times(-*step)] {
                        let mut moved = best;
                        for (corner, part) in moved.corners.iter_mut().zip(way) {
                            *corner = corner.plus(by.times(part));
                        }
                        let reached = value(&moved);
                        if reached > most {
                            (best, most) = (moved, reached);
                            break;
                        }
                    }
                }
            }
            if most <= before {
                break;
            }
        }
    }
    (best, most)
}
