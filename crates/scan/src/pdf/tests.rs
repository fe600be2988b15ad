use super::*;
use crate::scan::scan;
use hcert::qr::render::{Level, QUIET_ZONE, Symbol};
use std::fmt::Write as _;

const A4: &str = "[0 0 595 842]";

/// The drawing operators for a symbol whose lower left corner is at `(x, y)`.
fn drawn_at(text: &str, module: f32, x: f32, y: f32) -> String {
    let symbol = Symbol::encode(text, Level::Q).unwrap();
    let mut operators = String::new();
    for row in 0..symbol.width() {
        for column in (0..symbol.width()).filter(|&column| symbol.is_dark(column, row)) {
            let left = x + (column + QUIET_ZONE) as f32 * module;
            let low = y + (symbol.width() - 1 - row + QUIET_ZONE) as f32 * module;
            writeln!(operators, "{left:.2} {low:.2} {module:.2} {module:.2} re").unwrap();
        }
    }
    operators + "f\n"
}

/// A document of the given objects, numbered from 1, of which the first is the catalogue.
fn document(objects: &[String]) -> Vec<u8> {
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = String::new();
    for (number, object) in (1..).zip(objects) {
        writeln!(places, "{:010} 00000 n ", file.len()).unwrap();
        write!(file, "{number} 0 obj\n{object}\nendobj\n").unwrap();
    }
    let (start, size) = (file.len(), objects.len() + 1);
    write!(
        file,
        "xref\n0 {size}\n0000000000 65535 f \n{places}trailer\n<< /Size {size} /Root 1 0 R >>\n\
         startxref\n{start}\n%%EOF\n"
    )
    .unwrap();
    file.into_bytes()
}

fn stream(entries: &str, data: &str) -> String {
    format!(
        "<< {entries} /Length {} >>\nstream\n{data}\nendstream",
        data.len()
    )
}

/// A document with a page for each content; `entries` go into each page.
fn pages(contents: &[String], media_box: &str, entries: &str) -> Vec<u8> {
    let kids: String = (0..contents.len())
        .map(|i| format!("{} 0 R ", 3 + 2 * i))
        .collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Kids [{kids}] /Count {} >>",
            contents.len()
        ),
    ];
    for (i, content) in contents.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox {media_box} /Contents {} 0 R {entries} >>",
            4 + 2 * i
        ));
        objects.push(stream("", content));
    }
    document(&objects)
}

fn text(number: usize) -> String {
    format!("HC1:{} {}", "PAGE 0123456789".repeat(20), number)
}

fn read(file: &[u8]) -> Vec<(Option<u32>, String)> {
    let codes = scan(file, &ScanLimits::default()).unwrap();
    codes
        .into_iter()
        .map(|code| (code.page, code.text))
        .collect()
}

#[test]
fn codes_of_all_pages_come_with_their_page_in_reading_order() {
    let first =
        drawn_at("HTTPS://EXAMPLE.ORG", 2.0, 60.0, 600.0) + &drawn_at(&text(1), 1.2, 300.0, 300.0);
    let file = pages(
        &[first, String::new(), drawn_at(&text(3), 1.2, 50.0, 50.0)],
        A4,
        "",
    );
    assert_eq!(
        read(&file),
        [
            (Some(1), "HTTPS://EXAMPLE.ORG".to_owned()),
            (Some(1), text(1)),
            (Some(3), text(3)),
        ]
    );
}

#[test]
fn turned_pages_and_very_small_codes_are_read() {
    let content = drawn_at(&text(1), 1.2, 50.0, 50.0);
    assert_eq!(
        read(&pages(&[content], A4, "/Rotate 90")),
        [(Some(1), text(1))]
    );
    // 0.4 points are 0.14 mm: half of what is fit for print.
    let content = drawn_at(&text(2), 0.4, 50.0, 50.0);
    assert_eq!(read(&pages(&[content], A4, "")), [(Some(1), text(2))]);
}

