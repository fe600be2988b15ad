use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::*;

/// The folder with the EU's own files, which are not part of the project.
fn testdata() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("HCERT_TESTDATA").map_or_else(beside, PathBuf::from);
    let folder = folder.join("schema");
    if !folder.is_dir() {
        println!("skipped: no schema folder in HCERT_TESTDATA or ../shared/data");
        return None;
    }
    Some(folder)
}

fn files(folder: &Path) -> Vec<(String, Value)> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(files(&path));
        } else {
            let value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            out.push((path.to_str().unwrap().to_owned(), value));
        }
    }
    out
}

/// Verdicts without and with `format`.
fn verdicts(payload: &Value, version: Version) -> [bool; 2] {
    let plain = check(payload, version).is_empty();
    [plain, plain && check_formats(payload, version).is_empty()]
}

#[test]
fn versions() {
    assert!(Version::ALL.is_sorted());
    for version in Version::ALL {
        assert_eq!(Version::for_ver(version.as_str()), version);
        assert_eq!(Version::published(version.as_str()), Some(version));
    }
    let rows = [
        ("1.0.1", "1.0.4 1.0.99"),
        ("1.1.0", "1.1.9"),
        ("1.2.1", "1.2.2"),
        (
            "1.3.3",
            "1.3.4 1.4.0 1.10.0 2.0.0 99999999999999999999999.0.0",
        ),
        (
            "1.0.0",
            "0.9.9 1.3 1.3.0.0 1a3b0 1.+3.0 1..0 v1.3.0 1.3.0\n ",
        ),
    ];
    for (version, vers) in rows {
        for ver in vers.split(' ') {
            assert_eq!(Version::for_ver(ver).to_string(), version, "{ver}");
        }
    }
    assert_eq!(Version::published("1.4.0"), None);
}

#[test]
fn patterns() {
    let any = "1.3.0 1a3b0 12345 10.20.30 1é2😀3";
    #[rustfmt::skip]
    let rows = [
        (VER, any, "1.3 1234 v1.3.0 1..3.0 1.3.0. 1...2 ١.٣.٠ 1.3.0\n 1\n3\n0 1\u{2028}3.0"),
        (MRZ, "A<B ", "a A1 É A\n"),
        (COUNTRY, "NL N UNHCR xxNxx ABCDEFGHIJKL", "nl 12 É "),
        (DOB_1_0, "1964-01-01 x1964-99-99y 1964-01-01-01", "1964 1964-01 64-01-01 2100-01-01 "),
        (DOB_1_1, "1964 1964-13 2099-00-00", "2100 1964-1 1964-01-01-01 64 x1964 1964\n 19٦٤ "),
        (DOB_1_3, "1964 1964-13 2099-00-00 ", "2100 1964-1 1964-01-01-01 64 1964x 1964\n 19٦٤"),
    ];
    for (pattern, yes, no) in rows {
        for text in yes.split(' ') {
            assert!(matches(pattern, text), "{pattern} {text:?}");
        }
        for text in no.split(' ') {
            assert!(!matches(pattern, text), "{pattern} {text:?}");
        }
    }
}

#[test]
fn formats() {
    for date in "2021-02-28 2020-02-29 2000-02-29 0000-12-31".split(' ') {
        assert!(is_date(date), "{date}");
    }
    let wrong = "2021-02-29 1900-02-29 2021-04-31 2021-13-01 2021-00-01 2021-01-00 2021-1-1 \
        21-01-01 2021-01 2021-01-01T00:00:00Z +021-01-01 ";
    for date in wrong.split(' ') {
        assert!(!is_date(date), "{date}");
    }
    for zone in "Z z +02 +0200 -02:30 .1Z .123456789+02:00".split(' ') {
        assert!(
            is_date_time(&format!("2021-06-11T17:30:00{zone}")),
            "{zone}"
        );
    }
    for zone in " +2 +02: +24 +02:60 +020 .Z ,1Z _Z ZZ é".split(' ') {
        assert!(
            !is_date_time(&format!("2021-06-11T17:30:00{zone}")),
            "{zone}"
        );
    }
    for time in "23:59:60Z 00:59:60+01:00 18:59:60-05".split(' ') {
        assert!(is_date_time(&format!("2016-12-31T{time}")), "{time}");
    }
    for time in "24:00:00Z 12:60:00Z 12:00:60Z 23:59:61Z 17:30Z é7:30:00Z".split(' ') {
        assert!(!is_date_time(&format!("2016-12-31T{time}")), "{time}");
    }
    assert!(!is_date_time("2021-06-11 17:30:00Z") && !is_date_time("2021-02-30T17:30:00Z"));
}

