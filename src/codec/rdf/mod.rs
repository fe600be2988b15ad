//! RDF: the statements of a graph, and their canonical form for signatures.
//!
//! Only the default graph, and literals without a language: what health certificates in JSON-LD hold. Reading JSON-LD is
//! the reader's of each document, whose contexts are known in advance.
//!
//! Source: RDF 1.1 Concepts, N-Quads.

mod canon;

use std::borrow::Cow;

pub use canon::{MAX_BLANK_NODES, MAX_STATEMENTS, TooComplex, canonical};

/// The type of a literal that has no other.
const STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// A subject or an object.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Term<'a> {
    /// An IRI for which [`is_iri`] holds.
    Iri(Cow<'a, str>),
    /// A node without a name, by its number in the graph.
    Blank(usize),
    /// A text with the IRI of its type.
    Literal {
        /// The text.
        text: Cow<'a, str>,
        /// Its type.
        datatype: &'static str,
    },
}

impl<'a> Term<'a> {
    /// A literal of the type `xsd:string`.
    #[must_use]
    pub fn string(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Literal {
            text: text.into(),
            datatype: STRING,
        }
    }
}

/// A statement of the default graph.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Statement<'a> {
    /// Whom it is about: an IRI or a blank node.
    pub subject: Term<'a>,
    /// An IRI for which [`is_iri`] holds.
    pub predicate: Cow<'a, str>,
    /// What it says.
    pub object: Term<'a>,
}

/// Show no content: it may be somebody's.
macro_rules! redacted {
    ($($type:ident)*) => {
        $(impl std::fmt::Debug for $type<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($type), "(redacted)"))
            }
        })*
    };
}
redacted! { Term Statement }

/// Whether a text may stand between `<` and `>`: it begins with a scheme (RFC 3986 3.1), and nothing in it ends the IRI
/// or the line. Blanks may stand in it, because issuers write them.
///
/// ```
/// use hcert::codec::rdf::is_iri;
/// assert!(is_iri("did:india") && is_iri("did:Voter ID:1"));
/// assert!(!is_iri("india") && !is_iri("_:b0") && !is_iri("did:a> <did:b"));
/// ```
#[must_use]
pub fn is_iri(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else {
        return false;
    };
    let mut letters = scheme.bytes();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|octet| octet.is_ascii_alphanumeric() || b"+-.".contains(&octet))
        && !text.contains(|c: char| c.is_control() || "<>\"{}|\\^`".contains(c))
}
