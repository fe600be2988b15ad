//! Deviations: what real countries' codes do that no specification allows, and a border must live with.
//!
//! Every layer that tolerates something says so with one of these. A deviation never changes a verdict
//! by itself; a strict policy turns each into a reject, and the issuer refuses to write any.
//!
//! What is named here is never the holder's data: `at` is a place (`v/0/dt`), `found` a shape or a code.

use crate::lang::{Lang, Words};
use std::fmt;

/// A tolerated oddity: which one, where, and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// Which one.
    pub code: DeviationCode,
    /// Where: a path in the payload, a header or claim, or a layer.
    pub at: String,
    /// What stands there, where it can be told without telling on the holder.
    pub found: String,
}

impl Deviation {
    /// A deviation at a place.
    #[must_use]
    pub fn new(code: DeviationCode, at: impl Into<String>, found: impl Into<String>) -> Self {
        Self {
            code,
            at: at.into(),
            found: found.into(),
        }
    }

    /// One line for a person.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let values = [
            ("at", self.at.clone().into()),
            ("found", self.found.clone().into()),
        ];
        self.code.words().fill(lang, &values)
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

macro_rules! deviations {
    ($($variant:ident $code:literal $clause:literal $en:literal $nb:literal $nn:literal)*) => {
        /// The stable codes of deviations.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum DeviationCode {
            $(#[doc = concat!("`", $code, "`: ", $en, " (", $clause, ")")] $variant,)*
        }

        impl DeviationCode {
            /// All of them, in the order of the chain.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stable kebab-case code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The clause that is broken.
            #[must_use]
            pub fn clause(self) -> &'static str {
                match self { $(Self::$variant => $clause,)* }
            }

            /// The text, with the places `at` and `found`.
            #[must_use]
            pub fn words(self) -> Words {
                match self { $(Self::$variant => Words { en: $en, nb: $nb, nn: $nn },)* }
            }
        }
    };
}

