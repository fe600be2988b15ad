//! A document as one HTML file: for the screen of a telephone or a desk, and for paper.
//!
//! No script, nothing from outside, no font inside: the style sheet is in the file and the only one that
//! its own policy allows (Content Security Policy 3, by its hash). On paper it is the same sheet as the
//! PDF, with the code at the same size; letters are those of the system, so lines may break elsewhere.
//!
//! Made for WCAG 2.1 AA: headings in order, languages marked, contrast from the palette, nothing said by
//! colour alone, text that grows with the reader's settings.

use super::layout::Laid;
use super::symbol::Drawn;
use super::{Block, Document, Field, Front, Light, LightSymbol, Panel, Sheet, Tone, Two};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hcert::text::Lang;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// The style sheet but for the sizes of this document's codes.
const STYLE: &str = include_str!("page.css");

/// Between two languages on a line; the dot stays with the first.
const BETWEEN: &str = "\u{a0}· ";

/// Writes a document whose sheets have been laid out.
pub(super) fn write(document: &Document, laid: &[Laid]) -> String {
    let style = style(laid);
    let hash = STANDARD.encode(Sha256::digest(&style));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
    );
    let sheets = document.sheets.iter().zip(laid).enumerate();
    let page = html! {
        (DOCTYPE)
        html lang=(document.lang) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="only light";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex, nofollow, noarchive";
                meta name="format-detection" content="telephone=no, date=no, address=no";
                title { (document.title.first) }
                style { (PreEscaped(style)) }
            }
            body {
                main {
                    @for (number, (sheet, laid)) in sheets {
                        (Writer { second: document.second, third: document.third, number: number + 1 }.sheet(sheet, laid))
                    }
                }
            }
        }
    };
    let mut page = page.into_string();
    page.push('\n');
    page
}

/// The pictures of the codes in a page, in order, for reading them again.
pub(super) fn codes(page: &str) -> Vec<&str> {
    let ends = page.split("<figure class=\"code\">").skip(1);
    ends.filter_map(|rest| rest.find("</svg>").and_then(|end| rest.get(..end + 6)))
        .collect()
}

/// What depends on the layout stands in the style sheet too, since the policy allows no other place.
fn style(laid: &[Laid]) -> String {
    let mut style = STYLE.to_owned();
    style.push_str("@media print{\n");
    for (number, laid) in laid.iter().enumerate() {
        let number = number + 1;
        // Writing to a string cannot fail.
        let _ = writeln!(style, "#s{number} .name{{font-size:{}pt}}", laid.name_size);
        if let Some(code) = &laid.code {
            let side = code.full_mm();
            let _ = writeln!(
                style,
                "#s{number} .code svg{{width:{side:.4}mm;height:{side:.4}mm}}"
            );
        }
        for (panel, (space, size)) in laid.tightness().into_iter().enumerate() {
            if space < 1.0 {
                let _ = writeln!(
                    style,
                    "#s{number} .panel:nth-child({}){{--s:{space};--f:{size}}}",
                    panel + 1
                );
            }
        }
    }
    style.push_str("}\n");
    style
}

/// Writes the parts of a sheet.
#[derive(Clone, Copy)]
struct Writer {
    second: &'static str,
    third: Option<Lang>,
    number: usize,
}

impl Writer {
    fn sheet(self, sheet: &Sheet, laid: &Laid) -> Markup {
        let tone = match sheet.tone {
            Tone::Blue => "blue",
            Tone::Green => "green",
            Tone::Red => "red",
            Tone::Yellow => "yellow",
        };
        let number = self.number;
        html! {
            article id=(format!("s{number}")) class=(format!("sheet {tone}"))
                aria-labelledby=(format!("t{number}"))
            {
                (self.front(&sheet.front, laid.code.as_ref()))
                @for panel in &sheet.panels { (self.panel(panel)) }
            }
        }
    }

    fn front(self, front: &Front, drawn: Option<&Drawn>) -> Markup {
        html! {
            section class="panel front" {
                header class="band" {
                    p class="scope" { (self.two(&front.scope, BETWEEN)) }
                    p class="country" { (front.country) }
                    h1 id=(format!("t{}", self.number)) { (self.two(&front.title, " ")) }
                }
                @if let Some(light) = &front.light { (self.light(light)) }
                div class="who" {
                    p class="name" { (front.name) }
                    @if !front.name_machine.is_empty() {
                        p class="machine" translate="no" { (front.name_machine) }
                    }
                    dl class="birth" { (self.field(&front.birth)) }
                }
                @match (&front.code, drawn) {
                    (Ok(code), Some(drawn)) => figure class="code" {
                        (picture(drawn, &code.alt.first))
                        figcaption { (self.two(&code.alt, BETWEEN)) }
                    },
                    (Err(words), _) => p class="instead" { (self.two(words, " ")) },
                    (Ok(_), None) => (PreEscaped("")),
                }
                dl class="facts" {
                    (self.field(&front.kind))
                    (self.field(&front.expiry))
                }
            }
        }
    }

