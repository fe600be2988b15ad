//! What clerks hand in: records in CSV, files of other programs, and the right thing to the wrong command.

use crate::desk::Desk;
use crate::root;
use serde_json::Value;
use std::process::{Command, Output};

const AT: &str = "2022-02-01T12:00:00+01:00";

fn run(desk: &Desk, words: &str) -> Output {
    let words: Vec<&str> = words.split(' ').collect();
    let mut child = desk.spawn(&words);
    drop(child.stdin.take());
    child.wait_with_output().unwrap()
}

fn told(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    String::from_utf8_lossy(&[&out[..], err].concat()).into_owned()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

#[test]
fn what_another_command_takes_is_named_with_that_command() {
    let desk = Desk::new();
    let one_line = |path: &str| {
        let text = std::fs::read_to_string(root().join(path)).unwrap();
        let json: Value = serde_json::from_str(&text).unwrap();
        json.to_string()
    };
    let (record, payload) = (
        "testdata/records/booster.json",
        "testdata/payloads/recovery.json",
    );
    let bundle = "testdata/records/bundle.fhir.json";
    let code = std::fs::read_to_string(root().join("testdata/codes.txt")).unwrap();
    let code = code.lines().next().unwrap();
    desk.write("code.txt", code);
    for (name, path) in [("record", record), ("payload", payload), ("bundle", bundle)] {
        desk.write(&format!("{name}.jsonl"), one_line(path) + "\n");
    }
    desk.write("code.jsonl", format!("{code}\n"));
    let header = "person.familyName,person.dateOfBirth\nHemmeligsen,1980-05-17\n";
    desk.write("records.csv", header);
    let signer = format!("--signer keys --at {AT}");
    let (of_record, of_payload) = (
        "a person's record, not a payload",
        "a payload of the EU schema, not a person's record",
    );
    for (words, code, what, command) in [
        (
            format!("issue {record} {signer}"),
            1,
            of_record,
            "hcert page",
        ),
        (
            format!("issue {record} {signer} --fill"),
            1,
            of_record,
            "hcert page",
        ),
        (
            format!("issue {bundle} {signer}"),
            1,
            "HL7 FHIR, not a payload",
            "hcert page",
        ),
        (
            format!("issue code.txt {signer}"),
            1,
            "a code, not a payload",
            "hcert verify",
        ),
        (
            format!("issue records.csv {signer}"),
            1,
            "persons' records",
            "hcert page",
        ),
        (
            format!("issue testdata/batch/payloads.csv {signer}"),
            1,
            "this is CSV",
            "hcert batch issue",
        ),
        (
            format!("page {payload} {signer} -o d"),
            2,
            of_payload,
            "hcert issue",
        ),
        (
            format!("page code.txt {signer} -o d"),
            2,
            "a code, not a person's",
            "hcert verify",
        ),
        (
            format!("status {payload} --at {AT}"),
            2,
            of_payload,
            "hcert issue",
        ),
        (
            format!("batch issue record.jsonl {signer}"),
            1,
            of_record,
            "hcert batch page",
        ),
        (
            format!("batch issue bundle.jsonl {signer}"),
            1,
            "HL7 FHIR",
            "hcert batch page",
        ),
        (
            format!("batch issue code.jsonl {signer}"),
            1,
            "a code, not",
            "hcert verify",
        ),
        (
            format!("batch issue records.csv {signer}"),
            2,
            "persons' records",
            "hcert batch page",
        ),
        (
            format!("batch page payload.jsonl {signer} --pages p1"),
            1,
            of_payload,
            "batch issue",
        ),
        (
            format!("batch page code.jsonl {signer} --pages p2"),
            1,
            "a code, not",
            "hcert verify",
        ),
        (
            format!("batch page testdata/batch/payloads.csv {signer} --pages p3"),
            2,
            "the columns are those of payloads",
            "hcert batch issue",
        ),
        (
            format!("page testdata/batch/payloads.csv {signer} -o d"),
            2,
            "the columns are those of payloads",
            "hcert issue",
        ),
    ] {
        let output = run(&desk, &words);
        let told = told(&output);
        assert_eq!(output.status.code(), Some(code), "{words}\n{told}");
        assert!(
            told.contains(what) && told.contains(command),
            "{words}\n{told}"
        );
        assert!(!told.contains("Hemmeligsen"), "{told}");
    }
    // What only resembles something else has its own errors.
    desk.write("half.json", "{\"person\": {\"familyName\": 7}}");
    let output = run(&desk, &format!("page half.json {signer} -o d"));
    assert!(told(&output).contains("person"), "{}", told(&output));
    assert!(!told(&output).contains("not a person's record"));
}

/// Three records in CSV, as a spreadsheet writes them.
const RECORDS: &str = "person.familyName;person.givenName;person.dateOfBirth;vaccinations.0.product;vaccinations.0.date;\
                       vaccinations.0.country;vaccinations.1.product;vaccinations.1.date;vaccinations.1.country;\
                       tests.0.kind;tests.0.result;tests.0.sampled;tests.0.takenBy;tests.0.country\r\n\
                       Øvergård-Sæbø;Åse;1980-05-17;BNT03;2021-06-01;NO;BNT03;2021-07-10;NO;;;;;\r\n\
                       \"Müller\";Zoë;1971;BNT03;2021-06-01;NO;;;;;;;;\r\n\
                       Ngô;;1990-01-31;;;;;;;pcr;positive;2021-12-01;health-personnel;NO\r\n";

#[test]
fn records_in_csv_are_read_by_every_command_that_takes_records() {
    let desk = Desk::new();
    desk.write("r.csv", format!("\u{feff}{RECORDS}"));
    let signer = format!("--signer keys --at {AT} --format html");
    let output = run(&desk, &format!("page r.csv {signer} -o d --json"));
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let pages = lines(&output);
    let inputs: Vec<&Value> = pages.iter().map(|one| &one["input"]).collect();
    assert_eq!(inputs, ["r.csv#1", "r.csv#2", "r.csv#3"]);
    let output = run(
        &desk,
        &format!("verify --trust keys --at {AT} --json d/r-1/eu.html"),
    );
    assert!(output.status.code().is_some(), "{}", told(&output));
    let html = std::fs::read_to_string(desk.path("d/r-1/eu.html")).unwrap();
    assert!(
        html.contains("Øvergård-Sæbø"),
        "the letters are those of the file"
    );
    let output = run(&desk, &format!("batch page r.csv {signer} --pages p"));
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    for (many, one) in lines(&output).iter().zip(&pages) {
        assert_eq!(many["light"], one["light"]);
        assert_eq!(
            many["sheets"].as_array().unwrap().len(),
            one["sheets"].as_array().unwrap().len()
        );
        assert_eq!(many["input"], one["input"]);
    }
    let output = run(&desk, &format!("status r.csv --at {AT} --json"));
    assert_eq!(lines(&output).len(), 3, "{}", told(&output));
    // On standard input it is told by its header, and for a batch by a word.
    let mut child = desk.spawn(&["status", "-", "--at", AT, "--json"]);
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), RECORDS.as_bytes()).unwrap();
    drop(child.stdin.take());
    assert_eq!(lines(&child.wait_with_output().unwrap()).len(), 3);
}

