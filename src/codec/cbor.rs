//! CBOR (RFC 8949): strict reading, deterministic writing, diagnostic notation.
//!
//! [`decode`] takes one item that fills the whole input. Before `ciborium` builds a [`Value`] from it, a
//! walk over the octets refuses what `ciborium` lets through: octets after the item, a key twice in one
//! map, deep nesting, and lengths that the input cannot hold (nothing is allocated from a declared
//! length). Offsets count octets from the start of the item that was handed in.
//!
//! Not supported: simple values other than false, true, null and undefined. `ciborium` has no place for
//! them and no certificate holds one, so they are refused as such.
//!
//! ```
//! use hcert::codec::cbor::{self, Value};
//! let value = cbor::decode(&[0xa1, 0x01, 0x62, b'N', b'O'], 16).unwrap();
//! assert_eq!(value, Value::Map(vec![(1.into(), "NO".into())]));
//! assert_eq!(cbor::encode(&value), [0xa1, 0x01, 0x62, b'N', b'O']);
//! assert_eq!(cbor::decode(&[0x01, 0x02], 16).unwrap_err().offset, 1);
//! ```

pub use ciborium::Value;
use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// What was wrong with a CBOR item, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CborError {
    /// Octets before the offending octet or item.
    pub offset: usize,
    /// What was found there.
    pub kind: CborErrorKind,
}

/// The ways in which octets fail to be an acceptable CBOR item.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CborErrorKind {
    /// A break code outside an indefinite-length item.
    Break,
    /// A chunk of an indefinite-length string is no definite-length string of the same type.
    Chunk,
    /// More containers and tags inside one another than allowed.
    Depth {
        /// The limit.
        limit: usize,
    },
    /// A map holds the same key twice.
    Duplicate {
        /// The key, where it is a number or a short ASCII text.
        key: String,
    },
    /// An indefinite-length map ends after a key.
    OddMap,
    /// Additional information 28 to 30, which is reserved, or 31 where it means nothing.
    Reserved {
        /// The additional information.
        info: u8,
    },
    /// A simple value that is not false, true, null or undefined.
    Simple {
        /// The value.
        value: u64,
    },
    /// Octets follow the item.
    Trailing {
        /// How many.
        length: usize,
    },
    /// The input ends before the item does.
    Truncated {
        /// Octets (of a string) or items (of a container) that the item still asks for.
        wanted: u64,
        /// Octets that are left.
        left: usize,
    },
    /// A text string is not UTF-8.
    Utf8,
}

impl fmt::Display for CborError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.offset;
        match &self.kind {
            CborErrorKind::Break => write!(f, "break code at offset {at} outside an open item"),
            CborErrorKind::Chunk => {
                write!(
                    f,
                    "chunk at offset {at} does not fit the string that it is part of"
                )
            }
            CborErrorKind::Depth { limit } => {
                write!(
                    f,
                    "item at offset {at} is nested deeper than the limit of {limit}"
                )
            }
            CborErrorKind::Duplicate { key } => {
                write!(f, "map key {key} stands twice, again at offset {at}")
            }
            CborErrorKind::OddMap => {
                write!(f, "map ends at offset {at} after a key without a value")
            }
            CborErrorKind::Reserved { info } => {
                write!(
                    f,
                    "octet at offset {at} has the reserved additional information {info}"
                )
            }
            CborErrorKind::Simple { value } => {
                write!(f, "simple value {value} at offset {at} has no meaning here")
            }
            CborErrorKind::Trailing { length } => {
                write!(
                    f,
                    "{length} octets follow the item that ends at offset {at}"
                )
            }
            CborErrorKind::Truncated { wanted, left } => {
                write!(
                    f,
                    "item at offset {at} asks for {wanted} more, {left} octets are left"
                )
            }
            CborErrorKind::Utf8 => write!(f, "text at offset {at} is not UTF-8"),
        }
    }
}

impl std::error::Error for CborError {}

