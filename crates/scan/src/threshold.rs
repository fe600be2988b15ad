//! Dark and light in a grey picture, told apart by the surroundings of each pixel.
//!
//! The method is the decoder's own (`HybridBinarizer`), bit for bit, which the tests hold this
//! against; whole rows of pixels are compared at a time here, in less than a third of the time. Of a
//! clean picture that was a fifth of all the work.

use rxing::common::{BIT_FIELD_BASE_BITS, BitArray, BitFieldBaseType, BitMatrix, HybridBinarizer};
use rxing::{Binarizer, Luma8Source};

use crate::pixels::Luma;

/// Pixels on a side of a block, which has one threshold.
const BLOCK: usize = 8;

/// The threshold of a block is the mean of so many around it in each direction.
const AROUND: usize = 5;

/// A block of which the pixels differ by no more than this is of one colour.
const PLAIN: u8 = 24;

/// `true` in the matrix is dark. `None` for a picture too small to tell.
pub(super) fn dark(picture: &Luma<'_>) -> Option<BitMatrix> {
    let (width, height) = (picture.width(), picture.height());
    let sides = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    if width.min(height) < BLOCK * AROUND {
        let source = Luma8Source::new_with_slice(picture.pixels(), sides.0, sides.1).ok()?;
        return HybridBinarizer::new(source)
            .get_black_matrix()
            .ok()
            .cloned();
    }
    let words = width.div_ceil(BIT_FIELD_BASE_BITS);
    let mut rows = vec![0; words * height];
    let mut marks = Marks::new(width);
    for (line, thresholds) in thresholds(picture)
        .chunks(width.div_ceil(BLOCK))
        .enumerate()
    {
        marks.hold_against(thresholds);
        // The last block lies inside as a whole, over part of the one before.
        let top = (line * BLOCK).min(height - BLOCK);
        let pixels = picture.pixels().chunks_exact(width).skip(top);
        let rows = rows.chunks_exact_mut(words).skip(top);
        for (pixels, row) in pixels.zip(rows).take(BLOCK) {
            marks.add_dark(pixels, row);
        }
    }
    let mut matrix = BitMatrix::new(sides.0, sides.1).ok()?;
    let mut bits = BitArray::with_size(width);
    for (y, row) in (0..).zip(rows.chunks_exact(words)) {
        for (i, &word) in row.iter().enumerate() {
            bits.setBulk(i * BIT_FIELD_BASE_BITS, word);
        }
        matrix.setRow(y, &bits);
    }
    Some(matrix)
}

/// Marks the dark pixels of rows of the same blocks.
struct Marks {
    /// Blocks that lie side by side.
    even: usize,
    /// The threshold of each pixel of these.
    limits: Vec<u8>,
    /// That of the last block, which lies over part of the one before where blocks do not come out even.
    last: Option<u8>,
    /// 1 for each pixel that is dark, and 0 up to the end of the last word.
    flags: Vec<u8>,
}

impl Marks {
    fn new(width: usize) -> Self {
        Self {
            even: width / BLOCK,
            limits: Vec::new(),
            last: None,
            flags: vec![0; width.next_multiple_of(BIT_FIELD_BASE_BITS)],
        }
    }

    /// From here on rows belong to blocks with these thresholds.
    fn hold_against(&mut self, thresholds: &[u8]) {
        self.limits.clear();
        let limits = thresholds
            .iter()
            .take(self.even)
            .flat_map(|&limit| [limit; BLOCK]);
        self.limits.extend(limits);
        self.last = thresholds.get(self.even).copied();
    }

    /// Sets the bits of those pixels of a row that are not above the threshold of their block.
    fn add_dark(&mut self, pixels: &[u8], row: &mut [BitFieldBaseType]) {
        let limits = pixels.iter().zip(&self.limits);
        for (flag, (p, limit)) in self.flags.iter_mut().zip(limits) {
            *flag = u8::from(p <= limit);
        }
        if let (Some(limit), Some(last)) = (self.last, pixels.last_chunk::<BLOCK>()) {
            let (start, even) = (pixels.len() - BLOCK, self.limits.len());
            let flags = self.flags.iter_mut().enumerate().skip(start);
            for ((x, flag), &p) in flags.zip(last) {
                let before = if x < even { *flag } else { 0 };
                *flag = before | u8::from(p <= limit);
            }
        }
        let (bytes, _) = self.flags.as_chunks::<8>();
        for (bytes, word) in bytes.chunks(BIT_FIELD_BASE_BITS / 8).zip(row) {
            for (i, &flags) in bytes.iter().enumerate() {
                *word |= BitFieldBaseType::from(packed(flags)) << (i * 8);
            }
        }
    }
}

/// Eight bytes that are 0 or 1 as the bits of one, the first one lowest.
fn packed(bytes: [u8; 8]) -> u8 {
    // Byte i is moved to bit 56 + i by the bit 56 - 7 i of the factor.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let [.., high] = u64::from_le_bytes(bytes).wrapping_mul(GATHER).to_le_bytes();
    high
}

