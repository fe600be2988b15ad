use super::*;

const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

fn sample(length: usize) -> String {
    "HC1:"
        .chars()
        .chain(ALPHABET.chars().cycle())
        .take(length)
        .collect()
}

/// The picture's pixels, true for black, and its width.
fn read_png(file: &[u8]) -> (Vec<bool>, usize) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file))
        .read_info()
        .unwrap();
    let mut data = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut data).unwrap();
    assert_eq!(info.color_type, png::ColorType::Grayscale);
    assert_eq!(info.bit_depth, png::BitDepth::One);
    assert_eq!(info.width, info.height);
    let side = info.width as usize;
    let black = (0..side * side)
        .map(|i| data[i / side * info.line_size + i % side / 8] >> (7 - i % side % 8) & 1 == 0)
        .collect();
    (black, side)
}

#[test]
fn levels_are_read_in_either_case() {
    for level in Level::ALL {
        assert_eq!(level.to_string().parse(), Ok(level));
        assert_eq!(level.to_string().to_lowercase().parse(), Ok(level));
    }
    assert_eq!("".parse::<Level>(), Err(UnknownLevel));
    assert_eq!("LL".parse::<Level>(), Err(UnknownLevel));
    assert_eq!(Level::default(), Level::Q);
}

#[test]
fn a_full_symbol_is_version_40_and_one_more_is_refused() {
    for level in Level::ALL {
        let full = Symbol::encode(&sample(level.capacity()), level).unwrap();
        assert_eq!(
            (full.version(), full.width(), full.level()),
            (40, 177, level)
        );
        let error = Symbol::encode(&sample(level.capacity() + 1), level).unwrap_err();
        let fits = match level {
            Level::H => Some(Level::Q),
            Level::Q => Some(Level::M),
            Level::M => Some(Level::L),
            Level::L => None,
        };
        let (length, limit) = (level.capacity() + 1, level.capacity());
        assert_eq!(
            error,
            RenderError::TooLong {
                length,
                level,
                limit,
                fits
            }
        );
    }
    assert_eq!(
        Symbol::encode(&sample(2421), Level::Q)
            .unwrap_err()
            .to_string(),
        "2421 characters do not fit a QR code at level Q, which holds 2420; level M holds 3391"
    );
}

#[test]
fn the_version_is_the_smallest_that_the_alphanumeric_mode_allows() {
    // ISO/IEC 18004:2015, table 7: capacities in characters.
    for (length, level, version) in [
        (1, Level::H, 1),
        (25, Level::L, 1),
        (26, Level::L, 2),
        (16, Level::Q, 1),
        (17, Level::Q, 2),
        (335, Level::L, 9),
        (336, Level::L, 10),
        (702, Level::Q, 20),
        (703, Level::Q, 21),
    ] {
        let symbol = Symbol::encode(&sample(length), level).unwrap();
        assert_eq!(symbol.version(), version, "{length} at {level}");
        assert_eq!(symbol.width(), 17 + 4 * usize::from(version));
    }
    // Digits stay in alphanumeric mode, where 17 of them need version 2.
    assert_eq!(
        Symbol::encode(&"1".repeat(17), Level::Q).unwrap().version(),
        2
    );
}

#[test]
fn what_the_alphabet_lacks_is_named_by_kind_and_place() {
    for (text, offset, class) in [
        ("HC1:a", 4, CharClass::LowerCase),
        ("HC1:AB\n", 6, CharClass::Control),
        ("HC1_", 3, CharClass::Punctuation),
        ("HÆ", 1, CharClass::NonAscii),
        ("\u{7f}", 0, CharClass::Control),
    ] {
        let error = Symbol::encode(text, Level::Q).unwrap_err();
        assert_eq!(error, RenderError::Charset { offset, class });
    }
    assert_eq!(Symbol::encode("", Level::Q), Err(RenderError::Empty));
    assert!(Symbol::encode(ALPHABET, Level::Q).is_ok());
}

#[test]
fn finder_patterns_stand_in_three_corners() {
    let symbol = Symbol::encode("HC1:TEST", Level::Q).unwrap();
    let ring = |x: usize, y: usize| (2..=4).contains(&x) && (2..=4).contains(&y);
    for y in 0..7 {
        for x in 0..7 {
            let border = x == 0 || y == 0 || x == 6 || y == 6;
            let dark = border || ring(x, y);
            assert_eq!(symbol.is_dark(x, y), dark);
            assert_eq!(symbol.is_dark(symbol.width() - 7 + x, y), dark);
            assert_eq!(symbol.is_dark(x, symbol.width() - 7 + y), dark);
        }
    }
    assert!(!symbol.is_dark(symbol.width(), 0));
    assert!(!symbol.is_dark(0, symbol.width()));
}

#[test]
fn every_module_of_the_png_is_a_uniform_square() {
    let symbol = Symbol::encode(&sample(300), Level::M).unwrap();
    for px in [1, 3, 8, 13] {
        let (black, side) = read_png(&symbol.png(px).unwrap());
        let px = px as usize;
        assert_eq!(side, (symbol.width() + 8) * px);
        for (i, black) in black.into_iter().enumerate() {
            let (x, y) = (i % side / px, i / side / px);
            let dark = x >= 4 && y >= 4 && symbol.is_dark(x - 4, y - 4);
            assert_eq!(black, dark);
        }
    }
    for px in [0, MAX_MODULE_PX + 1, u32::MAX] {
        assert_eq!(symbol.png(px), Err(RenderError::ModuleSize { px }));
    }
    assert!(symbol.png(MAX_MODULE_PX).is_ok());
}

