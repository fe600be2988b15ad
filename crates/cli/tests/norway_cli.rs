//! `hcert status` and `hcert page`: the register clerk's and the issuer's desk, and the control that
//! follows.

use crate::common;

use common::{AT, Draft, KeyType, Party, VACCINATION, Wanted, party};
use serde_json::{Value as Json, json};
use std::fs;
use std::path::Path;
use std::process::Output;

fn keys() -> String {
    format!("{}/keys", crate::root().display())
}

/// Runs the program; words are separated by blanks, `KEYS` stands for the folder of keys.
fn hcert(folder: &Path, words: &str) -> Output {
    let words = words.split(' ').map(|word| word.replace("KEYS", &keys()));
    let mut command = crate::program();
    let command = command.args(words).current_dir(folder).env("NO_COLOR", "1");
    command.output().unwrap()
}

fn run(folder: &Path, words: &str, wanted: i32) -> (String, String) {
    let output = hcert(folder, words);
    let out = String::from_utf8(output.stdout).unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(wanted), "{words}\n{out}{told}");
    (out, told)
}

fn desk() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn write(folder: &Path, name: &str, value: &Json) {
    fs::write(folder.join(name), value.to_string()).unwrap();
}

fn person() -> Json {
    json!({"familyName": "Hemmeligsen-Øvre", "givenName": "Kåre Sjøbris", "dateOfBirth": "1964-08-12",
           "identityNumber": "15858099657"})
}

fn dose(product: &str, date: &str) -> Json {
    json!({"product": product, "date": date, "country": "NO"})
}

fn test(kind: &str, result: &str, sampled: &str) -> Json {
    let mut test = json!({"kind": kind, "result": result, "sampled": sampled, "country": "NO",
                          "takenBy": "health-personnel", "centre": "Aker"});
    if kind == "antigen" {
        test["device"] = json!("1232");
    }
    test
}

/// Yields all three certificates and is green at [`MOMENT`].
fn everything() -> Json {
    json!({"person": person(),
        "vaccinations": [dose("BNT03", "2021-06-01"), dose("BNT03", "2021-07-01")],
        "tests": [test("pcr", "positive", "2021-08-01T10:00:00+02:00"),
                  test("antigen", "negative", "2021-11-14T18:00:00+01:00")]})
}

const MOMENT: &str = "2021-11-15T12:00:00+01:00";

#[test]
fn the_status_has_the_keys_of_the_contract_and_every_colour_ends_well() {
    let folder = desk();
    let here = folder.path();
    write(here, "green.json", &everything());
    let red =
        json!({"person": person(), "vaccinations": [dose("JAN03", "2021-11-01")], "tests": []});
    write(here, "red.json", &red);
    write(here, "never.json", &json!({"person": person()}));
    let status = |name: &str| -> Json {
        let (out, told) = run(here, &format!("status {name} --json --at {MOMENT}"), 0);
        assert_eq!((told.as_str(), out.lines().count()), ("", 1));
        serde_json::from_str(&out).unwrap()
    };
    let green = status("green.json");
    let keys: Vec<&String> = green.as_object().unwrap().keys().take(6).collect();
    assert_eq!(
        keys,
        ["input", "light", "ground", "from", "passing", "components"]
    );
    assert_eq!(green["light"], "green");
    assert_eq!(
        (&green["ground"], &green["until"]),
        (&json!("vaccination"), &Json::Null)
    );
    assert_eq!(green["components"].as_array().unwrap().len(), 3);
    assert_eq!(green["components"][1]["until"], "2022-01-28T00:00:00+01:00");
    let red = status("red.json");
    assert_eq!(red["light"], "red");
    assert_eq!(
        (&red["passing"], &red["until"]),
        (&json!(true), &json!("2021-11-22T00:00:00+01:00"))
    );
    assert_eq!(red["components"][0]["rule"], "single-dose-waiting");
    let never = status("never.json");
    assert_eq!(
        (&never["passing"], &never["until"]),
        (&json!(false), &Json::Null)
    );
    assert_eq!(
        (&never["ground"], &never["from"]),
        (&Json::Null, &Json::Null)
    );
    for (lang, word) in [
        ("nb", "rødt, grønt fra 22. november 2021 kl. 00.00 (UTC+1)"),
        ("nn", "raudt, grønt frå 22. november 2021 kl. 00.00 (UTC+1)"),
        ("en", "red, green from 22 November 2021, 00:00 (UTC+1)"),
    ] {
        let (out, _) = run(
            here,
            &format!("status red.json --at {MOMENT} --lang {lang}"),
            0,
        );
        assert!(out.contains(word), "{out}");
        assert!(!out.contains("Hemmelig") && !out.contains("1964"), "{out}");
    }
}

