//! The program as people and scripts use it: real runs of the binary, in folders of their own.

use crate::root;
use serde_json::Value;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The moment at which the committed codes are valid.
const AT: [&str; 2] = ["--at", "2022-02-01T12:00:00Z"];

fn hcert(folder: &Path, words: &[&str]) -> Output {
    run(folder, words, None)
}

fn run(folder: &Path, words: &[&str], input: Option<&[u8]>) -> Output {
    let mut command = crate::program();
    command.args(words).current_dir(folder).env("NO_COLOR", "1");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    // A program that does not read its input may close it first.
    let _ = stdin.write_all(input.unwrap_or_default());
    drop(stdin);
    child.wait_with_output().expect("the binary ends")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it was not killed")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn json_lines(output: &Output) -> Vec<Value> {
    stdout(output)
        .lines()
        .map(|line| serde_json::from_str(line).expect("a JSON object a line"))
        .collect()
}

fn verify(words: &[&str], input: Option<&[u8]>) -> Output {
    let mut all = vec!["verify", "--trust", "keys"];
    all.extend(AT);
    all.extend(words);
    run(root(), &all, input)
}

fn first_code() -> String {
    let codes = std::fs::read_to_string(root().join("testdata/codes.txt")).unwrap();
    codes.lines().next().unwrap().to_owned()
}

#[test]
fn every_command_of_the_documents_does_what_it_shows() {
    std::fs::create_dir_all(root().join("target")).unwrap();
    trycmd::TestCases::new()
        .case("README.md")
        .case("docs/*.md")
        .case("tests/cmd/*.md");
}

#[test]
fn every_example_in_the_help_texts_runs() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["keys", "testdata"] {
        std::os::unix::fs::symlink(root().join(name), folder.path().join(name)).unwrap();
    }
    let commands = [
        // What the ledgers of the others need.
        "revocation person-key",
        "trust import",
        "trust list",
        "trust show",
        "trust diff",
        "trust bundle",
        "trust export",
        "trust rotate",
        "demo",
        "issue",
        "page",
        "batch issue",
        "batch verify",
        "batch page",
        "status",
        "qr",
        "scan",
        "verify",
        "inspect",
        "keygen",
        "conformance",
        "rules list",
        "rules show",
        "rules eval",
        "rules explain",
        "rules lint",
        "rules test",
        "revocation build",
        "revocation inspect",
        "revocation check",
        "revocation revoke",
        "revocation list",
        "revocation publish",
    ];
    let mut count = 0;
    for (index, command) in commands.into_iter().enumerate() {
        let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        // A long example goes on in the next line, as in a shell.
        let help = stdout(&hcert(folder.path(), &words)).replace(" \\\n    ", " ");
        let examples: Vec<&str> = help
            .lines()
            .filter_map(|line| line.strip_prefix("  hcert "))
            .collect();
        assert!(!examples.is_empty(), "{command} shows no example");
        for (place, example) in examples.iter().enumerate() {
            // Folders of their own, since keygen overwrites nothing.
            let example = example.replace("my-keys", &format!("keys-{index}-{place}"));
            let words: Vec<&str> = example.split(' ').collect();
            let output = hcert(folder.path(), &words);
            // Among these codes is a recovery that is over.
            let verifies =
                example.starts_with("verify ") && example.ends_with("testdata/codes.txt");
            let wanted = i32::from(verifies || example.starts_with("batch verify testdata/"));
            assert_eq!(
                code(&output),
                wanted,
                "hcert {example}\n{}{}",
                stdout(&output),
                stderr(&output)
            );
            count += 1;
        }
    }
    assert!(count >= 12);
}

