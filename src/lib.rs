//! EU Digital COVID Certificates: issue and verify, draw as QR codes.
//!
//! Two calls do the whole job: [`issue()`] turns a [`Payload`] into a signed `HC1:` text, [`verify()`]
//! turns a text into a [`Report`] with a [`Verdict`]. Below them every layer is a module that can be used
//! alone; data flows one way through them (see `ARCHITECTURE.md`).
//!
//! Time and trust are arguments: the library reads no clock, no file and no network, and holds no C but that of
//! `ring` (with the feature `libdeflate`, libdeflate's too).
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod codec;
pub mod container;
mod country;
pub mod deviation;
pub mod diagnose;
mod documents;
pub mod issue;
pub mod key;
pub mod norway;
pub mod qr;
pub mod revocation;
pub mod rules;
pub mod text;
pub mod time;
pub mod trust;
pub mod verify;

pub use container::{DecodeError, Limits, Unverified};
pub use country::{CountryCode, CountryCodeError};
pub use deviation::{Deviation, DeviationCode};
pub use documents::dcc::{Entry, Kind, Payload, PayloadError, Person};
pub use documents::{Document, HolderWords, dcc, divoc, health, icvp, link, no1, nzcp, shc, vdsnc};
pub use issue::{IssueError, IssuedCode, Issuer, PayloadIssuer, Validity, issue};
pub use key::{Algorithm, KeyError, PublicKey, Signer, SoftwareKey};
pub use revocation::Revocations;
pub use rules::RuleBook;
pub use text::{Lang, Message, Text};
pub use time::{BirthDate, Date, Timestamp};
pub use trust::{Anchors, Dsc, TrustError, TrustList};
pub use verify::{
    Certificate, Class, Finding, Journey, Mode, Outcome, Passport, Policy, Report, Verdict,
    Verifier, verify,
};

// What tests of the crate and of others share names the crate as those others do.
#[cfg(test)]
extern crate self as hcert;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../docs/library.md")]
struct LibraryPage;
