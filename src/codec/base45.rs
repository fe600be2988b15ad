//! Base45 (RFC 9285): the text layer of a code, made for the alphanumeric mode of QR symbols.
//!
//! Three characters carry two octets, a last pair carries one. Offsets in errors count characters from
//! the start of the Base45 text (that is, after the `HC1:` prefix).
//!
//! Both ways are our own, in tables. The [`base45`](https://docs.rs/base45) crate (3.2.0) lets a last pair above
//! 255 wrap around (`ZZ` reads as `4A`, whose text is `T1`), gives no offset, and takes forty times as long to
//! decode and four times as long to encode. It writes what the tables cannot, and is the oracle of the tests.
//!
//! Not supported: skipping white space. A blank is a character of the alphabet (value 36), so whoever
//! trims a text must do so before it comes here, and say so.
//!
//! ```
//! use hcert::codec::base45;
//! assert_eq!(base45::encode(b"ietf!"), "QED8WEX0");
//! assert_eq!(base45::decode("QED8WEX0").unwrap(), b"ietf!");
//! assert_eq!(base45::decode("ZZ").unwrap_err().offset, 0);
//! ```

use crate::text::{Text, ToText};
use crate::{in_english, text};

/// The alphabet of RFC 9285, table 1: the value of a character is its place.
const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// What each character adds to its group's value from its place: the value times 1, 45 or 2025, and [`BAD`] for one
/// outside the alphabet.
static ADDS: [[u32; 256]; 3] = [table(1), table(45), table(2025)];

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler: out of range does not compile"
)]
const fn table(weight: u32) -> [u32; 256] {
    let mut table = [BAD; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        table[ALPHABET[value] as usize] = value as u32 * weight;
        value += 1;
    }
    table
}

/// What a character adds, from the table of its place.
fn added(table: &[u32; 256], character: u8) -> u32 {
    // A table has a place for every octet.
    table.get(usize::from(character)).copied().unwrap_or(BAD)
}

/// What was wrong with a Base45 text, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base45Error {
    /// Characters before the offending character or group.
    pub offset: usize,
    /// What was found there.
    pub kind: Base45ErrorKind,
}

/// The ways in which a text fails to be Base45.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Base45ErrorKind {
    /// A character outside the 45 of the alphabet.
    Character(char),
    /// A group of three stands for more than 65,535, or a last pair for more than 255.
    Overflow {
        /// The value that the group stands for.
        value: u32,
        /// The largest value that a group of this length may have.
        limit: u32,
    },
    /// One character is left over: no octet string has this length.
    Dangling {
        /// Characters of the whole text.
        length: usize,
    },
}

impl ToText for Base45Error {
    fn to_text(&self) -> Text {
        let at = self.offset;
        match self.kind {
            Base45ErrorKind::Character(found) => {
                text!(BASE45_CHARACTER, found = format!("{found:?}"), at)
            }
            Base45ErrorKind::Overflow { value, limit } => text!(BASE45_OVERFLOW, at, value, limit),
            Base45ErrorKind::Dangling { length } => text!(BASE45_DANGLING, length, at),
        }
    }
}

in_english!(Base45Error: Error);

/// Two characters by what they stand for together, the lower one first.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler: out of range does not compile"
)]
static PAIRS: [[u8; 2]; 2025] = {
    let mut table = [[0; 2]; 2025];
    let mut value = 0;
    while value < 2025 {
        table[value] = [ALPHABET[value % 45], ALPHABET[value / 45]];
        value += 1;
    }
    table
};

/// Writes octets as Base45 text.
#[must_use]
pub fn encode(octets: &[u8]) -> String {
    encode_behind("", octets)
}

/// Writes octets as Base45 text behind a prefix.
///
/// ```
/// assert_eq!(hcert::codec::base45::encode_behind("HC1:", b"ietf!"), "HC1:QED8WEX0");
/// ```
#[must_use]
pub fn encode_behind(prefix: &str, octets: &[u8]) -> String {
    encode_quickly(prefix, octets).unwrap_or_else(|| prefix.to_owned() + &base45::encode(octets))
}

