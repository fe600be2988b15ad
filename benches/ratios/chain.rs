//! Verifying and issuing, each against the raw signature operation of `ring` on the same octets; decoding against
//! the other Rust reader.

use crate::measure::{Row, Target, in_turn, median, row, seconds};
use crate::read;
use hcert::codec::zlib::Effort;
use hcert::container::cwt::Content;
use hcert::container::{Limits, Unverified};
use hcert::dcc;
use hcert::issue::{Issuer, Validity};
use hcert::key::{Algorithm, PublicKey, Signer as _, SoftwareKey};
use hcert::{Payload, Timestamp, TrustList, Verifier};
use std::hint::black_box;

/// A code of our own vectors, who signed it, and everything that a raw operation needs.
struct Subject {
    text: String,
    trust: TrustList,
    key: PublicKey,
    alg: Algorithm,
    message: Vec<u8>,
    signature: Vec<u8>,
    at: Timestamp,
}

impl Subject {
    fn new(vector: &str, signer: &str, alg: Algorithm) -> Self {
        let file = read(&format!("testdata/NO/2DCode/raw/{vector}.json"));
        let json: serde_json::Value = serde_json::from_str(&file).unwrap();
        let text = json["PREFIX"].as_str().unwrap().to_owned();
        let pem = read(&format!("keys/{signer}.pem"));
        let trust = TrustList::read(signer, pem.as_bytes()).unwrap();
        Self::of(text, trust, alg, "2022-02-01T12:00:00Z")
    }

    /// The yellow card of our own.
    fn card() -> Self {
        let pem = read("testdata/icvp/dsc.pem");
        let trust = TrustList::read("icvp", pem.as_bytes()).unwrap();
        let text = read("testdata/icvp/code.txt").trim().to_owned();
        let at = "2026-07-01T12:00:00Z";
        Self::of(text, trust.in_domain("ICVP"), Algorithm::Es256, at)
    }

    fn of(text: String, trust: TrustList, alg: Algorithm, at: &str) -> Self {
        let own = Unverified::decode(&text, &Limits::default()).unwrap();
        let key = trust.iter().next().unwrap().key.clone();
        Self {
            key,
            message: own.sign1().to_be_signed(),
            signature: own.sign1().signature.clone(),
            text,
            trust,
            alg,
            at: at.parse().unwrap(),
        }
    }

    fn raw_verify(&self) {
        let message = black_box(&self.message);
        self.key.verify(self.alg, message, &self.signature).unwrap();
    }
}

/// Text to typed certificate, believed by nobody: what the peer's `decode` does.
fn decode(text: &str) -> Payload {
    let unverified = Unverified::decode(text, &Limits::default()).unwrap();
    let claims = unverified.peek().unwrap().0;
    let Ok(Content::Dcc(value)) = &claims.content else {
        panic!("no certificate")
    };
    dcc::read::read(value).payload.unwrap()
}

pub fn rows(tell: &mut dyn FnMut(Row)) {
    let es256 = Subject::new("vaccination-2-2", "dsc-vaccination", Algorithm::Es256);
    let ps256 = Subject::new("vaccination-2-2-ps256", "dsc-ps256", Algorithm::Ps256);
    for (subject, target, limit) in [
        (&es256, 1.10, "limit 1.04, dgc 1.34"),
        (&ps256, 1.35, "limit about 1.1"),
    ] {
        let verifier = Verifier::new(subject.trust.clone());
        let full = || {
            drop(black_box(
                verifier.verify(black_box(&subject.text), subject.at),
            ))
        };
        let report = verifier.verify(&subject.text, subject.at);
        assert!(report.verdict.is_genuine() && report.certificate.is_some());
        let timed = in_turn(full, || subject.raw_verify());
        let what = format!("verify {} / raw ring verify", subject.alg);
        tell(row(&what, timed, Target::AtMost(target), limit));
    }
    let card = Subject::card();
    let verifier = Verifier::new(card.trust.clone());
    assert!(verifier.verify(&card.text, card.at).verdict.is_genuine());
    let full = || drop(black_box(verifier.verify(black_box(&card.text), card.at)));
    let timed = in_turn(full, || card.raw_verify());
    let what = "verify a yellow card / raw ring verify";
    tell(row(what, timed, Target::AtMost(1.15), "limit 1.04"));
    beside_dgc(&es256, tell);
    issue(&es256, tell);
    judge_by_rules(&es256, tell);
    load_ten_thousand_keys(tell);
}

