//! The faces, and text in them: shaping, measuring, breaking into lines.
//!
//! Noto Sans Regular and Bold for words, DejaVu Sans Mono for identifiers and for what Noto Sans lacks.
//! A character that no face has is drawn as the replacement character U+FFFD, so that it is seen to be
//! missing. Lines break where UAX #14 allows it, and anywhere if that is not enough.
//!
//! Lengths are mm, type sizes pt; glyph measures are parts of the type size.
//!
//! Not supported: reordering of mixed directions (UAX #9). A text in one right-to-left script is shaped
//! right to left if a face has it.

use super::PageError;
use super::palette::Colour;
use harfrust::font::Font;
use harfrust::font::glyph::outline::{DrawMemory, DrawOptions, PathSink};
use harfrust::{Buffer, Direction, GlyphId, ShapeOptions, ShaperFont};
use std::ops::Range;

/// mm in a point.
pub(super) const PT: f32 = 25.4 / 72.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Face {
    Regular,
    Bold,
    Mono,
}

impl Face {
    pub(super) const ALL: [Self; 3] = [Self::Regular, Self::Bold, Self::Mono];

    /// The font file.
    pub(super) fn data(self) -> &'static [u8] {
        match self {
            Self::Regular => notosans::REGULAR_TTF,
            Self::Bold => notosans::BOLD_TTF,
            Self::Mono => dejavu::sans_mono::regular(),
        }
    }
}

/// How a piece of text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    pub(super) face: Face,
    /// pt.
    pub(super) size: f32,
    pub(super) colour: Colour,
    /// Space after each glyph, in parts of the size.
    pub(super) tracking: f32,
}

/// Whose words a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    First,
    Second,
    Third,
}

/// A text in one style that is to be set.
#[derive(Clone)]
pub(super) struct Span {
    pub(super) text: String,
    pub(super) style: Style,
    pub(super) voice: Voice,
}

/// A line that has been set.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) pieces: Vec<Piece>,
    /// mm, the blank at its end left out.
    pub(super) width: f32,
}

/// The part of a span that stands on a line.
#[derive(Clone)]
pub(super) struct Piece {
    /// mm from the line's start.
    pub(super) x: f32,
    /// mm, the blank at its end left out.
    pub(super) width: f32,
    pub(super) text: String,
    pub(super) style: Style,
    pub(super) voice: Voice,
    pub(super) runs: Vec<Run>,
}

/// Glyphs of one face, in the order in which they are drawn.
#[derive(Clone)]
pub(super) struct Run {
    pub(super) face: Face,
    pub(super) glyphs: Vec<Glyph>,
}

/// A glyph; its measures are parts of the type size.
#[derive(Clone)]
pub(super) struct Glyph {
    pub(super) id: u16,
    pub(super) advance: f32,
    pub(super) dx: f32,
    pub(super) dy: f32,
    /// The octets of the text that it stands for.
    pub(super) range: Range<usize>,
}

/// The faces, ready for use.
pub(super) struct Fonts {
    faces: [Font; 3],
}

impl Fonts {
    pub(super) fn new() -> Result<Self, PageError> {
        let [regular, bold, mono] = Face::ALL.map(|face| Font::new(face.data(), 0));
        match (regular, bold, mono) {
            (Some(regular), Some(bold), Some(mono)) => Ok(Self {
                faces: [regular, bold, mono],
            }),
            _ => Err(PageError::Font),
        }
    }

    /// Sets spans one after the other on lines of at most `width` mm.
    pub(super) fn flow(&self, spans: &[Span], width: f32) -> Vec<Line> {
        let breaker = self.breaker(spans);
        self.cut(spans, breaker.ends(width))
    }

    /// Likewise, on lines that are more equally long, so that no word stands alone on the last. They get
    /// no shorter than this share of the width by it.
    pub(super) fn flow_even(&self, spans: &[Span], width: f32, share: f32) -> Vec<Line> {
        let breaker = self.breaker(spans);
        let mut ends = breaker.ends(width);
        let (mut low, mut high) = (width * share, width);
        for _ in 0..6 {
            let middle = f32::midpoint(low, high);
            let tried = breaker.ends(middle);
            if tried.len() == ends.len() {
                (ends, high) = (tried, middle);
            } else {
                low = middle;
            }
        }
        self.cut(spans, ends)
    }

    fn breaker(&self, spans: &[Span]) -> Breaker {
        let text: String = spans.iter().map(|span| span.text.as_str()).collect();
        let chances = unicode_linebreak::linebreaks(&text).map(|(at, _)| at);
        Breaker {
            chances: chances.collect(),
            stops: self.stops(spans),
            text,
        }
    }

    fn cut(&self, spans: &[Span], ends: Vec<usize>) -> Vec<Line> {
        let mut start = 0;
        let cut = ends.into_iter().map(|end| {
            let range = start..end;
            start = end;
            self.line(spans, range)
        });
        cut.collect()
    }

