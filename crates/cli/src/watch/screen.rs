//! The picture of a verdict that fills a terminal of any size.
//!
//! A head with the place and the clock, a large word with its sign, what the officer needs, a foot with the age of
//! the lists. Colour is never the only sign: the word and its symbol say the same. Pure: what to show goes in, the
//! rows come out.

use crate::watch::letters::{self, Symbol};
use hcert::text::escape;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// What the picture says by its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Accept,
    Genuine,
    Reject,
    CannotVerify,
    /// Nothing yet.
    Ready,
}

impl Tone {
    /// Colours, from the 256 that every terminal has: white or black on the ground.
    fn paint(self) -> &'static str {
        match self {
            Self::Accept => "38;5;231;48;5;28",
            Self::Genuine => "38;5;231;48;5;25",
            Self::Reject => "38;5;231;48;5;124",
            Self::CannotVerify => "38;5;16;48;5;214",
            Self::Ready => "0",
        }
    }

    fn symbol(self) -> Option<&'static Symbol> {
        match self {
            Self::Accept => Some(&letters::CHECK),
            Self::Genuine => Some(&letters::CIRCLE),
            Self::Reject => Some(&letters::CROSS),
            Self::CannotVerify => Some(&letters::QUESTION),
            Self::Ready => None,
        }
    }

    /// The sign where there is no room to draw it.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Accept => "✓",
            Self::Genuine => "○",
            Self::Reject => "✗",
            Self::CannotVerify => "?",
            Self::Ready => "",
        }
    }
}

/// A paragraph below the word.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub(super) text: String,
    pub(super) strong: bool,
    /// What goes first where there is no room: the highest. 0 stays.
    pub(super) spare: u8,
}

impl Paragraph {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self {
            text: escape(&text.into()),
            strong: false,
            spare: 0,
        }
    }

    pub(super) fn strong(mut self) -> Self {
        self.strong = true;
        self
    }

    pub(super) fn spare(mut self, spare: u8) -> Self {
        self.spare = spare;
        self
    }
}

/// Everything that is shown. It may hold a person, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) tone: Tone,
    /// The verdict in one or two words.
    pub(super) word: String,
    pub(super) paragraphs: Vec<Paragraph>,
}

/// What stands around the picture.
pub(super) struct Frame<'a> {
    pub(super) place: &'a str,
    pub(super) clock: &'a str,
    /// The same where there is no room for the date.
    pub(super) hour: &'a str,
    /// The age of the lists, one part each.
    pub(super) lists: &'a [String],
    /// What is wrong with them.
    pub(super) trouble: Option<&'a str>,
    /// How to end.
    pub(super) keys: &'a str,
}

/// How a row looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Edge,
    RowError,
    Ground,
    Strong,
    Banner,
}

struct Row {
    look: Look,
    text: String,
}

impl Row {
    fn new(look: Look, text: String) -> Self {
        Self { look, text }
    }
}

/// Columns between the edge and the text.
const MARGIN: usize = 3;

/// Draws the picture for a terminal of so many columns and rows: the octets that put it there. They move the cursor
/// to every row and never past the last one, so nothing scrolls.
pub(super) fn draw(
    picture: &Picture,
    frame: &Frame<'_>,
    (columns, rows): (usize, usize),
    colour: bool,
) -> String {
    let place = escape(frame.place);
    let foot = foot(frame, columns, rows);
    let body = rows.saturating_sub(1 + foot.len());
    // Where there is no room for the date the hour is enough.
    let clock = match place.width() + frame.clock.width() + 4 > columns {
        true => frame.hour,
        false => frame.clock,
    };
    let mut all = vec![Row::new(Look::Edge, ends(&place, clock, columns))];
    all.extend(body_rows(picture, columns, body));
    all.extend(foot);
    all.truncate(rows);
    let mut out = String::new();
    for (index, row) in all.iter().enumerate() {
        let style = style(row.look, picture.tone, colour);
        let text = padded(&row.text, columns);
        out.push_str(&format!("\x1b[{};1H\x1b[0;{style}m{text}", index + 1));
    }
    out.push_str("\x1b[0m");
    out
}

