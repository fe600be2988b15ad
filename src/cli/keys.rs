//! Trust lists and signers from files and folders.

use super::input::{KEY_ENDINGS, files_below};
use super::{Failure, Result, hardware, output, secrets};
use crate::dcc::Kind;
use crate::issue::{Issuer, Validity};
use crate::key::{Signer as _, SoftwareKey, pkcs8_from_pem};
use crate::lang::shown;
use crate::time::Timestamp;
use crate::trust::{
    Anchors, Dsc, Format, Outdated, Request, TrustError, TrustList, Unpinned, Virtual, bundle,
};
use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Trust lists and how far to believe them.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Lists {
    /// A list of any form, a certificate, or a folder of these; LIST,COMPANION for a list with a second file
    #[arg(value_name = "SOURCE", required = true)]
    sources: Vec<OsString>,
    #[command(flatten)]
    belief: Belief,
}

/// How far to believe trust lists.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Belief {
    /// Certificates or public keys of those who sign lists
    #[arg(long, value_name = "FILE")]
    anchor: Vec<PathBuf>,
    /// The form of the lists [default: by their content]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Read signed lists whose signer is not pinned; their signature counts as not checked
    #[arg(long)]
    unpinned: bool,
    /// Count keys of the WHO's virtual participants (X??), which are test and project keys
    #[arg(long)]
    allow_virtual: bool,
}

impl Belief {
    /// These signers, and what becomes of others.
    pub(super) fn pinning(anchor: &[PathBuf], unpinned: bool) -> Self {
        Self {
            anchor: anchor.to_vec(),
            unpinned,
            ..Self::default()
        }
    }

    /// The files of the pinned signers.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        self.anchor.clone()
    }

    /// The pinned signers, and what becomes of others.
    pub(super) fn pinned(&self) -> Result<(Anchors, Unpinned)> {
        let unpinned = match self.unpinned {
            true => Unpinned::Report,
            false => Unpinned::Refuse,
        };
        Ok((anchors(&self.anchor)?, unpinned))
    }
}

impl Lists {
    /// One list.
    pub(super) fn of(path: &Path, anchor: &[PathBuf], unpinned: bool) -> Self {
        let belief = Belief::pinning(anchor, unpinned);
        Self::new(&[path.as_os_str().to_owned()], &belief)
    }

    /// Several lists.
    pub(super) fn new(sources: &[OsString], belief: &Belief) -> Self {
        Self {
            sources: sources.to_vec(),
            belief: belief.clone(),
        }
    }
}

/// Reads every trust source: a file, or a folder and those below it.
pub(super) fn trust(lists: &Lists, at: Timestamp, outdated: Outdated) -> Result<TrustList> {
    let belief = &lists.belief;
    let (anchors, unpinned) = belief.pinned()?;
    let mut all = TrustList::new();
    for source in &lists.sources {
        let (source, companion) = split_companion(source)?;
        for path in files_below(&source, &LIST_ENDINGS)? {
            let octets = std::fs::read(&path).map_err(|error| Failure::io(&path, &error))?;
            let name = path.display().to_string();
            let request = Request {
                companion: companion.as_deref(),
                unpinned,
                virtual_participants: if belief.allow_virtual {
                    Virtual::Allow
                } else {
                    Virtual::Deny
                },
                outdated,
                ..Request::new(&name, &octets, at, &anchors)
            };
            match TrustList::load(&request, belief.format) {
                Ok(read) => all.merge(read),
                // A folder may hold a note beside its keys; a source that was named must be one.
                Err(TrustError::UnknownFormat { .. }) if path != source => {
                    output::warning(&format!("{name}: no trust list, left alone"));
                }
                Err(error @ TrustError::Signature { .. }) if anchors.is_empty() => {
                    return Err(Failure::new(error)
                        .hint("pin the list's signer with --anchor, or say --unpinned"));
                }
                Err(error) => return Err(Failure::new(error)),
            }
        }
    }
    all.judge_chains();
    for problem in all.problems() {
        output::warning(&shown(&problem.to_string()));
    }
    Ok(all)
}

/// Endings of files in a folder that may be lists.
pub(super) const LIST_ENDINGS: [&str; 10] = [
    "pem", "crt", "cer", "der", "json", "txt", "zip", "cbor", "jws", "bundle",
];

/// `LIST,COMPANION`: the list and the octets of its second file.
fn split_companion(source: &OsStr) -> Result<(PathBuf, Option<Vec<u8>>)> {
    let path = PathBuf::from(source);
    let pair = source.to_str().and_then(|text| text.split_once(','));
    match pair {
        Some((list, companion)) if !path.exists() => {
            let octets =
                std::fs::read(companion).map_err(|error| Failure::io(companion, &error))?;
            Ok((PathBuf::from(list), Some(octets)))
        }
        _ => Ok((path, None)),
    }
}

/// Reads pinned signers of lists: certificates or public keys, PEM or DER.
fn anchors(paths: &[PathBuf]) -> Result<Anchors> {
    let mut anchors = Anchors::default();
    for path in paths {
        let octets = std::fs::read(path).map_err(|error| Failure::io(path, &error))?;
        let blocks = pem::parse_many(&octets).unwrap_or_default();
        for block in &blocks {
            match block.tag() {
                "CERTIFICATE" => anchors.certificates.push(block.contents().to_vec()),
                "PUBLIC KEY" => anchors.keys.push(block.contents().to_vec()),
                _ => {}
            }
        }
        if blocks.is_empty() && Dsc::from_der("anchor", &octets).is_ok() {
            anchors.certificates.push(octets);
        } else if blocks.is_empty() && Dsc::from_spki("anchor", &[], &octets).is_ok() {
            anchors.keys.push(octets);
        } else if blocks
            .iter()
            .all(|block| !["CERTIFICATE", "PUBLIC KEY"].contains(&block.tag()))
        {
            let message = format!("{}: neither a certificate nor a public key", path.display());
            return Err(Failure::new(message));
        }
    }
    Ok(anchors)
}

