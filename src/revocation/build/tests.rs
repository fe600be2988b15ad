//! What goes in comes out, whatever the order, the sizes and the runs; and nothing else.

#[path = "../../../tests/common/stores.rs"]
mod stores;

use super::*;
use crate::key::{SoftwareKey, generate_p256};
use crate::revocation::store::Store;
use crate::trust::{Anchors, ListSignature, Unpinned};
use proptest::prelude::*;
use std::io::Cursor;
pub(crate) use stores::*;

fn finds(store: &Store, scope: Scope, hash_type: HashType, hash: &Hash) -> bool {
    store
        .find(scope, hash_type, hash, at(AT))
        .unwrap()
        .is_some()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_hash_is_found_where_it_was_put_and_nowhere_else(
        placed in prop::collection::vec((0_u64..400, 0_usize..4, 0_usize..3), 1..600),
        run in 1_usize..50,
    ) {
        let scopes = [scope("NO", 1), scope("NO", 2), scope("SE", 0), scope("", 1)];
        let mut batches = Vec::new();
        for (place, one) in scopes.iter().enumerate() {
            for (number, hash_type) in HashType::ALL.into_iter().enumerate() {
                let here = |entry: &&(u64, usize, usize)| (entry.1, entry.2) == (place, number);
                let hashes = placed.iter().filter(here).map(|entry| hash(entry.0)).collect();
                batches.push((batch(&format!("{place}-{number}"), *one, hash_type), hashes));
            }
        }
        let octets = write(&batches, run, None);
        // Neither the size of the runs nor the order within a batch can be seen in the file.
        for (_, hashes) in &mut batches {
            hashes.reverse();
        }
        prop_assert_eq!(&octets, &write(&batches, 1 << 20, None));
        let store = open(octets);
        prop_assert_eq!(store.check(&mut |_| {}), Ok(()));
        for (batch, hashes) in &batches {
            for number in 0..420 {
                let hash = hash(number);
                let found = store.find(batch.scope, batch.hash_types[0], &hash, at(AT)).unwrap();
                prop_assert_eq!(found.is_some(), hashes.contains(&hash));
                if let Some(found) = found {
                    prop_assert_eq!(&found.batch, &batch.id);
                    prop_assert_eq!(found.guess, None);
                }
            }
        }
        // What a store tells a builder is what went into it.
        let mut scratch = InMemory;
        let mut again = Builder::new(&mut scratch).with_run(run);
        store.replay(&mut again).unwrap();
        let again = open(finish(again, None).0);
        let groups = |store: &Store| store.groups().collect::<Vec<_>>();
        prop_assert_eq!(groups(&again), groups(&store));
        for (batch, hashes) in &batches {
            for hash in hashes {
                let found = again.find(batch.scope, batch.hash_types[0], hash, at(AT)).unwrap();
                prop_assert_eq!(found.map(|found| found.batch), Some(batch.id.clone()));
            }
        }
    }
}

#[test]
fn a_group_larger_than_a_shard_is_cut_and_still_answers_for_all_of_it() {
    for count in [SHARD - 1, SHARD, SHARD + 1, 2 * SHARD + 5] {
        let hashes: Vec<Hash> = (0..count as u64).map(hash).collect();
        let batch = batch("large", scope("NO", 1), HashType::Signature);
        let store = open(write(&[(batch, hashes.clone())], 30_000, None));
        assert_eq!(store.check(&mut |_| {}), Ok(()));
        assert_eq!(store.totals().entries, count as u64);
        for hash in &hashes {
            assert!(finds(&store, scope("NO", 1), HashType::Signature, hash));
        }
        let missed = (count as u64..count as u64 + 100_000).map(hash);
        let hits = missed.filter(|hash| finds(&store, scope("NO", 1), HashType::Signature, hash));
        assert_eq!(hits.count(), 0, "the filter's guesses are looked up");
    }
}

