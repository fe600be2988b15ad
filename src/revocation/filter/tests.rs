use super::*;
use crate::revocation::id::truncated;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::collection::vec;
use proptest::prelude::*;

/// The filter that the service's own code made of the three hashes below.
const SERVICE_BLOOM: &str = "000134002b8cbccc00000003000000030000000702f59ab925b6638a246e8f0c862362149f6f69be720f87852592e853";

fn octets(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex
        .chars()
        .map(|digit| digit.to_digit(16).unwrap() as u8)
        .collect();
    digits.chunks(2).map(|two| two[0] << 4 | two[1]).collect()
}

fn three() -> [Hash; 3] {
    ["alpha", "bravo", "charlie"].map(|word| truncated(word.as_bytes()))
}

fn numbered(number: u32) -> Hash {
    truncated(&number.to_be_bytes())
}

fn ask(kind: Kind, octets: &[u8], hash: &Hash) -> Option<Hit> {
    find(kind, &[], octets, hash).unwrap()
}

#[test]
fn the_services_own_bloom_filter_is_read_and_made() {
    let filter = octets(SERVICE_BLOOM);
    assert_eq!(makers::bloom(&three()), filter);
    check(Kind::Bloom, &filter).unwrap();
    for hash in three() {
        assert!(matches!(
            ask(Kind::Bloom, &filter, &hash),
            Some(Hit::OneIn(_))
        ));
    }
    for number in 0..10_000 {
        assert_eq!(ask(Kind::Bloom, &filter, &numbered(number)), None);
    }
}

#[test]
fn bloom_filters_have_the_services_sizes() {
    for (n, bits, rounds) in [
        (1, 64, 44),
        (3, 224, 52),
        (10, 608, 42),
        (100, 5760, 40),
        (1000, 57536, 40),
    ] {
        let hashes: Vec<Hash> = (0..n).map(numbered).collect();
        let filter = makers::bloom(&hashes);
        assert_eq!((filter.len() - 20) * 8, bits, "{n}");
        assert_eq!(filter[2], rounds, "{n}");
        assert!(
            hashes
                .iter()
                .all(|hash| ask(Kind::Bloom, &filter, hash).is_some())
        );
    }
}

#[test]
fn the_chance_of_a_bloom_hit_is_that_of_its_set_bits() {
    // One entry in 64 bits: 44 rounds ask for about 32 of them, and as many are set.
    let hash = truncated(b"alpha");
    let filter = makers::bloom(&[hash]);
    let set: u32 = filter[20..].iter().map(|octet| octet.count_ones()).sum();
    let expected = (64.0 / f64::from(set)).powi(set as i32) as u64;
    assert_eq!(ask(Kind::Bloom, &filter, &hash), Some(Hit::OneIn(expected)));
    // What the writer claims changes nothing.
    let mut boasting = filter.clone();
    boasting[4..16].fill(0);
    assert_eq!(
        ask(Kind::Bloom, &boasting, &hash),
        Some(Hit::OneIn(expected))
    );
    // All bits set: everyone hits, and that is told.
    let mut full = filter;
    full[20..].fill(0xff);
    assert_eq!(ask(Kind::Bloom, &full, &numbered(1)), Some(Hit::OneIn(1)));
}

#[test]
fn one_wrong_thing_is_no_bloom_filter() {
    let filter = octets(SERVICE_BLOOM);
    let with = |at: usize, octet: u8| {
        let mut changed = filter.clone();
        changed[at] = octet;
        changed
    };
    let no_words = {
        let mut cut = filter[..20].to_vec();
        cut[19] = 0;
        cut
    };
    let longer = [&filter[..], &[0]].concat();
    let cases = [
        (with(1, 2), FilterError::Version(2)),
        (with(0, 1), FilterError::Version(257)),
        (with(3, 1), FilterError::HashFunction(1)),
        (with(2, 0), FilterError::Rounds(0)),
        (with(2, 128), FilterError::Rounds(128)),
        (no_words, FilterError::Bits(0)),
        (with(16, 0x80), FilterError::Bits(32 * ((0x80 << 24) + 7))),
        (
            with(19, 8),
            FilterError::Length {
                expected: 52,
                found: 48,
            },
        ),
        (
            longer,
            FilterError::Length {
                expected: 48,
                found: 49,
            },
        ),
        (
            filter[..47].to_vec(),
            FilterError::Length {
                expected: 48,
                found: 47,
            },
        ),
        (
            filter[..19].to_vec(),
            FilterError::Header {
                expected: 20,
                found: 19,
            },
        ),
    ];
    for (octets, error) in cases {
        let found = find(Kind::Bloom, &[], &octets, &three()[0]);
        assert_eq!(found, Err(error.clone()));
        assert_eq!(check(Kind::Bloom, &octets), Err(error));
    }
}

