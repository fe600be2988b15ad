//! The officer's screen and the issuer's page in a real browser: what a person sees, and what the network sees.
//!
//! The pictures that the tests take lie in `browser` below `CARGO_TARGET_TMPDIR`, to be looked at.

use desk::{Desk, root};
use driver::{Browser, Files};
use hcert::qr::render::{Level, Symbol};
use serde_json::{Value as Json, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use crate::contract::named;
use crate::desk;
mod driver;

/// A desk's static folder, and a code that is good now: the browser's clock cannot be set.
struct Site {
    desk: Desk,
    files: Files,
    code: String,
}

impl Site {
    fn new(more: &[&str]) -> Self {
        Self::at(Desk::new(), more)
    }

    fn at(desk: Desk, more: &[&str]) -> Self {
        let words = ["serve", "--export", "site", "--trust", "keys"];
        run(&desk, &[&words, more].concat());
        let payload = "testdata/payloads/vaccination-2-2.json";
        let code = run(
            &desk,
            &["issue", payload, "--signer", "keys", "--qr", "code.png"],
        );
        let files = Files::serve(&desk.path("site"));
        Self {
            desk,
            files,
            code: code.trim().to_owned(),
        }
    }

    /// Loads the page, with the lists of the network or those that it kept.
    fn go(&self, browser: &Browser) {
        browser.go(&self.files.address);
        browser.wait("the lists are there", READY);
    }

    fn open(&self, camera: Option<&Path>, more: &[&str]) -> Browser {
        let browser = Browser::open(camera, more);
        self.go(&browser);
        // From here on the page needs nothing any more: it has kept what it is made of.
        let kept = "return !!navigator.serviceWorker.controller";
        browser.wait("the page is kept", kept);
        browser.run("document.getElementById('lang').value = 'en'; document.getElementById('lang').onchange()", &json!([]));
        browser.wait(
            "the page speaks English",
            "return document.documentElement.lang === 'en'",
        );
        browser
    }
}

const READY: &str = "return document.documentElement.dataset.ready === 'yes'";
const SHOWN: &str = "return document.getElementById('verdict').open";
const GONE: &str = "return !document.getElementById('verdict').open";

fn run(desk: &Desk, words: &[&str]) -> String {
    let output = desk.spawn(words).wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "hcert {}: {told}", words.join(" "));
    String::from_utf8(output.stdout).unwrap()
}

/// A film (YUV4MPEG2, 4:2:0) of a code lying on a grey table.
fn film(code: &str, path: &Path) {
    const WIDTH: usize = 1280;
    const HEIGHT: usize = 720;
    let symbol = Symbol::encode(code, Level::Q).unwrap();
    let side = (symbol.width() + 8) * 5;
    let (left, top) = ((WIDTH - side) / 2, (HEIGHT - side) / 2);
    let mut light = vec![130_u8; WIDTH * HEIGHT];
    for y in 0..side {
        for x in 0..side {
            let dark = |at: usize| (at / 5).checked_sub(4).filter(|at| *at < symbol.width());
            let dark = dark(x)
                .zip(dark(y))
                .is_some_and(|(x, y)| symbol.is_dark(x, y));
            light[(top + y) * WIDTH + left + x] = if dark { 30 } else { 225 };
        }
    }
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(file, "YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg").unwrap();
    for _ in 0..3 {
        writeln!(file, "FRAME").unwrap();
        file.write_all(&light).unwrap();
        file.write_all(&vec![128; WIDTH * HEIGHT / 2]).unwrap();
    }
}

/// Takes the verdict off.
fn next(browser: &Browser) {
    browser.click("next");
    browser.wait("the verdict is gone", GONE);
}

/// Writes into a field, or chooses in a list, without telling anybody.
fn set(browser: &Browser, id: &str, value: &str) {
    let script = "document.getElementById(arguments[0]).value = arguments[1]";
    browser.run(script, &json!([id, value]));
}

/// Drops a text onto the page.
fn drop_text(browser: &Browser, text: &str) {
    let script = "const data = new DataTransfer(); data.setData('text/plain', arguments[0]);
        document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }))";
    browser.run(script, &json!([text]));
    browser.wait("a verdict", SHOWN);
}

