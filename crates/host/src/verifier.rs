//! A verifier from files: whom to trust, what was revoked, whose rules to ask.

use crate::error::{Failure, Result};
use crate::notices::Notices;
use crate::rule_files;
use crate::state::State;
use crate::store_files;
use crate::trust_files::{self, TrustOptions, TrustSources};
use hcert::icvp::Products;
use hcert::rules::RuleBook;
use hcert::text;
use hcert::text::messages;
use hcert::time::Timestamp;
use hcert::trust::{Outdated, Unpinned};
use hcert::verify::{Crossing, Destination, Policy, Verifier};
use hcert_checkpoint::checkpoint::{Checkpoint, Defaults};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Everything that a verdict depends on beside the code, by the names of its files.
#[derive(Clone, Debug, Default)]
pub struct VerifierOptions {
    /// Keys to trust.
    pub trust: Vec<OsString>,
    /// How far to believe the lists.
    pub trust_options: TrustOptions,
    /// When the trust list was known to be complete.
    pub trust_as_of: Option<Timestamp>,
    /// Stores of revoked certificates.
    pub revocations: Vec<PathBuf>,
    /// What the checker chose.
    pub policy: Policy,
    /// Where holders want to go, and when they arrive.
    pub defaults: Defaults,
    /// Keys that count for other domains than their own.
    pub accept: Vec<Crossing>,
    /// A table of the products that WHO approves for the yellow card; without it the library's own.
    pub products: Option<PathBuf>,
    /// Rules of countries; none are Norway's own.
    pub rules: Vec<PathBuf>,
    /// Value sets for the rules, over those of the library.
    pub value_sets: Vec<PathBuf>,
}

impl VerifierOptions {
    /// Every file and folder that a verdict depends on.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let lists = self.trust.iter().flat_map(|source| {
            let (list, companion) = trust_files::halves(source);
            std::iter::once(list).chain(companion)
        });
        let others = [&self.revocations, &self.rules, &self.value_sets];
        lists
            .chain(others.into_iter().flatten().cloned())
            .chain(self.products.clone())
            .chain(self.trust_options.files())
            .collect()
    }

    /// Whether a store is taken although nobody who is pinned signed it.
    #[must_use]
    pub fn takes_unsigned(&self, store: &Path) -> bool {
        self.trust_options.unpinned(store.as_os_str(), store) == Unpinned::Report
    }

    /// Reads the lists, the stores, and the rules if any are asked.
    ///
    /// # Errors
    /// A file cannot be read or is refused, or rules are named and none are asked.
    pub fn checkpoint(
        &self,
        at: Timestamp,
        state: &mut State,
        notices: &Notices,
    ) -> Result<Checkpoint> {
        let rules = !(self.rules.is_empty() && self.value_sets.is_empty());
        if self.defaults.to.is_none() && (rules || self.defaults.arrival.is_some()) {
            return Err(
                Failure::new(messages::HOST_RULES_COUNTRY).hint(messages::HOST_GIVE_COUNTRY_OR_ALL)
            );
        }
        let asked = self.defaults.to.is_some();
        let book = asked.then(|| rule_files::rules_of(&self.rules, notices));
        self.with(at, book.transpose()?, state, notices)
    }

    /// The same for whatever country somebody may ask about later.
    ///
    /// # Errors
    /// A file cannot be read or is refused.
    pub fn checkpoint_for_any(
        &self,
        at: Timestamp,
        state: &mut State,
        notices: &Notices,
    ) -> Result<Checkpoint> {
        if self.defaults.to.is_none() && self.defaults.arrival.is_some() {
            return Err(
                Failure::new(messages::HOST_ARRIVAL_COUNTRY).hint(messages::HOST_GIVE_COUNTRY)
            );
        }
        let book = rule_files::rules_of(&self.rules, notices)?;
        self.with(at, Some(book), state, notices)
    }

    fn with(
        &self,
        at: Timestamp,
        book: Option<RuleBook>,
        state: &mut State,
        notices: &Notices,
    ) -> Result<Checkpoint> {
        let options = &self.trust_options;
        let lists = TrustSources::new(&self.trust, options);
        let named = self.trust.iter().map(OsString::as_os_str);
        let stores = self.revocations.iter().map(|path| path.as_os_str());
        options.check_named(named.chain(stores))?;
        let anchors = state.anchors(options.anchors()?);
        let mut trust = trust_files::trust_by(&lists, &anchors, at, Outdated::Keep, notices)?;
        let revocations = store_files::stores(&self.revocations, options, &anchors, notices)?;
        let (mut marks, mut successions) = (trust.marks().to_vec(), trust.successions().to_vec());
        for store in revocations.stores() {
            marks.extend(store.mark().cloned());
            successions.extend(store.successions().iter().cloned());
        }
        state.take(&marks, &successions)?;
        if let Some(as_of) = self.trust_as_of {
            trust = trust.dated(as_of);
        }
        match (trust.is_empty(), trust.authorities().len()) {
            (false, _) => {}
            (true, 0) => notices.hint(messages::HOST_NO_KEY_TRUSTED),
            (true, count) => notices.hint(text!(HOST_ONLY_AUTHORITIES, count)),
        }
        let mut verifier = Verifier::new(trust);
        if let Some(book) = book {
            self.check_region(&book, notices);
            verifier = verifier
                .with_rules(book)
                .with_value_sets(rule_files::value_sets_of(&self.value_sets, notices)?);
        }
        let verifier = verifier
            .with_revocations(revocations)
            .with_passed(state.latest())
            .with_crossings(self.accept.clone());
        let verifier = match &self.products {
            Some(path) => verifier.with_products(Arc::new(products(path)?)),
            None => verifier,
        };
        Ok(Checkpoint::new(
            verifier.with_policy(self.policy),
            self.defaults.clone(),
        ))
    }

    /// A region without rules of its own is often one that is written otherwise.
    fn check_region(&self, book: &RuleBook, notices: &Notices) {
        let region = &self.defaults.region;
        let Some(Destination::Country(country)) =
            self.defaults.to.as_ref().filter(|_| !region.is_empty())
        else {
            return;
        };
        let known = book.regions(country.as_str());
        if known.iter().any(|known| known.eq_ignore_ascii_case(region)) {
            return;
        }
        let region = format!("{region:?}");
        notices.warning(match known.as_slice() {
            [] => text!(HOST_REGION_NONE, country, region),
            known => text!(
                HOST_REGION_OTHERS,
                country,
                region,
                regions = known.join(", ")
            ),
        });
    }
}

/// Reads a table of products.
///
/// # Errors
/// It cannot be read, or is none.
pub fn products(path: &Path) -> Result<Products> {
    let octets = std::fs::read(path).map_err(|error| Failure::io(path, &error))?;
    let text = String::from_utf8(octets);
    let text =
        text.map_err(|_| Failure::new(text!(FILE_SYSTEM, path, error = messages::TRUST_NOT_UTF8)))?;
    Products::read(&text).map_err(|error| {
        let failure = Failure::new(text!(FILE_SYSTEM, path, error));
        failure.hint(messages::HOST_PRODUCTS_FORM)
    })
}
