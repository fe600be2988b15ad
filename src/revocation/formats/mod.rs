//! Lists of revoked certificates in the forms of several systems. One file a form; each reads octets, checks
//! what can be checked, and tells a [`Sink`] what it found.
//!
//! A list that is refused as a whole is an error; a bad item costs itself and is a problem of the sink.

mod common;
mod covpass;
mod distribution;
mod gateway;
mod norway;
mod plain;

use super::filter::Filter;
use super::{Batch, BatchId, Files, Hash, Sink, Source, SourceId};
use crate::country::CountryCode;
use crate::text::{Said, Text, ToText};
use crate::time::Timestamp;
use crate::trust::{Anchors, Problem, Request as TrustRequest, Unpinned};
use crate::{in_english, text};
use std::io;

pub use gateway::{BatchError, GatewayBatch, MAX_ENTRIES};

/// The forms of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Format {
    /// Our own file.
    Store,
    /// Batches of the EU gateway: JSON in CMS, with or without the list of batches.
    Gateway,
    /// Slices of the EU's distribution service: filters by signer.
    Distribution,
    /// The files of the German CovPass backend.
    CovPass,
    /// Super batches of the Norwegian backend: filters by country.
    Norway,
    /// Our own simple text: settings `name = value` that hold for the lines after them (`country`, `kid`, `type`,
    /// `expires`, `as-of`), and one hash, identifier or whole code a line; `#` begins a comment.
    Plain,
    /// An issuer's own ledger, which goes into a store when it is published.
    Ledger,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Store,
        Self::Gateway,
        Self::Distribution,
        Self::CovPass,
        Self::Norway,
        Self::Plain,
        Self::Ledger,
    ];

    /// The stable word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Store => "store",
            Self::Gateway => "gateway",
            Self::Distribution => "distribution",
            Self::CovPass => "covpass",
            Self::Norway => "norway",
            Self::Plain => "plain",
            Self::Ledger => "ledger",
        }
    }
}

crate::text::by_name!(Format, WORD_FORMAT);

/// Everything that a reader needs beside the files.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The name for reports.
    pub source: &'a str,
    /// The moment of reading: batches that have expired then are left out, silently.
    pub at: Timestamp,
    /// When the list was known to be complete, if the caller knows and the list does not say.
    pub as_of: Option<Timestamp>,
    /// Pinned signers of lists (CovPass).
    pub anchors: &'a Anchors,
    /// What becomes of a signature by nobody who is pinned: the piece is refused, or counts as not checked.
    pub unpinned: Unpinned,
    /// The countries' upload certificates in DER: who may sign batches of the gateway. A certificate speaks for
    /// the country (C) of its subject.
    pub uploaders: &'a [Vec<u8>],
}

/// Why a list was not read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// It is no list of this form, or of none that is known.
    Unknown {
        /// The name that the caller gave.
        source: String,
        /// What is wrong.
        reason: Text,
    },
    /// The whole list is refused.
    Refused {
        /// The name that the caller gave.
        source: String,
        /// Why.
        reason: Text,
    },
    /// A file could not be read, or the sink could not keep what was found.
    Io(io::Error),
}

impl ToText for ReadError {
    fn to_text(&self) -> Text {
        match self {
            Self::Unknown { source, reason } => text!(REVOKED_LIST_UNKNOWN, source, reason),
            Self::Refused { source, reason } => text!(TRUST_UNSIGNED, source, reason),
            Self::Io(error) => error.to_text(),
        }
    }
}

in_english!(ReadError: Error);

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The form of a list, by the names of its files and what stands in them.
///
/// # Errors
/// A file that had to be looked into could not be read.
pub fn recognise(files: &dyn Files) -> io::Result<Option<Format>> {
    let names = files.names();
    for (format, fits) in [
        (
            Format::CovPass,
            covpass::recognise as fn(&[String], &dyn Files) -> io::Result<bool>,
        ),
        (Format::Distribution, distribution::recognise),
        (Format::Norway, norway::recognise),
        (Format::Gateway, gateway::recognise),
        (Format::Plain, plain::recognise),
    ] {
        if fits(&names, files)? {
            return Ok(Some(format));
        }
    }
    Ok(None)
}

/// Takes only lists that somebody who is pinned signed, where anybody is pinned.
struct Vouched<'a> {
    request: &'a Request<'a>,
    sink: &'a mut dyn Sink,
}

impl Sink for Vouched<'_> {
    fn source(&mut self, source: Source) -> io::Result<SourceId> {
        let Request {
            source: name,
            at,
            anchors,
            unpinned,
            ..
        } = *self.request;
        let request = TrustRequest {
            unpinned,
            ..TrustRequest::new(name, &[], at, anchors)
        };
        let signature = request
            .vouched(source.signature)
            .map_err(|error| Said::error(io::ErrorKind::Other, error))?;
        self.sink.source(Source {
            signature,
            ..source
        })
    }

    fn batch(&mut self, batch: Batch) -> io::Result<BatchId> {
        self.sink.batch(batch)
    }

    fn entry(&mut self, batch: BatchId, hash: &Hash) -> io::Result<()> {
        self.sink.entry(batch, hash)
    }

    fn filter(&mut self, batch: BatchId, filter: Filter) -> io::Result<()> {
        self.sink.filter(batch, filter)
    }

    fn deleted(&mut self, country: CountryCode, id: &str) -> io::Result<()> {
        self.sink.deleted(country, id)
    }

    fn problem(&mut self, problem: Problem) {
        self.sink.problem(problem);
    }
}

/// Reads a list of a form into a sink.
///
/// # Errors
/// The whole list is refused, or it could not be read or kept. What single items lack are problems of the sink.
pub fn read(
    format: Format,
    request: &Request<'_>,
    files: &dyn Files,
    sink: &mut dyn Sink,
) -> Result<(), ReadError> {
    let sink = &mut Vouched { request, sink };
    match format {
        Format::Gateway => gateway::read(request, files, sink),
        Format::Distribution => distribution::read(request, files, sink),
        Format::CovPass => covpass::read(request, files, sink),
        Format::Norway => norway::read(request, files, sink),
        Format::Plain => plain::read(request, files, sink),
        Format::Store | Format::Ledger => Err(ReadError::Refused {
            source: request.source.to_owned(),
            reason: text!(REVOKED_LIST_OPENED, format = format.name()),
        }),
    }
}
