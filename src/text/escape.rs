//! What is not ours, made harmless where it is shown.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character draws itself where it stands and does nothing else to what is shown.
///
/// Not so: controls (C0, DEL, C1) and line separators; Bidi_Control, which turns the direction of writing;
/// Default_Ignorable_Code_Point, which is not seen (Unicode 17, PropList and DerivedCoreProperties: soft hyphen,
/// zero-width letters, fillers, variation selectors, tags); the annotation marks and the empty pattern of Braille,
/// which are not seen either.
fn is_seen(c: char) -> bool {
    if c < '\u{7f}' {
        return c >= ' ';
    }
    !(c.is_control()
        || matches!(c,
            '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'))
}

/// A text that is not ours, made harmless where it is shown: what is a control, turns the direction of writing or
/// cannot be seen is spelled out, so that neither a code nor the name of a file can draw its own verdict. Done twice
/// it is as done once.
///
/// ```
/// use hcert::text::escape;
/// assert_eq!(escape("Øverland"), "Øverland");
/// assert_eq!(escape("code\u{202e}gnp.exe\n"), "code\\u{202e}gnp.exe\\u{a}");
/// ```
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match is_seen(c) {
            true => out.push(c),
            false => out.extend(c.escape_unicode()),
        }
    }
    out
}

/// JSON with the same characters as `\uXXXX` (RFC 8259, 7): the values are the same, and a terminal shows what is
/// there. Outside of strings JSON has none of them but the blanks, which stay.
///
/// ```
/// use hcert::text::escape_json;
/// let json = "{\"fn\": \"A\u{202e}B\"}";
/// assert_eq!(escape_json(json), r#"{"fn": "A\u202eB"}"#);
/// let value: serde_json::Value = serde_json::from_str(&escape_json(json)).unwrap();
/// assert_eq!(value["fn"], "A\u{202e}B");
/// ```
#[must_use]
pub fn escape_json(json: &str) -> Cow<'_, str> {
    let stays = |c: char| is_seen(c) || matches!(c, '\n' | '\r' | '\t');
    if json.chars().all(stays) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 32);
    for c in json.chars() {
        if stays(c) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // A string takes whatever is written to it.
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    Cow::Owned(out)
}

