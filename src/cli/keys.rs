//! Trust lists and signers from files and folders.

use super::input::{KEY_ENDINGS, files_below};
use super::{Failure, Result, output};
use crate::dcc::Kind;
use crate::issue::{Issuer, Validity};
use crate::key::{Algorithm, Signer as _, SoftwareKey};
use crate::trust::{Dsc, TrustList};
use std::path::{Path, PathBuf};

/// Reads every trust source: a file, or a folder and those below it.
pub(super) fn trust(sources: &[PathBuf]) -> Result<TrustList> {
    let mut list = TrustList::new();
    for source in sources {
        for path in files_below(source, &KEY_ENDINGS)? {
            let octets = std::fs::read(&path).map_err(|error| Failure::io(&path, &error))?;
            let name = path.display().to_string();
            match TrustList::read(&name, &octets) {
                Ok(read) => list.merge(read),
                // A folder may hold a note beside its keys; a source that was named must be one.
                Err(_) if path != *source => {
                    output::warning(&format!("{name}: no trust list, left alone"))
                }
                Err(error) => return Err(Failure::new(error)),
            }
        }
    }
    for problem in list.problems() {
        output::warning(&problem.to_string());
    }
    Ok(list)
}

/// Reads every signer: `KEY,CERT`, or a folder in which keys and certificates find each other.
pub(super) fn signers(sources: &[String]) -> Result<Vec<Issuer>> {
    let mut issuers = Vec::new();
    for source in sources {
        match source.split_once(',') {
            Some((key, certificate)) => {
                let certificates = certificates(Path::new(certificate))?;
                let key = read_key(Path::new(key))?;
                let public = key.public_key();
                let Some(dsc) = certificates.into_iter().find(|dsc| dsc.key == public) else {
                    let message = format!("{source}: the key does not belong to the certificate");
                    return Err(Failure::new(message));
                };
                issuers.push(Issuer::new(Box::new(key), dsc).map_err(Failure::new)?);
            }
            None => issuers.extend(from_folder(Path::new(source))?),
        }
    }
    Ok(issuers)
}

fn from_folder(folder: &Path) -> Result<Vec<Issuer>> {
    if !folder.is_dir() {
        let message = format!("{}: no folder of keys", folder.display());
        return Err(Failure::new(message).hint("give a folder, or KEY,CERT with a comma between"));
    }
    let mut keys = Vec::new();
    let mut dscs = Vec::new();
    for path in files_below(folder, &KEY_ENDINGS)? {
        let octets = std::fs::read(&path).map_err(|error| Failure::io(&path, &error))?;
        let text = String::from_utf8_lossy(&octets);
        if text.contains("PRIVATE KEY-----") {
            match read_key(&path) {
                Ok(key) => keys.push(key),
                // A key of another kind (a CSCA's, say) does not stop the signers beside it.
                Err(failure) => output::warning(&failure.message),
            }
        }
        // A file may hold a key and its certificate together.
        if let Ok(list) = TrustList::read(&path.display().to_string(), &octets) {
            dscs.extend(list.iter().cloned());
        }
    }
    let mut issuers = Vec::new();
    for key in keys {
        let public = key.public_key();
        if let Some(dsc) = dscs.iter().find(|dsc| dsc.key == public) {
            issuers.push(Issuer::new(Box::new(key), dsc.clone()).map_err(Failure::new)?);
        }
    }
    if issuers.is_empty() {
        let message = format!("{}: no private key with its certificate", folder.display());
        return Err(Failure::new(message).hint("make a set with hcert keygen"));
    }
    Ok(issuers)
}

fn read_key(path: &Path) -> Result<SoftwareKey> {
    let octets = std::fs::read(path).map_err(|error| Failure::io(path, &error))?;
    let key = match std::str::from_utf8(&octets) {
        Ok(text) => SoftwareKey::from_pem(text),
        Err(_) => SoftwareKey::from_pkcs8(&octets),
    };
    key.map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}

fn certificates(path: &Path) -> Result<Vec<Dsc>> {
    let octets = std::fs::read(path).map_err(|error| Failure::io(path, &error))?;
    let list = TrustList::read(&path.display().to_string(), &octets).map_err(Failure::new)?;
    if let Some(problem) = list.problems().first() {
        return Err(Failure::new(problem));
    }
    Ok(list.iter().cloned().collect())
}

/// Chooses the signer for an entry: one that covers its kind and the whole validity; the most specific of
/// these, then ES256, then the one that is valid longest.
pub(super) fn choose(issuers: &[Issuer], kind: Kind, validity: Validity) -> Result<&Issuer> {
    let covering: Vec<&Issuer> = issuers
        .iter()
        .filter(|issuer| issuer.covers(kind))
        .collect();
    let usable = |issuer: &&Issuer| {
        issuer.dsc().certificate.as_ref().is_some_and(|info| {
            info.not_before <= validity.issued_at && validity.expires_at <= info.not_after
        })
    };
    let rank = |issuer: &&Issuer| {
        let info = issuer.dsc().certificate.as_ref();
        let purposes = info.map_or(0, |info| info.purposes.named.len());
        let specific = if purposes == 0 { usize::MAX } else { purposes };
        let rsa = issuer.dsc().key.algorithm() != Some(Algorithm::Es256);
        (
            specific,
            rsa,
            std::cmp::Reverse(info.map(|info| info.not_after)),
        )
    };
    match covering.iter().copied().filter(usable).min_by_key(rank) {
        Some(issuer) => Ok(issuer),
        // One that covers the kind but not the dates makes the better error: the issuer names both.
        None => covering
            .into_iter()
            .max_by_key(|issuer| issuer.dsc().certificate.as_ref().map(|info| info.not_after))
            .ok_or_else(|| {
                Failure::new(format!("no signer covers a {kind} certificate"))
                    .hint("give another --signer")
            }),
    }
}
