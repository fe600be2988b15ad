//! The program is killed again and again; what it promised holds.

use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// How many programs are killed while they run.
const KILLS: usize = 200;

/// Numbers that are the same in every run (xorshift, 64 bits).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % limit
    }
}

const ISSUE: [&str; 14] = [
    "issue", "a.json", "b.json", "a.json", "b.json", "--fill", "--signer", "keys", "--ledger",
    "l.db", "--at", AT, "--days", "30",
];
const REVOKE: [&str; 8] = [
    "revocation",
    "revoke",
    "--ledger",
    "l.db",
    "--code",
    "-",
    "--at",
    AT,
];
const PUBLISH: [&str; 12] = [
    "revocation",
    "publish",
    "--ledger",
    "l.db",
    "--out",
    "batches",
    "--signer",
    "keys/dsc-all.key.pem,keys/dsc-all.pem",
    "--hash-types",
    "SIGNATURE,UCI",
    "--at",
    AT,
];

/// How long a command takes here, from its start to its end.
#[expect(clippy::disallowed_methods, reason = "a measurement")]
fn measured(desk: &Desk, words: &[&str], input: &str) -> Duration {
    let times = (0..3).map(|_| {
        let start = Instant::now();
        let output = desk.run_with(words, input);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{told}");
        start.elapsed()
    });
    times.max().unwrap()
}

/// Payloads without identifier: each code gets one of its own.
fn payloads(desk: &Desk) {
    for (name, from, group) in [
        ("a.json", "test-pcr", "t"),
        ("b.json", "vaccination-2-2", "v"),
    ] {
        let path = root().join(format!("testdata/payloads/{from}.json"));
        let mut payload: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        payload[group][0].as_object_mut().unwrap().remove("ci");
        std::fs::write(desk.path(name), payload.to_string()).unwrap();
    }
}

/// The codes of lines that arrived whole.
fn codes(stdout: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(stdout);
    let whole = text
        .split_inclusive('\n')
        .filter_map(|line| line.strip_suffix('\n'));
    whole.map(str::to_owned).collect()
}

#[test]
fn whenever_it_is_killed_nothing_is_lost_doubled_or_half_done() {
    let desk = Desk::new();
    payloads(&desk);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut handed_out = codes(desk.done(&ISSUE).as_bytes());
    // Codes whose revocation was confirmed.
    let mut called_back = BTreeSet::new();
    let times = [
        measured(&desk, &ISSUE, ""),
        measured(&desk, &REVOKE, &handed_out[0]),
        measured(&desk, &PUBLISH, ""),
    ];
    let (mut ended, mut killed) = ([0_usize; 3], [0_usize; 3]);
    let mut round = 0_usize;
    while killed.iter().sum::<usize>() < KILLS {
        round += 1;
        assert!(round < 10 * KILLS, "it ends before it is killed: {ended:?}");
        let which = random.below(3);
        let chosen: Vec<String> = (0..3)
            .map(|_| handed_out[random.below(handed_out.len())].clone())
            .collect();
        let (words, input) = match which {
            0 => (&ISSUE[..], String::new()),
            1 => (&REVOKE[..], chosen.join("\n")),
            _ => (&PUBLISH[..], String::new()),
        };
        let span = usize::try_from(times[which].as_micros()).unwrap();
        let delay = Duration::from_micros(random.below(span + span / 8) as u64);
        let mut child = desk.start(words, input.as_bytes());
        // Some are left alone, so that there is something to lose also where the machine is slow.
        if !round.is_multiple_of(10) {
            std::thread::sleep(delay);
            child.kill().unwrap();
        }
        let output = child.wait_with_output().unwrap();
        match output.status.code() {
            Some(code) => {
                assert_eq!(code, 0, "{}", String::from_utf8_lossy(&output.stderr));
                ended[which] += 1;
            }
            None => killed[which] += 1,
        }
        match which {
            0 => handed_out.extend(codes(&output.stdout)),
            1 if !output.stdout.is_empty() => called_back.extend(chosen),
            _ => {}
        }
        // What is there at any moment is whole.
        if desk.path("batches").exists() {
            for file in files(&desk.path("batches")) {
                if file.extension().is_some_and(|ending| ending == "cms") {
                    batch(&file);
                }
            }
        }
    }
    println!("ended {ended:?}, killed {killed:?}, times {times:?}");
    assert!(
        killed.iter().all(|&count| count > 10),
        "{killed:?} were killed"
    );
    check(&desk, &handed_out, &called_back);
}

/// Everything that must hold in the end.
fn check(desk: &Desk, handed_out: &[String], called_back: &BTreeSet<String>) {
    let output = desk.run(&PUBLISH);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let entries = desk.entries();
    let rows: BTreeMap<_, _> = entries
        .iter()
        .map(|one| (one.issued.signature, one))
        .collect();
    let row = |code: &str| rows.get(&issued(code).signature).copied();
    for code in handed_out {
        let row = row(code).expect("a code that was handed out is in the ledger");
        assert_eq!(row.issued, issued(code));
    }
    for code in called_back {
        assert!(
            row(code).unwrap().revoked.is_some(),
            "a revocation that was confirmed stays"
        );
    }
    let revoked: Vec<&Entry> = entries.iter().filter(|one| one.revoked.is_some()).collect();
    assert!(revoked.len() > 10, "{} revoked", revoked.len());
    assert!(revoked.len() < entries.len());

    let mut listed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files(&desk.path("batches")) {
        let name = file.display().to_string();
        assert!(name.ends_with(".cms"), "{name} was left behind");
        let content = batch(&file);
        let hash_type = content["hashType"].as_str().unwrap().to_owned();
        listed
            .entry(hash_type)
            .or_default()
            .extend(hashes(&content));
    }
    for hash_type in ["SIGNATURE", "UCI"] {
        let mut listed = listed.remove(hash_type).unwrap();
        listed.sort();
        let hash = |one: &&Entry| one.issued.hash(hash_type.parse().unwrap()).unwrap();
        let mut expected: Vec<String> = revoked
            .iter()
            .map(|one| STANDARD.encode(hash(one)))
            .collect();
        expected.sort();
        assert_eq!(listed, expected, "{hash_type}: each in exactly one batch");
    }
    assert!(listed.is_empty());
}
