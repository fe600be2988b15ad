//! The control pages as files: what leaves `release` was read again, verified, and is what the standards
//! and a reader expect. Where things stand on a page is tested beside the layout.

use crate::common;
mod fixture;

use common::{AT, VACCINATION, at, good, verifier, world};
use hcert::qr::render::Level;
use hcert::{Lang, Timestamp};
use hcert_page::{self as page, File, Format, PageError, Two};
use hcert_scan::scan::{ScanLimits, scan};
use std::path::Path;

fn code() -> String {
    good(&world().ec, VACCINATION)
}

/// All kinds of pages, released in all formats, once for all tests; left where they can be looked at.
fn files() -> &'static [File] {
    static FILES: std::sync::OnceLock<Vec<File>> = std::sync::OnceLock::new();
    FILES.get_or_init(|| {
        let document = fixture::document(fixture::all(&code()));
        let files =
            page::release(&document, &verifier([&world().ec]), at(AT), &Format::ALL).unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("page");
        std::fs::create_dir_all(&folder).unwrap();
        for file in &files {
            std::fs::write(folder.join(&file.name), &file.octets).unwrap();
        }
        files
    })
}

fn file(name: &str) -> &'static [u8] {
    let found = files().iter().find(|file| file.name == name);
    &found.unwrap_or_else(|| panic!("no file {name}")).octets
}

#[test]
fn a_released_document_is_two_files_and_two_for_each_sheet() {
    let names: Vec<&str> = files().iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names[..2], ["eu.html", "eu.pdf"]);
    assert_eq!(names.len(), 2 + 2 * 7);
    for name in ["eu-latin.svg", "eu-latin.png", "no-red.svg", "no-red.png"] {
        assert!(names.contains(&name), "{name}");
    }
}

#[test]
fn png_is_a4_at_300_dpi_and_small() {
    let octets = file("eu-latin.png");
    let word = |at: usize| u32::from_be_bytes(octets[at..at + 4].try_into().unwrap());
    assert_eq!((word(16), word(20)), (2480, 3508));
    let phys = octets.windows(4).position(|name| name == b"pHYs").unwrap();
    assert_eq!(
        (word(phys + 4), word(phys + 8), octets[phys + 12]),
        (11811, 11811, 1)
    );
    assert!(octets.len() < 600_000, "{} bytes", octets.len());
}

#[test]
fn every_page_of_the_pdf_gives_its_code_back() {
    let found = scan(file("eu.pdf"), &ScanLimits::default()).unwrap();
    let pages: Vec<Option<u32>> = found.iter().map(|code| code.page).collect();
    // Pages 5 and 6 are red and have none.
    assert_eq!(pages, [1, 2, 3, 4, 7].map(Some));
    let png = scan(file("eu-greek.png"), &ScanLimits::default()).unwrap();
    assert_eq!(png[0].text, found[0].text);
}

#[test]
fn pdf_declares_its_standards_and_its_languages() {
    let text = String::from_utf8_lossy(file("eu.pdf")).into_owned();
    for mark in [
        "<pdfuaid:part>1",
        "<pdfaid:part>2",
        "<pdfaid:conformance>A",
        "/Lang(nb)",
        "/MarkInfo",
        "/DisplayDocTitle true",
    ] {
        let plain = text.replace(' ', "");
        assert!(plain.contains(&mark.replace(' ', "")), "{mark}");
    }
}

#[test]
fn the_same_document_gives_the_same_octets() {
    let document = fixture::document(vec![fixture::eu("Åse", "AASE", fixture::code_text(600))]);
    assert_eq!(page::pdf(&document).unwrap(), page::pdf(&document).unwrap());
    assert_eq!(
        page::html(&document).unwrap(),
        page::html(&document).unwrap()
    );
    let sheet = &document.sheets[0];
    assert_eq!(page::png(sheet).unwrap(), page::png(sheet).unwrap());
    let mut other = document.clone();
    other.made = other.made.plus_seconds(1);
    assert_ne!(page::pdf(&document).unwrap(), page::pdf(&other).unwrap());
}

