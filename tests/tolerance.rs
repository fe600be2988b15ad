//! The EU's special cases for verifiers, row by row: a good signature around an odd form is genuine, the oddity is
//! listed, and rules, register and light see what was read. Strict verification rejects each.
//!
//! Source: the special cases of the EU's quality assurance for digital COVID certificates, and the bug reports behind
//! them. The codes are ours: in the table a row has other fields and other countries than the case that it stands for.

use crate::common::{
    AT, Draft, ENTRIES, KeyType, Party, RECOVERY, Step, TEST, VACCINATION, Wanted, at, party,
    payload, verifier,
};
use crate::guards::{Attempt, book, complaints, rule, strict};
use ciborium::Value;
use hcert::Policy;
use hcert::norway::late_registration::{Checked, Sameness, register};
use hcert::norway::record::Record;
use hcert::verify::{Journey, Mode, Report};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// How a set of rules answers, held against the same certificate in good form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rules {
    /// As for the good form.
    Same,
    /// They ask for what nobody can read.
    Open,
    /// The value has a meaning of its own, whatever its form.
    Other,
}
use Rules::{Open, Other, Same};

/// What is exchanged in a certificate in good form.
type Change = (&'static str, Option<Value>);

struct Row {
    name: &'static str,
    country: &'static str,
    entry: &'static str,
    version: &'static str,
    changes: Vec<Change>,
    /// The codes of the deviations, each once.
    odd: &'static [&'static str],
    border: Rules,
    domestic: Rules,
    /// The refusal of late registration, if it is another than for the good form.
    add: Option<&'static str>,
}

impl Row {
    fn under(mut self, version: &'static str) -> Self {
        self.version = version;
        self
    }

    fn open(mut self, border: Rules, domestic: Rules) -> Self {
        (self.border, self.domestic) = (border, domestic);
        self
    }

    fn whatever(self) -> Self {
        self.open(Other, Other)
    }

    fn add(mut self, refusal: &'static str) -> Self {
        self.add = Some(refusal);
        self
    }
}

