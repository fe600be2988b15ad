//! The replacement of an operator's key: a statement that the old key signs.
//!
//! ```text
//! succession = COSE_Sign1 by the old key over {0: "hcert-operator-successor/1", 1: made, 2: the new key}
//! ```
//!
//! The new key is a SubjectPublicKeyInfo, the instant in seconds since 1970. Whoever pins the old key takes files by the
//! new one, and of the old one only those made up to the instant: an old key that came into other hands makes nothing
//! more that counts. A statement goes along in the unprotected header of the files that the new key signs, or is given
//! as an anchor beside the old key.

use super::bundle::{operator_kid, read_instant};
use super::{Anchors, Dsc, TrustError, chain};
use crate::codec::cbor::walk::{Step, Walk};
use crate::codec::cbor::{self, Value};
use crate::codec::cose::Sign1;
use crate::codec::hex;
use crate::key::{Algorithm, KeyError, Signer};
use crate::text;
use crate::text::{Text, ToText};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The first entry of every statement.
const NAME: &str = "hcert-operator-successor/1";

/// Nesting of a statement: a map.
const DEPTH: usize = 4;

/// The most statements that are followed one after another.
const MOST: usize = 16;

/// The label of statements in the unprotected header of a file.
pub(super) const LABEL: &str = "successions";

/// An operator's key that replaced another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Succession {
    /// The identifier of the key that was replaced, in hexadecimal digits.
    pub old: String,
    /// The new key's SubjectPublicKeyInfo, in base64.
    #[serde(with = "spki")]
    pub key: Vec<u8>,
    /// When it was replaced.
    pub at: Timestamp,
}

mod spki {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(octets: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(octets))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(from)?;
        STANDARD.decode(text).map_err(D::Error::custom)
    }
}

/// Whether octets look like a statement.
#[must_use]
pub fn recognise(octets: &[u8]) -> bool {
    let start = octets.get(..64.min(octets.len())).unwrap_or_default();
    start
        .windows(NAME.len())
        .any(|window| window == NAME.as_bytes())
}

/// Makes a statement: the key of `signer` is replaced by another at a moment.
///
/// # Errors
/// The key could not sign.
pub fn sign(
    signer: &dyn Signer,
    kid: &[u8],
    successor: &[u8],
    at: Timestamp,
) -> Result<Vec<u8>, KeyError> {
    let entries = [
        (0_u64.into(), Value::from(NAME)),
        (1_u64.into(), Value::from(at.unix())),
        (2_u64.into(), Value::Bytes(successor.to_vec())),
    ];
    let content = cbor::encode(&Value::Map(entries.to_vec()));
    Sign1::encode(signer.algorithm().cose(), kid, &content, |message| {
        signer.sign(message)
    })
}

fn parse(content: &[u8]) -> Step<(Timestamp, Vec<u8>)> {
    let mut walk = Walk::new(content);
    walk.map_of(3)?;
    walk.entry(0)?;
    let offset = walk.offset();
    if walk.text()? != NAME {
        return Walk::wrong(offset, NAME);
    }
    walk.entry(1)?;
    let at = read_instant(&mut walk)?;
    walk.entry(2)?;
    let key = walk.bytes()?.into_owned();
    walk.end()?;
    Ok((at, key))
}

impl Anchors {
    /// The pinned keys, those of certificates and those that replaced another included, as SubjectPublicKeyInfo.
    pub fn operators(&self) -> impl Iterator<Item = Vec<u8>> {
        let certificates = self.certificates.iter();
        let certificates = certificates.filter_map(|der| chain::spki(der).ok());
        let later = self.successions.iter().map(|one| one.key.clone());
        certificates.chain(self.keys.iter().cloned()).chain(later)
    }

    /// Takes in keys that replaced others, as they were remembered: those whose old key is pinned, and those that are
    /// pinned themselves by now, so that the operator stays the same one.
    #[must_use]
    pub fn with_remembered(mut self, successions: &[Succession]) -> Self {
        // Each may be the successor of another; their order is not relied on.
        for _ in 0..successions.len().min(MOST) {
            for one in successions {
                let pinned = self.pins(&one.old) || self.pins(&hex(&operator_kid(&one.key)));
                if pinned && !self.successions.contains(one) {
                    self.successions.push(one.clone());
                }
            }
        }
        self
    }

    fn pins(&self, kid: &str) -> bool {
        self.operators()
            .any(|spki| hex(&operator_kid(&spki)) == kid)
    }

