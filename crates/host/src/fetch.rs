//! Lists over HTTPS: the new file takes the old one's place whole, or the old one stays.
//!
//! [`fetch()`] asks for one address and, when all of the answer's body is there, writes it to a temporary file in the
//! folder of the old one (`.FILE.xxxxxxxxxxxx.part`), waits until that is on the disk, and renames it. Whatever fails
//! before (an answer other than 200, a cut connection, a wrong length, time, size, TLS, the disk) leaves the old file
//! octet for octet as it was. A fetch holds a lock on its own temporary files and takes away those that nobody holds:
//! one that was killed while it wrote has left them.
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
//! cannot be told from one that was cut. Memory: the body once.
//!
//! TLS 1.2 and 1.3; the server's certificate is held against the public roots that the program carries,
//! or against [`Options::tls_root`] alone. A root may be the server's own certificate, unless that calls
//! itself an authority. A proxy is used if `ALL_PROXY`, `HTTPS_PROXY` or `HTTP_PROXY` names one and
//! `NO_PROXY` does not except the host; never for this machine itself.
//!
//! Addresses are read and joined as the URL Standard says. Errors name the host and path, and neither query, nor
//! headers, nor what the server wrote.
//!
//! Not supported: plain HTTP, names and passwords in the address (give the header `Authorization`),
//! compressed answers (none are asked for), parts of a file, client certificates, revocation of the server's
//! certificate.

use crate::atomic_file::folder_of;
use hcert::codec::hex;
use hcert::key::sha256;
use hcert::text::{Text, ToText};
use hcert::{in_english, text};
use serde::{Deserialize, Serialize};
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;
use ureq::config::Config;
use ureq::http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, LOCATION, TRANSFER_ENCODING,
};
use ureq::http::{Response, StatusCode, Version};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body};
use url::{Host, Position, Url};

/// The most octets of a body: 256 MiB.
pub const MAX_OCTETS: u64 = 256 << 20;

/// The most redirects that are followed.
pub const MAX_REDIRECTS: usize = 3;

/// The longest time to wait: one day, in seconds. More counts as this.
pub const MAX_TIMEOUT_SECONDS: u64 = 86_400;

/// The most octets of a `.meta` file; a longer one is not ours.
const MAX_META: u64 = 256 << 10;

/// Octets read at once.
const CHUNK: u64 = 64 << 10;

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
    Connection(Text),
    /// The server is not who it should be, or no safe connection came about.
    Tls(String),
    /// Not all of the answer came in time.
    Timeout {
        /// The limit.
        seconds: u64,
    },
    /// The answer is not HTTP as it is read here.
    Protocol(Text),
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
        /// What is wrong with it.
        error: Text,
    },
}

impl Fault {
    fn file(path: &Path, error: impl ToText) -> Self {
        let (path, error) = (path.to_owned(), error.to_text());
        Self::File { path, error }
    }
}

impl ToText for Fault {
    fn to_text(&self) -> Text {
        match self {
            Self::Address => text!(FETCH_ADDRESS),
            Self::NotHttps => text!(FETCH_NOT_HTTPS),
            Self::Credentials => text!(FETCH_CREDENTIALS),
            Self::Roots => text!(FETCH_ROOTS),
            Self::Header { number } => text!(FETCH_HEADER, number),
            Self::HeaderReserved { number } => text!(FETCH_HEADER_RESERVED, number),
            Self::Connection(reason) => text!(FETCH_CONNECTION, reason),
            Self::Tls(reason) => text!(FETCH_TLS, reason),
            Self::Timeout { seconds } => text!(FETCH_TIMEOUT, seconds),
            Self::Protocol(reason) => text!(FETCH_PROTOCOL, reason),
            Self::Status(code) => {
                let name = StatusCode::from_u16(*code).ok();
                let name = name.and_then(|status| status.canonical_reason());
                let status = format!("{code} {}", name.unwrap_or("(unknown)"));
                match *code == StatusCode::NOT_MODIFIED {
                    true => text!(FETCH_STATUS_UNASKED, status),
                    false => text!(FETCH_STATUS, status),
                }
            }
            Self::RedirectUnreadable => text!(FETCH_REDIRECT_UNREADABLE),
            Self::RedirectNotHttps => text!(FETCH_REDIRECT_NOT_HTTPS),
            Self::RedirectAway { host } => text!(FETCH_REDIRECT_AWAY, host),
            Self::RedirectLoop => text!(FETCH_REDIRECT_LOOP, limit = MAX_REDIRECTS),
            Self::Encoded => text!(FETCH_ENCODED),
            Self::NoLength => text!(FETCH_NO_LENGTH),
            Self::Empty => text!(FETCH_EMPTY),
            Self::TooLarge { limit } => text!(FETCH_TOO_LARGE, limit),
            Self::Cut { octets, of: None } => text!(FETCH_CUT, octets),
            Self::Cut {
                octets,
                of: Some(of),
            } => text!(FETCH_CUT_OF, octets, of),
            Self::File { path, error } => text!(FILE_SYSTEM, path, error),
        }
    }
}

