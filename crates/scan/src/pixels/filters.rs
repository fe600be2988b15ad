//! Filters that bring out a code which cannot be read as it is.
//!
//! A filter never changes its input; those that change the size say so. All of them take the
//! pixels beyond the border to be like those on it.

use super::Luma;

impl Luma<'_> {
    /// Each pixel the median of the nine around it: takes out single wrong pixels.
    pub(crate) fn median(&self) -> Luma<'static> {
        let mut pixels = Vec::with_capacity(self.area());
        for y in 0..self.height {
            let (above, below) = (self.row(y.saturating_sub(1)), self.row(y + 1));
            let columns: Vec<[u8; 3]> = above
                .iter()
                .zip(self.row(y))
                .zip(below)
                .map(|((&a, &b), &c)| [a.min(b).min(c), middle(a, b, c), a.max(b).max(c)])
                .collect();
            // The median of nine is the middle of: the largest minimum, the middle of the
            // middles and the smallest maximum of three columns of three.
            pixels.extend(with_neighbours(&columns).map(|(l, c, r)| {
                let ([l0, l1, l2], [c0, c1, c2], [r0, r1, r2]) = (l, c, r);
                middle(l0.max(c0).max(r0), middle(l1, c1, r1), l2.min(c2).min(r2))
            }));
        }
        Luma {
            pixels: pixels.into(),
            width: self.width,
            height: self.height,
        }
    }

    /// Twice the size on each side, bilinear.
    pub(crate) fn doubled(&self) -> Luma<'static> {
        let mut pixels = Vec::with_capacity(self.area() * 4);
        for y in 0..self.height {
            // A new pixel lies a quarter of an old one off its middle: 3 parts of the one it is
            // in and 1 part of the next.
            for other in [self.row(y.saturating_sub(1)), self.row(y + 1)] {
                let row: Vec<u16> = self
                    .row(y)
                    .iter()
                    .zip(other)
                    .map(|(&p, &q)| 3 * u16::from(p) + u16::from(q))
                    .collect();
                pixels.extend(with_neighbours(&row).flat_map(|(l, c, r)| {
                    [(3 * c + l + 8) / 16, (3 * c + r + 8) / 16].map(|p| to_byte(p.into()))
                }));
            }
        }
        Luma {
            pixels: pixels.into(),
            width: self.width * 2,
            height: self.height * 2,
        }
    }

    /// Half the size on each side, each pixel the mean of four; an odd row or column is dropped.
    /// `None` if nothing would be left.
    pub(crate) fn halved(&self) -> Option<Luma<'static>> {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            let below = self.row(2 * y + 1).chunks_exact(2);
            pixels.extend(self.row(2 * y).chunks_exact(2).zip(below).map(|(a, b)| {
                to_byte((a.iter().chain(b).map(|&p| i32::from(p)).sum::<i32>() + 2) / 4)
            }));
        }
        Luma::new(pixels, width, height)
    }

    /// Every pixel a square of `times` on a side.
    pub(crate) fn enlarged(&self, times: usize) -> Luma<'static> {
        let mut pixels = Vec::with_capacity(self.area() * times * times);
        for row in self.rows() {
            let wide: Vec<u8> = row
                .iter()
                .flat_map(|&p| std::iter::repeat_n(p, times))
                .collect();
            for _ in 0..times {
                pixels.extend_from_slice(&wide);
            }
        }
        Luma {
            pixels: pixels.into(),
            width: self.width * times,
            height: self.height * times,
        }
    }
}

/// Each value with the one before and the one after it.
fn with_neighbours<T: Copy>(row: &[T]) -> impl Iterator<Item = (T, T, T)> {
    let before = row.iter().take(1).chain(row);
    let after = row.iter().skip(1).chain(row.last());
    before
        .zip(row)
        .zip(after)
        .map(|((&before, &value), &after)| (before, value, after))
}

fn middle(a: u8, b: u8, c: u8) -> u8 {
    a.min(b).max(a.max(b).min(c))
}

fn to_byte(value: i32) -> u8 {
    u8::try_from(value.clamp(0, 255)).unwrap_or(u8::MAX)
}
