//! Issuing and verifying are each other's inverse: whatever payload the issuer takes comes back equal,
//! without a single deviation, and what would come back with one is not issued.

use crate::common;

use common::{
    AT, ENTRIES, EXPIRES, ISSUED, KeyType, RECOVERY, TEST, VACCINATION, Wanted, at, json, party,
    payload, purposes, trust, world,
};
use hcert::codec::cbor;
use hcert::dcc::uvci::Uvci;
use hcert::dcc::valuesets::{Set, products};
use hcert::issue::IssueError;
use hcert::key::{Algorithm, KeyError, PublicKey, Signer};
use hcert::time::Date;
use hcert::verify::Deviations;
use hcert::{Issuer, Limits, Payload, Policy, Unverified, Validity, Verifier, issue, verify};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value as Json, json as js};

const CASES: u32 = 1_500;

fn config(seed: u64) -> ProptestConfig {
    ProptestConfig {
        cases: CASES,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..ProptestConfig::default()
    }
}

fn validity() -> Validity {
    Validity {
        issued_at: at(ISSUED),
        expires_at: at(EXPIRES),
    }
}

fn es256() -> Issuer {
    let party = &world().ec;
    Issuer::new(Box::new(party.key()), party.dsc.clone()).unwrap()
}

fn ps256() -> Issuer {
    let party = &world().rsa;
    Issuer::new(Box::new(party.key()), party.dsc.clone()).unwrap()
}

/// Rejects what our own issuer must never write.
fn strict() -> Verifier {
    let policy = Policy {
        deviations: Deviations::Reject,
        ..Policy::default()
    };
    Verifier::new(trust([&world().ec, &world().rsa])).with_policy(policy)
}

/// Letters that people's names are written with, composed where Unicode has a composed form.
const SCRIPTS: [&str; 10] = [
    "abcdefghijklmnopqrstuvwxyz",
    "æøåÆØÅäöüßéèçñđŋšžčğıİłőřţŷ",
    "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώΐ",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґђћ",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "אבגדהוזחטיכלמנסעפצקרשת",
    "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցփքօֆ",
    "山田太郎王李張陳한국사람",
    "กขคงจฉชซญฎฏฐ",
];

fn name() -> impl Strategy<Value = String> {
    let letters = prop::sample::select(SCRIPTS.to_vec());
    let word = letters.prop_flat_map(|letters| {
        let letters: Vec<char> = letters.chars().collect();
        prop::collection::vec(prop::sample::select(letters), 1..12)
            .prop_map(|letters| letters.into_iter().collect::<String>())
    });
    let joint = prop::sample::select(vec![" ", "-", "'", "\u{2019}", ". "]);
    prop::collection::vec((word, joint), 1..5).prop_map(|parts| {
        let mut name = String::new();
        for (word, joint) in &parts {
            if !name.is_empty() {
                name.push_str(joint);
            }
            name.push_str(word);
        }
        name
    })
}

fn mrz() -> impl Strategy<Value = String> {
    "[A-Z]{1,20}(<[A-Z]{1,18}){0,3}"
}

/// Names as written may be missing, and one of the transliterated ones.
fn person() -> impl Strategy<Value = Json> {
    let both = (prop::option::of(mrz()), mrz(), any::<bool>());
    (prop::option::of(name()), prop::option::of(name()), both).prop_map(
        |(family, given, (optional, sure, family_is_sure))| {
            let (fnt, gnt) = if family_is_sure {
                (Some(sure), optional)
            } else {
                (optional, Some(sure))
            };
            let mut person = serde_json::Map::new();
            for (key, value) in [("fn", family), ("gn", given), ("fnt", fnt), ("gnt", gnt)] {
                person.extend(value.map(|value| (key.to_owned(), value.into())));
            }
            person.into()
        },
    )
}

fn day(years: std::ops::Range<i32>) -> impl Strategy<Value = String> {
    (years, 1..13, 1..29).prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
}

