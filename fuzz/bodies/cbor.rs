//! What is read is what `ciborium` reads, survives being written, and writing is deterministic.

use hcert::codec::cbor::{Item, Strings, decode, decode_noting, diagnostic, encode, item, write};

/// Tries one input.
pub(crate) fn run(octets: &[u8]) {
    for strings in [Strings::Masked, Strings::Text] {
        let _ = diagnostic(octets, strings);
    }
    // The borrowed reader reads what the plain one reads, and refuses what it refuses.
    match (item::read(octets, 16), decode_noting(octets, 16)) {
        (Ok((item, indefinite)), Ok(decoded)) => {
            assert_eq!(indefinite, decoded.indefinite);
            let written = encode(&decoded.value);
            assert_eq!(encode(&item.to_value()), written);
            assert_eq!(write::encode(&item), written);
            assert_eq!(write::encode(&Item::from(&decoded.value)), written);
        }
        (Err(error), Err(plain)) => assert_eq!(error, plain),
        (item, plain) => panic!("{item:?} and {plain:?}"),
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
}
