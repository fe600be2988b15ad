//! Trust lists and signers from files and folders.

use super::input::{KEY_ENDINGS, files_below};
use super::{Failure, Result, hardware, output};
use crate::dcc::Kind;
use crate::issue::{Issuer, Validity};
use crate::key::{Signer as _, SoftwareKey};
use crate::lang::shown;
use crate::time::Timestamp;
use crate::trust::{
    Anchors, Dsc, Format, ListSignature, Outdated, Request, StaleSigner, TrustError, TrustList,
    Unpinned, Virtual,
    bundle::{self, Edition},
    chain, succession,
};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// Trust lists and how far to believe them.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Lists {
    /// A list of any form, a certificate, or a folder of these; LIST,COMPANION for a list with a second file
    #[arg(value_name = "SOURCE", required_unless_present = "unsigned")]
    sources: Vec<OsString>,
    #[command(flatten)]
    belief: Belief,
    /// Whether a source of --unsigned must be named elsewhere; otherwise it is one more.
    #[arg(skip)]
    only_named: bool,
}

/// How far to believe trust lists.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Belief {
    /// Certificates or public keys of those who sign lists, and what hcert trust rotate wrote; with any of them nothing
    /// counts that is not signed by one
    #[arg(long, value_name = "FILE")]
    anchor: Vec<PathBuf>,
    /// The form of the lists [default: by their content]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Take this source although nobody who is pinned signed it: a list, a store, a folder, or a file in one
    #[arg(long, value_name = "SOURCE")]
    unsigned: Option<Vec<OsString>>,
    /// Count keys of the WHO's virtual participants (X??), which are test and project keys
    #[arg(long)]
    allow_virtual: bool,
    /// Read lists whose signer's certificate has expired, such as archives, and say so
    #[arg(long)]
    stale_signer_warn: bool,
}

impl Belief {
    /// These signers and no exception.
    pub(super) fn pinning(anchor: &[PathBuf]) -> Self {
        Self {
            anchor: anchor.to_vec(),
            ..Self::default()
        }
    }

    /// The same with sources that are taken although nobody signed them.
    pub(super) fn excepting(mut self, unsigned: &[impl AsRef<OsStr>]) -> Self {
        let unsigned = unsigned.iter().map(|one| one.as_ref().to_owned());
        self.unsigned = Some(unsigned.collect());
        self
    }

    /// The files of the pinned signers.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        self.anchor.clone()
    }

    /// The pinned signers.
    pub(super) fn anchors(&self) -> Result<Anchors> {
        anchors(&self.anchor)
    }

    /// Whether something was said to be taken without a signature.
    pub(super) fn says_unsigned(&self) -> bool {
        self.unsigned.is_some()
    }

    fn excepted(&self) -> &[OsString] {
        self.unsigned.as_deref().unwrap_or_default()
    }

    /// What becomes of a file of a source that nobody who is pinned signed.
    pub(super) fn unpinned(&self, source: &OsStr, path: &Path) -> Unpinned {
        let excepted = self.excepted().iter();
        match excepted.into_iter().any(|one| names(one, source, path)) {
            true => Unpinned::Report,
            false => Unpinned::Refuse,
        }
    }

    /// Holds the sources that were said to be unsigned against those that are there.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "it is gone through once for each of them"
    )]
    pub(super) fn check_named<'a>(
        &self,
        sources: impl Iterator<Item = &'a OsStr> + Clone,
    ) -> Result<()> {
        for one in self.excepted() {
            let within = |source: &OsStr| {
                let (list, _) = halves(source);
                names(one, source, &list) || same_or_below(Path::new(one), &list)
            };
            if !sources.clone().any(within) {
                let name = one.to_string_lossy();
                return Err(
                    Failure::new(format!("--unsigned {name}: no source of that name"))
                        .hint("name it as it was given with --trust or --revocations"),
                );
            }
        }
        Ok(())
    }
}

/// Whether a source that was excepted is this one, or holds this file of it.
fn names(excepted: &OsStr, source: &OsStr, path: &Path) -> bool {
    excepted == source || same_or_below(path, Path::new(excepted))
}

/// Whether a path is another, or lies below it.
fn same_or_below(path: &Path, above: &Path) -> bool {
    if path.starts_with(above) {
        return true;
    }
    match (std::fs::canonicalize(path), std::fs::canonicalize(above)) {
        (Ok(path), Ok(above)) => path.starts_with(above),
        _ => false,
    }
}

impl Lists {
    /// One list.
    pub(super) fn of(path: &Path, belief: &Belief) -> Self {
        Self::new(&[path.as_os_str().to_owned()], belief)
    }

    /// Several lists.
    pub(super) fn new(sources: &[OsString], belief: &Belief) -> Self {
        Self {
            sources: sources.to_vec(),
            belief: belief.clone(),
            only_named: true,
        }
    }

