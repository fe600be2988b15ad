//! What answers depend on beside the request: keys, stores of revoked certificates, rules, as they were read at one
//! time. A request keeps those that it began with.

use super::static_files::Browsers;
use hcert::CountryCode;
use hcert::text::Lang;
use hcert::time::Timestamp;
use hcert::trust::{Freshness, ListSignature};
use hcert_checkpoint::checkpoint::Checkpoint;
use hcert_checkpoint::rule_json::RuleJson;
use hcert_checkpoint::trust_json::KeyJson;
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
    pub(super) fn rules(&self, country: Option<CountryCode>, lang: Lang) -> RulesJson {
        let rules = self.checkpoint.verifier().known_rules();
        let rules = rules.filter(|rule| country.is_none_or(|code| rule.country == code.as_str()));
        let mut seen = std::collections::HashSet::new();
        let rules = rules.filter(|rule| seen.insert((rule.name(), rule.region.clone())));
        let rules = rules.map(|rule| RuleJson::new(rule, lang));
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

/// The worst state of several signatures.
fn worst<'a>(signatures: impl Iterator<Item = &'a ListSignature>) -> &'static str {
    let rank = |signature: &&ListSignature| match signature {
        ListSignature::Good { .. } => 0,
        ListSignature::SignerExpired { .. } => 1,
        ListSignature::NotChecked { .. } => 2,
        ListSignature::Unsigned => 3,
    };
    let worst = signatures.max_by_key(rank);
    worst.map_or(ListSignature::Unsigned.code(), ListSignature::code)
}

/// The keys that are trusted.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Trust")]
pub(super) struct TrustJson {
    /// When the list was known to be complete, RFC 3339, if anybody said.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    keys: Vec<KeyJson>,
}

/// Countries' rules.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Rules")]
pub(super) struct RulesJson {
    rules: Vec<RuleJson>,
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
    /// Absent where no store of revoked certificates is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) revocation: Option<RevocationState>,
    pub(super) clock: ClockState,
    /// How the last reading of the lists ended.
    pub(super) reload: ReloadState,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrustState {
    keys: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    age_seconds: Option<i64>,
    max_age_seconds: i64,
    /// `fresh`, `stale`, `undated`, `empty`, or `later` than the clock.
    state: &'static str,
    /// Of the lists, the worst of theirs: `good`, `signer-expired`, `not-checked` or `unsigned`.
    signature: &'static str,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RevocationState {
    as_of: String,
    age_seconds: i64,
    max_age_seconds: i64,
    fresh: bool,
    /// Of the stores, the worst of theirs: `good`, `signer-expired`, `not-checked` or `unsigned`.
    signature: &'static str,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClockState {
    /// true: a signed list was made more than a day after what the clock shows, so that nothing can be verified.
    behind: bool,
    /// When the newest signed list was made that was ever seen, RFC 3339; absent where none is dated.
    #[serde(skip_serializing_if = "Option::is_none")]
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
