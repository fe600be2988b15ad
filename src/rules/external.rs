//! What rules see beside the certificate: the clock, the value sets, the countries, the claims.

use super::value::{TooDeep, Value};
use crate::documents::dcc::valuesets::Set;
use crate::text;
use crate::text::ToText;
use crate::time::{DateTime, Timestamp};
use base64::Engine as _;
use serde::Serialize;
use serde_json::Value as Json;
use std::borrow::Cow;
use std::sync::Arc;

/// The value sets as rules see them: lists of codes by their identifiers, inactive codes included.
#[derive(Clone, Debug)]
pub struct ValueSets(Value);

impl Default for ValueSets {
    /// The sets that are part of this library.
    fn default() -> Self {
        let sets = Set::ALL.into_iter().map(|set| {
            let codes = set.entries().iter().map(|entry| Value::text(entry.code));
            // A list of texts is one deep.
            let codes = Value::list(codes.collect()).unwrap_or_default();
            (Arc::from(set.id()), codes)
        });
        Self(Value::object(sets.collect()).unwrap_or_default())
    }
}

impl ValueSets {
    /// The sets of what has the form of a JSON object: lists of codes by identifier, as rules have them.
    ///
    /// # Errors
    /// Something else.
    pub fn compressed(json: &impl Serialize) -> Result<Self, ValueSetError> {
        Self::of(&serde_json::to_value(json).unwrap_or_default())
    }

    fn of(json: &Json) -> Result<Self, ValueSetError> {
        let sets = json.as_object().ok_or_else(|| text!(VALUE_SET_OBJECT))?;
        for (id, codes) in sets {
            let texts = codes
                .as_array()
                .is_some_and(|codes| codes.iter().all(Json::is_string));
            if !texts {
                return Err(text!(VALUE_SET_LIST, id = format!("{id:?}")).into());
            }
        }
        let value = Value::of(json).map_err(|error| error.to_text())?;
        Ok(Self(value))
    }

    /// Takes one set of the EU's form (`valueSetId`, `valueSetValues`) or all of the form of
    /// [`ValueSets::compressed`] over those that are here; the value says which.
    ///
    /// ```
    /// use hcert::rules::ValueSets;
    /// let mut sets = ValueSets::default();
    /// let loaded = sets.load(&serde_json::json!({"country-2-codes": ["NO", "SE"]}))?;
    /// assert_eq!(loaded, ["country-2-codes"]);
    /// assert!(sets.sizes().contains(&("country-2-codes".into(), 2)));
    /// # Ok::<(), hcert::rules::ValueSetError>(())
    /// ```
    ///
    /// # Errors
    /// Neither form.
    pub fn load(&mut self, json: &impl Serialize) -> Result<Vec<String>, ValueSetError> {
        let json = &serde_json::to_value(json).unwrap_or_default();
        let one = json.get("valueSetId").and_then(Json::as_str);
        let fresh: Vec<(Arc<str>, Value)> = match (one, json.get("valueSetValues")) {
            (Some(id), Some(Json::Object(values))) => {
                let codes = values.keys().map(|code| Value::text(code)).collect();
                vec![(
                    id.into(),
                    Value::list(codes).map_err(|error| error.to_text())?,
                )]
            }
            _ => match Self::of(json)?.0 {
                Value::Object(sets) => sets.pairs().to_vec(),
                _ => Vec::new(),
            },
        };
        let names = fresh.iter().map(|(id, _)| id.to_string()).collect();
        let mut sets = match &self.0 {
            Value::Object(sets) => sets.pairs().to_vec(),
            _ => Vec::new(),
        };
        // Of two equal keys the last counts.
        sets.extend(fresh);
        self.0 = Value::object(sets).map_err(|error| error.to_text())?;
        Ok(names)
    }

    /// How many codes each set has, by identifier.
    #[must_use]
    pub fn sizes(&self) -> Vec<(String, usize)> {
        let Value::Object(sets) = &self.0 else {
            return Vec::new();
        };
        let sizes = sets.pairs().iter().map(|(id, codes)| match codes {
            Value::List(codes) => (id.to_string(), codes.items().len()),
            _ => (id.to_string(), 0),
        });
        sizes.collect()
    }
}

crate::text::sentence_error! {
    /// Why JSON is no value set.
    ValueSetError
}

/// What a rule sees beside the payload.
#[derive(Clone, Copy, Debug)]
pub struct External<'a> {
    /// The moment of arrival.
    pub clock: Timestamp,
    /// The value sets.
    pub value_sets: &'a ValueSets,
    /// The country of arrival.
    pub country: &'a str,
    /// The region, or empty.
    pub region: &'a str,
    /// The issuing country.
    pub issuer: &'a str,
    /// Claim `iat`.
    pub issued_at: Option<Timestamp>,
    /// Claim `exp`.
    pub expires_at: Option<Timestamp>,
    /// The signer's key identifier.
    pub kid: &'a [u8],
}

impl External<'_> {
    /// The same by clocks that are so many seconds ahead of UTC. Rules count days from midnight UTC, and the days that
    /// they mean are those of the calendar where the holder arrives. All moments move alike, so that the hours between
    /// them stay what they are; the payload's own moment is moved beside it.
    #[must_use]
    pub fn by_clocks_ahead(self, seconds: i64) -> Self {
        Self {
            clock: self.clock.plus_seconds(seconds),
            issued_at: self.issued_at.map(|at| at.plus_seconds(seconds)),
            expires_at: self.expires_at.map(|at| at.plus_seconds(seconds)),
            ..self
        }
    }

    /// The whole data of a rule: `payload` and `external`. Public for the crates of this workspace.
    ///
    /// # Errors
    /// The payload is too deep.
    #[doc(hidden)]
    pub fn data(&self, payload: &Json) -> Result<Value, TooDeep> {
        let moment = |at: Option<Timestamp>| match at {
            Some(at) => Value::text(&at.to_string()),
            None => Value::Null,
        };
        let kid = base64::engine::general_purpose::STANDARD.encode(self.kid);
        let external = vec![
            (
                "validationClock".into(),
                Value::text(&self.clock.to_string()),
            ),
            ("valueSets".into(), self.value_sets.0.clone()),
            (
                "countryCode".into(),
                Value::text(&self.country.to_ascii_uppercase()),
            ),
            (
                "issuerCountryCode".into(),
                Value::text(&self.issuer.to_ascii_uppercase()),
            ),
            ("iat".into(), moment(self.issued_at)),
            ("exp".into(), moment(self.expires_at)),
            ("kid".into(), Value::text(&kid)),
            ("region".into(), Value::text(self.region)),
        ];
        Value::object(vec![
            ("payload".into(), Value::of(payload)?),
            ("external".into(), Value::object(external)?),
        ])
    }
}

/// The payload that belongs to [`External::by_clocks_ahead`]: its one moment, the time of a sample, moved alike.
pub(crate) fn by_clocks_ahead(payload: &Json, seconds: i64) -> Cow<'_, Json> {
    const SAMPLED: &str = "/t/0/sc";
    let sampled = payload.pointer(SAMPLED).and_then(Json::as_str);
    let Some(Ok(read)) = sampled.map(DateTime::read) else {
        return Cow::Borrowed(payload);
    };
    let mut moved = payload.clone();
    if let Some(sampled) = moved.pointer_mut(SAMPLED) {
        *sampled = read.instant_or_utc.plus_seconds(seconds).to_string().into();
    }
    Cow::Owned(moved)
}
