//! Where in a picture codes may be.

use super::{Luma, Rect};

/// The cells of a picture in which dark and light alternate closely, as they do in codes.
pub(crate) struct Busy {
    cells: Vec<bool>,
    columns: usize,
    /// Pixels on a side of a cell.
    cell: usize,
    /// Pixels on the sides of the picture.
    width: usize,
    height: usize,
}

impl Luma<'_> {
    pub(crate) fn busy(&self) -> Busy {
        // Below this difference a cell counts as plain paper, or as noise.
        const CONTRAST: u8 = 48;
        // Wider than a module of any code that fills a fair part of the picture, narrower than
        // the gap to the text beside it.
        let cell = (self.width.min(self.height) / 64).clamp(4, 24);
        let columns = self.width.div_ceil(cell);
        let mut cells = Vec::with_capacity(columns * self.height.div_ceil(cell));
        let (mut low, mut high) = (vec![0; self.width], vec![0; self.width]);
        for band in self.pixels.chunks(cell * self.width) {
            // Down the columns first, which goes many pixels at a time.
            low.fill(u8::MAX);
            high.fill(u8::MIN);
            for row in band.chunks_exact(self.width) {
                for ((low, high), &p) in low.iter_mut().zip(&mut high).zip(row) {
                    *low = (*low).min(p);
                    *high = (*high).max(p);
                }
            }
            let least = low
                .chunks(cell)
                .map(|part| part.iter().fold(u8::MAX, |a, &b| a.min(b)));
            let most = high
                .chunks(cell)
                .map(|part| part.iter().fold(u8::MIN, |a, &b| a.max(b)));
            cells.extend(
                least
                    .zip(most)
                    .map(|(low, high)| high.saturating_sub(low) > CONTRAST),
            );
        }
        Busy {
            cells,
            columns,
            cell,
            width: self.width,
            height: self.height,
        }
    }
}

impl Busy {
    /// Are all busy cells where `covered` says so, of the middle of a cell in pixels?
    pub(crate) fn all(&self, covered: impl Fn(f32, f32) -> bool) -> bool {
        let middle = |i: usize| (i * self.cell) as f32 + self.cell as f32 / 2.0;
        let rows = self.cells.chunks(self.columns.max(1)).enumerate();
        rows.into_iter().all(|(y, row)| {
            let mut cells = row.iter().enumerate();
            cells.all(|(x, &busy)| !busy || covered(middle(x), middle(y)))
        })
    }

    /// How much of a part of the picture is busy, from 0 to 1.
    pub(crate) fn filled(&self, part: Rect) -> f32 {
        let (left, right) = (part.left / self.cell, part.right.div_ceil(self.cell));
        let (top, bottom) = (part.top / self.cell, part.bottom.div_ceil(self.cell));
        let rows = self.cells.chunks(self.columns.max(1));
        let (mut busy, mut all) = (0_usize, 0_usize);
        for row in rows.take(bottom).skip(top) {
            let cells = row.iter().take(right).skip(left);
            all += cells.clone().count();
            busy += cells.filter(|busy| **busy).count();
        }
        busy as f32 / all.max(1) as f32
    }

    /// The parts of the picture that are whole patches of such cells, the largest first.
    pub(crate) fn parts(&self) -> Vec<Rect> {
        let cell = self.cell;
        let mut parts: Vec<Rect> = patches(&mut self.cells.clone(), self.columns)
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
