//! Order, bounds and ends, with jobs that take their time or fail.

use crate::batch::Options;
use crate::batch::pipeline::*;
use crate::batch::rows::{Content, Input, Wanted};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const WANTED: Wanted = Wanted {
    is_row: |_| true,
    limit: 100,
    at_a_time: 3,
    ahead: 2,
    recorded: 0,
};

/// Rows with their own number, in a file.
fn rows(count: u64) -> (tempfile::NamedTempFile, Rows) {
    let text: String = (1..=count).map(|row| format!("{row}\n")).collect();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let input = Input::Path(file.path().into());
    let rows = Rows::open(input, &Options::default(), WANTED).unwrap();
    (file, rows)
}

/// Answers each row with what stands in it; some take longer than those behind them.
#[derive(Default)]
struct Echo {
    begun: AtomicU64,
    /// The row at which it is at its wits' end.
    panics_at: Option<u64>,
}

impl Job for Echo {
    fn row(&self, row: &Row<'_>, out: &mut Vec<u8>) -> RowResult<Told> {
        self.begun.fetch_add(1, Ordering::SeqCst);
        let Content::Line(line) = &row.content else {
            panic!("no line")
        };
        assert_eq!(line.parse(), Ok(row.number));
        std::thread::sleep(Duration::from_micros(row.number * 7919 % 500));
        out.extend_from_slice(b"half of an answer");
        assert_ne!(self.panics_at, Some(row.number), "as it was asked to");
        out.truncate(out.len() - "half of an answer".len());
        answer(out, row.number, &serde_json::json!({ "line": line }));
        Ok(Told::one(ExitStatus::Done))
    }

    fn unread(&self) -> ExitStatus {
        ExitStatus::Usage
    }
}

fn pace(threads: usize) -> Pace {
    Pace {
        threads,
        window: threads * WANTED.ahead,
        lang: Lang::En,
    }
}

#[test]
fn answers_stand_in_the_order_of_their_rows_however_many_work_on_them() {
    for threads in [1, 2, 7] {
        let (_file, rows) = rows(400);
        let mut lines = Vec::new();
        let mut told = (0, Tally::default());
        let (flow, _) = run(rows, &Echo::default(), pace(threads), &mut |done| {
            lines.extend_from_slice(&done.lines);
            told.0 += done.rows;
            told.1 += done.tally;
            assert_eq!(done.mark.rows, told.0, "a mark is behind its rows");
            Ok(Flow::GoOn)
        })
        .unwrap();
        let expected: String = (1..=400)
            .map(|row| format!("{{\"row\":{row},\"line\":\"{row}\"}}\n"))
            .collect();
        assert_eq!(String::from_utf8(lines).unwrap(), expected);
        assert_eq!((told.0, told.1.done, flow), (400, 400, Flow::GoOn));
    }
}

#[test]
fn nobody_works_on_rows_far_behind_an_answer_that_is_not_out() {
    let (_file, rows) = rows(1000);
    let job = Echo::default();
    let (mut first, mut most) = (true, 0);
    run(rows, &job, pace(2), &mut |done| {
        if std::mem::take(&mut first) {
            // Long enough for all of them, if nothing held them back.
            std::thread::sleep(Duration::from_millis(700));
            most = job.begun.load(Ordering::SeqCst) - done.rows;
        }
        Ok(Flow::GoOn)
    })
    .unwrap();
    // The queue, what each worker has in its hands, and the one place that was ready to look at.
    let bound = (pace(2).window + 2 + 1) * WANTED.at_a_time;
    assert!(most <= bound as u64, "{most} rows, at most {bound}");
    assert_eq!(job.begun.load(Ordering::SeqCst), 1000);
}

#[test]
fn a_row_at_which_the_program_fails_is_an_error_of_its_own() {
    let (_file, rows) = rows(20);
    let job = Echo {
        panics_at: Some(5),
        ..Echo::default()
    };
    let (mut lines, mut tally) = (Vec::new(), Tally::default());
    run(rows, &job, pace(2), &mut |done| {
        lines.extend_from_slice(&done.lines);
        tally += done.tally;
        Ok(Flow::GoOn)
    })
    .unwrap();
    let lines = String::from_utf8(lines).unwrap();
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines.len(), 20);
    assert!(
        lines[4].starts_with("{\"row\":5,\"input\":"),
        "{}",
        lines[4]
    );
    assert!(lines[4].contains("a fault of this program"));
    assert_eq!((tally.done, tally.unread), (19, 1));
}

#[test]
fn a_run_ends_where_answers_cannot_be_handed_out_or_are_not_wanted() {
    for fails in [true, false] {
        let (_file, rows) = rows(100_000);
        let job = Echo::default();
        let mut count = 0;
        let ended = run(rows, &job, pace(2), &mut |_| {
            count += 1;
            match (count, fails) {
                (3, true) => Err(Failure::new("the disk is full")),
                (3, false) => Ok(Flow::Stop),
                _ => Ok(Flow::GoOn),
            }
        });
        assert_eq!(count, 3);
        match ended {
            Ok((flow, _)) => assert_eq!((flow, fails), (Flow::Stop, false)),
            Err(failure) => assert_eq!(
                (failure.to_string().as_str(), fails),
                ("the disk is full", true)
            ),
        }
        assert!(job.begun.load(Ordering::SeqCst) < 10_000);
    }
}
