//! Revocation in the verdict: each answer that stands in the way, and its twin.

use super::reasons::{Case, case};
use super::{Attempt, attempt, complaints};
use crate::common::{AT, Draft, Party, RECOVERY, TEST, VACCINATION, at, verifier, world};
use hcert::revocation::build::{Builder, InMemory, Seal};
use hcert::revocation::filter::{Filter, Kind};
use hcert::revocation::formats::Format;
use hcert::revocation::id::truncated;
use hcert::revocation::store::Store;
use hcert::revocation::{Batch, Hash, HashType, Revocations, Scope, Sink as _, Source};
use hcert::trust::{Anchors, ListSignature, Unpinned};
use hcert::verify::{PossibleRevocation, RevocationData};
use hcert::{Limits, Policy, Timestamp, Unverified};
use std::io::Cursor;

/// What a list of the tests holds.
enum Held {
    Hash(HashType, Hash),
    /// A Bloom filter of one word with one probe: all bits set, or none.
    Filter(bool),
}

fn scope(country: Option<&str>, party: Option<&Party>) -> Scope {
    Scope {
        country: country.and_then(hcert::CountryCode::of_capitals),
        kid: party.map(|party| party.dsc.kid.as_slice().try_into().unwrap()),
    }
}

/// The octets of a store with one batch.
fn octets(scope: Scope, held: &Held, made: Timestamp, expires: Option<Timestamp>) -> Vec<u8> {
    let mut memory = InMemory;
    let mut builder = Builder::new(&mut memory);
    let source = builder.source(Source {
        name: "the list of the tests".into(),
        format: Format::Gateway,
        signature: ListSignature::Unsigned,
        as_of: None,
    });
    let hash_types = match held {
        Held::Hash(hash_type, _) => vec![*hash_type],
        Held::Filter(_) => HashType::ALL.to_vec(),
    };
    let batch = builder.batch(Batch {
        source: source.unwrap(),
        id: "batch 7".into(),
        scope,
        hash_types,
        expires: None,
    });
    match held {
        Held::Hash(_, hash) => builder.entry(batch.unwrap(), hash).unwrap(),
        Held::Filter(all) => {
            let bits = if *all { [255; 4] } else { [0; 4] };
            let head = [
                0, 1, 1, 0, 0x2b, 0x8c, 0xbc, 0xcc, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1,
            ];
            let filter = Filter {
                kind: Kind::Bloom,
                begins: vec![],
                octets: [head.as_slice(), &bits].concat(),
            };
            builder.filter(batch.unwrap(), filter).unwrap();
        }
    }
    let seal = Seal {
        created: made,
        expires,
        signer: None,
        ..Seal::new(made)
    };
    let mut file = Cursor::new(Vec::new());
    builder.finish(&mut file, &seal, &mut |_| {}).unwrap();
    file.into_inner()
}

fn stores(octets: Vec<u8>) -> Revocations {
    let mut stores = Revocations::new();
    stores.add(Store::open("tests.store", octets, &Anchors::default(), Unpinned::Refuse).unwrap());
    stores
}

/// The sample certificate under a store of this content, made at the moment of the check.
fn under(scope: Scope, held: &Held, policy: Policy) -> Attempt {
    with(octets(scope, held, at(AT), None), policy)
}

fn with(octets: Vec<u8>, policy: Policy) -> Attempt {
    let mut made = attempt(VACCINATION, |_| {});
    made.verifier = verifier([&world().ec])
        .with_policy(policy)
        .with_revocations(stores(octets));
    made
}

/// The hash of the sample's identifier.
fn uci() -> Held {
    Held::Hash(HashType::Uci, truncated(b"URN:UVCI:01:NO:187/37512422923"))
}

fn other() -> Held {
    Held::Hash(HashType::Uci, [0; 16])
}

fn policy(change: impl FnOnce(&mut Policy)) -> Policy {
    let mut policy = Policy::default();
    change(&mut policy);
    policy
}

