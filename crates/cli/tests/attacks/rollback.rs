//! An old list is as well signed as a new one: what was seen is remembered, and no clock is believed that lies before it.

use crate::desk::Desk;
use crate::program::{AT, reports, run};
use serde_json::Value;

const A: &str = "testdata/attacks";
const OP: &str = "--anchor testdata/attacks/rollback/op.pub.pem";

fn verify(bundle: &str) -> String {
    format!("verify --trust {bundle} {OP} {A}/stripping/evil.txt")
}

fn finding<'a>(report: &'a Value, code: &str) -> &'a Value {
    let findings = report["findings"].as_array().unwrap();
    let found = findings.iter().find(|one| one["code"] == code);
    found.unwrap_or_else(|| panic!("no {code} in {report}"))
}

#[test]
fn a_clock_that_lies_more_than_a_day_before_a_signed_list_is_not_believed() {
    let desk = Desk::new();
    // Made at 2022-06-01T00:00:00Z. The code is good in January by its own dates.
    let june = format!("verify --trust {A}/rollback/june.bundle {OP} {A}/malleated/orig.txt");
    let bundle = "trust bundle keys --signer keys/dsc-all.key.pem --out own.bundle --at";
    run(&desk, &format!("{bundle} 2022-02-01T00:00:00Z"), 0);
    let own = "verify --trust own.bundle --anchor keys/dsc-all.pem testdata/NO/png/test-pcr.png";
    for (verify, made, at, code) in [
        (
            june.as_str(),
            "2022-06-01T00:00:00Z",
            "2022-01-15T12:00:00Z",
            3,
        ),
        (&june, "2022-06-01T00:00:00Z", "2022-04-09T12:00:00Z", 3),
        (own, "2022-02-01T00:00:00Z", "2022-01-30T23:59:59Z", 3),
        (own, "2022-02-01T00:00:00Z", "2022-01-31T00:00:00Z", 0),
        (own, "2022-02-01T00:00:00Z", "2022-02-01T12:00:00Z", 0),
    ] {
        let report = &reports(&desk, &format!("{verify} --at {at}"), code)[0];
        match code {
            0 => assert_eq!(finding(report, "clock")["result"], "pass"),
            _ => {
                assert_eq!(report["verdict"], "cannot-verify");
                assert_eq!(
                    (&report["class"], &report["code"]),
                    (&"clock".into(), &"clock-behind".into())
                );
                let behind = finding(report, "clock-behind");
                let compared = (behind["at"].as_str(), behind["made"].as_str());
                assert_eq!(compared, (Some(at), Some(made)));
                // What such a clock says of the certificate's dates is no evidence.
                assert_eq!(finding(report, "iat")["result"], "skipped");
            }
        }
    }
}

#[test]
fn a_question_about_the_past_is_answered_and_says_so() {
    let desk = Desk::new();
    let june = format!("verify --trust {A}/rollback/june.bundle {OP} {A}/malleated/orig.txt");
    let at = "2022-01-15T12:00:00Z";
    let report = &reports(&desk, &format!("{june} --replay {at}"), 0)[0];
    assert_eq!(
        (&report["verdict"], &report["replayed"]),
        (&"genuine".into(), &at.into())
    );
    let (out, _) = run(&desk, &format!("{june} --replay {at}"), 0);
    assert!(out.contains("replayed"), "{out}");
    // On every report, of what is no code too.
    let nothing = &reports(&desk, &format!("{june} --replay {at} README.md"), 2);
    assert!(nothing.iter().all(|report| report["replayed"] == at));
    desk.write("blank.txt", "hello");
    for report in reports(
        &desk,
        &format!("verify --trust keys --replay {at} blank.txt shc:/1234"),
        3,
    ) {
        assert_eq!(report["replayed"], at);
    }
    // Not a word where nobody asked for it.
    let report = &reports(
        &desk,
        &format!("verify --trust keys --at {AT} testdata/NO/png/test-pcr.png"),
        0,
    )[0];
    assert_eq!(report.get("replayed"), None);
    // It cannot be mixed with what stands for now.
    for more in [format!("--at {at}"), "--state seen.json".to_owned()] {
        run(&desk, &format!("{june} --replay {at} {more}"), 2);
    }
    run(
        &desk,
        &format!("verify --watch --trust keys --replay {at}"),
        2,
    );
    run(
        &desk,
        &format!("serve --export site --trust keys --replay {at}"),
        2,
    );
    assert!(!desk.path("seen.json").exists());
}

