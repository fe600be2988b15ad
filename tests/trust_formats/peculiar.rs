//! What only one form has.

use crate::trust_formats::lists::{Entry, List, Wish, kind};
use crate::trust_formats::makers::{austrian_signature, detached, jws_of};
use crate::trust_formats::world::{Made, authority, world};
use crate::trust_formats::{Reading, reasons};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hcert::trust::{Anchors, Format, TrustError};
use hcert::{Timestamp, TrustList};
use rcgen::DnType;
use serde_json::{Value, json};

fn now() -> i64 {
    crate::trust_formats::at(crate::trust_formats::NOW).unix()
}

/// Sweden's list with these keys of Norway.
fn sweden(keys: &Value, payload: impl Fn(&mut Value)) -> Result<TrustList, TrustError> {
    let mut whole = json!({
        "iat": now(), "exp": now() + 60, "dsc_trust_list": {"NO": {"eku": {}, "keys": keys}},
    });
    payload(&mut whole);
    let signer = &world().signer;
    let list = jws_of(&whole, signer, &[signer], false);
    let mut reading = Reading::new(List::from(list), signer.anchor());
    reading.format = Some(Format::Sweden);
    reading.load()
}

#[test]
fn sweden_has_keys_without_certificates() {
    let w = world();
    let entry = Entry::of("NO", &w.no);
    let (x, y) = (&entry.spki[27..59], &entry.spki[59..]);
    let key = |kid: &str| {
        json!({
            "kty": "EC", "crv": "P-256", "kid": kid, "x": URL_SAFE_NO_PAD.encode(x),
            "y": URL_SAFE_NO_PAD.encode([&[0], y].concat()),
        })
    };
    let kid = entry.kid64();
    let list = sweden(
        &json!([key(&kid), {"kid": kid, "x5c": []}, {"kid": "?"}]),
        |payload| {
            payload["dsc_trust_list"]["NO"]["eku"][&kid] = json!(["1.3.6.1.4.1.1847.2021.1.1"]);
        },
    );
    let list = list.unwrap();
    let [dsc] = list.find(&entry.kid) else {
        panic!("{:?}", list.problems())
    };
    assert!(dsc.certificate.is_none());
    assert_eq!(dsc.country.as_deref(), Some("NO"));
    assert_eq!(dsc.purposes().unwrap().to_string(), "test");
    assert_eq!(list.problems().len(), 2);
}

#[test]
fn sweden_must_say_until_when_it_holds() {
    for (name, value) in [
        ("exp", json!(null)),
        ("exp", json!("soon")),
        ("exp", json!(1e300)),
        ("dsc_trust_list", json!([])),
        ("dsc_trust_list", json!(null)),
    ] {
        let refused = sweden(&json!([]), |payload| payload[name] = value.clone());
        assert!(
            matches!(refused, Err(TrustError::Malformed { .. })),
            "{name} {value}"
        );
    }
    assert!(
        sweden(&json!([]), |payload| payload["exp"] =
            json!(now() as f64 + 0.5))
        .is_ok()
    );
    assert!(sweden(&json!([]), |payload| payload["iat"] = json!(null)).is_ok());
    let list = sweden(&json!([]), |payload| {
        payload["dsc_trust_list"]["SE"] = json!(7);
    });
    assert_eq!(list.unwrap().problems().len(), 1);
}

#[test]
fn a_jws_without_its_signer_needs_a_pinned_key() {
    let w = world();
    let payload = json!({"iat": now(), "exp": now() + 60, "dsc_trust_list": {}});
    let list = || List::from(jws_of(&payload, &w.signer, &[], false));
    for anchors in [w.signer.anchor(), w.signer.bare_anchor()] {
        assert!(Reading::new(list(), anchors).load().is_ok());
    }
    for anchors in [w.stranger.anchor(), w.stranger.bare_anchor()] {
        assert!(Reading::new(list(), anchors).load().is_err());
    }
    assert!(Reading::new(list(), w.stranger.anchor()).report().is_ok());
    assert!(
        Reading::new(list(), w.stranger.bare_anchor())
            .report()
            .is_err()
    );
}

