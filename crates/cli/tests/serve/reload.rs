//! Lists that are read again while requests go on, and the end of a service.

use crate::client::Client;
use crate::desk::Desk;
use crate::serve::service::{Service, codes, file};
use rustix::process::Signal;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// A desk with a folder of one key that is no vaccination's.
fn desk() -> Desk {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("trust")).unwrap();
    std::fs::copy(desk.path("keys/dsc-test.pem"), desk.path("trust/one.pem")).unwrap();
    desk
}

/// Puts a file into the place of another at once.
fn put(desk: &Desk, name: &str, octets: &[u8]) {
    desk.write("new", octets);
    std::fs::rename(desk.path("new"), desk.path(name)).unwrap();
}

#[test]
fn new_lists_are_taken_under_load_and_no_request_fails() {
    let service = Service::start_in(desk(), &["--trust", "trust"]);
    let code = codes().remove(1);
    assert_eq!(service.verify(&code).json()["results"][0]["class"], "kid");
    let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let asking = || {
            let mut client = Client::connect(service.address);
            while !stop.load(Ordering::SeqCst) {
                let answer = client.post("/v1/verify", "text/plain", code.as_bytes());
                assert_eq!(answer.status, 200);
                // The one list or the other, and nothing between.
                let report = answer.json()["results"][0].clone();
                assert!(
                    report["verdict"] == "genuine" || report["class"] == "kid",
                    "{report}"
                );
                done.fetch_add(1, Ordering::SeqCst);
            }
        };
        let threads = [(); 4].map(|()| scope.spawn(asking));
        let lists = [file("keys/dsc-vaccination.pem"), file("keys/dsc-test.pem")];
        for round in 0..20 {
            put(&service.desk, "trust/one.pem", &lists[round % 2]);
            let before = service.count("\"lists-read\"");
            service.signal(Signal::HUP);
            service.wait_for_more("\"lists-read\"", before);
            let class = service.verify(&code).json()["results"][0]["class"].clone();
            match round % 2 {
                0 => assert!(class.is_null(), "{class}"),
                _ => assert_eq!(class, "kid"),
            }
        }
        stop.store(true, Ordering::SeqCst);
        for thread in threads {
            thread.join().unwrap();
        }
    });
    assert!(done.load(Ordering::SeqCst) > 100);
    assert!(
        service
            .get("/metrics")
            .text()
            .contains("hcert_reloads_total{outcome=\"read\"} 2")
    );
}

#[test]
fn lists_that_cannot_be_read_leave_the_old_ones_and_that_is_told() {
    let desk = desk();
    desk.write("trust/one.pem", file("keys/dsc-vaccination.pem"));
    desk.write("list.json", "[]");
    let service = Service::start_in(desk, &["--trust", "trust", "--trust", "list.json"]);
    let code = codes().remove(1);
    let verdict = || service.verify(&code).json()["results"][0]["verdict"].clone();
    assert_eq!(verdict(), "genuine");
    put(&service.desk, "list.json", b"[{\"kid\":");
    service.signal(Signal::HUP);
    let line = service.wait_for("\"lists-kept\"");
    assert!(line.contains("list.json"), "{line}");
    assert_eq!(verdict(), "genuine");
    let ready = service.get("/readyz");
    assert_eq!(
        (ready.status, &ready.json()["reload"]["ok"]),
        (200, &false.into())
    );
    assert!(
        service
            .get("/metrics")
            .text()
            .contains("\nhcert_reload_failed 1\n")
    );
    put(&service.desk, "list.json", b"[]");
    // This time without a signal: the file has changed.
    service.wait_for("\"lists-read\"");
    assert_eq!(service.get("/readyz").json()["reload"]["ok"], true);
    assert!(
        service
            .get("/metrics")
            .text()
            .contains("\nhcert_reload_failed 0\n")
    );
    assert_eq!(verdict(), "genuine");
}

#[test]
fn requests_under_way_are_answered_before_the_end_and_idle_connections_are_closed() {
    let service = Service::start(&["--trust", "keys"]);
    let code = codes().remove(1);
    let mut idle = service.client();
    assert_eq!(idle.get("/healthz").status, 200);
    let mut under_way = service.client();
    let head = format!(
        "POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nExpect: 100-continue\r\n\
         Content-Length: {}\r\n\r\n",
        code.len()
    );
    under_way.send(head.as_bytes()).unwrap();
    // It is under way when the body is asked for.
    under_way.is_told_to_continue();
    under_way.send(&code.as_bytes()[..10]).unwrap();
    service.signal(Signal::TERM);
    service.wait_for("\"stopping\"");
    assert_eq!(
        idle.answer().unwrap_err().kind(),
        std::io::ErrorKind::UnexpectedEof
    );
    // Nobody is accepted any more.
    while std::net::TcpStream::connect(service.address).is_ok() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    under_way.send(&code.as_bytes()[10..]).unwrap();
    let answer = under_way.answer().unwrap();
    assert_eq!(answer.json()["results"][0]["verdict"], "genuine");
    let (code, said) = service.ended();
    assert_eq!(code, 0, "{said:#?}");
}

#[test]
fn who_never_ends_is_not_waited_for_longer_than_was_said() {
    let service = Service::start(&["--trust", "keys", "--stop-timeout", "1"]);
    let mut client = service.client();
    let head =
        b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\
                 Expect: 100-continue\r\n\r\n";
    client.send(head).unwrap();
    client.is_told_to_continue();
    client.send(b"HC1:").unwrap();
    let (code, said) = service.stop();
    assert_eq!(code, 2);
    assert!(said.concat().contains("requests unanswered"), "{said:#?}");
}

