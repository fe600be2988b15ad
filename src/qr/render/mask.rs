//! The data mask of a symbol: of the eight, the one with the lowest penalty.
//!
//! A mask turns the colour of every other data module, or of some other share of them, so that the
//! symbol has no large areas of one colour and nothing that looks like a finder pattern
//! (ISO/IEC 18004:2015, 7.8). Trying all eight is nearly all the work of making a symbol, so here the
//! modules are bits and each step looks at 64 of them. The tests hold the points against a count
//! module by module, and whole symbols against those of the `qrcode` crate.
//!
//! # The penalty
//!
//! The four parts are those of the `qrcode` crate (0.14.1, `canvas.rs`), which follow 7.8.3.1 but for
//! what is said here:
//!
//! - *Runs.* In every row and column, 3 points for five modules of one colour, 1 for each one more.
//! - *Blocks.* 3 points for every square of two by two modules of one colour; squares may overlap.
//! - *Finders.* 40 points for every dark-light-dark-dark-dark-light-dark in a row or column with four
//!   light modules before it or after it. What lies outside the symbol is light, and a pattern with
//!   light on both sides counts once; the standard leaves both open. The nine patterns in either
//!   direction that the symbol's own finders make count too: `qrcode` subtracts them, which changes
//!   all masks' points alike.
//! - *Balance.* One point for every half percent by which the share of dark modules, rounded down to
//!   a half percent, differs from 50 %. The standard gives 10 points for every whole 5 %.
//!
//! The format information of the mask is in its place when the symbol is judged. Among equals the
//! lowest mask wins.
//!
//! `qrcode` adds the points up in 16 bits. A large symbol of one colour has more than 65,535, and a
//! text can be made whose symbol is nearly that under one mask: there `qrcode` may take the worst mask
//! for the best, and it panics where overflow is checked. Here the sum has 32 bits.

use super::Level;
use super::grid::{Grid, STRIPE};

/// Rows after which every mask pattern repeats, and columns: the least common multiple of the 4 rows
/// and 6 columns of pattern 100 (and of 6 of either in all others).
const PERIOD: usize = 12;

/// A mask pattern: its first rows, the first columns of each in the lowest bits; 1 turns the colour.
type Pattern = [u16; PERIOD];

/// The eight patterns, each upright and mirrored at the diagonal.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler: out of range does not compile"
)]
static PATTERNS: [[Pattern; 2]; 8] = {
    let mut patterns = [[[0; PERIOD]; 2]; 8];
    let mut at = 0;
    while at < 8 * PERIOD * PERIOD {
        let (mask, i, j) = (at / PERIOD / PERIOD, at / PERIOD % PERIOD, at % PERIOD);
        if turns(mask, i, j) {
            patterns[mask][0][i] |= 1 << j;
            patterns[mask][1][j] |= 1 << i;
        }
        at += 1;
    }
    patterns
};

/// Does a mask turn the module of row `i` and column `j`? (ISO/IEC 18004:2015, table 10)
pub(super) const fn turns(mask: usize, i: usize, j: usize) -> bool {
    0 == match mask {
        0b000 => (i + j) % 2,
        0b001 => i % 2,
        0b010 => j % 3,
        0b011 => (i + j) % 3,
        0b100 => (i / 2 + j / 3) % 2,
        0b101 => (i * j) % 2 + (i * j) % 3,
        0b110 => ((i * j) % 2 + (i * j) % 3) % 2,
        _ => ((i + j) % 2 + (i * j) % 3) % 2,
    }
}

/// The symbol with the mask that suits it best, and that mask's format information.
///
/// `drawn` has every module but those of the format information, which are light; `free` is dark
/// where masks apply: at the data, the error correction and what remains after them.
pub(super) fn best(drawn: &Grid, free: &Grid, level: Level) -> Grid {
    let (drawn_turned, free_turned) = (drawn.transposed(), free.transposed());
    let trial = |mask: u16, [upright, turned]: &[Pattern; 2]| {
        let mut upright = masked(drawn, free, upright);
        let mut turned = masked(&drawn_turned, &free_turned, turned);
        for (x, y) in format_modules(format_information(level, mask), drawn.width()) {
            upright.darken(x, y);
            turned.darken(y, x);
        }
        (penalty(&upright, &turned), upright)
    };
    let [first, others @ ..] = &PATTERNS;
    let mut best = trial(0, first);
    for (mask, patterns) in (1..).zip(others) {
        let other = trial(mask, patterns);
        if other.0 < best.0 {
            best = other;
        }
    }
    best.1
}

/// Turns the colour of the free modules where the pattern says so.
fn masked(drawn: &Grid, free: &Grid, pattern: &Pattern) -> Grid {
    let mut grid = drawn.clone();
    let stripes = grid.stripes_mut().zip(free.stripes());
    for ((stripe, free), column) in stripes.zip((0..).step_by(STRIPE)) {
        let pattern = pattern.map(|row| repeated(row, column));
        for (rows, free) in stripe.chunks_mut(PERIOD).zip(free.chunks(PERIOD)) {
            for ((row, free), turned) in rows.iter_mut().zip(free).zip(pattern) {
                *row ^= free & turned;
            }
        }
    }
    grid
}

