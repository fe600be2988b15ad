//! Where the files of a row are: by its number, `DIR/000/012/345` for row 12,345, or by the certificate's identifier,
//! `DIR/3f/a9/3fa9…`, which is its hash. No folder has more than a thousand names, and no two rows the same place.
//!
//! The folder is one run's as long as it works ([`crate::page_folder`]). Runs share it one after the other where their
//! names cannot be the same; what another run has put into its place stays, whoever comes.

use crate::atomic_file;
use crate::batch::part_of;
use crate::error::{Failure, Result};
use crate::exit::{RowError, RowResult};
use crate::page_folder::{self, Locked, Run};
use hcert::codec::hex;
use hcert::key::{random_octets, sha256};
use hcert::text;
use hcert::text::messages;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the files of a row are called by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Naming {
    /// The row's number.
    #[default]
    Row,
    /// The identifier of its certificate.
    Identifier,
}

/// A folder for the files of all rows.
#[derive(Debug)]
pub struct Places {
    folder: PathBuf,
    /// What stands behind a row's name.
    ending: &'static str,
    naming: Naming,
    /// Names of rows that are worked on: not yet in their places, and nobody else's.
    under_way: Mutex<BTreeSet<String>>,
    locked: Mutex<Locked>,
}

impl Places {
    /// Takes a folder that is not there yet, or is empty; where others may lie beside, also one that is not. `out` is
    /// the file of the answers.
    pub(super) fn new(
        folder: &Path,
        ending: &'static str,
        naming: Naming,
        beside_others: bool,
        out: Option<&Path>,
    ) -> Result<Self> {
        let failed = |error: std::io::Error| Failure::io(folder, &error);
        // Nothing is left behind in a folder that is nobody's of ours.
        if !beside_others && !folder.join(page_folder::NAME).exists() && folder.exists() {
            check_empty(folder)?;
        }
        let mut locked = Locked::take(folder)?;
        let out = out.map(std::path::absolute).transpose().map_err(failed)?;
        if let Some(Run {
            out: Some(other),
            finished: false,
        }) = &locked.run
            && Some(other) != out.as_ref()
            && !is_finished(other)
        {
            let failure = Failure::new(text!(BATCH_FOLDER_STOPPED, folder, out = other));
            let state = folder.join(page_folder::NAME);
            return Err(failure.hint(text!(BATCH_FOLDER_GO_ON, state)));
        }
        if !beside_others {
            check_empty(folder)?;
        }
        locked.run = Some(Run {
            out,
            finished: false,
        });
        locked.keep()?;
        Ok(Self {
            folder: folder.to_owned(),
            ending,
            naming,
            under_way: Mutex::default(),
            locked: Mutex::new(locked),
        })
    }

    /// The name of a row's place. `identifier` is that of its certificate; a row without one has a name at random.
    pub fn name(&self, row: u64, identifier: Option<&str>) -> Result<String> {
        let name = match self.naming {
            Naming::Row => {
                let [high, middle, low] = [row / 1_000_000, row / 1000 % 1000, row % 1000];
                format!("{high:03}/{middle:03}/{low:03}")
            }
            Naming::Identifier => {
                // An identifier is the holder's, and may have any characters.
                let octets = match identifier {
                    Some(identifier) => sha256(identifier.as_bytes())
                        .first_chunk::<16>()
                        .copied()
                        .unwrap_or_default(),
                    None => random_octets().map_err(Failure::new)?,
                };
                let name = hex(&octets);
                let (first, rest) = name.split_at(2);
                let (second, _) = rest.split_at(2);
                format!("{first}/{second}/{name}")
            }
        };
        Ok(format!("{name}{}", self.ending))
    }

    /// The place of this name.
    pub fn of(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn ready(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.part"))
    }

    fn under_way(&self) -> MutexGuard<'_, BTreeSet<String>> {
        let names = self.under_way.lock();
        names.unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the files of a row be written where they lie until they may be seen. An error if something is in their place
    /// already, or another row has it.
    pub fn prepare(
        &self,
        name: &str,
        write: impl FnOnce(&Path) -> Result<()>,
    ) -> RowResult<PathBuf> {
        let (ready, place) = (self.ready(name), self.of(name));
        let claimed = self.under_way().insert(name.to_owned());
        if !claimed || place.symlink_metadata().is_ok() {
            if claimed {
                self.under_way().remove(name);
            }
            let failure = Failure::new(text!(BATCH_PLACE_TAKEN, path = place));
            return Err(RowError::usage(failure.hint(messages::BATCH_OTHER_NAMES)));
        }
        let written = atomic_file::folder(atomic_file::folder_of(&ready));
        let written = written.and_then(|()| write(&ready));
        written.map_err(|failure| {
            self.under_way().remove(name);
            RowError::usage(failure)
        })?;
        Ok(place)
    }

    /// Puts what lies ready into its place. What was put there before stays.
    pub fn release(&self, name: &str) -> Result<()> {
        let parts = Path::new(name).components();
        // The name may come from a journal.
        let inside = parts
            .into_iter()
            .all(|part| matches!(part, Component::Normal(_)));
        let (ready, place) = (self.ready(name), self.of(name));
        let is_there = place.symlink_metadata().is_ok();
        if !ready.exists() && is_there && inside {
            return Ok(());
        }
        if is_there || !inside {
            let failure = Failure::new(text!(BATCH_PLACE_TAKEN, path = place));
            return Err(failure.hint(messages::BATCH_OTHER_NAMES));
        }
        std::fs::rename(&ready, &place).map_err(|error| Failure::io(&place, &error))?;
        self.under_way().remove(name);
        Ok(())
    }

    /// The run is at its end, and the folder free for others.
    pub fn finish(&self) -> Result<()> {
        let mut locked = self.locked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(run) = &mut locked.run {
            run.finished = true;
        }
        locked.keep()
    }
}

/// Only the file that knows whose a folder is may lie there.
fn check_empty(folder: &Path) -> Result<()> {
    let failed = |error: std::io::Error| Failure::io(folder, &error);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        if entry.map_err(failed)?.file_name() != page_folder::NAME {
            let failure = Failure::new(text!(BATCH_NOT_EMPTY, folder));
            return Err(failure.hint(messages::BATCH_EMPTY_FOLDER));
        }
    }
    Ok(())
}

