//! Where keys come from: the list, its signature, its dates; and what a reader is handed.

use super::TrustError;
use crate::documents::Document;
use crate::text;
use crate::text::{Text, ToText};
use crate::time::Timestamp;
use std::collections::HashSet;
use std::sync::Arc;

/// The forms of trust lists that are read.
///
/// ```
/// use hcert::trust::Format;
/// assert_eq!("eu-zip".parse(), Ok(Format::EuZip));
/// assert_eq!(Format::Gdhcn.to_string(), "gdhcn");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// One or several certificates in PEM, or one in DER.
    Certificate,
    /// JSON `[{"kid", "publicKey"}]` (United Kingdom, Norway).
    BareKeys,
    /// JSON of the EU gateway, each item signed with CMS.
    Dgcg,
    /// The EU's public archive: zip with a detached CMS signature.
    EuZip,
    /// Sweden: JWS.
    Sweden,
    /// Austria: CBOR with a COSE signature in a file of its own.
    Austria,
    /// Germany: a signature line and JSON.
    Germany,
    /// Netherlands: JSON with a CMS signature.
    Netherlands,
    /// Switzerland: a pair of JWS.
    Switzerland,
    /// France: JSON of doubly encoded certificates.
    France,
    /// Text of base64 certificates, one a line, as Italy's and the EU's verifier service hand them out.
    VerifierService,
    /// WHO GDHCN: DID document, version 1 or 2.
    Gdhcn,
    /// Issuers of SMART Health Cards: the VCI directory's snapshot, or the keys of one (JWKS).
    Vci,
    /// Issuers of New Zealand's passes: DID documents.
    Nzcp,
    /// Authorities over the signers of travel documents and seals: an ICAO master list, or one of revocations (CRL).
    Icao,
    /// JSON of DIVOC's public keys by their DIDs.
    Divoc,
    /// Our own signed bundle.
    Bundle,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Certificate,
        Self::BareKeys,
        Self::Dgcg,
        Self::EuZip,
        Self::Sweden,
        Self::Austria,
        Self::Germany,
        Self::Netherlands,
        Self::Switzerland,
        Self::France,
        Self::VerifierService,
        Self::Gdhcn,
        Self::Vci,
        Self::Nzcp,
        Self::Icao,
        Self::Divoc,
        Self::Bundle,
    ];

    /// The stable name, as `--format` takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::BareKeys => "bare-keys",
            Self::Dgcg => "dgcg",
            Self::EuZip => "eu-zip",
            Self::Sweden => "sweden",
            Self::Austria => "austria",
            Self::Germany => "germany",
            Self::Netherlands => "netherlands",
            Self::Switzerland => "switzerland",
            Self::France => "france",
            Self::VerifierService => "verifier-service",
            Self::Gdhcn => "gdhcn",
            Self::Vci => "vci",
            Self::Nzcp => "nzcp",
            Self::Icao => "icao",
            Self::Divoc => "divoc",
            Self::Bundle => "bundle",
        }
    }
}

crate::text::by_name!(Format, WORD_FORMAT);

/// How far the signature over a list can be relied on. A list with a wrong signature is never read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ListSignature {
    /// It was verified, and its signer is one that was pinned.
    Good {
        /// The signer: a certificate's subject, or a key identifier.
        signer: String,
    },
    /// It was verified, and its signer is one that was pinned, whose certificate had expired by then: the operator
    /// chose to read it all the same ([`StaleSigner::Warn`]).
    SignerExpired {
        /// The signer, and when which certificate expired.
        signer: String,
    },
    /// The format has none.
    Unsigned,
    /// There is one that was not, or could not be, held against a pinned signer.
    NotChecked {
        /// Why.
        reason: String,
    },
}

