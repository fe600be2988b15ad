//! The arrows inside `src`: a module uses only modules of lower floors, one file knows a foreign crate that could be
//! exchanged, one file of `verify` knows Norway's register, no public signature names a foreign crate's type, and none
//! looks at clock, disk, environment or network. The floors are those of `ARCHITECTURE.md`; the arrows
//! between crates are the compiler's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Foreign crates and the one place in `src` that names them; a place ending in `/` is a folder.
const IMPORTERS: [(&str, &str); 17] = [
    ("base45", "codec/base45.rs"),
    ("ciborium", "codec/cbor.rs"),
    ("coset", "codec/cose.rs"),
    ("der", "key/pki/tlv.rs"),
    ("fluent_bundle", "text/catalog.rs"),
    ("fluent_syntax", "text/catalog.rs"),
    ("libdeflater", "codec/zlib.rs"),
    ("flate2", "codec/zlib.rs"),
    // Slices of the distribution service come as tar.gz; the rows of a PNG are filtered as suits a symbol.
    ("flate2", "revocation/formats/distribution.rs"),
    ("flate2", "qr/render/picture.rs"),
    ("murmur3_32", "revocation/filter/norwegian.rs"),
    ("qrcode", "qr/render/matrix.rs"),
    ("ring", "key.rs"),
    ("ring", "key/"),
    ("tar", "revocation/formats/distribution.rs"),
    ("x509_parser", "trust/dsc.rs"),
    ("xorf", "revocation/"),
];

/// Foreign crates whose types stand in no public signature, because their next version would be one of ours too. Left
/// out are serde, whose traits are meant for it, and `ciborium`'s `Value` as `codec::cbor` gives it out.
const INWARD: [&str; 12] = [
    "axum",
    "base64",
    "ciborium",
    "coset",
    "der",
    "jiff",
    "png",
    "ring",
    "rsa",
    "schemars",
    "serde_json",
    "x509_parser",
];

/// What the library leaves to its caller.
const WORLD: [&str; 6] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "SystemTime",
    "Instant::now",
];

/// The floors in the table of a document: `| 1 | `codec` `key` | … |`.
fn floors(document: &str) -> BTreeMap<String, u8> {
    let rows = document.lines().filter_map(|line| {
        let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
        Some((cells.next()?.parse::<u8>().ok()?, cells.next()?))
    });
    rows.flat_map(|(floor, modules)| {
        let names = modules.split('`').skip(1).step_by(2);
        names.map(move |name| (name.to_owned(), floor))
    })
    .collect()
}

/// Source without comments and without its tests, which stand last.
fn bare(source: &str) -> String {
    let source = source.split("#[cfg(test)]\nmod ").next().unwrap();
    source
        .lines()
        .map(|line| line.split("//").next().unwrap().to_owned() + "\n")
        .collect()
}

/// Message behind every `crate::`.
fn rooms(source: &str) -> BTreeSet<&str> {
    source
        .split("crate::")
        .skip(1)
        .map(|rest| {
            rest.split(|c: char| !(c.is_alphanumeric() || c == '_'))
                .next()
                .unwrap()
        })
        .collect()
}

/// The public signatures that name a type of a foreign crate, unless their documentation is hidden.
fn leaks(source: &str) -> impl Iterator<Item = String> {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    // Types that the file imports, by the name that it gives them.
    let mut foreign = BTreeSet::new();
    for import in source.split("use ").skip(1) {
        let names = words(import.split(';').next().unwrap());
        if names
            .first()
            .is_some_and(|name| INWARD.contains(&name.as_str()))
        {
            let renamed = |at: usize| names.get(at + 1).is_some_and(|next| next == "as");
            let own = names.iter().enumerate().filter(|(at, name)| {
                !renamed(*at) && name.starts_with(|first: char| first.is_uppercase())
            });
            foreign.extend(own.map(|(_, name)| name.clone()));
        }
    }
    let mut items: Vec<String> = Vec::new();
    let (mut open, mut hidden) = (false, false);
    for line in source
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        if open {
            items.last_mut().unwrap().extend([" ", line]);
        } else if line.starts_with("pub ") && !hidden {
            items.push(line.to_owned());
        }
        let starts = !open && line.starts_with("pub ") && !hidden;
        let whole =
            line.contains(['{', ';']) || !items.last().is_some_and(|item| item.contains("fn "));
        open = (open || starts) && !whole;
        hidden = line == "#[doc(hidden)]" || hidden && line.starts_with("#[");
    }
    items.into_iter().filter(move |item| {
        let item = item.split('{').next().unwrap();
        let mut paths = item.split(|c: char| !(c.is_alphanumeric() || "_:".contains(c)));
        paths.any(|path| {
            path.split_once("::")
                .is_some_and(|(name, _)| INWARD.contains(&name))
        }) || words(item).iter().any(|word| foreign.contains(word))
    })
}

