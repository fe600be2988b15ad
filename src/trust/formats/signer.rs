//! Who signed a list: signatures held against pinned signers.
//!
//! A signature that does not fit refuses the list. One that fits, but whose maker is not pinned, is
//! refused or reported as the request says.
//!
//! A signer below a pinned root must have a path that holds ([`chain::path`]), a pinned certificate must be in
//! date. An archive may outlive its signer: [`StaleSigner::Warn`] reads it all the same, and says so.

use crate::codec::hex;
use crate::key::pki::PkiKey;
use crate::key::{Algorithm, PublicKey, sha256};
use crate::text;
use crate::text::{Text, ToText, messages};
use crate::trust::chain::{PathFault, Purpose};
use crate::trust::cms::Verified;
use crate::trust::jws::Jws;
use crate::trust::{
    Anchors, Dsc, ListSignature, Request, StaleSigner, TrustError, Unpinned, chain, cms,
};

/// What the common name of a signer must be, if it counts by its root alone: a root for a whole country or
/// state signs certificates for others, too. It is asked with the value of the one CN in the subject.
pub(super) type NameRule = fn(&str) -> bool;

/// Verifies a JWS and gives its payload. Its signer stands in its header (`x5c`), else it must be a
/// pinned key.
pub(super) fn jws(
    request: &Request<'_>,
    text: &str,
    rule: Option<NameRule>,
) -> Result<(Vec<u8>, ListSignature), TrustError> {
    let jws = Jws::parse(text).map_err(|error| request.malformed(error))?;
    let signature = match jws.x5c.split_first() {
        Some((signer, others)) => {
            let key = key_of(signer).map_err(|reason| request.bad_signature(reason))?;
            jws.verify(&key)
                .map_err(|error| request.bad_signature(error))?;
            judge(request, signer, others, rule)?
        }
        None => by_key(request, messages::SIGNER_UNNAMED, |spki, _| {
            PkiKey::from_spki(spki).is_ok_and(|key| jws.verify(&key).is_ok())
        })?,
    };
    Ok((jws.payload, signature))
}

fn key_of(certificate: &[u8]) -> Result<PkiKey, Text> {
    let spki = chain::spki(certificate).map_err(|error| text!(SIGNER_CERTIFICATE, error))?;
    PkiKey::from_spki(&spki).map_err(|error| text!(SIGNER_CERTIFICATE, error))
}

/// Verifies a detached CMS signature over content.
pub(super) fn detached(
    request: &Request<'_>,
    signature: &[u8],
    content: &[u8],
    rule: Option<NameRule>,
) -> Result<ListSignature, TrustError> {
    let Verified {
        signer,
        certificates,
        ..
    } = cms::verify(signature, Some(content), &request.anchors.certificates)
        .map_err(|error| request.bad_signature(error))?;
    judge(request, &signer, &certificates, rule)
}

/// A signature by this certificate is good: whether it is pinned.
pub(super) fn judge(
    request: &Request<'_>,
    signer: &[u8],
    others: &[Vec<u8>],
    rule: Option<NameRule>,
) -> Result<ListSignature, TrustError> {
    if let Some(pinned) = anchored(request, signer) {
        return pinned.or_else(|refusal| refusal.of_pinned(request));
    }
    let purpose = match rule {
        Some(_) => Purpose::ContentOrTls,
        None => Purpose::Content,
    };
    let path = chain::path(signer, others, request.anchors, request.at, purpose);
    if path == Err(PathFault::NotPinned) {
        return request.unpinned_signer(name(signer));
    }
    let fits = rule.map_or(Ok(true), |rule| {
        chain::common_name(signer).map(|name| rule(&name))
    });
    let vouched = match fits {
        Ok(true) => vouched(request, name(signer), path),
        Ok(false) => Err(text!(SIGNER_OTHER_NAME).into()),
        Err(reason) => Err(reason.into()),
    };
    vouched.or_else(|refusal| {
        let signer = name(signer);
        refusal.because(request, |reason| text!(SIGNER_BELOW_ROOT, signer, reason))
    })
}

/// Why a good signature by somebody who is pinned, or is below one who is, does not count.
pub(crate) struct Refusal {
    reason: Text,
    /// Whether it is only that time has passed.
    expired: bool,
}

impl From<Text> for Refusal {
    fn from(reason: Text) -> Self {
        Self {
            reason,
            expired: false,
        }
    }
}

impl Refusal {
    /// The list is refused, unless the caller chose to have it reported.
    fn because(
        self,
        request: &Request<'_>,
        say: impl FnOnce(Text) -> Text,
    ) -> Result<ListSignature, TrustError> {
        let reason = say(self.reason);
        match request.unpinned {
            Unpinned::Report => Ok(ListSignature::NotChecked {
                reason: reason.to_string(),
            }),
            Unpinned::Refuse if self.expired => Err(TrustError::SignerExpired {
                source: request.source.to_owned(),
                reason,
            }),
            Unpinned::Refuse => Err(request.bad_signature(reason)),
        }
    }

    /// The same for one who is pinned.
    pub(crate) fn of_pinned(self, request: &Request<'_>) -> Result<ListSignature, TrustError> {
        self.because(request, |reason| text!(SIGNER_PINNED, reason))
    }
}

