//! Who signed: the key, its signature, the list that vouches for it, and what its certificate lets it sign.

use super::codes::{self, Check, Code};
use super::finding::{Finding, Told};
use super::policy::{DscValidity, StaleList};
use super::{Run, Verifier};
use crate::container::Unverified;
use crate::container::cwt::Claims;
use crate::dcc::Kind;
use crate::deviation::DeviationCode;
use crate::key::{Algorithm, SignatureError};
use crate::trust::chain::{Fitness, Unfit};
use crate::trust::{Dsc, Freshness, ListSignature, Usage, is_test_key};
use std::borrow::Cow;

impl Verifier {
    /// Finds the signer and checks the signature; `None` ends the verification.
    pub(super) fn check_signature<'a>(
        &'a self,
        unverified: &Unverified,
        run: &mut Run,
    ) -> Option<(Cow<'a, Dsc>, Algorithm)> {
        let sign1 = unverified.sign1();
        let Some(named) = sign1.alg.as_ref().map(|alg| &alg.value) else {
            run.fail(Code::AlgMissing, vec![]);
            return None;
        };
        let Some(algorithm) = named.number().and_then(Algorithm::from_cose) else {
            run.fail(Code::AlgUnknown, vec![("found", named.to_string().into())]);
            return None;
        };
        let Some(kid) = unverified.kid() else {
            run.fail(Code::KidMissing, vec![]);
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
                self.unknown_signer(kid, run);
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
        for dsc in valid.chain(others) {
            match dsc.key.verify(algorithm, &message, &sign1.signature) {
                Ok(()) => {
                    let dsc = self.trust.spoken_for(dsc, at);
                    run.found_signer(kid, &dsc, algorithm);
                    return Some((dsc, algorithm));
                }
                Err(error) => errors.push(error),
            }
        }
        // A key of the right type that did not verify says most, then one that could not be read.
        let code = |error: &SignatureError| match error {
            SignatureError::KeyType { .. } | SignatureError::KeyTooShort { .. } => Code::AlgKey,
            SignatureError::KeyUnreadable { .. } => Code::AlgKeyUnreadable,
            _ => Code::SignatureInvalid,
        };
        let rank = |error: &&SignatureError| match code(error) {
            Code::SignatureInvalid => 0,
            Code::AlgKeyUnreadable => 1,
            _ => 2,
        };
        let told = errors.iter().min_by_key(rank)?;
        run.fail(code(told), vec![("detail", told.to_string().into())]);
        None
    }

    pub(super) fn unknown_signer(&self, kid: &[u8], run: &mut Run) {
        let named = ("kid", kid.into());
        let freshness = self
            .trust
            .freshness(run.at, self.policy.trust_max_age_seconds);
        let why = match freshness {
            Freshness::Fresh => None,
            Freshness::Stale { .. } => Some(codes::LIST_STALE),
            Freshness::Later { .. } => Some(codes::LIST_LATER),
            Freshness::Undated => Some(codes::LIST_UNDATED),
            Freshness::Empty => Some(codes::LIST_EMPTY),
        };
        let finding = match why {
            None => {
                let as_of = self
                    .trust
                    .as_of()
                    .map_or_else(String::new, |at| at.to_string());
                Finding::failed(Code::KidUnknown, vec![named, ("as_of", as_of.into())])
            }
            Some(why) => {
                Finding::failed(Code::KidUnknownNotFresh, vec![named, ("why", why.into())])
            }
        };
        // Two reasons for an unknown signer that have nothing to do with the holder.
        run.findings.push(match freshness {
            _ if is_test_key(kid) => finding.with_hint(codes::TEST_KEY),
            Freshness::Later { .. } => finding.with_hint(codes::CLOCK),
            _ => finding,
        });
    }
}

impl Run {
    /// The signer's key made the signature.
    pub(super) fn found_signer(&mut self, kid: &[u8], dsc: &Dsc, algorithm: Algorithm) {
        let country = dsc.country.clone();
        self.pass(
            Check::Kid,
            vec![
                ("kid", kid.into()),
                ("country", country.map_or("-".into(), Told::from)),
                ("source", (&dsc.provenance).into()),
            ],
        );
        self.pass(Check::Alg, vec![("alg", algorithm.name().into())]);
        self.pass(Check::Signature, vec![]);
    }

