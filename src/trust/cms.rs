//! Signatures over lists and their items: CMS SignedData (RFC 5652), read as DER or BER, written as DER.
//!
//! The gateway of the EU and the archives of several countries sign with it, some in DER, some in BER
//! with indefinite lengths and content in pieces, most of them detached and without signed attributes.
//! [`verify`] answers whose key signed which octets and nothing more: whether that signer is to be trusted
//! is [`super::chain::path`]'s question, or a comparison with the one certificate that is expected.
//!
//! Refused: more or fewer than one signer, SHA-1 and MD5, a signature and a digest by different hashes,
//! signed attributes that are doubled or at odds with the content, content that is another than the one
//! that was brought along. Not supported: counter-signatures, time stamps, revocation lists (all ignored),
//! attribute certificates, content that is no octet string (PKCS#7 of other types), the algorithms that
//! [`crate::key::pki`] does not have.
//!
//! ```
//! use hcert::trust::cms;
//!
//! let error = cms::verify(b"0\x03\x02\x01\x00", None, &[]).unwrap_err();
//! assert_eq!(error.to_string(), "not CMS SignedData: contentType: tag 0x02, expected 0x06");
//! ```

use super::chain::{ChainError, Parts};
use crate::codec::hex;
use crate::key::pki::tlv::{
    INTEGER, Malformed, OCTET_STRING, Reader, SEQUENCE, SET, Tlv, context, context_primitive,
    element, object, sequence, set_of, unsigned,
};
use crate::key::pki::{Hash, PkiAlgorithm, PkiError, PkiKey, algorithm_of_pkcs8, sign_pkcs8};
use crate::text::{Text, ToText};
use crate::{in_english, text};
use std::fmt;

/// The most octets of a CMS that is read. Detached content does not count.
pub const MAX_OCTETS: usize = 16 << 20;

/// Certificates that fit the signer's identifier and are tried: each costs a verification.
const MAX_CANDIDATES: usize = 16;

/// Object identifiers of RFC 5652 and RFC 5754.
const DATA: &str = "1.2.840.113549.1.7.1";
const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
const SHA_256: &str = "2.16.840.1.101.3.4.2.1";
const ECDSA_WITH_SHA_256: &str = "1.2.840.10045.4.3.2";
const RSA_WITH_SHA_256: &str = "1.2.840.113549.1.1.11";

/// What a good signature tells.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified {
    /// The certificate whose key signed, in DER.
    pub signer: Vec<u8>,
    /// The certificates that are embedded, in DER, the signer's own among them if it is.
    pub certificates: Vec<Vec<u8>>,
    /// The content, where it is embedded.
    pub content: Option<Vec<u8>>,
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let signer = super::chain::subject_text(&self.signer);
        let content = self.content.as_ref().map(Vec::len);
        write!(
            f,
            "Verified(by {signer}, {} certificates, ",
            self.certificates.len()
        )?;
        match content {
            Some(octets) => write!(f, "{octets} octets of content)"),
            None => f.write_str("detached)"),
        }
    }
}

/// Why a CMS does not verify, or cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CmsError {
    /// There are too many octets.
    TooLarge {
        /// How many.
        octets: usize,
    },
    /// The octets do not have the shape of CMS SignedData.
    Malformed(Text),
    /// There is not exactly one signer.
    Signers {
        /// How many there are.
        found: usize,
    },
    /// Neither is content embedded nor was it brought along.
    NoContent,
    /// The embedded content is another than the one that was brought along.
    OtherContent {
        /// Octets embedded.
        embedded: usize,
        /// Octets brought along.
        detached: usize,
    },
    /// The signed attributes are not what they must be.
    Attributes(Text),
    /// The algorithm is none that counts.
    Algorithm(Text),
    /// No certificate fits the signer's identifier.
    NoCertificate {
        /// The identifier in words.
        signer: Text,
    },
    /// The signature is not good under any certificate that fits.
    Signature(PkiError),
    /// The signer's certificate cannot be read.
    Certificate(ChainError),
    /// The private key cannot sign, or is not the certificate's.
    Key(PkiError),
}

impl ToText for CmsError {
    fn to_text(&self) -> Text {
        match self {
            Self::TooLarge { octets } => text!(CMS_TOO_LARGE, octets, most = MAX_OCTETS),
            Self::Malformed(reason) => text!(CMS_MALFORMED, reason),
            Self::Signers { found } => text!(CMS_SIGNERS, found),
            Self::NoContent => text!(CMS_NO_CONTENT),
            Self::OtherContent { embedded, detached } => {
                text!(CMS_OTHER_CONTENT, embedded, detached)
            }
            Self::Attributes(reason) => text!(CMS_ATTRIBUTES, reason),
            Self::Algorithm(reason) => text!(CMS_ALGORITHM, reason),
            Self::NoCertificate { signer } => text!(CMS_NO_CERTIFICATE, signer),
            Self::Signature(error) => text!(CMS_SIGNATURE, error),
            Self::Certificate(error) => text!(CMS_CERTIFICATE, error),
            Self::Key(error) => text!(SIGNER_PRIVATE_KEY, error),
        }
    }
}

