//! The files of the German CovPass backend: a tree of indexes over lists of hashes, each file signed.
//!
//! ```text
//! kid.lst                                  {kid: {type: count}}
//! {kid}{type}/index.lst                    {byte: [time, count, {byte: [time, count]}]}
//! {kid}{type}/{byte}/chunk.lst             [* hash]     where the index has no second level
//! {kid}{type}/{byte}/{byte}/chunk.lst      [* hash]     where it has one
//! ```
//!
//! Each file is a COSE_Sign1 (ES256, PS256) over CBOR. `kid` has 8 octets, `type` is one: 0a SIGNATURE, 0b UCI,
//! 0c COUNTRYCODEUCI; in paths both are lower-case hexadecimal. A hash has 16 octets and begins with the bytes
//! of its path. Times are not looked at. There is no country: a list speaks for the signers that it names.
//!
//! The key must be pinned: as a certificate whose identifier the signature names, or bare. A file's signature
//! is checked before anything in it is read. With a `kid.lst` that is not well signed or not well formed the
//! whole list is refused; another file costs itself and what lies below it. No file may be worse signed than
//! `kid.lst`, so that its word holds for all of them.
//!
//! Signatures say nothing of a file's place. What was moved is found by the first bytes of its hashes and by the
//! counts, which are compared at every level: a difference is told as a problem, as is a file that is missing
//! and one that no index names.
//!
//! Limits: 1 MiB for `kid.lst`, 4 MiB an index, 16 MiB a chunk.
//!
//! Source: the code of the CovPass app.
//!
//! Not supported: the time of a chunk (the list has none as a whole, so only the caller can say when it was
//! complete).

use super::common::{Out, refused, unknown};
use super::{Format, ReadError, Request};
use crate::codec::cbor::{Head, Reader};
use crate::codec::cose::Sign1;
use crate::codec::hex;
use crate::key::Algorithm;
use crate::revocation::{Batch, Files, Hash, HashType, Scope, Sink, Source, SourceId};
use crate::text;
use crate::text::{Message, Text, ToText, messages};
use crate::trust::formats::signer;
use crate::trust::{self, ListSignature, TrustError};
use std::collections::BTreeMap;
use std::io;

/// The file at the root.
const ROOT: &str = "kid.lst";

/// The most octets of each kind of file.
const MAX_ROOT: usize = 1 << 20;
const MAX_INDEX: usize = 4 << 20;
const MAX_CHUNK: usize = 16 << 20;

/// Nesting of a file: an index has map, array, map, array; the envelope has less.
const DEPTH: usize = 8;

/// The octet that stands for a hash type.
const TYPES: [(u8, HashType); 3] = [
    (0x0a, HashType::Signature),
    (0x0b, HashType::Uci),
    (0x0c, HashType::CountryCodeUci),
];

/// The folders (with `/` at the end, or nothing) that hold a root.
fn roots(names: &[String]) -> Vec<&str> {
    let roots = names.iter().filter_map(|name| name.strip_suffix(ROOT));
    roots
        .filter(|folder| folder.is_empty() || folder.ends_with('/'))
        .collect()
}

pub(super) fn recognise(names: &[String], _files: &dyn Files) -> io::Result<bool> {
    Ok(!roots(names).is_empty())
}

