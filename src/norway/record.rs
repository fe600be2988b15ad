//! A person's record: what the registers hold and a certificate is made from.
//!
//! The JSON form is described by [`schema`], which is generated from the types below; the reader refuses
//! unknown fields and impossible values with the path to them. A minimal record:
//!
//! ```
//! use hcert::norway::record::Record;
//! let text = r#"{
//!   "person": {"familyName": "Nordmann", "givenName": "Kari", "dateOfBirth": "1980-05-17"},
//!   "vaccinations": [{"product": "BNT03", "date": "2021-06-01", "country": "NO"}],
//!   "tests": [{"kind": "pcr", "result": "negative", "sampled": "2021-08-01T10:00:00+02:00",
//!              "takenBy": "health-personnel", "country": "NO"}]
//! }"#;
//! let record = Record::from_json(text).unwrap();
//! assert_eq!(record.vaccinations[0].product.to_string(), "Comirnaty");
//! let error = Record::from_json(&text.replace("BNT03", "XYZ01")).unwrap_err();
//! assert!(error.to_string().starts_with("vaccinations/0/product: not a product"));
//! ```
//!
//! A vaccination is against COVID-19 unless `diseases` names what else it is against; such a one is kept, and counts for
//! nothing where the light and the certificates are asked.
//!
//! Dates of doses are civil dates; a sample has an instant, or a date alone, which counts from its midnight
//! in Norway. Personal data: `Debug` is redacted and no error repeats a value of the record.

use super::disease::DiseaseCode;
use super::identity::IdentityNumber;
use super::product::Product;
use crate::documents::dcc::names::{self, Language};
use crate::documents::dcc::valuesets::Set;
use crate::text::{Lang, Text, ToText, messages};
use crate::time::{BirthDate, Date, Timestamp};
use crate::{in_english, text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::fmt;

/// Most entries of one kind that a record may have: nobody has had more doses or tests.
pub const MAX_ENTRIES: usize = 500;

/// Most characters of one name or other text, as in certificates (payload schema 1.3.0).
pub(super) const MAX_TEXT: usize = 80;

/// Most diseases that one dose may be against: the widest combination has six.
const MAX_DISEASES: usize = 10;

/// The first year with tests and vaccines for COVID-19; an earlier date is a slip of the pen.
const FIRST_YEAR: i16 = 2020;

/// One person with all that is registered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(title = "A person's record")]
pub struct Record {
    /// Who it is, from the National Population Register.
    pub person: Person,
    /// Doses of vaccine, in any order, from the immunisation register (SYSVAK).
    #[serde(default)]
    #[schemars(length(max = MAX_ENTRIES))]
    pub vaccinations: Vec<Vaccination>,
    /// Tests, in any order, from the laboratory database (MSIS).
    #[serde(default)]
    #[schemars(length(max = MAX_ENTRIES))]
    pub tests: Vec<Test>,
}

/// A person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Person {
    /// Family name as written; the only name of a person who has one.
    #[schemars(length(min = 1, max = MAX_TEXT))]
    pub family_name: String,
    /// Given names as written, with blanks between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = MAX_TEXT))]
    pub given_name: Option<String>,
    /// YYYY-MM-DD; YYYY-MM or YYYY where no more is known.
    #[serde(with = "birth_date")]
    #[schemars(with = "String", regex(pattern = r"^(19|20)\d\d(-\d\d){0,2}$"))]
    pub date_of_birth: BirthDate,
    /// Birth number, D-number, H-number or joint emergency number. It goes into no certificate or page.
    #[serde(
        default,
        with = "optional_text",
        skip_serializing_if = "Option::is_none"
    )]
    #[schemars(with = "Option<String>", regex(pattern = r"^\d{11}$"))]
    pub identity_number: Option<IdentityNumber>,
    /// Language of the names (ISO 639-1), where letters are transliterated in its own way: be, bg, mk, sr, uk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^[a-z]{2}$"))]
    pub name_language: Option<String>,
}

