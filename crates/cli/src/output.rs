//! Where words go: standard output for data, standard error for messages, files whole or not at all.
//!
//! Everything for people leaves through [`line()`], [`lines`], [`marked`] or a message, which spell out whatever is not
//! harmless on a terminal ([`escape`]); JSON leaves through [`json`] and its like, which escape the same characters. So
//! no name of a file, and nothing else that is not ours, has to be thought of where a message is made. [`data`] alone
//! passes octets on as they are: what a program reads, and what we draw ourselves.

use hcert::text;
use hcert::text::{Message, ToText, escape, escape_json, messages};
use hcert_host::error::{Failure, Result};
use hcert_host::notices::{Notice, Notices};
use serde_json::Value as Json;
use std::io::{self, IsTerminal as _, Write as _};

/// Writes data to standard output at once.
pub(super) fn try_data(octets: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(octets).and_then(|()| out.flush())
}

/// Writes data to standard output. A reader that went away is no error.
pub(super) fn data(octets: &[u8]) -> Result<()> {
    match try_data(octets) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let path = messages::CLI_STANDARD_OUTPUT;
            Err(Failure::new(text!(FILE_SYSTEM, path, error)))
        }
        _ => Ok(()),
    }
}

/// A text in the language of everything that is written.
pub(super) fn said(text: &(impl ToText + ?Sized)) -> String {
    text.to_text().get(crate::lang()).into_owned()
}

/// A value behind its name in a column.
pub(super) fn row(width: usize, name: Message, value: &(impl ToText + ?Sized)) -> String {
    format!("{:<width$} {}", name.get(crate::lang()), said(value))
}

/// Writes a line for people to standard output.
pub(super) fn line(text: &(impl ToText + ?Sized)) -> Result<()> {
    lines(&[text])
}

/// Writes lines for people to standard output. A line break within one of them is not ours.
pub(super) fn lines<T: ToText>(lines: &[T]) -> Result<()> {
    data(joined(lines).as_bytes())
}

fn joined<T: ToText>(lines: &[T]) -> String {
    let lines = lines.iter().map(|line| escape(&said(line)) + "\n");
    lines.collect()
}

/// A line for people that begins, behind blanks, with a word of ours in a colour.
#[derive(Debug)]
pub(super) struct Marked {
    text: String,
    /// The word, and the colour in the terms of a terminal.
    mark: Option<(String, &'static str)>,
}

impl Marked {
    pub(super) fn new(mark: impl Into<String>, paint: &'static str, text: String) -> Self {
        let mark = Some((mark.into(), paint));
        Self { text, mark }
    }

