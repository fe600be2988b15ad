//! The yellow card on paper: the model certificate of IHR (2005) Annex 6, in English and French.
//!
//! Layout and colour are free; the words are the model's, and stand in a file of their own by the version of the template
//! (`icvp_model.json`), which an operator can replace. The English text below the table is that of the amendment of 2024.
//! The French is that of 2005: none of the amendment was to be found.
//!
//! A third language may stand below: the labels, the dates and the names of diseases are then the program's own messages. The
//! sentences of the model stay in English and French, the two languages in which a card must be complete.
//!
//! A paper card has lines for signatures and room for the stamp, and counts without its code only with both; each says so.
//! A digital one has neither. A card that the model forbids is refused before it is drawn ([`hcert::icvp::issue::check`]).
//!
//! Not supported: the booklet's table of other vaccinations, which is optional, and of which no code certifies a line.

use crate::control::SignedCode;
use crate::sheet::{Block, Code, Document, Field, Front, Panel, Sheet, Tone, Two};
use crate::{File, Format, PageError, release};
use hcert::icvp::{DOMAIN, Disease, Dose, Icvp, Products, Sex, show};
use hcert::issue::{IssueError, Issuer, icvp_validity};
use hcert::text::{Lang, Message, Text, ToText, messages};
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

    /// With a message for the third language.
    fn and(&self, message: Message, third: Option<Lang>) -> Two {
        self.two().and(third.map(|lang| message.get(lang)))
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
    /// A third language below English and French.
    pub third: Option<Lang>,
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
                heading: words.notes.and(messages::MODEL_NOTES, card.third),
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
        third: card.third,
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
    /// A third language below English and French.
    pub third: Option<Lang>,
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
            third: self.third,
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
    let (content, third) = (card.content, card.third);
    let number = content.document.clone().unwrap_or_else(|| "–".into());
    let expires = card.code.expires.in_oslo().date();
    Front {
        scope: words.scope.two(),
        title: words.title.and(messages::MODEL_TITLE, third),
        country: card.country.to_owned(),
        light: None,
        name: content.name.clone(),
        name_machine: String::new(),
        birth: born(card, words),
        code: Ok(Code {
            text: card.code.text.clone(),
            alt: words.alt.two(),
        }),
        kind: Field::new(
            words.document.and(messages::MODEL_DOCUMENT, third),
            Two::same(number),
        ),
        expiry: Field::new(
            words.expires.and(messages::MODEL_EXPIRES, third),
            day(expires, None),
        ),
    }
}

fn born(card: &Card<'_>, words: &Words) -> Field {
    let label = words.born.and(messages::CARD_BORN, card.third);
    Field::new(label, day(card.content.birth_date, card.third))
}

/// The statement, with the blanks of the model filled.
fn person(card: &Card<'_>, words: &Words, disease: Disease) -> Panel {
    let (content, third) = (card.content, card.third);
    let sex = match content.sex {
        Sex::Male => &words.male,
        Sex::Female => &words.female,
        Sex::Other => &words.other,
        Sex::Unknown => &words.unknown,
    };
    let sex = sex
        .two()
        .and(third.map(|lang| show::sex(content.sex, lang)));
    let same = |label: &Pair, message: Message, value: &str| {
        Field::new(label.and(message, third), Two::same(value))
    };
    let mut fields = vec![
        same(&words.name, messages::MODEL_NAME, &content.name),
        born(card, words),
        Field::new(words.sex.and(messages::CARD_SEX, third), sex),
    ];
    let nationality = content.nationality.as_deref();
    let of_nation = |code| same(&words.nationality, messages::CARD_NATIONALITY, code);
    fields.extend(nationality.map(of_nation));
    // A passport's number stands on the cover.
    let national = content.document_type.as_deref() == Some("NI");
    let number = content.document.as_deref().filter(|_| national);
    fields.push(same(
        &words.national_document,
        messages::MODEL_NATIONAL_DOCUMENT,
        number.unwrap_or("–"),
    ));
    let by_hand = words.non_digital.and(messages::MODEL_NON_DIGITAL, third);
    let mut blocks = vec![Block::Text(words.certify.two()), Block::Fields(fields)];
    match (&content.guardian, card.paper) {
        (Some(name), true) => blocks.push(Block::Sign {
            label: words.guardian.and(messages::MODEL_GUARDIAN, third),
            name: name.clone(),
            note: by_hand,
        }),
        (Some(name), false) => {
            let guardian = same(&words.guardian_name, messages::CARD_GUARDIAN, name);
            blocks.push(Block::Fields(vec![guardian]));
        }
        (None, true) => blocks.push(Block::Sign {
            label: words.signature.and(messages::MODEL_SIGNATURE, third),
            name: String::new(),
            note: by_hand,
        }),
        (None, false) => {}
    }
    blocks.push(Block::Text(words.vaccinated.two()));
    let against = words.disease.and(messages::CARD_DISEASE, third);
    let against = Field::new(against, named(words, disease, third));
    blocks.push(Block::Fields(vec![against]));
    blocks.push(Block::Text(words.accordance.two()));
    Panel {
        heading: words.issued_to.and(messages::MODEL_ISSUED_TO, third),
        blocks,
        foot: vec![],
    }
}

