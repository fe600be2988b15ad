//! `hcert revocation publish`: batches for the EU gateway, signed once and written whole.

use crate::exit::ExitStatus;
use crate::revocation::stores::{self, Disk};
use crate::trust_args::{EditionArgs, operator};
use crate::{moment, output, parse_moment};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hcert::codec::hex;
use hcert::revocation::build::Builder;
use hcert::revocation::formats::Format;
use hcert::revocation::{Batch, HashType, Scope, Sink as _, Source};
use hcert::text;
use hcert::text::{Text, ToText as _};
use hcert::time::Timestamp;
use hcert::trust::ListSignature;
use hcert::trust::chain;
use hcert::trust::cms::{self, CmsSigner};
use hcert_host::atomic_file;
use hcert_host::error::{Failure, Result};
use hcert_host::recorder::Place;
use hcert_host::signers;
use hcert_ledger::{BatchId, Entry, Issued, Ledger, StoredBatch, batch_name};
use serde_json::json;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Sign what is revoked as batches of the EU gateway
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  hcert revocation publish --ledger i.db -o out \
                        --signer keys/dsc-all.key.pem,keys/dsc-all.pem\n\n\
                        A batch is a file ID.cms: CMS in Base64, as it is uploaded. What was published once is \
                        not published again; a batch that was made when the program was stopped is written the \
                        next time, in the same octets. A certificate without identifier (NO1) is always named \
                        by its signature."
)]
pub(crate) struct Args {
    /// The ledger: a SQLite file or postgres://... (PGPASSWORD has its password)
    #[arg(long, value_name = "PATH|URL")]
    ledger: Place,
    /// Who signs batches: the key and certificate of the upload to the gateway, of the country of the
    /// certificates
    #[arg(long, value_name = "KEY,CERT")]
    signer: String,
    /// The folder to write to
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// By which hashes certificates are named: SIGNATURE, UCI, COUNTRYCODEUCI
    #[arg(
        long,
        value_name = "TYPE",
        value_delimiter = ',',
        default_value = "SIGNATURE"
    )]
    hash_types: Vec<HashType>,
    /// The moment: what has expired then is left out [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// Also write a store of all that is revoked and has not expired, for hcert verify --revocations
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// The operator's private key (PKCS#8 PEM), which signs the store
    #[arg(long, value_name = "KEY", requires = "store")]
    store_signer: Option<PathBuf>,
    /// Days for which the store can be used
    #[arg(long, value_name = "DAYS", requires = "store", value_parser = clap::value_parser!(u16).range(1..=366))]
    store_days: Option<u16>,
    #[command(flatten)]
    edition: EditionArgs,
    /// Write every batch that has not expired once more, in the same octets, where files were lost
    #[arg(long)]
    again: bool,
    /// One JSON object per batch
    #[arg(long)]
    json: bool,
}

/// Batches that are in memory at a time.
const AT_ONCE: u32 = 100;

/// What a batch is called while it is written.
const PART: &str = ".cms.part";

