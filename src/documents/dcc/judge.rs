//! What a certificate says that no signature makes good, that contradicts itself, its claims or the moment of the check.
//! No rules: what a country asks of the content stands elsewhere. The verifier and the issuer ask the same here.

use super::{COVID_19, DETECTED, Entry, Payload, SampleTime, valuesets::Set};
use crate::deviation::{Deviation, DeviationCode};
use crate::documents::born_later;
use crate::text;
use crate::text::{Message, Text, ToText, messages};
use crate::time::{Date, Timestamp};

/// What the content says against itself, whatever any country asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Against {
    /// The test found the virus.
    Detected,
    /// The dose was given after the day of the check.
    DoseLater {
        /// `dt`.
        dt: Date,
        /// The day of the check.
        today: Date,
    },
    /// The sample was taken after the moment of the check.
    SampleLater {
        /// `sc`.
        sc: Timestamp,
        /// The moment of the check.
        at: Timestamp,
    },
    /// The first positive test is dated after the day of the check.
    PositiveLater {
        /// `fr`.
        fr: Date,
        /// The day of the check.
        today: Date,
    },
    /// The recovery does not count yet.
    RecoveryNotBegun {
        /// `df`.
        df: Date,
        /// The day of the check.
        today: Date,
    },
    /// The recovery counts no longer.
    RecoveryOver {
        /// `du`.
        du: Date,
        /// The day of the check.
        today: Date,
    },
    /// The result is not in the value set.
    ResultUnknown,
    /// The disease is not COVID-19.
    DiseaseUnknown,
    /// Two of its dates contradict each other.
    Contradiction(Contradiction),
}

/// Two dates that contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Contradiction {
    /// The dose was given before the holder was born.
    DoseBeforeBirth,
    /// The sample was taken before the holder was born.
    SampleBeforeBirth,
    /// The first positive test lies before the holder's birth.
    PositiveBeforeBirth,
    /// `df` lies after `du`.
    EndsBeforeBegun,
    /// `fr` lies after `df`.
    BeginsBeforePositive,
}

impl Contradiction {
    /// The message.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::DoseBeforeBirth => messages::CONTRADICTION_DOSE_BEFORE_BIRTH,
            Self::SampleBeforeBirth => messages::CONTRADICTION_SAMPLE_BEFORE_BIRTH,
            Self::PositiveBeforeBirth => messages::CONTRADICTION_POSITIVE_BEFORE_BIRTH,
            Self::EndsBeforeBegun => messages::CONTRADICTION_ENDS_BEFORE_BEGUN,
            Self::BeginsBeforePositive => messages::CONTRADICTION_BEGINS_BEFORE_POSITIVE,
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::DoseBeforeBirth => "v/0/dt",
            Self::SampleBeforeBirth => "t/0/sc",
            Self::PositiveBeforeBirth | Self::BeginsBeforePositive => "r/0/fr",
            Self::EndsBeforeBegun => "r/0/df",
        }
    }
}

impl Against {
    /// Where, as a path in the JSON form.
    #[must_use]
    pub fn path(&self) -> &'static str {
        match self {
            Self::Detected | Self::ResultUnknown => "t/0/tr",
            Self::DoseLater { .. } => "v/0/dt",
            Self::SampleLater { .. } => "t/0/sc",
            Self::PositiveLater { .. } => "r/0/fr",
            Self::RecoveryNotBegun { .. } => "r/0/df",
            Self::RecoveryOver { .. } => "r/0/du",
            Self::DiseaseUnknown => "tg",
            Self::Contradiction(which) => which.path(),
        }
    }
}

impl ToText for Against {
    fn to_text(&self) -> Text {
        let day = |date: Date| Text::from(date);
        let moment = |moment: Timestamp| Text::from(moment.in_oslo());
        match *self {
            Self::Detected => text!(FINDING_TEST_DETECTED),
            Self::DoseLater { dt, today } => {
                text!(FINDING_DOSE_LATER, dt = day(dt), today = day(today))
            }
            Self::SampleLater { sc, at } => {
                text!(FINDING_SAMPLE_LATER, sc = moment(sc), at = moment(at))
            }
            Self::PositiveLater { fr, today } => {
                text!(FINDING_POSITIVE_LATER, fr = day(fr), today = day(today))
            }
            Self::RecoveryNotBegun { df, today } => {
                text!(FINDING_RECOVERY_NOT_BEGUN, df = day(df), today = day(today))
            }
            Self::RecoveryOver { du, today } => {
                text!(FINDING_RECOVERY_OVER, du = day(du), today = day(today))
            }
            Self::ResultUnknown => text!(FINDING_RESULT_UNKNOWN),
            Self::DiseaseUnknown => text!(FINDING_DISEASE_UNKNOWN),
            Self::Contradiction(which) => {
                text!(FINDING_CONTENT_CONTRADICTS, which = which.message())
            }
        }
    }
}

