//! Verifying: the one place that orders the checks and holds policy.
//!
//! Order: the text is taken apart; the algorithm and the signer are looked up; the signature is checked
//! over the octets as received. The first failure so far ends the matter. After it **all** checks are
//! made and each is kept as a [`Finding`]; the [`Verdict`] is the worst of them. Nothing of the content is
//! read before the signature is found good.
//!
//! [`Verifier::verify`] never panics and never returns an error: what goes wrong is a verdict. Time and
//! trust are arguments; nothing here asks a clock.
//!
//! ```
//! use hcert::{trust::TrustList, verify::Verifier};
//! let verifier = Verifier::new(TrustList::new());
//! let at = "2021-11-01T12:00:00Z".parse().unwrap();
//! let report = hcert::verify("shc:/5676", &verifier, at);
//! assert_eq!(report.verdict.code(), "cannot-verify");
//! assert_eq!(report.findings[0].code, "prefix-foreign");
//! ```

mod admission;
pub(crate) mod card;
mod checkpoint;
mod codes;
mod holder;
mod json;
mod report;
mod revoked;
mod standing;

use crate::codec::zlib::ZlibError;
use crate::container::cwt::{self, ClaimError, Claims, Content, CwtError};
use crate::container::{Context, Contexts, DecodeError, Foreign, Limits, PrefixError, Unverified};
use crate::dcc::{Kind, Payload, read};
use crate::deviation::{Deviation, DeviationCode};
use crate::key::{Algorithm, SignatureError};
use crate::lang::{Shown, Words};
use crate::norway::light::{self, Colour, Component};
use crate::norway::profile::Profile;
use crate::revocation::Revocations;
use crate::rules::{RuleBook, ValueSets};
use crate::time::{BirthDate, Timestamp};
use crate::trust::chain::{Fitness, Unfit};
use crate::trust::{Dsc, Freshness, ListSignature, TrustList, Usage, is_test_key};
use admission::AskedAbout;
use codes::{Check, Code};
use report::{Told, Values, conclude};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

pub use admission::{Admission, Destination, Journey, RuleAnswer};
pub use card::Card;
pub use checkpoint::{Asked, Checkpoint, Usual, Wishes};
pub use holder::{Passport, PassportError};
pub use json::ReportJson;
pub use report::{
    Certificate, Class, DomesticCertificate, Finding, Obstacle, Outcome, Reason, Report, Signed,
    Verdict,
};
pub use standing::Standing;

/// What the checker may choose. The default is the border's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
    /// Seconds by which the certificate's own dates may be missed, for clocks that are off. Default 0.
    pub clock_allowance_seconds: i64,
    /// Whether the signer's certificate must be valid at the moment of the check. Default: enforced.
    pub dsc_validity: DscValidity,
    /// What becomes of deviations. Default: listed.
    pub deviations: Deviations,
    /// Seconds for which a trust list counts as complete. Default: seven days.
    pub trust_max_age_seconds: i64,
    /// What becomes of a signer whose list has expired. Default: cannot verify.
    pub stale_list: StaleList,
    /// Where the check is made. Default: the border.
    pub mode: Mode,
    /// Seconds for which a revocation store counts as complete. Default: seven days.
    pub revocation_max_age_seconds: i64,
    /// What becomes of a certificate that a filter may hold. Default: cannot verify.
    pub possible_revocation: PossibleRevocation,
    /// What becomes of a certificate about whose signer no store says anything. Default: it is noted.
    pub revocation_data: RevocationData,
    /// Whether the moment of the check is held against the dates of signed lists. Default: enforced.
    pub clock: ClockCheck,
}

/// Whether the moment of the check is held against the dates of signed lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockCheck {
    /// A moment more than a day before a signed list was made cannot be now: nothing is accepted.
    #[default]
    Enforce,
    /// The question is about the past, and every report says so.
    Replay,
}

/// Seconds by which a clock may lie before a signed date.
const CLOCK_BEHIND: i64 = 86_400;

/// What becomes of a certificate that a filter of revoked ones may hold. Filters hit some that are not revoked:
/// one in 16 for the worst of those in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PossibleRevocation {
    /// A person decides.
    #[default]
    CannotVerify,
    /// It is taken for revoked.
    Reject,
    /// It is noted.
    Note,
}

