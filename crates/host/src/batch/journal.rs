//! A file of answers that grows, and may be left and taken up again.
//!
//! | file | what it is |
//! |---|---|
//! | `OUT.part` | the answers so far; nobody has them yet |
//! | `OUT.journal` | how far they are whole, and what of them is under way; replaced as a whole each time |
//! | `OUT` | all answers; only when the last one is there |
//!
//! Without ledger and files the journal is written behind the answers, about once a second: what a crash leaves behind
//! its mark is cut off and made again. Else it is written before codes are recorded and files put into their places, and
//! holds both: a crash
//! at any point between leaves codes that are in the journal, and the next run records them (a second time changes
//! nothing) and hands them out. So a code is never in `OUT.part` without being in the ledger, and none stays in the
//! ledger that is not handed out.
//!
//! All of it is on the disk before the next step: `OUT.part` before the journal that counts on it, the journal before
//! the ledger.

use crate::atomic_file;
use crate::batch::pipeline::Done;
use crate::batch::rows::Mark;
use crate::batch::tally::Tally;
use crate::error::{Failure, Result};
use crate::recorder::Fresh;
use hcert::codec::hex;
use hcert::text;
use hcert::text::messages;
use hcert::time::{TimeError, Timestamp};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How much work a crash costs where there is no ledger: little at first, so that a run that is stopped again and
/// again comes forward, then twice as much each time, up to the last.
const INTERVALS: (Duration, Duration) = (Duration::from_millis(32), Duration::from_secs(1));

/// The journal, as it is on the disk.
#[derive(Serialize, Deserialize)]
struct Journal {
    /// The form of this file.
    version: u32,
    /// What the run was asked to do ([`Task::fingerprint`]).
    task: String,
    /// The moment of the run.
    at: String,
    /// Rows whose answers are in `OUT.part` or under way.
    rows: u64,
    /// The hash over the input up to there.
    input: String,
    /// Octets of `OUT.part` that count.
    octets: u64,
    tally: Tally,
    /// Whether there are no more rows.
    finished: bool,
    /// Answers that follow those octets.
    pending: Option<Pending>,
}

const VERSION: u32 = 2;

/// Answers that are about to be handed out.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) lines: String,
    pub(super) fresh: Vec<Fresh>,
    pub(super) files: Vec<String>,
}

/// The three files of a run.
struct Places {
    out: PathBuf,
    part: PathBuf,
    journal: PathBuf,
}

impl Places {
    fn of(out: &Path) -> Self {
        Self {
            out: out.to_owned(),
            part: part_of(out),
            journal: with(out, ".journal"),
        }
    }
}

fn with(out: &Path, ending: &str) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Where the answers are that are to go to a file, until all of them are there.
#[must_use]
pub fn part_of(out: &Path) -> PathBuf {
    with(out, ".part")
}

/// What is found where answers are to go.
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A run that was stopped.
    Stopped(Box<Stopped>),
    /// A run that was stopped when everything was done.
    Finished { rows: u64, tally: Tally },
}

/// A run that was stopped.
pub(super) struct Stopped {
    file: File,
    journal: Journal,
    at: Timestamp,
}

impl Stopped {
    /// The moment of the run.
    pub(super) fn at(&self) -> Timestamp {
        self.at
    }

    /// Rows that need not be read again.
    pub(super) fn rows(&self) -> u64 {
        self.journal.rows
    }
}

