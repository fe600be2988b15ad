//! Where the tests run, and the program that they run.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The folder of the project, in which the tests run as their documents' readers do.
pub(crate) fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let root = root.canonicalize().expect("the folder of the project");
        std::env::set_current_dir(&root).expect("the folder of the project");
        root
    });
    &ROOT
}

/// The program, run there.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hcert"));
    command.current_dir(root());
    command
}
