//! What a hand-held scanner sends, taken apart into codes.
//!
//! A keyboard wedge types a code as a person would, very fast: perhaps a prefix, the code, a suffix (Enter, Tab,
//! both, none at all). A serial scanner sends the same octets. So a code ends with a suffix or with a pause, and
//! what is longer than any code is counted and not kept.
//!
//! A stranger's code is typed on the officer's keyboard: nothing that a scanner types may end the program, or
//! what it types next would go to whatever runs behind it. The words that end it (`q`, Ctrl-C, Ctrl-D) count only
//! when they stand alone before a pause, as when a person presses them.
//!
//! Time is an argument: how long ago the program began.

use hcert_checkpoint::input::as_printed;
use std::time::Duration;

/// Who sends the octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    /// A terminal: a person may press keys there too.
    Keyboard,
    /// A serial device or a pipe.
    Wire,
}

/// What was heard. Holds somebody's code, so it has no `Debug`.
#[derive(PartialEq, Eq)]
pub(super) enum Heard {
    Code(Code),
    /// A person wants to end.
    End,
}

/// The text of one code as it came in.
#[derive(PartialEq, Eq)]
pub(super) struct Code {
    /// The text; of one that is too long only its start.
    pub(super) text: String,
    /// Characters, those included that were not kept.
    pub(super) characters: usize,
    /// Whether more came than was kept.
    pub(super) overlong: bool,
    /// Whether no suffix ended it, only a pause: the rest may follow.
    pub(super) paused: bool,
}

/// Puts octets together to codes.
pub(super) struct Wedge {
    sender: Sender,
    /// How long a silence ends a code.
    pause: Duration,
    /// Octets that are kept of one code.
    limit: usize,
    kept: Vec<u8>,
    characters: usize,
    overlong: bool,
    /// Ctrl-C and Ctrl-D since the last suffix.
    ends: usize,
    escape: Escape,
    last: Option<Duration>,
}

/// Where in a key's escape sequence (an arrow, a function key) the octets are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escape {
    Outside,
    Begun,
    Inside,
}

const ETX: u8 = 0x03;
const EOT: u8 = 0x04;
const ESC: u8 = 0x1b;
const DEL: u8 = 0x7f;

impl Wedge {
    pub(super) fn new(sender: Sender, pause: Duration, limit: usize) -> Self {
        Self {
            sender,
            pause,
            limit,
            kept: Vec::new(),
            characters: 0,
            overlong: false,
            ends: 0,
            escape: Escape::Outside,
            last: None,
        }
    }

    /// When a silence from now on ends what was begun.
    pub(super) fn deadline(&self) -> Option<Duration> {
        self.last.map(|last| last + self.pause)
    }

    /// Whether a part of a code waits for the rest.
    pub(super) fn is_begun(&self) -> bool {
        !self.kept.is_empty()
    }

    /// Takes octets that came at a moment.
    pub(super) fn take(&mut self, octets: &[u8], at: Duration) -> Vec<Heard> {
        let mut heard: Vec<Heard> = self.silence(at).into_iter().collect();
        for &octet in octets {
            heard.extend(self.octet(octet));
        }
        self.last = Some(at);
        heard
    }

    /// Nothing has come until this moment.
    pub(super) fn silence(&mut self, at: Duration) -> Option<Heard> {
        match self.deadline() {
            Some(deadline) if at >= deadline => self.pause(),
            _ => None,
        }
    }

    /// Nothing more will come.
    pub(super) fn finish(&mut self) -> Option<Heard> {
        self.end(false)
    }

    fn octet(&mut self, octet: u8) -> Option<Heard> {
        let keyboard = self.sender == Sender::Keyboard;
        match (self.escape, octet) {
            (Escape::Outside, ESC) if keyboard => self.escape = Escape::Begun,
            (Escape::Begun, b'[' | b'O') => self.escape = Escape::Inside,
            (Escape::Begun, _) | (Escape::Inside, 0x40..=0x7e) => self.escape = Escape::Outside,
            (Escape::Inside, _) => {}
            (Escape::Outside, b'\r' | b'\n' | b'\t') => return self.end(false),
            (Escape::Outside, ETX | EOT) if keyboard => self.ends += 1,
            (Escape::Outside, ETX | EOT) => return self.end(false),
            // Start and end signs of serial protocols; a person's backspace.
            (Escape::Outside, 0..0x20 | DEL) => {}
            (Escape::Outside, _) => self.keep(octet),
        }
        None
    }

