//! Many requests at a time, and clients that do everything wrong, while good ones go on.

use crate::client::Client;
use crate::serve::service::{Service, codes, file};
use rustix::process::Signal;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Asks for verdicts over one connection after another until it is told to stop; how many it got. Every one must be
/// right.
fn good_ones(address: SocketAddr, code: &str, stop: &AtomicBool, done: &AtomicUsize) -> usize {
    let mut count = 0;
    while !stop.load(Ordering::SeqCst) {
        let mut client = Client::connect(address);
        for _ in 0..5 {
            let answer = client.post("/v1/verify", "text/plain", code.as_bytes());
            assert_eq!(answer.status, 200);
            assert_eq!(answer.json()["results"][0]["verdict"], "genuine");
            count += 1;
            done.fetch_add(1, Ordering::SeqCst);
        }
    }
    count
}

/// Does something while good requests go on, and sees that they did.
fn meanwhile(service: &Service, job: impl FnOnce()) {
    let code = codes().remove(1);
    let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let good = scope.spawn(|| good_ones(service.address, &code, &stop, &done));
        job();
        let before = done.load(Ordering::SeqCst);
        while done.load(Ordering::SeqCst) < before + 10 && !good.is_finished() {
            std::thread::yield_now();
        }
        stop.store(true, Ordering::SeqCst);
        assert!(good.join().unwrap() >= 10);
    });
}

#[test]
fn ten_thousand_requests_over_sixteen_connections_are_all_answered_rightly() {
    const CONNECTIONS: usize = 16;
    const REQUESTS: usize = 10_000;
    let service = Service::start(&["--trust", "keys", "--log", "none"]);
    let codes = codes();
    let picture = file("testdata/NO/png/test-pcr.png");
    let one = |number: usize| {
        let mut client = service.client();
        let mut times = Vec::new();
        for round in 0..REQUESTS / CONNECTIONS {
            let which = (number + round) % codes.len();
            let code = &codes[which];
            let start = Instant::now();
            let answer = match round % 50 {
                0 => client.post("/v1/verify", "image/png", &picture),
                1 => client.get("/readyz"),
                _ => client.post("/v1/verify", "text/plain", code.as_bytes()),
            };
            times.push(start.elapsed());
            assert_eq!(answer.status, 200, "{}", answer.text());
            if round % 50 != 1 {
                let report = &answer.json()["results"][0];
                // The recovery is over.
                let wanted = match which {
                    5 if round % 50 != 0 => "reject",
                    _ => "genuine",
                };
                assert_eq!(report["verdict"], wanted, "{number} {round}");
            }
        }
        times
    };
    let start = Instant::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let threads = (0..CONNECTIONS).map(|number| scope.spawn(move || one(number)));
        let threads: Vec<_> = threads.collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    let took = start.elapsed();
    times.sort_unstable();
    assert_eq!(times.len(), REQUESTS);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{REQUESTS} requests, {CONNECTIONS} connections, 0 errors: {:.0} a second, p50 {:?}, p99 {:?}, longest {:?}",
        REQUESTS as f64 / took.as_secs_f64(),
        at(0.5),
        at(0.99),
        at(1.0),
    );
    let (code, _) = service.stop();
    assert_eq!(code, 0);
}

/// The head of a request for verdicts on a text of so many octets.
fn head(length: usize) -> String {
    format!(
        "POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n"
    )
}

/// Reads to the end of a connection.
fn rest(mut stream: TcpStream) -> Vec<u8> {
    let mut octets = Vec::new();
    // A connection that is reset has ended too.
    let _ = stream.read_to_end(&mut octets);
    octets
}

