//! What all stores together say about a certificate.
//!
//! A list counts only if it may speak for the signer: a list of a country for signers of that country, a list
//! that names a signer and no country for that signer. So no country calls back another's certificates.
//!
//! There are five answers and a sixth for a damaged file. *Not revoked* needs a store that is fresh and speaks of
//! the signer or its country; *no data* and *stale* are not the same as it and never told as such.

use super::id::{Candidate, Variant};
use super::store::{Damaged, Found, Store};
use super::{Scope, country_code};
use crate::time::Timestamp;
use std::fmt;
use std::sync::Arc;

/// Stores that are asked together.
#[derive(Clone, Default)]
pub struct Revocations {
    stores: Vec<Arc<Store>>,
}

impl fmt::Debug for Revocations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.stores).finish()
    }
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The signer's key identifier.
    pub kid: &'a [u8],
    /// The country that may speak for the signer: that of its key; of a key without one, claim `iss`.
    pub country: Option<&'a str>,
    /// The hashes by which the certificate may be named.
    pub candidates: &'a [Candidate],
    /// The moment of the check.
    pub at: Timestamp,
    /// Seconds for which a store counts as complete.
    pub max_age_seconds: i64,
}

/// Where a certificate was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What was hashed.
    pub variant: Variant,
    /// The list, the batch, the scope.
    pub found: Found,
}

/// Why a store is too old.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// Its name.
    pub store: String,
    /// When it was known to be complete.
    pub as_of: Timestamp,
    /// When it expired, if that is why.
    pub expired: Option<Timestamp>,
}

/// What all stores together say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It stands in a list of hashes.
    Revoked(Hit),
    /// A store is not what was written.
    Damaged {
        /// The store's name.
        store: String,
        /// What is wrong with it.
        damaged: Damaged,
    },
    /// A filter may hold it.
    Possibly(Hit),
    /// It stands in no list, and there is a fresh one that speaks of its signer or country.
    NotRevoked {
        /// When that list was known to be complete.
        as_of: Timestamp,
    },
    /// Every store that could know is too old.
    Stale(Stale),
    /// No store speaks of its signer or country.
    NoData,
}

impl Revocations {
    /// No stores.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a store.
    pub fn add(&mut self, store: Store) {
        self.stores.push(Arc::new(store));
    }

    /// Whether there is no store.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stores.is_empty()
    }

    /// The stores.
    #[must_use]
    pub fn stores(&self) -> &[Arc<Store>] {
        &self.stores
    }

    /// Asks every store. A hit in a list of hashes counts before everything, however old the list is.
    #[must_use]
    pub fn ask(&self, question: &Question<'_>) -> Answer {
        let kid: Option<[u8; 8]> = question.kid.try_into().ok();
        let country = question.country.and_then(country_code);
        let scopes = [
            kid.zip(country).map(|_| Scope { country, kid }),
            country.map(|_| Scope { country, kid: None }),
            kid.map(|_| Scope { country: None, kid }),
        ];
        let scopes = || scopes.iter().copied().flatten();
        let (mut damaged, mut guess) = (None, None);
        for store in &self.stores {
            for candidate in question.candidates {
                for scope in scopes() {
                    let (hash_type, hash) = (candidate.hash_type, &candidate.hash);
                    match store.find(scope, hash_type, hash, question.at) {
                        Ok(None) => {}
                        Ok(Some(found)) => {
                            let guessed = found.guess.is_some();
                            let hit = Hit {
                                variant: candidate.variant,
                                found,
                            };
                            if !guessed {
                                return Answer::Revoked(hit);
                            }
                            guess.get_or_insert(hit);
                        }
                        Err(fault) => {
                            damaged.get_or_insert_with(|| (store.name().to_owned(), fault));
                        }
                    }
                }
            }
        }
        match (damaged, guess) {
            (Some((store, damaged)), _) => Answer::Damaged { store, damaged },
            (None, Some(hit)) => Answer::Possibly(hit),
            (None, None) => self.coverage(question, scopes),
        }
    }

    /// How far the silence of the stores can be relied on.
    fn coverage<I: Iterator<Item = Scope>>(
        &self,
        question: &Question<'_>,
        scopes: impl Fn() -> I,
    ) -> Answer {
        let (fresh, stale): (Vec<_>, Vec<_>) = self
            .stores
            .iter()
            .partition(|store| stale(store, question).is_none());
        let speaks = |store: &&&Arc<Store>| scopes().any(|scope| store.speaks_of(scope));
        if let Some(as_of) = fresh.iter().filter(speaks).map(|store| store.as_of()).max() {
            return Answer::NotRevoked { as_of };
        }
        // An old store that speaks of the signer says what is missing; one that does not, and no fresh one, says
        // that nobody knows.
        let told = stale
            .iter()
            .find(speaks)
            .or_else(|| match fresh.is_empty() {
                true => stale.first(),
                false => None,
            });
        match told.and_then(|store| self::stale(store, question)) {
            Some(stale) => Answer::Stale(stale),
            None => Answer::NoData,
        }
    }
}

/// Why a store is too old at the moment, if it is.
fn stale(store: &Store, question: &Question<'_>) -> Option<Stale> {
    let as_of = store.as_of();
    let expired = store.expires().filter(|&expires| question.at > expires);
    let old = question.at.unix().saturating_sub(as_of.unix()) > question.max_age_seconds;
    (old || expired.is_some()).then(|| Stale {
        store: store.name().to_owned(),
        as_of,
        expired,
    })
}

#[cfg(test)]
mod tests;
