//! The WHO's list: domains, usages, participants, hosts, keys without certificates.

use crate::trust_formats::lists::List;
use crate::trust_formats::makers::{DID, document, method};
use crate::trust_formats::world::{Made, authority, world};
use crate::trust_formats::{Reading, reasons};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hcert::trust::{Anchors, Dsc, TrustError, Virtual};
use hcert::{Document, TrustList};
use serde_json::{Value, json};

fn read(methods: &[Value], virtual_participants: Virtual) -> TrustList {
    let document = document(
        methods,
        true,
        crate::trust_formats::at(crate::trust_formats::NOW),
    );
    let list = List::from(document.to_string().into_bytes());
    // Nobody is pinned: the proof of such a document is not checked here.
    let mut reading = Reading::new(list, Anchors::default());
    reading.virtual_participants = virtual_participants;
    reading.read()
}

fn key(place: &str, made: &Made, issuer: &Made) -> Value {
    let kid = STANDARD.encode(made.kid());
    method(
        &format!("{DID}:{place}#{kid}"),
        &kid,
        &[&made.der, &issuer.der],
    )
}

#[test]
fn other_domains_are_kept_apart_and_other_usages_counted_and_left_out() {
    let w = world();
    let (no, csca) = (&w.no, &w.csca_no.made);
    let mut with_member = key("DCC:NOR:SCA", csca, csca);
    with_member["keyusage"] = json!({"code": "#CSCA"});
    let methods = [
        key("DCC:NOR:DSC", no, csca),
        key("PH4H:NOR:DSC", &w.no_rsa, csca),
        key("PH4H:SWE:DSC", &w.se, &w.csca_se.made),
        key("DCC:NOR:DECA", &w.upload_no, csca),
        with_member.clone(),
        with_member,
    ];
    let list = read(&methods, Virtual::Deny);
    assert_eq!((list.len(), list.authorities().len()), (3, 1));
    let signs = |document| list.iter().filter(|dsc| dsc.signs(document)).count();
    assert_eq!((signs(Document::Dcc), signs(Document::Link)), (1, 2));
    assert!(list.find(&csca.kid()).is_empty());
    // What is of another usage is remembered as such.
    let usages = |dsc: &[Dsc]| dsc.iter().map(|dsc| dsc.usage.code()).collect::<Vec<_>>();
    assert_eq!(usages(list.authorities()), ["authority"]);
    assert_eq!(usages(list.others()), ["other"]);
    let others = list.others().iter();
    let others: Vec<_> = others
        .map(|dsc| (dsc.kid.clone(), dsc.domain.as_deref().unwrap()))
        .collect();
    let wanted = [(w.upload_no.kid(), "DCC")];
    assert_eq!(others, wanted.map(|(kid, domain)| (kid.to_vec(), domain)));
    let reasons = reasons(&list);
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert!(
        reasons
            .iter()
            .any(|reason| reason.contains("1 left out: of the usage \"DECA\""))
    );
}

#[test]
fn a_document_for_many_tells_domain_and_participant_beside_the_id() {
    let w = world();
    let made = |place: &str, members: Value| {
        let mut key = key(place, &w.no, &w.csca_no.made);
        for (name, value) in members.as_object().unwrap() {
            key[name] = value.clone();
        }
        read(&[key], Virtual::Deny)
    };
    for members in [
        json!({"domain": "DCC", "participant": "NOR", "keyusage": "DSC"}),
        json!({"domain": {"code": "#DCC"}, "participant": {"code": "#NOR"}}),
    ] {
        let list = made("-:NOR:DSC", members.clone());
        assert_eq!(list.find(&w.no.kid())[0].domain.as_deref(), Some("DCC"));
        assert_eq!(made("DCC:-:DSC", members).len(), 1);
    }
    for (place, members) in [
        ("-:NOR:DSC", json!({})),
        ("-:NOR:DSC", json!({"domain": 7})),
        ("DCC:-:DSC", json!({"participant": {"code": "#XXH"}})),
        ("DCC:-:DSC", json!({"participant": "SWE"})),
        ("DCC:NOR:-", json!({"keyusage": "TLS"})),
        ("DCC:NOR:DECA", json!({"keyusage": "DSC"})),
    ] {
        let list = made(place, members);
        assert_eq!((list.len(), list.problems().len()), (0, 1), "{place}");
    }
    // Where the id tells the domain, it alone counts.
    let list = made("PH4H:NOR:DSC", json!({"domain": "DCC"}));
    assert_eq!(list.find(&w.no.kid())[0].domain_name(), "PH4H");
    let list = made("-:NOR:DSC", json!({"domain": "PH4H"}));
    assert_eq!(list.find(&w.no.kid())[0].domain_name(), "PH4H");
}

#[test]
fn virtual_participants_are_denied_unless_allowed() {
    let issuer = authority("XH", "SCA of a project");
    let made = issuer.issue("XH", "DSC of a project", &[]);
    let methods = [key("DCC:XXH:DSC", &made, &issuer.made)];
    let list = read(&methods, Virtual::Deny);
    assert_eq!(list.len(), 0);
    assert!(
        reasons(&list)[0].contains("virtual participant XXH"),
        "{:?}",
        reasons(&list)
    );
    let list = read(&methods, Virtual::Allow);
    assert_eq!(list.find(&made.kid())[0].country.as_deref(), Some("XH"));
    assert!(list.problems().is_empty());
}

