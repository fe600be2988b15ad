//! The home system: a person's record, the domestic light, and which certificates the record yields.
//!
//! [`record`] is read and checked, [`history`] sorts out what of it counts at a moment, [`light`] judges it
//! by the domestic rules, [`certificates`] makes EU payloads of it, [`late_registration`] adds a dose from a foreign
//! certificate. [`fhir`] reads the same content from an HL7 FHIR bundle, [`read`] either form. Time is an argument. A record
//! holds vaccinations of any disease; all but the record itself heed those against COVID-19 alone.

pub mod certificates;
pub mod disease;
pub mod fhir;
pub mod history;
pub mod identity;
pub mod late_registration;
pub mod light;
pub mod product;
pub mod profile;
pub mod read;
pub mod record;
