//! What holds the library: one program, a module for each concern.
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

mod common;
#[path = "common/data.rs"]
mod data;

mod architecture;
mod bombs;
mod civil_days;
mod diagnose;
mod fuzz;
mod guards;
mod mutation;
mod norway;
mod paths;
mod roundtrip;
mod tolerance;
mod trust_formats;
mod wycheproof;
