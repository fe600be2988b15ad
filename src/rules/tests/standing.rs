//! The border's rules against what the certificates of a register record are said to be worth: the same
//! profile, once as data and once in code.

use super::properties::config;
use super::*;
use crate::norway::certificates::{Delivery, Made, NIPH, Standing, certificates, uvci};
use crate::norway::record::Record;
use crate::time::Date;
use proptest::prelude::*;

fn made(record: &Json, moment: Timestamp) -> Vec<Made> {
    let record = Record::from_json(&record.to_string()).unwrap();
    let mut fresh = || uvci([7; 13]);
    certificates(&record, moment, Delivery::AtOnce, NIPH, &mut fresh).certificates
}

/// Whether a certificate is good at the Norwegian border on a day, by what is said of it.
fn is_good(made: &Made, today: Date) -> bool {
    let full = made.full_from.is_none_or(|from| from <= today);
    match &made.standing {
        Standing::Until(last) => full && today <= *last,
        Standing::Minor => full,
        Standing::Further => true,
        Standing::Between(from, until) => *from <= today && today <= *until,
        Standing::Unfinished | Standing::Test { .. } => false,
        other => panic!("{other:?}"),
    }
}

fn by_rules(made: &Made, moment: Timestamp) -> bool {
    match ask(
        &NORWAY,
        "NO",
        &serde_json::to_value(&made.payload).unwrap(),
        moment,
    )
    .0
    {
        "pass" => true,
        "fail" => false,
        other => panic!("{other}"),
    }
}

fn record(born: &str, doses: &[(&str, Date)], positive: Option<Date>) -> Json {
    let dose = |(product, date): &(&str, Date)| json!({"product": product, "date": date.to_string(), "country": "NO"});
    let test = |date: Date| {
        json!({"kind": "pcr", "result": "positive", "sampled": format!("{date}T10:00:00Z"),
            "takenBy": "health-personnel", "country": "NO"})
    };
    json!({
        "person": {"familyName": "Nordmann", "givenName": "Kari", "dateOfBirth": born},
        "vaccinations": doses.iter().map(dose).collect::<Vec<_>>(),
        "tests": positive.map(test).into_iter().collect::<Vec<_>>(),
    })
}

/// A day since 2021-06-01.
fn day(days: i32) -> Date {
    let start: Date = "2021-06-01".parse().unwrap();
    start.plus_days(days)
}

proptest! {
    #![proptest_config(config(4103))]

    #[test]
    fn the_certificates_of_a_record_are_worth_at_the_border_what_is_said_of_them(
        born in prop_oneof![
            1 => Just("1980-05-17".to_owned()),
            2 => (2003..=2006, 1..=12, 1..=28).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
        ],
        products in prop::collection::vec(
            prop::sample::select(&["BNT03", "MOD03", "ASZ03", "JAN03", "NUV03"]), 1..=3,
        ),
        gaps in prop::array::uniform3(0..150_i32),
        later in prop_oneof![
            1 => -3..400_i32,
            2 => prop::sample::select(&[0, 6, 7, 8, 20, 21, 22, 269, 270, 271]),
        ],
    ) {
        let mut date = 100;
        let doses: Vec<(&str, Date)> = products.iter().zip(gaps).map(|(product, gap)| {
            date += gap;
            (*product, day(date))
        }).collect();
        // Not before the profile.
        let today = day(date + later).max("2022-02-02".parse().unwrap());
        let moment = at(&format!("{today}T12:00:00Z"));
        for one in made(&record(&born, &doses, None), moment) {
            prop_assert_eq!(by_rules(&one, moment), is_good(&one, today), "{:?} {}", one.standing, today);
        }
    }

    #[test]
    fn a_recovery_is_worth_at_the_border_what_is_said_of_it(days in 170..400_i32, later in -2..14_i32, long: bool) {
        let later = if long { 170 + later } else { later };
        let today = day(days + later).max("2022-02-02".parse().unwrap());
        let moment = at(&format!("{today}T12:00:00Z"));
        let made = made(&record("1980-05-17", &[], Some(day(days))), moment);
        let between = (11..=180).contains(&today.days_since(day(days)));
        prop_assert_eq!(made.len(), usize::from(between));
        for one in made {
            prop_assert!(by_rules(&one, moment) && is_good(&one, today));
        }
    }
}

#[test]
fn the_known_differences() {
    let dose = |date: &str| ("BNT03", date.parse::<Date>().unwrap());
    let doses = [dose("2021-04-01"), dose("2021-05-10")];
    let holds = |record: &Json, moment: &str| {
        let moment = at(moment);
        let one = &made(record, moment)[0];
        (by_rules(one, moment), is_good(one, moment.in_oslo().date()))
    };
    // A date of birth that is not known whole: CertLogic takes the last day that it can be, the code the first.
    let year = record("2005", &doses, None);
    assert_eq!(holds(&year, "2022-12-31T12:00:00Z"), (true, true));
    assert_eq!(holds(&year, "2023-01-01T12:00:00Z"), (true, false));
    assert_eq!(holds(&year, "2023-12-30T12:00:00Z"), (true, false));
    assert_eq!(holds(&year, "2023-12-31T12:00:00Z"), (false, false));
    // Born on the 29th of February: 18 on the 1st of March, in the code on the 28th of February.
    let leap = record("2004-02-29", &doses, None);
    assert_eq!(holds(&leap, "2022-02-27T12:00:00Z"), (true, true));
    assert_eq!(holds(&leap, "2022-02-28T12:00:00Z"), (true, false));
    assert_eq!(holds(&leap, "2022-03-01T12:00:00Z"), (false, false));
    // A single-dose product after an infection: the certificate does not tell of the infection.
    let date = |text: &str| text.parse::<Date>().unwrap();
    let after = record(
        "1980-05-17",
        &[("JAN03", date("2022-03-01"))],
        Some(date("2021-12-01")),
    );
    assert_eq!(holds(&after, "2022-03-08T12:00:00Z"), (false, true));
    assert_eq!(holds(&after, "2022-03-22T12:00:00Z"), (true, true));
}
