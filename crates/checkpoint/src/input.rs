//! What people hand in, as far as it is octets: a text with codes, a picture, a PDF.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hcert::container::{Contexts, DOMESTIC_PREFIX, Foreign, Limits, PREFIX, Unverified, prefix};
use hcert::shc;
use hcert::text;
use hcert::text::{Lang, Text, messages, without_bom};
use hcert::time::Timestamp;
use hcert::verify::Unread;
use hcert_scan::scan::{
    Exhausted, FileKind, OtherFormat, ScanError, ScanLimits, Scanned, names_in_zip, other_format,
    scan, sniff,
};
use serde::de::IgnoredAny;
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
    NoCode(Option<Unread>),
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
        ScanError::OtherFormat(found) => {
            let found = named(*found);
            text!(PICTURE_OTHER_FORMAT, found)
        }
        ScanError::Locked { format, password } => {
            let format = format.to_string();
            match password {
                true => text!(PICTURE_LOCKED, format),
                false => text!(PICTURE_ENCRYPTED, format),
            }
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

/// A format that is not read, as a person names it.
fn named(format: OtherFormat) -> Text {
    let name = format.to_string();
    match format.kind() {
        FileKind::Picture => text!(PICTURE_OF_FORMAT, format = name),
        FileKind::Document => text!(DOCUMENT_OF_FORMAT, format = name),
        FileKind::Archive => text!(ARCHIVE_OF_FORMAT, format = name),
        FileKind::Text => text!(TEXT_OF_FORMAT, format = name),
        FileKind::Video => text!(VIDEO_OF_FORMAT, format = name),
        FileKind::Pass => text!(PASS_OF_FORMAT, format = name),
    }
}

/// Why a file was not scanned, by what can be done about it.
fn unread(error: &ScanError) -> Unread {
    let why = not_scanned(error);
    match error {
        ScanError::OtherFormat(_) | ScanError::NotAPicture { .. } => Unread::OtherFormat(why),
        ScanError::Locked { .. } => Unread::Locked(why),
        _ => Unread::Damaged(why),
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
    } else if is_divoc(octets) {
        // As issuers who print no octets write it.
        let text = format!("B64:{}", STANDARD.encode(octets));
        (vec![Content::Text(text)], 0)
    } else if let Some(format) = other_format(octets) {
        let unread = unread(&ScanError::OtherFormat(format));
        (vec![Content::NoCode(Some(unread))], 0)
    } else {
        match std::str::from_utf8(octets) {
            Ok(text) => return read_text(label, text, job),
            Err(_) => {
                let unread = Unread::OtherFormat(text!(HANDED_NEITHER));
                (vec![Content::NoCode(Some(unread))], 0)
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

/// What a ZIP archive begins with.
const ZIP: &str = "PK\u{3}\u{4}";

/// The file in the archive in which DIVOC packs a certificate.
const DIVOC_FILE: &str = "certificate.json";

/// Whether it is the archive in which DIVOC packs a certificate.
fn is_divoc(octets: &[u8]) -> bool {
    octets.starts_with(ZIP.as_bytes())
        && names_in_zip(octets)
            .take(4)
            .any(|name| name == DIVOC_FILE.as_bytes())
}

/// A text without what scanners put around it. That is the scanner's word and not part of the code, so it is no
/// deviation either:
///
/// - the symbology identifier: `]`, a letter for the kind of symbol, and a modifier (ISO/IEC 15424: `]Q3` for a QR
///   code, `]z3` for Aztec);
/// - the character set that the symbol named: `\` and six digits (AIM ECI: `\000026` for UTF-8);
/// - the envelope of a message (ISO/IEC 15434): `[)>`, RS, two digits, GS;
/// - controls at both ends: STX, ETX, EOT, FNC1 as GS, CR, LF and others.
#[must_use]
pub fn as_printed(text: &str) -> &str {
    let trimmed = text.trim_matches(is_control);
    // A byte order mark in front of all this came from a file; in front of a code it is a deviation.
    let mut rest = without_bom(trimmed).trim_start_matches(is_control);
    let mut found = false;
    while let Some(within) = without_one(rest) {
        rest = within.trim_start_matches(is_control);
        found = true;
    }
    match found {
        true => rest,
        false => trimmed,
    }
}

fn is_control(c: char) -> bool {
    c.is_ascii_control()
}

/// The text behind one thing that a scanner puts in front.
fn without_one(text: &str) -> Option<&str> {
    match text.as_bytes() {
        [b']', kind, modifier, ..]
            if kind.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric() =>
        {
            text.get(3..)
        }
        [b'\\', digits @ ..]
            if digits
                .get(..6)
                .is_some_and(|six| six.iter().all(u8::is_ascii_digit)) =>
        {
            text.get(7..)
        }
        [b'[', b')', b'>', 0x1e, tens, ones, 0x1d, ..]
            if tens.is_ascii_digit() && ones.is_ascii_digit() =>
        {
            text.get(7..)
        }
        _ => None,
    }
}

/// The codes of a text: one a line, unless all lines together are one code that was wrapped. Lines that are prose are none;
/// a text of nothing else is one that holds no code.
fn read_text<E>(
    label: &str,
    text: &str,
    job: &mut impl FnMut(Input) -> Result<(), E>,
) -> Result<(), E> {
    let mut hand_over = |label: String, text: &str| {
        job(Input {
            label,
            content: Content::Text(as_printed(text).to_owned()),
            left_alone: 0,
        })
    };
    if let Some(cards) = cards_of_file(text) {
        let several = cards.len() > 1;
        return (1..)
            .zip(cards)
            .try_for_each(|(number, card)| match several {
                true => hand_over(format!("{label}#{number}"), &card),
                false => hand_over(label.to_owned(), &card),
            });
    }
    match Held::of(text) {
        Held::One(one) => hand_over(label.to_owned(), one),
        Held::Codes { codes, .. } => codes
            .into_iter()
            .try_for_each(|(number, code)| hand_over(format!("{label}#{number}"), code)),
    }
}

/// What a text holds.
enum Held<'a> {
    /// One thing: a line, or all lines together.
    One(&'a str),
    /// Codes, each with the number of its line, and so many lines of prose between them.
    Codes {
        codes: Vec<(usize, &'a str)>,
        prose: usize,
    },
}

impl<'a> Held<'a> {
    fn of(text: &'a str) -> Self {
        let is_there = |line: &&str| !as_printed(line).trim().is_empty();
        let lines = || text.lines().filter(is_there);
        let first = lines().next().unwrap_or_default();
        if lines().nth(1).is_none() {
            return Self::One(first);
        }
        if is_wrapped(text) || is_json(first, text) {
            return Self::One(text);
        }
        let numbered = (1..).zip(lines());
        let codes: Vec<_> = numbered.filter(|(_, line)| may_be_code(line)).collect();
        if codes.iter().all(|(_, line)| is_part(as_printed(line))) && !codes.is_empty() {
            return Self::One(text);
        }
        match lines().count() - codes.len() {
            _ if codes.is_empty() => Self::One(first),
            prose => Self::Codes { codes, prose },
        }
    }
}

/// How many lines of a text stand between its codes and are none.
#[must_use]
pub fn lines_without_code(octets: &[u8]) -> usize {
    match std::str::from_utf8(octets) {
        Ok(text) if sniff(octets).is_none() => match Held::of(text) {
            Held::One(_) => 0,
            Held::Codes { prose, .. } => prose,
        },
        _ => 0,
    }
}

/// Whether a line of several may be a code, perhaps a damaged one: it begins like one, or looks like Base45, which has no
/// small letters and hardly a blank. All else is prose.
fn may_be_code(line: &str) -> bool {
    let line = as_printed(without_bom(line)).trim();
    let octets = line.as_bytes();
    let begins = match octets {
        // `HC1:…` and `HC1:[..]` stand for a code in a text about codes.
        [_, _, _, b':', rest @ ..] if !is_mostly_base45(rest) => false,
        [_, _, _, b':', next, ..] if next.is_ascii_whitespace() => is_ours(line),
        [b'[', rest @ ..] => matches!(rest.trim_ascii_start(), [b'{' | b'[' | b'"', ..]),
        [b'{', rest @ ..] => rest.trim_ascii_start().starts_with(b"\""),
        _ => begins_like_code(octets),
    };
    let count = |is: fn(&u8) -> bool| octets.iter().filter(|octet| is(octet)).count();
    let others = count(|octet| !is_base45(*octet));
    let blanks = count(|octet| *octet == b' ');
    let all = octets.len();
    begins || (all >= 20 && others <= all / 16 && blanks <= all / 10)
}

/// In whichever case: small letters are a damage of their own.
fn is_mostly_base45(octets: &[u8]) -> bool {
    let of_it = octets.iter().map(u8::to_ascii_uppercase);
    of_it.filter(|octet| is_base45(*octet)).count() * 2 > octets.len()
}

fn is_base45(octet: u8) -> bool {
    octet.is_ascii_digit() || octet.is_ascii_uppercase() || b" $%*+-./:".contains(&octet)
}

/// Whether several lines are one piece of JSON, such as a seal that was printed prettily: it does not end in the first
/// of them, and no code of ours stands in another.
fn is_json(first: &str, text: &str) -> bool {
    let begins = as_printed(without_bom(first))
        .trim_start()
        .starts_with(['{', '[']);
    let ends = || serde_json::from_str::<IgnoredAny>(without_bom(first)).is_ok();
    begins && !ends() && !text.lines().any(|line| is_ours(as_printed(line)))
}

/// Whether several lines are one code: they decode as one, or only the first begins like a code and all
/// together are not longer than one can be.
fn is_wrapped(text: &str) -> bool {
    let limits = Limits::default();
    let short = text.len() <= limits.text + limits.text / 8;
    let begins = is_ours(without_bom(as_printed(text)));
    let is_small = |line: &str| line.contains(|c: char| c.is_ascii_lowercase());
    let small = text.lines().next().is_some_and(is_small);
    let alone = || {
        let mut rest = text.lines().skip(1);
        rest.all(|line| {
            let is_code = is_code(as_printed(line).as_bytes());
            // A code in capital letters does not go on in small ones: that is what somebody says of it.
            line.trim().is_empty() || !(is_code || is_small(line) && !small)
        })
    };
    short
        && begins
        && (alone() || Unverified::decode_as(text, &limits, Contexts::EuAndDomestic).is_ok())
}

/// Whether a text begins like a code that is read here.
#[must_use]
pub fn is_ours(text: &str) -> bool {
    text.starts_with(PREFIX) || text.starts_with(DOMESTIC_PREFIX)
}

/// The codes of a picture or PDF, and how many of other kinds were left alone.
fn read_picture(decoder: Decoder<'_>, octets: &[u8], limits: &ScanLimits) -> (Vec<Content>, usize) {
    let found = match decoder(octets, limits) {
        Ok(found) => found,
        Err(error) if error.is_limit() => return (vec![Content::TooLarge(not_scanned(&error))], 0),
        Err(error) => return (vec![Content::NoCode(Some(unread(&error)))], 0),
    };
    let (ours, others): (Vec<Scanned>, Vec<Scanned>) =
        found.into_iter().partition(|code| is_read(&code.text));
    // A single code of another kind is what the person showed: it is named, not overlooked.
    let (codes, left_alone) = match ours.is_empty() {
        true => (others, 0),
        false => (ours, others.len()),
    };
    if codes.is_empty() {
        return (vec![Content::NoCode(None)], 0);
    }
    let texts = codes.into_iter().map(|code| code.text).collect();
    let texts = joined(texts).into_iter().map(Content::Text);
    (texts.collect(), left_alone)
}

/// Whether a text is a code of a kind that is read: one of ours, or of another network.
fn is_read(text: &str) -> bool {
    let others = [
        Foreign::SmartHealthCard,
        Foreign::IcaoVds,
        Foreign::NewZealandPass,
        Foreign::Divoc,
    ];
    is_ours(text) || prefix::foreign(text).is_some_and(|found| others.contains(&found))
}

/// The parts of a divided card as one text, where the first of them stood.
fn joined(texts: Vec<String>) -> Vec<String> {
    let mut whole: Vec<String> = Vec::with_capacity(texts.len());
    let mut place = None;
    for text in texts {
        match place.and_then(|place: usize| whole.get_mut(place)) {
            Some(parts) if is_part(&text) => {
                parts.push('\n');
                parts.push_str(&text);
            }
            _ => {
                if is_part(&text) {
                    place = Some(whole.len());
                }
                whole.push(text);
            }
        }
    }
    whole
}

/// Whether a text is one of the codes that a card was divided into.
fn is_part(text: &str) -> bool {
    let code = shc::numeric(text.trim());
    code.is_ok_and(|code| code.chunk.is_some())
}

/// Puts together the parts of a divided card that come one after the other, as an officer scans them.
#[derive(Default)]
pub struct Parts {
    text: String,
    since: Option<Timestamp>,
}

/// Shows nothing of a card.
impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parts({} bytes)", self.text.len())
    }
}

impl Parts {
    /// Seconds after which a part waits no longer for the others.
    const PATIENCE: i64 = 60;

    /// The text to verify for a code that was handed in at a moment: with the parts that came before it, if it is one of a
    /// card that is not whole yet.
    #[must_use]
    pub fn with(&mut self, text: &str, at: Timestamp) -> String {
        if !is_part(text) {
            *self = Self::default();
            return text.to_owned();
        }
        let waits = |since: Timestamp| (0..=Self::PATIENCE).contains(&(at.unix() - since.unix()));
        let both = format!("{}\n{text}", self.text);
        let together = match shc::text(&both) {
            Ok(_) | Err(shc::TextFault::Missing { .. }) => self.since.is_some_and(waits),
            Err(_) => false,
        };
        let whole = if together { both } else { text.to_owned() };
        // A card that is whole is done with.
        match shc::text(&whole) {
            Err(shc::TextFault::Missing { .. }) => {
                self.text.clone_from(&whole);
                self.since = Some(at);
            }
            _ => *self = Self::default(),
        }
        whole
    }
}

/// The cards of a file (`.smart-health-card`), each as the text of its code.
fn cards_of_file(text: &str) -> Option<Vec<String>> {
    let json: serde_json::Value = serde_json::from_str(without_bom(text).trim()).ok()?;
    let cards = json.get("verifiableCredential")?.as_array()?;
    let cards = cards.iter().map(|card| shc::encode(card.as_str()?));
    cards
        .collect::<Option<Vec<String>>>()
        .filter(|cards| !cards.is_empty())
}

/// Whether some text looks like a code rather than a name: `HC1:…`, `NO1:…`, another context
/// identifier, a foreign format that we can name, or JSON.
#[must_use]
pub fn is_code(argument: &[u8]) -> bool {
    // No file name is that long, and an error must not repeat what may be somebody's code.
    let long = argument.len() > 255;
    long || argument.is_empty() || begins_like_code(argument)
}

fn begins_like_code(octets: &[u8]) -> bool {
    let text = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    let text = text.trim_ascii_start();
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
    let escaped = || ["HC1%3A", "%48"].into_iter().any(starts);
    let foreign = || std::str::from_utf8(text).is_ok_and(|text| prefix::foreign(text).is_some());
    context || escaped() || foreign()
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
    fn what_scanners_put_around_a_code_is_peeled_off_and_nothing_else() {
        for framed in [
            "HC1:6BF",
            "]Q3HC1:6BF",
            "]Q2\\000026HC1:6BF",
            "]z3\\000003\\000026HC1:6BF",
            "\\000026HC1:6BF",
            "\u{2}HC1:6BF\u{3}",
            "\u{2}]Q1HC1:6BF\u{3}\r\n",
            "\u{1d}HC1:6BF\u{1d}",
            "HC1:6BF\0\0\0",
            "\u{1e}HC1:6BF\u{1e}\u{4}",
            "HC1:6BF\r",
            "[)>\u{1e}06\u{1d}HC1:6BF\u{1e}\u{4}",
            "\u{feff}]Q3HC1:6BF",
        ] {
            assert_eq!(as_printed(framed), "HC1:6BF", "{framed:?}");
        }
        // Blanks are digits of Base45, and a byte order mark is told.
        for kept in [
            " HC1:6BF ",
            "\u{feff}HC1:6BF",
            "\\00002HC1:6BF",
            "HC1:6\u{1d}BF",
            "]",
            "",
        ] {
            assert_eq!(as_printed(kept), kept);
        }
    }

    #[test]
    fn json_over_several_lines_is_one_answer_and_json_lines_are_several() {
        let pretty = "{\n  \"data\": {\n    \"hdr\": {}\n  }\n}\n";
        assert_eq!(labels(pretty), ["f"]);
        assert_eq!(labels("[\n{\"data\":{}},\n{\"data\":{}}\n]"), ["f"]);
        assert_eq!(labels("\u{feff}{\r\n\"data\": 1\r\n}"), ["f"]);
        assert_eq!(labels("{\n \"data\": {\n"), ["f"]);
        assert_eq!(labels("{\"data\":{}}\n{\"data\":{}}\n"), ["f#1", "f#2"]);
        assert_eq!(labels("[a note]\nHC1:6BF\n"), ["f#2"]);
    }

    #[test]
    fn a_file_that_is_not_read_is_named_and_a_divoc_archive_is_a_certificate() {
        let content = |octets: &[u8]| {
            let mut content = None;
            let read = read("f", octets, &ScanLimits::default(), &mut |input| {
                content = Some(input.content);
                Ok::<_, ()>(())
            });
            read.unwrap();
            content.unwrap()
        };
        let zip = |name: &str| {
            let length = u8::try_from(name.len()).unwrap();
            let header = [ZIP.as_bytes(), &[0; 22], &[length, 0, 0, 0]].concat();
            [&header, name.as_bytes()].concat()
        };
        for (octets, name) in [
            (b"GIF89a".to_vec(), "a picture in the format GIF"),
            (zip("pass.json"), "a pass of a wallet (pkpass)"),
            (zip("word/document.xml"), "a document in the format DOCX"),
            (zip("photo.jpg"), "an archive in the format ZIP"),
            (b"\xff\xfeH\0".to_vec(), "a text in UTF-16"),
            (b"\x1a\x45\xdf\xa3".to_vec(), "a video (MP4, MOV or MKV)"),
        ] {
            match content(&octets) {
                Content::NoCode(Some(Unread::OtherFormat(why))) => {
                    assert!(why.get(Lang::En).contains(name), "{why:?}");
                }
                other => panic!("{name}: {other:?}"),
            }
        }
        let divoc = content(&zip("certificate.json"));
        assert!(matches!(divoc, Content::Text(text) if as_printed(&text).starts_with("B64:UEsDB")));
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
        assert_eq!(labels("shc:/1\nHC1:B\n"), ["f#1", "f#2"]);
    }

    #[test]
    fn prose_between_codes_is_no_answer_and_a_damaged_code_is_one() {
        // Numbers are those of the lines, so that an answer is found again in its text.
        let letter =
            "Dear Sir,\n\nthese are the codes:\nHC1:6BFOXN\n- and\nNO1:6BF TSM\nGood bye.\n";
        assert_eq!(labels(letter), ["f#3", "f#5"]);
        assert_eq!(lines_without_code(letter.as_bytes()), 4);
        let damaged =
            "6BFOXN*TS0BI$ZD-PHQ7I9AD66V5B22CH9\nHC1:6BFOXN\nC1:6BFOXN*TS0BI$ZD-P%Q7I9AD66V5B2\n";
        assert_eq!(labels(damaged), ["f#1", "f#2", "f#3"]);
        assert_eq!(lines_without_code(damaged.as_bytes()), 0);
        for prose in [
            "abc",
            "Note: see below",
            "key: value",
            "abc: HC1:",
            "# A HEADING IN CAPITAL LETTERS",
            "IMPORTANT NOTICE TO ALL OF THE STAFF",
            "====================================",
            "[a link](https://example.org/AAAAAAAAAAAAAAAAAAAAAAAAAAAA)",
            "| a | table |",
            "HC1:[..]",
            "HC1:…",
            "HC1:",
            &"a long paragraph of prose, ".repeat(20),
        ] {
            assert!(!may_be_code(prose), "{prose}");
            let text = format!("{prose}\nHC1:6BFOXN\nHC1:6BFOXN\n{prose}\n");
            assert_eq!(labels(&text), ["f#2", "f#3"], "{prose}");
            assert_eq!(labels(&format!("{prose}\n{prose}\n")), ["f"], "{prose}");
        }
        for code in [
            "HC1: 6BFOXN",
            "hc1:6bfoxn",
            " \u{feff}HC1:6B",
            "]Q3HC1:6B",
            "NL2:X",
            "shc:/567",
            "https://example.org/#vhlink:/x",
            "{\"credentialSubject\":{}}",
        ] {
            assert!(may_be_code(code), "{code}");
        }
    }

    #[test]
    fn a_text_without_any_code_is_one_thing_that_is_looked_at() {
        for text in [
            include_str!("../../../README.md"),
            include_str!("../../../ARCHITECTURE.md"),
            include_str!("../../../Cargo.toml"),
            include_str!("../../../LICENSE-MIT"),
            include_str!("input.rs"),
            "one\ntwo\n",
        ] {
            assert_eq!(labels(text), ["f"]);
            assert_eq!(lines_without_code(text.as_bytes()), 0);
        }
    }

    #[test]
    fn a_damaged_code_over_several_lines_is_one_result() {
        assert_eq!(labels("HC1:6BFOXN\nTSMAHN\nH6SK9\n"), ["f"]);
        assert_eq!(labels("HC1:6bfoxn\ntsmahn\n"), ["f"]);
        assert_eq!(labels("HC1:6BFOXN\nis my code.\nThanks\n"), ["f#1"]);
    }

    #[test]
    fn why_a_file_was_not_scanned_is_said_in_every_language_and_in_english_as_the_scanner_does() {
        let (limit, detail) = (7, "the header is cut off".to_owned());
        let empty = (vec![], 0);
        let [empty, other] = [empty, (vec![0x47, 0x48], 2)]
            .map(|(head, length)| ScanError::NotAPicture { head, length });
        let [width, height] = [70_000; 2];
        for error in [
            empty,
            other,
            ScanError::Locked {
                format: hcert_scan::scan::Format::Pdf,
                password: true,
            },
            ScanError::Locked {
                format: hcert_scan::scan::Format::Pdf,
                password: false,
            },
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
