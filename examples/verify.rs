//! Verifies the codes on the command line against the certificates in a file.
//!
//! ```sh
//! cargo run --example verify -- keys/dsc-vaccination.pem "$(head -n 1 testdata/codes.txt)"
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use hcert::{Lang, Timestamp, TrustList, Verifier};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let list = words
        .next()
        .ok_or("give a file of certificates and codes")?;
    let trust = TrustList::read(&list, &std::fs::read(&list)?)?;
    let verifier = Verifier::new(trust);
    // The library reads no clock: whoever calls it says when now is.
    let at: Timestamp = "2022-02-01T12:00:00Z".parse()?;
    for code in words {
        let report = verifier.verify(&code, at);
        println!("{}", report.verdict.code());
        // Every check that was made, with what it compared; nothing of the content unless the signature is good.
        for finding in &report.findings {
            println!(
                "  {:<8} {}",
                finding.outcome().code(),
                finding.text(Lang::En)
            );
        }
        if let Some(certificate) = &report.certificate {
            println!("  {} certificate", certificate.payload().entry.kind());
        }
    }
    Ok(())
}
