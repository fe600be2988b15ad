//! From a person's record to finished pages: light, codes, drawings, each read again. One record's pages stay in
//! memory until they may be written.

use super::ledgers::{Fresh, People};
use super::{Attempt, Failure, Result, Trouble, keys, moment, parse_lang, parse_moment};
use crate::codec::cbor::hex;
use crate::dcc::Holder;
use crate::issue::{Issuer, Validity};
use crate::lang::{Lang, Words};
use crate::ledger::{PersonId, Pseudonym};
use crate::norway::certificates::{self, Delivery, LeftOut, Made, NIPH, Yield};
use crate::norway::light::{self, Colour, Component};
use crate::norway::profile::Profile;
use crate::norway::record::Record;
use crate::page::control::{self, Edition, SignedCode};
use crate::page::{self, Document, DrawnCode, File, Format};
use crate::time::Timestamp;
use crate::trust::TrustList;
use crate::verify::{Mode, Policy, Verifier};
use serde_json::{Value as Json, json};
use std::path::Path;

/// Days until a page and its codes expire, whatever the status.
const DAYS: i64 = 90;

/// Who signs pages, and how they are to look.
#[derive(Debug, clap::Args)]
pub(super) struct PressArgs {
    /// Who signs: a folder of keys and certificates, KEY,CERT, or a key in hardware (pkcs11:URI or pkcs11:URI,CERT);
    /// chosen by the entry's purpose
    #[arg(long, value_name = "DIR|KEY,CERT|pkcs11:…", required = true)]
    signer: Vec<String>,
    /// Forms of the pages
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["html", "pdf"])]
    format: Vec<FormatArg>,
    /// First language of the pages, and of messages: en, nb, nn
    #[arg(long, value_name = "LANG", default_value = "nb", value_parser = parse_lang)]
    pub(super) lang: Lang,
    /// When the pages are made [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// Pages to be posted: without test certificates, which would be too old on arrival
    #[arg(long)]
    paper: bool,
}

impl PressArgs {
    /// When the pages are made: given, or the clock's moment.
    pub(super) fn moment(&self) -> Result<Timestamp> {
        moment(self.at)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FormatArg {
    Html,
    Pdf,
    Png,
    Svg,
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Html => Self::Html,
            FormatArg::Pdf => Self::Pdf,
            FormatArg::Png => Self::Png,
            FormatArg::Svg => Self::Svg,
        }
    }
}

/// Everything that all records have in common.
pub(super) struct Press {
    issuers: Vec<Issuer>,
    formats: Vec<Format>,
    lang: Lang,
    paper: bool,
    border: Verifier,
    domestic: Verifier,
    at: Timestamp,
    expires: Timestamp,
}

/// The pages of one record.
pub(super) struct Printed {
    pub(super) status: light::Status,
    pub(super) left_out: Vec<LeftOut>,
    pages: Vec<(Document, Vec<File>)>,
    /// Every code that is on them.
    codes: Vec<String>,
    /// Whose they are in the ledger.
    pseudonym: Option<Pseudonym>,
    /// Why the Norwegian page is not among them.
    pub(super) no_domestic: Option<Words>,
    /// Letters of the name that no face of the pages has.
    pub(super) unwritable: usize,
}

impl Printed {
    /// Finds whose the codes are, and says what is to be told where they are nobody's.
    pub(super) fn assign(&mut self, record: &Record, people: &People) -> Option<&'static str> {
        let (pseudonym, note) = people.pseudonym(PersonId::of_record(record).as_ref());
        self.pseudonym = pseudonym;
        note
    }

    /// What is to be recorded of them.
    pub(super) fn fresh(&self) -> Result<Fresh> {
        // Pages have Norwegian signers alone.
        Fresh::new(self.codes.clone(), Some("NO"), self.pseudonym)
    }

    /// The files of all pages.
    pub(super) fn files(&self) -> impl Iterator<Item = &File> {
        self.pages.iter().flat_map(|(_, files)| files)
    }

    /// Every sheet's name, and how its code was drawn.
    pub(super) fn drawn(&self) -> Result<Vec<(String, Option<DrawnCode>)>> {
        let sheets = self.pages.iter().flat_map(|(document, _)| &document.sheets);
        let drawn = sheets.map(|sheet| {
            let drawn = page::drawn(sheet).map_err(Failure::new)?;
            Ok((sheet.name.clone(), drawn))
        });
        drawn.collect()
    }

    /// The JSON object of one record. `label` is the input's name, `folder` where the files are.
    pub(super) fn answer(&self, label: &str, folder: &Path, lang: Lang) -> Result<Json> {
        let sheets = self.drawn()?.into_iter().map(|(name, drawn)| {
            let code = drawn.map(|code| {
                json!({
                    "version": code.version,
                    "level": code.level.to_string(),
                    "levelLowered": code.stepped_down,
                    "modules": code.modules,
                    "modulePixels": code.module_px,
                    "moduleMm": code.module_mm,
                    "diagonalMm": code.diagonal_mm,
                })
            });
            json!({ "sheet": name, "code": code })
        });
        let files = self
            .files()
            .map(|file| folder.join(&file.name).display().to_string());
        let left_out = self.left_out.iter().map(
            |left| json!({ "entry": left.path, "code": left.why.code(), "text": left.why.text(lang) }),
        );
        let until = self.status.until;
        let mut object = json!({
            "input": label,
            "light": self.status.light.code(),
            "until": until.map_or_else(|| "open".into(), |until| until.in_oslo().to_string()),
            "sheets": sheets.collect::<Vec<Json>>(),
            "files": files.collect::<Vec<String>>(),
            "leftOut": left_out.collect::<Vec<Json>>(),
            "noDomesticPage": self.no_domestic.map(|words| words.get(lang)),
            "unwritable": self.unwritable,
        });
        if let (Some(pseudonym), Some(object)) = (self.pseudonym, object.as_object_mut()) {
            object.insert("pseudonym".into(), hex(&pseudonym).into());
        }
        Ok(object)
    }
}

