//! COSE_Sign1 (RFC 9052 section 4.2): the signed envelope around the claims.
//!
//! [`Sign1::decode`] reads the three wrappings of the field (tag 18, no tag, tag 61 around tag 18);
//! `coset` reads one of the first two per entry point and the third with neither. The protected header
//! is kept as received: the signature is over those octets, never over a re-encoding. Nothing here
//! knows a key: signing takes a closure, verifying takes [`Sign1::to_be_signed`].
//!
//! Not supported: COSE_Sign, COSE_Mac0, COSE_Encrypt0 (other tags), detached payloads, `crit` (no
//! extension is understood, so any must be refused: RFC 9052 section 3.1), external data.
//!
//! ```
//! use hcert::codec::cose::{Sign1, Wrapping};
//! let octets = Sign1::encode(-7, &[1; 8], b"claims", |_| Ok::<_, ()>(vec![0; 64])).unwrap();
//! let sign1 = Sign1::decode(&octets, 16).unwrap();
//! assert_eq!(sign1.wrapping, Wrapping::Tag18);
//! assert_eq!(sign1.kid.as_ref().unwrap().value, [1; 8]);
//! ```

use super::cbor::{self, CborError, CborErrorKind, Head, Item, Reader, Value, item, write};
use crate::text::{Message, Text, ToText, messages};
use crate::{in_english, text};
use std::borrow::Cow;
use std::fmt;

/// Header labels (RFC 9052 section 3.1).
const ALG: i64 = 1;
const CRIT: i64 = 2;
const KID: i64 = 4;

/// Tags around an envelope that we read: COSE_Sign1, and CWT (RFC 8392 section 6) around it.
const TAG_SIGN1: u64 = 18;
const TAG_CWT: u64 = 61;

/// How the envelope was wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapping {
    /// Tag 18, as hcert-spec wants it.
    Tag18,
    /// The bare array.
    Untagged,
    /// Tag 61 (CWT) around tag 18.
    Tag61,
}

/// Which header a parameter was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The protected header, which the signature covers.
    Protected,
    /// The unprotected header.
    Unprotected,
}

/// A header parameter and where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter<T> {
    /// Its value.
    pub value: T,
    /// Where it was taken from: the protected header wins.
    pub place: Place,
    /// Whether the other header holds a different value.
    pub conflict: bool,
}

/// The `alg` parameter as it stands in the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlgorithmId {
    /// A number of the COSE algorithm registry.
    Number(i128),
    /// A text name, which no registered algorithm has.
    Text(String),
    /// Something that is neither.
    Other(Message),
}

impl AlgorithmId {
    /// The number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<i128> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(_) | Self::Other(_) => None,
        }
    }
}

impl ToText for AlgorithmId {
    fn to_text(&self) -> Text {
        match self {
            Self::Number(number) => {
                use coset::iana::EnumI64;
                let known = i64::try_from(*number)
                    .ok()
                    .and_then(coset::iana::Algorithm::from_i64);
                known.map_or_else(
                    || number.to_text(),
                    |name| Text::Plain(format!("{name:?} ({number})")),
                )
            }
            Self::Text(text) => {
                Text::Plain(format!("{:?}", text.chars().take(16).collect::<String>()))
            }
            Self::Other(name) => name.to_text(),
        }
    }
}

in_english!(AlgorithmId);

/// A decoded envelope.
#[derive(Clone, PartialEq)]
pub struct Sign1 {
    /// The tags around it.
    pub wrapping: Wrapping,
    /// The protected header as received: the inside of its byte string.
    pub protected: Vec<u8>,
    /// The unprotected header's parameters.
    pub unprotected_map: Vec<(Value, Value)>,
    /// The signed content.
    pub payload: Vec<u8>,
    /// The signature as received.
    pub signature: Vec<u8>,
    /// Label 1, if there is one.
    pub alg: Option<Parameter<AlgorithmId>>,
    /// Label 4, if there is one.
    pub kid: Option<Parameter<Vec<u8>>>,
    /// Whether an indefinite length was used outside the payload.
    pub indefinite: bool,
}

/// Shows sizes and header parameters only: the content is somebody's.
impl fmt::Debug for Sign1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sign1")
            .field("wrapping", &self.wrapping)
            .field("alg", &self.alg)
            .field("kid", &self.kid)
            .field("payload", &format_args!("{} octets", self.payload.len()))
            .field(
                "signature",
                &format_args!("{} octets", self.signature.len()),
            )
            .finish_non_exhaustive()
    }
}

