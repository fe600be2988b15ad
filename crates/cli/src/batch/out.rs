//! Handing out: codes into the ledger first, then files, then lines, to standard output or to a file that can be
//! taken up again.

use crate::batch::journal::{Found, Part, Pending, Task, look};
use crate::batch::pipeline::{Done, Flow, Job};
use crate::batch::rows::Rows;
use crate::batch::tally::Tally;
use hcert_host::error::{Failure, Result};
use hcert_host::recorder::{Fresh, Recorder};
use std::io::{self, Write as _};
use std::path::Path;

/// Where answers go.
pub(super) struct Out {
    /// The file; none where they go to standard output.
    part: Option<Part>,
    recorder: Option<Recorder>,
    tally: Tally,
    rows: u64,
}

/// Looks at the place of the answers before anything else is done.
pub(super) fn find(out: &Path, resume: bool) -> Result<Found> {
    match (out.as_os_str() == "-", resume) {
        (false, _) => look(out, resume),
        (true, false) => Ok(Found::Nothing),
        (true, true) => Err(
            Failure::new("what went to standard output is not known afterwards")
                .hint("to be able to go on give --out a file, from the beginning"),
        ),
    }
}

impl Out {
    /// Opens the place of the answers, and brings rows, files and ledger to where the run was when it was stopped.
    pub(super) fn open<J: Job>(
        out: &Path,
        found: Found,
        task: Task,
        rows: &mut Rows,
        job: &J,
        recorder: Option<Recorder>,
    ) -> Result<Self> {
        let mut opened = Self {
            part: None,
            recorder,
            tally: Tally::default(),
            rows: 0,
        };
        if let Found::Stopped(stopped) = found {
            rows.skip(stopped.rows())?;
            let mark = rows.mark();
            let (part, pending) = Part::go_on(out, *stopped, task, mark)?;
            (opened.tally, opened.rows) = (part.tally(), mark.rows);
            opened.part = Some(part);
            if let Some(mut pending) = pending {
                let fresh = pending.fresh.into_iter().map(Fresh::taken_apart);
                pending.fresh = fresh.collect::<Result<_>>()?;
                opened.complete(pending, job)?;
            }
        } else if out.as_os_str() != "-" {
            opened.part = Some(Part::begin(out, task, rows.mark())?);
        }
        Ok(opened)
    }

    /// Hands out answers.
    pub(super) fn hand_out<J: Job>(&mut self, done: Done, job: &J) -> Result<Flow> {
        self.tally += done.tally;
        self.rows = done.mark.rows;
        let Some(part) = &mut self.part else {
            self.record(done.fresh)?;
            release(job, &done.files)?;
            return to_stdout(&done.lines);
        };
        part.count(&done);
        let Done {
            lines,
            fresh,
            files,
            ..
        } = done;
        if self.recorder.is_none() {
            release(job, &files)?;
            part.append(&lines)?;
            part.note_now_and_then()?;
            return Ok(Flow::GoOn);
        }
        // Every line is JSON that we have written.
        let lines = String::from_utf8(lines).map_err(Failure::plain)?;
        let pending = part.intend(Pending {
            lines,
            fresh,
            files,
        })?;
        self.complete(pending, job)?;
        Ok(Flow::GoOn)
    }

    /// Does what the journal says is about to be done. Done twice it is as done once.
    fn complete<J: Job>(&mut self, pending: Pending, job: &J) -> Result<()> {
        self.record(pending.fresh)?;
        release(job, &pending.files)?;
        match &mut self.part {
            Some(part) => part.append(pending.lines.as_bytes()),
            None => Ok(()),
        }
    }

    fn record(&mut self, fresh: Vec<Fresh>) -> Result<()> {
        match &mut self.recorder {
            Some(recorder) if !fresh.is_empty() => recorder.record(fresh),
            _ => Ok(()),
        }
    }

    /// Everything is out: what became of all rows, and how many they are.
    pub(super) fn finish(self) -> Result<(u64, Tally)> {
        if let Some(part) = self.part {
            part.finish()?;
        }
        Ok((self.rows, self.tally))
    }
}

fn release<J: Job>(job: &J, rows: &[u64]) -> Result<()> {
    rows.iter().try_for_each(|row| job.release(*row))
}

/// Writes lines at once. A reader that went away wants no more.
fn to_stdout(lines: &[u8]) -> Result<Flow> {
    let mut out = io::stdout().lock();
    match out.write_all(lines).and_then(|()| out.flush()) {
        Ok(()) => Ok(Flow::GoOn),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Flow::Stop),
        Err(error) => Err(Failure::new(format!("standard output: {error}"))),
    }
}
