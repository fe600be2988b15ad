//! RDF Dataset Canonicalization with SHA-256: URDNA2015, which RDFC-1.0 made a standard.
//!
//! The two differ in one thing. Signers of health certificates escape `"`, `\`, line feed and carriage return in a
//! literal, as URDNA2015 does; RDFC-1.0 escapes every control character.
//!
//! Nodes without names are told apart by what is said about them, and where that is the same, by the paths that lead away
//! from them. Graphs can be made for which the second takes years: work is counted, and [`TooComplex`] ends it.
//!
//! Source: RDF Dataset Canonicalization (W3C 2024-05-21), section 4.

use super::{STRING, Statement, Term};
use crate::text::{Text, ToText};
use crate::{in_english, text};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashSet};

/// The most statements of a graph.
pub const MAX_STATEMENTS: usize = 1_000;

/// The most blank nodes of a graph. It bounds the recursion, too.
pub const MAX_BLANK_NODES: usize = 64;

/// The most hashes and steps along paths for telling blank nodes apart: some 50 ms of work. A certificate with two equal
/// addresses takes about 20.
const MAX_STEPS: usize = 50_000;

/// A graph is larger, or its blank nodes are more alike, than those of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooComplex;

impl ToText for TooComplex {
    fn to_text(&self) -> Text {
        text!(RDF_TOO_COMPLEX)
    }
}

in_english!(TooComplex: Error);

/// The canonical N-Quads of a graph, one statement a line. Statements that stand twice are one.
///
/// ```
/// use hcert::codec::rdf::{Statement, Term, canonical};
/// let name = |node| Statement {
///     subject: Term::Blank(node),
///     predicate: "https://schema.org/name".into(),
///     object: Term::string("Eira"),
/// };
/// assert_eq!(canonical(&[name(7), name(7)])?, "_:c14n0 <https://schema.org/name> \"Eira\" .\n");
/// # Ok::<(), hcert::codec::rdf::TooComplex>(())
/// ```
///
/// # Errors
/// The graph is beyond the limits.
pub fn canonical(statements: &[Statement<'_>]) -> Result<String, TooComplex> {
    if statements.len() > MAX_STATEMENTS {
        return Err(TooComplex);
    }
    let mut graph = Graph::new(statements)?;
    let mut names = Names::default();
    let mut alike = BTreeMap::<String, Vec<usize>>::new();
    for node in 0..graph.nodes.len() {
        let hash = graph.first_degree(node);
        graph.hashes.push(hash.clone());
        alike.entry(hash).or_default().push(node);
    }
    for nodes in alike.values() {
        if let [node] = nodes.as_slice() {
            names.give(*node);
        }
    }
    for nodes in alike.values().filter(|nodes| nodes.len() > 1) {
        let mut found = Vec::new();
        for node in nodes {
            if names.of(*node).is_none() {
                let mut own = Names::default();
                own.give(*node);
                found.push(graph.n_degree(*node, own, &names)?);
            }
        }
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        for node in found.iter().flat_map(|(_, given)| &given.0) {
            names.give(*node);
        }
    }
    let label = |node: usize| match names.of(node) {
        Some(number) => format!("_:c14n{number}"),
        None => "_:".to_owned(),
    };
    let lines = graph.statements.iter();
    let mut lines: Vec<String> = lines.map(|statement| line(statement, &label)).collect();
    lines.sort_unstable();
    Ok(lines.concat())
}

/// Names in the order in which they were given: a node's number is its place.
#[derive(Clone, Default)]
struct Names(Vec<usize>);

impl Names {
    fn of(&self, node: usize) -> Option<usize> {
        self.0.iter().position(|one| *one == node)
    }

    /// The number of a node, which is given if it has none.
    fn give(&mut self, node: usize) -> usize {
        self.of(node).unwrap_or_else(|| {
            self.0.push(node);
            self.0.len() - 1
        })
    }
}

/// A statement whose blank nodes are numbered from 0.
struct Edge<'a> {
    subject: Term<'a>,
    predicate: &'a str,
    object: Term<'a>,
}

