//! Makes the list of languages, and a constant for every message, from the files in `i18n`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=i18n");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let mut folders = entries(&root.join("i18n"))?;
    // English is the one that the others fall back to.
    folders.sort_by_key(|folder| (!folder.ends_with("en"), folder.clone()));
    fs::write(out.join("languages.rs"), languages(&folders)?)
}

/// What a folder holds, in order.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut entries = entries.collect::<io::Result<Vec<PathBuf>>>()?;
    entries.sort();
    Ok(entries)
}

fn languages(folders: &[PathBuf]) -> io::Result<String> {
    let (mut variants, mut all) = (String::new(), String::new());
    let (mut codes, mut files) = (String::new(), String::new());
    let mut messages = String::new();
    for folder in folders {
        let code = name(folder);
        let variant = variant(&code);
        let default = if code == "en" { "#[default] " } else { "" };
        let _ = writeln!(variants, "    /// `{code}`.\n    {default}{variant},");
        let _ = write!(all, "Self::{variant}, ");
        let _ = writeln!(codes, "            Self::{variant} => {code:?},");
        let _ = writeln!(files, "            Self::{variant} => &[");
        for file in entries(folder)?
            .iter()
            .filter(|file| file.extension().is_some_and(|end| end == "ftl"))
        {
            let _ = writeln!(
                files,
                "                include_str!({:?}),",
                file.display().to_string()
            );
            if code == "en" {
                for line in fs::read_to_string(file)?.lines() {
                    constant(line, &mut messages);
                }
            }
        }
        files.push_str("            ],\n");
    }
    let count = folders.len();
    Ok(format!(
        "/// A language for everything that a person reads. Codes and JSON keys are the same in all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lang {{
{variants}    /// English with accents, to see what is no message.
    #[doc(hidden)]
    Pseudo,
}}

const LANGUAGES: usize = {count} + 1;

impl Lang {{
    /// All of them.
    pub const ALL: [Self; {count}] = [{all}];

    /// The ISO 639-1 code.
    #[must_use]
    pub fn code(self) -> &'static str {{
        match self {{
{codes}            Self::Pseudo => \"en-XA\",
        }}
    }}

    pub(super) fn files(self) -> &'static [&'static str] {{
        match self {{
{files}            Self::Pseudo => &[],
        }}
    }}
}}

/// A constant for every message of the files in `i18n`.
pub mod messages {{
    use super::Message;
{messages}}}
"
    ))
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// `nb` as `Nb`, `pt-BR` as `PtBR`.
fn variant(code: &str) -> String {
    let capital = |part: &str| {
        let mut letters = part.chars();
        let first = letters.next().map(char::to_uppercase);
        first
            .into_iter()
            .flatten()
            .chain(letters)
            .collect::<String>()
    };
    code.split('-').map(capital).collect()
}

/// The constant of a line that begins a message.
fn constant(line: &str, messages: &mut String) {
    let Some((id, text)) = line.split_once(" = ") else {
        return;
    };
    if id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    {
        let doc = format!("`{text}`");
        let name = id.replace('-', "_").to_uppercase();
        let _ = writeln!(
            messages,
            "    #[doc = {doc:?}]\n    pub const {name}: Message = Message::new({id:?});"
        );
    }
}