/// A dose of vaccine.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(extend("if" = without_diseases(), "then" = covid_19_product()))]
pub struct Vaccination {
    /// What it protects against, by codes of SNOMED CT (16541001) or ICD-11 (1D47); left out for COVID-19.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = MAX_DISEASES))]
    pub diseases: Vec<DiseaseCode>,
    /// The product: against COVID-19 its code in SYSVAK (BNT03) or in certificates (EU/1/20/1528), else its code or trade name.
    #[schemars(with = "String", length(min = 1, max = MAX_TEXT))]
    pub product: Vaccine,
    /// The date of the dose, YYYY-MM-DD.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("format" = "date"))]
    pub date: Date,
    /// Where it was given (ISO 3166-1 alpha-2).
    #[schemars(regex(pattern = r"^[A-Z]{2}$"))]
    pub country: String,
    /// Batch number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = MAX_TEXT))]
    pub lot: Option<String>,
    /// Place where it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = MAX_TEXT))]
    pub place: Option<String>,
    /// The certificate that a dose given abroad was registered from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// What was given.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Vaccine {
    /// A product against COVID-19, by either of its codes.
    Covid19(Product),
    /// Anything else, by its code or trade name.
    Other(String),
}

impl From<String> for Vaccine {
    fn from(text: String) -> Self {
        Product::from_code(&text).map_or(Self::Other(text), Self::Covid19)
    }
}

impl From<Vaccine> for String {
    fn from(vaccine: Vaccine) -> Self {
        match vaccine {
            Vaccine::Covid19(product) => product.facts().code.to_owned(),
            Vaccine::Other(text) => text,
        }
    }
}

impl fmt::Display for Vaccine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Covid19(product) => product.fmt(f),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl Vaccination {
    /// Whether it is against COVID-19, perhaps beside others.
    #[must_use]
    pub fn is_against_covid_19(&self) -> bool {
        self.diseases.is_empty() || self.diseases.iter().any(DiseaseCode::is_covid_19)
    }

    /// The product, if it is against COVID-19.
    #[must_use]
    pub fn covid_19_product(&self) -> Option<Product> {
        match self.product {
            Vaccine::Covid19(product) if self.is_against_covid_19() => Some(product),
            _ => None,
        }
    }
}

/// Where the knowledge of a dose given abroad comes from: an EU/EEA certificate whose signature was good.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Evidence {
    /// The certificate's identifier (UVCI).
    #[schemars(length(min = 1, max = MAX_TEXT))]
    pub certificate: String,
    /// Who issued it (`is`).
    #[schemars(length(min = 1, max = MAX_TEXT))]
    pub issuer: String,
    /// The country that answers for the signer's key.
    #[schemars(regex(pattern = r"^[A-Z]{2}$"))]
    pub signer_country: String,
    /// The signer's key identifier in hexadecimal.
    #[schemars(length(min = 1, max = MAX_TEXT))]
    pub kid: String,
    /// The number of the dose there (`dn`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub dose: Option<u32>,
    /// The doses of the series there (`sd`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub doses: Option<u32>,
    /// When it was verified, RFC 3339.
    #[serde(with = "as_text")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub verified: Timestamp,
}

/// A test.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Test {
    /// What was looked for, and how.
    pub kind: TestKind,
    /// What was found.
    pub result: TestResult,
    /// When the sample was taken: RFC 3339 with an offset, or a date, which counts from its midnight.
    #[serde(with = "as_text")]
    #[schemars(
        with = "String",
        regex(pattern = r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$")
    )]
    pub sampled: Sampled,
    /// Who took the sample.
    pub taken_by: TakenBy,
    /// Where (ISO 3166-1 alpha-2).
    #[schemars(regex(pattern = r"^[A-Z]{2}$"))]
    pub country: String,
    /// The name of a PCR or equivalent test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = MAX_TEXT))]
    pub name: Option<String>,
    /// The number of an antigen test in the EU's common list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^\d{1,10}$"))]
    pub device: Option<String>,
    /// The testing centre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = MAX_TEXT))]
    pub centre: Option<String>,
}

