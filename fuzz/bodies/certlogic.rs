//! Every expression over all data ends in a value or an error, and one without issues is never malformed.
//! The input is two lines of JSON: the expression and the data.

use hcert::rules::certlogic::{EvaluationError, Expression};
use hcert::rules::value::Value;

/// Tries one input.
pub(crate) fn run(octets: &[u8]) {
    let Ok(text) = std::str::from_utf8(octets) else {
        return;
    };
    let (logic, data) = text.split_once('\n').unwrap_or((text, "null"));
    let Ok(logic) = serde_json::from_str::<serde_json::Value>(logic) else {
        return;
    };
    let data: serde_json::Value = serde_json::from_str(data).unwrap_or_default();
    let Ok(data) = Value::from_json(&data) else {
        return;
    };
    let expression = Expression::parse(&logic);
    assert!(!expression.to_text().is_empty());
    assert!(
        expression
            .explain(&data, hcert::rules::certlogic::Personal::Text)
            .len()
            < 200_000
    );
    let _ = expression.affected_fields();
    match expression.evaluate(&data) {
        Ok(value) => {
            let _ = (value.to_json(&mut { 1000 }), value.kind(), value.truth());
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            let malformed = matches!(error, EvaluationError::Malformed(_));
            assert!(!malformed || !expression.issues().is_empty());
        }
    }
}
