//! How close the whole job comes to its limit, one raw `ring` operation on the same octets.
//!
//! ```sh
//! cargo bench --bench ratios
//! ```
//!
//! A and B are timed in turn, in batches, and the median of the quotients is printed: absolute times on a
//! shared machine say little, ratios repeat. Nothing here is a test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark reads the clock, prints, and stops at the first surprise"
)]

use hcert::codec::cose::Sign1;
use hcert::codec::zlib::Effort;
use hcert::container::{Limits, Unverified};
use hcert::issue::{Issuer, Validity};
use hcert::key::{Algorithm, PublicKey, Signer as _, SoftwareKey};
use hcert::{Payload, TrustList, Verifier};
use std::hint::black_box;
use std::time::Instant;

/// Calls of one side before the other has its turn, and how often that is repeated.
const BATCH: u32 = 30;
const ROUNDS: usize = 120;

/// Seconds for `BATCH` calls.
fn time(job: &mut dyn FnMut()) -> f64 {
    let start = Instant::now();
    (0..BATCH).for_each(|_| job());
    start.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Median of `a / b`, and the median times of one call in microseconds.
fn ratio(mut a: impl FnMut(), mut b: impl FnMut()) -> (f64, f64, f64) {
    let (mut quotients, mut a_times, mut b_times) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS + 10 {
        let (a, b) = (time(&mut a), time(&mut b));
        // The first rounds warm the caches up.
        if round >= 10 {
            quotients.push(a / b);
            a_times.push(a / f64::from(BATCH) * 1e6);
            b_times.push(b / f64::from(BATCH) * 1e6);
        }
    }
    (median(quotients), median(a_times), median(b_times))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn print(what: &str, (quotient, a, b): (f64, f64, f64)) {
    println!("{what:<44} {quotient:>6.3}   {a:>8.1} µs / {b:>7.1} µs");
    let line = serde_json::json!({"what": what, "measured": quotient, "ours_us": a, "limit_us": b});
    println!("{line}");
}

fn main() {
    let at = "2022-02-01T12:00:00Z".parse().unwrap();
    println!("{:<44} {:>6}   ours / raw ring", "what", "ratio");
    for (name, signer, alg) in [
        ("vaccination-2-2", "dsc-vaccination", Algorithm::Es256),
        ("vaccination-2-2-ps256", "dsc-ps256", Algorithm::Ps256),
    ] {
        let vector: serde_json::Value =
            serde_json::from_str(&read(&format!("testdata/NO/2DCode/raw/{name}.json"))).unwrap();
        let text = vector
            .get("PREFIX")
            .and_then(|text| text.as_str())
            .unwrap()
            .to_owned();
        let trust =
            TrustList::read(signer, read(&format!("keys/{signer}.pem")).as_bytes()).unwrap();
        let dsc = trust.iter().next().unwrap().clone();
        let own = Unverified::decode(&text, &Limits::default()).unwrap();
        let sign1: &Sign1 = own.sign1();
        let (message, signature) = (sign1.to_be_signed(), sign1.signature.clone());
        let key: PublicKey = dsc.key.clone();
        let verifier = Verifier::new(trust);
        assert!(verifier.verify(&text, at).verdict.is_accept());
        let full = || drop(black_box(verifier.verify(black_box(&text), at)));
        let raw = || key.verify(alg, black_box(&message), &signature).unwrap();
        print(&format!("verify {alg} / raw verify"), ratio(full, raw));
        let decode = || {
            drop(black_box(Unverified::decode(
                black_box(&text),
                &Limits::default(),
            )))
        };
        print(
            &format!("decode {alg} without signature / raw verify"),
            ratio(decode, raw),
        );

        if alg == Algorithm::Es256 {
            judge_by_rules(&text, &verifier, raw);
            let pem = read(&format!("keys/{signer}.key.pem"));
            let signing = SoftwareKey::from_pem(&pem).unwrap();
            let payload =
                Payload::from_json(&read("testdata/payloads/vaccination-2-2.json")).unwrap();
            let validity = Validity {
                issued_at: "2022-01-10T08:00:00Z".parse().unwrap(),
                expires_at: "2022-04-10T08:00:00Z".parse().unwrap(),
            };
            for (effort, what) in [(Effort::Best, "best"), (Effort::Fast, "fast")] {
                let key = Box::new(SoftwareKey::from_pem(&pem).unwrap());
                let issuer = Issuer::new(key, dsc.clone()).unwrap().with_effort(effort);
                let full = || drop(black_box(issuer.issue(&payload, validity).unwrap()));
                let raw = || drop(black_box(signing.sign(black_box(&message)).unwrap()));
                print(
                    &format!("issue {what} with its self-check / raw sign"),
                    ratio(full, raw),
                );
            }
        }
    }
    load_ten_thousand_keys();
    norway_and_pages();
}

/// All rules of a country against one certificate, parsed once: Norway's own, and France's of July 2023 where
/// the published rules are at hand.
fn judge_by_rules(text: &str, verifier: &Verifier, raw: impl FnMut() + Copy) {
    use hcert::rules::{External, Question, RuleBook, ValueSets, norwegian};
    use hcert::verify::Journey;
    let at = "2022-02-05T12:00:00Z".parse().unwrap();
    let journey = Journey::to("NO", at);
    let travel = || drop(black_box(verifier.verify_for(text, at, Some(&journey))));
    print(
        "verify ES256 with Norway's rules / raw verify",
        ratio(travel, raw),
    );
    let report = verifier.verify(text, at);
    let payload = report.certificate.as_ref().unwrap().payload().to_json();
    let value_sets = ValueSets::default();
    let mut books = vec![("NO", norwegian())];
    let data = std::env::var("HCERT_TESTDATA").unwrap_or_else(|_| "../shared/data".into());
    let mut french = RuleBook::default();
    let folder = format!("{data}/rules/gateway-2023-07-05/FR");
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let _ = french.read(
            "FR",
            &std::fs::read_to_string(entry.path()).unwrap_or_default(),
        );
    }
    if !french.is_empty() {
        books.push(("FR", french));
    }
    // The published rules of July 2023 are in force then, and Norway's too.
    let arrival = "2022-06-15T12:00:00Z".parse().unwrap();
    for (country, book) in &books {
        let question = Question {
            country,
            region: "",
            issuer: "NO",
            arrival,
            kind: Some(hcert::dcc::Kind::Vaccination),
        };
        let external = External {
            clock: arrival,
            value_sets: &value_sets,
            country,
            region: "",
            issuer: "NO",
            issued_at: None,
            expires_at: None,
            kid: &[],
        };
        let count = book.judge(&question, &external, &payload).asked.len();
        let judge = || {
            drop(black_box(book.judge(
                &question,
                &external,
                black_box(&payload),
            )))
        };
        let what = format!("{count} rules of {country} on one payload / raw verify");
        print(&what, ratio(judge, raw));
    }
}

/// A record's light, and its pages in milliseconds.
fn norway_and_pages() {
    use hcert::norway::certificates::{Delivery, NIPH, certificates, uvci};
    use hcert::norway::{light, profile::Profile, record::Record};
    use hcert::page::{self, Format, control};
    let record = Record::from_json(&read("testdata/records/all-three.json")).unwrap();
    let at: hcert::Timestamp = "2021-11-15T12:00:00+01:00".parse().unwrap();
    let profile = Profile::on(at.in_oslo().date());
    let light = || {
        black_box(light::status(black_box(&record), at, profile));
    };
    let each: Vec<f64> = (0..50)
        .map(|_| time(&mut { light }) / f64::from(BATCH) * 1e6)
        .collect();
    println!(
        "the domestic light of a record               {:>6.1} µs",
        median(each)
    );
    let trust = TrustList::read("keys", read("keys/dsc-all.pem").as_bytes()).unwrap();
    let dsc = trust.iter().next().unwrap().clone();
    let key = SoftwareKey::from_pem(&read("keys/dsc-all.key.pem")).unwrap();
    let issuer = Issuer::new(Box::new(key), dsc).unwrap();
    let expires = at.plus_seconds(90 * 86_400);
    let validity = Validity {
        issued_at: at,
        expires_at: expires,
    };
    let mut fresh = || uvci([7; 13]);
    let made = certificates(&record, at, Delivery::AtOnce, NIPH, &mut fresh).certificates;
    let signed: Vec<_> = made
        .into_iter()
        .map(|made| {
            let text = issuer.issue(&made.payload, validity).unwrap();
            (made, control::SignedCode { text, expires })
        })
        .collect();
    let edition = control::Edition {
        person: &record.person,
        lang: hcert::Lang::Nb,
        made: at,
        posted: false,
        expires,
    };
    let document = control::european(&edition, &signed);
    let verifier = Verifier::new(trust);
    for (what, formats) in [
        ("HTML", &[Format::Html][..]),
        ("PDF", &[Format::Pdf]),
        ("PNG", &[Format::Png]),
        ("all four", &Format::ALL),
    ] {
        let times: Vec<f64> = (0..10)
            .map(|_| {
                let start = Instant::now();
                drop(black_box(
                    page::release(&document, &verifier, at, formats).unwrap(),
                ));
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        let sheets = document.sheets.len();
        println!(
            "{sheets} sheets as {what}, read again and verified {:>8.1} ms",
            median(times)
        );
    }
}

/// Loading a signed bundle of 10,000 certificates, against verifying its signature alone.
fn load_ten_thousand_keys() {
    use hcert::trust::{Anchors, Request, bundle};
    let at = "2022-02-01T12:00:00Z".parse().unwrap();
    let dsc = TrustList::read("keys", read("keys/dsc-all.pem").as_bytes()).unwrap();
    let dsc = dsc.iter().next().unwrap().clone();
    let list: TrustList = (0..10_000u32)
        .map(|n| dsc.clone().with_kid(&n.to_be_bytes()))
        .collect();
    let key = SoftwareKey::from_pem(&read("keys/dsc-all.key.pem")).unwrap();
    let content = bundle::encode(&list, at, None);
    let signed = bundle::sign(&content, &key, &bundle::operator_kid(&key.spki())).unwrap();
    let anchors = Anchors {
        keys: vec![key.spki()],
        ..Anchors::default()
    };
    let times: Vec<f64> = (0..20)
        .map(|_| {
            let start = Instant::now();
            let list =
                TrustList::load(&Request::new("bundle", &signed, at, &anchors), None).unwrap();
            assert_eq!(black_box(list).len(), 10_000);
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    let milliseconds = median(times);
    println!(
        "load a signed bundle of 10,000 keys          {milliseconds:>6.1} ms ({} octets)",
        signed.len()
    );
    println!(
        "{}",
        serde_json::json!({"what": "load 10,000 keys, ms", "measured": milliseconds})
    );
}
