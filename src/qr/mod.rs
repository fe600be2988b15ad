//! QR codes: text to a symbol ([`render`]). Pictures to texts is the crate `hcert-scan`.

pub mod render;
