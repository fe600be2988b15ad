//! What a verification says: verdict, reasons, findings. Codes are stable and the same in the library, the
//! program's JSON and the test corpora; texts come in every language.

use super::class::Class;
use super::finding::{Detail, Finding, Outcome};
use super::health::SignedHealth;
use crate::codec::hex;
use crate::deviation::Deviation;
use crate::documents::dcc::Payload;
use crate::documents::icvp::{Icvp, Products};
use crate::documents::link::Link;
use crate::documents::no1::Holder;
use crate::key::Algorithm;
use crate::text::{Lang, Text, ToText, messages};
use crate::time::Timestamp;
use crate::trust::Environment;
use std::fmt;
use std::sync::Arc;

/// The answer.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a verdict that nobody looks at protects nobody"]
pub enum Verdict {
    /// Genuine, in date, its content entitles, and the rules of a named place were asked and are met.
    Accept,
    /// Genuine and in date. Whether it admits nobody can say: no rules were asked, or it holds something doubtful.
    Genuine(Option<Doubt>),
    /// There is evidence against this certificate.
    Reject(Reason),
    /// Something is missing, so a person decides.
    CannotVerify(Obstacle),
}

impl Verdict {
    /// The stable word: `accept`, `genuine`, `reject` or `cannot-verify`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Genuine(_) => "genuine",
            Self::Reject(_) => "reject",
            Self::CannotVerify(_) => "cannot-verify",
        }
    }

    /// Whether the certificate is accepted: the rules of a named place are met.
    #[must_use]
    pub fn is_accept(&self) -> bool {
        *self == Self::Accept
    }

    /// Whether nothing speaks against the certificate: it is accepted, or genuine.
    ///
    /// ```
    /// use hcert::Verdict;
    /// assert!(Verdict::Accept.is_genuine() && Verdict::Genuine(None).is_genuine());
    /// assert!(!Verdict::Genuine(None).is_accept());
    /// ```
    #[must_use]
    pub fn is_genuine(&self) -> bool {
        matches!(self, Self::Accept | Self::Genuine(_))
    }

    /// How much stands against the certificate: more for a worse verdict. Of several codes the worst is told first.
    ///
    /// ```
    /// use hcert::{Verdict, Verifier};
    /// let report = Verifier::default().verify("HC1:6BF$", "2022-02-01T12:00:00Z".parse()?);
    /// assert!(report.verdict.severity() > Verdict::Genuine(None).severity());
    /// assert!(Verdict::Genuine(None).severity() > Verdict::Accept.severity());
    /// # Ok::<(), hcert::time::TimeError>(())
    /// ```
    #[must_use]
    pub fn severity(&self) -> u8 {
        match self {
            Self::Accept => 0,
            Self::Genuine(None) => 1,
            Self::Genuine(Some(_)) => 2,
            Self::CannotVerify(_) => 3,
            Self::Reject(_) => 4,
        }
    }

    /// The finding that decided: the reason of a reject, the obstacle, or the doubt that stands beside `genuine`.
    ///
    /// ```
    /// use hcert::{Verifier, verify::Class};
    /// let report = Verifier::default().verify("HC1:6BF$", "2022-02-01T12:00:00Z".parse()?);
    /// assert_eq!(report.verdict.finding().map(|finding| finding.code()), Some("base45-invalid"));
    /// assert_eq!(report.verdict.class(), Some(Class::Base45));
    /// # Ok::<(), hcert::time::TimeError>(())
    /// ```
    #[must_use]
    pub fn finding(&self) -> Option<&Finding> {
        match self {
            Self::Accept | Self::Genuine(None) => None,
            Self::Genuine(Some(Doubt(finding)))
            | Self::Reject(Reason(finding))
            | Self::CannotVerify(Obstacle(finding)) => Some(finding),
        }
    }

    /// The class of the finding that decided.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.finding().map(Finding::class)
    }

    /// The word for a person.
    ///
    /// ```
    /// use hcert::{Lang, Verdict};
    /// assert_eq!(Verdict::Accept.code(), "accept");
    /// assert_eq!(Verdict::Accept.word(Lang::Nb), "godkjent");
    /// ```
    #[must_use]
    pub fn word(&self, lang: Lang) -> &'static str {
        let words = match self {
            Self::Accept => messages::VERDICT_ACCEPT,
            Self::Genuine(_) => messages::VERDICT_GENUINE,
            Self::Reject(_) => messages::VERDICT_REJECT,
            Self::CannotVerify(_) => messages::VERDICT_CANNOT_VERIFY,
        };
        words.get(lang)
    }

    /// What the officer does next.
    #[must_use]
    pub fn hint(&self, lang: Lang) -> &'static str {
        match (self, self.finding()) {
            (_, Some(finding)) => finding.hint(lang),
            (Self::Genuine(_), None) => messages::HINT_GENUINE.get(lang),
            (_, None) => messages::HINT_COMPARE.get(lang),
        }
    }
}

