//! Norwegian identity numbers: eleven digits, of which the last two check the others.
//!
//! A number identifies and says nothing else: date of birth and sex are never read from it (a D-number
//! need not hold the true date of birth). It goes into no certificate, page, log or error.
//!
//! Source: the register's description of fødselsnummer, D-number, H-number and joint emergency number, and
//! of the synthetic numbers of test populations. Not supported: the loosened check digits planned from 2032.
//!
//! ```
//! use hcert::norway::identity::{IdentityNumber, Kind};
//! let number: IdentityNumber = "15858099657".parse().unwrap();
//! assert_eq!((number.kind(), number.is_synthetic()), (Kind::BirthNumber, true));
//! assert_eq!(format!("{number:?}"), "IdentityNumber(birth number, synthetic, redacted)");
//! ```

use crate::text::{Text, ToText, messages};
use crate::{in_english, text};
use std::fmt;
use std::str::FromStr;

/// The kinds of number, told apart by their digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Fødselsnummer: of a person in the National Population Register.
    BirthNumber,
    /// D-number: of a person with ties to Norway who does not live there. The first digit is raised by 4.
    DNumber,
    /// H-number: given by one health institution for itself. The third digit is raised by 4.
    LocalNumber,
    /// Joint emergency number (felles hjelpenummer): its digits mean nothing. It begins with 8 or 9.
    EmergencyNumber,
}

impl ToText for Kind {
    fn to_text(&self) -> Text {
        Text::from(match self {
            Self::BirthNumber => messages::IDENTITY_BIRTH_NUMBER,
            Self::DNumber => messages::IDENTITY_D_NUMBER,
            Self::LocalNumber => messages::IDENTITY_H_NUMBER,
            Self::EmergencyNumber => messages::IDENTITY_EMERGENCY_NUMBER,
        })
    }
}

in_english!(Kind);

/// A number that has the form of its kind and whose check digits hold.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdentityNumber {
    digits: [u8; 11],
    kind: Kind,
    synthetic: bool,
}

/// Why eleven digits are no identity number. Never holds the digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdentityError {
    /// Not exactly eleven digits.
    Length,
    /// The first two digits are no day, the next two no month, of any kind of number.
    Date,
    /// A check digit does not fit the digits before it.
    Check {
        /// Which one, 1 or 2.
        which: u8,
    },
}

impl ToText for IdentityError {
    fn to_text(&self) -> Text {
        match self {
            Self::Length => text!(IDENTITY_LENGTH),
            Self::Date => text!(IDENTITY_DATE),
            Self::Check { which } => text!(IDENTITY_CHECK, which),
        }
    }
}

in_english!(IdentityError: Error);

impl IdentityNumber {
    /// Which kind it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether it belongs to a test population: the month is raised by 80 or 65. The populations that
    /// raise it by 40 cannot be told from H-numbers and count as those.
    #[must_use]
    pub fn is_synthetic(&self) -> bool {
        self.synthetic
    }

    /// The eleven digits, for the register alone.
    #[must_use]
    pub fn digits(&self) -> String {
        self.digits
            .iter()
            .map(|&digit| char::from(b'0' + digit))
            .collect()
    }
}

/// Weights of the digits before each check digit (modulo 11).
const WEIGHTS_1: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const WEIGHTS_2: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/// The check digit for the digits before it; `None` where there is none (10), so that the number was
/// never given out.
fn check_digit(digits: &[u8], weights: &[u32]) -> Option<u8> {
    let pairs = digits.iter().zip(weights);
    let sum: u32 = pairs
        .map(|(&digit, weight)| u32::from(digit) * weight)
        .sum();
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        digit => u8::try_from(digit).ok(),
    }
}

impl FromStr for IdentityNumber {
    type Err = IdentityError;

    fn from_str(text: &str) -> Result<Self, IdentityError> {
        let octets = <[u8; 11]>::try_from(text.as_bytes()).map_err(|_| IdentityError::Length)?;
        if !octets.iter().all(u8::is_ascii_digit) {
            return Err(IdentityError::Length);
        }
        let digits = octets.map(|octet| octet - b'0');
        let [d1, d2, m1, m2, .., k1, k2] = digits;
        let (head, tail) = (digits.get(..9), digits.get(..10));
        for (which, before, weights, found) in [
            (1, head, WEIGHTS_1.as_slice(), k1),
            (2, tail, WEIGHTS_2.as_slice(), k2),
        ] {
            if before.and_then(|before| check_digit(before, weights)) != Some(found) {
                return Err(IdentityError::Check { which });
            }
        }
        let (kind, synthetic) = kind_of(d1 * 10 + d2, m1 * 10 + m2).ok_or(IdentityError::Date)?;
        Ok(Self {
            digits,
            kind,
            synthetic,
        })
    }
}

