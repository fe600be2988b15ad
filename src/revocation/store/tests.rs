//! A store that is not what was written never says that a certificate is not revoked.

use super::*;
use crate::key::{SoftwareKey, generate_p256};
use crate::revocation::build::tests::{
    AT, at, batch, hash, open, scope, scope as scope_of, store_of, write,
};
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
    let old = head_of(&File::new(octets.to_vec())).unwrap();
    let mut head = Head::parse(&old).unwrap();
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
        let error = store.check(&mut |_| {}).unwrap_err().to_string();
        assert!(error.contains(told), "{told}: {error}");
    }
}

#[test]
fn a_filter_that_lies_askew_in_memory_hides_nothing() {
    let hashes: Vec<Hash> = (0..40).map(hash).collect();
    let store = open(store_of(&[(
        batch("one", scope("NO", 1), HashType::Uci),
        hashes.clone(),
    )]));
    let (descriptor, section) = store.head.groups[0].shards[0].filter.as_ref().unwrap();
    let octets = store.file.read(section).unwrap();
    for shift in 0..4 {
        let mut shifted = vec![0; shift];
        shifted.extend(&octets);
        let askew = &shifted[shift..];
        assert!(
            hashes
                .iter()
                .all(|hash| shard::admits(descriptor, askew, hash))
        );
    }
}

/// A file that somebody else changes: what it holds, and how often it was read.
#[derive(Clone, Default)]
struct Shared {
    octets: Arc<std::sync::Mutex<Vec<u8>>>,
    reads: Arc<std::sync::atomic::AtomicUsize>,
    length: u64,
}

impl Shared {
    fn of(octets: Vec<u8>) -> Self {
        Self {
            length: octets.len() as u64,
            octets: Arc::new(octets.into()),
            ..Self::default()
        }
    }

    fn reads(&self) -> usize {
        self.reads.load(std::sync::atomic::Ordering::Relaxed)
    }

    fn open(&self) -> Store {
        Store::open("s", self.clone(), &Anchors::default(), Unpinned::Refuse).unwrap()
    }
}

impl Octets for Shared {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        self.reads
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.octets.lock().unwrap().read_at(offset, into)
    }
}

/// A store of several pages and shards, and what is in it.
fn larger() -> (Vec<u8>, Scope, Vec<Hash>) {
    let (scope, hashes) = (scope("NO", 1), (0..70_000).map(hash).collect::<Vec<_>>());
    let one = batch("one", scope, HashType::Uci);
    (store_of(&[(one, hashes.clone())]), scope, hashes)
}

#[test]
fn a_file_that_changes_while_it_is_open_never_hides_a_revoked_certificate() {
    let (octets, scope, hashes) = larger();
    let sample: Vec<&Hash> = hashes.iter().step_by(997).collect();
    type Change = fn(&mut Vec<u8>);
    let changes: [(&str, Change); 6] = [
        ("cut off", |octets| octets.truncate(1000)),
        ("emptied", Vec::clear),
        ("zeroed", |octets| octets.fill(0)),
        ("one octet of each page", |octets| {
            octets.iter_mut().step_by(100).for_each(|octet| *octet ^= 1);
        }),
        ("pages in another order", |octets| {
            let (pages, _) = octets[64..].as_chunks_mut::<{ shard::PAGE }>();
            pages.reverse();
        }),
        ("another store", |octets| {
            let other: Vec<Hash> = (70_000..140_000).map(hash).collect();
            let one = batch("one", scope_of("NO", 1), HashType::Uci);
            *octets = store_of(&[(one, other)]);
        }),
    ];
    for (what, change) in changes {
        for seen in [false, true] {
            let file = Shared::of(octets.clone());
            let store = file.open();
            let find = |hash: &Hash| store.find(scope, HashType::Uci, hash, at(AT));
            if seen {
                assert!(sample.iter().all(|hash| find(hash).unwrap().is_some()));
            }
            change(&mut file.octets.lock().unwrap());
            let mut damaged = 0;
            for hash in &sample {
                match find(hash) {
                    Ok(Some(_)) => {}
                    Ok(None) => panic!("{what}, seen {seen}: a hash is hidden"),
                    Err(_) => damaged += 1,
                }
            }
            assert!(damaged > 0, "{what}, seen {seen}: nobody noticed");
            // What was put back is good again.
            *file.octets.lock().unwrap() = octets.clone();
            assert!(sample.iter().all(|hash| find(hash).unwrap().is_some()));
        }
    }
}

