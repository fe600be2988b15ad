//! The terminal while it shows verdicts, and everything put back afterwards.
//!
//! What is typed stays unseen (it is somebody's code), no key is a signal (a code could hold it), and what is shown
//! stands on the alternate screen, so that no name is left in the scroll-back. Whatever way the program ends, by
//! its end, an error, a signal or a panic, the terminal is as it was.

use crate::output;
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
    /// Takes over standard input if it is a terminal.
    pub(super) fn enter() -> io::Result<Self> {
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
        Ok(terminal)
    }

    /// Puts the alternate screen up on standard output, which is a terminal.
    pub(super) fn show(&self) -> io::Result<()> {
        self.screen.store(true, Ordering::SeqCst);
        leave_on_panic(Arc::clone(&self.screen));
        output::try_data(ENTER.as_bytes())
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

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use std::fs::File;
    use std::io::Read as _;
    use std::process::{Command, Stdio};

    /// The name of the test below, for the process that it runs in.
    const INSIDE: &str = "watch::terminal::tests::inside";

    #[test]
    #[ignore = "runs in a terminal of its own, see the next one"]
    fn inside() {
        let terminal = Terminal::enter().unwrap();
        terminal.show().unwrap();
        assert!(is_unseen());
        panic!("the end of the test");
    }

    fn is_unseen() -> bool {
        let modes = tcgetattr(io::stdin()).unwrap().local_modes;
        !modes.intersects(LocalModes::ECHO | LocalModes::ISIG | LocalModes::ICANON)
    }

    #[test]
    fn a_panic_puts_the_terminal_back_before_it_is_told() {
        let master =
            openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let path = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
        let slave = File::options().read(true).write(true).open(path).unwrap();
        let modes = |slave: &File| format!("{:?}", tcgetattr(slave).unwrap());
        let before = modes(&slave);
        let mut reader = File::from(master);
        let reading = std::thread::spawn(move || {
            let mut written = Vec::new();
            let mut buffer = [0; 4096];
            // A terminal that nobody has open any more is at its end.
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                written.extend_from_slice(&buffer[..count]);
            }
            String::from_utf8(written).unwrap()
        });
        let stdio = || Stdio::from(slave.try_clone().unwrap());
        let status = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                INSIDE,
                "--ignored",
                "--nocapture",
                "--test-threads=1",
            ])
            .env("RUST_BACKTRACE", "0")
            .stdin(stdio())
            .stdout(stdio())
            .stderr(stdio())
            .status()
            .unwrap();
        assert!(!status.success(), "it did panic");
        assert_eq!(modes(&slave), before);
        drop(slave);
        let written = reading.join().unwrap();
        let place = |text: &str| {
            written
                .find(text)
                .unwrap_or_else(|| panic!("{text}: {written}"))
        };
        assert!(place(ENTER) < place(LEAVE));
        assert!(place(LEAVE) < place("the end of the test"));
        assert_eq!(written.matches(LEAVE).count(), 1, "{written}");
    }
}
