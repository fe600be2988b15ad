use super::*;
use crate::codec::cbor::{self, Value};
use crate::revocation::test_sink::{Collected, Folder, Party, Reading, now};
use crate::trust::{Anchors, Unpinned};

const KID: [u8; 8] = [0xd9, 0x19, 0x37, 0x5f, 0xc1, 0xe7, 0xb6, 0xb2];
const SIGNATURES: &str = "d919375fc1e7b6b20a";

fn operator() -> Party {
    Party::new(&["DE"], 9)
}

fn octets(octets: &[u8]) -> Value {
    Value::Bytes(octets.to_vec())
}

fn hash(start: &[u8]) -> Vec<u8> {
    let mut hash = [7; 16];
    hash[..start.len()].copy_from_slice(start);
    hash.to_vec()
}

fn map(entries: Vec<(Value, Value)>) -> Value {
    Value::Map(entries)
}

fn first(count: u64, below: Vec<(Value, Value)>) -> Value {
    Value::Array(vec![1_600_000_000.into(), count.into(), map(below)])
}

fn chunk(hashes: &[Vec<u8>]) -> Value {
    Value::Array(hashes.iter().map(|hash| octets(hash)).collect())
}

/// The content of a list: paths and what stands there, before it is signed. Two signatures that begin with aa,
/// one with bb 01 and one with bb 02; one identifier that begins with 00.
pub(in crate::revocation) fn content() -> Vec<(String, Value)> {
    let types = vec![(octets(&[0x0a]), 4.into()), (octets(&[0x0b]), 1.into())];
    let second = |count: u64| Value::Array(vec![1_600_000_000.into(), count.into()]);
    let below = vec![(octets(&[1]), second(1)), (octets(&[2]), second(1))];
    let firsts = vec![
        (octets(&[0xaa]), first(2, vec![])),
        (octets(&[0xbb]), first(2, below)),
    ];
    let uci = "d919375fc1e7b6b20b";
    vec![
        (ROOT.into(), map(vec![(octets(&KID), map(types))])),
        (format!("{SIGNATURES}/index.lst"), map(firsts)),
        (
            format!("{SIGNATURES}/aa/chunk.lst"),
            chunk(&[hash(&[0xaa, 1]), hash(&[0xaa, 2])]),
        ),
        (
            format!("{SIGNATURES}/bb/01/chunk.lst"),
            chunk(&[hash(&[0xbb, 1])]),
        ),
        (
            format!("{SIGNATURES}/bb/02/chunk.lst"),
            chunk(&[hash(&[0xbb, 2])]),
        ),
        (
            format!("{uci}/index.lst"),
            map(vec![(octets(&[0]), first(1, vec![]))]),
        ),
        (format!("{uci}/00/chunk.lst"), chunk(&[hash(&[0])])),
    ]
}

pub(in crate::revocation) fn list(content: Vec<(String, Value)>, by: &Party) -> Folder {
    let signed = |(name, value)| (name, by.cose(&cbor::encode(&value)));
    Folder::of(content.into_iter().map(signed))
}

fn reading(files: Folder) -> Reading {
    let mut reading = Reading::new(Format::CovPass, files);
    reading.anchors = operator().anchor();
    reading
}

/// A list in which one file was changed, or is not there.
fn changed(path: &str, value: Option<Value>) -> Reading {
    let mut content = content();
    let at = content.iter().position(|(name, _)| name == path).unwrap();
    match value {
        Some(value) => content[at].1 = value,
        None => drop(content.remove(at)),
    }
    reading(list(content, &operator()))
}

fn hashes(read: &Collected) -> Vec<Vec<u8>> {
    let entries = read.batches.iter().flat_map(|(_, hashes)| hashes);
    entries.map(|hash| hash.to_vec()).collect()
}

#[test]
fn a_list_is_read_down_to_its_hashes() {
    let reading = reading(list(content(), &operator()));
    let found = super::super::recognise(&reading.files).unwrap();
    assert_eq!(found, Some(Format::CovPass));
    let read = reading.good();
    assert_eq!(read.told(), [""; 0]);
    let signer = "C=DE, CN=Party 9".into();
    assert_eq!(read.sources[0].signature, ListSignature::Good { signer });
    assert_eq!(read.sources[0].as_of, None);
    let ids = [
        "0a/aa/chunk.lst",
        "0a/bb/01/chunk.lst",
        "0a/bb/02/chunk.lst",
        "0b/00/chunk.lst",
    ];
    assert_eq!(read.ids(), ids.map(|id| format!("d919375fc1e7b6b2{id}")));
    let starts: [&[u8]; 5] = [&[0xaa, 1], &[0xaa, 2], &[0xbb, 1], &[0xbb, 2], &[0]];
    assert_eq!(hashes(&read), starts.map(hash));
    for (batch, _) in &read.batches {
        assert_eq!(
            batch.scope,
            Scope {
                country: None,
                kid: Some(KID)
            }
        );
        assert_eq!(batch.expires, None);
    }
    assert_eq!(read.batches[0].0.hash_types, [HashType::Signature]);
    assert_eq!(read.batches[3].0.hash_types, [HashType::Uci]);
}