in_english!(CmsError: Error);

impl From<Malformed> for CmsError {
    fn from(error: Malformed) -> Self {
        Self::Malformed(Text::plain(error))
    }
}

/// A SignedData with one signer.
struct SignedData<'a> {
    content_type: String,
    content: Option<Vec<u8>>,
    certificates: Vec<&'a [u8]>,
    signer: SignerInfo<'a>,
}

struct SignerInfo<'a> {
    id: SignerId<'a>,
    digest_algorithm: &'a [u8],
    attributes: Option<Tlv<'a>>,
    algorithm: &'a [u8],
    signature: Vec<u8>,
}

/// How a signer names its certificate.
enum SignerId<'a> {
    Serial { issuer: &'a [u8], serial: &'a [u8] },
    KeyId(&'a [u8]),
}

impl SignerId<'_> {
    fn fits(&self, certificate: &Parts<'_>) -> bool {
        match self {
            Self::Serial { issuer, serial } => {
                *issuer == certificate.issuer && *serial == certificate.serial
            }
            Self::KeyId(id) => certificate.has_key_id(id),
        }
    }
}

impl ToText for SignerId<'_> {
    fn to_text(&self) -> Text {
        match self {
            Self::Serial { serial, .. } => text!(CMS_SERIAL, serial = hex(serial)),
            Self::KeyId(id) => text!(CMS_KEY_ID, id = hex(id)),
        }
    }
}

impl<'a> SignedData<'a> {
    fn read(cms: &'a [u8]) -> Result<Self, CmsError> {
        let mut outer = Reader::ber(cms);
        let mut info = outer.take(SEQUENCE, "ContentInfo")?.inside();
        outer.end("ContentInfo")?;
        let kind = info.oid("contentType")?;
        if kind != SIGNED_DATA {
            let reason = text!(CMS_CONTENT_TYPE, found = kind, want = SIGNED_DATA);
            return Err(CmsError::Malformed(reason));
        }
        let mut content = info.take(context(0), "content")?.inside();
        info.end("ContentInfo")?;
        let mut data = content.take(SEQUENCE, "SignedData")?.inside();
        content.end("content")?;

        data.take(INTEGER, "version")?;
        data.take(SET, "digestAlgorithms")?;
        let mut encapsulated = data.take(SEQUENCE, "encapContentInfo")?.inside();
        let content_type = encapsulated.oid("eContentType")?;
        let content = match encapsulated.optional(context(0), "eContent")? {
            Some(explicit) => {
                let mut inside = explicit.inside();
                let octets = inside.octets("eContent")?.into_owned();
                inside.end("eContent")?;
                Some(octets)
            }
            None => None,
        };
        encapsulated.end("encapContentInfo")?;
        let mut certificates = Vec::new();
        if let Some(set) = data.optional(context(0), "certificates")? {
            let mut set = set.inside();
            while !set.is_empty() {
                let choice = set.any("certificate")?;
                if choice.tag == SEQUENCE {
                    certificates.push(choice.raw);
                }
            }
        }
        data.optional(context(1), "crls")?;
        let mut signers = data.take(SET, "signerInfos")?.inside();
        data.end("SignedData")?;

        let mut infos = Vec::new();
        while !signers.is_empty() {
            infos.push(signers.take(SEQUENCE, "signerInfo")?);
        }
        let [signer] = infos.as_slice() else {
            return Err(CmsError::Signers { found: infos.len() });
        };
        let signer = SignerInfo::read(signer.inside())?;
        Ok(Self {
            content_type,
            content,
            certificates,
            signer,
        })
    }
}

impl<'a> SignerInfo<'a> {
    fn read(mut info: Reader<'a>) -> Result<Self, CmsError> {
        info.take(INTEGER, "version")?;
        let id = match info.optional(context_primitive(0), "subjectKeyIdentifier")? {
            Some(id) => SignerId::KeyId(id.content),
            None => {
                let mut pair = info.take(SEQUENCE, "issuerAndSerialNumber")?.inside();
                let issuer = pair.take(SEQUENCE, "issuer")?.raw;
                let serial = pair.take(INTEGER, "serialNumber")?.content;
                pair.end("issuerAndSerialNumber")?;
                SignerId::Serial { issuer, serial }
            }
        };
        let digest_algorithm = info.take(SEQUENCE, "digestAlgorithm")?.raw;
        let attributes = info.optional(context(0), "signedAttrs")?;
        let algorithm = info.take(SEQUENCE, "signatureAlgorithm")?.raw;
        let signature = info.octets("signature")?.into_owned();
        info.optional(context(1), "unsignedAttrs")?;
        info.end("signerInfo")?;
        Ok(Self {
            id,
            digest_algorithm,
            attributes,
            algorithm,
            signature,
        })
    }
}