#[test]
fn prefixes_are_found_and_their_chance_told() {
    let hashes: Vec<Hash> = (0..1000).map(numbered).collect();
    let list = makers::prefixes(&hashes, 4);
    let kind = Kind::Prefixes { octets: 4 };
    check(kind, &list).unwrap();
    let count = list.len() as u64 / 4;
    for hash in &hashes {
        let digits: Vec<u8> = digits(hash).take(3).collect();
        for (known, bits) in [(0, 32), (1, 28), (2, 24), (3, 20)] {
            assert_eq!(
                find(kind, &digits[..known], &list, hash).unwrap(),
                Some(Hit::OneIn((1 << bits) / count))
            );
        }
        let mut other = digits;
        other[2] ^= 1;
        assert_eq!(find(kind, &other, &list, hash), Ok(None));
    }
    for number in 1000..20_000 {
        assert_eq!(ask(kind, &list, &numbered(number)), None);
    }
    let long = makers::prefixes(&hashes, 15);
    let kind = Kind::Prefixes { octets: 15 };
    assert_eq!(ask(kind, &long, &hashes[0]), Some(Hit::OneIn(u64::MAX)));
    // A list of every octet, where three digits are said to be known.
    let all: Vec<u8> = (0..=255).collect();
    let kind = Kind::Prefixes { octets: 1 };
    let begins: Vec<u8> = digits(&hashes[0]).take(3).collect();
    assert_eq!(
        find(kind, &begins, &all, &hashes[0]),
        Ok(Some(Hit::OneIn(1)))
    );
}

#[test]
fn a_mangled_prefix_is_found_as_such() {
    // As the service's code wrote ffff1234.
    let list = octets("00ff12348ed3f6adb9dd960cf144a690");
    let kind = Kind::Prefixes { octets: 4 };
    check(kind, &list).unwrap();
    let hash = |prefix: &str| {
        let mut hash = [0; 16];
        hash[..4].copy_from_slice(&octets(prefix));
        hash
    };
    assert_eq!(ask(kind, &list, &hash("ffff1234")), Some(Hit::Mangled));
    assert_eq!(
        ask(kind, &list, &hash("8ed3f6ad")),
        Some(Hit::OneIn(1 << 30))
    );
    for other in ["ff7f1234", "ffff1235", "00001234", "fe001234", "ffffffff"] {
        assert_eq!(ask(kind, &list, &hash(other)), None, "{other}");
    }
    let cases = [
        ("ffff1234", Some("00ff1234")),
        ("ff801234", Some("00801234")),
        ("ffffff80", Some("00000080")),
        ("ffffffff", Some("000000ff")),
        ("ff7f1234", None),
        ("feffffff", None),
        ("00ffffff", None),
        ("ff", None),
    ];
    for (prefix, written) in cases {
        let found = mangled(&octets(prefix));
        assert_eq!(found, written.map(octets), "{prefix}");
    }
}

