//! The text of a card: digits, of which each two stand for a character, in one code or in several.

use crate::text::{Text, ToText};
use crate::{in_english, text as message};
use std::fmt;

/// What stands before the digits, in whichever case.
const SCHEME: &str = "shc:/";

/// The most codes that a card was divided into: one has at most 1,191 characters of it, and 64 KiB are read.
const MAX_CHUNKS: usize = 64;

/// The character that a pair stands for is this much further.
const OFFSET: u8 = 45;

/// The highest pair: `z`.
const HIGHEST: u8 = b'z' - OFFSET;

/// Why a text is no card.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It does not begin with the scheme.
    Scheme,
    /// Something else than a digit.
    NoDigit {
        /// Its place among the digits, from 1.
        place: usize,
    },
    /// An odd number of digits.
    Odd {
        /// How many.
        digits: usize,
    },
    /// A pair that stands for no character.
    Pair {
        /// Its place, from 1.
        place: usize,
        /// The number.
        found: u8,
    },
    /// The numbers of a part of several make no sense.
    Chunk,
    /// Two codes are parts of different cards.
    Mixed,
    /// Codes are missing of those that the card was divided into.
    Missing {
        /// How many there are to be.
        of: usize,
        /// The numbers of those that are missing.
        numbers: Vec<usize>,
    },
}

impl ToText for Fault {
    fn to_text(&self) -> Text {
        match self {
            Self::Scheme => message!(SHC_SCHEME),
            Self::NoDigit { place } => message!(SHC_NO_DIGIT, place),
            Self::Odd { digits } => message!(SHC_ODD, digits),
            Self::Pair { place, found } => message!(SHC_PAIR, place, found = u64::from(*found)),
            Self::Chunk => message!(SHC_CHUNK),
            Self::Mixed => message!(SHC_MIXED),
            Self::Missing { of, numbers } => {
                let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
                message!(SHC_MISSING, of, numbers = numbers.join(", "))
            }
        }
    }
}

in_english!(Fault: Error);

/// The text of a code of digits: alone, or one of several.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Numeric<'a> {
    /// Which one it is, and of how many: from 1.
    pub chunk: Option<(usize, usize)>,
    /// The digits.
    pub digits: &'a str,
}

/// Shows how many digits there are.
impl fmt::Debug for Numeric<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Numeric({:?}, {} digits)", self.chunk, self.digits.len())
    }
}

/// Takes the text of one code apart. The digits are not looked at.
///
/// ```
/// use hcert::shc;
/// let part = shc::numeric("SHC:/2/3/5676")?;
/// assert_eq!((part.chunk, part.digits), (Some((2, 3)), "5676"));
/// # Ok::<(), shc::TextFault>(())
/// ```
///
/// # Errors
/// Another scheme, or parts that are numbered as none can be.
pub fn numeric(text: &str) -> Result<Numeric<'_>, Fault> {
    let start = text.get(..SCHEME.len()).ok_or(Fault::Scheme)?;
    if !start.eq_ignore_ascii_case(SCHEME) {
        return Err(Fault::Scheme);
    }
    let rest = text.get(SCHEME.len()..).unwrap_or_default();
    let mut parts = rest.splitn(3, '/');
    let (first, second, third) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let (number, of, digits) = match (second, third) {
        (None, _) => {
            return Ok(Numeric {
                chunk: None,
                digits: first,
            });
        }
        (Some(of), Some(digits)) => (first, of, digits),
        (Some(_), None) => return Err(Fault::Chunk),
    };
    let count = |text: &str| {
        text.parse()
            .ok()
            .filter(|count| (1..=MAX_CHUNKS).contains(count))
    };
    match (count(number), count(of)) {
        (Some(number), Some(of)) if number <= of => Ok(Numeric {
            chunk: Some((number, of)),
            digits,
        }),
        _ => Err(Fault::Chunk),
    }
}

/// The JWS that a text stands for, and whether several codes were put together: they stand in any order, with white space
/// between them.
///
/// # Errors
/// No digits, no pairs, or a part that is missing.
pub fn text(text: &str) -> Result<(String, bool), Fault> {
    let codes: Result<Vec<Numeric<'_>>, Fault> = text.split_whitespace().map(numeric).collect();
    let codes = codes?;
    match codes.as_slice() {
        [] => Err(Fault::Scheme),
        [
            Numeric {
                chunk: None,
                digits,
            },
        ] => Ok((decode(digits)?, false)),
        several => {
            let all = joined(several)?;
            Ok((decode(&all)?, true))
        }
    }
}

