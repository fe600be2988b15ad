//! `hcert status`: green or red by the domestic rules, and the late registration of a dose.

use crate::exit::ExitStatus;
use crate::output::{self, Marked};
use crate::trust_args::TrustOptionArgs;
use crate::{moment, parse_moment, verify};
use hcert::dcc::names::Likeness;
use hcert::norway::certificates::{LeftOut, Why};
use hcert::norway::history::{History, Unheeded};
use hcert::norway::late_registration::{self, Births, Checked, Comparison, Sameness};
use hcert::norway::light::{self, Colour, Judgement};
use hcert::norway::profile::{Profile, ProfileId};
use hcert::norway::record::{Record, schema};
use hcert::text;
use hcert::text::{Lang, ToText as _, messages};
use hcert::time::Timestamp;
use hcert::trust::Outdated;
use hcert::verify::Verifier;
use hcert_checkpoint::input::Content;
use hcert_checkpoint::status_json::StatusJson;
use hcert_host::error::{Failure, Result};
use hcert_host::record_files;
use hcert_host::trust_files;
use hcert_host::trust_files::TrustSources;
use serde_json::{Value as Json, json};
use std::ffi::OsString;

/// Judge a person's record by the Norwegian domestic rules: green or red, why, and until when
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert status testdata/records/single-dose.json --at 2021-11-15T12:00:00+01:00\n  \
                        hcert status testdata/records --at 2021-11-15T12:00:00+01:00 --lang nb\n  \
                        hcert status --schema\n\n\
                        The exit code is 0 whatever the colour. With --add the new record goes to standard output, \
                        and the exit code is 1 if the dose is refused or the code rejected, 3 if it cannot be verified."
)]
pub(super) struct Args {
    /// Records: JSON, JSON lines, FHIR bundles, folders of these, or -
    #[arg(value_name = "RECORD", required_unless_present = "schema")]
    records: Vec<OsString>,
    /// The moment asked about [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// The rules by their name, such as no-2021-06-11 [default: those in force at the moment]
    #[arg(long, value_name = "NAME")]
    profile: Option<ProfileId>,
    /// Register the dose of a foreign EU/EEA certificate: -, a code itself, or a file that holds it
    #[arg(long, value_name = "CODE", requires = "trust")]
    add: Option<OsString>,
    /// Keys to trust, for --add: a list of any form, a bundle, a certificate, or a folder of these
    #[arg(long, value_name = "SOURCE")]
    trust: Vec<OsString>,
    #[command(flatten)]
    options: TrustOptionArgs,
    /// Somebody has compared names and dates of birth that are alike but not equal
    #[arg(long, requires = "add")]
    same_person: bool,
    /// Print the JSON Schema of records
    #[arg(long, exclusive = true)]
    schema: bool,
    /// One JSON object per record
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    if args.schema {
        output::pretty_json(&json!(schema()))?;
        return Ok(ExitStatus::Done);
    }
    let at = moment(args.at)?;
    let (entries, complete) =
        output::telling(|notices| record_files::read(&args.records, notices))?;
    if args.add.is_some() && entries.len() != 1 {
        let count = entries.len();
        return Err(Failure::new(text!(CLI_STATUS_RECORDS, count)));
    }
    let mut status = match complete {
        true => ExitStatus::Done,
        false => ExitStatus::Usage,
    };
    for entry in entries {
        let record = match entry.record {
            Ok(record) => record,
            Err(error) => {
                for reason in &error.reasons {
                    output::error(&text!(FILE_SYSTEM, path = entry.label, error = reason));
                }
                if let Some(hint) = entry.hint {
                    output::hint(&hint);
                }
                status = status.worse(ExitStatus::Usage);
                continue;
            }
        };
        match &args.add {
            Some(code) => status = status.worse(add(&record, code, args, at)?),
            None => print(&entry.label, &record, args, at)?,
        }
    }
    Ok(status)
}