#[test]
fn demo_leaves_every_file_and_ends_in_accept() {
    let folder = tempfile::tempdir().unwrap();
    let output = hcert(folder.path(), &["demo", "out"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("✓ accept"));
    for name in [
        "payload.json",
        "code.txt",
        "code.png",
        "code.svg",
        "report.json",
    ] {
        assert!(
            folder
                .path()
                .join("out")
                .join(name)
                .metadata()
                .unwrap()
                .len()
                > 100,
            "{name}"
        );
    }
    let text = std::fs::read_to_string(folder.path().join("out/code.txt")).unwrap();
    let scanned = hcert(folder.path(), &["scan", "out/code.png"]);
    assert_eq!(stdout(&scanned), text, "the picture holds the code");
    let norwegian = hcert(folder.path(), &["demo", "--lang", "nn"]);
    assert!(stdout(&norwegian).contains("✓ godkjent"));
}

#[test]
fn of_several_codes_in_one_file_the_worst_is_told_first() {
    let folder = tempfile::tempdir().unwrap();
    let good = first_code();
    let three = format!("{good}\nHC1:6BF$\n{good}\n");
    std::fs::write(folder.path().join("three.txt"), three).unwrap();
    let path = folder.path().join("three.txt").display().to_string();
    let output = verify(&[&path], None);
    assert_eq!(code(&output), 3);
    let out = stdout(&output);
    let heads: Vec<&str> = out
        .lines()
        .filter_map(|line| line.split_once("three.txt").map(|(_, rest)| rest))
        .collect();
    assert_eq!(heads[0], ", the worst first:");
    assert!(heads[1].starts_with("#2  "), "{out}");
    assert_eq!(heads[2..], ["#1", "#3", "#1", "#2", "#3"], "{out}");
    assert!(
        out.starts_with("3 codes in ") && out.contains("\n  ? cannot verify  "),
        "{out}"
    );
    let numbers: Vec<String> = json_lines(&verify(&["--json", &path], None))
        .iter()
        .map(|line| {
            line["input"]
                .as_str()
                .unwrap()
                .rsplit_once('#')
                .unwrap()
                .1
                .to_owned()
        })
        .collect();
    assert_eq!(numbers, ["1", "2", "3"]);
    // Of one code there is nothing to sum up.
    std::fs::write(folder.path().join("three.txt"), good).unwrap();
    assert!(stdout(&verify(&[&path], None)).starts_with("○ genuine  "));
}

#[test]
fn verify_json_has_the_keys_of_the_contract() {
    let lines = json_lines(&verify(
        &["--json", "testdata/NO/png/test-pcr.png", &first_code()],
        None,
    ));
    let [picture, argument] = lines.as_slice() else {
        panic!("one object per code")
    };
    let keys: Vec<&str> = picture
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        [
            "input",
            "verdict",
            "text",
            "hint",
            "findings",
            "deviations",
            "certificate",
            "domain",
            "environment"
        ]
    );
    assert_eq!(picture["input"], "testdata/NO/png/test-pcr.png");
    assert_eq!(picture["verdict"], "genuine");
    let findings = picture["findings"].as_array().unwrap().iter();
    let exp: Vec<&Value> = findings.filter(|one| one["code"] == "exp").collect();
    let compared = ["exp", "at", "allowance"].map(|name| exp[0][name].clone());
    let at = Value::from("2022-02-01T12:00:00Z");
    assert_eq!(compared, ["2022-04-10T08:00:00Z".into(), at, 0.into()]);
    for finding in picture["findings"].as_array().unwrap() {
        // No list of revoked certificates is given here.
        let wanted = match finding["code"] == "revocation" {
            true => "skipped",
            false => "pass",
        };
        assert_eq!(finding["result"], wanted);
        assert!(
            ["code", "class", "text"]
                .iter()
                .all(|key| finding[key].is_string())
        );
    }
    let certificate = &picture["certificate"];
    assert_eq!(certificate["alg"], "ES256");
    assert_eq!(certificate["kid"], "aa24f07dae16a306");
    assert_eq!(certificate["iss"], "NO");
    assert_eq!(certificate["country"], "NO");
    assert_eq!(certificate["exp"], "2022-04-10T08:00:00Z");
    let payload = std::fs::read_to_string(root().join("testdata/payloads/test-pcr.json")).unwrap();
    assert_eq!(
        certificate["payload"],
        serde_json::from_str::<Value>(&payload).unwrap()
    );
    assert_eq!(
        argument["input"], "argument",
        "a code is never its own name"
    );
}

