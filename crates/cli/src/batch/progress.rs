//! Progress on a terminal, answers on standard output, and the summary.

use crate::output;
use hcert::text;
use hcert::text::{Message, ToText as _};
use hcert_host::batch::{Face, Flow, Mark, Rows, Whole};
use hcert_host::error::{Failure, Result};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value as Json};
use std::io::{self, IsTerminal as _};
use std::time::{Duration, Instant};

/// What a command calls the kinds of answers: their number for people, and a key of JSON; none where it has no such
/// kind.
pub(super) type Names = [Option<(Message, &'static str)>; 4];

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

/// The face of a batch.
pub(super) struct Progress {
    names: Names,
    how: Summary,
    /// Whether the answers go to standard output.
    to_stdout: bool,
    /// When the first row that is this run's was read.
    began: Option<Instant>,
    /// Where this run took up another one's work.
    from: Mark,
    bar: ProgressBar,
}

impl Progress {
    pub(super) fn new(names: Names, how: Summary, to_stdout: bool) -> Self {
        Self {
            names,
            how,
            to_stdout,
            began: None,
            from: Mark::default(),
            bar: ProgressBar::hidden(),
        }
    }

    /// Takes the bar away.
    pub(super) fn stop(&self) {
        self.bar.finish_and_clear();
    }

    /// Tells what became of all rows.
    pub(super) fn end(&self, whole: &Whole) {
        self.stop();
        // Whoever wants no more answers wants no summary of them either.
        if whole.flow == Flow::Stop {
            return;
        }
        let seconds = self.seconds();
        let rate = (whole.rows - whole.before) as f64 / seconds.max(1e-3);
        let counts = self.names.into_iter().zip(whole.tally.counts());
        let counts = counts.filter_map(|(name, count)| Some((name?, count)));
        match self.how {
            Summary::None => {}
            Summary::Json => {
                let mut object = Map::new();
                object.insert("rows".into(), whole.rows.into());
                object.extend(counts.map(|((_, key), count)| (key.to_owned(), count.into())));
                object.insert("leftAlone".into(), whole.left_alone.into());
                object.insert("resumedAfter".into(), whole.before.into());
                object.insert("seconds".into(), rounded(seconds));
                object.insert("rowsPerSecond".into(), rounded(rate));
                output::plain(&Json::Object(object).to_string());
            }
            Summary::Text => {
                let count = |((name, _), count): ((Message, _), u64)| {
                    let text = name.with(vec![("count", count.to_text())]);
                    text.get(crate::lang()).into_owned()
                };
                let counts = counts.map(count).collect::<Vec<_>>().join(", ");
                let mut rows = text!(BATCH_ROWS, count = whole.rows);
                if whole.before > 0 {
                    rows = text!(BATCH_BEFORE, rows, before = whole.before);
                }
                let (seconds, rate) = (format!("{seconds:.1}"), format!("{rate:.0}"));
                let mut all = text!(BATCH_WHOLE, rows, seconds, rate, counts);
                if whole.left_alone > 0 {
                    all = text!(BATCH_LEFT_ALONE, whole = all, count = whole.left_alone);
                }
                output::note(&all);
            }
        }
    }

    fn seconds(&self) -> f64 {
        self.began
            .map_or(0.0, |began| began.elapsed().as_secs_f64())
    }
}

impl Face for Progress {
    /// The bar is there on a terminal alone, and not between answers that go to the same one.
    fn begin(&mut self, rows: &Rows) {
        self.began = Some(now());
        self.from = rows.mark();
        if !io::stderr().is_terminal() || (self.to_stdout && output::is_terminal()) {
            return;
        }
        let bar = ProgressBar::no_length();
        let size = rows.size();
        let left = text!(BATCH_TIME_LEFT, time = "{eta}");
        let template = match size {
            Some(_) => format!(
                "{{bar:40}} {{percent:>3}} %  {{msg}}, {}",
                left.get(crate::lang())
            ),
            None => "{spinner} {msg}".to_owned(),
        };
        let style = ProgressStyle::with_template(&template);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        if let Some(size) = size {
            bar.set_length(size);
        }
        let text = text!(BATCH_PROGRESS, rows = self.from.rows);
        bar.set_message(text.get(crate::lang()).into_owned());
        bar.set_position(self.from.taken);
        bar.reset_eta();
        bar.enable_steady_tick(Duration::from_millis(250));
        self.bar = bar;
    }

    fn progress(&mut self, mark: &Mark) {
        if self.bar.is_hidden() {
            return;
        }
        self.bar.set_position(mark.taken);
        let rate = (mark.rows - self.from.rows) as f64 / self.seconds().max(1e-3);
        let text = text!(BATCH_RATE, rows = mark.rows, rate = format!("{rate:.0}"));
        self.bar.set_message(text.get(crate::lang()).into_owned());
    }

    /// A reader that went away wants no more.
    fn take(&mut self, lines: &[u8]) -> Result<Flow> {
        match output::try_data(lines) {
            Ok(()) => Ok(Flow::GoOn),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Flow::Stop),
            Err(error) => Err(Failure::new(text!(BATCH_STDOUT, error))),
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
