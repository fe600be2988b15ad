//! Signs a payload (JSON of the EU schema) and draws the code.
//!
//! ```sh
//! cargo run --example issue -- testdata/payloads/recovery.json code.png
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it made")]

use hcert::qr::render::{Level, Symbol};
use hcert::{Issuer, Payload, SoftwareKey, Timestamp, TrustList, Validity};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let payload = words.next().ok_or("give a payload and a picture")?;
    let picture = words.next().ok_or("give a picture to write")?;

    let key = SoftwareKey::from_pem(&std::fs::read_to_string("keys/dsc-all.key.pem")?)?;
    let certificates = TrustList::read("keys", &std::fs::read("keys/dsc-all.pem")?)?;
    let certificate = certificates.iter().next().ok_or("no certificate")?.clone();
    let issuer = Issuer::new(Box::new(key), certificate)?;

    // Held to the schema without tolerance: every fault is named with its path.
    let payload = Payload::from_json(&std::fs::read_to_string(payload)?)?;
    let issued_at: Timestamp = "2022-01-10T08:00:00Z".parse()?;
    let expires_at = issued_at.plus_seconds(90 * 86_400);
    let code = hcert::issue(
        &payload,
        &issuer,
        Validity {
            issued_at,
            expires_at,
        },
    )?;

    let symbol = Symbol::encode(&code, Level::Q)?;
    std::fs::write(picture, symbol.png(4)?)?;
    println!("{code}");
    Ok(())
}