/// A day before the codes here are issued.
fn past() -> impl Strategy<Value = String> {
    prop_oneof![
        day(2020..2021),
        (1..10, 1..29).prop_map(|(month, day)| format!("2021-{month:02}-{day:02}")),
    ]
}

/// A date of birth; a payload that knows only the year is readable but not issued.
fn dob() -> impl Strategy<Value = String> {
    prop_oneof![20 => day(1900..2020), 1 => Just(String::new())]
}

fn code(set: Set) -> impl Strategy<Value = &'static str> {
    let active = set.entries().iter().filter(|entry| entry.active);
    prop::sample::select(active.map(|entry| entry.code).collect::<Vec<_>>())
}

fn identifier() -> impl Strategy<Value = String> {
    ("[A-Z0-9]{1,10}", "[A-Z0-9]{1,30}", 0..4).prop_map(|(issuer, unique, form)| {
        let issuer = (form & 1 != 0).then_some(issuer.as_str());
        let made = Uvci::new("NO", issuer, None, &unique).expect("a regular identifier");
        if form & 2 != 0 {
            made.without_checksum().to_string()
        } else {
            made.to_string()
        }
    })
}

/// Who issued it: any text of up to 80 code points that begins and ends with a letter.
fn authority() -> impl Strategy<Value = String> {
    "[A-ZÆØÅ][a-zæøå ,.&/()0-9-]{0,76}[a-zæøå]"
}

fn vaccination() -> impl Strategy<Value = (&'static str, Json)> {
    let product =
        prop::sample::select(products().to_vec()).prop_filter("active codes", |product| {
            let active = |set: Set, code: &str| set.find(code).is_some_and(|entry| entry.active);
            active(Set::Product, product.product)
                && active(Set::Holder, product.holder)
                && active(Set::Vaccine, product.vaccines[0])
        });
    let doses = (1_u32..20, 1_u32..20);
    (product, doses, past(), authority(), identifier()).prop_map(
        |(product, (dn, sd), dt, is, ci)| {
            let entry = js!({"tg": "840539006", "vp": product.vaccines[0], "mp": product.product,
                "ma": product.holder, "dn": dn, "sd": sd, "dt": dt, "co": "NO", "is": is, "ci": ci});
            ("v", entry)
        },
    )
}

fn test() -> impl Strategy<Value = (&'static str, Json)> {
    let offset = prop::sample::select(vec!["Z", "+01:00", "+02:00", "-03:30", "+13:45"]);
    let clock = (0..24, 0..60, 0..60).prop_map(|(h, m, s)| format!("T{h:02}:{m:02}:{s:02}"));
    let times = (past(), clock, offset).prop_map(|(d, c, o)| format!("{d}{c}{o}"));
    let texts = (authority(), prop::option::of(authority()), authority());
    (
        any::<bool>(),
        code(Set::TestDevice),
        // A test that found the virus is not issued.
        Just(hcert::dcc::NOT_DETECTED),
        times,
        texts,
        identifier(),
    )
        .prop_map(|(naat, device, tr, sc, (is, nm, tc), ci)| {
            let mut entry = js!({"tg": "840539006", "sc": sc, "tr": tr, "tc": tc, "co": "NO",
                "is": is, "ci": ci});
            if naat {
                entry["tt"] = "LP6464-4".into();
                entry["nm"] = nm.map_or(Json::Null, Json::from);
            } else {
                entry["tt"] = "LP217198-3".into();
                entry["ma"] = device.into();
            }
            // An absent field is left out.
            entry
                .as_object_mut()
                .expect("an object")
                .retain(|_, value| !value.is_null());
            ("t", entry)
        })
}

