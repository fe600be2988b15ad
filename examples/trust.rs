//! Reads a trust list of any form and says which keys it holds, who signed it, and what was wrong.
//!
//! ```sh
//! cargo run --example trust -- testdata/trust.bundle testdata/operator.pem
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it read")]

use hcert::Timestamp;
use hcert::trust::{Anchors, Request, TrustList};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let list = words
        .next()
        .ok_or("give a list and the public key of its signer")?;
    let mut anchors = Anchors::default();
    for file in words {
        // With an anchor nothing counts that its key has not signed.
        let pem = pem::parse(std::fs::read(file)?)?;
        match pem.tag() {
            "CERTIFICATE" => anchors.certificates.push(pem.into_contents()),
            _ => anchors.keys.push(pem.into_contents()),
        }
    }
    let octets = std::fs::read(&list)?;
    let at: Timestamp = "2022-02-01T12:00:00Z".parse()?;
    let read = TrustList::load(&Request::new(&list, &octets, at, &anchors), None)?;
    for key in read.iter() {
        let country = key.country.as_deref().unwrap_or("??");
        let vouched = key.provenance.signature.words();
        println!("{country}  {}  {vouched}", hcert::codec::hex(&key.kid));
    }
    for problem in read.problems() {
        println!("left out: {problem}");
    }
    Ok(())
}