    /// The line as it is written: harmless first, then painted.
    fn written(&self, colour: bool) -> String {
        let text = escape(&self.text);
        let (indent, rest) = text.split_at(text.len() - text.trim_start_matches(' ').len());
        let Some((mark, paint)) = self.mark.as_ref().filter(|_| colour) else {
            return text;
        };
        match rest.strip_prefix(mark) {
            Some(rest) => format!("{indent}\u{1b}[{paint}m{mark}\u{1b}[0m{rest}"),
            None => text,
        }
    }
}

impl From<String> for Marked {
    fn from(text: String) -> Self {
        Self { text, mark: None }
    }
}

/// Writes lines for people, with their colours where standard output takes them.
pub(super) fn marked(lines: &[Marked]) -> Result<()> {
    let colour = has_colour();
    let lines = lines.iter().map(|line| line.written(colour) + "\n");
    data(lines.collect::<String>().as_bytes())
}

/// JSON without what is not known: absent, not null.
pub(super) fn present(json: Json) -> Json {
    match json {
        Json::Object(members) => {
            let known = members.into_iter().filter(|(_, value)| !value.is_null());
            Json::Object(known.map(|(key, value)| (key, present(value))).collect())
        }
        Json::Array(items) => Json::Array(items.into_iter().map(present).collect()),
        other => other,
    }
}

/// Writes a JSON object as one line to standard output.
pub(super) fn json(value: &impl serde::Serialize) -> Result<()> {
    json_lines(&[serde_json::to_string(value).map_err(Failure::plain)?])
}

/// Writes JSON that is written already, a line each.
pub(super) fn json_lines(lines: &[String]) -> Result<()> {
    let text = lines.iter().flat_map(|line| [line.as_str(), "\n"]);
    data(escape_json(&text.collect::<String>()).as_bytes())
}

/// Writes JSON over several lines, for people too.
pub(super) fn pretty_json(value: &serde_json::Value) -> Result<()> {
    json_lines(&[format!("{value:#}")])
}

pub(super) fn error(text: &(impl ToText + ?Sized)) {
    message("error", text);
}

pub(super) fn hint(text: &(impl ToText + ?Sized)) {
    message("hint", text);
}

pub(super) fn warning(text: &(impl ToText + ?Sized)) {
    message("warning", text);
}

/// Writes one thing that a person should know.
pub(super) fn notice(notice: &Notice) {
    message(notice.kind.word(), &notice.text);
}

/// Writes what a person should know.
pub(super) fn tell(notices: &Notices) {
    notices.take().iter().for_each(notice);
}

/// A notice as one line, harmless.
pub(super) fn spoken(notice: &Notice) -> String {
    worded(notice.kind.word(), &notice.text)
}

/// Does something and writes what a person should know of it, whatever became of it.
pub(super) fn telling<T>(job: impl FnOnce(&Notices) -> T) -> T {
    let notices = Notices::default();
    let done = job(&notices);
    tell(&notices);
    done
}

/// Writes why something could not be done.
pub(super) fn failure(failure: &Failure) {
    error(&failure.message);
    if let Some(text) = &failure.hint {
        hint(text);
    }
}

/// Something that a person wants to see beside the data.
pub(super) fn note(text: &(impl ToText + ?Sized)) {
    message("note", text);
}

/// A line of JSON on standard error for the program that reads it.
pub(super) fn plain(json: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", escape_json(json));
}

/// A message as it is written.
fn worded(kind: &str, text: &(impl ToText + ?Sized)) -> String {
    format!("hcert: {kind}: {}", escape(&said(text)))
}

fn message(kind: &str, text: &(impl ToText + ?Sized)) {
    let text = worded(kind, text);
    // There is nowhere left to say that standard error is gone.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Whether standard output is a terminal.
pub(super) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard output takes colours: a terminal, and nobody asked for none (no-color.org).
pub(super) fn has_colour() -> bool {
    is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn what_is_not_ours_is_spelled_out_wherever_it_leaves() {
        let name = "a\u{202e}fdp.exe\n\u{1b}[1;32m\u{2713} accept\u{9b}m";
        let harmless = "a\\u{202e}fdp.exe\\u{a}\\u{1b}[1;32m\u{2713} accept\\u{9b}m";
        assert_eq!(joined(&[name, "b"]), format!("{harmless}\nb\n"));
        let marked = Marked::new(
            "? cannot verify",
            "1;33",
            format!("  ? cannot verify  {name}"),
        );
        let painted = format!("  \u{1b}[1;33m? cannot verify\u{1b}[0m  {harmless}");
        assert_eq!(marked.written(true), painted, "the colour is ours");
        assert_eq!(
            marked.written(false),
            format!("  ? cannot verify  {harmless}")
        );
        let notices = Notices::default();
        notices.failure(&Failure::io(name, &io::ErrorKind::NotFound.into()).hint(name));
        notices.warning(name);
        let told: Vec<String> = notices.take().iter().map(spoken).collect();
        let wanted = [
            format!("hcert: error: {harmless}: entity not found"),
            format!("hcert: hint: {harmless}"),
            format!("hcert: warning: {harmless}"),
        ];
        assert_eq!(told, wanted);
        assert_eq!(worded("note", &name), format!("hcert: note: {harmless}"));
    }

    /// Octets that go out as they are, and why: what a program reads, and what is drawn here.
    const AS_THEY_ARE: [(&str, &str); 5] = [
        ("generate.rs", "completions"),
        ("qr.rs", "a picture"),
        ("scan.rs", "texts for a program"),
        ("watch.rs", "the screen and the bell"),
        ("watch/terminal.rs", "the terminal's modes"),
    ];

    #[test]
    fn nothing_but_what_is_listed_leaves_as_it_is() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = std::collections::BTreeSet::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let source = std::fs::read_to_string(&path).unwrap();
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
                let doors = [
                    "output::data(",
                    "try_data(",
                    "stdout().lock",
                    "stderr().lock",
                    ".print()",
                ];
                let doors = doors.iter().filter(|door| source.contains(*door));
                if doors.count() > 0
                    && !["output.rs", "batch/progress.rs", "main.rs"].contains(&name)
                {
                    found.insert(name.to_owned());
                }
            }
        }
        let listed = AS_THEY_ARE.map(|(name, _)| name.to_owned());
        assert_eq!(found.into_iter().collect::<Vec<_>>(), listed);
    }
}
