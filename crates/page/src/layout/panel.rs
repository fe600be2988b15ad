//! The panels behind the front: heading, fields, notes, steps, and small text at the bottom.

use super::{Frag, Hand, MARGIN, MEASURE, Op, PANEL, Pair, Part, STEPS, Shape, Step};
use crate::fonts::{Face, clean};
use crate::palette::{INK, MARK, NOTE, QUIET, RULE};
use crate::{Block, Field, PageError, Panel, Two};

/// The thickness of a hairline.
const HAIR: f32 = 0.2;

/// A panel as tight as it must be, and which step that is.
pub(super) fn lay(panel: &Panel, hand: Hand<'_>, number: usize) -> Result<(Frag, Step), PageError> {
    let available = PANEL.1 - 2.0 * MARGIN;
    let mut needed = 0.0;
    for step in STEPS {
        let hand = Hand { step, ..hand };
        let (body, foot) = (body(panel, hand), foot(&panel.foot, hand));
        let between = if foot.ops.is_empty() {
            0.0
        } else {
            hand.gap(5.0)
        };
        needed = body.height + between + foot.height;
        if needed <= available {
            let rest = available - body.height - foot.height;
            let mut frag = body;
            frag.below(rest, foot);
            return Ok((frag.within(Part::Section).moved(MARGIN, MARGIN), step));
        }
    }
    Err(PageError::Overflow {
        sheet: String::new(),
        panel: number,
        needed_mm: needed,
        available_mm: available,
    })
}

fn body(panel: &Panel, hand: Hand<'_>) -> Frag {
    let pair = Pair {
        first: hand.style(Face::Bold, 12.5, INK),
        second: hand.style(Face::Regular, 12.5, QUIET),
        between: " ",
        leading: 1.25,
    };
    let title = clean(&panel.heading.first);
    let mut frag = hand
        .two(&panel.heading, pair, MEASURE)
        .within(Part::Heading(2, title));
    for (number, block) in panel.blocks.iter().enumerate() {
        let (gap, part) = match block {
            Block::Fields(fields) => (2.6, fields_of(fields, hand)),
            Block::Note { strong, text } => (3.4, note(strong, text, hand)),
            Block::Steps(steps) => (3.4, steps_of(steps, hand)),
            Block::Sign { label, name, note } => (2.6, sign(label, name, note, hand)),
            Block::Stamp { label, note } => (2.6, stamp(label, note, hand)),
            Block::Text(text) => (
                3.0,
                hand.two(text, hand.prose(), MEASURE)
                    .within(Part::Paragraph),
            ),
        };
        let gap = if number == 0 { gap } else { gap + 0.8 };
        frag.below(hand.gap(gap), part);
    }
    frag
}

/// A hairline above each label.
fn fields_of(fields: &[Field], hand: Hand<'_>) -> Frag {
    let mut frag = Frag::default();
    for (number, field) in fields.iter().enumerate() {
        let rule = Frag {
            ops: vec![Op::Fill(Shape::rect(0.0, 0.0, MEASURE, HAIR, RULE))],
            height: HAIR,
        };
        let gap = if number == 0 { 0.0 } else { hand.gap(2.5) };
        frag.below(gap, rule);
        let label = hand.two(&field.label, hand.label(), MEASURE);
        let mut row = label.within(Part::Label);
        row.below(0.3, value(field, hand).within(Part::Value));
        frag.below(hand.gap(1.7), row.within(Part::Row));
    }
    frag.within(Part::Table)
}

/// The value, and what is added to it behind it where that fits.
fn value(field: &Field, hand: Hand<'_>) -> Frag {
    let (face, size) = match field.mono {
        true => (Face::Mono, 8.2),
        false => (Face::Bold, 9.6),
    };
    let pair = hand.value(face, size);
    let Some(small) = field.small.as_ref().filter(|small| !small.is_empty()) else {
        return hand.two(&field.value, pair, MEASURE);
    };
    let quiet = hand.style(Face::Regular, 8.2, QUIET);
    let small_pair = Pair {
        first: quiet,
        second: quiet,
        between: " · ",
        leading: 1.32,
    };
    if field.value.second.is_empty() {
        let joined = hand.trailing(&field.value.first, pair.first, small, small_pair);
        if let Some(line) = joined {
            return line;
        }
    }
    let mut frag = hand.two(&field.value, pair, MEASURE);
    frag.below(0.3, hand.two(small, small_pair, MEASURE));
    frag
}

