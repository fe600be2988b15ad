//! Pictures and PDFs from outside are decoded in a child process of the same program, with hard limits.
//!
//! What a decoder does with a hostile file cannot be counted from outside it; what a process takes can. A child has an
//! address space of 512 MiB, ten seconds of processor for a file, and no way to a file, a network or another
//! program: it limits itself before it reads the first octet of anybody's, and the kernel (seccomp) answers every other
//! call with *not implemented*. A child that meets a limit is gone, and another one takes its place. Children that did
//! well are kept warm; one that has used four seconds of processor is not asked again, so that what it has used
//! never shortens what the next file may.
//!
//! Where no child can be made nothing is decoded: the file cannot be read, and that is the answer. On systems other than
//! Unix, and in a program that does not begin with [`main`], files are decoded in the program itself.
//!
//! ```text
//! to the child    length u64, limits (octets u64, pixels u64, pages u32), the file     all little-endian
//! to the program  once ready: `R`; then for each file: length u32, microseconds of processor u64, JSON
//! ```

use hcert_scan::scan::{ScanError, ScanLimits, Scanned};
use std::sync::atomic::AtomicBool;
#[cfg(unix)]
use std::sync::atomic::Ordering;

#[cfg(unix)]
/// The hidden command under which the program decodes for another one of itself.
const COMMAND: &str = "decode-in-child";

/// Octets of address space that a child may have.
#[cfg(unix)]
const MEMORY: u64 = 512 << 20;

/// Seconds of processor that a file may take.
#[cfg(unix)]
const CPU_SECONDS: u64 = 10;

/// Seconds of processor after which a child is not asked again.
#[cfg(unix)]
const RETIRED_AFTER: u64 = 4;

/// Seconds that a file may take by the clock on the wall, for what waits instead of working.
#[cfg(unix)]
const WALL_SECONDS: u64 = 20;

/// Decodes a file of a stranger's. Once `gone` is set, nobody waits for the answer any more, and the child is ended.
pub fn scan(
    octets: &[u8],
    limits: &ScanLimits,
    gone: &AtomicBool,
) -> Result<Vec<Scanned>, ScanError> {
    #[cfg(unix)]
    if HAS_CHILDREN.load(Ordering::SeqCst) {
        return parent::scan(octets, limits, gone);
    }
    let _ = gone;
    hcert_scan::scan::scan(octets, limits)
}

/// As [`scan`], for whoever waits to the end.
pub fn scan_patiently(octets: &[u8], limits: &ScanLimits) -> Result<Vec<Scanned>, ScanError> {
    scan(octets, limits, &AtomicBool::new(false))
}

/// Starts so many children before the first file comes.
pub fn warm(count: usize) {
    #[cfg(unix)]
    if HAS_CHILDREN.load(Ordering::SeqCst) {
        parent::warm(count);
    }
    #[cfg(not(unix))]
    let _ = count;
}

/// Whether this program is one that decodes when it is told to ([`main`]).
#[cfg(unix)]
static HAS_CHILDREN: AtomicBool = AtomicBool::new(false);

/// The first call of a program: decodes and gives the exit code if the program was started for that, before anything
/// else is looked at; else has strangers' files decoded in children from now on. In a program that never calls it
/// files are decoded in the program itself, and the limit on memory and time is its own.
#[cfg(unix)]
pub fn main() -> Option<std::process::ExitCode> {
    if std::env::args_os()
        .nth(1)
        .is_some_and(|word| word == COMMAND)
    {
        return Some(child::run());
    }
    HAS_CHILDREN.store(true, Ordering::SeqCst);
    None
}

/// What a child says when it has limited itself.
#[cfg(unix)]
const READY: u8 = b'R';

/// Octets before a file: its length and the limits.
#[cfg(unix)]
const HEAD: usize = 8 + 8 + 8 + 4;

/// Octets before an answer: its length and what the child has used of the processor.
#[cfg(unix)]
const ANSWER_HEAD: usize = 4 + 8;

/// Octets of a file that go to the child together with what stands before them.
#[cfg(unix)]
const IN_ONE: usize = 32 << 10;

/// The most octets of an answer: far more than all codes of 32 pages.
#[cfg(unix)]
const MAX_ANSWER: usize = 16 << 20;

