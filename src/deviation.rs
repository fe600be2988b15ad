//! Deviations: what real countries' codes do that no specification allows, and a border must live with.
//!
//! Every layer that tolerates something says so with one of these. A deviation never changes a verdict
//! by itself; a strict policy turns each into a reject, and the issuer refuses to write any.
//!
//! What is named here is never the holder's data: `at` is a place (`v/0/dt`), `found` a shape or a code.

use crate::in_english;
use crate::text::{Lang, Message, Text, ToText};

/// A tolerated oddity: which one, where, and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// Which one.
    pub code: DeviationCode,
    /// Where: a path in the payload, a header or claim, or a layer.
    pub at: String,
    /// What stands there, where it can be told without telling on the holder.
    pub found: Text,
}

impl Deviation {
    /// A deviation at a place.
    #[must_use]
    pub fn new(code: DeviationCode, at: impl Into<String>, found: impl Into<Text>) -> Self {
        Self {
            code,
            at: at.into(),
            found: found.into(),
        }
    }

    /// One line for a person.
    ///
    /// ```
    /// use hcert::{Lang, deviation::{Deviation, DeviationCode}};
    /// let odd = Deviation::new(DeviationCode::DoseFloat, "v/0/dn", "2.0");
    /// assert_eq!(odd.code.code(), "dose-float");
    /// assert!(odd.text(Lang::En).contains("v/0/dn"));
    /// ```
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        self.to_text().get(lang).into_owned()
    }
}

impl ToText for Deviation {
    fn to_text(&self) -> Text {
        let Self { code, at, found } = self;
        code.message()
            .with(vec![("at", at.to_text()), ("found", found.clone())])
    }
}

in_english!(Deviation);

/// Stable codes, each with the clause behind it.
macro_rules! coded {
    ($(#[$doc:meta])* $type:ident $($variant:ident $code:literal $clause:literal)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $type {
            $(#[doc = concat!("`", $code, "` (", $clause, ")")] $variant,)*
        }

        impl $type {
            /// All of them, in the order of the chain.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stable kebab-case code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The clause that says what is right.
            #[must_use]
            pub fn clause(self) -> &'static str {
                match self { $(Self::$variant => $clause,)* }
            }
        }
    };
}
pub(crate) use coded;

macro_rules! deviations {
    ($($variant:ident $code:literal $clause:literal)*) => {
        coded! {
            /// The stable codes of deviations.
            DeviationCode $($variant $code $clause)*
        }

        impl DeviationCode {
            /// The text, with the places `at` and `found`.
            #[must_use]
            pub fn message(self) -> Message {
                match self { $(Self::$variant => Message::new(concat!("deviation-", $code)),)* }
            }
        }
    };
}

