//! Who signed: the key, its signature, the list that vouches for it, and what its certificate lets it sign.

use super::finding::{Check, Detail, Finding, NotFresh, NotMade, OtherContent};
use super::policy::{DscValidity, StaleList};
use super::{Run, Verifier};
use crate::container::Unverified;
use crate::container::cwt::Claims;
use crate::deviation::DeviationCode;
use crate::documents::Document;
use crate::documents::dcc::Kind;
use crate::key::{Algorithm, SignatureError};
use crate::text;
use crate::time::Timestamp;
use crate::trust::chain::{Fitness, Unfit};
use crate::trust::{Dsc, Freshness, Usage, is_test_key};
use std::borrow::Cow;
use std::sync::Arc;

impl Verifier {
    /// Finds the signer and checks the signature; `None` ends the verification.
    pub(super) fn check_signature<'a>(
        &'a self,
        unverified: &Unverified,
        run: &mut Run,
    ) -> Option<(Cow<'a, Dsc>, Algorithm)> {
        let sign1 = unverified.sign1();
        let Some(named) = sign1.alg.as_ref().map(|alg| &alg.value) else {
            run.note(Finding::AlgMissing);
            return None;
        };
        let Some(algorithm) = named.number().and_then(Algorithm::from_cose) else {
            run.note(Finding::AlgUnknown {
                found: named.into(),
            });
            return None;
        };
        let Some(kid) = unverified.kid() else {
            run.note(Finding::KidMissing);
            return None;
        };
        let candidates = self.trust.find(kid);
        let message = sign1.to_be_signed();
        if candidates.is_empty() {
            // A key that is there for something else has signed, or nobody who is known.
            let mut others = self.trust.find_others(kid);
            let signed = |dsc: &&Dsc| {
                dsc.key
                    .verify(algorithm, &message, &sign1.signature)
                    .is_ok()
            };
            let Some(dsc) = others.find(signed) else {
                self.unknown_signer(unverified, kid, run);
                return None;
            };
            run.found_signer(kid, dsc, algorithm);
            return Some((Cow::Borrowed(dsc), algorithm));
        }
        let mut errors = Vec::new();
        // A signer whose certificate was renewed has two under one key: the one that is valid speaks first.
        let at = run.at;
        let valid = candidates.iter().filter(|dsc| dsc.is_valid_at(at));
        let others = candidates.iter().filter(|dsc| !dsc.is_valid_at(at));
        let mut good: Option<&Dsc> = None;
        for dsc in valid.chain(others) {
            match dsc.key.verify(algorithm, &message, &sign1.signature) {
                Ok(()) => {
                    good = Some(dsc);
                    break;
                }
                Err(error) => errors.push((dsc, error)),
            }
        }
        if let Some(dsc) = good {
            // One key may stand in several domains: the document that it signed tells in which it is asked for.
            let document = || {
                unverified
                    .claims()
                    .ok()
                    .and_then(|claims| document_of(unverified, &claims))
            };
            let alone = candidates.iter().all(|one| one.domain == dsc.domain);
            let wanted = if alone { None } else { document() };
            let dsc = wanted.map_or(dsc, |wanted| self.in_domain(candidates, dsc, wanted, at));
            let dsc = self.trust.spoken_for(dsc, at);
            run.found_signer(kid, &dsc, algorithm);
            return Some((dsc, algorithm));
        }
        // Keys of other domains speak of this code only where they signed it.
        let claimed = unverified.claims().ok();
        let claimed = claimed.and_then(|claims| document_of(unverified, &claims));
        if let Some(document) = claimed {
            errors.retain(|(dsc, _)| self.crosses(dsc, document) || dsc.signs(document));
            if errors.is_empty() {
                self.unknown_signer(unverified, kid, run);
                return None;
            }
        }
        // A key of the right type that did not verify says most, then one that could not be read.
        let (_, finding) = errors
            .iter()
            .map(|(_, error)| {
                let detail = error.into();
                match error {
                    SignatureError::KeyType { .. } => (3, Finding::AlgKeyMismatch { detail }),
                    SignatureError::KeyTooShort { .. } => (2, Finding::AlgKeyShort { detail }),
                    SignatureError::KeyUnreadable { .. } => {
                        (1, Finding::AlgKeyUnreadable { detail })
                    }
                    _ => (0, Finding::SignatureInvalid { detail }),
                }
            })
            .min_by_key(|(rank, _)| *rank)?;
        run.note(finding);
        None
    }

    /// The certificate for the same key that is there for a document, if there is one.
    fn in_domain<'a>(
        &self,
        candidates: &'a [Dsc],
        dsc: &'a Dsc,
        document: Document,
        at: Timestamp,
    ) -> &'a Dsc {
        let fits = |one: &&Dsc| one.signs(document) || self.crosses(one, document);
        let same = candidates.iter().filter(|one| one.key == dsc.key);
        let best = same
            .filter(fits)
            .max_by_key(|one| (one.signs(document), one.is_valid_at(at)));
        best.unwrap_or(dsc)
    }

    /// Whether the operator lets a key count for a document of another domain.
    pub(super) fn crosses(&self, dsc: &Dsc, document: Document) -> bool {
        let from = dsc.domain_name();
        self.crossings().iter().any(|crossing| {
            crossing.from == from && document.domains().contains(&crossing.to.as_str())
        })
    }

    fn unknown_signer(&self, unverified: &Unverified, kid: &[u8], run: &mut Run) {
        let (kid, test_key) = (kid.to_vec(), is_test_key(kid));
        // Who signs other documents stands in other lists: that a list of ours does not have the key says nothing then.
        let claims = unverified.claims().ok();
        if let Some(found) = claims.as_ref().and_then(OtherContent::of) {
            run.note(Finding::ContextUnknownSigner { found, kid });
            return;
        }
        let document = claims.and_then(|claims| document_of(unverified, &claims));
        if let Some(found @ (Document::Icvp | Document::Link)) = document {
            let wanted = found.domains().join(", ");
            run.note(Finding::KidUnlisted {
                kid,
                wanted,
                found,
                test_key,
            });
            return;
        }
        let freshness = self
            .trust
            .freshness(run.at, self.policy.trust_max_age_seconds);
        let why = match freshness {
            Freshness::Fresh => None,
            Freshness::Stale { .. } => Some(NotFresh::Stale),
            Freshness::Later { .. } => Some(NotFresh::Later),
            Freshness::Undated => Some(NotFresh::Undated),
            Freshness::Empty => Some(NotFresh::Empty),
        };
        run.note(match why {
            None => {
                let as_of = self.trust.as_of();
                Finding::KidUnknown {
                    kid,
                    as_of,
                    test_key,
                }
            }
            Some(why) => Finding::KidUnknownNotFresh { kid, why, test_key },
        });
    }
}

