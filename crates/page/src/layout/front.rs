//! The front panel: band, light, who it is, the code, what it is and when the code expires.
//!
//! From the top: band, name; from the bottom: the two facts; the code in the middle of what is left.
//! The code comes first: the name gives way to it, down to [`NAMES`]' last size.

use super::{Frag, Hand, MARGIN, MEASURE, Op, PANEL, Pair, Part, Shape, Step, align, push};
use crate::fonts::{Face, PT, Style, Voice, clean};
use crate::palette::{INK, MARK, PAPER, QUIET, RULE};
use crate::symbol::{self, Drawn};
use crate::{Field, Front, Light, LightSymbol, PageError, Two};

/// Sizes of the name in pt, and how many lines it may take.
const NAMES: [(f32, usize); 8] = [
    (14.0, 2),
    (12.5, 2),
    (12.5, 3),
    (11.0, 3),
    (9.5, 3),
    (8.5, 3),
    (7.5, 4),
    (6.5, 6),
];
/// The share of the full space in the front panel, and how many of [`NAMES`] may be tried at it: space
/// gives way before the name gets small.
const SPACES: [(f32, usize); 5] = [(1.0, 3), (0.7, 4), (0.45, 4), (0.7, 8), (0.45, 8)];

/// The height of the frame around the words in the code's place, where there is room for it.
const FRAME: f32 = 56.0;

pub(super) struct Done {
    pub(super) ops: Vec<Op>,
    pub(super) code: Option<Drawn>,
    pub(super) step: Step,
    /// pt.
    pub(super) name_size: f32,
}

pub(super) fn lay(front: &Front, hand: Hand<'_>) -> Result<Done, PageError> {
    let ways = match &front.code {
        Ok(code) => symbol::ways(&code.text)?.into_iter().map(Some).collect(),
        Err(_) => vec![None],
    };
    let mut least = f32::MAX;
    for way in &ways {
        for (space, names) in SPACES {
            let step = Step { space, size: 1.0 };
            let hand = Hand { step, ..hand };
            match try_lay(front, hand, way.as_ref(), names) {
                Ok(done) => return Ok(done),
                Err(needed) => least = least.min(needed),
            }
        }
    }
    Err(PageError::Overflow {
        sheet: String::new(),
        panel: 1,
        needed_mm: least,
        available_mm: PANEL.1 - MARGIN,
    })
}

/// The panel with one way to draw the code; or the height in mm that it would need.
fn try_lay(front: &Front, hand: Hand<'_>, way: Option<&Drawn>, names: usize) -> Result<Done, f32> {
    let mut top = band(front, hand);
    if let Some(light) = &front.light {
        top.below(0.0, light_band(light, hand));
    }
    let facts = facts(front, hand);
    let words = match &front.code {
        Ok(_) => None,
        Err(words) => Some(instead(words, hand, 0.0)),
    };
    let place = match (way, &words) {
        (Some(way), _) => way.full_mm(),
        (None, Some(words)) => words.height,
        (None, None) => 0.0,
    };
    let (above, bottom) = (hand.gap(6.5), PANEL.1 - MARGIN);
    let around = hand.gap(4.0);
    let free = bottom - top.height - above - around * 2.0 - place - facts.height;
    let who = NAMES
        .into_iter()
        .take(names)
        .filter_map(|(size, lines)| Some((size, who(front, hand, size, lines)?)))
        .find(|(_, who)| who.height <= free);
    let Some((name_size, who)) = who else {
        return Err(bottom - free + who_least(front, hand));
    };

    top.below(above, who);
    let facts_top = bottom - facts.height;
    // Where no code is, the words' frame takes the room of a code.
    let room = facts_top - top.height - 2.0 * around;
    let words = match &front.code {
        Ok(_) => None,
        Err(words) => Some(instead(words, hand, room.min(FRAME))),
    };
    let place = words.as_ref().map_or(place, |words| words.height);
    // A little above the middle looks like the middle.
    let slack = facts_top - top.height - place;
    let place_top = top.height + slack * 0.48;
    let mut ops = top.ops;
    let code = way.cloned().map(|mut code| {
        let full = code.side() + 2 * code.quiet();
        code.x = (symbol::px(PANEL.0) - full) / 2 + code.quiet();
        code.y = symbol::px(place_top) + code.quiet();
        code
    });
    if let (Some(drawn), Ok(code)) = (&code, &front.code) {
        ops.push(Op::Open(Part::Figure {
            alt: clean(&code.alt.first),
            place: drawn.place(),
        }));
        ops.push(Op::Code(drawn.clone()));
        ops.push(Op::Close);
    }
    if let Some(words) = words {
        ops.extend(words.moved(MARGIN, place_top).ops);
    }
    ops.extend(facts.moved(MARGIN, facts_top).ops);
    ops.insert(0, Op::Open(Part::Section));
    ops.push(Op::Close);
    Ok(Done {
        ops,
        code,
        step: hand.step,
        name_size,
    })
}