fn row(
    name: &'static str,
    country: &'static str,
    entry: &'static str,
    changes: &[(&'static str, Value)],
    odd: &'static [&'static str],
) -> Row {
    let changes = changes.iter().cloned();
    Row {
        name,
        country,
        entry,
        version: "1.3.0",
        changes: changes.map(|(path, value)| (path, Some(value))).collect(),
        odd,
        border: Same,
        domestic: Same,
        add: None,
    }
}

fn without(mut row: Row, path: &'static str) -> Row {
    row.changes.push((path, None));
    row
}

fn tagged(tag: u64, value: impl Into<Value>) -> Value {
    Value::Tag(tag, Box::new(value.into()))
}

#[rustfmt::skip] // a table
fn rows() -> Vec<Row> {
    let long = |letter: &str, count: usize| -> Value { letter.repeat(count).into() };
    let v = |name, country, path, value: Value, odd| row(name, country, VACCINATION, &[(path, value)], odd);
    let t = |name, country, path, value: Value, odd| row(name, country, TEST, &[(path, value)], odd);
    let r = |name, country, path, value: Value, odd| row(name, country, RECOVERY, &[(path, value)], odd);
    vec![
        // Blanks around a text.
        v("a blank behind the product", "GR", "v/0/mp", "EU/1/20/1528 ".into(), &["field-padded"]),
        v("a blank before the disease", "SE", "v/0/tg", " 840539006".into(), &["field-padded"]),
        v("blanks around the date of the dose", "RO", "v/0/dt", " 2021-06-11 ".into(), &["field-padded"]),
        v("a line break behind the holder", "HR", "v/0/ma", "ORG-100030215\n".into(), &["field-padded"]),
        v("a blank behind the name", "IS", "nam/fnt", "HEMMELIGSEN<OEVRE ".into(), &["field-padded"]),
        v("a blank behind the identifier", "DK", "v/0/ci", "URN:UVCI:01:DK:187/37512422923 ".into(), &["field-padded"]),
        v("a blank before the date of birth", "LT", "dob", " 1964-08-12".into(), &["field-padded"]),
        t("a tab behind the type of the test", "CO", "t/0/tt", "LP217198-3\t".into(), &["field-padded"]),
        t("a blank behind the result", "PT", "t/0/tr", "260415000 ".into(), &["field-padded"]),
        r("a blank behind the first positive test", "CZ", "r/0/fr", "2021-08-01 ".into(), &["field-padded"]),
        // The date of birth.
        v("no month of birth, and a day", "FO", "dob", "1989-00-20".into(), &["dob-form"]).add("other-person"),
        v("neither month nor day of birth", "BG", "dob", "1964-00-00".into(), &["dob-zero"]).add("unconfirmed"),
        v("letters for month and day of birth", "NL", "dob", "1964-XX-XX".into(), &["dob-form"]).add("unconfirmed"),
        v("born in 1815", "DK", "dob", "1815-05-03".into(), &["dob-form"]).add("other-person"),
        v("a time of birth", "LU", "dob", "1964-08-12T00:00:00".into(), &["date-with-time"]),
        v("no date of birth", "RO", "dob", "".into(), &[]).add("unconfirmed"),
        v("no date of birth before 1.3.0", "EE", "dob", "".into(), &["dob-form"]).under("1.2.1").add("unconfirmed"),
        v("a sentence for a date of birth", "MT", "dob", "not known".into(), &["dob-form"]).add("unconfirmed"),
        t("a number for a date of birth", "SI", "dob", 1964.into(), &["dob-form"]),
        r("day and month of birth turned", "ES", "dob", "12.08.1964".into(), &["dob-form"]),
        // Dates and moments.
        v("a dose with a time without zone", "BG", "v/0/dt", "2021-06-11T00:00:00".into(), &["date-with-time"]),
        v("a dose with a time and an odd zone", "PL", "v/0/dt", "2021-06-11T10:00:00+0200".into(), &["date-with-time"]),
        v("a dose with tag 0", "GB", "v/0/dt", tagged(0, "2021-06-11"), &["field-tagged"]),
        v("a dose with tag 1", "KR", "v/0/dt", tagged(1, 1_623_369_600), &["field-tagged"]),
        v("a dose with tag 1 and half a second", "VA", "v/0/dt", tagged(1, 1_623_369_600.5), &["field-tagged"]),
        v("a dose of a month", "LV", "v/0/dt", "2021-06".into(), &["date-form"]).open(Open, Open).add("date-unknown"),
        v("a dose of the 17th month", "LT", "v/0/dt", "2021-17-06".into(), &["date-form"]).open(Open, Open).add("date-unknown"),
        v("a dose of no day", "NL", "v/0/dt", "".into(), &["date-form"]).open(Open, Open).add("date-unknown"),
        v("a dose with full stops", "AT", "v/0/dt", "11.06.2021".into(), &["date-form"]).open(Open, Open).add("date-unknown"),
        v("a dose in eight digits", "FI", "v/0/dt", "20210611".into(), &["date-form"]).open(Open, Open).add("date-unknown"),
        t("a sample without a zone", "PL", "t/0/sc", "2021-10-31T20:15:00".into(), &["time-form"]),
        t("a sample without seconds", "VA", "t/0/sc", "2021-10-31T20:15Z".into(), &["time-form"]),
        t("a sample of a day", "KR", "t/0/sc", "2021-10-31".into(), &["date-form"]).open(Same, Other),
        t("a sample with a short offset", "LV", "t/0/sc", "2021-10-31T20:15:00+0".into(), &["time-form"]),
        t("a sample with an offset without colon", "BG", "t/0/sc", "2021-10-31T20:15:00+0200".into(), &["time-form"]),
        t("a sample with a fraction", "GB", "t/0/sc", "2021-10-31T20:15:00.123456789Z".into(), &["time-form"]),
        t("a sample with a blank before its offset", "HU", "t/0/sc", "2021-10-31T20:15:00 +01:00".into(), &["time-form"]),
        t("a sample with tag 0", "IE", "t/0/sc", tagged(0, "2021-10-31T20:15:00Z"), &["field-tagged"]),
        t("a sample with tag 1", "LI", "t/0/sc", tagged(1, 1_635_711_300), &["field-tagged"]),
        t("a sample that is no moment", "CY", "t/0/sc", "in the morning".into(), &["date-form"]).open(Open, Open),
        t("a time of the result that is none", "LV", "t/0/dr", "later".into(), &["date-form"]),
        t("a time of the result that is none before 1.2.0", "IT", "t/0/dr", "soon".into(), &["date-form"]).under("1.0.0"),
        r("a recovery with times", "BG", "r/0/df", "2021-08-12T00:00:00+03:00".into(), &["date-with-time"]),
        r("a first positive test with tag 1", "KR", "r/0/fr", tagged(1, 1_627_776_000), &["field-tagged"]),
        r("a first positive test of a month", "LT", "r/0/fr", "2021-08".into(), &["date-form"]).open(Same, Open),
        r("a beginning that is none", "NL", "r/0/df", "00-00-0000".into(), &["date-form"]).open(Open, Same),
        r("an end that is none", "FR", "r/0/du", "for ever".into(), &["date-form"]).open(Open, Same),
        // Null and empty.
        v("no tests and no recoveries", "BG", "t", Value::Null, &["group-null"]),
        v("an empty list of recoveries", "LV", "r", Value::Array(vec![]), &["group-null"]),
        t("no vaccinations", "SK", "v", Value::Null, &["group-null"]),
        r("an empty list of tests", "BE", "t", Value::Array(vec![]), &["group-null"]),
        v("a null name", "LV", "nam/gn", Value::Null, &["field-null"]),
        t("a null device of a PCR test", "BG", "t/0/nm", Value::Null, &["field-null"]),
        t("a null time of the result", "DE", "t/0/dr", Value::Null, &["field-null"]),
        // Names for the machine.
        v("Norwegian letters", "NO", "nam/fnt", "HEMMELIGSEN<ØVRE".into(), &["name-form"]),
        v("a hyphen and an apostrophe", "ES", "nam/fnt", "HEMMELIGSEN-O'EVRE".into(), &["name-form"]),
        v("small letters", "DE", "nam/fnt", "hemmeligsen<oevre".into(), &["name-form"]),
        v("a blank", "SI", "nam/gnt", "KÅRE SJØBRIS".into(), &["name-form"]),
        v("marks that Norway has not", "CL", "nam/gnt", "KÅRE<SJØBRIŠ".into(), &["name-form"]),
        t("digits", "TW", "nam/fnt", "HEMMELIGSEN2".into(), &["name-form"]),
        r("Polish letters", "AD", "nam/gnt", "KÅRE<SJØBRIŁ".into(), &["name-form"]),
        t("longer than 80", "TN", "nam/fnt", long("A", 81), &["field-long"]),
        without(v("no family name", "IN", "nam/gnt", "HEMMELIGSEN<OEVRE<KAARE".into(), &["name-missing"]), "nam/fnt").add("other-person"),
        without(v("no family name before 1.3.0", "ID", "nam/gnt", "HEMMELIGSEN".into(), &["name-missing"]), "nam/fnt").under("1.0.0").add("other-person"),
        without(r("no family name after an infection", "GE", "nam/gnt", "HEMMELIGSEN".into(), &["name-missing"]), "nam/fnt"),
        without(v("no family name from 1.3.2 on", "MY", "nam/gnt", "HEMMELIGSEN".into(), &[]), "nam/fnt").under("1.3.2").add("other-person"),
        // Lengths, by the schema that the certificate names.
        v("an issuer of 81", "AL", "v/0/is", long("i", 81), &["field-long"]),
        v("an issuer of 51 before 1.3.0", "SG", "v/0/is", long("i", 51), &["field-long"]).under("1.2.1"),
        v("an issuer of 51 from 1.3.0 on", "MD", "v/0/is", long("i", 51), &[]),
        t("a centre of 200", "HU", "t/0/tc", long("c", 200), &["field-long"]),
        t("a test's name of 200 before 1.3.0", "LT", "t/0/nm", long("n", 200), &[]).under("1.2.1"),
        t("a test's name of 200 in 1.0.0", "LV", "t/0/nm", long("n", 200), &[]).under("1.0.0"),
        t("a test's name of 81 from 1.3.0 on", "MD", "t/0/nm", long("n", 81), &["field-long"]),
        r("a written name of 81", "SG", "nam/fn", long("ø", 81), &["field-long"]),
        // Doses.
        v("the second dose of one", "IE", "v/0/sd", 1.into(), &[]).whatever(),
        v("the dose 0", "LV", "v/0/dn", 0.into(), &["dose-zero"]).whatever(),
        v("a series of no doses", "NL", "v/0/sd", 0.into(), &["dose-zero"]).whatever(),
        v("the dose 0 in 1.3.3", "LV", "v/0/dn", 0.into(), &["dose-zero"]).under("1.3.3").whatever(),
        v("a negative dose", "IE", "v/0/dn", (-1).into(), &["dose-form"]).whatever(),
        v("the tenth dose before 1.3.0", "LV", "v/0/dn", 10.into(), &["dose-form"]).under("1.2.1").whatever(),
        v("the tenth dose from 1.3.0 on", "MT", "v/0/dn", 10.into(), &[]).whatever(),
        v("two doses as a float", "NL", "v/0/dn", 2.0.into(), &["dose-float"]),
        v("more doses than are ever given", "GE", "v/0/dn", (1_u64 << 63).into(), &["dose-form"]).whatever(),
    ]
}

/// Signers of all countries of the table, made once.
fn signer(country: &'static str) -> &'static Party {
    static SIGNERS: OnceLock<BTreeMap<&str, Party>> = OnceLock::new();
    let signers = SIGNERS.get_or_init(|| {
        let countries = rows().into_iter().map(|row| row.country);
        let made = |country| {
            let wanted = Wanted {
                country,
                ..Wanted::default()
            };
            (country, party(KeyType::P256, &wanted))
        };
        countries.chain(["SE"]).map(made).collect()
    });
    &signers[country]
}

/// A certificate of a country in good form, but for the changes.
fn draft(row: &Row, changes: &[Change]) -> Draft {
    let mut draft = Draft::new(signer(row.country), row.entry);
    draft.claim(1, Some(row.country.into()));
    let group = row.entry.get(1..2).expect("a group");
    draft.field(&format!("{group}/0/co"), Some(row.country.into()));
    draft.field("ver", Some(row.version.into()));
    if group == "t" {
        // Norway's border counts the hours from the sample on.
        draft.field("t/0/sc", Some("2021-10-31T20:15:00Z".into()));
    }
    for (path, value) in changes {
        draft.field(path, value.clone());
    }
    draft
}

/// Verified in one of the ways that the program knows.
fn asked(row: &Row, changes: &[Change], policy: Policy, border: bool) -> Report {
    let party = signer(row.country);
    let verifier = verifier([party]).with_policy(policy);
    let verifier = verifier.with_rules(book(&usual_rules()));
    let mut attempt = Attempt::new(&draft(row, changes), party, verifier);
    attempt.journey = border.then(|| Journey::to("XX".parse().expect("a country"), at(AT)));
    attempt.report()
}

/// Rules as countries have them: they ask for the disease, the product and every date.
fn usual_rules() -> [serde_json::Value; 4] {
    let day = |path: &str| json!({"plusTime": [{"var": path}, 0, "day"]});
    let now = || day("external.validationClock");
    let about = |group: &str, holds: serde_json::Value| json!({"if": [{"var": format!("payload.{group}.0")}, holds, true]});
    let disease = |group: &str| {
        let tg = json!({"var": format!("payload.{group}.0.tg")});
        about(group, json!({"===": [tg, "840539006"]}))
    };
    let product = json!({"in": [{"var": "payload.v.0.mp"}, ["EU/1/20/1528"]]});
    let given = json!({"not-after": [day("payload.v.0.dt"), now()]});
    let taken = json!({"before": [now(), {"plusTime": [{"var": "payload.t.0.sc"}, 72, "hour"]}]});
    let counts = json!({"not-after": [day("payload.r.0.df"), now(), day("payload.r.0.du")]});
    let diseases = ["v", "t", "r"].map(disease);
    [
        rule("GR-XX-0001", &json!({"and": diseases})),
        rule("VR-XX-0001", &json!({"and": [product, given]})),
        rule("TR-XX-0001", &taken),
        rule("RR-XX-0001", &counts),
    ]
}

fn domestic() -> Policy {
    Policy {
        mode: Mode::Domestic,
        ..Policy::default()
    }
}

/// What a register says to the dose.
fn added(report: &Report) -> Result<(), &'static str> {
    let record = Record::from_json(
        r#"{"person": {"familyName": "Hemmeligsen-Øvre", "givenName": "Kåre Sjøbris",
            "dateOfBirth": "1964-08-12", "identityNumber": "15858099657"},
            "vaccinations": [], "tests": []}"#,
    )
    .expect("a record");
    let certificate = report.certificate.as_ref().expect("a certificate");
    let checked = Checked {
        payload: certificate.payload(),
        kid: certificate.signed().kid(),
        // The signer may be of any country here; the register takes those of the EU alone.
        signer_country: Some("SE"),
        at: at(AT),
    };
    let registered = register(&record, &checked, Sameness::Unconfirmed);
    registered.map(drop).map_err(|refusal| refusal.code())
}