/// Why a certificate is rejected.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason(pub(super) Finding);

/// What stands in the way of a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Obstacle(pub(super) Finding);

/// What is doubtful about a genuine certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt(pub(super) Finding);

macro_rules! finding_access {
    ($($type:ident)*) => {
        $(impl $type {
            /// The stable kebab-case code.
            #[must_use]
            pub fn code(&self) -> &'static str {
                self.0.code()
            }

            /// The class.
            #[must_use]
            pub fn class(&self) -> Class {
                self.0.class()
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0.text(Lang::En))
            }
        })*
    };
}
finding_access! { Doubt Reason Obstacle }

/// Turns findings into the verdict: any reject before any obstacle, any obstacle before any doubt, then by class, then
/// the first. Without any of them it is accepted where the rules of a place were met, else genuine.
pub(super) fn conclude(findings: &[Finding]) -> Verdict {
    let worst = |outcome| {
        findings
            .iter()
            .filter(|found| found.outcome() == outcome)
            .min_by_key(|found| found.class())
    };
    if let Some(reason) = worst(Outcome::Fail) {
        return Verdict::Reject(Reason(reason.clone()));
    }
    if let Some(obstacle) = worst(Outcome::Open) {
        return Verdict::CannotVerify(Obstacle(obstacle.clone()));
    }
    match worst(Outcome::Doubt) {
        None if findings.iter().any(Finding::admits) => Verdict::Accept,
        doubt => Verdict::Genuine(doubt.cloned().map(Doubt)),
    }
}

/// Who signed a code and until when. Only a [`super::Verifier`] makes one.
#[derive(Clone, PartialEq)]
pub struct Signed {
    pub(super) kid: Vec<u8>,
    pub(super) algorithm: Algorithm,
    pub(super) issuer: Option<String>,
    pub(super) signer_country: Option<String>,
    pub(super) issued_at: Option<Timestamp>,
    pub(super) expires_at: Option<Timestamp>,
}

/// A certificate whose signature was found good. Only a [`super::Verifier`] makes one: holding it is the
/// proof. It says nothing about dates, purposes or rules: that is the verdict's part.
#[derive(Clone, PartialEq)]
pub struct Certificate {
    pub(super) signed: Signed,
    pub(super) payload: Payload,
}

/// A Norwegian domestic code whose signature was found good: who, and nothing about health.
#[derive(Clone, PartialEq)]
pub struct DomesticCertificate {
    pub(super) signed: Signed,
    pub(super) holder: Holder,
}

/// A yellow card whose signature was found good.
#[derive(Clone, PartialEq)]
pub struct SignedIcvp {
    pub(super) signed: Signed,
    pub(super) content: Icvp,
    pub(super) products: Arc<Products>,
}

impl SignedIcvp {
    /// What it says.
    #[must_use]
    pub fn content(&self) -> &Icvp {
        &self.content
    }

    /// Who signed it, and until when.
    #[must_use]
    pub fn signed(&self) -> &Signed {
        &self.signed
    }

    /// The table of products that it was held against.
    #[must_use]
    pub fn products(&self) -> &Products {
        &self.products
    }
}

/// Shows no personal data.
impl fmt::Debug for SignedIcvp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedIcvp({:?}, {:?})", self.signed, self.content)
    }
}

impl DomesticCertificate {
    /// Who it is.
    #[must_use]
    pub fn holder(&self) -> &Holder {
        &self.holder
    }

    /// Who signed it, and until when.
    #[must_use]
    pub fn signed(&self) -> &Signed {
        &self.signed
    }
}

impl Certificate {
    /// What it says.
    #[must_use]
    pub fn payload(&self) -> &Payload {
        &self.payload
    }