impl Press {
    /// Reads who signs. `at` is when the pages are made.
    pub(super) fn open(args: &PressArgs, at: Timestamp) -> Result<Self> {
        let issuers = keys::signers(&args.signer)?;
        // What these pages say is said by Norway.
        let mut dscs = issuers.iter().map(Issuer::dsc);
        if let Some(foreign) = dscs.find(|dsc| dsc.country.as_deref() != Some("NO")) {
            let country = foreign.country.as_deref().unwrap_or("-");
            let message =
                format!("a signer's country is {country}: control pages need Norwegian signers");
            return Err(Failure::new(message).hint("give another --signer"));
        }
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
            formats: args.format.iter().map(|&format| format.into()).collect(),
            lang: args.lang,
            paper: args.paper,
            issuers,
            at,
            expires: at.plus_seconds(DAYS * 86_400),
        })
    }

    pub(super) fn print(&self, record: &Record) -> Attempt<Printed> {
        let today = self.at.in_oslo().date();
        let born = record.person.date_of_birth.earliest();
        if born.is_some_and(|born| born > today) {
            return Err(Trouble::refused(
                "person/dateOfBirth: lies after the moment of the pages",
            ));
        }
        let status = light::status(record, self.at, Profile::on(self.at.in_oslo().date()));
        let edition = Edition {
            person: &record.person,
            lang: self.lang,
            made: self.at,
            posted: self.paper,
            expires: self.expires,
        };
        let (mut pages, mut codes) = (Vec::new(), Vec::new());
        let by_test = status.light == Colour::Green
            && status
                .components
                .iter()
                .all(|one| one.light == Colour::Red || one.component == Component::NegativeTest);
        let no_domestic = (self.paper && by_test).then_some(BY_TEST);
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
            let document = control::european(&edition, &signed);
            pages.push(self.release(document, &self.border)?);
        }
        Ok(Printed {
            status,
            left_out,
            pages,
            codes,
            pseudonym: None,
            no_domestic,
            unwritable: page::unwritable(&record.person.family_name)
                + page::unwritable(record.person.given_name.as_deref().unwrap_or_default()),
        })
    }

    /// The Norwegian code: it expires when the light does, after 90 days at most.
    fn domestic_code(&self, record: &Record, status: &light::Status) -> Attempt<SignedCode> {
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
        let issuer = keys::choose_domestic(&self.issuers, validity).map_err(Trouble::usage)?;
        let text = issuer
            .issue_domestic(&holder, validity)
            .map_err(Trouble::refused)?;
        Ok(SignedCode {
            text,
            expires: expires_at,
        })
    }

    fn certificates(&self, record: &Record) -> Attempt<Yield> {
        // Three at most; fetched before, so that a lack of randomness is an error and no identifier.
        let random = [(); 3].map(|()| crate::key::random_octets());
        let mut fresh = Vec::new();
        for octets in random {
            let octets = octets.map_err(|error| Trouble::usage(Failure::new(error)))?;
            let thirteen = octets.get(..13).and_then(|octets| octets.try_into().ok());
            fresh.extend(thirteen.map(certificates::uvci));
        }
        let delivery = match self.paper {
            true => Delivery::Posted,
            false => Delivery::AtOnce,
        };
        let mut next = || fresh.pop().unwrap_or_default();
        Ok(certificates::certificates(
            record, self.at, delivery, NIPH, &mut next,
        ))
    }

    fn sign(&self, certificates: Vec<Made>) -> Attempt<Vec<(Made, SignedCode)>> {
        let validity = Validity {
            issued_at: self.at,
            expires_at: self.expires,
        };
        let mut signed = Vec::new();
        for made in certificates {
            let kind = made.payload.entry.kind();
            let issuer = keys::choose(&self.issuers, kind, validity).map_err(Trouble::usage)?;
            let text = issuer
                .issue(&made.payload, validity)
                .map_err(Trouble::refused)?;
            let expires = self.expires;
            signed.push((made, SignedCode { text, expires }));
        }
        Ok(signed)
    }

    /// Draws the pages and reads every code again from the finished files.
    fn release(&self, document: Document, verifier: &Verifier) -> Attempt<(Document, Vec<File>)> {
        let files = page::release(&document, verifier, self.at, &self.formats)
            .map_err(|error| Trouble::refused(format!("{} page: {error}", document.stem)))?;
        Ok((document, files))
    }
}

const BY_TEST: Words = Words {
    en: "green by a negative test alone, which is too old when the post arrives",
    nb: "grønt bare på grunn av en negativ test, som er for gammel når posten kommer",
    nn: "grønt berre på grunn av ein negativ test, som er for gammal når posten kjem",
};
