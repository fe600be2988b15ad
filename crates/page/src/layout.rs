//! A sheet's words to marks at places: what every format draws, and in which order it is read.
//!
//! Lengths are mm from the page's top left corner, type sizes pt; the code alone is placed in device
//! pixels (300 dpi), so that its modules are whole ones. A panel that does not hold its words is set
//! tighter in steps ([`STEPS`]); if that is not enough it is an error, and nothing is drawn.

mod front;
mod marks;
mod panel;

use super::fonts::{Face, Fonts, Line, PT, Piece, Span, Style, Voice, clean};
use super::palette::{self, Band, Colour, INK, MARK, QUIET};
use super::symbol::Drawn;
use super::{PageError, Sheet, Two};
pub(super) use marks::{Op, Part, Pen, Shape, Text};

/// The page: A4.
pub(super) const PAGE: (f32, f32) = (210.0, 297.0);
/// A panel: A6.
pub(super) const PANEL: (f32, f32) = (105.0, 148.5);
/// The margin of a panel.
const MARGIN: f32 = 9.0;
/// The width of a panel's text.
const MEASURE: f32 = PANEL.0 - 2.0 * MARGIN;
/// The length of a fold mark, at the page's edge.
const FOLD_MARK: f32 = 4.0;

/// The share of the measure that lines of prose keep when they are evened out.
const EVEN: f32 = 0.8;

/// How tightly a panel is set.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    /// The share of the full space between things.
    space: f32,
    /// The share of the full type size.
    size: f32,
}

/// First the space gives way, then the type. Labels of 7 pt end at 5.6 pt.
const STEPS: [Step; 7] = [
    Step {
        space: 1.0,
        size: 1.0,
    },
    Step {
        space: 0.8,
        size: 1.0,
    },
    Step {
        space: 0.62,
        size: 1.0,
    },
    Step {
        space: 0.48,
        size: 0.95,
    },
    Step {
        space: 0.4,
        size: 0.9,
    },
    Step {
        space: 0.33,
        size: 0.85,
    },
    Step {
        space: 0.28,
        size: 0.8,
    },
];

/// A sheet that has been laid out.
pub(super) struct Laid {
    /// In reading order; what is drawn later lies above.
    pub(super) ops: Vec<Op>,
    /// The code on it, if it has one.
    pub(super) code: Option<Drawn>,
    /// How tight each panel is, the front first.
    steps: [Step; 4],
    /// The size of the holder's name in pt.
    pub(super) name_size: f32,
}

impl Laid {
    /// The share of the full space and of the full type size in each panel, the front first.
    pub(super) fn tightness(&self) -> [(f32, f32); 4] {
        self.steps.map(|step| (step.space, step.size))
    }
}

pub(super) fn lay(sheet: &Sheet, fonts: &Fonts) -> Result<Laid, PageError> {
    panels(sheet, fonts).map_err(|error| error.on(&sheet.name))
}

fn panels(sheet: &Sheet, fonts: &Fonts) -> Result<Laid, PageError> {
    let hand = Hand {
        fonts,
        band: palette::band(sheet.tone),
        step: STEPS[0],
    };
    let mut ops = fold_marks();
    let front = front::lay(&sheet.front, hand)?;
    ops.extend(front.ops);
    let mut steps = [front.step; 4];
    let places = [(PANEL.0, 0.0), (0.0, PANEL.1), PANEL];
    for (number, (panel, place)) in sheet.panels.iter().zip(places).enumerate() {
        let (frag, step) = panel::lay(panel, hand, number + 2)?;
        ops.extend(frag.moved(place.0, place.1).ops);
        if let Some(slot) = steps.get_mut(number + 1) {
            *slot = step;
        }
    }
    Ok(Laid {
        ops,
        code: front.code,
        steps,
        name_size: front.name_size,
    })
}

