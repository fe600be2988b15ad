//! Small inputs that ask for much: they are refused at once, in little memory and on a small stack.

use crate::common;

use ciborium::Value;
use common::{AT, Draft, Rng, Step, VACCINATION, at, good, text_of, verifier, world};
use flate2::{Compress, Compression, FlushCompress, Status};
use hcert::verify::Report;
use hcert::{Limits, Verifier};
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

const MIB: usize = 1024 * 1024;
/// Memory that the refusal of a bomb may take.
const ROOM: usize = 64 * MIB;
/// Longer than anything here may take on a slow and busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
/// Names the bomb that a child process is to verify.
const CHILD: &str = "HCERT_TEST_BOMB";

/// Compresses `head` and then `zeros` zero octets without ever holding them.
fn bomb(head: &[u8], zeros: usize) -> Vec<u8> {
    let mut compress = Compress::new(Compression::best(), true);
    let mut out = Vec::with_capacity(zeros / 900 + 1024);
    let chunk = vec![0; 64 * 1024];
    let mut feed = |mut input: &[u8], flush: FlushCompress| loop {
        out.reserve(1024);
        let before = compress.total_in();
        let status = compress
            .compress_vec(input, &mut out, flush)
            .expect("zeros compress");
        input = &input[(compress.total_in() - before) as usize..];
        let flushed = matches!(flush, FlushCompress::None) && input.is_empty();
        if flushed || status == Status::StreamEnd {
            return;
        }
    };
    feed(head, FlushCompress::None);
    let mut left = zeros;
    while left > 0 {
        let now = left.min(chunk.len());
        feed(&chunk[..now], FlushCompress::None);
        left -= now;
    }
    feed(&[], FlushCompress::Finish);
    out
}

fn small() -> String {
    text_of(&bomb(&[], 2_700_000))
}

fn large() -> String {
    text_of(&bomb(&[], 120 * MIB))
}

/// The start of a COSE_Sign1 whose payload claims to have all the zeros.
fn dressed() -> String {
    let length = (120 * MIB as u32).to_be_bytes();
    let head = [
        &[0xd2, 0x84, 0x43, 0xa1, 0x01, 0x26, 0xa0, 0x5a],
        &length[..],
    ]
    .concat();
    text_of(&bomb(&head, 120 * MIB))
}

fn check(text: &str, limits: Limits) -> Report {
    let verifier: Verifier = verifier([&world().ec]).with_limits(limits);
    verifier.verify(text, at(AT))
}

fn class(report: &Report) -> &'static str {
    report
        .verdict
        .class()
        .map_or("accept", |class| class.code())
}

/// The peak of this process's memory in octets, where the system tells it.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: usize = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kib * 1024)
}

/// Runs one of this file's tests in a process of its own, so that others do not blur its peak.
fn in_child(test: &str, name: &str) {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program)
        .args([&format!("bombs::{test}"), "--exact", "--nocapture"])
        .env(CHILD, name)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    println!(
        "{}",
        said.lines()
            .filter(|line| line.starts_with(name))
            .collect::<String>()
    );
    assert!(
        output.status.success(),
        "{name}: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(said.contains(&format!("{name}: refused")), "{name}: {said}");
}

type Make = fn() -> String;
const BOMBS: [(&str, Make); 3] = [("small", small), ("large", large), ("dressed", dressed)];

#[test]
fn a_decompression_bomb_is_refused_as_too_large_in_little_memory() {
    let Ok(child) = std::env::var(CHILD) else {
        for (name, _) in BOMBS {
            in_child(
                "a_decompression_bomb_is_refused_as_too_large_in_little_memory",
                name,
            );
        }
        return;
    };
    let (name, make) = BOMBS.into_iter().find(|(name, _)| *name == child).unwrap();
    let text = make();
    // A good code first: what every verification needs is not the bomb's doing.
    let party = &world().ec;
    assert!(
        check(&good(party, VACCINATION), Limits::default())
            .verdict
            .is_genuine()
    );
    let before = peak();
    let limits = Limits {
        text: usize::MAX,
        ..Limits::default()
    };
    for _ in 0..3 {
        assert_eq!(class(&check(&text, limits)), "too-large");
    }
    match before.zip(peak()) {
        Some((before, after)) => {
            println!(
                "{name}: refused, {} characters, {} KiB more",
                text.len(),
                (after - before) / 1024
            );
            assert!(after - before < ROOM, "{} octets more", after - before);
            assert!(after < 2 * ROOM, "the test itself took {after} octets");
        }
        None => println!("{name}: refused; MEMORY NOT MEASURED: no /proc/self/status here"),
    }
}