/// What a code says that it is: by its prefix, and by the key inside claim −260.
pub(super) fn document_of(unverified: &Unverified, claims: &Claims<'_>) -> Option<Document> {
    match unverified.document() {
        Document::No1 => Some(Document::No1),
        _ => claims.content.as_ref().ok()?.document(),
    }
}

impl Run {
    /// The trust domain of the key: that of the document, or one that the operator lets count for it. Whether the checks
    /// go on.
    pub(super) fn check_domain(
        &mut self,
        verifier: &Verifier,
        dsc: &Dsc,
        document: Document,
    ) -> bool {
        if dsc.signs(document) {
            return true;
        }
        if verifier.crosses(dsc, document) {
            self.skip(Check::Domain, NotMade::DomainAllowed);
            return true;
        }
        // An authority, or a key for something else, signs no document of any domain.
        if dsc.usage != Usage::Documents && dsc.usage != Usage::Other {
            return true;
        }
        self.note(Finding::KidOtherDomain {
            kid: dsc.kid.clone(),
            domain: dsc.domain_name().to_owned(),
            wanted: document.domains().join(", "),
        });
        false
    }

    /// The signer's key made the signature.
    pub(super) fn found_signer(&mut self, kid: &[u8], dsc: &Dsc, algorithm: Algorithm) {
        self.note(Finding::SignerKnown {
            kid: kid.to_vec(),
            country: dsc.country.clone(),
            source: Arc::clone(&dsc.provenance),
        });
        self.note(Finding::AlgFits { alg: algorithm });
        self.note(Finding::SignatureGood);
    }

