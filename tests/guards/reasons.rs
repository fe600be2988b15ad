//! Guards of the reasons and obstacles: each code of the table, alone.

use super::{
    Attempt, attempt, baseline, cards, complaints, content, domestic, health, holder, layers,
    policies, revocation, rules, table,
};
use crate::common::{
    AT, Draft, EXPIRES, ISSUED, KeyType, Party, TEST, VACCINATION, Wanted, at, party, payload,
    purposes, verifier, world,
};
use hcert::Verifier;
use hcert::trust::{Dsc, TrustList};
use hcert::verify::{Certificate, Report, Unread, Verdict};

/// A code that one check refuses, and its good twin.
pub(super) struct Case {
    pub(super) code: &'static str,
    pub(super) name: String,
    pub(super) bad: Attempt,
    pub(super) good: Attempt,
    /// The twin is accepted with an oddity.
    pub(super) odd: bool,
}

pub(super) fn case(
    code: &'static str,
    name: impl Into<String>,
    bad: Attempt,
    good: Attempt,
) -> Case {
    Case {
        code,
        name: name.into(),
        bad,
        good,
        odd: false,
    }
}

pub(super) type Edit = Box<dyn Fn(&mut Draft)>;

pub(super) fn edit(change: impl Fn(&mut Draft) + 'static) -> Edit {
    Box::new(change)
}

pub(super) fn by(party: &Party, entry: &str, verifier: Verifier) -> Attempt {
    Attempt::new(&Draft::new(party, entry), party, verifier)
}

/// The same attempt with another list, clock or limit.
pub(super) fn under(verifier: Verifier) -> Attempt {
    by(&world().ec, VACCINATION, verifier)
}

pub(super) fn one(party: &Party) -> Verifier {
    verifier([party])
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = layers::edits()
        .into_iter()
        .chain(content::edits())
        .map(|(code, name, edit)| case(code, name, attempt(VACCINATION, edit), baseline()))
        .collect();
    cases.extend(policies::foreign_formats());
    cases.extend(policies::limits());
    cases.extend(policies::keys());
    cases.extend(policies::lists());
    cases.extend(policies::clocks());
    cases.extend(policies::purpose_cases());
    cases.extend(content::contexts());
    cases.extend(content::against());
    cases.extend(domestic::cases());
    cases.extend(rules::cases());
    cases.extend(revocation::cases());
    cases.extend(holder::cases());
    cases
}

/// Every attempt of the tables, for tests that hold for all of them.
pub(crate) fn attempts() -> Vec<Attempt> {
    cases()
        .into_iter()
        .flat_map(|case| [case.bad, case.good])
        .collect()
}

/// (code, class, verdict) of the table in the source.
fn codes() -> Vec<(String, String, &'static str)> {
    let rows = table(include_str!("../../src/verify/finding.rs"), "findings");
    let verdict = |outcome: &str| match outcome {
        "Fail" => Some("reject"),
        "Open" => Some("cannot-verify"),
        "Doubt" => Some("genuine"),
        _ => None,
    };
    let rows = rows.into_iter().filter_map(|row| {
        let class = row[2].to_lowercase();
        Some((row[1].clone(), class, verdict(&row[3])?))
    });
    rows.collect()
}

#[test]
fn every_check_refuses_a_code_that_all_others_let_pass() {
    let codes = codes();
    let cases = cases();
    for Case {
        code,
        name,
        bad,
        good,
        odd,
    } in &cases
    {
        let row = codes
            .iter()
            .find(|row| row.0 == *code)
            .expect("a code of the table");
        let report = bad.report();
        assert_eq!(
            complaints(&report),
            [*code],
            "{code}, {name}: {:?}",
            report.findings
        );
        let decided = report.verdict.finding().unwrap();
        assert_eq!(decided.code(), *code, "{name}");
        assert_eq!(
            decided.class().code().replace('-', ""),
            row.1,
            "{code}, {name}"
        );
        assert_eq!(report.verdict.code(), row.2, "{code}, {name}");
        let report = good.report();
        assert!(
            report.verdict.is_genuine(),
            "the twin of {code}, {name}: {:?}",
            report.verdict
        );
        assert!(complaints(&report).is_empty(), "the twin of {code}, {name}");
        let read = report.certificate.is_some() || report.domestic.is_some();
        assert!(read, "the twin of {code}, {name}");
        assert!(
            *odd || report.deviations.is_empty(),
            "{code}, {name}: {:?}",
            report.deviations
        );
    }
    println!("{} cases for {} codes", cases.len(), codes.len());
}