#[test]
fn a_bomb_of_millions_fits_into_a_qr_code() {
    let text = small();
    assert!(text.len() <= 4296, "{} characters", text.len());
    let report = check(&text, Limits::default());
    assert_eq!(class(&report), "too-large");
    assert_eq!(
        report.verdict.finding().unwrap().code(),
        "inflated-too-large"
    );
}

#[test]
fn the_limits_count_the_last_octet_and_character() {
    // Everything of the code is good: only the limits can refuse it.
    let party = &world().ec;
    let mut draft = Draft::new(party, VACCINATION);
    draft.unprotected = vec![(99.into(), Value::Bytes(vec![0; 60_000]))];
    let text = draft.write(party);
    let wide = Limits {
        inflated: 100_000,
        ..Limits::default()
    };
    assert!(check(&text, wide).verdict.is_genuine());
    let unverified = hcert::Unverified::decode(&text, &wide).unwrap();
    let sizes = unverified.sizes();
    let exact = Limits {
        text: sizes.characters,
        inflated: sizes.cose,
        ..Limits::default()
    };
    assert!(check(&text, exact).verdict.is_genuine());
    let short = Limits {
        inflated: sizes.cose - 1,
        ..exact
    };
    assert_eq!(
        check(&text, short).verdict.finding().unwrap().code(),
        "inflated-too-large"
    );
    let short = Limits {
        text: sizes.characters - 1,
        ..exact
    };
    assert_eq!(
        check(&text, short).verdict.finding().unwrap().code(),
        "text-too-long"
    );
}

/// Verifies on a stack of 256 KiB, and gives up when it takes too long.
fn on_a_small_stack(name: &str, text: String, limits: Limits) -> Report {
    let (send, receive) = mpsc::channel();
    let thread = std::thread::Builder::new()
        .name(name.to_owned())
        .stack_size(256 * 1024);
    let thread = thread
        .spawn(move || drop(send.send(check(&text, limits))))
        .unwrap();
    let report = receive
        .recv_timeout(PATIENCE)
        .unwrap_or_else(|_| panic!("{name} takes too long"));
    thread.join().unwrap();
    report
}

