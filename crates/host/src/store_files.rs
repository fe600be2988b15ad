//! Revocation stores, as files that are read where they are asked.

use crate::error::{Failure, Result};
use crate::notices::Notices;
use crate::trust_files::TrustOptions;
use hcert::revocation::Revocations;
use hcert::revocation::store::{Octets, Store, StoreError};
use hcert::text;
use hcert::text::messages;
use hcert::trust::{Anchors, Unpinned};
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
pub fn store(path: &Path, anchors: &Anchors, unpinned: Unpinned) -> Result<Store> {
    let file = StoreFile::open(path).map_err(|error| Failure::io(path, &error))?;
    let name = path.display().to_string();
    Store::open(&name, file, anchors, unpinned).map_err(|error| not_a_store(path, &error))
}

fn not_a_store(path: &Path, error: &StoreError) -> Failure {
    let failure = Failure::new(text!(FILE_SYSTEM, path, error));
    match error {
        StoreError::NotStore => failure.hint(messages::HOST_MAKE_STORE),
        error if error.is_about_signer() => failure.hint(text!(HOST_PIN_OPERATOR, path)),
        _ => failure.hint(messages::HOST_BUILD_AGAIN),
    }
}

/// Opens several stores that are asked together.
pub fn stores(
    paths: &[PathBuf],
    options: &TrustOptions,
    anchors: &Anchors,
    notices: &Notices,
) -> Result<Revocations> {
    let mut all = Revocations::new();
    for path in paths {
        let unpinned = options.unpinned(path.as_os_str(), path);
        let store = store(path, anchors, unpinned)?;
        let good = store.signature().is_vouched();
        if unpinned == Unpinned::Report && !good {
            notices.warning(text!(HOST_NOT_SIGNED, source = path));
        }
        all.add(store);
    }
    Ok(all)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_there_or_an_error_and_a_file_that_was_replaced_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("w.store");
        std::fs::write(&path, [1; 100]).unwrap();
        let file = StoreFile::open(&path).unwrap();
        let read = |offset, length| {
            let mut octets = vec![0; length];
            file.read_at(offset, &mut octets).map(|()| octets)
        };
        assert_eq!((file.length(), read(90, 10).unwrap()), (100, vec![1; 10]));
        for (offset, length) in [(90, 11), (100, 1), (u64::MAX >> 1, 1), (u64::MAX, 1)] {
            assert!(read(offset, length).is_err(), "{offset}");
        }
        // Another one is renamed into its place.
        std::fs::write(folder.path().join("new"), [2; 100]).unwrap();
        std::fs::rename(folder.path().join("new"), &path).unwrap();
        assert_eq!(read(0, 10).unwrap(), [1; 10]);
        // It is cut off.
        let file = StoreFile::open(&path).unwrap();
        let open = File::options().write(true).open(&path).unwrap();
        open.set_len(50).unwrap();
        assert!(file.read_at(45, &mut [0; 10]).is_err());
        assert!(file.read_at(40, &mut [0; 10]).is_ok());
        assert!(StoreFile::open(&folder.path().join("none")).is_err());
    }
}
