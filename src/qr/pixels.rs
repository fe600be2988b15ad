//! Grey pictures, and the filters that bring out a code which cannot be read as it is.
//!
//! A filter never changes its input; those that change the size say so. All of them take the
//! pixels beyond the border to be like those on it.

use std::borrow::Cow;

/// A grey picture: a byte a pixel, 0 is black, rows from the top, no gaps between them.
#[derive(Clone)]
pub(super) struct Luma<'a> {
    pixels: Cow<'a, [u8]>,
    width: usize,
    height: usize,
}

/// A rectangle in pixels; `right` and `bottom` lie just outside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) right: usize,
    pub(super) bottom: usize,
}

impl Rect {
    pub(super) const fn width(self) -> usize {
        self.right - self.left
    }

    pub(super) const fn height(self) -> usize {
        self.bottom - self.top
    }
}

impl<'a> Luma<'a> {
    /// `None` unless there is at least one pixel and `pixels` is as long as the sides say.
    pub(super) fn new(
        pixels: impl Into<Cow<'a, [u8]>>,
        width: usize,
        height: usize,
    ) -> Option<Self> {
        let pixels = pixels.into();
        let fits = width > 0 && height > 0 && width.checked_mul(height) == Some(pixels.len());
        fits.then_some(Self {
            pixels,
            width,
            height,
        })
    }

    pub(super) fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    pub(super) const fn width(&self) -> usize {
        self.width
    }

    pub(super) const fn height(&self) -> usize {
        self.height
    }

    pub(super) fn area(&self) -> usize {
        self.pixels.len()
    }

    fn rows(&self) -> impl DoubleEndedIterator<Item = &[u8]> + ExactSizeIterator {
        self.pixels.chunks_exact(self.width.max(1))
    }

    /// Row `y`, or the nearest there is.
    fn row(&self, y: usize) -> &[u8] {
        let start = y.min(self.height.saturating_sub(1)) * self.width;
        self.pixels
            .get(start..start + self.width)
            .unwrap_or_default()
    }

    /// Row `y`, empty outside.
    fn row_checked(&self, y: usize) -> &[u8] {
        let start = y.saturating_mul(self.width);
        self.pixels
            .get(start..start.saturating_add(self.width))
            .unwrap_or_default()
    }