fn codes(report: &Report) -> Vec<&'static str> {
    let mut codes: Vec<_> = report
        .deviations
        .iter()
        .map(|odd| odd.code.code())
        .collect();
    codes.dedup();
    codes
}

#[test]
fn an_odd_form_is_genuine_and_listed_and_rejected_by_name_where_none_is_tolerated() {
    for row in rows() {
        let plain = asked(&row, &row.changes, Policy::default(), false);
        assert_eq!(
            plain.verdict.code(),
            "genuine",
            "{}: {:?}",
            row.name,
            plain.verdict
        );
        assert_eq!(plain.verdict.finding(), None, "{}", row.name);
        assert_eq!(codes(&plain), row.odd, "{}", row.name);
        let strict = asked(&row, &row.changes, strict(), false);
        match row.odd {
            [] => assert!(
                strict.verdict.is_genuine(),
                "{}: {:?}",
                row.name,
                strict.verdict
            ),
            odd => {
                assert_eq!(strict.verdict.code(), "reject", "{}", row.name);
                assert_eq!(complaints(&strict), odd, "{}", row.name);
            }
        }
    }
}

#[test]
fn rules_light_and_register_see_what_was_read() {
    for row in rows() {
        let answer = |report: &Report| (report.verdict.code(), report.verdict.class());
        for (policy, border, wanted) in [
            (Policy::default(), true, row.border),
            (domestic(), false, row.domestic),
        ] {
            let odd = asked(&row, &row.changes, policy, border);
            let good = asked(&row, &[], policy, border);
            let name = format!("{}, border {border}", row.name);
            match wanted {
                Same => assert_eq!(answer(&odd), answer(&good), "{name}: {:?}", odd.verdict),
                Other => {}
                Open => {
                    assert_ne!(good.verdict.code(), "cannot-verify", "{name}");
                    assert_eq!(
                        odd.verdict.code(),
                        "cannot-verify",
                        "{name}: {:?}",
                        odd.verdict
                    );
                }
            }
        }
        let plain = asked(&row, &row.changes, Policy::default(), false);
        let good = asked(&row, &[], Policy::default(), false);
        let wanted = row.add.map_or_else(|| added(&good), Err);
        assert_eq!(added(&plain), wanted, "{}", row.name);
    }
}

