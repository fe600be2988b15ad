use super::*;
use crate::text::Lang;
use proptest::prelude::*;

#[test]
fn instants_are_read_and_written() {
    for (text, unix) in [
        ("1970-01-01T00:00:00Z", 0),
        ("2021-05-06T18:00:00Z", 1_620_324_000),
        ("2021-05-06T20:00:00+02:00", 1_620_324_000),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
        ("0001-01-01T00:00:00Z", -62_135_596_800),
    ] {
        let at: Timestamp = text.parse().unwrap();
        assert_eq!(at.unix(), unix, "{text}");
        assert_eq!(at.to_string().parse(), Ok(at));
    }
    assert_eq!(Timestamp::from_unix(253_402_300_800), None);
    assert!("2021-05-06T18:00:00".parse::<Timestamp>().is_err());
    assert!("2021-05-06".parse::<Timestamp>().is_err());
}

#[test]
fn odd_forms_of_the_field_are_read_and_named() {
    let cases: [(&str, &[&str]); 10] = [
        ("2021-06-30T12:34:56Z", &[]),
        ("2021-06-30T14:34:56+02:00", &[]),
        ("2021-06-30T14:34:56+0200", &["an offset without a colon"]),
        ("2021-06-30T14:34:56+02", &["an offset without a colon"]),
        ("2021-06-30T12:34:56+0", &["an offset without a colon"]),
        ("2021-06-30T12:34:56.1234567Z", &["a fraction of a second"]),
        (
            "2021-06-30 12:34:56z",
            &["another separator than T", "a lower-case z"],
        ),
        ("2021-06-30T12:34:56", &["no offset"]),
        ("2021-06-30T12:34Z", &["no seconds"]),
        ("2021-06-30T12:34:60Z", &["a leap second"]),
    ];
    for (text, odd) in cases {
        let found = DateTime::read(text).unwrap().odd;
        let found: Vec<&str> = found.iter().map(|one| one.get(Lang::En)).collect();
        assert_eq!(found, odd, "{text}");
    }
    for text in [
        "2021-06-30",
        "2021-06-30T",
        "2021-06-31T00:00:00Z",
        "2021-06-30T24:00:00Z",
        "20210630T120000Z",
        "2021-06-30T12:34:56+2:00",
        "2021-06-30T12:34:56Zx",
        "",
    ] {
        assert!(DateTime::read(text).is_err(), "{text}");
    }
}

#[test]
fn dates_of_birth_are_read_in_every_form_of_the_field() {
    let cases = [
        ("1964-02-29", "1964-02-29", None),
        ("1964", "1964", None),
        ("1964-01", "1964-01", None),
        ("", "", None),
        ("1963-00", "1963", Some(BirthDateOddity::Zero)),
        ("1963-00-00", "1963", Some(BirthDateOddity::Zero)),
        ("1963-05-00", "1963-05", Some(BirthDateOddity::Zero)),
        (
            "1963-05-01T00:00:00",
            "1963-05-01",
            Some(BirthDateOddity::Time),
        ),
    ];
    for (text, written, odd) in cases {
        let (date, oddity) = BirthDate::read(text).unwrap();
        assert_eq!(
            (date.to_string().as_str(), oddity),
            (written, odd),
            "{text}"
        );
    }
    for text in [
        "1815-12-10",
        "2100-01-01",
        "1963-13",
        "1963-13-01",
        "1963-02-30",
        "63",
        "1963-00-05",
        "1963-05-01x",
        "1963-",
        "١٩٦٣",
    ] {
        assert!(BirthDate::read(text).is_err(), "{text}");
    }
    assert_eq!(format!("{:?}", BirthDate::Year(1963)), "BirthDate(YYYY)");
}

#[test]
fn days_are_counted_on_the_calendar() {
    let date: Date = "2021-02-28".parse().unwrap();
    assert_eq!(date.plus_days(1).to_string(), "2021-03-01");
    assert_eq!(date.plus_days(-59).to_string(), "2020-12-31");
    assert_eq!(date.plus_days(i32::MAX), date, "outside the calendar");
    assert_eq!(date.plus_days(i32::MIN), date, "outside the calendar");
    assert_eq!(date.start().to_string(), "2021-02-28T00:00:00Z");
    assert_eq!(date.start().plus_seconds(86_399).date(), date);
}

proptest! {
    #[test]
    fn every_second_survives_the_round_trip(unix in Timestamp::RANGE) {
        let at = Timestamp::from_unix(unix).unwrap();
        prop_assert_eq!(at.to_string().parse(), Ok(at));
        prop_assert!(at.date().start() <= at);
    }

    #[test]
    fn no_text_panics(text in "[0-9TZtz:+. -]{0,30}|.{0,12}") {
        let _ = (DateTime::read(&text), BirthDate::read(&text), text.parse::<Date>());
    }
}

#[test]
fn norway_has_its_own_midnight_on_both_sides_of_a_clock_change() {
    let midnight = |date: &str| {
        let start = date.parse::<Date>().unwrap().start_in_oslo();
        assert_eq!(start.in_oslo().date().to_string(), date);
        start.in_oslo().to_string()
    };
    assert_eq!(midnight("2021-08-03"), "2021-08-03T00:00:00+02:00");
    assert_eq!(midnight("2021-11-09"), "2021-11-09T00:00:00+01:00");
    // The clocks go back at three in the morning of 2021-10-31: a day of 25 hours.
    assert_eq!(midnight("2021-10-31"), "2021-10-31T00:00:00+02:00");
    let (day, next): (Date, Date) = ("2021-10-31".parse().unwrap(), "2021-11-01".parse().unwrap());
    let hours = (next.start_in_oslo().unix() - day.start_in_oslo().unix()) / 3600;
    assert_eq!((hours, next.days_since(day)), (25, 1));
    let at: Timestamp = "2021-11-01T13:05:59Z".parse().unwrap();
    assert_eq!(at.in_oslo().hour_and_minute(), "14:05");
}

#[test]
fn a_leap_day_has_a_birthday_every_year() {
    let born: Date = "2004-02-29".parse().unwrap();
    assert_eq!(born.plus_years(18).to_string(), "2022-02-28");
}

#[test]
fn an_instant_is_written_as_a_formatter_of_dates_writes_it() {
    let mut seconds = *Timestamp::RANGE.start();
    while let Some(at) = Timestamp::from_unix(seconds) {
        let oracle = format!("{}Z", at.civil().strftime("%Y-%m-%dT%H:%M:%S"));
        assert_eq!(at.to_string(), oracle);
        seconds += 86_400 * 97 + 4567;
    }
    let last = Timestamp::from_unix(*Timestamp::RANGE.end()).unwrap();
    assert_eq!(last.to_string(), "9999-12-31T23:59:59Z");
}
