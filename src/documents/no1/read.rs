//! The one reader of the content.

use super::{Holder, VERSION};
use crate::codec::cbor::Item;
use crate::deviation::Deviation;
use crate::documents::dcc::read::{
    Fault, FaultKind, Fields, Notes, Place, Text, read_birth_date, read_person,
};
use crate::text::messages;

/// What came out of the content of a domestic code.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Who, if nothing is at fault.
    pub holder: Option<Holder>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// What was tolerated.
    pub deviations: Vec<Deviation>,
}

/// Reads the content of a domestic code: `ver` 1.0.0, `nam`, `dob` and nothing else. A key more is a fault:
/// an EU certificate under the other identifier must never pass for a domestic code.
///
/// ```
/// use hcert::{Payload, no1::read};
/// let payload = Payload::from_json(&std::fs::read_to_string("testdata/payloads/vaccination-2-2.json")?)?;
/// let reading = read(&payload.to_item());
/// assert_eq!(reading.holder, None);
/// assert!(reading.faults.iter().any(|fault| fault.path == "v"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn read(item: &Item<'_>) -> Reading {
    let notes = Notes::default();
    let holder = Fields::new(item, Place::Top, &notes).and_then(|top| {
        let version = top.text("ver", Text::Plain)?;
        if version != VERSION {
            let want = messages::WANT_DOMESTIC_VERSION;
            notes.fault("ver", FaultKind::Form { want });
        }
        for key in top.unknown(&["ver", "nam", "dob"]) {
            let want = messages::WANT_DOMESTIC_KEY;
            notes.fault(&key, FaultKind::Form { want });
        }
        let person = Fields::new(top.get("nam")?, Place::Under("nam"), &notes)?;
        Some(Holder {
            person: read_person(&person, &notes),
            birth_date: read_birth_date(&top, &notes)?,
        })
    });
    let (faults, deviations) = (notes.faults.into_inner(), notes.deviations.into_inner());
    Reading {
        holder: holder.filter(|_| faults.is_empty()),
        faults,
        deviations,
    }
}
