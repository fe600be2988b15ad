//! Asking rules about a certificate and combining what they answer.
//!
//! True is passed, false is failed, and everything else is open: an error, a value that is no boolean, a rule
//! for another engine or schema, a rule with a fault of format. Any failed rule makes the whole failed, else
//! any open one makes it open. Where no rule is asked at all there is no answer, which is not a pass.
//! Rules of invalidation have the same polarity: false refuses the certificate.

use super::RuleBook;
use super::certlogic::EvaluationError;
use super::external::External;
use super::rule::{Rule, RuleError, RuleType};
use super::select::{Question, incompatible};
use super::value::{TooDeep, Value};
use crate::text::{Lang, Text, messages};
use serde::Serialize;
use serde_json::Value as Json;
use std::fmt;

/// What one rule answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// True.
    Passed,
    /// False.
    Failed,
    /// No answer.
    Open(Why),
}

impl Answer {
    /// The stable word.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Passed => "pass",
            Self::Failed => "fail",
            Self::Open(_) => "open",
        }
    }
}

/// Why a rule has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// It was written for another engine or schema.
    Incompatible(String),
    /// Its logic has faults of format; the first.
    Format(String),
    /// Its evaluation ended in an error.
    Error(EvaluationError),
    /// Its value is no boolean.
    NoBoolean(&'static str),
    /// The payload is nested too deep to be looked at.
    TooDeep,
    /// The rule itself cannot be read.
    Unreadable(String),
}

impl Why {
    /// The reason in every language; in English with its detail, which is technical.
    #[must_use]
    pub fn text(&self) -> Text {
        let detail = |detail: String| vec![("detail", Text::from(detail))];
        match self {
            Self::Incompatible(why) => messages::WHY_INCOMPATIBLE.with(detail(why.clone())),
            Self::Format(why) | Self::Unreadable(why) => {
                messages::WHY_MALFORMED.with(detail(why.clone()))
            }
            Self::Error(error) => messages::WHY_ERROR.with(detail(error.to_string())),
            Self::NoBoolean(kind) => messages::WHY_NO_BOOLEAN.with(detail((*kind).to_owned())),
            Self::TooDeep => messages::WHY_TOO_DEEP.into(),
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().get(Lang::En))
    }
}

/// A rule and its answer.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// What it answers.
    pub answer: Answer,
}

impl Asked<'_> {
    /// One line for a person: what the rule asks, and why it has no answer.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let description = self.rule.description(lang);
        match &self.answer {
            Answer::Open(why) => format!("{description} ({why})"),
            _ => description.to_owned(),
        }
    }
}

/// All answers together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every rule passed.
    Passed,
    /// A rule failed.
    Failed,
    /// None failed, and one has no answer.
    Open,
    /// The country has no rule for this certificate at this moment.
    NoRules,
}

impl Outcome {
    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Passed => "pass",
            Self::Failed => "fail",
            Self::Open => "open",
            Self::NoRules => "no-rules",
        }
    }
}

/// What a country's rules say about a certificate.
#[derive(Clone, Debug)]
pub struct Judgement<'a> {
    /// Each rule with its answer: acceptance, then invalidation.
    pub asked: Vec<Asked<'a>>,
    /// Rules that should have been asked and could not be read.
    pub unreadable: Vec<&'a RuleError>,
    /// All together.
    pub outcome: Outcome,
}

