//! Who may speak for whom, and what silence is worth.

use super::*;
use crate::revocation::build::tests::{at, batch, hash, open, scope, source, store_from, store_of};
use crate::revocation::{Hash, HashType};

const MADE: &str = "2022-02-01T12:00:00Z";

/// A list of one hash by a speaker.
fn list(country: &str, kid: u8, number: u64) -> Store {
    let one = batch("b", scope(country, kid), HashType::Signature);
    open(store_of(&[(one, vec![hash(number)])]))
}

fn ask(stores: Vec<Store>, country: Option<&str>, kid: &[u8], moment: &str) -> Answer {
    let mut all = Revocations::new();
    stores.into_iter().for_each(|store| all.add(store));
    let candidate = |variant, hash: Hash| Candidate {
        hash_type: HashType::Signature,
        variant,
        hash,
    };
    all.ask(&Question {
        kids: &[kid],
        country,
        candidates: &[
            candidate(Variant::R, hash(1)),
            candidate(Variant::WholeSignature, hash(2)),
        ],
        at: at(moment),
        max_age_seconds: 86_400,
    })
}

fn word(answer: &Answer) -> &'static str {
    match answer {
        Answer::Revoked(_) => "revoked",
        Answer::Damaged { .. } => "damaged",
        Answer::Possibly(_) => "possibly",
        Answer::NotRevoked { .. } => "not revoked",
        Answer::Stale(_) => "stale",
        Answer::NoData => "no data",
    }
}

#[test]
fn a_list_counts_for_the_signers_that_it_may_speak_for() {
    let kid = [7; 8];
    // The list's country and signer, the country that answers for the certificate's key, the answer.
    let rows = [
        ("NO", 7, Some("NO"), "revoked"),
        ("NO", 0, Some("NO"), "revoked"),
        ("", 7, Some("NO"), "revoked"),
        ("", 7, None, "revoked"),
        // Another signer of the same country: the country speaks, and not of this certificate.
        ("NO", 8, Some("NO"), "not revoked"),
        // Another country, even with the same key identifier.
        ("SE", 7, Some("NO"), "no data"),
        ("SE", 0, Some("NO"), "no data"),
        ("NO", 7, None, "no data"),
        ("", 8, Some("NO"), "no data"),
        // Certificates have countries in either case, and the EU's codes beside ISO's.
        ("NO", 0, Some("no"), "revoked"),
        ("EL", 0, Some("GR"), "revoked"),
        ("GR", 7, Some("EL"), "revoked"),
        ("GB", 0, Some("UK"), "revoked"),
        ("NO", 0, Some("NOR"), "no data"),
    ];
    for (country, signer, of, expected) in rows {
        let answer = ask(vec![list(country, signer, 1)], of, &kid, MADE);
        assert_eq!(word(&answer), expected, "{country} {signer} about {of:?}");
    }
    let odd_kid = ask(vec![list("NO", 0, 1)], Some("NO"), &[1, 2, 3], MADE);
    assert_eq!(word(&odd_kid), "revoked");
}

