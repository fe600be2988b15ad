//! The yellow card on paper: the model certificate of IHR (2005) Annex 6, in English and French.
//!
//! Layout and colour are free; the words are the model's, and stand in a file of their own by the version of the template
//! (`icvp_model.json`), which an operator can replace. The English text below the table is that of the amendment of 2024.
//! The French is that of 2005: none of the amendment was to be found.
//!
//! A paper card has lines for signatures and room for the stamp, and counts without its code only with both; each says so.
//! A digital one has neither. A card that the model forbids is refused before it is drawn ([`hcert::icvp::issue::check`]).
//!
//! Not supported: a third language, and the booklet's table of other vaccinations.

use crate::control::SignedCode;
use crate::sheet::{Block, Code, Document, Field, Front, Panel, Sheet, Tone, Two};
use crate::{File, Format, PageError, release};
use hcert::icvp::{DOMAIN, Disease, Dose, Icvp, Products, Sex};
use hcert::issue::{IssueError, Issuer, icvp_validity};
use hcert::text::{Lang, Text, ToText};
use hcert::time::{Date, Timestamp};
use hcert::trust::TrustList;
use hcert::verify::Verifier;
use hcert::{in_english, text};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The words that are part of this library.
const BUILT_IN: &str = include_str!("icvp_model.json");

/// A text in English and in French.
#[derive(Clone, Debug, Deserialize)]
struct Pair(String, String);

impl Pair {
    fn two(&self) -> Two {
        Two::new(self.0.clone(), self.1.clone())
    }
}

/// The words of one version of the template.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Words {
    scope: Pair,
    title: Pair,
    born: Pair,
    document: Pair,
    expires: Pair,
    alt: Pair,
    issued_to: Pair,
    certify: Pair,
    name: Pair,
    sex: Pair,
    nationality: Pair,
    national_document: Pair,
    signature: Pair,
    guardian: Pair,
    guardian_name: Pair,
    vaccinated: Pair,
    disease: Pair,
    accordance: Pair,
    vaccine: Pair,
    date: Pair,
    clinician: Pair,
    clinician_digital: Pair,
    batch: Pair,
    valid_from: Pair,
    valid_until: Pair,
    life: Pair,
    stamp: Pair,
    non_digital: Pair,
    non_digital_stamp: Pair,
    notes: Pair,
    conditions: Pair,
    yellow_fever: Pair,
    polio: Pair,
    male: Pair,
    female: Pair,
    other: Pair,
    unknown: Pair,
}

/// The model certificate's words, by the version of the template.
#[derive(Clone, Debug)]
pub struct Model(BTreeMap<String, Words>);

/// Why there is no card.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelError {
    /// The file is no model.
    Malformed {
        /// What is wrong with it.
        detail: String,
    },
    /// It has no words for the version of the card.
    Version {
        /// The card's version.
        found: String,
        /// Those that it has.
        known: String,
    },
    /// The card has not one dose of a product that is known.
    Dose,
}

impl ToText for ModelError {
    fn to_text(&self) -> Text {
        match self {
            Self::Malformed { detail } => text!(MODEL_MALFORMED, detail),
            Self::Version { found, known } => {
                text!(MODEL_VERSION, found = format!("{found:?}"), known)
            }
            Self::Dose => text!(MODEL_DOSE),
        }
    }
}

in_english!(ModelError: Error);

impl Model {
    /// The words that are part of this library.
    ///
    /// # Errors
    /// None that a test does not find.
    pub fn built_in() -> Result<Self, ModelError> {
        Self::read(BUILT_IN)
    }

    /// Reads a file of words: JSON, an object for each version, in it a pair of English and French for each text.
    ///
    /// # Errors
    /// It is none, or a text is missing.
    pub fn read(json: &str) -> Result<Self, ModelError> {
        let malformed = |error: serde_json::Error| ModelError::Malformed {
            detail: error.to_string(),
        };
        Ok(Self(serde_json::from_str(json).map_err(malformed)?))
    }

    fn of(&self, card: &Icvp) -> Result<&Words, ModelError> {
        let found = card.version.clone().unwrap_or_default();
        self.0.get(&found).ok_or_else(|| ModelError::Version {
            known: self.0.keys().cloned().collect::<Vec<_>>().join(", "),
            found,
        })
    }
}

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Card<'a> {
    /// The content.
    pub content: &'a Icvp,
    /// The table that has its product.
    pub products: &'a Products,
    /// The signed code.
    pub code: &'a SignedCode,
    /// The country that issues, in two letters.
    pub country: &'a str,
    /// When it is made.
    pub made: Timestamp,
    /// Whether it has lines for signatures and room for the stamp.
    pub paper: bool,
}

