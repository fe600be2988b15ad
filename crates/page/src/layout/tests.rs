//! Where things stand: on the sheet, off the folds, off each other, and off the code's quiet zone.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where something is wrong"
)]

use super::*;
use crate as page;
use hcert::Lang;
use hcert::time::Timestamp;

#[allow(dead_code, reason = "shared with the tests of the files")]
#[path = "../../tests/page/fixture.rs"]
mod fixture;

/// The fixture's pages with codes of several lengths, and a crowded one.
fn laid() -> Vec<(String, Laid)> {
    let fonts = Fonts::new().unwrap();
    let mut sheets = Vec::new();
    for length in [120, 560, 900, 1_300, 2_000] {
        sheets.extend(fixture::all(&fixture::code_text(length)));
    }
    let mut crowded = fixture::green(fixture::code_text(700));
    let page::Block::Fields(fields) = &mut crowded.panels[0].blocks[0] else {
        panic!("fields come first")
    };
    *fields = fields.iter().cloned().cycle().take(13).collect();
    sheets.push(crowded);
    let lay = |sheet: &Sheet| (sheet.name.clone(), lay(sheet, &fonts).unwrap());
    sheets.iter().map(lay).collect()
}

fn texts(laid: &Laid) -> impl Iterator<Item = &Text> {
    laid.ops.iter().filter_map(|op| match op {
        Op::Text(text) if !text.piece.text.trim().is_empty() => Some(text),
        _ => None,
    })
}

fn fills(laid: &Laid) -> impl Iterator<Item = [f32; 4]> {
    laid.ops.iter().filter_map(|op| match op {
        Op::Fill(shape) => Some(shape.extent()),
        _ => None,
    })
}

fn meet(a: [f32; 4], b: [f32; 4]) -> bool {
    let slack = 0.02;
    a[0] < b[2] - slack && b[0] < a[2] - slack && a[1] < b[3] - slack && b[1] < a[3] - slack
}

#[test]
fn everything_is_on_the_sheet_and_words_keep_off_edges_and_folds() {
    for (name, laid) in laid() {
        for text in texts(&laid) {
            let [left, top, right, bottom] = text.extent();
            assert!(
                left >= 8.9 && right <= PAGE.0 - 8.9,
                "{name}: {left} {right}"
            );
            assert!(
                // Above the country's letters is the room of an accent that they do not have.
                top >= 3.0 && bottom <= PAGE.1 - 8.0,
                "{name}: {top} {bottom}"
            );
            for (low, high, fold) in [(left, right, PANEL.0), (top, bottom, PANEL.1)] {
                let off = high <= fold - 5.0 || low >= fold + 5.0;
                assert!(
                    off,
                    "{name}: {low} {high} is within 5 mm of the fold at {fold}"
                );
            }
        }
        for [left, top, right, bottom] in fills(&laid) {
            assert!(left >= 0.0 && top >= 0.0, "{name}");
            assert!(right <= PAGE.0 && bottom <= PAGE.1, "{name}");
        }
    }
}

#[test]
fn only_bands_and_fold_marks_come_near_a_fold() {
    for (name, laid) in laid() {
        for extent in fills(&laid) {
            let [left, top, right, bottom] = extent;
            let band = left == 0.0 && (right - PANEL.0).abs() < 0.01;
            let at_edge = top == 0.0 || bottom == PAGE.1 || left == 0.0 || right == PAGE.0;
            let mark = at_edge && (right - left).max(bottom - top) <= FOLD_MARK + 0.01;
            if band || mark {
                continue;
            }
            for (low, high, fold) in [(left, right, PANEL.0), (top, bottom, PANEL.1)] {
                assert!(
                    high <= fold - 5.0 || low >= fold + 5.0,
                    "{name}: {extent:?}"
                );
            }
        }
    }
}

#[test]
fn no_text_stands_on_another() {
    for (name, laid) in laid() {
        let extents: Vec<[f32; 4]> = texts(&laid).map(Text::extent).collect();
        for (at, one) in extents.iter().enumerate() {
            for other in &extents[at + 1..] {
                assert!(!meet(*one, *other), "{name}: {one:?} {other:?}");
            }
        }
    }
}

