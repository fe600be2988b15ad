//! Verifying: the one place that orders the checks and holds policy.
//!
//! Order: the text is taken apart; the algorithm and the signer are looked up; the signature is checked
//! over the octets as received. The first failure so far ends the matter. After it **all** checks are
//! made and each is kept as a [`Finding`]; the [`Verdict`] is the worst of them. Nothing of the content is
//! read before the signature is found good, but what kind of document it says that it is where its signer is
//! not known.
//!
//! [`Verifier::verify`] never panics and never returns an error: what goes wrong is a verdict. Time and
//! trust are arguments; nothing here asks a clock.
//!
//! ```
//! use hcert::{trust::TrustList, verify::Verifier};
//! let verifier = Verifier::new(TrustList::new());
//! let at = "2021-11-01T12:00:00Z".parse().unwrap();
//! let report = hcert::verify("NL2:LSLS", &verifier, at);
//! assert_eq!(report.verdict.code(), "cannot-verify");
//! assert_eq!(report.findings[0].code(), "prefix-foreign");
//! ```

mod class;
mod content;
mod domestic;
mod entry_rules;
mod finding;
mod health;
mod holder;
mod icvp;
mod link;
mod list_age;
mod policy;
mod report;
mod revoked;
mod signer;

use crate::codec::zlib::ZlibError;
use crate::container::{Contexts, DecodeError, Foreign, Limits, PrefixError, Unverified};
use crate::deviation::{Deviation, DeviationCode};
use crate::documents::Document;
use crate::documents::icvp::Products;
use crate::documents::link::Link;
use crate::revocation::Revocations;
use crate::rules::{RuleBook, ValueSets};
use crate::text::Text;
use crate::time::Timestamp;
use crate::trust::{Environment, ListSignature, TrustList};
use report::conclude;
use std::sync::Arc;

pub use class::Class;
pub use entry_rules::{Admission, Destination, Journey, RuleAnswer};
pub use finding::{
    Check, DatePart, Detail, DomesticRule, Finding, KnownDate, LocalTime, NotFresh, NotMade,
    OtherContent, Outcome, Row, Shape, Value,
};
pub use health::{HealthSigner, SignedHealth};
pub use holder::{Passport, PassportError};
pub use list_age::ListAges;
pub use policy::{
    ClockCheck, Crossing, CrossingError, Deviations, DscValidity, Mode, Policy, PossibleRevocation,
    RevocationData, StaleList,
};
pub use report::{
    Certificate, DomesticCertificate, Doubt, Obstacle, Reason, Report, Signed, SignedIcvp, Unread,
    Verdict,
};

/// Seconds by which a clock may lie before a signed date.
const CLOCK_BEHIND: i64 = 86_400;

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
    crossings: Vec<Crossing>,
    products: Option<Arc<Products>>,
}

/// Verifies one text at a moment: [`Verifier::verify`].
///
/// ```
/// use hcert::{TrustList, Verifier};
/// let codes = std::fs::read_to_string("testdata/codes.txt")?;
/// let code = codes.lines().next().ok_or("no code")?;
/// let trust = TrustList::read("keys", &std::fs::read("keys/dsc-vaccination.pem")?)?;
/// let report = hcert::verify(code, &Verifier::new(trust), "2022-05-01T12:00:00Z".parse()?);
/// let finding = report.verdict.finding().ok_or("it was accepted")?;
/// assert_eq!((report.verdict.code(), finding.code()), ("reject", "expired"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn verify(text: &str, verifier: &Verifier, at: Timestamp) -> Report {
    verifier.verify(text, at)
}

