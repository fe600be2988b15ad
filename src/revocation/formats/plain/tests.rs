use super::*;
use crate::codec::cose::Sign1;
use crate::codec::hex;
use crate::codec::{base45, zlib};
use crate::revocation::formats::recognise as recognise_any;
use crate::revocation::test_sink::{Collected, Folder, Reading, now};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use proptest::prelude::*;

const KID: [u8; 8] = [0xd9, 0x19, 0x37, 0x5f, 0xc1, 0xe7, 0xb6, 0xb2];

/// The first half of the SHA-256 of "alpha", and all of it.
const ALPHA: &str = "8ed3f6ad685b959ead7022518e1af76c";
const WHOLE: &str = "8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8";

fn reading(text: &str) -> Reading {
    Reading::new(Format::Plain, Folder::of([("list.txt", text)]))
}

fn read(text: &str) -> Collected {
    reading(text).good()
}

fn is_plain(octets: &[u8]) -> bool {
    let files = Folder::of([("list.txt", octets)]);
    recognise_any(&files).unwrap() == Some(Format::Plain)
}

fn code(prefix: &str, algorithm: i64, kid: &[u8], signature: &[u8]) -> String {
    let sign1 = Sign1::encode(algorithm, kid, b"\xa0", |_| Ok::<_, ()>(signature.to_vec()));
    let zlib = zlib::deflate(&sign1.unwrap(), zlib::Effort::default());
    format!("{prefix}{}", base45::encode(&zlib))
}

/// Scope, type and hashes of every batch.
fn batches(read: &Collected) -> Vec<(String, HashType, Vec<String>)> {
    let batches = read.batches.iter().map(|(batch, hashes)| {
        let hashes = hashes.iter().map(|hash| hex(hash)).collect();
        (batch.scope.to_string(), batch.hash_types[0], hashes)
    });
    batches.collect()
}

fn one(scope: &str, hash_type: HashType, hash: &str) -> Vec<(String, HashType, Vec<String>)> {
    vec![(scope.to_owned(), hash_type, vec![hash.to_owned()])]
}

#[test]
fn every_kind_of_entry_is_read() {
    let es256 = code("HC1:", -7, &KID, &[[1; 32], [2; 32]].concat());
    let text = format!(
        "\u{feff}# a list\r\n\r\nas-of = 2026-11-20T00:00:00+01:00\r\ncountry = NO\r\n\
         type = COUNTRYCODEUCI\r\n{ALPHA}\r\n  \r\nURN:UVCI:01:NO:ABC123#K\r\n{es256}\r\n\
         expires=2027-01-01T00:00:00Z\r\nkid =d919375fc1e7b6b2\r\n\t{WHOLE} \r\n"
    );
    for text in [
        text.clone(),
        text.replace("\r\n", "\n"),
        text.trim_end().to_owned(),
    ] {
        assert!(is_plain(text.as_bytes()));
        let read = read(&text);
        assert_eq!(read.told(), [""; 0]);
        let source = &read.sources[0];
        assert_eq!(
            (source.format, &source.signature),
            (Format::Plain, &ListSignature::Unsigned)
        );
        assert_eq!(source.as_of.unwrap().to_string(), "2026-11-19T23:00:00Z");
        let expected = [
            ("NO", HashType::CountryCodeUci, ALPHA),
            ("NO", HashType::Uci, "c2e9dcefab10b38a8efc90e7b4eb9d1d"),
            (
                "NO d919375fc1e7b6b2",
                HashType::Signature,
                "72cd6e8422c407fb6d098690f1130b7d",
            ),
            ("NO d919375fc1e7b6b2", HashType::CountryCodeUci, ALPHA),
        ];
        let expected: Vec<_> = expected
            .into_iter()
            .flat_map(|(scope, kind, hash)| one(scope, kind, hash))
            .collect();
        assert_eq!(batches(&read), expected);
        assert_eq!(read.ids(), ["line 6", "line 8", "line 9", "line 12"]);
        let expires: Vec<bool> = read
            .batches
            .iter()
            .map(|(batch, _)| batch.expires.is_some())
            .collect();
        assert_eq!(expires, [false, false, false, true]);
    }
}

