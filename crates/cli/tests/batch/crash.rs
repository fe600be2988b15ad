//! The program is killed again and again, and goes on each time: nothing is lost, nothing is there twice.

use super::*;
use hcert::container::{Contexts, Limits, Unverified};
use hcert_ledger::{Filter, Issued, Ledger, LedgerError};
use hcert_scan::scan::{ScanLimits, scan};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::time::{Duration, Instant};

/// How many programs are killed in one test, at least.
const KILLS: usize = 25;

/// Numbers that are the same in every run (xorshift, 64 bits).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }
}

/// Runs a command to its end, killing it at random moments, and calls `look` after each of its deaths. The value is
/// how often it was killed.
fn with_kills(
    desk: &Desk,
    words: &[&str],
    out: &str,
    random: &mut Random,
    whole: Duration,
    mut look: impl FnMut(),
) -> usize {
    let words = [words, &["--out", out, "--resume"]].concat();
    let mut kills = 0;
    loop {
        let mut child = desk.start_batch(&words);
        drop(child.stdin.take());
        // Some die before they have begun, some when much is done; each may live a little longer than those before
        // it, so that there is an end also where a start takes long.
        let span = whole.as_micros() as u64 * (10 + kills as u64) / 60;
        std::thread::sleep(Duration::from_micros(random.below(span)));
        let _ = child.kill();
        let output = child.wait_with_output().unwrap();
        assert!(output.stdout.is_empty());
        match output.status.code() {
            Some(0) => break,
            Some(code) => panic!("{code}: {}", told(&output)),
            None => {}
        }
        kills += 1;
        look();
        // It may have died behind its last step.
        if desk.path(out).exists() && !desk.path(&format!("{out}.journal")).exists() {
            break;
        }
        assert!(kills < 1000, "it does not come forward");
    }
    let left = desk.names();
    let left: Vec<&String> = left.iter().filter(|name| name.starts_with(out)).collect();
    assert_eq!(left, [out], "nothing is left behind");
    kills
}

/// How long a command takes from its start to its end.
fn measured(desk: &Desk, words: &[&str]) -> Duration {
    let start = Instant::now();
    let output = desk.run_batch(words);
    assert!(output.status.success(), "{}", told(&output));
    start.elapsed()
}

/// The rows and what must be the same in every run; signatures are random.
fn same(answers: &[Value]) -> Vec<(u64, String)> {
    let of = |answer: &Value| {
        let mut answer = answer.clone();
        answer["hc1"] = Value::Null;
        (answer["row"].as_u64().unwrap(), answer.to_string())
    };
    answers.iter().map(of).collect()
}

/// What the ledger must have of a code.
fn issued(code: &str) -> Issued {
    let code = Unverified::decode_as(code, &Limits::default(), Contexts::EuAndDomestic).unwrap();
    Issued::of(&code, Some("NO"), None).unwrap()
}

/// The hashes of all codes in a ledger, if it is there yet.
fn recorded(desk: &Desk, name: &str) -> BTreeSet<[u8; 16]> {
    let place = desk.path(name);
    let mut found = BTreeSet::new();
    if let Ok(mut ledger) = Ledger::open_existing(place.to_str().unwrap()) {
        let mut keep = |entry: hcert_ledger::Entry| -> Result<(), LedgerError> {
            found.insert(entry.issued.signature);
            Ok(())
        };
        ledger.each(&Filter::default(), &mut keep).unwrap();
    }
    found
}

fn code(answer: &Value) -> &str {
    answer["hc1"].as_str().unwrap()
}

/// The whole lines of a file that may be torn.
fn whole_lines(path: &Path) -> Vec<Value> {
    let octets = std::fs::read(path).unwrap_or_default();
    let end = octets.iter().rposition(|octet| *octet == b'\n');
    lines(&octets[..end.map_or(0, |end| end + 1)])
}

