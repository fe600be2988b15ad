//! What a person sees of a domestic code: whose it is.

use super::Holder;
use crate::documents::HolderWords;
use crate::text::Lang;

/// The holder for a person.
#[must_use]
pub fn holder(holder: &Holder, lang: Lang) -> HolderWords {
    HolderWords::new(&holder.person, holder.birth_date, lang)
}
