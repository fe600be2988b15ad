//! What people hand in: standard input, a code itself, a text file, a picture, a PDF.

use super::{Failure, Result, output};
use crate::container::{Limits, Unverified};
use crate::qr::scan::{ScanLimits, Scanned, scan, sniff};
use std::io::Read as _;
use std::path::Path;

/// Largest file that is read, in octets: far above any picture of a code.
const MAX_FILE: u64 = 256 << 20;

/// One thing to be looked at, with the name that reports give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Input {
    pub(super) label: String,
    pub(super) content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// The text of a code.
    Text(String),
    /// A picture without a code of ours; the reason if it cannot be read at all.
    NoCode(Option<String>),
}

/// Octets behind an argument, with the name that reports give them.
pub(super) struct Source {
    pub(super) label: String,
    pub(super) octets: Vec<u8>,
}

/// Fetches the octets of an argument. A code itself is named `argument`, never by its text, which is
/// somebody's data.
pub(super) fn fetch(argument: &str) -> Result<Source> {
    if argument == "-" {
        let mut octets = Vec::new();
        let read = std::io::stdin()
            .lock()
            .take(MAX_FILE + 1)
            .read_to_end(&mut octets);
        read.map_err(|error| Failure::new(format!("standard input: {error}")))?;
        return check_size(Source {
            label: "-".into(),
            octets,
        });
    }
    let path = Path::new(argument);
    if is_argument_code(argument) {
        return Ok(Source {
            label: "argument".into(),
            octets: argument.as_bytes().to_vec(),
        });
    }
    let failed = |error: std::io::Error| {
        let failure = Failure::io(path, &error);
        match error.kind() {
            std::io::ErrorKind::NotFound => {
                failure.hint("give a file, - for standard input, or a code that begins with HC1:")
            }
            _ => failure,
        }
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut octets = Vec::new();
    file.take(MAX_FILE + 1)
        .read_to_end(&mut octets)
        .map_err(failed)?;
    check_size(Source {
        label: argument.to_owned(),
        octets,
    })
}

fn check_size(source: Source) -> Result<Source> {
    if source.octets.len() as u64 > MAX_FILE {
        let message = format!("{}: more than {} MiB", source.label, MAX_FILE >> 20);
        return Err(Failure::new(message));
    }
    Ok(source)
}

/// Whether an argument is a code itself: it looks like one and is no file.
fn is_argument_code(argument: &str) -> bool {
    argument != "-" && is_code(argument) && !Path::new(argument).exists()
}

/// Whether an argument looks like a code rather than a file name: `HC1:…`, `NO1:…`, another context
/// identifier, or a foreign format that we can name.
fn is_code(argument: &str) -> bool {
    let text = argument
        .trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n'])
        .as_bytes();
    let context = match text {
        [a, b, c, b':', ..] => {
            a.is_ascii_alphabetic() && b.is_ascii_alphanumeric() && c.is_ascii_alphanumeric()
        }
        _ => false,
    };
    let starts = |prefix: &str| {
        text.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
    };
    let foreign = [
        "shc:/", "shlink:/", "vhlink:/", "http://", "https://", "HC1%3A", "%48",
    ];
    // No file name is that long, and an error must not repeat what may be somebody's code.
    let long = argument.len() > 255;
    context || long || argument.is_empty() || foreign.into_iter().any(starts)
}

/// The codes behind all arguments. What cannot be fetched is told, and the rest is still looked at; the
/// second value is whether everything could be fetched.
pub(super) fn read_all(arguments: &[String]) -> (Vec<Input>, bool) {
    let mut inputs = Vec::new();
    let mut complete = true;
    let several = arguments
        .iter()
        .filter(|argument| is_argument_code(argument))
        .count()
        > 1;
    let mut codes = 0;
    for argument in arguments {
        match fetch(argument) {
            Ok(mut source) => {
                if several && is_argument_code(argument) {
                    codes += 1;
                    source.label = format!("argument#{codes}");
                }
                inputs.extend(read(source));
            }
            Err(failure) => {
                failure.tell();
                complete = false;
            }
        }
    }
    (inputs, complete)
}

/// The codes in one source, in order: `name`, or `name#1`, `name#2` if there are several.
fn read(source: Source) -> Vec<Input> {
    let Source { label, octets } = source;
    if sniff(&octets).is_some() {
        return read_picture(&label, &octets);
    }
    match String::from_utf8(octets) {
        Ok(text) => number(
            &label,
            split(&text).into_iter().map(Content::Text).collect(),
        ),
        Err(_) => {
            let detail = "neither UTF-8 text nor PNG, JPEG, WebP or PDF".to_owned();
            vec![Input {
                label,
                content: Content::NoCode(Some(detail)),
            }]
        }
    }
}

/// The codes of a text: one a line, unless all lines together are one code that was wrapped.
fn split(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    match lines.as_slice() {
        [] => vec![String::new()],
        [one] => vec![(*one).to_owned()],
        [_, ..] if Unverified::decode(text, &Limits::default()).is_ok() => vec![text.to_owned()],
        several => several.iter().map(|line| (*line).to_owned()).collect(),
    }
}

fn read_picture(label: &str, octets: &[u8]) -> Vec<Input> {
    let found = match scan(octets, &ScanLimits::default()) {
        Ok(found) => found,
        Err(error) => {
            let content = Content::NoCode(Some(error.to_string()));
            return vec![Input {
                label: label.to_owned(),
                content,
            }];
        }
    };
    let (ours, others): (Vec<Scanned>, Vec<Scanned>) = found
        .into_iter()
        .partition(|code| code.text.starts_with("HC1:") || code.text.starts_with("NO1:"));
    if !others.is_empty() && !ours.is_empty() {
        output::warning(&format!(
            "{label}: {} other codes in the picture were left alone",
            others.len()
        ));
    }
    // A single code of another kind is what the person showed: it is named, not overlooked.
    let codes = if ours.is_empty() { others } else { ours };
    if codes.is_empty() {
        return vec![Input {
            label: label.to_owned(),
            content: Content::NoCode(None),
        }];
    }
    number(
        label,
        codes
            .into_iter()
            .map(|code| Content::Text(code.text))
            .collect(),
    )
}

fn number(label: &str, contents: Vec<Content>) -> Vec<Input> {
    let several = contents.len() > 1;
    let contents = contents.into_iter().enumerate();
    contents
        .map(|(index, content)| {
            let label = if several {
                format!("{label}#{}", index + 1)
            } else {
                label.to_owned()
            };
            Input { label, content }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_file_names() {
        for code in [
            "HC1:6BF",
            "NO1:6BF",
            "hc1:6bf",
            " HC1:6BF",
            "\u{feff}HC1:",
            "NL2:X",
            "shc:/56",
            "https://x",
            "",
        ] {
            assert!(is_code(code), "{code}");
        }
        for name in [
            "cert.png",
            "HC1.txt",
            "-x",
            "c:/codes.txt",
            "codes",
            "./HC1:x",
        ] {
            assert!(!is_code(name), "{name}");
        }
    }

    #[test]
    fn lines_are_codes_of_their_own_and_numbered() {
        let source = |text: &str| Source {
            label: "f".into(),
            octets: text.into(),
        };
        let labels = |text: &str| -> Vec<String> {
            read(source(text))
                .into_iter()
                .map(|input| input.label)
                .collect()
        };
        assert_eq!(labels("HC1:A\n\nHC1:B\r\n"), ["f#1", "f#2"]);
        assert_eq!(labels("HC1:A\n"), ["f"]);
        assert_eq!(labels(""), ["f"]);
    }
}
