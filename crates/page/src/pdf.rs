//! A document as PDF: PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2) at once, checked while written.
//!
//! A page for each sheet. The tags follow the layout's parts in reading order: a section for each panel,
//! headings, tables with row headers, lists, figures with words in their place; rules, bands and fold
//! marks are artifacts. Text in the second language says which language that is. Fonts are embedded,
//! cut down to what is used. The date and the identifier come from the document, so that the same
//! document gives the same octets.
//!
//! Not supported: signatures, attachments, encryption.

use super::fonts::{Face, PT, Voice};
use super::layout::{Laid, Op, PAGE, Part, Pen, Shape, Text};
use super::palette::{BLACK, Colour};
use super::symbol::Drawn;
use super::{Document, PageError};
use hcert::text;
use hcert::text::{Lang, Message, messages};
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder, ValidationError};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, BBox, ContentTag, Identifier, ListNumbering, Node, Placement, SpanTag,
    TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{SerializeSettings, color::rgb};
use sha2::{Digest as _, Sha256};
use std::num::NonZeroU16;

/// Writes a document whose sheets have been laid out.
pub(super) fn write(document: &Document, laid: &[Laid]) -> Result<Vec<u8>, PageError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|_| failed(text!(PAPER_STANDARDS)))?;
    let mut pdf = krilla::Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let fonts = Fonts::new()?;
    let lang = document.lang.code();
    let third = document.third.map_or(document.second, Lang::code);
    let mut tree = TagTree::new().with_lang(Some(lang.to_owned()));
    let mut outline = Outline::new();
    for (number, laid) in laid.iter().enumerate() {
        let settings = PageSettings::from_wh(pt(PAGE.0), pt(PAGE.1))
            .ok_or_else(|| failed(text!(PAPER_SIZE)))?;
        let mut page = pdf.start_page_with(settings);
        let (done, headings) = Writer {
            surface: page.surface(),
            fonts: &fonts,
            languages: [document.second, third],
            page: number,
            open: Vec::new(),
            done: Vec::new(),
            headings: Vec::new(),
            figure: false,
        }
        .all(&laid.ops);
        page.finish();
        done.into_iter().for_each(|group| tree.push(group));
        outline_of(&mut outline, headings);
    }
    pdf.set_tag_tree(tree);
    pdf.set_outline(outline);
    pdf.set_metadata(metadata(document, laid));
    pdf.finish().map_err(|error| refused(&error))
}

/// The page's heading, and the panels' below it.
fn outline_of(outline: &mut Outline, headings: Vec<(u16, String, XyzDestination)>) {
    let mut top: Option<OutlineNode> = None;
    for (level, text, place) in headings {
        let node = OutlineNode::new(text, place).with_open(true);
        match &mut top {
            Some(parent) if level > 1 => parent.push_child(node),
            _ => {
                if let Some(done) = top.replace(node) {
                    outline.push_child(done);
                }
            }
        }
    }
    if let Some(done) = top {
        outline.push_child(done);
    }
}

fn metadata(document: &Document, laid: &[Laid]) -> Metadata {
    let made = document.made.to_string();
    let number = |range: std::ops::Range<usize>| -> u16 {
        made.get(range)
            .and_then(|digits| digits.parse().ok())
            .unwrap_or_default()
    };
    let small = |range| u8::try_from(number(range)).unwrap_or_default();
    let date = DateTime::new(number(0..4))
        .month(small(5..7))
        .day(small(8..10))
        .hour(small(11..13))
        .minute(small(14..16))
        .second(small(17..19))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    // Different for different pages, the same for the same; tells nothing about the holder that the
    // pages do not say.
    let mut hash = Sha256::new();
    hash.update(&made);
    for text in laid.iter().flat_map(|laid| &laid.ops) {
        if let Op::Text(text) = text {
            hash.update(&text.piece.text);
        }
    }
    for code in laid.iter().filter_map(|laid| laid.code.as_ref()) {
        hash.update(code.path());
    }
    Metadata::new()
        .title(document.title.first.clone())
        .language(document.lang.code().to_owned())
        .creator("hcert".to_owned())
        .producer("hcert".to_owned())
        .creation_date(date)
        .document_id(format!("{:x}", Hex(&hash.finalize())))
}

struct Hex<'a>(&'a [u8]);

impl std::fmt::LowerHex for Hex<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

struct Fonts([Font; 3]);

