//! What a domestic code must be to be issued.

use super::{Holder, read};
use crate::documents::born_after_issue;
use crate::documents::dcc::PayloadError;
use crate::text::ToText;
use crate::time::Timestamp;

/// Holds a holder against the reader, without tolerance.
///
/// # Errors
/// Every reason why it must not be issued.
pub fn check(holder: &Holder, issued_at: Timestamp) -> Result<(), PayloadError> {
    let content = holder.to_item();
    let reading = read(&content);
    let faults = reading.faults.iter().map(ToText::to_text);
    let odd = reading.deviations.iter().map(ToText::to_text);
    let later = born_after_issue(holder.birth_date, issued_at);
    let reasons: Vec<_> = faults.chain(odd).chain(later).collect();
    match reasons.is_empty() {
        true => Ok(()),
        false => Err(PayloadError { reasons }),
    }
}
