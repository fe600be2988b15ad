//! Verdict corpora: one JSON object a line, a code with its trust list, its clock and the class with which
//! it must be refused (or `valid`).
//!
//! Row: `{"name","hc1","expected","also_ok"?,"clock","trust":[{"kid","cert"|"spki"}],"note"}`. A row with
//! `valid` among `also_ok` is a matter of policy: it is reported and never fails. A code longer than a QR
//! code is run with the text limit lifted: it tests another limit.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hcert::container::Limits;
use hcert::text;
use hcert::text::{Text, ToText, messages};
use hcert::time::Timestamp;
use hcert::trust::{Dsc, TrustList};
use hcert::verify::{Class, Finding, Verifier};
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    name: String,
    hc1: String,
    expected: String,
    #[serde(default)]
    also_ok: Option<Vec<String>>,
    clock: String,
    trust: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    kid: String,
    cert: Option<String>,
    spki: Option<String>,
}

/// How one row went.
#[derive(Clone, Debug, PartialEq)]
pub struct CorpusRow {
    /// The row's name.
    pub name: String,
    /// The class that the row wants.
    pub expected: String,
    /// The class that came out; `valid` for an accepted or genuine code.
    pub class: String,
    /// The verdict's stable word.
    pub verdict: &'static str,
    /// Whether the class is the wanted one or another that the row allows.
    pub agree: bool,
    /// Whether the row is a matter of policy, which never fails.
    pub policy: bool,
    /// What the verifier said.
    pub finding: Option<Finding>,
}

/// Runs every row.
///
/// # Errors
/// A line that is no row, with its number.
pub fn run(text: &str) -> Result<Vec<CorpusRow>, Text> {
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| {
            let wrong = |reason: Text| text!(BENCH_CORPUS, line = index + 1, reason);
            let row = serde_json::from_str(line);
            let row: Row = row.map_err(|error| wrong(Text::plain(error)))?;
            run_row(row).map_err(wrong)
        })
        .collect()
}

fn run_row(row: Row) -> Result<CorpusRow, Text> {
    let clock = row.clock.parse::<Timestamp>();
    let clock = clock.map_err(|error| wrong("clock", &error))?;
    let keys = row
        .trust
        .iter()
        .map(read_key)
        .collect::<Result<Vec<_>, _>>()?;
    let trust: TrustList = keys.into_iter().collect();
    let usual = Limits::default();
    let limits = Limits {
        text: usual.text.max(row.hc1.len()),
        ..usual
    };
    let report = Verifier::new(trust)
        .with_limits(limits)
        .verify(&row.hc1, clock);
    // Accept and genuine are both what a corpus calls valid.
    let class = report.verdict.class().map(Class::code);
    let class = class.filter(|_| !report.verdict.is_genuine());
    let class = class.unwrap_or("valid").to_owned();
    let also_ok = row.also_ok.unwrap_or_default();
    Ok(CorpusRow {
        agree: class == row.expected || also_ok.contains(&class),
        policy: also_ok.iter().any(|class| class == "valid"),
        finding: report.verdict.finding().cloned(),
        verdict: report.verdict.code(),
        name: row.name,
        expected: row.expected,
        class,
    })
}

/// What is wrong with a member of a row.
fn wrong(name: &str, error: &impl ToText) -> Text {
    text!(FILE_SYSTEM, path = name, error)
}

fn read_key(key: &Key) -> Result<Dsc, Text> {
    let base64 = |text: &str| {
        let octets = STANDARD.decode(text);
        octets.map_err(|error| wrong("trust", &Text::plain(error)))
    };
    let kid = base64(&key.kid)?;
    match (&key.cert, &key.spki) {
        (Some(cert), _) => Dsc::from_der("corpus", &base64(cert)?)
            .map(|dsc| dsc.with_kid(&kid))
            .map_err(|error| wrong("trust", &error)),
        (None, Some(spki)) => {
            Dsc::from_spki("corpus", &kid, &base64(spki)?).map_err(|error| wrong("trust", &error))
        }
        (None, None) => Err(wrong("trust", &messages::BENCH_NO_KEY)),
    }
}