fn recovery() -> impl Strategy<Value = (&'static str, Json)> {
    // A recovery certificate is valid from 11 to 180 days after the test at most, and when it is issued and checked.
    let day = (7..9, 1..29).prop_map(|(month, day)| format!("2021-{month:02}-{day:02}"));
    let dates = (day, 11..30, 130..=180).prop_map(|(first, from, until)| {
        let date: Date = first.parse().expect("a date");
        (
            first,
            date.plus_days(from).to_string(),
            date.plus_days(until).to_string(),
        )
    });
    (dates, authority(), identifier()).prop_map(|((fr, df, du), is, ci)| {
        let entry = js!({"tg": "840539006", "fr": fr, "df": df, "du": du, "co": "NO",
            "is": is, "ci": ci});
        ("r", entry)
    })
}

fn document() -> impl Strategy<Value = Json> {
    let entry = prop_oneof![vaccination(), test(), recovery()];
    let ver = prop::sample::select(vec!["1.3.0", "1.3.1", "1.3.2", "1.3.3"]);
    (person(), dob(), entry, ver).prop_map(|(nam, dob, (group, entry), ver)| {
        // Before 1.3.2 the family name's transliteration is not optional.
        let ver = if nam.get("fnt").is_none() && ver < "1.3.2" {
            "1.3.3"
        } else {
            ver
        };
        js!({"ver": ver, "nam": nam, "dob": dob, group: [entry]})
    })
}

/// Whether every character has a place in the alphanumeric mode of QR codes (ISO/IEC 18004, table 5).
fn is_alphanumeric(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_digit() || c.is_ascii_uppercase() || " $%*+-./:".contains(c))
}

fn claims_of(text: &str) -> Vec<u8> {
    Unverified::decode(text, &Limits::default())
        .unwrap()
        .sign1()
        .payload
        .clone()
}