    /// The list that vouches for the signer.
    pub(super) fn check_list(&mut self, dsc: &Dsc) {
        let (source, at) = (Arc::clone(&dsc.provenance), self.at);
        match source.expires_at.filter(|&expires| at > expires) {
            None => {
                let state = source.signature.clone();
                self.note(Finding::ListUsable { source, state });
            }
            Some(_) if self.policy.stale_list == StaleList::Warn => {
                self.skip(Check::List, NotMade::ListExpiredAllowed);
            }
            Some(expires) => self.note(Finding::ListStale {
                source,
                expires,
                at,
            }),
        }
    }

    /// What the list has the key for, and what its certificate lets it sign at all.
    pub(super) fn check_usage(&mut self, dsc: &Dsc) {
        if dsc.usage != Usage::Documents {
            let purpose = dsc.usage;
            self.note(Finding::KeyUsageOther { purpose });
            return;
        }
        let Some(info) = &dsc.certificate else { return };
        let Fitness { unfit, authority } = info.fitness();
        match unfit {
            Some(Unfit::Critical { oid: found }) => self.note(Finding::DscCritical { found }),
            Some(Unfit::KeyUsage { found }) => {
                let found = Detail(found);
                self.note(Finding::DscKeyUsage { found });
            }
            None if authority => self.odd(DeviationCode::DscAuthority, "dsc", ""),
            None => {}
        }
    }

    /// The signer's certificate: valid now, and around the certificate's own dates.
    pub(super) fn check_signer(&mut self, claims: &Claims<'_>, dsc: &Dsc) {
        self.check_usage(dsc);
        let Some(info) = &dsc.certificate else {
            self.skip(Check::DscValidity, NotMade::BareKeyDates);
            return;
        };
        for oddity in &info.oddities {
            self.odd(DeviationCode::DscDer, "dsc", oddity.clone());
        }
        let (at, not_before, not_after) = (self.at, info.not_before, info.not_after);
        let enforced = self.policy.dsc_validity == DscValidity::Enforce;
        if !enforced {
            self.skip(Check::DscValidity, NotMade::ByPolicy);
        } else if at > not_after {
            self.note(Finding::DscExpired {
                not_before,
                not_after,
                at,
            });
        } else if !self.clock_holds {
            self.skip(Check::DscValidity, NotMade::ClockWrong);
        } else if at < not_before {
            self.note(Finding::DscNotYetValid {
                not_before,
                not_after,
                at,
            });
        } else {
            self.note(Finding::DscValid {
                not_before,
                not_after,
                at,
            });
        }
        if let Ok(iat) = claims.issued_at
            && iat < not_before
        {
            let found = text!(DEVIATION_BEFORE_DSC, at = iat, not_before);
            self.odd(DeviationCode::DscWindow, "iat", found);
        }
        if let Ok(exp) = claims.expires_at
            && exp > not_after
        {
            let found = text!(DEVIATION_AFTER_DSC, at = exp, not_after);
            self.odd(DeviationCode::DscWindow, "exp", found);
        }
    }

    /// Every kind of entry that is there must be one that the signer may sign.
    pub(super) fn check_purposes(&mut self, kinds: &[Kind], dsc: &Dsc) {
        if dsc.usage != Usage::Documents {
            // It signs none, which is said already.
            return;
        }
        let Some(purposes) = dsc.purposes() else {
            self.skip(Check::KeyUsage, NotMade::BareKeyPurposes);
            return;
        };
        if purposes.zero_arc {
            self.odd(DeviationCode::KeyUsageArc, "dsc", "");
        }
        if purposes.unreadable {
            self.note(Finding::KeyUsageUnreadable);
            return;
        }
        let refused = kinds.iter().find(|&&kind| !purposes.allows(kind));
        let purposes = purposes.clone();
        match (refused, kinds.first()) {
            (Some(&kind), _) => self.note(Finding::KeyUsageMismatch { kind, purposes }),
            (None, Some(&kind)) => self.note(Finding::KeyUsageFits { kind, purposes }),
            (None, None) => self.skip(Check::KeyUsage, NotMade::NoEntry),
        }
    }
}
