#![no_main]

#[path = "../bodies/pixels.rs"]
mod body;

// What a decoder's fault is to the scanner is no crash; what leaves the scanner is.
libfuzzer_sys::fuzz_target!(
    init: std::panic::set_hook(Box::new(|_| ())),
    |octets: &[u8]| body::run(octets)
);