#[test]
fn a_code_that_does_not_verify_is_not_released() {
    let sheets = vec![fixture::eu("Åse", "AASE", code())];
    let document = fixture::document(sheets);
    let refused = page::release(
        &document,
        &verifier([&world().other]),
        at(AT),
        &[Format::Svg],
    );
    let error = refused.unwrap_err();
    assert!(
        matches!(
            error,
            PageError::NotAccepted {
                verdict: "reject",
                ..
            }
        ),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .starts_with("eu-vaccination: code 1 does not verify: reject, ")
    );
    // An unsigned text is drawn, and never leaves.
    let document = fixture::document(vec![fixture::eu("Åse", "AASE", fixture::code_text(500))]);
    let refused = page::release(&document, &verifier([&world().ec]), at(AT), &Format::ALL);
    assert!(matches!(refused, Err(PageError::NotAccepted { .. })));
}

#[test]
fn a_picture_with_another_code_is_an_error_that_tells_no_secret() {
    let text = code();
    let png = page::png(&fixture::eu("Åse", "AASE", text.clone())).unwrap();
    assert_eq!(page::check("a.png", &png, &[&text]), Ok(()));
    let mut other = text.clone();
    other.replace_range(20..21, if &text[20..21] == "A" { "B" } else { "A" });
    let error = page::check("a.png", &png, &[&other]).unwrap_err();
    let length = text.len();
    assert_eq!(
        error.to_string(),
        format!(
            "a.png: code 1 reads otherwise than it should ({length} characters, {length} expected)"
        )
    );
    let error = page::check("a.png", &png, &[]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a.png: 1 codes were read again, 0 were drawn"
    );
    let error = page::check("a.png", b"no picture", &[&text]).unwrap_err();
    assert!(matches!(error, PageError::Scan { .. }));
}

#[test]
fn sheets_of_one_name_are_refused() {
    let document = fixture::document(vec![fixture::red(), fixture::red()]);
    let refused = page::release(&document, &verifier([]), at(AT), &Format::ALL);
    assert_eq!(
        refused,
        Err(PageError::SameName {
            name: "no-red".to_owned()
        })
    );
}

#[test]
fn a_long_code_steps_down_and_says_so() {
    let of = |length| page::drawn(&fixture::eu("Åse", "", fixture::code_text(length)));
    let short = of(600).unwrap().unwrap();
    assert_eq!((short.level, short.stepped_down), (Level::Q, false));
    assert!(short.module_px >= 4 && (35.0..=60.0).contains(&short.diagonal_mm));
    let long = of(1_400).unwrap().unwrap();
    assert_eq!((long.level, long.stepped_down), (Level::M, true));
    let longer = of(2_000).unwrap().unwrap();
    assert_eq!((longer.level, longer.stepped_down), (Level::L, true));
    assert!(longer.module_px == 4 && longer.diagonal_mm <= 60.0);
    let error = of(2_600).unwrap_err();
    assert!(matches!(error, PageError::CodeTooLarge { .. }), "{error}");
    assert_eq!(page::drawn(&fixture::red()), Ok(None));
}

#[test]
fn html_is_whole_says_everything_and_asks_for_nothing() {
    let html = std::str::from_utf8(file("eu.html")).unwrap();
    balanced(html);
    for bad in [
        "<script",
        "src=",
        "@import",
        "url(",
        "style=\"",
        "javascript:",
    ] {
        assert!(!html.contains(bad), "{bad}");
    }
    let outside = html
        .replace("http://www.w3.org/2000/svg", "")
        .replace("http-equiv", "");
    assert!(!outside.contains("http"), "an address");
    assert!(html.contains("lang=\"nb\"") && html.contains("lang=\"en\""));
    for sheet in fixture::all("HC1:") {
        for text in words(&sheet) {
            let escaped = text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
            assert!(html.contains(&escaped), "{text}");
        }
    }
}

#[test]
fn the_policy_of_the_html_allows_its_own_style_sheet_and_nothing_else() {
    use base64::Engine as _;
    use sha2::Digest as _;
    let html = std::str::from_utf8(file("eu.html")).unwrap();
    let style = html
        .split("<style>")
        .nth(1)
        .unwrap()
        .split("</style>")
        .next()
        .unwrap();
    let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(style));
    let policy = format!(
        "content=\"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; \
         form-action 'none'\""
    );
    assert!(html.contains(&policy));
    assert_eq!(html.matches("<style").count(), 1);
    // The code is as large on paper as in the PDF.
    let code = fixture::eu("Åse", "AASE", code());
    let facts = page::drawn(&code).unwrap().unwrap();
    let side = f32::from(facts.modules + 8) * facts.module_mm;
    assert!(style.contains(&format!(
        "#s1 .code svg{{width:{side:.4}mm;height:{side:.4}mm}}"
    )));
}