    /// The width in mm of a text on one line.
    pub(super) fn width(&self, text: &str, style: Style) -> f32 {
        advance(&self.shape(style, text)) * style.size * PT
    }

    /// The glyph's outline, in the units of [`Self::units`], upwards.
    pub(super) fn outline(&self, face: Face, glyph: u16, sink: &mut dyn PathSink) {
        let outline = self.face(face).outline_glyphs().get(glyph.into());
        if let Some(outline) = outline {
            // A glyph that cannot be drawn is a blank.
            let _ = outline.draw(&DrawOptions::new(), DrawMemory::default(), sink);
        }
    }

    /// Units in the type size.
    pub(super) fn units(&self, face: Face) -> f32 {
        self.face(face).units_per_em().into()
    }

    fn face(&self, face: Face) -> &Font {
        let [regular, bold, mono] = &self.faces;
        match face {
            Face::Regular => regular,
            Face::Bold => bold,
            Face::Mono => mono,
        }
    }

    /// Where each cluster of the spans ends, in octets of the whole text, and how wide it is in mm.
    fn stops(&self, spans: &[Span]) -> Vec<(usize, f32)> {
        let mut stops: Vec<(usize, f32)> = Vec::new();
        let mut base = 0;
        for span in spans {
            let mut own: Vec<(usize, f32)> = Vec::new();
            for run in self.shape(span.style, &span.text) {
                own.extend(
                    run.glyphs.iter().map(|glyph| {
                        (base + glyph.range.end, glyph.advance * span.style.size * PT)
                    }),
                );
            }
            // Right-to-left runs come last letter first.
            own.sort_by_key(|(end, _)| *end);
            for (end, width) in own {
                match stops.last_mut() {
                    Some(last) if last.0 == end => last.1 += width,
                    _ => stops.push((end, width)),
                }
            }
            base += span.text.len();
        }
        stops
    }

    fn line(&self, spans: &[Span], range: Range<usize>) -> Line {
        let mut line = Line {
            pieces: Vec::new(),
            width: 0.0,
        };
        let (mut base, mut x) = (0, 0.0);
        for span in spans {
            let from = range.start.max(base) - base;
            let to = range.end.min(base + span.text.len()).saturating_sub(base);
            base += span.text.len();
            let Some(text) = span.text.get(from..to).filter(|text| !text.is_empty()) else {
                continue;
            };
            let runs = self.shape(span.style, text);
            let scale = span.style.size * PT;
            let seen = advance_to(&runs, text.trim_end().len()) * scale;
            if !text.trim().is_empty() {
                line.width = x + seen;
            }
            let full = advance(&runs) * scale;
            line.pieces.push(Piece {
                x,
                width: seen,
                text: text.to_owned(),
                style: span.style,
                voice: span.voice,
                runs,
            });
            x += full;
        }
        line
    }

    /// The glyphs of a text, split where the face must change.
    fn shape(&self, style: Style, text: &str) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut parts: Vec<(Option<Face>, Range<usize>)> = Vec::new();
        for (at, c) in text.char_indices() {
            let range = at..at + c.len_utf8();
            let last = parts.last_mut();
            // A mark stays with its letter if that face has it.
            let stay = last.as_ref().and_then(|(face, _)| *face);
            let face = match stay {
                Some(face) if is_mark(c) && self.has(face, c) => Some(face),
                _ => [style.face, Face::Mono, Face::Regular]
                    .into_iter()
                    .find(|face| self.has(*face, c)),
            };
            match last {
                Some((known, part)) if *known == face => part.end = range.end,
                _ => parts.push((face, range)),
            }
        }
        for (face, range) in parts {
            let part = text.get(range.clone()).unwrap_or_default();
            runs.push(match face {
                Some(face) => self.shape_part(face, part, range.start),
                None => self.missing(style.face, part, range.start),
            });
        }
        for glyph in runs.iter_mut().flat_map(|run| run.glyphs.iter_mut()) {
            glyph.advance += style.tracking;
        }
        runs
    }

    /// How many characters of a text no face has.
    pub(super) fn missing_in(&self, text: &str) -> usize {
        let missing = |c: &char| !Face::ALL.into_iter().any(|face| self.has(face, *c));
        text.chars().filter(missing).count()
    }

    fn has(&self, face: Face, c: char) -> bool {
        self.glyph(face, c).is_some()
    }

    /// The glyph of a character, if the face has one: the first glyph stands for those that it lacks.
    fn glyph(&self, face: Face, c: char) -> Option<GlyphId> {
        let glyph = self.face(face).charmap().map_unicode(c);
        glyph.filter(|glyph| *glyph != GlyphId::NOTDEF)
    }

    fn shape_part(&self, face: Face, text: &str, base: usize) -> Run {
        let mut buffer = Buffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        if buffer.direction() != Direction::RightToLeft {
            buffer.set_direction(Direction::LeftToRight);
        }
        let font = ShaperFont::new(self.face(face));
        // The direction is set, and there is no plan of another; what could not be shaped has no glyphs.
        if harfrust::shape(&font, &mut buffer, ShapeOptions::new()).is_err() {
            buffer.clear();
        }
        let mut starts: Vec<u32> = buffer
            .glyph_infos()
            .iter()
            .map(|info| info.cluster)
            .collect();
        starts.sort_unstable();
        let em = |value: i32| units(value) / self.units(face);
        let glyphs = buffer.glyph_infos().iter().zip(buffer.glyph_positions());
        let glyphs = glyphs
            .map(|(info, position)| {
                let next = starts.iter().find(|start| **start > info.cluster);
                let end = next.map_or(text.len(), |next| offset(*next));
                Glyph {
                    id: u16::try_from(info.glyph_id).unwrap_or_default(),
                    advance: em(position.x_advance),
                    dx: em(position.x_offset),
                    dy: em(position.y_offset),
                    range: base + offset(info.cluster)..base + end,
                }
            })
            .collect();
        Run { face, glyphs }
    }

    /// The replacement character for each character.
    fn missing(&self, preferred: Face, text: &str, base: usize) -> Run {
        let face = [preferred, Face::Mono, Face::Regular]
            .into_iter()
            .find(|face| self.has(*face, '\u{fffd}'))
            .unwrap_or(preferred);
        let id = self.glyph(face, '\u{fffd}').unwrap_or(GlyphId::NOTDEF);
        let advance = self.face(face).glyph_metrics().h_advance(id) / self.units(face);
        let id = u16::try_from(id.to_u32()).unwrap_or_default();
        let glyphs = text.char_indices().map(|(at, c)| Glyph {
            id,
            advance,
            dx: 0.0,
            dy: 0.0,
            range: base + at..base + at + c.len_utf8(),
        });
        Run {
            face,
            glyphs: glyphs.collect(),
        }
    }
}

