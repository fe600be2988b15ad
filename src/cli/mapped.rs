//! Revocation stores, mapped into memory.

use super::{Failure, Result, keys, output};
use crate::lang::shown;
use crate::revocation::Revocations;
use crate::revocation::store::{Store, StoreError};
use crate::trust::{Anchors, Unpinned};
use memmap2::Mmap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Maps a store. Its head is read and its signature checked; the rest is read when it is asked for.
pub(super) fn store(path: &Path, anchors: &Anchors, unpinned: Unpinned) -> Result<Store> {
    let failed = |error: std::io::Error| Failure::io(path, &error);
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.len() == 0 {
        return Err(not_a_store(path, &StoreError::NotStore));
    }
    #[expect(
        unsafe_code,
        reason = "a mapped file must not change: `revocation build` writes a new one and renames it, and every \
                  section is held against its digest when it is first used"
    )]
    let mapped = unsafe { Mmap::map(&file) }.map_err(failed)?;
    let name = path.display().to_string();
    Store::open(&name, mapped, anchors, unpinned).map_err(|error| not_a_store(path, &error))
}

fn not_a_store(path: &Path, error: &StoreError) -> Failure {
    let failure = Failure::new(format!("{}: {error}", path.display()));
    match error {
        StoreError::NotStore => {
            failure.hint("make one from lists of any form with hcert revocation build")
        }
        error if error.is_about_signer() => failure.hint(format!(
            "pin the operator who signed it with --anchor, or say --unsigned {}",
            path.display()
        )),
        _ => failure.hint("build it again, or fetch it again"),
    }
}

/// Maps several stores that are asked together.
pub(super) fn stores(
    paths: &[PathBuf],
    belief: &keys::Belief,
    anchors: &Anchors,
) -> Result<Revocations> {
    let mut all = Revocations::new();
    for path in paths {
        let unpinned = belief.unpinned(path.as_os_str(), path);
        let store = store(path, anchors, unpinned)?;
        let good = store.signature().is_vouched();
        if unpinned == Unpinned::Report && !good {
            let name = path.display().to_string();
            output::warning(&format!("{}: {}", shown(&name), keys::NOT_SIGNED));
        }
        all.add(store);
    }
    Ok(all)
}
