//! Issuing: there only where somebody signs and somebody is let in.

mod certificates;
mod entrance;
mod pages;

use super::App;
use super::problem::{BODY, ISSUING_OFF, LEDGER, NOT_LET_IN, Problem};
use super::request::{Room, body, content_type, media_type};
use crate::dcc::Payload;
use crate::issue::Issuer;
use crate::norway::record::Record;
use axum::http::request::Parts;
use std::fmt;
use std::sync::Arc;

pub(super) use certificates::{CertificateJson, CertificateQuery, certificates};
pub use entrance::Entrance;
pub(super) use pages::{PagesJson, PagesQuery, pages};

/// What a body must be.
const JSON: &str = "application/json";

/// Codes that were just signed for one person. Nobody has them yet.
pub struct Signed<'a> {
    /// Their texts.
    pub codes: &'a [String],
    /// The country of their signers.
    pub country: Option<&'a str>,
    /// What they were made of.
    pub whose: Whose<'a>,
}

/// What codes were made of: whose they are stands in it.
#[derive(Clone, Copy)]
pub enum Whose<'a> {
    /// A payload.
    Payload(&'a Payload),
    /// A record.
    Record(&'a Record),
}

/// Shows how many there are, and nobody's.
impl fmt::Debug for Signed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signed({} codes)", self.codes.len())
    }
}

/// Shows nobody.
impl fmt::Debug for Whose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Whose(redacted)")
    }
}

/// Keeps codes before anybody has them, all or none, and says what should be known of that. An error is about the
/// keeper alone: it goes to the log.
pub type Keeper = Arc<dyn Fn(&Signed<'_>) -> Result<Option<String>, String> + Send + Sync>;

/// Who signs, who may ask for it, and who keeps what was signed.
pub struct Issuing {
    issuers: Arc<[Issuer]>,
    entrance: Entrance,
    keeper: Option<Keeper>,
}

impl fmt::Debug for Issuing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (signers, entrance) = (self.issuers.len(), &self.entrance);
        let kept = self.keeper.is_some();
        write!(f, "Issuing({signers} signers, {entrance:?}, kept: {kept})")
    }
}

impl Issuing {
    /// These signers, for those whom the entrance lets in.
    #[must_use]
    pub fn new(issuers: Vec<Issuer>, entrance: Entrance) -> Self {
        Self {
            issuers: issuers.into(),
            entrance,
            keeper: None,
        }
    }

    /// The same where every code is kept before it is handed out.
    #[must_use]
    pub fn with_keeper(mut self, keeper: Keeper) -> Self {
        self.keeper = Some(keeper);
        self
    }

    /// Keeps what was signed. Only after this may anybody have it: a code that is not kept cannot be revoked.
    fn keep(&self, signed: &Signed<'_>, app: &App) -> Result<Option<String>, Problem> {
        let Some(keeper) = &self.keeper else {
            return Ok(None);
        };
        keeper(signed).map_err(|error| {
            app.note("ledger", &error);
            LEDGER.into()
        })
    }
}

/// Who issues, for one who is let in.
fn admitted(app: &App, parts: &Parts) -> Result<Arc<Issuing>, Problem> {
    let issuing = app.issuing().ok_or(ISSUING_OFF)?;
    match issuing.entrance.lets_in(parts) {
        true => Ok(issuing),
        false => Err(NOT_LET_IN.into()),
    }
}

/// A JSON body as text.
async fn json_body(
    app: &App,
    parts: &Parts,
    stream: axum::body::Body,
) -> Result<(String, Room), Problem> {
    let form = content_type(&parts.headers).unwrap_or_default();
    if form != JSON && form != "application/fhir+json" {
        return Err(media_type(JSON));
    }
    let (octets, room) = body(app, app.gate(), parts, stream).await?;
    let text = String::from_utf8(octets.to_vec());
    let text = text.map_err(|_| BODY.because("not a text in UTF-8"))?;
    Ok((text.trim_start_matches('\u{feff}').to_owned(), room))
}
