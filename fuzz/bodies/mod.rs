//! What each fuzz target tries; the tests try it too, on inputs that were kept (`tests/fuzz.rs`).

pub(crate) mod base45;
pub(crate) mod cbor;
pub(crate) mod certlogic;
pub(crate) mod container;
pub(crate) mod cose;
pub(crate) mod divoc;
pub(crate) mod health;
pub(crate) mod icvp;
pub(crate) mod link;
pub(crate) mod lists;
pub(crate) mod payload;
pub(crate) mod pixels;
pub(crate) mod record;
pub(crate) mod revocation;
pub(crate) mod scan;
pub(crate) mod store;
pub(crate) mod time;
pub(crate) mod trust;
pub(crate) mod verify;
pub(crate) mod zlib;