/// Kinds of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TestKind {
    /// PCR or an equivalent laboratory method (NAAT).
    Pcr,
    /// Antigen.
    Antigen,
    /// Antibodies, found in a laboratory.
    Serology,
}

/// Results of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TestResult {
    /// Found.
    Positive,
    /// Not found.
    Negative,
}

/// Who took a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TakenBy {
    /// Health personnel.
    HealthPersonnel,
    /// The person.
    #[serde(rename = "self")]
    Oneself,
}

/// When a sample was taken.
///
/// ```
/// use hcert::norway::record::Sampled;
/// let sampled: Sampled = "2022-02-01".parse()?;
/// assert!(sampled.date_only);
/// assert_eq!(sampled.at.to_string(), "2022-01-31T23:00:00Z");
/// # Ok::<(), hcert::norway::record::SampledError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sampled {
    /// The instant; midnight in Norway if only the date is known.
    pub at: Timestamp,
    /// Whether only the date is known.
    pub date_only: bool,
}

impl Sampled {
    /// The civil date in Norway.
    #[must_use]
    pub fn date(self) -> Date {
        self.at.in_oslo().date()
    }
}

impl fmt::Display for Sampled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.date_only {
            self.date().fmt(f)
        } else {
            self.at.in_oslo().fmt(f)
        }
    }
}

impl std::str::FromStr for Sampled {
    type Err = SampledError;

    fn from_str(text: &str) -> Result<Self, SampledError> {
        if let Ok(date) = text.parse::<Date>() {
            let at = date.start_in_oslo();
            return Ok(Self {
                at,
                date_only: true,
            });
        }
        let at = text.parse();
        let at = at.map_err(|_| SampledError::from(text!(REGISTER_SAMPLED)))?;
        Ok(Self {
            at,
            date_only: false,
        })
    }
}

crate::text::sentence_error! {
    /// Why a text is not the moment of a sample.
    SampledError
}

/// Something that is wrong with a record, or was not understood or not taken. It never repeats names, dates or numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where: `vaccinations/0/date`, `entry/3/resource/vaccineCode`; empty if the text says it.
    pub path: String,
    /// What.
    pub text: Text,
}

impl Finding {
    pub(super) fn new(path: &str, text: impl ToText) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_text(),
        }
    }
}

impl ToText for Finding {
    fn to_text(&self) -> Text {
        match self.path.as_str() {
            "" => self.text.clone(),
            path => text!(REASONS_AT, path, text = self.text),
        }
    }
}

in_english!(Finding);

/// Why a text is no record: everything that is wrong, with the paths, without the values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordError {
    /// What is wrong.
    pub reasons: Vec<Finding>,
}

impl RecordError {
    pub(super) fn at(path: &str, text: impl ToText) -> Self {
        Self {
            reasons: vec![Finding::new(path, text)],
        }
    }
}

impl ToText for RecordError {
    fn to_text(&self) -> Text {
        Text::Joined(self.reasons.iter().map(ToText::to_text).collect(), "; ")
    }
}

in_english!(RecordError: Error);

impl Record {
    /// Reads the JSON form.
    ///
    /// ```
    /// use hcert::norway::record::Record;
    /// let record = Record::from_json(&std::fs::read_to_string("testdata/records/all-three.json")?)?;
    /// assert_eq!((record.vaccinations.len(), record.tests.len()), (2, 3));
    /// assert!(Record::from_json("{}").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// No JSON, an unknown or missing field, a value of the wrong type, or impossible values: with the path.
    pub fn from_json(text: &str) -> Result<Self, RecordError> {
        let mut json = serde_json::Deserializer::from_str(text);
        let read = serde_path_to_error::deserialize(&mut json).map_err(|error| one(&error))?;
        json.end()
            .map_err(|_| RecordError::at("", text!(REGISTER_FOLLOWS)))?;
        check_shapes(text)?;
        let record: Self = read;
        record.check()?;
        Ok(record)
    }