fn print(label: &str, record: &Record, args: &Args, at: Timestamp) -> Result<()> {
    let profile = match args.profile {
        Some(ProfileId(profile)) => profile,
        None => Profile::on(at.in_oslo().date()),
    };
    let status = light::status(record, at, profile);
    let history = History::new(record, at, profile);
    let doses = history.unheeded_doses.iter();
    let left_out = |path: String, why: Unheeded| LeftOut {
        path,
        why: Why::Unheeded(why),
    };
    let doses = doses.map(|(index, why)| left_out(format!("vaccinations/{index}"), *why));
    let tests = history.unheeded_tests.iter();
    let tests = tests.map(|(index, why)| left_out(format!("tests/{index}"), *why));
    let unheeded: Vec<LeftOut> = doses.chain(tests).collect();
    if args.json {
        let unheeded = unheeded
            .iter()
            .map(|left| left.json(crate::lang()))
            .collect();
        return output::json(&StatusJson::new(label, &status, unheeded, crate::lang()));
    }
    output::marked(&lines(label, &status, &unheeded, crate::lang()))
}

/// The lines of one record for a person.
fn lines(label: &str, status: &light::Status, unheeded: &[LeftOut], lang: Lang) -> Vec<Marked> {
    let mark = |light| match light {
        Colour::Green => ("✓", "1;32"),
        Colour::Red => ("✗", "1;31"),
    };
    let (sign, paint) = mark(status.light);
    let first = format!(
        "{sign} {}{}  {label}",
        status.light.message().get(lang),
        span(status.light, status.until, lang),
    );
    let mut lines = vec![Marked::new(sign, paint, first)];
    for one in &status.components {
        let (sign, paint) = mark(one.light);
        let line = component_line(one, status, sign, lang);
        lines.push(Marked::new(sign, paint, line));
    }
    for LeftOut { path, why } in unheeded {
        let words = messages::STATUS_DOES_NOT_COUNT;
        let line = format!("  – {path} {}: {}", words.get(lang), why.text(lang));
        lines.push(line.into());
    }
    let rules = messages::STATUS_RULES;
    let values = [
        ("profile", status.profile.id.to_owned().into()),
        ("at", status.at.in_oslo().into()),
    ];
    lines.push(format!("  {}", rules.fill(lang, &values)).into());
    lines
}

fn component_line(one: &Judgement, status: &light::Status, mark: &str, lang: Lang) -> String {
    let name = one.component.message().get(lang);
    let why = one.rule.text(status.profile);
    let why = why.get(lang);
    let span = span(one.light, one.until, lang);
    format!("  {mark} {name:<19} {why}{span}")
}

/// How long a colour lasts, as it follows the colour; nothing for a red that does not pass.
pub(super) fn span(light: Colour, until: Option<Timestamp>, lang: Lang) -> String {
    let words = match (light, until) {
        (Colour::Green, Some(_)) => messages::STATUS_UNTIL,
        (Colour::Green, None) => messages::STATUS_WITHOUT_END,
        (Colour::Red, Some(_)) => messages::STATUS_GREEN_FROM,
        (Colour::Red, None) => return String::new(),
    };
    let until = until.map(|until| ("until", until.in_oslo().into()));
    words.fill(lang, until.as_slice())
}

