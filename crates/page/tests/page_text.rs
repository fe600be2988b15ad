//! What a finished PDF says and where: its text is read back through the fonts' own tables, as a program that
//! reads aloud or searches would, and held against snapshots of words and places.
//!
//! `SNAPSHOTS=overwrite cargo test --test page_text` writes the snapshots anew; look at what changed.

use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::hayro_interpret::util::TransformExt as _;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, interpret_page,
};
use hayro::kurbo::{Affine, BezPath, Rect, Shape as _};
use hayro_cmap::BfString;
use hcert::Lang;
use hcert::Timestamp;
use hcert::norway::certificates::{Delivery, NIPH, certificates, uvci};
use hcert::norway::light;
use hcert::norway::profile::Profile;
use hcert::norway::record::Record;
use hcert_page::control::{Edition, SignedCode, domestic, european};
use hcert_page::{self as page, Document};

const MM: f64 = 25.4 / 72.0;

/// One run of glyphs: where it starts, how high its type is, what it says.
struct Run {
    x: f64,
    y: f64,
    text: String,
}

/// Collects texts, and the box of what is drawn as one path of many modules: the code.
#[derive(Default)]
struct Reader {
    runs: Vec<Run>,
    code: Option<Rect>,
}

impl<'a> Device<'a> for Reader {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let mut text = String::new();
        for glyph in run.glyphs() {
            let letters = glyph.as_unicode().expect("every glyph has its letters");
            text.push_str(&match letters {
                BfString::Char(c) => c.to_string(),
                BfString::String(text) => text,
            });
        }
        if let Some(first) = run.glyphs().first() {
            let at = (props.transform * first.transform()).translation();
            let (x, y) = (at.x * MM, at.y * MM);
            self.runs.push(Run { x, y, text });
        }
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, _: &DrawMode) {
        if path.elements().len() > 2_000 {
            let mut path = path.clone();
            path.apply_affine(props.transform);
            self.code = Some(path.bounding_box());
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// The pages of a PDF, each as its runs in the order in which they are read.
fn read(octets: Vec<u8>) -> Vec<Reader> {
    let pdf = Pdf::new(octets).expect("a PDF");
    let cache = InterpreterCache::new();
    let pages = pdf.pages();
    pages
        .iter()
        .map(|page| {
            let (width, height) = page.render_dimensions();
            let bounds = Rect::new(0.0, 0.0, width.into(), height.into());
            let start: Affine = page.initial_transform(true).to_kurbo();
            let settings = InterpreterSettings::default();
            let mut context = Context::new(start, bounds, &cache, page.xref(), settings);
            let mut reader = Reader::default();
            interpret_page(page, &mut context, &mut reader);
            reader
        })
        .collect()
}

/// Message and places, in mm from the upper left corner, a line for each run.
fn snapshot(octets: Vec<u8>) -> String {
    let mut out = String::new();
    for (page, reader) in read(octets).iter().enumerate() {
        out.push_str(&format!("page {}\n", page + 1));
        if let Some(code) = reader.code {
            let (x, y) = (code.x0 * MM, code.y0 * MM);
            let side = code.width() * MM;
            out.push_str(&format!("{x:7.2} {y:7.2}  [code, {side:.2} mm]\n"));
        }
        for Run { x, y, text } in &reader.runs {
            out.push_str(&format!("{x:7.2} {y:7.2}  {text}\n"));
        }
    }
    out
}

/// A text as long as a signed code; it verifies nowhere, and is drawn all the same.
fn code(length: usize) -> SignedCode {
    let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let body = (0..length - 4).map(|at| char::from(alphabet[(at * at + 7 * at) % 45]));
    SignedCode {
        text: "HC1:".chars().chain(body).collect(),
        expires: "2022-05-02T11:00:00Z".parse().unwrap(),
    }
}

const RECORD: &str = r#"{
    "person": {"familyName": "Øvergård Sørbø", "givenName": "Åse-Lill", "dateOfBirth": "1964-08-12",
               "identityNumber": "15858099657"},
    "vaccinations": [
        {"product": "BNT03", "date": "2021-05-01", "country": "NO"},
        {"product": "BNT03", "date": "2021-06-11", "country": "NO"}],
    "tests": [
        {"kind": "pcr", "result": "positive", "sampled": "2021-10-20T10:00:00+02:00",
         "takenBy": "health-personnel", "country": "NO"},
        {"kind": "antigen", "result": "negative", "sampled": "2022-02-01T08:00:00+01:00",
         "takenBy": "health-personnel", "country": "NO", "device": "1232", "centre": "Aker legevakt"}]
}"#;

fn documents(record: &str, lang: Lang) -> [Document; 2] {
    let record = Record::from_json(record).unwrap();
    let at: Timestamp = "2022-02-01T12:00:00+01:00".parse().unwrap();
    let edition = Edition {
        person: &record.person,
        lang,
        made: at,
        posted: false,
        expires: at.plus_seconds(90 * 86_400),
    };
    let status = light::status(&record, at, Profile::on(at.in_oslo().date()));
    let green = status.light == light::Colour::Green;
    let domestic = domestic(&edition, &status, green.then(|| code(380)).as_ref());
    let mut count = 0_u8;
    let mut fresh = || {
        count += 1;
        uvci([count; 13])
    };
    let made = certificates(&record, at, Delivery::AtOnce, NIPH, &mut fresh);
    let signed: Vec<_> = made
        .certificates
        .into_iter()
        .map(|made| (made, code(640)))
        .collect();
    [domestic, european(&edition, &signed)]
}

#[test]
fn the_pages_say_what_they_should_where_they_should() {
    let [no, eu] = documents(RECORD, Lang::Nb);
    snapbox::assert_data_eq!(
        snapshot(page::pdf(&no).unwrap()),
        snapbox::file!["snapshots/no-green-nb.txt"].raw()
    );
    snapbox::assert_data_eq!(
        snapshot(page::pdf(&eu).unwrap()),
        snapbox::file!["snapshots/eu-nb.txt"].raw()
    );
    let red = r#"{"person": {"familyName": "Щербаков-Коваленко", "givenName": "Олександр", "dateOfBirth": "1990",
        "nameLanguage": "uk"}, "vaccinations": [{"product": "JAN03", "date": "2022-01-20", "country": "SE"}]}"#;
    let [no, eu] = documents(red, Lang::Nn);
    snapbox::assert_data_eq!(
        snapshot(page::pdf(&no).unwrap()),
        snapbox::file!["snapshots/no-red-nn.txt"].raw()
    );
    let [_, english] = documents(red, Lang::En);
    for (document, first) in [(eu, "Dose 1 av 1"), (english, "Dose 1 of 1")] {
        let text = snapshot(page::pdf(&document).unwrap());
        assert!(text.contains(first), "{text}");
    }
}

