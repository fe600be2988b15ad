//! The arrows between the rooms of the house: a room uses only rooms below it, one file each knows a
//! foreign crate that could be exchanged, and nothing below floor 7 looks at clock, disk or network.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test stops where something is wrong"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Every room and its floor.
const FLOORS: [(&str, u8); 27] = [
    ("codec", 1),
    ("deviation", 1),
    ("key", 1),
    ("lang", 1),
    ("qr", 1),
    ("time", 1),
    ("dcc", 2),
    ("trust", 2),
    ("container", 3),
    ("norway", 3),
    ("rules", 3),
    ("intake", 4),
    ("issue", 4),
    ("revocation", 4),
    ("verify", 5),
    ("conformance", 6),
    ("desk", 6),
    ("page", 6),
    ("press", 6),
    ("fetch", 7),
    ("hsm", 7),
    ("ledger", 7),
    ("serve", 7),
    ("web", 7),
    ("cli", 8),
    ("main", 8),
    ("lib", 9),
];

/// Rooms on one floor that know each other nevertheless.
const NEIGHBOURS: [(&str, &str); 4] = [
    // A deviation is told in three languages.
    ("deviation", "lang"),
    // A press makes pages.
    ("press", "page"),
    // A signer's purposes are kinds of entries.
    ("trust", "dcc"),
    // The program is its command line.
    ("main", "cli"),
];

/// The floor from which on clock, disk, environment and network may be asked.
const WORLD_FLOOR: u8 = 7;

/// Foreign crates and the one place that may name them; a place ending in `/` is a folder.
const IMPORTERS: [(&str, &str); 52] = [
    ("axum", "serve/"),
    ("base45", "codec/base45.rs"),
    ("ciborium", "codec/cbor.rs"),
    ("cryptoki", "hsm.rs"),
    ("coset", "codec/cose.rs"),
    ("libdeflater", "codec/zlib.rs"),
    ("flate2", "codec/zlib.rs"),
    // The slices of the distribution service come as tar.gz.
    ("flate2", "revocation/formats/distribution.rs"),
    // A PDF has its own streams, whose size must be known before they are unpacked.
    ("flate2", "qr/pdf.rs"),
    ("flate2", "qr/pdf/pictures.rs"),
    // The rows of a PNG, filtered as suits a symbol.
    ("flate2", "qr/render/picture.rs"),
    // The library for browsers lies packed in the program.
    ("flate2", "serve/pages.rs"),
    ("harfrust", "page/"),
    ("hayro", "qr/"),
    ("http_body_util", "serve/"),
    ("hyper", "serve/listen.rs"),
    ("hyper_util", "serve/listen.rs"),
    ("ipnet", "serve/addresses.rs"),
    ("krilla", "page/pdf.rs"),
    ("maud", "page/"),
    // The service's description as a page.
    ("maud", "serve/"),
    ("murmur3_32", "revocation/filter/norwegian.rs"),
    ("postgres", "ledger/"),
    ("prometheus_client", "serve/metrics.rs"),
    ("qrcode", "qr/render/matrix.rs"),
    ("ring", "key.rs"),
    // Signatures of certificates and lists: the same crate, other algorithms.
    ("ring", "key/"),
    ("resvg", "page/png.rs"),
    ("rusqlite", "ledger/"),
    // TLS of the service; of the client it is the client's own.
    ("rustls", "serve/listen.rs"),
    // What a child that decodes may ask of the kernel.
    ("libc", "cli/decoder.rs"),
    ("rustix", "cli/decoder.rs"),
    ("seccompiler", "cli/decoder.rs"),
    ("rustix", "cli/watch/terminal.rs"),
    // Files without a name.
    ("rustix", "fetch.rs"),
    ("rxing", "qr/"),
    ("schemars", "norway/record.rs"),
    // What the service's description says of a report, and of the service itself.
    ("schemars", "verify/json.rs"),
    ("schemars", "serve/"),
    ("serial2", "cli/watch.rs"),
    ("signal_hook", "cli/watch.rs"),
    ("signal_hook", "cli/serve.rs"),
    ("tar", "revocation/formats/distribution.rs"),
    ("tokio", "serve/"),
    ("tokio_rustls", "serve/listen.rs"),
    ("tower", "serve/listen.rs"),
    ("tower_http", "serve/mod.rs"),
    ("unicode_linebreak", "page/fonts.rs"),
    ("unicode_width", "cli/watch/screen.rs"),
    ("wasm_bindgen", "web.rs"),
    ("x509_parser", "trust/dsc.rs"),
    ("xorf", "revocation/"),
];

