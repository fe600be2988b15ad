//! Pictures and PDFs from strangers: whatever the octets are, the scanner answers.
#![no_main]

use hcert::qr::scan::{ScanLimits, scan};
use libfuzzer_sys::fuzz_target;

// What a decoder's fault is to the scanner is no crash; what leaves the scanner is.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| ())), |octets: &[u8]| {
    let limits = ScanLimits {
        pixels: 1_000_000,
        pages: 2,
        ..ScanLimits::default()
    };
    if let Err(error) = scan(octets, &limits) {
        assert!(!error.to_string().is_empty());
    }
});