#[test]
fn a_code_in_front_of_the_camera_is_read_and_judged_and_leaves_no_trace() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&[]);
    let path = site.desk.path("film.y4m");
    film(&site.code, &path);
    let browser = site.open(Some(&path), &[]);
    let before = site.files.asked().len();
    browser.click("start");
    browser.wait("a verdict", SHOWN);
    browser.picture("genuine");
    assert_eq!(browser.text("word"), "GENUINE");
    let holder = browser.text("holder");
    assert!(
        holder.contains("OEVERLAND<<KARI<AAGOT") && holder.contains("1964-08-12"),
        "{holder}"
    );
    assert!(browser.text("more").contains("Comirnaty"));

    next(&browser);
    let page = browser.run("return document.documentElement.outerHTML", &json!([]));
    assert!(!page.as_str().unwrap().contains("OEVERLAND"));
    let kept = browser.run(
        "return JSON.stringify(localStorage) + JSON.stringify(sessionStorage)",
        &json!([]),
    );
    assert!(
        !kept.as_str().unwrap().contains("OEVERLAND") && !kept.as_str().unwrap().contains("HC1:")
    );
    assert_eq!(
        site.files.asked().len(),
        before,
        "{:?}",
        site.files.asked().last()
    );
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_yellow_card_is_shown_with_what_an_officer_compares_and_held_against_the_passport() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&["--trust", "testdata/icvp/trust.json"]);
    let signer = "testdata/icvp/dsc.key.pem,testdata/icvp/dsc.pem";
    let card = ["issue", "--kind", "icvp", "testdata/icvp/card.json"];
    let code = run(&site.desk, &[&card[..], &["--signer", signer]].concat());
    let browser = site.open(None, &[]);
    drop_text(&browser, code.trim());
    browser.picture("yellow-card");
    assert_eq!(
        browser.text("word"),
        "GENUINE",
        "{}",
        browser.text("reason")
    );
    let holder = browser.text("holder");
    assert!(
        holder.contains("Nordmann Eira") && holder.contains("1990-02-03"),
        "{holder}"
    );
    let more = browser.text("more");
    for shown in [
        "X0000001",
        "STAMARIL",
        "11 June 2026",
        "life of person vaccinated",
        "domain ICVP",
    ] {
        assert!(more.contains(shown), "{shown}: {more}");
    }
    assert!(browser.text("hint").contains("document number"));
    next(&browser);
    set(&browser, "document", "X0000002");
    drop_text(&browser, code.trim());
    assert_eq!(browser.text("word"), "REJECT", "{}", browser.text("reason"));
    assert!(browser.text("reason").contains("document's number"));
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn pictures_texts_and_hand_held_scanners_are_read_without_a_request() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&[]);
    let browser = site.open(None, &[]);
    let before = site.files.asked().len();
    let word = |wanted: &str| {
        browser.wait("a verdict", SHOWN);
        assert_eq!(browser.text("word"), wanted, "{}", browser.text("reason"));
        next(&browser);
    };
    browser.choose("file", &site.desk.path("code.png"));
    word("GENUINE");
    browser.choose("file", &root().join("testdata/NO/png/recovery.png"));
    word("REJECT");
    let record = "testdata/records/dose-1-of-2.json";
    let page = [
        "page", record, "--signer", "keys", "--out", "pages", "--format", "pdf",
    ];
    run(&site.desk, &page);
    browser.choose("file", &site.desk.path("pages/eu.pdf"));
    word("GENUINE");
    drop_text(&browser, &site.code);
    word("GENUINE");
    browser.type_text(&format!("{}\u{e006}", site.code));
    word("GENUINE");
    // The last sign of the signature is another one.
    let mut damaged = site.code.clone();
    damaged.pop();
    drop_text(&browser, &damaged);
    browser.picture("cannot-verify");
    word("CANNOT VERIFY");
    drop_text(&browser, &format!("{}\n{}", site.code, site.code));
    assert_eq!(browser.text("word"), "GENUINE · CODE 1 OF 2");
    browser.click("next");
    assert_eq!(browser.text("word"), "GENUINE · CODE 2 OF 2");
    next(&browser);

    let asked = site.files.asked();
    assert_eq!(asked.len(), before, "{:?}", asked.last());
    for request in asked {
        assert!(
            !request.contains("HC1") && !request.contains("OEVERLAND"),
            "{request}"
        );
    }
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn the_passport_the_rules_and_the_place_are_asked_as_chosen() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&[]);
    let browser = site.open(None, &[]);
    set(&browser, "dob", "1964-08-21");
    drop_text(&browser, &site.code);
    browser.picture("another-person");
    assert_eq!(browser.text("word"), "REJECT");
    assert!(
        browser
            .text("reason")
            .contains("the date of birth is not the passport's"),
        "{}",
        browser.text("reason")
    );
    assert_eq!(browser.text("holder"), "");
    next(&browser);
    let typed = browser.run("return document.getElementById('dob').value", &json!([]));
    assert_eq!(
        typed, "",
        "what was typed of a passport goes with the verdict"
    );
    // The second dose of 2021-06-11 is too old for Norway's rules today.
    set(&browser, "country", "NO");
    drop_text(&browser, &site.code);
    assert!(
        browser.text("reason").contains("VR-NO-0004"),
        "{}",
        browser.text("reason")
    );
}

