//! ICAO's visible digital seals (VDS-NC): JSON that a state signed, with the signer's certificate beside it. Since that
//! certificate comes with the code, everything rests on who issued it, which the trust list tells.
//!
//! Nothing here issues them. Sources: ICAO TR VDS-NC 1.1, RFC 8785, seals of Australia and Japan.
//!
//! Personal data: `Debug` shows none of it.

mod read;

use crate::codec::cbor::{Item, Value};
use crate::documents::dcc::parse_json;
use crate::key::pki::{Hash, PkiAlgorithm, PkiError, PkiKey};
use crate::text::{Text, ToText};
use crate::{in_english, text};
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::fmt;

pub use read::{Reading, read};

/// The trust domain of the authorities above its signers.
pub const DOMAIN: &str = "VDS-NC";

/// The version that is known.
const VERSION: i64 = 1;

/// The types that speak of health.
const TYPES: [&str; 2] = ["icao.vacc", "icao.test"];

/// Base64url with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why a text is no seal whose signature can be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealError {
    /// It is no JSON, or a name stands in it twice.
    Json(Text),
    /// It is no seal: what is missing, or has another type.
    Shape {
        /// The path.
        path: &'static str,
    },
    /// Nobody signed it.
    Unsigned,
    /// Another kind of seal.
    Kind {
        /// Its type, cut short.
        found: String,
    },
    /// Its version is not known.
    Version {
        /// The number.
        found: i64,
    },
}

impl ToText for SealError {
    fn to_text(&self) -> Text {
        match self {
            Self::Json(reason) => reason.clone(),
            Self::Shape { path } => text!(SEAL_SHAPE, path),
            Self::Unsigned => text!(SEAL_UNSIGNED),
            Self::Kind { found } => text!(SEAL_KIND, found),
            Self::Version { found } => text!(SEAL_VERSION, found, known = VERSION),
        }
    }
}

in_english!(SealError: Error);

/// A seal whose signature nobody has checked.
#[derive(Clone, PartialEq)]
pub struct Seal {
    data: Value,
    /// The octets that were signed: `data` in its canonical form.
    signed: Vec<u8>,
    /// `hdr.is`: the state, in three letters.
    pub state: String,
    /// `hdr.t`.
    pub kind: String,
    /// `sig.alg`.
    pub alg: String,
    /// `sig.cer`: the signer's certificate.
    pub certificate: Vec<u8>,
    signature: Vec<u8>,
    /// Whether it stands in a list of one.
    pub in_array: bool,
    /// Characters of the text.
    pub characters: usize,
}

/// Shows sizes alone: the content is somebody's.
impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seal({}, {} octets)", self.kind, self.signed.len())
    }
}

impl Seal {
    /// Takes a text apart.
    ///
    /// # Errors
    /// The first layer that fails.
    pub fn parse(given: &str) -> Result<Self, SealError> {
        let given = given.trim();
        let value = parse_json(given).map_err(|error| SealError::Json(error.to_text()))?;
        let (value, in_array) = match value {
            Value::Array(mut items) if items.len() == 1 => (items.remove(0), true),
            other => (other, false),
        };
        let whole = Item::from(&value);
        let shape = |path| SealError::Shape { path };
        let data = whole.get("data").ok_or_else(|| shape("data"))?;
        let header = data.get("hdr").ok_or_else(|| shape("data/hdr"))?;
        let word = |item: &Item<'_>, name: &str, path: &'static str| {
            let word = item.get(name).and_then(Item::as_text);
            word.map(str::to_owned).ok_or_else(|| shape(path))
        };
        let kind = word(header, "t", "data/hdr/t")?;
        if !TYPES.contains(&kind.as_str()) {
            let found = kind.chars().take(24).collect();
            return Err(SealError::Kind { found });
        }
        match header.get("v") {
            Some(Item::Integer(VERSION)) => {}
            Some(Item::Integer(found)) => return Err(SealError::Version { found: *found }),
            _ => return Err(shape("data/hdr/v")),
        }
        let state = word(header, "is", "data/hdr/is")?;
        let signature = whole.get("sig").ok_or(SealError::Unsigned)?;
        let octets = |name: &str, path: &'static str| {
            let text = word(signature, name, path)?;
            BASE64.decode(text.trim()).map_err(|_| shape(path))
        };
        Ok(Self {
            signed: canonical(data).ok_or_else(|| shape("data"))?,
            state,
            kind,
            alg: word(signature, "alg", "sig/alg")?,
            certificate: octets("cer", "sig/cer")?,
            signature: octets("sigvl", "sig/sigvl")?,
            in_array,
            characters: given.chars().count(),
            data: data.to_value(),
        })
    }

    /// Octets that were signed.
    #[must_use]
    pub fn signed_octets(&self) -> usize {
        self.signed.len()
    }

    /// The algorithm, if it is one of a seal.
    #[must_use]
    pub fn algorithm(&self) -> Option<(PkiAlgorithm, usize)> {
        match self.alg.as_str() {
            "ES256" => Some((PkiAlgorithm::Ecdsa(Hash::Sha256), 256)),
            "ES384" => Some((PkiAlgorithm::Ecdsa(Hash::Sha384), 384)),
            "ES512" => Some((PkiAlgorithm::Ecdsa(Hash::Sha512), 521)),
            _ => None,
        }
    }

    /// Verifies the signature over the canonical data.
    ///
    /// # Errors
    /// Another type of key, another length, or a wrong signature.
    pub fn verify(&self, algorithm: PkiAlgorithm, key: &PkiKey) -> Result<(), PkiError> {
        key.verify_raw(algorithm, &self.signed, &self.signature)
    }

    /// What was signed, which anybody may have written until the signature was checked. Never show this to anyone as what
    /// a seal says.
    #[must_use]
    pub fn peek(&self) -> Item<'_> {
        Item::from(&self.data)
    }
}

