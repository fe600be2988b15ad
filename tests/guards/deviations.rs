//! Guards of the deviations: each alone, accepted by default, rejected under a strict policy.

use super::{Attempt, attempt, cards, complaints, health, table};
use crate::common::{
    Draft, KeyType, RECOVERY, Step, TEST, VACCINATION, Wanted, at, party, verifier,
    zero_arc_purposes,
};
use ciborium::Value;
use hcert::Policy;
use hcert::deviation::DeviationCode;
use hcert::verify::{Deviations, Outcome};

/// Rejects every deviation.
pub(crate) fn strict() -> Policy {
    Policy {
        deviations: Deviations::Reject,
        ..Policy::default()
    }
}

struct Case {
    code: &'static str,
    name: &'static str,
    attempt: Attempt,
}

fn tagged(tag: u64, value: impl Into<Value>) -> Value {
    Value::Tag(tag, Box::new(value.into()))
}

/// An outer map of definite length as one of indefinite length.
fn open_map(octets: &[u8]) -> Vec<u8> {
    assert_eq!(octets[0] >> 5, 5, "a map of few keys");
    [&[0xbf], &octets[1..], &[0xff]].concat()
}

/// The fault injector: which code, what is broken, in which kind of certificate, and how.
fn cases() -> Vec<Case> {
    let text = |code, name, change: fn(String) -> String| Case {
        code,
        name,
        attempt: attempt(VACCINATION, |draft| draft.text(change)),
    };
    let any = |code, name, change: &dyn Fn(&mut Draft)| Case {
        code,
        name,
        attempt: attempt(VACCINATION, change),
    };
    let field = |code, entry: &str, path: &'static str, value: Option<Value>| Case {
        code,
        name: path,
        attempt: attempt(entry, |draft| draft.field(path, value)),
    };
    let claim = |code, name, key: i64, value: Value| Case {
        code,
        name,
        attempt: attempt(VACCINATION, |draft| draft.claim(key, Some(value))),
    };
    let v = |code, path, value: Value| field(code, VACCINATION, path, Some(value));
    let t = |code, path, value: Value| field(code, TEST, path, Some(value));
    let r = |code, path, value: Value| field(code, RECOVERY, path, Some(value));
    // Later schemas have a form for a date of which no more is known.
    let old_birth = |date: &'static str| Case {
        code: "dob-partial",
        name: date,
        attempt: attempt(VACCINATION, |draft| {
            draft.field("ver", Some("1.0.0".into()));
            draft.field("dob", Some(date.into()));
        }),
    };
    let by = |code, name, wanted: Wanted| {
        let party = party(KeyType::P256, &wanted);
        let draft = Draft::new(&party, VACCINATION);
        Case {
            code,
            name,
            attempt: Attempt::new(&draft, &party, verifier([&party])),
        }
    };
    // cA is true, and the key may sign all the same.
    let authority = |usage: Option<u8>| {
        let mut extensions = vec![(vec![2, 5, 29, 19], true, vec![0x30, 3, 1, 1, 0xff])];
        extensions.extend(usage.map(|bits| (vec![2, 5, 29, 15], true, vec![3, 2, 2, bits])));
        Wanted {
            extensions,
            ..Wanted::default()
        }
    };
    let iat = at("2021-10-01T00:00:00Z").unix();
    vec![
        text("repair-bom", "a byte order mark", |text| {
            format!("\u{feff}{text}")
        }),
        text("repair-control", "a line break behind", |text| {
            format!("{text}\r\n")
        }),
        text("repair-control", "a tab inside", |text| {
            format!("{}\t{}", &text[..40], &text[40..])
        }),
        text("repair-blanks", "around", |text| format!("  {text} ")),
        text("repair-case", "all", |text| text.to_lowercase()),
        text("repair-case", "prefix", |text| {
            text.replacen("HC1", "hc1", 1)
        }),
        text("repair-percent", "all", |text| {
            text.bytes().map(|octet| format!("%{octet:02X}")).collect()
        }),
        any("cose-untagged", "no tag 18", &|draft| {
            draft.envelope(|envelope| match envelope {
                Value::Tag(_, inner) => *inner,
                other => other,
            });
        }),
        any("cose-cwt-tag", "61 around 18", &|draft| {
            draft.envelope(|envelope| tagged(61, envelope))
        }),
        any("cose-conflict", "kid", &|draft| {
            draft.unprotected.push((4.into(), Value::Bytes(vec![7; 8])))
        }),
        any("cose-conflict", "alg", &|draft| {
            draft.unprotected.push((1.into(), (-37).into()))
        }),
        any("cose-conflict", "kid of another type", &|draft| {
            draft.unprotected.push((4.into(), "x".into()))
        }),
        any("alg-unprotected", "with the kid", &|draft| {
            draft.unprotected = std::mem::take(&mut draft.protected);
        }),
        any("alg-unprotected", "without the kid", &|draft| {
            draft.unprotected.push(draft.protected.remove(0));
        }),
        any("alg-unprotected", "beside an empty map", &|draft| {
            draft.unprotected = std::mem::take(&mut draft.protected);
            draft.at(Step::SentProtected, |_| vec![0xa0]);
        }),
        any("cbor-indefinite", "claims", &|draft| {
            draft.at(Step::Claims, |claims| open_map(&claims))
        }),
        any("cbor-indefinite", "the envelope", &|draft| {
            draft.at(Step::Cose, |cose| {
                [&[0xd2, 0x9f], &cose[2..], &[0xff]].concat()
            });
        }),
        any("cbor-indefinite", "the protected header", &|draft| {
            draft.at(Step::Protected, |header| open_map(&header));
        }),
        claim("claim-unknown", "cti", 7, Value::Bytes(vec![1])),
        claim("claim-unknown", "sub", 2, "x".into()),
        any("claim-unknown", "a name", &|draft| {
            draft.claims.push(("x".into(), 1.into()))
        }),
        any(
            "claim-unknown",
            "another content beside the certificate",
            &|draft| {
                let payload = draft.payload.clone();
                draft.content = Some(Value::Map(vec![
                    (1.into(), payload),
                    (5.into(), "x".into()),
                ]));
            },
        ),
        claim("claim-date-float", "exp", 4, 1_664_582_400.5.into()),
        claim("claim-date-float", "iat", 6, (iat as f64).into()),
        claim("claim-date-tagged", "tag 1", 6, tagged(1, iat)),
        claim(
            "claim-date-tagged",
            "tag 0",
            6,
            tagged(0, "2021-10-01T00:00:00Z"),
        ),
        claim(
            "iss-not-country",
            "a long name",
            1,
            "Folkehelseinstituttet".into(),
        ),
        claim("iss-not-country", "lower case", 1, "Norge".into()),
        claim("iss-not-country", "a number", 1, 47.into()),
        claim("iss-differs", "another country", 1, "SE".into()),
        by(
            "key-usage-arc",
            "the arc with zero",
            Wanted {
                purposes: zero_arc_purposes(&[1, 2, 3]),
                ..Wanted::default()
            },
        ),
        by(
            "dsc-der",
            "an explicit default",
            Wanted {
                explicit_default: true,
                ..Wanted::default()
            },
        ),
        by("dsc-authority", "without a key usage", authority(None)),
        by(
            "dsc-authority",
            "with digitalSignature",
            authority(Some(0x84)),
        ),
        by(
            "dsc-window",
            "exp after notAfter",
            Wanted {
                not_after: (2022, 1, 1),
                ..Wanted::default()
            },
        ),
        by(
            "dsc-window",
            "iat before notBefore",
            Wanted {
                not_before: (2021, 10, 31),
                ..Wanted::default()
            },
        ),
        v("ver-unpublished", "ver", "1.3.9".into()),
        v("group-null", "t", Value::Null),
        v("group-null", "r", Value::Array(vec![])),
        v("field-null", "nam/gn", Value::Null),
        t("field-null", "t/0/nm", Value::Null),
        v("field-empty", "nam/gn", "".into()),
        v("field-empty", "v/0/is", "".into()),
        v("field-unknown", "v/0/xx", 1.into()),
        v("field-unknown", "nam/xx", "x".into()),
        v("field-unknown", "xx", "x".into()),
        v(
            "field-padded",
            "v/0/is",
            " Norwegian Institute of Public Health".into(),
        ),
        v("field-padded", "v/0/dt", "2021-06-11 ".into()),
        v("field-not-nfc", "nam/gn", "Ka\u{30a}re Sjøbris".into()),
        v("field-symbols", "nam/gn", "Kåre \"Kalle\" Sjøbris".into()),
        v("field-symbols", "nam/fn", "Hemmeligsen \u{1f600}".into()),
        v("field-symbols", "v/0/is", "Norwegian\u{7}Institute".into()),
        v("field-tagged", "v/0/dt", tagged(0, "2021-06-11")),
        v("dose-float", "v/0/dn", 2.0.into()),
        v("field-long", "nam/fn", "Ø".repeat(81).into()),
        v("field-long", "v/0/is", "i".repeat(81).into()),
        v("name-form", "nam/fnt", "hemmeligsen".into()),
        v("name-form", "nam/fnt", "HEMMELIGSEN-ÅS".into()),
        any("name-missing", "no fnt in 1.3.0", &|draft| {
            draft.field("ver", Some("1.3.0".into()));
            draft.field("nam/fnt", None);
        }),
        v("dose-form", "v/0/dn", (-1).into()),
        v("dose-form", "v/0/dn", (-2.0).into()),
        v("date-form", "v/0/dt", "2021-06-31".into()),
        v("date-form", "v/0/dt", "".into()),
        t("date-form", "t/0/sc", "yesterday".into()),
        v("dob-form", "dob", "1899-12-31".into()),
        v("dob-form", "dob", 1964.into()),
        v("dob-form", "dob", "1963-XX-XX".into()),
        v("dose-zero", "v/0/sd", 0.into()),
        v("date-with-time", "v/0/dt", "2021-06-11T00:00:00Z".into()),
        v("date-with-time", "dob", "1964-08-12T00:00:00".into()),
        r(
            "date-with-time",
            "r/0/fr",
            "2021-08-01T10:20:30+02:00".into(),
        ),
        old_birth("1964-08"),
        old_birth("1964"),
        v("dob-zero", "dob", "1964-08-00".into()),
        v("dob-zero", "dob", "1964-00".into()),
        v("dob-future", "dob", "2021-11-02".into()),
        t("time-form", "t/0/sc", "2021-10-30T09:15:00.5Z".into()),
        t("time-form", "t/0/sc", "2021-10-30T09:15:00+0200".into()),
        v("code-unknown", "v/0/mp", "EU/1/99/9999".into()),
        v("code-unknown", "v/0/tg", "840539007".into()),
        v("code-unknown", "v/0/co", "no".into()),
        t("code-unknown", "t/0/ma", "99999".into()),
        v("uvci-form", "v/0/ci", "01:NO:187/37512422923".into()),
        v(
            "uvci-form",
            "v/0/ci",
            "urn:uvci:01:no:187/37512422923".into(),
        ),
        // The last character of the value computed for this identifier is Z in the field's annex.
        v(
            "uvci-checksum",
            "v/0/ci",
            "URN:UVCI:01:NL:187/37512422923#A".into(),
        ),
        r("recovery-window", "r/0/df", "2021-08-11".into()),
        r("recovery-window", "r/0/du", "2022-01-29".into()),
        field("test-fields", TEST, "t/0/ma", None),
        t("test-fields", "t/0/tt", "LP6464-4".into()),
    ]
}

