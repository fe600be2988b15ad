//! Faults that lie in the relation of a code to keys, lists, clocks and limits.

use super::layers::{cut_one, flip_last};
use super::reasons::{Case, by, case, one, under};
use super::{Attempt, attempt, baseline};
use crate::common::{
    AT, Draft, EXPIRES, ISSUED, KeyType, Party, RECOVERY, Rng, Step, TEST, VACCINATION, Wanted, at,
    party, purposes, trust, world, zero_arc_purposes,
};
use ciborium::Value;
use hcert::trust::{Dsc, TrustList, Usage};
use hcert::verify::DscValidity;
use hcert::{Limits, Policy, Verifier};

/// Tags inside one another around a number.
fn nest(levels: usize) -> Value {
    (0..levels).fold(Value::from(0), |inner, _| Value::Array(vec![inner]))
}

/// A signer of another domain, as a list of several has it.
fn elsewhere(dsc: Dsc) -> Dsc {
    let domain = Some("PH4H".to_owned());
    Dsc { domain, ..dsc }.used_as(Usage::Other)
}

fn policy(change: impl FnOnce(&mut Policy)) -> Policy {
    let mut policy = Policy::default();
    change(&mut policy);
    policy
}

pub(super) fn foreign_formats() -> Vec<Case> {
    let foreign = [
        "HC2:",
        "HCZ:",
        "NL2:",
        "nl2:",
        "AT1:",
        "LT1:",
        "DK3:",
        "CRED:",
        "mdoc:",
        "openid4vp://",
        "DC04FR0000011E6A1E6AL1",
        "http://",
        "HTTPS://",
    ];
    let with = |code, prefix: &'static str| {
        let bad = attempt(VACCINATION, |draft| {
            draft.text(move |text| text.replacen("HC1:", prefix, 1));
        });
        case(code, prefix, bad, baseline())
    };
    let foreign = foreign.map(|prefix| with("prefix-foreign", prefix));
    foreign
        .into_iter()
        .chain([with("context-domestic", "NO1:")])
        .collect()
}

/// What is larger or deeper than the limits is a good code under wider ones.
pub(super) fn limits() -> Vec<Case> {
    let wide = |limits: Limits| one(&world().ec).with_limits(limits);
    let base = Limits::default();
    let both = |code, name, padding: Value, limits: Limits| {
        let pad = |draft: &mut Draft| draft.unprotected = vec![(99.into(), padding.clone())];
        let bad = attempt(VACCINATION, pad);
        let mut good = attempt(VACCINATION, pad);
        (good.text, good.verifier) = (bad.text.clone(), wide(limits));
        case(code, name, bad, good)
    };
    let noise = Value::Bytes(Rng::new(1).octets(3000));
    let zeros = Value::Bytes(vec![0; 65_536]);
    // The array, the map of the unprotected header and tag 18 are three levels.
    vec![
        both(
            "text-too-long",
            "3,000 octets of noise",
            noise,
            Limits { text: 9000, ..base },
        ),
        both(
            "inflated-too-large",
            "64 KiB of zeros",
            zeros,
            Limits {
                inflated: 80_000,
                ..base
            },
        ),
        both(
            "cbor-invalid",
            "14 lists in one another",
            nest(14),
            Limits { depth: 17, ..base },
        ),
    ]
}

