//! What holds for every expression: no panic, an end, a value or an error.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

use super::*;
use crate::rules::value::Value;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::json;

fn config(cases: u32, seed: u64) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..ProptestConfig::default()
    }
}

const OPERATORS: [&str; 18] = [
    "var",
    "if",
    "and",
    "!",
    "===",
    "in",
    "+",
    "<",
    ">",
    "<=",
    ">=",
    "before",
    "after",
    "not-before",
    "not-after",
    "plusTime",
    "dccDateOfBirth",
    "reduce",
];

fn value(json: &Json) -> Value {
    Value::from_json(json).unwrap()
}

/// Everything that can be done with an expression; an expression without issues is never malformed.
fn all(logic: &Json, data: &Value) -> Result<Value, EvaluationError> {
    let expression = Expression::parse(logic);
    let _ = (expression.to_text(), expression.affected_fields());
    let text = expression.explain(data, Personal::Text);
    assert!(text.len() < 200_000, "an explanation floods the screen");
    let found = expression.evaluate(data);
    let malformed = matches!(found, Err(EvaluationError::Malformed(_)));
    assert!(!(malformed && expression.issues().is_empty()));
    found
}

fn any_json() -> impl Strategy<Value = Json> {
    let text = prop_oneof![
        Just(String::new()),
        Just("payload.v.0.dn".to_owned()),
        Just("2021-05-31T23:30:00+02:00".to_owned()),
        Just("day".to_owned()),
        Just("accumulator".to_owned()),
        any::<String>(),
    ];
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        (-3_i64..4).prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        text.prop_map(Json::from),
    ];
    leaf.prop_recursive(6, 60, 4, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..4);
        let operator = prop_oneof![
            prop::sample::select(OPERATORS.to_vec()).prop_map(str::to_owned),
            Just("extractFromUVCI".to_owned()),
            any::<String>(),
        ];
        prop_oneof![
            list.clone().prop_map(Json::from),
            (operator.clone(), list).prop_map(|(operator, list)| json!({operator: list})),
            (operator, inner.clone()).prop_map(|(operator, inner)| json!({operator: inner})),
            prop::collection::vec((any::<String>(), inner), 0..3)
                .prop_map(|pairs| Json::Object(pairs.into_iter().collect())),
        ]
    })
}

/// Well-typed expressions over [`data`] by what they give.
struct Typed {
    bit: BoxedStrategy<Json>,
    number: BoxedStrategy<Json>,
    text: BoxedStrategy<Json>,
    time: BoxedStrategy<Json>,
    list: BoxedStrategy<Json>,
}

fn data() -> Json {
    json!({"n": 3, "day": "2021-05-31", "list": [1, 2, 3], "ci": "URN:UVCI:01:NO:A/B#C", "no": null})
}

fn leaves() -> Typed {
    let either = |options: Vec<Json>| prop::sample::select(options).boxed();
    Typed {
        bit: any::<bool>().prop_map(Json::from).boxed(),
        number: either(vec![json!({"var": "n"}), json!(0), json!(-7), json!(1000)]),
        text: either(vec![
            json!({"var": "day"}),
            json!("2020-02"),
            json!("2019"),
            json!("2021-12-31"),
        ]),
        time: either(vec![
            json!({"plusTime": [{"var": "day"}, -1, "month"]}),
            json!({"dccDateOfBirth": ["1964"]}),
        ]),
        list: either(vec![
            json!({"var": "list"}),
            json!([]),
            json!([4, {"var": "n"}]),
        ]),
    }
}

