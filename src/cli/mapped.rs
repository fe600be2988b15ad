//! Revocation stores, mapped into memory.

use super::{Failure, Result, keys};
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
        StoreError::Signature { .. } => {
            failure.hint("pin the operator with --anchor, or say --unpinned")
        }
        _ => failure.hint("build it again, or fetch it again"),
    }
}

/// Maps several stores that are asked together.
pub(super) fn stores(paths: &[PathBuf], belief: &keys::Belief) -> Result<Revocations> {
    let mut all = Revocations::new();
    let (anchors, unpinned) = belief.pinned()?;
    for path in paths {
        all.add(store(path, &anchors, unpinned)?);
    }
    Ok(all)
}