/// A row of a pattern from a column on.
fn repeated(row: u16, column: usize) -> u64 {
    /// A 1 at every twelfth bit, far enough for a word that begins anywhere in the period.
    const EVERY: u128 = 1 | 1 << 12 | 1 << 24 | 1 << 36 | 1 << 48 | 1 << 60 | 1 << 72;
    ((u128::from(row) * EVERY) >> (column % PERIOD)) as u64
}

/// The 15 bits that tell a reader the level and the mask (ISO/IEC 18004:2015, 7.9.1 and annex C).
const fn format_information(level: Level, mask: u16) -> u16 {
    let level = match level {
        Level::M => 0b00,
        Level::L => 0b01,
        Level::H => 0b10,
        Level::Q => 0b11,
    };
    let data = level << 3 | mask;
    // What remains of data · x^10 after division by x^10 + x^8 + x^5 + x^4 + x^2 + x + 1.
    let (mut rest, mut bit) = (data << 10, 15);
    while bit > 10 {
        bit -= 1;
        if rest >> bit & 1 == 1 {
            rest ^= 0b101_0011_0111 << (bit - 10);
        }
    }
    (data << 10 | rest) ^ 0b101_0100_0001_0010
}

/// The column and row of every dark module of the format information, which stands in a symbol twice:
/// around the upper left finder, and beside the other two. A symbol has 21 modules on a side at least.
fn format_modules(information: u16, width: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..15)
        .filter(move |bit| information >> (14 - bit) & 1 == 1)
        .flat_map(move |bit| {
            // From the left to the corner and upwards.
            let around = match bit {
                0..=5 => (bit, 8),
                6 => (7, 8),
                7 => (8, 8),
                8 => (8, 7),
                _ => (8, 14 - bit),
            };
            // From the lower edge upwards, then from the left to the right edge.
            let beside = match bit {
                0..=6 => (8, width - 1 - bit),
                _ => (width - 15 + bit, 8),
            };
            [around, beside]
        })
}

/// The points of a symbol, given upright and mirrored at its diagonal.
fn penalty(upright: &Grid, turned: &Grid) -> u32 {
    let lines = runs(upright) + runs(turned) + finders(upright) + finders(turned);
    lines + blocks(upright) + balance(upright)
}

/// The points for runs of one colour in the columns.
fn runs(grid: &Grid) -> u32 {
    // A run of n modules has n - 4 places for five of them, if it has any, and one less for six. So
    // three times the former less twice the latter are n - 2, the points that it gets.
    let mut points = 0;
    for (stripe, columns) in grid.stripes().zip(columns(grid.width())) {
        points += 3 * ones(stripe.windows(5).map(|rows| one_colour(rows) & columns));
        points -= 2 * ones(stripe.windows(6).map(|rows| one_colour(rows) & columns));
    }
    points
}

/// The points for squares of two by two modules of one colour.
fn blocks(grid: &Grid) -> u32 {
    let mut points = 0;
    let mut stripes = grid.stripes().peekable();
    for columns in columns(grid.width() - 1) {
        let (stripe, right) = (stripes.next().unwrap_or_default(), stripes.peek());
        // Each module's neighbour to the right; that of the last column is in the next stripe.
        let mut neighbours: Vec<u64> = stripe.iter().map(|row| row >> 1).collect();
        let rights = right.into_iter().copied().flatten();
        for (row, right) in neighbours.iter_mut().zip(rights) {
            *row |= right << (STRIPE - 1);
        }
        let squares = stripe.windows(2).zip(neighbours.windows(2));
        points += 3 * ones(squares.map(|(rows, neighbours)| match (rows, neighbours) {
            (&[a, b], &[c, d]) => one_colour(&[a, b, c, d]) & columns,
            _ => 0,
        }));
    }
    points
}

/// The points for what looks like a finder pattern in the columns.
fn finders(grid: &Grid) -> u32 {
    let finder = |rows: &[u64]| {
        let (before, rows) = rows.split_at(4);
        let (rows, after) = rows.split_at(7);
        let &[a, b, c, d, e, f, g] = rows else {
            return 0;
        };
        a & !b & c & d & e & !f & g & !(any_dark(before) & any_dark(after))
    };
    let mut points = 0;
    for stripe in grid.stripes() {
        // With the light outside.
        let rows = [&[0; 4][..], stripe, &[0; 4]].concat();
        points += 40 * ones(rows.windows(4 + 7 + 4).map(finder));
    }
    points
}

/// The points for a share of dark modules other than one half.
fn balance(grid: &Grid) -> u32 {
    let dark = ones(grid.stripes().flatten().copied());
    let half_percents = dark as usize * 200 / (grid.width() * grid.width());
    half_percents.abs_diff(100) as u32
}

/// The bits of those among so many columns that a stripe holds, stripe by stripe.
fn columns(width: usize) -> impl Iterator<Item = u64> {
    let rest = (0..width).step_by(STRIPE).map(move |left| width - left);
    rest.map(|rest| match rest {
        0..STRIPE => (1 << rest) - 1,
        _ => u64::MAX,
    })
}

/// The columns in which all rows have one colour.
fn one_colour(rows: &[u64]) -> u64 {
    rows.iter().fold(u64::MAX, |all, row| all & row) | !any_dark(rows)
}

/// The columns in which any row is dark.
fn any_dark(rows: &[u64]) -> u64 {
    rows.iter().fold(0, |any, row| any | row)
}

fn ones(words: impl Iterator<Item = u64>) -> u32 {
    words.map(u64::count_ones).sum()
}

#[cfg(test)]
mod tests;
