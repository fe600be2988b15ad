//! A store that is not what was written never says that a certificate is not revoked.

use super::*;
use crate::key::{SoftwareKey, generate_p256};
use crate::revocation::build::tests::{AT, at, batch, hash, open, scope, store_of, write};
use proptest::prelude::*;

/// Three groups, two batches, a hundred hashes.
fn batches() -> Vec<(Batch, Vec<Hash>)> {
    let hashes = |range: std::ops::Range<u64>| range.map(hash).collect::<Vec<_>>();
    vec![
        (batch("one", scope("NO", 1), HashType::Uci), hashes(0..40)),
        (
            batch("two", scope("NO", 1), HashType::Signature),
            hashes(40..80),
        ),
        (
            batch("three", scope("SE", 0), HashType::Uci),
            hashes(80..100),
        ),
    ]
}

fn revoked(store: &Store) -> Result<bool, Damaged> {
    let mut all = true;
    for (batch, hashes) in batches() {
        for hash in &hashes {
            all &= store
                .find(batch.scope, batch.hash_types[0], hash, at(AT))?
                .is_some();
        }
    }
    Ok(all)
}

#[test]
fn an_octet_that_was_changed_never_hides_a_revoked_certificate() {
    let key = SoftwareKey::from_pkcs8(&generate_p256().unwrap()).unwrap();
    let kid = bundle::operator_kid(&key.spki());
    let anchors = Anchors {
        certificates: vec![],
        keys: vec![key.spki()],
        ..Anchors::default()
    };
    change_each_octet(&write(&batches(), 10, Some((&key, kid))), &anchors);
    change_each_octet(&store_of(&batches()), &Anchors::default());
}

fn change_each_octet(octets: &[u8], anchors: &Anchors) {
    let (mut refused, mut damaged, mut harmless) = (0, 0, 0);
    for place in 0..octets.len() {
        let mut bad = octets.to_vec();
        bad[place] ^= 1 << (place % 8);
        match Store::open("store", bad, anchors, Unpinned::Refuse) {
            Err(_) => refused += 1,
            Ok(store) => match revoked(&store) {
                Err(_) => {
                    damaged += 1;
                    assert!(store.check(&mut |_| {}).is_err());
                }
                // Octets between the sections.
                Ok(all) => {
                    assert!(all, "octet {place} hides a certificate");
                    harmless += 1;
                }
            },
        }
    }
    println!("{refused} refused, {damaged} damaged, {harmless} harmless");
    assert!(refused > 200 && damaged > 2000 && harmless < 100);
}

#[test]
fn a_store_that_was_cut_off_or_has_something_behind_it_is_refused() {
    let octets = store_of(&batches());
    let open = |octets: Vec<u8>| Store::open("s", octets, &Anchors::default(), Unpinned::Refuse);
    for length in 0..octets.len() {
        assert!(open(octets[..length].to_vec()).is_err(), "{length} octets");
    }
    let longer = [octets.as_slice(), &[0]].concat();
    assert!(
        open(longer)
            .unwrap_err()
            .to_string()
            .contains("something follows it")
    );
    assert_eq!(open(vec![0; 200]).unwrap_err(), StoreError::NotStore);
    assert_eq!(open(vec![]).unwrap_err(), StoreError::NotStore);
}

/// Makes a store with another head.
fn with_head(change: impl FnOnce(&mut Head)) -> Result<Store, StoreError> {
    with_head_of(&store_of(&batches()), change)
}

fn with_head_of(octets: &[u8], change: impl FnOnce(&mut Head)) -> Result<Store, StoreError> {
    let old = head_of(octets).unwrap();
    let mut head = Head::parse(old).unwrap();
    change(&mut head);
    let start = octets.len() - old.len();
    let mut changed = octets[..start].to_vec();
    let new = head.encode();
    changed[24..32].copy_from_slice(&(new.len() as u64).to_le_bytes());
    changed[32..64].copy_from_slice(&sha256(&new));
    changed.extend(new);
    Store::open("store", changed, &Anchors::default(), Unpinned::Refuse)
}

#[test]
fn a_head_that_does_not_fit_the_file_is_refused() {
    type Change = fn(&mut Head);
    let wrong: [(&str, Change); 12] = [
        ("share octets", |head| {
            head.groups[1].shards[0].table.offset = head.groups[0].shards[0].table.offset;
        }),
        ("stands twice", |head| {
            head.groups[1].hash_type = head.groups[0].hash_type
        }),
        ("not in order", |head| {
            let other = head.groups.pop().unwrap();
            head.groups[0].shards.extend(other.shards);
            head.groups[0].shards[0].first = [255; 16];
        }),
        ("does not fit", |head| head.groups[0].shards[0].entries += 1),
        ("does not fit", |head| head.groups[0].shards[0].entries = 0),
        ("does not fit", |head| {
            head.groups[0].shards[0].table.offset = u64::MAX
        }),
        ("does not fit", |head| {
            head.groups[0].shards[0].table.offset = 1 << 40
        }),
        ("does not fit", |head| descriptor(head)[8] = 3),
        ("does not fit", |head| descriptor(head)[12] = 1),
        ("does not fit", |head| descriptor(head)[16..20].fill(0)),
        ("does not fit", |head| descriptor(head)[18] = 255),
        ("chunk", |head| head.chunks[0].0 = 1000),
    ];
    fn descriptor(head: &mut Head) -> &mut [u8; 20] {
        &mut head.groups[0].shards[0].filter.as_mut().unwrap().0
    }
    assert!(with_head(|_| {}).is_ok());
    for (told, change) in wrong {
        let error = with_head(change).unwrap_err().to_string();
        assert!(error.contains(told), "{told}: {error}");
    }
}

