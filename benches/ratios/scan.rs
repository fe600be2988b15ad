//! Reading pictures, beside zxing-cpp (C++, called through its Python package).
//!
//! Both are given the same grey pixels in memory and only decode, in one thread. zxing-cpp runs in a process that
//! stays open and times itself, so that neither the pipe nor the start of Python counts; the call through Python
//! does. Where `$HCERT_BENCH_PYTHON` (default `python3`) has no `zxingcpp`, rows stand without a comparison.

#[path = "../../tests/common/distort.rs"]
mod distort;

use crate::measure::{Row, Target, median, seconds, time};
use distort::{AZTEC, CONDITIONS, Condition, FURTHER, PAPER, Sample};
use hcert_scan::scan::{ScanLimits, Symbology, scan, scan_luma};
use std::hint::black_box;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Pictures of each condition.
const COUNT: usize = 60;
/// By so many of them zxing-cpp may be ahead.
const BEHIND: usize = 2;
/// Pictures of Aztec symbols, all conditions together, and how many of them are to be read.
const AZTEC_COUNT: usize = 100;
const AZTEC_READ: f64 = 95.0;

pub fn rows(tell: &mut dyn FnMut(Row)) {
    let data = std::env::var("HCERT_TESTDATA")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").into());
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .join(data)
        .join("eu-testdata");
    let folder = folder.is_dir().then_some(folder);
    let seed = std::env::var("HCERT_BENCH_SEED").ok();
    let seed = seed.map_or(1, |seed| {
        seed.parse().expect("HCERT_BENCH_SEED is a number")
    });
    let samples = distort::samples(folder.as_deref(), COUNT);
    let mut peer = Peer::start();
    speed(&samples, &mut peer, tell);

    let mut total = (0, 0);
    for condition in &CONDITIONS {
        let (ours, theirs) = count(&samples, condition, seed, "QRCode", &mut peer);
        total.0 += ours;
        total.1 += theirs.unwrap_or_default();
        let target = theirs.map_or(Target::None, |theirs| {
            Target::AtLeast(theirs.saturating_sub(BEHIND) as f64)
        });
        tell(counted(condition, seed, ours, theirs, target));
    }
    let all = (COUNT * CONDITIONS.len()) as f64;
    let theirs = peer.is_some().then(|| total.1 as f64 / all);
    tell(Row {
        what: format!("read of all 21 conditions, seed {seed}"),
        measured: Some(total.0 as f64 / all),
        target: Target::AtLeast(0.88),
        limit: "zxing-cpp 0.82",
        detail: theirs.map_or(NO_PEER.into(), |theirs| {
            format!("{} of {all}; zxing-cpp {theirs:.3}", total.0)
        }),
    });
    for condition in &FURTHER {
        let (ours, theirs) = count(&samples, condition, seed, "QRCode", &mut peer);
        tell(counted(condition, seed, ours, theirs, Target::None));
    }
    for condition in &PAPER {
        let (ours, theirs) = count(&samples, condition, seed, "QRCode", &mut peer);
        let target = theirs.map_or(Target::None, |theirs| Target::AtLeast(theirs as f64));
        tell(counted(condition, seed, ours, theirs, target));
    }
    aztec(folder.as_deref(), seed, &mut peer, tell);
    tell(eu_pictures(folder));
}

const NO_PEER: &str = "zxing-cpp is not here (HCERT_BENCH_PYTHON)";

/// Aztec symbols turned and tilted, the same number of pictures of each condition.
fn aztec(folder: Option<&Path>, seed: u64, peer: &mut Option<Peer>, tell: &mut dyn FnMut(Row)) {
    let samples = distort::aztec_samples(folder, AZTEC_COUNT / AZTEC.len());
    let (mut total, mut details) = (0, Vec::new());
    for condition in &AZTEC {
        let (ours, theirs) = count(&samples, condition, seed, "Aztec", peer);
        total += ours;
        let theirs = theirs.map_or(String::new(), |theirs| format!(" (zxing-cpp {theirs})"));
        let name = condition.0.trim_start_matches("Aztec, ");
        details.push(format!("{name} {ours}{theirs}"));
    }
    tell(Row {
        what: format!("read of {AZTEC_COUNT}: Aztec symbols turned and tilted"),
        measured: Some(total as f64),
        target: Target::AtLeast(AZTEC_READ),
        limit: "",
        detail: format!("{}; seed {seed}", details.join(", ")),
    });
}

/// How many pictures of a condition are read, by us and by zxing-cpp.
fn count(
    samples: &[Sample],
    condition: &Condition,
    seed: u64,
    format: &str,
    peer: &mut Option<Peer>,
) -> (usize, Option<usize>) {
    let (mut ours, mut theirs) = (0, 0);
    for (number, sample) in samples.iter().enumerate() {
        let (pixels, width, height) = distort::distorted(sample, number, condition, seed);
        let found = scan_luma(&pixels, width as u32, height as u32);
        ours += usize::from(found.iter().any(|code| code.text == sample.text));
        if let Some(peer) = peer {
            peer.load(&pixels, width, height);
            let (_, texts) = peer.run("read_barcodes", format, 1);
            theirs += usize::from(texts.contains(&sample.text));
        }
    }
    (ours, peer.is_some().then_some(theirs))
}

fn counted(
    condition: &Condition,
    seed: u64,
    ours: usize,
    theirs: Option<usize>,
    target: Target,
) -> Row {
    Row {
        what: format!("read of {COUNT}: {}", condition.0),
        measured: Some(ours as f64),
        target,
        limit: "",
        detail: theirs.map_or(NO_PEER.into(), |theirs| {
            format!("zxing-cpp {theirs}; seed {seed}")
        }),
    }
}