    fn keep(&mut self, octet: u8) {
        // The octets of one character count once (RFC 3629: those that continue begin with 10).
        self.characters += usize::from(octet & 0xc0 != 0x80);
        match self.kept.len() < self.limit {
            true => self.kept.push(octet),
            false => self.overlong = true,
        }
    }

    /// A silence: the end of a code, or a key that a person pressed.
    fn pause(&mut self) -> Option<Heard> {
        let alone = match self.kept.as_slice() {
            [] => self.ends > 0,
            [b'q' | b'Q'] => self.sender == Sender::Keyboard,
            _ => false,
        };
        if alone {
            self.end(true);
            return Some(Heard::End);
        }
        let heard = self.end(true);
        self.last = None;
        heard
    }

    fn end(&mut self, paused: bool) -> Option<Heard> {
        let kept = std::mem::take(&mut self.kept);
        let characters = std::mem::take(&mut self.characters);
        let overlong = std::mem::take(&mut self.overlong);
        self.ends = 0;
        self.escape = Escape::Outside;
        if kept.iter().all(|&octet| octet == b' ') {
            return None;
        }
        let text = String::from_utf8(kept)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Some(Heard::Code(Code {
            text: as_printed(&text).to_owned(),
            characters,
            overlong,
            paused,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces of octets, each so many milliseconds after the one before, and what is heard of them.
    type Row<'a> = (&'a [(u64, &'a [u8])], &'a [&'a str]);

    const PAUSE: Duration = Duration::from_millis(500);

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// Codes as they are, `END` for the wish to end.
    fn words(heard: impl IntoIterator<Item = Heard>) -> Vec<String> {
        let word = |heard| match heard {
            Heard::Code(code) => code.text,
            Heard::End => "END".to_owned(),
        };
        heard.into_iter().map(word).collect()
    }

    /// What is heard of pieces, each so many milliseconds after the one before, and of a long silence.
    fn hear(sender: Sender, pieces: &[(u64, &[u8])]) -> Vec<String> {
        let mut wedge = Wedge::new(sender, PAUSE, 100);
        let (mut at, mut heard) = (0, Vec::new());
        for (gap, octets) in pieces {
            at += gap;
            heard.extend(wedge.take(octets, ms(at)));
        }
        heard.extend(wedge.silence(ms(at) + PAUSE));
        assert!(
            wedge.silence(ms(at) + PAUSE * 9).is_none(),
            "a code ends once"
        );
        words(heard)
    }

    #[test]
    fn codes_end_as_scanners_end_them() {
        use Sender::{Keyboard, Wire};
        #[rustfmt::skip]
        let both: [Row<'_>; 15] = [
            (&[(0, b"HC1:A\r")], &["HC1:A"]),
            (&[(0, b"HC1:A\n")], &["HC1:A"]),
            (&[(0, b"HC1:A\r\n")], &["HC1:A"]),
            (&[(0, b"HC1:A\r"), (3, b"\n")], &["HC1:A"]),
            (&[(0, b"HC1:A\t")], &["HC1:A"]),
            (&[(0, b"HC1:A\t\r\n")], &["HC1:A"]),
            (&[(0, b"HC1:A")], &["HC1:A"]),
            // Typed key by key, then sent in two halves.
            (&[(0, b"H"), (9, b"C"), (9, b"1"), (9, b":"), (9, b"A")], &["HC1:A"]),
            (&[(0, b"HC1:A"), (499, b"B\r")], &["HC1:AB"]),
            // A pause divides.
            (&[(0, b"HC1:A"), (500, b"HC1:B")], &["HC1:A", "HC1:B"]),
            (&[(0, b"HC1:A\rHC1:B\r\rHC1:A\r")], &["HC1:A", "HC1:B", "HC1:A"]),
            // The scanner's word for the symbol.
            (&[(0, b"]Q3HC1:A\r")], &["HC1:A"]),
            (&[(0, b"]z3hc1:a\r")], &["hc1:a"]),
            (&[(0, b"]]]\r]Q\r")], &["]]]", "]Q"]),
            // Nothing but blanks.
            (&[(0, b"\r\n \t\x00\x02")], &[]),
        ];
        for (pieces, wanted) in both {
            assert_eq!(hear(Keyboard, pieces), wanted, "{pieces:?}");
            assert_eq!(hear(Wire, pieces), wanted, "{pieces:?}");
        }
        // Start and end of text, as serial scanners have them.
        assert_eq!(
            hear(Wire, &[(0, b"\x02HC1:A\x03\x02HC1:B\x03")]),
            ["HC1:A", "HC1:B"]
        );
        assert_eq!(hear(Wire, &[(0, b"q"), (900, b"\x04")]), ["q"]);
    }

    #[test]
    fn a_person_ends_it_and_no_code_does() {
        use Sender::Keyboard;
        #[rustfmt::skip]
        let rows: [Row<'_>; 12] = [
            (&[(0, b"q")], &["END"]),
            (&[(0, b"Q")], &["END"]),
            (&[(0, b"\x03")], &["END"]),
            (&[(0, b"\x04")], &["END"]),
            (&[(0, b"\x03"), (100, b"\x03"), (100, b"\x03")], &["END"]),
            (&[(0, b"HC1:A\r"), (600, b"q")], &["HC1:A", "END"]),
            // What follows at once was typed by a scanner, and would be typed into the next program.
            (&[(0, b"q\r")], &["q"]),
            (&[(0, b"q\rrm -rf x\r")], &["q", "rm -rf x"]),
            (&[(0, b"\x03rm -rf x\r")], &["rm -rf x"]),
            (&[(0, b"\x04"), (20, b"\r"), (20, b"x\r")], &["x"]),
            (&[(0, b"HC1:A\x03B\r\x1a\x1c\r")], &["HC1:AB"]),
            // Arrows, function keys, Alt, a lone Escape.
            (&[(0, b"\x1b[A\x1bOP\x1b[15~\x1bx"), (9, b"\x1b")], &[]),
        ];
        for (pieces, wanted) in rows {
            assert_eq!(hear(Keyboard, pieces), wanted, "{pieces:?}");
        }
    }

    #[test]
    fn what_is_longer_than_any_code_is_counted_and_not_kept() {
        let mut wedge = Wedge::new(Sender::Wire, PAUSE, 100);
        let mut heard = Vec::new();
        for _ in 0..1_000 {
            heard.extend(wedge.take("Ø".repeat(50).as_bytes(), ms(1)));
        }
        assert!(heard.is_empty());
        assert!(wedge.kept.capacity() < 1_000);
        heard.extend(wedge.take(b"\rHC1:A\r", ms(2)));
        let [Heard::Code(long), Heard::Code(next)] = heard.as_slice() else {
            panic!("two codes")
        };
        assert!(long.overlong && long.text.len() == 100);
        assert_eq!(long.characters, 50_000);
        assert_eq!(
            (next.text.as_str(), next.characters, next.overlong),
            ("HC1:A", 5, false)
        );
        assert!(
            wedge.kept.is_empty() && wedge.kept.capacity() == 0,
            "nothing stays behind"
        );
    }

    #[test]
    fn what_is_no_text_is_shown_as_such_and_what_a_pause_ended_says_so() {
        let mut wedge = Wedge::new(Sender::Wire, PAUSE, 100);
        let heard = wedge.take(b"\xff\xfe\xff\r", ms(1));
        assert_eq!(words(heard), ["\u{fffd}\u{fffd}\u{fffd}"]);
        for (octets, paused) in [(b"HC1:A\r", false), (b"HC1:A ", true)] {
            let mut heard = wedge.take(octets, ms(10));
            heard.extend(wedge.silence(ms(10) + PAUSE));
            let [Heard::Code(code)] = heard.as_slice() else {
                panic!("one code")
            };
            assert_eq!(code.paused, paused);
        }
        wedge.take(b"HC1:B", ms(9_000));
        assert_eq!(
            words(wedge.finish()),
            ["HC1:B"],
            "the end of a pipe ends a code"
        );
    }
}
