//! A terminal for the program to run in: a pseudo-terminal with a screen on it that can be read.

pub(crate) use crate::root;
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{
    LocalModes, OptionalActions, Termios, Winsize, tcgetattr, tcsetattr, tcsetwinsize,
};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Looks again and again for something that comes at once, and for a minute at most: a test fails by that and never
/// passes by it.
#[track_caller]
pub(crate) fn patiently<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..6_000 {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{what} did not come")
}

/// Both ends of a pseudo-terminal. The slave stays open, so that its settings can be read when nobody else has it.
pub(crate) struct Pty {
    pub(crate) master: File,
    pub(crate) slave: File,
    pub(crate) path: PathBuf,
}

pub(crate) fn pty() -> Pty {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let path = PathBuf::from(ptsname(&master, Vec::new()).unwrap().into_string().unwrap());
    let slave = File::options().read(true).write(true).open(&path).unwrap();
    Pty {
        master: master.into(),
        slave,
        path,
    }
}

/// The settings of a terminal, to be compared.
pub(crate) fn settings(terminal: &File) -> String {
    let Termios {
        input_modes,
        output_modes,
        local_modes,
        ..
    } = tcgetattr(terminal).unwrap();
    format!("{input_modes:?} {output_modes:?} {local_modes:?}")
}

/// Whether a terminal hands on what it gets at once, and sends nothing back.
pub(crate) fn is_raw(terminal: &File) -> bool {
    let modes = tcgetattr(terminal).unwrap().local_modes;
    !modes.intersects(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG)
}

/// What came to the terminal, and how it looks.
struct Seen {
    raw: Vec<u8>,
    screen: vt100::Parser,
}

pub(crate) struct Desk {
    pub(crate) child: Child,
    pub(crate) pty: Pty,
    seen: Arc<Mutex<Seen>>,
    before: String,
}

/// `hcert verify --watch` with these words, in the folder of the project.
pub(crate) fn command(words: &[&str]) -> Command {
    let mut command = crate::program();
    command
        .args(["verify", "--watch"])
        .args(words)
        .current_dir(root())
        .env_remove("NO_COLOR")
        .env("TERM", "xterm-256color");
    command
}

impl Desk {
    /// Runs it on a terminal of so many columns and rows, on which something stands already.
    pub(crate) fn new(size: (u16, u16), words: &[&str]) -> Self {
        Self::of(size, command(words), true)
    }

    /// As `command` says; without `screen` its standard output goes where the command sends it.
    pub(crate) fn of((columns, rows): (u16, u16), mut command: Command, screen: bool) -> Self {
        let pty = pty();
        let size = Winsize {
            ws_row: rows,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&pty.master, size).unwrap();
        let before = settings(&pty.slave);
        let cells = |count| NonZeroU16::new(count).unwrap();
        let seen = Arc::new(Mutex::new(Seen {
            raw: Vec::new(),
            screen: vt100::Parser::new(cells(rows), cells(columns), 1_000),
        }));
        let mut reader = pty.master.try_clone().unwrap();
        let to = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                let mut seen = to.lock().unwrap();
                seen.screen.process(&buffer[..count]);
                seen.raw.extend_from_slice(&buffer[..count]);
            }
        });
        (&pty.slave).write_all(b"$ hcert\n").unwrap();
        let stdio = || Stdio::from(pty.slave.try_clone().unwrap());
        command.stdin(stdio());
        if screen {
            command.stdout(stdio()).stderr(stdio());
        }
        let child = command.spawn().expect("the binary starts");
        // What is typed before it is ready is shown by the terminal itself.
        patiently("the start", || is_raw(&pty.slave).then_some(()));
        Self {
            child,
            pty,
            seen,
            before,
        }
    }

    pub(crate) fn types(&self, octets: impl AsRef<[u8]>) {
        (&self.pty.master).write_all(octets.as_ref()).unwrap();
    }

    /// Waits until a whole picture holds a text; its rows without the blanks behind.
    #[track_caller]
    pub(crate) fn shows(&self, text: &str) -> String {
        self.looks(text, |seen| {
            // Every picture ends with this, and has it nowhere else; the bell may follow.
            let last = seen.raw.iter().rposition(|&octet| octet != 0x07);
            let whole = last.is_some_and(|last| seen.raw[..=last].ends_with(b"\x1b[0m"));
            whole && seen.screen.screen().contents().contains(text)
        })
    }

    /// Waits until the screen is as wanted.
    #[track_caller]
    pub(crate) fn waits(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) -> String {
        self.looks(what, |seen| wanted(seen.screen.screen()))
    }

    #[track_caller]
    fn looks(&self, what: &str, wanted: impl Fn(&Seen) -> bool) -> String {
        for _ in 0..6_000 {
            let seen = self.seen.lock().unwrap();
            if wanted(&seen) {
                return rows(seen.screen.screen());
            }
            drop(seen);
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("{what} is not on the screen:\n{}", self.screen(rows))
    }

    /// The screen as it is now.
    pub(crate) fn screen<T>(&self, look: impl Fn(&vt100::Screen) -> T) -> T {
        look(self.seen.lock().unwrap().screen.screen())
    }

    /// Everything that was ever written to the terminal.
    pub(crate) fn written(&self) -> String {
        String::from_utf8_lossy(&self.seen.lock().unwrap().raw).into_owned()
    }

    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        let cells = |count| NonZeroU16::new(count).unwrap();
        let screen = &mut self.seen.lock().unwrap().screen;
        screen.set_size(cells(rows), cells(columns));
        let size = Winsize {
            ws_row: rows,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&self.pty.master, size).unwrap();
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for the end of the program.
    pub(crate) fn ends(&mut self) -> ExitStatus {
        patiently("the end", || self.child.try_wait().unwrap())
    }

    /// After the end: the terminal is as it was, and nothing of these texts is left on it or above it.
    #[track_caller]
    pub(crate) fn is_as_before(&self, gone: &[&str]) {
        (&self.pty.slave).write_all(b"$ next\n").unwrap();
        self.waits("$ next", |screen| {
            !screen.alternate_screen() && screen.contents().contains("$ next")
        });
        let mut seen = self.seen.lock().unwrap();
        let screen = &mut seen.screen;
        assert!(!screen.screen().hide_cursor(), "the cursor is back");
        let (_, columns) = screen.screen().size();
        let mut left = String::new();
        for above in (0..=screen.screen().scrollback_len()).rev() {
            screen.screen_mut().set_scrollback(above);
            left.extend(screen.screen().rows(0, columns.get()).map(|row| row + "\n"));
        }
        assert!(
            left.contains("$ hcert\n"),
            "what stood there before: {left}"
        );
        for text in gone {
            assert!(!left.contains(text), "{text} is left: {left}");
        }
        drop(seen);
        assert_eq!(settings(&self.pty.slave), self.before);
        // Nothing that was typed waits for the program that reads next.
        let mut raw = tcgetattr(&self.pty.slave).unwrap();
        raw.make_raw();
        raw.special_codes[rustix::termios::SpecialCodeIndex::VMIN] = 0;
        tcsetattr(&self.pty.slave, OptionalActions::Now, &raw).unwrap();
        let mut waiting = Vec::new();
        (&self.pty.slave).read_to_end(&mut waiting).unwrap();
        assert_eq!(String::from_utf8_lossy(&waiting), "");
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn rows(screen: &vt100::Screen) -> String {
    let (_, columns) = screen.size();
    let rows = screen.rows(0, columns.get());
    rows.map(|row| format!("{}\n", row.trim_end())).collect()
}
