//! Expressions as indented text, alone or with the values that an evaluation saw.

use super::evaluate::{EvaluationError, Run};
use super::{Comparison, Node};
use crate::rules::certlogic::Personal;
use crate::rules::value::{Step, Value};
use std::collections::BTreeMap;

/// Characters up to which an operation stands on one line.
const LINE: usize = 76;

/// Items of a list, and values or a third of the characters of a value, that are shown.
const ITEMS: usize = 6;
const CHARACTERS: usize = 48;

/// Characters of all lines together, so that no expression floods a screen.
const MAX_TEXT: usize = 64 * 1024;

pub(super) fn text(root: &Node) -> String {
    let mut writer = Writer::default();
    writer.node(root, 0, "");
    writer.out
}

pub(super) fn with_values(root: &Node, data: &Value, personal: Personal) -> String {
    let mut values = BTreeMap::new();
    let mut watch = |node: &Node, value: &Result<Value, EvaluationError>| {
        values.insert(key(node), value.clone());
    };
    // The value is the root's, which the watch is told too.
    let _ = Run::new(&mut watch).node(root, data);
    let decided = key(deciding(root, &values));
    let mut writer = Writer {
        values: Some(values),
        decided: Some(decided),
        personal,
        ..Writer::default()
    };
    writer.node(root, 0, "");
    writer.out
}

/// A node by its place in memory, which does not change while the tree is borrowed.
fn key(node: &Node) -> usize {
    std::ptr::from_ref(node).addr()
}

type Values = BTreeMap<usize, Result<Value, EvaluationError>>;

/// The part that gave the whole its value: through branches that were taken, down to what is no branch.
fn deciding<'n>(node: &'n Node, values: &Values) -> &'n Node {
    let seen = |node: &Node| values.contains_key(&key(node));
    match node {
        Node::If(parts) => {
            let [guard, then, other] = &**parts;
            let taken = [then, other].into_iter().find(|branch| seen(branch));
            match taken {
                // A plain value decides nothing: what led to it does.
                Some(Node::Literal(_)) | None => deciding(guard, values),
                Some(branch) => deciding(branch, values),
            }
        }
        Node::And(operands) => {
            let last = operands.iter().rev().find(|operand| seen(operand));
            let held = |last: &&Node| match values.get(&key(last)) {
                Some(Ok(value)) => value.truth() != Some(false),
                _ => false,
            };
            // Where all of them hold, none of them decides alone.
            let last = last.filter(|last| !held(last));
            last.map_or(node, |last| deciding(last, values))
        }
        Node::Not(operand) => deciding(operand, values),
        other => other,
    }
}

#[derive(Default)]
struct Writer {
    out: String,
    values: Option<Values>,
    decided: Option<usize>,
    personal: Personal,
}