#[test]
fn exit_codes_tell_accept_reject_usage_and_cannot_verify_apart() {
    let good = "testdata/NO/png/test-pcr.png";
    let tampered = first_code().replacen("HC1:NCF", "HC1:NCG", 1);
    let picture = "keys/csca.pem";
    for (words, wanted) in [
        (vec![good], 0),
        (vec!["shc:/567"], 3),
        (vec![good, "shc:/567"], 3),
        (vec!["no-such-file.png"], 2),
        (vec![good, "no-such-file.png"], 2),
        (vec![picture], 3),
        (vec![tampered.as_str()], 3),
    ] {
        let output = verify(&words, None);
        assert_eq!(
            code(&output),
            wanted,
            "{words:?} {}{}",
            stdout(&output),
            stderr(&output)
        );
    }
    // The later --at wins nothing: expired is a reject, and a reject outweighs what cannot be verified.
    let late = [
        "verify",
        "--trust",
        "keys",
        "--at",
        "2022-06-01T00:00:00Z",
        good,
        "shc:/567",
    ];
    assert_eq!(code(&hcert(root(), &late)), 1);
    assert_eq!(code(&hcert(root(), &["verify"])), 2);
    assert_eq!(code(&hcert(root(), &["no-such-command"])), 2);
    assert_eq!(code(&hcert(root(), &["--help"])), 0);
    assert_eq!(
        code(&hcert(root(), &["verify", "--at", "yesterday", good])),
        2
    );
}

#[test]
fn an_unknown_signer_is_a_reject_only_against_a_fresh_list() {
    let good = "testdata/NO/png/recovery.png";
    let mut words = vec!["verify", "--trust", "keys/dsc-test.pem", "--json", good];
    words.extend(AT);
    let output = hcert(root(), &words);
    assert_eq!(
        (code(&output), &json_lines(&output)[0]["code"]),
        (3, &"kid-unknown-not-fresh".into())
    );
    words.extend(["--trust-as-of", "2022-01-30T00:00:00Z"]);
    let output = hcert(root(), &words);
    assert_eq!(
        (code(&output), &json_lines(&output)[0]["code"]),
        (1, &"kid-unknown".into())
    );
    let output = hcert(root(), &["verify", "--json", good]);
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("hcert: hint: no key is trusted"));
}

#[test]
fn quiet_says_nothing_but_the_exit_code() {
    let output = verify(&["-q", "testdata/NO/png/test-pcr.png"], None);
    assert_eq!((code(&output), stdout(&output)), (0, String::new()));
}

#[test]
fn standard_input_takes_texts_and_pictures() {
    let codes = std::fs::read(root().join("testdata/codes.txt")).unwrap();
    let lines = json_lines(&verify(&["--json", "-"], Some(&codes)));
    let names: Vec<&str> = lines
        .iter()
        .map(|line| line["input"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["-#1", "-#2", "-#3", "-#4", "-#5", "-#6", "-#7"]);
    // The sixth is a recovery that is over.
    for (number, line) in lines.iter().enumerate() {
        let wanted = if number == 5 { "reject" } else { "genuine" };
        assert_eq!(line["verdict"], wanted, "{number}");
    }
    let picture = std::fs::read(root().join("testdata/NO/png/test-pcr.png")).unwrap();
    let lines = json_lines(&verify(&["--json", "-"], Some(&picture)));
    assert_eq!((lines.len(), &lines[0]["verdict"]), (1, &"genuine".into()));
}

#[test]
fn a_code_that_was_wrapped_over_lines_is_read_whole_and_told() {
    let text = first_code();
    let wrapped = format!("{}\r\n{}\n", &text[..200], &text[200..]);
    let lines = json_lines(&verify(&["--json", "-"], Some(wrapped.as_bytes())));
    assert_eq!((lines.len(), &lines[0]["verdict"]), (1, &"genuine".into()));
    assert_eq!(lines[0]["deviations"][0]["code"], "repair-control");
}

#[test]
fn a_picture_without_a_code_is_class_picture_and_scan_says_an_empty_list() {
    let folder = tempfile::tempdir().unwrap();
    let blank = folder.path().join("blank.png");
    image::GrayImage::from_pixel(300, 300, image::Luma([255]))
        .save(&blank)
        .unwrap();
    let blank = blank.to_str().unwrap();
    let lines = json_lines(&verify(&["--json", blank], None));
    assert_eq!(
        (&lines[0]["verdict"], &lines[0]["class"]),
        (&"cannot-verify".into(), &"picture".into())
    );
    let output = hcert(folder.path(), &["scan", "--json", "blank.png"]);
    assert_eq!(
        json_lines(&output)[0],
        serde_json::json!({"input": "blank.png", "texts": []})
    );
    assert_eq!(code(&output), 3);
    let cut = folder.path().join("cut.png");
    let whole = std::fs::read(root().join("testdata/NO/png/test-pcr.png")).unwrap();
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let lines = json_lines(&verify(&["--json", cut.to_str().unwrap()], None));
    assert_eq!(lines[0]["class"], "picture");
}

#[test]
fn a_picture_with_several_codes_gives_one_result_each_and_leaves_others_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut sheet = image::GrayImage::from_pixel(1300, 480, image::Luma([255]));
    let url = folder.path().join("url.png");
    let url = url.to_str().unwrap();
    let made = hcert(root(), &["qr", "HTTPS://EXAMPLE.ORG/", "--out", url]);
    assert_eq!(code(&made), 0, "{}", stderr(&made));
    let pictures = [
        "testdata/NO/png/test-pcr.png",
        "testdata/NO/png/vaccination-1-1.png",
        url,
    ];
    for (index, path) in pictures.into_iter().enumerate() {
        let picture = image::open(root().join(path)).unwrap().to_luma8();
        image::imageops::replace(&mut sheet, &picture, index as i64 * 430 + 10, 20);
    }
    let path = folder.path().join("sheet.png");
    sheet.save(&path).unwrap();
    let path = path.to_str().unwrap();
    let output = verify(&["--json", path], None);
    let lines = json_lines(&output);
    let names: Vec<&str> = lines
        .iter()
        .map(|line| line["input"].as_str().unwrap())
        .collect();
    assert_eq!(names, [format!("{path}#1"), format!("{path}#2")]);
    assert!(lines.iter().all(|line| line["verdict"] == "genuine"));
    assert!(stderr(&output).contains("1 other codes in the picture were left alone"));
    let scanned = hcert(root(), &["scan", "--json", path]);
    let texts = json_lines(&scanned)[0]["texts"].as_array().unwrap().clone();
    let kinds = texts.iter().map(|text| &text.as_str().unwrap()[..4]);
    let mut kinds: Vec<&str> = kinds.collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["HC1:", "HC1:", "HTTP"]);
}

