//! `hcert revocation revoke`: certificates are revoked in the ledger.

use crate::exit::ExitStatus;
use crate::revocation::parse_octets;
use crate::{moment, output, parse_moment};
use hcert::container::{Contexts, Limits, Unverified};
use hcert::revocation::Hash;
use hcert::text;
use hcert::text::{Text, ToText as _, messages};
use hcert::time::Timestamp;
use hcert_checkpoint::input::Content;
use hcert_host::error::{Failure, Result};
use hcert_host::inputs as input;
use hcert_host::record_files;
use hcert_host::recorder as ledgers;
use hcert_host::recorder::Place;
use hcert_ledger::{PersonId, Pseudonym, Reason, Revoked, Whom, signature_of};
use serde_json::json;
use std::ffi::OsString;
use std::path::PathBuf;

/// Call certificates back; they are told to others by hcert revocation publish
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hcert revocation revoke --ledger i.db --kid 56da1d7a9b747e29 --reason key\n  \
                        hcert revocation revoke --ledger i.db --record testdata/records/booster.json --person-key p.key\n\n\
                        After a correction in the register: revoke with --record and --reason correction, then \
                        make the pages anew with hcert page. The person is found by the identity number as it was; \
                        where the record has none, by names and date of birth as they were. Codes of hcert issue \
                        stand under names and date of birth alone: revoke with a record without number too.\n\n\
                        What stands on a command line ends up in the shell's history: give identifiers and \
                        codes on standard input (--uvci -, --code -), one a line.\n\n\
                        Exit codes: 0 done, 1 nothing was found for something named, 2 usage or I/O."
)]
pub(crate) struct Args {
    /// The ledger: a SQLite file or postgres://... (PGPASSWORD has its password)
    #[arg(long, value_name = "PATH|URL")]
    ledger: Place,
    #[command(flatten)]
    whom: WhomArgs,
    /// The key of the pseudonyms, for --record
    #[arg(long, value_name = "FILE", requires = "record")]
    person_key: Option<PathBuf>,
    /// Why: correction, key, fraud or other
    #[arg(long, value_name = "WORD", default_value = "other")]
    reason: Reason,
    /// When [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// The counts as a JSON object
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct WhomArgs {
    /// The certificate with this identifier, or - for many on standard input, one a line
    #[arg(long, value_name = "UVCI|-")]
    uvci: Option<String>,
    /// This code, or a file or picture with codes, or - for standard input, one a line
    #[arg(long, value_name = "CODE|FILE|-")]
    code: Option<OsString>,
    /// All certificates of the person of this record, or of several
    #[arg(long, value_name = "RECORD", requires = "person_key")]
    record: Option<OsString>,
    /// All certificates of the person with this pseudonym
    #[arg(long, value_name = "HEX", value_parser = parse_octets::<32>)]
    person: Option<Pseudonym>,
    /// All certificates that this key signed
    #[arg(long, value_name = "HEX", value_parser = parse_octets::<8>)]
    kid: Option<[u8; 8]>,
}

/// Shows nothing: codes and identifiers are somebody's.
impl std::fmt::Debug for WhomArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WhomArgs(redacted)")
    }
}

/// Something named on the command line or in the input, and the name for messages.
struct Named {
    label: String,
    name: Name,
}

enum Name {
    Uvci(String),
    Signature(Hash),
    Person(Pseudonym),
    Kid([u8; 8]),
}

impl Name {
    fn whom(&self) -> Whom<'_> {
        match self {
            Self::Uvci(uvci) => Whom::Uvci(uvci),
            Self::Signature(hash) => Whom::Signature(*hash),
            Self::Person(pseudonym) => Whom::Person(*pseudonym),
            Self::Kid(kid) => Whom::Kid(*kid),
        }
    }
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus> {
    let at = moment(args.at)?;
    let mut ledger = output::telling(|notices| args.ledger.open_existing(notices))?;
    let (named, complete) = named(args)?;
    let whom: Vec<Whom<'_>> = named.iter().map(|one| one.name.whom()).collect();
    let counts = ledger.revoke_all(&whom, at, args.reason)?;
    let mut status = match complete {
        true => ExitStatus::Done,
        false => ExitStatus::Usage,
    };
    let missing = named
        .iter()
        .zip(&counts)
        .filter(|(_, count)| count.found() == 0);
    let mut not_found = 0_u64;
    for (one, _) in missing {
        not_found += 1;
        output::warning(&text!(CLI_REVOKE_MISSING, input = one.label));
    }
    if not_found > 0 || named.is_empty() {
        status = status.worse(ExitStatus::Rejected);
    }
    // A clock that is ahead, or the wrong ledger: somebody expected more.
    let gone = |count: &&Revoked| count.expired > 0 && count.expired == count.found();
    if counts.iter().any(|count| gone(&count)) {
        output::warning(&text!(CLI_REVOKE_EXPIRED, at));
    }
    let sum: Revoked = counts.into_iter().sum();
    let Revoked {
        newly,
        already,
        expired,
    } = sum;
    if args.json {
        output::json(&json!({
            "newly": newly, "already": already, "expired": expired, "notFound": not_found,
        }))?;
    } else {
        let missing = not_found;
        output::line(&text!(CLI_REVOKE_DONE, newly, already, expired, missing))?;
    }
    Ok(status)
}