/// The threshold of each block, row by row.
fn thresholds(picture: &Luma<'_>) -> Vec<u8> {
    let columns = picture.width().div_ceil(BLOCK);
    let points = black_points(picture, columns);
    let lines = points.len() / columns;
    // The blocks that are averaged lie inside as a whole.
    let first = |i: usize, count: usize| i.saturating_sub(AROUND / 2).min(count - AROUND);
    let mut thresholds = Vec::with_capacity(points.len());
    for line in 0..lines {
        let mut sums = vec![0_u32; columns];
        for points in points.chunks(columns).skip(first(line, lines)).take(AROUND) {
            for (sum, &point) in sums.iter_mut().zip(points) {
                *sum += u32::from(point);
            }
        }
        thresholds.extend((0..columns).map(|column| {
            let near = sums.iter().skip(first(column, columns)).take(AROUND);
            // 25 numbers of 8 bits each have a mean of 8 bits.
            (near.sum::<u32>() / (AROUND * AROUND) as u32) as u8
        }));
    }
    thresholds
}

/// Between dark and light in each block, row by row.
fn black_points(picture: &Luma<'_>, columns: usize) -> Vec<u8> {
    let (width, height) = (picture.width(), picture.height());
    let mut points: Vec<u8> = Vec::with_capacity(columns * height.div_ceil(BLOCK));
    let (mut sums, mut low, mut high) = (vec![0_u16; width], vec![0; width], vec![0; width]);
    for line in 0..height.div_ceil(BLOCK) {
        // Down the columns first, which goes many pixels at a time.
        sums.fill(0);
        low.fill(u8::MAX);
        high.fill(u8::MIN);
        let top = (line * BLOCK).min(height - BLOCK);
        for row in picture.pixels().chunks_exact(width).skip(top).take(BLOCK) {
            for ((sum, (low, high)), &p) in
                sums.iter_mut().zip(low.iter_mut().zip(&mut high)).zip(row)
            {
                *sum += u16::from(p);
                *low = (*low).min(p);
                *high = (*high).max(p);
            }
        }
        for column in 0..columns {
            let start = (column * BLOCK).min(width - BLOCK);
            let block = start..start + BLOCK;
            let sum: u16 = sums.get(block.clone()).map_or(0, |sums| sums.iter().sum());
            let extreme = |values: &[u8], pick: fn(u8, u8) -> u8| {
                let values = values.get(block.clone()).unwrap_or_default();
                values.iter().copied().reduce(pick).unwrap_or_default()
            };
            let (low, high) = (extreme(&low, u8::min), extreme(&high, u8::max));
            points.push(if high - low > PLAIN {
                // 64 pixels of 8 bits each have a mean of 8 bits.
                (sum / (BLOCK * BLOCK) as u16) as u8
            } else {
                plain_point(&points, columns, low)
            });
        }
    }
    points
}

/// The point for the next block where it is of one colour: below it, as if it were paper, unless
/// it is darker than what was found above and to the left, which then holds here too.
fn plain_point(points: &[u8], columns: usize, low: u8) -> u8 {
    let paper = low / 2;
    let before = |blocks: usize| points.len().checked_sub(blocks).and_then(|i| points.get(i));
    let inside = !points.len().is_multiple_of(columns);
    let near = before(columns).zip(before(1)).zip(before(columns + 1));
    near.filter(|_| inside)
        .map(|((&above, &left), &corner)| {
            let near = (u16::from(above) + 2 * u16::from(left) + u16::from(corner)) / 4;
            if u16::from(low) < near {
                near as u8
            } else {
                paper
            }
        })
        .unwrap_or(paper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_and_light_are_as_the_decoder_tells_them_apart() {
        let mut state = 5_u32;
        let mut random = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 16
        };
        for (width, height) in [
            (40, 40),
            (41, 47),
            (64, 40),
            (127, 63),
            (130, 201),
            (39, 80),
            (1, 1),
        ] {
            for kind in 0..5 {
                let pixels: Vec<u8> = (0..width * height)
                    .map(|i| {
                        let (x, y) = (i % width, i / width);
                        let module = if (x / 3 * 7 + y / 3 * 5) % 3 == 0 {
                            0
                        } else {
                            255
                        };
                        match kind {
                            0 => random() as u8,
                            1 => module,
                            2 => (module as usize * (x + 20) / (width + 20)) as u8,
                            3 => 110 + module / 10 + random() as u8 % 3,
                            _ => (x * 255 / width) as u8,
                        }
                    })
                    .collect();
                let picture = Luma::new(pixels.as_slice(), width, height).unwrap();
                let (w, h) = (width as u32, height as u32);
                let source = Luma8Source::new_with_slice(&pixels, w, h).unwrap();
                let expected = HybridBinarizer::new(source)
                    .get_black_matrix()
                    .ok()
                    .cloned();
                assert!(dark(&picture) == expected, "{width} x {height}, {kind}");
            }
        }
    }
}