#[test]
fn of_one_hash_in_several_batches_the_one_that_lives_longest_is_kept() {
    let lives = |id: &str, expires: Option<&str>| Batch {
        expires: expires.map(at),
        ..batch(id, scope("NO", 1), HashType::Uci)
    };
    let (early, late) = (Some("2022-02-02T00:00:00Z"), Some("2022-03-01T00:00:00Z"));
    let rows = [
        (vec![("a", early), ("b", late)], "b"),
        (vec![("a", late), ("b", early)], "a"),
        (vec![("a", late), ("b", None)], "b"),
        (vec![("a", None), ("b", late), ("c", early)], "a"),
    ];
    for (batches, kept) in rows {
        let batches: Vec<_> = batches
            .into_iter()
            .map(|(id, expires)| (lives(id, expires), vec![hash(1)]))
            .collect();
        let store = open(store_of(&batches));
        assert_eq!(store.totals().entries, 1);
        let found = store.find(scope("NO", 1), HashType::Uci, &hash(1), at(AT));
        assert_eq!(found.unwrap().unwrap().batch, kept);
    }
}

#[test]
fn what_has_expired_at_the_moment_of_the_check_is_not_revoked_any_more() {
    let expires = Some(at("2022-02-02T00:00:00Z"));
    let one = Batch {
        expires,
        ..batch("a", scope("NO", 1), HashType::Uci)
    };
    let store = open(store_of(&[(one, vec![hash(1)])]));
    let find = |moment| {
        let found = store.find(scope("NO", 1), HashType::Uci, &hash(1), at(moment));
        found.unwrap().is_some()
    };
    assert!(find("2022-02-01T23:59:59Z"));
    assert!(!find("2022-02-02T00:00:00Z"));
}

#[test]
fn a_batch_that_its_country_deleted_is_left_out_whichever_came_first() {
    use crate::revocation::filter::{Filter, Kind};
    for deleted_first in [true, false] {
        let mut scratch = InMemory;
        let mut builder = Builder::new(&mut scratch);
        builder.source(source("list")).unwrap();
        let delete = |builder: &mut Builder<'_>| {
            builder
                .deleted(CountryCode::of_capitals("NO").unwrap(), "gone")
                .unwrap();
            // Another country's deletion of the same name is not this one's.
            builder
                .deleted(CountryCode::of_capitals("SE").unwrap(), "stays")
                .unwrap();
        };
        if deleted_first {
            delete(&mut builder);
        }
        for (number, id) in [(1, "gone"), (2, "stays")] {
            let batch = builder
                .batch(batch(id, scope("NO", 1), HashType::Uci))
                .unwrap();
            builder.entry(batch, &hash(number)).unwrap();
            builder.entry(batch, &hash(3)).unwrap();
            let filter = Filter {
                kind: Kind::Prefixes { octets: 15 },
                begins: vec![],
                octets: hash(number + 10)[..15].to_vec(),
            };
            builder.filter(batch, filter).unwrap();
        }
        if !deleted_first {
            delete(&mut builder);
        }
        let (octets, written) = finish(builder, None);
        assert_eq!((written.entries, written.dropped), (2, 2));
        let store = open(octets);
        let found = [1, 2, 3, 11, 12]
            .map(|number| finds(&store, scope("NO", 1), HashType::Uci, &hash(number)));
        assert_eq!(found, [false, true, true, false, true]);
        assert_eq!(store.totals().batches, 1);
    }
}

#[test]
fn a_list_grows_no_younger_and_no_better_by_going_through_another_store() {
    let made = |as_of: Option<&str>, signer: Option<(&dyn Signer, [u8; 8])>| {
        let mut scratch = InMemory;
        let mut builder = Builder::new(&mut scratch);
        let signature = ListSignature::Good {
            signer: "somebody".into(),
        };
        let list = Source {
            as_of: as_of.map(at),
            signature,
            ..source("list")
        };
        builder.source(list).unwrap();
        finish(builder, signer).0
    };
    let again = |store: &Store| {
        let mut scratch = InMemory;
        let mut builder = Builder::new(&mut scratch);
        store.replay(&mut builder).unwrap();
        let seal = Seal {
            created: at("2022-03-01T12:00:00Z"),
            expires: None,
            signer: None,
            ..Seal::new(at("2022-03-01T12:00:00Z"))
        };
        let mut octets = Cursor::new(Vec::new());
        builder.finish(&mut octets, &seal, &mut |_| {}).unwrap();
        open(octets.into_inner())
    };
    let earlier = "2022-01-30T12:00:00Z";
    for (as_of, expected) in [(None, AT), (Some(earlier), earlier)] {
        let again = again(&open(made(as_of, None)));
        assert_eq!(again.as_of(), at(expected));
        assert_eq!(again.sources()[0].signature.code(), "good");
    }
    let key = SoftwareKey::from_pkcs8(&generate_p256().unwrap()).unwrap();
    let octets = made(None, Some((&key, bundle::operator_kid(&key.spki()))));
    let unknown = Store::open("store", octets, &Anchors::default(), Unpinned::Report).unwrap();
    assert_eq!(again(&unknown).sources()[0].signature.code(), "not-checked");
}

