//! `hcert rules eval` and `hcert rules explain`: one rule and one payload.

use crate::exit::ExitStatus;
use crate::rules::find;
use crate::{moment, output, parse_moment};
use hcert::container::cwt;
use hcert::container::{Limits, Unverified};
use hcert::dcc::{self, Kind};
use hcert::rules::certlogic::Personal;
use hcert::rules::judge::{Answer, Asked};
use hcert::rules::{External, Rule, not_json};
use hcert::text;
use hcert::text::{Message, Text, ToText, messages};
use hcert::time::Timestamp;
use hcert_checkpoint::input::Content;
use hcert_host::error::{Failure, Result};
use hcert_host::inputs as input;
use hcert_host::rule_files;
use serde_json::{Value as Json, json};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Ask one rule about a payload: pass, fail, or open with the reason
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert rules eval VR-NO-0002 testdata/payloads/vaccination-2-2.json\n  hcert rules eval testdata/rules/VR-XX-0001.json testdata/payloads/vaccination-2-2.json\n  \
                        hcert rules eval VR-XX-0001 testdata/payloads/vaccination-2-2.json --rules testdata/rules\n\n\
                        Exit codes: 0 pass, 1 fail, 2 usage or I/O, 3 open."
)]
pub(super) struct EvalArgs {
    #[command(flatten)]
    ask: Ask,
}

/// Ask one rule about a payload, and show what each part of its logic saw and which part decided
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert rules explain VR-NO-0002 testdata/payloads/vaccination-2-2.json\n  \
                        hcert rules explain testdata/rules/VR-XX-0001.json testdata/NO/png/vaccination-2-2.png\n\n\
                        Exit codes: 0 pass, 1 fail, 2 usage or I/O, 3 open."
)]
pub(super) struct ExplainArgs {
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, clap::Args)]
struct Ask {
    /// A rule's identifier, with @1.0.0 behind it that version, or a file that holds one rule
    #[arg(value_name = "RULE")]
    rule: OsString,
    /// A payload (JSON), a code itself, a file that holds either, or -; a code is NOT verified here
    #[arg(value_name = "PAYLOAD")]
    payload: OsString,
    /// Files of rules, or folders of these, among which RULE is [default: Norway's own]
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,
    /// The moment of arrival [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    arrival: Option<Timestamp>,
    /// Value sets to take instead of those of this program
    #[arg(long, value_name = "PATH")]
    value_sets: Vec<PathBuf>,
    /// Show names, dates of birth and identifiers among the values, which are masked otherwise
    #[arg(long)]
    show_personal_data: bool,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn eval(args: &EvalArgs) -> Result<ExitStatus> {
    ask(&args.ask, false)
}

pub(super) fn explain(args: &ExplainArgs) -> Result<ExitStatus> {
    ask(&args.ask, true)
}

fn ask(args: &Ask, explain: bool) -> Result<ExitStatus> {
    let arrival = moment(args.arrival)?;
    let rule = rule(args, arrival)?;
    let sets = output::telling(|notices| rule_files::value_sets_of(&args.value_sets, notices))?;
    let asked = Payload::read(&args.payload)?;
    remark(&rule, &asked, arrival);
    let external = External {
        clock: arrival,
        value_sets: &sets,
        country: &rule.country,
        region: &rule.region,
        issuer: &asked.issuer,
        issued_at: asked.issued_at,
        expires_at: asked.expires_at,
        kid: &asked.kid,
    };
    let data = external.data(&asked.json);
    let answer = rule.ask_about(&asked.json, &data);
    let personal = match args.show_personal_data {
        true => Personal::Text,
        false => Personal::Masked,
    };
    let explanation = match &data {
        Ok(data) if explain => Some(rule.logic.explain(data, personal)),
        _ => None,
    };
    tell(&rule, &answer, explanation.as_deref(), args)?;
    Ok(match answer {
        Answer::Passed => ExitStatus::Done,
        Answer::Failed => ExitStatus::Rejected,
        Answer::Open(_) => ExitStatus::CannotVerify,
    })
}

/// The rule of a file, or of an identifier.
fn rule(args: &Ask, arrival: Timestamp) -> Result<Rule> {
    let path = Path::new(&args.rule);
    if path.is_file() {
        if !args.rules.is_empty() {
            return Err(Failure::new(text!(CLI_RULES_FILE_AND_RULES, path)));
        }
        let book = output::telling(|notices| rule_files::rules_of(&[path.to_owned()], notices))?;
        return match book.rules() {
            [rule] => Ok(rule.clone()),
            rules => {
                let failure = Failure::new(text!(CLI_RULES_SEVERAL, path, count = rules.len()));
                Err(failure.hint(messages::CLI_RULES_NAME_ONE))
            }
        };
    }
    let name = args.rule.to_string_lossy();
    find(
        &output::telling(|notices| rule_files::rules_of(&args.rules, notices))?,
        &name,
        Some(arrival),
    )
    .cloned()
}

/// What would keep the rule from being asked at a border.
fn remark(rule: &Rule, asked: &Payload, arrival: Timestamp) {
    if !rule.is_valid_at(arrival) {
        let (name, from, to) = (rule.name(), rule.valid_from, rule.valid_to);
        output::note(&text!(
            CLI_RULES_NOT_IN_FORCE,
            rule = name,
            from,
            to,
            arrival
        ));
    }
    let kinds = Kind::ALL
        .into_iter()
        .filter(|kind| asked.entry(*kind).is_some());
    let kinds: Vec<Kind> = kinds.collect();
    if !kinds.is_empty() && !kinds.iter().any(|kind| rule.about.covers(*kind)) {
        let (name, about) = (rule.name(), rule.about.to_string());
        let kinds = Text::List(kinds.into_iter().map(Kind::message).collect());
        output::note(&text!(CLI_RULES_OTHER_KIND, rule = name, about, kinds));
    }
}

fn tell(rule: &Rule, answer: &Answer, explanation: Option<&str>, args: &Ask) -> Result<()> {
    let reason = match answer {
        Answer::Open(why) => Some(why.to_string()),
        _ => None,
    };
    if args.json {
        let mut line = output::present(json!({
            "rule": rule.identifier,
            "version": rule.version.to_string(),
            "type": rule.kind.to_string(),
            "country": rule.country,
            "result": answer.code(),
            "reason": reason,
            "text": rule.description(crate::lang()),
        }));
        if let (Some(text), Some(pairs)) = (explanation, line.as_object_mut()) {
            pairs.insert("explanation".into(), text.into());
        }
        return output::json(&line);
    }
    let mark = match answer {
        Answer::Passed => "✓",
        Answer::Failed => "✗",
        Answer::Open(_) => "?",
    };
    let code = answer.code();
    let answer = answer.clone();
    let text = Asked { rule, answer }.text(crate::lang());
    let head = format!("{mark} {code}  {}  {text}", rule.name());
    let mut lines = vec![head];
    let explanation = explanation.unwrap_or_default().lines();
    lines.extend(explanation.map(|line| format!("  {line}")));
    output::lines(&lines)
}

/// What a rule is asked about.
struct Payload {
    json: Json,
    issuer: String,
    issued_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    kid: Vec<u8>,
}

/// What to give instead of a payload that is not there.
const HINT: Message = messages::CLI_RULES_GIVE_PAYLOAD;

/// Why something is no payload.
fn failed(label: &str, error: &impl ToText) -> Failure {
    Failure::new(text!(FILE_SYSTEM, path = label, error)).hint(HINT)
}

impl Payload {
    fn read(argument: &OsString) -> Result<Self> {
        let source = input::fetch(argument, HINT)?;
        let octets = source.octets.as_slice();
        let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
        if octets.trim_ascii_start().starts_with(b"{") {
            return Self::of_json(&source.label, octets);
        }
        let mut inputs = Vec::new();
        crate::inputs::read(&source, &mut |input| {
            inputs.push(input);
            Ok(())
        })?;
        match inputs.as_slice() {
            [input] => match &input.content {
                Content::Text(text) => Self::of_code(&input.label, text),
                Content::NoCode(None) => Err(failed(&input.label, &messages::CLI_RULES_NO_CODE)),
                Content::NoCode(Some(why)) => Err(failed(&input.label, why)),
                Content::TooLarge(error) => {
                    Err(Failure::new(text!(FILE_SYSTEM, path = input.label, error)))
                }
            },
            several => {
                let (input, count) = (&source.label, several.len());
                Err(Failure::new(text!(CLI_RULES_SEVERAL_CODES, input, count)))
            }
        }
    }

