//! What the fuzz targets try, on the inputs that are kept of them (`testdata/fuzz`): the same code, without a fuzzer.

#[path = "../fuzz/bodies/mod.rs"]
mod bodies;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What a target does with one input.
type Body = fn(&[u8]);

/// Every target that this build can run.
const TARGETS: &[(&str, Body)] = &[
    ("base45", bodies::base45::run),
    ("cbor", bodies::cbor::run),
    ("certlogic", bodies::certlogic::run),
    ("container", bodies::container::run),
    ("cose", bodies::cose::run),
    ("divoc", bodies::divoc::run),
    ("health", bodies::health::run),
    ("icvp", bodies::icvp::run),
    ("link", bodies::link::run),
    ("lists", bodies::lists::run),
    ("payload", bodies::payload::run),
    ("pixels", bodies::pixels::run),
    ("record", bodies::record::run),
    ("revocation", bodies::revocation::run),
    ("scan", bodies::scan::run),
    ("store", bodies::store::run),
    ("time", bodies::time::run),
    ("trust", bodies::trust::run),
    ("verify", bodies::verify::run),
    ("zlib", bodies::zlib::run),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The names in a folder, without what stands after the point.
fn names(folder: &str) -> BTreeSet<String> {
    let files = files(&root().join(folder)).into_iter();
    files
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_was_kept_of_every_fuzz_target_does_no_harm() {
    for &(name, run) in TARGETS {
        let files = files(&root().join("testdata/fuzz").join(name));
        assert!(files.len() >= 10, "{name}: {} inputs", files.len());
        for file in files {
            let octets = fs::read(&file).unwrap();
            let ran = std::panic::catch_unwind(|| run(&octets));
            assert!(ran.is_ok(), "{}", file.display());
        }
    }
}

#[test]
fn every_fuzz_target_has_a_body_and_inputs_and_is_tried_here() {
    let all = names("fuzz/fuzz_targets");
    let mut bodies = names("fuzz/bodies");
    assert!(bodies.remove("mod"));
    assert_eq!(bodies, all);
    assert_eq!(names("testdata/fuzz"), all);
    let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
    let tried: BTreeSet<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    for name in &all {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
        assert!(tried.contains(name.as_str()), "{name}");
    }
}