    /// How far to believe them.
    pub(super) fn belief(&self) -> &Belief {
        &self.belief
    }

    /// The sources, those that are named with --unsigned alone included.
    fn all(&self) -> Vec<OsString> {
        let mut all = self.sources.clone();
        if self.only_named {
            return all;
        }
        for one in self.belief.excepted() {
            let named = |source: &OsString| {
                let (list, _) = halves(source);
                one == source || same_or_below(Path::new(one), &list)
            };
            if !self.sources.iter().any(named) {
                all.push(one.clone());
            }
        }
        all
    }
}

/// Reads every trust source: a file, or a folder and those below it.
pub(super) fn trust(lists: &Lists, at: Timestamp, outdated: Outdated) -> Result<TrustList> {
    trust_by(lists, &lists.belief.anchors()?, at, outdated)
}

/// The same with signers that are pinned.
pub(super) fn trust_by(
    lists: &Lists,
    anchors: &Anchors,
    at: Timestamp,
    outdated: Outdated,
) -> Result<TrustList> {
    let belief = &lists.belief;
    let mut all = TrustList::new();
    for argument in &lists.all() {
        let (source, companion) = split_companion(argument)?;
        let mut not_signed = Vec::new();
        for path in files_below(&source, &LIST_ENDINGS)? {
            let octets = std::fs::read(&path).map_err(|error| Failure::io(&path, &error))?;
            let name = path.display().to_string();
            let unpinned = belief.unpinned(argument, &path);
            let request = Request {
                companion: companion.as_deref(),
                unpinned,
                virtual_participants: if belief.allow_virtual {
                    Virtual::Allow
                } else {
                    Virtual::Deny
                },
                outdated,
                stale_signer: if belief.stale_signer_warn {
                    StaleSigner::Warn
                } else {
                    StaleSigner::Refuse
                },
                ..Request::new(&name, &octets, at, anchors)
            };
            match TrustList::load(&request, belief.format) {
                Ok(read) => {
                    tell_expired_signers(&read);
                    if unpinned == Unpinned::Report && !read.is_vouched_for() {
                        not_signed.push(name);
                    }
                    all.merge(read);
                }
                // A folder may hold a note beside its keys; a source that was named must be one.
                Err(TrustError::UnknownFormat { .. }) if path != source => {
                    output::warning(&format!("{name}: no trust list, left alone"));
                }
                Err(error @ TrustError::Signature { .. }) if anchors.is_empty() => {
                    return Err(Failure::new(error).hint(format!(
                        "pin the list's signer with --anchor, or say --unsigned {name}"
                    )));
                }
                Err(error @ TrustError::Unsigned { .. }) => {
                    return Err(Failure::new(error).hint(format!(
                        "sign it with hcert trust bundle, or say --unsigned {name}"
                    )));
                }
                Err(error @ TrustError::SignerExpired { .. }) => {
                    return Err(Failure::new(error)
                        .hint("for an archive that outlived its signer say --stale-signer-warn"));
                }
                Err(error) => return Err(Failure::new(error)),
            }
        }
        match not_signed.as_slice() {
            [] => {}
            [name] => output::warning(&format!("{}: {NOT_SIGNED}", shown(name))),
            names => output::warning(&format!(
                "{}: {} files {NOT_SIGNED}",
                shown(&source.display().to_string()),
                names.len()
            )),
        }
    }
    all.judge_chains();
    for problem in all.problems() {
        output::warning(&shown(&problem.to_string()));
    }
    Ok(all)
}

/// What is told of a source each time that it was excepted.
pub(super) const NOT_SIGNED: &str = "not signed by anybody who is pinned, taken all the same";
/// Says of each list whose signer had expired that it was read all the same.
fn tell_expired_signers(list: &TrustList) {
    for source in list.sources() {
        if let ListSignature::SignerExpired { signer } = &source.signature {
            output::warning(&shown(&format!(
                "{}: its signer had expired: {signer}",
                source.source
            )));
        }
    }
}

/// Endings of files in a folder that may be lists.
pub(super) const LIST_ENDINGS: [&str; 10] = [
    "pem", "crt", "cer", "der", "json", "txt", "zip", "cbor", "jws", "bundle",
];

/// `LIST,COMPANION`: the list and its second file, where there is none of the whole name.
pub(super) fn halves(source: &OsStr) -> (PathBuf, Option<PathBuf>) {
    let path = PathBuf::from(source);
    match source.to_str().and_then(|text| text.split_once(',')) {
        Some((list, companion)) if !path.exists() => (list.into(), Some(companion.into())),
        _ => (path, None),
    }
}