/// Looks at the place of the answers before anything else is done. A run that was stopped is this process's from
/// then on.
pub(super) fn look(out: &Path, resume: bool) -> Result<Found> {
    let places = Places::of(out);
    let Places { out, part, journal } = &places;
    let exists = |path: &Path| path.symlink_metadata().is_ok();
    if exists(out) {
        let read = read_journal(&places).ok().flatten();
        if let (true, false, Some(read)) = (resume, exists(part), read)
            && read.finished
        {
            remove(journal)?;
            let Journal { rows, tally, .. } = read;
            return Ok(Found::Finished { rows, tally });
        }
        return Err(Failure::new(text!(BATCH_EXISTS, out)).hint(messages::BATCH_ANOTHER_NAME));
    }
    match (exists(part), exists(journal)) {
        (false, false) => return Ok(Found::Nothing),
        (true, _) if resume => {}
        (false, true) if resume => {
            let failure = Failure::new(text!(BATCH_WITHOUT, found = journal, missing = part));
            return Err(failure.hint(messages::BATCH_JOURNAL_ALONE));
        }
        _ => {
            let failure = Failure::new(text!(BATCH_STOPPED, part, out));
            return Err(failure.hint(text!(BATCH_GO_ON, part, journal)));
        }
    }
    let failed = |error: io::Error| Failure::io(part, &error);
    let file = OpenOptions::new().write(true).open(part).map_err(failed)?;
    lock(&file, &places)?;
    if !exists(part) || exists(out) {
        return Err(Failure::new(text!(BATCH_FINISHED, out)));
    }
    let Some(read) = read_journal(&places)? else {
        // It was stopped before it had begun.
        if file.metadata().map_err(failed)?.len() == 0 {
            remove(part)?;
            return Ok(Found::Nothing);
        }
        let failure = Failure::new(text!(BATCH_WITHOUT, found = part, missing = journal));
        return Err(failure.hint(messages::BATCH_PART_ALONE));
    };
    let at = read.at.parse();
    let at = at.map_err(|error: TimeError| {
        let path = format!("{}: at", journal.display());
        Failure::new(text!(FILE_SYSTEM, path, error))
    })?;
    Ok(Found::Stopped(Box::new(Stopped {
        file,
        journal: read,
        at,
    })))
}

fn lock(file: &File, places: &Places) -> Result<()> {
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => Failure::new(text!(BATCH_AT_WORK, part = places.part)),
        TryLockError::Error(error) => Failure::io(&places.part, &error),
    })
}

fn read_journal(places: &Places) -> Result<Option<Journal>> {
    let octets = match std::fs::read(&places.journal) {
        Ok(octets) => octets,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::io(&places.journal, &error)),
    };
    let path = &places.journal;
    // What is wrong is told by its place: the lines in it are somebody's data.
    let journal: Journal = serde_json::from_slice(&octets).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Failure::new(text!(BATCH_DAMAGED, journal = path, line, column))
    })?;
    match journal.version {
        VERSION => Ok(Some(journal)),
        found => Err(Failure::new(text!(
            BATCH_VERSION,
            journal = path,
            found,
            known = VERSION
        ))),
    }
}

fn remove(path: &Path) -> Result<()> {
    std::fs::remove_file(path).map_err(|error| Failure::io(path, &error))
}

/// What a run is asked to do.
pub(super) struct Task {
    /// The hash over all words that decide about the answers.
    pub(super) fingerprint: String,
    /// The moment of the run.
    pub(super) at: Timestamp,
}

/// The file of answers while it grows.
pub(super) struct Part {
    places: Places,
    file: File,
    task: Task,
    octets: u64,
    mark: Mark,
    tally: Tally,
    /// When the journal was last written, and for how long that is enough.
    noted: Instant,
    interval: Duration,
}

impl Part {
    /// Begins a run. `mark` is behind what is no row: a header.
    pub(super) fn begin(out: &Path, task: Task, mark: Mark) -> Result<Self> {
        let places = Places::of(out);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        // The answers are about persons.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let made = options.open(&places.part);
        let file = made.map_err(|error| Failure::io(&places.part, &error))?;
        lock(&file, &places)?;
        let mut part = Self {
            places,
            file,
            task,
            octets: 0,
            mark,
            tally: Tally::default(),
            noted: now(),
            interval: INTERVALS.0,
        };
        part.note(&part.journal(false))?;
        Ok(part)
    }

