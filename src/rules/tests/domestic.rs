//! The domestic rules, profile `no-2021-06-11`: by hand, and against the light of one certificate. Worked out
//! by hand: from 2022-03-01 it is 7 days to 03-08, 10 to 03-11, 21 to 03-22, 98 to 06-07, 180 to 08-28.

use super::properties::config;
use super::*;
use crate::documents::dcc::{Payload, schema};
use crate::norway::light::{self, Colour};
use crate::norway::profile::Profile;
use crate::time::Date;
use proptest::prelude::*;

#[test]
fn doses_count_from_their_day() {
    hold(
        "NX",
        "
        # Dose 1 of 2: from 21 to 98 days, the last one not included.
        v EU/1/20/1528 1/2 2022-03-01 | 2022-03-21T23:59:59Z | VR3
        v EU/1/20/1528 1/2 2022-03-01 | 2022-03-22T00:00:00Z |
        v EU/1/20/1528 1/2 2022-03-01 | 2022-06-06T23:59:59Z |
        v EU/1/20/1528 1/2 2022-03-01 | 2022-06-07T00:00:00Z | VR4
        v EU/1/20/1528 2/2 2022-03-01 | 2022-03-07T23:59:59Z | VR3
        v EU/1/20/1528 2/2 2022-03-01 | 2022-03-08T00:00:00Z |
        v EU/1/20/1528 2/2 2022-03-01 | 2029-12-31T23:59:59Z |
        v EU/1/20/1525 1/1 2022-03-01 | 2022-03-21T23:59:59Z | VR3
        v EU/1/20/1525 1/1 2022-03-01 | 2022-03-22T00:00:00Z |
        v EU/1/20/1525 1/1 2022-03-01 | 2029-12-31T23:59:59Z |
        v EU/1/20/1528 1/1 2022-03-01 | 2022-03-07T23:59:59Z | VR3
        v EU/1/20/1528 1/1 2022-03-01 | 2022-03-08T00:00:00Z |
        v EU/1/20/1528 3/3 2022-03-01 | 2022-02-28T23:59:59Z | VR3
        v EU/1/20/1528 3/3 2022-03-01 | 2022-03-01T00:00:00Z |
        v EU/1/20/1525 2/1 2022-03-01 | 2022-03-01T00:00:00Z |
        v EU/1/20/1528 3/2 2022-03-01 | 2022-03-01T00:00:00Z |
        v EU/1/20/1528 2/3 2022-03-01 | 2022-04-20T00:00:00Z | VR2
        v EU/1/20/1528 1/3 2022-03-01 | 2022-03-22T00:00:00Z |
        v EU/1/20/1507 2/2 2022-03-01 | 2022-04-01T12:00:00Z |
        v EU/1/21/1529 2/2 2022-03-01 | 2022-04-01T12:00:00Z |
        v EU/1/21/1618 2/2 2022-03-01 | 2022-04-01T12:00:00Z |
        v CoronaVac    2/2 2022-03-01 | 2022-04-01T12:00:00Z | VR1
        # Without end at any age, also where the border asks for less than 270 days.
        v EU/1/20/1528 2/2 2022-03-01 born | 2023-04-01T12:00:00Z |
        ",
    );
}

#[test]
fn recovery_counts_from_10_days_to_180_and_a_negative_test_for_24_hours() {
    hold(
        "NX",
        "
        r 2022-03-01 | 2022-03-10T23:59:59Z | RR1
        r 2022-03-01 | 2022-03-11T00:00:00Z |
        r 2022-03-01 | 2022-08-27T23:59:59Z |
        r 2022-03-01 | 2022-08-28T00:00:00Z | RR2
        t antigen- 2022-03-01T08:00:00+01:00 | 2022-03-01T06:59:59Z | TR2
        t antigen- 2022-03-01T08:00:00+01:00 | 2022-03-01T07:00:00Z |
        t antigen- 2022-03-01T08:00:00+01:00 | 2022-03-02T06:59:59Z |
        t antigen- 2022-03-01T08:00:00+01:00 | 2022-03-02T07:00:00Z | TR2
        t pcr-     2022-03-01T08:00:00+01:00 | 2022-03-02T06:59:59Z |
        t pcr-     2022-03-01T08:00:00+01:00 | 2022-03-02T07:00:00Z | TR2
        t pcr+     2022-03-01T08:00:00+01:00 | 2022-03-01T07:00:00Z | TR1
        t antigen+ 2022-03-01T08:00:00+01:00 | 2022-03-11T07:00:00Z | TR1 TR2
        r 2022-03-01 tg 6142004 | 2022-03-12T00:00:00Z | GR1
        r 2021-05-15 | 2021-06-10T21:59:59Z | no rules
        r 2021-05-15 | 2021-06-10T22:00:00Z |
        ",
    );
}