#[test]
fn keygen_issue_verify_go_together_with_fresh_keys() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let made = hcert(
        here,
        &[
            "keygen",
            "k",
            "--country",
            "IS",
            "--dsc",
            "one:v",
            "--dsc",
            "rsa:tr:ps256",
            "--from",
            "2022-01-01",
            "--until",
            "2023-12-31",
        ],
    );
    assert_eq!(code(&made), 0, "{}", stderr(&made));
    assert_eq!(
        code(&hcert(here, &["keygen", "k"])),
        2,
        "nothing is overwritten"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = here
            .join("k/dsc-one.key.pem")
            .metadata()
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "a private key is its owner's");
    }
    // A further signer under the same CSCA.
    let more = hcert(
        here,
        &[
            "keygen",
            "k2",
            "--csca",
            "k/csca.key.pem,k/csca.pem",
            "--dsc",
            "late:any:es256:2022-01-01/2023-06-30",
        ],
    );
    assert_eq!(code(&more), 0, "{}", stderr(&more));
    assert!(!here.join("k2/csca.pem").exists());

    for (payload, alg) in [
        ("vaccination-2-2", "ES256"),
        ("recovery", "PS256"),
        ("test-antigen", "PS256"),
    ] {
        let payload = root().join(format!("testdata/payloads/{payload}.json"));
        let words = [
            "issue",
            payload.to_str().unwrap(),
            "--signer",
            "k",
            "--json",
            "--at",
            "2022-01-10T08:00:00Z",
        ];
        let issued = hcert(here, &words);
        assert_eq!(code(&issued), 0, "{}", stderr(&issued));
        let issued = &json_lines(&issued)[0];
        assert_eq!(
            issued["alg"], alg,
            "the signer is chosen by the entry's purpose"
        );
        let text = issued["hc1"].as_str().unwrap();
        let mut words = vec!["verify", "--trust", "k", "--json", text];
        words.extend(["--at", "2022-01-10T08:00:00Z"]);
        let verdict = &json_lines(&hcert(here, &words))[0];
        assert_eq!(verdict["verdict"], "genuine");
        assert_eq!(verdict["certificate"]["iss"], "IS");
    }
    let payload = root().join("testdata/payloads/test-pcr.json");
    let words = [
        "issue",
        payload.to_str().unwrap(),
        "--signer",
        "k/dsc-one.key.pem,k/dsc-one.pem",
    ];
    let refused = hcert(here, &words);
    assert_eq!(code(&refused), 1);
    assert!(stderr(&refused).contains("no signer covers a test certificate"));
    let words = [
        "issue",
        payload.to_str().unwrap(),
        "--signer",
        "k",
        "--at",
        "2023-12-01T00:00:00Z",
    ];
    let refused = hcert(here, &words);
    assert_eq!(code(&refused), 1);
    assert!(
        stderr(&refused)
            .contains("lies after the signer certificate's notAfter 2023-12-31T23:59:59Z")
    );
}