#[test]
fn the_root_may_lie_in_a_folder_and_names_in_capitals() {
    let files = list(content(), &operator()).0;
    let moved = files
        .clone()
        .into_iter()
        .map(|(name, octets)| (format!("a/b/{name}"), octets));
    let read = reading(Folder::of(moved)).good();
    assert_eq!((read.batches.len(), read.told().len()), (4, 0));
    let upper = files.clone().into_iter().map(|(name, octets)| {
        (
            name.replace("d919375fc1e7b6b20a", "D919375FC1E7B6B20A"),
            octets,
        )
    });
    assert_eq!(reading(Folder::of(upper)).good().told(), [""; 0]);
    let twice = files
        .clone()
        .into_iter()
        .chain([("a/kid.lst".to_owned(), files[ROOT].clone())]);
    assert!(
        reading(Folder::of(twice))
            .error()
            .contains("2 files kid.lst, expected one")
    );
    let error = reading(Folder::of([("index.lst", b"")])).error();
    assert!(error.contains("there is no kid.lst"), "{error}");
    let not_it = Folder::of([("mykid.lst", b"")]);
    assert_eq!(super::super::recognise(&not_it).unwrap(), None);
}

#[test]
fn every_hash_type_has_its_octet() {
    for (octet, hash_type) in [
        (0x0a, HashType::Signature),
        (0x0b, HashType::Uci),
        (0x0c, HashType::CountryCodeUci),
    ] {
        let folder = format!("d919375fc1e7b6b2{octet:02x}");
        let types = map(vec![(octets(&[octet]), 1.into())]);
        let content = vec![
            (ROOT.to_owned(), map(vec![(octets(&KID), types)])),
            (
                format!("{folder}/index.lst"),
                map(vec![(octets(&[0]), first(1, vec![]))]),
            ),
            (format!("{folder}/00/chunk.lst"), chunk(&[hash(&[0])])),
        ];
        let read = reading(list(content, &operator())).good();
        assert_eq!(read.batches[0].0.hash_types, [hash_type]);
    }
    let types = map(vec![(octets(&[0x0d]), 1.into())]);
    let content = vec![(ROOT.to_owned(), map(vec![(octets(&KID), types)]))];
    reading(list(content, &operator()))
        .good()
        .left_out("its hash type is none of 0a, 0b, 0c");
}

#[test]
fn a_root_that_is_not_well_signed_refuses_the_list() {
    let mut reading = reading(list(content(), &operator()));
    let refused = |reading: &Reading, reason: &str| {
        let error = reading.error();
        assert!(error.starts_with("list is refused: kid.lst: "), "{error}");
        assert!(error.contains(reason), "{error}");
    };
    // Nobody is pinned; somebody else is.
    reading.anchors = Anchors::default();
    refused(&reading, "no signer of lists is pinned");
    reading.anchors = Party::new(&["DE"], 8).anchor();
    refused(&reading, "none of those that are pinned");
    reading.anchors = Party::new(&["DE"], 8).bare_anchor();
    refused(&reading, "none of the pinned keys");
    reading.anchors = operator().bare_anchor();
    assert_eq!(reading.good().signature(), "good");

    // Its last octet is the signature's.
    reading.anchors = operator().anchor();
    let last = reading.files.0.get_mut(ROOT).unwrap().last_mut().unwrap();
    *last ^= 1;
    for unpinned in [Unpinned::Refuse, Unpinned::Report] {
        reading.unpinned = unpinned;
        refused(&reading, "its signature does not hold");
    }
    // Nothing in it is read before: content that is no CBOR is not what is told.
    let forged = Party::new(&["DE"], 8).cose(b"\xff");
    reading.files.0.insert(ROOT.into(), forged);
    reading.unpinned = Unpinned::Refuse;
    refused(&reading, "none of those that are pinned");
    for (octets, reason) in [
        (b"\xff".to_vec(), "break code"),
        (
            vec![0; MAX_ROOT + 1],
            "1048577 octets, at most 1048576 are read",
        ),
        (
            Sign1::encode(-8, &KID, b"", |_| Ok::<_, ()>(vec![0; 64])).unwrap(),
            "neither ES256 nor PS256",
        ),
    ] {
        reading.files.0.insert(ROOT.into(), octets);
        refused(&reading, reason);
    }
}

