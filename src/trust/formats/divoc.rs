//! DIVOC's public keys: JSON `{"keys": {did: {"country": ISO 3166-1 alpha-3, "spki": base64 of SubjectPublicKeyInfo}}}`.
//!
//! A key's identifier is its DID as it stands, since a proof names that. Its country is the list's: certificates carry
//! contexts of India that others signed. Kept are RSA and Ed25519 keys, with the domain `DIVOC`.
//!
//! Not signed, and without dates: no country publishes its key in a list, so that whoever brings this one vouches for it.
//!
//! Source: the public keys of DIVOC's issuers are facts; the form is ours.

use super::common::{self, Dates, Draft, Its, Members};
use super::{countries, shape};
use crate::codec::rdf::is_iri;
use crate::documents::divoc::DOMAIN;
use crate::text;
use crate::text::{Text, ToText as _};
use crate::trust::{Dsc, Format, ListSignature, Request, TrustError, TrustList};
use serde_json::Value;

const KEYS: &str = "keys";
const KEY: &str = "spki";

/// The most octets of a DID.
const MAX_DID: usize = 255;

#[derive(serde::Deserialize)]
struct List {
    keys: Members,
}

/// Whether these octets look like the list. Sets of keys of other kinds have `keys`, too.
pub(crate) fn recognise(octets: &[u8]) -> bool {
    let named = || {
        let text = common::plain(octets)?;
        Some(text.contains("\"did:") && text.contains("\"spki\""))
    };
    shape::of(octets).has(KEYS) && named().unwrap_or_default()
}

/// Reads the list.
pub(crate) fn read(request: &Request<'_>) -> Result<TrustList, TrustError> {
    let list: List = common::json(request, common::text(request, request.octets)?)?;
    let Members(items) = list.keys;
    common::check_count(request, items.len())?;
    let unsigned = ListSignature::Unsigned;
    let mut draft = Draft::new(request, Format::Divoc, unsigned, Dates::default())?;
    for (did, item) in &items {
        let at = draft.at(common::short(did));
        draft.take(&at, key(request, did, item));
    }
    Ok(draft.finish())
}

fn key(request: &Request<'_>, did: &str, item: &Value) -> Result<Dsc, Text> {
    if !did.starts_with("did:") || !is_iri(did) || did.len() > MAX_DID {
        return Err(text!(TRUST_NO_DID));
    }
    let country = common::string(item, "country")?;
    let letters = country.bytes().all(|octet| octet.is_ascii_uppercase());
    if !letters || !(2..=3).contains(&country.len()) {
        let country = common::short(country);
        return Err(text!(TRUST_DIVOC_COUNTRY, country));
    }
    let spki = common::base64(Its(KEY), common::string(item, KEY)?)?;
    let dsc = Dsc::from_spki(request.source, did.as_bytes(), &spki);
    let mut dsc = dsc.map_err(|error| error.to_text())?;
    dsc.country = Some(countries::alpha2(country).unwrap_or(country).to_owned());
    dsc.domain = Some(DOMAIN.to_owned());
    Ok(dsc)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::hex;
    use crate::documents::Document;
    use crate::trust::{Anchors, Framework, Outdated, StaleSigner, Unpinned, Virtual, bundle};

    fn load(octets: &[u8]) -> Result<TrustList, TrustError> {
        let anchors = Anchors::default();
        let request = Request {
            source: "registry.json",
            octets,
            companion: None,
            at: "2026-11-29T12:00:00Z".parse().unwrap(),
            anchors: &anchors,
            unpinned: Unpinned::Refuse,
            virtual_participants: Virtual::Deny,
            outdated: Outdated::Refuse,
            stale_signer: StaleSigner::Refuse,
        };
        TrustList::load(&request, None)
    }

    #[test]
    fn the_list_is_told_from_other_sets_of_keys() {
        assert!(recognise(
            br#"{"keys": {"did:x": {"country": "UTO", "spki": ""}}}"#
        ));
        for other in [
            r#"{"keys": [{"kty": "EC", "kid": "a"}]}"#,
            r#"{"keys": {"did:x": {"jwk": ""}}}"#,
            r#"{"kids": {"did:x": {"spki": ""}}}"#,
            r#"[{"keys": {"did:x": {"spki": ""}}}]"#,
            "keys",
        ] {
            assert!(!recognise(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn keys_of_both_types_are_kept_under_their_dids_and_sign_nothing_else() {
        let octets = include_bytes!("../../../testdata/divoc/registry.json");
        let list = load(octets).unwrap();
        assert_eq!((list.len(), list.problems().len()), (2, 0));
        for (did, kind) in [("did:utopia", "RSA 2048"), ("did:utopia:ed", "Ed25519")] {
            let [dsc] = list.find(did.as_bytes()) else {
                panic!("{did}");
            };
            assert_eq!(dsc.key.type_name(), kind);
            assert_eq!(dsc.domain.as_deref(), Some("DIVOC"));
            assert_eq!(dsc.country.as_deref(), Some("UTO"));
            assert_eq!(dsc.provenance.framework(), Framework::Divoc);
            let signs = |document: &&Document| dsc.signs(**document);
            let signed: Vec<&Document> = Document::ALL.iter().filter(signs).collect();
            assert_eq!(signed, [&Document::Divoc]);
        }
        let at = "2026-11-29T12:00:00Z".parse().unwrap();
        let again = bundle::read_own("bundle", &bundle::encode(&list, at, None)).unwrap();
        for dsc in list.iter() {
            let [kept] = again.find(&dsc.kid) else {
                panic!("{}", hex(&dsc.kid));
            };
            assert_eq!((&kept.key, &kept.domain), (&dsc.key, &dsc.domain));
            assert_eq!(kept.provenance.framework(), Framework::Divoc);
        }
    }

    #[test]
    fn an_item_that_is_wrong_costs_itself_alone() {
        let spki = "MCowBQYDK2VwAyEAIhzBK0MQZ6dHfJ+LpV2LAaM1fe1lThmP0siF0LmMUSw=";
        let item = |did: &str, country: &str, spki: &str| {
            format!(r#""{did}": {{"country": "{country}", "spki": "{spki}"}}"#)
        };
        let items = [
            item("did:a", "IND", spki),
            item("did:a", "LK", &spki.replace("IhzB", "ihzB")),
            item("a", "IND", spki),
            item("did:a>b", "IND", spki),
            item(&format!("did:{}", "a".repeat(300)), "IND", spki),
            item("did:b", "India", spki),
            item("did:c", "in", spki),
            item("did:d", "IND", "MCow"),
            item("did:e", "IND", "?"),
            r#""did:f": {"country": "IND"}"#.to_owned(),
            r#""did:g": 1"#.to_owned(),
        ];
        let list = load(format!(r#"{{"keys": {{{}}}}}"#, items.join(",")).as_bytes()).unwrap();
        assert_eq!((list.len(), list.problems().len()), (2, 9));
        let countries = list.find(b"did:a").iter().map(|dsc| dsc.country.as_deref());
        assert_eq!(countries.collect::<Vec<_>>(), [Some("IN"), Some("LK")]);
        assert!(load(br#"{"keys": {"did:a": {"spki": 1}"#).is_err());
    }
}
