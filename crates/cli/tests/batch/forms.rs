//! Rows as lines, as CSV, as files of a folder.

use super::*;
use hcert_scan::scan::{ScanLimits, scan};

#[test]
fn csv_and_json_of_the_same_payloads_become_the_same_certificates() {
    let desk = Desk::new();
    let names = |answers: &[Value]| -> Vec<Value> {
        let codes: String = answers
            .iter()
            .map(|answer| format!("{}\n", answer["hc1"].as_str().unwrap()))
            .collect();
        desk.write("codes.txt", codes);
        let verdicts = desk.answers(&verify(&["codes.txt"]), 0);
        let payloads = verdicts.into_iter().map(|mut verdict| {
            let payload = &mut verdict["certificate"]["payload"];
            let group = ["v", "t", "r"]
                .into_iter()
                .find(|group| !payload[*group].is_null());
            // Filled in, and new each time.
            payload[group.unwrap()][0]["ci"] = Value::Null;
            payload.take()
        });
        payloads.collect()
    };
    let csv = desk.answers(&issue(&["testdata/batch/payloads.csv", "--fill"]), 0);
    let lines = desk.answers(&issue(&["testdata/batch/payloads.jsonl"]), 0);
    assert_eq!(names(&csv), names(&lines));
    let text = std::fs::read_to_string(root().join("testdata/batch/payloads.csv")).unwrap();
    // Paths for keys, semicolons for commas, and told what it is.
    let (_, rows) = text.split_once('\n').unwrap();
    let header = "kind,nam/fn,nam/gn,dob,tg,v/0/vp,v/0/mp,ma,v/0/dn,v/0/sd,v/0/dt,t/0/tt,t/0/nm,t/0/sc,t/0/tr,t/0/tc,\
                  r/0/fr,r/0/df,r/0/du,co,is\n";
    desk.write("rows.txt", format!("{header}{rows}"));
    let paths = desk.answers(&issue(&["rows.txt", "--rows=csv", "--fill"]), 0);
    assert_eq!(names(&paths), names(&lines));
    let quoted = "\"Oslo universitetssykehus; Ullevål\"";
    let text = text
        .replace("\"Oslo universitetssykehus, Ullevål\"", "@")
        .replace(',', ";");
    desk.write("rows.csv", text.replace('@', quoted));
    let semicolons = desk.answers(&issue(&["rows.csv", "--fill"]), 0);
    assert_eq!(names(&semicolons)[..2], names(&lines)[..2]);
    let tab = ["rows.csv", "--fill", "--delimiter", "tab"];
    assert_eq!(
        desk.run_batch(&issue(&tab)).status.code(),
        Some(2),
        "it has no tabs"
    );
}

#[test]
fn codes_stand_in_lines_strings_objects_and_columns() {
    let desk = Desk::new();
    let code = codes(1);
    let code = code.trim_end();
    desk.write(
        "rows.jsonl",
        format!(
            "{code}\n\"{code}\"\n{{\"id\":7,\"code\":\"{code}\"}}\n{{\"text\":\"{code}\"}}\r\n"
        ),
    );
    let answers = desk.answers(&verify(&["rows.jsonl"]), 0);
    assert_eq!(answers.len(), 4);
    desk.write("a.csv", format!("id;hc1\n1;{code}\n2;\"{code}\"\n"));
    desk.write("b.csv", format!("id,\"my code\"\n1,{code}\n2\n"));
    let answers = desk.answers(&verify(&["a.csv"]), 0);
    assert_eq!(answers.len(), 2);
    let answers = desk.answers(&verify(&["b.csv", "--column", "my code"]), 2);
    assert_eq!(answers[0]["verdict"], "genuine");
    assert_eq!(
        answers[1]["error"],
        "the row has no cell in the column of codes"
    );
    let output = desk.run_batch(&verify(&["b.csv"]));
    assert!(told(&output).contains("none of the 2 columns is called hc1, code, text"));
    let output = desk.run_batch(&verify(&["b.csv", "--column", "my code", "--lang", "nb"]));
    assert_eq!(
        lines(&output.stdout)[1]["error"],
        "raden har ingen celle i kolonnen med koder"
    );
    let told = told(&output);
    assert!(told.contains("2 rader, på "), "{told}");
    assert!(
        told.contains(": 1 ekte, 0 avvist, 0 kan ikke avgjøres, 1 uleselig"),
        "{told}"
    );
}