    fn map(&self, f: impl Fn(u8) -> u8) -> Luma<'static> {
        Luma {
            pixels: self.pixels.iter().map(|&p| f(p)).collect(),
            width: self.width,
            height: self.height,
        }
    }

    /// Dark for light.
    pub(super) fn inverted(&self) -> Luma<'static> {
        self.map(|p| 255 - p)
    }

    /// The part within `rect`, which must lie inside the picture, on a white margin.
    pub(super) fn cut(&self, rect: Rect, margin: usize) -> Luma<'static> {
        let width = rect.width() + 2 * margin;
        let height = rect.height() + 2 * margin;
        let mut pixels = vec![255; width * margin];
        pixels.reserve(width * (height - margin));
        for row in self.rows().take(rect.bottom).skip(rect.top) {
            pixels.resize(pixels.len() + margin, 255);
            pixels.extend_from_slice(row.get(rect.left..rect.right).unwrap_or_default());
            pixels.resize(pixels.len() + margin, 255);
        }
        pixels.resize(width * height, 255);
        Luma {
            pixels: pixels.into(),
            width,
            height,
        }
    }

    /// The whole picture on a white margin.
    pub(super) fn framed(&self, margin: usize) -> Luma<'static> {
        self.cut(
            Rect {
                left: 0,
                top: 0,
                right: self.width,
                bottom: self.height,
            },
            margin,
        )
    }

    /// The brightest 1 % white, the darkest 1 % black and the rest in between. `None` if the
    /// picture is as good as flat, or uses the full range already.
    pub(super) fn stretched(&self) -> Option<Luma<'static>> {
        let (low, high) = self.range();
        let span = u32::from(high.saturating_sub(low));
        if span < 4 || (low < 16 && high > 239) {
            return None;
        }
        let table: Vec<u8> = (0..=255_u8)
            .map(|p| {
                let above = u32::from(p.clamp(low, high) - low);
                u8::try_from(above * 255 / span).unwrap_or(u8::MAX)
            })
            .collect();
        Some(self.map(|p| table.get(usize::from(p)).copied().unwrap_or(p)))
    }

    /// The grey values below and above which 1 % of the pixels lie.
    pub(super) fn range(&self) -> (u8, u8) {
        let mut counts = [0_usize; 256];
        for &p in self.pixels.iter() {
            if let Some(count) = counts.get_mut(usize::from(p)) {
                *count += 1;
            }
        }
        let tail = self.pixels.len() / 100;
        let beyond = |(value, count): (u8, usize), seen: &mut usize| {
            *seen += count;
            (*seen > tail).then_some(value)
        };
        let (mut below, mut above) = (0, 0);
        let low = (0..=255)
            .zip(counts)
            .find_map(|entry| beyond(entry, &mut below));
        let high = (0..=255)
            .zip(counts)
            .rev()
            .find_map(|entry| beyond(entry, &mut above));
        (low.unwrap_or_default(), high.unwrap_or_default())
    }

    /// Are all pixels alike?
    pub(super) fn is_flat(&self) -> bool {
        self.pixels.iter().all(|p| Some(p) == self.pixels.first())
    }

    /// By how much the edges in the picture are turned against its sides, clockwise, in radians
    /// within an eighth of a turn either way. Edges at right angles count as the same, so a grid
    /// has one direction.
    pub(super) fn tilt(&self) -> f32 {
        let (mut cosines, mut sines) = (0.0_f32, 0.0_f32);
        for y in 1..self.height.saturating_sub(1) {
            let rows = self.row(y - 1).windows(3).zip(self.row(y).windows(3));
            for ((above, here), below) in rows.zip(self.row(y + 1).windows(3)) {
                let (&[a, b, c], &[d, _, e], &[f, g, h]) = (above, here, below) else {
                    continue;
                };
                let [a, b, c, d, e, f, g, h] = [a, b, c, d, e, f, g, h].map(f32::from);
                // The gradient (Sobel), as a complex number; its fourth power is the same for all
                // four directions at right angles.
                let (re, im) = (
                    c + 2.0 * e + h - a - 2.0 * d - f,
                    f + 2.0 * g + h - a - 2.0 * b - c,
                );
                let strength = re * re + im * im;
                if strength > 1.0 {
                    let (re, im) = (re * re - im * im, 2.0 * re * im);
                    cosines += (re * re - im * im) / strength;
                    sines += 2.0 * re * im / strength;
                }
            }
        }
        sines.atan2(cosines) / 4.0
    }

    /// The picture turned counter-clockwise about its middle by an angle in radians, on white and
    /// large enough to hold all of it.
    pub(super) fn turned(&self, angle: f32) -> Luma<'static> {
        let (sin, cos) = angle.sin_cos();
        let (width, height) = (self.width as f32, self.height as f32);
        // Rounded up, and not negative, so that `as` loses nothing that counts.
        let new_width = (width * cos.abs() + height * sin.abs()).ceil() as usize;
        let new_height = (width * sin.abs() + height * cos.abs()).ceil() as usize;
        let (middle_x, middle_y) = (new_width as f32 / 2.0, new_height as f32 / 2.0);
        let mut pixels = Vec::with_capacity(new_width * new_height);
        for y in 0..new_height {
            let dy = y as f32 + 0.5 - middle_y;
            pixels.extend((0..new_width).map(|x| {
                let dx = x as f32 + 0.5 - middle_x;
                let at_x = dx * cos - dy * sin + width / 2.0 - 0.5;
                let at_y = dx * sin + dy * cos + height / 2.0 - 0.5;
                self.between(at_x, at_y)
            }));
        }
        Luma {
            pixels: pixels.into(),
            width: new_width,
            height: new_height,
        }
    }

    /// The grey at a place between pixels, bilinear; white outside.
    fn between(&self, x: f32, y: f32) -> u8 {
        let (left, top) = (x.floor(), y.floor());
        let (right_part, low_part) = (x - left, y - top);
        let at = |x: f32, y: f32| {
            // A negative float becomes 0 by `as`, hence the check.
            let inside = x >= 0.0 && y >= 0.0 && (x as usize) < self.width;
            let pixel = self
                .row_checked(y as usize)
                .get(x as usize)
                .filter(|_| inside);
            pixel.copied().map_or(255.0, f32::from)
        };
        let line = |y: f32| at(left, y) * (1.0 - right_part) + at(left + 1.0, y) * right_part;
        (line(top) * (1.0 - low_part) + line(top + 1.0) * low_part).round() as u8
    }

    /// Does the whole picture look like one code? It is square or nearly so, not too small to hold
    /// one, and a fifth or more of it is on either side of the middle between its extremes: text
    /// has less ink, and an upright code half, a code that stands on its corner a quarter.
    pub(super) fn is_code_like(&self) -> bool {
        let (short, long) = (self.width.min(self.height), self.width.max(self.height));
        let (low, high) = self.range();
        let middle = u8::midpoint(low, high);
        let dark = self.pixels.iter().filter(|&&p| p <= middle).count();
        short >= 40
            && 2 * long <= 3 * short
            && (self.area() / 5..=self.area() / 5 * 4).contains(&dark)
    }

    /// Each pixel the median of the nine around it: takes out single wrong pixels.
    pub(super) fn median(&self) -> Luma<'static> {
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

    /// Each pixel moved away from the mean of the 7 x 7 around it, by three times the difference:
    /// undoes a mild blur.
    pub(super) fn sharpened(&self) -> Luma<'static> {
        const REACH: usize = 3;
        const COUNT: i32 = 49;
        let sums: Vec<u16> = self
            .rows()
            .flat_map(|row| sums_of_seven(row).into_iter())
            .collect();
        let sums_of = |y: usize| {
            let start = y.min(self.height.saturating_sub(1)) * self.width;
            sums.get(start..start + self.width).unwrap_or_default()
        };
        let mut pixels = Vec::with_capacity(self.area());
        let mut around = vec![0_u16; self.width];
        for (y, row) in self.rows().enumerate() {
            around.fill(0);
            for line in 0..=2 * REACH {
                for (total, sum) in around
                    .iter_mut()
                    .zip(sums_of((y + line).saturating_sub(REACH)))
                {
                    *total += sum;
                }
            }
            pixels.extend(row.iter().zip(&around).map(|(&p, &total)| {
                let (p, total) = (i32::from(p), i32::from(total));
                to_byte(p + 3 * (p * COUNT - total) / COUNT)
            }));
        }
        Luma {
            pixels: pixels.into(),
            width: self.width,
            height: self.height,
        }
    }

    /// Twice the size on each side, bilinear.
    pub(super) fn doubled(&self) -> Luma<'static> {
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
    pub(super) fn halved(&self) -> Option<Luma<'static>> {
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
    pub(super) fn enlarged(&self, times: usize) -> Luma<'static> {
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

    /// The parts of the picture where dark and light alternate closely, as codes do: whole
    /// patches of such cells, the largest first.
    pub(super) fn busy_parts(&self) -> Vec<Rect> {
        // Below this difference a cell counts as plain paper, or as noise.
        const CONTRAST: u8 = 48;
        // Wider than a module of any code that fills a fair part of the picture, narrower than
        // the gap to the text beside it.
        let cell = (self.width.min(self.height) / 64).clamp(4, 24);
        let columns = self.width.div_ceil(cell);
        let lines = self.height.div_ceil(cell);

        let mut busy = Vec::with_capacity(columns * lines);
        for band in self.pixels.chunks(cell * self.width) {
            let mut extremes = vec![(u8::MAX, u8::MIN); columns];
            for row in band.chunks_exact(self.width) {
                for ((low, high), part) in extremes.iter_mut().zip(row.chunks(cell)) {
                    for &p in part {
                        *low = (*low).min(p);
                        *high = (*high).max(p);
                    }
                }
            }
            busy.extend(
                extremes
                    .into_iter()
                    .map(|(low, high)| high.saturating_sub(low) > CONTRAST),
            );
        }

        let mut parts: Vec<Rect> = patches(&mut busy, columns)
            .into_iter()
            .map(|patch| Rect {
                left: (patch.left * cell).saturating_sub(cell),
                top: (patch.top * cell).saturating_sub(cell),
                right: (patch.right * cell + cell).min(self.width),
                bottom: (patch.bottom * cell + cell).min(self.height),
            })
            .collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.width() * part.height()));
        parts
    }
}

