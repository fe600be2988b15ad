//! `hcert trust`: lists of signers, from every source into one bundle.

use crate::exit::ExitStatus;
use crate::trust_args::{EditionArgs, TrustArgs, operator};
use crate::{moment, output, parse_moment};
use hcert::Document;
use hcert::codec::hex;
use hcert::dcc::Kind;
use hcert::text;
use hcert::text::{Message, Text, ToText, messages};
use hcert::time::Timestamp;
use hcert::trust::{Chain, Dsc, ListSignature, Outdated, TrustList, bundle, succession};
use hcert_checkpoint::trust_json::KeyJson;
use hcert_host::atomic_file;
use hcert_host::error::{Failure, Result};
use hcert_host::fetch;
use hcert_host::signers::{self, Operator};
use hcert_host::trust_files::{self, TrustOptions, TrustSources};
use serde::Serialize;
use serde_json::{Value as Json, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Trust lists: read, show, compare, bundle, export, fetch
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Check lists of any form and write their keys into one file, not signed
    #[command(after_help = "Example:\n  hcert trust import keys --out trust.cbor")]
    Import(Import),
    /// Show the keys of lists as a table
    #[command(
        after_help = "Examples:\n  hcert trust list keys\n  hcert trust list keys --purpose v --json"
    )]
    List(List),
    /// Show everything about one key
    #[command(after_help = "Example:\n  hcert trust show 56da1d7a9b747e29 keys")]
    Show(Show),
    /// Show what changed from one list to another; exit code 1 if anything did
    #[command(after_help = "Example:\n  hcert trust diff keys keys")]
    Diff(Diff),
    /// Check lists of any form and write one bundle, dated and signed with an operator's key
    #[command(
        after_help = "Example:\n  hcert trust bundle keys --signer keys/operator.key.pem --out trust.bundle\n\n\
                            Verify with it: hcert verify --trust trust.bundle --anchor CERT, where CERT is the \
                            operator's certificate or public key."
    )]
    Bundle(Bundle),
    /// Write keys in a form that others read
    #[command(
        after_help = "Examples:\n  hcert trust export keys --form pem --out trust.pem\n  \
                            hcert trust export keys --form json --out trust.json\n  \
                            hcert trust export keys --form eu-zip --signer keys/dsc-all.key.pem,keys/dsc-all.pem -o t.zip\n\n\
                            The signature of an eu-zip is written beside it as FILE.sig.txt."
    )]
    Export(Export),
    /// Say by an operator's key that another one replaces it
    #[command(
        after_help = "Example:\n  hcert trust rotate --signer keys/operator.key.pem --successor keys/dsc-all.pem --out next\n\n\
                            From then on sign with the new key and let the statement go along: hcert trust bundle \
                            --signer NEWKEY --succession next, and the same with hcert revocation build. Whoever pins the \
                            old key takes these files, and of the old key only what was made before. Keep the statement for as long \
                            as anybody pins the old key."
    )]
    Rotate(Rotate),
    /// Fetch a list over HTTPS and put it in the place of the old one, which stays if anything fails
    Fetch(Fetch),
}

#[derive(Debug, clap::Args)]
struct Rotate {
    /// The operator's private key that is replaced (PKCS#8 PEM)
    #[arg(long, value_name = "KEY")]
    signer: PathBuf,
    /// The certificate or public key that replaces it (PEM or DER)
    #[arg(long, value_name = "FILE")]
    successor: PathBuf,
    /// When it is replaced: what the old key signs later does not count [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// Where to write
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, clap::Args)]
struct Import {
    #[command(flatten)]
    lists: TrustArgs,
    /// The moment against which the lists' dates are held [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// Where to write
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, clap::Args)]
struct List {
    #[command(flatten)]
    lists: TrustArgs,
    /// The moment against which dates are held [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// Only keys of this country
    #[arg(long, value_name = "CC")]
    country: Option<String>,
    /// Only keys whose identifier begins with these digits
    #[arg(long, value_name = "HEX")]
    kid: Option<String>,
    /// Only keys that may sign this kind: v, t or r
    #[arg(long, value_name = "KIND", value_parser = parse_kind)]
    purpose: Option<Kind>,
    /// Only keys whose certificate is valid at the moment
    #[arg(long)]
    valid: bool,
    /// One JSON object per key
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct Show {
    /// The key's identifier in hexadecimal digits
    #[arg(value_name = "KID")]
    kid: String,
    #[command(flatten)]
    lists: TrustArgs,
    /// The moment against which dates are held [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
}

#[derive(Debug, clap::Args)]
struct Diff {
    /// The older list
    #[arg(value_name = "A")]
    a: PathBuf,
    /// The newer list
    #[arg(value_name = "B")]
    b: PathBuf,
    /// Certificates or keys of those who sign lists
    #[arg(long, value_name = "FILE")]
    anchor: Vec<PathBuf>,
    /// Take this list, A or B, although nobody who is pinned signed it
    #[arg(long, value_name = "SOURCE")]
    unsigned: Vec<PathBuf>,
    /// One JSON object per change
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
#[command(mut_arg("unsigned", |arg| arg
    .num_args(0..=1)
    .help("Take this source although nobody who is pinned signed it; without --signer: write a bundle that nobody signed")
    .value_name("SOURCE")))]
