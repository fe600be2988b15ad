//! The EU's JSON schema of a certificate's payload, in its nine published versions, as a table of
//! constraints over [`serde_json::Value`].
//!
//! Source: DCC (first: DGC) combined schema 1.0.0 to 1.3.3 of the eHealth Network. A payload that
//! breaks a constraint here breaks the official schema of that version, and the other way round,
//! by the rules of JSON Schema draft 2020-12: an integer is any whole number (`2.0` is one), text
//! is measured in code points, patterns are unanchored unless they say otherwise and `\d` is ASCII,
//! unknown keys are allowed everywhere, a key with `null` is present.
//!
//! [`check`] leaves the `format` keyword aside, as JSON Schema does by default; [`check_formats`]
//! checks it alone. A violation holds a path, a rule and lengths or dose numbers, never a name, a
//! date or an identifier of the holder.
//!
//! Not supported: what the specification says beyond its schema (codes from the value sets, dates
//! in order, non-empty texts), other schemas than these nine, and repeated keys, which a
//! [`Value`] cannot hold.
//!
//! ```
//! use hcert::dcc::schema::{Version, check};
//!
//! let payload = serde_json::json!({
//!     "ver": "1.3.0", "dob": "1964", "nam": {"fnt": "NORDMANN"},
//!     "r": [{"tg": "840539006", "fr": "2021-05-18", "co": "no", "is": "Norwegian Institute of \
//!            Public Health", "df": "2021-05-29", "du": "2021-11-14", "ci": "URN:UVCI:01:NO:A8"}]
//! });
//! let found = check(&payload, Version::for_ver("1.3.0"));
//! assert_eq!(found.len(), 1);
//! assert_eq!(found[0].to_string(), "r/0/co: text does not match [A-Z]{1,10}");
//! ```

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Number, Value};

/// A published version of the schema, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 1.0.0.
    V1_0_0,
    /// 1.0.1: the same constraints.
    V1_0_1,
    /// 1.1.0: `dob` may be a year or a month.
    V1_1_0,
    /// 1.2.0: no `t.dr`.
    V1_2_0,
    /// 1.2.1: the same constraints.
    V1_2_1,
    /// 1.3.0: one group, one entry; `dob` may be empty; 80 characters; `t.tc` optional; any dose.
    V1_3_0,
    /// 1.3.1: the same constraints.
    V1_3_1,
    /// 1.3.2: `fnt` or `gnt`.
    V1_3_2,
    /// 1.3.3: the same constraints.
    V1_3_3,
}

impl Version {
    /// All of them, the oldest first.
    #[rustfmt::skip]
    pub const ALL: [Self; 9] = [
        Self::V1_0_0, Self::V1_0_1, Self::V1_1_0, Self::V1_2_0, Self::V1_2_1,
        Self::V1_3_0, Self::V1_3_1, Self::V1_3_2, Self::V1_3_3,
    ];

    /// The last version, which new certificates follow.
    pub const LATEST: Self = Self::V1_3_3;

