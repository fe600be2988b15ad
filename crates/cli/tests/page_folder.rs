//! Folders of pages: what lies there of another person stays.

use crate::desk::Desk;
use crate::root;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

const AT: &str = "2022-02-01T12:00:00+01:00";
const ONE: &str = "testdata/records/booster.json";
const OTHER: &str = "testdata/records/all-three.json";

fn page(desk: &Desk, record: &str, more: &[&str]) -> Output {
    let words = [
        "page", record, "--signer", "keys", "--at", AT, "-o", "pages",
    ];
    let mut child = desk.spawn(&[&words[..], more].concat());
    drop(child.stdin.take());
    child.wait_with_output().unwrap()
}

fn told(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    String::from_utf8_lossy(&[&out[..], err].concat()).into_owned()
}

#[track_caller]
fn done(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", told(output));
}

/// Refused, with these words and nobody's name.
#[track_caller]
fn refused(output: &Output, words: &[&str]) {
    assert_eq!(output.status.code(), Some(2), "{}", told(output));
    let told = told(output);
    for word in words {
        assert!(told.contains(word), "{word}: {told}");
    }
    for record in [ONE, OTHER] {
        assert_nobody(record, &told);
    }
}

/// Nothing of a record's person is in a text.
#[track_caller]
fn assert_nobody(record: &str, text: &str) {
    let record = std::fs::read_to_string(root().join(record)).unwrap();
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    let person = record["person"].as_object().unwrap();
    for (field, value) in person.iter().filter(|(field, _)| *field != "nameLanguage") {
        assert!(!text.contains(value.as_str().unwrap()), "{field}: {text}");
    }
}

/// The files of a folder, but for the one that knows whose they are.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap());
    let files = entries.map(|entry| {
        let name = entry.file_name().into_string().unwrap();
        (name, std::fs::read(entry.path()).unwrap())
    });
    files.filter(|(name, _)| name != ".hcert").collect()
}

fn names(folder: &Path) -> Vec<String> {
    files(folder).into_keys().collect()
}

#[test]
fn pages_of_the_same_person_take_the_place_of_the_old_ones() {
    let desk = Desk::new();
    let folder = desk.path("pages");
    done(&page(&desk, ONE, &["--format", "html,svg"]));
    let before = files(&folder);
    desk.write("pages/notes.txt", "mine");
    done(&page(&desk, ONE, &["--format", "html"]));
    let after = files(&folder);
    assert_eq!(after["notes.txt"], b"mine");
    assert_ne!(after["eu.html"], before["eu.html"]);
    assert!(before.keys().any(|name| name.ends_with(".svg")));
    // What the person had before and has no more would be taken for a part of the new pages.
    assert!(
        !after.keys().any(|name| name.ends_with(".svg")),
        "{:?}",
        after.keys()
    );
    // Where somebody has tidied up, the next person's pages have room.
    for name in names(&folder) {
        std::fs::remove_file(folder.join(name)).unwrap();
    }
    done(&page(&desk, OTHER, &["--format", "html"]));
}

#[test]
fn what_knows_whose_pages_they_are_holds_nothing_of_the_person() {
    let desk = Desk::new();
    done(&page(&desk, ONE, &["--format", "html"]));
    let state = desk.path("pages/.hcert");
    assert_nobody(ONE, &std::fs::read_to_string(&state).unwrap());
    use std::os::unix::fs::PermissionsExt as _;
    let mode = state.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "its owner's alone");
}

#[test]
fn pages_of_another_person_are_neither_replaced_nor_removed() {
    let desk = Desk::new();
    let folder = desk.path("pages");
    done(&page(&desk, ONE, &["--format", "html"]));
    let before = files(&folder);
    // In another form nothing would be replaced, and the pages of two persons would lie together.
    for format in ["html", "pdf", "svg"] {
        let output = page(&desk, OTHER, &["--format", format]);
        refused(
            &output,
            &["pages of another person", "no.html, eu.html", "--force"],
        );
        assert_eq!(files(&folder), before);
    }
    // Nothing was recorded of what was not made.
    let ledger = ["--format", "html", "--ledger", "l.db"];
    refused(&page(&desk, OTHER, &ledger), &["pages of another person"]);
    let mut list = desk.spawn(&["revocation", "list", "--ledger", "l.db"]);
    drop(list.stdin.take());
    assert!(list.wait_with_output().unwrap().stdout.is_empty());
    // By force the names that are the same are replaced, and what is left is still the other one's.
    desk.write("pages/notes.txt", "mine");
    done(&page(
        &desk,
        "testdata/records/red-nothing.json",
        &["--format", "html", "--force"],
    ));
    let after = files(&folder);
    assert_ne!(after["no.html"], before["no.html"]);
    assert_eq!(after["eu.html"], before["eu.html"]);
    assert_eq!(after["notes.txt"], b"mine");
    let output = page(
        &desk,
        "testdata/records/red-nothing.json",
        &["--format", "html"],
    );
    refused(&output, &["were not written for this person", "eu.html"]);
}

