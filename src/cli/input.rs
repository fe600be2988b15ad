//! What people hand in: standard input, a code itself, a text file, a picture, a PDF.

use super::{Failure, Result, output};
use crate::container::{Contexts, DOMESTIC_PREFIX, Limits, PREFIX, Unverified};
use crate::qr::scan::{ScanLimits, Scanned, scan, sniff};
use std::ffi::{OsStr, OsString};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Largest file that is read, in octets: far above any picture or list of codes.
const MAX_FILE: u64 = 64 << 20;

/// Endings of files in a folder that are looked at as trust or keys.
pub(super) const KEY_ENDINGS: [&str; 6] = ["pem", "crt", "cer", "der", "json", "txt"];

/// Reads a file that is no larger than any that is of use here.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>> {
    if is_argument_code(path.as_os_str()) {
        return Err(Failure::new("the argument is a code, not a file"));
    }
    let failed = |error: std::io::Error| Failure::io(path, &error);
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut octets = Vec::new();
    file.take(MAX_FILE + 1)
        .read_to_end(&mut octets)
        .map_err(failed)?;
    let label = path.display().to_string();
    check_size(Source { label, octets }).map(|source| source.octets)
}

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

/// What to do about a file that is not there, where codes are expected.
const CODE_HINT: &str = "give a file, - for standard input, or a code that begins with HC1:";