struct Graph<'a> {
    statements: Vec<Edge<'a>>,
    /// The statements about every node, by their places.
    nodes: Vec<Vec<usize>>,
    /// The hash of every node by what is said about it.
    hashes: Vec<String>,
    /// What is left of [`MAX_STEPS`].
    steps: usize,
}

impl<'a> Graph<'a> {
    fn new(statements: &'a [Statement<'_>]) -> Result<Self, TooComplex> {
        let mut graph = Self {
            statements: Vec::with_capacity(statements.len()),
            nodes: Vec::new(),
            hashes: Vec::new(),
            steps: MAX_STEPS,
        };
        let (mut seen, mut numbers) = (HashSet::new(), Names::default());
        for statement in statements {
            if !seen.insert(statement) {
                continue;
            }
            let place = graph.statements.len();
            let mut numbered = |term: &'a Term<'_>| {
                let Term::Blank(label) = term else {
                    return Ok(borrowed(term));
                };
                let number = numbers.give(*label);
                if number >= MAX_BLANK_NODES {
                    return Err(TooComplex);
                }
                match graph.nodes.get_mut(number) {
                    // A node that points to itself has one statement of it, not two.
                    Some(about) if about.last() == Some(&place) => {}
                    Some(about) => about.push(place),
                    None => graph.nodes.push(vec![place]),
                }
                Ok(Term::Blank(number))
            };
            graph.statements.push(Edge {
                subject: numbered(&statement.subject)?,
                predicate: &statement.predicate,
                object: numbered(&statement.object)?,
            });
        }
        Ok(graph)
    }

    /// The statements about a node.
    fn about(&self, node: usize) -> impl Iterator<Item = &Edge<'a>> {
        let places = self.nodes.get(node).into_iter().flatten();
        places.filter_map(|place| self.statements.get(*place))
    }

    /// Section 4.6: a node by the statements about it, in which every other node is the same.
    fn first_degree(&self, node: usize) -> String {
        let label = |other| if other == node { "_:a" } else { "_:z" }.to_owned();
        let mut lines: Vec<String> = self.about(node).map(|edge| line(edge, &label)).collect();
        lines.sort_unstable();
        hash(&lines.concat())
    }

    fn step(&mut self) -> Result<(), TooComplex> {
        self.steps = self.steps.checked_sub(1).ok_or(TooComplex)?;
        Ok(())
    }

    /// Section 4.7: a neighbour by its direction, the statement that leads to it, and what is known of it.
    fn related(
        &mut self,
        position: &str,
        edge: usize,
        other: usize,
        own: &Names,
        names: &Names,
    ) -> Result<String, TooComplex> {
        self.step()?;
        let known = match (names.of(other), own.of(other)) {
            (Some(number), _) => format!("_:c14n{number}"),
            (None, Some(number)) => format!("_:b{number}"),
            (None, None) => self.hashes.get(other).cloned().unwrap_or_default(),
        };
        let predicate = self.statements.get(edge).map_or("", |edge| edge.predicate);
        Ok(hash(&format!("{position}<{predicate}>{known}")))
    }

    /// Section 4.8: a node by the paths that lead away from it, of all orders of equal neighbours the one whose path
    /// comes first. Every level names a node more, so that there are at most [`MAX_BLANK_NODES`].
    fn n_degree(
        &mut self,
        node: usize,
        mut own: Names,
        names: &Names,
    ) -> Result<(String, Names), TooComplex> {
        let mut neighbours = BTreeMap::<String, Vec<usize>>::new();
        for edge in self.nodes.get(node).cloned().unwrap_or_default() {
            let Some(found) = self.statements.get(edge) else {
                continue;
            };
            let ends = [("s", &found.subject), ("o", &found.object)].map(|(position, term)| {
                let other = match term {
                    Term::Blank(other) if *other != node => Some(*other),
                    _ => None,
                };
                (position, other)
            });
            for (position, other) in ends {
                if let Some(other) = other {
                    let hash = self.related(position, edge, other, &own, names)?;
                    neighbours.entry(hash).or_default().push(other);
                }
            }
        }
        let mut data = String::new();
        for (related, mut order) in neighbours {
            data.push_str(&related);
            order.sort_unstable();
            let mut best: Option<(String, Names)> = None;
            loop {
                if let Some(found) = self.path(&order, &own, names, best.as_ref())? {
                    best = Some(found);
                }
                if !next_order(&mut order) {
                    break;
                }
            }
            if let Some((path, given)) = best {
                data.push_str(&path);
                own = given;
            }
        }
        Ok((hash(&data), own))
    }

    /// The path along neighbours in one order; `None` if the best so far comes before it.
    fn path(
        &mut self,
        order: &[usize],
        own: &Names,
        names: &Names,
        best: Option<&(String, Names)>,
    ) -> Result<Option<(String, Names)>, TooComplex> {
        let behind = |path: &str| best.is_some_and(|(best, _)| path >= best.as_str());
        let (mut own, mut path, mut new) = (own.clone(), String::new(), Vec::new());
        for other in order {
            self.step()?;
            match names.of(*other) {
                Some(number) => path.push_str(&format!("_:c14n{number}")),
                None => {
                    if own.of(*other).is_none() {
                        new.push(*other);
                    }
                    path.push_str(&format!("_:b{}", own.give(*other)));
                }
            }
            if behind(&path) {
                return Ok(None);
            }
        }
        for other in new {
            self.step()?;
            let (hash, given) = self.n_degree(other, own.clone(), names)?;
            path.push_str(&format!("_:b{}<{hash}>", own.give(other)));
            own = given;
            if behind(&path) {
                return Ok(None);
            }
        }
        Ok(Some((path, own)))
    }
}