struct Bundle {
    #[command(flatten)]
    lists: TrustArgs,
    /// The operator's private key (PKCS#8 PEM)
    #[arg(long, value_name = "KEY")]
    signer: Option<PathBuf>,
    /// The moment of making it [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// Days for which it can be used
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=366))]
    days: u16,
    #[command(flatten)]
    edition: EditionArgs,
    /// Where to write
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, clap::Args)]
struct Export {
    #[command(flatten)]
    lists: TrustArgs,
    /// The form: certificates as PEM, bare keys as JSON, or the EU's public archive
    #[arg(long, value_enum)]
    form: Form,
    /// Who signs an eu-zip: private key and certificate
    #[arg(long, value_name = "KEY,CERT")]
    signer: Option<String>,
    /// The moment of writing [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// Where to write
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    EuZip,
    Pem,
    Json,
}

#[derive(Debug, clap::Args)]
struct Fetch {
    /// The address, https://
    #[arg(value_name = "URL")]
    url: String,
    /// The file to replace
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
    /// Certificates (PEM) of the server or its authority, instead of the public ones
    #[arg(long, value_name = "FILE")]
    tls_root: Option<PathBuf>,
    /// Seconds after which to give up
    #[arg(long, default_value_t = 60, value_name = "SECONDS")]
    timeout: u64,
    /// Header to send, such as an API key: NAME: VALUE
    #[arg(long, value_name = "HEADER")]
    header: Vec<String>,
}

fn parse_kind(text: &str) -> std::result::Result<Kind, String> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.group() == text);
    kind.ok_or_else(|| "expected v, t or r".into())
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    match &args.command {
        Command::Import(args) => import(args),
        Command::List(args) => list(args),
        Command::Show(args) => show(args),
        Command::Diff(args) => diff(args),
        Command::Bundle(args) => bundle(args),
        Command::Export(args) => export(args),
        Command::Rotate(args) => rotate(args),
        Command::Fetch(args) => fetch(args),
    }
}

/// Reads lists that are to be passed on: their dates must hold, and there must be a key.
fn read_to_pass_on(lists: &TrustArgs, at: Timestamp) -> Result<TrustList> {
    let list = lists.read(at, Outdated::Refuse)?;
    if list.is_empty() {
        return Err(Failure::new(messages::CLI_TRUST_NO_KEY));
    }
    Ok(list)
}

fn import(args: &Import) -> Result<ExitStatus> {
    let at = moment(args.at)?;
    let list = read_to_pass_on(&args.lists, at)?;
    atomic_file::file(&args.out, &bundle::encode(&list, at, None))?;
    let (keys, lists) = (list.len(), list.sources().len());
    output::line(&text!(CLI_TRUST_IMPORTED, keys, lists))?;
    Ok(ExitStatus::Done)
}

