//! CBOR (RFC 8949): strict reading, deterministic writing, diagnostic notation.
//!
//! [`decode`] takes one item that fills the whole input. Before `ciborium` builds a [`Value`] from it, a
//! walk over the octets refuses what `ciborium` lets through: octets after the item, a key twice in one
//! map, deep nesting, and lengths that the input cannot hold (nothing is allocated from a declared
//! length). Offsets count octets from the start of the item that was handed in.
//!
//! Simple values that nobody has given a meaning are well-formed (section 3.3) and read as undefined, since `ciborium` has
//! no place for them: whoever asks for a field that holds one finds none.
//!
//! ```
//! use hcert::codec::cbor::{self, Value};
//! let value = cbor::decode(&[0xa1, 0x01, 0x62, b'N', b'O'], 16).unwrap();
//! assert_eq!(value, Value::Map(vec![(1.into(), "NO".into())]));
//! assert_eq!(cbor::encode(&value), [0xa1, 0x01, 0x62, b'N', b'O']);
//! assert_eq!(cbor::decode(&[0x01, 0x02], 16).unwrap_err().offset, 1);
//! ```

mod diagnostic;
pub mod item;
pub mod walk;
pub mod write;

use crate::text::{Lang, Message, Text, ToText, messages};
use crate::{in_english, text};
pub use ciborium::Value;
use ciborium::value::Integer;
pub use diagnostic::{Strings, diagnostic};
pub use item::Item;
use std::borrow::Cow;
use std::fmt;

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
    /// A simple value below 32 that is written in two octets.
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
    /// A value that is well-formed and has no place in the data model, such as an oversized bignum.
    Unrepresentable,
    /// A text string is not UTF-8.
    Utf8,
}

impl ToText for CborError {
    fn to_text(&self) -> Text {
        let at = self.offset;
        match &self.kind {
            CborErrorKind::Break => text!(CBOR_BREAK, at),
            CborErrorKind::Chunk => text!(CBOR_CHUNK, at),
            CborErrorKind::Depth { limit } => text!(CBOR_DEPTH, at, limit),
            CborErrorKind::Duplicate { key } => text!(CBOR_DUPLICATE, key, at),
            CborErrorKind::OddMap => text!(CBOR_ODD_MAP, at),
            CborErrorKind::Reserved { info } => text!(CBOR_RESERVED, at, info),
            CborErrorKind::Simple { value } => text!(CBOR_SIMPLE, value, at),
            CborErrorKind::Trailing { length } => text!(CBOR_TRAILING, length, at),
            CborErrorKind::Truncated { wanted, left } => text!(CBOR_TRUNCATED, at, wanted, left),
            CborErrorKind::Unrepresentable => text!(CBOR_UNREPRESENTABLE, at),
            CborErrorKind::Utf8 => text!(CBOR_UTF8, at),
        }
    }
}

in_english!(CborError: Error);

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
    pub fn name(self) -> Message {
        match self {
            Self::Unsigned(_) | Self::Negative(_) => messages::TYPE_INTEGER,
            Self::Bytes(_) => messages::TYPE_BYTES,
            Self::Text(_) => messages::TYPE_TEXT,
            Self::Array(_) => messages::TYPE_ARRAY,
            Self::Map(_) => messages::TYPE_MAP,
            Self::Tag(_) => messages::TYPE_TAG,
            Self::Float(_) => messages::TYPE_FLOAT,
            Self::Simple(20 | 21) => messages::TYPE_BOOLEAN,
            Self::Simple(22) => messages::TYPE_NULL,
            Self::Simple(_) => messages::TYPE_SIMPLE,
            Self::Break => messages::TYPE_BREAK,
        }
    }
}

/// The type's name of a decoded value, for messages.
#[must_use]
pub fn type_name(value: &Value) -> Message {
    match value {
        Value::Integer(_) => messages::TYPE_INTEGER,
        Value::Bytes(_) => messages::TYPE_BYTES,
        Value::Float(_) => messages::TYPE_FLOAT,
        Value::Text(_) => messages::TYPE_TEXT,
        Value::Bool(_) => messages::TYPE_BOOLEAN,
        Value::Null => messages::TYPE_NULL,
        Value::Tag(..) => messages::TYPE_TAG,
        Value::Array(_) => messages::TYPE_ARRAY,
        Value::Map(_) => messages::TYPE_MAP,
        _ => messages::TYPE_UNKNOWN,
    }
}

/// Nesting that is never exceeded, whatever limit a caller sets: the walk and the values recurse, and a
/// stack is finite.
const MAX_DEPTH: usize = 128;

/// Walks over octets head by head. Never allocates from a declared length.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    octets: &'a [u8],
    offset: usize,
    indefinite: bool,
    unassigned: bool,
}