#[test]
fn every_code_of_the_table_has_a_guard() {
    let cases = cases();
    let codes = codes();
    assert!(codes.len() >= 28, "{codes:?}");
    for (code, ..) in codes {
        // A picture without a code never was a text; its report is made elsewhere.
        let pictures = [
            "picture-unreadable",
            "picture-empty",
            "file-too-large",
            "file-locked",
            "file-format",
        ];
        if !pictures.contains(&code.as_str()) {
            assert!(
                cases.iter().any(|case| case.code == code)
                    || cards::guarded().contains(&code.as_str())
                    || health::guarded().contains(&code),
                "{code} has no guard"
            );
        }
    }
    for (report, code, class) in [
        (
            Report::no_picture(Some(Unread::Damaged("not a PNG".into()))),
            "picture-unreadable",
            "picture",
        ),
        (Report::no_picture(None), "picture-empty", "picture"),
        (
            Report::no_picture(Some(Unread::Locked("by a password".into()))),
            "file-locked",
            "picture",
        ),
        (
            Report::no_picture(Some(Unread::OtherFormat("HEIC".into()))),
            "file-format",
            "picture",
        ),
        (
            Report::too_large("10 s".into()),
            "file-too-large",
            "too-large",
        ),
    ] {
        assert_eq!(complaints(&report), [code]);
        assert_eq!(report.verdict.code(), "cannot-verify");
        assert_eq!(report.verdict.class().unwrap().code(), class);
    }
}

#[test]
fn what_conforms_is_accepted_without_a_word() {
    let world = world();
    let strict = || one(&world.ec).with_policy(super::deviations::strict());
    let cases: Vec<(&str, Edit)> = vec![
        (
            "kid only unprotected",
            edit(|draft| draft.unprotected.push(draft.protected.pop().unwrap())),
        ),
        ("kid before alg", edit(|draft| draft.protected.reverse())),
        (
            "a content type",
            edit(|draft| draft.protected.push((3.into(), "application/cwt".into()))),
        ),
        (
            "the same kid in both headers",
            edit(|draft| draft.unprotected.push(draft.protected[1].clone())),
        ),
        ("no iss", edit(|draft| draft.claim(1, None))),
        (
            "an empty dob",
            edit(|draft| draft.field("dob", Some("".into()))),
        ),
        (
            "a booster",
            edit(|draft| draft.field("v/0/dn", Some(3.into()))),
        ),
        (
            "no names but the transliterated ones",
            edit(|draft| {
                draft.field("nam/fn", None);
                draft.field("nam/gn", None);
            }),
        ),
    ];
    for (name, change) in cases {
        let mut attempt = attempt(VACCINATION, change);
        attempt.verifier = strict();
        let report = attempt.report();
        assert!(report.verdict.is_genuine(), "{name}: {:?}", report.verdict);
        assert!(
            report.deviations.is_empty(),
            "{name}: {:?}",
            report.deviations
        );
    }
    for level in 0..=9 {
        let mut attempt = attempt(VACCINATION, |draft| draft.level = level);
        attempt.verifier = strict();
        assert!(attempt.report().verdict.is_genuine(), "level {level}");
    }
}

