use super::*;
use crate::revocation::Hash;
use crate::revocation::filter::{Hit, find, makers};
use crate::revocation::id::truncated;
use crate::revocation::test_sink::{Collected, Folder, Reading};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::io::Write as _;
use tar::{Builder, Header};

mod archives;
mod contents;

/// The signer 00010203fffe0607 in base64: it has both signs that addresses write otherwise.
const KID: &str = "AAECA//+Bgc=";
const KID_OCTETS: [u8; 8] = [0, 1, 2, 3, 0xff, 0xfe, 6, 7];
const LATER: &str = "2027-01-31T00:00:00+00:00";
const BEFORE: &str = "2026-11-22T12:00:00+00:00";

/// The list that the service's own code made of three hashes and ffff1234.
const SERVICE_LIST: [u8; 27] = [
    0, 1, 0x2b, 0x8c, 0xbc, 0xcc, 0, 0, 0, 4, 4, 0x8e, 0xd3, 0xf6, 0xad, 0xb9, 0xdd, 0x96, 0x0c,
    0xf1, 0x44, 0xa6, 0x90, 0, 0xff, 0x12, 0x34,
];

/// So many hashes that begin with these digits.
fn hashes(begins: &[u8], count: usize) -> Vec<Hash> {
    (0_u32..)
        .map(|number| truncated(&number.to_be_bytes()))
        .filter(|hash| {
            filter::digits(hash)
                .zip(begins)
                .all(|(own, digit)| own == *digit)
        })
        .take(count)
        .collect()
}

/// The name of a slice.
fn path(id: &str, cid: &str, slice: &[u8]) -> String {
    format!("{KID}/{id}/{cid}/{}", hex(&sha256(slice)))
}

fn tar(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (name, octets) in entries {
        let mut header = Header::new_ustar();
        set_name(&mut header, name);
        header.set_size(octets.len() as u64);
        header.set_cksum();
        builder.append(&header, &octets[..]).unwrap();
    }
    builder.into_inner().unwrap()
}

/// As the service writes it: what is made for paths would take two `/` for one.
fn set_name(header: &mut Header, name: &str) {
    header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
}

fn gzip(octets: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(octets).unwrap();
    encoder.finish().unwrap()
}

fn archive(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    gzip(&tar(entries))
}

fn lists(mode: &str, hash_types: &[&str]) -> Value {
    json!([{"kid": KID, "mode": mode, "hashTypes": hash_types, "expires": LATER, "lastUpdated": BEFORE}])
}

/// A partition with slices: chunk, expiry, type, digest.
fn partition(id: &Value, slices: &[(&str, &str, &str, &[u8])]) -> Value {
    let digits: Vec<String> = id
        .as_str()
        .unwrap_or_default()
        .chars()
        .map(String::from)
        .collect();
    let mut chunks = json!({});
    for (cid, expires, form, slice) in slices {
        chunks[cid][expires] = json!({"type": form, "version": "1.0", "hash": hex(&sha256(slice))});
    }
    json!([{
        "kid": KID, "id": id, "x": digits.first(), "y": digits.get(1), "lastUpdated": BEFORE,
        "expired": LATER, "chunks": chunks,
    }])
}

fn folder(files: &[(&str, Vec<u8>)]) -> Folder {
    Folder::of(files.iter().map(|(name, octets)| (*name, octets.clone())))
}

fn text(json: &Value) -> Vec<u8> {
    json.to_string().into_bytes()
}

fn reading(files: &[(&str, Vec<u8>)]) -> Reading {
    Reading::new(Format::Distribution, folder(files))
}

fn good(files: &[(&str, Vec<u8>)]) -> Collected {
    reading(files).good()
}

/// A folder with everything: one Bloom filter in chunk a of a signer in mode POINT.
struct Whole {
    hashes: Vec<Hash>,
    slice: Vec<u8>,
    lists: Value,
    partition: Value,
}

