//! Very many rows, through the program: order, errors, forms of rows, and runs that are killed.

use desk::{Desk, root};
use hcert::dcc::uvci::Uvci;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Output};

mod crash;
use crate::desk;
mod folders;
mod forms;
mod pages;
mod stream;

const AT: &str = "2022-01-28T12:00:00Z";

impl Desk {
    fn start_batch(&self, words: &[&str]) -> Child {
        self.spawn(&[&["batch"], words].concat())
    }

    fn run_batch(&self, words: &[&str]) -> Output {
        let mut child = self.start_batch(words);
        drop(child.stdin.take());
        child.wait_with_output().expect("the program ends")
    }

    /// The answers of a command that ends so.
    fn answers(&self, words: &[&str], code: i32) -> Vec<Value> {
        let output = self.run_batch(words);
        assert_eq!(output.status.code(), Some(code), "{}", told(&output));
        lines(&output.stdout)
    }

    /// The answers in a file, which are there to the last one.
    fn file(&self, name: &str) -> Vec<Value> {
        lines(&std::fs::read(self.path(name)).unwrap())
    }

    /// All names in the folder that tests make.
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names
            .filter(|name| !["keys", "testdata"].contains(&name.as_str()))
            .collect();
        names.sort();
        names
    }
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn lines(octets: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(octets).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'), "a line is cut off");
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The identifier in a payload of [`payloads`].
fn uvci(row: usize) -> String {
    let uvci = Uvci::new("NO", None, None, &format!("ROW{row:08}")).unwrap();
    uvci.to_string()
}

/// So many payloads, each with an identifier that tells its row.
fn payloads(count: usize) -> String {
    let text =
        std::fs::read_to_string(root().join("testdata/payloads/vaccination-2-2.json")).unwrap();
    let mut payload: Value = serde_json::from_str(&text).unwrap();
    let mut text = String::new();
    for row in 1..=count {
        payload["v"][0]["ci"] = uvci(row).into();
        writeln!(text, "{payload}").unwrap();
    }
    text
}

/// The codes of the repository, again and again.
fn codes(count: usize) -> String {
    let text = std::fs::read_to_string(root().join("testdata/codes.txt")).unwrap();
    let codes = text.lines().cycle().take(count);
    codes.map(|code| format!("{code}\n")).collect()
}

const VERIFY: [&str; 6] = ["verify", "--trust", "keys", "--at", AT, "--threads=2"];

fn verify<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&VERIFY[..], more].concat()
}

const ISSUE: [&str; 6] = ["issue", "--signer", "keys", "--at", AT, "--threads=2"];

fn issue<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&ISSUE[..], more].concat()
}

#[test]
fn every_row_has_its_answer_in_its_place_and_a_bad_one_stops_nobody() {
    let desk = Desk::new();
    let mut rows: Vec<String> = payloads(100).lines().map(str::to_owned).collect();
    rows[9] = rows[9].replace("\"dn\":2", "\"dn\":\"two\"");
    rows[10] = "{".into();
    rows[11] = String::new();
    rows[49] = format!("{{\"x\":\"{}\"}}", "x".repeat(256 << 10));
    desk.write("p.jsonl", rows.join("\n"));
    let answers = desk.answers(&issue(&["p.jsonl"]), 1);
    assert_eq!(answers.len(), 100);
    for (answer, row) in answers.iter().zip(1..) {
        assert_eq!(answer["row"], row);
        assert_eq!(answer["input"], format!("p.jsonl#{row}"));
        if [10, 11, 12, 50].contains(&row) {
            assert!(
                answer["error"].is_string() && answer["hc1"].is_null(),
                "{answer}"
            );
            continue;
        }
        assert_eq!(answer["uvci"], uvci(row));
        let keys: Vec<&String> = answer.as_object().unwrap().keys().collect();
        assert_eq!(
            keys,
            ["row", "input", "hc1", "kid", "alg", "iat", "exp", "uvci"]
        );
    }
    assert_eq!(
        answers[9]["error"],
        "v/0/dn is a text string, expected a number"
    );
    assert_eq!(
        answers[49]["error"],
        "the line is longer than 262144 octets, the limit"
    );
    // What was issued can be verified as it is, and what was not is an error there too.
    let issued: String = answers.iter().map(|answer| format!("{answer}\n")).collect();
    desk.write("codes.jsonl", issued);
    let verdicts = desk.answers(&verify(&["codes.jsonl"]), 2);
    for (verdict, row) in verdicts.iter().zip(1..) {
        assert_eq!(verdict["row"], row);
        match [10, 11, 12, 50].contains(&row) {
            true => assert!(verdict["error"].is_string()),
            false => {
                assert_eq!(verdict["verdict"], "genuine");
                let payload = &verdict["certificate"]["payload"];
                assert_eq!(payload["v"][0]["ci"], uvci(row));
            }
        }
    }
}