#[test]
fn violations_name_the_place_and_keep_the_data() {
    let secret = "SECRET".repeat(20);
    let payload = json!({
        "ver": "x SECRET", "dob": "SECRET", "nam": {"fn": secret, "gnt": "secret"},
        "v": [{"tg": 1, "dn": 0, "sd": 10, "co": "secret", "ci": secret, "dt": "SECRET"}, null],
        "t": {}, "r": [],
    });
    let show = |list: &[Violation]| -> String {
        list.iter()
            .map(|violation| format!("{violation}\n"))
            .collect()
    };
    let early = show(&check(&payload, Version::V1_2_1));
    let later = show(&check(&payload, Version::LATEST));
    let formats = show(&check_formats(&payload, Version::V1_0_0));
    for want in [
        r"ver: text does not match ^\d+.\d+.\d+$",
        r"dob: text does not match ^(19|20)\d\d(-\d\d){0,2}$",
        "nam/fn: 120 characters, at most 50 fit",
        "nam/fnt: missing",
        "v/0/tg: number instead of string",
        "v/0/vp: missing",
        "v/0/dn: 0 is below 1",
        "v/0/sd: 10 is above 9",
        "v/1: null instead of object",
        "t: object instead of array",
        "r: 0 entries, at least 1 needed",
    ] {
        assert!(early.lines().any(|line| line == want), "{want}\n{early}");
    }
    for want in [
        "payload: 3 of v, t and r are present, not exactly one",
        "v: 2 entries, at most 1 allowed",
        "v/0/ci: 120 characters, at most 80 fit",
    ] {
        assert!(later.lines().any(|line| line == want), "{want}\n{later}");
    }
    assert_eq!(
        formats,
        "dob: text is not a date\nv/0/dt: text is not a date\n"
    );
    assert!(
        !format!("{early}{later}{formats}")
            .to_uppercase()
            .contains("SECRET")
    );
    let root = show(&check(&json!([]), Version::LATEST));
    assert_eq!(root, "payload: array instead of object\n");
    let nameless = json!({"ver": "1.3.3", "dob": "", "nam": {}, "v": []});
    let nameless = show(&check(&nameless, Version::LATEST));
    assert!(
        nameless.starts_with("nam: neither fnt nor gnt is present\n"),
        "{nameless}"
    );
}

/// The official files, read keyword by keyword: enough of JSON Schema for these nine.
fn holds(schema: &Value, root: &Value, value: &Value, formats: bool) -> bool {
    let size = |arg: &Value| usize::try_from(arg.as_u64().unwrap()).unwrap();
    let holds = |schema: &Value, value: &Value| holds(schema, root, value, formats);
    let count = |arg: &Value| {
        arg.as_array()
            .unwrap()
            .iter()
            .filter(|schema| holds(schema, value))
            .count()
    };
    let (object, items) = (value.as_object(), value.as_array());
    let (text, number) = (value.as_str(), value.as_f64());
    schema
        .as_object()
        .unwrap()
        .iter()
        .all(|(keyword, arg)| match keyword.as_str() {
            "$ref" => {
                let target = root.pointer(arg.as_str().unwrap().trim_start_matches('#'));
                holds(target.unwrap(), value)
            }
            "type" if arg == "integer" => number.is_some_and(|n| n.fract() == 0.0),
            "type" => arg == type_of(value),
            "required" => object.is_none_or(|object| {
                let mut keys = arg.as_array().unwrap().iter();
                keys.all(|key| object.contains_key(key.as_str().unwrap()))
            }),
            "properties" => object.is_none_or(|object| {
                let mut known = arg.as_object().unwrap().iter();
                known.all(|(key, schema)| object.get(key).is_none_or(|value| holds(schema, value)))
            }),
            "items" => items.is_none_or(|items| items.iter().all(|item| holds(arg, item))),
            "minItems" => items.is_none_or(|items| items.len() >= size(arg)),
            "maxItems" => items.is_none_or(|items| items.len() <= size(arg)),
            "maxLength" => text.is_none_or(|text| text.chars().count() <= size(arg)),
            "minimum" => number.is_none_or(|n| n >= arg.as_f64().unwrap()),
            "maximum" => number.is_none_or(|n| n <= arg.as_f64().unwrap()),
            "oneOf" => count(arg) == 1,
            "anyOf" => count(arg) > 0,
            "pattern" => {
                let known = [VER, MRZ, COUNTRY, DOB_1_0, DOB_1_1, DOB_1_3];
                let pattern = known.into_iter().find(|known| arg == known).unwrap();
                text.is_none_or(|text| matches(pattern, text))
            }
            "format" if arg == "date" => !formats || text.is_none_or(is_date),
            "format" if arg == "date-time" => !formats || text.is_none_or(is_date_time),
            "$schema" | "$id" | "$comment" | "$defs" | "title" | "description" | "examples"
            | "valueset-uri" => true,
            other => panic!("unknown keyword {other}"),
        })
}

