//! How keys and the lists that vouch for them look to programs.

use hcert::codec::hex;
use hcert::trust::{Dsc, ListSignature, Provenance};
use schemars::JsonSchema;
use serde::Serialize;

/// A key that may sign.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Key")]
pub struct KeyJson {
    /// The key identifier, in hexadecimal digits.
    pub kid: String,
    /// Two letters, if anybody said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// `ES256` or `PS256`; none for a key that cannot be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    alg: Option<&'static str>,
    /// The key's type, such as `EC P-256` or `RSA 3072`.
    key: String,
    /// What it may sign: `vaccination`, `test`, `recovery`; empty for anything. Absent where nobody says, or where it
    /// cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    purposes: Option<Vec<&'static str>>,
    /// Its certificate; none for a bare key.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<CertificateJson>,
    /// Whether a known authority issued the certificate: `good`, `no-authority`, `bad` or `not-checked`.
    chain: &'static str,
    /// The network whose list has it: `eu` or `gdhcn`.
    framework: &'static str,
    /// The trust domain; `DCC` where the list names none.
    domain: String,
    /// What it is for: `documents`, `authority`, `upload` or `other`.
    usage: &'static str,
    /// The list that it came from.
    list: ListJson,
}

/// A signer's certificate.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Certificate")]
struct CertificateJson {
    subject: String,
    issuer: String,
    /// RFC 3339.
    not_before: String,
    /// RFC 3339, included.
    not_after: String,
    /// What is not as it should be, and is tolerated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    oddities: Vec<String>,
}

/// A list of keys, or of revoked certificates.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "List")]
pub struct ListJson {
    /// Its name: a file, or an address.
    source: String,
    /// The name of its form.
    format: String,
    /// `good`, `signer-expired`, `unsigned` or `not-checked`.
    signature: &'static str,
    /// Who signed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    signer: Option<String>,
    /// What its keys are for: `prod`, `uat`, `dev` or `local`.
    environment: &'static str,
    /// When it was known to be complete, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// When it expires, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
}

impl KeyJson {
    /// The object of a key.
    #[must_use]
    pub fn new(dsc: &Dsc) -> Self {
        let purposes = dsc.purposes().filter(|purposes| !purposes.unreadable);
        let named = |kind: &hcert::dcc::Kind| kind.message().word();
        Self {
            kid: hex(&dsc.kid),
            country: dsc.country.clone(),
            alg: dsc.key.algorithm().map(hcert::key::Algorithm::name),
            key: dsc.key.type_name(),
            purposes: purposes.map(|purposes| purposes.named.iter().map(named).collect()),
            certificate: dsc.certificate.as_ref().map(|info| CertificateJson {
                subject: info.subject.clone(),
                issuer: info.issuer.clone(),
                not_before: info.not_before.to_string(),
                not_after: info.not_after.to_string(),
                oddities: info.oddities.clone(),
            }),
            chain: dsc.chain.code(),
            framework: dsc.provenance.framework().code(),
            domain: dsc.domain_name().to_owned(),
            usage: dsc.usage.code(),
            list: ListJson::new(&dsc.provenance),
        }
    }
}

impl ListJson {
    /// The object of a list.
    #[must_use]
    pub fn new(list: &Provenance) -> Self {
        Self {
            source: list.source.clone(),
            format: list.format.name().to_owned(),
            signature: list.signature.code(),
            signer: match &list.signature {
                ListSignature::Good { signer } | ListSignature::SignerExpired { signer } => {
                    Some(signer.clone())
                }
                _ => None,
            },
            environment: list.environment.code(),
            as_of: list.as_of.map(|at| at.to_string()),
            expires: list.expires_at.map(|at| at.to_string()),
        }
    }
}