    fn light(self, light: &Light) -> Markup {
        let sign = match light.symbol {
            LightSymbol::Check => "M28 66l12-12 15 15 35-36 12 12-47 48z",
            LightSymbol::Cross => {
                "M34 46l12-12 19 19 19-19 12 12-19 19 19 19-12 12-19-19-19 19-12-12 19-19z"
            }
            LightSymbol::Wait => {
                "M36 26h58v10H36zM36 94h58v10H36zM44 41h42L69.5 65 86 89H44l16.5-24z"
            }
        };
        html! {
            div class="light" {
                svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 130 130" role="img" {
                    title { (light.word.first) }
                    circle cx="65" cy="65" r="65" fill="#fff" {}
                    path class="sign" d=(sign) {}
                }
                p class="word" { (self.two(&light.word, " ")) }
                p class="line" { (self.two(&light.line, BETWEEN)) }
            }
        }
    }

    fn panel(self, panel: &Panel) -> Markup {
        html! {
            section class="panel" {
                h2 { (self.two(&panel.heading, " ")) }
                @for block in &panel.blocks {
                    @match block {
                        Block::Fields(fields) => dl class="fields" {
                            @for field in fields { (self.field(field)) }
                        },
                        Block::Note { strong, text } => p class="note" { (self.note(strong, text)) },
                        Block::Steps(steps) => ol class="steps" {
                            @for step in steps { li { (self.two(step, " ")) } }
                        },
                        Block::Text(text) => p class="text" { (self.two(text, " ")) },
                        Block::Sign { label, name, note } => div class="sign" {
                            p { (self.two(label, BETWEEN)) }
                            @if !name.is_empty() { p class="name" { (name) } }
                            div class="line" {}
                            p { (self.two(note, BETWEEN)) }
                        },
                        Block::Stamp { label, note } => div class="stamp" {
                            p { (self.two(label, BETWEEN)) }
                            div class="place" {}
                            p { (self.two(note, BETWEEN)) }
                        },
                    }
                }
                @if !panel.foot.is_empty() {
                    footer class="foot" {
                        @for text in &panel.foot { p { (self.two(text, " ")) } }
                    }
                }
            }
        }
    }

    fn field(self, field: &Field) -> Markup {
        html! {
            div {
                dt { (self.two(&field.label, BETWEEN)) }
                dd class=[field.mono.then_some("mono")] {
                    (self.two(&field.value, BETWEEN))
                    @if let Some(small) = &field.small {
                        " " small class=[is_long(&field.value).then_some("below")] {
                            (self.two(small, BETWEEN))
                        }
                    }
                }
            }
        }
    }

    fn note(self, strong: &Two, text: &Two) -> Markup {
        html! {
            strong { (strong.first) } " " (text.first)
            @for (strong, text, lang) in [
                (&strong.second, &text.second, self.second),
                (&strong.third, &text.third, self.third()),
            ] {
                @if !(strong.is_empty() && text.is_empty()) {
                    " "
                    span class="second" lang=(lang) { (strong) " " (text) }
                }
            }
        }
    }

    fn third(self) -> &'static str {
        self.third.map_or(self.second, Lang::code)
    }

    /// Every language; all but the first marked as such.
    fn two(self, two: &Two, between: &str) -> Markup {
        let class = second_class(two, between);
        let others = [(&two.second, self.second), (&two.third, self.third())];
        let others = others.into_iter().filter(|(text, _)| !text.is_empty());
        html! {
            (two.first)
            @for (number, (text, lang)) in others.enumerate() {
                @if (number > 0 || !two.first.is_empty()) && class == "second" {
                    // Two quiet languages beside each other are told apart by a dot.
                    span class="sep" { @if number > 0 { (BETWEEN) } @else { (between) } }
                }
                span class=(class) lang=(lang) { (text) }
            }
        }
    }
}

/// Whether the two languages would not fit one line of a phone: the second goes below the first then, and no
/// dot is left dangling.
fn is_long(two: &Two) -> bool {
    let Two {
        first,
        second,
        third,
    } = two;
    let characters = [first, second, third].map(|text| text.chars().count());
    !(second.is_empty() && third.is_empty()) && characters.iter().sum::<usize>() > 44
}

fn second_class(two: &Two, between: &str) -> &'static str {
    match between == BETWEEN && is_long(two) {
        true => "second below",
        false => "second",
    }
}

/// The code with its quiet zone on white, one unit a module.
fn picture(drawn: &Drawn, alt: &str) -> Markup {
    let side = drawn.modules + 8;
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {side} {side}")) role="img"
            shape-rendering="crispEdges"
        {
            title { (alt) }
            path fill="#fff" d=(format!("M0 0h{side}v{side}H0z")) {}
            path fill="#000" transform="translate(4 4)" d=(drawn.path()) {}
        }
    }
}
