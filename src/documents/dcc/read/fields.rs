//! The fields of one map of a payload: taken by name, trimmed, untagged, typed; what is wrong with them or
//! odd about them is noted.

use super::{Fault, FaultKind};
use crate::codec::cbor::item::{Item, mark};
use crate::deviation::{Deviation, DeviationCode as Code};
use crate::documents::dcc::SampleTime;
use crate::documents::dcc::valuesets::Set;
use crate::text::{self, Lang, Message, messages};
use crate::time::{Date, DateTime, TimeError, Timestamp};
use std::cell::{Cell, RefCell};
use std::fmt;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::is_nfc;

/// Longest name, issuer, centre, test name and identifier (payload schema from 1.3.0), in code points.
const MAX_TEXT: usize = 80;
/// The same before 1.3.0; the name of a test had no limit then.
const MAX_TEXT_OLD: usize = 50;

/// Faults and deviations as they are found.
#[derive(Default)]
pub(in crate::documents) struct Notes {
    pub(in crate::documents) faults: RefCell<Vec<Fault>>,
    pub(in crate::documents) deviations: RefCell<Vec<Deviation>>,
    /// Whether `ver` is below 1.3.0, where texts had 50 characters at most.
    pub(in crate::documents) old_schema: Cell<bool>,
    /// Whether `ver` is below 1.1.0, where a date of birth was whole.
    pub(in crate::documents) whole_dates: Cell<bool>,
    /// Whether `ver` is below 1.3.2, where `fnt` had to be there.
    pub(in crate::documents) family_needed: Cell<bool>,
}

impl Notes {
    pub(in crate::documents) fn fault(&self, path: &str, kind: FaultKind) {
        self.faults.borrow_mut().push(Fault {
            path: path.to_owned(),
            kind,
        });
    }

    pub(in crate::documents) fn wrong_type(&self, path: &str, want: Message, found: &Item<'_>) {
        let found = found.type_name();
        self.fault(path, FaultKind::Type { want, found });
    }

    pub(in crate::documents) fn odd(&self, code: Code, at: &str, found: &str) {
        self.deviations
            .borrow_mut()
            .push(Deviation::new(code, at, found));
    }
}

/// What a text field may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::documents) enum Text {
    /// Anything; empty is a deviation.
    Plain,
    /// At most [`MAX_TEXT`] code points; longer and empty are deviations.
    Limited,
    /// The same, and without a limit before 1.3.0.
    LimitedLater,
    /// A name: limited, and symbols are a deviation.
    Name,
    /// Empty is meaningful.
    MayBeEmpty,
}

/// How many keys of a map are marked. The largest of the schema has eleven.
const MARKED: usize = 16;

/// Where a map stands. Written out only where something is to be said about it.
#[derive(Clone, Copy)]
pub(in crate::documents) enum Place {
    /// The payload itself.
    Top,
    /// The map under a key of the payload.
    Under(&'static str),
    /// An entry of a group.
    Entry(&'static str, usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Top => f.write_str("payload"),
            Self::Under(key) => f.write_str(key),
            Self::Entry(group, index) => write!(f, "{group}/{index}"),
        }
    }
}

/// The fields of one map, and where it stands.
pub(in crate::documents) struct Fields<'a> {
    pairs: &'a [(Item<'a>, Item<'a>)],
    /// The marks of the first keys, by which they are found.
    marks: [u64; MARKED],
    /// A bit for each of them: whether it was asked for.
    seen: Cell<u32>,
    place: Place,
    notes: &'a Notes,
}

impl<'a> Fields<'a> {
    pub(in crate::documents) fn new(
        item: &'a Item<'a>,
        place: Place,
        notes: &'a Notes,
    ) -> Option<Self> {
        match item {
            Item::Map(pairs) => {
                let mut marks = [0; MARKED];
                for (slot, (key, _)) in marks.iter_mut().zip(pairs) {
                    *slot = key.as_text().map_or(0, mark);
                }
                Some(Self {
                    pairs,
                    marks,
                    seen: Cell::new(0),
                    place,
                    notes,
                })
            }
            other => {
                notes.wrong_type(&place.to_string(), messages::TYPE_MAP, other);
                None
            }
        }
    }