    /// The JSON form, as text; products by their certificate code.
    ///
    /// ```
    /// use hcert::norway::record::Record;
    /// let text = std::fs::read_to_string("testdata/records/dose-1-of-2.json")?;
    /// let record = Record::from_json(&text)?;
    /// assert_eq!(Record::from_json(&record.to_json())?, record);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        // Every key is a text and every value has a JSON form, so that this cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Writes every text in Unicode's normalisation form C, which certificates have and which loses nothing, and says
    /// which it changed.
    pub(super) fn compose(&mut self) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut compose = |path: String, text: Option<&mut String>| {
            if text.is_some_and(text::compose) {
                let text = text!(REGISTER_COMPOSED);
                found.push(Finding { path, text });
            }
        };
        let person = &mut self.person;
        compose("person/familyName".into(), Some(&mut person.family_name));
        compose("person/givenName".into(), person.given_name.as_mut());
        for (index, dose) in self.vaccinations.iter_mut().enumerate() {
            if let Vaccine::Other(product) = &mut dose.product {
                compose(format!("vaccinations/{index}/product"), Some(product));
            }
            compose(format!("vaccinations/{index}/lot"), dose.lot.as_mut());
            compose(format!("vaccinations/{index}/place"), dose.place.as_mut());
        }
        for (index, test) in self.tests.iter_mut().enumerate() {
            compose(format!("tests/{index}/name"), test.name.as_mut());
            compose(format!("tests/{index}/centre"), test.centre.as_mut());
        }
        found
    }

    /// Looks for values that cannot be.
    ///
    /// # Errors
    /// All of them, with their paths.
    pub fn check(&self) -> Result<(), RecordError> {
        let mut faults = Faults::default();
        self.person.check(&mut faults);
        let born = self.person.date_of_birth.earliest();
        for (what, count) in [
            ("vaccinations", self.vaccinations.len()),
            ("tests", self.tests.len()),
        ] {
            if count > MAX_ENTRIES {
                let text = text!(REGISTER_ENTRIES, found = count, most = MAX_ENTRIES);
                faults.add(what, text);
            }
        }
        for (index, dose) in self.vaccinations.iter().enumerate() {
            let at = |field: &str| format!("vaccinations/{index}/{field}");
            let first_year = dose.is_against_covid_19().then_some(FIRST_YEAR);
            faults.vaccine(&at(""), dose);
            faults.date(&at("date"), dose.date, born, first_year);
            faults.country(&at("country"), &dose.country);
            faults.text(&at("lot"), dose.lot.as_deref());
            faults.text(&at("place"), dose.place.as_deref());
            if let Some(evidence) = &dose.evidence {
                faults.text(&at("evidence/certificate"), Some(&evidence.certificate));
                faults.text(&at("evidence/issuer"), Some(&evidence.issuer));
                faults.text(&at("evidence/kid"), Some(&evidence.kid));
                faults.country(&at("evidence/signerCountry"), &evidence.signer_country);
            }
        }
        for (index, test) in self.tests.iter().enumerate() {
            let at = |field: &str| format!("tests/{index}/{field}");
            faults.date(&at("sampled"), test.sampled.date(), born, Some(FIRST_YEAR));
            faults.country(&at("country"), &test.country);
            faults.text(&at("name"), test.name.as_deref());
            faults.text(&at("centre"), test.centre.as_deref());
            if test.name.is_some() && test.kind != TestKind::Pcr {
                faults.add(&at("name"), messages::REGISTER_PCR_ONLY);
            }
            match &test.device {
                Some(_) if test.kind != TestKind::Antigen => {
                    faults.add(&at("device"), messages::REGISTER_ANTIGEN_ONLY);
                }
                Some(code) if !is_device_number(code) => {
                    faults.add(&at("device"), messages::REGISTER_DEVICE);
                }
                _ => {}
            }
        }
        faults.into_result()
    }
}

