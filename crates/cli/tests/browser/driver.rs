//! A browser, driven through WebDriver (W3C Recommendation), and a web server that remembers what it was asked.
//!
//! Both are small because little is needed of them: a handful of commands in JSON over HTTP, and files.

use serde_json::{Value as Json, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Files below a folder, over HTTP, and every request that came.
pub(crate) struct Files {
    pub(crate) address: String,
    asked: Arc<Mutex<Vec<String>>>,
    open: Arc<AtomicBool>,
}

impl Files {
    pub(crate) fn serve(folder: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (asked, open) = (Arc::default(), Arc::new(AtomicBool::new(true)));
        let (folder, log, is_open) = (folder.to_owned(), Arc::clone(&asked), Arc::clone(&open));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (folder, log, is_open) =
                    (folder.clone(), Arc::clone(&log), Arc::clone(&is_open));
                std::thread::spawn(move || answer(stream, &folder, &log, &is_open));
            }
        });
        Self {
            address,
            asked,
            open,
        }
    }

    /// Every request so far, heads and bodies.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// From here on nobody answers, as without a network.
    pub(crate) fn go_away(&self) {
        self.open.store(false, Ordering::SeqCst);
    }
}

fn answer(stream: TcpStream, folder: &Path, log: &Mutex<Vec<String>>, is_open: &AtomicBool) {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line == "\r\n" {
            break;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap_or_default();
    if !is_open.load(Ordering::SeqCst) {
        return;
    }
    log.lock()
        .unwrap()
        .push(format!("{head}\n{}", String::from_utf8_lossy(&body)));
    let path = head
        .split(' ')
        .nth(1)
        .unwrap_or("/")
        .trim_start_matches('/');
    let path = path.split('?').next().unwrap_or_default();
    let name = if path.is_empty() { "index.html" } else { path };
    let form = match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript",
        "css" => "text/css",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        _ => "application/json",
    };
    let (status, octets) = match std::fs::read(folder.join(name)) {
        Ok(octets) => ("200 OK", octets),
        Err(_) => ("404 Not Found", vec![]),
    };
    let length = octets.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {form}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    let mut stream = reader.into_inner();
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(&octets);
}

/// A window of a browser.
pub(crate) struct Browser {
    driver: Child,
    session: String,
}

const CHROMIUM: &str = "/usr/bin/chromium";
const DRIVER: &str = "/usr/bin/chromedriver";

/// Whether the program carries the library for browsers; says so if not.
pub(crate) fn has_library() -> bool {
    let own = || crate::root().join("crates/service/pkg");
    let folder = std::env::var_os("HCERT_WEB").map_or_else(own, Into::into);
    let built = folder.join("hcert_bg.wasm.gz").is_file();
    if !built {
        println!("skipped: the library for browsers was not built (.ci/web builds it)");
    }
    built
}

impl Browser {
    /// Whether there is one, and the library for the pages that verify; says so if not.
    pub(crate) fn is_here() -> bool {
        Self::is_installed() && has_library()
    }

    /// Whether there is one; says so if not.
    pub(crate) fn is_installed() -> bool {
        let here = Path::new(CHROMIUM).exists() && Path::new(DRIVER).exists();
        if !here {
            println!("skipped: no Chromium here (Debian: chromium, chromium-driver)");
        }
        here
    }