fn style(look: Look, tone: Tone, colour: bool) -> String {
    let ground = match colour {
        true => tone.paint(),
        false => "0",
    };
    match (look, colour) {
        (Look::Edge, true) => "38;5;252;48;5;236".to_owned(),
        (Look::RowError, true) => "1;38;5;16;48;5;214".to_owned(),
        (Look::Edge, false) => "0".to_owned(),
        // Without colour the word stands in reverse video.
        (Look::Banner, false) if tone != Tone::Ready => "7".to_owned(),
        (Look::RowError, false) => "7".to_owned(),
        (Look::Ground, _) => ground.to_owned(),
        (Look::Strong | Look::Banner, _) => format!("{ground};1"),
    }
}

fn body_rows(picture: &Picture, columns: usize, body: usize) -> Vec<Row> {
    let margins = match columns {
        ..60 => 1..=1,
        _ => MARGIN..=columns / 8,
    };
    let text = |margin: usize, room| {
        let width = columns.saturating_sub(margin + 1).max(1);
        paragraphs(&picture.paragraphs, width, room)
    };
    // Every line of the text has its place before the word gets what is left.
    let needed = text(*margins.end(), usize::MAX);
    let needed = needed.iter().filter(|(_, line)| !line.is_empty()).count();
    let word = word_rows(picture, columns, body.saturating_sub(needed));
    let left = word.iter().map(|line| left_of(line)).min();
    let margin = match left {
        // While there is nothing to read the text stands below the word.
        Some(left) if picture.tone == Tone::Ready && columns >= 60 => left,
        Some(left) => left.clamp(*margins.start(), *margins.end()),
        None => MARGIN,
    };
    let around = usize::from(body >= word.len() + needed + 2);
    // In reverse video the word has an edge, and the text a row between.
    let below = usize::from(body > word.len() + needed + 2 * around);
    let above = word.len() + 2 * around + below;
    let lines = text(margin, body.saturating_sub(above));
    let top = body.saturating_sub(above + lines.len()) / 4;
    let empty = |look, count| (0..count).map(move |_| Row::new(look, String::new()));
    let word = word.into_iter().map(|line| Row::new(Look::Banner, line));
    let lines = lines.into_iter().map(|(strong, line)| {
        let look = if strong { Look::Strong } else { Look::Ground };
        Row::new(look, format!("{}{line}", " ".repeat(margin)))
    });
    let mut rows: Vec<Row> = empty(Look::Ground, top)
        .chain(empty(Look::Banner, around))
        .chain(word)
        .chain(empty(Look::Banner, around))
        .chain(empty(Look::Ground, below))
        .chain(lines)
        .collect();
    rows.resize_with(body, || Row::new(Look::Ground, String::new()));
    rows
}

fn left_of(text: &str) -> usize {
    match text.trim_start().is_empty() {
        true => usize::MAX,
        false => text.chars().take_while(|c| *c == ' ').count(),
    }
}

/// The word in the middle of its rows, as large as there is room for it.
fn word_rows(picture: &Picture, columns: usize, room: usize) -> Vec<String> {
    let word = picture.word.to_uppercase();
    let wide = columns.saturating_sub(2 * MARGIN);
    let high = match picture.tone {
        // Nothing is to be seen from afar yet.
        Tone::Ready => room / 4,
        _ => room.saturating_sub(2),
    };
    let lines = letters::draw(&word, picture.tone.symbol(), wide, high).unwrap_or_else(|| {
        let sign = picture.tone.sign();
        let lines = [
            format!("{sign}  {}", spaced(&word)),
            format!("{sign} {word}"),
        ];
        let fits = |line: &&String| line.trim().width() <= columns;
        let line = lines.iter().find(fits).unwrap_or(&word);
        vec![line.trim().to_owned()]
    });
    let wide = lines.iter().map(|line| line.width()).max().unwrap_or(0);
    let left = " ".repeat(columns.saturating_sub(wide) / 2);
    lines
        .into_iter()
        .map(|line| format!("{left}{line}"))
        .collect()
}

fn spaced(word: &str) -> String {
    let letters: Vec<String> = word.chars().map(String::from).collect();
    letters.join(" ")
}

