use super::*;
use proptest::prelude::*;

fn octets(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

#[test]
fn refusals_say_where_and_what() {
    let cases = [
        ("", "item at offset 0 asks for 1 more, 0 octets are left"),
        ("01 02", "1 octets follow the item that ends at offset 1"),
        (
            "a2 01 02 01 03",
            "map key 1 stands twice, again at offset 3",
        ),
        (
            "a2 01 02 1801 03",
            "map key 1 stands twice, again at offset 3",
        ),
        (
            "a2 63666e74 01 7f61666 26e74ff 02",
            "map key \"fnt\" stands twice, again at offset 6",
        ),
        (
            "a2 04 01 c24104 02",
            "map key 4 stands twice, again at offset 3",
        ),
        (
            "a2 20 01 c34100 02",
            "map key -1 stands twice, again at offset 3",
        ),
        (
            "bf 01 02 01 03 ff",
            "map key 1 stands twice, again at offset 3",
        ),
        (
            "5b 7fffffffffffffff 00",
            "item at offset 0 asks for 9223372036854775807 more, 1 octets are left",
        ),
        (
            "9b ffffffffffffffff",
            "item at offset 0 asks for 18446744073709551615 more, 0 octets are left",
        ),
        (
            "bb ffffffffffffffff",
            "item at offset 0 asks for 18446744073709551615 more, 0 octets are left",
        ),
        ("ff", "break code at offset 0 outside an open item"),
        ("82 01 ff", "break code at offset 2 outside an open item"),
        (
            "bf 01 ff",
            "map ends at offset 2 after a key without a value",
        ),
        (
            "7f 41 00 ff",
            "chunk at offset 1 does not fit the string that it is part of",
        ),
        (
            "5f 5f ff ff",
            "chunk at offset 1 does not fit the string that it is part of",
        ),
        (
            "1c",
            "octet at offset 0 has the reserved additional information 28",
        ),
        (
            "1f",
            "octet at offset 0 has the reserved additional information 31",
        ),
        (
            "df 00",
            "octet at offset 0 has the reserved additional information 31",
        ),
        ("63 eda080", "text at offset 0 is not UTF-8"),
        (
            "f8 1f",
            "simple value 31 at offset 0 is written in two octets, which values below 32 are not",
        ),
        (
            "d2 d2 d2 d2 d2 01",
            "item at offset 4 is nested deeper than the limit of 4",
        ),
        (
            "81 81 81 81 80",
            "item at offset 4 is nested deeper than the limit of 4",
        ),
    ];
    for (hex, message) in cases {
        assert_eq!(
            decode(&octets(hex), 4).unwrap_err().to_string(),
            message,
            "{hex}"
        );
    }
    assert!(decode(&octets("81 81 81 80"), 4).is_ok());
}

#[test]
fn what_ciborium_lets_through_is_stopped_here() {
    // The traps of the crate, each still there, each closed above.
    let lax = |hex: &str| ciborium::from_reader::<Value, _>(octets(hex).as_slice()).is_ok();
    assert!(lax("01 02"), "trailing octets");
    assert!(lax("a2 01 02 01 03"), "a key twice");
    assert!(lax(&("81".repeat(100) + "80")), "depth");
}

#[test]
fn indefinite_lengths_are_read_and_noted() {
    let decoded = decode_noting(&octets("bf 61 76 9f 7f 61 61 61 62 ff ff ff"), 16).unwrap();
    assert!(decoded.indefinite);
    assert_eq!(encode(&decoded.value), octets("a1 6176 81 626162"));
    assert!(
        !decode_noting(&octets("a1 6176 81 626162"), 16)
            .unwrap()
            .indefinite
    );
}

#[test]
fn writing_is_deterministic() {
    // Keys 4, 1, 6, -260 in any order come out as 1, 4, 6, -260.
    let map =
        |keys: &[i64]| Value::Map(keys.iter().map(|&key| (key.into(), Value::Null)).collect());
    assert_eq!(
        encode(&map(&[-260, 6, 4, 1])),
        octets("a4 01f6 04f6 06f6 390103f6")
    );
    assert_eq!(
        encode(&map(&[1, 4, 6, -260])),
        encode(&map(&[-260, 6, 4, 1]))
    );
    assert_eq!(encode(&Value::Float(1.5)), octets("f9 3e00"));
    assert_eq!(encode(&Value::from(500)), octets("19 01f4"));
}

#[test]
fn diagnostic_notation_masks_values_but_not_keys() {
    let item = octets("a2 01 62 4e4f 390103 a1 01 bf 636e616d 43010203 ff");
    let shown = "{\n  1: \"NO\",\n  -260: {\n    1: {_ \n      \"nam\": h'010203'\n    }\n  }\n}";
    assert_eq!(diagnostic(&item, Strings::Text), shown);
    let masked = diagnostic(&item, Strings::Masked);
    assert!(masked.contains("\"nam\": h'(3 octets)'") && masked.contains("1: \"(2 characters)\""));
    assert_eq!(
        diagnostic(&octets("82 01"), Strings::Text),
        "[\n  1,\n   / item at offset 2 asks for 1 more, 0 octets are left /"
    );
}

#[test]
fn half_floats_widen() {
    for (half, double) in [
        (0x3c00, 1.0),
        (0xc400, -4.0),
        (0x0001, 5.960_464_477_539_063e-8),
        (0x7bff, 65504.0),
    ] {
        assert_eq!(widen(half), double);
    }
    assert!(widen(0x7e00).is_nan() && widen(0xfc00) == f64::NEG_INFINITY);
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        ".{0,12}".prop_map(Value::from),
        prop::collection::vec(any::<u8>(), 0..12).prop_map(Value::from),
        (-1e9..1e9f64).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::btree_map(any::<i16>(), inner.clone(), 0..6).prop_map(|map| {
                Value::Map(
                    map.into_iter()
                        .map(|(key, item)| (key.into(), item))
                        .collect(),
                )
            }),
            // Not the tags that ciborium folds into integers.
            (6u64..100, inner).prop_map(|(tag, item)| Value::Tag(tag, Box::new(item))),
        ]
    })
}

proptest! {
    #[test]
    fn values_survive_the_round_trip(value in values()) {
        let octets = encode(&value);
        let back = decode(&octets, 16).unwrap();
        prop_assert_eq!(&encode(&back), &octets);
        prop_assert_eq!(sorted(&value), back);
    }

    #[test]
    fn no_octets_panic_and_ciborium_reads_what_we_accept(octets in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = diagnostic(&octets, Strings::Text);
        if Reader::new(&octets).item(8).is_ok_and(|item| item.len() == octets.len()) {
            prop_assert!(decode(&octets, 8).is_ok());
        }
    }
}

#[test]
fn a_simple_value_without_a_meaning_is_undefined_wherever_it_stands() {
    for (odd, plain) in [
        ("f0", "f7"),
        ("f8 ff", "f7"),
        ("a2 01 f8 20 02 41 f0", "a2 01 f7 02 41 f0"),
        ("9f e0 f3 63 61 f8 ff", "9f f7 f7 63 61 f8 ff"),
        ("d8 3d 83 f8 40 f4 f6", "d8 3d 83 f7 f4 f6"),
        ("a1 f0 01", "a1 f7 01"),
    ] {
        // A text that is none is refused either way; all others are read alike.
        let read = |hex| decode(&octets(hex), 4).map_err(|error| error.kind);
        assert_eq!(read(odd), read(plain), "{odd}");
    }
    assert_eq!(
        diagnostic(&octets("82 f0 f8 ff"), Strings::Text),
        "[\n  simple(16),\n  simple(255)\n]"
    );
}
