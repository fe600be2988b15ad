//! The document: what an EU Digital COVID Certificate says about a person.
//!
//! [`Payload`] is the typed form of the payload schema 1.3.x; the spec's short keys (`tg`, `vp`, `dn`)
//! live in this file and in [`read`] alone. JSON and CBOR are read by one reader ([`read::read`]), which
//! tolerates what real codes do and lists it. Making a `Payload` from JSON is strict: what the reader
//! would tolerate in a stranger's code is refused in one's own, with the path to it.
//!
//! Personal data: `Debug` of everything here is redacted.
//!
//! ```
//! let text = r#"{"ver": "1.3.0", "dob": "1964-08-12",
//!   "nam": {"fn": "Øverland", "fnt": "OEVERLAND", "gn": "Kari", "gnt": "KARI"},
//!   "v": [{"tg": "840539006", "vp": "1119349007", "mp": "EU/1/20/1528", "ma": "ORG-100030215",
//!          "dn": 2, "sd": 2, "dt": "2021-06-11", "co": "NO", "is": "Norwegian Institute of Public Health",
//!          "ci": "URN:UVCI:01:NO:187/37512422923"}]}"#;
//! let payload = hcert::dcc::Payload::from_json(text).unwrap();
//! assert_eq!(payload.entry.country(), "NO");
//! let error = hcert::dcc::Payload::from_json(&text.replace("\"dn\": 2", "\"dn\": 2.0")).unwrap_err();
//! assert_eq!(error.to_string(), "v/0/dn is a floating-point number (payload schema: dn and sd are integers)");
//! ```

mod fast_check;
pub mod issue;
pub mod judge;
pub mod names;
pub mod passport;
pub mod read;
pub mod schema;
pub mod show;
pub mod uvci;
pub mod valuesets;

use crate::codec::cbor::{self, Item, Value};
use crate::in_english;
use crate::text::{Lang, Message, Text, ToText, messages};
use crate::time::{BirthDate, Date, Timestamp};
use std::borrow::Cow;
use std::fmt;

pub use read::{Fault, PayloadError, Reading};

/// The versions of the payload schema that were published.
pub const VERSIONS: [&str; 9] = [
    "1.0.0", "1.0.1", "1.1.0", "1.2.0", "1.2.1", "1.3.0", "1.3.1", "1.3.2", "1.3.3",
];

/// `tg`: COVID-19 (SNOMED CT), the only disease.
pub const COVID_19: &str = "840539006";
/// `tt`: nucleic acid amplification, such as PCR (LOINC).
pub const NAAT: &str = "LP6464-4";
/// `tt`: rapid antigen test (LOINC).
pub const ANTIGEN: &str = "LP217198-3";
/// `tr`: not detected (SNOMED CT).
pub const NOT_DETECTED: &str = "260415000";
/// `tr`: detected (SNOMED CT).
pub const DETECTED: &str = "260373001";

/// The three kinds of certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Group `v`.
    Vaccination,
    /// Group `t`.
    Test,
    /// Group `r`.
    Recovery,
}

impl Kind {
    /// All of them, in the order of the schema.
    pub const ALL: [Self; 3] = [Self::Vaccination, Self::Test, Self::Recovery];

    /// The group's key in the payload.
    #[must_use]
    pub fn group(self) -> &'static str {
        match self {
            Self::Vaccination => "v",
            Self::Test => "t",
            Self::Recovery => "r",
        }
    }
}

impl Kind {
    /// Its name.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Vaccination => messages::KIND_VACCINATION,
            Self::Test => messages::KIND_TEST,
            Self::Recovery => messages::KIND_RECOVERY,
        }
    }
}

impl ToText for Kind {
    fn to_text(&self) -> Text {
        self.message().into()
    }
}

in_english!(Kind);

/// One certificate's content: one person, one entry.
#[derive(Clone, PartialEq)]
pub struct Payload {
    /// `ver`: the schema version, such as `1.3.0`.
    pub version: String,
    /// `nam`.
    pub person: Person,
    /// `dob`.
    pub birth_date: BirthDate,
    /// The one entry of `v`, `t` or `r`.
    pub entry: Entry,
}

/// A person's names; at least one of the two transliterated ones is there.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// `fn`: family name as written.
    pub family: Option<String>,
    /// `gn`: given names as written.
    pub given: Option<String>,
    /// `fnt`: family name in A-Z and `<` (ICAO Doc 9303-3).
    pub family_mrz: Option<String>,
    /// `gnt`: given names in A-Z and `<`.
    pub given_mrz: Option<String>,
}

/// The entry.
#[derive(Clone, PartialEq)]
pub enum Entry {
    /// A dose of vaccine.
    Vaccination(Vaccination),
    /// A test.
    Test(Test),
    /// A recovery.
    Recovery(Recovery),
}