/// A text without the byte order mark that some editors put in front.
///
/// ```
/// assert_eq!(hcert::text::without_bom("\u{feff}{}"), "{}");
/// ```
#[must_use]
pub fn without_bom(text: &str) -> &str {
    text.trim_start_matches('\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Default_Ignorable_Code_Point (DerivedCoreProperties.txt) and Bidi_Control (PropList.txt) of Unicode 17.0.0,
    /// by the categories in which the files list them.
    const UNSEEN: [(&str, u32, u32); 33] = [
        ("Cf, soft hyphen", 0xad, 0xad),
        ("Mn, combining grapheme joiner", 0x34f, 0x34f),
        ("Cf, Arabic letter mark", 0x61c, 0x61c),
        ("Lo, Hangul Jamo fillers", 0x115f, 0x1160),
        ("Mn, Khmer inherent vowels", 0x17b4, 0x17b5),
        ("Mn, Mongolian variation selectors", 0x180b, 0x180d),
        ("Cf, Mongolian vowel separator", 0x180e, 0x180e),
        ("Mn, Mongolian variation selector 4", 0x180f, 0x180f),
        ("Cf, zero-width letters and marks", 0x200b, 0x200f),
        ("Bidi_Control, marks", 0x200e, 0x200f),
        ("Cf and Bidi_Control, embeddings", 0x202a, 0x202e),
        ("Cf, invisible operators", 0x2060, 0x2064),
        ("Cn", 0x2065, 0x2065),
        ("Cf and Bidi_Control, isolates", 0x2066, 0x2069),
        ("Cf, deprecated format controls", 0x206a, 0x206f),
        ("Lo, Hangul filler", 0x3164, 0x3164),
        ("Mn, variation selectors", 0xfe00, 0xfe0f),
        ("Cf, zero-width no-break space", 0xfeff, 0xfeff),
        ("Lo, halfwidth Hangul filler", 0xffa0, 0xffa0),
        ("Cn", 0xfff0, 0xfff8),
        ("Cf, shorthand format controls", 0x1bca0, 0x1bca3),
        ("Cf, musical symbols", 0x1d173, 0x1d17a),
        ("Cn", 0xe0000, 0xe0000),
        ("Cf, language tag", 0xe0001, 0xe0001),
        ("Cn", 0xe0002, 0xe001f),
        ("Cf, tags", 0xe0020, 0xe007f),
        ("Cn", 0xe0080, 0xe00ff),
        ("Mn, variation selectors supplement", 0xe0100, 0xe01ef),
        ("Cn", 0xe01f0, 0xe0fff),
        // Not of the two properties: what moves the cursor, and what is not seen all the same.
        ("Cc, C0", 0, 0x1f),
        ("Cc, DEL and C1", 0x7f, 0x9f),
        ("Zl and Zp", 0x2028, 0x2029),
        ("Cf, interlinear annotation", 0xfff9, 0xfffb),
    ];

    fn is_listed(c: char) -> bool {
        let of = |(_, from, to): &(&str, u32, u32)| (*from..=*to).contains(&u32::from(c));
        UNSEEN.iter().any(of)
    }

    #[test]
    fn nothing_that_is_unseen_or_turns_the_writing_is_shown_as_it_is() {
        use icu_properties::CodePointSetData;
        use icu_properties::props::{BidiControl, DefaultIgnorableCodePoint};
        let of_unicode = |c| {
            CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
                || CodePointSetData::new::<BidiControl>().contains(c)
        };
        let mut of_properties = 0;
        for c in '\0'..=char::MAX {
            let text = format!("a{c}b");
            let (plain, json) = (escape(&text), serde_json::to_string(&text).unwrap());
            let escaped = escape_json(&json);
            let back: String = serde_json::from_str(&escaped).unwrap();
            assert_eq!(back, text, "the value is the same");
            assert_eq!(escape(&plain), plain, "{c:?} twice");
            if is_listed(c) || c == '\u{2800}' {
                assert_eq!(plain, format!("a{}b", c.escape_unicode()));
                assert!(escaped.is_ascii(), "{c:?}");
            } else {
                assert_eq!(plain, text, "{c:?} is shown as it is");
                assert_eq!(escaped, json, "{c:?}");
            }
            // The table is held against Unicode's own data, so that it cannot be forgotten.
            assert!(!of_unicode(c) || is_listed(c), "{c:?} is missing");
            of_properties += u32::from(of_unicode(c));
        }
        // "Total code points" of Default_Ignorable_Code_Point, which holds all of Bidi_Control.
        assert_eq!(of_properties, 4174);
    }

    #[test]
    fn letters_of_every_writing_are_shown_as_they_are() {
        for name in [
            "\u{d8}verland, \u{c6}gir, \u{10d}\u{e1}hppes",
            "\u{645}\u{62d}\u{645}\u{62f} \u{639}\u{644}\u{64a}",
            "\u{5d9}\u{5d5}\u{5e1}\u{5e3}",
            "e\u{301}\u{304}, \u{ac00}\u{b098}, \u{6f22}\u{5b57}, \u{1f600}",
        ] {
            assert_eq!(escape(name), name);
        }
        assert_eq!(
            escape("a\u{202e}fdp.exe, a\u{61c}\nb"),
            "a\\u{202e}fdp.exe, a\\u{61c}\\u{a}b"
        );
        let json = "{\n  \"a\": \"\u{9b}1m\u{7f}\u{202e}\u{e0041}\"\n}";
        let escaped = "{\n  \"a\": \"\\u009b1m\\u007f\\u202e\\udb40\\udc41\"\n}";
        assert_eq!(escape_json(json), escaped);
    }
}
