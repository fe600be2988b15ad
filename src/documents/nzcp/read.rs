//! The one reader of the claims of a pass.

use crate::codec::cbor::Item;
use crate::deviation::{Deviation, DeviationCode as Code};
use crate::documents::dcc::read::{Fault, FaultKind, Notes};
use crate::documents::health::{HealthContent, Holder};
use crate::text::messages;
use crate::time::{BirthDate, Timestamp};

/// The types that a pass must have.
const TYPES: [&str; 2] = ["VerifiableCredential", "PublicCovidPass"];

/// The version of the credential that is known.
const VERSION: &str = "1.0.0";

/// Keys of the claims (RFC 8392).
const ISS: i128 = 1;
const EXP: i128 = 4;
const NBF: i128 = 5;
const CTI: i128 = 7;

/// Octets of `cti`.
const CTI_LENGTH: usize = 16;

/// The claims of a pass.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claims {
    /// `iss`: a `did:web`.
    pub issuer: Option<String>,
    /// `nbf`.
    pub not_before: Option<Timestamp>,
    /// `exp`.
    pub expires_at: Option<Timestamp>,
}

/// What came out of the claims.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The claims, as far as they can be read.
    pub claims: Claims,
    /// The content, if nothing is at fault.
    pub content: Option<HealthContent>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// What was tolerated.
    pub deviations: Vec<Deviation>,
}

/// Reads the claims.
#[must_use]
pub fn read(payload: &Item<'_>) -> Reading {
    let notes = Notes::default();
    let issuer = claim(payload, ISS).and_then(|item| {
        let text = item.as_text().map(str::to_owned);
        if text.is_none() {
            notes.wrong_type("iss", messages::TYPE_TEXT, item);
        }
        text
    });
    if claim(payload, ISS).is_none() {
        notes.fault("iss", FaultKind::Missing);
    }
    let claims = Claims {
        issuer,
        not_before: moment(payload, NBF, "nbf", &notes),
        expires_at: moment(payload, EXP, "exp", &notes),
    };
    match claim(payload, CTI) {
        Some(Item::Bytes(octets)) if octets.len() == CTI_LENGTH => {}
        Some(_) => {
            let want = messages::WANT_SIXTEEN_OCTETS;
            notes.fault("cti", FaultKind::Form { want });
        }
        None => notes.fault("cti", FaultKind::Missing),
    }
    let content = read_credential(payload, &notes);
    let (faults, deviations) = (notes.faults.into_inner(), notes.deviations.into_inner());
    Reading {
        claims,
        content: content.filter(|_| faults.is_empty()),
        faults,
        deviations,
    }
}

fn claim<'a>(payload: &'a Item<'a>, key: i128) -> Option<&'a Item<'a>> {
    let Item::Map(pairs) = payload else {
        return None;
    };
    let found = pairs.iter().find(|(name, _)| name.number() == Some(key));
    found.map(|(_, item)| item)
}

fn moment(payload: &Item<'_>, key: i128, name: &str, notes: &Notes) -> Option<Timestamp> {
    let seconds = match claim(payload, key) {
        None => {
            notes.fault(name, FaultKind::Missing);
            return None;
        }
        Some(Item::Integer(seconds)) => Some(*seconds),
        Some(Item::Float(seconds)) if seconds.abs() < 1e15 => {
            notes.odd(Code::ClaimDateFloat, name, "");
            Some(seconds.trunc() as i64)
        }
        Some(_) => None,
    };
    let moment = seconds.and_then(Timestamp::from_unix);
    if moment.is_none() {
        let want = messages::TYPE_SECONDS;
        notes.fault(name, FaultKind::Form { want });
    }
    moment
}

fn read_credential(payload: &Item<'_>, notes: &Notes) -> Option<HealthContent> {
    let Some(credential) = payload.get("vc") else {
        notes.fault("vc", FaultKind::Missing);
        return None;
    };
    let types: Vec<&str> = match credential.get("type") {
        Some(Item::Array(items)) => items.iter().filter_map(Item::as_text).collect(),
        _ => vec![],
    };
    if !TYPES.iter().all(|wanted| types.contains(wanted)) {
        let want = messages::WANT_COVID_PASS;
        notes.fault("vc/type", FaultKind::Form { want });
    }
    if credential.get("version").and_then(Item::as_text) != Some(VERSION) {
        let want = messages::WANT_VERSION_ONE;
        notes.fault("vc/version", FaultKind::Form { want });
    }
    let subject = credential.get("credentialSubject");
    let text = |name: &str| {
        let text = subject?.get(name)?.as_text()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let (given, family) = (text("givenName"), text("familyName"));
    if given.is_none() {
        notes.fault("vc/credentialSubject/givenName", FaultKind::Missing);
    }
    let born = text("dob").and_then(|date| BirthDate::read(&date).ok());
    if born.is_none() {
        let want = messages::WANT_WHOLE_DATE;
        notes.fault("vc/credentialSubject/dob", FaultKind::Form { want });
    }
    let names: Vec<String> = given.into_iter().chain(family).collect();
    Some(HealthContent {
        holder: Holder {
            name: Some(names.join(" ")),
            birth_date: born.map(|(date, _)| date),
            ..Holder::default()
        },
        ..HealthContent::default()
    })
}
