//! Every text that is read is the one that is written for the octets; every octet string survives.

use hcert::codec::base45;

/// Tries one input.
pub(crate) fn run(octets: &[u8]) {
    assert_eq!(
        base45::decode(&base45::encode(octets)).as_deref(),
        Ok(octets)
    );
    let Ok(text) = std::str::from_utf8(octets) else {
        return;
    };
    match base45::decode(text) {
        Ok(decoded) => assert_eq!(base45::encode(&decoded), text),
        Err(error) => {
            assert!(error.offset <= text.chars().count());
            assert!(!error.to_string().is_empty());
        }
    }
}
