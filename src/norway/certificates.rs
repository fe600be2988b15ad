//! Which EU certificates a record yields at a moment, and why the other entries yield none.
//!
//! - Vaccination: the most recent dose that counts, with its number in the series as the EU counts.
//! - Recovery: the current infection, from its first positive NAAT, and from 2022-02-22 also from an antigen
//!   test of the common list (Regulation (EU) 2021/953 as amended by Delegated Regulation (EU) 2022/256);
//!   from day 11 to day 180.
//! - Test: the most recent negative test in the profile's period, if no positive one lies in it.
//!
//! [`Standing`] is the *status* under the EU's standard validity as Norway shows it. It says nothing about
//! the technical validity of the code (`exp`), which is another thing and is told apart from it everywhere.
//!
//! Not made here: the identifiers (UVCI) are an argument, since they come from a source of randomness; the
//! signature is [`crate::issue()`]'s.

use super::history::{Dose, History, Infection, Step, Unheeded};
use super::profile::{EuProfile, Profile};
use super::record::{Record, Test, TestKind};
use crate::documents::dcc::valuesets::Set;
use crate::documents::dcc::{self, Entry, Payload};
use crate::text::{Lang, Message, Text, messages};
use crate::time::{BirthDate, Date, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

/// The version of the payload schema that is issued.
const VERSION: &str = "1.3.0";

/// Days after the first positive test on which a recovery certificate begins to hold, and the last one.
const RECOVERY_DAYS: (i32, i32) = (11, 180);

/// The first day on which antigen tests give recovery certificates.
const ANTIGEN_RECOVERY: &str = "2022-02-22";

fn antigen_recovery() -> Option<Date> {
    ANTIGEN_RECOVERY.parse().ok()
}

/// Whose certificates they are.
#[derive(Clone, Copy, Debug)]
pub struct Authority<'a> {
    /// `is`: the issuer's name.
    pub name: &'a str,
}

/// The issuer of Norwegian certificates.
pub const NIPH: Authority<'static> = Authority {
    name: "Norwegian Institute of Public Health",
};

/// How the holder gets the certificates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// On a screen or printed at home.
    #[default]
    AtOnce,
    /// Printed and posted: a negative test would be too old on arrival.
    Posted,
}

/// What a record yields.
#[derive(Debug)]
pub struct Yield {
    /// The certificates, at most one of each kind: vaccination, recovery, test.
    pub certificates: Vec<Made>,
    /// Entries that yield none, in the order of the record.
    pub left_out: Vec<LeftOut>,
}

/// A certificate to be signed.
#[derive(Clone, Debug)]
pub struct Made {
    /// What it says.
    pub payload: Payload,
    /// What it is worth under the EU's standard rules.
    pub standing: Standing,
    /// From when Norway counts a finished series of doses as full.
    pub full_from: Option<Date>,
}

/// An entry of the record that yields no certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Where it stands in the record: `vaccinations/0`, `tests/2`.
    pub path: String,
    /// Why.
    pub why: Why,
}

/// An entry of a record that counts for nothing, or is on no page, as programs read it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "LeftOut")]
pub struct LeftOutJson {
    /// Where it stands in the record.
    entry: String,
    code: &'static str,
    text: String,
}

impl LeftOut {
    /// The object of the entry.
    #[must_use]
    pub fn json(&self, lang: Lang) -> LeftOutJson {
        LeftOutJson {
            entry: self.path.clone(),
            code: self.why.code(),
            text: self.why.text(lang),
        }
    }
}

/// Why an entry yields no certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// It counts for nothing.
    Unheeded(Unheeded),
    /// A later dose stands for it.
    OlderDose,
    /// Antibodies give no certificate.
    Antibodies,
    /// Another positive test of the same infection stands for it.
    SameInfection,
    /// A new infection came after it.
    OlderInfection,
    /// Recovery begins later.
    RecoveryFrom(Date),
    /// Recovery ended.
    RecoveryUntil(Date),
    /// An antigen test gives no recovery certificate before a date.
    AntigenRecovery,
    /// A negative test is older than the profile's period.
    TestOlderThan {
        /// The period.
        hours: i64,
    },
    /// A more recent negative test stands for it.
    OlderTest,
    /// A positive test lies in the same period.
    PositiveInPeriod,
    /// The sample has no time of day.
    NoTime,
    /// An antigen test has no number in the EU's common list.
    NoDevice,
    /// A PCR test has no testing centre.
    NoCentre,
    /// A posted page holds no test certificates.
    Posted,
}

