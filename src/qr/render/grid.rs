//! A square of modules as bits, laid out so that many are looked at in one step.

/// Columns in a stripe: the bits of a word.
pub(super) const STRIPE: usize = 64;

/// A square of modules, one bit each, 1 for dark.
///
/// It is cut into stripes of 64 columns, from the left. A stripe is its rows from the top, one word
/// each, with the leftmost column in the lowest bit. So neighbours in a column lie in the same bit of
/// neighbouring words, and a step over two words compares 64 pairs of them. Bits to the right of the
/// last column are 0.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Grid {
    width: usize,
    /// Stripe by stripe, `width` words each.
    words: Vec<u64>,
}

impl Grid {
    /// A square that is light all over, `width` modules on a side.
    pub(super) fn light(width: usize) -> Self {
        Self {
            width,
            words: vec![0; width * width.div_ceil(STRIPE)],
        }
    }

    /// A square of `width` modules on a side, of which those are dark that `dark` says are, by column
    /// and row.
    pub(super) fn new(width: usize, dark: impl Fn(usize, usize) -> bool) -> Self {
        let mut grid = Self::light(width);
        for (stripe, left) in grid.stripes_mut().zip((0..).step_by(STRIPE)) {
            for (word, y) in stripe.iter_mut().zip(0..) {
                let columns = (left..width.min(left + STRIPE)).rev();
                *word = columns.fold(0, |word, x| word << 1 | u64::from(dark(x, y)));
            }
        }
        grid
    }

    /// Modules on a side.
    pub(super) const fn width(&self) -> usize {
        self.width
    }

    /// The stripes from the left, each as its rows from the top.
    pub(super) fn stripes(&self) -> impl Iterator<Item = &[u64]> {
        self.words.chunks_exact(self.width.max(1))
    }

    /// The same, to change; bits to the right of the last column must stay 0.
    pub(super) fn stripes_mut(&mut self) -> impl Iterator<Item = &mut [u64]> {
        self.words.chunks_exact_mut(self.width.max(1))
    }

    /// Is the module in column `x` of row `y` dark? Outside the square everything is light.
    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        if x.max(y) >= self.width {
            return false;
        }
        let word = self.words.get(x / STRIPE * self.width + y);
        word.is_some_and(|word| word >> (x % STRIPE) & 1 == 1)
    }

    /// Makes a module dark, if it is in the square.
    pub(super) fn darken(&mut self, x: usize, y: usize) {
        if x.max(y) < self.width
            && let Some(word) = self.words.get_mut(x / STRIPE * self.width + y)
        {
            *word |= 1 << (x % STRIPE);
        }
    }

    /// The runs of dark modules in a row: the column where each starts, and its length.
    pub(super) fn dark_runs(&self, y: usize) -> impl Iterator<Item = (usize, usize)> {
        // A run that reaches the last column ends in the word after, if the width is a multiple of 64.
        let row = self.stripes().filter_map(move |stripe| stripe.get(y));
        let mut row = row.chain(&[0]).zip((0..).step_by(STRIPE));
        // The columns of a word whose colour differs from that of the column before.
        let (mut edges, mut left, mut before) = (0, 0, 0);
        let mut edge = move || {
            while edges == 0 {
                let (word, column) = row.next()?;
                edges = word ^ (word << 1 | before);
                (left, before) = (column, word >> (STRIPE - 1));
            }
            let bit = edges.trailing_zeros();
            edges &= edges - 1;
            Some(left + bit as usize)
        };
        std::iter::from_fn(move || {
            let (start, end) = (edge()?, edge()?);
            Some((start, end - start))
        })
    }

    /// The square mirrored at its diagonal: columns become rows.
    pub(super) fn transposed(&self) -> Self {
        let mut turned = Self::light(self.width);
        for (stripe, left) in self.stripes().zip((0..).step_by(STRIPE)) {
            for (rows, target) in stripe.chunks(STRIPE).zip(turned.stripes_mut()) {
                let mut block = [0; STRIPE];
                for (word, row) in block.iter_mut().zip(rows) {
                    *word = *row;
                }
                transpose(&mut block);
                for (word, row) in target.iter_mut().skip(left).zip(block) {
                    *word = row;
                }
            }
        }
        turned
    }
}

/// Bit x of word y becomes bit y of word x.
///
/// The upper right and the lower left quarter of the block change places, then those of each quarter,
/// and so on down to single bits.
fn transpose(block: &mut [u64; STRIPE]) {
    let mut half = STRIPE / 2;
    // The left columns of every part.
    let mut left = u64::MAX >> half;
    while half > 0 {
        for part in block.chunks_exact_mut(2 * half) {
            let (upper, lower) = part.split_at_mut(half);
            for (upper, lower) in upper.iter_mut().zip(lower) {
                let differ = (*upper >> half ^ *lower) & left;
                *upper ^= differ << half;
                *lower ^= differ;
            }
        }
        half /= 2;
        left ^= left << half;
    }
}

#[cfg(test)]
mod tests {
    use super::Grid;
    use proptest::prelude::*;

    prop_compose! {
        /// Squares of up to three stripes; the seed's bits give the modules.
        fn modules()(width in 1_usize..=180)(
            modules in prop::collection::vec(any::<bool>(), width * width),
            width in Just(width),
        ) -> (usize, Vec<bool>) {
            (width, modules)
        }
    }

    fn grid(width: usize, modules: &[bool]) -> Grid {
        Grid::new(width, |x, y| modules[y * width + x])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn bits_stand_where_the_modules_do((width, modules) in modules()) {
            let grid = grid(width, &modules);
            let turned = grid.transposed();
            for y in 0..width {
                for x in 0..width {
                    prop_assert_eq!(grid.is_dark(x, y), modules[y * width + x]);
                    prop_assert_eq!(turned.is_dark(y, x), modules[y * width + x]);
                }
                let row = &modules[y * width..][..width];
                let mut drawn = vec![false; width];
                for (start, length) in grid.dark_runs(y) {
                    prop_assert!(length > 0);
                    // A run is as long as it can be.
                    prop_assert!(start == 0 || !row[start - 1]);
                    prop_assert!(!row.get(start + length).is_some_and(|dark| *dark));
                    drawn[start..start + length].fill(true);
                }
                prop_assert_eq!(drawn, row);
            }
            prop_assert!(turned.transposed() == grid);
        }
    }

    #[test]
    fn outside_the_square_everything_is_light_and_stays_so() {
        for width in [21, 64, 65, 177] {
            let mut grid = grid(width, &vec![true; width * width]);
            let before = grid.clone();
            for (x, y) in [
                (width, 0),
                (0, width),
                (width, width),
                (usize::MAX, usize::MAX),
            ] {
                assert!(!grid.is_dark(x, y), "{x},{y} of {width}");
                grid.darken(x, y);
            }
            assert!(grid == before);
            assert_eq!(grid.dark_runs(width).count(), 0);
            assert_eq!(grid.dark_runs(0).collect::<Vec<_>>(), [(0, width)]);
        }
    }
}
