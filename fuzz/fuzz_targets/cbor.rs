//! What is read is what `ciborium` reads, survives being written, and writing is deterministic.
#![no_main]

use hcert::codec::cbor::{Strings, decode, decode_noting, diagnostic, encode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|octets: &[u8]| {
    for strings in [Strings::Masked, Strings::Shown] {
        let _ = diagnostic(octets, strings);
    }
    match decode_noting(octets, 16) {
        Ok(decoded) => {
            let written = encode(&decoded.value);
            let again = decode_noting(&written, 16).expect("what was written can be read");
            assert!(!again.indefinite);
            // Floats that are no number are not equal to themselves, their octets are.
            assert_eq!(encode(&again.value), written);
            assert!(decode(&[octets, &[0]].concat(), 16).is_err());
        }
        Err(error) => {
            assert!(error.offset <= octets.len(), "{error}");
            assert!(!error.to_string().is_empty());
        }
    }
});
