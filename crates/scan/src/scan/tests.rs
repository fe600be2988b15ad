use super::*;
use hcert::qr::render::{Level, Symbol};

#[derive(Clone)]
struct Gray {
    pixels: Vec<u8>,
    width: usize,
    height: usize,
}

impl Gray {
    fn blank(width: usize, height: usize) -> Self {
        Self {
            pixels: vec![255; width * height],
            width,
            height,
        }
    }

    fn of(text: &str, level: Level, px: usize, quiet: usize) -> Self {
        let symbol = Symbol::encode(text, level).unwrap();
        let side = (symbol.width() + 2 * quiet) * px;
        let mut picture = Self::blank(side, side);
        for (i, pixel) in picture.pixels.iter_mut().enumerate() {
            let (x, y) = (i % side / px, i / side / px);
            if x >= quiet && y >= quiet && symbol.is_dark(x - quiet, y - quiet) {
                *pixel = 0;
            }
        }
        picture
    }

    fn get(&self, x: i64, y: i64) -> f32 {
        let inside = (0..self.width as i64).contains(&x) && (0..self.height as i64).contains(&y);
        if inside {
            self.pixels[y as usize * self.width + x as usize].into()
        } else {
            255.0
        }
    }

    fn paste(&mut self, other: &Self, left: usize, top: usize) {
        for y in 0..other.height {
            for x in 0..other.width {
                self.pixels[(top + y) * self.width + left + x] = other.pixels[y * other.width + x];
            }
        }
    }

    fn map(mut self, f: impl Fn(u8) -> u8) -> Self {
        self.pixels.iter_mut().for_each(|p| *p = f(*p));
        self
    }

    fn inverted(self) -> Self {
        self.map(|p| 255 - p)
    }

    fn mirrored(mut self) -> Self {
        self.pixels
            .chunks_exact_mut(self.width)
            .for_each(<[u8]>::reverse);
        self
    }

    fn turned(self) -> Self {
        let (width, height) = (self.height, self.width);
        let pixels = (0..width * height)
            .map(|i| self.pixels[(width - 1 - i % width) * self.width + i / width])
            .collect();
        Self {
            pixels,
            width,
            height,
        }
    }

    fn rotated(&self, degrees: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let side = (self.width as f32 * (sin.abs() + cos.abs())).ceil() as usize;
        let mut picture = Self::blank(side, side);
        let (middle, own) = (side as f32 / 2.0, self.width as f32 / 2.0);
        for (i, pixel) in picture.pixels.iter_mut().enumerate() {
            let (x, y) = ((i % side) as f32 - middle, (i / side) as f32 - middle);
            let (u, v) = (cos * x + sin * y + own, cos * y - sin * x + own);
            let (fu, fv) = (u - u.floor(), v - v.floor());
            let (u, v) = (u.floor() as i64, v.floor() as i64);
            let line = |v| self.get(u, v) * (1.0 - fu) + self.get(u + 1, v) * fu;
            *pixel = (line(v) * (1.0 - fv) + line(v + 1) * fv) as u8;
        }
        picture
    }

    fn noisy(mut self, most: i32) -> Self {
        let mut random = Random(77);
        for p in &mut self.pixels {
            let offset = (random.next() % (2 * most as u64 + 1)) as i32 - most;
            *p = (i32::from(*p) + offset).clamp(0, 255) as u8;
        }
        self
    }

    fn scan(&self) -> Vec<Scanned> {
        scan_luma(&self.pixels, self.width as u32, self.height as u32)
    }

    fn file(&self, format: ImageFormat) -> Vec<u8> {
        let image =
            image::GrayImage::from_raw(self.width as u32, self.height as u32, self.pixels.clone());
        let mut file = Cursor::new(Vec::new());
        let colour = DynamicImage::ImageLuma8(image.unwrap()).into_rgb8();
        colour.write_to(&mut file, format).unwrap();
        file.into_inner()
    }
}

