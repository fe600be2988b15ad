//! What holds the scanner.
#![allow(
    clippy::cast_possible_truncation,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise, waits for other processes and says what it skipped"
)]

#[path = "../../../tests/common/data.rs"]
mod data;
#[path = "../../../tests/common/distort.rs"]
mod distort;

mod aztec;
mod scanner;
