//! Whether the files that a verdict depends on are still those that were read.

use crate::inputs::files_below;
use crate::trust_files::LIST_ENDINGS;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// How often the files are looked at.
const EVERY: Duration = Duration::from_secs(2);

/// Every file with its time and size; `None` for one that cannot be looked at.
type Prints = Vec<(PathBuf, Option<(SystemTime, u64)>)>;

/// Files and folders under watch.
#[derive(Debug)]
pub struct Sources {
    paths: Vec<PathBuf>,
    /// What was read.
    read: Prints,
    /// What was there when they were last looked at.
    seen: Prints,
    next: Duration,
}

impl Sources {
    /// Files that are read now.
    pub fn new(paths: Vec<PathBuf>) -> Self {
        let seen = prints(&paths);
        Self {
            paths,
            read: seen.clone(),
            seen,
            next: EVERY,
        }
    }

    /// Whether they are to be read again: they have changed since, and have not since the last look, so that a
    /// file that is being written is left to its end. What is read now counts as read, whatever becomes of it.
    pub fn changed(&mut self, at: Duration) -> bool {
        if at < self.next {
            return false;
        }
        self.next = at + EVERY;
        let before = std::mem::replace(&mut self.seen, prints(&self.paths));
        if self.seen != before || self.seen == self.read {
            return false;
        }
        self.read.clone_from(&self.seen);
        true
    }
}

/// When the newest of some files was last written.
pub fn newest(paths: &[PathBuf]) -> Option<SystemTime> {
    let prints = prints(paths).into_iter();
    prints.filter_map(|(_, print)| Some(print?.0)).max()
}

fn prints(paths: &[PathBuf]) -> Prints {
    let mut prints = Prints::new();
    for path in paths {
        match files_below(path, &LIST_ENDINGS) {
            Ok(files) => prints.extend(files.into_iter().map(|file| (file.clone(), print(&file)))),
            Err(_) => prints.push((path.clone(), None)),
        }
    }
    prints
}

fn print(path: &PathBuf) -> Option<(SystemTime, u64)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_once_and_only_when_it_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("list.json");
        std::fs::write(&file, "[]").unwrap();
        let mut sources = Sources::new(vec![folder.path().to_owned(), "no-such-file".into()]);
        let mut look = {
            let mut at = Duration::ZERO;
            move |sources: &mut Sources| {
                at += EVERY;
                sources.changed(at)
            }
        };
        assert!(!look(&mut sources));
        std::fs::write(&file, "[1]").unwrap();
        assert!(!look(&mut sources), "it may still be written");
        std::fs::write(&file, "[1, 2]").unwrap();
        assert!(!look(&mut sources), "it was");
        assert!(look(&mut sources));
        assert!(!look(&mut sources), "it was read");
        std::fs::write(folder.path().join("second.pem"), "x").unwrap();
        std::fs::write(folder.path().join("note.odt"), "x").unwrap();
        assert!(!look(&mut sources));
        assert!(look(&mut sources), "a file more");
        std::fs::write(folder.path().join("note.odt"), "xx").unwrap();
        assert!(!look(&mut sources) && !look(&mut sources), "no list");
        std::fs::remove_file(&file).unwrap();
        assert!(!look(&mut sources));
        assert!(look(&mut sources), "a file fewer");
    }
}
