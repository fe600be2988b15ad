//! The values that rules are about: data of a certificate, literals, and what comes of them.
//!
//! Values are shared, not copied: a list or an object that stands in several places is one. Their nesting
//! is limited, so that no expression can build a value that cannot be walked. Numbers are integers of 64
//! bits; a whole float of the data is an integer, any other number is [`Value::Other`], which is neither
//! true nor false and takes part in nothing.
//!
//! Not supported: keys that stand twice (the last counts, as JSON readers have it).

use super::time::Instant;
use crate::text::{Message, Text, ToText, messages};
use crate::{in_english, text};
use serde::Serialize;
use serde_json::Value as Json;
use std::sync::Arc;

/// Octets of text that count as one step of work.
pub(super) const TEXT_STEP: usize = 64;

/// How deep lists and objects may stand in one another.
pub const MAX_DEPTH: u16 = 100;

/// A value. Cloning shares.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// Nothing.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A number that is no integer of 64 bits.
    Other(f64),
    /// A text.
    Text(Arc<str>),
    /// A list.
    List(List),
    /// An object.
    Object(Object),
    /// An instant, which only operations make.
    Instant(Instant),
}

/// A list and how deep it is.
#[derive(Clone, Debug)]
pub struct List {
    items: Arc<[Value]>,
    depth: u16,
}

/// An object, its keys sorted.
#[derive(Clone, Debug)]
pub struct Object {
    pairs: Arc<[(Arc<str>, Value)]>,
    depth: u16,
}

/// A value is nested deeper than [`MAX_DEPTH`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooDeep;

impl ToText for TooDeep {
    fn to_text(&self) -> Text {
        text!(VALUE_TOO_DEEP, most = MAX_DEPTH)
    }
}

in_english!(TooDeep);

fn one_deeper(inner: impl Iterator<Item = u16>) -> Result<u16, TooDeep> {
    let depth = inner.max().unwrap_or(0).saturating_add(1);
    if depth > MAX_DEPTH {
        Err(TooDeep)
    } else {
        Ok(depth)
    }
}

impl List {
    /// The items.
    #[must_use]
    pub fn items(&self) -> &[Value] {
        &self.items
    }
}

impl Object {
    /// The value under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        let at = self
            .pairs
            .binary_search_by(|(known, _)| (**known).cmp(key))
            .ok()?;
        self.pairs.get(at).map(|(_, value)| value)
    }

    /// The keys and values in the order of the keys.
    #[must_use]
    pub fn pairs(&self) -> &[(Arc<str>, Value)] {
        &self.pairs
    }
}

impl Value {
    /// A text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    /// A list.
    ///
    /// # Errors
    /// Too deep.
    pub fn list(items: Vec<Self>) -> Result<Self, TooDeep> {
        let depth = one_deeper(items.iter().map(Self::depth))?;
        Ok(Self::List(List {
            items: items.into(),
            depth,
        }))
    }

    /// An object.
    ///
    /// # Errors
    /// Too deep.
    pub fn object(mut pairs: Vec<(Arc<str>, Self)>) -> Result<Self, TooDeep> {
        let depth = one_deeper(pairs.iter().map(|(_, value)| value.depth()))?;
        // Stable, so that of two equal keys the last one stays last.
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        pairs.reverse();
        pairs.dedup_by(|a, b| a.0 == b.0);
        pairs.reverse();
        Ok(Self::Object(Object {
            pairs: pairs.into(),
            depth,
        }))
    }

    /// From what has a JSON form; what has none is null.
    ///
    /// # Errors
    /// Too deep.
    pub fn from_json(json: &impl Serialize) -> Result<Self, TooDeep> {
        Self::of(&serde_json::to_value(json).unwrap_or_default())
    }

    pub(crate) fn of(json: &Json) -> Result<Self, TooDeep> {
        Self::from_json_within(json, MAX_DEPTH)
    }

