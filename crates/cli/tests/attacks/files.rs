//! Files that were made to hang whoever reads them, and honest ones beside them.

use crate::desk::root;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use hcert::qr::render::{Level, Symbol};
use image::{DynamicImage, ImageFormat, RgbImage};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

/// A file, by the name that it has where it is handed in.
pub(crate) struct Hostile {
    pub(crate) name: String,
    pub(crate) octets: Vec<u8>,
}

impl Hostile {
    /// One of those that once succeeded.
    pub(crate) fn file(name: &str) -> Self {
        let path = root().join("testdata/attacks/pdf").join(name);
        Self::new(name, std::fs::read(path).unwrap())
    }

    fn new(name: &str, octets: Vec<u8>) -> Self {
        let name = name.to_owned();
        Self { name, octets }
    }
}

/// Those that once succeeded, and their siblings: every other part of a PDF that makes work out of little, and the
/// side rooms of pictures.
pub(crate) fn hostile() -> Vec<Hostile> {
    vec![
        Hostile::file("pdfdraws.pdf"),
        Hostile::file("pdffunc_z.pdf"),
        Hostile::new("forms.pdf", forms()),
        Hostile::new("tiles.pdf", tiles()),
        Hostile::new("glyphs.pdf", glyphs()),
        Hostile::new("masks.pdf", masks()),
        Hostile::new("mesh.pdf", mesh()),
        Hostile::new("separation.pdf", separation()),
        Hostile::new("jbig2.pdf", jbig2()),
        Hostile::new("jpx.pdf", jpx()),
        Hostile::new("profile.png", with_chunk(b"iCCP", b"x\0\0")),
        Hostile::new("ztxt.png", with_chunk(b"zTXt", b"x\0\0")),
        Hostile::new("itxt.png", with_chunk(b"iTXt", b"x\0\x01\0\0\0")),
        Hostile::new("scans.jpg", scans()),
        Hostile::new("sides.jpg", jpeg_of_sides()),
        Hostile::new("sides.webp", webp_of_sides()),
        Hostile::new("sides.png", hollow_png(60_000, 60_000)),
    ]
}

// ---------------------------------------------------------------- PDF

/// A document of these objects from number 4 on, with one page whose content is the first of them.
fn document(resources: &str, objects: &[Vec<u8>]) -> Vec<u8> {
    let page =
        format!("<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << {resources} >> >>");
    let front = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>",
        &page,
    ];
    let front = front.iter().map(|object| object.as_bytes().to_vec());
    let objects: Vec<Vec<u8>> = front.chain(objects.iter().cloned()).collect();
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = String::new();
    for (number, object) in (1..).zip(&objects) {
        writeln!(places, "{:010} 00000 n ", file.len()).unwrap();
        file.extend(format!("{number} 0 obj\n").bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let (start, size) = (file.len(), objects.len() + 1);
    let end = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{places}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    );
    file.extend(end.bytes());
    file
}

fn stream(entries: &str, data: impl AsRef<[u8]>) -> Vec<u8> {
    let data = data.as_ref();
    let head = format!("<< {entries} /Length {} >>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

fn packed(entries: &str, data: impl AsRef<[u8]>) -> Vec<u8> {
    stream(
        &format!("{entries} /Filter /FlateDecode"),
        zlib(data.as_ref()),
    )
}

fn zlib(data: &[u8]) -> Vec<u8> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::best());
    out.write_all(data).unwrap();
    out.finish().unwrap()
}

/// Twelve forms, each of which draws the next one twenty times.
fn forms() -> Vec<u8> {
    let (first, last) = (5, 16);
    let mut objects = vec![stream("", "/F5 Do")];
    for number in first..=last {
        let next = number + 1;
        let form = "/Type /XObject /Subtype /Form /BBox [0 0 595 842]";
        objects.push(match number == last {
            true => stream(form, "0 0 9 9 re f"),
            false => stream(
                &format!("{form} /Resources << /XObject << /F{next} {next} 0 R >> >>"),
                format!("/F{next} Do ").repeat(20),
            ),
        });
    }
    document("/XObject << /F5 5 0 R >>", &objects)
}

/// A pattern of tiles much smaller than a pixel, on a page full of rectangles of it.
fn tiles() -> Vec<u8> {
    let pattern = "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 500 500] /XStep 0.01 \
                   /YStep 0.01 /Resources << >>";
    let content = format!("/Pattern cs /P scn {}", "0 0 595 842 re f ".repeat(2_000));
    let tile = "0 0 500 500 re f ".repeat(500);
    document(
        "/Pattern << /P 5 0 R >>",
        &[packed("", content), packed(pattern, tile)],
    )
}