/// A dose of vaccine.
#[derive(Clone, PartialEq, Eq)]
pub struct Vaccination {
    /// `tg`: the disease.
    pub disease: String,
    /// `vp`: the type of vaccine.
    pub vaccine: String,
    /// `mp`: the product.
    pub product: String,
    /// `ma`: the marketing authorisation holder.
    pub holder: String,
    /// `dn`: the dose's number.
    pub dose: i64,
    /// `sd`: doses in the series.
    pub doses: i64,
    /// `dt`: the date of the dose, if it can be read.
    pub date: Option<Date>,
    /// `co`: the country.
    pub country: String,
    /// `is`: who issued the certificate.
    pub issuer: String,
    /// `ci`: the certificate's identifier (UVCI).
    pub uvci: String,
}

/// A test.
#[derive(Clone, PartialEq, Eq)]
pub struct Test {
    /// `tg`: the disease.
    pub disease: String,
    /// `tt`: the type of test.
    pub test_type: String,
    /// `nm`: the NAAT's name.
    pub name: Option<String>,
    /// `ma`: the antigen test's identifier in the common list.
    pub device: Option<String>,
    /// `sc`: when the sample was taken, if that can be read.
    pub sampled: Option<SampleTime>,
    /// `tr`: the result.
    pub result: String,
    /// `tc`: the testing centre.
    pub centre: Option<String>,
    /// `co`: the country.
    pub country: String,
    /// `is`: who issued the certificate.
    pub issuer: String,
    /// `ci`: the certificate's identifier (UVCI).
    pub uvci: String,
}

/// A recovery.
#[derive(Clone, PartialEq, Eq)]
pub struct Recovery {
    /// `tg`: the disease.
    pub disease: String,
    /// `fr`: the date of the first positive test, if it can be read.
    pub first_positive: Option<Date>,
    /// `co`: the country.
    pub country: String,
    /// `is`: who issued the certificate.
    pub issuer: String,
    /// `df`: valid from this day, if it can be read.
    pub valid_from: Option<Date>,
    /// `du`: valid to the end of this day, if it can be read.
    pub valid_until: Option<Date>,
    /// `ci`: the certificate's identifier (UVCI).
    pub uvci: String,
}

/// When a sample was taken: the instant, and the text that stands for it in the payload.
#[derive(Clone, PartialEq, Eq)]
pub struct SampleTime {
    pub(crate) text: String,
    pub(crate) instant: Timestamp,
}

impl SampleTime {
    /// The instant.
    #[must_use]
    pub fn instant(&self) -> Timestamp {
        self.instant
    }

    /// The text of the payload, with the offset that the issuer chose.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl SampleTime {
    /// An instant, written with Norway's offset.
    ///
    /// ```
    /// use hcert::dcc::SampleTime;
    /// let sampled = SampleTime::in_norway("2022-02-01T12:00:00Z".parse()?);
    /// assert_eq!(sampled.text(), "2022-02-01T13:00:00+01:00");
    /// # Ok::<(), hcert::time::TimeError>(())
    /// ```
    #[must_use]
    pub fn in_norway(instant: Timestamp) -> Self {
        Self {
            text: instant.in_oslo().to_string(),
            instant,
        }
    }
}

impl From<Timestamp> for SampleTime {
    fn from(instant: Timestamp) -> Self {
        Self {
            text: instant.to_string(),
            instant,
        }
    }
}