#[test]
fn a_verdict_goes_by_itself_after_a_minute() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&[]);
    let browser = site.open(None, &[]);
    drop_text(&browser, &site.code);
    let later = "const then = Date.now; Date.now = () => then.call(Date) + arguments[0]";
    let soon = "return document.getElementById('soon').innerText.includes('20 seconds')";
    browser.run(later, &json!([45_000]));
    browser.wait("a warning", soon);
    assert_eq!(browser.text("word"), "GENUINE");
    // Whoever reads it keeps it.
    browser.type_text("\u{e015}");
    assert_eq!(browser.text("soon"), "");
    browser.run(later, &json!([45_000]));
    browser.wait("a warning", soon);
    assert_eq!(browser.text("word"), "GENUINE");
    browser.run(later, &json!([21_000]));
    browser.wait("the verdict is gone", GONE);
    assert_eq!(browser.text("holder"), "");
}

#[test]
fn the_page_works_without_a_network_after_it_was_loaded_once() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&[]);
    let browser = site.open(None, &[]);
    // Loaded once: the page is kept when its worker has it, the lists when they are.
    let kept = "const done = arguments[arguments.length - 1];
        caches.open('hcert-lists').then(cache => cache.match('desk.json')).then(found => done(!!found))";
    while browser.run_to_its_end(kept, &json!([])) != Json::Bool(true) {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    site.files.go_away();
    site.go(&browser);
    drop_text(&browser, &site.code);
    browser.wait("a verdict", SHOWN);
    assert_eq!(
        browser.run(
            "return document.getElementById('verdict').dataset.verdict",
            &json!([])
        ),
        "genuine"
    );
}

#[test]
fn the_page_can_be_installed() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&[]);
    let browser = site.open(None, &[]);
    let manifest = browser.ask("Page.getAppManifest");
    assert_eq!(manifest["errors"], json!([]));
    let address = manifest["url"].as_str().unwrap_or_default();
    assert!(address.ends_with("/manifest.webmanifest"), "{manifest}");
    let errors = browser.ask("Page.getInstallabilityErrors");
    assert_eq!(errors["installabilityErrors"], json!([]));
}

#[test]
fn an_officer_chooses_the_camera_and_switches_its_light_on() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&[]);
    let two = "--use-fake-device-for-media-stream=device-count=2";
    let browser = site.open(None, &[two]);
    // The browser's own cameras have no light.
    let light = "window.lit = [];
        MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
        MediaStreamTrack.prototype.applyConstraints = async wanted => { window.lit.push(wanted) }";
    browser.run(light, &json!([]));
    browser.click("start");
    browser.wait(
        "two cameras",
        "return document.getElementById('cameras').checkVisibility() && document.getElementById('cameras').length === 2",
    );
    let used = "return document.getElementById('video').srcObject?.getVideoTracks()[0].getSettings().deviceId";
    let focus = "return document.activeElement.id";
    assert_eq!(browser.run(focus, &json!([])), "stop");
    let first = browser.run(used, &json!([]));
    let other = "const cameras = document.getElementById('cameras');
        cameras.selectedIndex = 1 - cameras.selectedIndex; cameras.onchange(); return cameras.value";
    let wanted = browser.run(other, &json!([]));
    assert_ne!(first, wanted);
    browser.wait("the other camera", &format!("{used} === {wanted}"));

    let pressed = "return document.getElementById('torch').getAttribute('aria-pressed')";
    browser.wait(
        "a light",
        "return document.getElementById('torch').checkVisibility()",
    );
    browser.click("torch");
    browser.wait("light", "return window.lit.length === 1");
    assert_eq!(browser.run(pressed, &json!([])), "true");
    browser.click("torch");
    browser.wait("no light", "return window.lit.length === 2");
    assert_eq!(browser.run(pressed, &json!([])), "false");
    let lit = browser.run("return window.lit", &json!([]));
    assert_eq!(
        lit,
        json!([{ "advanced": [{ "torch": true }] }, { "advanced": [{ "torch": false }] }])
    );
    browser.click("stop");
    assert_eq!(browser.run(used, &json!([])), Json::Null);
    assert_eq!(browser.run(focus, &json!([])), "start");

    // The next day the same camera is taken.
    site.go(&browser);
    browser.click("start");
    browser.wait("the same camera", &format!("{used} === {wanted}"));
}

#[test]
fn the_page_checks_as_whoever_runs_it_chose_until_the_officer_chooses() {
    if !Browser::is_here() {
        return;
    }
    let more = [
        "--mode",
        "domestic",
        "--country",
        "NO",
        "--require-revocation-data",
    ];
    let site = Site::new(&more);
    let browser = site.open(None, &[]);
    let chosen = "return [document.querySelector('input[name=mode]:checked').value, document.getElementById('country').value]";
    assert_eq!(browser.run(chosen, &json!([])), json!(["domestic", "NO"]));
    assert_eq!(browser.text("place"), "In Norway");
    let choose = "const id = arguments[0];
        if (id === 'border') document.querySelector('input[value=border]').click();
        else { const country = document.getElementById('country'); country.value = arguments[1]; country.onchange() }";
    browser.run(choose, &json!(["border"]));
    browser.run(choose, &json!(["country", ""]));
    drop_text(&browser, &site.code);
    let reason = browser.text("reason");
    assert!(
        reason.contains("no list of revoked certificates"),
        "{reason}"
    );
    browser.click("next");
    // What was chosen stays when the page is loaded again.
    site.go(&browser);
    assert_eq!(browser.run(chosen, &json!([])), json!(["border", ""]));
}