/// A compact Aztec symbol of one layer with the text `HC1: AZTEC ` (ISO/IEC 24778).
const AZTEC: [&str; 15] = [
    "..##.#.#.#..#.#",
    ".##..##.##...##",
    "..##....#.#.#.#",
    "#.###########..",
    ".#.#.......#...",
    "..##.#####.#.##",
    "##.#.#...#.#.##",
    "####.#.#.#.####",
    "..##.#...#.#.##",
    ".###.#####.###.",
    "#.##.......##..",
    "...##########..",
    ".....#..#.#...#",
    "###..##.#...#..",
    "..##...#####..#",
];
const AZTEC_TEXT: &str = "HC1: AZTEC ";

fn aztec(px: usize, quiet: usize) -> Gray {
    let side = (AZTEC.len() + 2 * quiet) * px;
    let mut picture = Gray::blank(side, side);
    for (i, pixel) in picture.pixels.iter_mut().enumerate() {
        let (x, y) = (
            (i % side / px).wrapping_sub(quiet),
            (i / side / px).wrapping_sub(quiet),
        );
        let row = AZTEC.get(y).map_or("", |row| *row);
        if row.as_bytes().get(x) == Some(&b'#') {
            *pixel = 0;
        }
    }
    picture
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

/// As long as a usual certificate, beginning and ending with blanks after the prefix.
fn sample(number: usize) -> String {
    let alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let body: String = alphabet
        .chars()
        .cycle()
        .skip(number * 7)
        .take(500)
        .collect();
    format!("HC1:  {body}  ")
}

fn texts(codes: &[Scanned]) -> Vec<&str> {
    codes.iter().map(|code| code.text.as_str()).collect()
}

#[track_caller]
fn assert_reads(picture: &Gray, text: &str) {
    let codes = picture.scan();
    assert_eq!(texts(&codes), [text]);
    assert_eq!((codes[0].symbology, codes[0].page), (Symbology::Qr, None));
}

#[test]
fn what_is_rendered_is_read_back_at_every_level_and_size() {
    for level in Level::ALL {
        for px in [1, 2, 3, 4, 7] {
            let png = Symbol::encode(&sample(1), level).unwrap().png(px).unwrap();
            let codes = scan(&png, &ScanLimits::default()).unwrap();
            assert_eq!(texts(&codes), [sample(1)], "{level} {px}");
        }
    }
    for text in ["HC1:", " ", "HC1: ", " HC1:", "0", "  A  "] {
        assert_reads(&Gray::of(text, Level::H, 4, 4), text);
    }
    let full = sample(1).repeat(8)[..4_000].to_owned();
    assert_reads(&Gray::of(&full, Level::L, 3, 4), &full);
}

#[test]
fn symbols_without_a_light_margin_are_read() {
    for px in [1, 2, 4, 10] {
        assert_reads(&Gray::of(&sample(2), Level::Q, px, 0), &sample(2));
        assert_reads(
            &Gray::of(&sample(2), Level::Q, px, 0).inverted(),
            &sample(2),
        );
    }
}

#[test]
fn turned_mirrored_and_inverted_symbols_are_read() {
    let upright = Gray::of(&sample(3), Level::Q, 4, 4);
    let mut picture = upright.clone();
    for _ in 0..4 {
        picture = picture.turned();
        assert_reads(&picture, &sample(3));
        assert_reads(&picture.clone().mirrored(), &sample(3));
        assert_reads(&picture.clone().inverted(), &sample(3));
        assert_reads(&picture.clone().mirrored().inverted(), &sample(3));
    }
    assert_reads(&upright.rotated(7.0).noisy(40), &sample(3));
    assert_reads(&upright.rotated(45.0), &sample(3));
    assert_reads(&upright.map(|p| 200 - p / 8 * 5), &sample(3));
}

#[test]
fn aztec_symbols_are_read_wherever_they_are() {
    for (px, quiet, degrees) in [
        (2, 2, 0.0),
        (2, 0, 0.0),
        (4, 0, 0.0),
        (5, 4, 20.0),
        (9, 2, 45.0),
    ] {
        let picture = aztec(px, quiet).rotated(degrees);
        for picture in [
            picture.clone().mirrored(),
            picture.clone().inverted(),
            picture,
        ] {
            let codes = picture.scan();
            assert_eq!(texts(&codes), [AZTEC_TEXT], "{px} {quiet} {degrees}");
            assert_eq!(codes[0].symbology, Symbology::Aztec);
        }
    }
    let mut page = Gray::blank(1_000, 800);
    page.paste(&aztec(6, 2), 700, 100);
    page.paste(&Gray::of("SHC:/1", Level::Q, 5, 4), 80, 90);
    page.paste(&Gray::of(&sample(1), Level::Q, 4, 4), 90, 380);
    page.paste(&Gray::of(AZTEC_TEXT, Level::Q, 4, 4), 700, 500);
    let codes = page.scan();
    assert_eq!(texts(&codes), ["SHC:/1", &sample(1), AZTEC_TEXT]);
}

#[test]
fn poor_pictures_are_read_with_filters() {
    let pale = Gray::of(&sample(4), Level::Q, 4, 4).map(|p| 110 + p / 8);
    assert_reads(&pale, &sample(4));
    assert_eq!(
        scan_frame(&pale.pixels, pale.width as u32, pale.height as u32),
        []
    );
    assert_reads(&pale.noisy(3), &sample(4));

    let mut grainy = Gray::of(&sample(4), Level::Q, 4, 4);
    let mut random = Random(5);
    for p in &mut grainy.pixels {
        match random.next() % 40 {
            0 => *p = 0,
            1 => *p = 255,
            _ => {}
        }
    }
    assert_reads(&grainy, &sample(4));
}

#[test]
fn all_codes_of_a_picture_come_in_reading_order() {
    let mut page = Gray::blank(1_200, 1_100);
    page.paste(&Gray::of("HTTPS://EXAMPLE.ORG/", Level::M, 4, 4), 60, 40);
    page.paste(&Gray::of(&sample(6), Level::Q, 4, 4), 700, 30);
    page.paste(&Gray::of(&sample(5), Level::Q, 4, 4).inverted(), 50, 600);
    page.paste(
        &Gray::of("SHC:/5676290", Level::M, 6, 4).mirrored(),
        640,
        640,
    );
    page.paste(&Gray::of("SHC:/5676290", Level::H, 4, 4), 950, 640);
    let codes = page.scan();
    assert_eq!(
        texts(&codes),
        [
            "HTTPS://EXAMPLE.ORG/",
            &sample(6),
            &sample(5),
            "SHC:/5676290"
        ]
    );
    assert!(codes.iter().all(|code| code.symbology == Symbology::Qr));
}

#[test]
fn a_poor_code_beside_a_good_one_is_not_lost() {
    let mut page = Gray::blank(900, 500);
    page.paste(&Gray::of(&sample(7), Level::Q, 4, 4), 20, 20);
    let mut grainy = Gray::of(&sample(8), Level::Q, 4, 4);
    let mut random = Random(6);
    for p in &mut grainy.pixels {
        if random.next().is_multiple_of(40) {
            *p = 255 - *p;
        }
    }
    page.paste(&grainy, 460, 20);
    assert_eq!(texts(&page.scan()), [sample(7), sample(8)]);
}

#[test]
fn pictures_without_codes_give_an_empty_list() {
    assert_eq!(Gray::blank(300, 200).scan(), []);
    assert_eq!(Gray::blank(300, 200).inverted().scan(), []);
    assert_eq!(Gray::blank(1, 1).noisy(255).scan(), []);
    assert_eq!(Gray::blank(200, 90).noisy(255).scan(), []);
    for (width, height) in [(1, 300), (300, 1), (2, 2), (5, 40), (39, 41)] {
        assert_eq!(Gray::blank(width, height).noisy(255).scan(), []);
    }
    assert_eq!(scan_luma(&[0; 10], 3, 3), []);
    assert_eq!(scan_luma(&[], 0, 0), []);
    assert_eq!(scan_luma(&[], u32::MAX, u32::MAX), []);
}

#[test]
fn a_picture_of_finder_patterns_takes_bounded_time() {
    let mut picture = Gray::blank(1_600, 1_600);
    for (i, pixel) in picture.pixels.iter_mut().enumerate() {
        let (x, y) = ((i % 1_600 % 9) as i32 - 3, (i / 1_600 % 9) as i32 - 3);
        let ring = x.abs().max(y.abs());
        *pixel = if ring == 2 || ring > 3 { 255 } else { 0 };
    }
    assert_eq!(picture.scan(), []);
}

#[test]
fn all_formats_are_told_apart_and_read() {
    let picture = Gray::of(&sample(9), Level::Q, 4, 4);
    for (kind, format) in [
        (ImageFormat::Png, Format::Png),
        (ImageFormat::Jpeg, Format::Jpeg),
        (ImageFormat::WebP, Format::WebP),
    ] {
        let file = picture.file(kind);
        assert_eq!(sniff(&file), Some(format));
        let codes = scan(&file, &ScanLimits::default()).unwrap();
        assert_eq!(texts(&codes), [sample(9)]);
    }
    assert_eq!(sniff(b"%PDF-1.7"), Some(Format::Pdf));
    assert_eq!(sniff(b"\n\n%PDF-1.7"), Some(Format::Pdf));
    for other in [
        &b""[..],
        b"HC1:NCF",
        b"GIF89a",
        b"RIFF\0\0\0\0WAVE",
        b"\x89PN",
    ] {
        assert_eq!(sniff(other), None);
    }
}

#[test]
fn transparent_pixels_are_white() {
    let picture = Gray::of("HC1:TEST", Level::Q, 4, 0);
    let mut clear = image::RgbaImage::new(picture.width as u32 + 40, picture.height as u32 + 40);
    let mut clear_gray = image::GrayAlphaImage::new(clear.width(), clear.height());
    for (i, &p) in picture.pixels.iter().enumerate() {
        let (x, y) = (
            (i % picture.width + 20) as u32,
            (i / picture.width + 20) as u32,
        );
        // Everything is black; only the opacity makes the code.
        clear.put_pixel(x, y, image::Rgba([0, 0, 0, 255 - p]));
        clear_gray.put_pixel(x, y, image::LumaA([0, 255 - p]));
    }
    for image in [DynamicImage::from(clear), DynamicImage::from(clear_gray)] {
        let mut file = Cursor::new(Vec::new());
        image.write_to(&mut file, ImageFormat::Png).unwrap();
        let codes = scan(&file.into_inner(), &ScanLimits::default()).unwrap();
        assert_eq!(texts(&codes), ["HC1:TEST"]);
    }
}

/// A PNG that claims to be of the given size and has next to no data.
fn hollow_png(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend_from_slice(&[8, 6, 0, 0, 0]);
    for (kind, data) in [
        (b"IHDR", &header[..]),
        (b"IDAT", b"\x78\x01"),
        (b"IEND", b""),
    ] {
        let body = [kind, data].concat();
        let crc = body.iter().fold(!0_u32, |crc, &byte| {
            (0..8).fold(crc ^ u32::from(byte), |crc, _| {
                (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1))
            })
        });
        file.extend_from_slice(&(data.len() as u32).to_be_bytes());
        file.extend_from_slice(&body);
        file.extend_from_slice(&(!crc).to_be_bytes());
    }
    file
}

