//! Nobody has the signer's key here, so nothing is ever accepted: not the text, not the same octets
//! wrapped and under the signer's own kid.

use hcert::codec::cose::Sign1;
use hcert::codec::{base45, zlib};
use hcert::key::{SoftwareKey, generate_p256};
use hcert::trust::Dsc;
use hcert::verify::{Journey, Mode, Report};
use hcert::{Lang, Policy, TrustList, Verifier};
use std::sync::OnceLock;

const KID: [u8; 8] = *b"fuzzfuzz";

/// Trusts one key whose private half is forgotten at once.
fn verifier() -> &'static Verifier {
    static VERIFIER: OnceLock<Verifier> = OnceLock::new();
    VERIFIER.get_or_init(|| {
        let key = SoftwareKey::from_pkcs8(&generate_p256().expect("a key")).expect("a key");
        let dsc = Dsc::from_spki("fuzz", &KID, &key.spki()).expect("a key");
        let policy = Policy {
            mode: Mode::Domestic,
            ..Policy::default()
        };
        Verifier::new([dsc].into_iter().collect::<TrustList>()).with_policy(policy)
    })
}

fn check(text: &str) -> Report {
    let at = "2021-11-01T12:00:00Z".parse().expect("an instant");
    let report = verifier().verify_for(text, at, Some(&Journey::anywhere(at)));
    assert!(report.domestic.is_none() && report.admissions.is_empty());
    assert!(!report.verdict.is_accept());
    assert!(report.certificate.is_none());
    assert!(report.verdict.finding().is_some());
    for lang in Lang::ALL {
        for finding in &report.findings {
            let text = finding.text(lang);
            assert!(!text.is_empty());
        }
    }
    report
}

/// Tries one input.
pub(crate) fn run(octets: &[u8]) {
    if let Ok(text) = std::str::from_utf8(octets) {
        let _ = check(text);
    }
    let wrap = |cose: &[u8]| {
        let packed = zlib::deflate(cose, zlib::Effort::Fast);
        format!("HC1:{}", base45::encode(&packed))
    };
    let _ = check(&wrap(octets));
    let (signature, payload) = octets.split_at(octets.len().min(64));
    let made = Sign1::encode(-7, &KID, payload, |_| Ok::<_, ()>(signature.to_vec()));
    let report = check(&wrap(&made.expect("it signs")));
    if payload.len() < 1000 {
        assert_eq!(
            report.verdict.class().map(|class| class.code()),
            Some("signature")
        );
    }
}