/// The eight major types (RFC 8949 section 3.1), with the argument of the head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Head {
    /// Major type 0.
    Unsigned(u64),
    /// Major type 1: the number is −1 − n.
    Negative(u64),
    /// Major type 2: length in octets, `None` for indefinite.
    Bytes(Option<u64>),
    /// Major type 3: length in octets, `None` for indefinite.
    Text(Option<u64>),
    /// Major type 4: number of items, `None` for indefinite.
    Array(Option<u64>),
    /// Major type 5: number of pairs, `None` for indefinite.
    Map(Option<u64>),
    /// Major type 6.
    Tag(u64),
    /// Major type 7, floating point, already widened.
    Float(f64),
    /// Major type 7, simple value.
    Simple(u8),
    /// The break code.
    Break,
}

impl Head {
    /// The type's name, for messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unsigned(_) | Self::Negative(_) => "an integer",
            Self::Bytes(_) => "a byte string",
            Self::Text(_) => "a text string",
            Self::Array(_) => "an array",
            Self::Map(_) => "a map",
            Self::Tag(_) => "a tag",
            Self::Float(_) => "a float",
            Self::Simple(20 | 21) => "a boolean",
            Self::Simple(22) => "null",
            Self::Simple(_) => "a simple value",
            Self::Break => "a break code",
        }
    }
}

/// The type's name of a decoded value, for messages.
#[must_use]
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Integer(_) => "an integer",
        Value::Bytes(_) => "a byte string",
        Value::Float(_) => "a float",
        Value::Text(_) => "a text string",
        Value::Bool(_) => "a boolean",
        Value::Null => "null",
        Value::Tag(..) => "a tag",
        Value::Array(_) => "an array",
        Value::Map(_) => "a map",
        _ => "an unknown type",
    }
}

/// Walks over octets head by head. Never allocates from a declared length.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    octets: &'a [u8],
    offset: usize,
    indefinite: bool,
}

impl<'a> Reader<'a> {
    /// Starts at the first octet.
    #[must_use]
    pub fn new(octets: &'a [u8]) -> Self {
        Self {
            octets,
            offset: 0,
            indefinite: false,
        }
    }

    /// Octets read so far.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Whether any item read so far had an indefinite length.
    #[must_use]
    pub fn met_indefinite(&self) -> bool {
        self.indefinite
    }

    fn left(&self) -> usize {
        self.octets.len() - self.offset
    }

    fn error<T>(&self, offset: usize, kind: CborErrorKind) -> Result<T, CborError> {
        Err(CborError { offset, kind })
    }