#[test]
fn a_signer_below_a_pinned_root_must_have_the_name_that_the_apps_ask_for() {
    let w = world();
    let sign = |by: &Made| {
        let payload = json!({"eu_keys": {}}).to_string();
        let signature = STANDARD.encode(detached(payload.as_bytes(), by));
        let list = json!({"payload": STANDARD.encode(payload), "signature": signature});
        List::from(list.to_string().into_bytes())
    };
    let root = || w.root.made.anchor();
    assert!(Reading::new(sign(&w.dutch), root()).load().is_ok());
    // The state gives its signers certificates of servers; the name makes the difference.
    let server = w.root.issue_server("NL", "signing.coronacheck.nl");
    assert!(Reading::new(sign(&server), root()).load().is_ok());
    // Somebody else with a certificate of the same root, and a name that only looks like it.
    let near = w.root.issue("NL", "coronacheck.nl.example", &[]);
    let inside = w.root.issue("NL", "x, CN=a.coronacheck.nl", &[]);
    let before = w.root.issue("CN=a.coronacheck.nl", "shop.example", &[]);
    // None without a common name, whatever the others read like; none that is no host before the dot.
    let name = "CN=a.coronacheck.nl";
    let headless = w.root.issue_named(&[(DnType::OrganizationName, name)]);
    let unit = w.root.issue_named(&[
        (DnType::OrganizationalUnitName, "a.coronacheck.nl"),
        (DnType::CountryName, "NL"),
    ]);
    let twofold = w.root.issue_named(&[
        (DnType::OrganizationName, name),
        (DnType::CommonName, "shop.example"),
    ]);
    let nameless = w.root.issue_named(&[]);
    let no_host = w.root.issue("NL", "shop example/.coronacheck.nl", &[]);
    let bare_dot = w.root.issue("NL", ".coronacheck.nl", &[]);
    for by in [&headless, &unit, &twofold, &nameless, &no_host, &bare_dot] {
        assert!(Reading::new(sign(by), root()).load().is_err());
    }
    for by in [&w.neighbour, &near, &inside, &before] {
        assert!(Reading::new(sign(by), root()).load().is_err());
        // Pinned itself it needs no name.
        assert!(Reading::new(sign(by), by.anchor()).load().is_ok());
    }
    // The right name, but of another root.
    let other = authority("NL", "Root of a state").issue("NL", "signing.coronacheck.nl", &[]);
    assert!(Reading::new(sign(&other), root()).load().is_err());

    let payload = json!({"certs": [], "activeKeyIds": []});
    let swiss = "CH01-AppContentCertificate";
    let organisation = format!("CN={swiss}");
    let headless = w
        .root
        .issue_named(&[(DnType::OrganizationName, &organisation)]);
    let longer = w.root.issue("CH", "CH01-AppContentCertificate ", &[]);
    for (by, good) in [
        (&w.swiss, true),
        (&w.neighbour, false),
        (&w.dutch, false),
        (&headless, false),
        (&longer, false),
    ] {
        let octets = jws_of(&payload, by, &[by], false);
        let list = List {
            companion: Some(octets.clone()),
            octets,
        };
        assert_eq!(Reading::new(list, root()).load().is_ok(), good);
    }
}

#[test]
fn austria_protects_version_and_signer() {
    let w = world();
    let wish = Wish::default();
    let List { octets, .. } = (kind("austria").make)(&wish);
    let load = |version, protected| {
        let companion = austrian_signature(&octets, &w.signer, &wish, version, protected);
        let list = List {
            octets: octets.clone(),
            companion: Some(companion),
        };
        Reading::new(list, w.signer.anchor()).load()
    };
    assert!(load(2, true).is_ok());
    assert!(matches!(load(1, true), Err(TrustError::Malformed { .. })));
    assert!(matches!(load(2, false), Err(TrustError::Signature { .. })));
    // A bare key fits whatever the identifier says.
    let companion = austrian_signature(&octets, &w.signer, &wish, 2, true);
    let list = List {
        octets: octets.clone(),
        companion: Some(companion),
    };
    assert_eq!(Reading::new(list, w.signer.bare_anchor()).read().len(), 3);
}

#[test]
fn austria_must_be_a_map_of_items() {
    let wish = Wish::default();
    for (octets, problems) in [
        // {"c": [7, {"i": 1}]}
        (&b"\xa1\x61c\x82\x07\xa1\x61i\x01"[..], Some(2)),
        (b"\xa1\x61c\x80", Some(0)),
        (b"\xa1\x61c\x9f\xff", None),
        (b"\xa1\x61c\x9b\xff\xff\xff\xff\xff\xff\xff\xff", None),
        (b"\xa1\x61c\x81", None),
        (b"\xa2\x61c\x80\x61d\x80", None),
        (b"\xa1\x61c\x80\x00", None),
    ] {
        let companion = Some(austrian_signature(octets, &world().signer, &wish, 2, true));
        let list = List {
            octets: octets.to_vec(),
            companion,
        };
        let read = Reading::new(list, world().signer.anchor()).load();
        assert_eq!(
            read.ok().map(|list| list.problems().len()),
            problems,
            "{octets:02x?}"
        );
    }
}