impl Whole {
    fn new() -> Self {
        let hashes = hashes(&[10], 5);
        let slice = makers::bloom(&hashes);
        let partition = partition(&Value::Null, &[("a", LATER, "BLOOMFILTER", &slice)]);
        Self {
            hashes,
            slice,
            lists: lists("POINT", &["SIGNATURE"]),
            partition,
        }
    }

    fn entries(&self) -> Vec<(String, Vec<u8>)> {
        vec![(path("null", "a", &self.slice), self.slice.clone())]
    }

    fn read(&self) -> Collected {
        good(&[
            ("lists.json", text(&self.lists)),
            ("partitions.json", text(&self.partition)),
            ("slices.tar.gz", archive(&self.entries())),
        ])
    }
}

#[test]
fn a_folder_of_answers_becomes_filters_by_signer() {
    let whole = Whole::new();
    let read = whole.read();
    assert_eq!(read.told(), Vec::<String>::new());
    assert_eq!(read.signature(), "unsigned");
    assert_eq!(read.sources[0].format, Format::Distribution);
    let [(batch, entries)] = &read.batches[..] else {
        panic!("{:?}", read.batches);
    };
    assert!(entries.is_empty());
    assert_eq!(
        batch.scope,
        Scope {
            country: None,
            kid: Some(KID_OCTETS)
        }
    );
    assert_eq!(batch.hash_types, [HashType::Signature]);
    assert_eq!(batch.expires, Some(LATER.parse().unwrap()));
    let digest = hex(&sha256(&whole.slice));
    assert_eq!(batch.id, format!("00010203fffe0607/null/a/{digest}"));
    let [(0, filter)] = &read.filters[..] else {
        panic!("{:?}", read.filters);
    };
    assert_eq!((filter.kind, &filter.begins[..]), (Kind::Bloom, &[10][..]));
    assert_eq!(filter.octets, whole.slice);
    for hash in &whole.hashes {
        assert!(
            find(filter.kind, &filter.begins, &filter.octets, hash)
                .unwrap()
                .is_some()
        );
    }
}

#[test]
fn every_mode_tells_the_digits_with_which_hashes_begin() {
    for (mode, id, begins) in [
        ("POINT", Value::Null, &[10_u8][..]),
        ("VECTOR", json!("3"), &[3, 10]),
        ("COORDINATE", json!("3f"), &[3, 15, 10]),
    ] {
        let hashes = hashes(begins, 3);
        let slice = makers::hash_list(&hashes, 4);
        let name = path(id.as_str().unwrap_or("null"), "a", &slice);
        let read = good(&[
            ("lists.json", text(&lists(mode, &["UCI"]))),
            (
                "p.json",
                text(&partition(&id, &[("a", LATER, "VARHASHLIST", &slice)])),
            ),
            ("s.tgz", archive(&[(name, slice)])),
        ]);
        assert_eq!(read.told(), Vec::<String>::new(), "{mode}");
        let (_, filter) = &read.filters[0];
        assert_eq!(filter.begins, begins);
        assert_eq!(filter.kind, Kind::Prefixes { octets: 4 });
        filter::check(filter.kind, &filter.octets).unwrap();
        let free = 32 - 4 * begins.len() as u32;
        for hash in &hashes {
            let hit = find(filter.kind, &filter.begins, &filter.octets, hash).unwrap();
            assert_eq!(hit, Some(Hit::OneIn((1 << free) / 3)));
        }
    }
}

#[test]
fn slices_as_plain_files_are_read_by_the_end_of_their_names() {
    let whole = Whole::new();
    let name = path("null", "a", &whole.slice);
    let digest = hex(&sha256(&whole.slice));
    for name in [
        name.clone(),
        format!("some/folder/{name}"),
        format!("./{name}"),
        // As in the address.
        format!("x/AAECA__-Bgc/null/a/{digest}"),
        format!("AAECA__-Bgc/null/a/{digest}"),
    ] {
        let read = good(&[(&name, whole.slice.clone())]);
        assert_eq!(read.told(), Vec::<String>::new(), "{name}");
        let (batch, _) = &read.batches[0];
        assert_eq!(batch.scope.kid, Some(KID_OCTETS), "{name}");
        assert_eq!(batch.expires, None);
        assert_eq!(batch.hash_types, HashType::ALL);
        assert_eq!(read.filters[0].1.kind, Kind::Bloom);
    }
}

