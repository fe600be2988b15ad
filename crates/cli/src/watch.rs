//! `hcert verify --watch`: codes from a hand-held scanner as they come, each verdict large on the terminal.
//!
//! Nothing is kept: a verdict goes when its time is over or the next code comes, and with it everything that was
//! read from the code. The lists are read when the program starts, and again between two codes when their files
//! have changed.

mod letters;
mod screen;
mod terminal;
mod verdict;
mod wedge;

use crate::exit::ExitStatus;
use crate::output;
use crate::verify_args::{Judge, VerifierArgs};
use hcert::container::{DOMESTIC_PREFIX, DecodeError, Limits, PREFIX};
use hcert::text;
use hcert::text::{Lang, Text, escape, escape_json, messages};
use hcert::verify::{Class, Report, Verdict};
use hcert_checkpoint::input::{Content, Input, Parts};
use hcert_checkpoint::keyboard;
use hcert_host::error::{Failure, Result};
use hcert_host::inputs::is_argument_code;
use hcert_host::notices::{Notice, Notices};
use hcert_host::state::State;
use hcert_host::watch_files::Sources;
use screen::Picture;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};
use terminal::Terminal;
use wedge::{Code, Heard, Sender, Wedge};

/// How to watch a scanner.
#[derive(Debug, clap::Args)]
pub(super) struct WatchArgs {
    /// Take codes from a hand-held scanner as they come, show each verdict large, keep nothing. INPUT is the
    /// scanner's serial device; without it the scanner types (keyboard wedge), or codes come through a pipe
    #[arg(long, conflicts_with_all = ["verbose", "quiet", "name", "dob"])]
    pub(super) watch: bool,
    /// With --watch: seconds after which a verdict is wiped; 0 for not before the next code
    #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "watch")]
    clear: u32,
    /// With --watch: sound the terminal's bell, once for accept and genuine, twice for cannot verify, three times for reject
    #[arg(long, requires = "watch")]
    bell: bool,
    /// With --watch: bits per second of the serial device (8 bits, no parity, 1 stop bit)
    #[arg(long, value_name = "BAUD", default_value_t = 9600, requires = "watch")]
    baud: u32,
    /// With --watch: milliseconds of silence that end a code which no suffix ends
    #[arg(long, value_name = "MS", default_value_t = 500, requires = "watch",
          value_parser = clap::value_parser!(u32).range(50..=10_000))]
    pause: u32,
}

/// What `verify` was asked, as far as it is of use here.
pub(super) struct Asked<'a> {
    pub(super) args: &'a WatchArgs,
    pub(super) inputs: &'a [OsString],
    pub(super) judge: &'a VerifierArgs,
    pub(super) lang: Lang,
    pub(super) json: bool,
}

/// How verdicts are told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Face {
    Screen { colour: bool },
    Lines,
    Json,
}

