//! What must hold for every record: random doses, tests and moments.

use super::*;
use crate::norway::certificates::{Delivery, NIPH, certificates, uvci};
use crate::norway::history::{History, Unheeded};
use crate::norway::product::Product;
use crate::norway::record::{Person, TakenBy, Test, TestKind, TestResult, Vaccination, Vaccine};
use crate::time::BirthDate;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const CASES: u32 = 20_000;

fn config(seed: u64) -> ProptestConfig {
    ProptestConfig {
        cases: CASES,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..ProptestConfig::default()
    }
}

const DAY: i64 = 86_400;

fn start() -> Date {
    "2021-01-01".parse().unwrap()
}

fn dose(product: Product, day: i32) -> Vaccination {
    Vaccination {
        diseases: Vec::new(),
        product: Vaccine::Covid19(product),
        date: start().plus_days(day),
        country: "NO".into(),
        lot: None,
        place: None,
        evidence: None,
    }
}

fn doses(days: i32) -> impl Strategy<Value = Vec<Vaccination>> {
    let one = (prop::sample::select(&Product::ALL), 0..days);
    prop::collection::vec(one.prop_map(|(product, day)| dose(product, day)), 0..=4)
}

/// Doses against other diseases, with the places at which they enter a record.
fn other_doses() -> impl Strategy<Value = Vec<(Vaccination, prop::sample::Index)>> {
    let codes = prop::sample::select(vec!["1D47", "1C81", "16541001", "14189004", "6142004"]);
    let codes = prop::collection::vec(codes, 1..=3);
    let one = (codes, -9000..800_i32, any::<prop::sample::Index>());
    let one = one.prop_map(|(codes, day, place)| {
        let other = Vaccination {
            diseases: codes.iter().map(|code| code.parse().unwrap()).collect(),
            product: Vaccine::Other("J07".into()),
            ..dose(Product::Comirnaty, day)
        };
        (other, place)
    });
    prop::collection::vec(one, 1..=4)
}

fn kinds() -> impl Strategy<Value = TestKind> {
    prop_oneof![
        4 => Just(TestKind::Pcr),
        4 => Just(TestKind::Antigen),
        1 => Just(TestKind::Serology),
    ]
}

fn tests(days: i32) -> impl Strategy<Value = Vec<Test>> {
    let result = prop_oneof![Just(TestResult::Positive), Just(TestResult::Negative)];
    let by = prop_oneof![6 => Just(TakenBy::HealthPersonnel), 1 => Just(TakenBy::Oneself)];
    let country = prop_oneof![6 => Just("NO"), 1 => Just("SE")];
    let one = (
        kinds(),
        result,
        by,
        country,
        0..days,
        0..24_i64,
        any::<bool>(),
    );
    let one = one.prop_map(|(kind, result, taken_by, country, day, hour, date_only)| {
        let midnight = start().plus_days(day).start_in_oslo();
        let at = if date_only {
            midnight
        } else {
            midnight.plus_seconds(hour * 3600)
        };
        test(kind, result, Sampled { at, date_only }, taken_by, country)
    });
    prop::collection::vec(one, 0..=5)
}

fn test(
    kind: TestKind,
    result: TestResult,
    sampled: Sampled,
    taken_by: TakenBy,
    country: &str,
) -> Test {
    Test {
        kind,
        result,
        sampled,
        taken_by,
        country: country.into(),
        name: None,
        device: None,
        centre: None,
    }
}

/// Records over ten days, two months, seven months or two years, so that entries come near each other.
fn records() -> impl Strategy<Value = Record> {
    prop::sample::select(vec![10, 60, 200, 730])
        .prop_flat_map(|days| (doses(days), tests(days)))
        .prop_map(|(vaccinations, tests)| Record {
            person: Person {
                family_name: "Nordmann".into(),
                given_name: None,
                date_of_birth: BirthDate::Year(1980),
                identity_number: None,
                name_language: None,
            },
            vaccinations,
            tests,
        })
}

/// Seconds after the last entry: often soon.
fn delays() -> impl Strategy<Value = i64> {
    prop_oneof![0..3 * DAY, 0..30 * DAY, 0..400 * DAY]
}