/// Every attempt of the table, for tests that hold for all of them.
pub(crate) fn attempts() -> Vec<Attempt> {
    cases().into_iter().map(|case| case.attempt).collect()
}

#[test]
fn every_deviation_is_accepted_by_default_and_rejected_by_name_under_a_strict_policy() {
    let cases = cases();
    for Case {
        code,
        name,
        attempt,
    } in &cases
    {
        let report = attempt.report();
        let listed: Vec<&str> = report
            .deviations
            .iter()
            .map(|odd| odd.code.code())
            .collect();
        assert_eq!(listed, [*code], "{code}, {name}: {:?}", report.verdict);
        assert!(
            report.verdict.is_genuine(),
            "{code}, {name}: {:?}",
            report.verdict
        );
        assert!(report.certificate.is_some(), "{code}, {name}");

        // Annex 2 calls the check character informative: it never rejects.
        if *code == "uvci-checksum" {
            let strict = attempt.verifier.clone().with_policy(strict());
            let report = hcert::verify(&attempt.text, &strict, attempt.at);
            assert!(report.verdict.is_genuine(), "{name}");
            continue;
        }
        let strict = attempt.verifier.clone().with_policy(strict());
        let report = hcert::verify(&attempt.text, &strict, attempt.at);
        let mut found = complaints(&report);
        // Whoever is born after the check is born after the dose.
        found.retain(|one| *code != "dob-future" || *one != "content-contradicts");
        // A disease of no published set is not known to be COVID-19 either.
        found.retain(|one| *code != "code-unknown" || *one != "disease-unknown");
        assert_eq!(found, [*code], "{code}, {name}");
        assert_eq!(report.verdict.code(), "reject", "{code}, {name}");
        assert_eq!(report.verdict.finding().unwrap().code(), *code, "{name}");
        let failed = report
            .findings
            .iter()
            .filter(|found| found.outcome() == Outcome::Fail);
        assert_eq!(failed.count(), 1, "{code}, {name}");
    }
    println!(
        "{} cases for {} deviations",
        cases.len(),
        DeviationCode::ALL.len()
    );
}

#[test]
fn every_deviation_of_the_table_has_a_case() {
    let rows = table(include_str!("../../src/deviation.rs"), "deviations");
    assert_eq!(rows.len(), DeviationCode::ALL.len());
    let cases = cases();
    for row in rows {
        assert!(
            cases.iter().any(|case| case.code == row[1])
                || cards::guarded().contains(&row[1].as_str())
                || health::guarded().contains(&row[1]),
            "{} has no case",
            row[1]
        );
    }
}