#[test]
fn pictures_in_a_page_are_read() {
    let symbol = Symbol::encode(&text(1), Level::M).unwrap();
    let width = symbol.width();
    let pixels: String = (0..width * width)
        .map(|i| {
            if symbol.is_dark(i % width, i / width) {
                "00"
            } else {
                "ff"
            }
        })
        .collect();
    let entries = format!(
        "/Type /XObject /Subtype /Image /Width {width} /Height {width} \
         /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /ASCIIHexDecode"
    );
    let objects = |entries: &str| with_stream(entries, pixels.as_bytes());
    assert_eq!(read(&objects(&entries)), [(Some(1), text(1))]);

    let huge = entries.replace(&format!("/Width {width}"), "/Width 2000000");
    let limits = ScanLimits {
        pixels: 10_000_000,
        ..ScanLimits::default()
    };
    assert_eq!(
        scan(&objects(&huge), &limits).unwrap_err(),
        ScanError::TooManyPixels {
            width: 2_000_000,
            height: width as u32,
            limit: limits.pixels
        }
    );
}

#[test]
fn pages_beyond_the_limits_are_refused() {
    let blank = || String::new();
    let limits = ScanLimits {
        pages: 2,
        ..ScanLimits::default()
    };
    assert_eq!(
        scan(&pages(&[blank(), blank(), blank()], A4, ""), &limits),
        Err(ScanError::TooManyPages { pages: 3, limit: 2 })
    );
    assert_eq!(
        scan(&pages(&[blank(), blank()], A4, ""), &limits),
        Ok(Vec::new())
    );

    for side in ["70000", "1000000000", &"9".repeat(38)] {
        let file = pages(&[blank()], &format!("[0 0 {side} {side}]"), "");
        let result = scan(&file, &ScanLimits::default());
        assert!(
            matches!(result, Err(ScanError::TooManyPixels { .. })),
            "{side}: {result:?}"
        );
    }
    // A poster is drawn with less than the usual resolution, but drawn.
    let poster = drawn_at(&text(1), 30.0, 50.0, 50.0);
    let file = pages(&[poster], "[0 0 3000 3000]", "");
    let limits = ScanLimits {
        pixels: 10_000_000,
        ..limits
    };
    assert_eq!(scan(&file, &limits).unwrap().len(), 1);
}

#[test]
fn data_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() {
    use std::io::Write as _;

    let limits = ScanLimits {
        pixels: 1_000_000,
        ..ScanLimits::default()
    };
    let packed = |size: usize| {
        let level = flate2::Compression::best();
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), level);
        encoder.write_all(&b" ".repeat(size)).unwrap();
        encoder.finish().unwrap()
    };
    let file = |filter: &str, data: &[u8]| {
        let mut file = pages(&["@".to_owned()], A4, "");
        let at = file.iter().position(|&byte| byte == b'@').unwrap();
        file.splice(at..=at, data.iter().copied());
        // The table of places is wrong now; readers rebuild it.
        let text = format!("/Filter {filter} /Length {}", data.len());
        let at = file
            .windows(9)
            .position(|nine| nine == b"/Length 1")
            .unwrap();
        file.splice(at..at + 9, text.into_bytes());
        file
    };
    let refused = Err(ScanError::TooMuchData { limit: 4_000_000 });
    assert_eq!(
        scan(&file("/FlateDecode", &packed(3_900_000)), &limits),
        Ok(Vec::new())
    );
    assert_eq!(
        scan(&file("/FlateDecode", &packed(4_100_000)), &limits),
        refused
    );
    assert_eq!(
        scan(&file("/FlateDecode", &packed(4_100_000)[2..]), &limits),
        refused
    );
    let twice = "[/FlateDecode /FlateDecode]";
    assert_eq!(scan(&file(twice, &packed(10)), &limits), refused);
    assert_eq!(
        scan(&file("/LZWDecode", &packed(3_900_000)), &limits),
        refused
    );
}

#[test]
fn pages_of_no_or_odd_size_do_no_harm() {
    for media_box in [
        "[0 0 0 0]",
        "[0 0 1 1]",
        "[0 0 0.001 500]",
        "[5 5 1 1]",
        "[]",
        "7",
        "",
    ] {
        let file = pages(&[drawn_at("A", 1.0, 0.0, 0.0)], media_box, "");
        let _ = scan(&file, &ScanLimits::default());
    }
}