#[test]
fn a_code_by_an_authority_is_refused_although_its_certificate_is_in_the_list() {
    let csca = crate::common::authority_party();
    let pem = pem::encode(&pem::Pem::new("CERTIFICATE", csca.der()));
    for source in [csca.der(), pem.as_bytes()] {
        let list = TrustList::read("tests", source).unwrap();
        let report = by(&csca, VACCINATION, Verifier::new(list.dated(at(AT)))).report();
        assert!(!report.verdict.is_genuine(), "{report:?}");
    }
}

#[test]
fn the_purposes_of_the_key_that_signed_count_not_those_of_its_namesake() {
    let world = world();
    let narrow = party(
        KeyType::P256,
        &Wanted {
            purposes: purposes(&[1]),
            ..Wanted::default()
        },
    );
    let wide = world.other.dsc.clone().with_kid(&narrow.dsc.kid);
    for keys in [
        [narrow.dsc.clone(), wide.clone()],
        [wide, narrow.dsc.clone()],
    ] {
        let list: TrustList = keys.into_iter().collect();
        let report = by(&narrow, VACCINATION, Verifier::new(list.dated(at(AT)))).report();
        assert_eq!(complaints(&report), ["key-usage-mismatch"]);
    }
}

#[test]
fn a_bare_key_does_not_hide_what_its_certificate_says() {
    let narrow = party(
        KeyType::P256,
        &Wanted {
            purposes: purposes(&[1]),
            ..Wanted::default()
        },
    );
    let bare = Dsc {
        certificate: None,
        ..narrow.dsc.clone()
    };
    for keys in [
        [narrow.dsc.clone(), bare.clone()],
        [bare, narrow.dsc.clone()],
    ] {
        let list: TrustList = keys.into_iter().collect();
        let report = by(&narrow, VACCINATION, Verifier::new(list.dated(at(AT)))).report();
        assert_eq!(complaints(&report), ["key-usage-mismatch"]);
    }
}

#[test]
fn a_bare_key_under_another_identifier_is_held_to_the_certificate_for_it() {
    let narrow = party(
        KeyType::P256,
        &Wanted {
            purposes: purposes(&[1]),
            not_after: (2021, 10, 15),
            ..Wanted::default()
        },
    );
    let bare = Dsc {
        certificate: None,
        country: None,
        ..narrow.dsc.clone().with_kid(b"another!")
    };
    let alone: TrustList = [bare.clone()].into_iter().collect();
    let list = |keys: [&Dsc; 2]| keys.into_iter().cloned().collect::<TrustList>();
    let merged = |keys: [&Dsc; 2]| {
        let mut all = TrustList::new();
        for dsc in keys {
            all.merge([dsc.clone()].into_iter().collect());
        }
        all
    };
    let bundled = |list: TrustList| {
        let octets = hcert::trust::bundle::encode(&list, at(AT), None);
        let anchors = hcert::trust::Anchors::default();
        let request = hcert::trust::Request::new("tests", &octets, at(AT), &anchors);
        TrustList::load(&request, None).unwrap()
    };
    let report = |list: TrustList| {
        let mut draft = Draft::new(&narrow, VACCINATION);
        draft.protected[1].1 = ciborium::Value::Bytes(b"another!".to_vec());
        Attempt::new(&draft, &narrow, Verifier::new(list.dated(at(AT)))).report()
    };
    // Nobody knows better.
    assert!(report(alone).verdict.is_genuine());
    let (dsc, bare) = (&narrow.dsc, &bare);
    for list in [
        list([dsc, bare]),
        list([bare, dsc]),
        merged([dsc, bare]),
        merged([bare, dsc]),
        bundled(list([bare, dsc])),
    ] {
        assert_eq!(list.len(), 2);
        let known = list.find(b"another!")[0].clone();
        let known = list.spoken_for(&known, at(AT)).into_owned();
        let der = |dsc: &Dsc| dsc.certificate.as_ref().map(|info| info.der.clone());
        assert_eq!(der(&known), der(dsc));
        assert_eq!(known.country, dsc.country);
        let report = report(list);
        assert_eq!(complaints(&report), ["dsc-expired", "key-usage-mismatch"]);
    }
    // Of two certificates for the key the one that is valid speaks.
    let mut renewed = narrow.dsc.clone().with_kid(b"renewed!");
    let info = renewed.certificate.as_mut().unwrap();
    info.not_after = at(EXPIRES);
    info.der.push(0);
    for keys in [[dsc, &renewed, bare], [&renewed, bare, dsc]] {
        let list: TrustList = keys.into_iter().cloned().collect();
        assert_eq!(complaints(&report(list)), ["key-usage-mismatch"]);
    }
    // A certificate that left the list says nothing any more.
    let mut list = list([dsc, bare]);
    list.remove(&dsc.kid);
    assert!(report(list).verdict.is_genuine());
}

