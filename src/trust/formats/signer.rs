//! Who signed a list: signatures held against pinned signers.
//!
//! A signature that does not fit refuses the list. One that fits, but whose maker is not pinned, is
//! refused or reported as the request says.
//!
//! The validity of a signer's certificate is not looked at: lists are kept longer than their signers
//! are valid, and what binds are the list's own dates.

use crate::codec::cbor::hex;
use crate::key::pki::PkiKey;
use crate::key::{Algorithm, PublicKey, sha256};
use crate::trust::cms::Verified;
use crate::trust::jws::Jws;
use crate::trust::{Anchors, Dsc, ListSignature, Request, TrustError, Unpinned, chain, cms};

/// What the name of a signer must be, if it counts by its root alone: a root for a whole country or
/// state signs certificates for others, too.
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
        None => by_key(request, "a key that it does not name", |spki, _| {
            PkiKey::from_spki(spki).is_ok_and(|key| jws.verify(&key).is_ok())
        })?,
    };
    Ok((jws.payload, signature))
}

fn key_of(certificate: &[u8]) -> Result<PkiKey, String> {
    let wrong = "its signer's certificate cannot be used";
    let spki = chain::spki(certificate).map_err(|error| format!("{wrong}: {error}"))?;
    PkiKey::from_spki(&spki).map_err(|error| format!("{wrong}: {error}"))
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
fn judge(
    request: &Request<'_>,
    signer: &[u8],
    others: &[Vec<u8>],
    rule: Option<NameRule>,
) -> Result<ListSignature, TrustError> {
    let anchors = request.anchors;
    let named = || {
        let rule = rule.is_none_or(|rule| common_name(signer).is_some_and(|name| rule(&name)));
        rule && chain::is_pinned(signer, others, anchors)
    };
    if is_anchor(signer, anchors) || named() {
        Ok(ListSignature::Good {
            signer: name(signer),
        })
    } else {
        request.unpinned_signer(&name(signer))
    }
}

/// Whether this very certificate, or its key, is pinned.
pub(super) fn is_anchor(certificate: &[u8], anchors: &Anchors) -> bool {
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

/// The common name of a certificate's subject, if there is exactly one: a second one might stand in a
/// name that its holder chose.
fn common_name(certificate: &[u8]) -> Option<String> {
    let subject = Dsc::from_der("", certificate).ok()?.certificate?.subject;
    let (_, name) = subject.split_once("CN=")?;
    let name = name.split(", ").next()?.trim();
    (subject.matches("CN=").count() == 1).then(|| name.to_owned())
}

/// A key that is pinned.
pub(super) struct PinnedKey {
    /// It in words.
    name: String,
    /// Identifier of its certificate; none for a bare key.
    pub(super) kid: Option<Vec<u8>>,
    /// The key.
    pub(super) key: PublicKey,
    spki: Vec<u8>,
}

/// The pinned keys, with those of pinned certificates.
fn pinned_keys(anchors: &Anchors) -> Vec<PinnedKey> {
    let certificates = anchors.certificates.iter().filter_map(|der| {
        let dsc = Dsc::from_der("", der).ok()?;
        let spki = chain::spki(der).ok()?;
        Some(PinnedKey {
            name: name(der),
            kid: Some(dsc.kid),
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
    signer: &str,
    fits: impl Fn(&[u8], &PinnedKey) -> bool,
) -> Result<ListSignature, TrustError> {
    let keys = pinned_keys(request.anchors);
    match keys.iter().find(|pinned| fits(&pinned.spki, pinned)) {
        Some(pinned) => Ok(ListSignature::Good {
            signer: pinned.name.clone(),
        }),
        None if !request.anchors.keys.is_empty() => {
            Err(request.bad_signature("it was made by none of the pinned keys"))
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
            Ok(()) => {
                return Ok(ListSignature::Good {
                    signer: pinned.name.clone(),
                });
            }
            Err(error) => wrong = Some(error),
        }
    }
    if let Some(error) = wrong {
        return Err(request.bad_signature(error));
    }
    by_key(request, &format!("the key {}", hex(kid)), |_, pinned| {
        pinned.kid.is_none() && pinned.key.verify(alg, message, signature).is_ok()
    })
}

/// A list of a signed form came without its signature.
pub(super) fn missing(request: &Request<'_>, what: &str) -> Result<ListSignature, TrustError> {
    match request.unpinned {
        Unpinned::Refuse => Err(request.bad_signature(format_args!("{what} is missing"))),
        Unpinned::Report => Ok(ListSignature::NotChecked {
            reason: format!("{what} is missing"),
        }),
    }
}
