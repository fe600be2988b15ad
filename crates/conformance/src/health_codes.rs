//! Test vectors for health codes beside the EU's: a JSON file a case, with its trust list, its moment, and what must come
//! out: verdict, class, findings and fields.
//!
//! Case: `{"name","at","trust"?,"code"|"codes"|"binary","policy"?,"jwe"?,"expect":{"format","verdict","class","findings","fields"}}`. The
//! verdict `accept` means genuine or accepted, `cannot` cannot verify. Findings and fields are subsets of what is reported.
//! A case of a format that is not read here is told and not counted.

use crate::Files;
use hcert::container::Limits;
use hcert::container::prefix::{self, Foreign};
use hcert::health::When;
use hcert::key::sha256;
use hcert::link::open;
use hcert::text;
use hcert::text::{Lang, Text, ToText, messages};
use hcert::time::Timestamp;
use hcert::trust::seal::same_state;
use hcert::trust::{Anchors, Request, TrustList};
use hcert::verify::{Class, Crossing, Report, SignedHealth, Verifier};
use hcert::{Document, codec::hex, vdsnc};
use hcert_checkpoint::report_json::ReportJson;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Case {
    name: String,
    at: String,
    #[serde(default)]
    trust: Option<String>,
    #[serde(default)]
    code: Option<String>,
    /// The octets of a code that is no text, in base64.
    #[serde(default)]
    binary: Option<String>,
    /// The codes of a card that was divided.
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    policy: Option<Policy>,
    #[serde(default)]
    jwe: Option<String>,
    expect: Expect,
}

#[derive(Deserialize)]
struct Policy {
    /// For each sub-key of −260 the domains whose keys count beside its own.
    #[serde(default)]
    domains: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Expect {
    format: String,
    verdict: String,
    class: Option<String>,
    #[serde(default)]
    findings: Vec<String>,
    #[serde(default)]
    fields: Json,
}

/// How one case went.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseRow {
    /// The file and the case's name.
    pub name: String,
    /// Verdict and class that the case wants.
    pub expected: String,
    /// Verdict and class that came out.
    pub found: String,
    /// What differs; nothing where the case holds.
    pub differs: Option<String>,
}

/// What a run found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// The cases that were run.
    pub rows: Vec<CaseRow>,
    /// The cases whose format is not read here: name and format.
    pub not_read: Vec<(String, String)>,
    /// Files that claim to be cases and cannot be run: name and why.
    pub unreadable: Vec<(String, Text)>,
}

impl Run {
    /// Cases that do not hold.
    #[must_use]
    pub fn failed(&self) -> usize {
        let rows = self.rows.iter();
        rows.filter(|row| row.differs.is_some()).count()
    }
}

/// The formats that are read.
const FORMATS: [&str; 7] = ["hc1", "shl", "shc", "vdsnc", "nzcp", "divoc", "nl-domestic"];

/// Whether a file is a case: it says when it is judged and what is expected.
#[must_use]
pub fn is_case(octets: &[u8]) -> bool {
    let json = serde_json::from_slice::<Json>(octets);
    json.is_ok_and(|json| json.get("at").is_some() && json.get("expect").is_some())
}

/// Runs every case among the files. `keys` are the files that cases name as their trust lists.
#[must_use]
pub fn run(files: &Files, keys: &Files) -> Run {
    let mut run = Run::default();
    for (file, octets) in files.iter().filter(|(_, octets)| is_case(octets)) {
        let case: Case = match serde_json::from_slice(octets) {
            Ok(case) => case,
            Err(error) => {
                run.unreadable.push((file.clone(), Text::plain(error)));
                continue;
            }
        };
        let name = match file.split_once('/') {
            Some((folder, _)) => format!("{folder}/{}", case.name),
            None => case.name.clone(),
        };
        if !FORMATS.contains(&case.expect.format.as_str()) {
            run.not_read.push((name, case.expect.format));
            continue;
        }
        match run_case(&case, keys) {
            Ok((found, differs)) => run.rows.push(CaseRow {
                name,
                expected: verdict_of(&case.expect),
                found,
                differs,
            }),
            Err(why) => run.unreadable.push((file.clone(), why)),
        }
    }
    run
}

fn verdict_of(expect: &Expect) -> String {
    let verdict = match expect.verdict.as_str() {
        "accept" => "genuine",
        "cannot" => "cannot-verify",
        other => other,
    };
    match &expect.class {
        Some(class) => format!("{verdict} ({class})"),
        None => verdict.to_owned(),
    }
}

