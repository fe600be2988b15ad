//! What people hand in, as far as it is octets: a text with codes, a picture, a PDF.

use hcert::container::{Contexts, DOMESTIC_PREFIX, Limits, PREFIX, Unverified};
use hcert::text;
use hcert::text::{Lang, Text, messages, without_bom};
use hcert_scan::scan::{Exhausted, ScanError, ScanLimits, Scanned, scan, sniff};
use std::fmt;

/// Pixels that a stranger's picture may have, in a service or a browser: what a phone's camera makes.
pub const PIXELS: u64 = 24_000_000;

/// One thing to be looked at, with the name that reports give it.
#[derive(Clone, PartialEq, Eq)]
pub struct Input {
    /// The name of the source, with `#1`, `#2` where it holds several.
    pub label: String,
    /// What is to be verified.
    pub content: Content,
    /// How many codes of other kinds stood beside it in a picture and were left alone; told with the first code.
    pub left_alone: usize,
}

/// What one thing turned out to be.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// The text of a code.
    Text(String),
    /// A picture without a code of ours; the reason if it cannot be read at all.
    NoCode(Option<Text>),
    /// A picture or PDF that asks for more than a limit allows; which, and how much.
    TooLarge(Text),
}

/// What decodes a picture or a PDF. Whoever takes files of strangers hands in one with a bound of its own on memory and
/// time: [`scan`] counts what it can, and a decoder can still do more than was counted.
pub type Decoder<'a> = &'a dyn Fn(&[u8], &ScanLimits) -> Result<Vec<Scanned>, ScanError>;

impl Input {
    /// What a person should know of the picture beside the verdict.
    #[must_use]
    pub fn note(&self, lang: Lang) -> Option<String> {
        let count = ("count", self.left_alone.to_string().into());
        (self.left_alone > 0).then(|| messages::INPUT_LEFT_ALONE.fill(lang, &[count]))
    }
}

/// Why a file was not scanned. What a decoder says of a format stays as it says it.
#[must_use]
pub fn not_scanned(error: &ScanError) -> Text {
    match error {
        ScanError::NotAPicture { length: 0, .. } => text!(PICTURE_EMPTY),
        ScanError::NotAPicture { head, length } => {
            let head: Vec<String> = head.iter().map(|byte| format!("{byte:02x}")).collect();
            text!(PICTURE_NO_PICTURE, head = head.join(" "), length)
        }
        ScanError::TooManyBytes { bytes, limit } => text!(PICTURE_BYTES, found = bytes, limit),
        ScanError::TooManyPixels {
            width,
            height,
            limit,
        } => {
            let pixels = u64::from(*width) * u64::from(*height);
            text!(PICTURE_PIXELS, width, height, pixels, limit)
        }
        ScanError::TooManyPages { pages, limit } => text!(PICTURE_PAGES, found = pages, limit),
        ScanError::TooMuchData { limit } => text!(PICTURE_DATA, limit),
        ScanError::TooManySteps { limit } => text!(PICTURE_STEPS, limit),
        ScanError::Exhausted(Exhausted::Memory { octets }) => {
            text!(PICTURE_MEMORY, limit = octets >> 20)
        }
        ScanError::Exhausted(Exhausted::Time { seconds }) => text!(PICTURE_TIME, limit = seconds),
        ScanError::Exhausted(Exhausted::Stack) => text!(PICTURE_STACK),
        ScanError::NoDecoder { detail } => text!(PICTURE_NO_DECODER, detail),
        ScanError::Decode { format, detail } => {
            text!(PICTURE_DECODE, format = format.to_string(), detail)
        }
        other => Text::plain(other),
    }
}

/// Shows neither a code nor a name.
impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Input({:?})", self.content)
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::NoCode(detail) => write!(f, "NoCode({detail:?})"),
            Self::TooLarge(detail) => write!(f, "TooLarge({detail:?})"),
        }
    }
}

/// The codes in one source, in order: `name`, or `name#1`, `name#2` if there are several. Pictures and PDFs are decoded
/// here, so the limit on what they take is the caller's: [`read_by`] takes another decoder.
///
/// # Errors
///
/// What `job` returns first.
pub fn read<E>(
    label: &str,
    octets: &[u8],
    limits: &ScanLimits,
    job: &mut impl FnMut(Input) -> Result<(), E>,
) -> Result<(), E> {
    read_by(&scan, label, octets, limits, job)
}