impl Fonts {
    fn new() -> Result<Self, PageError> {
        let [regular, bold, mono] = Face::ALL.map(|face| Font::new(face.data().into(), 0));
        match (regular, bold, mono) {
            (Some(regular), Some(bold), Some(mono)) => Ok(Self([regular, bold, mono])),
            _ => Err(PageError::Font),
        }
    }

    fn get(&self, face: Face) -> Font {
        let [regular, bold, mono] = &self.0;
        match face {
            Face::Regular => regular,
            Face::Bold => bold,
            Face::Mono => mono,
        }
        .clone()
    }
}

/// Draws the steps of a layout on a page and builds its tags.
struct Writer<'a> {
    surface: Surface<'a>,
    fonts: &'a Fonts,
    /// The second and the third language.
    languages: [&'static str; 2],
    page: usize,
    /// The parts that are open, the outermost first.
    open: Vec<TagGroup>,
    done: Vec<Node>,
    headings: Vec<(u16, String, XyzDestination)>,
    /// Is a figure open?
    figure: bool,
}

impl Writer<'_> {
    /// The page's parts and its headings.
    fn all(mut self, ops: &[Op]) -> (Vec<Node>, Vec<(u16, String, XyzDestination)>) {
        ops.iter().for_each(|op| self.op(op));
        self.surface.finish();
        (self.done, self.headings)
    }

    fn op(&mut self, op: &Op) {
        match op {
            Op::Open(part) => self.start(part),
            Op::Close => self.end(),
            Op::Text(text) => self.text(text),
            Op::Fill(shape) => self.shape(shape),
            Op::Code(code) => self.code(code),
        }
    }

    fn start(&mut self, part: &Part) {
        self.figure = matches!(part, Part::Figure { .. });
        if let Part::Heading(level, text) = part {
            // The place is known when the first of its words is drawn.
            let top = XyzDestination::new(self.page, Point::from_xy(0.0, 0.0));
            self.headings.push((*level, text.clone(), top));
        }
        let tag = self.tag(part);
        self.open.push(TagGroup::new(tag));
    }

    fn end(&mut self) {
        self.figure = false;
        if let Some(group) = self.open.pop() {
            self.keep(group.into());
        }
    }

    fn keep(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(parent) => parent.push(node),
            None => self.done.push(node),
        }
    }

    fn tag(&self, part: &Part) -> TagKind {
        match part {
            Part::Section => Tag::Section.into(),
            Part::Heading(level, text) => {
                let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
                Tag::Hn(level, Some(text.clone())).into()
            }
            Part::Paragraph => Tag::P.into(),
            Part::Table => Tag::Table.into(),
            Part::Row => Tag::TR.into(),
            Part::Label => Tag::TH(TableHeaderScope::Row).into(),
            Part::Value => Tag::TD.into(),
            Part::Steps => Tag::L(ListNumbering::Decimal).into(),
            Part::Item => Tag::LI.into(),
            Part::Number => Tag::Lbl.into(),
            Part::Body => Tag::LBody.into(),
            Part::Figure { alt, place } => {
                let [x, y, width, height] = place.map(pt);
                let place = Rect::from_xywh(x, y, width, height);
                Tag::Figure(Some(alt.clone()))
                    .with_bbox(place.map(|place| BBox::new(self.page, place)))
                    .with_placement(Some(Placement::Block))
                    .into()
            }
        }
    }

    fn text(&mut self, text: &Text) {
        let size = text.piece.style.size;
        let at = Point::from_xy(pt(text.x), pt(text.baseline));
        if let Some((level, words, _)) = self.headings.last().filter(|_| self.in_new_heading()) {
            let above = Point::from_xy(pt(text.x), pt(text.baseline) - 2.0 * size);
            let place = XyzDestination::new(self.page, above);
            let renewed = (*level, words.clone(), place);
            self.headings.pop();
            self.headings.push(renewed);
        }
        self.colour(text.piece.style.colour);
        let id = self
            .surface
            .start_tagged(ContentTag::Span(SpanTag::empty()));
        let mut x = at.x;
        for run in &text.piece.runs {
            let glyphs: Vec<KrillaGlyph> = run
                .glyphs
                .iter()
                .map(|glyph| {
                    let id = GlyphId::new(u32::from(glyph.id));
                    let range = glyph.range.clone();
                    KrillaGlyph::new(id, glyph.advance, glyph.dx, glyph.dy, 0.0, range, None)
                })
                .collect();
            self.surface.draw_glyphs(
                Point::from_xy(x, at.y),
                &glyphs,
                self.fonts.get(run.face),
                &text.piece.text,
                size,
                false,
            );
            x += run
                .glyphs
                .iter()
                .map(|glyph| glyph.advance * size)
                .sum::<f32>();
        }
        self.surface.end_tagged();
        match text.piece.voice {
            Voice::First => self.leaf(id),
            voice => {
                let [second, third] = self.languages;
                let lang = if voice == Voice::Second {
                    second
                } else {
                    third
                };
                let span = Tag::Span.with_lang(Some(lang.to_owned()));
                let group = TagGroup::with_children(span, vec![id.into()]);
                self.keep(group.into());
            }
        }
    }

    /// Is this the first text of a heading?
    fn in_new_heading(&self) -> bool {
        self.open
            .last()
            .is_some_and(|group| matches!(group.tag, TagKind::Hn(_)) && group.children.is_empty())
    }

    fn shape(&mut self, shape: &Shape) {
        let mut path = PathBuilder::new();
        for pen in &shape.pen {
            match pen {
                Pen::Move(x, y) => path.move_to(pt(*x), pt(*y)),
                Pen::Line(x, y) => path.line_to(pt(*x), pt(*y)),
                Pen::Curve([(a, b), (c, d), (x, y)]) => {
                    path.cubic_to(pt(*a), pt(*b), pt(*c), pt(*d), pt(*x), pt(*y));
                }
                Pen::Close => path.close(),
            }
        }
        self.draw(path, shape.colour);
    }

    fn code(&mut self, code: &Drawn) {
        // 300 pixels are 72 points: a pixel is 0.24 of them.
        let points = |px: u16| f32::from(px) * 0.24;
        let mut path = PathBuilder::new();
        for (x, y, length) in code.runs() {
            let rect = Rect::from_xywh(
                points(code.x + x * code.module),
                points(code.y + y * code.module),
                points(length * code.module),
                points(code.module),
            );
            rect.into_iter().for_each(|rect| path.push_rect(rect));
        }
        self.draw(path, BLACK);
    }

    fn draw(&mut self, path: PathBuilder, colour: Colour) {
        let Some(path) = path.finish() else { return };
        self.colour(colour);
        if self.figure {
            let id = self.surface.start_tagged(ContentTag::Other);
            self.surface.draw_path(&path);
            self.surface.end_tagged();
            self.leaf(id);
        } else {
            let artifact = Artifact::with_kind(ArtifactType::Layout);
            let _ = self.surface.start_tagged(ContentTag::Artifact(artifact));
            self.surface.draw_path(&path);
            self.surface.end_tagged();
        }
    }

    fn leaf(&mut self, id: Identifier) {
        self.keep(id.into());
    }

    fn colour(&mut self, Colour(red, green, blue): Colour) {
        self.surface.set_fill(Some(Fill {
            paint: rgb::Color::new(red, green, blue).into(),
            opacity: NormalizedF32::ONE,
            rule: FillRule::NonZero,
        }));
    }
}

