//! Texts that are not UTF-8: named where they look like something, and never guessed. What a letter is decides over a
//! person's name, so that whoever knows the file converts it.

use crate::error::{Failure, Result};
use hcert::text;
use std::io::Read;
use std::path::Path;

/// How far a text is looked at to name its encoding.
const WINDOW: usize = 64 << 10;

/// The text, or which encoding it seems to have, with the command that converts it.
///
/// # Errors
/// It is not UTF-8.
pub fn utf8<'a>(label: &str, octets: &'a [u8]) -> Result<&'a str> {
    text(label, octets).map_err(|failure| of_file(label, failure))
}

/// The same without the file's name in the error.
///
/// # Errors
/// It is not UTF-8.
pub fn text<'a>(label: &str, octets: &'a [u8]) -> Result<&'a str> {
    match std::str::from_utf8(octets) {
        Ok(_) if wide(octets).is_some() => Err(not_utf8(label, octets, 0)),
        Ok(text) => Ok(text),
        Err(error) => Err(not_utf8(label, octets, error.valid_up_to() as u64)),
    }
}

/// Looks through a file or stream that will be read row by row: one that seems to have another encoding is refused as a
/// whole, and not after half of its rows.
///
/// # Errors
/// It seems to have another encoding, or cannot be read.
pub fn check(label: &Path, mut from: impl Read) -> Result<()> {
    let mut buffer = vec![0; WINDOW];
    // What is left of a character at the end of a block, and where that block began.
    let (mut kept, mut offset) = (0, 0_u64);
    loop {
        let room = buffer.get_mut(kept..).unwrap_or_default();
        let count = match from.read(room) {
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Failure::io(label, &error)),
        };
        let block = buffer.get(..kept + count).unwrap_or_default();
        if offset == 0 && wide(block).is_some() {
            return Err(refused(&label.display().to_string(), block, 0));
        }
        let valid = match std::str::from_utf8(block) {
            Ok(_) => block.len(),
            Err(error) if error.error_len().is_none() && count > 0 => error.valid_up_to(),
            Err(error) => {
                let start = error.valid_up_to();
                return match single(block) {
                    Some(_) => {
                        let label = label.display().to_string();
                        Err(refused(&label, block, offset + start as u64))
                    }
                    // Perhaps one row is damaged, which that row's answer says.
                    None => Ok(()),
                };
            }
        };
        if count == 0 {
            return Ok(());
        }
        (kept, offset) = (block.len() - valid, offset + valid as u64);
        buffer.copy_within(valid..valid + kept, 0);
    }
}

/// Why a text is refused.
fn refused(label: &str, octets: &[u8], offset: u64) -> Failure {
    of_file(label, not_utf8(label, octets, offset))
}

fn of_file(label: &str, failure: Failure) -> Failure {
    Failure {
        message: text!(FILE_SYSTEM, path = label, error = failure.message),
        ..failure
    }
}

/// What a piece of a file is instead of UTF-8, which it stops being at this offset.
fn not_utf8(label: &str, octets: &[u8], offset: u64) -> Failure {
    match named(octets) {
        Some(encoding) => Failure::new(text!(BATCH_ENCODING, offset, encoding))
            .hint(text!(HOST_CONVERT, command = command(label, encoding))),
        None => Failure::new(text!(BATCH_NOT_UTF8, offset)),
    }
}

/// The encoding of a piece of text that is not UTF-8, by its looks.
fn named(octets: &[u8]) -> Option<&'static str> {
    wide(octets).or_else(|| single(octets))
}

/// The command that converts a file.
fn command(label: &str, encoding: &str) -> String {
    let convert = format!("iconv -f {encoding} -t UTF-8");
    if label == "-" {
        return format!("{convert} | hcert ...");
    }
    let path = Path::new(label);
    let ending = path.extension().map(|ending| ending.to_string_lossy());
    let to = path.with_extension(match ending {
        Some(ending) => format!("utf-8.{ending}"),
        None => "utf-8".to_owned(),
    });
    let to = to.to_string_lossy();
    format!("{convert} {} > {}", quoted(label), quoted(&to))
}

/// A word of a shell's command.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./-".contains(c);
    match word.chars().all(plain) && !word.starts_with('-') {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

/// Encodings of two or four octets a character: by their mark, or by the zeros of ASCII in them.
fn wide(octets: &[u8]) -> Option<&'static str> {
    match octets {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => return Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Some("UTF-16"),
        _ => {}
    }
    match octets.first_chunk::<8>()? {
        [a, 0, b, 0, c, 0, d, 0] if [a, b, c, d].iter().all(|octet| **octet > 0) => {
            Some("UTF-16LE")
        }
        [0, a, 0, b, 0, c, 0, d] if [a, b, c, d].iter().all(|octet| **octet > 0) => {
            Some("UTF-16BE")
        }
        _ => None,
    }
}

/// Whether an octet is a letter.
type IsLetter = fn(u8) -> bool;

