//! Guards of what is no EU certificate: yellow cards, health links, and the trust domains that keep them apart.

use super::{Attempt, complaints, strict, table};
use crate::common::{AT, Draft, EXPIRES, ISSUED, Party, VACCINATION, at, world};
use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use ciborium::Value;
use hcert::icvp::Products;
use hcert::trust::{Dsc, Environment, Provenance, TrustList, Usage};
use hcert::verify::{Crossing, Journey, Passport};
use hcert::{Document, Lang, Verifier};
use std::sync::Arc;

const STAMARIL: &str = "YellowFeverProductd8a09f80301dc05e124f99ffe7711fc0";
const POLIO: &str = "PolioVaccineInactivatedIProduct532ef986c8042bbb15fee24056fdc4ed";

#[expect(
    clippy::needless_pass_by_value,
    reason = "a literal is written where it is used"
)]
fn value(json: serde_json::Value) -> Value {
    Value::serialized(&json).unwrap()
}

fn map(pairs: impl IntoIterator<Item = (i64, Value)>) -> Value {
    let pairs = pairs.into_iter().map(|(key, value)| (key.into(), value));
    Value::Map(pairs.collect())
}

/// A yellow card: a dose of 2021-06-11, checked on 2021-11-01.
fn card() -> Value {
    value(serde_json::json!({
        "n": "Hemmeligsen Kåre", "dob": "1964-08-12", "s": "male", "nt": "NOR", "id": "HEMMELIG1", "dt": "PPN",
        "vx": {"vp": STAMARIL, "dv": "2021-06-11", "bo": "B123", "is": "NOR"}, "v": "1.0",
    }))
}

/// The same in a shape of before 2026.
#[expect(
    clippy::needless_pass_by_value,
    reason = "a literal is written where it is used"
)]
fn older(doses: serde_json::Value) -> Value {
    value(serde_json::json!({
        "n": "Hemmeligsen Kåre", "dob": "1964-08-12", "s": "male", "ntl": "NOR", "nid": "HEMMELIG1", "v": doses,
    }))
}

fn in_domain(party: &Party, domain: &str) -> Dsc {
    Dsc {
        domain: Some(domain.into()),
        ..party.dsc.clone()
    }
}

fn list(keys: impl IntoIterator<Item = Dsc>) -> TrustList {
    keys.into_iter().collect::<TrustList>().dated(at(AT))
}

fn of_domain(domain: &str) -> Verifier {
    Verifier::new(list([in_domain(&world().ec, domain)]))
}

fn with_key(
    key: i64,
    content: Value,
    edit: impl FnOnce(&mut Draft),
    verifier: Verifier,
) -> Attempt {
    let party = &world().ec;
    let mut draft = Draft::new(party, VACCINATION);
    draft.payload = content;
    edit(&mut draft);
    let inner = draft.payload.clone();
    draft.content.get_or_insert_with(|| map([(key, inner)]));
    Attempt::new(&draft, party, verifier)
}

fn icvp(edit: impl FnOnce(&mut Draft)) -> Attempt {
    with_key(-6, card(), edit, of_domain("ICVP"))
}

fn icvp_of(content: Value) -> Attempt {
    with_key(-6, content, |_| {}, of_domain("ICVP"))
}

fn under(verifier: Verifier) -> Attempt {
    with_key(-6, card(), |_| {}, verifier)
}

fn set(path: &'static str, value: impl Into<Value>) -> Attempt {
    let value = value.into();
    icvp(move |draft| draft.field(path, Some(value)))
}

fn without(path: &'static str) -> Attempt {
    icvp(move |draft| draft.field(path, None))
}

fn seconds(text: &str) -> Option<Value> {
    Some(at(text).unix().into())
}

fn products(text: &str) -> Arc<Products> {
    Arc::new(Products::read(text).unwrap())
}