fn deeper(of: &Typed) -> Typed {
    let Typed {
        bit,
        number,
        text,
        time,
        list,
    } = of;
    let choice = |kind: &BoxedStrategy<Json>| {
        let both = (bit.clone(), kind.clone(), kind.clone());
        both.prop_map(|(guard, a, b)| json!({"if": [guard, a, b]}))
    };
    let chain = |kind: &BoxedStrategy<Json>, operators: [&'static str; 4]| {
        let operands = prop::collection::vec(kind.clone(), 2..=3);
        let operator = prop::sample::select(operators.to_vec());
        (operator, operands).prop_map(|(operator, operands)| json!({operator: operands}))
    };
    let same = |kind: &BoxedStrategy<Json>| {
        (kind.clone(), kind.clone()).prop_map(|(a, b)| json!({"===": [a, b]}))
    };
    let part = (-1_i64..9).prop_map(|index| json!({"extractFromUVCI": [{"var": "ci"}, index]}));
    let unit = prop::sample::select(vec!["year", "month", "day", "hour"]);
    Typed {
        bit: prop_oneof![
            choice(bit),
            prop::collection::vec(bit.clone(), 2..4).prop_map(|all| json!({"and": all})),
            bit.clone().prop_map(|bit| json!({"!": [bit]})),
            (number.clone(), list.clone()).prop_map(|(a, b)| json!({"in": [a, b]})),
            chain(number, ["<", ">", "<=", ">="]),
            chain(time, ["before", "after", "not-before", "not-after"]),
            same(number),
            same(text),
            same(time),
            (part, text.clone()).prop_map(|(a, b)| json!({"===": [a, b]})),
        ]
        .boxed(),
        number: prop_oneof![
            choice(number),
            (number.clone(), number.clone()).prop_map(|(a, b)| json!({"+": [a, b]})),
            (list.clone(), number.clone()).prop_map(|(list, initial)| {
                let sum = json!({"+": [{"var": "accumulator"}, {"var": "current"}]});
                json!({"reduce": [list, sum, initial]})
            }),
            number.clone().prop_map(|initial| {
                json!({"reduce": [{"var": "no"}, {"var": "accumulator"}, initial]})
            }),
        ]
        .boxed(),
        text: choice(text).boxed(),
        time: prop_oneof![
            choice(time),
            (text.clone(), -40_i64..40, unit)
                .prop_map(|(text, amount, unit)| { json!({"plusTime": [text, amount, unit]}) }),
            text.clone()
                .prop_map(|text| json!({"dccDateOfBirth": [text]})),
        ]
        .boxed(),
        list: prop_oneof![
            choice(list),
            prop::collection::vec(number.clone(), 0..4).prop_map(Json::from),
        ]
        .boxed(),
    }
}

fn well_typed() -> BoxedStrategy<Json> {
    let mut of = leaves();
    for _ in 0..4 {
        of = deeper(&of);
    }
    of.bit
}

proptest! {
    #![proptest_config(config(2_000, 4_711))]

    #[test]
    fn no_expression_panics_or_runs_on(logic in any_json(), data in any_json()) {
        let _ = all(&logic, &value(&data));
    }
}

proptest! {
    #![proptest_config(config(500, 1_337))]

    #[test]
    fn a_well_typed_expression_has_no_issue_and_always_a_value(logic in well_typed()) {
        prop_assert!(Expression::parse(&logic).issues().is_empty());
        let found = all(&logic, &value(&data()));
        prop_assert!(matches!(found, Ok(Value::Bool(_))), "{found:?}");
    }

    #[test]
    fn what_is_written_as_text_does_not_depend_on_data(logic in any_json()) {
        let text = Expression::parse(&logic).to_text();
        prop_assert_eq!(&text, &Expression::parse(&logic).to_text());
        prop_assert!(!text.is_empty());
    }
}

#[test]
fn a_value_that_doubles_with_each_item_ends_in_an_error_and_not_in_memory() {
    let twice = json!([{"var": "accumulator"}, {"var": "accumulator"}]);
    let logic = json!({"reduce": [{"var": "list"}, twice, 1]});
    let items = |count: i64| value(&json!({"list": (0..count).collect::<Vec<_>>()}));
    assert_eq!(
        all(&logic, &items(300)).unwrap_err(),
        EvaluationError::TooDeep
    );
    // Ninety of them are two to the ninetieth values, which are shared: they can be held, not walked.
    assert!(matches!(all(&logic, &items(90)), Ok(Value::List(_))));
    let equal = json!({"===": [logic, logic]});
    assert_eq!(
        all(&equal, &items(90)).unwrap_err(),
        EvaluationError::TooMuchWork
    );
}

#[test]
fn work_is_limited() {
    let list: Vec<i64> = (0..1000).collect();
    let sum = json!({"+": [{"var": "accumulator"}, {"var": "current"}]});
    let one = json!({"reduce": [{"var": "list"}, sum, 0]});
    let data = value(&json!({"list": list}));
    assert!(matches!(all(&one, &data), Ok(Value::Integer(499_500))));
    let inner = json!({"reduce": [{"var": "current"}, {"var": "accumulator"}, 0]});
    let many = json!({"reduce": [{"var": "list"}, inner, 0]});
    let rows = vec![list; 1000];
    let found = all(&many, &value(&json!({"list": rows})));
    assert_eq!(found.unwrap_err(), EvaluationError::TooMuchWork);
}

