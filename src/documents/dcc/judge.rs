//! What a certificate says that contradicts its claims or the moment of the check. No rules: what a country asks of the
//! content stands elsewhere.

use super::Payload;
use crate::deviation::{Deviation, DeviationCode};
use crate::documents::born_later;
use crate::time::Timestamp;

/// What contradicts claim `iss`, where there is one, or the moment of the check.
///
/// ```
/// use hcert::{Payload, dcc::judge::judge};
/// let payload = Payload::from_json(&std::fs::read_to_string("testdata/payloads/recovery.json")?)?;
/// let at = "2022-02-01T12:00:00Z".parse()?;
/// assert!(judge(&payload, Some("NO"), at).is_empty());
/// assert_eq!(judge(&payload, Some("SE"), at)[0].code.code(), "iss-differs");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn judge(payload: &Payload, issuer: Option<&str>, at: Timestamp) -> Vec<Deviation> {
    let country = payload.entry.country();
    let issuer = issuer.unwrap_or(country);
    // A long text in iss has been listed as no country already.
    let differs = issuer.len() == 2 && country.len() == 2 && issuer != country;
    let found = format!("{issuer}, {country}");
    let differs = differs.then(|| Deviation::new(DeviationCode::IssuerDiffers, "iss", found));
    let later = born_later(payload.birth_date, at);
    later.into_iter().chain(differs).collect()
}
