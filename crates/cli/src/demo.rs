//! `hcert demo`: the whole round, from a payload to a verdict by Norway's rules, with the throwaway keys of this project.

use crate::exit::ExitStatus;
use crate::kind::Kind;
use crate::{moment, output, parse_moment, show, verify};
use hcert::Document;
use hcert::codec::cbor;
use hcert::codec::hex;
use hcert::container::{Layers, Limits};
use hcert::dcc::{Entry, Payload};
use hcert::icvp::{self, Icvp, Products};
use hcert::issue::{Issuer, VALID_DAYS, Validity, icvp_validity};
use hcert::key::SoftwareKey;
use hcert::qr::render::{Level, Symbol};
use hcert::text;
use hcert::text::{Message, Text, messages};
use hcert::time::Timestamp;
use hcert::trust::TrustList;
use hcert::verify::{Journey, Verifier};
use hcert_checkpoint::report_json::ReportJson;
use hcert_host::atomic_file;
use hcert_host::error::{Failure, Result};
use hcert_scan::scan::{ScanLimits, scan};
use std::path::PathBuf;

/// Issue, draw, read back and verify a certificate; leaves the files to look at
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert demo my-demo\n  hcert demo --kind icvp my-card\n\nThe keys are the throwaway set in keys/; they protect nothing."
)]
pub(super) struct Args {
    /// The folder for the files
    #[arg(value_name = "DIR", default_value = "hcert-demo")]
    folder: PathBuf,
    /// What is issued: an EU certificate, or a yellow card
    #[arg(long, value_enum, default_value_t = Kind::Dcc)]
    kind: Kind,
    /// The moment of issuing and checking [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
}

/// How long ago the dose was given.
const DOSE_DAYS: i32 = 30;

/// An invented person.
const PAYLOAD: &str = include_str!("../../../testdata/payloads/vaccination-2-2.json");
const CERTIFICATE_PATH: &str = "keys/dsc-vaccination.pem";
const KEY: &str = include_str!("../../../keys/dsc-vaccination.key.pem");
const CERTIFICATE: &str = include_str!("../../../keys/dsc-vaccination.pem");

/// Another.
const CARD: &str = include_str!("../../../testdata/icvp/card.json");
const CARD_PATH: &str = "testdata/icvp/dsc.pem";
const CARD_KEY: &str = include_str!("../../../testdata/icvp/dsc.key.pem");
const CARD_CERTIFICATE: &str = include_str!("../../../testdata/icvp/dsc.pem");

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    let at = moment(args.at)?;
    let folder = &args.folder;
    atomic_file::folder(folder)?;
    let path = |name: &str| folder.join(name).display().to_string();
    let step = |number: usize, name: Message, text: Text| {
        let (name, text) = (name.get(crate::lang()), text.get(crate::lang()));
        output::line(&format!("{number}  {name:<8} {text}"))
    };

    let made = match args.kind {
        Kind::Dcc => certificate(at)?,
        Kind::Icvp => yellow_card(at)?,
    };
    let json = format!("{}\n", made.json);
    atomic_file::secret_file(&folder.join("payload.json"), json.as_bytes())?;
    step(
        1,
        messages::DEMO_PAYLOAD,
        text!(
            DEMO_OCTETS,
            entry = made.line,
            octets = made.octets,
            path = path("payload.json"),
        ),
    )?;

    let code = made.code;
    atomic_file::secret_file(&folder.join("code.txt"), format!("{code}\n").as_bytes())?;
    let layers = Layers::read(&code, &Limits::default());
    let length = |layer: &Option<Vec<u8>>| layer.as_ref().map_or(0, Vec::len);
    let signed = layers.sign1.as_ref().map_or(0, |sign1| sign1.payload.len());
    step(
        2,
        messages::DEMO_SIGN,
        text!(
            DEMO_SIGNED,
            signed,
            octets = length(&layers.inflated),
            kid = hex(&made.kid),
            until = Text::from(made.expires_at.in_oslo()),
        ),
    )?;
    step(
        3,
        messages::DEMO_ENCODE,
        text!(
            DEMO_ENCODED,
            octets = length(&layers.compressed),
            characters = code.len(),
            path = path("code.txt"),
        ),
    )?;

    let symbol = Symbol::encode(&code, Level::Q).map_err(Failure::new)?;
    let picture = symbol.png(4).map_err(Failure::new)?;
    atomic_file::secret_file(&folder.join("code.png"), &picture)?;
    atomic_file::secret_file(&folder.join("code.svg"), symbol.svg().as_bytes())?;
    step(
        4,
        messages::DEMO_DRAW,
        text!(
            DEMO_DRAWN,
            version = symbol.version(),
            width = symbol.width(),
            path = path("code.png"),
        ),
    )?;

    // Read back from the file, as anybody else would.
    let picture =
        std::fs::read(folder.join("code.png")).map_err(|error| Failure::io(folder, &error))?;
    let found = scan(&picture, &ScanLimits::default()).map_err(Failure::plain)?;
    let text = found
        .into_iter()
        .next()
        .map(|code| code.text)
        .unwrap_or_default();
    let characters = text.len();
    let told = match text == code {
        true => text!(DEMO_SAME, characters),
        false => text!(DEMO_OTHER, characters),
    };
    step(5, messages::DEMO_SCAN, told)?;

    let verifier = Verifier::new(made.trust);
    let report = verifier.verify_for(&text, at, made.journey.as_ref());
    step(
        6,
        messages::DEMO_VERIFY,
        text!(DEMO_AT, at = Text::from(at.in_oslo())),
    )?;
    let lines = show::report_lines(&path("code.png"), &report, crate::lang(), true);
    output::marked(&lines)?;
    let json = ReportJson::new("code.png", &report, crate::lang());
    let json = serde_json::to_string_pretty(&json).map_err(Failure::plain)?;
    atomic_file::secret_file(&folder.join("report.json"), format!("{json}\n").as_bytes())?;
    Ok(verify::of(&report.verdict))
}

