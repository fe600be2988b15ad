//! Revocation stores, as files that are read where they are asked.

use super::{Failure, Result, keys, output};
use crate::lang::shown;
use crate::revocation::Revocations;
use crate::revocation::store::{Octets, Store, StoreError};
use crate::trust::{Anchors, Unpinned};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The file of a store. It is read where it is asked, so that whatever is done to it meanwhile is an error of one
/// look-up, or not seen, and never the end of the process.
#[derive(Debug)]
pub struct StoreFile {
    file: File,
    length: u64,
}

impl StoreFile {
    /// Opens it.
    ///
    /// # Errors
    /// There is no such file, or it cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self { file, length })
    }
}

impl Octets for StoreFile {
    fn length(&self) -> u64 {
        self.length
    }

    #[cfg(unix)]
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, into, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, mut offset: u64, mut into: &mut [u8]) -> io::Result<()> {
        while !into.is_empty() {
            let read = std::os::windows::fs::FileExt::seek_read(&self.file, into, offset)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            into = into.get_mut(read..).unwrap_or_default();
            offset += read as u64;
        }
        Ok(())
    }
}

/// Opens a store. Its head is read and its signature checked; the rest is read when it is asked for.
pub(super) fn store(path: &Path, anchors: &Anchors, unpinned: Unpinned) -> Result<Store> {
    let file = StoreFile::open(path).map_err(|error| Failure::io(path, &error))?;
    let name = path.display().to_string();
    Store::open(&name, file, anchors, unpinned).map_err(|error| not_a_store(path, &error))
}

fn not_a_store(path: &Path, error: &StoreError) -> Failure {
    let failure = Failure::new(format!("{}: {error}", path.display()));
    match error {
        StoreError::NotStore => {
            failure.hint("make one from lists of any form with hcert revocation build")
        }
        error if error.is_about_signer() => failure.hint(format!(
            "pin the operator who signed it with --anchor, or say --unsigned {}",
            path.display()
        )),
        _ => failure.hint("build it again, or fetch it again"),
    }
}

/// Opens several stores that are asked together.
pub(super) fn stores(
    paths: &[PathBuf],
    belief: &keys::Belief,
    anchors: &Anchors,
) -> Result<Revocations> {
    let mut all = Revocations::new();
    for path in paths {
        let unpinned = belief.unpinned(path.as_os_str(), path);
        let store = store(path, anchors, unpinned)?;
        let good = store.signature().is_vouched();
        if unpinned == Unpinned::Report && !good {
            let name = path.display().to_string();
            output::warning(&format!("{}: {}", shown(&name), keys::NOT_SIGNED));
        }
        all.add(store);
    }
    Ok(all)
}
