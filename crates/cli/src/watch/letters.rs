//! Letters that are read across a room: drawn with block characters, which every terminal's font has.
//!
//! Units: a picture has pixels; one pixel is a column wide and half a row high, times the scale.

/// Pixels of a letter's height.
const HEIGHT: usize = 7;
/// Pixels between two lines; with it, lines of any scale begin on a whole row or half of one.
const LEADING: usize = 2;

/// Five pixels wide, from the top; the highest of the five bits is the leftmost.
type Letter = [u8; HEIGHT];

#[rustfmt::skip] // one row of pixels a line would fill four pages
const LETTERS: [(char, Letter); 34] = [
    ('A', [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001]),
    ('B', [0b11110, 0b10001, 0b10001, 0b11110, 0b10001, 0b10001, 0b11110]),
    ('C', [0b01111, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b01111]),
    ('D', [0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110]),
    ('E', [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111]),
    ('F', [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b10000]),
    ('G', [0b01111, 0b10000, 0b10000, 0b10011, 0b10001, 0b10001, 0b01111]),
    ('H', [0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001]),
    ('I', [0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110]),
    ('J', [0b00111, 0b00010, 0b00010, 0b00010, 0b00010, 0b10010, 0b01100]),
    ('K', [0b10001, 0b10010, 0b10100, 0b11000, 0b10100, 0b10010, 0b10001]),
    ('L', [0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111]),
    ('M', [0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001]),
    ('N', [0b10001, 0b11001, 0b11001, 0b10101, 0b10011, 0b10011, 0b10001]),
    ('O', [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110]),
    ('P', [0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000]),
    ('Q', [0b01110, 0b10001, 0b10001, 0b10001, 0b10101, 0b10010, 0b01101]),
    ('R', [0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001]),
    ('S', [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110]),
    ('T', [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100]),
    ('U', [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110]),
    ('V', [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01010, 0b00100]),
    ('W', [0b10001, 0b10001, 0b10001, 0b10101, 0b10101, 0b11011, 0b10001]),
    ('X', [0b10001, 0b10001, 0b01010, 0b00100, 0b01010, 0b10001, 0b10001]),
    ('Y', [0b10001, 0b10001, 0b01010, 0b00100, 0b00100, 0b00100, 0b00100]),
    ('Z', [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b10000, 0b11111]),
    ('Ä', [0b01010, 0b00000, 0b01110, 0b10001, 0b11111, 0b10001, 0b10001]),
    ('Å', [0b00100, 0b01010, 0b00100, 0b01110, 0b10001, 0b11111, 0b10001]),
    ('Æ', [0b01111, 0b10100, 0b10100, 0b11111, 0b10100, 0b10100, 0b10111]),
    ('É', [0b00010, 0b11111, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111]),
    ('Ö', [0b01010, 0b00000, 0b01110, 0b10001, 0b10001, 0b10001, 0b01110]),
    ('Ø', [0b01101, 0b10010, 0b10101, 0b10101, 0b10101, 0b01001, 0b10110]),
    ('Ü', [0b01010, 0b00000, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110]),
    (' ', [0; HEIGHT]),
];
const LETTER_WIDTH: usize = 5;

/// A sign in front of a word, seven pixels wide.
pub(super) type Symbol = [u8; HEIGHT];
const SYMBOL_WIDTH: usize = 7;
/// Pixels between the sign and the word.
const SYMBOL_GAP: usize = 3;

pub(super) const CHECK: Symbol = [
    0b0000001, 0b0000011, 0b1000110, 0b1101100, 0b0111000, 0b0010000, 0b0000000,
];
pub(super) const CIRCLE: Symbol = [
    0b0011100, 0b0100010, 0b1000001, 0b1000001, 0b1000001, 0b0100010, 0b0011100,
];
pub(super) const CROSS: Symbol = [
    0b1100011, 0b0110110, 0b0011100, 0b0001000, 0b0011100, 0b0110110, 0b1100011,
];
pub(super) const QUESTION: Symbol = [
    0b0111110, 0b1100011, 0b0000011, 0b0001110, 0b0001100, 0b0000000, 0b0001100,
];