#[test]
fn the_good_forms_of_the_table_are_admitted_at_the_border_and_in_the_country() {
    for entry in ENTRIES {
        let row = row("good", "SE", entry, &[], &[]);
        for (policy, border) in [(Policy::default(), true), (domestic(), false)] {
            let report = asked(&row, &[], policy, border);
            assert!(report.verdict.is_accept(), "{entry}: {:?}", report.verdict);
        }
    }
    assert_eq!(payload(VACCINATION).entry.country(), "NO");
}

#[test]
fn a_simple_value_that_nobody_reads_stands_in_nobodys_way() {
    let party = signer("SE");
    // Octets that the writer's own encoder cannot write.
    let swapped = |octets: &[u8]| {
        let found = octets.windows(8).position(|eight| eight == b"\x67simple!");
        let found = found.expect("the text in its place");
        [&octets[..found], &[0xf8, 0xff], &octets[found + 8..]].concat()
    };
    let claims = |path: &'static str| {
        move |draft: &mut Draft| match path {
            "claim" => draft.claim(99, Some("simple!".into())),
            path => draft.field(path, Some("simple!".into())),
        }
    };
    for (path, odd) in [
        ("claim", "claim-unknown"),
        ("xx", "field-unknown"),
        ("v/0/xx", "field-unknown"),
        ("nam/gn", "field-null"),
    ] {
        let mut draft = Draft::new(party, VACCINATION);
        draft.claim(1, Some("SE".into()));
        draft.field("v/0/co", Some("SE".into()));
        claims(path)(&mut draft);
        draft.at(Step::Claims, move |octets| swapped(&octets));
        let report = Attempt::new(&draft, party, verifier([party])).report();
        assert_eq!(
            report.verdict.code(),
            "genuine",
            "{path}: {:?}",
            report.verdict
        );
        assert_eq!(codes(&report), [odd], "{path}");
    }
    let mut draft = Draft::new(party, VACCINATION);
    draft.claim(1, Some("SE".into()));
    draft.field("v/0/co", Some("SE".into()));
    draft.unprotected.push((99.into(), "simple!".into()));
    draft.at(Step::Cose, move |octets| swapped(&octets));
    let report = Attempt::new(&draft, party, verifier([party])).report();
    assert_eq!(report.verdict.code(), "genuine", "{:?}", report.verdict);
}

