//! What became of the rows: counted, told at the end, and shown while they are worked on.

use crate::batch::rows::{Mark, Rows};
use crate::exit::ExitStatus;
use crate::output;
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::io::IsTerminal as _;
use std::ops::AddAssign;
use std::time::{Duration, Instant};

/// How many answers of each kind there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally {
    pub(super) done: u64,
    pub(super) rejected: u64,
    pub(super) cannot_verify: u64,
    /// Rows that could not be read.
    pub(super) unread: u64,
}

impl Tally {
    /// One answer.
    pub(super) fn one(status: ExitStatus) -> Self {
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
    pub(super) fn status(&self) -> ExitStatus {
        match self {
            Self { unread: 1.., .. } => ExitStatus::Usage,
            Self { rejected: 1.., .. } => ExitStatus::Rejected,
            Self {
                cannot_verify: 1.., ..
            } => ExitStatus::CannotVerify,
            _ => ExitStatus::Done,
        }
    }

    fn counts(&self) -> [u64; 4] {
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

/// What a command calls the kinds of answers: in words, and as keys of JSON; none where it has no such kind.
pub(super) type Names = [Option<(&'static str, &'static str)>; 4];

/// How the summary is told on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Summary {
    /// In words
    Text,
    /// As one JSON object
    Json,
    /// Not at all
    None,
}

/// Progress on a terminal, and the summary.
pub(super) struct Progress {
    names: Names,
    began: Instant,
    /// Where this run took up another one's work.
    from: Mark,
    bar: ProgressBar,
}

impl Progress {
    /// Begins to count. The bar is there on a terminal alone, and not between answers that go to the same one.
    pub(super) fn new(names: Names, rows: &Rows, to_stdout: bool) -> Self {
        let shown = std::io::stderr().is_terminal() && !(to_stdout && output::is_terminal());
        let bar = match shown {
            true => ProgressBar::no_length(),
            false => ProgressBar::hidden(),
        };
        let from = rows.mark();
        if shown {
            let size = rows.size();
            let template = match size {
                Some(_) => "{bar:40} {percent:>3} %  {msg}, {eta} left",
                None => "{spinner} {msg}",
            };
            let style = ProgressStyle::with_template(template);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            if let Some(size) = size {
                bar.set_length(size);
            }
            bar.set_message(format!("{} rows", from.rows));
            bar.set_position(from.taken);
            bar.reset_eta();
            bar.enable_steady_tick(Duration::from_millis(250));
        }
        Self {
            names,
            began: now(),
            from,
            bar,
        }
    }

    /// Shows how far it is.
    pub(super) fn show(&self, mark: &Mark) {
        if self.bar.is_hidden() {
            return;
        }
        self.bar.set_position(mark.taken);
        let seconds = self.began.elapsed().as_secs_f64().max(1e-3);
        let rate = (mark.rows - self.from.rows) as f64 / seconds;
        self.bar
            .set_message(format!("{} rows, {rate:.0} a second", mark.rows));
    }

    /// Takes the bar away.
    pub(super) fn stop(&self) {
        self.bar.finish_and_clear();
    }

    /// Tells what became of all rows.
    pub(super) fn end(&self, how: Summary, rows: u64, tally: &Tally, left_alone: u64) {
        self.bar.finish_and_clear();
        let whole = Whole {
            rows,
            before: self.from.rows,
            seconds: self.began.elapsed().as_secs_f64(),
            tally: *tally,
            left_alone,
        };
        whole.tell(how, self.names);
    }
}

/// What became of all rows.
#[derive(Default)]
pub(super) struct Whole {
    pub(super) rows: u64,
    /// Those that an earlier run had done.
    pub(super) before: u64,
    pub(super) seconds: f64,
    pub(super) tally: Tally,
    /// Files that are no rows.
    pub(super) left_alone: u64,
}

impl Whole {
    pub(super) fn tell(&self, how: Summary, names: Names) {
        let rate = (self.rows - self.before) as f64 / self.seconds.max(1e-3);
        let counts = names.into_iter().zip(self.tally.counts());
        let counts = counts.filter_map(|(name, count)| Some((name?, count)));
        match how {
            Summary::None => {}
            Summary::Json => {
                let mut object = Map::new();
                object.insert("rows".into(), self.rows.into());
                object.extend(counts.map(|((_, key), count)| (key.to_owned(), count.into())));
                object.insert("leftAlone".into(), self.left_alone.into());
                object.insert("resumedAfter".into(), self.before.into());
                object.insert("seconds".into(), rounded(self.seconds));
                object.insert("rowsPerSecond".into(), rounded(rate));
                output::plain(&Json::Object(object).to_string());
            }
            Summary::Text => {
                let before = match self.before {
                    0 => String::new(),
                    before => format!(", {before} of them before"),
                };
                let counts = counts.map(|((word, _), count)| format!("{count} {word}"));
                let others = match self.left_alone {
                    0 => String::new(),
                    count => format!(
                        "; {} of another kind left alone",
                        output::count(count, "file")
                    ),
                };
                output::note(&format!(
                    "{}{before}, in {:.1} s ({rate:.0} a second): {}{others}",
                    output::count(self.rows, "row"),
                    self.seconds,
                    counts.collect::<Vec<_>>().join(", "),
                ));
            }
        }
    }
}

fn rounded(value: f64) -> Json {
    ((value * 1000.0).round() / 1000.0).into()
}

#[expect(clippy::disallowed_methods, reason = "progress is shown to a person")]
fn now() -> Instant {
    Instant::now()
}