    /// Takes up a run where it was stopped. `mark` is where its rows are, in the input as it is now.
    pub(super) fn go_on(
        out: &Path,
        stopped: Stopped,
        task: Task,
        mark: Mark,
    ) -> Result<(Self, Option<Pending>)> {
        let places = Places::of(out);
        let Stopped { file, journal, .. } = stopped;
        if journal.task != task.fingerprint {
            let failure = Failure::new(messages::BATCH_OTHER_OPTIONS);
            return Err(failure.hint(messages::BATCH_GIVE_THOSE));
        }
        let done = journal.rows;
        if mark.rows < done {
            return Err(Failure::new(text!(BATCH_TOO_FEW, rows = mark.rows, done)));
        }
        if journal.input != digest(&mark) {
            let failure = Failure::new(text!(BATCH_OTHER_ROWS, done));
            return Err(failure.hint(messages::BATCH_GIVE_INPUT));
        }
        let failed = |error: io::Error| Failure::io(&places.part, &error);
        let octets = file.metadata().map_err(failed)?.len();
        if octets < journal.octets {
            let (part, written) = (&places.part, journal.octets);
            return Err(Failure::new(text!(BATCH_CUT, part, octets, written)));
        }
        file.set_len(journal.octets).map_err(failed)?;
        let mut file = file;
        file.seek(SeekFrom::End(0)).map_err(failed)?;
        let part = Self {
            places,
            file,
            task,
            octets: journal.octets,
            mark,
            tally: journal.tally,
            noted: now(),
            interval: INTERVALS.0,
        };
        Ok((part, journal.pending))
    }

    /// What became of all rows so far.
    pub(super) fn tally(&self) -> Tally {
        self.tally
    }

    /// Counts answers that are about to come.
    pub(super) fn count(&mut self, done: &Done) {
        self.mark = done.mark;
        self.tally += done.tally;
    }

    /// Puts answers into the journal before anybody has them, and gives them back.
    pub(super) fn intend(&mut self, pending: Pending) -> Result<Pending> {
        self.sync()?;
        let mut journal = self.journal(false);
        journal.pending = Some(pending);
        self.note(&journal)?;
        Ok(journal.pending.take().unwrap_or_default())
    }

    /// Appends answers.
    pub(super) fn append(&mut self, lines: &[u8]) -> Result<()> {
        let written = self.file.write_all(lines);
        written.map_err(|error| Failure::io(&self.places.part, &error))?;
        self.octets += lines.len() as u64;
        Ok(())
    }

    /// Notes how far it is, if that is long ago.
    pub(super) fn note_now_and_then(&mut self) -> Result<()> {
        if self.noted.elapsed() < self.interval {
            return Ok(());
        }
        self.interval = (self.interval * 2).min(INTERVALS.1);
        self.sync()?;
        self.note(&self.journal(false))
    }

    /// Puts all answers into their place.
    pub(super) fn finish(mut self) -> Result<()> {
        self.sync()?;
        self.note(&self.journal(true))?;
        let Places { out, part, journal } = &self.places;
        drop(self.file);
        std::fs::rename(part, out).map_err(|error| Failure::io(out, &error))?;
        #[cfg(unix)]
        if let Ok(folder) = File::open(atomic_file::folder_of(out)) {
            let synced = folder.sync_all();
            synced.map_err(|error| Failure::io(out, &error))?;
        }
        remove(journal)
    }

    fn sync(&self) -> Result<()> {
        let synced = self.file.sync_data();
        synced.map_err(|error| Failure::io(&self.places.part, &error))
    }

    /// How far it is.
    fn journal(&self, finished: bool) -> Journal {
        Journal {
            version: VERSION,
            task: self.task.fingerprint.clone(),
            at: self.task.at.to_string(),
            rows: self.mark.rows,
            input: digest(&self.mark),
            octets: self.octets,
            tally: self.tally,
            finished,
            pending: None,
        }
    }

    /// Replaces the journal.
    fn note(&mut self, journal: &Journal) -> Result<()> {
        let octets = serde_json::to_vec(journal).map_err(Failure::plain)?;
        let path = &self.places.journal;
        let replaced = replace(path, &octets);
        replaced.map_err(|error| Failure::io(path, &error))?;
        self.noted = now();
        Ok(())
    }
}

fn digest(mark: &Mark) -> String {
    mark.digest.map(|digest| hex(&digest)).unwrap_or_default()
}

/// Replaces a file at once, readable by its owner alone. The name beside it is always the same, so that a crash
/// leaves no litter.
fn replace(path: &Path, octets: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(octets)?;
    file.sync_data()?;
    drop(file);
    std::fs::rename(&beside, path)
}

#[expect(clippy::disallowed_methods, reason = "how long ago something was")]
fn now() -> Instant {
    Instant::now()
}
