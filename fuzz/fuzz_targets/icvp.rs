#![no_main]

#[path = "../bodies/icvp.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|octets: &[u8]| body::run(octets));