#[test]
fn an_error_in_a_lambda_is_told_of_the_fold_and_what_stands_around_it() {
    let logic = json!({"!": [{"reduce": [[1], {"+": [{"var": "current"}, "x"]}, 0]}]});
    let text = Expression::parse(&logic).explain(&Value::Null, Personal::Masked);
    assert!(
        text.contains("fold  → error: an operand of \"+\" is a text"),
        "{text}"
    );
    assert!(text.starts_with("not  → error"), "{text}");
}

#[test]
fn what_decided_is_the_operand_that_failed_or_all_of_them_together() {
    let logic = json!({"and": [{"var": "a"}, {"===": [{"var": "b"}, 2]}]});
    for (b, decides) in [
        (2, "all of  → true  ◀ decides"),
        (3, "b = 2  → false  ◀ decides"),
    ] {
        let text =
            Expression::parse(&logic).explain(&value(&json!({"a": 1, "b": b})), Personal::Text);
        assert!(
            text.contains(decides) && text.matches('◀').count() == 1,
            "{text}"
        );
    }
}

/// An object of one key, made without a copy of what is in it.
fn object(key: &str, inner: Json) -> Json {
    Json::Object([(key.to_owned(), inner)].into_iter().collect())
}

fn one(key: &str, operands: Vec<Json>) -> Json {
    object(key, Json::Array(operands))
}

/// Takes a deep value apart without going down it.
fn take_apart(json: Json) {
    let mut waiting = vec![json];
    while let Some(json) = waiting.pop() {
        match json {
            Json::Array(items) => waiting.extend(items),
            Json::Object(pairs) => waiting.extend(pairs.into_iter().map(|(_, value)| value)),
            _ => {}
        }
    }
}

#[test]
fn nesting_without_end_is_an_issue_and_no_overflow_of_the_stack() {
    type Wrap = fn(Json) -> Json;
    let wraps: [Wrap; 9] = [
        |inner| Json::Array(vec![inner]),
        |inner| one("!", vec![inner]),
        |inner| one("foo", vec![inner]),
        |inner| one("and", vec![true.into(), inner]),
        |inner| one("if", vec![inner]),
        |inner| one("plusTime", vec![inner, 0.into(), "day".into()]),
        |inner| one("extractFromUVCI", vec!["".into(), inner]),
        |inner| one("reduce", vec![inner, 1.into(), 2.into()]),
        |inner| object("var", inner),
    ];
    for wrap in wraps {
        let mut deep = Json::from(1);
        for _ in 0..10_000 {
            deep = wrap(deep);
        }
        assert!(Value::of(&deep).is_err());
        let expression = Expression::of(&deep);
        assert!(!expression.issues().is_empty());
        assert!(expression.evaluate(&Value::Null).is_err());
        let _ = (
            expression.to_text(),
            expression.explain(&Value::Null, Personal::Masked),
        );
        take_apart(deep);
    }
}

#[test]
fn long_texts_and_many_faults_cost_what_they_weigh() {
    // A text of a million octets, taken apart once for each of a thousand items.
    let long = "URN:UVCI:".to_owned() + &"x/".repeat(500_000);
    let logic = json!({"reduce": [{"var": "list"}, {"extractFromUVCI": [long, 3]}, 1]});
    let data = value(&json!({"list": vec![1; 1000]}));
    let found = Expression::parse(&logic).evaluate(&data);
    assert!(
        matches!(found, Err(EvaluationError::TooMuchWork)),
        "{found:?}"
    );
    let data =
        value(&json!({"long": "x".repeat(1_000_000), "list": vec!["x".repeat(1_000_000); 40]}));
    let logic = json!({"in": [{"var": "long"}, {"var": "list"}]});
    assert!(matches!(
        Expression::parse(&logic).evaluate(&data),
        Ok(Value::Bool(true))
    ));
    let logic =
        json!({"reduce": [{"var": "list"}, {"===": [{"var": "current"}, {"var": "current"}]}, 1]});
    let found = Expression::parse(&logic).evaluate(&data);
    assert!(
        matches!(found, Err(EvaluationError::TooMuchWork)),
        "{found:?}"
    );
    // Faults inside faults: each shows a part of bounded size, and there is an end to them.
    let mut nested = json!("x".repeat(1_000_000));
    for _ in 0..50 {
        nested = json!({"if": [nested]});
    }
    let issues = Expression::parse(&nested).issues().to_vec();
    assert_eq!(issues.len(), 50);
    assert!(
        issues
            .iter()
            .all(|issue| issue.expression.to_string().len() < 5_000)
    );
    let many = Json::from(vec![Json::Null; 10_000]);
    assert_eq!(Expression::parse(&many).issues().len(), 100);
}
