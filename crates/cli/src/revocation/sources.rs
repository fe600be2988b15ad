//! Where lists of revoked certificates come from: files and folders of them.

use hcert::revocation::Files;
use hcert::text::{Message, ToText, messages};
use hcert::trust::Problem;
use hcert_host::error::{Failure, Result};
use hcert_host::inputs::{is_argument_code, read_file};
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

/// The most files of a folder.
const MAX_FILES: usize = 1 << 20;

/// Folders in one another.
const MAX_DEPTH: usize = 8;

/// The files of one source: a folder with those below it, or one file.
pub(super) struct Folder {
    root: PathBuf,
    names: Vec<String>,
    /// What lies there and is not read, and why.
    pub(super) left_out: Vec<Problem>,
}

impl Folder {
    /// Looks a source up; its files are read later, one at a time.
    pub(super) fn open(source: &Path) -> Result<Self> {
        if is_argument_code(source.as_os_str()) {
            return Err(Failure::new(messages::CLI_STORE_ARGUMENT_CODE)
                .hint(messages::CLI_STORE_CODES_IN_FILE));
        }
        let failed = |error: io::Error| Failure::io(source, &error);
        let (mut names, mut left_out) = (Vec::new(), Vec::new());
        let root = match std::fs::metadata(source).map_err(failed)?.is_dir() {
            true => {
                below(source, "", 0, &mut names, &mut left_out).map_err(failed)?;
                source.to_owned()
            }
            false => {
                let name = source.file_name().and_then(OsStr::to_str);
                let name = name.ok_or_else(|| Failure::new(messages::CLI_STORE_NAME))?;
                names.push(name.to_owned());
                source.parent().unwrap_or(Path::new("")).to_owned()
            }
        };
        names.sort_unstable();
        Ok(Self {
            root,
            names,
            left_out,
        })
    }
}

/// What cannot be used of a source.
pub(super) fn problem(at: &str, reason: &impl ToText) -> Problem {
    Problem {
        at: at.to_owned(),
        reason: reason.to_text(),
    }
}

/// Collects the files of a folder by their paths in it. What begins with a point is left alone; links to folders
/// are not followed, which is told, as is whatever else is not read: a list may be in it.
fn below(
    folder: &Path,
    prefix: &str,
    depth: usize,
    names: &mut Vec<String>,
    left_out: &mut Vec<Problem>,
) -> io::Result<()> {
    let mut tell = |path: PathBuf, reason: Message| {
        left_out.push(problem(&path.display().to_string(), &reason));
    };
    let mut deeper = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            tell(entry.path(), messages::CLI_STORE_SKIPPED_NAME);
            continue;
        };
        if name.starts_with('.') {
            continue;
        }
        let name = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            match depth < MAX_DEPTH {
                true => deeper.push((entry.path(), format!("{name}/"))),
                false => tell(entry.path(), messages::CLI_STORE_SKIPPED_DEPTH),
            }
        } else if entry.path().is_file() {
            if names.len() >= MAX_FILES {
                return Err(io::Error::other("more than a million files in one folder"));
            }
            names.push(name);
        } else {
            tell(entry.path(), messages::CLI_STORE_SKIPPED_KIND);
        }
    }
    for (path, prefix) in deeper {
        below(&path, &prefix, depth + 1, names, left_out)?;
    }
    Ok(())
}

impl Files for Folder {
    fn names(&self) -> Vec<String> {
        self.names.clone()
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        read_file(&self.root.join(name)).map_err(io::Error::other)
    }
}
