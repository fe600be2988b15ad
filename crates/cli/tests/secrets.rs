//! What is secret stays so: private keys that others can read are warned of on every path that signs, and files with
//! persons in them are their owner's alone.

use crate::desk;

use desk::Desk;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Output, Stdio};

const RECOVERY: &str = "testdata/payloads/recovery.json";
const AT: &str = "2022-01-10T08:00:00Z";
/// A key of nobody else's, by itself and with its certificate.
const KEY: &str = "mine/dsc-all.key.pem";
const PAIR: &str = "mine/dsc-all.key.pem,mine/dsc-all.pem";

fn run(desk: &Desk, words: &str) -> Output {
    let words: Vec<&str> = words.split(' ').collect();
    let mut child = desk.spawn(&words);
    drop(child.stdin.take());
    child.wait_with_output().unwrap()
}

/// Runs what must work; what it said on standard error.
fn done(desk: &Desk, words: &str) -> String {
    let output = run(desk, words);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{words}: {said}");
    said
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

fn chmod(desk: &Desk, name: &str, mode: u32) {
    let mode = std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(desk.path(name), mode).unwrap();
}

/// Runs a service until it listens, and ends it; what it said.
fn served(desk: &Desk, words: &str) -> String {
    use std::io::{BufRead as _, BufReader, Read as _};
    let words: Vec<&str> = words.split(' ').collect();
    let mut child = desk.spawn(&words);
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    while !said.contains("listening on") && lines.read_line(&mut said).unwrap() > 0 {}
    assert!(said.contains("listening on"), "{said}");
    child.kill().unwrap();
    child.wait().unwrap();
    lines.read_to_string(&mut said).unwrap();
    said
}

#[test]
fn a_private_key_that_others_can_read_is_warned_of_wherever_it_signs() {
    let desk = Desk::new();
    done(&desk, "keygen mine --dsc all:vtr");
    desk.write("token.txt", "0123456789abcdef0123456789abcdef\n");
    chmod(&desk, "token.txt", 0o600);
    let issue = format!("issue {RECOVERY} --at {AT}");
    done(&desk, &format!("{issue} --signer mine --ledger i.db"));
    let publish = format!("revocation publish --ledger i.db --out batches --at {AT}");
    let serve = "serve --listen 127.0.0.1:0 --trust keys --log none";
    let batch = format!("--at {AT} --summary none");
    let paths = [
        format!("{issue} --signer mine"),
        format!("{issue} --signer {PAIR}"),
        format!(
            "page testdata/records/all-three.json --at {AT} --format html --out pages --signer mine"
        ),
        format!("batch issue testdata/batch/payloads.csv --fill {batch} --signer {PAIR}"),
        format!(
            "batch page testdata/batch/records.jsonl {batch} --pages made --format html --signer mine"
        ),
        format!("trust bundle keys --at {AT} --out trust.bundle --signer {KEY}"),
        format!("trust export keys --at {AT} --form eu-zip --out trust.zip --signer {PAIR}"),
        format!(
            "revocation build testdata/revocation/revoked.txt --at 2022-02-01T12:00:00Z --out r.store --signer {KEY}"
        ),
        format!("{publish} --signer {PAIR}"),
        format!(
            "{publish} --signer keys/dsc-all.key.pem,keys/dsc-all.pem --store own.store --store-signer {KEY}"
        ),
        "keygen more --force --dsc x:v --csca mine/csca.key.pem,mine/csca.pem".to_owned(),
        format!("{serve} --signer mine --token-file token.txt"),
        format!("{serve} --tls mine/dsc-all.pem,{KEY}"),
    ];
    for words in paths {
        let told = || {
            // What was made before is made again.
            for folder in ["made", "pages"] {
                let _ = std::fs::remove_dir_all(desk.path(folder));
            }
            let said = match words.starts_with("serve") {
                true => served(&desk, &words),
                false => done(&desk, &words),
            };
            said.matches("key.pem: others can read it (mode ").count()
        };
        assert_eq!(told(), 0, "{words}");
        for mode in [0o644, 0o640] {
            chmod(&desk, KEY, mode);
            chmod(&desk, "mine/csca.key.pem", mode);
            // Once for each of the files: in a folder lie two.
            let files = 1 + usize::from(words.split(' ').any(|word| word == "mine"));
            assert_eq!(told(), files, "{words}");
            chmod(&desk, KEY, 0o600);
            chmod(&desk, "mine/csca.key.pem", 0o600);
        }
    }
}

#[test]
fn what_systemd_hands_over_and_what_is_published_is_not_warned_of() {
    let desk = Desk::new();
    let issue = format!("issue {RECOVERY} --at {AT}");
    // The keys of the source, wherever they lie, and whatever they are called.
    desk.write(
        "mine.pem",
        std::fs::read(desk::root().join("keys/dsc-all.key.pem")).unwrap(),
    );
    chmod(&desk, "mine.pem", 0o644);
    assert_eq!(
        done(
            &desk,
            &format!("{issue} --signer mine.pem,keys/dsc-all.pem")
        ),
        ""
    );

    done(&desk, "keygen mine --dsc all:vtr");
    chmod(&desk, KEY, 0o440);
    let key = desk.path(KEY).display().to_string();
    let told = |folder: &str| {
        let mut command = crate::program();
        let words = format!("{issue} --signer {key},mine/dsc-all.pem");
        command.args(words.split(' ')).current_dir(desk.0.path());
        command.env("CREDENTIALS_DIRECTORY", desk.path(folder));
        let output = command.stdin(Stdio::null()).output().unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    assert_eq!(told("mine"), "");
    assert!(told("other").contains("(mode 440)"), "{}", told("other"));
}

/// Every file below a folder.
fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

#[test]
fn files_with_persons_in_them_are_their_owners_alone() {
    let desk = Desk::new();
    let codes = std::fs::read_to_string(desk::root().join("testdata/codes.txt")).unwrap();
    desk.write("code.txt", codes.lines().next().unwrap());
    let batch = format!("--at {AT} --summary none --signer keys");
    for words in [
        format!("issue {RECOVERY} --signer keys --at {AT} --qr out/code.png"),
        "qr code.txt --out out/code.svg".to_owned(),
        format!("page testdata/records/all-three.json --signer keys --at {AT} --out out/pages"),
        "demo out/demo".to_owned(),
        format!(
            "batch issue testdata/batch/payloads.csv --fill {batch} --out out/issued.jsonl --qr out/codes"
        ),
        format!(
            "batch page testdata/batch/records.jsonl {batch} --out out/pages.jsonl --pages out/batch --format html"
        ),
        format!(
            "batch verify testdata/codes.txt --trust keys --at {AT} --summary none --out out/verified.jsonl"
        ),
    ] {
        std::fs::create_dir_all(desk.path("out")).unwrap();
        // Some of the rows are wrong on purpose.
        let _ = run(&desk, &words);
        let mut found = Vec::new();
        files(&desk.path("out"), &mut found);
        assert!(!found.is_empty(), "{words}");
        for path in found {
            assert_eq!(mode(&path), 0o600, "{words}: {}", path.display());
        }
        std::fs::remove_dir_all(desk.path("out")).unwrap();
    }
}

#[test]
fn lists_and_what_a_web_server_reads_are_for_the_umask() {
    let desk = Desk::new();
    desk.write("usual", "");
    for words in [
        format!("trust bundle keys --at {AT} --signer keys/dsc-all.key.pem --out out/trust.bundle"),
        format!("trust export keys --at {AT} --form pem --out out/trust.pem"),
        "revocation build testdata/revocation/revoked.txt --at 2022-02-01T12:00:00Z --out out/r.store"
            .to_owned(),
        format!("serve --trust keys --at {AT} --export out"),
        "man out".to_owned(),
    ] {
        std::fs::create_dir_all(desk.path("out")).unwrap();
        done(&desk, &words);
        let mut found = Vec::new();
        files(&desk.path("out"), &mut found);
        assert!(!found.is_empty(), "{words}");
        for path in found {
            assert_eq!(
                mode(&path),
                mode(&desk.path("usual")),
                "{words}: {}",
                path.display()
            );
        }
        std::fs::remove_dir_all(desk.path("out")).unwrap();
    }
}
