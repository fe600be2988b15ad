//! Diagnostic notation (RFC 8949 section 8), with the option to mask what may be somebody's data.

use super::{CborError, CborErrorKind, Head, Reader};
use crate::codec::hex;
use std::fmt::Write as _;

/// What [`diagnostic`] does with text and byte strings that are not map keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strings {
    /// Their length stands in their place: they may be somebody's data.
    Masked,
    /// They are written out.
    Text,
}

/// Diagnostic notation (RFC 8949 section 8) of one item, indented by two blanks a level. Indefinite
/// lengths are marked with `_`. Where the octets stop making sense the text ends with a comment.
///
/// ```
/// use hcert::codec::cbor::{Strings, diagnostic};
/// let octets = [0xa1, 0x01, 0x62, b'N', b'O'];
/// assert_eq!(diagnostic(&octets, Strings::Text), "{\n  1: \"NO\"\n}");
/// assert_eq!(diagnostic(&octets, Strings::Masked), "{\n  1: \"(2 characters)\"\n}");
/// ```
#[must_use]
pub fn diagnostic(octets: &[u8], strings: Strings) -> String {
    let mut out = String::new();
    let mut reader = Reader::new(octets);
    let done = write_item(&mut reader, &mut out, 0, strings, false).and_then(|_| reader.end());
    if let Err(error) = done {
        let _ = write!(out, " / {error} /");
    }
    out
}

/// Nesting beyond which [`diagnostic`] gives up, whatever the caller's own limit is.
const DIAGNOSTIC_DEPTH: usize = 64;

/// Writes one item; `true` if it was a break code (then nothing is written).
fn write_item(
    reader: &mut Reader<'_>,
    out: &mut String,
    level: usize,
    strings: Strings,
    key: bool,
) -> Result<bool, CborError> {
    let start = reader.offset();
    let head = reader.head()?;
    if level > DIAGNOSTIC_DEPTH {
        return reader.error(
            start,
            CborErrorKind::Depth {
                limit: DIAGNOSTIC_DEPTH,
            },
        );
    }
    let masked = strings == Strings::Masked && !key;
    // Writing to a String cannot fail.
    let _ = match head {
        Head::Break => return Ok(true),
        Head::Unsigned(number) => write!(out, "{number}"),
        Head::Negative(number) => write!(out, "{}", -1 - i128::from(number)),
        Head::Float(number) => write!(out, "{number:?}"),
        Head::Simple(20) => write!(out, "false"),
        Head::Simple(21) => write!(out, "true"),
        Head::Simple(22) => write!(out, "null"),
        Head::Simple(23) => write!(out, "undefined"),
        Head::Simple(value) => write!(out, "simple({value})"),
        Head::Bytes(length) => {
            let bytes = reader.bytes(start, length)?;
            if masked {
                write!(out, "h'({} octets)'", bytes.len())
            } else {
                write!(out, "h'{}'", hex(&bytes))
            }
        }
        Head::Text(length) => {
            let text = reader.text(start, length)?;
            if masked {
                write!(out, "\"({} characters)\"", text.chars().count())
            } else {
                write!(out, "{text:?}")
            }
        }
        Head::Tag(tag) => {
            let _ = write!(out, "{tag}(");
            if write_item(reader, out, level + 1, strings, false)? {
                return reader.error(start, CborErrorKind::Break);
            }
            write!(out, ")")
        }
        Head::Array(count) => {
            return write_items(reader, out, level, strings, count, false).map(|()| false);
        }
        Head::Map(count) => {
            return write_items(reader, out, level, strings, count, true).map(|()| false);
        }
    };
    Ok(false)
}

fn write_items(
    reader: &mut Reader<'_>,
    out: &mut String,
    level: usize,
    strings: Strings,
    count: Option<u64>,
    map: bool,
) -> Result<(), CborError> {
    let (open, close) = if map { ('{', '}') } else { ('[', ']') };
    out.push(open);
    if count.is_none() {
        out.push_str("_ ");
    }
    let mut read = 0;
    while count != Some(read) {
        let mark = out.len();
        out.push_str(if read == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(level + 1));
        let at = reader.offset();
        if write_item(reader, out, level + 1, strings, map)? {
            out.truncate(mark);
            if count.is_some() {
                return reader.error(at, CborErrorKind::Break);
            }
            break;
        }
        if map {
            out.push_str(": ");
            let at = reader.offset();
            if write_item(reader, out, level + 1, strings, false)? {
                return reader.error(at, CborErrorKind::OddMap);
            }
        }
        read += 1;
    }
    if read > 0 {
        out.push('\n');
        out.push_str(&"  ".repeat(level));
    }
    out.push(close);
    Ok(())
}