fn is_device_number(code: &str) -> bool {
    (1..=10).contains(&code.len()) && code.bytes().all(|octet| octet.is_ascii_digit())
}

impl Person {
    /// The language of the names.
    #[must_use]
    pub fn language(&self) -> Language {
        let code = self.name_language.as_deref();
        Language::from_iso639_1(code.unwrap_or_default())
    }

    /// The names as a certificate has them.
    #[must_use]
    pub fn to_dcc(&self) -> crate::documents::dcc::Person {
        let (family_mrz, given_mrz) = self.machine_names();
        crate::documents::dcc::Person {
            family: Some(self.family_name.clone()),
            given: self.given_name.clone(),
            family_mrz: Some(family_mrz).filter(|name| !name.is_empty()),
            given_mrz: Some(given_mrz).filter(|name| !name.is_empty()),
        }
    }

    /// Family and given names as the machine zone of a passport has them.
    #[must_use]
    pub fn machine_names(&self) -> (String, String) {
        let machine = |name: &str| names::transliterate(name, self.language()).text;
        let given = self.given_name.as_deref().unwrap_or_default();
        (machine(&self.family_name), machine(given))
    }

    fn check(&self, faults: &mut Faults) {
        faults.text("person/familyName", Some(&self.family_name));
        faults.text("person/givenName", self.given_name.as_deref());
        let (family, given) = self.machine_names();
        if family.is_empty() && given.is_empty() {
            let path = "person/familyName";
            faults.add(path, messages::REGISTER_NO_LETTER);
        }
        if let Some(code) = &self.name_language
            && !(code.len() == 2 && code.bytes().all(|octet| octet.is_ascii_lowercase()))
        {
            faults.add("person/nameLanguage", messages::REGISTER_LANGUAGE);
        }
    }
}

/// Gathers what is wrong.
#[derive(Default)]
struct Faults(Vec<Finding>);

impl Faults {
    fn add(&mut self, path: &str, what: impl ToText) {
        self.0.push(Finding::new(path, what));
    }

    fn text(&mut self, path: &str, text: Option<&str>) {
        let Some(text) = text else { return };
        let count = text.chars().count();
        if text.trim().is_empty() {
            self.add(path, messages::REGISTER_EMPTY);
        } else if count > MAX_TEXT {
            self.add(
                path,
                text!(REGISTER_TOO_LONG, found = count, most = MAX_TEXT),
            );
        } else if text.chars().any(char::is_control) {
            self.add(path, messages::REGISTER_CONTROL);
        }
    }

    fn vaccine(&mut self, path: &str, dose: &Vaccination) {
        let product = format!("{path}product");
        match (dose.is_against_covid_19(), &dose.product) {
            (true, Vaccine::Covid19(_)) => {}
            (true, Vaccine::Other(_)) => self.add(&product, no_product()),
            (false, Vaccine::Covid19(_)) => self.add(&product, messages::REGISTER_OTHER_DISEASE),
            (false, Vaccine::Other(text)) => self.text(&product, Some(text)),
        }
        let found = dose.diseases.len();
        if found > MAX_DISEASES {
            let text = text!(REGISTER_ENTRIES, found, most = MAX_DISEASES);
            self.add(&format!("{path}diseases"), text);
        }
    }

    fn date(&mut self, path: &str, date: Date, born: Option<Date>, first_year: Option<i16>) {
        if let Some(year) = first_year.filter(|&year| date.year() < year) {
            self.add(path, text!(REGISTER_TOO_EARLY, year));
        } else if born.is_some_and(|born| date < born) {
            self.add(path, messages::REGISTER_BEFORE_BIRTH);
        }
    }

    fn country(&mut self, path: &str, code: &str) {
        if Set::Country.find(code).is_none() {
            self.add(path, messages::REGISTER_COUNTRY);
        }
    }

