use super::UvciOddity::*;
use super::*;

#[test]
fn the_checksum() {
    assert_eq!(check_character("URN:UVCI:01:NL:187/37512422923"), Some('Z'));
    assert_eq!(check_character(""), Some('A'));
    assert_eq!(check_character("B"), Some('/'), "38 - 2 * 1 = 36");
    for outside in ["a", "A#", "A B", "É", "-"] {
        assert_eq!(check_character(outside), None, "{outside}");
    }
    // Every substitution of one character changes it, as Luhn promises.
    let text = "URN:UVCI:01:NO:A8/ZQ";
    for at in 0..text.len() {
        for c in ALPHABET.chars().filter(|c| !text[at..].starts_with(*c)) {
            let other = format!("{}{c}{}", &text[..at], &text[at + 1..]);
            assert_ne!(check_character(&other), check_character(text), "{other}");
        }
    }
}

#[test]
fn what_is_made_reads_back_without_an_oddity() {
    let rows = [
        (None, None, "URN:UVCI:01:NO:4DF18GE0"),
        (Some("187"), None, "URN:UVCI:01:NO:187/4DF18GE0"),
        (Some("187"), Some("J07"), "URN:UVCI:01:NO:187/J07/4DF18GE0"),
    ];
    for (issuer, vaccine, text) in rows {
        let made = Uvci::new("NO", issuer, vaccine, "4DF18GE0").unwrap();
        let character = check_character(text).unwrap();
        assert_eq!(made.to_string(), format!("{text}#{character}"));
        assert_eq!(read(&made.to_string()), (Some(made.clone()), vec![]));
        let bare = made.without_checksum();
        assert_eq!(bare.to_string(), text);
        assert_eq!(read(text), (Some(bare), vec![]));
    }
}

#[test]
fn what_cannot_be_made() {
    let new =
        |country, issuer, vaccine, unique| Uvci::new(country, issuer, vaccine, unique).unwrap_err();
    assert_eq!(new("no", None, None, "A"), UvciError::Country);
    assert_eq!(new("NOR", None, None, "A"), UvciError::Country);
    assert_eq!(new("Å", None, None, "A"), UvciError::Country);
    assert_eq!(new("NO", None, None, ""), UvciError::Empty(Part::Unique));
    assert_eq!(
        new("NO", Some(""), None, "A"),
        UvciError::Empty(Part::Issuer)
    );
    assert_eq!(
        new("NO", None, Some("A"), "A"),
        UvciError::VaccineWithoutIssuer
    );
    for bad in ["a", "A/B", "A:B", "A#B", "A-B", "Å", "A "] {
        assert_eq!(
            new("NO", None, None, bad),
            UvciError::Character(Part::Unique)
        );
        assert_eq!(
            new("NO", Some("A"), Some(bad), "A"),
            UvciError::Character(Part::Vaccine)
        );
    }
    // URN:UVCI:01:NO: and #X take 17 of the 80 characters.
    assert!(Uvci::new("NO", None, None, &"A".repeat(63)).is_ok());
    assert_eq!(
        new("NO", None, None, &"A".repeat(64)),
        UvciError::TooLong { len: 81 }
    );
}

#[test]
fn what_is_met() {
    type Row<'a> = (&'a str, Option<&'a str>, Option<&'a str>, &'a [UvciOddity]);
    const MISMATCH: UvciOddity = ChecksumMismatch {
        found: 'Z',
        wanted: 'C',
    };
    #[rustfmt::skip]
    let rows: &[Row<'_>] = &[
        ("URN:UVCI:01:NL:187/37512422923#Z", Some("NL"), Some("187"), &[]),
        ("URN:UVCI:01:NL:A:B", Some("NL"), None, &[]),
        ("urn:uvci:01:nl:abc#z", Some("NL"), None, &[LowerCase, MISMATCH]),
        ("URN:UCI:01:FR:A8", Some("FR"), None, &[OtherPrefix]),
        ("URN:01:FR:A8", Some("FR"), None, &[OtherPrefix]),
        ("01:FR:A8", Some("FR"), None, &[NoUrnPrefix]),
        ("01DE/84503/DX", Some("DE"), Some("84503"), &[NoUrnPrefix, Separator]),
        ("URN:UVCI:01/DE/IZ/A", Some("DE"), Some("IZ"), &[Separator]),
        ("URN:UVCI:01DE/IZ/A/B", Some("DE"), Some("IZ"), &[Separator]),
        ("URN:UVCI:01AT10807", Some("AT"), None, &[Separator]),
        ("URN:UVCI:V1:IT:A8", Some("IT"), None, &[Version]),
        ("URN:UVCI:02:IT:A8", Some("IT"), None, &[Version]),
        ("URN:UVCI:IT:A8", Some("IT"), None, &[Version]),
        ("URN:UVCI:01:UNHCR:A8", Some("UNHCR"), None, &[Country]),
        ("URN:UVCI:01:1:A8", None, None, &[Separator, Country]),
        ("URN:UVCI:01:NO:A-8 É", Some("NO"), None, &[Character { count: 3 }]),
        ("URN:UVCI:01:NO:", Some("NO"), None, &[Layout]),
        ("URN:UVCI:01:NO:A//B", Some("NO"), Some("A"), &[Layout]),
        ("URN:UVCI:01:NO:A/B/C/D", Some("NO"), Some("A"), &[Layout]),
        ("URN:UVCI:01:NO:A#", Some("NO"), None, &[ChecksumShape]),
        ("URN:UVCI:01:NO:A#BC", Some("NO"), None, &[ChecksumShape]),
        ("URN:UVCI:01:NO:A#B#C", Some("NO"), None, &[ChecksumShape]),
        ("", None, None, &[NoUrnPrefix, Version, Country]),
        ("É", None, None, &[Character { count: 1 }, NoUrnPrefix, Version, Country]),
    ];
    for (text, country, issuer, oddities) in rows {
        let (got, found) = read(text);
        assert_eq!(got.as_ref().map(Uvci::country), *country, "{text}");
        assert_eq!(got.as_ref().and_then(Uvci::issuer), *issuer, "{text}");
        assert_eq!(&found, oddities, "{text}");
    }
    let prefixed = check_character("URN:UVCI:01:NO:A8").unwrap();
    assert_eq!(read(&format!("01:NO:A8#{prefixed}")).1, [NoUrnPrefix]);
    for (len, oddity) in [
        (51, TooLongForOldSchema { len: 51 }),
        (81, TooLong { len: 81 }),
    ] {
        let text = format!("URN:UVCI:01:NO:{}", "A".repeat(len - 15));
        assert_eq!(read(&text).1, [oddity]);
    }
    assert!(
        read(&"A".repeat(50))
            .1
            .iter()
            .all(|o| !matches!(o, TooLongForOldSchema { .. }))
    );
}

