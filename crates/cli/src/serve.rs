//! `hcert serve`: the HTTP service. Message, files and signals; what it does is [`hcert_service`].

mod export;

use crate::exit::ExitStatus;
use crate::ledger_args::LedgerArgs;
use crate::verify_args::VerifierArgs;
use crate::{moment, output};
use hcert::text;
use hcert::text::messages;
use hcert_host::error::{Failure, Result};
use hcert_host::notices::Notices;
use hcert_host::recorder::LastingRecorder;
use hcert_host::state::State;
use hcert_host::watch_files::Sources;
use hcert_host::{decoder, secrets, signers};
use hcert_page::produce;
use hcert_service::listen::{Running, Tls};
use hcert_service::{App, Auth, Issuing, Limits, Lists, Parts, Proxy, Writer, browsers};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// Verify codes, and issue them where that is allowed, over HTTP
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples (each runs until it is ended):\n  \
                  exec hcert serve --trust trust.bundle --anchor operator.pem --country NO\n  \
                  exec hcert serve --trust trust.bundle --anchor operator.pem --signer keys --token-file token.txt\n  \
                  exec hcert serve --trust trust.bundle --anchor operator.pem \\\n    --listen 0.0.0.0:8443 --tls cert.pem,key.pem\n\n  \
                  curl -H 'Content-Type: text/plain' --data-binary @testdata/codes.txt localhost:8080/v1/verify\n\n\
                  /docs describes every path, /openapi.json does so for programs. Lists, signers and tokens are read again \
                  when their files change, and on SIGHUP; what cannot be read leaves the old in place (beside a key in \
                  hardware signers and tokens stay). SIGTERM and SIGINT end the service when every request is \
                  answered.\n\n\
                  Exit codes: 0 ended as it was asked to, 2 usage or I/O, or requests were left unanswered.")]
pub(super) struct Args {
    #[command(flatten)]
    judge: VerifierArgs,
    /// Where to listen; port 0 for any that is free
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Certificate with those above it, and private key, for TLS
    #[arg(long, value_name = "CERT,KEY")]
    tls: Option<String>,
    /// Write the officer's screen and the lists into a folder for any web server, and end; with the same --trust it
    /// is written anew when lists change
    #[arg(long, value_name = "DIR", conflicts_with = "signer")]
    export: Option<PathBuf>,
    /// Let a request name the moment of its check
    #[arg(long)]
    allow_at: bool,
    /// Issue too, for whoever has a token or a client certificate: a folder of keys and certificates, KEY,CERT, or a
    /// key in hardware (pkcs11:URI or pkcs11:URI,CERT)
    #[arg(long, value_name = "DIR|KEY,CERT|pkcs11:…")]
    signer: Vec<String>,
    /// Tokens that let one issue, one a line, 32 characters at least
    #[arg(long, value_name = "FILE", requires = "signer")]
    token_file: Option<PathBuf>,
    /// Authorities whose client certificates let one issue; with --token-file both are needed
    #[arg(long, value_name = "FILE", requires = "signer", requires = "tls")]
    client_ca: Option<PathBuf>,
    #[command(flatten)]
    ledger: LedgerArgs,
    /// Where lines about requests go
    #[arg(long, value_enum, value_name = "WHERE", default_value_t = LogArg::Stderr)]
    log: LogArg,
    #[command(flatten)]
    limits: LimitArgs,
}

/// Where the log goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum LogArg {
    /// Standard error, a JSON object a line
    Stderr,
    /// Nowhere
    None,
}

