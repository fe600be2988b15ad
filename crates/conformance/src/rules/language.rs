//! Tests of the language: CertLogic's suites, and vectors of dates and of strictness.

use super::{Differs, Suite, cases, differs, equal, need, same, shown};
use hcert::rules::certlogic::{EvaluationError, Expression};
use hcert::rules::value::Value;
use hcert::text;
use hcert::text::{Message, Text, ToText as _, messages};
use serde_json::{Value as Json, json};

fn evaluate(expression: &Json, data: &Json) -> (Expression, Result<Value, EvaluationError>) {
    let expression = Expression::parse(expression);
    let value = match Value::from_json(data) {
        Ok(data) => expression.evaluate(&data),
        Err(_) => Err(EvaluationError::TooDeep),
    };
    (expression, value)
}

fn value_is(wanted: &Json, found: Result<Value, EvaluationError>) -> Result<(), Differs> {
    match found {
        Ok(value) if same(&value, wanted) => Ok(()),
        Ok(value) => Err(differs(&Text::plain(wanted), &shown(&value))),
        Err(error) => Err(differs(&Text::plain(wanted), &text!(BENCH_ERROR, error))),
    }
}

fn is_skipped(json: &Json) -> bool {
    json.get("directive").and_then(Json::as_str) == Some("skip")
}

fn name_of(json: &Json) -> &str {
    json.get("name").and_then(Json::as_str).unwrap_or_default()
}

/// CertLogic's suite: an assertion may have an expression of its own.
pub(super) fn suite(suite: &mut Suite, file: &str, json: &Json) {
    const WHY: Message = messages::BENCH_SKIP;
    let all = cases(json, "cases");
    if is_skipped(json) {
        let count = all.iter().map(|case| cases(case, "assertions").len()).sum();
        return suite.skip(file, name_of(json), count, WHY);
    }
    for case in all {
        let assertions = cases(case, "assertions");
        if is_skipped(case) {
            suite.skip(file, name_of(case), assertions.len(), WHY);
            continue;
        }
        for (index, assertion) in assertions.iter().enumerate() {
            let name = || format!("{} #{}", name_of(case), index + 1);
            if is_skipped(assertion) {
                suite.skip(file, name(), 1, WHY);
                continue;
            }
            let outcome = (|| {
                let own = assertion.get("certLogicExpression");
                let expression = own.or_else(|| case.get("certLogicExpression"));
                let expression = need(expression, "certLogicExpression")?;
                let wanted = need(assertion.get("expected"), "expected")?;
                let data = assertion.get("data").unwrap_or(&Json::Null);
                value_is(wanted, evaluate(expression, data).1)
            })();
            suite.case(file, name, outcome);
        }
    }
}

/// CertLogic's suite for validators: expression and text of each issue, in order.
pub(super) fn validator(suite: &mut Suite, file: &str, json: &Json) {
    for (index, case) in cases(json, "cases").iter().enumerate() {
        let outcome = (|| {
            let expression = need(case.get("certLogicExpression"), "certLogicExpression")?;
            let wanted = need(case.get("issues"), "issues")?;
            let expression = Expression::parse(expression);
            let issues = expression.issues().iter();
            let issues = issues.map(
                |issue| json!({"expr": issue.expression, "message": issue.message.to_string()}),
            );
            let found = Json::Array(issues.collect());
            match *wanted == found {
                true => Ok(()),
                false => Err(differs(&Text::plain(wanted), &Text::plain(found))),
            }
        })();
        suite.case(file, || format!("#{}", index + 1), outcome);
    }
}

/// Results of `plusTime` and `dccDateOfBirth`, written with milliseconds and `Z`.
pub(super) fn date_times(suite: &mut Suite, file: &str, json: &Json) {
    for (index, case) in cases(json, "cases").iter().enumerate() {
        let outcome = (|| {
            let operator = need(case.get("op").and_then(Json::as_str), "op")?;
            let operands = need(case.get("args"), "args")?;
            let wanted = need(case.get("expect").and_then(Json::as_str), "expect")?;
            let found = match evaluate(&json!({operator: operands}), &Json::Null).1 {
                Ok(Value::Instant(instant)) => instant.to_string(),
                Ok(other) => other.kind().to_text().to_string(),
                Err(_) => "ERROR".to_owned(),
            };
            equal(&wanted.to_owned(), &found)
        })();
        let part = |key: &str| case.get(key).map(Json::to_string).unwrap_or_default();
        let name = || format!("#{} {} {}", index + 1, part("op"), part("args"));
        suite.case(file, name, outcome);
    }
}

/// What must fail, what must not, and how many issues the format has.
pub(super) fn strictness(suite: &mut Suite, file: &str, json: &Json) {
    for (index, case) in cases(json, "cases").iter().enumerate() {
        let outcome = (|| {
            let expression = need(case.get("expression"), "expression")?;
            let wanted = need(
                case.get("formatIssues").and_then(Json::as_u64),
                "formatIssues",
            )?;
            let data = case.get("data").unwrap_or(&Json::Null);
            let (parsed, found) = evaluate(expression, data);
            match (case.get("expectError").and_then(Json::as_bool), found) {
                (Some(true), Ok(value)) => {
                    return Err(differs(&messages::BENCH_AN_ERROR, &shown(&value)));
                }
                (Some(true), Err(_)) => {}
                (_, found) => value_is(need(case.get("expected"), "expected")?, found)?,
            }
            let issues = |count: u64| text!(BENCH_ISSUES, count);
            equal(&issues(wanted), &issues(parsed.issues().len() as u64))
        })();
        let name = || match case.get("expression") {
            Some(expression) => format!("#{} {expression}", index + 1),
            None => format!("#{}", index + 1),
        };
        suite.case(file, name, outcome);
    }
}
