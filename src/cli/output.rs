//! Where words go: standard output for data, standard error for messages, files whole or not at all.
//!
//! Everything for people leaves through [`line()`], [`lines`], [`marked`] or a message, which spell out whatever is not
//! harmless on a terminal ([`shown`]); JSON leaves through [`json`] and its like, which escape the same characters. So
//! no name of a file, and nothing else that is not ours, has to be thought of where a message is made. [`data`] alone
//! passes octets on as they are: what a program reads, and what we draw ourselves.

use super::{Failure, Result};
use crate::lang::{shown, shown_in_json};
use std::cell::RefCell;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Writes data to standard output at once.
pub(super) fn try_data(octets: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(octets).and_then(|()| out.flush())
}

/// Writes data to standard output. A reader that went away is no error.
pub(super) fn data(octets: &[u8]) -> Result<()> {
    match try_data(octets) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes a line for people to standard output.
pub(super) fn line(text: &str) -> Result<()> {
    lines(&[text])
}

/// Writes lines for people to standard output. A line break within one of them is not ours.
pub(super) fn lines<T: AsRef<str>>(lines: &[T]) -> Result<()> {
    data(joined(lines).as_bytes())
}

fn joined<T: AsRef<str>>(lines: &[T]) -> String {
    let mut out = String::new();
    for line in lines {
        out.push_str(&shown(line.as_ref()));
        out.push('\n');
    }
    out
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
        let text = shown(&self.text);
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

/// Writes a JSON object as one line to standard output.
pub(super) fn json(value: &impl serde::Serialize) -> Result<()> {
    json_lines(&[serde_json::to_string(value).map_err(Failure::new)?])
}

/// Writes JSON that is written already, a line each.
pub(super) fn json_lines(lines: &[String]) -> Result<()> {
    let text = lines.iter().flat_map(|line| [line.as_str(), "\n"]);
    data(shown_in_json(&text.collect::<String>()).as_bytes())
}

/// Writes JSON over several lines, for people too.
pub(super) fn pretty_json(value: &serde_json::Value) -> Result<()> {
    json_lines(&[format!("{value:#}")])
}

pub(super) fn error(text: &str) {
    message("error", text);
}

pub(super) fn hint(text: &str) {
    message("hint", text);
}

pub(super) fn warning(text: &str) {
    message("warning", text);
}

/// Warns of a file that holds secrets and that others can read, once for each. `name` is what messages call it.
pub(super) fn warn_if_shared(name: &str, metadata: &std::fs::Metadata) {
    #[cfg(unix)]
    {
        use std::collections::BTreeSet;
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
        use std::sync::{Mutex, PoisonError};
        /// Files that were warned of.
        static TOLD: Mutex<BTreeSet<(String, u64, u64)>> = Mutex::new(BTreeSet::new());
        let mode = metadata.permissions().mode() & 0o777;
        // systemd keeps these for the service alone; the bits of the group stand for a list of rights (ACL).
        let kept = std::env::var_os("CREDENTIALS_DIRECTORY");
        let kept = kept.is_some_and(|folder| Path::new(name).starts_with(folder));
        if !metadata.is_file() || mode & 0o044 == 0 || kept {
            return;
        }
        let file = (name.to_owned(), metadata.dev(), metadata.ino());
        let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
        if told.insert(file) {
            warning(&format!(
                "{name}: others can read it (mode {mode:03o}); chmod 600"
            ));
        }
    }
    #[cfg(not(unix))]
    let _ = (name, metadata);
}

/// Something that a person wants to see beside the data.
pub(super) fn note(text: &str) {
    message("note", text);
}

/// A line of JSON on standard error for the program that reads it.
pub(super) fn plain(json: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", shown_in_json(json));
}

thread_local! {
    /// Messages that wait, while there are any to wait.
    static HELD: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Does something and holds back the messages of this thread meanwhile: where a picture fills the terminal, a
/// message would be written across it.
pub(super) fn holding<T>(job: impl FnOnce() -> T) -> (T, Vec<String>) {
    HELD.set(Some(Vec::new()));
    let done = job();
    (done, HELD.take().unwrap_or_default())
}

/// Writes messages that were held back.
pub(super) fn release(messages: &[String]) {
    for message in messages {
        let _ = writeln!(io::stderr().lock(), "{}", shown(message));
    }
}

fn message(kind: &str, text: &str) {
    let text = format!("hcert: {kind}: {}", shown(text));
    let held = HELD.with_borrow_mut(|held| match held {
        Some(messages) => {
            messages.push(text.clone());
            true
        }
        None => false,
    });
    if held {
        return;
    }
    // There is nowhere left to say that standard error is gone.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A number and what it counts: `1 hash`, `2 hashes`.
pub(super) fn count(number: u64, what: &str) -> String {
    let end = match what {
        _ if number == 1 => "",
        what if what.ends_with("sh") || what.ends_with("ch") => "es",
        _ => "s",
    };
    format!("{number} {what}{end}")
}

/// Whether standard output is a terminal.
pub(super) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard output takes colours: a terminal, and nobody asked for none (no-color.org).
pub(super) fn has_colour() -> bool {
    is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Who may read a file that is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// Whoever the caller's umask lets.
    All,
    /// The owner alone.
    Owner,
}

/// Writes a file so that it is there whole or not at all: a temporary file beside it, then a rename. It is on the disk
/// before it takes the place of an older one.
pub(super) fn file(path: &Path, octets: &[u8]) -> Result<()> {
    write_file(path, octets, Readers::All)
}

/// As [`file()`], readable by its owner alone: a key, or something with a person in it.
pub(super) fn secret_file(path: &Path, octets: &[u8]) -> Result<()> {
    write_file(path, octets, Readers::Owner)
}

/// Writes several files so that all of them are there or none: every one is complete beside its place before
/// the first is put into it.
pub(super) fn files(files: &[(PathBuf, &[u8])]) -> Result<()> {
    write_files(files, Readers::All)
}

/// As [`files()`], readable by their owner alone.
pub(super) fn secret_files(files: &[(PathBuf, &[u8])]) -> Result<()> {
    write_files(files, Readers::Owner)
}

fn write_files(files: &[(PathBuf, &[u8])], readers: Readers) -> Result<()> {
    let mut ready = Vec::new();
    for (path, octets) in files {
        if path.is_dir() {
            return Err(Failure::new(format!("{}: is a folder", path.display())));
        }
        let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        ready.push((path, prepare(path, &target, octets, readers)?, target));
    }
    for (path, temporary, target) in ready {
        put(path, temporary, &target)?;
    }
    Ok(())
}

/// Writes a large file so that it is there whole or not at all, and on the disk before it takes the place of an
/// older one: `write` gets the file.
pub(super) fn written<T>(
    path: &Path,
    write: impl FnOnce(&mut std::fs::File) -> Result<T>,
) -> Result<T> {
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if target.exists() && !target.is_file() {
        return Err(Failure::new(format!("{}: is no file", path.display())));
    }
    let mut temporary = beside(path, &target, Readers::All)?;
    let told = write(temporary.as_file_mut())?;
    sync(path, &temporary)?;
    put(path, temporary, &target)?;
    Ok(told)
}

/// The folder that a file lies in.
pub(super) fn folder_of(path: &Path) -> &Path {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

fn write_file(path: &Path, octets: &[u8], readers: Readers) -> Result<()> {
    // A link is followed to its file; a device or pipe is written to and not replaced.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if target.exists() && !target.is_file() {
        return std::fs::write(&target, octets).map_err(|error| Failure::io(path, &error));
    }
    put(path, prepare(path, &target, octets, readers)?, &target)
}

/// A complete file beside its place, and on the disk.
fn prepare(path: &Path, target: &Path, octets: &[u8], readers: Readers) -> Result<NamedTempFile> {
    let mut temporary = beside(path, target, readers)?;
    let written = temporary.write_all(octets);
    written.map_err(|error| Failure::io(path, &error))?;
    sync(path, &temporary)?;
    Ok(temporary)
}

/// An empty file beside a place.
fn beside(path: &Path, target: &Path, readers: Readers) -> Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The caller's umask still takes away from it.
        let mode = match readers {
            Readers::All => 0o666,
            Readers::Owner => 0o600,
        };
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = readers;
    let made = builder.tempfile_in(folder_of(target));
    made.map_err(|error| Failure::io(path, &error))
}

/// Waits until a file is on the disk.
fn sync(path: &Path, temporary: &NamedTempFile) -> Result<()> {
    let synced = step(Step::Sync, temporary.as_file().sync_all());
    synced.map_err(|error| Failure::io(path, &error))
}

/// Puts a file that is on the disk into its place.
fn put(path: &Path, temporary: NamedTempFile, target: &Path) -> Result<()> {
    let failed = |error: &io::Error| Failure::io(path, error);
    let placed = temporary.persist(target).map_err(|error| error.error);
    step(Step::Put, placed.map(drop)).map_err(|error| failed(&error))?;
    // The name too: without it the old file could be back after the power fails.
    #[cfg(unix)]
    if let Ok(folder) = std::fs::File::open(folder_of(target)) {
        step(Step::SyncFolder, folder.sync_all()).map_err(|error| failed(&error))?;
    }
    Ok(())
}

/// What is done so that a file outlives a loss of power. No program sees it, so a test is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Sync,
    Put,
    SyncFolder,
}

#[cfg(test)]
thread_local! {
    static STEPS: RefCell<Vec<Step>> = const { RefCell::new(Vec::new()) };
}

fn step(what: Step, done: io::Result<()>) -> io::Result<()> {
    #[cfg(test)]
    STEPS.with_borrow_mut(|steps| steps.push(what));
    #[cfg(not(test))]
    let _ = what;
    done
}

/// Makes a folder and those above it.
pub(super) fn folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|error| Failure::io(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_the_rest_are_many() {
        let counted = [(0, "hash"), (1, "hash"), (2, "batch"), (2, "filter")];
        let counted = counted.map(|(number, what)| count(number, what));
        assert_eq!(counted, ["0 hashes", "1 hash", "2 batches", "2 filters"]);
    }

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
        let ((), held) = holding(|| {
            Failure::io(name, &io::ErrorKind::NotFound.into()).tell();
            Failure::new("x").hint(name).tell();
            warning(name);
            note(name);
        });
        let told = |kind: &str, text: &str| format!("hcert: {kind}: {text}");
        let wanted = [
            told("error", &format!("{harmless}: entity not found")),
            told("error", "x"),
            told("hint", harmless),
            told("warning", harmless),
            told("note", harmless),
        ];
        assert_eq!(held, wanted);
    }

    /// Octets that go out as they are, and why: what a program reads, and what is drawn here.
    const AS_THEY_ARE: [(&str, &str); 6] = [
        ("decoder.rs", "answers for another one of this program"),
        ("generate.rs", "completions"),
        ("qr.rs", "a picture"),
        ("scan.rs", "texts for a program"),
        ("watch.rs", "the screen and the bell"),
        ("watch/terminal.rs", "the terminal's modes"),
    ];

    #[test]
    fn nothing_but_what_is_listed_leaves_as_it_is() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli");
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
                if doors.count() > 0 && !["output.rs", "batch/out.rs", "mod.rs"].contains(&name) {
                    found.insert(name.to_owned());
                }
            }
        }
        let listed = AS_THEY_ARE.map(|(name, _)| name.to_owned());
        assert_eq!(found.into_iter().collect::<Vec<_>>(), listed);
    }

    #[test]
    fn a_file_is_on_the_disk_before_it_takes_its_place_and_its_name_after() {
        use Step::{Put, Sync, SyncFolder};
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let steps = |job: &dyn Fn()| {
            STEPS.take();
            job();
            STEPS.take()
        };
        let one = [Sync, Put, SyncFolder];
        assert_eq!(steps(&|| file(&path("list"), b"a").unwrap()), one);
        assert_eq!(steps(&|| secret_file(&path("key"), b"a").unwrap()), one);
        let many = || secret_files(&[(path("a"), b"a"), (path("b"), b"b")]).unwrap();
        let place = [Put, SyncFolder];
        assert_eq!(steps(&many), [&[Sync, Sync], &place[..], &place].concat());
        assert_eq!(steps(&|| written(&path("big"), |_| Ok(())).unwrap()), one);
    }

    #[cfg(unix)]
    #[test]
    fn what_holds_a_key_or_a_person_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let mode = |name: &str| path(name).metadata().unwrap().permissions().mode() & 0o777;
        // One that was there before was everybody's.
        std::fs::write(path("old"), "a").unwrap();
        let shared = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(path("old"), shared).unwrap();
        secret_file(&path("old"), b"b").unwrap();
        secret_file(&path("key"), b"a").unwrap();
        secret_files(&[(path("page"), b"a")]).unwrap();
        assert_eq!(["old", "key", "page"].map(mode), [0o600; 3]);
        file(&path("list"), b"a").unwrap();
        std::fs::write(path("usual"), "a").unwrap();
        assert_eq!(
            mode("list"),
            mode("usual"),
            "lists are for the umask to decide"
        );
    }
}