/// The band, from the page's upper edge.
fn band(front: &Front, hand: Hand<'_>) -> Frag {
    let (white, quiet) = (hand.band.text, hand.band.quiet);
    let country = Style {
        tracking: 0.02,
        ..hand.style(Face::Bold, 27.0, white)
    };
    let country_text = clean(&front.country);
    let country_width = hand.fonts.width(&country_text, country).min(MEASURE / 2.0);
    let width = MEASURE - country_width - 4.0;

    let scope = |colour| Style {
        tracking: 0.09,
        ..hand.style(Face::Regular, 7.4, colour)
    };
    let scope = Pair {
        first: scope(white),
        second: scope(quiet),
        between: " · ",
        leading: 1.3,
    };
    let upper = Two {
        first: front.scope.first.to_uppercase(),
        second: front.scope.second.to_uppercase(),
        third: front.scope.third.to_uppercase(),
    };
    let mut inner = hand.two(&upper, scope, width).within(Part::Paragraph);
    let first = hand.style(Face::Bold, 18.0, white);
    let mut title = fitting(&front.title.first, first, 11.0, width, hand, 1.2);
    let second = Pair {
        first: hand.style(Face::Regular, 10.5, quiet),
        second: hand.style(Face::Regular, 10.5, quiet),
        between: " ",
        leading: 1.3,
    };
    let other = Two {
        first: String::new(),
        ..front.title.clone()
    };
    if !other.is_empty() {
        if let Some(Op::Text(last)) = title.ops.last_mut() {
            last.piece.text.push(' ');
        }
        title.below(0.4, hand.two(&other, second, width));
    }
    inner.below(
        0.9,
        title.within(Part::Heading(1, clean(&front.title.first))),
    );

    let height = inner.height + 2.0 * hand.gap(6.6).max(5.0);
    // It reaches below the light's band, so that no seam of paper shows between the two.
    let seam = if front.light.is_some() { 0.5 } else { 0.0 };
    let ground = Shape::rect(0.0, 0.0, PANEL.0, height + seam, hand.band.ground);
    let mut frag = Frag {
        ops: vec![Op::Fill(ground)],
        height,
    };
    let top = (height - inner.height) / 2.0;
    frag.ops.extend(inner.moved(MARGIN, top).ops);
    let mut shown = hand.plain(&country_text, country, 1.2, country_width + 0.1);
    // Its capitals hang from the height of the scope's.
    shown = align(shown, country_width, 1.0).within(Part::Paragraph);
    frag.ops.extend(
        shown
            .moved(MARGIN + MEASURE - country_width, top - 1.35)
            .ops,
    );
    frag
}

/// The light's band: a sign, a word, a line.
fn light_band(light: &Light, hand: Hand<'_>) -> Frag {
    let (white, quiet) = (PAPER, hand.band.quiet);
    let size = 13.0;
    let indent = size + 5.0;
    let word = Pair {
        first: hand.style(Face::Bold, 20.0, white),
        second: hand.style(Face::Regular, 13.0, quiet),
        between: " ",
        leading: 1.2,
    };
    let line = Pair {
        first: hand.style(Face::Regular, 9.6, white),
        second: hand.style(Face::Regular, 9.6, quiet),
        between: " · ",
        leading: 1.3,
    };
    let mut inner = hand
        .two(&light.word, word, MEASURE - indent)
        .within(Part::Paragraph);
    let below = hand.two(&light.line, line, MEASURE - indent);
    if !light.line.is_empty() {
        inner.below(0.2, below.within(Part::Paragraph));
    }
    let height = inner.height.max(size) + 2.0 * hand.gap(3.8).max(2.8);
    let ground = Shape::rect(0.0, 0.0, PANEL.0, height, hand.band.deep);
    let mut frag = Frag {
        ops: vec![Op::Fill(ground)],
        height,
    };
    let (x, y) = (MARGIN + size / 2.0, height / 2.0);
    let figure = Part::Figure {
        alt: clean(&light.word.first),
        place: [MARGIN, y - size / 2.0, size, size],
    };
    frag.ops.push(Op::Open(figure));
    frag.ops
        .push(Op::Fill(Shape::circle(x, y, size / 2.0, white)));
    for corners in sign(light.symbol) {
        let at: Vec<(f32, f32)> = corners.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
        frag.ops.push(Op::Fill(Shape::polygon(&at, hand.band.deep)));
    }
    frag.ops.push(Op::Close);
    let top = (height - inner.height) / 2.0 - 0.4;
    frag.ops.extend(inner.moved(MARGIN + indent, top).ops);
    frag
}

