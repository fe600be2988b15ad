//! Writing a store: where it goes, who signs it, what is put aside meanwhile.

use crate::output;
use crate::trust_args::EditionArgs;
use hcert::codec::hex;
use hcert::revocation::build::{BuildError, Builder, Scratch, ScratchFile, Seal, Written};
use hcert::text;
use hcert::text::{Text, messages};
use hcert::time::Timestamp;
use hcert_host::atomic_file;
use hcert_host::error::{Failure, Result};
use hcert_host::signers::Operator;
use indicatif::{ProgressBar, ProgressStyle};
use std::io;
use std::path::{Path, PathBuf};

/// Scratch files without a name, which are gone when the program is, however it ends.
pub(super) struct Disk {
    folder: PathBuf,
}

impl Disk {
    /// In the folder that is given, else in that of the file to be written.
    pub(super) fn beside(out: &Path, given: Option<&Path>) -> Self {
        let folder = given
            .unwrap_or_else(|| atomic_file::folder_of(out))
            .to_owned();
        Self { folder }
    }
}

impl Scratch for Disk {
    fn file(&mut self) -> io::Result<Box<dyn ScratchFile>> {
        Ok(Box::new(tempfile::tempfile_in(&self.folder)?))
    }
}

/// Writes a store in one piece. Gives what was written, and words about who signed it and until when it counts.
pub(super) fn write(
    out: &Path,
    builder: Builder<'_>,
    operator: Option<&Operator>,
    created: Timestamp,
    days: Option<u16>,
    edition: &EditionArgs,
) -> Result<(Written, Text)> {
    let successions = edition.successions()?;
    let expires = days.map(|days| created.plus_seconds(i64::from(days) * 86_400));
    let seal = Seal {
        created,
        expires,
        signer: operator.map(|operator| (&operator.key as _, operator.kid)),
        edition: edition.edition(),
        successions: &successions,
    };
    let bar = progress(builder.taken());
    let written = atomic_file::written(out, |file| {
        let told = &mut |more| bar.inc(more);
        builder
            .finish(file, &seal, told)
            .map_err(|error| match error {
                BuildError::Io(error) => Failure::io(out, &error),
                other => Failure::new(other),
            })
    });
    bar.finish_and_clear();
    let kid = operator.map(|operator| hex(&operator.kid));
    let seal = match (kid, expires) {
        (Some(kid), Some(expires)) => text!(CLI_STORE_SIGNED_UNTIL, kid, expires),
        (Some(kid), None) => text!(CLI_STORE_SIGNED, kid),
        (None, Some(expires)) => text!(CLI_STORE_UNSIGNED_UNTIL, expires),
        (None, None) => messages::CLI_STORE_UNSIGNED.into(),
    };
    Ok((written?, seal))
}

fn progress(count: u64) -> ProgressBar {
    let bar = ProgressBar::new(count);
    let words = text!(
        CLI_STORE_PROGRESS,
        done = "{human_pos}/{human_len}",
        eta = "{eta}"
    );
    let style = ProgressStyle::with_template(&format!("{{bar:40}} {}", output::said(&words)));
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