pub(super) fn read(
    request: &Request<'_>,
    files: &dyn Files,
    sink: &mut dyn Sink,
) -> Result<(), ReadError> {
    let names = files.names();
    let root = match roots(&names).as_slice() {
        [root] => (*root).to_owned(),
        [] => return Err(unknown(request, text!(COVPASS_NO_ROOT, root = ROOT))),
        several => {
            let found = several.len();
            return Err(refused(request, text!(COVPASS_ROOTS, found, root = ROOT)));
        }
    };
    let mut left: BTreeMap<String, String> = names
        .into_iter()
        .filter_map(|name| Some((name.strip_prefix(&root)?.to_ascii_lowercase(), name)))
        .collect();
    left.remove(ROOT);
    let octets = files.read(&format!("{root}{ROOT}"))?;
    let at_root = |reason: Text| refused(request, text!(COVPASS_ROOT, root = ROOT, reason));
    let (payload, signature) = open(request, &octets, MAX_ROOT).map_err(at_root)?;
    let signers = kid_list(&payload).map_err(at_root)?;

    let mut out = Out::new(request, sink);
    let good = matches!(signature, ListSignature::Good { .. });
    let source = out.sink.source(Source {
        name: request.source.to_owned(),
        format: Format::CovPass,
        signature,
        as_of: request.as_of,
    })?;
    let mut tree = Tree {
        request,
        files,
        left,
        good,
        source,
    };
    for (kid, types) in signers {
        for (octet, count) in types {
            let folder = format!("{}{octet:02x}", hex(&kid));
            match TYPES.iter().find(|(known, _)| *known == octet) {
                Some((_, hash_type)) => {
                    let branch = Branch {
                        folder,
                        kid,
                        hash_type: *hash_type,
                    };
                    tree.branch(&branch, count, &mut out)?;
                }
                None => out.note(folder, text!(COVPASS_HASH_TYPE)),
            }
        }
    }
    for name in tree.left.values() {
        out.note(name, text!(COVPASS_NOT_INDEXED));
    }
    out.finish();
    Ok(())
}

/// Checks the signature of a file; gives its content.
fn open(
    request: &Request<'_>,
    octets: &[u8],
    most: usize,
) -> Result<(Vec<u8>, ListSignature), Text> {
    if octets.len() > most {
        let found = octets.len();
        return Err(text!(REVOKED_LIST_TOO_LARGE, found, most));
    }
    let sign1 = Sign1::decode(octets, DEPTH).map_err(|error| error.to_text())?;
    let alg = sign1.alg_number().and_then(Algorithm::from_cose);
    let alg = alg.ok_or(messages::SIGNER_ITS_ALGORITHM)?;
    let kid = sign1.kid.as_ref().map(|kid| kid.value.as_slice());
    let list = trust::Request {
        unpinned: request.unpinned,
        ..trust::Request::new(request.source, octets, request.at, request.anchors)
    };
    let message = sign1.to_be_signed();
    let signature = signer::by_kid(
        &list,
        kid.unwrap_or_default(),
        alg,
        &message,
        &sign1.signature,
    )
    .map_err(|error| match error {
        TrustError::Signature { reason, .. } => text!(REVOKED_LIST_SIGNATURE, reason),
        error => error.to_text(),
    })?;
    Ok((sign1.payload, signature))
}

/// The hashes of one signer and type.
struct Branch {
    folder: String,
    kid: [u8; 8],
    hash_type: HashType,
}

/// The list below its root.
struct Tree<'a> {
    request: &'a Request<'a>,
    files: &'a dyn Files,
    /// The files that were not read yet: their paths below the root in lower case, and their names.
    left: BTreeMap<String, String>,
    /// Whether the root's signature is good.
    good: bool,
    source: SourceId,
}

