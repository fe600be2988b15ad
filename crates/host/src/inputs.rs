//! What people hand in: standard input, a code itself, a text file, a picture, a PDF.

use crate::error::{Failure, Result};
use hcert::text;
use hcert::text::{Message, ToText, messages};
use hcert_checkpoint::input::is_code;
use std::ffi::OsStr;
use std::fmt;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Largest file that is read, in octets: far above any picture or list of codes.
const MAX_FILE: u64 = 64 << 20;

/// Endings of files in a folder that are looked at as trust or keys.
pub const KEY_ENDINGS: [&str; 6] = ["pem", "crt", "cer", "der", "json", "txt"];

/// Reads a file that is no larger than any that is of use here.
pub fn read_file(path: &Path) -> Result<Vec<u8>> {
    if is_argument_code(path.as_os_str()) {
        return Err(Failure::new(messages::HOST_ARGUMENT_CODE));
    }
    let failed = |error: std::io::Error| Failure::io(path, &error);
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut octets = Vec::new();
    file.take(MAX_FILE + 1)
        .read_to_end(&mut octets)
        .map_err(failed)?;
    let label = path.display().to_string();
    check_size(Source { label, octets }).map(|source| source.octets)
}

/// Octets behind an argument, with the name that reports give them.
pub struct Source {
    /// The name.
    pub label: String,
    /// What was handed in.
    pub octets: Vec<u8>,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({:?}, {} octets)", self.label, self.octets.len())
    }
}

/// What to do about a file that is not there, where codes are expected.
pub const CODE_HINT: Message = messages::HOST_GIVE_CODE;

/// Fetches the octets of an argument. A code itself is named `argument`, never by its text, which is
/// somebody's data. `hint` tells what could have been given instead of a file that is not there.
pub fn fetch(argument: &OsStr, hint: impl ToText) -> Result<Source> {
    if argument == "-" {
        let mut octets = Vec::new();
        let read = std::io::stdin()
            .lock()
            .take(MAX_FILE + 1)
            .read_to_end(&mut octets);
        let path = messages::HOST_STANDARD_INPUT;
        read.map_err(|error| Failure::new(text!(FILE_SYSTEM, path, error)))?;
        return check_size(Source {
            label: "-".into(),
            octets,
        });
    }
    if is_argument_code(argument) {
        let octets = argument.as_encoded_bytes().to_vec();
        return Ok(Source {
            label: "argument".into(),
            octets,
        });
    }
    let path = Path::new(argument);
    let failed = |error: std::io::Error| {
        let missing = error.kind() == std::io::ErrorKind::NotFound;
        let failure = Failure::io(path, &error);
        if missing {
            failure.hint(&hint)
        } else {
            failure
        }
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut octets = Vec::new();
    file.take(MAX_FILE + 1)
        .read_to_end(&mut octets)
        .map_err(failed)?;
    check_size(Source {
        label: path.display().to_string(),
        octets,
    })
}

fn check_size(source: Source) -> Result<Source> {
    if source.octets.len() as u64 > MAX_FILE {
        let (path, most) = (&source.label, MAX_FILE >> 20);
        return Err(Failure::new(text!(HOST_TOO_LARGE, path, most)));
    }
    Ok(source)
}

/// Whether an argument is content itself: it looks like it and is no file.
pub fn is_argument_code(argument: &OsStr) -> bool {
    argument != "-" && is_code(argument.as_encoded_bytes()) && !Path::new(argument).exists()
}

/// The regular files below a path in order, those of a folder by the wanted endings. Links inside a folder
/// are followed to files and never to folders, so that a loop of links ends.
pub fn files_below(path: &Path, endings: &[&str]) -> Result<Vec<PathBuf>> {
    // A code in the place of a file is somebody's data.
    if is_argument_code(path.as_os_str()) {
        return Err(Failure::new(messages::HOST_ARGUMENT_CODE_OR_FOLDER));
    }
    let failed = |error: std::io::Error| Failure::io(path, &error);
    if !std::fs::metadata(path).map_err(failed)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = std::fs::read_dir(path).map_err(failed)?;
    let mut entries: Vec<_> = entries.collect::<std::io::Result<_>>().map_err(failed)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.path();
        if entry.file_type().map_err(failed)?.is_dir() {
            found.extend(files_below(&path, endings)?);
        } else if path.is_file() && ending(&path).is_some_and(|e| endings.contains(&e.as_str())) {
            found.push(path);
        }
    }
    Ok(found)
}

/// A file name's ending in lower case.
pub fn ending(path: &Path) -> Option<String> {
    path.extension()
        .and_then(OsStr::to_str)
        .map(str::to_ascii_lowercase)
}
