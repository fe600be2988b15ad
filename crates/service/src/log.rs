//! The log: one JSON object a line. A request leaves its number, its route as the service names it, its method, its
//! status, the codes of verdicts with how many there were of each, the identifiers of the keys that had signed, and how
//! long it took. Nothing else of it: no path, no query, no header, no address.

use hcert::time::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

/// Identifiers of keys that one line names at most.
const KIDS: usize = 32;

/// Where lines go.
pub type Writer = Box<dyn Fn(&str) + Send + Sync>;

/// The log of a service.
pub(super) struct Log(pub(super) Writer);

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Log")
    }
}

/// What an answer tells the log, as an extension of the response.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) verdicts: BTreeMap<&'static str, usize>,
    pub(super) kids: BTreeSet<String>,
}

impl Told {
    /// Counts a report in: its verdict's code, and the key if its signature is good.
    pub(super) fn add(&mut self, report: &hcert::verify::Report) {
        let code = report
            .verdict
            .finding()
            .map_or(report.verdict.code(), |found| found.code());
        *self.verdicts.entry(code).or_default() += 1;
        let eu = report
            .certificate
            .as_ref()
            .map(|signed| signed.signed().kid());
        let kid = eu.or_else(|| report.domestic.as_ref().map(|signed| signed.signed().kid()));
        self.kids.extend(kid.map(hcert::codec::hex));
    }
}

#[derive(Serialize)]
struct RequestLine<'a> {
    time: String,
    event: &'static str,
    id: &'a str,
    route: &'static str,
    method: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    verdicts: &'a BTreeMap<&'static str, usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kids: Vec<&'a String>,
    ms: f64,
}

#[derive(Serialize)]
struct EventLine<'a> {
    time: String,
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

/// An answered request.
pub(super) struct Answered<'a> {
    pub(super) id: &'a str,
    pub(super) route: &'static str,
    pub(super) method: &'static str,
    pub(super) status: u16,
    pub(super) told: &'a Told,
    pub(super) duration: Duration,
}

impl Log {
    pub(super) fn request(&self, answered: &Answered<'_>) {
        let line = RequestLine {
            time: now(),
            event: "request",
            id: answered.id,
            route: answered.route,
            method: answered.method,
            status: answered.status,
            verdicts: &answered.told.verdicts,
            kids: answered.told.kids.iter().take(KIDS).collect(),
            ms: (answered.duration.as_secs_f64() * 1e6).round() / 1e3,
        };
        self.write(&line);
    }

    /// Something that happened to the service: `text` is about its files and its program, never about a request.
    pub(super) fn event(&self, event: &'static str, text: Option<&str>) {
        let time = now();
        self.write(&EventLine { time, event, text });
    }

    fn write(&self, line: &impl Serialize) {
        // Texts and numbers: this cannot fail.
        (self.0)(&serde_json::to_string(line).unwrap_or_default());
    }
}

/// The wall clock, whatever moment codes are checked for.
fn now() -> String {
    #[expect(clippy::disallowed_methods, reason = "a line of the log has its time")]
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = since
        .ok()
        .and_then(|since| i64::try_from(since.as_secs()).ok());
    let at = seconds.and_then(Timestamp::from_unix);
    at.map_or_else(String::new, |at| at.to_string())
}