fn borrowed<'a>(term: &'a Term<'_>) -> Term<'a> {
    match term {
        Term::Iri(iri) => Term::Iri(iri.as_ref().into()),
        Term::Blank(number) => Term::Blank(*number),
        Term::Literal { text, datatype } => Term::Literal {
            text: text.as_ref().into(),
            datatype,
        },
    }
}

/// The next order of numbers in the order of dictionaries; `false` after the last.
fn next_order(order: &mut [usize]) -> bool {
    let falling = order
        .windows(2)
        .rposition(|two| matches!(two, [a, b] if a < b));
    let Some((head, tail)) = falling.and_then(|place| order.split_at_mut_checked(place + 1)) else {
        return false;
    };
    if let Some(pivot) = head.last_mut()
        && let Some(larger) = tail.iter_mut().rev().find(|one| **one > *pivot)
    {
        std::mem::swap(pivot, larger);
    }
    tail.reverse();
    true
}

fn hash(text: &str) -> String {
    crate::codec::hex(&Sha256::digest(text))
}

/// A statement as a line of canonical N-Quads.
fn line(edge: &Edge<'_>, label: &impl Fn(usize) -> String) -> String {
    let mut out = String::new();
    write(&mut out, &edge.subject, label);
    out.push_str(&format!(" <{}> ", edge.predicate));
    write(&mut out, &edge.object, label);
    out.push_str(" .\n");
    out
}

fn write(out: &mut String, term: &Term<'_>, label: &impl Fn(usize) -> String) {
    match term {
        Term::Iri(iri) => {
            out.push('<');
            out.push_str(iri);
            out.push('>');
        }
        Term::Blank(number) => out.push_str(&label(*number)),
        Term::Literal { text, datatype } => {
            out.push('"');
            for c in text.chars() {
                match c {
                    '"' => out.push_str("\\\""),
                    '\\' => out.push_str("\\\\"),
                    '\n' => out.push_str("\\n"),
                    '\r' => out.push_str("\\r"),
                    other => out.push(other),
                }
            }
            out.push('"');
            if *datatype != STRING {
                out.push_str("^^<");
                out.push_str(datatype);
                out.push('>');
            }
        }
    }
}

#[cfg(test)]
mod tests;
