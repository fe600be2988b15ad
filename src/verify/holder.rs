//! Whose certificate it is: the person in it beside the passport.
//!
//! Two checks, made after all others on a report whose code had a good signature. What they find is told
//! without repeating a name or a date: findings go into logs, and whoever holds the passport sees both.

use super::finding::{Check, DatePart, Finding, KnownDate, NotMade};
use super::report::{Report, Verdict, conclude};
use crate::documents::Document;
use crate::documents::dcc::Person;
use crate::documents::dcc::passport::{Agreement, PassportName, PassportNameError};
use crate::documents::no1::Holder;
use crate::text::{Lang, messages};
use crate::time::BirthDate;
use std::fmt;

/// What a passport says of its holder, as far as it is to be compared. `Debug` is redacted.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Passport {
    /// The name.
    pub name: Option<PassportName>,
    /// The date of birth; one that is partial is compared as far as it goes.
    pub birth_date: Option<BirthDate>,
    /// The document's number, which a yellow card may name; letters and digits alone count, in either case.
    pub document: Option<String>,
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
    /// ```
    /// use hcert::verify::{Passport, PassportError};
    /// let passport = Passport::read(Some("Øverland, Kari Ågot"), Some("1964-08-12")).unwrap();
    /// assert_eq!(passport.name.unwrap().line(), "OEVERLAND<<KARI<AAGOT");
    /// assert_eq!(Passport::read(None, Some("12.08.1964")), Err(PassportError::Date));
    /// ```
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
            document: None,
        })
    }

    /// The same with the number of the document, as it was typed.
    #[must_use]
    pub fn with_document(mut self, number: Option<&str>) -> Self {
        let number = number.map(document_number);
        self.document = number.filter(|number| !number.is_empty());
        self
    }
}

/// A document's number without what people put between its signs.
fn document_number(text: &str) -> String {
    let signs = text.chars().filter(|c| c.is_alphanumeric());
    signs.flat_map(char::to_uppercase).collect()
}

/// Shows what is given, and nothing of it.
impl fmt::Debug for Passport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let document = self.document.is_some();
        write!(
            f,
            "Passport({:?}, {:?}, {document})",
            self.name, self.birth_date
        )
    }
}

impl Report {
    /// The same report with the holder compared to a passport: the findings `holder-name` and `holder-dob`, as
    /// far as they are asked for, and the verdict that follows.
    ///
    /// A code that was not read to its content, or whose signature is not good, is nobody's: it is returned as
    /// it is.
    ///
    /// ```
    /// use hcert::{TrustList, Verifier, verify::Passport};
    /// let codes = std::fs::read_to_string("testdata/codes.txt")?;
    /// let code = codes.lines().nth(1).ok_or("no code")?;
    /// let trust = TrustList::read("keys", &std::fs::read("keys/dsc-vaccination.pem")?)?;
    /// let report = Verifier::new(trust).verify(code, "2022-02-01T12:00:00Z".parse()?);
    /// let holder = Passport::read(Some("Øverland, Kari Ågot"), Some("1964-08-12")).unwrap();
    /// assert_eq!(report.clone().compared_with(&holder).verdict.code(), "genuine");
    /// let another = Passport::read(Some("Øverland, Kari Ågot"), Some("1971-08-12")).unwrap();
    /// assert_eq!(report.compared_with(&another).verdict.code(), "reject");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn compared_with(mut self, passport: &Passport) -> Self {
        if !self.findings.contains(&Finding::SignatureGood) {
            return self;
        }
        let (holder, number) = self.holder();
        let why = NotMade::NoPayload;
        let missing = |check| Finding::Skipped { check, why };
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
        let given = passport.document.as_ref();
        let document = given.zip(number).map(|(given, theirs)| match theirs {
            Some(theirs) if document_number(theirs) == *given => Finding::HolderDocumentMatches,
            Some(_) => Finding::HolderDocumentDiffers,
            None => Finding::HolderDocumentMissing,
        });
        let found = name.into_iter().chain(birth_date).chain(document);
        self.findings.extend(found);
        self.verdict = conclude(&self.findings);
        self
    }
}

