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
    let (mut messages, mut places) = (String::new(), String::new());
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
                constants(&fs::read_to_string(file)?, &mut messages, &mut places);
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
{messages}
    /// The places of every message, by the name of its constant.
    #[doc(hidden)]
    pub mod places {{
{places}    }}
}}
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

/// The constants of a file's messages, and the names of their places.
fn constants(file: &str, messages: &mut String, places: &mut String) {
    let mut lines = file.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((id, first)) = line.split_once(" =") else {
            continue;
        };
        let named = id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !named {
            continue;
        }
        let mut text = first.trim().to_owned();
        while let Some(more) = lines.next_if(|line| line.starts_with(' ')) {
            text = format!("{text}\n{}", more.trim_end());
        }
        let name = id.replace('-', "_").to_uppercase();
        let doc = format!("`{}`", text.trim());
        let _ = writeln!(
            messages,
            "    #[doc = {doc:?}]\n    pub const {name}: Message = Message::new({id:?});"
        );
        let mut found: Vec<&str> = text.split('$').skip(1).map(place).collect();
        found.sort_unstable();
        found.dedup();
        let _ = writeln!(places, "        pub const {name}: &[&str] = &{found:?};");
    }
}

/// The name that a place begins with.
fn place(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}