#[test]
fn an_empty_store_is_a_store() {
    let store = open(store_of(&[]));
    assert_eq!(store.check(&mut |_| {}), Ok(()));
    assert_eq!(store.totals().entries, 0);
    assert!(!finds(&store, scope("NO", 1), HashType::Uci, &hash(1)));
    assert!(!store.speaks_of(scope("NO", 1)));
}

#[test]
fn a_list_that_names_a_signer_and_holds_nothing_speaks_of_it() {
    let nothing = batch("empty", scope("NO", 1), HashType::Signature);
    let store = open(store_of(&[(nothing, vec![])]));
    assert_eq!(store.check(&mut |_| {}), Ok(()));
    assert!(store.speaks_of(scope("NO", 1)) && !store.speaks_of(scope("SE", 1)));
    assert!(!finds(
        &store,
        scope("NO", 1),
        HashType::Signature,
        &hash(1)
    ));
    // So it does after another build.
    let mut scratch = InMemory;
    let mut again = Builder::new(&mut scratch);
    store.replay(&mut again).unwrap();
    assert!(open(finish(again, None).0).speaks_of(scope("NO", 1)));
}

#[test]
fn more_batches_than_a_chunk_holds_keep_their_names() {
    let batches: Vec<_> = (0..CHUNK as u64 + 3)
        .map(|number| {
            let batch = batch(&format!("batch {number}"), scope("NO", 1), HashType::Uci);
            (batch, vec![hash(number)])
        })
        .collect();
    let store = open(store_of(&batches));
    assert_eq!(store.totals().batches, batches.len() as u64);
    for (batch, hashes) in &batches {
        let found = store.find(scope("NO", 1), HashType::Uci, &hashes[0], at(AT));
        assert_eq!(found.unwrap().unwrap().batch, batch.id);
    }
}

#[test]
fn a_signed_store_is_taken_from_its_operator_alone() {
    let key = SoftwareKey::from_pkcs8(&generate_p256().unwrap()).unwrap();
    let kid = bundle::operator_kid(&key.spki());
    let batches = [(batch("a", scope("NO", 1), HashType::Uci), vec![hash(1)])];
    let octets = write(&batches, 10, Some((&key, kid)));
    let anchors = |keys: &[Vec<u8>]| Anchors {
        certificates: vec![],
        keys: keys.to_vec(),
        ..Anchors::default()
    };
    let open =
        |anchors: &Anchors, unpinned| Store::open("store", octets.clone(), anchors, unpinned);
    let good = open(&anchors(&[key.spki()]), Unpinned::Refuse).unwrap();
    assert_eq!(good.signature().code(), "good");
    assert!(finds(&good, scope("NO", 1), HashType::Uci, &hash(1)));
    let other = SoftwareKey::from_pkcs8(&generate_p256().unwrap())
        .unwrap()
        .spki();
    for keys in [vec![], vec![other]] {
        let refused = open(&anchors(&keys), Unpinned::Refuse).unwrap_err();
        assert!(refused.to_string().contains("signature"), "{refused}");
        let taken = open(&anchors(&keys), Unpinned::Report).unwrap();
        assert_eq!(taken.signature().code(), "not-checked");
    }
}