#[test]
fn a_hash_may_be_written_in_all_its_ways() {
    let octets = unhex(WHOLE).unwrap();
    let half = &octets[..16];
    for text in [
        ALPHA.to_owned(),
        ALPHA.to_uppercase(),
        WHOLE.to_owned(),
        STANDARD.encode(half),
        STANDARD.encode(&octets),
        STANDARD_NO_PAD.encode(half),
        URL_SAFE_NO_PAD.encode(&octets),
    ] {
        let read = read(&format!("country = NO\ntype = UCI\n{text}\n"));
        assert_eq!(batches(&read), one("NO", HashType::Uci, ALPHA), "{text}");
        assert!(is_plain(text.as_bytes()), "{text}");
    }
}

#[test]
fn any_hash_in_any_way_is_that_hash() {
    proptest!(|(octets: [u8; 32], way in 0..6_usize, break_at: bool)| {
        let half = &octets[..16];
        let text = match way {
            0 => hex(half),
            1 => hex(&octets),
            2 => STANDARD.encode(half),
            3 => STANDARD.encode(octets),
            4 => URL_SAFE_NO_PAD.encode(half),
            _ => STANDARD_NO_PAD.encode(octets),
        };
        let end = if break_at { "\r\n" } else { "\n" };
        let read = read(&["kid = 2Rk3X8HntrI=", "type=SIGNATURE", &text, ""].join(end));
        prop_assert_eq!(batches(&read), one("d919375fc1e7b6b2", HashType::Signature, &hex(half)));
    });
}

#[test]
fn a_hash_needs_a_type_and_somebody_whom_it_speaks_of() {
    read(&format!("country = NO\n{ALPHA}"))
        .left_out("list#line 2: a hash, and no type is set above it");
    read(&format!("type = UCI\n{ALPHA}")).left_out("neither its country nor its kid is known");
    let both = read(&format!("type = UCI\nkid = 2Rk3X8Hntro\n{ALPHA}"));
    assert_eq!(batches(&both)[0].0, "d919375fc1e7b6ba");
}

#[test]
fn an_identifier_is_hashed_as_it_stands() {
    for (ci, hash) in [
        (
            "URN:UVCI:01:NO:ABC123#K",
            "c2e9dcefab10b38a8efc90e7b4eb9d1d",
        ),
        ("URN:UVCI:01:NO:ABC123", "89f839f3585eb3e6bedde682baf68b23"),
        ("urn:uvci:01:no:æøå", "4bb649919f34a26dc4c2b444bffbb1bf"),
    ] {
        assert_eq!(batches(&read(ci)), one("NO", HashType::Uci, hash));
        assert!(is_plain(ci.as_bytes()));
    }
    // The country that is set, and the signer that is set.
    let ci = "URN:UVCI:01:NO:ABC123#K";
    let read_with = |settings: &str| batches(&read(&format!("{settings}\n{ci}")))[0].0.clone();
    assert_eq!(read_with("country = SE"), "SE");
    assert_eq!(read_with("kid = d919375fc1e7b6b2"), "NO d919375fc1e7b6b2");
    // A type that is set is that of hashes.
    assert_eq!(
        batches(&read(&format!("type = SIGNATURE\n{ci}")))[0].1,
        HashType::Uci
    );
    read("URN:UVCI:").left_out("neither its country nor its kid is known");
    read("URN:UVCI:01:NOR:ABC").left_out("neither its country nor its kid is known");
    read("URN:UVCI:01:NORWAY").left_out("neither its country nor its kid is known");
    read("URN:UVCI:01NO:ABC").left_out("neither its country nor its kid is known");
}

#[test]
fn a_code_is_named_by_its_signature_and_its_own_kid() {
    let es256 = [[1; 32], [2; 32]].concat();
    for (prefix, algorithm, signature, hash) in [
        ("HC1:", -7, &es256, "72cd6e8422c407fb6d098690f1130b7d"),
        ("NO1:", -7, &es256, "72cd6e8422c407fb6d098690f1130b7d"),
        (
            "HC1:",
            -37,
            &vec![3; 256],
            "e0c1f4455783b6b2f152b526c2a73dab",
        ),
    ] {
        let text = code(prefix, algorithm, &KID, signature);
        let found = batches(&read(&text));
        assert_eq!(found, one("d919375fc1e7b6b2", HashType::Signature, hash));
        assert!(is_plain(text.as_bytes()));
        // The kid that is set is not its own.
        let found = batches(&read(&format!(
            "kid = 0011223344556677\ncountry = NO\n{text}"
        )));
        assert_eq!(found, one("NO d919375fc1e7b6b2", HashType::Signature, hash));
    }
    // Without one the country alone may say whose it is.
    let text = code("HC1:", -7, b"kid", &es256);
    read(&text).left_out("neither its country nor its kid is known");
    assert_eq!(batches(&read(&format!("country = NO\n{text}")))[0].0, "NO");
    read(&code("HC1:", -8, &KID, &es256))
        .left_out("a code whose algorithm is neither ES256 nor PS256");
    read("HC1:ABCDEF").left_out("a code that cannot be read (zlib)");
    read("HC1:").left_out("a code that cannot be read");
    read(&format!("HC1:{}", "A".repeat(5000))).left_out("a code that cannot be read (text)");
}

