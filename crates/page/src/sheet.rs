//! What stands on a page, in words: one description, from which every format is made.
//!
//! Nothing here says how it looks; that is the layout's. The types hold a person, so their `Debug`
//! shows the shape and never the words.

use hcert::text::Lang;
use hcert::time::Timestamp;
use std::fmt;

/// Several pages that belong together: one HTML file, one PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The name of the whole document's files, without the ending: "no", "eu".
    pub stem: String,
    /// The first language.
    pub lang: Lang,
    /// The second language, as a language tag (BCP 47): one of the program's, or another that a page's words are in.
    pub second: &'static str,
    /// The third, if there is one.
    pub third: Option<Lang>,
    /// The title, in a window's frame and for readers that speak. No personal data: it gets into lists
    /// of recent files.
    pub title: Two,
    /// The pages.
    pub sheets: Vec<Sheet>,
    /// When the document was made; the only time in it that the layout adds.
    pub made: Timestamp,
}

/// One page: A4, to be folded twice, so that four A6 panels are seen one at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The file's name without its ending: "no", "eu-vaccination". No personal data.
    pub name: String,
    /// The colour of the band.
    pub tone: Tone,
    /// The panel that an officer sees.
    pub front: Front,
    /// The other panels: top right, bottom left, bottom right.
    pub panels: [Panel; 3],
}

/// The colour of a band. It never says anything that words do not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Says neither yes nor no.
    Blue,
    /// Yes.
    Green,
    /// Not, or not yet.
    Red,
    /// The yellow card. Its words are dark.
    Yellow,
}

/// The front panel.
#[derive(Clone, PartialEq, Eq)]
pub struct Front {
    /// Where the certificate is for: "EU/EØS".
    pub scope: Two,
    /// What it is: "Koronasertifikat".
    pub title: Two,
    /// The country's two letters.
    pub country: String,
    /// The domestic page's light.
    pub light: Option<Light>,
    /// The holder's name.
    pub name: String,
    /// The name as in the machine-readable zone of a passport: `OEVERGAARD<<AASE`. May be empty.
    pub name_machine: String,
    /// The date of birth.
    pub birth: Field,
    /// The code, or the words that stand in its place.
    pub code: Result<Code, Two>,
    /// What the certificate is about.
    pub kind: Field,
    /// When the code expires.
    pub expiry: Field,
}

impl fmt::Debug for Front {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Front")
            .field("country", &self.country)
            .field("light", &self.light)
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}

/// A domestic page's light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Light {
    /// The sign beside the word.
    pub symbol: LightSymbol,
    /// The word: "Grønt".
    pub word: Two,
    /// What belongs to it: "til 2022-05-01".
    pub line: Two,
}

/// A sign that says what the light's colour says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LightSymbol {
    /// Yes.
    Check,
    /// No.
    Cross,
    /// Not yet.
    Wait,
}

/// A code to be drawn.
#[derive(Clone, PartialEq, Eq)]
pub struct Code {
    /// Its text: `HC1:…`, `NO1:…`.
    pub text: String,
    /// What a reader that speaks says in its place.
    pub alt: Two,
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind: String = self.text.chars().take(4).collect();
        f.debug_struct("Code")
            .field("text", &format_args!("{kind:?}.. ({})", self.text.len()))
            .finish_non_exhaustive()
    }
}

/// A panel other than the front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// Its heading.
    pub heading: Two,
    /// What follows, from the top.
    pub blocks: Vec<Block>,
    /// Small text at the bottom.
    pub foot: Vec<Two>,
}

/// A part of a panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Labels and values.
    Fields(Vec<Field>),
    /// A text on a ground of its own.
    Note {
        /// Its first words, which are to be seen.
        strong: Two,
        /// The rest.
        text: Two,
    },
    /// Numbered steps.
    Steps(Vec<Two>),
    /// A paragraph.
    Text(Two),
    /// A line to be signed by hand, with room above it.
    Sign {
        /// Who signs.
        label: Two,
        /// The name that is printed; may be empty.
        name: String,
        /// When it counts.
        note: Two,
    },
    /// Room for a stamp, 30 mm by 30 mm.
    Stamp {
        /// Whose.
        label: Two,
        /// When it counts.
        note: Two,
    },
}

/// A label and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it is.
    pub label: Two,
    /// What it says.
    pub value: Two,
    /// More about the value, quieter.
    pub small: Option<Two>,
    /// Whether the value is an identifier, in letters of one width.
    pub mono: bool,
}

impl Field {
    /// A label and a value, and nothing more.
    #[must_use]
    pub fn new(label: Two, value: Two) -> Self {
        Self {
            label,
            value,
            small: None,
            mono: false,
        }
    }
}

/// A text in the page's first language (strong) and its second (quiet), on some pages also in a third (as quiet).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Two {
    /// In the first language.
    pub first: String,
    /// In the second; empty if it is the same in both.
    pub second: String,
    /// In the third; empty if there is none, or if one of the others is the same.
    pub third: String,
}

impl Two {
    /// The same in both languages: names, dates, numbers.
    pub fn same(text: impl Into<String>) -> Self {
        Self {
            first: text.into(),
            ..Self::default()
        }
    }

    /// In the first and the second language; once, if they are the same.
    pub fn new(first: impl Into<String>, second: impl Into<String>) -> Self {
        let (first, mut second) = (first.into(), second.into());
        if first == second {
            second.clear();
        }
        Self {
            first,
            second,
            third: String::new(),
        }
    }

    /// In a third language too, unless it says the same there as in one of the two.
    #[must_use]
    pub fn and(mut self, third: Option<impl Into<String>>) -> Self {
        let third = third.map(Into::into).unwrap_or_default();
        if third != self.first && third != self.second {
            self.third = third;
        }
        self
    }

    /// Is there nothing to say?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.first.is_empty() && self.second.is_empty() && self.third.is_empty()
    }
}

impl fmt::Debug for Two {
    /// Leaves out the words, which may be the holder's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Two(..)")
    }
}