/// Whether a run has its answers, and died before it could say so here.
fn is_finished(out: &Path) -> bool {
    out.exists() && !part_of(out).exists()
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

    fn places(folder: &Path, naming: Naming) -> Places {
        Places::new(folder, ".png", naming, true, None).unwrap()
    }

    #[test]
    fn every_row_has_a_place_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let places = places(folder.path(), Naming::Row);
        let name = |row| places.name(row, Some("URN:UVCI:01:NO:A#B")).unwrap();
        assert_eq!(name(1), "000/000/001.png");
        assert_eq!(name(12_345), "000/012/345.png");
        assert_eq!(name(999_999), "000/999/999.png");
        assert_eq!(name(1_000_000), "001/000/000.png");
        assert_eq!(name(1_234_567_890), "1234/567/890.png");
    }

    #[test]
    fn an_identifier_names_its_place_and_is_not_in_the_name() {
        let folder = tempfile::tempdir().unwrap();
        let places = places(folder.path(), Naming::Identifier);
        let name = |identifier| places.name(1, identifier).unwrap();
        // printf URN:UVCI:01:NO:A | sha256sum
        assert_eq!(
            name(Some("URN:UVCI:01:NO:A")),
            name(Some("URN:UVCI:01:NO:A"))
        );
        assert_ne!(
            name(Some("URN:UVCI:01:NO:A")),
            name(Some("URN:UVCI:01:NO:B"))
        );
        assert!(name(Some("../../../etc")).starts_with(|c: char| c.is_ascii_hexdigit()));
        assert_ne!(name(None), name(None), "nobody else has it");
        assert_eq!(name(None).len(), "ab/cd/".len() + 32 + ".png".len());
    }

    #[test]
    fn what_lies_in_a_place_is_neither_prepared_nor_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let places = places(folder.path(), Naming::Row);
        let put =
            |name: &str, octets: &'static [u8]| places.prepare(name, |path| write(path, octets));
        let read = || std::fs::read(folder.path().join("a/b.png")).unwrap();
        put("a/b.png", b"mine").unwrap();
        // Another row with the same name, while the first is under way and behind that.
        put("a/b.png", b"other").unwrap_err();
        places.release("a/b.png").unwrap();
        put("a/b.png", b"other").unwrap_err();
        places.release("a/b.png").unwrap();
        assert_eq!(read(), b"mine");
        // Something that lies ready and is not this run's.
        write(&folder.path().join("a/b.png.part"), b"other").unwrap();
        places.release("a/b.png").unwrap_err();
        assert_eq!(read(), b"mine");
        places.release("../a").unwrap_err();
    }

    #[test]
    fn a_folder_is_one_runs_until_it_has_ended_and_a_stopped_one_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("d");
        let out = folder.path().join("o.jsonl");
        let open = |beside, out: &Path| Places::new(&path, "", Naming::Row, beside, Some(out));
        let first = open(false, &out).unwrap();
        let told = open(true, &out).unwrap_err();
        let process = std::process::id().to_string();
        assert!(told.to_string().contains(&process), "{told}");
        assert!(told.to_string().contains("o.jsonl"), "{told}");
        drop(first);
        let other = folder.path().join("p.jsonl");
        let told = open(true, &other).unwrap_err();
        assert!(told.to_string().contains("o.jsonl"), "{told}");
        open(true, &out).unwrap().finish().unwrap();
        open(true, &other).unwrap().finish().unwrap();
        // The file that says so is no reason to take the folder for a full one.
        open(false, &out).unwrap().finish().unwrap();
        std::fs::write(path.join("mine"), "").unwrap();
        open(false, &out).unwrap_err();
        open(true, &out).unwrap();
        let others = folder.path().join("others");
        std::fs::create_dir(&others).unwrap();
        std::fs::write(others.join("mine"), "").unwrap();
        Places::new(&others, "", Naming::Row, false, None).unwrap_err();
        assert!(!others.join(page_folder::NAME).exists());
    }
}