/// The same with a decoder for pictures and PDFs.
///
/// # Errors
///
/// What `job` returns first.
pub fn read_by<E>(
    decoder: Decoder<'_>,
    label: &str,
    octets: &[u8],
    limits: &ScanLimits,
    job: &mut impl FnMut(Input) -> Result<(), E>,
) -> Result<(), E> {
    let (contents, mut left_alone) = if sniff(octets).is_some() {
        read_picture(decoder, octets, limits)
    } else {
        match std::str::from_utf8(octets) {
            Ok(text) => return read_text(label, text, job),
            Err(_) => {
                let detail = text!(HANDED_NEITHER);
                (vec![Content::NoCode(Some(detail))], 0)
            }
        }
    };
    let several = contents.len() > 1;
    for (index, content) in contents.into_iter().enumerate() {
        let label = if several {
            format!("{label}#{}", index + 1)
        } else {
            label.to_owned()
        };
        job(Input {
            label,
            content,
            left_alone: std::mem::take(&mut left_alone),
        })?;
    }
    Ok(())
}

/// A text without the symbology identifier that many scanners can be told to put in front: `]`, a letter for the
/// kind of symbol, and a modifier (ISO/IEC 15424: `]Q3` for a QR code, `]z3` for Aztec). It is the scanner's word
/// and not part of the code, so it is no deviation either.
pub fn without_symbology(text: &str) -> &str {
    match text.as_bytes() {
        [b']', kind, modifier, ..]
            if kind.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric() =>
        {
            text.get(3..).unwrap_or(text)
        }
        _ => text,
    }
}