    fn into_result(self) -> Result<(), RecordError> {
        match self.0.is_empty() {
            true => Ok(()),
            false => Err(RecordError { reasons: self.0 }),
        }
    }
}

/// The condition of the schema for a vaccination that names no disease.
fn without_diseases() -> serde_json::Value {
    json!({ "not": { "required": ["diseases"] } })
}

/// What it is under that condition: one of both codes of every product.
fn covid_19_product() -> serde_json::Value {
    let codes = Product::ALL.map(|product| product.facts());
    let codes = codes.iter().flat_map(|facts| [facts.sysvak, facts.code]);
    let codes: Vec<&str> = codes.collect();
    json!({ "properties": { "product": { "enum": codes } } })
}

/// The JSON Schema of the JSON form (draft 2020-12).
#[must_use]
pub fn schema() -> impl Serialize {
    schemars::schema_for!(Record).to_value()
}

/// The derived reader takes a list of the fields' values for an object; a record has none.
fn check_shapes(text: &str) -> Result<(), RecordError> {
    use serde_json::Value as Json;
    let root: Json = serde_json::from_str(text).unwrap_or_default();
    let mut objects = vec![
        (String::new(), Some(&root)),
        ("person".to_owned(), root.get("person")),
    ];
    for list in ["vaccinations", "tests"] {
        let entries = root
            .get(list)
            .and_then(Json::as_array)
            .into_iter()
            .flatten();
        for (index, entry) in entries.enumerate() {
            let path = format!("{list}/{index}");
            objects.push((format!("{path}/evidence"), entry.get("evidence")));
            objects.push((path, Some(entry)));
        }
    }
    let lists = objects
        .iter()
        .filter(|(_, value)| value.is_some_and(Json::is_array));
    let found = messages::REGISTER_LIST_FOUND;
    let reasons: Vec<Finding> = lists
        .map(|(path, _)| match path.as_str() {
            "" => Finding::new(
                "",
                text!(REASONS_AT, path = messages::REGISTER_WHOLE, text = found),
            ),
            path => Finding::new(path, found),
        })
        .collect();
    match reasons.is_empty() {
        true => Ok(()),
        false => Err(RecordError { reasons }),
    }
}

/// An error of the JSON reader with its path and without the values, which it likes to repeat.
fn one(error: &serde_path_to_error::Error<serde_json::Error>) -> RecordError {
    use serde_path_to_error::Segment;
    let segments = error.path().iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(shown_key(key)),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    let path: Vec<String> = segments.collect();
    let inner = error.inner();
    let (line, column) = (inner.line(), inner.column());
    let text = inner.to_string();
    // What is found may hold anything, also these words: the last ones are the reader's.
    let text = text.rsplit_once(" at line ").map_or("", |(text, _)| text);
    let reason = match inner.classify() {
        serde_json::error::Category::Data => {
            text!(REGISTER_PLACED, reason = without_value(text), line, column)
        }
        serde_json::error::Category::Eof => text!(REGISTER_JSON_EARLY, line, column),
        _ => text!(RULE_NOT_JSON, line, column),
    };
    RecordError::at(&path.join("/"), reason)
}

/// Takes the value out of `invalid type: string "…", expected …` and the like.
fn without_value(text: &str) -> Text {
    let wanted = text.rsplit_once(", expected ").map(|(_, wanted)| wanted);
    if let (Some(("invalid type" | "invalid value" | "invalid length", found)), Some(wanted)) =
        (text.split_once(": "), wanted)
    {
        let found = found.split(['"', '`', ',']).next().unwrap_or_default();
        return text!(REGISTER_TYPE, found = found.trim(), wanted);
    }
    if let Some(field) = text.strip_prefix("missing field ") {
        return text!(REGISTER_MISSING, field);
    }
    if let Some(field) = text.strip_prefix("duplicate field ") {
        return text!(REGISTER_TWICE, field);
    }
    match wanted {
        Some(wanted) if text.starts_with("unknown variant") => text!(REGISTER_VALUE, wanted),
        None if text.starts_with("unknown variant") => text!(REGISTER_ANY_VALUE),
        Some(wanted) if text.starts_with("unknown field") => text!(REGISTER_FIELD, wanted),
        None if text.starts_with("unknown field") => text!(REGISTER_ANY_FIELD),
        _ if text.starts_with("invalid length") => text.into(),
        _ => own_words(text).unwrap_or_else(|| text!(REGISTER_OTHER)),
    }
}

