//! Names for the machine: the `fnt` and `gnt` fields of a certificate.
//!
//! A certificate carries each name twice: as the holder writes it (`fn`, `gn`) and in the alphabet
//! of the machine readable zone of a passport, `A` to `Z` and the filler `<` (`fnt`, `gnt`). This
//! module makes the second from the first and compares two such forms.
//!
//! Sources: ICAO Doc 9303 part 3, the transliteration tables for Latin (A) and Cyrillic (B)
//! letters; ELOT 743 (ISO 843 type 2) for Greek, which 9303 does not cover and Greek passports
//! use; eHealth Network JSON schema specification 1.3.0 for the field length.
//!
//! Units: lengths are characters of the result, which is ASCII, so they are bytes as well.
//!
//! Not supported: Arabic and every other script, compatibility forms (full-width letters, the
//! one-character Croatian digraphs), and digits. They are dropped, and a finding counts them; the
//! 30 or 39 character limit of a passport's line is the passport's, not this field's.
//!
//! ```
//! use hcert::dcc::names::{Language, transliterate};
//!
//! let name = transliterate("Østergård-Müller", Language::Unknown);
//! assert_eq!(name.text, "OESTERGAARD<MUELLER");
//! assert!(name.findings.is_empty());
//! ```

use crate::text::{Text, ToText};
use crate::{in_english, text};
use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest `fnt` or `gnt` of schema 1.3.x, in characters.
pub const MAX_LENGTH: usize = 80;

/// The language a name is spelled in, which decides some Cyrillic letters (9303 part 3, table B).
///
/// It comes from the issuing register; a name alone does not tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Not known, or a language without exceptions: the unmarked column of table B.
    #[default]
    Unknown,
    /// Belarusian (`be`).
    Belarusian,
    /// Bulgarian (`bg`).
    Bulgarian,
    /// Macedonian (`mk`).
    Macedonian,
    /// Serbian (`sr`).
    Serbian,
    /// Ukrainian (`uk`).
    Ukrainian,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Unknown,
        Self::Belarusian,
        Self::Bulgarian,
        Self::Macedonian,
        Self::Serbian,
        Self::Ukrainian,
    ];

    /// The language of an ISO 639-1 code, in either case and with or without a region
    /// (`sr`, `sr-RS`). Every other code is [`Language::Unknown`], which has no exceptions.
    #[must_use]
    pub fn from_iso639_1(code: &str) -> Self {
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "be" => Self::Belarusian,
            "bg" => Self::Bulgarian,
            "mk" => Self::Macedonian,
            "sr" => Self::Serbian,
            "uk" => Self::Ukrainian,
            _ => Self::Unknown,
        }
    }
}

/// What a transliteration lost. Holds counts alone, never a part of the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameFinding {
    /// Characters with no place in the machine's alphabet were left out.
    Dropped {
        /// How many (Unicode code points).
        count: usize,
    },
    /// The result was longer than [`MAX_LENGTH`] and was cut between two letters.
    Cut {
        /// Length before, in characters.
        from: usize,
        /// Length after, in characters.
        to: usize,
    },
}

impl ToText for NameFinding {
    fn to_text(&self) -> Text {
        match self {
            Self::Dropped { count } => text!(NAME_DROPPED, count),
            Self::Cut { from, to } => text!(NAME_CUT, from, to),
        }
    }
}

in_english!(NameFinding);

/// A transliterated name and what was lost on the way. `Debug` does not show the name.
#[derive(Clone, PartialEq, Eq)]
pub struct Transliterated {
    /// The name: empty, or words of `A` to `Z` with one `<` between two of them. Empty means that
    /// the field is to be left out (`fnt` or `gnt` must remain).
    pub text: String,
    /// What was lost; empty for nearly every name.
    pub findings: Vec<NameFinding>,
}

impl fmt::Debug for Transliterated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transliterated")
            .field("length", &self.text.len())
            .field("findings", &self.findings)
            .finish()
    }
}

