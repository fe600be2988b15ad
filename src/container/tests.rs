use super::*;
use crate::codec::zlib::Effort;

/// A code whose Base45 text begins and ends with the given octets' text.
fn code(payload: &[u8]) -> String {
    let sign1 = Sign1::encode(-7, &[9; 8], payload, |_| Ok::<_, ()>(vec![1; 64])).unwrap();
    format!(
        "{PREFIX}{}",
        base45::encode(&zlib::deflate(&sign1, Effort::Best))
    )
}

fn repairs(text: &str) -> Vec<&'static str> {
    let unverified = Unverified::decode(text, &Limits::default()).unwrap();
    unverified
        .deviations()
        .iter()
        .map(|odd| odd.code.code())
        .collect()
}

#[test]
fn each_repair_is_made_and_told() {
    let good = code(b"payload");
    assert!(repairs(&good).is_empty());
    assert_eq!(repairs(&format!("\u{feff}{good}")), ["repair-bom"]);
    assert_eq!(repairs(&format!("{good}\r\n")), ["repair-control"]);
    assert_eq!(
        repairs(&format!("HC1:\n\t{}", &good[4..])),
        ["repair-control"]
    );
    assert_eq!(repairs(&format!("  {good} ")), ["repair-blanks"]);
    assert_eq!(repairs(&good.to_lowercase()), ["repair-case"]);
    let percent: String = good.bytes().map(|b| format!("%{b:02x}")).collect();
    assert_eq!(repairs(&percent), ["repair-percent"]);
    assert_eq!(
        repairs(&format!(" {percent}")),
        ["repair-percent", "repair-blanks"]
    );
    let worst = format!("\u{feff} {}\n", good.to_lowercase());
    assert_eq!(
        repairs(&worst),
        [
            "repair-bom",
            "repair-control",
            "repair-blanks",
            "repair-case"
        ]
    );
}

#[test]
fn what_looks_like_an_encoded_blank_inside_a_good_code_stays() {
    // A blank and the characters of %20 are Base45 characters: a good text must not be "repaired".
    for wanted in ["%20", " "] {
        let text = (0..50_000u32)
            .map(|n| code(&n.to_be_bytes()))
            .find(|text| text.contains(wanted));
        let text = text.expect("one of 50,000 codes holds it");
        assert!(repairs(&text).is_empty());
        assert_eq!(
            Layers::read(&text, &Limits::default()).characters,
            text.len()
        );
    }
}

#[test]
fn a_repair_counts_only_if_the_text_then_decodes_whole() {
    let good = code(b"payload");
    let broken = format!(" {}", &good[..good.len() - 6]);
    let error = Unverified::decode(&broken, &Limits::default()).unwrap_err();
    assert!(
        matches!(error, DecodeError::Prefix(_)),
        "the plain text's own error is told"
    );
}

#[test]
fn the_text_limit_counts_characters() {
    let limits = Limits {
        text: 10,
        ..Limits::default()
    };
    let error = Unverified::decode(&"æ".repeat(10), &limits).unwrap_err();
    assert!(matches!(error, DecodeError::Prefix(_)));
    let error = Unverified::decode(&"æ".repeat(11), &limits).unwrap_err();
    assert_eq!(
        error,
        DecodeError::TooLong {
            found: 11,
            limit: 10
        }
    );
    assert_eq!(
        error.to_string(),
        "text: 11 characters, at most 10 fit a QR code"
    );
}

#[test]
fn every_layer_names_itself() {
    let limits = Limits::default();
    let wrap = |octets: &[u8]| format!("{PREFIX}{}", base45::encode(octets));
    let cases = [
        ("", "prefix"),
        ("HC1:a", "base45"),
        ("HC1:", "zlib"),
        (&wrap(b"no zlib here"), "zlib"),
        (&wrap(&zlib::deflate(&[0x84, 0x40], Effort::Best)), "cbor"),
        (&wrap(&zlib::deflate(&[0x80], Effort::Best)), "cose"),
        (&wrap(&zlib::deflate(&[0; 70_000], Effort::Best)), "zlib"),
    ];
    for (text, layer) in cases {
        assert_eq!(
            Unverified::decode(text, &limits).unwrap_err().layer(),
            layer,
            "{text}"
        );
    }
}

#[test]
fn layers_keep_what_could_be_read() {
    let text = format!(
        "{PREFIX}{}",
        base45::encode(&zlib::deflate(&[0x80], Effort::Best))
    );
    let layers = Layers::read(&text, &Limits::default());
    assert!(layers.compressed.is_some());
    assert_eq!(layers.inflated.as_deref(), Some(&[0x80][..]));
    assert!(layers.sign1.is_none() && layers.error.is_some());
}