fn parsed(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

proptest! {
    #![proptest_config(config(1))]

    #[test]
    fn every_valid_payload_comes_back_equal_and_without_a_deviation(document in document()) {
        let payload = Payload::from_json(&document.to_string());
        let payload = payload.map_err(|error| TestCaseError::fail(format!("{error}: {document}")))?;
        let text = issue(&payload, &es256(), validity());
        let text = text.map_err(|error| TestCaseError::fail(format!("{error}: {document}")))?;
        prop_assert!(is_alphanumeric(&text) && text.starts_with("HC1:"));
        let report = verify(&text, &strict(), at(AT));
        prop_assert!(report.verdict.is_genuine(), "{:?}: {document}", report.verdict);
        prop_assert!(report.deviations.is_empty());
        let certificate = report.certificate.expect("accepted");
        prop_assert_eq!(certificate.payload(), &payload);
        prop_assert_eq!(parsed(&certificate.payload().to_json()), document);
        prop_assert_eq!(certificate.signed().issuer(), Some("NO"));
        prop_assert_eq!(certificate.signed().issued_at(), Some(at(ISSUED)));
        prop_assert_eq!(certificate.signed().expires_at(), Some(at(EXPIRES)));
    }

    #[test]
    fn json_and_payload_are_the_same_document(document in document()) {
        let payload = Payload::from_json(&document.to_string()).unwrap();
        let text = payload.to_json();
        prop_assert_eq!(&parsed(&text), &document);
        let again = Payload::from_json(&text).unwrap();
        prop_assert_eq!(again.to_json(), text);
        prop_assert_eq!(&again, &payload);
        prop_assert_eq!(&Payload::from_value(&payload.to_value()).unwrap(), &payload);
        prop_assert_eq!(&serde_json::to_value(&payload).unwrap(), &document);
        prop_assert_eq!(&serde_json::from_value::<Payload>(document).unwrap(), &payload);
        // The CBOR form is the deterministic one: decoding and encoding change nothing.
        let octets = cbor::encode(&payload.to_value());
        prop_assert_eq!(cbor::encode(&cbor::decode(&octets, 16).unwrap()), octets);
    }

    #[test]
    fn what_the_issuer_takes_our_own_strict_verifier_takes(
        document in document(),
        group in prop::sample::select(vec!["", "nam", "entry"]),
        key in prop::sample::select(vec![
            "ver", "dob", "fn", "fnt", "gnt", "tg", "vp", "mp", "ma", "dn", "sd", "dt", "is", "ci",
            "sc", "tt", "tr", "nm", "tc", "fr", "df", "du", "zz",
        ]),
        value in prop_oneof![
            Just(Json::Null), Just(js!("")), Just(js!(" x")), Just(js!(0)), Just(js!(2)),
            Just(js!(2.0)), Just(js!("2021-05-05")), Just(js!("2021-05-05T10:00:00Z")),
            Just(js!("2021-05-05T10:00:00+0200")), Just(js!("LP6464-4")), Just(js!("J07BX03")),
            Just(js!("1.2.1")), Just(js!("1964")), Just(js!("1964-02-30")), Just(js!([])),
            "[ -~]{0,20}".prop_map(Json::from), "\\PC{0,12}".prop_map(Json::from),
        ],
    ) {
        let mut document = document;
        let object = match group {
            "nam" => document.pointer_mut("/nam"),
            "entry" => ["/v/0", "/t/0", "/r/0"].into_iter().find(|path| document.pointer(path).is_some())
                .and_then(|path| document.pointer_mut(path)),
            _ => Some(&mut document),
        };
        object.expect("in every document")[key] = value;
        if let Ok(payload) = Payload::from_json(&document.to_string())
            && let Ok(text) = issue(&payload, &es256(), validity())
        {
            let report = verify(&text, &strict(), at(AT));
            prop_assert!(report.verdict.is_genuine(), "{:?}: {document}", report.verdict);
        }
    }
}

#[test]
fn issuing_is_deterministic_up_to_the_signature() {
    for entry in ENTRIES {
        let payload = payload(entry);
        let (es, ps) = (es256(), ps256());
        let texts = [&es, &es, &ps, &ps].map(|issuer| issue(&payload, issuer, validity()).unwrap());
        let decode = |text: &String| Unverified::decode(text, &Limits::default()).unwrap();
        let [a, b, c, d] = [0, 1, 2, 3].map(|at| decode(&texts[at]).sign1().clone());
        assert_eq!(a.to_be_signed(), b.to_be_signed());
        assert_eq!(c.to_be_signed(), d.to_be_signed());
        assert_eq!(a.payload, c.payload, "the claims do not depend on the key");
        assert_ne!(
            a.signature, b.signature,
            "two signatures with one nonce give the key away"
        );
    }
}

#[test]
fn the_order_of_json_keys_does_not_matter() {
    let document = json(VACCINATION);
    let turned: serde_json::Map<String, Json> = document
        .as_object()
        .unwrap()
        .clone()
        .into_iter()
        .rev()
        .collect();
    let payloads =
        [document, turned.into()].map(|json| Payload::from_json(&json.to_string()).unwrap());
    let [a, b] = payloads.map(|payload| claims_of(&issue(&payload, &es256(), validity()).unwrap()));
    assert_eq!(a, b);
}

/// A JSON document with one place changed; null takes the place away.
fn changed(entry: &str, path: &str, value: Json) -> String {
    let mut document = json(entry);
    let (parent, key) = path.rsplit_once('/').unwrap();
    document.pointer_mut(parent).unwrap()[key] = value;
    document.to_string()
}

#[test]
fn a_payload_that_is_not_quite_right_is_refused_with_its_path() {
    let twice = |entry: &str, group: &str| {
        let list = json(entry)[group].as_array().unwrap().clone();
        Json::from([list.clone(), list].concat())
    };
    let cases = [
        ("t is null", VACCINATION, "/t", Json::Null),
        ("r is an empty list", VACCINATION, "/r", js!([])),
        ("2 entries in v", VACCINATION, "/v", twice(VACCINATION, "v")),
        (
            "2 entries in v, t",
            VACCINATION,
            "/t",
            json(TEST)["t"].clone(),
        ),
        ("no entry", VACCINATION, "/v", js!([])),
        (
            "v/0/dn is a floating-point number",
            VACCINATION,
            "/v/0/dn",
            js!(2.0),
        ),
        ("v/0/dn is 0", VACCINATION, "/v/0/dn", js!(0)),
        ("v/0/sd", VACCINATION, "/v/0/sd", js!(-1)),
        ("v/0/sd", VACCINATION, "/v/0/sd", js!(1.5)),
        ("v/0/is", VACCINATION, "/v/0/is", js!(" NIPH")),
        ("v/0/is is empty", VACCINATION, "/v/0/is", js!("")),
        ("nam/gn is empty", VACCINATION, "/nam/gn", js!("")),
        ("nam/gn is null", VACCINATION, "/nam/gn", Json::Null),
        ("nam/gn", VACCINATION, "/nam/gn", js!("Ka\u{30a}re")),
        ("nam/fn", VACCINATION, "/nam/fn", js!("\"Hemmeligsen\"")),
        ("nam/fnt", VACCINATION, "/nam/fnt", js!("Hemmeligsen")),
        ("v/0/batch", VACCINATION, "/v/0/batch", js!("A1")),
        ("nam/title", VACCINATION, "/nam/title", js!("Dr")),
        ("exp", VACCINATION, "/exp", js!(1)),
        (
            "v/0/dt",
            VACCINATION,
            "/v/0/dt",
            js!("2021-06-11T00:00:00Z"),
        ),
        ("v/0/dt", VACCINATION, "/v/0/dt", js!("11.06.2021")),
        ("v/0/dt", VACCINATION, "/v/0/dt", js!("2021-06-31")),
        ("dob", VACCINATION, "/dob", js!("1964-08-00")),
        ("dob", VACCINATION, "/dob", js!("12.08.1964")),
        ("t/0/sc", TEST, "/t/0/sc", js!("2021-10-30T09:15:00")),
        ("t/0/sc", TEST, "/t/0/sc", js!("2021-10-30T09:15:00+0200")),
        ("t/0/sc", TEST, "/t/0/sc", js!("2021-10-30T09:15:00.1Z")),
        ("t/0/ma", TEST, "/t/0/tt", js!("LP6464-4")),
        ("r/0/df", RECOVERY, "/r/0/df", js!("2021-08-02")),
        ("r/0/du", RECOVERY, "/r/0/du", js!("2022-08-01")),
        (
            "v/0/mp is not in its value set",
            VACCINATION,
            "/v/0/mp",
            js!("EU/1/99/9999"),
        ),
        ("v/0/ci", VACCINATION, "/v/0/ci", js!("37512422923")),
        ("ver", VACCINATION, "/ver", js!("1.3.9")),
        ("ver", VACCINATION, "/ver", js!("1.3")),
    ];
    for (wanted, entry, path, value) in cases {
        let error = Payload::from_json(&changed(entry, path, value))
            .unwrap_err()
            .to_string();
        assert!(error.contains(wanted), "{wanted}: {error}");
        assert!(
            !error.contains("Hemmeligsen") && !error.contains("1964"),
            "{error}"
        );
    }
    let twice = json(VACCINATION)
        .to_string()
        .replacen('{', "{\"dob\":\"1964-08-12\",", 1);
    let error = Payload::from_json(&twice).unwrap_err().to_string();
    assert!(error.contains("dob") && error.contains("twice"), "{error}");
}

#[test]
fn a_payload_made_by_hand_is_held_to_the_same_rules() {
    type Change = fn(&mut Payload);
    let cases: [(&str, Change); 6] = [
        ("nam/gn", |payload| {
            payload.person.given = Some(" Kåre".into())
        }),
        ("nam/fn is empty", |payload| {
            payload.person.family = Some(String::new())
        }),
        ("nam/fnt", |payload| {
            (payload.person.family_mrz, payload.person.given_mrz) = (None, None);
        }),
        ("ver is 1.0.0", |payload| payload.version = "1.0.0".into()),
        ("v/0/dn", |payload| {
            if let hcert::dcc::Entry::Vaccination(entry) = &mut payload.entry {
                entry.dose = 0;
            }
        }),
        ("v/0/vp is J07BX03, which is no longer issued", |payload| {
            if let hcert::dcc::Entry::Vaccination(entry) = &mut payload.entry {
                entry.vaccine = "J07BX03".into();
            }
        }),
    ];
    for (wanted, change) in cases {
        let mut payload = payload(VACCINATION);
        change(&mut payload);
        let error = issue(&payload, &es256(), validity()).unwrap_err();
        assert!(matches!(error, IssueError::Payload(_)), "{wanted}: {error}");
        assert!(error.to_string().contains(wanted), "{wanted}: {error}");
    }
}

#[test]
fn nobody_is_born_after_the_certificate() {
    let document = changed(VACCINATION, "/dob", js!("2021-10-31"));
    let payload = Payload::from_json(&document).unwrap();
    let error = issue(&payload, &es256(), validity()).unwrap_err();
    assert!(error.to_string().contains("dob"), "{error}");
}

#[test]
fn dates_must_lie_inside_the_signers_certificate() {
    let try_it = |issued_at: &str, expires_at: &str| {
        let validity = Validity {
            issued_at: at(issued_at),
            expires_at: at(expires_at),
        };
        let earlier = changed(VACCINATION, "/v/0/dt", js!("2021-04-30"));
        issue(&Payload::from_json(&earlier).unwrap(), &es256(), validity)
    };
    let (not_before, not_after) = ("2021-06-01T00:00:00Z", "2023-06-01T00:00:00Z");
    assert!(try_it(not_before, not_after).is_ok());
    let early = try_it("2021-05-31T23:59:59Z", not_after).unwrap_err();
    assert!(matches!(early, IssueError::TooEarly { .. }), "{early}");
    let late = try_it(not_before, "2023-06-01T00:00:01Z").unwrap_err();
    assert!(matches!(late, IssueError::TooLate { .. }), "{late}");
    for exp in [not_before, "2021-05-01T00:00:00Z"] {
        let backwards = try_it(not_before, exp).unwrap_err();
        assert!(matches!(backwards, IssueError::Backwards(_)), "{backwards}");
    }
}

#[test]
fn a_signer_signs_only_what_it_may() {
    for (number, own) in [(1, TEST), (2, VACCINATION), (3, RECOVERY)] {
        let wanted = Wanted {
            purposes: purposes(&[number]),
            ..Wanted::default()
        };
        let party = party(KeyType::P256, &wanted);
        let issuer = Issuer::new(Box::new(party.key()), party.dsc.clone()).unwrap();
        for entry in ENTRIES {
            let payload = payload(entry);
            assert_eq!(issuer.covers(payload.entry.kind()), entry == own);
            match issue(&payload, &issuer, validity()) {
                Ok(_) => assert_eq!(entry, own),
                Err(error) => {
                    assert!(matches!(error, IssueError::Purpose { .. }), "{error}");
                    assert_ne!(entry, own);
                }
            }
        }
    }
}

#[test]
fn a_key_that_is_not_the_certificates_is_refused() {
    let world = world();
    for dsc in [
        &world.other.dsc,
        &world.rsa.dsc,
        &party(KeyType::P384, &Wanted::default()).dsc,
    ] {
        let error = Issuer::new(Box::new(world.ec.key()), dsc.clone()).unwrap_err();
        assert!(matches!(error, IssueError::KeyMismatch { .. }), "{error}");
    }
    let bare = hcert::trust::Dsc {
        certificate: None,
        ..world.ec.dsc.clone()
    };
    let error = Issuer::new(Box::new(world.ec.key()), bare).unwrap_err();
    assert_eq!(error, IssueError::NoCertificate);
}

#[test]
fn the_issuing_country_is_two_capital_letters() {
    for country in ["", "no", "NOR", "N", "Norge", "N0", "ÆØ"] {
        let error = issue(&payload(TEST), &es256().in_country(country), validity()).unwrap_err();
        assert!(
            matches!(error, IssueError::Country { .. }),
            "{country}: {error}"
        );
    }
}

/// Claims to be the EC signer and signs something else.
struct Liar(Result<Vec<u8>, KeyError>);

impl Signer for Liar {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Es256
    }

    fn public_key(&self) -> PublicKey {
        world().ec.dsc.key.clone()
    }

    fn sign(&self, _message: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.0.clone()
    }
}

