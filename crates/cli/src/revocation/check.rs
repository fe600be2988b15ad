//! `hcert revocation check`: is a code in a store, and by which hash?

use crate::exit::ExitStatus;
use crate::{moment, output, parse_moment};
use hcert::CountryCode;
use hcert::codec::hex;
use hcert::container::cwt;
use hcert::container::{Contexts, Limits, Unverified};
use hcert::key::Algorithm;
use hcert::revocation::id::{Candidate, Marks, candidates};
use hcert::revocation::{Answer, Hit, Question, Revocations, Stale};
use hcert::text;
use hcert::text::{Text, messages};
use hcert::time::Timestamp;
use hcert_checkpoint::input::Content;
use hcert_host::error::{Failure, Result};
use hcert_host::store_files;
use hcert_host::trust_files::TrustOptions;
use serde_json::{Value as Json, json};
use std::ffi::OsString;
use std::path::PathBuf;

/// Ask stores about codes, and show every hash by which a list may name them
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  hcert revocation check testdata/NO/png/recovery.png -r revoked.store --at 2022-02-01T12:00:00Z\n\n\
                        The signature of a code is not checked here; hcert verify --revocations does that first. \
                        Exit codes: 0 not revoked, 1 revoked, 3 cannot tell."
)]
pub(super) struct Args {
    /// Codes: -, a code itself, a text file with one code per line, PNG, JPEG, WebP or PDF
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<OsString>,
    /// Stores to ask
    #[arg(short, long, value_name = "STORE")]
    revocations: Vec<PathBuf>,
    /// Certificates or keys of those who sign stores
    #[arg(long, value_name = "FILE")]
    anchor: Vec<PathBuf>,
    /// Take this store although nobody who is pinned signed it
    #[arg(long, value_name = "STORE")]
    unsigned: Vec<PathBuf>,
    /// The country of the signer's key [default: claim iss]
    #[arg(long, value_name = "CC")]
    country: Option<CountryCode>,
    /// The moment of the check [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// Days for which a store counts as complete
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    max_age: u16,
    /// One JSON object per code
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    let at = moment(args.at)?;
    let belief = TrustOptions::pinning(&args.anchor).excepting(&args.unsigned);
    belief.check_named(args.revocations.iter().map(|path| path.as_os_str()))?;
    let stores = output::telling(|notices| {
        store_files::stores(&args.revocations, &belief, &belief.anchors()?, notices)
    })?;
    if stores.is_empty() {
        output::hint(&messages::CLI_CHECK_NO_STORE);
    }
    let mut status = ExitStatus::Done;
    let complete = crate::inputs::for_each(&args.inputs, |input| {
        let asked = match &input.content {
            Content::Text(text) => ask(text, &stores, args, at),
            Content::NoCode(_) => Err(Failure::new(messages::CLI_CHECK_NO_CODE)),
            Content::TooLarge(why) => Err(Failure::new(why)),
        };
        let asked = match asked {
            Ok(asked) => asked,
            Err(failure) => {
                let message =
                    hcert::text!(FILE_SYSTEM, path = input.label, error = failure.message);
                output::failure(&Failure { message, ..failure });
                status = status.worse(ExitStatus::CannotVerify);
                return Ok(());
            }
        };
        status = status.worse(asked.status());
        match args.json {
            true => output::json(&asked.json(&input.label)),
            false => output::lines(&asked.lines(&input.label)),
        }
    })?;
    Ok(match complete {
        true => status,
        false => status.worse(ExitStatus::Usage),
    })
}

/// What came of one code.
struct Asked {
    kid: Vec<u8>,
    country: Option<String>,
    candidates: Vec<Candidate>,
    answer: Answer,
}