/// How much the service takes on.
#[derive(Debug, clap::Args)]
struct LimitArgs {
    /// Largest body, in KiB
    #[arg(long, value_name = "KIB", default_value_t = 16_384, value_parser = clap::value_parser!(u32).range(1..=1_048_576))]
    max_body: u32,
    /// Most codes in one request
    #[arg(long, value_name = "COUNT", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    max_codes: u32,
    /// Largest picture, in millions of pixels; each takes about 5 octets of a worker's memory
    #[arg(long, value_name = "MILLIONS", default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=64))]
    max_pixels: u32,
    /// Most connections at a time
    #[arg(long, value_name = "COUNT", default_value_t = 1_024, value_parser = clap::value_parser!(u32).range(1..=65_536))]
    max_connections: u32,
    /// Most connections at a time from one address, IPv6 by the first 64 bits; more are closed at once
    #[arg(long, value_name = "COUNT", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=65_536))]
    max_connections_per_address: u32,
    /// An address or network of a load balancer or reverse proxy, whose connections are many clients' and are not
    /// counted by their address; one on this machine too
    #[arg(long, value_name = "ADDRESS|CIDR")]
    proxy: Vec<Proxy>,
    /// Requests that are verified at a time, and as many that are issued [default: one for each core]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=1_024))]
    workers: Option<u32>,
    /// Pictures and PDFs that are decoded at a time, each in a process of its own that may take 512 MiB; texts wait for
    /// none of them
    #[arg(long, value_name = "COUNT", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=64))]
    decoders: u32,
    /// Requests that may wait for a worker; further ones are answered with 503
    #[arg(long, value_name = "COUNT", default_value_t = 256, value_parser = clap::value_parser!(u32).range(..=65_536))]
    queue: u32,
    /// Seconds for an answer
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    request_timeout: u32,
    /// Seconds for the head of a request, and for a connection without any
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    head_timeout: u32,
    /// Seconds for a body
    #[arg(long, value_name = "SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    body_timeout: u32,
    /// Seconds for requests under way when the service is asked to end
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(..=3_600))]
    stop_timeout: u32,
}

impl LimitArgs {
    fn limits(&self) -> Limits {
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        let count = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let limits = Limits::default();
        Limits {
            body: count(self.max_body) << 10,
            codes: count(self.max_codes),
            pixels: u64::from(self.max_pixels) * 1_000_000,
            body_time: seconds(self.body_timeout),
            head_time: seconds(self.head_timeout),
            request_time: seconds(self.request_timeout),
            connections: count(self.max_connections),
            connections_per_address: count(self.max_connections_per_address),
            proxies: self.proxy.clone(),
            workers: self.workers.map_or(cores, count),
            decoders: count(self.decoders),
            waiting: count(self.queue),
            ..limits
        }
    }
}

/// How often signals and files are looked at.
const TICK: Duration = Duration::from_millis(100);

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    let (stop, again) = signals()?;
    if let Some(folder) = &args.export {
        if args.judge.is_replay() {
            let failure = Failure::new(messages::SERVE_NO_REPLAY);
            return Err(failure.hint(messages::SERVE_LEAVE_OUT_REPLAY));
        }
        let mut state = State::once(args.judge.state())?;
        let lists = output::telling(|notices| lists(args, &mut state, notices))?;
        return export::export(folder, lists.browsers());
    }
    let mut state = match args.judge.is_replay() || args.judge.state().is_some() {
        true => args.judge.lasting_state()?,
        false => output::telling(State::of_service)?,
    };
    let lists = output::telling(|notices| lists(args, &mut state, notices))?;
    let tls = output::telling(|notices| tls(args, notices))?;
    let recorder = output::telling(|notices| recorder(args, notices))?;
    let issuing = output::telling(|notices| issuing(args, recorder.as_ref(), notices))?;
    let log: Writer = match args.log {
        LogArg::Stderr => Box::new(output::plain),
        LogArg::None => Box::new(|_| {}),
    };
    let at = args.judge.at();
    let app = App::new(Parts {
        lists,
        clock: Box::new(move || moment(at).ok()),
        allow_at: args.allow_at,
        limits: args.limits.limits(),
        issuing,
        log,
    });
    tell_panics(&app);
    decoder::warm(args.limits.limits().decoders);
    let failed =
        |error: std::io::Error| Failure::new(text!(FILE_SYSTEM, path = args.listen, error));
    let listener = TcpListener::bind(args.listen)
        .map_err(|error| failed(error).hint(messages::SERVE_ANOTHER_ADDRESS))?;
    // Looked at before the service says that it is there: what changes from now on is seen.
    let mut watched = Watched::new(args);
    let secure = tls.is_some();
    let running = Running::start(app.clone(), listener, tls).map_err(failed)?;
    let scheme = if secure { "https" } else { "http" };
    let url = format!("{scheme}://{}", running.address());
    output::note(&text!(SERVE_LISTENING, url));
    while !stop.load(Ordering::SeqCst) {
        std::thread::sleep(TICK);
        let asked = again.swap(false, Ordering::SeqCst);
        if asked || watched.changed() {
            reload(args, &app, &running, recorder.as_ref(), &mut state);
        }
    }
    let limit = Duration::from_secs(args.limits.stop_timeout.into());
    app.note("stopping", "no request is accepted any more");
    if running.stop(limit) {
        return Ok(ExitStatus::Done);
    }
    Err(Failure::new(text!(
        SERVE_UNANSWERED,
        seconds = limit.as_secs()
    )))
}

