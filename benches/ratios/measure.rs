//! Timing two things in turn, and the table of what came out.

use std::time::Instant;

/// Seconds that one turn of one side should take, so that a switch of the machine's attention hits both.
const TURN_SECONDS: f64 = 1.5e-3;
/// Pairs of turns; the first of them warm the caches up and do not count.
const PAIRS: usize = 150;
const WARM_UP: usize = 15;

/// What a pair of jobs took.
#[derive(Clone, Copy, Debug)]
pub struct Timed {
    /// Median of a's time over b's, pair by pair.
    pub ratio: f64,
    /// Median seconds of one call of a.
    pub a: f64,
    /// Median seconds of one call of b.
    pub b: f64,
}

/// Seconds for so many calls.
pub fn seconds(calls: u32, job: &mut dyn FnMut()) -> f64 {
    let start = Instant::now();
    (0..calls).for_each(|_| job());
    start.elapsed().as_secs_f64()
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// How many calls fill a turn.
fn calls(job: &mut dyn FnMut()) -> u32 {
    job();
    let once = seconds(3, job) / 3.0;
    (TURN_SECONDS / once).clamp(1.0, 10_000.0) as u32
}

/// Times a and b in turn.
pub fn in_turn(a: impl FnMut(), b: impl FnMut()) -> Timed {
    in_turn_pairs(PAIRS, a, b)
}

/// Times a and b in turn so many times, for jobs of which a single call is long.
pub fn in_turn_pairs(pairs: usize, mut a: impl FnMut(), mut b: impl FnMut()) -> Timed {
    let (a_calls, b_calls) = (calls(&mut a), calls(&mut b));
    let (mut ratios, mut a_times, mut b_times) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 0..pairs + WARM_UP.min(pairs / 4 + 1) {
        let a = seconds(a_calls, &mut a) / f64::from(a_calls);
        let b = seconds(b_calls, &mut b) / f64::from(b_calls);
        if pair >= WARM_UP.min(pairs / 4 + 1) {
            ratios.push(a / b);
            a_times.push(a);
            b_times.push(b);
        }
    }
    Timed {
        ratio: median(ratios),
        a: median(a_times),
        b: median(b_times),
    }
}

/// What is wanted of a figure.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// It is met at or below this.
    AtMost(f64),
    /// It is met at or above this.
    AtLeast(f64),
    /// Nothing is asked; it is good to know.
    None,
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// What was measured, and against what.
    pub what: String,
    /// The figure; `None` where it could not be measured.
    pub measured: Option<f64>,
    /// What is wanted.
    pub target: Target,
    /// How far it could go, or what others reach.
    pub limit: &'static str,
    /// The times or counts behind the figure, or why there is none.
    pub detail: String,
}

impl Row {
    /// Whether the target is met; `None` where nothing was measured or nothing is asked.
    pub fn met(&self) -> Option<bool> {
        match (self.measured?, self.target) {
            (measured, Target::AtMost(most)) => Some(measured <= most),
            (measured, Target::AtLeast(least)) => Some(measured >= least),
            (_, Target::None) => None,
        }
    }
}

/// Microseconds or milliseconds, whichever reads better.
pub fn time(seconds: f64) -> String {
    match seconds * 1e6 {
        micros if micros < 1000.0 => format!("{micros:.1} µs"),
        micros => format!("{:.2} ms", micros / 1e3),
    }
}

/// A ratio of two jobs timed in turn.
pub fn row(what: &str, timed: Timed, target: Target, limit: &'static str) -> Row {
    Row {
        what: what.to_owned(),
        measured: Some(timed.ratio),
        target,
        limit,
        detail: format!("{} / {}", time(timed.a), time(timed.b)),
    }
}

/// Prints a row as soon as it is there, so that a long run shows that it is alive.
pub fn tell(row: &Row) {
    let measured = row.measured.map_or("-".to_owned(), figure);
    eprintln!("  {:<60} {measured:>8}   {}", row.what, row.detail);
}

/// The table for people, then a JSON object a line for scripts.
pub fn print(rows: &[Row]) {
    let longest = rows.iter().map(|row| row.what.chars().count()).max();
    let width = longest.unwrap_or_default();
    println!(
        "\n{:<width$} {:>8} {:>9} {:<4} {:<18} behind it",
        "what", "target", "measured", "", "limit, others"
    );
    for row in rows {
        let target = match row.target {
            Target::AtMost(most) => format!("≤ {}", figure(most)),
            Target::AtLeast(least) => format!("≥ {}", figure(least)),
            Target::None => String::new(),
        };
        let measured = row.measured.map_or("-".to_owned(), figure);
        let met = match row.met() {
            Some(true) => "met",
            Some(false) => "NOT",
            None => "",
        };
        println!(
            "{:<width$} {target:>8} {measured:>9} {met:<4} {:<18} {}",
            row.what, row.limit, row.detail
        );
    }
    println!();
    for row in rows {
        let target = match row.target {
            Target::AtMost(target) | Target::AtLeast(target) => Some(target),
            Target::None => None,
        };
        let line = serde_json::json!({
            "what": row.what, "measured": row.measured, "target": target, "limit": row.limit, "met": row.met(),
            "detail": row.detail,
        });
        println!("{line}");
    }
}

/// Three digits that count, and whole numbers as such.
fn figure(value: f64) -> String {
    match value {
        whole if whole.fract() == 0.0 && whole.abs() >= 100.0 => format!("{whole:.0}"),
        small if small.abs() < 0.1 => format!("{small:.4}"),
        middle if middle.abs() < 100.0 => format!("{middle:.3}"),
        large => format!("{large:.1}"),
    }
}