#[test]
fn limits_are_checked_before_memory_is_spent() {
    let limits = ScanLimits::default();
    let error = scan(&hollow_png(60_000, 60_000), &limits).unwrap_err();
    let (width, height) = (60_000, 60_000);
    assert_eq!(
        error,
        ScanError::TooManyPixels {
            width,
            height,
            limit: limits.pixels
        }
    );
    assert_eq!(
        error.to_string(),
        "60000 x 60000 are 3600000000 pixels, the limit is 64000000"
    );
    assert!(matches!(
        scan(&hollow_png(100, 100), &limits),
        Err(ScanError::Decode {
            format: Format::Png,
            ..
        })
    ));
    let small = ScanLimits {
        pixels: 100 * 100,
        bytes: 5_000,
        ..limits
    };
    let error = scan(&hollow_png(100, 101), &small).unwrap_err();
    assert!(matches!(
        error,
        ScanError::TooManyPixels {
            width: 100,
            height: 101,
            ..
        }
    ));
    let error = scan(&[0; 5_001], &small).unwrap_err();
    assert_eq!(
        error,
        ScanError::TooManyBytes {
            bytes: 5_001,
            limit: 5_000
        }
    );
}

#[test]
fn the_sides_of_every_format_are_checked_before_it_is_unpacked() {
    // A frame header of JPEG (ITU-T T.81, B.2.2), the first scan after it.
    let mut jpeg = b"\xff\xd8\xff\xc0\x00\x0b\x08".to_vec();
    jpeg.extend([60_000_u16.to_be_bytes(), 60_000_u16.to_be_bytes()].concat());
    jpeg.extend(b"\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00\xff\xd9");
    // Lossless WebP: its sides less one, in 14 bits each.
    let webp = |kind: &[u8], data: &[u8]| {
        let mut body = b"WEBP".to_vec();
        body.extend_from_slice(kind);
        body.extend((data.len() as u32).to_le_bytes());
        body.extend_from_slice(data);
        let size = (body.len() as u32).to_le_bytes();
        [b"RIFF", &size[..], &body].concat()
    };
    let lossless = [
        &[0x2f][..],
        &(16_382_u32 | 16_382 << 14).to_le_bytes(),
        &[0; 20],
    ]
    .concat();
    // Lossy WebP: a key frame with 14 bits for each side (RFC 6386, 9.1).
    let lossy = b"\x10\x00\x00\x9d\x01\x2a\xff\x3f\xff\x3f\x00\x00\x00\x00";
    for (file, side) in [
        (jpeg, 60_000),
        (webp(b"VP8L", &lossless), 16_383),
        (webp(b"VP8 ", lossy), 16_383),
    ] {
        let limits = ScanLimits::default();
        assert_eq!(
            scan(&file, &limits),
            Err(ScanError::TooManyPixels {
                width: side,
                height: side,
                limit: limits.pixels
            })
        );
    }
}