pub(crate) fn run(args: &Args) -> Result<ExitStatus> {
    let at = moment(args.at)?;
    let (key, certificate) =
        output::telling(|notices| signers::list_signer(&args.signer, notices))?;
    let signer = CmsSigner {
        certificate: &certificate,
        key_pkcs8: &key,
    };
    let operator = operator(args.store_signer.as_deref())?;
    let mut ledger = output::telling(|notices| args.ledger.open_existing(notices))?;
    let folder = Folder::open(&args.out)?;
    let country = upload_country(&args.signer, &certificate)?;
    let mut sign = |content: &[u8]| {
        speaks_for(&country, content)?;
        cms::sign(content, false, &signer).map_err(|error| error.to_text())
    };
    ledger.publish(&args.hash_types, at, &mut sign)?;
    let (mut batches, mut entries, mut after) = (0_u64, 0_u64, None);
    loop {
        let waiting = match args.again {
            true => ledger.stored(at, after, AT_ONCE)?,
            false => ledger.unpublished(at, AT_ONCE)?,
        };
        let Some(last) = waiting.last() else {
            break;
        };
        after = Some(last.id);
        for batch in &waiting {
            folder.write(batch)?;
        }
        folder.sync()?;
        // Only now they are there, whatever happens to the machine.
        let ids: Vec<BatchId> = waiting.iter().map(|batch| batch.id).collect();
        ledger.mark_published(&ids, at)?;
        for batch in &waiting {
            batches += 1;
            entries += batch.entries;
            tell(batch, &folder, args.json)?;
        }
    }
    if !args.json {
        let batches = text!(CLI_BATCHES, count = batches);
        let hashes = text!(CLI_HASHES, count = entries);
        output::note(&text!(CLI_STORE_PUBLISHED, batches, hashes));
    }
    if let Some(out) = &args.store {
        let mut disk = Disk::beside(out, None);
        let mut builder = Builder::new(&mut disk);
        fill(&mut builder, &mut ledger, &args.hash_types, at)?;
        let (written, seal) = stores::write(
            out,
            builder,
            operator.as_ref(),
            at,
            args.store_days,
            &args.edition,
        )?;
        let hashes = text!(CLI_HASHES, count = written.entries);
        output::note(&text!(CLI_STORE_OF, hashes, seal));
    }
    Ok(ExitStatus::Done)
}

/// The one country for which an upload certificate speaks: C of its subject, as the gateway and whoever reads
/// the batches have it.
fn upload_country(signer: &str, certificate: &[u8]) -> Result<String> {
    let countries = chain::subject_countries(certificate);
    match <[String; 1]>::try_from(countries) {
        Ok([country]) => Ok(country),
        Err(countries) => {
            let count = countries.len();
            Err(Failure::new(text!(
                CLI_STORE_SIGNER_COUNTRIES,
                signer,
                count
            )))
        }
    }
}

/// Whether a batch is of the signer's country: nobody takes another, and what was signed once is not made again.
fn speaks_for(country: &str, content: &[u8]) -> std::result::Result<(), Text> {
    let batch: serde_json::Value = serde_json::from_slice(content).map_err(Text::plain)?;
    match batch.get("country").and_then(serde_json::Value::as_str) {
        Some(found) if found == country => Ok(()),
        found => {
            let found = found.unwrap_or("-");
            Err(text!(CLI_STORE_OTHER_COUNTRY, found, country))
        }
    }
}

/// Seconds of a day, by which certificates that end together are put together in a store.
const DAY: i64 = 86_400;

/// Tells a store what is revoked. Its batches are days: what ends on a day stands together, and counts until the
/// day is over.
fn fill(
    builder: &mut Builder<'_>,
    ledger: &mut Ledger,
    hash_types: &[HashType],
    at: Timestamp,
) -> Result<()> {
    let failed = |error: io::Error| Failure::new(error);
    let source = builder
        .source(Source {
            // Its place may hold the name of a server.
            name: "ledger".into(),
            format: Format::Ledger,
            signature: ListSignature::Unsigned,
            as_of: Some(at),
        })
        .map_err(failed)?;
    // Of each signer it speaks, also of those of whom nothing is revoked.
    for scope in ledger.signers()? {
        let nothing = Batch {
            source,
            id: String::new(),
            scope,
            hash_types: vec![HashType::Signature],
            expires: None,
        };
        builder.batch(nothing).map_err(failed)?;
    }
    let mut days = HashMap::new();
    ledger.each_revoked(at, &mut |entry: Entry| {
        let Issued {
            country,
            kid,
            expires_at,
            ..
        } = entry.issued;
        // A code without identifier is named by its signature, as in batches.
        let named = hash_types
            .iter()
            .filter_map(|one| Some((*one, entry.issued.hash(*one)?)));
        let mut named: Vec<_> = named.collect();
        if named.is_empty() {
            named.push((HashType::Signature, entry.issued.signature));
        }
        let day = expires_at.unix().div_euclid(DAY);
        for (hash_type, hash) in named {
            let batch = match days.get(&(country, kid, hash_type, day)) {
                Some(batch) => *batch,
                None => {
                    let made = Batch {
                        source,
                        id: format!("until {}", expires_at.date()),
                        scope: Scope {
                            country: Some(country),
                            kid: Some(kid),
                        },
                        hash_types: vec![hash_type],
                        expires: Timestamp::from_unix((day + 1) * DAY),
                    };
                    let batch = builder.batch(made).map_err(failed)?;
                    days.insert((country, kid, hash_type, day), batch);
                    batch
                }
            };
            builder.entry(batch, &hash).map_err(failed)?;
        }
        Ok::<(), Failure>(())
    })
}