#[test]
fn a_page_counts_only_where_it_was_seen() {
    // Two pages of one table change places: each was good, and neither holds what is looked for there.
    let (octets, scope, hashes) = larger();
    let file = Shared::of(octets);
    let store = file.open();
    let mut sorted = hashes;
    sorted.sort_unstable();
    let find = |hash: &Hash| store.find(scope, HashType::Uci, hash, at(AT));
    assert!(find(&sorted[0]).unwrap().is_some());
    let table = usize::try_from(store.head.groups[0].shards[0].table.offset).unwrap();
    let mut changed = file.octets.lock().unwrap();
    let (first, rest) = changed[table..].split_at_mut(shard::PAGE);
    first.swap_with_slice(&mut rest[..shard::PAGE]);
    drop(changed);
    assert!(find(&sorted[0]).is_err());
    assert!(find(&sorted[32]).is_err());
    assert!(find(&sorted[64]).unwrap().is_some());
}

#[test]
fn a_look_up_reads_pages_once_the_section_was_seen_and_nothing_where_the_filter_says_no() {
    let (octets, scope, hashes) = larger();
    let file = Shared::of(octets);
    let store = file.open();
    let find = |hash: &Hash| store.find(scope, HashType::Uci, hash, at(AT)).unwrap();
    // The least hash is in the first shard, the next in the same.
    let least = hashes.iter().min().unwrap();
    assert!(find(least).is_some());
    let before = file.reads();
    assert!(find(least).is_some());
    assert_eq!(file.reads() - before, 2);
    let mut missing = *least;
    missing[15] ^= 1;
    let before = file.reads();
    assert!(find(&missing).is_none());
    assert_eq!(file.reads() - before, 0);
}

#[test]
fn a_store_without_room_answers_the_same() {
    let (octets, scope, hashes) = larger();
    for room in [0, 1 << 17, 200_000] {
        let file = Shared::of(octets.clone());
        let store = file.open();
        let taken = MAX_KEPT - room;
        assert!(store.file.reserve(taken));
        let find = |hash: &Hash| store.find(scope, HashType::Uci, hash, at(AT));
        for hash in hashes.iter().step_by(2003) {
            assert!(find(hash).unwrap().is_some());
        }
        assert_eq!(find(&hash(1 << 40)), Ok(None));
        assert!(!store.file.reserve(room + 1));
        file.octets.lock().unwrap().fill(0);
        if room == 0 {
            assert!(find(&hashes[0]).is_err());
        }
    }
}

#[test]
fn a_section_that_is_too_large_to_be_read_is_refused() {
    // A file as large as its head says, which has no octets: nothing may be made for them.
    struct Long(Vec<u8>, u64);
    impl Octets for Long {
        fn length(&self) -> u64 {
            self.1 + self.0.len() as u64 - 64
        }
        fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
            match offset {
                0..64 => self.0.read_at(offset, into),
                _ => self.0.read_at(offset - self.1 + 64, into),
            }
        }
    }
    let octets = store_of(&batches());
    let file = File::new(octets.clone());
    for (length, taken) in [(MAX_SECTION, true), (MAX_SECTION + 1, false)] {
        let mut head = Head::parse(&head_of(&file).unwrap()).unwrap();
        head.chunks[0].1.length = length;
        head.chunks[0].1.offset = 1 << 20;
        let (head, start) = (head.encode(), (1_u64 << 20) + length);
        let mut made = octets[..64].to_vec();
        made[16..24].copy_from_slice(&start.to_le_bytes());
        made[24..32].copy_from_slice(&(head.len() as u64).to_le_bytes());
        made[32..64].copy_from_slice(&sha256(&head));
        made.extend(head);
        let opened = Store::open(
            "s",
            Long(made, start),
            &Anchors::default(),
            Unpinned::Refuse,
        );
        match opened {
            Ok(_) => assert!(taken),
            Err(error) => assert!(!taken && error.to_string().contains("chunk"), "{error}"),
        }
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
        let whole = head_of(&File::new(octets.clone())).unwrap().len();
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
    let numbered = |number: u64| {
        let mut hash = [0; 16];
        hash[8..].copy_from_slice(&number.to_be_bytes());
        hash
    };
    // Odd numbers, so that the even ones between them are missing.
    let low: Vec<Hash> = (0..2500).map(|number| numbered(2 * number + 1)).collect();
    let high: Vec<Hash> = low.iter().map(|hash| hash.map(|octet| !octet)).collect();
    let one = low[..1].to_vec();
    for hashes in [one, low.clone(), high.clone(), [low, high].concat()] {
        let scope = scope("NO", 1);
        let mut store = open(store_of(&[(
            batch("b", scope, HashType::Uci),
            hashes.clone(),
        )]));
        // With the filter and without.
        for filtered in [true, false] {
            if !filtered {
                store.head.groups[0].shards[0].filter = None;
            }
            let find = |hash: &Hash| store.find(scope, HashType::Uci, hash, at(AT)).unwrap();
            for hash in &hashes {
                assert!(find(hash).is_some());
                let mut other = *hash;
                other[15] ^= 1;
                assert!(find(&other).is_none());
            }
            assert!(find(&[0; 16]).is_none() && find(&[255; 16]).is_none());
            assert!(find(&[127; 16]).is_none());
        }
    }
}