impl Why {
    /// The stable kebab-case code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unheeded(Unheeded::Later) => "later",
            Self::Unheeded(Unheeded::TooEarly { .. }) => "too-early",
            Self::Unheeded(Unheeded::SelfTest) => "self-test",
            Self::Unheeded(Unheeded::Abroad) => "abroad",
            Self::Unheeded(Unheeded::Void) => "void",
            Self::OlderDose => "older-dose",
            Self::Antibodies => "antibodies",
            Self::SameInfection => "same-infection",
            Self::OlderInfection => "older-infection",
            Self::RecoveryFrom(_) => "recovery-not-yet",
            Self::RecoveryUntil(_) => "recovery-over",
            Self::AntigenRecovery => "antigen-recovery",
            Self::TestOlderThan { .. } => "test-too-old",
            Self::OlderTest => "older-test",
            Self::PositiveInPeriod => "positive-in-period",
            Self::NoTime => "no-time",
            Self::NoDevice => "no-device",
            Self::NoCentre => "no-centre",
            Self::Posted => "posted",
        }
    }

    /// One line for a person.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        let mut values = Vec::new();
        let mut put = |name, value: Text| values.push((name, value));
        match self {
            Self::Unheeded(Unheeded::TooEarly {
                minimum_days,
                found_days,
            }) => {
                put("minimum", i64::from(minimum_days).into());
                put("found", found_days.into());
            }
            Self::RecoveryFrom(date) | Self::RecoveryUntil(date) => put("date", date.into()),
            Self::TestOlderThan { hours } => put("hours", hours.to_string().into()),
            Self::AntigenRecovery => put(
                "date",
                antigen_recovery().map_or_else(|| ANTIGEN_RECOVERY.into(), Text::from),
            ),
            _ => {}
        }
        self.message().fill(lang, &values)
    }

    fn message(self) -> Message {
        match self {
            Self::Unheeded(Unheeded::Later) => messages::RECORD_LATER,
            Self::Unheeded(Unheeded::TooEarly { .. }) => messages::RECORD_TOO_EARLY,
            Self::Unheeded(Unheeded::SelfTest) => messages::RECORD_SELF_TEST,
            Self::Unheeded(Unheeded::Abroad) => messages::RECORD_ABROAD,
            Self::Unheeded(Unheeded::Void) => messages::RECORD_VOID,
            Self::OlderDose => messages::RECORD_OLDER_DOSE,
            Self::Antibodies => messages::RECORD_ANTIBODIES,
            Self::SameInfection => messages::RECORD_SAME_INFECTION,
            Self::OlderInfection => messages::RECORD_OLDER_INFECTION,
            Self::RecoveryFrom(_) => messages::RECORD_RECOVERY_FROM,
            Self::RecoveryUntil(_) => messages::RECORD_RECOVERY_UNTIL,
            Self::AntigenRecovery => messages::RECORD_ANTIGEN_RECOVERY,
            Self::TestOlderThan { .. } => messages::RECORD_TEST_OLDER_THAN,
            Self::OlderTest => messages::RECORD_OLDER_TEST,
            Self::PositiveInPeriod => messages::RECORD_POSITIVE_IN_PERIOD,
            Self::NoTime => messages::RECORD_NO_TIME,
            Self::NoDevice => messages::RECORD_NO_DEVICE,
            Self::NoCentre => messages::RECORD_NO_CENTRE,
            Self::Posted => messages::RECORD_POSTED,
        }
    }
}

/// What a certificate is worth under the EU's standard validity as Norway shows it. Dates are included.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// A finished primary series of a grown-up.
    Until(Date),
    /// A finished primary series of a person under 18.
    Minor,
    /// A dose after the primary series.
    Further,
    /// A dose of a series that is not finished.
    Unfinished,
    /// A recovery.
    Between(Date, Date),
    /// A test.
    Test {
        /// Hours for which the EU's standard accepted it.
        hours: i64,
        /// Whether Norway's border accepts none.
        refused_in_norway: bool,
    },
    /// The profile says nothing about this kind.
    Open,
}