#[test]
fn one_wrong_thing_is_no_list_of_prefixes() {
    let list = octets("00112233445566778899aabb");
    let size = |octets| Kind::Prefixes { octets };
    check(size(4), &list).unwrap();
    let twice = octets("001122330011223344556677");
    let unsorted = octets("001122338899aabb44556677");
    let cases = [
        (0, &list[..], FilterError::PrefixLength(0)),
        (16, &list[..], FilterError::PrefixLength(16)),
        (
            4,
            &list[..11],
            FilterError::Prefixes {
                octets: 4,
                found: 11,
            },
        ),
        (
            4,
            &[],
            FilterError::Prefixes {
                octets: 4,
                found: 0,
            },
        ),
        (4, &twice, FilterError::Order { at: 1 }),
        (4, &unsorted, FilterError::Order { at: 2 }),
    ];
    for (octets, list, error) in cases {
        assert_eq!(check(size(octets), list), Err(error.clone()));
        let found = find(size(octets), &[], list, &[0x11; 16]);
        match error {
            FilterError::Order { .. } => assert!(found.is_ok()),
            error => assert_eq!(found, Err(error)),
        }
    }
}

#[test]
fn the_hash_of_the_norwegian_filters_is_murmur3() {
    use murmur3_32::Murmur3;
    for (text, seed, hash) in [
        ("", 0, 0),
        ("", 1, 0x514e_28b7),
        ("test", 0, 0xba6b_d213),
        ("Hello, world!", 0x9747_b28c, 0x2488_4cba),
    ] {
        assert_eq!(Murmur3::hash(seed, text), hash, "{text}");
    }
}

#[test]
fn norwegian_buckets_have_the_backends_sizes() {
    for (bucket, entries, bits) in [
        (0, 5, 240),
        (1, 10, 480),
        (2, 15, 719),
        (3, 20, 959),
        (199, 1000, 47926),
    ] {
        assert_eq!(norwegian::entries(bucket), entries);
        assert_eq!(norwegian::bits(bucket), bits);
    }
    for bucket in 0..=199 {
        let (n, m) = (norwegian::entries(bucket), norwegian::bits(bucket));
        let probes = (std::f64::consts::LN_2 * m as f64 / n as f64).ceil();
        assert_eq!(probes, norwegian::PROBES as f64, "{bucket}");
        let asked = n as f64 * 10.0 * std::f64::consts::LN_10 / std::f64::consts::LN_2.powi(2);
        assert!((asked - asked.round()).abs() > 0.001, "{bucket}");
    }
}

#[test]
fn a_norwegian_filter_is_read_as_another_program_made_it() {
    // Worked out with a second implementation of everything in it.
    let filter = octets("0002082080100208208050575d75d555575d758010020820800002082180");
    let kind = Kind::Norwegian { bucket: 0 };
    assert_eq!(makers::norwegian(&three(), 0), filter);
    check(kind, &filter).unwrap();
    for hash in three() {
        assert!(ask(kind, &filter, &hash).is_some());
    }
    assert_eq!(STANDARD.encode(three()[0]).len(), 24);
    assert_eq!(ask(kind, &[0; 30], &three()[0]), None);
}

#[test]
fn a_wrong_bucket_or_length_is_no_norwegian_filter() {
    let filter = makers::norwegian(&three(), 2);
    assert_eq!(filter.len(), 90);
    let kind = |bucket| Kind::Norwegian { bucket };
    check(kind(2), &filter).unwrap();
    for (bucket, octets, error) in [
        (200, &filter[..], FilterError::Bucket(200)),
        (255, &filter[..], FilterError::Bucket(255)),
        (
            3,
            &filter[..],
            FilterError::Length {
                expected: 120,
                found: 90,
            },
        ),
        (
            2,
            &filter[..89],
            FilterError::Length {
                expected: 90,
                found: 89,
            },
        ),
    ] {
        let found = find(kind(bucket), &[], octets, &three()[0]);
        assert_eq!(found, Err(error.clone()));
        assert_eq!(check(kind(bucket), octets), Err(error));
    }
}