#[test]
fn nothing_is_handed_out_that_does_not_verify() {
    let by = |signature| {
        let issuer = Issuer::new(Box::new(Liar(signature)), world().ec.dsc.clone()).unwrap();
        issue(&payload(TEST), &issuer, validity()).unwrap_err()
    };
    let good = world().ec.sign(b"another message");
    for signature in [vec![], vec![0; 64], vec![1; 63], good] {
        let error = by(Ok(signature));
        assert!(
            matches!(error, IssueError::SelfCheckSignature(_)),
            "{error}"
        );
    }
    assert_eq!(by(Err(KeyError::Sign)), IssueError::Sign(KeyError::Sign));
}

/// A yellow card of parts that an issuer may meet.
fn card() -> impl Strategy<Value = hcert::icvp::Icvp> {
    use hcert::icvp::{Dose, Form, Icvp, Products, Sex, VERSION};
    let products: Vec<String> = Products::built_in()
        .all()
        .iter()
        .map(|one| one.id.clone())
        .collect();
    let name = "[A-ZÀ-Þ][a-zà-öø-ÿ]{1,12}( [A-ZÀ-Þ][a-zà-öø-ÿ'-]{1,12}){0,3}";
    let sex = prop::sample::select(vec![Sex::Male, Sex::Female, Sex::Other, Sex::Unknown]);
    let optional = |pattern: &'static str| prop::option::of(pattern);
    let dose = (
        prop::sample::select(products),
        0..400_i32,
        "[A-Z0-9]{1,12}",
        optional("Dr\\. [A-Z][a-z]{1,12}"),
    );
    let person = (
        name,
        6_600..40_000_i32,
        sex,
        "[A-Z]{3}",
        optional("[A-Z0-9]{6,12}"),
        optional("PPN|NI|DL"),
    );
    (person, dose).prop_map(
        |(
            (name, days, sex, nationality, document, document_type),
            (product, since, batch, clinician),
        )| {
            let today: Date = "2021-10-30".parse().unwrap();
            Icvp {
                form: Form::Y2026,
                name,
                birth_date: today.plus_days(-days),
                sex,
                nationality: Some(nationality),
                document,
                document_type,
                guardian: None,
                doses: vec![Dose {
                    product,
                    target: None,
                    date: today.plus_days(-since),
                    batch,
                    authority: clinician.is_none().then(|| "NOR".into()),
                    clinician,
                }],
                version: Some(VERSION.into()),
            }
        },
    )
}

proptest! {
    #![proptest_config(config(0x6963_7670))]

    #[test]
    fn a_card_that_the_issuer_takes_comes_back_equal_and_without_a_word(card in card()) {
        use hcert::icvp::{Icvp, Products};
        prop_assert_eq!(Icvp::from_json(&card.to_json()), Ok(card.clone()));
        let text = es256().issue_icvp(&card, validity(), &Products::built_in()).unwrap();
        let trust = trust([&world().ec]).in_domain("ICVP");
        let strict = Verifier::new(trust).with_policy(*strict().policy());
        // Every dose counts by then.
        let report = verify(&text, &strict, at("2021-11-15T12:00:00Z"));
        prop_assert!(report.verdict.is_genuine(), "{:?}", report.verdict);
        prop_assert_eq!(&report.deviations, &[]);
        let read = report.icvp.unwrap();
        prop_assert_eq!(read.content(), &card);
    }
}