/// The one value of each signed attribute that must be there, and the octets that the signature covers.
struct Attributes<'a> {
    content_type: String,
    message_digest: &'a [u8],
    signed: Vec<u8>,
}

impl<'a> Attributes<'a> {
    fn read(attributes: Tlv<'a>) -> Result<Self, CmsError> {
        let (mut content_type, mut message_digest) = (None, None);
        let mut all = Vec::new();
        let mut list = attributes.inside();
        while !list.is_empty() {
            let attribute = list.take(SEQUENCE, "attribute")?;
            all.push(attribute.raw);
            let mut inside = attribute.inside();
            let oid = inside.oid("attrType")?;
            let mut values = inside.take(SET, "attrValues")?.inside();
            inside.end("attribute")?;
            let doubled = match oid.as_str() {
                CONTENT_TYPE => {
                    let value = values.oid("content-type")?;
                    values.end("content-type")?;
                    content_type.replace(value).is_some()
                }
                MESSAGE_DIGEST => {
                    let value = values.take(OCTET_STRING, "message-digest")?.content;
                    values.end("message-digest")?;
                    message_digest.replace(value).is_some()
                }
                _ => false,
            };
            if doubled {
                return Err(CmsError::Attributes(text!(CMS_TWICE, name = oid)));
            }
        }
        let missing = |name: &str| CmsError::Attributes(text!(CMS_MISSING, name));
        Ok(Self {
            content_type: content_type.ok_or_else(|| missing("content-type"))?,
            message_digest: message_digest.ok_or_else(|| missing("message-digest"))?,
            // RFC 5652 5.4: not as they stand there, but as a set in DER.
            signed: set_of(all),
        })
    }
}

/// Verifies a CMS. `detached` is the content that was brought along; where content is embedded too, the
/// two must be equal. The signer's certificate is looked for among the embedded ones and `known`.
///
/// The result says whose signature it is, and not that the signer is to be trusted.
///
/// # Errors
/// The CMS is not read, there is no certificate for its signer, or its signature is wrong.
pub fn verify(
    cms: &[u8],
    detached: Option<&[u8]>,
    known: &[Vec<u8>],
) -> Result<Verified, CmsError> {
    if cms.len() > MAX_OCTETS {
        return Err(CmsError::TooLarge { octets: cms.len() });
    }
    let data = SignedData::read(cms)?;
    let content = match (data.content.as_deref(), detached) {
        (Some(embedded), Some(detached)) if embedded != detached => {
            let (embedded, detached) = (embedded.len(), detached.len());
            return Err(CmsError::OtherContent { embedded, detached });
        }
        (Some(content), _) | (None, Some(content)) => content,
        (None, None) => return Err(CmsError::NoContent),
    };
    let signer = &data.signer;
    let algorithm = PkiAlgorithm::from_cms(signer.algorithm, signer.digest_algorithm)
        .map_err(CmsError::Signature)?;
    if algorithm.is_sha1() {
        return Err(CmsError::Algorithm(text!(PKI_BROKEN, name = algorithm)));
    }
    let attributes = signer.attributes.map(Attributes::read).transpose()?;
    let message = signed_octets(
        &data.content_type,
        content,
        algorithm.hash(),
        attributes.as_ref(),
    )?;

    let embedded = data.certificates.iter().copied();
    let candidates = embedded.chain(known.iter().map(Vec::as_slice));
    let fitting = candidates
        .filter_map(|der| Some((der, Parts::of(der).ok()?)))
        .filter(|(_, parts)| signer.id.fits(parts));
    let mut error = None;
    for (der, parts) in fitting.take(MAX_CANDIDATES) {
        let verified = PkiKey::from_spki(parts.spki)
            .and_then(|key| key.verify(algorithm, message, &signer.signature));
        match verified {
            Ok(()) => {
                return Ok(Verified {
                    signer: der.to_vec(),
                    certificates: data.certificates.iter().map(|der| der.to_vec()).collect(),
                    content: data.content,
                });
            }
            Err(reason) => error = error.or(Some(reason)),
        }
    }
    Err(match error {
        Some(error) => CmsError::Signature(error),
        None => CmsError::NoCertificate {
            signer: signer.id.to_text(),
        },
    })
}