#[test]
fn every_candidate_is_asked_and_the_hit_says_which() {
    for (number, variant) in [(1, Variant::R), (2, Variant::WholeSignature)] {
        match ask(vec![list("NO", 7, number)], Some("NO"), &[7; 8], MADE) {
            Answer::Revoked(hit) => {
                assert_eq!(hit.variant, variant);
                assert_eq!((&*hit.found.list, hit.found.batch.as_str()), ("list", "b"));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn silence_counts_only_in_a_fresh_store_that_speaks_of_the_signer() {
    let (later, too_late) = ("2022-02-02T12:00:00Z", "2022-02-02T12:00:01Z");
    let ours = || list("NO", 7, 3);
    let other = || list("SE", 7, 3);
    // A list of one hash, complete a day before the others.
    let old = || {
        let one = batch("b", scope("NO", 7), HashType::Signature);
        let list = crate::revocation::Source {
            as_of: Some(at("2022-01-31T12:00:00Z")),
            ..source("old")
        };
        open(store_from(list, &[(one, vec![hash(4)])]))
    };
    let rows: [(Vec<Store>, &str, &str); 10] = [
        (vec![ours()], MADE, "not revoked"),
        (vec![ours()], later, "not revoked"),
        (vec![ours()], too_late, "stale"),
        (vec![other()], MADE, "no data"),
        (vec![other()], too_late, "stale"),
        (vec![other(), ours()], MADE, "not revoked"),
        (vec![], MADE, "no data"),
        (vec![ours(), old()], MADE, "not revoked"),
        // What the old one would know by now, the new one may not know at all.
        (vec![ours(), old()], "2022-02-01T12:00:01Z", "stale"),
        (vec![other(), old()], "2022-02-01T12:00:01Z", "stale"),
    ];
    for (stores, moment, expected) in rows {
        let count = stores.len();
        let answer = ask(stores, Some("NO"), &[7; 8], moment);
        assert_eq!(word(&answer), expected, "{count} stores at {moment}");
    }
}

#[test]
fn a_hit_in_an_old_list_is_a_hit() {
    let answer = ask(
        vec![list("NO", 7, 1)],
        Some("NO"),
        &[7; 8],
        "2023-02-01T00:00:00Z",
    );
    assert_eq!(word(&answer), "revoked");
}

#[test]
fn a_damaged_store_is_told_unless_another_says_revoked() {
    let damaged = || {
        let one = batch("b", scope("NO", 7), HashType::Signature);
        // Before every hash that is asked about, so that its shard is the one to be looked at.
        let mut octets = store_of(&[(one, vec![[0; 16]])]);
        // The first section: the filter's fingerprints.
        octets[64] ^= 1;
        open(octets)
    };
    let answer = ask(vec![damaged()], Some("NO"), &[7; 8], MADE);
    assert_eq!(word(&answer), "damaged");
    let answer = ask(vec![damaged(), list("NO", 7, 4)], Some("NO"), &[7; 8], MADE);
    assert_eq!(word(&answer), "damaged");
    let answer = ask(vec![damaged(), list("NO", 7, 1)], Some("NO"), &[7; 8], MADE);
    assert_eq!(word(&answer), "revoked");
}

#[test]
fn a_signer_is_known_by_each_of_its_identifiers() {
    let mut all = Revocations::new();
    all.add(list("", 7, 1));
    let one = Candidate {
        hash_type: HashType::Signature,
        variant: Variant::R,
        hash: hash(1),
    };
    let ask = |kids: &[&[u8]]| {
        let answer = all.ask(&Question {
            kids,
            country: Some("NO"),
            candidates: &[one],
            at: at(MADE),
            max_age_seconds: 86_400,
        });
        word(&answer)
    };
    assert_eq!(ask(&[&[9; 8], &[7; 8]]), "revoked");
    assert_eq!(ask(&[&[7], &[7; 8]]), "revoked");
    assert_eq!(ask(&[&[9; 8]]), "no data");
}

#[test]
fn the_silence_of_a_store_that_has_ended_counts_no_more() {
    use crate::revocation::Sink as _;
    use crate::revocation::build::{Builder, InMemory, Seal};
    let ends = at("2022-02-01T18:00:00Z");
    let mut scratch = InMemory;
    let mut builder = Builder::new(&mut scratch);
    builder.source(source("list")).unwrap();
    let made = batch("b", scope("NO", 7), HashType::Signature);
    let made = builder.batch(made).unwrap();
    builder.entry(made, &hash(4)).unwrap();
    let seal = Seal {
        created: at(MADE),
        expires: Some(ends),
        signer: None,
        ..Seal::new(at(MADE))
    };
    let mut octets = std::io::Cursor::new(Vec::new());
    builder.finish(&mut octets, &seal, &mut |_| {}).unwrap();
    let octets = octets.into_inner();
    let answer = |moment| ask(vec![open(octets.clone())], Some("NO"), &[7; 8], moment);
    assert_eq!(word(&answer("2022-02-01T18:00:00Z")), "not revoked");
    match answer("2022-02-01T18:00:01Z") {
        Answer::Stale(stale) => assert_eq!(stale.expired, Some(ends)),
        other => panic!("{other:?}"),
    }
}