/// The paragraphs as lines: with free rows between them if there is room, without the spare ones if there is none.
fn paragraphs(all: &[Paragraph], width: usize, room: usize) -> Vec<(bool, String)> {
    let lines = |spare: u8, gap: bool| -> Vec<(bool, String)> {
        let mut lines = Vec::new();
        let mut strong_before = true;
        for one in all.iter().filter(|one| one.spare <= spare) {
            if gap && !lines.is_empty() && !(one.strong && strong_before) {
                lines.push((false, String::new()));
            }
            strong_before = one.strong;
            let wrapped = wrap(&one.text, width).into_iter();
            lines.extend(wrapped.map(|line| (one.strong, line)));
        }
        lines
    };
    let spares = [u8::MAX, 3, 2, 1, 0];
    let tries = std::iter::once((u8::MAX, true)).chain(spares.map(|spare| (spare, false)));
    let mut tries = tries.map(|(spare, gap)| lines(spare, gap));
    let fits = tries.find(|lines| lines.len() <= room);
    fits.unwrap_or_else(|| {
        let mut cut = lines(0, false);
        cut.truncate(room);
        if let Some((_, last)) = cut.last_mut() {
            while last.width() + 2 > width && last.pop().is_some() {}
            last.push_str(" …");
        }
        cut
    })
}

/// The lines of a text, broken at blanks, and within a word that is wider than a line.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last().map_or(0, |line| line.width());
        let mut used = match line {
            0 => 0,
            used if used + 1 + word.width() <= width => {
                lines.last_mut().into_iter().for_each(|line| line.push(' '));
                used + 1
            }
            _ => {
                lines.push(String::new());
                0
            }
        };
        for c in word.chars() {
            let wide = c.width().unwrap_or(0);
            if used + wide > width {
                lines.push(String::new());
                used = 0;
            }
            used += wide;
            lines.last_mut().into_iter().for_each(|line| line.push(c));
        }
    }
    lines
}

/// The foot: the lists' ages in as many rows as they need, and how to end.
fn foot(frame: &Frame<'_>, columns: usize, rows: usize) -> Vec<Row> {
    let width = columns.saturating_sub(2).max(1);
    let mut lines: Vec<String> = Vec::new();
    for part in frame.lists.iter().map(|part| escape(part)) {
        match lines.last_mut() {
            Some(line) if line.width() + 3 + part.width() <= width => {
                line.push_str(" · ");
                line.push_str(&part);
            }
            _ => lines.push(part),
        }
    }
    match lines.last_mut() {
        Some(line) if line.width() + 3 + frame.keys.width() <= width => {
            *line = ends(line, frame.keys, columns).trim().to_owned();
        }
        _ if rows >= 20 => lines.push(frame.keys.to_owned()),
        _ => {}
    }
    let trouble = frame.trouble.map(|trouble| wrap(&escape(trouble), width));
    let trouble = trouble.into_iter().flatten().take(2);
    let trouble = trouble.map(|text| Row::new(Look::RowError, format!(" {text}")));
    let lines = lines
        .into_iter()
        .map(|text| Row::new(Look::Edge, format!(" {text}")));
    trouble.chain(lines).collect()
}

/// Two texts at both ends of a row; of the first as much as there is room for.
fn ends(left: &str, right: &str, columns: usize) -> String {
    let room = columns.saturating_sub(right.width() + 4);
    let left = cut(left, room);
    let gap = columns.saturating_sub(2 + left.width() + right.width());
    format!(" {left}{}{right} ", " ".repeat(gap))
}

/// As many characters of a text as fit.
fn cut(text: &str, columns: usize) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= columns
    };
    text.chars().take_while(fits).collect()
}

