//! The EU's public archive: a zip of PEM certificates with a detached CMS signature, in base64, beside
//! it. Read and written.
//!
//! Entries: `DSC/DCC/<CC>/<SHA-256 in hexadecimal>.pem` for signers, `CSCA/DCC/...` for their
//! authorities, `Version.txt` with `Export Timestamp: <ISO 8601>`, and texts that are not read. The name
//! of an entry is the SHA-256 of its certificate, which makes it the identifier, too.
//!
//! Source: the publication job of the EU's gateway (dgc-gateway).
//!
//! Limits: 100,000 entries, 64 KiB for one, 64 MiB for all; entries that overlap or stand twice refuse
//! the archive. Nothing is unpacked to a disk, so that names are compared and never followed.
//!
//! Not supported: encrypted entries, and compression other than Deflate.

use super::common::{self, Dates, Draft, Kid};
use super::{MAX_ITEMS, MAX_LIST, countries, signer};
use crate::codec::hex;
use crate::key::sha256;
use crate::text;
use crate::text::{Text, ToText, messages};
use crate::time::Timestamp;
use crate::trust::chain::Authorities;
use crate::trust::{Dsc, Format, Request, TrustError, TrustList};
use std::io::{Cursor, Read as _, Write as _};
use zip::ZipArchive;
use zip::write::SimpleFileOptions;

/// The most octets of an entry. A certificate in PEM has 2,000.
const MAX_ENTRY: usize = 64 << 10;

const SIGNERS: &str = "DSC";
const AUTHORITIES: &str = "CSCA";
const VERSION: &str = "Version.txt";
const EXPORTED: &str = "Export Timestamp:";

/// Whether these octets are a zip archive.
pub(crate) fn recognise(octets: &[u8]) -> bool {
    octets.starts_with(b"PK\x03\x04") || octets.starts_with(b"PK\x05\x06")
}

/// Reads the archive.
pub(crate) fn read(request: &Request<'_>) -> Result<TrustList, TrustError> {
    let signature = match request.companion {
        Some(octets) => {
            let cms = common::base64(
                messages::TRUST_ITS_SIGNATURE_FILE,
                common::text(request, octets)?,
            )
            .map_err(|reason| request.malformed(reason))?;
            signer::detached(request, &cms, request.octets, None)?
        }
        None => signer::missing(request)?,
    };
    let (entries, skipped) = entries(request)?;
    let exported = entries.iter().find(|entry| entry.name == VERSION);
    let as_of = exported.and_then(|entry| timestamp(entry.content.as_ref().ok()?));

    let dates = Dates {
        as_of,
        expires_at: None,
    };
    let mut draft = Draft::new(request, Format::EuZip, signature, dates)?;
    for (name, reason) in skipped {
        let at = draft.at(common::short(&name));
        draft.note(&at, reason);
    }
    if exported.is_some() && as_of.is_none() {
        let at = draft.at(VERSION);
        draft.note(&at, messages::EU_ZIP_NO_DATE);
    }
    let (mut signers, mut authorities) = (Vec::new(), Vec::new());
    for entry in &entries {
        let Some((kind, country, digest)) = entry.place() else {
            continue;
        };
        let at = draft.at(common::short(&entry.name));
        match (entry.certificate(digest), kind) {
            (Err(reason), _) => draft.note(&at, reason),
            (Ok(der), SIGNERS) => signers.push((at, country, der)),
            (Ok(der), _) => match Dsc::from_der(request.source, &der)
                .map_err(|error| error.to_text())
                .and_then(|mut dsc| common::in_country(&mut dsc, Some(country)).map(|()| dsc))
            {
                Ok(dsc) => {
                    draft.authority(dsc);
                    authorities.push((country, der));
                }
                Err(reason) => draft.note(&at, reason),
            },
        }
    }
    let authorities = authorities
        .iter()
        .map(|(country, der)| (*country, der.as_slice()));
    let mut authorities = Authorities::new(authorities);
    for (at, country, der) in signers {
        let read = common::certificate(request.source, &der, Kid::Absent, Some(country))
            .and_then(|dsc| common::chained(dsc, country, &der, &mut authorities));
        draft.take(&at, read);
    }
    Ok(draft.finish())
}