pub(super) fn keys() -> Vec<Case> {
    let world = world();
    let wanted = Wanted::default();
    let (p384, short) = (
        party(KeyType::P384, &wanted),
        party(KeyType::Rsa1024, &wanted),
    );
    let broken = party(
        KeyType::P256,
        &Wanted {
            broken_usage: true,
            ..Wanted::default()
        },
    );
    // keyUsage (2.5.29.15) with one bit, and something that nobody knows.
    let with = |oid: &[u64], critical, value: &[u8]| {
        let extensions = vec![(oid.to_vec(), critical, value.to_vec())];
        let wanted = Wanted {
            extensions,
            ..Wanted::default()
        };
        party(KeyType::P256, &wanted)
    };
    let encipherer = with(&[2, 5, 29, 15], true, &[3, 2, 5, 0x20]);
    let issuing = with(&[2, 5, 29, 15], true, &[3, 2, 2, 0x04]);
    let unknown = [1, 3, 6, 1, 4, 1, 99_999, 1];
    let critical = with(&unknown, true, &[5, 0]);
    let not_critical = with(&unknown, false, &[5, 0]);
    let csca = crate::common::authority_party();
    let bare_elsewhere = Dsc {
        certificate: None,
        ..world.ec.dsc.clone()
    };
    let good_rsa = || by(&world.rsa, VACCINATION, one(&world.rsa));
    let es256_by_rsa = {
        let mut draft = Draft::new(&world.rsa, VACCINATION);
        draft.protected[0].1 = (-7).into();
        Attempt::new(&draft, &world.rsa, one(&world.rsa))
    };
    // Another's key under the signer's kid: the twin has the signer's own beside it.
    let impostor = world.other.dsc.clone().with_kid(&world.ec.dsc.kid);
    let colliding_rsa = world.rsa.dsc.clone().with_kid(&world.ec.dsc.kid);
    let list =
        |keys: Vec<Dsc>| Verifier::new(keys.into_iter().collect::<TrustList>().dated(at(AT)));
    let ours = || world.ec.dsc.clone();
    let spki_1024 = {
        use rsa::pkcs8::EncodePublicKey as _;
        let key = crate::common::rsa_key(1024).to_public_key();
        let spki = key.to_public_key_der().unwrap();
        Dsc::from_spki("tests", &short.dsc.kid, spki.as_bytes()).unwrap()
    };
    let long_rsa = |change: fn(Vec<u8>) -> Vec<u8>| {
        let mut draft = Draft::new(&world.rsa, VACCINATION);
        draft.at(Step::Signature, change);
        Attempt::new(&draft, &world.rsa, one(&world.rsa))
    };
    vec![
        case(
            "alg-key-mismatch",
            "ES256 with an RSA key",
            es256_by_rsa,
            good_rsa(),
        ),
        case(
            "alg-key-mismatch",
            "P-384 under ES256",
            by(&p384, VACCINATION, one(&p384)),
            baseline(),
        ),
        case(
            "alg-key-short",
            "RSA of 1,024 bits",
            by(&short, VACCINATION, one(&short)),
            good_rsa(),
        ),
        case(
            "alg-key-short",
            "a bare RSA key of 1,024 bits",
            by(&short, VACCINATION, list(vec![spki_1024])),
            good_rsa(),
        ),
        case(
            "alg-key-mismatch",
            "only an RSA key has the kid",
            under(list(vec![colliding_rsa.clone()])),
            baseline(),
        ),
        case(
            "alg-key-unreadable",
            "a bare key in compressed form",
            under(list(vec![compressed_key()])),
            baseline(),
        ),
        case(
            "key-usage-unreadable",
            "broken extendedKeyUsage",
            by(&broken, VACCINATION, one(&broken)),
            baseline(),
        ),
        case(
            "dsc-key-usage",
            "a key for enciphering",
            by(&encipherer, VACCINATION, one(&encipherer)),
            baseline(),
        ),
        case(
            "dsc-key-usage",
            "a key for certificates alone, whose certificate is no authority's",
            by(&issuing, VACCINATION, one(&issuing)),
            baseline(),
        ),
        case(
            "dsc-key-usage",
            "an authority's key",
            by(&csca, VACCINATION, one(&csca)),
            baseline(),
        ),
        case(
            "dsc-critical",
            "an extension that nobody knows",
            by(&critical, VACCINATION, one(&critical)),
            by(&not_critical, VACCINATION, one(&not_critical)),
        ),
        case(
            "key-usage-other",
            "a key for uploads",
            under(list(vec![ours().used_as(Usage::Upload)])),
            under(list(vec![ours(), ours().used_as(Usage::Upload)])),
        ),
        case(
            "key-usage-other",
            "a key for certificates of signers",
            under(list(vec![ours().used_as(Usage::Authority)])),
            baseline(),
        ),
        case(
            "key-usage-other",
            "a bare key, which the list has for something else as a certificate",
            under(list(vec![
                bare_elsewhere,
                ours().with_kid(b"elsewhere").used_as(Usage::Other),
            ])),
            baseline(),
        ),
        case(
            "kid-other-domain",
            "a key that the list has for another domain",
            under(list(vec![elsewhere(ours())])),
            under(list(vec![elsewhere(ours()), ours()])),
        ),
        case(
            "signature-invalid",
            "another key has the kid",
            under(list(vec![impostor.clone()])),
            under(list(vec![impostor.clone(), ours()])),
        ),
        case(
            "signature-invalid",
            "two other keys have the kid",
            under(list(vec![colliding_rsa.clone(), impostor.clone()])),
            under(list(vec![colliding_rsa, impostor, ours()])),
        ),
        case(
            "signature-invalid",
            "PS256, a bit",
            long_rsa(flip_last),
            good_rsa(),
        ),
        case(
            "signature-invalid",
            "PS256, 255 octets",
            long_rsa(cut_one),
            good_rsa(),
        ),
        case(
            "signature-invalid",
            "PS256, 257 octets",
            long_rsa(|signature| [vec![0], signature].concat()),
            good_rsa(),
        ),
        case(
            "signature-invalid",
            "PS256, no octets",
            long_rsa(|_| vec![]),
            good_rsa(),
        ),
    ]
}

