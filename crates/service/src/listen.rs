//! The door: connections, TLS, and the end of it all.
//!
//! HTTP/1.1 alone: a load balancer speaks that to what stands behind it, and every limit here is one of a connection
//! with one request at a time.

use super::addresses::Addresses;
use super::error::SetupError;
use super::{App, Limits};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use hcert::key::pkcs8_from_pem;
use hcert::text;
use hcert::text::Text;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use rustls::crypto::ring as algorithms;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{RootCertStore, ServerConfig};
use std::convert::Infallible;
use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{Instant, Sleep};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;
use zeroize::Zeroize as _;

/// How long is waited after the system refused a connection, as when there are no file descriptors left.
const PAUSE: Duration = Duration::from_millis(100);

/// How long the answer is still worked on for a client that has closed its direction.
const PATIENCE: Duration = Duration::from_secs(4);

/// How long the end of a stream is kept back while a body is read.
const SETTLING: Duration = Duration::from_millis(50);

/// Header fields of a request.
const HEADERS: usize = 64;

/// Octets of a request's head.
const HEAD: usize = 16 << 10;

/// A browser that was here over TLS asks for nothing without it for a year (RFC 6797). Other names are not ours to speak for.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Whether the client of a connection showed a certificate that the service's authority (`--client-ca`) had signed.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClientCertificate(pub(super) bool);

/// TLS for the door, and for issuing the authority whose clients are let in.
#[derive(Clone)]
pub struct Tls(Arc<ServerConfig>);

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

impl Tls {
    /// From PEM: the certificate with those above it, its private key, and certificates of clients' authorities.
    ///
    /// # Errors
    /// What cannot be read or does not belong together.
    pub fn new(
        certificates: &[u8],
        key: &[u8],
        client_ca: Option<&[u8]>,
    ) -> Result<Self, SetupError> {
        let read = |pem: &[u8]| {
            let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
            read.ok().filter(|read| !read.is_empty())
        };
        let chain = read(certificates).ok_or_else(|| text!(SETUP_NO_CERTIFICATE))?;
        let key = signing_key(key)?;
        let provider = Arc::new(algorithms::default_provider());
        let failed = |error: rustls::Error| SetupError::from(Text::plain(error));
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(failed)?;
        let config = match client_ca {
            None => config.with_no_client_auth(),
            Some(pem) => {
                let mut roots = RootCertStore::empty();
                for certificate in read(pem).ok_or_else(|| text!(SETUP_NO_AUTHORITY))? {
                    roots.add(certificate).map_err(failed)?;
                }
                // Whoever verifies needs no certificate; whoever issues is asked for one then.
                let verifier =
                    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                        .allow_unauthenticated()
                        .build()
                        .map_err(|error| SetupError::from(Text::plain(error)))?;
                config.with_client_cert_verifier(verifier)
            }
        };
        let pair = CertifiedKey::new(chain, key);
        pair.keys_match().map_err(failed)?;
        let mut config = config.with_cert_resolver(Arc::new(SingleCertAndKey::from(pair)));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(Arc::new(config)))
    }
}

/// Reads a private key. What is read is wiped; what signs with it is not ours.
fn signing_key(pem: &[u8]) -> Result<Arc<dyn rustls::sign::SigningKey>, Text> {
    let text = std::str::from_utf8(pem).unwrap_or_default();
    let signing = match pkcs8_from_pem(text) {
        Ok(octets) => {
            let key = PrivatePkcs8KeyDer::from(octets.as_slice()).into();
            algorithms::sign::any_supported_type(&key)
        }
        // The older forms, PKCS#1 and SEC 1.
        Err(_) => {
            let mut key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| text!(SETUP_NO_KEY))?;
            let signing = algorithms::sign::any_supported_type(&key);
            key.zeroize();
            signing
        }
    };
    signing.map_err(|error| text!(SETUP_KEY, reason = Text::plain(error)))
}

