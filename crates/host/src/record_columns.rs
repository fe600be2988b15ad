//! Persons' records in CSV: a row is a record, a column one of its fields, named by its path in the JSON form with dots
//! between (`person.familyName`, `vaccinations.0.date`). An empty cell is a field that is not there, and an entry without
//! a filled cell is none.

use crate::error::{Failure, Result};
use hcert::norway::record;
use hcert::text;
use hcert::text::{Text, messages};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// What is said of records where payloads are wanted.
#[must_use]
pub fn not_payloads() -> Failure {
    Failure::new(messages::HOST_COLUMNS_OF_RECORD).hint(messages::HOST_PAGE_TAKES_RECORDS)
}

/// What the columns of a file of records mean.
#[derive(Debug)]
pub struct RecordColumns(Vec<Column>);

#[derive(Debug, PartialEq, Eq)]
struct Column {
    path: Vec<String>,
    number: bool,
}

impl RecordColumns {
    /// Reads a header.
    ///
    /// # Errors
    /// A name is no field's, or stands twice.
    pub fn new(header: &[String]) -> Result<Self> {
        let schema = serde_json::to_value(record::schema()).map_err(Failure::plain)?;
        let mut columns: Vec<Column> = Vec::new();
        for (number, name) in (1..).zip(header) {
            // Not by its name: in a file without header somebody's data would stand there.
            let column = Column::of(name, &schema).ok_or_else(|| {
                Failure::new(text!(HOST_NO_RECORD_FIELD, number))
                    .hint(messages::HOST_NAME_RECORD_COLUMNS)
            })?;
            if columns.contains(&column) {
                let name = format!("{name:?}");
                let (first, second) = (&name, &name);
                return Err(Failure::new(text!(BATCH_SAME_FIELD, first, second)));
            }
            columns.push(column);
        }
        Ok(Self(columns))
    }

    /// The record in a row, as JSON that nobody has checked.
    ///
    /// # Errors
    /// The row has more or fewer cells than the header.
    pub fn record(&self, cells: &[&str]) -> std::result::Result<String, Text> {
        if cells.len() != self.0.len() {
            let (cells, columns) = (cells.len(), self.0.len());
            return Err(text!(BATCH_CELLS, cells, columns));
        }
        let mut root = Node::default();
        for (column, cell) in self.0.iter().zip(cells) {
            if cell.trim().is_empty() {
                continue;
            }
            // What is no number stays a text, and the record is refused with its path.
            let whole = cell.parse::<i64>().ok().filter(|_| column.number);
            root.put(
                &column.path,
                whole.map_or_else(|| Json::from(*cell), Json::from),
            );
        }
        Ok(root.into_json().to_string())
    }
}

/// Whether a header is one of records, also where some of its names are no fields.
pub fn is_header(header: &[String]) -> bool {
    let of_record = |name: &String| {
        ["person", "vaccinations", "tests"]
            .iter()
            .any(|first| path(name).first() == Some(first))
    };
    header.iter().any(of_record)
}

/// The parts of a column's name; the paths in errors have `/` between them.
fn path(name: &str) -> Vec<&str> {
    name.trim().split(['.', '/']).collect()
}

impl Column {
    fn of(name: &str, schema: &Json) -> Option<Self> {
        let path = path(name);
        let mut place = schema;
        for part in &path {
            place = resolved(schema, place);
            let property = place.get("properties").and_then(|of| of.get(*part));
            let entry = || {
                let number: usize = part.parse().ok()?;
                let written = number.to_string() == **part && number < record::MAX_ENTRIES;
                place.get("items").filter(|_| written)
            };
            place = property.or_else(entry)?;
        }
        let leaf = resolved(schema, place);
        let inner = ["properties", "items"]
            .iter()
            .any(|key| leaf.get(key).is_some());
        let types = leaf.get("type");
        let of_type = |name: &str| match types {
            Some(Json::Array(types)) => types.iter().any(|one| one == name),
            Some(one) => one == name,
            None => false,
        };
        (!inner).then(|| Self {
            path: path.into_iter().map(str::to_owned).collect(),
            number: of_type("integer"),
        })
    }
}

/// A part of the schema, wherever it stands: behind a reference, or beside null.
fn resolved<'a>(schema: &'a Json, place: &'a Json) -> &'a Json {
    let inner = place.get("anyOf").and_then(Json::as_array);
    let inner = inner.and_then(|all| all.iter().find(|one| one.get("$ref").is_some()));
    let place = inner.unwrap_or(place);
    let named = place.get("$ref").and_then(Json::as_str);
    let pointer = named.and_then(|named| named.strip_prefix('#'));
    pointer
        .and_then(|pointer| schema.pointer(pointer))
        .unwrap_or(place)
}

