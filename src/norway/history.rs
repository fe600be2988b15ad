//! What of a record counts at a moment: the doses of the series with their numbers, the positive and the
//! negative tests. The light and the certificates both start from here.
//!
//! - Vaccinations against other diseases than COVID-19 count for nothing.
//! - Entries dated after the moment do not exist yet.
//! - Only tests by health personnel in Norway count.
//! - A positive antigen test followed by a negative PCR, sampled less than 48 hours later, is a false alarm:
//!   void for everything.
//! - A dose given sooner after the first than the first product's minimum interval does not count in the
//!   series, nor does a later dose given as soon after the one before it.

use super::product::Product;
use super::profile::Profile;
use super::record::{Record, Sampled, TakenBy, Test, TestKind, TestResult, Vaccination};
use crate::time::{Date, Timestamp};
use std::cmp::Reverse;

/// Where a dose stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The only dose of a one-dose product.
    Single,
    /// One dose after an infection: the finished series.
    AfterInfection,
    /// Dose 1 of 2.
    First,
    /// Dose 2 of 2.
    Second,
    /// A dose after the finished series.
    Further,
}

impl Step {
    /// Where a dose stands by the numbers of a certificate; `None` for a later dose of an unfinished series.
    #[must_use]
    pub fn by_numbers(product: Product, number: i64, of: i64) -> Option<Self> {
        Some(match (number, of) {
            // Nobody has had a dose that is not the first or a later one.
            (..1, _) | (_, ..1) => return None,
            (number, of) if number > of => Self::Further,
            (1, 1) if product.facts().doses == 1 => Self::Single,
            (1, 1) => Self::AfterInfection,
            (1, _) => Self::First,
            (number, of) if number < of => return None,
            (2, _) => Self::Second,
            _ => Self::Further,
        })
    }
}

/// A dose that counts.
#[derive(Clone, Copy, Debug)]
pub struct Dose<'a> {
    /// The entry in the record.
    pub entry: &'a Vaccination,
    /// Its product.
    pub product: Product,
    /// Where it stands.
    pub step: Step,
    /// `dn`: its number in the series.
    pub number: u32,
    /// `sd`: the doses of the series.
    pub of: u32,
}

/// Why an entry counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unheeded {
    /// Dated after the moment asked about.
    Later,
    /// A dose given before the minimum interval had passed.
    TooEarly {
        /// The prescribed interval in days.
        minimum_days: i32,
        /// The interval found.
        found_days: i64,
    },
    /// A test that the person took.
    SelfTest,
    /// A test taken abroad.
    Abroad,
    /// A false alarm.
    Void,
}

/// One infection: positive tests until 90 days after the first.
#[derive(Clone, Debug)]
pub struct Infection<'a> {
    /// Its positive PCR and antigen tests, earliest first; never empty.
    pub tests: Vec<&'a Test>,
    /// The first positive sample.
    pub first: Sampled,
}

/// What counts at a moment.
#[derive(Debug)]
pub struct History<'a> {
    /// Doses of the series, earliest first.
    pub doses: Vec<Dose<'a>>,
    /// Positive PCR and antigen tests, earliest first.
    pub positives: Vec<&'a Test>,
    /// The same as infections, earliest first.
    pub infections: Vec<Infection<'a>>,
    /// Negative PCR and antigen tests, earliest first.
    pub negatives: Vec<&'a Test>,
    /// Doses (by their place in the record) that do not count, and why.
    pub unheeded_doses: Vec<(usize, Unheeded)>,
    /// Tests (by their place in the record) that do not count, and why.
    pub unheeded_tests: Vec<(usize, Unheeded)>,
}

impl<'a> History<'a> {
    /// Sorts a record by what counts at a moment.
    ///
    /// ```
    /// use hcert::norway::{history::{History, Step}, profile::Profile, record::Record};
    /// let record = Record::from_json(&std::fs::read_to_string("testdata/records/all-three.json")?)?;
    /// let at = "2022-02-01T12:00:00Z".parse()?;
    /// let history = History::new(&record, at, Profile::on(at.in_oslo().date()));
    /// let steps: Vec<Step> = history.doses.iter().map(|dose| dose.step).collect();
    /// assert_eq!(steps, [Step::First, Step::Second]);
    /// assert_eq!((history.infections.len(), history.negatives.len()), (1, 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(record: &'a Record, at: Timestamp, profile: &Profile) -> Self {
        let (tests, mut unheeded_tests) = heeded_tests(record, at);
        let of = |result| {
            let wanted = move |&&(_, test): &&(usize, &'a Test)| test.result == result;
            tests.iter().filter(wanted)
        };
        let laboratory = |test: &Test| test.kind != TestKind::Serology;
        let negatives: Vec<&Test> = of(TestResult::Negative)
            .map(|&(_, test)| test)
            .filter(|test| laboratory(test))
            .collect();
        let mut positives = Vec::new();
        let mut antibodies = Vec::new();
        for &(index, test) in of(TestResult::Positive) {
            if is_false_alarm(test, &negatives, profile) {
                unheeded_tests.push((index, Unheeded::Void));
            } else if laboratory(test) {
                positives.push(test);
            } else {
                antibodies.push(test);
            }
        }
        let documented = positives.iter().chain(&antibodies);
        let documented: Vec<Date> = documented.map(|test| test.sampled.date()).collect();
        let mut unheeded_doses = Vec::new();
        let doses = series(record, at, &documented, profile, &mut unheeded_doses);
        Self {
            doses,
            infections: infections(&positives, profile),
            positives,
            negatives,
            unheeded_doses,
            unheeded_tests,
        }
    }
}