/// What the content says against itself at a moment, which at the place of the check lies on the day `today`; clocks may
/// be off by `allowance` seconds.
///
/// ```
/// use hcert::{Payload, dcc::judge::{Against, against}};
/// let text = std::fs::read_to_string("testdata/payloads/recovery.json")?;
/// let payload = Payload::from_json(&text)?;
/// let at = |text: &str| text.parse::<hcert::Timestamp>();
/// let found = |moment: hcert::Timestamp| against(&payload, moment, moment.in_oslo().date(), 0);
/// assert_eq!(found(at("2022-01-10T12:00:00Z")?), []);
/// assert!(matches!(found(at("2022-12-01T12:00:00Z")?)[..], [Against::RecoveryOver { .. }]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn against(payload: &Payload, at: Timestamp, today: Date, allowance: i64) -> Vec<Against> {
    let born = payload.birth_date.earliest();
    let before_birth = |date: Option<Date>| date < born && date.is_some();
    let mut found = Vec::new();
    let mut note = |holds: bool, what: Against| {
        if holds {
            found.push(what);
        }
    };
    let contradicts = Against::Contradiction;
    let disease = match &payload.entry {
        Entry::Vaccination(dose) => {
            if let Some(dt) = dose.date {
                note(dt > today, Against::DoseLater { dt, today });
            }
            let before = before_birth(dose.date);
            note(before, contradicts(Contradiction::DoseBeforeBirth));
            &dose.disease
        }
        Entry::Test(test) => {
            note(test.result == DETECTED, Against::Detected);
            let known = Set::TestResult.find(&test.result).is_some();
            note(!known, Against::ResultUnknown);
            let sc = test.sampled.as_ref().map(SampleTime::instant);
            if let Some(sc) = sc {
                let later = sc > at.plus_seconds(allowance);
                note(later, Against::SampleLater { sc, at });
            }
            // A day more, since it may be another date where the sample was taken.
            let before = before_birth(sc.map(|sc| sc.plus_seconds(86_400).date()));
            note(before, contradicts(Contradiction::SampleBeforeBirth));
            &test.disease
        }
        Entry::Recovery(recovery) => {
            let (fr, df, du) = (
                recovery.first_positive,
                recovery.valid_from,
                recovery.valid_until,
            );
            let after = |one: Option<Date>, other: Option<Date>| {
                one.zip(other).is_some_and(|(one, other)| one > other)
            };
            let later = after(fr, Some(today));
            // Of dates that contradict each other none says whether it counts today.
            let clear = !later && !after(df, du);
            if let Some(fr) = fr {
                note(later, Against::PositiveLater { fr, today });
            }
            if let Some(df) = df {
                note(clear && df > today, Against::RecoveryNotBegun { df, today });
            }
            if let Some(du) = du {
                note(clear && du < today, Against::RecoveryOver { du, today });
            }
            let before = before_birth(fr);
            note(before, contradicts(Contradiction::PositiveBeforeBirth));
            let backwards = after(df, du);
            note(backwards, contradicts(Contradiction::EndsBeforeBegun));
            let early = !later && after(fr, df);
            note(early, contradicts(Contradiction::BeginsBeforePositive));
            &recovery.disease
        }
    };
    note(disease != COVID_19, Against::DiseaseUnknown);
    found
}

/// What contradicts claim `iss`, where there is one, or the moment of the check.
///
/// ```
/// use hcert::{Payload, dcc::judge::judge};
/// let payload = Payload::from_json(&std::fs::read_to_string("testdata/payloads/recovery.json")?)?;
/// let at = "2022-02-01T12:00:00Z".parse()?;
/// assert!(judge(&payload, Some("NO"), at).is_empty());
/// assert_eq!(judge(&payload, Some("SE"), at)[0].code.code(), "iss-differs");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn judge(payload: &Payload, issuer: Option<&str>, at: Timestamp) -> Vec<Deviation> {
    let country = payload.entry.country();
    let issuer = issuer.unwrap_or(country);
    // A long text in iss has been listed as no country already.
    let differs = issuer.len() == 2 && country.len() == 2 && issuer != country;
    let found = format!("{issuer}, {country}");
    let differs = differs.then(|| Deviation::new(DeviationCode::IssuerDiffers, "iss", found));
    let later = born_later(payload.birth_date, at);
    later.into_iter().chain(differs).collect()
}
