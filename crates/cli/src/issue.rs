//! `hcert issue`: payloads become signed codes.

use crate::exit::ExitStatus;
use crate::kind::Kind;
use crate::ledger_args::LedgerArgs;
use crate::{moment, output, parse_moment, qr};
use hcert::codec::hex;
use hcert::codec::zlib::Effort;
use hcert::dcc::names::Language;
use hcert::issue::{IssuedCode, VALID_DAYS, Validity};
use hcert::qr::render::{Level, Symbol};
use hcert::text;
use hcert::text::messages;
use hcert::time::Timestamp;
use hcert_checkpoint::input::is_ours;
use hcert_checkpoint::issued_json::IssuedJson;
use hcert_host::atomic_file;
use hcert_host::encoding;
use hcert_host::error::{Failure, Result};
use hcert_host::inputs as input;
use hcert_host::record_columns;
use hcert_host::recorder::{Fresh, People, Recorder};
use hcert_host::signers;
use hcert_host::verifier::products;
use hcert_ledger::{PersonId, Pseudonym};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Sign payloads (JSON of the EU schema 1.3.x, or yellow cards) as HC1 codes
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert issue testdata/payloads/vaccination-2-2.json --signer keys\n  \
                        hcert issue testdata/payloads/test-pcr.json --signer keys --qr code.png --json\n  \
                        hcert issue testdata/payloads/test-pcr.json --signer keys --ledger i.db\n  \
                        hcert issue --kind icvp testdata/icvp/card.json \\\n    --signer testdata/icvp/dsc.key.pem,testdata/icvp/dsc.pem\n\n\
                        The payload is held to the schema without tolerance; every fault is named with \
                        its path. What was signed is verified before it is handed out."
)]
pub(super) struct Args {
    /// Payloads: JSON files, or - for standard input
    #[arg(value_name = "PAYLOAD", required = true)]
    payloads: Vec<OsString>,
    #[command(flatten)]
    sign: SignArgs,
    /// Also draw the code: PNG or SVG by the ending; one payload only
    #[arg(long, value_name = "FILE")]
    qr: Option<PathBuf>,
    /// Error correction of the picture: L, M, Q or H
    #[arg(long, default_value = "Q", value_name = "LEVEL", requires = "qr")]
    level: Level,
    #[command(flatten)]
    ledger: LedgerArgs,
    /// One JSON object per code
    #[arg(long)]
    json: bool,
}

/// Who signs payloads, and how.
#[derive(Debug, clap::Args)]
pub(super) struct SignArgs {
    /// Who signs: a folder of keys and certificates, KEY,CERT, or a key in hardware (pkcs11:URI or pkcs11:URI,CERT);
    /// chosen by the entry's purpose
    #[arg(long, value_name = "DIR|KEY,CERT|pkcs11:…", required = true)]
    signer: Vec<String>,
    /// Claim iat [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// What is signed: EU certificates, or yellow cards (icvp), whose record is the content's own JSON
    #[arg(long, value_enum, default_value_t = Kind::Dcc)]
    kind: Kind,
    /// A newer table of the products that WHO approves for the yellow card
    #[arg(long, value_name = "FILE")]
    products: Option<PathBuf>,
    /// Days until claim exp [default: 90; 365 for a yellow card, or as long as its signer's certificate]
    #[arg(long, value_name = "DAYS", conflicts_with = "exp", value_parser = clap::value_parser!(u16).range(1..))]
    days: Option<u16>,
    /// Claim exp itself
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    exp: Option<Timestamp>,
    /// Claim iss [default: the country of the signer's certificate]
    #[arg(long, value_name = "CC")]
    country: Option<String>,
    /// Fill in what is missing: fnt and gnt by transliteration, ci as a new UVCI
    #[arg(long)]
    fill: bool,
    /// Language of names in Cyrillic letters: be, bg, mk, sr, uk
    #[arg(long, value_name = "LANG", requires = "fill", value_parser = parse_language)]
    names_language: Option<Language>,
    /// Compress at level 1: faster, about 2 % larger
    #[arg(long)]
    fast: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    if args.qr.is_some() && args.payloads.len() > 1 {
        return Err(Failure::new(messages::MAKE_ONE_PAYLOAD).hint(messages::MAKE_QR_EACH));
    }
    let desk = PayloadIssuer::open(&args.sign, args.sign.moment()?)?;
    let format = args.qr.as_deref().map(qr::Format::of).transpose()?;
    let mut ledger = output::telling(|notices| Recorder::open(&args.ledger.options(), notices))?;
    let mut status = ExitStatus::Done;
    for argument in &args.payloads {
        let hint = messages::MAKE_GIVE_PAYLOAD.get(crate::lang());
        let source = match input::fetch(argument, hint) {
            Ok(source) => source,
            Err(failure) => {
                output::failure(&failure);
                status = status.worse(ExitStatus::Usage);
                continue;
            }
        };
        let people = ledger.as_ref().map(|(_, people)| people);
        let signed = text(&source).and_then(|text| match is_csv(&source) {
            true => Err(of_csv(text)),
            false => desk.issue(text, people),
        });
        let signed = match signed {
            Ok(signed) => signed,
            Err(failure) => {
                output::failure(&Failure {
                    message: text!(FILE_SYSTEM, path = source.label, error = failure.message),
                    ..failure
                });
                status = status.worse(ExitStatus::Rejected);
                continue;
            }
        };
        for note in &signed.issued.notes {
            output::warning(&text!(FILE_SYSTEM, path = source.label, error = note));
        }
        if let Some((recorder, _)) = &mut ledger {
            // Before anybody can have the code: one that is not in the ledger cannot be revoked.
            recorder.record(vec![signed.fresh()?])?;
        }
        if let (Some(path), Some(format)) = (&args.qr, format) {
            let symbol = Symbol::encode(&signed.issued.text, args.level).map_err(Failure::new)?;
            atomic_file::secret_file(path, &qr::picture(&symbol, format, 4)?)?;
        }
        match args.json {
            true => output::json(&signed.json(&source.label))?,
            false => output::line(&signed.issued.text)?,
        }
    }
    Ok(status)
}

