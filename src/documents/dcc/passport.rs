//! The name in a passport, and whether a certificate's is the same.
//!
//! ICAO Doc 9303 parts 3 to 6: the machine readable zone holds the name as `FAMILY<<GIVEN<NAMES`, filled up
//! with `<` to the field's length and cut there where it is longer. A certificate holds the same two fields
//! uncut (`fnt`, `gnt`). Countries choose between transliterations, registers and passports between the names
//! that they hold; so beside "the same" and "another" there is "a person has to look".
//!
//! Units: lengths are characters of the name in the machine's alphabet, which is ASCII.
//!
//! Not supported: the 36-character first line of older identity cards and of visas as a whole (its name alone
//! is read), and spellings that differ by more than the transliterations of 9303.
//!
//! ```
//! use hcert::dcc::{Person, passport::{Agreement, PassportName, Unclear}};
//!
//! let certificate = Person {
//!     family_mrz: Some("OEVERLAND".into()),
//!     given_mrz: Some("KARI<AAGOT".into()),
//!     ..Person::default()
//! };
//! let line = "P<NOROEVERLAND<<KARI<AAGOT<<<<<<<<<<<<<<<<<<";
//! assert_eq!(PassportName::read(line).unwrap().agreement(&certificate), Agreement::Same);
//! let typed = PassportName::read("Overland, Kari").unwrap();
//! assert_eq!(typed.agreement(&certificate), Agreement::Unclear(Unclear::Fewer));
//! ```

use super::Person;
use super::names::{
    Language, Likeness, MAX_LENGTH, NameFinding, compare, is_mrz, mrz_line, one_spelling,
    transliterate, words,
};
use crate::text::{Text, ToText};
use crate::{in_english, text};
use std::borrow::Cow;
use std::fmt;

/// Characters of the first line of a passport (TD3), the name's field included.
const LINE: usize = 44;

/// Characters before the name in that line: the document's type and its issuer.
const BEFORE_NAME: usize = 5;

/// Characters that the name's field has: passports and large visas (TD3), older cards and small visas (TD2),
/// identity cards (TD1).
const FIELDS: [usize; 3] = [39, 31, 30];

/// A name as the machine readable zone of a passport has it. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct PassportName {
    family: String,
    given: String,
}

/// Why a text is no passport's name. Tells nothing of the text but counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PassportNameError {
    /// There is no letter in it.
    Empty,
    /// Characters that no name in a passport's line has, such as digits.
    Characters {
        /// How many.
        count: usize,
    },
    /// It begins like a passport's whole line and is shorter or longer.
    Line {
        /// Its length in characters.
        found: usize,
    },
    /// A part is longer than any certificate's.
    TooLong {
        /// Its length in characters.
        found: usize,
    },
}

impl ToText for PassportNameError {
    fn to_text(&self) -> Text {
        match *self {
            Self::Empty => text!(PASSPORT_EMPTY),
            Self::Characters { count } => text!(PASSPORT_CHARACTERS, count),
            Self::Line { found } => text!(PASSPORT_LINE, found, wanted = LINE),
            Self::TooLong { found } => text!(PASSPORT_TOO_LONG, found, limit = MAX_LENGTH),
        }
    }
}

in_english!(PassportNameError: Error);

/// How a certificate's name and a passport's agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// The same letters.
    Same,
    /// The same as far as the passport's line goes, which is full.
    Cut {
        /// Characters of the passport's field.
        field: usize,
    },
    /// It cannot be told by a machine: a person compares the two.
    Unclear(Unclear),
    /// They are not the same.
    Different(Differs),
}

/// Why it cannot be told whether two names are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// The same letters in another transliteration, or divided into words otherwise.
    Spelling,
    /// One has fewer names, or none given.
    Fewer,
    /// The same names in another order.
    Order,
    /// The passport's line is full, and its names may be abbreviated.
    Abbreviated,
}

/// Which part of two names differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differs {
    /// The family name.
    Family,
    /// The given names.
    Given,
    /// Both.
    Both,
}