#[test]
fn a_list_by_nobody_who_is_pinned_is_reported_if_that_was_asked_for() {
    let mut reading = reading(list(content(), &operator()));
    reading.anchors = Anchors::default();
    reading.unpinned = Unpinned::Report;
    let read = reading.good();
    assert_eq!(
        (read.signature(), read.batches.len(), read.told().len()),
        ("not-checked", 4, 0)
    );
}

#[test]
fn no_file_may_be_worse_signed_than_the_root() {
    let stranger = Party::new(&["DE"], 8);
    for (path, lost) in [("index.lst", 3), ("aa/chunk.lst", 1)] {
        let path = format!("{SIGNATURES}/{path}");
        for unpinned in [Unpinned::Refuse, Unpinned::Report] {
            let mut reading = reading(list(content(), &operator()));
            reading.unpinned = unpinned;
            let (_, value) = content()
                .into_iter()
                .find(|(name, _)| *name == path)
                .unwrap();
            reading
                .files
                .0
                .insert(path.clone(), stranger.cose(&cbor::encode(&value)));
            let read = reading.good();
            assert_eq!((read.signature(), read.batches.len()), ("good", 4 - lost));
            let told = read.told();
            assert!(told[0].starts_with(&format!("list#{path}: ")), "{told:?}");
            assert!(
                told[0].contains("none of those that are pinned"),
                "{told:?}"
            );
        }
    }
}