impl Rule {
    /// Asks this rule alone, whatever it was written for.
    ///
    /// ```
    /// use hcert::rules::{Answer, Rule, value::Value};
    /// let text = std::fs::read_to_string("testdata/rules/GR-XX-0001/rule.json")?;
    /// let rule = Rule::read(&serde_json::from_str::<serde_json::Value>(&text)?)?;
    /// let data = serde_json::json!({"payload": {"v": [], "t": [], "r": []}});
    /// assert_ne!(rule.ask(&Value::from_json(&data).unwrap()), Answer::Passed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn ask(&self, data: &Value) -> Answer {
        if let Some(issue) = self.logic.issues().first() {
            return Answer::Open(Why::Format(issue.to_string()));
        }
        match self.logic.evaluate(data) {
            Ok(Value::Bool(true)) => Answer::Passed,
            Ok(Value::Bool(false)) => Answer::Failed,
            Ok(other) => Answer::Open(Why::NoBoolean(other.kind())),
            Err(error) => Answer::Open(Why::Error(error)),
        }
    }

    /// Asks this rule about a payload, if it was written for such; `data` is what [`External::data`] made of it.
    /// Public for the crates of this workspace.
    #[must_use]
    #[doc(hidden)]
    pub fn ask_about(&self, payload: &Json, data: &Result<Value, TooDeep>) -> Answer {
        let schema = payload.get("ver").and_then(Json::as_str);
        match (incompatible(self, schema.unwrap_or_default()), data) {
            (Some(why), _) => Answer::Open(Why::Incompatible(why)),
            (None, Ok(data)) => self.ask(data),
            (None, Err(TooDeep)) => Answer::Open(Why::TooDeep),
        }
    }
}

impl RuleBook {
    /// Asks a country's rules, and the issuing country's, about a payload (as it stands in the certificate).
    ///
    /// ```
    /// use hcert::Payload;
    /// use hcert::rules::{External, Outcome, Question, ValueSets, norwegian};
    /// let payload = Payload::from_json(&std::fs::read_to_string("testdata/payloads/vaccination-2-2.json")?)?;
    /// let (country, region, issuer) = ("NO", "", "NO");
    /// let arrival = "2022-02-01T12:00:00Z".parse()?;
    /// let question = Question { country, region, issuer, arrival, kind: Some(payload.entry.kind()) };
    /// let external = External {
    ///     clock: arrival, value_sets: &ValueSets::default(), country, region, issuer,
    ///     issued_at: None, expires_at: None, kid: &[],
    /// };
    /// let book = norwegian();
    /// assert_eq!(book.judge(&question, &external, &payload).outcome, Outcome::Passed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn judge(
        &self,
        question: &Question<'_>,
        external: &External<'_>,
        payload: &impl Serialize,
    ) -> Judgement<'_> {
        judge(
            self.asked(question),
            self.unreadable(question),
            external,
            &serde_json::to_value(payload).unwrap_or_default(),
        )
    }
}

/// Asks rules that were chosen. Those that should have been among them and could not be read have no answer.
/// Public for the crates of this workspace.
#[must_use]
#[doc(hidden)]
pub fn judge<'a>(
    rules: Vec<&'a Rule>,
    unreadable: Vec<&'a RuleError>,
    external: &External<'_>,
    payload: &Json,
) -> Judgement<'a> {
    let data = external.data(payload);
    let answer = |rule: &'a Rule| Asked {
        rule,
        answer: rule.ask_about(payload, &data),
    };
    let asked: Vec<Asked<'_>> = rules.into_iter().map(answer).collect();
    let outcome = combine(&asked, !unreadable.is_empty());
    Judgement {
        asked,
        unreadable,
        outcome,
    }
}

fn combine(asked: &[Asked<'_>], unreadable: bool) -> Outcome {
    let any = |wanted: fn(&Answer) -> bool| asked.iter().any(|one| wanted(&one.answer));
    // Invalidation alone admits nobody.
    let acceptance = asked
        .iter()
        .any(|one| one.rule.kind == RuleType::Acceptance);
    match () {
        () if any(|answer| *answer == Answer::Failed) => Outcome::Failed,
        () if unreadable || any(|answer| matches!(answer, Answer::Open(_))) => Outcome::Open,
        () if !acceptance => Outcome::NoRules,
        () => Outcome::Passed,
    }
}

crate::shown_alike! { Why }

#[cfg(test)]
mod tests;