#[test]
fn files_of_a_folder_are_rows_in_the_order_of_their_names() {
    let desk = Desk::new();
    let code = codes(1);
    std::fs::create_dir_all(desk.path("in/b/c")).unwrap();
    let picture = std::fs::read(root().join("testdata/NO/png/test-pcr.png")).unwrap();
    desk.write("in/a.png", &picture);
    desk.write("in/b/c/deep.txt", &code);
    desk.write(
        "in/b/two.txt",
        format!("{code}{}", codes(2).replacen(&code, "", 1)),
    );
    desk.write("in/c.txt", "nothing of ours");
    desk.write("in/d.PNG", b"\x89PNG\r\n\x1a\n no picture");
    desk.write("in/e.xml", "left alone");
    let output = desk.run_batch(&verify(&["in"]));
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    let found: Vec<(u64, String, String)> = lines(&output.stdout)
        .iter()
        .map(|answer| {
            let text = |key: &str| answer[key].as_str().unwrap().to_owned();
            (
                answer["row"].as_u64().unwrap(),
                text("input"),
                text("verdict"),
            )
        })
        .collect();
    let expected = [
        (1, "in/a.png", "genuine"),
        (2, "in/b/c/deep.txt", "genuine"),
        (3, "in/b/two.txt#1", "genuine"),
        (3, "in/b/two.txt#2", "genuine"),
        (4, "in/c.txt", "cannot-verify"),
        (5, "in/d.PNG", "cannot-verify"),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(row, input, verdict)| (*row, (*input).to_owned(), (*verdict).to_owned()))
        .collect();
    assert_eq!(found, expected);
    assert!(told(&output).contains("; 1 file of another kind left alone"));
}

#[test]
fn every_row_has_a_picture_that_holds_its_code() {
    let desk = Desk::new();
    let words = ["testdata/payloads", "--qr", "pictures", "--level", "M"];
    let answers = desk.answers(&issue(&words), 0);
    assert_eq!(answers.len(), 8);
    for answer in &answers {
        let path = answer["qr"].as_str().unwrap();
        let row = answer["row"].as_u64().unwrap();
        assert_eq!(path, format!("pictures/000/000/00{row}.png"));
        let found = scan(
            &std::fs::read(desk.path(path)).unwrap(),
            &ScanLimits::default(),
        )
        .unwrap();
        assert_eq!(found[0].text, answer["hc1"].as_str().unwrap());
    }
    let entries = std::fs::read_dir(desk.path("pictures/000/000")).unwrap();
    assert_eq!(entries.count(), 8, "and nothing else");
    let svg = desk.answers(
        &issue(&["testdata/payloads", "--qr", "svg", "--qr-format", "svg"]),
        0,
    );
    let text = std::fs::read_to_string(desk.path(svg[7]["qr"].as_str().unwrap())).unwrap();
    assert!(
        text.starts_with("<?xml") || text.starts_with("<svg"),
        "{}",
        &text[..20]
    );
}

#[test]
fn what_is_filled_in_and_could_not_be_is_noted_in_the_answer() {
    let desk = Desk::new();
    let text = std::fs::read_to_string(root().join("testdata/payloads/test-pcr.json")).unwrap();
    let mut payload: Value = serde_json::from_str(&text).unwrap();
    payload["nam"] = serde_json::json!({"fn": "Þórsdóttir", "gn": "李"});
    payload["t"][0]["ci"] = Value::Null;
    payload["t"][0].as_object_mut().unwrap().remove("ci");
    desk.write("rows.jsonl", payload.to_string());
    let answers = desk.answers(&issue(&["rows.jsonl", "--fill"]), 0);
    let note = answers[0]["notes"][0].as_str().unwrap();
    assert!(note.starts_with("nam/gnt: "), "{note}");
    assert!(
        answers[0]["uvci"]
            .as_str()
            .unwrap()
            .starts_with("URN:UVCI:01:NO:")
    );
    // Without a name nobody has a pseudonym, and that is told too.
    payload["dob"] = "".into();
    payload["nam"]["fnt"] = "THORSDOTTIR".into();
    desk.write("rows.jsonl", payload.to_string());
    desk.write("p.key", "5".repeat(64));
    let words = [
        "rows.jsonl",
        "--fill",
        "--ledger",
        "l.db",
        "--person-key",
        "p.key",
    ];
    let answers = desk.answers(&issue(&words), 0);
    let notes = answers[0]["notes"].as_array().unwrap();
    let note = "no date of birth or name, recorded without pseudonym";
    assert!(notes.iter().any(|one| one == note), "{notes:?}");
}