#[test]
fn issuing_goes_on_where_it_was_killed_and_the_ledger_has_what_was_handed_out() {
    let desk = Desk::new();
    desk.write("p.jsonl", payloads(4000));
    let words = issue(&["p.jsonl"]);
    let undisturbed = [
        &words,
        &["--out", "whole.jsonl", "--ledger", "whole.db"][..],
    ]
    .concat();
    let whole = measured(&desk, &undisturbed);
    let expected = same(&desk.file("whole.jsonl"));
    assert_eq!(expected.len(), 4000);
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let (mut kills, mut round) = (0, 0);
    while kills < KILLS {
        round += 1;
        let (out, ledger) = (format!("o{round}.jsonl"), format!("l{round}.db"));
        let words = [&words, &["--ledger", ledger.as_str()][..]].concat();
        let part = desk.path(&format!("{out}.part"));
        kills += with_kills(&desk, &words, &out, &mut random, whole, || {
            // At every moment: what could be handed out is in the ledger.
            let recorded = recorded(&desk, &ledger);
            for answer in whole_lines(&part) {
                assert!(recorded.contains(&issued(code(&answer)).signature));
            }
        });
        let answers = desk.file(&out);
        assert_eq!(
            same(&answers),
            expected,
            "every row once, and as it was asked for"
        );
        let handed_out: BTreeSet<_> = answers
            .iter()
            .map(|one| issued(code(one)).signature)
            .collect();
        assert_eq!(handed_out.len(), 4000);
        // Not only is every code in the ledger: no code is there that nobody has.
        assert_eq!(recorded(&desk, &ledger), handed_out);
        assert!(round < 20, "it is too fast to be killed: {whole:?}");
    }
    println!("killed {kills} times in {round} runs of {whole:?}");
}

#[test]
fn verifying_goes_on_where_it_was_killed() {
    let desk = Desk::new();
    let mut rows: Vec<String> = codes(8000).lines().map(str::to_owned).collect();
    for (index, row) in rows.iter_mut().enumerate() {
        // Each row is told from all others.
        *row = format!("{{\"row\":{index},\"code\":\"{row}\"}}");
    }
    desk.write("c.jsonl", rows.join("\n"));
    let words = verify(&["c.jsonl"]);
    let whole = measured(&desk, &[&words, &["--out", "whole.jsonl"][..]].concat());
    let expected = std::fs::read(desk.path("whole.jsonl")).unwrap();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut kills, mut round) = (0, 0);
    while kills < KILLS {
        round += 1;
        let out = format!("o{round}.jsonl");
        kills += with_kills(&desk, &words, &out, &mut random, whole, || {});
        assert!(
            std::fs::read(desk.path(&out)).unwrap() == expected,
            "to the octet"
        );
        assert!(round < 20, "it is too fast to be killed: {whole:?}");
    }
    println!("killed {kills} times in {round} runs of {whole:?}");
}

#[test]
fn pictures_are_those_of_the_codes_however_often_it_was_killed() {
    let desk = Desk::new();
    desk.write("p.jsonl", payloads(300));
    let words = issue(&["p.jsonl", "--level", "L"]);
    let undisturbed = [&words, &["--out", "w.jsonl", "--qr", "w"][..]].concat();
    let whole = measured(&desk, &undisturbed);
    for (ledger, seed) in [(true, 3), (false, 4)] {
        let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ seed);
        let (out, folder) = (format!("o{ledger}.jsonl"), format!("q{ledger}"));
        let mut words = [&words, &["--qr", folder.as_str()][..]].concat();
        if ledger {
            words.extend(["--ledger", "l.db"]);
        }
        let kills = with_kills(&desk, &words, &out, &mut random, whole, || {});
        println!("killed {kills} times");
        let answers = desk.file(&out);
        assert_eq!(answers.len(), 300);
        for answer in &answers {
            let path = desk.path(answer["qr"].as_str().unwrap());
            let picture = std::fs::read(path).unwrap();
            let found = scan(&picture, &ScanLimits::default()).unwrap();
            assert_eq!(found[0].text, code(answer), "{}", answer["row"]);
        }
        let entries = std::fs::read_dir(desk.path(&format!("{folder}/000/000"))).unwrap();
        assert_eq!(entries.count(), 300, "and nothing that was left behind");
        if ledger {
            assert_eq!(recorded(&desk, "l.db").len(), 300);
        }
    }
}

/// A run that was stopped after some rows, as it is on the disk.
fn stopped(desk: &Desk, words: &[&str], out: &str) {
    for attempt in 1..200 {
        let mut child = desk.start_batch(&[words, &["--out", out, "--resume"]].concat());
        drop(child.stdin.take());
        std::thread::sleep(Duration::from_millis(10 * attempt));
        let _ = child.kill();
        child.wait().unwrap();
        let journal = std::fs::read(desk.path(&format!("{out}.journal"))).unwrap_or_default();
        let journal: Value = serde_json::from_slice(&journal).unwrap_or_default();
        if journal["rows"].as_u64().is_some_and(|rows| rows > 0) && !desk.path(out).exists() {
            return;
        }
        for name in [
            out.to_owned(),
            format!("{out}.part"),
            format!("{out}.journal"),
        ] {
            let _ = std::fs::remove_file(desk.path(&name));
        }
    }
    panic!("it could not be stopped in its midst");
}

