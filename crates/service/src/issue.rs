//! Issuing: there only where somebody signs and somebody is let in.

mod auth;
mod certificates;
mod pages;

use super::App;
use super::problem::{BODY, ISSUING_OFF, LEDGER, NOT_LET_IN, Problem};
use super::request::{Room, body, content_type, media_type};
use axum::http::request::Parts;
use hcert::issue::Issuer;
use hcert::text::messages;
use hcert_host::recorder::LastingRecorder;
use hcert_ledger::PersonId;
use std::fmt;
use std::sync::Arc;

pub use auth::Auth;
pub(super) use certificates::{CertificateQuery, certificates};
pub(super) use pages::{PagesQuery, pages};

/// What a body must be.
const JSON: &str = "application/json";

/// Codes that were just signed for one person. Nobody has them yet.
pub(crate) struct Signed<'a> {
    /// Their texts.
    pub(crate) codes: &'a [String],
    /// The country of their signers.
    pub(crate) country: Option<&'a str>,
    /// Whose they are.
    pub(crate) person: Option<PersonId>,
}

/// Who signs, who may ask for it, and who keeps what was signed.
pub struct Issuing {
    issuers: Arc<[Issuer]>,
    auth: Auth,
    recorder: Option<Arc<LastingRecorder>>,
}

impl fmt::Debug for Issuing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (signers, auth) = (self.issuers.len(), &self.auth);
        let kept = self.recorder.is_some();
        write!(f, "Issuing({signers} signers, {auth:?}, kept: {kept})")
    }
}

impl Issuing {
    /// These signers, for those whom `auth` authorizes.
    #[must_use]
    pub fn new(issuers: Vec<Issuer>, auth: Auth) -> Self {
        Self {
            issuers: issuers.into(),
            auth,
            recorder: None,
        }
    }

    /// The same where every code is recorded before it is handed out.
    #[must_use]
    pub fn with_recorder(mut self, recorder: Arc<LastingRecorder>) -> Self {
        self.recorder = Some(recorder);
        self
    }

    /// Records what was signed. Only after this may anybody have it: a code that is not recorded cannot be revoked.
    fn record(&self, signed: &Signed<'_>, app: &App) -> Result<Option<String>, Problem> {
        let Some(recorder) = &self.recorder else {
            return Ok(None);
        };
        match recorder.record(signed.codes, signed.country, signed.person.as_ref()) {
            Ok(note) => Ok(note.map(str::to_owned)),
            Err(failure) => {
                app.note("ledger", &failure.to_string());
                Err(LEDGER.into())
            }
        }
    }
}

/// Who issues, for one who is let in.
fn admitted(app: &App, parts: &Parts) -> Result<Arc<Issuing>, Problem> {
    let issuing = app.issuing().ok_or(ISSUING_OFF)?;
    match issuing.auth.authorizes(parts) {
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
    let (octets, room) = body(app, app.queue(), parts, stream).await?;
    let text = String::from_utf8(octets.to_vec());
    let text = text.map_err(|_| BODY.because(messages::PROBLEM_NOT_UTF8))?;
    Ok((hcert::text::without_bom(&text).to_owned(), room))
}