    /// A new window, with a film for its camera.
    pub(crate) fn open(camera: Option<&Path>, more: &[&str]) -> Self {
        let (driver, port) = start_driver();
        let mut args: Vec<String> = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1000,900",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
        ]
        .map(str::to_owned)
        .to_vec();
        args.extend(more.iter().map(|&arg| arg.to_owned()));
        args.extend(
            camera.map(|film| format!("--use-file-for-fake-video-capture={}", film.display())),
        );
        let base = format!("http://127.0.0.1:{port}");
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": args, "binary": CHROMIUM},
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let answer = call("POST", &format!("{base}/session"), Some(&wanted));
        let session = format!("{base}/session/{}", answer["sessionId"].as_str().unwrap());
        Self { driver, session }
    }

    fn post(&self, path: &str, body: &Json) -> Json {
        call("POST", &format!("{}{path}", self.session), Some(body))
    }

    pub(crate) fn go(&self, address: &str) {
        self.post("/url", &json!({ "url": address }));
    }

    pub(crate) fn run(&self, script: &str, args: &Json) -> Json {
        self.post("/execute/sync", &json!({ "script": script, "args": args }))
    }

    pub(crate) fn run_to_its_end(&self, script: &str, args: &Json) -> Json {
        self.post("/execute/async", &json!({ "script": script, "args": args }))
    }

    /// Waits until a script gives something that is true.
    pub(crate) fn wait(&self, what: &str, script: &str) {
        let start = Instant::now();
        while self.run(script, &json!([])) != Json::Bool(true) {
            let page = self.run("return document.body.innerText", &json!([]));
            assert!(start.elapsed() < Duration::from_secs(30), "{what}: {page}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Asks the browser itself, as its developers' tools do.
    pub(crate) fn ask(&self, command: &str) -> Json {
        self.post(
            "/goog/cdp/execute",
            &json!({ "cmd": command, "params": {} }),
        )
    }

    /// The text that is seen of an element.
    pub(crate) fn text(&self, id: &str) -> String {
        let script = "return document.getElementById(arguments[0]).innerText";
        self.run(script, &json!([id]))
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub(crate) fn click(&self, id: &str) {
        self.run(
            "document.getElementById(arguments[0]).click()",
            &json!([id]),
        );
    }

    /// Puts a file into an input, as a person chooses one.
    pub(crate) fn choose(&self, id: &str, file: &Path) {
        let found = self.post(
            "/element",
            &json!({"using": "css selector", "value": format!("#{id}")}),
        );
        let element = found
            .as_object()
            .unwrap()
            .values()
            .next()
            .unwrap()
            .as_str()
            .unwrap();
        self.post(
            &format!("/element/{element}/value"),
            &json!({ "text": file }),
        );
    }

    /// Types as a keyboard does, to whatever has the focus.
    pub(crate) fn type_text(&self, text: &str) {
        let keys = text.chars().flat_map(|key| {
            ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key.to_string()}))
        });
        let keys: Vec<Json> = keys.collect();
        let actions = json!([{"type": "key", "id": "keyboard", "actions": keys}]);
        self.post("/actions", &json!({ "actions": actions }));
    }

    pub(crate) fn picture(&self, name: &str) -> PathBuf {
        use base64::Engine as _;
        let png = call("GET", &format!("{}/screenshot", self.session), None);
        let png = base64::engine::general_purpose::STANDARD.decode(png.as_str().unwrap());
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("browser");
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.png"));
        std::fs::write(&path, png.unwrap()).unwrap();
        path
    }

    /// Errors that the page made or met.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let log = self.post("/se/log", &json!({"type": "browser"}));
        let severe = log
            .as_array()
            .unwrap()
            .iter()
            .filter(|entry| entry["level"] == "SEVERE");
        severe.map(|entry| entry["message"].to_string()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A test that failed must not fail again here.
        let _ = ureq::delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// A driver and its port, which it takes itself and tells. Of several that start at once one may find the port that it
/// chose taken, and ends: then another is started.
fn start_driver() -> (Child, String) {
    for _ in 0..5 {
        let mut driver = Command::new(DRIVER)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.find_map(|line| {
            let line = line.ok()?;
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        if let Some(port) = port {
            std::thread::spawn(move || lines.for_each(drop));
            return (driver, port);
        }
        let _ = driver.kill();
        let _ = driver.wait();
    }
    panic!("chromedriver does not tell its port");
}

fn call(method: &str, address: &str, body: Option<&Json>) -> Json {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into();
    let answer = match (method, body) {
        ("POST", Some(body)) => agent
            .post(address)
            .header("content-type", "application/json")
            .send(body.to_string()),
        _ => agent.get(address).call(),
    };
    let text = answer
        .unwrap()
        .body_mut()
        .with_config()
        .limit(64 << 20)
        .read_to_string()
        .unwrap();
    let json: Json = serde_json::from_str(&text).unwrap();
    assert!(
        json["value"]["error"].is_null(),
        "{address}: {}",
        json["value"]
    );
    json["value"].clone()
}
