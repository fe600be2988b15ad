//! What holds the runner of test vectors.
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

mod conformance;
mod rules_conformance;