fn padded(text: &str, columns: usize) -> String {
    let text = cut(text, columns);
    let missing = columns.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(missing))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hcert::text::Lang;
    use hcert::verify::{Report, Verdict};

    #[test]
    fn lines_break_at_blanks_and_in_words_that_are_too_wide() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij kl", 4), ["abcd", "efgh", "ij", "kl"]);
        assert_eq!(wrap("", 4), [""]);
        // A character of two columns, and one that adds a mark to the last.
        assert_eq!(wrap("漢漢漢", 5), ["漢漢", "漢"]);
        assert_eq!(wrap("e\u{301}e\u{301}", 2), ["e\u{301}e\u{301}"]);
    }

    #[test]
    fn every_word_of_a_verdict_can_be_drawn() {
        let report = Report::no_picture(None);
        let cannot = &report.verdict;
        for lang in Lang::ALL {
            for verdict in [cannot, &Verdict::Accept, &Verdict::Genuine(None)] {
                let word = verdict.word(lang);
                let drawn = letters::draw(&word.to_uppercase(), None, 200, 50);
                assert!(drawn.is_some(), "{word}");
            }
        }
    }

    #[test]
    fn what_is_spare_goes_first_and_what_is_not_is_cut_visibly() {
        let all = [
            Paragraph::new("NAME").strong(),
            Paragraph::new("spare").spare(2),
            Paragraph::new("more spare").spare(3),
            Paragraph::new("hint"),
        ];
        let texts = |room| -> Vec<String> {
            let lines = paragraphs(&all, 20, room).into_iter();
            lines.map(|(_, text)| text).collect()
        };
        assert_eq!(
            texts(7),
            ["NAME", "", "spare", "", "more spare", "", "hint"]
        );
        assert_eq!(texts(6), ["NAME", "spare", "more spare", "hint"]);
        assert_eq!(texts(3), ["NAME", "spare", "hint"]);
        assert_eq!(texts(2), ["NAME", "hint"]);
        assert_eq!(texts(1), ["NAME …"]);
        assert!(texts(0).is_empty());
    }

    #[test]
    fn nothing_on_the_screen_can_move_the_cursor_or_hide() {
        let evil = "a\u{1b}[2Jb\u{9b}1mc\u{202e}d\u{61c}e\u{200b}f";
        let harmless = "a\\u{1b}[2Jb\\u{9b}1mc\\u{202e}d\\u{61c}e\\u{200b}f";
        let picture = Picture {
            tone: Tone::Accept,
            word: "accept".into(),
            paragraphs: vec![Paragraph::new(evil)],
        };
        let frame = Frame {
            place: evil,
            clock: "1 February 2022, 13:00 (UTC+1)",
            hour: "13:00",
            lists: &[evil.to_owned()],
            trouble: Some(evil),
            keys: "q: end",
        };
        let drawn = draw(&picture, &frame, (200, 40), true);
        assert_eq!(drawn.matches(harmless).count(), 4, "{drawn:?}");
        let ours = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
        assert!(drawn.split("\x1b[").skip(1).all(ours), "{drawn:?}");
        assert!(!drawn.contains(['\u{9b}', '\u{202e}', '\u{61c}', '\u{200b}']));
    }

    #[test]
    fn no_size_of_a_terminal_is_too_small_or_scrolls() {
        let picture = Picture {
            tone: Tone::CannotVerify,
            word: "cannot verify".into(),
            paragraphs: vec![
                Paragraph::new("a reason ".repeat(30)),
                Paragraph::new("漢".repeat(90)),
            ],
        };
        let lists = [
            "trust list: 3 days".to_owned(),
            "rules: built in".to_owned(),
        ];
        let frame = Frame {
            place: "border control, rules of NO",
            clock: "1 February 2022, 13:00 (UTC+1)",
            hour: "13:00",
            lists: &lists,
            trouble: Some("the lists could not be read again"),
            keys: "q: end",
        };
        for columns in 1..130 {
            for rows in 1..50 {
                let drawn = draw(&picture, &frame, (columns, rows), true);
                let lines: Vec<&str> = drawn
                    .split("\x1b[")
                    .filter(|part| part.contains('m'))
                    .collect();
                assert!(!drawn.contains(['\n', '\r', '\t']));
                assert_eq!(lines.len(), rows + 1, "{columns}x{rows}");
                for line in lines {
                    let text = line.split_once('m').unwrap().1;
                    let wide = text.width();
                    assert!(wide == columns || wide == 0, "{columns}x{rows}: {wide}");
                }
            }
        }
    }
}
