//! The terminal while it shows verdicts, and everything put back afterwards.
//!
//! What is typed stays unseen (it is somebody's code), no key is a signal (a code could hold it), and what is shown
//! stands on the alternate screen, so that no name is left in the scroll-back. Whatever way the program ends, by
//! its end, an error, a signal or a panic, the terminal is as it was.

use super::super::output;
use rustix::termios::{
    InputModes, LocalModes, OptionalActions, QueueSelector, SpecialCodeIndex, Termios, tcflush,
    tcgetattr, tcgetwinsize, tcsetattr,
};
use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The alternate screen, no cursor, no wrapping at the right edge.
const ENTER: &str = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
/// Everything wiped, then all of that taken back. A terminal without an alternate screen is left empty.
const LEAVE: &str = "\x1b[0m\x1b[2J\x1b[H\x1b[?7h\x1b[?25h\x1b[?1049l";

/// Columns and rows where the terminal does not tell.
const USUAL: (usize, usize) = (80, 24);

/// A terminal that is put back when this goes.
pub(super) struct Terminal {
    /// The settings of standard input, if it is a terminal.
    saved: Option<Termios>,
    /// Whether the alternate screen is up.
    screen: Arc<AtomicBool>,
}

impl Terminal {
    /// Takes over standard input if it is a terminal, and with `screen` standard output, which is one.
    pub(super) fn enter(screen: bool) -> io::Result<Self> {
        let stdin = io::stdin();
        let mut terminal = Self {
            saved: None,
            screen: Arc::new(AtomicBool::new(false)),
        };
        if stdin.is_terminal() {
            let saved = tcgetattr(&stdin)?;
            tcsetattr(&stdin, OptionalActions::Now, &unseen(saved.clone()))?;
            terminal.saved = Some(saved);
        }
        if screen {
            terminal.screen.store(true, Ordering::SeqCst);
            leave_on_panic(Arc::clone(&terminal.screen));
            output::try_data(ENTER.as_bytes())?;
        }
        Ok(terminal)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        leave(&self.screen);
        if let Some(saved) = &self.saved {
            let stdin = io::stdin();
            // What a scanner is typing just now must not reach the program that reads next.
            let _ = tcflush(&stdin, QueueSelector::IFlush);
            let _ = tcsetattr(&stdin, OptionalActions::Now, saved);
        }
    }
}

fn leave(screen: &AtomicBool) {
    if screen.swap(false, Ordering::SeqCst) {
        let _ = output::try_data(LEAVE.as_bytes());
    }
}

/// A panic is told on standard error, where the alternate screen would swallow it.
fn leave_on_panic(screen: Arc<AtomicBool>) {
    let previous = std::panic::take_hook();
    let main = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        // Another thread's end is not the end of this screen.
        if std::thread::current().id() == main {
            leave(&screen);
        }
        previous(info);
    }));
}

/// Settings under which nothing typed is shown, waits for a line's end, or is a signal.
fn unseen(mut settings: Termios) -> Termios {
    settings.local_modes -= LocalModes::ECHO
        | LocalModes::ECHONL
        | LocalModes::ICANON
        | LocalModes::ISIG
        | LocalModes::IEXTEN;
    settings.input_modes -= InputModes::IXON | InputModes::IGNCR | InputModes::ISTRIP;
    settings.special_codes[SpecialCodeIndex::VMIN] = 1;
    settings.special_codes[SpecialCodeIndex::VTIME] = 0;
    settings
}

/// Columns and rows of standard output.
pub(super) fn size() -> (usize, usize) {
    match tcgetwinsize(io::stdout()) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => (size.ws_col.into(), size.ws_row.into()),
        _ => USUAL,
    }
}
