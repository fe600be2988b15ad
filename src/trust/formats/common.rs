//! What the readers share: a list in the making, base64 and JSON with limits, what an item claims.
//!
//! Not here: signatures over lists (`signer`), keys without certificates (`jwk`).

use super::{MAX_ITEMS, countries};
use crate::codec::hex;
use crate::key::sha256;
use crate::text;
use crate::text::{Text, ToText, messages, without_bom};
use crate::time::Timestamp;
pub(crate) use crate::trust::bounded::json as bounded_json;
use crate::trust::chain::Authorities;
use crate::trust::{
    Chain, Dsc, Environment, Format, ListSignature, Provenance, Purposes, Request, TrustError,
    TrustList, Usage,
};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// The most octets of a key identifier. Real ones have 8.
const MAX_KID: usize = 64;

/// The dates of a list.
#[derive(Clone, Copy, Default)]
pub(super) struct Dates {
    /// When it was made.
    pub(super) as_of: Option<Timestamp>,
    /// When it stops being usable.
    pub(super) expires_at: Option<Timestamp>,
}

/// A list in the making.
pub(super) struct Draft<'a> {
    request: &'a Request<'a>,
    provenance: Arc<Provenance>,
    list: TrustList,
}

impl<'a> Draft<'a> {
    /// An empty list of this form, whose signature and dates were looked at.
    ///
    /// # Errors
    /// With an anchor nothing counts but a good signature.
    pub(super) fn new(
        request: &'a Request<'a>,
        format: Format,
        signature: ListSignature,
        dates: Dates,
    ) -> Result<Self, TrustError> {
        let signature = request.vouched(signature)?;
        let Dates { as_of, expires_at } = dates;
        let source = request.source.to_owned();
        let provenance = Provenance {
            source,
            format,
            signature,
            as_of,
            expires_at,
            environment: Environment::usual(format),
        };
        let list = TrustList {
            as_of,
            ..TrustList::new()
        };
        Ok(Self {
            request,
            provenance: Arc::new(provenance),
            list,
        })
    }

    /// Says what the keys of the list are for.
    pub(super) fn in_environment(mut self, environment: Environment) -> Self {
        Arc::make_mut(&mut self.provenance).environment = environment;
        self
    }

    /// The name of a place in the list.
    pub(super) fn at(&self, place: impl fmt::Display) -> String {
        format!("{}#{place}", self.request.source)
    }

    /// Notes what was left out, and why.
    pub(super) fn note(&mut self, at: &str, reason: impl ToText) {
        self.list.note(at, reason);
    }

    /// Adds a key, or notes why there is none.
    pub(super) fn take(&mut self, at: &str, read: Result<Dsc, Text>) {
        match read {
            Ok(dsc) => {
                if dsc.certificate.as_ref().is_some_and(|info| info.authority) {
                    self.note(at, messages::TRUST_AUTHORITY_AMONG_SIGNERS);
                    self.list.insert_aside(dsc.from_list(&self.provenance));
                    return;
                }
                self.list.insert(dsc.from_list(&self.provenance));
            }
            Err(reason) => self.note(at, reason),
        }
    }

    /// Adds the certificate of an authority, which never verifies a document whatever it says of itself.
    pub(super) fn authority(&mut self, dsc: Dsc) {
        self.other(dsc, Usage::Authority);
    }

    /// Adds a key that the list has for something else than certificates of health.
    pub(super) fn other(&mut self, dsc: Dsc, usage: Usage) {
        self.list
            .insert(dsc.used_as(usage).from_list(&self.provenance));
    }

    /// The list.
    pub(super) fn finish(self) -> TrustList {
        self.list
    }
}