/// The signer's key as a list may give it: a SubjectPublicKeyInfo whose point is compressed (SEC 1, 2.3.3).
fn compressed_key() -> Dsc {
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
    let random = ring::rand::SystemRandom::new();
    let signer = &world().ec;
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &signer.pkcs8, &random);
    let pair = pair.unwrap();
    let point = pair.public_key().as_ref();
    let head = [
        0x30,
        0x39,
        0x30,
        0x13,
        0x06,
        0x07,
        0x2a,
        0x86,
        0x48,
        0xce,
        0x3d,
        0x02,
        0x01,
        0x06,
        0x08,
        0x2a,
        0x86,
        0x48,
        0xce,
        0x3d,
        0x03,
        0x01,
        0x07,
        0x03,
        0x22,
        0x00,
        2 + (point[64] & 1),
    ];
    let spki = [&head[..], &point[1..33]].concat();
    Dsc::from_spki("tests", &signer.dsc.kid, &spki).unwrap()
}

/// How complete the list is decides what an unknown signer means.
pub(super) fn lists() -> Vec<Case> {
    let world = world();
    let other = || [world.other.dsc.clone()].into_iter().collect::<TrustList>();
    let age = |seconds: i64| at(AT).plus_seconds(-seconds);
    let both = || trust([&world.ec, &world.other]);
    let known = |as_of| under(Verifier::new(both().dated(as_of)));
    let undated = || [world.ec.dsc.clone()].into_iter().collect::<TrustList>();
    let week = Policy::default().trust_max_age_seconds;
    let long = policy(|policy| policy.trust_max_age_seconds = week + 1);
    let bad = |list: TrustList| under(Verifier::new(list));
    // The signer in a bundle that expires so many seconds after the moment.
    let bundle = |seconds: i64| {
        let expires = age(-seconds);
        let octets = hcert::trust::bundle::encode(&undated(), at(ISSUED), Some(expires));
        let anchors = hcert::trust::Anchors::default();
        let request = hcert::trust::Request {
            outdated: hcert::trust::Outdated::Keep,
            ..hcert::trust::Request::new("tests", &octets, at(AT), &anchors)
        };
        TrustList::load(&request, None).unwrap()
    };
    let replay = policy(|policy| policy.clock = hcert::verify::ClockCheck::Replay);
    let lenient = policy(|policy| policy.stale_list = hcert::verify::StaleList::Warn);
    vec![
        case(
            "trust-list-stale",
            "a bundle that expired a second ago",
            bad(bundle(-1)),
            bad(bundle(0)),
        ),
        case(
            "trust-list-stale",
            "an expired bundle, which the policy allows",
            bad(bundle(-1)),
            under(Verifier::new(bundle(-1)).with_policy(lenient)),
        ),
        case(
            "clock-behind",
            "a signed list of tomorrow and a second",
            under(Verifier::new(undated()).with_passed(Some(age(-86_401)))),
            under(Verifier::new(undated()).with_passed(Some(age(-86_400)))),
        ),
        case(
            "clock-behind",
            "a question about the past, which says so",
            under(Verifier::new(undated()).with_passed(Some(age(-86_401)))),
            under(
                Verifier::new(undated())
                    .with_passed(Some(age(-86_401)))
                    .with_policy(replay),
            ),
        ),
        case(
            "kid-unknown",
            "a list of today",
            bad(other().dated(at(AT))),
            known(at(AT)),
        ),
        case(
            "kid-unknown",
            "a list as old as may be",
            bad(other().dated(age(week))),
            known(age(week)),
        ),
        case(
            "kid-unknown-not-fresh",
            "a list of tomorrow",
            bad(other().dated(age(-86_400))),
            known(age(-86_400)),
        ),
        case(
            "kid-unknown",
            "a longer patience",
            under(Verifier::new(other().dated(age(week + 1))).with_policy(long)),
            known(age(week + 1)),
        ),
        case(
            "kid-unknown-not-fresh",
            "a list a second too old",
            bad(other().dated(age(week + 1))),
            known(age(week + 1)),
        ),
        case(
            "kid-unknown-not-fresh",
            "a list without a date",
            bad(other()),
            bad(undated()),
        ),
        case(
            "kid-unknown-not-fresh",
            "an empty list",
            bad(TrustList::new().dated(at(AT))),
            bad(undated()),
        ),
    ]
}

