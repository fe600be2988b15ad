//! What is a row and what is none, whatever the ends of lines and the blocks they come in.

use crate::batch::rows::*;
use sha2::{Digest as _, Sha256};

const WANTED: Wanted = Wanted {
    is_row: |_| true,
    limit: 20,
    at_a_time: 3,
    ahead: 1,
    recorded: 0,
};

fn open(octets: &[u8], form: Form) -> Result<Rows> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), octets).unwrap();
    let options = Options {
        form: Some(form),
        // Marks are to have their hash.
        out: Some("out".into()),
        ..Options::default()
    };
    Rows::open(Input::Path(file.path().into()), &options, WANTED)
}

/// Every row: its number, and its cells (one for a line) or what is wrong with it.
fn all(mut rows: Rows) -> Vec<(u64, std::result::Result<Vec<String>, String>)> {
    let mut found = Vec::new();
    loop {
        let chunk = rows.next().unwrap();
        if chunk.len() == 0 {
            return found;
        }
        assert!(chunk.len() <= WANTED.at_a_time);
        for row in chunk.rows("in") {
            found.push(match row {
                Ok(row) => {
                    assert_eq!(row.label, format!("in#{}", row.number));
                    let cells = match row.content {
                        Content::Line(line) => vec![line.to_owned()],
                        Content::Cells(cells) => cells.into_iter().map(str::to_owned).collect(),
                        Content::File(_) => panic!("no folder"),
                    };
                    (row.number, Ok(cells))
                }
                Err(unread) => (unread.number, Err(unread.fault.to_string())),
            });
        }
    }
}

fn texts(octets: &[u8], form: Form) -> Vec<std::result::Result<String, String>> {
    let rows = all(open(octets, form).unwrap());
    let numbers: Vec<u64> = rows.iter().map(|(number, _)| *number).collect();
    let expected: Vec<u64> = (1..=rows.len() as u64).collect();
    assert_eq!(numbers, expected);
    rows.into_iter()
        .map(|(_, row)| row.map(|cells| cells.join("|")))
        .collect()
}

fn good(texts: &[&str]) -> Vec<std::result::Result<String, String>> {
    texts.iter().map(|text| Ok((*text).to_owned())).collect()
}

#[test]
fn every_line_is_a_row_the_last_one_without_its_end_too() {
    for (octets, expected) in [
        (&b""[..], &[][..]),
        (b"a", &["a"]),
        (b"a\n", &["a"]),
        (b"a\r\nb\r\n", &["a", "b"]),
        (b"a\n\nb", &["a", "", "b"]),
        (b"\n", &[""]),
        ("\u{feff}a\n\u{feff}b".as_bytes(), &["a", "\u{feff}b"]),
        (
            b"a\nb\nc\nd\ne\nf\ng\n",
            &["a", "b", "c", "d", "e", "f", "g"],
        ),
        // As long as a line may be.
        (b"12345678901234567890\nb\n", &["12345678901234567890", "b"]),
        (b"12345678901234567890", &["12345678901234567890"]),
    ] {
        assert_eq!(texts(octets, Form::Lines), good(expected), "{octets:?}");
    }
}