/// A part of a record while it grows. Entries stand in the order of their numbers, whichever of these are there.
#[derive(Default)]
struct Node {
    value: Option<Json>,
    members: BTreeMap<String, Self>,
    entries: BTreeMap<usize, Self>,
}

impl Node {
    fn put(&mut self, path: &[String], value: Json) {
        let mut node = self;
        for part in path {
            node = match part.parse() {
                Ok(number) => node.entries.entry(number).or_default(),
                Err(_) => node.members.entry(part.clone()).or_default(),
            };
        }
        node.value = Some(value);
    }

    fn into_json(self) -> Json {
        let Self {
            value,
            members,
            entries,
        } = self;
        match value {
            Some(value) => value,
            None if !entries.is_empty() => entries.into_values().map(Self::into_json).collect(),
            None => {
                let members = members.into_iter();
                let members = members.map(|(name, node)| (name, node.into_json()));
                Json::Object(members.collect::<Map<_, _>>())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hcert::norway::record::Record;
    use serde_json::json;

    fn columns(names: &str) -> Result<RecordColumns> {
        let names: Vec<String> = names.split(',').map(str::to_owned).collect();
        RecordColumns::new(&names)
    }

    fn record(names: &str, cells: &str) -> Json {
        let cells: Vec<&str> = cells.split(',').collect();
        let text = columns(names).unwrap().record(&cells).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn columns_name_the_fields_of_a_record_by_their_path() {
        let found = record(
            "person.familyName,person/givenName,person.dateOfBirth,vaccinations.0.product,vaccinations.0.date,\
             vaccinations.0.country,vaccinations.1.date,tests.3.kind,vaccinations.0.evidence.dose",
            "Ø,,1980-05-17,BNT03,2021-06-01,NO, ,pcr,2",
        );
        let expected = json!({
            "person": {"familyName": "Ø", "dateOfBirth": "1980-05-17"},
            "vaccinations": [{
                "product": "BNT03", "date": "2021-06-01", "country": "NO", "evidence": {"dose": 2},
            }],
            "tests": [{"kind": "pcr"}],
        });
        assert_eq!(found, expected);
        // Digits that are no number stay a text: an identity number begins with a zero.
        let found = record("person.identityNumber", "01010112345");
        assert_eq!(found["person"]["identityNumber"], "01010112345");
    }

    #[test]
    fn every_field_of_every_record_of_ours_has_a_column() {
        fn leaves(path: &str, value: &Json, out: &mut Vec<(String, String)>) {
            match value {
                Json::Object(members) => members
                    .iter()
                    .for_each(|(name, value)| leaves(&format!("{path}.{name}"), value, out)),
                Json::Array(items) => (0..).zip(items).for_each(|(index, value): (usize, _)| {
                    leaves(&format!("{path}.{index}"), value, out)
                }),
                Json::String(text) => out.push((path.to_owned(), text.clone())),
                other => out.push((path.to_owned(), other.to_string())),
            }
        }
        let folder =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/records");
        let mut compared = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            let Ok(wanted) = Record::from_json(&text) else {
                continue;
            };
            let mut all = Vec::new();
            leaves("", &serde_json::from_str(&text).unwrap(), &mut all);
            let (names, cells): (Vec<_>, Vec<_>) = all.into_iter().unzip();
            let names: Vec<String> = names.iter().map(|name| name[1..].to_owned()).collect();
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            let text = RecordColumns::new(&names).unwrap().record(&cells).unwrap();
            assert!(Record::from_json(&text).unwrap() == wanted);
            compared += 1;
        }
        assert!(compared >= 10);
    }

    #[test]
    fn what_is_no_field_is_told_by_its_place_and_not_by_its_name() {
        for (names, number) in [
            ("person.familyName,Hansen", 2),
            ("person", 1),
            ("vaccinations.0", 1),
            ("vaccinations.date", 1),
            ("vaccinations.00.date", 1),
            ("vaccinations.500.date", 1),
            ("person.familyName.x", 1),
            ("person.familyName,", 2),
        ] {
            let told = columns(names).unwrap_err().to_string();
            let wanted = format!("the header names no field of a record in column {number}");
            assert_eq!(told, wanted, "{names}");
        }
        columns("tests.0.kind,tests/0/kind").unwrap_err();
        let told = columns("person.familyName").unwrap().record(&["a", "b"]);
        assert_eq!(
            told.unwrap_err().to_string(),
            "the row has 2 cells, the header 1"
        );
    }
}