#[test]
fn settings_hold_until_the_next_of_their_name() {
    let text = "type = UCI\ncountry = NO\n00000000000000000000000000000001\n\
                COUNTRY = SE\n00000000000000000000000000000002\n\
                kid = d919375fc1e7b6b2\ncountry =\n00000000000000000000000000000003\n\
                kid=\ncountry = NO\n00000000000000000000000000000004\n";
    let read = read(text);
    let hashes = |numbers: &[u8]| {
        numbers
            .iter()
            .map(|number| format!("{number:032x}"))
            .collect()
    };
    assert_eq!(
        batches(&read),
        [
            ("NO".to_owned(), HashType::Uci, hashes(&[1, 4])),
            ("SE".to_owned(), HashType::Uci, hashes(&[2])),
            ("d919375fc1e7b6b2".to_owned(), HashType::Uci, hashes(&[3])),
        ]
    );
    assert_eq!(read.ids(), ["line 3", "line 5", "line 8"]);
}

#[test]
fn a_setting_that_cannot_be_used_never_lets_another_hold() {
    let good = "type = UCI\ncountry = NO\nkid = d919375fc1e7b6b2\nexpires = 2027-01-01T00:00:00Z\n";
    for (bad, reason, needed) in [
        (
            "country = Norway",
            "the country is not two capital letters",
            "country",
        ),
        (
            "country = no",
            "the country is not two capital letters",
            "country",
        ),
        (
            "kid = d919375fc1e7b6",
            "the kid is neither 16 hexadecimal digits",
            "kid",
        ),
        (
            "kid = d919375fc1e7b6bx",
            "the kid is neither 16 hexadecimal digits",
            "kid",
        ),
        (
            "type = uci",
            "the type is not one of SIGNATURE, UCI",
            "type",
        ),
        (
            "expires = 2027-01-01",
            "expires is not RFC 3339 with an offset",
            "expires",
        ),
        (
            "expires = 2027-01-01T00:00:00",
            "expires is not RFC 3339 with an offset",
            "expires",
        ),
    ] {
        let read = read(&format!("{good}{bad}\n{ALPHA}\n{good}{ALPHA}"));
        assert_eq!(read.ids(), ["line 11"], "{bad}");
        let told = read.told();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told[0].starts_with(&format!("list#line 5: {reason}")),
            "{told:?}"
        );
        assert_eq!(
            told[1],
            format!("list#line 6: the {needed} that is set above it cannot be used")
        );
    }
    read("kind = UCI")
        .left_out("neither a setting (country, kid, type, expires, as-of) nor a hash");
}

#[test]
fn entries_that_have_ended_are_told_once_and_revoke_nobody() {
    let at = |expires: &str| {
        let entries = "URN:UVCI:01:NO:1\nURN:UVCI:01:NO:2\n";
        let read = read(&format!("expires = {expires}\n{entries}"));
        let hashes: usize = read.batches.iter().map(|(_, hashes)| hashes.len()).sum();
        (read.batches.len(), hashes, read.told())
    };
    // Its signers are spoken of all the same.
    let (batches, hashes, told) = at("2026-11-22T12:00:00Z");
    assert_eq!((batches, hashes, told.len()), (1, 0, 1));
    let ended = "list#line 2: it ended at 2026-11-22T12:00:00Z, before";
    assert!(told[0].starts_with(ended), "{told:?}");
    assert_eq!(at("2026-11-22T12:00:01Z"), (1, 2, vec![]));
}

