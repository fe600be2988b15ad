//! Tag, length, value: the walk over ASN.1 octets (X.690) that keys, certificates and CMS share.
//!
//! What is read keeps its exact octets, because signatures and comparisons are about those and real
//! certificates are not always canonical: a length may take more octets than it needs. Indefinite lengths
//! and strings in pieces, which BER has and DER has not, are read where the caller says so
//! ([`Reader::ber`]).
//!
//! Not supported: tag numbers above 30, lengths of more than four octets. Nothing here recurses deeper
//! than [`MAX_DEPTH`].
//!
//! The crate `der` writes. It cannot read here: it refuses lengths that are longer than they need, also in BER,
//! strings with pieces in pieces, types that it has no name for (UniversalString in a name), and object identifiers
//! with a number above 32 bits.

use der::asn1::{ObjectIdentifier, UintRef};
use der::{Encode as _, Length};
use std::borrow::Cow;
use std::fmt;

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OID: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// Elements of indefinite length, or pieces of strings, that may lie in one another.
pub(crate) const MAX_DEPTH: usize = 16;

/// The bit of a tag that says that the content is elements again.
const CONSTRUCTED: u8 = 0x20;

/// The tag `[number]` around elements.
pub(crate) const fn context(number: u8) -> u8 {
    0x80 | CONSTRUCTED | number
}

/// The tag `[number]` in the place of a primitive type's own.
pub(crate) const fn context_primitive(number: u8) -> u8 {
    0x80 | number
}

/// Where octets are not what they should be, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    what: &'static str,
    reason: String,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.reason)
    }
}

fn malformed<T>(what: &'static str, reason: impl Into<String>) -> Result<T, Malformed> {
    Err(Malformed {
        what,
        reason: reason.into(),
    })
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Tlv<'a> {
    /// Its first octet.
    pub(crate) tag: u8,
    /// All its octets.
    pub(crate) raw: &'a [u8],
    /// Its content, without the end mark of an indefinite length.
    pub(crate) content: &'a [u8],
    ber: bool,
}

impl<'a> Tlv<'a> {
    pub(crate) fn inside(&self) -> Reader<'a> {
        Reader {
            rest: self.content,
            ber: self.ber,
        }
    }
}

struct Header {
    tag: u8,
    /// Octets of tag and length.
    octets: usize,
    /// Octets of content; `None` for an indefinite length.
    length: Option<usize>,
}

fn header(octets: &[u8], what: &'static str) -> Result<Header, Malformed> {
    let (&tag, &first) = match (octets.first(), octets.get(1)) {
        (Some(tag), Some(first)) => (tag, first),
        (Some(_), None) => return malformed(what, "ends after its tag"),
        _ => return malformed(what, "is missing"),
    };
    if tag & 0x1f == 0x1f {
        return malformed(what, "a tag number above 30");
    }
    let (octets_of_length, length) = match first {
        0..0x80 => (0, Some(usize::from(first))),
        0x80 => (0, None),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7f);
            let Some(digits) = octets.get(2..2 + count) else {
                return malformed(what, "ends within its length");
            };
            let length = digits
                .iter()
                .fold(0, |length, &digit| (length << 8) | usize::from(digit));
            (count, Some(length))
        }
        _ => return malformed(what, "a length of more than four octets"),
    };
    if length.is_none() && tag & CONSTRUCTED == 0 {
        return malformed(what, "an indefinite length around no elements");
    }
    Ok(Header {
        tag,
        octets: 2 + octets_of_length,
        length,
    })
}

/// The octets before the end mark that belongs to an indefinite length.
fn until_end_mark(octets: &[u8], what: &'static str) -> Result<usize, Malformed> {
    let (mut at, mut open) = (0_usize, 1);
    loop {
        let rest = octets.get(at..).unwrap_or_default();
        if rest.starts_with(&[0, 0]) {
            open -= 1;
            if open == 0 {
                return Ok(at);
            }
            at += 2;
            continue;
        }
        let header = header(rest, what)?;
        if header.length.is_none() {
            open += 1;
            if open > MAX_DEPTH {
                return malformed(
                    what,
                    format!("more than {MAX_DEPTH} indefinite lengths deep"),
                );
            }
        }
        // Beyond the end there is no next header, which the next round says.
        at = at
            .saturating_add(header.octets)
            .saturating_add(header.length.unwrap_or(0));
    }
}

/// Reads elements one after the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    ber: bool,
}

impl<'a> Reader<'a> {
    /// Reads DER, with lengths as long as they like.
    pub(crate) fn der(octets: &'a [u8]) -> Self {
        Self {
            rest: octets,
            ber: false,
        }
    }

    pub(crate) fn ber(octets: &'a [u8]) -> Self {
        Self {
            rest: octets,
            ber: true,
        }
    }

