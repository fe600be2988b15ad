//! Reading a picture file in a warm child of the program, as the program and the service do, beside reading it here.
//!
//! The bench is the other side of the child's pipe (`src/cli/decoder.rs`): what it measures is all that the child adds.

use crate::measure::{Row, Target, in_turn_pairs, time};
use hcert_scan::scan::{ScanLimits, scan};
use std::hint::black_box;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A warm child.
struct Warm {
    child: Child,
    to: ChildStdin,
    from: ChildStdout,
}

impl Warm {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hcert"))
            .arg("decode-in-child")
            .env_clear()
            .env("MALLOC_ARENA_MAX", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (to, mut from) = (
            child.stdin.take().expect("a pipe"),
            child.stdout.take().expect("a pipe"),
        );
        let mut ready = [0];
        from.read_exact(&mut ready).expect("it is ready");
        Self { child, to, from }
    }

    fn ask(&mut self, octets: &[u8], limits: &ScanLimits) -> Vec<u8> {
        let head = [
            &(octets.len() as u64).to_le_bytes()[..],
            &limits.bytes.to_le_bytes(),
            &limits.pixels.to_le_bytes(),
            &limits.pages.to_le_bytes(),
        ];
        self.to.write_all(&head.concat()).expect("it reads");
        self.to.write_all(octets).expect("it reads");
        self.to.flush().expect("it reads");
        let mut size = [0; 12];
        self.from.read_exact(&mut size).expect("it answers");
        let [a, b, c, d, ..] = size;
        let mut answer = vec![0; u32::from_le_bytes([a, b, c, d]) as usize];
        self.from.read_exact(&mut answer).expect("it answers");
        answer
    }
}

impl Drop for Warm {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn rows(tell: &mut dyn FnMut(Row)) {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .join("testdata/NO/png/vaccination-2-2.png");
    let picture = std::fs::read(path).expect("a picture of ours");
    let limits = ScanLimits::default();
    let wanted = scan(&picture, &limits).expect("it is read");
    // A child is retired after some seconds of the processor: each block of turns has one of its own.
    let mut warm = Warm::start();
    let answer = String::from_utf8(warm.ask(&picture, &limits)).expect("JSON");
    assert!(
        answer.contains(wanted.first().map_or("?", |code| &code.text)),
        "the same code"
    );
    let timed = in_turn_pairs(
        60,
        || drop(black_box(warm.ask(black_box(&picture), &limits))),
        || drop(black_box(scan(black_box(&picture), &limits))),
    );
    tell(Row {
        what: "read a picture in a warm child / here".into(),
        measured: Some(timed.ratio),
        target: Target::AtMost(1.2),
        limit: "1",
        detail: format!("{} / {}", time(timed.a), time(timed.b)),
    });
}