/// Fetches the octets of an argument. A code itself is named `argument`, never by its text, which is
/// somebody's data. `hint` tells what could have been given instead of a file that is not there.
pub(super) fn fetch(argument: &OsStr, hint: &str) -> Result<Source> {
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
    if is_argument_code(argument) {
        let octets = argument.as_encoded_bytes().to_vec();
        return Ok(Source {
            label: "argument".into(),
            octets,
        });
    }
    let path = Path::new(argument);
    let failed = |error: std::io::Error| {
        let missing = error.kind() == std::io::ErrorKind::NotFound;
        let failure = Failure::io(path, &error);
        if missing { failure.hint(hint) } else { failure }
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut octets = Vec::new();
    file.take(MAX_FILE + 1)
        .read_to_end(&mut octets)
        .map_err(failed)?;
    check_size(Source {
        label: path.display().to_string(),
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

/// Whether an argument is content itself: it looks like it and is no file.
pub(super) fn is_argument_code(argument: &OsStr) -> bool {
    argument != "-" && is_code(argument.as_encoded_bytes()) && !Path::new(argument).exists()
}

/// Whether an argument looks like a code rather than a file name: `HC1:…`, `NO1:…`, another context
/// identifier, a foreign format that we can name, or JSON.
fn is_code(argument: &[u8]) -> bool {
    let text = argument
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(argument)
        .trim_ascii_start();
    let context = match text {
        [a, b, c, b':', ..] => {
            a.is_ascii_alphabetic() && b.is_ascii_alphanumeric() && c.is_ascii_alphanumeric()
        }
        [b'{' | b'[', ..] => true,
        _ => false,
    };
    let starts = |prefix: &str| {
        let start = text.get(..prefix.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
    };
    let foreign = [
        "shc:/", "shlink:/", "vhlink:/", "http://", "https://", "HC1%3A", "%48",
    ];
    // No file name is that long, and an error must not repeat what may be somebody's code.
    let long = argument.len() > 255;
    context || long || argument.is_empty() || foreign.into_iter().any(starts)
}

/// Hands over the codes behind all arguments one by one. What cannot be fetched is told, and the rest is
/// still looked at; the value is whether everything could be fetched.
pub(super) fn for_each(
    arguments: &[OsString],
    mut job: impl FnMut(Input) -> Result<()>,
) -> Result<bool> {
    let mut complete = true;
    let several = arguments
        .iter()
        .filter(|argument| is_argument_code(argument))
        .count()
        > 1;
    let mut codes = 0;
    for argument in arguments {
        match fetch(argument, CODE_HINT) {
            Ok(mut source) => {
                if several && is_argument_code(argument) {
                    codes += 1;
                    source.label = format!("argument#{codes}");
                }
                read(&source, &mut job)?;
            }
            Err(failure) => {
                failure.tell();
                complete = false;
            }
        }
    }
    Ok(complete)
}

/// The codes in one source, in order: `name`, or `name#1`, `name#2` if there are several.
pub(super) fn read(source: &Source, job: &mut impl FnMut(Input) -> Result<()>) -> Result<()> {
    let Source { label, octets } = source;
    let contents = if sniff(octets).is_some() {
        read_picture(label, octets)
    } else {
        match std::str::from_utf8(octets) {
            Ok(text) => return read_text(label, text, job),
            Err(_) => {
                let detail = "neither UTF-8 text nor PNG, JPEG, WebP or PDF".to_owned();
                vec![Content::NoCode(Some(detail))]
            }
        }
    };
    let several = contents.len() > 1;
    for (index, content) in contents.into_iter().enumerate() {
        let label = if several {
            format!("{label}#{}", index + 1)
        } else {
            label.clone()
        };
        job(Input { label, content })?;
    }
    Ok(())
}

/// The codes of a text: one a line, unless all lines together are one code that was wrapped.
fn read_text(label: &str, text: &str, job: &mut impl FnMut(Input) -> Result<()>) -> Result<()> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let (first, second) = (lines.next().unwrap_or_default(), lines.next());
    if second.is_none() {
        let content = Content::Text(first.to_owned());
        return job(Input {
            label: label.to_owned(),
            content,
        });
    }
    if is_wrapped(text) {
        let content = Content::Text(text.to_owned());
        return job(Input {
            label: label.to_owned(),
            content,
        });
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    for (index, line) in lines.enumerate() {
        let content = Content::Text(line.to_owned());
        job(Input {
            label: format!("{label}#{}", index + 1),
            content,
        })?;
    }
    Ok(())
}

/// Whether several lines are one code: they decode as one, or only the first begins like a code and all
/// together are not longer than one can be.
fn is_wrapped(text: &str) -> bool {
    let limits = Limits::default();
    let short = text.len() <= limits.text + limits.text / 8;
    let begins = is_ours(text.trim_start_matches('\u{feff}'));
    let alone = || {
        text.lines()
            .skip(1)
            .all(|line| !is_code(line.as_bytes()) || line.trim().is_empty())
    };
    short
        && begins
        && (alone() || Unverified::decode_as(text, &limits, Contexts::EuAndDomestic).is_ok())
}

/// Whether a text begins like a code that is read here.
fn is_ours(text: &str) -> bool {
    text.starts_with(PREFIX) || text.starts_with(DOMESTIC_PREFIX)
}

fn read_picture(label: &str, octets: &[u8]) -> Vec<Content> {
    let found = match scan(octets, &ScanLimits::default()) {
        Ok(found) => found,
        Err(error) => return vec![Content::NoCode(Some(error.to_string()))],
    };
    let (ours, others): (Vec<Scanned>, Vec<Scanned>) =
        found.into_iter().partition(|code| is_ours(&code.text));
    if !others.is_empty() && !ours.is_empty() {
        let count = others.len();
        output::warning(&format!(
            "{label}: {count} other codes in the picture were left alone"
        ));
    }
    // A single code of another kind is what the person showed: it is named, not overlooked.
    let codes = if ours.is_empty() { others } else { ours };
    if codes.is_empty() {
        return vec![Content::NoCode(None)];
    }
    codes
        .into_iter()
        .map(|code| Content::Text(code.text))
        .collect()
}

/// The regular files below a path in order, those of a folder by the wanted endings. Links inside a folder
/// are followed to files and never to folders, so that a loop of links ends.
pub(super) fn files_below(path: &Path, endings: &[&str]) -> Result<Vec<PathBuf>> {
    // A code in the place of a file is somebody's data.
    if is_argument_code(path.as_os_str()) {
        return Err(Failure::new("the argument is a code, not a file or folder"));
    }
    let failed = |error: std::io::Error| Failure::io(path, &error);
    if !std::fs::metadata(path).map_err(failed)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = std::fs::read_dir(path).map_err(failed)?;
    let mut entries: Vec<_> = entries.collect::<std::io::Result<_>>().map_err(failed)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.path();
        if entry.file_type().map_err(failed)?.is_dir() {
            found.extend(files_below(&path, endings)?);
        } else if path.is_file() && ending(&path).is_some_and(|e| endings.contains(&e.as_str())) {
            found.push(path);
        }
    }
    Ok(found)
}

/// A file name's ending in lower case.
pub(super) fn ending(path: &Path) -> Option<String> {
    path.extension()
        .and_then(OsStr::to_str)
        .map(str::to_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_file_names() {
        let codes = [
            "HC1:6BF",
            "NO1:6BF",
            "hc1:6bf",
            " HC1:6BF",
            "\u{feff}HC1:",
            "NL2:X",
            "B64:X",
            "shc:/56",
            "https://x",
            "",
            "{\"nam\":",
        ];
        for code in codes {
            assert!(is_code(code.as_bytes()), "{code}");
        }
        for name in [
            "cert.png",
            "HC1.txt",
            "-x",
            "c:/codes.txt",
            "codes",
            "./HC1:x",
        ] {
            assert!(!is_code(name.as_bytes()), "{name}");
        }
    }

    fn labels(text: &str) -> Vec<String> {
        let mut labels = Vec::new();
        let source = Source {
            label: "f".into(),
            octets: text.into(),
        };
        read(&source, &mut |input| {
            labels.push(input.label);
            Ok(())
        })
        .unwrap();
        labels
    }

    #[test]
    fn lines_are_codes_of_their_own_and_numbered() {
        assert_eq!(labels("HC1:A\n\nHC1:B\r\n"), ["f#1", "f#2"]);
        assert_eq!(labels("HC1:A\n"), ["f"]);
        assert_eq!(labels(""), ["f"]);
        assert_eq!(labels("shc:/1\nabc\n"), ["f#1", "f#2"]);
    }

    #[test]
    fn a_damaged_code_over_several_lines_is_one_result() {
        assert_eq!(labels("HC1:6BFOXN\nTSMAHN\nH6SK9\n"), ["f"]);
    }
}
