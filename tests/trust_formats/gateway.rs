//! The gateway's list: who may sign what, chains, files of their own, news.

use crate::common::{Draft, Party, VACCINATION, good};
use crate::trust_formats::lists::{Entry, List, Wish};
use crate::trust_formats::makers::{base_items, dgcg, item};
use crate::trust_formats::world::{Made, authority, world};
use crate::trust_formats::{Reading, reasons};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hcert::trust::formats::dgcg as reader;
use hcert::trust::{Anchors, Dsc, Format, Request, StaleSigner, TrustError};
use hcert::{Lang, Timestamp, TrustList, Verifier};
use serde_json::{Value, json};

fn list(items: &[Value]) -> List {
    Value::Array(items.to_vec()).to_string().into_bytes().into()
}

fn base() -> Vec<Value> {
    base_items(&world().anchor)
}

fn reading(items: &[Value]) -> Reading {
    let mut reading = Reading::new(list(items), world().anchor.anchor());
    reading.format = Some(Format::Dgcg);
    reading
}

/// A list with this item behind the authorities and uploaders.
fn with(item: Value) -> TrustList {
    let mut items = base();
    items.push(item);
    reading(&items).read()
}

#[track_caller]
fn left_out(list: &TrustList, reason: &str) {
    assert_eq!(list.len(), 0);
    let reasons = reasons(list);
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert!(reasons[0].contains(reason), "{reasons:?}");
}

fn norway() -> Entry {
    Entry::of("NO", &world().no)
}

#[test]
fn authorities_come_along_and_verify_nothing() {
    let read = with(item("DSC", &norway(), &world().upload_no));
    assert_eq!((read.len(), read.authorities().len()), (1, 2));
    for authority in [&world().csca_no, &world().csca_se] {
        assert!(read.find(&authority.made.kid()).is_empty());
    }
    assert!(read.find(&world().upload_no.kid()).is_empty());
}

#[test]
fn a_code_by_a_key_that_the_list_has_for_something_else_is_rejected() {
    let w = world();
    let list = with(item("DSC", &norway(), &w.upload_no));
    let octets = hcert::trust::bundle::encode(
        &list,
        crate::trust_formats::at(crate::trust_formats::NOW),
        None,
    );
    let anchors = Anchors::default();
    let request = Request::new(
        "bundle",
        &octets,
        crate::trust_formats::at(crate::trust_formats::NOW),
        &anchors,
    );
    let bundled = TrustList::load(&request, None).unwrap();
    for (by, purpose) in [
        (&w.upload_no, "what a country uploads"),
        (&w.csca_no.made, "the certificates of signers"),
    ] {
        let dsc = Dsc::from_der("tests", &by.der).unwrap();
        let party = Party::of(dsc, &by.pkcs8);
        let text = good(&party, VACCINATION);
        for list in [&list, &bundled] {
            let report = hcert::verify(
                &text,
                &Verifier::new(list.clone()),
                crate::trust_formats::at(crate::trust_formats::NOW),
            );
            assert_eq!(report.verdict.code(), "reject");
            let finding = report.verdict.finding().unwrap();
            assert_eq!(
                (finding.code(), finding.class().code()),
                ("key-usage-other", "key-usage")
            );
            assert!(
                finding.text(Lang::En).contains(purpose),
                "{}",
                finding.text(Lang::En)
            );
        }
        // Who only says that it is this key is not known.
        let draft = Draft::new(&party, VACCINATION).write(&world_party());
        let report = hcert::verify(
            &draft,
            &Verifier::new(list.clone()),
            crate::trust_formats::at(crate::trust_formats::NOW),
        );
        assert_eq!(report.verdict.code(), "cannot-verify");
        assert_eq!(
            report.verdict.finding().unwrap().code(),
            "kid-unknown-not-fresh"
        );
    }
}

/// Somebody whom nobody knows.
fn world_party() -> Party {
    let stranger = &world().stranger;
    Party::of(
        Dsc::from_der("tests", &stranger.der).unwrap(),
        &stranger.pkcs8,
    )
}

#[test]
fn an_anchor_that_has_expired_vouches_for_nobody_unless_that_is_allowed() {
    let octets = Value::Array(base()).to_string().into_bytes();
    let anchors = world().anchor.anchor();
    let later = crate::trust_formats::at("2023-07-01T00:00:00Z");
    let read = |stale_signer| {
        let request = Request {
            stale_signer,
            ..Request::new("list", &octets, later, &anchors)
        };
        TrustList::load(&request, Some(Format::Dgcg))
    };
    let refused = read(StaleSigner::Refuse).unwrap_err();
    assert!(
        matches!(refused, TrustError::SignerExpired { .. }),
        "{refused}"
    );
    let list = read(StaleSigner::Warn).unwrap();
    let signature = &list.authorities()[0].provenance.signature;
    assert_eq!(signature.code(), "signer-expired");
    assert!(signature.detail().contains("2023-06-01"), "{signature:?}");
}

