//! Whole codes with rules and their counts, and payloads against the schema.

use super::{Differs, Suite, cases, differs, equal, need};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hcert::container::cwt::Content;
use hcert::container::{Limits, Unverified};
use hcert::dcc::schema::{self, Version};
use hcert::dcc::valuesets::Set;
use hcert::dcc::{self, Kind};
use hcert::rules::{Answer, External, Question, RuleBook, ValueSets};
use hcert::time::Timestamp;
use serde_json::{Value as Json, json};

/// Cases of Corona-Warn-App: a code, rules, where and when, and how many rules pass, fail and stay open.
///
/// Their signers are not part of the file, so nothing is verified: the rules are asked about what the code
/// says. The value sets are the file's own.
pub(super) fn end_to_end(suite: &mut Suite, file: &str, json: &Json) {
    let sets = match value_sets(json) {
        Ok(sets) => sets,
        Err(why) => return suite.case(file, String::new, Err(why)),
    };
    for (index, case) in cases(json, "testCases").iter().enumerate() {
        let description = case.get("description").and_then(Json::as_str);
        let name = || format!("#{} {}", index + 1, description.unwrap_or_default());
        suite.case(file, name, counts(case, &sets));
    }
}

/// The value sets of the file, a protocol buffer in Base64: in each field a set, in each item its code and
/// its name. Without one they are those of this library.
///
/// Countries are not in it. The app has a list of its own, that of ISO 3166, to which the EU's set added
/// `XK` later.
fn value_sets(json: &Json) -> Result<ValueSets, Differs> {
    let buffer = json
        .get("general")
        .and_then(|general| general.get("valueSetProtocolBuffer"));
    let Some(buffer) = buffer.and_then(Json::as_str) else {
        return Ok(ValueSets::default());
    };
    let octets = STANDARD
        .decode(buffer)
        .map_err(|error| differs("value sets in Base64", &error))?;
    let mut sets = serde_json::Map::new();
    for (number, set) in need(fields(&octets), "value sets")? {
        let known = [
            Set::Vaccine,
            Set::Product,
            Set::Holder,
            Set::Disease,
            Set::TestType,
            Set::TestDevice,
            Set::TestResult,
        ];
        let place = number
            .checked_sub(1)
            .and_then(|place| usize::try_from(place).ok());
        let Some(id) = place.and_then(|place| known.get(place)) else {
            continue;
        };
        let mut codes = Vec::new();
        for (_, item) in need(fields(set), "items of a value set")? {
            let item = need(fields(item), "an item of a value set")?;
            let code = item.into_iter().find(|(number, _)| *number == 1);
            let code = code.and_then(|(_, code)| std::str::from_utf8(code).ok());
            codes.push(Json::from(need(code, "the code of an item")?));
        }
        sets.insert(id.id().to_owned(), codes.into());
    }
    let countries = Set::Country.entries().iter().map(|entry| entry.code);
    let countries: Vec<&str> = countries.filter(|code| *code != "XK").collect();
    sets.insert(Set::Country.id().to_owned(), json!(countries));
    ValueSets::compressed(&Json::from(sets)).map_err(|why| differs("value sets", &why))
}

/// The fields of a protocol buffer that have a length, by their number; there are no others here.
fn fields(mut octets: &[u8]) -> Option<Vec<(u64, &[u8])>> {
    /// Wire type of a field with a length.
    const WITH_LENGTH: u64 = 2;
    let mut fields = Vec::new();
    while !octets.is_empty() {
        let key = varint(&mut octets)?;
        let length = usize::try_from(varint(&mut octets)?).ok()?;
        let (field, rest) = octets.split_at_checked(length)?;
        fields.push((key >> 3, field));
        octets = (key & 7 == WITH_LENGTH).then_some(rest)?;
    }
    Some(fields)
}

/// Seven bits an octet, the lowest first; the highest bit of an octet says that more follow.
fn varint(octets: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..=56).step_by(7) {
        let (first, rest) = octets.split_first()?;
        *octets = rest;
        number |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn counts(case: &Json, sets: &ValueSets) -> Result<(), Differs> {
    let number = |key: &str| need(case.get(key).and_then(Json::as_u64), key);
    let wanted = (number("expPass")?, number("expFail")?, number("expOpen")?);
    let rules = need(case.get("rules"), "rules")?;
    let mut book = RuleBook::default();
    book.read("rules", &rules.to_string())
        .map_err(|error| differs("rules", &error))?;
    let clock = need(
        case.get("validationClock").and_then(Json::as_i64),
        "validationClock",
    )?;
    let arrival = need(Timestamp::from_unix(clock), "validationClock")?;
    let country = need(
        case.get("countryOfArrival").and_then(Json::as_str),
        "countryOfArrival",
    )?;
    let code = need(case.get("dcc").and_then(Json::as_str), "dcc")?;
    let code = Unverified::decode(code, &Limits::default());
    let code = code.map_err(|error| differs("a code that can be read", &error))?;
    let claims = code.peek().map_err(|error| differs("claims", &error))?.0;
    let Ok(Content::Dcc(payload)) = claims.content else {
        return Err(differs("an EU certificate", "something else"));
    };
    let payload = dcc::json(&payload);
    let issuer = claims.issuer.unwrap_or_default();
    let question = Question {
        country,
        region: "",
        issuer: &issuer,
        arrival,
        kind: Kind::ALL
            .into_iter()
            .find(|kind| !cases(&payload, kind.group()).is_empty()),
    };
    let external = External {
        clock: arrival,
        value_sets: sets,
        country,
        region: "",
        issuer: &issuer,
        issued_at: claims.issued_at.ok(),
        expires_at: claims.expires_at.ok(),
        kid: code.kid().unwrap_or_default(),
    };
    let judgement = book.judge(&question, &external, &payload);
    let mut found = (0, 0, 0);
    for one in &judgement.asked {
        match one.answer {
            Answer::Passed => found.0 += 1,
            Answer::Failed => found.1 += 1,
            Answer::Open(_) => found.2 += 1,
        }
    }
    let text = |(pass, fail, open)| format!("{pass} pass, {fail} fail, {open} open");
    equal(&text(wanted), &text(found))
}

/// A payload with the versions of the schema that take it, without and with `format`.
pub(super) fn schema(suite: &mut Suite, file: &str, json: &Json) {
    for (index, case) in cases(json, "cases").iter().enumerate() {
        let outcome = (|| {
            let payload = need(case.get("payload"), "payload")?;
            let plain = need(case.get("valid").and_then(Json::as_object), "valid")?;
            let formats = need(case.get("validWithFormats"), "validWithFormats")?;
            for (name, plain) in plain {
                let version = need(Version::published(name), "a published version")?;
                let wanted = json!([plain, formats.get(name)]);
                let valid = schema::check(payload, version).is_empty();
                let both = valid && schema::check_formats(payload, version).is_empty();
                equal(
                    &format!("{name}: {wanted}"),
                    &format!("{name}: {}", json!([valid, both])),
                )?;
            }
            need((!plain.is_empty()).then_some(()), "a version")
        })();
        let name = case.get("name").and_then(Json::as_str);
        let name = || format!("#{} {}", index + 1, name.unwrap_or_default());
        suite.case(file, name, outcome);
    }
}