#[test]
fn the_png_of_a_usual_certificate_is_small() {
    // Segno's has 2,011 octets.
    let symbol = Symbol::encode(&sample(648), Level::Q).unwrap();
    assert_eq!(symbol.version(), 20);
    let png = symbol.png(4).unwrap();
    assert!(png.len() <= 2_150, "{} bytes", png.len());
}

/// The picture as the `png` crate alone makes it: no row filtered.
fn unfiltered(symbol: &Symbol, px: usize) -> Vec<u8> {
    let side = (symbol.width() + 8) * px;
    let mut rows = vec![0xff_u8; side.div_ceil(8) * side];
    for (row, y) in rows.chunks_mut(side.div_ceil(8)).zip(0..) {
        let y: usize = y / px;
        for x in 0..side {
            let column = x / px;
            if column >= 4 && y >= 4 && symbol.is_dark(column - 4, y - 4) {
                row[x / 8] &= !(0x80 >> (x % 8));
            }
        }
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side as u32, side as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&rows).unwrap();
    writer.finish().unwrap();
    file
}

#[test]
fn the_png_of_no_module_size_is_larger_than_unfiltered() {
    for (length, level) in [(20, Level::L), (648, Level::Q), (2_420, Level::Q)] {
        let symbol = Symbol::encode(&sample(length), level).unwrap();
        for px in [1, 2, 3, 4, 5, 8, 10, 16] {
            let ours = symbol.png(px).unwrap().len();
            let plain = unfiltered(&symbol, px as usize).len();
            // A few per cent either way is how deflate's guesses fall.
            assert!(
                ours * 100 <= plain * 104,
                "{length} at {px} px: {ours} to {plain}"
            );
        }
    }
}

/// Row by row, from the top left; true is dark.
fn modules(symbol: &Symbol) -> Vec<bool> {
    let width = symbol.width();
    (0..width * width)
        .map(|at| symbol.is_dark(at % width, at / width))
        .collect()
}

/// Draws the path of an SVG picture back into modules.
fn read_svg(svg: &str, width: usize) -> Vec<bool> {
    let path = svg.split("d=\"").nth(1).unwrap().split('"').next().unwrap();
    let (mut x, mut y) = (0_i64, 0_i64);
    let mut dark = vec![false; width * width];
    for command in path
        .split_inclusive(['M', 'm', 'h'])
        .collect::<Vec<_>>()
        .windows(2)
    {
        let arguments = command[1].trim_end_matches(['m', 'h']);
        match command[0].chars().last().unwrap() {
            'M' | 'm' => {
                let signed = arguments.replace('-', " -").replace(".5", "");
                let mut numbers = signed.split_whitespace().map(|n| n.parse::<i64>().unwrap());
                x += numbers.next().unwrap();
                y += numbers.next().unwrap();
            }
            _ => {
                for _ in 0..arguments.parse::<i64>().unwrap() {
                    dark[usize::try_from((y - 4) * width as i64 + x - 4).unwrap()] = true;
                    x += 1;
                }
            }
        }
    }
    dark
}

#[test]
fn the_svg_draws_exactly_the_dark_modules() {
    for (length, level) in [(5, Level::L), (300, Level::M), (648, Level::Q)] {
        let symbol = Symbol::encode(&sample(length), level).unwrap();
        let svg = symbol.svg();
        let side = symbol.width() + 8;
        assert!(svg.contains(&format!("viewBox=\"0 0 {side} {side}\"")));
        assert_eq!(svg.matches("<path").count(), 1);
        assert!(svg.contains("<title>QR code</title>"));
        assert!(!svg.contains("HC1:"));
        assert_eq!(read_svg(&svg, symbol.width()), modules(&symbol));
    }
}

#[test]
fn terminal_text_reads_back_to_the_symbol() {
    for length in [5, 300, 648] {
        let symbol = Symbol::encode(&sample(length), Level::Q).unwrap();
        let side = symbol.width() + 8;
        for (text, ink_is_dark) in [
            (symbol.terminal(), false),
            (symbol.terminal_inverted(), true),
        ] {
            let lines: Vec<Vec<char>> = text.lines().map(|l| l.chars().collect()).collect();
            assert_eq!(lines.len(), side.div_ceil(2));
            assert!(lines.iter().all(|line| line.len() == side));
            for y in 0..side {
                for (x, block) in lines[y / 2].iter().enumerate() {
                    let inked = match y % 2 {
                        0 => matches!(block, '█' | '▀'),
                        _ => matches!(block, '█' | '▄'),
                    };
                    let dark = x >= 4 && y >= 4 && symbol.is_dark(x - 4, y - 4);
                    assert_eq!(inked == ink_is_dark, dark, "{x},{y}");
                }
            }
        }
    }
}

#[test]
fn debug_shows_no_modules() {
    let symbol = Symbol::encode("HC1:TEST", Level::Q).unwrap();
    assert_eq!(
        format!("{symbol:?}"),
        "Symbol { level: Q, version: 1, width: 21, .. }"
    );
}
