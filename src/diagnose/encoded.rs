//! Octets that are the text of other octets, where the octets themselves are meant.

use crate::codec::unhex;
use crate::text::{Message, messages};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// With padding or without.
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// What a text in hexadecimal digits, Base64 or Base64url stands for, and which of them it is. Texts of fewer than
/// eight characters are none: too many octets look like one.
pub(super) fn encoded(octets: &[u8]) -> Option<(Message, Vec<u8>)> {
    let text = std::str::from_utf8(octets).ok()?.trim_ascii();
    if text.len() < 8 {
        return None;
    }
    if let Some(inner) = unhex(text) {
        return Some((messages::FORM_HEX, inner));
    }
    let engines = [
        (messages::FORM_BASE64, alphabet::STANDARD),
        (messages::FORM_BASE64URL, alphabet::URL_SAFE),
    ];
    engines.into_iter().find_map(|(form, alphabet)| {
        let engine = GeneralPurpose::new(&alphabet, LENIENT);
        engine.decode(text).ok().map(|inner| (form, inner))
    })
}

/// Whether the octets are the text of a JSON object or list.
pub(super) fn is_json(octets: &[u8]) -> bool {
    let begins = matches!(octets.trim_ascii_start().first(), Some(b'{' | b'['));
    begins && serde_json::from_slice::<serde::de::IgnoredAny>(octets).is_ok()
}

/// Whether the octets are a JWS in the compact serialisation (RFC 7515 7.1): its header begins with `{"`.
pub(super) fn is_jws(octets: &[u8]) -> bool {
    octets.starts_with(b"eyJ") && octets.iter().filter(|&&octet| octet == b'.').count() == 2
}
