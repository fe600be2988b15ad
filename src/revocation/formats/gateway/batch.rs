//! What a batch of the gateway says: the JSON inside the CMS.

use crate::codec::hex;
use crate::country::CountryCode;
use crate::revocation::{Hash, HashType};
use crate::text;
use crate::text::Text;
use crate::time::{TimeError, Timestamp};
use crate::trust::formats::common;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;
use std::fmt;

/// The most entries of a batch.
pub const MAX_ENTRIES: usize = 1000;

/// What stands for the key identifier where all signers of the country are meant.
const UNKNOWN_KID: &str = "UNKNOWN_KID";

/// The content of a batch, before it is signed.
#[derive(Clone, PartialEq, Eq)]
pub struct GatewayBatch {
    /// The country that revokes.
    pub country: CountryCode,
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
            .map_or_else(|| UNKNOWN_KID.to_owned(), |kid| STANDARD.encode(kid));
        let entries = self
            .hashes
            .iter()
            .map(|hash| json!({"hash": STANDARD.encode(hash)}));
        let json = json!({
            "country": self.country.as_str(),
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
            .map_or_else(|| UNKNOWN_KID.to_owned(), |kid| hex(&kid));
        write!(
            f,
            "GatewayBatch({kid}, {}, {} entries, until {})",
            self.hash_type,
            self.hashes.len(),
            self.expires
        )
    }
}

/// The JSON in a batch.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    country: String,
    expires: String,
    kid: String,
    hash_type: String,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    hash: String,
}

crate::text::sentence_error! {
    /// Why JSON is no batch.
    BatchError
}

impl GatewayBatch {
    /// Reads the JSON of a batch: what [`GatewayBatch::to_json`] writes, with further members if there are any.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_json(json: &[u8]) -> Result<Self, BatchError> {
        Ok(Self::parse(json)?)
    }

    fn parse(json: &[u8]) -> Result<Self, Text> {
        let payload: Payload = serde_json::from_slice(json)
            .map_err(|error| text!(GATEWAY_JSON, error = Text::plain(error)))?;
        let country = CountryCode::of_capitals(&payload.country).ok_or_else(|| {
            let found = common::short(&payload.country);
            text!(REVOKED_LIST_COUNTRY, found)
        })?;
        let expires = payload
            .expires
            .parse()
            .map_err(|error: TimeError| text!(GATEWAY_EXPIRES, error))?;
        let kid = match payload.kid.as_str() {
            UNKNOWN_KID => None,
            text => {
                let kid = common::base64("its kid", text)?;
                let kid: [u8; 8] = kid
                    .try_into()
                    .map_err(|kid: Vec<u8>| text!(REVOKED_LIST_KID_LENGTH, found = kid.len()))?;
                Some(kid)
            }
        };
        let hash_type = payload.hash_type.parse().map_err(|_| {
            let known = HashType::ALL.map(HashType::name).join(", ");
            let found = common::short(&payload.hash_type);
            text!(GATEWAY_HASH_TYPE, found, known)
        })?;
        let count = payload.entries.len();
        if !(1..=MAX_ENTRIES).contains(&count) {
            return Err(text!(GATEWAY_ENTRIES, found = count, most = MAX_ENTRIES));
        }
        let hashes = payload.entries.iter().enumerate().map(|(index, entry)| {
            // 16 octets in the one way in which base64 writes them: 24 characters.
            let hash = STANDARD.decode(&entry.hash).ok();
            let hash = hash.and_then(|hash| Hash::try_from(hash).ok());
            hash.ok_or_else(|| {
                let (number, found) = (index + 1, entry.hash.len());
                text!(GATEWAY_ENTRY, number, found)
            })
        });
        Ok(Self {
            country,
            expires,
            kid,
            hash_type,
            hashes: hashes.collect::<Result<_, _>>()?,
        })
    }
}
