//! Where words go: standard output for data, standard error for messages, files whole or not at all.

use super::{Failure, Result};
use std::cell::RefCell;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

/// Writes data to standard output at once.
pub(super) fn try_data(octets: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(octets).and_then(|()| out.flush())
}

/// Writes data to standard output. A reader that went away is no error.
pub(super) fn data(octets: &[u8]) -> Result<()> {
    match try_data(octets) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes a line of text to standard output.
pub(super) fn line(text: &str) -> Result<()> {
    data(format!("{text}\n").as_bytes())
}

/// Writes a JSON object as one line to standard output.
pub(super) fn json(value: &impl serde::Serialize) -> Result<()> {
    line(&serde_json::to_string(value).map_err(Failure::new)?)
}

pub(super) fn error(text: &str) {
    message("error", text);
}

pub(super) fn hint(text: &str) {
    message("hint", text);
}

pub(super) fn warning(text: &str) {
    message("warning", text);
}

/// Warns of a file that holds secrets and that others can read. `name` is what messages call it.
pub(super) fn warn_if_shared(name: &str, metadata: &std::fs::Metadata) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = metadata.permissions().mode() & 0o777;
        if metadata.is_file() && mode & 0o044 != 0 {
            warning(&format!(
                "{name}: others can read it (mode {mode:03o}); chmod 600"
            ));
        }
    }
    #[cfg(not(unix))]
    let _ = (name, metadata);
}

/// Something that a person wants to see beside the data.
pub(super) fn note(text: &str) {
    message("note", text);
}

/// A line on standard error for the program that reads it.
pub(super) fn plain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

thread_local! {
    /// Messages that wait, while there are any to wait.
    static HELD: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Does something and holds back the messages of this thread meanwhile: where a picture fills the terminal, a
/// message would be written across it.
pub(super) fn holding<T>(job: impl FnOnce() -> T) -> (T, Vec<String>) {
    HELD.set(Some(Vec::new()));
    let done = job();
    (done, HELD.take().unwrap_or_default())
}

/// Writes messages that were held back.
pub(super) fn release(messages: &[String]) {
    for message in messages {
        let _ = writeln!(io::stderr().lock(), "{message}");
    }
}

fn message(kind: &str, text: &str) {
    let held = HELD.with_borrow_mut(|held| match held {
        Some(messages) => {
            messages.push(format!("hcert: {kind}: {text}"));
            true
        }
        None => false,
    });
    if held {
        return;
    }
    // There is nowhere left to say that standard error is gone.
    let _ = writeln!(io::stderr().lock(), "hcert: {kind}: {text}");
}

/// A number and what it counts: `1 hash`, `2 hashes`.
pub(super) fn count(number: u64, what: &str) -> String {
    let end = match what {
        _ if number == 1 => "",
        what if what.ends_with("sh") || what.ends_with("ch") => "es",
        _ => "s",
    };
    format!("{number} {what}{end}")
}

/// Whether standard output is a terminal.
pub(super) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard output takes colours: a terminal, and nobody asked for none (no-color.org).
pub(super) fn has_colour() -> bool {
    is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Writes a file so that it is there whole or not at all: a temporary file beside it, then a rename.
pub(super) fn file(path: &Path, octets: &[u8]) -> Result<()> {
    write_file(path, octets, false)
}

/// As [`file()`], readable by its owner alone.
pub(super) fn secret_file(path: &Path, octets: &[u8]) -> Result<()> {
    write_file(path, octets, true)
}

/// Writes several files so that all of them are there or none: every one is complete beside its place before
/// the first is put into it.
pub(super) fn files(files: &[(PathBuf, &[u8])]) -> Result<()> {
    let mut ready = Vec::new();
    for (path, octets) in files {
        if path.is_dir() {
            return Err(Failure::new(format!("{}: is a folder", path.display())));
        }
        let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        ready.push((path, prepare(path, &target, octets, false)?, target));
    }
    for (path, temporary, target) in ready {
        let placed = temporary.persist(&target);
        placed.map_err(|error| Failure::io(path, &error.error))?;
    }
    Ok(())
}

/// Writes a large file so that it is there whole or not at all, and on the disk before it takes the place of an
/// older one: `write` gets the file.
pub(super) fn written<T>(
    path: &Path,
    write: impl FnOnce(&mut std::fs::File) -> Result<T>,
) -> Result<T> {
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if target.exists() && !target.is_file() {
        return Err(Failure::new(format!("{}: is no file", path.display())));
    }
    let mut temporary = prepare(path, &target, &[], false)?;
    let told = write(temporary.as_file_mut())?;
    let failed = |error: &io::Error| Failure::io(path, error);
    temporary
        .as_file()
        .sync_all()
        .map_err(|error| failed(&error))?;
    temporary
        .persist(&target)
        .map_err(|error| failed(&error.error))?;
    // The name too: without it the old file could be back after the power fails.
    #[cfg(unix)]
    if let Ok(folder) = std::fs::File::open(folder_of(&target)) {
        folder.sync_all().map_err(|error| failed(&error))?;
    }
    Ok(told)
}

/// The folder that a file lies in.
pub(super) fn folder_of(path: &Path) -> &Path {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

fn write_file(path: &Path, octets: &[u8], secret: bool) -> Result<()> {
    let failed = |error: &io::Error| Failure::io(path, error);
    // A link is followed to its file; a device or pipe is written to and not replaced.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if target.exists() && !target.is_file() {
        return std::fs::write(&target, octets).map_err(|error| failed(&error));
    }
    let placed = prepare(path, &target, octets, secret)?.persist(&target);
    placed.map_err(|error| failed(&error.error))?;
    Ok(())
}

/// A complete file beside its place.
fn prepare(
    path: &Path,
    target: &Path,
    octets: &[u8],
    secret: bool,
) -> Result<tempfile::NamedTempFile> {
    let failed = |error: &io::Error| Failure::io(path, error);
    let folder = folder_of(target);
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The caller's umask still takes away from it.
        let mode = if secret { 0o600 } else { 0o666 };
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = secret;
    let mut temporary = builder
        .tempfile_in(folder)
        .map_err(|error| failed(&error))?;
    temporary
        .write_all(octets)
        .map_err(|error| failed(&error))?;
    Ok(temporary)
}

/// Makes a folder and those above it.
pub(super) fn folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|error| Failure::io(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::shown;

    #[test]
    fn one_is_one_and_the_rest_are_many() {
        let counted = [(0, "hash"), (1, "hash"), (2, "batch"), (2, "filter")];
        let counted = counted.map(|(number, what)| count(number, what));
        assert_eq!(counted, ["0 hashes", "1 hash", "2 batches", "2 filters"]);
    }

    #[test]
    fn no_text_of_a_code_can_draw_on_the_terminal() {
        let evil = "NO\n\u{1b}[1;32m\u{2713} accept\u{202e}";
        assert_eq!(shown(evil), "NO\\u{a}\\u{1b}[1;32m\u{2713} accept\\u{202e}");
        assert_eq!(shown("\u{d8}verland, O'Brien"), "\u{d8}verland, O'Brien");
    }
}