#[test]
fn newer_lists_are_taken_by_a_page_that_stays_open() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&["--trust-as-of", "2022-02-01T00:00:00Z"]);
    let browser = site.open(None, &[]);
    assert!(browser.text("standing").contains("TOO OLD"));
    let online = "dispatchEvent(new Event('online'))";
    let again = "serve --export site --trust keys";
    run(&site.desk, &again.split(' ').collect::<Vec<_>>());
    browser.run(online, &json!([]));
    browser.wait(
        "newer lists",
        "return document.getElementById('standing').innerText.includes('without date')",
    );
    // Lists that cannot be read leave the old ones in place.
    site.desk.write("site/desk.json", "{}");
    let before = site.files.asked().len();
    browser.run(online, &json!([]));
    while site.files.asked().len() == before {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    drop_text(&browser, &site.code);
    assert_eq!(browser.text("word"), "GENUINE");
    assert!(browser.text("standing").contains("without date"));
}

#[test]
fn lists_that_cannot_be_read_never_take_the_place_of_those_that_were_kept() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&[]);
    let browser = site.open(None, &[]);
    // As a portal answers that wants a password first.
    site.desk.write("site/desk.json", "<!doctype html>");
    browser.run("dispatchEvent(new Event('online'))", &json!([]));
    site.go(&browser);
    drop_text(&browser, &site.code);
    assert_eq!(browser.text("word"), "GENUINE");
    // And without a network they are still there.
    site.files.go_away();
    site.go(&browser);
}

#[test]
fn a_library_that_ends_in_the_middle_is_started_again_and_the_camera_goes_on() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&[]);
    let path = site.desk.path("film.y4m");
    film(&site.code, &path);
    let browser = site.open(Some(&path), &[]);
    // The next check ends as a trap does.
    let trap = "const send = Worker.prototype.postMessage;
        window.left = arguments[0];
        Worker.prototype.postMessage = function (job, more) {
            if (job.job !== 'verify' || window.left-- <= 0) return send.call(this, job, more);
            this.onmessage({ data: { id: job.id, error: 'unreachable', broken: true } });
        }";
    browser.run(trap, &json!([1]));
    drop_text(&browser, &site.code);
    assert_eq!(browser.text("word"), "CANNOT VERIFY");
    assert!(
        browser.text("reason").contains("ended unexpectedly"),
        "{}",
        browser.text("reason")
    );
    browser.click("next");
    drop_text(&browser, &site.code);
    assert_eq!(browser.text("word"), "GENUINE");
    browser.click("next");

    browser.run("window.left = 1", &json!([]));
    browser.click("start");
    browser.wait("a verdict", SHOWN);
    assert_eq!(browser.text("word"), "CANNOT VERIFY");
    browser.click("next");
    let genuine = "return document.getElementById('verdict').dataset.verdict === 'genuine'";
    browser.wait("the code is looked at again", genuine);
}

#[test]
fn a_file_without_end_is_ended_and_the_next_code_is_checked() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&[]);
    let browser = site.open(None, &[]);
    browser.choose("file", &root().join("testdata/attacks/pdf/pdffunc_z.pdf"));
    browser.wait("a verdict", SHOWN);
    assert_eq!(browser.text("word"), "CANNOT VERIFY");
    let reason = browser.text("reason");
    assert!(reason.contains("took more than 10 seconds"), "{reason}");
    next(&browser);
    drop_text(&browser, &site.code);
    assert_eq!(browser.text("word"), "GENUINE");
}

#[test]
fn a_page_that_saw_newer_lists_keeps_them_and_says_so() {
    if !Browser::is_here() {
        return;
    }
    let desk = Desk::new();
    let export = |desk: &Desk, made: &str| {
        let bundle =
            "trust bundle keys --signer keys/operator.key.pem --out b.bundle --days 366 --at";
        run(
            desk,
            &[&bundle.split(' ').collect::<Vec<_>>()[..], &[made]].concat(),
        );
        let export = "serve --export site --trust b.bundle --anchor testdata/operator.pem";
        run(desk, &export.split(' ').collect::<Vec<_>>());
    };
    // Dates of this year, since a browser has the clock of the day.
    let day = |days: i64| {
        let ago = format!("{days} days ago");
        let date = std::process::Command::new("date")
            .args(["-u", "-d", &ago, "+%FT00:00:00Z"])
            .output()
            .unwrap();
        String::from_utf8(date.stdout).unwrap().trim().to_owned()
    };
    export(&desk, &day(2));
    let code = run(
        &desk,
        &[
            "issue",
            "testdata/payloads/vaccination-2-2.json",
            "--signer",
            "keys",
        ],
    );
    let files = Files::serve(&desk.path("site"));
    let site = Site {
        desk,
        files,
        code: code.trim().to_owned(),
    };
    let browser = site.open(None, &[]);
    let standing = browser.text("standing");
    assert!(!standing.contains("not signed"), "{standing}");
    export(&site.desk, &day(3));
    browser.run("dispatchEvent(new Event('online'))", &json!([]));
    browser.wait(
        "the page says so",
        "return document.getElementById('standing').innerText.includes('NEW LISTS WERE REFUSED')",
    );
    browser.picture("older-lists");
    drop_text(&browser, &site.code);
    assert_eq!(browser.text("word"), "GENUINE");
}