#[test]
fn who_is_named_over_no_entry_has_nobody_revoked() {
    let scopes = |text: &str| {
        let read = read(text);
        assert_eq!(read.told(), Vec::<String>::new(), "{text}");
        let batches = read.batches.iter();
        let scopes: Vec<String> = batches
            .map(|(batch, hashes)| format!("{} {}", batch.scope, hashes.len()))
            .collect();
        scopes
    };
    let kid = "kid = d919375fc1e7b6b2";
    let hash = format!("type = UCI\n{ALPHA}");
    assert_eq!(scopes("country = NO\n"), ["NO 0"]);
    assert_eq!(scopes(kid), ["d919375fc1e7b6b2 0"]);
    let both = format!("country = NO\n{kid}\n");
    assert_eq!(scopes(&both), ["NO d919375fc1e7b6b2 0"]);
    // Two settings together name one signer, and not the country's others.
    let signer = format!("{both}{hash}\n");
    assert_eq!(scopes(&signer), ["NO d919375fc1e7b6b2 1"]);
    let several = format!("country = NO\ncountry = SE\n{hash}\ncountry = DK\n");
    assert_eq!(scopes(&several), ["NO 0", "SE 1", "DK 0"]);
    let signers = format!("{both}country = SE\nkid = 0011223344556677\n{hash}\n");
    assert_eq!(
        scopes(&signers),
        ["NO d919375fc1e7b6b2 0", "SE 0011223344556677 1"]
    );
    // What cannot be used may have revoked somebody.
    for text in ["country = NO\nbroken\n", "country = NO\ncountry = Norway\n"] {
        let read = read(text);
        assert_eq!((read.batches.len(), read.told().len()), (0, 1), "{text}");
    }
    let nobody = read("as-of = 2026-11-20T00:00:00Z\n");
    nobody.one_problem("it names nobody");
}

#[test]
fn completeness_is_told_by_the_list_else_by_the_caller() {
    let as_of = |text: &str| {
        let mut reading = reading(text);
        reading.as_of = Some(now());
        let read = reading.good();
        (read.sources[0].as_of.unwrap().to_string(), read.told())
    };
    let ci = "URN:UVCI:01:NO:1\n";
    assert_eq!(as_of(ci), (now().to_string(), vec![]));
    // Of several the earliest, wherever it stands.
    let two = format!("as-of = 2026-11-21T00:00:00Z\n{ci}as-of = 2026-11-20T00:00:00Z\n");
    assert_eq!(as_of(&two), ("2026-11-20T00:00:00Z".to_owned(), vec![]));
    let two = format!("as-of = 2026-11-20T00:00:00Z\n{ci}as-of = 2026-11-21T00:00:00Z\n");
    assert_eq!(as_of(&two), ("2026-11-20T00:00:00Z".to_owned(), vec![]));
    // A moment that has not come makes no list fresher.
    let (found, told) = as_of("as-of = 2026-11-23T00:00:00Z\n");
    assert_eq!(found, now().to_string());
    assert!(
        told[0].starts_with("list#line 1: as-of 2026-11-23T00:00:00Z has not come yet"),
        "{told:?}"
    );
    let (_, told) = as_of("as-of = yesterday\n");
    assert_eq!(told, ["list#line 1: as-of is not RFC 3339 with an offset"]);

    // Several files are complete when the first of them was; and not, if one does not say.
    let files = |second: &str| {
        let first = format!("as-of = 2026-11-21T00:00:00Z\ncountry = NO\n{ci}");
        Reading::new(
            Format::Plain,
            Folder::of([("a", first.as_str()), ("b", second)]),
        )
        .good()
    };
    let read = files("as-of = 2026-11-20T00:00:00Z\nx\nURN:UVCI:01:SE:1");
    assert_eq!(
        read.sources[0].as_of.unwrap().to_string(),
        "2026-11-20T00:00:00Z"
    );
    // The country of the first holds there alone.
    assert_eq!(batches(&read)[1].0, "SE");
    assert_eq!(read.ids(), ["a line 3", "b line 3"]);
    assert!(read.told()[0].starts_with("list#b line 2: "));
    let read = files("as-of = 2026-11-22T00:00:00Z\nURN:UVCI:01:SE:1");
    let as_of = read.sources[0].as_of.unwrap();
    assert_eq!(as_of.to_string(), "2026-11-21T00:00:00Z");
    assert_eq!(files("URN:UVCI:01:SE:1").sources[0].as_of, None);
}

