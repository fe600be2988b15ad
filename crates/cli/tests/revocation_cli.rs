//! `hcert revocation build | inspect | check` and `hcert verify --revocations`: the operator's desk and the gate.

use serde_json::Value as Json;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const AT: &str = "2022-02-01T12:00:00Z";

fn root() -> &'static str {
    crate::root().to_str().unwrap()
}

/// A desk with the keys and the test data beside it.
fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["keys", "testdata"] {
        std::os::unix::fs::symlink(format!("{}/{name}", root()), folder.path().join(name)).unwrap();
    }
    folder
}

fn command(folder: &Path, words: &str) -> Command {
    let mut command = crate::program();
    command
        .args(words.split(' '))
        .current_dir(folder)
        .env("NO_COLOR", "1");
    command
}

/// Runs the program; words are separated by blanks, `AT` stands for the moment.
fn hcert(folder: &Path, words: &str) -> Output {
    command(folder, &words.replace("AT", AT)).output().unwrap()
}

fn run(folder: &Path, words: &str, wanted: i32) -> (String, String) {
    let output = hcert(folder, words);
    let out = String::from_utf8(output.stdout).unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(wanted), "{words}\n{out}{told}");
    (out, told)
}

fn json_lines(out: &str) -> Vec<Json> {
    out.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

const BUILD: &str = "revocation build testdata/revocation/revoked.txt --out revoked.store --at AT";

#[test]
fn what_a_list_names_is_refused_at_the_gate_and_nothing_else_is() {
    let desk = desk();
    let (out, _) = run(desk.path(), BUILD, 0);
    assert_eq!(out, "2 hashes in 2 groups, 0 filters, not signed\n");
    let verify = "verify --trust keys --revocations revoked.store --json testdata/codes.txt --at";
    let (out, _) = run(desk.path(), &format!("{verify} AT"), 1);
    let answers: Vec<(String, bool)> = json_lines(&out)
        .iter()
        .map(|report| {
            let findings = report["findings"].as_array().unwrap();
            let asked = findings.iter().any(|one| one["code"] == "revocation");
            let code = report["code"].as_str().unwrap_or("genuine").to_owned();
            (code, asked)
        })
        .collect();
    let answers: Vec<(&str, bool)> = answers
        .iter()
        .map(|(code, asked)| (code.as_str(), *asked))
        .collect();
    // The second is named by its identifier, which the seventh, signed by another key, has too.
    let expected = [
        ("revoked", false),
        ("revoked", false),
        ("genuine", true),
        ("genuine", true),
        ("genuine", true),
        ("recovery-over", true),
        ("revoked", false),
    ];
    assert_eq!(answers, expected);
    let texts: Vec<String> = json_lines(&out)
        .iter()
        .map(|report| report["text"].as_str().unwrap().to_owned())
        .collect();
    assert!(
        texts[0].contains(
            "it stands in testdata/revocation/revoked.txt, batch line 8 (by SIGNATURE r)"
        ),
        "{}",
        texts[0]
    );
    assert!(
        texts[1].contains("batch line 9 (by UCI ci)"),
        "{}",
        texts[1]
    );
    // Eight days later the list is old: what it names is still refused, the rest nobody knows.
    let (out, _) = run(desk.path(), &format!("{verify} 2022-02-08T12:00:01Z"), 1);
    let codes: Vec<String> = json_lines(&out)
        .iter()
        .map(|report| report["code"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(codes[0], "revoked");
    assert_eq!(codes[2], "revocation-stale");
    let week = "verify --trust keys --revocations revoked.store --at 2022-02-08T12:00:01Z -q";
    run(
        desk.path(),
        &format!("{week} testdata/NO/png/test-pcr.png"),
        3,
    );
    let longer = format!("{week} --revocation-max-age 8 testdata/NO/png/test-pcr.png");
    run(desk.path(), &longer, 0);
}

#[test]
fn an_entry_counts_until_it_expires() {
    let desk = desk();
    run(desk.path(), BUILD, 0);
    let code = first_code();
    fs::write(desk.path().join("code.txt"), code).unwrap();
    for (at, wanted) in [("2022-05-31T23:59:59Z", 1), ("2022-06-01T00:00:00Z", 0)] {
        let words = "revocation check --revocations revoked.store --max-age 365 code.txt --at";
        run(desk.path(), &format!("{words} {at}"), wanted);
    }
    // Built after its end, the store does not hold it at all, which is told.
    let later = BUILD.replace("AT", "2022-06-01T00:00:00Z");
    let (out, told) = run(desk.path(), &later, 1);
    assert!(out.starts_with("0 hashes"), "{out}");
    assert!(told.contains("it ended at 2022-06-01T00:00:00Z"), "{told}");
}

fn first_code() -> String {
    let codes = fs::read_to_string(format!("{}/testdata/codes.txt", root())).unwrap();
    codes.lines().next().unwrap().to_owned()
}

#[test]
fn a_signed_store_is_taken_from_its_operator_alone() {
    let desk = desk();
    let signed = format!("{BUILD} --signer keys/dsc-all.key.pem --days 7");
    let (out, _) = run(desk.path(), &signed, 0);
    assert!(
        out.contains("signed by operator") && out.contains("until 2022-02-08"),
        "{out}"
    );
    let verify = "verify --trust keys --revocations revoked.store testdata/codes.txt -q --at";
    let (_, told) = run(desk.path(), &format!("{verify} AT"), 2);
    assert!(
        told.contains("signature does not hold") && told.contains("--anchor"),
        "{told}"
    );
    run(
        desk.path(),
        &format!("{verify} AT --anchor keys/dsc-all.pem --unsigned keys"),
        1,
    );
    let (_, told) = run(
        desk.path(),
        &format!("{verify} AT --anchor keys/dsc-test.pem --unsigned keys"),
        2,
    );
    assert!(told.contains("none of those that are pinned"), "{told}");
    run(
        desk.path(),
        &format!("{verify} AT --unsigned revoked.store"),
        1,
    );
    let late =
        "2022-02-08T12:00:01Z --anchor keys/dsc-all.pem --unsigned keys --revocation-max-age 300";
    let words = verify.replace(
        "testdata/codes.txt -q",
        "testdata/NO/png/test-pcr.png --json",
    );
    let (out, _) = run(desk.path(), &format!("{words} {late}"), 3);
    assert_eq!(json_lines(&out)[0]["code"], "revocation-expired");
}

#[test]
fn damage_is_told_and_never_taken_for_an_answer() {
    let desk = desk();
    run(desk.path(), BUILD, 0);
    let path = desk.path().join("revoked.store");
    let whole = fs::read(&path).unwrap();
    let (out, _) = run(desk.path(), "revocation inspect revoked.store --whole", 0);
    assert!(out.contains("every octet is what was written"), "{out}");
    let check = "revocation check --revocations revoked.store testdata/codes.txt --at AT --json";
    for place in [64, 70] {
        let mut bad = whole.clone();
        bad[place] ^= 1;
        fs::write(&path, bad).unwrap();
        run(desk.path(), "revocation inspect revoked.store --whole", 1);
        let (out, _) = run(desk.path(), check, 1);
        assert!(out.contains("\"damaged\""), "{out}");
        let verify =
            "verify --trust keys --revocations revoked.store testdata/codes.txt --json --at AT";
        let (out, _) = run(desk.path(), verify, 1);
        assert!(out.contains("\"code\":\"revocation-damaged\""), "{out}");
    }
    for bad in [
        &whole[..whole.len() - 1],
        &whole[..40],
        b"",
        b"something else entirely",
    ] {
        fs::write(&path, bad).unwrap();
        let (_, told) = run(desk.path(), check, 2);
        assert!(told.contains("hcert: hint: "), "{told}");
    }
}

#[test]
fn the_old_store_stays_when_nothing_better_comes() {
    let desk = desk();
    run(desk.path(), BUILD, 0);
    let path = desk.path().join("revoked.store");
    let old = fs::read(&path).unwrap();
    fs::write(desk.path().join("nothing.bin"), [0xff, 0xfe, 0]).unwrap();
    fs::write(
        desk.path().join("bad.txt"),
        "country = NO\ntype = UCI\n# none\n0011\n",
    )
    .unwrap();
    let build = |source: &str, wanted| {
        let words = format!("revocation build {source} --out revoked.store --at AT");
        run(desk.path(), &words, wanted).1
    };
    build("missing.txt", 2);
    build("nothing.bin", 2);
    let told = build("bad.txt --form plain", 2);
    assert!(
        told.contains("nothing is written") && !told.contains("0011"),
        "{told}"
    );
    assert_eq!(fs::read(&path).unwrap(), old);
    // Some of it: the store is written, and the exit code says that somebody has to look.
    let told = build("bad.txt testdata/revocation/revoked.txt --form plain", 1);
    assert!(told.contains("line 4"), "{told}");
    let (out, _) = run(desk.path(), "revocation inspect revoked.store", 0);
    assert!(out.contains("left out  1 item of the lists"), "{out}");
    // So is a new store made of it.
    let (_, told) = run(
        desk.path(),
        "revocation build revoked.store --out third.store --at AT",
        1,
    );
    assert!(told.contains("1 of its items could not be used"), "{told}");
    run(desk.path(), BUILD, 0);
    // An earlier store is a source, and nothing of it is lost.
    run(
        desk.path(),
        "revocation build revoked.store --out again.store --at AT",
        0,
    );
    let listed = |store: &str| {
        let (out, _) = run(
            desk.path(),
            &format!("revocation inspect {store} --json"),
            0,
        );
        json_lines(&out)[0]["groups"].clone()
    };
    assert_eq!(listed("again.store"), listed("revoked.store"));
    let names = fs::read_dir(desk.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = names
        .filter(|name| name.to_string_lossy().starts_with(".tmp"))
        .collect();
    assert_eq!(left.len(), 0, "{left:?}");
}

#[test]
fn a_build_that_is_killed_leaves_a_whole_store_the_old_or_the_new() {
    let desk = desk();
    run(desk.path(), BUILD, 0);
    let path = desk.path().join("revoked.store");
    let old = fs::read(&path).unwrap();
    let mut list = String::from("country = NO\ntype = SIGNATURE\n");
    (0..60_000_u64)
        .for_each(|number| list.push_str(&format!("{:032x}\n", number * 0x9e37_79b9_7f4a)));
    fs::write(desk.path().join("list.txt"), list).unwrap();
    let words = "revocation build list.txt --out revoked.store --at 2022-02-01T12:00:00Z";
    #[expect(
        clippy::disallowed_methods,
        reason = "the moments of the kills are spread over a run"
    )]
    let start = Instant::now();
    run(desk.path(), words, 0);
    let whole_run = start.elapsed();
    let new = fs::read(&path).unwrap();
    assert_ne!(old, new);
    let (mut olds, mut news) = (0, 0);
    for step in 0..40 {
        fs::write(&path, &old).unwrap();
        let mut child = command(desk.path(), words)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(whole_run * step / 36);
        child.kill().unwrap();
        child.wait().unwrap();
        let found = fs::read(&path).unwrap();
        match found == new {
            true => news += 1,
            false => {
                assert!(
                    found == old,
                    "neither the old nor the new store, step {step}"
                );
                olds += 1;
            }
        }
    }
    println!("{olds} times the old store, {news} times the new one");
    assert!(
        olds > 5,
        "killed too late to show anything: a run takes {whole_run:?}"
    );
    assert!(whole_run < Duration::from_secs(60));
}

#[test]
fn check_shows_the_hashes_that_others_compute_too() {
    let desk = desk();
    let words = "revocation check testdata/codes.txt --json --at AT";
    let (out, told) = run(desk.path(), words, 3);
    assert!(told.contains("only the hashes are shown"), "{told}");
    // Computed apart from this program: base45, zlib, the last 64 octets, the first half, SHA-256.
    let expected = [
        "0cc50d02c40d506ed306eafb1e657b46",
        "d66c2fbe454cc76e0a75672f686ed374",
        "3f79f4b32e35e11df23c5f9eed26e493",
        "b581b774ffb1c5b74d1d12ff0712abe2",
        "92698a16849721cb5db7f77a9aa9a164",
        "bfcd24f30bdb7fd5425a05300794c1db",
    ];
    for (report, expected) in json_lines(&out).iter().zip(expected) {
        assert_eq!(report["candidates"][0]["hash"], expected);
        assert_eq!(report["candidates"][0]["type"], "SIGNATURE");
    }
    // Identifiers belong to people: none is shown.
    assert!(!out.contains("URN:UVCI"), "{out}");
}

#[test]
fn what_lies_in_a_folder_and_is_not_read_is_told() {
    let desk = desk();
    let lists = desk.path().join("lists");
    let deep = (0..9).fold(lists.clone(), |folder, _| folder.join("below"));
    fs::create_dir_all(&deep).unwrap();
    let list = format!("{}/testdata/revocation/revoked.txt", root());
    fs::copy(&list, lists.join("revoked.txt")).unwrap();
    fs::copy(&list, deep.join("revoked.txt")).unwrap();
    let build = "revocation build lists --out revoked.store --at AT";
    let (_, told) = run(desk.path(), build, 1);
    assert!(told.contains("too deep"), "{told}");
    fs::remove_dir_all(lists.join("below")).unwrap();
    run(desk.path(), build, 0);
    std::os::unix::fs::symlink(desk.path(), lists.join("link")).unwrap();
    let (_, told) = run(desk.path(), build, 1);
    assert!(told.contains("neither a file nor a folder"), "{told}");
}
