use super::*;
use crate::revocation::Hash;
use crate::revocation::filter::{find, makers};
use crate::revocation::id::truncated;
use crate::revocation::test_sink::{Collected, Folder, Reading};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::json;

fn hashes() -> Vec<Hash> {
    (0..5_u8).map(|number| truncated(&[number])).collect()
}

fn item(id: &str) -> Value {
    let bits = STANDARD.encode(makers::norwegian(&hashes(), 3));
    json!({"i": id, "c": "SE", "b": 3, "f": bits, "h": 2, "e": "2027-01-31T00:00:00Z"})
}

fn page(more: bool, next: &str, items: &[Value]) -> Value {
    json!({"m": more, "n": next, "s": items})
}

fn folder(files: &[(&str, &Value)]) -> Folder {
    let files = files.iter();
    Folder::of(files.map(|(name, json)| (*name, json.to_string())))
}

fn good(files: &[(&str, &Value)]) -> Collected {
    Reading::new(Format::Norway, folder(files)).good()
}

/// One page of one batch, with a member changed.
fn with(name: &str, value: Value) -> Collected {
    let mut item = item("7");
    item[name] = value;
    good(&[("page.json", &page(false, "2026-11-01T00:00:00Z", &[item]))])
}

#[test]
fn a_page_becomes_filters_by_country() {
    let read = good(&[(
        "page.json",
        &page(false, "2026-11-01T00:00:00Z", &[item("7"), item("8")]),
    )]);
    assert_eq!(read.told(), Vec::<String>::new());
    assert_eq!(read.ids(), ["7", "8"]);
    assert_eq!(read.signature(), "unsigned");
    assert_eq!(read.sources[0].format, Format::Norway);
    let (batch, entries) = &read.batches[0];
    assert!(entries.is_empty());
    assert_eq!(
        batch.scope,
        Scope {
            country: CountryCode::of_capitals("SE"),
            kid: None
        }
    );
    assert_eq!(batch.hash_types, [HashType::Uci]);
    assert_eq!(batch.expires, Some("2027-01-31T00:00:00Z".parse().unwrap()));
    let (0, filter) = &read.filters[0] else {
        panic!("{:?}", read.filters);
    };
    assert_eq!(filter.kind, Kind::Norwegian { bucket: 3 });
    assert_eq!(filter.begins, Vec::<u8>::new());
    for hash in hashes() {
        assert!(
            find(filter.kind, &[], &filter.octets, &hash)
                .unwrap()
                .is_some()
        );
    }
}

#[test]
fn long_names_bare_lists_and_numbers_are_read_as_well() {
    let short = item("7");
    let long = json!([{
        "id": 7, "countryISO3166": short["c"], "bucketType": short["b"], "bloomFilter": short["f"],
        "hashType": short["h"], "expirationDate": "2027-01-31T00:00:00",
    }]);
    let read = good(&[("list.json", &long)]);
    let expected = good(&[("page.json", &page(false, "", &[short]))]);
    assert_eq!(read.batches, expected.batches);
    assert_eq!(read.filters, expected.filters);
    assert_eq!(read.told(), Vec::<String>::new());
    expected.one_problem("its n \"\" is no date and time");
}

#[test]
fn types_have_their_numbers() {
    for (number, hash_type) in [
        (1, HashType::Signature),
        (2, HashType::Uci),
        (3, HashType::CountryCodeUci),
    ] {
        let read = with("h", json!(number));
        assert_eq!(read.batches[0].0.hash_types, [hash_type]);
    }
}

