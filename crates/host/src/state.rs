//! What a post has seen of its lists, from one run to the next: `--state FILE`.
//!
//! The file is a [`Memory`] in JSON. It is read before the lists and written before they are used, so that a list which
//! was believed once is never forgotten. One run alone remembers nothing without the file; a service and a desk with a
//! scanner remember for as long as they run.

use crate::atomic_file::{self, folder_of};
use crate::error::{Failure, Result};
use crate::notices::Notices;
use hcert::text;
use hcert::text::messages;
use hcert::time::Timestamp;
use hcert::trust::{Anchors, Mark, Memory, Succession};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What was seen, and where it is kept.
#[derive(Debug, Default)]
pub struct State {
    memory: Memory,
    /// Whether older lists are refused.
    active: bool,
    path: Option<PathBuf>,
}

impl State {
    /// For one run: what the file remembers that was named.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn once(path: Option<&Path>) -> Result<Self> {
        Self::open(path, false)
    }

    /// For a run that reads its lists again and again.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn lasting(path: Option<&Path>) -> Result<Self> {
        Self::open(path, true)
    }

    /// For a question about the past, which neither reads nor keeps anything.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// For a service for which no file was named: it keeps it in its own folder.
    ///
    /// # Errors
    /// The file is there and cannot be read.
    pub fn of_service(notices: &Notices) -> Result<Self> {
        let Some(path) = service_file() else {
            return Self::open(None, true);
        };
        // Whoever named no file is not kept from serving because there is no place for one.
        let usable = std::fs::create_dir_all(folder_of(&path));
        match usable.map_err(|error| Failure::io(&path, &error)) {
            Ok(()) => Self::open(Some(&path), true),
            Err(failure) => {
                notices.warning(text!(HOST_STATE_FORGOTTEN, failure));
                Self::open(None, true)
            }
        }
    }

    fn open(path: Option<&Path>, lasting: bool) -> Result<Self> {
        let memory = path.map(read).transpose()?.unwrap_or_default();
        Ok(Self {
            memory,
            active: lasting || path.is_some(),
            path: path.map(Path::to_owned),
        })
    }

    /// These signers, with the keys that replaced theirs.
    pub fn anchors(&self, anchors: Anchors) -> Anchors {
        anchors.with_remembered(self.memory.successions())
    }

    /// Takes in the lists that were read together, and keeps that.
    pub fn take(&mut self, marks: &[Mark], successions: &[Succession]) -> Result<()> {
        if !self.active {
            return Ok(());
        }
        let mut next = self.memory.clone();
        if let Some(path) = &self.path {
            // Another one of this post may have seen newer lists meanwhile.
            next.merge(read(path)?);
        }
        let before = next.clone();
        next.take(marks, successions).map_err(|older| {
            let failure = Failure::new(older);
            match &self.path {
                Some(path) => failure.hint(text!(HOST_FETCH_NEWEST_OR_FORGET, path)),
                None => failure.hint(messages::HOST_FETCH_NEWEST),
            }
        })?;
        if let Some(path) = self
            .path
            .as_ref()
            .filter(|path| next != before || !path.exists())
        {
            atomic_file::file(path, next.to_json().as_bytes())?;
        }
        self.memory = next;
        Ok(())
    }

    /// The latest date of all lists that were seen.
    pub fn latest(&self) -> Option<Timestamp> {
        self.memory.latest()
    }
}

fn read(path: &Path) -> Result<Memory> {
    match std::fs::read_to_string(path) {
        Ok(text) => Memory::from_json(&text).map_err(|error| {
            Failure::new(text!(FILE_SYSTEM, path, error)).hint(messages::HOST_STATE_ANEW)
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Memory::default()),
        Err(error) => Err(Failure::io(path, &error)),
    }
}

/// Where a service keeps what it has seen: the folder that systemd made for it, else the user's (XDG).
fn service_file() -> Option<PathBuf> {
    let folder = |name: &str| {
        let value = std::env::var_os(name)?;
        let first = std::env::split_paths(&value).next()?;
        first.is_absolute().then_some(first)
    };
    if let Some(folder) = folder("STATE_DIRECTORY") {
        return Some(folder.join("seen.json"));
    }
    let users = folder("XDG_STATE_HOME").or_else(|| Some(folder("HOME")?.join(".local/state")))?;
    Some(users.join("hcert/seen.json"))
}
