//! Nothing that is not ours can draw on a terminal: the names of files, the words of the command line, and what stands
//! in files, on every way out of the program.

use crate::desk;

use desk::Desk;

const AT: &str = "2022-02-01T12:00:00Z";

/// Turns the writing (two ways), is not seen (four ways), moves the cursor (C0 and C1), and begins a line of its own that
/// looks like a verdict.
const EVIL: &str =
    "a\u{202e}fdp\u{61c}\u{200b}\u{ad}\u{3164}\u{e0041}\u{9b}2J\u{1b}[2J\n\u{2713} accept";
/// The same as people see it.
const SHOWN: &str = "a\\u{202e}fdp\\u{61c}\\u{200b}\\u{ad}\\u{3164}\\u{e0041}\\u{9b}2J\\u{1b}[2J\\u{a}\u{2713} accept";
/// The same within JSON.
const JSON: &str =
    "a\\u202efdp\\u061c\\u200b\\u00ad\\u3164\\udb40\\udc41\\u009b2J\\u001b[2J\\n\u{2713} accept";

/// Runs the program; its two streams. Neither may hold anything that a terminal would not show where it stands.
fn run(desk: &Desk, words: &[&str]) -> (String, String) {
    let mut child = desk.spawn(words);
    drop(child.stdin.take());
    let output = child.wait_with_output().unwrap();
    let text = |octets| String::from_utf8(octets).expect("UTF-8");
    let (out, err) = (text(output.stdout), text(output.stderr));
    for stream in [&out, &err] {
        for hidden in EVIL
            .chars()
            .filter(|c| !c.is_ascii_graphic() && !" \n\u{2713}".contains(*c))
        {
            assert!(
                !stream.contains(hidden),
                "{words:?}: {hidden:?} in {stream:?}"
            );
        }
        let forged = |line: &&str| {
            line.starts_with("\u{2713} accept") && !line.starts_with("\u{2713} accept  ")
        };
        assert_eq!(stream.lines().find(forged), None, "{words:?}");
    }
    (out, err)
}

/// A desk with files of the name in it, each with something of use.
fn desk() -> Desk {
    let desk = Desk::new();
    let read = |name: &str| std::fs::read(desk::root().join(name)).unwrap();
    let name = |ending: &str| format!("{EVIL}{ending}");
    let codes = String::from_utf8(read("testdata/codes.txt")).unwrap();
    desk.write(&name(".txt"), codes.lines().nth(1).unwrap());
    desk.write(&name(".png"), read("testdata/NO/png/test-pcr.png"));
    desk.write(&name("-empty.png"), b"no picture");
    desk.write(
        &name("-record.json"),
        read("testdata/records/all-three.json"),
    );
    desk.write(
        &name("-payload.json"),
        read("testdata/payloads/test-pcr.json"),
    );
    desk.write(&name(".pem"), read("keys/dsc-all.pem"));
    desk.write(&name("-rules.json"), b"{}");
    std::fs::create_dir(desk.path(&name("-folder"))).unwrap();
    desk
}