#[test]
fn a_root_of_another_shape_refuses_the_list() {
    let kid = |value| map(vec![(octets(&KID), value)]);
    for (value, reason) in [
        (Value::Array(vec![]), "expected a map"),
        (
            map(vec![("kid".into(), map(vec![]))]),
            "expected a byte string",
        ),
        (
            map(vec![(octets(&KID[..7]), map(vec![]))]),
            "a kid of 7 octets, expected 8",
        ),
        (kid(1.into()), "expected a map"),
        (
            kid(map(vec![(octets(&[10, 10]), 1.into())])),
            "a byte string of one octet",
        ),
        (
            kid(map(vec![(octets(&[10]), (-1).into())])),
            "expected a number",
        ),
        (
            map(vec![
                (octets(&KID), map(vec![])),
                (octets(&KID), map(vec![])),
            ]),
            "stands twice",
        ),
    ] {
        let error = changed(ROOT, Some(value)).error();
        assert!(
            error.starts_with("list is refused: kid.lst: its content: ")
                || error.contains("a kid of"),
            "{error}"
        );
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn an_index_of_another_shape_costs_what_lies_below_it() {
    let path = format!("{SIGNATURES}/index.lst");
    let entry = |value| Some(map(vec![(octets(&[0xaa]), value)]));
    for (value, reason) in [
        (Some(Value::Array(vec![])), "expected a map"),
        (
            Some(map(vec![(octets(&[]), first(1, vec![]))])),
            "a byte string of one octet",
        ),
        (
            entry(Value::Array(vec![1.into()])),
            "an array of two or three",
        ),
        (
            entry(Value::Array(vec![1.into(), "x".into()])),
            "expected a number",
        ),
        (
            entry(Value::Array(vec![1.into(), 1.into(), 1.into()])),
            "expected a map",
        ),
        (
            entry(Value::Array(vec![
                1.into(),
                1.into(),
                Value::Null,
                1.into(),
            ])),
            "an array of two or three",
        ),
        (
            entry(first(1, vec![(octets(&[1]), Value::Array(vec![1.into()]))])),
            "expected an array of two",
        ),
    ] {
        let read = changed(&path, value).good();
        assert_eq!(read.batches.len(), 1);
        // The three chunks are named by nobody.
        let told = read.told();
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(
            told[0].starts_with(&format!("list#{path}: ")) && told[0].contains(reason),
            "{told:?}"
        );
        assert!(told[1].ends_with("no index names this file"), "{told:?}");
    }
    // No second level, in the ways of saying so.
    for tail in [vec![], vec![Value::Null], vec![map(vec![])]] {
        let value = Value::Array([vec![1.into(), 2.into()], tail].concat());
        let read = changed(&path, entry(value)).good();
        assert_eq!(read.ids()[0], format!("{SIGNATURES}/aa/chunk.lst"));
    }
}

#[test]
fn counts_that_differ_are_told_with_both_numbers() {
    let root = |signatures: u64| {
        let types = vec![
            (octets(&[0x0a]), signatures.into()),
            (octets(&[0x0b]), 1.into()),
        ];
        map(vec![(octets(&KID), map(types))])
    };
    let read = changed(ROOT, Some(root(5))).good();
    read.one_problem("list#d919375fc1e7b6b20a/index.lst: 4 hashes, kid.lst says 5");
    assert_eq!(read.batches.len(), 4);

    let uci = "d919375fc1e7b6b20b";
    let chunk = chunk(&[hash(&[0]), hash(&[0, 1])]);
    let read = changed(&format!("{uci}/00/chunk.lst"), Some(chunk)).good();
    read.one_problem("list#d919375fc1e7b6b20b/00/chunk.lst: 2 hashes, its index says 1");
    assert_eq!(hashes(&read).len(), 6);

    let second = Value::Array(vec![1.into(), 1.into()]);
    let below = vec![(octets(&[1]), second.clone()), (octets(&[2]), second)];
    let firsts = vec![
        (octets(&[0xaa]), first(2, vec![])),
        (octets(&[0xbb]), first(3, below)),
    ];
    let read = changed(&format!("{SIGNATURES}/index.lst"), Some(map(firsts))).good();
    let told = read.told();
    assert_eq!(told.len(), 2);
    assert!(
        told[0].ends_with("index.lst: 5 hashes, kid.lst says 4"),
        "{told:?}"
    );
    assert!(
        told[1].ends_with("index.lst: 2 hashes below bb, which has 3"),
        "{told:?}"
    );
}

#[test]
fn a_file_that_is_missing_is_told() {
    for (path, lost) in [
        ("index.lst", 3),
        ("aa/chunk.lst", 1),
        ("bb/02/chunk.lst", 1),
    ] {
        let path = format!("{SIGNATURES}/{path}");
        let read = changed(&path, None).good();
        assert_eq!(read.batches.len(), 4 - lost);
        assert_eq!(
            read.told()[0],
            format!("list#{path}: the file is missing: the list is incomplete")
        );
    }
    let mut content = content();
    content.push(("readme".into(), Value::Null));
    let read = reading(list(content, &operator())).good();
    read.one_problem("list#readme: no index names this file");
}

#[test]
fn a_hash_must_lie_where_it_belongs() {
    let at = |path: &str, hashes: &[Vec<u8>]| {
        changed(
            &format!("{SIGNATURES}/{path}/chunk.lst"),
            Some(chunk(hashes)),
        )
        .good()
    };
    let read = at("aa", &[hash(&[0xaa]), hash(&[0xab])]);
    read.one_problem("1 of its 2 hashes do not have 16 octets that begin with aa");
    assert_eq!(read.batches[0].1.len(), 1);
    let read = at("bb/01", &[hash(&[0xbb, 2])]);
    read.one_problem("1 of its 1 hashes do not have 16 octets that begin with bb01");
    assert_eq!(read.batches.len(), 3);
    for length in [0, 15, 17, 32] {
        let read = at("aa", &[vec![0xaa; length], hash(&[0xaa])]);
        read.one_problem("1 of its 2 hashes do not have 16 octets");
    }
}

#[test]
fn a_chunk_of_another_shape_is_told() {
    let path = format!("{SIGNATURES}/aa/chunk.lst");
    for (value, reason) in [
        (map(vec![]), "expected an array"),
        (Value::Array(vec!["x".into()]), "expected a byte string"),
    ] {
        let told = changed(&path, Some(value)).good().told();
        assert!(told[0].contains(reason), "{told:?}");
        assert!(told[1].contains("hashes, its index says 2"), "{told:?}");
    }
    // More is declared than is there, and something follows.
    for payload in [&b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff"[..], b"\x80\x80"] {
        let mut reading = reading(list(content(), &operator()));
        reading
            .files
            .0
            .insert(path.clone(), operator().cose(payload));
        assert!(reading.good().told()[0].contains("its content: "));
    }
    // An indefinite length is only another way of writing.
    let mut payload = vec![0x9f];
    for hash in [hash(&[0xaa, 1]), hash(&[0xaa, 2])] {
        payload.extend(cbor::encode(&octets(&hash)));
    }
    payload.push(0xff);
    let mut reading = reading(list(content(), &operator()));
    reading.files.0.insert(path, operator().cose(&payload));
    assert_eq!(reading.good().told(), [""; 0]);
}

#[test]
fn what_the_caller_knows_of_completeness_is_passed_on() {
    let mut reading = reading(list(content(), &operator()));
    reading.as_of = Some(now());
    assert_eq!(reading.good().sources[0].as_of, Some(now()));
}

#[test]
fn a_file_that_is_too_large_is_told() {
    for (path, most) in [("index.lst", MAX_INDEX), ("aa/chunk.lst", MAX_CHUNK)] {
        let mut reading = reading(list(content(), &operator()));
        let path = format!("{SIGNATURES}/{path}");
        reading.files.0.insert(path.clone(), vec![0; most + 1]);
        let expected = format!("list#{path}: {} octets, at most {most} are read", most + 1);
        assert_eq!(reading.good().told()[0], expected);
    }
}
