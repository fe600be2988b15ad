//! A revocation store of any shape behind a preamble that fits: no panic, no hang, and what its whole check lets pass
//! answers without damage.

use hcert::key::sha256;
use hcert::revocation::store::{MAGIC, Store};
use hcert::revocation::{HashType, Scope};
use hcert::trust::{Anchors, Unpinned};

/// Tries one input.
pub(crate) fn run(input: &[u8]) {
    let Some((cut, octets)) = input.split_first() else {
        return;
    };
    let (sections, head) = octets.split_at(usize::from(*cut).min(octets.len()));
    let offset = 64 + sections.len() as u64;
    let mut file = MAGIC.to_vec();
    file.extend(offset.to_le_bytes());
    file.extend((head.len() as u64).to_le_bytes());
    file.extend(sha256(head));
    file.extend(sections);
    file.extend(head);
    let Ok(store) = Store::open("fuzz", file, &Anchors::default(), Unpinned::Report) else {
        return;
    };
    let whole = store.check(&mut |_| {});
    let at = store.as_of();
    let scopes: Vec<Scope> = store.groups().map(|(scope, ..)| scope).collect();
    for scope in scopes {
        for hash_type in HashType::ALL {
            for hash in [[0; 16], [255; 16], [*cut; 16]] {
                let found = store.find(scope, hash_type, &hash, at);
                assert!(found.is_ok() || whole.is_err(), "{found:?} {whole:?}");
            }
        }
    }
}