#[test]
fn references_and_other_hosts_are_never_followed() {
    let w = world();
    let csca = &w.csca_no.made;
    let mut foreign = key("DCC:NOR:DSC", &w.no, csca);
    let id = foreign["id"]
        .as_str()
        .unwrap()
        .replace("tng-cdn.", "tng-cdn-dev.");
    foreign["id"] = id.clone().into();
    let list = read(
        &[
            id.into(),
            "did:web:tng-cdn-dev.example:trustlist".into(),
            foreign,
        ],
        Virtual::Deny,
    );
    assert_eq!(list.len(), 0);
    let reasons = reasons(&list);
    assert!(
        reasons
            .iter()
            .any(|reason| reason.contains("host \"tng-cdn-dev.example\""))
    );
    assert!(
        reasons
            .iter()
            .any(|reason| reason.contains("2 left out: a reference"))
    );
}

#[test]
fn an_identifier_is_made_anew_and_never_percent_decoded() {
    let w = world();
    let mut other = key("DCC:NOR:DSC", &w.no, &w.csca_no.made);
    other["id"] = format!("{DID}:DCC:NOR:DSC#%2B%2F").into();
    let list = read(&[other], Virtual::Deny);
    assert_eq!(list.find(&w.no.kid()).len(), 1);
    assert!(
        reasons(&list)[0].contains("calls it otherwise"),
        "{:?}",
        reasons(&list)
    );
}

#[test]
fn a_chain_that_is_not_so_is_left_out_and_a_missing_one_is_told() {
    let w = world();
    let forged = read(
        &[key("DCC:NOR:DSC", &w.forged, &w.csca_no.made)],
        Virtual::Deny,
    );
    assert_eq!((forged.len(), forged.problems().len()), (0, 1));
    let kid = STANDARD.encode(w.no.kid());
    let alone = method(&format!("{DID}:DCC:NOR:DSC#{kid}"), &kid, &[&w.no.der]);
    let list = read(&[alone], Virtual::Deny);
    assert_eq!(list.find(&w.no.kid())[0].chain.code(), "no-authority");
}

#[test]
fn a_key_without_a_certificate_is_brought_to_its_length() {
    let w = world();
    let spki = w.no.spki();
    let kid = STANDARD.encode(w.no.kid());
    let (x, y) = (
        STANDARD.encode([&[0], &spki[27..59]].concat()),
        STANDARD.encode(&spki[59..]),
    );
    for crv in ["P-256", "P-384"] {
        let bare = json!({
            "id": format!("{DID}:DCC:NOR:DSC#{kid}"),
            "publicKeyJwk": {"kty": "EC", "crv": crv, "kid": kid, "x": x, "y": y},
        });
        let list = read(&[bare], Virtual::Deny);
        assert_eq!(list.len(), usize::from(crv == "P-256"));
        if let Some(dsc) = list.iter().next() {
            assert_eq!(
                (dsc.country.as_deref(), dsc.domain.as_deref()),
                (Some("NO"), Some("DCC"))
            );
            assert_eq!(dsc.key, Dsc::from_spki("", b"", &spki).unwrap().key);
        }
    }
}

#[test]
fn methods_that_are_no_keys_are_noted() {
    let id = format!("{DID}:DCC:NOR:DSC#AAAAAAAAAAA=");
    let methods = [
        json!(7),
        json!({}),
        json!({"id": id}),
        json!({"id": id, "publicKeyJwk": {"x5c": "x"}}),
        json!({"id": id, "publicKeyJwk": {"x5c": [7]}}),
        json!({"id": id, "publicKeyJwk": {"x5c": ["?"]}}),
        json!({"id": id, "publicKeyJwk": {}}),
        json!({"id": format!("{DID}:DCC:NOR:SCA#AAAA"), "publicKeyJwk": {}}),
        json!({"id": format!("{DID}:DCC:NOR:SCA#AAAA"), "publicKeyJwk": {"x5c": ["AAAA"]}}),
    ];
    let list = read(&methods, Virtual::Deny);
    assert_eq!((list.len(), list.problems().len()), (0, methods.len()));
}

#[test]
fn the_document_itself_must_be_one() {
    let load = |document: Value| {
        let list = List::from(document.to_string().into_bytes());
        Reading::new(list, Anchors::default()).load()
    };
    for wrong in [
        json!({"verificationMethod": []}),
        json!({"id": 7, "verificationMethod": []}),
        json!({"id": "did:key:x", "verificationMethod": []}),
        json!({"id": "did:web:", "verificationMethod": []}),
        json!({"id": DID, "verificationMethod": {}}),
    ] {
        let refused = load(wrong.clone());
        assert!(
            matches!(refused, Err(TrustError::Malformed { .. })),
            "{wrong}"
        );
    }
    let w = world();
    let mut unproven = document(
        &[key("DCC:NOR:DSC", &w.no, &w.csca_no.made)],
        true,
        crate::trust_formats::at(crate::trust_formats::NOW),
    );
    unproven["proof"] = Value::Null;
    let list = load(unproven).unwrap();
    let dsc = &list.find(&w.no.kid())[0];
    assert_eq!(dsc.provenance.signature.code(), "unsigned");
    assert_eq!(dsc.provenance.as_of, None);
}
