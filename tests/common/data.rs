//! The EU's data, which is not copied into the project.

#![allow(dead_code, reason = "every test and bench uses its own part of this")]

use std::path::{Path, PathBuf};

/// The folder of the project, whichever of its packages is tested.
pub(crate) fn project() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut above = own.ancestors();
    above
        .find(|folder| folder.join("testdata/eu-vectors.txt").is_file())
        .expect("the folder of the project")
}

/// The folder that `HCERT_TESTDATA` names, else `../shared/data`, if it has all of these in it; else says that what
/// needs them was skipped.
pub(crate) fn data(wanted: &[&str]) -> Option<PathBuf> {
    let beside = || project().join("../shared/data");
    let folder = std::env::var_os("HCERT_TESTDATA").map_or_else(beside, PathBuf::from);
    let missing = wanted.iter().find(|name| !folder.join(name).is_dir());
    if let Some(name) = missing {
        println!(
            "skipped: the EU's data ({name}) is not here (see docs/implementer.md, HCERT_TESTDATA)"
        );
        return None;
    }
    Some(folder)
}
