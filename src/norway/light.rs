//! The domestic light: green or red, on what ground, from when and until when.
//!
//! Three components are judged each on its own: vaccination, recovery, negative test. Every rule that
//! applies gives a *ground*, an interval in which it makes its component green; `grounds` below is the table.
//! The light is green where any ground is. `until` follows the green on through every ground that starts
//! no later than the one before it ends; red ends where the next ground begins.
//!
//! An interval holds its start and not its end. Days are civil days in Europe/Oslo counted from the date of
//! the dose or sample and begin at midnight there; hours count from the instant of sampling. Numbers are
//! the profile's. Source: the national rules page in force from 2021-06-11.
//!
//! ```
//! use hcert::norway::{light::{self, Colour}, profile::Profile, record::Record};
//! let record = Record::from_json(r#"{
//!   "person": {"familyName": "Nordmann", "givenName": "Kari", "dateOfBirth": "1980-05-17"},
//!   "vaccinations": [{"product": "JAN03", "date": "2021-07-01", "country": "NO"}]
//! }"#).unwrap();
//! let at = "2021-07-20T12:00:00Z".parse().unwrap();
//! let status = light::status(&record, at, Profile::on(at.in_oslo().date()));
//! assert_eq!((status.light, status.passing), (Colour::Red, true));
//! assert_eq!(status.until.unwrap().in_oslo().to_string(), "2021-07-22T00:00:00+02:00");
//! ```

use super::history::{Dose, History, Step};
use super::product::Product;
use super::profile::Profile;
use super::record::Record;
use crate::documents::dcc::{self, Entry, Kind, Payload};
use crate::text::{Message, Text, messages};
use crate::time::{Date, Timestamp};

/// The colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Go ahead.
    Green,
    /// Not now.
    Red,
}

impl Colour {
    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Red => "red",
        }
    }

    /// The word for a person, as it follows "the certificate is".
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Green => messages::LIGHT_GREEN,
            Self::Red => messages::LIGHT_RED,
        }
    }
}

/// What the light is judged by, in the order in which ties are broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Component {
    /// Doses of vaccine.
    Vaccination,
    /// An infection that has passed.
    Recovery,
    /// A fresh negative test.
    NegativeTest,
}

impl Component {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Vaccination, Self::Recovery, Self::NegativeTest];

    /// The component that an EU certificate speaks for.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        match entry {
            Entry::Vaccination(_) => Self::Vaccination,
            Entry::Recovery(_) => Self::Recovery,
            Entry::Test(_) => Self::NegativeTest,
        }
    }

    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Vaccination => "vaccination",
            Self::Recovery => "recovery",
            Self::NegativeTest => "negative-test",
        }
    }

    /// The word for a person.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Vaccination => Kind::Vaccination.message(),
            Self::Recovery => Kind::Recovery.message(),
            Self::NegativeTest => messages::COMPONENT_NEGATIVE_TEST,
        }
    }
}

macro_rules! rules {
    ($($variant:ident $code:literal $colour:ident)*) => {
        /// The rules that decide a component; numbers between braces are the profile's.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = concat!("`", $code, "`: the text is the message `domestic-", $code, "`.")] $variant,)*
        }

        impl Rule {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stable kebab-case code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The colour that the rule gives its component.
            #[must_use]
            pub fn colour(self) -> Colour {
                match self { $(Self::$variant => Colour::$colour,)* }
            }

            fn message(self) -> Message {
                match self { $(Self::$variant => Message::new(concat!("domestic-", $code)),)* }
            }
        }
    };
}

rules! {
    SingleDose "single-dose" Green
    DoseAfterInfection "dose-after-infection" Green
    FirstDose "first-dose" Green
    InfectionAfterFirstDose "infection-after-first-dose" Green
    SecondDose "second-dose" Green
    FurtherDose "further-dose" Green
    Recovered "recovered" Green
    NegativeTest "negative-test" Green
    NoVaccination "no-vaccination" Red
    SingleDoseWaiting "single-dose-waiting" Red
    DoseAfterInfectionWaiting "dose-after-infection-waiting" Red
    FirstDoseWaiting "first-dose-waiting" Red
    SecondDoseMissing "second-dose-missing" Red
    SecondDoseLate "second-dose-late" Red
    SecondDoseWaiting "second-dose-waiting" Red
    SeriesUnfinished "series-unfinished" Red
    ProductUnknown "product-unknown" Red
    PositiveAfterVaccination "positive-after-vaccination" Red
    NoInfection "no-infection" Red
    Isolation "isolation" Red
    RecoveryOver "recovery-over" Red
    NoNegativeTest "no-negative-test" Red
    TestTooOld "test-too-old" Red
    PositiveSince "positive-since" Red
    TestNotTaken "test-not-taken" Red
    PositiveRecently "positive-recently" Red
    DateUnknown "date-unknown" Red
}

