//! What a verification says: verdict, reasons, findings. Codes are stable and the same in the library, the
//! program's JSON and the test corpora; texts come in three languages.

use super::codes::{Check, Code};
use crate::codec::cbor::hex;
use crate::dcc::{Holder, Payload};
use crate::deviation::{Deviation, DeviationCode};
#[cfg(feature = "scan")]
use crate::intake::keyboard;
use crate::key::Algorithm;
use crate::lang::{Lang, Shown, Words};
use crate::time::Timestamp;
use crate::trust::{Provenance, Purposes};
use std::fmt;
use std::sync::Arc;

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a verdict that nobody looks at protects nobody"]
pub enum Verdict {
    /// Everything that was asked holds.
    Accept,
    /// There is evidence against this certificate.
    Reject(Reason),
    /// Something is missing, so a person decides.
    CannotVerify(Obstacle),
}

impl Verdict {
    /// The stable word: `accept`, `reject` or `cannot-verify`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject(_) => "reject",
            Self::CannotVerify(_) => "cannot-verify",
        }
    }

    /// Whether the certificate is accepted.
    #[must_use]
    pub fn is_accept(&self) -> bool {
        *self == Self::Accept
    }

    /// The finding that decided, unless everything holds.
    #[must_use]
    pub fn finding(&self) -> Option<&Finding> {
        match self {
            Self::Accept => None,
            Self::Reject(Reason(finding)) | Self::CannotVerify(Obstacle(finding)) => Some(finding),
        }
    }

    /// The class of the finding that decided.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.finding().map(|finding| finding.class)
    }

    /// The word for a person.
    #[must_use]
    pub fn word(&self, lang: Lang) -> &'static str {
        let words = match self {
            Self::Accept => Words {
                en: "accept",
                nb: "godkjent",
                nn: "godkjent",
            },
            Self::Reject(_) => Words {
                en: "reject",
                nb: "avvist",
                nn: "avvist",
            },
            Self::CannotVerify(_) => Words {
                en: "cannot verify",
                nb: "kan ikke avgjøres",
                nn: "kan ikkje avgjerast",
            },
        };
        words.get(lang)
    }

    /// What the officer does next.
    #[must_use]
    pub fn hint(&self, lang: Lang) -> &'static str {
        match self.finding() {
            Some(finding) => finding.hint(lang),
            None => super::codes::COMPARE.get(lang),
        }
    }
}

/// Why a certificate is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(pub(super) Finding);

/// What stands in the way of a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle(pub(super) Finding);

macro_rules! finding_access {
    ($($type:ident)*) => {
        $(impl $type {
            /// The stable kebab-case code.
            #[must_use]
            pub fn code(&self) -> &'static str {
                self.0.code
            }

            /// The class.
            #[must_use]
            pub fn class(&self) -> Class {
                self.0.class
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0.text(Lang::En))
            }
        })*
    };
}
finding_access! { Reason Obstacle }

/// Groups of reasons, in the order that breaks ties among rejects and among obstacles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Class {
    /// The certificate or its key was revoked.
    Revoked,
    /// The signature is wrong.
    Signature,
    /// The algorithm is unknown or at odds with the key.
    Alg,
    /// The key may not sign this kind of certificate.
    KeyUsage,
    /// The signer's certificate is not valid.
    DscValidity,
    /// It is another person's than the passport.
    Holder,
    /// The certificate has expired.
    Expired,
    /// The certificate is not valid yet.
    NotYetValid,
    /// The payload breaks the schema.
    Schema,
    /// The claims are not those of an EU certificate.
    Hcert,
    /// A country's rule is not met.
    Rule,
    /// The signer is not known.
    Kid,
    /// The envelope is malformed.
    Cose,
    /// The CBOR is malformed.
    Cbor,
    /// The zlib stream is malformed.
    Zlib,
    /// More data than any certificate has.
    TooLarge,
    /// The Base45 text is malformed.
    Base45,
    /// The text is no EU certificate.
    Prefix,
    /// A code that we read, meant for another use.
    Context,
    /// The picture holds no readable code.
    Picture,
    /// The clock lies before a signed date.
    Clock,
    /// The lists needed are too old.
    Stale,
    /// A rule cannot be decided.
    Open,
}