/// The first moment at which every entry exists.
fn complete(record: &Record) -> Timestamp {
    let doses = record.vaccinations.iter();
    let doses = doses.map(|dose| dose.date.start_in_oslo());
    let tests = record.tests.iter().map(|test| test.sampled.at);
    doses.chain(tests).max().unwrap_or(start().start_in_oslo())
}

fn at(record: &Record, delay: i64) -> Timestamp {
    complete(record).plus_seconds(delay)
}

fn judged(record: &Record, at: Timestamp) -> Status {
    let status = status(record, at, Profile::on(at.in_oslo().date()));
    hold_together(&status, "a random record");
    status
}

/// The one way in which a negative test may turn green into red: it shows that a positive antigen test was a
/// false alarm, and that positive is void for all three components, also where it was a ground.
fn voids(negative: &Test, record: &Record) -> bool {
    let counts = |test: &Test| test.taken_by == TakenBy::HealthPersonnel && test.country == "NO";
    let mut alarms = record.tests.iter().filter(|test| {
        test.kind == TestKind::Antigen && test.result == TestResult::Positive && counts(test)
    });
    let after = |alarm: &Test| negative.sampled.at.unix() - alarm.sampled.at.unix();
    negative.kind == TestKind::Pcr
        && counts(negative)
        && alarms.any(|alarm| (1..48 * 3600).contains(&after(alarm)))
}

