//! Norway's border, profile `eu-2022-02-01`. All expected values were worked out by hand: from 2022-03-01 it
//! is 7 days to 03-08, 11 to 03-12, 21 to 03-22, 180 to 08-28, 270 to 11-26.

use super::*;

#[test]
fn a_finished_series_counts_from_7_or_21_days_to_270() {
    hold(
        "NO",
        "
        # Dose 2 of 2: from day 7 to day 270.
        v EU/1/20/1528 2/2 2022-03-01 | 2022-03-07T23:59:59Z | VR3
        v EU/1/20/1528 2/2 2022-03-01 | 2022-03-08T00:00:00Z |
        v EU/1/20/1528 2/2 2022-03-01 | 2022-11-26T23:59:59Z |
        v EU/1/20/1528 2/2 2022-03-01 | 2022-11-27T00:00:00Z | VR4

        # The offset of the moment of arrival counts: 00:30 in Norway is still the day before.
        v EU/1/20/1528 2/2 2022-03-01 | 2022-03-08T00:30:00+01:00 | VR3
        v EU/1/20/1528 2/2 2022-03-01 | 2022-03-08T01:00:00+01:00 |

        # The one dose of a single-dose product: from day 21.
        v EU/1/20/1525 1/1 2022-03-01 | 2022-03-21T23:59:59Z | VR3
        v EU/1/20/1525 1/1 2022-03-01 | 2022-03-22T00:00:00Z |
        v EU/1/20/1525 1/1 2022-03-01 | 2022-11-26T23:59:59Z |
        v EU/1/20/1525 1/1 2022-03-01 | 2022-11-27T00:00:00Z | VR4
        v EU/1/20/1525 2/2 2022-03-01 | 2022-03-08T00:00:00Z |

        # Infection and one dose of a two-dose product: from day 7.
        v EU/1/20/1528 1/1 2022-03-01 | 2022-03-07T23:59:59Z | VR3
        v EU/1/20/1528 1/1 2022-03-01 | 2022-03-08T00:00:00Z |
        v EU/1/20/1528 1/1 2022-03-01 | 2022-11-26T23:59:59Z |
        v EU/1/20/1528 1/1 2022-03-01 | 2022-11-27T00:00:00Z | VR4
        ",
    );
}

#[test]
fn a_series_that_is_not_finished_is_refused() {
    hold(
        "NO",
        "
        v EU/1/20/1528 1/2 2022-03-01 | 2022-03-01T12:00:00Z | VR2
        v EU/1/20/1528 1/2 2022-03-01 | 2022-03-22T12:00:00Z | VR2
        v EU/1/20/1528 1/2 2022-03-01 | 2023-03-22T12:00:00Z | VR2
        v EU/1/20/1528 2/3 2022-03-01 | 2022-03-22T12:00:00Z | VR2
        v EU/1/20/1528 8/9 2022-03-01 | 2022-03-22T12:00:00Z | VR2
        v CoronaVac    1/2 2022-03-01 | 2022-03-22T12:00:00Z | VR1 VR2
        v EU/1/20/1528 1/2 2022-03-01 | 2022-02-28T12:00:00Z | VR2 VR3
        v EU/1/20/1525 1/2 2022-03-01 | 2022-03-22T12:00:00Z | VR2
        v EU/1/20/1528 1/3 2022-03-01 | 2022-03-22T12:00:00Z | VR2
        v EU/1/20/1528 3/4 2022-03-01 | 2022-03-22T12:00:00Z | VR2
        v EU/1/20/1528 10/12 2022-03-01 | 2022-03-22T12:00:00Z | VR2
        ",
    );
}

