//! The HTTP service: the program itself over its socket, with good requests and with everything that clients do wrong.
#![cfg(all(feature = "cli", unix))]
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

#[path = "common/desk.rs"]
mod desk;

#[path = "serve/answers.rs"]
mod answers;
#[path = "serve/client.rs"]
mod client;
#[path = "serve/contract.rs"]
mod contract;
#[path = "serve/issuing.rs"]
mod issuing;
#[path = "serve/privacy.rs"]
mod privacy;
#[path = "serve/reload.rs"]
mod reload;
#[path = "serve/rough.rs"]
mod rough;
#[path = "serve/service.rs"]
mod service;