#[test]
fn a_list_of_one_key_or_one_identifier_a_hundred_thousand_times_is_no_burden() {
    #[expect(
        clippy::disallowed_methods,
        reason = "hours are told from seconds, and nothing finer"
    )]
    let begun = std::time::Instant::now();
    let bare = |kid: &[u8]| Dsc {
        certificate: None,
        ..world().ec.dsc.clone().with_kid(kid)
    };
    let mut list = TrustList::new();
    let kid = |number: u32| number.to_be_bytes();
    for number in 0..50_000_u32 {
        // One key, many identifiers, bare and then with its certificate.
        list.insert(bare(&kid(number)));
        list.insert(world().ec.dsc.clone().with_kid(&kid(number)));
        // One identifier and key, many certificates.
        let mut dsc = world().other.dsc.clone();
        dsc.certificate.as_mut().unwrap().der.extend(kid(number));
        list.insert(dsc);
    }
    assert_eq!(list.len(), 100_000);
    let _ = list.spoken_for(&bare(b"x"), at(AT));
    // Hours, if each were held against all others.
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

#[test]
fn a_renewed_certificate_speaks_for_its_key_wherever_the_old_one_stands() {
    let signer = party(KeyType::P256, &Wanted::default());
    let mut old = signer.dsc.clone();
    let info = old.certificate.as_mut().unwrap();
    info.not_after = at(ISSUED);
    info.der.push(0);
    for keys in [
        [old.clone(), signer.dsc.clone()],
        [signer.dsc.clone(), old.clone()],
    ] {
        let list: TrustList = keys.into_iter().collect();
        assert_eq!(list.len(), 2);
        let report = by(&signer, VACCINATION, Verifier::new(list.dated(at(AT)))).report();
        assert!(report.verdict.is_genuine(), "{:?}", report.verdict);
    }
    let list: TrustList = [old].into_iter().collect();
    let report = by(&signer, VACCINATION, Verifier::new(list.dated(at(AT)))).report();
    assert_eq!(complaints(&report), ["dsc-expired"]);
}

#[test]
fn ps256_works_from_end_to_end() {
    let world = world();
    let issuer = hcert::Issuer::new(Box::new(world.rsa.key()), world.rsa.dsc.clone()).unwrap();
    let validity = hcert::Validity {
        issued_at: at(ISSUED),
        expires_at: at(EXPIRES),
    };
    let payload = payload(TEST);
    let text = hcert::issue(&payload, &issuer, validity).unwrap();
    let report = hcert::verify(&text, &one(&world.rsa), at(AT));
    assert_eq!(report.verdict, Verdict::Genuine(None));
    let certificate: Certificate = report.certificate.unwrap();
    assert_eq!(certificate.signed().algorithm().to_string(), "PS256");
    assert_eq!(*certificate.payload(), payload);
    // The same claims by hand, compressed at another level: another text, the same verdict.
    let twin = Draft::new(&world.rsa, TEST).write(&world.rsa);
    assert!(
        hcert::verify(&twin, &one(&world.rsa), at(AT))
            .verdict
            .is_genuine()
    );
}