/// Latin letters whose replacement is not the bare letter (9303 part 3, table A, the recommended
/// form), then letters with a stroke or dot that Unicode does not take apart.
#[rustfmt::skip] // one letter a line would fill three pages
const LATIN: &[(char, &str)] = &[
    ('Å', "AA"), ('Ä', "AE"), ('Æ', "AE"), ('Ö', "OE"), ('Ø', "OE"), ('Œ', "OE"), ('Ü', "UE"),
    ('Ñ', "N"), ('İ', "I"), ('ı', "I"), ('Ł', "L"), ('Ŧ', "T"), ('Ð', "D"), ('Đ', "D"),
    ('Þ', "TH"), ('ẞ', "SS"), ('Ĳ', "IJ"), ('ĸ', "Q"), ('Ŋ', "N"), ('Ħ', "H"), ('Ə', "E"),
    // "All other Latin letters with marks: the bare letter", where the mark is part of the letter.
    ('Ⱥ', "A"), ('Ƀ', "B"), ('Ȼ', "C"), ('Ɇ', "E"), ('Ǥ', "G"), ('Ɨ', "I"), ('Ɉ', "J"),
    ('Ŀ', "L"), ('Ƚ', "L"), ('Ɵ', "O"), ('Ᵽ', "P"), ('Ɍ', "R"), ('Ⱦ', "T"), ('Ʉ', "U"),
    ('Ɏ', "Y"), ('Ƶ', "Z"),
];

/// Cyrillic letters (9303 part 3, table B, the unmarked column).
#[rustfmt::skip] // one letter a line would fill three pages
const CYRILLIC: &[(char, &str)] = &[
    ('А', "A"), ('Б', "B"), ('В', "V"), ('Г', "G"), ('Д', "D"), ('Е', "E"), ('Ё', "E"),
    ('Ж', "ZH"), ('З', "Z"), ('И', "I"), ('І', "I"), ('Й', "I"), ('К', "K"), ('Л', "L"),
    ('М', "M"), ('Н', "N"), ('О', "O"), ('П', "P"), ('Р', "R"), ('С', "S"), ('Т', "T"),
    ('У', "U"), ('Ф', "F"), ('Х', "KH"), ('Ц', "TS"), ('Ч', "CH"), ('Ш', "SH"), ('Щ', "SHCH"),
    ('Ъ', "IE"), ('Ы', "Y"), ('Ь', ""), ('Э', "E"), ('Ю', "IU"), ('Я', "IA"), ('Ѵ', "Y"),
    ('Ґ', "G"), ('Ў', "U"), ('Ѫ', "U"), ('Ѓ', "G"), ('Ђ', "D"), ('Ѕ', "DZ"), ('Ј', "J"),
    ('Ќ', "K"), ('Љ', "LJ"), ('Њ', "NJ"), ('Һ', "C"), ('Ћ', "C"), ('Џ', "DZ"), ('Є', "IE"),
    ('Ї', "I"),
];

/// Greek capitals one by one (ELOT 743).
#[rustfmt::skip] // one letter a line would fill three pages
const GREEK: &[(char, &str)] = &[
    ('Α', "A"), ('Β', "V"), ('Γ', "G"), ('Δ', "D"), ('Ε', "E"), ('Ζ', "Z"), ('Η', "I"),
    ('Θ', "TH"), ('Ι', "I"), ('Κ', "K"), ('Λ', "L"), ('Μ', "M"), ('Ν', "N"), ('Ξ', "X"),
    ('Ο', "O"), ('Π', "P"), ('Ρ', "R"), ('Σ', "S"), ('Τ', "T"), ('Υ', "Y"), ('Φ', "F"),
    ('Χ', "CH"), ('Ψ', "PS"), ('Ω', "O"),
];

/// The exceptions of table B by language.
fn cyrillic_exception(letter: char, language: Language) -> Option<&'static str> {
    use Language::{Belarusian, Bulgarian, Macedonian, Serbian, Ukrainian};
    Some(match (letter, language) {
        ('Г', Belarusian | Serbian | Ukrainian) => "H",
        ('Ё', Belarusian) => "IO",
        ('Ж', Serbian) => "Z",
        ('И', Ukrainian) => "Y",
        ('Х', Serbian | Macedonian) => "H",
        ('Ц', Serbian | Macedonian) => "C",
        ('Ч', Serbian) => "C",
        ('Ч', Macedonian) => "CH",
        ('Ш', Serbian) => "S",
        ('Ш', Macedonian) => "SH",
        ('Щ', Bulgarian) => "SHT",
        ('Ь', Bulgarian) => "Y",
        ('Ѓ', Macedonian) => "GJ",
        ('Ќ', Macedonian) => "KJ",
        ('Џ', Macedonian) => "DJ",
        _ => return None,
    })
}

