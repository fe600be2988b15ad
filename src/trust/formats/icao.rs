//! Authorities over the signers of seals: an ICAO master list, and lists of signers that they revoked (CRL).
//!
//! A master list is CMS around `SEQUENCE { version 0, SET OF Certificate }` (ICAO Doc 9303-12, eContentType
//! 2.23.136.1.1.2), as states hand out; a CRL (RFC 5280 section 5) is in DER or PEM, and signed by its authority, which is
//! asked with every seal. An authority alone is a certificate that the operator puts into the domain.

use super::common::{Dates, Draft};
use super::signer;
use crate::documents::vdsnc;
use crate::key::pki::tlv::{Reader, SEQUENCE, SET};
use crate::text::{Text, ToText};
use crate::trust::{Dsc, Format, Request, TrustError, TrustList, Usage, cms, seal};
use std::borrow::Cow;

/// What a CRL in PEM is called.
const CRL_TAG: &str = "X509 CRL";

/// The DER of the object identifier 2.23.136.1.1.2.
const MASTER_LIST: [u8; 8] = [0x06, 0x06, 0x67, 0x81, 0x08, 0x01, 0x01, 0x02];

/// Whether these octets are one of the two.
pub(crate) fn recognise(octets: &[u8]) -> bool {
    let start = octets.get(..256.min(octets.len())).unwrap_or_default();
    let names = |name: &[u8]| start.windows(name.len()).any(|window| window == name);
    crl(octets).is_some() || octets.first() == Some(&SEQUENCE) && names(&MASTER_LIST)
}

/// A CRL in DER, whichever way it is written.
fn crl(octets: &[u8]) -> Option<Cow<'_, [u8]>> {
    if octets.first() == Some(&SEQUENCE) {
        return seal::is_crl(octets).then_some(Cow::Borrowed(octets));
    }
    let begin = b"-----BEGIN X509 CRL-----";
    if !octets.trim_ascii_start().starts_with(begin) {
        return None;
    }
    let block = pem::parse(octets)
        .ok()
        .filter(|block| block.tag() == CRL_TAG)?;
    let der = block.into_contents();
    seal::is_crl(&der).then_some(Cow::Owned(der))
}

/// Reads one of the two.
pub(crate) fn read(request: &Request<'_>) -> Result<TrustList, TrustError> {
    if let Some(der) = crl(request.octets) {
        let mut list = TrustList::new();
        list.add_crl(der.into_owned());
        return Ok(list);
    }
    let verified = cms::verify(request.octets, None, &request.anchors.certificates);
    let verified = verified.map_err(|error| request.bad_signature(error))?;
    let signature = signer::judge(request, &verified.signer, &verified.certificates, None)?;
    let mut draft = Draft::new(request, Format::Icao, signature, Dates::default())?;
    let certificates = certificates(verified.content.as_deref().unwrap_or_default())
        .map_err(|error| request.malformed(Text::plain(error)))?;
    super::common::check_count(request, certificates.len())?;
    for (index, der) in certificates.into_iter().enumerate() {
        let at = draft.at(index + 1);
        match Dsc::from_der(request.source, der) {
            Ok(dsc) => draft.other(
                Dsc {
                    domain: Some(vdsnc::DOMAIN.to_owned()),
                    ..dsc
                },
                Usage::Authority,
            ),
            Err(error) => draft.note(&at, error.to_text()),
        }
    }
    Ok(draft.finish())
}

/// The certificates of a list, in DER.
fn certificates(content: &[u8]) -> Result<Vec<&[u8]>, crate::key::pki::tlv::Malformed> {
    let mut inside = Reader::der(content)
        .take(SEQUENCE, "CscaMasterList")?
        .inside();
    inside.any("version")?;
    let mut set = inside.take(SET, "certList")?.inside();
    let mut found = Vec::new();
    while !set.is_empty() {
        found.push(set.take(SEQUENCE, "certificate")?.raw);
    }
    Ok(found)
}
