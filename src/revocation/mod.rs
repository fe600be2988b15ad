//! Revocation: which certificates were revoked.
//!
//! A certificate is named by hashes ([`id`]); lists of hashes come in the forms of several systems
//! ([`formats`]) and go into one file of our own ([`store`]), of which a look-up reads what it needs, in
//! under two microseconds. Lists that are filters ([`filter`]) can only say *possibly*, and that is what they
//! are taken for.
//!
//! Data flows from a reader through a [`Sink`] into a store. Nothing here touches a file, a clock or a network:
//! octets are brought by the caller, the file of the store too ([`store::Octets`]).
//!
//! Source: the gateway's OpenAPI description and the behaviour of the EU's, German, and Norwegian backends and
//! apps.

mod ask;
pub mod build;
pub mod filter;
pub mod formats;
pub mod id;
pub mod store;

crate::shown_alike! { Scope }

#[cfg(test)]
mod test_sink;

pub use ask::{Answer, Hit, Question, Revocations, Stale};

use crate::country::CountryCode;
use crate::time::Timestamp;
use crate::trust::{ListSignature, Problem};
use std::fmt;
use std::io;

/// The first 128 bits of a SHA-256, as every list but Italy's has them.
pub type Hash = [u8; 16];

/// What was hashed.
///
/// ```
/// use hcert::revocation::HashType;
/// assert_eq!("COUNTRYCODEUCI".parse(), Ok(HashType::CountryCodeUci));
/// assert_eq!(HashType::Signature.to_string(), "SIGNATURE");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HashType {
    /// The signature of the COSE_Sign1.
    Signature,
    /// The certificate's identifier (`ci`).
    Uci,
    /// The country and the identifier.
    CountryCodeUci,
}

impl HashType {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Signature, Self::Uci, Self::CountryCodeUci];

    /// The gateway's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Signature => "SIGNATURE",
            Self::Uci => "UCI",
            Self::CountryCodeUci => "COUNTRYCODEUCI",
        }
    }
}

crate::text::by_name!(HashType, WORD_HASH_TYPE);

/// Whose certificates an entry revokes. At least one of the two is there in every list that is read.
///
/// ```
/// use hcert::{CountryCode, revocation::Scope};
/// let scope = Scope { country: CountryCode::of_capitals("NO"), kid: Some([0xd9; 8]) };
/// assert_eq!(scope.to_string(), "NO d9d9d9d9d9d9d9d9");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    /// The country that revoked: two capital letters. It may speak only for its own signers. Lists of some
    /// backends tell none; they speak for the signer that they name.
    pub country: Option<CountryCode>,
    /// The signer's key identifier; `None` where the country's signers are all meant (`UNKNOWN_KID`).
    pub kid: Option<[u8; 8]>,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let country = self.country.map(|code| code.to_string());
        let kid = self.kid.map(|kid| crate::codec::hex(&kid));
        match (country, kid) {
            (Some(country), Some(kid)) => write!(f, "{country} {kid}"),
            (Some(one), None) | (None, Some(one)) => f.write_str(&one),
            (None, None) => f.write_str("-"),
        }
    }
}

/// The country that a list or a signer means, in the one form in which they are compared: certificates have it in
/// either case, and the EU writes EL and UK for GR and GB.
fn same_country(text: &str) -> Option<CountryCode> {
    CountryCode::of_capitals(&crate::trust::formats::countries::iso(text))
}

/// A list that was read: where from, and how far to believe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name that the caller gave: a file, a folder.
    pub name: String,
    /// Its form.
    pub format: formats::Format,
    /// Its signature. For a list of many signed pieces: *good* where every piece that was taken is.
    pub signature: ListSignature,
    /// When it was known to be complete, if it says so.
    pub as_of: Option<Timestamp>,
}

/// The place of a source among those that a sink was given.
pub type SourceId = u32;

/// The place of a batch among those that a sink was given.
pub type BatchId = u32;

/// Hashes that were published together: of one type, about one scope, with one end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The list that it is part of.
    pub source: SourceId,
    /// Its name there: a batch's UUID, the digest of a slice, a path.
    pub id: String,
    /// Whom it speaks of.
    pub scope: Scope,
    /// What was hashed; a filter may hold several types.
    pub hash_types: Vec<HashType>,
    /// When its entries stop to count, if it says so.
    pub expires: Option<Timestamp>,
}

/// Takes in what readers find.
pub trait Sink {
    /// A list.
    ///
    /// # Errors
    /// The sink could not keep it.
    fn source(&mut self, source: Source) -> io::Result<SourceId>;

    /// A batch of a list that was given before. A later batch of the same source and identifier is another
    /// delivery of the same. One of one hash type without hashes says that the list speaks of its scope, and that
    /// nothing of it is revoked.
    ///
    /// # Errors
    /// The sink could not keep it.
    fn batch(&mut self, batch: Batch) -> io::Result<BatchId>;

    /// One hash of a batch that was given before. The batch has one hash type.
    ///
    /// # Errors
    /// The sink could not keep it.
    fn entry(&mut self, batch: BatchId, hash: &Hash) -> io::Result<()>;

    /// The filter that a batch consists of, checked by [`filter::check`].
    ///
    /// # Errors
    /// The sink could not keep it.
    fn filter(&mut self, batch: BatchId, filter: filter::Filter) -> io::Result<()>;

    /// A batch that was withdrawn by its country: it counts no more, whichever list brought it. Sources are
    /// read in any order; a batch that is deleted by one and brought by another is deleted.
    ///
    /// # Errors
    /// The sink could not keep it.
    fn deleted(&mut self, country: CountryCode, id: &str) -> io::Result<()>;

    /// Something that could not be used, and why. The rest of the list still counts.
    fn problem(&mut self, problem: Problem);
}

/// Files that belong together, by their paths within a folder with `/` between. A single file is a folder of
/// one.
///
/// ```
/// use hcert::revocation::{Files, formats::{Format, recognise}};
/// struct OneFile(Vec<u8>);
/// impl Files for OneFile {
///     fn names(&self) -> Vec<String> {
///         vec!["revoked.txt".into()]
///     }
///     fn read(&self, _: &str) -> std::io::Result<Vec<u8>> {
///         Ok(self.0.clone())
///     }
/// }
/// let list = OneFile(std::fs::read("testdata/revocation/revoked.txt")?);
/// assert_eq!(recognise(&list)?, Some(Format::Plain));
/// # Ok::<(), std::io::Error>(())
/// ```
pub trait Files {
    /// The paths, sorted.
    fn names(&self) -> Vec<String>;

    /// The octets of one file.
    ///
    /// # Errors
    /// The file is not there or cannot be read.
    fn read(&self, name: &str) -> io::Result<Vec<u8>>;
}