pub(super) fn clocks() -> Vec<Case> {
    let world = world();
    let allow = |seconds: i64| {
        one(&world.ec).with_policy(policy(|policy| policy.clock_allowance_seconds = seconds))
    };
    let when = |seconds: i64, instant: &str, allowance: i64| {
        let mut attempt = under(allow(allowance));
        attempt.at = at(instant).plus_seconds(seconds);
        attempt
    };
    let nbf = |seconds: i64, allowance: i64| {
        let mut attempt = attempt(VACCINATION, |draft| {
            draft.claim(5, Some((at(AT).unix() + seconds).into()))
        });
        attempt.verifier = allow(allowance);
        attempt
    };
    let signer = |not_before, not_after| {
        party(
            KeyType::P256,
            &Wanted {
                not_before,
                not_after,
                ..Wanted::default()
            },
        )
    };
    let (old, young) = (
        signer((2021, 6, 1), (2021, 10, 31)),
        signer((2021, 11, 2), (2023, 6, 1)),
    );
    let exact = signer((2021, 6, 1), (2021, 11, 1));
    let ignore = |party: &Party| {
        let policy = policy(|policy| policy.dsc_validity = DscValidity::Ignore);
        by(party, VACCINATION, one(party).with_policy(policy))
    };
    let odd = |case: Case| Case { odd: true, ..case };
    let midnight = |seconds: i64| {
        let mut attempt = by(&exact, VACCINATION, one(&exact));
        attempt.at = at("2021-11-01T00:00:00Z").plus_seconds(seconds);
        attempt
    };
    vec![
        case(
            "expired",
            "a second after exp",
            when(1, EXPIRES, 0),
            when(0, EXPIRES, 0),
        ),
        case(
            "expired",
            "a second after the allowance",
            when(61, EXPIRES, 60),
            when(60, EXPIRES, 60),
        ),
        case(
            "expired",
            "without the allowance",
            when(60, EXPIRES, 0),
            when(60, EXPIRES, 60),
        ),
        case(
            "not-yet-issued",
            "a second before what clocks may be off",
            when(-301, ISSUED, 0),
            when(-300, ISSUED, 0),
        ),
        case(
            "not-yet-issued",
            "a second before the allowance",
            when(-601, ISSUED, 600),
            when(-600, ISSUED, 600),
        ),
        case(
            "not-before",
            "a second before what clocks may be off",
            nbf(301, 0),
            nbf(300, 0),
        ),
        case(
            "not-before",
            "a second before the allowance",
            nbf(601, 600),
            nbf(600, 600),
        ),
        odd(case(
            "dsc-expired",
            "the signer's certificate ran out yesterday",
            by(&old, VACCINATION, one(&old)),
            ignore(&old),
        )),
        odd(case(
            "dsc-expired",
            "a second after notAfter",
            midnight(1),
            midnight(0),
        )),
        odd(case(
            "dsc-not-yet-valid",
            "the signer's certificate begins tomorrow",
            by(&young, VACCINATION, one(&young)),
            ignore(&young),
        )),
    ]
}