proptest! {
    #![proptest_config(config(1))]

    #[test]
    fn an_added_negative_test_never_turns_green_into_red(
        record in records(),
        delay in delays(),
        ago in prop_oneof![0..2 * DAY, 0..60 * DAY],
        kind in kinds(),
        foreign in prop::bool::weighted(0.1),
    ) {
        let at = at(&record, delay);
        let before = judged(&record, at);
        let sampled = Sampled { at: at.plus_seconds(-ago), date_only: false };
        let country = if foreign { "SE" } else { "NO" };
        let by = TakenBy::HealthPersonnel;
        let added = test(kind, TestResult::Negative, sampled, by, country);
        prop_assume!(!voids(&added, &record));
        let mut record = record;
        record.tests.push(added);
        let after = judged(&record, at);
        if before.light == Colour::Green {
            prop_assert_eq!(after.light, Colour::Green);
            // Nor does it shorten the green.
            prop_assert!(after.until.is_none_or(|end| before.until.is_some_and(|was| was <= end)));
        }
    }

    // The late second dose finds the light red already, or green on another ground: there is no exception.
    #[test]
    fn an_added_dose_never_turns_green_into_red(
        record in records(),
        delay in delays(),
        later in 1..200_i32,
        product in prop::sample::select(&Product::ALL),
    ) {
        let last = record.vaccinations.iter().map(|dose| dose.date).max();
        let date = last.unwrap_or(start()).plus_days(later);
        let at = complete(&record).max(date.start_in_oslo()).plus_seconds(delay);
        let before = judged(&record, at);
        let mut record = record;
        record.vaccinations.push(Vaccination { date, ..dose(product, 0) });
        let after = judged(&record, at);
        if before.light == Colour::Green {
            prop_assert_eq!(after.light, Colour::Green);
        }
    }

    // A dose entered after one that is later than it moves what is dose 1. The rules then make red what was
    // green where the two stand so close that the later one does not count, or so far apart that it is late.
    #[test]
    fn a_dose_entered_before_others_turns_green_into_red_only_where_one_is_too_early_or_late(
        record in records(),
        delay in delays(),
        day in -150..700_i32,
        product in prop::sample::select(&Product::ALL),
    ) {
        let added = dose(product, day);
        let at = complete(&record).max(added.date.start_in_oslo()).plus_seconds(delay);
        let before = judged(&record, at);
        let mut record = record;
        record.vaccinations.push(added);
        let after = judged(&record, at);
        if before.light == Colour::Green && after.light == Colour::Red {
            let profile = Profile::on(at.in_oslo().date());
            let history = History::new(&record, at, profile);
            let early = history.unheeded_doses.iter();
            let early = early.into_iter().any(|(_, why)| matches!(why, Unheeded::TooEarly { .. }));
            let dates: Vec<Date> = history.doses.iter().map(|dose| dose.entry.date).collect();
            let late = dates.windows(2).any(|pair| {
                pair[1].days_since(pair[0]) > i64::from(profile.first_dose_end_days) - 7
            });
            prop_assert!(early || late, "{:?}", after.components);
        }
    }

    #[test]
    fn time_alone_moves_the_light_only_at_the_instant_named(
        record in records(),
        delay in delays(),
        wait in delays(),
    ) {
        let first = at(&record, delay);
        let before = judged(&record, first);
        let later = first.plus_seconds(wait);
        match before.until {
            Some(until) => {
                let turned = judged(&record, until);
                prop_assert_ne!(turned.light, before.light);
                prop_assert_eq!(turned.from, Some(until));
                let last = judged(&record, until.plus_seconds(-1));
                prop_assert_eq!(last.light, before.light);
                prop_assert_eq!(last.until, Some(until));
                if later < until {
                    prop_assert_eq!(judged(&record, later).until, Some(until));
                }
            }
            None => {
                let after = judged(&record, later);
                prop_assert_eq!(after.light, before.light);
                prop_assert_eq!(after.until, None);
            }
        }
        if before.until.is_none_or(|until| later < until) {
            prop_assert_eq!(judged(&record, later).light, before.light);
        }
        // Each component by itself does the same.
        for (index, one) in before.components.iter().enumerate() {
            if let Some(until) = one.until {
                let turned = judged(&record, until).components[index];
                prop_assert_ne!(turned.light, one.light);
            }
        }
    }

    #[test]
    fn vaccinations_against_other_diseases_change_neither_light_nor_certificates(
        record in records(),
        others in other_doses(),
        delay in delays(),
    ) {
        let at = at(&record, delay);
        let made = |record: &Record| {
            let mut fresh = || uvci([1; 13]);
            let found = certificates(record, at, Delivery::AtOnce, NIPH, &mut fresh);
            // Paths count the entries, which are more now.
            let left: Vec<_> = found.left_out.into_iter().map(|left| left.why).collect();
            let made = found.certificates.into_iter();
            let made: Vec<_> = made.map(|made| (made.payload, made.standing, made.full_from)).collect();
            (made, left)
        };
        let (light, yielded) = (judged(&record, at), made(&record));
        let mut record = record;
        for (other, place) in others {
            let place = place.index(record.vaccinations.len() + 1);
            record.vaccinations.insert(place, other);
        }
        prop_assert_eq!(record.check(), Ok(()));
        prop_assert_eq!(judged(&record, at), light);
        prop_assert_eq!(made(&record), yielded);
    }

    #[test]
    fn the_order_of_entries_never_matters(
        (record, shuffled) in records().prop_flat_map(|record| {
            let doses = Just(record.vaccinations.clone()).prop_shuffle();
            let tests = Just(record.tests.clone()).prop_shuffle();
            (Just(record), doses, tests)
        }).prop_map(|(record, vaccinations, tests)| {
            let shuffled = Record { vaccinations, tests, ..record.clone() };
            (record, shuffled)
        }),
        delay in delays(),
        early in 0..400 * DAY,
    ) {
        let at = at(&record, delay);
        prop_assert_eq!(judged(&record, at), judged(&shuffled, at));
        let at = at.plus_seconds(-early);
        prop_assert_eq!(judged(&record, at), judged(&shuffled, at));
    }
}

#[test]
fn doses_of_one_day_are_taken_in_one_order() {
    // The order of the entries says nothing: the product that needs two doses is the first.
    for (one, other) in [("JAN03", "BNT03"), ("BNT03", "JAN03")] {
        let doses = format!("{one} 2021-07-01, {other} 2021-07-01");
        let status = judge(&record(&doses, ""), instant("2021-10-07"));
        assert_eq!(status.components[0].rule, Rule::SecondDoseMissing);
    }
}