impl Rule {
    /// One line for a person, with the profile's numbers.
    #[must_use]
    pub fn text(self, profile: &Profile) -> Text {
        self.message().with(vec![
            ("single", i64::from(profile.single_dose_days).into()),
            ("first", i64::from(profile.first_dose_days).into()),
            ("end", i64::from(profile.first_dose_end_days).into()),
            ("second", i64::from(profile.second_dose_days).into()),
            ("after", i64::from(profile.dose_after_infection_days).into()),
            ("gap", i64::from(profile.infection_gap_days).into()),
            ("isolation", i64::from(profile.isolation_days).into()),
            ("recovery", i64::from(profile.recovery_end_days).into()),
            ("hours", profile.negative_test_hours.into()),
        ])
    }
}

/// An interval in which a rule makes its component green.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ground {
    component: Component,
    rule: Rule,
    from: Timestamp,
    /// Not included; `None` is open.
    until: Option<Timestamp>,
}

impl Ground {
    fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }

    /// Whether this one ends later than an instant (`None`: never).
    fn outlasts(&self, end: Option<Timestamp>) -> bool {
        end.is_some_and(|end| self.until.is_none_or(|until| until > end))
    }
}

/// Everything that is known of the light at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The moment asked about.
    pub at: Timestamp,
    /// The numbers that it was judged by.
    pub profile: &'static Profile,
    /// The colour.
    pub light: Colour,
    /// Of the components that are green, the one with the ground that itself lasts longest.
    pub ground: Option<Component>,
    /// Since when the colour holds, as far as the record tells.
    pub from: Option<Timestamp>,
    /// When the colour changes, if nothing is registered before; `None` is open: it does not.
    pub until: Option<Timestamp>,
    /// Whether this red passes by itself.
    pub passing: bool,
    /// The components.
    pub components: [Judgement; 3],
}

/// One component by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Which one.
    pub component: Component,
    /// Its colour.
    pub light: Colour,
    /// The rule that decided.
    pub rule: Rule,
    /// As in [`Status`].
    pub from: Option<Timestamp>,
    /// As in [`Status`].
    pub until: Option<Timestamp>,
    /// As in [`Status`].
    pub passing: bool,
}

/// Judges a record.
///
/// ```
/// use hcert::norway::{light::{self, Colour, Component}, profile::Profile, record::Record};
/// let record = Record::from_json(&std::fs::read_to_string("testdata/records/all-three.json")?)?;
/// let at = "2022-02-01T12:00:00Z".parse()?;
/// let status = light::status(&record, at, Profile::on(at.in_oslo().date()));
/// assert_eq!((status.light, status.ground), (Colour::Green, Some(Component::Vaccination)));
/// assert_eq!(status.until, None);
/// assert_eq!(status.components[1].rule.code(), "recovery-over");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn status(record: &Record, at: Timestamp, profile: &'static Profile) -> Status {
    let history = History::new(record, at, profile);
    let grounds = grounds(&history, profile);
    let red = |component| match component {
        Component::Vaccination => red_vaccination(&history, at, profile),
        Component::Recovery => red_recovery(&history, at, profile),
        Component::NegativeTest => red_test(&history, at, profile),
    };
    conclude(&grounds, at, profile, red)
}

/// Judges one EU certificate by the domestic rules, as if it were all that is known of its holder.
///
/// ```
/// use hcert::{Payload, norway::{light, profile::Profile}};
/// let payload = Payload::from_json(&std::fs::read_to_string("testdata/payloads/recovery.json")?)?;
/// let at = "2022-02-01T12:00:00Z".parse()?;
/// let status = light::status_of(&payload, at, Profile::on(at.in_oslo().date()));
/// assert_eq!(status.light.code(), "red");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn status_of(payload: &Payload, at: Timestamp, profile: &'static Profile) -> Status {
    let (grounds, red) = grounds_of(&payload.entry, profile);
    let kind = Component::of(&payload.entry);
    let none = |component| match component {
        _ if component == kind => red(at),
        Component::Vaccination => Rule::NoVaccination,
        Component::Recovery => Rule::NoInfection,
        Component::NegativeTest => Rule::NoNegativeTest,
    };
    conclude(&grounds, at, profile, none)
}