/// An entry that is a file of a size that is read.
struct Entry {
    name: String,
    content: Result<Vec<u8>, Text>,
}

impl Entry {
    /// The kind, country and digest in the name of a certificate.
    fn place(&self) -> Option<(&str, &str, &str)> {
        place(&self.name)
    }

    /// The certificate, whose digest is that of its name.
    fn certificate(&self, digest: &str) -> Result<Vec<u8>, Text> {
        let content = self.content.as_ref().map_err(Clone::clone)?;
        let block =
            pem::parse(content).map_err(|error| text!(EU_ZIP_NO_PEM, error = error.to_string()))?;
        if block.tag() != "CERTIFICATE" {
            return Err(text!(EU_ZIP_BLOCK, found = common::short(block.tag())));
        }
        let own = hex(&sha256(block.contents()));
        if digest.eq_ignore_ascii_case(&own) {
            Ok(block.into_contents())
        } else {
            Err(text!(EU_ZIP_NAME, own))
        }
    }
}

fn place(name: &str) -> Option<(&str, &str, &str)> {
    let mut parts = name.strip_suffix(".pem")?.split('/');
    let found = (
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next(),
    );
    match found {
        (kind @ (SIGNERS | AUTHORITIES), "DCC", country, digest, None) => {
            Some((kind, country, digest))
        }
        _ => None,
    }
}

type Skipped = Vec<(String, Text)>;

/// The entries that are read, and the names of those that are not, with the reason.
fn entries(request: &Request<'_>) -> Result<(Vec<Entry>, Skipped), TrustError> {
    let broken = |error: zip::result::ZipError| {
        request.malformed(text!(EU_ZIP_BROKEN, error = error.to_string()))
    };
    // What the archive's directory declares costs memory before it can be counted.
    let headers = request
        .octets
        .windows(4)
        .filter(|four| *four == b"PK\x01\x02");
    common::check_count(request, headers.count())?;
    let mut archive = ZipArchive::new(Cursor::new(request.octets)).map_err(broken)?;
    common::check_count(request, archive.len())?;
    if archive.has_duplicate_names() || archive.has_overlapping_entries().map_err(broken)? {
        return Err(request.malformed(messages::EU_ZIP_OVERLAP));
    }
    let (mut entries, mut skipped, mut left) = (Vec::new(), Vec::new(), MAX_LIST);
    for index in 0..archive.len() {
        let mut file = match archive.by_index(index) {
            Ok(file) => file,
            Err(error) => {
                skipped.push((format!("entry {}", index + 1), Text::plain(error)));
                continue;
            }
        };
        let name = match file.name() {
            Ok(name) => name.into_owned(),
            Err(error) => {
                skipped.push((format!("entry {}", index + 1), Text::plain(error)));
                continue;
            }
        };
        if place(&name).is_none() && name != VERSION {
            let text = name.ends_with(".txt") && !name.contains('/');
            if !text && !name.ends_with('/') {
                skipped.push((name, messages::EU_ZIP_NOT_DCC.into()));
            }
            continue;
        }
        // One octet more than allowed, so that what is cut off shows.
        let limit = MAX_ENTRY.min(left) + 1;
        let mut content = Vec::new();
        let content = match file.by_ref().take(limit as u64).read_to_end(&mut content) {
            Ok(length) if length < limit => Ok(content),
            Ok(_) => Err(text!(EU_ZIP_ENTRY_LARGE, most = limit - 1)),
            Err(error) => Err(text!(EU_ZIP_UNPACK, error)),
        };
        left = left.saturating_sub(content.as_ref().map_or(limit, Vec::len));
        if left == 0 {
            return Err(request.malformed(text!(TRUST_TOO_LARGE, most = MAX_LIST >> 20)));
        }
        entries.push(Entry { name, content });
    }
    Ok((entries, skipped))
}

