//! No word is left untranslated: in the pseudo-language every vowel of a message carries an accent, so that what is
//! shown without one never was a message.

use crate::desk::Desk;
use crate::program;
use crate::project::root;
use crate::serve::service::{AT, Service};
use serde_json::Value as Json;

/// What is the same in every language: stable codes, names of persons and products, units, forms of files, and the
/// texts of countries' rules, which countries write. The technical messages of layers stay English too.
const DATA: &str = "local accept genuine reject content over cannot verify decoded kid alg signature trust list hcert exp iat dsc validity \
    revocation key usage schema rule rules failed open holder name dob differs expired context domestic prefix foreign \
    unknown base zlib cbor cose invalid text long too large inflated not yet issued valid stale valid picture \
    testdata codes txt keys pem png json records all three NO dsc vaccination recovery test eu html pdf code payload \
    es256 ps256 alg missing mismatch claims red green light unclear";

/// The words of a text that stand there untranslated.
fn left_over(text: &str, data: &[&str]) -> Vec<String> {
    let is_letter = |c: char| c.is_alphabetic();
    let words = text.split(|c: char| !is_letter(c));
    let vowel = |c: char| "aeiouyAEIOUY".contains(c);
    let mut found: Vec<String> = words
        // Signs, units and letters of codes are no words.
        .filter(|word| word.len() > 2 && word.is_ascii() && word.contains(vowel))
        // Octets in hexadecimal digits.
        .filter(|word| !word.bytes().all(|octet| matches!(octet, b'a'..=b'f')))
        // Capitals alone are abbreviations and the machine-readable lines of passports.
        .filter(|word| word.contains(|c: char| c.is_ascii_lowercase()))
        .filter(|word| !data.iter().any(|known| known.eq_ignore_ascii_case(word)))
        .map(str::to_owned)
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn shown(words: &[&str]) -> String {
    let output = program().args(words).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!told.is_empty(), "hcert {}: {error}", words.join(" "));
    told + &error
}

#[test]
fn the_program_says_nothing_untranslated_of_codes_and_records() {
    let desk = Desk::new();
    let out = desk.path("pages");
    let out = out.to_str().unwrap();
    let verify = "verify --trust keys --lang en-XA -v --at";
    let rows = [
        format!("{verify} {AT} testdata/codes.txt"),
        format!("{verify} 2023-02-01T12:00:00Z testdata/codes.txt"),
        format!("{verify} {AT} --mode domestic testdata/NO/png/recovery.png"),
        format!("{verify} {AT} --name X --dob 1964 testdata/NO/png/recovery.png"),
        format!("{verify} {AT} shc:/5676 HC2:X"),
        format!("status testdata/records/all-three.json --lang en-XA --at {AT}"),
        format!(
            "page testdata/records/all-three.json --signer keys --lang en-XA --at {AT} --format html --out {out}"
        ),
    ];
    let names = "SAETHER BROENMO ODD Odd Kari Jelena Ana Spevax Spikevax Comirnaty Jcovden Vaxzevria Nuvaxovid Brien \
        OBRIEN SEAN Brønmo Thordis Sóley Gudrun THORSDOTTIR GUDRUN argument vaccinations tests folder tmp pages target it desk version level";
    let data: Vec<&str> = DATA.split(' ').chain(names.split(' ')).collect();
    for row in rows {
        let words: Vec<&str> = row.split(' ').collect();
        let text = shown(&words);
        let text = text.replace(out, "");
        let left = left_over(&text, &data);
        assert_eq!(left, [""; 0], "hcert {row}\n{text}");
    }
}