    /// As written in `ver`: `1.3.0`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1_0_0 => "1.0.0",
            Self::V1_0_1 => "1.0.1",
            Self::V1_1_0 => "1.1.0",
            Self::V1_2_0 => "1.2.0",
            Self::V1_2_1 => "1.2.1",
            Self::V1_3_0 => "1.3.0",
            Self::V1_3_1 => "1.3.1",
            Self::V1_3_2 => "1.3.2",
            Self::V1_3_3 => "1.3.3",
        }
    }

    /// The published version that is written exactly so.
    #[must_use]
    pub fn published(ver: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|version| version.as_str() == ver)
    }

    /// The version to check a payload by that calls itself `ver`: that one where it was published,
    /// else the highest published one that is not above it (1.0.4 → 1.0.1, 1.4.0 → 1.3.3).
    ///
    /// 1.0.0 for anything below it, and for a text that is not three numbers with full stops
    /// between them: such a payload promises no more than the oldest schema.
    ///
    /// ```
    /// use hcert::dcc::schema::Version;
    /// assert_eq!(Version::for_ver("1.3.0"), Version::V1_3_0);
    /// assert_eq!(Version::for_ver("1.0.4"), Version::V1_0_1);
    /// assert_eq!(Version::for_ver("1.4.0"), Version::LATEST);
    /// ```
    #[must_use]
    pub fn for_ver(ver: &str) -> Self {
        if let Some(published) = Self::published(ver) {
            return published;
        }
        let Some(wanted) = triple(ver) else {
            return Self::V1_0_0;
        };
        let not_above = |version: &Self| triple(version.as_str()).is_some_and(|v| v <= wanted);
        Self::ALL
            .into_iter()
            .rev()
            .find(not_above)
            .unwrap_or(Self::V1_0_0)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Three numbers; one too large to hold is as good as the largest.
fn triple(ver: &str) -> Option<[u64; 3]> {
    let mut parts = ver
        .split('.')
        .map(|part| is_digits(part).then(|| part.parse().unwrap_or(u64::MAX)));
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The rule that is broken, with what it asks and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// The key is missing.
    Required,
    /// Neither `fnt` nor `gnt` is present (since 1.3.2; before, `fnt` is required).
    AnyName,
    /// Not exactly one of `v`, `t` and `r` is present (since 1.3.0).
    OneGroup {
        /// How many are.
        found: usize,
    },
    /// Another JSON type.
    Type {
        /// The type asked for; `integer` is any whole number.
        want: &'static str,
        /// The type found.
        found: &'static str,
    },
    /// The text does not match.
    Pattern {
        /// The pattern, in the notation of the schema (ECMA 262).
        want: &'static str,
    },
    /// The text is not of the format. Found by [`check_formats`] alone.
    Format {
        /// `date` or `date-time`.
        want: &'static str,
    },
    /// The text is too long.
    MaxLength {
        /// The most it may have, in code points.
        max: usize,
        /// What it has.
        found: usize,
    },
    /// The number is too small.
    Minimum {
        /// The least it may be.
        min: u8,
        /// What it is: a dose number.
        found: Number,
    },
    /// The number is too large.
    Maximum {
        /// The most it may be.
        max: u8,
        /// What it is: a dose number.
        found: Number,
    },
    /// The array has too few entries.
    MinItems {
        /// The least it may have.
        min: usize,
        /// What it has.
        found: usize,
    },
    /// The array has too many entries.
    MaxItems {
        /// The most it may have.
        max: usize,
        /// What it has.
        found: usize,
    },
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Required => f.write_str("missing"),
            Self::AnyName => f.write_str("neither fnt nor gnt is present"),
            Self::OneGroup { found } => {
                write!(f, "{found} of v, t and r are present, not exactly one")
            }
            Self::Type { want, found } => write!(f, "{found} instead of {want}"),
            Self::Pattern { want } => write!(f, "text does not match {want}"),
            Self::Format { want } => write!(f, "text is not a {want}"),
            Self::MaxLength { max, found } => write!(f, "{found} characters, at most {max} fit"),
            Self::Minimum { min, found } => write!(f, "{found} is below {min}"),
            Self::Maximum { max, found } => write!(f, "{found} is above {max}"),
            Self::MinItems { min, found } => write!(f, "{found} entries, at least {min} needed"),
            Self::MaxItems { max, found } => write!(f, "{found} entries, at most {max} allowed"),
        }
    }
}

/// A broken rule and where. `Display` is one line: `v/0/dn: 0 is below 1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Keys and indexes from the top with `/` between them (`v/0/dn`); empty for the payload.
    pub path: String,
    /// What is broken there.
    pub rule: Rule,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() {
            "payload"
        } else {
            &self.path
        };
        write!(f, "{path}: {}", self.rule)
    }
}

/// What a field may hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Any text: all codes are free text to the schema.
    Text,
    /// Text of at most 50 characters, 80 since 1.3.0.
    Short,
    /// The same, but without a limit before 1.3.0 (`t.nm`).
    ShortLater,
    /// Short text of `A` to `Z` and `<`.
    Mrz,
    /// Text matching [`COUNTRY`].
    Country,
    /// A whole number from 1, to 9 before 1.3.0.
    Dose,
    /// Text of format `date`.
    Date,
    /// Text of format `date-time`.
    DateTime,
    /// The same up to 1.1.0; an unknown key since, and so free (`t.dr`).
    DateTimeOnce,
}

/// Whether a field must be present.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Always,
    /// Required before 1.3.0, optional since.
    Once,
    Never,
}

