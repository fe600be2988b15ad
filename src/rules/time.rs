//! Instants in rules: reading dates and times, and adding to them, as CertLogic has it.
//!
//! An [`Instant`] counts milliseconds since 1970-01-01T00:00:00Z. The specification names the arithmetic of
//! JavaScript's `Date` as the authority: it works on the fields of the UTC calendar and overflows instead
//! of clamping (31 January and a month is 3 March). Where that would roll an impossible date over, this
//! reader refuses it.
//!
//! Not supported: years before 1 and after 9999, which is an error; leap seconds.

use jiff::civil;
use std::fmt;

/// An instant in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(i64);

/// A unit that can be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Years of the calendar.
    Year,
    /// Months of the calendar.
    Month,
    /// 24 hours.
    Day,
    /// Hours.
    Hour,
}

impl Unit {
    /// By its name in an expression.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "year" => Self::Year,
            "month" => Self::Month,
            "day" => Self::Day,
            "hour" => Self::Hour,
            _ => return None,
        })
    }

    /// Its name in an expression.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Hour => "hour",
        }
    }
}

const MS_PER_DAY: i64 = 86_400_000;

impl Instant {
    /// From seconds.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Self> {
        let instant = Self(seconds.checked_mul(1000)?);
        instant.civil().map(|_| instant)
    }

    /// Reads `YYYY`, `YYYY-MM`, `YYYY-MM-DD` (rounded up to the last day), or a date and time with seconds,
    /// an optional fraction and an optional offset (`Z`, `±h`, `±hh`, `±hmm`, `±hhmm`, `±h:mm`, `±hh:mm`;
    /// without one it is UTC).
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match text.split_once('T') {
            None => Self::read_date(text),
            Some((date, time)) if date.len() == 10 => {
                let midnight = Self::read_date(date)?;
                read_time(time).and_then(|ms| midnight.plus_ms(ms))
            }
            Some(_) => None,
        }
    }

    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, rounded up to the last day, at midnight UTC.
    #[must_use]
    pub fn read_date(text: &str) -> Option<Self> {
        let number = |at: std::ops::Range<usize>| -> Option<i16> {
            let digits = text.get(at)?;
            let all = digits.bytes().all(|octet| octet.is_ascii_digit());
            all.then(|| digits.parse().ok()).flatten()
        };
        let dash = |at: usize| text.as_bytes().get(at) == Some(&b'-');
        let year = number(0..4)?;
        let narrow = |number: i16| i8::try_from(number).ok();
        let date = match text.len() {
            4 => civil::Date::new(year, 12, 31).ok()?,
            7 if dash(4) => {
                let first = civil::Date::new(year, narrow(number(5..7)?)?, 1).ok()?;
                first.last_of_month()
            }
            10 if dash(4) && dash(7) => {
                civil::Date::new(year, narrow(number(5..7)?)?, narrow(number(8..10)?)?).ok()?
            }
            _ => return None,
        };
        Self::from_date(date)
    }

    fn from_date(date: civil::Date) -> Option<Self> {
        let days = date.since(civil::date(1970, 1, 1)).ok()?.get_days();
        (1..=9999)
            .contains(&date.year())
            .then_some(Self(i64::from(days) * MS_PER_DAY))
    }

    fn plus_ms(self, ms: i64) -> Option<Self> {
        let later = Self(self.0.checked_add(ms)?);
        later.civil().map(|_| later)
    }

    /// Adds; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn plus(self, amount: i64, unit: Unit) -> Option<Self> {
        match unit {
            Unit::Hour => self.plus_ms(amount.checked_mul(3_600_000)?),
            Unit::Day => self.plus_ms(amount.checked_mul(MS_PER_DAY)?),
            Unit::Month => self.plus_months(amount),
            Unit::Year => self.plus_months(amount.checked_mul(12)?),
        }
    }

    /// The day of the month is kept and overflows into the next one where it does not exist.
    fn plus_months(self, months: i64) -> Option<Self> {
        let date = self.civil()?.date();
        let counted = i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
        let counted = counted.checked_add(months)?;
        let year = i16::try_from(counted.div_euclid(12)).ok()?;
        let month = i8::try_from(counted.rem_euclid(12) + 1).ok()?;
        let first = Self::from_date(civil::Date::new(year, month, 1).ok()?)?;
        let since_midnight = self.0.rem_euclid(MS_PER_DAY);
        first.plus_ms((i64::from(date.day()) - 1) * MS_PER_DAY + since_midnight)
    }

    fn civil(self) -> Option<civil::DateTime> {
        let epoch = civil::date(1970, 1, 1).at(0, 0, 0, 0);
        let time = epoch
            .checked_add(jiff::SignedDuration::from_millis(self.0))
            .ok()?;
        (1..=9999).contains(&time.year()).then_some(time)
    }
}

