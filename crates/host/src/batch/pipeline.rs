//! Many workers, one order: each worker takes the next rows, works on them, and its answers wait until all before
//! them are out.
//!
//! What bounds everything: a worker that takes rows puts a place for their answers into a queue, and the queue is
//! full at [`Pace::window`] places. Where nobody reads the answers, nobody takes rows any more.

use crate::batch::blocks::Stop;
use crate::batch::rows::{Chunk, Mark, Row, Rows, Unread};
use crate::batch::tally::Tally;
use crate::error::{Failure, Result};
use crate::exit::{ExitStatus, RowError, RowResult};
use crate::recorder::Fresh;
use hcert::text::{Lang, escape_json, messages};
use serde::Serialize;
use std::borrow::Cow;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::sync::{Mutex, PoisonError};

/// The most answers that are handed out at once, and the octets of them after which there are no more.
pub const GROUP: usize = 2048;
const GROUP_OCTETS: usize = 4 << 20;

/// What is done with every row.
pub trait Job: Sync {
    /// Appends the answers to a row, each a line ([`answer`]).
    fn row(&self, row: &Row<'_>, out: &mut Vec<u8>) -> RowResult<Told>;

    /// How a row counts that cannot be read as one.
    fn unread(&self) -> ExitStatus {
        ExitStatus::Rejected
    }

    /// Puts the files of a row, which lie ready beside their place of this name, into it. Done twice it is as done once.
    fn release(&self, _name: &str) -> Result<()> {
        Ok(())
    }

    /// All answers are out.
    fn finish(&self) -> Result<()> {
        Ok(())
    }
}

/// What came of a row.
#[derive(Debug, Default)]
pub struct Told {
    /// How its answers count.
    pub tally: Tally,
    /// Codes that must be recorded before anybody has the answer.
    pub fresh: Option<Fresh>,
    /// The name of the place of files that are to be released.
    pub files: Option<String>,
}

impl Told {
    /// One answer that counts so.
    pub fn one(status: ExitStatus) -> Self {
        Self {
            tally: Tally::one(status),
            ..Self::default()
        }
    }
}

/// How many workers there are, and how far they may run ahead.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    pub(super) threads: usize,
    /// Chunks that are taken and not yet out.
    pub(super) window: usize,
    /// The language of what is wrong with a row.
    pub(super) lang: Lang,
}

/// The answers to rows that follow one another.
#[derive(Default)]
pub(super) struct Done {
    pub(super) rows: u64,
    pub(super) lines: Vec<u8>,
    pub(super) tally: Tally,
    pub(super) fresh: Vec<Fresh>,
    /// The names of the places of files to be released.
    pub(super) files: Vec<String>,
    /// How far the rows are read.
    pub(super) mark: Mark,
    /// Why there are no rows behind these.
    failure: Option<Failure>,
}

impl Done {
    fn append(&mut self, next: Self) {
        self.rows += next.rows;
        self.lines.extend_from_slice(&next.lines);
        self.tally += next.tally;
        self.fresh.extend(next.fresh);
        self.files.extend(next.files);
        match next.failure {
            // What was taken before it failed is no whole row.
            Some(failure) => self.failure = Some(failure),
            None => self.mark = next.mark,
        }
    }

    fn has_room(&self) -> bool {
        let rows = usize::try_from(self.rows).unwrap_or(usize::MAX);
        rows < GROUP && self.lines.len() < GROUP_OCTETS && self.failure.is_none()
    }
}

/// Whether more answers are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// They are.
    #[default]
    GoOn,
    /// Whoever took them went away.
    Stop,
}

/// Runs a job over all rows. `hand_out` gets the answers in the order of the rows, on this thread; the value is
/// whether it wanted them to the end, and the rows as they are then.
pub(super) fn run<J: Job>(
    rows: Rows,
    job: &J,
    pace: Pace,
    hand_out: &mut dyn FnMut(Done) -> Result<Flow>,
) -> Result<(Flow, Rows)> {
    let label = rows.label().to_owned();
    let stop = rows.stop();
    let all = Mutex::new(rows);
    let (places, order) = sync_channel(pace.window);
    let flow = std::thread::scope(|scope| {
        for _ in 0..pace.threads {
            let (rows, places, stop, label) = (&all, places.clone(), &stop, &label);
            scope.spawn(move || {
                while let Some((chunk, answer)) = next(rows, &places, stop) {
                    // Nobody waits for it any more: there is nothing to do.
                    let _ = answer.send(work(job, &chunk, label, pace.lang));
                }
            });
        }
        drop(places);
        let ended = hand_out_all(&order, hand_out);
        // The workers find the queue gone, and the one that waits for rows is told.
        stop.stop();
        drop(order);
        ended
    })?;
    Ok((
        flow,
        all.into_inner().unwrap_or_else(PoisonError::into_inner),
    ))
}

