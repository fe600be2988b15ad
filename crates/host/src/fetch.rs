//! Lists over HTTPS: the new file takes the old one's place whole, or the old one stays.
//!
//! [`fetch()`] asks for one address and writes the answer's body to one file: first to a temporary file in
//! the same folder, then, when all of it is on the disk, by renaming that. Whatever fails before (an
//! answer other than 200, a cut connection, a wrong length, time, size, TLS, the disk) leaves the old
//! file octet for octet as it was.
//!
//! On Linux the temporary file has no name, so that a fetch that is killed leaves nothing behind; it gets one
//! (`.FILE.xxxxxxxxxxxx.part`) between two system calls, because only what has a name can take another's
//! place. Where there are no such files it has that name from the beginning. A fetch holds a lock on its own
//! and takes away those that nobody holds.
//!
//! What the server said about the file (`ETag`, `Last-Modified`) is kept beside it in `FILE.meta`, a
//! small JSON object, with the file's SHA-256 and that of the address it came from. The next fetch sends
//! both back if the file still is what they speak of, so that an unchanged list costs one short answer
//! (304). A file that was changed or removed, a `.meta` that cannot be read, or another address is
//! fetched whole. The `.meta` is renamed into place after the file; if that last step fails, the file is
//! the new one and the old `.meta` no longer speaks of it, so the next fetch is whole.
//!
//! Limits: bodies of 1 to [`MAX_OCTETS`] octets; [`Options::timeout_seconds`], at most
//! [`MAX_TIMEOUT_SECONDS`], for everything together, from the name's look-up to the last octet;
//! [`MAX_REDIRECTS`] redirects, each to the same host and port over HTTPS, any other is refused; heads of
//! 64 KiB. A body must say how long it is (`Content-Length`, or chunks of HTTP/1.1): one that just ends
//! cannot be told from one that was cut. Memory: 64 KiB while receiving, then the file once, to hash it.
//!
//! TLS 1.2 and 1.3; the server's certificate is held against the public roots that the program carries,
//! or against [`Options::tls_root`] alone. A root may be the server's own certificate, unless that calls
//! itself an authority. A proxy is used if `ALL_PROXY`, `HTTPS_PROXY` or `HTTP_PROXY` names one and
//! `NO_PROXY` does not except the host; never for this machine itself.
//!
//! Errors name the host and path, and neither query, nor headers, nor what the server wrote.
//!
//! Not supported: plain HTTP, names and passwords in the address (give the header `Authorization`),
//! compressed answers (none are asked for), dot segments in a relative redirect (sent as they are), parts
//! of a file, client certificates, revocation of the server's certificate.

use hcert::codec::hex;
use hcert::key::sha256;
use serde::{Deserialize, Serialize};
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs;
use std::io::{self, Read as _, Seek as _, Write as _};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::{NamedTempFile, TempPath};
use ureq::config::Config;
use ureq::http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, LOCATION, TRANSFER_ENCODING,
};
use ureq::http::{Response, StatusCode, Uri, Version};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body};

/// The most octets of a body: 256 MiB.
pub const MAX_OCTETS: u64 = 256 << 20;

/// The most redirects that are followed.
pub const MAX_REDIRECTS: usize = 3;

/// The longest time to wait: one day, in seconds. More counts as this.
pub const MAX_TIMEOUT_SECONDS: u64 = 86_400;

/// The most octets of a `.meta` file; a longer one is not ours.
const MAX_META: u64 = 256 << 10;

/// Octets read at once.
const CHUNK: usize = 64 << 10;

/// Headers that decide what the answer is and how it comes; they are not the caller's to send.
const RESERVED: [&str; 14] = [
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "range",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// How to fetch.
#[derive(Clone)]
pub struct Options {
    /// Certificates (PEM) that the server's must lead to, instead of the public roots.
    pub tls_root: Option<Vec<u8>>,
    /// Seconds after which to give up, for everything together.
    pub timeout_seconds: u64,
    /// Headers to send, by name and value; to this host and port only, and never shown.
    pub headers: Vec<(String, String)>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("tls_root", &self.tls_root.is_some())
            .field("timeout_seconds", &self.timeout_seconds)
            .field("headers", &self.headers.len())
            .finish()
    }
}

/// How a fetch ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The file is what the server sent now, be it the same as before.
    Replaced {
        /// Its octets.
        octets: u64,
    },
    /// The server says that the file is what it would send.
    Unchanged,
}