    pub(in crate::documents) fn path(&self, key: &str) -> String {
        match self.place {
            Place::Top => key.to_owned(),
            place => format!("{place}/{key}"),
        }
    }

    pub(in crate::documents) fn find(&self, key: &str) -> Option<&'a Item<'a>> {
        let is_named = |(name, _): &&(Item<'_>, Item<'_>)| name.as_text() == Some(key);
        let wanted = mark(key);
        match self.marks.iter().position(|&mark| mark == wanted) {
            // The keys of the schema are short, and so have marks that are theirs alone.
            Some(slot) => {
                self.seen.set(self.seen.get() | 1 << slot);
                self.pairs.get(slot).map(|(_, item)| item)
            }
            // No certificate has that many keys, but one that has is read too.
            None => {
                let rest = self.pairs.get(MARKED..)?;
                rest.iter().find(is_named).map(|(_, item)| item)
            }
        }
    }

    /// A required field.
    pub(in crate::documents) fn get(&self, key: &str) -> Option<&'a Item<'a>> {
        let found = self.find(key);
        if found.is_none() {
            self.notes.fault(&self.path(key), FaultKind::Missing);
        }
        found
    }

    /// Lists keys that the schema does not have.
    pub(in crate::documents) fn name_unknown(&self, known: &[&str]) {
        if self.seen.get().count_ones() as usize == self.pairs.len() {
            return;
        }
        for path in self.unknown(known) {
            self.notes.odd(Code::FieldUnknown, &path, "");
        }
    }

