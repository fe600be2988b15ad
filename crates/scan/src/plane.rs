//! Places in a picture and in a symbol, and the plane that takes one to the other.

/// A place: in a picture in pixels, in a symbol in modules, with `(0.5, 0.5)` in the middle of the
/// first one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Place {
    pub(super) x: f32,
    pub(super) y: f32,
}

impl Place {
    pub(super) const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    pub(super) fn minus(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }

    pub(super) fn times(self, factor: f32) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }

    /// Twice the area of the triangle between the two, negative if the other is to the left.
    pub(super) fn cross(self, other: Self) -> f32 {
        self.x * other.y - self.y * other.x
    }

    pub(super) fn length(self) -> f32 {
        self.x.hypot(self.y)
    }

    pub(super) fn middle(places: impl Iterator<Item = Self> + Clone) -> Self {
        let count = places.clone().count().max(1) as f32;
        places.fold(Self::default(), Self::plus).times(1.0 / count)
    }
}

/// A place in the symbol, and where it is in the picture.
pub(super) type Pair = (Place, Place);

/// A projective map from the symbol to the picture: `x = (a u + b v + c) / w`,
/// `y = (d u + e v + f) / w`, `w = g u + h v + 1`, where on both sides places are measured from the
/// middle of the known ones in units of their distance, which keeps the numbers near one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane {
    numbers: [f64; 8],
    from: Frame,
    to: Frame,
}

impl Plane {
    /// The map that takes each first place to the second, as nearly as possible (least squares).
    /// `None` if there are fewer than four of them, or they leave it open.
    pub(super) fn through(pairs: &[Pair]) -> Option<Self> {
        let from = Frame::around(pairs.iter().map(|(from, _)| *from));
        let to = Frame::around(pairs.iter().map(|(_, to)| *to));
        let mut rows = [[0.0_f64; 9]; 8];
        for pair in pairs {
            let ((u, v), (x, y)) = (from.inside(pair.0), to.inside(pair.1));
            for equation in [
                [u, v, 1.0, 0.0, 0.0, 0.0, -u * x, -v * x, x],
                [0.0, 0.0, 0.0, u, v, 1.0, -u * y, -v * y, y],
            ] {
                for (row, factor) in rows.iter_mut().zip(equation) {
                    let sums = row.iter_mut().zip(equation);
                    sums.for_each(|(sum, value)| *sum += factor * value);
                }
            }
        }
        solve(rows).map(|numbers| Self { numbers, from, to })
    }

    pub(super) fn of(&self, at: Place) -> Place {
        let [a, b, c, d, e, f, g, h] = self.numbers;
        let (u, v) = self.from.inside(at);
        let w = g * u + h * v + 1.0;
        self.to
            .outside((a * u + b * v + c) / w, (d * u + e * v + f) / w)
    }

    /// One module to the right and one down, at a place of the symbol.
    pub(super) fn steps(&self, at: Place) -> (Place, Place) {
        let step = |x, y| self.of(at.plus(Place::new(x, y))).minus(self.of(at));
        (step(1.0, 0.0), step(0.0, 1.0))
    }
}

/// Where the middle of some places is, and how far from it they are.
#[derive(Clone, Copy, Debug)]
struct Frame {
    middle: Place,
    scale: f32,
}

impl Frame {
    fn around(places: impl Iterator<Item = Place> + Clone) -> Self {
        let middle = Place::middle(places.clone());
        let count = places.clone().count().max(1) as f32;
        let away: f32 = places.map(|place| place.minus(middle).length()).sum();
        Self {
            middle,
            scale: (away / count).max(f32::MIN_POSITIVE),
        }
    }

    fn inside(self, at: Place) -> (f64, f64) {
        let at = at.minus(self.middle).times(1.0 / self.scale);
        (at.x.into(), at.y.into())
    }

    fn outside(self, x: f64, y: f64) -> Place {
        let at = Place::new(x as f32, y as f32);
        at.times(self.scale).plus(self.middle)
    }
}

/// The solution of eight equations, of which the last column is the right-hand side (Gauss and
/// Jordan, with pivots). `None` if there is none, or more than one.
fn solve(mut rows: [[f64; 9]; 8]) -> Option<[f64; 8]> {
    /// Below this a pivot is what rounding left of nothing: the numbers are near one.
    const NOTHING: f64 = 1e-12;
    for column in 0..rows.len() {
        let size = |row: &[f64; 9]| row.get(column).map_or(0.0, |value| value.abs());
        let below = rows.iter().enumerate().skip(column);
        let (pivot, _) = below.max_by(|a, b| size(a.1).total_cmp(&size(b.1)))?;
        rows.swap(column, pivot);
        let mut pivot = *rows.get(column)?;
        let divisor = *pivot.get(column)?;
        if divisor.abs() < NOTHING || !divisor.is_finite() {
            return None;
        }
        pivot.iter_mut().for_each(|value| *value /= divisor);
        for (i, row) in rows.iter_mut().enumerate() {
            if i == column {
                *row = pivot;
            } else {
                let factor = *row.get(column)?;
                let values = row.iter_mut().zip(pivot);
                values.for_each(|(value, other)| *value -= factor * other);
            }
        }
    }
    let solution = rows.map(|row| row.last().copied().unwrap_or_default());
    let finite = solution.iter().all(|value| value.is_finite());
    finite.then_some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square seen at an angle, with the map written out by hand.
    fn seen(at: Place) -> Place {
        let w = 0.004 * at.x - 0.002 * at.y + 1.3;
        Place::new(
            (3.1 * at.x + 0.4 * at.y + 70.0) / w,
            (-0.7 * at.x + 2.6 * at.y + 900.0) / w,
        )
    }

    #[test]
    fn a_plane_goes_through_the_places_it_was_made_of_and_all_others() {
        let grid: Vec<Place> = (0..100)
            .map(|i| Place::new((i % 10 * 18) as f32 + 0.5, (i / 10 * 18) as f32 + 0.5))
            .collect();
        let pairs = |places: &[Place]| -> Vec<Pair> {
            places.iter().map(|&place| (place, seen(place))).collect()
        };
        let [a, b, c, d] = [0, 9, 90, 99].map(|i| grid[i]);
        for known in [pairs(&grid), pairs(&[a, b, c, d])] {
            let plane = Plane::through(&known).unwrap();
            for &place in &grid {
                let off = plane.of(place).minus(seen(place)).length();
                assert!(off < 0.01, "{off} at {place:?}");
            }
            let (right, down) = plane.steps(a);
            let beside = seen(a.plus(Place::new(1.0, 0.0))).minus(seen(a));
            assert!(right.minus(beside).length() < 0.01 && right.cross(down) > 0.0);
        }
    }

    #[test]
    fn places_that_leave_the_plane_open_make_none() {
        let line: Vec<Pair> = (0..12)
            .map(|i| Place::new(i as f32, 2.0 * i as f32))
            .map(|place| (place, seen(place)))
            .collect();
        assert!(Plane::through(&line).is_none());
        assert!(Plane::through(&line[..3]).is_none());
        assert!(Plane::through(&[]).is_none());
        let one = (Place::new(1.0, 1.0), Place::new(5.0, 5.0));
        assert!(Plane::through(&[one; 8]).is_none());
        let nowhere = (Place::new(1.0, 1.0), Place::new(f32::NAN, f32::INFINITY));
        assert!(Plane::through(&[nowhere; 8]).is_none());
    }
}
