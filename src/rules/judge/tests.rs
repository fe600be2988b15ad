//! What rules answer, and what comes of their answers.

use super::*;
use crate::documents::dcc::Kind;
use crate::rules::tests::{at, book, external, question};
use crate::text::messages;
use serde_json::json;

/// Rules in words: acceptance (`A`) or invalidation (`I`), and what it answers.
fn outcome(rules: &str) -> Outcome {
    let rules = rules.split_whitespace().enumerate().map(|(index, word)| {
        let (kind, answer) = word.split_at(1);
        let logic = match answer {
            "pass" => json!({"!": [false]}),
            "fail" => json!({"!": [true]}),
            "open" => json!({"+": [1, "1"]}),
            other => panic!("{other}"),
        };
        let (prefix, kind) = if kind == "A" {
            ("VR", "Acceptance")
        } else {
            ("IR", "Invalidation")
        };
        json!({"Identifier": format!("{prefix}-NO-{index:04}"), "Type": kind, "Logic": logic})
    });
    let book = book(&rules.collect::<Vec<_>>());
    let arrival = at("2022-06-01T12:00:00Z");
    let question = question("NO", arrival, Some(Kind::Vaccination));
    book.judge(
        &question,
        &external("NO", arrival),
        &json!({"ver": "1.3.0", "v": [{}]}),
    )
    .outcome
}

#[test]
fn a_failed_rule_beats_an_open_one_and_that_a_passed_one() {
    for (rules, wanted) in [
        ("Apass", "pass"),
        ("Apass Apass", "pass"),
        ("Apass Afail", "fail"),
        ("Afail Apass", "fail"),
        ("Aopen Apass", "open"),
        ("Apass Aopen", "open"),
        ("Aopen Afail", "fail"),
        ("Afail Aopen Apass", "fail"),
        ("Aopen", "open"),
        // Rules of invalidation have the same polarity, and never admit anybody.
        ("Apass Ipass", "pass"),
        ("Apass Ifail", "fail"),
        ("Apass Iopen", "open"),
        ("Afail Ipass", "fail"),
        ("Ifail", "fail"),
        ("Iopen", "open"),
        ("Ipass", "no-rules"),
        ("Ipass Ipass", "no-rules"),
        ("", "no-rules"),
    ] {
        if rules.is_empty() {
            let arrival = at("2022-06-01T12:00:00Z");
            let question = question("NO", arrival, Some(Kind::Vaccination));
            let empty = RuleBook::default();
            let judgement = empty.judge(
                &question,
                &external("NO", arrival),
                &json!({"ver": "1.3.0"}),
            );
            assert_eq!(judgement.outcome.code(), wanted);
            continue;
        }
        assert_eq!(outcome(rules).code(), wanted, "{rules}");
    }
}

fn ask(logic: &Json, payload: &Json) -> Answer {
    let book = book(&[json!({"Logic": logic})]);
    let data = external("NO", at("2022-06-01T12:00:00Z"))
        .data(payload)
        .unwrap();
    book.rules()[0].ask(&data)
}

#[test]
fn a_value_that_is_no_boolean_is_no_answer() {
    for (logic, kind) in [
        (json!({"var": "payload.nothing"}), messages::TYPE_NULL),
        (json!({"var": "payload.text"}), messages::VALUE_TEXT),
        (json!({"var": "payload.zero"}), messages::TYPE_INTEGER),
        (json!({"var": "payload.list"}), messages::VALUE_LIST),
        (json!({"var": "payload"}), messages::VALUE_OBJECT),
        (
            json!({"and": [true, {"var": "payload.text"}]}),
            messages::VALUE_TEXT,
        ),
        (
            json!({"plusTime": ["2022-01-01", 0, "day"]}),
            messages::VALUE_DATE_TIME,
        ),
    ] {
        let payload = json!({"text": "true", "zero": 0, "list": []});
        assert_eq!(
            ask(&logic, &payload),
            Answer::Open(Why::NoBoolean(kind)),
            "{logic}"
        );
    }
    assert_eq!(
        ask(&json!({"var": "payload.yes"}), &json!({"yes": true})),
        Answer::Passed
    );
    assert_eq!(
        ask(&json!({"var": "payload.yes"}), &json!({"yes": false})),
        Answer::Failed
    );
}

#[test]
fn a_fault_of_format_is_open_even_where_it_is_never_reached() {
    for logic in [
        json!({"if": [true, true, {"or": [true, false]}]}),
        json!({"if": [true, true, null]}),
        json!({"and": [{"!": [true]}, 1.5]}),
        json!({"if": [true, true, {"plusTime": ["2022-01-01", 1, "week"]}]}),
    ] {
        let answer = ask(&logic, &json!({}));
        assert!(
            matches!(answer, Answer::Open(Why::Format(_))),
            "{logic}: {answer:?}"
        );
    }
}

#[test]
fn an_error_is_open_and_tells_nothing_of_the_holder() {
    let payload = json!({"dob": "1964-08-12x", "nam": {"fn": "Nordmann"}});
    let logics = [
        json!({"before": [{"dccDateOfBirth": [{"var": "payload.dob"}]}, {"plusTime": ["2022", 0, "day"]}]}),
        json!({"<": [{"var": "payload.nam.fn"}, 1]}),
        json!({"in": [{"var": "payload.nam.fn"}, {"var": "payload.nam.fn"}]}),
    ];
    for logic in logics {
        let answer = ask(&logic, &payload);
        let Answer::Open(why @ Why::Error(_)) = &answer else {
            panic!("{answer:?}")
        };
        let text = format!("{why} {why:?}");
        assert!(
            !text.contains("1964") && !text.contains("Nordmann"),
            "{text}"
        );
    }
}

#[test]
fn a_payload_that_is_too_deep_leaves_every_rule_open() {
    let mut deep = json!([]);
    for _ in 0..200 {
        deep = json!([deep]);
    }
    let payload = json!({"ver": "1.3.0", "v": [{"dn": 2, "sd": 2}], "deep": deep});
    let arrival = at("2022-06-01T12:00:00Z");
    let book = book(&[json!({})]);
    let question = question("NO", arrival, Some(Kind::Vaccination));
    let judgement = book.judge(&question, &external("NO", arrival), &payload);
    assert_eq!(judgement.asked[0].answer, Answer::Open(Why::TooDeep));
    assert_eq!(judgement.outcome, Outcome::Open);
}

#[test]
fn the_line_for_a_person_says_what_is_asked_and_why_there_is_no_answer() {
    let text = |change: Json, payload: &Json| {
        let book = book(&[change]);
        let arrival = at("2022-06-01T12:00:00Z");
        let question = question("NO", arrival, Some(Kind::Vaccination));
        let judgement = book.judge(&question, &external("NO", arrival), payload);
        judgement.asked[0].text(Lang::En)
    };
    let half = json!({"ver": "1.3.0", "v": [{"dn": 1, "sd": 2}]});
    assert_eq!(text(json!({}), &half), "The series must be finished.");
    let odd = json!({"ver": "1.3.0", "v": [{"dn": "1", "sd": 2}]});
    assert_eq!(
        text(json!({}), &odd),
        "The series must be finished. (an operand of \">=\" is a text, expected an integer)"
    );
}