#[test]
fn documents_that_refer_to_themselves_end() {
    let form = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 600 900] \
         /Resources << /XObject << /Self 5 0 R >> >>",
        "/Self Do",
    );
    let file = document(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox {A4} /Contents 4 0 R \
             /Resources << /XObject << /Self 5 0 R >> >> >>"
        ),
        stream("", "/Self Do"),
        form,
    ]);
    assert_eq!(read(&file), []);

    let circle = document(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>".to_owned(),
    ]);
    let _ = scan(&circle, &ScanLimits::default());

    for nested in [
        "[".repeat(100_000),
        "<< /A ".repeat(100_000),
        "q ".repeat(100_000),
    ] {
        let _ = scan(
            &pages(std::slice::from_ref(&nested), A4, ""),
            &ScanLimits::default(),
        );
        let _ = scan(&pages(&[], A4, &nested), &ScanLimits::default());
        let _ = scan(&document(&[nested]), &ScanLimits::default());
    }
}

#[test]
fn damaged_documents_give_an_error_or_the_right_text() {
    let content = drawn_at("HC1:A", 4.0, 10.0, 10.0);
    let file = pages(&[content], "[0 0 150 150]", "");
    assert_eq!(read(&file), [(Some(1), "HC1:A".to_owned())]);
    let before = [b"mail header\n".as_slice(), &file].concat();
    assert_eq!(read(&before), [(Some(1), "HC1:A".to_owned())]);

    let limits = ScanLimits {
        pixels: 1_000_000,
        pages: 4,
        ..ScanLimits::default()
    };
    let check = |file: &[u8]| {
        if let Ok(codes) = scan(file, &limits) {
            assert!(codes.iter().all(|code| code.text == "HC1:A"));
        }
    };
    for length in (0..file.len()).step_by(file.len() / 30) {
        check(&file[..length]);
    }
    let mut state = 99_u32;
    for _ in 0..60 {
        let mut broken = file.clone();
        for _ in 0..4 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = (state >> 8) as usize % file.len();
            broken[at] ^= 1 << (state >> 5 & 7);
        }
        check(&broken);
    }
    assert_eq!(
        scan(b"%PDF-1.4\n", &limits).unwrap_err().to_string(),
        "the PDF cannot be read: it is damaged"
    );
}

/// A page that draws the stream `/Code`, which is of raw bytes.
fn with_stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let mark = "@".repeat(data.len());
    let mut file = document(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox {A4} /Contents 4 0 R \
             /Resources << /XObject << /Code 5 0 R >> >> >>"
        ),
        stream("", "200 0 0 200 100 100 cm /Code Do"),
        stream(entries, &mark),
    ]);
    let at = file
        .windows(data.len())
        .position(|window| window == mark.as_bytes())
        .unwrap();
    file[at..at + data.len()].copy_from_slice(data);
    file
}

const SMALL: &str = "/Type /XObject /Subtype /Image /Width 10 /Height 10 \
     /ColorSpace /DeviceGray /BitsPerComponent 1";

