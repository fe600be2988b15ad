//! The numbers of the rules, by the date from which they were in force. The rules themselves are in
//! [`super::light`] and [`super::certificates`].
//!
//! Days are civil days in Europe/Oslo, "w" of the public pages is 7 days; hours count from the sample.

use crate::text::{UnknownWord, messages};
use crate::time::Date;
use std::fmt;
use std::str::FromStr;

/// The numbers of the domestic rules (green or red).
#[derive(Debug, PartialEq, Eq)]
pub struct Profile {
    /// The stable name: country and first day.
    pub id: &'static str,
    /// Days from the only dose of a one-dose product until it protects.
    pub single_dose_days: i32,
    /// Days from dose 1 of 2 until it protects.
    pub first_dose_days: i32,
    /// Days from dose 1 of 2 until its protection ends.
    pub first_dose_end_days: i32,
    /// Days from dose 2 of 2 until it protects.
    pub second_dose_days: i32,
    /// Days from the one dose after an infection until it protects.
    pub dose_after_infection_days: i32,
    /// An infection and a dose count together if more than this many days lie between.
    pub infection_gap_days: i32,
    /// Red days from a positive sample.
    pub isolation_days: i32,
    /// Days from the first positive sample until recovery ends.
    pub recovery_end_days: i32,
    /// A positive sample more than this many days after the first begins a new infection.
    pub same_infection_days: i32,
    /// Hours that a negative test counts.
    pub negative_test_hours: i64,
    /// Days from any positive sample in which a negative test does not count.
    pub positive_memory_days: i32,
    /// A negative PCR sampled less than this many hours after a positive antigen test voids it.
    pub false_alarm_hours: i64,
}

/// In force from 2021-06-11.
const NO_2021_06_11: Profile = Profile {
    id: "no-2021-06-11",
    single_dose_days: 21,
    first_dose_days: 21,
    first_dose_end_days: 98,
    second_dose_days: 7,
    dose_after_infection_days: 7,
    infection_gap_days: 21,
    isolation_days: 10,
    recovery_end_days: 180,
    same_infection_days: 90,
    negative_test_hours: 24,
    positive_memory_days: 7,
    false_alarm_hours: 48,
};

/// Every profile with its first day, the latest last.
const PROFILES: [(&str, &Profile); 1] = [("2021-06-11", &NO_2021_06_11)];

impl Profile {
    /// The names of all profiles.
    #[must_use]
    pub fn ids() -> Vec<&'static str> {
        PROFILES.iter().map(|(_, profile)| profile.id).collect()
    }

    /// The profile in force on a day; before the first one, the first one.
    ///
    /// ```
    /// use hcert::norway::profile::Profile;
    /// let profile = Profile::on("2022-02-01".parse()?);
    /// assert_eq!((profile.id, profile.negative_test_hours), ("no-2021-06-11", 24));
    /// # Ok::<(), hcert::time::TimeError>(())
    /// ```
    #[must_use]
    pub fn on(day: Date) -> &'static Self {
        let in_force = |from: &str| from.parse::<Date>().is_ok_and(|from| from <= day);
        let found = PROFILES.iter().rev().find(|(from, _)| in_force(from));
        found.map_or(&NO_2021_06_11, |(_, profile)| profile)
    }
}

/// The numbers of the EU's validity as Norway shows it.
#[derive(Debug, PartialEq, Eq)]
pub struct EuProfile {
    /// The stable name.
    pub id: &'static str,
    /// Hours after which a negative test gives no certificate any more.
    pub test_hours: i64,
    /// Days for which a finished primary series is accepted; `None` where every country decided for itself.
    pub primary_series_days: Option<i32>,
    /// Whether Norway's border accepts no test certificates.
    pub tests_refused_at_border: bool,
    /// Hours for which the EU's standard accepted a NAAT.
    pub naat_hours: i64,
    /// Hours for which the EU's standard accepted an antigen test.
    pub antigen_hours: i64,
}

/// From the beginning.
const EU_2021_06_11: EuProfile = EuProfile {
    id: "eu-2021-06-11",
    test_hours: 7 * 24,
    primary_series_days: None,
    tests_refused_at_border: false,
    naat_hours: 72,
    antigen_hours: 24,
};

/// In force from 2022-02-01: the EU agreed on 270 days.
const EU_2022_02_01: EuProfile = EuProfile {
    id: "eu-2022-02-01",
    test_hours: 72,
    primary_series_days: Some(270),
    tests_refused_at_border: true,
    ..EU_2021_06_11
};

impl EuProfile {
    /// The profile in force on a day.
    ///
    /// ```
    /// use hcert::norway::profile::EuProfile;
    /// assert_eq!(EuProfile::on("2022-01-31".parse()?).primary_series_days, None);
    /// assert_eq!(EuProfile::on("2022-02-01".parse()?).primary_series_days, Some(270));
    /// # Ok::<(), hcert::time::TimeError>(())
    /// ```
    #[must_use]
    pub fn on(day: Date) -> &'static Self {
        let agreed = "2022-02-01".parse::<Date>();
        match agreed.is_ok_and(|agreed| day >= agreed) {
            true => &EU_2022_02_01,
            false => &EU_2021_06_11,
        }
    }
}

/// A profile that was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileId(pub &'static Profile);

impl FromStr for ProfileId {
    type Err = UnknownWord;

    fn from_str(id: &str) -> Result<Self, UnknownWord> {
        let found = PROFILES.iter().find(|(_, profile)| profile.id == id);
        let unknown = || UnknownWord::new(messages::WORD_PROFILE, id, &Profile::ids());
        found.map(|(_, profile)| Self(profile)).ok_or_else(unknown)
    }
}

impl fmt::Display for ProfileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_is_the_one_in_force_on_the_day() {
        for day in ["2020-01-01", "2021-06-11", "2022-02-01"] {
            assert_eq!(Profile::on(day.parse().unwrap()).id, "no-2021-06-11");
        }
        assert_eq!(
            "no-2021-06-11".parse::<ProfileId>().unwrap().0,
            &NO_2021_06_11
        );
        assert!(
            "no-2020-01-01"
                .parse::<ProfileId>()
                .unwrap_err()
                .to_string()
                .contains("no-2021-06-11")
        );
    }
}
