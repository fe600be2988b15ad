//! What was issued and revoked, through the program: from the first code to the batches, and over crashes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use desk::{Desk, root};
use hcert::container::{Contexts, Limits, Unverified};
use hcert::trust::cms;
use hcert_ledger::{Entry, Filter, Issued, Ledger, LedgerError};
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Output};

mod crash;
use crate::desk;
mod gate;
mod words;

const AT: &str = "2022-02-01T12:00:00Z";

impl Desk {
    fn start(&self, words: &[&str], input: &[u8]) -> Child {
        let mut child = self.spawn(words);
        let mut stdin = child.stdin.take().expect("stdin is piped");
        // A program that does not read its input may close it first.
        let _ = stdin.write_all(input);
        child
    }

    fn run_with(&self, words: &[&str], input: &str) -> Output {
        let child = self.start(words, input.as_bytes());
        child.wait_with_output().expect("the program ends")
    }

    fn run(&self, words: &[&str]) -> Output {
        self.run_with(words, "")
    }

    /// Standard output of a command that must succeed.
    fn done(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "hcert {}\n{stderr}",
            words.join(" ")
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Issues codes of payloads and gives what the JSON says.
    fn issue(&self, payloads: &[&str], more: &[&str]) -> Vec<Value> {
        let common = [
            "issue", "--signer", "keys", "--ledger", "l.db", "--at", AT, "--json",
        ];
        let text = self.done(&[&common, more, payloads].concat());
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    fn page(&self, record: &str, out: &str) -> Value {
        let words = [
            "page",
            record,
            "--signer",
            "keys",
            "--out",
            out,
            "--format",
            "png",
            "--ledger",
            "l.db",
            "--person-key",
            "p.key",
            "--at",
            AT,
            "--json",
        ];
        serde_json::from_str(&self.done(&words)).unwrap()
    }

    fn publish(&self, more: &[&str]) -> Vec<Value> {
        let common = [
            "revocation",
            "publish",
            "--ledger",
            "l.db",
            "--out",
            "batches",
            "--signer",
            "keys/dsc-all.key.pem,keys/dsc-all.pem",
            "--at",
            AT,
            "--json",
        ];
        let text = self.done(&[&common, more].concat());
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Runs `revoke`: its exit code and counts (newly, already, expired, not found).
    fn revoke(&self, more: &[&str], input: &str) -> (i32, [u64; 4]) {
        let common = [
            "revocation",
            "revoke",
            "--ledger",
            "l.db",
            "--at",
            AT,
            "--json",
        ];
        let output = self.run_with(&[&common, more].concat(), input);
        let stderr = String::from_utf8_lossy(&output.stderr);
        let counts: Value = serde_json::from_slice(&output.stdout).expect(&stderr);
        let count = |name: &str| counts[name].as_u64().unwrap();
        let counts = ["newly", "already", "expired", "notFound"].map(count);
        (output.status.code().unwrap(), counts)
    }

    fn entries(&self) -> Vec<Entry> {
        let place = self.path("l.db");
        let mut ledger = Ledger::open_existing(place.to_str().unwrap()).unwrap();
        let mut found = Vec::new();
        let mut keep = |entry| -> Result<(), LedgerError> {
            found.push(entry);
            Ok(())
        };
        ledger.each(&Filter::default(), &mut keep).unwrap();
        found
    }
}

/// What the ledger must have of a code.
fn issued(code: &str) -> Issued {
    let code = Unverified::decode_as(code, &Limits::default(), Contexts::EuAndDomestic).unwrap();
    Issued::of(&code, Some("NO"), None).unwrap()
}

/// Verifies a batch file and gives its content.
fn batch(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap();
    let octets = STANDARD.decode(&text).expect("Base64 and nothing else");
    let verified = cms::verify(&octets, None, &[]).unwrap();
    let signer = std::fs::read(root().join("keys/dsc-all.pem")).unwrap();
    assert_eq!(verified.signer, pem::parse(signer).unwrap().contents());
    serde_json::from_slice(&verified.content.unwrap()).unwrap()
}

/// The pages of a folder, sorted; what knows whose they are is none.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let files = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| !path.ends_with(".hcert")).collect();
    files.sort();
    files
}

fn hashes(content: &Value) -> Vec<String> {
    let entries = content["entries"].as_array().unwrap().iter();
    entries
        .map(|entry| entry["hash"].as_str().unwrap().to_owned())
        .collect()
}
