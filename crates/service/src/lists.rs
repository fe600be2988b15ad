//! What answers depend on beside the request: keys, stores of revoked certificates, rules, as they were read at one
//! time. A request keeps those that it began with.

use super::static_files::Browsers;
use hcert::text::Lang;
use hcert::time::Timestamp;
use hcert::trust::{Dsc, Freshness, ListSignature};
use hcert_checkpoint::checkpoint::Checkpoint;
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;
use std::sync::Arc;

/// Keys, stores and rules that were read together, and what is asked of them where a request says nothing else.
pub struct Lists {
    checkpoint: Checkpoint,
    browsers: Browsers,
}

/// Shows how much there is.
impl fmt::Debug for Lists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lists({:?})", self.checkpoint.list_ages())
    }
}

impl Lists {
    /// Those of a checkpoint.
    #[must_use]
    pub fn new(checkpoint: Checkpoint) -> Self {
        Self {
            checkpoint,
            browsers: Browsers::default(),
        }
    }

    /// The same with what browsers fetch.
    #[must_use]
    pub fn with_browsers(mut self, browsers: Browsers) -> Self {
        self.browsers = browsers;
        self
    }

    /// What browsers fetch.
    #[must_use]
    pub fn browsers(&self) -> &Browsers {
        &self.browsers
    }

    /// What judges codes.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// What is trusted.
    pub(super) fn trust(&self) -> TrustJson {
        let mut keys: Vec<KeyJson> = self
            .checkpoint
            .verifier()
            .trust()
            .iter()
            .map(KeyJson::new)
            .collect();
        keys.sort_by(|a, b| (&a.country, &a.kid).cmp(&(&b.country, &b.kid)));
        TrustJson {
            as_of: self
                .checkpoint
                .list_ages()
                .trust_as_of
                .map(|at| at.to_string()),
            keys,
        }
    }

    /// The rules of a country, or of all, that were in force at a moment or will be.
    pub(super) fn rules(&self, country: Option<&str>, lang: Lang) -> RulesJson {
        let rules = self.checkpoint.verifier().known_rules();
        let rules = rules.filter(|rule| country.is_none_or(|code| rule.country == code));
        let mut seen = std::collections::HashSet::new();
        let rules = rules.filter(|rule| seen.insert((rule.name(), rule.region.clone())));
        let rules = rules.map(|rule| RuleJson {
            identifier: rule.identifier.clone(),
            version: rule.version.to_string(),
            kind: rule.kind.to_string(),
            country: rule.country.clone(),
            region: rule.region.clone(),
            about: rule.about.to_string(),
            valid_from: rule.valid_from.to_string(),
            valid_to: rule.valid_to.to_string(),
            text: rule.description(lang).to_owned(),
        });
        RulesJson {
            rules: rules.collect(),
        }
    }

    /// How old the lists are at a moment, and whether codes can be judged with them.
    pub(super) fn state(
        &self,
        at: Timestamp,
    ) -> (bool, TrustState, Option<RevocationState>, ClockState) {
        let standing = self.checkpoint.list_ages();
        let verifier = self.checkpoint.verifier();
        let age = |as_of: Timestamp| at.unix().saturating_sub(as_of.unix());
        let freshness = verifier.trust().freshness(at, standing.trust_max_age);
        let trust = TrustState {
            keys: standing.keys,
            as_of: standing.trust_as_of.map(|at| at.to_string()),
            age_seconds: standing.trust_as_of.map(age),
            max_age_seconds: standing.trust_max_age,
            state: match freshness {
                Freshness::Fresh => "fresh",
                Freshness::Stale { .. } => "stale",
                Freshness::Later { .. } => "later",
                Freshness::Undated => "undated",
                Freshness::Empty => "empty",
            },
            signature: worst(
                verifier
                    .trust()
                    .sources()
                    .iter()
                    .map(|list| &list.signature),
            ),
        };
        let revocation = standing.revoked_as_of.map(|as_of| RevocationState {
            as_of: as_of.to_string(),
            age_seconds: age(as_of),
            max_age_seconds: standing.revoked_max_age,
            fresh: age(as_of) <= standing.revoked_max_age,
            signature: worst(
                verifier
                    .revocations()
                    .stores()
                    .iter()
                    .map(|store| store.signature()),
            ),
        });
        let clock = ClockState {
            behind: verifier.contradicts(at).is_some(),
            newest_list: verifier.passed().map(|made| made.to_string()),
        };
        let ready = !clock.behind
            && matches!(
                freshness,
                Freshness::Fresh | Freshness::Undated | Freshness::Later { .. }
            );
        (ready, trust, revocation, clock)
    }
}

