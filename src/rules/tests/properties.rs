//! What must hold for every certificate that fits the payload schema, of any version.

use super::*;
use crate::documents::dcc::schema::{self, Version as Schema};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

pub(super) fn config(seed: u64) -> ProptestConfig {
    ProptestConfig {
        cases: 5_000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..ProptestConfig::default()
    }
}

/// Days of the calendar in the years that a date of birth may have.
fn date() -> impl Strategy<Value = String> {
    let near = (2018..=2030, 1..=12, 1..=28);
    let any = (1900..=2099, 1..=12, 1..=28);
    let leap = prop::sample::select(&[(2004, 2, 29), (2020, 2, 29), (2024, 2, 29), (2021, 12, 31)]);
    prop_oneof![6 => near, 1 => any, 1 => leap]
        .prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
}

fn born(schema: Schema) -> BoxedStrategy<String> {
    let short = |length: usize| date().prop_map(move |date| date[..length].to_owned());
    match schema {
        Schema::V1_0_0 | Schema::V1_0_1 => date().boxed(),
        Schema::V1_1_0 | Schema::V1_2_0 | Schema::V1_2_1 => {
            prop_oneof![2 => date(), 1 => short(7), 1 => short(4)].boxed()
        }
        _ => {
            prop_oneof![2 => date(), 1 => short(7), 1 => short(4), 1 => Just(String::new())].boxed()
        }
    }
}

/// Any text that a code may be, mostly one that means something.
fn code(known: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(known).prop_map(str::to_owned),
        1 => "[ -~]{0,12}",
    ]
}

const DISEASE: &[&str] = &["840539006"];
const PRODUCTS: &[&str] = &[
    "EU/1/20/1528",
    "EU/1/20/1525",
    "EU/1/21/1618",
    "NVX-CoV2373",
    "CoronaVac",
];

/// The keys that every entry has.
fn common() -> impl Strategy<Value = Json> {
    (code(DISEASE), "[A-Z]{2}", "[ -~]{0,50}")
        .prop_map(|(tg, co, ci)| json!({"tg": tg, "co": co, "is": "X", "ci": ci}))
}

fn with(base: &Json, more: &Json) -> Json {
    let mut whole = base.as_object().unwrap().clone();
    whole.extend(more.as_object().unwrap().clone());
    Json::Object(whole)
}

fn vaccination(schema: Schema) -> BoxedStrategy<Json> {
    let number = if schema < Schema::V1_3_0 {
        (1..=9_i64).boxed()
    } else {
        prop_oneof![4 => 1..=4_i64, 1 => 1..=i64::MAX].boxed()
    };
    (common(), code(PRODUCTS), number.clone(), number, date())
        .prop_map(|(base, mp, dn, sd, dt)| {
            with(
                &base,
                &json!({"mp": mp, "vp": "1119349007", "ma": "X", "dn": dn, "sd": sd, "dt": dt}),
            )
        })
        .boxed()
}

fn test() -> BoxedStrategy<Json> {
    let zone = prop::sample::select(&["Z", "+02", "-11", "+0200", "+02:00", "-05:30", "+0545"]);
    let time = (
        0..24,
        0..60,
        0..60,
        zone,
        prop::sample::select(&["", ".5", ".123456"]),
    );
    let sample = (date(), time).prop_map(|(date, (hour, minute, second, zone, part))| {
        format!("{date}T{hour:02}:{minute:02}:{second:02}{part}{zone}")
    });
    let (kind, result) = (
        code(&["LP6464-4", "LP217198-3"]),
        code(&["260415000", "260373001"]),
    );
    (common(), kind, result, sample)
        .prop_map(|(base, tt, tr, sc)| {
            with(&base, &json!({"tt": tt, "tr": tr, "sc": sc, "tc": "X"}))
        })
        .boxed()
}

fn recovery() -> BoxedStrategy<Json> {
    (common(), date(), date(), date())
        .prop_map(|(base, fr, df, du)| with(&base, &json!({"fr": fr, "df": df, "du": du})))
        .boxed()
}

