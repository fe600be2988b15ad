//! Whose pages lie in a folder, and who is at work in it: the file `.hcert` there.
//!
//! It is locked for as long as somebody writes, so that two runs never mix what they make. The person is a salted hash
//! over what stands on the pages beside it, names and date of birth, and never over the identity number, which such a
//! hash would give away; with a ledger that knows people it is the pseudonym too. Every file that was written is known by
//! its hash: one that was changed or came from elsewhere is not ours, and is neither removed nor replaced.

use crate::atomic_file;
use crate::error::{Failure, Result};
use hcert::codec::{hex, unhex};
use hcert::key::{hmac_sha256, random_octets, sha256};
use hcert::norway::record::Person;
use hcert::text;
use hcert::text::messages;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// The name of the file.
pub const NAME: &str = ".hcert";

/// The form of the file that this program writes.
const VERSION: u32 = 1;

/// The largest file that is ours, in octets: no page is as long.
const LARGEST: u64 = 64 << 20;

/// What keeps this hash apart from all others.
const DOMAIN: &[u8] = b"hcert page folder 1";

/// What the file holds.
#[derive(Clone, Default, Serialize, Deserialize)]
struct State {
    version: u32,
    /// The process that has the lock, or had it last.
    process: u32,
    /// Whose pages lie here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pages: Option<Pages>,
    /// The batch whose folder it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run: Option<Run>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Pages {
    salt: String,
    person: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pseudonym: Option<String>,
    files: Vec<Written>,
}

/// A file that was written here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Written {
    name: String,
    sha256: String,
}

/// A run of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Run {
    /// Where its answers go, where that is a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) out: Option<PathBuf>,
    /// Whether it came to its end.
    pub(crate) finished: bool,
}

/// The file of a folder, locked until it is dropped.
#[derive(Debug)]
pub(crate) struct Locked {
    file: File,
    path: PathBuf,
    pub(crate) run: Option<Run>,
    pages: Option<Pages>,
}

impl std::fmt::Debug for Pages {
    /// Shows nobody.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pages({} files)", self.files.len())
    }
}

impl Locked {
    /// Makes the folder and locks it, or says who holds it.
    pub(crate) fn take(folder: &Path) -> Result<Self> {
        atomic_file::folder(folder)?;
        let path = folder.join(NAME);
        let failed = |error: io::Error| Failure::io(&path, &error);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(at_work(folder, &read_of(&mut file, &path)));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let state = read_of(&mut file, &path)?;
        let mut locked = Self {
            file,
            path,
            run: state.run,
            pages: state.pages,
        };
        locked.keep()?;
        Ok(locked)
    }

    /// Writes down what is known of the folder.
    pub(crate) fn keep(&mut self) -> Result<()> {
        let state = State {
            version: VERSION,
            process: std::process::id(),
            pages: self.pages.clone(),
            run: self.run.clone(),
        };
        let mut octets = serde_json::to_vec(&state).map_err(Failure::plain)?;
        octets.push(b'\n');
        let kept = (|| {
            self.file.seek(SeekFrom::Start(0))?;
            self.file.write_all(&octets)?;
            self.file.set_len(octets.len() as u64)?;
            self.file.sync_data()
        })();
        kept.map_err(|error| Failure::io(&self.path, &error))
    }
}

fn at_work(folder: &Path, state: &Result<State>) -> Failure {
    let process = state.as_ref().map_or(0, |state| state.process);
    let run = state.as_ref().ok().and_then(|state| state.run.as_ref());
    let text = match run.and_then(|run| run.out.as_deref()) {
        Some(out) => text!(HOST_FOLDER_HELD_BY_RUN, folder, process, out),
        None => text!(HOST_FOLDER_HELD, folder, process),
    };
    Failure::new(text).hint(messages::HOST_FOLDER_WAIT)
}

fn read_of(file: &mut File, path: &Path) -> Result<State> {
    let mut octets = Vec::new();
    let read = file.seek(SeekFrom::Start(0));
    let read = read.and_then(|_| file.take(LARGEST).read_to_end(&mut octets));
    read.map_err(|error| Failure::io(path, &error))?;
    if octets.is_empty() {
        return Ok(State::default());
    }
    let damaged =
        || Failure::new(text!(HOST_FOLDER_DAMAGED, path)).hint(text!(HOST_FOLDER_TAKE_AWAY, path));
    let state: State = serde_json::from_slice(&octets).map_err(|_| damaged())?;
    match state.version {
        VERSION => Ok(state),
        found => {
            let text = text!(HOST_FOLDER_VERSION, path, found, known = VERSION);
            Err(Failure::new(text).hint(text!(HOST_FOLDER_TAKE_AWAY, path)))
        }
    }
}

/// A person, as far as a folder must know them.
pub struct Owner<'a> {
    /// The person.
    pub person: &'a Person,
    /// Whose pages they are in the ledger.
    pub pseudonym: Option<[u8; 32]>,
}

impl std::fmt::Debug for Owner<'_> {
    /// Shows nobody.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Owner(redacted)")
    }
}