/// Whether a file is CSV by its name.
fn is_csv(source: &input::Source) -> bool {
    input::ending(Path::new(&source.label)).is_some_and(|ending| ending == "csv")
}

/// What to do with CSV, which is taken by a command for many.
fn of_csv(text: &str) -> Failure {
    let first = text.lines().next().unwrap_or_default();
    let names = first.split([',', ';', '\t']);
    let header: Vec<String> = names
        .map(|name| name.trim_matches('"').to_owned())
        .collect();
    match record_columns::is_header(&header) {
        true => record_columns::not_payloads(),
        false => Failure::new(messages::MAKE_CSV).hint(messages::MAKE_BATCH_TAKES_CSV),
    }
}

/// The text of a source.
pub(super) fn text(source: &input::Source) -> Result<&str> {
    encoding::text(&source.label, &source.octets)
}

impl SignArgs {
    /// Claim `iat`: given, or the clock's moment.
    pub(super) fn moment(&self) -> Result<Timestamp> {
        moment(self.at)
    }
}

/// Everything that all payloads have in common.
pub(super) struct PayloadIssuer {
    issuer: hcert::issue::PayloadIssuer,
    kind: Kind,
    validity: Validity,
    /// Claim exp, if it was said.
    expires_at: Option<Timestamp>,
}

/// A code that is signed, and not yet handed out.
pub(super) struct Signed {
    pub(super) issued: IssuedCode,
    pseudonym: Option<Pseudonym>,
}

impl Signed {
    /// What is to be recorded of it.
    pub(super) fn fresh(&self) -> Result<Fresh> {
        let country = self.issued.signer_country.as_deref();
        Fresh::new(vec![self.issued.text.clone()], country, self.pseudonym)
    }

    /// What is told of it. `label` is the input's name.
    pub(super) fn json(&self, label: &str) -> IssuedJson {
        let mut json = IssuedJson::new(&self.issued);
        json.input = Some(label.to_owned());
        json.pseudonym = self.pseudonym.map(|pseudonym| hex(&pseudonym));
        json
    }
}

impl PayloadIssuer {
    /// Reads who signs. `issued_at` is claim `iat`.
    pub(super) fn open(args: &SignArgs, issued_at: Timestamp) -> Result<Self> {
        let mut validity = Validity::days(issued_at, args.days.unwrap_or(VALID_DAYS));
        validity.expires_at = args.exp.unwrap_or(validity.expires_at);
        let expires_at = args.days.map(|_| validity.expires_at).or(args.exp);
        let issuers = output::telling(|notices| signers::signers(&args.signer, notices))?;
        let mut issuer = hcert::issue::PayloadIssuer::new(issuers.into());
        if let Some(country) = &args.country {
            issuer = issuer.in_country(country);
        }
        if args.fast {
            issuer = issuer.with_effort(Effort::Fast);
        }
        if args.fill {
            issuer = issuer.filling(args.names_language.unwrap_or_default());
        }
        if let Some(path) = &args.products {
            issuer = issuer.with_products(Arc::new(products(path)?));
        }
        let kind = args.kind;
        Ok(Self {
            issuer,
            kind,
            validity,
            expires_at,
        })
    }

    /// Signs a payload, and finds whose it is where there is a ledger that knows people.
    pub(super) fn issue(&self, text: &str, people: Option<&People>) -> Result<Signed> {
        let issued = match self.kind {
            Kind::Dcc => self.issuer.issue(text, self.validity),
            Kind::Icvp => {
                let issued_at = self.validity.issued_at;
                self.issuer.issue_icvp(text, issued_at, self.expires_at)
            }
        };
        let mut issued = issued.map_err(|error| match is_ours(text.trim_start()) {
            true => Failure::new(messages::ISSUING_IS_CODE).hint(messages::HOST_VERIFY_TAKES_CODES),
            false => signers::failure(&error),
        })?;
        let mut pseudonym = None;
        if let Some(people) = people {
            let (found, note) = people.pseudonym(PersonId::of_issued(&issued.content).as_ref());
            pseudonym = found;
            issued.notes.extend(note.map(Into::into));
        }
        Ok(Signed { issued, pseudonym })
    }
}

fn parse_language(text: &str) -> std::result::Result<Language, String> {
    match Language::from_iso639_1(text) {
        Language::Unknown => Err("expected one of be, bg, mk, sr, uk".into()),
        language => Ok(language),
    }
}
