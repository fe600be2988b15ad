//! The verifier and the scanner for JavaScript. Nothing here asks the network or the clock: the page hands in the lists, the
//! picture and the moment.

use hcert::text::Lang;
use hcert::time::Timestamp;
use hcert_checkpoint::offline::{OfflineRequest, OfflineVerifier, VerifierConfig};
use hcert_scan::scan::{grey, scan_frame};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

/// A verifier in a page.
#[wasm_bindgen]
#[derive(Debug)]
pub struct WebVerifier(OfflineVerifier);

#[wasm_bindgen]
impl WebVerifier {
    /// Makes a verifier of its file.
    ///
    /// # Errors
    /// As [`OfflineVerifier::open`].
    #[wasm_bindgen(constructor)]
    pub fn new(file: &[u8]) -> Result<Self, JsError> {
        Ok(Self(OfflineVerifier::open(&VerifierConfig::read(file)?)?))
    }

    /// Adds a store of revoked certificates.
    ///
    /// # Errors
    /// As [`OfflineVerifier::add_store`].
    #[wasm_bindgen(js_name = addStore)]
    pub fn add_store(&mut self, name: &str, octets: Vec<u8>) -> Result<(), JsError> {
        Ok(self.0.add_store(name, octets)?)
    }

    /// Holds the lists against those that were seen before, and gives what has been seen now.
    ///
    /// # Errors
    /// As [`OfflineVerifier::recall`].
    pub fn recall(&mut self, seen: &str) -> Result<String, JsError> {
        Ok(self.0.recall(seen)?)
    }

    /// The cards of what was handed in, as JSON; `asked` is JSON too.
    ///
    /// # Errors
    /// As [`OfflineVerifier::verify`].
    pub fn verify(&self, octets: &[u8], asked: &str) -> Result<String, JsError> {
        Ok(self
            .0
            .verify(octets, &OfflineRequest::read(asked)?)?
            .to_string())
    }

    /// How old the lists are at a moment, as JSON.
    ///
    /// # Errors
    /// The moment is none.
    pub fn standing(&self, at: &str) -> Result<String, JsError> {
        let at: Timestamp = at.parse()?;
        Ok(self.0.standing(at).to_string())
    }

    /// What the officer may choose, and what is usual, as JSON.
    #[must_use]
    pub fn choices(&self, lang: &str) -> String {
        self.0.choices(lang.parse().unwrap_or(Lang::En)).to_string()
    }
}

/// The texts of the codes in a camera's frame of four octets a pixel (red, green, blue, opacity).
#[wasm_bindgen]
#[must_use]
pub fn look(rgba: &[u8], width: u32, height: u32) -> Vec<String> {
    let pixels = rgba.as_chunks().0.iter();
    let luma: Vec<u8> = pixels
        .map(|&[r, g, b, _]| grey([r, g, b], u8::MAX))
        .collect();
    let found = scan_frame(&luma, width, height);
    found.into_iter().map(|code| code.text).collect()
}
