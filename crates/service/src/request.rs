//! Reading what a request says: its query, its content type, its body.

use super::App;
use super::listen::Attention;
use super::problem::{BODY, HOST, MEDIA_TYPE, Problem, QUERY, SLOW, TOO_LARGE};
use super::work_queue::WorkQueue;
use axum::body::{Body, Bytes};
use axum::extract::Query;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Request, Uri, Version, header};
use hcert::text;
use hcert::text::{Lang, Text, ToText, UnknownLang, messages};
use hcert::time::Timestamp;
use hcert::verify::{Destination, Mode};
use hcert::{CountryCode, CountryCodeError};
use hcert_checkpoint::checkpoint::Overrides;
use http_body_util::{BodyExt as _, Limited};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::Ipv6Addr;
use tokio::sync::OwnedSemaphorePermit;

/// Refuses a request that does not name one host (RFC 9112, 3.2): what stands between here and the client might take
/// it for another one's. HTTP/1.0 need not name any.
pub(super) fn host<B>(request: &Request<B>) -> Result<(), Problem> {
    let mut named = request.headers().get_all(header::HOST).iter();
    match (named.next(), named.next()) {
        (None, _) if request.version() < Version::HTTP_11 => Ok(()),
        (None, _) => Err(HOST.because(messages::PROBLEM_HOST_MISSING)),
        (Some(_), Some(_)) => Err(HOST.because(messages::PROBLEM_HOST_SEVERAL)),
        (Some(host), None) => match host.to_str().is_ok_and(is_host) {
            true => Ok(()),
            false => Err(HOST.because(messages::PROBLEM_HOST_FORM)),
        },
    }
}

/// Whether a text is a host with a port perhaps (RFC 9110, 7.2).
fn is_host(text: &str) -> bool {
    let Ok(authority) = text.parse::<Authority>() else {
        return false;
    };
    let host = authority.host();
    let is_named = match host.strip_prefix('[') {
        Some(address) => address
            .strip_suffix(']')
            .is_some_and(|address| address.parse::<Ipv6Addr>().is_ok()),
        None => !host.is_empty(),
    };
    let port = text.strip_prefix(host).map(|port| match port {
        "" => true,
        port => port.strip_prefix(':').is_some_and(is_port),
    });
    is_named && port == Some(true)
}

/// Whether a text is a port; it may be empty (RFC 3986, 3.2.3).
fn is_port(text: &str) -> bool {
    let digits = text.bytes().all(|octet| octet.is_ascii_digit());
    text.is_empty() || digits && text.parse::<u16>().is_ok()
}

/// What a verification may be asked beside the codes, in the query or in the JSON body.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Options")]
pub(super) struct Choices {
    /// Where the check is made: `border` or `domestic`.
    pub(super) mode: Option<String>,
    /// Ask the rules of a country, two letters.
    pub(super) country: Option<String>,
    /// A region of the country.
    pub(super) region: Option<String>,
    /// When the holder arrives, RFC 3339: the clock of the rules.
    pub(super) arrival: Option<String>,
    /// Language of texts: `en`, `nb`, `nn`, `sv`.
    pub(super) lang: Option<String>,
    /// The moment of the check, RFC 3339; only where the service was started with --allow-at.
    pub(super) at: Option<String>,
}

impl Choices {
    /// Those of a query.
    pub(super) fn of_query(uri: &Uri) -> Result<Self, Problem> {
        query(uri, &"mode, country, region, arrival, lang, at")
    }

    /// These where they say something, else the others.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            mode: self.mode.or(other.mode),
            country: self.country.or(other.country),
            region: self.region.or(other.region),
            arrival: self.arrival.or(other.arrival),
            lang: self.lang.or(other.lang),
            at: self.at.or(other.at),
        }
    }

    /// What is asked, and in which language it is told.
    pub(super) fn wishes(self, allow_at: bool) -> Result<(Overrides, Lang), Problem> {
        let moment = |name: &str, text: Option<String>| {
            let read = text.map(|text| text.parse::<Timestamp>()).transpose();
            read.map_err(|_| wrong(name, &messages::PROBLEM_RFC3339))
        };
        let mode = self.mode.as_deref().map(|mode| match mode {
            "border" => Ok(Mode::Border),
            "domestic" => Ok(Mode::Domestic),
            _ => Err(wrong("mode", &messages::PROBLEM_MODE)),
        });
        let country = self.country.map(|code| country(&code)).transpose()?;
        if self.at.is_some() && !allow_at {
            return Err(wrong("at", &messages::PROBLEM_AT));
        }
        let region = self.region.filter(|region| !region.is_empty());
        if region.as_ref().is_some_and(|region| region.len() > 64) {
            return Err(wrong("region", &messages::PROBLEM_REGION));
        }
        let lang = self.lang.map(|text| lang(&text)).transpose()?;
        let wishes = Overrides {
            at: moment("at", self.at)?,
            mode: mode.transpose()?,
            to: country.map(Destination::Country).map(Some),
            region,
            arrival: moment("arrival", self.arrival)?,
        };
        Ok((wishes, lang.unwrap_or_default()))
    }
}

