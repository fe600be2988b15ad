//! A decoded item that borrows its strings from the octets, for what is read once per certificate.
//!
//! [`read`] walks over the common forms once and builds as it goes: definite lengths, maps of a few entries with
//! numbers and texts as keys. Anything else, and anything that is wrong, is left to [`super::decode_noting`], which
//! walks first and has `ciborium` build afterwards. That slower twin is the oracle of the tests: what [`read`]
//! takes by itself, it reads as its twin does.

use super::Integer;
use super::{CborError, Head, MAX_DEPTH, Reader, Value, decode_noting};
use crate::text::{Lang, Message, messages};
use std::borrow::Cow;
use std::fmt;

/// The data model of [`Value`], with borrowed strings.
#[derive(Clone, PartialEq)]
pub enum Item<'a> {
    /// Major types 0 and 1, and bignums that fit.
    Integer(i64),
    /// The same beyond 64 bits with their sign: no certificate holds one.
    Large(Box<i128>),
    /// A byte string.
    Bytes(Cow<'a, [u8]>),
    /// A floating-point number of any width.
    Float(f64),
    /// A text string.
    Text(Cow<'a, str>),
    /// `true` or `false`.
    Bool(bool),
    /// `null`, and `undefined`.
    Null,
    /// A tag and what it is around.
    Tag(u64, Box<Self>),
    /// A list.
    Array(Vec<Self>),
    /// A map, its entries in the order in which they stand.
    Map(Vec<(Self, Self)>),
}

/// Shows no content: it may be somebody's.
impl fmt::Debug for Item<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Item({})", self.type_name().get(Lang::En))
    }
}

impl Item<'_> {
    /// The type's name, for messages: that of [`super::type_name`].
    #[must_use]
    pub fn type_name(&self) -> Message {
        match self {
            Self::Integer(_) | Self::Large(_) => messages::TYPE_INTEGER,
            Self::Bytes(_) => messages::TYPE_BYTES,
            Self::Float(_) => messages::TYPE_FLOAT,
            Self::Text(_) => messages::TYPE_TEXT,
            Self::Bool(_) => messages::TYPE_BOOLEAN,
            Self::Null => messages::TYPE_NULL,
            Self::Tag(..) => messages::TYPE_TAG,
            Self::Array(_) => messages::TYPE_ARRAY,
            Self::Map(_) => messages::TYPE_MAP,
        }
    }

    /// The number, if it is an integer.
    #[must_use]
    pub fn number(&self) -> Option<i128> {
        match self {
            Self::Integer(number) => Some((*number).into()),
            Self::Large(number) => Some(**number),
            _ => None,
        }
    }

    fn integer(number: i128) -> Self {
        i64::try_from(number).map_or_else(|_| Self::Large(Box::new(number)), Self::Integer)
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it says nothing: `null`, or a list without an entry.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Array(items) => items.is_empty(),
            _ => false,
        }
    }

    /// The item under a key of text; `None` too where this is no map.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Map(pairs) = self else { return None };
        let found = pairs.iter().find(|(name, _)| name.as_text() == Some(key));
        found.map(|(_, item)| item)
    }

    /// The same as a [`Value`], with strings of its own.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match self {
            Self::Integer(number) => Value::from(*number),
            // A number that came from a value or an encoding always fits.
            Self::Large(number) => Integer::try_from(**number).map_or(Value::Null, Value::Integer),
            Self::Bytes(octets) => Value::Bytes(octets.to_vec()),
            Self::Float(number) => Value::Float(*number),
            Self::Text(text) => Value::Text(text.to_string()),
            Self::Bool(bit) => Value::Bool(*bit),
            Self::Null => Value::Null,
            Self::Tag(tag, inner) => Value::Tag(*tag, Box::new(inner.to_value())),
            Self::Array(items) => Value::Array(items.iter().map(Item::to_value).collect()),
            Self::Map(pairs) => Value::Map(
                pairs
                    .iter()
                    .map(|(key, item)| (key.to_value(), item.to_value()))
                    .collect(),
            ),
        }
    }
}

/// Borrows the strings of a value.
impl<'a> From<&'a Value> for Item<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Integer(number) => Self::integer((*number).into()),
            Value::Bytes(octets) => Self::Bytes(Cow::Borrowed(octets)),
            Value::Float(number) => Self::Float(*number),
            Value::Text(text) => Self::Text(Cow::Borrowed(text)),
            Value::Bool(bit) => Self::Bool(*bit),
            Value::Tag(tag, inner) => Self::Tag(*tag, Box::new(Self::from(&**inner))),
            Value::Array(items) => Self::Array(items.iter().map(Self::from).collect()),
            Value::Map(pairs) => Self::Map(
                pairs
                    .iter()
                    .map(|(key, item)| (Self::from(key), Self::from(item)))
                    .collect(),
            ),
            // The enum may grow; today there is null alone.
            _ => Self::Null,
        }
    }
}