/// The worst state of several signatures, in words.
fn worst<'a>(signatures: impl Iterator<Item = &'a ListSignature>) -> &'static str {
    let rank = |signature: &&ListSignature| match signature {
        ListSignature::Good { .. } => 0,
        ListSignature::SignerExpired { .. } => 1,
        ListSignature::NotChecked { .. } => 2,
        ListSignature::Unsigned => 3,
    };
    let worst = signatures.max_by_key(rank);
    worst.map_or(ListSignature::Unsigned.words(), ListSignature::words)
}

/// The keys that are trusted.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Trust")]
pub(super) struct TrustJson {
    /// When the list was known to be complete, RFC 3339; null if nobody said.
    as_of: Option<String>,
    keys: Vec<KeyJson>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Key")]
struct KeyJson {
    /// The key identifier in hexadecimal.
    kid: String,
    /// Two letters, if anybody said.
    country: Option<String>,
    /// `ES256`, `PS256`; null for a key that cannot be used.
    alg: Option<String>,
    /// What it may sign: `vaccination`, `test`, `recovery`; empty for anything.
    purposes: Vec<String>,
    /// The validity of its certificate, RFC 3339; null for a bare key.
    not_before: Option<String>,
    not_after: Option<String>,
    /// The signature of the list that the key came from: `good`, `not checked` or `not signed`.
    list_signature: &'static str,
}

impl KeyJson {
    fn new(dsc: &Dsc) -> Self {
        let info = dsc.certificate.as_ref();
        let purposes = info.map(|info| &info.purposes);
        let named = purposes.or(dsc.list_purposes.as_ref());
        let named = named.into_iter().flat_map(|purposes| &purposes.named);
        Self {
            kid: hcert::codec::hex(&dsc.kid),
            country: dsc.country.clone(),
            alg: dsc.key.algorithm().map(|alg| alg.to_string()),
            purposes: named.map(ToString::to_string).collect(),
            not_before: info.map(|info| info.not_before.to_string()),
            not_after: info.map(|info| info.not_after.to_string()),
            list_signature: dsc.provenance.signature.words(),
        }
    }
}

/// Countries' rules.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Rules")]
pub(super) struct RulesJson {
    rules: Vec<RuleJson>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Rule")]
struct RuleJson {
    /// `VR-NO-0001`.
    identifier: String,
    /// `1.0.0`.
    version: String,
    /// `Acceptance` or `Invalidation`.
    #[serde(rename = "type")]
    kind: String,
    country: String,
    /// Empty for the whole country.
    region: String,
    /// `General`, `Vaccination`, `Test` or `Recovery`.
    about: String,
    /// RFC 3339.
    valid_from: String,
    /// RFC 3339, not included.
    valid_to: String,
    /// What it asks.
    text: String,
}

/// Whether codes can be judged, and with lists how old.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Readiness")]
pub(super) struct ReadyJson {
    pub(super) ready: bool,
    /// The service's clock, RFC 3339.
    pub(super) at: String,
    pub(super) trust: TrustState,
    /// null where no store of revoked certificates is asked.
    pub(super) revocation: Option<RevocationState>,
    pub(super) clock: ClockState,
    /// How the last reading of the lists ended.
    pub(super) reload: ReloadState,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrustState {
    keys: usize,
    as_of: Option<String>,
    age_seconds: Option<i64>,
    max_age_seconds: i64,
    /// `fresh`, `stale`, `undated`, `empty`, or `later` than the clock.
    state: &'static str,
    /// Of the lists, the worst of theirs: `good`, `not checked` or `not signed`.
    signature: &'static str,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RevocationState {
    as_of: String,
    age_seconds: i64,
    max_age_seconds: i64,
    fresh: bool,
    /// Of the stores, the worst of theirs: `good`, `not checked` or `not signed`.
    signature: &'static str,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClockState {
    /// true: a signed list was made more than a day after what the clock shows, so that nothing can be verified.
    behind: bool,
    /// When the newest signed list was made that was ever seen, RFC 3339; null where none is dated.
    newest_list: Option<String>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct ReloadState {
    /// false: the lists are those that were read before, since new ones could not be. The log says why.
    pub(super) ok: bool,
    /// When the lists were last read or could not be, RFC 3339.
    pub(super) at: String,
}

/// Lists that every request shares.
pub(super) type Shared = Arc<Lists>;