deviations! {
    RepairBom "repair-bom" "hcert-spec 4.2: the text begins with HC1:"
    RepairControl "repair-control" "RFC 9285 table 1: line breaks and tabs are no Base45 characters"
    RepairBlanks "repair-blanks" "hcert-spec 4.2: nothing surrounds the code"
    RepairCase "repair-case" "RFC 9285 table 1: the alphabet is upper case"
    RepairPercent "repair-percent" "RFC 3986 2.1 does not apply: a code is no URL"
    CoseUntagged "cose-untagged" "hcert-spec 3.1: COSE_Sign1 carries CBOR tag 18"
    CoseCwtTag "cose-cwt-tag" "hcert-spec 3.1: the outermost tag is 18"
    CoseConflict "cose-conflict" "RFC 9052 3: a label stands in one header only"
    AlgUnprotected "alg-unprotected" "RFC 9052 3.1: alg is authenticated; hcert-spec 3.3.1: it stands in the protected header"
    CborIndefinite "cbor-indefinite" "RFC 8949 4.2.1: deterministic encoding has definite lengths"
    ClaimUnknown "claim-unknown" "hcert-spec 3.3: claims 1, 4, 6 and -260"
    ClaimDateFloat "claim-date-float" "hcert-spec 3.3.4 and 3.3.5: integer seconds"
    ClaimDateTagged "claim-date-tagged" "RFC 8392 2: NumericDate leaves out tag 1"
    IssuerNoCountry "iss-not-country" "hcert-spec 3.3.3: ISO 3166-1 alpha-2"
    IssuerDiffers "iss-differs" "hcert-spec 3.3.3 and schema co: both name the issuing country"
    KeyUsageArc "key-usage-arc" "hcert-spec 5.2: the arc is 1.3.6.1.4.1.1847.2021.1"
    DscDer "dsc-der" "X.690 11.5: DER leaves out default values"
    DscAuthority "dsc-authority" "RFC 5280 4.2.1.9: cA is set for keys that sign certificates"
    DscWindow "dsc-window" "hcert-spec 5.1: iat and exp lie inside the validity of the DSC"
    VersionUnpublished "ver-unpublished" "payload schema: ver names a published version"
    GroupNull "group-null" "payload schema: exactly one of v, t, r is present"
    FieldNull "field-null" "payload schema: an absent field is left out"
    FieldEmpty "field-empty" "payload schema, field texts: no empty strings"
    FieldUnknown "field-unknown" "payload schema: no such field"
    FieldLong "field-long" "payload schema of the version in ver: maxLength"
    NameForm "name-form" "payload schema fnt, gnt: ^[A-Z<]*$; ICAO Doc 9303-3 6"
    NameMissing "name-missing" "payload schema 1.0.0 to 1.3.1: fnt is required"
    FieldPadded "field-padded" "payload schema, field texts: the bare value"
    FieldNotNfc "field-not-nfc" "hcert-spec 3.2: text in Unicode NFC"
    FieldSymbols "field-symbols" "ICAO Doc 9303-3 6: names consist of letters"
    FieldTagged "field-tagged" "hcert-spec 3.2: text without a CBOR tag"
    DoseFloat "dose-float" "payload schema: dn and sd are integers"
    DoseZero "dose-zero" "payload schema: dn and sd are at least 1"
    DoseForm "dose-form" "payload schema: dn and sd are whole numbers from 1, up to 9 before 1.3.0"
    DateForm "date-form" "payload schema, field texts: ISO 8601 dates and times that exist"
    DobForm "dob-form" "payload schema dob: YYYY-MM-DD, YYYY-MM, YYYY or empty, 1900 to 2099"
    DateWithTime "date-with-time" "payload schema: YYYY-MM-DD without a time"
    DobPartial "dob-partial" "payload schema 1.0.0 dob: a full calendar date"
    DobZero "dob-zero" "payload schema dob: months and days begin at 1"
    DobFuture "dob-future" "payload schema dob: the date on which the person was born"
    TimeForm "time-form" "RFC 3339 5.6: seconds without fraction, offset with colon"
    CodeUnknown "code-unknown" "value-set guidelines: codes of the published sets"
    UvciForm "uvci-form" "eHN guidelines on certificates, annex 2: the UVCI"
    UvciChecksum "uvci-checksum" "eHN guidelines on certificates, annex 2: Luhn mod N"
    RecoveryWindow "recovery-window" "payload schema, field texts: df from fr + 11 days, du to fr + 180 days"
    IatMilliseconds "iat-in-milliseconds" "RFC 8392 2: NumericDate counts seconds"
    ExpMilliseconds "exp-in-milliseconds" "RFC 8392 2, SMART Health Links 1.0.0: exp counts seconds"
    SubKeyWrapped "sub-key-wrapped-in-array" "WHO hcert model 1.6.0: a sub-key of -260 has one value"
    SubKeyUnknown "sub-key-unknown" "WHO hcert model 1.6.0: the sub-keys of -260"
    SignerDiffers "issuer-differs" "hcert-spec 3.3.3: iss is the country of the signer"
    IcvpForm2024 "icvp-form-2024" "WHO DVCMin (2026-04): vx holds the dose"
    IcvpForm2025 "icvp-form-2025" "WHO DVCMin (2026-04): vx holds the dose"
    IcvpForm2025Map "icvp-form-2025-map" "WHO DVCMin (2026-04): vx holds the dose"
    IcvpVersion "icvp-version" "WHO DVCMin (2026-04) v: the version of the template, of which 1.0 is known"
    VxList "vx-is-a-list" "WHO ICVP REQ-CC-03: one code, one administration"
    SexCode "sex-code" "FHIR AdministrativeGender: male, female, other, unknown"
    NationalityCode "nationality-code" "WHO DVCMin nt: ISO 3166-1 alpha-3"
    NoClinician "no-clinician-no-authority" "IHR (2005) Annex 6 4: the name of the clinician or of the authority"
    ValidFromDiffers "valid-from-differs" "IHR (2005) Annex 7 2(a)(iii): valid from the tenth day"
    ValidUntilPrinted "valid-until-printed" "IHR (2005) Annex 7 2(a)(iii) and (iv): valid for life"
    LinkDoubleSlash "link-double-slash" "SMART Health Links 1.0.0: one slash after the scheme"
    LinkPadded "link-padded" "SMART Health Links 1.0.0: base64url without padding"
    LinkKeyPadded "link-key-padded" "SMART Health Links 1.0.0 key: 43 characters of base64url"
    LinkNotHttps "link-not-https" "SMART Health Links 1.0.0 url: https"
    LinkUserInfo "link-user-info" "RFC 3986 7.6: what stands before the @ is not the host"
    LinkHost "link-host-is-local-or-ip" "IHE ITI VHL: the host is the participant's by name"
    LinkExpText "link-exp-text" "SMART Health Links 1.0.0 exp: a number"
    LinkLabelLong "link-label-long" "SMART Health Links 1.0.0 label: at most 80 characters"
    LinkFlags "link-flags" "SMART Health Links 1.0.0 flag: letters in the order of the alphabet"
    Chunked "chunked" "SMART Health Cards 1.0.0: one QR code a card, since 2022-12"
    NotCompressed "not-compressed" "SMART Health Cards 1.0.0: the payload is compressed (zip DEF)"
    NbfFloat "nbf-is-float" "SMART Health Cards 1.0.0 nbf: seconds; RFC 7519 2 allows a fraction"
    WrappedInArray "wrapped-in-array" "ICAO TR VDS-NC 1.1: one JSON object"
    SeqText "seq-is-text" "ICAO TR VDS-NC 1.1 seq: a number"
    UnsignedFields "unsigned-fields" "JSON-LD 1.1 toRdf: a member that the context does not have is dropped before the signing"
    ExchangeableFields "exchangeable-fields" "RDF: statements of one property have no order"
    TestFields "test-fields" "payload schema, field texts: NAAT has tc and no ma, antigen has ma"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_have_a_text_in_every_language() {
        let mut codes: Vec<&str> = DeviationCode::ALL.iter().map(|code| code.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), DeviationCode::ALL.len());
        for code in DeviationCode::ALL {
            let odd = Deviation::new(*code, "v/0", "it");
            for lang in Lang::ALL {
                let text = odd.text(lang);
                assert!(!text.is_empty() && !text.contains("{$"), "{lang}: {text}");
            }
            assert!(!code.clause().is_empty());
        }
    }
}
