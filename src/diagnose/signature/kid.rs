//! How a wrong key identifier may follow from the signer's certificate.

use super::super::encoded::encoded;
use super::super::envelope::shown;
use super::{Mistake, MistakeCode};
use crate::codec::hex;
use crate::key::pki::Hash;
use crate::key::pki::tlv::{INTEGER, Reader, SEQUENCE, context, without_zeros};
use crate::text;
use crate::text::Text;
use crate::trust::{Dsc, KID_LENGTH};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Fewer octets are equal by chance.
const LEAST: usize = 4;

/// The identifier is the signer's, made otherwise than it must be; `None` if it does not follow from the certificate or
/// is the right one.
pub(super) fn mistake(kid: &[u8], signer: &Dsc) -> Option<Mistake> {
    if kid == signer.kid || kid.len() < LEAST {
        return None;
    }
    let made = made(kid, signer)?;
    let (found, right) = (shown(kid), shown(&signer.kid));
    let text = text!(MISTAKE_KID_MADE, found, made, right, want = KID_LENGTH);
    Some(Mistake::new(MistakeCode::Kid, text))
}

/// The identifier is not the signer's, and nobody knows why.
pub(super) fn of_another(kid: &[u8], signer: &Dsc) -> Mistake {
    let (found, right) = (shown(kid), shown(&signer.kid));
    Mistake::new(MistakeCode::Kid, text!(MISTAKE_KID, found, right))
}

/// Of what it is made, in words.
fn made(kid: &[u8], signer: &Dsc) -> Option<Text> {
    let right = signer.kid.as_slice();
    if kid.iter().eq(right.iter().rev()) {
        return Some(text!(KID_BACKWARDS));
    }
    if let Some((form, _)) = encoded(kid).filter(|(_, inner)| inner == right) {
        return Some(text!(KID_AS_TEXT, form));
    }
    let mut sources: Vec<(Vec<u8>, Text)> = Vec::new();
    if let Some(info) = &signer.certificate {
        let base64 = STANDARD.encode(&info.der);
        sources.push((info.der.clone(), text!(KID_OF_CERTIFICATE)));
        for pem in pem_texts(&base64) {
            sources.push((pem.into_bytes(), text!(KID_OF_PEM)));
        }
        sources.push((base64.into_bytes(), text!(KID_OF_BASE64)));
        if serial(&info.der).is_some_and(|serial| is_part(kid, serial)) {
            return Some(text!(KID_SERIAL));
        }
    }
    if let Some(spki) = signer.key.spki() {
        let key = Reader::der(&spki).take(SEQUENCE, "SPKI").ok()?;
        let mut inside = key.inside();
        inside.take(SEQUENCE, "algorithm").ok()?;
        let octets = inside.whole_bits("key").ok()?.to_vec();
        // The coordinates without their first octet, as JWK has them.
        let coordinates = octets.get(1..).unwrap_or_default().to_vec();
        sources.push((spki, text!(KID_OF_SPKI)));
        sources.push((octets, text!(KID_OF_KEY)));
        sources.push((coordinates, text!(KID_OF_KEY)));
    }
    sources
        .iter()
        .find_map(|(octets, what)| of(kid, octets, what))
}

/// Whether an identifier is the first or the last octets of a digest of some octets, or of its hexadecimal digits.
fn of(kid: &[u8], octets: &[u8], what: &Text) -> Option<Text> {
    let count = kid.len();
    [Hash::Sha256, Hash::Sha1, Hash::Sha384, Hash::Sha512]
        .into_iter()
        .find_map(|hash| {
            let digest = hash.digest(octets);
            let digits = hex(&digest);
            if digest.starts_with(kid) {
                Some(text!(KID_FIRST, count, hash, what))
            } else if digest.ends_with(kid) {
                Some(text!(KID_LAST, count, hash, what))
            } else if digits.as_bytes().starts_with(&kid.to_ascii_lowercase()) {
                Some(text!(KID_DIGITS, count, hash, what))
            } else {
                let (_, inner) = encoded(kid)?;
                let is_long = inner.len() >= KID_LENGTH && inner.as_slice() != kid;
                (is_long && digest.starts_with(&inner))
                    .then(|| text!(KID_FIRST_AS_TEXT, count = inner.len(), hash, what))
            }
        })
}

fn is_part(kid: &[u8], number: &[u8]) -> bool {
    number.starts_with(kid) || number.ends_with(kid)
}

/// The certificate in PEM (RFC 7468 3): with either end of line, and with or without one behind it.
fn pem_texts(base64: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for end in ["\n", "\r\n"] {
        let lines: Vec<&str> = base64
            .as_bytes()
            .chunks(64)
            .filter_map(|line| std::str::from_utf8(line).ok())
            .collect();
        let (begin, close) = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----");
        let text = format!("{begin}{end}{}{end}{close}", lines.join(end));
        texts.push(format!("{text}{end}"));
        texts.push(text);
    }
    texts
}

/// The serial number (RFC 5280 4.1.2.2) without zeros in front.
fn serial(der: &[u8]) -> Option<&[u8]> {
    let mut inside = Reader::der(der)
        .take(SEQUENCE, "certificate")
        .ok()?
        .inside();
    let mut fields = inside.take(SEQUENCE, "tbsCertificate").ok()?.inside();
    fields.optional(context(0), "version").ok()?;
    Some(without_zeros(
        fields.take(INTEGER, "serialNumber").ok()?.content,
    ))
}