impl PassportName {
    /// Reads a name: `FNT<<GNT` with or without fillers behind, a passport's whole first line, or typed by
    /// hand in either case, with blanks for `<`, a comma or several blanks for `<<`, and national letters.
    ///
    /// ```
    /// use hcert::dcc::passport::PassportName;
    /// for typed in ["OEVERLAND<<KARI<AAGOT<<<<<<", "øverland, kari ågot"] {
    ///     assert_eq!(PassportName::read(typed)?.line(), "OEVERLAND<<KARI<AAGOT");
    /// }
    /// assert!(PassportName::read("<<").is_err());
    /// # Ok::<(), hcert::dcc::passport::PassportNameError>(())
    /// ```
    ///
    /// # Errors
    /// No letters, characters that no such name has, or far too many.
    pub fn read(text: &str) -> Result<Self, PassportNameError> {
        let text = text.trim();
        let like_a_line = text.starts_with(['P', 'p']) && is_mrz(&text.to_ascii_uppercase());
        let name = match text.get(BEFORE_NAME..) {
            Some(name) if like_a_line && text.len() == LINE => name,
            _ if like_a_line && text.get(1..2) == Some("<") => {
                return Err(PassportNameError::Line { found: text.len() });
            }
            _ => text,
        };
        let divided = ["<<", ",", "  "]
            .into_iter()
            .find_map(|mark| name.split_once(mark));
        let (family, given) = divided.unwrap_or((name, ""));
        let name = Self {
            family: part(family)?,
            given: part(given)?,
        };
        match name.family.is_empty() && name.given.is_empty() {
            true => Err(PassportNameError::Empty),
            false => Ok(name),
        }
    }

    /// The name as the passport's line has it, `FNT<<GNT`, without fillers behind.
    #[must_use]
    pub fn line(&self) -> String {
        mrz_line(&self.family, &self.given)
    }

    /// Compares it with the name in a certificate.
    #[must_use]
    pub fn agreement(&self, person: &Person) -> Agreement {
        let (family, given) = (machine(&person.family_mrz), machine(&person.given_mrz));
        let mine = (self.family.as_str(), self.given.as_str());
        let theirs = (&*family, &*given);
        let likeness = compare(mine, theirs);
        if likeness == Likeness::Equal {
            return Agreement::Same;
        }
        let line = self.line();
        let full = FIELDS.contains(&line.len());
        if full && mrz_line(&family, &given).starts_with(&line) {
            return Agreement::Cut { field: line.len() };
        }
        if likeness == Likeness::EqualUpToSpelling {
            return Agreement::Unclear(match words(mine.1).len() == words(theirs.1).len() {
                true => Unclear::Spelling,
                false => Unclear::Fewer,
            });
        }
        if full && abbreviates(mine.0, theirs.0) && abbreviates(mine.1, theirs.1) {
            return Agreement::Unclear(Unclear::Abbreviated);
        }
        if divided_otherwise(mine, theirs) || written_alike(mine, person) {
            return Agreement::Unclear(Unclear::Spelling);
        }
        match (all(mine), all(theirs)) {
            (a, b) if a == b => Agreement::Unclear(Unclear::Order),
            (a, b) if is_part(&a, &b) || is_part(&b, &a) => Agreement::Unclear(Unclear::Fewer),
            _ => Agreement::Different(differing(mine, theirs)),
        }
    }
}