#[test]
fn a_row_of_csv_that_is_no_record_says_where_and_nobodys_name() {
    let desk = Desk::new();
    let rows = RECORDS
        .replace(
            ";BNT03;2021-06-01;NO;;;;;;;;",
            ";XXX99;2021-06-01;NO;;;;;;;;",
        )
        .replace(";1990-01-31;;;;;;;pcr", ";1990-01-31;pcr");
    desk.write("r.csv", &rows);
    let signer = format!("--signer keys --at {AT} --format html");
    for words in [
        format!("page r.csv {signer} -o d"),
        format!("batch page r.csv {signer} --pages p"),
    ] {
        let output = run(&desk, &words);
        let told = told(&output);
        assert_ne!(output.status.code(), Some(0), "{told}");
        assert!(
            told.contains("vaccinations/0/product: not a product"),
            "{told}"
        );
        assert!(
            told.contains("the row has 8 cells, the header 14"),
            "{told}"
        );
        for name in ["Müller", "Ngô", "Zoë", "XXX99"] {
            assert!(!told.contains(name), "{told}");
        }
    }
    for (header, what) in [
        (
            "person.familyName,Hemmeligsen\na,b\n",
            "no field of a record in column 2",
        ),
        ("", "no header"),
        (
            "person.familyName,person.familyName\na,b\n",
            "are the same field",
        ),
    ] {
        desk.write("r.csv", header);
        for words in [
            format!("page r.csv {signer} -o e"),
            format!("batch page r.csv {signer} --pages q"),
        ] {
            let output = run(&desk, &words);
            let told = told(&output);
            assert_eq!(output.status.code(), Some(2), "{told}");
            assert!(told.contains(what), "{told}");
            assert!(
                words.starts_with("batch") || told.contains("r.csv"),
                "{told}"
            );
            assert!(!told.contains("Hemmeligsen"), "{told}");
        }
    }
}

/// The text in another encoding, as `iconv` writes it; none where it is not installed.
fn encoded(desk: &Desk, text: &str, encoding: &str) -> Option<Vec<u8>> {
    desk.write("utf-8.txt", text);
    let mut iconv = Command::new("iconv");
    iconv.args(["-f", "UTF-8", "-t", encoding, "utf-8.txt"]);
    let output = iconv.current_dir(desk.0.path()).output().ok()?;
    assert!(output.status.success(), "{encoding}: {}", told(&output));
    Some(output.stdout)
}

