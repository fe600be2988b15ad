//! JSON with paths: every step that does not find what it looks for leaves a finding.

use super::{Finding, RecordError};
use crate::text;
use crate::text::{ToText, messages};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};
use std::cell::RefCell;
use std::fmt;

/// Most findings that are kept; after them one says that there were more.
const MAX_FINDINGS: usize = 1000;

/// Gathers findings.
#[derive(Default)]
pub(super) struct Notes {
    findings: RefCell<Vec<Finding>>,
}

impl Notes {
    /// Adds a finding, once.
    pub(super) fn add(&self, path: &str, text: impl ToText) {
        let mut findings = self.findings.borrow_mut();
        let mut finding = Finding::new(path, text);
        if findings.len() > MAX_FINDINGS || findings.contains(&finding) {
            return;
        }
        if findings.len() == MAX_FINDINGS {
            finding = Finding::new("entry", messages::FHIR_MORE);
        }
        findings.push(finding);
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings.into_inner()
    }
}

/// A value and the path to it.
#[derive(Clone)]
pub(super) struct Node<'a> {
    pub(super) value: &'a Json,
    pub(super) path: String,
    notes: &'a Notes,
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Json, notes: &'a Notes) -> Self {
        Self {
            value,
            path: String::new(),
            notes,
        }
    }

    fn below(&self, key: &str, value: &'a Json) -> Self {
        Self {
            value,
            path: join(&self.path, key),
            notes: self.notes,
        }
    }

    pub(super) fn note(&self, text: impl ToText) {
        self.note_at(&self.path, text);
    }

    pub(super) fn note_below(&self, key: &str, text: impl ToText) {
        self.note_at(&join(&self.path, key), text);
    }

    pub(super) fn note_at(&self, path: &str, text: impl ToText) {
        self.notes.add(path, text);
    }

    /// An error at a key of this object.
    pub(super) fn fault(&self, key: &str, text: impl ToText) -> RecordError {
        RecordError::at(&join(&self.path, key), text)
    }

    /// A value by its key. FHIR has no null.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        match self.value.get(key)? {
            Json::Null => {
                self.note_below(key, messages::FHIR_NULL);
                None
            }
            value => Some(self.below(key, value)),
        }
    }

    /// A value without which the entry is not taken.
    pub(super) fn required(&self, key: &str) -> Option<Self> {
        let found = self.get(key);
        if found.is_none() {
            self.note_below(key, messages::FHIR_MISSING);
        }
        found
    }

    pub(super) fn as_text(&self) -> Option<&'a str> {
        let text = self.value.as_str();
        if text.is_none() {
            self.note(messages::FHIR_NO_TEXT);
        }
        text
    }

    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.get(key)?.as_text()
    }

    /// The elements of a list; none if it is missing.
    pub(super) fn items(&self, key: &str) -> Vec<Self> {
        let Some(list) = self.get(key) else {
            return Vec::new();
        };
        match list.value {
            Json::Array(items) => {
                let items = items.iter().enumerate();
                items
                    .map(|(index, item)| list.below(&index.to_string(), item))
                    .collect()
            }
            _ => {
                list.note(messages::FHIR_NO_LIST);
                Vec::new()
            }
        }
    }

    /// A value that one kind of resource has once and another as a list.
    pub(super) fn one_or_many(&self, key: &str) -> Vec<Self> {
        match self.value.get(key) {
            Some(Json::Array(_)) => self.items(key),
            _ => self.get(key).into_iter().collect(),
        }
    }

    /// Lists the keys that are not among these.
    pub(super) fn name_unread(&self, read: &[&[&str]]) {
        let Json::Object(map) = self.value else {
            return self.note(messages::FHIR_NO_OBJECT);
        };
        for key in map.keys() {
            if !read.iter().any(|some| some.contains(&key.as_str())) {
                self.note_below(key, messages::FHIR_NOT_READ);
            }
        }
    }

    /// The path to the first thing here that may turn the meaning of what stands around it round.
    pub(super) fn modifier(&self) -> Option<String> {
        if self.value.get("implicitRules").is_some() {
            return Some(join(&self.path, "implicitRules"));
        }
        modifier_in(self.value, &self.path)
    }
}

fn modifier_in(value: &Json, path: &str) -> Option<String> {
    match value {
        Json::Object(map) => map.iter().find_map(|(key, value)| match key.as_str() {
            "modifierExtension" => Some(join(path, key)),
            _ => modifier_in(value, &join(path, key)),
        }),
        Json::Array(items) => {
            let mut items = items.iter().enumerate();
            items.find_map(|(index, item)| modifier_in(item, &join(path, &index.to_string())))
        }
        _ => None,
    }
}

/// Longest key of FHIR R4, with room to spare.
const MAX_KEY: usize = 50;

/// A path with a key more. A key that FHIR could not have may be about the person and is not repeated.
fn join(path: &str, key: &str) -> String {
    let plain = |octet: u8| octet.is_ascii_alphanumeric() || octet == b'_';
    let key = match key.len() <= MAX_KEY && key.bytes().all(plain) {
        true => key,
        false => "(a key)",
    };
    match path {
        "" => key.to_owned(),
        _ => format!("{path}/{key}"),
    }
}

/// Reads JSON in which no key stands twice in one object.
pub(super) fn parse(text: &str) -> Result<Json, RecordError> {
    let read = serde_json::from_str::<Once>(text).map_err(|error| {
        use serde_json::error::Category;
        let (line, column) = (error.line(), error.column());
        let reason = match error.classify() {
            Category::Data => text!(FHIR_KEY_TWICE, line, column),
            Category::Eof => text!(REGISTER_JSON_EARLY, line, column),
            _ => text!(FHIR_NOT_JSON, line, column),
        };
        RecordError::at("", reason)
    })?;
    Ok(read.0)
}

/// JSON whose keys are unique. `serde_json` alone would keep the last of two and be silent.
struct Once(Json);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(OnceVisitor).map(Self)
    }
}

struct OnceVisitor;

impl<'de> Visitor<'de> for OnceVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(Once(item)) = from.next_element()? {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut map = Map::new();
        while let Some(key) = from.next_key::<String>()? {
            let Once(value) = from.next_value()?;
            if map.insert(key, value).is_some() {
                return Err(A::Error::custom("a key stands twice"));
            }
        }
        Ok(map.into())
    }
}
