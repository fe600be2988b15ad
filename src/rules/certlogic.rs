//! CertLogic expressions: parsed once into a typed tree, which finds every fault of format on the way.
//!
//! [`Expression::parse`] never fails: what is malformed becomes a node that is an error when it is reached
//! (only `if` and `and` may never reach it), and an [`Issue`] that a rule's user sees before anything is
//! evaluated. [`Expression::evaluate`] gives a value or an error, and never a default.
//!
//! Source: CertLogic specification 1.3.3 (2023-02), the last one. Integers are 64 bits, overflow is an
//! error. Work is limited: nesting to [`MAX_DEPTH`], evaluation to [`MAX_STEPS`].
//!
//! ```
//! use hcert::rules::certlogic::Expression;
//! use hcert::rules::value::Value;
//! let logic = serde_json::json!({">=": [{"var": "payload.v.0.dn"}, {"var": "payload.v.0.sd"}]});
//! let data = serde_json::json!({"payload": {"v": [{"dn": 2, "sd": 2}]}});
//! let expression = Expression::parse(&logic);
//! assert!(expression.issues().is_empty());
//! let value = expression.evaluate(&Value::from_json(&data).unwrap());
//! assert!(matches!(value, Ok(Value::Bool(true))));
//! ```

mod evaluate;
mod explain;
mod parse;

use super::time::Unit;
use super::value::{Step, Value};
use serde::Serialize;
use serde_json::Value as Json;
use std::fmt;

pub use evaluate::{EvaluationError, MAX_STEPS};

/// How deep operations may stand in one another. Real rules have up to about twenty.
pub const MAX_DEPTH: usize = 100;

/// An expression.
#[derive(Clone, Debug)]
pub struct Expression {
    root: Node,
    issues: Vec<Issue>,
}

/// Whether an explanation shows who the holder is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Personal {
    /// Names, dates of birth and identifiers, and what comes of them, are masked.
    #[default]
    Masked,
    /// Everything is shown.
    Text,
}

/// What is wrong with the format of an expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// The part that is wrong. Public for the crates of this workspace.
    #[doc(hidden)]
    pub expression: Json,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// A part of an expression.
#[derive(Clone, Debug)]
enum Node {
    Literal(Value),
    List(Vec<Self>),
    Var(Vec<Step>),
    If(Box<[Self; 3]>),
    And(Vec<Self>),
    Not(Box<Self>),
    Equal(Box<[Self; 2]>),
    In(Box<[Self; 2]>),
    Add(Box<[Self; 2]>),
    Compare(Comparison, Vec<Self>),
    CompareTimes(Comparison, Vec<Self>),
    PlusTime(Box<Self>, i64, Unit),
    DateOfBirth(Box<Self>),
    Reduce(Box<Reduce>),
    Extract(Box<Self>, i64),
    Malformed(Box<str>),
}

#[derive(Clone, Debug)]
struct Reduce {
    list: Node,
    lambda: Node,
    initial: Node,
}

/// How two integers or two instants are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
}

impl Comparison {
    fn holds<T: PartialOrd>(self, a: &T, b: &T) -> bool {
        match self {
            Self::Less => a < b,
            Self::Greater => a > b,
            Self::LessOrEqual => a <= b,
            Self::GreaterOrEqual => a >= b,
        }
    }

    /// The sign for integers.
    fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::Greater => ">",
            Self::LessOrEqual => "<=",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// The name for instants.
    fn time_name(self) -> &'static str {
        match self {
            Self::Less => "before",
            Self::Greater => "after",
            Self::LessOrEqual => "not-after",
            Self::GreaterOrEqual => "not-before",
        }
    }
}

impl Expression {
    /// Parses an expression, which is whatever has a JSON form; what is wrong with it is in
    /// [`Expression::issues`].
    #[must_use]
    pub fn parse(json: &impl Serialize) -> Self {
        Self::of(&serde_json::to_value(json).unwrap_or_default())
    }

    pub(crate) fn of(json: &Json) -> Self {
        let mut issues = Vec::new();
        let root = parse::parse(json, &mut issues);
        Self { root, issues }
    }

    /// What is wrong with its format.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// Evaluates it over data.
    ///
    /// ```
    /// use hcert::rules::{certlogic::Expression, value::Value};
    /// let logic = Expression::parse(&serde_json::json!({"+": [{"var": "dn"}, 1]}));
    /// let data = |json| Value::from_json(&json).unwrap();
    /// let sum = logic.evaluate(&data(serde_json::json!({"dn": 2})));
    /// assert!(matches!(sum, Ok(Value::Integer(3))));
    /// assert!(logic.evaluate(&data(serde_json::json!({"dn": "2"}))).is_err());
    /// ```
    ///
    /// # Errors
    /// A malformed part was reached, a value has another type than its operation needs, or the work is
    /// more than [`MAX_STEPS`].
    pub fn evaluate(&self, data: &Value) -> Result<Value, EvaluationError> {
        evaluate::evaluate(&self.root, data)
    }

    /// The expression as indented text that reads like a sentence.
    #[must_use]
    pub fn to_text(&self) -> String {
        explain::text(&self.root)
    }

    /// The same with the value of each part that was evaluated, and a mark at the parts that decided.
    ///
    /// ```
    /// use hcert::rules::{certlogic::{Expression, Personal}, value::Value};
    /// let logic = serde_json::json!({"and": [{"var": "payload.v.0"}, {">=": [{"var": "payload.v.0.dn"}, 2]}]});
    /// let data = Value::from_json(&serde_json::json!({"payload": {"v": [{"dn": 1}]}})).unwrap();
    /// let text = Expression::parse(&logic).explain(&data, Personal::Masked);
    /// let decided = text.lines().find(|line| line.contains("decides")).unwrap();
    /// assert!(decided.contains("payload.v.0.dn") && decided.contains("false"));
    /// ```
    #[must_use]
    pub fn explain(&self, data: &Value, personal: Personal) -> String {
        explain::with_values(&self.root, data, personal)
    }

    /// The paths below `payload.` that it reads, without duplicates, in order.
    ///
    /// ```
    /// use hcert::rules::certlogic::Expression;
    /// let logic = serde_json::json!({">=": [{"var": "payload.v.0.sd"}, {"var": "payload.v.0.dn"}]});
    /// assert_eq!(Expression::parse(&logic).affected_fields(), ["v.0.dn", "v.0.sd"]);
    /// ```
    #[must_use]
    pub fn affected_fields(&self) -> Vec<String> {
        let mut found = Vec::new();
        parse::affected(&self.root, &mut found);
        found.sort();
        found.dedup();
        found
    }
}

crate::shown_alike! { Issue }

#[cfg(test)]
mod tests;