    /// Who signed it, and until when.
    #[must_use]
    pub fn signed(&self) -> &Signed {
        &self.signed
    }
}

impl Signed {
    /// The key identifier under which the signer was found.
    #[must_use]
    pub fn kid(&self) -> &[u8] {
        &self.kid
    }

    /// The signature algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Claim `iss`.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// The country that answers for the key, if the trust list knows one.
    #[must_use]
    pub fn signer_country(&self) -> Option<&str> {
        self.signer_country.as_deref()
    }

    /// Claim `iat`, if it is a date.
    #[must_use]
    pub fn issued_at(&self) -> Option<Timestamp> {
        self.issued_at
    }

    /// Claim `exp`, if it is a date.
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }
}

/// Shows no personal data.
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({:?}, {:?})", self.signed, self.payload)
    }
}

/// Shows no personal data.
impl fmt::Debug for DomesticCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DomesticCertificate({:?}, redacted)", self.signed)
    }
}

/// Shows no personal data.
impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", hex(&self.kid), self.algorithm)
    }
}

/// Why a file was not read, so that it may hold a code all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unread {
    /// It is damaged, or nobody could decode it.
    Damaged(Text),
    /// It is encrypted.
    Locked(Text),
    /// It is of a format that is not read.
    OtherFormat(Text),
}

impl ToText for Unread {
    fn to_text(&self) -> Text {
        match self {
            Self::Damaged(why) | Self::Locked(why) | Self::OtherFormat(why) => why.clone(),
        }
    }
}

/// Everything that a verification says.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The answer.
    pub verdict: Verdict,
    /// Every check and how it went, in the order in which they were made.
    pub findings: Vec<Finding>,
    /// What was tolerated.
    pub deviations: Vec<Deviation>,
    /// The certificate, if its signature is good and its payload could be read.
    pub certificate: Option<Certificate>,
    /// The Norwegian domestic code, if it is one and its signature is good.
    pub domestic: Option<DomesticCertificate>,
    /// The yellow card, if it is one, its signature is good, and it could be read.
    pub icvp: Option<Box<SignedIcvp>>,
    /// The health link, if it is one that could be read. Nobody signed one that stands by itself.
    pub link: Option<Box<Link>>,
    /// The code of another network, if its signature is good and it could be read.
    pub health: Option<Box<SignedHealth>>,
    /// The trust domain whose key signed.
    pub domain: Option<String>,
    /// What the list is for that has the signer.
    pub environment: Option<Environment>,
    /// What countries' rules say, if they were asked.
    pub admissions: Vec<super::Admission>,
    /// The moment that was asked about, where that was the past and not now.
    pub replayed: Option<Timestamp>,
}

impl Report {
    /// Whether the key that signed is one of tests: whatever the verdict is, it proves nothing about a traveller.
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.environment.is_some_and(Environment::is_test)
    }

    /// The verdict's word for a person, marked where a test key signed.
    #[must_use]
    pub fn word(&self, lang: Lang) -> String {
        let word = self.verdict.word(lang);
        match self.is_test() {
            true => format!("{} {word}", messages::VERDICT_TEST.get(lang)),
            false => word.to_owned(),
        }
    }

    /// The report of an input that never was a text: a picture that cannot be read or holds no code.
    #[must_use]
    pub fn no_picture(unread: Option<Unread>) -> Self {
        Self::of_finding(match unread {
            Some(Unread::Damaged(why)) => Finding::PictureUnreadable {
                detail: Detail(why),
            },
            Some(Unread::Locked(why)) => Finding::FileLocked {
                detail: Detail(why),
            },
            Some(Unread::OtherFormat(why)) => Finding::FileFormat {
                detail: Detail(why),
            },
            None => Finding::PictureEmpty,
        })
    }

    /// The report of a picture or PDF that asks for more than a limit allows.
    #[must_use]
    pub fn too_large(detail: Text) -> Self {
        let detail = Detail(detail);
        Self::of_finding(Finding::FileTooLarge { detail })
    }

    pub(super) fn of_finding(finding: Finding) -> Self {
        let findings = vec![finding];
        Self {
            verdict: conclude(&findings),
            findings,
            deviations: vec![],
            certificate: None,
            domestic: None,
            icvp: None,
            link: None,
            health: None,
            domain: None,
            environment: None,
            admissions: vec![],
            replayed: None,
        }
    }
}
