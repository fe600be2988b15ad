//! What the checker may choose.

use crate::documents::Document;
use crate::text::{Text, ToText};
use crate::{in_english, text};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What the checker may choose. The default is the border's.
///
/// ```
/// use hcert::{Policy, verify::{Deviations, Mode}};
/// let policy = Policy { mode: Mode::Domestic, deviations: Deviations::Reject, ..Policy::default() };
/// assert_eq!(policy.trust_max_age_seconds, 7 * 86_400);
/// assert_eq!(serde_json::to_value(policy)?["mode"], "domestic");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
    /// Seconds by which the certificate's own dates may be missed, for clocks that are off. Default 0.
    pub clock_allowance_seconds: i64,
    /// Seconds by which claims `iat` and `nbf` and the time of a sample may lie ahead, where that is more. Default 300:
    /// ordinary clocks are off by as much.
    pub not_yet_allowance_seconds: i64,
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

/// What the operator chose: keys that lists have for one trust domain count for another. Nothing else crosses, and every
/// report on a code that did says so.
///
/// ```
/// use hcert::verify::Crossing;
/// let crossing: Crossing = "DCC=ICVP".parse()?;
/// assert_eq!((crossing.from.as_str(), crossing.to.as_str()), ("DCC", "ICVP"));
/// assert!("DCC".parse::<Crossing>().is_err() && "DCC=COVID".parse::<Crossing>().is_err());
/// # Ok::<(), hcert::verify::CrossingError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Crossing {
    /// The domain that a list has the keys for.
    pub from: String,
    /// The domain whose documents they may sign: one that a document has.
    pub to: String,
}

/// Why a text is no [`Crossing`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossingError {
    /// What was given.
    found: String,
}

impl ToText for CrossingError {
    fn to_text(&self) -> Text {
        let known = Document::ALL.into_iter().flat_map(Document::domains);
        let mut known: Vec<&str> = known.copied().collect();
        known.dedup();
        let (found, known) = (format!("{:?}", self.found), known.join(", "));
        text!(CROSSING_FORM, found, known)
    }
}

in_english!(CrossingError: Error);

impl FromStr for Crossing {
    type Err = CrossingError;

    fn from_str(text: &str) -> Result<Self, CrossingError> {
        let plain = |name: &str| {
            let letter = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_');
            !name.is_empty() && name.bytes().all(letter)
        };
        let known = |name: &str| {
            Document::ALL
                .iter()
                .any(|one| one.domains().contains(&name))
        };
        match text.split_once('=') {
            Some((from, to)) if plain(from) && known(to) && from != to => Ok(Self {
                from: from.to_owned(),
                to: to.to_owned(),
            }),
            _ => Err(CrossingError {
                found: text.chars().take(80).collect(),
            }),
        }
    }
}

impl TryFrom<String> for Crossing {
    type Error = CrossingError;

    fn try_from(text: String) -> Result<Self, CrossingError> {
        text.parse()
    }
}

impl From<Crossing> for String {
    fn from(crossing: Crossing) -> Self {
        crossing.to_string()
    }
}

impl fmt::Display for Crossing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.from, self.to)
    }
}

impl Policy {
    /// Seconds by which something may lie ahead of the moment of the check.
    pub(super) fn ahead_seconds(&self) -> i64 {
        let Self {
            clock_allowance_seconds,
            not_yet_allowance_seconds,
            ..
        } = *self;
        clock_allowance_seconds.max(not_yet_allowance_seconds)
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            clock_allowance_seconds: 0,
            not_yet_allowance_seconds: 300,
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