#[test]
fn a_dose_after_the_primary_series_counts_at_once_and_without_end() {
    hold(
        "NO",
        "
        v EU/1/20/1528 3/3  2022-03-01 | 2022-02-28T23:59:59Z | VR3
        v EU/1/20/1528 3/3  2022-03-01 | 2022-03-01T00:00:00Z |
        v EU/1/20/1528 3/3  2022-03-01 | 2022-11-27T00:00:00Z |
        v EU/1/20/1528 3/3  2022-03-01 | 2029-12-31T23:59:59Z |
        v EU/1/20/1525 2/1  2022-03-01 | 2022-02-28T23:59:59Z | VR3
        v EU/1/20/1525 2/1  2022-03-01 | 2022-03-01T00:00:00Z |
        v EU/1/20/1525 2/1  2022-03-01 | 2029-12-31T23:59:59Z |
        v EU/1/20/1528 2/1  2022-03-01 | 2022-03-01T00:00:00Z |
        v EU/1/20/1528 3/2  2022-03-01 | 2022-03-01T00:00:00Z |
        v EU/1/20/1528 3/1  2022-03-01 | 2022-03-01T00:00:00Z |
        v EU/1/20/1528 4/4  2022-03-01 | 2022-03-01T00:00:00Z |
        v EU/1/20/1528 12/2 2022-03-01 | 2029-12-31T23:59:59Z |
        ",
    );
}

#[test]
fn under_18_a_series_has_no_end() {
    hold(
        "NO",
        "
        # 18 on 2022-12-10: the last day before the birthday, and the birthday.
        v EU/1/20/1528 2/2 2022-03-01 born 2004-12-10 | 2022-11-27T00:00:00Z |
        v EU/1/20/1528 2/2 2022-03-01 born 2004-12-10 | 2022-12-09T23:59:59Z |
        v EU/1/20/1528 2/2 2022-03-01 born 2004-12-10 | 2022-12-10T00:00:00Z | VR4
        v EU/1/20/1525 1/1 2022-03-01 born 2004-12-10 | 2022-12-09T23:59:59Z |
        v EU/1/20/1525 1/1 2022-03-01 born 2004-12-10 | 2022-12-10T00:00:00Z | VR4
        # The wait is the same for all.
        v EU/1/20/1528 2/2 2022-03-01 born 2010-12-10 | 2022-03-07T23:59:59Z | VR3
        # A date that is not known whole is the last it can be, one that is not known at all a grown-up's.
        v EU/1/20/1528 2/2 2022-03-01 born 2004-12 | 2022-12-30T23:59:59Z |
        v EU/1/20/1528 2/2 2022-03-01 born 2004-12 | 2022-12-31T00:00:00Z | VR4
        v EU/1/20/1528 2/2 2022-03-01 born 2004    | 2022-12-30T23:59:59Z |
        v EU/1/20/1528 2/2 2022-03-01 born 2004    | 2022-12-31T00:00:00Z | VR4
        v EU/1/20/1528 2/2 2022-03-01 born         | 2022-11-26T23:59:59Z |
        v EU/1/20/1528 2/2 2022-03-01 born         | 2022-11-27T00:00:00Z | VR4
        # Born on the 29th of February: 18 on the 1st of March; arriving on one: no day too early.
        v EU/1/20/1528 2/2 2021-03-01 born 2004-02-29 | 2022-02-28T23:59:59Z |
        v EU/1/20/1528 2/2 2021-03-01 born 2004-02-29 | 2022-03-01T00:00:00Z | VR4
        v EU/1/20/1528 2/2 2023-01-01 born 2006-03-01 | 2024-02-29T23:59:59Z |
        v EU/1/20/1528 2/2 2023-01-01 born 2006-03-01 | 2024-03-01T00:00:00Z | VR4
        ",
    );
}

