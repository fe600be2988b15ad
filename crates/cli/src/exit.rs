//! How a command ends: exit codes, and what they come of.

use hcert::text::ToText;
use hcert_host::error::Failure;

/// How a command ended, if nothing went wrong with the running of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    Done,
    Rejected,
    Usage,
    CannotVerify,
}

impl ExitStatus {
    /// The exit code.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Rejected => 1,
            Self::Usage => 2,
            Self::CannotVerify => 3,
        }
    }

    /// Of two, the one that comes first in 2, 1, 3, 0.
    pub(crate) fn worse(self, other: Self) -> Self {
        let order = [Self::Usage, Self::Rejected, Self::CannotVerify, Self::Done];
        let first = order
            .into_iter()
            .find(|status| [self, other].contains(status));
        first.unwrap_or(self)
    }
}

/// Why one of many inputs gave nothing, and how the command ends for it.
pub(crate) struct RowError {
    pub(crate) failure: Failure,
    pub(crate) status: ExitStatus,
}

impl RowError {
    /// The caller's mistake, or the disk's.
    pub(crate) fn usage(failure: Failure) -> Self {
        Self {
            failure,
            status: ExitStatus::Usage,
        }
    }

    /// Nothing that may be handed out comes of it.
    pub(crate) fn refused(reason: impl ToText) -> Self {
        Self::refusal(Failure::new(reason))
    }

    /// The same, with a hint perhaps.
    pub(crate) fn refusal(failure: Failure) -> Self {
        Self {
            failure,
            status: ExitStatus::Rejected,
        }
    }
}

/// What became of one of many inputs.
pub(crate) type RowResult<T> = Result<T, RowError>;
