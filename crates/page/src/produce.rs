//! From a person's record to finished pages: light, codes, drawings, each read again. One record's pages stay in
//! memory until they may be handed out.

use crate::control::{self, Edition, SignedCode};
use crate::{self as page, Document, DrawnCode, File, Format, PageError};
use hcert::dcc::Kind;
use hcert::issue::{IssueError, Issuer, VALID_DAYS, Validity, choose, choose_domestic};
use hcert::key::KeyError;
use hcert::no1::Holder;
use hcert::norway::certificates::{self, Delivery, LeftOut, Made, NIPH, Yield};
use hcert::norway::light::{self, Colour, Component};
use hcert::norway::profile::Profile;
use hcert::norway::record::Record;
use hcert::text::{Lang, Message, Text, ToText, messages};
use hcert::time::Timestamp;
use hcert::trust::TrustList;
use hcert::verify::{Mode, Policy, Verifier};
use hcert::{in_english, text};
use std::fmt;
use std::sync::Arc;

/// How pages are to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Forms of the files.
    pub formats: Vec<Format>,
    /// First language of the pages.
    pub lang: Lang,
    /// Pages to be posted: without test certificates, which would be too old on arrival.
    pub paper: bool,
}

/// Why there are no pages. Never holds a name, a date of birth or a code's text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ProduceError {
    /// A signer is of another country than Norway.
    Foreign {
        /// Its country; `-` if it has none.
        country: String,
    },
    /// No signer covers a kind of certificate, or none is Norwegian.
    NoSigner {
        /// The kind; none for a domestic code.
        kind: Option<Kind>,
    },
    /// The person is born after the pages are made.
    NotBorn,
    /// There is no randomness for an identifier.
    Random(KeyError),
    /// A code was not issued.
    Issue(IssueError),
    /// A page was not made, or not released.
    Page {
        /// Which one.
        page: String,
        /// Why.
        error: PageError,
    },
}

impl ToText for ProduceError {
    fn to_text(&self) -> Text {
        match self {
            Self::Foreign { country } => text!(PRODUCE_FOREIGN, country),
            Self::NoSigner { kind: Some(kind) } => text!(ISSUING_NO_SIGNER, kind),
            Self::NoSigner { kind: None } => text!(PRODUCE_NO_NORWEGIAN),
            Self::NotBorn => text!(PRODUCE_NOT_BORN),
            Self::Random(error) => error.to_text(),
            Self::Issue(error) => error.to_text(),
            Self::Page { page, error } => text!(PRODUCE_PAGE, page, error),
        }
    }
}

in_english!(ProduceError: Error);

impl From<IssueError> for ProduceError {
    fn from(error: IssueError) -> Self {
        Self::Issue(error)
    }
}

/// Everything that all records have in common.
#[derive(Debug)]
pub struct PageIssuer {
    issuers: Arc<[Issuer]>,
    style: Style,
    border: Verifier,
    domestic: Verifier,
    at: Timestamp,
    expires: Timestamp,
}

/// The pages of one record. `Debug` shows nobody.
pub struct IssuedPages {
    /// The light.
    pub status: light::Status,
    /// What is on no page, and why.
    pub left_out: Vec<LeftOut>,
    /// Every code that is on them.
    pub codes: Vec<String>,
    /// The identifiers (UVCI) of the certificates among them.
    pub identifiers: Vec<String>,
    /// Why the Norwegian page is not among them.
    pub no_domestic: Option<Message>,
    /// Letters of the name that no face of the pages has.
    pub unwritable: usize,
    pages: Vec<(Document, Vec<File>)>,
}

impl fmt::Debug for IssuedPages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IssuedPages({} codes)", self.codes.len())
    }
}

impl IssuedPages {
    /// The files of all pages.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.pages.iter().flat_map(|(_, files)| files)
    }

    /// Every sheet's name, and how its code was drawn.
    ///
    /// # Errors
    /// As [`page::drawn`].
    pub fn drawn(&self) -> Result<Vec<(String, Option<DrawnCode>)>, PageError> {
        let sheets = self.pages.iter().flat_map(|(document, _)| &document.sheets);
        let drawn = sheets.map(|sheet| Ok((sheet.name.clone(), page::drawn(sheet)?)));
        drawn.collect()
    }
}

impl PageIssuer {
    /// A press with these signers. `at` is when the pages are made.
    ///
    /// # Errors
    /// A signer is not Norwegian: what these pages say is said by Norway.
    pub fn new(issuers: Arc<[Issuer]>, style: Style, at: Timestamp) -> Result<Self, ProduceError> {
        check_country(&issuers)?;
        let trust = || {
            let signers = issuers.iter().map(|issuer| issuer.dsc().clone());
            signers.collect::<TrustList>().dated(at)
        };
        let domestic = Policy {
            mode: Mode::Domestic,
            ..Policy::default()
        };
        Ok(Self {
            border: Verifier::new(trust()),
            domestic: Verifier::new(trust()).with_policy(domestic),
            style,
            issuers,
            at,
            expires: Validity::days(at, VALID_DAYS).expires_at,
        })
    }