    fn take(&mut self, start: usize, length: u64) -> Result<&'a [u8], CborError> {
        let slice = usize::try_from(length)
            .ok()
            .and_then(|length| self.offset.checked_add(length))
            .and_then(|end| self.octets.get(self.offset..end));
        match slice {
            Some(slice) => {
                self.offset += slice.len();
                Ok(slice)
            }
            None => self.error(
                start,
                CborErrorKind::Truncated {
                    wanted: length,
                    left: self.left(),
                },
            ),
        }
    }

    /// Reads the next head.
    ///
    /// # Errors
    /// The input ends, or the head is reserved.
    pub fn head(&mut self) -> Result<Head, CborError> {
        let start = self.offset;
        let initial = self.take(start, 1)?.first().copied().unwrap_or_default();
        let (major, info) = (initial >> 5, initial & 0x1f);
        let argument = match info {
            0..=23 => Some(u64::from(info)),
            24..=27 => {
                let octets = self.take(start, 1 << (info - 24))?;
                Some(
                    octets
                        .iter()
                        .fold(0, |sum, &octet| sum << 8 | u64::from(octet)),
                )
            }
            31 if matches!(major, 2..=5 | 7) => None,
            _ => return self.error(start, CborErrorKind::Reserved { info }),
        };
        self.indefinite |= argument.is_none() && major != 7;
        let number = argument.unwrap_or_default();
        Ok(match major {
            0 => Head::Unsigned(number),
            1 => Head::Negative(number),
            2 => Head::Bytes(argument),
            3 => Head::Text(argument),
            4 => Head::Array(argument),
            5 => Head::Map(argument),
            6 => Head::Tag(number),
            _ if argument.is_none() => Head::Break,
            _ => match info {
                25 => Head::Float(widen(number as u16)),
                26 => Head::Float(f64::from(f32::from_bits(number as u32))),
                27 => Head::Float(f64::from_bits(number)),
                20..=23 => Head::Simple(info),
                _ => return self.error(start, CborErrorKind::Simple { value: number }),
            },
        })
    }

    /// Reads the rest of a byte string after its head; chunks are joined.
    ///
    /// # Errors
    /// The input ends inside the string, or a chunk does not fit.
    pub fn bytes(&mut self, start: usize, length: Option<u64>) -> Result<Cow<'a, [u8]>, CborError> {
        let Some(length) = length else {
            let mut joined = Vec::new();
            loop {
                let at = self.offset;
                match self.head()? {
                    Head::Bytes(Some(length)) => joined.extend_from_slice(self.take(at, length)?),
                    Head::Break => return Ok(Cow::Owned(joined)),
                    _ => return self.error(at, CborErrorKind::Chunk),
                }
            }
        };
        self.take(start, length).map(Cow::Borrowed)
    }

    /// Reads the rest of a text string after its head; chunks are joined.
    ///
    /// # Errors
    /// The input ends inside the string, a chunk does not fit, or it is not UTF-8.
    pub fn text(&mut self, start: usize, length: Option<u64>) -> Result<Cow<'a, str>, CborError> {
        let utf8 = |octets, offset| {
            std::str::from_utf8(octets).map_err(|_| CborError {
                offset,
                kind: CborErrorKind::Utf8,
            })
        };
        let Some(length) = length else {
            let mut joined = String::new();
            loop {
                let at = self.offset;
                match self.head()? {
                    // Each chunk must be UTF-8 by itself (RFC 8949 section 3.2.3).
                    Head::Text(Some(length)) => joined.push_str(utf8(self.take(at, length)?, at)?),
                    Head::Break => return Ok(Cow::Owned(joined)),
                    _ => return self.error(at, CborErrorKind::Chunk),
                }
            }
        };
        utf8(self.take(start, length)?, start).map(Cow::Borrowed)
    }

    /// Walks over one whole item and returns its octets.
    ///
    /// # Errors
    /// Anything in [`CborErrorKind`] but trailing octets.
    pub fn item(&mut self, depth_limit: usize) -> Result<&'a [u8], CborError> {
        let start = self.offset;
        self.skip(depth_limit, depth_limit)?;
        Ok(self.octets.get(start..self.offset).unwrap_or_default())
    }

    /// Walks over one item; `true` if it was a break code.
    fn skip_or_break(&mut self, left: usize, limit: usize) -> Result<bool, CborError> {
        let start = self.offset;
        let head = self.head()?;
        if head == Head::Break {
            return Ok(true);
        }
        let inside = matches!(head, Head::Array(_) | Head::Map(_) | Head::Tag(_));
        if inside && left == 0 {
            return self.error(start, CborErrorKind::Depth { limit });
        }
        match head {
            Head::Bytes(length) => drop(self.bytes(start, length)?),
            Head::Text(length) => drop(self.text(start, length)?),
            Head::Tag(_) => self.skip(left - 1, limit)?,
            Head::Array(Some(count)) => {
                self.room(start, count)?;
                for _ in 0..count {
                    self.skip(left - 1, limit)?;
                }
            }
            Head::Array(None) => while !self.skip_or_break(left - 1, limit)? {},
            Head::Map(count) => self.skip_map(start, count, left - 1, limit)?,
            _ => {}
        }
        Ok(false)
    }

    fn skip(&mut self, left: usize, limit: usize) -> Result<(), CborError> {
        let start = self.offset;
        if self.skip_or_break(left, limit)? {
            return self.error(start, CborErrorKind::Break);
        }
        Ok(())
    }

    fn skip_map(
        &mut self,
        start: usize,
        count: Option<u64>,
        left: usize,
        limit: usize,
    ) -> Result<(), CborError> {
        if let Some(count) = count {
            self.room(start, count.saturating_mul(2))?;
        }
        let mut keys: Vec<(Key<'a>, usize)> = Vec::new();
        let mut read = 0;
        while count != Some(read) {
            let at = self.offset;
            let mut key = self.clone();
            if self.skip_or_break(left, limit)? {
                if count.is_some() {
                    return self.error(at, CborErrorKind::Break);
                }
                break;
            }
            keys.push((Key::read(&mut key, self.offset)?, at));
            let at = self.offset;
            if self.skip_or_break(left, limit)? {
                let kind = if count.is_some() {
                    CborErrorKind::Break
                } else {
                    CborErrorKind::OddMap
                };
                return self.error(at, kind);
            }
            read += 1;
        }
        // Sorting, so that a map of thousands of keys costs no more than it should.
        keys.sort();
        for pair in keys.windows(2) {
            if let [(a, _), (b, offset)] = pair
                && a == b
            {
                return self.error(*offset, CborErrorKind::Duplicate { key: b.to_string() });
            }
        }
        Ok(())
    }

    /// Refuses a container that declares more items than there are octets left.
    fn room(&self, start: usize, items: u64) -> Result<(), CborError> {
        if items > self.left() as u64 {
            return self.error(
                start,
                CborErrorKind::Truncated {
                    wanted: items,
                    left: self.left(),
                },
            );
        }
        Ok(())
    }

    /// Checks that nothing is left.
    ///
    /// # Errors
    /// [`CborErrorKind::Trailing`].
    pub fn end(&self) -> Result<(), CborError> {
        match self.left() {
            0 => Ok(()),
            length => self.error(self.offset, CborErrorKind::Trailing { length }),
        }
    }
}

