//! JSON of others, counted while it is read.
//!
//! A text of 48 MB can hold 24 million values, of which a tree would take gigabytes. So it is gone through once
//! without keeping anything: every value costs about what it takes in a tree, and whoever has cost more than a list
//! may is refused there, before the tree is made.

use crate::text;
use crate::text::Text;
use serde::de::{DeserializeOwned, DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// The most octets that a tree may take. One of a list of 100,000 items of six members takes less.
const MAX_TREE: usize = 256 << 20;

/// What a value takes in a list that has grown to twice what it needs.
const VALUE: usize = 144;

/// What a member takes beyond its value: its name and its place in the table.
const MEMBER: usize = 72;

/// What an object takes before it has members beyond the first four.
const OBJECT: usize = 480;

/// Reads JSON that takes no more memory than a list of the allowed length; says in words what is wrong with it. The
/// nesting is bounded by the parser, at 128.
pub(crate) fn json<T: DeserializeOwned>(text: &str) -> Result<T, Text> {
    within(text, MAX_TREE)?;
    serde_json::from_str(text).map_err(|error| text!(TRUST_JSON_BROKEN, error = error.to_string()))
}

/// Counts. What is broken is left to the parser, which says where.
fn within(text: &str, octets: usize) -> Result<(), Text> {
    let mut left = Left(Some(octets));
    // An error says where the reading stopped; what is left says whether the limit was the reason.
    let _ = Counted(&mut left).deserialize(&mut serde_json::Deserializer::from_str(text));
    match left {
        Left(None) => Err(text!(TRUST_JSON_TOO_LARGE, most = octets >> 20)),
        Left(Some(_)) => Ok(()),
    }
}

/// What is left of the limit; nothing once it was passed.
struct Left(Option<usize>);

impl Left {
    fn take<E: Error>(&mut self, octets: usize) -> Result<(), E> {
        self.0 = self.0.and_then(|left| left.checked_sub(octets));
        self.0.map(|_| ()).ok_or_else(|| E::custom("too much"))
    }
}

/// Goes through one value.
struct Counted<'a>(&'a mut Left);

impl<'de> DeserializeSeed<'de> for Counted<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Counted<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.take(VALUE)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.0.take(VALUE)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.0.take(VALUE)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.0.take(VALUE)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.0.take(VALUE)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.0.take(VALUE + text.len())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.0.take(VALUE)?;
        while items.next_element_seed(Counted(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.0.take(VALUE + OBJECT)?;
        while members.next_key_seed(Name(self.0))?.is_some() {
            members.next_value_seed(Counted(self.0))?;
        }
        Ok(())
    }
}

/// Goes through the name of a member.
struct Name<'a>(&'a mut Left);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<(), E> {
        self.0.take(MEMBER + name.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn what_would_take_too_much_is_refused_by_the_limit_that_it_passes() {
        let many =
            |item: &str, count: usize| format!("[{}{item}]", format!("{item},").repeat(count));
        for (what, text) in [
            ("numbers", many("0", 2_500_000)),
            ("lists", many("[]", 2_000_000)),
            ("objects", many("{}", 500_000)),
            ("objects of one", many(r#"{"":0}"#, 400_000)),
            ("nested", many(r#"[[[{"a":{"b":[]}}]]]"#, 200_000)),
            (
                "members",
                format!("{{{}\"z\":0}}", r#""a":0,"#.repeat(1_300_000)),
            ),
            ("a text", format!("\"{}\"", "a".repeat(256 << 20))),
            ("cut off", many("{}", 500_000).replace(']', "")),
        ] {
            let error = json::<Value>(&text).unwrap_err().to_string();
            assert!(error.contains("more than 256 MiB"), "{what}: {error}");
        }
        assert!(within("[0,0,0]", 4 * VALUE - 1).is_err());
        assert!(within("[0,0,0]", 4 * VALUE).is_ok());
    }

    #[test]
    fn a_long_list_of_usual_items_is_read() {
        let item = format!(
            r#"{{"kid":"AAAAAAAAAAA=","country":"NO","certificateType":"DSC","rawData":"{}"}}"#,
            "A".repeat(500)
        );
        let text = format!("[{}{item}]", format!("{item},").repeat(99_999));
        let read: Vec<Value> = json(&text).unwrap();
        assert_eq!(read.len(), 100_000);
    }

    #[test]
    fn what_is_broken_is_told_by_the_parser() {
        for text in ["", "[", "[1,]", "{\"a\"}", "nul", "[0] 1", "\"\\ud800\""] {
            let error = json::<Value>(text).unwrap_err().to_string();
            assert!(error.contains("its JSON is broken"), "{text}: {error}");
            assert!(error.contains("line 1 column"), "{text}: {error}");
        }
        let deep = "[".repeat(200) + &"]".repeat(200);
        assert!(
            json::<Value>(&deep)
                .unwrap_err()
                .to_string()
                .contains("recursion")
        );
    }

    proptest! {
        #[test]
        fn a_tree_is_as_the_parser_makes_it(text in "[\\[\\]{}:,0-9\"a\\\\. -]{0,40}") {
            let plain = serde_json::from_str::<Value>(&text).ok();
            prop_assert_eq!(json::<Value>(&text).ok(), plain);
        }
    }
}
