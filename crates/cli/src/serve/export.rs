//! The pages of the service as a folder.

use crate::exit::ExitStatus;
use crate::output;
use hcert::text;
use hcert_host::atomic_file;
use hcert_host::error::Result;
use hcert_service::pages::Pages;
use hcert_service::static_files::{Browsers, DESK, STORES};
use std::path::{Path, PathBuf};

/// Writes the pages and the lists into a folder.
pub(super) fn export(folder: &Path, browsers: &Browsers) -> Result<ExitStatus> {
    let pages = Pages::new();
    let pages = pages.iter().filter(|page| !page.needs_service());
    let mut files: Vec<(PathBuf, Vec<u8>)> = pages
        .map(|page| (folder.join(page.path), page.octets().to_vec()))
        .collect();
    let stores = browsers.stores.iter();
    files.extend(stores.map(|(name, octets)| (folder.join(STORES).join(name), octets.to_vec())));
    files.push((folder.join(DESK), browsers.desk.to_vec()));
    for (path, _) in &files {
        atomic_file::folder(atomic_file::folder_of(path))?;
    }
    let files: Vec<(PathBuf, &[u8])> = files
        .iter()
        .map(|(path, octets)| (path.clone(), octets.as_slice()))
        .collect();
    atomic_file::files(&files)?;
    let told = text!(SERVE_EXPORTED, count = files.len(), folder);
    output::line(&told.get(crate::lang()))?;
    Ok(ExitStatus::Done)
}