/// The page of a yellow card.
///
/// # Errors
/// The model has no words for its version, or it has not one dose of a known product.
pub fn document(card: &Card<'_>, model: &Model) -> Result<Document, ModelError> {
    let words = model.of(card.content)?;
    let [dose] = card.content.doses.as_slice() else {
        return Err(ModelError::Dose);
    };
    let disease = dose.disease(card.products).ok_or(ModelError::Dose)?;
    let sheet = Sheet {
        name: "icvp".into(),
        tone: Tone::Yellow,
        front: front(card, words),
        panels: [
            person(card, words, disease),
            table(card, words, dose, disease),
            Panel {
                heading: words.notes.two(),
                blocks: vec![],
                // Each language is a text of its own, complete by itself.
                foot: vec![
                    Two::same(words.conditions.0.clone()),
                    Two::new("", words.conditions.1.clone()),
                ],
            },
        ],
    };
    Ok(Document {
        stem: "icvp".into(),
        lang: Lang::En,
        second: "fr",
        title: words.title.two(),
        sheets: vec![sheet],
        made: card.made,
    })
}

/// Who signs cards, and how they are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Press<'a> {
    /// The signer.
    pub issuer: &'a Issuer,
    /// The products that WHO approves.
    pub products: &'a Products,
    /// The words.
    pub model: &'a Model,
    /// When cards are made.
    pub at: Timestamp,
    /// Whether they have lines for signatures and room for the stamp.
    pub paper: bool,
    /// The forms of the files.
    pub formats: &'a [Format],
}

/// A card that was signed, drawn, read again and verified, and not yet handed out.
#[derive(Clone, Debug)]
pub struct PrintedCard {
    /// Its code.
    pub code: SignedCode,
    /// The signer's identifier.
    pub kid: Vec<u8>,
    /// The files.
    pub files: Vec<File>,
}

/// Why a card was not printed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum CardError {
    /// The code was not issued.
    Issue(IssueError),
    /// The model does not fit the card.
    Model(ModelError),
    /// The page was not made, or not released.
    Page(PageError),
}

impl ToText for CardError {
    fn to_text(&self) -> Text {
        match self {
            Self::Issue(error) => error.to_text(),
            Self::Model(error) => error.to_text(),
            Self::Page(error) => text!(PRODUCE_PAGE, page = "icvp", error),
        }
    }
}

in_english!(CardError: Error);

impl Press<'_> {
    /// Signs a card, draws it, and reads it again.
    ///
    /// # Errors
    /// The model certificate forbids it, or a finished file is not what it should be.
    pub fn print(&self, card: &Icvp) -> Result<PrintedCard, CardError> {
        let Self {
            issuer, products, ..
        } = *self;
        let validity = icvp_validity(issuer.dsc(), self.at);
        let text = issuer.issue_icvp(card, validity, products);
        let code = SignedCode {
            text: text.map_err(CardError::Issue)?,
            expires: validity.expires_at,
        };
        let drawn = Card {
            content: card,
            products,
            code: &code,
            country: issuer.dsc().country.as_deref().unwrap_or_default(),
            made: self.at,
            paper: self.paper,
        };
        let document = document(&drawn, self.model).map_err(CardError::Model)?;
        // A card is printed on the day of the dose, and counts from the tenth day on.
        let days = card.doses.iter().filter_map(|dose| {
            let disease = dose.disease(products)?;
            Some(disease.valid_from(dose.date).start_in_oslo())
        });
        let at = days.fold(self.at, Timestamp::max);
        let mut dsc = issuer.dsc().clone();
        dsc.domain = Some(DOMAIN.to_owned());
        let trust: TrustList = std::iter::once(dsc).collect();
        let verifier = Verifier::new(trust).with_products(Arc::new(products.clone()));
        let files = release(&document, &verifier, at, self.formats);
        Ok(PrintedCard {
            kid: issuer.dsc().kid.clone(),
            files: files.map_err(CardError::Page)?,
            code,
        })
    }
}

fn front(card: &Card<'_>, words: &Words) -> Front {
    let content = card.content;
    let number = content.document.clone().unwrap_or_else(|| "–".into());
    let expires = card.code.expires.in_oslo().date();
    Front {
        scope: words.scope.two(),
        title: words.title.two(),
        country: card.country.to_owned(),
        light: None,
        name: content.name.clone(),
        name_machine: String::new(),
        birth: Field::new(words.born.two(), day(content.birth_date)),
        code: Ok(Code {
            text: card.code.text.clone(),
            alt: words.alt.two(),
        }),
        kind: Field::new(words.document.two(), Two::same(number)),
        expiry: Field::new(words.expires.two(), day(expires)),
    }
}