/// The 26 letters as strings, so that every replacement is a `&'static str`.
const ASCII: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The replacement of one capital letter, taken whole and then without its marks.
fn replacement(letter: char, base: char, language: Language) -> Option<&'static str> {
    let table = |c: char| {
        let position = ASCII.find(c);
        position
            .and_then(|i| ASCII.get(i..=i))
            .or_else(|| cyrillic_exception(c, language))
            .or_else(|| {
                let mut rows = LATIN.iter().chain(CYRILLIC).chain(GREEK);
                rows.find(|row| row.0 == c).map(|row| row.1)
            })
    };
    table(letter).or_else(|| table(base))
}

/// What one character of the name becomes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Becomes {
    /// A letter: its replacement, which may be empty (the Cyrillic soft sign).
    Letters(&'static str),
    /// A filler between words.
    Filler,
    /// Nothing, as the rules say (apostrophe, full stop).
    Nothing,
    /// Nothing, for want of a rule: counted.
    Lost,
}

/// One character with the marks written over and under it.
#[derive(Clone, Copy)]
struct Unit {
    becomes: Becomes,
    /// The capital without its marks.
    base: char,
    diaeresis: bool,
}

impl Unit {
    const DIAERESIS: char = '\u{308}';

    fn new(c: char, language: Language) -> Self {
        let base = c.nfd().next().unwrap_or(c);
        let becomes = match c {
            // The filler stays, so that a name already transliterated comes out unchanged.
            '<' | ',' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => Becomes::Filler,
            '\'' | '\u{2019}' | '\u{2bc}' | '`' | '.' => Becomes::Nothing,
            _ if c.is_whitespace() => Becomes::Filler,
            _ => replacement(c, base, language).map_or(Becomes::Lost, Becomes::Letters),
        };
        let diaeresis = c.nfd().any(|mark| mark == Self::DIAERESIS);
        Self {
            becomes,
            base,
            diaeresis,
        }
    }

    fn is_letter(&self) -> bool {
        matches!(self.becomes, Becomes::Letters(_))
    }
}

/// The name as capitals, one unit for each base character.
fn units(name: &str, language: Language) -> Vec<Unit> {
    // NFC first, so that both spellings of a letter meet the same case mapping; the sharp s keeps
    // its own capital, so that its two letters stay one unit when a long name is cut.
    let capitals: String = name
        .nfc()
        .map(|c| if c == 'ß' { 'ẞ' } else { c })
        .flat_map(char::to_uppercase)
        .nfc()
        .collect();
    let mut units: Vec<Unit> = Vec::with_capacity(capitals.len());
    for c in capitals.chars() {
        if is_combining_mark(c)
            && let Some(last) = units.last_mut()
            && last.becomes != Becomes::Filler
        {
            last.diaeresis |= c == Unit::DIAERESIS;
        } else {
            units.push(Unit::new(c, language));
        }
    }
    units
}

/// The replacement of two Greek letters that are written as one sound (ELOT 743). `before` and
/// `after` are the neighbours of the pair.
fn greek_pair(
    before: Option<&Unit>,
    pair: (&Unit, &Unit),
    after: Option<&Unit>,
) -> Option<&'static str> {
    let (first, second) = pair;
    if second.diaeresis {
        return None;
    }
    let voiced = || after.is_some_and(|unit| "ΑΕΗΙΟΥΩΒΓΔΖΛΜΝΡ".contains(unit.base));
    Some(match (first.base, second.base) {
        ('Α', 'Ι') => "AI",
        ('Ε', 'Ι') => "EI",
        ('Ο', 'Ι') => "OI",
        ('Ο', 'Υ') => "OU",
        ('Α', 'Υ') if voiced() => "AV",
        ('Α', 'Υ') => "AF",
        ('Ε', 'Υ') if voiced() => "EV",
        ('Ε', 'Υ') => "EF",
        ('Η', 'Υ') if voiced() => "IV",
        ('Η', 'Υ') => "IF",
        ('Γ', 'Γ') => "NG",
        ('Γ', 'Ξ') => "NX",
        ('Γ', 'Χ') => "NCH",
        ('Μ', 'Π') => {
            let inside = before.is_some_and(Unit::is_letter) && after.is_some_and(Unit::is_letter);
            if inside { "MP" } else { "B" }
        }
        _ => return None,
    })
}

