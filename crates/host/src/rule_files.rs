//! Rules and value sets from files and folders.

use crate::error::{Failure, Result};
use crate::inputs as input;
use crate::inputs::files_below;
use crate::notices::Notices;
use hcert::codec::hex;
use hcert::key::sha256;
use hcert::rules::{RuleBook, ValueSets, norwegian, not_json};
use hcert::text;
use hcert::text::{Message, Text, ToText as _, messages};
use serde_json::Value as Json;
use std::path::{Path, PathBuf};

/// Files that are no rules which are named one by one; of more only their number is told.
const NAMED: usize = 5;

/// Reads the rules of files and folders (with those below them, `*.json`). A file that was named must hold
/// rules; what is none in a folder is left alone, and both that and rules that cannot be read are warnings.
///
/// Without any path they are Norway's own.
pub fn rules_of(paths: &[PathBuf], notices: &Notices) -> Result<RuleBook> {
    let book = match paths {
        [] => norwegian(),
        paths => read(paths, notices)?,
    };
    for problem in book.problems() {
        notices.warning(problem);
    }
    for rule in book.rules().iter().filter(|rule| rule.is_never_in_force()) {
        let (from, to) = (rule.valid_from, rule.valid_to);
        notices.warning(text!(HOST_RULE_NEVER, rule = rule.name(), from, to));
    }
    if book.is_empty() && !paths.is_empty() {
        let names: Vec<String> = paths
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        let none = text!(HOST_NO_RULE, path = names.join(", "));
        return Err(Failure::new(none).hint(HINT));
    }
    Ok(book)
}

/// As [`rules_of`], with the rules that cannot be read among the book's problems and not told.
pub fn read(paths: &[PathBuf], notices: &Notices) -> Result<RuleBook> {
    let mut book = RuleBook::default();
    let mut others = Vec::new();
    for source in paths {
        for path in files_below(source, &["json"])? {
            let name = path.display().to_string();
            let octets = input::read_file(&path)?;
            match book.read_octets(&name, &octets) {
                Ok(_) => {}
                // A named file must hold rules. In a folder there may be tests and value sets beside them; but
                // what is no JSON at all may be a rule that was cut off, which nobody may overlook.
                Err(error) if path == *source => return Err(Failure::new(error).hint(HINT)),
                Err(error) if error.is_no_json() => book.add_unreadable(error),
                Err(error) => others.push(error),
            }
        }
    }
    match others.len() {
        0..=NAMED => others.iter().for_each(|why| {
            notices.warning(text!(HOST_LEFT_ALONE, why));
        }),
        count => notices.warning(text!(HOST_RULES_LEFT_ALONE, count)),
    }
    Ok(book)
}

const HINT: Message = messages::HOST_RULES_FORM;

/// Reads value sets over those of this library: sets of the EU's form, or lists of codes by identifier. A
/// file that was named must be one; what is none in a folder is left alone with a warning.
///
/// A list of `{id, hash}` among them, as national backends give it out, is held against the files: a set whose
/// SHA-256 is another is an error, since its date does not tell.
pub fn value_sets_of(paths: &[PathBuf], notices: &Notices) -> Result<ValueSets> {
    let mut files = Vec::new();
    for source in paths {
        for path in files_below(source, &["json"])? {
            let octets = input::read_file(&path)?;
            files.push((path != *source, path, octets));
        }
    }
    let lists = files.iter().filter_map(|(_, _, octets)| hashes(octets));
    let wanted: Vec<(String, String)> = lists.flatten().collect();
    let mut sets = ValueSets::default();
    for (in_folder, path, octets) in &files {
        if hashes(octets).is_some() {
            continue;
        }
        let why = match load(&mut sets, octets) {
            Ok(names) => {
                check_hash(path, octets, &names, &wanted)?;
                continue;
            }
            Err(error) => text!(FILE_SYSTEM, path, error),
        };
        if !in_folder {
            return Err(Failure::new(why).hint(messages::HOST_VALUE_SET_FORM));
        }
        notices.warning(text!(HOST_LEFT_ALONE, why));
    }
    Ok(sets)
}

/// The entries of a list of hashes by identifier.
fn hashes(octets: &[u8]) -> Option<Vec<(String, String)>> {
    let json: Json = serde_json::from_slice(octets).ok()?;
    let entry = |item: &Json| {
        let text = |key| item.get(key).and_then(Json::as_str).map(str::to_owned);
        Some((text("id")?, text("hash")?.to_ascii_lowercase()))
    };
    json.as_array()?.iter().map(entry).collect()
}

fn check_hash(
    path: &Path,
    octets: &[u8],
    names: &[String],
    wanted: &[(String, String)],
) -> Result<()> {
    let found = hex(&sha256(octets));
    match wanted
        .iter()
        .find(|(id, _)| names == std::slice::from_ref(id))
    {
        Some((id, wanted)) if *wanted != found => {
            let message = text!(HOST_VALUE_SET_HASH, path, id, found, wanted);
            Err(Failure::new(message).hint(messages::HOST_FETCH_VALUE_SET))
        }
        _ => Ok(()),
    }
}

fn load(sets: &mut ValueSets, octets: &[u8]) -> std::result::Result<Vec<String>, Text> {
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    let json: Json = serde_json::from_slice(octets).map_err(|error| not_json(&error).to_text())?;
    sets.load(&json).map_err(|error| error.to_text())
}