/// Reads every signer: `KEY,CERT`, a folder in which keys and certificates find each other, or a key in
/// hardware.
pub(super) fn signers(sources: &[String]) -> Result<Vec<Issuer>> {
    let mut issuers = Vec::new();
    for source in sources {
        if hardware::is_meant(source) {
            issuers.push(hardware::issuer(source)?);
            continue;
        }
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

/// Whether a signer is in hardware.
pub(super) fn in_hardware(sources: &[String]) -> bool {
    sources.iter().any(|source| hardware::is_meant(source))
}

/// The files and folders of a signer; none for one in hardware.
pub(super) fn files(source: &str) -> Vec<PathBuf> {
    match source.split_once(',') {
        _ if hardware::is_meant(source) => vec![],
        Some((key, certificate)) => vec![key.into(), certificate.into()],
        None => vec![source.into()],
    }
}

fn from_folder(folder: &Path) -> Result<Vec<Issuer>> {
    if !folder.is_dir() {
        let message = format!("{}: no folder of keys", folder.display());
        return Err(Failure::new(message).hint("give a folder, or KEY,CERT with a comma between"));
    }
    let mut keys = Vec::new();
    let mut dscs = Vec::new();
    for path in files_below(folder, &KEY_ENDINGS)? {
        let (octets, metadata) = secrets::read_silently(&path)?;
        if holds_key(&octets) {
            secrets::warn_of_key(&path, &octets, &metadata);
            match key_of(&path, &octets) {
                Ok(key) => keys.push(key),
                // A key of another kind (a CSCA's, say) does not stop the signers beside it.
                Err(failure) => output::warning(&failure.message),
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
        let message = format!("{}: no private key with its certificate", folder.display());
        return Err(Failure::new(message).hint("make a set with hcert keygen"));
    }
    Ok(issuers)
}

/// Whether there is a private key in PEM.
fn holds_key(octets: &[u8]) -> bool {
    std::str::from_utf8(octets).is_ok_and(|text| text.contains("PRIVATE KEY-----"))
}

/// What may be handed to the reader of certificates, which leaves copies: of a file with a key its certificates alone.
fn public(octets: &[u8]) -> Cow<'_, [u8]> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let text = match std::str::from_utf8(octets) {
        Ok(text) if holds_key(octets) => text,
        _ => return Cow::Borrowed(octets),
    };
    let blocks = text.split(BEGIN).skip(1);
    let blocks = blocks.filter_map(|block| block.split_once(END));
    let blocks = blocks.map(|(block, _)| format!("{BEGIN}{block}{END}\n"));
    Cow::Owned(blocks.collect::<String>().into_bytes())
}

fn read_key(path: &Path) -> Result<SoftwareKey> {
    key_of(path, &secrets::read_key(path)?)
}

fn key_of(path: &Path, octets: &[u8]) -> Result<SoftwareKey> {
    let key = match std::str::from_utf8(octets) {
        Ok(text) => SoftwareKey::from_pem(text),
        Err(_) => SoftwareKey::from_pkcs8(octets),
    };
    key.map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}

/// Who signs our own files, bundles and stores: a key and its identifier.
pub(super) struct Operator {
    pub(super) key: SoftwareKey,
    pub(super) kid: [u8; 8],
}

impl Operator {
    /// Reads the private key (PKCS#8 PEM).
    pub(super) fn read(path: &Path) -> Result<Self> {
        // Before anything of it is told as the name of a file: a PIN may stand in it.
        hardware::refuse(&path.to_string_lossy())?;
        let key = read_key(path)?;
        let kid = bundle::operator_kid(&key.spki());
        Ok(Self { key, kid })
    }
}

/// Reads who signs lists in CMS, `KEY,CERT`: the private key in PKCS#8 and the certificate, both as DER.
pub(super) fn list_signer(pair: &str) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>)> {
    // Before anything of it is told as the name of a file: a PIN may stand in it.
    hardware::refuse(pair)?;
    let Some((key, certificate)) = pair.split_once(',') else {
        return Err(Failure::new(
            "--signer: expected KEY,CERT with a comma between",
        ));
    };
    let octets = secrets::read_key(Path::new(key))?;
    let text = std::str::from_utf8(&octets).unwrap_or_default();
    let key = pkcs8_from_pem(text).map_err(|error| Failure::new(format!("{key}: {error}")))?;
    let (octets, _) = secrets::read_silently(Path::new(certificate))?;
    let block = pem::parse(public(&octets));
    let block = block.map_err(|error| Failure::new(format!("{certificate}: {error}")))?;
    Ok((key, block.into_contents()))
}

pub(super) fn certificates(path: &Path) -> Result<Vec<Dsc>> {
    let (octets, _) = secrets::read_silently(path)?;
    let read = TrustList::read(&path.display().to_string(), &public(&octets));
    let list = read.map_err(Failure::new)?;
    if let Some(problem) = list.problems().first() {
        return Err(Failure::new(problem));
    }
    Ok(list.iter().cloned().collect())
}

/// Chooses the signer for an entry.
pub(super) fn choose(issuers: &[Issuer], kind: Kind, validity: Validity) -> Result<&Issuer> {
    crate::issue::choose(issuers, kind, validity).ok_or_else(|| {
        Failure::new(format!("no signer covers a {kind} certificate")).hint(ANOTHER_SIGNER)
    })
}

/// What to do where nobody can sign.
pub(super) const ANOTHER_SIGNER: &str = "give another --signer";