fn run_case(case: &Case, keys: &Files) -> Result<(String, Option<String>), Text> {
    let at: Timestamp = case.at.parse().map_err(|error| wrong("at", &error))?;
    let code = match (&case.code, &case.binary, case.codes.as_slice()) {
        (Some(code), ..) => code.clone(),
        (None, Some(octets), _) => format!("B64:{octets}"),
        (None, None, []) => return Err(wrong("code", &messages::BENCH_NO_CODE)),
        (None, None, codes) => codes.join("\n"),
    };
    let code = code.as_str();
    let trust = match &case.trust {
        None => TrustList::new(),
        Some(name) => trust(name, keys, at)?,
    };
    let crossings = case.policy.as_ref().map_or(Ok(vec![]), crossings)?;
    let usual = Limits::default();
    let limits = Limits {
        text: usual.text.max(code.len()),
        ..usual
    };
    let verifier = Verifier::new(trust)
        .with_limits(limits)
        .with_crossings(crossings);
    let report = verifier.verify(code, at);
    let class = report.verdict.class().map(Class::code);
    let (verdict, class) = match report.verdict.is_genuine() {
        true => ("genuine", None),
        false => (report.verdict.code(), class),
    };
    let found = match class {
        Some(class) => format!("{verdict} ({class})"),
        None => verdict.to_owned(),
    };
    let expect = &case.expect;
    let mut differs = Vec::new();
    if found != verdict_of(expect) {
        differs.push(match report.verdict.finding() {
            Some(finding) => format!("{}: {}", finding.code(), finding.text(Lang::En)),
            None => "nothing stands against it".to_owned(),
        });
    }
    let format = format(code, &report);
    if format != expect.format {
        differs.push(format!("it is {format}, not {}", expect.format));
    }
    let reported: Vec<&str> = codes(&report).collect();
    let missing = expect.findings.iter();
    let missing = missing.filter(|code| !reported.contains(&code.as_str()));
    differs.extend(missing.map(|code| format!("{code} is not reported")));
    let mut json = serde_json::to_value(ReportJson::new(&case.name, &report, Lang::En))
        .map_err(Text::plain)?;
    if let Some(jwe) = &case.jwe {
        let link = report.link.as_ref();
        let link = link.ok_or_else(|| wrong("jwe", &messages::BENCH_NO_CODE))?;
        let files = open::open(link, jwe.as_bytes()).map_err(|error| wrong("jwe", &error))?;
        let opened = files
            .first()
            .and_then(|file| file.opened.as_ref()?.as_ref().ok());
        if let (Some(opened), Json::Object(members)) = (opened, &mut json) {
            let digest = hex(&sha256(&opened.octets));
            let opened = json!({"cty": opened.content_type, "sha256": digest});
            members.insert("opened".into(), opened);
        }
    }
    let mut fields = report.health.as_deref().map(fields).unwrap_or(json);
    // The cases write a country in three letters.
    let signer = report.health.as_deref().map(|signed| signed.signer());
    if let Some(country) = signer.and_then(|signer| signer.country.as_deref())
        && let Some(wanted) = expect.fields.get("country").and_then(Json::as_str)
        && same_state(wanted, country)
        && let Json::Object(members) = &mut fields
    {
        members.insert("country".into(), wanted.into());
    }
    difference("", &expect.fields, &fields, &mut differs);
    Ok((found, (!differs.is_empty()).then(|| differs.join("; "))))
}

/// A list of keys, or the files that a list of authorities names.
fn trust(name: &str, keys: &Files, at: Timestamp) -> Result<TrustList, Text> {
    let file = |name: &str| {
        let octets = keys.get(name);
        octets.ok_or_else(|| wrong(name, &messages::BENCH_NO_KEY))
    };
    let octets = file(name)?;
    let anchors = Anchors::default();
    let load = |name: &str, octets: &[u8]| {
        let request = Request::new(name, octets, at, &anchors);
        TrustList::load(&request, None).map_err(|error| wrong(name, &error))
    };
    let Ok(named) = serde_json::from_slice::<Authorities>(octets) else {
        return load(name, octets);
    };
    let mut list = TrustList::new();
    for name in named.csca.iter().chain(&named.crl) {
        list.merge(load(name, file(name)?)?.in_domain(vdsnc::DOMAIN));
    }
    Ok(list)
}

