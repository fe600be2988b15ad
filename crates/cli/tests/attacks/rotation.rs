//! An operator's key that is replaced: the new one counts for whoever pins the old one, and the old one for nothing more.

use crate::desk::Desk;
use crate::program::run;

const OLD: &str = "keys/dsc-all";
const NEW: &str = "keys/dsc-vaccination";
const OTHER: &str = "keys/dsc-test";

/// A desk on which the old key was replaced by the new one at 2022-02-01.
fn desk() -> Desk {
    let desk = Desk::new();
    rotate(&desk, OLD, NEW, "next");
    desk
}

fn rotate(desk: &Desk, old: &str, new: &str, out: &str) {
    let (told, _) = run(
        desk,
        &format!(
            "trust rotate --signer {old}.key.pem --successor {new}.pem --at 2022-02-01T00:00:00Z --out {out}"
        ),
        0,
    );
    assert!(told.contains("is replaced by"), "{told}");
}

fn bundle(desk: &Desk, signer: &str, at: &str, out: &str, more: &str) {
    let words = format!("trust bundle keys --signer {signer}.key.pem --at {at} --out {out} {more}");
    run(desk, &words, 0);
}

fn verify(desk: &Desk, bundle: &str, anchors: &[&str], more: &str, code: i32) -> String {
    let anchors: String = anchors
        .iter()
        .map(|name| format!(" --anchor {name}"))
        .collect();
    let words = format!(
        "verify --trust {bundle}{anchors} --at 2022-02-02T12:00:00Z -q testdata/NO/png/test-pcr.png {more}"
    );
    run(desk, &words, code).1
}

const BEFORE: &str = "2022-01-31T12:00:00Z";
const AFTER: &str = "2022-02-01T12:00:00Z";
const OLD_PIN: &str = "keys/dsc-all.pem";

#[test]
fn who_pins_the_old_key_takes_the_new_one_with_the_statement_that_goes_along() {
    let desk = desk();
    bundle(&desk, NEW, AFTER, "n.bundle", "--succession next");
    bundle(&desk, NEW, AFTER, "without.bundle", "");
    verify(&desk, "n.bundle", &[OLD_PIN], "", 0);
    // Without the statement in the file it can be given beside the anchor.
    let told = verify(&desk, "without.bundle", &[OLD_PIN], "", 2);
    assert!(told.contains("none of those that are pinned"), "{told}");
    verify(&desk, "without.bundle", &[OLD_PIN, "next"], "", 0);
    // The statement alone vouches for nothing.
    let told = verify(&desk, "n.bundle", &["next"], "", 2);
    assert!(told.contains("that it replaces is none of those"), "{told}");
    // A store goes the same way.
    run(
        &desk,
        &format!(
            "revocation build testdata/revocation/revoked.txt --signer {NEW}.key.pem --at {AFTER} --succession next --out r.store"
        ),
        0,
    );
    verify(&desk, "n.bundle", &[OLD_PIN], "--revocations r.store", 0);
}

#[test]
fn what_the_old_key_signs_after_it_was_replaced_does_not_count() {
    let desk = desk();
    bundle(&desk, OLD, BEFORE, "before.bundle", "");
    bundle(&desk, OLD, AFTER, "after.bundle", "");
    verify(&desk, "before.bundle", &[OLD_PIN, "next"], "", 0);
    let told = verify(&desk, "after.bundle", &[OLD_PIN, "next"], "", 2);
    assert!(
        told.contains("was replaced at 2022-02-01T00:00:00Z"),
        "{told}"
    );
    // A post that remembers needs the statement once.
    bundle(&desk, NEW, AFTER, "n.bundle", "--succession next");
    bundle(&desk, NEW, "2022-02-01T13:00:00Z", "later.bundle", "");
    let state = "--state seen.json";
    verify(&desk, "n.bundle", &[OLD_PIN], state, 0);
    verify(&desk, "later.bundle", &[OLD_PIN], state, 0);
    verify(&desk, "after.bundle", &[OLD_PIN], state, 2);
    // Old and new are one operator: what the old one made before is older than what was seen of the new one.
    let told = verify(&desk, "before.bundle", &[OLD_PIN], state, 2);
    assert!(
        told.contains("older than what this post has seen"),
        "{told}"
    );
    // And it stays the same one when only the new key is pinned.
    let told = verify(&desk, "n.bundle", &["keys/dsc-vaccination.pem"], state, 2);
    assert!(
        told.contains("older than what this post has seen"),
        "{told}"
    );
}

#[test]
fn a_replaced_key_names_no_other_successor_and_nobody_else_names_any() {
    let desk = desk();
    rotate(&desk, OLD, OTHER, "second");
    rotate(&desk, OTHER, NEW, "foreign");
    bundle(&desk, OTHER, AFTER, "evil.bundle", "--succession second");
    bundle(&desk, NEW, AFTER, "foreign.bundle", "--succession foreign");
    let told = verify(&desk, "evil.bundle", &[OLD_PIN, "next"], "", 2);
    assert!(told.contains("none of those that are pinned"), "{told}");
    verify(&desk, "foreign.bundle", &[OLD_PIN], "", 2);
    let told = verify(&desk, "evil.bundle", &[OLD_PIN, "next", "second"], "", 2);
    assert!(told.contains("already"), "{told}");
    // A statement that was changed, or is another file of the operator's.
    let mut octets = std::fs::read(desk.path("next")).unwrap();
    let last = octets.len() - 1;
    octets[last] ^= 1;
    desk.write("changed", octets);
    verify(&desk, "evil.bundle", &[OLD_PIN, "changed"], "", 2);
    let words = format!("trust bundle keys --signer {NEW}.key.pem --succession README.md --out x");
    desk.write("README.md", "no statement");
    run(&desk, &words, 2);
}

#[test]
fn keys_may_replace_each_other_one_after_the_other() {
    let desk = desk();
    rotate(&desk, NEW, OTHER, "third");
    bundle(
        &desk,
        OTHER,
        AFTER,
        "t.bundle",
        "--succession third --succession next",
    );
    bundle(
        &desk,
        OTHER,
        AFTER,
        "u.bundle",
        "--succession next --succession third",
    );
    for name in ["t.bundle", "u.bundle"] {
        verify(&desk, name, &[OLD_PIN], "", 0);
        verify(&desk, name, &[OLD_PIN, "third", "next"], "", 0);
    }
    let same = format!("trust rotate --signer {OLD}.key.pem --successor {OLD}.pem --out x");
    assert!(run(&desk, &same, 2).1.contains("same key"));
}
