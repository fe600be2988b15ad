//! QR and Aztec codes in pictures and PDF pages, as texts.
//!
//! [`scan::scan`] takes the octets of a PNG, JPEG, WebP or PDF and gives every code in it, in reading order, within
//! [`scan::ScanLimits`]. Nothing here knows what the codes say.

mod aztec;
mod detect;
mod grid;
mod model;
mod other;
mod pdf;
mod pixels;
mod plane;
pub mod scan;
mod symbols;
mod threshold;