#[test]
fn a_signer_must_be_uploaded_by_its_own_country() {
    let w = world();
    left_out(
        &with(item("DSC", &norway(), &w.upload_se)),
        "may not upload",
    );
    left_out(&with(item("DSC", &norway(), &w.anchor)), "may not upload");
    left_out(&with(item("DSC", &norway(), &w.stranger)), "may not upload");
    left_out(
        &with(item("DSC", &norway(), &w.csca_no.made)),
        "may not upload",
    );
    // The right uploader for the country that the item names, which is not that of the certificate.
    let moved = Entry {
        country: "SE",
        ..norway()
    };
    left_out(&with(item("DSC", &moved, &w.upload_se)), "country \"NO\"");
}

#[test]
fn an_uploader_must_be_signed_by_the_anchor() {
    let w = world();
    // Somebody adds an uploader: signed by himself, by another uploader, or with a signature that is not
    // over it.
    let stranger = Entry::of("NO", &w.stranger);
    for by in [&w.stranger, &w.upload_no] {
        let mut items = base();
        items.push(item("UPLOAD", &stranger, by));
        items.push(item("DSC", &norway(), &w.stranger));
        let list = reading(&items).read();
        assert_eq!(list.len(), 0);
        assert!(
            reasons(&list)[0].contains("not by the pinned anchor"),
            "{:?}",
            reasons(&list)
        );
    }
    let mut items = base();
    let mut wrong = item("UPLOAD", &stranger, &w.anchor);
    wrong["signature"] = items[2]["signature"].clone();
    items.push(wrong);
    items.push(item("DSC", &norway(), &w.stranger));
    let list = reading(&items).read();
    assert_eq!((list.len(), list.problems().len()), (0, 2));
}

#[test]
fn the_anchor_is_the_certificate_itself_or_its_key_and_nobody_below_it() {
    let w = world();
    let root = authority("EU", "Root of an anchor");
    let below = root.issue("EU", "Anchor below a root", &[]);
    let mut items = base_items(&below);
    items.push(item("DSC", &norway(), &w.upload_no));
    let load = |anchors: Anchors| Reading::new(list(&items), anchors).load();
    assert!(load(root.made.anchor()).is_err());
    assert_eq!(load(below.anchor()).unwrap().len(), 1);
    assert_eq!(load(below.bare_anchor()).unwrap().len(), 1);
}

#[test]
fn a_signer_is_held_against_the_authorities_of_its_country() {
    let w = world();
    left_out(
        &with(item("DSC", &Entry::of("NO", &w.forged), &w.upload_no)),
        "issuer",
    );
    let mut items = base();
    // Without the authority the signer is kept and says so.
    items.remove(0);
    items.push(item("DSC", &norway(), &w.upload_no));
    let list = reading(&items).read();
    assert_eq!(list.find(&w.no.kid())[0].chain.code(), "no-authority");
    // The authority of another country does not count.
    let moved = Entry {
        country: "SE",
        ..Entry::of("NO", &w.csca_no.made)
    };
    items.push(item("CSCA", &moved, &w.anchor));
    let list = reading(&items).read();
    assert_eq!(list.find(&w.no.kid())[0].chain.code(), "no-authority");
    assert_eq!(list.problems().len(), 1);
}

#[test]
fn items_must_be_whole() {
    let w = world();
    let good = item("DSC", &norway(), &w.upload_no);
    let changed = |name: &str, value: Value| {
        let mut item = good.clone();
        item[name] = value;
        item
    };
    let raw = STANDARD.encode(w.upload_no.sign(&w.no.der));
    for (name, value, reason) in [
        ("signature", json!(raw), "a raw signature of 64 octets"),
        ("signature", json!(""), "a raw signature of 0 octets"),
        ("signature", json!(null), "its signature is no text"),
        ("signature", json!("?"), "not base64"),
        ("thumbprint", json!("00"), "thumbprint"),
        ("thumbprint", json!(null), "no thumbprint"),
        ("kid", json!("AAAAAAAAAAA="), "identifier"),
        ("kid", json!(""), "identifier"),
        ("rawData", json!(STANDARD.encode(&w.se.der)), "thumbprint"),
        ("certificateType", json!("OTHER"), "\"OTHER\""),
        ("country", json!(7), "country"),
    ] {
        left_out(&with(changed(name, value)), reason);
    }
    left_out(&with(json!(7)), "certificateType");
}