fn beside_dgc(subject: &Subject, tell: &mut dyn FnMut(Row)) {
    // The same person and the same dose, or the comparison means nothing.
    let (ours, theirs) = (decode(&subject.text), dgc::decode(&subject.text).unwrap());
    assert_eq!(
        ours.person.family_mrz.as_deref(),
        Some(theirs.certs[&1].name.surname_standard.as_str())
    );
    let timed = in_turn(
        || drop(black_box(dgc::decode(black_box(&subject.text)).unwrap())),
        || drop(black_box(decode(black_box(&subject.text)))),
    );
    tell(row(
        "decode without signature: dgc 0.0.7 / ours",
        timed,
        Target::AtLeast(3.0),
        "limit about 7",
    ));
    let mut trust = dgc::TrustList::default();
    let pem = read("keys/dsc-vaccination.pem");
    let der = pem::parse(&pem).unwrap();
    trust
        .add_key_from_certificate(&base64::Engine::encode(
            &base64::engine::general_purpose::STANDARD,
            der.contents(),
        ))
        .unwrap();
    let (_, validity) = dgc::validate(&subject.text, &trust).unwrap();
    assert!(validity.is_valid());
    let verifier = Verifier::new(subject.trust.clone());
    let timed = in_turn(
        || {
            drop(black_box(
                dgc::validate(black_box(&subject.text), &trust).unwrap(),
            ))
        },
        || {
            drop(black_box(
                verifier.verify(black_box(&subject.text), subject.at),
            ))
        },
    );
    tell(row(
        "verify ES256: dgc 0.0.7 / ours",
        timed,
        Target::None,
        "",
    ));
}

fn issue(subject: &Subject, tell: &mut dyn FnMut(Row)) {
    let pem = read("keys/dsc-vaccination.key.pem");
    let signing = SoftwareKey::from_pem(&pem).unwrap();
    let payload = Payload::from_json(&read("testdata/payloads/vaccination-2-2.json")).unwrap();
    let validity = Validity {
        issued_at: "2022-01-10T08:00:00Z".parse().unwrap(),
        expires_at: "2022-04-10T08:00:00Z".parse().unwrap(),
    };
    let dsc = subject.trust.iter().next().unwrap();
    for (effort, name, target, limit) in [
        (Effort::Best, "best", 2.2, "naive 2.58"),
        (Effort::Fast, "fast", 1.45, "limit about 1.2"),
    ] {
        let key = Box::new(SoftwareKey::from_pem(&pem).unwrap());
        let issuer = Issuer::new(key, dsc.clone()).unwrap().with_effort(effort);
        let raw = || {
            drop(black_box(
                signing.sign(black_box(&subject.message)).unwrap(),
            ))
        };
        let unread = || drop(black_box(issuer.issue_unread(&payload, validity).unwrap()));
        let what = format!("issue ES256, {name}, self-check not counted / raw ring sign");
        tell(row(
            &what,
            in_turn(unread, raw),
            Target::AtMost(target),
            limit,
        ));
        let whole = || drop(black_box(issuer.issue(&payload, validity).unwrap()));
        let what = format!("issue ES256, {name}, read again and verified / raw ring sign");
        tell(row(&what, in_turn(whole, raw), Target::None, ""));
    }
}

/// All rules of a country against one certificate, parsed once: Norway's own, and France's of July 2023 where
/// the published rules are at hand.
fn judge_by_rules(subject: &Subject, tell: &mut dyn FnMut(Row)) {
    use hcert::rules::{External, Question, RuleBook, ValueSets, norwegian};
    use hcert::verify::Journey;
    let at = "2022-02-05T12:00:00Z".parse().unwrap();
    let (text, verifier) = (&subject.text, Verifier::new(subject.trust.clone()));
    let journey = Journey::to("NO".parse().unwrap(), at);
    let travel = || drop(black_box(verifier.verify_for(text, at, Some(&journey))));
    let timed = in_turn(travel, || subject.raw_verify());
    let what = "verify ES256 with Norway's rules / raw ring verify";
    tell(row(what, timed, Target::None, ""));
    let report = verifier.verify(text, at);
    let payload = report.certificate.as_ref().unwrap().payload().clone();
    let value_sets = ValueSets::default();
    let mut books = vec![("NO", norwegian())];
    let data = std::env::var("HCERT_TESTDATA")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").into());
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
            kind: Some(dcc::Kind::Vaccination),
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
        let what = format!("{count} rules of {country} on one payload / raw ring verify");
        let timed = in_turn(judge, || subject.raw_verify());
        tell(row(&what, timed, Target::None, ""));
    }
}

/// Loading a signed bundle of 10,000 certificates.
fn load_ten_thousand_keys(tell: &mut dyn FnMut(Row)) {
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
    let mut load = || {
        let list = TrustList::load(&Request::new("bundle", &signed, at, &anchors), None).unwrap();
        assert_eq!(black_box(list).len(), 10_000);
    };
    let times = (0..20).map(|_| seconds(1, &mut load) * 1e3).collect();
    tell(Row {
        what: "load a signed bundle of 10,000 keys, ms".into(),
        measured: Some(median(times)),
        target: Target::None,
        limit: "",
        detail: format!("{} octets", signed.len()),
    });
}