/// What was wrong with an envelope, and where (offsets in octets from its start).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum CoseError {
    /// It is not well-formed CBOR, or not only one item.
    Cbor(CborError),
    /// The inside of the protected header is not well-formed CBOR; offsets count from its own start.
    ProtectedCbor(CborError),
    /// A tag that is not 18, nor 61 around 18.
    Tag {
        /// Where it stands.
        offset: usize,
        /// The tag's number.
        found: u64,
    },
    /// The item is no array.
    NotArray {
        /// Where it stands.
        offset: usize,
        /// What it is.
        found: Message,
    },
    /// The array does not have four elements.
    Length {
        /// Elements found.
        found: usize,
    },
    /// An element has the wrong type.
    Element {
        /// Where it stands.
        offset: usize,
        /// Its name in RFC 9052.
        name: Message,
        /// The type it must have.
        want: Message,
        /// The type it has.
        found: Message,
    },
    /// The payload is nil: the signed content is elsewhere.
    Detached {
        /// Where the nil stands.
        offset: usize,
    },
    /// The header names parameters that must be understood (`crit`).
    Critical {
        /// Where.
        place: Place,
    },
    /// The `kid` is no byte string.
    Kid {
        /// Where.
        place: Place,
        /// The type it has.
        found: Message,
    },
}

impl CoseError {
    /// Whether the fault is in the CBOR below the envelope's own structure.
    #[must_use]
    pub fn is_cbor(&self) -> bool {
        match self {
            Self::Cbor(_) => true,
            // A key twice is a fault of the CBOR wherever the map stands.
            Self::ProtectedCbor(error) => matches!(error.kind, CborErrorKind::Duplicate { .. }),
            _ => false,
        }
    }
}

impl ToText for Place {
    fn to_text(&self) -> Text {
        match self {
            Self::Protected => text!(PLACE_PROTECTED),
            Self::Unprotected => text!(PLACE_UNPROTECTED),
        }
    }
}

in_english!(Place);

impl ToText for CoseError {
    fn to_text(&self) -> Text {
        match self {
            Self::Cbor(error) => error.to_text(),
            Self::ProtectedCbor(error) => text!(COSE_PROTECTED_CBOR, error),
            Self::Tag { offset, found } => {
                let meaning = match found {
                    16 => " (COSE_Encrypt0)",
                    17 => " (COSE_Mac0)",
                    98 => " (COSE_Sign)",
                    _ => "",
                };
                text!(COSE_TAG, tag = format!("{found}{meaning}"), at = offset)
            }
            Self::NotArray { offset, found } => text!(COSE_NOT_ARRAY, found, at = offset),
            Self::Length { found } => text!(COSE_LENGTH, found),
            Self::Element {
                offset,
                name,
                want,
                found,
            } => text!(COSE_ELEMENT, name, at = offset, found, want),
            Self::Detached { offset } => text!(COSE_DETACHED, at = offset),
            Self::Critical { place } => text!(COSE_CRITICAL, place),
            Self::Kid { place, found } => text!(COSE_KID, place, found),
        }
    }
}

in_english!(CoseError: Error);

impl From<CborError> for CoseError {
    fn from(error: CborError) -> Self {
        Self::Cbor(error)
    }
}

impl Sign1 {
    /// Reads one envelope that fills the input.
    ///
    /// ```
    /// use hcert::codec::cose::Sign1;
    /// let error = Sign1::decode(&[0xd1, 0x80], 16).unwrap_err();
    /// assert_eq!(error.to_string(), "tag 17 (COSE_Mac0) at offset 0, expected 18 (COSE_Sign1)");
    /// ```
    ///
    /// # Errors
    /// See [`CoseError`].
    pub fn decode(octets: &[u8], depth_limit: usize) -> Result<Self, CoseError> {
        match Self::decode_quickly(octets, depth_limit) {
            Some(sign1) => Ok(sign1),
            None => Self::decode_plainly(octets, depth_limit),
        }
    }