/// Midnight in Norway, so many days after a date.
fn day(date: Date, days: i32) -> Timestamp {
    date.plus_days(days).start_in_oslo()
}

/// The table of the rules: every ground that a history gives.
fn grounds(history: &History<'_>, profile: &Profile) -> Vec<Ground> {
    let mut grounds: Vec<Ground> = Vec::new();
    let between = infection_after_first_dose(history, profile);
    let mut protected: Option<Timestamp> = between.map(|ground| ground.from);
    for dose in &history.doses {
        let mut ground = dose_ground(dose.step, dose.entry.date, profile);
        if dose.step == Step::Further {
            // Protection goes on: it does not begin before that of the finished series.
            ground.from = protected.map_or(ground.from, |since| since.max(ground.from));
        } else if ground.until.is_none() {
            protected = Some(protected.map_or(ground.from, |since| since.min(ground.from)));
        }
        grounds.push(ground);
    }
    grounds.extend(between);
    // Ten red days from every positive sample taken after vaccination.
    for (from, until) in red_days(history, profile) {
        grounds = grounds
            .into_iter()
            .flat_map(|ground| cut(ground, from, until))
            .collect();
    }
    for (index, infection) in history.infections.iter().enumerate() {
        // A new infection ends what the one before it gave.
        let next = history.infections.get(index + 1).map(|next| next.first.at);
        let date = infection.first.date();
        let end = day(date, profile.recovery_end_days);
        grounds.push(Ground {
            component: Component::Recovery,
            rule: Rule::Recovered,
            from: day(date, profile.isolation_days),
            until: Some(next.map_or(end, |next| next.min(end))),
        });
    }
    for negative in &history.negatives {
        let sampled = negative.sampled.at;
        // A positive sample before it blocks it for some days, one after it ends it.
        let before = history
            .positives
            .iter()
            .filter(|test| test.sampled.at <= sampled);
        let any = before.map(|test| day(test.sampled.date(), profile.positive_memory_days));
        let first = history.infections.iter().map(|one| one.first);
        let first = first.filter(|first| first.at <= sampled);
        let first = first.map(|first| day(first.date(), profile.isolation_days));
        let after = history.positives.iter().map(|test| test.sampled.at);
        let after = after.filter(|&at| at > sampled);
        let end = sampled.plus_seconds(profile.negative_test_hours * 3600);
        grounds.push(Ground {
            component: Component::NegativeTest,
            rule: Rule::NegativeTest,
            from: any.chain(first).fold(sampled, Timestamp::max),
            until: Some(after.fold(end, Timestamp::min)),
        });
    }
    grounds.retain(|ground| ground.until.is_none_or(|until| ground.from < until));
    grounds
}

/// What one dose gives by its place in the series.
fn dose_ground(step: Step, date: Date, profile: &Profile) -> Ground {
    let (rule, wait, end) = match step {
        Step::Single => (Rule::SingleDose, profile.single_dose_days, None),
        Step::AfterInfection => (
            Rule::DoseAfterInfection,
            profile.dose_after_infection_days,
            None,
        ),
        Step::First => (
            Rule::FirstDose,
            profile.first_dose_days,
            Some(profile.first_dose_end_days),
        ),
        Step::Second => (Rule::SecondDose, profile.second_dose_days, None),
        Step::Further => (Rule::FurtherDose, 0, None),
    };
    Ground {
        component: Component::Vaccination,
        rule,
        from: day(date, wait),
        until: end.map(|end| day(date, end)),
    }
}

/// An infection between the doses finishes the series.
fn infection_after_first_dose(history: &History<'_>, profile: &Profile) -> Option<Ground> {
    let first = history
        .doses
        .first()
        .filter(|dose| dose.step == Step::First)?;
    let second = history.doses.get(1).map(|dose| dose.entry.date);
    let between = |date: Date| {
        date.days_since(first.entry.date) > profile.infection_gap_days.into()
            && second.is_none_or(|second| date < second)
    };
    let mut dates = history.positives.iter().map(|test| test.sampled.date());
    let date = dates.find(|&date| between(date))?;
    Some(Ground {
        component: Component::Vaccination,
        rule: Rule::InfectionAfterFirstDose,
        from: day(date, profile.isolation_days),
        until: None,
    })
}