#[test]
fn names_of_slices_are_read_strictly() {
    let digest = hex(&[0xab; 32]);
    let read = |path: &str| Name::read(path, &Shortened::default());
    let right = read(&format!("{KID}/3f/0/{digest}")).unwrap().unwrap();
    assert_eq!(right.kid, KID_OCTETS);
    assert_eq!(right.begins, [3, 15, 0]);
    assert_eq!(right.partition(), (KID_OCTETS, vec![3, 15]));
    for path in [
        format!("{KID}/3fa/0/{digest}"),
        format!("{KID}//0/{digest}"),
        format!("{KID}/g/0/{digest}"),
        format!("{KID}/A/0/{digest}"),
        format!("{KID}/nul/0/{digest}"),
        format!("{KID}/null/00/{digest}"),
        format!("{KID}/null//{digest}"),
        format!("{KID}/null/0/{}", &digest[2..]),
        format!("{KID}/null/0/{digest}00"),
        format!("{KID}/null/0/{}", digest.to_uppercase()),
        format!("null/0/{digest}"),
        digest.clone(),
        String::new(),
    ] {
        assert!(read(&path).is_none(), "{path}");
    }
    for kid in [
        "AAECAwQFBg==",
        "AAECAwQFBgcI",
        "UNKNOWN_KID",
        "UNKNOWN/KID=",
        "x",
        "",
        "é",
        "xxxxxxxxxxxé",
    ] {
        let path = format!("{kid}/null/0/{digest}");
        assert!(read(&path).unwrap().is_err(), "{kid}");
    }
}

#[test]
fn names_that_lost_a_slash_are_read_where_there_is_no_doubt() {
    let (slice, partition) = {
        let whole = Whole::new();
        (whole.slice, text(&whole.partition))
    };
    let digest = hex(&sha256(&slice));
    // KID is AAECA//+Bgc=, of which a file system makes AAECA/+Bgc=.
    let lost = format!("x/AAECA/+Bgc=/null/a/{digest}");
    let read = good(&[(&lost, slice.clone()), ("p.json", partition)]);
    assert_eq!(read.told(), Vec::<String>::new());
    assert_eq!(read.batches[0].0.scope.kid, Some(KID_OCTETS));
    let read = good(&[(&lost, slice.clone()), ("lists.json", b"[]".to_vec())]);
    read.left_out("its signer \"+Bgc=\" is not base64");
    // /AECAwQFBgc=, of which programs for archives drop the first.
    for before in ["", "slices/"] {
        let name = format!("{before}AECAwQFBgc=/null/a/{digest}");
        let read = good(&[(&name, slice.clone())]);
        let kid = [0xfc, 1, 2, 3, 4, 5, 6, 7];
        assert_eq!(read.batches[0].0.scope.kid, Some(kid), "{name}");
        assert_eq!(read.told(), Vec::<String>::new());
    }
    // Two signers that become the same.
    let name = |text: &str| format!("{text}/null/a/{digest}");
    let mut list = lists("POINT", &["UCI"]);
    let two: Vec<Value> = ["A//AAAA/AAA=", "A/AAAA//AAA="]
        .into_iter()
        .map(|kid| {
            list[0]["kid"] = json!(kid);
            list[0].clone()
        })
        .collect();
    let read = good(&[
        ("lists.json", text(&json!(two))),
        (&name("A/AAAA/AAA="), slice),
    ]);
    assert!(read.batches.is_empty());
}

