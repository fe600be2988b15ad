//! Control pages of many records: a folder for each, and none half.

use super::*;
use std::time::Duration;

const PAGE: [&str; 8] = [
    "page",
    "--signer",
    "keys",
    "--at",
    AT,
    "--threads=2",
    "--format",
    "html",
];

fn page<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&PAGE[..], more].concat()
}

#[test]
fn every_record_has_its_pages_in_a_folder_of_its_own() {
    let desk = Desk::new();
    let text = std::fs::read_to_string(root().join("testdata/batch/records.jsonl")).unwrap();
    let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
    rows.insert(1, "{\"person\":{}}".into());
    rows.insert(2, rows[0].replace("1949-08-30", "2090-01-01"));
    let bundle = std::fs::read_to_string(root().join("testdata/records/bundle.fhir.json")).unwrap();
    let bundle: Value = serde_json::from_str(&bundle).unwrap();
    rows.push(bundle.to_string());
    desk.write("r.jsonl", rows.join("\n"));
    let answers = desk.answers(&page(&["r.jsonl", "--pages", "out"]), 1);
    assert_eq!(answers.len(), 7);
    for (answer, row) in answers.iter().zip(1..) {
        assert_eq!(answer["row"], row);
        let folder = desk.path(&format!("out/000/000/{row:03}"));
        if [2, 3].contains(&row) {
            assert!(answer["error"].is_string(), "{answer}");
            assert!(!folder.exists());
            continue;
        }
        let files = answer["files"].as_array().unwrap();
        assert!(!files.is_empty());
        let entries = std::fs::read_dir(&folder).unwrap();
        assert_eq!(entries.count(), files.len());
        for file in files {
            let path = desk.path(file["path"].as_str().unwrap());
            assert!(path.starts_with(&folder) && path.is_file(), "{file}");
        }
    }
    let entries = std::fs::read_dir(desk.path("out/000/000")).unwrap();
    assert_eq!(entries.count(), 5, "and nothing else");
    // A folder of records, its schema left alone.
    let output = desk.run_batch(&page(&["testdata/records", "--pages", "more"]));
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(lines(&output.stdout).len(), 12);
    assert!(
        told(&output).contains("2 files of another kind left alone"),
        "{}",
        told(&output)
    );
}

#[test]
fn pages_that_were_begun_are_finished_when_the_run_goes_on() {
    let desk = Desk::new();
    let text = std::fs::read_to_string(root().join("testdata/batch/records.jsonl")).unwrap();
    let rows: String = text
        .lines()
        .cycle()
        .take(24)
        .map(|row| format!("{row}\n"))
        .collect();
    desk.write("r.jsonl", rows);
    let words = page(&[
        "r.jsonl", "--pages", "out", "--ledger", "l.db", "--out", "o.jsonl", "--resume",
    ]);
    let mut kills = 0;
    for delay in (0..).map(|round| Duration::from_millis(60 + 170 * round)) {
        let mut child = desk.start_batch(&words);
        drop(child.stdin.take());
        std::thread::sleep(delay);
        let _ = child.kill();
        let output = child.wait_with_output().unwrap();
        match output.status.code() {
            Some(0) => break,
            Some(code) => panic!("{code}: {}", told(&output)),
            None => kills += 1,
        }
    }
    println!("killed {kills} times");
    let answers = desk.file("o.jsonl");
    assert_eq!(answers.len(), 24);
    let mut codes = 0;
    for (answer, row) in answers.iter().zip(1..) {
        assert_eq!(answer["row"], row);
        for file in answer["files"].as_array().unwrap() {
            let path = desk.path(file["path"].as_str().unwrap());
            assert!(std::fs::metadata(&path).unwrap().len() > 100, "{file}");
        }
        let sheets = answer["sheets"].as_array().unwrap().iter();
        codes += sheets.filter(|sheet| !sheet["code"].is_null()).count();
    }
    let entries = std::fs::read_dir(desk.path("out/000/000")).unwrap();
    assert_eq!(entries.count(), 24, "and nothing that was left behind");
    // What is in the ledger is on the pages, and the other way round.
    let place = desk.path("l.db");
    let mut ledger = hcert_ledger::Ledger::open_existing(place.to_str().unwrap()).unwrap();
    let mut recorded = 0;
    let mut count = |_| -> Result<(), hcert_ledger::LedgerError> {
        recorded += 1;
        Ok(())
    };
    ledger
        .each(&hcert_ledger::Filter::default(), &mut count)
        .unwrap();
    assert_eq!(recorded, codes);
    assert!(kills > 0);
}
