//! What the tests of readers share: a sink that keeps everything, files in memory, keys and certificates.

use super::formats::{self, Format, ReadError, Request};
use super::{Batch, BatchId, Files, Hash, Sink, Source, SourceId, filter};
use crate::codec::cose::Sign1;
use crate::country::CountryCode;
use crate::key::pki::tests::TestKey;
use crate::key::pki::tlv::{BIT_STRING, SEQUENCE, SET, element, object, sequence, unsigned};
use crate::key::pki::{Hash as PkiHash, PkiAlgorithm};
use crate::time::Timestamp;
use crate::trust::{Anchors, Problem, Unpinned, kid_of};
use std::collections::BTreeMap;
use std::io;

/// The moment of every reading.
pub(crate) fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// A sink that keeps what it is given.
#[derive(Default)]
pub(crate) struct Collected {
    pub(crate) sources: Vec<Source>,
    /// Batches with their entries.
    pub(crate) batches: Vec<(Batch, Vec<Hash>)>,
    pub(crate) filters: Vec<(BatchId, filter::Filter)>,
    pub(crate) deleted: Vec<(String, String)>,
    pub(crate) problems: Vec<Problem>,
}

impl Sink for Collected {
    fn source(&mut self, source: Source) -> io::Result<SourceId> {
        self.sources.push(source);
        Ok(self.sources.len() as SourceId - 1)
    }

    fn batch(&mut self, batch: Batch) -> io::Result<BatchId> {
        assert!(
            self.sources.len() > batch.source as usize,
            "its source first"
        );
        self.batches.push((batch, Vec::new()));
        Ok(self.batches.len() as BatchId - 1)
    }

    fn entry(&mut self, batch: BatchId, hash: &Hash) -> io::Result<()> {
        let (of, hashes) = &mut self.batches[batch as usize];
        assert_eq!(of.hash_types.len(), 1, "hashes have one type");
        hashes.push(*hash);
        Ok(())
    }

    fn filter(&mut self, batch: BatchId, filter: filter::Filter) -> io::Result<()> {
        self.filters.push((batch, filter));
        Ok(())
    }

    fn deleted(&mut self, country: CountryCode, id: &str) -> io::Result<()> {
        let country = country.to_string();
        self.deleted.push((country, id.to_owned()));
        Ok(())
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}

impl Collected {
    /// The problems in words.
    pub(crate) fn told(&self) -> Vec<String> {
        self.problems.iter().map(ToString::to_string).collect()
    }

    /// The identifiers of the batches.
    pub(crate) fn ids(&self) -> Vec<&str> {
        self.batches
            .iter()
            .map(|(batch, _)| batch.id.as_str())
            .collect()
    }

    /// The stable word for the signature of the one source.
    pub(crate) fn signature(&self) -> &'static str {
        assert_eq!(self.sources.len(), 1);
        self.sources[0].signature.code()
    }

    /// The one problem, when nothing was taken.
    #[track_caller]
    pub(crate) fn left_out(&self, reason: &str) {
        assert!(self.batches.is_empty(), "{:?}", self.batches);
        self.one_problem(reason);
    }

    #[track_caller]
    pub(crate) fn one_problem(&self, reason: &str) {
        let told = self.told();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains(reason), "{told:?}");
    }
}

/// Files in memory.
#[derive(Clone, Default)]
pub(crate) struct Folder(pub(crate) BTreeMap<String, Vec<u8>>);

impl Folder {
    pub(crate) fn of<N: Into<String>, O: Into<Vec<u8>>>(
        files: impl IntoIterator<Item = (N, O)>,
    ) -> Self {
        let files = files.into_iter();
        Self(
            files
                .map(|(name, octets)| (name.into(), octets.into()))
                .collect(),
        )
    }
}

impl Files for Folder {
    fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let found = self.0.get(name).cloned();
        found.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, name.to_owned()))
    }
}

/// How a list is read.
#[derive(Clone)]
pub(crate) struct Reading {
    pub(crate) files: Folder,
    pub(crate) format: Format,
    pub(crate) as_of: Option<Timestamp>,
    pub(crate) anchors: Anchors,
    pub(crate) unpinned: Unpinned,
    pub(crate) uploaders: Vec<Vec<u8>>,
}

impl Reading {
    pub(crate) fn new(format: Format, files: Folder) -> Self {
        Self {
            files,
            format,
            as_of: None,
            anchors: Anchors::default(),
            unpinned: Unpinned::Refuse,
            uploaders: Vec::new(),
        }
    }

    pub(crate) fn read(&self) -> Result<Collected, ReadError> {
        let mut sink = Collected::default();
        let request = Request {
            source: "list",
            at: now(),
            as_of: self.as_of,
            anchors: &self.anchors,
            unpinned: self.unpinned,
            uploaders: &self.uploaders,
        };
        formats::read(self.format, &request, &self.files, &mut sink)?;
        Ok(sink)
    }

    /// The list, which is not refused.
    #[track_caller]
    pub(crate) fn good(&self) -> Collected {
        self.read().unwrap()
    }

    pub(crate) fn error(&self) -> String {
        match self.read() {
            Ok(read) => panic!("{:?}", read.told()),
            Err(error) => error.to_string(),
        }
    }
}

pub(crate) const ECDSA: PkiAlgorithm = PkiAlgorithm::Ecdsa(PkiHash::Sha256);

/// A key and its certificate, which it signed itself, with these countries in its subject.
#[derive(Clone)]
pub(crate) struct Party {
    pub(crate) key: TestKey,
    pub(crate) der: Vec<u8>,
}

impl Party {
    pub(crate) fn new(countries: &[&str], seed: u8) -> Self {
        let key = TestKey::p256(seed);
        let part = |oid: &str, tag: u8, text: &str| {
            let attribute = sequence(&[&object(oid), &element(tag, text.as_bytes())]);
            element(SET, &attribute)
        };
        let mut name: Vec<u8> = countries
            .iter()
            .flat_map(|country| part("2.5.4.6", 0x13, country))
            .collect();
        name.extend(part("2.5.4.3", 0x0c, &format!("Party {seed}")));
        let name = element(SEQUENCE, &name);
        let algorithm = sequence(&[&object("1.2.840.10045.4.3.2")]);
        let dates = [
            element(0x17, b"210101000000Z"),
            element(0x17, b"310101000000Z"),
        ];
        let tbs = sequence(&[
            &element(0xa0, &unsigned(&[2])),
            &unsigned(&[seed]),
            &algorithm,
            &name,
            &element(SEQUENCE, &dates.concat()),
            &name,
            &key.spki(),
        ]);
        let mut bits = vec![0];
        bits.extend(key.sign(ECDSA, &tbs));
        let der = sequence(&[&tbs, &algorithm, &element(BIT_STRING, &bits)]);
        Self { key, der }
    }

    /// A COSE_Sign1 that names the certificate.
    pub(crate) fn cose(&self, payload: &[u8]) -> Vec<u8> {
        let kid = kid_of(&self.der);
        Sign1::encode(-7, &kid, payload, |message| {
            Ok::<_, ()>(self.key.sign_raw(ECDSA, message))
        })
        .unwrap()
    }

    pub(crate) fn anchor(&self) -> Anchors {
        Anchors {
            certificates: vec![self.der.clone()],
            keys: Vec::new(),
            ..Anchors::default()
        }
    }

    pub(crate) fn bare_anchor(&self) -> Anchors {
        Anchors {
            certificates: Vec::new(),
            keys: vec![self.key.spki()],
            ..Anchors::default()
        }
    }
}