/// What is wrong with a file, by its path in `src`.
fn faults(file: &str, source: &str, floors: &BTreeMap<String, u8>) -> Vec<String> {
    let (source, mut wrong) = (bare(source), Vec::new());
    let room = file.split('/').next().unwrap().trim_end_matches(".rs");
    let Some(own) = floors.get(room) else {
        return vec![format!("{file}: {room} has no floor")];
    };
    for other in rooms(&source).into_iter().filter(|other| *other != room) {
        match floors.get(other) {
            Some(floor) if floor < own => {}
            Some(floor) => wrong.push(format!("{file} (floor {own}) uses {other} (floor {floor})")),
            None => wrong.push(format!("{file} uses crate::{other}: name its module")),
        }
    }
    for world in WORLD {
        if source.contains(world) {
            wrong.push(format!("{file} names {world}"));
        }
    }
    if room == "verify" && rooms(&source).contains("norway") && file != "verify/domestic.rs" {
        wrong.push(format!(
            "{file} uses norway, which verify/domestic.rs stands for"
        ));
    }
    if file != "codec/cbor.rs" {
        wrong.extend(leaks(&source).map(|item| format!("{file} gives out a foreign type: {item}")));
    }
    for name in IMPORTERS
        .map(|(name, _)| name)
        .into_iter()
        .collect::<BTreeSet<_>>()
    {
        // A module of ours may have the crate's name.
        let ours = |line: &str| {
            let line = line.trim_start();
            (line.starts_with("use crate::") || line.starts_with("use super::"))
                && line.contains(name)
        };
        if source.lines().any(ours) {
            continue;
        }
        let mentioned = [
            format!("use {name}::"),
            format!(" {name}::"),
            format!("({name}::"),
        ];
        let placed = IMPORTERS.iter().filter(|(one, _)| *one == name);
        let mut allowed = placed.map(|(_, place)| match place.ends_with('/') {
            true => file.starts_with(place),
            false => file == *place,
        });
        if mentioned.iter().any(|mention| source.contains(mention)) && !allowed.any(|good| good) {
            wrong.push(format!("{file} uses {name}, which another file stands for"));
        }
    }
    wrong
}

fn sources(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        match path.is_dir() {
            true if name != "tests" => sources(&path, found),
            false
                if name.ends_with(".rs")
                    && !["tests.rs", "lib.rs"].contains(&name)
                    && !name.starts_with("test_") =>
            {
                found.push(path);
            }
            _ => {}
        }
    }
}

#[test]
fn every_module_uses_only_modules_of_lower_floors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let floors = floors(&std::fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap());
    let (mut files, src) = (Vec::new(), root.join("src"));
    sources(&src, &mut files);
    assert!(
        files.len() > 100 && floors.len() > 10,
        "{} files, {floors:?}",
        files.len()
    );
    let named = files
        .iter()
        .map(|path| (path.strip_prefix(&src).unwrap().to_str().unwrap(), path));
    let wrong = named
        .flat_map(|(name, path)| faults(name, &std::fs::read_to_string(path).unwrap(), &floors));
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}\n{floors:#?}", wrong.join("\n"));
}

#[test]
fn a_wrong_arrow_is_seen() {
    let floors = floors(
        "| floor | modules |\n| 1 | `codec` `key` `norway` | x `y` |\n| 2 | `dcc` `verify` |",
    );
    assert_eq!(floors.len(), 5);
    let count = |file, source| faults(file, source, &floors).len();
    for (file, source) in [
        ("codec/cbor.rs", "use crate::key::sha256;"),
        ("codec/cbor.rs", "fn f() { crate::dcc::x() }"),
        ("dcc.rs", "use crate::Payload;"),
        ("attic.rs", ""),
        ("dcc/read.rs", "use ring::digest;"),
        ("key.rs", "fn f() { std::env::var(\"X\"); }"),
        ("key.rs", "pub fn f(\n    a: u8,\n) -> serde_json::Value {"),
        (
            "key.rs",
            "use serde_json::{Map, Value as Json};\npub struct A {\n    pub b: Json,\n}",
        ),
        ("verify/mod.rs", "use crate::norway::light;"),
    ] {
        assert_eq!(count(file, source), 1, "{file}: {source}");
    }
    for (file, source) in [
        ("dcc/read.rs", "use crate::codec::cbor; // crate::attic"),
        (
            "dcc.rs",
            "use crate::dcc::Kind;\n#[cfg(test)]\nmod tests { use crate::trust; }",
        ),
        ("key.rs", "use ring::digest;"),
        (
            "key.rs",
            "#[doc(hidden)]\npub fn f() -> serde_json::Value {",
        ),
        (
            "key.rs",
            "use serde_json::Value as Json;\npub fn f(a: &Value) {\n    let b: Json;\n}",
        ),
        ("key.rs", "pub use holder::Passport;"),
        ("verify/domestic.rs", "use crate::norway::light;"),
    ] {
        assert_eq!(count(file, source), 0, "{file}: {source}");
    }
}