#[test]
fn only_products_that_count_in_norway() {
    hold(
        "NO",
        "
        v EU/1/20/1528 2/2 2022-03-01 | 2022-04-01T12:00:00Z |
        v EU/1/20/1507 2/2 2022-03-01 | 2022-04-01T12:00:00Z |
        v EU/1/21/1529 2/2 2022-03-01 | 2022-04-01T12:00:00Z |
        v EU/1/20/1525 1/1 2022-03-01 | 2022-04-01T12:00:00Z |
        v EU/1/21/1618 2/2 2022-03-01 | 2022-04-01T12:00:00Z |
        # The code that Nuvaxovid had before it was approved.
        v NVX-CoV2373  2/2 2022-03-01 | 2022-04-01T12:00:00Z |
        v CoronaVac    2/2 2022-03-01 | 2022-04-01T12:00:00Z | VR1
        v CoronaVac    3/3 2022-03-01 | 2022-04-01T12:00:00Z | VR1
        v Sputnik-V    2/2 2022-03-01 | 2022-04-01T12:00:00Z | VR1
        v Covishield   2/2 2022-03-01 | 2022-04-01T12:00:00Z | VR1
        v EU/1/21/1624 2/2 2022-03-01 | 2022-04-01T12:00:00Z | VR1
        v eu/1/20/1528 2/2 2022-03-01 | 2022-04-01T12:00:00Z | VR1
        # A code of the register is none of a certificate.
        v BNT03        2/2 2022-03-01 | 2022-04-01T12:00:00Z | VR1
        ",
    );
}

#[test]
fn recovery_counts_from_day_11_to_day_180_and_tests_do_not() {
    hold(
        "NO",
        "
        r 2022-03-01 | 2022-03-01T12:00:00Z | RR1
        r 2022-03-01 | 2022-03-11T12:00:00Z | RR1
        r 2022-03-01 | 2022-03-11T23:59:59Z | RR1
        r 2022-03-01 | 2022-03-12T00:00:00Z |
        r 2022-03-01 | 2022-08-28T23:59:59Z |
        r 2022-03-01 | 2022-08-29T00:00:00Z | RR2
        t pcr-     2022-03-01T08:00:00+01:00 | 2022-03-01T08:00:00Z | TR1
        t pcr+     2022-03-01T08:00:00+01:00 | 2022-03-01T08:00:00Z | TR1
        t antigen- 2022-03-01T08:00:00+01:00 | 2022-03-01T08:00:00Z | TR1
        t antigen- 2022-03-01T08:00:00+01:00 | 2024-03-01T08:00:00Z | TR1
        # Another disease.
        r 2022-03-01 tg 6142004 | 2022-03-12T00:00:00Z | GR1
        v EU/1/20/1528 2/2 2022-03-01 tg 6142004 | 2022-04-01T12:00:00Z | GR1
        t pcr- 2022-03-01T08:00:00Z tg 6142004 | 2022-03-01T09:00:00Z | GR1 TR1
        # Before the profile, its first second, its last one, and after it.
        r 2022-01-01 | 2022-01-31T22:59:59Z | no rules
        r 2022-01-01 | 2022-01-31T23:00:00Z |
        r 2029-12-01 | 2029-12-31T23:59:59Z |
        r 2029-12-01 | 2030-01-01T00:00:00Z | no rules
        ",
    );
}

#[test]
fn the_published_verifier_let_the_recovered_in_a_day_earlier() {
    // A known difference: it counted from the sample + 10 days.
    let published = book(&[json!({
        "Identifier": "RR-NO-0001", "CertificateType": "Recovery", "AffectedFields": ["r.0.fr"],
        "Logic": {"not-before": [
            {"plusTime": [{"var": "external.validationClock"}, 0, "day"]},
            {"plusTime": [{"var": "payload.r.0.fr"}, 10, "day"]},
        ]},
    })]);
    let recovered = certificate("r 2022-03-01");
    for (arrival, theirs, ours) in [
        ("2022-03-10T23:59:59Z", "fail", "fail"),
        ("2022-03-11T00:00:00Z", "pass", "fail"),
        ("2022-03-12T00:00:00Z", "pass", "pass"),
    ] {
        let arrival = at(arrival);
        assert_eq!(
            ask(&published, "NO", &recovered, arrival).0,
            theirs,
            "{arrival}"
        );
        assert_eq!(ask(&NORWAY, "NO", &recovered, arrival).0, ours, "{arrival}");
    }
}
