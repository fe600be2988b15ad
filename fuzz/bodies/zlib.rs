//! What is inflated keeps the limit and survives being deflated; what is deflated comes back.

use hcert::codec::zlib::{Effort, ZlibError, deflate, inflate};

const LIMIT: usize = 64 * 1024;

/// Tries one input.
pub(crate) fn run(octets: &[u8]) {
    if let Ok(inflated) = inflate(octets, LIMIT) {
        assert!(inflated.len() <= LIMIT);
        for effort in [Effort::Best, Effort::Fast] {
            assert_eq!(
                inflate(&deflate(&inflated, effort), LIMIT).as_ref(),
                Ok(&inflated)
            );
        }
        // One octet less is too little, and the limit alone says so.
        if let Some(limit) = inflated.len().checked_sub(1) {
            assert_eq!(inflate(octets, limit), Err(ZlibError::TooLarge { limit }));
        }
        assert!(inflate(&[octets, &[0]].concat(), LIMIT).is_err());
    }
    assert_eq!(
        inflate(&deflate(octets, Effort::Fast), octets.len()).as_deref(),
        Ok(octets)
    );
}
