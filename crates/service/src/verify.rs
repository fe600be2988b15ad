//! `POST /v1/verify`: codes as text, JSON, a picture or a PDF; a report on each.

use super::lists::Shared;
use super::log::Told;
use super::problem::{BODY, FILE_TOO_LARGE, Problem, QUERY, TOO_MANY_CODES};
use super::request::{Choices, at, body, content_type, json, media_type};
use super::{App, Limits};
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use hcert::text;
use hcert::text::{Lang, messages};
use hcert::verify::{Destination, Passport, PassportError, Report};
use hcert_checkpoint::checkpoint::CheckRequest;
use hcert_checkpoint::input as intake;
use hcert_checkpoint::input::{Content, Input};
use hcert_checkpoint::report_json::ReportJson;
use hcert_scan::scan::{ScanLimits, sniff};
use schemars::JsonSchema;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What bodies may be.
pub(super) const TYPES: &str =
    "text/plain, application/json, image/png, image/jpeg, image/webp, application/pdf";

/// Codes to verify, and what is asked about them; each of the options may stand in the query instead.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "VerifyRequest")]
pub(super) struct Body {
    /// The texts of codes, `HC1:` and so on.
    #[schemars(with = "Vec<String>")]
    codes: Codes,
    /// What the holder's passport says, to be compared with each certificate.
    passport: Option<PassportBody>,
    // One by one, since unknown members cannot be refused beside flattened ones.
    mode: Option<String>,
    country: Option<String>,
    region: Option<String>,
    arrival: Option<String>,
    lang: Option<String>,
    at: Option<String>,
}

/// No request may ask for more codes than this, whatever the service takes.
pub(super) const CODES_MAX: usize = 100_000;

/// The texts of codes, as many as any service takes, and how many there are: a body of nothing but quotation marks is
/// many times as large in memory.
struct Codes {
    texts: Vec<String>,
    count: usize,
}

impl<'de> Deserialize<'de> for Codes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Codes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of texts")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Codes, A::Error> {
                let mut texts = Vec::new();
                while texts.len() < CODES_MAX {
                    match list.next_element()? {
                        Some(text) => texts.push(text),
                        None => break,
                    }
                }
                let mut count = texts.len();
                while list.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(Codes { texts, count })
            }
        }
        from.deserialize_seq(Read)
    }
}

/// What a passport says.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Passport")]
struct PassportBody {
    /// As the lower lines have it, `FAMILY<<GIVEN<NAMES`, the whole first line, or `family, given`.
    name: Option<String>,
    /// `YYYY-MM-DD`, or as much as is known.
    dob: Option<String>,
    /// The number of the travel document, which a yellow card may name.
    document: Option<String>,
}

/// A report on each code, in order.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "VerifyResponse")]
pub(super) struct Answer<'a> {
    results: Vec<ReportJson<'a>>,
}

/// What came in.
enum Brought {
    Octets(Bytes),
    Codes(Codes),
}

/// Shows neither codes nor pictures.
impl fmt::Debug for Brought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Brought")
    }
}

pub(super) async fn verify(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let (parts, stream) = request.into_parts();
    let choices = Choices::of_query(&parts.uri)?;
    let form = content_type(&parts.headers).unwrap_or_default();
    if !TYPES.split(", ").any(|known| known == form) {
        return Err(media_type(TYPES));
    }
    // Both are what the request began with, however long its body takes.
    let (lists, now) = (app.lists(), app.now()?);
    let queue = match form.as_str() {
        "text/plain" | "application/json" => app.queue(),
        _ => app.decoding_queue(),
    };
    let (octets, room) = body(&app, queue, &parts, stream).await?;
    let working = app.clone();
    // Set when this ends before its work does: the client has left, or the time is over.
    let gone = Gone::default();
    let mark = Arc::clone(&gone.0);
    let work = move || {
        let (brought, choices, passport) = read(octets, &form, choices)?;
        let told_in = choices.lang.as_deref().and_then(|lang| lang.parse().ok());
        let judged = choices
            .wishes(working.allows_at())
            .and_then(|(wishes, lang)| {
                let checkpoint = lists.checkpoint();
                let to = &checkpoint.defaults().to;
                if (wishes.arrival.is_some() || wishes.region.is_some())
                    && wishes.to.is_none()
                    && !matches!(to, Some(Destination::Country(_)))
                {
                    return Err(QUERY.because(messages::PROBLEM_NO_COUNTRY));
                }
                let asked = checkpoint.asked(wishes, now);
                judge(
                    &brought,
                    (&asked, lang),
                    &lists,
                    &passport,
                    working.limits(),
                    &|octets, limits| hcert_host::decoder::scan(octets, limits, &mark),
                )
            });
        let (text, told, reports) = judged.map_err(|problem| problem.told_in(told_in))?;
        for report in &reports {
            working.metrics().judged(report);
        }
        drop((brought, room));
        Ok::<_, Problem>((text, told))
    };
    let (text, told) = queue.run(work).await??;
    let json = [(header::CONTENT_TYPE, "application/json")];
    let mut response = (json, text).into_response();
    response.extensions_mut().insert(told);
    Ok(response)
}

