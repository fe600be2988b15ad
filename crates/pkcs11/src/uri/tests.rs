use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Uri {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str) -> UriError {
    text.parse::<Uri>().expect_err(text)
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn every_attribute_has_its_place() {
    let uri = read(
        "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;serial=;\
         model=1.0;library-manufacturer=Snake;library-description=Soft;library-version=3;\
         slot-manufacturer=M;slot-description=A%2fB;slot-id=327;object=my-key;type=private;\
         id=%69%95%3E%5C%F4%BD%EC%91\
         ?pin-source=file:/etc/token_pin&module-path=/usr/lib/libhsm.so&module-name=hsm&x-vendor=1",
    );
    assert_eq!(uri.token, some("The Software PKCS#11 Softtoken"));
    assert_eq!(uri.manufacturer, some("Snake Oil, Inc."));
    assert_eq!(uri.serial, some(""), "an empty value is a value");
    assert_eq!(uri.model, some("1.0"));
    assert_eq!(uri.library_manufacturer, some("Snake"));
    assert_eq!(uri.library_description, some("Soft"));
    assert_eq!(uri.library_version, Some((3, 0)));
    assert_eq!(uri.slot_manufacturer, some("M"));
    assert_eq!(uri.slot_description, some("A/B"));
    assert_eq!(uri.slot_id, Some(327));
    assert_eq!(uri.object, some("my-key"));
    assert_eq!(uri.private, Some(()));
    let id = [0x69, 0x95, 0x3e, 0x5c, 0xf4, 0xbd, 0xec, 0x91];
    assert_eq!(uri.id.as_deref(), Some(id.as_slice()));
    assert_eq!(uri.pin_source(), Some("/etc/token_pin"));
    assert_eq!(uri.module_path(), Some("/usr/lib/libhsm.so"));
    assert_eq!(uri.module_name, some("hsm"));
    assert_eq!(uri.ignored(), ["x-vendor"]);
    assert_eq!(
        read(&uri.to_string()),
        Uri {
            ignored: Vec::new(),
            ..uri
        }
    );
}

#[test]
fn path_and_query_may_be_empty() {
    for text in ["pkcs11:", "PKCS11:", "pkcs11:?", "Pkcs11:?"] {
        assert_eq!(read(text), Uri::default(), "{text}");
    }
    assert_eq!(read("pkcs11:?module-path=/m").module_path(), Some("/m"));
}

#[test]
fn the_library_version_is_one_or_two_small_numbers() {
    for (text, version) in [
        ("3", (3, 0)),
        ("2.40", (2, 40)),
        ("255.255", (255, 255)),
        ("07.1", (7, 1)),
    ] {
        let uri = read(&format!("pkcs11:library-version={text}"));
        assert_eq!(uri.library_version, Some(version));
    }
    for text in [
        "", ".", "3.", ".1", "256", "1.256", "1.2.3", "+1", "-1", "1,0", "%31",
    ] {
        let error = refused(&format!("pkcs11:library-version={text}"));
        assert!(
            matches!(
                error,
                UriError::Form {
                    name: "library-version",
                    ..
                }
            ),
            "{text}"
        );
    }
}

#[test]
fn a_slot_is_a_number() {
    assert_eq!(
        read("pkcs11:slot-id=18446744073709551615").slot_id,
        Some(u64::MAX)
    );
    for text in ["", "+1", "-1", "1a", "0x1", "18446744073709551616", "%31"] {
        let error = refused(&format!("pkcs11:slot-id={text}"));
        assert!(
            matches!(
                error,
                UriError::Form {
                    name: "slot-id",
                    ..
                }
            ),
            "{text}"
        );
    }
}

#[test]
fn what_breaks_the_grammar_is_refused() {
    use UriError::{Attribute, Character, Form, Scheme, Text, Twice, Unknown};
    let (path, query) = ("path", "query");
    let unknown = |part, name: &str| Unknown {
        part,
        name: name.to_owned(),
    };
    let table = [
        ("", Scheme),
        ("pkcs11", Scheme),
        ("pkcs12:token=a", Scheme),
        (" pkcs11:", Scheme),
        ("pkcs1\u{131}:", Scheme),
        (
            "pkcs11:;",
            Attribute {
                part: path,
                number: 1,
            },
        ),
        (
            "pkcs11:token",
            Attribute {
                part: path,
                number: 1,
            },
        ),
        (
            "pkcs11:token=a;",
            Attribute {
                part: path,
                number: 2,
            },
        ),
        (
            "pkcs11:token=a;;object=b",
            Attribute {
                part: path,
                number: 2,
            },
        ),
        (
            "pkcs11:=a",
            Attribute {
                part: path,
                number: 1,
            },
        ),
        (
            "pkcs11: token=a",
            Attribute {
                part: path,
                number: 1,
            },
        ),
        (
            "pkcs11:%74oken=a",
            Attribute {
                part: path,
                number: 1,
            },
        ),
        (
            "pkcs11:?module-path=/m&",
            Attribute {
                part: query,
                number: 2,
            },
        ),
        (
            "pkcs11:?1234",
            Attribute {
                part: query,
                number: 1,
            },
        ),
        ("pkcs11:token=a;token=a", Twice { name: "token" }),
        ("pkcs11:id=;object=a;id=", Twice { name: "id" }),
        ("pkcs11:type=private;type=private", Twice { name: "type" }),
        ("pkcs11:slot-id=1;slot-id=1", Twice { name: "slot-id" }),
        (
            "pkcs11:?module-path=/a&module-path=/a",
            Twice {
                name: "module-path",
            },
        ),
        (
            "pkcs11:?pin-source=/a&pin-source=/a",
            Twice { name: "pin-source" },
        ),
        (
            "pkcs11:?module-name=a&module-name=a",
            Twice {
                name: "module-name",
            },
        ),
        ("pkcs11:Token=a", unknown(path, "Token")),
        ("pkcs11:x-vendor=a", unknown(path, "x-vendor")),
        ("pkcs11:vendor=a", unknown(path, "vendor")),
        ("pkcs11:module-path=/m", unknown(path, "module-path")),
        ("pkcs11:pin-source=/p", unknown(path, "pin-source")),
        ("pkcs11:?token=a", unknown(query, "token")),
        ("pkcs11:?pin-souce=/p", unknown(query, "pin-souce")),
        ("pkcs11:?pin=1234", unknown(query, "pin")),
        (
            "pkcs11:token=My Token",
            Character {
                name: "token",
                offset: 2,
            },
        ),
        (
            "pkcs11:token=a/b",
            Character {
                name: "token",
                offset: 1,
            },
        ),
        (
            "pkcs11:token=\u{f8}",
            Character {
                name: "token",
                offset: 0,
            },
        ),
        (
            "pkcs11:token=a%",
            Character {
                name: "token",
                offset: 1,
            },
        ),
        (
            "pkcs11:token=%4",
            Character {
                name: "token",
                offset: 0,
            },
        ),
        (
            "pkcs11:token=%4g",
            Character {
                name: "token",
                offset: 0,
            },
        ),
        (
            "pkcs11:token=%+4",
            Character {
                name: "token",
                offset: 0,
            },
        ),
        (
            "pkcs11:object=a#b",
            Character {
                name: "object",
                offset: 1,
            },
        ),
        (
            "pkcs11:?module-path=/a;b",
            Character {
                name: "module-path",
                offset: 2,
            },
        ),
        (
            "pkcs11:?x-a=;",
            Character {
                name: "x-",
                offset: 0,
            },
        ),
        ("pkcs11:token=%ff", Text { name: "token" }),
        ("pkcs11:object=a%00", Text { name: "object" }),
        (
            "pkcs11:?module-path=%00",
            Text {
                name: "module-path",
            },
        ),
        (
            "pkcs11:?module-path=",
            Form {
                name: "module-path",
                want: messages::URI_WANT_FILE,
            },
        ),
    ];
    for (text, error) in table {
        assert_eq!(refused(text), error, "{text}");
    }
    for kind in ["public", "cert", "secret-key", "data", "", "Private", "key"] {
        let error = refused(&format!("pkcs11:type={kind}"));
        assert!(matches!(error, Form { name: "type", .. }), "{kind}");
    }
}

#[test]
fn a_pin_is_never_an_argument() {
    for text in [
        "pkcs11:?pin-value=1234",
        "pkcs11:?PIN-Value=1234",
        "pkcs11:pin-value=1234",
        "pkcs11:token=a;object=b?pin-source=/p&pin-value=1234",
        "pkcs11:?module-path=/m?pin-value=1234",
        "pkcs11:token=a b;pin-value=1234",
    ] {
        let error = refused(text);
        assert_eq!(error, UriError::PinValue, "{text}");
        let told = error.to_string();
        assert!(
            told.contains("pin-source=file:") && !told.contains("1234"),
            "{told}"
        );
    }
}

#[test]
fn no_error_repeats_a_value() {
    for text in [
        "pkcs11:?1234",
        "pkcs11:?pin=1234",
        "pkcs11:?pin-source=1234 ",
        "pkcs11:?pin-source=|echo%201234",
        "pkcs11:?pin-source=1234&pin-source=1234",
        "pkcs11:slot-id=1234x",
        "pkcs11:type=1234",
        "pkcs11:1234%",
        "pkcs11:token=1234%",
    ] {
        let told = refused(text).to_string();
        assert!(!told.contains("1234"), "{text}: {told}");
    }
}

#[test]
fn a_pin_source_is_a_file() {
    for (source, path) in [
        ("file:/etc/pin", "/etc/pin"),
        ("FILE:/etc/pin", "/etc/pin"),
        ("file:///etc/pin", "/etc/pin"),
        ("file://localhost/etc/pin", "/etc/pin"),
        ("file:/a%2520b", "/a b"),
        ("file:/a%20b", "/a b"),
        ("file:/%25C3%25B8", "/\u{f8}"),
        ("/etc/pin", "/etc/pin"),
        ("/a%2520b", "/a%20b"),
        ("secrets/pin", "secrets/pin"),
        ("./a:b", "./a:b"),
        ("pin%26more", "pin&more"),
    ] {
        let uri = read(&format!("pkcs11:?pin-source={source}"));
        assert_eq!(uri.pin_source(), Some(path), "{source}");
    }
    for source in [
        "",
        "file:",
        "file:pin",
        "file://",
        "file://host/pin",
        "file://localhostile/pin",
        "file:/a%25",
        "file:/a%2500",
        "file:/%25ff",
        "|/usr/bin/getpin",
        "%7C/usr/bin/getpin",
        "https://host/pin",
        "env:PIN",
        "x:1",
    ] {
        let error = refused(&format!("pkcs11:?pin-source={source}"));
        assert!(
            matches!(
                error,
                UriError::Form {
                    name: "pin-source",
                    ..
                }
            ),
            "{source}: {error}"
        );
    }
}

#[test]
fn a_uri_has_a_greatest_length() {
    let fill = |length: usize| format!("pkcs11:token={}", "a".repeat(length - 13));
    assert!(fill(MAX_LENGTH).parse::<Uri>().is_ok());
    let found = MAX_LENGTH + 1;
    assert_eq!(refused(&fill(found)), UriError::Long { found });
}

#[test]
fn the_label_names_the_key_and_nothing_of_the_query() {
    let uri = read(
        "pkcs11:id=%0a;token=A%1B%E2%80%AE;type=private?pin-source=/secret/pin&module-path=/m",
    );
    assert_eq!(
        uri.label(),
        "pkcs11:token=A%1B%E2%80%AE;type=private;id=%0A"
    );
    assert_eq!(naming_key("a;b", &[1]), "object=a%3Bb;id=%01");
    assert_eq!(naming_token("\u{f8}", "7f"), "token=%C3%B8;serial=7f");
}

prop_compose! {
    fn texts()(text in proptest::option::of("[^\0]{0,12}")) -> Option<String> { text }
}

prop_compose! {
    fn uris()(
        a in (texts(), texts(), texts(), texts(), texts(), texts()),
        b in (texts(), texts(), texts(), texts()),
        library_version in any::<Option<(u8, u8)>>(),
        slot_id in any::<Option<u64>>(),
        private in any::<bool>(),
        id in any::<Option<Vec<u8>>>(),
        pin_source in proptest::option::of("/[^\0]{0,12}"),
        module_path in proptest::option::of("[^\0]{1,12}"),
    ) -> Uri {
        let (token, manufacturer, serial, model, library_manufacturer, library_description) = a;
        let (slot_manufacturer, slot_description, object, module_name) = b;
        Uri {
            token, manufacturer, serial, model, library_manufacturer, library_description,
            library_version, slot_manufacturer, slot_description, slot_id, object,
            private: private.then_some(()),
            id, pin_source, module_path, module_name,
            ignored: Vec::new(),
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(uri in uris()) {
        let text = uri.to_string();
        prop_assert!(text.is_ascii());
        if text.len() <= MAX_LENGTH {
            prop_assert_eq!(text.parse::<Uri>(), Ok(uri));
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = text.parse::<Uri>();
        let _ = format!("pkcs11:{text}").parse::<Uri>();
        let _ = format!("pkcs11:token={text}?pin-source={text}").parse::<Uri>();
    }

    #[test]
    fn what_is_nearly_a_uri_is_read_or_refused_and_what_is_read_stays_the_same(
        text in "pkcs11:((token|object|id|slot-id|type|library-version)=(private|[a-f0-9%.+ø]{0,6})[;?&]?){0,4}\
                 (\\?(pin-source|module-path|x-a)=(file:|/|%|[a-f2/]){0,8}&?){0,2}"
    ) {
        if let Ok(uri) = text.parse::<Uri>() {
            let again = Uri { ignored: Vec::new(), ..uri };
            prop_assert_eq!(again.to_string().parse::<Uri>(), Ok(again));
        }
    }
}
