//! What slices hold: their types, hash lists, whole hashes.

use super::*;

#[test]
fn a_type_that_is_not_told_is_seen_by_the_shape() {
    let alone = |cid: &str, slice: &[u8]| good(&[(&path("null", cid, slice), slice.to_vec())]);
    let of_a = hashes(&[10], 400);
    assert_eq!(
        alone("a", &makers::bloom(&of_a)).filters[0].1.kind,
        Kind::Bloom
    );
    // Made for 300 entries, a Bloom filter reads as a list of single octets, save for their digits.
    let read = alone("a", &makers::bloom(&of_a[..300]));
    assert_eq!(read.filters[0].1.kind, Kind::Bloom);
    let read = alone("a", &makers::hash_list(&of_a, 5));
    assert_eq!(read.filters[0].1.kind, Kind::Prefixes { octets: 5 });
    alone("a", b"neither").left_out("it is neither a Bloom filter (");
    // A Bloom filter without one bit set, where entries begin with 0.
    let both = makers::bloom_of(&[], 3, 40, 256);
    alone("0", &both).left_out("it can be read as either type");
}

#[test]
fn the_services_own_list_is_read_with_its_mangled_entry() {
    let name = path("null", "f", &SERVICE_LIST);
    let json = partition(&Value::Null, &[("f", LATER, "VARHASHLIST", &SERVICE_LIST)]);
    let read = good(&[(&name, SERVICE_LIST.to_vec()), ("p.json", text(&json))]);
    // The two that begin with 8 and b do not belong into chunk f.
    read.one_problem("2 of its entries begin with other digits");
    let (_, filter) = &read.filters[0];
    assert_eq!(filter.octets.len(), 16);
    let mut hash = [0; 16];
    hash[..4].copy_from_slice(&[0xff, 0xff, 0x12, 0x34]);
    let ask = |hash: &Hash| find(filter.kind, &filter.begins, &filter.octets, hash).unwrap();
    assert_eq!(ask(&hash), Some(Hit::Mangled));
    hash[..4].copy_from_slice(&[0xf1, 0x44, 0xa6, 0x90]);
    assert_eq!(ask(&hash), Some(Hit::OneIn(1 << 26)));
}

#[test]
fn one_wrong_thing_is_no_hash_list() {
    let list = makers::hash_list(&hashes(&[10], 4), 6);
    let with = |at: usize, octet: u8| {
        let mut changed = list.clone();
        changed[at] = octet;
        changed
    };
    for (slice, reason) in [
        (with(1, 2), "it is of version 2, expected 1"),
        (with(10, 0), "its entries have 0 octets, expected 1 to 16"),
        (with(10, 17), "its entries have 17 octets, expected 1 to 16"),
        (with(10, 7), "24 octets are no whole number of entries of 7"),
        (
            list[..10].to_vec(),
            "its header is cut off: 10 of 11 octets",
        ),
    ] {
        let json = partition(&Value::Null, &[("a", LATER, "VARHASHLIST", &slice)]);
        let name = path("null", "a", &slice);
        good(&[(&name, slice), ("p.json", text(&json))]).left_out(reason);
    }
    let empty = makers::hash_list(&[], 6);
    let json = partition(&Value::Null, &[("a", LATER, "VARHASHLIST", &empty)]);
    let read = good(&[(&path("null", "a", &empty), empty), ("p.json", text(&json))]);
    assert!(read.batches.is_empty() && read.problems.is_empty());
}

#[test]
fn whole_hashes_are_entries_of_one_type_and_near_to_that_of_several() {
    let mut whole = hashes(&[15], 4);
    whole[1][..3].fill(0xff);
    let slice = makers::hash_list(&whole, 16);
    let json = partition(&Value::Null, &[("f", LATER, "VARHASHLIST", &slice)]);
    let read = |types: &[&str]| {
        good(&[
            ("lists.json", text(&lists("POINT", types))),
            ("p.json", text(&json)),
            (
                "s.tgz",
                archive(&[(path("null", "f", &slice), slice.clone())]),
            ),
        ])
    };
    let one = read(&["UCI"]);
    assert_eq!(one.told(), Vec::<String>::new());
    let (batch, mut entries) = one.batches[0].clone();
    entries.sort_unstable();
    whole.sort_unstable();
    assert_eq!(entries, whole, "mangled ones are mended");
    assert_eq!(batch.hash_types, [HashType::Uci]);
    let several = read(&["UCI", "SIGNATURE"]);
    let (_, filter) = &several.filters[0];
    assert_eq!(filter.kind, Kind::Prefixes { octets: 15 });
    assert_eq!(filter.begins, [15]);
    for hash in &whole {
        let hit = find(filter.kind, &filter.begins, &filter.octets, hash).unwrap();
        assert_eq!(hit, Some(Hit::OneIn(u64::MAX)));
    }
}
