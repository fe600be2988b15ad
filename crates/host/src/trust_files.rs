//! Trust lists and signers from files and folders.

use crate::error::{Failure, Result};
use crate::inputs::files_below;
use crate::notices::Notices;
use hcert::text;
use hcert::text::{Message, messages};
use hcert::time::Timestamp;
use hcert::trust::{
    Anchors, Dsc, Format, ListSignature, Mistaken, Outdated, Request, StaleSigner, TrustError,
    TrustList, Unpinned, Virtual, chain, succession,
};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// How far to believe trust lists.
#[derive(Clone, Debug, Default)]
pub struct TrustOptions {
    /// Files of certificates or public keys of those who sign lists, and statements about keys that replaced others;
    /// with any of them nothing counts that is not signed by one.
    pub anchors: Vec<PathBuf>,
    /// The form of the lists; by their content if nothing is said.
    pub format: Option<Format>,
    /// Sources that are taken although nobody who is pinned signed them: a list, a store, a folder, or a file in one.
    pub unsigned: Option<Vec<OsString>>,
    /// Whether keys of the WHO's virtual participants count.
    pub virtual_participants: Virtual,
    /// What becomes of a list whose signer's certificate has expired.
    pub stale_signer: StaleSigner,
    /// The trust domain of certificates and keys whose list names none; without it that of EU certificates.
    pub domain: Option<String>,
}

/// Sources of keys and how far to believe them.
#[derive(Clone, Debug, Default)]
pub struct TrustSources {
    /// Lists of any form, certificates, or folders of these; `LIST,COMPANION` for a list with a second file.
    pub sources: Vec<OsString>,
    /// How far to believe them.
    pub options: TrustOptions,
    /// Whether a source that is taken unsigned must be named among the sources; otherwise it is one more.
    pub only_named: bool,
}

impl TrustOptions {
    /// These signers and no exception.
    #[must_use]
    pub fn pinning(anchors: &[PathBuf]) -> Self {
        Self {
            anchors: anchors.to_vec(),
            ..Self::default()
        }
    }

    /// The same with sources that are taken although nobody signed them.
    pub fn excepting(mut self, unsigned: &[impl AsRef<OsStr>]) -> Self {
        let unsigned = unsigned.iter().map(|one| one.as_ref().to_owned());
        self.unsigned = Some(unsigned.collect());
        self
    }

    /// The files of the pinned signers.
    pub fn files(&self) -> Vec<PathBuf> {
        self.anchors.clone()
    }

    /// The pinned signers.
    pub fn anchors(&self) -> Result<Anchors> {
        anchors(&self.anchors)
    }

    /// Whether something was said to be taken without a signature.
    pub fn says_unsigned(&self) -> bool {
        self.unsigned.is_some()
    }

    fn excepted(&self) -> &[OsString] {
        self.unsigned.as_deref().unwrap_or_default()
    }