fn bundle(args: &Bundle) -> Result<ExitStatus> {
    let at = moment(args.at)?;
    let operator = operator(args.signer.as_deref())?;
    if operator.is_none() && !args.lists.options().says_unsigned() {
        let failure = Failure::new(messages::CLI_TRUST_NO_SIGNER);
        return Err(failure.hint(messages::CLI_TRUST_GIVE_SIGNER));
    }
    let list = read_to_pass_on(&args.lists, at)?;
    let expires = at.plus_seconds(i64::from(args.days) * 86_400);
    let successions = args.edition.successions()?;
    let content = bundle::encode_edition(&list, at, Some(expires), args.edition.edition());
    let (keys, lists) = (list.len(), list.sources().len());
    let (octets, done) = match &operator {
        Some(Operator { key, kid }) => {
            let signed = bundle::sign_with(&content, key, kid, &successions);
            let kid = hex(kid);
            let done = text!(CLI_TRUST_BUNDLED, keys, lists, kid, expires);
            (signed.map_err(Failure::new)?, done)
        }
        None => {
            output::warning(&messages::CLI_TRUST_NOBODY_SIGNS);
            let done = text!(CLI_TRUST_BUNDLED_UNSIGNED, keys, lists, expires);
            (content, done)
        }
    };
    atomic_file::file(&args.out, &octets)?;
    output::line(&done)?;
    Ok(ExitStatus::Done)
}

fn rotate(args: &Rotate) -> Result<ExitStatus> {
    let at = moment(args.at)?;
    let Operator { key, kid } = output::telling(|notices| Operator::read(&args.signer, notices))?;
    let successor = trust_files::public_key(&args.successor)?;
    let new = bundle::operator_kid(&successor);
    if new == kid {
        return Err(Failure::new(messages::CLI_TRUST_SAME_KEY));
    }
    let statement = succession::sign(&key, &kid, &successor, at).map_err(Failure::new)?;
    atomic_file::file(&args.out, &statement)?;
    let (old, new) = (hex(&kid), hex(&new));
    output::line(&text!(CLI_TRUST_REPLACED, old, new, at))?;
    Ok(ExitStatus::Done)
}

fn list(args: &List) -> Result<ExitStatus> {
    let at = moment(args.at)?;
    let list = args.lists.read(at, Outdated::Keep)?;
    let wanted = |dsc: &Cow<'_, Dsc>| {
        let country = args
            .country
            .as_ref()
            .is_none_or(|country| dsc.country.as_ref() == Some(country));
        let kid = args
            .kid
            .as_ref()
            .is_none_or(|kid| hex(&dsc.kid).starts_with(&kid.to_lowercase()));
        let purpose = args
            .purpose
            .is_none_or(|kind| dsc.purposes().is_none_or(|purposes| purposes.allows(kind)));
        country && kid && purpose && (!args.valid || dsc.is_valid_at(at))
    };
    // A bare key as its certificate has it, which counts for it, too.
    let known = sorted(&list)
        .into_iter()
        .map(|dsc| list.spoken_for(dsc, at));
    let keys: Vec<Cow<'_, Dsc>> = known.filter(wanted).collect();
    if args.json {
        for dsc in keys {
            output::json(&KeyJson::new(&dsc))?;
        }
        return Ok(ExitStatus::Done);
    }
    let lang = crate::lang();
    let mut rows = vec![
        [
            messages::CLI_TRUST_COUNTRY.get(lang),
            messages::CLI_TRUST_DOMAIN.get(lang),
            "kid",
            messages::CLI_TRUST_KEY.get(lang),
            messages::CLI_TRUST_PURPOSES.get(lang),
            messages::CLI_TRUST_VALID.get(lang),
            messages::CLI_TRUST_LIST_SIGNATURE.get(lang),
            messages::CLI_TRUST_CHAIN.get(lang),
            messages::CLI_TRUST_SOURCE.get(lang),
        ]
        .map(str::to_owned),
    ];
    rows.extend(keys.iter().map(|dsc| row(dsc, at)));
    output::lines(&table(&rows))?;
    let mut domains: BTreeMap<&str, usize> = BTreeMap::new();
    for dsc in &keys {
        *domains.entry(dsc.domain_name()).or_default() += 1;
    }
    let mut line = output::said(&text!(CLI_TRUST_KEYS, count = keys.len()));
    if domains.len() > 1 {
        let counts = domains
            .iter()
            .map(|(domain, count)| format!("{domain} {count}"));
        line = format!("{line}: {}", counts.collect::<Vec<_>>().join(", "));
    }
    output::line(&line)?;
    Ok(ExitStatus::Done)
}

/// The keys by country, then identifier.
fn sorted(list: &TrustList) -> Vec<&Dsc> {
    let mut keys: Vec<&Dsc> = list.iter().collect();
    keys.sort_by(|a, b| (&a.country, &a.kid, a.source()).cmp(&(&b.country, &b.kid, b.source())));
    keys
}

