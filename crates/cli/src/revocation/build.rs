//! `hcert revocation build`: lists of every form become one store.

use crate::exit::ExitStatus;
use crate::revocation::sources::{Folder, problem};
use crate::revocation::stores::{self, Disk};
use crate::trust_args::{EditionArgs, operator};
use crate::{moment, output, parse_moment};
use hcert::revocation::Sink as _;
use hcert::revocation::build::Builder;
use hcert::revocation::formats::{self, Format, ReadError, Request};
use hcert::text;
use hcert::text::{escape, messages};
use hcert::time::Timestamp;
use hcert::trust::Problem;
use hcert_host::error::{Failure, Result};
use hcert_host::store_files;
use hcert_host::trust_files::TrustOptions;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};

/// Problems that are told one by one; of more only their number is told.
const TOLD: usize = 20;

/// Put lists of any form into one store
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  hcert revocation build testdata/revocation/revoked.txt -o revoked.store --at 2022-02-01T00:00:00Z\n\n\
                        A store of an earlier build is a source like the others. The old file stays until the \
                        new one is whole. Exit code 1: written, but something in the lists could not be used.\n\n\
                        A plain list is a text: settings that hold for the lines after them (country = NO, kid = HEX, \
                        type = SIGNATURE, UCI or COUNTRYCODEUCI, expires = RFC 3339, as-of = RFC 3339), and one \
                        hash (hexadecimal digits or base64), identifier or whole code a line. # begins a comment."
)]
pub(super) struct Args {
    /// Lists: a store, a file, or a folder: gateway batches, slices of the EU's distribution service, CovPass files,
    /// Norwegian super batches, plain text
    #[arg(value_name = "SOURCE", required = true)]
    sources: Vec<PathBuf>,
    /// Where to write
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
    /// The form of the sources [default: by their content]
    #[arg(long, value_name = "FORM")]
    form: Option<Format>,
    /// Certificates of those who may sign gateway batches, each for the country of its subject
    #[arg(long, value_name = "FILE")]
    uploader: Vec<PathBuf>,
    /// Certificates or keys of those who sign other lists; with any of them nothing counts that is not signed
    #[arg(long, value_name = "FILE")]
    anchor: Vec<PathBuf>,
    /// Take this source although nobody who is pinned signed it
    #[arg(long, value_name = "SOURCE")]
    unsigned: Vec<PathBuf>,
    /// The operator's private key (PKCS#8 PEM), which signs the store
    #[arg(long, value_name = "KEY")]
    signer: Option<PathBuf>,
    /// When the lists were known to be complete [default: the moment of making the store]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    as_of: Option<Timestamp>,
    /// Days for which the store can be used
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=366))]
    days: Option<u16>,
    #[command(flatten)]
    edition: EditionArgs,
    /// The moment of making it: batches that have expired by then are left out [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<Timestamp>,
    /// Where to put what does not fit into memory, 24 octets a hash [default: the folder of the store]
    #[arg(long, value_name = "DIR")]
    scratch: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    let at = moment(args.at)?;
    if let Some(as_of) = args.as_of.filter(|&as_of| as_of > at) {
        return Err(Failure::new(text!(CLI_STORE_LATER, as_of, at)));
    }
    let belief = TrustOptions::pinning(&args.anchor).excepting(&args.unsigned);
    belief.check_named(args.sources.iter().map(|path| path.as_os_str()))?;
    let anchors = belief.anchors()?;
    let uploaders = TrustOptions::pinning(&args.uploader).anchors()?;
    if !uploaders.keys.is_empty() {
        return Err(Failure::new(messages::CLI_STORE_UPLOADER));
    }
    let operator = operator(args.signer.as_deref())?;
    let mut disk = Disk::beside(&args.out, args.scratch.as_deref());
    let mut builder = Builder::new(&mut disk);
    let bar = spinner();
    for source in &args.sources {
        let name = source.display().to_string();
        bar.set_message(escape(&name));
        let request = Request {
            source: &name,
            at,
            as_of: args.as_of,
            anchors: &anchors,
            unpinned: belief.unpinned(source.as_os_str(), source),
            uploaders: &uploaders.certificates,
        };
        read(source, args.form, &request, &mut builder)?;
    }
    bar.finish_and_clear();
    let bad = tell(&builder);
    // Lists of what has ended are read whole: they revoke nobody.
    let ended = [messages::REVOKED_LIST_ENDED, messages::PLAIN_ENDED];
    let has_ended = |problem: &Problem| ended.iter().any(|&one| problem.reason.is_of(one));
    let unread = builder.more_problems() > 0 || !builder.problems().iter().all(has_ended);
    if builder.taken() == 0 && builder.filters_taken() == 0 && unread {
        return Err(Failure::new(messages::CLI_STORE_NOTHING));
    }
    let (written, seal) = stores::write(
        &args.out,
        builder,
        operator.as_ref(),
        at,
        args.days,
        &args.edition,
    )?;
    let hashes = text!(CLI_HASHES, count = written.entries);
    let groups = text!(CLI_GROUPS, count = written.groups);
    let filters = text!(CLI_FILTERS, count = written.filters);
    output::line(&text!(CLI_STORE_BUILT, hashes, groups, filters, seal))?;
    Ok(match bad {
        0 => ExitStatus::Done,
        _ => ExitStatus::Rejected,
    })
}