/// A service that answers.
pub struct Running {
    address: SocketAddr,
    tls: Arc<RwLock<Option<Tls>>>,
    stop: oneshot::Sender<()>,
    accepting: tokio::task::JoinHandle<()>,
    runtime: tokio::runtime::Runtime,
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Running({})", self.address)
    }
}

impl Running {
    /// Opens the door.
    ///
    /// # Errors
    /// The system gives no threads, or does not take the socket.
    pub fn start(app: App, listener: TcpListener, tls: Option<Tls>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        listener.set_nonblocking(true)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            // The gates let no more than their workers in; what is above that are other crates' few.
            .max_blocking_threads(2 * app.limits().workers + app.limits().decoders + 4)
            .build()?;
        let (stop, stopped) = oneshot::channel();
        let tls = Arc::new(RwLock::new(tls));
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let door = Server {
            router: app.router(),
            app,
            tls: Arc::clone(&tls),
        };
        let accepting = runtime.spawn(door.accept(listener, stopped));
        Ok(Self {
            address,
            tls,
            stop,
            accepting,
            runtime,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes other certificates for the connections to come.
    pub fn renew_tls(&self, tls: Tls) {
        *self.tls.write().unwrap_or_else(PoisonError::into_inner) = Some(tls);
    }

    /// Accepts nobody any more, lets requests under way finish for so long, and ends. Whether all were answered.
    #[must_use]
    pub fn stop(self, limit: Duration) -> bool {
        // It is gone already if nobody receives this.
        let _ = self.stop.send(());
        let all = async { tokio::time::timeout(limit, self.accepting).await.is_ok() };
        let all = self.runtime.block_on(all);
        // Works on threads of their own cannot be broken off; their answers have nobody to go to.
        self.runtime.shutdown_timeout(Duration::ZERO);
        all
    }
}

struct Server {
    app: App,
    router: Router,
    tls: Arc<RwLock<Option<Tls>>>,
}

impl Server {
    /// Accepts connections until it is told to stop, and then waits for those that are there.
    async fn accept(self, listener: tokio::net::TcpListener, mut stopped: oneshot::Receiver<()>) {
        let limits = self.app.limits();
        let places = Arc::new(Semaphore::new(limits.connections));
        let graceful = GracefulShutdown::new();
        let addresses = Addresses::new(limits.connections_per_address, &limits.proxies);
        loop {
            let next = async {
                let place = Arc::clone(&places).acquire_owned().await;
                (place, listener.accept().await)
            };
            let (place, accepted) = tokio::select! {
                next = next => next,
                _ = &mut stopped => break,
            };
            match accepted {
                Ok((stream, peer)) => {
                    // Nothing is said to who has too many: to say it would cost what is saved.
                    let Some(entry) = addresses.enter(peer.ip()) else {
                        self.app.metrics().refused().inc();
                        continue;
                    };
                    let tls = self
                        .tls
                        .read()
                        .unwrap_or_else(PoisonError::into_inner)
                        .clone();
                    let (app, router) = (self.app.clone(), self.router.clone());
                    let watcher = graceful.watcher();
                    tokio::spawn(async move {
                        app.metrics().connections().inc();
                        handshake(&app, router, stream, tls, watcher).await;
                        app.metrics().connections().dec();
                        drop((place, entry));
                    });
                }
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
        drop(listener);
        graceful.shutdown().await;
    }
}

async fn handshake(
    app: &App,
    router: Router,
    stream: TcpStream,
    tls: Option<Tls>,
    watcher: Watcher,
) {
    // Small answers go out at once.
    let _ = stream.set_nodelay(true);
    let limits = app.limits();
    match tls {
        None => serve_connection(limits, router, stream, None, watcher).await,
        Some(Tls(config)) => {
            let handshake = TlsAcceptor::from(config).accept(stream);
            // Who does not finish it, or speaks no TLS, is nobody's request.
            if let Ok(Ok(stream)) = tokio::time::timeout(limits.head_time, handshake).await {
                let (_, connection) = stream.get_ref();
                let known = connection
                    .peer_certificates()
                    .is_some_and(|chain| !chain.is_empty());
                let known = Some(ClientCertificate(known));
                serve_connection(limits, router, stream, known, watcher).await;
            }
        }
    }
}

/// Whether a connection's request is being worked on, and nothing is read of it any more.
#[derive(Clone, Default)]
pub(super) struct Attention(Arc<AtomicUsize>);

/// A state that lasts until this is dropped.
pub(super) struct Lasting(Attention, usize);

impl Attention {
    const WORK: usize = 1;
    const HEAR: usize = 2;

    fn set(&self, state: usize) -> Lasting {
        self.0.fetch_or(state, Ordering::Relaxed);
        Lasting(self.clone(), state)
    }

    /// A request is answered.
    fn work(&self) -> Lasting {
        self.set(Self::WORK)
    }

    /// Its body is read.
    pub(super) fn hear(&self) -> Lasting {
        self.set(Self::HEAR)
    }

    fn is_at_work(&self) -> bool {
        self.0.load(Ordering::Relaxed) == Self::WORK
    }

    fn is_heard(&self) -> bool {
        self.0.load(Ordering::Relaxed) & Self::HEAR != 0
    }
}

impl Drop for Lasting {
    fn drop(&mut self) {
        self.0.0.fetch_and(!self.1, Ordering::Relaxed);
    }
}

/// A stream whose end is told late while a request is worked on. Who has said all and closes that direction still gets
/// an answer that comes soon; then whoever closed is taken to have left, since no other sign of it comes, and the work
/// ends with the request.
struct Patient<S> {
    stream: S,
    attention: Attention,
    ended: Option<Ended>,
}

/// The end of a stream, since it came.
struct Ended {
    /// While a body is read: the last of it may have come with the end, and nobody may have taken it yet.
    settling: Pin<Box<Sleep>>,
    /// While a request is worked on.
    patience: Pin<Box<Sleep>>,
}

impl<S> Patient<S> {
    fn new(stream: S, attention: Attention) -> Self {
        let ended = None;
        Self {
            stream,
            attention,
            ended,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.ended.is_none() {
            let before = into.filled().len();
            let read = Pin::new(&mut this.stream).poll_read(context, into);
            let is_end = into.filled().len() == before && into.remaining() > 0;
            if !matches!(read, Poll::Ready(Ok(()))) || !is_end {
                return read;
            }
        }
        // The end was there, and stays.
        let ended = this.ended.get_or_insert_with(|| Ended {
            settling: Box::pin(tokio::time::sleep(SETTLING)),
            patience: Box::pin(tokio::time::sleep(PATIENCE)),
        });
        if this.attention.is_at_work() {
            ended.patience.as_mut().poll(context).map(Ok)
        } else if this.attention.is_heard() {
            ended.settling.as_mut().poll(context).map(Ok)
        } else {
            Poll::Ready(Ok(()))
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, octets)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Answers the requests of one connection; `known` is what TLS says of its client.
async fn serve_connection(
    limits: &Limits,
    router: Router,
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    known: Option<ClientCertificate>,
    watcher: Watcher,
) {
    let (opened, most) = (Instant::now(), limits.connection_time);
    let attention = Attention::default();
    let stream = Patient::new(stream, attention.clone());
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request
            .extensions_mut()
            .insert(known.unwrap_or(ClientCertificate(false)));
        request.extensions_mut().insert(attention.clone());
        let answer = router.clone().oneshot(request);
        let working = attention.work();
        async move {
            let answer = answer.await;
            drop(working);
            let mut answer = answer?;
            let headers = answer.headers_mut();
            if opened.elapsed() > most {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            if known.is_some() {
                headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
            }
            Ok::<_, Infallible>(answer)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_headers(HEADERS)
        .max_buf_size(HEAD)
        .serve_connection(TokioIo::new(stream), service);
    // How a connection ends is its client's matter; an answer that nobody takes ends with it.
    let last = most + limits.request_time + limits.head_time;
    let _ = tokio::time::timeout(last, watcher.watch(connection)).await;
}