/// The message of our own readers below, which hold no value, by its English: `serde` carries no more.
fn own_words(text: &str) -> Option<Text> {
    use super::identity::IdentityError as Error;
    let numbers = [1, 2].map(|which| Error::Check { which });
    let numbers = [Error::Length, Error::Date].into_iter().chain(numbers);
    let numbers = numbers.map(|error| text!(REGISTER_NO_IDENTITY, error));
    let others = [
        text!(REGISTER_SAMPLED),
        text!(REGISTER_NO_BIRTH),
        text!(REGISTER_BIRTH_FORM),
        text!(REGISTER_DISEASE),
    ];
    let found = numbers.chain(others).find(|one| one.get(Lang::En) == text);
    let of_dates = || text.starts_with("not ") || text.starts_with("the ");
    found.or_else(|| of_dates().then(|| text.into()))
}

fn no_product() -> Text {
    let known = Product::ALL.map(|product| product.facts());
    let known = known.map(|facts| format!("{} ({})", facts.sysvak, facts.code));
    text!(REGISTER_PRODUCT, known = known.join(", "))
}

/// A field name is short and plain; anything else might be somebody's data.
fn shown_key(key: &str) -> String {
    let plain = key.len() <= 24 && key.bytes().all(|octet| octet.is_ascii_alphabetic());
    match plain {
        true => key.to_owned(),
        false => format!("(name of {} characters)", key.chars().count()),
    }
}

/// Values that are written as their text.
mod as_text {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};
    use std::fmt::Display;
    use std::str::FromStr;

    pub(super) fn serialize<T: Display, S: Serializer>(
        value: &T,
        out: S,
    ) -> Result<S::Ok, S::Error> {
        out.collect_str(value)
    }

    pub(super) fn deserialize<'de, T, D>(from: D) -> Result<T, D::Error>
    where
        T: FromStr,
        T::Err: Display,
        D: Deserializer<'de>,
    {
        let text = String::deserialize(from)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// An identity number, or none.
mod optional_text {
    use crate::norway::identity::{IdentityError, IdentityNumber};
    use crate::text;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(
        value: &Option<IdentityNumber>,
        out: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(number) => out.serialize_str(&number.digits()),
            None => out.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<IdentityNumber>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        let number = text.map(|text| text.parse()).transpose();
        number.map_err(|error: IdentityError| D::Error::custom(text!(REGISTER_NO_IDENTITY, error)))
    }
}

/// A date of birth, whole or in part.
mod birth_date {
    use super::BirthDate;
    use crate::text;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(value: &BirthDate, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(value)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BirthDate, D::Error> {
        let text = String::deserialize(from)?;
        match BirthDate::read(&text) {
            Ok((BirthDate::Unknown, _)) => Err(D::Error::custom(text!(REGISTER_NO_BIRTH))),
            Ok((date, None)) => Ok(date),
            Ok((_, Some(_))) => Err(D::Error::custom(text!(REGISTER_BIRTH_FORM))),
            Err(error) => Err(D::Error::custom(error)),
        }
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (doses, tests) = (self.vaccinations.len(), self.tests.len());
        write!(f, "Record({doses} vaccinations, {tests} tests, redacted)")
    }
}

crate::documents::dcc::redacted! { Person Vaccination Vaccine Test Evidence Sampled }

crate::shown_alike! { Sampled }

#[cfg(test)]
mod tests;
