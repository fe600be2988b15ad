//! `hcert revocation list`: what is in the ledger.

use crate::exit::ExitStatus;
use crate::output;
use crate::revocation::parse_octets;
use hcert::codec::hex;
use hcert::text;
use hcert_host::error::Result;
use hcert_host::recorder::Place;
use hcert_ledger::{Entry, Filter, Pseudonym};
use serde_json::json;

/// Show what was issued and revoked
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  hcert revocation list --ledger i.db\n  \
                        hcert revocation list --ledger i.db --revoked --json\n\n\
                        A line has: hash of the signature, signer, country, iat, exp, pseudonym, and when and \
                        why it was revoked.")]
pub(crate) struct Args {
    /// The ledger: a SQLite file or postgres://... (PGPASSWORD has its password)
    #[arg(long, value_name = "PATH|URL")]
    ledger: Place,
    /// Revoked ones only
    #[arg(long)]
    revoked: bool,
    /// Those of the person with this pseudonym
    #[arg(long, value_name = "HEX", value_parser = parse_octets::<32>)]
    person: Option<Pseudonym>,
    /// Those that this key signed
    #[arg(long, value_name = "HEX", value_parser = parse_octets::<8>)]
    kid: Option<[u8; 8]>,
    /// Also the identifiers, which lead to persons
    #[arg(long)]
    show_uvci: bool,
    /// One JSON object per certificate
    #[arg(long)]
    json: bool,
}

/// Lines that are written together.
const BUFFER: usize = 256;

pub(crate) fn run(args: &Args) -> Result<ExitStatus> {
    let mut ledger = output::telling(|notices| args.ledger.open_existing(notices))?;
    let filter = Filter {
        revoked: args.revoked,
        person: args.person,
        kid: args.kid,
        unexpired_at: None,
    };
    let write = |lines: &[String]| match args.json {
        true => output::json_lines(lines),
        false => output::lines(lines),
    };
    let mut lines = Vec::new();
    ledger.each(&filter, &mut |entry| {
        lines.push(line(&entry, args));
        if lines.len() >= BUFFER {
            write(&lines)?;
            lines.clear();
        }
        Ok::<(), super::super::Failure>(())
    })?;
    write(&lines)?;
    Ok(ExitStatus::Done)
}

fn line(entry: &Entry, args: &Args) -> String {
    let issued = &entry.issued;
    let signature = hex(&issued.signature);
    let kid = hex(&issued.kid);
    let country = issued.country;
    let person = issued.person.map(|person| hex(&person));
    let uvci = issued
        .identifier
        .as_ref()
        .map(|identifier| identifier.uvci());
    if args.json {
        let mut object = output::present(json!({
            "signature": signature,
            "kid": kid,
            "country": country,
            "iat": issued.issued_at.to_string(),
            "exp": issued.expires_at.to_string(),
            "pseudonym": person,
            "revokedAt": entry.revoked.map(|(at, _)| at.to_string()),
            "reason": entry.revoked.map(|(_, reason)| reason.code()),
        }));
        if let (true, Some(uvci), Some(object)) = (args.show_uvci, uvci, object.as_object_mut()) {
            object.insert("uvci".into(), uvci.into());
        }
        return object.to_string();
    }
    let revoked = match entry.revoked {
        Some((at, reason)) => output::said(&text!(CLI_REVOKE_ROW, at, reason = reason.code())),
        None => "-".into(),
    };
    let mut line = format!(
        "{signature}  {kid}  {country}  {}  {}  {}  {revoked}",
        issued.issued_at,
        issued.expires_at,
        person.as_deref().unwrap_or("-"),
    );
    if args.show_uvci {
        line.push_str("  ");
        line.push_str(uvci.unwrap_or("-"));
    }
    line
}