    fn of_json(label: &str, octets: &[u8]) -> Result<Self> {
        let json: Json =
            serde_json::from_slice(octets).map_err(|error| failed(label, &not_json(&error)))?;
        let mut payload = Self {
            json,
            issuer: String::new(),
            issued_at: None,
            expires_at: None,
            kid: Vec::new(),
        };
        payload.issuer = payload.country();
        Ok(payload)
    }

    fn of_code(label: &str, text: &str) -> Result<Self> {
        let code = Unverified::decode(text, &Limits::default());
        let code = code.map_err(|error| failed(label, &error))?;
        let claims = code.peek().map_err(|error| failed(label, &error))?.0;
        let Ok(cwt::Content::Dcc(payload)) = claims.content else {
            return Err(failed(label, &messages::CLI_RULES_NO_CERTIFICATE));
        };
        output::warning(&text!(CLI_RULES_UNVERIFIED, input = label));
        let mut payload = Self {
            json: dcc::json(&payload),
            issuer: claims.issuer.unwrap_or_default(),
            issued_at: claims.issued_at.ok(),
            expires_at: claims.expires_at.ok(),
            kid: code.kid().unwrap_or_default().to_vec(),
        };
        if payload.issuer.is_empty() {
            payload.issuer = payload.country();
        }
        Ok(payload)
    }

    /// The first entry of a kind.
    fn entry(&self, kind: Kind) -> Option<&Json> {
        self.json.get(kind.group())?.as_array()?.first()
    }

    /// The country of the first entry.
    fn country(&self) -> String {
        let entry = Kind::ALL.into_iter().find_map(|kind| self.entry(kind));
        let country = entry
            .and_then(|entry| entry.get("co"))
            .and_then(Json::as_str);
        country.unwrap_or_default().to_owned()
    }
}
