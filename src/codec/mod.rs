//! The layers of a code, innermost last: [`base45`], [`zlib`], [`cose`], [`cbor`]. Each goes both ways,
//! knows nothing of the layer around it and has an error type of its own that says where.

pub mod base45;
pub mod cbor;
pub mod cose;
mod hex;
pub mod rdf;
pub mod zlib;

pub use hex::{hex, unhex};