fn floor(room: &str) -> Option<u8> {
    let found = FLOORS.iter().find(|(name, _)| *name == room);
    found.map(|(_, floor)| *floor)
}

/// Splits source into words and signs. Comments, and what stands in strings and characters, are gone.
fn tokens(source: &str) -> Vec<String> {
    let chars: Vec<char> = source.chars().collect();
    let get = |at: usize| chars.get(at).copied().unwrap_or('\0');
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let (mut out, mut at) = (Vec::new(), 0);
    while at < chars.len() {
        let c = get(at);
        if c == '/' && get(at + 1) == '/' {
            while at < chars.len() && get(at) != '\n' {
                at += 1;
            }
        } else if c == '/' && get(at + 1) == '*' {
            at = after_comment(&chars, at);
        } else if word(c) {
            let start = at;
            while word(get(at)) {
                at += 1;
            }
            let name: String = chars.iter().skip(start).take(at - start).collect();
            let raw = ["r", "br", "cr"].contains(&name.as_str());
            if raw && (get(at) == '"' || get(at) == '#' && ['"', '#'].contains(&get(at + 1))) {
                at = after_raw(&chars, at);
                out.push("\"".into());
            } else {
                out.push(name);
            }
        } else if c == '"' {
            at += 1;
            while at < chars.len() && get(at) != '"' {
                at += if get(at) == '\\' { 2 } else { 1 };
            }
            at += 1;
            out.push("\"".into());
        } else if c == '\'' && (get(at + 1) == '\\' || get(at + 2) == '\'') {
            // A character; a lifetime has no second quote.
            at += if get(at + 1) == '\\' { 3 } else { 2 };
            while at < chars.len() && get(at) != '\'' {
                at += 1;
            }
            at += 1;
        } else if c == ':' && get(at + 1) == ':' {
            at += 2;
            out.push("::".into());
        } else {
            if !c.is_whitespace() {
                out.push(c.into());
            }
            at += 1;
        }
    }
    out
}