#[test]
fn types_come_from_the_lists_and_are_all_where_these_do_not_tell() {
    let mut whole = Whole::new();
    let types = |whole: &Whole| whole.read().batches[0].0.hash_types.clone();
    whole.lists = lists("POINT", &["UCI", "SIGNATURE", "UCI"]);
    assert_eq!(types(&whole), [HashType::Signature, HashType::Uci]);
    whole.lists = lists("POINT", &[]);
    assert_eq!(types(&whole), HashType::ALL);
    whole.lists[0]["kid"] = json!("AAECAwQFBgc=");
    let read = whole.read();
    assert_eq!(read.batches[0].0.hash_types, HashType::ALL);
    read.one_problem("the lists name this signer, and nothing of it is there");
    whole.lists = lists("POINT", &["UCI", "FINGERPRINT"]);
    let read = whole.read();
    assert_eq!(read.batches[0].0.hash_types, HashType::ALL);
    read.one_problem("hash type \"FINGERPRINT\" is unknown");
}

#[test]
fn expired_slices_are_left_out_and_those_that_are_there_are_told() {
    let mut whole = Whole::new();
    whole.partition = partition(
        &Value::Null,
        &[
            ("a", BEFORE, "BLOOMFILTER", &whole.slice),
            ("b", BEFORE, "BLOOMFILTER", b"missing"),
        ],
    );
    let read = whole.read();
    read.one_problem("1 of its batches had ended");
    assert!(read.batches.is_empty());
    assert_eq!(read.sources.len(), 1);
    // A second later it still counts.
    whole.partition = partition(
        &Value::Null,
        &[(
            "a",
            "2026-11-22T12:00:01+00:00",
            "BLOOMFILTER",
            &whole.slice,
        )],
    );
    assert_eq!(whole.read().batches.len(), 1);
}

#[test]
fn a_slice_twice_counts_once() {
    let whole = Whole::new();
    let entries = whole.entries();
    let (name, slice) = entries[0].clone();
    let twice = archive(&[entries[0].clone(), entries[0].clone()]);
    let read = good(&[
        ("1.tar.gz", twice.clone()),
        ("2.tar.gz", twice),
        (&format!("raw/{name}"), slice),
        ("p1.json", text(&whole.partition)),
        ("p2.json", text(&whole.partition)),
    ]);
    assert_eq!(read.told(), Vec::<String>::new());
    assert_eq!(read.batches.len(), 1);
}

#[test]
fn a_slice_that_is_missing_changed_or_left_over_is_a_problem() {
    let whole = Whole::new();
    let partition = ("p.json", text(&whole.partition));
    let read = good(std::slice::from_ref(&partition));
    read.left_out("its partition names it, and it is not there");

    let mut changed = whole.entries();
    changed[0].1[30] ^= 1;
    let read = good(&[
        ("s.tar.gz", archive(&changed)),
        ("lists.json", b"[]".to_vec()),
    ]);
    read.left_out("is not the one that its name tells");

    let other = makers::bloom(&hashes(&[10], 6));
    let mut entries = whole.entries();
    entries.push((path("null", "a", &other), other));
    let read = good(&[partition, ("s.tar.gz", archive(&entries))]);
    assert_eq!(read.batches.len(), 1);
    read.one_problem("its partition does not name it");
}

#[test]
fn one_wrong_thing_in_the_lists_is_a_problem() {
    let cases = [
        (
            "kid",
            json!("AAECAwQFBg=="),
            "its signer has 7 octets, expected 8",
        ),
        ("kid", json!("?"), "its signer \"?\" is not base64"),
        ("kid", json!(7), "its kid is no text"),
        (
            "kid",
            json!("UNKNOWN_KID"),
            "it cannot be asked for by country here",
        ),
        ("mode", json!("LINE"), "its mode \"LINE\" is none of"),
        ("mode", json!(1), "its mode is no text"),
        (
            "mode",
            json!("VECTOR"),
            "its id has 0 digits, in the mode of its signer it has 1",
        ),
        ("hashTypes", json!("UCI"), "its hashTypes are no list"),
        (
            "hashTypes",
            json!([3]),
            "its hash type \"no text\" is unknown",
        ),
        ("expires", json!("soon"), "its expiry \"soon\" is no date"),
    ];
    for (name, value, reason) in cases {
        let mut whole = Whole::new();
        whole.lists[0][name] = value;
        let read = whole.read();
        read.one_problem(reason);
        assert_eq!(read.batches.len(), 1, "the slice counts all the same");
    }
    let mut whole = Whole::new();
    whole.lists[0]["expires"] = json!(BEFORE);
    let read = good(&[("lists.json", text(&whole.lists))]);
    assert_eq!(read.told(), Vec::<String>::new(), "an expired signer");
}

