//! Groups of reasons, in the order that breaks ties.

use crate::deviation::DeviationCode;
use std::fmt;

/// Groups of reasons, in the order that breaks ties among rejects and among obstacles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Class {
    /// The certificate or its key was revoked.
    Revoked,
    /// The signature is wrong.
    Signature,
    /// The algorithm is unknown or at odds with the key.
    Alg,
    /// The key may not sign this kind of certificate.
    KeyUsage,
    /// The signer's certificate is not the one of the authority that it names.
    Chain,
    /// The issuer is not known, or another than the signer.
    Issuer,
    /// The signer's certificate is not valid.
    DscValidity,
    /// It is another person's than the passport.
    Holder,
    /// The certificate has expired.
    Expired,
    /// The certificate is not valid yet.
    NotYetValid,
    /// The payload breaks the schema.
    Schema,
    /// The content itself says that it does not count.
    Content,
    /// The claims are not those of an EU certificate.
    Hcert,
    /// A country's rule is not met.
    Rule,
    /// The signer is not known.
    Kid,
    /// The signer is known, for another domain.
    Domain,
    /// Its version is not known.
    Version,
    /// Parts of it are missing.
    Chunks,
    /// What was signed cannot be told.
    Ambiguous,
    /// The archive is malformed.
    Zip,
    /// The JWS is malformed.
    Jws,
    /// The JSON is malformed.
    Json,
    /// The text does not stand for octets.
    Text,
    /// The envelope is malformed.
    Cose,
    /// The CBOR is malformed.
    Cbor,
    /// The zlib stream is malformed.
    Zlib,
    /// More data than any certificate has.
    TooLarge,
    /// The Base45 text is malformed.
    Base45,
    /// The text is no EU certificate.
    Prefix,
    /// A code that we read, meant for another use.
    Context,
    /// A link to a document that was not read.
    Link,
    /// Nobody signed it.
    Unsigned,
    /// The picture holds no readable code.
    Picture,
    /// The clock lies before a signed date.
    Clock,
    /// The lists needed are too old.
    Stale,
    /// A rule cannot be decided.
    Open,
}

impl Class {
    /// All of them, in order.
    pub const ALL: [Self; 36] = [
        Self::Revoked,
        Self::Signature,
        Self::Alg,
        Self::KeyUsage,
        Self::Chain,
        Self::Issuer,
        Self::DscValidity,
        Self::Holder,
        Self::Expired,
        Self::NotYetValid,
        Self::Schema,
        Self::Content,
        Self::Hcert,
        Self::Rule,
        Self::Kid,
        Self::Domain,
        Self::Version,
        Self::Chunks,
        Self::Ambiguous,
        Self::Zip,
        Self::Jws,
        Self::Json,
        Self::Text,
        Self::Cose,
        Self::Cbor,
        Self::Zlib,
        Self::TooLarge,
        Self::Base45,
        Self::Prefix,
        Self::Context,
        Self::Link,
        Self::Unsigned,
        Self::Picture,
        Self::Clock,
        Self::Stale,
        Self::Open,
    ];

    /// The stable kebab-case name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::Signature => "signature",
            Self::Alg => "alg",
            Self::KeyUsage => "key-usage",
            Self::Chain => "chain",
            Self::Issuer => "issuer",
            Self::DscValidity => "dsc-validity",
            Self::Holder => "holder",
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::Schema => "schema",
            Self::Content => "content",
            Self::Hcert => "hcert",
            Self::Rule => "rule",
            Self::Kid => "kid",
            Self::Domain => "domain",
            Self::Version => "version",
            Self::Chunks => "chunks",
            Self::Ambiguous => "ambiguous",
            Self::Zip => "zip",
            Self::Jws => "jws",
            Self::Json => "json",
            Self::Text => "text",
            Self::Cose => "cose",
            Self::Cbor => "cbor",
            Self::Zlib => "zlib",
            Self::TooLarge => "too-large",
            Self::Base45 => "base45",
            Self::Prefix => "prefix",
            Self::Context => "context",
            Self::Link => "link",
            Self::Unsigned => "unsigned",
            Self::Picture => "picture",
            Self::Clock => "clock",
            Self::Stale => "stale",
            Self::Open => "open",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The class that a deviation rejects with under a strict policy.
pub(super) fn class_of(code: DeviationCode) -> Class {
    use DeviationCode as D;
    match code {
        D::RepairBom | D::RepairBlanks | D::RepairCase | D::RepairPercent => Class::Prefix,
        D::RepairControl => Class::Base45,
        D::Chunked => Class::Chunks,
        D::NotCompressed => Class::Jws,
        D::WrappedInArray => Class::Json,
        D::CoseUntagged | D::CoseCwtTag | D::CoseConflict => Class::Cose,
        D::AlgUnprotected => Class::Alg,
        D::CborIndefinite => Class::Cbor,
        D::ClaimUnknown
        | D::ClaimDateFloat
        | D::ClaimDateTagged
        | D::IssuerNoCountry
        | D::IssuerDiffers
        | D::SignerDiffers
        | D::IatMilliseconds
        | D::SubKeyWrapped
        | D::SubKeyUnknown => Class::Hcert,
        D::KeyUsageArc | D::DscAuthority => Class::KeyUsage,
        D::DscDer | D::DscWindow => Class::DscValidity,
        _ => Class::Schema,
    }
}