/// The files of authorities, and of what they revoked.
#[derive(Deserialize)]
struct Authorities {
    csca: Vec<String>,
    #[serde(default)]
    crl: Vec<String>,
}

/// What kind of code it is, in the words of the cases.
fn format(code: &str, report: &Report) -> &'static str {
    let foreign = prefix::foreign(code);
    match (&report.link, &report.domain, foreign) {
        (Some(_), None, _) | (None, None, Some(Foreign::HealthLink)) => "shl",
        (_, _, Some(Foreign::SmartHealthCard)) => "shc",
        (_, _, Some(Foreign::IcaoVds)) => "vdsnc",
        (_, _, Some(Foreign::NewZealandPass)) => "nzcp",
        (_, _, Some(Foreign::Divoc)) => "divoc",
        (_, _, Some(Foreign::DutchDomestic)) => "nl-domestic",
        _ => "hc1",
    }
}

/// What a code of another network says, under the names that the cases have for it.
fn fields(signed: &SignedHealth) -> Json {
    let (signer, content) = (signed.signer(), signed.content());
    let holder = &content.holder;
    let doses = content.vaccinations.iter();
    let immunizations = doses.clone().map(|dose| {
        let date = dose.date.as_ref().map(When::written);
        json!({"code": dose.vaccine.code, "date": date})
    });
    let doses = doses.map(|dose| {
        let date = dose.date.as_ref().map(When::written);
        json!({"seq": dose.dose, "date": date})
    });
    let test = content
        .tests
        .first()
        .map(|test| json!({"result": test.result.name, "type": test.test.name}));
    json!({
        "name": holder.name,
        "dob": holder.birth_date.map(|date| date.to_string()),
        "document": holder.document,
        "issuer": signer.name,
        "state": signer.issuer,
        "immunizations": immunizations.collect::<Vec<Json>>(),
        "doses": doses.collect::<Vec<Json>>(),
        "test": test,
        "dose": content.vaccinations.first().and_then(|dose| dose.dose),
        "totalDoses": content.vaccinations.first().and_then(|dose| dose.of),
        "vaccine": content.vaccinations.first().and_then(|dose| dose.brand.as_deref()),
        "country": content.vaccinations.first().and_then(|dose| dose.country.as_deref()),
        "unsigned": content.unsigned,
    })
}

/// The codes of what is reported: findings and deviations.
fn codes(report: &Report) -> impl Iterator<Item = &'static str> {
    let findings = report.findings.iter().map(|finding| finding.code());
    let deviations = report.deviations.iter();
    findings.chain(deviations.map(|deviation| deviation.code.code()))
}

fn crossings(policy: &Policy) -> Result<Vec<Crossing>, Text> {
    let mut crossings = Vec::new();
    for (key, domains) in &policy.domains {
        let of = |document: &Document| {
            let own = document.sub_key().map(|own| own.to_string());
            own.as_deref() == Some(key.as_str())
        };
        let document = Document::ALL.into_iter().find(of);
        let to = document.and_then(|document| document.domains().first());
        let to = to.ok_or_else(|| wrong("policy", &messages::BENCH_NO_CODE))?;
        for from in domains {
            let crossing = format!("{from}={to}").parse();
            crossings.push(crossing.map_err(|error| wrong("policy", &error))?);
        }
    }
    Ok(crossings)
}

/// What is wrong with a member of a case.
fn wrong(name: &str, error: &impl ToText) -> Text {
    text!(FILE_SYSTEM, path = name, error)
}

/// What of the wanted members is otherwise in what was found.
fn difference(path: &str, wanted: &Json, found: &Json, differs: &mut Vec<String>) {
    match (wanted, found) {
        (Json::Null, _) => {}
        (Json::Object(members), _) => {
            for (name, wanted) in members {
                let path = format!("{path}/{name}");
                match found.get(name) {
                    Some(found) => difference(&path, wanted, found, differs),
                    None => differs.push(format!("{path} is missing")),
                }
            }
        }
        (Json::Array(items), Json::Array(others)) if items.len() == others.len() => {
            for (index, (wanted, found)) in items.iter().zip(others).enumerate() {
                difference(&format!("{path}/{index}"), wanted, found, differs);
            }
        }
        (wanted, found) if wanted == found => {}
        (wanted, found) => differs.push(format!("{path} is {found}, not {wanted}")),
    }
}
