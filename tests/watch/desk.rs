//! A terminal for the program to run in: a pseudo-terminal with a screen on it that can be read.

use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{
    LocalModes, OptionalActions, Termios, Winsize, tcgetattr, tcsetattr, tcsetwinsize,
};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
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

pub(crate) struct Desk {
    pub(crate) child: Child,
    pub(crate) pty: Pty,
    screen: Arc<Mutex<vt100::Parser>>,
    raw: Arc<Mutex<Vec<u8>>>,
    before: String,
}

/// `hcert verify --watch` with these words, in the folder of the project.
pub(crate) fn command(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hcert"));
    command
        .args(["verify", "--watch"])
        .args(words)
        .current_dir(root())
        .env_remove("NO_COLOR")
        .env("TERM", "xterm-256color");
    command
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
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
        let parser = vt100::Parser::new(cells(rows), cells(columns), 1_000);
        let (parser, raw) = (
            Arc::new(Mutex::new(parser)),
            Arc::new(Mutex::new(Vec::new())),
        );
        let mut reader = pty.master.try_clone().unwrap();
        let (to_screen, to_raw) = (Arc::clone(&parser), Arc::clone(&raw));
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                to_screen.lock().unwrap().process(&buffer[..count]);
                to_raw.lock().unwrap().extend_from_slice(&buffer[..count]);
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
            screen: parser,
            raw,
            before,
        }
    }

    pub(crate) fn types(&self, octets: impl AsRef<[u8]>) {
        (&self.pty.master).write_all(octets.as_ref()).unwrap();
    }

    /// Waits until the screen holds a text.
    #[track_caller]
    pub(crate) fn shows(&self, text: &str) -> String {
        self.waits(text, |screen| screen.contents().contains(text))
    }

    /// Waits until the screen is as wanted; its rows without the blanks behind.
    #[track_caller]
    pub(crate) fn waits(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) -> String {
        for _ in 0..6_000 {
            let screen = self.screen.lock().unwrap();
            if wanted(screen.screen()) {
                return rows(screen.screen());
            }
            drop(screen);
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("{what} is not on the screen:\n{}", self.screen(rows))
    }

    /// The screen as it is now.
    pub(crate) fn screen<T>(&self, look: impl Fn(&vt100::Screen) -> T) -> T {
        look(self.screen.lock().unwrap().screen())
    }

    /// Everything that was ever written to the terminal.
    pub(crate) fn written(&self) -> String {
        String::from_utf8_lossy(&self.raw.lock().unwrap()).into_owned()
    }

    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        let cells = |count| NonZeroU16::new(count).unwrap();
        let mut screen = self.screen.lock().unwrap();
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
        let mut screen = self.screen.lock().unwrap();
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
        drop(screen);
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
