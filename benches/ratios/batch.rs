//! `hcert batch` with two workers against one: the program itself, from its start to its end.

use crate::measure::{Row, Target, Timed, in_turn_pairs};
use crate::read;
use hcert::{Timestamp, TrustList, Verifier};
use std::path::Path;
use std::process::{Command, Stdio};

/// Rows of a run: so many that its start and its end count for little.
const VERIFIED: usize = 60_000;
const ISSUED: usize = 40_000;
/// Pairs of runs.
const PAIRS: usize = 7;
const AT: &str = "2022-02-01T12:00:00Z";

pub fn rows(tell: &mut dyn FnMut(Row)) {
    let folder = tempfile::tempdir().unwrap();
    let codes = read("testdata/codes.txt");
    let codes: Vec<&str> = codes.lines().cycle().take(VERIFIED).collect();
    let payloads = read("testdata/batch/payloads.jsonl");
    let payloads: Vec<&str> = payloads.lines().cycle().take(ISSUED).collect();
    let write = |name: &str, lines: &[&str]| {
        let path = folder.path().join(name);
        std::fs::write(&path, lines.join("\n")).unwrap();
        path
    };
    let (codes_path, payloads_path) = (write("codes", &codes), write("payloads", &payloads));
    let some = &codes[..VERIFIED / 10];
    let verifier = verifier();
    for (what, count, one, two) in [
        (
            "batch verify",
            VERIFIED,
            job("verify", "--trust", &codes_path, 1),
            job("verify", "--trust", &codes_path, 2),
        ),
        (
            "batch issue",
            ISSUED,
            job("issue", "--signer", &payloads_path, 1),
            job("issue", "--signer", &payloads_path, 2),
        ),
        (
            "this machine: the library's verify",
            some.len(),
            Box::new(|| library(&verifier, some, 1)),
            Box::new(|| library(&verifier, some, 2)),
        ),
    ] {
        let target = match what.starts_with("batch") {
            true => Target::AtLeast(1.9),
            false => Target::None,
        };
        let what = format!("{what}, rows a second: 2 threads / 1 thread");
        tell(compare(&what, target, count, one, two));
    }
}

fn compare(
    what: &str,
    target: Target,
    count: usize,
    mut one: Box<dyn FnMut() + '_>,
    mut two: Box<dyn FnMut() + '_>,
) -> Row {
    let row = |measured, detail| Row {
        what: what.to_owned(),
        measured,
        target,
        limit: "2.0",
        detail,
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if cores < 2 {
        return row(None, "this machine has one core".into());
    }
    let Timed { ratio, a, b } = in_turn_pairs(PAIRS, &mut one, &mut two);
    let rate = |seconds: f64| count as f64 / seconds;
    let detail = format!("{:.0}/s / {:.0}/s", rate(b), rate(a));
    row(Some(ratio), detail)
}

/// A run of the program.
fn job<'a>(
    command: &'a str,
    keys: &'a str,
    rows: &'a Path,
    threads: usize,
) -> Box<dyn FnMut() + 'a> {
    Box::new(move || {
        let status = Command::new(env!("CARGO_BIN_EXE_hcert"))
            .args(["batch", command, keys, "keys", "--at", AT, "--summary=none"])
            .arg(format!("--threads={threads}"))
            .arg(rows)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "{status}");
    })
}

fn verifier() -> Verifier {
    let keys = ["all", "ps256", "recovery", "test", "vaccination"];
    let lists =
        keys.map(|name| TrustList::read(name, read(&format!("keys/dsc-{name}.pem")).as_bytes()));
    let lists = lists.map(Result::unwrap);
    Verifier::new(lists.iter().flat_map(TrustList::iter).cloned().collect())
}

/// What this machine makes of two threads that share nothing but the verifier.
fn library(verifier: &Verifier, codes: &[&str], threads: usize) {
    let at: Timestamp = AT.parse().unwrap();
    std::thread::scope(|scope| {
        for part in codes.chunks(codes.len().div_ceil(threads)) {
            scope.spawn(move || {
                for code in part {
                    assert!(verifier.verify(code, at).verdict.is_genuine());
                }
            });
        }
    });
}