type Field = (&'static str, Kind, Need);

const NAME: &[Field] = &[
    ("fn", Kind::Short, Need::Never),
    ("gn", Kind::Short, Need::Never),
    // Which of the two is required is a rule of its own.
    ("fnt", Kind::Mrz, Need::Never),
    ("gnt", Kind::Mrz, Need::Never),
];

const VACCINATION: &[Field] = &[
    ("tg", Kind::Text, Need::Always),
    ("vp", Kind::Text, Need::Always),
    ("mp", Kind::Text, Need::Always),
    ("ma", Kind::Text, Need::Always),
    ("dn", Kind::Dose, Need::Always),
    ("sd", Kind::Dose, Need::Always),
    ("dt", Kind::Date, Need::Always),
    ("co", Kind::Country, Need::Always),
    ("is", Kind::Short, Need::Always),
    ("ci", Kind::Short, Need::Always),
];

const TEST: &[Field] = &[
    ("tg", Kind::Text, Need::Always),
    ("tt", Kind::Text, Need::Always),
    ("nm", Kind::ShortLater, Need::Never),
    ("ma", Kind::Text, Need::Never),
    ("sc", Kind::DateTime, Need::Always),
    ("dr", Kind::DateTimeOnce, Need::Never),
    ("tr", Kind::Text, Need::Always),
    ("tc", Kind::Short, Need::Once),
    ("co", Kind::Country, Need::Always),
    ("is", Kind::Short, Need::Always),
    ("ci", Kind::Short, Need::Always),
];

const RECOVERY: &[Field] = &[
    ("tg", Kind::Text, Need::Always),
    ("fr", Kind::Date, Need::Always),
    ("co", Kind::Country, Need::Always),
    ("is", Kind::Short, Need::Always),
    ("df", Kind::Date, Need::Always),
    ("du", Kind::Date, Need::Always),
    ("ci", Kind::Short, Need::Always),
];

const GROUPS: [(&str, &[Field]); 3] = [("v", VACCINATION), ("t", TEST), ("r", RECOVERY)];

/// The keys of `nam`, or of an entry of a group (`v`, `t`, `r`), each with whether its value is a number; none of
/// anything else.
pub fn keys(of: &str) -> impl Iterator<Item = (&'static str, bool)> {
    let groups = GROUPS.into_iter().chain([("nam", NAME)]);
    let fields = groups.filter(move |(name, _)| *name == of);
    fields.flat_map(|(_, fields)| {
        fields
            .iter()
            .map(|(key, kind, _)| (*key, *kind == Kind::Dose))
    })
}

const VER: &str = r"^\d+.\d+.\d+$";
const MRZ: &str = "^[A-Z<]*$";
const COUNTRY: &str = "[A-Z]{1,10}";
const DOB_1_0: &str = r"(19|20)\d{2}-\d{2}-\d{2}";
const DOB_1_1: &str = r"^(19|20)\d\d(-\d\d){0,2}$";
const DOB_1_3: &str = r"^((19|20)\d\d(-\d\d){0,2}){0,1}$";

/// The schema's patterns, matched as ECMA 262 does. True for a pattern that is not theirs.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern {
        VER => is_ver(text),
        MRZ => text.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'<')),
        COUNTRY => text.bytes().any(|b| b.is_ascii_uppercase()),
        DOB_1_0 => text
            .as_bytes()
            .windows(10)
            .any(|w| is_partial_date(w) && w.len() == 10),
        DOB_1_1 => is_partial_date(text.as_bytes()),
        DOB_1_3 => text.is_empty() || is_partial_date(text.as_bytes()),
        _ => true,
    }
}