impl Writer {
    fn line(&mut self, indent: usize, text: &str, node: Option<&Node>) {
        if self.out.len() > MAX_TEXT {
            return;
        }
        let pad = "  ".repeat(indent.min(40));
        let mut line = format!("{pad}{text}");
        if let (Some(values), Some(node)) = (&self.values, node) {
            match values.get(&key(node)) {
                Some(Ok(value)) => {
                    let masked = self.personal == Personal::Masked
                        && !matches!(value, Value::Bool(_) | Value::Null)
                        && is_personal(node);
                    match masked {
                        true => line.push_str("  → (masked)"),
                        false => line.push_str(&format!("  → {}", shown(value))),
                    }
                }
                Some(Err(error)) => line.push_str(&format!("  → error: {error}")),
                None => line.push_str("  · not reached"),
            }
            if self.decided == Some(key(node)) {
                line.push_str("  ◀ decides");
            }
        }
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    /// Writes a node with words in front of it.
    fn node(&mut self, node: &Node, indent: usize, before: &str) {
        if self.out.len() > MAX_TEXT {
            return;
        }
        // What was not reached has no values to show: its name is enough.
        let reached = |values: &Values| values.contains_key(&key(node));
        if self.values.as_ref().is_some_and(|values| !reached(values)) {
            let text = cut(&inline(node), 60);
            return self.line(indent, &format!("{before}{text}"), Some(node));
        }
        match node {
            Node::And(operands) => self.group(node, &format!("{before}all of"), operands, indent),
            Node::If(parts) => {
                let alternatives = alternatives_of(node);
                if alternatives.len() > 1 {
                    self.line(indent, &format!("{before}any of"), Some(node));
                    for alternative in alternatives {
                        self.node(alternative, indent + 1, "");
                    }
                } else {
                    let [guard, then, other] = &**parts;
                    self.line(indent, &format!("{before}if"), Some(node));
                    self.node(guard, indent + 1, "");
                    for (word, branch) in [("then", then), ("else", other)] {
                        // A choice inside a choice stands below the word, so that its own words are its own.
                        match branch {
                            Node::If(_) if alternatives_of(branch).len() == 1 => {
                                self.line(indent, word, None);
                                self.node(branch, indent + 1, "");
                            }
                            branch => self.node(branch, indent, &format!("{word} ")),
                        }
                    }
                }
            }
            Node::Not(operand) => self.group(node, &format!("{before}not"), [&**operand], indent),
            Node::Reduce(reduce) => {
                self.line(indent, &format!("{before}fold"), Some(node));
                self.node(&reduce.list, indent + 1, "the list ");
                self.node(&reduce.initial, indent + 1, "from ");
                self.line(
                    indent + 1,
                    &format!("with {}", inline(&reduce.lambda)),
                    None,
                );
            }
            simple => {
                let text = format!("{before}{}", inline(simple));
                let operands = operands(simple);
                if self.values.is_none() && text.chars().count() + 2 * indent <= LINE
                    || operands
                        .iter()
                        .all(|operand| matches!(operand, Node::Literal(_)))
                {
                    return self.line(indent, &text, Some(simple));
                }
                self.line(indent, &text, Some(simple));
                if self.values.is_some() {
                    for operand in operands {
                        self.operand(operand, indent + 1);
                    }
                }
            }
        }
    }

    /// What an operand was, if that is not plain from its text.
    fn operand(&mut self, node: &Node, indent: usize) {
        match node {
            Node::Literal(_) | Node::List(_) => {}
            // A text read as a date says the same again.
            Node::PlusTime(inner, 0, _) if matches!(**inner, Node::Var(_)) => {
                self.line(indent, &inline(node), Some(node));
            }
            Node::And(_) | Node::If(_) | Node::Not(_) | Node::Reduce(_) => {
                self.node(node, indent, "")
            }
            other => {
                self.line(indent, &inline(other), Some(other));
                for inner in operands(other) {
                    self.operand(inner, indent + 1);
                }
            }
        }
    }

    fn group<'n>(
        &mut self,
        node: &Node,
        name: &str,
        operands: impl IntoIterator<Item = &'n Node>,
        indent: usize,
    ) {
        self.line(indent, name, Some(node));
        for operand in operands {
            self.node(operand, indent + 1, "");
        }
    }
}

/// `if a then true else b` is how rules say "a or b": its parts, flattened.
fn alternatives_of(node: &Node) -> Vec<&Node> {
    let mut found = Vec::new();
    let mut here = node;
    while let Node::If(parts) = here
        && let [guard, Node::Literal(Value::Bool(true)), other] = &**parts
    {
        found.push(guard);
        here = other;
    }
    found.push(here);
    found
}

/// Whether a part reads what tells who the holder is, or the certificate's identifier.
fn is_personal(node: &Node) -> bool {
    match node {
        Node::Var(path) => match path.as_slice() {
            [] => true,
            [first, rest @ ..] if &*first.name == "payload" => {
                let named = |step: &Step| ["nam", "dob", "ci"].contains(&&*step.name);
                // A whole group holds the identifier too.
                rest.len() < 3 && !rest.iter().any(|step| &*step.name == "ver")
                    || rest.iter().any(named)
            }
            // In a lambda nothing tells where the items come from.
            [first, ..] => ["accumulator", "current"].contains(&&*first.name),
        },
        Node::Literal(_) | Node::Malformed(_) => false,
        Node::If(parts) => parts.iter().any(is_personal),
        Node::And(nodes) => nodes.iter().any(is_personal),
        Node::Not(node) => is_personal(node),
        Node::Reduce(reduce) => {
            is_personal(&reduce.list) || is_personal(&reduce.initial) || is_personal(&reduce.lambda)
        }
        other => operands(other).into_iter().any(is_personal),
    }
}