#[test]
fn one_wrong_thing_in_a_partition_is_a_problem() {
    let cases: [(&str, Value, &str); 9] = [
        (
            "/0/kid",
            json!("UNKNOWN_KID"),
            "it cannot be asked for by country here",
        ),
        (
            "/0/id",
            json!("3fa"),
            "its id \"3fa\" is not one or two hexadecimal digits",
        ),
        ("/0/id", json!(3), "its id is no text"),
        ("/0/x", json!("a"), "its x \"a\" is not that of its id null"),
        ("/0/y", json!(1), "its y is no text"),
        ("/0/chunks", json!([]), "its chunks are no object"),
        ("/0/chunks/a", json!([]), "it is no object"),
        (
            "/0/chunks",
            json!({"aa": {}}),
            "it is not named by one hexadecimal digit",
        ),
        (
            "/0",
            json!({"chunk": {}}),
            "it is neither a signer's list nor a partition",
        ),
    ];
    for (pointer, value, reason) in cases {
        let mut whole = Whole::new();
        *whole.partition.pointer_mut(pointer).unwrap() = value;
        let read = good(&[
            ("lists.json", b"[]".to_vec()),
            ("p.json", text(&whole.partition)),
        ]);
        read.left_out(reason);
    }
}

#[test]
fn one_wrong_thing_about_a_slice_is_a_problem() {
    let slice_of = |change: &dyn Fn(&mut Value)| {
        let mut whole = Whole::new();
        change(&mut whole.partition[0]["chunks"]["a"][LATER]);
        whole.read()
    };
    let read = slice_of(&|slice| slice["version"] = json!("2.0"));
    read.left_out("a slice of version \"2.0\", expected \"1.0\"");
    let read = slice_of(&|slice| slice["type"] = json!("CUCKOO"));
    read.left_out("a slice of type \"CUCKOO\"");
    let read = slice_of(&|slice| slice["type"] = json!("VARHASHLIST"));
    read.left_out("it is no list of hashes");
    let read = slice_of(&|slice| slice["hash"] = json!("00"));
    assert!(read.told()[0].contains("its hash \"00\" is no SHA-256"));
    assert!(read.told()[1].contains("its partition does not name it"));

    let whole = Whole::new();
    let partition = partition(
        &Value::Null,
        &[("a", "next year", "BLOOMFILTER", &whole.slice)],
    );
    let read = Whole { partition, ..whole }.read();
    read.one_problem("its expiry \"next year\" is no date");
    assert_eq!(read.batches[0].0.expires, None);
}

#[test]
fn of_two_ends_of_a_slice_the_later_counts() {
    let whole = Whole::new();
    let with = |expires: &str| {
        text(&partition(
            &Value::Null,
            &[("a", expires, "BLOOMFILTER", &whole.slice)],
        ))
    };
    for names in [["1.json", "2.json"], ["2.json", "1.json"]] {
        let read = good(&[
            (names[0], with(LATER)),
            (names[1], with(BEFORE)),
            ("s.gz", archive(&whole.entries())),
        ]);
        assert_eq!(read.batches[0].0.expires, Some(LATER.parse().unwrap()));
    }
}