/// The codes of a text: one a line, unless all lines together are one code that was wrapped.
fn read_text<E>(
    label: &str,
    text: &str,
    job: &mut impl FnMut(Input) -> Result<(), E>,
) -> Result<(), E> {
    let mut hand_over = |label: String, text: &str| {
        job(Input {
            label,
            content: Content::Text(without_symbology(text).to_owned()),
            left_alone: 0,
        })
    };
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let (first, second) = (lines.next().unwrap_or_default(), lines.next());
    if second.is_none() {
        return hand_over(label.to_owned(), first);
    }
    if is_wrapped(text) {
        return hand_over(label.to_owned(), text);
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    for (index, line) in lines.enumerate() {
        hand_over(format!("{label}#{}", index + 1), line)?;
    }
    Ok(())
}

/// Whether several lines are one code: they decode as one, or only the first begins like a code and all
/// together are not longer than one can be.
fn is_wrapped(text: &str) -> bool {
    let limits = Limits::default();
    let short = text.len() <= limits.text + limits.text / 8;
    let begins = is_ours(without_symbology(without_bom(text)));
    let alone = || {
        text.lines()
            .skip(1)
            .all(|line| !is_code(without_symbology(line).as_bytes()) || line.trim().is_empty())
    };
    short
        && begins
        && (alone() || Unverified::decode_as(text, &limits, Contexts::EuAndDomestic).is_ok())
}

/// Whether a text begins like a code that is read here.
fn is_ours(text: &str) -> bool {
    text.starts_with(PREFIX) || text.starts_with(DOMESTIC_PREFIX)
}

/// The codes of a picture or PDF, and how many of other kinds were left alone.
fn read_picture(decoder: Decoder<'_>, octets: &[u8], limits: &ScanLimits) -> (Vec<Content>, usize) {
    let found = match decoder(octets, limits) {
        Ok(found) => found,
        Err(error) if error.is_limit() => return (vec![Content::TooLarge(not_scanned(&error))], 0),
        Err(error) => return (vec![Content::NoCode(Some(not_scanned(&error)))], 0),
    };
    let (ours, others): (Vec<Scanned>, Vec<Scanned>) =
        found.into_iter().partition(|code| is_ours(&code.text));
    // A single code of another kind is what the person showed: it is named, not overlooked.
    let (codes, left_alone) = match ours.is_empty() {
        true => (others, 0),
        false => (ours, others.len()),
    };
    if codes.is_empty() {
        return (vec![Content::NoCode(None)], 0);
    }
    let texts = codes.into_iter().map(|code| Content::Text(code.text));
    (texts.collect(), left_alone)
}

/// Whether some text looks like a code rather than a name: `HC1:…`, `NO1:…`, another context
/// identifier, a foreign format that we can name, or JSON.
#[must_use]
pub fn is_code(argument: &[u8]) -> bool {
    let text = argument
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(argument)
        .trim_ascii_start();
    let context = match text {
        [a, b, c, b':', ..] => {
            a.is_ascii_alphabetic() && b.is_ascii_alphanumeric() && c.is_ascii_alphanumeric()
        }
        [b'{' | b'[', ..] => true,
        _ => false,
    };
    let starts = |prefix: &str| {
        let start = text.get(..prefix.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
    };
    let foreign = [
        "shc:/", "shlink:/", "vhlink:/", "http://", "https://", "HC1%3A", "%48",
    ];
    // No file name is that long, and an error must not repeat what may be somebody's code.
    let long = argument.len() > 255;
    context || long || argument.is_empty() || foreign.into_iter().any(starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_scanner_says_of_the_symbol_is_no_part_of_the_code() {
        let texts = |text: &str| {
            let mut texts = Vec::new();
            let limits = ScanLimits::default();
            let read = read("x", text.as_bytes(), &limits, &mut |input| {
                if let Content::Text(text) = input.content {
                    texts.push(text);
                }
                Ok::<_, ()>(())
            });
            read.unwrap();
            texts
        };
        assert_eq!(texts("]Q3HC1:6BF"), ["HC1:6BF"]);
        assert_eq!(texts("]z3NO1:6BF\n]Q3HC1:6BG\n"), ["NO1:6BF", "HC1:6BG"]);
        assert_eq!(texts("]Q3HC1:6B\nFOX"), ["HC1:6B\nFOX"]);
        assert_eq!(texts("]?3HC1:6BF"), ["]?3HC1:6BF"]);
    }

    #[test]
    fn codes_are_told_from_file_names() {
        let codes = [
            "HC1:6BF",
            "NO1:6BF",
            "hc1:6bf",
            " HC1:6BF",
            "\u{feff}HC1:",
            "NL2:X",
            "B64:X",
            "shc:/56",
            "https://x",
            "",
            "{\"nam\":",
        ];
        for code in codes {
            assert!(is_code(code.as_bytes()), "{code}");
        }
        for name in [
            "cert.png",
            "HC1.txt",
            "-x",
            "c:/codes.txt",
            "codes",
            "./HC1:x",
        ] {
            assert!(!is_code(name.as_bytes()), "{name}");
        }
    }

    fn labels(text: &str) -> Vec<String> {
        let mut labels = Vec::new();
        let read = read("f", text.as_bytes(), &ScanLimits::default(), &mut |input| {
            labels.push(input.label);
            Ok::<_, std::convert::Infallible>(())
        });
        assert!(read.is_ok());
        labels
    }

    #[test]
    fn lines_are_codes_of_their_own_and_numbered() {
        assert_eq!(labels("HC1:A\n\nHC1:B\r\n"), ["f#1", "f#2"]);
        assert_eq!(labels("HC1:A\n"), ["f"]);
        assert_eq!(labels(""), ["f"]);
        assert_eq!(labels("shc:/1\nabc\n"), ["f#1", "f#2"]);
    }

    #[test]
    fn a_damaged_code_over_several_lines_is_one_result() {
        assert_eq!(labels("HC1:6BFOXN\nTSMAHN\nH6SK9\n"), ["f"]);
    }

    #[test]
    fn why_a_file_was_not_scanned_is_said_in_every_language_and_in_english_as_the_scanner_does() {
        let (limit, detail) = (7, "the header is cut off".to_owned());
        let empty = (vec![], 0);
        let [empty, other] = [empty, (vec![0x47, 0x49], 2)]
            .map(|(head, length)| ScanError::NotAPicture { head, length });
        let [width, height] = [70_000; 2];
        for error in [
            empty,
            other,
            ScanError::TooManyBytes { bytes: 8, limit },
            ScanError::TooManyPixels {
                width,
                height,
                limit,
            },
            ScanError::TooManyPages { pages: 8, limit: 7 },
            ScanError::TooMuchData { limit },
            ScanError::TooManySteps { limit },
            ScanError::Exhausted(Exhausted::Memory { octets: 64 << 20 }),
            ScanError::Exhausted(Exhausted::Time { seconds: 10 }),
            ScanError::Exhausted(Exhausted::Stack),
            ScanError::NoDecoder {
                detail: detail.clone(),
            },
            ScanError::Decode {
                format: hcert_scan::scan::Format::Png,
                detail,
            },
        ] {
            let text = not_scanned(&error);
            assert_eq!(text.get(Lang::En), error.to_string());
            for lang in [Lang::Nb, Lang::Nn, Lang::Sv] {
                assert_ne!(text.get(lang), error.to_string(), "{lang}");
            }
        }
    }
}