impl PassportName {
    /// Compares it with a name that does not say which part is which, as a yellow card has it: in the order of the travel
    /// document, whichever that is.
    ///
    /// ```
    /// use hcert::dcc::passport::{Agreement, PassportName, Unclear};
    /// let passport = PassportName::read("NORDMANN<<EIRA<MARIE")?;
    /// assert_eq!(passport.agreement_with_whole("Eira Marie Nordmann"), Agreement::Same);
    /// assert_eq!(passport.agreement_with_whole("Nordmann Eira"), Agreement::Unclear(Unclear::Fewer));
    /// assert!(matches!(passport.agreement_with_whole("Nordmann Ola"), Agreement::Different(_)));
    /// # Ok::<(), hcert::dcc::passport::PassportNameError>(())
    /// ```
    #[must_use]
    pub fn agreement_with_whole(&self, written: &str) -> Agreement {
        let written = written.replace(',', " ");
        let (family, given) = (words(&self.family), words(&self.given));
        let orders =
            [[&family[..], &given[..]], [&given[..], &family[..]]].map(|parts| parts.concat());
        let made = Language::ALL.map(|language| transliterate(&written, language).text);
        let spelled = made.iter().map(|text| words(text));
        if spelled.clone().any(|theirs| orders.contains(&theirs)) {
            return Agreement::Same;
        }
        let mine = all((&self.family, &self.given));
        let spelled: Vec<Vec<String>> = spelled
            .map(|theirs| {
                let mut theirs: Vec<String> = theirs.into_iter().map(one_spelling).collect();
                theirs.sort_unstable();
                theirs
            })
            .collect();
        let any = |fits: &dyn Fn(&[String]) -> bool| spelled.iter().any(|theirs| fits(theirs));
        if any(&|theirs| theirs == mine) {
            return Agreement::Unclear(Unclear::Order);
        }
        let letters = |names: &[String]| {
            let mut letters: Vec<char> = names.concat().chars().collect();
            letters.sort_unstable();
            letters
        };
        if any(&|theirs| letters(theirs) == letters(&mine)) {
            return Agreement::Unclear(Unclear::Spelling);
        }
        match any(&|theirs| is_part(&mine, theirs) || is_part(theirs, &mine)) {
            true => Agreement::Unclear(Unclear::Fewer),
            false => Agreement::Different(Differs::Both),
        }
    }
}

/// Shows the lengths alone.
impl fmt::Debug for PassportName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (family, given) = (self.family.len(), self.given.len());
        write!(f, "PassportName({family} and {given} characters, redacted)")
    }
}

/// A part of a name in the machine's alphabet.
fn part(text: &str) -> Result<String, PassportNameError> {
    let made = transliterate(text, Language::Unknown);
    match made.findings.first() {
        None => Ok(made.text),
        Some(&NameFinding::Dropped { count }) => Err(PassportNameError::Characters { count }),
        Some(&NameFinding::Cut { from, .. }) => Err(PassportNameError::TooLong { found: from }),
    }
}

/// A field of a certificate; one that is not in the machine's alphabet, as some are, is put into it.
fn machine(field: &Option<String>) -> Cow<'_, str> {
    match field.as_deref().unwrap_or_default() {
        text if is_mrz(text) => text.into(),
        text => transliterate(text, Language::Unknown).text.into(),
    }
}

/// Whether every word of `short` begins the word at its place in `long`, as where a full line abbreviates.
fn abbreviates(short: &str, long: &str) -> bool {
    let (short, long) = (words(short), words(long));
    let begins =
        |(short, long): (&&str, &&str)| one_spelling(long).starts_with(&one_spelling(short));
    short.len() <= long.len() && short.iter().zip(&long).all(begins)
}

/// Whether both parts have the same letters: `VAN<DER<BERG`, `VANDERBERG`.
fn divided_otherwise(a: (&str, &str), b: (&str, &str)) -> bool {
    let letters = |part: &str| one_spelling(&words(part).concat());
    letters(a.0) == letters(b.0) && letters(a.1) == letters(b.1)
}

/// Whether the name as the holder writes it gives the passport's by the transliteration of some language.
fn written_alike(mine: (&str, &str), person: &Person) -> bool {
    let written = |name: &Option<String>, language| {
        transliterate(name.as_deref().unwrap_or_default(), language).text
    };
    Language::ALL.into_iter().any(|language| {
        let family = written(&person.family, language);
        let given = written(&person.given, language);
        compare(mine, (&family, &given)) != Likeness::Different
    })
}

/// All names of a person, sorted, in one spelling.
fn all(name: (&str, &str)) -> Vec<String> {
    let both = words(name.0).into_iter().chain(words(name.1));
    let mut all: Vec<String> = both.map(one_spelling).collect();
    all.sort_unstable();
    all
}

/// Whether every one of some names, of which there is one at least, stands among others. Both are sorted.
fn is_part(some: &[String], of: &[String]) -> bool {
    let mut rest = of.iter();
    !some.is_empty() && some.iter().all(|name| rest.any(|other| other == name))
}

fn differing(a: (&str, &str), b: (&str, &str)) -> Differs {
    let same = |a, b| compare((a, ""), (b, "")) != Likeness::Different;
    match (same(a.0, b.0), same(a.1, b.1)) {
        (true, _) => Differs::Given,
        (false, true) => Differs::Family,
        (false, false) => Differs::Both,
    }
}

#[cfg(test)]
mod tests;
