//! Handing out: codes into the ledger first, then files, then lines, to a face or to a file that can be taken up again.

use crate::batch::Face;
use crate::batch::journal::{Found, Part, Pending, Task, look};
use crate::batch::pipeline::{Done, Flow, Job};
use crate::batch::rows::Rows;
use crate::batch::tally::Tally;
use crate::error::{Failure, Result};
use crate::recorder::{Fresh, Recorder};
use hcert::text::messages;
use std::path::Path;

/// Where answers go.
pub(super) struct Out {
    /// The file; none where they go to the face.
    part: Option<Part>,
    recorder: Option<Recorder>,
    tally: Tally,
    rows: u64,
}

/// Looks at the place of the answers before anything else is done.
pub(super) fn find(out: Option<&Path>, resume: bool) -> Result<Found> {
    match (out, resume) {
        (Some(out), _) => look(out, resume),
        (None, false) => Ok(Found::Nothing),
        (None, true) => {
            Err(Failure::new(messages::BATCH_STDOUT_UNKNOWN).hint(messages::BATCH_GIVE_FILE))
        }
    }
}

impl Out {
    /// Opens the place of the answers, and brings rows, files and ledger to where the run was when it was stopped.
    pub(super) fn open<J: Job>(
        out: Option<&Path>,
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
        let Some(out) = out else {
            return Ok(opened);
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
        } else {
            opened.part = Some(Part::begin(out, task, rows.mark())?);
        }
        Ok(opened)
    }

    /// Hands out answers.
    pub(super) fn hand_out<J: Job>(
        &mut self,
        done: Done,
        job: &J,
        face: &mut dyn Face,
    ) -> Result<Flow> {
        self.tally += done.tally;
        self.rows = done.mark.rows;
        let Some(part) = &mut self.part else {
            self.record(done.fresh)?;
            release(job, &done.files)?;
            return face.take(&done.lines);
        };
        part.count(&done);
        let Done {
            lines,
            fresh,
            files,
            ..
        } = done;
        // Files are in the journal before they are in their places: those that lie there and are in no journal are
        // another run's.
        if self.recorder.is_none() && files.is_empty() {
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

fn release<J: Job>(job: &J, names: &[String]) -> Result<()> {
    names.iter().try_for_each(|name| job.release(name))
}
