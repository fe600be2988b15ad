//! Revocation in the verdict: is the certificate in a list of revoked ones?
//!
//! Asked after the signature is good, of EU certificates and domestic codes alike, with every hash by which a list
//! may name the certificate. A hit in a list of hashes rejects; a filter's hit is a guess, and what becomes of it
//! is the policy's choice. That nobody knows, and that what is known is old, are findings of their own.

use super::codes::{self, Check, Code};
use super::finding::Values;
use super::report::Signed;
use super::{PossibleRevocation, RevocationData, Run, Verifier};
use crate::codec::cbor::{Item, hex};
use crate::codec::cose::Place;
use crate::container::Unverified;
use crate::lang::{Shown, Words};
use crate::revocation::filter;
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
            self.skip(Check::Revocation, codes::NO_REVOCATIONS);
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
            self.skip(Check::Revocation, codes::POSSIBLY_REVOKED_NOTED);
            // A guess that is let pass must not hide that the lists are old or missing.
            answer = match revocations.silence(&question) {
                Answer::NotRevoked { .. } => return,
                other => other,
            };
        }
        let at = ("at", self.at.into());
        match answer {
            Answer::NotRevoked { as_of } => {
                self.pass(Check::Revocation, vec![("as_of", as_of.into())]);
            }
            Answer::Revoked(hit) => self.fail(Code::Revoked, told(&hit)),
            Answer::Possibly(hit) => match self.policy.possible_revocation {
                PossibleRevocation::Reject => self.fail(Code::RevokedByFilter, told(&hit)),
                PossibleRevocation::CannotVerify | PossibleRevocation::Note => {
                    self.fail(Code::PossiblyRevoked, told(&hit));
                }
            },
            Answer::Stale(stale) => {
                let store = ("store", stale.store.into());
                match stale.expired {
                    Some(expires) => {
                        let expires = ("expires", expires.to_string().into());
                        self.fail(Code::RevocationExpired, vec![store, expires, at]);
                    }
                    None => {
                        let as_of = ("as_of", stale.as_of.to_string().into());
                        self.fail(Code::RevocationStale, vec![store, as_of, at]);
                    }
                }
            }
            Answer::NoData => match self.policy.revocation_data {
                RevocationData::Optional => {
                    self.skip(Check::Revocation, codes::NO_REVOCATION_DATA);
                }
                RevocationData::Required => {
                    let country = signed.signer_country().or(signed.issuer()).unwrap_or("-");
                    let signer = format!("{country} {}", hex(signed.kid()));
                    self.fail(Code::RevocationNoData, vec![("signer", signer.into())]);
                }
            },
            Answer::Damaged { store, damaged } => {
                let detail = ("detail", damaged.to_string().into());
                self.fail(
                    Code::RevocationDamaged,
                    vec![("store", store.into()), detail],
                );
            }
        }
    }
}

/// The values of a hit: what was hashed, where it stands, and how much a guess is worth.
fn told(hit: &Hit) -> Values {
    let found = &hit.found;
    let mut values: Values = vec![
        ("scope", found.scope.to_string().into()),
        ("variant", hit.variant.name().to_owned().into()),
        ("list", found.list.to_string().into()),
        ("batch", found.batch.clone().into()),
    ];
    match found.guess {
        None => {}
        Some(filter::Hit::Mangled) => values.push(("chance", codes::MANGLED.into())),
        Some(filter::Hit::OneIn(count)) => values.push(("chance", chance(count).into())),
    }
    values
}

/// How often a filter hits what it does not hold.
fn chance(count: u64) -> Shown {
    let words = Words {
        en: "so is one in {count} that was not revoked",
        nb: "det gjør også ett av {count} som ikke er trukket tilbake",
        nn: "det gjer også eitt av {count} som ikkje er trekt tilbake",
    };
    let count = [("count", count.to_string().into())];
    Shown::Each(Box::new(
        crate::lang::Lang::ALL.map(|lang| words.fill(lang, &count)),
    ))
}

#[cfg(test)]
mod tests;