/// The table of the model: one dose.
fn table(card: &Card<'_>, words: &Words, dose: &Dose, disease: Disease) -> Panel {
    let third = card.third;
    let product = card.products.find(&dose.product);
    let label = product.map_or("", |product| product.label());
    let maker = product.map_or("", |product| product.manufacturer.as_str());
    let vaccine = {
        let named = named(words, disease, third);
        let with = |text: &str| match label.is_empty() || label.eq_ignore_ascii_case(text) {
            true => text.to_owned(),
            false => format!("{text}, {label}"),
        };
        let third = third
            .map(|_| with(&named.third))
            .filter(|_| !named.third.is_empty());
        Two::new(with(&named.first), with(&named.second)).and(third)
    };
    let clinician = dose.clinician.as_deref();
    let authority = dose.authority.as_deref();
    let who = clinician.or(authority).unwrap_or("–").to_owned();
    let from = day(disease.valid_from(dose.date), third);
    let valid_from = words.valid_from.and(messages::CARD_VALID_FROM, third);
    let mut validity = vec![Field::new(valid_from, from)];
    if disease == Disease::YellowFever {
        // The words of the model, and no others.
        let until = words.valid_until.and(messages::CARD_VALID_UNTIL, third);
        validity.push(Field::new(until, words.life.two()));
    }
    let mut fields = vec![
        Field::new(words.vaccine.and(messages::MODEL_VACCINE, third), vaccine),
        Field::new(
            words.date.and(messages::MODEL_DATE, third),
            day(dose.date, third),
        ),
    ];
    let batch = match maker.is_empty() {
        true => dose.batch.clone(),
        false => format!("{maker}, {}", dose.batch),
    };
    let batch = Field::new(
        words.batch.and(messages::MODEL_BATCH, third),
        Two::same(batch),
    );
    let blocks = match card.paper {
        true => vec![
            Block::Fields(fields),
            Block::Sign {
                label: words.clinician.and(messages::MODEL_CLINICIAN, third),
                name: who,
                note: words.non_digital.and(messages::MODEL_NON_DIGITAL, third),
            },
            Block::Fields(std::iter::once(batch).chain(validity).collect()),
            Block::Stamp {
                label: words.stamp.and(messages::MODEL_STAMP, third),
                note: words
                    .non_digital_stamp
                    .and(messages::MODEL_NON_DIGITAL_STAMP, third),
            },
        ],
        false => {
            let who = match (clinician, authority) {
                (Some(clinician), Some(authority)) => format!("{clinician}, {authority}"),
                _ => who,
            };
            let label = words
                .clinician_digital
                .and(messages::MODEL_CLINICIAN_DIGITAL, third);
            fields.push(Field::new(label, Two::same(who)));
            fields.push(batch);
            fields.extend(validity);
            vec![Block::Fields(fields)]
        }
    };
    Panel {
        heading: named(words, disease, third),
        blocks,
        foot: vec![],
    }
}

fn named(words: &Words, disease: Disease, third: Option<Lang>) -> Two {
    let pair = match disease {
        Disease::YellowFever => &words.yellow_fever,
        Disease::Polio => &words.polio,
    };
    pair.and(disease.message(), third)
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
fn day(date: Date, third: Option<Lang>) -> Two {
    let english = Text::from(date).get(Lang::En).into_owned();
    let written = date.to_string();
    let mut parts = written.split('-');
    let (year, month, number) = (parts.next(), parts.next(), parts.next());
    let month = month.and_then(|month| month.parse::<usize>().ok());
    let month = month.and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    let number = number.unwrap_or_default().trim_start_matches('0');
    let number = if number == "1" { "1er" } else { number };
    let (month, year) = (month.copied().unwrap_or_default(), year.unwrap_or_default());
    let third = third.map(|lang| Text::from(date).get(lang).into_owned());
    Two::new(english, format!("{number} {month} {year}")).and(third)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_with_their_month_in_letters() {
        let two = |text: &str| day(text.parse().unwrap(), Some(Lang::Nb));
        let first = two("2026-06-01");
        assert_eq!(
            (first.first.as_str(), first.second.as_str()),
            ("1 June 2026", "1er juin 2026")
        );
        assert_eq!(two("2026-12-31").second, "31 décembre 2026");
        assert_eq!(two("2026-06-01").third, "1. juni 2026");
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