/// The red days of the vaccinated: from each positive sample, taken on the day of the first dose or later.
fn red_days(history: &History<'_>, profile: &Profile) -> Vec<(Timestamp, Timestamp)> {
    let Some(first) = history.doses.first() else {
        return Vec::new();
    };
    let after = history.positives.iter();
    let after = after.filter(|test| test.sampled.date() >= first.entry.date);
    after
        .map(|test| {
            let end = day(test.sampled.date(), profile.isolation_days);
            (test.sampled.at, end)
        })
        .collect()
}

/// A vaccination's ground without an interval of red days: up to two pieces.
fn cut(ground: Ground, from: Timestamp, until: Timestamp) -> Vec<Ground> {
    let apart = until <= ground.from || ground.until.is_some_and(|end| end <= from);
    if apart {
        return vec![ground];
    }
    let mut pieces = Vec::new();
    if ground.from < from {
        pieces.push(Ground {
            until: Some(from),
            ..ground
        });
    }
    if ground.outlasts(Some(until)) {
        pieces.push(Ground {
            from: until,
            ..ground
        });
    }
    pieces
}

fn red_vaccination(history: &History<'_>, at: Timestamp, profile: &Profile) -> Rule {
    let blocked = red_days(history, profile)
        .into_iter()
        .any(|(from, until)| from <= at && at < until);
    // A further dose adds to what the series before it gives.
    let series = history.doses.iter().rev();
    let last = series.into_iter().find(|dose| dose.step != Step::Further);
    let (Some(first), Some(last)) = (history.doses.first(), last.or(history.doses.last())) else {
        return Rule::NoVaccination;
    };
    match last.step {
        _ if blocked => Rule::PositiveAfterVaccination,
        Step::Single => Rule::SingleDoseWaiting,
        Step::AfterInfection => Rule::DoseAfterInfectionWaiting,
        Step::First | Step::Second if is_waiting(first, at, profile) => Rule::FirstDoseWaiting,
        Step::First => Rule::SecondDoseMissing,
        Step::Second | Step::Further => Rule::SecondDoseLate,
    }
}

/// Whether dose 1 of 2 does not protect yet.
fn is_waiting(first: &Dose<'_>, at: Timestamp, profile: &Profile) -> bool {
    at < day(first.entry.date, profile.first_dose_days)
}

fn red_recovery(history: &History<'_>, at: Timestamp, profile: &Profile) -> Rule {
    match history.infections.last() {
        None => Rule::NoInfection,
        Some(last) if at < day(last.first.date(), profile.isolation_days) => Rule::Isolation,
        Some(_) => Rule::RecoveryOver,
    }
}

fn red_test(history: &History<'_>, at: Timestamp, profile: &Profile) -> Rule {
    let Some(test) = history.negatives.last() else {
        return Rule::NoNegativeTest;
    };
    let sampled = test.sampled.at;
    let since = history
        .positives
        .iter()
        .any(|positive| positive.sampled.at > sampled);
    match at < sampled.plus_seconds(profile.negative_test_hours * 3600) {
        true if since => Rule::PositiveSince,
        true => Rule::PositiveRecently,
        false => Rule::TestTooOld,
    }
}

/// The grounds of a certificate's entry, and the rule where none of them is green.
fn grounds_of(
    entry: &Entry,
    profile: &'static Profile,
) -> (Vec<Ground>, Box<dyn Fn(Timestamp) -> Rule>) {
    match entry {
        Entry::Vaccination(dose) => match dated_step_of(dose) {
            Ok((step, date)) => {
                let ground = dose_ground(step, date, profile);
                let waiting = day(date, profile.first_dose_days);
                let red = move |at| match step {
                    Step::Single => Rule::SingleDoseWaiting,
                    Step::AfterInfection => Rule::DoseAfterInfectionWaiting,
                    Step::First if at >= waiting => Rule::SecondDoseMissing,
                    Step::First => Rule::FirstDoseWaiting,
                    // The certificate does not tell when dose 1 was given. A further dose is green at once.
                    Step::Second | Step::Further => Rule::SecondDoseWaiting,
                };
                (vec![ground], Box::new(red))
            }
            Err(rule) => (Vec::new(), Box::new(move |_| rule)),
        },
        Entry::Recovery(recovery) => {
            let Some(date) = recovery.first_positive else {
                return (Vec::new(), Box::new(|_| Rule::DateUnknown));
            };
            let from = day(date, profile.isolation_days);
            let ground = Ground {
                component: Component::Recovery,
                rule: Rule::Recovered,
                from,
                until: Some(day(date, profile.recovery_end_days)),
            };
            let red = move |at| match at < from {
                true => Rule::Isolation,
                false => Rule::RecoveryOver,
            };
            (vec![ground], Box::new(red))
        }
        Entry::Test(test) => {
            let Some(sampled) = test.sampled.as_ref().map(dcc::SampleTime::instant) else {
                return (Vec::new(), Box::new(|_| Rule::DateUnknown));
            };
            let ground = Ground {
                component: Component::NegativeTest,
                rule: Rule::NegativeTest,
                from: sampled,
                until: Some(sampled.plus_seconds(profile.negative_test_hours * 3600)),
            };
            match test.result == dcc::NOT_DETECTED {
                true => (
                    vec![ground],
                    Box::new(move |at| match at < sampled {
                        true => Rule::TestNotTaken,
                        false => Rule::TestTooOld,
                    }),
                ),
                false => (Vec::new(), Box::new(|_| Rule::NoNegativeTest)),
            }
        }
    }
}