    /// The paths of keys that are not known.
    pub(in crate::documents) fn unknown(&self, known: &[&str]) -> Vec<String> {
        let shown = |name: &Item<'_>| match name {
            Item::Text(name) if known.contains(&name.as_ref()) => None,
            // A field name is short and plain; anything else might be somebody's data.
            Item::Text(name)
                if name.len() <= 24
                    && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') =>
            {
                Some(self.path(name))
            }
            other => Some(self.path(&format!("({})", other.type_name().get(Lang::En)))),
        };
        self.pairs
            .iter()
            .filter_map(|(name, _)| shown(name))
            .collect()
    }

    /// A required field without tag 0.
    pub(in crate::documents) fn untagged(&self, key: &str) -> Option<&'a Item<'a>> {
        Some(match self.get(key)? {
            Item::Tag(0, inner) => inner,
            other => other,
        })
    }

    /// A required text field, trimmed.
    pub(in crate::documents) fn text(&self, key: &str, kind: Text) -> Option<String> {
        self.read_text(key, self.get(key)?, kind)
    }

    /// An optional text field, trimmed; null and empty count as absent.
    pub(in crate::documents) fn optional(&self, key: &str, kind: Text) -> Option<String> {
        match self.find(key)? {
            Item::Null => {
                self.notes.odd(Code::FieldNull, &self.path(key), "");
                None
            }
            value => self
                .read_text(key, value, kind)
                .filter(|text| !text.is_empty()),
        }
    }

    fn read_text(&self, key: &str, item: &Item<'_>, kind: Text) -> Option<String> {
        let path = || self.path(key);
        let item = self.untag(key, item);
        let Item::Text(text) = item else {
            self.notes.wrong_type(&path(), messages::TYPE_TEXT, item);
            return None;
        };
        let trimmed = trim(text);
        if trimmed.len() != text.len() {
            self.notes.odd(Code::FieldPadded, &path(), "");
        }
        if trimmed.is_empty() && kind != Text::MayBeEmpty {
            self.notes.odd(Code::FieldEmpty, &path(), "");
        }
        // Most texts are printable ASCII, of which much need not be asked.
        let classes = classes(trimmed);
        let plain = classes & BEYOND_ASCII == 0;
        let mut read = trimmed.to_owned();
        if !plain && text::compose(&mut read) {
            self.notes.odd(Code::FieldNotNfc, &path(), "");
        }
        let odd = match (plain, kind) {
            (true, Text::Name) => classes & SYMBOL != 0,
            (true, _) => false,
            (false, Text::Name) => trimmed.chars().any(|c| c.is_control() || is_symbol(c)),
            (false, _) => trimmed.chars().any(char::is_control),
        };
        if odd {
            self.notes.odd(Code::FieldSymbols, &path(), "");
        }
        let found = match plain {
            true => trimmed.len(),
            false => trimmed.chars().count(),
        };
        let limit = match (kind, self.notes.old_schema.get()) {
            (Text::Plain | Text::MayBeEmpty, _) | (Text::LimitedLater, true) => usize::MAX,
            (_, true) => MAX_TEXT_OLD,
            (_, false) => MAX_TEXT,
        };
        if found > limit {
            let found = format!("{found} > {limit}");
            self.notes.odd(Code::FieldLong, &path(), &found);
        }
        Some(read)
    }

    /// A field that holds a date or a moment in whatever form: its text, or the moment that a tag of CBOR counts to.
    fn written(&self, key: &str) -> Option<Result<String, Timestamp>> {
        let seconds = |item: &Item<'_>| match item {
            Item::Integer(number) => Some(*number),
            // Whole seconds of any year that can be written down fit.
            Item::Float(number) if number.abs() < 1e12 => Some(number.trunc() as i64),
            _ => None,
        };
        let item = self.get(key)?;
        if let Item::Tag(1, inner) = item {
            self.notes.odd(Code::FieldTagged, &self.path(key), "1");
            let moment = seconds(inner).and_then(Timestamp::from_unix);
            return Some(moment.map_or_else(|| Ok(String::new()), Err));
        }
        Some(match item {
            Item::Text(_) | Item::Tag(0, _) => Ok(self.read_text(key, item, Text::MayBeEmpty)?),
            // Whatever it is, it is no date.
            _ => Ok(String::new()),
        })
    }

    fn unreadable(&self, key: &str) {
        self.notes.odd(Code::DateForm, &self.path(key), "");
    }

    /// Takes off tag 0 (RFC 8949 section 3.4.1), which some countries put around dates.
    fn untag<'v>(&self, key: &str, item: &'v Item<'v>) -> &'v Item<'v> {
        match item {
            Item::Tag(0, inner) => {
                self.notes.odd(Code::FieldTagged, &self.path(key), "0");
                inner
            }
            other => other,
        }
    }

    /// A required code of a value set.
    pub(in crate::documents) fn code(&self, key: &str, set: Set) -> Option<String> {
        let code = self.text(key, Text::Plain)?;
        if !code.is_empty() && set.find(&code).is_none() {
            self.notes.odd(Code::CodeUnknown, &self.path(key), "");
        }
        Some(code)
    }

    /// A whole number of doses, whichever it is. More doses than the series has are no oddity: a booster after one
    /// dose is written 2/1.
    pub(in crate::documents) fn dose(&self, key: &str) -> Option<i64> {
        let path = || self.path(key);
        let number = match self.get(key)? {
            Item::Integer(number) => Some(*number),
            Item::Float(number) if number.is_finite() && number.fract() == 0.0 => {
                // A number that no integer holds becomes the one next to it.
                let whole = *number as i64;
                self.notes.odd(
                    match whole {
                        0 => Code::DoseZero,
                        1..=9 => Code::DoseFloat,
                        _ => Code::DoseForm,
                    },
                    &path(),
                    "",
                );
                return Some(whole);
            }
            Item::Float(_) => {
                let want = messages::TYPE_INTEGER;
                self.notes.fault(&path(), FaultKind::Form { want });
                return None;
            }
            Item::Large(_) => None,
            other => {
                self.notes.wrong_type(&path(), messages::TYPE_NUMBER, other);
                return None;
            }
        };
        let most = match self.notes.old_schema.get() {
            true => 9,
            false => i64::from(u32::MAX),
        };
        match number {
            Some(0) => self.notes.odd(Code::DoseZero, &path(), ""),
            Some(number) if (1..=most).contains(&number) => {}
            _ => self.notes.odd(Code::DoseForm, &path(), ""),
        }
        Some(number.unwrap_or(i64::MAX))
    }

    /// A date, as far as it can be read: `Some(None)` where it cannot.
    pub(in crate::documents) fn date(&self, key: &str) -> Option<Option<Date>> {
        let text = match self.written(key)? {
            Ok(text) => text,
            Err(moment) => return Some(Some(moment.date())),
        };
        if let Ok(date) = text.parse() {
            return Some(Some(date));
        }
        if let Ok(time) = DateTime::read(&text) {
            self.notes.odd(Code::DateWithTime, &self.path(key), "");
            return Some(Some(time.date));
        }
        self.unreadable(key);
        // A whole date may stand before what nobody can read.
        Some(text.get(..10).and_then(|date| date.parse().ok()))
    }

    /// When a sample was taken, as far as it can be read: `Some(None)` where it cannot. Without an offset it is UTC, and
    /// a date alone is its start.
    pub(in crate::documents) fn sample_time(&self, key: &str) -> Option<Option<SampleTime>> {
        let text = match self.written(key)? {
            Ok(text) => text,
            Err(instant) => return Some(Some(instant.into())),
        };
        // A blank inside may stand before an offset.
        let read = DateTime::read(&text).or_else(|error| {
            let joined: String = text.split_whitespace().collect();
            let mut read = DateTime::read(&joined).map_err(|_| error)?;
            if read.odd.is_empty() {
                read.odd.push(messages::TIME_ODD_BLANK);
            }
            Ok::<_, TimeError>(read)
        });
        if let Ok(read) = read {
            let instant = read.instant_or_utc;
            for form in &read.odd {
                let found = form.get(Lang::En);
                self.notes.odd(Code::TimeForm, &self.path(key), found);
            }
            return Some(Some(match read.odd.is_empty() {
                true => SampleTime { text, instant },
                false => instant.into(),
            }));
        }
        self.unreadable(key);
        let date: Option<Date> = text.get(..10).and_then(|date| date.parse().ok());
        Some(date.map(|date| date.start().into()))
    }
}

