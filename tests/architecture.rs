//! The arrows inside `src`: a module uses only modules of lower floors, one file knows a foreign crate that could be
//! exchanged, and none looks at clock, disk, environment or network. The floors are those of `ARCHITECTURE.md`; the arrows
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
    let floors = floors("| floor | modules |\n| 1 | `codec` `key` | x `y` |\n| 2 | `dcc` |");
    assert_eq!(floors.len(), 3);
    let count = |file, source| faults(file, source, &floors).len();
    for (file, source) in [
        ("codec/cbor.rs", "use crate::key::sha256;"),
        ("codec/cbor.rs", "fn f() { crate::dcc::x() }"),
        ("dcc.rs", "use crate::Payload;"),
        ("attic.rs", ""),
        ("dcc/read.rs", "use ring::digest;"),
        ("key.rs", "fn f() { std::env::var(\"X\"); }"),
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
    ] {
        assert_eq!(count(file, source), 0, "{file}: {source}");
    }
}
