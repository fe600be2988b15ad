//! What holds the program: it is run, and looked at as its users do.
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
mod client;
#[path = "../../../tests/common/mod.rs"]
mod common;
#[path = "../../../tests/common/data.rs"]
mod data;
mod desk;
mod project;

mod batch;
#[cfg(unix)]
mod browser;
#[cfg(unix)]
mod cases;
#[cfg(unix)]
mod clerk;
mod cli;
#[cfg(unix)]
mod contract;
mod fetch;
mod health;
mod hints;
#[cfg(feature = "pkcs11")]
mod hsm;
mod icvp;
mod inspect;
#[cfg(unix)]
mod languages;
mod ledger;
mod norway_cli;
#[cfg(unix)]
mod page_folder;
mod revocation_cli;
mod rules_cli;
#[cfg(unix)]
mod secrets;
#[cfg(unix)]
mod serve;
#[cfg(unix)]
mod terminal;
mod trust_cli;
#[cfg(unix)]
mod watch;

pub(crate) use project::{program, root};
