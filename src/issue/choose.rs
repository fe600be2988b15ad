//! Which of several signers signs.

use super::{Issuer, Validity};
use crate::documents::Document;
use crate::documents::dcc::Kind;
use crate::key::Algorithm;
use crate::time::Timestamp;

/// Chooses the signer for an entry: one that covers its kind and the whole validity; the most specific of
/// these, then ES256, then the one that is valid longest. None where no signer covers the kind.
///
/// ```
/// use hcert::{Issuer, SoftwareKey, TrustList, Validity, dcc::Kind, issue::choose};
/// let mut issuers = Vec::new();
/// for name in ["keys/dsc-all", "keys/dsc-test"] {
///     let key = SoftwareKey::from_pem(&std::fs::read_to_string(format!("{name}.key.pem"))?)?;
///     let certificates = TrustList::read(name, &std::fs::read(format!("{name}.pem"))?)?;
///     let certificate = certificates.iter().next().ok_or("no certificate")?.clone();
///     issuers.push(Issuer::new(Box::new(key), certificate)?);
/// }
/// let validity = Validity::days("2022-02-01T12:00:00Z".parse()?, 90);
/// let source = |kind| choose(&issuers, kind, validity).map(|issuer| issuer.dsc().source());
/// assert_eq!(source(Kind::Test), Some("keys/dsc-test"));
/// assert_eq!(source(Kind::Recovery), Some("keys/dsc-all"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn choose(issuers: &[Issuer], kind: Kind, validity: Validity) -> Option<&Issuer> {
    let covering: Vec<&Issuer> = issuers
        .iter()
        .filter(|issuer| issuer.covers(kind))
        .collect();
    let usable = |issuer: &&Issuer| covers(issuer, validity);
    let found = covering.iter().copied().filter(usable).min_by_key(rank);
    // One that covers the kind but not the dates makes the better error: the issuer names both.
    found.or_else(|| {
        covering
            .into_iter()
            .max_by_key(|issuer| issuer.dsc().certificate.as_ref().map(|info| info.not_after))
    })
}

/// Chooses the signer of a Norwegian domestic code: any Norwegian one that covers the validity. None where no
/// signer is Norwegian.
#[must_use]
pub fn choose_domestic(issuers: &[Issuer], validity: Validity) -> Option<&Issuer> {
    let norwegian = |issuer: &&Issuer| issuer.dsc().country.as_deref() == Some("NO");
    let usable = issuers
        .iter()
        .filter(norwegian)
        .filter(|issuer| covers(issuer, validity));
    usable
        .min_by_key(rank)
        .or_else(|| issuers.iter().find(norwegian))
}

/// Chooses the signer of a yellow card: one of its trust domain where the signers say theirs, else any. None without a
/// signer.
#[must_use]
pub fn choose_icvp(issuers: &[Issuer], issued_at: Timestamp) -> Option<&Issuer> {
    let valid = |issuer: &&Issuer| issuer.dsc().is_valid_at(issued_at);
    let rank_of = |issuer: &&Issuer| (!issuer.dsc().signs(Document::Icvp), rank(issuer));
    let usable = issuers.iter().filter(valid);
    usable.min_by_key(rank_of).or_else(|| issuers.first())
}

/// Whether a signer's certificate is valid from the first to the last second.
fn covers(issuer: &Issuer, validity: Validity) -> bool {
    issuer.dsc().certificate.as_ref().is_some_and(|info| {
        info.not_before <= validity.issued_at && validity.expires_at <= info.not_after
    })
}

/// The most specific of several signers first, then ES256, then the one that is valid longest.
fn rank(issuer: &&Issuer) -> (usize, bool, std::cmp::Reverse<Option<Timestamp>>) {
    let info = issuer.dsc().certificate.as_ref();
    let purposes = info.map_or(0, |info| info.purposes.named.len());
    let specific = if purposes == 0 { usize::MAX } else { purposes };
    let rsa = issuer.dsc().key.algorithm() != Some(Algorithm::Es256);
    let longest = std::cmp::Reverse(info.map(|info| info.not_after));
    (specific, rsa, longest)
}