/// The statement, with the blanks of the model filled.
fn person(card: &Card<'_>, words: &Words, disease: Disease) -> Panel {
    let content = card.content;
    let sex = match content.sex {
        Sex::Male => &words.male,
        Sex::Female => &words.female,
        Sex::Other => &words.other,
        Sex::Unknown => &words.unknown,
    };
    let same = |label: &Pair, value: &str| Field::new(label.two(), Two::same(value));
    let mut fields = vec![
        same(&words.name, &content.name),
        Field::new(words.born.two(), day(content.birth_date)),
        Field::new(words.sex.two(), sex.two()),
    ];
    let nationality = content.nationality.as_deref();
    fields.extend(nationality.map(|code| same(&words.nationality, code)));
    // A passport's number stands on the cover.
    let national = content.document_type.as_deref() == Some("NI");
    let number = content.document.as_deref().filter(|_| national);
    fields.push(same(&words.national_document, number.unwrap_or("–")));
    let mut blocks = vec![Block::Text(words.certify.two()), Block::Fields(fields)];
    match (&content.guardian, card.paper) {
        (Some(name), true) => blocks.push(Block::Sign {
            label: words.guardian.two(),
            name: name.clone(),
            note: words.non_digital.two(),
        }),
        (Some(name), false) => {
            blocks.push(Block::Fields(vec![same(&words.guardian_name, name)]));
        }
        (None, true) => blocks.push(Block::Sign {
            label: words.signature.two(),
            name: String::new(),
            note: words.non_digital.two(),
        }),
        (None, false) => {}
    }
    blocks.push(Block::Text(words.vaccinated.two()));
    let against = Field::new(words.disease.two(), named(words, disease));
    blocks.push(Block::Fields(vec![against]));
    blocks.push(Block::Text(words.accordance.two()));
    Panel {
        heading: words.issued_to.two(),
        blocks,
        foot: vec![],
    }
}

/// The table of the model: one dose.
fn table(card: &Card<'_>, words: &Words, dose: &Dose, disease: Disease) -> Panel {
    let product = card.products.find(&dose.product);
    let label = product.map_or("", |product| product.label());
    let maker = product.map_or("", |product| product.manufacturer.as_str());
    let vaccine = {
        let named = named(words, disease);
        let with = |text: &str| match label.is_empty() || label.eq_ignore_ascii_case(text) {
            true => text.to_owned(),
            false => format!("{text}, {label}"),
        };
        Two::new(with(&named.first), with(&named.second))
    };
    let clinician = dose.clinician.as_deref();
    let authority = dose.authority.as_deref();
    let who = clinician.or(authority).unwrap_or("–").to_owned();
    let from = day(disease.valid_from(dose.date));
    let mut validity = vec![Field::new(words.valid_from.two(), from)];
    if disease == Disease::YellowFever {
        validity.push(Field::new(words.valid_until.two(), words.life.two()));
    }
    let mut fields = vec![
        Field::new(words.vaccine.two(), vaccine),
        Field::new(words.date.two(), day(dose.date)),
    ];
    let batch = match maker.is_empty() {
        true => dose.batch.clone(),
        false => format!("{maker}, {}", dose.batch),
    };
    let batch = Field::new(words.batch.two(), Two::same(batch));
    let blocks = match card.paper {
        true => vec![
            Block::Fields(fields),
            Block::Sign {
                label: words.clinician.two(),
                name: who,
                note: words.non_digital.two(),
            },
            Block::Fields(std::iter::once(batch).chain(validity).collect()),
            Block::Stamp {
                label: words.stamp.two(),
                note: words.non_digital_stamp.two(),
            },
        ],
        false => {
            let who = match (clinician, authority) {
                (Some(clinician), Some(authority)) => format!("{clinician}, {authority}"),
                _ => who,
            };
            fields.push(Field::new(words.clinician_digital.two(), Two::same(who)));
            fields.push(batch);
            fields.extend(validity);
            vec![Block::Fields(fields)]
        }
    };
    Panel {
        heading: named(words, disease),
        blocks,
        foot: vec![],
    }
}

fn named(words: &Words, disease: Disease) -> Two {
    match disease {
        Disease::YellowFever => words.yellow_fever.two(),
        Disease::Polio => words.polio.two(),
    }
}

/// The months in French.
const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// A day with its month in letters, as the model asks.
fn day(date: Date) -> Two {
    let english = Text::from(date).get(Lang::En).into_owned();
    let written = date.to_string();
    let mut parts = written.split('-');
    let (year, month, number) = (parts.next(), parts.next(), parts.next());
    let month = month.and_then(|month| month.parse::<usize>().ok());
    let month = month.and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    let number = number.unwrap_or_default().trim_start_matches('0');
    let number = if number == "1" { "1er" } else { number };
    let (month, year) = (month.copied().unwrap_or_default(), year.unwrap_or_default());
    Two::new(english, format!("{number} {month} {year}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_with_their_month_in_letters() {
        let two = |text: &str| day(text.parse().unwrap());
        let first = two("2026-06-01");
        assert_eq!(
            (first.first.as_str(), first.second.as_str()),
            ("1 June 2026", "1er juin 2026")
        );
        assert_eq!(two("2026-12-31").second, "31 décembre 2026");
    }

    #[test]
    fn a_model_without_a_text_is_refused_and_so_is_a_version_without_one() {
        assert!(Model::built_in().is_ok());
        let cut = BUILT_IN.replacen("\"notes\"", "\"nodes\"", 1);
        assert!(matches!(
            Model::read(&cut),
            Err(ModelError::Malformed { .. })
        ));
        let other = Model::read(&BUILT_IN.replacen("1.0", "2.0", 1)).unwrap();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/icvp/card.json");
        let card = Icvp::from_json(&std::fs::read_to_string(path).unwrap()).unwrap();
        assert_eq!(
            other.of(&card).unwrap_err().to_string(),
            "the model has no words for version \"1.0\" of the template (it has 2.0)"
        );
    }
}
