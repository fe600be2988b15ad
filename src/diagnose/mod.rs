//! What an implementer did otherwise than the specifications say, in words that lead to the line of code.
//!
//! [`Envelope`] and [`claims()`] look at the layers of a code as they stand, further than a verifier may, and say each
//! thing that is wrong as a [`Remark`] with its clause. [`signature()`] asks which usual mistake would make a wrong
//! signature good. Nothing here is a verdict, and no verdict rests on it: what it looks at anybody can have written.
//!
//! ```
//! use hcert::diagnose::{Envelope, RemarkCode};
//! // The payload is the map itself, and neither header has alg or kid.
//! let octets = [0xd2, 0x84, 0x40, 0xa0, 0xa1, 0x04, 0x00, 0x40];
//! let remarks = Envelope::read(&octets, 16).ok_or("no array of four")?.remarks();
//! assert!(remarks.iter().any(|remark| remark.code == RemarkCode::PayloadUnwrapped));
//! assert!(remarks.iter().any(|remark| remark.code == RemarkCode::AlgMissing));
//! # Ok::<(), &str>(())
//! ```

mod claims;
mod encoded;
mod envelope;
mod signature;

pub use claims::claims;
pub use envelope::{Envelope, transport};
pub use signature::{Diagnosis, Mistake, MistakeCode, Outcome, signature};

use crate::deviation::coded;
use crate::in_english;
use crate::text::{Text, ToText};

/// How much a remark weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// No verifier accepts it, or none has to.
    Wrong,
    /// The specification has it otherwise; verifiers take it.
    Unusual,
    /// It is as it is meant, and good to know.
    Note,
}

/// One thing about a layer: which, and the values that were compared. Never the holder's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Which one.
    pub code: RemarkCode,
    /// What stands there and what is right.
    pub text: Text,
}

impl Remark {
    fn new(code: RemarkCode, text: Text) -> Self {
        Self { code, text }
    }
}

impl ToText for Remark {
    fn to_text(&self) -> Text {
        self.text.clone()
    }
}

in_english!(Remark);

macro_rules! remarks {
    ($($variant:ident $code:literal $weight:ident $clause:literal)*) => {
        coded! {
            /// The stable codes of remarks.
            RemarkCode $($variant $code $clause)*
        }

        impl RemarkCode {
            /// How much it weighs.
            #[must_use]
            pub fn weight(self) -> Weight {
                match self { $(Self::$variant => Weight::$weight,)* }
            }
        }
    };
}

remarks! {
    TextBase64 "text-base64" Wrong "hcert-spec 4.2; RFC 9285"
    NotCompressed "not-compressed" Wrong "hcert-spec 4.2; RFC 1950"
    Gzip "gzip" Wrong "hcert-spec 4.2; RFC 1950 2.2"
    EnvelopeEncoded "envelope-encoded" Wrong "hcert-spec 3.1; RFC 9052 4.2"
    EnvelopeJson "envelope-json" Wrong "hcert-spec 3.1; RFC 9052 4.2"
    EnvelopeJws "envelope-jws" Wrong "hcert-spec 3.1; RFC 9052 4.2"
    EnvelopeClaims "envelope-claims" Wrong "hcert-spec 3.1; RFC 9052 4.2"
    ProtectedUnwrapped "protected-unwrapped" Wrong "RFC 9052 3"
    ProtectedJson "protected-json" Wrong "RFC 9052 3"
    ProtectedEmptyMap "protected-empty-map" Unusual "RFC 9052 3"
    LabelText "label-text" Wrong "RFC 9052 3.1"
    AlgMissing "alg-missing" Wrong "RFC 9052 3.1; hcert-spec 3.3.1"
    AlgUnknown "alg-unknown" Wrong "hcert-spec 3.1.1; RFC 9053 2.1; RFC 8230 2"
    KidMissing "kid-missing" Wrong "hcert-spec 3.3.1"
    KidDiffers "kid-differs" Unusual "RFC 9052 3"
    KidEncoded "kid-encoded" Wrong "RFC 9052 3.1; hcert-spec 3.3.1"
    KidLength "kid-length" Unusual "hcert-spec 3.3.1"
    PayloadUnwrapped "payload-unwrapped" Wrong "RFC 9052 4.2"
    PayloadTwice "payload-twice" Wrong "RFC 9052 4.2"
    PayloadTagged "payload-tagged" Wrong "RFC 8392 6"
    PayloadJson "payload-json" Wrong "RFC 8392 1.1; hcert-spec 3.3"
    PayloadCompressed "payload-compressed" Wrong "hcert-spec 4.2"
    PayloadDigest "payload-digest" Wrong "RFC 9052 4.2"
    SignatureDer "signature-der" Wrong "RFC 9053 2.1"
    SignatureText "signature-text" Wrong "RFC 9052 4.2"
    SignatureLength "signature-length" Wrong "RFC 9053 2.1; RFC 8230 2"
    ClaimTextKey "claim-text-key" Wrong "RFC 8392 3; hcert-spec 3.3.2"
    DateUnit "date-unit" Wrong "RFC 8392 2; hcert-spec 3.3.4 and 3.3.5"
    DateText "date-text" Wrong "RFC 8392 2; hcert-spec 3.3.4 and 3.3.5"
    DateRelative "date-relative" Wrong "RFC 8392 2; hcert-spec 3.3.4"
    DatesOrder "dates-order" Wrong "RFC 8392 3.1.4 and 3.1.6"
    HcertPlace "hcert-place" Wrong "hcert-spec 3.3"
    HcertForm "hcert-form" Wrong "hcert-spec 3.3"
    ClaimsBare "claims-bare" Wrong "hcert-spec 3.3; RFC 8392 3"
    ContentDdcc "content-ddcc" Note "WHO DDCC; hcert-spec 3.3"
    ContentExemption "content-exemption" Note "hcert-spec 3.3"
    ContentUkDomestic "content-uk-domestic" Note "hcert-spec 3.3"
    SpecimenDutch "specimen-dutch" Note "RFC 8392 3.1.4"
}