#[test]
fn pages_overlap_and_the_later_one_counts() {
    let dated = |id: &str, country: &str| {
        let mut item = item(id);
        item["c"] = json!(country);
        item
    };
    let early = page(
        true,
        "2026-11-01T00:00:00Z",
        &[dated("1", "AT"), dated("2", "AT")],
    );
    let late = page(
        false,
        "2026-11-02T00:00:00Z",
        &[dated("2", "BE"), dated("3", "BE")],
    );
    for names in [["a.json", "b.json"], ["b.json", "a.json"]] {
        let read = good(&[(names[0], &early), (names[1], &late)]);
        assert_eq!(read.told(), Vec::<String>::new());
        assert_eq!(read.ids(), ["1", "2", "3"]);
        let countries = read.batches.iter().map(|(batch, _)| batch.scope.country);
        let countries: Vec<_> = countries.flatten().collect();
        assert_eq!(
            countries,
            [
                CountryCode::of_capitals("AT").unwrap(),
                CountryCode::of_capitals("BE").unwrap(),
                CountryCode::of_capitals("BE").unwrap()
            ]
        );
    }
    // Of the same moment, the later file.
    let again = page(false, "2026-11-02T00:00:00Z", &[dated("2", "CZ")]);
    let read = good(&[("b.json", &late), ("c.json", &again)]);
    assert_eq!(
        read.batches[0].0.scope.country,
        CountryCode::of_capitals("CZ")
    );
    // A batch that has ended by its later delivery is out.
    let mut ended = dated("2", "BE");
    ended["e"] = json!("2026-11-22T12:00:00Z");
    let ended = page(false, "2026-11-03T00:00:00Z", &[ended]);
    let read = good(&[("a.json", &ended), ("b.json", &early)]);
    assert_eq!(read.ids(), ["1"]);
}

#[test]
fn a_last_page_that_is_not_the_last_is_a_problem() {
    let more = page(true, "2026-11-01T00:00:00Z", &[item("1")]);
    let read = good(&[("a.json", &more)]);
    assert_eq!(read.ids(), ["1"]);
    read.one_problem("more pages exist");
    let last = page(false, "2026-11-02T00:00:00Z", &[]);
    assert!(
        good(&[("b.json", &more), ("a.json", &last)])
            .problems
            .is_empty()
    );
    let earlier = page(false, "2026-10-01T00:00:00Z", &[]);
    good(&[("b.json", &earlier), ("a.json", &more)]).one_problem("more pages exist");
}

#[test]
fn expired_batches_are_left_out_and_told() {
    let read = with("e", json!("2026-11-22T12:00:00Z"));
    assert_eq!(read.batches.len(), 0);
    read.one_problem("1 of its batches had ended, the last at 2026-11-22T12:00:00Z");
    let read = with("e", json!("2026-11-22T12:00:01Z"));
    assert_eq!((read.batches.len(), read.problems.len()), (1, 0));
}

#[test]
fn one_wrong_thing_in_a_batch_is_a_problem() {
    let bits = |length: usize| json!(STANDARD.encode(vec![0; length]));
    for (name, value, reason) in [
        (
            "i",
            json!(null),
            "its id is neither text nor a whole number",
        ),
        ("i", json!(""), "its id has 0 octets, expected 1 to 64"),
        (
            "i",
            json!("x".repeat(65)),
            "its id has 65 octets, expected 1 to 64",
        ),
        (
            "c",
            json!("se"),
            "its country \"se\" is not two capital letters",
        ),
        (
            "c",
            json!("SWE"),
            "its country \"SWE\" is not two capital letters",
        ),
        ("c", json!(1), "its c (countryISO3166) is no text"),
        ("b", json!(-1), "its bucket \"-1\" is no whole number"),
        ("b", json!(256), "its bucket \"256\" is no whole number"),
        ("b", json!("3"), "its bucket \"3\" is no whole number"),
        ("b", json!(200), "bucket 200 is not one of 0 to 199"),
        ("b", json!(4), "it has 120 octets, expected 150"),
        ("f", bits(119), "it has 119 octets, expected 120"),
        ("f", bits(121), "it has 121 octets, expected 120"),
        ("f", json!("?"), "its filter is not base64"),
        ("h", json!(0), "its hash type \"0\" is none of 1"),
        ("h", json!(4), "its hash type \"4\" is none of 1"),
        (
            "h",
            json!(true),
            "its hash type of another type is none of 1",
        ),
        (
            "e",
            json!("soon"),
            "its expiry \"soon\" is no date and time",
        ),
        ("e", json!(null), "its e (expirationDate) is no text"),
    ] {
        with(name, value).left_out(reason);
    }
    for name in ["i", "c", "b", "f", "h", "e"] {
        let mut item = item("7");
        item.as_object_mut().unwrap().remove(name);
        let read = good(&[("page.json", &page(false, "2026-11-01T00:00:00Z", &[item]))]);
        read.left_out(&format!("it has neither {name} nor "));
    }
    let pages = page(false, "2026-11-01T00:00:00Z", &[json!(7)]);
    good(&[("page.json", &pages)]).left_out("it is no object");
}

