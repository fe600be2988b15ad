//! What browsers fetch: the lists in one file, and the stores of revoked certificates.

use crate::static_files::Browsers;
use hcert::text;
use hcert::time::Timestamp;
use hcert::trust::Anchors;
use hcert_checkpoint::checkpoint::Checkpoint;
use hcert_checkpoint::offline::VerifierConfig;
use hcert_host::error::Result;
use hcert_host::inputs::{files_below, read_file};
use hcert_host::notices::Notices;
use hcert_host::verifier::VerifierOptions;
use std::path::{Path, PathBuf};

/// The most octets of all stores together that a browser is given: it holds all of them in memory, and so may a phone.
const STORES_MAX: u64 = 64 << 20;

/// The lists for browsers, as they are now.
///
/// # Errors
/// A file cannot be read.
pub fn of(
    options: &VerifierOptions,
    anchors: &Anchors,
    checkpoint: &Checkpoint,
    made: Timestamp,
    notices: &Notices,
) -> Result<Browsers> {
    let (mut stores, mut room) = (Vec::new(), STORES_MAX);
    let mut unsigned = Vec::new();
    let mut has_all = true;
    for path in &options.revocations {
        let size = std::fs::metadata(path).map_or(0, |about| about.len());
        match room.checked_sub(size) {
            Some(left) => room = left,
            None => {
                has_all = false;
                let limit = STORES_MAX >> 20;
                notices.hint(text!(SETUP_STORES, path, limit));
                continue;
            }
        }
        let name = format!("{}-{}", stores.len() + 1, name_of(path));
        if options.takes_unsigned(path) {
            unsigned.push(name.clone());
        }
        stores.push((name, read_file(path)?.into()));
    }
    let products = options.products.as_deref().map(read_file).transpose()?;
    let products = products.map(|octets| String::from_utf8_lossy(&octets).into_owned());
    let names = stores.iter().map(|(name, _)| name.clone()).collect();
    let mut file = VerifierConfig::new(checkpoint, made)
        .with_stores(names, has_all)
        .with_anchors(anchors, unsigned)
        .with_products(products);
    for (name, octets) in files(&options.rules)? {
        file.add_rules(&name, octets);
    }
    for (name, octets) in files(&options.value_sets)? {
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