/// Why nothing was fetched. The file and its `.meta` are as they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchError {
    address: String,
    fault: Fault,
}

impl FetchError {
    /// What was wrong.
    #[must_use]
    pub fn fault(&self) -> &Fault {
        &self.fault
    }
}

/// What can be wrong with a fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The address is none.
    Address,
    /// The address is not one of HTTPS.
    NotHttps,
    /// The address holds a name or password.
    Credentials,
    /// The certificates to trust cannot be read.
    Roots,
    /// A header is not one of HTTP.
    Header {
        /// Its number in the list, from 1.
        number: usize,
    },
    /// A header is not the caller's to send.
    HeaderReserved {
        /// Its number in the list, from 1.
        number: usize,
    },
    /// The server was not reached, or went away before it answered.
    Connection(String),
    /// The server is not who it should be, or no safe connection came about.
    Tls(String),
    /// Not all of the answer came in time.
    Timeout {
        /// The limit.
        seconds: u64,
    },
    /// The answer is not HTTP as it is read here.
    Protocol(String),
    /// Another status than 200, or 304 without having asked for it.
    Status(u16),
    /// A redirect without an address that can be read.
    RedirectUnreadable,
    /// A redirect to another scheme than HTTPS.
    RedirectNotHttps,
    /// A redirect to another host or port.
    RedirectAway {
        /// Where to.
        host: String,
    },
    /// More than [`MAX_REDIRECTS`] redirects.
    RedirectLoop,
    /// The body is compressed or the like, which was not asked for.
    Encoded,
    /// The answer does not say how long its body is.
    NoLength,
    /// The body is empty.
    Empty,
    /// The body is longer than the limit.
    TooLarge {
        /// The limit in octets.
        limit: u64,
    },
    /// The connection ended in the middle of the body.
    Cut {
        /// Octets that came.
        octets: u64,
        /// Octets announced, if any were.
        of: Option<u64>,
    },
    /// A file could not be read or written.
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: String,
    },
}

