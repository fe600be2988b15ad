//! Revocation in the verdict: is the certificate in a list of revoked ones?
//!
//! Asked after the signature is good, of EU certificates and domestic codes alike, with every hash by which a list
//! may name the certificate. A hit in a list of hashes rejects; a filter's hit is a guess, and what becomes of it
//! is the policy's choice. That nobody knows, and that what is known is old, are findings of their own.

use super::finding::{Check, Finding, NotMade};
use super::report::Signed;
use super::{PossibleRevocation, RevocationData, Run, Verifier};
use crate::codec::cbor::Item;
use crate::codec::cose::Place;
use crate::codec::hex;
use crate::container::Unverified;
use crate::revocation::id::{Marks, candidates};
use crate::revocation::{Answer, Hit, Question};
use crate::trust::Dsc;

impl Run {
    /// Asks the stores about a certificate whose signature is good.
    pub(super) fn check_revocation(
        &mut self,
        verifier: &Verifier,
        unverified: &Unverified,
        dsc: &Dsc,
        signed: &Signed,
        payload: Option<&Item<'_>>,
    ) {
        let revocations = &verifier.revocations;
        // Without any store none says anything of the signer.
        let optional = self.policy.revocation_data == RevocationData::Optional;
        if revocations.is_empty() && optional {
            self.skip(Check::Revocation, NotMade::NoRevocations);
            return;
        }
        let sign1 = unverified.sign1();
        let marks = Marks {
            algorithm: signed.algorithm(),
            signature: &sign1.signature,
            issuer: signed.issuer(),
            signer_country: signed.signer_country(),
            payload,
        };
        let candidates = candidates(&marks);
        let could_choose = sign1.kid.as_ref().map(|kid| kid.place) == Some(Place::Unprotected);
        let kids = verifier.trust.kids_of(dsc, could_choose);
        let kids: Vec<&[u8]> = kids.iter().map(Vec::as_slice).collect();
        let question = Question {
            kids: &kids,
            // The country that answers for the key; a bare key is spoken for by the country that it issues for.
            country: signed.signer_country().or(signed.issuer()),
            candidates: &candidates,
            at: self.at,
            max_age_seconds: self.policy.revocation_max_age_seconds,
        };
        let mut answer = revocations.ask(&question);
        if let (Answer::Possibly(_), PossibleRevocation::Note) =
            (&answer, self.policy.possible_revocation)
        {
            self.skip(Check::Revocation, NotMade::PossiblyRevokedNoted);
            // A guess that is let pass must not hide that the lists are old or missing.
            answer = match revocations.silence(&question) {
                Answer::NotRevoked { .. } => return,
                other => other,
            };
        }
        let at = self.at;
        match answer {
            Answer::NotRevoked { as_of } => self.note(Finding::NotRevoked { as_of }),
            Answer::Revoked(hit) => self.note(found(hit, None)),
            Answer::Possibly(hit) => self.note(found(hit, Some(self.policy.possible_revocation))),
            Answer::Stale(stale) => {
                let (store, as_of) = (stale.store, stale.as_of);
                self.note(match stale.expired {
                    Some(expires) => Finding::RevocationExpired { store, expires, at },
                    None => Finding::RevocationStale { store, as_of, at },
                });
            }
            Answer::NoData => match self.policy.revocation_data {
                RevocationData::Optional => {
                    self.skip(Check::Revocation, NotMade::NoRevocationData);
                }
                RevocationData::Required => {
                    let country = signed.signer_country().or(signed.issuer()).unwrap_or("-");
                    let signer = format!("{country} {}", hex(signed.kid()));
                    self.note(Finding::RevocationNoData { signer });
                }
            },
            Answer::Damaged { store, damaged } => {
                let detail = (&damaged).into();
                self.note(Finding::RevocationDamaged { store, detail });
            }
        }
    }
}

/// What a hit says: in a list of hashes, or by a filter's guess, of which the policy makes something.
fn found(hit: Hit, guess: Option<PossibleRevocation>) -> Finding {
    let (scope, list) = ((&hit.found.scope).into(), hit.found.list.to_string());
    let (batch, variant, chance) = (hit.found.batch, hit.variant.name(), hit.found.guess);
    match guess {
        None => Finding::Revoked {
            scope,
            list,
            batch,
            variant,
        },
        Some(PossibleRevocation::Reject) => Finding::RevokedByFilter {
            scope,
            list,
            batch,
            variant,
            chance,
        },
        Some(PossibleRevocation::CannotVerify | PossibleRevocation::Note) => {
            Finding::PossiblyRevoked {
                scope,
                list,
                batch,
                variant,
                chance,
            }
        }
    }
}

#[cfg(test)]
mod tests;