/// A font of type 3 whose glyph is a drawing of many strokes, in a text of many glyphs.
fn glyphs() -> Vec<u8> {
    let font = "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 \
                /LastChar 97 /Widths [0] /Encoding << /Differences [97 /a] >> /CharProcs << /a 6 0 R >> /Resources << >> >>";
    let content = format!(
        "BT /F 800 Tf 0 0 Td {} ET",
        "(aaaaaaaaaaaaaaaa) Tj ".repeat(400)
    );
    let glyph = format!(
        "0 0 d0 {}",
        "40 w 0 0 m 900 900 100 900 900 0 c S ".repeat(150)
    );
    document(
        "/Font << /F 5 0 R >>",
        &[packed("", content), font.into(), packed("", glyph)],
    )
}

/// Soft masks in soft masks, each of a group as large as the page.
fn masks() -> Vec<u8> {
    let depth = 40;
    let mut objects = vec![stream("", "/G gs 0 0 595 842 re f")];
    for level in 0..depth {
        // A state, and the group that is its mask.
        let (state, group) = (5 + 2 * level, 6 + 2 * level);
        objects.push(
            format!(
                "<< /Type /ExtGState /SMask << /Type /Mask /S /Luminosity /G {group} 0 R >> >>"
            )
            .into(),
        );
        let next = state + 2;
        let inner = match level + 1 == depth {
            true => String::new(),
            false => format!("/Resources << /ExtGState << /G {next} 0 R >> >>"),
        };
        let entries = format!(
            "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency /CS /DeviceGray >> {inner}"
        );
        objects.push(stream(
            &entries,
            "/G gs 1 g 0 0 595 842 re f 0 0 400 400 re f",
        ));
    }
    document("/ExtGState << /G 5 0 R >>", &objects)
}

/// A shading of a million patches, each as large as the page.
fn mesh() -> Vec<u8> {
    let corners: [(u8, u8); 12] = [
        (0, 0),
        (0, 80),
        (0, 160),
        (0, 255),
        (80, 255),
        (160, 255),
        (255, 255),
        (255, 160),
        (255, 80),
        (255, 0),
        (160, 0),
        (80, 0),
    ];
    let mut patch = vec![0];
    patch.extend(corners.iter().flat_map(|(x, y)| [*x, *y]));
    patch.extend([0, 255, 0, 255]);
    let entries = "/ShadingType 6 /ColorSpace /DeviceGray /BitsPerCoordinate 8 /BitsPerComponent 8 /BitsPerFlag 8 \
                   /Decode [0 595 0 842 0 1]";
    document(
        "/Shading << /S 5 0 R >>",
        &[
            stream("", "/S sh"),
            packed(entries, patch.repeat(1_000_000)),
        ],
    )
}

/// A picture whose colours are each a long calculation.
fn separation() -> Vec<u8> {
    let program = format!("{{ {} }}", "dup pop 1 mul ".repeat(20_000));
    let function = "/FunctionType 4 /Domain [0 1] /Range [0 1]";
    let image = "/Type /XObject /Subtype /Image /Width 4000 /Height 4000 /BitsPerComponent 8 /ColorSpace [/Separation /X \
                 /DeviceGray 6 0 R]";
    let pixels: Vec<u8> = (0..=255).cycle().take(16_000_000).collect();
    document(
        "/XObject << /I 5 0 R >>",
        &[
            stream("", "q 595 0 0 842 0 0 cm /I Do Q"),
            packed(image, pixels),
            packed(function, program),
        ],
    )
}

/// A picture in JBIG2 whose page is far larger than its dictionary says.
fn jbig2() -> Vec<u8> {
    let mut data = vec![0, 0, 0, 0, 0x30, 0, 1, 0, 0, 0, 19];
    data.extend(50_000_u32.to_be_bytes());
    data.extend(50_000_u32.to_be_bytes());
    data.extend([0; 11]);
    let image = "/Type /XObject /Subtype /Image /Width 10 /Height 10 /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter \
                 /JBIG2Decode";
    document(
        "/XObject << /I 5 0 R >>",
        &[
            stream("", "q 500 0 0 500 0 0 cm /I Do Q"),
            stream(image, data),
        ],
    )
}

/// The same in JPEG 2000, of tiles of one pixel.
fn jpx() -> Vec<u8> {
    let mut data = vec![0xff, 0x4f, 0xff, 0x51, 0, 41, 0, 0];
    for number in [7_000_u32, 7_000, 0, 0, 1, 1, 0, 0] {
        data.extend(number.to_be_bytes());
    }
    data.extend([0, 1, 7, 1, 1]);
    data.extend([0xff, 0x52, 0, 12, 0, 0, 0xff, 0xff, 0, 32, 4, 4, 0, 0]);
    data.extend([0xff, 0x5c, 0, 4, 0x40, 0x40]);
    data.extend([
        0xff, 0x90, 0, 10, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0x93, 0xff, 0xd9,
    ]);
    let image = "/Type /XObject /Subtype /Image /Width 7000 /Height 7000 /Filter /JPXDecode";
    document(
        "/XObject << /I 5 0 R >>",
        &[
            stream("", "q 500 0 0 500 0 0 cm /I Do Q"),
            stream(image, data),
        ],
    )
}

