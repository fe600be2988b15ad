//! Places for ledgers that are gone after the test.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A number that no other test of this run has.
fn number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A folder of its own.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new() -> Self {
        let name = format!("hcert-ledger-{}-{}", std::process::id(), number());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn place(&self) -> String {
        self.0.join("ledger.db").to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A schema of its own in the server that the environment names.
#[cfg(feature = "postgres")]
pub(super) struct Schema {
    url: String,
    name: String,
}

#[cfg(feature = "postgres")]
impl Schema {
    /// `None`, and a word about it, where there is no server.
    pub(super) fn new(case: &str) -> Option<Self> {
        let Ok(url) = std::env::var("HCERT_TEST_POSTGRES") else {
            println!("{case} skipped: no PostgreSQL server, HCERT_TEST_POSTGRES is not set");
            return None;
        };
        let name = format!("hcert_test_{}_{}", std::process::id(), number());
        let schema = Self { url, name };
        schema.run(&format!("CREATE SCHEMA {}", schema.name));
        Some(schema)
    }

    fn run(&self, sql: &str) {
        let mut client = postgres::Client::connect(&self.url, postgres::NoTls).unwrap();
        client.batch_execute(sql).unwrap();
    }

    pub(super) fn place(&self) -> String {
        let joint = if self.url.contains('?') { '&' } else { '?' };
        format!("{}{joint}options=-csearch_path%3D{}", self.url, self.name)
    }
}

#[cfg(feature = "postgres")]
impl Drop for Schema {
    fn drop(&mut self) {
        self.run(&format!("DROP SCHEMA {} CASCADE", self.name));
    }
}