/// Things of a record with their places in it.
type Numbered<T> = Vec<(usize, T)>;

/// The tests that count, earliest first, with their places in the record.
fn heeded_tests(record: &Record, at: Timestamp) -> (Numbered<&Test>, Numbered<Unheeded>) {
    let (mut heeded, mut unheeded) = (Vec::new(), Vec::new());
    for (index, test) in record.tests.iter().enumerate() {
        let why = match test {
            _ if test.sampled.at > at => Some(Unheeded::Later),
            _ if test.taken_by == TakenBy::Oneself => Some(Unheeded::SelfTest),
            _ if test.country != "NO" => Some(Unheeded::Abroad),
            _ => None,
        };
        match why {
            Some(why) => unheeded.push((index, why)),
            None => heeded.push((index, test)),
        }
    }
    heeded.sort_by_key(|(_, test)| test.sampled);
    (heeded, unheeded)
}

/// A positive antigen test that a negative PCR, sampled soon after it, contradicts.
fn is_false_alarm(test: &Test, negatives: &[&Test], profile: &Profile) -> bool {
    let end = test
        .sampled
        .at
        .plus_seconds(profile.false_alarm_hours * 3600);
    let contradicts = |other: &&Test| {
        other.kind == TestKind::Pcr && other.sampled.at > test.sampled.at && other.sampled.at < end
    };
    test.kind == TestKind::Antigen && negatives.iter().any(contradicts)
}

fn infections<'a>(positives: &[&'a Test], profile: &Profile) -> Vec<Infection<'a>> {
    let mut infections: Vec<Infection<'a>> = Vec::new();
    for &test in positives {
        let days = |first: Sampled| test.sampled.date().days_since(first.date());
        match infections.last_mut() {
            Some(last) if days(last.first) <= profile.same_infection_days.into() => {
                last.tests.push(test);
            }
            _ => infections.push(Infection {
                tests: vec![test],
                first: test.sampled,
            }),
        }
    }
    infections
}

/// Numbers the doses that count.
fn series<'a>(
    record: &'a Record,
    at: Timestamp,
    infections: &[Date],
    profile: &Profile,
    unheeded: &mut Vec<(usize, Unheeded)>,
) -> Vec<Dose<'a>> {
    let entries = record.vaccinations.iter().enumerate();
    let entries = entries.filter_map(|(index, entry)| {
        // One against another disease is none here, and is not told.
        let product = entry.covid_19_product()?;
        Some((index, entry, product))
    });
    let mut entries: Vec<(usize, &Vaccination, Product)> = entries.collect();
    // Of two doses of one day the second does not count, and the order of the entries says nothing: the
    // product that needs more doses is the first, the rest makes the choice the same every time.
    entries.sort_by_key(|(_, entry, product)| {
        let facts = product.facts();
        let rest = (&entry.country, &entry.lot, &entry.place);
        (entry.date, Reverse(facts.doses), facts.code, rest)
    });
    let mut doses: Vec<Dose<'a>> = Vec::new();
    for (index, entry, product) in entries {
        if entry.date.start_in_oslo() > at {
            unheeded.push((index, Unheeded::Later));
            continue;
        }
        let Some(&last) = doses.last() else {
            doses.push(first_dose(entry, product, infections, profile));
            continue;
        };
        // The interval is the first product's, from the dose before; a day at least lies between two.
        let first = doses.first().map_or(product, |dose| dose.product);
        let minimum_days = first.facts().minimum_interval_days.max(1);
        let found_days = entry.date.days_since(last.entry.date);
        if found_days < minimum_days.into() {
            let why = Unheeded::TooEarly {
                minimum_days,
                found_days,
            };
            unheeded.push((index, why));
            continue;
        }
        doses.push(match last.step {
            Step::First => Dose {
                entry,
                product,
                step: Step::Second,
                number: 2,
                of: 2,
            },
            // The EU counts on: 3 of 3 after two doses, 2 of 1 after one.
            _ => Dose {
                entry,
                product,
                step: Step::Further,
                number: last.number + 1,
                of: if last.of == 1 { 1 } else { last.number + 1 },
            },
        });
    }
    doses
}

fn first_dose<'a>(
    entry: &'a Vaccination,
    product: Product,
    infections: &[Date],
    profile: &Profile,
) -> Dose<'a> {
    // A foreign certificate tells of doses before it that the record does not have.
    let told = entry.evidence.as_ref().and_then(|evidence| {
        let (number, of) = (evidence.dose?, evidence.doses?);
        Step::by_numbers(product, number.into(), of.into()).map(|step| (step, number, of))
    });
    if let Some((step, number, of)) = told.filter(|(step, ..)| *step != Step::First) {
        return Dose {
            entry,
            product,
            step,
            number,
            of,
        };
    }
    let after_infection = infections
        .iter()
        .any(|&infection| entry.date.days_since(infection) > profile.infection_gap_days.into());
    let step = match product.facts().doses {
        _ if after_infection => Step::AfterInfection,
        1 => Step::Single,
        _ => Step::First,
    };
    Dose {
        entry,
        product,
        step,
        number: 1,
        of: if step == Step::First { 2 } else { 1 },
    }
}
