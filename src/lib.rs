//! EU Digital COVID Certificates: issue, print, scan, verify.
//!
//! Two calls do the whole job: [`issue()`] turns a [`Payload`] into a signed `HC1:` text, [`verify()`]
//! turns a text into a [`Report`] with a [`Verdict`]. Below them every layer is a module that can be used
//! alone; data flows one way through them (see `ARCHITECTURE.md`).
//!
//! Time and trust are arguments: the library reads no clock, no file and no network.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "cli")]
pub mod cli;
pub mod codec;
#[cfg(feature = "scan")]
pub mod conformance;
pub mod container;
pub mod dcc;
#[cfg(any(feature = "cli", feature = "wasm"))]
pub mod desk;
pub mod deviation;
#[cfg(feature = "cli")]
pub mod fetch;
#[cfg(feature = "pkcs11")]
pub mod hsm;
#[cfg(feature = "scan")]
pub mod intake;
pub mod issue;
pub mod key;
pub mod lang;
#[cfg(feature = "ledger")]
pub mod ledger;
pub mod norway;
#[cfg(feature = "page")]
pub mod page;
#[cfg(feature = "page")]
pub mod press;
pub mod qr;
pub mod revocation;
pub mod rules;
#[cfg(feature = "serve")]
pub mod serve;
pub mod time;
pub mod trust;
pub mod verify;
#[cfg(feature = "wasm")]
pub mod web;

pub use container::{Limits, Unverified};
pub use dcc::Payload;
pub use issue::{Issuer, Validity, issue};
pub use key::{Signer, SoftwareKey};
pub use lang::Lang;
pub use time::Timestamp;
pub use trust::TrustList;
pub use verify::{Certificate, Policy, Report, Verdict, Verifier, verify};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../docs/library.md")]
struct LibraryPage;