    /// Whether everything is read.
    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next element, whatever it is; `what` names it in errors.
    pub(crate) fn any(&mut self, what: &'static str) -> Result<Tlv<'a>, Malformed> {
        let header = header(self.rest, what)?;
        let body = self.rest.get(header.octets..).unwrap_or_default();
        let (length, mark) = match header.length {
            Some(length) => (length, 0),
            None if self.ber => (until_end_mark(body, what)?, 2),
            None => return malformed(what, "an indefinite length, which DER does not have"),
        };
        let Some(content) = body.get(..length) else {
            let left = body.len();
            return malformed(
                what,
                format!("a length of {length} octets, but {left} are left"),
            );
        };
        let end = header.octets + length + mark;
        let raw = self.rest.get(..end).unwrap_or_default();
        self.rest = self.rest.get(end..).unwrap_or_default();
        Ok(Tlv {
            tag: header.tag,
            raw,
            content,
            ber: self.ber,
        })
    }

    /// The next element, which must have this tag.
    pub(crate) fn take(&mut self, tag: u8, what: &'static str) -> Result<Tlv<'a>, Malformed> {
        let found = self.any(what)?;
        if found.tag == tag {
            Ok(found)
        } else {
            malformed(what, format!("tag {:#04x}, expected {tag:#04x}", found.tag))
        }
    }

    /// The next element if it has this tag.
    pub(crate) fn optional(
        &mut self,
        tag: u8,
        what: &'static str,
    ) -> Result<Option<Tlv<'a>>, Malformed> {
        match self.rest.first() {
            Some(&next) if next == tag => self.take(tag, what).map(Some),
            _ => Ok(None),
        }
    }

    /// Makes sure that everything is read.
    pub(crate) fn end(&self, what: &'static str) -> Result<(), Malformed> {
        match self.rest.len() {
            0 => Ok(()),
            left => malformed(what, format!("{left} octets too many")),
        }
    }

    /// An object identifier in dotted form.
    pub(crate) fn oid(&mut self, what: &'static str) -> Result<String, Malformed> {
        let found = self.take(OID, what)?;
        match dotted(found.content) {
            Some(oid) => Ok(oid),
            None => malformed(what, "no object identifier"),
        }
    }

    /// The octets of a bit string, which must be whole octets.
    pub(crate) fn whole_bits(&mut self, what: &'static str) -> Result<&'a [u8], Malformed> {
        match self.take(BIT_STRING, what)?.content.split_first() {
            Some((0, octets)) => Ok(octets),
            Some((unused, _)) => malformed(what, format!("{unused} unused bits, expected none")),
            None => malformed(what, "a bit string without content"),
        }
    }

    /// The octets of an octet string, put together from its pieces where BER allows them.
    pub(crate) fn octets(&mut self, what: &'static str) -> Result<Cow<'a, [u8]>, Malformed> {
        let found = self.any(what)?;
        match found.tag {
            OCTET_STRING => Ok(Cow::Borrowed(found.content)),
            tag if tag == OCTET_STRING | CONSTRUCTED && self.ber => {
                let mut joined = Vec::with_capacity(found.content.len());
                join(found, &mut joined, 1, what)?;
                Ok(Cow::Owned(joined))
            }
            tag => malformed(
                what,
                format!("tag {tag:#04x}, expected {OCTET_STRING:#04x}"),
            ),
        }
    }
}

fn join(
    string: Tlv<'_>,
    joined: &mut Vec<u8>,
    depth: usize,
    what: &'static str,
) -> Result<(), Malformed> {
    if depth > MAX_DEPTH {
        return malformed(what, format!("pieces more than {MAX_DEPTH} deep"));
    }
    let mut pieces = string.inside();
    while !pieces.is_empty() {
        let piece = pieces.any(what)?;
        match piece.tag {
            OCTET_STRING => joined.extend_from_slice(piece.content),
            tag if tag == OCTET_STRING | CONSTRUCTED => join(piece, joined, depth + 1, what)?,
            tag => return malformed(what, format!("a piece with tag {tag:#04x}")),
        }
    }
    Ok(())
}

/// An object identifier in dotted form.
fn dotted(content: &[u8]) -> Option<String> {
    let mut arcs = Vec::new();
    let mut arc = 0_u64;
    for &octet in content {
        arc = arc.checked_mul(128)? + u64::from(octet & 0x7f);
        if octet & 0x80 == 0 {
            if arcs.is_empty() {
                let top = (arc / 40).min(2);
                arcs.extend([top, arc - 40 * top]);
            } else {
                arcs.push(arc);
            }
            arc = 0;
        }
    }
    // The last octet of an arc has no continuation bit.
    if content.last()? & 0x80 != 0 {
        return None;
    }
    let arcs: Vec<String> = arcs.iter().map(u64::to_string).collect();
    Some(arcs.join("."))
}

/// An element with this content, which is less than 4 GiB, in DER.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = Length::try_from(content.len()).and_then(|length| length.to_der());
    [&[tag], length.unwrap_or_default().as_slice(), content].concat()
}

pub(crate) fn sequence(elements: &[&[u8]]) -> Vec<u8> {
    element(SEQUENCE, &elements.concat())
}

/// A set of elements, in the order that DER gives it (X.690 11.6).
pub(crate) fn set_of(mut elements: Vec<&[u8]>) -> Vec<u8> {
    elements.sort_unstable();
    element(SET, &elements.concat())
}

/// An unsigned integer from its big-endian octets.
pub(crate) fn unsigned(octets: &[u8]) -> Vec<u8> {
    let octets = if octets.is_empty() { &[0] } else { octets };
    let number = UintRef::new(octets).and_then(|number| number.to_der());
    number.unwrap_or_default()
}

/// An object identifier from its dotted form.
pub(crate) fn object(dotted: &str) -> Vec<u8> {
    let oid = ObjectIdentifier::new(dotted).map(|oid| element(OID, oid.as_bytes()));
    oid.unwrap_or_default()
}

/// Big-endian digits without the zeros in front.
pub(crate) fn without_zeros(octets: &[u8]) -> &[u8] {
    let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
    octets.get(zeros..).unwrap_or_default()
}

crate::shown_alike! { Malformed }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_identifiers_go_both_ways() {
        for text in ["1.2.840.113549.1.1.11", "2.5.29.14", "0.9.2342"] {
            let der = object(text);
            assert_eq!(Reader::der(&der).oid("x").unwrap(), text);
        }
        let read = Reader::der(&[6, 4, 0x88, 0x37, 0, 1]).oid("x");
        assert_eq!(read.unwrap(), "2.999.0.1");
        let p256 = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
        assert_eq!(object("1.2.840.10045.3.1.7"), p256);
        for broken in [&[6, 0][..], &[6, 1, 0x80], &[6, 2, 0x2a, 0x86], &[5, 0]] {
            assert!(Reader::der(broken).oid("x").is_err(), "{broken:x?}");
        }
        let huge = element(OID, &[0xff; 40]);
        assert!(Reader::der(&huge).oid("x").is_err());
    }

    #[test]
    fn lengths_are_read_as_they_come_and_written_as_der_wants() {
        for length in [0, 1, 127, 128, 255, 256, 70_000] {
            let octets = element(OCTET_STRING, &vec![7; length]);
            let found = Reader::der(&octets).take(OCTET_STRING, "x").unwrap();
            assert_eq!(
                (found.content.len(), found.raw.len()),
                (length, octets.len())
            );
        }
        assert_eq!(element(4, &[7; 200])[..3], [4, 0x81, 200]);
        let found = Reader::der(&[4, 0x84, 0, 0, 0, 1, 9, 1]).any("x").unwrap();
        assert_eq!((found.content, found.raw.len()), (&[9][..], 7));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |octets: &[u8]| Reader::der(octets).any("serial").unwrap_err().to_string();
        assert_eq!(error(&[]), "serial: is missing");
        assert_eq!(
            error(&[2, 5, 1]),
            "serial: a length of 5 octets, but 1 are left"
        );
        assert_eq!(error(&[0x1f, 1]), "serial: a tag number above 30");
        let indefinite = "serial: an indefinite length, which DER does not have";
        assert_eq!(error(&[0x30, 0x80, 0, 0]), indefinite);
        assert_eq!(
            error(&[2, 0x85, 0, 0, 0, 0, 1, 1]),
            "serial: a length of more than four octets"
        );
        let error = Reader::der(&[2, 1, 1]).take(SEQUENCE, "name").unwrap_err();
        assert_eq!(error.to_string(), "name: tag 0x02, expected 0x30");
    }

    #[test]
    fn ber_has_indefinite_lengths_and_strings_in_pieces() {
        let octets = [
            0x30, 0x80, 0x24, 0x80, 4, 1, 1, 0x24, 3, 4, 1, 2, 0, 0, 4, 1, 3, 0, 0, 2, 1, 5,
        ];
        let mut reader = Reader::ber(&octets);
        let outer = reader.take(SEQUENCE, "x").unwrap();
        assert_eq!((outer.raw.len(), outer.content.len()), (19, 15));
        let mut inside = outer.inside();
        assert_eq!(inside.octets("x").unwrap().as_ref(), [1, 2]);
        assert_eq!(inside.octets("x").unwrap().as_ref(), [3]);
        assert!(inside.is_empty());
        assert_eq!(reader.take(INTEGER, "x").unwrap().content, [5]);
        assert!(Reader::der(&octets[2..]).octets("x").is_err());
    }

    #[test]
    fn depth_and_missing_ends_are_refused() {
        let deep = [0x30, 0x80].repeat(100_000);
        assert!(Reader::ber(&deep).any("x").is_err());
        assert!(Reader::ber(&[0x30, 0x80, 4, 1, 1]).any("x").is_err());
        let mut pieces = element(OCTET_STRING, b"x");
        for _ in 0..=MAX_DEPTH {
            pieces = element(0x24, &pieces);
        }
        assert!(Reader::ber(&pieces).octets("x").is_err());
    }
}