#[cfg(unix)]
mod child {
    use super::{ANSWER_HEAD, CPU_SECONDS, HEAD, MEMORY, READY, RETIRED_AFTER};
    use hcert_scan::scan::{ScanLimits, scan};
    use rustix::process::{Resource, Rlimit, setrlimit};
    use std::io::{self, Read as _, Write as _};
    use std::process::ExitCode;

    /// Decodes one file after another from standard input, until it ends.
    pub(super) fn run() -> ExitCode {
        match limited().and_then(|()| serve()) {
            Ok(()) => ExitCode::SUCCESS,
            // The other side sees that the answer is missing.
            Err(_) => ExitCode::FAILURE,
        }
    }

    /// Gives up everything that decoding does not need.
    fn limited() -> io::Result<()> {
        let most = |limit: u64| Rlimit {
            current: Some(limit),
            maximum: Some(limit),
        };
        setrlimit(Resource::As, most(MEMORY))?;
        setrlimit(Resource::Cpu, most(CPU_SECONDS + RETIRED_AFTER))?;
        setrlimit(Resource::Fsize, most(0))?;
        setrlimit(Resource::Core, most(0))?;
        #[cfg(target_os = "linux")]
        {
            rustix::thread::set_no_new_privs(true)?;
            super::filter::apply()?;
        }
        // Nothing can be opened any more either way.
        setrlimit(Resource::Nofile, most(3))?;
        Ok(())
    }

    fn serve() -> io::Result<()> {
        let (mut from, mut to) = (io::stdin().lock(), io::stdout().lock());
        to.write_all(&[READY])?;
        to.flush()?;
        let mut head = [0; HEAD];
        loop {
            match from.read_exact(&mut head) {
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
                other => other?,
            }
            let number = |at: usize| {
                let octets = head
                    .get(at..at + 8)
                    .and_then(|octets| octets.try_into().ok());
                octets.map_or(0, u64::from_le_bytes)
            };
            let pages = head
                .last_chunk::<4>()
                .copied()
                .map_or(0, u32::from_le_bytes);
            let limits = ScanLimits {
                bytes: number(8),
                pixels: number(16),
                pages,
            };
            let length = usize::try_from(number(0)).unwrap_or(usize::MAX);
            let mut octets = Vec::new();
            octets.try_reserve_exact(length)?;
            (&mut from).take(number(0)).read_to_end(&mut octets)?;
            if octets.len() < length {
                return Ok(());
            }
            let answer = serde_json::to_vec(&scan(&octets, &limits))?;
            drop(octets);
            let size = u32::try_from(answer.len()).map_err(io::Error::other)?;
            // In one piece: the other side wakes once.
            let mut whole = Vec::with_capacity(ANSWER_HEAD + answer.len());
            whole.extend_from_slice(&size.to_le_bytes());
            whole.extend_from_slice(&used().to_le_bytes());
            whole.extend_from_slice(&answer);
            to.write_all(&whole)?;
            to.flush()?;
        }
    }

    /// Microseconds of processor that this process has used.
    fn used() -> u64 {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        let part = |number: i64| u64::try_from(number).unwrap_or(u64::MAX / 4_000_000);
        part(time.tv_sec) * 1_000_000 + part(time.tv_nsec) / 1_000
    }
}

#[cfg(target_os = "linux")]
mod filter {
    //! What a child may ask of the kernel: memory, threads, time, and the two pipes that it has.

    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};
    use std::collections::BTreeMap;
    use std::io;

    pub(super) fn apply() -> io::Result<()> {
        let calls = [
            libc::SYS_brk,
            libc::SYS_clock_gettime,
            libc::SYS_clock_nanosleep,
            // With CLONE_THREAD alone it could be told from a fork, and without exec a fork gains nothing: it has the same
            // limits and no way out.
            libc::SYS_clone,
            libc::SYS_close,
            libc::SYS_exit,
            libc::SYS_exit_group,
            libc::SYS_futex,
            libc::SYS_getpid,
            libc::SYS_getrandom,
            libc::SYS_gettid,
            libc::SYS_madvise,
            libc::SYS_mmap,
            libc::SYS_mprotect,
            libc::SYS_mremap,
            libc::SYS_munmap,
            libc::SYS_prctl,
            libc::SYS_prlimit64,
            libc::SYS_read,
            libc::SYS_restart_syscall,
            libc::SYS_rseq,
            libc::SYS_rt_sigaction,
            libc::SYS_rt_sigprocmask,
            libc::SYS_rt_sigreturn,
            libc::SYS_sched_getaffinity,
            libc::SYS_sched_yield,
            libc::SYS_set_robust_list,
            libc::SYS_sigaltstack,
            libc::SYS_tgkill,
            libc::SYS_write,
            libc::SYS_writev,
        ];
        let rules: BTreeMap<i64, Vec<_>> = calls.map(|call| (call, Vec::new())).into();
        let arch = std::env::consts::ARCH
            .try_into()
            .map_err(io::Error::other)?;
        // Not implemented, and not forbidden: the C library tries an older call then.
        let others = SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
        let filter = SeccompFilter::new(rules, others, SeccompAction::Allow, arch);
        let program: BpfProgram = filter
            .and_then(TryInto::try_into)
            .map_err(io::Error::other)?;
        seccompiler::apply_filter_all_threads(&program).map_err(io::Error::other)
    }
}

