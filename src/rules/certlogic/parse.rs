//! From JSON to the tree, noting every fault of format. The texts of the first five kinds of fault are those
//! of the specification's own suite for validators.

use super::{Comparison, Issue, MAX_DEPTH, Node, Reduce};
use crate::rules::time::Unit;
use crate::rules::value::{Step, Value};
use serde_json::Value as Json;

pub(super) fn parse(json: &Json, issues: &mut Vec<Issue>) -> Node {
    Parser { issues }.node(json, 0)
}

struct Parser<'a> {
    issues: &'a mut Vec<Issue>,
}

impl Parser<'_> {
    /// Notes a fault and gives the node that stands for it.
    fn fault(&mut self, json: &Json, message: impl Into<String>) -> Node {
        let message = message.into();
        let node = Node::Malformed(message.as_str().into());
        if self.issues.len() < MAX_ISSUES {
            self.issues.push(Issue {
                expression: copy(json, MAX_DEPTH, &mut MAX_EXCERPT.clone()),
                message,
            });
        }
        node
    }

    fn node(&mut self, json: &Json, depth: usize) -> Node {
        if depth > MAX_DEPTH {
            return self.fault(
                &Json::Null,
                format!("nested deeper than {MAX_DEPTH} operations"),
            );
        }
        match json {
            Json::Null => self.fault(json, "invalid CertLogic expression"),
            Json::Bool(_) | Json::String(_) => self.literal(json),
            Json::Number(number) => match integer(json) {
                Some(_) => self.literal(json),
                None => self.fault(json, format!("{number} is a non-integer number")),
            },
            Json::Array(items) => {
                let items = items.iter().map(|item| self.node(item, depth + 1));
                Node::List(items.collect())
            }
            Json::Object(pairs) => {
                let mut entries = pairs.iter();
                match (entries.next(), entries.next()) {
                    (Some((operator, operands)), None) => {
                        self.operation(json, operator, operands, depth + 1)
                    }
                    _ => {
                        let count = pairs.len();
                        let text = "expression object must have exactly one key, but it has";
                        self.fault(json, format!("{text} {count}"))
                    }
                }
            }
        }
    }

    fn literal(&mut self, json: &Json) -> Node {
        // A scalar is never too deep.
        Node::Literal(Value::of(json).unwrap_or_default())
    }

    fn operation(&mut self, json: &Json, operator: &str, operands: &Json, depth: usize) -> Node {
        if operator == "var" {
            return self.var(json, operands);
        }
        let Json::Array(operands) = operands else {
            let text = "operation not of the form { \"<operator>\": [ <values...> ] }";
            return self.fault(json, text);
        };
        let operands = operands.as_slice();
        match operator {
            "if" => self.fixed(json, operator, operands, depth, |[guard, then, other]| {
                Node::If(Box::new([guard, then, other]))
            }),
            "and" => match operands.len() {
                0 | 1 => self.arity(json, operator, "at least 2 operands", operands.len()),
                _ => Node::And(self.all(operands, depth)),
            },
            "!" => self.fixed(json, operator, operands, depth, |[operand]| {
                Node::Not(Box::new(operand))
            }),
            "===" => self.fixed(json, operator, operands, depth, |pair| {
                Node::Equal(Box::new(pair))
            }),
            "in" => self.fixed(json, operator, operands, depth, |pair| {
                Node::In(Box::new(pair))
            }),
            "+" => self.fixed(json, operator, operands, depth, |pair| {
                Node::Add(Box::new(pair))
            }),
            "<" => self.compare(
                json,
                operator,
                operands,
                depth,
                Comparison::Less,
                Node::Compare,
            ),
            ">" => self.compare(
                json,
                operator,
                operands,
                depth,
                Comparison::Greater,
                Node::Compare,
            ),
            "<=" => self.compare(
                json,
                operator,
                operands,
                depth,
                Comparison::LessOrEqual,
                Node::Compare,
            ),
            ">=" => {
                let how = Comparison::GreaterOrEqual;
                self.compare(json, operator, operands, depth, how, Node::Compare)
            }
            "before" => self.compare(
                json,
                operator,
                operands,
                depth,
                Comparison::Less,
                Node::CompareTimes,
            ),
            "after" => self.compare(
                json,
                operator,
                operands,
                depth,
                Comparison::Greater,
                Node::CompareTimes,
            ),
            "not-after" => {
                let how = Comparison::LessOrEqual;
                self.compare(json, operator, operands, depth, how, Node::CompareTimes)
            }
            "not-before" => {
                let how = Comparison::GreaterOrEqual;
                self.compare(json, operator, operands, depth, how, Node::CompareTimes)
            }
            "plusTime" => self.plus_time(json, operands, depth),
            "dccDateOfBirth" => self.fixed(json, operator, operands, depth, |[operand]| {
                Node::DateOfBirth(Box::new(operand))
            }),
            "reduce" => self.fixed(
                json,
                operator,
                operands,
                depth,
                |[list, lambda, initial]| {
                    Node::Reduce(Box::new(Reduce {
                        list,
                        lambda,
                        initial,
                    }))
                },
            ),
            "extractFromUVCI" => self.extract(json, operands, depth),
            _ => self.fault(
                json,
                format!("unrecognised operator: \"{}\"", cut(operator)),
            ),
        }
    }

    fn all(&mut self, operands: &[Json], depth: usize) -> Vec<Node> {
        operands
            .iter()
            .map(|operand| self.node(operand, depth))
            .collect()
    }

    fn arity(&mut self, json: &Json, operator: &str, wanted: &str, found: usize) -> Node {
        self.fault(
            json,
            format!("\"{operator}\" takes {wanted}, found {found}"),
        )
    }

    /// An operation of a fixed number of operands, all of which are expressions.
    fn fixed<const N: usize>(
        &mut self,
        json: &Json,
        operator: &str,
        operands: &[Json],
        depth: usize,
        make: impl FnOnce([Node; N]) -> Node,
    ) -> Node {
        let Ok(operands) = <&[Json; N]>::try_from(operands) else {
            let wanted = match N {
                1 => "exactly 1 operand".to_owned(),
                count => format!("exactly {count} operands"),
            };
            let node = self.arity(json, operator, &wanted, operands.len());
            // What is there is looked at too, but for the operand of a `!`, which has no place of its own.
            if operator != "!" {
                self.all(
                    operands.get(..N.min(operands.len())).unwrap_or_default(),
                    depth,
                );
            }
            return node;
        };
        let nodes = operands.each_ref().map(|operand| self.node(operand, depth));
        make(nodes)
    }

    fn compare(
        &mut self,
        json: &Json,
        operator: &str,
        operands: &[Json],
        depth: usize,
        how: Comparison,
        make: fn(Comparison, Vec<Node>) -> Node,
    ) -> Node {
        match operands.len() {
            2 | 3 => make(how, self.all(operands, depth)),
            found => {
                let node = self.arity(json, operator, "2 or 3 operands", found);
                self.all(operands, depth);
                node
            }
        }
    }

    fn var(&mut self, json: &Json, path: &Json) -> Node {
        let Json::String(path) = path else {
            return self.fault(json, "\"var\" takes one path, a text");
        };
        if !path.is_empty() && path.split('.').any(str::is_empty) {
            return self.fault(
                json,
                format!("the path \"{}\" of a \"var\" has an empty step", cut(path)),
            );
        }
        Node::Var(Step::path(path))
    }

    fn plus_time(&mut self, json: &Json, operands: &[Json], depth: usize) -> Node {
        let [operand, amount, unit] = operands else {
            let node = self.arity(json, "plusTime", "exactly 3 operands", operands.len());
            self.all(operands.get(..1).unwrap_or_default(), depth);
            return node;
        };
        let wrong_amount = integer(amount).is_none();
        let known = unit.as_str().and_then(Unit::from_name);
        let mut fault = None;
        if wrong_amount {
            fault = Some(self.fault(amount, "the amount of a \"plusTime\" is no integer literal"));
        }
        if known.is_none() {
            let text =
                "the unit of a \"plusTime\" is none of \"year\", \"month\", \"day\", \"hour\"";
            fault = Some(self.fault(unit, text));
        }
        let operand = self.node(operand, depth);
        match (fault, integer(amount), known) {
            (None, Some(amount), Some(unit)) => Node::PlusTime(Box::new(operand), amount, unit),
            (fault, ..) => fault.unwrap_or(operand),
        }
    }

    fn extract(&mut self, json: &Json, operands: &[Json], depth: usize) -> Node {
        let [operand, index] = operands else {
            let node = self.arity(
                json,
                "extractFromUVCI",
                "exactly 2 operands",
                operands.len(),
            );
            self.all(operands.get(..1).unwrap_or_default(), depth);
            return node;
        };
        let Some(index) = integer(index) else {
            let node = self.fault(
                index,
                "the index of an \"extractFromUVCI\" is no integer literal",
            );
            self.node(operand, depth);
            return node;
        };
        Node::Extract(Box::new(self.node(operand, depth)), index)
    }
}