#[test]
fn issue_names_every_fault_with_its_path_and_never_the_holder() {
    let text =
        std::fs::read_to_string(root().join("testdata/payloads/vaccination-2-2.json")).unwrap();
    let text = text
        .replace("\"dn\": 2", "\"dn\": 2.0")
        .replace("\"1964-08-12\"", "\"1964-13-12\"");
    let output = run(
        root(),
        &["issue", "-", "--signer", "keys"],
        Some(text.as_bytes()),
    );
    assert_eq!((code(&output), stdout(&output)), (1, String::new()));
    let told = stderr(&output);
    assert!(
        told.contains("v/0/dn is a floating-point number")
            && told.contains("the date of birth is in no form of the schema")
    );
    assert!(!told.contains("1964") && !told.contains("verland"));
}

#[test]
fn issue_fills_in_names_and_an_identifier_when_asked() {
    let text =
        std::fs::read_to_string(root().join("testdata/payloads/vaccination-2-2.json")).unwrap();
    let mut payload: Value = serde_json::from_str(&text).unwrap();
    payload["v"][0].as_object_mut().unwrap().remove("ci");
    payload["nam"] = serde_json::json!({"fn": "Ђорђевић", "gn": "Јелена"});
    let payload = payload.to_string();
    let plain = run(
        root(),
        &["issue", "-", "--signer", "keys"],
        Some(payload.as_bytes()),
    );
    assert_eq!(code(&plain), 1);
    let words = [
        "issue",
        "-",
        "--signer",
        "keys",
        "--fill",
        "--names-language",
        "sr",
        "--at",
        "2022-01-10T08:00:00Z",
    ];
    let filled = run(root(), &words, Some(payload.as_bytes()));
    assert_eq!(code(&filled), 0, "{}", stderr(&filled));
    let lines = json_lines(&verify(&["--json", "-"], Some(&filled.stdout)));
    assert_eq!(lines[0]["verdict"], "genuine");
    assert_eq!(lines[0]["deviations"], serde_json::json!([]));
    // Serbian column of ICAO Doc 9303-3 table B.
    let names = &lines[0]["certificate"]["payload"]["nam"];
    assert_eq!(
        (&names["fnt"], &names["gnt"]),
        (&"DORDEVIC".into(), &"JELENA".into())
    );
    let ci = lines[0]["certificate"]["payload"]["v"][0]["ci"]
        .as_str()
        .unwrap();
    assert!(ci.starts_with("URN:UVCI:01:NO:"));
}

#[test]
fn strict_turns_deviations_into_rejects_and_lists_them_otherwise() {
    let text = format!("\u{feff}{}", first_code());
    let lines = json_lines(&verify(&["--json", "-"], Some(text.as_bytes())));
    assert_eq!(lines[0]["verdict"], "genuine");
    assert_eq!(lines[0]["deviations"][0]["code"], "repair-bom");
    assert!(
        lines[0]["deviations"][0]["clause"]
            .as_str()
            .unwrap()
            .contains("hcert-spec")
    );
    let output = verify(&["--json", "--strict", "-"], Some(text.as_bytes()));
    assert_eq!(
        (code(&output), &json_lines(&output)[0]["code"]),
        (1, &"repair-bom".into())
    );
}

#[test]
fn inspect_shows_all_up_to_the_broken_layer_and_masks_people() {
    let text = first_code();
    let output = hcert(root(), &["inspect", &text]);
    assert_eq!(code(&output), 0);
    let page = stdout(&output);
    assert!(page.starts_with("UNVERIFIED"));
    assert!(!page.contains("SAETHER") && !page.contains("1958"));
    let shown = stdout(&hcert(
        root(),
        &["inspect", "--show-personal-data", "--diag", &text],
    ));
    assert!(shown.contains("SAETHER<BROENMO") && shown.contains("\"dob\": \"1958-02-28\""));
    let masked = stdout(&hcert(root(), &["inspect", "--diag", &text]));
    assert!(masked.contains("\"dob\": \"(10 characters)\"") && !masked.contains("SAETHER"));

    // Cut at a whole group of three, so that the Base45 text is good and the stream is not.
    let broken = hcert(root(), &["inspect", &text[..4 + (text.len() - 14) / 3 * 3]]);
    assert_eq!(code(&broken), 1);
    let page = stdout(&broken);
    assert!(
        page.contains("\nzlib") && page.contains("✗ the stream is cut off"),
        "{page}"
    );
    let refused = hcert(root(), &["inspect", "HC1:6BF="]);
    assert!(stdout(&refused).contains("✗ character '=' at offset 3 is not in the Base45 alphabet"));
}