#[test]
fn the_name_of_a_file_is_shown_spelled_out() {
    let desk = desk();
    let name = |ending: &str| format!("{EVIL}{ending}");
    let [txt, png, empty, record, payload, pem, rules, folder, none] = [
        ".txt",
        ".png",
        "-empty.png",
        "-record.json",
        "-payload.json",
        ".pem",
        "-rules.json",
        "-folder",
        "-none",
    ]
    .map(name);
    let pair = format!("{pem},{pem}");
    let verify = ["verify", "--trust", "keys", "--at", AT];
    let with = |more: &[&str]| -> Vec<String> { more.iter().map(ToString::to_string).collect() };
    let cases = [
        with(&[&verify[..], &[&txt]].concat()),
        with(&[&verify[..], &[&png]].concat()),
        with(&[&verify[..], &["-v", &png]].concat()),
        with(&[&verify[..], &[&empty]].concat()),
        with(&[&verify[..], &[&none]].concat()),
        with(&[&verify[..], &["--revocations", &none, &txt]].concat()),
        with(&[&verify[..], &["--country", "NO", "--rules", &rules, &txt]].concat()),
        with(&["verify", "--trust", &none, &txt]),
        with(&["verify", "--trust", &empty, &txt]),
        with(&["verify", "--watch", "--trust", "keys", &none]),
        with(&["scan", &empty]),
        with(&["scan", &none]),
        with(&["inspect", &txt]),
        with(&["inspect", &empty]),
        with(&["issue", &none, "--signer", "keys"]),
        with(&["issue", &payload, "--signer", &none]),
        with(&["issue", &payload, "--signer", &pair]),
        with(&["issue", &payload, "--signer", "keys", "--qr", &folder]),
        with(&["qr", &none]),
        with(&["status", &record, "--at", AT]),
        with(&["status", &none]),
        with(&[
            "page", &record, "--signer", "keys", "--at", AT, "--format", "html", "--out", &folder,
        ]),
        with(&["page", &none, "--signer", "keys", "--out", &folder]),
        with(&["batch", "verify", &none, "--trust", "keys"]),
        with(&["batch", "verify", &txt, "--trust", "keys", "--out", &folder]),
        with(&["trust", "list", &pem]),
        with(&["trust", "list", &none]),
        with(&["trust", "bundle", "keys", "--signer", &none, "--out", "x"]),
        with(&[
            "trust", "export", "keys", "--form", "eu-zip", "--signer", &pair, "--out", "x",
        ]),
        with(&["trust", "fetch", "https://localhost:1/", "--out", &folder]),
        with(&["revocation", "build", &none, "--out", "x"]),
        with(&["revocation", "inspect", &none]),
        with(&["revocation", "list", "--ledger", &none]),
        with(&[
            "revocation",
            "publish",
            "--ledger",
            &none,
            "--signer",
            &pair,
            "--out",
            "x",
        ]),
        with(&["rules", "list", &rules]),
        with(&["rules", "lint", &none]),
        with(&["conformance", &none]),
        with(&["keygen", "x", "--csca", &pair]),
        with(&["keygen", &format!("{none}/x"), "--csca", &none]),
        with(&["serve", "--trust", &none]),
        with(&["serve", "--trust", "keys", "--tls", &pair]),
        // The words of the command line themselves.
        with(&[&none]),
        with(&["verify", &format!("--{none}")]),
        with(&["verify", &format!("--{none}=x"), "--trust", "keys", &txt]),
        with(&["verify", "--trust", "keys", &format!("--at={none}"), &txt]),
        with(&["verify", "--trust", "keys", "--country", &none, &txt]),
        with(&["verify", "--trust", "keys", "--mode", &none, &txt]),
        with(&["help", &none]),
        with(&["serve", "--trust", "keys", "--proxy", &none]),
    ];
    for case in cases {
        let words: Vec<&str> = case.iter().map(String::as_str).collect();
        let (out, err) = run(&desk, &words);
        let told = format!("{out}{err}");
        // The second half of the name is what a parser may leave out; nothing of the first may be swallowed.
        let spelled = ["\\u{202e}fdp", "\\u{1b}"]
            .iter()
            .any(|part| told.contains(part));
        assert!(spelled || told.contains(SHOWN), "{case:?}: {told}");
    }
}

#[test]
fn json_escapes_what_a_terminal_would_not_show() {
    let desk = desk();
    let name = |ending: &str| format!("{EVIL}{ending}");
    let [txt, png, record, payload, empty] = [
        ".txt",
        ".png",
        "-record.json",
        "-payload.json",
        "-empty.png",
    ]
    .map(name);
    for words in [
        &["verify", "--trust", "keys", "--at", AT, "--json", &txt][..],
        &["verify", "--trust", "keys", "--at", AT, "--json", &empty],
        &["scan", "--json", &png],
        &["issue", "--signer", "keys", "--at", AT, "--json", &payload],
        &["status", "--at", AT, "--json", &record],
        &[
            "page", &record, "--signer", "keys", "--at", AT, "--format", "html", "--out", "pages",
            "--json",
        ],
        &["revocation", "check", "--json", &txt],
        &["batch", "verify", &txt, "--trust", "keys", "--at", AT],
        &["batch", "issue", &payload, "--signer", "keys", "--at", AT],
    ] {
        let (out, err) = run(&desk, words);
        assert!(out.contains(JSON), "{words:?}: {out:?} {err}");
        for line in out.lines() {
            let object: serde_json::Value = serde_json::from_str(line).expect(line);
            let input = object["input"].as_str().unwrap();
            assert!(
                input.starts_with(EVIL),
                "the value is the name itself: {input:?}"
            );
        }
    }
}

#[test]
fn letters_of_every_writing_stay_as_they_are() {
    let desk = Desk::new();
    let payload = std::fs::read(desk::root().join("testdata/payloads/test-pcr.json")).unwrap();
    for name in [
        "\u{d8}verland \u{e6}\u{f8}\u{e5}",
        "\u{645}\u{62d}\u{645}\u{62f}",
        "\u{5d9}\u{5d5}\u{5e1}\u{5e3}",
        "\u{6f22}\u{5b57}",
    ] {
        let (_, err) = run(&desk, &["verify", "--trust", "keys", name]);
        assert!(err.contains(&format!("error: {name}: ")), "{err}");
        desk.write(name, &payload);
        let (out, _) = run(
            &desk,
            &["issue", "--signer", "keys", "--at", AT, "--json", name],
        );
        assert!(out.contains(&format!("\"input\":\"{name}\"")), "{out}");
    }
}
