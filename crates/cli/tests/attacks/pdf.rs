//! Pictures and PDFs that ask for any time and memory: none costs more than its bound, and no text waits for them.

use crate::client::Answer;
use crate::desk::{Desk, root};
use crate::files::{self, Hostile, hostile};
use crate::processes::{self, Family};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value as Json;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const MIB: u64 = 1 << 20;
/// What a file may cost, all processes together.
const TIME: Duration = Duration::from_secs(20);
const MEMORY: u64 = 700 * MIB;
/// What starting, killing and a busy machine may add to the time.
const SLACK: Duration = Duration::from_secs(5);
/// What the whole service may take with twelve hostile files in flight.
const SERVICE_MEMORY: u64 = 2048 * MIB;
const AT: &str = "2022-02-01T12:00:00Z";

/// What each of these takes is measured, so none goes on beside another.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The program's answer to a file: exit code, standard output and error, time and memory.
struct Cost {
    code: i32,
    out: String,
    err: String,
    time: Duration,
    memory: u64,
}

fn run(desk: &Desk, words: &[&str]) -> Cost {
    let start = Instant::now();
    let mut child = desk.spawn(words);
    let pid = child.id();
    let done = AtomicBool::new(false);
    let (memory, status, out, err) = std::thread::scope(|scope| {
        let watch = scope.spawn(|| Family::of(pid).watch(&done));
        let (mut out, mut err) = (String::new(), String::new());
        drop(child.stdin.take());
        child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut out)
            .unwrap();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut err)
            .unwrap();
        let status = child.wait().unwrap();
        done.store(true, Ordering::SeqCst);
        (watch.join().unwrap(), status, out, err)
    });
    Cost {
        code: status.code().unwrap_or(-1),
        out,
        err,
        time: start.elapsed(),
        memory,
    }
}

#[test]
fn no_file_costs_the_program_more_than_its_bound() {
    let _alone = alone();
    let desk = Desk::new();
    let mut beyond = Vec::new();
    for Hostile { name, octets, .. } in hostile() {
        desk.write(&name, octets);
        let words = ["verify", "--json", "--trust", "keys", "--at", AT, &name];
        let cost = run(&desk, &words);
        println!(
            "{name}: {:.1} s, {} MiB",
            cost.time.as_secs_f64(),
            cost.memory / MIB
        );
        assert!(cost.time < TIME + SLACK, "{name}: {:?}", cost.time);
        assert!(cost.memory < MEMORY, "{name}: {} octets", cost.memory);
        assert_eq!(cost.code, 3, "{name}: {}{}", cost.out, cost.err);
        let report: Json = serde_json::from_str(&cost.out).unwrap();
        assert_eq!(report["verdict"], "cannot-verify", "{name}");
        println!("    {}: {}", report["class"], report["text"]);
        if report["class"] == "too-large" {
            assert_eq!(report["code"], "file-too-large");
            beyond.push(name);
        }
    }
    for name in ["pdfdraws.pdf", "pdffunc_z.pdf"] {
        assert!(
            beyond.iter().any(|known| known == name),
            "{name}: {beyond:?}"
        );
    }
}

#[test]
fn every_command_that_reads_files_has_the_same_bound() {
    let _alone = alone();
    let desk = Desk::new();
    let name = "testdata/attacks/pdf/pdffunc_z.pdf";
    let hostile = Hostile::file("pdffunc_z.pdf");
    desk.write("rows.csv", "x\n");
    std::fs::create_dir(desk.path("folder")).unwrap();
    desk.write("folder/a.pdf", &hostile.octets);
    // The exit code, and what names the class in the answer.
    let commands: [(&[&str], i32, &str); 4] = [
        (&["scan", "--json", name], 3, "\"class\":\"too-large\""),
        (&["inspect", name], 1, "decoding takes"),
        (
            &[
                "verify", "--lang", "nn", "--trust", "keys", "--at", AT, name,
            ],
            3,
            "ho krev for mykje",
        ),
        (
            &["batch", "verify", "folder", "--trust", "keys", "--at", AT],
            3,
            "file-too-large",
        ),
    ];
    for (words, code, wanted) in commands {
        let cost = run(&desk, words);
        let said = format!("{words:?}: {}{}", cost.out, cost.err);
        assert_eq!(cost.code, code, "{said}");
        assert!(cost.out.contains(wanted), "{said}");
        assert!(cost.time < TIME + SLACK && cost.memory < MEMORY, "{said}");
    }
}

