//! Evaluation: a value or an error, never a default.

use super::{Comparison, Node, Reduce};
use crate::rules::time::Instant;
use crate::rules::value::{TEXT_STEP, TooDeep, Value};
use crate::text::{Message, Text, ToText, messages};
use crate::{in_english, text};
use std::sync::Arc;

/// How many nodes and comparisons one evaluation may take. Real rules take some hundred.
pub const MAX_STEPS: usize = 200_000;

/// Why an expression has no value. Names types and operations, never a value of the data.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EvaluationError {
    /// A malformed part was reached.
    Malformed(Box<Text>),
    /// A value has another type than its operation needs.
    Type {
        /// The operation.
        operator: &'static str,
        /// What it needs.
        want: Message,
        /// What it got.
        found: Message,
    },
    /// A text is no date in a form that is allowed, or no such day.
    Date {
        /// The operation.
        operator: &'static str,
    },
    /// A sum leaves 64 bits, or a date leaves the years 1 to 9999.
    Overflow {
        /// The operation.
        operator: &'static str,
    },
    /// More than [`MAX_STEPS`].
    TooMuchWork,
    /// A value grew too deep.
    TooDeep,
}

impl ToText for EvaluationError {
    fn to_text(&self) -> Text {
        match self {
            Self::Malformed(why) => why.to_text(),
            Self::Type {
                operator,
                want,
                found,
            } => text!(LOGIC_TYPE, operator, want, found),
            Self::Date { operator } => text!(LOGIC_DATE, operator),
            Self::Overflow { operator } => text!(LOGIC_OVERFLOW, operator),
            Self::TooMuchWork => text!(LOGIC_WORK, most = MAX_STEPS),
            Self::TooDeep => TooDeep.to_text(),
        }
    }
}

in_english!(EvaluationError: Error);

impl From<TooDeep> for EvaluationError {
    fn from(_: TooDeep) -> Self {
        Self::TooDeep
    }
}

type Result<T> = std::result::Result<T, EvaluationError>;

pub(super) fn evaluate(root: &Node, data: &Value) -> Result<Value> {
    let mut nobody = |_: &Node, _: &Result<Value>| {};
    Run::new(&mut nobody).node(root, data)
}

/// One evaluation, with somebody who watches.
pub(super) struct Run<'w> {
    steps: usize,
    /// Told the value of each node after it was evaluated, outside lambdas.
    watch: &'w mut dyn FnMut(&Node, &Result<Value>),
    in_lambda: bool,
}

impl<'w> Run<'w> {
    pub(super) fn new(watch: &'w mut dyn FnMut(&Node, &Result<Value>)) -> Self {
        Self {
            steps: MAX_STEPS,
            watch,
            in_lambda: false,
        }
    }

    pub(super) fn node(&mut self, node: &Node, data: &Value) -> Result<Value> {
        self.steps = self
            .steps
            .checked_sub(1)
            .ok_or(EvaluationError::TooMuchWork)?;
        let value = self.operate(node, data);
        if !self.in_lambda {
            (self.watch)(node, &value);
        }
        value
    }

    fn operate(&mut self, node: &Node, data: &Value) -> Result<Value> {
        match node {
            Node::Literal(value) => Ok(value.clone()),
            Node::Malformed(why) => Err(EvaluationError::Malformed(why.clone())),
            Node::List(items) => {
                let items = items.iter().map(|item| self.node(item, data));
                Ok(Value::list(items.collect::<Result<_>>()?)?)
            }
            Node::Var(path) => Ok(data.at(path)),
            Node::If(parts) => {
                let [guard, then, other] = &**parts;
                let guard = self.node(guard, data)?;
                match truth("if", &guard)? {
                    true => self.node(then, data),
                    false => self.node(other, data),
                }
            }
            Node::And(operands) => {
                let mut last = Value::Null;
                for operand in operands {
                    last = self.node(operand, data)?;
                    if !truth("and", &last)? {
                        break;
                    }
                }
                Ok(last)
            }
            Node::Not(operand) => {
                let operand = self.node(operand, data)?;
                Ok(Value::Bool(!truth("!", &operand)?))
            }
            Node::Equal(pair) => {
                let [a, b] = self.pair(pair, data)?;
                Ok(Value::Bool(self.equal(&a, &b)?))
            }
            Node::In(pair) => {
                let [item, list] = self.pair(pair, data)?;
                let Value::List(list) = &list else {
                    return Err(wrong("in", messages::VALUE_LIST, &list));
                };
                for other in list.items() {
                    if self.equal(&item, other)? {
                        return Ok(Value::Bool(true));
                    }
                }
                Ok(Value::Bool(false))
            }
            Node::Add(pair) => match self.pair(pair, data)? {
                [Value::Integer(a), Value::Integer(b)] => {
                    let sum = a.checked_add(b).map(Value::Integer);
                    sum.ok_or(EvaluationError::Overflow { operator: "+" })
                }
                [Value::Integer(_), other] | [other, _] => {
                    Err(wrong("+", messages::TYPE_INTEGER, &other))
                }
            },
            Node::Compare(how, operands) => {
                self.compare(*how, how.sign(), operands, data, |value| match value {
                    Value::Integer(number) => Ok(*number),
                    other => Err((messages::TYPE_INTEGER, other.kind())),
                })
            }
            Node::CompareTimes(how, operands) => {
                self.compare(*how, how.time_name(), operands, data, |value| match value {
                    Value::Instant(instant) => Ok(*instant),
                    other => Err((messages::VALUE_DATE_TIME, other.kind())),
                })
            }
            Node::PlusTime(operand, amount, unit) => {
                let operator = "plusTime";
                let start = self.date(operator, operand, data, Instant::read)?;
                let sum = start.plus(*amount, *unit).map(Value::Instant);
                sum.ok_or(EvaluationError::Overflow { operator })
            }
            Node::DateOfBirth(operand) => {
                let date = self.date("dccDateOfBirth", operand, data, Instant::read_date)?;
                Ok(Value::Instant(date))
            }
            Node::Reduce(reduce) => self.reduce(reduce, data),
            Node::Extract(operand, index) => match self.node(operand, data)? {
                Value::Null => Ok(Value::Null),
                Value::Text(text) => {
                    self.walk(&text)?;
                    Ok(extract(&text, *index))
                }
                other => Err(wrong(
                    "extractFromUVCI",
                    messages::VALUE_TEXT_OR_NULL,
                    &other,
                )),
            },
        }
    }