/// A map key in a form in which equal keys compare equal however they were written.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Integer(i128),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
    /// Containers, floats and tags: compared by their octets.
    Other(&'a [u8]),
}

impl<'a> Key<'a> {
    /// Reads the key at `reader`, which ends at `end` and is known to be well-formed.
    fn read(reader: &mut Reader<'a>, end: usize) -> Result<Self, CborError> {
        let start = reader.offset;
        Ok(match reader.head()? {
            Head::Unsigned(number) => Self::Integer(i128::from(number)),
            Head::Negative(number) => Self::Integer(-1 - i128::from(number)),
            Head::Text(length) => Self::Text(reader.text(start, length)?),
            Head::Bytes(length) => Self::Bytes(reader.bytes(start, length)?),
            _ => Self::Other(reader.octets.get(start..end).unwrap_or_default()),
        })
    }
}

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => write!(f, "{number}"),
            // Claim and field names are short; anything else might be somebody's data.
            Self::Text(text)
                if text.len() <= 8 && text.bytes().all(|b| b.is_ascii_alphanumeric()) =>
            {
                write!(f, "\"{text}\"")
            }
            Self::Text(text) => write!(f, "(text of {} octets)", text.len()),
            Self::Bytes(octets) => write!(f, "(byte string of {} octets)", octets.len()),
            Self::Other(octets) => write!(f, "(item of {} octets)", octets.len()),
        }
    }
}

/// Half precision to double (RFC 8949 appendix D).
fn widen(half: u16) -> f64 {
    let (exponent, fraction) = (half >> 10 & 0x1f, f64::from(half & 0x3ff));
    let magnitude = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1024.0 + fraction) * 2f64.powi(i32::from(exponent) - 25),
    };
    if half & 0x8000 == 0 {
        magnitude
    } else {
        -magnitude
    }
}

/// A decoded item with what its encoding shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The item.
    pub value: Value,
    /// Whether any part had an indefinite length (not deterministic: RFC 8949 section 4.2.1).
    pub indefinite: bool,
}

/// Reads one item that fills the input, nested no deeper than `depth_limit` containers and tags.
///
/// # Errors
/// See [`CborErrorKind`]; the offset is that of the first fault.
pub fn decode(octets: &[u8], depth_limit: usize) -> Result<Value, CborError> {
    decode_noting(octets, depth_limit).map(|decoded| decoded.value)
}

/// As [`decode`], and tells whether the encoding used indefinite lengths.
///
/// # Errors
/// As [`decode`].
pub fn decode_noting(octets: &[u8], depth_limit: usize) -> Result<Decoded, CborError> {
    let mut reader = Reader::new(octets);
    reader.item(depth_limit)?;
    reader.end()?;
    // The walk bounded the depth; ciborium counts one more step for each level.
    let value = ciborium::de::from_reader_with_recursion_limit(octets, depth_limit * 2 + 8)
        .map_err(|error| CborError {
            offset: match error {
                ciborium::de::Error::Syntax(offset)
                | ciborium::de::Error::Semantic(Some(offset), _) => offset,
                _ => 0,
            },
            kind: CborErrorKind::Utf8,
        })?;
    Ok(Decoded {
        value,
        indefinite: reader.met_indefinite(),
    })
}