/// What becomes of a certificate about whose signer, and its country, no store says anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevocationData {
    /// It is noted: most countries revoke little or nothing.
    #[default]
    Optional,
    /// It cannot be verified.
    Required,
}

/// Where a check is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// At the border: EU certificates (`HC1:`) alone; a Norwegian domestic code does not count.
    #[default]
    Border,
    /// In Norway: domestic codes (`NO1:`), and EU certificates judged by the domestic rules.
    Domestic,
}

/// What becomes of a signer whose list has expired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StaleList {
    /// The certificate cannot be verified: the signer may have left the list since.
    #[default]
    Refuse,
    /// It is noted, and the list is used all the same.
    Warn,
}

/// Whether the signer's certificate must be valid at the moment of the check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DscValidity {
    /// Outside its validity is a reject.
    #[default]
    Enforce,
    /// It is not looked at.
    Ignore,
}

/// What becomes of deviations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deviations {
    /// They are listed and change nothing.
    #[default]
    List,
    /// Each is a reject.
    Reject,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            clock_allowance_seconds: 0,
            dsc_validity: DscValidity::default(),
            deviations: Deviations::default(),
            trust_max_age_seconds: 7 * 86_400,
            stale_list: StaleList::default(),
            mode: Mode::default(),
            revocation_max_age_seconds: 7 * 86_400,
            possible_revocation: PossibleRevocation::default(),
            revocation_data: RevocationData::default(),
            clock: ClockCheck::default(),
        }
    }
}

/// Verifies codes against a trust list under a policy.
#[derive(Clone, Debug, Default)]
pub struct Verifier {
    trust: TrustList,
    policy: Policy,
    limits: Limits,
    rules: RuleBook,
    value_sets: ValueSets,
    revocations: Revocations,
    passed: Option<Timestamp>,
}

/// Verifies one text at a moment: [`Verifier::verify`].
#[must_use]
pub fn verify(text: &str, verifier: &Verifier, at: Timestamp) -> Report {
    verifier.verify(text, at)
}

impl Verifier {
    /// A verifier with the border's policy and the default limits.
    #[must_use]
    pub fn new(trust: TrustList) -> Self {
        Self {
            trust,
            ..Self::default()
        }
    }

    /// Sets the policy.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Sets the limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the rules of countries. A country without any here has those that are part of this library, if
    /// it is Norway.
    #[must_use]
    pub fn with_rules(mut self, rules: RuleBook) -> Self {
        self.rules = rules;
        self
    }

    /// Sets the value sets that rules see.
    #[must_use]
    pub fn with_value_sets(mut self, value_sets: ValueSets) -> Self {
        self.value_sets = value_sets;
        self
    }

    /// Sets the stores of revoked certificates.
    #[must_use]
    pub fn with_revocations(mut self, revocations: Revocations) -> Self {
        self.revocations = revocations;
        self
    }

    /// Tells a moment that has passed, as the date of a signed list that was seen before: no clock that lies more than a
    /// day before it is believed.
    #[must_use]
    pub fn with_passed(mut self, moment: Option<Timestamp>) -> Self {
        self.passed = self.passed.max(moment);
        self
    }

    /// The latest moment that is known to have passed: when the newest of the signed lists was made.
    #[must_use]
    pub fn passed(&self) -> Option<Timestamp> {
        let lists = self.trust.marks().iter();
        let stores = self.revocations.stores().iter();
        let marks = lists.chain(stores.filter_map(|store| store.mark()));
        marks.map(|mark| mark.made).max().max(self.passed)
    }

    /// What shows that a moment cannot be now, if anything does: a signed list that was made more than a day later.
    #[must_use]
    pub fn contradicts(&self, at: Timestamp) -> Option<Timestamp> {
        self.passed()
            .filter(|passed| at < passed.plus_seconds(-CLOCK_BEHIND))
    }