#[test]
fn an_older_bundle_than_was_seen_is_refused() {
    let desk = Desk::new();
    let (old, new) = (
        verify(&format!("{A}/rollback/old.bundle")),
        verify(&format!("{A}/rollback/new.bundle")),
    );
    // The key that signed the code was taken off the list on the day between.
    run(&desk, &format!("{old} --at {AT} -q"), 0);
    let state = format!("--at {AT} --state seen.json -q");
    run(&desk, &format!("{old} {state}"), 0);
    run(&desk, &format!("{new} {state}"), 1);
    let seen = std::fs::read_to_string(desk.path("seen.json")).unwrap();
    let (_, told) = run(&desk, &format!("{old} {state}"), 2);
    assert!(
        told.contains("old.bundle is refused")
            && told.contains("older than what this post has seen, of 2022-01-31T00:00:00Z"),
        "{told}"
    );
    assert_eq!(
        std::fs::read_to_string(desk.path("seen.json")).unwrap(),
        seen
    );
    run(&desk, &format!("{new} {state}"), 1);
    // Both at once, in either order.
    for pair in [["old", "new"], ["new", "old"]] {
        let [first, second] = pair.map(|name| format!("--trust {A}/rollback/{name}.bundle"));
        let words = format!("verify {first} {second} {OP} {A}/stripping/evil.txt --at {AT} -q");
        run(&desk, &format!("{words} --state fresh.json"), 2);
        assert!(!desk.path("fresh.json").exists());
    }
    // Without a memory nothing is known of the newer one.
    run(&desk, &format!("{old} --at {AT} -q"), 0);
}

#[test]
fn what_was_seen_is_a_bound_for_the_clock_without_the_list_that_was_seen() {
    let desk = Desk::new();
    let june = verify(&format!("{A}/rollback/june.bundle"));
    run(
        &desk,
        &format!("{june} --at 2022-06-02T00:00:00Z --state seen.json -q"),
        1,
    );
    let plain = "verify --trust keys testdata/NO/png/test-pcr.png --at 2022-02-01T12:00:00Z";
    run(&desk, plain, 0);
    let report = &reports(&desk, &format!("{plain} --state seen.json"), 3)[0];
    assert_eq!(report["class"], "clock");
}

#[test]
fn a_memory_that_cannot_be_read_is_no_empty_one() {
    let desk = Desk::new();
    let new = verify(&format!("{A}/rollback/new.bundle"));
    for broken in ["", "{}", "[1", "{\"format\":\"hcert-state/9\",\"seen\":[]}"] {
        desk.write("seen.json", broken);
        let (_, told) = run(&desk, &format!("{new} --at {AT} --state seen.json"), 2);
        assert!(
            told.contains("seen.json") && told.contains("remove the file"),
            "{told}"
        );
        assert_eq!(
            std::fs::read_to_string(desk.path("seen.json")).unwrap(),
            broken
        );
    }
    let (_, told) = run(
        &desk,
        &format!("{new} --at {AT} --state no/such/seen.json"),
        2,
    );
    assert!(told.contains("no/such/seen.json"), "{told}");
}

#[test]
fn our_own_bundles_are_numbered_and_an_earlier_number_is_refused_though_it_was_made_later() {
    let desk = Desk::new();
    let bundle = "trust bundle keys --signer keys/dsc-all.key.pem --out";
    run(
        &desk,
        &format!("{bundle} a.bundle --at 2022-01-31T00:00:00Z --sequence 8"),
        0,
    );
    run(
        &desk,
        &format!("{bundle} b.bundle --at 2022-02-01T00:00:00Z --sequence 7"),
        0,
    );
    run(
        &desk,
        &format!("{bundle} c.bundle --at 2022-02-01T00:00:00Z --sequence 9"),
        0,
    );
    run(
        &desk,
        &format!("{bundle} s.bundle --at 2022-01-30T00:00:00Z --series south"),
        0,
    );
    let verify = |name: &str, code| {
        let words = format!(
            "verify --trust {name}.bundle --anchor keys/dsc-all.pem --at {AT} --state seen.json -q testdata/NO/png/test-pcr.png"
        );
        run(&desk, &words, code).1
    };
    verify("a", 0);
    let told = verify("b", 2);
    assert!(
        told.contains("(number 7)") && told.contains("(number 8)"),
        "{told}"
    );
    verify("c", 0);
    verify("a", 2);
    // Another series of the same operator is remembered by itself.
    verify("s", 0);
    verify("c", 0);
}

#[test]
fn an_older_store_than_was_seen_is_refused() {
    let desk = Desk::new();
    let build =
        "revocation build testdata/revocation/revoked.txt --signer keys/dsc-all.key.pem --out";
    run(
        &desk,
        &format!("{build} old.store --at 2022-02-01T00:00:00Z"),
        0,
    );
    run(
        &desk,
        &format!("{build} new.store --at 2022-02-01T06:00:00Z"),
        0,
    );
    let verify = |store: &str, code| {
        let words = format!(
            "verify --trust keys --unsigned keys --anchor keys/dsc-all.pem --revocations {store} --at {AT} \
             --state seen.json -q testdata/NO/png/test-pcr.png"
        );
        run(&desk, &words, code).1
    };
    verify("old.store", 0);
    verify("new.store", 0);
    assert!(verify("old.store", 2).contains("old.store is refused"));
    let (out, _) = run(
        &desk,
        "revocation inspect new.store --anchor keys/dsc-all.pem",
        0,
    );
    assert!(out.contains("number    1643695200"), "{out}");
    // A store is a signed date too.
    let words = "verify --trust keys --unsigned keys --anchor keys/dsc-all.pem --revocations new.store \
                 --at 2022-01-31T05:00:00Z testdata/NO/png/test-pcr.png";
    assert_eq!(reports(&desk, words, 3)[0]["class"], "clock");
}