#[test]
fn drawn_codes_come_back_the_same_in_every_form_and_level() {
    let folder = tempfile::tempdir().unwrap();
    let text = first_code();
    for level in ["L", "M", "Q", "H"] {
        for module in ["1", "3", "4", "10"] {
            let words = [
                "qr", &text, "--level", level, "--module", module, "--out", "code.png",
            ];
            assert_eq!(code(&hcert(folder.path(), &words)), 0);
            let scanned = hcert(folder.path(), &["scan", "code.png"]);
            assert_eq!(
                stdout(&scanned).trim_end_matches('\n'),
                text,
                "level {level}, {module} px"
            );
        }
    }
    let svg = stdout(&hcert(folder.path(), &["qr", &text, "--format", "svg"]));
    assert!(svg.starts_with("<svg") || svg.starts_with("<?xml"));
    assert!(
        !svg.contains(&text[..40]),
        "the picture's source does not spell out the code"
    );
    let terminal = stdout(&hcert(folder.path(), &["qr", &text]));
    assert!(terminal.contains('▀') && terminal.contains('█'));
    let lower = hcert(folder.path(), &["qr", "HC1:abc", "--out", "x.png"]);
    assert_eq!(code(&lower), 2);
    assert!(
        !folder.path().join("x.png").exists(),
        "an output file is whole or absent"
    );
}

#[test]
fn an_output_file_is_whole_or_absent_and_the_old_one_survives_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let output = hcert(
        folder.path(),
        &["qr", "HC1:6BFOXN", "--out", "no/such/folder/x.png"],
    );
    assert_eq!(code(&output), 2);
    std::fs::write(folder.path().join("old.png"), b"old").unwrap();
    let output = hcert(
        folder.path(),
        &["qr", "HC1:6BFOXN", "--module", "0", "--out", "old.png"],
    );
    assert_eq!(code(&output), 2);
    assert_eq!(
        std::fs::read(folder.path().join("old.png")).unwrap(),
        b"old"
    );
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "no temporary file stays behind"
    );
}

#[test]
fn completions_and_man_pages_know_every_command() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = stdout(&hcert(folder.path(), &["completions", shell]));
        assert!(
            script.contains("conformance") && script.contains("keygen"),
            "{shell}"
        );
    }
    assert_eq!(code(&hcert(folder.path(), &["man", "man"])), 0);
    for page in ["hcert.1", "hcert-verify.1", "hcert-keygen.1"] {
        assert!(folder.path().join("man").join(page).exists(), "{page}");
    }
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    let mut child = crate::program()
        .args(["conformance", "testdata", "--json"])
        .current_dir(root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), stderr(&output)),
        (Some(0), String::new())
    );
}

#[test]
fn no_argument_however_odd_is_repeated_in_an_error_if_it_may_be_a_code() {
    let text = first_code();
    let bare = text.trim_start_matches("HC1:");
    let output = hcert(root(), &["verify", "--trust", "keys", "--", bare]);
    assert_eq!(
        code(&output),
        3,
        "named as no EU certificate, not as a missing file"
    );
    assert!(!stderr(&output).contains(&bare[..40]) && !stdout(&output).contains(&bare[..40]));
}

/// A code with claims of one's own, signed by nobody.
fn forged(claims: &[u8]) -> String {
    use hcert::codec::cose::Sign1;
    use hcert::codec::{base45, zlib};
    let cose = Sign1::encode(-7, &[1; 8], claims, |_| Ok::<_, ()>(vec![0; 64])).unwrap();
    format!(
        "HC1:{}",
        base45::encode(&zlib::deflate(&cose, zlib::Effort::Best))
    )
}

