//! How a code that was issued looks to programs.

use hcert::codec::hex;
use hcert::issue::IssuedCode;
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;

/// A code that was issued and read again.
#[derive(Clone, Serialize, JsonSchema)]
#[schemars(rename = "IssuedCode")]
pub struct IssuedJson {
    /// The name of what was handed in, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    /// The code's text.
    hc1: String,
    /// The signer's key identifier, in hexadecimal digits.
    kid: String,
    /// `ES256` or `PS256`.
    #[serde(skip_serializing_if = "Option::is_none")]
    alg: Option<&'static str>,
    /// When it was issued, RFC 3339.
    iat: String,
    /// When it expires, RFC 3339.
    exp: String,
    /// The certificate's identifier; a yellow card has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    uvci: Option<String>,
    /// Whose it is in the ledger, in hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pseudonym: Option<String>,
    /// The file of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qr: Option<String>,
    /// What should be known of what was filled in, and of how it was recorded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl IssuedJson {
    /// The object of a code.
    #[must_use]
    pub fn new(issued: &IssuedCode) -> Self {
        Self {
            input: None,
            hc1: issued.text.clone(),
            kid: hex(&issued.kid),
            alg: issued.algorithm.map(hcert::key::Algorithm::name),
            iat: issued.validity.issued_at.to_string(),
            exp: issued.validity.expires_at.to_string(),
            uvci: issued.content.uvci().map(str::to_owned),
            pseudonym: None,
            qr: None,
            notes: issued.notes.iter().map(ToString::to_string).collect(),
        }
    }
}

/// Shows no code.
impl fmt::Debug for IssuedJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IssuedJson({})", self.kid)
    }
}