/// Where to fold: short strokes at the page's edges, outside of every panel's text. The upper one
/// stands beside the band.
fn fold_marks() -> Vec<Op> {
    let thin = 0.15;
    let (x, y) = (PANEL.0 - thin / 2.0, PANEL.1 - thin / 2.0);
    let mark = |x, y, width, height| Op::Fill(Shape::rect(x, y, width, height, MARK));
    vec![
        mark(x, 0.0, thin, FOLD_MARK),
        mark(x, PAGE.1 - FOLD_MARK, thin, FOLD_MARK),
        mark(0.0, y, FOLD_MARK, thin),
        mark(PAGE.0 - FOLD_MARK, y, FOLD_MARK, thin),
    ]
}

/// Marks that belong together, measured from their own top left corner.
#[derive(Default)]
struct Frag {
    ops: Vec<Op>,
    height: f32,
}

impl Frag {
    /// Puts another fragment below this one.
    fn below(&mut self, gap: f32, other: Self) {
        let top = self.height + gap;
        self.height = top + other.height;
        self.ops.extend(other.moved(0.0, top).ops);
    }

    /// Puts a part of the structure around this fragment.
    fn within(mut self, part: Part) -> Self {
        self.ops.insert(0, Op::Open(part));
        self.ops.push(Op::Close);
        self
    }

    fn moved(mut self, dx: f32, dy: f32) -> Self {
        for op in &mut self.ops {
            op.shift(dx, dy);
        }
        self
    }
}

/// Sets text: the faces, the colours, and how tight.
#[derive(Clone, Copy)]
struct Hand<'a> {
    fonts: &'a Fonts,
    band: Band,
    step: Step,
}

/// The two styles of a text in two languages or three, and what stands between them on one line.
#[derive(Clone, Copy)]
struct Pair {
    first: Style,
    second: Style,
    between: &'static str,
    /// Line height in parts of the type size.
    leading: f32,
}