    /// Reads the common form in one pass: definite lengths, at most tag 18, headers with `alg` and `kid` alone.
    /// `None` for any other, and for anything wrong: [`Sign1::decode_plainly`], the twin, says what.
    fn decode_quickly(octets: &[u8], depth_limit: usize) -> Option<Self> {
        // Headers of numbers and byte strings are not deep.
        let depth_limit = depth_limit.min(16);
        let mut reader = Reader::new(octets);
        let (wrapping, left) = match octets.first()? {
            0xd2 => {
                reader.head().ok()?;
                (Wrapping::Tag18, depth_limit.checked_sub(2)?)
            }
            _ => (Wrapping::Untagged, depth_limit.checked_sub(1)?),
        };
        let Head::Array(Some(4)) = reader.head().ok()? else {
            return None;
        };
        let protected = definite(&mut reader)?;
        let Item::Map(unprotected) = item::next(&mut reader, left)? else {
            return None;
        };
        let (payload, signature) = (definite(&mut reader)?, definite(&mut reader)?);
        let Item::Map(inner) = item::quick(protected, depth_limit)? else {
            return None;
        };
        reader.end().ok()?;
        let (mut alg, mut kid) = (None, None);
        // The protected header comes first and wins.
        for (place, map) in [
            (Place::Protected, &inner),
            (Place::Unprotected, &unprotected),
        ] {
            for entry in map {
                match entry {
                    (Item::Integer(ALG), Item::Integer(number)) if alg.is_none() => {
                        let (value, conflict) = (AlgorithmId::Number((*number).into()), false);
                        alg = Some(Parameter {
                            value,
                            place,
                            conflict,
                        });
                    }
                    (Item::Integer(KID), Item::Bytes(octets)) if kid.is_none() => {
                        let (value, conflict) = (octets.to_vec(), false);
                        kid = Some(Parameter {
                            value,
                            place,
                            conflict,
                        });
                    }
                    _ => return None,
                }
            }
        }
        Some(Self {
            wrapping,
            unprotected_map: unprotected
                .iter()
                .map(|(key, item)| (key.to_value(), item.to_value()))
                .collect(),
            protected: protected.to_vec(),
            payload: payload.to_vec(),
            signature: signature.to_vec(),
            alg,
            kid,
            indefinite: false,
        })
    }

    fn decode_plainly(octets: &[u8], depth_limit: usize) -> Result<Self, CoseError> {
        // The whole item first: what is not well-formed to the end is not worth naming elements of.
        let mut whole = Reader::new(octets);
        whole.item(depth_limit)?;
        whole.end()?;

        let mut reader = Reader::new(octets);
        let (wrapping, count) = open(&mut reader)?;
        if let Some(found) = count.filter(|&count| count != 4) {
            return Err(CoseError::Length {
                found: usize::try_from(found).unwrap_or(usize::MAX),
            });
        }
        let protected = byte_string(&mut reader, messages::ELEMENT_PROTECTED)?;
        let unprotected_map = header_map(&mut reader, depth_limit)?;
        let payload = byte_string(&mut reader, messages::ELEMENT_PAYLOAD)?;
        let signature = byte_string(&mut reader, messages::ELEMENT_SIGNATURE)?;
        close(&mut reader, count, depth_limit)?;

        let (protected_map, indefinite) = inner_map(&protected, depth_limit)?;
        for (place, map) in [
            (Place::Protected, &protected_map),
            (Place::Unprotected, &unprotected_map),
        ] {
            if find(map, CRIT).is_some() {
                return Err(CoseError::Critical { place });
            }
        }
        let alg = parameter(&protected_map, &unprotected_map, ALG, |value, _| {
            Ok(match value {
                Value::Integer(number) => AlgorithmId::Number((*number).into()),
                Value::Text(text) => AlgorithmId::Text(text.clone()),
                other => AlgorithmId::Other(cbor::type_name(other)),
            })
        })?;
        let kid = parameter(
            &protected_map,
            &unprotected_map,
            KID,
            |value, place| match value {
                Value::Bytes(octets) => Ok(octets.clone()),
                other => Err(CoseError::Kid {
                    place,
                    found: cbor::type_name(other),
                }),
            },
        )?;
        Ok(Self {
            wrapping,
            protected,
            unprotected_map,
            payload,
            signature,
            alg,
            kid,
            indefinite: indefinite || reader.met_indefinite(),
        })
    }