/// Writes a value in the core deterministic encoding (RFC 8949 section 4.2.1): shortest heads, definite
/// lengths, map keys in the order of their encoded octets.
#[must_use]
pub fn encode(value: &Value) -> Vec<u8> {
    let mut octets = Vec::new();
    write_sorted(&sorted(value), &mut octets);
    octets
}

fn write_sorted(value: &Value, octets: &mut Vec<u8>) {
    // Writing to memory cannot fail, and every Value has an encoding.
    let written = ciborium::into_writer(value, octets);
    debug_assert!(written.is_ok());
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        Value::Tag(tag, item) => Value::Tag(*tag, Box::new(sorted(item))),
        Value::Map(pairs) => {
            let mut keyed: Vec<(Vec<u8>, Value, Value)> = pairs
                .iter()
                .map(|(key, item)| {
                    let mut octets = Vec::new();
                    let key = sorted(key);
                    write_sorted(&key, &mut octets);
                    (octets, key, sorted(item))
                })
                .collect();
            keyed.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Map(
                keyed
                    .into_iter()
                    .map(|(_, key, item)| (key, item))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}

/// What [`diagnostic`] does with text and byte strings that are not map keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strings {
    /// Their length stands in their place: they may be somebody's data.
    Masked,
    /// They are written out.
    Shown,
}

/// Diagnostic notation (RFC 8949 section 8) of one item, indented by two blanks a level. Indefinite
/// lengths are marked with `_`. Where the octets stop making sense the text ends with a comment.
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
        Head::Simple(_) => write!(out, "undefined"),
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

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(octets: &[u8]) -> String {
    octets
        .iter()
        .fold(String::with_capacity(octets.len() * 2), |mut out, octet| {
            let _ = write!(out, "{octet:02x}");
            out
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn octets(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    }

    #[test]
    fn refusals_say_where_and_what() {
        let cases = [
            ("", "item at offset 0 asks for 1 more, 0 octets are left"),
            ("01 02", "1 octets follow the item that ends at offset 1"),
            (
                "a2 01 02 01 03",
                "map key 1 stands twice, again at offset 3",
            ),
            (
                "a2 01 02 1801 03",
                "map key 1 stands twice, again at offset 3",
            ),
            (
                "a2 63666e74 01 7f61666 26e74ff 02",
                "map key \"fnt\" stands twice, again at offset 6",
            ),
            (
                "bf 01 02 01 03 ff",
                "map key 1 stands twice, again at offset 3",
            ),
            (
                "5b 7fffffffffffffff 00",
                "item at offset 0 asks for 9223372036854775807 more, 1 octets are left",
            ),
            (
                "9b ffffffffffffffff",
                "item at offset 0 asks for 18446744073709551615 more, 0 octets are left",
            ),
            (
                "bb ffffffffffffffff",
                "item at offset 0 asks for 18446744073709551615 more, 0 octets are left",
            ),
            ("ff", "break code at offset 0 outside an open item"),
            ("82 01 ff", "break code at offset 2 outside an open item"),
            (
                "bf 01 ff",
                "map ends at offset 2 after a key without a value",
            ),
            (
                "7f 41 00 ff",
                "chunk at offset 1 does not fit the string that it is part of",
            ),
            (
                "5f 5f ff ff",
                "chunk at offset 1 does not fit the string that it is part of",
            ),
            (
                "1c",
                "octet at offset 0 has the reserved additional information 28",
            ),
            (
                "1f",
                "octet at offset 0 has the reserved additional information 31",
            ),
            (
                "df 00",
                "octet at offset 0 has the reserved additional information 31",
            ),
            ("63 eda080", "text at offset 0 is not UTF-8"),
            ("f0", "simple value 16 at offset 0 has no meaning here"),
            ("f8 ff", "simple value 255 at offset 0 has no meaning here"),
            (
                "d2 d2 d2 d2 d2 01",
                "item at offset 4 is nested deeper than the limit of 4",
            ),
            (
                "81 81 81 81 80",
                "item at offset 4 is nested deeper than the limit of 4",
            ),
        ];
        for (hex, message) in cases {
            assert_eq!(
                decode(&octets(hex), 4).unwrap_err().to_string(),
                message,
                "{hex}"
            );
        }
        assert!(decode(&octets("81 81 81 80"), 4).is_ok());
    }

    #[test]
    fn what_ciborium_lets_through_is_stopped_here() {
        // The traps of the crate, each still there, each closed above.
        let lax = |hex: &str| ciborium::from_reader::<Value, _>(octets(hex).as_slice()).is_ok();
        assert!(lax("01 02"), "trailing octets");
        assert!(lax("a2 01 02 01 03"), "a key twice");
        assert!(lax(&("81".repeat(100) + "80")), "depth");
    }

    #[test]
    fn indefinite_lengths_are_read_and_noted() {
        let decoded = decode_noting(&octets("bf 61 76 9f 7f 61 61 61 62 ff ff ff"), 16).unwrap();
        assert!(decoded.indefinite);
        assert_eq!(encode(&decoded.value), octets("a1 6176 81 626162"));
        assert!(
            !decode_noting(&octets("a1 6176 81 626162"), 16)
                .unwrap()
                .indefinite
        );
    }

    #[test]
    fn writing_is_deterministic() {
        // Keys 4, 1, 6, -260 in any order come out as 1, 4, 6, -260.
        let map =
            |keys: &[i64]| Value::Map(keys.iter().map(|&key| (key.into(), Value::Null)).collect());
        assert_eq!(
            encode(&map(&[-260, 6, 4, 1])),
            octets("a4 01f6 04f6 06f6 390103f6")
        );
        assert_eq!(
            encode(&map(&[1, 4, 6, -260])),
            encode(&map(&[-260, 6, 4, 1]))
        );
        assert_eq!(encode(&Value::Float(1.5)), octets("f9 3e00"));
        assert_eq!(encode(&Value::from(500)), octets("19 01f4"));
    }

    #[test]
    fn diagnostic_notation_masks_values_but_not_keys() {
        let item = octets("a2 01 62 4e4f 390103 a1 01 bf 636e616d 43010203 ff");
        let shown =
            "{\n  1: \"NO\",\n  -260: {\n    1: {_ \n      \"nam\": h'010203'\n    }\n  }\n}";
        assert_eq!(diagnostic(&item, Strings::Shown), shown);
        let masked = diagnostic(&item, Strings::Masked);
        assert!(
            masked.contains("\"nam\": h'(3 octets)'") && masked.contains("1: \"(2 characters)\"")
        );
        assert_eq!(
            diagnostic(&octets("82 01"), Strings::Shown),
            "[\n  1,\n   / item at offset 2 asks for 1 more, 0 octets are left /"
        );
    }

    #[test]
    fn half_floats_widen() {
        for (half, double) in [
            (0x3c00, 1.0),
            (0xc400, -4.0),
            (0x0001, 5.960_464_477_539_063e-8),
            (0x7bff, 65504.0),
        ] {
            assert_eq!(widen(half), double);
        }
        assert!(widen(0x7e00).is_nan() && widen(0xfc00) == f64::NEG_INFINITY);
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<i64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            Just(Value::Null),
            ".{0,12}".prop_map(Value::from),
            prop::collection::vec(any::<u8>(), 0..12).prop_map(Value::from),
            (-1e9..1e9f64).prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
                prop::collection::btree_map(any::<i16>(), inner.clone(), 0..6).prop_map(|map| {
                    Value::Map(
                        map.into_iter()
                            .map(|(key, item)| (key.into(), item))
                            .collect(),
                    )
                }),
                // Not the tags that ciborium folds into integers.
                (6u64..100, inner).prop_map(|(tag, item)| Value::Tag(tag, Box::new(item))),
            ]
        })
    }

    proptest! {
        #[test]
        fn values_survive_the_round_trip(value in values()) {
            let octets = encode(&value);
            let back = decode(&octets, 16).unwrap();
            prop_assert_eq!(&encode(&back), &octets);
            prop_assert_eq!(sorted(&value), back);
        }

        #[test]
        fn no_octets_panic_and_ciborium_reads_what_we_accept(octets in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = diagnostic(&octets, Strings::Shown);
            if Reader::new(&octets).item(8).is_ok_and(|item| item.len() == octets.len()) {
                prop_assert!(decode(&octets, 8).is_ok());
            }
        }
    }
}