fn ask(text: &str, stores: &Revocations, args: &Args, at: Timestamp) -> Result<Asked> {
    let code = Unverified::decode_as(text, &Limits::default(), Contexts::EuAndDomestic)
        .map_err(Failure::new)?;
    let algorithm = code.sign1().alg_number().and_then(Algorithm::from_cose);
    let algorithm = algorithm.ok_or_else(|| Failure::new(messages::CLI_CHECK_ALGORITHM))?;
    let kid = code
        .kid()
        .ok_or_else(|| Failure::new(messages::CLI_CHECK_NO_KID))?;
    // Its signature is not asked here: the hashes are those of whatever the code says.
    let claims = code.peek().map_err(Failure::new)?.0;
    let payload = match &claims.content {
        Ok(cwt::Content::Dcc(payload)) => Some(payload),
        _ => None,
    };
    let country = args
        .country
        .map(|country| country.to_string())
        .or_else(|| claims.issuer.clone());
    let candidates = candidates(&Marks {
        algorithm,
        signature: &code.sign1().signature,
        issuer: claims.issuer.as_deref(),
        signer_country: country.as_deref(),
        payload,
    });
    let answer = stores.ask(&Question {
        kids: &[kid],
        country: country.as_deref(),
        candidates: &candidates,
        at,
        max_age_seconds: i64::from(args.max_age) * 86_400,
    });
    Ok(Asked {
        kid: kid.to_vec(),
        country,
        candidates,
        answer,
    })
}

impl Asked {
    fn status(&self) -> ExitStatus {
        match &self.answer {
            Answer::NotRevoked { .. } => ExitStatus::Done,
            Answer::Revoked(_) => ExitStatus::Rejected,
            _ => ExitStatus::CannotVerify,
        }
    }

    /// The answer as a stable word and in words.
    fn told(&self) -> (&'static str, Text) {
        match &self.answer {
            Answer::NotRevoked { as_of } => ("not-revoked", text!(CLI_CHECK_NOT_REVOKED, as_of)),
            Answer::Revoked(hit) => {
                let (variant, list, batch) = place(hit);
                ("revoked", text!(CLI_CHECK_REVOKED, variant, list, batch))
            }
            Answer::Possibly(hit) => {
                let (variant, list, batch) = place(hit);
                let text = text!(CLI_CHECK_POSSIBLY, variant, list, batch);
                ("possibly-revoked", text)
            }
            Answer::NoData => ("no-data", messages::CLI_CHECK_NO_DATA.into()),
            Answer::Stale(Stale {
                store,
                as_of,
                expired,
            }) => {
                let text = match expired {
                    Some(at) => text!(CLI_CHECK_EXPIRED, store, at),
                    None => text!(CLI_CHECK_STALE, store, at = as_of),
                };
                ("stale", text)
            }
            Answer::Damaged { store, damaged } => {
                ("damaged", text!(CLI_CHECK_DAMAGED, store, damaged))
            }
        }
    }

    fn lines(&self, label: &str) -> Vec<String> {
        let (_, text) = self.told();
        let country = self.country.as_deref().unwrap_or("-");
        let signer = text!(CLI_CHECK_SIGNER, country, kid = hex(&self.kid));
        let mut lines = vec![
            format!("{label}: {}", output::said(&text)),
            format!("  {}", output::said(&signer)),
        ];
        lines.extend(
            self.candidates
                .iter()
                .map(|one| format!("  {}  {}", hex(&one.hash), one.variant.name())),
        );
        lines
    }

    fn json(&self, label: &str) -> Json {
        let (code, text) = self.told();
        let candidates = self.candidates.iter().map(|one| {
            json!({"type": one.hash_type.name(), "of": one.variant.name(), "hash": hex(&one.hash)})
        });
        output::present(json!({
            "input": label,
            "answer": code,
            "text": output::said(&text),
            "kid": hex(&self.kid),
            "country": self.country,
            "candidates": candidates.collect::<Vec<_>>(),
        }))
    }
}

/// By which hash a code was hit, and where.
fn place(hit: &Hit) -> (&'static str, &str, &str) {
    let found = &hit.found;
    (hit.variant.name(), &found.list, &found.batch)
}
