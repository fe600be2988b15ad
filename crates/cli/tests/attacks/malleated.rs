//! Of an ES256 signature there are two that verify, (r, s) and (r, n - s), and everybody can make the one from the
//! other: a certificate that was revoked by either is revoked.

use crate::desk::Desk;
use crate::program::{AT, reports, run};

const A: &str = "testdata/attacks/malleated";

#[test]
fn a_certificate_that_is_revoked_by_its_whole_signature_is_found_by_the_other_one_too() {
    let desk = Desk::new();
    // The list names the hash of the whole of orig.txt's signature; mall.txt has the other s.
    run(
        &desk,
        &format!("revocation build {A}/whole.txt --out w.store --at {AT}"),
        0,
    );
    for (code, variant) in [
        ("orig", "SIGNATURE whole"),
        ("mall", "SIGNATURE whole, n-s"),
    ] {
        let code = format!("{A}/{code}.txt");
        let verify = format!("verify --trust {A}/dsc.pem {code} --at {AT}");
        let report = &reports(&desk, &verify, 0)[0];
        assert_eq!(report["verdict"], "genuine", "{code}");
        let report = &reports(&desk, &format!("{verify} --revocations w.store"), 1)[0];
        assert_eq!(report["code"], "revoked", "{code}");
        let text = report["text"].as_str().unwrap();
        assert!(text.contains(variant), "{code}: {text}");
        // The operator's own question has the same answer.
        let check = format!("revocation check {code} --revocations w.store --country NO --at {AT}");
        let (out, _) = run(&desk, &check, 1);
        assert!(out.contains(variant), "{out}");
    }
}

#[test]
fn a_list_of_other_certificates_revokes_neither() {
    let desk = Desk::new();
    let other = std::fs::read_to_string(desk.path(&format!("{A}/whole.txt"))).unwrap();
    let (head, hash) = other.trim_end().rsplit_once('\n').unwrap();
    let changed = format!(
        "{head}\n{}{}\n",
        &hash[..31],
        if hash.ends_with('0') { '1' } else { '0' }
    );
    desk.write("other.txt", changed);
    run(
        &desk,
        &format!("revocation build other.txt --out w.store --at {AT}"),
        0,
    );
    for code in ["orig", "mall"] {
        let verify =
            format!("verify --trust {A}/dsc.pem --revocations w.store --at {AT} {A}/{code}.txt");
        assert_eq!(reports(&desk, &verify, 0)[0]["verdict"], "genuine");
    }
}
