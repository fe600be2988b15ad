//! Writing what is signed, in one pass: the core deterministic encoding (RFC 8949 section 4.2.1) of an [`Item`].
//!
//! [`super::encode`], which has `ciborium` write a sorted copy, is the slower twin that the tests hold this against.

use super::{Item, Value};
use std::cmp::Ordering;

/// Appends the head of an item: its major type, 0 to 7, and argument in the shortest form.
pub fn head(octets: &mut Vec<u8>, major: u8, argument: u64) {
    let major = major << 5;
    let [.., c3, c2, c1, c0] = argument.to_be_bytes();
    match argument {
        0..=23 => octets.push(major | c0),
        24..=0xff => octets.extend_from_slice(&[major | 24, c0]),
        0x100..=0xffff => octets.extend_from_slice(&[major | 25, c1, c0]),
        0x1_0000..=0xffff_ffff => octets.extend_from_slice(&[major | 26, c3, c2, c1, c0]),
        _ => {
            octets.push(major | 27);
            octets.extend_from_slice(&argument.to_be_bytes());
        }
    }
}

/// Appends a byte string.
pub fn bytes(octets: &mut Vec<u8>, string: &[u8]) {
    head(octets, 2, string.len() as u64);
    octets.extend_from_slice(string);
}

/// The encoding of an item.
#[must_use]
pub fn encode(item: &Item<'_>) -> Vec<u8> {
    // A certificate's claims fit.
    let mut octets = Vec::with_capacity(512);
    append(&mut octets, item);
    octets
}

fn append(octets: &mut Vec<u8>, item: &Item<'_>) {
    match item {
        Item::Integer(number) => match u64::try_from(*number) {
            Ok(number) => head(octets, 0, number),
            Err(_) => head(octets, 1, number.unsigned_abs() - 1),
        },
        Item::Large(number) => match u64::try_from(**number) {
            Ok(number) => head(octets, 0, number),
            // As far down as 64 bits go; no item holds a smaller number.
            Err(_) => head(octets, 1, u64::try_from(-1 - **number).unwrap_or(u64::MAX)),
        },
        Item::Bytes(string) => bytes(octets, string),
        Item::Text(text) => {
            head(octets, 3, text.len() as u64);
            octets.extend_from_slice(text.as_bytes());
        }
        Item::Array(items) => {
            head(octets, 4, items.len() as u64);
            items.iter().for_each(|item| append(octets, item));
        }
        Item::Map(pairs) => {
            head(octets, 5, pairs.len() as u64);
            let mut sorted: Vec<&(Item<'_>, Item<'_>)> = pairs.iter().collect();
            sorted.sort_by(|(a, _), (b, _)| by_encoding(a, b));
            for (key, item) in sorted {
                append(octets, key);
                append(octets, item);
            }
        }
        Item::Tag(tag, inner) => {
            head(octets, 6, *tag);
            append(octets, inner);
        }
        Item::Bool(bit) => head(octets, 7, 20 + u64::from(*bit)),
        Item::Null => head(octets, 7, 22),
        // The shortest form of a float is the library's matter.
        Item::Float(number) => super::write_sorted(&Value::Float(*number), octets),
    }
}

/// The order of two keys' encodings, without encoding them where they are what keys mostly are.
fn by_encoding(a: &Item<'_>, b: &Item<'_>) -> Ordering {
    match (a, b) {
        // A longer text has a greater head.
        (Item::Text(a), Item::Text(b)) => (a.len(), a.as_bytes()).cmp(&(b.len(), b.as_bytes())),
        (Item::Integer(a), Item::Integer(b)) => {
            // Those below zero come after the others, and −1 − n stands for n.
            let size = |number: i64| if number < 0 { !number } else { number };
            (*a < 0, size(*a)).cmp(&(*b < 0, size(*b)))
        }
        (a, b) => encode(a).cmp(&encode(b)),
    }
}