    fn from_json_within(json: &Json, depth: u16) -> Result<Self, TooDeep> {
        let below = || depth.checked_sub(1).ok_or(TooDeep);
        Ok(match json {
            Json::Null => Self::Null,
            Json::Bool(bit) => Self::Bool(*bit),
            Json::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(number), _) => Self::Integer(number),
                // The bounds keep the cast exact.
                (None, Some(number)) if number.fract() == 0.0 && number.abs() < 9e15 => {
                    Self::Integer(number as i64)
                }
                (None, number) => Self::Other(number.unwrap_or(f64::NAN)),
            },
            Json::String(text) => Self::text(text),
            Json::Array(items) => {
                let below = below()?;
                let items = items.iter().map(|item| Self::from_json_within(item, below));
                Self::list(items.collect::<Result<_, _>>()?)?
            }
            Json::Object(pairs) => {
                let below = below()?;
                let pairs = pairs.iter().map(|(key, value)| {
                    Ok((key.as_str().into(), Self::from_json_within(value, below)?))
                });
                Self::object(pairs.collect::<Result<_, _>>()?)?
            }
        })
    }

    /// As JSON, an instant as its text; `None` if it holds more than `budget` values, which sharing makes
    /// possible for a small expression. Public for the crates of this workspace.
    #[must_use]
    #[doc(hidden)]
    pub fn to_json(&self, budget: &mut usize) -> Option<Json> {
        *budget = budget.checked_sub(1)?;
        Some(match self {
            Self::Null => Json::Null,
            Self::Bool(bit) => Json::Bool(*bit),
            Self::Integer(number) => (*number).into(),
            Self::Other(number) => {
                serde_json::Number::from_f64(*number).map_or(Json::Null, Json::Number)
            }
            Self::Text(text) => Json::String(text.to_string()),
            Self::Instant(instant) => Json::String(instant.to_string()),
            Self::List(list) => {
                let items = list.items.iter().map(|item| item.to_json(budget));
                Json::Array(items.collect::<Option<_>>()?)
            }
            Self::Object(object) => {
                let pairs = object.pairs.iter();
                let pairs =
                    pairs.map(|(key, value)| Some((key.to_string(), value.to_json(budget)?)));
                Json::Object(pairs.collect::<Option<_>>()?)
            }
        })
    }

    fn depth(&self) -> u16 {
        match self {
            Self::List(list) => list.depth,
            Self::Object(object) => object.depth,
            _ => 0,
        }
    }

    /// Whether it counts as true; `None` for an instant or a number that is no integer.
    #[must_use]
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Null => Some(false),
            Self::Bool(bit) => Some(*bit),
            Self::Integer(number) => Some(*number != 0),
            Self::Text(text) => Some(!text.is_empty()),
            Self::List(list) => Some(!list.items.is_empty()),
            Self::Object(object) => Some(!object.pairs.is_empty()),
            Self::Other(_) | Self::Instant(_) => None,
        }
    }

    /// Equality without conversion, deep; `None` if it takes more than `budget` comparisons.
    #[must_use]
    pub fn equals(&self, other: &Self, budget: &mut usize) -> Option<bool> {
        *budget = budget.checked_sub(1)?;
        Some(match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Other(a), Self::Other(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => {
                *budget = budget.checked_sub(a.len().min(b.len()) / TEXT_STEP)?;
                a == b
            }
            (Self::Instant(a), Self::Instant(b)) => a == b,
            (Self::List(a), Self::List(b)) => {
                if a.items.len() != b.items.len() {
                    return Some(false);
                }
                for (a, b) in a.items.iter().zip(b.items.iter()) {
                    if !a.equals(b, budget)? {
                        return Some(false);
                    }
                }
                true
            }
            (Self::Object(a), Self::Object(b)) => {
                if a.pairs.len() != b.pairs.len() {
                    return Some(false);
                }
                for ((key, a), (other, b)) in a.pairs.iter().zip(b.pairs.iter()) {
                    if key != other || !a.equals(b, budget)? {
                        return Some(false);
                    }
                }
                true
            }
            _ => false,
        })
    }

    /// What kind it is, as it follows "is".
    #[must_use]
    pub fn kind(&self) -> Message {
        match self {
            Self::Null => messages::TYPE_NULL,
            Self::Bool(_) => messages::VALUE_BOOLEAN,
            Self::Integer(_) => messages::TYPE_INTEGER,
            Self::Other(_) => messages::VALUE_FRACTION,
            Self::Text(_) => messages::VALUE_TEXT,
            Self::List(_) => messages::VALUE_LIST,
            Self::Object(_) => messages::VALUE_OBJECT,
            Self::Instant(_) => messages::VALUE_DATE_TIME,
        }
    }

    /// The value at a path: an empty one is the whole, a step into nothing gives nothing.
    #[must_use]
    pub fn at(&self, path: &[Step]) -> Self {
        let mut here = self;
        for step in path {
            let next = match here {
                Self::Object(object) => object.get(&step.name),
                Self::List(list) => step.index.and_then(|index| list.items.get(index)),
                _ => None,
            };
            match next {
                Some(next) => here = next,
                None => return Self::Null,
            }
        }
        here.clone()
    }
}

/// A step of a path: a name, and its number if all of it is digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The name.
    pub name: Box<str>,
    /// The index into a list.
    pub index: Option<usize>,
}

impl Step {
    /// The steps of a path such as `payload.v.0.dn`; none for the empty path.
    #[must_use]
    pub fn path(path: &str) -> Vec<Self> {
        if path.is_empty() {
            return Vec::new();
        }
        let steps = path.split('.').map(|name| {
            let digits = !name.is_empty() && name.bytes().all(|octet| octet.is_ascii_digit());
            Self {
                name: name.into(),
                index: digits.then(|| name.parse().ok()).flatten(),
            }
        });
        steps.collect()
    }
}