impl Fault {
    fn file(path: &Path, error: impl fmt::Display) -> Self {
        Self::File {
            path: path.to_owned(),
            error: error.to_string(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address => f.write_str("not an address of the form https://HOST/PATH"),
            Self::NotHttps => f.write_str("not https, and nothing else is fetched"),
            Self::Credentials => f.write_str(
                "a name or password in the address is not sent, give the header Authorization",
            ),
            Self::Roots => f.write_str("no certificate to trust could be read, PEM is expected"),
            Self::Header { number } => write!(f, "header {number} has no name and value of HTTP"),
            Self::HeaderReserved { number } => write!(
                f,
                "header {number} decides how the answer comes and is not free to choose"
            ),
            Self::Connection(text) => write!(f, "no connection: {text}"),
            Self::Tls(text) => write!(f, "TLS: {text}"),
            Self::Timeout { seconds } => write!(f, "timeout, not complete in {seconds} seconds"),
            Self::Protocol(text) => write!(f, "the answer is not read: {text}"),
            Self::Status(status) => {
                let name = StatusCode::from_u16(*status).ok();
                let name = name.and_then(|status| status.canonical_reason());
                write!(f, "status {status} {}", name.unwrap_or("(unknown)"))?;
                match *status == StatusCode::NOT_MODIFIED {
                    true => f.write_str(", which nobody asked for"),
                    false => f.write_str(", expected 200"),
                }
            }
            Self::RedirectUnreadable => f.write_str("a redirect to an address that is none"),
            Self::RedirectNotHttps => {
                f.write_str("a redirect to http or another scheme than https is not followed")
            }
            Self::RedirectAway { host } => {
                write!(f, "a redirect to another host, {host}, is not followed")
            }
            Self::RedirectLoop => write!(f, "more than {MAX_REDIRECTS} redirects"),
            Self::Encoded => f.write_str("the body has an encoding that was not asked for"),
            Self::NoLength => f.write_str("the answer does not say how long its body is"),
            Self::Empty => f.write_str("the body is empty"),
            Self::TooLarge { limit } => write!(f, "the body is over the limit of {limit} octets"),
            Self::Cut { octets, of } => {
                write!(f, "the connection was cut after {octets} octets")?;
                of.map_or(Ok(()), |of| write!(f, " of {of}"))
            }
            Self::File { path, error } => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; the old file stays", self.address, self.fault)
    }
}

impl std::error::Error for FetchError {}

/// Fetches an address to a file; bodies of up to [`MAX_OCTETS`].
///
/// # Errors
/// Anything that keeps the whole new file from being there; the old one is untouched then.
pub fn fetch(url: &str, out: &Path, options: &Options) -> Result<Outcome, FetchError> {
    fetch_limited(url, out, options, MAX_OCTETS)
}

/// As [`fetch()`], with another limit to the octets of a body.
///
/// # Errors
/// As [`fetch()`].
pub fn fetch_limited(
    url: &str,
    out: &Path,
    options: &Options,
    max_octets: u64,
) -> Result<Outcome, FetchError> {
    let uri: Uri = url.parse().map_err(|_| FetchError {
        address: "URL".into(),
        fault: Fault::Address,
    })?;
    run(&uri, out, options, max_octets).map_err(|fault| FetchError {
        address: escape(&uri),
        fault,
    })
}

fn run(first: &Uri, out: &Path, options: &Options, max_octets: u64) -> Result<Outcome, Fault> {
    let deadline = Deadline::new(options.timeout_seconds);
    check(first)?;
    let headers = headers(&options.headers)?;
    let agent = agent(first, options)?;
    let file = Place::of(out)?;
    let mut beside = out.as_os_str().to_owned();
    beside.push(".meta");
    let beside = Place::of(Path::new(&beside))?;
    file.clean();
    beside.clean();
    let known = Meta::read(&beside, &file, max_octets);
    let mut uri = first.clone();
    for _ in 0..=MAX_REDIRECTS {
        let known = known.as_ref().filter(|known| known.is_of(&uri));
        let conditions = known.map(Meta::conditions).unwrap_or_default();
        let answer = ask(&agent, &uri, [&headers, &conditions], &deadline)?;
        match answer.status() {
            StatusCode::OK => {
                let octets = store(answer, &uri, &file, &beside, max_octets, &deadline)?;
                return Ok(Outcome::Replaced { octets });
            }
            StatusCode::NOT_MODIFIED if !conditions.is_empty() => return Ok(Outcome::Unchanged),
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => uri = redirected(&uri, answer.headers())?,
            status => return Err(Fault::Status(status.as_u16())),
        }
    }
    Err(Fault::RedirectLoop)
}

/// The time for everything together.
struct Deadline {
    start: Instant,
    seconds: u64,
}

impl Deadline {
    fn new(seconds: u64) -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "a stopwatch for the network; what time it is stays unasked"
        )]
        let start = Instant::now();
        let seconds = seconds.min(MAX_TIMEOUT_SECONDS);
        Self { start, seconds }
    }

    fn over(&self) -> Fault {
        let seconds = self.seconds;
        Fault::Timeout { seconds }
    }

    /// What is left of it, more than nothing.
    fn left(&self) -> Result<Duration, Fault> {
        let left = Duration::from_secs(self.seconds).saturating_sub(self.start.elapsed());
        match left.is_zero() {
            true => Err(self.over()),
            false => Ok(left),
        }
    }
}

/// An address without what may be secret in it.
fn escape(uri: &Uri) -> String {
    let scheme = uri.scheme_str().unwrap_or("URL");
    format!("{scheme}://{}{}", place(uri), uri.path())
}