#[test]
fn germany_tolerates_white_space_and_not_a_missing_signature() {
    let w = world();
    let List { octets, .. } = (kind("germany").make)(&Wish::default());
    let text = String::from_utf8(octets).unwrap();
    let (line, body) = text.trim_end().split_once('\n').unwrap();
    let load = |text: String, pinned: bool| {
        let anchors = if pinned {
            w.signer.bare_anchor()
        } else {
            w.signer.anchor()
        };
        Reading::new(List::from(text.into_bytes()), anchors).load()
    };
    for good in [
        format!("{line}\n{body}"),
        format!("{line}\r\n{body}\r\n\r\n"),
        format!("\u{feff}{line}\n\n{body} "),
        format!("{line}{body}"),
    ] {
        assert_eq!(load(good, true).unwrap().len(), 3);
    }
    // Signed by the key of a pinned certificate.
    assert_eq!(load(text.clone(), false).unwrap().len(), 3);
    // Taken away: unsigned, but not while anybody is pinned.
    assert!(matches!(
        load(body.to_owned(), false),
        Err(TrustError::Unsigned { .. })
    ));
    let nobody = Reading::new(List::from(body.as_bytes().to_vec()), Anchors::default());
    let unsigned = nobody.load().unwrap();
    assert!(
        unsigned
            .iter()
            .all(|dsc| dsc.provenance.signature.code() == "unsigned")
    );
    assert!(matches!(
        load(body.to_owned(), true),
        Err(TrustError::Unsigned { .. } | TrustError::Signature { .. })
    ));
    let mut wrong = Reading::new(
        List::from(format!("AAAA\n{body}").into_bytes()),
        w.signer.bare_anchor(),
    );
    wrong.format = Some(Format::Germany);
    assert!(matches!(wrong.load(), Err(TrustError::Signature { .. })));
}

#[test]
fn germany_has_signers_alone() {
    let entry = Entry::of("NO", &world().no);
    let body = json!({"certificates": [
        {"certificateType": "CSCA", "kid": entry.kid64(), "rawData": entry.der64()},
        {"rawData": entry.der64()}, 7,
    ]});
    let list = List::from(body.to_string().into_bytes());
    let list = Reading::new(list, Anchors::default()).read();
    assert_eq!((list.len(), list.problems().len()), (0, 3));
}

/// Switzerland's two lists with these payloads.
fn switzerland(keys: &Value, active: &Value, at: i64) -> Result<TrustList, TrustError> {
    let signer = &world().swiss;
    let sign = |payload: &Value| jws_of(payload, signer, &[signer], false);
    let list = List {
        octets: sign(keys),
        companion: Some(sign(active)),
    };
    let mut reading = Reading::new(list, world().root.made.anchor());
    reading.at = Timestamp::from_unix(at).unwrap();
    reading.load()
}

#[test]
fn switzerland_has_a_duration_and_two_lists_in_their_order() {
    let w = world();
    let entry = Entry::of("NO", &w.no);
    let spki = STANDARD.encode(&entry.spki);
    let keys = json!({"certs": [
        {"keyId": entry.kid64(), "use": "sig", "alg": "ES256", "subjectPublicKeyInfo": spki},
        {"keyId": "?"}, 7,
    ]});
    let active = json!({"iat": now(), "validDuration": 60_000, "activeKeyIds": [entry.kid64(), 7]});
    // A minute, and five for clocks.
    let last = now() + 360;
    let list = switzerland(&keys, &active, last).unwrap();
    let [dsc] = list.find(&entry.kid) else {
        panic!("{:?}", list.problems())
    };
    assert!(dsc.purposes().unwrap().named.is_empty());
    assert_eq!(list.problems().len(), 3);
    let late = switzerland(&keys, &active, last + 1);
    assert!(matches!(late, Err(TrustError::Expired { .. })));
    let turned = switzerland(&active, &keys, last).unwrap_err().to_string();
    assert!(
        turned.contains("this is the list of active keys"),
        "{turned}"
    );
    assert!(switzerland(&keys, &keys, last).is_err());
    // Without dates in it the list has none.
    let undated = json!({"validDuration": 60_000, "activeKeyIds": [entry.kid64()]});
    let late = now() + 365 * 86_400;
    assert_eq!(switzerland(&keys, &undated, late).unwrap().as_of(), None);
}

