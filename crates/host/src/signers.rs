//! Signers of codes, and of our own files: keys with their certificates, from files, folders and hardware.

use crate::certificates::{certificates, holds_key, public};
use crate::error::{Failure, Result};
use crate::inputs::{KEY_ENDINGS, files_below};
use crate::notices::Notices;
use crate::{pkcs11_signer as hardware, secrets};
use hcert::issue::{Issuer, PayloadIssuerError};
use hcert::key::{Signer as _, SoftwareKey, pkcs8_from_pem};
use hcert::text;
use hcert::text::{Message, Text, ToText as _, messages};
use hcert::trust::{TrustList, bundle};
use std::fmt;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Reads every signer: `KEY,CERT`, a folder in which keys and certificates find each other, or a key in
/// hardware.
pub fn signers(sources: &[String], notices: &Notices) -> Result<Vec<Issuer>> {
    let mut issuers = Vec::new();
    for source in sources {
        if hardware::is_meant(source) {
            issuers.push(hardware::issuer(source, notices)?);
            continue;
        }
        match source.split_once(',') {
            Some((key, certificate)) => {
                let certificates = certificates(Path::new(certificate))?;
                let key = read_key(Path::new(key), notices)?;
                let public = key.public_key();
                let Some(dsc) = certificates.into_iter().find(|dsc| dsc.key == public) else {
                    return Err(Failure::new(text!(HOST_KEY_OF_ANOTHER, source)));
                };
                issuers.push(Issuer::new(Box::new(key), dsc).map_err(Failure::new)?);
            }
            None => issuers.extend(from_folder(Path::new(source), notices)?),
        }
    }
    Ok(issuers)
}

/// Whether a signer is in hardware.
pub fn in_hardware(sources: &[String]) -> bool {
    sources.iter().any(|source| hardware::is_meant(source))
}

/// The files and folders of a signer; none for one in hardware.
pub fn files(source: &str) -> Vec<PathBuf> {
    match source.split_once(',') {
        _ if hardware::is_meant(source) => vec![],
        Some((key, certificate)) => vec![key.into(), certificate.into()],
        None => vec![source.into()],
    }
}

fn from_folder(folder: &Path, notices: &Notices) -> Result<Vec<Issuer>> {
    if !folder.is_dir() {
        let failure = Failure::new(text!(HOST_NO_KEY_FOLDER, path = folder));
        return Err(failure.hint(messages::HOST_GIVE_KEYS));
    }
    let mut keys = Vec::new();
    let mut dscs = Vec::new();
    for path in files_below(folder, &KEY_ENDINGS)? {
        let (octets, metadata) = secrets::read_silently(&path)?;
        if holds_key(&octets) {
            secrets::warn_of_key(&path, &octets, &metadata, notices);
            match key_of(&path, &octets) {
                Ok(key) => keys.push(key),
                // A key of another kind (a CSCA's, say) does not stop the signers beside it.
                Err(failure) => notices.warning(failure.message),
            }
        }
        // A file may hold a key and its certificate together.
        if let Ok(list) = TrustList::read(&path.display().to_string(), &public(&octets)) {
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
        let failure = Failure::new(text!(HOST_NO_KEY_PAIR, path = folder));
        return Err(failure.hint(messages::HOST_MAKE_KEYS));
    }
    Ok(issuers)
}

fn read_key(path: &Path, notices: &Notices) -> Result<SoftwareKey> {
    key_of(path, &secrets::read_key(path, notices)?)
}

fn key_of(path: &Path, octets: &[u8]) -> Result<SoftwareKey> {
    let key = match std::str::from_utf8(octets) {
        Ok(text) => SoftwareKey::from_pem(text),
        Err(_) => SoftwareKey::from_pkcs8(octets),
    };
    key.map_err(|error| Failure::new(text!(FILE_SYSTEM, path, error)))
}

/// Who signs our own files, bundles and stores: a key and its identifier.
pub struct Operator {
    /// The private key.
    pub key: SoftwareKey,
    /// The first octets of the SHA-256 of its public half.
    pub kid: [u8; 8],
}

impl fmt::Debug for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Operator({})", hcert::codec::hex(&self.kid))
    }
}

impl Operator {
    /// Reads the private key (PKCS#8 PEM).
    pub fn read(path: &Path, notices: &Notices) -> Result<Self> {
        // Before anything of it is told as the name of a file: a PIN may stand in it.
        hardware::refuse(&path.to_string_lossy())?;
        let key = read_key(path, notices)?;
        let kid = bundle::operator_kid(&key.spki());
        Ok(Self { key, kid })
    }
}

/// Reads who signs lists in CMS, `KEY,CERT`: the private key in PKCS#8 and the certificate, both as DER.
pub fn list_signer(pair: &str, notices: &Notices) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>)> {
    // Before anything of it is told as the name of a file: a PIN may stand in it.
    hardware::refuse(pair)?;
    let Some((key, certificate)) = pair.split_once(',') else {
        return Err(Failure::new(messages::HOST_LIST_SIGNER));
    };
    let octets = secrets::read_key(Path::new(key), notices)?;
    let text = std::str::from_utf8(&octets).unwrap_or_default();
    let failed = |path: &str, error: Text| Failure::new(text!(FILE_SYSTEM, path, error));
    let der = pkcs8_from_pem(text).map_err(|error| failed(key, error.to_text()))?;
    let (octets, _) = secrets::read_silently(Path::new(certificate))?;
    let block = pem::parse(public(&octets));
    let block = block.map_err(|error| failed(certificate, Text::plain(error)))?;
    Ok((der, block.into_contents()))
}

/// Why a payload was not signed, and what to do.
pub fn failure(error: &PayloadIssuerError) -> Failure {
    let failure = Failure::new(error);
    match error {
        PayloadIssuerError::NoSigner { .. } => failure.hint(ANOTHER_SIGNER),
        PayloadIssuerError::Other(_) => failure.hint(messages::HOST_PAGE_TAKES_RECORDS),
        _ => failure,
    }
}

/// What to do where nobody can sign.
pub const ANOTHER_SIGNER: Message = messages::HOST_ANOTHER_SIGNER;