fn row(dsc: &Dsc, at: Timestamp) -> [String; 9] {
    let valid = match &dsc.certificate {
        None => output::said(&messages::CLI_TRUST_BARE_KEY),
        Some(info) => {
            let mark = if dsc.is_valid_at(at) { "" } else { " ✗" };
            format!(
                "{} – {}{mark}",
                info.not_before.date(),
                info.not_after.date()
            )
        }
    };
    [
        dsc.country.clone().unwrap_or_else(|| "-".into()),
        dsc.domain_name().to_owned(),
        hex(&dsc.kid),
        dsc.key.type_name(),
        dsc.purposes().map_or_else(|| "-".into(), output::said),
        valid,
        dsc.provenance.signature.code().to_owned(),
        dsc.chain.code().to_owned(),
        dsc.source().to_owned(),
    ]
}

/// Columns as wide as their widest cell, the last one open.
fn table(rows: &[[String; 9]]) -> Vec<String> {
    let mut widths = [0; 9];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; 9]| {
        let cells = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

fn show(args: &Show) -> Result<ExitStatus> {
    let at = moment(args.at)?;
    let list = args.lists.read(at, Outdated::Keep)?;
    let wanted = args.kid.to_lowercase();
    let keys: Vec<&Dsc> = sorted(&list)
        .into_iter()
        .filter(|dsc| hex(&dsc.kid) == wanted)
        .collect();
    if keys.is_empty() {
        output::error(&text!(CLI_TRUST_NO_KID, kid = wanted));
        return Ok(ExitStatus::Rejected);
    }
    for dsc in keys {
        output::lines(&describe(&list.spoken_for(dsc, at), at))?;
    }
    Ok(ExitStatus::Done)
}

fn describe(dsc: &Dsc, at: Timestamp) -> Vec<String> {
    let mut lines = vec![format!("kid          {}", hex(&dsc.kid))];
    let mut say = |name: Message, text: Text| lines.push(output::row(12, name, &text));
    say(messages::CLI_TRUST_KEY, dsc.key.type_name().into());
    let country = dsc.country.clone().map(Text::from);
    let country = country.unwrap_or(messages::CLI_TRUST_NOT_KNOWN.into());
    say(messages::CLI_TRUST_COUNTRY, country);
    let purposes = dsc.purposes().map(ToText::to_text);
    let purposes = purposes.unwrap_or(messages::CLI_TRUST_NO_PURPOSES.into());
    say(messages::CLI_TRUST_PURPOSES, purposes);
    match &dsc.certificate {
        None => say(
            messages::CLI_TRUST_CERTIFICATE,
            messages::CLI_TRUST_NO_CERTIFICATE.into(),
        ),
        Some(info) => {
            say(messages::CLI_TRUST_SUBJECT, info.subject.to_text());
            say(messages::CLI_TRUST_ISSUER, info.issuer.to_text());
            let (from, until) = (info.not_before, info.not_after);
            let validity = match dsc.is_valid_at(at) {
                true => text!(CLI_TRUST_VALID_AT, from, until, at),
                false => text!(CLI_TRUST_NOT_VALID_AT, from, until, at),
            };
            say(messages::CLI_TRUST_VALIDITY, validity);
            if let (Some(from), Some(until)) = info.key_period {
                let period = text!(CLI_TRUST_KEY_PERIOD, from, until);
                say(messages::CLI_TRUST_KEY_USED, period);
            }
            let oddities = info.oddities.iter();
            lines.extend(oddities.map(|odd| format!("{:<12} {}", "~", output::said(odd))));
        }
    }
    let mut say = |name: Message, text: Text| lines.push(output::row(12, name, &text));
    say(
        messages::CLI_TRUST_CHAIN,
        match &dsc.chain {
            Chain::Good { authority, sha1 } => match sha1 {
                true => text!(CLI_TRUST_ISSUED_SHA1, authority),
                false => text!(CLI_TRUST_ISSUED, authority),
            },
            Chain::NoAuthority => messages::CLI_TRUST_NO_AUTHORITY.into(),
            Chain::Bad { reason } => text!(CLI_TRUST_CHAIN_BAD, reason),
            Chain::NotChecked => messages::CLI_NOT_CHECKED.into(),
        },
    );
    say(messages::CLI_TRUST_DOMAIN, dsc.domain_name().to_text());
    let list = &dsc.provenance;
    let network = format!("{}, {}", list.framework().code(), list.environment.code());
    say(messages::CLI_TRUST_NETWORK, network.into());
    let named = format!("{} ({})", list.source, list.format);
    say(messages::CLI_TRUST_LIST, named.into());
    say(
        messages::CLI_TRUST_SIGNATURE,
        match &list.signature {
            ListSignature::Good { signer } => text!(CLI_TRUST_SIGNATURE_GOOD, signer),
            ListSignature::SignerExpired { signer } => text!(CLI_TRUST_SIGNATURE_EXPIRED, signer),
            ListSignature::Unsigned => messages::CLI_TRUST_SIGNATURE_NONE.into(),
            ListSignature::NotChecked { reason } => text!(CLI_NOT_CHECKED_WHY, reason),
        },
    );
    if let Some(as_of) = list.as_of {
        say(messages::CLI_TRUST_AS_OF, as_of.to_text());
    }
    if let Some(expires) = list.expires_at {
        let text = match at > expires {
            true => text!(CLI_TRUST_EXPIRED, expires),
            false => expires.to_text(),
        };
        say(messages::CLI_TRUST_EXPIRES, text);
    }
    lines
}

/// A key that one list has and another has not, or has otherwise.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChangeJson<'a> {
    change: &'a str,
    kid: String,
    domain: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purposes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_after: Option<String>,
}