/// Draws a word of capitals, with a sign in front, as large as fits: its words in one line or below each other.
/// Every row has the same number of columns. `None` where not even the smallest fits, or a letter has no drawing.
pub(super) fn draw(
    word: &str,
    symbol: Option<&Symbol>,
    columns: usize,
    rows: usize,
) -> Option<Vec<String>> {
    let one = vec![word];
    let many: Vec<&str> = match word.rsplit_once(' ') {
        Some((first, last)) => vec![first, last],
        None => one.clone(),
    };
    let fits = |picture: &Vec<String>| {
        let wide = picture.first().map_or(0, |row| row.chars().count());
        picture.len() <= rows && wide <= columns
    };
    [4, 3, 2, 1].into_iter().find_map(|scale| {
        let drawn = [&one, &many].map(|lines| picture(lines, symbol, scale));
        drawn.into_iter().flatten().find(fits)
    })
}

/// The rows of text of some lines at a scale.
fn picture(lines: &[&str], symbol: Option<&Symbol>, scale: usize) -> Option<Vec<String>> {
    let letters: Option<Vec<Vec<Letter>>> = lines
        .iter()
        .map(|line| line.chars().map(letter).collect())
        .collect();
    let letters = letters?;
    let longest = letters.iter().map(Vec::len).max().unwrap_or(0);
    let left = symbol.map_or(0, |_| SYMBOL_WIDTH + SYMBOL_GAP);
    let width = (left + longest * (LETTER_WIDTH + 1)).saturating_sub(1);
    let height = lines.len() * (HEIGHT + LEADING) - LEADING;
    let symbol_top = (height - HEIGHT) / 2;
    let is_set = |x: usize, y: usize| {
        if let Some(symbol) = symbol.filter(|_| x < SYMBOL_WIDTH) {
            let row = y.checked_sub(symbol_top).and_then(|y| symbol.get(y));
            return row.is_some_and(|row| row >> (SYMBOL_WIDTH - 1 - x) & 1 == 1);
        }
        let Some(x) = x.checked_sub(left) else {
            return false;
        };
        let line = letters.get(y / (HEIGHT + LEADING));
        let letter = line.and_then(|line| line.get(x / (LETTER_WIDTH + 1)));
        let row = letter.and_then(|letter| letter.get(y % (HEIGHT + LEADING)));
        let x = x % (LETTER_WIDTH + 1);
        x < LETTER_WIDTH && row.is_some_and(|row| row >> (LETTER_WIDTH - 1 - x) & 1 == 1)
    };
    let rows = (0..(height * scale).div_ceil(2)).map(|row| {
        let cell = |column: usize| {
            let half = |half: usize| is_set(column / scale, (row * 2 + half) / scale);
            match (half(0), half(1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            }
        };
        (0..width * scale).map(cell).collect()
    });
    Some(rows.collect())
}

fn letter(wanted: char) -> Option<Letter> {
    let found = LETTERS.iter().find(|(letter, _)| *letter == wanted);
    found.map(|(_, letter)| *letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_drawn_as_large_as_fits() {
        let small = draw("IT", Some(&CROSS), 30, 4).unwrap();
        assert_eq!(
            small,
            [
                "▀█▄ ▄█▀    ▀█▀  ▀▀█▀▀",
                "  ▀█▀       █     █  ",
                " ▄█▀█▄      █     █  ",
                "▀▀   ▀▀    ▀▀▀    ▀  ",
            ]
        );
        let rows = |columns, rows| draw("CANNOT VERIFY", Some(&QUESTION), columns, rows);
        // In one line, in two, twice as large, not at all.
        assert_eq!(rows(100, 7).unwrap().len(), 4);
        assert_eq!(rows(60, 12).unwrap().len(), 8);
        assert_eq!(rows(112, 20).unwrap().len(), 16);
        assert!(rows(40, 9).is_none() && rows(100, 3).is_none());
        assert!(draw("Ñ", None, 100, 100).is_none());
    }
}