pub(super) fn cases() -> Vec<Case> {
    let default = Policy::default;
    let norway = scope(Some("NO"), None);
    let signer = scope(Some("NO"), Some(&world().ec));
    let by_kid = scope(None, Some(&world().ec));
    let listed = |name: &str, scope| {
        case(
            "revoked",
            name,
            under(scope, &uci(), default()),
            under(scope, &other(), default()),
        )
    };
    let possible = PossibleRevocation::Reject;
    let strict = policy(|policy| policy.possible_revocation = possible);
    let note = policy(|policy| policy.possible_revocation = PossibleRevocation::Note);
    let noted = note;
    let old = at("2021-10-25T11:59:59Z");
    let week = at("2021-10-25T12:00:00Z");
    let ended = Some(at("2021-11-01T11:59:59Z"));
    let needed = policy(|policy| policy.revocation_data = RevocationData::Required);
    let sweden = scope(Some("SE"), None);
    let damaged = {
        // A hash before every other, so that its shard is the one that is looked at.
        let mut octets = octets(norway, &other(), at(AT), None);
        octets[64] ^= 1;
        octets
    };
    vec![
        listed("by its country", norway),
        listed("by its country for its signer", signer),
        listed("by a list that names its signer alone", by_kid),
        case(
            "possibly-revoked",
            "a filter hits",
            under(norway, &Held::Filter(true), default()),
            under(norway, &Held::Filter(false), default()),
        ),
        case(
            "revoked-by-filter",
            "a filter hits, and the policy takes its word",
            under(norway, &Held::Filter(true), strict),
            under(norway, &Held::Filter(true), note),
        ),
        case(
            "revocation-stale",
            "a list of more than seven days ago",
            with(octets(norway, &other(), old, None), default()),
            with(octets(norway, &other(), week, None), default()),
        ),
        case(
            "revocation-stale",
            "an old filter's hit that the policy lets pass",
            with(octets(norway, &Held::Filter(true), old, None), noted),
            under(norway, &Held::Filter(true), noted),
        ),
        case(
            "revocation-expired",
            "a list that ended a second ago",
            with(octets(norway, &other(), week, ended), default()),
            with(octets(norway, &other(), week, Some(at(AT))), default()),
        ),
        case(
            "revocation-no-data",
            "another country's list, where an answer is required",
            under(sweden, &uci(), needed),
            under(norway, &other(), needed),
        ),
        case(
            "revocation-no-data",
            "another country's list that names the certificate",
            under(sweden, &uci(), needed),
            under(sweden, &uci(), default()),
        ),
        case(
            "revocation-no-data",
            "no list at all, where an answer is required",
            {
                let mut made = under(norway, &other(), needed);
                made.verifier = made.verifier.with_revocations(Revocations::new());
                made
            },
            under(norway, &other(), needed),
        ),
        case(
            "revocation-damaged",
            "a fingerprint that was changed",
            with(damaged, default()),
            under(norway, &other(), default()),
        ),
    ]
}

/// Who signs, which entry, what is hashed, and how the report names it.
type Row = (bool, &'static str, HashType, Vec<u8>, &'static str);