/// What happens outside.
enum Event {
    Octets(Source, Vec<u8>, Duration),
    Ended(Source, Option<io::Error>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Stdin,
    Device,
}

/// Chunks that wait for their turn, such as while lists are read.
const QUEUE: usize = 64;
/// How often clock, size and signals are looked at.
const TICK: Duration = Duration::from_millis(200);
/// How long the second half of a code is waited for, once a pause has ended the first.
const HALF: Duration = Duration::from_secs(5);
/// Between two strokes of the bell.
const STROKE: Duration = Duration::from_millis(250);

pub(super) fn run(asked: &Asked<'_>) -> Result<ExitStatus> {
    let device = match asked.inputs {
        [] => None,
        [one] if one == "-" => None,
        [one] => Some(open(Path::new(one), asked.args.baud)?),
        _ => return Err(Failure::new(messages::SCANNER_ONE).hint(messages::SCANNER_DEVICE)),
    };
    let failed = |error: io::Error| Failure::new(text!(SCANNER_TERMINAL, error));
    // From the first moment on nothing that is typed is shown, while the lists are read too.
    let stop = signals()?;
    let terminal = Terminal::enter().map_err(failed)?;
    if asked.judge.is_replay() {
        return Err(Failure::new(messages::SCANNER_NOW));
    }
    let mut state = asked.judge.lasting_state()?;
    let at = asked.judge.moment()?;
    let judge = output::telling(|notices| Judge::again(asked.judge, at, &mut state, notices))?;
    let face = match (asked.json, output::is_terminal()) {
        (true, _) => Face::Json,
        (false, true) => Face::Screen {
            colour: output::has_colour(),
        },
        (false, false) => Face::Lines,
    };
    if matches!(face, Face::Screen { .. }) {
        terminal.show().map_err(failed)?;
    }
    let mut desk = Session::new(asked, judge, state, face, device.is_some());
    let (sender, events) = sync_channel(QUEUE);
    let start = desk.start;
    if let Some(device) = device {
        listen(Source::Device, device, sender.clone(), start);
    }
    // Beside a serial device the keyboard ends the program, and nothing else.
    if desk.stdin.is_some() {
        listen(Source::Stdin, io::stdin(), sender, start);
    }
    let ended = desk.run(&events, &stop);
    drop(terminal);
    desk.notices
        .into_iter()
        .for_each(|notice| output::notice(&notice));
    ended.map(|()| ExitStatus::Done)
}

/// Opens a serial device in raw mode.
fn open(path: &Path, baud: u32) -> Result<serial2::SerialPort> {
    if is_argument_code(path.as_os_str()) {
        let failure = Failure::new(messages::SCANNER_ARGUMENT);
        return Err(failure.hint(messages::SCANNER_DEVICE));
    }
    let failed = |error: io::Error| Failure::io(path, &error).hint(messages::SCANNER_DEVICE);
    let mut port = serial2::SerialPort::open(path, baud).map_err(failed)?;
    port.set_read_timeout(Duration::from_secs(60))
        .map_err(failed)?;
    Ok(port)
}

/// Set when the program is asked to end from outside.
fn signals() -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
        let registered = signal_hook::flag::register(signal, Arc::clone(&stop));
        registered.map_err(|error| Failure::new(text!(SERVE_SIGNALS, error)))?;
    }
    Ok(stop)
}

/// Reads a source in a thread of its own, until its end or the program's.
fn listen(
    source: Source,
    mut reader: impl Read + Send + 'static,
    sender: SyncSender<Event>,
    start: Instant,
) {
    std::thread::spawn(move || {
        let mut buffer = [0; 1024];
        loop {
            let event = match reader.read(&mut buffer) {
                Ok(0) => Event::Ended(source, None),
                Ok(count) => {
                    let octets = buffer.get(..count).unwrap_or_default().to_vec();
                    Event::Octets(source, octets, start.elapsed())
                }
                Err(error) => match error.kind() {
                    io::ErrorKind::TimedOut | io::ErrorKind::Interrupted => continue,
                    _ => Event::Ended(source, Some(error)),
                },
            };
            let last = matches!(event, Event::Ended(..));
            if sender.send(event).is_err() || last {
                return;
            }
        }
    });
}

/// Whether the work goes on.
#[derive(PartialEq, Eq)]
enum Next {
    Go,
    End,
}

/// What is on the screen until when.
struct Showing {
    picture: Picture,
    until: Option<Duration>,
}

/// The officer's desk: what comes in, what is shown, what is to be done when.
struct Session<'a> {
    asked: &'a Asked<'a>,
    judge: Judge,
    /// Which lists were seen.
    state: State,
    face: Face,
    start: Instant,
    stdin: Option<Wedge>,
    device: Option<Wedge>,
    /// Codes so far, for their names in lines and JSON.
    count: u64,
    showing: Option<Showing>,
    /// What came in one go, without a pause: how bad it is, its verdict, what is shown of it.
    together: Vec<(u8, String, Picture)>,
    /// Whether another code had begun to come in when the last one was told.
    more: bool,
    /// The beginning of a code that a pause ended, and until when the rest may follow.
    half: Option<(String, Duration)>,
    /// The parts of a card that is not whole yet.
    parts: Parts,
    /// Strokes of the bell to come, and when.
    bell: (u8, Duration),
    sources: Sources,
    trouble: Option<String>,
    /// What the last reading of the lists had to say.
    notices: Vec<Notice>,
    drawn: String,
    size: (usize, usize),
}

