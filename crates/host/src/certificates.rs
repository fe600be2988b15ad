//! Certificates from a file.

use crate::error::{Failure, Result};
use crate::secrets;
use hcert::trust::{Dsc, TrustList};
use std::borrow::Cow;
use std::path::Path;

/// The certificates in a file.
pub fn certificates(path: &Path) -> Result<Vec<Dsc>> {
    let (octets, _) = secrets::read_silently(path)?;
    let read = TrustList::read(&path.display().to_string(), &public(&octets));
    let list = read.map_err(Failure::new)?;
    if let Some(problem) = list.problems().first() {
        return Err(Failure::new(problem));
    }
    Ok(list.iter().cloned().collect())
}

/// Whether there is a private key in PEM.
pub(crate) fn holds_key(octets: &[u8]) -> bool {
    std::str::from_utf8(octets).is_ok_and(|text| text.contains("PRIVATE KEY-----"))
}

/// What may be handed to the reader of certificates, which leaves copies: of a file with a key its certificates alone.
pub(crate) fn public(octets: &[u8]) -> Cow<'_, [u8]> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let text = match std::str::from_utf8(octets) {
        Ok(text) if holds_key(octets) => text,
        _ => return Cow::Borrowed(octets),
    };
    let blocks = text.split(BEGIN).skip(1);
    let blocks = blocks.filter_map(|block| block.split_once(END));
    let blocks = blocks.map(|(block, _)| format!("{BEGIN}{block}{END}\n"));
    Cow::Owned(blocks.collect::<String>().into_bytes())
}