impl ListSignature {
    /// The stable word.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Good { .. } => "good",
            Self::SignerExpired { .. } => "signer-expired",
            Self::Unsigned => "unsigned",
            Self::NotChecked { .. } => "not-checked",
        }
    }

    /// Whether somebody who is pinned signed the list.
    #[must_use]
    pub fn is_vouched(&self) -> bool {
        matches!(self, Self::Good { .. } | Self::SignerExpired { .. })
    }

    /// The state in words.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self {
            Self::Good { .. } => "good",
            Self::SignerExpired { .. } => "good, by a signer that had expired",
            Self::Unsigned => "not signed",
            Self::NotChecked { .. } => "not checked",
        }
    }

    /// The signer, or why it was not checked; empty where there is no signature.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            Self::Good { signer } | Self::SignerExpired { signer } => signer,
            Self::Unsigned => "",
            Self::NotChecked { reason } => reason,
        }
    }

    /// From [`ListSignature::code`] and [`ListSignature::detail`], as our own files keep them. A word that is not
    /// known vouches for nothing.
    #[must_use]
    pub fn from_parts(code: &str, detail: String) -> Self {
        match code {
            "good" => Self::Good { signer: detail },
            "signer-expired" => Self::SignerExpired { signer: detail },
            "unsigned" => Self::Unsigned,
            _ => Self::NotChecked { reason: detail },
        }
    }
}

/// Whether a signer certificate was issued by an authority of its country that came with the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Chain {
    /// An authority's signature over it is good.
    Good {
        /// The authority's subject.
        authority: String,
        /// Whether the signature uses SHA-1, which is broken for this purpose.
        sha1: bool,
    },
    /// No authority with the issuer's name is known.
    NoAuthority,
    /// There is one, and the signature is not its own, or uses an algorithm that is not understood.
    Bad {
        /// What is wrong.
        reason: Text,
    },
    /// Nobody looked, or there is no certificate.
    #[default]
    NotChecked,
}

impl Chain {
    /// The stable word.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Good { sha1: false, .. } => "good",
            Self::Good { sha1: true, .. } => "good-sha1",
            Self::NoAuthority => "no-authority",
            Self::Bad { .. } => "bad",
            Self::NotChecked => "not-checked",
        }
    }
}

/// What the keys of a list are for: travellers, or trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Environment {
    /// Travellers.
    Prod,
    /// Acceptance tests between countries (UAT).
    Uat,
    /// Development.
    Dev,
    /// The operator's own, or a mirror's: nobody says.
    Local,
}

impl Environment {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Prod, Self::Uat, Self::Dev, Self::Local];

    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Prod => "prod",
            Self::Uat => "uat",
            Self::Dev => "dev",
            Self::Local => "local",
        }
    }

    /// From its word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Whether its keys prove nothing about travellers.
    #[must_use]
    pub fn is_test(self) -> bool {
        matches!(self, Self::Uat | Self::Dev)
    }

    /// Of lists that do not say: what a country publishes is for travellers.
    #[must_use]
    pub fn usual(format: Format) -> Self {
        match format {
            Format::Certificate | Format::BareKeys | Format::Divoc | Format::Bundle => Self::Local,
            _ => Self::Prod,
        }
    }

    /// By the host of WHO's network that gives the list out.
    ///
    /// ```
    /// use hcert::trust::Environment;
    /// assert_eq!(Environment::of_host("tng-cdn.who.int"), Environment::Prod);
    /// assert_eq!(Environment::of_host("tng-cdn-uat.who.int"), Environment::Uat);
    /// assert_eq!(Environment::of_host("mirror.example.org"), Environment::Local);
    /// ```
    #[must_use]
    pub fn of_host(host: &str) -> Self {
        let name = host.split('.').next().unwrap_or_default();
        match () {
            () if name.ends_with("-uat") => Self::Uat,
            () if name.ends_with("-dev") => Self::Dev,
            () if host == "tng-cdn.who.int" => Self::Prod,
            () => Self::Local,
        }
    }
}

/// The network that a list belongs to. Keys of one never count in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Framework {
    /// The EU's: its gateway, the lists of its members, and certificates that are given by themselves.
    Eu,
    /// WHO's Global Digital Health Certification Network.
    Gdhcn,
    /// SMART Health Cards: every issuer for itself.
    Shc,
    /// ICAO: the authorities of states over signers of seals.
    Icao,
    /// New Zealand's passes.
    Nzcp,
    /// The countries that issue by DIVOC, each with a key of its own.
    Divoc,
}

