//! How work on one or many inputs ends: exit codes, and what they come of.

use crate::error::Failure;
use hcert::text::ToText;

/// How work ended, if nothing went wrong with the doing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// Accepted, found, made.
    Done,
    /// Rejected, refused, or does not hold.
    Rejected,
    /// The caller's mistake, or the disk's.
    Usage,
    /// A person decides.
    CannotVerify,
}

impl ExitStatus {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Rejected => 1,
            Self::Usage => 2,
            Self::CannotVerify => 3,
        }
    }

    /// Of two, the one that comes first in 2, 1, 3, 0.
    pub fn worse(self, other: Self) -> Self {
        let order = [Self::Usage, Self::Rejected, Self::CannotVerify, Self::Done];
        let first = order
            .into_iter()
            .find(|status| [self, other].contains(status));
        first.unwrap_or(self)
    }
}

/// Why one of many inputs gave nothing, and how the work ends for it.
#[derive(Debug)]
pub struct RowError {
    /// Why.
    pub failure: Failure,
    /// How the work ends for it.
    pub status: ExitStatus,
}

impl RowError {
    /// The caller's mistake, or the disk's.
    pub fn usage(failure: Failure) -> Self {
        Self {
            failure,
            status: ExitStatus::Usage,
        }
    }

    /// Nothing that may be handed out comes of it.
    pub fn refused(reason: impl ToText) -> Self {
        Self::refusal(Failure::new(reason))
    }

    /// The same, with a hint perhaps.
    pub fn refusal(failure: Failure) -> Self {
        Self {
            failure,
            status: ExitStatus::Rejected,
        }
    }
}

/// What became of one of many inputs.
pub type RowResult<T> = Result<T, RowError>;
