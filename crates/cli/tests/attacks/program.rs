//! The program, run with words as somebody types them.

use crate::desk::Desk;
use serde_json::Value;

/// The moment of most attacks.
pub(crate) const AT: &str = "2022-02-01T12:00:00Z";

/// Runs the program with words between blanks; gives what it wrote, and what it said on standard error.
pub(crate) fn run(desk: &Desk, words: &str, wanted: i32) -> (String, String) {
    let words: Vec<&str> = words.split_ascii_whitespace().collect();
    let output = desk.spawn(&words).wait_with_output().unwrap();
    let text = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
    let (out, told) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(wanted), "{words:?}\n{out}{told}");
    (out, told)
}

/// The reports that a command with `--json` gives.
pub(crate) fn reports(desk: &Desk, words: &str, wanted: i32) -> Vec<Value> {
    let (out, _) = run(desk, &format!("{words} --json"), wanted);
    let lines = out.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}