/// Host and port as they are written.
fn place(uri: &Uri) -> String {
    let host = uri.host().unwrap_or_default();
    match uri.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Host and port by which addresses are compared.
fn host_and_port(uri: &Uri) -> (String, u16) {
    let host = uri.host().unwrap_or_default();
    (host.to_ascii_lowercase(), uri.port_u16().unwrap_or(443))
}

fn check(uri: &Uri) -> Result<(), Fault> {
    match (uri.scheme_str(), uri.authority()) {
        (Some("https"), Some(authority)) => match authority.as_str().contains('@') {
            true => Err(Fault::Credentials),
            false => Ok(()),
        },
        (Some(_), _) => Err(Fault::NotHttps),
        (None, _) => Err(Fault::Address),
    }
}

fn headers(given: &[(String, String)]) -> Result<HeaderMap, Fault> {
    let mut headers = HeaderMap::new();
    for (number, (name, value)) in (1..).zip(given) {
        let name = HeaderName::from_bytes(name.as_bytes());
        let (Ok(name), Ok(mut value)) = (name, HeaderValue::from_str(value)) else {
            return Err(Fault::Header { number });
        };
        if RESERVED.contains(&name.as_str()) {
            return Err(Fault::HeaderReserved { number });
        }
        value.set_sensitive(true);
        let added = headers.try_append(name, value);
        added.map_err(|_| Fault::Header { number })?;
    }
    Ok(headers)
}

fn agent(uri: &Uri, options: &Options) -> Result<Agent, Fault> {
    let roots = match &options.tls_root {
        None => RootCerts::WebPki,
        Some(pem) => {
            let mut certificates = Vec::new();
            for item in parse_pem(pem) {
                if let PemItem::Certificate(certificate) = item.map_err(|_| Fault::Roots)? {
                    certificates.push(certificate);
                }
            }
            if certificates.is_empty() {
                return Err(Fault::Roots);
            }
            RootCerts::new_with_certs(&certificates)
        }
    };
    let mut config = Config::builder()
        .https_only(true)
        .http_status_as_error(false)
        // Redirects are followed here, where the host is looked at.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .accept_encoding("identity")
        .user_agent(concat!("hcert/", env!("CARGO_PKG_VERSION")))
        .tls_config(TlsConfig::builder().root_certs(roots).build());
    if is_this_machine(uri) {
        config = config.proxy(None);
    }
    Ok(config.build().into())
}

fn is_this_machine(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let address: Option<IpAddr> = address.parse().ok();
    host.eq_ignore_ascii_case("localhost") || address.is_some_and(|address| address.is_loopback())
}

fn ask(
    agent: &Agent,
    uri: &Uri,
    headers: [&HeaderMap; 2],
    deadline: &Deadline,
) -> Result<Response<Body>, Fault> {
    let mut request = agent.get(uri.clone());
    for (name, value) in headers.into_iter().flatten() {
        request = request.header(name, value);
    }
    let left = deadline.left()?;
    let request = request.config().timeout_global(Some(left)).build();
    request.call().map_err(|error| fault(error, deadline))
}

/// What went wrong on the way to an answer. Texts that may hold an address, a header or what the server
/// wrote are left out.
fn fault(error: ureq::Error, deadline: &Deadline) -> Fault {
    match error {
        ureq::Error::Timeout(_) => deadline.over(),
        ureq::Error::HostNotFound => Fault::Connection("the host's name is not known".into()),
        ureq::Error::ConnectProxyFailed(_) | ureq::Error::InvalidProxyUrl => {
            Fault::Connection("the proxy does not let through".into())
        }
        ureq::Error::Tls(text) => Fault::Tls(text.into()),
        ureq::Error::Rustls(error) => Fault::Tls(error.to_string()),
        ureq::Error::Io(error) => match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => deadline.over(),
            // What rustls finds wrong comes as this.
            io::ErrorKind::InvalidData => Fault::Tls(error.to_string()),
            _ => Fault::Connection(error.to_string()),
        },
        ureq::Error::LargeResponseHeader(..) => Fault::Protocol("its head is too large".into()),
        ureq::Error::Protocol(_) => Fault::Protocol("it breaks the rules of HTTP/1.1".into()),
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => Fault::Address,
        _ => Fault::Protocol("the HTTP client gave up".into()),
    }
}

/// Where a redirect leads, if it may.
fn redirected(from: &Uri, headers: &HeaderMap) -> Result<Uri, Fault> {
    let location = headers.get(LOCATION).and_then(|value| value.to_str().ok());
    let location = location.and_then(|location| location.split('#').next());
    let location = location.unwrap_or_default();
    let here = place(from);
    let absolute = || {
        let colon = location.find(':')?;
        let delimiter = location.find(['/', '?']);
        delimiter.is_none_or(|at| colon < at).then_some(())
    };
    let path = from.path();
    let text = if location.is_empty() {
        return Err(Fault::RedirectUnreadable);
    } else if location.starts_with("//") {
        format!("https:{location}")
    } else if location.starts_with('/') {
        format!("https://{here}{location}")
    } else if location.starts_with('?') {
        format!("https://{here}{path}{location}")
    } else if absolute().is_some() {
        location.to_owned()
    } else {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("https://{here}{folder}/{location}")
    };
    let to: Uri = text.parse().map_err(|_| Fault::RedirectUnreadable)?;
    match check(&to) {
        Ok(()) => {}
        Err(Fault::NotHttps) => return Err(Fault::RedirectNotHttps),
        Err(_) => return Err(Fault::RedirectUnreadable),
    }
    match host_and_port(&to) == host_and_port(from) {
        true => Ok(to),
        false => Err(Fault::RedirectAway { host: place(&to) }),
    }
}