impl Framework {
    /// The network whose lists have the signers of a document.
    #[must_use]
    pub fn of(document: Document) -> Self {
        match document {
            Document::Dcc | Document::No1 => Self::Eu,
            Document::Icvp | Document::Link => Self::Gdhcn,
            Document::Shc => Self::Shc,
            Document::VdsNc => Self::Icao,
            Document::Nzcp => Self::Nzcp,
            Document::Divoc => Self::Divoc,
        }
    }

    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Eu => "eu",
            Self::Gdhcn => "gdhcn",
            Self::Shc => "shc",
            Self::Icao => "icao",
            Self::Nzcp => "nzcp",
            Self::Divoc => "divoc",
        }
    }
}

/// The list that a key came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Provenance {
    /// The name that the caller gave: a file, an address.
    pub source: String,
    /// Its form.
    pub format: Format,
    /// Its signature.
    pub signature: ListSignature,
    /// When it was made or known to be complete, if it says so.
    pub as_of: Option<Timestamp>,
    /// When it stops being usable, if it says so.
    pub expires_at: Option<Timestamp>,
    /// What its keys are for.
    pub environment: Environment,
}

impl Provenance {
    /// A list without signature and dates.
    #[must_use]
    pub fn unsigned(source: &str, format: Format) -> Self {
        let (source, signature) = (source.to_owned(), ListSignature::Unsigned);
        Self {
            source,
            format,
            signature,
            as_of: None,
            expires_at: None,
            environment: Environment::usual(format),
        }
    }

    /// The network that it belongs to.
    #[must_use]
    pub fn framework(&self) -> Framework {
        match self.format {
            Format::Gdhcn => Framework::Gdhcn,
            Format::Vci => Framework::Shc,
            Format::Nzcp => Framework::Nzcp,
            Format::Icao => Framework::Icao,
            Format::Divoc => Framework::Divoc,
            _ => Framework::Eu,
        }
    }
}

/// Lists, each once, in the order in which they were met.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    list: Vec<Arc<Provenance>>,
    known: HashSet<Arc<Provenance>>,
}

impl Sources {
    /// Adds a list, unless it is known.
    pub(super) fn add(&mut self, source: &Arc<Provenance>) {
        if self.known.insert(Arc::clone(source)) {
            self.list.push(Arc::clone(source));
        }
    }

    /// The lists.
    pub(super) fn as_slice(&self) -> &[Arc<Provenance>] {
        &self.list
    }
}

/// Signers of lists that the operator pinned.
///
/// ```
/// use hcert::{SoftwareKey, trust::Anchors};
/// let operator = SoftwareKey::from_pem(&std::fs::read_to_string("keys/operator.key.pem")?)?;
/// let anchors = Anchors { keys: vec![operator.spki()], ..Anchors::default() };
/// assert!(!anchors.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    /// Certificates in DER: signers themselves, or roots of theirs.
    pub certificates: Vec<Vec<u8>>,
    /// Bare keys as SubjectPublicKeyInfo in DER.
    pub keys: Vec<Vec<u8>>,
    /// Operators' keys that replaced pinned ones ([`Anchors::add_succession`]).
    pub successions: Vec<super::Succession>,
}

impl Anchors {
    /// Whether nothing is pinned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.keys.is_empty()
    }
}

/// What becomes of a list without a good signature of somebody who is pinned: one by another signer, and, once
/// somebody is pinned, one that carries no signature or one that cannot be checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unpinned {
    /// It is refused.
    #[default]
    Refuse,
    /// It is read, and reported as not signed, or its signature as not checked.
    Report,
}

/// What becomes of a list whose signer's certificate, or that of an authority above it, has expired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StaleSigner {
    /// It is refused.
    #[default]
    Refuse,
    /// It is read, and its signature is reported as that of a signer who had expired: an archive may outlive its
    /// signer.
    Warn,
}

/// What becomes of the WHO's virtual participants (`X??`), which hold test and project keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Virtual {
    /// Their keys are left out.
    #[default]
    Deny,
    /// Their keys count.
    Allow,
}

/// What becomes of a list that has expired or is not valid yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outdated {
    /// It is refused.
    #[default]
    Refuse,
    /// It is read; the verifier sees its dates and says so in the verdict.
    Keep,
}

/// Everything that a reader needs.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The name for reports.
    pub source: &'a str,
    /// The list.
    pub octets: &'a [u8],
    /// The second file of formats that have one: a detached signature, the list of active keys.
    pub companion: Option<&'a [u8]>,
    /// The moment against which the list's own dates are held.
    pub at: Timestamp,
    /// The pinned signers.
    pub anchors: &'a Anchors,
    /// What becomes of a list whose signer is not pinned.
    pub unpinned: Unpinned,
    /// What becomes of virtual participants.
    pub virtual_participants: Virtual,
    /// What becomes of a list that has expired or is not valid yet.
    pub outdated: Outdated,
    /// What becomes of a list whose signer's certificate has expired.
    pub stale_signer: StaleSigner,
}

