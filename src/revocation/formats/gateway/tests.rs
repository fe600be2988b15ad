mod pages;

use super::*;
use crate::revocation::HashType;
use crate::revocation::test_sink::{Collected, Folder, Party, Reading, now};
use crate::trust::cms::CmsSigner;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::{Value, json};

const ID: &str = "0a1b2c3d-0000-4000-8000-0123456789ab";
const OTHER: &str = "0a1b2c3d-0000-4000-8000-0123456789ac";
const FILE: &str = "0a1b2c3d-0000-4000-8000-0123456789ab.cms";

/// The uploader of Norway.
fn norway() -> Party {
    Party::new(&["NO"], 1)
}

/// A good batch of two entries.
pub(in crate::revocation) fn batch() -> Value {
    json!({
        "country": "NO", "expires": "2027-01-31T00:00:00Z", "kid": "AAECAwQFBgc=",
        "hashType": "SIGNATURE",
        "entries": [{"hash": "AAECAwQFBgcICQoLDA0ODw=="}, {"hash": "/////////////////////w=="}],
    })
}

fn signed(json: &[u8], by: &Party) -> Vec<u8> {
    let signer = CmsSigner {
        certificate: &by.der,
        key_pkcs8: &by.key.pkcs8(),
    };
    cms::sign(json, false, &signer).unwrap()
}

/// A batch as the gateway hands it out: CMS in base64.
pub(in crate::revocation) fn file(json: &Value, by: &Party) -> Vec<u8> {
    STANDARD
        .encode(signed(json.to_string().as_bytes(), by))
        .into_bytes()
}

fn item(id: &str, date: &str, deleted: bool) -> Value {
    json!({"batchId": id, "country": "NO", "date": date, "deleted": deleted})
}

pub(in crate::revocation) fn page(more: bool, items: &[Value]) -> Vec<u8> {
    json!({"more": more, "batches": items})
        .to_string()
        .into_bytes()
}

fn reading<N: Into<String>, O: Into<Vec<u8>>>(files: impl IntoIterator<Item = (N, O)>) -> Reading {
    let mut reading = Reading::new(Format::Gateway, Folder::of(files));
    reading.uploaders = vec![Party::new(&["SE"], 2).der, norway().der];
    reading
}

/// One batch, in which this was changed.
fn with(change: impl FnOnce(&mut Value)) -> Collected {
    let mut json = batch();
    change(&mut json);
    reading([(FILE, file(&json, &norway()))]).good()
}

#[test]
fn a_batch_is_read_with_all_that_it_says() {
    let read = reading([(FILE, file(&batch(), &norway()))]).good();
    assert_eq!(read.told(), [""; 0]);
    let source = &read.sources[0];
    assert_eq!(
        (source.name.as_str(), source.format),
        ("list", Format::Gateway)
    );
    assert_eq!(source.as_of, None);
    let signer = "those of 2 known upload certificates".into();
    assert_eq!(source.signature, ListSignature::Good { signer });
    let expected = Batch {
        source: 0,
        id: ID.into(),
        scope: Scope {
            country: CountryCode::of_capitals("NO"),
            kid: Some([0, 1, 2, 3, 4, 5, 6, 7]),
        },
        hash_types: vec![HashType::Signature],
        expires: Some("2027-01-31T00:00:00Z".parse().unwrap()),
    };
    let hashes = vec![std::array::from_fn(|at| at as u8), [0xff; 16]];
    assert_eq!(read.batches, [(expected, hashes)]);
}

#[test]
fn a_batch_may_be_octets_base64_or_pem() {
    let der = signed(batch().to_string().as_bytes(), &norway());
    let text = STANDARD.encode(&der);
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    let lines = lines.join("\r\n");
    let pem = format!("\u{feff}-----BEGIN CMS-----\r\n{lines}\r\n-----END CMS-----\r\n");
    for octets in [
        der,
        text.clone().into_bytes(),
        format!("{text}\n").into_bytes(),
        pem.into_bytes(),
    ] {
        let read = reading([(FILE, octets)]);
        assert_eq!(formats_of(&read), Some(Format::Gateway));
        assert_eq!(read.good().ids(), [ID]);
    }
}

fn formats_of(reading: &Reading) -> Option<Format> {
    super::super::recognise(&reading.files).unwrap()
}

