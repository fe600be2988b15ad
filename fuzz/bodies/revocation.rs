//! Every reader of revocation lists and every filter, on octets of any shape: no panic, and no list of strangers
//! is ever good.

use hcert::revocation::filter::{self, Filter, Kind};
use hcert::revocation::formats::{self, Format, Request};
use hcert::revocation::{Batch, BatchId, Files, Hash, Sink, Source, SourceId};
use hcert::trust::{Anchors, Problem, Unpinned};
use std::io;

/// One file under a name by which some forms are told.
struct One<'a>(&'a str, &'a [u8]);

impl Files for One<'_> {
    fn names(&self) -> Vec<String> {
        vec![self.0.to_owned()]
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        if name == self.0 {
            Ok(self.1.to_vec())
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }
}

/// Keeps nothing but counts, and holds readers to the order of what they tell.
#[derive(Default)]
struct Empty {
    sources: u32,
    batches: Vec<usize>,
}

impl Sink for Empty {
    fn source(&mut self, source: Source) -> io::Result<SourceId> {
        assert_ne!(source.signature.code(), "good", "nobody is pinned");
        self.sources += 1;
        Ok(self.sources - 1)
    }

    fn batch(&mut self, batch: Batch) -> io::Result<BatchId> {
        assert!(batch.source < self.sources);
        assert!(batch.scope.country.is_some() || batch.scope.kid.is_some());
        self.batches.push(batch.hash_types.len());
        Ok(self.batches.len() as BatchId - 1)
    }

    fn entry(&mut self, batch: BatchId, _: &Hash) -> io::Result<()> {
        assert_eq!(self.batches[batch as usize], 1);
        Ok(())
    }

    fn filter(&mut self, batch: BatchId, filter: Filter) -> io::Result<()> {
        assert!((batch as usize) < self.batches.len());
        assert!(filter::check(filter.kind, &filter.octets).is_ok());
        Ok(())
    }

    fn deleted(&mut self, country: hcert::CountryCode, _: &str) -> io::Result<()> {
        assert_eq!(country.as_str().len(), 2);
        Ok(())
    }

    fn problem(&mut self, problem: Problem) {
        assert!(!problem.reason.to_string().is_empty());
    }
}

/// Tries one input.
pub(crate) fn run(input: &[u8]) {
    let Some((choice, octets)) = input.split_first() else {
        return;
    };
    let anchors = Anchors::default();
    let request = Request {
        source: "fuzz",
        at: "2022-01-01T00:00:00Z".parse().expect("an instant"),
        as_of: None,
        anchors: &anchors,
        unpinned: if choice % 2 == 0 {
            Unpinned::Refuse
        } else {
            Unpinned::Report
        },
        uploaders: &[],
    };
    for name in ["file", "kid.lst", "lists.json", "slices.tgz"] {
        let files = One(name, octets);
        let _ = formats::recognise(&files);
        for format in Format::ALL {
            if let Err(error) = formats::read(format, &request, &files, &mut Empty::default()) {
                assert!(!error.to_string().is_empty());
            }
        }
    }
    let hash: Hash = std::array::from_fn(|at| octets.get(at).copied().unwrap_or(*choice));
    for kind in [
        Kind::Bloom,
        Kind::Prefixes { octets: *choice },
        Kind::Norwegian { bucket: *choice },
    ] {
        let _ = filter::check(kind, octets);
        let _ = filter::find(kind, &[], octets, &hash);
    }
}
