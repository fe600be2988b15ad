//! What the readers share: the way to a sink, with problems that are counted; errors of whole lists.

use super::{ReadError, Request};
use crate::revocation::Sink;
use crate::text;
use crate::text::{Lang, Text, ToText};
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
}

impl<'a> Out<'a> {
    pub(super) fn new(request: &'a Request<'a>, sink: &'a mut dyn Sink) -> Self {
        Self {
            request,
            sink,
            told: 0,
            untold: 0,
        }
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
            reason: brief(reason).to_string(),
        });
    }

    /// Tells how many problems were not told.
    pub(super) fn finish(self) {
        if self.untold > 0 {
            self.sink.problem(Problem {
                at: self.request.source.to_owned(),
                reason: text!(REVOKED_LIST_FURTHER, count = self.untold).to_string(),
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
