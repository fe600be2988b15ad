//! A leaf below the pinned root without a common name, whose organisation reads like the name that is asked for.

use std::process::Output;

const AT: &str = "2022-02-01T12:00:00Z";

fn hcert(words: &[&str]) -> Output {
    let folder = crate::root().join("testdata/attacks/swiss");
    let mut command = crate::program();
    command.args(words).current_dir(folder).env("NO_COLOR", "1");
    command.output().expect("the binary runs")
}

#[test]
fn an_organisation_that_reads_like_a_common_name_is_none() {
    let lists = "k.jws,a.jws";
    for words in [
        &[
            "verify", "--trust", lists, "--anchor", "root.pem", "--at", AT, "evil.txt",
        ][..],
        &["trust", "list", lists, "--anchor", "root.pem", "--at", AT],
        // Nor is it a matter of time.
        &[
            "trust",
            "list",
            lists,
            "--anchor",
            "root.pem",
            "--at",
            AT,
            "--stale-signer-warn",
        ],
    ] {
        let output = hcert(words);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("k.jws"), "{stderr}");
        assert!(stderr.contains("common names (CN)"), "{stderr}");
        assert!(output.stdout.is_empty(), "{words:?}");
    }
}
