//! The JWS of a card (RFC 7515): header, payload, signature. What the header asks for beside the one algorithm and the
//! one compression is not understood, and no key is taken from it.

use super::text::{self, Fault};
use crate::codec::cbor::{Item, Value};
use crate::codec::zlib::{self, ZlibError};
use crate::documents::dcc::parse_json;
use crate::key::{Algorithm, PublicKey, SignatureError};
use crate::text::{Text, ToText, messages};
use crate::{in_english, text as message};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt;

/// Members of a header that would have to be understood, or would choose the key.
const REFUSED: [&str; 7] = ["crit", "jwk", "jku", "x5u", "x5c", "b64", "enc"];

/// Why a text is no card whose signature can be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CardError {
    /// The text is none of digits.
    Text(Fault),
    /// What the digits stand for is no JWS of this kind.
    Jws(Text),
    /// The payload cannot be inflated.
    Zlib(ZlibError),
    /// The payload is no JSON, or JSON in which a name stands twice.
    Json(Text),
}

impl ToText for CardError {
    fn to_text(&self) -> Text {
        match self {
            Self::Text(fault) => fault.to_text(),
            Self::Jws(reason) | Self::Json(reason) => reason.clone(),
            Self::Zlib(error) => error.to_text(),
        }
    }
}

in_english!(CardError: Error);

/// What the header says. Nobody signed for it yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// `alg`.
    pub alg: Option<String>,
    /// `kid`.
    pub kid: Option<String>,
    /// Whether the payload is compressed (`zip`).
    pub compressed: bool,
}

/// A card whose signature nobody has checked.
#[derive(Clone, PartialEq)]
pub struct Card {
    header: Header,
    /// Header and payload as they came.
    signed: String,
    payload: Value,
    signature: Vec<u8>,
    /// Characters of the text and octets of the payload.
    sizes: (usize, usize),
    in_parts: bool,
}

/// Shows sizes alone: the content is somebody's.
impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Card({:?}, {:?})", self.header, self.sizes)
    }
}

impl Card {
    /// Takes a text apart; the payload may inflate to so many octets.
    ///
    /// # Errors
    /// The first layer that fails.
    pub fn parse(given: &str, limit: usize) -> Result<Self, CardError> {
        let (jws, in_parts) = text::text(given).map_err(CardError::Text)?;
        let mut parts = jws.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            let found = jws.split('.').count();
            return Err(CardError::Jws(message!(JWS_PARTS, found)));
        };
        let decoded = |part, text: &str| {
            URL_SAFE_NO_PAD.decode(text).map_err(|error| {
                let error = error.to_string();
                CardError::Jws(message!(JWS_BASE64, part, error))
            })
        };
        let parsed = header_of(&decoded(messages::JWS_PART_HEADER, header)?)?;
        let octets = decoded(messages::JWS_PART_PAYLOAD, payload)?;
        let signature = decoded(messages::JWS_PART_SIGNATURE, signature)?;
        let octets = match parsed.compressed {
            true => zlib::inflate_raw(&octets, limit).map_err(CardError::Zlib)?,
            false if octets.len() > limit => {
                return Err(CardError::Zlib(ZlibError::TooLarge { limit }));
            }
            false => octets,
        };
        Ok(Self {
            header: parsed,
            signed: format!("{header}.{payload}"),
            payload: json(&octets).map_err(CardError::Json)?,
            signature,
            sizes: (given.chars().count(), octets.len()),
            in_parts,
        })
    }

    /// What the header says: algorithm, key, and whether the payload is compressed.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Characters of the text and octets of the payload.
    #[must_use]
    pub fn sizes(&self) -> (usize, usize) {
        self.sizes
    }

    /// Whether it was put together of several codes.
    pub(crate) fn in_parts(&self) -> bool {
        self.in_parts
    }

    /// Who it says has signed it: which keys to ask.
    #[must_use]
    pub fn claimed_issuer(&self) -> Option<String> {
        let payload = Item::from(&self.payload);
        payload.get("iss")?.as_text().map(str::to_owned)
    }

    /// The payload, which anybody may have written until the signature was checked. Never show this to anyone as what a
    /// card says.
    #[must_use]
    pub fn peek(&self) -> Item<'_> {
        Item::from(&self.payload)
    }

    /// Verifies the signature, which is by ES256 whatever the header says.
    ///
    /// # Errors
    /// Another type of key, another length, or a wrong signature.
    pub fn verify(&self, key: &PublicKey) -> Result<(), SignatureError> {
        key.verify(Algorithm::Es256, self.signed.as_bytes(), &self.signature)
    }
}

