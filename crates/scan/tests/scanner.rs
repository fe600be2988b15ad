//! What the scanner reads of codes as people show them, and that no picture makes it fail.
//!
//! The floors are those of a small set; `cargo bench --bench ratios -- scan` counts 60 pictures of each condition,
//! beside another decoder.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub,
    dead_code,
    reason = "a test stops at the first surprise, and shares a file with the bench"
)]

use crate::data;
use crate::distort;

use distort::{CONDITIONS, Condition, FURTHER, Gray, PAPER, Random, Sample};
use hcert_scan::scan::{ScanLimits, Symbology, scan, scan_frame, scan_luma};
use proptest::prelude::*;

/// Ten texts: six at level Q, two at M, two at L.
const COUNT: usize = 10;
const SEED: u64 = 1;

fn read(samples: &[Sample], condition: &Condition) -> usize {
    let read = samples.iter().enumerate().filter(|(number, sample)| {
        let (pixels, width, height) = distort::distorted(sample, *number, condition, SEED);
        let found = scan_luma(&pixels, width as u32, height as u32);
        assert!(
            found.iter().all(|code| code.text == sample.text),
            "{}, picture {number}: another text",
            condition.0
        );
        !found.is_empty()
    });
    read.count()
}

#[test]
fn codes_are_read_under_every_condition_that_people_show_them_in() {
    // What is covered is lost: beyond the error correction of the lower levels.
    let floor = |name: &str| match name {
        "occlusion 10 %" => COUNT - 4,
        "curled paper" => COUNT - 3,
        "perspective 25 %" | "motion blur" => COUNT - 1,
        _ => COUNT,
    };
    let samples = distort::samples(None, COUNT);
    for condition in CONDITIONS.iter().chain(&FURTHER).chain(&PAPER) {
        let count = read(&samples, condition);
        println!("{}: {count} of {COUNT}", condition.0);
        assert!(
            count >= floor(condition.0),
            "{}: {count} of {COUNT}",
            condition.0
        );
    }
}

/// Pictures that one step of the chain makes readable: without it, three of the ten or more are not.
const STEPS: [Condition; 6] = [
    (
        "stretched: between two greys that are 12 apart",
        |picture, _| picture.clone().map(|p| 120.0 + p * 12.0 / 255.0),
    ),
    (
        "median: turned, a fifth of the pixels black or white",
        |picture, random| {
            picture
                .rotated(20.0, 255.0)
                .map(|p| match random.next() % 10 {
                    0 => 0.0,
                    1 => 255.0,
                    _ => p,
                })
        },
    ),
    ("doubled: turned, 1.3 pixels a module", |picture, random| {
        let turned = picture.rotated(random.between(5.0, 40.0), 255.0);
        turned.reduced(4.0 / 1.3, (random.unit(), random.unit()))
    }),
    (
        "refocused: blurred by 3.4 pixels of which a module has 4",
        |picture, _| picture.blurred(3.4),
    ),
    (
        "refocused when halved: blurred by 5.5 pixels of which a module has 8",
        |picture, random| {
            let large = Gray::drawn(picture.width * 2, picture.height * 2, |x, y| {
                picture.at(x / 2.0, y / 2.0, 255.0)
            });
            large.blurred(5.5).map(|p| p + 3.0 * random.normal())
        },
    ),
    ("grid: one side half as long as the other", |picture, _| {
        let (width, height) = (picture.width as f32, picture.height as f32);
        let corners = [(0.25, 0.0), (0.75, 0.0), (1.0, 1.0), (0.0, 1.0)];
        let corners = corners.map(|(x, y)| (x * width, y * height));
        picture.projected(corners, picture.width, picture.height, 255.0)
    }),
];

#[test]
fn every_step_of_the_chain_reads_what_no_other_does() {
    let samples = distort::samples(None, COUNT);
    for step in &STEPS {
        let count = read(&samples, step);
        println!("{}: {count} of {COUNT}", step.0);
        assert!(count > COUNT - 2, "{}: {count} of {COUNT}", step.0);
    }
}

#[test]
fn a_glance_reads_what_is_seen_at_an_angle() {
    // A camera's frames get no second look.
    let samples = distort::samples(None, 1);
    let slanted = STEPS
        .iter()
        .find(|step| step.0.starts_with("grid"))
        .unwrap();
    let (pixels, width, height) = distort::distorted(&samples[0], 0, slanted, SEED);
    let found = scan_frame(&pixels, width as u32, height as u32);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].text, samples[0].text);
}

#[test]
fn the_same_seed_makes_the_same_pictures_and_another_seed_others() {
    let samples = distort::samples(None, 2);
    let made = distort::samples(None, 60);
    let texts: std::collections::HashSet<&str> = made.iter().map(|s| s.text.as_str()).collect();
    assert_eq!(texts.len(), 60);
    for condition in CONDITIONS.iter().chain(&FURTHER).chain(&PAPER) {
        let of = |seed| distort::distorted(&samples[0], 0, condition, seed);
        assert!(of(1) == of(1), "{}", condition.0);
        let constant = ["base", "blur", "low", "inverted"];
        if !constant.iter().any(|name| condition.0.starts_with(name)) {
            let differs = (2..10).any(|seed| of(1) != of(seed));
            assert!(differs, "{}", condition.0);
        }
    }
}