#[test]
fn nothing_shows_the_identifier() {
    let (ci, oddities) = read("urn:uci:v7:no:secret-42/SECRET#SECRET");
    let shown = format!("{ci:?} {oddities:?}").to_uppercase();
    assert!(!shown.contains("SECRET"), "{shown}");
    for oddity in oddities {
        assert!(!oddity.to_string().to_uppercase().contains("SECRET-42"));
    }
}

#[test]
fn a_characters_value_is_its_place_in_the_alphabet() {
    for c in (0..=0x2ff).filter_map(char::from_u32) {
        assert_eq!(value_of(c), ALPHABET.find(c), "{c:?}");
    }
}

mod plain {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_rule_of_the_annex_is_part_of_what_is_plain() {
        for ci in [
            "URN:UVCI:01:NO:187/37512422923",
            "URN:UVCI:01:NL:187/37512422923#Z",
            "URN:UVCI:01:SE:EHM/V12907267LAJW",
            "URN:UVCI:01:DE:A/B/C",
            "URN:UVCI:01:AT:10807843F94AEE0EE5093FBC254BD813",
        ] {
            assert!(conforms(ci) && read(ci).1.is_empty(), "{ci}");
        }
        for ci in [
            "",
            "#",
            "URN:UVCI:01:NO",
            "URN:UVCI:01:NO:",
            "URN:UVCI:02:NO:187",
            "URN:UVCI:01:no:187",
            "URN:UVCI:01:NOR:187",
            "URN:UCI:01:NO:187",
            "01:NO:187",
            "URN:UVCI:01:NO:187/",
            "URN:UVCI:01:NO:/187",
            "URN:UVCI:01:NO:1//7",
            "URN:UVCI:01:NO:1/2/3/4",
            "URN:UVCI:01:NO:1_7",
            "URN:UVCI:01:NO:1\u{e6}7",
            "URN:UVCI:01:NL:187/37512422923#A",
            "URN:UVCI:01:NL:187/37512422923#",
            "URN:UVCI:01:NL:187/37512422923#ZZ",
            "URN:UVCI:01:NL:187/37512422923#Z#Z",
            "URN:UVCI:01:NO:0123456789012345678901234567890123456789",
        ] {
            assert!(!conforms(ci), "{ci}");
        }
    }

    proptest! {
        #[test]
        fn nothing_unusual_is_found_about_what_is_plain(
            ci in "(URN:UVCI:|URN:|)(01:|01|02:)([A-Z]{2}[:/]|[a-z]{2}:|[A-Z]{3}:)[A-C:/]{0,8}(#[A-Z]{0,2}|#|)"
        ) {
            if conforms(&ci) {
                prop_assert_eq!(read(&ci).1, vec![]);
            }
        }

        #[test]
        fn what_is_made_here_is_plain(
            country in "[A-Z]{2}", issuer in "[A-Z0-9]{1,4}", unique in "[A-Z0-9]{1,20}"
        ) {
            let made = Uvci::new(&country, Some(&issuer), None, &unique).unwrap();
            prop_assert!(conforms(&made.to_string()));
            prop_assert!(conforms(&made.without_checksum().to_string()));
        }
    }
}