/// The problem of a parameter's value.
pub(super) fn wrong(name: &str, reason: &dyn ToText) -> Problem {
    QUERY.because(at(name, reason))
}

/// What is wrong with a value, behind its name.
pub(super) fn at(name: &str, reason: &dyn ToText) -> Text {
    let reason = reason.to_text();
    text!(PROBLEM_AT_PLACE, name, reason)
}

/// A language by its code.
pub(super) fn lang(text: &str) -> Result<Lang, Problem> {
    let read = text.parse();
    read.map_err(|error: UnknownLang| wrong("lang", &error))
}

/// The language that a query asks for, in which problems are told.
pub(super) fn lang_of_query(uri: &Uri) -> Lang {
    let read = Query::<BTreeMap<String, String>>::try_from_uri(uri);
    let lang = read
        .ok()
        .and_then(|Query(all)| all.get("lang")?.parse().ok());
    lang.unwrap_or_default()
}

/// A country.
pub(super) fn country(text: &str) -> Result<CountryCode, Problem> {
    text.parse()
        .map_err(|error: CountryCodeError| wrong("country", &error))
}

/// Reads a query. `known` are the names of its parameters, for the problem.
pub(super) fn query<T: serde::de::DeserializeOwned>(
    uri: &Uri,
    known: &dyn ToText,
) -> Result<T, Problem> {
    match Query::try_from_uri(uri) {
        Ok(Query(read)) => Ok(read),
        // The reader's own words repeat what stands there.
        Err(_) => {
            let known = known.to_text();
            Err(QUERY.because(text!(PROBLEM_PARAMETERS, known)))
        }
    }
}

/// The content type without its parameters, in lower case.
pub(super) fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let essence = value.split(';').next().unwrap_or_default().trim();
    Some(essence.to_ascii_lowercase())
}

/// The problem of a content type that is not among those that are taken.
pub(super) fn media_type(taken: &str) -> Problem {
    MEDIA_TYPE.because(text!(PROBLEM_TAKEN, taken))
}

/// Room in memory that a body holds.
pub(super) type Room = OwnedSemaphorePermit;

/// Reads a body that is not too large and comes in time. The room that it takes is given back with the second value.
pub(super) async fn body(
    app: &App,
    gate: &WorkQueue,
    parts: &Parts,
    body: Body,
) -> Result<(Bytes, Room), Problem> {
    let limit = app.limits().body;
    let too_large = || TOO_LARGE.because(text!(PROBLEM_LIMIT_OCTETS, limit));
    let length = parts.headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let room = gate.room(length)?;
    let read = Limited::new(body, limit).collect();
    let attention = parts.extensions.get::<Attention>();
    let hearing = attention.map(Attention::hear);
    let read = tokio::time::timeout(app.limits().body_time, read).await;
    drop(hearing);
    match read {
        Ok(Ok(read)) => Ok((read.to_bytes(), room)),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(BODY.because(messages::PROBLEM_BROKE_OFF)),
        Err(_) => {
            let seconds = app.limits().body_time.as_secs();
            Err(SLOW.because(text!(PROBLEM_LIMIT_SECONDS, seconds)))
        }
    }
}

/// Reads a JSON body. What does not fit is told by its place alone.
pub(super) fn json<T: serde::de::DeserializeOwned>(octets: &[u8]) -> Result<T, Problem> {
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    serde_json::from_slice(octets).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        BODY.because(match error.is_data() {
            true => text!(PROBLEM_JSON_SHAPE, line, column),
            false => text!(PROBLEM_NOT_JSON, line, column),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_one_with_a_port_perhaps() {
        for good in [
            "localhost",
            "hcert.example:8443",
            "hcert.example:",
            "127.0.0.1:80",
            "[::1]",
            "[2001:db8::1]:443",
            "a_b.example",
            "xn--bcher-kva.example",
        ] {
            assert!(is_host(good), "{good}");
        }
        for wrong in [
            "",
            ":80",
            "a b",
            "a, b",
            "a/b",
            "http://a",
            "a@b",
            "a:b",
            "a:+80",
            "a:99999",
            "a:80:80",
            "[::1",
            "[]",
            "[zz]",
            "::1",
            "a?b",
            "a#b",
            "b\u{fc}cher.example",
        ] {
            assert!(!is_host(wrong), "{wrong}");
        }
    }
}
