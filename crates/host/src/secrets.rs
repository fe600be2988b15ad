//! Files that hold secrets: read into memory that is wiped afterwards, and told of where others can read them too.
//!
//! Wiped is what this program holds: the octets of the file, what PEM is decoded to, tokens and PINs. What the
//! libraries that sign and speak TLS make of a key is theirs and stays as long as they use it.

use crate::error::{Failure, Result};
use crate::inputs::is_argument_code;
use crate::notices::Notices;
use hcert::codec::hex;
use hcert::key::{SoftwareKey, pkcs8_from_pem, sha256};
use hcert::text;
use hcert::text::{ToText, messages};
use std::fs::{File, Metadata};
use std::io::Read;
use std::path::Path;
use zeroize::Zeroizing;

/// The most octets that are read: far above any secret, and above what may lie beside one in a folder.
const MAX: usize = 64 << 20;

/// Octets of a pipe that are read at first.
const CHUNK: usize = 4096;

/// SHA-256 of the public halves (SubjectPublicKeyInfo) of the keys that are published with the source, in `keys/` and
/// `testdata/`.
/// They were never secret, so no file of theirs can be read by too many. Who they are decides the key, and neither the
/// name of a file nor its place: nobody's own key is ever among them.
const PUBLISHED: [&str; 9] = [
    "04bdff77c7429145c784ccfd61d55ef7a50a94b57361ea515f11f0ef1c226f8f",
    "1b6a342b47989aeededc3a2df41dcc3c220face2775bdb09b3362f92bad500ad",
    "1e8b69da88e7c81dc59065d941606d86fc1ebaa0f033ccb23ecd8a41dfdd6cba",
    "7be3d670d660ad617ea39dd43e49429f130b6066f1cf30964652ffc2a46f0bef",
    "873408bb67f7558d3aa8297c8ef170923dcd3303e40bff424a1b27fdd3496532",
    "950ed783d44ae6805173e9ace1162e3fec56ff3774023ee43122d61afa2bb1fd",
    "a2cbaeadf70fb3965cd9cb7a55e88a2b07c0f11dfc5197bf5e0530a7df217691",
    "b5119a39bbd9b9a9a17681862d33a506904c54af8d39e65a86e2eebed47d6873",
    "e7540cd9445bb60ffc52a1253bddf6f90c9dd122188f4a7929062465f496e96a",
];

/// Reads a file of secrets, and warns if others can read it.
pub fn read(path: &Path, notices: &Notices) -> Result<Zeroizing<Vec<u8>>> {
    let (octets, metadata) = read_silently(path)?;
    warn_if_shared(path, &metadata, notices);
    Ok(octets)
}

/// Reads a private key, and warns if others can read it, unless everybody has it anyway.
pub fn read_key(path: &Path, notices: &Notices) -> Result<Zeroizing<Vec<u8>>> {
    let (octets, metadata) = read_silently(path)?;
    warn_of_key(path, &octets, &metadata, notices);
    Ok(octets)
}

/// Reads a file that may hold a private key and that is looked at for something else.
pub fn read_silently(path: &Path) -> Result<(Zeroizing<Vec<u8>>, Metadata)> {
    // A code in the place of a file is somebody's data.
    if is_argument_code(path.as_os_str()) {
        return Err(Failure::new(messages::HOST_ARGUMENT_CODE));
    }
    let failed = |error: std::io::Error| Failure::io(path, &error);
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    let length = usize::try_from(metadata.len()).unwrap_or(MAX);
    let octets = wiped(file, length, MAX).map_err(failed)?;
    if octets.len() > MAX {
        return Err(Failure::new(text!(HOST_TOO_LARGE, path, most = MAX >> 20)));
    }
    Ok((octets, metadata))
}

/// Warns if others can read a private key.
pub fn warn_of_key(path: &Path, octets: &[u8], metadata: &Metadata, notices: &Notices) {
    if !is_published(octets) {
        warn_if_shared(path, metadata, notices);
    }
}

/// Warns of a file that holds secrets and that others can read, once for each. `name` is what messages call it.
pub fn warn_if_shared(name: impl ToText, metadata: &Metadata, notices: &Notices) {
    #[cfg(unix)]
    {
        use std::collections::BTreeSet;
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
        use std::sync::{Mutex, PoisonError};
        /// Files that were warned of.
        static TOLD: Mutex<BTreeSet<(String, u64, u64)>> = Mutex::new(BTreeSet::new());
        let (name, mode) = (name.to_text(), metadata.permissions().mode() & 0o777);
        let file = (name.to_string(), metadata.dev(), metadata.ino());
        // systemd keeps these for the service alone; the bits of the group stand for a list of rights (ACL).
        let kept = std::env::var_os("CREDENTIALS_DIRECTORY");
        let kept = kept.is_some_and(|folder| Path::new(&file.0).starts_with(folder));
        if !metadata.is_file() || mode & 0o044 == 0 || kept {
            return;
        }
        let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
        if told.insert(file) {
            notices.warning(text!(HOST_SHARED, name, mode = format!("{mode:03o}")));
        }
    }
    #[cfg(not(unix))]
    let _ = (name.to_text(), metadata, notices);
}