#[test]
fn what_is_no_picture_is_said_without_showing_it() {
    let error = scan(b"HC1:NCFOXN PERSONAL DATA", &ScanLimits::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "neither PNG, JPEG, WebP nor PDF: begins with 48 43 31 3a, 24 bytes"
    );
    let error = scan(b"", &ScanLimits::default()).unwrap_err();
    assert_eq!(error.to_string(), "the file is empty");
    let code = &Gray::of("HC1:PERSONAL", Level::Q, 4, 4).scan()[0];
    assert_eq!(
        format!("{code:?}"),
        "Scanned { text: \"HC1:\".. (12 bytes), symbology: Qr, page: None }"
    );
}

#[test]
fn damaged_files_give_an_error_or_the_right_text() {
    let text = "HC1:DAMAGED";
    let picture = Gray::of(text, Level::Q, 3, 4);
    let limits = ScanLimits {
        pixels: 1_000_000,
        ..ScanLimits::default()
    };
    let mut random = Random(42);
    for kind in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let file = picture.file(kind);
        for length in (0..file.len()).step_by(file.len() / 60 + 1) {
            match scan(&file[..length], &limits) {
                Err(_) => {}
                // A JPEG that breaks off is read as far as it goes.
                Ok(codes) => {
                    assert_eq!(kind, ImageFormat::Jpeg, "{length} of {}", file.len());
                    assert!(codes.iter().all(|code| code.text == text));
                }
            }
        }
        for _ in 0..120 {
            let mut broken = file.clone();
            for _ in 0..=random.next() % 3 {
                let at = (random.next() % file.len() as u64) as usize;
                broken[at] ^= 1 << (random.next() % 8);
            }
            if let Ok(codes) = scan(&broken, &limits) {
                assert!(codes.iter().all(|code| code.text == text));
            }
        }
    }
}