#[test]
fn every_hash_by_which_a_list_may_name_a_certificate_rejects_it() {
    let signature = |code: &str| {
        let code = Unverified::decode(code, &Limits::default()).unwrap();
        code.sign1().signature.clone()
    };
    let ci = "URN:UVCI:01:NO:187/37512422923#E";
    let long = ci.as_bytes();
    let short = &long[..long.len() - 2];
    let by = |country: &str, ci: &[u8]| [country.as_bytes(), ci].concat();
    let world = world();
    let code = |party: &Party, entry: &str| {
        let mut draft = Draft::new(party, entry);
        if entry == VACCINATION {
            draft.field("v/0/ci", Some(ci.into()));
            draft.field("v/0/co", Some("SE".into()));
            draft.claim(1, Some("DK".into()));
        }
        draft.write(party)
    };
    let (ec, rsa) = (code(&world.ec, VACCINATION), code(&world.rsa, VACCINATION));
    let (test, recovery) = (code(&world.ec, TEST), code(&world.ec, RECOVERY));
    let (sig, uci, cc) = (HashType::Signature, HashType::Uci, HashType::CountryCodeUci);
    let rows: Vec<(&str, Row)> = vec![
        (
            &ec,
            (
                true,
                VACCINATION,
                sig,
                signature(&ec)[..32].to_vec(),
                "SIGNATURE r",
            ),
        ),
        (
            &ec,
            (true, VACCINATION, sig, signature(&ec), "SIGNATURE whole"),
        ),
        (
            &rsa,
            (false, VACCINATION, sig, signature(&rsa), "SIGNATURE whole"),
        ),
        (&ec, (true, VACCINATION, uci, long.to_vec(), "UCI ci")),
        (
            &ec,
            (
                true,
                VACCINATION,
                uci,
                short.to_vec(),
                "UCI ci without checksum",
            ),
        ),
        (
            &ec,
            (
                true,
                VACCINATION,
                cc,
                by("SE", long),
                "COUNTRYCODEUCI co+ci",
            ),
        ),
        (
            &ec,
            (
                true,
                VACCINATION,
                cc,
                by("SE", short),
                "co+ci without checksum",
            ),
        ),
        (
            &ec,
            (
                true,
                VACCINATION,
                cc,
                by("DK", long),
                "COUNTRYCODEUCI iss+ci",
            ),
        ),
        (
            &ec,
            (
                true,
                VACCINATION,
                cc,
                by("DK", short),
                "iss+ci without checksum",
            ),
        ),
        (
            &ec,
            (true, VACCINATION, cc, by("NO", long), "signer's country+ci"),
        ),
        (
            &ec,
            (
                true,
                VACCINATION,
                cc,
                by("NO", short),
                "country+ci without checksum",
            ),
        ),
        (
            &test,
            (
                true,
                TEST,
                uci,
                b"URN:UVCI:01:NO:187/88231PQRS7".to_vec(),
                "UCI ci",
            ),
        ),
        (
            &recovery,
            (
                true,
                RECOVERY,
                uci,
                b"URN:UVCI:01:NO:187/R5544332211".to_vec(),
                "UCI ci",
            ),
        ),
    ];
    for (text, (is_ec, entry, hash_type, hashed, name)) in rows {
        let party = if is_ec { &world.ec } else { &world.rsa };
        let ask = |hash_type| {
            let held = Held::Hash(hash_type, truncated(&hashed));
            let octets = octets(scope(Some("NO"), Some(party)), &held, at(AT), None);
            let verifier = verifier([party]).with_revocations(stores(octets));
            verifier.verify(text, at(AT))
        };
        let report = ask(hash_type);
        assert_eq!(
            complaints(&report),
            ["revoked"],
            "{entry} {name}: {:?}",
            report.verdict
        );
        let told = report.verdict.finding().unwrap().text(hcert::Lang::En);
        assert!(
            told.contains(name) && told.contains("batch 7"),
            "{name}: {told}"
        );
        // The same hash as that of another thing names nobody.
        let other = if hash_type == sig { uci } else { sig };
        assert!(ask(other).verdict.is_genuine(), "{entry} {name}");
    }
}

#[test]
fn no_country_calls_back_anothers_certificate() {
    let world = world();
    // The list's country, its signer, whether it counts for a certificate of the first signer, who is Norwegian.
    let rows = [
        (Some("NO"), None, true),
        (Some("NO"), Some(&world.ec), true),
        (None, Some(&world.ec), true),
        (Some("NO"), Some(&world.other), false),
        (Some("SE"), None, false),
        (Some("SE"), Some(&world.ec), false),
        (None, Some(&world.other), false),
    ];
    for (country, signer, counts) in rows {
        let made = under(scope(country, signer), &uci(), Policy::default());
        let report = made.report();
        assert_eq!(
            !report.verdict.is_genuine(),
            counts,
            "{country:?}: {:?}",
            report.verdict
        );
    }
}

#[test]
fn a_domestic_code_can_be_called_back_by_its_signature() {
    use hcert::verify::Mode;
    let world = world();
    let text = super::domestic::plain().text;
    let code = Unverified::decode_as(
        &text,
        &Limits::default(),
        hcert::container::Contexts::EuAndDomestic,
    )
    .unwrap();
    let held = Held::Hash(
        HashType::Signature,
        truncated(&code.sign1().signature[..32]),
    );
    let ask = |held: &Held| {
        let octets = octets(scope(Some("NO"), None), held, at(AT), None);
        let domestic = policy(|policy| policy.mode = Mode::Domestic);
        let verifier = verifier([&world.ec]).with_policy(domestic);
        verifier
            .with_revocations(stores(octets))
            .verify(&text, at(AT))
    };
    assert_eq!(complaints(&ask(&held)), ["revoked"]);
    assert!(ask(&other()).verdict.is_genuine());
}

#[test]
fn what_was_not_asked_is_told_and_is_no_complaint() {
    let lines = |attempt: Attempt| {
        let report = attempt.report();
        let finding = report
            .findings
            .iter()
            .find(|finding| finding.code() == "revocation");
        finding.unwrap().text(hcert::Lang::En)
    };
    assert!(lines(super::baseline()).contains("no list of revoked certificates was given"));
    let elsewhere = under(scope(Some("SE"), None), &other(), Policy::default());
    assert!(lines(elsewhere).contains("say nothing about this signer"));
    let note = policy(|policy| policy.possible_revocation = PossibleRevocation::Note);
    let noted = under(scope(Some("NO"), None), &Held::Filter(true), note);
    assert!(lines(noted).contains("which the policy allows"));
}