/// The date in `Version.txt`.
fn timestamp(version: &[u8]) -> Option<Timestamp> {
    let (_, rest) = std::str::from_utf8(version).ok()?.split_once(EXPORTED)?;
    // Java writes the name of a zone behind its offset.
    let date = rest.lines().next()?.split('[').next()?;
    date.trim().parse().ok()
}

/// Writes an archive of signers and authorities, each with its country: the same octets for the same
/// certificates in any order. What goes beside it is [`crate::trust::cms::sign`] over the octets,
/// detached, in base64.
///
/// # Errors
/// A country that is not two capital letters, a certificate that cannot be read, too many of them.
pub fn write(
    signers: &[(String, Vec<u8>)],
    authorities: &[(String, Vec<u8>)],
    exported_at: Timestamp,
) -> Result<Vec<u8>, Text> {
    if signers.len() + authorities.len() >= MAX_ITEMS {
        return Err(text!(EU_ZIP_MANY, most = MAX_ITEMS));
    }
    let mut files = vec![
        (
            "Readme.txt".to_owned(),
            "Certificates of document signers (DSC) and of their authorities (CSCA) in PEM, by\n\
             country. The name of a file is the SHA-256 of its certificate, whose first 16 digits\n\
             are the key identifier.\n"
                .to_owned(),
        ),
        (VERSION.to_owned(), format!("{EXPORTED} {exported_at}\n")),
    ];
    for (kind, certificates) in [(SIGNERS, signers), (AUTHORITIES, authorities)] {
        for (country, der) in certificates {
            if country.len() != 2 || !country.bytes().all(|octet| octet.is_ascii_uppercase()) {
                return Err(text!(EU_ZIP_COUNTRY, country = common::short(country)));
            }
            let dsc = Dsc::from_der("", der).map_err(|error| error.to_text())?;
            if let Some(own) = &dsc.country
                && !countries::same(own, country)
            {
                let (own, country) = (common::short(own), common::short(country));
                return Err(text!(EU_ZIP_OTHER_COUNTRY, own, country));
            }
            let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
            let text = pem::encode_config(&pem::Pem::new("CERTIFICATE", der.as_slice()), config);
            files.push((
                format!("{kind}/DCC/{country}/{}.pem", hex(&sha256(der))),
                text,
            ));
        }
    }
    files.sort();
    files.dedup();
    // The writer's own date would be the clock's.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(name, options).map_err(Text::plain)?;
        archive.write_all(content.as_bytes()).map_err(Text::plain)?;
    }
    let archive = archive.finish().map_err(Text::plain)?;
    Ok(archive.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_entry_tells_its_place() {
        assert_eq!(place("DSC/DCC/NO/ab.pem"), Some(("DSC", "NO", "ab")));
        assert_eq!(place("CSCA/DCC/NO/ab.pem"), Some(("CSCA", "NO", "ab")));
        for name in [
            "DSC/DCC/NO/ab.txt",
            "DSC/PH4H/NO/ab.pem",
            "DSC/DCC/NO/x/ab.pem",
            "/DSC/DCC/NO/ab.pem",
            "UPLOAD/DCC/NO/ab.pem",
            "ab.pem",
        ] {
            assert_eq!(place(name), None, "{name}");
        }
    }

    #[test]
    fn the_date_is_read_as_the_gateway_writes_it() {
        let date = |text: &str| timestamp(text.as_bytes()).map(|date| date.to_string());
        for text in [
            "Export Timestamp: 2021-11-01T03:00:00Z\n",
            "Version 1\r\nExport Timestamp: 2021-11-01T04:00:00.123+01:00[Europe/Berlin]\r\n",
        ] {
            assert_eq!(
                date(text).as_deref(),
                Some("2021-11-01T03:00:00Z"),
                "{text}"
            );
        }
        assert_eq!(date("Export Timestamp: yesterday"), None);
        assert_eq!(date(""), None);
    }
}