impl<'a> Request<'a> {
    /// A request for a list that stands alone, under the strict choices.
    #[must_use]
    pub fn new(source: &'a str, octets: &'a [u8], at: Timestamp, anchors: &'a Anchors) -> Self {
        Self {
            source,
            octets,
            companion: None,
            at,
            anchors,
            unpinned: Unpinned::default(),
            virtual_participants: Virtual::default(),
            outdated: Outdated::default(),
            stale_signer: StaleSigner::default(),
        }
    }
}

impl Request<'_> {
    /// The error for a list that is not what it claims to be.
    pub(super) fn malformed(&self, reason: impl ToText) -> TrustError {
        TrustError::Malformed {
            source: self.source.to_owned(),
            reason: reason.to_text(),
        }
    }

    /// The error for a list whose signature is wrong.
    pub(super) fn bad_signature(&self, reason: impl ToText) -> TrustError {
        TrustError::Signature {
            source: self.source.to_owned(),
            reason: reason.to_text(),
        }
    }

    /// The state of a list that carries no signature.
    ///
    /// # Errors
    /// Somebody is pinned, so that nothing unsigned counts, and the caller did not except this list.
    pub(crate) fn no_signature(&self) -> Result<ListSignature, TrustError> {
        self.vouched(ListSignature::Unsigned)
    }

    /// Holds the state of a list's signature against what is pinned: with an anchor only a good one counts.
    ///
    /// # Errors
    /// It is not good, somebody is pinned, and the caller did not except this list.
    pub(crate) fn vouched(&self, signature: ListSignature) -> Result<ListSignature, TrustError> {
        let reason = match &signature {
            ListSignature::Good { .. } | ListSignature::SignerExpired { .. } => {
                return Ok(signature);
            }
            _ if self.anchors.is_empty() || self.unpinned == Unpinned::Report => {
                return Ok(signature);
            }
            ListSignature::Unsigned => text!(SIGNER_UNSIGNED),
            ListSignature::NotChecked { reason } => text!(SIGNER_UNCHECKED, reason),
        };
        Err(TrustError::Unsigned {
            source: self.source.to_owned(),
            reason,
        })
    }

    /// What becomes of a signature that is good, but by nobody who is pinned.
    ///
    /// # Errors
    /// The list is refused, unless the caller chose to have it reported.
    pub(super) fn unpinned_signer(&self, signer: impl ToText) -> Result<ListSignature, TrustError> {
        let reason = if self.anchors.is_empty() {
            text!(SIGNER_NO_ANCHOR, signer)
        } else {
            text!(SIGNER_NOT_PINNED, signer)
        };
        match self.unpinned {
            Unpinned::Refuse => Err(self.bad_signature(reason)),
            Unpinned::Report => Ok(ListSignature::NotChecked {
                reason: reason.to_string(),
            }),
        }
    }

    /// Holds the dates of a list against the moment, with an allowance for clocks.
    ///
    /// # Errors
    /// The list is not valid yet, or no longer.
    pub(super) fn check_dates(
        &self,
        not_before: Option<Timestamp>,
        expires_at: Option<Timestamp>,
    ) -> Result<(), TrustError> {
        if self.outdated == Outdated::Keep {
            return Ok(());
        }
        let (source, at) = (self.source.to_owned(), self.at);
        if let Some(not_before) = not_before
            && at < not_before.plus_seconds(-LIST_CLOCK_ALLOWANCE)
        {
            return Err(TrustError::NotYetValid {
                source,
                not_before,
                at,
            });
        }
        if let Some(expires_at) = expires_at
            && at > expires_at.plus_seconds(LIST_CLOCK_ALLOWANCE)
        {
            return Err(TrustError::Expired {
                source,
                expires_at,
                at,
            });
        }
        Ok(())
    }
}

/// Seconds by which the dates of a list may be missed: the reference implementations allow 300.
const LIST_CLOCK_ALLOWANCE: i64 = 300;
