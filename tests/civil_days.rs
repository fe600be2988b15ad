//! Rules with days count civil days of the country of arrival: Norway's border and its domestic rules agree at every hour
//! of a year, both changes of the clock among them. The border alone has an end for a finished primary series, and
//! counts a recovery on its day 180, at whose beginning the domestic light turns red.

use crate::common::{Draft, RECOVERY, VACCINATION, at, verifier, world};
use hcert::verify::{Journey, Mode, Verdict};
use hcert::{Policy, Timestamp, Verifier};

/// The hour at which the border's rules begin, in Oslo.
const FROM: &str = "2022-02-01T00:00:00+01:00";
const HOURS: i64 = 365 * 24;

struct Sample {
    name: &'static str,
    entry: &'static str,
    fields: &'static [(&'static str, &'static str)],
    numbers: &'static [(&'static str, i64)],
    /// Civil hours in Oslo between which it counts, the last excluded.
    counts: (Option<&'static str>, Option<&'static str>),
}

#[rustfmt::skip] // a table
const SAMPLES: [Sample; 7] = [
    // The clocks of 2022 change on 27 March and 30 October.
    Sample { name: "dose 2 of 2, counts from the day of the first change", entry: VACCINATION, numbers: &[],
        fields: &[("v/0/dt", "2022-03-20")],
        counts: (Some("2022-03-27T00:00:00+01:00"), Some("2022-12-16T00:00:00+01:00")) },
    Sample { name: "dose 2 of 2, counts until the day of the first change", entry: VACCINATION, numbers: &[],
        fields: &[("v/0/dt", "2021-06-30")], counts: (None, Some("2022-03-28T00:00:00+02:00")) },
    Sample { name: "dose 2 of 2, counts until the day of the second change", entry: VACCINATION, numbers: &[],
        fields: &[("v/0/dt", "2022-02-02")],
        counts: (Some("2022-02-09T00:00:00+01:00"), Some("2022-10-31T00:00:00+01:00")) },
    Sample { name: "single dose", entry: VACCINATION, numbers: &[("v/0/dn", 1), ("v/0/sd", 1)],
        fields: &[("v/0/mp", "EU/1/20/1525"), ("v/0/ma", "ORG-100001417"), ("v/0/vp", "J07BX03"), ("v/0/dt", "2022-03-06")],
        counts: (Some("2022-03-27T00:00:00+01:00"), Some("2022-12-02T00:00:00+01:00")) },
    Sample { name: "further dose", entry: VACCINATION, numbers: &[("v/0/dn", 3), ("v/0/sd", 3)],
        fields: &[("v/0/dt", "2022-03-27")], counts: (Some("2022-03-27T00:00:00+01:00"), None) },
    Sample { name: "recovery that begins on the day of the first change", entry: RECOVERY, numbers: &[],
        fields: &[("r/0/fr", "2022-03-16"), ("r/0/df", "2022-03-27"), ("r/0/du", "2022-09-11")],
        counts: (Some("2022-03-27T00:00:00+01:00"), Some("2022-09-12T00:00:00+02:00")) },
    Sample { name: "recovery that ends on the day of the second change", entry: RECOVERY, numbers: &[],
        fields: &[("r/0/fr", "2022-05-04"), ("r/0/df", "2022-05-15"), ("r/0/du", "2022-10-30")],
        counts: (Some("2022-05-15T00:00:00+02:00"), Some("2022-10-31T00:00:00+01:00")) },
];

fn code(sample: &Sample) -> String {
    let mut draft = Draft::new(&world().ec, sample.entry);
    draft.claim(4, Some(at("2023-05-30T00:00:00Z").unix().into()));
    for (path, value) in sample.fields {
        draft.field(path, Some((*value).into()));
    }
    for (path, value) in sample.numbers {
        draft.field(path, Some((*value).into()));
    }
    draft.write(&world().ec)
}

/// Whether it is accepted; whatever else is said must be a reject.
fn accepted(sample: &Sample, moment: Timestamp, verdict: &Verdict) -> bool {
    let known = matches!(verdict, Verdict::Accept | Verdict::Reject(_));
    assert!(known, "{} at {moment}: {verdict:?}", sample.name);
    verdict.is_accept()
}

#[test]
fn the_border_and_the_domestic_rules_agree_at_every_hour_of_a_year() {
    let border: Verifier = verifier([&world().ec]);
    let domestic = border.clone().with_policy(Policy {
        mode: Mode::Domestic,
        ..Policy::default()
    });
    for sample in &SAMPLES {
        let text = code(sample);
        let (from, until) = sample.counts;
        let mut changes = 0;
        let mut before = None;
        for hour in 0..HOURS {
            let moment = at(FROM).plus_seconds(hour * 3_600);
            let journey = Journey::to("NO".parse().expect("a country"), moment);
            let by_border = border.verify_for(&text, moment, Some(&journey)).verdict;
            let by_light = domestic.verify(&text, moment).verdict;
            let answer = accepted(sample, moment, &by_border);
            let light = accepted(sample, moment, &by_light);
            let ended =
                sample.entry == VACCINATION && until.is_some_and(|until| moment >= at(until));
            assert_eq!(
                answer,
                light && !ended,
                "{} at {}: {by_border:?}, {by_light:?}",
                sample.name,
                moment.in_oslo()
            );
            let wanted = from.is_none_or(|from| moment >= at(from))
                && until.is_none_or(|until| moment < at(until));
            assert_eq!(
                answer,
                wanted,
                "{} at {}: {by_border:?}",
                sample.name,
                moment.in_oslo()
            );
            changes += usize::from(before.is_some_and(|before| before != answer));
            before = Some(answer);
        }
        let ends = [from, until].into_iter().flatten().count();
        assert_eq!(changes, ends, "{}", sample.name);
    }
}
