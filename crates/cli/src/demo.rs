//! `hcert demo`: the whole round, from a payload to a verdict by Norway's rules, with the throwaway keys of this project.

use crate::exit::ExitStatus;
use crate::{moment, output, parse_moment, show, verify};
use hcert::codec::cbor;
use hcert::codec::hex;
use hcert::container::{Layers, Limits};
use hcert::dcc::{Entry, Payload};
use hcert::issue::{Issuer, VALID_DAYS, Validity};
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
    after_help = "Example:\n  hcert demo my-demo\n\nThe keys are the throwaway set in keys/; they protect nothing."
)]
pub(super) struct Args {
    /// The folder for the files
    #[arg(value_name = "DIR", default_value = "hcert-demo")]
    folder: PathBuf,
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

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    let at = moment(args.at)?;
    let folder = &args.folder;
    atomic_file::folder(folder)?;
    let path = |name: &str| folder.join(name).display().to_string();
    let step = |number: usize, name: Message, text: Text| {
        let (name, text) = (name.get(crate::lang()), text.get(crate::lang()));
        output::line(&format!("{number}  {name:<8} {text}"))
    };

    let mut payload = Payload::from_json(PAYLOAD).map_err(Failure::new)?;
    if let Entry::Vaccination(dose) = &mut payload.entry {
        dose.date = Some(at.in_oslo().date().plus_days(-DOSE_DAYS));
    }
    let json = format!("{}\n", payload.to_json());
    atomic_file::secret_file(&folder.join("payload.json"), json.as_bytes())?;
    let octets = cbor::encode(&payload.to_value()).len();
    step(
        1,
        messages::DEMO_PAYLOAD,
        text!(
            DEMO_OCTETS,
            entry = hcert::dcc::show::line(&payload.entry, crate::lang()),
            octets,
            path = path("payload.json"),
        ),
    )?;

    let trust = TrustList::read(CERTIFICATE_PATH, CERTIFICATE.as_bytes()).map_err(Failure::new)?;
    let dsc = trust
        .iter()
        .next()
        .cloned()
        .ok_or_else(|| Failure::new(text!(DEMO_NO_CERTIFICATE, path = CERTIFICATE_PATH)))?;
    let key = SoftwareKey::from_pem(KEY).map_err(Failure::new)?;
    let issuer = Issuer::new(Box::new(key), dsc).map_err(Failure::new)?;
    let validity = Validity::days(at, VALID_DAYS);
    let code = issuer.issue(&payload, validity).map_err(Failure::new)?;
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
            kid = hex(&issuer.dsc().kid),
            until = Text::from(validity.expires_at.in_oslo()),
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

    let journey = Journey::to("NO".parse().map_err(Failure::plain)?, at);
    let report = Verifier::new(trust).verify_for(&text, at, Some(&journey));
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