/// Code, what is wrong, the card that is, and its good twin.
fn cases() -> Vec<(&'static str, &'static str, Attempt, Attempt)> {
    let good = || icvp(|_| {});
    let invalid = |name, bad| ("icvp-invalid", name, bad, good());
    let old_table = format!("# date 2020-10-31\n{STAMARIL}\tYellow Fever\tyellow-fever\t\tM\n");
    let old_table = || of_domain("ICVP").with_products(products(&old_table));
    let not_listed = |draft: &mut Draft| draft.field("vx/vp", Some("NotListed".into()));
    let showing = |number: &str, edit: fn(&mut Draft)| {
        let mut attempt = icvp(edit);
        attempt.passport = Some(Passport::default().with_document(Some(number)));
        attempt
    };
    vec![
        (
            "kid-unlisted",
            "no such key",
            under(Verifier::new(list([in_domain(&world().other, "ICVP")]))),
            good(),
        ),
        (
            "kid-unlisted",
            "no key of the domain",
            under(Verifier::new(list([world().other.dsc.clone()]))),
            good(),
        ),
        (
            "kid-other-domain",
            "a key for EU certificates",
            under(of_domain("DCC")),
            under(of_domain("DCC").with_crossings(vec!["DCC=ICVP".parse().unwrap()])),
        ),
        (
            "kid-other-domain",
            "a key of which nobody says what it is for",
            under(Verifier::new(list([world().ec.dsc.clone()]))),
            good(),
        ),
        (
            "kid-other-domain",
            "an EU certificate by a key for yellow cards",
            with_key(
                1,
                Draft::new(&world().ec, VACCINATION).payload,
                |_| {},
                of_domain("ICVP"),
            ),
            with_key(
                1,
                Draft::new(&world().ec, VACCINATION).payload,
                |_| {},
                of_domain("DCC"),
            ),
        ),
        (
            "key-usage-other",
            "an authority of the domain",
            under(Verifier::new(list([
                in_domain(&world().ec, "ICVP").used_as(Usage::Authority),
                in_domain(&world().other, "ICVP"),
            ]))),
            good(),
        ),
        (
            "code-expired",
            "a second after",
            icvp(|draft| draft.claim(4, seconds("2021-11-01T11:59:59Z"))),
            icvp(|draft| draft.claim(4, seconds(AT))),
        ),
        (
            "exp-missing",
            "no claim 4",
            icvp(|draft| draft.claim(4, None)),
            good(),
        ),
        (
            "not-before",
            "valid from tomorrow",
            icvp(|draft| draft.claim(5, seconds("2021-11-02T00:00:00Z"))),
            icvp(|draft| draft.claim(5, seconds(ISSUED))),
        ),
        invalid("no name", without("n")),
        invalid("an empty name", set("n", "")),
        invalid("no date of birth", without("dob")),
        invalid("a year of birth", set("dob", "1964")),
        invalid("a birthday that is none", set("dob", "1990-02-31")),
        invalid("no sex", without("s")),
        invalid("no nationality", without("nt")),
        invalid("no version", without("v")),
        invalid("no product", without("vx/vp")),
        invalid("no date of the dose", without("vx/dv")),
        invalid("a month", set("vx/dv", "2021-06")),
        invalid("no batch", without("vx/bo")),
        invalid("neither clinician nor authority", without("vx/is")),
        invalid("a number for the batch", set("vx/bo", 7)),
        invalid("no dose", icvp_of(value(serde_json::json!({"n": "X"})))),
        invalid("a text", icvp_of("x".into())),
        (
            "product-not-approved",
            "not on the list",
            icvp(not_listed),
            good(),
        ),
        (
            "products-old",
            "a list of thirteen months ago",
            with_key(-6, card(), not_listed, old_table()),
            under(old_table()),
        ),
        (
            "icvp-not-yet-valid",
            "the ninth day",
            set("vx/dv", "2021-10-23"),
            set("vx/dv", "2021-10-22"),
        ),
        (
            "icvp-dose-later",
            "tomorrow",
            icvp(|draft| {
                draft.claim(6, seconds(AT));
                draft.field("vx/dv", Some("2021-11-02".into()));
            }),
            icvp(|draft| {
                draft.claim(6, seconds(AT));
                draft.field("vx/vp", Some(POLIO.into()));
                draft.field("vx/dv", Some("2021-11-01".into()));
            }),
        ),
        (
            "dose-after-issue",
            "issued two days before",
            icvp(|draft| {
                draft.claim(6, seconds("2021-06-09T09:00:00Z"));
            }),
            icvp(|draft| draft.claim(6, seconds("2021-06-11T09:00:00Z"))),
        ),
        (
            "dose-before-birth",
            "born the day after",
            set("dob", "2021-06-12"),
            set("dob", "2021-06-11"),
        ),
        (
            "holder-document-differs",
            "another number",
            showing("X1", |_| {}),
            showing("hemmelig-1", |_| {}),
        ),
        (
            "holder-document-missing",
            "none named",
            showing("HEMMELIG1", |draft| draft.field("id", None)),
            showing("HEMMELIG1", |_| {}),
        ),
    ]
}

