//! Pictures and PDFs from strangers: whatever the octets are, the scanner answers.

use hcert_scan::scan::{ScanLimits, scan};

/// Tries one input.
pub(crate) fn run(octets: &[u8]) {
    let limits = ScanLimits {
        pixels: 1_000_000,
        pages: 2,
        ..ScanLimits::default()
    };
    if let Err(error) = scan(octets, &limits) {
        assert!(!error.to_string().is_empty());
    }
}
