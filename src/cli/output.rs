//! Where words go: standard output for data, standard error for messages, files whole or not at all.

use super::{Failure, Result};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

/// Writes data to standard output. A reader that went away is no error.
pub(super) fn data(octets: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(octets).and_then(|()| out.flush()) {
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
pub(super) fn json(value: &serde_json::Value) -> Result<()> {
    line(&value.to_string())
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

fn message(kind: &str, text: &str) {
    // There is nowhere left to say that standard error is gone.
    let _ = writeln!(io::stderr().lock(), "hcert: {kind}: {text}");
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

fn write_file(path: &Path, octets: &[u8], secret: bool) -> Result<()> {
    let failed = |error: &io::Error| Failure::io(path, error);
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut temporary = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    temporary
        .write_all(octets)
        .map_err(|error| failed(&error))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The temporary file is private; a file for everyone gets the usual mode.
        let mode = if secret { 0o600 } else { 0o644 };
        let permissions = std::fs::Permissions::from_mode(mode);
        temporary
            .as_file()
            .set_permissions(permissions)
            .map_err(|error| failed(&error))?;
    }
    #[cfg(not(unix))]
    let _ = secret;
    temporary
        .persist(path)
        .map_err(|error| failed(&error.error))?;
    Ok(())
}

/// Makes a folder and those above it.
pub(super) fn folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|error| Failure::io(path, &error))
}