/// The sign as polygons around its middle, in mm, for a disc of 13 mm.
fn sign(symbol: LightSymbol) -> Vec<Vec<(f32, f32)>> {
    match symbol {
        LightSymbol::Check => vec![vec![
            (-3.7, 0.2),
            (-2.5, -1.0),
            (-1.05, 0.45),
            (2.55, -3.15),
            (3.75, -1.95),
            (-1.05, 2.85),
        ]],
        LightSymbol::Cross => {
            let (long, short) = (3.1, 1.2);
            let (inner, outer) = (short, long);
            vec![vec![
                (-outer, -outer + inner),
                (-outer + inner, -outer),
                (0.0, -inner),
                (outer - inner, -outer),
                (outer, -outer + inner),
                (inner, 0.0),
                (outer, outer - inner),
                (outer - inner, outer),
                (0.0, inner),
                (-outer + inner, outer),
                (-outer, outer - inner),
                (-inner, 0.0),
            ]]
        }
        LightSymbol::Wait => vec![
            vec![(-2.9, -3.9), (2.9, -3.9), (2.9, -2.9), (-2.9, -2.9)],
            vec![(-2.9, 2.9), (2.9, 2.9), (2.9, 3.9), (-2.9, 3.9)],
            vec![(-2.1, -2.4), (2.1, -2.4), (0.45, 0.0), (-0.45, 0.0)],
            vec![(-0.45, 0.0), (0.45, 0.0), (2.1, 2.4), (-2.1, 2.4)],
        ],
    }
}

/// The name in both writings and the date of birth, if the name takes no more lines than it may.
fn who(front: &Front, hand: Hand<'_>, size: f32, lines: usize) -> Option<Frag> {
    let style = hand.style(Face::Bold, size, INK);
    let mut spans = Vec::new();
    push(&mut spans, &front.name, style, Voice::First, "");
    let name = hand.fonts.flow(&spans, MEASURE);
    if name.len() > lines {
        return None;
    }
    let mut frag = hand.lines(&name, 1.24).within(Part::Paragraph);
    if !front.name_machine.is_empty() {
        let style = Style {
            tracking: 0.02,
            ..hand.style(Face::Mono, 6.8, QUIET)
        };
        let machine = hand.plain(&front.name_machine, style, 1.3, MEASURE);
        frag.below(hand.gap(0.5), machine.within(Part::Paragraph));
    }
    frag.below(hand.gap(2.0), birth(&front.birth, hand));
    Some(frag.moved(MARGIN, 0.0))
}

/// The height in mm of the name at its smallest.
fn who_least(front: &Front, hand: Hand<'_>) -> f32 {
    let [.., (size, _)] = NAMES;
    who(front, hand, size, usize::MAX).map_or(0.0, |who| who.height)
}

/// Label and date on one line where that fits.
fn birth(field: &Field, hand: Hand<'_>) -> Frag {
    let label = hand.two(&field.label, hand.label(), MEASURE);
    let value = hand.two(&field.value, hand.value(Face::Bold, 10.5), MEASURE);
    let ends = label.ops.iter().filter_map(|op| match op {
        Op::Text(text) => Some(text.x + text.piece.width),
        _ => None,
    });
    let x = ends.fold(0.0, f32::max) + 2.0;
    let value_width = hand.fonts.width(
        &clean(&field.value.first),
        hand.value(Face::Bold, 10.5).first,
    );
    let one_line = field.value.second.is_empty()
        && x + value_width <= MEASURE
        && label.height < 7.0 * 1.3 * PT * 1.5;
    let mut frag = Frag::default();
    if one_line {
        let drop = super::baseline(10.5, 1.32) - super::baseline(7.0, 1.3);
        frag.height = value.height;
        let label = label.within(Part::Label).moved(0.0, drop);
        frag.ops.extend(label.ops);
        frag.ops.extend(value.within(Part::Value).moved(x, 0.0).ops);
    } else {
        frag.below(0.0, label.within(Part::Label));
        frag.below(0.2, value.within(Part::Value));
    }
    frag.within(Part::Row).within(Part::Table)
}