impl Verifier {
    /// A verifier with the border's policy and the default limits.
    ///
    /// ```
    /// use hcert::{TrustList, Verifier};
    /// let trust = TrustList::read("keys", &std::fs::read("keys/dsc-vaccination.pem")?)?;
    /// let verifier = Verifier::new(trust.dated("2022-02-01T00:00:00Z".parse()?));
    /// assert_eq!(verifier.trust().len(), 1);
    /// assert_eq!(verifier.policy().trust_max_age_seconds, 7 * 86_400);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(trust: TrustList) -> Self {
        Self {
            trust,
            ..Self::default()
        }
    }

    /// Sets the policy.
    ///
    /// ```
    /// use hcert::{Policy, TrustList, Verifier};
    /// let codes = std::fs::read_to_string("testdata/codes.txt")?;
    /// let code = codes.lines().next().ok_or("no code")?;
    /// let trust = TrustList::read("keys", &std::fs::read("keys/dsc-vaccination.pem")?)?;
    /// let two_minutes_late = "2022-04-10T08:02:00Z".parse()?;
    /// let strict = Verifier::new(trust);
    /// assert!(!strict.verify(code, two_minutes_late).verdict.is_genuine());
    /// let lenient = strict.with_policy(Policy { clock_allowance_seconds: 300, ..Policy::default() });
    /// assert!(lenient.verify(code, two_minutes_late).verdict.is_genuine());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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

    /// Sets which keys count for other domains than their own.
    ///
    /// ```
    /// use hcert::Verifier;
    /// let verifier = Verifier::default().with_crossings(vec!["DCC=ICVP".parse()?]);
    /// assert_eq!(verifier.crossings()[0].to, "ICVP");
    /// # Ok::<(), hcert::verify::CrossingError>(())
    /// ```
    #[must_use]
    pub fn with_crossings(mut self, crossings: Vec<Crossing>) -> Self {
        self.crossings = crossings;
        self
    }

    /// Which keys count for other domains than their own.
    #[must_use]
    pub fn crossings(&self) -> &[Crossing] {
        &self.crossings
    }

    /// Sets the table of products that WHO approves for the yellow card.
    #[must_use]
    pub fn with_products(mut self, products: Arc<Products>) -> Self {
        self.products = Some(products);
        self
    }

    /// The table of products that WHO approves for the yellow card: what was set, or the one of this library.
    #[must_use]
    pub fn products(&self) -> Arc<Products> {
        self.products.clone().unwrap_or_else(Products::built_in)
    }

    /// Tells a moment that has passed, as the date of a signed list that was seen before: no clock that lies more than a
    /// day before it is believed.
    ///
    /// ```
    /// use hcert::{Timestamp, TrustList, Verifier};
    /// let seen: Timestamp = "2022-02-01T12:00:00Z".parse()?;
    /// let verifier = Verifier::new(TrustList::new()).with_passed(Some(seen));
    /// assert_eq!(verifier.contradicts(seen.plus_seconds(-2 * 86_400)), Some(seen));
    /// assert_eq!(verifier.contradicts(seen), None);
    /// # Ok::<(), hcert::time::TimeError>(())
    /// ```
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
    ///
    /// ```
    /// use hcert::{TrustList, Verifier};
    /// let codes = std::fs::read_to_string("testdata/codes.txt")?;
    /// let code = codes.lines().next().ok_or("no code")?;
    /// let trust = TrustList::read("keys", &std::fs::read("keys/dsc-vaccination.pem")?)?;
    /// let report = Verifier::new(trust).verify(code, "2022-02-01T12:00:00Z".parse()?);
    /// assert!(report.verdict.is_genuine());
    /// let certificate = report.certificate.ok_or("no certificate")?;
    /// assert_eq!(certificate.payload().entry.country(), "NO");
    /// assert_eq!(certificate.signed().signer_country(), Some("NO"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn verify(&self, text: &str, at: Timestamp) -> Report {
        self.verify_for(text, at, None)
    }

    /// Verifies one text at a moment for a holder who wants to go somewhere.
    ///
    /// ```
    /// use hcert::{TrustList, Verifier, verify::Journey};
    /// let codes = std::fs::read_to_string("testdata/codes.txt")?;
    /// let code = codes.lines().next().ok_or("no code")?;
    /// let trust = TrustList::read("keys", &std::fs::read("keys/dsc-vaccination.pem")?)?;
    /// let at = "2022-02-01T12:00:00Z".parse()?;
    /// let report = Verifier::new(trust).verify_for(code, at, Some(&Journey::to("NO".parse().unwrap(), at)));
    /// assert_eq!(report.verdict.finding().map(|finding| finding.code()), Some("rule-failed"));
    /// let failed = report.admissions[0].against().next().ok_or("no rule failed")?;
    /// assert_eq!(failed.identifier, "VR-NO-0002");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn verify_for(&self, text: &str, at: Timestamp, journey: Option<&Journey>) -> Report {
        self.verify_in(self.policy.mode, text, at, journey)
    }

    /// The same at another place than the policy's.
    ///
    /// ```
    /// use hcert::{TrustList, Verifier, verify::Mode};
    /// let codes = std::fs::read_to_string("testdata/codes.txt")?;
    /// let code = codes.lines().next().ok_or("no code")?;
    /// let trust = TrustList::read("keys", &std::fs::read("keys/dsc-vaccination.pem")?)?;
    /// let verifier = Verifier::new(trust);
    /// let at = "2022-02-01T12:00:00Z".parse()?;
    /// assert!(verifier.verify_in(Mode::Border, code, at, None).verdict.is_genuine());
    /// let report = verifier.verify_in(Mode::Domestic, code, at, None);
    /// assert_eq!(report.verdict.finding().map(|finding| finding.code()), Some("domestic-red"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn verify_in(
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
            Err(error) => {
                let other = self.verify_other(text, &error, mode, at, journey);
                let report = other.unwrap_or_else(|| Report::undecoded(text, &error));
                self.stamped(report, at)
            }
        }
    }

    /// The report, saying so where the question was about the past.
    #[must_use]
    pub fn stamped(&self, mut report: Report, at: Timestamp) -> Report {
        report.replayed = (self.policy.clock == ClockCheck::Replay).then_some(at);
        report
    }

    /// Verifies a code that was taken apart before.
    #[must_use]
    pub fn verify_decoded(&self, unverified: &Unverified, at: Timestamp) -> Report {
        self.run(unverified, self.policy.mode, at, None)
    }

    /// A verification before its first check.
    fn begin(&self, mode: Mode, at: Timestamp) -> Run {
        Run {
            policy: Policy {
                mode,
                ..self.policy
            },
            at,
            findings: Vec::with_capacity(16),
            deviations: Vec::new(),
            certificate: None,
            domestic: None,
            icvp: None,
            link: None,
            health: None,
            domain: None,
            environment: None,
            admissions: Vec::new(),
            clock_holds: true,
        }
    }

    fn run(
        &self,
        unverified: &Unverified,
        mode: Mode,
        at: Timestamp,
        journey: Option<&Journey>,
    ) -> Report {
        let mut run = self.begin(mode, at);
        run.deviations = unverified.deviations().to_vec();
        let sizes = unverified.sizes();
        run.note(Finding::Decoded {
            characters: sizes.characters,
            payload: sizes.payload,
        });
        run.check_clock(self);
        // A code that was taken apart elsewhere is held to the mode too.
        if unverified.document() == Document::No1 && run.policy.mode == Mode::Border {
            let found = Foreign::NorwegianDomestic;
            run.note(Finding::ContextDomestic { found });
        } else if let Some((dsc, algorithm)) = self.check_signature(unverified, &mut run) {
            run.domain = Some(dsc.domain_name().to_owned());
            run.environment = Some(dsc.provenance.environment);
            run.check_list(&dsc);
            run.check_content(self, unverified, &dsc, algorithm, journey);
        }
        self.stamped(run.finish(), at)
    }
}

