//! How close each job comes to its limit, and how it stands beside its peers.
//!
//! ```sh
//! cargo bench --bench ratios                    # everything, minutes
//! cargo bench --bench ratios -- chain scan      # some of it
//! ```
//!
//! A and B are timed in turn, in short batches, and the median of the quotients is printed: absolute times on a
//! shared machine say little, ratios repeat. First comes a table, then a JSON object for each of its lines:
//! `{"what","measured","target","limit","met","detail"}`. Nothing here is a test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "a benchmark reads the clock, prints, and stops at the first surprise"
)]

mod batch;
mod chain;
mod child;
#[path = "../../tests/common/data.rs"]
mod data;
mod measure;
mod norway;
mod render;
mod scan;
mod trust;

use measure::Row;

/// Measures, and tells each row as it is there.
type Part = fn(&mut dyn FnMut(Row));

/// The parts of the bench, by name.
const PARTS: [(&str, Part); 7] = [
    ("chain", chain::rows),
    ("render", render::rows),
    ("batch", batch::rows),
    ("scan", scan::rows),
    ("norway", norway::rows),
    ("child", child::rows),
    ("trust", trust::rows),
];

fn main() {
    // Cargo itself gives `--bench`.
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let mut rows = Vec::new();
    for (name, part) in PARTS {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            eprintln!("{name}");
            part(&mut |row| {
                measure::tell(&row);
                rows.push(row);
            });
        }
    }
    measure::print(&rows);
}

/// A file of the project, as text.
fn read(path: &str) -> String {
    std::fs::read_to_string(format!(
        "{}/{path}",
        concat!(env!("CARGO_MANIFEST_DIR"), "/../..")
    ))
    .unwrap()
}
