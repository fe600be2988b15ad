//! A walk over CBOR of a known shape: no tree is built, nothing is sized by a declared length.
//!
//! For our own files (the trust bundle, the revocation store), which are large and whose every item is expected.

use super::{CborError, Head, Reader};
use crate::text::{Text, ToText, messages};
use crate::{in_english, text};
use std::borrow::Cow;

/// Why octets do not have the shape that was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// They are no CBOR.
    Cbor(CborError),
    /// An item is another than the one expected.
    Shape {
        /// Octets before the item.
        offset: usize,
        /// What was expected.
        want: Text,
    },
    /// There are more of something than are read.
    TooMany {
        /// Octets before the list.
        offset: usize,
        /// Of what.
        what: Text,
        /// How many there are said to be.
        found: u64,
        /// The most that are read.
        most: u64,
    },
}

impl ToText for Misfit {
    fn to_text(&self) -> Text {
        match self {
            Self::Cbor(error) => error.to_text(),
            Self::Shape { offset, want } => text!(CBOR_SHAPE, at = offset, want),
            Self::TooMany {
                offset,
                what,
                found,
                most,
            } => text!(CBOR_TOO_MANY, at = offset, found, what, most),
        }
    }
}

in_english!(Misfit: Error);

impl From<CborError> for Misfit {
    fn from(error: CborError) -> Self {
        Self::Cbor(error)
    }
}

/// What a step of the walk gives.
pub type Step<T> = Result<T, Misfit>;

/// Walks head by head. Every method reads one item of the kind that it is named after.
///
/// # Errors
/// Each of them: the octets end, or the next item is another.
#[derive(Clone, Debug)]
pub struct Walk<'a>(Reader<'a>);

impl<'a> Walk<'a> {
    /// Starts at the first octet.
    #[must_use]
    pub fn new(octets: &'a [u8]) -> Self {
        Self(Reader::new(octets))
    }

    /// Octets read so far.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.0.offset()
    }

    /// The error for the item at an offset.
    pub fn wrong<T>(offset: usize, want: impl ToText) -> Step<T> {
        let want = want.to_text();
        Err(Misfit::Shape { offset, want })
    }

    /// A map of exactly so many entries.
    pub fn map_of(&mut self, wanted: u64) -> Step<()> {
        let offset = self.offset();
        match self.0.head()? {
            Head::Map(Some(count)) if count == wanted => Ok(()),
            _ => Self::wrong(offset, messages::SHAPE_MAP_OF),
        }
    }

    /// A map; gives its declared number of entries.
    pub fn map(&mut self) -> Step<u64> {
        let offset = self.offset();
        match self.0.head()? {
            Head::Map(Some(count)) => Ok(count),
            _ => Self::wrong(offset, messages::TYPE_MAP),
        }
    }

    /// A list; gives its declared length.
    pub fn list(&mut self) -> Step<u64> {
        let offset = self.offset();
        match self.0.head()? {
            Head::Array(Some(count)) => Ok(count),
            _ => Self::wrong(offset, messages::SHAPE_LIST),
        }
    }

    /// A list of exactly so many items.
    pub fn list_of(&mut self, wanted: u64) -> Step<()> {
        let offset = self.offset();
        if self.list()? == wanted {
            Ok(())
        } else {
            Self::wrong(offset, messages::SHAPE_LIST_OF)
        }
    }

    /// The key of an entry of the outer map.
    pub fn entry(&mut self, wanted: u64) -> Step<()> {
        let offset = self.offset();
        match self.0.head()? {
            Head::Unsigned(key) if key == wanted => Ok(()),
            _ => Self::wrong(offset, messages::SHAPE_ENTRY),
        }
    }

    /// A byte string.
    pub fn bytes(&mut self) -> Step<Cow<'a, [u8]>> {
        let offset = self.offset();
        match self.0.head()? {
            Head::Bytes(length) => Ok(self.0.bytes(offset, length)?),
            _ => Self::wrong(offset, messages::TYPE_BYTES),
        }
    }

    /// A byte string of a fixed length.
    pub fn octets<const N: usize>(&mut self) -> Step<[u8; N]> {
        let offset = self.offset();
        match <[u8; N]>::try_from(&*self.bytes()?) {
            Ok(octets) => Ok(octets),
            Err(_) => Self::wrong(offset, messages::SHAPE_BYTES_OF),
        }
    }

    /// A text.
    pub fn text(&mut self) -> Step<String> {
        let offset = self.offset();
        match self.0.head()? {
            Head::Text(length) => Ok(self.0.text(offset, length)?.into_owned()),
            _ => Self::wrong(offset, messages::SHAPE_TEXT),
        }
    }

    /// A number from 0 up.
    pub fn number(&mut self) -> Step<u64> {
        let offset = self.offset();
        match self.0.head()? {
            Head::Unsigned(number) => Ok(number),
            _ => Self::wrong(offset, messages::SHAPE_NUMBER),
        }
    }

    /// A number that fits a smaller type.
    pub fn small<T: TryFrom<u64>>(&mut self) -> Step<T> {
        let offset = self.offset();
        match T::try_from(self.number()?) {
            Ok(number) => Ok(number),
            Err(_) => Self::wrong(offset, messages::SHAPE_NUMBER_SMALLER),
        }
    }

    /// A number with or without a sign.
    pub fn signed(&mut self) -> Step<i64> {
        let offset = self.offset();
        let number = match self.0.head()? {
            Head::Unsigned(number) => i64::try_from(number).ok(),
            Head::Negative(number) => i64::try_from(number).ok().map(|number| -1 - number),
            _ => None,
        };
        match number {
            Some(number) => Ok(number),
            None => Self::wrong(offset, messages::SHAPE_NUMBER_64),
        }
    }

    /// Null, or what `read` reads.
    pub fn optional<T>(&mut self, read: impl FnOnce(&mut Self) -> Step<T>) -> Step<Option<T>> {
        let mut ahead = self.0.clone();
        if ahead.head()? == Head::Simple(22) {
            self.0 = ahead;
            return Ok(None);
        }
        read(self).map(Some)
    }

    /// A list of so many items at most, which `read` reads. An item of one octet can take a hundred in memory, so every
    /// list has its own limit.
    pub fn many<T>(
        &mut self,
        what: impl ToText,
        most: usize,
        mut read: impl FnMut(&mut Self) -> Step<T>,
    ) -> Step<Vec<T>> {
        let offset = self.offset();
        let (found, most) = (self.list()?, most as u64);
        if found > most {
            return Err(Misfit::TooMany {
                offset,
                what: what.to_text(),
                found,
                most,
            });
        }
        // Never sized by the declared length.
        let mut items = Vec::new();
        for _ in 0..found {
            items.push(read(self)?);
        }
        Ok(items)
    }

    /// The end of the octets.
    pub fn end(&self) -> Step<()> {
        Ok(self.0.end()?)
    }
}
