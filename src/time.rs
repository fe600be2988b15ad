//! Instants, dates and what stands for them in certificates. No clock: the time is an argument.
//!
//! A [`Timestamp`] counts whole seconds since 1970-01-01T00:00:00Z, without leap seconds, from year 1 to
//! the end of year 9999; outside that nothing is a usable date (RFC 3339 stops there).
//!
//! A country has one time zone ([`Timestamp::in_country`]), that of its capital; its rules come with the `jiff` crate and
//! not from the machine.
//!
//! Not supported: local times without an offset (except where a reader says otherwise), several zones of a country,
//! leap seconds (second 60 counts as 59).
//!
//! ```
//! use hcert::time::{Date, Timestamp};
//! let at: Timestamp = "2021-11-01T13:00:00+01:00".parse().unwrap();
//! assert_eq!(at.to_string(), "2021-11-01T12:00:00Z");
//! assert_eq!("2021-02-29".parse::<Date>().unwrap_err().to_string(), "not a calendar date (YYYY-MM-DD)");
//! ```

mod zones;

use crate::in_english;
use crate::text::{CivilDate, LocalMoment, Message, Text, ToText, messages};
use jiff::civil;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// A text that is no date or time. Never holds the text: it may be a date of birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeError(Message);

impl ToText for TimeError {
    fn to_text(&self) -> Text {
        self.0.to_text()
    }
}

in_english!(TimeError: Error);

/// Norway's time zone, compiled in.
static OSLO: TimeZone = jiff::tz::get!("Europe/Oslo");

/// An instant: seconds since 1970-01-01T00:00:00Z.
///
/// For `serde` it is its text, RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

impl Timestamp {
    /// The first and last second that can be written down (0001-01-01 to 9999-12-31).
    const RANGE: RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// From Unix seconds; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Self> {
        Self::RANGE.contains(&seconds).then_some(Self(seconds))
    }

    /// Unix seconds.
    #[must_use]
    pub fn unix(self) -> i64 {
        self.0
    }

    /// This many seconds later (earlier if negative), held inside the range.
    ///
    /// ```
    /// use hcert::Timestamp;
    /// let at: Timestamp = "2022-02-01T12:00:00Z".parse()?;
    /// assert_eq!(at.plus_seconds(90 * 86_400).to_string(), "2022-05-02T12:00:00Z");
    /// assert_eq!(at.plus_seconds(i64::MAX).to_string(), "9999-12-31T23:59:59Z");
    /// # Ok::<(), hcert::time::TimeError>(())
    /// ```
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(
            self.0
                .saturating_add(seconds)
                .clamp(*Self::RANGE.start(), *Self::RANGE.end()),
        )
    }

    /// The calendar date in UTC.
    #[must_use]
    pub fn date(self) -> Date {
        Date(self.civil().date())
    }

    fn civil(self) -> civil::DateTime {
        let epoch = civil::date(1970, 1, 1).at(0, 0, 0, 0);
        // The range above is inside that of the calendar, so the sum always exists.
        epoch
            .checked_add(jiff::SignedDuration::from_secs(self.0))
            .unwrap_or(epoch)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.civil();
        let (year, month, day) = (at.year(), at.month(), at.day());
        let (hour, minute, second) = (at.hour(), at.minute(), at.second());
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    /// RFC 3339 with an offset; a fraction of a second is dropped.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let read = DateTime::read(text)?;
        read.instant.ok_or(TimeError(messages::TIME_NO_OFFSET))
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimeError;

    fn try_from(text: String) -> Result<Self, TimeError> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(at: Timestamp) -> Self {
        at.to_string()
    }
}

/// A calendar date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