#[test]
fn who_sends_a_head_or_a_body_too_slowly_is_cut_off_and_hinders_nobody() {
    let limits = "--trust keys --head-timeout 1 --body-timeout 1 --max-connections 12";
    let words: Vec<&str> = limits.split(' ').collect();
    let service = Service::start(&words);
    meanwhile(&service, || {
        let slow = |head: &[u8]| {
            let mut stream = TcpStream::connect(service.address).unwrap();
            stream
                .set_read_timeout(Some(Duration::from_secs(60)))
                .unwrap();
            stream.write_all(head).unwrap();
            stream
        };
        // As many as there are places but two; drop by drop until the service has had enough of each.
        let heads = (0..10).map(|_| slow(b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nX-A: "));
        let mut heads: Vec<TcpStream> = heads.collect();
        for _ in 0..4 {
            for stream in &mut heads {
                // One that is cut off already takes nothing more.
                let _ = stream.write_all(b"a");
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        for stream in heads {
            let end = rest(stream);
            // It ends without a word, or with 408.
            assert!(
                end.is_empty() || end.starts_with(b"HTTP/1.1 408"),
                "{end:?}"
            );
        }
        // A connection that asks for nothing is ended too.
        assert!(rest(slow(b"")).is_empty());
        let body = head(9) + "HC1:";
        let end = rest(slow(body.as_bytes()));
        let end = String::from_utf8(end).unwrap();
        assert!(end.starts_with("HTTP/1.1 408 "), "{end}");
        assert!(end.contains("\"code\":\"slow\""), "{end}");
    });
}

#[test]
fn a_body_that_is_too_large_is_refused_before_it_is_read_whole() {
    let service = Service::start(&["--trust", "keys", "--max-body", "1024"]);
    meanwhile(&service, || {
        let mut announced = service.client();
        announced.send(head(99_999_999_999).as_bytes()).unwrap();
        let answer = announced.answer().unwrap();
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (413, "too-large")
        );

        let mut chunks = service.client();
        let head = "POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
        chunks.send(head.as_bytes()).unwrap();
        let mut chunk = b"100000\r\n".to_vec();
        chunk.extend(vec![b'A'; 0x10_0000]);
        chunk.extend(b"\r\n");
        chunks.send(&chunk).unwrap();
        chunks.send(b"1\r\nA\r\n").unwrap();
        let answer = chunks.answer().unwrap();
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (413, "too-large")
        );
    });
}

#[test]
fn what_is_no_http_is_refused_and_hinders_nobody() {
    let service = Service::start(&["--trust", "keys"]);
    let long = format!(
        "GET / HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n",
        "a".repeat(100_000)
    );
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "X-A: b\r\n".repeat(2_000));
    let broken: [&[u8]; 10] = [
        b"\r\n\r\n\r\n",
        b"HC1:NCF\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        long.as_bytes(),
        many.as_bytes(),
    ];
    meanwhile(&service, || {
        for octets in broken {
            let mut stream = TcpStream::connect(service.address).unwrap();
            stream
                .set_read_timeout(Some(Duration::from_secs(60)))
                .unwrap();
            // The service may have had enough before all is sent.
            let _ = stream.write_all(octets);
            let _ = stream.shutdown(Shutdown::Write);
            let end = String::from_utf8(rest(stream)).unwrap();
            assert!(
                end.is_empty() || end.starts_with("HTTP/1.1 4"),
                "{octets:?}: {end}"
            );
        }
        let mut chunks = service.client();
        let head = "POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n";
        chunks.send(head.as_bytes()).unwrap();
        assert_eq!(chunks.answer().unwrap().problem(), "body");
    });
}

#[test]
fn who_closes_one_direction_gets_the_answer_and_who_goes_away_hinders_nobody() {
    let service = Service::start(&["--trust", "keys"]);
    let codes = codes();
    let code = &codes[1];
    let request = head(code.len()) + code;
    meanwhile(&service, || {
        for _ in 0..20 {
            let mut half = service.client();
            half.send(request.as_bytes()).unwrap();
            half.stream().shutdown(Shutdown::Write).unwrap();
            let answer = half.answer().unwrap();
            assert_eq!(answer.json()["results"][0]["verdict"], "genuine");
            // In the middle of the body, and right after all of it.
            for length in [request.len() - 10, request.len()] {
                let mut gone = service.client();
                gone.send(&request.as_bytes()[..length]).unwrap();
                drop(gone);
            }
            let mut half = service.client();
            half.send(&request.as_bytes()[..request.len() - 10])
                .unwrap();
            half.stream().shutdown(Shutdown::Write).unwrap();
            let answer = half.answer();
            assert!(answer.is_err() || answer.unwrap().status == 400);
        }
    });
}

#[test]
fn the_end_of_a_body_and_of_the_stream_may_come_together_while_the_body_is_read() {
    let service = Service::start(&["--trust", "keys"]);
    let codes = codes();
    let code = &codes[1];
    let (first, last) = code.split_at(code.len() / 2);
    for _ in 0..5 {
        let mut half = service.client();
        half.send((head(code.len()) + first).as_bytes()).unwrap();
        // Time for the body to be waited for; then the service sees both ends at one look.
        std::thread::sleep(Duration::from_millis(200));
        service.signal(Signal::STOP);
        half.send(last.as_bytes()).unwrap();
        half.stream().shutdown(Shutdown::Write).unwrap();
        service.signal(Signal::CONT);
        let answer = half.answer().unwrap();
        assert_eq!(answer.json()["results"][0]["verdict"], "genuine");
    }
}

#[test]
fn several_requests_in_one_piece_are_answered_in_order() {
    let service = Service::start(&["--trust", "keys"]);
    let mut client = service.client();
    let one = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
    let all = [one("/healthz"), one("/nowhere"), one("/readyz")].concat();
    client.send(all.as_bytes()).unwrap();
    let statuses = [(); 3].map(|()| client.answer().unwrap().status);
    assert_eq!(statuses, [200, 404, 200]);
}

#[test]
fn what_is_too_much_at_a_time_is_turned_away_and_told_to_come_again() {
    let words = ["--trust", "keys", "--workers", "1", "--queue", "0"];
    let service = Service::start(&words);
    // A thousand codes keep the one worker busy for as long as it takes.
    let many = [codes().join("\n"), "\n".to_owned()].concat().repeat(140);
    let busy = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut client = service.client();
                for _ in 0..20 {
                    let answer = client.post("/v1/verify", "text/plain", many.as_bytes());
                    if answer.status == 503 {
                        assert_eq!(answer.problem(), "busy");
                        assert_eq!(answer.header("retry-after"), "1");
                        busy.fetch_add(1, Ordering::SeqCst);
                    } else {
                        assert_eq!(answer.status, 200);
                    }
                }
            });
        }
    });
    assert!(busy.load(Ordering::SeqCst) > 0);
    assert_eq!(service.verify(&codes()[1]).status, 200);
}