#[test]
fn every_name_reads_back_from_the_pdf_letter_by_letter() {
    for (family, given, language) in [
        ("Øvergård Sørbø", "Åse-Lill", "nb"),
        ("Šuŋŋá Đorvvá", "Ánne Láilá", "se"),
        ("Dvořáková", "Żaneta Łucja", "cs"),
        ("Παπαδοπούλου", "Άννα-Μαρία", "el"),
        ("Щербаков", "Олександр Їжак", "uk"),
        ("Йорданов", "Ъгъл", "bg"),
        ("Öztürk", "İrem Işıl", "tr"),
        ("Ștefănescu", "Țuțu", "ro"),
    ] {
        let record = RECORD.replace("Øvergård Sørbø", family).replace(
            "\"Åse-Lill\"",
            &format!("\"{given}\", \"nameLanguage\": \"{language}\""),
        );
        for document in documents(&record, Lang::Nb) {
            for reader in read(page::pdf(&document).unwrap()) {
                // A long name may stand on two lines.
                let text: Vec<&str> = reader.runs.iter().map(|run| run.text.trim()).collect();
                let text = text.join(" ");
                assert!(
                    text.contains(&format!("{given} {family}")),
                    "{family}: {text}"
                );
                assert!(!text.contains("15858099657"));
            }
        }
    }
}

#[test]
fn the_front_is_read_first_and_the_pages_words_in_their_order() {
    let [_, eu] = documents(RECORD, Lang::Nb);
    let readers = read(page::pdf(&eu).unwrap());
    assert_eq!(readers.len(), 3, "a page for each certificate");
    for (reader, wanted) in readers
        .iter()
        .zip(["Comirnaty", "20. oktober 2021", "Aker legevakt"])
    {
        let text: Vec<&str> = reader.runs.iter().map(|run| run.text.as_str()).collect();
        let text = text.join(" ");
        let place = |words: &str| {
            text.find(words)
                .unwrap_or_else(|| panic!("{words}: {text}"))
        };
        let order = [
            "Koronasertifikat",
            "12. august 1964",
            wanted,
            "Skann koden.",
            "URN:UVCI:01:NO:",
        ];
        let places: Vec<usize> = order.iter().map(|words| place(words)).collect();
        assert!(places.is_sorted(), "{places:?}");
    }
}