fn tell(batch: &StoredBatch, folder: &Folder<'_>, json: bool) -> Result<()> {
    let name = batch_name(&batch.id);
    let country = batch.country;
    let (kid, hash_type) = (hex(&batch.kid), batch.hash_type);
    let (entries, expires) = (batch.entries, batch.expires.to_string());
    if json {
        let file = folder.file(batch).display().to_string();
        return output::json(&json!({
            "batch": name, "file": file, "country": country, "kid": kid,
            "hashType": hash_type.name(), "entries": entries, "expires": expires,
        }));
    }
    let hashes = output::said(&text!(CLI_HASHES, count = entries));
    let until = output::said(&text!(CLI_UNTIL, at = expires));
    output::line(&format!(
        "{name}  {country}  {kid}  {hash_type}  {hashes}  {until}"
    ))
}

/// Whether a file is a batch of ours that was being written. Others' files are left alone.
fn is_part(name: &str) -> bool {
    let id = name
        .strip_prefix('.')
        .and_then(|rest| rest.strip_suffix(PART));
    let is_of_id = |octet: u8| octet == b'-' || octet.is_ascii_hexdigit();
    id.is_some_and(|id| id.len() == 36 && id.bytes().all(is_of_id))
}

/// The folder of the batches. One process writes there at a time.
struct Folder<'a> {
    path: &'a Path,
    /// The lock ends with it.
    handle: Option<File>,
}

impl<'a> Folder<'a> {
    fn open(path: &'a Path) -> Result<Self> {
        atomic_file::folder(path)?;
        let failed = |error: io::Error| Failure::io(path, &error);
        // Folders can be opened and locked on Unix only.
        let handle = match cfg!(unix) {
            true => {
                let handle = File::open(path).map_err(failed)?;
                handle.lock().map_err(failed)?;
                Some(handle)
            }
            false => None,
        };
        // What a program left that was stopped while it wrote.
        for entry in std::fs::read_dir(path).map_err(failed)? {
            let left = entry.map_err(failed)?;
            if is_part(&left.file_name().to_string_lossy()) {
                let left = left.path();
                std::fs::remove_file(&left).map_err(|error| Failure::io(&left, &error))?;
            }
        }
        Ok(Self { path, handle })
    }

    fn file(&self, batch: &StoredBatch) -> PathBuf {
        self.path.join(format!("{}.cms", batch_name(&batch.id)))
    }

    /// Writes a batch so that its file is there whole or not at all.
    fn write(&self, batch: &StoredBatch) -> Result<()> {
        let part = self.path.join(format!(".{}{PART}", batch_name(&batch.id)));
        let file = self.file(batch);
        let write = || {
            let mut handle = File::create(&part)?;
            // No line end: the gateway takes nothing but Base64.
            handle.write_all(STANDARD.encode(&batch.cms).as_bytes())?;
            handle.sync_all()?;
            std::fs::rename(&part, &file)
        };
        write().map_err(|error| Failure::io(&file, &error))
    }

    /// Waits until the names of the files are on the disk.
    fn sync(&self) -> Result<()> {
        let synced = self.handle.as_ref().map_or(Ok(()), File::sync_all);
        synced.map_err(|error| Failure::io(self.path, &error))
    }
}
