//! How a report looks to programs: one JSON object, with the same keys wherever it is given out.

use crate::checkpoint::CheckRequest;
use crate::input::{Content, Input};
use crate::keyboard;
use crate::other_json::{HealthJson, IcvpJson, LinkJson};
use hcert::codec::{cbor::Item, hex};
use hcert::dcc;
use hcert::rules::Answer;
use hcert::text::{Lang, ToText as _, messages};
use hcert::trust::Environment;
use hcert::verify::{Admission, Finding, Report, Shape, Signed, Value};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json, json};
use std::borrow::Cow;
use std::fmt;

/// The report on one code. It holds the person: it belongs into an answer and not into a log.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Report")]
pub struct ReportJson<'a> {
    /// The name of what was handed in, and which code in it.
    input: &'a str,
    /// `accept`, `genuine`, `reject` or `cannot-verify`.
    verdict: &'static str,
    /// The class of the finding that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'static str>,
    /// The code of the finding that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    /// One line for a person.
    text: String,
    /// What to do about it.
    hint: String,
    /// Every check and how it went, in the order in which they were made.
    findings: Vec<FindingJson<'a>>,
    /// What was tolerated.
    deviations: Vec<DeviationJson<'a>>,
    /// What was signed, where the signature is good and the content could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<CertificateJson<'a>>,
    /// The yellow card that was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    icvp: Option<IcvpJson<'a>>,
    /// The health link, whether anybody signed it or not. Neither its key nor its path is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<LinkJson<'a>>,
    /// The code of another network, where its signature is good and it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    health: Option<HealthJson<'a>>,
    /// The trust domain whose key signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<&'a str>,
    /// What the list is for that has the signer: `prod`, `uat`, `dev` or `local`.
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<&'static str>,
    /// Whether a key of tests signed: then the verdict says nothing about a traveller.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    test: bool,
    /// The moment that was asked about, where that was the past and not now.
    #[serde(skip_serializing_if = "Option::is_none")]
    replayed: Option<String>,
    /// Only where countries' rules were asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    countries: Vec<AdmissionJson<'a>>,
    /// What a person should know beside the report.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

/// One check: its code, and beside it the values that it compared, each under a name of its own.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
struct FindingJson<'a> {
    code: &'static str,
    class: &'static str,
    result: &'static str,
    text: String,
    #[serde(flatten)]
    values: Values<'a>,
}

/// The values that a finding compared.
struct Values<'a>(&'a Finding, Lang);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        for (name, value) in self.0.values() {
            match value {
                Value::Number(number) => map.serialize_entry(name, &number)?,
                Value::Flag(flag) => map.serialize_entry(name, &flag)?,
                Value::Instant(moment) => map.serialize_entry(name, &moment.to_string())?,
                Value::Word(word) => map.serialize_entry(name, word)?,
                Value::Words(words) => map.serialize_entry(name, &words)?,
                Value::Text(text) => map.serialize_entry(name, &text)?,
                Value::Localized(text) => map.serialize_entry(name, &text.get(self.1))?,
                // The library's own type grows with the library.
                _ => {}
            }
        }
        map.end()
    }
}

/// For every code its values; a finding without any has none.
impl JsonSchema for Values<'_> {
    fn schema_name() -> Cow<'static, str> {
        "FindingValues".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let rows = Finding::TABLE.iter().filter_map(|row| {
            let values: Map<String, Json> = row
                .values()
                .map(|(name, shape)| (name.to_owned(), shape_schema(shape)))
                .collect();
            (!values.is_empty()).then(|| {
                json!({
                    "if": { "properties": { "code": { "const": row.code }, "result": { "const": row.outcome.code() } } },
                    "then": { "properties": values },
                })
            })
        });
        json_schema!({ "type": "object", "allOf": rows.collect::<Vec<Json>>() })
    }
}

