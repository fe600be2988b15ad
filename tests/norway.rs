//! The invented people in `testdata/records`: each reads without fault, its light is what the README says,
//! and the FHIR bundle is its twin.

use hcert::Timestamp;
use hcert::norway::fhir;
use hcert::norway::identity::IdentityNumber;
use hcert::norway::light::{self, Status};
use hcert::norway::profile::Profile;
use hcert::norway::record::Record;
use std::collections::BTreeSet;
use std::path::Path;

const FOLDER: &str = "testdata/records";
const AT: &str = "2021-11-15T12:00:00+01:00";

fn text(file: &str) -> String {
    std::fs::read_to_string(Path::new(FOLDER).join(file)).expect("a file of the test data")
}

fn status(record: &Record) -> Status {
    let at: Timestamp = AT.parse().unwrap();
    light::status(record, at, Profile::on(at.in_oslo().date()))
}

#[test]
fn every_record_reads_and_its_light_is_what_the_readme_says() {
    let readme = text("README.md");
    let mut told = BTreeSet::new();
    for row in readme.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [file, _, light, ground, until] = cells[..] else {
            panic!("{row}")
        };
        let file = file.trim_matches('`');
        let record =
            Record::from_json(&text(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let status = status(&record);
        let found = status.until.map(|until| until.in_oslo().to_string());
        let open = if light == "green" { "open" } else { "-" };
        assert_eq!(status.light.code(), light, "{file}");
        assert_eq!(
            status.ground.map_or("-", |ground| ground.code()),
            ground,
            "{file}"
        );
        assert_eq!(found.as_deref().unwrap_or(open), until, "{file}");
        assert!(
            record
                .person
                .identity_number
                .as_ref()
                .is_none_or(IdentityNumber::is_synthetic),
            "{file}"
        );
        told.insert(file.to_owned());
    }
    let there: BTreeSet<String> = std::fs::read_dir(FOLDER)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|file| {
            !["README.md", "bundle.fhir.json", "record.schema.json"].contains(&file.as_str())
        })
        .collect();
    assert_eq!(there, told);
    assert_eq!(told.len(), 11);
}

#[test]
fn the_bundle_reads_to_the_same_record_as_its_twin() {
    let bundle = text("bundle.fhir.json");
    assert!(fhir::is_bundle(&bundle));
    let twin = text("all-three.json");
    assert!(!fhir::is_bundle(&twin));
    let reading = fhir::read(&bundle).unwrap();
    let wanted = Record::from_json(&twin).unwrap();
    assert_eq!(reading.record.to_json(), wanted.to_json());
    assert!(reading.record == wanted);
    assert_eq!(reading.findings, []);
}