/// Every way to remove, replace and add at every place of a payload.
fn mutations(value: &Value) -> Vec<Value> {
    let other = r#"[null, {}, [], [{}], [{}, {}], true, 0, 2.0, 9, 10, 1.5, -1, 1e300, "",
        "1964", "1964-01", "2021-06-11", "2021-06-31", "2021-06-11T17:30:00Z", "nl", "A\n",
        "x1964-01-01"]"#;
    let mut out: Vec<Value> = serde_json::from_str(other).unwrap();
    for length in [50, 51, 80, 81] {
        out.extend(["É", "A"].map(|letter| json!(letter.repeat(length))));
    }
    let keys: Vec<String> = match value {
        Value::Object(object) => object.keys().cloned().collect(),
        Value::Array(items) => {
            out.push(json!([items.as_slice(), items].concat()));
            (0..items.len()).map(|i| i.to_string()).collect()
        }
        _ => return out,
    };
    for key in keys {
        let pointer = format!("/{key}");
        for inner in mutations(value.pointer(&pointer).unwrap()) {
            let mut changed = value.clone();
            *changed.pointer_mut(&pointer).unwrap() = inner;
            out.push(changed);
        }
        if let Value::Object(object) = value {
            let mut fewer = object.clone();
            fewer.remove(&key);
            out.push(Value::Object(fewer));
        }
    }
    if let Value::Object(object) = value {
        for key in ["v", "t", "r", "dr", "nm", "ma", "fn", "gn", "gnt", "x"] {
            for added in [
                json!(null),
                json!([]),
                json!("2021-06-11T17:30:00Z"),
                json!("a"),
            ] {
                let mut more = object.clone();
                more.entry(key).or_insert(added);
                out.push(Value::Object(more));
            }
        }
    }
    out
}

#[test]
fn the_table_agrees_with_the_official_files() {
    let Some(folder) = testdata() else { return };
    let payloads = files(&folder.join("payloads"));
    let schemas = files(&folder.join("combined"));
    assert_eq!((payloads.len(), schemas.len()), (36, 9));
    for (path, payload) in &payloads {
        let [_, valid] = verdicts(payload, Version::LATEST);
        assert_eq!(valid, !path.contains("/invalid/"), "{path}");
    }
    let mut compared = [0, 0];
    for (path, schema) in &schemas {
        let ver = path.trim_end_matches(".json").rsplit('-').next().unwrap();
        let version = Version::published(ver).unwrap();
        for (name, payload) in &payloads {
            for payload in mutations(payload).iter().chain([payload]) {
                let got = verdicts(payload, version);
                let want = [false, true].map(|formats| holds(schema, schema, payload, formats));
                assert_eq!(got, want, "{name} {ver} {payload}");
                compared[usize::from(got[0])] += 1;
            }
        }
    }
    println!(
        "{} invalid and {} valid payloads compared",
        compared[0], compared[1]
    );
    assert!(compared[0] > 10_000 && compared[1] > 10_000, "{compared:?}");
}
