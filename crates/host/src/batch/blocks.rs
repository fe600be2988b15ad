//! Octets of a file or of standard input, fetched by a thread of its own: a read that never returns keeps nobody
//! from ending.

use sha2::{Digest as _, Sha256};
use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Octets that are asked for at a time. A pipe gives what it has and does not wait for more.
const BLOCK: usize = 64 << 10;

/// Blocks that are fetched before anybody wants them.
const AHEAD: usize = 2;

enum Message {
    Block(Vec<u8>),
    Failed(io::Error),
    End,
    /// Nobody wants to know the rest.
    Stop,
}

/// Tells whoever waits for octets that there will be none.
#[derive(Clone)]
pub(super) struct Stop {
    asked: Arc<AtomicBool>,
    waiting: Option<SyncSender<Message>>,
}

impl Stop {
    /// For what never waits.
    pub(super) fn new() -> Self {
        Self {
            asked: Arc::default(),
            waiting: None,
        }
    }

    pub(super) fn stop(&self) {
        self.asked.store(true, Ordering::SeqCst);
        if let Some(waiting) = &self.waiting {
            // A queue that is full has something for whoever waits, who then looks at the flag.
            let _ = waiting.try_send(Message::Stop);
        }
    }

    pub(super) fn is_asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }
}

/// The octets, in order.
pub(super) struct Blocks {
    from: Receiver<Message>,
    stop: Stop,
    block: Vec<u8>,
    at: usize,
    ended: bool,
    /// Octets that were taken.
    octets: u64,
    /// The hash over them, where it is wanted.
    hash: Option<Sha256>,
}

impl Blocks {
    /// Begins to read.
    pub(super) fn new(mut input: impl Read + Send + 'static, hashed: bool) -> io::Result<Self> {
        let (to, from) = sync_channel(AHEAD);
        let stop = Stop {
            waiting: Some(to.clone()),
            ..Stop::new()
        };
        let fetch = move || {
            let mut buffer = vec![0; BLOCK];
            loop {
                let message = match input.read(&mut buffer) {
                    Ok(0) => Message::End,
                    Ok(count) => Message::Block(buffer.get(..count).unwrap_or_default().to_vec()),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => Message::Failed(error),
                };
                let more = matches!(message, Message::Block(_));
                if to.send(message).is_err() || !more {
                    return;
                }
            }
        };
        std::thread::Builder::new().spawn(fetch)?;
        Ok(Self {
            from,
            stop,
            block: Vec::new(),
            at: 0,
            ended: false,
            octets: 0,
            hash: hashed.then(Sha256::new),
        })
    }

    pub(super) fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// How many octets were taken, and the hash over them.
    pub(super) fn taken(&self) -> (u64, Option<[u8; 32]>) {
        let digest = self.hash.clone().map(|hash| hash.finalize().into());
        (self.octets, digest)
    }

    /// Whether another line can be taken without waiting for it.
    pub(super) fn has_line(&self) -> bool {
        self.rest().contains(&b'\n')
    }

    /// What was fetched up to the end of the first line, or up to a limit, if no line ends before it.
    pub(super) fn first_line(&mut self, limit: usize) -> io::Result<&[u8]> {
        self.fill_buf()?;
        while !self.ended && self.rest().len() < limit && !self.has_line() {
            let before = self.rest().to_vec();
            (self.block, self.at) = (Vec::new(), 0);
            let more = self.fill_buf()?.to_vec();
            (self.block, self.at) = ([before, more].concat(), 0);
        }
        let line = self.rest().split(|octet| *octet == b'\n').next();
        Ok(line.unwrap_or_default())
    }

    fn rest(&self) -> &[u8] {
        self.block.get(self.at..).unwrap_or_default()
    }
}

impl Read for Blocks {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Blocks {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at >= self.block.len() && !self.ended {
            if self.stop.is_asked() {
                self.ended = true;
                break;
            }
            match self.from.recv() {
                Ok(Message::Block(block)) => (self.block, self.at) = (block, 0),
                Ok(Message::Failed(error)) => {
                    self.ended = true;
                    return Err(error);
                }
                Ok(Message::End | Message::Stop) | Err(_) => self.ended = true,
            }
        }
        Ok(self.rest())
    }

    fn consume(&mut self, count: usize) {
        if let Some(hash) = &mut self.hash {
            let taken = self.block.get(self.at..self.at + count);
            hash.update(taken.unwrap_or_default());
        }
        self.at += count;
        self.octets += count as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::Sender;

    /// A pipe into which a test puts octets when it wants to.
    struct Pipe(Receiver<Vec<u8>>);

    impl Read for Pipe {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let Ok(octets) = self.0.recv() else {
                return Ok(0);
            };
            octets.as_slice().read(into)
        }
    }

    fn pipe() -> (Sender<Vec<u8>>, Blocks) {
        let (to, from) = std::sync::mpsc::channel();
        (to, Blocks::new(Pipe(from), true).unwrap())
    }

    #[test]
    fn whoever_waits_for_octets_can_be_told_to_stop() {
        let (to, mut blocks) = pipe();
        let stop = blocks.stop();
        to.send(b"a\nb".to_vec()).unwrap();
        let mut line = Vec::new();
        assert_eq!(blocks.read_until(b'\n', &mut line).unwrap(), 2);
        let waiting = std::thread::spawn(move || {
            let mut rest = Vec::new();
            blocks.read_until(b'\n', &mut rest).map(|_| rest)
        });
        stop.stop();
        // The pipe is still open: only the word made an end of it.
        assert!(waiting.join().unwrap().unwrap().len() <= 1);
        drop(to);
    }

    #[test]
    fn the_hash_is_over_what_was_taken_whatever_the_blocks_were() {
        let text = b"one\ntwo\nthree\n";
        let whole: [u8; 32] = Sha256::digest(b"one\ntwo\n").into();
        for size in 1..text.len() {
            let (to, mut blocks) = pipe();
            for part in text.chunks(size) {
                to.send(part.to_vec()).unwrap();
            }
            drop(to);
            assert_eq!(blocks.first_line(100).unwrap(), b"one");
            let mut lines = Vec::new();
            blocks.read_until(b'\n', &mut lines).unwrap();
            blocks.read_until(b'\n', &mut lines).unwrap();
            assert_eq!(lines, b"one\ntwo\n");
            assert_eq!(blocks.taken(), (8, Some(whole)));
        }
    }
}