/// Most issues that are told of one expression; a rule with one is not asked.
const MAX_ISSUES: usize = 100;

/// Most values and characters of the part that an issue shows.
const MAX_EXCERPT: usize = 2_000;

/// A copy down to a depth, of so many values and characters: what is beyond is left out.
fn copy(json: &Json, depth: usize, budget: &mut usize) -> Json {
    let Some(left) = budget.checked_sub(1) else {
        return Json::Null;
    };
    *budget = left;
    match (json, depth.checked_sub(1)) {
        (Json::Array(_) | Json::Object(_), None) => Json::Null,
        (Json::Array(items), Some(below)) => {
            let within = items.iter().take(left);
            Json::Array(within.map(|item| copy(item, below, budget)).collect())
        }
        (Json::Object(pairs), Some(below)) => {
            let pairs = pairs.iter().take(left);
            let pairs = pairs.map(|(key, value)| (cut(key), copy(value, below, budget)));
            Json::Object(pairs.collect())
        }
        (Json::String(text), _) => Json::String(cut(text)),
        (scalar, _) => scalar.clone(),
    }
}

/// A name in a message, at most 80 characters of it.
fn cut(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// An integer literal; a whole float is one.
fn integer(json: &Json) -> Option<i64> {
    match Value::of(json) {
        Ok(Value::Integer(number)) => Some(number),
        _ => None,
    }
}

/// Gathers the paths below `payload.`; inside a lambda the context is another one.
pub(super) fn affected(node: &Node, found: &mut Vec<String>) {
    match node {
        Node::Var(path) => {
            if let Some((first, rest)) = path.split_first()
                && &*first.name == "payload"
                && !rest.is_empty()
            {
                let names: Vec<&str> = rest.iter().map(|step| &*step.name).collect();
                found.push(names.join("."));
            }
        }
        Node::Literal(_) | Node::Malformed(_) => {}
        Node::Reduce(reduce) => {
            affected(&reduce.list, found);
            affected(&reduce.initial, found);
        }
        Node::List(nodes)
        | Node::And(nodes)
        | Node::Compare(_, nodes)
        | Node::CompareTimes(_, nodes) => nodes.iter().for_each(|node| affected(node, found)),
        Node::If(nodes) => nodes.iter().for_each(|node| affected(node, found)),
        Node::Equal(nodes) | Node::In(nodes) | Node::Add(nodes) => {
            nodes.iter().for_each(|node| affected(node, found));
        }
        Node::Not(node)
        | Node::PlusTime(node, ..)
        | Node::DateOfBirth(node)
        | Node::Extract(node, _) => affected(node, found),
    }
}