/// The next rows and the place for their answers. One worker at a time, so that places stand in the order of rows.
fn next(
    rows: &Mutex<Rows>,
    places: &SyncSender<Receiver<Done>>,
    stop: &Stop,
) -> Option<(Chunk, SyncSender<Done>)> {
    let mut rows = rows.lock().unwrap_or_else(PoisonError::into_inner);
    if stop.is_asked() {
        return None;
    }
    let (answer, place) = sync_channel(1);
    match rows.next() {
        Ok(chunk) if chunk.len() == 0 || stop.is_asked() => {
            stop.stop();
            None
        }
        Ok(chunk) => {
            places.send(place).ok()?;
            Some((chunk, answer))
        }
        Err(failure) => {
            let _ = answer.send(Done {
                failure: Some(failure),
                ..Done::default()
            });
            let _ = places.send(place);
            stop.stop();
            None
        }
    }
}

/// Hands out what is there: all answers that are ready go together, and none waits for one that is not.
fn hand_out_all(
    order: &Receiver<Receiver<Done>>,
    hand_out: &mut dyn FnMut(Done) -> Result<Flow>,
) -> Result<Flow> {
    let died = || Failure::new(messages::BATCH_DIED);
    let mut ahead = None;
    while let Some(place) = ahead.take().or_else(|| order.recv().ok()) {
        let place: Receiver<Done> = place;
        let mut done = place.recv().map_err(|_| died())?;
        while done.has_room()
            && let Ok(place) = order.try_recv()
        {
            match place.try_recv() {
                Ok(next) => done.append(next),
                Err(TryRecvError::Empty) => {
                    ahead = Some(place);
                    break;
                }
                Err(TryRecvError::Disconnected) => return Err(died()),
            }
        }
        let failure = done.failure.take();
        if done.rows > 0 && hand_out(done)? == Flow::Stop {
            return Ok(Flow::Stop);
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
    }
    Ok(Flow::GoOn)
}

/// Works on some rows.
fn work<J: Job>(job: &J, chunk: &Chunk, label: &str, lang: Lang) -> Done {
    let mut done = Done {
        mark: chunk.mark,
        ..Done::default()
    };
    for row in chunk.rows(label) {
        let start = done.lines.len();
        done.rows += 1;
        let (number, label, told) = match row {
            Ok(row) => {
                // A fault of this program in one row is no reason to lose all others.
                let told = catch_unwind(AssertUnwindSafe(|| job.row(&row, &mut done.lines)));
                let told = told
                    .unwrap_or_else(|_| Err(RowError::usage(Failure::new(messages::BATCH_FAULT))));
                (row.number, row.label, told)
            }
            Err(unread) => {
                let Unread {
                    number,
                    label,
                    fault,
                    closed,
                } = *unread;
                let status = if closed {
                    ExitStatus::Usage
                } else {
                    job.unread()
                };
                let failure = fault;
                (number, label, Err(RowError { failure, status }))
            }
        };
        match told {
            Ok(told) => {
                done.tally += told.tally;
                done.fresh.extend(told.fresh);
                done.files.extend(told.files);
            }
            Err(RowError { failure, status }) => {
                done.lines.truncate(start);
                let refused = Refused {
                    input: &label,
                    error: failure.message.get(lang),
                    hint: failure.hint.as_ref().map(|hint| hint.get(lang)),
                };
                answer(&mut done.lines, number, &refused);
                done.tally += Tally::one(status);
            }
        }
    }
    done
}

/// Why there is no answer to a row.
#[derive(Serialize)]
struct Refused<'a> {
    input: &'a str,
    error: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<Cow<'a, str>>,
}

/// Appends an answer as a line: the members of an object that has some, behind the row's number.
pub fn answer(out: &mut Vec<u8>, row: u64, object: &impl Serialize) {
    // Neither can fail: it is memory that is written to, and the keys of all answers are texts.
    let _ = write!(out, "{{\"row\":{row}");
    let brace = out.len();
    let json = serde_json::to_string(object).unwrap_or_default();
    out.extend_from_slice(escape_json(&json).as_bytes());
    if let Some(brace) = out.get_mut(brace) {
        *brace = b',';
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests;