    /// The octets that the signature is over: the Sig_structure of RFC 9052 section 4.4 with the
    /// protected header as received and no external data.
    ///
    /// An empty header may be sent as a zero-length string or as an empty map (`a0`); the structure
    /// holds the zero-length string for both.
    ///
    /// ```
    /// use hcert::codec::cose::Sign1;
    /// use hcert::key::{Algorithm, Signer, SoftwareKey, generate_p256};
    /// let key = SoftwareKey::from_pkcs8(&generate_p256()?)?;
    /// let octets = Sign1::encode(key.algorithm().cose(), b"kid", b"claims", |message| key.sign(message))?;
    /// let sign1 = Sign1::decode(&octets, 16)?;
    /// let algorithm = sign1.alg_number().and_then(Algorithm::from_cose).ok_or("unknown algorithm")?;
    /// key.public_key().verify(algorithm, &sign1.to_be_signed(), &sign1.signature)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        let protected: &[u8] = if self.protected == [0xa0] {
            &[]
        } else {
            &self.protected
        };
        sig_structure(protected, &self.payload)
    }

    /// The protected header's parameters.
    #[must_use]
    pub fn protected_map(&self) -> Vec<(Value, Value)> {
        // It was read once, within its limits.
        inner_map(&self.protected, usize::MAX).map_or_else(|_| Vec::new(), |(map, _)| map)
    }

    /// The number of the algorithm, from whichever header names it.
    #[must_use]
    pub fn alg_number(&self) -> Option<i128> {
        self.alg.as_ref()?.value.number()
    }

    /// Writes an envelope with tag 18, `alg` and `kid` in the protected header and nothing in the
    /// unprotected one. `sign` gets the octets to be signed.
    ///
    /// # Errors
    /// What `sign` returns.
    pub fn encode<E>(
        alg: i64,
        kid: &[u8],
        payload: &[u8],
        sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, E> {
        Self::encode_with(alg, kid, &[], payload, sign)
    }

    /// The same with parameters in the unprotected header, which the signature does not cover.
    ///
    /// # Errors
    /// What `sign` returns.
    pub fn encode_with<E>(
        alg: i64,
        kid: &[u8],
        unprotected: &[(Value, Value)],
        payload: &[u8],
        sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, E> {
        let mut header = Vec::with_capacity(16);
        write::head(&mut header, 5, 1 + u64::from(!kid.is_empty()));
        write::head(&mut header, 0, ALG as u64);
        match u64::try_from(alg) {
            Ok(alg) => write::head(&mut header, 0, alg),
            Err(_) => write::head(&mut header, 1, alg.unsigned_abs() - 1),
        }
        // Who has no identifier leaves the label out.
        if !kid.is_empty() {
            write::head(&mut header, 0, KID as u64);
            write::bytes(&mut header, kid);
        }
        let signature = sign(&sig_structure(&header, payload))?;
        let mut octets = Vec::with_capacity(payload.len() + signature.len() + header.len() + 16);
        write::head(&mut octets, 6, TAG_SIGN1);
        write::head(&mut octets, 4, 4);
        write::bytes(&mut octets, &header);
        match unprotected {
            [] => write::head(&mut octets, 5, 0),
            entries => octets.extend(cbor::encode(&Value::Map(entries.to_vec()))),
        }
        write::bytes(&mut octets, payload);
        write::bytes(&mut octets, &signature);
        Ok(octets)
    }
}

/// Sig_structure of RFC 9052 section 4.4 for a COSE_Sign1 without external data.
fn sig_structure(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    const CONTEXT: &[u8] = b"\x84\x6aSignature1";
    let mut octets = Vec::with_capacity(CONTEXT.len() + protected.len() + payload.len() + 16);
    octets.extend_from_slice(CONTEXT);
    write::bytes(&mut octets, protected);
    write::bytes(&mut octets, &[]);
    write::bytes(&mut octets, payload);
    octets
}

/// A byte string of definite length.
fn definite<'a>(reader: &mut Reader<'a>) -> Option<&'a [u8]> {
    match reader.head().ok()? {
        Head::Bytes(length @ Some(_)) => match reader.bytes(0, length).ok()? {
            Cow::Borrowed(octets) => Some(octets),
            Cow::Owned(_) => None,
        },
        _ => None,
    }
}

/// Reads the tags and the head of the array; `None` is an indefinite length.
fn open(reader: &mut Reader<'_>) -> Result<(Wrapping, Option<u64>), CoseError> {
    let mut wrapping = Wrapping::Untagged;
    loop {
        let offset = reader.offset();
        match (reader.head()?, wrapping) {
            (Head::Tag(TAG_SIGN1), Wrapping::Untagged) => wrapping = Wrapping::Tag18,
            (Head::Tag(TAG_CWT), Wrapping::Untagged) => {
                let inner = reader.offset();
                match reader.head()? {
                    Head::Tag(TAG_SIGN1) => wrapping = Wrapping::Tag61,
                    Head::Tag(found) => {
                        return Err(CoseError::Tag {
                            offset: inner,
                            found,
                        });
                    }
                    other => {
                        return Err(CoseError::NotArray {
                            offset: inner,
                            found: other.name(),
                        });
                    }
                }
            }
            (Head::Tag(found), _) => return Err(CoseError::Tag { offset, found }),
            (Head::Array(count), _) => return Ok((wrapping, count)),
            (other, _) => {
                return Err(CoseError::NotArray {
                    offset,
                    found: other.name(),
                });
            }
        }
    }
}

