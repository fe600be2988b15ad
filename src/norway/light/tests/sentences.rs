//! One row for each sentence of the rules, worked out by hand.

use super::*;

/// A record, a moment, what must come out.
pub(super) struct Case {
    pub(super) doses: &'static str,
    pub(super) tests: &'static str,
    pub(super) at: &'static str,
    /// `green GROUND UNTIL` (or `open`), `red UNTIL` (or `red never`); a date is its midnight in Norway.
    expected: &'static str,
    /// Rules that must be among those that decide the components.
    rules: &'static str,
    /// The sentence.
    note: &'static str,
}

macro_rules! cases {
    ($($note:literal { $($doses:literal | $tests:literal @ $at:literal => $expected:literal $(($rules:literal))?;)+ })*) => {
        &[$($(Case {
            doses: $doses, tests: $tests, at: $at, expected: $expected,
            rules: concat!($($rules)?), note: $note,
        },)+)*]
    };
}

pub(super) const CASES: &[Case] = cases! {
    "no vaccination, nothing" {
        "" | "" @ "2021-08-01" => "red never" ("no-vaccination no-infection no-negative-test");
    }
    "one-dose product: from dose + 3w, open; the interval holds its start" {
        "JAN03 2021-07-01" | "" @ "2021-07-01" => "red 2021-07-22" ("single-dose-waiting");
        "JAN03 2021-07-01" | "" @ "2021-07-21T23:59:59+02:00" => "red 2021-07-22";
        "JAN03 2021-07-01" | "" @ "2021-07-22" => "green vaccination open" ("single-dose");
        "JAN03 2021-07-01" | "" @ "2023-07-01" => "green vaccination open" ("single-dose");
    }
    "entries dated after the moment do not exist yet" {
        "JAN03 2021-07-01" | "" @ "2021-06-30T23:59:59+02:00" => "red never" ("no-vaccination");
        "" | "pcr- 2021-08-01T10:00:00+02:00" @ "2021-08-01T09:59:59+02:00" => "red never" ("no-negative-test");
        "BNT03 2021-06-01, BNT03 2021-07-13" | "pcr+ 2021-10-02T10:00:00+02:00" @ "2021-10-02T09:59:59+02:00" => "green vaccination open" ("second-dose");
        // The PCR that will show the false alarm is not sampled yet.
        "" | "antigen+ 2021-08-01T10:00:00+02:00, pcr- 2021-08-02T10:00:00+02:00" @ "2021-08-02T09:00:00+02:00" => "red 2021-08-11" ("isolation");
    }
    "one dose after an infection more than 3w before it: dose + 1w, open" {
        "BNT03 2021-07-01" | "pcr+ 2021-06-01T10:00:00+02:00" @ "2021-07-07T12:00:00+02:00" => "green recovery open" ("dose-after-infection-waiting recovered");
        "BNT03 2021-07-01" | "pcr+ 2021-06-01T10:00:00+02:00" @ "2021-07-08" => "green vaccination open" ("dose-after-infection");
        "ASZ03 2021-07-01" | "antigen+ 2021-06-01T10:00:00+02:00" @ "2021-07-08" => "green vaccination open" ("dose-after-infection");
        "JAN03 2021-07-01" | "pcr+ 2020-11-01T10:00:00+01:00" @ "2021-07-07T12:00:00+02:00" => "red 2021-07-08" ("recovery-over");
        "JAN03 2021-07-01" | "pcr+ 2020-11-01T10:00:00+01:00" @ "2021-07-08" => "green vaccination open" ("dose-after-infection");
    }
    "laboratory serology documents an infection before a dose only" {
        "MOD03 2021-07-01" | "serology+ 2021-06-01T10:00:00+02:00" @ "2021-07-07T23:59:59+02:00" => "red 2021-07-08" ("no-infection");
        "MOD03 2021-07-01" | "serology+ 2021-06-01T10:00:00+02:00" @ "2021-07-08" => "green vaccination open" ("dose-after-infection");
        "MOD03 2021-07-01" | "serology- 2021-06-01T10:00:00+02:00" @ "2021-07-08" => "red 2021-07-22" ("first-dose-waiting no-negative-test");
        "MOD03 2021-07-01" | "serology+ 2021-06-01T10:00:00+02:00 self" @ "2021-07-08" => "red 2021-07-22";
        "MOD03 2021-07-01" | "serology+ 2021-06-01T10:00:00+02:00 abroad" @ "2021-07-08" => "red 2021-07-22";
        "" | "serology+ 2021-06-01T10:00:00+02:00" @ "2021-07-01" => "red never" ("no-infection");
        "BNT03 2021-06-01, BNT03 2021-07-13" | "serology+ 2021-10-01T10:00:00+02:00" @ "2021-10-02" => "green vaccination open" ("second-dose");
    }
    "more than 3w is strictly more than 21 days, and days are civil days in Oslo" {
        "BNT03 2021-07-01" | "serology+ 2021-06-10T00:00:00+02:00" @ "2021-07-10" => "red 2021-07-22" ("first-dose-waiting");
        "BNT03 2021-07-01" | "serology+ 2021-06-09T23:59:59+02:00" @ "2021-07-10" => "green vaccination open" ("dose-after-infection");
        // 22:30 UTC is the next day in Norway.
        "BNT03 2021-07-01" | "serology+ 2021-06-09T22:30:00Z" @ "2021-07-10" => "red 2021-07-22" ("first-dose-waiting");
    }
    "dose 1 of 2: from dose 1 + 3w until dose 1 + 14w" {
        "ASZ03 2021-06-01" | "" @ "2021-06-22" => "green vaccination 2021-09-07" ("first-dose");
        "NUV03 2021-06-01" | "" @ "2021-09-06T23:59:59+02:00" => "green vaccination 2021-09-07";
        "MOD03 2021-06-01" | "" @ "2021-06-21T23:59:59+02:00" => "red 2021-06-22" ("first-dose-waiting");
        "MOD03 2021-06-01" | "" @ "2021-09-07" => "red never" ("second-dose-missing");
    }
    "an infection more than 3w after dose 1 and before dose 2: after the 10 red days, open" {
        "BNT03 2021-06-01" | "pcr+ 2021-06-23T10:00:00+02:00" @ "2021-07-02T23:59:59+02:00" => "red 2021-07-03" ("positive-after-vaccination isolation");
        "BNT03 2021-06-01" | "pcr+ 2021-06-23T10:00:00+02:00" @ "2021-07-03" => "green vaccination open" ("infection-after-first-dose recovered");
        "BNT03 2021-06-01" | "antigen+ 2021-06-23T10:00:00+02:00" @ "2022-06-01" => "green vaccination open" ("infection-after-first-dose recovery-over");
        // Exactly 21 days: the recovery alone is left.
        "BNT03 2021-06-01" | "pcr+ 2021-06-22T10:00:00+02:00" @ "2021-09-07" => "green recovery 2021-12-19" ("second-dose-missing recovered");
        "BNT03 2021-06-01" | "pcr+ 2021-06-22T10:00:00+02:00" @ "2022-01-01" => "red never" ("second-dose-missing recovery-over");
        "BNT03 2021-06-01" | "serology+ 2021-07-23T10:00:00+02:00" @ "2021-09-07" => "red never" ("second-dose-missing");
        "BNT03 2021-06-01" | "pcr+ 2021-07-23T10:00:00+02:00 self, pcr+ 2021-07-23T10:00:00+02:00 abroad" @ "2021-09-07" => "red never" ("second-dose-missing");
        // The infection finishes the series before the late dose comes.
        "BNT03 2021-06-01, BNT03 2021-12-01" | "pcr+ 2021-07-23T10:00:00+02:00" @ "2021-12-02" => "green vaccination open" ("infection-after-first-dose");
    }
    "dose 2 of 2: from dose 2 + 1w, open" {
        "BNT03 2021-06-01, BNT03 2021-07-13" | "" @ "2021-07-14" => "green vaccination open" ("first-dose");
        "BNT03 2021-06-01, BNT03 2021-07-13" | "" @ "2021-07-20" => "green vaccination open" ("second-dose");
        "BNT03 2021-06-01, BNT03 2021-06-20" | "" @ "2021-06-21" => "red 2021-06-22" ("first-dose-waiting");
        // In any order.
        "BNT03 2021-07-13, BNT03 2021-06-01" | "" @ "2021-07-20" => "green vaccination open" ("second-dose");
    }
    "dose 2 later than 14w after dose 1: passing red from dose 1 + 14w until dose 2 + 1w" {
        "BNT03 2021-06-01, BNT03 2021-09-10" | "" @ "2021-09-09" => "red never" ("second-dose-missing");
        "BNT03 2021-06-01, BNT03 2021-09-10" | "" @ "2021-09-12" => "red 2021-09-17" ("second-dose-late");
        "BNT03 2021-06-01, BNT03 2021-09-10" | "" @ "2021-09-17" => "green vaccination open" ("second-dose");
    }
    "the ground of dose 1 ends at 14w and that of dose 2 begins at + 1w, also where red days lie between" {
        "BNT03 2021-06-01, BNT03 2021-09-03" | "" @ "2021-09-06" => "green vaccination 2021-09-07" ("first-dose");
        "BNT03 2021-06-01, BNT03 2021-09-03" | "" @ "2021-09-07" => "red 2021-09-10" ("second-dose-late");
        "BNT03 2021-06-01, BNT03 2021-09-03" | "" @ "2021-09-10" => "green vaccination open" ("second-dose");
        // One day: dose 2 on day 92 begins on day 99.
        "BNT03 2021-06-01, BNT03 2021-09-01" | "" @ "2021-09-06" => "green vaccination 2021-09-07" ("first-dose");
    }
    "minimum interval of the first product: Comirnaty 19 days, the others 21; one less does not count" {
        "BNT03 2021-06-01, BNT03 2021-06-19" | "" @ "2021-07-01" => "green vaccination 2021-09-07" ("first-dose");
        "BNT03 2021-06-01, BNT03 2021-06-20" | "" @ "2021-07-01" => "green vaccination open" ("second-dose");
        "MOD03 2021-06-01, MOD03 2021-06-21" | "" @ "2021-07-01" => "green vaccination 2021-09-07" ("first-dose");
        "MOD03 2021-06-01, MOD03 2021-06-22" | "" @ "2021-07-01" => "green vaccination open" ("second-dose");
        "ASZ03 2021-06-01, ASZ03 2021-06-21" | "" @ "2021-07-01" => "green vaccination 2021-09-07" ("first-dose");
        "ASZ03 2021-06-01, ASZ03 2021-06-22" | "" @ "2021-07-01" => "green vaccination open" ("second-dose");
        "NUV03 2021-06-01, NUV03 2021-06-21" | "" @ "2021-07-01" => "green vaccination 2021-09-07" ("first-dose");
        "NUV03 2021-06-01, NUV03 2021-06-22" | "" @ "2021-07-01" => "green vaccination open" ("second-dose");
    }
    "mixed products count where the interval meets the first product's minimum" {
        "BNT03 2021-06-01, MOD03 2021-06-20" | "" @ "2021-07-01" => "green vaccination open" ("second-dose");
        "MOD03 2021-06-01, BNT03 2021-06-20" | "" @ "2021-07-01" => "green vaccination 2021-09-07" ("first-dose");
    }
    "a dose given too early stays out of the series; the next in time is dose 2" {
        "BNT03 2021-06-01, BNT03 2021-06-10, BNT03 2021-07-01" | "" @ "2021-07-08" => "green vaccination open" ("second-dose");
        "BNT03 2021-06-01, BNT03 2021-06-10, BNT03 2021-09-10" | "" @ "2021-09-10" => "red 2021-09-17" ("second-dose-late");
        "BNT03 2021-06-01, BNT03 2021-06-10" | "" @ "2021-09-07" => "red never" ("second-dose-missing");
    }
    "a one-dose product as the second of two different products is dose 2" {
        "BNT03 2021-06-01, JAN03 2021-09-10" | "" @ "2021-09-16" => "red 2021-09-17" ("second-dose-late");
        "BNT03 2021-06-01, JAN03 2021-09-10" | "" @ "2021-09-17" => "green vaccination open" ("second-dose");
    }
    "further doses: at once, protection goes on" {
        "BNT03 2021-06-01, BNT03 2021-07-13, MOD03 2021-12-01" | "" @ "2021-12-01" => "green vaccination open";
        "JAN03 2021-07-01, BNT03 2021-12-01" | "" @ "2021-12-01" => "green vaccination open";
        // Protection goes on; it does not begin with a dose given before there is any.
        "JAN03 2021-07-01, BNT03 2021-07-10" | "" @ "2021-07-10" => "red 2021-07-22" ("single-dose-waiting");
        "JAN03 2021-07-01, BNT03 2021-07-10" | "" @ "2021-07-22" => "green vaccination open";
        "BNT03 2021-03-01, BNT03 2021-07-13, BNT03 2021-08-10" | "" @ "2021-08-10" => "green vaccination open" ("further-dose");
        "BNT03 2021-06-15, BNT03 2021-12-01" | "serology+ 2021-05-01" @ "2021-12-01" => "green vaccination open" ("further-dose");
        "BNT03 2021-06-01, BNT03 2021-07-13, BNT03 2021-10-01, BNT03 2022-02-01" | "" @ "2022-02-01" => "green vaccination open";
    }
    "10 red days from a positive sample taken after vaccination" {
        "BNT03 2021-06-01, BNT03 2021-07-13" | "pcr+ 2021-10-01T09:00:00+02:00" @ "2021-10-01T09:00:00+02:00" => "red 2021-10-11" ("positive-after-vaccination isolation");
        "BNT03 2021-06-01, BNT03 2021-07-13" | "antigen+ 2021-10-01T09:00:00+02:00" @ "2021-10-10T23:59:59+02:00" => "red 2021-10-11";
        "JAN03 2021-06-01" | "pcr+ 2021-10-01T09:00:00+02:00" @ "2021-10-10" => "red 2021-10-11";
        "JAN03 2021-06-01" | "pcr+ 2021-06-03T09:00:00+02:00" @ "2021-06-14" => "green recovery open" ("single-dose-waiting recovered");
        "BNT03 2021-06-01, BNT03 2021-07-13" | "pcr+ 2021-10-01T09:00:00+02:00 abroad" @ "2021-10-05" => "green vaccination open";
        // Each positive sample has its own ten days; the recovery's stand by themselves.
        "BNT03 2021-06-01, BNT03 2021-07-13" | "pcr+ 2021-10-01T09:00:00+02:00, pcr+ 2021-10-08T09:00:00+02:00" @ "2021-10-10" => "red 2021-10-11";
        "BNT03 2021-06-01, BNT03 2021-07-13" | "pcr+ 2021-10-01T09:00:00+02:00, pcr+ 2021-10-08T09:00:00+02:00" @ "2021-10-12" => "green recovery open" ("positive-after-vaccination recovered");
        // A positive sample before the only dose is not one after it.
        "BNT03 2021-07-01" | "serology+ 2021-05-01, pcr+ 2021-06-30T09:00:00+02:00" @ "2021-07-08" => "green vaccination open" ("dose-after-infection isolation");
    }
    "a booster inside the 10 red days stays red until they have passed" {
        "BNT03 2021-06-01, BNT03 2021-07-13, MOD03 2021-12-05" | "pcr+ 2021-12-01T10:00:00+01:00" @ "2021-12-06" => "red 2021-12-11" ("positive-after-vaccination");
        "BNT03 2021-06-01, BNT03 2021-07-13, MOD03 2021-12-05" | "pcr+ 2021-12-01T10:00:00+01:00" @ "2021-12-11" => "green vaccination open" ("second-dose");
    }
    "recovery: from the first positive sample + 10 days until + 6 months, which are 180 days" {
        "" | "pcr+ 2021-08-01T10:00:00+02:00" @ "2021-08-10T23:59:59+02:00" => "red 2021-08-11" ("isolation");
        "" | "pcr+ 2021-08-01T10:00:00+02:00" @ "2021-08-11" => "green recovery 2022-01-28" ("recovered");
        "" | "antigen+ 2021-08-01T10:00:00+02:00" @ "2022-01-27T23:59:59+01:00" => "green recovery 2022-01-28";
        "" | "pcr+ 2021-08-01T10:00:00+02:00" @ "2022-01-28" => "red never" ("recovery-over");
        "" | "pcr+ 2021-08-01" @ "2021-08-11" => "green recovery 2022-01-28";
        "" | "antigen+ 2021-08-01T10:00:00+02:00 self" @ "2021-08-11" => "red never" ("no-infection");
        "" | "pcr+ 2021-08-01T10:00:00+02:00 abroad" @ "2021-08-11" => "red never" ("no-infection");
    }
    "positive again within 3 months, which are 90 days: stands, and is not lengthened" {
        "" | "pcr+ 2021-08-01T10:00:00+02:00, pcr+ 2021-10-30T23:00:00+02:00" @ "2021-10-31" => "green recovery 2022-01-28" ("recovered");
        "" | "pcr+ 2021-08-01T10:00:00+02:00, pcr+ 2021-10-30T23:00:00+02:00" @ "2022-01-28" => "red never" ("recovery-over");
    }
    "positive again more than 3 months after the first: red for 10 days, then 6 new months" {
        "" | "pcr+ 2021-08-01T10:00:00+02:00, pcr+ 2021-10-31T10:00:00+01:00" @ "2021-10-31T10:00:00+01:00" => "red 2021-11-10" ("isolation");
        "" | "pcr+ 2021-10-31T10:00:00+01:00, pcr+ 2021-08-01T10:00:00+02:00" @ "2021-11-10" => "green recovery 2022-04-29" ("recovered");
        // From the first, not from the one before.
        "" | "pcr+ 2021-08-01T10:00:00+02:00, pcr+ 2021-10-30T10:00:00+02:00, antigen+ 2021-11-05T10:00:00+01:00" @ "2021-11-06" => "red 2021-11-15" ("isolation");
        // The second infection's own first sample counts for the third.
        "" | "pcr+ 2021-08-01T10:00:00+02:00, pcr+ 2021-11-05T10:00:00+01:00, pcr+ 2022-01-10T10:00:00+01:00" @ "2022-01-11" => "green recovery 2022-05-04";
    }
    "a negative test: green for 24 hours from sampling" {
        "" | "pcr- 2021-08-01T10:00:00+02:00" @ "2021-08-01T10:00:00+02:00" => "green negative-test 2021-08-02T10:00:00+02:00" ("negative-test");
        "" | "pcr- 2021-08-01T10:00:00+02:00" @ "2021-08-02T09:59:59+02:00" => "green negative-test 2021-08-02T10:00:00+02:00";
        "" | "pcr- 2021-08-01T10:00:00+02:00" @ "2021-08-02T10:00:00+02:00" => "red never" ("test-too-old");
        "" | "pcr- 2021-08-01" @ "2021-08-01T23:59:59+02:00" => "green negative-test 2021-08-02";
        "" | "pcr- 2021-08-01T10:00:00+02:00 abroad" @ "2021-08-01T12:00:00+02:00" => "red never" ("no-negative-test");
        "" | "pcr- 2021-08-01T10:00:00+02:00 self" @ "2021-08-01T12:00:00+02:00" => "red never" ("no-negative-test");
        "" | "antigen- 2021-08-02T08:00:00+02:00, pcr- 2021-08-01T10:00:00+02:00" @ "2021-08-02T09:00:00+02:00" => "green negative-test 2021-08-03T08:00:00+02:00";
    }
    "no positive test in the last 7 days" {
        "" | "pcr+ 2021-08-01T10:00:00+02:00, pcr+ 2021-10-01T10:00:00+02:00, antigen- 2021-10-07T09:00:00+02:00" @ "2021-10-07T12:00:00+02:00" => "green recovery 2022-01-28" ("positive-recently");
        "" | "pcr+ 2021-08-01T10:00:00+02:00, pcr+ 2021-10-01T10:00:00+02:00, antigen- 2021-10-08T09:00:00+02:00" @ "2021-10-08T12:00:00+02:00" => "green recovery 2022-01-28" ("negative-test");
        // The positive came after the negative.
        "" | "antigen- 2021-08-01T09:00:00+02:00, pcr+ 2021-08-01T10:00:00+02:00" @ "2021-08-01T12:00:00+02:00" => "red 2021-08-11" ("positive-since");
        "" | "antigen- 2021-08-01T09:00:00+02:00, antigen+ 2021-08-01T10:00:00+02:00 self" @ "2021-08-01T12:00:00+02:00" => "green negative-test 2021-08-02T09:00:00+02:00";
    }
    "not within 10 days of the first positive sample" {
        "" | "pcr+ 2021-08-01T10:00:00+02:00, antigen- 2021-08-09T10:00:00+02:00" @ "2021-08-09T12:00:00+02:00" => "red 2021-08-11" ("positive-recently isolation");
        "" | "pcr+ 2021-08-01T10:00:00+02:00, antigen- 2021-08-10T14:00:00+02:00" @ "2021-08-11" => "green recovery 2022-01-28" ("negative-test recovered");
    }
    "false alarm: positive antigen, negative PCR sampled within 48 hours" {
        "" | "antigen+ 2021-08-01T10:00:00+02:00, pcr- 2021-08-03T09:59:59+02:00" @ "2021-08-03T12:00:00+02:00" => "green negative-test 2021-08-04T09:59:59+02:00" ("no-infection");
        "" | "antigen+ 2021-08-01T10:00:00+02:00, pcr- 2021-08-03T10:00:00+02:00" @ "2021-08-03T12:00:00+02:00" => "red 2021-08-11" ("isolation positive-recently");
        "" | "pcr+ 2021-08-01T10:00:00+02:00, pcr- 2021-08-02T10:00:00+02:00" @ "2021-08-02T12:00:00+02:00" => "red 2021-08-11";
        "" | "pcr- 2021-08-01T09:00:00+02:00, antigen+ 2021-08-01T10:00:00+02:00" @ "2021-08-01T12:00:00+02:00" => "red 2021-08-11";
        "" | "antigen+ 2021-08-01T10:00:00+02:00, pcr- 2021-08-02T10:00:00+02:00 self" @ "2021-08-02T12:00:00+02:00" => "red 2021-08-11";
        "" | "antigen+ 2021-08-01T10:00:00+02:00, pcr- 2021-08-02T10:00:00+02:00 abroad" @ "2021-08-02T12:00:00+02:00" => "red 2021-08-11";
        // One alarm is false, the other is not.
        "" | "antigen+ 2021-08-01T10:00:00+02:00, pcr- 2021-08-02T10:00:00+02:00, antigen+ 2021-08-02T11:00:00+02:00" @ "2021-08-02T12:00:00+02:00" => "red 2021-08-12" ("isolation");
    }
    "that positive is void for all three components" {
        "BNT03 2021-06-01, BNT03 2021-07-13" | "antigen+ 2021-10-01T10:00:00+02:00, pcr- 2021-10-02T10:00:00+02:00" @ "2021-10-03T12:00:00+02:00" => "green vaccination open" ("second-dose no-infection test-too-old");
        "BNT03 2021-06-01" | "antigen+ 2021-07-10T10:00:00+02:00, pcr- 2021-07-11T10:00:00+02:00" @ "2021-07-11T09:00:00+02:00" => "red 2021-07-20";
        "BNT03 2021-06-01" | "antigen+ 2021-07-10T10:00:00+02:00, pcr- 2021-07-11T10:00:00+02:00" @ "2021-09-07" => "red never" ("second-dose-missing no-infection");
        "BNT03 2021-07-01" | "antigen+ 2021-05-01T10:00:00+02:00, pcr- 2021-05-02T10:00:00+02:00" @ "2021-07-10" => "red 2021-07-22" ("first-dose-waiting");
    }
    "until follows the green on through every ground that joins; ground is the longest at the moment" {
        "BNT03 2021-06-01" | "pcr- 2021-06-21T10:00:00+02:00" @ "2021-06-21T12:00:00+02:00" => "green negative-test 2021-09-07" ("first-dose-waiting");
        "BNT03 2021-06-01" | "pcr- 2021-06-21T00:00:00+02:00" @ "2021-06-21T12:00:00+02:00" => "green negative-test 2021-09-07";
        "BNT03 2021-06-01" | "pcr- 2021-06-20T23:59:59+02:00" @ "2021-06-21T12:00:00+02:00" => "green negative-test 2021-06-21T23:59:59+02:00";
        "BNT03 2021-06-01, BNT03 2021-07-13" | "pcr- 2021-08-01T10:00:00+02:00" @ "2021-08-01T12:00:00+02:00" => "green vaccination open" ("second-dose negative-test");
        "" | "pcr+ 2021-03-01T10:00:00+01:00, pcr- 2021-08-01T10:00:00+02:00" @ "2021-08-01T12:00:00+02:00" => "green recovery 2021-08-28" ("recovered negative-test");
        "" | "pcr+ 2021-03-01T10:00:00+01:00, pcr- 2021-08-27T10:00:00+02:00" @ "2021-08-27T12:00:00+02:00" => "green negative-test 2021-08-28T10:00:00+02:00" ("recovered negative-test");
    }
    "days are civil days and hours are hours, also when the clock changes" {
        "BNT03 2021-12-20" | "" @ "2022-03-27T23:59:59+02:00" => "green vaccination 2022-03-28T00:00:00+02:00";
        "" | "pcr+ 2021-10-25T10:00:00+02:00" @ "2021-11-03T23:59:59+01:00" => "red 2021-11-04T00:00:00+01:00";
        "" | "pcr- 2021-10-30T12:00:00+02:00" @ "2021-10-31T10:59:59+01:00" => "green negative-test 2021-10-31T11:00:00+01:00";
        "" | "pcr- 2021-10-30T12:00:00+02:00" @ "2021-10-31T11:00:00+01:00" => "red never" ("test-too-old");
        "" | "pcr- 2022-03-26T12:00:00+01:00" @ "2022-03-27T12:30:00+02:00" => "green negative-test 2022-03-27T13:00:00+02:00";
        "" | "antigen+ 2022-03-25T12:00:00+01:00, pcr- 2022-03-27T12:30:00+02:00" @ "2022-03-27T13:30:00+02:00" => "green negative-test 2022-03-28T12:30:00+02:00";
    }
};

#[test]
fn every_sentence_of_the_rules() {
    for case in CASES {
        let what = format!(
            "{}: {} | {} @ {}",
            case.note, case.doses, case.tests, case.at
        );
        let status = judge(&record(case.doses, case.tests), instant(case.at));
        hold_together(&status, &what);
        let words: Vec<&str> = case.expected.split(' ').collect();
        let (light, ground, until) = match words.as_slice() {
            ["green", ground, until] => (Colour::Green, Some(*ground), *until),
            ["red", until] => (Colour::Red, None, *until),
            _ => panic!("{what}"),
        };
        let until = (!["open", "never"].contains(&until)).then(|| instant(until));
        assert_eq!(status.light, light, "{what}");
        assert_eq!(status.ground.map(Component::code), ground, "{what}");
        assert_eq!(status.until, until, "{what}");
        let rules = status.components.map(|one| one.rule.code());
        for rule in case.rules.split_whitespace() {
            assert!(rules.contains(&rule), "{what}: {rules:?}");
        }
    }
    assert!(CASES.len() > 100, "{}", CASES.len());
}