/// The list and the octets of its second file.
fn split_companion(source: &OsStr) -> Result<(PathBuf, Option<Vec<u8>>)> {
    let (list, companion) = halves(source);
    let read = |path: PathBuf| std::fs::read(&path).map_err(|error| Failure::io(&path, &error));
    Ok((list, companion.map(read).transpose()?))
}

/// Reads pinned signers of lists: certificates or public keys, PEM or DER, and statements about keys that replaced
/// others.
fn anchors(paths: &[PathBuf]) -> Result<Anchors> {
    let mut anchors = Anchors::default();
    let mut statements = Vec::new();
    for path in paths {
        let octets = std::fs::read(path).map_err(|error| Failure::io(path, &error))?;
        if succession::recognise(&octets) {
            statements.push((path.display().to_string(), octets));
            continue;
        }
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
    // One may be about the successor of another: those that fit go first, whatever the order they were given in.
    while !statements.is_empty() {
        let before = statements.len();
        let mut refused = None;
        statements.retain(|(name, octets)| {
            let added = anchors.add_succession(name, octets);
            added.map_err(|error| refused = Some(error)).is_err()
        });
        if let (Some(error), true) = (refused, statements.len() == before) {
            return Err(Failure::new(error).hint("pin the key that it replaces with --anchor too"));
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

/// Which one of an operator's files is made.
#[derive(Debug, Default, clap::Args)]
pub(super) struct EditionArgs {
    /// What the file is one of, where several are used side by side: older ones are told apart within it
    #[arg(
        long,
        value_name = "NAME",
        default_value = "",
        hide_default_value = true
    )]
    series: String,
    /// The file's number, higher than that of the one before [default: the seconds since 1970 when it is made]
    #[arg(long, value_name = "NUMBER")]
    sequence: Option<u64>,
    /// What hcert trust rotate wrote when the signer's key replaced another; goes along in the file
    #[arg(long, value_name = "FILE")]
    succession: Vec<PathBuf>,
}

impl EditionArgs {
    /// The edition.
    pub(super) fn edition(&self) -> Edition<'_> {
        Edition {
            series: &self.series,
            sequence: self.sequence,
        }
    }

    /// The statements about the signer's key.
    pub(super) fn successions(&self) -> Result<Vec<Vec<u8>>> {
        let read = |path: &PathBuf| {
            let octets = std::fs::read(path).map_err(|error| Failure::io(path, &error))?;
            match succession::recognise(&octets) {
                true => Ok(octets),
                false => {
                    let message = format!("{}: no statement about a replaced key", path.display());
                    Err(Failure::new(message).hint("make one with hcert trust rotate"))
                }
            }
        };
        self.succession.iter().map(read).collect()
    }
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
        let text = std::fs::read_to_string(path).map_err(|error| Failure::io(path, &error))?;
        let key = SoftwareKey::from_pem(&text)
            .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        let kid = bundle::operator_kid(&key.spki());
        Ok(Self { key, kid })
    }
}

/// Reads who signs lists in CMS, `KEY,CERT`: the private key in PKCS#8 and the certificate, both as DER.
pub(super) fn list_signer(pair: &str) -> Result<(Vec<u8>, Vec<u8>)> {
    // Before anything of it is told as the name of a file: a PIN may stand in it.
    hardware::refuse(pair)?;
    let Some((key, certificate)) = pair.split_once(',') else {
        return Err(Failure::new(
            "--signer: expected KEY,CERT with a comma between",
        ));
    };
    let read = |path: &str| {
        let octets = std::fs::read(path).map_err(|error| Failure::io(path, &error))?;
        let block =
            pem::parse(&octets).map_err(|error| Failure::new(format!("{path}: {error}")))?;
        Ok::<Vec<u8>, Failure>(block.into_contents())
    };
    Ok((read(key)?, read(certificate)?))
}

/// The one public key of a certificate or of itself, as SubjectPublicKeyInfo.
pub(super) fn public_key(path: &Path) -> Result<Vec<u8>> {
    let anchors = anchors(&[path.to_owned()])?;
    let certificates = anchors.certificates.iter();
    let spkis = certificates.map(|der| chain::spki(der).map_err(Failure::new));
    let mut spkis = spkis.collect::<Result<Vec<_>>>()?;
    spkis.extend(anchors.keys);
    match <[Vec<u8>; 1]>::try_from(spkis) {
        Ok([spki]) => Ok(spki),
        Err(_) => {
            let message = format!("{}: expected one certificate or public key", path.display());
            Err(Failure::new(message))
        }
    }
}

pub(super) fn certificates(path: &Path) -> Result<Vec<Dsc>> {
    let octets = std::fs::read(path).map_err(|error| Failure::io(path, &error))?;
    let list = TrustList::read(&path.display().to_string(), &octets).map_err(Failure::new)?;
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