/// Writes the answer's body into the file's place; its octets.
fn store(
    answer: Response<Body>,
    uri: &Uri,
    file: &Place,
    beside: &Place,
    max_octets: u64,
    deadline: &Deadline,
) -> Result<u64, Fault> {
    let (head, mut body) = answer.into_parts();
    if head.headers.contains_key(CONTENT_ENCODING) {
        return Err(Fault::Encoded);
    }
    let of = body.content_length();
    let chunked = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"chunked");
    let chunked = head.version == Version::HTTP_11
        && head.headers.get(TRANSFER_ENCODING).is_some_and(chunked);
    if !chunked && !head.headers.contains_key(CONTENT_LENGTH) {
        return Err(Fault::NoLength);
    }
    let limit = max_octets;
    if of.is_some_and(|of| of > limit) {
        return Err(Fault::TooLarge { limit });
    }

    let temporary = file.temporary()?;
    let mut reader = body.as_reader();
    let mut buffer = vec![0; CHUNK];
    let mut octets: u64 = 0;
    loop {
        deadline.left()?;
        let count = match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => {
                return Err(match fault(error.into(), deadline) {
                    Fault::Connection(_) => Fault::Cut { octets, of },
                    fault => fault,
                });
            }
        };
        octets = octets.saturating_add(count as u64);
        if octets > limit {
            return Err(Fault::TooLarge { limit });
        }
        let read = buffer.get(..count).unwrap_or_default();
        let written = temporary.file().write_all(read);
        written.map_err(|error| Fault::file(&file.path, error))?;
    }
    if of.is_some_and(|of| of != octets) {
        return Err(Fault::Cut { octets, of });
    }
    if octets == 0 {
        return Err(Fault::Empty);
    }

    let sha256 = read_back(temporary.file()).map_err(|error| Fault::file(&file.path, error))?;
    let text = |name| {
        let value: Option<&HeaderValue> = head.headers.get(name);
        Some(value?.to_str().ok()?.to_owned())
    };
    let meta = Meta {
        address: Meta::address(uri),
        etag: text(ETAG),
        last_modified: text(LAST_MODIFIED),
        sha256: hex(&sha256),
        octets,
    };
    // Both are on the disk before either takes its place.
    let meta = meta.write(beside)?;
    file.sync(&temporary)?;
    file.put(temporary)?;
    // Without it the next fetch is whole, and that is all.
    let _ = beside.put(meta);
    Ok(octets)
}

/// The hash of what was written.
fn read_back(mut file: &fs::File) -> io::Result<[u8; 32]> {
    let mut content = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut content)?;
    Ok(sha256(&content))
}

/// What the server said about the file that is there.
#[derive(Serialize, Deserialize)]
struct Meta {
    /// SHA-256 of the address that gave it, in hexadecimal digits: the address may hold secrets.
    address: String,
    etag: Option<String>,
    last_modified: Option<String>,
    /// SHA-256 of the file, in hexadecimal digits.
    sha256: String,
    octets: u64,
}

impl Meta {
    /// Reads it, if it is readable and speaks of the file as it is.
    fn read(beside: &Place, file: &Place, max_octets: u64) -> Option<Self> {
        let length = |place: &Place| Some(fs::metadata(&place.path).ok()?.len());
        if length(beside)? > MAX_META {
            return None;
        }
        let meta: Self = serde_json::from_slice(&fs::read(&beside.path).ok()?).ok()?;
        if length(file)? != meta.octets || meta.octets > max_octets {
            return None;
        }
        let content = fs::read(&file.path).ok()?;
        (hex(&sha256(&content)) == meta.sha256).then_some(meta)
    }

    fn address(uri: &Uri) -> String {
        hex(&sha256(uri.to_string().as_bytes()))
    }

    fn is_of(&self, uri: &Uri) -> bool {
        self.address == Self::address(uri)
    }

    /// The headers that ask for the file only if it is another one by now.
    fn conditions(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let fields = [
            (IF_NONE_MATCH, &self.etag),
            (IF_MODIFIED_SINCE, &self.last_modified),
        ];
        for (name, value) in fields {
            let value = value.as_ref().map(|value| HeaderValue::from_str(value));
            if let Some(Ok(value)) = value {
                headers.insert(name, value);
            }
        }
        headers
    }