    /// The list that vouches for the signer.
    pub(super) fn check_list(&mut self, dsc: &Dsc) {
        let list = &dsc.provenance;
        let state: Told = match &list.signature {
            ListSignature::Good { .. } => codes::LIST_GOOD.into(),
            ListSignature::SignerExpired { signer } => codes::signer_expired(signer).into(),
            ListSignature::Unsigned => codes::LIST_UNSIGNED.into(),
            ListSignature::NotChecked { .. } => codes::LIST_UNCHECKED.into(),
        };
        let source = ("source", list.into());
        match list.expires_at.filter(|&expires| self.at > expires) {
            None => self.pass(Check::List, vec![source, ("state", state)]),
            Some(_) if self.policy.stale_list == StaleList::Warn => {
                self.skip(Check::List, codes::LIST_EXPIRED_ALLOWED);
            }
            Some(expires) => {
                let values = vec![source, ("expires", expires.into()), ("at", self.at.into())];
                self.fail(Code::ListStale, values);
            }
        }
    }

    /// What the list has the key for, and what its certificate lets it sign at all.
    pub(super) fn check_usage(&mut self, dsc: &Dsc) {
        if dsc.usage != Usage::Documents {
            let purpose = dsc.usage.words().into();
            self.fail(Code::KeyUsageOther, vec![("purpose", purpose)]);
            return;
        }
        let Some(info) = &dsc.certificate else { return };
        let Fitness { unfit, authority } = info.fitness();
        match unfit {
            Some(Unfit::Critical { oid }) => {
                self.fail(Code::DscCritical, vec![("found", oid.into())]);
            }
            Some(Unfit::KeyUsage { found }) => {
                self.fail(Code::DscKeyUsage, vec![("found", found.into())]);
            }
            None if authority => self.odd(DeviationCode::DscAuthority, "dsc", String::new()),
            None => {}
        }
    }

    /// The signer's certificate: valid now, and around the certificate's own dates.
    pub(super) fn check_signer(&mut self, claims: &Claims<'_>, dsc: &Dsc) {
        self.check_usage(dsc);
        let Some(info) = &dsc.certificate else {
            self.skip(Check::DscValidity, codes::BARE_KEY_DATES);
            return;
        };
        for oddity in &info.oddities {
            self.odd(DeviationCode::DscDer, "dsc", oddity.clone());
        }
        let (at, not_before, not_after) = (self.at, info.not_before, info.not_after);
        let window = vec![
            ("not_before", not_before.into()),
            ("not_after", not_after.into()),
            ("at", at.into()),
        ];
        match self.policy.dsc_validity {
            DscValidity::Ignore => self.skip(Check::DscValidity, codes::BY_POLICY),
            DscValidity::Enforce if at > not_after => self.fail(Code::DscExpired, window),
            DscValidity::Enforce if !self.clock_holds => {
                self.skip(Check::DscValidity, codes::CLOCK_WRONG);
            }
            DscValidity::Enforce if at < not_before => self.fail(Code::DscNotYetValid, window),
            DscValidity::Enforce => self.pass(Check::DscValidity, window),
        }
        if let Ok(iat) = claims.issued_at
            && iat < not_before
        {
            let found =
                format!("{iat} lies before the signer certificate's notBefore {not_before}");
            self.odd(DeviationCode::DscWindow, "iat", found);
        }
        if let Ok(exp) = claims.expires_at
            && exp > not_after
        {
            let found = format!("{exp} lies after the signer certificate's notAfter {not_after}");
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
            self.skip(Check::KeyUsage, codes::BARE_KEY_PURPOSES);
            return;
        };
        if purposes.zero_arc {
            self.odd(DeviationCode::KeyUsageArc, "dsc", String::new());
        }
        if purposes.unreadable {
            self.fail(Code::KeyUsageUnreadable, vec![]);
            return;
        }
        let values =
            |kind: Kind| vec![("kind", kind.words().into()), ("purposes", purposes.into())];
        match kinds.iter().find(|&&kind| !purposes.allows(kind)) {
            Some(&kind) => self.fail(Code::KeyUsage, values(kind)),
            None => match kinds.first() {
                Some(&kind) => self.pass(Check::KeyUsage, values(kind)),
                None => self.skip(Check::KeyUsage, codes::NO_ENTRY),
            },
        }
    }
}
