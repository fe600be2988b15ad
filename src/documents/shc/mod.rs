//! SMART Health Cards (`shc:/`): a FHIR bundle, signed as a JWS by a health system or a state, mostly in North America.
//!
//! Nothing here issues them. Sources: SMART Health Cards and Links 1.0.0 (HL7), VCI directory.
//!
//! ```
//! use hcert::shc;
//! let error = shc::text("shc:/5676290").unwrap_err();
//! assert_eq!(error.to_string(), "7 digits, which are no pairs");
//! ```
//!
//! Personal data: `Debug` shows none of it.

mod card;
mod read;
mod text;

pub use card::{Card, CardError, Header};
pub use read::{Claims, Reading, read};
pub use text::{Fault as TextFault, Numeric, encode, numeric, text};

/// The trust domain of its issuers.
pub const DOMAIN: &str = "SHC";

/// The type that a card must have.
pub const TYPE: &str = "https://smarthealth.cards#health-card";