#[test]
fn what_is_written_here_is_read_here() {
    proptest!(ProptestConfig::with_cases(32), |(
        hashes in prop::collection::vec(any::<[u8; 16]>(), 1..=MAX_ENTRIES),
        kid: Option<[u8; 8]>, place in 0..3_usize, later in 1..1_000_000_000_i64,
    )| {
        let batch = GatewayBatch {
            country: CountryCode::of_capitals("NO").unwrap(), expires: now().plus_seconds(later), kid, hashes,
            hash_type: HashType::ALL[place],
        };
        let json = batch.to_json();
        prop_assert_eq!(&GatewayBatch::from_json(&json).unwrap(), &batch);
        let read = reading([(FILE, signed(&json, &norway()))]).good();
        let (found, hashes) = &read.batches[0];
        prop_assert_eq!(found.scope, Scope { country: CountryCode::of_capitals("NO"), kid });
        prop_assert_eq!(found.expires, Some(batch.expires));
        prop_assert_eq!(found.hash_types.as_slice(), [batch.hash_type]);
        prop_assert_eq!(hashes, &batch.hashes);
    });
}

#[test]
fn an_unknown_kid_means_all_signers_of_the_country() {
    let read = with(|json| json["kid"] = "UNKNOWN_KID".into());
    assert_eq!(read.batches[0].0.scope.kid, None);
    // Without padding it is the same identifier.
    let read = with(|json| json["kid"] = "AAECAwQFBgc".into());
    assert_eq!(read.batches[0].0.scope.kid, Some([0, 1, 2, 3, 4, 5, 6, 7]));
}

#[test]
fn each_value_of_a_batch_is_checked() {
    type Change = fn(&mut Value);
    let cases: [(Change, &str); 16] = [
        (
            |json| json["country"] = "no".into(),
            "country \"no\" is not two capital letters",
        ),
        (
            |json| json["country"] = "SE".into(),
            "it speaks for SE, its signer is of country \"NO\"",
        ),
        (
            |json| json["expires"] = "2027-01-31T00:00:00".into(),
            "its expires: the time has no offset",
        ),
        (
            |json| json["expires"] = "soon".into(),
            "its expires: not a date and time",
        ),
        (
            |json| json["kid"] = "AAECAwQFBg==".into(),
            "its kid has 7 octets, expected 8",
        ),
        (|json| json["kid"] = "unknown_kid".into(), "its kid "),
        (
            |json| json["hashType"] = "HASH".into(),
            "hashType \"HASH\" is not one of SIGNATURE, UCI",
        ),
        (
            |json| json["hashType"] = "signature".into(),
            "is not one of",
        ),
        (
            |json| json["entries"] = json!([]),
            "0 entries, expected 1 to 1000",
        ),
        (
            |json| json["entries"] = vec![json["entries"][0].clone(); 1001].into(),
            "1001 entries",
        ),
        // 15 octets, 17 octets, no padding, bits beyond the last octet, the other alphabet.
        (
            |json| json["entries"][1]["hash"] = "AAECAwQFBgcICQoLDA0O".into(),
            "entry 2: 20 characters",
        ),
        (
            |json| json["entries"][0]["hash"] = "AAECAwQFBgcICQoLDA0ODxA=".into(),
            "entry 1: 24 characters",
        ),
        (
            |json| json["entries"][0]["hash"] = "AAECAwQFBgcICQoLDA0ODw".into(),
            "entry 1: 22 characters",
        ),
        (
            |json| json["entries"][0]["hash"] = "AAECAwQFBgcICQoLDA0ODx==".into(),
            "entry 1: 24 characters",
        ),
        (
            |json| json["entries"][0]["hash"] = "_____________________w==".into(),
            "entry 1: 24 characters",
        ),
        (
            |json| drop(json.as_object_mut().unwrap().remove("expires")),
            "missing field `expires`",
        ),
    ];
    for (change, reason) in cases {
        with(change).left_out(reason);
    }
    assert_eq!(
        with(|json| json["entries"] = vec![json["entries"][0].clone(); 1000].into()).batches[0]
            .1
            .len(),
        1000
    );
    assert_eq!(
        with(|json| json["added"] = json!({"later": [1]}))
            .batches
            .len(),
        1
    );
}