    /// Counts the walk over a text as work.
    fn walk(&mut self, text: &str) -> Result<()> {
        let left = self.steps.checked_sub(text.len() / TEXT_STEP);
        self.steps = left.ok_or(EvaluationError::TooMuchWork)?;
        Ok(())
    }

    fn pair(&mut self, pair: &[Node; 2], data: &Value) -> Result<[Value; 2]> {
        let [a, b] = pair;
        Ok([self.node(a, data)?, self.node(b, data)?])
    }

    fn equal(&mut self, a: &Value, b: &Value) -> Result<bool> {
        let equal = a.equals(b, &mut self.steps);
        equal.ok_or(EvaluationError::TooMuchWork)
    }

    fn compare<T: PartialOrd>(
        &mut self,
        how: Comparison,
        operator: &'static str,
        operands: &[Node],
        data: &Value,
        read: impl Fn(&Value) -> std::result::Result<T, (Message, Message)>,
    ) -> Result<Value> {
        let mut values = Vec::with_capacity(3);
        for operand in operands {
            values.push(self.node(operand, data)?);
        }
        let read = |value| {
            read(value).map_err(|(want, found)| EvaluationError::Type {
                operator,
                want,
                found,
            })
        };
        // All are read first: a wrong type in the third is an error although two decide.
        let values: Vec<T> = values.iter().map(read).collect::<Result<_>>()?;
        let pairs = values.windows(2);
        let mut holds = pairs.map(|pair| match pair {
            [a, b] => how.holds(a, b),
            _ => true,
        });
        Ok(Value::Bool(holds.all(|holds| holds)))
    }

    fn date(
        &mut self,
        operator: &'static str,
        operand: &Node,
        data: &Value,
        read: fn(&str) -> Option<Instant>,
    ) -> Result<Instant> {
        match self.node(operand, data)? {
            Value::Text(text) => {
                self.walk(&text)?;
                read(&text).ok_or(EvaluationError::Date { operator })
            }
            other => Err(wrong(operator, messages::VALUE_TEXT, &other)),
        }
    }

    fn reduce(&mut self, reduce: &Reduce, data: &Value) -> Result<Value> {
        let list = self.node(&reduce.list, data)?;
        let accumulator = self.node(&reduce.initial, data)?;
        let items = match &list {
            Value::Null => return Ok(accumulator),
            Value::List(list) => list.items(),
            other => return Err(wrong("reduce", messages::VALUE_LIST_OR_NULL, other)),
        };
        let (left, right): (Arc<str>, Arc<str>) = ("accumulator".into(), "current".into());
        let outside = std::mem::replace(&mut self.in_lambda, true);
        let folded = items.iter().try_fold(accumulator, |accumulator, item| {
            // The lambda sees these two and nothing else.
            let pairs = vec![(left.clone(), accumulator), (right.clone(), item.clone())];
            self.node(&reduce.lambda, &Value::object(pairs)?)
        });
        // Also after an error, which those around the fold are told.
        self.in_lambda = outside;
        folded
    }
}

fn wrong(operator: &'static str, want: Message, found: &Value) -> EvaluationError {
    EvaluationError::Type {
        operator,
        want,
        found: found.kind(),
    }
}

fn truth(operator: &'static str, value: &Value) -> Result<bool> {
    value
        .truth()
        .ok_or_else(|| wrong(operator, messages::VALUE_TRUTH, value))
}

/// A part of an identifier: one prefix is taken off, then it is split at `/`, `#` and `:`.
fn extract(text: &str, index: i64) -> Value {
    let bare = text.strip_prefix("URN:UVCI:").unwrap_or(text);
    let index = usize::try_from(index).ok();
    let part = index.and_then(|index| bare.split(['/', '#', ':']).nth(index));
    part.map_or(Value::Null, Value::text)
}