/// Checks that an array of indefinite length ends after the fourth element.
fn close(reader: &mut Reader<'_>, count: Option<u64>, depth_limit: usize) -> Result<(), CoseError> {
    if count.is_some() {
        return Ok(());
    }
    let mut found = 4;
    while reader.clone().head()? != Head::Break {
        reader.item(depth_limit)?;
        found += 1;
    }
    if found == 4 {
        Ok(())
    } else {
        Err(CoseError::Length { found })
    }
}

fn byte_string(reader: &mut Reader<'_>, name: Message) -> Result<Vec<u8>, CoseError> {
    let offset = reader.offset();
    match reader.head()? {
        Head::Bytes(length) => Ok(reader.bytes(offset, length)?.into_owned()),
        Head::Simple(22) if name == messages::ELEMENT_PAYLOAD => {
            Err(CoseError::Detached { offset })
        }
        Head::Break => Err(CoseError::Length {
            found: match name {
                messages::ELEMENT_PROTECTED => 0,
                messages::ELEMENT_PAYLOAD => 2,
                _ => 3,
            },
        }),
        other => Err(CoseError::Element {
            offset,
            name,
            want: messages::TYPE_BYTES,
            found: other.name(),
        }),
    }
}

fn header_map(
    reader: &mut Reader<'_>,
    depth_limit: usize,
) -> Result<Vec<(Value, Value)>, CoseError> {
    let offset = reader.offset();
    match reader.clone().head()? {
        Head::Map(_) => {}
        Head::Break => return Err(CoseError::Length { found: 1 }),
        other => {
            let (name, want) = (messages::ELEMENT_UNPROTECTED, messages::TYPE_MAP);
            return Err(CoseError::Element {
                offset,
                name,
                want,
                found: other.name(),
            });
        }
    }
    let item = reader.item(depth_limit)?;
    if item == [0xa0] {
        return Ok(Vec::new());
    }
    match cbor::decode(item, depth_limit)? {
        Value::Map(pairs) => Ok(pairs),
        _ => Ok(Vec::new()),
    }
}

/// The map inside the protected header's byte string, and whether it uses an indefinite length; a
/// zero-length string is an empty map.
fn inner_map(
    protected: &[u8],
    depth_limit: usize,
) -> Result<(Vec<(Value, Value)>, bool), CoseError> {
    if protected.is_empty() {
        return Ok((Vec::new(), false));
    }
    let decoded = cbor::decode_noting(protected, depth_limit).map_err(CoseError::ProtectedCbor)?;
    match decoded.value {
        Value::Map(pairs) => Ok((pairs, decoded.indefinite)),
        other => {
            let (name, want) = (messages::ELEMENT_PROTECTED_CONTENT, messages::TYPE_MAP);
            let found = cbor::type_name(&other);
            Err(CoseError::Element {
                offset: 0,
                name,
                want,
                found,
            })
        }
    }
}

fn find(map: &[(Value, Value)], label: i64) -> Option<&Value> {
    map.iter()
        .find(
            |(key, _)| matches!(key, Value::Integer(number) if i128::from(*number) == label.into()),
        )
        .map(|(_, value)| value)
}

/// Takes a parameter from the protected header, else from the unprotected one.
fn parameter<T: PartialEq>(
    protected: &[(Value, Value)],
    unprotected: &[(Value, Value)],
    label: i64,
    read: impl Fn(&Value, Place) -> Result<T, CoseError>,
) -> Result<Option<Parameter<T>>, CoseError> {
    let inner = find(protected, label)
        .map(|value| read(value, Place::Protected))
        .transpose()?;
    let outer = find(unprotected, label);
    match (inner, outer) {
        (Some(value), outer) => {
            let same = outer.is_none_or(|outer| {
                read(outer, Place::Unprotected).is_ok_and(|outer| outer == value)
            });
            Ok(Some(Parameter {
                value,
                place: Place::Protected,
                conflict: !same,
            }))
        }
        (None, Some(value)) => {
            let place = Place::Unprotected;
            Ok(Some(Parameter {
                value: read(value, place)?,
                place,
                conflict: false,
            }))
        }
        (None, None) => Ok(None),
    }
}

#[cfg(test)]
mod tests;
