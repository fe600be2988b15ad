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
        fits.then_some(Self { pixels, width, height })
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
        self.pixels.get(start..start + self.width).unwrap_or_default()
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
        Luma { pixels: pixels.into(), width, height }
    }

    /// The whole picture on a white margin.
    pub(super) fn framed(&self, margin: usize) -> Luma<'static> {
        self.cut(Rect { left: 0, top: 0, right: self.width, bottom: self.height }, margin)
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
        let low = (0..=255).zip(counts).find_map(|entry| beyond(entry, &mut below));
        let high = (0..=255).zip(counts).rev().find_map(|entry| beyond(entry, &mut above));
        (low.unwrap_or_default(), high.unwrap_or_default())
    }

    /// Are all pixels alike?
    pub(super) fn is_flat(&self) -> bool {
        self.pixels.iter().all(|p| Some(p) == self.pixels.first())
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
        Luma { pixels: pixels.into(), width: self.width, height: self.height }
    }

    /// Each pixel moved away from the mean of the 7 x 7 around it, by three times the difference:
    /// undoes a mild blur.
    pub(super) fn sharpened(&self) -> Luma<'static> {
        const REACH: usize = 3;
        const COUNT: i32 = 49;
        let sums: Vec<u16> = self.rows().flat_map(|row| sums_of_seven(row).into_iter()).collect();
        let sums_of = |y: usize| {
            let start = y.min(self.height.saturating_sub(1)) * self.width;
            sums.get(start..start + self.width).unwrap_or_default()
        };
        let mut pixels = Vec::with_capacity(self.area());
        let mut around = vec![0_u16; self.width];
        for (y, row) in self.rows().enumerate() {
            around.fill(0);
            for line in 0..=2 * REACH {
                for (total, sum) in around.iter_mut().zip(sums_of((y + line).saturating_sub(REACH)))
                {
                    *total += sum;
                }
            }
            pixels.extend(row.iter().zip(&around).map(|(&p, &total)| {
                let (p, total) = (i32::from(p), i32::from(total));
                to_byte(p + 3 * (p * COUNT - total) / COUNT)
            }));
        }
        Luma { pixels: pixels.into(), width: self.width, height: self.height }
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
        Luma { pixels: pixels.into(), width: self.width * 2, height: self.height * 2 }
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
            let wide: Vec<u8> =
                row.iter().flat_map(|&p| std::iter::repeat_n(p, times)).collect();
            for _ in 0..times {
                pixels.extend_from_slice(&wide);
            }
        }
        Luma { pixels: pixels.into(), width: self.width * times, height: self.height * times }
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
            busy.extend(extremes.into_iter().map(|(low, high)| high.saturating_sub(low) > CONTRAST));
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
        let mut patch = Rect { left: x, top: y, right: x + 1, bottom: y + 1 };
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
    before.zip(row).zip(after).map(|((&before, &value), &after)| (before, value, after))
}

/// For each pixel the sum of it, three before it and three after it.
fn sums_of_seven(row: &[u8]) -> Vec<u16> {
    let first = row.first().copied().unwrap_or_default();
    let last = row.last().copied().unwrap_or_default();
    let mut padded = Vec::with_capacity(row.len() + 6);
    padded.extend_from_slice(&[first; 3]);
    padded.extend_from_slice(row);
    padded.extend_from_slice(&[last; 3]);
    padded.windows(7).map(|seven| seven.iter().map(|&p| u16::from(p)).sum()).collect()
}

fn middle(a: u8, b: u8, c: u8) -> u8 {
    a.min(b).max(a.max(b).min(c))
}

