//! zlib (RFC 1950): the compression layer of a code.
//!
//! Sizes are octets. Inflating stops at a limit before memory does, and the whole input must be one
//! stream: `flate2` by itself ignores what follows the stream and takes a reader cut at the limit for
//! one that ended there, so both are checked here.
//!
//! With the feature `libdeflate` the smallest code is written by that library, which needs less than half of the
//! time: building a code for 400 octets is most of the work, and clearing a window of 128 KiB most of the rest.
//!
//! Not supported: preset dictionaries (FDICT), gzip, raw deflate.
//!
//! ```
//! use hcert::codec::zlib;
//! let packed = zlib::deflate(b"certificate", zlib::Effort::Best);
//! assert_eq!(zlib::inflate(&packed, 64).unwrap(), b"certificate");
//! assert!(matches!(zlib::inflate(&packed, 10), Err(zlib::ZlibError::TooLarge { limit: 10 })));
//! ```

use crate::text::{Text, ToText};
use crate::{in_english, text};
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use std::cell::RefCell;

/// How hard [`deflate`] tries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effort {
    /// Level 9: the smallest code, which is the easiest to scan.
    #[default]
    Best,
    /// Level 1: about 2 % larger and three times as fast.
    Fast,
}

/// What was wrong with a zlib stream, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ZlibError {
    /// The input is shorter than a zlib header.
    Empty {
        /// Octets of input.
        length: usize,
    },
    /// The first two octets are no zlib header (RFC 1950 section 2.2).
    NotCompressed {
        /// The two octets.
        found: [u8; 2],
    },
    /// The header asks for a preset dictionary.
    Dictionary,
    /// The stream is damaged, or its checksum does not match what came out.
    Corrupt {
        /// Octets read before the damage was noticed.
        offset: u64,
        /// Octets that had come out by then.
        inflated: u64,
    },
    /// The input ends inside the stream.
    Truncated {
        /// Octets of input.
        length: usize,
    },
    /// Octets follow the end of the stream.
    Trailing {
        /// Where the stream ends.
        offset: usize,
        /// How many octets follow.
        length: usize,
    },
    /// More would come out than the limit allows.
    TooLarge {
        /// The limit in octets.
        limit: usize,
    },
}

impl ToText for ZlibError {
    fn to_text(&self) -> Text {
        match self {
            Self::Empty { length } => text!(ZLIB_EMPTY, length),
            Self::NotCompressed { found: [a, b] } => {
                text!(ZLIB_NOT_COMPRESSED, found = format!("{a:02x} {b:02x}"))
            }
            Self::Dictionary => text!(ZLIB_DICTIONARY),
            Self::Corrupt { offset, inflated } => text!(ZLIB_CORRUPT, at = offset, inflated),
            Self::Truncated { length } => text!(ZLIB_TRUNCATED, length),
            Self::Trailing { offset, length } => text!(ZLIB_TRAILING, length, at = offset),
            Self::TooLarge { limit } => text!(ZLIB_TOO_LARGE, limit),
        }
    }
}

in_english!(ZlibError: Error);

thread_local! {
    // Setting up the decoder's window costs more than inflating a certificate, so it is kept and reset.
    static INFLATE: RefCell<Decompress> = RefCell::new(Decompress::new(true));
    // Likewise the encoder's tables, a quarter of a megabyte per level.
    static BEST: RefCell<Compress> = RefCell::new(Compress::new(Compression::best(), true));
    static FAST: RefCell<Compress> = RefCell::new(Compress::new(Compression::fast(), true));
}

/// Inflates one zlib stream that fills the whole input.
///
/// Memory grows with what really comes out, never beyond `limit` + 1 octets, whatever the input
/// promises.
///
/// ```
/// use hcert::codec::zlib::{self, Effort, ZlibError};
/// let bomb = zlib::deflate(&[0; 100_000], Effort::Best);
/// assert!(bomb.len() < 200);
/// assert_eq!(zlib::inflate(&bomb, 65_536), Err(ZlibError::TooLarge { limit: 65_536 }));
/// ```
///
/// # Errors
/// No zlib header, a damaged or cut-off stream, octets after it, or more than `limit` octets of output.
pub fn inflate(input: &[u8], limit: usize) -> Result<Vec<u8>, ZlibError> {
    let &[cmf, flags, ..] = input else {
        return Err(ZlibError::Empty {
            length: input.len(),
        });
    };
    if cmf & 0x0f != 8 || (u16::from(cmf) << 8 | u16::from(flags)) % 31 != 0 {
        return Err(ZlibError::NotCompressed {
            found: [cmf, flags],
        });
    }
    if flags & 0x20 != 0 {
        return Err(ZlibError::Dictionary);
    }
    INFLATE.with_borrow_mut(|inflate| {
        inflate.reset(true);
        run_inflate(inflate, input, limit)
    })
}