#[test]
fn other_files_are_problems_and_nothing_at_all_is_an_error() {
    let empty = ("lists.json", b"[]".to_vec());
    let read = |name, octets: &[u8]| good(&[empty.clone(), (name, octets.to_vec())]);
    read("README", b"text").left_out("its name is not that of a slice");
    read("a.json", b"{").left_out("its JSON is broken");
    read("a.json", b"\xff").left_out("it is not UTF-8");
    read("a.json", "[".repeat(200).as_bytes()).left_out("its JSON is broken");
    read("a.json", b"{\"more\":false}").left_out("neither a signer's list nor a partition");
    let unknown = digest_path("UNKNOWN/KID=");
    read(&unknown, b"").left_out("it cannot be asked for by country here");
    for files in [&[][..], &[("README", b"text".to_vec())]] {
        let error = reading(files).error();
        assert!(
            error.contains("neither lists nor partitions nor slices"),
            "{error}"
        );
    }
    assert!(good(&[empty]).problems.is_empty(), "nothing was revoked");
}

fn digest_path(kid: &str) -> String {
    format!("{kid}/null/a/{}", hex(&sha256(b"")))
}

#[test]
fn the_folder_is_recognised_by_each_of_its_files_and_others_are_not() {
    let whole = Whole::new();
    let name = path("null", "a", &whole.slice);
    let ours = |name: &str, octets: Vec<u8>| {
        let files = folder(&[(name, octets)]);
        recognise(&files.names(), &files).unwrap()
    };
    assert!(ours("lists.json", text(&whole.lists)));
    assert!(ours("p.json", text(&whole.partition)));
    assert!(ours("p.json", text(&whole.partition[0])));
    assert!(ours("s.tgz", archive(&whole.entries())));
    assert!(ours(&name, whole.slice.clone()));
    for (name, octets) in [
        ("lists.json", b"[]".to_vec()),
        ("a.json", b"{\"more\":false,\"batches\":[]}".to_vec()),
        ("a.json", b"{\"m\":false,\"n\":\"\",\"s\":[]}".to_vec()),
        ("a.json", b"[{\"kid\":\"\",\"rawData\":\"\"}]".to_vec()),
        ("a.json", b"[".to_vec()),
        ("a.txt", text(&whole.lists)),
        ("s.tgz", archive(&[("a/b".to_owned(), vec![1])])),
        ("s.gz", gzip(b"text")),
        ("s.gz", b"text".to_vec()),
        ("kid.lst", whole.slice.clone()),
        (
            "lists.json",
            [text(&whole.lists), vec![b' '; MAX_FILE]].concat(),
        ),
    ] {
        assert!(!ours(name, octets), "{name}");
    }
    let read = |files: &[(&str, Vec<u8>)]| super::super::recognise(&folder(files)).unwrap();
    assert_eq!(
        read(&[("lists.json", text(&whole.lists))]),
        Some(Format::Distribution)
    );
}

proptest! {
    #[test]
    fn any_octets_are_answered(octets: Vec<u8>, digits in proptest::collection::vec(0..16_u8, 1..4)) {
        let name = Name { kid: KID_OCTETS, begins: digits, digest: [0; 32] };
        let _ = by_shape(&name, &octets);
        let list = [&SERVICE_LIST[..10], &octets].concat();
        for form in [Form::Bloom, Form::HashList] {
            let _ = content(&name, form, &octets);
            if let Ok((Content::Filter(filter), _)) = content(&name, form, &list) {
                prop_assert_eq!(filter::check(filter.kind, &filter.octets), Ok(()));
            }
        }
        let gz = gzip(&octets);
        for (name, octets) in [("a.json", &octets), ("s.tgz", &octets), ("s.gz", &gz), ("s", &octets)] {
            let _ = reading(&[(name, octets.clone())]).read();
        }
    }

    #[test]
    fn any_name_is_answered(path: String) {
        let known = Shortened::default();
        let _ = Name::read(&path, &known);
        let _ = Name::read(&digest_path(&path), &known);
    }

    #[test]
    fn a_changed_archive_never_gives_another_slice(at: prop::sample::Index, octet: u8) {
        let whole = Whole::new();
        let mut packed = archive(&whole.entries());
        let at = at.index(packed.len());
        packed[at] = octet;
        if let Ok(read) = reading(&[("s.tgz", packed), ("lists.json", b"[]".to_vec())]).read() {
            prop_assert!(read.filters.iter().all(|(_, filter)| filter.octets == whole.slice));
        }
    }
}