#[test]
fn only_one_of_switzerlands_lists_is_good() {
    let w = world();
    let entry = Entry::of("NO", &w.no);
    let spki = STANDARD.encode(&entry.spki);
    let keys = json!({"certs": [{"keyId": entry.kid64(), "subjectPublicKeyInfo": spki}]});
    let active = json!({"activeKeyIds": [entry.kid64()]});
    let sign = |payload: &Value, by: &Made| jws_of(payload, by, &[by], false);
    for (one, other, good) in [
        (&w.swiss, &w.swiss, true),
        (&w.swiss, &w.stranger, false),
        (&w.stranger, &w.swiss, false),
    ] {
        let list = List {
            octets: sign(&keys, one),
            companion: Some(sign(&active, other)),
        };
        assert_eq!(
            Reading::new(list, w.root.made.anchor()).load().is_ok(),
            good
        );
    }
}

#[test]
fn the_netherlands_give_keys_whose_use_is_told() {
    let w = world();
    let spki = STANDARD.encode(w.no.spki());
    let payload = json!({"eu_keys": {
        "AAAAAAAAAAA=": [{"subjectPk": spki, "keyUsage": []}],
        "AAAAAAAAAAE=": [{"subjectPk": spki, "keyUsage": null}],
        "AAAAAAAAAAI=": [{"subjectPk": spki, "keyUsage": ["t", "t"]}],
        "AAAAAAAAAAM=": [{"subjectPk": spki, "keyUsage": ["t", "z"]}],
        "AAAAAAAAAAQ=": [{"subjectPk": spki, "keyUsage": "t"}],
        "AAAAAAAAAAU=": {"subjectPk": spki},
        "": [{"subjectPk": spki}],
    }})
    .to_string();
    let signature = STANDARD.encode(detached(payload.as_bytes(), &w.dutch));
    let list = json!({"payload": STANDARD.encode(payload), "signature": signature});
    let list = List::from(list.to_string().into_bytes());
    let list = Reading::new(list, w.root.made.anchor()).read();
    let named = |last: u8| {
        let found = list.find(&[0, 0, 0, 0, 0, 0, 0, last]);
        found.first().map(|dsc| dsc.purposes().unwrap().named.len())
    };
    assert_eq!((named(0), named(1), named(2)), (Some(0), Some(0), Some(1)));
    assert_eq!((named(3), named(4), named(5)), (None, None, None));
    assert_eq!(list.problems().len(), 4, "{:?}", reasons(&list));
}

#[test]
fn france_encodes_twice_or_once_and_has_bare_keys() {
    let w = world();
    let entry = Entry::of("NO", &w.no);
    let spki = STANDARD.encode(&entry.spki);
    let list = json!({"certificatesDCC": {
        "AAAAAAAAAAA": STANDARD.encode(entry.der64()),
        "AAAAAAAAAAE": entry.der64(),
        "AAAAAAAAAAI": STANDARD.encode(&spki),
        "AAAAAAAAAAM=": spki,
        "AAAAAAAAAAQ=": STANDARD.encode(format!("{spki}\n")),
        "AAAAAAAAAAU=": STANDARD.encode("garbage"),
        "AAAAAAAAAAY=": 7,
    }});
    let list = List::from(list.to_string().into_bytes());
    let list = Reading::new(list, Anchors::default()).read();
    for last in 0..5 {
        let [dsc] = list.find(&[0, 0, 0, 0, 0, 0, 0, last]) else {
            panic!("{last}")
        };
        assert_eq!(dsc.certificate.is_some(), last < 2, "{last}");
    }
    assert_eq!(list.problems().len(), 2);
}

#[test]
fn lines_may_lack_identifiers() {
    let w = world();
    let text = format!(
        "{}\n\n# more\n{}\n???\n",
        STANDARD.encode(&w.no.der),
        STANDARD.encode(&w.se.der)
    );
    let list = Reading::new(List::from(text.into_bytes()), Anchors::default()).read();
    assert_eq!(list.len(), 2);
    assert_eq!(
        list.find(&w.se.kid())[0].provenance.format,
        Format::VerifierService
    );
    assert_eq!(list.problems().len(), 1);
    let mut text = Reading::new(List::from(b"no list".to_vec()), Anchors::default());
    text.format = Some(Format::VerifierService);
    assert!(matches!(text.load(), Err(TrustError::Malformed { .. })));
}