fn after_comment(chars: &[char], mut at: usize) -> usize {
    let mut depth = 0;
    while at < chars.len() {
        match (chars.get(at), chars.get(at + 1)) {
            (Some('/'), Some('*')) => (depth, at) = (depth + 1, at + 2),
            (Some('*'), Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn after_raw(chars: &[char], mut at: usize) -> usize {
    let hashes = chars.iter().skip(at).take_while(|c| **c == '#').count();
    let end: Vec<char> = std::iter::once('"')
        .chain(std::iter::repeat_n('#', hashes))
        .collect();
    at += hashes + 1;
    while at < chars.len() && !chars.get(at..).is_some_and(|rest| rest.starts_with(&end)) {
        at += 1;
    }
    at + end.len()
}

/// Takes out every item under `#[cfg(test)]`.
fn without_tests(tokens: &[String]) -> Vec<String> {
    let mark = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(token) = tokens.get(at) {
        let rest = tokens.get(at..).unwrap_or_default();
        if rest.len() >= mark.len() && rest.iter().zip(mark).all(|(a, b)| a == b) {
            let mut depth = 0_i32;
            at += mark.len();
            // The item ends with its braces, or with a semicolon or comma outside any.
            while let Some(token) = tokens.get(at) {
                at += 1;
                match token.as_str() {
                    "{" | "(" | "[" => depth += 1,
                    ")" | "]" => depth -= 1,
                    "}" => {
                        depth -= 1;
                        if depth <= 0 {
                            break;
                        }
                    }
                    ";" | "," if depth == 0 => break,
                    _ => {}
                }
            }
        } else {
            out.push(token.clone());
            at += 1;
        }
    }
    out
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Reads the path (or, behind `use`, the tree of paths) that starts at a token.
fn paths(tokens: &[String], at: &mut usize, stem: &[String], out: &mut Vec<Vec<String>>) {
    let mut path = stem.to_vec();
    loop {
        match tokens.get(*at).map(String::as_str) {
            Some("{") => {
                *at += 1;
                while tokens.get(*at).is_some_and(|token| token != "}") {
                    let before = *at;
                    paths(tokens, at, &path, out);
                    while tokens
                        .get(*at)
                        .is_some_and(|token| token == "," || token == "as")
                    {
                        *at += if tokens.get(*at).is_some_and(|t| t == "as") {
                            2
                        } else {
                            1
                        };
                    }
                    if *at == before {
                        break;
                    }
                }
                *at += 1;
                return;
            }
            Some(token) if is_word(token) || token == "*" => {
                path.push(token.to_owned());
                *at += 1;
            }
            _ => break,
        }
        if tokens.get(*at).is_some_and(|token| token == "::") {
            *at += 1;
        } else {
            break;
        }
    }
    if path.len() > stem.len() {
        out.push(path);
    }
}

/// Every path in a file with the modules that it stands in, the file's own first.
fn all_paths(tokens: &[String], module: &[String]) -> Vec<(Vec<String>, Vec<String>)> {
    let mut found = Vec::new();
    let mut nested: Vec<(String, i32)> = Vec::new();
    let (mut at, mut depth) = (0, 0);
    while let Some(token) = tokens.get(at) {
        let next = |offset: usize| tokens.get(at + offset).map(String::as_str);
        match token.as_str() {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                if nested.last().is_some_and(|(_, opened)| *opened == depth) {
                    nested.pop();
                }
            }
            "mod" if next(2) == Some("{") => {
                nested.push((next(1).unwrap_or_default().to_owned(), depth));
            }
            word if is_word(word) && next(1) == Some("::") => {
                let joined = at.checked_sub(1).and_then(|before| tokens.get(before));
                if joined.is_none_or(|before| before != "::") {
                    let mut inside = module.to_vec();
                    inside.extend(nested.iter().map(|(name, _)| name.clone()));
                    let (mut out, mut end) = (Vec::new(), at);
                    paths(tokens, &mut end, &[], &mut out);
                    found.extend(out.into_iter().map(|path| (path, inside.clone())));
                    at = end.max(at + 1);
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The path from the crate's root, if it is one of ours.
fn absolute(path: &[String], inside: &[String]) -> Option<Vec<String>> {
    match path.first().map(String::as_str)? {
        "crate" | "hcert" => Some(path.get(1..)?.to_vec()),
        "self" => Some([inside, path.get(1..)?].concat()),
        "super" => {
            let ups = path.iter().take_while(|part| *part == "super").count();
            let stay = inside.get(..inside.len().checked_sub(ups)?)?;
            Some([stay, path.get(ups..)?].concat())
        }
        _ => None,
    }
}

/// The modules of a file: `dcc/read.rs` is `dcc::read`, `dcc/mod.rs` is `dcc`.
fn module_of(file: &str) -> Vec<String> {
    let parts = file.trim_end_matches(".rs").split('/');
    parts
        .filter(|part| *part != "mod")
        .map(str::to_owned)
        .collect()
}

/// What is wrong with one file. `roots` are names at the crate's root and the rooms they come from.
fn check(file: &str, source: &str, roots: &BTreeMap<String, String>) -> Vec<String> {
    let module = module_of(file);
    let room = module.first().cloned().unwrap_or_default();
    let Some(level) = floor(&room) else {
        return vec![format!("{file}: the room {room} has no floor")];
    };
    let tokens = without_tests(&tokens(source));
    let paths = all_paths(&tokens, &module);
    let mut wrong = BTreeSet::new();
    if room != "lib" {
        for (path, inside) in &paths {
            let Some(target) = absolute(path, inside).and_then(|path| path.first().cloned()) else {
                continue;
            };
            let target = roots.get(&target).unwrap_or(&target);
            let known = NEIGHBOURS
                .iter()
                .any(|(from, to)| *from == room && to == target);
            match floor(target) {
                _ if *target == room || known => {}
                None => drop(wrong.insert(format!("{file}: {target} is no room"))),
                Some(other) if other >= level => {
                    wrong.insert(format!("{file}: {room} ({level}) uses {target} ({other})"));
                }
                Some(_) => {}
            }
        }
    }
    // Names that stand for our own modules here, such as `base45` for `codec::base45`.
    let own: BTreeSet<&String> = paths
        .iter()
        .filter(|(path, inside)| absolute(path, inside).is_some())
        .flat_map(|(path, _)| path)
        .collect();
    let declared = |name: &str| tokens.windows(2).any(|pair| pair == ["mod", name]);
    for (path, _) in &paths {
        let Some(first) = path.first() else { continue };
        let places = IMPORTERS.iter().filter(|(name, _)| first == name);
        let places: Vec<&str> = places.map(|(_, place)| *place).collect();
        let here = |place: &&str| file == *place || place.ends_with('/') && file.starts_with(place);
        let ours = own.contains(first) || declared(first);
        if !places.is_empty() && !places.iter().any(here) && !ours {
            wrong.insert(format!(
                "{file}: only {} knows {first}",
                places.join(" and ")
            ));
        }
        if level < WORLD_FLOOR && first == "std" {
            let second = path.get(1).map_or("", String::as_str);
            if ["fs", "env", "net", "process"].contains(&second) {
                wrong.insert(format!("{file}: std::{second} below floor {WORLD_FLOOR}"));
            }
        }
    }
    if level < WORLD_FLOOR {
        let now = |three: &[String]| three == ["Instant", "::", "now"];
        if tokens.iter().any(|token| token == "SystemTime") || tokens.windows(3).any(now) {
            wrong.insert(format!("{file}: a clock below floor {WORLD_FLOOR}"));
        }
    }
    wrong.into_iter().collect()
}

/// Names that `lib.rs` brings to the crate's root, and where they come from.
fn roots(lib: &str) -> BTreeMap<String, String> {
    let mut roots = BTreeMap::new();
    for (path, _) in all_paths(&without_tests(&tokens(lib)), &[]) {
        let path: Vec<&String> = path.iter().filter(|part| *part != "crate").collect();
        if let (Some(room), Some(name)) = (path.first(), path.last()) {
            // A function may have its room's name: `verify::verify`.
            if floor(name).is_none() {
                roots.insert((*name).clone(), (*room).clone());
            }
        }
    }
    roots
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("a folder of sources");
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Whether a file is declared by its parent as `#[cfg(test)] mod name;`, or stands below one that is.
fn is_test_module(path: &Path) -> bool {
    let above = path.parent().map(|folder| folder.with_extension("rs"));
    if above.is_some_and(|above| above.exists() && is_test_module(&above)) {
        return true;
    }
    let name = path.file_stem().and_then(|name| name.to_str());
    let folder = path.parent().expect("a file has a folder");
    let parents = [folder.join("mod.rs"), folder.with_extension("rs")];
    let text = parents
        .iter()
        .find_map(|parent| std::fs::read_to_string(parent).ok());
    let tokens = tokens(&text.unwrap_or_default());
    let mark = ["#", "[", "cfg", "(", "test", ")", "]", "mod"];
    tokens.windows(mark.len() + 2).any(|window| {
        let (head, tail) = window.split_at(mark.len());
        head == mark
            && tail.first().map(String::as_str) == name
            && tail.last().is_some_and(|t| t == ";")
    })
}

#[test]
fn every_room_uses_only_rooms_below_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let roots = roots(&std::fs::read_to_string(folder.join("lib.rs")).unwrap());
    let mut files = Vec::new();
    sources(&folder, &mut files);
    files.retain(|path| !is_test_module(path));
    files.sort();
    assert!(
        files.len() > 30,
        "{} files only: the walk lost its way",
        files.len()
    );
    let mut wrong = Vec::new();
    for path in &files {
        let file = path
            .strip_prefix(&folder)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        let source = std::fs::read_to_string(path).unwrap();
        wrong.extend(check(&file, &source, &roots));
    }
    assert!(
        wrong.is_empty(),
        "{} wrong arrows:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_file_and_folder_has_a_floor() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let room = name.trim_end_matches(".rs");
        assert!(
            floor(room).is_some(),
            "src/{name} is in no row of the table"
        );
    }
}

#[test]
fn the_checker_sees_wrong_arrows_and_nothing_else() {
    let lib = "pub mod codec; pub use verify::{Verifier, verify}; pub use dcc::Payload;";
    let check = |file: &str, source: &str| check(file, source, &roots(lib));
    let wrong = [
        ("codec/cbor.rs", "use crate::key::sha256;"),
        ("codec/cbor.rs", "use crate::{codec::cose, verify};"),
        ("codec/cbor.rs", "fn f() { let x: crate::dcc::Payload; }"),
        ("codec/cbor.rs", "fn f(x: crate::Payload) {}"),
        ("codec/cbor.rs", "use super::super::trust;"),
        (
            "codec/cbor.rs",
            "mod inner { use super::super::super::trust; }",
        ),
        ("key.rs", "use super::container::Limits;"),
        ("dcc/read.rs", "use crate::trust::TrustList;"),
        ("verify/mod.rs", "use crate::cli::main;"),
        ("verify/mod.rs", "use hcert::cli;"),
        (
            "verify/mod.rs",
            "macro_rules! m { () => { $crate::page::x() } }",
        ),
        ("verify/mod.rs", "use crate::attic;"),
        ("attic.rs", ""),
        ("verify/mod.rs", "use ring::digest;"),
        ("trust/mod.rs", "fn f() { x509_parser::parse(); }"),
        ("issue.rs", "use base45;\nfn f() { base45::encode(b\"\"); }"),
        ("verify/mod.rs", "use std::{fmt, fs::File};"),
        ("verify/mod.rs", "fn f() { std::env::var(\"X\"); }"),
        ("verify/mod.rs", "fn f() { std::time::SystemTime::now(); }"),
        (
            "page/mod.rs",
            "use std::time::Instant; fn f() { Instant::now(); }",
        ),
        (
            "key.rs",
            "const C: char = '\"'; use crate::dcc::Kind; // \"",
        ),
        ("key.rs", "const C: &str = r#\"\"\"#; use crate::dcc::Kind;"),
        ("key.rs", "#[cfg(test)] mod tests { } use crate::dcc::Kind;"),
        (
            "key.rs",
            "#[cfg(test)] use crate::verify; use crate::dcc::Kind;",
        ),
    ];
    for (file, source) in wrong {
        assert_eq!(check(file, source).len(), 1, "{file}: {source}");
    }
    let right = [
        (
            "codec/cbor.rs",
            "//! [`crate::verify`]\n/// use crate::cli;\n/* /* */ crate::cli::x */",
        ),
        (
            "codec/cbor.rs",
            "const S: &str = \"use crate::cli; \\\" crate::cli::x\";",
        ),
        ("codec/cbor.rs", "const S: &str = r#\"\"crate::cli::x\"#;"),
        (
            "codec/cbor.rs",
            "#[cfg(test)]\nmod tests { use crate::verify; fn f() { std::fs::x() } }",
        ),
        ("codec/cbor.rs", "mod inner { use super::super::cose; }"),
        (
            "codec/cose.rs",
            "use super::cbor::{self, Value}; use coset::iana;",
        ),
        (
            "issue.rs",
            "use crate::codec::{base45, cbor}; fn f() { base45::encode(b\"\"); }",
        ),
        ("codec/mod.rs", "pub mod base45; pub use base45::encode;"),
        (
            "verify/mod.rs",
            "use crate::Payload; fn f<'a>(x: &'a str) { crate::key::sha256(x) }",
        ),
        (
            "trust/dsc.rs",
            "use crate::dcc::Kind; use x509_parser::prelude::X509Certificate;",
        ),
        ("qr/scan.rs", "use rxing::aztec; use std::fmt;"),
        (
            "cli/mod.rs",
            "use std::env; use crate::verify::Verifier; fn f() { Instant::now() }",
        ),
        ("main.rs", "fn main() { hcert::cli::main() }"),
        ("lib.rs", "pub mod cli; pub use verify::Verifier;"),
    ];
    for (file, source) in right {
        assert_eq!(check(file, source), Vec::<String>::new(), "{source}");
    }
}