impl Standing {
    /// One line for a person.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let mut values = Vec::new();
        let mut put = |name, value: Text| values.push((name, value));
        let message = match self {
            Self::Until(date) => {
                put("date", (*date).into());
                messages::STANDING_UNTIL
            }
            Self::Minor => messages::STANDING_MINOR,
            Self::Further => messages::STANDING_FURTHER,
            Self::Unfinished => messages::STANDING_UNFINISHED,
            Self::Between(from, until) => {
                put("from", (*from).into());
                put("until", (*until).into());
                messages::STANDING_BETWEEN
            }
            Self::Test {
                hours,
                refused_in_norway: false,
            } => {
                put("hours", hours.to_string().into());
                messages::STANDING_TEST
            }
            Self::Test { hours, .. } => {
                put("hours", hours.to_string().into());
                messages::STANDING_TEST_REFUSED
            }
            Self::Open => messages::STANDING_OPEN,
        };
        message.fill(lang, &values)
    }
}

/// Decides which certificates a record yields at a moment.
///
/// `uvci` gives a fresh identifier for each; see [`crate::documents::dcc::uvci::Uvci`].
///
/// ```
/// use hcert::dcc::Kind;
/// use hcert::norway::{certificates::{Delivery, NIPH, certificates, uvci}, record::Record};
/// let record = Record::from_json(&std::fs::read_to_string("testdata/records/all-three.json")?)?;
/// let at = "2021-11-15T12:00:00Z".parse()?;
/// let mut count = 0;
/// // Take thirteen random octets instead.
/// let mut fresh = || { count += 1; uvci([count; 13]) };
/// let found = certificates(&record, at, Delivery::AtOnce, NIPH, &mut fresh);
/// let kinds: Vec<Kind> = found.certificates.iter().map(|made| made.payload.entry.kind()).collect();
/// assert_eq!(kinds, [Kind::Vaccination, Kind::Recovery, Kind::Test]);
/// assert_eq!((found.left_out[0].path.as_str(), found.left_out[0].why.code()), ("vaccinations/0", "older-dose"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn certificates(
    record: &Record,
    at: Timestamp,
    delivery: Delivery,
    authority: Authority<'_>,
    uvci: &mut dyn FnMut() -> String,
) -> Yield {
    let day = at.in_oslo().date();
    let history = History::new(record, at, Profile::on(day));
    let mut work = Work {
        record,
        at,
        eu: EuProfile::on(day),
        authority,
        uvci,
        certificates: Vec::new(),
        left_out: Vec::new(),
    };
    work.vaccination(&history);
    work.recovery(&history);
    work.test(&history, delivery);
    work.unheeded(&history);
    work.left_out.sort_by_key(|left| place(&left.path));
    Yield {
        certificates: work.certificates,
        left_out: work.left_out,
    }
}

/// Vaccinations before tests, each in the order of the record.
fn place(path: &str) -> (bool, usize) {
    let (group, index) = path.split_once('/').unwrap_or_default();
    (group == "tests", index.parse().unwrap_or_default())
}

struct Work<'a> {
    record: &'a Record,
    at: Timestamp,
    eu: &'static EuProfile,
    authority: Authority<'a>,
    uvci: &'a mut dyn FnMut() -> String,
    certificates: Vec<Made>,
    left_out: Vec<LeftOut>,
}