    /// What becomes of a file of a source that nobody who is pinned signed.
    pub fn unpinned(&self, source: &OsStr, path: &Path) -> Unpinned {
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
    pub fn check_named<'a>(&self, sources: impl Iterator<Item = &'a OsStr> + Clone) -> Result<()> {
        for one in self.excepted() {
            let within = |source: &OsStr| {
                let (list, _) = halves(source);
                names(one, source, &list) || same_or_below(Path::new(one), &list)
            };
            if !sources.clone().any(within) {
                let name = one.to_string_lossy();
                return Err(Failure::new(text!(HOST_UNSIGNED_UNKNOWN, name))
                    .hint(messages::HOST_NAME_AS_GIVEN));
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

impl TrustSources {
    /// One list.
    pub fn of(path: &Path, options: &TrustOptions) -> Self {
        Self::new(&[path.as_os_str().to_owned()], options)
    }

    /// Several lists.
    pub fn new(sources: &[OsString], options: &TrustOptions) -> Self {
        Self {
            sources: sources.to_vec(),
            options: options.clone(),
            only_named: true,
        }
    }

    /// The sources, those that are named with --unsigned alone included.
    fn all(&self) -> Vec<OsString> {
        let mut all = self.sources.clone();
        if self.only_named {
            return all;
        }
        for one in self.options.excepted() {
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
pub fn trust(
    lists: &TrustSources,
    at: Timestamp,
    outdated: Outdated,
    notices: &Notices,
) -> Result<TrustList> {
    trust_by(lists, &lists.options.anchors()?, at, outdated, notices)
}

/// The same with signers that are pinned.
pub fn trust_by(
    lists: &TrustSources,
    anchors: &Anchors,
    at: Timestamp,
    outdated: Outdated,
    notices: &Notices,
) -> Result<TrustList> {
    let options = &lists.options;
    let mut all = TrustList::new();
    for argument in &lists.all() {
        let (source, companion) = split_companion(argument)?;
        let mut not_signed = Vec::new();
        for path in files_below(&source, &LIST_ENDINGS)? {
            let octets = std::fs::read(&path).map_err(|error| Failure::io(&path, &error))?;
            let name = path.display().to_string();
            let unpinned = options.unpinned(argument, &path);
            let request = Request {
                companion: companion.as_deref(),
                unpinned,
                virtual_participants: options.virtual_participants,
                outdated,
                stale_signer: options.stale_signer,
                ..Request::new(&name, &octets, at, anchors)
            };
            match TrustList::load(&request, options.format) {
                Ok(read) => {
                    let read = match &options.domain {
                        Some(domain) => read.in_domain(domain),
                        None => read,
                    };
                    tell_expired_signers(&read, notices);
                    if unpinned == Unpinned::Report && !read.is_vouched_for() {
                        not_signed.push(name);
                    }
                    all.merge(read);
                }
                // A folder may hold private keys and a note beside its keys; a source that was named must be one.
                Err(TrustError::Mistaken {
                    what: Mistaken::PrivateKey,
                    ..
                }) if path != source => {}
                Err(TrustError::UnknownFormat { .. } | TrustError::Mistaken { .. })
                    if path != source =>
                {
                    notices.warning(text!(HOST_NO_TRUST_LIST, path));
                }
                Err(TrustError::Mistaken { source, what }) => {
                    let hint = instead(what);
                    return Err(Failure::new(TrustError::Mistaken { source, what }).hint(hint));
                }
                Err(error @ TrustError::Signature { .. }) if anchors.is_empty() => {
                    return Err(Failure::new(error).hint(text!(HOST_PIN_SIGNER, path)));
                }
                Err(error @ TrustError::Unsigned { .. }) => {
                    return Err(Failure::new(error).hint(text!(HOST_SIGN_BUNDLE, path)));
                }
                Err(error @ TrustError::SignerExpired { .. }) => {
                    return Err(Failure::new(error).hint(messages::HOST_STALE_SIGNER));
                }
                Err(error) => return Err(Failure::new(error)),
            }
        }
        match not_signed.as_slice() {
            [] => {}
            [source] => notices.warning(text!(HOST_NOT_SIGNED, source)),
            names => notices.warning(text!(HOST_FILES_NOT_SIGNED, source, count = names.len())),
        }
    }
    all.judge_chains();
    for problem in all.problems() {
        notices.warning(problem);
    }
    Ok(all)
}

/// What to give instead of what is no trust list.
fn instead(what: Mistaken) -> Message {
    match what {
        Mistaken::PrivateKey => messages::HOST_GIVE_ITS_CERTIFICATE,
        Mistaken::Request => messages::HOST_GIVE_ISSUED,
        Mistaken::Code => messages::HOST_GIVE_CODE_ITSELF,
        Mistaken::Revocations => messages::HOST_GIVE_AS_REVOCATIONS,
        _ => messages::HOST_GIVE_WITH_KID,
    }
}

/// Says of each list whose signer had expired that it was read all the same.
fn tell_expired_signers(list: &TrustList, notices: &Notices) {
    for source in list.sources() {
        if let ListSignature::SignerExpired { signer } = &source.signature {
            notices.warning(text!(HOST_SIGNER_EXPIRED, source = source.source, signer));
        }
    }
}

/// Endings of files in a folder that may be lists.
pub const LIST_ENDINGS: [&str; 11] = [
    "pem", "crt", "cer", "crl", "der", "json", "txt", "zip", "cbor", "jws", "bundle",
];

/// `LIST,COMPANION`: the list and its second file, where there is none of the whole name.
pub fn halves(source: &OsStr) -> (PathBuf, Option<PathBuf>) {
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
            return Err(Failure::new(text!(HOST_NEITHER_KEY, path)));
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
            return Err(Failure::new(error).hint(messages::HOST_PIN_REPLACED));
        }
    }
    Ok(anchors)
}

/// The one public key of a certificate or of itself, as SubjectPublicKeyInfo.
pub fn public_key(path: &Path) -> Result<Vec<u8>> {
    let anchors = anchors(&[path.to_owned()])?;
    let certificates = anchors.certificates.iter();
    let spkis = certificates.map(|der| chain::spki(der).map_err(Failure::new));
    let mut spkis = spkis.collect::<Result<Vec<_>>>()?;
    spkis.extend(anchors.keys);
    match <[Vec<u8>; 1]>::try_from(spkis) {
        Ok([spki]) => Ok(spki),
        Err(_) => Err(Failure::new(text!(HOST_ONE_KEY, path))),
    }
}
