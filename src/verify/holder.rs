//! Whose certificate it is: the person in it beside the passport.
//!
//! Two checks, made after all others on a report whose code had a good signature. What they find is told
//! without repeating a name or a date: findings go into logs, and whoever holds the passport sees both.

use super::codes::{self, Check, Code};
use super::finding::{Finding, Outcome};
use super::report::{Report, conclude};
use crate::dcc::passport::{Agreement, Differs, PassportName, PassportNameError, Unclear};
use crate::dcc::{Holder, Person};
use crate::lang::{Lang, Shown, Words};
use crate::time::BirthDate;
use std::fmt;

/// What a passport says of its holder, as far as it is to be compared. `Debug` is redacted.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Passport {
    /// The name.
    pub name: Option<PassportName>,
    /// The date of birth; one that is partial is compared as far as it goes.
    pub birth_date: Option<BirthDate>,
}

/// Why what was typed of a passport cannot be compared. It repeats neither name nor date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassportError {
    /// The name is none.
    Name(PassportNameError),
    /// There is no date of birth.
    NoDate,
    /// The date of birth is none.
    Date,
}

impl Passport {
    /// Reads what was typed.
    ///
    /// # Errors
    /// It cannot be compared.
    pub fn read(name: Option<&str>, birth_date: Option<&str>) -> Result<Self, PassportError> {
        let name = name.map(PassportName::read).transpose();
        let read = |text: &str| match BirthDate::read(text) {
            Ok((BirthDate::Unknown, _)) => Err(PassportError::NoDate),
            Ok((date, _)) => Ok(date),
            Err(_) => Err(PassportError::Date),
        };
        Ok(Self {
            name: name.map_err(PassportError::Name)?,
            birth_date: birth_date.map(read).transpose()?,
        })
    }
}

/// Shows what is given, and nothing of it.
impl fmt::Debug for Passport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Passport({:?}, {:?})", self.name, self.birth_date)
    }
}

impl Report {
    /// The same report with the holder compared to a passport: the findings `holder-name` and `holder-dob`, as
    /// far as they are asked for, and the verdict that follows.
    ///
    /// A code that was not read to its content, or whose signature is not good, is nobody's: it is returned as
    /// it is.
    #[must_use]
    pub fn compared_with(mut self, passport: &Passport) -> Self {
        let signed = self.findings.iter().any(|finding| {
            finding.code == Check::Signature.code() && finding.outcome == Outcome::Pass
        });
        if !signed {
            return self;
        }
        let holder = match (&self.certificate, &self.domestic) {
            (Some(eu), _) => Some((&eu.payload().person, eu.payload().birth_date)),
            (None, Some(domestic)) => {
                let Holder { person, birth_date } = domestic.holder();
                Some((person, *birth_date))
            }
            (None, None) => None,
        };
        let missing = |check| Finding::skipped(check, codes::NO_PAYLOAD);
        let name = passport.name.as_ref().map(|name| match holder {
            Some((person, _)) => name_finding(name, person),
            None => missing(Check::HolderName),
        });
        let known = passport
            .birth_date
            .filter(|date| *date != BirthDate::Unknown);
        let birth_date = known.map(|date| match holder {
            Some((_, birth_date)) => birth_finding(date, birth_date),
            None => missing(Check::HolderDob),
        });
        self.findings.extend(name.into_iter().chain(birth_date));
        self.verdict = conclude(&self.findings);
        self
    }
}

impl Report {
    /// What the officer does next. Where the holder was compared with the passport, nobody does it again.
    #[must_use]
    pub fn hint(&self, lang: Lang) -> &'static str {
        let same = |check: Check| {
            let mut findings = self.findings.iter();
            findings.any(|found| found.code == check.code() && found.outcome == Outcome::Pass)
        };
        let compared = same(Check::HolderName) && same(Check::HolderDob);
        match self.verdict.is_accept() && compared {
            true => codes::COMPARE_PHOTOGRAPH.get(lang),
            false => self.verdict.hint(lang),
        }
    }
}

fn name_finding(name: &PassportName, person: &Person) -> Finding {
    match name.agreement(person) {
        Agreement::Same => Finding::passed(Check::HolderName, vec![("far", nothing().into())]),
        Agreement::Cut { field } => {
            Finding::passed(Check::HolderName, vec![("far", line_goes(field).into())])
        }
        Agreement::Unclear(why) => {
            let why = match why {
                Unclear::Spelling => codes::NAME_SPELLING,
                Unclear::Fewer => codes::NAME_FEWER,
                Unclear::Order => codes::NAME_ORDER,
                Unclear::Abbreviated => codes::NAME_ABBREVIATED,
            };
            Finding::failed(Code::HolderNameUnclear, vec![("why", why.into())])
        }
        Agreement::Different(part) => {
            let part = match part {
                Differs::Family => codes::NAME_FAMILY,
                Differs::Given => codes::NAME_GIVEN,
                Differs::Both => codes::NAME_BOTH,
            };
            Finding::failed(Code::HolderNameDiffers, vec![("part", part.into())])
        }
    }
}

/// Compares two dates of birth as far as both go; the passport's is known.
fn birth_finding(passport: BirthDate, certificate: BirthDate) -> Finding {
    let (mine, theirs) = (passport.to_string(), certificate.to_string());
    if theirs.is_empty() {
        return Finding::failed(Code::HolderDobUnknown, vec![]);
    }
    let parts = || mine.split('-').zip(theirs.split('-'));
    let differing: Vec<Words> = parts()
        .zip([codes::DOB_YEAR, codes::DOB_MONTH, codes::DOB_DAY])
        .filter(|((mine, theirs), _)| mine != theirs)
        .map(|(_, words)| words)
        .collect();
    if !differing.is_empty() {
        return Finding::failed(
            Code::HolderDobDiffers,
            vec![("parts", Shown::list(&differing).into())],
        );
    }
    let far = match mine.len() == theirs.len() {
        true => nothing(),
        false => date_goes(parts().count()),
    };
    Finding::passed(Check::HolderDob, vec![("far", far.into())])
}

fn nothing() -> Shown {
    Shown::Text(String::new())
}

/// A name that is the passport's as far as its line goes.
fn line_goes(field: usize) -> Shown {
    let words = [
        (" as far as its line of ", " characters goes"),
        (" så langt linjen på ", " tegn rekker"),
        (" så langt linja på ", " teikn rekk"),
    ];
    Shown::Each(Box::new(
        words.map(|(before, after)| format!("{before}{field}{after}")),
    ))
}

/// A date of birth of which only a part is known on both sides: one (the year), or two.
fn date_goes(parts: usize) -> Shown {
    Shown::Words(match parts {
        1 => codes::DOB_AS_YEAR,
        _ => codes::DOB_AS_MONTH,
    })
}
