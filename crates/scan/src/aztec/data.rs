//! From the modules of an Aztec symbol to its text (ISO/IEC 24778, clauses 7 and 8).

use rxing::aztec::decoder::highLevelDecode;
use rxing::common::reedsolomon::{PredefinedGenericGF, ReedSolomonDecoder};

use super::{Module, Symbol};

impl Symbol {
    /// The text, if not too many modules are wrong.
    pub(super) fn text(&self, dark: impl Fn(Module) -> bool) -> Option<String> {
        let raw: Vec<bool> = self.places().into_iter().map(dark).collect();
        highLevelDecode(&self.corrected(&raw)?).ok()
    }

    /// The places of the bits of data: layer by layer from outside, each down the left side, along
    /// the bottom, up the right side and back along the top, two modules wide.
    fn places(&self) -> Vec<Module> {
        let layers = i16::try_from(self.layers).unwrap_or_default();
        let side = 4 * layers + if self.compact { 11 } else { 14 };
        // Counted without the lines of the reference grid.
        let at = |i: i16| {
            if self.compact {
                return i - side / 2;
            }
            let away = i - side / 2;
            let out = |away: i16| away + away / 15 + 1;
            if away < 0 { -out(-away - 1) } else { out(away) }
        };
        let mut places = Vec::new();
        for layer in 0..layers {
            let (low, high) = (2 * layer, side - 1 - 2 * layer);
            // The corners belong to the side that begins in them.
            let length = high - low - 1;
            for side in 0..4 {
                for along in 0..length {
                    for deep in 0..2 {
                        let (x, y) = match side {
                            0 => (low + deep, low + along),
                            1 => (low + along, high - deep),
                            2 => (high - deep, high - along),
                            _ => (high - along, low + deep),
                        };
                        places.push((at(x), at(y)));
                    }
                }
            }
        }
        places
    }

    /// The bits of the data as they should be, without those that were stuffed in.
    fn corrected(&self, raw: &[bool]) -> Option<Vec<bool>> {
        let (size, field) = match self.layers {
            0..=2 => (6, PredefinedGenericGF::AztecData6),
            3..=8 => (8, PredefinedGenericGF::AztecData8),
            9..=22 => (10, PredefinedGenericGF::AztecData10),
            _ => (12, PredefinedGenericGF::AztecData12),
        };
        let value = |bits: &[bool]| bits.iter().fold(0, |word, &bit| word << 1 | i32::from(bit));
        let mut words: Vec<i32> = raw
            .get(raw.len() % size..)?
            .chunks_exact(size)
            .map(value)
            .collect();
        let count = usize::try_from(self.words).ok()?;
        let check = i32::try_from(words.len().checked_sub(count)?).ok()?;
        ReedSolomonDecoder::new(field.into())
            .decode(&mut words, check)
            .ok()?;
        let all = (1 << size) - 1;
        let mut bits = Vec::with_capacity(count * size);
        for &word in words.iter().take(count) {
            if word == 0 || word == all {
                return None;
            }
            // A word whose bits would be all alike but for the last one has that bit stuffed in.
            let stuffed = word == 1 || word == all - 1;
            let first = usize::from(stuffed);
            bits.extend((first..size).rev().map(|bit| word >> bit & 1 == 1));
        }
        Some(bits)
    }
}