impl Entry {
    /// Which kind it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Vaccination(_) => Kind::Vaccination,
            Self::Test(_) => Kind::Test,
            Self::Recovery(_) => Kind::Recovery,
        }
    }

    /// `co`: the country.
    #[must_use]
    pub fn country(&self) -> &str {
        match self {
            Self::Vaccination(entry) => &entry.country,
            Self::Test(entry) => &entry.country,
            Self::Recovery(entry) => &entry.country,
        }
    }

    /// `is`: who issued the certificate.
    #[must_use]
    pub fn issuer(&self) -> &str {
        match self {
            Self::Vaccination(entry) => &entry.issuer,
            Self::Test(entry) => &entry.issuer,
            Self::Recovery(entry) => &entry.issuer,
        }
    }

    /// `ci`: the certificate's identifier.
    #[must_use]
    pub fn uvci(&self) -> &str {
        match self {
            Self::Vaccination(entry) => &entry.uvci,
            Self::Test(entry) => &entry.uvci,
            Self::Recovery(entry) => &entry.uvci,
        }
    }

    /// The fields in the order of the schema.
    fn to_item(&self) -> Item<'_> {
        match self {
            Self::Vaccination(entry) => some([
                Some(("tg", text(&entry.disease))),
                Some(("vp", text(&entry.vaccine))),
                Some(("mp", text(&entry.product))),
                Some(("ma", text(&entry.holder))),
                Some(("dn", Item::Integer(entry.dose))),
                Some(("sd", Item::Integer(entry.doses))),
                entry.date.map(|date| ("dt", written(date))),
                Some(("co", text(&entry.country))),
                Some(("is", text(&entry.issuer))),
                Some(("ci", text(&entry.uvci))),
            ]),
            Self::Test(entry) => some([
                Some(("tg", text(&entry.disease))),
                Some(("tt", text(&entry.test_type))),
                entry.name.as_ref().map(|name| ("nm", text(name))),
                entry.device.as_ref().map(|device| ("ma", text(device))),
                entry
                    .sampled
                    .as_ref()
                    .map(|sampled| ("sc", text(&sampled.text))),
                Some(("tr", text(&entry.result))),
                entry.centre.as_ref().map(|centre| ("tc", text(centre))),
                Some(("co", text(&entry.country))),
                Some(("is", text(&entry.issuer))),
                Some(("ci", text(&entry.uvci))),
            ]),
            Self::Recovery(entry) => some([
                Some(("tg", text(&entry.disease))),
                entry.first_positive.map(|date| ("fr", written(date))),
                Some(("co", text(&entry.country))),
                Some(("is", text(&entry.issuer))),
                entry.valid_from.map(|date| ("df", written(date))),
                entry.valid_until.map(|date| ("du", written(date))),
                Some(("ci", text(&entry.uvci))),
            ]),
        }
    }
}

pub(super) fn text(text: &str) -> Item<'_> {
    Item::Text(Cow::Borrowed(text))
}

pub(super) fn written(date: impl fmt::Display) -> Item<'static> {
    Item::Text(Cow::Owned(date.to_string()))
}

pub(super) fn map<'a, const N: usize>(fields: [(&'static str, Item<'a>); N]) -> Item<'a> {
    some(fields.map(Some))
}

/// A map of the fields that are there.
fn some<'a, const N: usize>(fields: [Option<(&'static str, Item<'a>)>; N]) -> Item<'a> {
    let mut pairs = Vec::with_capacity(N);
    pairs.extend(
        fields
            .into_iter()
            .flatten()
            .map(|(key, item)| (text(key), item)),
    );
    Item::Map(pairs)
}

impl Payload {
    /// Reads JSON strictly.
    ///
    /// ```
    /// use hcert::{Payload, dcc::Entry};
    /// let payload = Payload::from_json(&std::fs::read_to_string("testdata/payloads/vaccination-2-2.json")?)?;
    /// let Entry::Vaccination(dose) = &payload.entry else { return Err("no vaccination".into()) };
    /// assert_eq!((dose.dose, dose.doses, dose.date), (2, 2, Some("2021-06-11".parse()?)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Text that is no JSON object, and every fault or deviation that the reader finds, with its path;
    /// never the holder's data.
    pub fn from_json(text: &str) -> Result<Self, PayloadError> {
        // What `from_value` asks of a value beside this has been asked of the text.
        read::read(&Item::from(&parse_json(text)?)).strict()
    }

    /// Takes a decoded value strictly, as [`Payload::from_json`] does.
    ///
    /// # Errors
    /// Every fault or deviation, with its path.
    pub fn from_value(value: &Value) -> Result<Self, PayloadError> {
        // A key that stands twice survives JSON parsing; the strict CBOR reader finds it.
        cbor::decode(&cbor::encode(value), JSON_DEPTH)
            .map_err(|error| PayloadError::cbor(&error))?;
        read::read(&Item::from(value)).strict()
    }

    /// The document as it is encoded, borrowed: map keys are the schema's.
    #[must_use]
    pub fn to_item(&self) -> Item<'_> {
        let entry = Item::Array(vec![self.entry.to_item()]);
        map([
            ("ver", text(&self.version)),
            ("nam", self.person.to_item()),
            ("dob", written(self.birth_date)),
            (self.entry.kind().group(), entry),
        ])
    }

    /// The CBOR form.
    #[must_use]
    pub fn to_value(&self) -> Value {
        self.to_item().to_value()
    }

    /// The JSON form, as text.
    ///
    /// ```
    /// use hcert::Payload;
    /// let text = std::fs::read_to_string("testdata/payloads/recovery.json")?;
    /// let json = Payload::from_json(&text)?.to_json();
    /// assert!(json.contains(r#""fnt":"THORSDOTTIR""#));
    /// assert_eq!(json, serde_json::from_str::<serde_json::Value>(&text)?.to_string());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        json(&self.to_item()).to_string()
    }
}