/// The time for a clean picture, against each of zxing-cpp's two calls: the one that gives all codes of a picture,
/// as ours does, and the one that stops at the first.
fn speed(samples: &[Sample], peer: &mut Option<Peer>, tell: &mut dyn FnMut(Row)) {
    const PAIRS: usize = 40;
    const CALLS: u32 = 4;
    for (call, target) in [
        ("read_barcodes", Target::AtMost(1.5)),
        ("read_barcode", Target::None),
    ] {
        let what = format!("scan a clean picture / zxing-cpp {call}");
        let Some(peer) = peer else {
            tell(Row {
                what,
                measured: None,
                target,
                limit: "rxing 1.2 to 1.35",
                detail: NO_PEER.into(),
            });
            continue;
        };
        let (mut ratios, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
        for (number, sample) in samples.iter().enumerate().step_by(5) {
            let (pixels, width, height) = distort::distorted(sample, number, &CONDITIONS[0], 1);
            let mut scan = || {
                black_box(scan_luma(black_box(&pixels), width as u32, height as u32));
            };
            peer.load(&pixels, width, height);
            let (_, texts) = peer.run(call, "QRCode", CALLS);
            assert_eq!(texts, [sample.text.as_str()]);
            seconds(CALLS, &mut scan);
            for _ in 0..PAIRS {
                let a = seconds(CALLS, &mut scan) / f64::from(CALLS);
                let b = peer.run(call, "QRCode", CALLS).0 / f64::from(CALLS);
                ratios.push(a / b);
                ours.push(a);
                theirs.push(b);
            }
        }
        let detail = format!(
            "{} / {}; {} QR only, {} pictures, called through Python",
            time(median(ours)),
            time(median(theirs)),
            peer.version,
            samples.len().div_ceil(5),
        );
        tell(Row {
            what,
            measured: Some(median(ratios)),
            target,
            limit: "rxing 1.2 to 1.35",
            detail,
        });
    }
}

/// All pictures of the EU's test data with a QR code: those in the vectors and those beside them.
fn eu_pictures(folder: Option<PathBuf>) -> Row {
    let mut row = Row {
        what: "the EU's pictures with a QR code, part read".into(),
        measured: None,
        target: Target::AtLeast(1.0),
        limit: "zxing-cpp 1",
        detail: "the EU's test data is not here (HCERT_TESTDATA)".into(),
    };
    let Some(folder) = folder else { return row };
    let (mut all, mut read, mut missed, mut times) = (0, 0, Vec::new(), Vec::new());
    for picture in distort::eu_pictures(&folder) {
        let mut found = Vec::new();
        let mut scan = || found = scan(&picture.file, &ScanLimits::default()).unwrap_or_default();
        times.push(seconds(1, &mut scan));
        // Four pictures hold Aztec codes and no QR code.
        let has = |symbology| found.iter().any(|code| code.symbology == symbology);
        all += usize::from(!has(Symbology::Aztec));
        read += usize::from(has(Symbology::Qr));
        let text = picture.text.as_ref();
        if found.is_empty() || text.is_some_and(|text| found.iter().all(|code| code.text != *text))
        {
            let name = picture
                .name
                .rsplit_once("eu-testdata/")
                .map_or("", |(_, name)| name);
            missed.push(name.to_owned());
        }
    }
    row.measured = Some(read as f64 / all as f64);
    row.detail = format!("{read} of {all} files, median {}", time(median(times)));
    if !missed.is_empty() {
        row.detail += &format!("; not as the vector says: {}", missed.join(" "));
    }
    row
}

/// A Python that holds one picture and decodes it as often as it is told.
struct Peer {
    process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
    version: String,
}

const SCRIPT: &str = r#"
import sys, time
from importlib.metadata import version
import numpy, zxingcpp
orders, answers = sys.stdin.buffer, sys.stdout.buffer
def answer(*words):
    answers.write("\t".join(words).encode() + b"\n")
    answers.flush()
answer("zxing-cpp " + version("zxing-cpp"))
while order := orders.readline().split():
    if order[0] == b"load":
        width, height = int(order[1]), int(order[2])
        pixels = numpy.frombuffer(orders.read(width * height), dtype=numpy.uint8).reshape(height, width)
    else:
        call, wanted = getattr(zxingcpp, order[1].decode()), getattr(zxingcpp.BarcodeFormat, order[2].decode())
        start = time.perf_counter()
        for _ in range(int(order[3])):
            found = call(pixels, formats=wanted)
        spent = time.perf_counter() - start
        found = found if isinstance(found, list) else [found] if found else []
        answer(repr(spent), *(code.text.replace("\t", " ").replace("\n", " ") for code in found))
"#;

impl Peer {
    fn start() -> Option<Self> {
        let python = std::env::var("HCERT_BENCH_PYTHON").unwrap_or_else(|_| "python3".into());
        let mut process = Command::new(python)
            .args(["-c", SCRIPT])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let orders = process.stdin.take()?;
        let mut answers = BufReader::new(process.stdout.take()?);
        let mut version = String::new();
        answers.read_line(&mut version).ok()?;
        let version = version.trim_end().to_owned();
        (!version.is_empty()).then_some(Self {
            process,
            orders,
            answers,
            version,
        })
    }

    fn load(&mut self, pixels: &[u8], width: usize, height: usize) {
        writeln!(self.orders, "load {width} {height}").unwrap();
        self.orders.write_all(pixels).unwrap();
    }

    /// Seconds for so many calls, and the texts found.
    fn run(&mut self, call: &str, format: &str, times: u32) -> (f64, Vec<String>) {
        writeln!(self.orders, "run {call} {format} {times}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let mut words = line.trim_end_matches('\n').split('\t');
        let seconds = words.next().unwrap().parse().expect("seconds");
        (seconds, words.map(str::to_owned).collect())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