/// Registers the dose of a code and prints the new record.
fn add(record: &Record, code: &OsString, args: &Args, at: Timestamp) -> Result<ExitStatus> {
    let lists = TrustSources::new(&args.trust, &args.options.options());
    let trust = output::telling(|notices| trust_files::trust(&lists, at, Outdated::Keep, notices))?;
    let verifier = Verifier::new(trust);
    let mut inputs = Vec::new();
    let complete = crate::inputs::for_each(std::slice::from_ref(code), |input| {
        inputs.push(input);
        Ok(())
    })?;
    let input = match inputs.as_slice() {
        [input] => input,
        _ if !complete => return Ok(ExitStatus::Usage),
        several => {
            let count = several.len();
            return Err(Failure::new(text!(CLI_STATUS_CODES, count)));
        }
    };
    let Content::Text(text) = &input.content else {
        return Err(Failure::new(text!(CLI_STATUS_NO_CODE, input = input.label)));
    };
    let report = verifier.verify(text, at);
    let certificate = match &report.certificate {
        // What is doubtful about a genuine certificate is the register's to refuse.
        Some(certificate) if report.verdict.is_genuine() => certificate,
        _ => {
            let finding = report.verdict.finding();
            let text = finding.map(|finding| finding.text(crate::lang()));
            output::error(&format!("{}: {}", input.label, text.unwrap_or_default()));
            output::hint(report.verdict.hint(crate::lang()));
            return Ok(verify::of(&report.verdict).worse(ExitStatus::CannotVerify));
        }
    };
    let checked = Checked {
        payload: certificate.payload(),
        kid: certificate.signed().kid(),
        signer_country: certificate.signed().signer_country(),
        at,
    };
    let both = Comparison::new(record, checked.payload);
    let sameness = match args.same_person {
        true => Sameness::Confirmed,
        false => Sameness::Unconfirmed,
    };
    let registered = late_registration::register(record, &checked, sameness);
    if args.json {
        let comparison = comparison_json(&both);
        output::json(&match &registered {
            Ok(record) => json!({ "comparison": comparison, "record": record }),
            Err(refusal) => json!({
                "comparison": comparison,
                "refused": refusal.code(),
                "text": refusal.to_text().get(crate::lang()),
            }),
        })?;
        return Ok(match registered {
            Ok(_) => ExitStatus::Done,
            Err(_) => ExitStatus::Rejected,
        });
    }
    // Whoever registers a dose has to see the two persons: here alone names stand among the messages.
    for line in comparison(&both, crate::lang()) {
        output::note(&line);
    }
    match registered {
        Ok(record) => {
            output::pretty_json(&json!(record))?;
            Ok(ExitStatus::Done)
        }
        Err(refusal) => {
            output::error(&refusal);
            if refusal == late_registration::Refusal::Unconfirmed {
                let words = messages::STATUS_SAME_PERSON;
                output::hint(words.get(crate::lang()));
            }
            Ok(ExitStatus::Rejected)
        }
    }
}

/// Both persons as JSON.
fn comparison_json(both: &Comparison) -> Json {
    json!({
        "record": { "name": both.record_name, "dateOfBirth": both.record_birth.to_string() },
        "certificate": {
            "name": both.certificate_name,
            "dateOfBirth": both.certificate_birth.to_string(),
        },
        "names": match both.names {
            Likeness::Equal => "equal",
            Likeness::EqualUpToSpelling => "equal-up-to-spelling",
            Likeness::Different => "different",
        },
        "births": match both.births {
            Births::Equal => "equal",
            Births::Compatible => "compatible",
            Births::Unknown => "unknown",
            Births::Different => "different",
        },
    })
}

/// Both persons side by side.
fn comparison(both: &Comparison, lang: Lang) -> [String; 3] {
    let names = match both.names {
        Likeness::Equal => messages::STATUS_NAMES_EQUAL,
        Likeness::EqualUpToSpelling => messages::STATUS_NAMES_SPELLING,
        Likeness::Different => messages::STATUS_NAMES_DIFFER,
    };
    let births = match both.births {
        Births::Equal => messages::STATUS_BIRTHS_EQUAL,
        Births::Compatible => messages::STATUS_BIRTHS_PARTIAL,
        Births::Unknown => messages::STATUS_BIRTHS_UNKNOWN,
        Births::Different => messages::STATUS_BIRTHS_DIFFER,
    };
    let record = messages::STATUS_RECORD.get(lang);
    let certificate = messages::STATUS_CERTIFICATE.get(lang);
    [
        format!("{record:<12} {}  {}", both.record_name, both.record_birth),
        format!(
            "{certificate:<12} {}  {}",
            both.certificate_name, both.certificate_birth
        ),
        format!("{}, {}", names.get(lang), births.get(lang)),
    ]
}
