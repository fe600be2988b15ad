//! No word is left untranslated: in the pseudo-language every vowel of a message carries an accent, so that what is
//! shown without one never was a message.

use crate::desk::Desk;
use crate::program;
use crate::serve::service::{AT, Service};
use serde_json::Value as Json;

/// What is the same in every language: stable codes, names of persons and products, units, forms of files, and the
/// texts of countries' rules, which countries write. The technical messages of layers stay English too.
const DATA: &str = "accept reject cannot verify decoded kid alg signature trust list hcert exp iat dsc validity \
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
    let codes = std::fs::read(crate::root().join("testdata/codes.txt")).unwrap();
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
