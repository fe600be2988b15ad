//! What a link says against itself at a moment.

use super::{Link, VERSION};
use crate::time::Timestamp;

/// What stands against a link, or in its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Against {
    /// The link is over.
    Over {
        /// `exp`.
        exp: Timestamp,
        /// The moment of the check.
        at: Timestamp,
    },
    /// Its version is not known.
    Version {
        /// `v`.
        found: i64,
    },
}

/// What stands against a link at a moment.
#[must_use]
pub fn against(link: &Link, at: Timestamp) -> Vec<Against> {
    let over = link.expires_at.filter(|exp| at > *exp);
    let over = over.map(|exp| Against::Over { exp, at });
    let found = link.version;
    let version = (found != VERSION).then_some(Against::Version { found });
    over.into_iter().chain(version).collect()
}
