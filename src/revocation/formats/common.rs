//! What the readers share: the way to a sink, with problems that are counted; errors of whole lists.

use super::{ReadError, Request};
use crate::revocation::Sink;
use crate::text;
use crate::text::{Lang, Text, ToText};
use crate::time::Timestamp;
use crate::trust::Problem;
use std::fmt;

/// Problems that are told one by one. Beyond that they are counted: a list of a million bad items must not
/// take more memory than a list of a million good ones.
pub(super) const MAX_PROBLEMS: usize = 1000;

/// A sink and the list that is read into it.
pub(super) struct Out<'a> {
    request: &'a Request<'a>,
    /// The sink.
    pub(super) sink: &'a mut dyn Sink,
    told: usize,
    untold: usize,
    /// How many batches had ended, and the last of their ends.
    ended: (usize, Option<Timestamp>),
}

impl<'a> Out<'a> {
    pub(super) fn new(request: &'a Request<'a>, sink: &'a mut dyn Sink) -> Self {
        Self {
            request,
            sink,
            told: 0,
            untold: 0,
            ended: (0, None),
        }
    }

    /// Whether what ends at this moment has ended; it is counted then, and told at the end: a wrong year makes a
    /// revocation void, and nobody would notice.
    pub(super) fn has_ended(&mut self, end: Option<Timestamp>) -> bool {
        let ended = end.filter(|&end| end <= self.request.at);
        if ended.is_some() {
            self.ended = (self.ended.0 + 1, self.ended.1.max(ended));
        }
        ended.is_some()
    }

    /// Tells what was left out, and why. `place` is within the list.
    pub(super) fn note(&mut self, place: impl fmt::Display, reason: impl ToText) {
        if self.told == MAX_PROBLEMS {
            self.untold += 1;
            return;
        }
        self.told += 1;
        self.sink.problem(Problem {
            at: format!("{}#{place}", self.request.source),
            reason: brief(reason),
        });
    }

    /// Tells how many batches had ended, and how many problems were not told.
    pub(super) fn finish(self) {
        if let (count, Some(last)) = self.ended {
            let at = self.request.at;
            self.sink.problem(Problem {
                at: self.request.source.to_owned(),
                reason: text!(REVOKED_LIST_ENDED, count, last, at),
            });
        }
        if self.untold > 0 {
            self.sink.problem(Problem {
                at: self.request.source.to_owned(),
                reason: text!(REVOKED_LIST_FURTHER, count = self.untold),
            });
        }
    }
}

/// The error for a list that is not of its form.
pub(super) fn unknown(request: &Request<'_>, reason: impl ToText) -> ReadError {
    ReadError::Unknown {
        source: request.source.to_owned(),
        reason: brief(reason),
    }
}

/// The error for a list that is refused as a whole.
pub(super) fn refused(request: &Request<'_>, reason: impl ToText) -> ReadError {
    ReadError::Refused {
        source: request.source.to_owned(),
        reason: brief(reason),
    }
}

/// A reason of bearable length: what comes from elsewhere may quote whatever stands in a list.
fn brief(reason: impl ToText) -> Text {
    const MOST: usize = 300;
    let text = reason.to_text();
    let english = text.get(Lang::En);
    match english.char_indices().nth(MOST) {
        Some((end, _)) => Text::plain(format_args!("{}…", english.get(..end).unwrap_or_default())),
        None => text,
    }
}
