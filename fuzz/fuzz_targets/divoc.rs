#![no_main]

#[path = "../bodies/divoc.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|octets: &[u8]| body::run(octets));