/// Where a certificate's dose stands by its own numbers, and its date.
fn dated_step_of(dose: &dcc::Vaccination) -> Result<(Step, Date), Rule> {
    let product = Product::from_certificate(&dose.product).ok_or(Rule::ProductUnknown)?;
    let step = Step::by_numbers(product, dose.dose, dose.doses).ok_or(Rule::SeriesUnfinished)?;
    Ok((step, dose.date.ok_or(Rule::DateUnknown)?))
}

/// Puts the grounds together: for each component, and for all.
fn conclude(
    grounds: &[Ground],
    at: Timestamp,
    profile: &'static Profile,
    red: impl Fn(Component) -> Rule,
) -> Status {
    let components = Component::ALL.map(|component| {
        let own = grounds
            .iter()
            .filter(|ground| ground.component == component);
        let own: Vec<Ground> = own.copied().collect();
        let span = Span::of(&own, at);
        Judgement {
            component,
            light: span.light,
            rule: span
                .ground
                .map_or_else(|| red(component), |ground| ground.rule),
            from: span.from,
            until: span.until,
            passing: span.passing(),
        }
    });
    let span = Span::of(grounds, at);
    Status {
        at,
        profile,
        light: span.light,
        ground: span.ground.map(|ground| ground.component),
        from: span.from,
        until: span.until,
        passing: span.passing(),
        components,
    }
}

/// The colour around a moment.
struct Span {
    light: Colour,
    ground: Option<Ground>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Span {
    fn of(grounds: &[Ground], at: Timestamp) -> Self {
        let mut green: Option<Ground> = None;
        for ground in grounds.iter().filter(|ground| ground.holds(at)) {
            // Of two that last equally long the first component's stays, and its last dose speaks.
            let newer = |best: Ground| {
                best.component == ground.component
                    && best.until == ground.until
                    && best.from < ground.from
            };
            if green.is_none_or(|best| ground.outlasts(best.until) || newer(best)) {
                green = Some(*ground);
            }
        }
        let Some(ground) = green else {
            return Self {
                light: Colour::Red,
                ground: None,
                from: grounds
                    .iter()
                    .filter_map(|ground| ground.until)
                    .filter(|&end| end <= at)
                    .max(),
                until: grounds
                    .iter()
                    .map(|ground| ground.from)
                    .filter(|&from| from > at)
                    .min(),
            };
        };
        // Forwards and backwards through everything that joins on.
        let (mut from, mut until) = (ground.from, ground.until);
        loop {
            let reached = until;
            let next = grounds
                .iter()
                .find(|next| reached.is_some_and(|end| next.from <= end) && next.outlasts(reached));
            let before = grounds
                .iter()
                .find(|before| before.from < from && before.until.is_none_or(|end| end >= from));
            match (next, before) {
                (None, None) => break,
                (next, before) => {
                    until = next.map_or(until, |next| next.until);
                    from = before.map_or(from, |before| before.from);
                }
            }
        }
        Self {
            light: Colour::Green,
            ground: Some(ground),
            from: Some(from),
            until,
        }
    }

    /// Whether this is a red that passes by itself.
    fn passing(&self) -> bool {
        self.light == Colour::Red && self.until.is_some()
    }
}

#[cfg(test)]
mod tests;
