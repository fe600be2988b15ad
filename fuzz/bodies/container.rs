//! The whole text: layers and the one call agree, and what is written anew from the layers reads the same.
//! Octets that are no code are wrapped, so that the deeper layers are reached.

use hcert::codec::{base45, zlib};
use hcert::container::{Layers, Limits, PREFIX, Unverified};

fn check(text: &str) {
    let limits = Limits::default();
    let layers = Layers::read(text, &limits);
    match Unverified::decode(text, &limits) {
        Ok(unverified) => {
            assert!(layers.error.is_none());
            let cose = layers.inflated.expect("it was inflated");
            let plain = zlib::deflate(&cose, zlib::Effort::Fast);
            let plain = format!("{PREFIX}{}", base45::encode(&plain));
            if plain.len() <= limits.text {
                let again = Unverified::decode(&plain, &limits).expect("written from good layers");
                assert_eq!(again.sign1(), unverified.sign1());
                assert!(again.deviations().len() <= unverified.deviations().len());
            }
            let _ = format!("{:?} {unverified:?}", unverified.peek());
        }
        Err(error) => {
            assert_eq!(layers.error.as_ref(), Some(&error));
            assert!(error.to_string().starts_with(error.layer()));
        }
    }
}

/// Tries one input.
pub(crate) fn run(octets: &[u8]) {
    if let Ok(text) = std::str::from_utf8(octets) {
        check(text);
        check(&format!("{PREFIX}{text}"));
    }
    let packed = zlib::deflate(octets, zlib::Effort::Fast);
    check(&format!("{PREFIX}{}", base45::encode(&packed)));
}