fn shape_schema(shape: Shape) -> Json {
    match shape {
        Shape::Number => json!({ "type": "integer" }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Instant => json!({ "type": "string", "format": "date-time" }),
        Shape::Words => json!({ "type": "array", "items": { "type": "string" } }),
        Shape::NumberOrWord => json!({ "type": ["integer", "string"] }),
        _ => json!({ "type": "string" }),
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Deviation")]
struct DeviationJson<'a> {
    code: &'static str,
    /// Where: a path in the payload, a header or claim, or a layer.
    #[serde(skip_serializing_if = "str::is_empty")]
    at: &'a str,
    /// What stands there.
    #[serde(skip_serializing_if = "str::is_empty")]
    found: Cow<'a, str>,
    text: String,
    clause: &'static str,
}

/// What was signed: an EU certificate, a domestic code or a yellow card, with the same keys.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SignedContent")]
struct CertificateJson<'a> {
    /// The key identifier, in hexadecimal digits.
    kid: String,
    alg: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<String>,
    country: &'a str,
    payload: Json,
}

/// What one country's rules say.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Admission")]
struct AdmissionJson<'a> {
    country: &'a str,
    outcome: &'static str,
    rules: Vec<RuleJson<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RuleAnswer")]
struct RuleJson<'a> {
    rule: &'a str,
    version: &'a str,
    result: &'static str,
    text: Cow<'a, str>,
    /// Why it has no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

impl<'a> ReportJson<'a> {
    /// The object of a report on what was handed in, as every face gives it: with what a person should know beside it,
    /// and the better hint where scanner and computer disagree about the keyboard.
    #[must_use]
    pub fn of(input: &'a Input, report: &'a Report, asked: &CheckRequest, lang: Lang) -> Self {
        let mut json = Self::new(&input.label, report, lang);
        json.notes
            .extend(asked.expires_before_arrival(report, lang));
        json.notes.extend(input.note(lang));
        if let Content::Text(text) = &input.content {
            json.hint = keyboard::report_hint(report, text, lang).unwrap_or(json.hint);
        }
        json
    }

    /// The object of a report on an input of this name.
    #[must_use]
    pub fn new(input: &'a str, report: &'a Report, lang: Lang) -> Self {
        let decided = report.verdict.finding();
        let text = |finding: &Finding| finding.text(lang);
        let findings = report.findings.iter().map(|finding| FindingJson {
            code: finding.code(),
            class: finding.class().code(),
            result: finding.outcome().code(),
            text: finding.text(lang),
            values: Values(finding, lang),
        });
        let deviations = report.deviations.iter().map(|deviation| DeviationJson {
            code: deviation.code.code(),
            at: &deviation.at,
            found: deviation.found.get(Lang::En),
            text: deviation.text(lang),
            clause: deviation.code.clause(),
        });
        let countries = report.admissions.iter();
        Self {
            input,
            verdict: report.verdict.code(),
            class: decided.map(|finding| finding.class().code()),
            code: decided.map(Finding::code),
            text: decided.map_or_else(
                || {
                    let sentence = match (report.verdict.is_accept(), &report.icvp) {
                        (true, _) => messages::REPORT_ACCEPTED,
                        (false, Some(_)) => messages::REPORT_ICVP,
                        (false, None) => messages::REPORT_GENUINE,
                    };
                    sentence.get(lang).to_owned()
                },
                text,
            ),
            hint: report.hint(lang).to_owned(),
            findings: findings.collect(),
            deviations: deviations.collect(),
            certificate: CertificateJson::new(report),
            icvp: report.icvp.as_deref().map(IcvpJson::new),
            link: report.link.as_deref().map(LinkJson::new),
            health: report.health.as_deref().map(HealthJson::new),
            domain: report.domain.as_deref(),
            environment: report.environment.map(Environment::code),
            test: report.is_test(),
            replayed: report.replayed.map(|at| at.to_string()),
            countries: countries.map(|one| AdmissionJson::new(one, lang)).collect(),
            notes: Vec::new(),
        }
    }
}

/// Shows nothing of a person.
impl fmt::Debug for ReportJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReportJson({}, {:?})", self.verdict, self.code)
    }
}

impl<'a> CertificateJson<'a> {
    fn new(report: &'a Report) -> Option<Self> {
        let of = |signed: &'a Signed, country: &'a str, payload: &Item<'_>| Self {
            kid: hex(signed.kid()),
            alg: signed.algorithm().to_string(),
            iss: signed.issuer(),
            iat: signed.issued_at().map(|at| at.to_string()),
            exp: signed.expires_at().map(|at| at.to_string()),
            country,
            payload: dcc::json(payload),
        };
        match (&report.certificate, &report.domestic, &report.icvp) {
            (Some(eu), ..) => {
                let payload = eu.payload();
                Some(of(eu.signed(), payload.entry.country(), &payload.to_item()))
            }
            (None, Some(domestic), _) => {
                Some(of(domestic.signed(), "NO", &domestic.holder().to_item()))
            }
            (None, None, Some(card)) => {
                let country = card.signed().signer_country().unwrap_or_default();
                Some(of(card.signed(), country, &card.content().to_item()))
            }
            (None, None, None) => None,
        }
    }
}

impl<'a> AdmissionJson<'a> {
    fn new(admission: &'a Admission, lang: Lang) -> Self {
        let rules = admission.rules.iter().map(|rule| RuleJson {
            rule: &rule.identifier,
            version: &rule.version,
            result: rule.answer.code(),
            text: rule.text.get(lang),
            why: match &rule.answer {
                Answer::Open(why) => Some(why.to_text().get(lang).into_owned()),
                _ => None,
            },
        });
        Self {
            country: &admission.country,
            outcome: admission.outcome.code(),
            rules: rules.collect(),
        }
    }
}
