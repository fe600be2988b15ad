//! Rules and value sets from files and folders.

use crate::error::{Failure, Result};
use crate::inputs as input;
use crate::inputs::files_below;
use crate::notices::Notices;
use hcert::codec::hex;
use hcert::key::sha256;
use hcert::rules::{RuleBook, ValueSets, norwegian, not_json};
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
        notices.warning(problem.to_string());
    }
    if book.is_empty() && !paths.is_empty() {
        let names: Vec<String> = paths
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        return Err(none(&names.join(", ")));
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
                Err(error) => others.push(error.to_string()),
            }
        }
    }
    match others.len() {
        0..=NAMED => others.iter().for_each(|why| {
            notices.warning(format!("{why}, left alone"));
        }),
        count => notices.warning(format!("{count} files that hold no rule were left alone")),
    }
    Ok(book)
}

const HINT: &str = "rules are JSON objects with Identifier and Logic, alone or in lists";

fn none(name: &str) -> Failure {
    Failure::new(format!("{name}: holds no rule that can be read")).hint(HINT)
}

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
            Err(why) => format!("{}: {why}", path.display()),
        };
        if !in_folder {
            let hint =
                "a value set has valueSetId and valueSetValues, or is a list of codes by name";
            return Err(Failure::new(why).hint(hint));
        }
        notices.warning(format!("{why}, left alone"));
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
        Some((id, hash)) if *hash != found => {
            let path = path.display();
            let message =
                format!("{path}: the value set {id} has the hash {found}, the list says {hash}");
            Err(Failure::new(message).hint("fetch the set again"))
        }
        _ => Ok(()),
    }
}

fn load(sets: &mut ValueSets, octets: &[u8]) -> std::result::Result<Vec<String>, String> {
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    let json: Json = serde_json::from_slice(octets).map_err(|error| not_json(&error))?;
    sets.load(&json).map_err(|error| error.to_string())
}
