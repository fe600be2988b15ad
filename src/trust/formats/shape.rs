//! The outline of JSON and of signed JSON, for telling one list from another.
//!
//! It looks for names alone and does not check that the rest is well-formed: the reader of the form
//! does. One pass, no recursion, no more than 64 names.

use super::common;

/// Names that are looked at.
const MAX_NAMES: usize = 64;

/// The outline of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shape<'a> {
    /// An object with these member names, as they are written.
    Object(Vec<&'a str>),
    /// An array whose first item is an object with these member names.
    Items(Vec<&'a str>),
    /// Anything else.
    Other,
}

impl Shape<'_> {
    /// Whether it is an object with this member.
    pub(super) fn has(&self, name: &str) -> bool {
        matches!(self, Self::Object(names) if names.contains(&name))
    }
}

/// The outline of a text in JSON.
pub(super) fn of(octets: &[u8]) -> Shape<'_> {
    let Some(text) = common::plain(octets) else {
        return Shape::Other;
    };
    match text.chars().next() {
        Some('{') => Shape::Object(names(text, 1)),
        Some('[') => Shape::Items(names(text, 2)),
        _ => Shape::Other,
    }
}

/// The outline of the payload of a JWS in compact form (RFC 7515 section 7.1): what it holds under
/// these names is told by `ask`.
pub(super) fn of_jws(octets: &[u8], ask: impl FnOnce(&Shape<'_>) -> bool) -> bool {
    let Some(text) = common::plain(octets) else {
        return false;
    };
    let mut parts = text.split('.');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(header), Some(payload), Some(_), None) if header.starts_with("ey") => {
            common::base64("", payload).is_ok_and(|payload| ask(&of(&payload)))
        }
        _ => false,
    }
}

/// The member names of the first object at this depth.
fn names(text: &str, wanted: usize) -> Vec<&str> {
    let (mut names, mut depth, mut at) = (Vec::new(), 0_usize, 0);
    let octets = text.as_bytes();
    let mut objects = 0;
    while let Some(octet) = octets.get(at) {
        match octet {
            b'{' | b'[' => {
                depth += 1;
                objects += usize::from(depth == wanted);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let end = string_end(octets, at + 1);
                let rest = octets.get(end + 1..).unwrap_or_default();
                let next = rest.iter().find(|octet| !octet.is_ascii_whitespace());
                if depth == wanted && next == Some(&b':') {
                    names.extend(text.get(at + 1..end));
                }
                at = end;
            }
            _ => {}
        }
        if objects > 1 || depth == 0 || depth < wanted && objects == 1 || names.len() == MAX_NAMES {
            break;
        }
        at += 1;
    }
    names
}

/// Where the string that begins here ends: its closing quote, else the end of the text.
fn string_end(octets: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(octet) = octets.get(at) {
        match octet {
            b'"' => break,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at.min(octets.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_an_object_and_of_a_first_item_are_found() {
        let text = br#" {"a": {"b": 1}, "c\"d" : ["e", {"f": 2}], "g": ":"} "#;
        assert_eq!(of(text), Shape::Object(vec!["a", "c\\\"d", "g"]));
        let text = br#"[{"a": 1, "b": "x"}, {"c": 2}]"#;
        assert_eq!(of(text), Shape::Items(vec!["a", "b"]));
        assert_eq!(of(b"[1, 2, {\"a\": 3}]"), Shape::Items(vec!["a"]));
        assert_eq!(of(b"[]"), Shape::Items(vec![]));
        assert_eq!(of(b"MIIB"), Shape::Other);
    }

    #[test]
    fn broken_text_ends_the_search() {
        for text in [
            "{", "{\"", "{\"a", "{\"a\\", "{\"a\"", "{\"a\":", "[{", "[[[[", "}", "\\",
        ] {
            let _ = of(text.as_bytes());
        }
        assert_eq!(of("[".repeat(1 << 20).as_bytes()), Shape::Items(vec![]));
    }
}