impl Tree<'_> {
    /// Opens a file; `None`, which is told, where that does not work.
    fn open(
        &mut self,
        path: &str,
        most: usize,
        out: &mut Out<'_>,
    ) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(name) = self.left.remove(path) else {
            out.note(path, text!(COVPASS_MISSING));
            return Ok(None);
        };
        let octets = self.files.read(&name)?;
        match open(self.request, &octets, most) {
            Ok((_, ListSignature::NotChecked { reason })) if self.good => {
                out.note(path, text!(COVPASS_WORSE_SIGNED, root = ROOT, reason));
                Ok(None)
            }
            Ok((payload, _)) => Ok(Some(payload)),
            Err(reason) => {
                out.note(path, reason);
                Ok(None)
            }
        }
    }

    fn branch(&mut self, branch: &Branch, count: u64, out: &mut Out<'_>) -> Result<(), ReadError> {
        let path = format!("{}/index.lst", branch.folder);
        let Some(payload) = self.open(&path, MAX_INDEX, out)? else {
            return Ok(());
        };
        let index = match index(&payload) {
            Ok(index) => index,
            Err(reason) => {
                out.note(path, reason);
                return Ok(());
            }
        };
        let sum = sum(index.iter().map(|one| one.count));
        if sum != count {
            out.note(&path, text!(COVPASS_SUM, sum, root = ROOT, count));
        }
        for First { byte, count, below } in index {
            let folder = format!("{}/{byte:02x}", branch.folder);
            if below.is_empty() {
                self.chunk(branch, &folder, &[byte], count, out)?;
                continue;
            }
            let sum = self::sum(below.iter().map(|(_, count)| *count));
            if sum != count {
                let first = format!("{byte:02x}");
                out.note(&path, text!(COVPASS_SUM_BELOW, sum, first, count));
            }
            for (second, count) in below {
                let folder = format!("{folder}/{second:02x}");
                self.chunk(branch, &folder, &[byte, second], count, out)?;
            }
        }
        Ok(())
    }

    fn chunk(
        &mut self,
        branch: &Branch,
        folder: &str,
        begins: &[u8],
        count: u64,
        out: &mut Out<'_>,
    ) -> Result<(), ReadError> {
        let path = format!("{folder}/chunk.lst");
        let Some(payload) = self.open(&path, MAX_CHUNK, out)? else {
            return Ok(());
        };
        let mut batch = None;
        let (mut found, mut wrong) = (0_u64, 0_u64);
        let mut failed: Option<io::Error> = None;
        let walked = Walk::start(&payload).and_then(|mut walk| {
            let count = walk.array()?;
            walk.each(count, |walk| {
                let hash = walk.bytes()?;
                found += 1;
                let hash = match Hash::try_from(hash.as_slice()) {
                    Ok(hash) if hash.starts_with(begins) => hash,
                    _ => {
                        wrong += 1;
                        return Ok(());
                    }
                };
                let kept = self.entry(branch, &path, &mut batch, &hash, out);
                kept.map_err(|error| {
                    failed = Some(error);
                    "".into()
                })
            })
        });
        if let Some(error) = failed {
            return Err(error.into());
        }
        if let Err(reason) = walked {
            out.note(&path, reason);
        }
        if wrong > 0 {
            let begins = hex(begins);
            out.note(&path, text!(COVPASS_STRAYS, wrong, found, begins));
        }
        if found != count {
            out.note(&path, text!(COVPASS_COUNT, found, count));
        }
        Ok(())
    }

    /// Keeps a hash, in the batch that its chunk becomes with the first one.
    fn entry(
        &self,
        branch: &Branch,
        path: &str,
        batch: &mut Option<u32>,
        hash: &Hash,
        out: &mut Out<'_>,
    ) -> io::Result<()> {
        let place = match *batch {
            Some(place) => place,
            None => out.sink.batch(Batch {
                source: self.source,
                id: path.to_owned(),
                scope: Scope {
                    country: None,
                    kid: Some(branch.kid),
                },
                hash_types: vec![branch.hash_type],
                expires: None,
            })?,
        };
        *batch = Some(place);
        out.sink.entry(place, hash)
    }
}

fn sum(counts: impl Iterator<Item = u64>) -> u64 {
    counts.fold(0, u64::saturating_add)
}

/// What `kid.lst` says of a signer: the octets of hash types, and how many hashes there are of each.
type Signer = ([u8; 8], Vec<(u8, u64)>);

fn kid_list(payload: &[u8]) -> Result<Vec<Signer>, Text> {
    let mut walk = Walk::start(payload)?;
    let mut signers = Vec::new();
    let count = walk.map()?;
    walk.each(count, |walk| {
        let kid = walk.bytes()?;
        let kid: [u8; 8] = kid
            .try_into()
            .map_err(|kid: Vec<u8>| text!(COVPASS_KID, found = kid.len()))?;
        let mut types = Vec::new();
        let count = walk.map()?;
        walk.each(count, |walk| {
            types.push((walk.byte()?, walk.number()?));
            Ok(())
        })?;
        signers.push((kid, types));
        Ok(())
    })?;
    Ok(signers)
}

/// What an index says of the hashes that begin with one byte.
struct First {
    byte: u8,
    count: u64,
    /// Second bytes, if the hashes are told apart by them.
    below: Vec<(u8, u64)>,
}