#[test]
fn an_answer_is_that_of_the_command_for_one() {
    let desk = Desk::new();
    let one = |command: &str, words: &[&str]| {
        let mut all = crate::program();
        all.arg(command).args(words).current_dir(desk.0.path());
        lines(&all.output().unwrap().stdout)
    };
    let without = |mut value: Value, keys: &[&str]| {
        let object = value.as_object_mut().unwrap();
        keys.iter().for_each(|key| drop(object.remove(*key)));
        value
    };
    let all: Vec<Value> = verify(&["testdata/codes.txt"])
        .into_iter()
        .map(Value::from)
        .collect();
    assert!(!all.is_empty());
    let many = desk.answers(&verify(&["testdata/codes.txt"]), 0);
    let words = [
        "--trust",
        "keys",
        "--at",
        AT,
        "--json",
        "testdata/codes.txt",
    ];
    for (many, one) in many.into_iter().zip(one("verify", &words)) {
        assert_eq!(without(many, &["row"]), one);
    }
    let paths: Vec<String> = files("testdata/payloads");
    let words = [
        vec!["--signer", "keys", "--at", AT, "--json"],
        paths.iter().map(String::as_str).collect(),
    ];
    let many = desk.answers(&issue(&["testdata/payloads"]), 0);
    let ones = one("issue", &words.concat());
    assert_eq!((many.len(), ones.len()), (paths.len(), paths.len()));
    for (many, one) in many.into_iter().zip(ones) {
        // Signatures are random.
        assert_eq!(without(many, &["row", "hc1"]), without(one, &["hc1"]));
    }
}

/// The files of a folder of the repository, in order.
fn files(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut paths: Vec<String> = names.map(|name| format!("{folder}/{name}")).collect();
    paths.sort();
    paths
}