#[test]
fn csv_in_another_encoding_is_refused_by_its_name_with_the_command_that_converts_it() {
    let desk = Desk::new();
    // CP850 and the Macintosh have no ô or no ë of their own that would not be a letter elsewhere too.
    for (encoding, named) in [
        ("WINDOWS-1252", "WINDOWS-1252"),
        ("ISO-8859-1", "WINDOWS-1252"),
        ("CP850", "CP850"),
        ("MACINTOSH", "MACINTOSH"),
        ("UTF-16", "UTF-16"),
        ("UTF-16LE", "UTF-16LE"),
        ("UTF-16BE", "UTF-16BE"),
    ] {
        let Some(octets) = encoded(&desk, RECORDS, encoding) else {
            println!("skipped: no iconv");
            return;
        };
        desk.write("it's r.csv", &octets);
        std::fs::create_dir(desk.path("pages")).unwrap();
        let spaced = |words: &str| {
            let words: Vec<String> = words
                .split(' ')
                .map(|word| word.replace('_', " "))
                .collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let mut child = desk.spawn(&words);
            drop(child.stdin.take());
            child.wait_with_output().unwrap()
        };
        let signer = format!("--signer keys --at {AT} --format html");
        for words in [
            format!("page it's_r.csv {signer} -o d"),
            format!("batch page it's_r.csv {signer} --pages pages --out o.jsonl"),
            format!("batch issue it's_r.csv --signer keys --at {AT}"),
            format!("status it's_r.csv --at {AT}"),
        ] {
            let output = spaced(&words);
            let told = told(&output);
            assert_eq!(output.status.code(), Some(2), "{encoding}: {words}\n{told}");
            assert!(
                told.contains("not UTF-8, from offset "),
                "{encoding}: {told}"
            );
            assert!(
                told.contains(&format!("looks like {named}")),
                "{encoding}: {told}"
            );
            assert!(output.stdout.is_empty(), "no row was answered");
            let (_, command) = told.split_once("iconv ").expect("the command");
            let command = command.lines().next().unwrap();
            let mut shell = Command::new("sh");
            shell
                .args(["-c", &format!("iconv {command}")])
                .current_dir(desk.0.path());
            assert!(shell.status().unwrap().success(), "{command}");
            let converted = std::fs::read_to_string(desk.path("it's r.utf-8.csv")).unwrap();
            assert_eq!(converted.trim_start_matches('\u{feff}'), RECORDS);
        }
        assert_eq!(std::fs::read_dir(desk.path("pages")).unwrap().count(), 0);
        assert!(!desk.path("o.jsonl.part").exists() && !desk.path("d").exists());
        std::fs::remove_dir(desk.path("pages")).unwrap();
        // What was converted is read.
        let output = spaced(&format!("page it's_r.utf-8.csv {signer} -o d"));
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        std::fs::remove_dir_all(desk.path("d")).unwrap();
    }
    // Of lines and of what comes on a pipe the row that is wrong says so, with the same hint.
    let record = std::fs::read_to_string(root().join("testdata/batch/records.jsonl")).unwrap();
    let record = record.lines().next().unwrap();
    let mut rows = format!("{record}\n").into_bytes();
    rows.extend(b"{\"person\":{\"familyName\":\"S\xe6ther\"}}\n");
    desk.write("r.jsonl", rows);
    let output = run(
        &desk,
        &format!("batch page r.jsonl --signer keys --at {AT} --pages p"),
    );
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let answers = lines(&output);
    assert!(answers[0]["error"].is_null());
    let error = answers[1]["error"].as_str().unwrap();
    assert!(error.ends_with("it looks like WINDOWS-1252"), "{error}");
    let hint = answers[1]["hint"].as_str().unwrap();
    assert!(
        hint.ends_with("iconv -f WINDOWS-1252 -t UTF-8 r.jsonl > r.utf-8.jsonl"),
        "{hint}"
    );
}

#[test]
fn a_text_without_any_code_is_one_answer_and_prose_between_codes_is_none() {
    let desk = Desk::new();
    for name in ["README.md", "ARCHITECTURE.md", "LICENSE-MIT"] {
        std::fs::copy(root().join(name), desk.path(name)).unwrap();
        let output = run(
            &desk,
            &format!("verify --trust keys --at {AT} {name} --json"),
        );
        assert_eq!(output.status.code(), Some(3), "{}", told(&output));
        let answers = lines(&output);
        assert_eq!(
            (answers.len(), &answers[0]["verdict"]),
            (1, &"cannot-verify".into())
        );
        assert_eq!(answers[0]["input"], name);
    }
    let code = std::fs::read_to_string(root().join("testdata/codes.txt")).unwrap();
    let code = code.lines().next().unwrap();
    desk.write(
        "letter.txt",
        format!("Dear Sir,\n\n{code}\nis my code.\n{code}\n"),
    );
    let output = run(
        &desk,
        &format!("verify --trust keys --at {AT} letter.txt --json"),
    );
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let inputs: Vec<Value> = lines(&output)
        .into_iter()
        .map(|mut one| one["input"].take())
        .collect();
    assert_eq!(inputs, ["letter.txt#2", "letter.txt#4"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        told,
        "hcert: note: letter.txt: lines without a code that were left alone: 2\n"
    );
}