/// Whose code it is, as far as it says so.
type Whose<'a> = (Named<'a>, BirthDate);

impl Report {
    /// Whom the code names, and, where its kind names a travel document, the number of that.
    #[expect(
        clippy::option_option,
        reason = "a kind that names no document is none that lacks its number"
    )]
    fn holder(&self) -> (Option<Whose<'_>>, Option<Option<&str>>) {
        match (&self.certificate, &self.domestic, &self.icvp, &self.health) {
            (Some(eu), ..) => {
                let payload = eu.payload();
                (
                    Some((Named::Parts(&payload.person), payload.birth_date)),
                    None,
                )
            }
            (None, Some(domestic), ..) => {
                let Holder { person, birth_date } = domestic.holder();
                (Some((Named::Parts(person), *birth_date)), None)
            }
            (None, None, Some(card), _) => {
                let content = card.content();
                let born = BirthDate::Day(content.birth_date);
                let whose = (Named::Whole(&content.name), born);
                (Some(whose), Some(content.document.as_deref()))
            }
            (None, None, None, Some(signed)) => {
                let holder = &signed.content().holder;
                let born = holder.birth_date.unwrap_or(BirthDate::Unknown);
                let name = holder
                    .name
                    .as_deref()
                    .map(|name| (Named::Whole(name), born));
                let number = holder.document.as_deref();
                let names_document = signed.document() == Document::VdsNc;
                (name, names_document.then_some(number))
            }
            (None, None, None, None) => (None, None),
        }
    }
}

impl Report {
    /// What the officer does next. Where the holder was compared with the passport, nobody does it again.
    #[must_use]
    pub fn hint(&self, lang: Lang) -> &'static str {
        let found = |of: fn(&Finding) -> bool| self.findings.iter().any(of);
        let compared = found(|one| matches!(one, Finding::HolderNameMatches { .. }))
            && found(|one| matches!(one, Finding::HolderDobMatches { .. }));
        match &self.verdict {
            Verdict::Accept if compared => messages::HINT_COMPARE_PHOTOGRAPH.get(lang),
            Verdict::Genuine(None) if self.icvp.is_some() => match compared {
                true => messages::HINT_ICVP_PHOTOGRAPH.get(lang),
                false => messages::HINT_ICVP.get(lang),
            },
            Verdict::Genuine(None) if compared => messages::HINT_GENUINE_PHOTOGRAPH.get(lang),
            verdict => verdict.hint(lang),
        }
    }
}

/// A name in a certificate.
#[derive(Clone, Copy)]
enum Named<'a> {
    /// Family and given names apart.
    Parts(&'a Person),
    /// One name, in the order of the travel document.
    Whole(&'a str),
}

fn name_finding(name: &PassportName, holder: Named<'_>) -> Finding {
    let agreement = match holder {
        Named::Parts(person) => name.agreement(person),
        Named::Whole(written) => name.agreement_with_whole(written),
    };
    match agreement {
        Agreement::Same => Finding::HolderNameMatches { line: None },
        Agreement::Cut { field } => Finding::HolderNameMatches { line: Some(field) },
        Agreement::Unclear(why) => Finding::HolderNameUnclear { why },
        Agreement::Different(part) => Finding::HolderNameDiffers { part },
    }
}

/// Compares two dates of birth as far as both go; the passport's is known.
fn birth_finding(passport: BirthDate, certificate: BirthDate) -> Finding {
    let (mine, theirs) = (passport.to_string(), certificate.to_string());
    if theirs.is_empty() {
        return Finding::HolderDobUnknown;
    }
    let both = || mine.split('-').zip(theirs.split('-'));
    let parts: Vec<DatePart> = both()
        .zip([DatePart::Year, DatePart::Month, DatePart::Day])
        .filter(|((mine, theirs), _)| mine != theirs)
        .map(|(_, part)| part)
        .collect();
    if !parts.is_empty() {
        return Finding::HolderDobDiffers { parts };
    }
    let known = match (mine.len() == theirs.len(), both().count()) {
        (true, _) => KnownDate::Day,
        (false, 1) => KnownDate::Year,
        (false, _) => KnownDate::Month,
    };
    Finding::HolderDobMatches { known }
}