#[test]
fn what_a_scanner_types_goes_to_the_check_wherever_the_focus_is() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&["--country", "NO"]);
    let browser = site.open(None, &[]);
    let focus = "document.querySelector('details').open = true; document.getElementById(arguments[0]).focus()";
    let value = |id: &str| {
        let script = "return document.getElementById(arguments[0]).value";
        browser.run(script, &json!([id]))
    };
    let country = "const country = document.getElementById('country'); country.value = arguments[0]; country.onchange()";
    for id in ["country", "dob", "name", "start"] {
        browser.run(country, &json!(["NO"]));
        browser.run(focus, &json!([id]));
        // It begins as the name of a country does, and as an example's.
        for code in [
            format!("]Q3{}", site.code),
            site.code.replace("HC1:", "NO1:"),
        ] {
            browser.type_text(&format!("{code}\u{e006}"));
            browser.wait("a verdict", SHOWN);
            assert_ne!(browser.text("reason"), "", "{id}");
            next(&browser);
            assert_eq!(value("country"), "NO", "{id}");
            assert_eq!(
                (value("dob"), value("name")),
                (json!(""), json!("")),
                "{id}"
            );
        }
    }
    // A person who types is left alone.
    browser.run(focus, &json!(["name"]));
    browser.type_text("NO");
    assert_eq!(value("name"), "NO");
}

#[test]
fn what_was_typed_and_cannot_be_meant_is_told_and_not_overlooked() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&[]);
    let browser = site.open(None, &[]);
    let check = |rows: &[(&str, &str)], word: &str, reason: &str| {
        for (id, value) in rows {
            set(&browser, id, value);
        }
        drop_text(&browser, &site.code);
        assert_eq!(browser.text("word"), word, "{rows:?}");
        let told = browser.text("reason");
        assert!(told.contains(reason), "{rows:?}: {told}");
    };
    check(
        &[("arrival", "2049-01-01T12:00")],
        "CANNOT VERIFY",
        "belongs to a country",
    );
    next(&browser);
    check(
        &[("country", "NO"), ("arrival", "2022-01-01T12:00")],
        "CANNOT VERIFY",
        "in the past",
    );
    next(&browser);
    check(
        &[("country", ""), ("arrival", ""), ("dob", "12/8/64")],
        "CANNOT VERIFY",
        "no date",
    );
    next(&browser);
    // It was not compared with anything, so it is still there; and a date as people write it is understood.
    let dob = "return document.getElementById('dob').value";
    assert_eq!(browser.run(dob, &json!([])), "12/8/64");
    check(
        &[("dob", "21.8.1964")],
        "REJECT",
        "the date of birth is not the passport's",
    );
    next(&browser);
    assert_eq!(browser.run(dob, &json!([])), "");
    check(&[("dob", "12.08.1964")], "GENUINE", "");
}

#[test]
fn codes_that_nobody_looked_at_are_told_and_a_chosen_country_stays_without_its_rules() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&[]);
    let browser = site.open(None, &[]);
    drop_text(&browser, &format!("{0}\n{0}\n{0}", site.code));
    let later = "const then = Date.now; Date.now = () => then.call(Date) + 61_000";
    browser.run(later, &json!([]));
    browser.wait("the verdict is gone", GONE);
    assert!(
        browser.text("idle").contains("not looked at: 2"),
        "{}",
        browser.text("idle")
    );

    // Chosen when its rules were there.
    browser.run(
        "localStorage.setItem('hcert', JSON.stringify({ lang: 'en', country: 'SE' }))",
        &json!([]),
    );
    site.go(&browser);
    drop_text(&browser, &site.code);
    assert_eq!(browser.text("word"), "CANNOT VERIFY");
    assert!(browser.text("asked").contains("SE"));
}

#[test]
fn a_camera_that_was_started_twice_is_stopped_twice() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&[]);
    let browser = site.open(None, &[]);
    let watch = "window.tracks = [];
        const get = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async wanted => {
            const stream = await get(wanted); window.tracks.push(...stream.getTracks()); return stream; };
        document.getElementById('start').click(); document.getElementById('start').click()";
    browser.run(watch, &json!([]));
    browser.wait(
        "the camera runs",
        "return window.tracks.length === 2 && document.getElementById('stop').checkVisibility()",
    );
    browser.click("stop");
    let ended = "return window.tracks.every(track => track.readyState === 'ended')";
    browser.wait("both are off", ended);
    // One that is taken away is told.
    browser.click("start");
    browser.wait(
        "the camera runs",
        "return window.tracks.length === 3 && document.getElementById('stop').checkVisibility()",
    );
    browser.run(
        "window.tracks[2].dispatchEvent(new Event('ended'))",
        &json!([]),
    );
    assert!(
        browser.text("idle").contains("camera is gone"),
        "{}",
        browser.text("idle")
    );
}

