//! What a look-up among 1 and 10 million revoked hashes costs, and what building the store does.
//!
//! ```sh
//! cargo bench --bench revocation
//! HCERT_BENCH_100_MILLION=1 cargo bench --bench revocation
//! ```
//!
//! The second form adds 100 million hashes: a store of 2.3 GB, and as much again while it is built. Stores are made
//! from hashes that a counter gives, in a scratch folder that is removed. Nothing here is a test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark reads the clock, prints, and stops at the first surprise"
)]

use hcert::Timestamp;
use hcert::key::{Algorithm, Signer as _, SoftwareKey};
use hcert::revocation::build::{Builder, Scratch, ScratchFile, Seal};
use hcert::revocation::formats::Format;
use hcert::revocation::store::Store;
use hcert::revocation::{Batch, Hash, HashType, Scope, Sink as _, Source};
use hcert::trust::{Anchors, ListSignature, Unpinned};
use hcert_host::store_files::StoreFile;
use std::fs::File;
use std::hint::black_box;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Look-ups of one measurement.
const ASKED: u64 = 1_000_000;

/// Hashes of a batch of the gateway.
const PER_BATCH: u64 = 1000;

struct Disk(PathBuf);

impl Scratch for Disk {
    fn file(&mut self) -> io::Result<Box<dyn ScratchFile>> {
        Ok(Box::new(tempfile::tempfile_in(&self.0)?))
    }
}

/// A hash that a number stands for: two steps of SplitMix64.
fn hash(number: u64) -> Hash {
    let mix = |seed: u64| {
        let mut z = seed
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .wrapping_add(0x1234_5678_9abc_def0);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let both = u128::from(mix(2 * number)) << 64 | u128::from(mix(2 * number + 1));
    both.to_be_bytes()
}

fn scope() -> Scope {
    Scope {
        country: hcert::CountryCode::of_capitals("NO"),
        kid: Some([7; 8]),
    }
}

fn build(count: u64, folder: &Path, at: Timestamp) -> PathBuf {
    let mut scratch = Disk(folder.to_owned());
    let mut builder = Builder::new(&mut scratch);
    let source = builder
        .source(Source {
            name: "benchmark".into(),
            format: Format::Plain,
            signature: ListSignature::Unsigned,
            as_of: None,
        })
        .unwrap();
    let mut batch = 0;
    for number in 0..count {
        if number % PER_BATCH == 0 {
            let made = Batch {
                source,
                id: format!("00000000-0000-8000-8000-{number:012}"),
                scope: scope(),
                hash_types: vec![HashType::Signature],
                expires: None,
            };
            batch = builder.batch(made).unwrap();
        }
        builder.entry(batch, &hash(number)).unwrap();
    }
    let path = folder.join(format!("{count}.store"));
    let seal = Seal {
        created: at,
        expires: None,
        signer: None,
        ..Seal::new(at)
    };
    let written = builder
        .finish(File::create(&path).unwrap(), &seal, &mut |_| {})
        .unwrap();
    assert_eq!(written.entries, count);
    path
}

/// A figure of this process in MiB, as Linux tells it.
fn memory(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024)
}

fn told(figure: Option<u64>) -> String {
    figure.map_or_else(|| "?".into(), |figure| format!("{figure} MiB"))
}

/// Nanoseconds for one look-up of these numbers.
fn ask(store: &Store, at: Timestamp, first: u64, step: u64, expected: bool) -> f64 {
    let hashes: Vec<Hash> = (0..ASKED)
        .map(|number| hash(first + number * step))
        .collect();
    let start = Instant::now();
    let hits = hashes.iter().filter(|hash| {
        let found = store.find(scope(), HashType::Signature, black_box(hash), at);
        found.unwrap().is_some()
    });
    let hits = hits.count() as u64;
    let nanoseconds = start.elapsed().as_secs_f64() * 1e9 / ASKED as f64;
    assert_eq!(hits, if expected { ASKED } else { 0 });
    nanoseconds
}

/// Nanoseconds for one raw verification by ES256.
fn raw_verification() -> f64 {
    let key = SoftwareKey::from_pkcs8(&hcert::key::generate_p256().unwrap()).unwrap();
    let message = [7; 400];
    let (signature, public) = (key.sign(&message).unwrap(), key.public_key());
    let count = 2000;
    let start = Instant::now();
    for _ in 0..count {
        public
            .verify(Algorithm::Es256, black_box(&message), &signature)
            .unwrap();
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(count)
}

fn main() {
    let at = "2022-02-01T12:00:00Z".parse().unwrap();
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut counts = vec![1_000_000, 10_000_000];
    if std::env::var_os("HCERT_BENCH_100_MILLION").is_some() {
        counts.push(100_000_000);
    }
    let raw = raw_verification();
    println!("one raw verification by ES256: {:.1} µs", raw / 1e3);
    for count in counts {
        let start = Instant::now();
        let path = build(count, folder.path(), at);
        let seconds = start.elapsed().as_secs_f64();
        let peak = memory("VmHWM");
        let size = std::fs::metadata(&path).unwrap().len();
        println!(
            "\n{count} hashes: built in {seconds:.1} s, {:.2} octets each, peak memory so far {}",
            size as f64 / count as f64,
            told(peak)
        );
        let start = Instant::now();
        let file = StoreFile::open(&path).unwrap();
        let store = Store::open("benchmark", file, &Anchors::default(), Unpinned::Refuse).unwrap();
        println!(
            "open                      {:>8.0} µs",
            start.elapsed().as_secs_f64() * 1e6
        );
        let start = Instant::now();
        assert!(
            store
                .find(scope(), HashType::Signature, &hash(count), at)
                .unwrap()
                .is_none()
        );
        println!(
            "the first look-up         {:>8.0} µs",
            start.elapsed().as_secs_f64() * 1e6
        );
        let step = (count / ASKED).max(1);
        let rows = [
            ("not there, sections unseen", count + 1, 1, false),
            ("not there", count + ASKED + 7, 1, false),
            ("there, sections unseen", 0, step, true),
            ("there", 0, step, true),
        ];
        for (what, first, step, expected) in rows {
            let time = ask(&store, at, first, step, expected);
            println!(
                "{what:<26}{time:>7.0} ns   {:.4} of a verification",
                time / raw
            );
            let line =
                serde_json::json!({"what": format!("look-up in {count}: {what}"), "ns": time});
            println!("{line}");
        }
        println!("resident now              {:>8}", told(memory("VmRSS")));
        drop(store);
        std::fs::remove_file(&path).unwrap();
    }
}
