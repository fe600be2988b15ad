//! `hcert page`'s words about who signs and how pages look, and what it tells of a record's.

use crate::exit::{RowError, RowResult};
use crate::output;
use crate::{moment, parse_moment};
use hcert::norway::record::Record;
use hcert::text::Lang;
use hcert::time::Timestamp;
use hcert_host::error::{Failure, Result};
use hcert_host::recorder::{Fresh, People};
use hcert_host::signers;
use hcert_ledger::{PersonId, Pseudonym};
use hcert_page::produce;
use hcert_page::produce::{ProduceError, Style};
use hcert_page::{Contents, DrawnCode, Format, PagesJson};
use std::path::Path;

/// Who signs pages, and how they are to look.
#[derive(Debug, clap::Args)]
pub(super) struct PageArgs {
    /// Who signs: a folder of keys and certificates, KEY,CERT, or a key in hardware (pkcs11:URI or pkcs11:URI,CERT);
    /// chosen by the entry's purpose
    #[arg(long, value_name = "DIR|KEY,CERT|pkcs11:…", required = true)]
    pub(super) signer: Vec<String>,
    /// Forms of the pages
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["html", "pdf"])]
    format: Vec<FormatArg>,
    /// When the pages are made [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// Pages to be posted: without test certificates, which would be too old on arrival; a yellow card with lines for
    /// signatures and room for the stamp, which counts without its code
    #[arg(long)]
    pub(super) paper: bool,
    /// A yellow card without lines for signatures, which counts by its code alone; the default
    #[arg(long, conflicts_with = "paper")]
    digital: bool,
}

impl PageArgs {
    /// The forms of the pages.
    pub(super) fn formats(&self) -> Vec<Format> {
        self.format.iter().map(|&format| format.into()).collect()
    }

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
pub(super) struct PageIssuer(produce::PageIssuer);

/// The pages of one record, and whose they are.
pub(super) struct IssuedPages {
    pub(super) made: produce::IssuedPages,
    /// Whose they are in the ledger.
    pseudonym: Option<Pseudonym>,
}

impl IssuedPages {
    /// Finds whose the codes are, and says what is to be told where they are nobody's.
    pub(super) fn assign(&mut self, record: &Record, people: &People) -> Option<&'static str> {
        let (pseudonym, note) = people.pseudonym(PersonId::of_record(record).as_ref());
        self.pseudonym = pseudonym;
        note
    }

    /// What is to be recorded of them.
    pub(super) fn fresh(&self) -> Result<Fresh> {
        // Pages have Norwegian signers alone.
        Fresh::new(self.made.codes.clone(), Some("NO"), self.pseudonym)
    }

    /// Every sheet's name, and how its code was drawn.
    pub(super) fn drawn(&self) -> Result<Vec<(String, Option<DrawnCode>)>> {
        self.made.drawn().map_err(Failure::new)
    }

    /// The JSON object of one record. `label` is the input's name, `folder` where the files are.
    pub(super) fn json(&self, label: &str, folder: &Path, lang: Lang) -> Result<PagesJson> {
        let json = PagesJson::new(&self.made, Contents::Below(folder), lang);
        let pseudonym = self.pseudonym.as_ref().map(|pseudonym| &pseudonym[..]);
        let mut json = json.map_err(Failure::new)?.with_pseudonym(pseudonym);
        json.input = Some(label.to_owned());
        Ok(json)
    }
}

impl PageIssuer {
    /// Reads who signs. `at` is when the pages are made.
    pub(super) fn open(args: &PageArgs, at: Timestamp) -> Result<Self> {
        let issuers = output::telling(|notices| signers::signers(&args.signer, notices))?;
        let style = Style {
            formats: args.formats(),
            lang: crate::page_lang(),
            paper: args.paper,
        };
        let press = produce::PageIssuer::new(issuers.into(), style, at);
        Ok(Self(press.map_err(|error| failure(&error))?))
    }

    pub(super) fn print(&self, record: &Record) -> RowResult<IssuedPages> {
        let made = self.0.print(record).map_err(|error| match error {
            ProduceError::NoSigner { .. } | ProduceError::Random(_) => {
                RowError::usage(failure(&error))
            }
            _ => RowError::refused(error),
        })?;
        Ok(IssuedPages {
            made,
            pseudonym: None,
        })
    }
}

/// An error that is not the record's.
fn failure(error: &ProduceError) -> Failure {
    let failure = Failure::new(error);
    match error {
        ProduceError::NoSigner { .. } | ProduceError::Foreign { .. } => {
            failure.hint(signers::ANOTHER_SIGNER)
        }
        _ => failure,
    }
}