#[test]
fn hostile_words_are_words_in_every_format() {
    let hostile =
        "<script>alert(1)</script>\"'&]]>\u{0}\u{202e}\u{e000}\u{10ffff}\u{4e2d}\u{1f600}";
    let mut sheet = fixture::eu(hostile, hostile, fixture::code_text(500));
    sheet.front.birth.value = Two::new(hostile, hostile.to_uppercase());
    sheet.panels[0].heading = Two::same(hostile);
    sheet.panels[1].foot = vec![Two::new("</style>", "--><!--")];
    let document = fixture::document(vec![sheet]);
    let html = page::html(&document).unwrap();
    assert!(!html.contains("<script"));
    balanced(&html);
    let svg = page::svg(&document.sheets[0], Lang::Nb).unwrap();
    assert!(!svg.contains("<script"));
    page::png(&document.sheets[0]).unwrap();
    page::pdf(&document).unwrap();
}

#[test]
fn too_many_words_are_an_error_and_not_a_picture() {
    let mut sheet = fixture::eu("Åse", "AASE", fixture::code_text(600));
    let page::Block::Fields(fields) = &mut sheet.panels[0].blocks[0] else {
        panic!()
    };
    let more: Vec<_> = fields.iter().cloned().cycle().take(12).collect();
    *fields = more.clone();
    page::svg(&sheet, Lang::Nb).unwrap();
    let page::Block::Fields(fields) = &mut sheet.panels[0].blocks[0] else {
        panic!()
    };
    *fields = more.into_iter().cycle().take(60).collect();
    let error = page::svg(&sheet, Lang::Nb).unwrap_err();
    assert!(
        matches!(error, PageError::Overflow { panel: 2, .. }),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .starts_with("eu-vaccination: panel 2: its words take ")
    );
    let mut sheet = fixture::green(fixture::code_text(600));
    sheet.front.name = "Å".repeat(3_000);
    assert!(matches!(
        page::drawn(&sheet),
        Err(PageError::Overflow { panel: 1, .. })
    ));
}

#[test]
fn nothing_personal_is_in_debug() {
    let document = fixture::document(fixture::all("HC1:SECRET"));
    let shown = format!("{document:?} {:?}", files());
    for secret in [
        "Øvergård",
        "OEVERGAARD",
        "1964",
        "SECRET",
        "Comirnaty",
        "UVCI",
    ] {
        assert!(!shown.contains(secret), "{secret}");
    }
}

/// Every text of a sheet.
fn words(sheet: &page::Sheet) -> Vec<String> {
    let front = &sheet.front;
    let mut words = vec![
        front.name.clone(),
        front.name_machine.clone(),
        front.country.clone(),
    ];
    let mut two = |two: &Two| words.extend([two.first.clone(), two.second.clone()]);
    let field = |field: &page::Field| {
        let mut all = vec![field.label.clone(), field.value.clone()];
        all.extend(field.small.clone());
        all
    };
    [&front.scope, &front.title].into_iter().for_each(&mut two);
    for part in [&front.birth, &front.kind, &front.expiry] {
        field(part).iter().for_each(&mut two);
    }
    if let Some(light) = &front.light {
        [&light.word, &light.line].into_iter().for_each(&mut two);
    }
    if let Err(reason) = &front.code {
        two(reason);
    }
    for panel in &sheet.panels {
        two(&panel.heading);
        panel.foot.iter().for_each(&mut two);
        for block in &panel.blocks {
            match block {
                page::Block::Fields(fields) => {
                    fields.iter().flat_map(field).for_each(|part| two(&part));
                }
                page::Block::Note { strong, text } => [strong, text].into_iter().for_each(&mut two),
                page::Block::Steps(steps) => steps.iter().for_each(&mut two),
                page::Block::Text(text) => two(text),
                page::Block::Sign { label, note, .. } | page::Block::Stamp { label, note } => {
                    two(label);
                    two(note);
                }
            }
        }
    }
    words
}

/// Every element that begins ends, in the right order.
fn balanced(html: &str) {
    let empty = ["!DOCTYPE", "meta"];
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap();
        let name = tag.split([' ', '\n']).next().unwrap();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !empty.contains(&name) {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}
