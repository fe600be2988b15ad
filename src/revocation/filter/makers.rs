//! Filters as their writers make them, for tests.

use super::norwegian::{self, Walk};
use super::prefixes;
use crate::key::sha256;
use crate::revocation::Hash;

/// A Bloom filter of so many words and rounds.
pub(crate) fn bloom_of(hashes: &[Hash], words: u32, rounds: u8, declared: u32) -> Vec<u8> {
    let mut octets = vec![0, 1, rounds, 0];
    octets.extend(1e-12_f32.to_be_bytes());
    octets.extend(declared.to_be_bytes());
    octets.extend(u32::try_from(hashes.len()).unwrap().to_be_bytes());
    octets.extend(words.to_be_bytes());
    let mut array = vec![0; 4 * words as usize];
    let bits = 32 * u64::from(words);
    for hash in hashes {
        for round in 0..rounds {
            let digest = sha256(&[&hash[..], &[round]].concat());
            // Bit by bit: the sign stands for −2^255.
            let rest = (0..256_u32).fold(0, |rest, bit| {
                let one = u64::from(digest[bit as usize / 8] >> (7 - bit % 8) & 1);
                let one = if bit == 0 { bits - one } else { one };
                (2 * rest + one) % bits
            });
            array[rest as usize / 8] |= 0x80_u8 >> (rest % 8);
        }
    }
    octets.extend(array);
    octets
}

/// A Bloom filter as the service makes it for these hashes, with one false hit asked for in 10^12.
pub(crate) fn bloom(hashes: &[Hash]) -> Vec<u8> {
    let n = hashes.len() as f64;
    let ln2 = std::f64::consts::LN_2;
    let bits = (n * f64::from(1e-12_f32).ln() / (1.0 / ln2.exp2()).ln()).ceil();
    let octets = bits as u32 / 8 + 1;
    let words = octets / 4 + octets % 4;
    let rounds = (f64::from(32 * words) / n * ln2).round().max(1.0);
    bloom_of(hashes, words, rounds as u8, hashes.len() as u32)
}

/// A partial variable hash list, in the writer's order and with its fault.
pub(crate) fn hash_list(hashes: &[Hash], size: u8) -> Vec<u8> {
    let mut octets = vec![0, 1];
    octets.extend(1e-12_f32.to_be_bytes());
    octets.extend(u32::try_from(hashes.len()).unwrap().to_be_bytes());
    octets.push(size);
    let mut entries: Vec<&[u8]> = hashes.iter().map(|hash| &hash[..size.into()]).collect();
    entries.sort_by_key(|entry| (entry[0] < 0x80, *entry));
    for entry in entries {
        octets.extend(prefixes::mangled(entry).unwrap_or_else(|| entry.to_vec()));
    }
    octets
}

/// Prefixes in the form that is asked, none mangled.
pub(crate) fn prefixes(hashes: &[Hash], size: u8) -> Vec<u8> {
    let mut entries: Vec<&[u8]> = hashes.iter().map(|hash| &hash[..size.into()]).collect();
    entries.sort_unstable();
    entries.dedup();
    entries.concat()
}

/// A Norwegian bit array.
pub(crate) fn norwegian(hashes: &[Hash], bucket: u8) -> Vec<u8> {
    let bits = norwegian::bits(bucket);
    let mut array = vec![0_u8; (bits as usize - 1) / 8 + 1];
    for hash in hashes {
        let Walk { start, step } = Walk::of(hash);
        for probe in 0..norwegian::PROBES {
            let bit = (start + probe * step) % bits;
            array[bit as usize / 8] |= 1 << (bit % 8);
        }
    }
    array
}