/// Reads one source into the store in the making.
fn read(
    source: &Path,
    form: Option<Format>,
    request: &Request<'_>,
    builder: &mut Builder<'_>,
) -> Result<()> {
    let failed = |error: ReadError| match error {
        ReadError::Unknown { .. } => Failure::new(error).hint(messages::CLI_STORE_GIVE_FORM),
        ReadError::Io(error) => Failure::io(source, &error),
        error => Failure::new(error),
    };
    if matches!(form, None | Some(Format::Store)) && is_store(source) {
        let store = store_files::store(source, request.anchors, request.unpinned)?;
        if let Some(expires) = store.expires().filter(|&expires| expires < request.at) {
            let expired = text!(CLI_STORE_EXPIRED, expires);
            builder.problem(problem(request.source, &expired));
        }
        return store
            .replay(builder)
            .map_err(|error| Failure::io(source, &error));
    }
    let folder = Folder::open(source)?;
    for problem in &folder.left_out {
        builder.problem(problem.clone());
    }
    let form = match form {
        Some(form) => form,
        None => formats::recognise(&folder)
            .map_err(|error| failed(error.into()))?
            .ok_or_else(|| {
                let forms = Format::ALL.map(Format::name).join(", ");
                Failure::new(text!(CLI_STORE_NO_FORM, path = source))
                    .hint(text!(CLI_STORE_GIVE_FORM_OF, forms))
            })?,
    };
    formats::read(form, request, &folder, builder).map_err(failed)
}

/// Whether a file begins like a store.
fn is_store(path: &Path) -> bool {
    use std::io::Read as _;
    let mut start = [0; 16];
    let file = std::fs::File::open(path);
    let read = file.and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == *hcert::revocation::store::MAGIC
}

/// Tells what could not be used; gives how much it is.
fn tell(builder: &Builder<'_>) -> usize {
    let problems = builder.problems();
    for problem in problems.iter().take(TOLD) {
        output::warning(problem);
    }
    let all = problems.len() + builder.more_problems();
    if all > TOLD {
        output::warning(&text!(CLI_STORE_MORE_PROBLEMS, count = all - TOLD));
    }
    all
}

/// What is going on, on standard error; nothing where that is no terminal.
fn spinner() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    let words = output::said(&text!(CLI_STORE_READING, name = "{msg}"));
    let style = ProgressStyle::with_template(&format!("{{spinner}} {words}"));
    let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    bar
}
