//! Payloads in CSV: a row is a payload, a column one of its fields.
//!
//! | column | field |
//! |---|---|
//! | `nam/fn`, `dob`, `ver`, `v/0/dt` | the one at this path |
//! | `fn`, `dt`, `tg`, … (the key alone) | of the names, or of the entry, whichever kind it is |
//! | `kind` | none: `v`, `t`, `r`, or `vaccination`, `test`, `recovery` |
//!
//! An empty cell is a field that is not there. The kind of the entry is the one that `kind` says, or that a filled
//! cell tells, because only this kind has such a field. Without a column `ver` the version is 1.3.0.

use crate::error::{Failure, Result};
use hcert::dcc::Kind;
use hcert::dcc::schema::{Version, keys};
use hcert::text;
use hcert::text::messages;
use serde_json::{Map, Value as Json, json};

/// What the columns of a file of payloads mean.
#[derive(Debug)]
pub struct Columns(Vec<(String, Column)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// `ver`, `dob`.
    Top(&'static str),
    Name(&'static str),
    Kind,
    Entry {
        key: &'static str,
        /// The kind that the column is for, and no other.
        of: Option<Kind>,
        number: bool,
    },
}

impl Columns {
    /// Reads a header.
    pub fn new(header: &[String]) -> Result<Self> {
        let mut columns: Vec<(String, Column)> = Vec::new();
        for (number, name) in (1..).zip(header) {
            // Not by its name: in a file without header somebody's data would stand there.
            let column = Column::of(name).ok_or_else(|| {
                Failure::new(text!(BATCH_NO_FIELD, number)).hint(messages::BATCH_NAME_COLUMNS)
            })?;
            if let Some((other, _)) = columns.iter().find(|(_, known)| *known == column) {
                let (first, second) = (format!("{other:?}"), format!("{name:?}"));
                return Err(Failure::new(text!(BATCH_SAME_FIELD, first, second)));
            }
            columns.push((name.clone(), column));
        }
        Ok(Self(columns))
    }

    /// The payload in a row, as JSON that nobody has checked.
    pub fn payload(&self, cells: &[&str]) -> Result<String> {
        if cells.len() != self.0.len() {
            let (cells, columns) = (cells.len(), self.0.len());
            return Err(Failure::new(text!(BATCH_CELLS, cells, columns)));
        }
        let filled = || {
            let cells = self.0.iter().zip(cells);
            cells.filter(|(_, cell)| !cell.is_empty())
        };
        let kind = kind(filled())?;
        let (mut names, mut entry) = (Map::new(), Map::new());
        let mut top = Map::new();
        if !self
            .0
            .iter()
            .any(|(_, column)| *column == Column::Top("ver"))
        {
            top.insert("ver".into(), Version::V1_3_0.as_str().into());
        }
        for ((name, column), cell) in filled() {
            let (map, key, number) = match *column {
                Column::Kind => continue,
                Column::Top(key) => (&mut top, key, false),
                Column::Name(key) => (&mut names, key, false),
                Column::Entry { key, number, .. } => (&mut entry, key, number),
            };
            // What is no number stays a text, and the payload is refused with its path.
            let whole = cell.parse::<i64>().ok().filter(|_| number);
            let value = whole.map_or_else(|| Json::from(*cell), Json::from);
            if map.insert(key.to_owned(), value).is_some() {
                let name = format!("{name:?}");
                return Err(Failure::new(text!(BATCH_FILLED, name)));
            }
        }
        top.insert("nam".into(), names.into());
        top.insert(kind.group().into(), json!([entry]));
        Ok(Json::Object(top).to_string())
    }
}

impl Column {
    fn of(name: &str) -> Option<Self> {
        let entry = |group: Kind, name: &str| keys(group.group()).find(|(key, _)| *key == name);
        let of_name = |name: &str| keys("nam").find(|(key, _)| *key == name);
        match name.split_once('/') {
            Some(("nam", key)) => of_name(key).map(|(key, _)| Self::Name(key)),
            Some((group, path)) => {
                let kind = Kind::ALL.into_iter().find(|kind| kind.group() == group)?;
                let (key, number) = entry(kind, path.strip_prefix("0/")?)?;
                let of = Some(kind);
                Some(Self::Entry { key, of, number })
            }
            None if name == "kind" => Some(Self::Kind),
            None => {
                let top = ["ver", "dob"].into_iter().find(|key| *key == name);
                let named = of_name(name).map(|(key, _)| Self::Name(key));
                top.map(Self::Top).or(named).or_else(|| {
                    let mut kinds = Kind::ALL
                        .into_iter()
                        .filter_map(|kind| Some((kind, entry(kind, name)?)));
                    let (kind, (key, number)) = kinds.next()?;
                    let of = kinds.next().is_none().then_some(kind);
                    Some(Self::Entry { key, of, number })
                })
            }
        }
    }
}

/// Which kind of entry the filled cells of a row are.
fn kind<'a>(filled: impl Iterator<Item = (&'a (String, Column), &'a &'a str)>) -> Result<Kind> {
    let mut found: Option<(Kind, &str)> = None;
    for ((name, column), cell) in filled {
        let told = match column {
            Column::Kind => {
                let mut kinds = Kind::ALL.into_iter();
                let named = kinds.find(|kind| [kind.group(), kind.message().word()].contains(cell));
                Some(named.ok_or_else(|| Failure::new(messages::BATCH_KIND))?)
            }
            Column::Entry { of, .. } => *of,
            Column::Top(_) | Column::Name(_) => None,
        };
        match (found, told) {
            (Some((kind, by)), Some(told)) if kind != told => {
                return Err(Failure::new(text!(
                    BATCH_KINDS,
                    first = format!("{by:?}"),
                    kind = kind.message(),
                    second = format!("{name:?}"),
                    other = told.message(),
                )));
            }
            (None, Some(told)) => found = Some((told, name)),
            _ => {}
        }
    }
    found
        .map(|(kind, _)| kind)
        .ok_or_else(|| Failure::new(messages::BATCH_NO_KIND).hint(messages::BATCH_ADD_KIND))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &str) -> Result<Columns> {
        let names: Vec<String> = names.split(',').map(str::to_owned).collect();
        Columns::new(&names)
    }

    fn payload(names: &str, cells: &str) -> Json {
        let cells: Vec<&str> = cells.split(',').collect();
        let text = header(names).unwrap().payload(&cells).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn paths_and_keys_name_the_same_fields() {
        let expected = json!({
            "ver": "1.3.0", "dob": "1964-08-12", "nam": {"fn": "Ø", "fnt": "OE"},
            "v": [{"dn": 2, "dt": "2021-06-11", "co": "NO"}],
        });
        for (names, cells) in [
            (
                "dob,nam/fn,nam/fnt,v/0/dn,v/0/dt,v/0/co",
                "1964-08-12,Ø,OE,2,2021-06-11,NO",
            ),
            ("dob,fn,fnt,dn,dt,co", "1964-08-12,Ø,OE,2,2021-06-11,NO"),
            (
                "kind,co,dt,dn,fnt,fn,dob",
                "v,NO,2021-06-11,2,OE,Ø,1964-08-12",
            ),
            // Cells of other kinds may be there as long as they are empty.
            (
                "fr,co,dt,dn,fnt,fn,dob,t/0/sc",
                ",NO,2021-06-11,2,OE,Ø,1964-08-12,",
            ),
        ] {
            assert_eq!(payload(names, cells), expected, "{names}");
        }
        let recovery = payload("ver,kind,tg,fr", "1.3.2,recovery,840539006,2021-08-02");
        assert_eq!(recovery["ver"], "1.3.2");
        assert_eq!(
            recovery["r"],
            json!([{"tg": "840539006", "fr": "2021-08-02"}])
        );
        // What is no number is left to the schema.
        assert_eq!(payload("dn", "two")["v"][0]["dn"], "two");
    }

    #[test]
    fn a_header_that_is_not_understood_is_refused() {
        for (names, told) in [
            ("fn,name", "no field in column 2"),
            ("v/1/dt", "no field in column 1"),
            ("nam/dt", "no field in column 1"),
            ("x/0/dt", "no field in column 1"),
            ("fn,nam/fn", "are the same field"),
            ("dt,v/0/dt", "are the same field"),
        ] {
            let failure = header(names).err().unwrap();
            assert!(
                failure.to_string().contains(told),
                "{names}: {}",
                failure.message
            );
        }
    }

    #[test]
    fn a_row_that_is_not_one_payload_is_refused() {
        for (names, cells, told) in [
            ("fn,dt", "Ø", "the row has 1 cells, the header 2"),
            ("fn,co", "Ø,NO", "no cell tells"),
            ("kind,co", "x,NO", "kind: expected"),
            (
                "dt,fr",
                "2021-06-11,2021-06-11",
                "by the column \"dt\" it is a vaccination, by \"fr\" a recovery",
            ),
            (
                "kind,fr",
                "t,2021-06-11",
                "by the column \"kind\" it is a test",
            ),
            ("co,v/0/co,dt", "NO,NO,2021-06-11", "another one has filled"),
        ] {
            let cells: Vec<&str> = cells.split(',').collect();
            let failure = header(names).unwrap().payload(&cells).unwrap_err();
            assert!(
                failure.to_string().contains(told),
                "{names}: {}",
                failure.message
            );
        }
    }
}
