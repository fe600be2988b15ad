//! What all stores together say about a certificate.
//!
//! A list counts only if it may speak for the signer: a list of a country for signers of that country, a list
//! that names a signer and no country for that signer. So no country calls back another's certificates.
//!
//! There are five answers and a sixth for a damaged file. *Not revoked* needs a store that speaks of the signer
//! or its country, and all that do must be fresh; *no data* and *stale* are not the same as it and never told as such.

use super::id::{Candidate, Variant};
use super::store::{Damaged, Found, Store};
use super::{Scope, same_country};
use crate::time::Timestamp;
use std::fmt;
use std::sync::Arc;

/// Stores that are asked together.
#[derive(Clone, Default)]
pub struct Revocations {
    stores: Vec<Arc<Store>>,
    lacks_one: bool,
}

impl fmt::Debug for Revocations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.stores).finish()
    }
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The identifiers of the signer's key: more than one where a trust list gives it another than its
    /// certificate has, or where it has several certificates.
    pub kids: &'a [&'a [u8]],
    /// The country that may speak for the signer, in either case: that of its key; of a key without one, claim
    /// `iss`.
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
    /// It stands in no list; at least one store speaks of its signer or country, and all that do are fresh.
    NotRevoked {
        /// When all of them were known to be complete.
        as_of: Timestamp,
    },
    /// A store that could know is too old.
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

    /// No stores yet, of which one that there is will be missing: what no other holds may stand in it.
    #[must_use]
    pub fn incomplete() -> Self {
        Self {
            lacks_one: true,
            ..Self::default()
        }
    }

    /// Whether every store is there that there is.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.lacks_one
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
    ///
    /// ```
    /// use hcert::revocation::{Answer, Question, Revocations};
    /// let question = Question {
    ///     kids: &[&[1; 8]],
    ///     country: Some("NO"),
    ///     candidates: &[],
    ///     at: "2022-02-01T12:00:00Z".parse()?,
    ///     max_age_seconds: 7 * 86_400,
    /// };
    /// // No store has been added, and nobody is told that nothing was revoked.
    /// assert_eq!(Revocations::new().ask(&question), Answer::NoData);
    /// # Ok::<(), hcert::time::TimeError>(())
    /// ```
    #[must_use]
    pub fn ask(&self, question: &Question<'_>) -> Answer {
        let scopes = scopes(question);
        let (mut damaged, mut guess) = (None, None);
        for store in &self.stores {
            for candidate in question.candidates {
                for &scope in &scopes {
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
            (None, None) => self.silence(question),
        }
    }

    /// What it is worth that no list holds the certificate: *not revoked*, *stale* or *no data*.
    ///
    /// The oldest store that speaks of the signer decides, as the oldest list does within a store: what it cannot
    /// know yet, a newer one that says little may not know at all.
    #[must_use]
    pub fn silence(&self, question: &Question<'_>) -> Answer {
        let scopes = scopes(question);
        let speaks = |store: &&Arc<Store>| scopes.iter().any(|scope| store.speaks_of(*scope));
        let speakers = || self.stores.iter().filter(speaks);
        if let Some(stale) = speakers().find_map(|store| stale(store, question)) {
            return Answer::Stale(stale);
        }
        if self.lacks_one {
            return Answer::NoData;
        }
        if let Some(as_of) = speakers().map(|store| store.as_of()).min() {
            return Answer::NotRevoked { as_of };
        }
        // Where every store is old, nobody knows whether a newer one would speak.
        let mut all = self.stores.iter().map(|store| stale(store, question));
        match all.next().flatten() {
            Some(first) if all.all(|one| one.is_some()) => Answer::Stale(first),
            _ => Answer::NoData,
        }
    }
}

/// Whose lists may speak for the signer.
fn scopes(question: &Question<'_>) -> Vec<Scope> {
    let country = question.country.and_then(same_country);
    let mut scopes = Vec::with_capacity(4);
    for kid in question.kids {
        if let Ok(kid) = <[u8; 8]>::try_from(*kid) {
            let kid = Some(kid);
            scopes.extend(country.map(|_| Scope { country, kid }));
            scopes.push(Scope { country: None, kid });
        }
    }
    scopes.extend(country.map(|_| Scope { country, kid: None }));
    scopes
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