impl Hand<'_> {
    fn style(&self, face: Face, size: f32, colour: Colour) -> Style {
        Style {
            face,
            size: size * self.step.size,
            colour,
            tracking: 0.0,
        }
    }

    fn gap(&self, full: f32) -> f32 {
        full * self.step.space
    }

    /// Labels: both languages quiet and small.
    fn label(&self) -> Pair {
        let style = self.style(Face::Regular, 7.0, QUIET);
        Pair {
            first: style,
            second: style,
            between: " · ",
            leading: 1.3,
        }
    }

    fn value(&self, face: Face, size: f32) -> Pair {
        Pair {
            first: self.style(face, size, INK),
            second: self.style(Face::Regular, size, QUIET),
            between: " · ",
            leading: 1.32,
        }
    }

    /// Sentences: the first language in ink, the second quiet.
    fn prose(&self) -> Pair {
        Pair {
            first: self.style(Face::Regular, 9.2, INK),
            second: self.style(Face::Regular, 9.2, QUIET),
            between: " ",
            leading: 1.36,
        }
    }

    /// All languages on one line where that fits, else one below the other.
    fn two(&self, two: &Two, pair: Pair, width: f32) -> Frag {
        self.sentence(&[(two, pair)], pair, width)
    }

    /// Several texts in two languages or three, each language running on by itself.
    fn sentence(&self, parts: &[(&Two, Pair)], pair: Pair, width: f32) -> Frag {
        let mut languages = [Vec::new(), Vec::new(), Vec::new()];
        let [first, second, third] = &mut languages;
        for (two, own) in parts.iter().filter(|(two, _)| !two.is_empty()) {
            push(first, &two.first, own.first, Voice::First, " ");
            push(second, &two.second, own.second, Voice::Second, " ");
            push(third, &two.third, own.second, Voice::Third, " ");
        }
        let mut languages = languages.into_iter().filter(|spans| !spans.is_empty());
        let mut lines = Vec::new();
        // What stands on the line that is being filled, or runs over several.
        let mut open = languages.next().unwrap_or_default();
        for next in languages {
            // Two quiet languages beside each other are told apart by a dot.
            let between = match next.first().map(|span| span.voice) {
                Some(Voice::Third) => " · ",
                _ => pair.between,
            };
            if let Some(joined) = self.on_one_line(&open, &next, between, width) {
                open = joined;
                continue;
            }
            // A blank, unseen, keeps the languages apart for readers that speak and for search.
            if let Some(last) = open.last_mut() {
                last.text.push(' ');
            }
            lines.extend(self.fonts.flow_even(&open, width, EVEN));
            open = next;
        }
        lines.extend(self.fonts.flow_even(&open, width, EVEN));
        self.lines(&lines, pair.leading)
    }

    /// A text with the next language behind it, if both fit one line.
    fn on_one_line(
        &self,
        text: &[Span],
        next: &[Span],
        between: &str,
        width: f32,
    ) -> Option<Vec<Span>> {
        let mut joined = text.to_vec();
        let mut next = next.iter().cloned();
        joined.extend(next.next().map(|span| Span {
            text: format!("{between}{}", span.text),
            ..span
        }));
        joined.extend(next);
        (self.fonts.flow(&joined, width).len() == 1).then_some(joined)
    }

    /// A text and a quieter one behind it, if all of it fits one line.
    fn trailing(&self, text: &str, style: Style, small: &Two, pair: Pair) -> Option<Frag> {
        let mut spans = Vec::new();
        push(&mut spans, text, style, Voice::First, "");
        push(&mut spans, &small.first, pair.first, Voice::First, "  ");
        for (text, voice) in [(&small.second, Voice::Second), (&small.third, Voice::Third)] {
            push(&mut spans, text, pair.second, voice, pair.between);
        }
        let lines = self.fonts.flow(&spans, MEASURE);
        (lines.len() == 1).then(|| self.lines(&lines, pair.leading))
    }

    fn plain(&self, text: &str, style: Style, leading: f32, width: f32) -> Frag {
        let mut spans = Vec::new();
        push(&mut spans, text, style, Voice::First, "");
        self.lines(&self.fonts.flow(&spans, width), leading)
    }

    fn lines(&self, lines: &[Line], leading: f32) -> Frag {
        let mut frag = Frag::default();
        for line in lines {
            let size = line.pieces.iter().map(|piece| piece.style.size);
            let size = size.fold(0.0, f32::max);
            let baseline = frag.height + baseline(size, leading);
            let pieces = line.pieces.iter().cloned();
            frag.ops.extend(pieces.map(|piece| text(piece, baseline)));
            frag.height += size * leading * PT;
        }
        frag
    }
}

/// How far below a line's top its baseline lies, in mm.
fn baseline(size: f32, leading: f32) -> f32 {
    ((leading - Text::ASCENT - Text::DESCENT) / 2.0 + Text::ASCENT) * size * PT
}

fn text(piece: Piece, baseline: f32) -> Op {
    Op::Text(Text {
        x: piece.x,
        baseline,
        piece,
    })
}

fn push(spans: &mut Vec<Span>, text: &str, style: Style, voice: Voice, between: &str) {
    let text = clean(text);
    if text.is_empty() {
        return;
    }
    if let Some(last) = spans.last_mut() {
        last.text.push_str(between);
    }
    spans.push(Span { text, style, voice });
}

/// Moves a fragment's lines so that each stands in the middle of `width`, or ends at its right.
fn align(frag: Frag, width: f32, share: f32) -> Frag {
    let mut ends: Vec<(f32, f32)> = Vec::new();
    for op in &frag.ops {
        if let Op::Text(text) = op {
            let end = text.x + text.piece.width;
            match ends.iter_mut().find(|(y, _)| *y == text.baseline) {
                Some((_, known)) => *known = known.max(end),
                None => ends.push((text.baseline, end)),
            }
        }
    }
    let mut frag = frag;
    for op in &mut frag.ops {
        if let Op::Text(text) = op {
            let end = ends.iter().find(|(y, _)| *y == text.baseline);
            text.x += end.map_or(0.0, |(_, end)| (width - end) * share);
        }
    }
    frag
}

#[cfg(test)]
mod tests;
