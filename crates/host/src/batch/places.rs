//! Where the files of a row are: `DIR/000/012/345` for row 12,345. No folder has more than a thousand names, and
//! no two rows the same place.

use crate::atomic_file;
use crate::error::{Failure, Result};
use hcert::text;
use hcert::text::messages;
use std::path::{Path, PathBuf};

/// A folder for the files of all rows.
#[derive(Debug)]
pub struct Places {
    folder: PathBuf,
    /// What stands behind a row's number.
    ending: &'static str,
}

impl Places {
    /// Takes a folder that is not there yet, or is empty, or belongs to the run that is taken up again: what
    /// another run had made would be taken for this one's.
    pub fn new(folder: &Path, ending: &'static str, is_rest: bool) -> Result<Self> {
        atomic_file::folder(folder)?;
        let mut entries = std::fs::read_dir(folder).map_err(|error| Failure::io(folder, &error))?;
        if !is_rest && entries.next().is_some() {
            let failure = Failure::new(text!(BATCH_NOT_EMPTY, folder));
            return Err(failure.hint(messages::BATCH_EMPTY_FOLDER));
        }
        Ok(Self {
            folder: folder.to_owned(),
            ending,
        })
    }

    /// The place of a row.
    pub fn of(&self, row: u64) -> PathBuf {
        let [high, middle, low] = [row / 1_000_000, row / 1000 % 1000, row % 1000];
        let name = format!("{low:03}{}", self.ending);
        self.folder
            .join(format!("{high:03}"))
            .join(format!("{middle:03}"))
            .join(name)
    }

    fn ready(&self, row: u64) -> PathBuf {
        let mut place = self.of(row).into_os_string();
        place.push(".part");
        place.into()
    }

    /// Where the files of a row lie until they may be seen; the folder above is made.
    pub fn prepare(&self, row: u64) -> Result<PathBuf> {
        let ready = self.ready(row);
        atomic_file::folder(atomic_file::folder_of(&ready))?;
        Ok(ready)
    }

    /// Puts what lies ready into its place. What was put there before stays.
    pub fn release(&self, row: u64) -> Result<()> {
        let (ready, place) = (self.ready(row), self.of(row));
        let failed = |error: std::io::Error| Failure::io(&place, &error);
        if !ready.exists() && place.exists() {
            return Ok(());
        }
        // An earlier run was stopped behind this row, and had no ledger that would know its codes.
        if place.is_dir() {
            std::fs::remove_dir_all(&place).map_err(failed)?;
        }
        std::fs::rename(&ready, &place).map_err(failed)
    }
}

/// Writes a file, its owner's alone since a person is in it, and waits until it is on the disk.
pub fn write(path: &Path, octets: &[u8]) -> Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(octets)?;
        file.sync_data()
    });
    written.map_err(|error| Failure::io(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_place_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::new(folder.path(), ".png", false).unwrap();
        let place = |row| {
            let place = places.of(row);
            let below = place.strip_prefix(folder.path()).unwrap();
            below.to_str().unwrap().to_owned()
        };
        assert_eq!(place(1), "000/000/001.png");
        assert_eq!(place(12_345), "000/012/345.png");
        assert_eq!(place(999_999), "000/999/999.png");
        assert_eq!(place(1_000_000), "001/000/000.png");
        assert_eq!(place(1_234_567_890), "1234/567/890.png");
    }
}