deviations! {
    RepairBom "repair-bom" "hcert-spec 4.2: the text begins with HC1:"
        "a byte order mark before the code was removed"
        "et byte order mark foran koden ble fjernet"
        "eit byte order mark framfor koden vart fjerna"
    RepairControl "repair-control" "RFC 9285 table 1: line breaks and tabs are no Base45 characters"
        "{found} line breaks or tabs in the code were removed"
        "{found} linjeskift eller tabulatorer i koden ble fjernet"
        "{found} linjeskift eller tabulatorar i koden vart fjerna"
    RepairBlanks "repair-blanks" "hcert-spec 4.2: nothing surrounds the code"
        "{found} blanks around the code were removed"
        "{found} mellomrom rundt koden ble fjernet"
        "{found} mellomrom rundt koden vart fjerna"
    RepairCase "repair-case" "RFC 9285 table 1: the alphabet is upper case"
        "lower-case letters in the code were read as upper case"
        "små bokstaver i koden ble lest som store"
        "små bokstavar i koden vart lesne som store"
    RepairPercent "repair-percent" "RFC 3986 2.1 does not apply: a code is no URL"
        "the code was percent-encoded and has been decoded"
        "koden var prosentkodet og er dekodet"
        "koden var prosentkoda og er dekoda"
    CoseUntagged "cose-untagged" "hcert-spec 3.1: COSE_Sign1 carries CBOR tag 18"
        "the signed envelope has no tag"
        "den signerte konvolutten mangler merke (tag)"
        "den signerte konvolutten manglar merke (tag)"
    CoseCwtTag "cose-cwt-tag" "hcert-spec 3.1: the outermost tag is 18"
        "the signed envelope is wrapped in tag 61 (CWT)"
        "den signerte konvolutten ligger i merke 61 (CWT)"
        "den signerte konvolutten ligg i merke 61 (CWT)"
    CoseConflict "cose-conflict" "RFC 9052 3: a label stands in one header only"
        "{at} differs between the protected and the unprotected header; the protected one counts"
        "{at} er ulik i beskyttet og ubeskyttet hode; det beskyttede gjelder"
        "{at} er ulik i verna og uverna hovud; det verna gjeld"
    AlgUnprotected "alg-unprotected" "RFC 9052 3.1: alg is authenticated; hcert-spec 3.3.1: it stands in the protected header"
        "the algorithm stands in the unprotected header alone, which the signature does not cover"
        "algoritmen står bare i det ubeskyttede hodet, som signaturen ikke dekker"
        "algoritmen står berre i det uverna hovudet, som signaturen ikkje dekkjer"
    CborIndefinite "cbor-indefinite" "RFC 8949 4.2.1: deterministic encoding has definite lengths"
        "{at} uses indefinite-length CBOR"
        "{at} bruker CBOR med ubestemt lengde"
        "{at} bruker CBOR med ubestemt lengd"
    ClaimUnknown "claim-unknown" "hcert-spec 3.3: claims 1, 4, 6 and -260"
        "the unknown claim {at} was ignored"
        "det ukjente feltet {at} ble oversett"
        "det ukjende feltet {at} vart oversett"
    ClaimDateFloat "claim-date-float" "hcert-spec 3.3.4 and 3.3.5: integer seconds"
        "{at} is a floating-point number; the fraction was dropped"
        "{at} er et flyttall; brøkdelen er strøket"
        "{at} er eit flyttal; brøkdelen er stroken"
    ClaimDateTagged "claim-date-tagged" "RFC 8392 2: NumericDate leaves out tag 1"
        "{at} carries CBOR tag {found}"
        "{at} har CBOR-merke {found}"
        "{at} har CBOR-merke {found}"
    IssuerNoCountry "iss-not-country" "hcert-spec 3.3.3: ISO 3166-1 alpha-2"
        "iss is no country code ({found})"
        "iss er ikke en landkode ({found})"
        "iss er ikkje ein landkode ({found})"
    IssuerDiffers "iss-differs" "hcert-spec 3.3.3 and schema co: both name the issuing country"
        "iss and co name different countries ({found})"
        "iss og co nevner ulike land ({found})"
        "iss og co nemner ulike land ({found})"
    KeyUsageArc "key-usage-arc" "hcert-spec 5.2: the arc is 1.3.6.1.4.1.1847.2021.1"
        "the signer's certificate names its purposes under the arc with .0."
        "utstederens sertifikat bruker formålskoder med .0."
        "sertifikatet til utferdaren bruker føremålskodar med .0."
    DscDer "dsc-der" "X.690 11.5: DER leaves out default values"
        "the signer's certificate is not canonical DER ({found})"
        "utstederens sertifikat er ikke kanonisk DER ({found})"
        "sertifikatet til utferdaren er ikkje kanonisk DER ({found})"
    DscAuthority "dsc-authority" "RFC 5280 4.2.1.9: cA is set for keys that sign certificates"
        "the signer's certificate says that it is an authority's (cA)"
        "utstederens sertifikat sier at det er en sertifikatutsteders (cA)"
        "sertifikatet til utferdaren seier at det høyrer til ein sertifikatutferdar (cA)"
    DscWindow "dsc-window" "hcert-spec 5.1: iat and exp lie inside the validity of the DSC"
        "{at}: {found}"
        "{at}: {found}"
        "{at}: {found}"
    VersionUnpublished "ver-unpublished" "payload schema: ver names a published version"
        "schema version {found} was never published"
        "skjemaversjon {found} ble aldri utgitt"
        "skjemaversjon {found} vart aldri gjeven ut"
    GroupNull "group-null" "payload schema: exactly one of v, t, r is present"
        "{at} is {found} beside the real entry"
        "{at} er {found} ved siden av den egentlige oppføringen"
        "{at} er {found} ved sida av den eigentlege oppføringa"
    FieldNull "field-null" "payload schema: an absent field is left out"
        "{at} is null"
        "{at} er null"
        "{at} er null"
    FieldEmpty "field-empty" "payload schema, field texts: no empty strings"
        "{at} is empty"
        "{at} er tomt"
        "{at} er tomt"
    FieldUnknown "field-unknown" "payload schema: no such field"
        "the unknown field {at} was ignored"
        "det ukjente feltet {at} ble oversett"
        "det ukjende feltet {at} vart oversett"
    FieldPadded "field-padded" "payload schema, field texts: the bare value"
        "blanks around {at} were removed"
        "mellomrom rundt {at} ble fjernet"
        "mellomrom rundt {at} vart fjerna"
    FieldNotNfc "field-not-nfc" "hcert-spec 3.2: text in Unicode NFC"
        "{at} is not in Unicode normalisation form C"
        "{at} er ikke i Unicode-normalform C"
        "{at} er ikkje i Unicode-normalform C"
    FieldSymbols "field-symbols" "ICAO Doc 9303-3 6: names consist of letters"
        "{at} holds quotes, symbols or control characters"
        "{at} inneholder anførselstegn, symboler eller styretegn"
        "{at} inneheld hermeteikn, symbol eller styreteikn"
    FieldTagged "field-tagged" "hcert-spec 3.2: text without a CBOR tag"
        "{at} carries CBOR tag {found}"
        "{at} har CBOR-merke {found}"
        "{at} har CBOR-merke {found}"
    DoseFloat "dose-float" "payload schema: dn and sd are integers"
        "{at} is a floating-point number"
        "{at} er et flyttall"
        "{at} er eit flyttal"
    DoseZero "dose-zero" "payload schema: dn and sd are at least 1"
        "{at} is 0"
        "{at} er 0"
        "{at} er 0"
    DateWithTime "date-with-time" "payload schema: YYYY-MM-DD without a time"
        "{at} holds a time beside the date; the time was dropped"
        "{at} har klokkeslett ved siden av datoen; det er strøket"
        "{at} har klokkeslett ved sida av datoen; det er stroke"
    DobPartial "dob-partial" "payload schema 1.0.0 dob: a full calendar date"
        "the date of birth is only {found}"
        "fødselsdatoen er bare {found}"
        "fødselsdatoen er berre {found}"
    DobZero "dob-zero" "payload schema dob: months and days begin at 1"
        "the date of birth has a month or day 00"
        "fødselsdatoen har måned eller dag 00"
        "fødselsdatoen har månad eller dag 00"
    DobFuture "dob-future" "payload schema dob: the date on which the person was born"
        "the date of birth is after the moment of the check"
        "fødselsdatoen er etter kontrolltidspunktet"
        "fødselsdatoen er etter kontrolltidspunktet"
    TimeForm "time-form" "RFC 3339 5.6: seconds without fraction, offset with colon"
        "{at} is written with {found}"
        "{at} er skrevet med {found}"
        "{at} er skrive med {found}"
    CodeUnknown "code-unknown" "value-set guidelines: codes of the published sets"
        "{at} is not in its value set"
        "{at} er ikke i sitt verdisett"
        "{at} er ikkje i verdisettet sitt"
    UvciForm "uvci-form" "eHN guidelines on certificates, annex 2: the UVCI"
        "{at} is no regular identifier: {found}"
        "{at} er ikke en regelrett identifikator: {found}"
        "{at} er ikkje ein regelrett identifikator: {found}"
    UvciChecksum "uvci-checksum" "eHN guidelines on certificates, annex 2: Luhn mod N"
        "the check character of {at} does not fit"
        "kontrolltegnet i {at} stemmer ikke"
        "kontrollteiknet i {at} stemmer ikkje"
    RecoveryWindow "recovery-window" "payload schema, field texts: df from fr + 11 days, du to fr + 180 days"
        "{at}: {found}"
        "{at}: {found}"
        "{at}: {found}"
    TestFields "test-fields" "payload schema, field texts: NAAT has tc and no ma, antigen has ma"
        "{at}: {found}"
        "{at}: {found}"
        "{at}: {found}"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_every_language_fills_the_same_places() {
        let mut codes: Vec<&str> = DeviationCode::ALL.iter().map(|code| code.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), DeviationCode::ALL.len());
        for code in DeviationCode::ALL {
            let words = code.words();
            let places = words.places(Lang::En);
            assert!(
                places.iter().all(|place| ["at", "found"].contains(place)),
                "{}",
                code.code()
            );
            for lang in [Lang::Nb, Lang::Nn] {
                assert_eq!(words.places(lang), places, "{} in {lang}", code.code());
            }
            assert!(!code.clause().is_empty());
        }
    }
}