/// Reads to the end, or to one octet more than `max`. What is moved on the way leaves no copy behind.
fn wiped(mut source: impl Read, length: usize, max: usize) -> std::io::Result<Zeroizing<Vec<u8>>> {
    let mut octets = Zeroizing::new(vec![0; length.clamp(CHUNK, max) + 1]);
    let mut filled = 0;
    while filled <= max {
        if filled == octets.len() {
            let mut larger = Zeroizing::new(vec![0; (2 * filled).min(max + 1)]);
            larger
                .iter_mut()
                .zip(octets.iter())
                .for_each(|(to, from)| *to = *from);
            octets = larger;
        }
        match source.read(octets.get_mut(filled..).unwrap_or_default()) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    octets.truncate(filled);
    Ok(octets)
}

fn is_published(octets: &[u8]) -> bool {
    let key = match std::str::from_utf8(octets) {
        Ok(text) => pkcs8_from_pem(text).and_then(|der| SoftwareKey::from_pkcs8(&der)),
        Err(_) => SoftwareKey::from_pkcs8(octets),
    };
    key.is_ok_and(|key| PUBLISHED.contains(&hex(&sha256(&key.spki())).as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hcert::key::generate_p256;

    #[test]
    fn the_published_keys_are_those_of_the_source_and_no_other() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut found = Vec::new();
        let folders = ["keys", "testdata"].map(|name| root.join(name));
        let paths = folders
            .iter()
            .flat_map(|folder| crate::inputs::files_below(folder, &["pem"]).unwrap());
        for path in paths {
            if !path.to_str().unwrap().ends_with(".key.pem") {
                continue;
            }
            let (octets, _) = read_silently(&path).unwrap();
            assert!(is_published(&octets), "{}", path.display());
            let der = pkcs8_from_pem(std::str::from_utf8(&octets).unwrap()).unwrap();
            assert!(is_published(&der), "{} as DER", path.display());
            found.push(hex(&sha256(&SoftwareKey::from_pkcs8(&der).unwrap().spki())));
        }
        found.sort_unstable();
        assert_eq!(found, PUBLISHED);
        assert!(!is_published(&generate_p256().unwrap()));
        assert!(!is_published(b"no key"));
    }

    #[test]
    fn a_file_is_read_whole_from_a_pipe_too_and_only_up_to_the_limit() {
        let max = 8 * CHUNK;
        for size in [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK, max] {
            let content: Vec<u8> = (0..size)
                .map(|at| u8::try_from(at % 251).unwrap())
                .collect();
            // A pipe says nothing of its length, and a file may be longer than it said.
            for told in [0, size / 2, size] {
                assert_eq!(
                    *wiped(&content[..], told, max).unwrap(),
                    content,
                    "{size} {told}"
                );
            }
        }
        let endless = wiped(std::io::repeat(1), 0, max).unwrap();
        assert_eq!(endless.len(), max + 1);
    }

    /// How often something stands in the memory of this process, none of which holds it in plain for the search.
    #[cfg(target_os = "linux")]
    fn in_memory(hidden: &[u8; 24]) -> usize {
        use std::os::unix::fs::FileExt as _;
        let memory = File::open("/proc/self/mem").unwrap();
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let mut found = 0;
        for map in maps.lines() {
            let mut words = map.split([' ', '-']);
            let mut address = || u64::from_str_radix(words.next().unwrap(), 16).unwrap();
            let (from, to) = (address(), address());
            if !words.next().unwrap().starts_with("rw") {
                continue;
            }
            let mut octets = Zeroizing::new(vec![0; usize::try_from(to - from).unwrap()]);
            // Some of it cannot be read, and some goes while it is looked at.
            let read = memory.read_at(&mut octets, from).unwrap_or(0);
            let [first, hidden @ ..] = hidden;
            let mut rest = &octets[..read];
            while std::io::BufRead::skip_until(&mut rest, first ^ 0xa5).unwrap() > 0 {
                let mut pairs = rest.iter().zip(hidden);
                let is_it = pairs.all(|(plain, hidden)| plain ^ 0xa5 == *hidden);
                found += usize::from(is_it && rest.len() >= hidden.len());
            }
        }
        found
    }

    /// Nothing of the file, its PEM and its content is left where we had it, while the key still signs.
    #[cfg(target_os = "linux")]
    #[test]
    fn no_copy_of_a_key_is_left_in_memory() {
        use hcert::key::Signer as _;
        let hide = |octets: &[u8]| -> [u8; 24] {
            let mut hidden = [0; 24];
            hidden
                .iter_mut()
                .zip(octets)
                .for_each(|(to, from)| *to = from ^ 0xa5);
            hidden
        };
        // One that no other test reads, each of which is part of this process.
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../keys/dsc-expired.key.pem");
        let (digits, content) = {
            let octets = read_key(&path, &Notices::default()).unwrap();
            let text = std::str::from_utf8(&octets).unwrap();
            let (_, body) = text.split_once('\n').unwrap();
            // The beginning of the private scalar with what stands before it: the signing library copies that alone.
            (
                hide(&body.as_bytes()[40..]),
                hide(&pkcs8_from_pem(text).unwrap()[30..]),
            )
        };
        let octets = read_key(&path, &Notices::default()).unwrap();
        assert!(in_memory(&digits) > 0, "the search finds what is there");
        let key = {
            let text = std::str::from_utf8(&octets).unwrap();
            let der = pkcs8_from_pem(text).unwrap();
            assert!(in_memory(&content) > 0, "the search finds what is there");
            SoftwareKey::from_pkcs8(&der).unwrap()
        };
        drop(octets);
        // Another test may be reading it at this moment.
        let left = || (in_memory(&digits), in_memory(&content));
        let gone = (0..20).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(50));
            left() == (0, 0)
        });
        assert!(gone, "{:?} copies", left());
        assert!(key.sign(b"message").is_ok());
    }
}
