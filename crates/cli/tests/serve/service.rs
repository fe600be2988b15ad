//! The program as a service, with all that it says.

use crate::client::{Answer, Client};
use crate::desk::Desk;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::process::Child;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// The moment at which every code is judged, and the other words that most tests use.
pub(crate) const AT: &str = "2022-02-01T12:00:00Z";

/// How long something is waited for that takes no time; only so that a test which fails ends.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Service {
    pub(crate) desk: Desk,
    pub(crate) address: SocketAddr,
    child: Option<Child>,
    lines: Arc<(Mutex<Vec<String>>, Condvar)>,
    reader: Option<JoinHandle<()>>,
}

impl Service {
    /// A service on a port of its own, at [`AT`].
    pub(crate) fn start(words: &[&str]) -> Self {
        Self::start_in(Desk::new(), words)
    }

    pub(crate) fn start_in(desk: Desk, words: &[&str]) -> Self {
        let common = ["serve", "--listen", "127.0.0.1:0", "--at", AT];
        let mut child = desk.spawn(&[&common, words].concat());
        let stderr = child.stderr.take().unwrap();
        let lines: Arc<(Mutex<Vec<String>>, Condvar)> = Arc::default();
        let reader = {
            let lines = Arc::clone(&lines);
            std::thread::spawn(move || {
                for line in BufReader::new(stderr).lines() {
                    lines.0.lock().unwrap().push(line.unwrap());
                    lines.1.notify_all();
                }
            })
        };
        let mut service = Self {
            desk,
            address: ([127, 0, 0, 1], 0).into(),
            child: Some(child),
            lines,
            reader: Some(reader),
        };
        let line = service.wait_for("listening on ");
        let (_, address) = line.split_once("://").unwrap();
        service.address = address.parse().unwrap();
        service
    }

    /// Everything that was said so far.
    pub(crate) fn said(&self) -> Vec<String> {
        self.lines.0.lock().unwrap().clone()
    }

    /// Waits for a line with something in it, and returns the last one that there is.
    pub(crate) fn wait_for(&self, what: &str) -> String {
        self.wait_for_more(what, 0)
    }

    /// Waits for more lines with something in them than there were.
    pub(crate) fn wait_for_more(&self, what: &str, than: usize) -> String {
        let (lines, news) = &*self.lines;
        let found = |said: &Vec<String>| said.iter().filter(|line| line.contains(what)).count();
        let waited =
            news.wait_timeout_while(lines.lock().unwrap(), PATIENCE, |said| found(said) <= than);
        let (said, _) = waited.unwrap();
        assert!(found(&said) > than, "no {what} in {said:#?}");
        let mut newest = said.iter().rev();
        newest.find(|line| line.contains(what)).unwrap().clone()
    }

    pub(crate) fn count(&self, what: &str) -> usize {
        self.said()
            .iter()
            .filter(|line| line.contains(what))
            .count()
    }

    pub(crate) fn client(&self) -> Client<TcpStream> {
        Client::connect(self.address)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.client().get(path)
    }

    pub(crate) fn verify(&self, code: &str) -> Answer {
        self.client()
            .post("/v1/verify", "text/plain", code.as_bytes())
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let child = self.child.as_ref().unwrap();
        kill_process(Pid::from_child(child), signal).unwrap();
    }

    /// Waits for its end after it was asked to; the exit code and everything that it said.
    pub(crate) fn ended(mut self) -> (i32, Vec<String>) {
        let status = self.child.take().unwrap().wait().unwrap();
        self.reader.take().unwrap().join().unwrap();
        (status.code().unwrap(), self.said())
    }

    pub(crate) fn stop(self) -> (i32, Vec<String>) {
        self.signal(Signal::TERM);
        self.ended()
    }
}

/// A test that failed leaves nothing running.
impl Drop for Service {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The codes of the project, one a line.
pub(crate) fn codes() -> Vec<String> {
    let path = crate::desk::root().join("testdata/codes.txt");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// A file of the project.
pub(crate) fn file(name: &str) -> Vec<u8> {
    std::fs::read(crate::desk::root().join(name)).unwrap()
}