fn colour(payload: &Json, arrival: Timestamp) -> Colour {
    let payload = Payload::from_json(&payload.to_string()).unwrap();
    let profile = Profile::on(arrival.in_oslo().date());
    light::status_of(&payload, arrival, profile).light
}

fn by_rules(payload: &Json, arrival: Timestamp) -> Colour {
    match ask(&NORWAY, "NX", payload, arrival).0 {
        "pass" => Colour::Green,
        "fail" => Colour::Red,
        other => panic!("{other}"),
    }
}

#[test]
fn a_day_begins_in_norway_for_the_light_and_in_utc_for_the_rules() {
    let dose = certificate("v EU/1/20/1528 2/2 2022-03-01");
    for (arrival, light, rules) in [
        ("2022-03-07T22:59:59Z", Colour::Red, Colour::Red),
        ("2022-03-07T23:00:00Z", Colour::Green, Colour::Red),
        ("2022-03-07T23:59:59Z", Colour::Green, Colour::Red),
        ("2022-03-08T00:00:00Z", Colour::Green, Colour::Green),
    ] {
        assert_eq!(colour(&dose, at(arrival)), light, "{arrival}");
        assert_eq!(by_rules(&dose, at(arrival)), rules, "{arrival}");
    }
}

/// Days from a date to the arrival, most of them around those on which something changes.
fn days() -> impl Strategy<Value = i32> {
    const NEAR: &[i32] = &[0, 7, 10, 11, 21, 98, 180, 270];
    prop_oneof![
        3 => (prop::sample::select(NEAR), -2..=2).prop_map(|(day, off)| day + off),
        1 => -5..400_i32,
    ]
}

fn first_day() -> impl Strategy<Value = Date> {
    let start: Date = "2021-06-20".parse().unwrap();
    (0..900).prop_map(move |day| start.plus_days(day))
}

fn same(payload: &Json, arrival: Timestamp) {
    assert_eq!(schema::check(payload, schema::Version::LATEST), []);
    assert_eq!(
        colour(payload, arrival),
        by_rules(payload, arrival),
        "{payload} {arrival}"
    );
}

proptest! {
    #![proptest_config(config(4101))]

    #[test]
    fn a_dose_has_the_colour_of_the_light(
        product in prop::sample::select(&[
            "EU/1/20/1528", "EU/1/20/1507", "EU/1/21/1529", "EU/1/20/1525", "EU/1/21/1618",
            "CoronaVac", "Sputnik-V", "EU/1/21/1624",
        ]),
        (dose, doses) in (1..=4, 1..=4),
        date in first_day(),
        days in days(),
    ) {
        let payload = certificate(&format!("v {product} {dose}/{doses} {date}"));
        same(&payload, at(&format!("{}T12:00:00Z", date.plus_days(days))));
    }

    #[test]
    fn a_recovery_has_the_colour_of_the_light(date in first_day(), days in days()) {
        let payload = certificate(&format!("r {date}"));
        same(&payload, at(&format!("{}T12:00:00Z", date.plus_days(days))));
    }

    #[test]
    fn a_test_has_the_colour_of_the_light_at_every_second(
        kind in prop::sample::select(&["pcr-", "pcr-", "antigen-", "antigen-", "pcr+", "antigen+"]),
        date in first_day(),
        seconds in 0..86_400_i64,
        in_oslo: bool,
        later in prop_oneof![
            Just(-1), Just(0), Just(86_399), Just(86_400), -100_000..400_000_i64,
        ],
    ) {
        let sampled = date.start().plus_seconds(seconds);
        let text = if in_oslo { sampled.in_oslo().to_string() } else { sampled.to_string() };
        same(&certificate(&format!("t {kind} {text}")), sampled.plus_seconds(later));
    }
}