/// Says to a work that nobody waits for it any more.
#[derive(Default)]
struct Gone(Arc<AtomicBool>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// What a body says, beside what the query says already.
fn read(
    octets: Bytes,
    form: &str,
    choices: Choices,
) -> Result<(Brought, Choices, Passport), Problem> {
    let mut passport = Passport::default();
    let (brought, choices) = match form {
        "application/json" => {
            let body: Body = json(&octets)?;
            passport = body.passport.map_or(Ok(passport), PassportBody::read)?;
            let own = Choices {
                mode: body.mode,
                country: body.country,
                region: body.region,
                arrival: body.arrival,
                lang: body.lang,
                at: body.at,
            };
            (Brought::Codes(body.codes), own.or(choices))
        }
        "text/plain" => match std::str::from_utf8(&octets) {
            Ok(_) if sniff(&octets).is_none() => (Brought::Octets(octets), choices),
            _ => return Err(BODY.because(messages::PROBLEM_NOT_UTF8)),
        },
        _ if sniff(&octets).is_none() => {
            return Err(BODY.because(messages::PROBLEM_NO_PICTURE));
        }
        _ => (Brought::Octets(octets), choices),
    };
    Ok((brought, choices, passport))
}

/// Judges every code. The answer's text, and what is told to the log and counted.
fn judge(
    brought: &Brought,
    (asked, lang): (&CheckRequest, Lang),
    lists: &Shared,
    passport: &Passport,
    limits: &Limits,
    decoder: intake::Decoder<'_>,
) -> Result<(String, Told, Vec<Report>), Problem> {
    let most = limits.codes;
    let too_many = || TOO_MANY_CODES.because(text!(PROBLEM_LIMIT, limit = most));
    let mut inputs: Vec<Input> = Vec::new();
    match brought {
        Brought::Codes(Codes { count, .. }) if *count > most => return Err(too_many()),
        Brought::Codes(Codes { texts: codes, .. }) => {
            inputs.extend(codes.iter().zip(1..).map(|(code, number)| Input {
                label: format!("codes#{number}"),
                content: Content::Text(code.clone()),
                left_alone: 0,
            }))
        }
        Brought::Octets(octets) => {
            let pictures = ScanLimits {
                pixels: limits.pixels,
                ..ScanLimits::default()
            };
            intake::read_by(decoder, "body", octets, &pictures, &mut |input| {
                if inputs.len() == most {
                    return Err(too_many());
                }
                if let Content::TooLarge(why) = input.content {
                    return Err(FILE_TOO_LARGE.because(why.to_string()));
                }
                inputs.push(input);
                Ok(())
            })?;
        }
    }
    let checkpoint = lists.checkpoint();
    let report = |input: &Input| {
        let report = checkpoint.report(&input.content, asked);
        report.compared_with(passport)
    };
    let reports: Vec<Report> = inputs.iter().map(report).collect();
    let mut told = Told::default();
    let results = inputs.iter().zip(&reports).map(|(input, report)| {
        told.add(report);
        ReportJson::of(input, report, asked, lang)
    });
    let answer = Answer {
        results: results.collect(),
    };
    // Texts and numbers under keys that are texts: this cannot fail.
    let text = serde_json::to_string(&answer).unwrap_or_default();
    Ok((text, told, reports))
}

impl PassportBody {
    /// What is compared. A problem repeats neither: both are the holder's.
    fn read(self) -> Result<Passport, Problem> {
        let passport = Passport::read(self.name.as_deref(), self.dob.as_deref());
        let passport = passport.map(|passport| passport.with_document(self.document.as_deref()));
        passport.map_err(|error| match error {
            PassportError::Name(error) => BODY.because(at("passport/name", &error)),
            PassportError::NoDate => BODY.because(at("passport/dob", &messages::PROBLEM_NO_DATE)),
            PassportError::Date => BODY.because(at("passport/dob", &messages::PROBLEM_DATE)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_codes_than_any_service_takes_are_counted_and_not_kept() {
        let list = |count: usize| format!("[{}\"\"]", "\"\",".repeat(count - 1));
        let read = |count| serde_json::from_str::<Codes>(&list(count)).unwrap();
        let sizes = |codes: &Codes| (codes.texts.len(), codes.count);
        assert_eq!(sizes(&read(1)), (1, 1));
        assert_eq!(sizes(&read(CODES_MAX)), (CODES_MAX, CODES_MAX));
        assert_eq!(sizes(&read(CODES_MAX + 7)), (CODES_MAX, CODES_MAX + 7));
        assert!(serde_json::from_str::<Codes>("[1]").is_err());
    }
}