fn json(octets: &[u8]) -> Result<Value, Text> {
    let text = std::str::from_utf8(octets).map_err(Text::plain)?;
    parse_json(text).map_err(|error| error.to_text())
}

fn header_of(octets: &[u8]) -> Result<Header, CardError> {
    let value =
        json(octets).map_err(|error| CardError::Jws(message!(JWS_HEADER, reason = error)))?;
    let header = Item::from(&value);
    if let Some(what) = REFUSED.into_iter().find(|name| header.get(name).is_some()) {
        return Err(CardError::Jws(message!(JWS_UNSUPPORTED, what)));
    }
    let text = |name: &str| header.get(name).and_then(Item::as_text).map(str::to_owned);
    let compressed = match header.get("zip") {
        None => false,
        Some(Item::Text(zip)) if zip == "DEF" => true,
        Some(_) => return Err(CardError::Jws(message!(JWS_UNSUPPORTED, what = "zip"))),
    };
    Ok(Header {
        alg: text("alg"),
        kid: text("kid"),
        compressed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(header: &str, payload: &[u8]) -> Result<Card, CardError> {
        let part = |octets: &[u8]| URL_SAFE_NO_PAD.encode(octets);
        let jws = format!(
            "{}.{}.{}",
            part(header.as_bytes()),
            part(payload),
            part(&[7; 64])
        );
        Card::parse(&text::encode(&jws).unwrap(), 1000)
    }

    #[test]
    fn what_would_choose_the_key_or_must_be_understood_is_refused() {
        assert!(card(r#"{"alg":"ES256","kid":"k"}"#, b"{}").is_ok());
        for member in REFUSED {
            let header = format!(r#"{{"alg":"ES256","kid":"k","{member}":[]}}"#);
            assert!(
                matches!(card(&header, b"{}"), Err(CardError::Jws(_))),
                "{member}"
            );
        }
        for header in [
            r#"{"zip":"GZ"}"#,
            r#"{"zip":1}"#,
            "[]x",
            r#"{"alg":"a","alg":"b"}"#,
        ] {
            assert!(
                matches!(card(header, b"{}"), Err(CardError::Jws(_))),
                "{header}"
            );
        }
    }

    #[test]
    fn a_payload_is_bounded_and_has_no_name_twice() {
        let header = r#"{"alg":"ES256"}"#;
        let large = format!("[{}]", " ".repeat(1000));
        let too_large = Err(CardError::Zlib(ZlibError::TooLarge { limit: 1000 }));
        assert_eq!(card(header, large.as_bytes()), too_large);
        for payload in [&br#"{"iss":"a","iss":"b"}"#[..], b"", b"\xff", b"{"] {
            assert!(matches!(card(header, payload), Err(CardError::Json(_))));
        }
        let bomb = {
            let whole = zlib::deflate(&[b' '; 100_000], zlib::Effort::Best);
            whole[2..whole.len() - 4].to_vec()
        };
        let zipped = r#"{"alg":"ES256","zip":"DEF"}"#;
        assert_eq!(card(zipped, &bomb), too_large_of(1000));
    }

    fn too_large_of(limit: usize) -> Result<Card, CardError> {
        Err(CardError::Zlib(ZlibError::TooLarge { limit }))
    }
}