/// The canonical form of JSON (RFC 8785): members in the order of their UTF-16 units, no white space, and what must be
/// escaped alone. `None` where it has a number with a fraction or beyond what a double holds, which no seal has.
fn canonical(item: &Item<'_>) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    write(item, &mut out)?;
    Some(out)
}

/// The largest whole number that a double holds with all its neighbours (RFC 7493 section 2.2).
const MAX_EXACT: i64 = (1 << 53) - 1;

fn write(item: &Item<'_>, out: &mut Vec<u8>) -> Option<()> {
    let quoted = |text: &str| serde_json::to_vec(text).ok();
    match item {
        Item::Null => out.extend_from_slice(b"null"),
        Item::Bool(true) => out.extend_from_slice(b"true"),
        Item::Bool(false) => out.extend_from_slice(b"false"),
        Item::Integer(number) if number.abs() <= MAX_EXACT => {
            out.extend_from_slice(number.to_string().as_bytes());
        }
        // ECMAScript writes a whole float as the integer that it is.
        Item::Float(number) if number.fract() == 0.0 && number.abs() <= MAX_EXACT as f64 => {
            out.extend_from_slice((*number as i64).to_string().as_bytes());
        }
        // The escapes of serde_json are those of RFC 8785 3.2.2.2.
        Item::Text(text) => out.extend(quoted(text)?),
        Item::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write(item, out)?;
            }
            out.push(b']');
        }
        Item::Map(pairs) => {
            let mut members: Vec<(&str, &Item<'_>)> = Vec::with_capacity(pairs.len());
            for (name, item) in pairs {
                members.push((name.as_text()?, item));
            }
            members.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            out.push(b'{');
            for (index, (name, item)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                out.extend(quoted(name)?);
                out.push(b':');
                write(item, out)?;
            }
            out.push(b'}');
        }
        Item::Integer(_) | Item::Float(_) | Item::Large(_) | Item::Bytes(_) | Item::Tag(..) => {
            return None;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn form(json: &str) -> Option<String> {
        let value = parse_json(json).unwrap();
        canonical(&Item::from(&value)).map(|octets| String::from_utf8(octets).unwrap())
    }

    #[test]
    fn the_canonical_form_is_that_of_rfc_8785() {
        for (given, want) in [
            (
                "{ \"b\" : 1, \"a\" : [ true , null ] }",
                r#"{"a":[true,null],"b":1}"#,
            ),
            (
                r#"{"n":1.0,"m":-0.0,"k":333333333}"#,
                r#"{"k":333333333,"m":0,"n":1}"#,
            ),
            // Section 3.2.3: sorted by UTF-16 units, in which U+1F600 comes before U+FB33.
            (
                "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}",
                "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}",
            ),
            // Section 3.2.2.2.
            (
                r#"{"s":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"}"#,
                "{\"s\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
            ),
        ] {
            assert_eq!(form(given).as_deref(), Some(want), "{given}");
        }
        for given in ["[1.5]", "[9007199254740993]", "[1e300]"] {
            assert_eq!(form(given), None, "{given}");
        }
    }

    proptest! {
        #[test]
        fn a_canonical_text_is_its_own_canonical_form(
            members in prop::collection::btree_map("[ -~æøå\u{1f600}\u{fb33}]{0,6}", "[ -~\n\t\u{7}]{0,8}", 0..6)
        ) {
            let json = serde_json::to_string(&members).unwrap();
            let once = form(&json).unwrap();
            prop_assert_eq!(form(&once), Some(once));
        }
    }

    #[test]
    fn what_is_no_seal_is_told_by_what_is_wrong_with_it() {
        let sig = r#""sig":{"alg":"ES256","cer":"AA","sigvl":"AA"}"#;
        let seal = |header: &str| format!(r#"{{"data":{{"hdr":{header},"msg":{{}}}},{sig}}}"#);
        let good = seal(r#"{"t":"icao.vacc","v":1,"is":"UTO"}"#);
        assert!(Seal::parse(&good).is_ok());
        assert!(Seal::parse(&format!("[{good}]")).unwrap().in_array);
        let shape = |path| Err(SealError::Shape { path });
        for (given, want) in [
            ("{}".to_owned(), shape("data")),
            (seal(r#"{"v":1,"is":"UTO"}"#), shape("data/hdr/t")),
            (
                seal(r#"{"t":"icao.vacc","v":"1","is":"UTO"}"#),
                shape("data/hdr/v"),
            ),
            (
                seal(r#"{"t":"icao.vacc","v":2,"is":"UTO"}"#),
                Err(SealError::Version { found: 2 }),
            ),
            (
                seal(r#"{"t":"icao.visa","v":1,"is":"UTO"}"#),
                Err(SealError::Kind {
                    found: "icao.visa".into(),
                }),
            ),
            (good.replace(sig, r#""x":1"#), Err(SealError::Unsigned)),
            (good.replace("\"AA\"}", "\"?\"}"), shape("sig/sigvl")),
            (format!("[{good},{good}]"), shape("data")),
        ] {
            assert_eq!(Seal::parse(&given), want, "{given}");
        }
        assert!(matches!(Seal::parse("{"), Err(SealError::Json(_))));
    }
}