#[test]
fn an_answer_that_takes_too_long_is_a_problem() {
    let words = "--trust keys --workers 1 --queue 64 --request-timeout 1 --max-codes 100000";
    let words: Vec<&str> = words.split(' ').collect();
    let service = Service::start(&words);
    // Several seconds of work for the one worker, whatever the machine: 10 requests of many codes each.
    let many = [codes().join("\n"), "\n".to_owned()].concat().repeat(3_000);
    let late = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                let mut client = service.client();
                let answer = client.post("/v1/verify", "text/plain", many.as_bytes());
                if answer.status == 504 {
                    assert_eq!(answer.problem(), "timeout");
                    late.fetch_add(1, Ordering::SeqCst);
                } else {
                    assert_eq!(answer.status, 200);
                }
            });
        }
    });
    assert!(late.load(Ordering::SeqCst) > 0);
}

#[test]
fn a_request_names_one_host() {
    let service = Service::start(&["--trust", "keys"]);
    let ask = |head: &str| {
        let mut client = service.client();
        client.send(head.as_bytes()).unwrap();
        client.answer().unwrap()
    };
    for (head, status) in [
        ("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 200),
        ("GET /healthz HTTP/1.1\r\nhost: [::1]:8080\r\n\r\n", 200),
        ("GET http://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n", 200),
        ("GET /healthz HTTP/1.0\r\n\r\n", 200),
        ("GET /healthz HTTP/1.0\r\nHost: x\r\n\r\n", 200),
        ("GET /healthz HTTP/1.1\r\n\r\n", 400),
        ("GET http://x/healthz HTTP/1.1\r\n\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nHost:\r\n\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400),
        (
            "GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: b\r\nhOST: y\r\n\r\n",
            400,
        ),
        ("GET /healthz HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nHost: x, y\r\n\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nHost: me@x\r\n\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nHost: x:65536\r\n\r\n", 400),
        ("GET /nowhere HTTP/1.1\r\n\r\n", 400),
        ("POST /v1/verify HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 400),
    ] {
        let answer = ask(head);
        assert_eq!(answer.status, status, "{head:?}: {}", answer.text());
        if status == 400 {
            assert_eq!(answer.problem(), "host", "{head:?}");
        }
        assert_eq!(
            answer.header("strict-transport-security"),
            "",
            "not without TLS"
        );
    }
}

/// As many connections as are held open, each of which had an answer.
fn hold(service: &Service, count: usize) -> Vec<Client<TcpStream>> {
    let clients = (0..count).map(|_| {
        let mut client = service.client();
        assert_eq!(client.get("/healthz").status, 200);
        client
    });
    clients.collect()
}

#[test]
fn an_address_has_64_connections_and_gets_a_place_when_one_of_them_ends() {
    let service = Service::start(&["--trust", "keys", "--head-timeout", "60"]);
    // Places that were given back many times are all there.
    for _ in 0..200 {
        drop(hold(&service, 1));
    }
    let asks = || service.client().ask("GET /healthz", &[], b"");
    // The service learns of an end a moment later than the client.
    let soon = |wanted: bool| {
        (0..500).any(|_| {
            std::thread::sleep(Duration::from_millis(10));
            asks().is_ok() == wanted
        })
    };
    assert!(soon(true));
    let mut held = hold(&service, 60);
    while let Ok(answer) = {
        let mut client = service.client();
        let answer = client.ask("GET /healthz", &[], b"");
        held.push(client);
        answer
    } {
        assert_eq!(answer.status, 200);
        assert!(held.len() <= 64, "{} connections", held.len());
    }
    // The last one was closed at once.
    held.pop();
    assert_eq!(held.len(), 64);
    assert!(asks().is_err());
    let metrics = held[0].get("/metrics");
    let refused = metrics.text().lines().find_map(|line| {
        let count = line.strip_prefix("hcert_connections_refused_total ")?;
        count.parse::<u32>().ok()
    });
    assert!(
        refused.is_some_and(|count| count >= 2),
        "{}",
        metrics.text()
    );
    // Those that are there are not hindered, and one that goes makes room for one.
    assert!(
        held.iter_mut()
            .all(|client| client.get("/healthz").status == 200)
    );
    held.pop();
    assert!(soon(true));
}

#[test]
fn more_connections_are_for_who_is_named_as_proxy_or_where_the_limit_says_so() {
    for words in [
        "--trust keys --proxy 10.0.0.1 --proxy 127.0.0.0/8",
        "--trust keys --max-connections-per-address 100",
    ] {
        let words: Vec<&str> = words.split(' ').collect();
        let service = Service::start(&words);
        assert_eq!(hold(&service, 80).len(), 80);
    }
    let words = "--trust keys --proxy 127.0.0.2 --max-connections-per-address 2";
    let words: Vec<&str> = words.split(' ').collect();
    let service = Service::start(&words);
    let _held = hold(&service, 2);
    assert!(service.client().ask("GET /healthz", &[], b"").is_err());
}