#[test]
fn json_has_nothing_behind_it_and_no_member_twice() {
    let read = |json: &str| reading([(FILE, signed(json.as_bytes(), &norway()))]).good();
    let json = batch().to_string();
    assert_eq!(read(&format!(" {json}\n")).batches.len(), 1);
    read(&format!("{json}{{}}")).left_out("trailing characters");
    read(&json.replace("\"kid\":", "\"country\":\"NO\",\"kid\":"))
        .left_out("duplicate field `country`");
    // What nobody asks for is passed over however deep it is.
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep = json.replace("\"kid\":", &format!("\"x\":{deep},\"kid\":"));
    assert_eq!(read(&deep).batches.len(), 1);
    // What is quoted is cut.
    let long = read(&json.replace("\"NO\"", &format!("[\"{}\"]", "x".repeat(100_000))));
    assert!(long.told()[0].len() < 400);
}

#[test]
fn an_expired_batch_is_left_out_and_told() {
    let read = with(|json| json["expires"] = "2026-11-22T12:00:00Z".into());
    assert_eq!(read.batches.len(), 0);
    read.one_problem("1 of its batches had ended, the last at 2026-11-22T12:00:00Z");
    // Nothing is left whose signature could be good.
    assert_eq!(read.signature(), "not-checked");
    let read = with(|json| json["expires"] = "2026-11-22T13:00:01+01:00".into());
    assert_eq!(read.batches.len(), 1);
}

#[test]
fn a_wrong_signature_is_refused_whatever_was_asked_for() {
    let mut der = signed(batch().to_string().as_bytes(), &norway());
    let at = der.windows(9).position(|at| at == b"SIGNATURE").unwrap();
    der[at..at + 9].copy_from_slice(b"SIGNATURe");
    let mut reading = reading([(FILE, der.clone())]);
    for unpinned in [Unpinned::Refuse, Unpinned::Report] {
        reading.unpinned = unpinned;
        reading
            .good()
            .left_out("the signed attributes: message-digest");
    }
    let detached = cms::sign(
        batch().to_string().as_bytes(),
        true,
        &CmsSigner {
            certificate: &norway().der,
            key_pkcs8: &norway().key.pkcs8(),
        },
    );
    reading.files = Folder::of([(FILE, detached.unwrap())]);
    reading.good().left_out("detached");
}

#[test]
fn only_a_known_uploader_counts() {
    // Its name and number, and another key.
    let stranger = Party::new(&["NO"], 3);
    let mut reading = reading([("a.cms", file(&batch(), &stranger))]);
    reading
        .good()
        .left_out("its signer C=NO, CN=Party 3 is no known upload certificate");
    reading.uploaders.clear();
    reading
        .good()
        .left_out("no upload certificate is known (it is signed by C=NO, CN=Party 3)");
    assert_eq!(reading.good().signature(), "not-checked");

    reading.unpinned = Unpinned::Report;
    let read = reading.good();
    assert_eq!((read.ids(), read.told().len()), (vec!["a"], 0));
    let reason = "no upload certificate is known (it is signed by C=NO, CN=Party 3)".into();
    assert_eq!(
        read.sources[0].signature,
        ListSignature::NotChecked { reason }
    );
}

#[test]
fn one_batch_that_is_not_checked_makes_the_list_so() {
    let good = file(&batch(), &norway());
    let mut reading = reading([("a", good.clone()), ("b", good)]);
    reading.unpinned = Unpinned::Report;
    assert_eq!(reading.good().signature(), "good");
    reading
        .files
        .0
        .insert("c".into(), file(&batch(), &Party::new(&["NO"], 3)));
    let read = reading.good();
    assert_eq!((read.signature(), read.batches.len()), ("not-checked", 3));
    // One that is left out anyway does not.
    reading
        .files
        .0
        .insert("c".into(), file(&batch(), &Party::new(&["SE"], 3)));
    let read = reading.good();
    assert_eq!((read.signature(), read.batches.len()), ("good", 2));
    read.one_problem("list#c: it speaks for NO, its signer is of country \"SE\"");
}

#[test]
fn a_signer_speaks_for_the_one_country_of_its_subject() {
    for (countries, reason) in [
        (&["SE"][..], "its signer is of country \"SE\""),
        (&["no"], "its signer is of country \"no\""),
        (
            &[],
            "its signer has 0 countries in its subject, expected one",
        ),
        (
            &["NO", "SE"],
            "its signer has 2 countries in its subject, expected one",
        ),
        (
            &["SE", "NO"],
            "its signer has 2 countries in its subject, expected one",
        ),
    ] {
        let signer = Party::new(countries, 4);
        let mut reading = reading([(FILE, file(&batch(), &signer))]);
        reading.uploaders.push(signer.der);
        reading.good().left_out(reason);
        reading.unpinned = Unpinned::Report;
        reading.good().left_out(reason);
    }
}