/// The kind that the first two pairs of digits show, and whether it is synthetic.
fn kind_of(day: u8, month: u8) -> Option<(Kind, bool)> {
    // A joint emergency number holds no date.
    if day >= 80 {
        return Some((Kind::EmergencyNumber, false));
    }
    let (local, synthetic) = match month {
        1..=12 => (false, false),
        41..=52 => (true, false),
        66..=77 | 81..=92 => (false, true),
        _ => return None,
    };
    match (day, local) {
        (1..=31, false) => Some((Kind::BirthNumber, synthetic)),
        (41..=71, false) => Some((Kind::DNumber, synthetic)),
        (1..=31, true) => Some((Kind::LocalNumber, synthetic)),
        _ => None,
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let synthetic = if self.synthetic { ", synthetic" } else { "" };
        write!(f, "IdentityNumber({}{synthetic}, redacted)", self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first nine digits with their check digits; `None` if the number was never given out.
    fn complete(nine: &str) -> Option<String> {
        let digits: Vec<u8> = nine.bytes().map(|octet| octet - b'0').collect();
        let k1 = check_digit(&digits, &WEIGHTS_1)?;
        let ten: Vec<u8> = digits.iter().copied().chain([k1]).collect();
        let k2 = check_digit(&ten, &WEIGHTS_2)?;
        Some(format!("{nine}{k1}{k2}"))
    }

    #[test]
    fn kinds_are_told_by_their_digits_and_all_numbers_here_are_synthetic() {
        let cases = [
            ("158580999", Kind::BirthNumber, true),
            ("556680100", Kind::DNumber, true),
            ("154580123", Kind::LocalNumber, false),
            ("800000123", Kind::EmergencyNumber, false),
            ("950000321", Kind::EmergencyNumber, false),
        ];
        let mut seen = 0;
        for (nine, kind, synthetic) in cases {
            // Of eleven numbers in a row at least one has both check digits.
            let start: u32 = nine.parse().unwrap();
            let number = (start..start + 11).find_map(|nine| complete(&nine.to_string()));
            let number: IdentityNumber = number.unwrap().parse().unwrap();
            assert_eq!((number.kind(), number.is_synthetic()), (kind, synthetic));
            seen += 1;
        }
        assert_eq!(seen, cases.len());
    }

    #[test]
    fn one_wrong_digit_is_always_found() {
        let good = "15858099657";
        assert!(good.parse::<IdentityNumber>().is_ok());
        for at in 0..11 {
            for digit in b'0'..=b'9' {
                let mut octets = good.as_bytes().to_vec();
                if octets[at] == digit {
                    continue;
                }
                octets[at] = digit;
                let wrong = String::from_utf8(octets).unwrap();
                assert!(wrong.parse::<IdentityNumber>().is_err(), "{at} {digit}");
            }
        }
    }

    #[test]
    fn what_is_no_number_is_refused_and_not_repeated() {
        for (text, error) in [
            ("1585809965", IdentityError::Length),
            ("1585809965x", IdentityError::Length),
            ("158580996570", IdentityError::Length),
            ("15858099658", IdentityError::Check { which: 2 }),
            ("15858099667", IdentityError::Check { which: 1 }),
            ("１5858099657", IdentityError::Length),
        ] {
            assert_eq!(text.parse::<IdentityNumber>(), Err(error), "{text}");
            let digits: Vec<&str> = text
                .split_inclusive(|c: char| !c.is_ascii_digit())
                .collect();
            let told = error.to_string();
            assert!(
                digits
                    .iter()
                    .all(|part| part.len() < 4 || !told.contains(part)),
                "{told}"
            );
        }
        let number = (329_000_000..329_000_011).find_map(|nine: u32| complete(&nine.to_string()));
        let no_day = number.unwrap().parse::<IdentityNumber>();
        assert_eq!(no_day, Err(IdentityError::Date));
    }
}
