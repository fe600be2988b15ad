//! Dates and moments as people write them.

use super::{Lang, messages};

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named for what they are")]
pub struct CivilDate {
    pub year: i16,
    /// From 1 to 12.
    pub month: i8,
    pub day: i8,
}

/// What calendar and clock of a place show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named for what they are")]
pub struct LocalMoment {
    pub date: CivilDate,
    pub hour: i8,
    pub minute: i8,
    /// Minutes that the clock is ahead of UTC.
    pub offset_minutes: i32,
}

impl CivilDate {
    /// In words, `5 February 2022`.
    pub(super) fn get(self, lang: Lang) -> String {
        let month = match self.month {
            1 => messages::MONTH_JANUARY,
            2 => messages::MONTH_FEBRUARY,
            3 => messages::MONTH_MARCH,
            4 => messages::MONTH_APRIL,
            5 => messages::MONTH_MAY,
            6 => messages::MONTH_JUNE,
            7 => messages::MONTH_JULY,
            8 => messages::MONTH_AUGUST,
            9 => messages::MONTH_SEPTEMBER,
            10 => messages::MONTH_OCTOBER,
            11 => messages::MONTH_NOVEMBER,
            _ => messages::MONTH_DECEMBER,
        };
        let values = [
            ("day", i64::from(self.day).into()),
            ("month", month.into()),
            ("year", i64::from(self.year).into()),
        ];
        messages::LANGUAGE_DATE.fill(lang, &values)
    }
}

impl LocalMoment {
    /// In words, with the zone: `5 February 2022, 09:30 (UTC+1)`.
    pub(super) fn get(self, lang: Lang) -> String {
        let (hours, minutes) = (self.offset_minutes / 60, self.offset_minutes.abs() % 60);
        let offset = match (self.offset_minutes, minutes) {
            (0, _) => String::new(),
            (_, 0) => format!("{hours:+}"),
            _ => format!("{hours:+}:{minutes:02}"),
        };
        let values = [
            ("date", self.date.into()),
            ("hour", format!("{:02}", self.hour).into()),
            ("minute", format!("{:02}", self.minute).into()),
            ("offset", offset.into()),
        ];
        messages::LANGUAGE_MOMENT.fill(lang, &values)
    }
}