/// The octets that the signature covers: the attributes, once they agree with the content; without
/// attributes the content itself (RFC 5652 5.4).
fn signed_octets<'a>(
    content_type: &str,
    content: &'a [u8],
    hash: Hash,
    attributes: Option<&'a Attributes<'_>>,
) -> Result<&'a [u8], CmsError> {
    let Some(attributes) = attributes else {
        if content_type != DATA {
            let reason = text!(CMS_ATTRIBUTES_MISSING, kind = content_type);
            return Err(CmsError::Attributes(reason));
        }
        // Else the attributes of another CMS could be passed off as content, with their signature.
        if are_attributes(content) {
            return Err(CmsError::Attributes(text!(CMS_ATTRIBUTES_AS_CONTENT)));
        }
        return Ok(content);
    };
    if attributes.content_type != content_type {
        let found = &attributes.content_type;
        let reason = text!(CMS_OTHER_TYPE, found, want = content_type);
        return Err(CmsError::Attributes(reason));
    }
    let digest = hash.digest(content);
    if attributes.message_digest != digest {
        let found = hex(attributes.message_digest);
        let reason = text!(CMS_OTHER_DIGEST, found, want = hex(&digest));
        return Err(CmsError::Attributes(reason));
    }
    Ok(&attributes.signed)
}

/// Whether content is signed attributes with a digest.
fn are_attributes(content: &[u8]) -> bool {
    Reader::der(content)
        .take(SET, "attributes")
        .is_ok_and(|set| Attributes::read(set).is_ok())
}

/// Who signs a list: a certificate in DER and its private key in PKCS#8.
#[derive(Clone, Copy)]
pub struct CmsSigner<'a> {
    /// The certificate, which is embedded.
    pub certificate: &'a [u8],
    /// The private key: P-256 or RSA.
    pub key_pkcs8: &'a [u8],
}

impl fmt::Debug for CmsSigner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "CmsSigner({})",
            super::chain::subject_text(self.certificate)
        )
    }
}

/// Signs content with SHA-256, by ECDSA or RSA PKCS#1 as the key is, with signed attributes and the
/// signer's certificate. `detached` leaves the content out. There is no signing time, because time is not
/// asked for here.
///
/// # Errors
/// The certificate or key is not read, or the two do not belong together.
pub fn sign(content: &[u8], detached: bool, signer: &CmsSigner<'_>) -> Result<Vec<u8>, CmsError> {
    let mut rest = Reader::der(signer.certificate);
    let certificate = rest.any("certificate")?.raw;
    rest.end("certificate")?;
    let parts = Parts::of(certificate).map_err(CmsError::Certificate)?;
    let algorithm = algorithm_of_pkcs8(signer.key_pkcs8).map_err(CmsError::Key)?;

    let digest = element(OCTET_STRING, &Hash::Sha256.digest(content));
    let attribute = |oid, value| sequence(&[&object(oid), &set_of(vec![value])]);
    let attributes = [
        attribute(CONTENT_TYPE, &object(DATA)),
        attribute(MESSAGE_DIGEST, &digest),
    ];
    let attributes = set_of(attributes.iter().map(Vec::as_slice).collect());
    let signature = sign_pkcs8(signer.key_pkcs8, algorithm, &attributes).map_err(CmsError::Key)?;
    // A certificate for another key would make a CMS that nobody can verify.
    PkiKey::from_spki(parts.spki)
        .and_then(|key| key.verify(algorithm, &attributes, &signature))
        .map_err(CmsError::Key)?;

    let null = [5, 0];
    let sha_256 = sequence(&[&object(SHA_256)]);
    let signature_algorithm = match algorithm {
        PkiAlgorithm::Ecdsa(_) => sequence(&[&object(ECDSA_WITH_SHA_256)]),
        _ => sequence(&[&object(RSA_WITH_SHA_256), &null]),
    };
    let version = unsigned(&[1]);
    let inside = Reader::der(&attributes).any("attributes")?.content;
    let info = sequence(&[
        &version,
        &sequence(&[parts.issuer, &element(INTEGER, parts.serial)]),
        &sha_256,
        &element(context(0), inside),
        &signature_algorithm,
        &element(OCTET_STRING, &signature),
    ]);
    let mut encapsulated = object(DATA);
    if !detached {
        encapsulated.extend(element(context(0), &element(OCTET_STRING, content)));
    }
    let data = sequence(&[
        &version,
        &set_of(vec![&sha_256]),
        &element(SEQUENCE, &encapsulated),
        &element(context(0), certificate),
        &set_of(vec![&info]),
    ]);
    Ok(sequence(&[
        &object(SIGNED_DATA),
        &element(context(0), &data),
    ]))
}

#[cfg(test)]
mod tests;