/// Inflates one stream without a header (RFC 1951), as JWE has it, that fills the whole input.
///
/// # Errors
/// As [`inflate`], but for the header.
pub fn inflate_raw(input: &[u8], limit: usize) -> Result<Vec<u8>, ZlibError> {
    INFLATE.with_borrow_mut(|inflate| {
        inflate.reset(false);
        run_inflate(inflate, input, limit)
    })
}

fn run_inflate(inflate: &mut Decompress, input: &[u8], limit: usize) -> Result<Vec<u8>, ZlibError> {
    // One octet above the limit, so that reaching it tells a stream that ended from one that goes on.
    let ceiling = limit.saturating_add(1);
    let mut output = Vec::with_capacity(ceiling.min(input.len().saturating_mul(2).max(256)));
    loop {
        let read = consumed(inflate, input);
        let before = (inflate.total_in(), inflate.total_out());
        let status = inflate
            .decompress_vec(
                input.get(read..).unwrap_or_default(),
                &mut output,
                FlushDecompress::None,
            )
            .map_err(|_| ZlibError::Corrupt {
                offset: inflate.total_in(),
                inflated: inflate.total_out(),
            })?;
        if output.len() > limit {
            return Err(ZlibError::TooLarge { limit });
        }
        let read = consumed(inflate, input);
        match status {
            Status::StreamEnd if read < input.len() => {
                return Err(ZlibError::Trailing {
                    offset: read,
                    length: input.len() - read,
                });
            }
            Status::StreamEnd => return Ok(output),
            Status::Ok | Status::BufError if output.len() == output.capacity() => {
                let more = output.len().max(1024).min(ceiling - output.len());
                output.reserve_exact(more);
            }
            Status::Ok | Status::BufError
                if read == input.len() || before == (inflate.total_in(), inflate.total_out()) =>
            {
                return Err(ZlibError::Truncated {
                    length: input.len(),
                });
            }
            Status::Ok | Status::BufError => {}
        }
    }
}

/// Octets of `input` that the decoder has taken so far.
fn consumed(inflate: &Decompress, input: &[u8]) -> usize {
    usize::try_from(inflate.total_in())
        .unwrap_or(input.len())
        .min(input.len())
}

/// Compresses octets into one zlib stream. The same input gives the same output.
#[must_use]
pub fn deflate(octets: &[u8], effort: Effort) -> Vec<u8> {
    #[cfg(feature = "libdeflate")]
    if effort == Effort::Best
        && let Some(stream) = smallest(octets)
    {
        return stream;
    }
    deflate_plainly(octets, effort)
}

/// What `libdeflate` makes of octets at its level 9.
#[cfg(feature = "libdeflate")]
fn smallest(octets: &[u8]) -> Option<Vec<u8>> {
    use libdeflater::{CompressionLvl, Compressor};
    thread_local! {
        static SMALLEST: RefCell<Option<Compressor>> =
            RefCell::new(CompressionLvl::new(9).ok().map(Compressor::new));
    }
    SMALLEST.with_borrow_mut(|slot| {
        let compressor = slot.as_mut()?;
        let mut stream = vec![0; compressor.zlib_compress_bound(octets.len())];
        let length = compressor.zlib_compress(octets, &mut stream).ok()?;
        stream.truncate(length);
        Some(stream)
    })
}