impl ToText for FetchError {
    fn to_text(&self) -> Text {
        text!(FETCH_FAILED, address = self.address, fault = self.fault)
    }
}

in_english!(Fault);
in_english!(FetchError: Error);

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
    let read = Url::parse(url).ok().filter(Url::has_host);
    let mut url = read.ok_or_else(|| FetchError {
        address: "URL".into(),
        fault: Fault::Address,
    })?;
    url.set_fragment(None);
    run(&url, out, options, max_octets).map_err(|fault| FetchError {
        address: shown(&url),
        fault,
    })
}

fn run(first: &Url, out: &Path, options: &Options, max_octets: u64) -> Result<Outcome, Fault> {
    let deadline = Deadline::new(options.timeout_seconds);
    check(first)?;
    let headers = headers(&options.headers)?;
    let agent = agent(first, options)?;
    let file = Place::of(out)?;
    let beside = Place::of(&out.with_added_extension("meta"))?;
    file.clean();
    beside.clean();
    let known = Meta::read(&beside, &file, max_octets);
    let mut url = first.clone();
    for _ in 0..=MAX_REDIRECTS {
        let known = known.as_ref().filter(|known| known.is_of(&url));
        let conditions = known.map(Meta::conditions).unwrap_or_default();
        let answer = ask(&agent, &url, [&headers, &conditions], &deadline)?;
        match answer.status() {
            StatusCode::OK => {
                let (head, body) = receive(answer, max_octets, &deadline)?;
                let meta = Meta::new(&url, &head, &body);
                let mut line = serde_json::to_vec(&meta).unwrap_or_default();
                line.push(b'\n');
                // Both are on the disk before either takes its place.
                let (line, body) = (beside.temporary(&line)?, file.temporary(&body)?);
                file.put(body)?;
                // Without it the next fetch is whole, and that is all.
                let _ = beside.put(line);
                let octets = meta.octets;
                return Ok(Outcome::Replaced { octets });
            }
            StatusCode::NOT_MODIFIED if !conditions.is_empty() => return Ok(Outcome::Unchanged),
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => url = redirected(&url, answer.headers())?,
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
fn shown(url: &Url) -> String {
    let place = &url[Position::BeforeHost..Position::AfterPath];
    format!("{}://{place}", url.scheme())
}

fn check(url: &Url) -> Result<(), Fault> {
    if url.scheme() != "https" {
        Err(Fault::NotHttps)
    } else if !url.username().is_empty() || url.password().is_some() {
        Err(Fault::Credentials)
    } else {
        Ok(())
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

fn agent(url: &Url, options: &Options) -> Result<Agent, Fault> {
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
    if is_this_machine(url) {
        config = config.proxy(None);
    }
    Ok(config.build().into())
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn ask(
    agent: &Agent,
    url: &Url,
    headers: [&HeaderMap; 2],
    deadline: &Deadline,
) -> Result<Response<Body>, Fault> {
    let mut request = agent.get(url.as_str());
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
        ureq::Error::HostNotFound => Fault::Connection(text!(FETCH_HOST_UNKNOWN)),
        ureq::Error::ConnectProxyFailed(_) | ureq::Error::InvalidProxyUrl => {
            Fault::Connection(text!(FETCH_PROXY))
        }
        ureq::Error::Tls(text) => Fault::Tls(text.into()),
        ureq::Error::Rustls(error) => Fault::Tls(error.to_string()),
        ureq::Error::Io(error) => match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => deadline.over(),
            // What rustls finds wrong comes as this.
            io::ErrorKind::InvalidData => Fault::Tls(error.to_string()),
            _ => Fault::Connection(error.to_text()),
        },
        ureq::Error::LargeResponseHeader(..) => Fault::Protocol(text!(FETCH_HEAD_TOO_LARGE)),
        ureq::Error::Protocol(_) => Fault::Protocol(text!(FETCH_HTTP_RULES)),
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => Fault::Address,
        _ => Fault::Protocol(text!(FETCH_CLIENT)),
    }
}

/// Where a redirect leads, if it may.
fn redirected(from: &Url, headers: &HeaderMap) -> Result<Url, Fault> {
    let location = headers.get(LOCATION).and_then(|value| value.to_str().ok());
    let location = location.filter(|to| !to.is_empty() && !to.starts_with('#'));
    let to = location.and_then(|location| from.join(location).ok());
    let to = to.filter(Url::has_host);
    let mut to = to.ok_or(Fault::RedirectUnreadable)?;
    to.set_fragment(None);
    check(&to).map_err(|fault| match fault {
        Fault::NotHttps => Fault::RedirectNotHttps,
        _ => Fault::RedirectUnreadable,
    })?;
    match to.origin() == from.origin() {
        true => Ok(to),
        false => Err(Fault::RedirectAway {
            host: to[Position::BeforeHost..Position::AfterPort].to_owned(),
        }),
    }
}

/// The answer's head and body, if the body is whole.
fn receive(
    answer: Response<Body>,
    limit: u64,
    deadline: &Deadline,
) -> Result<(HeaderMap, Vec<u8>), Fault> {
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
    if of.is_some_and(|of| of > limit) {
        return Err(Fault::TooLarge { limit });
    }
    let (mut reader, mut octets) = (body.as_reader(), Vec::new());
    loop {
        deadline.left()?;
        let read = reader.by_ref().take(CHUNK).read_to_end(&mut octets);
        let cut = Fault::Cut {
            octets: length(&octets),
            of,
        };
        match read {
            _ if length(&octets) > limit => return Err(Fault::TooLarge { limit }),
            Err(error) => {
                return Err(match fault(error.into(), deadline) {
                    Fault::Connection(_) => cut,
                    fault => fault,
                });
            }
            Ok(0) if of.is_some_and(|of| of != length(&octets)) => return Err(cut),
            Ok(0) if octets.is_empty() => return Err(Fault::Empty),
            Ok(0) => return Ok((head.headers, octets)),
            Ok(_) => {}
        }
    }
}

/// How many octets there are.
fn length(octets: &[u8]) -> u64 {
    u64::try_from(octets.len()).unwrap_or(u64::MAX)
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
    /// What the head of an answer says about its body.
    fn new(url: &Url, head: &HeaderMap, body: &[u8]) -> Self {
        let text = |name| Some(head.get(name)?.to_str().ok()?.to_owned());
        Self {
            address: Self::address(url),
            etag: text(ETAG),
            last_modified: text(LAST_MODIFIED),
            sha256: hex(&sha256(body)),
            octets: length(body),
        }
    }

    /// Reads it, if it is readable and speaks of the file as it is.
    fn read(beside: &Place, file: &Place, max_octets: u64) -> Option<Self> {
        let length = |place: &Place| Some(fs::metadata(&place.0).ok()?.len());
        if length(beside)? > MAX_META {
            return None;
        }
        let meta: Self = serde_json::from_slice(&fs::read(&beside.0).ok()?).ok()?;
        if length(file)? != meta.octets || meta.octets > max_octets {
            return None;
        }
        let content = fs::read(&file.0).ok()?;
        (hex(&sha256(&content)) == meta.sha256).then_some(meta)
    }

    fn address(url: &Url) -> String {
        hex(&sha256(url.as_str().as_bytes()))
    }

    fn is_of(&self, url: &Url) -> bool {
        self.address == Self::address(url)
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
}

/// A file that is to be replaced.
struct Place(PathBuf);

impl Place {
    fn of(path: &Path) -> Result<Self, Fault> {
        // A link is followed to its file.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if target.exists() && !target.is_file() {
            return Err(Fault::file(path, text!(FETCH_NO_FILE)));
        }
        match target.file_name().is_some() && folder_of(&target).is_dir() {
            true => Ok(Self(target)),
            false => Err(Fault::file(path, text!(FETCH_NO_FOLDER))),
        }
    }

    /// A file beside it, with its content on the disk.
    fn temporary(&self, octets: &[u8]) -> Result<NamedTempFile, Fault> {
        let made = || {
            let (prefix, mut builder) = (self.prefix(), tempfile::Builder::new());
            builder.prefix(&prefix).rand_bytes(RANDOM).suffix(PART);
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                // The caller's umask still takes away from it.
                builder.permissions(fs::Permissions::from_mode(0o666));
            }
            let mut made = builder.tempfile_in(folder_of(&self.0))?;
            // Where there are no locks nobody is hindered, and one that was left behind stays.
            let _ = made.as_file().lock();
            made.write_all(octets)?;
            made.as_file().sync_all()?;
            Ok(made)
        };
        made().map_err(|error: io::Error| Fault::file(&self.0, error))
    }

    /// What stands before the random letters in the name of a temporary file.
    fn prefix(&self) -> OsString {
        // A name as long as names may be has no room for more.
        let name = self.0.file_name().filter(|name| name.len() <= 200);
        let mut prefix = OsString::from(".");
        prefix.push(name.unwrap_or(OsStr::new("hcert")));
        prefix.push(".");
        prefix
    }

    /// Takes away what fetches to this file have left that were killed. What is not taken away now is so next time.
    fn clean(&self) {
        let prefix = self.prefix();
        let is_part = |name: &OsStr| {
            let name = name.as_encoded_bytes();
            let rest = name.strip_prefix(prefix.as_encoded_bytes());
            let random = rest.and_then(|rest| rest.strip_suffix(PART.as_bytes()));
            random.is_some_and(|random| {
                random.len() == RANDOM && random.iter().all(u8::is_ascii_alphanumeric)
            })
        };
        let entries = fs::read_dir(folder_of(&self.0));
        for entry in entries.into_iter().flatten().flatten() {
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

    /// Puts a temporary file into its place in one step.
    fn put(&self, temporary: NamedTempFile) -> Result<(), Fault> {
        let put = temporary.persist(&self.0);
        put.map_err(|error| Fault::file(&self.0, error.error))?;
        // The rename outlives a loss of power once the folder is on the disk; not all systems can do that.
        #[cfg(unix)]
        let _ = fs::File::open(folder_of(&self.0)).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

/// The end of the name of a temporary file, and how many random letters stand before it.
const PART: &str = ".part";
const RANDOM: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    fn from(from: &str, location: &str) -> Result<String, Fault> {
        let mut headers = HeaderMap::new();
        headers.insert(LOCATION, location.parse().unwrap());
        redirected(&from.parse().unwrap(), &headers).map(String::from)
    }

    #[test]
    fn redirects_stay_on_the_host() {
        let here = "https://host.example/lists/dsc?key=secret";
        for (location, to) in [
            ("/b?x=1#part", "https://host.example/b?x=1"),
            ("b", "https://host.example/lists/b"),
            ("?page=2", "https://host.example/lists/dsc?page=2"),
            ("https://HOST.example:443/b", "https://host.example/b"),
            ("../b/./c", "https://host.example/b/c"),
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
            ("/\\evil.example/b", away("evil.example")),
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
            assert_eq!(shown(&url.parse().unwrap()), text);
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