    /// Takes in a statement by a pinned key.
    ///
    /// ```
    /// use hcert::key::{SoftwareKey, generate_p256};
    /// use hcert::trust::{Anchors, bundle::operator_kid, succession};
    /// let old = SoftwareKey::from_pkcs8(&generate_p256()?)?;
    /// let new = SoftwareKey::from_pkcs8(&generate_p256()?)?;
    /// let at = "2022-02-01T12:00:00Z".parse()?;
    /// let statement = succession::sign(&old, &operator_kid(&old.spki()), &new.spki(), at)?;
    ///
    /// let mut anchors = Anchors { keys: vec![old.spki()], ..Anchors::default() };
    /// anchors.add_succession("operator.succession", &statement)?;
    /// assert!(anchors.operators().any(|spki| spki == new.spki()));
    /// assert!(Anchors::default().add_succession("operator.succession", &statement).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// It is none, its signature is wrong, or nobody pinned its signer.
    pub fn add_succession(&mut self, source: &str, octets: &[u8]) -> Result<(), TrustError> {
        let malformed = |reason: Text| TrustError::Malformed {
            source: source.to_owned(),
            reason,
        };
        let refused = |reason: Text| TrustError::Signature {
            source: source.to_owned(),
            reason,
        };
        let sign1 = Sign1::decode(octets, DEPTH).map_err(|error| malformed(error.to_text()))?;
        let alg = sign1.alg_number().and_then(Algorithm::from_cose);
        let alg = alg.ok_or_else(|| refused(text!(SIGNER_ALGORITHM)))?;
        let kid = sign1
            .kid
            .as_ref()
            .map(|kid| kid.value.clone())
            .unwrap_or_default();
        let Some(spki) = self
            .operators()
            .find(|spki| operator_kid(spki) == kid.as_slice())
        else {
            return Err(refused(text!(SUCCESSION_NOT_PINNED, kid = hex(&kid))));
        };
        let old = Dsc::from_spki(source, &kid, &spki).map_err(|error| refused(error.to_text()))?;
        old.key
            .verify(alg, &sign1.to_be_signed(), &sign1.signature)
            .map_err(|error| refused(error.to_text()))?;
        let (at, key) = parse(&sign1.payload).map_err(|error| malformed(error.to_text()))?;
        Dsc::from_spki(source, &operator_kid(&key), &key)
            .map_err(|error| malformed(text!(SUCCESSION_NEW_KEY, error)))?;
        let succession = Succession {
            old: hex(&kid),
            key,
            at,
        };
        // A key that was replaced has nothing more to say: who gets hold of it names no other.
        let other = self.successions.iter();
        let mut other = other.filter(|one| one.old == succession.old && one.key != succession.key);
        if let Some(other) = other.next() {
            let key = hex(&operator_kid(&other.key));
            let (old, at) = (succession.old, other.at);
            return Err(refused(text!(SUCCESSION_AGAIN, old, at, key)));
        }
        if !self.successions.contains(&succession) {
            if self.successions.len() >= MOST {
                return Err(malformed(text!(SUCCESSION_MANY, most = MOST)));
            }
            self.successions.push(succession);
        }
        Ok(())
    }

    /// When the key with this identifier was replaced, if it was.
    pub(super) fn replaced(&self, kid: &[u8]) -> Option<Timestamp> {
        let kid = hex(kid);
        let dates = self.successions.iter().filter(|one| one.old == kid);
        dates.map(|one| one.at).min()
    }

    /// The identifier under which an operator is remembered: that of the first of its keys that replaced each other.
    pub(super) fn first_of(&self, kid: &[u8]) -> String {
        let mut kid = hex(kid);
        for _ in 0..=MOST {
            let before = self.successions.iter();
            let mut before = before.filter(|one| hex(&operator_kid(&one.key)) == kid);
            match before.next() {
                Some(one) if one.old != kid => kid.clone_from(&one.old),
                _ => break,
            }
        }
        kid
    }
}

/// The statements in the unprotected header of a file.
pub(super) fn carried(sign1: &Sign1) -> Vec<Vec<u8>> {
    let found = sign1.unprotected_map.iter();
    let mut found = found.filter(|(label, _)| *label == Value::from(LABEL));
    match found.next() {
        Some((_, Value::Array(list))) => list
            .iter()
            .take(MOST)
            .filter_map(|one| match one {
                Value::Bytes(octets) => Some(octets.clone()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}
