//! Issuers of SMART Health Cards: the snapshot of the VCI directory.
//!
//! `{"directory", "time", "issuerInfo": [{"issuer": {"iss", "name"}, "keys": [JWK], "crls": [{"kid", "method": "rid",
//! "ctr", "rids"}], "lastRetrieved"}]}`. The companion is its signature: ECDSA over the octets of the file, in DER, by a
//! certificate that the operator pinned. A key must be one for ES256 whose identifier is its thumbprint (RFC 7638), and
//! counts for its issuer alone.
//!
//! The keys of one issuer that is in no directory have the same form with one entry.
//!
//! Sources: SMART Health Cards and Links 1.0.0, the VCI directory of 2026-08-22.
//!
//! Not supported: `canonical_iss`, which groups issuers and vouches for none; keys by reference.

use super::common::{self, Dates, Draft, Its};
use super::{jwk, shape, signer};
use crate::documents::shc;
use crate::key::pki::{Hash, PkiAlgorithm, PkiKey};
use crate::key::sha256;
use crate::text;
use crate::text::{Text, ToText, messages};
use crate::time::{DateTime, Timestamp};
use crate::trust::{
    Dsc, Format, ListSignature, Request, RevokedIds, Scope, TrustError, TrustList, Usage, chain,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use std::sync::Arc;

const ISSUERS: &str = "issuerInfo";

/// Seconds after which a key that nobody saw again is told as old: a year.
const OLD: i64 = 365 * 86_400;

/// Whether these octets look like the list.
pub(crate) fn recognise(octets: &[u8]) -> bool {
    shape::of(octets).has(ISSUERS)
}

/// Reads the list.
pub(crate) fn read(request: &Request<'_>) -> Result<TrustList, TrustError> {
    let signature = signature(request)?;
    let list: Value = common::json(request, common::text(request, request.octets)?)?;
    let as_of = list.get("time").and_then(Value::as_str).and_then(moment);
    let Value::Array(issuers) = common::member(request, &list, ISSUERS)? else {
        return Err(request.malformed(text!(TRUST_MEMBER_NO_LIST, name = ISSUERS)));
    };
    let keys = |issuer: &Value| members(issuer, "keys").len();
    common::check_count(request, issuers.len())?;
    common::check_count(request, issuers.iter().map(keys).sum())?;
    let dates = Dates {
        as_of,
        expires_at: None,
    };
    let mut draft = Draft::new(request, Format::Vci, signature, dates)?;
    let mut old = 0_usize;
    for (index, entry) in issuers.iter().enumerate() {
        let at = draft.at(format_args!("{ISSUERS}.{}", index + 1));
        let scope = match scope(entry) {
            Ok(scope) => scope,
            Err(reason) => {
                draft.note(&at, reason);
                continue;
            }
        };
        let unseen = |seen: Timestamp| as_of.is_some_and(|made| seen.plus_seconds(OLD) < made);
        let is_old = scope.retrieved.is_some_and(unseen);
        for (number, jwk) in members(entry, "keys").iter().enumerate() {
            old += usize::from(is_old);
            let at = format!("{at}.{}", number + 1);
            let read = key(request, &scope, entry, jwk);
            if read.is_err()
                && let Some(dsc) = unusable(request, &scope, jwk)
            {
                draft.other(dsc, Usage::Other);
            }
            draft.take(&at, read);
        }
    }
    if old > 0 {
        let at = draft.at(ISSUERS);
        draft.note(&at, text!(VCI_OLD, count = old));
    }
    Ok(draft.finish())
}

/// The signature that lies beside the snapshot.
fn signature(request: &Request<'_>) -> Result<ListSignature, TrustError> {
    let Some(signature) = request.companion else {
        return request.no_signature();
    };
    signer::by_key(request, messages::SIGNER_UNNAMED, |spki, _| {
        let algorithm = PkiAlgorithm::Ecdsa(Hash::Sha512);
        let key = PkiKey::from_spki(spki);
        key.is_ok_and(|key| key.verify(algorithm, request.octets, signature).is_ok())
    })
}

fn moment(text: &str) -> Option<Timestamp> {
    DateTime::read(text).ok().map(|time| time.instant_or_utc)
}

fn members<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    let list = value.get(name).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// What the entry says of the issuer.
fn scope(entry: &Value) -> Result<Scope, Text> {
    let issuer = entry
        .get("issuer")
        .ok_or_else(|| text!(TRUST_HAS_NO, name = "issuer"))?;
    let address = common::string(issuer, "iss")?;
    if !address.starts_with("https://") || address.ends_with('/') {
        return Err(text!(VCI_ISSUER, found = common::short(address)));
    }
    let retrieved = entry.get("lastRetrieved").and_then(Value::as_str);
    Ok(Scope {
        issuer: address.to_owned(),
        name: common::optional(issuer, "name")?.map(str::to_owned),
        retrieved: retrieved.and_then(moment),
        revoked: None,
        revocations: None,
    })
}

fn key(request: &Request<'_>, scope: &Scope, entry: &Value, jwk: &Value) -> Result<Dsc, Text> {
    if jwk.get("d").is_some() {
        return Err(messages::VCI_PRIVATE.into());
    }
    for (name, want) in [
        ("kty", "EC"),
        ("crv", "P-256"),
        ("use", "sig"),
        ("alg", "ES256"),
    ] {
        let found = common::string(jwk, name)?;
        if found != want {
            let found = common::short(found);
            return Err(text!(VCI_MEMBER, name, found, want));
        }
    }
    let written = common::string(jwk, "kid")?;
    let spki = jwk::spki(jwk)?;
    let (_, point) = spki
        .split_last_chunk::<64>()
        .ok_or(messages::TRUST_COORDINATE)?;
    let own = thumbprint(point);
    if written != own {
        let listed = common::short(written);
        return Err(text!(VCI_THUMBPRINT, listed, own));
    }
    let kid = common::base64(Its("kid"), written)?;
    if let Some(der) = members(jwk, "x5c").first().and_then(Value::as_str) {
        let der = common::base64(messages::TRUST_ITS_CERTIFICATE, der)?;
        let names = chain::subject_addresses(&der);
        if !names.contains(&scope.issuer) {
            return Err(messages::VCI_CERTIFICATE.into());
        }
    }
    let revoked = members(entry, "crls").iter().find(|list| {
        let text = |name| list.get(name).and_then(Value::as_str);
        text("kid") == Some(written) && text("method").is_none_or(|method| method == "rid")
    });
    let scope = Scope {
        revoked: revoked.map(revoked_ids),
        revocations: jwk.get("crlVersion").and_then(Value::as_i64),
        ..scope.clone()
    };
    let dsc = Dsc::from_spki(request.source, &kid, &spki).map_err(|error| error.to_text())?;
    Ok(Dsc {
        domain: Some(shc::DOMAIN.to_owned()),
        ..dsc.for_issuer(Arc::new(scope))
    })
}

/// What stays of a key that does not count: that the list has its issuer.
fn unusable(request: &Request<'_>, scope: &Scope, jwk: &Value) -> Option<Dsc> {
    let dsc = Dsc::from_spki(request.source, &[], &jwk::spki(jwk).ok()?).ok()?;
    Some(Dsc {
        domain: Some(shc::DOMAIN.to_owned()),
        ..dsc.for_issuer(Arc::new(scope.clone()))
    })
}

/// RFC 7638 section 3 over the members of an EC key.
fn thumbprint(point: &[u8; 64]) -> String {
    let (x, y) = point.split_at(32);
    let [x, y] = [x, y].map(|number| URL_SAFE_NO_PAD.encode(number));
    let json = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    URL_SAFE_NO_PAD.encode(sha256(json.as_bytes()))
}

/// `ctr` and `rids`: a name, or a name, a point and seconds since 1970.
fn revoked_ids(list: &Value) -> RevokedIds {
    let ids = members(list, "rids").iter().filter_map(Value::as_str);
    let ids = ids.take(super::MAX_ITEMS).map(|id| {
        let timed = id.rsplit_once('.').and_then(|(name, seconds)| {
            let before = Timestamp::from_unix(seconds.parse().ok()?)?;
            Some((name.to_owned(), Some(before)))
        });
        timed.unwrap_or_else(|| (id.to_owned(), None))
    });
    RevokedIds {
        number: list.get("ctr").and_then(Value::as_i64).unwrap_or_default(),
        ids: ids.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{SoftwareKey, generate_p256};
    use crate::trust::Anchors;
    use serde_json::json;

    fn jwk() -> Value {
        let key = SoftwareKey::from_pkcs8(&generate_p256().unwrap()).unwrap();
        let spki = key.spki();
        let point: &[u8; 64] = spki.last_chunk().unwrap();
        let (x, y) = point.split_at(32);
        let [x, y] = [x, y].map(|number| URL_SAFE_NO_PAD.encode(number));
        json!({"kty": "EC", "use": "sig", "alg": "ES256", "crv": "P-256", "x": x, "y": y, "kid": thumbprint(point)})
    }

    fn list(issuers: &Value) -> TrustList {
        let octets = json!({"time": "2026-11-01T00:00:00Z", "issuerInfo": issuers}).to_string();
        let anchors = Anchors::default();
        let at = "2026-11-29T12:00:00Z".parse().unwrap();
        let request = Request::new("vci", octets.as_bytes(), at, &anchors);
        TrustList::load(&request, None).unwrap()
    }

    fn issuer(iss: &str, jwk: &Value) -> Value {
        json!({"issuer": {"iss": iss, "name": "A"}, "keys": [jwk], "lastRetrieved": "2026-10-01T00:00:00.123Z"})
    }

    #[test]
    fn only_a_key_for_es256_whose_identifier_is_its_thumbprint_is_taken() {
        let good = jwk();
        assert_eq!(list(&json!([issuer("https://a.example", &good)])).len(), 1);
        for (name, value) in [
            ("kid", json!("made-up")),
            ("kty", json!("RSA")),
            ("crv", json!("P-384")),
            ("use", json!("enc")),
            ("alg", json!("ES384")),
            ("d", json!("AAAA")),
            ("x", json!("AAAA")),
        ] {
            let mut other = good.clone();
            other[name] = value;
            let list = list(&json!([issuer("https://a.example", &other)]));
            assert_eq!((list.len(), list.problems().len()), (0, 1), "{name}");
        }
        for iss in ["http://a.example", "https://a.example/", "a.example"] {
            assert_eq!(list(&json!([issuer(iss, &good)])).len(), 0, "{iss}");
        }
    }

    #[test]
    fn a_key_that_two_issuers_give_out_stands_for_each_of_them() {
        let key = jwk();
        let both = [
            issuer("https://a.example", &key),
            issuer("https://b.example", &key),
        ];
        let list = list(&json!(both));
        assert_eq!(list.len(), 2);
        let kid = list.iter().next().unwrap().kid.clone();
        let found = |iss: &str| list.find_for(crate::Document::Shc, iss, &kid).count();
        assert_eq!(
            [
                found("https://a.example"),
                found("https://b.example"),
                found("https://c.example")
            ],
            [1, 1, 0]
        );
    }

    #[test]
    fn a_name_with_a_moment_revokes_what_was_issued_before_it() {
        let list = revoked_ids(&json!({"ctr": 3, "rids": ["one", "series.1780000000", "odd.x"]}));
        let at = |seconds| Timestamp::from_unix(seconds);
        assert_eq!(list.number, 3);
        assert!(list.hold("one", at(5)) && list.hold("one", None));
        assert!(list.hold("series", at(1_779_999_999)) && !list.hold("series", at(1_780_000_000)));
        assert!(list.hold("odd.x", None) && !list.hold("odd", None));
    }
}
