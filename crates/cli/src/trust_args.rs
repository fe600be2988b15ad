//! How a command is told which keys to trust, and which one of an operator's files is made.

use crate::output;
use hcert::text;
use hcert::text::messages;
use hcert::time::Timestamp;
use hcert::trust::bundle::Edition;
use hcert::trust::{Format, Outdated, StaleSigner, TrustList, Virtual, succession};
use hcert_host::error::{Failure, Result};
use hcert_host::signers::Operator;
use hcert_host::trust_files::{self, TrustOptions, TrustSources};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Trust lists and how far to believe them.
#[derive(Debug, Default, clap::Args)]
pub(super) struct TrustArgs {
    /// A list of any form, a certificate, or a folder of these; LIST,COMPANION for a list with a second file
    #[arg(value_name = "SOURCE", required_unless_present = "unsigned")]
    sources: Vec<OsString>,
    #[command(flatten)]
    options: TrustOptionArgs,
}

/// How far to believe trust lists.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct TrustOptionArgs {
    /// Certificates or public keys of those who sign lists, and what hcert trust rotate wrote; with any of them nothing
    /// counts that is not signed by one
    #[arg(long, value_name = "FILE")]
    anchor: Vec<PathBuf>,
    /// The form of the lists [default: by their content]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Take this source although nobody who is pinned signed it: a list, a store, a folder, or a file in one
    #[arg(long, value_name = "SOURCE")]
    unsigned: Option<Vec<OsString>>,
    /// Count keys of the WHO's virtual participants (X??), which are test and project keys
    #[arg(long)]
    allow_virtual: bool,
    /// The trust domain of certificates and keys that are given by themselves, such as ICVP or PH4H [default: DCC]
    #[arg(long, value_name = "DOMAIN")]
    domain: Option<String>,
    /// Read lists whose signer's certificate has expired, such as archives, and say so
    #[arg(long)]
    stale_signer_warn: bool,
}

/// Reads who signs our own files, where somebody does, and tells what is to be known of the key's file.
pub(super) fn operator(path: Option<&Path>) -> Result<Option<Operator>> {
    let read = |path| output::telling(|notices| Operator::read(path, notices));
    path.map(read).transpose()
}

impl TrustArgs {
    /// Reads the lists, and tells what is to be known of them.
    pub(super) fn read(&self, at: Timestamp, outdated: Outdated) -> Result<TrustList> {
        output::telling(|notices| trust_files::trust(&self.sources(), at, outdated, notices))
    }

    /// The sources.
    pub(super) fn sources(&self) -> TrustSources {
        TrustSources {
            sources: self.sources.clone(),
            options: self.options(),
            only_named: false,
        }
    }

    /// How far to believe them.
    pub(super) fn options(&self) -> TrustOptions {
        self.options.options()
    }
}

impl TrustOptionArgs {
    /// The same in the host's words.
    pub(super) fn options(&self) -> TrustOptions {
        TrustOptions {
            anchors: self.anchor.clone(),
            format: self.format,
            unsigned: self.unsigned.clone(),
            virtual_participants: match self.allow_virtual {
                true => Virtual::Allow,
                false => Virtual::Deny,
            },
            stale_signer: match self.stale_signer_warn {
                true => StaleSigner::Warn,
                false => StaleSigner::Refuse,
            },
            domain: self.domain.clone(),
        }
    }
}

/// Which one of an operator's files is made.
#[derive(Debug, Default, clap::Args)]
pub(super) struct EditionArgs {
    /// What the file is one of, where several are used side by side: older ones are told apart within it
    #[arg(
        long,
        value_name = "NAME",
        default_value = "",
        hide_default_value = true
    )]
    series: String,
    /// The file's number, higher than that of the one before [default: the seconds since 1970 when it is made]
    #[arg(long, value_name = "NUMBER")]
    sequence: Option<u64>,
    /// What hcert trust rotate wrote when the signer's key replaced another; goes along in the file
    #[arg(long, value_name = "FILE")]
    succession: Vec<PathBuf>,
}

impl EditionArgs {
    /// The edition.
    pub(super) fn edition(&self) -> Edition<'_> {
        Edition {
            series: &self.series,
            sequence: self.sequence,
        }
    }

    /// The statements about the signer's key.
    pub(super) fn successions(&self) -> Result<Vec<Vec<u8>>> {
        let read = |path: &PathBuf| {
            let octets = std::fs::read(path).map_err(|error| Failure::io(path, &error))?;
            match succession::recognise(&octets) {
                true => Ok(octets),
                false => {
                    let failure = Failure::new(text!(CLI_NO_STATEMENT, path));
                    Err(failure.hint(messages::CLI_MAKE_STATEMENT))
                }
            }
        };
        self.succession.iter().map(read).collect()
    }
}
