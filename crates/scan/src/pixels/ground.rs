//! A symbol without a quiet zone on dark ground: its outer modules run into the ground.

use super::Luma;
use crate::plane::Place;

impl Luma<'_> {
    /// The picture with white around the four-sided figure that holds all that is light, turned and
    /// tilted as it may be. `None` unless the picture has a dark border, and enough that is light.
    ///
    /// On each side of a QR symbol modules beside the finder patterns are light, so the figure is
    /// the symbol.
    pub(crate) fn on_white_ground(&self) -> Option<Luma<'static>> {
        /// Of the border so many in ten are dark at least.
        const DARK_TENTHS: usize = 9;
        let (low, high) = self.range();
        if high.saturating_sub(low) < 32 {
            return None;
        }
        let middle = u8::midpoint(low, high);
        let ends = |row: &[u8]| row.first().into_iter().chain(row.last()).copied().collect();
        let sides = self.rows().flat_map(|row| -> Vec<u8> { ends(row) });
        let across = self.row(0).iter().chain(self.row(self.height)).copied();
        let border: Vec<u8> = sides.chain(across).collect();
        let dark = border.iter().filter(|&&p| p <= middle).count();
        if dark * 10 < border.len() * DARK_TENTHS {
            return None;
        }

        // Two pixels beside each other: one alone is noise. Those at the ends of rows are enough.
        let light: Vec<Place> = self
            .rows()
            .enumerate()
            .flat_map(|(y, row)| {
                let is_light = |two: &[u8]| two.iter().all(|&p| p > middle);
                let first = row.windows(2).position(is_light);
                let last = row.windows(2).rposition(is_light).map(|x| x + 1);
                let pixels = first.into_iter().chain(last);
                pixels.map(move |x| Place::new(x as f32 + 0.5, y as f32 + 0.5))
            })
            .collect();
        let frame = (0..=180)
            .map(|half| Frame::around(&light, (half as f32 / 2.0).to_radians()))
            .min_by(|a, b| a.area().total_cmp(&b.area()))?;
        if frame.area() * 8.0 < self.area() as f32 {
            return None;
        }
        let sides = frame.sides(&light);
        let holds = |at: Place| {
            // To the edges of the outermost pixels.
            const EDGE: f32 = 0.5;
            let beyond = |side: &Side| side.beyond(at) > EDGE;
            !sides.iter().any(beyond)
        };
        let mut pixels = self.pixels.to_vec();
        for (y, row) in pixels.chunks_exact_mut(self.width.max(1)).enumerate() {
            for (x, p) in row.iter_mut().enumerate() {
                if !holds(Place::new(x as f32 + 0.5, y as f32 + 0.5)) {
                    *p = u8::MAX;
                }
            }
        }
        Some(self.with_pixels(pixels))
    }
}

/// A turned rectangle.
struct Frame {
    angle: f32,
    across: (f32, f32),
    down: (f32, f32),
}

/// A side of a figure: what lies further along `out` from `middle` than `away` is beyond it.
struct Side {
    middle: Place,
    out: Place,
    away: f32,
}

impl Frame {
    /// The smallest at this angle around all places.
    fn around(places: &[Place], angle: f32) -> Self {
        let none = (f32::INFINITY, f32::NEG_INFINITY);
        let (mut across, mut down) = (none, none);
        for place in places {
            let (u, v) = (along(*place, angle), along(*place, angle + QUARTER));
            across = (across.0.min(u), across.1.max(u));
            down = (down.0.min(v), down.1.max(v));
        }
        Self {
            angle,
            across,
            down,
        }
    }

    /// 0 if there is nothing in it.
    fn area(&self) -> f32 {
        let side = |(low, high): (f32, f32)| (high - low).max(0.0);
        side(self.across) * side(self.down)
    }

    /// The sides, each turned by itself until it lies close to the places: seen at an angle, a
    /// square has no right angles.
    fn sides(&self, places: &[Place]) -> [Side; 4] {
        /// By so many half degrees either way.
        const MOST: i16 = 24;
        let (u, v) = (
            f32::midpoint(self.across.0, self.across.1),
            f32::midpoint(self.down.0, self.down.1),
        );
        let middle = Place::new(u, v);
        let middle = Place::new(
            along(middle, -self.angle),
            along(middle, QUARTER - self.angle),
        );
        [0.0, 1.0, 2.0, 3.0].map(|quarters| {
            let straight = self.angle + quarters * QUARTER;
            let side = |half: i16| {
                let off = (f32::from(half) / 2.0).to_radians();
                let (sin, cos) = (straight + off).sin_cos();
                let out = Place::new(cos, sin);
                let away = places
                    .iter()
                    .map(|place| dot(place.minus(middle), out))
                    .fold(0.0, f32::max);
                // How far out it is in the middle of the side.
                (away / off.cos(), Side { middle, out, away })
            };
            let nearest = (-MOST..=MOST).map(side).min_by(|a, b| a.0.total_cmp(&b.0));
            nearest.map_or_else(|| side(0).1, |(_, side)| side)
        })
    }
}

impl Side {
    fn beyond(&self, at: Place) -> f32 {
        dot(at.minus(self.middle), self.out) - self.away
    }
}

const QUARTER: f32 = std::f32::consts::FRAC_PI_2;

fn dot(a: Place, b: Place) -> f32 {
    a.x * b.x + a.y * b.y
}

/// How far a place lies in a direction.
fn along(place: Place, angle: f32) -> f32 {
    let (sin, cos) = angle.sin_cos();
    dot(place, Place::new(cos, sin))
}