impl Owner<'_> {
    /// A tag that only the same names and the same date of birth have.
    fn tag(&self, salt: &[u8]) -> [u8; 32] {
        let (family, given) = self.person.machine_names();
        let born = self.person.date_of_birth.to_string();
        let mut message = DOMAIN.to_vec();
        for part in [&family, &given, &born] {
            message.extend((part.len() as u64).to_be_bytes());
            message.extend(part.as_bytes());
        }
        hmac_sha256(salt, &message)
    }

    fn owns(&self, pages: &Pages) -> bool {
        let pseudonym = self.pseudonym.map(|pseudonym| hex(&pseudonym));
        match (&pseudonym, &pages.pseudonym) {
            (Some(mine), Some(theirs)) => mine == theirs,
            _ => unhex(&pages.salt).is_some_and(|salt| hex(&self.tag(&salt)) == pages.person),
        }
    }
}

/// Where the pages of one person go.
#[derive(Debug)]
pub struct PageFolder<'a> {
    /// The folder.
    pub folder: &'a Path,
    /// Whose pages they are.
    pub owner: Owner<'a>,
    /// Every name that a page may have.
    pub names: &'a [String],
    /// Whether what lies there in the way is replaced.
    pub force: bool,
}

impl PageFolder<'_> {
    /// Looks whether the folder is free for this person, before anything is made and recorded.
    ///
    /// # Errors
    /// Pages of somebody else, or files of unknown origin with a page's name, lie there.
    pub fn look(&self) -> Result<()> {
        let path = self.folder.join(NAME);
        match OpenOptions::new().read(true).open(&path) {
            Ok(mut file) => self.check(read_of(&mut file, &path)?.pages.as_ref()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.check(None),
            Err(error) => Err(Failure::io(&path, &error)),
        }
    }

    /// What lies in the way is an error, unless it is to be replaced.
    fn check(&self, pages: Option<&Pages>) -> Result<()> {
        let mine = pages.filter(|pages| self.owner.owns(pages));
        let lie: Vec<&str> = self
            .names
            .iter()
            .filter(|name| self.folder.join(name).symlink_metadata().is_ok())
            .filter(|name| !mine.is_some_and(|pages| self.is_ours(pages, name)))
            .map(String::as_str)
            .collect();
        if self.force || lie.is_empty() {
            return Ok(());
        }
        let (folder, files) = (self.folder, lie.join(", "));
        let somebodys = match pages {
            Some(pages) if mine.is_none() => lie.iter().any(|name| self.is_ours(pages, name)),
            _ => false,
        };
        let text = match somebodys {
            true => text!(HOST_FOLDER_OF_ANOTHER, folder, files),
            false => text!(HOST_FOLDER_UNKNOWN, folder, files),
        };
        Err(Failure::new(text).hint(messages::HOST_FOLDER_FORCE))
    }

    /// Whether a file is there as it was written.
    fn is_ours(&self, pages: &Pages, name: &str) -> bool {
        let mut written = pages.files.iter().filter(|written| written.name == name);
        let hash = hash_of(&self.folder.join(name));
        hash.is_some_and(|hash| written.any(|written| written.sha256 == hash))
    }

    /// Writes the files of one person, all or none, and takes away those of an earlier printing for the same person,
    /// which would be taken for part of this one.
    ///
    /// # Errors
    /// As [`PageFolder::look`]; somebody is at work there; a file cannot be written.
    pub fn write(&self, files: &[(&str, &[u8])]) -> Result<()> {
        let mut locked = Locked::take(self.folder)?;
        self.check(locked.pages.as_ref())?;
        let before = locked.pages.take().filter(|pages| self.owner.owns(pages));
        let before = before.map_or_else(Vec::new, |pages| pages.files);
        let salt = random_octets().map_err(Failure::new)?;
        let written = files.iter().map(|(name, octets)| Written {
            name: (*name).to_owned(),
            sha256: hex(&sha256(octets)),
        });
        let written: Vec<Written> = written.collect();
        let pages = |files: Vec<Written>| Pages {
            salt: hex(&salt),
            person: hex(&self.owner.tag(&salt)),
            pseudonym: self.owner.pseudonym.map(|pseudonym| hex(&pseudonym)),
            files,
        };
        // Known before they are there: a run that is stopped in between leaves nothing that nobody knows.
        locked.pages = Some(pages([&written[..], &before].concat()));
        locked.keep()?;
        let places: Vec<(PathBuf, &[u8])> = files
            .iter()
            .map(|(name, octets)| (self.folder.join(name), *octets))
            .collect();
        atomic_file::secret_files(&places)?;
        for old in before {
            let path = self.folder.join(&old.name);
            let replaced = files.iter().any(|(name, _)| *name == old.name);
            if !replaced && self.names.contains(&old.name) && hash_of(&path) == Some(old.sha256) {
                std::fs::remove_file(&path).map_err(|error| Failure::io(&path, &error))?;
            }
        }
        locked.pages = Some(pages(written));
        locked.keep()
    }
}

/// The hash over a file; none for anything else, such as a link.
fn hash_of(path: &Path) -> Option<String> {
    let metadata = path.symlink_metadata().ok()?;
    let known = metadata.is_file() && metadata.len() <= LARGEST;
    let octets = known.then(|| std::fs::read(path).ok()).flatten()?;
    Some(hex(&sha256(&octets)))
}