// ---------------------------------------------------------------- pictures

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(kind);
    sum.update(data);
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length, &kind[..], data, &sum.sum().to_be_bytes()].concat()
}

fn header(width: u32, height: u32) -> Vec<u8> {
    let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[&sides[..], &[8, 0, 0, 0, 0]].concat()),
    ]
    .concat()
}

/// A PNG that says its sides and has no pixels.
pub(crate) fn hollow_png(width: u32, height: u32) -> Vec<u8> {
    [
        header(width, height),
        chunk(b"IDAT", &zlib(&[0])),
        chunk(b"IEND", b""),
    ]
    .concat()
}

/// A small white PNG with twenty chunks of a kind, in each of which are 480 MB of zeros.
fn with_chunk(kind: &[u8; 4], front: &[u8]) -> Vec<u8> {
    let bomb = zlib(&vec![0; 480 << 20]);
    let side = chunk(kind, &[front, &bomb].concat());
    let rows: Vec<u8> = [&[0][..], &[255; 64]].concat().repeat(64);
    [
        header(64, 64),
        side.repeat(20),
        chunk(b"IDAT", &zlib(&rows)),
        chunk(b"IEND", b""),
    ]
    .concat()
}

/// A progressive JPEG of 24 million pixels, gone through from end to end by thousands of scans.
fn scans() -> Vec<u8> {
    let side = 4_900_u16.to_be_bytes();
    let mut file = vec![0xff, 0xd8, 0xff, 0xdb, 0, 67, 0];
    file.extend([1; 64]);
    file.extend([
        0xff, 0xc2, 0, 11, 8, side[0], side[1], side[0], side[1], 1, 1, 0x11, 0,
    ]);
    // A table whose one code stands for "nothing more in 32,767 blocks".
    for class in [0x00, 0x10] {
        file.extend([0xff, 0xc4, 0, 20, class, 1]);
        file.extend([0; 15]);
        file.push(if class == 0 { 0 } else { 0xe0 });
    }
    file.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0]);
    file.extend(vec![0; 50_000]);
    for _ in 0..20_000 {
        file.extend([0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0]);
        file.extend([0; 24]);
    }
    file.extend([0xff, 0xd9]);
    file
}

fn jpeg_of_sides() -> Vec<u8> {
    let mut file = vec![0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0xff, 0xff, 0xff, 0xff, 3];
    file.extend([1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
    file.extend([
        0xff, 0xda, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0, 0xff, 0xd9,
    ]);
    file
}

fn webp_of_sides() -> Vec<u8> {
    // Lossless: 14 bits for each side, less one.
    let sides: u32 = 16_383 | 16_383 << 14;
    let mut data = vec![0x2f];
    data.extend(sides.to_le_bytes());
    data.push(0);
    let length = u32::try_from(data.len()).unwrap().to_le_bytes();
    let body = [b"WEBPVP8L", &length[..], &data].concat();
    let whole = u32::try_from(body.len()).unwrap().to_le_bytes();
    [b"RIFF", &whole[..], &body].concat()
}

// ---------------------------------------------------------------- honest ones

/// A code in the middle of a white picture.
fn drawn(code: &str, width: u32, height: u32, module: u32) -> RgbImage {
    let symbol = Symbol::encode(code, Level::Q).unwrap();
    let side = u32::try_from(symbol.width()).unwrap() * module;
    let (left, top) = ((width - side) / 2, (height - side) / 2);
    RgbImage::from_fn(width, height, |x, y| {
        let inside = x >= left && y >= top && x < left + side && y < top + side;
        let is_dark = inside
            && symbol.is_dark(
                ((x - left) / module) as usize,
                ((y - top) / module) as usize,
            );
        image::Rgb(if is_dark {
            [20, 20, 24]
        } else {
            [236, 232, 225]
        })
    })
}

fn written(picture: RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let picture = match format {
        // With transparency, which is what costs most.
        ImageFormat::Png => DynamicImage::ImageRgba8(DynamicImage::ImageRgb8(picture).into_rgba8()),
        _ => DynamicImage::ImageRgb8(picture),
    };
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

pub(crate) fn small_picture(code: &str) -> Vec<u8> {
    written(drawn(code, 800, 800, 5), ImageFormat::Png)
}

/// A photograph of 24 million pixels, a picture of a screen as large, and a page of the project.
pub(crate) fn honest(code: &str) -> Vec<(&'static str, Vec<u8>)> {
    let large = || drawn(code, 6_000, 4_000, 24);
    vec![
        ("large.jpg", written(large(), ImageFormat::Jpeg)),
        ("large.png", written(large(), ImageFormat::Png)),
    ]
}
