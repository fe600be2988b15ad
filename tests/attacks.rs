//! Attacks that once succeeded, one ring outside the signature over the code: each with its siblings
//! (`testdata/attacks`).
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

#[path = "common/desk.rs"]
mod desk;

#[path = "serve/client.rs"]
#[expect(dead_code, reason = "the tests of the service use all of it")]
mod client;
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
