//! What a domestic code says that cannot be.

use super::Holder;
use crate::deviation::Deviation;
use crate::documents::born_later;
use crate::time::Timestamp;

/// What contradicts the moment of the check.
#[must_use]
pub fn judge(holder: &Holder, at: Timestamp) -> Vec<Deviation> {
    born_later(holder.birth_date, at).into_iter().collect()
}