#[test]
fn a_bad_line_is_told_by_its_number_and_never_repeated() {
    let secret = "GEHEIM";
    let long = format!("URN:UVCI:01:NO:{}{secret}", "A".repeat(MAX_LINE));
    let broken = [b"URN:UVCI:01:NO:\xff".as_slice(), secret.as_bytes()].concat();
    let lines: [Vec<u8>; 9] = [
        secret.into(),
        format!("{secret} = 1").into(),
        format!("country = {secret}").into(),
        format!("HC1:{secret}").into(),
        format!("URN:UVCI:01:{secret}").into(),
        long.into(),
        broken,
        format!("as-of = {secret}").into(),
        ALPHA[1..].into(),
    ];
    for line in lines {
        let mut octets = b"# first\n\ntype = UCI\n".to_vec();
        octets.extend(&line);
        let files = Folder::of([("list.txt", octets)]);
        let told = Reading::new(Format::Plain, files).good().told();
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("list#line 4: "), "{told:?}");
        assert!(
            !told[0].contains(secret) && !told[0].contains(&ALPHA[1..]),
            "{told:?}"
        );
    }
    assert!(read("hc1:ABC").told()[0].contains("neither a setting"));
}

#[test]
fn a_text_of_bad_lines_is_told_in_bounded_room() {
    let told = read(&"x\n".repeat(100_000)).told();
    assert_eq!(
        (told.len(), told[1000].as_str()),
        (1001, "list: 99000 further problems")
    );
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let reading = Reading::new(
        Format::Plain,
        Folder::of([("a", vec![b'\n'; MAX_FILE + 1])]),
    );
    assert_eq!(
        reading.error(),
        "list is refused: 67108865 octets, at most 67108864 are read"
    );
}

#[test]
fn only_a_text_that_begins_well_is_recognised() {
    for text in [
        "",
        "\n",
        "# only a comment\n",
        "hello",
        "# x\nhello\nURN:UVCI:01:NO:1",
        "country = Norway\n",
        "{}",
        "[]",
        "{\"more\":false}",
        "-----BEGIN CERTIFICATE-----",
        "MIIB",
        "kid,hash",
        "name = value",
    ] {
        assert!(!is_plain(text.as_bytes()), "{text:?}");
    }
    assert!(!is_plain(b"\xd2\x84\x43") && !is_plain(&[0x30, 0x82, 1, 0]));
    for text in [
        "country = NO\n",
        "\u{feff}# x\r\n\r\nas-of = 2026-11-20T00:00:00Z\r\n",
        "type=UCI",
        "HC1:x",
    ] {
        assert!(is_plain(text.as_bytes()), "{text:?}");
    }
    // A folder is one if all of it is.
    let files = Folder::of([("a", "country = NO"), ("b", "hello")]);
    assert_eq!(recognise_any(&files).unwrap(), None);
    assert_eq!(recognise_any(&Folder::default()).unwrap(), None);
}

#[test]
fn the_forms_do_not_claim_each_others_files() {
    use crate::revocation::formats::{covpass, gateway};
    use crate::revocation::test_sink::Party;
    let party = Party::new(&["NO"], 1);
    let lists = [
        (
            Format::Gateway,
            Folder::of([("a", gateway::tests::file(&gateway::tests::batch(), &party))]),
        ),
        (
            Format::Gateway,
            Folder::of([("a", gateway::tests::page(false, &[]))]),
        ),
        (
            Format::CovPass,
            covpass::tests::list(covpass::tests::content(), &party),
        ),
        (Format::Plain, Folder::of([("a", "country = NO")])),
    ];
    for (format, files) in lists {
        let names = files.names();
        assert_eq!(recognise_any(&files).unwrap(), Some(format));
        assert_eq!(
            covpass::recognise(&names, &files).unwrap(),
            format == Format::CovPass
        );
        assert_eq!(
            gateway::recognise(&names, &files).unwrap(),
            format == Format::Gateway
        );
        assert_eq!(recognise(&names, &files).unwrap(), format == Format::Plain);
    }
}

#[test]
fn no_octets_make_a_reader_panic() {
    proptest!(|(octets: Vec<u8>, text in "(HC1:|URN:UVCI:|kid = |country = |\\PC|\n){0,40}")| {
        for octets in [octets, text.into_bytes()] {
            let files = Folder::of([("a", octets)]);
            let _ = recognise_any(&files);
            for format in [Format::Plain, Format::Gateway, Format::CovPass] {
                let _ = Reading::new(format, files.clone()).read();
            }
            let root = Folder::of([("kid.lst", files.0["a"].clone())]);
            let _ = Reading::new(Format::CovPass, root).read();
        }
    });
}