/// [`str::trim`], which need not look twice at a text that begins and ends with a visible character of ASCII.
fn trim(text: &str) -> &str {
    let visible = |octet: Option<&u8>| octet.is_some_and(u8::is_ascii_graphic);
    match visible(text.as_bytes().first()) && visible(text.as_bytes().last()) {
        true => text,
        false => text.trim(),
    }
}

/// An octet that is no printable character of ASCII.
const BEYOND_ASCII: u8 = 1;
/// A printable character of ASCII that has no place in a name.
const SYMBOL: u8 = 2;

/// The class of every octet.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler: out of range does not compile"
)]
static CLASSES: [u8; 256] = {
    let mut table = [0; 256];
    let mut octet = 0;
    while octet < 256 {
        table[octet] = match octet as u8 {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => 0,
            b' ' | b'\'' | b'`' | b'-' | b'.' | b',' | b'/' | b'(' | b')' | b'<' => 0,
            b' '..=b'~' => SYMBOL,
            _ => BEYOND_ASCII,
        };
        octet += 1;
    }
    table
};

/// The classes of all octets of a text together.
fn classes(text: &str) -> u8 {
    let class = |octet: u8| CLASSES.get(usize::from(octet)).copied();
    text.bytes()
        .fold(0, |all, octet| all | class(octet).unwrap_or(BEYOND_ASCII))
}

/// Whether [`Fields::read_text`] would take a text of limited length without a word.
pub(crate) fn is_plain_text(text: &str, name: bool) -> bool {
    let classes = classes(text);
    // An accent may be written in two ways, and a blank in many: those are looked at one by one.
    let plain = match classes & BEYOND_ASCII == 0 {
        true => !(name && classes & SYMBOL != 0),
        false => is_nfc(text) && !text.chars().any(|c| c.is_control() || name && is_symbol(c)),
    };
    // No more octets than characters are allowed is never too long.
    plain && !text.is_empty() && text.len() <= MAX_TEXT && trim(text).len() == text.len()
}

/// Whether a character has no place in a name: quotes, pictures, operators.
fn is_symbol(c: char) -> bool {
    if c.is_ascii() {
        return classes(c.encode_utf8(&mut [0; 4])) & SYMBOL != 0;
    }
    let punctuation = "\u{2019}\u{2bc}\u{b4}\u{2010}\u{2011}\u{b7}";
    // Combining marks and joiners are part of letters in many scripts.
    let mark = is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}');
    !(c.is_alphanumeric() || punctuation.contains(c) || mark)
}
