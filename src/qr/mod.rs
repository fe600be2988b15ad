//! QR codes, both ways: text to a symbol ([`render`]), pictures and PDF pages to texts (`scan`).
//!
//! This room knows nothing of certificates beyond the four characters `HC1:`, by which `scan`
//! puts the codes it finds in order.

pub mod render;

#[cfg(feature = "scan")]
mod detect;
#[cfg(feature = "scan")]
mod grid;
#[cfg(feature = "scan")]
mod pdf;
#[cfg(feature = "scan")]
mod pixels;
#[cfg(feature = "scan")]
mod plane;
#[cfg(feature = "scan")]
pub mod scan;
#[cfg(feature = "scan")]
mod symbols;
#[cfg(feature = "scan")]
mod threshold;