fn index(payload: &[u8]) -> Result<Vec<First>, Text> {
    let mut walk = Walk::start(payload)?;
    let mut found = Vec::new();
    let count = walk.map()?;
    walk.each(count, |walk| {
        let byte = walk.byte()?;
        let mut below = Vec::new();
        let (mut at, mut number) = (0, None);
        let items = walk.array()?;
        walk.each(items, |walk| {
            match at {
                0 => walk.skip()?,
                1 => number = Some(walk.number()?),
                2 if walk.is_null() => walk.skip()?,
                2 => below = walk.second()?,
                _ => return Err(walk.wrong(messages::TYPE_ARRAY_3)),
            }
            at += 1;
            Ok(())
        })?;
        let count = number.ok_or_else(|| walk.wrong(messages::TYPE_ARRAY_3))?;
        found.push(First { byte, count, below });
        Ok(())
    })?;
    Ok(found)
}

/// Walks over content head by head: no tree is built, and nothing is allocated from a declared length.
struct Walk<'a>(Reader<'a>);

impl<'a> Walk<'a> {
    /// Content that is one well-formed item, without a key twice in a map.
    fn start(payload: &'a [u8]) -> Result<Self, Text> {
        let mut whole = Reader::new(payload);
        let walked = whole.item(DEPTH).and_then(|_| whole.end());
        walked.map_err(|error| text!(COVPASS_CONTENT, error))?;
        Ok(Self(Reader::new(payload)))
    }

    fn wrong(&self, want: Message) -> Text {
        text!(COVPASS_SHAPE, want, at = self.0.offset())
    }

    fn head(&mut self) -> Result<Head, Text> {
        self.0.head().map_err(|error| text!(COVPASS_CONTENT, error))
    }

    fn map(&mut self) -> Result<Option<u64>, Text> {
        match self.head()? {
            Head::Map(count) => Ok(count),
            _ => Err(self.wrong(messages::TYPE_MAP)),
        }
    }

    fn array(&mut self) -> Result<Option<u64>, Text> {
        match self.head()? {
            Head::Array(count) => Ok(count),
            _ => Err(self.wrong(messages::TYPE_ARRAY)),
        }
    }

    fn bytes(&mut self) -> Result<Vec<u8>, Text> {
        let start = self.0.offset();
        match self.head()? {
            Head::Bytes(length) => {
                let read = self.0.bytes(start, length);
                read.map(Into::into)
                    .map_err(|error| text!(COVPASS_CONTENT, error))
            }
            _ => Err(self.wrong(messages::TYPE_BYTES)),
        }
    }

    fn byte(&mut self) -> Result<u8, Text> {
        match self.bytes()?.as_slice() {
            [one] => Ok(*one),
            _ => Err(self.wrong(messages::TYPE_BYTE)),
        }
    }

    fn number(&mut self) -> Result<u64, Text> {
        match self.head()? {
            Head::Unsigned(number) => Ok(number),
            _ => Err(self.wrong(messages::TYPE_NUMBER)),
        }
    }

    fn skip(&mut self) -> Result<(), Text> {
        let walked = self.0.item(DEPTH).map(|_| ());
        walked.map_err(|error| text!(COVPASS_CONTENT, error))
    }

    fn next_is(&self, head: Head) -> bool {
        self.0.clone().head().is_ok_and(|next| next == head)
    }

    fn is_null(&self) -> bool {
        self.next_is(Head::Simple(22))
    }

    /// Reads so many items or pairs, or up to the break code.
    fn each(
        &mut self,
        count: Option<u64>,
        mut read: impl FnMut(&mut Self) -> Result<(), Text>,
    ) -> Result<(), Text> {
        match count {
            Some(count) => (0..count).try_for_each(|_| read(self)),
            None => {
                while !self.next_is(Head::Break) {
                    read(self)?;
                }
                self.head().map(|_| ())
            }
        }
    }

    /// The second level of an index.
    fn second(&mut self) -> Result<Vec<(u8, u64)>, Text> {
        let mut found = Vec::new();
        let count = self.map()?;
        self.each(count, |walk| {
            let byte = walk.byte()?;
            let (mut at, mut number) = (0, None);
            let items = walk.array()?;
            walk.each(items, |walk| {
                match at {
                    1 => number = Some(walk.number()?),
                    _ => walk.skip()?,
                }
                at += 1;
                Ok(())
            })?;
            let count = number.ok_or_else(|| walk.wrong(messages::TYPE_ARRAY_2))?;
            found.push((byte, count));
            Ok(())
        })?;
        Ok(found)
    }
}

#[cfg(test)]
pub(super) mod tests;
