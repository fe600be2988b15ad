//! Keys as JSON (RFC 7517, RFC 7518 section 6) turned into the one form that is read everywhere else,
//! SubjectPublicKeyInfo.
//!
//! Lists write the members in base64 of either alphabet, with leading zeros that do not belong there or
//! without those that do. Only P-256 and RSA: no other key verifies a certificate.

use super::common::{base64, optional, short, string};
use crate::text;
use crate::text::{Text, messages};
use serde_json::Value;

/// SubjectPublicKeyInfo of a P-256 key up to its point (RFC 5480 section 2).
const P256: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// AlgorithmIdentifier of an RSA key (RFC 3279 section 2.3.1).
const RSA: [u8; 15] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// Octets of a coordinate on P-256.
const COORDINATE: usize = 32;

/// The most octets of an RSA modulus: 16,384 bits.
const MAX_MODULUS: usize = 2048;

/// The key of an object with `crv`, `x`, `y` or with `n`, `e`.
pub(super) fn spki(jwk: &Value) -> Result<Vec<u8>, Text> {
    let number = |name| base64(name, string(jwk, name)?).map(|octets| minimal(&octets).to_vec());
    if optional(jwk, "n")?.is_some() {
        let (n, e) = (number("n")?, number("e")?);
        if n.len() > MAX_MODULUS || e.len() > MAX_MODULUS {
            return Err(text!(TRUST_MODULUS_LENGTH, found = n.len()));
        }
        let key = tagged(
            0x30,
            &[tagged(0x02, &positive(&n)), tagged(0x02, &positive(&e))].concat(),
        );
        let bits = [&[0], key.as_slice()].concat();
        return Ok(tagged(0x30, &[RSA.to_vec(), tagged(0x03, &bits)].concat()));
    }
    match optional(jwk, "crv")? {
        None | Some("P-256") => {}
        Some(other) => {
            return Err(text!(TRUST_CURVE, found = short(other)));
        }
    }
    let mut spki = [&P256[..], &[4]].concat();
    for coordinate in [number("x")?, number("y")?] {
        let missing = COORDINATE
            .checked_sub(coordinate.len())
            .ok_or(messages::TRUST_COORDINATE)?;
        spki.extend(std::iter::repeat_n(0, missing));
        spki.extend(coordinate);
    }
    Ok(spki)
}

/// A number without leading zeros.
fn minimal(octets: &[u8]) -> &[u8] {
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    octets.get(zeros..).unwrap_or_default()
}

/// The content of a DER INTEGER that is not negative.
fn positive(minimal: &[u8]) -> Vec<u8> {
    let sign = minimal.first().is_none_or(|first| first & 0x80 != 0);
    let sign: &[u8] = if sign { &[0] } else { &[] };
    [sign, minimal].concat()
}

/// A DER element. The content has fewer than 65,536 octets.
fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let [.., high, low] = content.len().to_be_bytes();
    let head: &[u8] = match content.len() {
        0..0x80 => &[tag, low],
        0x80..0x100 => &[tag, 0x81, low],
        _ => &[tag, 0x82, high, low],
    };
    [head, content].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::ToText;
    use crate::trust::Dsc;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    fn type_name(jwk: &Value) -> Result<String, Text> {
        let dsc = Dsc::from_spki("", b"k", &spki(jwk)?).map_err(|error| error.to_text())?;
        Ok(dsc.key.type_name())
    }

    #[test]
    fn coordinates_are_brought_to_their_length() {
        let coordinate = |octets: &[u8]| STANDARD.encode(octets);
        for (x, y) in [(32, 32), (33, 31), (31, 33)] {
            let octets = |length: usize| match length {
                33 => [&[0][..], &[7; 32]].concat(),
                length => vec![7; length],
            };
            let jwk = serde_json::json!({
                "crv": "P-256", "x": coordinate(&octets(x)), "y": coordinate(&octets(y)),
            });
            let spki = spki(&jwk).unwrap();
            assert_eq!(spki.len(), 91);
            assert_eq!(spki[26], 4);
            assert_eq!(spki[27], if x == 31 { 0 } else { 7 });
            assert_eq!(type_name(&jwk).unwrap(), "EC P-256");
        }
        let long = serde_json::json!({"x": coordinate(&[7; 33]), "y": coordinate(&[7; 32])});
        assert!(type_name(&long).is_err());
        let curve = serde_json::json!({"crv": "P-384", "x": "AA==", "y": "AA=="});
        assert!(type_name(&curve).unwrap_err().to_string().contains("P-384"));
    }

    #[test]
    fn a_modulus_may_have_a_leading_zero() {
        for zeros in [0, 1, 2] {
            let modulus = [vec![0; zeros], vec![0x91; 256]].concat();
            let jwk = serde_json::json!({"n": STANDARD.encode(modulus), "e": "AQAB", "crv": null});
            assert_eq!(type_name(&jwk).unwrap(), "RSA 2048");
        }
        let huge = serde_json::json!({"n": STANDARD.encode([1; 4096]), "e": "AQAB"});
        assert!(type_name(&huge).is_err());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for jwk in [
            serde_json::json!({}),
            serde_json::json!(null),
            serde_json::json!({"x": "AA=="}),
            serde_json::json!({"x": 1, "y": 2}),
            serde_json::json!({"n": "AA==", "e": "?"}),
        ] {
            assert!(spki(&jwk).is_err(), "{jwk}");
        }
    }
}