impl Class {
    /// All of them, in order.
    pub const ALL: [Self; 23] = [
        Self::Revoked,
        Self::Signature,
        Self::Alg,
        Self::KeyUsage,
        Self::DscValidity,
        Self::Holder,
        Self::Expired,
        Self::NotYetValid,
        Self::Schema,
        Self::Hcert,
        Self::Rule,
        Self::Kid,
        Self::Cose,
        Self::Cbor,
        Self::Zlib,
        Self::TooLarge,
        Self::Base45,
        Self::Prefix,
        Self::Context,
        Self::Picture,
        Self::Clock,
        Self::Stale,
        Self::Open,
    ];

    /// The stable kebab-case name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::Signature => "signature",
            Self::Alg => "alg",
            Self::KeyUsage => "key-usage",
            Self::DscValidity => "dsc-validity",
            Self::Holder => "holder",
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::Schema => "schema",
            Self::Hcert => "hcert",
            Self::Rule => "rule",
            Self::Kid => "kid",
            Self::Cose => "cose",
            Self::Cbor => "cbor",
            Self::Zlib => "zlib",
            Self::TooLarge => "too-large",
            Self::Base45 => "base45",
            Self::Prefix => "prefix",
            Self::Context => "context",
            Self::Picture => "picture",
            Self::Clock => "clock",
            Self::Stale => "stale",
            Self::Open => "open",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// How one check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not hold: evidence against the certificate.
    Fail,
    /// It cannot be decided.
    Open,
    /// It was not made.
    Skipped,
}

impl Outcome {
    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Open => "open",
            Self::Skipped => "skipped",
        }
    }
}

/// The values that a text compares, by the names of their places.
pub(super) type Values = Vec<(&'static str, Told)>;

/// A value that a text compares, as it was found. Most findings are of checks that passed, and nobody asks for
/// their texts: what they compare is written out when somebody does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// A text, or words in three languages.
    Shown(Shown),
    /// A count or a number of seconds.
    Number(i64),
    /// An instant.
    Moment(Timestamp),
    /// A name that is the same in every language.
    Name(&'static str),
    /// Octets, told as hexadecimal digits.
    Octets(Vec<u8>),
    /// The list that a signer came from.
    List(Arc<Provenance>),
    /// What a signer may sign.
    Purposes(Purposes),
}

impl Told {
    fn shown(&self) -> Shown {
        match self {
            Self::Shown(shown) => shown.clone(),
            Self::Number(number) => number.to_string().into(),
            Self::Moment(moment) => moment.to_string().into(),
            Self::Name(name) => (*name).to_owned().into(),
            Self::Octets(octets) => hex(octets).into(),
            Self::List(list) => list.source.clone().into(),
            Self::Purposes(purposes) => purposes.shown(),
        }
    }
}

macro_rules! told {
    ($($from:ty: $found:ident => $told:expr;)*) => {
        $(impl From<$from> for Told {
            fn from($found: $from) -> Self {
                $told
            }
        })*
    };
}
told! {
    String: text => Self::Shown(text.into());
    Words: words => Self::Shown(words.into());
    Shown: shown => Self::Shown(shown);
    Timestamp: moment => Self::Moment(moment);
    i64: number => Self::Number(number);
    usize: count => Self::Number(i64::try_from(count).unwrap_or(i64::MAX));
    &'static str: name => Self::Name(name);
    &[u8]: octets => Self::Octets(octets.to_vec());
    &Arc<Provenance>: list => Self::List(Arc::clone(list));
    &Purposes: purposes => Self::Purposes(purposes.clone());
}

/// Where a finding's words come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Passed(Check),
    Skipped,
    Failed(Code),
    Strict(DeviationCode),
}

/// One check and how it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The stable code: the check's own when it passed, the reason's when it did not.
    pub code: &'static str,
    /// The class.
    pub class: Class,
    /// How it went.
    pub outcome: Outcome,
    source: Source,
    /// A hint that knows more than the table's.
    hint: Option<Box<Words>>,
    values: Values,
}