/// The same by `flate2`: what the feature's library is held against.
fn deflate_plainly(octets: &[u8], effort: Effort) -> Vec<u8> {
    let slot = match effort {
        Effort::Best => &BEST,
        Effort::Fast => &FAST,
    };
    slot.with_borrow_mut(|compress| {
        compress.reset();
        let mut output = Vec::with_capacity(octets.len() + octets.len() / 1000 + 64);
        loop {
            let read = usize::try_from(compress.total_in()).unwrap_or(octets.len());
            let rest = octets.get(read..).unwrap_or_default();
            // An error is impossible here: it stands for a misuse of the call order.
            match compress.compress_vec(rest, &mut output, FlushCompress::Finish) {
                Ok(Status::StreamEnd) | Err(_) => return output,
                Ok(Status::Ok | Status::BufError) => output.reserve(output.len().max(64)),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMIT: usize = 64 * 1024;

    #[test]
    fn exactly_the_limit_passes_and_one_more_does_not() {
        let packed = deflate(&[7; LIMIT], Effort::Best);
        assert_eq!(inflate(&packed, LIMIT).unwrap().len(), LIMIT);
        let packed = deflate(&[7; LIMIT + 1], Effort::Best);
        assert_eq!(
            inflate(&packed, LIMIT),
            Err(ZlibError::TooLarge { limit: LIMIT })
        );
    }

    #[test]
    fn a_bomb_is_stopped_at_the_limit() {
        let packed = deflate(&vec![0; 8 << 20], Effort::Best);
        assert!(packed.len() < 10_000);
        assert_eq!(
            inflate(&packed, LIMIT),
            Err(ZlibError::TooLarge { limit: LIMIT })
        );
    }

    #[test]
    fn octets_after_the_stream_are_refused() {
        let mut packed = deflate(b"certificate", Effort::Best);
        let offset = packed.len();
        packed.extend_from_slice(b"xyz");
        assert_eq!(
            inflate(&packed, LIMIT),
            Err(ZlibError::Trailing { offset, length: 3 })
        );
    }

    #[test]
    fn every_cut_is_refused_and_says_so() {
        let packed = deflate(b"certificate certificate certificate", Effort::Best);
        for length in 0..packed.len() {
            let error = inflate(&packed[..length], LIMIT).unwrap_err();
            assert!(
                matches!(error, ZlibError::Truncated { .. } | ZlibError::Empty { .. }),
                "{length}: {error}"
            );
        }
    }

    #[test]
    fn headers_and_checksums_are_judged() {
        let good = deflate(b"certificate", Effort::Best);
        let mut bad = good.clone();
        *bad.last_mut().unwrap() ^= 1;
        assert!(matches!(
            inflate(&bad, LIMIT),
            Err(ZlibError::Corrupt { .. })
        ));
        assert_eq!(
            inflate(&[0xd2, 0x84, 0x43], LIMIT),
            Err(ZlibError::NotCompressed {
                found: [0xd2, 0x84]
            })
        );
        assert_eq!(
            inflate(&[0x78, 0xbb, 0, 0, 0, 0], LIMIT),
            Err(ZlibError::Dictionary)
        );
        assert!(inflate(&good[2..], LIMIT).is_err());
    }

    #[test]
    fn all_levels_of_the_field_are_read() {
        for level in 0..=9 {
            let mut encoder = Compress::new(Compression::new(level), true);
            let mut packed = Vec::with_capacity(200);
            encoder
                .compress_vec(b"certificate", &mut packed, FlushCompress::Finish)
                .unwrap();
            assert_eq!(
                inflate(&packed, LIMIT).unwrap(),
                b"certificate",
                "level {level}"
            );
        }
    }

    #[test]
    fn messages_say_what_and_where() {
        let error = ZlibError::Corrupt {
            offset: 12,
            inflated: 3,
        };
        assert_eq!(
            error.to_string(),
            "the stream is damaged or its checksum is wrong, noticed at offset 12 after 3 inflated octets"
        );
        assert_eq!(
            ZlibError::NotCompressed {
                found: [0xd2, 0x84]
            }
            .to_string(),
            "octets d2 84 at offset 0 are no zlib header (expected 78 xx)"
        );
    }

    proptest! {
        #[test]
        fn octets_survive_the_round_trip(octets in prop::collection::vec(any::<u8>(), 0..3000), fast: bool) {
            let effort = if fast { Effort::Fast } else { Effort::Best };
            let packed = deflate(&octets, effort);
            prop_assert_eq!(&packed, &deflate(&octets, effort));
            prop_assert_eq!(inflate(&packed, LIMIT).unwrap(), octets);
        }

        #[test]
        fn both_libraries_write_streams_that_are_read_alike(octets in prop::collection::vec(
            prop_oneof![Just(0), Just(b'A'), any::<u8>()], 0..3000
        )) {
            for effort in [Effort::Best, Effort::Fast] {
                let packed = deflate(&octets, effort);
                prop_assert_eq!(packed.first(), Some(&0x78));
                prop_assert_eq!(&inflate(&packed, LIMIT).unwrap(), &octets);
                // Neither library is to grow a code by a tenth over the other.
                let plain = deflate_plainly(&octets, effort);
                prop_assert!(packed.len() <= plain.len() + plain.len() / 10 + 16);
                prop_assert_eq!(inflate(&plain, LIMIT).unwrap(), octets.clone());
            }
        }

        #[test]
        fn no_input_panics(octets in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut stream = vec![0x78, 0xda];
            stream.extend(&octets);
            let _ = inflate(&stream, 1000);
            let _ = inflate(&octets, 1000);
        }
    }
}
