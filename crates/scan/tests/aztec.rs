//! What is read of Aztec symbols.

use crate::distort;
use distort::{AZTEC, Gray, Random, Sample};
use hcert_scan::scan::{Scanned, Symbology, scan_frame, scan_luma};

/// Pictures of all conditions together.
const COUNT: usize = 100;

fn scanned(picture: &Gray) -> Vec<Scanned> {
    scan_luma(
        &picture.bytes(),
        picture.width as u32,
        picture.height as u32,
    )
}

/// The picture of a symbol under one of the conditions.
fn seen(picture: Gray, condition: usize, number: usize) -> Gray {
    let sample = Sample {
        text: String::new(),
        picture,
    };
    let (pixels, width, height) = distort::distorted(&sample, number, &AZTEC[condition], 1);
    Gray {
        pixels: pixels.into_iter().map(f32::from).collect(),
        width,
        height,
    }
}

#[test]
fn aztec_symbols_are_read_turned_by_any_angle_and_seen_at_one() {
    let samples = distort::aztec_samples(None, COUNT / AZTEC.len());
    let mut total = 0;
    for condition in &AZTEC {
        let mut count = 0;
        for (number, sample) in samples.iter().enumerate() {
            let (pixels, width, height) = distort::distorted(sample, number, condition, 1);
            let found = scan_luma(&pixels, width as u32, height as u32);
            for code in &found {
                assert_eq!(code.symbology, Symbology::Aztec);
                let name = condition.0;
                assert!(code.text == sample.text, "{name}, {number}: another text");
            }
            count += usize::from(!found.is_empty());
        }
        println!("{}: {count} of {}", condition.0, samples.len());
        total += count;
    }
    assert!(total >= 98, "{total} of {COUNT}");
}

#[test]
fn a_glance_reads_symbols_of_every_size_turned_and_tilted() {
    let mut missed = Vec::new();
    for (number, layers) in (-4..=-1).chain((1..=32).step_by(3)).enumerate() {
        let symbol = Gray::aztec("HC1:6BFOXN", layers, 4, 2);
        let picture = seen(symbol, 3, number);
        let (width, height) = (picture.width as u32, picture.height as u32);
        let found = scan_frame(&picture.bytes(), width, height);
        if found.iter().all(|code| code.text != "HC1:6BFOXN") {
            missed.push(layers);
        }
    }
    assert!(missed.is_empty(), "layers {missed:?}");
}

#[test]
fn mirrored_and_inverted_symbols_are_read_at_an_angle() {
    for layers in [-3, 6, 16] {
        let symbol = Gray::aztec("HC1:6BFOXN", layers, 4, 2);
        let mirrored = Gray::drawn(symbol.width, symbol.height, |x, y| {
            symbol.at(symbol.width as f32 - x, y, 255.0)
        });
        for picture in [symbol, mirrored] {
            let picture = seen(picture, 3, 1);
            let inverted = picture.clone().map(|p| 255.0 - p);
            for picture in [picture, inverted] {
                let found = scanned(&picture);
                assert_eq!(found.len(), 1, "{layers}");
                assert_eq!(found[0].text, "HC1:6BFOXN");
            }
        }
    }
}

#[test]
fn several_symbols_of_a_page_are_read_each_turned_another_way() {
    let mut page = Gray::filled(1_400, 900, 235.0);
    let texts: Vec<String> = (0..6).map(|i| format!("HC1:NUMBER {i}")).collect();
    for (i, text) in texts.iter().enumerate() {
        let layers = [-2, 5, 11][i % 3];
        let symbol = Gray::aztec(text, layers, 4, 2);
        let turned = symbol.rotated(17.0 + 61.0 * i as f32, 235.0);
        page.paste(&turned, 20 + i % 3 * 450, 20 + i / 3 * 440);
    }
    let found = scanned(&page);
    let mut read: Vec<&str> = found.iter().map(|code| code.text.as_str()).collect();
    read.sort_unstable();
    assert_eq!(read, texts);
}

#[test]
fn a_picture_of_bulls_eyes_is_no_symbol_and_takes_bounded_time() {
    for rings in [4, 6] {
        let side = 2 * rings + 3;
        let picture = Gray::drawn(1_000, 1_000, |x, y| {
            let at = |p: f32| ((p / 3.0) as i32 % side - rings - 1).abs();
            let ring = at(x).max(at(y));
            if ring % 2 == 0 && ring <= rings {
                0.0
            } else {
                255.0
            }
        });
        let mut random = Random::new(1, 1);
        let noisy = picture.clone().map(|p| p + 20.0 * random.normal());
        for picture in [picture, noisy] {
            assert_eq!(scanned(&picture), []);
        }
    }
}
