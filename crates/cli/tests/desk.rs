//! A folder to run the program in.
#![allow(dead_code, reason = "every test file uses its own part of this")]

pub(crate) use crate::root;
use std::path::PathBuf;
use std::process::{Child, Stdio};

/// A folder of its own with the project's keys and vectors in it.
pub(crate) struct Desk(pub(crate) tempfile::TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["keys", "testdata"] {
            std::os::unix::fs::symlink(root().join(name), folder.path().join(name)).unwrap();
        }
        Self(folder)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, octets: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), octets).unwrap();
    }

    /// The program with these arguments; what it reads and writes is the test's.
    pub(crate) fn spawn(&self, words: &[&str]) -> Child {
        let mut command = crate::program();
        command.args(words).current_dir(self.0.path());
        // A service remembers what it has seen: here, and not for whoever runs the tests.
        command.env_remove("STATE_DIRECTORY");
        command.env("XDG_STATE_HOME", self.path("state"));
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    }
}