/// The codes of the table as rows of a corpus, for other verifiers too.
const CORPUS: &str = "testdata/tolerance.jsonl";

fn corpus_row(row: &Row) -> serde_json::Value {
    let party = signer(row.country);
    let encode = |octets: &[u8]| base64::Engine::encode(&base64::prelude::BASE64_STANDARD, octets);
    serde_json::json!({
        "name": row.name,
        "hc1": draft(row, &row.changes).write(party),
        "expected": "valid",
        "clock": AT,
        "trust": [{"kid": encode(&party.dsc.kid), "cert": encode(party.der())}],
        "note": row.odd.join(", "),
    })
}

#[test]
fn the_corpus_holds_the_table() {
    let path = crate::data::project().join(CORPUS);
    if std::env::var_os("HCERT_WRITE_CORPUS").is_some() {
        let rows = rows();
        let lines = rows.iter().map(|row| format!("{}\n", corpus_row(row)));
        std::fs::write(&path, lines.collect::<String>()).expect("a file of the project");
    }
    let written = std::fs::read_to_string(&path).expect("the corpus");
    let mut lines = written.lines();
    for row in rows() {
        let line = lines.next().expect("a line for every row");
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(line["name"], row.name);
        // Keys and signatures are others each time; what was signed is the same.
        let claims = |text: &str| {
            let decoded = hcert::Unverified::decode(text, &hcert::Limits::default());
            decoded.expect("a code").sign1().payload.clone()
        };
        let (kept, made) = (line["hc1"].as_str(), corpus_row(&row));
        let made = claims(made["hc1"].as_str().expect("a text"));
        assert!(claims(kept.expect("a text")) == made, "{}", row.name);
    }
    assert_eq!(lines.next(), None);
}

#[test]
fn every_case_of_the_table_has_three_twins() {
    let mut twins = BTreeMap::<&str, usize>::new();
    for row in rows() {
        for odd in row.odd {
            *twins.entry(odd).or_default() += 1;
        }
    }
    for odd in [
        "field-padded",
        "dob-form",
        "date-form",
        "time-form",
        "field-tagged",
        "date-with-time",
        "group-null",
        "field-null",
        "name-form",
        "name-missing",
        "field-long",
        "dose-zero",
        "dose-form",
    ] {
        assert!(twins[odd] >= 3, "{odd}: {twins:?}");
    }
}