#[test]
fn no_code_draws_its_own_verdict_on_the_terminal_or_slips_past_the_mask() {
    use hcert::codec::cbor::{Value, encode};
    let map = |pairs: Vec<(&str, Value)>| {
        Value::Map(
            pairs
                .into_iter()
                .map(|(key, value)| (key.into(), value))
                .collect(),
        )
    };
    let evil = "NO\n\u{1b}[1;32m\u{2713} accept  VERIFIED";
    let payload = map(vec![
        ("ver", evil.into()),
        (
            "nam",
            map(vec![("fn", Value::Array(vec!["Kari Secret".into()]))]),
        ),
        ("dob", Value::Array(vec!["1964-08-12".into()])),
        (evil, "x".into()),
        (
            "v",
            Value::Array(vec![map(vec![
                ("ci", map(vec![("x", "Secret".into())])),
                ("ssn", "12086412345".into()),
                ("mp", evil.into()),
            ])]),
        ),
    ]);
    let claims = Value::Map(vec![
        (1.into(), evil.into()),
        (Value::from(-260), Value::Map(vec![(1.into(), payload)])),
    ]);
    let output = hcert(root(), &["inspect", "--diag", &forged(&encode(&claims))]);
    let page = stdout(&output);
    assert!(!page.contains('\u{1b}'), "{page}");
    assert!(
        !page
            .lines()
            .any(|line| line.starts_with('\u{2713}') || line.starts_with("\u{1b}")),
        "{page}"
    );
    for secret in ["Kari", "Secret", "1964", "120864"] {
        assert!(!page.contains(secret), "{secret} in {page}");
    }
}

#[test]
fn scan_and_issue_never_repeat_content_given_as_an_argument() {
    let text = first_code();
    let output = hcert(root(), &["scan", "--json", &text]);
    assert_eq!(json_lines(&output)[0]["input"], "argument");
    assert!(!stderr(&output).contains(&text[..40]));
    let output = hcert(
        root(),
        &["issue", "{\"nam\":{\"fn\":\"Secret\"}}", "--signer", "keys"],
    );
    assert_eq!(code(&output), 1);
    assert!(!stderr(&output).contains("Secret"));
}

#[cfg(unix)]
#[test]
fn links_that_loop_and_pipes_do_not_hang_the_reading_of_folders() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::create_dir(here.join("t")).unwrap();
    for name in ["a", "b"] {
        std::os::unix::fs::symlink(".", here.join("t").join(name)).unwrap();
    }
    std::fs::copy(root().join("keys/dsc-test.pem"), here.join("t/dsc.pem")).unwrap();
    std::os::unix::fs::symlink(here.join("t/dsc.pem"), here.join("t/link.pem")).unwrap();
    let made = Command::new("mkfifo")
        .arg(here.join("t/pipe.json"))
        .status();
    assert!(made.is_ok_and(|status| status.success()));
    let picture = root().join("testdata/NO/png/test-pcr.png");
    let mut words = vec!["verify", "-q", "--trust", "t", picture.to_str().unwrap()];
    words.extend(AT);
    assert_eq!(code(&hcert(here, &words)), 0);
    assert_eq!(code(&hcert(here, &["conformance", "t"])), 2);
}

#[cfg(unix)]
#[test]
fn files_keep_to_the_umask_links_are_followed_and_devices_are_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(here.join("real.svg"), "old").unwrap();
    std::os::unix::fs::symlink("real.svg", here.join("link.svg")).unwrap();
    assert_eq!(
        code(&hcert(here, &["qr", "HC1:6BF", "--out", "link.svg"])),
        0
    );
    assert!(
        here.join("link.svg")
            .symlink_metadata()
            .unwrap()
            .is_symlink()
    );
    assert!(
        std::fs::read_to_string(here.join("real.svg"))
            .unwrap()
            .contains("<svg")
    );
    assert_eq!(
        code(&hcert(
            here,
            &["qr", "HC1:6BF", "--format", "svg", "--out", "/dev/null"]
        )),
        0
    );
    let kind = std::fs::metadata("/dev/null").unwrap();
    assert!(!kind.is_file(), "the device is still one");
    let script = format!(
        "umask 077; {} qr HC1:6BF --out private.png",
        env!("CARGO_BIN_EXE_hcert")
    );
    assert!(
        Command::new("sh")
            .args(["-c", &script])
            .current_dir(here)
            .status()
            .unwrap()
            .success()
    );
    use std::os::unix::fs::PermissionsExt as _;
    let mode = here
        .join("private.png")
        .metadata()
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn the_form_of_a_picture_goes_by_its_ending_and_an_unknown_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    assert_eq!(code(&hcert(here, &["qr", "HC1:6BF", "--out", "x.PNG"])), 0);
    assert!(
        std::fs::read(here.join("x.PNG"))
            .unwrap()
            .starts_with(b"\x89PNG")
    );
    let payload = root().join("testdata/payloads/test-pcr.json");
    let signer = root().join("keys");
    for (ending, wanted) in [("jpg", 2), ("SVG", 0)] {
        let out = format!("y.{ending}");
        let words = [
            "issue",
            payload.to_str().unwrap(),
            "--signer",
            signer.to_str().unwrap(),
            "--qr",
            &out,
        ];
        assert_eq!(code(&hcert(here, &words)), wanted);
        assert_eq!(here.join(&out).exists(), wanted == 0);
    }
    assert_eq!(code(&hcert(here, &["qr", "HC1:6BF", "--out", "x.jpg"])), 2);
}

