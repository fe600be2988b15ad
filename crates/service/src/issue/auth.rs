//! Who may ask for a signature.

use crate::error::SetupError;
use crate::listen::ClientCertificate;
use axum::http::HeaderMap;
use axum::http::header;
use axum::http::request::Parts;
use hcert::key::hmac_sha256;
use hcert::text;
use hcert::text::ToText as _;
use std::fmt;

/// Who may ask for a signature: whoever knows a token, whoever has a certificate, or whoever has both where both are
/// asked for. `Debug` shows no token.
pub struct Auth {
    /// Tokens as they are compared: through a keyed hash, so that how long that takes tells nothing of them.
    tokens: Vec<[u8; 32]>,
    key: [u8; 16],
    certificate: bool,
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (tokens, certificate) = (self.tokens.len(), self.certificate);
        write!(f, "Auth({tokens} tokens, certificate: {certificate})")
    }
}

/// Characters that a token has at least: 128 bits in hexadecimal.
const TOKEN_LENGTH: usize = 32;

impl Auth {
    /// An auth for those who know one of the tokens, if there are any, and with `certificate` for those whose
    /// client certificate was checked at the door.
    ///
    /// # Errors
    /// Nothing is asked for at all, a token is too short to be secret, or there is no randomness.
    pub fn new(tokens: &[&str], certificate: bool) -> Result<Self, SetupError> {
        if tokens.is_empty() && !certificate {
            return Err(text!(SETUP_NOBODY_ASKED).into());
        }
        if let Some(short) = tokens.iter().position(|token| token.len() < TOKEN_LENGTH) {
            let number = short + 1;
            return Err(text!(SETUP_SHORT_TOKEN, number, least = TOKEN_LENGTH).into());
        }
        let key = hcert::key::random_octets();
        let key = key.map_err(|error| SetupError::from(error.to_text()))?;
        let hash = |token: &&str| hmac_sha256(&key, token.as_bytes());
        Ok(Self {
            tokens: tokens.iter().map(hash).collect(),
            key,
            certificate,
        })
    }

    pub(super) fn authorizes(&self, parts: &Parts) -> bool {
        let token = bearer(&parts.headers);
        let token = token.map(|token| hmac_sha256(&self.key, token.trim().as_bytes()));
        let known = parts.extensions.get::<ClientCertificate>();
        (self.tokens.is_empty() || token.is_some_and(|token| self.tokens.contains(&token)))
            && (!self.certificate || known.is_some_and(|ClientCertificate(known)| *known))
    }
}

/// The token of a request, behind its scheme in whatever case (RFC 9110, 11.1); none where several are shown.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut shown = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (shown.next(), shown.next()) else {
        return None;
    };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_shown_to_nobody() {
        let token = "0123456789abcdef0123456789abcdef";
        assert!(Auth::new(&[], false).is_err());
        assert!(Auth::new(&[token, "short"], false).is_err());
        let auth = Auth::new(&[token], false).unwrap();
        assert!(!format!("{auth:?}").contains("0123"));
        let parts = |value: &str| {
            let request = axum::http::Request::get("/").header("authorization", value);
            request.body(()).unwrap().into_parts().0
        };
        for scheme in ["Bearer", "bearer", "BEARER", "bEaReR", "Bearer "] {
            assert!(auth.authorizes(&parts(&format!("{scheme} {token}"))));
        }
        let mut two = parts(&format!("Bearer {token}"));
        let second = format!("Bearer {token}").parse().unwrap();
        two.headers.append("authorization", second);
        assert!(!auth.authorizes(&two), "which of the two counts is unclear");
        for wrong in [
            token.to_owned(),
            format!("Basic {token}"),
            format!("Bearer{token}"),
            format!("Bearers {token}"),
            format!(" {token}"),
            format!("Bearer {token}0"),
            format!("Bearer {}", &token[1..]),
            "Bearer ".to_owned(),
        ] {
            assert!(!auth.authorizes(&parts(&wrong)), "{wrong}");
        }
        let both = Auth::new(&[token], true).unwrap();
        let mut known = parts(&format!("Bearer {token}"));
        assert!(!both.authorizes(&known));
        known.extensions.insert(ClientCertificate(true));
        assert!(both.authorizes(&known));
        let mut stranger = parts("");
        stranger.extensions.insert(ClientCertificate(true));
        assert!(!both.authorizes(&stranger));
    }
}
