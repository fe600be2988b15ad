//! What each layer takes by itself: `cargo bench --bench layers`.
//!
//! Absolute times, for finding out what a change did to one layer; against peers and limits measures the bench
//! `ratios`. The codes are our own vectors.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark stops at the first surprise"
)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hcert::codec::cbor::{self, item, write};
use hcert::codec::cose::Sign1;
use hcert::codec::zlib::Effort;
use hcert::codec::{base45, zlib};
use hcert::container::cwt::Content;
use hcert::container::{Limits, Unverified};
use hcert::dcc::schema::{self, Version};
use hcert::dcc::{names, read, uvci};
use hcert::key::{Algorithm, Signer as _, SoftwareKey, sha256};
use hcert::qr::render::{Level, Symbol};
use hcert::{Payload, TrustList};
use std::hint::black_box;
use std::time::Duration;

fn file(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn text() -> String {
    let codes = file("testdata/codes.txt");
    codes.lines().next().unwrap().to_owned()
}

/// From text to typed payload, one layer after the other, and back.
fn chain(criterion: &mut Criterion) {
    let (text, limits) = (text(), Limits::default());
    let body = text.strip_prefix("HC1:").unwrap();
    let compressed = base45::decode(body).unwrap();
    let inflated = zlib::inflate(&compressed, limits.inflated).unwrap();
    let sign1 = Sign1::decode(&inflated, limits.depth).unwrap();
    let unverified = Unverified::decode(&text, &limits).unwrap();
    let claims = unverified.peek().unwrap().0;
    let Ok(Content::Dcc(content)) = &claims.content else {
        panic!("no certificate")
    };
    let payload = read::read(content).payload.unwrap();

    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("base45", |b| b.iter(|| base45::decode(black_box(body))));
    group.bench_function("zlib", |b| {
        b.iter(|| zlib::inflate(black_box(&compressed), limits.inflated))
    });
    group.bench_function("cose", |b| {
        b.iter(|| Sign1::decode(black_box(&inflated), limits.depth))
    });
    group.bench_function("whole text", |b| {
        b.iter(|| Unverified::decode(black_box(&text), &limits))
    });
    group.bench_function("signed octets", |b| {
        b.iter(|| black_box(&sign1).to_be_signed())
    });
    group.bench_function("cbor, borrowed", |b| {
        b.iter(|| item::read(black_box(&sign1.payload), limits.depth).map(drop))
    });
    group.bench_function("cbor, the plain way", |b| {
        b.iter(|| cbor::decode(black_box(&sign1.payload), limits.depth))
    });
    group.bench_function("claims", |b| {
        b.iter(|| black_box(&unverified).peek().map(drop))
    });
    group.bench_function("payload", |b| b.iter(|| read::read(black_box(content))));
    group.finish();

    let mut group = criterion.benchmark_group("write");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("cbor", |b| {
        b.iter(|| write::encode(&black_box(&payload).to_item()))
    });
    group.bench_function("schema", |b| {
        b.iter(|| schema::check(black_box(&payload), Version::LATEST))
    });
    group.bench_function("zlib best", |b| {
        b.iter(|| zlib::deflate(black_box(&inflated), Effort::Best))
    });
    group.bench_function("zlib fast", |b| {
        b.iter(|| zlib::deflate(black_box(&inflated), Effort::Fast))
    });
    group.bench_function("base45", |b| {
        b.iter(|| base45::encode(black_box(&compressed)))
    });
    group.bench_function("payload from json", |b| {
        let json = payload.to_json();
        b.iter(|| Payload::from_json(black_box(&json)))
    });
    group.bench_function("transliterate a name", |b| {
        b.iter(|| {
            names::transliterate(black_box("Ægisdóttir Sjöström"), names::Language::default())
        })
    });
    group.bench_function("identifier", |b| {
        b.iter(|| uvci::read(black_box("URN:UVCI:01:NO:187/37512422923#K")))
    });
    group.finish();
}

/// The limit: one raw operation.
fn signatures(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("signature");
    let message = [7; 379];
    for (name, alg) in [
        ("dsc-vaccination", Algorithm::Es256),
        ("dsc-ps256", Algorithm::Ps256),
    ] {
        let key = SoftwareKey::from_pem(&file(&format!("keys/{name}.key.pem"))).unwrap();
        let signature = key.sign(&message).unwrap();
        let public = key.public_key();
        group.bench_function(format!("{alg} sign"), |b| {
            b.iter(|| key.sign(black_box(&message)))
        });
        group.bench_function(format!("{alg} verify"), |b| {
            b.iter(|| public.verify(alg, black_box(&message), &signature))
        });
    }
    group.bench_function("sha-256 of 379 octets", |b| {
        b.iter(|| sha256(black_box(&message)))
    });
    group.finish();
}

fn trust(criterion: &mut Criterion) {
    let pem = file("keys/dsc-all.pem");
    criterion.bench_function("trust/one certificate", |b| {
        b.iter(|| TrustList::read("keys", black_box(pem.as_bytes())))
    });
}

fn symbols(criterion: &mut Criterion) {
    let text = text();
    let symbol = Symbol::encode(&text, Level::Q).unwrap();
    let mut group = criterion.benchmark_group("qr");
    group.bench_function("matrix", |b| {
        b.iter(|| Symbol::encode(black_box(&text), Level::Q))
    });
    group.bench_function("png, 4 px a module", |b| {
        b.iter(|| black_box(&symbol).png(4))
    });
    group.bench_function("svg", |b| b.iter(|| black_box(&symbol).svg()));
    {
        use hcert_scan::scan::{ScanLimits, scan};
        let png = symbol.png(4).unwrap();
        group.bench_function("scan of a png", |b| {
            b.iter(|| scan(black_box(&png), &ScanLimits::default()))
        });
    }
    group.finish();
}

criterion_group! {
    name = layers;
    config = Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = chain, signatures, trust, symbols
}
criterion_main!(layers);