impl Date {
    /// The year, 1 to 9999.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// This many days later (earlier if negative); the same date if that leaves the calendar.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        let span = jiff::Span::new().try_days(days).ok();
        span.and_then(|span| self.0.checked_add(span).ok())
            .map_or(self, Date)
    }

    /// Whole days from another date to this one, negative if this one is earlier.
    ///
    /// ```
    /// use hcert::time::Date;
    /// let dose: Date = "2021-06-11".parse()?;
    /// let arrival: Date = "2022-02-01".parse()?;
    /// assert_eq!(arrival.days_since(dose), 235);
    /// assert_eq!(dose.plus_days(270).to_string(), "2022-03-08");
    /// # Ok::<(), hcert::time::TimeError>(())
    /// ```
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.start().0 - earlier.start().0) / 86_400
    }

    /// The same day this many years later; 29 February becomes 28 February where there is none.
    #[must_use]
    pub fn plus_years(self, years: i16) -> Self {
        let span = jiff::Span::new().try_years(years).ok();
        span.and_then(|span| self.0.checked_add(span).ok())
            .map_or(self, Date)
    }

    /// The same day this many months later, or the last one of the month where there is none.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let span = jiff::Span::new().try_months(months).ok();
        span.and_then(|span| self.0.checked_add(span).ok())
            .map_or(self, Date)
    }

    /// Midnight in Norway at its start.
    ///
    /// ```
    /// use hcert::time::Date;
    /// let date: Date = "2021-07-01".parse()?;
    /// assert_eq!(date.start_in_oslo().to_string(), "2021-06-30T22:00:00Z");
    /// assert_eq!(date.start().to_string(), "2021-07-01T00:00:00Z");
    /// # Ok::<(), hcert::time::TimeError>(())
    /// ```
    #[must_use]
    pub fn start_in_oslo(self) -> Timestamp {
        // Norway's clocks change at night but never at midnight, so that every date has one.
        let midnight = self.0.at(0, 0, 0, 0);
        OSLO.to_timestamp(midnight)
            .map_or(self.start(), |instant| Timestamp(instant.as_second()))
    }

    /// Midnight UTC at its start.
    #[must_use]
    pub fn start(self) -> Timestamp {
        Timestamp(self.0.duration_since(civil::date(1970, 1, 1)).as_secs())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m-%d"))
    }
}

impl FromStr for Date {
    type Err = TimeError;

    /// Exactly `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let wrong = TimeError(messages::TIME_DATE);
        let mut scan = Scan(text.as_bytes());
        let date = scan.date().ok_or(wrong)?;
        if scan.0.is_empty() {
            Ok(date)
        } else {
            Err(wrong)
        }
    }
}

/// A moment as calendar and clock show it in a country. Displays as RFC 3339 with the offset there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZonedTime {
    local: Timestamp,
    offset_seconds: i32,
}

impl ZonedTime {
    /// The date there.
    #[must_use]
    pub fn date(self) -> Date {
        self.local.date()
    }

    /// Seconds that clocks there are ahead of UTC.
    #[must_use]
    pub fn offset_seconds(self) -> i64 {
        self.offset_seconds.into()
    }

    /// What a clock shows, `14:05`.
    #[must_use]
    pub fn hour_and_minute(self) -> String {
        self.local.civil().strftime("%H:%M").to_string()
    }
}

impl fmt::Display for ZonedTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.offset_seconds < 0 { '-' } else { '+' };
        let minutes = self.offset_seconds.abs() / 60;
        let local = self.local.civil();
        let (hours, minutes) = (minutes / 60, minutes % 60);
        write!(
            f,
            "{}{sign}{hours:02}:{minutes:02}",
            local.strftime("%Y-%m-%dT%H:%M:%S")
        )
    }
}

/// The date as people write it.
///
/// ```
/// use hcert::{Date, Lang, Text};
/// let date: Date = "2022-02-05".parse()?;
/// assert_eq!(Text::from(date).get(Lang::En), "5 February 2022");
/// assert_eq!(Text::from(date).get(Lang::Nn), "5. februar 2022");
/// # Ok::<(), hcert::time::TimeError>(())
/// ```
impl From<Date> for Text {
    fn from(date: Date) -> Self {
        Self::Day(date.into())
    }
}