#[test]
fn pictures_with_sides_of_their_own_are_measured_by_these() {
    let limits = ScanLimits {
        pixels: 10_000_000,
        ..ScanLimits::default()
    };
    let check = |what: &str, file: &[u8], sides: Option<(u32, u32)>| {
        let result = scan(file, &limits);
        match (sides, &result) {
            (Some(sides), Err(ScanError::TooManyPixels { width, height, .. })) => {
                assert_eq!((*width, *height), sides, "{what}");
            }
            (None, Ok(_)) => {}
            _ => panic!("{what}: {result:?}"),
        }
    };

    let fax = |parameters: &str| {
        let entries = format!("{SMALL} /Filter /CCITTFaxDecode {parameters}");
        with_stream(&entries, &[0x80; 50])
    };
    check(
        "small fax",
        &fax("/DecodeParms << /K -1 /Columns 10 >>"),
        None,
    );
    let wide = fax("/DecodeParms << /K -1 /Columns 400000000 >>");
    check("wide fax", &wide, Some((400_000_000, 10)));
    let listed = fax("/DecodeParms [<< /K -1 /Columns 400000000 >>]");
    check("wide fax, in a list", &listed, Some((400_000_000, 10)));

    // Segments as in ISO/IEC 14492, 7.2: number, flags, references, page, length, data.
    let segment = |kind: u8, width: u32, height: u32| {
        let mut bytes = vec![0, 0, 0, 1, kind, 0, 1];
        bytes.extend(19_u32.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([0; 11]);
        bytes
    };
    let jbig2 = |segments: &[Vec<u8>]| {
        let entries = format!("{SMALL} /Filter /JBIG2Decode");
        with_stream(&entries, &segments.concat())
    };
    let (page, region) = (48, 38);
    check("small JBIG2", &jbig2(&[segment(page, 10, 10)]), None);
    let large = jbig2(&[segment(page, 65_535, 65_535)]);
    check("large JBIG2", &large, Some((65_535, 65_535)));
    let large = jbig2(&[segment(page, 10, 10), segment(region, 60_000, 50_000)]);
    check("large region", &large, Some((60_000, 50_000)));
    // Three references, of one byte each as the number is small; and eight in the long form.
    let mut refers = segment(region, 60_000, 50_000);
    refers.splice(5..6, [3 << 5, 1, 1, 1]);
    check(
        "a region with references",
        &jbig2(&[refers]),
        Some((60_000, 50_000)),
    );
    let mut refers = segment(region, 60_000, 50_000);
    refers.splice(5..6, [7 << 5, 0, 0, 8, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
    check(
        "a region with many",
        &jbig2(&[refers]),
        Some((60_000, 50_000)),
    );

    let jpeg2000 = |width: u32, height: u32| {
        let mut bytes = b"\xff\x4f\xff\x51\x00\x29\x00\x00".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([0; 40]);
        bytes
    };
    let plain = format!("{SMALL} /Filter /JPXDecode");
    check(
        "small JPEG 2000",
        &with_stream(&plain, &jpeg2000(10, 10)),
        None,
    );
    let large = with_stream(&plain, &jpeg2000(60_000, 50_000));
    check("large JPEG 2000", &large, Some((60_000, 50_000)));
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut encoder, &jpeg2000(60_000, 50_000)).unwrap();
    let packed = encoder.finish().unwrap();
    let entries = format!("{SMALL} /Filter [/FlateDecode /JPXDecode]");
    let large = with_stream(&entries, &packed);
    check("packed JPEG 2000", &large, Some((60_000, 50_000)));
    let entries = format!("{SMALL} /Filter [/ASCIIHexDecode /JPXDecode]");
    assert!(matches!(
        scan(&with_stream(&entries, b"ff4fff51>"), &limits),
        Err(ScanError::TooMuchData { .. })
    ));

    // A mask is no `Image`, and a picture in the page itself is no stream.
    let mask = SMALL.replace("/Subtype /Image /Width 10", "/Width 2000000");
    check("a mask", &with_stream(&mask, b"x"), Some((2_000_000, 10)));
    let inline = |width: u32, filter: &str| {
        let picture = format!("BI /W {width} /H 1000 /BPC 8 /CS /G {filter} ID xxx EI");
        pages(&[picture], A4, "")
    };
    check("a small one in the page", &inline(100, ""), None);
    check(
        "a large one in the page",
        &inline(60_000, ""),
        Some((60_000, 1_000)),
    );
    let fax = inline(10, "/F /CCF /DP << /K -1 /Columns 60000 >>");
    check("a wide fax in the page", &fax, Some((60_000, 1_000)));
}

#[test]
fn drawing_too_often_is_refused_before_it_is_drawn() {
    // Each form draws the next one a hundred times, and the last one a line.
    let nested = |depth: usize, times: usize| {
        let form = |content: &str, next: usize| {
            let entries = format!(
                "/Type /XObject /Subtype /Form /BBox [0 0 600 900] \
                 /Resources << /XObject << /Next {next} 0 R >> >>"
            );
            stream(&entries, content)
        };
        let mut objects = vec![
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox {A4} /Contents 4 0 R \
                 /Resources << /XObject << /Next 5 0 R >> >> >>"
            ),
            stream("", &"/Next Do ".repeat(times)),
        ];
        for level in 0..depth {
            objects.push(form(&"/Next Do ".repeat(times), 6 + level));
        }
        objects.push(form("0 0 m 9 9 l S", 1));
        document(&objects)
    };
    let refused = Err(ScanError::TooManySteps { limit: 4_000_000 });
    assert_eq!(scan(&nested(1, 10), &ScanLimits::default()), Ok(Vec::new()));
    assert_eq!(scan(&nested(3, 100), &ScanLimits::default()), refused);
    assert_eq!(scan(&nested(20, 2), &ScanLimits::default()), refused);

    let dashed = |period: &str| {
        let line = format!("[{period}] 0 d 0 0 m 500 800 l S");
        scan(&pages(&[line], A4, ""), &ScanLimits::default())
    };
    assert_eq!(dashed("10"), Ok(Vec::new()));
    assert_eq!(dashed("0.0001"), refused);
}