impl<'a> Reader<'a> {
    /// Starts at the first octet.
    #[must_use]
    pub fn new(octets: &'a [u8]) -> Self {
        Self {
            octets,
            offset: 0,
            indefinite: false,
            unassigned: false,
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
        let Some(&initial) = self.octets.get(start) else {
            let (wanted, left) = (1, 0);
            return self.error(start, CborErrorKind::Truncated { wanted, left });
        };
        self.offset += 1;
        let (major, info) = (initial >> 5, initial & 0x1f);
        let argument = match info {
            0..=23 => Some(u64::from(info)),
            24..=27 => {
                let octets = self.take(start, 1 << (info - 24))?.iter();
                Some(octets.fold(0, |sum, &octet| sum << 8 | u64::from(octet)))
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
                24 if number < 32 => {
                    return self.error(start, CborErrorKind::Simple { value: number });
                }
                _ => {
                    self.unassigned = true;
                    Head::Simple(number as u8)
                }
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

    /// Walks over one whole item and returns its octets. A limit above 128 counts as 128.
    ///
    /// # Errors
    /// Anything in [`CborErrorKind`] but trailing octets.
    pub fn item(&mut self, depth_limit: usize) -> Result<&'a [u8], CborError> {
        let start = self.offset;
        let depth_limit = depth_limit.min(MAX_DEPTH);
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
            Head::Tag(tag @ 2..=3) => Self::bignum(reader, tag, start, end)?,
            _ => Self::Other(reader.octets.get(start..end).unwrap_or_default()),
        })
    }
}

impl<'a> Key<'a> {
    /// A bignum (RFC 8949 section 3.4.3) is the integer that it stands for: it must not pass as another
    /// key than the plain one. Those beyond 15 octets equal no plain integer and are compared as written.
    fn bignum(
        reader: &mut Reader<'a>,
        tag: u64,
        start: usize,
        end: usize,
    ) -> Result<Self, CborError> {
        let at = reader.offset;
        if let Head::Bytes(length) = reader.head()? {
            let octets = reader.bytes(at, length)?;
            let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
            let digits = octets.get(zeros..).unwrap_or_default();
            if digits.len() <= 15 {
                let number = digits
                    .iter()
                    .fold(0i128, |sum, &digit| sum << 8 | i128::from(digit));
                return Ok(Self::Integer(if tag == 2 { number } else { -1 - number }));
            }
        }
        Ok(Self::Other(
            reader.octets.get(start..end).unwrap_or_default(),
        ))
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
#[derive(Clone, PartialEq)]
pub struct Decoded {
    /// The item.
    pub value: Value,
    /// Whether any part had an indefinite length (not deterministic: RFC 8949 section 4.2.1).
    pub indefinite: bool,
}

/// Shows no content: it may be somebody's.
impl fmt::Debug for Decoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decoded({})", type_name(&self.value).get(Lang::En))
    }
}

/// Reads one item that fills the input, nested no deeper than `depth_limit` containers and tags.
///
/// ```
/// use hcert::codec::cbor;
/// let value = cbor::decode(&[0x82, 0x01, 0x20], 16)?;
/// assert_eq!(value, cbor::Value::Array(vec![1.into(), (-1).into()]));
/// let twice = cbor::decode(&[0xa2, 0x01, 0x02, 0x01, 0x03], 16).unwrap_err();
/// assert_eq!(twice.to_string(), "map key 1 stands twice, again at offset 3");
/// # Ok::<(), cbor::CborError>(())
/// ```
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
    let assigned = match reader.unassigned {
        true => Cow::Owned(without_unassigned(octets)?),
        false => Cow::Borrowed(octets),
    };
    // The walk bounded the depth; ciborium counts one more step for each level.
    let value =
        ciborium::de::from_reader_with_recursion_limit(assigned.as_ref(), MAX_DEPTH * 2 + 8)
            .map_err(|error| CborError {
                offset: match error {
                    ciborium::de::Error::Syntax(offset)
                    | ciborium::de::Error::Semantic(Some(offset), _) => offset,
                    _ => 0,
                },
                kind: CborErrorKind::Unrepresentable,
            })?;
    Ok(Decoded {
        value,
        indefinite: reader.met_indefinite(),
    })
}

/// The octets of a well-formed item, with undefined for every simple value that has no meaning. No length changes by
/// that: arrays and maps count their items.
fn without_unassigned(octets: &[u8]) -> Result<Vec<u8>, CborError> {
    let mut reader = Reader::new(octets);
    let mut written = Vec::with_capacity(octets.len());
    while reader.left() > 0 {
        let start = reader.offset;
        match reader.head()? {
            Head::Simple(0..=19 | 32..) => {
                written.push(0xf7);
                continue;
            }
            Head::Bytes(Some(length)) | Head::Text(Some(length)) => {
                reader.take(start, length)?;
            }
            _ => {}
        }
        written.extend_from_slice(octets.get(start..reader.offset).unwrap_or_default());
    }
    Ok(written)
}

/// Writes a value in the core deterministic encoding (RFC 8949 section 4.2.1): shortest heads, definite
/// lengths, map keys in the order of their encoded octets.
///
/// ```
/// use hcert::codec::cbor::{self, Value};
/// let claims = Value::Map(vec![(6.into(), 0.into()), (1.into(), "NO".into())]);
/// assert_eq!(cbor::encode(&claims), [0xa2, 0x01, 0x62, b'N', b'O', 0x06, 0x00]);
/// ```
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

#[cfg(test)]
mod tests;