#[test]
fn a_signed_list_is_exchanged_for_a_newer_one_and_for_nothing_else() {
    let desk = Desk::new();
    let attack = |name: &str| file(&format!("testdata/attacks/{name}"));
    desk.write("live.bundle", attack("rollback/new.bundle"));
    let words = [
        "--trust",
        "live.bundle",
        "--anchor",
        "testdata/attacks/rollback/op.pub.pem",
    ];
    let evil = String::from_utf8(attack("stripping/evil.txt")).unwrap();
    let service = Service::start_in(desk, &words);
    let class =
        |service: &Service| service.verify(evil.trim()).json()["results"][0]["class"].clone();
    assert_eq!(class(&service), "kid");
    let ready = |service: &Service| service.get("/readyz").json();
    assert_eq!(ready(&service)["trust"]["signature"], "good");
    assert_eq!(
        ready(&service)["clock"]["newestList"],
        "2022-01-31T00:00:00Z"
    );
    assert!(service.get("/desk.json").header("hcert-lists").is_empty());
    // Older, without its signature, another author's: each leaves the last good one in its place, and that is told.
    for (kept, (octets, why)) in [
        (
            attack("rollback/old.bundle"),
            "older than what this post has seen",
        ),
        (attack("stripping/evil.bundle"), "it is not signed"),
        (attack("stripping/evil.pem"), "it is not signed"),
    ]
    .into_iter()
    .enumerate()
    {
        put(&service.desk, "live.bundle", &octets);
        service.signal(Signal::HUP);
        let line = service.wait_for_more("\"lists-kept\"", kept);
        assert!(
            line.contains("live.bundle is refused") && line.contains(why),
            "{line}"
        );
        assert_eq!(class(&service), "kid");
        assert_eq!(ready(&service)["reload"]["ok"], false);
        assert_eq!(service.get("/desk.json").header("hcert-lists"), "kept");
    }
    // The next start remembers too: what was seen lies in the service's folder.
    let desk = service.desk.path("state/hcert/seen.json");
    assert!(desk.is_file());
    put(&service.desk, "live.bundle", &attack("rollback/old.bundle"));
    let again = service.desk.spawn(
        &[
            &[
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--at",
                crate::serve::service::AT,
            ][..],
            &words,
        ]
        .concat(),
    );
    let ended = again.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(2), "{told}");
    assert!(
        told.contains("older than what this post has seen"),
        "{told}"
    );
}

#[test]
fn a_service_whose_clock_lies_before_its_list_is_not_ready_and_says_so() {
    let desk = Desk::new();
    let june = file("testdata/attacks/rollback/june.bundle");
    desk.write("june.bundle", june);
    let words = [
        "--trust",
        "june.bundle",
        "--anchor",
        "testdata/attacks/rollback/op.pub.pem",
    ];
    let service = Service::start_in(desk, &words);
    service.wait_for("nothing can be verified");
    let ready = service.get("/readyz");
    assert_eq!(ready.status, 503);
    assert_eq!(ready.json()["clock"]["behind"], true);
    let code = String::from_utf8(file("testdata/attacks/malleated/orig.txt")).unwrap();
    assert_eq!(
        service.verify(code.trim()).json()["results"][0]["class"],
        "clock"
    );
}

#[test]
fn lists_that_nobody_signed_are_called_so_wherever_the_service_speaks_of_them() {
    let service = Service::start(&["--trust", "keys"]);
    assert_eq!(
        service.get("/readyz").json()["trust"]["signature"],
        "unsigned"
    );
    let keys = service.get("/v1/trust").json()["keys"].clone();
    for key in keys.as_array().unwrap() {
        assert_eq!(key["list"]["signature"], "unsigned");
    }
}

#[test]
fn a_store_that_is_cut_off_or_written_over_hides_nobody_and_ends_nothing() {
    type Damage = fn(&std::fs::File, u64);
    let damages: [(&str, Damage); 3] = [
        ("emptied", |file, _| file.set_len(0).unwrap()),
        ("cut off", |file, _| file.set_len(100).unwrap()),
        ("written over", |file, length| {
            let zeros = vec![0; usize::try_from(length).unwrap()];
            std::os::unix::fs::FileExt::write_all_at(file, &zeros, 0).unwrap();
        }),
    ];
    for (what, damage) in damages {
        let desk = Desk::new();
        let built = desk.spawn(&[
            "revocation",
            "build",
            "testdata/revocation/revoked.txt",
            "--out",
            "w.store",
            "--at",
            "2022-02-01T12:00:00Z",
        ]);
        assert!(built.wait_with_output().unwrap().status.success());
        let good = std::fs::read(desk.path("w.store")).unwrap();
        let service = Service::start_in(desk, &["--trust", "keys", "--revocations", "w.store"]);
        let codes = codes();
        let result = |code: usize| service.verify(&codes[code]).json()["results"][0].clone();
        // The first is revoked by its signature, whose section has been read by then; the second by its identifier.
        assert_eq!(result(0)["code"], "revoked");
        let mut writing = std::fs::File::options();
        let store = writing.write(true).open(service.desk.path("w.store"));
        let store = store.unwrap();
        damage(&store, good.len() as u64);
        for round in 0..3 {
            for code in [0, 1] {
                let answer = result(code);
                let known = ["revoked", "revocation-damaged"];
                assert!(
                    known.contains(&answer["code"].as_str().unwrap_or("genuine")),
                    "{what}, {round}: {answer}"
                );
            }
        }
        assert_eq!(result(1)["code"], "revocation-damaged", "{what}");
        assert_eq!(service.get("/healthz").status, 200);
        // A good one in its place is read again.
        let before = service.count("\"lists-read\"");
        put(&service.desk, "w.store", &good);
        service.signal(Signal::HUP);
        service.wait_for_more("\"lists-read\"", before);
        assert_eq!(result(1)["code"], "revoked", "{what}");
    }
}