impl<'a> Session<'a> {
    fn new(asked: &'a Asked<'a>, judge: Judge, state: State, face: Face, has_device: bool) -> Self {
        let pause = Duration::from_millis(asked.args.pause.into());
        // A character of a code on the wrong keyboard has two octets.
        let wedge = |sender| Wedge::new(sender, pause, 2 * Limits::default().text);
        let stdin = match io::stdin().is_terminal() {
            true => Some(wedge(Sender::Keyboard)),
            false if has_device => None,
            false => Some(wedge(Sender::Wire)),
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "a scanner's pauses and the time of a verdict are measured"
        )]
        let start = Instant::now();
        Self {
            asked,
            judge,
            state,
            face,
            start,
            stdin,
            device: has_device.then(|| wedge(Sender::Wire)),
            count: 0,
            showing: None,
            together: Vec::new(),
            more: false,
            half: None,
            parts: Parts::default(),
            bell: (0, Duration::ZERO),
            sources: Sources::new(asked.judge.options().files()),
            trouble: None,
            notices: Vec::new(),
            drawn: String::new(),
            size: (0, 0),
        }
    }

    fn run(&mut self, events: &Receiver<Event>, stop: &AtomicBool) -> Result<()> {
        let mut next = Next::Go;
        while next == Next::Go && !stop.load(Ordering::SeqCst) {
            self.draw()?;
            let now = self.start.elapsed();
            next = match events.recv_timeout(self.wait(now)) {
                Ok(event) => self.take(event)?,
                // Only now nothing waits that was sent before.
                Err(RecvTimeoutError::Timeout) => self.silence()?,
                Err(RecvTimeoutError::Disconnected) => Next::End,
            };
            let now = self.start.elapsed();
            self.clear(now);
            self.ring(now)?;
            self.reload(now);
        }
        Ok(())
    }

    fn wedges(&mut self) -> impl Iterator<Item = &mut Wedge> {
        self.stdin.iter_mut().chain(&mut self.device)
    }

    /// How long nothing is to be done.
    fn wait(&mut self, now: Duration) -> Duration {
        let until = self.showing.as_ref().and_then(|showing| showing.until);
        let bell = (self.bell.0 > 0).then_some(self.bell.1);
        let deadlines = self.wedges().filter_map(|wedge| wedge.deadline());
        let first = deadlines.chain(until).chain(bell).min();
        first.map_or(TICK, |first| first.saturating_sub(now).min(TICK))
    }

    fn take(&mut self, event: Event) -> Result<Next> {
        match event {
            Event::Octets(source, octets, at) => {
                let wedge = match source {
                    Source::Stdin => self.stdin.as_mut(),
                    Source::Device => self.device.as_mut(),
                };
                let heard = wedge.map(|wedge| wedge.take(&octets, at));
                self.hear(source, heard.into_iter().flatten())
            }
            Event::Ended(Source::Device, error) => {
                let message = match error {
                    Some(error) => text!(SCANNER_FAILED, error),
                    None => messages::SCANNER_GONE.into(),
                };
                Err(Failure::new(message).hint(messages::SCANNER_PLUG_IN))
            }
            Event::Ended(Source::Stdin, Some(error)) => {
                Err(Failure::new(text!(SCANNER_STDIN, error)))
            }
            Event::Ended(Source::Stdin, None) => {
                let rest = self.stdin.as_mut().and_then(Wedge::finish);
                self.hear(Source::Stdin, rest)?;
                Ok(Next::End)
            }
        }
    }

    fn silence(&mut self) -> Result<Next> {
        let now = self.start.elapsed();
        let stdin = self.stdin.as_mut().and_then(|wedge| wedge.silence(now));
        if self.hear(Source::Stdin, stdin)? == Next::End {
            return Ok(Next::End);
        }
        let device = self.device.as_mut().and_then(|wedge| wedge.silence(now));
        self.hear(Source::Device, device)
    }

    fn hear(&mut self, source: Source, heard: impl IntoIterator<Item = Heard>) -> Result<Next> {
        if !self.more {
            self.together.clear();
        }
        for heard in heard {
            match heard {
                Heard::End => return Ok(Next::End),
                Heard::Code(_) if source == Source::Stdin && self.device.is_some() => {}
                Heard::Code(code) => {
                    if self.tell(&code)? == Next::End {
                        return Ok(Next::End);
                    }
                }
            }
        }
        let more = self.wedges().any(|wedge| wedge.is_begun());
        self.more = more;
        Ok(Next::Go)
    }

    /// Judges a code and tells the verdict.
    fn tell(&mut self, code: &Code) -> Result<Next> {
        let lang = self.asked.lang;
        let at = self.asked.judge.moment()?;
        let report = self.report(code, at);
        self.count += 1;
        let hint = keyboard::report_hint(&report, &code.text, lang)
            .unwrap_or_else(|| report.hint(lang).to_owned());
        let note = self.judge.expires_before_arrival(&report, lang);
        let now = self.start.elapsed();
        let severity = report.verdict.severity();
        // Of codes that come in one go the worst is heard and seen.
        let worst = self.together.iter().all(|(other, ..)| severity > *other);
        if worst && self.asked.args.bell && output::is_terminal() {
            let strokes = match report.verdict {
                Verdict::Accept | Verdict::Genuine(_) => 1,
                Verdict::CannotVerify(_) => 2,
                Verdict::Reject(_) => 3,
            };
            self.bell = (strokes, now);
        }
        let line = match self.face {
            Face::Screen { .. } => {
                let picture = verdict::picture(&report, &hint, note, lang);
                let word = format!("{} {}", picture.tone.sign(), picture.word);
                self.together.push((severity, word, picture));
                let picture = verdict::worst(&self.together, lang);
                let seconds = self.asked.args.clear;
                let until = (seconds > 0).then(|| now + Duration::from_secs(seconds.into()));
                self.showing = Some(Showing { picture, until });
                return Ok(Next::Go);
            }
            Face::Lines => escape(&verdict::line(&report, &hint, lang)),
            Face::Json => {
                let source = self.asked.inputs.first();
                let source = source.map_or("-".into(), |source| source.to_string_lossy());
                let input = Input {
                    label: format!("{source}#{}", self.count),
                    content: Content::Text(code.text.clone()),
                    left_alone: 0,
                };
                let json = self.judge.json(&input, &report, lang);
                let json = serde_json::to_string(&json).map_err(Failure::plain)?;
                escape_json(&json).into_owned()
            }
        };
        match output::try_data(format!("{line}\n").as_bytes()) {
            Ok(()) => Ok(Next::Go),
            // Nobody reads any more.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Next::End),
            Err(error) => Err(Failure::new(text!(BATCH_STDOUT, error))),
        }
    }

    /// The report on a code, or on it and the half before it.
    fn report(&mut self, code: &Code, at: hcert::time::Timestamp) -> Report {
        if code.overlong {
            return Report::undecodable(&DecodeError::TooLong {
                found: code.characters,
                limit: Limits::default().text,
            });
        }
        let half = self.half.take().filter(|_| !begins(&code.text));
        let joined = half.map(|(half, _)| half + &code.text);
        if let Some(joined) = joined {
            let report = self.judge.report_at(&joined, at);
            if !is_damaged(&report) {
                return report;
            }
        }
        let text = self.parts.with(&code.text, at);
        let report = self.judge.report_at(&text, at);
        if code.paused && begins(&code.text) && is_damaged(&report) {
            self.half = Some((code.text.clone(), self.start.elapsed() + HALF));
        }
        report
    }

    /// Takes a verdict off whose time is over, and with it all that is known of the code.
    fn clear(&mut self, now: Duration) {
        let until = self.showing.as_ref().and_then(|showing| showing.until);
        if until.is_some_and(|until| now >= until) {
            self.showing = None;
        }
        if self.half.as_ref().is_some_and(|(_, until)| now >= *until) {
            self.half = None;
        }
    }

    fn ring(&mut self, now: Duration) -> Result<()> {
        let (strokes, at) = self.bell;
        if strokes > 0 && now >= at {
            self.bell = (strokes - 1, now + STROKE);
            output::data(b"\x07")?;
        }
        Ok(())
    }

    /// Reads the lists again if their files have changed and no code is coming in. If that fails, those that were
    /// read before stay, and the foot says so.
    fn reload(&mut self, now: Duration) {
        let busy = self.wedges().any(|wedge| wedge.deadline().is_some());
        if busy || !self.sources.changed(now) {
            return;
        }
        let asked = self.asked.judge;
        let state = &mut self.state;
        let notices = Notices::default();
        let read = asked
            .moment()
            .and_then(|at| Judge::again(asked, at, state, &notices));
        match self.face {
            // A message would be written across the picture.
            Face::Screen { .. } => self.notices = notices.take(),
            Face::Lines | Face::Json => output::tell(&notices),
        }
        self.trouble = match read {
            Ok(judge) => {
                self.judge = judge;
                None
            }
            Err(failure) => {
                let (path, error) = (messages::WATCH_KEPT, failure.message);
                let trouble = escape(&text!(FILE_SYSTEM, path, error).get(self.asked.lang));
                if !matches!(self.face, Face::Screen { .. }) {
                    output::warning(&trouble);
                }
                Some(trouble)
            }
        };
    }

    fn draw(&mut self) -> Result<()> {
        let Face::Screen { colour } = self.face else {
            return Ok(());
        };
        let (lang, judge) = (self.asked.lang, self.asked.judge);
        let size = terminal::size();
        let at = judge.moment()?;
        let clock = Text::from(at.in_oslo()).get(lang).into_owned();
        let hour = at.in_oslo().hour_and_minute();
        let place = judge.place(lang);
        let rules = self.judge.asks_rules().then(|| judge.rules());
        let waiting = verdict::waiting(lang);
        let picture = self.showing.as_ref().map(|showing| &showing.picture);
        let frame = screen::Frame {
            place: &place,
            clock: &clock,
            hour: &hour,
            lists: &verdict::lists(&self.judge.list_ages(), rules, at, lang),
            trouble: self.trouble.as_deref(),
            keys: messages::WATCH_KEYS.get(lang),
        };
        let drawn = screen::draw(picture.unwrap_or(&waiting), &frame, size, colour);
        if drawn == self.drawn && size == self.size {
            return Ok(());
        }
        // What stood beyond the new edge is wiped first.
        let wipe = if size == self.size {
            ""
        } else {
            "\x1b[0m\x1b[2J"
        };
        output::data(format!("{wipe}{drawn}").as_bytes())?;
        (self.drawn, self.size) = (drawn, size);
        Ok(())
    }
}

/// Whether a text begins as a code of ours does.
fn begins(text: &str) -> bool {
    [PREFIX, DOMESTIC_PREFIX].into_iter().any(|prefix| {
        let start = text.get(..prefix.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    })
}

/// Whether a text could not be read to its signature.
fn is_damaged(report: &Report) -> bool {
    let damaged = [
        Class::Base45,
        Class::Zlib,
        Class::Cbor,
        Class::Cose,
        Class::Prefix,
        Class::TooLarge,
    ];
    let decoded = report
        .findings
        .iter()
        .any(|found| found.code() == "decoded");
    !decoded
        && report
            .verdict
            .class()
            .is_some_and(|class| damaged.contains(&class))
}