#[test]
fn one_bad_record_is_told_by_its_line_and_the_others_are_judged() {
    let folder = desk();
    let here = folder.path();
    let bad = json!({"person": person(), "shoeSize": 43});
    let lines = [everything(), bad, everything()].map(|record| record.to_string());
    fs::write(here.join("many.jsonl"), lines.join("\n")).unwrap();
    let (out, told) = run(here, &format!("status many.jsonl --json --at {MOMENT}"), 2);
    assert_eq!(out.lines().count(), 2);
    assert!(
        told.contains("many.jsonl#2: shoeSize: unknown field"),
        "{told}"
    );
    let (_, told) = run(here, "status nowhere.json", 2);
    assert!(told.contains("give a JSON record, a FHIR bundle"), "{told}");
    let (out, _) = run(here, "status --schema", 0);
    assert_eq!(
        serde_json::from_str::<Json>(&out).unwrap()["title"],
        "A person's record"
    );
    let (_, told) = run(here, "status many.jsonl --profile no-2020-01-01", 2);
    assert!(told.contains("no-2021-06-11"), "{told}");
}

/// A Swedish certificate of the same person, the list that knows its signer, and the person's record.
fn swedish(here: &Path, edit: impl FnOnce(&mut Draft)) -> Party {
    let signer = party(
        KeyType::P256,
        &Wanted {
            country: "SE",
            ..Wanted::default()
        },
    );
    let mut draft = Draft::new(&signer, VACCINATION);
    draft.claim(1, Some("SE".into()));
    draft.field("v/0/co", Some("SE".into()));
    draft.field(
        "v/0/ci",
        Some("URN:UVCI:01:SE:EHM/100000024GI5HMGZKSMS".into()),
    );
    edit(&mut draft);
    fs::write(here.join("code.txt"), draft.write(&signer)).unwrap();
    let pem = pem::encode(&pem::Pem::new("CERTIFICATE", signer.der()));
    fs::write(here.join("list.pem"), pem).unwrap();
    write(
        here,
        "record.json",
        &json!({"person": person(), "vaccinations": [dose("BNT03", "2021-05-01")]}),
    );
    signer
}

#[test]
fn a_foreign_dose_is_registered_after_its_certificate_is_verified_and_the_person_compared() {
    let folder = desk();
    let here = folder.path();
    let add = format!("status record.json --add code.txt --trust list.pem --at {AT}");
    swedish(here, |_| {});
    let (out, told) = run(here, &add, 0);
    assert!(
        told.contains("HEMMELIGSEN<OEVRE<<KAARE<SJOEBRIS  1964-08-12"),
        "{told}"
    );
    assert!(told.contains("names equal, dates of birth equal"), "{told}");
    let record: Json = serde_json::from_str(&out).unwrap();
    assert_eq!(record["vaccinations"][1]["evidence"]["signerCountry"], "SE");
    assert_eq!(record["vaccinations"][1]["evidence"]["verified"], AT);
    fs::write(here.join("new.json"), &out).unwrap();
    let (out, _) = run(here, &format!("status new.json --json --at {AT}"), 0);
    let status: Json = serde_json::from_str(&out).unwrap();
    assert_eq!(status["components"][0]["rule"], "second-dose");

    // Alike but not equal: refused until somebody has compared.
    swedish(here, |draft| draft.field("nam/gnt", Some("KAARE".into())));
    let (out, told) = run(here, &add, 1);
    assert!(
        out.is_empty() && told.contains("give --same-person"),
        "{told}"
    );
    run(here, &format!("{add} --same-person"), 0);

    // Another person's, whatever anybody says.
    swedish(here, |draft| draft.field("dob", Some("1964-08-13".into())));
    let (out, told) = run(here, &format!("{add} --same-person"), 1);
    assert!(
        out.is_empty() && told.contains("another person's certificate"),
        "{told}"
    );

    // Not verified: rejected, or not decided, before anything is compared.
    swedish(here, |draft| draft.claim(4, Some(1_635_600_000.into())));
    let (out, told) = run(here, &add, 1);
    assert!(
        out.is_empty() && told.contains("expired") && !told.contains("HEMMELIG"),
        "{told}"
    );
    swedish(here, |_| {});
    let (out, told) = run(here, &add.replace("list.pem", "KEYS/dsc-all.pem"), 3);
    assert!(
        out.is_empty() && told.contains("not in the trust list"),
        "{told}"
    );
}

