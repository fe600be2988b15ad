//! What browsers fetch: the lists in one file, the stores of revoked certificates, and the pages as a folder.

use super::super::input::{files_below, read_file};
use super::super::judge::JudgeArgs;
use super::super::{Result, Status, output};
use crate::desk::{DeskFile, NamedText};
use crate::rules::{RuleBook, ValueSets};
use crate::serve::pages::Pages;
use crate::serve::static_files::{Browsers, DESK, STORES};
use crate::time::Timestamp;
use crate::verify::Checkpoint;
use std::path::{Path, PathBuf};

/// The most octets of a store that a browser is given: it holds all of it in memory.
const STORE: u64 = 32 << 20;

/// The lists for browsers, as they are now.
pub(super) fn of(args: &JudgeArgs, checkpoint: &Checkpoint, made: Timestamp) -> Result<Browsers> {
    let is_rule = |text: &str| RuleBook::default().read("", text).is_ok();
    let is_set = |text: &str| {
        let json = serde_json::from_str(text);
        json.is_ok_and(|json| ValueSets::default().load(&json).is_ok())
    };
    let mut stores = Vec::new();
    for path in args.revocations() {
        if std::fs::metadata(path).is_ok_and(|about| about.len() > STORE) {
            output::hint(&format!(
                "{}: larger than {} MiB, so browsers are not given it and say that they have none",
                path.display(),
                STORE >> 20
            ));
            continue;
        }
        stores.push((
            format!("{}-{}", stores.len() + 1, name_of(path)),
            read_file(path)?.into(),
        ));
    }
    let names = stores.iter().map(|(name, _)| name.clone()).collect();
    let rules = texts(args.rules(), is_rule)?;
    let file = DeskFile::new(
        checkpoint,
        made,
        rules,
        texts(args.value_sets(), is_set)?,
        names,
    );
    Ok(Browsers {
        desk: file.to_json().into_bytes().into(),
        stores: stores.into(),
    })
}

/// The texts of files and of those in folders that are what they should be; of others the reader of lists has told.
fn texts(paths: &[PathBuf], is_one: impl Fn(&str) -> bool) -> Result<Vec<NamedText>> {
    let mut texts = Vec::new();
    for source in paths {
        for path in files_below(source, &["json"])? {
            let text = String::from_utf8(read_file(&path)?).unwrap_or_default();
            let text = text.trim_start_matches('\u{feff}').to_owned();
            if is_one(&text) {
                texts.push(NamedText {
                    name: name_of(&path),
                    text,
                });
            }
        }
    }
    Ok(texts)
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
    // The issuer's page asks the service.
    let pages = pages.iter().filter(|page| !page.path.starts_with("issuer"));
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