    fn write(&self, beside: &Place) -> Result<Temporary, Fault> {
        let failed = |error: &dyn fmt::Display| Fault::file(&beside.path, error);
        let mut text = serde_json::to_vec(self).map_err(|error| failed(&error))?;
        text.push(b'\n');
        let temporary = beside.temporary()?;
        let written = temporary.file().write_all(&text);
        written.map_err(|error| failed(&error))?;
        beside.sync(&temporary)?;
        Ok(temporary)
    }
}

/// A file that is to be replaced, and its folder.
struct Place {
    path: PathBuf,
    folder: PathBuf,
}

impl Place {
    fn of(path: &Path) -> Result<Self, Fault> {
        // A link is followed to its file.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if target.exists() && !target.is_file() {
            return Err(Fault::file(path, "not a file that could be replaced"));
        }
        let folder = target
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).to_owned();
        match target.file_name().is_some() && folder.is_dir() {
            true => Ok(Self {
                path: target,
                folder,
            }),
            false => Err(Fault::file(path, "no folder to write it to")),
        }
    }

    /// An empty file in the folder; without a name, where there is such a thing.
    fn temporary(&self) -> Result<Temporary, Fault> {
        let made = match unnamed(&self.folder) {
            Some(file) => Ok(Temporary::Unnamed(file)),
            None => {
                let prefix = self.prefix();
                let mut names = self.names();
                let made = names.prefix(&prefix).tempfile_in(&self.folder);
                made.map(Temporary::Named)
            }
        };
        let made = made.map_err(|error| Fault::file(&self.path, error))?;
        // Where there are no locks nobody is hindered, and one that was left behind stays.
        let _ = made.file().lock();
        Ok(made)
    }

    /// How temporary files are named, and made where they have a name from the beginning.
    fn names<'a>(&self) -> tempfile::Builder<'a, 'static> {
        let mut builder = tempfile::Builder::new();
        builder.rand_bytes(RANDOM).suffix(PART);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // The caller's umask still takes away from it.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        builder
    }

    /// What stands before the random letters in the name of a temporary file.
    fn prefix(&self) -> OsString {
        let name = self.path.file_name().unwrap_or_default();
        let mut prefix = OsString::from(".");
        // A name as long as names may be has no room for more.
        prefix.push(if name.len() > 200 {
            OsStr::new("hcert")
        } else {
            name
        });
        prefix.push(".");
        prefix
    }

    /// Takes away what fetches to this file have left that were killed. What is not taken away now is so next time.
    fn clean(&self) {
        let prefix = self.prefix();
        let is_part = |name: &OsStr| {
            let rest = name
                .as_encoded_bytes()
                .strip_prefix(prefix.as_encoded_bytes());
            let random = rest.and_then(|rest| rest.strip_suffix(PART.as_bytes()));
            random.is_some_and(|random| {
                random.len() == RANDOM && random.iter().all(u8::is_ascii_alphanumeric)
            })
        };
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            if !is_file || !is_part(&entry.file_name()) {
                continue;
            }
            let file = fs::File::open(entry.path());
            // A fetch that is under way holds its own.
            if file.is_ok_and(|file| file.try_lock().is_ok()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Waits until all of it is on the disk.
    fn sync(&self, temporary: &Temporary) -> Result<(), Fault> {
        let synced = temporary.file().sync_all();
        synced.map_err(|error| Fault::file(&self.path, error))
    }

    /// Puts it into the file's place in one step.
    fn put(&self, temporary: Temporary) -> Result<(), Fault> {
        let put = || {
            // The lock is held until it has its place.
            let (_file, path) = self.named(temporary)?;
            path.persist(&self.path).map_err(|error| error.error)
        };
        put().map_err(|error| Fault::file(&self.path, error))?;
        // The rename outlives a loss of power once the folder is on the disk; not all systems can do that.
        #[cfg(unix)]
        let _ = fs::File::open(&self.folder).and_then(|folder| folder.sync_all());
        Ok(())
    }

    /// A temporary file with a name; the name goes with its value.
    fn named(&self, temporary: Temporary) -> io::Result<(fs::File, TempPath)> {
        let mut file = match temporary {
            Temporary::Named(file) => return Ok(file.into_parts()),
            Temporary::Unnamed(file) => file,
        };
        let prefix = self.prefix();
        let mut names = self.names();
        let names = names.prefix(&prefix);
        if let Ok(named) = names.make_in(&self.folder, |path| link(&file, path)) {
            return Ok((file, named.into_temp_path()));
        }
        // A system that gives no names later, as without /proc: the content moves.
        let mut named = names.tempfile_in(&self.folder)?;
        named.as_file().lock()?;
        file.rewind()?;
        io::copy(&mut file, &mut named)?;
        named.as_file().sync_all()?;
        Ok(named.into_parts())
    }
}

/// The end of the name of a temporary file, and the random letters before it.
const PART: &str = ".part";
const RANDOM: usize = 12;

/// A file that will take the place of another.
enum Temporary {
    /// It goes with the process, however that ends.
    Unnamed(fs::File),
    Named(NamedTempFile),
}

impl Temporary {
    fn file(&self) -> &fs::File {
        match self {
            Self::Unnamed(file) => file,
            Self::Named(file) => file.as_file(),
        }
    }
}

/// A file without a name, where there is such a thing.
fn unnamed(folder: &Path) -> Option<fs::File> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, Mode, OFlags, openat};
        // The caller's umask still takes away from the mode.
        let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
        let opened = openat(CWD, folder, flags, Mode::from_raw_mode(0o666));
        opened.ok().map(fs::File::from)
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = folder;
        None
    }
}