#[test]
fn without_a_single_authority_or_uploader_nobody_can_tell_who_signed() {
    let w = world();
    let items = [item("DSC", &norway(), &w.upload_no)];
    assert!(matches!(
        reading(&items).load(),
        Err(TrustError::Signature { .. })
    ));
    let mut open = reading(&items);
    open.anchors = Anchors::default();
    let list = open.report().unwrap();
    let [dsc] = list.find(&w.no.kid()) else {
        panic!("not kept")
    };
    assert_eq!(dsc.provenance.signature.code(), "not-checked");
    assert_eq!(dsc.chain.code(), "no-authority");
    // What is signed must be good nevertheless.
    let mut wrong = items;
    wrong[0]["signature"] = item("DSC", &Entry::of("SE", &w.se), &w.upload_no)["signature"].clone();
    let list = reading(&wrong).report().unwrap();
    assert_eq!((list.len(), list.problems().len()), (0, 1));
}

#[test]
fn authorities_and_uploaders_may_come_in_a_file_of_their_own() {
    let w = world();
    let mut both = base();
    both.push(item("DSC", &Entry::of("SE", &w.se), &w.upload_se));
    let mut reading = reading(&[item("DSC", &norway(), &w.upload_no)]);
    reading.list.companion = Some(list(&both).octets);
    let list = reading.read();
    // The file beside it is no list of signers.
    assert_eq!(list.len(), 1);
    let dsc = &list.find(&w.no.kid())[0];
    assert_eq!(
        (dsc.chain.code(), dsc.provenance.signature.code()),
        ("good", "good")
    );
}

fn withdrawn(made: &Made, thumbprint: Option<&str>) -> Value {
    json!({
        "kid": STANDARD.encode(made.kid()), "country": "NO", "certificateType": "DSC",
        "rawData": null, "signature": null, "thumbprint": thumbprint,
    })
}

#[test]
fn news_add_and_withdraw() {
    let w = world();
    let full = Reading::new(dgcg(&Wish::default()), w.anchor.anchor()).read();
    let full = full.dated(Timestamp::from_unix(1_635_724_800).unwrap());
    let print = crate::trust_formats::makers::hex(&{
        use sha2::Digest as _;
        sha2::Sha256::digest(&w.no.der)
    });
    let new = w.csca_no.issue("NO", "DSC Norway, new", &[]);
    for thumbprint in [None, Some(print.as_str())] {
        let news = [
            withdrawn(&w.no, thumbprint),
            item("UPLOAD", &Entry::of("NO", &w.upload_no), &w.anchor),
            item("DSC", &Entry::of("NO", &new), &w.upload_no),
        ];
        let reading = reading(&news);
        let list = reader::read_delta(&reading.request(), full.clone()).unwrap();
        assert!(list.find(&w.no.kid()).is_empty());
        // The authority is that of the full list.
        assert_eq!(list.find(&new.kid())[0].chain.code(), "good");
        assert_eq!((list.len(), list.authorities().len()), (3, 2));
        assert_eq!(list.as_of(), full.as_of());
    }
    // A thumbprint of something else takes nothing away. News in which nothing is signed are vouched for by signed items
    // beside them.
    let other = withdrawn(&w.no, Some("00"));
    let mut news = reading(&[other]);
    assert!(reader::read_delta(&news.request(), full.clone()).is_err());
    news.list.companion = Some(list(&base()).octets);
    let list = reader::read_delta(&news.request(), full).unwrap();
    assert_eq!(list.len(), 3);
    // In a full list what was withdrawn is skipped.
    let list = reading(&[base(), vec![withdrawn(&w.no, None)]].concat()).read();
    assert_eq!((list.len(), list.problems().len()), (0, 0));
}

#[test]
fn news_are_held_against_the_anchor_too() {
    let w = world();
    let full = Reading::new(dgcg(&Wish::default()), w.anchor.anchor()).read();
    let new = w.csca_no.issue("NO", "DSC Norway, new", &[]);
    let news = [item("DSC", &Entry::of("NO", &new), &w.upload_no)];
    let alone = reading(&news);
    assert!(reader::read_delta(&alone.request(), full.clone()).is_err());
    let mut beside = reading(&news);
    beside.list.companion = Some(list(&base()).octets);
    let list = reader::read_delta(&beside.request(), full).unwrap();
    assert_eq!(list.find(&new.kid())[0].provenance.signature.code(), "good");
}