#[test]
fn all_eu_pictures_with_a_qr_code_are_read() {
    let Some(folder) = data::data(&["eu-testdata"]) else {
        return;
    };
    let folder = folder.join("eu-testdata");
    let (mut qr, mut aztec, mut otherwise) = (0, 0, Vec::new());
    for picture in distort::eu_pictures(&folder) {
        let found = scan(&picture.file, &ScanLimits::default()).unwrap();
        let of = |symbology| found.iter().any(|code| code.symbology == symbology);
        assert!(!found.is_empty(), "{}: no code", picture.name);
        qr += usize::from(of(Symbology::Qr));
        aztec += usize::from(!of(Symbology::Qr) && of(Symbology::Aztec));
        if let Some(text) = &picture.text
            && found.iter().all(|code| code.text != *text)
        {
            otherwise.push(picture.name);
        }
    }
    println!("{qr} QR codes and {aztec} Aztec codes");
    // The pictures of these vectors say something else than the vectors do; every decoder reads the same in them.
    let known = [
        "ES/2DCode/raw/501.json",
        "ES/2DCode/raw/502.json",
        "ES/2DCode/raw/503.json",
    ];
    assert!(
        otherwise
            .iter()
            .all(|name| known.iter().any(|known| name.ends_with(known))),
        "{otherwise:?}"
    );
    assert!(qr + aztec > 100, "{qr} and {aztec}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is put over a code: some text or none, and the right one.
    #[test]
    fn no_damage_makes_the_scanner_fail(
        seed in any::<u64>(),
        condition in 0..CONDITIONS.len(),
        strips in proptest::collection::vec((any::<u16>(), any::<u16>(), any::<u8>()), 0..40),
    ) {
        let text = "HC1:DAMAGE 0123456789";
        let picture = Gray::symbol(text, hcert::qr::render::Level::Q, 3, 2);
        let sample = Sample { text: text.to_owned(), picture };
        let (mut pixels, width, height) =
            distort::distorted(&sample, 0, &CONDITIONS[condition], seed);
        for (start, length, value) in strips {
            let start = usize::from(start) * pixels.len() / 65_536;
            let end = (start + usize::from(length) / 64).min(pixels.len());
            pixels[start..end].fill(value);
        }
        for code in scan_luma(&pixels, width as u32, height as u32) {
            prop_assert!(code.symbology == Symbology::Aztec || code.text == text);
        }
    }

    /// Noise of any size and grain, with the beginning of a file before it.
    #[test]
    fn no_bytes_make_the_scanner_fail(
        seed in any::<u64>(),
        width in 0_u32..90,
        height in 0_u32..90,
        grain in 1_u64..256,
        head in 0_usize..6,
        extra in 0_usize..3,
    ) {
        let mut random = Random::new(seed, 0);
        let count = (width * height) as usize + extra;
        let pixels: Vec<u8> = (0..count).map(|_| (random.next() % 256 / grain * grain) as u8).collect();
        let found = scan_luma(&pixels, width, height);
        prop_assert!(extra == 0 || width * height == 0 || found.is_empty());
        let heads: [&[u8]; 6] =
            [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF____WEBPVP8L", b"%PDF-1.7\n", b"RIFF____WEBPVP8X"];
        let limits = ScanLimits { pixels: 1 << 20, pages: 2, ..ScanLimits::default() };
        if let Err(error) = scan(&[heads[head], &pixels].concat(), &limits) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}

/// A symbol without its quiet zone, on ground as dark as this.
fn bare(sample: &Sample, ground: f32) -> Gray {
    let quiet = 4.0 * distort::MODULE as f32;
    let side = sample.picture.width - 2 * quiet as usize;
    Gray::drawn(side, side, |x, y| {
        let ink = sample.picture.at(x + quiet, y + quiet, 255.0);
        ground + ink * (230.0 - ground) / 255.0
    })
}

#[test]
fn symbols_without_a_quiet_zone_on_dark_ground_are_read_turned_tilted_and_beside_text() {
    let samples = distort::samples(None, 5);
    for (number, sample) in samples.iter().enumerate() {
        let ground = 12.0 * number as f32;
        let symbol = bare(sample, ground);
        let (width, height) = (symbol.width as f32, symbol.height as f32);
        let corners = [(0.06, 0.0), (0.97, 0.04), (1.0, 1.0), (0.0, 0.98)];
        let corners = corners.map(|(x, y)| (x * width, y * height));
        let tilted = symbol.projected(corners, symbol.width, symbol.height, ground);
        let mut page = Gray::filled(900, 900, ground);
        page.paste(&symbol.rotated(8.0, ground), 60, 200);
        for left in (60..700).step_by(9) {
            page.paste(&Gray::filled(4, 10, 200.0), left, 60);
        }
        for (name, picture) in [
            ("upright", symbol.framed(30, ground)),
            ("turned", symbol.rotated(45.0, ground).framed(30, ground)),
            ("tilted", tilted.framed(30, ground)),
            ("inverted", symbol.framed(30, ground).map(|p| 255.0 - p)),
            ("blurred", symbol.framed(30, ground).blurred(1.5)),
            ("beside text", page),
        ] {
            let (width, height) = (picture.width as u32, picture.height as u32);
            let found = scan_luma(&picture.bytes(), width, height);
            let read = found.iter().any(|code| code.text == sample.text);
            assert!(read, "{name}, {number}");
        }
    }
}