pub(super) fn purpose_cases() -> Vec<Case> {
    let mut cases = Vec::new();
    // Purposes are numbered test, vaccination, recovery.
    for (number, entry) in [(1, TEST), (2, VACCINATION), (3, RECOVERY)] {
        let others: Vec<u64> = (1..=3).filter(|other| *other != number).collect();
        for (zero, arc) in [purposes, zero_arc_purposes].into_iter().enumerate() {
            let with = |kinds: &[u64]| {
                let purposes = arc(kinds);
                let party = party(
                    KeyType::P256,
                    &Wanted {
                        purposes,
                        ..Wanted::default()
                    },
                );
                by(&party, entry, one(&party))
            };
            let name = format!("a signer of {others:?} on arc {zero} signs {number}");
            let good = with(&[number]);
            cases.push(Case {
                odd: zero == 1,
                ..case("key-usage-mismatch", name, with(&others), good)
            });
        }
    }
    let foreign = vec![vec![1, 3, 6, 1, 5, 5, 7, 3, 2]];
    let mixed = Wanted {
        purposes: [purposes(&[1]), foreign.clone()].concat(),
        ..Wanted::default()
    };
    let any = Wanted {
        purposes: foreign,
        ..Wanted::default()
    };
    let (mixed, any) = (party(KeyType::P256, &mixed), party(KeyType::P256, &any));
    cases.push(case(
        "key-usage-mismatch",
        "a foreign purpose beside one of ours",
        by(&mixed, VACCINATION, one(&mixed)),
        by(&any, VACCINATION, one(&any)),
    ));
    cases
}

#[test]
fn what_lies_ahead_by_no_more_than_clocks_are_off_is_told_and_stands_in_nobodys_way() {
    for seconds in [0, 1, 300] {
        let mut early = baseline();
        early.at = at(ISSUED).plus_seconds(-seconds);
        let later = attempt(VACCINATION, |draft| {
            draft.claim(5, Some((at(AT).unix() + seconds).into()));
        });
        for (attempt, code) in [(early, "iat"), (later, "nbf")] {
            let report = attempt.report();
            assert!(report.verdict.is_genuine(), "{code} {seconds}");
            let ahead = format!("{code}-ahead");
            let told: Vec<&str> = report
                .findings
                .iter()
                .map(|finding| finding.code())
                .filter(|told| *told == code || *told == ahead)
                .collect();
            let wanted = if seconds == 0 { code } else { &ahead };
            assert_eq!(told, [wanted], "{seconds}");
        }
    }
}
