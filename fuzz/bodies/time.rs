//! Dates and instants: whatever is read is written in a form that reads as the same.

use hcert::Timestamp;
use hcert::time::{BirthDate, Date, DateTime};

/// Tries one input.
pub(crate) fn run(octets: &[u8]) {
    if let Ok(octets) = octets.try_into() {
        let seconds = i64::from_le_bytes(octets);
        if let Some(instant) = Timestamp::from_unix(seconds) {
            assert_eq!(instant.to_string().parse(), Ok(instant));
            assert_eq!(instant.unix(), seconds);
            assert!(instant.date().start() <= instant);
        }
        let middle = Timestamp::from_unix(0).expect("1970");
        let _ = middle.plus_seconds(seconds).to_string();
    }
    let Ok(text) = std::str::from_utf8(octets) else {
        return;
    };
    if let Ok(instant) = text.parse::<Timestamp>() {
        assert_eq!(instant.to_string().parse(), Ok(instant));
    }
    if let Ok(date) = text.parse::<Date>() {
        assert_eq!(date.to_string(), text);
        assert_eq!(date.start().date(), date);
        let _ = (
            date.plus_days(i32::MAX),
            date.plus_days(i32::MIN),
            date.plus_days(180),
        );
    }
    if let Ok(read) = DateTime::read(text) {
        let plain = read.instant_or_utc.to_string();
        let again = DateTime::read(&plain).expect("its own form");
        assert!(again.odd.is_empty());
        assert_eq!(again.instant, Some(read.instant_or_utc));
    }
    if let Ok((date, _)) = BirthDate::read(text) {
        assert_eq!(BirthDate::read(&date.to_string()), Ok((date, None)));
        let _ = date.earliest();
    }
}