/// Set when the program is asked to end, and when it is asked to read its lists again.
fn signals() -> Result<(Arc<AtomicBool>, Arc<AtomicBool>)> {
    let (stop, again) = (Arc::default(), Arc::default());
    let failed = |error: std::io::Error| Failure::new(text!(SERVE_SIGNALS, error));
    for (signal, flag) in [(SIGINT, &stop), (SIGTERM, &stop), (SIGHUP, &again)] {
        signal_hook::flag::register(signal, Arc::clone(flag)).map_err(failed)?;
    }
    Ok((stop, again))
}

/// The files that the service reads, under watch.
struct Watched {
    sources: Sources,
    start: Instant,
}

impl Watched {
    fn new(args: &Args) -> Self {
        let mut paths = args.judge.options().files();
        let pair = args.tls.as_deref().and_then(|pair| pair.split_once(','));
        paths.extend(pair.into_iter().flat_map(|(a, b)| [a.into(), b.into()]));
        paths.extend(args.client_ca.clone());
        paths.extend(args.token_file.clone());
        paths.extend(args.signer.iter().flat_map(|signer| signers::files(signer)));
        #[expect(
            clippy::disallowed_methods,
            reason = "the pauses between two looks are measured"
        )]
        let start = Instant::now();
        Self {
            sources: Sources::new(paths),
            start,
        }
    }

    fn changed(&mut self) -> bool {
        self.sources.changed(self.start.elapsed())
    }
}

/// Reads keys, stores and rules.
fn lists(args: &Args, state: &mut State, notices: &Notices) -> Result<Lists> {
    let at = args.judge.moment()?;
    let options = args.judge.options();
    let checkpoint = options.checkpoint_for_any(at, state, notices)?;
    if let (Some(made), false) = (
        checkpoint.verifier().contradicts(at),
        args.judge.is_replay(),
    ) {
        notices.warning(text!(SERVE_CLOCK, at, made));
    }
    let anchors = state.anchors(options.trust_options.anchors()?);
    let browsers = browsers::of(&options, &anchors, &checkpoint, at, notices)?;
    let lists = Lists::new(checkpoint);
    Ok(lists.with_browsers(browsers))
}

/// Reads everything again that may change, and takes it if all of it is good.
fn reload(
    args: &Args,
    app: &App,
    running: &Running,
    recorder: Option<&Arc<LastingRecorder>>,
    state: &mut State,
) {
    let notices = Notices::default();
    let mut again = || {
        // A key in hardware stays open: it may ask for its PIN.
        let issuing = match signers::in_hardware(&args.signer) {
            true => None,
            false => issuing(args, recorder, &notices)?,
        };
        Ok((lists(args, state, &notices)?, tls(args, &notices)?, issuing))
    };
    let read = again();
    for notice in notices.take() {
        app.note("lists-note", &output::spoken(&notice));
    }
    match read {
        Ok((lists, tls, issuing)) => {
            if let Some(issuing) = issuing {
                app.renew_issuing(issuing);
            }
            if let Some(tls) = tls {
                running.renew_tls(tls);
            }
            // Last, since it says that all of it is there.
            app.renew(lists);
        }
        Err(Failure { message, .. }) => app.keep(&message.to_string()),
    }
}