impl Finding {
    /// One line for a person.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let words = match self.source {
            Source::Passed(check) => check.words(),
            Source::Skipped => NOT_CHECKED,
            Source::Failed(code) => code.words(),
            Source::Strict(code) => code.words(),
        };
        let values = self.values.iter();
        let values: Vec<_> = values.map(|(place, told)| (*place, told.shown())).collect();
        words.fill(lang, &values)
    }

    /// What the officer does next.
    #[must_use]
    pub fn hint(&self, lang: Lang) -> &'static str {
        let of_the_table = match self.source {
            Source::Passed(_) | Source::Skipped => super::codes::NO_HINT,
            Source::Failed(code) => code.hint(),
            Source::Strict(_) => super::codes::ASK_ISSUER,
        };
        self.hint.as_deref().unwrap_or(&of_the_table).get(lang)
    }

    pub(super) fn passed(check: Check, values: Values) -> Self {
        Self {
            code: check.code(),
            class: check.class(),
            outcome: Outcome::Pass,
            source: Source::Passed(check),
            hint: None,
            values,
        }
    }

    pub(super) fn skipped(check: Check, why: Words) -> Self {
        Self {
            code: check.code(),
            class: check.class(),
            outcome: Outcome::Skipped,
            source: Source::Skipped,
            hint: None,
            values: vec![("why", why.into())],
        }
    }

    pub(super) fn failed(code: Code, values: Values) -> Self {
        Self {
            code: code.code(),
            class: code.class(),
            outcome: match code.is_reject() {
                true => Outcome::Fail,
                false => Outcome::Open,
            },
            source: Source::Failed(code),
            hint: None,
            values,
        }
    }

    /// The same with a hint that knows more.
    pub(super) fn with_hint(mut self, hint: Words) -> Self {
        self.hint = Some(Box::new(hint));
        self
    }

    /// A deviation under a strict policy.
    pub(super) fn strict(deviation: &Deviation) -> Self {
        Self {
            code: deviation.code.code(),
            class: super::codes::class_of(deviation.code),
            outcome: Outcome::Fail,
            source: Source::Strict(deviation.code),
            hint: None,
            values: vec![
                ("at", deviation.at.clone().into()),
                ("found", deviation.found.clone().into()),
            ],
        }
    }
}

/// The words of a check that was not made.
const NOT_CHECKED: Words = Words {
    en: "not checked: {why}",
    nb: "ikke kontrollert: {why}",
    nn: "ikkje kontrollert: {why}",
};

/// Turns findings into the verdict: any reject before any obstacle, then by class, then the first.
pub(super) fn conclude(findings: &[Finding]) -> Verdict {
    let worst = |outcome| {
        findings
            .iter()
            .filter(|found| found.outcome == outcome)
            .min_by_key(|found| found.class)
    };
    match (worst(Outcome::Fail), worst(Outcome::Open)) {
        (Some(reason), _) => Verdict::Reject(Reason(reason.clone())),
        (None, Some(obstacle)) => Verdict::CannotVerify(Obstacle(obstacle.clone())),
        (None, None) => Verdict::Accept,
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

impl DomesticCertificate {
    /// Who it is.
    #[must_use]
    pub fn holder(&self) -> &Holder {
        &self.holder
    }
}

impl Certificate {
    /// What it says.
    #[must_use]
    pub fn payload(&self) -> &Payload {
        &self.payload
    }
}

impl std::ops::Deref for Certificate {
    type Target = Signed;

    fn deref(&self) -> &Signed {
        &self.signed
    }
}

impl std::ops::Deref for DomesticCertificate {
    type Target = Signed;

    fn deref(&self) -> &Signed {
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
    /// What countries' rules say, if they were asked.
    pub admissions: Vec<super::Admission>,
    /// The moment that was asked about, where that was the past and not now.
    pub replayed: Option<Timestamp>,
}

impl Report {
    /// What to do about a text that no identifier begins, if scanner and computer disagree about the keyboard.
    #[cfg(feature = "scan")]
    #[must_use]
    pub fn keyboard_hint(&self, text: &str, lang: Lang) -> Option<String> {
        let is_prefix = self.verdict.class() == Some(Class::Prefix);
        is_prefix.then(|| keyboard::hint(text, lang)).flatten()
    }

    /// The report of an input that never was a text: a picture that cannot be read or holds no code.
    #[must_use]
    pub fn no_picture(detail: Option<String>) -> Self {
        let finding = match detail {
            Some(detail) => {
                Finding::failed(Code::PictureUnreadable, vec![("detail", detail.into())])
            }
            None => Finding::failed(Code::PictureEmpty, vec![]),
        };
        Self::of_finding(finding)
    }

    /// The report of a picture or PDF that asks for more than a limit allows.
    #[must_use]
    pub fn too_large(detail: String) -> Self {
        let values = vec![("detail", detail.into())];
        Self::of_finding(Finding::failed(Code::FileTooLarge, values))
    }

    fn of_finding(finding: Finding) -> Self {
        let findings = vec![finding];
        Self {
            verdict: conclude(&findings),
            findings,
            deviations: vec![],
            certificate: None,
            domestic: None,
            admissions: vec![],
            replayed: None,
        }
    }
}