/// Writes a name in the alphabet of the machine readable zone.
///
/// The result is at most [`MAX_LENGTH`] characters long; what is left out or cut is told in the
/// findings. Both Unicode spellings of a letter (composed or not) give the same result, and a name
/// already in the machine's alphabet comes out unchanged, single fillers presumed.
///
/// ```
/// use hcert::dcc::names::{Language, NameFinding, transliterate};
/// assert_eq!(transliterate("Щерев", Language::Bulgarian).text, "SHTEREV");
/// assert_eq!(transliterate("Щерев", Language::Unknown).text, "SHCHEREV");
/// let lossy = transliterate("Kari 王", Language::Unknown);
/// assert_eq!((lossy.text.as_str(), &lossy.findings[..]), ("KARI", &[NameFinding::Dropped { count: 1 }][..]));
/// ```
#[must_use]
pub fn transliterate(name: &str, language: Language) -> Transliterated {
    let units = units(name, language);
    let mut text = String::new();
    let (mut full, mut dropped) = (0_usize, 0_usize);
    let (mut filler, mut fits) = (false, true);
    let mut at = 0;
    while let Some(unit) = units.get(at) {
        let before = at.checked_sub(1).and_then(|i| units.get(i));
        let next = units.get(at + 1);
        let pair = next.and_then(|next| greek_pair(before, (unit, next), units.get(at + 2)));
        at += if pair.is_some() { 2 } else { 1 };
        let letters = match (pair, unit.becomes) {
            (Some(letters), _) | (None, Becomes::Letters(letters)) => letters,
            (None, other) => {
                filler |= other == Becomes::Filler;
                dropped += usize::from(other == Becomes::Lost);
                continue;
            }
        };
        if letters.is_empty() {
            continue;
        }
        let gap = if filler && full > 0 { "<" } else { "" };
        filler = false;
        full += gap.len() + letters.len();
        // Once something did not fit, nothing after it may slip in.
        fits &= full <= MAX_LENGTH;
        if fits {
            text.push_str(gap);
            text.push_str(letters);
        }
    }
    let mut findings = Vec::new();
    if dropped > 0 {
        findings.push(NameFinding::Dropped { count: dropped });
    }
    if full > text.len() {
        findings.push(NameFinding::Cut {
            from: full,
            to: text.len(),
        });
    }
    Transliterated { text, findings }
}

/// Whether `text` consists of `A` to `Z` and `<` alone, as the schema asks of `fnt` and `gnt`.
/// True for the empty text, as in the schema.
#[must_use]
pub fn is_mrz(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'<'))
}

/// How far two names agree. [`Likeness::EqualUpToSpelling`] is for a person to decide, with both
/// names side by side; it must never be taken for equality silently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Likeness {
    /// The same letters.
    Equal,
    /// The same once the recognised spellings of a letter are read as one (AA and A for Å, and so
    /// on), or one list of given names is the beginning of the other.
    EqualUpToSpelling,
    /// Anything else.
    Different,
}

/// The names of a field: fillers at the ends and in a row separate nothing.
pub(super) fn words(mrz: &str) -> Vec<&str> {
    mrz.split('<').filter(|word| !word.is_empty()).collect()
}