#[test]
fn a_list_of_revoked_certificates_is_asked_and_its_age_is_shown() {
    if !Browser::is_here() {
        return;
    }
    let desk = Desk::new();
    let list =
        "as-of = 2022-02-01T00:00:00Z\ncountry = NO\nURN:UVCI:01:NO:K4HX2R0QZ7TM5WVN31AY#B\n";
    desk.write("revoked.txt", list);
    run(
        &desk,
        &[
            "revocation",
            "build",
            "revoked.txt",
            "--out",
            "revoked.store",
        ],
    );
    let site = Site::at(desk, &["--revocations", "revoked.store"]);
    let browser = site.open(None, &[]);
    assert!(
        browser.text("standing").contains("revoked list"),
        "{}",
        browser.text("standing")
    );
    drop_text(&browser, &site.code);
    assert!(
        browser.text("reason").contains("revoked"),
        "{}",
        browser.text("reason")
    );
}

#[test]
fn the_page_speaks_three_languages_and_remembers_which() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&[]);
    let browser = site.open(None, &[]);
    for (lang, title, word) in [
        ("nb", "Kontroller et sertifikat", "KAN IKKE AVGJØRES"),
        ("nn", "Kontroller eit sertifikat", "KAN IKKJE AVGJERAST"),
        ("en", "Verify a certificate", "CANNOT VERIFY"),
    ] {
        let script = "const lang = document.getElementById('lang'); lang.value = arguments[0]; lang.onchange()";
        browser.run(script, &json!([lang]));
        let heading = || browser.run("return document.querySelector('h1').innerText", &json!([]));
        assert_eq!(heading(), title);
        drop_text(&browser, "HC1:NOT A CODE");
        assert_eq!(browser.text("word"), word);
        browser.click("next");
        site.go(&browser);
        assert_eq!(heading(), title);
    }
}

/// The service itself.
struct Service {
    process: std::process::Child,
    address: String,
}

