//! The certificate's person beside a passport: the sample person is `HEMMELIGSEN<OEVRE<<KAARE<SJOEBRIS`, born
//! 1964-08-12.

use super::reasons::{Case, case};
use super::{Attempt, attempt, baseline, complaints, domestic};
use crate::common::{Draft, VACCINATION};
use hcert::dcc::passport::PassportName;
use hcert::time::BirthDate;
use hcert::verify::{Outcome, Passport, Report};

fn passport(name: &str, birth_date: &str) -> Option<Passport> {
    let given = |text: &str| (!text.is_empty()).then_some(());
    Some(Passport {
        name: given(name).map(|()| PassportName::read(name).unwrap()),
        birth_date: given(birth_date).map(|()| BirthDate::read(birth_date).unwrap().0),
        ..Passport::default()
    })
}

const NAME: &str = "HEMMELIGSEN<OEVRE<<KAARE<SJOEBRIS";
const BORN: &str = "1964-08-12";

fn shown(mut attempt: Attempt, name: &str, birth_date: &str) -> Attempt {
    attempt.passport = passport(name, birth_date);
    attempt
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = vec![];
    for (code, name) in [
        ("holder-name-differs", "HEMMELIGSEN<OEVRE<<KARI"),
        ("holder-name-differs", "ANDERSEN<<KAARE<SJOEBRIS"),
        ("holder-name-differs", "ANDERSEN<<KARI"),
        ("holder-name-unclear", "HEMMELIGSEN<OVRE<<KARE<SJOBRIS"),
        ("holder-name-unclear", "HEMMELIGSEN<OEVRE<<KAARE"),
        ("holder-name-unclear", "KAARE<SJOEBRIS<<HEMMELIGSEN<OEVRE"),
    ] {
        // An EU certificate and a domestic code.
        let both: [fn() -> Attempt; 2] = [baseline, domestic::plain];
        for of in both {
            let (bad, good) = (shown(of(), name, BORN), shown(of(), NAME, BORN));
            cases.push(case(code, "another name", bad, good));
        }
    }
    // A given name that is missing in a line with room for it, and one that is cut where the line ends.
    let long = |draft: &mut Draft| {
        draft.field("nam/fnt", Some("HEMMELIGSEN<OEVRE".into()));
        draft.field("nam/gnt", Some("KAARE<SJOEBRIS<NEPOMUKSEN".into()));
    };
    let whole = "HEMMELIGSEN<OEVRE<<KAARE<SJOEBRIS<NEPOM";
    let cut = |name| shown(attempt(VACCINATION, long), name, "");
    cases.push(case(
        "holder-name-unclear",
        "a line that is not full",
        cut(NAME),
        cut(whole),
    ));
    for birth_date in ["1964-08-13", "1964-12-08", "1965-08-12", "1964-09", "1965"] {
        cases.push(case(
            "holder-dob-differs",
            birth_date,
            shown(baseline(), NAME, birth_date),
            shown(baseline(), NAME, BORN),
        ));
    }
    let born = |text: &'static str| {
        attempt(VACCINATION, move |draft: &mut Draft| {
            draft.field("dob", Some(text.into()));
        })
    };
    cases.push(case(
        "holder-dob-unknown",
        "no date in the certificate",
        shown(born(""), NAME, BORN),
        shown(born(""), NAME, ""),
    ));
    cases
}

fn finding(report: &Report, code: &str) -> (Outcome, String) {
    let found = report
        .findings
        .iter()
        .find(|finding| finding.code() == code);
    let found = found.unwrap_or_else(|| panic!("{code} in {:?}", report.findings));
    (found.outcome(), found.text(hcert::Lang::En))
}

#[test]
fn what_could_only_be_compared_in_part_passes_with_a_note() {
    let born = |text: &'static str| {
        attempt(VACCINATION, move |draft| {
            draft.field("dob", Some(text.into()));
        })
    };
    for (certificate, passport, note) in [
        (BORN, BORN, ""),
        (
            "1964",
            BORN,
            ", as far as it goes: one of them has the year alone",
        ),
        (
            "1964-08",
            BORN,
            ", as far as it goes: one of them has no day",
        ),
        (
            BORN,
            "1964",
            ", as far as it goes: one of them has the year alone",
        ),
    ] {
        let report = shown(born(certificate), "", passport).report();
        assert!(report.verdict.is_genuine(), "{certificate}");
        let text = format!("the date of birth is the passport's{note}");
        assert_eq!(finding(&report, "holder-dob"), (Outcome::Pass, text));
    }
    let long = attempt(VACCINATION, |draft| {
        draft.field("nam/gnt", Some("KAARE<SJOEBRIS<NEPOMUKSEN".into()));
    });
    let report = shown(long, "HEMMELIGSEN<OEVRE<<KAARE<SJOEBRIS<NEPOM", "").report();
    assert!(report.verdict.is_genuine());
    let (outcome, text) = finding(&report, "holder-name");
    assert_eq!(outcome, Outcome::Pass);
    assert!(
        text.ends_with("as far as its line of 39 characters goes"),
        "{text}"
    );
}

#[test]
fn another_persons_certificate_is_told_before_its_dates_and_after_its_signature() {
    let other = "ANDERSEN<<KARI";
    // Expired and another's: a fresh one would not help.
    let mut expired = shown(baseline(), other, BORN);
    expired.at = crate::common::at("2022-12-01T00:00:00Z");
    let report = expired.report();
    assert_eq!(complaints(&report), ["expired", "holder-name-differs"]);
    assert_eq!(report.verdict.class().unwrap().code(), "holder");
    // A wrong signature is nobody's certificate: nothing is compared.
    let forged = attempt(VACCINATION, |draft| {
        draft.at(crate::common::Step::SentClaims, |mut claims| {
            claims.push(0);
            claims
        });
    });
    let report = shown(forged, other, BORN).report();
    assert_eq!(complaints(&report), ["signature-invalid"]);
    assert!(
        report
            .findings
            .iter()
            .all(|found| !found.code().starts_with("holder"))
    );
    // Signed, and without a person.
    let empty = attempt(VACCINATION, |draft| draft.field("nam", None));
    let report = shown(empty, other, BORN).report();
    assert_eq!(complaints(&report), ["schema-invalid"]);
    assert_eq!(finding(&report, "holder-name").0, Outcome::Skipped);
    assert_eq!(finding(&report, "holder-dob").0, Outcome::Skipped);
}

#[test]
fn only_what_is_asked_is_compared() {
    let codes = |report: &Report| -> Vec<&str> {
        let all = report.findings.iter().map(|finding| finding.code());
        all.filter(|code| code.starts_with("holder")).collect()
    };
    for (name, birth_date, wanted) in [
        (NAME, BORN, vec!["holder-name", "holder-dob"]),
        (NAME, "", vec!["holder-name"]),
        ("", BORN, vec!["holder-dob"]),
        ("", "", vec![]),
    ] {
        let report = shown(baseline(), name, birth_date).report();
        assert!(report.verdict.is_genuine());
        assert_eq!(codes(&report), wanted);
    }
    // An unknown date in the passport is no date to compare with.
    let mut unknown = baseline();
    unknown.passport = Some(Passport {
        name: None,
        birth_date: Some(BirthDate::Unknown),
        ..Passport::default()
    });
    assert_eq!(codes(&unknown.report()), Vec::<&str>::new());
}