/// Takes the strings of a value over.
impl From<Value> for Item<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::Integer(number) => Self::integer(number.into()),
            Value::Bytes(octets) => Self::Bytes(Cow::Owned(octets)),
            Value::Float(number) => Self::Float(number),
            Value::Text(text) => Self::Text(Cow::Owned(text)),
            Value::Bool(bit) => Self::Bool(bit),
            Value::Tag(tag, inner) => Self::Tag(tag, Box::new(Self::from(*inner))),
            Value::Array(items) => Self::Array(items.into_iter().map(Self::from).collect()),
            Value::Map(pairs) => Self::Map(
                pairs
                    .into_iter()
                    .map(|(key, item)| (Self::from(key), Self::from(item)))
                    .collect(),
            ),
            _ => Self::Null,
        }
    }
}

/// Reads one item that fills the input, and tells whether it used indefinite lengths.
///
/// ```
/// use hcert::codec::cbor::item;
/// let octets = [0xa1, 0x62, b'c', b'o', 0x62, b'N', b'O'];
/// let (item, indefinite) = item::read(&octets, 16)?;
/// assert_eq!(item.get("co").and_then(|country| country.as_text()), Some("NO"));
/// assert!(!indefinite);
/// # Ok::<(), hcert::codec::cbor::CborError>(())
/// ```
///
/// # Errors
/// As [`super::decode`].
pub fn read(octets: &[u8], depth_limit: usize) -> Result<(Item<'_>, bool), CborError> {
    if let Some(item) = quick(octets, depth_limit) {
        return Ok((item, false));
    }
    let decoded = decode_noting(octets, depth_limit)?;
    Ok((Item::from(decoded.value), decoded.indefinite))
}

/// More entries than this are for the twin, which sorts the keys to find those that stand twice.
const FEW: u64 = 16;

/// A number by which texts are told apart: equal texts have equal ones, and a text of one to seven octets has one
/// that no other text has. None has 0 but the empty text.
pub(crate) fn mark(text: &str) -> u64 {
    let start = text.as_bytes().iter().take(7);
    let length = text.len().min(255) as u64;
    start.fold(length, |mark, &octet| mark << 8 | u64::from(octet))
}

/// One item of a common form that fills the input.
pub(crate) fn quick(octets: &[u8], depth_limit: usize) -> Option<Item<'_>> {
    let mut reader = Reader::new(octets);
    let item = next(&mut reader, depth_limit.min(MAX_DEPTH))?;
    (reader.left() == 0).then_some(item)
}

/// A text of up to 23 octets, which is what most items are; `None` leaves the reader where it was.
#[inline(always)]
fn short_text<'a>(reader: &mut Reader<'a>) -> Option<&'a str> {
    let (&initial, rest) = reader.octets.get(reader.offset..)?.split_first()?;
    let length = usize::from(initial.checked_sub(0x60).filter(|&length| length < 24)?);
    let text = std::str::from_utf8(rest.get(..length)?).ok()?;
    reader.offset += 1 + length;
    Some(text)
}

/// The next item of a common form; `left` more containers and tags may be inside one another.
pub(crate) fn next<'a>(reader: &mut Reader<'a>, left: usize) -> Option<Item<'a>> {
    let head = reader.head().ok()?;
    Some(match head {
        Head::Unsigned(number) => match i64::try_from(number) {
            Ok(number) => Item::Integer(number),
            Err(_) => Item::integer(number.into()),
        },
        Head::Negative(number) => match i64::try_from(number) {
            Ok(number) => Item::Integer(-1 - number),
            Err(_) => Item::integer(-1 - i128::from(number)),
        },
        Head::Bytes(Some(length)) => Item::Bytes(Cow::Borrowed(reader.take(0, length).ok()?)),
        Head::Text(Some(length)) => {
            let text = std::str::from_utf8(reader.take(0, length).ok()?);
            Item::Text(Cow::Borrowed(text.ok()?))
        }
        Head::Simple(bit @ 20..=21) => Item::Bool(bit == 21),
        Head::Simple(22..=23) => Item::Null,
        Head::Float(number) => Item::Float(number),
        // Tags 2 and 3 are bignums.
        Head::Tag(tag) if left > 0 && !matches!(tag, 2 | 3) => {
            Item::Tag(tag, Box::new(next(reader, left - 1)?))
        }
        Head::Array(Some(count)) if left > 0 => {
            reader.room(0, count).ok()?;
            // Nothing is sized by a declared length alone.
            let mut items = Vec::with_capacity(count.min(FEW) as usize);
            for _ in 0..count {
                items.push(next(reader, left - 1)?);
            }
            Item::Array(items)
        }
        Head::Map(Some(count @ ..=FEW)) if left > 0 => {
            let mut pairs: Vec<(Item<'a>, Item<'a>)> = Vec::with_capacity(count as usize);
            let mut marks = [0; FEW as usize];
            for slot in 0..count as usize {
                let (key, mark) = match short_text(reader) {
                    Some(text) => (Item::Text(Cow::Borrowed(text)), mark(text)),
                    None => match next(reader, 0)? {
                        Item::Integer(number) => (Item::Integer(number), number as u64),
                        _ => return None,
                    },
                };
                // Slots that are free yet hold 0, which is no reason to look twice.
                if marks.contains(&mark) && pairs.iter().any(|(known, _)| *known == key) {
                    return None;
                }
                *marks.get_mut(slot)? = mark;
                let item = match short_text(reader) {
                    Some(text) => Item::Text(Cow::Borrowed(text)),
                    None => next(reader, left - 1)?,
                };
                pairs.push((key, item));
            }
            Item::Map(pairs)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