impl Service {
    fn start(desk: &Desk, more: &[&str]) -> Self {
        let words = [
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--trust",
            "keys",
            "--log",
            "none",
        ];
        let mut process = desk.spawn(&[&words, more].concat());
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut told = |line: std::io::Result<String>| {
            Some(line.ok()?.split_once("listening on ")?.1.to_owned())
        };
        let address = lines.find_map(&mut told);
        let address = address.expect("the service tells its address");
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn the_service_gives_out_the_page_and_the_lists_that_it_verifies_with() {
    if !Browser::is_here() {
        return;
    }
    let desk = Desk::new();
    let payload = "testdata/payloads/vaccination-2-2.json";
    let code = run(&desk, &["issue", payload, "--signer", "keys"]);
    let service = Service::start(&desk, &[]);
    let browser = Browser::open(None, &[]);
    browser.go(&service.address);
    browser.wait("the lists are there", READY);
    drop_text(&browser, code.trim());
    let verdict = "return document.getElementById('verdict').dataset.verdict";
    assert_eq!(browser.run(verdict, &json!([])), "genuine");
    assert_eq!(browser.complaints(), [""; 0]);
}

/// A library that is older than the source says something else here.
#[test]
fn the_library_for_browsers_gives_the_octets_that_the_program_gives_for_every_code_of_ours() {
    if !Browser::is_here() {
        return;
    }
    let site = Site::new(&[]);
    let at = "2022-02-01T12:00:00Z";
    let negative = std::fs::read_to_string(root().join("testdata/negative.jsonl")).unwrap();
    let negative = negative.lines().map(|line| {
        let line: Json = serde_json::from_str(line).unwrap();
        line["hc1"].as_str().unwrap_or_default().to_owned()
    });
    let codes = std::fs::read_to_string(root().join("testdata/codes.txt")).unwrap();
    let codes: Vec<String> = codes
        .lines()
        .map(str::to_owned)
        .chain(negative.filter(|code| !code.trim().is_empty() && !code.contains(['\n', '\r'])))
        .collect();
    let text = codes.join("\n");
    site.desk.write("all.txt", &text);
    let words = ["verify", "--trust", "keys", "--at", at, "--lang", "sv"];
    let words = [&words[..], &["--json", "all.txt"]].concat();
    let output = site.desk.spawn(&words).wait_with_output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let told: Vec<&str> = lines.lines().collect();

    let browser = site.open(None, &[]);
    let verify = "const [text, at, done] = arguments;
        const asked = { at, lang: 'sv' };
        import('./library.js')
            .then(({ ask }) => ask('verify', { octets: new TextEncoder().encode(text), asked }))
            .then(cards => done(cards.map(({ report }) => JSON.stringify(report))), error => done(String(error)))";
    let answer = browser.run_to_its_end(verify, &json!([text, at]));
    let reports = answer.as_array().unwrap_or_else(|| panic!("{answer}"));
    // A line that looks like no code is prose among the others, here as there.
    assert_eq!(reports.len(), told.len());
    assert!(reports.len() > 200, "{}", reports.len());
    let same = |report: &str| named(report, 0);
    for ((report, told), code) in reports.iter().zip(told).zip(&codes) {
        let report = report.as_str().unwrap();
        assert_eq!(
            same(report),
            same(told),
            "{code}; if the source has changed, run .ci/web"
        );
    }
}

#[test]
fn a_record_becomes_pages_to_look_at_and_to_print() {
    if !Browser::is_installed() {
        return;
    }
    let desk = Desk::new();
    let token = "0123456789abcdef0123456789abcdef";
    desk.write("token.txt", token);
    let may = ["--signer", "keys", "--token-file", "token.txt"];
    let service = Service::start(&desk, &may);
    let browser = Browser::open(None, &[]);
    browser.go(&format!("{}/issuer", service.address));
    browser.wait(
        "the page speaks",
        "return document.title.startsWith('hcert ')",
    );
    browser.click("example");
    browser.click("make");
    browser.wait(
        "a refusal",
        "return !!document.querySelector('#result .problem')",
    );
    set(&browser, "token", token);
    browser.click("make");
    let pages = "return document.querySelectorAll('#preview iframe').length === 2";
    browser.wait("two pages", pages);
    std::thread::sleep(std::time::Duration::from_millis(500));
    browser.picture("issuer-pages");
    let files = browser.text("files");
    assert!(
        files.contains("no.pdf") && files.contains("eu.pdf"),
        "{files}"
    );
    browser.click("clear");
    assert_eq!(browser.text("preview"), "");

    // Filled in by hand: a positive test, and a dose that is taken away again.
    let fill = "const field = document.querySelector(`[data-place=\"${arguments[0]}\"]`);
        field.value = arguments[1]; field.oninput()";
    for (place, value) in [
        ("person/familyName", "Nordmann"),
        ("person/dateOfBirth", "1980-05-17"),
    ] {
        browser.run(fill, &json!([place, value]));
    }
    browser.click("add-vaccinations");
    browser.click("add-tests");
    browser.run(
        "document.querySelectorAll('.part')[1].querySelector('button').click()",
        &json!([]),
    );
    for (place, value) in [
        ("tests/0/kind", "antigen"),
        ("tests/0/result", "positive"),
        ("tests/0/sampled", "2022-01-10T12:30"),
        ("tests/0/device", "1232"),
    ] {
        browser.run(fill, &json!([place, value]));
    }
    let text = browser.run("return document.getElementById('record').value", &json!([]));
    let record: Json = serde_json::from_str(text.as_str().unwrap()).unwrap();
    let person = json!({ "familyName": "Nordmann", "dateOfBirth": "1980-05-17" });
    assert_eq!(
        (&record["person"], &record["vaccinations"]),
        (&person, &json!([]))
    );
    assert_eq!(record["tests"][0]["device"], "1232");
    browser.picture("issuer-form");
    browser.click("make");
    browser.wait(
        "one page and what is not there",
        "return document.querySelectorAll('#preview iframe').length === 1",
    );
    assert!(
        browser.text("result").contains("red"),
        "{}",
        browser.text("result")
    );

    // What is no record of ours stays a text, and is sent as it is.
    let bundle = std::fs::read_to_string(root().join("testdata/records/bundle.fhir.json")).unwrap();
    let write =
        "const text = document.getElementById('record'); text.value = arguments[0]; text.oninput()";
    browser.run(write, &json!([bundle]));
    assert!(browser.text("fields").contains("as text below"));
    browser.click("make");
    browser.wait(
        "pages of a bundle",
        "return document.querySelectorAll('#files a').length > 0",
    );
}

#[test]
fn a_yellow_card_is_issued_from_its_form_and_what_it_forbids_is_told_as_the_service_tells_it() {
    if !Browser::is_installed() {
        return;
    }
    let desk = Desk::new();
    let token = "0123456789abcdef0123456789abcdef";
    desk.write("token.txt", token);
    let signer = "testdata/icvp/dsc.key.pem,testdata/icvp/dsc.pem";
    let may = ["--signer", signer, "--token-file", "token.txt"];
    let service = Service::start(&desk, &may);
    let browser = Browser::open(None, &[]);
    browser.go(&format!("{}/issuer", service.address));
    browser.wait(
        "the page speaks",
        "return document.title.startsWith('hcert ')",
    );
    let choose = "const list = document.getElementById(arguments[0]); list.value = arguments[1]; list.onchange()";
    browser.run(choose, &json!(["lang", "en"]));
    browser.run(choose, &json!(["kind", "icvp"]));
    set(&browser, "token", token);
    let problem = "return !!document.querySelector('#result .problem')";
    browser.click("make");
    browser.wait("a refusal of an empty card", problem);
    let told = browser.text("result");
    assert!(told.contains("n is missing"), "{told}");

    browser.click("example");
    let fill = "const field = document.querySelector(`[data-place=\"${arguments[0]}\"]`);
        field.value = arguments[1]; field.oninput()";
    browser.run(fill, &json!(["card/vx/bo", ""]));
    browser.click("make");
    browser.wait(
        "a refusal of a dose without batch",
        "return document.getElementById('result').textContent.includes('vx/bo is missing')",
    );
    browser.run(fill, &json!(["card/vx/bo", "B999"]));
    browser.picture("issuer-card-form");
    browser.click("make");
    browser.wait(
        "a code",
        "return !!document.querySelector('#result .code-text')",
    );
    browser.picture("issuer-card");
    let code = "return document.querySelector('#result .code-text').textContent";
    let code = browser.run(code, &json!([]));
    let trust = "testdata/icvp/trust.json";
    // It does not count yet, and is what was typed.
    let words = ["verify", "--json", "--trust", trust, code.as_str().unwrap()];
    let report = desk.spawn(&words).wait_with_output().unwrap();
    let report: Json = serde_json::from_slice(&report.stdout).unwrap();
    assert_eq!(report["code"], "icvp-not-yet-valid", "{report}");
    assert_eq!(report["icvp"]["doses"][0]["batch"], "B999", "{report}");
    assert!(browser.text("files").contains("icvp.txt"));
    browser.click("clear");
    assert_eq!(browser.text("result"), "");
}

/// Where axe-core lies, if it is here.
fn axe() -> Option<String> {
    let named = std::env::var_os("HCERT_AXE").map(PathBuf::from);
    let beside = || root().join("target/browser/node_modules/axe-core/axe.min.js");
    let text = std::fs::read_to_string(named.unwrap_or_else(beside)).ok();
    if text.is_none() {
        println!("skipped: axe-core is not here (.ci/browser fetches it)");
    }
    text
}

fn violations(browser: &Browser, axe: &str) -> Vec<Json> {
    browser.run(axe, &json!([]));
    let script = "const done = arguments[arguments.length - 1];
        axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })
          .then(found => done(found.violations.map(one => [one.id, one.nodes.map(node => node.html)])))";
    browser
        .run_to_its_end(script, &json!([]))
        .as_array()
        .unwrap()
        .clone()
}