/// Gives a name to a file without one (open(2), `O_TMPFILE`).
fn link(file: &fs::File, path: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{AtFlags, CWD, linkat};
        use std::os::fd::AsRawFd as _;
        let own = format!("/proc/self/fd/{}", file.as_raw_fd());
        Ok(linkat(CWD, own, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (file, path);
        Err(io::ErrorKind::Unsupported.into())
    }
}

hcert::shown_alike! { Fault FetchError }

#[cfg(test)]
mod tests {
    use super::*;

    fn from(from: &str, location: &str) -> Result<String, Fault> {
        let mut headers = HeaderMap::new();
        headers.insert(LOCATION, location.parse().unwrap());
        redirected(&from.parse().unwrap(), &headers).map(|uri| uri.to_string())
    }

    #[test]
    fn redirects_stay_on_the_host() {
        let here = "https://host.example/lists/dsc?key=secret";
        for (location, to) in [
            ("/b?x=1#part", "https://host.example/b?x=1"),
            ("b", "https://host.example/lists/b"),
            ("?page=2", "https://host.example/lists/dsc?page=2"),
            ("https://HOST.example:443/b", "https://HOST.example:443/b"),
            ("//host.example/b", "https://host.example/b"),
            ("b?at=12:00", "https://host.example/lists/b?at=12:00"),
        ] {
            assert_eq!(from(here, location), Ok(to.to_owned()), "{location}");
        }
        let away = |host: &str| Fault::RedirectAway { host: host.into() };
        for (location, fault) in [
            ("http://host.example/b", Fault::RedirectNotHttps),
            ("HTTP://host.example/b", Fault::RedirectNotHttps),
            ("ftp://host.example/b", Fault::RedirectNotHttps),
            (
                "https://host.example.evil.example/",
                away("host.example.evil.example"),
            ),
            ("//evil.example/b", away("evil.example")),
            ("https://host.example:8443/b", away("host.example:8443")),
            (
                "https://host.example@evil.example/b",
                Fault::RedirectUnreadable,
            ),
            ("https://me:you@host.example/b", Fault::RedirectUnreadable),
            ("", Fault::RedirectUnreadable),
            ("#top", Fault::RedirectUnreadable),
            ("https://", Fault::RedirectUnreadable),
            ("file:///etc/passwd", Fault::RedirectUnreadable),
        ] {
            assert_eq!(from(here, location), Err(fault), "{location}");
        }
    }

    #[test]
    fn addresses_are_shown_without_secrets() {
        for (url, text) in [
            ("https://me:pw@h.example/a?key=pw#pw", "https://h.example/a"),
            ("https://[::1]:8443/a?pw", "https://[::1]:8443/a"),
        ] {
            assert_eq!(escape(&url.parse().unwrap()), text);
        }
    }

    #[test]
    fn a_proxy_is_not_asked_for_this_machine() {
        for (url, own) in [
            ("https://localhost:1/", true),
            ("https://127.0.0.1/", true),
            ("https://[::1]/", true),
            ("https://localhost.example/", false),
            ("https://10.0.0.1/", false),
        ] {
            assert_eq!(is_this_machine(&url.parse().unwrap()), own, "{url}");
        }
    }
}