/// The boxes around the patches of true cells, in cells; cells that touch at a corner belong
/// together. Leaves all cells false.
fn patches(cells: &mut [bool], columns: usize) -> Vec<Rect> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    for start in 0..cells.len() {
        if !take(cells, start) {
            continue;
        }
        let (x, y) = (start % columns, start / columns);
        let mut patch = Rect {
            left: x,
            top: y,
            right: x + 1,
            bottom: y + 1,
        };
        open.push((x, y));
        while let Some((x, y)) = open.pop() {
            patch.left = patch.left.min(x);
            patch.right = patch.right.max(x + 1);
            patch.top = patch.top.min(y);
            patch.bottom = patch.bottom.max(y + 1);
            for near_y in y.saturating_sub(1)..=y + 1 {
                for near_x in x.saturating_sub(1)..=(x + 1).min(columns - 1) {
                    if take(cells, near_y * columns + near_x) {
                        open.push((near_x, near_y));
                    }
                }
            }
        }
        found.push(patch);
    }
    found
}

/// The value at `index`, which is false from now on, and false outside.
fn take(cells: &mut [bool], index: usize) -> bool {
    cells.get_mut(index).is_some_and(std::mem::take)
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

/// For each pixel the sum of it, three before it and three after it.
fn sums_of_seven(row: &[u8]) -> Vec<u16> {
    let first = row.first().copied().unwrap_or_default();
    let last = row.last().copied().unwrap_or_default();
    let mut padded = Vec::with_capacity(row.len() + 6);
    padded.extend_from_slice(&[first; 3]);
    padded.extend_from_slice(row);
    padded.extend_from_slice(&[last; 3]);
    padded
        .windows(7)
        .map(|seven| seven.iter().map(|&p| u16::from(p)).sum())
        .collect()
}

fn middle(a: u8, b: u8, c: u8) -> u8 {
    a.min(b).max(a.max(b).min(c))
}

fn to_byte(value: i32) -> u8 {
    u8::try_from(value.clamp(0, 255)).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests;
