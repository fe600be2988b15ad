//! How a report looks to programs: one JSON object, with the same keys wherever it is given out.

use hcert::codec::cbor::hex;
use hcert::lang::{Lang, Words};
use hcert::rules::Answer;
use hcert::verify::{Admission, Finding, Report, Signed};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;
use std::fmt;

/// The JSON object of one report, for `serde` to write.
///
/// It holds the person: it is what was asked for, and belongs into an answer and not into a log.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Report")]
pub struct ReportJson<'a> {
    input: &'a str,
    verdict: &'static str,
    class: Option<&'static str>,
    code: Option<&'static str>,
    text: String,
    /// What to do about it.
    pub hint: String,
    findings: Vec<FindingJson>,
    deviations: Vec<DeviationJson>,
    certificate: Option<CertificateJson<'a>>,
    /// The moment that was asked about, where that was the past and not now.
    #[serde(skip_serializing_if = "Option::is_none")]
    replayed: Option<String>,
    /// Only where countries' rules were asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    countries: Vec<AdmissionJson<'a>>,
    /// What a person should know beside the report.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
struct FindingJson {
    code: &'static str,
    class: &'static str,
    result: &'static str,
    text: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Deviation")]
struct DeviationJson {
    code: &'static str,
    text: String,
    clause: &'static str,
}

/// What was signed: an EU certificate or a domestic code, with the same keys.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SignedContent")]
struct CertificateJson<'a> {
    kid: String,
    alg: String,
    iss: Option<&'a str>,
    iat: Option<String>,
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
    text: &'a str,
    why: Option<String>,
}

impl<'a> ReportJson<'a> {
    /// The object of a report on an input of this name.
    #[must_use]
    pub fn new(input: &'a str, report: &'a Report, lang: Lang) -> Self {
        let decided = report.verdict.finding();
        let text = |finding: &Finding| finding.text(lang);
        let findings = report.findings.iter().map(|finding| FindingJson {
            code: finding.code,
            class: finding.class.code(),
            result: finding.outcome.code(),
            text: finding.text(lang),
        });
        let deviations = report.deviations.iter().map(|deviation| DeviationJson {
            code: deviation.code.code(),
            text: deviation.text(lang),
            clause: deviation.code.clause(),
        });
        let countries = report.admissions.iter();
        Self {
            input,
            verdict: report.verdict.code(),
            class: decided.map(|finding| finding.class.code()),
            code: decided.map(|finding| finding.code),
            text: decided.map_or_else(|| ACCEPTED.get(lang).to_owned(), text),
            hint: report.hint(lang).to_owned(),
            findings: findings.collect(),
            deviations: deviations.collect(),
            certificate: CertificateJson::new(report),
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

const ACCEPTED: Words = Words {
    en: "the signature is good and every check holds",
    nb: "signaturen er god og alle kontroller holder",
    nn: "signaturen er god og alle kontrollar held",
};

impl<'a> CertificateJson<'a> {
    fn new(report: &'a Report) -> Option<Self> {
        let of = |signed: &'a Signed, country: &'a str, payload: Json| Self {
            kid: hex(signed.kid()),
            alg: signed.algorithm().to_string(),
            iss: signed.issuer(),
            iat: signed.issued_at().map(|at| at.to_string()),
            exp: signed.expires_at().map(|at| at.to_string()),
            country,
            payload,
        };
        match (&report.certificate, &report.domestic) {
            (Some(eu), _) => {
                let payload = eu.payload();
                Some(of(eu, payload.entry.country(), payload.to_json()))
            }
            (None, Some(domestic)) => Some(of(domestic, "NO", domestic.holder().to_json())),
            (None, None) => None,
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
                Answer::Open(why) => Some(why.to_string()),
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