impl From<Date> for CivilDate {
    fn from(Date(date): Date) -> Self {
        Self {
            year: date.year(),
            month: date.month(),
            day: date.day(),
        }
    }
}

/// The moment as people write it, with its zone.
///
/// ```
/// use hcert::{Lang, Text, Timestamp};
/// let at = "2022-02-05T08:30:00Z".parse::<Timestamp>()?.in_oslo();
/// assert_eq!(Text::from(at).get(Lang::En), "5 February 2022, 09:30 (UTC+1)");
/// assert_eq!(Text::from(at).get(Lang::Nb), "5. februar 2022 kl. 09.30 (UTC+1)");
/// # Ok::<(), hcert::time::TimeError>(())
/// ```
impl From<ZonedTime> for Text {
    fn from(moment: ZonedTime) -> Self {
        let clock = moment.local.civil();
        Self::Moment(LocalMoment {
            date: moment.date().into(),
            hour: clock.hour(),
            minute: clock.minute(),
            offset_minutes: moment.offset_seconds / 60,
        })
    }
}

/// A date of birth as certificates know it: whole, or only a year or a month, or unknown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum BirthDate {
    /// The full date.
    Day(Date),
    /// Year and month.
    Month(i16, i8),
    /// The year alone.
    Year(i16),
    /// Not known: the empty string.
    Unknown,
}

impl BirthDate {
    /// The earliest day on which the person can have been born, if anything is known.
    #[must_use]
    pub fn earliest(self) -> Option<Date> {
        match self {
            Self::Day(date) => Some(date),
            Self::Month(year, month) => civil::Date::new(year, month, 1).ok().map(Date),
            Self::Year(year) => civil::Date::new(year, 1, 1).ok().map(Date),
            Self::Unknown => None,
        }
    }

    /// The shape, which tells nothing about the person.
    #[must_use]
    pub fn shape(self) -> &'static str {
        match self {
            Self::Day(_) => "YYYY-MM-DD",
            Self::Month(..) => "YYYY-MM",
            Self::Year(_) => "YYYY",
            Self::Unknown => "unknown",
        }
    }
}

/// Shows the shape only: a date of birth is personal data.
impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BirthDate({})", self.shape())
    }
}

/// As it stands in a payload.
impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => date.fmt(f),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Unknown => Ok(()),
        }
    }
}

/// What a reading of a [`BirthDate`] had to overlook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BirthDateOddity {
    /// A month or day is 00 and was taken as not known.
    Zero,
    /// A time follows the date and was dropped.
    Time,
}

impl BirthDate {
    /// Reads `YYYY-MM-DD`, `YYYY-MM`, `YYYY`, nothing at all, and the forms of the field: month or day 00,
    /// a time behind the date. Years 1900 to 2099, as the payload schema has them.
    ///
    /// ```
    /// use hcert::time::{BirthDate, BirthDateOddity};
    /// assert_eq!(BirthDate::read("1964-08")?, (BirthDate::Month(1964, 8), None));
    /// assert_eq!(BirthDate::read("1964-00-00")?, (BirthDate::Year(1964), Some(BirthDateOddity::Zero)));
    /// assert!(BirthDate::read("1964-02-30").is_err());
    /// # Ok::<(), hcert::time::TimeError>(())
    /// ```
    ///
    /// # Errors
    /// None of these, or no such day.
    pub fn read(text: &str) -> Result<(Self, Option<BirthDateOddity>), TimeError> {
        let wrong = TimeError(messages::TIME_BIRTH);
        if text.is_empty() {
            return Ok((Self::Unknown, None));
        }
        let mut scan = Scan(text.as_bytes());
        let year = scan
            .digits(4)
            .filter(|year| (1900..=2099).contains(year))
            .ok_or(wrong)?;
        let year = i16::try_from(year).map_err(|_| wrong)?;
        let mut part = || -> Result<Option<i8>, TimeError> {
            if !scan.eat(b'-') {
                return Ok(None);
            }
            scan.digits(2)
                .and_then(|part| i8::try_from(part).ok())
                .map(Some)
                .ok_or(wrong)
        };
        let (month, day) = (part()?, part()?);
        let rest = scan.0;
        let (date, zero) = match (month, day) {
            (None, _) => (Self::Year(year), false),
            (Some(0), None | Some(0)) => (Self::Year(year), true),
            (Some(month @ 1..=12), None) => (Self::Month(year, month), false),
            (Some(month @ 1..=12), Some(0)) => (Self::Month(year, month), true),
            (Some(month), Some(day)) => (
                Self::Day(Date(civil::Date::new(year, month, day).map_err(|_| wrong)?)),
                false,
            ),
            _ => return Err(wrong),
        };
        match (rest, date) {
            ([], _) => Ok((date, zero.then_some(BirthDateOddity::Zero))),
            ([b'T' | b' ', ..], Self::Day(_)) => {
                DateTime::read(text).map_err(|_| wrong)?;
                Ok((date, Some(BirthDateOddity::Time)))
            }
            _ => Err(wrong),
        }
    }
}