/// The identifier that a list gives to a certificate.
#[derive(Clone, Copy)]
pub(super) enum Kid<'a> {
    /// The list makes it from the certificate: another one is a fault.
    Hash(&'a [u8]),
    /// The list may give any: it binds, and another one than the certificate's own is told.
    Listed(&'a [u8]),
    /// The list gives none.
    Absent,
}

/// Reads a signer certificate and holds it against what its list says of it.
pub(super) fn certificate(
    source: &str,
    der: &[u8],
    kid: Kid<'_>,
    country: Option<&str>,
) -> Result<Dsc, Text> {
    let mut dsc = Dsc::from_der(source, der).map_err(|error| error.to_text())?;
    in_country(&mut dsc, country)?;
    match kid {
        Kid::Hash(listed) if listed != dsc.kid => {
            let (listed, own) = (hex(listed), hex(&dsc.kid));
            Err(text!(TRUST_OTHER_IDENTIFIER, listed, own))
        }
        Kid::Listed(listed) if listed != dsc.kid => {
            if let Some(info) = &mut dsc.certificate {
                let own = hex(&dsc.kid);
                let odd = format!(
                    "the list's identifier {} is not its own, {own}",
                    hex(listed)
                );
                info.oddities.push(odd);
            }
            Ok(dsc.with_kid(listed))
        }
        _ => Ok(dsc),
    }
}

/// Holds the country of a certificate against the list's, which it takes if it has none.
pub(super) fn in_country(dsc: &mut Dsc, country: Option<&str>) -> Result<(), Text> {
    match (&dsc.country, country) {
        (Some(own), Some(listed)) if !countries::same(own, listed) => {
            let (own, listed) = (short(own), short(listed));
            Err(text!(TRUST_OTHER_COUNTRY, own, listed))
        }
        (None, Some(listed)) => {
            dsc.country = Some(listed.to_owned());
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Holds a certificate against the SHA-256 that its list gives, in hexadecimal of either case.
pub(super) fn thumbprint(der: &[u8], listed: &str) -> Result<(), Text> {
    let own = hex(&sha256(der));
    if own.eq_ignore_ascii_case(listed.trim()) {
        Ok(())
    } else {
        Err(text!(TRUST_OTHER_THUMBPRINT, listed = short(listed), own))
    }
}

/// The purposes in letters (`t`, `v`, `r`) beside a key. Letters that mean nothing may not widen them.
pub(super) fn letters<'a>(letters: impl IntoIterator<Item = &'a str>) -> Result<Purposes, Text> {
    use crate::documents::dcc::Kind;
    let mut purposes = Purposes::default();
    for letter in letters {
        let kind = match letter {
            "t" => Kind::Test,
            "v" => Kind::Vaccination,
            "r" => Kind::Recovery,
            other => return Err(text!(TRUST_OTHER_USE, found = short(other))),
        };
        if !purposes.named.contains(&kind) {
            purposes.named.push(kind);
        }
    }
    purposes.named.sort();
    Ok(purposes)
}

/// A word from a list as it may stand in a message: quoted, and cut if it is long.
pub(crate) fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(40).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    format!("{cut:?}")
}

/// A key identifier in base64 of either alphabet, with or without padding.
pub(super) fn kid(text: &str) -> Result<Vec<u8>, Text> {
    let kid = base64(messages::TRUST_ITS_IDENTIFIER, text)?;
    if (1..=MAX_KID).contains(&kid.len()) {
        Ok(kid)
    } else {
        Err(text!(TRUST_KID_LENGTH, found = kid.len()))
    }
}

/// Octets in base64 of either alphabet, with or without padding, in one line or several.
pub(crate) fn base64(name: impl ToText, text: &str) -> Result<Vec<u8>, Text> {
    const CONFIG: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
    const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);
    let url = text.contains(['-', '_']);
    let engine = if url { URL_SAFE } else { STANDARD };
    let read = if text.contains(|c: char| c.is_ascii_whitespace()) {
        engine.decode(text.split_ascii_whitespace().collect::<String>())
    } else {
        engine.decode(text)
    };
    read.map_err(|error| text!(TRUST_NOT_BASE64, name, error = error.to_string()))
}

/// A member of an item, as what is wrong with it is told.
pub(super) struct Its(pub(super) &'static str);

impl ToText for Its {
    fn to_text(&self) -> Text {
        text!(TRUST_ITS, name = self.0)
    }
}

/// The text of a list, without a byte order mark and white space around it.
pub(super) fn text<'a>(request: &Request<'_>, octets: &'a [u8]) -> Result<&'a str, TrustError> {
    plain(octets).ok_or_else(|| request.malformed(messages::TRUST_NOT_UTF8))
}

/// As `text`, where a list is only being told from others.
pub(crate) fn plain(octets: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(octets).ok()?;
    Some(without_bom(text).trim())
}

/// JSON that takes no more memory than a list of the allowed length.
pub(super) fn json<T: DeserializeOwned>(
    request: &Request<'_>,
    text: &str,
) -> Result<T, TrustError> {
    bounded_json(text).map_err(|reason| request.malformed(reason))
}

/// The members of an object in their order. A name may stand twice: identifiers collide.
pub(super) struct Members(pub(super) Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of identifiers")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Visit)
    }
}

/// Refuses a list of too many items.
pub(super) fn check_count(request: &Request<'_>, count: usize) -> Result<(), TrustError> {
    if count > MAX_ITEMS {
        return Err(request.malformed(text!(TRUST_TOO_MANY, count, most = MAX_ITEMS)));
    }
    Ok(())
}

/// The member of an object.
pub(super) fn member<'a>(
    request: &Request<'_>,
    value: &'a Value,
    name: &str,
) -> Result<&'a Value, TrustError> {
    value
        .get(name)
        .ok_or_else(|| request.malformed(text!(TRUST_HAS_NO, name = format!("{name:?}"))))
}

