//! How a person's domestic light looks to programs.

use hcert::norway::certificates::LeftOutJson;
use hcert::norway::light::{Component, Judgement, Status};
use hcert::text::Lang;
use hcert::time::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// The domestic light of a record at a moment.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Status")]
pub struct StatusJson {
    /// The record's name.
    input: String,
    /// `green` or `red`.
    light: &'static str,
    /// Of the components that are green, the one with the ground that itself lasts longest.
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<&'static str>,
    /// Since when the colour holds, RFC 3339 in Norway's time, as far as the record tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// When it changes, RFC 3339 in Norway's time; absent where it has no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// Whether this red passes by itself.
    passing: bool,
    components: Vec<ComponentJson>,
    /// What counts for nothing.
    unheeded: Vec<LeftOutJson>,
    /// The numbers that it was judged by.
    profile: &'static str,
    /// The moment asked about, RFC 3339 in Norway's time.
    at: String,
}

/// One component of the light.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Component")]
struct ComponentJson {
    /// `vaccination`, `recovery` or `negative-test`.
    component: &'static str,
    /// `green` or `red`.
    light: &'static str,
    /// The rule that decided.
    rule: &'static str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    passing: bool,
}

fn local(moment: Option<Timestamp>) -> Option<String> {
    moment.map(|moment| moment.in_oslo().to_string())
}

impl StatusJson {
    /// The object of a light.
    #[must_use]
    pub fn new(input: &str, status: &Status, unheeded: Vec<LeftOutJson>, lang: Lang) -> Self {
        let component = |one: &Judgement| ComponentJson {
            component: one.component.code(),
            light: one.light.code(),
            rule: one.rule.code(),
            text: one.rule.text(status.profile).get(lang).into_owned(),
            from: local(one.from),
            until: local(one.until),
            passing: one.passing,
        };
        Self {
            input: input.to_owned(),
            light: status.light.code(),
            ground: status.ground.map(Component::code),
            from: local(status.from),
            until: local(status.until),
            passing: status.passing,
            components: status.components.iter().map(component).collect(),
            unheeded,
            profile: status.profile.id,
            at: status.at.in_oslo().to_string(),
        }
    }
}
