//! Rules and value sets from files and folders.

use super::input::files_below;
use super::{Failure, Result, output};
use crate::rules::{RuleBook, ValueSets, norwegian};
use std::path::{Path, PathBuf};

/// Files that are no rules which are named one by one; of more only their number is told.
const NAMED: usize = 5;

/// Reads the rules of files and folders (with those below them, `*.json`). A file that was named must hold
/// rules; what is none in a folder is left alone, and both that and rules that cannot be read are warnings.
///
/// Without any path they are Norway's own.
pub(super) fn rules_of(paths: &[PathBuf]) -> Result<RuleBook> {
    let book = match paths {
        [] => norwegian(),
        paths => read(paths)?,
    };
    for problem in book.problems() {
        output::warning(&output::shown(&problem.to_string()));
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
pub(super) fn read(paths: &[PathBuf]) -> Result<RuleBook> {
    let mut book = RuleBook::default();
    let mut others = Vec::new();
    for source in paths {
        for path in files_below(source, &["json"])? {
            let name = path.display().to_string();
            let octets = std::fs::read(&path).map_err(|error| Failure::io(&path, &error))?;
            let read = match String::from_utf8(octets) {
                Ok(text) => book.read(&name, &text).map_err(|error| error.to_string()),
                Err(_) => Err(format!("{name}: not UTF-8")),
            };
            match read {
                Ok(_) => {}
                // A folder may hold tests and value sets beside its rules; a named file must hold some.
                Err(why) if path != *source => others.push(why),
                Err(why) => return Err(Failure::new(why).hint(HINT)),
            }
        }
    }
    match others.len() {
        0..=NAMED => others.iter().for_each(|why| {
            output::warning(&output::shown(&format!("{why}, left alone")));
        }),
        count => output::warning(&format!("{count} files that hold no rule were left alone")),
    }
    Ok(book)
}

const HINT: &str = "rules are JSON objects with Identifier and Logic, alone or in lists";

fn none(name: &str) -> Failure {
    Failure::new(format!("{name}: holds no rule that can be read")).hint(HINT)
}

/// Reads value sets over those of this library: sets of the EU's form, or lists of codes by identifier. A
/// file that was named must be one; what is none in a folder is left alone with a warning.
pub(super) fn value_sets_of(paths: &[PathBuf]) -> Result<ValueSets> {
    let mut sets = ValueSets::default();
    for source in paths {
        for path in files_below(source, &["json"])? {
            if let Err(why) = load(&mut sets, &path) {
                let why = format!("{}: {why}", path.display());
                if path == *source {
                    let hint = "a value set has valueSetId and valueSetValues, or is a list of codes by name";
                    return Err(Failure::new(why).hint(hint));
                }
                output::warning(&output::shown(&format!("{why}, left alone")));
            }
        }
    }
    Ok(sets)
}

fn load(sets: &mut ValueSets, path: &Path) -> std::result::Result<(), String> {
    let octets = std::fs::read(path).map_err(|error| error.to_string())?;
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&octets);
    let json = serde_json::from_slice(octets).map_err(|error| {
        format!(
            "not JSON, at line {} column {}",
            error.line(),
            error.column()
        )
    })?;
    sets.load(&json).map(|_| ())
}