#[test]
fn honest_pictures_as_large_as_cameras_make_them_are_read_within_the_bound() {
    let _alone = alone();
    let desk = Desk::new();
    let code = std::fs::read_to_string(root().join("testdata/codes.txt")).unwrap();
    let code = code.lines().nth(1).unwrap();
    for (name, octets) in files::honest(code) {
        desk.write(name, octets);
        let words = ["verify", "--json", "--trust", "keys", "--at", AT, name];
        let cost = run(&desk, &words);
        println!(
            "{name}: {:.1} s, {} MiB",
            cost.time.as_secs_f64(),
            cost.memory / MIB
        );
        assert_eq!(cost.code, 0, "{name}: {}{}", cost.out, cost.err);
    }
}

/// The service, which ends with this.
struct Service {
    desk: Desk,
    child: Child,
    address: SocketAddr,
}

impl Service {
    fn start(more: &[&str]) -> Self {
        let desk = Desk::new();
        let words = ["serve", "--listen", "127.0.0.1:0", "--trust", "keys"];
        let words = [&words[..], &["--at", AT, "--log", "none"], more].concat();
        let mut child = desk.spawn(&words);
        let mut line = String::new();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        while !line.contains("listening on") {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "it ended");
        }
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let address = line.rsplit("//").next().unwrap().trim().parse().unwrap();
        Self {
            desk,
            child,
            address,
        }
    }

    fn client(&self) -> crate::client::Client<TcpStream> {
        crate::client::Client::connect(self.address)
    }

    fn post(&self, form: &str, body: &[u8]) -> Answer {
        self.client().post("/v1/verify", form, body)
    }

    /// A connection that has sent a file and waits.
    fn sent(&self, form: &str, body: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let head = format!(
            "POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: {form}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        stream
    }

    fn family(&self) -> Family {
        Family::of(self.child.id())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const PDF: &str = "application/pdf";

#[test]
fn a_hostile_file_is_a_problem_that_names_the_limit() {
    let _alone = alone();
    let service = Service::start(&[]);
    let ways = [
        ("pdffunc_z.pdf", "0 seconds"),
        ("pdfdraws.pdf", "more than 512 MiB of memory"),
    ];
    for (name, limit) in ways {
        let answer = service.post(PDF, &Hostile::file(name).octets);
        assert_eq!(answer.status, 422, "{name}: {answer:?}");
        assert_eq!(answer.problem(), "too-large");
        let json = answer.json();
        let detail = json["detail"].as_str().unwrap();
        assert!(
            detail.contains("decoding takes") && detail.contains(limit),
            "{name}: {json}"
        );
    }
    // A limit that needs no process to say so.
    let wide = files::hollow_png(60_000, 60_000);
    let answer = service.post("image/png", &wide);
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (422, "too-large")
    );
    assert!(answer.json()["detail"].as_str().unwrap().contains("pixels"));
    // The place of a process that died is taken.
    let code = std::fs::read_to_string(root().join("testdata/codes.txt")).unwrap();
    let (_, picture) = files::honest(code.lines().nth(1).unwrap()).remove(0);
    let answer = service.post("image/jpeg", &picture);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.json()["results"][0]["verdict"], "genuine");
}

#[test]
fn with_twelve_hostile_files_in_flight_a_text_is_answered_at_once() {
    let _alone = alone();
    let service = Service::start(&[]);
    let code = std::fs::read_to_string(service.desk.path("testdata/codes.txt")).unwrap();
    let code = code.lines().nth(1).unwrap().to_owned();
    let bodies = [
        Hostile::file("pdfdraws.pdf").octets,
        Hostile::file("pdffunc_z.pdf").octets,
    ];
    let done = AtomicBool::new(false);
    let (memory, slowest) = std::thread::scope(|scope| {
        let family = service.family();
        let done = &done;
        let watch = scope.spawn(move || family.watch(done));
        let streams: Vec<TcpStream> = (0..12).map(|i| service.sent(PDF, &bodies[i % 2])).collect();
        std::thread::sleep(Duration::from_secs(1));
        let mut slowest = Duration::ZERO;
        for _ in 0..20 {
            let start = Instant::now();
            let answer = service.post("text/plain", code.as_bytes());
            assert_eq!(answer.status, 200);
            assert_eq!(answer.json()["results"][0]["verdict"], "genuine");
            slowest = slowest.max(start.elapsed());
            std::thread::sleep(Duration::from_millis(200));
        }
        drop(streams);
        done.store(true, Ordering::SeqCst);
        (watch.join().unwrap(), slowest)
    });
    println!("slowest text {slowest:?}, service {} MiB", memory / MIB);
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
    assert!(memory < SERVICE_MEMORY, "{memory} octets");
}