    /// Makes the pages of one record.
    ///
    /// # Errors
    /// No page is made if one cannot be.
    pub fn print(&self, record: &Record) -> Result<IssuedPages, ProduceError> {
        let today = self.at.in_oslo().date();
        let born = record.person.date_of_birth.earliest();
        if born.is_some_and(|born| born > today) {
            return Err(ProduceError::NotBorn);
        }
        let status = light::status(record, self.at, Profile::on(today));
        let paper = self.style.paper;
        let edition = Edition {
            person: &record.person,
            lang: self.style.lang,
            made: self.at,
            posted: paper,
            expires: self.expires,
        };
        let (mut pages, mut codes, mut identifiers) = (Vec::new(), Vec::new(), Vec::new());
        let by_test = status.light == Colour::Green
            && status
                .components
                .iter()
                .all(|one| one.light == Colour::Red || one.component == Component::NegativeTest);
        let no_domestic = (paper && by_test).then_some(messages::PAGES_BY_TEST);
        if no_domestic.is_none() {
            let code = match status.light {
                Colour::Green => Some(self.domestic_code(record, &status)?),
                Colour::Red => None,
            };
            codes.extend(code.iter().map(|code| code.text.clone()));
            let document = control::domestic(&edition, &status, code.as_ref());
            pages.push(self.release(document, &self.domestic)?);
        }
        let Yield {
            certificates,
            left_out,
        } = self.certificates(record)?;
        if !certificates.is_empty() {
            let signed = self.sign(certificates)?;
            codes.extend(signed.iter().map(|(_, code)| code.text.clone()));
            let entries = signed.iter().map(|(made, _)| &made.payload.entry);
            identifiers.extend(entries.map(|entry| entry.uvci().to_owned()));
            let document = control::european(&edition, &signed);
            pages.push(self.release(document, &self.border)?);
        }
        Ok(IssuedPages {
            status,
            left_out,
            pages,
            codes,
            identifiers,
            no_domestic,
            unwritable: page::unwritable(&record.person.family_name)
                + page::unwritable(record.person.given_name.as_deref().unwrap_or_default()),
        })
    }

    /// The Norwegian code: it expires when the light does, after 90 days at most.
    fn domestic_code(
        &self,
        record: &Record,
        status: &light::Status,
    ) -> Result<SignedCode, ProduceError> {
        let expires_at = status
            .until
            .map_or(self.expires, |until| until.min(self.expires));
        let validity = Validity {
            issued_at: self.at,
            expires_at,
        };
        let holder = Holder {
            person: record.person.to_dcc(),
            birth_date: record.person.date_of_birth,
        };
        let issuer = choose_domestic(&self.issuers, validity);
        let issuer = issuer.ok_or(ProduceError::NoSigner { kind: None })?;
        Ok(SignedCode {
            text: issuer.issue_domestic(&holder, validity)?,
            expires: expires_at,
        })
    }

    fn certificates(&self, record: &Record) -> Result<Yield, ProduceError> {
        // Three at most; fetched before, so that a lack of randomness is an error and no identifier.
        let random = [(); 3].map(|()| hcert::key::random_octets());
        let mut fresh = Vec::new();
        for octets in random {
            let octets = octets.map_err(ProduceError::Random)?;
            let thirteen = octets.get(..13).and_then(|octets| octets.try_into().ok());
            fresh.extend(thirteen.map(certificates::uvci));
        }
        let delivery = match self.style.paper {
            true => Delivery::Posted,
            false => Delivery::AtOnce,
        };
        let mut next = || fresh.pop().unwrap_or_default();
        Ok(certificates::certificates(
            record, self.at, delivery, NIPH, &mut next,
        ))
    }

    fn sign(&self, certificates: Vec<Made>) -> Result<Vec<(Made, SignedCode)>, ProduceError> {
        let validity = Validity {
            issued_at: self.at,
            expires_at: self.expires,
        };
        let mut signed = Vec::new();
        for made in certificates {
            let kind = made.payload.entry.kind();
            let issuer = choose(&self.issuers, kind, validity);
            let issuer = issuer.ok_or(ProduceError::NoSigner { kind: Some(kind) })?;
            let text = issuer.issue(&made.payload, validity)?;
            let expires = self.expires;
            signed.push((made, SignedCode { text, expires }));
        }
        Ok(signed)
    }

    /// Draws the pages and reads every code again from the finished files.
    fn release(
        &self,
        document: Document,
        verifier: &Verifier,
    ) -> Result<(Document, Vec<File>), ProduceError> {
        let files = page::release(&document, verifier, self.at, &self.style.formats);
        let files = files.map_err(|error| ProduceError::Page {
            page: document.stem.clone(),
            error,
        })?;
        Ok((document, files))
    }
}

/// Whether every signer may sign pages.
///
/// # Errors
/// One is not Norwegian.
pub fn check_country(issuers: &[Issuer]) -> Result<(), ProduceError> {
    let mut dscs = issuers.iter().map(Issuer::dsc);
    match dscs.find(|dsc| dsc.country.as_deref() != Some("NO")) {
        None => Ok(()),
        Some(foreign) => Err(ProduceError::Foreign {
            country: foreign.country.as_deref().unwrap_or("-").to_owned(),
        }),
    }
}