#[test]
fn a_bad_delivery_does_not_take_away_a_good_one() {
    let mut bad = item("7");
    bad["h"] = json!(0);
    let good_one = page(true, "2026-11-01T00:00:00Z", &[item("7")]);
    let bad = page(false, "2026-11-02T00:00:00Z", &[bad]);
    let read = good(&[("a.json", &good_one), ("b.json", &bad)]);
    assert_eq!(read.ids(), ["7"]);
    read.one_problem("its hash type");
}

#[test]
fn other_files_are_problems_and_without_a_page_it_is_no_list() {
    let right = page(false, "2026-11-01T00:00:00Z", &[]);
    for (octets, reason) in [
        (&b"\xff"[..], "it is not UTF-8"),
        (b"{", "its JSON is broken"),
        (b"7", "it is neither a page nor a list of batches"),
        (b"{\"m\":false}", "its s is no list"),
        (b"{\"s\":[]}", "its m is neither true nor false"),
        (b"{\"s\":[],\"m\":1}", "its m is neither true nor false"),
    ] {
        let alone = Folder::of([("x.json", octets)]);
        let error = Reading::new(Format::Norway, alone).error();
        assert!(error.contains("there is no page"), "{error}");
        let mut both = folder(&[("page.json", &right)]);
        both.0.insert("x.json".into(), octets.to_vec());
        Reading::new(Format::Norway, both).good().left_out(reason);
    }
    let odd = json!({"m": false, "n": 7, "s": []});
    good(&[("page.json", &odd)]).left_out("its n is no text");
    let mut large = folder(&[("page.json", &right)]);
    large.0.insert("x.json".into(), vec![b' '; MAX_FILE + 1]);
    let read = Reading::new(Format::Norway, large).good();
    read.left_out("it has 67108865 octets, at most 64 MiB are read");
}

#[test]
fn pages_are_recognised_and_other_json_is_not() {
    let ours = |json: &Value| {
        let files = folder(&[("page.json", json)]);
        recognise(&files.names(), &files).unwrap()
    };
    let right = page(false, "2026-11-01T00:00:00Z", &[item("1")]);
    assert!(ours(&right));
    assert!(ours(&page(true, "2026-11-01T00:00:00Z", &[])));
    assert!(ours(&json!([item("1")])));
    for json in [
        json!([]),
        json!({}),
        json!({"s": [], "m": false}),
        json!({"s": [], "n": ""}),
        json!({"s": {}, "m": false, "n": ""}),
        json!({"s": [1], "m": false, "n": ""}),
        json!({"more": false, "batches": []}),
        json!([{"kid": "", "mode": "POINT", "hashTypes": []}]),
        json!("HC1:"),
    ] {
        assert!(!ours(&json), "{json}");
    }
    let mut large = folder(&[("page.json", &right)]);
    large
        .0
        .values_mut()
        .for_each(|octets| octets.resize(MAX_FILE + 1, b' '));
    assert!(!recognise(&large.names(), &large).unwrap());
    let read = super::super::recognise(&folder(&[("page.json", &right)])).unwrap();
    assert_eq!(read, Some(Format::Norway));
}

proptest! {
    #[test]
    fn any_octets_are_answered(octets: Vec<u8>, text: String, number: i64) {
        let files = Folder::of([("x.json", octets)]);
        let _ = recognise(&files.names(), &files);
        let _ = Reading::new(Format::Norway, files).read();
        for name in ["i", "c", "b", "f", "h", "e"] {
            let _ = with(name, json!(text));
            let _ = with(name, json!(number));
        }
    }
}
