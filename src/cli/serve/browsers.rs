//! What browsers fetch: the lists in one file, the stores of revoked certificates, and the pages as a folder.

use super::super::input::{files_below, read_file};
use super::super::judge::JudgeArgs;
use super::super::{Result, Status, output};
use crate::desk::DeskFile;
use crate::serve::pages::Pages;
use crate::serve::static_files::{Browsers, DESK, STORES};
use crate::time::Timestamp;
use crate::trust::Anchors;
use crate::verify::Checkpoint;
use std::path::{Path, PathBuf};

/// The most octets of all stores together that a browser is given: it holds all of them in memory, and so may a phone.
const STORES_MAX: u64 = 64 << 20;

/// The lists for browsers, as they are now.
pub(super) fn of(
    args: &JudgeArgs,
    anchors: &Anchors,
    checkpoint: &Checkpoint,
    made: Timestamp,
) -> Result<Browsers> {
    let (mut stores, mut room) = (Vec::new(), STORES_MAX);
    let mut unsigned = Vec::new();
    let mut has_all = true;
    for path in args.revocations() {
        let size = std::fs::metadata(path).map_or(0, |about| about.len());
        match room.checked_sub(size) {
            Some(left) => room = left,
            None => {
                has_all = false;
                output::hint(&format!(
                    "{}: stores for browsers are {} MiB together at most; without this one they can verify nothing",
                    path.display(),
                    STORES_MAX >> 20
                ));
                continue;
            }
        }
        let name = format!("{}-{}", stores.len() + 1, name_of(path));
        if args.takes_unsigned(path) {
            unsigned.push(name.clone());
        }
        stores.push((name, read_file(path)?.into()));
    }
    let names = stores.iter().map(|(name, _)| name.clone()).collect();
    let mut file = DeskFile::new(checkpoint, made)
        .with_stores(names, has_all)
        .with_anchors(anchors, unsigned);
    for (name, octets) in files(args.rules())? {
        file.add_rules(&name, octets);
    }
    for (name, octets) in files(args.value_sets())? {
        file.add_value_sets(&name, octets);
    }
    Ok(Browsers {
        desk: file.to_json().into_bytes().into(),
        stores: stores.into(),
    })
}

/// Files and those in folders.
fn files(paths: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for source in paths {
        for path in files_below(source, &["json"])? {
            files.push((name_of(&path), read_file(&path)?));
        }
    }
    Ok(files)
}

/// A file's name without its folder, which is nobody's business elsewhere; plain enough for an address.
fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || ".-_".contains(c) {
            c
        } else {
            '_'
        }
    };
    name.chars().map(plain).collect()
}

/// Writes the pages and the lists into a folder.
pub(super) fn export(folder: &Path, browsers: &Browsers) -> Result<Status> {
    let pages = Pages::new();
    let pages = pages.iter().filter(|page| !page.needs_service());
    let mut files: Vec<(PathBuf, Vec<u8>)> = pages
        .map(|page| (folder.join(page.path), page.octets().to_vec()))
        .collect();
    let stores = browsers.stores.iter();
    files.extend(stores.map(|(name, octets)| (folder.join(STORES).join(name), octets.to_vec())));
    files.push((folder.join(DESK), browsers.desk.to_vec()));
    for (path, _) in &files {
        output::folder(output::folder_of(path))?;
    }
    let files: Vec<(PathBuf, &[u8])> = files
        .iter()
        .map(|(path, octets)| (path.clone(), octets.as_slice()))
        .collect();
    output::files(&files)?;
    output::line(&format!("{} files in {}", files.len(), folder.display()))?;
    Ok(Status::Done)
}
