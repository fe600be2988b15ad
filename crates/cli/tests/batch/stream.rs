//! Between two pipes: a line in is a line out, nothing piles up, and it ends when a side does.

use super::*;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{ChildStdin, ChildStdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

/// Longer than anything takes on the busiest machine; only a program that hangs waits so long.
const FOREVER: Duration = Duration::from_secs(120);

fn pipes(child: &mut Child) -> (ChildStdin, BufReader<ChildStdout>) {
    let stdin = child.stdin.take().unwrap();
    (stdin, BufReader::new(child.stdout.take().unwrap()))
}

/// Does something that may hang, and fails instead.
fn soon<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> T {
    let (to, from) = channel();
    std::thread::spawn(move || to.send(job()));
    from.recv_timeout(FOREVER).expect("it hangs")
}

#[test]
fn a_line_that_comes_alone_is_answered_before_the_next_one() {
    let desk = Desk::new();
    let codes = codes(5);
    let payloads = payloads(5);
    let csv = format!(
        "id,hc1\n{}",
        codes
            .lines()
            .map(|code| format!("1,{code}\n"))
            .collect::<String>()
    );
    for (words, lines) in [
        (verify(&["-"]), codes.as_str()),
        (issue(&["-"]), &payloads),
        (issue(&["-", "--ledger", "l.db"]), &payloads),
        (verify(&["-", "--rows=csv"]), &csv),
    ] {
        let mut child = desk.start_batch(&words);
        let (mut stdin, stdout) = pipes(&mut child);
        let has_header = words.contains(&"--rows=csv");
        let lines: Vec<String> = lines.lines().map(str::to_owned).collect();
        let answered = soon(move || {
            let (mut stdout, mut rows) = (stdout, 0);
            for (index, line) in lines.iter().enumerate() {
                writeln!(stdin, "{line}").unwrap();
                if index == 0 && has_header {
                    continue;
                }
                let mut answer = String::new();
                stdout.read_line(&mut answer).unwrap();
                rows += 1;
                let answer: Value = serde_json::from_str(&answer).unwrap();
                assert_eq!(answer["row"], rows);
                assert_eq!(answer["input"], format!("-#{rows}"));
            }
            drop(stdin);
            let mut rest = String::new();
            stdout.read_to_string(&mut rest).unwrap();
            assert_eq!(rest, "");
            rows
        });
        assert_eq!(answered, 5);
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn rows_are_not_read_far_ahead_of_a_reader_who_waits() {
    const OFFERED: usize = 20_000;
    let desk = Desk::new();
    let mut child = desk.start_batch(&verify(&["-"]));
    let (mut stdin, mut stdout) = pipes(&mut child);
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    let rows = codes(OFFERED);
    let writer = std::thread::spawn(move || {
        for line in rows.split_inclusive('\n') {
            stdin.write_all(line.as_bytes()).unwrap();
            count.fetch_add(1, Ordering::SeqCst);
        }
    });
    // Nobody reads: at some point nothing more is taken.
    let (mut before, mut calm) = (0, 0);
    while calm < 10 {
        std::thread::sleep(Duration::from_millis(200));
        let now = taken.load(Ordering::SeqCst);
        calm = if now == before { calm + 1 } else { 0 };
        before = now;
    }
    // Two workers: 16 chunks of 16 rows each in the queue, the group that waits to be written, four blocks of
    // 64 KiB between input and workers, and both pipes.
    println!("{before} rows were taken while nobody read");
    assert!((100..4000).contains(&before), "{before} rows");
    let mut line = String::new();
    for row in 1..=OFFERED {
        line.clear();
        stdout.read_line(&mut line).unwrap();
        let start = format!("{{\"row\":{row},");
        assert!(line.starts_with(&start), "{line}");
    }
    writer.join().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn it_ends_quietly_when_the_reader_goes_away_though_more_could_come() {
    let desk = Desk::new();
    let mut child = desk.start_batch(&verify(&["-"]));
    let (mut stdin, mut stdout) = pipes(&mut child);
    let code = codes(1);
    stdin.write_all(code.as_bytes()).unwrap();
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    drop(stdout);
    stdin.write_all(code.as_bytes()).unwrap();
    // Its input stays open: only the lost reader can end it.
    let mut stderr = child.stderr.take().unwrap();
    let status = soon(move || child.wait().unwrap());
    assert_eq!(status.code(), Some(0));
    let mut words = String::new();
    stderr.read_to_string(&mut words).unwrap();
    assert_eq!(words, "");
    drop(stdin);
}

#[test]
fn a_line_without_end_takes_no_memory() {
    let desk = Desk::new();
    let mut child = desk.start_batch(&verify(&["-"]));
    let (mut stdin, mut stdout) = pipes(&mut child);
    let status = format!("/proc/{}/status", child.id());
    let writer = std::thread::spawn(move || {
        let part = vec![b'A'; 1 << 20];
        for _ in 0..300 {
            stdin.write_all(&part).unwrap();
        }
        stdin.write_all(b"\n").unwrap();
        stdin.write_all(codes(1).as_bytes()).unwrap();
        stdin
    });
    let mut answer = String::new();
    stdout.read_line(&mut answer).unwrap();
    assert!(
        answer.contains("the line is longer than 1048576 octets"),
        "{answer}"
    );
    answer.clear();
    stdout.read_line(&mut answer).unwrap();
    assert!(answer.starts_with("{\"row\":2,") && answer.contains("\"genuine\""));
    match std::fs::read_to_string(status) {
        Ok(status) => {
            let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let peak = peak.and_then(|peak| peak.trim().split(' ').next()?.parse::<u64>().ok());
            let peak = peak.expect("a peak in kB");
            assert!(peak < 100_000, "{peak} kB for a line of 300 MiB");
        }
        Err(_) => println!("skipped: the peak of memory is read from /proc, which is not here"),
    }
    drop(writer.join().unwrap());
    assert_eq!(child.wait().unwrap().code(), Some(2));
}
