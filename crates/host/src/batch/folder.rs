//! The files of a folder and of those below it, in the order of their names, however many there are.
//!
//! A folder is read again for every [`WINDOW`] names: its names are never all in memory, and need not be, to come
//! in order. Links are followed to files and never to folders, so that a loop of links ends.

use sha2::{Digest as _, Sha256};
use std::collections::{BinaryHeap, VecDeque};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Names of one folder that are held at a time.
const WINDOW: usize = 1 << 16;

/// Whether a file is a row, by its name.
pub(super) type IsRow = fn(&Path) -> bool;

/// A walk through a folder.
pub(super) struct Folder {
    root: PathBuf,
    is_row: IsRow,
    /// The folders that the walk is in, the innermost last.
    levels: Vec<Level>,
    window: usize,
    /// The hash over names, sizes and times of the files that were met, where it is wanted.
    hash: Option<Sha256>,
    met: u64,
    /// Files that are no rows.
    left_alone: u64,
}

struct Level {
    path: PathBuf,
    /// The next names and whether each is a folder.
    next: VecDeque<(OsString, bool)>,
    /// The last name that was held.
    last: Option<OsString>,
    /// Whether there are no names behind those that are held.
    complete: bool,
}

/// What a walk meets.
pub(super) enum Met {
    File(PathBuf),
    /// A folder that cannot be read.
    Closed(PathBuf, io::Error),
}

impl Folder {
    /// A walk through the files that are rows.
    pub(super) fn new(root: &Path, is_row: IsRow, hashed: bool) -> Self {
        Self {
            root: root.to_owned(),
            is_row,
            levels: vec![Level::new(root.to_owned())],
            window: WINDOW,
            hash: hashed.then(Sha256::new),
            met: 0,
            left_alone: 0,
        }
    }

    /// How many files and closed folders were met, and the hash over them.
    pub(super) fn taken(&self) -> (u64, Option<[u8; 32]>) {
        let digest = self.hash.clone().map(|hash| hash.finalize().into());
        (self.met, digest)
    }

    /// How many files that are no rows were passed over.
    pub(super) fn left_alone(&self) -> u64 {
        self.left_alone
    }

    /// How many files there will be; for a bar of progress, nothing is opened to find out.
    pub(super) fn count(&self) -> u64 {
        count(&self.root, self.is_row)
    }

    fn note(&mut self, path: &Path) {
        self.met += 1;
        let Some(hash) = &mut self.hash else { return };
        let name = path.strip_prefix(&self.root).unwrap_or(path);
        hash.update(name.as_os_str().as_encoded_bytes());
        // No name has a zero in it.
        hash.update([0]);
        if let Ok(metadata) = std::fs::metadata(path) {
            let changed = metadata.modified().ok();
            let changed = changed.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            hash.update(metadata.len().to_be_bytes());
            hash.update(changed.unwrap_or_default().as_nanos().to_be_bytes());
        }
    }
}

fn count(folder: &Path, is_row: IsRow) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let counts = entries.map(|entry| {
        let path = entry.path();
        match entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            true => count(&path, is_row),
            false => is_row(&path).into(),
        }
    });
    counts.sum()
}

impl Iterator for Folder {
    type Item = Met;

    fn next(&mut self) -> Option<Met> {
        loop {
            let level = self.levels.last_mut()?;
            if level.next.is_empty()
                && !level.complete
                && let Err(error) = level.fill(self.window)
            {
                let path = level.path.clone();
                self.levels.pop();
                self.note(&path);
                return Some(Met::Closed(path, error));
            }
            let Some((name, is_folder)) = level.next.pop_front() else {
                self.levels.pop();
                continue;
            };
            let path = level.path.join(name);
            if is_folder {
                self.levels.push(Level::new(path));
                continue;
            }
            if !((self.is_row)(&path) && path.is_file()) {
                self.left_alone += 1;
                continue;
            }
            self.note(&path);
            return Some(Met::File(path));
        }
    }
}

impl Level {
    fn new(path: PathBuf) -> Self {
        Self {
            path,
            next: VecDeque::new(),
            last: None,
            complete: false,
        }
    }

    /// Finds the names that come after the last one.
    fn fill(&mut self, window: usize) -> io::Result<()> {
        let mut first = BinaryHeap::new();
        self.complete = true;
        for entry in std::fs::read_dir(&self.path)? {
            let entry = entry?;
            let name = entry.file_name();
            if self.last.as_ref().is_some_and(|last| name <= *last) {
                continue;
            }
            first.push((name, entry.file_type()?.is_dir()));
            if first.len() > window {
                first.pop();
                self.complete = false;
            }
        }
        self.next = first.into_sorted_vec().into();
        if let Some((last, _)) = self.next.back() {
            self.last = Some(last.clone());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::{ending, files_below};

    fn is_json(path: &Path) -> bool {
        ending(path).is_some_and(|ending| ending == "json")
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "b.json",
            "a.json",
            "c/z.json",
            "c/a.json",
            "c/d/e.json",
            "c.json",
            "d.txt",
            "é.JSON",
            "e/only.txt",
        ] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, name).unwrap();
        }
        #[cfg(unix)]
        for (to, name) in [
            (".", "c/loop"),
            ("../a.json", "c/link.json"),
            ("gone", "x.json"),
        ] {
            std::os::unix::fs::symlink(to, folder.path().join(name)).unwrap();
        }
        folder
    }

    fn files(walk: Folder) -> Vec<PathBuf> {
        let files = walk.map(|met| match met {
            Met::File(path) => path,
            Met::Closed(path, error) => panic!("{}: {error}", path.display()),
        });
        files.collect()
    }

    #[test]
    fn the_order_is_that_of_the_whole_list_however_few_names_are_held() {
        let folder = folder();
        let whole = files_below(folder.path(), &["json"]).unwrap();
        assert!(whole.len() >= 6);
        for window in [1, 2, 3, WINDOW] {
            let mut walk = Folder::new(folder.path(), is_json, false);
            walk.window = window;
            assert_eq!(files(walk), whole, "{window}");
        }
    }

    #[test]
    fn the_hash_sees_names_and_sizes() {
        let folder = folder();
        let digest = || {
            let mut walk = Folder::new(folder.path(), is_json, true);
            walk.by_ref().for_each(drop);
            walk.taken()
        };
        let before = digest();
        assert_eq!(digest(), before);
        std::fs::write(
            folder.path().join("d.txt"),
            "another ending is nobody's business",
        )
        .unwrap();
        assert_eq!(digest(), before);
        std::fs::write(folder.path().join("b.json"), "longer than it was").unwrap();
        let longer = digest();
        assert_ne!(longer, before);
        std::fs::rename(folder.path().join("b.json"), folder.path().join("bb.json")).unwrap();
        assert_ne!(digest(), longer);
    }
}