impl BirthDate {
    /// What is known of a date that is in none of the forms: its year, and its month, where they stand in their places.
    ///
    /// ```
    /// use hcert::time::BirthDate;
    /// assert_eq!(BirthDate::known_part("1963-XX-XX"), BirthDate::Year(1963));
    /// assert_eq!(BirthDate::known_part("1989-00-20"), BirthDate::Year(1989));
    /// assert_eq!(BirthDate::known_part("1964-08-XX"), BirthDate::Month(1964, 8));
    /// assert_eq!(BirthDate::known_part("unknown"), BirthDate::Unknown);
    /// ```
    #[must_use]
    pub fn known_part(text: &str) -> Self {
        let mut scan = Scan(text.as_bytes());
        let year = scan.digits(4).filter(|year| (1800..=2099).contains(year));
        let Some(year) = year.and_then(|year| i16::try_from(year).ok()) else {
            return Self::Unknown;
        };
        if !scan.0.is_empty() && !scan.eat(b'-') {
            return Self::Unknown;
        }
        let month = scan.digits(2).and_then(|month| i8::try_from(month).ok());
        let Some(month @ 1..=12) = month else {
            return Self::Year(year);
        };
        let day = scan.eat(b'-').then(|| scan.digits(2)).flatten();
        let day = day.and_then(|day| i8::try_from(day).ok());
        match day.map(|day| civil::Date::new(year, month, day)) {
            Some(Ok(date)) => Self::Day(Date(date)),
            Some(Err(_)) if day != Some(0) => Self::Year(year),
            _ => Self::Month(year, month),
        }
    }
}

/// A date-time as read from the field, with what was odd about its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateTime {
    /// The date as written.
    pub date: Date,
    /// The instant; `None` if no offset is given.
    pub instant: Option<Timestamp>,
    /// The instant if a missing offset stands for UTC.
    pub instant_or_utc: Timestamp,
    /// What RFC 3339 section 5.6 does not allow, and fractions, in words.
    pub odd: Vec<Message>,
}