fn operands(node: &Node) -> Vec<&Node> {
    match node {
        Node::Equal(pair) | Node::In(pair) | Node::Add(pair) => pair.iter().collect(),
        Node::Compare(_, nodes) | Node::CompareTimes(_, nodes) | Node::List(nodes) => {
            nodes.iter().collect()
        }
        Node::PlusTime(node, ..) | Node::DateOfBirth(node) | Node::Extract(node, _) => vec![node],
        _ => Vec::new(),
    }
}

/// A node in one line.
fn inline(node: &Node) -> String {
    let text = match node {
        Node::Literal(value) => shown(value),
        Node::List(items) => list(items.iter().map(inline), items.len()),
        Node::Var(path) if path.is_empty() => "the data".into(),
        Node::Var(path) => {
            let names: Vec<&str> = path.iter().map(|step| &*step.name).collect();
            names.join(".")
        }
        Node::Equal(pair) => both(pair, "="),
        Node::In(pair) => both(pair, "is one of"),
        Node::Add(pair) => both(pair, "+"),
        Node::Compare(how, nodes) => chain(nodes, how.sign()),
        Node::CompareTimes(how, nodes) => chain(nodes, time_words(*how)),
        Node::PlusTime(node, 0, _) => inline(node),
        Node::PlusTime(node, amount, unit) => {
            let sign = if *amount < 0 { '-' } else { '+' };
            let plural = if amount.unsigned_abs() == 1 { "" } else { "s" };
            let amount = amount.unsigned_abs();
            format!("({} {sign} {amount} {}{plural})", inline(node), unit.name())
        }
        Node::DateOfBirth(node) => format!("birth date {}", inline(node)),
        Node::Extract(node, index) => format!("part {index} of {}", inline(node)),
        Node::And(nodes) => {
            let parts: Vec<String> = nodes.iter().take(ITEMS).map(inline).collect();
            format!("({})", parts.join(" and "))
        }
        Node::Not(node) => format!("not {}", inline(node)),
        Node::If(parts) => {
            let [guard, then, other] = &**parts;
            format!(
                "(if {} then {} else {})",
                inline(guard),
                inline(then),
                inline(other)
            )
        }
        Node::Reduce(reduce) => format!("fold of {}", inline(&reduce.list)),
        Node::Malformed(why) => format!("MALFORMED: {why}"),
    };
    cut(&text, 400)
}

fn time_words(how: Comparison) -> &'static str {
    match how {
        Comparison::LessOrEqual => "not after",
        Comparison::GreaterOrEqual => "not before",
        other => other.time_name(),
    }
}

fn both(pair: &[Node; 2], between: &str) -> String {
    let [a, b] = pair;
    format!("{} {between} {}", inline(a), inline(b))
}

fn chain(nodes: &[Node], between: &str) -> String {
    let parts: Vec<String> = nodes.iter().map(inline).collect();
    parts.join(&format!(" {between} "))
}

fn list(items: impl Iterator<Item = String>, count: usize) -> String {
    let shown: Vec<String> = items.take(ITEMS).collect();
    let more = match count > ITEMS {
        true => format!(", … {count} items"),
        false => String::new(),
    };
    format!("[{}{more}]", shown.join(", "))
}

/// A value in a few characters.
fn shown(value: &Value) -> String {
    cut(&brief(value, &mut { CHARACTERS }), CHARACTERS * 3)
}

/// As text up to a number of values: sharing lets a small expression hold more than can be written.
fn brief(value: &Value, budget: &mut usize) -> String {
    let Some(rest) = budget.checked_sub(1) else {
        return "…".into();
    };
    *budget = rest;
    match value {
        Value::List(items) => {
            let count = items.items().len();
            list(items.items().iter().map(|item| brief(item, budget)), count)
        }
        Value::Object(object) => {
            let keys: Vec<&str> = object
                .pairs()
                .iter()
                .take(ITEMS)
                .map(|(key, _)| &**key)
                .collect();
            format!("{{{}}}", keys.join(", "))
        }
        other => match other.to_json(&mut { 1 }) {
            Some(json) => json.to_string(),
            None => "…".into(),
        },
    }
}

fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