#[test]
fn the_code_is_large_on_whole_pixels_and_alone() {
    for (name, laid) in laid() {
        let Some(code) = &laid.code else { continue };
        let facts = code.facts();
        assert!(facts.module_px >= 4, "{name}");
        assert!(
            (35.0..=60.0).contains(&facts.diagonal_mm),
            "{name}: {}",
            facts.diagonal_mm
        );
        let [x, y, side, _] = code.place();
        let quiet = 4.0 * facts.module_mm;
        let zone = [x - quiet, y - quiet, x + side + quiet, y + side + quiet];
        assert!(zone[0] >= 5.0 && zone[2] <= PANEL.0 - 5.0 && zone[3] <= PANEL.1 - 5.0);
        for extent in texts(&laid).map(Text::extent).chain(fills(&laid)) {
            assert!(!meet(zone, extent), "{name}: {extent:?} in {zone:?}");
        }
        // In the middle of the panel, to a pixel.
        assert!((x + side / 2.0 - PANEL.0 / 2.0).abs() < 0.1, "{name}");
    }
}

#[test]
fn the_code_is_as_large_as_it_may_be() {
    let fonts = Fonts::new().unwrap();
    for length in [300, 560, 700, 900] {
        let laid = lay(&fixture::green(fixture::code_text(length)), &fonts).unwrap();
        let facts = laid.code.unwrap().facts();
        let larger = f32::from(facts.module_px + 1) / f32::from(facts.module_px);
        assert!(facts.diagonal_mm * larger > 60.0, "{length}: {facts:?}");
    }
}

#[test]
fn a_name_of_any_length_is_whole() {
    let fonts = Fonts::new().unwrap();
    let mut sheet = fixture::green(fixture::code_text(700));
    for length in 1..=161 {
        sheet.front.name = "Wåg".chars().cycle().take(length).collect();
        let laid = lay(&sheet, &fonts).unwrap();
        let pieces = texts(&laid).filter(|text| text.piece.style.size == laid.name_size);
        let shown: String = pieces
            .filter(|text| text.piece.style.face == Face::Bold && text.piece.style.colour == INK)
            .map(|text| text.piece.text.as_str())
            .collect();
        assert!(shown.contains(&sheet.front.name), "{length}");
    }
}

#[test]
fn lines_break_at_blanks_first_and_anywhere_at_last() {
    let fonts = Fonts::new().unwrap();
    let style = Style {
        face: Face::Regular,
        size: 10.0,
        colour: INK,
        tracking: 0.0,
    };
    let lines = |text: &str, width: f32| -> Vec<String> {
        let span = Span {
            text: text.to_owned(),
            style,
            voice: Voice::First,
        };
        let lines = fonts.flow(&[span], width);
        assert!(lines.iter().all(|line| line.width <= width + 0.01));
        let text_of = |line: &Line| {
            line.pieces
                .iter()
                .map(|piece| piece.text.as_str())
                .collect()
        };
        lines.iter().map(text_of).collect()
    };
    assert_eq!(lines("ett to tre", 100.0), ["ett to tre"]);
    assert_eq!(lines("ett to tre", 12.0), ["ett to ", "tre"]);
    assert_eq!(lines("ID-kort", 8.0), ["ID-", "kort"]);
    assert_eq!(lines("et ID-kort", 14.0), ["et ", "ID-kort"]);
    assert_eq!(lines("et Bergen-kort", 20.0), ["et Bergen-", "kort"]);
    assert_eq!(lines("iiiiiiiiii", 5.0).concat(), "iiiiiiiiii");
    assert!(lines("iiiiiiiiii", 5.0).len() > 1);
    // Narrower than any letter: a letter a line, and an end.
    assert_eq!(fonts.flow(&[], 5.0).len(), 0);
}

#[test]
fn a_character_that_the_face_lacks_is_taken_from_another_or_seen_to_be_missing() {
    let fonts = Fonts::new().unwrap();
    let style = Style {
        face: Face::Bold,
        size: 10.0,
        colour: INK,
        tracking: 0.0,
    };
    let span = |text: &str| Span {
        text: text.to_owned(),
        style,
        voice: Voice::First,
    };
    let runs = |text: &str| {
        let lines = fonts.flow(&[span(text)], 100.0);
        lines[0].pieces[0].runs.clone()
    };
    assert_eq!(runs("Åse Ђ Ω").len(), 1);
    // Georgian is in DejaVu alone.
    let mixed = runs("A\u{10d0}");
    assert_eq!(mixed[1].face, Face::Mono);
    assert_ne!(mixed[1].glyphs[0].id, 0);
    let missing = runs("\u{4e2d}\u{1f600}");
    let glyphs: Vec<u16> = missing
        .iter()
        .flat_map(|run| &run.glyphs)
        .map(|g| g.id)
        .collect();
    assert_eq!(glyphs.len(), 2);
    assert!(glyphs.iter().all(|id| *id != 0));
    for text in [
        "\u{5d0}\u{5d1}",
        "\u{627}\u{644}\u{639}",
        "e\u{301}",
        "\u{301}",
    ] {
        assert!(!runs(text).is_empty());
    }
}
