//! (Reader to be written.)

use super::{ReadError, Request};
use crate::codec::cbor::hex;
use crate::revocation::{Files, Hash, HashType, Sink};
use crate::time::Timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use std::fmt;
use std::io;

/// The most entries of a batch.
pub const MAX_ENTRIES: usize = 1000;

/// The content of a batch, before it is signed.
#[derive(Clone, PartialEq, Eq)]
pub struct GatewayBatch {
    /// The country that revokes.
    pub country: [u8; 2],
    /// When the entries stop to count.
    pub expires: Timestamp,
    /// The signer; `None` is `UNKNOWN_KID`, all signers of the country.
    pub kid: Option<[u8; 8]>,
    /// What was hashed.
    pub hash_type: HashType,
    /// 1 to [`MAX_ENTRIES`] hashes.
    pub hashes: Vec<Hash>,
}

impl GatewayBatch {
    /// The JSON that is signed: the same octets for the same batch.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let kid = self
            .kid
            .map_or_else(|| "UNKNOWN_KID".to_owned(), |kid| STANDARD.encode(kid));
        let entries = self
            .hashes
            .iter()
            .map(|hash| json!({"hash": STANDARD.encode(hash)}));
        let json = json!({
            "country": String::from_utf8_lossy(&self.country),
            "expires": self.expires.to_string(),
            "kid": kid,
            "hashType": self.hash_type.name(),
            "entries": entries.collect::<Vec<_>>(),
        });
        json.to_string().into_bytes()
    }
}

impl fmt::Debug for GatewayBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kid = self
            .kid
            .map_or_else(|| "UNKNOWN_KID".to_owned(), |kid| hex(&kid));
        write!(
            f,
            "GatewayBatch({kid}, {}, {} entries, until {})",
            self.hash_type,
            self.hashes.len(),
            self.expires
        )
    }
}

pub(super) fn recognise(_names: &[String], _files: &dyn Files) -> io::Result<bool> {
    Ok(false)
}

pub(super) fn read(
    request: &Request<'_>,
    _files: &dyn Files,
    _sink: &mut dyn Sink,
) -> Result<(), ReadError> {
    Err(ReadError::Unknown {
        source: request.source.to_owned(),
        reason: "not built".into(),
    })
}