#[test]
fn the_pages_of_a_record_hold_codes_that_verify_each_in_its_place() {
    let folder = desk();
    let here = folder.path();
    write(here, "record.json", &everything());
    let page = format!(
        "page record.json --signer KEYS --out pages --format html,pdf,png,svg --at {MOMENT}"
    );
    let (out, _) = run(here, &format!("{page} --json"), 0);
    let report: Json = serde_json::from_str(&out).unwrap();
    let mut names: Vec<String> = fs::read_dir(here.join("pages"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let wanted = [
        ".hcert",
        "eu-recovery.png",
        "eu-recovery.svg",
        "eu-test.png",
        "eu-test.svg",
        "eu-vaccination.png",
        "eu-vaccination.svg",
        "eu.html",
        "eu.pdf",
        "no.html",
        "no.pdf",
        "no.png",
        "no.svg",
    ];
    assert_eq!(names, wanted);
    assert_eq!(report["files"].as_array().unwrap().len(), wanted.len() - 1);
    for sheet in report["sheets"].as_array().unwrap() {
        let code = &sheet["code"];
        assert_eq!(
            (&code["level"], &code["levelLowered"]),
            (&json!("Q"), &json!(false))
        );
        let diagonal = code["diagonalMm"].as_f64().unwrap();
        assert!((35.0..=60.0).contains(&diagonal), "{diagonal}");
        assert!(code["modulePixels"].as_u64().unwrap() >= 4);
    }
    let verify = |words: &str, wanted| -> Vec<Json> {
        let (out, _) = run(
            here,
            &format!("verify --trust KEYS --json --at 2022-01-10T12:00:00Z {words}"),
            wanted,
        );
        out.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let kinds: Vec<Vec<String>> = verify("pages/eu.pdf", 0)
        .iter()
        .map(|line| {
            line["certificate"]["payload"]
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect()
        })
        .collect();
    assert_eq!(
        kinds,
        [
            ["ver", "nam", "dob", "v"],
            ["ver", "nam", "dob", "r"],
            ["ver", "nam", "dob", "t"]
        ]
    );
    let domestic = verify("pages/no.pdf pages/no.png --mode domestic", 0);
    assert_eq!(domestic[0]["certificate"]["payload"]["ver"], "1.0.0");
    assert_eq!(
        domestic[0]["certificate"]["exp"], "2022-02-13T11:00:00Z",
        "ninety days"
    );
    assert_eq!(
        domestic[0]["certificate"]["payload"]
            .as_object()
            .unwrap()
            .len(),
        3
    );
    assert_eq!(verify("pages/no.png", 3)[0]["code"], "context-domestic");
    let vaccinated = verify("pages/eu-vaccination.png --mode domestic", 0);
    let light = vaccinated[0]["findings"].as_array().unwrap().iter();
    assert!(
        light
            .clone()
            .any(|finding| finding["code"] == "domestic-light")
    );
    let tested = verify("pages/eu-test.png --mode domestic", 1);
    assert_eq!(
        (&tested[0]["code"], &tested[0]["class"]),
        (&json!("domestic-red"), &json!("rule"))
    );
}

#[test]
fn the_domestic_code_ends_with_the_light_and_a_red_page_has_none() {
    let folder = desk();
    let here = folder.path();
    let one =
        json!({"person": person(), "vaccinations": [dose("BNT03", "2021-10-20")], "tests": []});
    write(here, "record.json", &one);
    let page = |at: &str, wanted| {
        run(
            here,
            &format!("page record.json --signer KEYS --out . --format png --at {at} --json"),
            wanted,
        )
    };
    page(MOMENT, 0);
    let (out, _) = run(
        here,
        &format!("verify --mode domestic --trust KEYS --json --at {MOMENT} no.png"),
        0,
    );
    let exp = serde_json::from_str::<Json>(&out).unwrap()["certificate"]["exp"].clone();
    assert_eq!(
        exp, "2022-01-25T23:00:00Z",
        "dose 1 + 14 weeks, at midnight in Norway"
    );
    let (out, _) = page("2021-11-01T12:00:00+01:00", 0);
    let red: Json = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (&red["light"], &red["sheets"][0]["code"]),
        (&json!("red"), &Json::Null)
    );
    run(
        here,
        &format!("verify --mode domestic --trust KEYS -q --at {MOMENT} no.png"),
        3,
    );
    let scanned = run(here, "scan no.png", 3).0;
    assert!(scanned.is_empty(), "{scanned}");
}

#[test]
fn posted_pages_hold_no_tests() {
    let folder = desk();
    let here = folder.path();
    write(here, "all.json", &everything());
    let tested = json!({"person": person(), "vaccinations": [],
                        "tests": [test("antigen", "negative", "2021-11-15T08:00:00+01:00")]});
    write(here, "tested.json", &tested);
    let page = |name: &str| -> Json {
        let (out, _) = run(
            here,
            &format!(
                "page {name} --signer KEYS --out out --format html --paper --json --at {MOMENT}"
            ),
            0,
        );
        serde_json::from_str(&out).unwrap()
    };
    let sheets = |report: &Json| -> Vec<String> {
        let sheets = report["sheets"].as_array().unwrap().iter();
        sheets
            .map(|sheet| sheet["sheet"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        sheets(&page("all.json")),
        ["no", "eu-vaccination", "eu-recovery"]
    );
    let tested = page("tested.json");
    assert!(sheets(&tested).is_empty());
    assert_eq!(tested["leftOut"][0]["code"], "posted");
    assert!(
        tested["noDomesticPage"]
            .as_str()
            .unwrap()
            .contains("bare på grunn av en negativ test")
    );
}

#[test]
fn a_signer_that_will_not_live_long_enough_gives_no_page_and_no_file() {
    let folder = desk();
    let here = folder.path();
    write(here, "record.json", &everything());
    let signer = format!("{}/dsc-expired.key.pem,{}/dsc-expired.pem", keys(), keys());
    let page = format!("page record.json --signer {signer} --out pages --at {MOMENT}");
    let (out, told) = run(here, &page, 1);
    assert!(out.is_empty() && told.contains("notAfter"), "{told}");
    assert!(!here.join("pages").exists());
}

#[test]
fn several_records_get_a_folder_each_and_a_bad_one_stops_nobody() {
    let folder = desk();
    let here = folder.path();
    fs::create_dir(here.join("in")).unwrap();
    write(&here.join("in"), "a.json", &everything());
    write(&here.join("in"), "b.json", &json!({"person": {}}));
    let lines = [everything(), everything()].map(|record| record.to_string());
    fs::write(here.join("in/c.jsonl"), lines.join("\n")).unwrap();
    let page = format!("page in --signer KEYS --out out --format html --lang nn --at {MOMENT}");
    let (out, told) = run(here, &page, 2);
    assert!(
        told.contains("b.json: person: feltet `familyName` manglar"),
        "{told}"
    );
    for name in ["a", "c-1", "c-2"] {
        let html = fs::read_to_string(here.join("out").join(name).join("eu.html")).unwrap();
        assert!(
            html.contains("lang=\"nn\"") && html.contains("Vaksinasjon"),
            "{name}"
        );
    }
    assert!(!here.join("out/b").exists());
    assert!(
        !out.contains("Hemmelig") && !told.contains("Hemmelig"),
        "no name in a report"
    );
}

#[test]
fn every_field_of_a_certificate_stands_on_its_page_in_both_languages_and_no_identity_number() {
    let folder = desk();
    let here = folder.path();
    write(here, "record.json", &everything());
    for lang in ["nb", "nn", "en"] {
        let page = format!(
            "page record.json --signer KEYS --out out --format html --lang {lang} --at {MOMENT}"
        );
        run(here, &page, 0);
        let html = fs::read_to_string(here.join("out/eu.html")).unwrap();
        let (out, _) = run(
            here,
            &format!("page record.json --signer KEYS --out png --format pdf --json --at {MOMENT}"),
            0,
        );
        assert!(!out.is_empty());
        for text in [
            "Kåre Sjøbris Hemmeligsen-Øvre",
            "HEMMELIGSEN&lt;OEVRE&lt;&lt;KAARE&lt;SJOEBRIS",
            "12 August 1964",
            "Comirnaty",
            "2 / 2",
            "1 July 2021",
            "Norwegian Institute of Public Health",
            "URN:UVCI:01:NO:",
            "1 August 2021",
            "12 August 2021",
            "28 January 2022",
            "14 November 2021, 18:00 (UTC+1)",
            "Aker",
            "Norway",
            "13 February 2022, 12:00 (UTC+1)",
            "15 November 2021, 12:00 (UTC+1)",
            "Date of vaccination",
            "Vaksinasjonsdato",
        ] {
            assert!(html.contains(text), "{lang}: {text}");
        }
        assert!(html.contains(if lang == "nn" { "Noreg" } else { "Norge" }));
        assert!(!html.contains("15858099657"));
        let no = fs::read_to_string(here.join("out/no.html")).unwrap();
        assert!(!no.contains("15858099657") && !no.contains("Comirnaty"));
    }
}

#[test]
fn two_printings_of_a_record_share_no_identifier() {
    let folder = desk();
    let here = folder.path();
    write(here, "record.json", &everything());
    let identifiers = || -> Vec<String> {
        run(
            here,
            &format!("page record.json --signer KEYS --out out --format pdf --at {MOMENT}"),
            0,
        );
        let (out, _) = run(
            here,
            &format!("verify --trust KEYS --json --at {MOMENT} out/eu.pdf"),
            0,
        );
        let lines = out
            .lines()
            .map(|line| serde_json::from_str::<Json>(line).unwrap());
        let payloads: Vec<Json> = lines
            .map(|line| line["certificate"]["payload"].clone())
            .collect();
        let entry = |payload: &Json| {
            let entry = ["v", "r", "t"]
                .into_iter()
                .find_map(|group| payload.get(group));
            entry.unwrap()[0]["ci"].as_str().unwrap().to_owned()
        };
        payloads.iter().map(entry).collect()
    };
    let mut all = [identifiers(), identifiers()].concat();
    assert_eq!(all.len(), 6);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 6);
}

#[test]
fn pages_are_signed_by_norway_alone() {
    let folder = desk();
    let here = folder.path();
    write(here, "record.json", &everything());
    run(here, "keygen se --country SE", 0);
    let page = format!("page record.json --signer se --out pages --at {MOMENT}");
    let (out, told) = run(here, &page, 2);
    assert!(
        out.is_empty() && told.contains("a signer's country is SE"),
        "{told}"
    );
    assert!(!here.join("pages").exists());
}

#[test]
fn no_name_of_an_input_leads_out_of_the_folder() {
    let folder = desk();
    let here = folder.path();
    fs::create_dir_all(here.join("e#/t/u")).unwrap();
    write(&here.join("e#/t"), "Åse.json", &everything());
    write(here, "..json", &everything());
    let page = format!(
        "page e#/t/u/../Åse.json ..json --signer KEYS --out out/deep --format html --at {MOMENT}"
    );
    run(here, &page, 0);
    let mut made: Vec<String> = fs::read_dir(here.join("out/deep"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    made.sort();
    assert_eq!(made, ["aase", "record"]);
    assert_eq!(fs::read_dir(here.join("out")).unwrap().count(), 1);
    run(here, &page.replace("out/deep", "-"), 2);
}

#[test]
fn a_page_that_cannot_be_written_leaves_nothing_and_an_old_one_does_not_stay_beside_the_new() {
    let folder = desk();
    let here = folder.path();
    write(here, "record.json", &everything());
    fs::create_dir_all(here.join("out/no.pdf")).unwrap();
    let page = format!("page record.json --signer KEYS --out out --at {MOMENT}");
    let (_, told) = run(here, &page, 2);
    assert!(told.contains("no.pdf"), "{told}");
    assert!(!here.join("out/no.html").exists() && !here.join("out/eu.html").exists());
    let page = "page record.json --signer KEYS --out again --format png --at";
    run(here, &format!("{page} {MOMENT}"), 0);
    assert!(here.join("again/eu-test.png").exists());
    fs::write(here.join("again/mine.txt"), "kept").unwrap();
    run(here, &format!("{page} 2022-06-20T12:00:00+02:00"), 0);
    assert!(
        !here.join("again/eu-test.png").exists() && !here.join("again/eu-recovery.png").exists()
    );
    assert!(here.join("again/eu-vaccination.png").exists() && here.join("again/mine.txt").exists());
}

#[test]
fn folders_without_records_are_told() {
    let folder = desk();
    let here = folder.path();
    fs::create_dir(here.join("empty")).unwrap();
    for command in ["status empty", "page empty --signer KEYS --out out"] {
        let (out, told) = run(here, command, 2);
        assert!(
            out.is_empty() && told.contains("a folder without records"),
            "{told}"
        );
    }
    run(here, "status empty --add code.txt --trust KEYS", 2);
}

#[test]
fn a_late_registered_second_dose_knows_of_the_first() {
    let folder = desk();
    let here = folder.path();
    swedish(here, |_| {});
    write(here, "record.json", &json!({"person": person()}));
    let add = format!("status record.json --add code.txt --trust list.pem --at {AT}");
    let (out, told) = run(here, &format!("{add} --json"), 0);
    assert!(
        told.is_empty(),
        "as JSON, names stand in the data alone: {told}"
    );
    let answer: Json = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (&answer["comparison"]["names"], &answer["refused"]),
        (&json!("equal"), &Json::Null)
    );
    write(here, "new.json", &answer["record"]);
    let (out, _) = run(here, &format!("status new.json --json --at {AT}"), 0);
    let status: Json = serde_json::from_str(&out).unwrap();
    assert_eq!(status["components"][0]["rule"], "second-dose");
}

#[test]
fn a_name_that_no_face_can_write_is_told() {
    let folder = desk();
    let here = folder.path();
    let mut record = everything();
    record["person"]["familyName"] = json!("小明 Wang");
    write(here, "record.json", &record);
    let page =
        format!("page record.json --signer KEYS --out out --format png --lang en --at {MOMENT}");
    let (_, told) = run(here, &page, 0);
    assert!(
        told.contains("no sign for 2 characters") && !told.contains("Wang"),
        "{told}"
    );
}

#[test]
fn nobody_is_born_after_the_page_is_made() {
    let folder = desk();
    let here = folder.path();
    let mut unborn = json!({"person": person()});
    unborn["person"]["dateOfBirth"] = json!("2090-01-01");
    write(here, "record.json", &unborn);
    let page = format!("page record.json --signer KEYS --out out --at {MOMENT}");
    let (_, told) = run(here, &page, 1);
    assert!(
        told.contains("person/dateOfBirth") && !told.contains("2090"),
        "{told}"
    );
}
