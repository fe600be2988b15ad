//! Folders for the files of many rows: one run at a time, and what another one made stays.

use super::*;
use sha2::Digest as _;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Every file below a folder, but for the one that says whose it is.
fn files(desk: &Desk, folder: &str) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, root: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            match path.is_dir() {
                true => walk(&path, root, found),
                false if name != ".hcert" => {
                    drop(found.insert(name, std::fs::read(&path).unwrap()))
                }
                false => {}
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(&desk.path(folder), &desk.path(folder), &mut found);
    found
}

const PAGE: [&str; 9] = [
    "page",
    "testdata/batch/records.jsonl",
    "--signer",
    "keys",
    "--at",
    AT,
    "--format=html",
    "--pages",
    "d",
];

/// Both forms of a batch that makes files, into the folder `d`.
fn jobs(desk: &Desk) -> [Vec<&'static str>; 2] {
    desk.write("p.jsonl", payloads(5));
    [PAGE.to_vec(), issue(&["p.jsonl", "--qr", "d"])]
}

/// A run that waits for rows, and holds the folder `d`.
fn waiting(desk: &Desk, words: &[&str]) -> Child {
    let words: Vec<&str> = words
        .iter()
        .map(|word| if word.ends_with(".jsonl") { "-" } else { word })
        .collect();
    let child = desk.start_batch(&[&words, &["--out", "first.jsonl"][..]].concat());
    let start = Instant::now();
    while !desk.path("first.jsonl.journal").exists() {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "it does not begin"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
    child
}

#[test]
fn a_second_run_into_the_same_folder_is_told_who_holds_it() {
    for index in [0, 1] {
        let desk = Desk::new();
        let words = &jobs(&desk)[index];
        let mut first = waiting(&desk, words);
        for more in [
            &["--out", "second.jsonl"][..],
            &["--out", "second.jsonl", "--first-row", "1000"],
            &["--out", "second.jsonl", "--name-by", "identifier"],
            &[],
        ] {
            let output = desk.run_batch(&[words, more].concat());
            assert_eq!(output.status.code(), Some(2), "{}", told(&output));
            let who = format!("d: process {} is at work in it", first.id());
            let told = told(&output);
            assert!(
                told.contains(&who) && told.contains("first.jsonl"),
                "{told}"
            );
            assert!(output.stdout.is_empty());
            assert!(!desk.path("second.jsonl.part").exists());
        }
        drop(first.stdin.take());
        assert_eq!(first.wait().unwrap().code(), Some(0));
        // It is free then, for one that does not take its names.
        let more = ["--out", "second.jsonl", "--first-row", "1000"];
        let output = desk.run_batch(&[words, &more[..]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    }
}

#[test]
fn runs_share_a_folder_by_the_numbers_of_their_rows() {
    for index in [0, 1] {
        let desk = Desk::new();
        let words = &jobs(&desk)[index];
        let output = desk.run_batch(words);
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let first = files(&desk, "d");
        // Without a word about it the folder must be empty, and numbers that are taken are refused row by row.
        let output = desk.run_batch(words);
        assert_eq!(output.status.code(), Some(2));
        let said = told(&output);
        assert!(said.contains("d: there is something in it"), "{said}");
        assert!(said.contains("--first-row"), "{said}");
        let answers = desk.answers(&[words, &["--first-row", "4"][..]].concat(), 2);
        assert!(answers.len() >= 3);
        for answer in &answers {
            let row = answer["row"].as_u64().unwrap();
            let is_taken = row <= answers.len() as u64;
            assert_eq!(answer["error"].is_string(), is_taken, "{answer}");
            if is_taken {
                let error = answer["error"].as_str().unwrap();
                assert!(error.contains(&format!("d/000/000/00{row}")), "{error}");
                assert!(answer["hint"].as_str().unwrap().contains("--first-row"));
            }
        }
        assert_eq!(answers[0]["row"], 4);
        let name = answers[0]["input"].as_str().unwrap();
        assert!(
            name.ends_with("#1"),
            "the input's own rows keep their numbers: {name}"
        );
        let both = files(&desk, "d");
        assert!(first.iter().all(|(name, octets)| both[name] == *octets));
        assert!(both.len() > first.len());
    }
}

#[test]
fn runs_share_a_folder_by_the_identifiers_of_their_certificates() {
    let desk = Desk::new();
    let [page, issue] = jobs(&desk);
    let by = ["--name-by", "identifier"];
    let answers = desk.answers(&[&issue[..], &by].concat(), 0);
    for answer in &answers {
        let uvci = answer["uvci"].as_str().unwrap();
        let name = sha2::Sha256::digest(uvci);
        let name: String = name[..16]
            .iter()
            .map(|octet| format!("{octet:02x}"))
            .collect();
        let place = format!("d/{}/{}/{name}.png", &name[..2], &name[2..4]);
        assert_eq!(answer["qr"], place);
    }
    let first = files(&desk, "d");
    assert_eq!(first.len(), 5);
    // The same identifiers again, and each twice in one run: what was there first stays.
    let rows = payloads(7).repeat(2);
    desk.write("more.jsonl", rows);
    let words = super::issue(&["more.jsonl", "--qr", "d", "--name-by", "identifier"]);
    let answers = desk.answers(&words, 2);
    let made = answers.iter().filter(|answer| answer["error"].is_null());
    assert_eq!(made.count(), 2);
    let both = files(&desk, "d");
    assert_eq!(both.len(), 7);
    assert!(first.iter().all(|(name, octets)| both[name] == *octets));
    // Pages have new identifiers each time: those of one record lie beside each other, in folders of their own.
    for _ in 0..2 {
        let before = files(&desk, "d").len();
        let output = desk.run_batch(&[&page[..], &by].concat());
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let answers = lines(&output.stdout);
        let made: usize = answers
            .iter()
            .map(|answer| answer["files"].as_array().unwrap().len())
            .sum();
        assert_eq!(files(&desk, "d").len(), before + made);
    }
}

#[test]
fn a_run_that_was_stopped_keeps_its_folder_until_it_has_gone_on() {
    for index in [0, 1] {
        let desk = Desk::new();
        let words = &jobs(&desk)[index];
        let mut first = waiting(&desk, words);
        first.kill().unwrap();
        first.wait().unwrap();
        let more = ["--out", "second.jsonl", "--first-row", "1000"];
        let output = desk.run_batch(&[words, &more[..]].concat());
        assert_eq!(output.status.code(), Some(2));
        let said = told(&output);
        assert!(said.contains("d: a run into it was stopped"), "{said}");
        assert!(
            said.contains("first.jsonl") && said.contains("d/.hcert"),
            "{said}"
        );
        let goes_on = ["--out", "first.jsonl", "--resume"];
        let output = desk.run_batch(&[words, &goes_on[..]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let before = files(&desk, "d");
        let output = desk.run_batch(&[words, &more[..]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let after = files(&desk, "d");
        assert!(before.iter().all(|(name, octets)| after[name] == *octets));
    }
}

#[test]
fn files_of_another_run_stay_when_a_stopped_one_goes_on() {
    let desk = Desk::new();
    desk.write("p.jsonl", payloads(300));
    let words = issue(&["p.jsonl", "--qr", "d", "--first-row", "1", "--level", "L"]);
    // Another run's picture, in the place of a row that will not have been reached.
    std::fs::create_dir_all(desk.path("d/000/000")).unwrap();
    desk.write("d/000/000/250.png", "another's");
    let resumed = [&words, &["--out", "o.jsonl", "--resume"][..]].concat();
    let mut kills = 0;
    let mut code = None;
    while code.is_none() {
        let mut child = desk.start_batch(&resumed);
        drop(child.stdin.take());
        std::thread::sleep(Duration::from_millis(150 + 60 * kills));
        let _ = child.kill();
        code = child.wait().unwrap().code();
        kills += 1;
        assert!(kills < 200);
    }
    assert_eq!(code, Some(2));
    let answers = desk.file("o.jsonl");
    assert_eq!(answers.len(), 300);
    for (answer, row) in answers.iter().zip(1..) {
        assert_eq!(answer["row"], row);
        assert_eq!(answer["error"].is_string(), row == 250, "{answer}");
    }
    let files = files(&desk, "d");
    assert_eq!(files.len(), 300, "and nothing that was left behind");
    assert_eq!(files["000/000/250.png"], b"another's");
}

#[cfg(unix)]
#[test]
fn whoever_stops_a_run_is_told_how_it_goes_on() {
    use std::os::unix::process::ExitStatusExt as _;
    let desk = Desk::new();
    let words = verify(&["-", "--out", "first.jsonl"]);
    for signal in ["INT", "TERM"] {
        for (more, words_of) in [
            (
                true,
                ["stopped; what is done is in first.jsonl.part", "--resume"],
            ),
            (false, ["the run cannot be taken up again", "--out FILE"]),
        ] {
            let mut child = match more {
                true => waiting(&desk, &words[..words.len() - 2]),
                false => {
                    let mut child = desk.start_batch(&verify(&["-"]));
                    // An answer: it works, and whoever stops it is heard.
                    use std::io::{BufRead as _, Write as _};
                    let stdin = child.stdin.as_mut().unwrap();
                    stdin.write_all(codes(1).as_bytes()).unwrap();
                    let mut line = String::new();
                    let stdout = child.stdout.as_mut().unwrap();
                    std::io::BufReader::new(stdout)
                        .read_line(&mut line)
                        .unwrap();
                    child
                }
            };
            let stdin = child.stdin.take();
            let kill = std::process::Command::new("kill")
                .args(["-s", signal, &child.id().to_string()])
                .status();
            assert!(kill.unwrap().success());
            let output = child.wait_with_output().unwrap();
            drop(stdin);
            let number = if signal == "INT" { 2 } else { 15 };
            assert_eq!(output.status.signal(), Some(number), "as without a word");
            for word in words_of {
                assert!(told(&output).contains(word), "{}", told(&output));
            }
            for name in ["first.jsonl.part", "first.jsonl.journal"] {
                let _ = std::fs::remove_file(desk.path(name));
            }
        }
    }
}