#[test]
fn every_check_of_a_yellow_card_refuses_one_that_all_others_let_pass() {
    let rows = table(include_str!("../../src/verify/finding.rs"), "findings");
    for (code, name, bad, good) in cases() {
        let report = bad.report();
        assert_eq!(
            complaints(&report),
            [code],
            "{code}, {name}: {:?}",
            report.findings
        );
        let row = rows
            .iter()
            .find(|row| row[1] == code && row[3] != "Pass")
            .unwrap();
        let verdict = if row[3] == "Fail" {
            "reject"
        } else {
            "cannot-verify"
        };
        assert_eq!(report.verdict.code(), verdict, "{code}, {name}");
        let report = good.report();
        assert_eq!(
            complaints(&report),
            [""; 0],
            "the twin of {code}, {name}: {:?}",
            report.findings
        );
        assert_eq!(
            report.verdict.code(),
            "genuine",
            "the twin of {code}, {name}"
        );
        assert_eq!(report.deviations, [], "the twin of {code}, {name}");
    }
}

/// Code, card, and what a shape of before 2026 has beside it.
fn odd() -> Vec<(&'static str, Attempt, &'static [&'static str])> {
    let dose = |more: serde_json::Value| {
        let mut dose = serde_json::json!({"vp": STAMARIL, "dt": "2021-06-11", "bo": "B1"});
        let members = dose.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        dose
    };
    let named = || serde_json::json!({"is": "NOR"});
    let listed = |more| icvp_of(older(serde_json::json!([dose(more)])));
    let icd = serde_json::json!({"tg": "1D47", "vp": "XM0N24", "dt": "2021-06-11", "bo": "1", "cn": "Dr"});
    let form: &[&str] = &["icvp-form-2025"];
    vec![
        ("icvp-form-2025", listed(named()), &[]),
        ("icvp-form-2025-map", icvp_of(older(dose(named()))), &[]),
        ("icvp-form-2024", icvp_of(older(icd)), &[]),
        ("icvp-version", set("v", "2.0"), &[]),
        (
            "vx-is-a-list",
            icvp(|draft| {
                let dose = value(
                    serde_json::json!([{"vp": STAMARIL, "dv": "2021-06-11", "bo": "B", "cn": "Dr"}]),
                );
                draft.field("vx", Some(dose));
            }),
            &[],
        ),
        ("sex-code", set("s", "M"), &[]),
        ("nationality-code", set("nt", "NO"), &[]),
        (
            "no-clinician-no-authority",
            listed(serde_json::json!({})),
            form,
        ),
        (
            "valid-from-differs",
            listed(serde_json::json!({"is": "NOR", "vls": "2021-06-11"})),
            form,
        ),
        (
            "valid-until-printed",
            listed(serde_json::json!({"is": "NOR", "vle": "2031-06-11"})),
            form,
        ),
        (
            "sub-key-wrapped-in-array",
            icvp(|draft| draft.content = Some(map([(-6, Value::Array(vec![card()]))]))),
            &[],
        ),
        (
            "sub-key-unknown",
            icvp(|draft| draft.content = Some(map([(-6, card()), (-99, map([]))]))),
            &[],
        ),
        (
            "issuer-differs",
            icvp(|draft| draft.claim(1, Some("SE".into()))),
            &[],
        ),
        (
            "iat-in-milliseconds",
            icvp(|draft| draft.claim(6, Some((at(ISSUED).unix() * 1000).into()))),
            &[],
        ),
        (
            "dob-future",
            icvp(|draft| {
                draft.field("dob", Some("2021-11-02".into()));
            }),
            &[],
        ),
        ("field-unknown", set("zz", 1), &[]),
    ]
}

#[test]
fn every_oddity_of_a_yellow_card_is_told_and_rejected_by_name_under_a_strict_policy() {
    for (code, attempt, beside) in odd() {
        let mut wanted: Vec<&str> = beside.iter().copied().chain([code]).collect();
        wanted.sort_unstable();
        let report = attempt.report();
        let mut found: Vec<&str> = report
            .deviations
            .iter()
            .map(|odd| odd.code.code())
            .collect();
        found.sort_unstable();
        assert_eq!(found, wanted, "{code}: {:?}", report.findings);
        // Whoever is born after the check is born after the dose.
        let born_later = code == "dob-future";
        assert_eq!(
            report.verdict.is_genuine(),
            !born_later,
            "{code}: {:?}",
            report.verdict
        );
        let strict = attempt.verifier.clone().with_policy(strict());
        let report = hcert::verify(&attempt.text, &strict, attempt.at);
        let mut found = complaints(&report);
        found.retain(|one| *one != "dose-before-birth");
        found.sort_unstable();
        assert_eq!((found, report.verdict.code()), (wanted, "reject"), "{code}");
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "a literal is written where it is used"
)]
fn members(json: serde_json::Value) -> serde_json::Value {
    let mut all = serde_json::json!({
        "url": "https://vhl.example.org/List?_id=HEMMELIG", "key": URL_SAFE_NO_PAD.encode([7; 32]), "flag": "LP", "v": 1,
    });
    all.as_object_mut()
        .unwrap()
        .extend(json.as_object().unwrap().clone());
    all
}

fn link_text(json: serde_json::Value) -> String {
    format!(
        "vhlink:/{}",
        URL_SAFE_NO_PAD.encode(members(json).to_string())
    )
}

fn link(content: impl Into<Value>) -> Attempt {
    with_key(5, content.into(), |_| {}, of_domain("PH4H"))
}

fn linked(json: serde_json::Value) -> Attempt {
    link(link_text(json))
}

/// Code and link; the link that is genuine is not read either.
fn link_cases() -> Vec<(&'static str, &'static str, Attempt)> {
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let invalid = |name, attempt| ("link-invalid", name, attempt);
    vec![
        invalid("no url", link(value(serde_json::json!({"key": "x"})))),
        invalid("a number", link(7)),
        invalid("another scheme", link("https://x.example/")),
        invalid("no JSON", link("vhlink:/AAAA")),
        invalid("a url that is none", linked(json(r#"{"url":"x"}"#))),
        invalid(
            "a url of files",
            linked(json(r#"{"url":"file:///etc/passwd"}"#)),
        ),
        invalid("a short key", linked(json(r#"{"key":"AAAA"}"#))),
        invalid("an end that is no date", linked(json(r#"{"exp":"soon"}"#))),
        invalid("a version that is no number", linked(json(r#"{"v":"1"}"#))),
        (
            "link-expired",
            "over",
            linked(serde_json::json!({"exp": at(AT).unix() - 1})),
        ),
        ("link-version", "version 2", linked(json(r#"{"v":2}"#))),
        (
            "kid-other-domain",
            "a key for EU certificates",
            with_key(5, link_text(json("{}")).into(), |_| {}, of_domain("DCC")),
        ),
        (
            "kid-unlisted",
            "no such key",
            with_key(
                5,
                link_text(json("{}")).into(),
                |_| {},
                Verifier::new(list([in_domain(&world().other, "PH4H")])),
            ),
        ),
        (
            "expired",
            "the claims are over",
            with_key(
                5,
                link_text(json("{}")).into(),
                |draft| draft.claim(4, seconds("2021-11-01T11:59:59Z")),
                of_domain("PH4H"),
            ),
        ),
        (
            "exp-missing",
            "no claim 4",
            with_key(
                5,
                link_text(json("{}")).into(),
                |draft| draft.claim(4, None),
                of_domain("PH4H"),
            ),
        ),
    ]
}

#[test]
fn a_genuine_link_is_never_taken_for_what_lies_behind_it_and_a_bad_one_is_refused_by_name() {
    let one = serde_json::json!({});
    let forms: [Value; 4] = [
        link_text(one.clone()).into(),
        link_text(one.clone()).replace("vhlink", "shlink").into(),
        value(serde_json::json!({"u": link_text(one.clone())})),
        value(members(one)),
    ];
    for domain in Document::Link.domains() {
        for form in &forms {
            let report = with_key(5, form.clone(), |_| {}, of_domain(domain)).report();
            assert_eq!(
                complaints(&report),
                ["link-not-read"],
                "{:?}",
                report.findings
            );
            assert_eq!(report.verdict.class().unwrap().code(), "link");
            assert_eq!(report.deviations, []);
            let link = report.link.unwrap();
            assert_eq!(
                (link.host(), link.needs_passcode()),
                ("vhl.example.org", true)
            );
        }
    }
    let rows = table(include_str!("../../src/verify/finding.rs"), "findings");
    for (code, name, attempt) in link_cases() {
        let report = attempt.report();
        let mut found = complaints(&report);
        found.retain(|one| *one != "link-not-read");
        assert_eq!(found, [code], "{name}: {:?}", report.findings);
        let row = rows
            .iter()
            .find(|row| row[1] == code && row[3] != "Pass")
            .unwrap();
        let verdict = if row[3] == "Fail" {
            "reject"
        } else {
            "cannot-verify"
        };
        assert_eq!(report.verdict.code(), verdict, "{name}");
    }
}

/// Code and link.
fn odd_links() -> Vec<(&'static str, Attempt)> {
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let key = URL_SAFE.encode([7; 32]);
    let ending = at(EXPIRES).unix();
    let padded = {
        // A member more, until the length wants padding.
        let mut more = serde_json::json!({"_x": ""});
        while members(more.clone()).to_string().len().is_multiple_of(3) {
            more = serde_json::json!({"_x": format!("{}x", more["_x"].as_str().unwrap())});
        }
        more.as_object_mut().unwrap().retain(|_, value| value != "");
        format!("vhlink:/{}", URL_SAFE.encode(members(more).to_string()))
    };
    vec![
        (
            "link-double-slash",
            link(link_text(json("{}")).replace(":/", "://")),
        ),
        ("link-padded", link(padded)),
        ("link-key-padded", linked(serde_json::json!({"key": key}))),
        (
            "link-not-https",
            linked(json(r#"{"url":"http://vhl.example.org/m"}"#)),
        ),
        (
            "link-user-info",
            linked(json(
                r#"{"url":"https://real.example.org@evil.example.org/m"}"#,
            )),
        ),
        (
            "link-host-is-local-or-ip",
            linked(json(r#"{"url":"https://127.0.0.1/m"}"#)),
        ),
        (
            "link-host-is-local-or-ip",
            linked(json(r#"{"url":"https://[::1]/m"}"#)),
        ),
        (
            "link-host-is-local-or-ip",
            linked(json(r#"{"url":"https://intranet/m"}"#)),
        ),
        (
            "link-host-is-local-or-ip",
            linked(json(r#"{"url":"https://2130706433/m"}"#)),
        ),
        (
            "link-exp-text",
            linked(serde_json::json!({"exp": ending.to_string()})),
        ),
        (
            "exp-in-milliseconds",
            linked(serde_json::json!({"exp": ending * 1000})),
        ),
        (
            "link-label-long",
            linked(serde_json::json!({"label": "x".repeat(81)})),
        ),
        ("link-flags", linked(json(r#"{"flag":"PL"}"#))),
        (
            "sub-key-wrapped-in-array",
            link(Value::Array(vec![link_text(json("{}")).into()])),
        ),
    ]
}

#[test]
fn every_oddity_of_a_link_is_told_and_neither_its_key_nor_its_path_is() {
    for (code, attempt) in odd_links() {
        let report = attempt.report();
        let found: Vec<&str> = report
            .deviations
            .iter()
            .map(|odd| odd.code.code())
            .collect();
        assert_eq!(found, [code], "{:?}", report.findings);
        assert_eq!(complaints(&report), ["link-not-read"], "{code}");
        let mut said = format!("{report:?} {report:#?}");
        for lang in Lang::ALL {
            said.extend(report.findings.iter().map(|finding| finding.text(lang)));
            said.extend(report.deviations.iter().map(|odd| odd.text(lang)));
        }
        for secret in ["HEMMELIG", "BwcHBwcH"] {
            assert!(!said.contains(secret), "{code}: {said}");
        }
    }
}

/// Codes that are guarded here.
pub(super) fn guarded() -> Vec<&'static str> {
    let findings = cases().into_iter().map(|(code, ..)| code);
    let links = link_cases().into_iter().map(|(code, ..)| code);
    let odd = odd().into_iter().map(|(code, ..)| code);
    let odd = odd.chain(odd_links().into_iter().map(|(code, _)| code));
    let by_itself = ["link-not-read", "link-unsigned", "link-unreadable"];
    findings.chain(links).chain(odd).chain(by_itself).collect()
}

#[test]
fn a_link_by_itself_proves_nothing_whatever_it_says() {
    let text = link_text(serde_json::json!({"label": "Patient summary"}));
    for text in [
        text.clone(),
        text.to_uppercase().replacen("VHLINK", "vhlink", 1),
        format!("https://viewer.example/x#{text}"),
    ] {
        let report = Verifier::default().verify(&text, at(AT));
        let code = report.findings[0].code();
        // Letters in capitals are another text in base64.
        let read = text.contains("eyJ");
        assert_eq!(
            code,
            if read {
                "link-unsigned"
            } else {
                "link-unreadable"
            },
            "{text}"
        );
        assert_eq!(report.verdict.code(), "cannot-verify");
        assert_eq!(report.link.is_some(), read);
    }
}

#[test]
fn no_report_on_a_yellow_card_repeats_the_holders_data() {
    for (_, name, bad, good) in cases() {
        for attempt in [bad, good] {
            let report = attempt.report();
            let mut said = format!("{report:?} {:?}", report.icvp);
            for lang in Lang::ALL {
                said.extend(report.findings.iter().map(|finding| finding.text(lang)));
                said.extend(report.deviations.iter().map(|odd| odd.text(lang)));
            }
            for secret in ["Hemmeligsen", "HEMMELIG1", "1964-08-12"] {
                assert!(!said.contains(secret), "{name}: {said}");
            }
        }
    }
}

#[test]
fn no_country_accepts_a_yellow_card_and_none_refuses_it() {
    let attempt = icvp(|_| {});
    let journey = Journey::to("NO".parse().unwrap(), attempt.at);
    let report = attempt
        .verifier
        .verify_for(&attempt.text, attempt.at, Some(&journey));
    assert_eq!(report.verdict.code(), "genuine");
    assert_eq!(report.admissions, []);
    assert!(report.hint(Lang::En).contains("document number"));
}

#[test]
fn an_unknown_signer_of_a_yellow_card_leads_to_the_paper_even_against_a_complete_list() {
    let complete = Verifier::new(list([in_domain(&world().other, "ICVP")]));
    let report = under(complete).report();
    assert_eq!(report.verdict.code(), "cannot-verify");
    assert!(
        report.hint(Lang::En).contains("paper card"),
        "{}",
        report.hint(Lang::En)
    );
    // The same list refuses an EU certificate.
    let complete = Verifier::new(list([world().other.dsc.clone()]));
    let dcc = Draft::new(&world().ec, VACCINATION).payload;
    let report = with_key(1, dcc, |_| {}, complete).report();
    assert_eq!(report.verdict.code(), "reject");
}

#[test]
fn a_key_counts_where_its_list_has_it_and_a_crossing_is_told_in_every_report() {
    let ec = || &world().ec;
    // The same certificate in two domains serves both documents.
    let both = || Verifier::new(list([in_domain(ec(), "DCC"), in_domain(ec(), "ICVP")]));
    let report = under(both()).report();
    assert_eq!(
        (report.verdict.code(), report.domain.as_deref()),
        ("genuine", Some("ICVP"))
    );
    let dcc = || Draft::new(ec(), VACCINATION).payload;
    let report = with_key(1, dcc(), |_| {}, both()).report();
    assert_eq!(
        (report.verdict.code(), report.domain.as_deref()),
        ("genuine", Some("DCC"))
    );

    let crossing: Crossing = "DCC=ICVP".parse().unwrap();
    let crossed = of_domain("DCC").with_crossings(vec![crossing.clone()]);
    let report = under(crossed).report();
    assert_eq!(report.domain.as_deref(), Some("DCC"));
    let skipped = report
        .findings
        .iter()
        .find(|finding| finding.code() == "domain");
    assert!(skipped.unwrap().text(Lang::En).contains("--accept"));
    // It is a way of one direction.
    let back = of_domain("ICVP").with_crossings(vec![crossing]);
    let report = with_key(1, dcc(), |_| {}, back).report();
    assert_eq!(complaints(&report), ["kid-other-domain"]);
}

#[test]
fn a_code_that_a_key_of_another_domain_did_not_sign_is_not_refused_for_it() {
    // An identifier that collides says nothing about this signature.
    let collision = in_domain(&world().other, "DCC").with_kid(&world().ec.dsc.kid);
    let report = under(Verifier::new(list([collision.clone()]))).report();
    assert_eq!(complaints(&report), ["kid-unlisted"]);
    let ours = Dsc {
        domain: Some("ICVP".into()),
        ..collision
    };
    let report = under(Verifier::new(list([ours]))).report();
    assert_eq!(complaints(&report), ["signature-invalid"]);
}

#[test]
fn a_key_of_a_test_environment_marks_every_verdict() {
    let of = |environment, good: bool| {
        let provenance = Provenance {
            environment,
            ..(*world().ec.dsc.provenance).clone()
        };
        let dsc = Dsc {
            provenance: Arc::new(provenance),
            ..in_domain(&world().ec, "ICVP")
        };
        let verifier = Verifier::new(list([dsc]));
        match good {
            true => under(verifier),
            false => with_key(-6, card(), |draft| draft.field("vx/bo", None), verifier),
        }
    };
    for (environment, test) in [
        (Environment::Uat, true),
        (Environment::Dev, true),
        (Environment::Prod, false),
        (Environment::Local, false),
    ] {
        for good in [true, false] {
            let report = of(environment, good).report();
            assert_eq!(report.is_test(), test);
            assert_eq!(report.word(Lang::En).starts_with("TEST: "), test);
        }
    }
}

#[test]
fn a_bundle_keeps_domains_and_environments_and_hides_them_from_programs_that_know_neither() {
    let provenance = Provenance {
        environment: Environment::Uat,
        ..Provenance::unsigned("did.json", hcert::trust::Format::Gdhcn)
    };
    let dsc = in_domain(&world().ec, "ICVP").from_list(&Arc::new(provenance));
    let both: TrustList = [dsc.clone(), world().other.dsc.clone()]
        .into_iter()
        .collect();
    let octets = hcert::trust::bundle::encode(&both, at(AT), None);
    let again = hcert::trust::bundle::read_own("", &octets).unwrap();
    assert_eq!(again.len(), 2);
    let kept = &again.find(&dsc.kid)[0];
    assert_eq!(
        (kept.domain_name(), kept.provenance.environment),
        ("ICVP", Environment::Uat)
    );
    // Entry 4 holds what old programs take for signers of EU certificates.
    let value: Value = ciborium::from_reader(octets.as_slice()).unwrap();
    let entries = value.as_map().unwrap();
    assert_eq!(entries[4].1.as_array().unwrap().len(), 1);
}
