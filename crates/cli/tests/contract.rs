//! The objects that every face gives: their schemas, and that the faces agree octet by octet.

use crate::desk::Desk;
use crate::serve::service::{AT, Service};
use crate::{program, root};
use hcert_checkpoint::issued_json::IssuedJson;
use hcert_checkpoint::offline::{OfflineRequest, OfflineVerifier, VerifierConfig};
use hcert_checkpoint::other_json::IcvpRecord;
use hcert_checkpoint::report_json::ReportJson;
use hcert_checkpoint::rule_json::RuleJson;
use hcert_checkpoint::schema::written;
use hcert_checkpoint::status_json::StatusJson;
use hcert_checkpoint::trust_json::KeyJson;
use hcert_page::PagesJson;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::Value as Json;

/// Every object that a program may build on, by the name of its file in `docs/json`.
fn schemas() -> [(&'static str, Schema); 7] {
    [
        ("icvp-record", schema::<IcvpRecord>()),
        ("issued-code", schema::<IssuedJson>()),
        ("key", schema::<KeyJson>()),
        ("pages", schema::<PagesJson>()),
        ("report", schema::<ReportJson<'_>>()),
        ("rule", schema::<RuleJson>()),
        ("status", schema::<StatusJson>()),
    ]
}

/// What is written, not what would be read.
fn schema<T: JsonSchema>() -> Schema {
    let settings = written(SchemaSettings::draft2020_12());
    settings.into_generator().into_root_schema_for::<T>()
}

#[test]
fn the_schemas_in_the_documents_are_those_of_the_types() {
    let folder = root().join("docs/json");
    for (name, schema) in schemas() {
        let path = folder.join(format!("{name}.schema.json"));
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("HCERT_WRITE_SCHEMAS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            kept, text,
            "{name}: write it anew with HCERT_WRITE_SCHEMAS=1"
        );
    }
}

const CARD: &str = "testdata/icvp/card.json";
const LINK: &str = "shlink:/eyJ1cmwiOiJodHRwczovL2V4YW1wbGUub3JnL20iLCJrZXkiOiJBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBIn0";

#[test]
fn the_schema_of_a_yellow_cards_record_takes_what_is_issued_and_nothing_less() {
    let text = std::fs::read_to_string(root().join(CARD)).unwrap();
    let record: Json = serde_json::from_str(&text).unwrap();
    let card = hcert::icvp::Icvp::from_json(&text).unwrap();
    let again = serde_json::to_value(IcvpRecord::new(&card)).unwrap();
    assert_eq!(again, record);
    let schema = schema::<IcvpRecord>();
    let schema = jsonschema::draft202012::new(schema.as_value()).unwrap();
    assert!(schema.is_valid(&record));
    // Whatever the issuer must have, the schema must have.
    for path in [
        "/n", "/dob", "/s", "/nt", "/vx", "/v", "/vx/vp", "/vx/dv", "/vx/bo",
    ] {
        let (parent, key) = path.rsplit_once('/').unwrap();
        let mut less = record.clone();
        let at = less.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        at.remove(key).unwrap();
        assert!(!schema.is_valid(&less), "{path}");
        let refused = hcert::icvp::Icvp::from_json(&less.to_string());
        assert!(refused.is_err(), "{path}");
    }
    let mut more = record.clone();
    more["zz"] = 1.into();
    assert!(!schema.is_valid(&more));
    let mut unvouched = record;
    for key in ["cn", "is"] {
        unvouched["vx"]
            .as_object_mut()
            .unwrap()
            .remove(key)
            .unwrap();
    }
    assert!(!schema.is_valid(&unvouched));
}

/// What a command writes, an object a line.
fn objects(words: &[&str]) -> Vec<Json> {
    let output = program().args(words).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let lines: Vec<Json> = lines.collect();
    assert!(!lines.is_empty(), "hcert {}", words.join(" "));
    lines
}

/// Whether nothing but a payload says null.
fn no_null(value: &Json, at: &str) {
    match value {
        Json::Null => panic!("{at} is null"),
        Json::Array(items) => items.iter().for_each(|item| no_null(item, at)),
        Json::Object(members) => {
            for (key, value) in members.iter().filter(|(key, _)| *key != "payload") {
                assert!(!key.contains('_'), "{at}/{key}");
                no_null(value, &format!("{at}/{key}"));
            }
        }
        _ => {}
    }
}

#[test]
fn what_the_program_writes_fits_the_schemas() {
    let desk = Desk::new();
    let pages = desk.path("pages");
    let pages = pages.to_str().unwrap();
    let record = "testdata/records/all-three.json";
    let verify = ["verify", "--trust", "keys", "--at", AT, "--json"];
    #[rustfmt::skip]
    let rows: [(&str, Vec<&str>); 11] = [
        ("report", [&verify[..], &["testdata/codes.txt"]].concat()),
        ("report", [&verify[..], &["--all-countries", "testdata/NO/png/recovery.png"]].concat()),
        ("report", [&verify[..], &["--mode", "domestic", "--strict", "testdata/eu-vectors.txt"]].concat()),
        ("report", vec!["verify", "--trust", "testdata/icvp/trust.json", "--at", "2026-07-01", "--json", "testdata/icvp/code.txt"]),
        ("report", vec!["verify", "--at", "2026-07-01", "--json", LINK]),
        ("issued-code", vec!["issue", "--kind", "icvp", CARD, "--signer", "testdata/icvp/dsc.key.pem,testdata/icvp/dsc.pem", "--at", "2026-06-02", "--json"]),
        ("issued-code", vec!["issue", "testdata/payloads/test-pcr.json", "--signer", "keys", "--at", AT, "--json"]),
        ("pages", vec!["page", record, "--signer", "keys", "--at", AT, "--format", "html", "--out", pages, "--json"]),
        ("status", vec!["status", record, "--at", AT, "--json"]),
        ("key", vec!["trust", "list", "keys", "--json"]),
        ("rule", vec!["rules", "list", "--at", AT, "--json"]),
    ];
    let schemas = schemas();
    for (name, words) in rows {
        let (_, schema) = schemas.iter().find(|(known, _)| *known == name).unwrap();
        let schema = jsonschema::draft202012::new(schema.as_value()).unwrap();
        for object in objects(&words) {
            let errors: Vec<String> = schema
                .iter_errors(&object)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{name}: {errors:#?}");
            no_null(&object, name);
        }
    }
}

/// Sixty codes, good and bad in every way that our corpus has, one a line.
fn corpus() -> String {
    let own = std::fs::read_to_string(root().join("testdata/codes.txt")).unwrap();
    let negative = std::fs::read_to_string(root().join("testdata/negative.jsonl")).unwrap();
    let rows = negative.lines().map(|line| {
        let row: Json = serde_json::from_str(line).unwrap();
        row["hc1"].as_str().unwrap().to_owned()
    });
    // What is one line and no more than a line.
    let plain = |code: &String| {
        let length = (1..3000).contains(&code.len());
        length && code.trim() == code && !code.contains(char::is_control)
    };
    let rows: Vec<String> = rows.filter(plain).collect();
    let mut all: Vec<&str> = own.lines().collect();
    let wanted = 60 - all.len();
    all.extend((0..wanted).map(|place| rows[place * rows.len() / wanted].as_str()));
    all.join("\n") + "\n"
}

/// A report's octets with another name of its input.
pub(crate) fn named(report: &str, place: usize) -> String {
    let rest = report
        .strip_prefix("{\"input\":\"")
        .expect("an input first");
    let (_, rest) = rest.split_once('"').unwrap();
    format!("{{\"input\":\"{place}\"{rest}")
}

/// The reports of the program on the corpus.
fn by_program(desk: &Desk, lang: &str) -> Vec<String> {
    desk.write("corpus.txt", corpus());
    let path = desk.path("corpus.txt");
    let output = program()
        .args([
            "verify", "--trust", "keys", "--at", AT, "--lang", lang, "--json",
        ])
        .arg(path)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().zip(1..);
    lines.map(|(line, place)| named(line, place)).collect()
}

#[test]
fn program_service_and_offline_verifier_give_the_same_octets() {
    let desk = Desk::new();
    let export = ["serve", "--export", "site", "--trust", "keys"];
    let exported = desk.spawn(&export).wait_with_output().unwrap();
    assert!(exported.status.success());
    let file = std::fs::read(desk.path("site/desk.json")).unwrap();
    let offline = OfflineVerifier::open(&VerifierConfig::read(&file).unwrap()).unwrap();
    let service = Service::start(&["--trust", "keys"]);
    for lang in ["en", "nn", "sv"] {
        let wanted = by_program(&desk, lang);
        assert_eq!(wanted.len(), 60);
        let path = format!("/v1/verify?lang={lang}");
        let answer = service
            .client()
            .post(&path, "text/plain", corpus().as_bytes());
        let text = answer.text();
        let results = text.strip_prefix("{\"results\":[").unwrap();
        let results = results.strip_suffix("]}").unwrap();
        let served: Vec<String> = results
            .split(",{\"input\":")
            .zip(1..)
            .map(|(one, place)| match place {
                1 => named(one, place),
                _ => named(&format!("{{\"input\":{one}"), place),
            })
            .collect();
        assert_eq!(served, wanted, "{lang}: the service");
        let asked = format!("{{\"at\":\"{AT}\",\"lang\":\"{lang}\"}}");
        let asked = OfflineRequest::read(&asked).unwrap();
        let cards = offline.verify(corpus().as_bytes(), &asked).unwrap();
        let reports = cards.as_array().unwrap().iter().zip(1..);
        let reports = reports.map(|(card, place)| named(&card["report"].to_string(), place));
        let reports: Vec<String> = reports.collect();
        assert_eq!(reports, wanted, "{lang}: the offline verifier");
    }
}