/// How Chromium is told of light and dark.
const THEMES: [(&str, &[&str]); 2] = [
    ("light", &[]),
    (
        "dark",
        &[
            "--force-dark-mode",
            "--blink-settings=preferredColorScheme=0",
        ],
    ),
];

#[test]
fn nobody_is_kept_out_by_how_the_pages_are_made() {
    let Some(axe) = Browser::is_here().then(axe).flatten() else {
        return;
    };
    let site = Site::new(&[]);
    for (theme, more) in THEMES {
        let browser = site.open(None, more);
        browser.picture(&format!("desk-{theme}"));
        assert_eq!(violations(&browser, &axe), [Json::Null; 0], "{theme}");
        let mut damaged = site.code.clone();
        damaged.pop();
        let expired = std::fs::read_to_string(root().join("testdata/codes.txt")).unwrap();
        let expired = expired.lines().next().unwrap().to_owned();
        for code in [site.code.clone(), damaged, expired] {
            drop_text(&browser, &code);
            let word = browser.text("word");
            browser.picture(&format!(
                "{}-{theme}",
                word.to_lowercase().replace(' ', "-")
            ));
            assert_eq!(
                violations(&browser, &axe),
                [Json::Null; 0],
                "{theme} {word}"
            );
            next(&browser);
        }
    }
}

#[test]
fn nobody_is_kept_out_by_how_the_issuers_page_is_made() {
    let Some(axe) = Browser::is_installed().then(axe).flatten() else {
        return;
    };
    let desk = Desk::new();
    let service = Service::start(&desk, &[]);
    for (theme, more) in THEMES {
        let browser = Browser::open(None, more);
        browser.go(&format!("{}/issuer", service.address));
        browser.picture(&format!("issuer-{theme}"));
        assert_eq!(
            violations(&browser, &axe),
            [Json::Null; 0],
            "{theme}, the issuer's page"
        );
        browser.click("example");
        browser.click("add-tests");
        assert_eq!(
            violations(&browser, &axe),
            [Json::Null; 0],
            "{theme}, the issuer's form"
        );
        let card =
            "const list = document.getElementById('kind'); list.value = 'icvp'; list.onchange()";
        browser.run(card, &json!([]));
        assert_eq!(
            violations(&browser, &axe),
            [Json::Null; 0],
            "{theme}, the form of a yellow card"
        );
    }
}