/// Every command with good input and with bad, in order: later ones read what earlier ones wrote. The exit code stands
/// first. What the command line itself says is data.
const COMMANDS: &str = "
0 keygen new --dsc one:v
2 keygen new --dsc one:v
2 keygen other --country no
2 keygen other --from 2022-01-01 --until 2021-01-01
2 keygen other --dsc one --dsc one
2 keygen other --csca keys/csca.pem
2 keygen other --csca keys/dsc-all.key.pem,keys/csca.pem
0 trust list keys
2 trust list new/dsc-one.pem --anchor new/csca.pem
0 trust show 56da1d7a9b747e29 keys
1 trust show ffffffff keys
2 trust list missing.pem
2 trust list keys/README.md
2 trust list keys --anchor keys/README.md
0 trust bundle keys --unsigned keys --signer keys/dsc-all.key.pem --out own.bundle --at 2022-02-01T12:00:00Z
0 trust bundle keys --unsigned --out bare.bundle --at 2022-02-01T12:00:00Z
2 trust bundle keys --out other.bundle
2 trust bundle keys --signer keys/dsc-all.pem --out other.bundle
0 trust import own.bundle --anchor keys/dsc-all.pem --out own.cbor --at 2022-02-01T12:00:00Z
2 trust import own.bundle --anchor keys/csca.pem --out other.cbor --at 2022-02-01T12:00:00Z
2 trust import own.bundle --anchor keys/dsc-all.pem --out other.cbor --at 2022-03-01T12:00:00Z
1 trust diff keys keys/dsc-test.pem --unsigned keys
2 trust diff keys keys --unsigned elsewhere
0 trust export keys --form json --out own.json
2 trust export keys --form eu-zip --out own.zip
2 trust export keys --form eu-zip --signer keys --out own.zip
0 trust rotate --signer keys/dsc-all.key.pem --successor keys/dsc-test.pem --out next
2 trust rotate --signer keys/dsc-all.key.pem --successor keys/dsc-all.pem --out next
2 trust rotate --signer keys/dsc-all.key.pem --successor keys/README.md --out next
2 trust bundle keys --signer keys/dsc-test.key.pem --succession keys/csca.pem --out other.bundle
2 trust fetch https://localhost:1/list --header none --out list
2 trust fetch http://localhost:1/list --out list
0 revocation build testdata/revocation/revoked.txt --out r.store --signer keys/dsc-all.key.pem --days 7 --at 2022-02-01T00:00:00Z
2 revocation build missing.txt --out other.store
2 revocation build keys/csca.pem --out other.store
2 revocation build testdata/revocation/revoked.txt --out other.store --as-of 2022-02-02T00:00:00Z --at 2022-02-01T00:00:00Z
2 revocation build testdata/revocation/revoked.txt --out other.store --succession keys/csca.pem
0 revocation inspect r.store --anchor keys/dsc-all.pem --whole
2 revocation inspect r.store --anchor missing.pem
2 revocation inspect keys/csca.pem
1 revocation check testdata/NO/png/vaccination-1-2.png -r r.store --anchor keys/dsc-all.pem --at 2022-02-01T12:00:00Z
0 revocation check testdata/NO/png/recovery.png -r r.store --anchor keys/dsc-all.pem --at 2022-02-01T12:00:00Z
3 revocation check testdata/NO/png/recovery.png -r r.store --anchor keys/dsc-all.pem --at 2022-03-01T12:00:00Z
3 revocation check HC1:6BFZZ
2 revocation check testdata/NO/png/recovery.png -r r.store
2 revocation check testdata/NO/png/recovery.png -r keys/csca.pem
0 revocation person-key --out p.key
2 revocation person-key --out p.key
0 issue testdata/payloads/test-pcr.json --signer keys/dsc-all.key.pem,keys/dsc-all.pem --ledger i.db --person-key p.key --at 2022-02-01T12:00:00Z
2 issue testdata/payloads/test-pcr.json --signer keys/dsc-all.key.pem,keys/dsc-test.pem
2 issue testdata/payloads/test-pcr.json --signer testdata/codes.txt
2 issue testdata/payloads/test-pcr.json --signer pkcs11:
1 revocation revoke --ledger i.db --kid 56da1d7a9b747e29 --at 2022-02-01T12:00:00Z
1 revocation revoke --ledger i.db --uvci urn:uvci:01:X
2 revocation revoke --ledger missing.db --uvci urn:uvci:01:X
2 revocation revoke --ledger i.db --code keys/csca.pem
2 revocation revoke --ledger i.db --record missing.json --person-key p.key
2 revocation revoke --ledger i.db --record testdata/records/booster.json --person-key keys/csca.pem
0 revocation list --ledger i.db
2 revocation list --ledger keys/csca.pem
0 revocation publish --ledger i.db --signer keys/dsc-all.key.pem,keys/dsc-all.pem --out batches --store s.store --at 2022-02-01T12:00:00Z
2 revocation publish --ledger i.db --signer keys/dsc-all.pem --out batches
2 revocation publish --ledger i.db --signer pkcs11: --out batches
0 rules list --country NO
0 rules list --country XX
2 rules list keys/csca.pem
0 rules show VR-NO-0002
0 rules show GR-XX-0001 testdata/rules
2 rules show XX
2 rules show VR-NO-0002@x
2 rules show none.json
0 rules eval VR-NO-0002 testdata/payloads/vaccination-2-2.json --arrival 2022-02-01T12:00:00Z
0 rules eval VR-NO-0002 testdata/NO/png/vaccination-2-2.png --arrival 2022-02-01T12:00:00Z
0 rules eval VR-NO-0002 testdata/payloads/vaccination-2-2.json --arrival 2020-02-01T12:00:00Z
2 rules eval testdata/rules/VR-XX-0001.json testdata/payloads/recovery.json --rules testdata/rules
2 rules eval VR-NO-0002 missing.json
2 rules eval VR-NO-0002 testdata/codes.txt
2 rules eval VR-NO-0002 HC1:6BF
2 rules eval HC1:6BF VR-NO-0002
2 rules eval VR-NO-0002 testdata/payloads/vaccination-2-2.json --value-sets keys/csca.pem
0 rules lint testdata/rules
2 rules lint keys
0 rules test testdata/rules
2 rules test keys
0 status testdata/records/single-dose.json --at 2021-11-15T12:00:00Z
2 status missing.json
2 status keys
2 status keys/csca.pem
2 status testdata/records --add HC1:6BF --trust keys
3 status testdata/records/single-dose.json --add HC1:6BF --trust keys
2 status testdata/records/single-dose.json --add testdata/codes.txt --trust keys
0 inspect testdata/NO/png/test-pcr.png
0 inspect --diag testdata/NO/png/recovery.png
1 inspect HC1:6BFZZ
0 inspect --trust keys testdata/NO/png/test-pcr.png
1 inspect --trust keys testdata/faults/hashed-twice.txt
1 inspect keys/csca.pem
2 inspect missing.png
0 qr HC1:6BF --out code.svg
2 qr HC1:abc
2 qr HC1:6BF --out code.gif
2 qr missing.txt
2 qr testdata/codes.txt
2 qr testdata/NO/png/recovery.png
0 scan testdata/NO/png/recovery.png
3 scan keys/csca.pem
2 scan missing.png
0 conformance testdata/negative.jsonl
2 conformance testdata/negative.jsonl --exceptions testdata/exceptions.tsv
2 conformance keys
2 conformance missing.jsonl
3 verify HC1:6BF
2 verify --trust missing.pem HC1:6BF
2 verify --trust keys --rules testdata/rules HC1:6BF
2 verify --trust keys --arrival 2022-02-01T12:00:00Z HC1:6BF
2 verify --trust keys --unsigned elsewhere HC1:6BF
3 verify --trust keys --country NO --region XX HC1:6BF
2 verify --trust keys --name KAR1 HC1:6BF
2 verify --trust keys --dob yesterday HC1:6BF
2 verify --trust keys --state keys/csca.pem HC1:6BF
2 verify --trust keys missing.png
";

