//! `hcert issue`: payloads become signed codes.

use super::{Failure, Result, Status, input, keys, moment, output, parse_moment};
use crate::codec::cbor::hex;
use crate::codec::zlib::Effort;
use crate::dcc::names::{self, Language};
use crate::dcc::uvci::Uvci;
use crate::dcc::{Kind, Payload};
use crate::issue::Validity;
use crate::key::sha256;
use crate::qr::render::{Level, Symbol};
use crate::time::Timestamp;
use serde_json::{Map, Value as Json, json};
use std::path::PathBuf;

/// Sign payloads (JSON of the EU schema 1.3.x) as HC1 codes
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert issue testdata/payloads/vaccination-2-2.json --signer keys\n  \
                        hcert issue testdata/payloads/recovery.json --signer keys --qr code.png --json\n\n\
                        The payload is held to the schema without tolerance; every fault is named with \
                        its path. What was signed is verified before it is handed out."
)]
pub(super) struct Args {
    /// Payloads: JSON files, or - for standard input
    #[arg(value_name = "PAYLOAD", required = true)]
    payloads: Vec<String>,
    /// Who signs: a folder of keys and certificates, or KEY,CERT; chosen by the entry's purpose
    #[arg(long, value_name = "DIR|KEY,CERT", required = true)]
    signer: Vec<String>,
    /// Claim iat [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// Days until claim exp
    #[arg(long, value_name = "DAYS", default_value_t = 90, conflicts_with = "exp", value_parser = clap::value_parser!(u16).range(1..))]
    days: u16,
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
    #[arg(long, value_name = "LANG", requires = "fill")]
    names_language: Option<String>,
    /// Compress at level 1: faster, about 2 % larger
    #[arg(long)]
    fast: bool,
    /// Also draw the code: PNG or SVG by the ending; one payload only
    #[arg(long, value_name = "FILE")]
    qr: Option<PathBuf>,
    /// Error correction of the picture: L, M, Q or H
    #[arg(long, default_value = "Q", value_name = "LEVEL", requires = "qr")]
    level: Level,
    /// One JSON object per code
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Result<Status> {
    if args.qr.is_some() && args.payloads.len() > 1 {
        return Err(Failure::new("--qr takes one payload").hint("run hcert qr on each code"));
    }
    let issued_at = moment(args.at)?;
    let expires_at = args
        .exp
        .unwrap_or(issued_at.plus_seconds(i64::from(args.days) * 86_400));
    let validity = Validity {
        issued_at,
        expires_at,
    };
    let effort = if args.fast {
        Effort::Fast
    } else {
        Effort::Best
    };
    let issuers = keys::signers(&args.signer)?;
    let issuers: Vec<_> = issuers
        .into_iter()
        .map(|issuer| match &args.country {
            Some(country) => issuer.in_country(country).with_effort(effort),
            None => issuer.with_effort(effort),
        })
        .collect();
    let mut status = Status::Done;
    for argument in &args.payloads {
        let source = input::fetch(argument)?;
        let refused = |error: &dyn std::fmt::Display| {
            output::error(&format!("{}: {error}", source.label));
            Status::Rejected
        };
        let text = String::from_utf8_lossy(&source.octets);
        let payload = match read_payload(&text, args, issued_at) {
            Ok(payload) => payload,
            Err(error) => {
                status = status.worse(refused(&error));
                continue;
            }
        };
        let kind = payload.entry.kind();
        let issuer = keys::choose(&issuers, kind, validity)?;
        let code = match issuer.issue(&payload, validity) {
            Ok(code) => code,
            Err(error) => {
                status = status.worse(refused(&error));
                continue;
            }
        };
        if let Some(path) = &args.qr {
            let symbol = Symbol::encode(&code, args.level).map_err(Failure::new)?;
            let svg = path.extension().is_some_and(|ending| ending == "svg");
            let octets = if svg {
                symbol.svg().into_bytes()
            } else {
                symbol.png(4).map_err(Failure::new)?
            };
            output::file(path, &octets)?;
        }
        if args.json {
            output::json(&json!({
                "input": source.label,
                "hc1": code,
                "kid": hex(&issuer.dsc().kid),
                "alg": issuer.dsc().key.algorithm().map(|alg| alg.to_string()),
                "iat": issued_at.to_string(),
                "exp": expires_at.to_string(),
                "uvci": payload.entry.uvci(),
            }))?;
        } else {
            output::line(&code)?;
        }
    }
    Ok(status)
}

fn read_payload(
    text: &str,
    args: &Args,
    issued_at: Timestamp,
) -> std::result::Result<Payload, String> {
    if !args.fill {
        return Payload::from_json(text).map_err(|error| error.to_string());
    }
    let mut json: Json = serde_json::from_str(text).map_err(|error| {
        format!(
            "not JSON, at line {} column {}",
            error.line(),
            error.column()
        )
    })?;
    fill(&mut json, args, issued_at);
    Payload::from_json(&json.to_string()).map_err(|error| error.to_string())
}

/// Fills in the transliterated names and the identifier where they are not there.
fn fill(json: &mut Json, args: &Args, issued_at: Timestamp) {
    let language = args
        .names_language
        .as_deref()
        .map_or(Language::default(), Language::from_iso639_1);
    if let Some(names) = json.get_mut("nam").and_then(Json::as_object_mut) {
        for (from, to) in [("fn", "fnt"), ("gn", "gnt")] {
            if let Some(name) = names.get(from).and_then(Json::as_str)
                && !names.contains_key(to)
            {
                let result = names::transliterate(name, language);
                for finding in &result.findings {
                    output::warning(&format!("nam/{to}: {finding}"));
                }
                if !result.text.is_empty() {
                    names.insert(to.to_owned(), result.text.into());
                }
            }
        }
    }
    let content = json.to_string();
    for kind in Kind::ALL {
        let entries = json.get_mut(kind.group()).and_then(Json::as_array_mut);
        for entry in entries
            .into_iter()
            .flatten()
            .filter_map(Json::as_object_mut)
        {
            if !entry.contains_key("ci") {
                insert_uvci(entry, &content, issued_at);
            }
        }
    }
}

/// A UVCI whose unique part is a hash over the payload, the moment and fresh randomness: it tells nothing
/// about the person and never repeats.
fn insert_uvci(entry: &mut Map<String, Json>, content: &str, issued_at: Timestamp) {
    let country = entry
        .get("co")
        .and_then(Json::as_str)
        .unwrap_or_default()
        .to_owned();
    let salt = crate::key::random_octets();
    let hash = sha256(&[content.as_bytes(), issued_at.to_string().as_bytes(), &salt].concat());
    let unique: String = hex(&hash).to_uppercase().chars().take(24).collect();
    if let Ok(uvci) = Uvci::new(&country, None, None, &unique) {
        entry.insert("ci".into(), uvci.to_string().into());
    }
}