#[test]
fn the_chance_of_a_norwegian_hit_is_not_told_smaller_than_it_is() {
    // Hashes that are in no filter, asked all the same: how many hit, and how many the told chances foresee.
    // Steps that lead back within the probes, and the others.
    let (mut hits, mut foreseen) = ([0.0; 2], [0.0; 2]);
    let strangers: Vec<Hash> = (0..20_000).map(|at| numbered(at + 1_000_000)).collect();
    for round in 0..100_u32 {
        let (bucket, count) = if round < 90 { (0, 5) } else { (1, 10) };
        let hashes: Vec<Hash> = (0..count).map(|at| numbered(round * 10 + at)).collect();
        let filter = makers::norwegian(&hashes, bucket);
        let bits = norwegian::bits(bucket);
        let fill = ones(&filter) as f64 / bits as f64;
        for hash in &strangers {
            let step = norwegian::Walk::of(hash).step;
            let back = (1..=norwegian::PROBES).any(|steps| (steps * step).is_multiple_of(bits));
            let chance = norwegian::chance(bucket, fill, step);
            let class = usize::from(back);
            foreseen[class] += chance;
            if let Some(hit) = ask(Kind::Norwegian { bucket }, &filter, hash) {
                hits[class] += 1.0;
                assert_eq!(hit, one_in(chance));
            }
        }
    }
    for class in 0..2 {
        let ratio = hits[class] / foreseen[class];
        assert!(
            hits[class] > 100.0 && (0.5..1.15).contains(&ratio),
            "{hits:?} hits, {foreseen:?} foreseen"
        );
    }
}

#[test]
fn a_norwegian_hit_of_bucket_0_is_weak() {
    // One bit alone: the share of set bits. No common factor: still nowhere near 10^-10.
    assert_eq!(norwegian::chance(0, 0.5, 0), 0.5);
    assert_eq!(norwegian::chance(0, 0.5, 480), 0.5);
    let best = norwegian::chance(0, 0.5, 1);
    assert!((1e-4..1e-2).contains(&best), "{best}");
    let large = norwegian::chance(199, 0.5, 1);
    assert!((1e-7..1e-5).contains(&large), "{large}");
    assert_eq!(norwegian::chance(0, 1.0, 1), 1.0);
}

proptest! {
    #[test]
    fn all_that_was_put_in_is_found(hashes in vec(any::<Hash>(), 1..60), size in 1..=15_u8, bucket in 0..=199_u8) {
        let bloom = makers::bloom(&hashes);
        let norwegian = makers::norwegian(&hashes, bucket);
        let prefixes = makers::prefixes(&hashes, size);
        for (kind, octets) in [
            (Kind::Bloom, &bloom),
            (Kind::Prefixes { octets: size }, &prefixes),
            (Kind::Norwegian { bucket }, &norwegian),
        ] {
            check(kind, octets).unwrap();
            for hash in &hashes {
                prop_assert!(ask(kind, octets, hash).is_some(), "{kind:?}");
                let digits: Vec<u8> = digits(hash).take(3).collect();
                let found = find(kind, &digits, octets, hash).unwrap();
                prop_assert!(found.is_some(), "{kind:?}");
            }
        }
    }

    #[test]
    fn any_octets_are_answered(octets in vec(any::<u8>(), 0..200), hash: Hash, number: u8, begins in vec(any::<u8>(), 0..5)) {
        for kind in [
            Kind::Bloom,
            Kind::Prefixes { octets: number },
            Kind::Norwegian { bucket: number },
        ] {
            let found = find(kind, &begins, &octets, &hash);
            prop_assert!(check(kind, &octets).is_err() || found.is_ok());
        }
        let mut bloom = vec![0, 1, number, 0];
        bloom.extend([0; 12]);
        bloom.extend((octets.len() as u32 / 4).to_be_bytes());
        bloom.extend(&octets);
        let _ = find(Kind::Bloom, &[], &bloom, &hash);
    }

    #[test]
    fn the_writers_list_in_any_order_is_found_mangled_or_not(hashes in vec(any::<Hash>(), 1..30), size in 2..=15_u8) {
        // A hash that the writer mangles among them.
        let mut hashes = hashes;
        hashes[0][..2].fill(0xff);
        let list = makers::hash_list(&hashes, size);
        let mut entries: Vec<&[u8]> = list[11..].chunks(size.into()).collect();
        entries.sort_unstable();
        entries.dedup();
        let (list, kind) = (entries.concat(), Kind::Prefixes { octets: size });
        for hash in &hashes {
            prop_assert!(ask(kind, &list, hash).is_some());
        }
        prop_assert_eq!(ask(kind, &list, &hashes[0]), Some(Hit::Mangled));
    }
}
