//! Files that are there whole or not at all, and on the disk before they take the place of older ones.

use crate::error::{Failure, Result};
use hcert::text;
#[cfg(test)]
use std::cell::RefCell;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Who may read a file that is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// Whoever the caller's umask lets.
    All,
    /// The owner alone.
    Owner,
}

/// Writes a file so that it is there whole or not at all: a temporary file beside it, then a rename. It is on the disk
/// before it takes the place of an older one.
pub fn file(path: &Path, octets: &[u8]) -> Result<()> {
    write_file(path, octets, Readers::All)
}

/// As [`file()`], readable by its owner alone: a key, or something with a person in it.
pub fn secret_file(path: &Path, octets: &[u8]) -> Result<()> {
    write_file(path, octets, Readers::Owner)
}

/// Writes several files so that all of them are there or none: every one is complete beside its place before
/// the first is put into it.
pub fn files(files: &[(PathBuf, &[u8])]) -> Result<()> {
    write_files(files, Readers::All)
}

/// As [`files()`], readable by their owner alone.
pub fn secret_files(files: &[(PathBuf, &[u8])]) -> Result<()> {
    write_files(files, Readers::Owner)
}

fn write_files(files: &[(PathBuf, &[u8])], readers: Readers) -> Result<()> {
    let mut ready = Vec::new();
    for (path, octets) in files {
        if path.is_dir() {
            return Err(Failure::new(text!(HOST_IS_FOLDER, path)));
        }
        let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        ready.push((path, prepare(path, &target, octets, readers)?, target));
    }
    for (path, temporary, target) in ready {
        put(path, temporary, &target)?;
    }
    Ok(())
}

/// Writes a large file so that it is there whole or not at all, and on the disk before it takes the place of an
/// older one: `write` gets the file.
pub fn written<T>(path: &Path, write: impl FnOnce(&mut std::fs::File) -> Result<T>) -> Result<T> {
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if target.exists() && !target.is_file() {
        return Err(Failure::new(text!(HOST_NO_FILE, path)));
    }
    let mut temporary = beside(path, &target, Readers::All)?;
    let told = write(temporary.as_file_mut())?;
    sync(path, &temporary)?;
    put(path, temporary, &target)?;
    Ok(told)
}

/// The folder that a file lies in.
pub fn folder_of(path: &Path) -> &Path {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

fn write_file(path: &Path, octets: &[u8], readers: Readers) -> Result<()> {
    // A link is followed to its file; a device or pipe is written to and not replaced.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if target.exists() && !target.is_file() {
        return std::fs::write(&target, octets).map_err(|error| Failure::io(path, &error));
    }
    put(path, prepare(path, &target, octets, readers)?, &target)
}

/// A complete file beside its place, and on the disk.
fn prepare(path: &Path, target: &Path, octets: &[u8], readers: Readers) -> Result<NamedTempFile> {
    let mut temporary = beside(path, target, readers)?;
    let written = temporary.write_all(octets);
    written.map_err(|error| Failure::io(path, &error))?;
    sync(path, &temporary)?;
    Ok(temporary)
}

/// An empty file beside a place.
fn beside(path: &Path, target: &Path, readers: Readers) -> Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The caller's umask still takes away from it.
        let mode = match readers {
            Readers::All => 0o666,
            Readers::Owner => 0o600,
        };
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = readers;
    let made = builder.tempfile_in(folder_of(target));
    made.map_err(|error| Failure::io(path, &error))
}

/// Waits until a file is on the disk.
fn sync(path: &Path, temporary: &NamedTempFile) -> Result<()> {
    let synced = step(Step::Sync, temporary.as_file().sync_all());
    synced.map_err(|error| Failure::io(path, &error))
}

/// Puts a file that is on the disk into its place.
fn put(path: &Path, temporary: NamedTempFile, target: &Path) -> Result<()> {
    let failed = |error: &io::Error| Failure::io(path, error);
    let placed = temporary.persist(target).map_err(|error| error.error);
    step(Step::Put, placed.map(drop)).map_err(|error| failed(&error))?;
    // The name too: without it the old file could be back after the power fails.
    #[cfg(unix)]
    if let Ok(folder) = std::fs::File::open(folder_of(target)) {
        step(Step::SyncFolder, folder.sync_all()).map_err(|error| failed(&error))?;
    }
    Ok(())
}

/// What is done so that a file outlives a loss of power. No program sees it, so a test is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Sync,
    Put,
    SyncFolder,
}

#[cfg(test)]
thread_local! {
    static STEPS: RefCell<Vec<Step>> = const { RefCell::new(Vec::new()) };
}

fn step(what: Step, done: io::Result<()>) -> io::Result<()> {
    #[cfg(test)]
    STEPS.with_borrow_mut(|steps| steps.push(what));
    #[cfg(not(test))]
    let _ = what;
    done
}

/// Makes a folder and those above it.
pub fn folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|error| Failure::io(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_on_the_disk_before_it_takes_its_place_and_its_name_after() {
        use Step::{Put, Sync, SyncFolder};
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let steps = |job: &dyn Fn()| {
            STEPS.take();
            job();
            STEPS.take()
        };
        let one = [Sync, Put, SyncFolder];
        assert_eq!(steps(&|| file(&path("list"), b"a").unwrap()), one);
        assert_eq!(steps(&|| secret_file(&path("key"), b"a").unwrap()), one);
        let many = || secret_files(&[(path("a"), b"a"), (path("b"), b"b")]).unwrap();
        let place = [Put, SyncFolder];
        assert_eq!(steps(&many), [&[Sync, Sync], &place[..], &place].concat());
        assert_eq!(steps(&|| written(&path("big"), |_| Ok(())).unwrap()), one);
    }

    #[cfg(unix)]
    #[test]
    fn what_holds_a_key_or_a_person_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let mode = |name: &str| path(name).metadata().unwrap().permissions().mode() & 0o777;
        // One that was there before was everybody's.
        std::fs::write(path("old"), "a").unwrap();
        let shared = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(path("old"), shared).unwrap();
        secret_file(&path("old"), b"b").unwrap();
        secret_file(&path("key"), b"a").unwrap();
        secret_files(&[(path("page"), b"a")]).unwrap();
        assert_eq!(["old", "key", "page"].map(mode), [0o600; 3]);
        file(&path("list"), b"a").unwrap();
        std::fs::write(path("usual"), "a").unwrap();
        assert_eq!(
            mode("list"),
            mode("usual"),
            "lists are for the umask to decide"
        );
    }
}
