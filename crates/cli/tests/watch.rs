//! `hcert verify --watch` as an officer uses it: the program in a pseudo-terminal, with a scanner that types.
//!
//! `SNAPSHOTS=overwrite cargo test --test watch` writes the pictures of the screen anew; look at what changed.

use crate::common;
mod desk;

use desk::{Desk, command, patiently, pty, root};
use rustix::process::Signal;
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Stdio};

/// The moment at which the committed codes are valid, and one at which they have expired.
const AT: [&str; 4] = ["--trust", "keys", "--at", "2022-02-01T12:00:00Z"];
const LATER: [&str; 4] = ["--trust", "keys", "--at", "2022-06-01T12:00:00Z"];

/// A committed code, and its holder as the passport has the name.
fn code() -> (String, &'static str) {
    let codes = std::fs::read_to_string(root().join("testdata/codes.txt")).unwrap();
    let code = codes.lines().nth(4).unwrap().to_owned();
    (code, "WEISS<<JUERGEN")
}

fn desk(words: &[&str]) -> Desk {
    Desk::new((80, 24), &[&AT, words].concat())
}

#[test]
fn the_screens_say_the_verdict_large_in_every_size() {
    let (code, _) = code();
    let mut pictures = String::new();
    for size in [(80, 24), (120, 40), (40, 12)] {
        for (lang, expired, hour) in [("en", "expired", "13:00"), ("nb", "utløpt", "13")] {
            let words = |at: [&'static str; 4]| [&at[..], &["--lang", lang]].concat();
            let good = Desk::new(size, &words(AT));
            let mut add = |name: &str, screen: String| {
                let (columns, rows) = size;
                writeln!(pictures, "=== {columns}x{rows} {lang} {name}\n{screen}").unwrap();
            };
            add("ready", good.shows(hour));
            good.types(format!("{code}\r"));
            add("genuine", good.shows("WEISS<<JUERGEN"));
            good.types("HC1:6BFZZ\r");
            add("cannot verify", good.shows("(Base45)"));
            let late = Desk::new(size, &words(LATER));
            late.types(format!("{code}\r"));
            add("reject", late.shows(expired));
        }
    }
    snapbox::assert_data_eq!(pictures, snapbox::file!["snapshots/watch.txt"].raw());
}

#[test]
fn a_colour_a_sign_and_a_word_say_the_same() {
    let (code, name) = code();
    let ground = |desk: &Desk| desk.screen(|screen| screen.cell(20, 40).unwrap().bgcolor());
    let good = desk(&[]);
    good.types(format!("{code}\r"));
    let genuine = good.shows(name);
    assert_eq!(ground(&good), vt100::Color::Idx(25), "blue");
    good.types("NL2:LSLS\r");
    let cannot = good.shows("CoronaCheck");
    assert_eq!(ground(&good), vt100::Color::Idx(214), "amber");
    let late = Desk::new((80, 24), &LATER);
    late.types(format!("{code}\r"));
    let reject = late.shows("expired at");
    assert_eq!(ground(&late), vt100::Color::Idx(124), "red");
    // The words are drawn; their tops, and the signs before them, are three different ones.
    let top = |screen: &str| {
        screen
            .lines()
            .find(|line| line.contains('▄'))
            .unwrap()
            .to_owned()
    };
    let tops = [top(&genuine), top(&cannot), top(&reject)];
    assert!(tops[0] != tops[1] && tops[1] != tops[2] && tops[0] != tops[2]);
    // Whose it is stands there only where it is genuine.
    assert!(!reject.contains("WEISS") && !cannot.contains("WEISS"));
}

#[test]
fn of_codes_that_come_in_one_go_the_worst_fills_the_screen_and_none_is_hidden() {
    let (code, name) = code();
    for typed in [
        format!("HC1:6BFZZ\r{code}\r"),
        format!("{code}\rHC1:6BFZZ\r"),
        format!("{code}\rHC1:6BFZZ\r{code}\r"),
    ] {
        let count = typed.matches('\r').count();
        let desk = desk(&[]);
        desk.types(&typed);
        let screen = desk.shows(&format!("{count} codes at once"));
        let ground = desk.screen(|screen| screen.cell(20, 40).unwrap().bgcolor());
        assert_eq!(ground, vt100::Color::Idx(214), "amber: {screen}");
        assert!(
            screen.contains("? cannot verify") && screen.contains("○ genuine"),
            "{screen}"
        );
        assert!(!screen.contains(name), "{screen}");
        // The next code is another holder's.
        desk.types(format!("{code}\r"));
        assert!(!desk.shows(name).contains("at once"));
    }
}

#[test]
fn without_colour_the_word_is_reversed_and_nothing_is_coloured() {
    let (code, name) = code();
    let mut plain = command(&AT);
    plain.env("NO_COLOR", "1");
    let plain = Desk::of((80, 24), plain, true);
    plain.types(format!("{code}\r"));
    plain.shows(name);
    plain.screen(|screen| {
        let cells = (0..24).flat_map(|row| (0..80).map(move |column| (row, column)));
        let cells: Vec<&vt100::Cell> = cells.map(|(r, c)| screen.cell(r, c).unwrap()).collect();
        let plain = |cell: &&vt100::Cell| {
            cell.bgcolor() == vt100::Color::Default && cell.fgcolor() == vt100::Color::Default
        };
        assert!(cells.iter().all(plain));
        let drawn = |cell: &&&vt100::Cell| ["█", "▀", "▄"].contains(&cell.contents());
        assert!(cells.iter().filter(drawn).all(|cell| cell.inverse()));
        assert!(cells.iter().filter(drawn).count() > 50);
    });
}

#[test]
fn nothing_is_left_on_the_terminal_whatever_way_it_ends() {
    let (code, name) = code();
    type Way = (&'static str, fn(&Desk));
    let ways: [Way; 7] = [
        ("q", |desk| desk.types("q")),
        ("Ctrl-C", |desk| desk.types("\x03")),
        ("Ctrl-D", |desk| desk.types("\x04")),
        ("SIGTERM", |desk| desk.signal(Signal::TERM)),
        ("SIGINT", |desk| desk.signal(Signal::INT)),
        ("SIGHUP", |desk| desk.signal(Signal::HUP)),
        ("SIGTERM in the midst of a code", |desk| {
            desk.types("HC1:NCFOXN");
            desk.signal(Signal::TERM);
        }),
    ];
    for (way, end) in ways {
        let mut desk = desk(&[]);
        desk.types(format!("{code}\r"));
        desk.shows(name);
        desk.screen(|screen| {
            assert!(screen.alternate_screen() && screen.hide_cursor());
            assert!(!screen.contents().contains("$ hcert"));
        });
        end(&desk);
        assert_eq!(desk.ends().code(), Some(0), "{way}");
        desk.is_as_before(&[name, "WEISS", "1985", "HC1", "Comirnaty", "border"]);
        // What was typed was never shown, not even for a moment.
        assert!(!desk.written().contains(&code[10..40]), "{way}");
    }
}

#[test]
fn a_verdict_is_wiped_when_its_time_is_over_and_by_the_next_code() {
    let (code, name) = code();
    let desk = desk(&["--clear", "1"]);
    let ready = desk.shows("scan a code");
    desk.types(format!("{code}\r"));
    desk.shows(name);
    assert_eq!(desk.shows("scan a code"), ready, "as if nothing had been");
    desk.types(format!("{code}\r"));
    desk.shows(name);
    desk.types("NL2:LSLS\r");
    let next = desk.shows("Dutch");
    assert!(!next.contains("WEISS"));
}

#[test]
fn what_a_scanner_types_is_no_key_of_the_program() {
    let (code, name) = code();
    let mut desk = desk(&[]);
    desk.shows("scan a code");
    // A code that would end it and type a command into the shell behind it.
    for hostile in [
        "q\rtouch x\r",
        "\x03\rtouch x\r",
        "\x04touch x\r",
        "\x1a\x1ctouch x\r",
    ] {
        desk.types(hostile);
        desk.shows("this is no EU certificate");
        desk.types(format!("{code}\r"));
        desk.shows(name);
    }
    assert!(desk.child.try_wait().unwrap().is_none(), "it goes on");
    // Arrows and function keys are nothing either.
    desk.types("\x1b[A\x1bOP\x1b[15~");
    desk.types("NL2:L\r");
    desk.shows("CoronaCheck");
    desk.types("q");
    assert_eq!(desk.ends().code(), Some(0));
    desk.is_as_before(&["touch", name]);
}

#[test]
fn a_scanner_on_the_wrong_keyboard_is_told_apart_from_a_bad_code() {
    let desk = desk(&["--lang", "nb"]);
    desk.types("HC1ØNCFOXN`TSMAHN\r");
    let screen = desk.shows("tastatur er norsk");
    assert!(screen.contains("begynner ikke med HC1:"), "{screen}");
    desk.types("HC&MNCFOXN\r");
    desk.shows("tastatur er fransk");
    desk.types("HC1NCFOXN\r");
    desk.waits("the usual hint", |screen| {
        let contents = screen.contents();
        contents.contains("skann koden til sertifikatet") && !contents.contains("tastatur")
    });
}

#[test]
fn a_name_that_would_draw_on_the_terminal_is_spelled_out() {
    let party = &common::world().ec;
    let mut draft = common::Draft::new(party, common::VACCINATION);
    let evil = "Evil\x1b[2J\x1b[1;1H\u{202e}Name\n\r\x07";
    draft.field("nam/fn", Some(evil.into()));
    let folder = tempfile::tempdir().unwrap();
    let trust = folder.path().join("dsc.der");
    std::fs::write(&trust, party.der()).unwrap();
    let trust = trust.to_str().unwrap();
    let desk = Desk::new((80, 24), &["--trust", trust, "--at", common::AT]);
    desk.types(format!("{}\r", draft.write(party)));
    let screen = desk.shows("HEMMELIGSEN<OEVRE<<KAARE<SJOEBRIS");
    assert!(
        screen.contains(r"Evil\u{1b}[2J\u{1b}[1;1H\u{202e}Name\u{a}\u{d}\u{7}"),
        "{screen}"
    );
    assert!(!desk.written().contains('\u{202e}') && !desk.written().contains('\x07'));
}

#[test]
fn the_picture_follows_the_size_of_the_terminal() {
    let (code, name) = code();
    let desk = desk(&[]);
    desk.types(format!("{code}\r"));
    desk.shows(name);
    desk.resize(40, 12);
    let small = desk.shows("G E N U I N E");
    assert!(small.lines().all(|line| line.chars().count() <= 40));
    assert!(small.contains(name) && small.contains("trust list"));
}

#[test]
fn the_bell_rings_once_twice_or_three_times_and_only_if_asked() {
    let (code, name) = code();
    let strokes = |at: [&'static str; 4], words: &[&str], code: &str, seen: &str, count: usize| {
        let desk = Desk::new((80, 24), &[&at, words].concat());
        desk.types(format!("{code}\r"));
        desk.shows(seen);
        let rung = || desk.written().matches('\x07').count();
        patiently("the last stroke", || (rung() >= count).then_some(()));
        // It ends after half a second of silence: a stroke too many would come before.
        desk.types("q");
        let mut desk = desk;
        desk.ends();
        desk.written().matches('\x07').count()
    };
    assert_eq!(strokes(AT, &["--bell"], &code, name, 1), 1);
    assert_eq!(strokes(AT, &["--bell"], "NL2:L", "CoronaCheck", 2), 2);
    assert_eq!(strokes(LATER, &["--bell"], &code, "expired at", 3), 3);
    assert_eq!(strokes(AT, &[], &code, name, 0), 0);
}

/// A run whose standard output is a pipe: one line at a time.
struct Lines {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
}

impl Lines {
    fn of(child: &mut Child) -> BufReader<std::process::ChildStdout> {
        BufReader::new(child.stdout.take().unwrap())
    }

    fn piped(words: &[&str]) -> Self {
        let mut command = command(&[&AT, words].concat());
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = Self::of(&mut child);
        Self { child, lines }
    }

    fn sends(&mut self, octets: impl AsRef<[u8]>) {
        let stdin = self.child.stdin.as_mut().unwrap();
        stdin.write_all(octets.as_ref()).unwrap();
        stdin.flush().unwrap();
    }

    fn next(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line
    }

    fn json(&mut self) -> Value {
        serde_json::from_str(&self.next()).expect("a JSON object a line")
    }
}

#[test]
fn through_a_pipe_every_verdict_is_a_line_that_comes_at_once() {
    let (code, name) = code();
    let mut lines = Lines::piped(&[]);
    // Each is read before the next is sent: nothing waits in a buffer.
    lines.sends(format!("{code}\n"));
    let genuine = lines.next();
    assert!(
        genuine.starts_with(&format!("○ genuine  {name}  born 1985-07-19  ")),
        "{genuine}"
    );
    lines.sends("NL2:LSLS\n");
    assert_eq!(
        lines.next(),
        "? cannot verify  this is a Dutch domestic CoronaCheck code, not an EU certificate  \
         → only the Dutch CoronaCheck scanner could read it, and that has ended; decide by other papers\n"
    );
    // The end of the pipe ends a code too, and the program.
    lines.sends(&code);
    drop(lines.child.stdin.take());
    assert_eq!(lines.next(), genuine);
    assert_eq!(lines.next(), "");
    assert_eq!(lines.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_reader_that_went_away_ends_it() {
    let (code, _) = code();
    let mut lines = Lines::piped(&["--json"]);
    lines.sends(format!("{code}\n"));
    lines.json();
    let Lines { mut child, lines } = lines;
    drop(lines);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(format!("{code}\n").as_bytes()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// How a scanner is set, what it sends, and the verdict with its code and a deviation, where there is one.
type Setting = (
    &'static str,
    Vec<String>,
    (&'static str, &'static str, &'static str),
);

#[test]
fn a_keyboard_wedge_is_understood_however_it_is_set() {
    let (code, _) = code();
    let (head, tail) = code.split_at(202);
    let lower = code.to_lowercase();
    let long = "A".repeat(20_000);
    let genuine = |deviation: &'static str| ("genuine", "", deviation);
    #[rustfmt::skip]
    let rows: Vec<Setting> = vec![
        ("Enter", vec![format!("{code}\r")], genuine("")),
        ("line feed", vec![format!("{code}\n")], genuine("")),
        ("both", vec![format!("{code}\r\n")], genuine("")),
        ("tab", vec![format!("{code}\t")], genuine("")),
        ("no suffix", vec![code.clone()], genuine("")),
        ("QR identifier", vec![format!("]Q3{code}\r")], genuine("")),
        ("QR identifier, model 1", vec![format!("]Q1{code}\r")], genuine("")),
        ("Aztec identifier", vec![format!("]z3{code}\r")], genuine("")),
        ("caps lock", vec![format!("{lower}\r")], genuine("repair-case")),
        ("identifier and caps lock", vec![format!("]q3{lower}\r")], genuine("repair-case")),
        ("two halves", vec![head.to_owned(), format!("{tail}\r")], genuine("")),
        ("the same again", vec![format!("{code}\r")], genuine("")),
        ("Norwegian keyboard", vec!["HC1ØNCFOXN`\r".to_owned()], ("cannot-verify", "prefix-unknown", "")),
        ("garbage", vec!["&%¤#\u{1}\u{7f}\r".to_owned()], ("cannot-verify", "prefix-unknown", "")),
        ("a whole line of it", vec![format!("{long}\r")], ("cannot-verify", "text-too-long", "")),
        ("a damaged code", vec![format!("{head}\r")], ("cannot-verify", "zlib-invalid", "")),
    ];
    let mut command = command(&[&AT[..], &["--json"]].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut desk = Desk::of((80, 24), command, false);
    let mut lines = Lines::of(&mut desk.child);
    for (index, (name, pieces, (verdict, code, deviation))) in rows.into_iter().enumerate() {
        // A terminal takes 4,095 octets at a time; what is more waits for the reader.
        for piece in &pieces {
            for part in piece.as_bytes().chunks(1_000) {
                desk.types(part);
            }
        }
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let json: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(json["verdict"], verdict, "{name}: {json}");
        assert_eq!(json["code"].as_str().unwrap_or(""), code, "{name}");
        assert_eq!(
            json["deviations"][0]["code"].as_str().unwrap_or(""),
            deviation,
            "{name}"
        );
        assert_eq!(json["input"], format!("-#{}", index + 1));
        if code == "text-too-long" {
            let text = json["text"].as_str().unwrap();
            assert!(text.contains("20000"), "all of them are counted: {text}");
        }
        if name == "Norwegian keyboard" {
            assert!(json["hint"].as_str().unwrap().contains("Norwegian"));
        }
    }
    // Nothing was echoed, although standard output is elsewhere.
    assert_eq!(desk.written(), "$ hcert\r\n");
    desk.types("q");
    assert_eq!(desk.ends().code(), Some(0));
    desk.is_as_before(&["HC1"]);
}

#[test]
fn a_code_whose_second_half_is_late_is_put_together() {
    let (code, name) = code();
    let (head, tail) = code.split_at(202);
    let desk = desk(&["--pause", "50"]);
    desk.types(head);
    desk.shows("(zlib)");
    desk.types(tail);
    desk.shows(name);
    // What comes after a half and is a code of its own is judged alone.
    desk.types(head);
    desk.shows("(zlib)");
    desk.types("NL2:LSLS");
    desk.shows("Dutch");
    // And a second half alone is no code.
    desk.types(tail);
    desk.shows("this is no EU certificate");
}

#[test]
fn a_serial_scanner_is_read_raw_and_its_end_is_an_error() {
    let (code, name) = code();
    let scanner = pty();
    let path = scanner.path.to_str().unwrap();
    let mut command = command(&[&AT, &["--baud", "115200", path][..]].concat());
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = Lines::of(&mut child);
    let mut next = || {
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        line
    };
    // A serial device is opened some time after the start; before, its driver would echo and wait for lines.
    patiently("the port", || desk::is_raw(&scanner.slave).then_some(()));
    for sent in [format!("{code}\r\n"), format!("\x02{code}\x03"), code] {
        (&scanner.master).write_all(sent.as_bytes()).unwrap();
        assert!(next().starts_with(&format!("○ genuine  {name}")));
    }
    (&scanner.master).write_all(b"q\r").unwrap();
    assert!(next().starts_with("? cannot verify"));
    drop(scanner);
    assert_eq!(child.wait().unwrap().code(), Some(2));
    let mut told = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut told)
        .unwrap();
    assert!(told.contains("hcert: error: the scanner"), "{told}");
    assert!(told.contains("hcert: hint: plug it in"), "{told}");
}

#[test]
fn beside_a_serial_scanner_the_keyboard_ends_it_and_is_no_scanner() {
    let (code, name) = code();
    let scanner = pty();
    let mut desk = desk(&[scanner.path.to_str().unwrap()]);
    desk.shows("scan a code");
    desk.types("NL2:L\r");
    (&scanner.master)
        .write_all(format!("{code}\r").as_bytes())
        .unwrap();
    desk.shows(name);
    assert!(!desk.written().contains("CoronaCheck"));
    desk.types("q");
    assert_eq!(desk.ends().code(), Some(0));
    desk.is_as_before(&[name]);
}

#[test]
fn what_is_no_scanner_is_an_error_before_anything_is_shown() {
    let codes = ["codes.txt", "no-such-device", "HC1:6BF", "a b"];
    let rows: [&[&str]; 4] = [
        &["testdata/codes.txt"],
        &["no-such-device"],
        &["HC1:6BF"],
        &["-", "-"],
    ];
    for (words, name) in rows.into_iter().zip(codes) {
        let mut command = command(&[&AT, words].concat());
        let output = command.stdin(Stdio::null()).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}: {told}");
        assert!(output.stdout.is_empty());
        assert!(
            told.contains("hcert: hint: give the scanner's serial device"),
            "{told}"
        );
        assert!(!told.contains("6BF"), "a code is nobody's business");
    }
    for words in [["--clear", "5"], ["--name", "A<<B"]] {
        let folder = root();
        let mut command = crate::program();
        command.current_dir(folder).args(["verify"]).args(words);
        if words[0] == "--name" {
            command.arg("--watch");
        } else {
            command.arg("testdata/codes.txt");
        }
        assert_eq!(
            command.output().unwrap().status.code(),
            Some(2),
            "{words:?}"
        );
    }
}

#[test]
fn lists_that_change_are_read_again_between_codes_and_bad_ones_are_not_used() {
    let (code, name) = code();
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.pem");
    let key = |name: &str| std::fs::read_to_string(root().join("keys").join(name)).unwrap();
    let good = key("dsc-test.pem") + &key("dsc-vaccination.pem");
    std::fs::write(&list, key("dsc-test.pem")).unwrap();
    let desk = Desk::new((80, 24), &["--trust", list.to_str().unwrap(), AT[2], AT[3]]);
    desk.shows("keys: 1");
    desk.types(format!("{code}\r"));
    desk.shows("is not in the trust list, and");
    std::fs::write(&list, &good).unwrap();
    desk.shows("keys: 2");
    desk.types(format!("{code}\r"));
    desk.shows(name);
    std::fs::write(&list, "no list").unwrap();
    let kept = desk.shows("the old ones are used");
    assert!(kept.contains("list.pem"), "{kept}");
    desk.types("NL2:L\r");
    desk.shows("CoronaCheck");
    desk.types(format!("{code}\r"));
    desk.shows(name);
    std::fs::write(&list, &good).unwrap();
    desk.waits("the trouble is over", |screen| {
        !screen.contents().contains("the old ones are used")
    });
}

#[test]
fn without_at_the_clock_is_read_for_every_code() {
    // Valid until 2022, as `--at` shows: without it only a clock tells.
    let (code, _) = code();
    let mut command = command(&["--trust", "keys", "--json"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(format!("{code}\n").as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["code"], "expired", "{json}");
}