fn encode_quickly(prefix: &str, octets: &[u8]) -> Option<String> {
    let (groups, rest) = octets.as_chunks::<2>();
    let mut text = vec![0; prefix.len() + groups.len() * 3 + rest.len() * 2];
    let (start, body) = text.split_at_mut(prefix.len());
    start.copy_from_slice(prefix.as_bytes());
    let (triples, last) = body.as_chunks_mut::<3>();
    for (triple, &pair) in triples.iter_mut().zip(groups) {
        let value = u16::from_be_bytes(pair);
        let [a, b] = *PAIRS.get(usize::from(value % 2025))?;
        *triple = [a, b, *ALPHABET.get(usize::from(value / 2025))?];
    }
    if let (Some(&octet), [a, b]) = (rest.first(), last) {
        [*a, *b] = *PAIRS.get(usize::from(octet))?;
    }
    String::from_utf8(text).ok()
}

/// Reads Base45 text strictly: every character counts, and every accepted text is the one that
/// [`encode`] writes for the result.
///
/// ```
/// use hcert::codec::base45;
/// assert_eq!(base45::decode("%69 VD92EX0")?, b"Hello!!");
/// let error = base45::decode("%69=VD92EX0").unwrap_err();
/// assert_eq!(error.to_string(), "character '=' at offset 3 is not in the Base45 alphabet");
/// # Ok::<(), base45::Base45Error>(())
/// ```
///
/// # Errors
/// A character outside the alphabet, a group above its range (RFC 9285 section 6: such input must be
/// refused), or a length that leaves one character over.
pub fn decode(text: &str) -> Result<Vec<u8>, Base45Error> {
    match decode_quickly(text) {
        Some(octets) => Ok(octets),
        None => decode_plainly(text),
    }
}

/// Adds up all groups without looking at any, and asks at the end whether one was too large. `None` is for
/// [`decode_plainly`], the twin, to explain.
fn decode_quickly(text: &str) -> Option<Vec<u8>> {
    let [ones, forty_fives, thousands] = &ADDS;
    let (groups, rest) = text.as_bytes().as_chunks::<3>();
    let mut octets = Vec::with_capacity(groups.len() * 2 + 1);
    octets.resize(groups.len() * 2, 0);
    let mut all = 0;
    for (pair, &[a, b, c]) in octets.as_chunks_mut::<2>().0.iter_mut().zip(groups) {
        let value = added(ones, a) + added(forty_fives, b) + added(thousands, c);
        *pair = (value as u16).to_be_bytes();
        all |= value;
    }
    match *rest {
        [] => {}
        [a, b] => {
            let value = added(ones, a) + added(forty_fives, b);
            octets.push(u8::try_from(value).ok()?);
        }
        _ => return None,
    }
    (all <= u32::from(u16::MAX)).then_some(octets)
}

fn decode_plainly(text: &str) -> Result<Vec<u8>, Base45Error> {
    let characters = text.as_bytes();
    let mut octets = Vec::with_capacity(characters.len() / 3 * 2 + 1);
    let (groups, rest) = characters.as_chunks::<3>();
    for (index, &[a, b, c]) in groups.iter().enumerate() {
        let value = value_of(a) + 45 * value_of(b) + 2025 * value_of(c);
        match u16::try_from(value) {
            Ok(pair) => octets.extend_from_slice(&pair.to_be_bytes()),
            Err(_) => return Err(describe(text, index * 3, value, 65_535)),
        }
    }
    let offset = groups.len() * 3;
    match *rest {
        [a, b] => {
            let value = value_of(a) + 45 * value_of(b);
            match u8::try_from(value) {
                Ok(octet) => octets.push(octet),
                Err(_) => return Err(describe(text, offset, value, 255)),
            }
        }
        [a] if value_of(a) < BAD => {
            let length = characters.len();
            return Err(Base45Error {
                offset,
                kind: Base45ErrorKind::Dangling { length },
            });
        }
        [_] => return Err(describe(text, offset, BAD, 255)),
        _ => {}
    }
    Ok(octets)
}

/// Above every sum of good characters, so that one bad character makes its whole group overflow and the
/// good path needs a single comparison.
const BAD: u32 = 1 << 20;

fn value_of(character: u8) -> u32 {
    let [ones, ..] = &ADDS;
    added(ones, character)
}