/// What these show that is the same in every language, beside [`DATA`]: the system's, SQLite's and the JSON reader's own
/// sentences; stable codes of lists, stores, rules and variants of a hash; fields of a payload; the names in the
/// project's keys and of those who sign bundles; files that are named.
const SHOWN: &str = "no such file or directory os is not a database line column number expected \
    good unsigned plain revoked gateway distribution covpass norway ledger operator certificate whole checksum without \
    pass fail accepted iss nam ver csca throwaway argument hint files tests one two none then characters octets hash \
    Spikevax Moderna Biotech Spain";

#[test]
fn every_command_says_nothing_untranslated_of_good_input_and_of_bad() {
    let desk = Desk::new();
    // What countries write in their rules is theirs, and the rows of a corpus have names.
    let mut theirs = shown(&["rules", "list", "--country", "NO"]);
    for name in [
        "negative.jsonl",
        "rules/VR-XX-0001.json",
        "rules/GR-XX-0001/rule.json",
    ] {
        let path = root().join("testdata").join(name);
        theirs += &std::fs::read_to_string(path).unwrap();
    }
    theirs += &shown(&["rules", "show", "VR-NO-0002"]);
    let mut wrong = Vec::new();
    for row in COMMANDS.lines().filter(|row| !row.is_empty()) {
        let (code, command) = row.split_once(' ').unwrap();
        let words: Vec<&str> = command.split(' ').chain(["--lang", "en-XA"]).collect();
        let output = desk.spawn(&words).wait_with_output().unwrap();
        let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let given = row.split(|c: char| !c.is_alphabetic());
        let is_theirs = ["rules", "conformance"]
            .iter()
            .any(|one| command.starts_with(one));
        let theirs = theirs.split(|c: char| !c.is_alphabetic());
        let data: Vec<&str> = DATA
            .split(' ')
            .chain(SHOWN.split_whitespace())
            .chain(["hcert", "error", "warning", "note"])
            .chain(given)
            .chain(theirs.filter(|_| is_theirs))
            .collect();
        let left = left_over(&told, &data);
        if !left.is_empty() || output.status.code() != code.parse().ok() {
            let status = output.status;
            wrong.push(format!("{status} of {row}\n{told}untranslated: {left:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The texts in JSON that people read.
fn texts(value: &Json, found: &mut Vec<String>) {
    match value {
        Json::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Json::Object(members) => {
            for (key, value) in members {
                match (key.as_str(), value) {
                    ("text" | "hint", Json::String(text)) => found.push(text.clone()),
                    _ => texts(value, found),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn the_service_says_nothing_untranslated_of_codes() {
    let service = Service::start(&["--trust", "keys"]);
    let codes = std::fs::read(root().join("testdata/codes.txt")).unwrap();
    let answer = service
        .client()
        .post("/v1/verify?lang=en-XA", "text/plain", &codes);
    let mut found = Vec::new();
    texts(&answer.json(), &mut found);
    assert!(found.len() > 50, "{}", answer.text());
    let data: Vec<&str> = DATA.split(' ').collect();
    assert_eq!(left_over(&found.join("\n"), &data), [""; 0]);
    let module = service.get("/messages.js");
    let (_, all) = module.text().split_once("MESSAGES = ").unwrap();
    let all: Json = serde_json::from_str(all.trim_end().trim_end_matches(';')).unwrap();
    let own = all["en-XA"].as_object().unwrap();
    assert!(own.len() > 100);
    let own: Vec<&str> = own.values().filter_map(Json::as_str).collect();
    assert_eq!(left_over(&own.join("\n"), &["all", "age"]), [""; 0]);
}