#[test]
fn filters_of_others_are_kept_as_they_are_and_their_hits_are_guesses() {
    use crate::revocation::filter::{Filter, Hit, Kind, makers};
    let inside: Vec<Hash> = (0..40).map(hash).collect();
    let beginning = |digit: u8| -> Vec<Hash> {
        inside
            .iter()
            .filter(|hash| hash[0] >> 4 == digit)
            .copied()
            .collect()
    };
    let digit = inside[0][0] >> 4;
    let filters = [
        (scope("", 1), Kind::Bloom, vec![], makers::bloom(&inside)),
        (
            scope("", 2),
            Kind::Bloom,
            vec![digit],
            makers::bloom(&beginning(digit)),
        ),
        (
            scope("", 3),
            Kind::Prefixes { octets: 4 },
            vec![],
            makers::prefixes(&inside, 4),
        ),
        (
            scope("NO", 0),
            Kind::Norwegian { bucket: 20 },
            vec![],
            makers::norwegian(&inside, 20),
        ),
    ];
    let mut scratch = InMemory;
    let mut builder = Builder::new(&mut scratch);
    builder.source(source("filters")).unwrap();
    let expires = at("2022-02-02T00:00:00Z");
    for (scope, kind, begins, octets) in &filters {
        // Delivered twice, kept once.
        for _ in 0..2 {
            let made = Batch {
                hash_types: vec![HashType::Uci, HashType::Signature],
                expires: Some(expires),
                ..batch("slice", *scope, HashType::Uci)
            };
            let made = builder.batch(made).unwrap();
            let filter = Filter {
                kind: *kind,
                begins: begins.clone(),
                octets: octets.clone(),
            };
            builder.filter(made, filter).unwrap();
        }
    }
    let store = open(finish(builder, None).0);
    assert_eq!(store.check(&mut |_| {}), Ok(()));
    assert_eq!(store.totals().filters, filters.len());
    let mut again = InMemory;
    let mut again = Builder::new(&mut again);
    store.replay(&mut again).unwrap();
    let again = open(finish(again, None).0);
    for store in [&store, &again] {
        for (scope, _, begins, _) in &filters {
            for hash in &inside {
                let there = begins.first().is_none_or(|digit| hash[0] >> 4 == *digit);
                for hash_type in HashType::ALL {
                    let found = store.find(*scope, hash_type, hash, at(AT)).unwrap();
                    let expected = there && hash_type != HashType::CountryCodeUci;
                    assert_eq!(found.is_some(), expected, "{scope} {hash_type}");
                    let guess = found.and_then(|found| found.guess);
                    assert_eq!(matches!(guess, Some(Hit::OneIn(_))), expected);
                }
                let late = store.find(*scope, HashType::Uci, hash, expires);
                assert_eq!(late.unwrap(), None, "it has expired");
            }
            assert!(store.speaks_of(*scope));
        }
    }
}

#[test]
fn the_same_octets_as_filters_of_two_forms_are_two_filters() {
    use crate::revocation::filter::{Filter, Kind};
    let mut scratch = InMemory;
    let mut builder = Builder::new(&mut scratch);
    builder.source(source("filters")).unwrap();
    for octets in [4, 2] {
        let made = builder
            .batch(batch("slice", scope("NO", 0), HashType::Uci))
            .unwrap();
        let filter = Filter {
            kind: Kind::Prefixes { octets },
            begins: vec![],
            octets: vec![0, 1, 0, 2, 0, 3, 0, 4],
        };
        builder.filter(made, filter).unwrap();
    }
    let store = open(finish(builder, None).0);
    assert_eq!(store.totals().filters, 2);
    let mut hash = [9; 16];
    hash[..2].copy_from_slice(&[0, 3]);
    assert!(finds(&store, scope("NO", 0), HashType::Uci, &hash));
}

#[test]
fn a_filter_of_another_shape_is_not_taken() {
    use crate::revocation::filter::{Filter, Kind};
    let mut scratch = InMemory;
    let mut builder = Builder::new(&mut scratch);
    builder.source(source("filters")).unwrap();
    let made = builder
        .batch(batch("slice", scope("NO", 0), HashType::Uci))
        .unwrap();
    let filter = Filter {
        kind: Kind::Bloom,
        begins: vec![],
        octets: vec![0, 1, 2],
    };
    let error = builder.filter(made, filter).unwrap_err();
    assert!(error.to_string().contains("cut off"), "{error}");
    // Neither is a hash of a batch of several types.
    let several = Batch {
        hash_types: HashType::ALL.to_vec(),
        ..batch("slice", scope("NO", 0), HashType::Uci)
    };
    let several = builder.batch(several).unwrap();
    assert!(builder.entry(several, &hash(1)).is_err());
}

#[test]
fn a_head_that_no_reader_takes_is_not_written() {
    use crate::revocation::store::MAX_HEAD;
    let most = usize::try_from(MAX_HEAD).unwrap();
    let end = |length: usize| {
        let file = StoreFile::begin(Cursor::new(Vec::new())).unwrap();
        file.end(&vec![0; length])
    };
    assert!(end(most).is_ok());
    assert!(end(most + 1).is_err());
}