/// What is drawn and read back.
struct Made {
    json: String,
    /// Octets of the content.
    octets: usize,
    line: String,
    code: String,
    kid: Vec<u8>,
    expires_at: Timestamp,
    trust: TrustList,
    /// Where its holder wants to go; a yellow card is asked by no country's rules.
    journey: Option<Journey>,
}

/// A throwaway signer of this project.
fn issuer(path: &str, certificate: &str, key: &str, domain: &str) -> Result<(Issuer, TrustList)> {
    let trust = TrustList::read(path, certificate.as_bytes()).map_err(Failure::new)?;
    let trust = trust.in_domain(domain);
    let dsc = trust.iter().next().cloned();
    let dsc = dsc.ok_or_else(|| Failure::new(text!(DEMO_NO_CERTIFICATE, path)))?;
    let key = SoftwareKey::from_pem(key).map_err(Failure::new)?;
    let issuer = Issuer::new(Box::new(key), dsc).map_err(Failure::new)?;
    Ok((issuer, trust))
}

/// A dose of a month ago, and the way to Norway.
fn certificate(at: Timestamp) -> Result<Made> {
    let mut payload = Payload::from_json(PAYLOAD).map_err(Failure::new)?;
    if let Entry::Vaccination(dose) = &mut payload.entry {
        dose.date = Some(at.in_oslo().date().plus_days(-DOSE_DAYS));
    }
    let domain = Document::DEFAULT_DOMAIN;
    let (issuer, trust) = issuer(CERTIFICATE_PATH, CERTIFICATE, KEY, domain)?;
    let validity = Validity::days(at, VALID_DAYS);
    Ok(Made {
        json: payload.to_json(),
        octets: cbor::encode(&payload.to_value()).len(),
        line: hcert::dcc::show::line(&payload.entry, crate::lang()),
        code: issuer.issue(&payload, validity).map_err(Failure::new)?,
        kid: issuer.dsc().kid.clone(),
        expires_at: validity.expires_at,
        trust,
        journey: Some(Journey::to("NO".parse().map_err(Failure::plain)?, at)),
    })
}

/// A dose against yellow fever of a month ago.
fn yellow_card(at: Timestamp) -> Result<Made> {
    let mut card = Icvp::from_json(CARD).map_err(Failure::new)?;
    for dose in &mut card.doses {
        dose.date = at.in_oslo().date().plus_days(-DOSE_DAYS);
    }
    let (issuer, trust) = issuer(CARD_PATH, CARD_CERTIFICATE, CARD_KEY, icvp::DOMAIN)?;
    let validity = icvp_validity(issuer.dsc(), at);
    let products = Products::built_in();
    let code = issuer.issue_icvp(&card, validity, &products);
    Ok(Made {
        json: card.to_json(),
        octets: cbor::encode(&card.to_item().to_value()).len(),
        line: icvp::show::line(&card, &products, crate::lang()),
        code: code.map_err(Failure::new)?,
        kid: issuer.dsc().kid.clone(),
        expires_at: validity.expires_at,
        trust,
        journey: None,
    })
}