#[test]
fn a_filter_that_the_head_takes_for_another_form_is_damage_and_no_silence() {
    use crate::revocation::build::{Builder, InMemory, Seal};
    use crate::revocation::filter::{Filter, Kind, makers};
    let mut scratch = InMemory;
    let mut builder = Builder::new(&mut scratch);
    let source = crate::revocation::build::tests::source("filters");
    builder.source(source).unwrap();
    let made = builder
        .batch(batch("slice", scope("NO", 0), HashType::Uci))
        .unwrap();
    let filter = Filter {
        kind: Kind::Bloom,
        begins: vec![],
        octets: makers::bloom(&[hash(1)]),
    };
    builder.filter(made, filter).unwrap();
    let seal = Seal {
        created: at(AT),
        expires: None,
        signer: None,
        ..Seal::new(at(AT))
    };
    let mut octets = io::Cursor::new(Vec::new());
    builder.finish(&mut octets, &seal, &mut |_| {}).unwrap();
    let octets = octets.into_inner();
    let found = |kind: Kind| {
        let store = with_head_of(&octets, |head| head.filters[0].kind = kind).unwrap();
        let found = store.find(scope("NO", 0), HashType::Uci, &hash(1), at(AT));
        found.map(|found| found.is_some())
    };
    assert_eq!(found(Kind::Bloom), Ok(true));
    for wrong in [Kind::Norwegian { bucket: 7 }, Kind::Prefixes { octets: 0 }] {
        assert!(found(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn the_whole_check_finds_what_the_digests_do_not() {
    type Change = fn(&mut Head);
    let wrong: [(&str, Change); 3] = [
        ("begins with another hash", |head| {
            head.groups[0].shards[0].first[15] ^= 1
        }),
        ("hides one of its hashes", |head| {
            head.groups[0].shards[0].filter.as_mut().unwrap().0[0] ^= 1;
        }),
        ("names a batch that is not there", |head| {
            head.chunks[0].0 = 1
        }),
    ];
    for (told, change) in wrong {
        let store = with_head(change).unwrap();
        let error = store.check(&mut |_| {}).unwrap_err();
        assert!(error.contains(told), "{told}: {error}");
    }
}

#[test]
fn memory_that_lies_askew_answers_the_same() {
    /// Octets that begin at an odd address.
    struct Askew(Vec<u8>, usize);
    impl AsRef<[u8]> for Askew {
        fn as_ref(&self) -> &[u8] {
            &self.0[self.1..]
        }
    }
    let octets = store_of(&batches());
    for shift in 0..4 {
        let mut shifted = vec![0; shift];
        shifted.extend(&octets);
        let askew = Askew(shifted, shift);
        let store = Store::open("s", askew, &Anchors::default(), Unpinned::Refuse).unwrap();
        assert_eq!(revoked(&store), Ok(true));
        let missing = store.find(scope("NO", 1), HashType::Uci, &hash(500), at(AT));
        assert_eq!(missing, Ok(None));
    }
}

#[test]
fn debug_and_totals_tell_what_is_there() {
    let store = open(store_of(&batches()));
    assert_eq!(format!("{store:?}"), "Store(store, 100 hashes, 0 filters)");
    let groups: Vec<String> = store
        .groups()
        .map(|(scope, kind, count)| format!("{scope} {kind} {count}"))
        .collect();
    assert_eq!(
        groups,
        [
            "NO 0101010101010101 SIGNATURE 40",
            "NO 0101010101010101 UCI 40",
            "SE UCI 20"
        ]
    );
}

proptest! {
    #[test]
    fn no_octets_make_it_panic(
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut octets = store_of(&batches());
        let whole = head_of(&octets).unwrap().len();
        for (place, octet) in places {
            // Mostly in the head, which everything hangs on.
            let start = octets.len() - 900;
            let place = if octet % 8 == 0 { place.index(octets.len()) } else { start + place.index(900) };
            octets[place] = octet;
        }
        let head = octets.len() - whole;
        let digest = sha256(&octets[head..]);
        octets[32..64].copy_from_slice(&digest);
        if let Ok(store) = Store::open("s", octets, &Anchors::default(), Unpinned::Refuse) {
            let _ = revoked(&store);
            let _ = store.check(&mut |_| {});
            let _ = store.as_of();
        }
    }
}

#[test]
fn hashes_that_do_not_lie_evenly_are_found_all_the_same() {
    use super::shard::place_of;
    let numbered = |number: u64| {
        let mut hash = [0; 16];
        hash[8..].copy_from_slice(&number.to_be_bytes());
        hash
    };
    let low: Vec<Hash> = (0..5000).map(numbered).collect();
    let high: Vec<Hash> = low.iter().map(|hash| hash.map(|octet| !octet)).collect();
    let mixed: Vec<Hash> = low
        .iter()
        .chain(&high)
        .chain([&[128; 16]])
        .copied()
        .collect();
    for hashes in [low, high, mixed] {
        let mut sorted = hashes.clone();
        sorted.sort_unstable();
        for end in [0, 1, u64::MAX / 2, u64::MAX] {
            for (place, hash) in sorted.iter().enumerate() {
                assert_eq!(place_of(hash, &sorted, end), Some(place));
            }
            assert_eq!(place_of(&[127; 16], &sorted, end), None);
        }
    }
    assert_eq!(place_of(&[1; 16], &[], 7), None);
}
