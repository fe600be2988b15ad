//! What a process and its children take, as the system tells it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Longer than anything waited for takes on a slow and busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A process and those that it started.
pub(crate) struct Family(u32);

impl Family {
    pub(crate) fn of(pid: u32) -> Self {
        Self(pid)
    }

    pub(crate) fn children(&self) -> Vec<u32> {
        let parent = format!("PPid:\t{}", self.0);
        let all = std::fs::read_dir("/proc").unwrap().flatten();
        let pids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        pids.filter(|pid| status(*pid).lines().any(|line| line == parent))
            .filter(|pid| !status(*pid).contains("State:\tZ"))
            .collect()
    }

    /// Octets in memory now, all together.
    fn memory(&self) -> u64 {
        let own = std::iter::once(self.0);
        own.chain(self.children()).map(resident).sum()
    }

    /// The most memory that it has until it is done.
    pub(crate) fn watch(&self, done: &AtomicBool) -> u64 {
        let mut most = 0;
        while !done.load(Ordering::SeqCst) {
            most = most.max(self.memory());
            std::thread::sleep(Duration::from_millis(20));
        }
        most
    }
}

fn status(pid: u32) -> String {
    std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default()
}

pub(crate) fn is_there(pid: u32) -> bool {
    let status = status(pid);
    !status.is_empty() && !status.contains("State:\tZ")
}

fn resident(pid: u32) -> u64 {
    let status = status(pid);
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| {
        line.trim()
            .trim_end_matches("kB")
            .trim()
            .parse::<u64>()
            .ok()
    });
    kib.unwrap_or_default() << 10
}

/// Seconds of the processor that a process has used.
pub(crate) fn cpu(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok());
    // Fields 14 and 15 of all, in hundredths.
    (ticks(11).unwrap_or_default() + ticks(12).unwrap_or_default()) / 100.0
}

pub(crate) fn wait(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "{what}: not in {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