fn to_byte(value: i32) -> u8 {
    u8::try_from(value.clamp(0, 255)).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(width: usize, height: usize) -> Luma<'static> {
        let mut state = 7_u32;
        let pixels: Vec<u8> = (0..width * height)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        Luma::new(pixels, width, height).unwrap()
    }

    fn at(picture: &Luma<'_>, x: i64, y: i64) -> i32 {
        let x = x.clamp(0, picture.width as i64 - 1) as usize;
        let y = y.clamp(0, picture.height as i64 - 1) as usize;
        i32::from(picture.pixels[y * picture.width + x])
    }

    #[test]
    fn filters_agree_with_their_plain_definitions() {
        for (width, height) in [(1, 1), (1, 9), (9, 1), (2, 3), (17, 12)] {
            let picture = noise(width, height);
            let (median, sharpened) = (picture.median(), picture.sharpened());
            for y in 0..height as i64 {
                for x in 0..width as i64 {
                    let mut nine: Vec<i32> =
                        (0..9).map(|i| at(&picture, x + i % 3 - 1, y + i / 3 - 1)).collect();
                    nine.sort_unstable();
                    assert_eq!(at(&median, x, y), nine[4]);

                    let p = at(&picture, x, y);
                    let sum: i32 =
                        (0..49).map(|i| at(&picture, x + i % 7 - 3, y + i / 7 - 3)).sum();
                    let expected = (p + 3 * (p * 49 - sum) / 49).clamp(0, 255);
                    assert_eq!(at(&sharpened, x, y), expected);
                }
            }
            let doubled = picture.doubled();
            assert_eq!((doubled.width, doubled.height), (2 * width, 2 * height));
            for y in 0..2 * height as i64 {
                for x in 0..2 * width as i64 {
                    let (cx, cy) = (x / 2, y / 2);
                    let (nx, ny) = (cx + x % 2 * 2 - 1, cy + y % 2 * 2 - 1);
                    let parts = 9 * at(&picture, cx, cy)
                        + 3 * at(&picture, nx, cy)
                        + 3 * at(&picture, cx, ny)
                        + at(&picture, nx, ny);
                    assert_eq!(at(&doubled, x, y), (parts + 8) / 16);
                }
            }
        }
    }

    #[test]
    fn stretching_uses_the_full_range_and_leaves_flat_pictures_alone() {
        let grey: Vec<u8> = (0..1000).map(|i| 110 + (i % 36) as u8).collect();
        let stretched = Luma::new(grey, 100, 10).unwrap().stretched().unwrap();
        assert_eq!(stretched.range(), (0, 255));
        assert!(Luma::new(vec![90; 100], 10, 10).unwrap().stretched().is_none());
        assert!(noise(50, 50).stretched().is_none());
    }

    #[test]
    fn sizes_come_out_as_said() {
        let picture = noise(5, 3);
        let halved = picture.halved().unwrap();
        assert_eq!((halved.width, halved.height, halved.area()), (2, 1, 2));
        assert!(noise(1, 8).halved().is_none());
        let framed = picture.framed(2);
        assert_eq!((framed.width, framed.height, framed.area()), (9, 7, 63));
        assert_eq!(at(&framed, 2, 2), at(&picture, 0, 0));
        assert_eq!(at(&framed, 1, 2), 255);
        let enlarged = picture.enlarged(3);
        assert_eq!((enlarged.width, enlarged.height, enlarged.area()), (15, 9, 135));
        assert_eq!(at(&enlarged, 14, 8), at(&picture, 4, 2));
        assert!(Luma::new(vec![0; 6], 2, 2).is_none());
        assert!(Luma::new(vec![], 0, 5).is_none());
    }

    #[test]
    fn busy_parts_are_the_patterned_ones() {
        let mut pixels = vec![255; 400 * 300];
        for (left, top, side) in [(40, 60, 100), (240, 150, 80)] {
            for y in top..top + side {
                for x in left..left + side {
                    pixels[y * 400 + x] = if (x / 3 + y / 3) % 2 == 0 { 0 } else { 255 };
                }
            }
        }
        let parts = Luma::new(pixels, 400, 300).unwrap().busy_parts();
        assert_eq!(parts.len(), 2);
        for (part, (left, top, side)) in parts.iter().zip([(40, 60, 100), (240, 150, 80)]) {
            assert!(part.left <= left && part.left + 12 > left, "{part:?}");
            assert!(part.top <= top && part.top + 12 > top, "{part:?}");
            assert!(part.right >= left + side && part.right < left + side + 12, "{part:?}");
            assert!(part.bottom >= top + side && part.bottom < top + side + 12, "{part:?}");
        }
        assert!(Luma::new(vec![255; 10_000], 100, 100).unwrap().busy_parts().is_empty());
    }
}