/// Octets that open many containers and never, or only at the very end, hold anything.
fn deep() -> Vec<(&'static str, Vec<u8>)> {
    let repeat = |octets: &[u8], times: usize| octets.repeat(times);
    let close = |mut octets: Vec<u8>, count: usize| {
        octets.push(0);
        octets.extend(vec![0xff; count]);
        octets
    };
    vec![
        ("lists", close(repeat(&[0x81], 60_000), 0)),
        ("open lists", close(repeat(&[0x9f], 30_000), 30_000)),
        ("maps in values", close(repeat(&[0xa1, 0x00], 30_000), 0)),
        ("maps in keys", repeat(&[0xa1], 60_000)),
        ("open maps", close(repeat(&[0xbf, 0x00], 20_000), 20_000)),
        ("tags", close(repeat(&[0xc1], 60_000), 0)),
        ("long tags", close(repeat(&[0xd9, 0xd9, 0xf7], 20_000), 0)),
        ("strings in open strings", repeat(&[0x5f], 60_000)),
        (
            "a list of 2^64 - 1",
            vec![0x9b, 255, 255, 255, 255, 255, 255, 255, 255, 0],
        ),
        (
            "a map of 2^64 - 1",
            vec![0xbb, 255, 255, 255, 255, 255, 255, 255, 255, 0],
        ),
        (
            "octets of 2^64 - 1",
            vec![0x5b, 255, 255, 255, 255, 255, 255, 255, 255, 0],
        ),
        ("text of 2^63", vec![0x7b, 128, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("a list of 2^32 - 1", vec![0x9a, 255, 255, 255, 255, 0]),
        (
            "an open string with a chunk of 2^64 - 1",
            vec![0x5f, 0x5b, 255, 255, 255, 255, 255, 255, 255, 255],
        ),
    ]
}

#[test]
fn deep_nesting_and_huge_lengths_are_refused_on_a_small_stack() {
    let party = &world().ec;
    let mut cases = 0;
    for (name, octets) in deep() {
        let inside = |step: Step| {
            let octets = octets.clone();
            let mut draft = Draft::new(party, VACCINATION);
            draft.at(step, move |_| octets.clone());
            draft.write(party)
        };
        // The unprotected header of a good code holds it: written over the octet of an empty map.
        let header = {
            let octets = octets.clone();
            let mut draft = Draft::new(party, VACCINATION);
            draft.at(Step::Cose, move |cose| {
                let head = cose[2] as usize - 0x40 + 3;
                assert_eq!(cose[head], 0xa0);
                [&cose[..head], &[0xa1, 0x18, 99], &octets, &cose[head + 1..]].concat()
            });
            draft.write(party)
        };
        let places = [
            ("the envelope", inside(Step::Cose)),
            ("the protected header", inside(Step::Protected)),
            ("the unprotected header", header),
            ("the claims", inside(Step::Claims)),
        ];
        for (place, text) in places {
            let limits = Limits {
                text: usize::MAX,
                inflated: 200_000,
                ..Limits::default()
            };
            let report = on_a_small_stack(&format!("{name} in {place}"), text, limits);
            let class = class(&report);
            assert!(
                ["cbor", "cose"].contains(&class),
                "{name} in {place}: {class}"
            );
            cases += 1;
        }
    }
    println!("{cases} cases");
}

#[test]
fn a_map_of_thousands_of_keys_costs_no_more_than_it_should() {
    let party = &world().ec;
    let number = |key: usize| (Value::from(key as u64 + 100), Value::from(0));
    let text = |key: usize| (Value::from(format!("k{key:x}")), Value::Null);
    let numbers: Vec<_> = (0..15_000).map(number).collect();
    let texts: Vec<_> = (0..8_000).map(text).collect();
    let mut shuffled = texts.clone();
    let mut rng = Rng::new(4);
    (0..shuffled.len()).for_each(|at| shuffled.swap(at, rng.below(texts.len())));
    let twice = [texts.clone(), texts[..1].to_vec()].concat();
    let limits = Limits {
        text: usize::MAX,
        inflated: 128 * 1024,
        ..Limits::default()
    };
    for (name, pairs, class) in [
        ("numbers", numbers, "accept"),
        ("texts", texts, "accept"),
        ("shuffled texts", shuffled, "accept"),
        ("texts with the first one again", twice, "cbor"),
    ] {
        let mut header = Draft::new(party, VACCINATION);
        header.unprotected = pairs.clone();
        let mut claims = Draft::new(party, VACCINATION);
        claims.claims.extend(pairs.clone());
        let mut fields = Draft::new(party, VACCINATION);
        fields.payload.as_map_mut().unwrap().extend(pairs.clone());
        for (place, draft) in [("header", header), ("claims", claims), ("fields", fields)] {
            let report =
                on_a_small_stack(&format!("{name} in {place}"), draft.write(party), limits);
            assert_eq!(self::class(&report), class, "{name} in {place}");
        }
    }
}

#[test]
fn limits_of_any_size_are_safe() {
    // Whoever lifts a limit altogether must not meet an overflow instead.
    let text = good(&world().ec, VACCINATION);
    let all = Limits {
        text: usize::MAX,
        inflated: usize::MAX,
        depth: usize::MAX,
    };
    assert!(check(&text, all).verdict.is_genuine());
    let none = Limits {
        text: 0,
        inflated: 0,
        depth: 0,
    };
    assert_eq!(class(&check(&text, none)), "too-large");
    let flat = Limits {
        depth: 0,
        ..Limits::default()
    };
    assert_eq!(class(&check(&text, flat)), "cbor");
}