/// What it is, at the left, and when the code expires, at the right, below a hairline.
fn facts(front: &Front, hand: Hand<'_>) -> Frag {
    let gutter = 5.0;
    let one = |field: &Field, width: f32| {
        let label = hand.two(&field.label, hand.label(), width);
        let face = if field.mono { Face::Mono } else { Face::Bold };
        let value = hand.two(&field.value, hand.value(face, 11.5), width);
        let small = field.small.as_ref().map(|small| {
            let quiet = hand.label();
            hand.two(small, quiet, width)
        });
        (label, value, small)
    };
    let half = (MEASURE - gutter) / 2.0;
    let set = |field: &Field, share: f32| {
        let (label, value, small) = one(field, half);
        let mut frag = align(label, half, share).within(Part::Label);
        let mut body = align(value, half, share);
        if let Some(small) = small {
            body.below(0.2, align(small, half, share));
        }
        frag.below(0.5, body.within(Part::Value));
        frag.within(Part::Row)
    };
    let (kind, expiry) = (set(&front.kind, 0.0), set(&front.expiry, 1.0));
    let top = hand.gap(2.6);
    let height = kind.height.max(expiry.height) + top;
    let mut ops = vec![Op::Fill(Shape::rect(0.0, 0.0, MEASURE, 0.2, RULE))];
    ops.push(Op::Open(Part::Table));
    ops.extend(kind.moved(0.0, top).ops);
    ops.extend(expiry.moved(half + gutter, top).ops);
    ops.push(Op::Close);
    Frag { ops, height }
}

/// The words in the code's place, between the corners of a frame of that height or more.
fn instead(words: &Two, hand: Hand<'_>, height: f32) -> Frag {
    let (inset, arm, thick) = (9.0, 6.0, 0.45);
    let width = MEASURE - 2.0 * inset;
    let first = hand.style(Face::Bold, 12.0, INK);
    let second = hand.style(Face::Regular, 9.6, QUIET);
    let even = |text: &str, style, voice| {
        let mut spans = Vec::new();
        push(&mut spans, text, style, voice, "");
        let lines = hand.fonts.flow_even(&spans, width, 0.5);
        hand.lines(&lines, 1.34)
    };
    let mut inner = even(&words.first, first, Voice::First);
    if !words.second.is_empty() {
        if let Some(Op::Text(last)) = inner.ops.last_mut() {
            last.piece.text.push(' ');
        }
        let second = even(&words.second, second, Voice::Second);
        inner.below(hand.gap(2.0), second);
    }
    let inner = align(inner, width, 0.5).within(Part::Paragraph);
    let height = (inner.height + 2.0 * hand.gap(8.0)).max(height);
    let mut frag = Frag {
        ops: Vec::new(),
        height,
    };
    let (right, bottom) = (MEASURE, height);
    for (x, y, dx, dy) in [
        (0.0, 0.0, 1.0, 1.0),
        (right, 0.0, -1.0, 1.0),
        (0.0, bottom, 1.0, -1.0),
        (right, bottom, -1.0, -1.0),
    ] {
        let corner = [
            (x, y),
            (x + dx * arm, y),
            (x + dx * arm, y + dy * thick),
            (x + dx * thick, y + dy * thick),
            (x + dx * thick, y + dy * arm),
            (x, y + dy * arm),
        ];
        frag.ops.push(Op::Fill(Shape::polygon(&corner, MARK)));
    }
    let top = (height - inner.height) / 2.0;
    frag.ops.extend(inner.moved(inset, top).ops);
    frag
}

/// A text on one line, smaller if it must be, on several if that is not enough.
fn fitting(
    text: &str,
    style: Style,
    smallest: f32,
    width: f32,
    hand: Hand<'_>,
    leading: f32,
) -> Frag {
    let text = clean(text);
    let natural = hand.fonts.width(&text, style);
    let size = (style.size * (width / natural.max(0.1))).clamp(smallest, style.size);
    // A hair less, since widths are sums of rounded numbers.
    let size = if size < style.size {
        size * 0.995
    } else {
        size
    };
    hand.plain(&text, Style { size, ..style }, leading, width)
}