#[test]
fn the_process_of_a_client_that_leaves_is_killed() {
    let _alone = alone();
    let service = Service::start(&["--decoders", "1"]);
    let family = service.family();
    let hostile = Hostile::file("pdffunc_z.pdf").octets;
    let before = family.children();
    assert_eq!(before.len(), 1, "one is warm");
    let stream = service.sent(PDF, &hostile);
    // It works: seconds of the processor go by.
    processes::wait("the process works", || processes::cpu(before[0]) > 0.3);
    let left = Instant::now();
    drop(stream);
    processes::wait("the process is gone", || {
        !family.children().contains(&before[0])
    });
    assert!(
        left.elapsed() < Duration::from_secs(6),
        "{:?}",
        left.elapsed()
    );
    // Another is there for the next.
    processes::wait("another is warm", || family.children().len() == 1);
}

#[test]
fn who_closes_one_direction_still_gets_what_is_ready_soon() {
    let _alone = alone();
    let service = Service::start(&[]);
    let code = std::fs::read_to_string(root().join("testdata/codes.txt")).unwrap();
    let picture = files::small_picture(code.lines().nth(1).unwrap());
    let mut stream = service.sent("image/png", &picture);
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn the_process_that_decodes_may_do_nothing_else_and_ends_with_its_parent() {
    let _alone = alone();
    let desk = Desk::new();
    desk.write("slow.pdf", Hostile::file("pdffunc_z.pdf").octets);
    let mut child = desk.spawn(&["scan", "slow.pdf"]);
    let family = Family::of(child.id());
    processes::wait("a process works", || {
        family
            .children()
            .first()
            .is_some_and(|pid| processes::cpu(*pid) > 0.3)
    });
    let pid = family.children()[0];
    let read = |file: &str| std::fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap();
    let limits = read("limits");
    let limit = |name: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        line[name.len()..]
            .split_whitespace()
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(limit("Max address space"), (512 * MIB).to_string());
    assert_eq!(limit("Max open files"), "3");
    assert_eq!(limit("Max file size"), "0");
    assert_eq!(limit("Max core file size"), "0");
    assert!(limit("Max cpu time").parse::<u64>().unwrap() <= 14);
    let status = read("status");
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line[name.len()..].trim().to_owned()
    };
    if cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) {
        assert_eq!(field("Seccomp:"), "2");
    }
    assert_eq!(field("NoNewPrivs:"), "1");
    let variables = std::fs::read(format!("/proc/{pid}/environ")).unwrap();
    let variables = String::from_utf8(variables).unwrap();
    assert!(
        variables
            .split_terminator('\0')
            .all(|one| one == "MALLOC_ARENA_MAX=1"),
        "{variables}"
    );
    kill_process(Pid::from_child(&child), Signal::KILL).unwrap();
    child.wait().unwrap();
    processes::wait("it ends with its parent", || !processes::is_there(pid));
}

#[test]
fn without_a_process_nothing_is_decoded() {
    let _alone = alone();
    // The system gives no further process: the program says so and does not decode in its own.
    let desk = Desk::new();
    desk.write("code.png", files::small_picture("HC1:X"));
    let program = env!("CARGO_BIN_EXE_hcert");
    // Memory for the program itself, and less than the process needs for its stack and its own limit.
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -n 6; exec \"$0\" scan code.png", program])
        .current_dir(desk.path(""))
        .stdin(Stdio::null());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("it is not decoded"), "{said}");
    assert!(output.stdout.is_empty());
}