#[test]
fn keygen_refuses_what_would_be_another_set_than_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let refused: [&[&str]; 7] = [
        &["--dsc", "a:"],
        &["--dsc", "a:v", "--dsc", "a:t"],
        &["--from", "2030-01-01", "--until", "2021-01-01"],
        &["--dsc", "a:v:es256:2022-01-01/2021-01-01"],
        &["--dsc", "a:v:es256:2022-01-01/2060-01-01"],
        &["--csca", "no-comma"],
        &["--country", "no"],
    ];
    for words in refused {
        let mut all = vec!["keygen", "k"];
        all.extend(words);
        let output = hcert(here, &all);
        assert_eq!(
            (code(&output), stdout(&output)),
            (2, String::new()),
            "{words:?}"
        );
        assert!(!here.join("k/csca.pem").exists(), "{words:?}");
    }
    // A CSCA must be one, and its key its own.
    for pair in ["csca.key.pem,dsc-all.pem", "dsc-all.key.pem,csca.pem"] {
        let keys = root().join("keys");
        let pair = pair
            .split(',')
            .map(|name| keys.join(name).display().to_string());
        let pair = pair.collect::<Vec<_>>().join(",");
        assert_eq!(code(&hcert(here, &["keygen", "k", "--csca", &pair])), 2);
    }
}

#[test]
fn one_bad_payload_does_not_stop_the_others_and_bad_text_is_never_repaired() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let good = std::fs::read(root().join("testdata/payloads/test-pcr.json")).unwrap();
    std::fs::write(
        here.join("bom.json"),
        [&b"\xef\xbb\xbf"[..], &good].concat(),
    )
    .unwrap();
    let text = String::from_utf8(good).unwrap();
    let latin: Vec<u8> = text
        .replace("Norwegian Institute", "M\u{f8}re")
        .chars()
        .map(|c| c as u8)
        .collect();
    std::fs::write(here.join("latin.json"), latin).unwrap();
    let twice = text.replace("\"ver\"", "\"ver\": \"1.3.0\", \"ver\"");
    std::fs::write(here.join("twice.json"), twice).unwrap();
    let signer = root().join("keys");
    let words = [
        "issue",
        "none.json",
        "latin.json",
        "twice.json",
        "bom.json",
        "--fill",
        "--signer",
        signer.to_str().unwrap(),
    ];
    let output = hcert(here, &words);
    assert_eq!(code(&output), 2);
    assert_eq!(
        stdout(&output).lines().count(),
        1,
        "the good one is issued: {}",
        stderr(&output)
    );
    let told = stderr(&output);
    assert!(
        told.contains("latin.json: not UTF-8, from offset")
            && told.contains("twice.json: the key \"ver\" stands twice"),
        "{told}"
    );
    assert_eq!(
        code(&hcert(
            here,
            &[
                "issue",
                "bom.json",
                "--fill",
                "--names-language",
                "xx",
                "--signer",
                "k"
            ]
        )),
        2
    );
}

#[test]
fn a_list_of_authorities_alone_is_named_as_such() {
    let output = hcert(
        root(),
        &[
            "verify",
            "--trust",
            "keys/csca.pem",
            "testdata/NO/png/test-pcr.png",
        ],
    );
    assert_eq!(code(&output), 3);
    assert!(
        stderr(&output).contains("authorities (CSCA) sign no codes"),
        "{}",
        stderr(&output)
    );
}