impl Work<'_> {
    fn vaccination(&mut self, history: &History<'_>) {
        let Some((last, older)) = history.doses.split_last() else {
            return;
        };
        for dose in older {
            self.leave_dose(dose, Why::OlderDose);
        }
        let facts = last.product.facts();
        let entry = Entry::Vaccination(dcc::Vaccination {
            disease: dcc::COVID_19.into(),
            vaccine: facts.vaccine.into(),
            product: facts.code.into(),
            holder: facts.holder.into(),
            dose: last.number.into(),
            doses: last.of.into(),
            date: Some(last.entry.date),
            country: last.entry.country.clone(),
            issuer: self.authority.name.into(),
            uvci: (self.uvci)(),
        });
        let standing = self.vaccination_standing(last);
        self.make(entry, standing);
        let profile = Profile::on(self.at.in_oslo().date());
        let days = full_after_days(last.step, profile);
        let full_from = days.map(|days| last.entry.date.plus_days(days));
        if let Some(made) = self.certificates.last_mut() {
            made.full_from = full_from;
        }
    }

    fn vaccination_standing(&self, dose: &Dose<'_>) -> Standing {
        let Some(days) = self.eu.primary_series_days else {
            return Standing::Open;
        };
        match dose.step {
            Step::First => Standing::Unfinished,
            Step::Further => Standing::Further,
            _ if is_minor(self.record.person.date_of_birth, self.at) => Standing::Minor,
            _ => Standing::Until(dose.entry.date.plus_days(days)),
        }
    }

    fn recovery(&mut self, history: &History<'_>) {
        // The latest infection that a certificate can be made from; one by antigen tests alone may follow it.
        let mut found = None;
        for infection in history.infections.iter().rev() {
            let why = match (&found, self.documents_recovery(infection)) {
                (None, Some(first)) => {
                    found = Some((infection, first));
                    continue;
                }
                (None, None) => Why::AntigenRecovery,
                (Some(_), _) => Why::OlderInfection,
            };
            for test in &infection.tests {
                self.leave_test(test, why);
            }
        }
        let Some((last, first)) = found else {
            return;
        };
        for test in last
            .tests
            .iter()
            .filter(|test| !std::ptr::eq(**test, first))
        {
            self.leave_test(test, Why::SameInfection);
        }
        let date = first.sampled.date();
        let (from, until) = RECOVERY_DAYS;
        let (from, until) = (date.plus_days(from), date.plus_days(until));
        let today = self.at.in_oslo().date();
        if today < from {
            return self.leave_test(first, Why::RecoveryFrom(from));
        }
        if today > until {
            return self.leave_test(first, Why::RecoveryUntil(until));
        }
        let entry = Entry::Recovery(dcc::Recovery {
            disease: dcc::COVID_19.into(),
            first_positive: Some(date),
            country: first.country.clone(),
            issuer: self.authority.name.into(),
            valid_from: Some(from),
            valid_until: Some(until),
            uvci: (self.uvci)(),
        });
        self.make(entry, Standing::Between(from, until));
    }

    /// The first test of an infection that a recovery certificate can be made from.
    fn documents_recovery<'t>(&self, infection: &Infection<'t>) -> Option<&'t Test> {
        let antigen_counts =
            antigen_recovery().is_some_and(|from| self.at.in_oslo().date() >= from);
        infection
            .tests
            .iter()
            .copied()
            .find(|test| match test.kind {
                TestKind::Pcr => true,
                TestKind::Antigen => antigen_counts && device(test).is_some(),
                TestKind::Serology => false,
            })
    }

    fn test(&mut self, history: &History<'_>, delivery: Delivery) {
        let hours = self.eu.test_hours;
        let at = self.at;
        let in_period = |test: &Test| at < test.sampled.at.plus_seconds(hours * 3600);
        let positive = history.positives.iter().any(|test| in_period(test));
        let mut taken = false;
        for test in history.negatives.iter().rev() {
            let why = match test {
                _ if !in_period(test) => Some(Why::TestOlderThan { hours }),
                _ if positive => Some(Why::PositiveInPeriod),
                _ if taken => Some(Why::OlderTest),
                _ if delivery == Delivery::Posted => Some(Why::Posted),
                _ if test.sampled.date_only => Some(Why::NoTime),
                _ if test.kind == TestKind::Antigen && device(test).is_none() => {
                    Some(Why::NoDevice)
                }
                _ if test.kind == TestKind::Pcr && test.centre.is_none() => Some(Why::NoCentre),
                _ => None,
            };
            match why {
                Some(why) => self.leave_test(test, why),
                None => {
                    taken = true;
                    self.make_test(test);
                }
            }
        }
    }

    fn make_test(&mut self, test: &Test) {
        let (test_type, hours) = match test.kind {
            TestKind::Antigen => (dcc::ANTIGEN, self.eu.antigen_hours),
            _ => (dcc::NAAT, self.eu.naat_hours),
        };
        let entry = Entry::Test(dcc::Test {
            disease: dcc::COVID_19.into(),
            test_type: test_type.into(),
            name: test.name.clone(),
            device: device(test).map(str::to_owned),
            sampled: Some(dcc::SampleTime::in_norway(test.sampled.at)),
            result: dcc::NOT_DETECTED.into(),
            centre: test.centre.clone(),
            country: test.country.clone(),
            issuer: self.authority.name.into(),
            uvci: (self.uvci)(),
        });
        let refused_in_norway = self.eu.tests_refused_at_border;
        let standing = Standing::Test {
            hours,
            refused_in_norway,
        };
        self.make(entry, standing);
    }

    /// Everything that no certificate was thought of.
    fn unheeded(&mut self, history: &History<'_>) {
        for &(index, why) in &history.unheeded_doses {
            self.leave(format!("vaccinations/{index}"), Why::Unheeded(why));
        }
        for &(index, why) in &history.unheeded_tests {
            self.leave(format!("tests/{index}"), Why::Unheeded(why));
        }
        let record = self.record;
        for (index, test) in record.tests.iter().enumerate() {
            let path = format!("tests/{index}");
            let told = self.left_out.iter().any(|left| left.path == path);
            if test.kind == TestKind::Serology && !told {
                self.leave(path, Why::Antibodies);
            }
        }
    }

    fn make(&mut self, entry: Entry, standing: Standing) {
        let person = &self.record.person;
        let payload = Payload {
            version: VERSION.into(),
            person: person.to_dcc(),
            birth_date: person.date_of_birth,
            entry,
        };
        self.certificates.push(Made {
            payload,
            standing,
            full_from: None,
        });
    }

    fn leave(&mut self, path: String, why: Why) {
        self.left_out.push(LeftOut { path, why });
    }

    fn leave_dose(&mut self, dose: &Dose<'_>, why: Why) {
        let entries = self.record.vaccinations.iter();
        if let Some(index) = entries
            .into_iter()
            .position(|entry| std::ptr::eq(entry, dose.entry))
        {
            self.leave(format!("vaccinations/{index}"), why);
        }
    }

    fn leave_test(&mut self, test: &Test, why: Why) {
        let entries = self.record.tests.iter();
        if let Some(index) = entries
            .into_iter()
            .position(|entry| std::ptr::eq(entry, test))
        {
            self.leave(format!("tests/{index}"), why);
        }
    }
}

