//! Attacks that once succeeded, one ring outside the signature over the code: each with its siblings
//! (`testdata/attacks`).
//!
//! A program of its own, since it measures what others would disturb.
#![cfg(unix)]
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

#[path = "serve/client.rs"]
#[allow(dead_code, reason = "the tests of the service use the rest")]
mod client;
mod desk;
mod project;

pub(crate) use project::{program, root};

#[path = "attacks/files.rs"]
mod files;
#[path = "attacks/malleated.rs"]
mod malleated;
#[path = "attacks/pdf.rs"]
mod pdf;
#[path = "attacks/processes.rs"]
mod processes;
#[path = "attacks/program.rs"]
mod program;
#[path = "attacks/rollback.rs"]
mod rollback;
#[path = "attacks/rotation.rs"]
mod rotation;
#[path = "attacks/stripping.rs"]
mod stripping;
#[path = "attacks/swiss.rs"]
mod swiss;