#[test]
fn files_of_unknown_origin_with_the_names_of_pages_are_not_replaced() {
    let desk = Desk::new();
    let folder = desk.path("pages");
    let unknown = "were not written for this person";
    std::fs::create_dir(&folder).unwrap();
    for (name, make) in [
        (
            "no.pdf",
            &(|path: &Path| std::fs::write(path, "mine").unwrap()) as &dyn Fn(&Path),
        ),
        ("eu-test.png", &|path| std::fs::write(path, "").unwrap()),
        ("eu.html", &|path| {
            std::os::unix::fs::symlink("nowhere", path).unwrap()
        }),
        ("eu.pdf", &|path| std::fs::create_dir(path).unwrap()),
    ] {
        make(&folder.join(name));
        refused(&page(&desk, ONE, &[]), &[unknown, &format!(": {name}\n")]);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "{name}");
        match folder.join(name) {
            path if path.is_dir() => std::fs::remove_dir(path).unwrap(),
            path => std::fs::remove_file(path).unwrap(),
        }
    }
    // A page that somebody has changed since is no longer ours.
    done(&page(&desk, ONE, &["--format", "html"]));
    desk.write("pages/eu.html", "changed");
    refused(
        &page(&desk, ONE, &["--format", "pdf"]),
        &[unknown, ": eu.html\n"],
    );
    assert_eq!(files(&folder)["eu.html"], b"changed");
    // A link is followed by nobody who looks for an earlier page to take away.
    done(&page(&desk, ONE, &["--format", "html", "--force"]));
    std::fs::rename(folder.join("eu.html"), desk.path("elsewhere.html")).unwrap();
    std::os::unix::fs::symlink(desk.path("elsewhere.html"), folder.join("eu.html")).unwrap();
    refused(&page(&desk, ONE, &["--format", "pdf"]), &[unknown]);
    assert!(desk.path("elsewhere.html").exists());
}

#[test]
fn of_many_records_the_one_with_anothers_folder_alone_is_refused() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("records")).unwrap();
    for (name, record) in [("a", ONE), ("b", OTHER)] {
        let target = desk.path(&format!("records/{name}.json"));
        std::fs::copy(root().join(record), target).unwrap();
    }
    done(&page(&desk, "records", &["--format", "html"]));
    let before = files(&desk.path("pages/a"));
    std::fs::copy(root().join(OTHER), desk.path("records/a.json")).unwrap();
    let output = page(&desk, "records", &["--format", "html"]);
    refused(
        &output,
        &["records/a.json: pages/a: pages of another person"],
    );
    assert_eq!(files(&desk.path("pages/a")), before);
    assert!(
        told(&output).contains("→ pages/b/eu.html"),
        "{}",
        told(&output)
    );
}

#[test]
fn a_folder_that_somebody_works_in_says_who() {
    let desk = Desk::new();
    done(&page(&desk, ONE, &["--format", "html"]));
    let before = files(&desk.path("pages"));
    let state = std::fs::File::open(desk.path("pages/.hcert")).unwrap();
    state.try_lock().unwrap();
    let output = page(&desk, ONE, &["--format", "html"]);
    refused(
        &output,
        &["pages: process ", "is at work in it", "wait until"],
    );
    assert_eq!(files(&desk.path("pages")), before);
    drop(state);
    // What cannot be read is named, and its content is not told.
    desk.write("pages/.hcert", "{\"version\":1,\"HEMMELIGSEN");
    let output = page(&desk, ONE, &["--format", "html"]);
    refused(
        &output,
        &["pages/.hcert: damaged", "take pages/.hcert away"],
    );
    assert!(!told(&output).contains("HEMMELIGSEN"));
    desk.write("pages/.hcert", "{\"version\":9,\"process\":1}");
    let output = page(&desk, ONE, &["--format", "html"]);
    refused(&output, &["form 9, this program knows 1"]);
}