/// What a path says of a signature that is good.
fn vouched(
    request: &Request<'_>,
    signer: String,
    path: Result<(), PathFault>,
) -> Result<ListSignature, Refusal> {
    match path {
        Ok(()) => Ok(ListSignature::Good { signer }),
        Err(PathFault::Expired {
            certificate,
            not_after,
            ..
        }) if request.stale_signer == StaleSigner::Warn => {
            let whose = match certificate == signer {
                true => "its certificate".to_owned(),
                false => format!("the certificate of {certificate}"),
            };
            Ok(ListSignature::SignerExpired {
                signer: format!("{signer}; {whose} expired at {not_after}"),
            })
        }
        Err(fault) => Err(Refusal {
            reason: fault.to_text(),
            expired: matches!(fault, PathFault::Expired { .. }),
        }),
    }
}

/// What is to be said of a signature by this certificate if it, or its key, is pinned; `None` if neither is. The
/// error is what is wrong with its dates.
pub(crate) fn anchored(
    request: &Request<'_>,
    signer: &[u8],
) -> Option<Result<ListSignature, Refusal>> {
    is_anchor(signer, request.anchors).then(|| in_date(request, name(signer), signer))
}

/// The same for one that is known to be pinned.
fn in_date(
    request: &Request<'_>,
    name: String,
    certificate: &[u8],
) -> Result<ListSignature, Refusal> {
    let (anchors, at) = (request.anchors, request.at);
    let path = chain::path(certificate, &[], anchors, at, Purpose::Content);
    vouched(request, name, path)
}

/// Whether this very certificate, or its key, is pinned.
fn is_anchor(certificate: &[u8], anchors: &Anchors) -> bool {
    anchors
        .certificates
        .iter()
        .any(|pinned| pinned == certificate)
        || chain::spki(certificate).is_ok_and(|spki| anchors.keys.contains(&spki))
}

/// The signer in words.
pub(super) fn name(certificate: &[u8]) -> String {
    chain::subject_text(certificate)
}

fn fingerprint(what: &str, octets: &[u8]) -> String {
    let digest = sha256(octets);
    format!("{what} {}", hex(digest.get(..8).unwrap_or(&digest)))
}

/// A key that is pinned.
pub(super) struct PinnedKey {
    /// It in words.
    name: String,
    /// Identifier of its certificate; none for a bare key.
    pub(super) kid: Option<Vec<u8>>,
    /// Its certificate; none for a bare key.
    certificate: Option<Vec<u8>>,
    /// The key.
    pub(super) key: PublicKey,
    spki: Vec<u8>,
}

impl PinnedKey {
    /// What is to be said of a signature by it: a certificate must be in date.
    fn vouch(&self, request: &Request<'_>) -> Result<ListSignature, TrustError> {
        let signer = self.name.clone();
        match &self.certificate {
            None => Ok(ListSignature::Good { signer }),
            Some(der) => {
                in_date(request, signer, der).or_else(|refusal| refusal.of_pinned(request))
            }
        }
    }
}

/// The pinned keys, with those of pinned certificates.
fn pinned_keys(anchors: &Anchors) -> Vec<PinnedKey> {
    let certificates = anchors.certificates.iter().filter_map(|der| {
        let dsc = Dsc::from_der("", der).ok()?;
        let spki = chain::spki(der).ok()?;
        Some(PinnedKey {
            name: name(der),
            kid: Some(dsc.kid),
            certificate: Some(der.clone()),
            key: dsc.key,
            spki,
        })
    });
    let bare = anchors.keys.iter().filter_map(|spki| {
        let dsc = Dsc::from_spki("", &[], spki).ok()?;
        let name = fingerprint("key", spki);
        Some(PinnedKey {
            name,
            kid: None,
            certificate: None,
            key: dsc.key,
            spki: spki.clone(),
        })
    });
    certificates.chain(bare).collect()
}

/// Finds the pinned key that made a signature which does not bring its signer along.
///
/// Without a fitting key a wrong signature cannot be told from one by somebody else. If a bare key is
/// pinned, which only lists of this kind need, it is taken for wrong.
pub(super) fn by_key(
    request: &Request<'_>,
    signer: impl ToText,
    fits: impl Fn(&[u8], &PinnedKey) -> bool,
) -> Result<ListSignature, TrustError> {
    let keys = pinned_keys(request.anchors);
    match keys.iter().find(|pinned| fits(&pinned.spki, pinned)) {
        Some(pinned) => pinned.vouch(request),
        None if !request.anchors.keys.is_empty() => {
            Err(request.bad_signature(messages::SIGNER_NO_KEY))
        }
        None => request.unpinned_signer(signer),
    }
}

/// Finds the pinned key that made a COSE signature. `kid` names the signer's certificate: if that is
/// pinned, its word is final.
pub(crate) fn by_kid(
    request: &Request<'_>,
    kid: &[u8],
    alg: Algorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<ListSignature, TrustError> {
    let keys = pinned_keys(request.anchors);
    let mut wrong = None;
    for pinned in keys
        .iter()
        .filter(|pinned| pinned.kid.as_deref() == Some(kid))
    {
        match pinned.key.verify(alg, message, signature) {
            Ok(()) => return pinned.vouch(request),
            Err(error) => wrong = Some(error),
        }
    }
    if let Some(error) = wrong {
        return Err(request.bad_signature(error));
    }
    by_key(request, text!(SIGNER_KEY, kid = hex(kid)), |_, pinned| {
        pinned.kid.is_none() && pinned.key.verify(alg, message, signature).is_ok()
    })
}

/// A list of a signed form came without its signature.
pub(super) fn missing(request: &Request<'_>) -> Result<ListSignature, TrustError> {
    match request.unpinned {
        Unpinned::Refuse => Err(request.bad_signature(messages::SIGNER_NO_FILE)),
        Unpinned::Report => Ok(ListSignature::NotChecked {
            reason: text!(SIGNER_NO_FILE).to_string(),
        }),
    }
}