#[test]
fn the_exit_code_is_the_first_present_of_2_1_3_0() {
    let desk = Desk::new();
    let good = codes(1);
    let late = ["verify", "--trust", "keys", "--at", "2022-06-01T00:00:00Z"];
    for (rows, words, code) in [
        (good.clone(), &VERIFY[..], 0),
        (String::new(), &VERIFY, 0),
        (format!("{good}shc:/567\n"), &VERIFY, 3),
        (format!("shc:/567\n{good}"), &late, 1),
        (format!("shc:/567\n{good}{{}}\n"), &late, 2),
    ] {
        desk.write("rows.txt", &rows);
        let output = desk.run_batch(&[words, &["rows.txt"]].concat());
        assert_eq!(output.status.code(), Some(code), "{rows} {}", told(&output));
    }
    if cfg!(target_os = "linux") {
        // It can be opened, and reading it fails.
        let output = desk.run_batch(&verify(&["/proc/self/mem"]));
        assert_eq!(output.status.code(), Some(2));
        assert!(
            told(&output).contains("/proc/self/mem: "),
            "{}",
            told(&output)
        );
    }
    for words in [
        verify(&["no-such-file"]),
        verify(&["-", "--resume"]),
        verify(&["testdata/codes.txt", "--column", "hc1"]),
        verify(&["testdata/codes.txt", "--threads", "0"]),
        issue(&["-", "--signer", "no-such-folder"]),
        vec![
            "page",
            "x.csv",
            "--signer",
            "keys",
            "--pages",
            "p",
            "--rows=csv",
        ],
    ] {
        let output = desk.run_batch(&words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(told(&output).contains("rror: "), "{}", told(&output));
        assert!(output.stdout.is_empty());
    }
    // Nothing was left behind by those that could not begin.
    desk.run_batch(&issue(&["no-such-file", "--out", "o.jsonl"]));
    desk.run_batch(&issue(&[
        "testdata/payloads",
        "--signer",
        "none",
        "--out",
        "o.jsonl",
    ]));
    assert_eq!(desk.names(), ["rows.txt"]);
}

#[test]
fn the_summary_counts_everything_in_words_or_as_json() {
    let desk = Desk::new();
    desk.write("rows.txt", format!("{}shc:/567\n{{}}\n", codes(3)));
    let output = desk.run_batch(&verify(&["rows.txt"]));
    let words = told(&output);
    let counts = "3 genuine, 0 rejected, 1 cannot be verified, 1 unreadable";
    assert!(words.starts_with("hcert: note: 5 rows, in "), "{words}");
    assert!(words.trim_end().ends_with(counts), "{words}");
    let output = desk.run_batch(&verify(&["rows.txt", "--summary", "json"]));
    let summary: Value = serde_json::from_str(&told(&output)).unwrap();
    for (key, count) in [
        ("rows", 5),
        ("genuine", 3),
        ("rejected", 0),
        ("cannotVerify", 1),
        ("unreadable", 1),
        ("resumedAfter", 0),
    ] {
        assert_eq!(summary[key], count, "{key}");
    }
    assert!(summary["seconds"].is_number() && summary["rowsPerSecond"].is_number());
    let output = desk.run_batch(&verify(&["rows.txt", "--summary", "none"]));
    assert_eq!(told(&output), "");
}

#[test]
fn nothing_that_is_there_is_written_over() {
    let desk = Desk::new();
    let words = verify(&["testdata/codes.txt", "--out", "o.jsonl"]);
    desk.write("o.jsonl", "mine");
    for more in [&[][..], &["--resume"]] {
        let output = desk.run_batch(&[&words, more].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(told(&output).contains("o.jsonl: is there already"));
    }
    assert_eq!(
        std::fs::read_to_string(desk.path("o.jsonl")).unwrap(),
        "mine"
    );
    std::fs::remove_file(desk.path("o.jsonl")).unwrap();
    // A run that was stopped, or is at work.
    desk.write("o.jsonl.part", "half");
    let output = desk.run_batch(&words);
    assert!(
        told(&output).contains("go on with --resume"),
        "{}",
        told(&output)
    );
    let output = desk.run_batch(&[&words, &["--resume"][..]].concat());
    assert!(told(&output).contains("is there without o.jsonl.journal"));
    assert_eq!(desk.names(), ["o.jsonl.part"]);
    std::fs::remove_file(desk.path("o.jsonl.part")).unwrap();
    // Pictures go into a folder of their own.
    std::fs::create_dir(desk.path("d")).unwrap();
    desk.write("d/mine", "");
    let output = desk.run_batch(&issue(&[
        "testdata/payloads",
        "--qr",
        "d",
        "--out",
        "o.jsonl",
    ]));
    assert!(told(&output).contains("d: there is something in it"));
    assert_eq!(desk.names(), ["d"]);
    // And at last the whole of it.
    assert_eq!(desk.run_batch(&words).status.code(), Some(0));
    assert_eq!(desk.names(), ["d", "o.jsonl"]);
    assert_eq!(desk.file("o.jsonl").len(), 7);
}

#[test]
fn errors_name_the_place_and_never_the_person() {
    let desk = Desk::new();
    let secret = "HEMMELIGSEN";
    let rows = [
        format!("{{\"nam\":{{\"fnt\":\"{secret}\"}}}}"),
        format!("{{\"nam\": \"{secret}"),
        secret.to_owned(),
        format!("\"{secret}"),
    ];
    desk.write("rows.jsonl", rows.join("\n"));
    for words in [issue(&["rows.jsonl"]), verify(&["rows.jsonl"])] {
        let output = desk.run_batch(&words);
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            told(&output)
        );
        assert!(!said.contains(secret), "{said}");
    }
    // A code in the place of a file is somebody's data too.
    let output = desk.run_batch(&verify(&["HC1:HEMMELIGSEN"]));
    assert!(!told(&output).contains(secret), "{}", told(&output));
    // In a file without header somebody stands in its place.
    desk.write("rows.csv", format!("{secret},dt\n1,2\n"));
    for words in [issue(&["rows.csv"]), verify(&["rows.csv"])] {
        let output = desk.run_batch(&words);
        assert_eq!(output.status.code(), Some(2));
        assert!(!told(&output).contains(secret), "{}", told(&output));
    }
}