/// One spelling for all recognised spellings of a letter: AA and AE as A, OE as O, UE and UXX as
/// U, NXX as N, DH as D (9303 part 3, table A, the alternatives).
///
/// Each rule removes letters behind the one it keeps, and no two rules disagree, so the order in
/// which they are applied does not matter.
pub(super) fn one_spelling(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for letter in word.chars() {
        let silent = match letter {
            'A' => out.ends_with('A'),
            'E' => out.ends_with(['A', 'O', 'U']),
            'H' => out.ends_with('D'),
            _ => false,
        };
        if letter == 'X' && (out.ends_with("UX") || out.ends_with("NX")) {
            out.pop();
        } else if !silent {
            out.push(letter);
        }
    }
    out
}

fn compare_words(a: &[&str], b: &[&str]) -> Likeness {
    if a == b {
        Likeness::Equal
    } else if a.len() == b.len() && begins_alike(a, b) {
        Likeness::EqualUpToSpelling
    } else {
        Likeness::Different
    }
}

/// Whether the shorter list is the beginning of the longer one, up to spelling.
fn begins_alike(a: &[&str], b: &[&str]) -> bool {
    a.iter()
        .zip(b)
        .all(|(a, b)| one_spelling(a) == one_spelling(b))
}

/// Compares one transliterated field of two sources, as it stands in `fnt` or `gnt`.
///
/// Fillers at the ends and repeated ones do not count. Two empty fields are equal.
///
/// ```
/// use hcert::dcc::names::{Likeness, compare_fields};
/// assert_eq!(compare_fields("HANSEN<", "HANSEN"), Likeness::Equal);
/// assert_eq!(compare_fields("OEDEGAARD", "ODEGARD"), Likeness::EqualUpToSpelling);
/// assert_eq!(compare_fields("HANSEN", "HANSEM"), Likeness::Different);
/// ```
#[must_use]
pub fn compare_fields(a_mrz: &str, b_mrz: &str) -> Likeness {
    compare_words(&words(a_mrz), &words(b_mrz))
}

/// Compares two persons' names, each given as (`fnt`, `gnt`) with `""` for an absent field.
///
/// Passports often carry fewer given names than a register, so a list of given names that begins
/// the other counts as equal up to spelling. No given name at all is no such beginning, and a
/// person without any name equals nobody.
///
/// ```
/// use hcert::dcc::names::{Likeness, compare};
/// let certificate = ("OEVERLAND", "KARI<AAGOT");
/// assert_eq!(compare(certificate, ("OEVERLAND", "KARI<AAGOT")), Likeness::Equal);
/// assert_eq!(compare(certificate, ("OVERLAND", "KARI")), Likeness::EqualUpToSpelling);
/// assert_eq!(compare(certificate, ("OEVERLAND", "AAGOT")), Likeness::Different);
/// ```
#[must_use]
pub fn compare(a: (&str, &str), b: (&str, &str)) -> Likeness {
    let (family_a, family_b) = (words(a.0), words(b.0));
    let (given_a, given_b) = (words(a.1), words(b.1));
    if family_a.is_empty() && given_a.is_empty() {
        return Likeness::Different;
    }
    let family = compare_words(&family_a, &family_b);
    let mut given = compare_words(&given_a, &given_b);
    let both_given = !given_a.is_empty() && !given_b.is_empty();
    if given == Likeness::Different && both_given && begins_alike(&given_a, &given_b) {
        given = Likeness::EqualUpToSpelling;
    }
    match (family, given) {
        (Likeness::Different, _) | (_, Likeness::Different) => Likeness::Different,
        (Likeness::Equal, Likeness::Equal) => Likeness::Equal,
        _ => Likeness::EqualUpToSpelling,
    }
}

/// Both fields as a passport writes them: `FNT<<GNT`, or the one that is there.
///
/// Neither filled up nor cut to a passport's line. Empty when both are.
///
/// ```
/// use hcert::dcc::names::mrz_line;
/// assert_eq!(mrz_line("OEVERLAND", "KARI<AAGOT"), "OEVERLAND<<KARI<AAGOT");
/// assert_eq!(mrz_line("", "KARI"), "KARI");
/// ```
#[must_use]
pub fn mrz_line(fnt: &str, gnt: &str) -> String {
    match (words(fnt).join("<"), words(gnt).join("<")) {
        (family, given) if family.is_empty() => given,
        (family, given) if given.is_empty() => family,
        (family, given) => format!("{family}<<{given}"),
    }
}

#[cfg(test)]
mod tests;
