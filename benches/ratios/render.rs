//! A certificate's text to a symbol and its pictures, against the `qrcode` crate making the matrix alone.

use crate::measure::{Row, Target, in_turn, row};
use crate::read;
use hcert::qr::render::{Level, Symbol};
use qrcode::bits::Bits;
use qrcode::{EcLevel, QrCode, Version};
use std::hint::black_box;

/// The ninth decile of the member states' vectors.
const CHARACTERS: usize = 648;

pub fn rows(tell: &mut dyn FnMut(Row)) {
    let text = text();
    let symbol = Symbol::encode(&text, Level::Q).unwrap();
    assert_eq!(symbol.version(), 20);
    let theirs = || {
        let mut bits = Bits::new(Version::Normal(20));
        bits.push_alphanumeric_data(black_box(&text).as_bytes())
            .unwrap();
        bits.push_terminator(EcLevel::Q).unwrap();
        QrCode::with_bits(bits, EcLevel::Q).unwrap()
    };
    // The same symbol, or the comparison means nothing.
    let (code, width) = (theirs(), symbol.width());
    assert_eq!(code.width(), width);
    let modules = (0..width * width).map(|at| (at % width, at / width));
    for (x, y) in modules {
        assert_eq!(code[(x, y)].select(true, false), symbol.is_dark(x, y));
    }

    let matrix = || Symbol::encode(black_box(&text), Level::Q).unwrap();
    let png = |symbol: &Symbol| black_box(symbol).png(4).unwrap();
    let against = |job: &dyn Fn(), what: &str, target, limit| {
        let what = format!("{what} / qrcode 0.14 matrix");
        let timed = in_turn(job, || drop(black_box(theirs())));
        row(&what, timed, target, limit)
    };
    tell(against(
        &|| drop(black_box(png(&matrix()))),
        "QR matrix + 1-bit PNG, version 20-Q, 4 px",
        Target::AtMost(0.20),
        "limit about 0.03",
    ));
    for (what, job) in [
        ("QR matrix", &(|| drop(black_box(matrix()))) as &dyn Fn()),
        ("1-bit PNG, 4 px", &|| drop(black_box(png(&symbol)))),
        ("SVG", &|| drop(black_box(black_box(&symbol).svg()))),
    ] {
        tell(against(job, what, Target::None, ""));
    }
    let bytes = png(&symbol).len();
    tell(Row {
        what: "1-bit PNG, version 20-Q, 4 px, bytes".into(),
        measured: Some(bytes as f64),
        target: Target::AtMost(2_150.0),
        limit: "segno 2,011",
        detail: format!("SVG {} bytes", symbol.svg().len()),
    });
}

/// A code of our own vectors, filled up with its own characters.
fn text() -> String {
    let file = read("testdata/NO/2DCode/raw/test-pcr.json");
    let json: serde_json::Value = serde_json::from_str(&file).unwrap();
    let text = json["PREFIX"].as_str().unwrap();
    let more = text.chars().skip("HC1:".len()).cycle();
    text.chars().chain(more).take(CHARACTERS).collect()
}