/// What is named, and whether all of it could be read.
fn named(args: &Args) -> Result<(Vec<Named>, bool)> {
    let whom = &args.whom;
    let one = |label: &str, name| {
        let label = label.to_owned();
        Ok((vec![Named { label, name }], true))
    };
    if let Some(kid) = whom.kid {
        return one("--kid", Name::Kid(kid));
    }
    if let Some(person) = whom.person {
        return one("--person", Name::Person(person));
    }
    match (&whom.uvci, &whom.code, &whom.record, &args.person_key) {
        (Some(uvci), ..) if uvci == "-" => Ok((uvcis()?, true)),
        (Some(uvci), ..) => one("--uvci", Name::Uvci(uvci.clone())),
        (_, Some(code), ..) => codes(code),
        (_, _, Some(record), Some(key)) => {
            let key = output::telling(|notices| ledgers::person_key(key, notices))?;
            let (entries, mut complete) = output::telling(|notices| {
                record_files::read(std::slice::from_ref(record), notices)
            })?;
            let mut found = Vec::new();
            for entry in entries {
                let person = entry
                    .record
                    .map_err(|error| error.to_text())
                    .and_then(|record| {
                        let person = PersonId::of_record(&record);
                        person.ok_or(messages::CLI_REVOKE_NOBODY.into())
                    });
                match person {
                    Ok(person) => found.push(Named {
                        label: entry.label,
                        name: Name::Person(key.pseudonym(&person)),
                    }),
                    Err(error) => {
                        output::error(&text!(FILE_SYSTEM, path = entry.label, error));
                        complete = false;
                    }
                }
            }
            Ok((found, complete))
        }
        // The command line asks for one of them.
        _ => Err(Failure::new(messages::CLI_REVOKE_NOTHING)),
    }
}

/// Identifiers from standard input, one a line.
fn uvcis() -> Result<Vec<Named>> {
    let source = input::fetch("-".as_ref(), "")?;
    let text = String::from_utf8(source.octets);
    let text = text.map_err(|_| Failure::new(messages::CLI_REVOKE_INPUT))?;
    let lines = text::without_bom(&text).lines().zip(1..);
    let lines = lines.map(|(line, number): (_, u64)| (line.trim(), number));
    let named = lines.filter(|(line, _)| !line.is_empty());
    Ok(named
        .map(|(line, number)| Named {
            label: format!("-#{number}"),
            name: Name::Uvci(line.to_owned()),
        })
        .collect())
}

/// Codes behind an argument. Whether they are ours the ledger knows: their signatures need no other check.
fn codes(argument: &OsString) -> Result<(Vec<Named>, bool)> {
    let (mut found, mut readable) = (Vec::new(), true);
    let complete = crate::inputs::for_each(std::slice::from_ref(argument), |one| {
        let hash = match &one.content {
            Content::NoCode(Some(why)) => Err(why.to_text()),
            Content::TooLarge(why) => Err(why.to_text()),
            Content::NoCode(None) => Err(Text::from(messages::CLI_REVOKE_NO_CODE)),
            Content::Text(text) => {
                Unverified::decode_as(text, &Limits::default(), Contexts::EuAndDomestic)
                    .map_err(|error| error.to_text())
                    .and_then(|code| signature_of(&code).map_err(|error| error.to_text()))
            }
        };
        match hash {
            Ok(hash) => found.push(Named {
                label: one.label,
                name: Name::Signature(hash),
            }),
            Err(error) => {
                output::error(&text!(FILE_SYSTEM, path = one.label, error));
                readable = false;
            }
        }
        Ok(())
    })?;
    Ok((found, complete && readable))
}