/// Days after which Norway counts a series as full: 7 after dose 2 and after one dose with a documented
/// infection, 21 after a single-dose product. A further dose finishes nothing.
fn full_after_days(step: Step, profile: &Profile) -> Option<i32> {
    match step {
        Step::Second => Some(profile.second_dose_days),
        Step::AfterInfection => Some(profile.dose_after_infection_days),
        Step::Single => Some(profile.single_dose_days),
        Step::First | Step::Further => None,
    }
}

/// The number of an antigen test, if the EU's common list has it.
fn device(test: &Test) -> Option<&str> {
    let code = test.device.as_deref()?;
    Set::TestDevice.find(code).filter(|entry| entry.active)?;
    Some(code)
}

/// Whether a person is certainly under 18: where the date is not known whole, the earliest one counts.
fn is_minor(born: BirthDate, at: Timestamp) -> bool {
    let today = at.in_oslo().date();
    born.earliest()
        .is_some_and(|born| today < born.plus_years(18))
}

/// An identifier of the third layout (`URN:UVCI:01:NO:` and an opaque string) from random octets: twenty
/// letters and digits of an alphabet without `I`, `L`, `O` and `U`, a hundred bits.
///
/// ```
/// use hcert::{dcc::uvci::conforms, norway::certificates::uvci};
/// let ci = uvci([7; 13]);
/// assert!(ci.starts_with("URN:UVCI:01:NO:") && conforms(&ci));
/// ```
#[must_use]
pub fn uvci(random: [u8; 13]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bits = random
        .iter()
        .fold(0_u128, |bits, &octet| bits << 8 | u128::from(octet));
    let unique: String = (0..20)
        .map(|place| {
            let index = usize::try_from(bits >> (5 * place) & 31).unwrap_or_default();
            ALPHABET
                .get(index)
                .map_or('0', |&letter| char::from(letter))
        })
        .collect();
    // Two capital letters and twenty of the alphabet are always an identifier.
    dcc::uvci::Uvci::new("NO", None, None, &unique)
        .map_or_else(|_| String::new(), |uvci| uvci.to_string())
}

#[cfg(test)]
mod tests;
