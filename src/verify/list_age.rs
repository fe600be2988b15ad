//! How old the lists are that a verifier was made of.

use super::Verifier;
use crate::time::Timestamp;

/// How old the lists are that a verifier was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListAges {
    /// Keys that are trusted.
    pub keys: usize,
    /// When the trust list was complete, if it says.
    pub trust_as_of: Option<Timestamp>,
    /// Seconds for which it counts as complete.
    pub trust_max_age: i64,
    /// When the oldest store of revoked certificates was complete.
    pub revoked_as_of: Option<Timestamp>,
    /// Seconds for which a store counts as complete.
    pub revoked_max_age: i64,
    /// How many lists and stores have no good signature.
    pub unsigned: usize,
}

impl Verifier {
    /// How old its lists are.
    ///
    /// ```
    /// use hcert::{TrustList, Verifier};
    /// let trust = TrustList::read("keys", &std::fs::read("keys/dsc-vaccination.pem")?)?;
    /// let ages = Verifier::new(trust.dated("2022-02-01T00:00:00Z".parse()?)).list_ages();
    /// assert_eq!((ages.keys, ages.unsigned), (1, 1));
    /// assert_eq!(ages.trust_as_of.ok_or("no date")?.to_string(), "2022-02-01T00:00:00Z");
    /// assert_eq!(ages.revoked_as_of, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn list_ages(&self) -> ListAges {
        let stores = self.revocations.stores().iter();
        ListAges {
            keys: self.trust.len(),
            trust_as_of: self.trust.as_of(),
            trust_max_age: self.policy.trust_max_age_seconds,
            revoked_as_of: stores.map(|store| store.as_of()).min(),
            revoked_max_age: self.policy.revocation_max_age_seconds,
            unsigned: self.unsigned().len(),
        }
    }
}
