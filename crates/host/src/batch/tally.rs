//! What became of the rows, counted.

use crate::exit::ExitStatus;
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// How many answers of each kind there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Accepted, or made.
    pub done: u64,
    /// Rejected, or refused.
    pub rejected: u64,
    /// Those on which a person decides.
    pub cannot_verify: u64,
    /// Rows that could not be read.
    pub unread: u64,
}

impl Tally {
    /// One answer.
    pub fn one(status: ExitStatus) -> Self {
        let mut tally = Self::default();
        let count = match status {
            ExitStatus::Done => &mut tally.done,
            ExitStatus::Rejected => &mut tally.rejected,
            ExitStatus::CannotVerify => &mut tally.cannot_verify,
            ExitStatus::Usage => &mut tally.unread,
        };
        *count = 1;
        tally
    }

    /// The first present of 2, 1, 3, 0.
    pub fn status(&self) -> ExitStatus {
        match self {
            Self { unread: 1.., .. } => ExitStatus::Usage,
            Self { rejected: 1.., .. } => ExitStatus::Rejected,
            Self {
                cannot_verify: 1.., ..
            } => ExitStatus::CannotVerify,
            _ => ExitStatus::Done,
        }
    }

    /// The counts in the order of the fields.
    pub fn counts(&self) -> [u64; 4] {
        [self.done, self.rejected, self.cannot_verify, self.unread]
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.done += other.done;
        self.rejected += other.rejected;
        self.cannot_verify += other.cannot_verify;
        self.unread += other.unread;
    }
}
