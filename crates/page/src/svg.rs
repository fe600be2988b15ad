//! A sheet as a standalone SVG picture: A4, user units of a mm.
//!
//! Letters are outlines, so that the picture looks the same where the fonts are missing; the words are
//! in `<desc>` for readers that speak. No script, no style sheet, no filter, nothing from outside: what
//! is here is in SVG 1.1 and SVG Tiny 1.2 but for `href` without a namespace (SVG 2).

use super::fonts::{Face, Fonts};
use super::layout::{Laid, Op, PAGE, Pen, Shape, Text};
use super::palette::{BLACK, PAPER};
use super::symbol::{Drawn, mm};
use super::{Lang, Sheet};
use crate::fonts::PT;
use harfrust::font::glyph::outline::PathSink;
use maud::Escaper;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Draws a sheet; `lang` is the language of its first words.
pub(super) fn draw(sheet: &Sheet, laid: &Laid, fonts: &Fonts, lang: Lang) -> String {
    let mut glyphs = BTreeMap::new();
    let mut body = String::new();
    for op in &laid.ops {
        match op {
            Op::Fill(shape) => fill(&mut body, shape),
            Op::Text(text) => letters(&mut body, text, fonts, &mut glyphs),
            Op::Code(code) => code_path(&mut body, code),
            Op::Open(_) | Op::Close => {}
        }
    }
    let mut defs = String::new();
    for ((face, glyph), id) in &glyphs {
        let mut path = Outline::default();
        fonts.outline(*face, *glyph, &mut path);
        write(
            &mut defs,
            format_args!("<path id=\"g{id}\" d=\"{}\"/>", path.0),
        );
    }

    let (width, height) = PAGE;
    let mut svg = String::with_capacity(body.len() + defs.len() + 4096);
    write(
        &mut svg,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\" \
             lang=\"{lang}\" xml:lang=\"{lang}\">\n<title id=\"title\">"
        ),
    );
    escape(
        &mut svg,
        &format!("{} · {}", sheet.front.title.first, sheet.front.scope.first),
    );
    svg.push_str("</title>\n<desc id=\"desc\">");
    escape(&mut svg, &words(laid));
    write(
        &mut svg,
        format_args!(
            "</desc>\n<defs>{defs}</defs>\n\
             <path fill=\"{PAPER}\" d=\"M0 0H{width}V{height}H0z\"/>\n{body}</svg>\n"
        ),
    );
    svg
}

/// The words in reading order, a part a line.
fn words(laid: &Laid) -> String {
    let mut words = String::new();
    for op in &laid.ops {
        match op {
            Op::Text(text) => words.push_str(&text.piece.text),
            Op::Open(_) | Op::Close if !words.is_empty() && !words.ends_with('\n') => {
                words.truncate(words.trim_end().len());
                words.push('\n');
            }
            _ => {}
        }
    }
    words.trim_end().to_owned()
}

fn fill(out: &mut String, shape: &Shape) {
    write(out, format_args!("<path fill=\"{}\" d=\"", shape.colour));
    for pen in &shape.pen {
        match pen {
            Pen::Move(x, y) => write(out, format_args!("M{} {}", Mm(*x), Mm(*y))),
            Pen::Line(x, y) => write(out, format_args!("L{} {}", Mm(*x), Mm(*y))),
            Pen::Curve(points) => {
                out.push('C');
                for (number, (x, y)) in points.iter().enumerate() {
                    let space = if number == 0 { "" } else { " " };
                    write(out, format_args!("{space}{} {}", Mm(*x), Mm(*y)));
                }
            }
            Pen::Close => out.push('z'),
        }
    }
    out.push_str("\"/>\n");
}

/// A group for each run: font units, upwards; each glyph is one of the outlines above.
fn letters(
    out: &mut String,
    text: &Text,
    fonts: &Fonts,
    glyphs: &mut BTreeMap<(Face, u16), usize>,
) {
    let mut x = 0.0;
    for run in &text.piece.runs {
        let units = fonts.units(run.face);
        let scale = text.piece.style.size * PT / units;
        write(
            out,
            format_args!(
                "<g fill=\"{}\" transform=\"matrix({scale} 0 0 -{scale} {} {})\">",
                text.piece.style.colour,
                Mm(text.x + x * scale * units),
                Mm(text.baseline)
            ),
        );
        let mut pen = 0.0;
        for glyph in &run.glyphs {
            // A blank draws nothing.
            let mut probe = Ink(false);
            fonts.outline(run.face, glyph.id, &mut probe);
            if probe.0 {
                let next = glyphs.len();
                let id = *glyphs.entry((run.face, glyph.id)).or_insert(next);
                let at = ((pen + glyph.dx) * units).round();
                let up = (glyph.dy * units).round();
                write(out, format_args!("<use href=\"#g{id}\" x=\"{at}\""));
                if up != 0.0 {
                    write(out, format_args!(" y=\"{up}\""));
                }
                out.push_str("/>");
            }
            pen += glyph.advance;
        }
        x += pen;
        out.push_str("</g>\n");
    }
}

/// The modules without smoothing, on device pixels at 300 dpi.
fn code_path(out: &mut String, code: &Drawn) {
    let module = f64::from(code.module) * 25.4 / 300.0;
    write(
        out,
        format_args!(
            "<path fill=\"{BLACK}\" shape-rendering=\"crispEdges\" \
             transform=\"matrix({module} 0 0 {module} {} {})\" d=\"{}\"/>\n",
            mm(code.x),
            mm(code.y),
            code.path()
        ),
    );
}

/// Does a glyph draw anything?
struct Ink(bool);

impl PathSink for Ink {
    fn move_to(&mut self, _: f32, _: f32) {
        self.0 = true;
    }
    fn line_to(&mut self, _: f32, _: f32) {}
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
    fn close(&mut self) {}
}

/// An outline as the data of an SVG path.
#[derive(Default)]
struct Outline(String);

impl PathSink for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        write(&mut self.0, format_args!("M{x} {y}"));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        write(&mut self.0, format_args!("L{x} {y}"));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        write(&mut self.0, format_args!("Q{x1} {y1} {x} {y}"));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        write(&mut self.0, format_args!("C{x1} {y1} {x2} {y2} {x} {y}"));
    }

    fn close(&mut self) {
        self.0.push('z');
    }
}

/// A length in mm to a ten-thousandth, without zeros at its end.
struct Mm(f32);

impl std::fmt::Display for Mm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{:.4}", self.0);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

fn escape(out: &mut String, text: &str) {
    let _ = Escaper::new(out).write_str(text);
}

/// Writing to a string cannot fail.
fn write(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(arguments);
}
