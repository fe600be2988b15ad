use super::*;
use rxing::aztec::encoder::{AztecCode, aztec_encoder};

const TEXT: &str = "HC1: 42";

/// A symbol of so many layers, compact if negative, as the writer makes it.
fn written(layers: i32) -> (AztecCode, Symbol) {
    let code = aztec_encoder::encode(TEXT, 33, layers).unwrap();
    let symbol = Symbol {
        compact: code.isCompact(),
        layers: code.getLayers(),
        words: code.getCodeWords(),
        ring: Vec::new(),
    };
    (code, symbol)
}

/// Is the module dark, counted from the one in the middle?
fn dark(code: &AztecCode, (x, y): Module) -> bool {
    let half = (code.getSize() / 2) as i16;
    code.getMatrix().get((x + half) as u32, (y + half) as u32)
}

#[test]
fn the_text_of_a_symbol_of_every_size_is_unpacked_and_corrected() {
    for layers in (-4..=-1).chain(1..=32) {
        let (code, symbol) = written(layers);
        assert_eq!(2 * symbol.half() + 1, code.getSize() as i16, "{layers}");
        let text = symbol.text(|module| dark(&code, module));
        assert_eq!(text.as_deref(), Some(TEXT), "{layers}");
        // A dark spot in a corner is corrected; one over half of the symbol is not.
        let corner = symbol.half() - 2;
        let spot = |(x, y): Module| (x > corner && y > corner) || dark(&code, (x, y));
        assert_eq!(symbol.text(spot).as_deref(), Some(TEXT), "{layers}");
        let half = |(x, y): Module| x > 0 || dark(&code, (x, y));
        assert_ne!(symbol.text(half).as_deref(), Some(TEXT), "{layers}");
    }
}

#[test]
fn the_ring_around_the_bulls_eye_says_how_large_a_symbol_is_although_bits_of_it_are_wrong() {
    for layers in (-4..=-1).chain(1..=32) {
        let (code, symbol) = written(layers);
        let right: Vec<bool> = mode_places(symbol.compact)
            .map(|module| dark(&code, module))
            .collect();
        // Five or six words of four bits correct two or three of them.
        let most = if symbol.compact { 2 } else { 3 };
        for wrong in 0..=most {
            let mut bits = right.clone();
            (0..wrong).for_each(|word| bits[word * 8 + 1] ^= true);
            let read = mode(&bits, symbol.compact);
            let expected = (symbol.layers, symbol.words, right.clone());
            assert_eq!(read, Some(expected), "{layers}, {wrong}");
        }
        let mut bits = right.clone();
        (0..=most).for_each(|word| bits[word * 8 + 1] ^= true);
        let read = mode(&bits, symbol.compact);
        assert_ne!(read, Some((symbol.layers, symbol.words, right)), "{layers}");
    }
}

#[test]
fn what_is_known_of_a_symbol_is_so() {
    for layers in (-4..=-1).chain(1..=32) {
        let (code, symbol) = written(layers);
        for (module, is_dark) in symbol.known(symbol.half()) {
            assert_eq!(dark(&code, module), is_dark, "{layers}, {module:?}");
        }
        for (module, is_dark) in marks(symbol.compact) {
            assert_eq!(dark(&code, module), is_dark, "{layers}, {module:?}");
        }
    }
}