#[test]
fn a_batch_is_called_what_its_file_or_the_list_calls_it() {
    let id = |name: &str| {
        let read = reading([(name, file(&batch(), &norway()))]).good();
        read.ids()[0].to_owned()
    };
    assert_eq!(id(&format!("batches/{}.cms", ID.to_uppercase())), ID);
    assert_eq!(id(ID), ID);
    assert_eq!(id("a/Batch.7.b64"), "Batch.7");
    assert_eq!(id(".hidden"), ".hidden");
    // Upper case on the list is the same batch.
    let deleted = page(
        false,
        &[item(&ID.to_uppercase(), "2026-11-01T00:00:00Z", true)],
    );
    let read = reading([(FILE, file(&batch(), &norway())), ("page", deleted)]).good();
    assert_eq!(
        (read.ids(), read.deleted.clone()),
        (vec![], vec![("NO".to_owned(), ID.to_owned())])
    );
    // What is no UUID is taken as it is.
    let listed = page(false, &[item("Batch", "2026-11-01T00:00:00Z", false)]);
    let read = reading([("Batch.cms", file(&batch(), &norway())), ("page", listed)]).good();
    assert_eq!((read.ids(), read.told().len()), (vec!["Batch"], 0));
}

#[test]
fn two_batches_of_one_name_are_both_taken() {
    let mut other = batch();
    other["entries"] = json!([{"hash": "AAAAAAAAAAAAAAAAAAAAAA=="}]);
    let files = |second: &Value| {
        [
            ("a/x.cms", file(&batch(), &norway())),
            ("b/x.b64", file(second, &norway())),
        ]
    };
    let read = reading(files(&batch())).good();
    assert_eq!((read.ids(), read.told().len()), (vec!["x"], 0));
    let read = reading(files(&other)).good();
    assert_eq!(read.ids(), ["x", "b/x.b64"]);
    read.one_problem("another batch is called \"x\", too");
}

#[test]
fn what_the_caller_knows_of_completeness_is_passed_on() {
    let mut reading = reading([(
        "page",
        page(false, &[item(ID, "2026-11-01T00:00:00Z", true)]),
    )]);
    assert_eq!(reading.good().sources[0].as_of, None);
    reading.as_of = Some(now());
    assert_eq!(reading.good().sources[0].as_of, Some(now()));
}

#[test]
fn a_folder_without_batches_and_pages_is_no_list() {
    for files in [
        vec![],
        vec![("a", b"text".to_vec())],
        vec![("a", b"[]".to_vec())],
    ] {
        let reading = reading(files);
        assert_eq!(formats_of(&reading), None);
        assert!(
            reading
                .error()
                .contains("there is no batch in it, and no list of batches")
        );
    }
    let large = vec![b' '; MAX_FILE + 1];
    let read = reading([("a", large), ("page", page(false, &[]))]).good();
    read.one_problem("list#a: 16777217 octets, at most 16777216 are read");
}

#[test]
fn a_thousand_problems_are_told_and_the_rest_is_counted() {
    let items: Vec<Value> = (0..1500)
        .map(|at| item(&format!("b{at}"), "2026-11-01T00:00:00Z", false))
        .collect();
    let told = reading([("page", page(false, &items))]).good().told();
    assert_eq!(told.len(), 1001);
    assert_eq!(told[1000], "list: 500 further problems");
}

/// Files of which one is another at every second reading.
struct Exchanged(Folder, std::cell::Cell<bool>);

impl Files for Exchanged {
    fn names(&self) -> Vec<String> {
        self.0.names()
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        self.1.set(!self.1.get());
        match self.1.get() {
            // Told apart, looked at, taken: the third reading.
            true if name == "b" => Ok(file(&batch(), &Party::new(&["NO"], 3))),
            _ => Ok(file(&batch(), &norway())),
        }
    }
}

#[test]
fn a_batch_exchanged_after_it_was_looked_at_does_not_pass_as_good() {
    let files = Folder::of([("b", "")]);
    let uploaders = [norway().der];
    let request = Request {
        source: "list",
        at: now(),
        as_of: None,
        anchors: &crate::trust::Anchors::default(),
        unpinned: Unpinned::Report,
        uploaders: &uploaders,
    };
    let mut sink = Collected::default();
    read(&request, &Exchanged(files, false.into()), &mut sink).unwrap();
    sink.left_out("it was exchanged while the list was read");
}