    /// The names of the lists and stores that nobody who is pinned signed, where that can be told: those whose signature
    /// is not good.
    #[must_use]
    pub fn unsigned(&self) -> Vec<&str> {
        let good = ListSignature::is_vouched;
        let lists = self.trust.sources().iter();
        let lists = lists
            .filter(|list| !good(&list.signature))
            .map(|list| list.source.as_str());
        let stores = self.revocations.stores().iter();
        let stores = stores
            .filter(|store| !good(store.signature()))
            .map(|store| store.name());
        let mut names: Vec<&str> = lists.chain(stores).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The trust list.
    #[must_use]
    pub fn trust(&self) -> &TrustList {
        &self.trust
    }

    /// The stores of revoked certificates.
    #[must_use]
    pub fn revocations(&self) -> &Revocations {
        &self.revocations
    }

    /// The rules that are asked.
    #[must_use]
    pub fn rules(&self) -> &RuleBook {
        &self.rules
    }

    /// Verifies one text at a moment.
    #[must_use]
    pub fn verify(&self, text: &str, at: Timestamp) -> Report {
        self.verify_for(text, at, None)
    }

    /// Verifies one text at a moment for a holder who wants to go somewhere.
    #[must_use]
    pub fn verify_for(&self, text: &str, at: Timestamp, journey: Option<&Journey>) -> Report {
        self.verify_in(self.policy.mode, text, at, journey)
    }

    /// The same at another place than the policy's.
    fn verify_in(
        &self,
        mode: Mode,
        text: &str,
        at: Timestamp,
        journey: Option<&Journey>,
    ) -> Report {
        let contexts = match mode {
            Mode::Border => Contexts::Eu,
            Mode::Domestic => Contexts::EuAndDomestic,
        };
        match Unverified::decode_as(text, &self.limits, contexts) {
            Ok(unverified) => self.run(&unverified, mode, at, journey),
            Err(error) => self.stamped(Report::undecodable(&error), at),
        }
    }

    /// A report that says so where the question was about the past.
    fn stamped(&self, mut report: Report, at: Timestamp) -> Report {
        report.replayed = (self.policy.clock == ClockCheck::Replay).then_some(at);
        report
    }

    /// Verifies a code that was taken apart before.
    #[must_use]
    pub fn verify_decoded(&self, unverified: &Unverified, at: Timestamp) -> Report {
        self.run(unverified, self.policy.mode, at, None)
    }

    fn run(
        &self,
        unverified: &Unverified,
        mode: Mode,
        at: Timestamp,
        journey: Option<&Journey>,
    ) -> Report {
        let mut run = Run {
            policy: Policy {
                mode,
                ..self.policy
            },
            at,
            findings: Vec::with_capacity(16),
            deviations: unverified.deviations().to_vec(),
            certificate: None,
            domestic: None,
            admissions: Vec::new(),
            clock_holds: true,
        };
        let sizes = unverified.sizes();
        run.pass(
            Check::Decoded,
            vec![
                ("characters", sizes.characters.into()),
                ("payload", sizes.payload.into()),
            ],
        );
        run.check_clock(self);
        // A code that was taken apart elsewhere is held to the mode too.
        if unverified.context() == Context::NorwegianDomestic && run.policy.mode == Mode::Border {
            let found = Foreign::NorwegianDomestic.words().into();
            run.fail(Code::ContextDomestic, vec![("found", found)]);
        } else if let Some((dsc, algorithm)) = self.check_signature(unverified, &mut run) {
            run.check_list(&dsc);
            run.check_content(self, unverified, &dsc, algorithm, journey);
        }
        self.stamped(run.finish(), at)
    }

    /// Finds the signer and checks the signature; `None` ends the verification.
    fn check_signature<'a>(
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

    fn unknown_signer(&self, kid: &[u8], run: &mut Run) {
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

impl Report {
    /// The report on a text that does not decode.
    pub(crate) fn undecodable(error: &DecodeError) -> Self {
        let findings = vec![decode_finding(error)];
        Self {
            verdict: conclude(&findings),
            findings,
            deviations: Vec::new(),
            certificate: None,
            domestic: None,
            admissions: Vec::new(),
            replayed: None,
        }
    }
}

/// The finding for a text that does not decode. Nothing here accuses the holder.
fn decode_finding(error: &DecodeError) -> Finding {
    let detail = |error: &dyn std::fmt::Display| vec![("detail", error.to_string().into())];
    match error {
        DecodeError::TooLong { found, limit } => Finding::failed(
            Code::TextTooLong,
            vec![("found", (*found).into()), ("limit", (*limit).into())],
        ),
        DecodeError::Prefix(PrefixError::Foreign(foreign)) => {
            let code = match foreign {
                Foreign::NorwegianDomestic => Code::ContextDomestic,
                _ => Code::PrefixForeign,
            };
            Finding::failed(code, vec![("found", foreign.words().into())])
        }
        DecodeError::Prefix(error) => Finding::failed(Code::PrefixUnknown, detail(error)),
        DecodeError::Base45(error) => Finding::failed(Code::Base45Invalid, detail(error)),
        DecodeError::Zlib(ZlibError::TooLarge { limit }) => {
            Finding::failed(Code::InflatedTooLarge, vec![("limit", (*limit).into())])
        }
        DecodeError::Zlib(error) => Finding::failed(Code::ZlibInvalid, detail(error)),
        DecodeError::Cose(error) if error.is_cbor() => {
            Finding::failed(Code::CborInvalid, detail(error))
        }
        DecodeError::Cose(error) => Finding::failed(Code::CoseInvalid, detail(error)),
    }
}

/// One verification under way.
struct Run {
    policy: Policy,
    at: Timestamp,
    findings: Vec<Finding>,
    deviations: Vec<Deviation>,
    certificate: Option<Certificate>,
    domestic: Option<DomesticCertificate>,
    admissions: Vec<Admission>,
    /// Whether nothing shows that the moment of the check cannot be now.
    clock_holds: bool,
}

impl Run {
    fn pass(&mut self, check: Check, values: Values) {
        self.findings.push(Finding::passed(check, values));
    }

    fn fail(&mut self, code: Code, values: Values) {
        self.findings.push(Finding::failed(code, values));
    }

    fn skip(&mut self, check: Check, why: Words) {
        self.findings.push(Finding::skipped(check, why));
    }

    fn odd(&mut self, code: DeviationCode, at: &str, found: String) {
        self.deviations.push(Deviation::new(code, at, found));
    }

    /// The moment of the check against the dates of signed lists. What a clock that cannot be right says of other dates
    /// is no evidence: those checks are not made.
    fn check_clock(&mut self, verifier: &Verifier) {
        if self.policy.clock == ClockCheck::Replay {
            self.skip(Check::Clock, codes::REPLAYED);
            return;
        }
        let at = ("at", self.at.into());
        match (verifier.contradicts(self.at), verifier.passed()) {
            (Some(made), _) => {
                self.clock_holds = false;
                self.fail(Code::ClockBehind, vec![at, ("made", made.into())]);
            }
            (None, Some(made)) => self.pass(Check::Clock, vec![at, ("made", made.into())]),
            // Nothing that is signed has a date.
            (None, None) => {}
        }
    }

    /// The signer's key made the signature.
    fn found_signer(&mut self, kid: &[u8], dsc: &Dsc, algorithm: Algorithm) {
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
    fn check_list(&mut self, dsc: &Dsc) {
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

    /// Everything after the signature.
    fn check_content(
        &mut self,
        verifier: &Verifier,
        unverified: &Unverified,
        dsc: &Dsc,
        algorithm: Algorithm,
        journey: Option<&Journey>,
    ) {
        let mut claims = match unverified.claims() {
            Ok(claims) => claims,
            Err(error) => {
                let code = match error {
                    CwtError::Cbor(_) => Code::PayloadCbor,
                    CwtError::NotMap { .. } => Code::ClaimsInvalid,
                };
                self.fail(code, vec![("detail", error.to_string().into())]);
                return;
            }
        };
        self.deviations.append(&mut claims.deviations);
        if let Ok(Content::Other(keys)) = &claims.content {
            // A certificate of another kind is named and not judged: its dates, its signer's purposes and
            // its rules are not those of an EU certificate.
            let names: Vec<Words> = keys.iter().map(|&key| cwt::content_name(key)).collect();
            self.fail(
                Code::ContextContent,
                vec![("found", Shown::list(&names).into())],
            );
            return;
        }
        let content = match &claims.content {
            Ok(Content::Dcc(value)) => {
                self.pass(Check::Claims, vec![]);
                Some(value)
            }
            Ok(Content::Other(_)) => None,
            Err(error) => {
                self.fail(
                    Code::ClaimsInvalid,
                    vec![("detail", error.to_string().into())],
                );
                None
            }
        };
        self.check_dates(&claims);
        self.check_signer(&claims, dsc);
        let signed = Signed {
            kid: dsc.kid.clone(),
            algorithm,
            issuer: claims.issuer.clone(),
            signer_country: dsc.country.clone(),
            issued_at: claims.issued_at.clone().ok(),
            expires_at: claims.expires_at.clone().ok(),
        };
        self.check_revocation(verifier, unverified, dsc, &signed, content);
        match (content, unverified.context()) {
            (None, _) => {
                self.skip(Check::KeyUsage, codes::NO_PAYLOAD);
                self.skip(Check::Schema, codes::NO_PAYLOAD);
            }
            (Some(value), Context::Eu) => {
                let reading = read::read(value);
                self.deviations.extend(reading.deviations.iter().cloned());
                self.check_purposes(&reading.kinds, dsc);
                if let Some(payload) = self.check_payload(reading) {
                    self.check_person(payload.birth_date);
                    self.check_country(&claims, &payload);
                    if self.policy.mode == Mode::Domestic && self.clock_holds {
                        self.check_light(&payload);
                    }
                    if let Some(journey) = journey.filter(|_| self.clock_holds) {
                        let (claimed, signer) = (signed.issuer(), signed.signer_country());
                        let asked = AskedAbout {
                            // As it stands in the certificate, not as we would write it.
                            payload: &crate::dcc::json(value),
                            kind: payload.entry.kind(),
                            issuers: AskedAbout::issuers(claimed, signer, &payload),
                            issued_at: signed.issued_at(),
                            expires_at: signed.expires_at(),
                            kid: signed.kid(),
                        };
                        self.check_journey(verifier, journey, &asked);
                    }
                    self.certificate = Some(Certificate { signed, payload });
                }
            }
            (Some(value), Context::NorwegianDomestic) => {
                self.check_domestic_signer(dsc);
                let reading = read::read_holder(value);
                self.deviations.extend(reading.deviations);
                for fault in &reading.faults {
                    let detail = fault.to_string().into();
                    self.fail(Code::DomesticContent, vec![("detail", detail)]);
                }
                // Its holder may go about in Norway; a journey is asked about with an EU certificate.
                if let Some(journey) = journey
                    && matches!(journey.to, Destination::Country(_))
                {
                    let found = Foreign::NorwegianDomestic.words().into();
                    self.fail(Code::ContextDomestic, vec![("found", found)]);
                }
                if let Some(holder) = reading.holder {
                    self.pass(Check::DomesticContent, vec![]);
                    self.check_person(holder.birth_date);
                    self.domestic = Some(DomesticCertificate { signed, holder });
                }
            }
        }
    }

    /// A domestic code may be signed by any Norwegian key, whatever its purposes.
    fn check_domestic_signer(&mut self, dsc: &Dsc) {
        match dsc.country.as_deref() {
            Some("NO") => self.pass(Check::DomesticSigner, vec![]),
            Some(other) => {
                let found = other.to_owned().into();
                self.fail(Code::DomesticSigner, vec![("found", found)]);
            }
            None => self.fail(Code::DomesticSignerUnknown, vec![]),
        }
    }

    /// The domestic rules, for an EU certificate shown in Norway.
    fn check_light(&mut self, payload: &Payload) {
        let profile = Profile::on(self.at.in_oslo().date());
        let status = light::status_of(payload, self.at, profile);
        let of_entry = Component::of(&payload.entry);
        let judged = status
            .components
            .iter()
            .find(|one| one.component == of_entry);
        let Some(judged) = judged else { return };
        let why = judged.rule.shown(profile);
        match judged.light {
            Colour::Green => {
                let profile = profile.id.to_owned().into();
                self.pass(
                    Check::DomesticLight,
                    vec![("why", why.into()), ("profile", profile)],
                );
            }
            Colour::Red => {
                let until = match judged.until {
                    Some(until) => codes::until(&until.in_oslo().to_minute()),
                    None => Shown::Text(String::new()),
                };
                self.fail(
                    Code::DomesticRed,
                    vec![("why", why.into()), ("until", until.into())],
                );
            }
        }
    }

    /// Claims `exp`, `iat` and `nbf` against the moment of the check, both ends included.
    fn check_dates(&mut self, claims: &Claims<'_>) {
        let allowance = self.policy.clock_allowance_seconds;
        let context = |name: &'static str, claim: Timestamp, at: Timestamp| {
            vec![
                (name, claim.into()),
                ("at", at.into()),
                ("allowance", allowance.into()),
            ]
        };
        let at = self.at;
        match &claims.expires_at {
            Ok(exp) if at > exp.plus_seconds(allowance) => {
                self.fail(Code::Expired, context("exp", *exp, at));
            }
            Ok(_) if !self.clock_holds => self.skip(Check::Exp, codes::CLOCK_WRONG),
            Ok(exp) => self.pass(Check::Exp, context("exp", *exp, at)),
            Err(error) => self.bad_claim(error),
        }
        match &claims.issued_at {
            Ok(_) if !self.clock_holds => self.skip(Check::Iat, codes::CLOCK_WRONG),
            Ok(iat) if at < iat.plus_seconds(-allowance) => {
                self.fail(Code::NotYetIssued, context("iat", *iat, at));
            }
            Ok(iat) => self.pass(Check::Iat, context("iat", *iat, at)),
            Err(error) => self.bad_claim(error),
        }
        match &claims.not_before {
            Some(Ok(_)) if !self.clock_holds => self.skip(Check::Nbf, codes::CLOCK_WRONG),
            Some(Ok(nbf)) if at < nbf.plus_seconds(-allowance) => {
                self.fail(Code::NotBefore, context("nbf", *nbf, at));
            }
            Some(Ok(nbf)) => self.pass(Check::Nbf, context("nbf", *nbf, at)),
            Some(Err(error)) => self.bad_claim(error),
            None => {}
        }
    }

    fn bad_claim(&mut self, error: &ClaimError) {
        self.fail(
            Code::ClaimsInvalid,
            vec![("detail", error.to_string().into())],
        );
    }

    /// What the list has the key for, and what its certificate lets it sign at all.
    fn check_usage(&mut self, dsc: &Dsc) {
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
    fn check_signer(&mut self, claims: &Claims<'_>, dsc: &Dsc) {
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
    fn check_purposes(&mut self, kinds: &[Kind], dsc: &Dsc) {
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

    fn check_payload(&mut self, reading: read::Reading) -> Option<Payload> {
        for fault in &reading.faults {
            self.fail(
                Code::SchemaInvalid,
                vec![("detail", fault.to_string().into())],
            );
        }
        let payload = reading.payload?;
        self.pass(
            Check::Schema,
            vec![("kind", payload.entry.kind().words().into())],
        );
        Some(payload)
    }

    fn check_person(&mut self, birth_date: BirthDate) {
        if birth_date
            .earliest()
            .is_some_and(|date| date.start() > self.at)
        {
            self.odd(DeviationCode::DobFuture, "dob", String::new());
        }
    }

    fn check_country(&mut self, claims: &Claims<'_>, payload: &Payload) {
        let country = payload.entry.country();
        let issuer = claims.issuer.as_deref().unwrap_or(country);
        // A long text in iss has been listed as no country already.
        if issuer.len() == 2 && country.len() == 2 && issuer != country {
            self.odd(
                DeviationCode::IssuerDiffers,
                "iss",
                format!("{issuer}, {country}"),
            );
        }
    }

    fn finish(mut self) -> Report {
        if self.policy.deviations == Deviations::Reject {
            // Annex 2 calls the check character of a UVCI informative: it never rejects.
            let binding = |odd: &&Deviation| odd.code != DeviationCode::UvciChecksum;
            let strict = self.deviations.iter().filter(binding).map(Finding::strict);
            self.findings.extend(strict);
        }
        let verdict = conclude(&self.findings);
        Report {
            verdict,
            findings: self.findings,
            deviations: self.deviations,
            certificate: self.certificate,
            domestic: self.domestic,
            admissions: self.admissions,
            replayed: None,
        }
    }
}
