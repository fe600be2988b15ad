//! Attacks that once succeeded, each through the program: the files are made for this, all keys are throw-away and
//! all persons invented.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where something is wrong"
)]

#[path = "attacks/swiss.rs"]
mod swiss;
