//! Everything that a program and a service both do with the outside: files to lists, signers, rules and stores;
//! watching and fetching them; child processes for strangers' files; batches. Nothing here prints: what a person should know
//! is a [`notices::Notice`].

pub mod atomic_file;
#[cfg(feature = "batch")]
pub mod batch;
pub mod certificates;
pub mod decoder;
pub mod encoding;
pub mod error;
pub mod exit;
pub mod fetch;
pub mod inputs;
pub mod notices;
pub mod page_folder;
pub mod pkcs11_signer;
pub mod record_columns;
pub mod record_files;
#[cfg(feature = "ledger")]
pub mod recorder;
pub mod rule_files;
pub mod secrets;
pub mod signers;
pub mod state;
pub mod store_files;
pub mod trust_files;
pub mod verifier;
#[cfg(unix)]
pub mod watch_files;
