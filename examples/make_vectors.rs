//! Makes the vectors in `testdata/NO` (EU raw format) and `testdata/codes.txt` from the payloads in
//! `testdata/payloads` and the throwaway keys in `keys`.
//!
//! ```sh
//! cargo run --example make_vectors
//! ```
//!
//! Everything but the signature is deterministic, so each run gives new files: commit them only when a
//! payload changed. `tests/vectors.rs` holds the committed files against the payloads.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hcert::codec::cbor::encode;
use hcert::codec::hex;
use hcert::container::{Layers, Limits};
use hcert::dcc::{Kind, Payload};
use hcert::issue::{Issuer, Validity};
use hcert::key::SoftwareKey;
use hcert::qr::render::{Level, Symbol};
use hcert::trust::TrustList;
use serde_json::json;
use std::error::Error;
use std::fs;

/// (payload, signer, description)
const VECTORS: [(&str, &str, &str); 9] = [
    (
        "vaccination-1-2",
        "dsc-vaccination",
        "NO: first of two doses",
    ),
    (
        "vaccination-2-2",
        "dsc-vaccination",
        "NO: second of two doses",
    ),
    (
        "vaccination-3-3",
        "dsc-vaccination",
        "NO: booster after two doses",
    ),
    (
        "vaccination-1-1",
        "dsc-vaccination",
        "NO: product of one dose",
    ),
    (
        "vaccination-2-1",
        "dsc-vaccination",
        "NO: booster after a product of one dose",
    ),
    ("recovery", "dsc-recovery", "NO: recovery"),
    ("test-pcr", "dsc-test", "NO: PCR test"),
    ("test-antigen", "dsc-test", "NO: antigen test"),
    (
        "vaccination-2-2",
        "dsc-ps256",
        "NO: second of two doses, PS256",
    ),
];

const ISSUED: &str = "2022-01-10T08:00:00Z";
const CLOCK: &str = "2022-01-10T12:00:00Z";
const DAYS: i64 = 90;

fn main() -> Result<(), Box<dyn Error>> {
    let root = env!("CARGO_MANIFEST_DIR");
    fs::create_dir_all(format!("{root}/testdata/NO/2DCode/raw"))?;
    fs::create_dir_all(format!("{root}/testdata/NO/png"))?;
    let issued_at = ISSUED.parse::<hcert::Timestamp>()?;
    let validity = Validity {
        issued_at,
        expires_at: issued_at.plus_seconds(DAYS * 86_400),
    };
    let mut codes = String::new();
    for (name, signer, description) in VECTORS {
        let text = fs::read_to_string(format!("{root}/testdata/payloads/{name}.json"))?;
        let payload = Payload::from_json(&text)?;
        let pem = fs::read_to_string(format!("{root}/keys/{signer}.pem"))?;
        let key = fs::read_to_string(format!("{root}/keys/{signer}.key.pem"))?;
        let trust = TrustList::read(signer, pem.as_bytes())?;
        let dsc = trust.iter().next().cloned().ok_or("no certificate")?;
        let certificate = dsc
            .certificate
            .as_ref()
            .map(|info| info.der.clone())
            .unwrap_or_default();
        let issuer = Issuer::new(Box::new(SoftwareKey::from_pem(&key)?), dsc)?;
        let code = issuer.issue(&payload, validity)?;
        let layers = Layers::read(&code, &Limits::default());
        // RSA signatures make a long code: level M keeps the symbol in the range that phones read.
        let level = if signer == "dsc-ps256" {
            Level::M
        } else {
            Level::Q
        };
        let picture = Symbol::encode(&code, level)?.png(4)?;
        let yes = |name: &str| (format!("EXPECTED{name}"), json!(true));
        let checks = [
            "VALIDOBJECT",
            "SCHEMAVALIDATION",
            "ENCODE",
            "DECODE",
            "VERIFY",
            "COMPRESSION",
            "KEYUSAGE",
            "UNPREFIX",
            "VALIDJSON",
            "B45DECODE",
            "PICTUREDECODE",
            "EXPIRATIONCHECK",
        ];
        let vector = json!({
            "JSON": payload,
            "CBOR": hex(&encode(&payload.to_value())),
            "COSE": hex(&layers.inflated.unwrap_or_default()),
            "COMPRESSED": hex(&layers.compressed.unwrap_or_default()),
            "BASE45": code.strip_prefix("HC1:"),
            "PREFIX": code,
            "2DCODE": STANDARD.encode(&picture),
            "TESTCTX": {
                "VERSION": 1,
                "SCHEMA": payload.version,
                "CERTIFICATE": STANDARD.encode(certificate),
                "VALIDATIONCLOCK": CLOCK,
                "DESCRIPTION": description,
            },
            "EXPECTEDRESULTS": checks.map(yes).into_iter().collect::<serde_json::Map<_, _>>(),
        });
        let name = if signer == "dsc-ps256" {
            format!("{name}-ps256")
        } else {
            name.to_owned()
        };
        fs::write(
            format!("{root}/testdata/NO/2DCode/raw/{name}.json"),
            format!("{vector:#}\n"),
        )?;
        fs::write(format!("{root}/testdata/NO/png/{name}.png"), picture)?;
        if matches!(payload.entry.kind(), Kind::Vaccination | Kind::Recovery) {
            codes.push_str(&code);
            codes.push('\n');
        }
    }
    fs::write(format!("{root}/testdata/codes.txt"), codes)?;
    Ok(())
}