/// The digits of all parts in their order.
fn joined(codes: &[Numeric<'_>]) -> Result<String, Fault> {
    let of = codes.first().and_then(|code| code.chunk).map(|(_, of)| of);
    let of = of.ok_or(Fault::Mixed)?;
    let mut parts: Vec<Option<&str>> = vec![None; of];
    for code in codes {
        let (number, count) = code.chunk.ok_or(Fault::Mixed)?;
        if count != of {
            return Err(Fault::Mixed);
        }
        let place = number.checked_sub(1).and_then(|place| parts.get_mut(place));
        let place = place.ok_or(Fault::Chunk)?;
        match place {
            // The same code may have been scanned twice.
            Some(known) if *known != code.digits => return Err(Fault::Mixed),
            _ => *place = Some(code.digits),
        }
    }
    let numbered = (1..).zip(&parts);
    let numbers = numbered.filter(|(_, part)| part.is_none());
    let numbers: Vec<usize> = numbers.map(|(number, _)| number).collect();
    match numbers.is_empty() {
        true => Ok(parts.into_iter().flatten().collect()),
        false => Err(Fault::Missing { of, numbers }),
    }
}

/// The characters that pairs of digits stand for.
fn decode(digits: &str) -> Result<String, Fault> {
    let octets = digits.as_bytes();
    if let Some(place) = octets.iter().position(|octet| !octet.is_ascii_digit()) {
        return Err(Fault::NoDigit { place: place + 1 });
    }
    let (pairs, rest) = octets.as_chunks::<2>();
    if !rest.is_empty() || pairs.is_empty() {
        let digits = octets.len();
        return Err(Fault::Odd { digits });
    }
    let mut text = String::with_capacity(pairs.len());
    for (place, [tens, ones]) in (1..).zip(pairs) {
        let found = (tens - b'0') * 10 + (ones - b'0');
        if found > HIGHEST {
            return Err(Fault::Pair { place, found });
        }
        text.push(char::from(found + OFFSET));
    }
    Ok(text)
}

/// The text of a code that stands for a JWS, as a file of cards holds it. `None` where it has a character that no pair
/// stands for.
///
/// ```
/// use hcert::shc;
/// assert_eq!(shc::encode("eyJ").as_deref(), Some("shc:/567629"));
/// ```
#[must_use]
pub fn encode(jws: &str) -> Option<String> {
    let mut text = String::with_capacity(SCHEME.len() + 2 * jws.len());
    text.push_str(SCHEME);
    for octet in jws.bytes() {
        let pair = octet.checked_sub(OFFSET).filter(|pair| *pair <= HIGHEST)?;
        text.push(char::from(b'0' + pair / 10));
        text.push(char::from(b'0' + pair % 10));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_text_of_a_card_is_told_by_what_is_wrong_with_it() {
        let missing = Fault::Missing {
            of: 3,
            numbers: vec![2],
        };
        for (given, want) in [
            ("", Fault::Scheme),
            ("HC1:5676", Fault::Scheme),
            ("shc:/", Fault::Odd { digits: 0 }),
            ("shc:/567", Fault::Odd { digits: 3 }),
            ("shc:/abc", Fault::NoDigit { place: 1 }),
            ("shc:/56x6", Fault::NoDigit { place: 3 }),
            (
                "shc:/5678",
                Fault::Pair {
                    place: 2,
                    found: 78,
                },
            ),
            ("shc:/1/2", Fault::Chunk),
            ("shc:/0/2/56", Fault::Chunk),
            ("shc:/3/2/56", Fault::Chunk),
            ("shc:/1/65/56", Fault::Chunk),
            ("shc:/-1/2/56", Fault::Chunk),
            ("shc:/1/3/56 shc:/3/3/56", missing),
            ("shc:/1/2/56 shc:/2/3/56", Fault::Mixed),
            ("shc:/1/2/56 shc:/1/2/57", Fault::Mixed),
            ("shc:/56 shc:/57", Fault::Mixed),
        ] {
            assert_eq!(text(given), Err(want), "{given}");
        }
    }

    #[test]
    fn parts_are_put_together_in_any_order_and_twice_is_once() {
        let good = Ok(("eyJ".to_owned(), true));
        for given in [
            "shc:/1/3/56 shc:/2/3/76 shc:/3/3/29",
            "shc:/3/3/29\nSHC:/1/3/56\nshc:/2/3/76",
            "shc:/3/3/29 shc:/1/3/56 shc:/2/3/76 shc:/1/3/56",
            "shc:/1/1/567629",
        ] {
            assert_eq!(text(given), good, "{given}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(jws in "[A-Za-z0-9_.-]{1,300}") {
            let code = encode(&jws).unwrap();
            prop_assert_eq!(text(&code), Ok((jws, false)));
        }

        #[test]
        fn no_text_makes_it_panic(given in "(shc:/)?[0-9a-z/ ]{0,40}") {
            let _ = text(&given);
        }
    }
}