impl Person {
    /// `nam` as it is encoded.
    pub(super) fn to_item(&self) -> Item<'_> {
        some(
            [
                ("fn", &self.family),
                ("fnt", &self.family_mrz),
                ("gn", &self.given),
                ("gnt", &self.given_mrz),
            ]
            .map(|(key, name)| name.as_ref().map(|name| (key, text(name)))),
        )
    }
}

/// The key inside claim −260.
pub const SUB_KEY: i128 = 1;

/// Parses JSON of any shape, and refuses a key that stands twice in one object.
///
/// ```
/// let error = hcert::dcc::parse_json(r#"{"ver": "1.3.0", "ver": "1.0.0"}"#).unwrap_err();
/// assert!(error.to_string().contains("stands twice"));
/// ```
///
/// # Errors
/// No JSON, or such a key.
pub fn parse_json(text: &str) -> Result<Value, PayloadError> {
    let value: Value = serde_json::from_str(text).map_err(|error| PayloadError::json(&error))?;
    // A key that stands twice survives the parsing; the strict CBOR reader finds it.
    cbor::decode(&cbor::encode(&value), JSON_DEPTH).map_err(|error| PayloadError::cbor(&error))?;
    Ok(value)
}

/// Nesting of a JSON payload: the schema needs four levels.
const JSON_DEPTH: usize = 16;

/// A decoded item as JSON: tags are dropped, octets become hexadecimal text, and keys that are no text are
/// written as their number. Public for the crates of this workspace.
#[must_use]
#[doc(hidden)]
pub fn json(item: &Item<'_>) -> serde_json::Value {
    use serde_json::Value as Json;
    match item {
        Item::Integer(number) => (*number).into(),
        Item::Large(number) => match u64::try_from(**number) {
            Ok(number) => number.into(),
            Err(_) => Json::String(number.to_string()),
        },
        Item::Float(number) => {
            serde_json::Number::from_f64(*number).map_or(Json::Null, Json::Number)
        }
        Item::Bytes(octets) => Json::String(crate::codec::hex(octets)),
        Item::Text(text) => Json::String(text.to_string()),
        Item::Bool(bit) => Json::Bool(*bit),
        Item::Null => Json::Null,
        Item::Tag(_, inner) => json(inner),
        Item::Array(items) => items.iter().map(json).collect(),
        Item::Map(pairs) => Json::Object(
            pairs
                .iter()
                .map(|(key, item)| {
                    let key = match key {
                        Item::Text(text) => text.to_string(),
                        Item::Integer(number) => number.to_string(),
                        Item::Large(number) => number.to_string(),
                        other => format!("({})", other.type_name().get(Lang::En)),
                    };
                    (key, json(item))
                })
                .collect(),
        ),
    }
}

/// The document as everything here sees it, for rules: the fields of the schema as they were read (trimmed, composed,
/// without tags, dates as far as they can be read and absent otherwise), others as they stand.
#[must_use]
pub(crate) fn normal_json(item: &Item<'_>, payload: &Payload) -> serde_json::Value {
    use serde_json::Value as Json;
    let (mut normal, mut read) = (json(item), json(&payload.to_item()));
    let group = payload.entry.kind().group();
    let mut put = |path: &str, keys: &mut dyn Iterator<Item = &'static str>| {
        let (to, from) = (normal.pointer_mut(path), read.pointer_mut(path));
        let (Some(Json::Object(to)), Some(Json::Object(from))) = (to, from) else {
            return;
        };
        for key in keys {
            match from.remove(key) {
                Some(value) => to.insert(key.to_owned(), value),
                None => to.remove(key),
            };
        }
    };
    // Not among the types here: `dr` left the schema with 1.2.0.
    let fields = |of| {
        schema::keys(of)
            .map(|(key, _)| key)
            .filter(|key| *key != "dr")
    };
    put("/nam", &mut fields("nam"));
    put(&format!("/{group}/0"), &mut fields(group));
    let others = Kind::ALL.map(Kind::group).into_iter();
    put("", &mut others.filter(|other| *other != group));
    put("", &mut ["ver", "dob"].into_iter());
    if payload.birth_date == BirthDate::Unknown
        && let Json::Object(top) = &mut normal
    {
        top.remove("dob");
    }
    normal
}

impl serde::Serialize for Payload {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

/// Strict, as [`Payload::from_json`].
impl<'de> serde::Deserialize<'de> for Payload {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::from_value(&value).map_err(serde::de::Error::custom)
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Payload({} {}, redacted)",
            self.version,
            self.entry.kind()
        )
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({}, redacted)", self.kind())
    }
}

/// What a person's data shows when it is debugged: its type.
macro_rules! redacted {
    ($($type:ident)*) => {
        $(impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($type), "(redacted)"))
            }
        })*
    };
}
pub(crate) use redacted;
redacted! { Person Vaccination Test Recovery SampleTime }