/// A text that is to be broken into lines.
struct Breaker {
    text: String,
    /// Where each cluster ends, and its width in mm.
    stops: Vec<(usize, f32)>,
    /// Where a line may end.
    chances: Vec<usize>,
}

impl Breaker {
    /// The octets after which the lines end.
    fn ends(&self, width: f32) -> Vec<usize> {
        let (mut ends, mut start) = (Vec::new(), 0);
        while start < self.text.len() {
            start = self.end(start, width);
            ends.push(start);
        }
        ends
    }

    /// The octet after which the line that begins at `start` ends.
    fn end(&self, start: usize, width: f32) -> usize {
        let (mut used, mut good, mut fair, mut forced) = (0.0, None, None, None);
        let begin = self.stops.partition_point(|(end, _)| *end <= start);
        for (end, advance) in self.stops.iter().skip(begin) {
            used += advance;
            // A blank at the end of a line may hang over it.
            let head = self.text.get(..*end).unwrap_or_default();
            let hangs = head.chars().next_back().is_some_and(char::is_whitespace);
            // Sums of lengths are rounded differently from their parts.
            if used > width + 0.001 && !hangs {
                return good.or(fair).or(forced).unwrap_or(*end);
            }
            forced = Some(*end);
            if self.chances.binary_search(end).is_ok() {
                match splits_short_prefix(&self.text, *end) {
                    true => fair = Some(*end),
                    false => good = Some(*end),
                }
            }
        }
        self.text.len()
    }
}

/// Would a line end after the hyphen of "EU-" or "ID-"? That is allowed and reads badly.
fn splits_short_prefix(text: &str, at: usize) -> bool {
    let head = text.get(..at).unwrap_or_default();
    head.strip_suffix('-').is_some_and(|word| {
        let letters = word.chars().rev().take_while(|c| c.is_alphanumeric());
        letters.count() <= 3
    })
}

fn advance(runs: &[Run]) -> f32 {
    advance_to(runs, usize::MAX)
}

/// The width of what stands for the octets before `end`.
fn advance_to(runs: &[Run], end: usize) -> f32 {
    let glyphs = runs.iter().flat_map(|run| &run.glyphs);
    let counted = glyphs.filter(|glyph| glyph.range.start < end);
    counted.map(|glyph| glyph.advance).sum()
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Font units are small whole numbers, which `f32` holds exactly.
#[allow(clippy::cast_precision_loss, reason = "font units are 16 bits wide")]
fn units(value: i32) -> f32 {
    value as f32
}

fn offset(cluster: u32) -> usize {
    usize::try_from(cluster).unwrap_or(usize::MAX)
}

/// A text made fit to be set: what is no letter and draws nothing is a blank or left out.
pub(super) fn clean(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let blank = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    // Without a meaning of their own, and forbidden in archives.
    let private = |c: char| {
        let last = u32::from(c) & 0xffff;
        matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' | '\u{fdd0}'..='\u{fdef}')
            || last >= 0xfffe
    };
    text.chars()
        .filter(|c| !turns(*c))
        .map(|c| match c {
            _ if blank(c) => ' ',
            _ if private(c) => '\u{fffd}',
            _ => c,
        })
        .collect()
}