fn entry(kind: Kind, schema: Schema) -> BoxedStrategy<Json> {
    match kind {
        Kind::Vaccination => vaccination(schema),
        Kind::Test => test(),
        Kind::Recovery => recovery(),
    }
}

/// Payloads of a schema version; before 1.3.0 several groups and several entries fit too.
fn payload(schema: Schema) -> BoxedStrategy<Json> {
    let groups = if schema < Schema::V1_3_0 {
        prop::sample::subsequence(Kind::ALL.to_vec(), 1..=3).boxed()
    } else {
        prop::sample::subsequence(Kind::ALL.to_vec(), 1).boxed()
    };
    let most = if schema < Schema::V1_3_0 { 2 } else { 1 };
    let groups = groups.prop_flat_map(move |kinds| {
        let lists = kinds.into_iter().map(|kind| {
            let entries = prop::collection::vec(entry(kind, schema), 1..=most);
            (Just(kind), entries)
        });
        lists.collect::<Vec<_>>()
    });
    (groups, born(schema))
        .prop_map(move |(groups, dob)| {
            let mut payload =
                json!({"ver": schema.as_str(), "nam": {"fnt": "X"}, "dob": dob, "unknown": null});
            for (kind, entries) in groups {
                payload[kind.group()] = entries.into();
            }
            payload
        })
        .boxed()
}

fn arrival() -> impl Strategy<Value = Timestamp> {
    let (first, end) = (
        at("2022-02-01T00:00:00Z").unix(),
        at("2030-01-01T00:00:00Z").unix(),
    );
    let leap = at("2024-02-29T12:00:00Z").unix();
    prop_oneof![8 => first..end, 1 => Just(leap)]
        .prop_map(|seconds| Timestamp::from_unix(seconds).unwrap())
}

proptest! {
    #![proptest_config(config(4102))]

    #[test]
    fn the_embedded_rules_have_an_answer_for_every_certificate(
        payload in prop::sample::select(&Schema::ALL).prop_flat_map(payload),
        arrival in arrival(),
    ) {
        let schema = Schema::for_ver(payload["ver"].as_str().unwrap());
        prop_assert_eq!(schema::check(&payload, schema), []);
        prop_assert_eq!(schema::check_formats(&payload, schema), []);
        for country in ["NO", "NX", "EU"] {
            for kind in kinds(&payload) {
                let judgement = NORWAY.judge(
                    &question(country, arrival, Some(kind)),
                    &external(country, arrival),
                    &payload,
                );
                for one in &judgement.asked {
                    let open = matches!(one.answer, Answer::Open(_));
                    prop_assert!(!open, "{}: {:?}", one.rule.name(), one.answer);
                }
                prop_assert_ne!(judgement.outcome, Outcome::NoRules);
            }
        }
    }
}

#[test]
fn what_no_rule_can_read_is_open_and_never_a_pass() {
    let arrival = at("2022-06-01T12:00:00Z");
    let dose = certificate("v EU/1/20/1528 2/2 2022-03-01");
    let change = |payload: &Json, path: &str, value: Json| {
        let mut payload = payload.clone();
        *payload.pointer_mut(path).unwrap() = value;
        payload
    };
    // The pattern of the schema lets a month 13 pass.
    let born = change(&dose, "/dob", "2010-13".into());
    assert_eq!(ask(&NORWAY, "NO", &born, arrival).0, "open");
    // The calendar ends.
    let late = change(&dose, "/v/0/dt", "9999-12-31".into());
    assert_eq!(ask(&NORWAY, "NO", &late, arrival).0, "open");
    // More than 64 bits.
    let many = change(&dose, "/v/0/dn", u64::MAX.into());
    assert_eq!(ask(&NORWAY, "NO", &many, arrival).0, "open");
    // RFC 3339 allows it, the specification of the payload and CertLogic do not.
    let test = certificate("t pcr- 2022-06-01T08:00:00Z");
    let small = change(&test, "/t/0/sc", "2022-06-01t08:00:00z".into());
    assert_eq!(ask(&NORWAY, "EU", &small, arrival).0, "open");
}