fn diff(args: &Diff) -> Result<ExitStatus> {
    let at = moment(None)?;
    let belief = TrustOptions::pinning(&args.anchor).excepting(&args.unsigned);
    belief.check_named([&args.a, &args.b].into_iter().map(|path| path.as_os_str()))?;
    let read = |path: &Path| {
        let lists = TrustSources::of(path, &belief);
        output::telling(|notices| trust_files::trust(&lists, at, Outdated::Keep, notices))
    };
    let (a, b) = (read(&args.a)?, read(&args.b)?);
    // What a key is: its identifier and the key itself; what it says may change.
    type Said = (Option<String>, Option<Text>, Option<Timestamp>);
    type Name = (Vec<u8>, Vec<u8>, String);
    type Keyed = BTreeMap<Name, Said>;
    let keyed = |list: &TrustList| -> Keyed {
        let said = |dsc: &Dsc| {
            let purposes = dsc.purposes().map(ToText::to_text);
            (
                dsc.country.clone(),
                purposes,
                dsc.certificate.as_ref().map(|info| info.not_after),
            )
        };
        list.iter()
            .map(|dsc| {
                let domain = dsc.domain_name().to_owned();
                ((dsc.kid.clone(), dsc.key.encode(), domain), said(dsc))
            })
            .collect()
    };
    let (old, new) = (keyed(&a), keyed(&b));
    let mut changes: Vec<(&str, &Name, &Said)> = Vec::new();
    for (key, said) in &new {
        match old.get(key) {
            None => changes.push(("added", key, said)),
            Some(before) if before != said => changes.push(("changed", key, said)),
            Some(_) => {}
        }
    }
    let removed = old.iter().filter(|(key, _)| !new.contains_key(*key));
    changes.extend(removed.map(|(key, said)| ("removed", key, said)));
    for (change, (kid, _, domain), (country, purposes, not_after)) in &changes {
        if args.json {
            output::json(&ChangeJson {
                change,
                kid: hex(kid),
                domain,
                country: country.as_deref(),
                purposes: purposes.as_ref().map(Text::to_string),
                not_after: not_after.map(|at| at.to_string()),
            })?;
        } else {
            let mark = match *change {
                "added" => "+",
                "removed" => "-",
                _ => "~",
            };
            let until = match not_after {
                Some(at) => text!(CLI_UNTIL, at),
                None => messages::CLI_TRUST_BARE_KEY.into(),
            };
            output::line(&format!(
                "{mark} {} {domain} {}  {}  {}",
                country.as_deref().unwrap_or("-"),
                hex(kid),
                purposes.as_ref().map_or_else(|| "-".into(), output::said),
                output::said(&until)
            ))?;
        }
    }
    Ok(if changes.is_empty() {
        ExitStatus::Done
    } else {
        ExitStatus::Rejected
    })
}