/// The error for the group that starts at octet `start`. Everything before it was ASCII, so octets and
/// characters are still the same count there.
fn describe(text: &str, start: usize, value: u32, limit: u32) -> Base45Error {
    if value >= BAD {
        let group = text
            .get(start..)
            .unwrap_or_default()
            .chars()
            .take(3)
            .enumerate();
        for (place, found) in group {
            if !found.is_ascii() || value_of(found as u8) >= BAD {
                let offset = start + place;
                return Base45Error {
                    offset,
                    kind: Base45ErrorKind::Character(found),
                };
            }
        }
    }
    Base45Error {
        offset: start,
        kind: Base45ErrorKind::Overflow { value, limit },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_examples_go_both_ways() {
        // RFC 9285 sections 4.3 and 4.4.
        for (octets, text) in [
            ("AB", "BB8"),
            ("Hello!!", "%69 VD92EX0"),
            ("base-45", "UJCLQE7W581"),
            ("", ""),
        ] {
            assert_eq!(encode(octets.as_bytes()), text);
            assert_eq!(decode(text).unwrap(), octets.as_bytes());
        }
    }

    #[test]
    fn a_last_pair_above_255_is_refused_although_the_crate_wraps_it() {
        assert_eq!(
            base45::decode("ZZ").unwrap(),
            [0x4a],
            "the trap is still there"
        );
        for text in ["ZZ", "::", "V5", "ABC::"] {
            let error = decode(text).unwrap_err();
            assert!(
                matches!(error.kind, Base45ErrorKind::Overflow { limit: 255, .. }),
                "{text}"
            );
        }
        assert_eq!(decode("U5").unwrap(), [255]);
    }

    #[test]
    fn every_refusal_says_where_and_what() {
        let cases = [
            (
                "GGW",
                "the group at offset 0 stands for 65536, above the limit 65535",
            ),
            (
                "FGW:::",
                "the group at offset 3 stands for 91124, above the limit 65535",
            ),
            (
                "AB=",
                "character '=' at offset 2 is not in the Base45 alphabet",
            ),
            (
                "ABCa",
                "character 'a' at offset 3 is not in the Base45 alphabet",
            ),
            (
                "ABC\u{ff11}",
                "character '\u{ff11}' at offset 3 is not in the Base45 alphabet",
            ),
            (
                "A\u{e9}C",
                "character '\u{e9}' at offset 1 is not in the Base45 alphabet",
            ),
            (
                "BB8A",
                "length 4 leaves a single character at offset 3: no Base45 text is that long",
            ),
        ];
        for (text, message) in cases {
            assert_eq!(decode(text).unwrap_err().to_string(), message, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_quick_way_reads_what_its_twin_reads(text in prop_oneof![
            "[0-9A-Z $%*+./:-]{0,40}", any::<String>(), "[0-9A-Z]{0,12}[a-z:=\u{e9}]{0,2}[0-9A-Z:]{0,12}",
        ]) {
            prop_assert_eq!(decode_quickly(&text), decode_plainly(&text).ok());
        }

        #[test]
        fn what_is_written_is_what_the_crate_writes(
            octets in prop::collection::vec(any::<u8>(), 0..300), prefix in "(HC1:|NO1:|\u{e6}|)"
        ) {
            let text = base45::encode(&octets);
            prop_assert_eq!(encode_quickly("", &octets), Some(text.clone()));
            prop_assert_eq!(encode_behind(&prefix, &octets), prefix + &text);
        }

        #[test]
        fn octets_survive_the_round_trip(octets in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert_eq!(decode(&encode(&octets)).unwrap(), octets);
        }

        #[test]
        fn what_is_accepted_is_canonical_and_what_the_crate_reads(text in "[0-9A-Z $%*+./:-]{0,40}") {
            match decode(&text) {
                Ok(octets) => {
                    prop_assert_eq!(encode(&octets), text.clone());
                    prop_assert_eq!(base45::decode(&text).unwrap(), octets);
                }
                Err(_) => prop_assert!(
                    base45::decode(&text).map_or(true, |octets| encode(&octets) != text)
                ),
            }
        }

        #[test]
        fn no_text_of_any_kind_panics(text in any::<String>()) {
            let _ = decode(&text);
        }
    }
}