#[test]
fn a_line_that_is_too_long_or_no_text_is_a_fault_of_its_own() {
    let long = "x".repeat(200_000);
    let octets = [
        b"a\n\xff\n",
        long.as_bytes(),
        b"\n123456789012345678901\nb\n",
        long.as_bytes(),
    ];
    let rows = texts(&octets.concat(), Form::Lines);
    let too_long = || Err("the line is longer than 20 octets, the limit".to_owned());
    let expected = [
        Ok("a".to_owned()),
        Err("not UTF-8, from offset 0 on".to_owned()),
        too_long(),
        too_long(),
        Ok("b".to_owned()),
        too_long(),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn csv_has_a_header_quotes_and_a_delimiter_of_its_own() {
    for (octets, header, expected) in [
        ("a,b\n1,2\n3,4\n", &["a", "b"][..], &["1|2", "3|4"][..]),
        (
            "\u{feff}a;b\r\n1;\"x;\"\"y\"\r\n\r\n;\r\n",
            &["a", "b"],
            &["1|x;\"y", "|"],
        ),
        ("a\tb\n\"1\n2\"\t3", &["a", "b"], &["1\n2|3"]),
        (" a , b \n", &["a", "b"], &[]),
        ("code\nHC1:A\n", &["code"], &["HC1:A"]),
        // Too few or too many cells: that is for others to judge.
        ("a,b\n1\n1,2,3\n", &["a", "b"], &["1", "1|2|3"]),
    ] {
        let rows = open(octets.as_bytes(), Form::Csv).unwrap();
        assert_eq!(rows.header().unwrap(), header, "{octets:?}");
        assert_eq!(
            texts(octets.as_bytes(), Form::Csv),
            good(expected),
            "{octets:?}"
        );
    }
    assert!(open(b"", Form::Csv).is_err());
    assert!(open(b"\xff\n1\n", Form::Csv).is_err());
}

#[test]
fn a_record_without_end_is_a_fault_and_takes_no_memory() {
    // A quotation mark that is never closed: the rest of the file is in it.
    let octets = format!("a,b\n1,2\n\"{}\n3,4\n", "x\n".repeat(100_000));
    let mut rows = open(octets.as_bytes(), Form::Csv).unwrap();
    let Kind::Csv(csv) = &mut rows.kind else {
        panic!("no CSV")
    };
    assert!(matches!(csv.next(), Ok(Some(Ok(_)))));
    let fault = csv.next().unwrap().unwrap().unwrap_err();
    assert_eq!(
        fault.to_string(),
        "the record is longer than 20 octets, the limit"
    );
    assert!(csv.next().unwrap().is_none());
    // The next record is good again where the mark is closed; and too many cells are no record.
    let octets = format!("a\n\"{}\"\nb\n{}\nc\n", "x".repeat(5000), ",".repeat(5000));
    let rows = texts(octets.as_bytes(), Form::Csv);
    assert!(rows[0].is_err() && rows[2].is_err(), "{rows:?}");
    assert_eq!((&rows[1], &rows[3]), (&Ok("b".into()), &Ok("c".into())));
}

#[test]
fn a_mark_is_the_hash_of_what_was_taken_and_tells_a_changed_row() {
    let octets = b"one\ntwo\nthree\nfour\nfive\n";
    let digest = |count, octets: &[u8], form| {
        let mut rows = open(octets, form).unwrap();
        rows.skip(count).unwrap();
        (rows.mark().rows, rows.mark().digest.unwrap())
    };
    for count in 0..=5 {
        let taken: Vec<&[u8]> = octets.split_inclusive(|octet| *octet == b'\n').collect();
        let taken = taken[..count].concat();
        let expected: [u8; 32] = Sha256::digest(&taken).into();
        let found = digest(count as u64, octets, Form::Lines);
        assert_eq!(found, (count as u64, expected));
    }
    assert_eq!(digest(9, octets, Form::Lines).0, 5, "there are no more");
    let changed = b"one\ntwo\nthrEe\nfour\nfive\n";
    for form in [Form::Lines, Form::Csv] {
        assert_eq!(digest(1, octets, form), digest(1, changed, form));
        assert_ne!(digest(3, octets, form), digest(3, changed, form));
    }
    // A header is a part of what was taken.
    let header = b"One\ntwo\nthree\n";
    assert_ne!(digest(1, octets, Form::Csv), digest(1, header, Form::Csv));
}

#[test]
fn the_rest_after_a_skip_has_the_numbers_it_had() {
    let mut rows = open(b"a\nb\nc\nd\ne\n", Form::Lines).unwrap();
    rows.skip(2).unwrap();
    let rest: Vec<u64> = all(rows).into_iter().map(|(number, _)| number).collect();
    assert_eq!(rest, [3, 4, 5]);
}