/// Encodings of an octet a character, with the octets that are letters in them. ISO 8859-1 has the letters of
/// Windows-1252 where it has letters.
const SINGLE: [(&str, IsLetter); 3] = [
    ("WINDOWS-1252", |octet| {
        matches!(octet, 0x8a | 0x8c | 0x8e | 0x9a | 0x9c | 0x9e | 0x9f)
            || matches!(octet, 0xc0..) && !matches!(octet, 0xd7 | 0xf7)
    }),
    ("CP850", |octet| {
        matches!(octet, 0x80..=0x9b | 0x9d | 0xa0..=0xa5 | 0xb5..=0xb7 | 0xc6 | 0xc7)
            || matches!(octet, 0xd0..=0xd8 | 0xde | 0xe0..=0xe5 | 0xe7..=0xed)
    }),
    ("MACINTOSH", |octet| {
        matches!(octet, 0x80..=0x9f | 0xae | 0xaf | 0xbe | 0xbf | 0xcb..=0xcf | 0xd8 | 0xd9)
            || matches!(octet, 0xe5..=0xef | 0xf1..=0xf4)
    }),
];

/// The first of them in which every octet that stands beside a letter is a letter.
fn single(octets: &[u8]) -> Option<&'static str> {
    let start = std::str::from_utf8(octets).err()?.valid_up_to();
    let from = start.saturating_sub(1);
    let window = octets.get(from..).unwrap_or_default();
    let window = window.get(..WINDOW).unwrap_or(window);
    let letter = |place: Option<usize>| {
        let octet = place.and_then(|place| window.get(place));
        octet.is_some_and(u8::is_ascii_alphabetic)
    };
    let mut beside = Vec::new();
    for (place, octet) in window
        .iter()
        .enumerate()
        .filter(|(_, octet)| !octet.is_ascii())
    {
        if letter(place.checked_sub(1)) || letter(place.checked_add(1)) {
            beside.push(*octet);
        }
    }
    let found = SINGLE
        .iter()
        .find(|(_, is_letter)| beside.iter().all(|octet| is_letter(*octet)));
    found.filter(|_| !beside.is_empty()).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_named_by_their_letters_and_damage_is_not_taken_for_one() {
        for (octets, named) in [
            // Øvergård-Sæbø, as clerks' programs write it.
            (
                &b"name\n\xd8verg\xe5rd-S\xe6b\xf8\n"[..],
                Some("WINDOWS-1252"),
            ),
            (b"name\nM\xfcller \x96 \x80 5\n", Some("WINDOWS-1252")),
            (b"name\n\x8aimek\n", Some("WINDOWS-1252")),
            (b"name\n\x9dverg\x86rd-S\x91b\x9b\n", Some("CP850")),
            (b"name\n\xafverg\x8crd-S\xbeb\xbf\n", Some("MACINTOSH")),
            (b"\xff\xfen\0a\0m\0e\0", Some("UTF-16")),
            (b"\xfe\xff\0n\0a\0m\0e", Some("UTF-16")),
            (b"n\0a\0m\0e\0", Some("UTF-16LE")),
            (b"\0n\0a\0m\0e", Some("UTF-16BE")),
            (b"\xff\xfe\0\0n\0\0\0", Some("UTF-32")),
            // UTF-8 with an octet that was lost or came too much is UTF-8 all the same.
            (
                "name\nØverg\u{e5}rd\n".as_bytes().split_last().unwrap().1,
                None,
            ),
            (b"name\n\xc3\x98verg\xc3rd-S\xc3\xa6b\xc3\xb8\n", None),
            (b"name\n\xff\xff\xff\n", None),
            (b"", None),
            (b"name\nHansen\n", None),
        ] {
            assert_eq!(super::named(octets), named, "{octets:x?}");
        }
    }

    #[test]
    fn a_long_file_is_refused_at_the_octet_where_it_stops_being_utf_8() {
        let mut text = "æ".repeat(WINDOW).into_bytes();
        text.insert(0, b'x');
        check(Path::new("f.csv"), &text[..]).unwrap();
        text.extend(b"\nS\xe6ther\n");
        let told = check(Path::new("f.csv"), &text[..]).unwrap_err();
        let offset = 2 * WINDOW + 3;
        let wanted =
            format!("f.csv: not UTF-8, from offset {offset} on; it looks like WINDOWS-1252");
        assert_eq!(told.to_string(), wanted);
        // One damaged row is that row's matter.
        check(Path::new("f.csv"), &b"a\n\xff\xff\nb"[..]).unwrap();
        check(Path::new("f.csv"), &b"a\n\xe2\x82"[..]).unwrap();
    }

    #[test]
    fn the_command_names_the_file_as_a_shell_reads_it() {
        let command = |label| command(label, "CP850");
        assert_eq!(
            command("a/b.csv"),
            "iconv -f CP850 -t UTF-8 a/b.csv > a/b.utf-8.csv"
        );
        assert_eq!(command("b"), "iconv -f CP850 -t UTF-8 b > b.utf-8");
        assert_eq!(
            command("it's $1.csv"),
            r"iconv -f CP850 -t UTF-8 'it'\''s $1.csv' > 'it'\''s $1.utf-8.csv'"
        );
        assert_eq!(command("-"), "iconv -f CP850 -t UTF-8 | hcert ...");
    }
}