impl Report {
    /// The report on a text that does not decode.
    #[must_use]
    pub fn undecodable(error: &DecodeError) -> Self {
        Self::of_finding(decode_finding(error))
    }

    /// The same, with what a link says of itself where the text is one.
    fn undecoded(text: &str, error: &DecodeError) -> Self {
        match error {
            DecodeError::Prefix(PrefixError::Foreign(Foreign::HealthLink)) => {
                Self::unsigned_link(text)
            }
            error => Self::undecodable(error),
        }
    }
}

/// The finding for a text that does not decode. None is evidence against the holder.
fn decode_finding(error: &DecodeError) -> Finding {
    match error {
        &DecodeError::TooLong { found, limit } => Finding::TextTooLong { found, limit },
        &DecodeError::Prefix(PrefixError::Foreign(found)) => match found {
            Foreign::NorwegianDomestic => Finding::ContextDomestic { found },
            _ => Finding::PrefixForeign { found },
        },
        DecodeError::Prefix(error) => Finding::PrefixUnknown {
            detail: error.into(),
        },
        DecodeError::Base45(error) => Finding::Base45Invalid {
            detail: error.into(),
        },
        &DecodeError::Zlib(ZlibError::TooLarge { limit }) => Finding::InflatedTooLarge { limit },
        DecodeError::Zlib(error) => Finding::ZlibInvalid {
            detail: error.into(),
        },
        DecodeError::Cose(error) if error.is_cbor() => Finding::CborInvalid {
            detail: error.into(),
        },
        DecodeError::Cose(error) => Finding::CoseInvalid {
            detail: error.into(),
        },
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
    icvp: Option<Box<SignedIcvp>>,
    link: Option<Box<Link>>,
    health: Option<Box<SignedHealth>>,
    domain: Option<String>,
    environment: Option<Environment>,
    admissions: Vec<Admission>,
    /// Whether nothing shows that the moment of the check cannot be now.
    clock_holds: bool,
}

impl Run {
    fn note(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn skip(&mut self, check: Check, why: NotMade) {
        self.findings.push(Finding::Skipped { check, why });
    }

    fn odd(&mut self, code: DeviationCode, at: &str, found: impl Into<Text>) {
        self.deviations.push(Deviation::new(code, at, found));
    }

    /// The moment of the check against the dates of signed lists. What a clock that cannot be right says of other dates
    /// is no evidence: those checks are not made.
    fn check_clock(&mut self, verifier: &Verifier) {
        if self.policy.clock == ClockCheck::Replay {
            self.skip(Check::Clock, NotMade::Replayed);
            return;
        }
        let at = self.at;
        match (verifier.contradicts(at), verifier.passed()) {
            (Some(made), _) => {
                self.clock_holds = false;
                self.note(Finding::ClockBehind { at, made });
            }
            (None, Some(made)) => self.note(Finding::ClockHolds { at, made }),
            // Nothing that is signed has a date.
            (None, None) => {}
        }
    }

    fn finish(mut self) -> Report {
        if self.policy.deviations == Deviations::Reject {
            // Annex 2 calls the check character of a UVCI informative: it never rejects.
            let binding = |odd: &&Deviation| odd.code != DeviationCode::UvciChecksum;
            let strict = self
                .deviations
                .iter()
                .filter(binding)
                .cloned()
                .map(Finding::NotTolerated);
            self.findings.extend(strict);
        }
        let verdict = conclude(&self.findings);
        Report {
            verdict,
            findings: self.findings,
            deviations: self.deviations,
            certificate: self.certificate,
            domestic: self.domestic,
            icvp: self.icvp,
            link: self.link,
            health: self.health,
            domain: self.domain,
            environment: self.environment,
            admissions: self.admissions,
            replayed: None,
        }
    }
}
