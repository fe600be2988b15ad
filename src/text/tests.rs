use super::*;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};
use std::collections::BTreeMap;

/// Identifiers of a file's messages with their places, sorted.
fn messages_of(file: &'static str) -> BTreeMap<&'static str, Vec<&'static str>> {
    let resource = fluent_syntax::parser::parse(file).unwrap_or_else(|(_, errors)| {
        let lines = |at: usize| file.get(..at).unwrap_or_default().lines().count();
        let at: Vec<usize> = errors.iter().map(|error| lines(error.pos.start)).collect();
        panic!("{}: lines {at:?}", file.lines().next().unwrap())
    });
    let mut all = BTreeMap::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else {
            continue;
        };
        let mut places: Vec<&str> = Vec::new();
        for element in message.value.unwrap().elements {
            if let PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } = element
            {
                places.push(id.name);
            }
        }
        places.sort_unstable();
        places.dedup();
        let again = all.insert(message.id.name, places);
        assert!(again.is_none(), "{} stands twice", message.id.name);
    }
    all
}

fn all_of(lang: Lang) -> BTreeMap<&'static str, Vec<&'static str>> {
    lang.files().iter().copied().flat_map(messages_of).collect()
}

/// Names that have their English in a table of their own.
fn is_name(id: &str) -> bool {
    [
        "country-",
        "disease-",
        "test-result-",
        "test-type-",
        "vaccine-",
    ]
    .iter()
    .any(|group| id.starts_with(group))
}

#[test]
fn every_language_has_every_message_with_the_same_places() {
    let english = all_of(Lang::En);
    assert!(english.len() > 500);
    for lang in Lang::ALL {
        let own = all_of(lang);
        for (id, places) in &english {
            let Some(found) = own.get(id) else {
                panic!("{lang}: {id} is missing")
            };
            // The system's own sentence stands in English alone.
            let system = id.starts_with("system-") && found.is_empty();
            assert!(found == places || system, "{lang}: {id} {found:?}");
        }
        let unknown = |id: &&&str| !english.contains_key(*id) && !is_name(id);
        assert_eq!(own.keys().find(unknown), None, "{lang}");
    }
}

#[test]
fn places_are_filled_once_and_forgotten_ones_stay_visible() {
    let message = messages::FINDING_EXPIRED;
    let values = [("exp", Text::from("{ $at }")), ("at", "now".into())];
    let filled = message.fill(Lang::En, &values);
    assert_eq!(filled, "expired at { $at }, it is now now");
    let open = "expired at {$exp}, it is {$at} now";
    assert_eq!(message.fill(Lang::En, &[]), open);
    assert_eq!(message.get(Lang::En), open);
    // A number is written as it is, without marks of its language.
    let count = [("count", Text::from(1_234_567_i64))];
    let left = messages::INPUT_LEFT_ALONE.fill(Lang::Nb, &count);
    assert!(left.ends_with(": 1234567"), "{left}");
}

#[test]
fn a_word_is_the_identifier_without_its_group() {
    assert_eq!(messages::DETAIL_NAME_FEWER.word(), "name-fewer");
    let differing: Vec<&str> = Lang::ALL
        .into_iter()
        .map(|lang| messages::VERDICT_CANNOT_VERIFY.get(lang))
        .collect();
    assert!(differing.iter().skip(1).all(|text| *text != differing[0]));
}

#[test]
fn a_code_of_no_language_is_refused_by_name() {
    let error = "Kari".parse::<Lang>().unwrap_err().to_string();
    let codes = Lang::ALL.map(Lang::code).join(", ");
    assert_eq!(error, format!("the language is not one of {codes}"));
    for lang in Lang::ALL {
        assert_eq!(lang.code().parse::<Lang>().unwrap(), lang);
    }
}