/// The text of a member, where an item must have it.
pub(super) fn string<'a>(value: &'a Value, name: &str) -> Result<&'a str, Text> {
    match value.get(name) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(text!(TRUST_IS_NO_TEXT, name)),
        None => Err(text!(TRUST_HAS_NO, name)),
    }
}

/// The text of a member that may be missing or null.
pub(super) fn optional<'a>(value: &'a Value, name: &str) -> Result<Option<&'a str>, Text> {
    match value.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(_) => string(value, name).map(Some),
    }
}

/// A NumericDate (RFC 7519 section 2): seconds, whole or with a fraction that is dropped.
pub(super) fn numeric_date(
    request: &Request<'_>,
    value: &Value,
    name: &str,
) -> Result<Option<Timestamp>, TrustError> {
    let number = match value.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(number) => number,
    };
    let whole = number.as_i64().or_else(|| {
        let float = number.as_f64()?;
        // Far beyond every date, and far within what an i64 holds.
        (float.abs() < 1e15).then_some(float as i64)
    });
    let date = whole.and_then(Timestamp::from_unix);
    let wrong = || request.malformed(text!(TRUST_IS_NO_DATE, name, found = brief(number)));
    date.map(Some).ok_or_else(wrong)
}

fn brief(value: &Value) -> Text {
    match value {
        Value::Number(number) => short(&number.to_string()).into(),
        Value::String(text) => short(text).into(),
        _ => messages::TRUST_NO_NUMBER.into(),
    }
}

/// Holds a signer certificate against the authorities of its country. One that says it is an
/// authority's and is not is left out; one whose authority is not there is kept, and says so.
pub(super) fn chained(
    mut dsc: Dsc,
    country: &str,
    der: &[u8],
    authorities: &mut Authorities<'_>,
) -> Result<Dsc, Text> {
    match authorities.judge(country, der) {
        Chain::Bad { reason } => Err(text!(TRUST_CHAIN, reason)),
        judged => {
            dsc.chain = judged;
            Ok(dsc)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;

    #[test]
    fn an_identifier_has_one_to_sixty_four_octets() {
        for (octets, good) in [
            (0, false),
            (1, true),
            (8, true),
            (MAX_KID, true),
            (MAX_KID + 1, false),
        ] {
            let read = kid(&STANDARD.encode(vec![7; octets]));
            assert_eq!(read.is_ok(), good, "{octets}");
        }
    }
}