fn export(args: &Export) -> Result<ExitStatus> {
    let at = moment(args.at)?;
    let list = read_to_pass_on(&args.lists, at)?;
    // Neither form has a place for the domain, and whoever reads it takes every key for one of EU certificates.
    let (keys, others): (Vec<&Dsc>, Vec<&Dsc>) = sorted(&list)
        .into_iter()
        .partition(|dsc| dsc.signs(Document::Dcc));
    if !others.is_empty() {
        output::warning(&text!(CLI_TRUST_DOMAINS_LEFT_OUT, count = others.len()));
    }
    let bare = keys.iter().filter(|dsc| dsc.certificate.is_none()).count();
    if bare > 0 && args.form != Form::Json {
        output::warning(&text!(CLI_TRUST_BARE_LEFT_OUT, count = bare));
    }
    let ders: Vec<(String, Vec<u8>)> = keys.iter().filter_map(|dsc| certificate_of(dsc)).collect();
    match args.form {
        Form::Pem => {
            let blocks = ders
                .into_iter()
                .map(|(_, der)| pem::Pem::new("CERTIFICATE", der));
            let text: String = blocks.map(|block| pem::encode(&block)).collect();
            atomic_file::file(&args.out, text.as_bytes())?;
        }
        Form::Json => {
            use base64::Engine as _;
            let base64 = |octets: &[u8]| base64::engine::general_purpose::STANDARD.encode(octets);
            let rows: Vec<Json> = keys
                .iter()
                .filter_map(|dsc| {
                    Some(json!({"kid": base64(&dsc.kid), "publicKey": base64(&dsc.key.spki()?)}))
                })
                .collect();
            atomic_file::file(&args.out, format!("{}\n", Json::Array(rows)).as_bytes())?;
        }
        Form::EuZip => export_zip(args, &list, &ders, at)?,
    }
    output::line(&text!(CLI_TRUST_KEYS, count = keys.len()))?;
    Ok(ExitStatus::Done)
}

/// A key's country and certificate.
fn certificate_of(dsc: &Dsc) -> Option<(String, Vec<u8>)> {
    let der = dsc.certificate.as_ref()?.der.clone();
    Some((dsc.country.clone().unwrap_or_else(|| "XX".into()), der))
}

fn export_zip(
    args: &Export,
    list: &TrustList,
    ders: &[(String, Vec<u8>)],
    at: Timestamp,
) -> Result<()> {
    use base64::Engine as _;
    use hcert::trust::{cms, eu_zip};
    let Some(pair) = args.signer.as_deref() else {
        return Err(Failure::new(messages::CLI_TRUST_ZIP_SIGNER));
    };
    let (key, certificate) = output::telling(|notices| signers::list_signer(pair, notices))?;
    let authorities: Vec<_> = list
        .authorities()
        .iter()
        .filter_map(certificate_of)
        .collect();
    let archive = eu_zip::write(ders, &authorities, at).map_err(Failure::new)?;
    let signer = cms::CmsSigner {
        certificate: &certificate,
        key_pkcs8: &key,
    };
    let signature = cms::sign(&archive, true, &signer).map_err(Failure::new)?;
    let signature = base64::engine::general_purpose::STANDARD.encode(signature);
    atomic_file::file(&args.out, &archive)?;
    let mut beside = args.out.clone().into_os_string();
    beside.push(".sig.txt");
    atomic_file::file(Path::new(&beside), format!("{signature}\n").as_bytes())
}

fn fetch(args: &Fetch) -> Result<ExitStatus> {
    let options = fetch::Options {
        tls_root: match &args.tls_root {
            Some(path) => Some(std::fs::read(path).map_err(|error| Failure::io(path, &error))?),
            None => None,
        },
        timeout_seconds: args.timeout,
        headers: args
            .header
            .iter()
            .map(|header| match header.split_once(':') {
                Some((name, value)) => Ok((name.trim().to_owned(), value.trim().to_owned())),
                None => Err(Failure::new(messages::CLI_TRUST_HEADER)),
            })
            .collect::<Result<_>>()?,
    };
    match fetch::fetch(&args.url, &args.out, &options).map_err(Failure::new)? {
        fetch::Outcome::Replaced { octets: count } => {
            output::line(&text!(CLI_TRUST_OCTETS, count))?;
        }
        fetch::Outcome::Unchanged => output::line(&messages::CLI_TRUST_UNCHANGED)?,
    }
    Ok(ExitStatus::Done)
}