/// Milliseconds from midnight UTC of a time of day with its offset.
fn read_time(time: &str) -> Option<i64> {
    let clock = time.get(..8)?;
    let number = |at: std::ops::Range<usize>, limit: i64| -> Option<i64> {
        let digits = clock.get(at)?;
        let all = digits.bytes().all(|octet| octet.is_ascii_digit());
        let number: i64 = all.then(|| digits.parse().ok()).flatten()?;
        (number < limit).then_some(number)
    };
    let colons = clock.as_bytes().get(2) == Some(&b':') && clock.as_bytes().get(5) == Some(&b':');
    let (hour, minute, second) = (number(0..2, 24)?, number(3..5, 60)?, number(6..8, 60)?);
    let mut rest = colons.then(|| time.get(8..)).flatten()?;
    let mut ms = 0;
    if let Some(fraction) = rest.strip_prefix('.') {
        let count = fraction.bytes().take_while(u8::is_ascii_digit).count();
        // Beyond milliseconds it is cut, not rounded.
        let digits: String = fraction.get(..count.min(3))?.into();
        ms = format!("{digits:0<3}").parse().ok().filter(|_| count > 0)?;
        rest = fraction.get(count..)?;
    }
    let offset = read_offset(rest)?;
    Some(((hour * 60 + minute - offset) * 60 + second) * 1000 + ms)
}

/// Minutes east of UTC.
fn read_offset(text: &str) -> Option<i64> {
    let (sign, digits) = match text.as_bytes().first() {
        None => return Some(0),
        Some(b'Z') if text.len() == 1 => return Some(0),
        Some(b'+') => (1, text.get(1..)?),
        Some(b'-') => (-1, text.get(1..)?),
        Some(_) => return None,
    };
    let (hours, minutes) = match (digits.split_once(':'), digits.len()) {
        (Some((hours, minutes)), _) if matches!(hours.len(), 1 | 2) && minutes.len() == 2 => {
            (hours, minutes)
        }
        (None, 1 | 2) => (digits, "0"),
        // Three digits are one of hours and two of minutes.
        (None, 3) => (digits.get(..1)?, digits.get(1..)?),
        (None, 4) => (digits.get(..2)?, digits.get(2..)?),
        _ => return None,
    };
    let number = |digits: &str| -> Option<i64> {
        let all = digits.bytes().all(|octet| octet.is_ascii_digit());
        all.then(|| digits.parse().ok()).flatten()
    };
    // No clock shows such an offset, and what cannot be is an error.
    let hours = number(hours).filter(|hours| *hours < 24)?;
    let minutes = number(minutes).filter(|minutes| *minutes < 60)?;
    Some(sign * (hours * 60 + minutes))
}

/// In UTC with milliseconds.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Every instant was made inside the calendar.
        let time = self.civil().unwrap_or(civil::DateTime::ZERO);
        write!(f, "{}Z", time.strftime("%Y-%m-%dT%H:%M:%S%.3f"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        Instant::read(text).map_or("error".into(), |instant| instant.to_string())
    }

    #[test]
    fn partial_dates_round_up_and_every_offset_form_is_read() {
        for (text, wanted) in [
            ("2004", "2004-12-31T00:00:00.000Z"),
            ("2004-02", "2004-02-29T00:00:00.000Z"),
            ("2021-05-04", "2021-05-04T00:00:00.000Z"),
            ("2021-05-04T13:37:42", "2021-05-04T13:37:42.000Z"),
            ("2021-05-04T13:37:42.9999Z", "2021-05-04T13:37:42.999Z"),
            ("2021-05-04T13:37:42.5+2", "2021-05-04T11:37:42.500Z"),
            ("2021-05-04T13:37:42+530", "2021-05-04T08:07:42.000Z"),
            ("2021-05-04T13:37:42-0030", "2021-05-04T14:07:42.000Z"),
            ("2022-01-01T00:30:00+01:00", "2021-12-31T23:30:00.000Z"),
        ] {
            assert_eq!(read(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_and_what_cannot_be_is_an_error() {
        for text in [
            "",
            "2",
            "20211",
            "2021-1",
            "2021-13",
            "2021-00",
            "2021-02-30",
            "2021-09-99",
            "20210504",
            "2021-05-04T24:00:00Z",
            "2021-05-04T13:60:00Z",
            "2021-05-04T13:37:60Z",
            "2021-05-04T13:37Z",
            "2021-05-04T13:37:42.",
            "2021-05-04T13:37:42+",
            "2021-05T13:37:42Z",
            "2021-05-04T13:37:42Z+02:00",
            "2021-05-04T13:37:42+02:0",
            "2021-05-04T13:37:42+24:00",
            "2021-05-04T13:37:42+0260",
            "2021-05-04t13:37:42Z",
            "٢٠٢١",
            "2021-05-04T13:37:4é",
            "0000",
            "2021-05-04T1３:37:42",
        ] {
            assert_eq!(read(text), "error", "{text}");
        }
    }

    #[test]
    fn months_overflow_and_the_calendar_ends() {
        let plus = |text: &str, amount, unit| {
            let sum = Instant::read(text).unwrap().plus(amount, unit);
            sum.map_or("error".into(), |instant| instant.to_string())
        };
        for (text, amount, unit, wanted) in [
            ("2021-01-31", 1, Unit::Month, "2021-03-03T00:00:00.000Z"),
            ("2021-03-31", -1, Unit::Month, "2021-03-03T00:00:00.000Z"),
            ("2020-02-29", 1, Unit::Year, "2021-03-01T00:00:00.000Z"),
            (
                "2021-02-01T00:30:00+01:00",
                1,
                Unit::Month,
                "2021-03-03T23:30:00.000Z",
            ),
            ("9999-12-31", 1, Unit::Day, "error"),
            ("2021-01-01", i64::MAX, Unit::Hour, "error"),
            ("2021-01-01", i64::MIN, Unit::Month, "error"),
            ("2021-01-01", -2021, Unit::Year, "error"),
        ] {
            assert_eq!(plus(text, amount, unit), wanted, "{text} {amount}");
        }
    }
}
