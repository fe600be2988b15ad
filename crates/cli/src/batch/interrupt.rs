//! Ctrl-C in a batch: how it goes on is said, and it ends as it would without that. It may be killed at any moment, so
//! nothing needs to be put in order.

use crate::output;
use hcert::text;
use hcert::text::messages;
use hcert_host::batch::part_of;
use hcert_host::error::{Failure, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::low_level::{emulate_default_handler, pipe};
use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

/// Says it when somebody stops the run. `out` is the file of the answers, where there is one.
pub(super) fn tell(out: Option<&PathBuf>) -> Result<()> {
    for signal in [SIGINT, SIGTERM] {
        watch(signal, out.cloned()).map_err(|error| Failure::new(text!(SERVE_SIGNALS, error)))?;
    }
    Ok(())
}

fn watch(signal: i32, out: Option<PathBuf>) -> io::Result<()> {
    let (mut woken, wakes) = UnixStream::pair()?;
    pipe::register(signal, wakes)?;
    let wait = move || {
        if woken.read_exact(&mut [0]).is_ok() {
            say(out.as_deref());
            // The shell and whoever else waits see that it was stopped.
            let _ = emulate_default_handler(signal);
        }
    };
    std::thread::Builder::new().spawn(wait).map(drop)
}

fn say(out: Option<&Path>) {
    if io::stderr().is_terminal() {
        // Behind the bar, which stays as it was.
        let _ = writeln!(io::stderr());
    }
    match out {
        Some(out) => {
            output::note(&text!(BATCH_INTERRUPTED, part = part_of(out)));
            output::hint(&messages::BATCH_INTERRUPTED_HINT);
        }
        None => {
            output::note(&messages::BATCH_INTERRUPTED_STDOUT);
            output::hint(&messages::BATCH_INTERRUPTED_FILE);
        }
    }
}
