use super::*;
use proptest::prelude::*;
use std::collections::HashMap;

const INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
const DATE_TIME: &str = "http://www.w3.org/2001/XMLSchema#dateTime";

/// Statements from N-Quads, as the test data has them.
fn parse(text: &str) -> Vec<Statement<'_>> {
    let mut labels = HashMap::new();
    let mut term = |text: &str| {
        if let Some(iri) = text.strip_prefix('<') {
            return Term::Iri(iri.trim_end_matches('>').to_owned().into());
        }
        if text.starts_with("_:") {
            let next = labels.len();
            return Term::Blank(*labels.entry(text.to_owned()).or_insert(next));
        }
        let (literal, datatype) = text[1..].rsplit_once('"').unwrap();
        let datatype = match datatype {
            "" => STRING,
            datatype => [INTEGER, DATE_TIME]
                .into_iter()
                .find(|one| datatype == format!("^^<{one}>"))
                .unwrap(),
        };
        let mut text = String::new();
        let mut chars = literal.chars();
        while let Some(c) = chars.next() {
            text.push(match c {
                '\\' => match chars.next().unwrap() {
                    'n' => '\n',
                    'r' => '\r',
                    other => other,
                },
                other => other,
            });
        }
        Term::Literal {
            text: text.into(),
            datatype,
        }
    };
    let line = |line| {
        let line: &str = line;
        let (subject, rest) = line.strip_suffix(" .").unwrap().split_once(' ').unwrap();
        let (predicate, object) = rest.split_once(' ').unwrap();
        Statement {
            subject: term(subject),
            predicate: predicate
                .trim_start_matches('<')
                .trim_end_matches('>')
                .to_owned()
                .into(),
            object: term(object),
        }
    };
    text.split_terminator('\n').map(line).collect()
}

#[derive(serde::Deserialize)]
struct Row {
    name: String,
    graph: String,
    canonical: String,
}

fn compare(rows: &[Row]) {
    for row in rows {
        let canonical = canonical(&parse(&row.graph));
        assert_eq!(
            canonical.as_deref(),
            Ok(row.canonical.as_str()),
            "{}",
            row.name
        );
    }
}

#[test]
fn graphs_have_the_form_that_another_implementation_gave_them() {
    let rows: Vec<Row> =
        serde_json::from_str(include_str!("../../../../testdata/rdf/graphs.json")).unwrap();
    assert_eq!(rows.len(), 30);
    compare(&rows);
}

fn edge(from: usize, to: usize) -> Statement<'static> {
    Statement {
        subject: Term::Blank(from),
        predicate: "https://example.org/p".into(),
        object: Term::Blank(to),
    }
}

#[test]
fn a_graph_beyond_the_limits_is_refused_and_takes_no_time() {
    let named = |number: usize| Statement {
        subject: Term::Iri("did:a".into()),
        predicate: "https://example.org/p".into(),
        object: Term::string(number.to_string()),
    };
    let many: Vec<_> = (0..=MAX_STATEMENTS).map(named).collect();
    assert_eq!(canonical(&many), Err(TooComplex));
    assert!(canonical(&many[1..]).is_ok());
    let loops: Vec<_> = (0..=MAX_BLANK_NODES).map(|node| edge(node, node)).collect();
    assert_eq!(canonical(&loops), Err(TooComplex));
    assert!(canonical(&loops[1..]).is_ok());
    // Ten nodes that all know one another have 3,628,800 orders, fifteen equal leaves of two stars a million million.
    let pairs = (0..10).flat_map(|from| (0..10).map(move |to| (from, to)));
    let complete: Vec<_> = pairs
        .filter(|(from, to)| from != to)
        .map(|(from, to)| edge(from, to))
        .collect();
    assert_eq!(canonical(&complete), Err(TooComplex));
    let stars: Vec<_> = (2..32).map(|leaf| edge(leaf % 2, leaf)).collect();
    assert_eq!(canonical(&stars), Err(TooComplex));
    // The deepest recursion.
    let cycle: Vec<_> = (0..MAX_BLANK_NODES)
        .map(|node| edge(node, (node + 1) % MAX_BLANK_NODES))
        .collect();
    assert!(canonical(&cycle).is_ok());
    assert_eq!(
        TooComplex.to_string(),
        "its graph is larger, or its nodes are more alike, than those of a certificate"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Neither the order of statements nor the numbers of nodes matter.
    #[test]
    fn the_form_is_the_same_for_every_writing_of_a_graph(
        edges in prop::collection::vec((0_usize..5, 0_usize..5, 0_u8..2), 1..10),
        order in Just((0..5_usize).collect::<Vec<_>>()).prop_shuffle(),
        turn in 0_usize..10,
    ) {
        let write = |node: &dyn Fn(usize) -> usize| {
            let statement = |&(from, to, kind): &(usize, usize, u8)| Statement {
                predicate: format!("https://example.org/{kind}").into(),
                ..edge(node(from), node(to))
            };
            edges.iter().map(statement).collect::<Vec<_>>()
        };
        let one = write(&|node| node);
        let mut other = write(&|node| order[node]);
        let middle = turn % other.len();
        other.rotate_left(middle);
        prop_assert_eq!(canonical(&one), canonical(&other));
    }
}
