use super::*;
use qrcode::QrCode;

const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Marsaglia's xorshift: the same texts on every run and every machine.
struct Rng(u64);

impl Rng {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % end
    }

    /// A text of so many different characters.
    fn text(&mut self, length: usize, variety: usize) -> String {
        let from = self.below(46 - variety);
        (0..length)
            .map(|_| char::from(ALPHABET[from + self.below(variety)]))
            .collect()
    }
}

/// The symbol as the `qrcode` crate makes it, mask and all.
fn oracle(text: &str, version: u8, level: Level) -> Grid {
    let mut bits = Bits::new(Version::Normal(version.into()));
    bits.push_alphanumeric_data(text.as_bytes()).unwrap();
    bits.push_terminator(ec_level(level)).unwrap();
    let code = QrCode::with_bits(bits, ec_level(level)).unwrap();
    Grid::new(code.width(), |x, y| code[(x, y)] == qrcode::Color::Dark)
}

#[test]
fn a_thousand_symbols_are_those_of_the_qrcode_crate() {
    let mut rng = Rng(0x2545_f491_4f6c_dd1d);
    // The shortest and the longest text of every version at every level, four between them, and
    // more of the size of a certificate; some of few different characters, whose symbols are less
    // even.
    let mut texts = Vec::new();
    let variety = |rng: &mut Rng| [45, 45, 10, 2, 1][rng.below(5)];
    for level in Level::ALL {
        let mut longest = 0;
        for version in 1..=40 {
            let shortest = longest + 1;
            longest = (shortest..=level.capacity())
                .take_while(|length| smallest_version(*length, level) == Some(version))
                .last()
                .unwrap();
            let between = longest + 1 - shortest;
            let lengths = [(); 4].map(|()| shortest + rng.below(between));
            for length in [shortest, longest].into_iter().chain(lengths) {
                let variety = variety(&mut rng);
                texts.push((rng.text(length, variety), version, level));
            }
        }
    }
    texts.extend((0..40).map(|_| {
        let length = 500 + rng.below(200);
        let version = smallest_version(length, Level::Q).unwrap();
        (rng.text(length, 45), version, Level::Q)
    }));
    assert_eq!(texts.len(), 1_000);
    for (text, version, level) in texts {
        let ours = modules(&text, version, level).unwrap();
        let theirs = oracle(&text, version, level);
        assert!(ours == theirs, "version {version}, level {level}: {text}");
    }
}

/// The column and row of every data module, in the order in which codewords fill them: in pairs of
/// columns from the right, up and down by turns, past the column of the timing pattern.
fn places(free: &Grid) -> Vec<(usize, usize)> {
    let width = free.width();
    let pairs = (7..width).rev().step_by(2).chain([5, 3, 1]);
    let mut places = Vec::new();
    for (pair, right) in pairs.enumerate() {
        for step in 0..width {
            let y = if pair % 2 == 0 {
                width - 1 - step
            } else {
                step
            };
            places.extend([(right, y), (right - 1, y)]);
        }
    }
    places.retain(|(x, y)| free.is_dark(*x, *y));
    places
}

/// A text that fills version 40 at level L, with which the data modules have one colour under a mask
/// that turns modules as told by column and row.
fn one_coloured(turns: impl Fn(usize, usize) -> bool) -> String {
    let (version, level) = (Version::Normal(40), EcLevel::L);
    let mut canvas = Canvas::new(version, level);
    canvas.draw_all_functional_patterns();
    let free = Grid::new(177, |x, y| canvas.get(x as i16, y as i16) == Module::Empty);
    let places = places(&free);
    // Where each octet of the text's bits goes when the blocks are interleaved.
    let octets = Bits::new(version).max_len(level).unwrap() / 8;
    let order = |part: fn(usize) -> u8| {
        let numbers: Vec<u8> = (0..octets).map(part).collect();
        ec::construct_codewords(&numbers, version, level).unwrap().0
    };
    let (low, high) = (order(|at| at as u8), order(|at| (at >> 8) as u8));
    let mut bits = vec![false; octets * 8];
    for (codeword, (low, high)) in low.into_iter().zip(high).enumerate() {
        for bit in 0..8 {
            let (x, y) = places[codeword * 8 + bit];
            bits[usize::from(u16::from_be_bytes([high, low])) * 8 + bit] = turns(x, y);
        }
    }
    // Behind the mode and the count, 11 bits are two characters, as near as any.
    let pairs = bits[17..].chunks_exact(11).take(2_148);
    pairs
        .flat_map(|pair| {
            let value = pair
                .iter()
                .fold(0, |value, bit| value << 1 | usize::from(*bit));
            let value = value.min(45 * 45 - 1);
            [value / 45, value % 45].map(|digit| char::from(ALPHABET[digit]))
        })
        .collect()
}

/// The mask that the format information of a symbol names.
fn mask_of(symbol: &Grid) -> usize {
    let bits = (2..5).fold(0, |bits, x| bits << 1 | usize::from(symbol.is_dark(x, 8)));
    bits ^ 0b101
}

#[test]
fn no_text_makes_the_penalty_overflow_and_the_worst_mask_win() {
    let mut rng = Rng(0x9e37_79b9_7f4a_7c15);
    for mask in 0..8 {
        let text = one_coloured(|x, y| mask::turns(mask, y, x));
        assert_eq!(text.len(), Level::L.capacity());
        assert_ne!(mask_of(&modules(&text, 40, Level::L).unwrap()), mask);
        // With 55 of 100 parts of it the points are just above 65,535, which 16 bits take for few.
        let part = text.len() * 55 / 100;
        let rest = text.len() - part;
        let text = text[..part].to_owned() + &rng.text(rest, 45);
        assert_ne!(mask_of(&modules(&text, 40, Level::L).unwrap()), mask);
    }
}