#[cfg(unix)]
mod parent {
    use super::{
        ANSWER_HEAD, COMMAND, CPU_SECONDS, HEAD, IN_ONE, MAX_ANSWER, MEMORY, READY, RETIRED_AFTER,
        WALL_SECONDS,
    };
    use hcert_scan::scan::{Exhausted, ScanError, ScanLimits, Scanned};
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use std::io::{self, Read, Write as _};
    use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
    use std::path::PathBuf;
    use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Mutex, PoisonError};
    use std::time::{Duration, Instant};

    /// Children that wait for a file.
    static IDLE: Mutex<Vec<Decoder>> = Mutex::new(Vec::new());

    /// The most children that are kept for later.
    const KEPT: usize = 16;

    /// How often it is looked whether anybody still waits.
    const TICK: Timespec = Timespec {
        tv_sec: 0,
        tv_nsec: 50_000_000,
    };

    /// A child that is ready for a file. It ends with this.
    struct Decoder {
        child: Child,
        to: ChildStdin,
        from: ChildStdout,
    }

    impl Drop for Decoder {
        fn drop(&mut self) {
            // It may have ended already.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }

    /// Why there is no answer.
    enum Lost {
        /// It took too long by the clock on the wall.
        Slow,
        /// Nobody waits any more.
        Gone,
        /// The child ended, or said what no child says.
        Ended,
    }

    pub(super) fn warm(count: usize) {
        let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
        while idle.len() < count.min(KEPT) {
            match Decoder::start() {
                Ok(decoder) => idle.push(decoder),
                // Whoever brings the first file is told.
                Err(_) => return,
            }
        }
    }

    fn take() -> Result<Decoder, ScanError> {
        let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(decoder) => Ok(decoder),
            None => Decoder::start().map_err(|error| ScanError::NoDecoder {
                detail: error.to_string(),
            }),
        }
    }

    pub(super) fn scan(
        octets: &[u8],
        limits: &ScanLimits,
        gone: &AtomicBool,
    ) -> Result<Vec<Scanned>, ScanError> {
        // What is too long is not carried over.
        let length = octets.len() as u64;
        if length > limits.bytes {
            let (bytes, limit) = (length, limits.bytes);
            return Err(ScanError::TooManyBytes { bytes, limit });
        }
        let mut decoder = take()?;
        let answer = decoder.ask(octets, limits, gone);
        if answer.is_err() {
            // The next one finds a child that is ready.
            warm(1);
        }
        match answer {
            Ok((answer, used)) => {
                let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
                if used < RETIRED_AFTER * 1_000_000 && idle.len() < KEPT {
                    idle.push(decoder);
                } else if idle.is_empty()
                    && let Ok(next) = Decoder::start()
                {
                    idle.push(next);
                }
                answer
            }
            Err(Lost::Slow) => Err(ScanError::Exhausted(Exhausted::Time {
                seconds: WALL_SECONDS,
            })),
            Err(Lost::Gone) => Err(ScanError::NoDecoder {
                detail: "nobody waits for the answer".into(),
            }),
            Err(Lost::Ended) => Err(decoder.why()),
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "how long a child may take is measured"
    )]
    fn now() -> Instant {
        Instant::now()
    }

    impl Decoder {
        fn start() -> io::Result<Self> {
            let mut command = Command::new(program()?);
            command
                .arg0("hcert")
                .arg(COMMAND)
                .env_clear()
                // Each further arena of the C library would reserve 64 MiB of the address space.
                .env("MALLOC_ARENA_MAX", "1")
                .current_dir("/")
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null());
            let mut child = command.spawn()?;
            let (to, from) = (child.stdin.take(), child.stdout.take());
            let (Some(to), Some(from)) = (to, from) else {
                return Err(io::Error::other("no pipes to the child"));
            };
            let mut decoder = Self { child, to, from };
            let mut ready = [0];
            let until = now() + Duration::from_secs(WALL_SECONDS);
            let read = decoder.read(&mut ready, until, &AtomicBool::new(false));
            match (read, ready) {
                (Ok(()), [READY]) => Ok(decoder),
                _ => Err(io::Error::other(
                    "a process that may do nothing but decode cannot be made here",
                )),
            }
        }

        /// Sends a file and waits for the answer and what the child has used of the processor.
        fn ask(
            &mut self,
            octets: &[u8],
            limits: &ScanLimits,
            gone: &AtomicBool,
        ) -> Result<(Result<Vec<Scanned>, ScanError>, u64), Lost> {
            let until = now() + Duration::from_secs(WALL_SECONDS);
            let mut head = Vec::with_capacity(HEAD + octets.len().min(IN_ONE));
            head.extend_from_slice(&(octets.len() as u64).to_le_bytes());
            head.extend_from_slice(&limits.bytes.to_le_bytes());
            head.extend_from_slice(&limits.pixels.to_le_bytes());
            head.extend_from_slice(&limits.pages.to_le_bytes());
            // A small file goes along, so that the child wakes once.
            let (first, rest) = octets.split_at(octets.len().min(IN_ONE));
            head.extend_from_slice(first);
            // It reads all of a file before it does anything with it, so this does not block for long.
            let sent = self
                .to
                .write_all(&head)
                .and_then(|()| self.to.write_all(rest));
            sent.and_then(|()| self.to.flush())
                .map_err(|_| Lost::Ended)?;
            let mut head = [0; ANSWER_HEAD];
            self.read(&mut head, until, gone)?;
            let [a, b, c, d, used @ ..] = head;
            let size = usize::try_from(u32::from_le_bytes([a, b, c, d])).unwrap_or(usize::MAX);
            if size > MAX_ANSWER {
                return Err(Lost::Ended);
            }
            let mut answer = vec![0; size];
            self.read(&mut answer, until, gone)?;
            let answer = serde_json::from_slice(&answer).map_err(|_| Lost::Ended)?;
            Ok((answer, u64::from_le_bytes(used)))
        }

        /// Reads so many octets, unless it takes too long or nobody waits any more.
        fn read(
            &mut self,
            mut room: &mut [u8],
            until: Instant,
            gone: &AtomicBool,
        ) -> Result<(), Lost> {
            while !room.is_empty() {
                if gone.load(Ordering::SeqCst) {
                    return Err(Lost::Gone);
                }
                if now() >= until {
                    return Err(Lost::Slow);
                }
                let mut waiting = [PollFd::new(&self.from, PollFlags::IN)];
                match poll(&mut waiting, Some(&TICK)) {
                    Ok(0) | Err(rustix::io::Errno::INTR) => continue,
                    Ok(_) => {}
                    Err(_) => return Err(Lost::Ended),
                }
                match self.from.read(room) {
                    Ok(0) => return Err(Lost::Ended),
                    Ok(count) => room = room.get_mut(count..).unwrap_or_default(),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(_) => return Err(Lost::Ended),
                }
            }
            Ok(())
        }

        /// What ended a child that gave no answer.
        fn why(&mut self) -> ScanError {
            const ABORTED: i32 = 6;
            const KILLED: i32 = 9;
            const OUT_OF_CPU: i32 = 24;
            let signal = self.child.wait().ok().and_then(|status| status.signal());
            ScanError::Exhausted(match signal {
                Some(OUT_OF_CPU | KILLED) => Exhausted::Time {
                    seconds: CPU_SECONDS,
                },
                // An allocation that is not granted aborts the program.
                Some(ABORTED) | None => Exhausted::Memory { octets: MEMORY },
                Some(_) => Exhausted::Stack,
            })
        }
    }

    /// This program, even when its file was replaced since.
    fn program() -> io::Result<PathBuf> {
        let own = PathBuf::from("/proc/self/exe");
        match own.exists() {
            true => Ok(own),
            false => std::env::current_exe(),
        }
    }
}