fn read(path: impl AsRef<Path>) -> Result<Vec<u8>> {
    let path = path.as_ref();
    std::fs::read(path).map_err(|error| Failure::io(path, &error))
}

fn tls(args: &Args, notices: &Notices) -> Result<Option<Tls>> {
    let Some(pair) = &args.tls else {
        return Ok(None);
    };
    let Some((certificate, key)) = pair.split_once(',') else {
        return Err(Failure::new(messages::SERVE_TLS_PAIR));
    };
    let authority = args.client_ca.as_ref().map(read).transpose()?;
    let key = secrets::read_key(Path::new(key), notices)?;
    let tls = Tls::new(&read(certificate)?, &key, authority.as_deref());
    tls.map(Some)
        .map_err(|error| Failure::new(text!(SERVE_TLS, error)))
}

/// The ledger, which stays open.
fn recorder(args: &Args, notices: &Notices) -> Result<Option<Arc<LastingRecorder>>> {
    if args.signer.is_empty() && args.ledger.is_named() {
        return Err(Failure::new(messages::SERVE_LEDGER).hint(messages::SERVE_GIVE_SIGNER));
    }
    let recorder = LastingRecorder::open(&args.ledger.options(), notices)?;
    Ok(recorder.map(Arc::new))
}

/// Who issues, and who may ask for it.
fn issuing(
    args: &Args,
    recorder: Option<&Arc<LastingRecorder>>,
    notices: &Notices,
) -> Result<Option<Issuing>> {
    if args.signer.is_empty() {
        return Ok(None);
    }
    if args.token_file.is_none() && args.client_ca.is_none() {
        return Err(Failure::new(messages::SERVE_ANYBODY).hint(messages::SERVE_SAY_WHO));
    }
    if !args.listen.ip().is_loopback() && args.tls.is_none() {
        let failure = Failure::new(messages::SERVE_READ_ON_THE_WAY);
        return Err(failure.hint(messages::SERVE_GIVE_TLS));
    }
    let text = match &args.token_file {
        Some(path) => {
            let octets = secrets::read(path, notices)?;
            if std::str::from_utf8(&octets).is_err() {
                return Err(Failure::new(text!(SERVE_NOT_UTF8, path)));
            }
            octets
        }
        None => Zeroizing::default(),
    };
    let text = std::str::from_utf8(&text).unwrap_or_default();
    let lines = text.lines().map(str::trim);
    let tokens: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    if let (Some(path), true) = (&args.token_file, tokens.is_empty()) {
        return Err(Failure::new(text!(SERVE_NO_TOKEN, path)));
    }
    let auth = Auth::new(&tokens, args.client_ca.is_some());
    let auth = auth.map_err(|error| {
        Failure::new(text!(SERVE_TOKEN_FILE, error)).hint(messages::SERVE_MAKE_TOKEN)
    })?;
    let issuers = signers::signers(&args.signer, notices)?;
    if let Err(error) = produce::check_country(&issuers) {
        notices.hint(text!(SERVE_NO_PAGES, error));
    }
    let issuing = Issuing::new(issuers, auth);
    Ok(Some(match recorder {
        Some(recorder) => issuing.with_recorder(Arc::clone(recorder)),
        None => issuing,
    }))
}

/// Reports a panic by its place alone: its message could hold what a request said.
fn tell_panics(app: &App) {
    let app = app.clone();
    std::panic::set_hook(Box::new(move |info| {
        let place = info
            .location()
            .map_or_else(String::new, ToString::to_string);
        app.note("panic", &place);
    }));
}