fn pt(mm: f32) -> f32 {
    mm / PT
}

fn failed(detail: hcert::Text) -> PageError {
    PageError::Pdf { detail }
}

/// What the writer refuses, without the text that some of its errors carry.
fn refused(error: &KrillaError) -> PageError {
    let KrillaError::Validation(errors) = error else {
        return failed(text!(PAPER_WRITER));
    };
    let name = |error: &ValidationError| match error {
        ValidationError::MissingHeadingTitle => messages::PAPER_NO_HEADING,
        ValidationError::MissingAltText(_) => messages::PAPER_NO_WORDS,
        ValidationError::NoDocumentTitle => messages::PAPER_NO_TITLE,
        ValidationError::NoDocumentLanguage => messages::PAPER_NO_LANGUAGE,
        ValidationError::ContainsNotDefGlyph(..) => messages::PAPER_NO_GLYPH,
        ValidationError::NoCodepointMapping(..) => messages::PAPER_NO_CHARACTER,
        _ => messages::PAPER_OTHER_RULE,
    };
    let mut names: Vec<Message> = errors.iter().map(|(error, _)| name(error)).collect();
    names.sort_unstable_by_key(|name| name.get(Lang::En));
    names.dedup();
    failed(text!(PAPER_AGAINST, faults = hcert::Text::List(names)))
}
