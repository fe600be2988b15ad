//! Finds the library for browsers, which `.ci/web` builds: in the folder that `HCERT_WEB` names, else in `pkg`. A
//! service that is built without it says so on its page.

use std::path::PathBuf;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(has_web)");
    println!("cargo::rerun-if-env-changed=HCERT_WEB");
    let own =
        || PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("pkg");
    let folder = std::env::var_os("HCERT_WEB").map_or_else(own, PathBuf::from);
    let files = ["hcert.js", "hcert_bg.wasm.gz"].map(|name| folder.join(name));
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    if files.iter().all(|file| file.is_file()) {
        println!("cargo::rustc-cfg=has_web");
        println!("cargo::rustc-env=HCERT_WEB={}", folder.display());
    }
}