/// The full stops of the pattern match any character but a line's end, digits too, so this walks
/// all readings at once: `seen` holds which of its six places a reading has come to.
fn is_ver(text: &str) -> bool {
    let mut seen = [true, false, false, false, false, false];
    for c in text.chars() {
        let [start, first, dot, second, dot2, third] = seen;
        let digit = c.is_ascii_digit();
        let any = !matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
        seen = [
            false,
            digit && (start || first),
            any && first,
            digit && (dot || second),
            any && second,
            digit && (dot2 || third),
        ];
    }
    let [.., third] = seen;
    third
}

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD` of the years 1900 to 2099, without regard to the calendar.
fn is_partial_date(text: &[u8]) -> bool {
    let shape = match text.len() {
        4 => "0000".as_bytes(),
        7 => b"0000-00",
        10 => b"0000-00-00",
        _ => return false,
    };
    (text.starts_with(b"19") || text.starts_with(b"20"))
        && text.iter().zip(shape).all(|(byte, place)| match place {
            b'0' => byte.is_ascii_digit(),
            _ => byte == place,
        })
}

/// Checks the JSON form of a payload against a version of the schema, `format` aside. An empty list is a valid one.
#[must_use]
pub fn check(payload: &impl Serialize, version: Version) -> Vec<Violation> {
    check_json(&serde_json::to_value(payload).unwrap_or_default(), version)
}

pub(super) fn check_json(payload: &Value, version: Version) -> Vec<Violation> {
    let mut found = Found(Vec::new());
    let Some(top) = found.object("", payload) else {
        return found.0;
    };
    for key in ["ver", "nam", "dob"] {
        if !top.contains_key(key) {
            found.push(key, Rule::Required);
        }
    }
    let present = GROUPS.iter().filter(|row| top.contains_key(row.0)).count();
    if version >= Version::V1_3_0 && present != 1 {
        found.push("", Rule::OneGroup { found: present });
    }
    if let Some(ver) = top.get("ver") {
        found.text("ver", ver, Some(VER), None);
    }
    if let Some(name) = top.get("nam") {
        found.name(name, version);
    }
    if let Some(dob) = top.get("dob") {
        let pattern = match version {
            Version::V1_0_0 | Version::V1_0_1 => DOB_1_0,
            Version::V1_1_0 | Version::V1_2_0 | Version::V1_2_1 => DOB_1_1,
            _ => DOB_1_3,
        };
        found.text("dob", dob, Some(pattern), None);
    }
    for (group, fields) in GROUPS {
        match top.get(group) {
            Some(Value::Array(entries)) => found.entries(group, entries, fields, version),
            Some(other) => found.push(group, wrong_type("array", other)),
            None => {}
        }
    }
    found.0
}

/// Checks `format` alone: `date` in `v.dt`, `r.fr`, `r.df`, `r.du` and, up to 1.0.1, `dob`;
/// `date-time` in `t.sc` and, up to 1.1.0, `t.dr`. Says nothing about values that are no text.
///
/// A date is a day of the calendar, `YYYY-MM-DD`. A date-time is a date, `T` and a time with
/// seconds and a zone in one of the specification's forms `Z`, `±hh`, `±hhmm`, `±hh:mm`; fractions
/// of a second, lower-case `t` and `z` and leap seconds pass as RFC 3339 has them.
#[must_use]
pub fn check_formats(payload: &impl Serialize, version: Version) -> Vec<Violation> {
    let payload = serde_json::to_value(payload).unwrap_or_default();
    let mut found = Found(Vec::new());
    if version <= Version::V1_0_1 {
        found.format("dob", payload.get("dob"), "date");
    }
    for (group, fields) in GROUPS {
        let entries = payload.get(group).and_then(Value::as_array);
        for (index, entry) in entries.into_iter().flatten().enumerate() {
            for (key, kind, _) in fields {
                let want = match kind {
                    Kind::Date => "date",
                    Kind::DateTime => "date-time",
                    Kind::DateTimeOnce if version <= Version::V1_1_0 => "date-time",
                    _ => continue,
                };
                found.format(&format!("{group}/{index}/{key}"), entry.get(*key), want);
            }
        }
    }
    found.0
}

/// The violations found so far.
struct Found(Vec<Violation>);

impl Found {
    fn push(&mut self, path: &str, rule: Rule) {
        let path = path.to_owned();
        self.0.push(Violation { path, rule });
    }

    fn object<'a>(&mut self, path: &str, value: &'a Value) -> Option<&'a Map<String, Value>> {
        if !value.is_object() {
            self.push(path, wrong_type("object", value));
        }
        value.as_object()
    }

    fn name(&mut self, name: &Value, version: Version) {
        self.fields("nam", name, NAME, version);
        let Value::Object(fields) = name else { return };
        if fields.contains_key("fnt") {
            return;
        }
        if version < Version::V1_3_2 {
            self.push("nam/fnt", Rule::Required);
        } else if !fields.contains_key("gnt") {
            self.push("nam", Rule::AnyName);
        }
    }

    fn entries(&mut self, group: &str, entries: &[Value], fields: &[Field], version: Version) {
        let found = entries.len();
        if found < 1 {
            self.push(group, Rule::MinItems { min: 1, found });
        }
        if version >= Version::V1_3_0 && found > 1 {
            self.push(group, Rule::MaxItems { max: 1, found });
        }
        for (index, entry) in entries.iter().enumerate() {
            self.fields(&format!("{group}/{index}"), entry, fields, version);
        }
    }

    /// Checks an object by its table.
    fn fields(&mut self, path: &str, value: &Value, fields: &[Field], version: Version) {
        let Some(object) = self.object(path, value) else {
            return;
        };
        let later = version >= Version::V1_3_0;
        let max = if later { 80 } else { 50 };
        for (key, kind, need) in fields {
            let path = format!("{path}/{key}");
            let Some(value) = object.get(*key) else {
                if *need == Need::Always || (*need == Need::Once && !later) {
                    self.push(&path, Rule::Required);
                }
                continue;
            };
            match kind {
                Kind::DateTimeOnce if version > Version::V1_1_0 => {}
                Kind::Text | Kind::Date | Kind::DateTime | Kind::DateTimeOnce => {
                    self.text(&path, value, None, None);
                }
                Kind::Short => self.text(&path, value, None, Some(max)),
                Kind::ShortLater => self.text(&path, value, None, later.then_some(max)),
                Kind::Mrz => self.text(&path, value, Some(MRZ), Some(max)),
                Kind::Country => self.text(&path, value, Some(COUNTRY), None),
                Kind::Dose => self.dose(&path, value, (!later).then_some(9)),
            }
        }
    }

    fn text(&mut self, path: &str, value: &Value, want: Option<&'static str>, max: Option<usize>) {
        let Value::String(text) = value else {
            return self.push(path, wrong_type("string", value));
        };
        if let Some(want) = want.filter(|pattern| !matches(pattern, text)) {
            self.push(path, Rule::Pattern { want });
        }
        let found = text.chars().count();
        if let Some(max) = max.filter(|max| found > *max) {
            self.push(path, Rule::MaxLength { max, found });
        }
    }

    fn dose(&mut self, path: &str, value: &Value, max: Option<u8>) {
        let (Value::Number(found), Some(number)) = (value, value.as_f64()) else {
            return self.push(path, wrong_type("integer", value));
        };
        let found = found.clone();
        if number.fract() != 0.0 {
            self.push(path, wrong_type("integer", value));
        }
        if number < 1.0 {
            self.push(path, Rule::Minimum { min: 1, found });
        } else if let Some(max) = max.filter(|max| number > f64::from(*max)) {
            self.push(path, Rule::Maximum { max, found });
        }
    }

    fn format(&mut self, path: &str, value: Option<&Value>, want: &'static str) {
        let holds = match value {
            Some(Value::String(text)) if want == "date" => is_date(text),
            Some(Value::String(text)) => is_date_time(text),
            _ => true,
        };
        if !holds {
            self.push(path, Rule::Format { want });
        }
    }
}

fn wrong_type(want: &'static str, found: &Value) -> Rule {
    let found = type_of(found);
    Rule::Type { want, found }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A number of two digits.
fn two(text: &str) -> Option<u32> {
    (text.len() == 2 && is_digits(text))
        .then(|| text.parse().ok())
        .flatten()
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    if year.len() != 4 || !is_digits(year) {
        return false;
    }
    let (Ok(year), Some(month), Some(day)) = (year.parse::<u32>(), two(month), two(day)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn is_date_time(text: &str) -> bool {
    let parts = text.split_once(['T', 't']);
    parts.is_some_and(|(date, time)| is_date(date) && is_time(time) == Some(true))
}

/// A time with seconds and a zone; `None` or false where it is none.
fn is_time(text: &str) -> Option<bool> {
    let (clock, mut zone) = text.split_at_checked(8)?;
    let fields: Vec<&str> = clock.split(':').collect();
    let [hour, minute, second] = fields.as_slice() else {
        return None;
    };
    let (hour, minute, second) = (two(hour)?, two(minute)?, two(second)?);
    if let Some(fraction) = zone.strip_prefix('.') {
        zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        if zone.len() == fraction.len() {
            return None;
        }
    }
    // Minutes to add to the local time for UTC, kept positive: a day less the offset.
    let (zone_hour, zone_minute, to_utc) = if matches!(zone, "Z" | "z") {
        (0, 0, 0)
    } else {
        let offset = zone.strip_prefix(['+', '-'])?;
        let (hours, minutes) = offset.split_at_checked(2)?;
        let hours = two(hours)?;
        let minutes = match minutes {
            "" => 0,
            _ => two(minutes.strip_prefix(':').unwrap_or(minutes))?,
        };
        let east = zone.starts_with('+');
        let offset = hours.min(23) * 60 + minutes.min(59);
        (hours, minutes, if east { 1440 - offset } else { offset })
    };
    let last_minute = (hour * 60 + minute + to_utc) % 1440 == 1439;
    let seconds = if last_minute { 60 } else { 59 };
    Some(hour < 24 && minute < 60 && second <= seconds && zone_hour < 24 && zone_minute < 60)
}

crate::shown_alike! { Violation }

#[cfg(test)]
mod tests;