impl DateTime {
    /// Reads RFC 3339 and the forms around it: `+02`, `+0200`, no offset, a blank or `t` in the middle,
    /// no seconds, a fraction after a point or comma (dropped), second 60 (read as 59).
    ///
    /// ```
    /// use hcert::time::DateTime;
    /// let sampled = DateTime::read("2022-02-01T13:00:00+0100")?;
    /// assert_eq!(sampled.instant.unwrap().to_string(), "2022-02-01T12:00:00Z");
    /// assert_eq!(sampled.odd, [hcert::text::messages::TIME_ODD_COLON]);
    /// # Ok::<(), hcert::time::TimeError>(())
    /// ```
    ///
    /// # Errors
    /// Anything else, or a date or time that does not exist.
    pub fn read(text: &str) -> Result<Self, TimeError> {
        let wrong = TimeError(messages::TIME_INSTANT);
        let mut odd = Vec::new();
        let mut scan = Scan(text.as_bytes());
        let date = scan.date().ok_or(wrong)?;
        if !scan.eat(b'T') {
            odd.push(messages::TIME_ODD_SEPARATOR);
            if !scan.eat(b't') && !scan.eat(b' ') {
                return Err(wrong);
            }
        }
        let hour = scan.digits(2).ok_or(wrong)?;
        let minute = scan
            .eat(b':')
            .then(|| scan.digits(2))
            .flatten()
            .ok_or(wrong)?;
        let mut second = 0;
        if scan.eat(b':') {
            second = scan.digits(2).ok_or(wrong)?;
            if scan.eat(b'.') || scan.eat(b',') {
                odd.push(messages::TIME_ODD_FRACTION);
                scan.any_digits().ok_or(wrong)?;
            }
        } else {
            odd.push(messages::TIME_ODD_SECONDS);
        }
        if second == 60 {
            odd.push(messages::TIME_ODD_LEAP);
            second = 59;
        }
        if hour > 23 || minute > 59 || second > 59 {
            return Err(wrong);
        }
        let local = date.start().0 + hour * 3600 + minute * 60 + second;
        let offset = scan.offset(&mut odd).ok_or(wrong)?;
        if !scan.0.is_empty() {
            return Err(wrong);
        }
        let instant_or_utc = Timestamp::from_unix(local - offset.unwrap_or(0)).ok_or(wrong)?;
        Ok(Self {
            date,
            instant: offset.map(|_| instant_or_utc),
            instant_or_utc,
            odd,
        })
    }
}

/// Walks over ASCII text.
struct Scan<'a>(&'a [u8]);

impl Scan<'_> {
    fn eat(&mut self, wanted: u8) -> bool {
        match self.0.split_first() {
            Some((first, rest)) if *first == wanted => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    /// Exactly `count` ASCII digits.
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.0 = rest;
        Some(
            digits
                .iter()
                .fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')),
        )
    }

    /// One or more ASCII digits.
    fn any_digits(&mut self) -> Option<()> {
        let count = self
            .0
            .iter()
            .take_while(|octet| octet.is_ascii_digit())
            .count();
        self.0 = self.0.get(count..)?;
        (count > 0).then_some(())
    }

    fn date(&mut self) -> Option<Date> {
        let year = self.digits(4)?;
        let month = self.eat(b'-').then(|| self.digits(2)).flatten()?;
        let day = self.eat(b'-').then(|| self.digits(2)).flatten()?;
        let narrow = |number: i64| i8::try_from(number).ok();
        let date =
            civil::Date::new(i16::try_from(year).ok()?, narrow(month)?, narrow(day)?).ok()?;
        (year > 0).then_some(Date(date))
    }

    /// An offset in seconds; `Some(None)` if there is none, `None` if it is malformed.
    fn offset(&mut self, odd: &mut Vec<Message>) -> Option<Option<i64>> {
        let sign = match self.0.first() {
            None => {
                odd.push(messages::TIME_ODD_OFFSET);
                return Some(None);
            }
            Some(b'Z') => {
                self.eat(b'Z');
                return Some(Some(0));
            }
            Some(b'z') => {
                self.eat(b'z');
                odd.push(messages::TIME_ODD_LOWER_CASE);
                return Some(Some(0));
            }
            Some(b'+') => 1,
            Some(b'-') => -1,
            Some(_) => return None,
        };
        self.0 = self.0.get(1..)?;
        let two = self.digits(2);
        let hours = two.or_else(|| self.digits(1))?;
        let minutes = if two.is_some() && self.eat(b':') {
            self.digits(2)?
        } else {
            odd.push(messages::TIME_ODD_COLON);
            if self.0.is_empty() {
                0
            } else {
                self.digits(2)?
            }
        };
        (hours <= 23 && minutes <= 59).then_some(Some(sign * (hours * 3600 + minutes * 60)))
    }
}

crate::shown_alike! { Date Timestamp }

#[cfg(test)]
mod tests;
