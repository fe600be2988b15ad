//! Hexadecimal digits.

use std::fmt::Write as _;

/// Lower-case hexadecimal digits.
///
/// ```
/// assert_eq!(hcert::codec::hex(&[0x56, 0xda, 0x1d]), "56da1d");
/// ```
#[must_use]
pub fn hex(octets: &[u8]) -> String {
    octets
        .iter()
        .fold(String::with_capacity(octets.len() * 2), |mut out, octet| {
            let _ = write!(out, "{octet:02x}");
            out
        })
}

/// Octets from hexadecimal digits in either case; `None` for anything else.
///
/// ```
/// use hcert::codec::unhex;
/// assert_eq!(unhex("56DA1d"), Some(vec![0x56, 0xda, 0x1d]));
/// assert_eq!(unhex("56d"), None);
/// ```
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => {
            let digit = |octet: u8| char::from(octet).to_digit(16);
            u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
        }
        _ => None,
    });
    // It does not grow, so that of a key no copy is left where it was before.
    let mut octets = Vec::with_capacity(text.len().div_ceil(2));
    for octet in digits {
        octets.push(octet?);
    }
    Some(octets)
}