/// A text on a ground of its own, with the band's colour at its edge.
fn note(strong: &Two, text: &Two, hand: Hand<'_>) -> Frag {
    let (edge, inset) = (1.1, 4.0);
    let prose = hand.prose();
    let bold = Pair {
        first: hand.style(Face::Bold, 9.2, INK),
        second: prose.second,
        ..prose
    };
    let width = MEASURE - edge - 2.0 * inset;
    let inner = hand
        .sentence(&[(strong, bold), (text, prose)], prose, width)
        .within(Part::Paragraph);
    let pad = hand.gap(3.2).max(1.6);
    let height = inner.height + 2.0 * pad;
    let mut frag = Frag {
        ops: vec![
            Op::Fill(Shape::rect(0.0, 0.0, MEASURE, height, NOTE)),
            Op::Fill(Shape::rect(0.0, 0.0, edge, height, hand.band.ground)),
        ],
        height,
    };
    frag.ops.extend(inner.moved(edge + inset, pad).ops);
    frag
}

/// Who signs, the printed name, room for the hand, a line, and when it counts.
fn sign(label: &Two, name: &str, note: &Two, hand: Hand<'_>) -> Frag {
    let mut frag = hand
        .two(label, hand.label(), MEASURE)
        .within(Part::Paragraph);
    if !name.is_empty() {
        let style = hand.style(Face::Bold, 9.6, INK);
        let name = hand.plain(name, style, 1.32, MEASURE);
        frag.below(0.3, name.within(Part::Paragraph));
    }
    let line = Frag {
        ops: vec![Op::Fill(Shape::rect(0.0, 0.0, MEASURE, HAIR, INK))],
        height: HAIR,
    };
    // A hand needs its room, however tight the rest is.
    frag.below(hand.gap(9.0).max(6.5), line);
    let note = hand.two(note, hand.label(), MEASURE);
    frag.below(0.4, note.within(Part::Paragraph));
    frag
}

/// The side of the room for a stamp, in mm.
const STAMP: f32 = 30.0;

/// An empty square, whose stamp goes into it, and when it counts.
fn stamp(label: &Two, note: &Two, hand: Hand<'_>) -> Frag {
    let mut frag = hand
        .two(label, hand.label(), MEASURE)
        .within(Part::Paragraph);
    let (near, far) = (0.0, STAMP - HAIR);
    let edges = [
        (near, near, STAMP, HAIR),
        (near, far, STAMP, HAIR),
        (near, near, HAIR, STAMP),
        (far, near, HAIR, STAMP),
    ];
    let edge = |(x, y, width, height)| Op::Fill(Shape::rect(x, y, width, height, MARK));
    let mut place = Frag {
        ops: edges.into_iter().map(edge).collect(),
        height: STAMP,
    };
    // Beside the square, where there is nothing else.
    let inset = STAMP + 3.0;
    let note = hand.two(note, hand.label(), MEASURE - inset);
    let top = STAMP - note.height;
    let note = note.within(Part::Paragraph).moved(inset, top);
    place.ops.extend(note.ops);
    frag.below(0.8, place);
    frag
}

fn steps_of(steps: &[Two], hand: Hand<'_>) -> Frag {
    let indent = 6.5;
    let prose = hand.prose();
    let figure = hand.style(Face::Bold, 9.2, INK);
    let mut frag = Frag::default();
    for (number, step) in steps.iter().enumerate() {
        let label = format!("{} ", number + 1);
        let mut item = hand
            .plain(&label, figure, prose.leading, indent)
            .within(Part::Number);
        let body = hand.two(step, prose, MEASURE - indent).within(Part::Body);
        item.height = item.height.max(body.height);
        item.ops.extend(body.moved(indent, 0.0).ops);
        let gap = if number == 0 { 0.0 } else { hand.gap(2.2) };
        frag.below(gap, item.within(Part::Item));
    }
    frag.within(Part::Steps)
}

fn foot(texts: &[Two], hand: Hand<'_>) -> Frag {
    let mut frag = Frag::default();
    for (number, text) in texts.iter().filter(|text| !text.is_empty()).enumerate() {
        let pair = Pair {
            first: hand.style(Face::Regular, 7.0, INK),
            between: " ",
            leading: 1.38,
            ..hand.label()
        };
        let gap = if number == 0 { 0.0 } else { hand.gap(1.4) };
        frag.below(gap, hand.two(text, pair, MEASURE).within(Part::Paragraph));
    }
    frag
}