#[test]
fn a_run_goes_on_with_the_rows_and_the_words_that_it_was_begun_with_alone() {
    let desk = Desk::new();
    let rows = payloads(4000);
    desk.write("p.jsonl", &rows);
    let words = issue(&["p.jsonl", "--ledger", "l.db"]);
    stopped(&desk, &words, "o.jsonl");
    let again = |words: &[&str], says: &str| {
        let output = desk.run_batch(&[words, &["--out", "o.jsonl", "--resume"]].concat());
        assert_eq!(output.status.code(), Some(2), "{says}");
        assert!(told(&output).contains(says), "{}", told(&output));
    };
    // Another first row of the same length, fewer rows, none at all.
    desk.write("p.jsonl", rows.replacen("1964-08-12", "1964-08-13", 1));
    again(
        &words,
        "rows of the input are not those that were done already",
    );
    desk.write(
        "p.jsonl",
        rows.split_inclusive('\n').take(3).collect::<String>(),
    );
    again(&words, "the input has 3 rows, and ");
    desk.write("p.jsonl", "");
    again(&words, "the input has 0 rows, and ");
    desk.write("p.jsonl", &rows);
    let others = "the run was begun with other options than these";
    again(&issue(&["p.jsonl", "--ledger", "other.db"]), others);
    again(&issue(&["p.jsonl"]), others);
    again(
        &issue(&["p.jsonl", "--ledger", "l.db", "--days", "30"]),
        others,
    );
    // Without the word, and while another process is at it, it is left alone.
    let output = desk.run_batch(&[&words, &["--out", "o.jsonl"][..]].concat());
    assert!(
        told(&output).contains("go on with --resume"),
        "{}",
        told(&output)
    );
    let part = std::fs::OpenOptions::new()
        .write(true)
        .open(desk.path("o.jsonl.part"))
        .unwrap();
    part.try_lock().unwrap();
    again(&words, "another process is at work on it");
    drop(part);
    // A file that was cut cannot be trusted; half a line behind what counts is no harm.
    let journal = std::fs::read(desk.path("o.jsonl.journal")).unwrap();
    let journal: Value = serde_json::from_slice(&journal).unwrap();
    let octets = journal["octets"].as_u64().unwrap();
    let whole = std::fs::read(desk.path("o.jsonl.part")).unwrap();
    if octets > 0 {
        desk.write("o.jsonl.part", &whole[..octets as usize - 1]);
        again(&words, "somebody has cut it");
    }
    desk.write("o.jsonl.part", [&whole, &b"{\"row\":99,\"inp"[..]].concat());
    // More words about how, and none about what, may differ. Rows behind those that were done may have come.
    desk.write("p.jsonl", rows + &payloads(1));
    let more = [
        "--out",
        "o.jsonl",
        "--resume",
        "--threads",
        "1",
        "--summary",
        "json",
    ];
    let output = desk.run_batch(&[&words[..5], &["p.jsonl", "--ledger", "l.db"], &more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let summary: Value = serde_json::from_str(&told(&output)).unwrap();
    assert_eq!(
        (&summary["rows"], &summary["issued"]),
        (&4001.into(), &4001.into())
    );
    assert!(summary["resumedAfter"].as_u64().unwrap() > 0);
    let answers = desk.file("o.jsonl");
    let found: Vec<u64> = answers
        .iter()
        .map(|one| one["row"].as_u64().unwrap())
        .collect();
    assert_eq!(found, (1..=4001).collect::<Vec<u64>>());
    assert_eq!(recorded(&desk, "l.db").len(), 4001);
}

#[test]
fn what_the_journal_says_is_under_way_is_recorded_and_handed_out_once() {
    let desk = Desk::new();
    desk.write("many.jsonl", payloads(4000));
    desk.write("p.jsonl", payloads(12));
    let words = issue(&["p.jsonl", "--ledger", "l.db"]);
    // What the run is called in a journal does not depend on its rows.
    stopped(
        &desk,
        &issue(&["many.jsonl", "--ledger", "l.db"]),
        "m.jsonl",
    );
    let journal = std::fs::read(desk.path("m.jsonl.journal")).unwrap();
    let mut journal: Value = serde_json::from_slice(&journal).unwrap();
    // Ten codes that were signed, written into the journal, and neither recorded nor handed out.
    desk.write("ten.jsonl", payloads(10));
    let signed = desk.answers(&issue(&["ten.jsonl"]), 0);
    let lines: String = signed.iter().map(|answer| format!("{answer}\n")).collect();
    let fresh: Vec<Value> = signed
        .iter()
        .map(|answer| serde_json::json!({"codes": [code(answer)], "country": "NO", "person": null}))
        .collect();
    let digest = Sha256::digest(payloads(10));
    journal["rows"] = 10.into();
    journal["octets"] = 0.into();
    journal["input"] = digest
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect::<String>()
        .into();
    journal["tally"]["done"] = 10.into();
    journal["pending"] = serde_json::json!({"lines": lines, "fresh": fresh, "files": []});
    std::fs::remove_file(desk.path("l.db")).unwrap();
    // Killed before they were recorded; behind that; and with half of them in the file.
    for (out, part) in [
        ("a.jsonl", ""),
        ("b.jsonl", ""),
        ("c.jsonl", &lines[..lines.len() / 2]),
    ] {
        desk.write(&format!("{out}.part"), part);
        desk.write(&format!("{out}.journal"), journal.to_string());
        let output = desk.run_batch(&[&words, &["--out", out, "--resume"][..]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let answers = desk.file(out);
        assert_eq!(answers.len(), 12);
        assert_eq!(answers[..10], signed);
        let recorded = recorded(&desk, "l.db");
        assert!(
            answers
                .iter()
                .all(|one| recorded.contains(&issued(code(one)).signature))
        );
    }
    // The ten once, and the last two of each run.
    assert_eq!(recorded(&desk, "l.db").len(), 10 + 3 * 2);
}

#[test]
fn the_moment_of_a_run_stays_the_same_when_it_goes_on() {
    let desk = Desk::new();
    desk.write("p.jsonl", payloads(3000));
    // No --at: it is the clock's moment of the beginning.
    let words = ["issue", "p.jsonl", "--signer", "keys", "--threads=2"];
    stopped(&desk, &words, "o.jsonl");
    std::thread::sleep(Duration::from_millis(1100));
    let output = desk.run_batch(&[&words, &["--out", "o.jsonl", "--resume"][..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let moments: BTreeSet<String> = desk
        .file("o.jsonl")
        .iter()
        .map(|answer| answer["iat"].to_string())
        .collect();
    assert_eq!(moments.len(), 1, "{moments:?}");
}

#[test]
fn rows_on_standard_input_are_passed_over_as_those_of_a_file() {
    let desk = Desk::new();
    let rows = payloads(4000);
    desk.write("p.jsonl", &rows);
    stopped(&desk, &issue(&["p.jsonl"]), "o.jsonl");
    let mut child = desk.start_batch(&issue(&["-", "--out", "o.jsonl", "--resume"]));
    let mut stdin = child.stdin.take().unwrap();
    std::thread::spawn(move || stdin.write_all(rows.as_bytes()));
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let answers = desk.file("o.jsonl");
    let found: Vec<u64> = answers
        .iter()
        .map(|one| one["row"].as_u64().unwrap())
        .collect();
    assert_eq!(found, (1..=4000).collect::<Vec<u64>>());
    assert_eq!(answers[0]["input"], "p.jsonl#1");
    assert_eq!(answers[3999]["input"], "-#4000");
}

#[test]
fn a_run_that_died_behind_its_last_step_is_finished() {
    let desk = Desk::new();
    desk.write("c.txt", format!("{}shc:/567\n", codes(3)));
    let words = verify(&["c.txt", "--out", "o.jsonl"]);
    assert_eq!(desk.run_batch(&words).status.code(), Some(3));
    // As it was a moment before its end: the journal was still there.
    let journal = serde_json::json!({
        "version": 2, "task": "", "at": AT, "rows": 4, "input": "", "octets": 1, "finished": true, "pending": null,
        "tally": {"done": 3, "rejected": 0, "cannot_verify": 1, "unread": 0},
    });
    desk.write("o.jsonl.journal", journal.to_string());
    let output = desk.run_batch(&[&words, &["--resume"][..]].concat());
    assert_eq!(output.status.code(), Some(3));
    assert!(
        told(&output).contains("4 rows, 4 of them before, in 0.0 s (0 a second): 3 genuine"),
        "{}",
        told(&output)
    );
    assert_eq!(desk.names(), ["c.txt", "o.jsonl"]);
    // A journal that is damaged is told, and what is in it is not.
    desk.write("p.jsonl.part", "x");
    desk.write(
        "p.jsonl.journal",
        "{\"version\":2,\"task\":\"HEMMELIGSEN\",",
    );
    let words = verify(&["c.txt", "--out", "p.jsonl", "--resume"]);
    let output = desk.run_batch(&words);
    assert!(
        told(&output).contains("p.jsonl.journal: damaged at line 1"),
        "{}",
        told(&output)
    );
    assert!(!told(&output).contains("HEMMELIGSEN"));
}
