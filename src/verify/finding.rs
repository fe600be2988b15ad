//! What a check found: the one table of checks and reasons, each with its code, its class, how it went, what to do next,
//! and the values that it compared. Texts are the messages `check-…` (it holds) and `finding-…` (it does not).

use super::class::{Class, class_of};
use super::domestic::{Profile, light};
use crate::codec::hex;
use crate::container::Foreign;
use crate::container::cwt::{self, Claims, Content, Lookalike};
use crate::deviation::Deviation;
use crate::documents::Document;
use crate::documents::dcc::Kind;
use crate::documents::dcc::judge::{Against, Contradiction};
use crate::documents::dcc::passport::{Differs, Unclear};
use crate::key::Algorithm;
use crate::revocation::filter;
use crate::rules;
use crate::text::{Lang, Message, Text, ToText, messages};
use crate::time::{Date, Timestamp};
use crate::trust::{ListSignature, Provenance, Purposes, Usage};
use std::borrow::Cow;
use std::sync::Arc;

/// How one check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not hold: evidence against the certificate.
    Fail,
    /// It cannot be decided.
    Open,
    /// It contradicts itself or is not known: the certificate is genuine, and no more can be said.
    Doubt,
    /// It was not made.
    Skipped,
}

impl Outcome {
    /// Whether it keeps a certificate from being accepted.
    #[must_use]
    pub fn is_against(self) -> bool {
        matches!(self, Self::Fail | Self::Open | Self::Doubt)
    }

    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Open => "open",
            Self::Doubt => "doubt",
            Self::Skipped => "skipped",
        }
    }
}

macro_rules! findings {
    ($(
        $(#[$doc:meta])*
        $variant:ident $code:literal $class:ident $kind:ident $hint:ident $({ $($field:ident: $type:ty),* })?
    )*) => {
        /// One check and how it went, with the values that it compared.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        #[allow(missing_docs, reason = "a field is what its variant's line says of it")]
        pub enum Finding {
            $(
                $(#[$doc])*
                #[doc = concat!("\n\nCode `", $code, "`.")]
                $variant $({ $($field: $type),* })?,
            )*
            /// A check that was not made. Its code is the check's.
            Skipped {
                check: Check,
                why: NotMade,
            },
            /// A deviation under a strict policy. Its code is the deviation's.
            NotTolerated(Deviation),
        }

        impl Finding {
            /// The stable kebab-case code: the check's own where it holds or was not made, the reason's where it does
            /// not hold.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $code,)*
                    Self::Skipped { check, .. } => check.code(),
                    Self::NotTolerated(deviation) => deviation.code.code(),
                }
            }

            /// The class.
            #[must_use]
            pub fn class(&self) -> Class {
                match self {
                    $(Self::$variant { .. } => Class::$class,)*
                    Self::Skipped { check, .. } => check.class(),
                    Self::NotTolerated(deviation) => class_of(deviation.code),
                }
            }

            /// How it went.
            #[must_use]
            pub fn outcome(&self) -> Outcome {
                match self {
                    $(Self::$variant { .. } => Outcome::$kind,)*
                    Self::Skipped { .. } => Outcome::Skipped,
                    Self::NotTolerated(_) => Outcome::Fail,
                }
            }

            /// The values that were compared, by their names in JSON. One that is not known is left out.
            ///
            /// ```
            /// use hcert::{Verifier, verify::Value};
            /// let report = Verifier::default().verify("NL2:LSLS", "2022-02-01T12:00:00Z".parse()?);
            /// let values = report.findings[0].values();
            /// assert_eq!(values, [("found", Value::Word("dutch-domestic"))]);
            /// # Ok::<(), hcert::time::TimeError>(())
            /// ```
            #[must_use]
            pub fn values(&self) -> Vec<(&'static str, Value<'_>)> {
                let mut values = Vec::new();
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        $($(put(&mut values, stringify!($field), $field);)*)?
                    })*
                    Self::Skipped { why, .. } => put(&mut values, "why", why),
                    Self::NotTolerated(Deviation { at, found, .. }) => {
                        put(&mut values, "at", at);
                        values.push(("found", Value::Text(found.get(Lang::En))));
                    }
                }
                values
            }

            fn table_message(&self) -> Message {
                match self {
                    $(Self::$variant { .. } => findings!(@message $kind $code),)*
                    Self::Skipped { .. } => messages::FINDING_NOT_CHECKED,
                    Self::NotTolerated(deviation) => deviation.code.message(),
                }
            }

            fn table_hint(&self) -> Option<Message> {
                match self {
                    $(Self::$variant { .. } => findings!(@hint $hint),)*
                    Self::Skipped { .. } => None,
                    Self::NotTolerated(_) => Some(messages::HINT_ASK_ISSUER),
                }
            }

            /// The values as they stand in the text, by the names of their places.
            fn places(&self) -> Vec<(&'static str, Text)> {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        vec![$($((stringify!($field), $field.text())),*)?]
                    })*
                    Self::Skipped { why, .. } => vec![("why", why.text())],
                    Self::NotTolerated(Deviation { at, found, .. }) => {
                        vec![("at", at.text()), ("found", found.clone())]
                    }
                }
            }
        }

        impl Finding {
            /// Every check and reason, in the order of the verification: for documents and schemas.
            ///
            /// ```
            /// use hcert::verify::{Finding, Outcome};
            /// let expired = Finding::TABLE.iter().find(|row| row.code == "expired").unwrap();
            /// assert_eq!(expired.outcome, Outcome::Fail);
            /// let names: Vec<&str> = expired.values().map(|(name, _)| name).collect();
            /// assert_eq!(names, ["exp", "at", "allowance"]);
            /// ```
            pub const TABLE: &[Row] = &[
                $(Row {
                    code: $code,
                    class: Class::$class,
                    outcome: Outcome::$kind,
                    values: &[$($((stringify!($field), <$type as Compared>::SHAPE)),*)?],
                },)*
            ];
        }

        /// (message, hint) of every row.
        #[cfg(test)]
        const TEXTS: &[(Message, Option<Message>)] =
            &[$((findings!(@message $kind $code), findings!(@hint $hint)),)*];
    };
    (@message Pass $code:literal) => { Message::new(concat!("check-", $code)) };
    (@message $kind:ident $code:literal) => { Message::new(concat!("finding-", $code)) };
    (@hint NONE) => { None };
    (@hint $hint:ident) => { Some(messages::$hint) };
}

findings! {
    /// The code could be read.
    Decoded "decoded" Cose Pass NONE { characters: usize, payload: usize }
    /// No signed list is newer than the moment of the check.
    ClockHolds "clock" Clock Pass NONE { at: Timestamp, made: Timestamp }
    /// The signer is in the trust list.
    SignerKnown "kid" Kid Pass NONE { kid: Vec<u8>, country: Option<String>, source: Arc<Provenance> }
    /// The algorithm fits the signer's key.
    AlgFits "alg" Alg Pass NONE { alg: Algorithm }
    /// The signature is good.
    SignatureGood "signature" Signature Pass NONE
    /// The trust list can be used.
    ListUsable "trust-list" Stale Pass NONE { source: Arc<Provenance>, state: ListSignature }
    /// A Norwegian signer has signed the domestic code.
    DomesticSignerFits "domestic-signer" KeyUsage Pass NONE
    /// The content is that of a domestic code.
    DomesticContentFits "domestic-content" Schema Pass NONE
    /// The domestic rules say green.
    DomesticGreen "domestic-light" Rule Pass NONE { why: DomesticRule, profile: &'static str }
    /// A country's rule is met.
    RuleMet "rule" Rule Pass NONE { rule: String, description: Text }
    /// The claims can be read.
    ClaimsRead "hcert" Hcert Pass NONE
    /// The certificate has not expired.
    ExpHolds "exp" Expired Pass NONE { exp: Timestamp, at: Timestamp, allowance: i64 }
    /// The certificate was issued before the moment of the check.
    IatHolds "iat" NotYetValid Pass NONE { iat: Timestamp, at: Timestamp, allowance: i64 }
    /// The certificate was issued after the moment of the check, by no more than clocks may be off.
    IatAhead "iat-ahead" NotYetValid Pass NONE { iat: Timestamp, at: Timestamp, allowance: i64 }
    /// The certificate is not valid yet, by no more than clocks may be off.
    NbfAhead "nbf-ahead" NotYetValid Pass NONE { nbf: Timestamp, at: Timestamp, allowance: i64 }
    /// The certificate is valid already.
    NbfHolds "nbf" NotYetValid Pass NONE { nbf: Timestamp, at: Timestamp, allowance: i64 }
    /// The signer's certificate is valid.
    DscValid "dsc-validity" DscValidity Pass NONE { not_before: Timestamp, not_after: Timestamp, at: Timestamp }
    /// The signer may sign this kind of certificate.
    KeyUsageFits "key-usage" KeyUsage Pass NONE { kind: Kind, purposes: Purposes }
    /// No list that speaks of the signer has it.
    NotRevoked "revocation" Revoked Pass NONE { as_of: Timestamp }
    /// The content fits the schema.
    SchemaFits "schema" Schema Pass NONE { kind: Kind }
    /// The content of a yellow card fits its shape.
    IcvpFits "icvp-schema" Schema Pass NONE { form: &'static str }
    /// Its doses count by WHO's rules (IHR Annexes 6 and 7).
    IcvpValid "icvp-valid" Rule Pass NONE { list: Option<Date> }
    /// The number of the document is the one that was given.
    HolderDocumentMatches "holder-document" Holder Pass NONE
    /// The name is the passport's; `line` is the length of a passport's line that cuts it short.
    HolderNameMatches "holder-name" Holder Pass NONE { line: Option<usize> }
    /// The date of birth is the passport's, as far as both are known.
    HolderDobMatches "holder-dob" Holder Pass NONE { known: KnownDate }

    /// The content of a code of another network fits its form.
    HealthFits "health-schema" Schema Pass NONE { found: Document }
    /// An authority of the list issued the certificate of a seal's signer.
    SealSigner "seal-signer" Kid Pass NONE { state: String, authority: String }
    /// The key of an issuer of linked-data proofs signed.
    ProofGood "proof" Kid Pass NONE { issuer: String, alg: &'static str }
    /// The issuer's list of revoked cards does not have it.
    CardNotRevoked "card-revocation" Revoked Pass NONE { number: i64 }
    /// The authority's list of revoked signers is not its newest: the signer is not on the one that there is.
    CrlOld "crl-stale" Stale Pass NONE { next: Timestamp, at: Timestamp }

    /// The picture cannot be read.
    PictureUnreadable "picture-unreadable" Picture Open HINT_FILE_DAMAGED { detail: Detail }
    /// The file is encrypted.
    FileLocked "file-locked" Picture Open HINT_FILE_LOCKED { detail: Detail }
    /// The file is of a format that is not read.
    FileFormat "file-format" Picture Open HINT_FILE_FORMAT { detail: Detail }
    /// No code was found in the picture.
    PictureEmpty "picture-empty" Picture Open HINT_SCAN_AGAIN
    /// A picture or PDF asks for more than a limit allows.
    FileTooLarge "file-too-large" TooLarge Open HINT_OTHER_PICTURE { detail: Detail }
    /// The text is no EU certificate.
    PrefixUnknown "prefix-unknown" Prefix Open HINT_OTHER_CODE { detail: Detail }
    /// The text is another known kind of code.
    PrefixForeign "prefix-foreign" Prefix Open HINT_OTHER_CODE { found: Foreign }
    /// A code that is read elsewhere, and does not count here.
    ContextDomestic "context-domestic" Context Open READER_NORWEGIAN_DOMESTIC { found: Foreign }
    /// What was signed is another document.
    ContextContent "context-content" Context Open READER_NEWER { found: OtherContent }
    /// What the code says that it holds is another document; its signer is not known.
    ContextUnknownSigner "context-unknown-signer" Context Open READER_NEWER { found: OtherContent, kid: Vec<u8> }
    /// The text is longer than any code.
    TextTooLong "text-too-long" TooLarge Open HINT_SCAN_AGAIN { found: usize, limit: usize }
    /// The content is larger than any certificate.
    InflatedTooLarge "inflated-too-large" TooLarge Open HINT_OTHER_PROOF { limit: usize }
    /// The Base45 text is malformed.
    Base45Invalid "base45-invalid" Base45 Open HINT_SCAN_AGAIN { detail: Detail }
    /// The zlib stream is malformed.
    ZlibInvalid "zlib-invalid" Zlib Open HINT_SCAN_AGAIN { detail: Detail }
    /// The CBOR is malformed.
    CborInvalid "cbor-invalid" Cbor Open HINT_SCAN_AGAIN { detail: Detail }
    /// The signed envelope is malformed.
    CoseInvalid "cose-invalid" Cose Open HINT_OTHER_PROOF { detail: Detail }
    /// The text does not stand for octets.
    TextInvalid "text-invalid" Text Open HINT_SCAN_AGAIN { detail: Detail }
    /// The JSON is malformed, or a name stands in it twice.
    JsonInvalid "json-invalid" Json Open HINT_SCAN_AGAIN { detail: Detail }
    /// The JWS is malformed, or asks for what is not understood.
    JwsInvalid "jws-invalid" Jws Open HINT_OTHER_PROOF { detail: Detail }
    /// The archive is malformed, or holds something else than a certificate.
    ZipInvalid "zip-invalid" Zip Open HINT_SCAN_AGAIN { detail: Detail }
    /// Its contexts are not known: nobody can say what the signature covers.
    ContextUnknown "context-unknown" Context Open READER_DIVOC
    /// The proof is for something else than what its signer says is so.
    ProofPurpose "proof-purpose" KeyUsage Fail HINT_OTHER_PROOF { found: String }
    /// Values whose places the signature does not fix contradict their places, or are not signed at all.
    ContentAmbiguous "content-ambiguous" Ambiguous Open HINT_DECIDE { which: &'static str }
    /// Parts of the card are missing.
    ChunksMissing "chunks-missing" Chunks Open HINT_SCAN_REST { of: usize, missing: String }
    /// Parts of different cards.
    ChunksMixed "chunks-mixed" Chunks Open HINT_SCAN_ONE_CARD
    /// The version of the form is not known.
    FormVersion "form-version" Version Open READER_NEWER { found: String }
    /// A seal of another kind.
    SealKind "seal-kind" Context Open HINT_OTHER_CODE { found: String }
    /// Nobody signed the seal.
    SealUnsigned "seal-unsigned" Unsigned Open HINT_OTHER_PROOF
    /// The code does not say who issued it.
    IssuerMissing "issuer-missing" Issuer Open HINT_OTHER_PROOF
    /// The issuer is in no list.
    IssuerUnlisted "issuer-unlisted" Issuer Open HINT_GIVE_ISSUER { issuer: String, found: Document }
    /// The issuer is in a list, with other keys.
    IssuerKeyUnlisted "issuer-key-unlisted" Kid Open HINT_UPDATE_LIST { issuer: String, kid: Vec<u8> }
    /// The certificate of a seal cannot be read.
    SealCertificate "seal-certificate" Chain Open HINT_OTHER_PROOF { detail: Detail }
    /// The certificate of a seal says that an authority issued it, which did not.
    ChainBad "chain-bad" Chain Fail HINT_OTHER_PROOF { detail: Detail }
    /// The signer of a seal is another state's.
    StateDiffers "state-differs" Issuer Fail HINT_OTHER_PROOF { state: String, certificate: String }
    /// The signer's certificate is not one for seals.
    SealPurpose "seal-purpose" KeyUsage Fail HINT_OTHER_PROOF { found: String }
    /// The authority revoked the signer of a seal.
    SignerRevoked "signer-revoked" Revoked Fail HINT_OTHER_PROOF
    /// The issuer revoked the card.
    CardRevoked "card-revoked" Revoked Fail HINT_OTHER_PROOF { number: i64 }
    /// The issuer has a newer list of revoked cards than the one that there is.
    CardRevocationsOld "card-revocations-old" Stale Open HINT_UPDATE_LIST { number: Option<i64>, newest: i64 }
    /// The content of a code of another network breaks its form.
    HealthInvalid "health-invalid" Schema Fail HINT_ASK_ISSUER { detail: Detail }
    /// A test found something, and what that means is not known here.
    DetectedOther "detected-other" Content Doubt HINT_DECIDE
    /// The code names no algorithm.
    AlgMissing "alg-missing" Alg Open HINT_OTHER_PROOF
    /// The algorithm is not one of an EU certificate.
    AlgUnknown "alg-unknown" Alg Open HINT_OTHER_PROOF { found: Detail }
    /// The algorithm is at odds with the signer's key.
    AlgKeyMismatch "alg-key-mismatch" Alg Fail HINT_OTHER_PROOF { detail: Detail }
    /// The signer's key is too short to prove anything.
    AlgKeyShort "alg-key-short" Alg Fail HINT_OTHER_PROOF { detail: Detail }
    /// The signer's key in the trust list cannot be used.
    AlgKeyUnreadable "alg-key-unreadable" Alg Open HINT_KEY_UNREAD { detail: Detail }
    /// The code names no signer.
    KidMissing "kid-missing" Kid Open HINT_OTHER_PROOF
    /// The signer is not in the trust list, which is complete.
    KidUnknown "kid-unknown" Kid Fail HINT_OTHER_PROOF { kid: Vec<u8>, as_of: Option<Timestamp>, test_key: bool }
    /// The signer is not in the trust list, which may be incomplete.
    KidUnknownNotFresh "kid-unknown-not-fresh" Kid Open HINT_UPDATE_LIST {
        kid: Vec<u8>, why: NotFresh, test_key: bool
    }
    /// The trust list has the signer for another domain.
    KidOtherDomain "kid-other-domain" Domain Open HINT_OTHER_DOMAIN { kid: Vec<u8>, domain: String, wanted: String }
    /// The signer is not in the trust list, for a document whose signers no list has all of.
    KidUnlisted "kid-unlisted" Kid Open HINT_UPDATE_LIST {
        kid: Vec<u8>, wanted: String, found: Document, test_key: bool
    }
    /// The trust list has expired.
    ListStale "trust-list-stale" Stale Open HINT_UPDATE_LIST {
        source: Arc<Provenance>, expires: Timestamp, at: Timestamp
    }
    /// A signed list was made more than a day after the moment of the check.
    ClockBehind "clock-behind" Clock Open HINT_SET_CLOCK { at: Timestamp, made: Timestamp }
    /// The signature is not the signer's.
    SignatureInvalid "signature-invalid" Signature Fail HINT_OTHER_PROOF { detail: Detail }
    /// The signed content is malformed.
    PayloadCbor "payload-cbor" Cbor Fail HINT_ASK_ISSUER { detail: Detail }
    /// The claims are not those of an EU certificate.
    ClaimsInvalid "claims-invalid" Hcert Fail HINT_ASK_ISSUER { detail: Detail }
    /// The certificate has expired.
    Expired "expired" Expired Fail HINT_RENEW { exp: Timestamp, at: Timestamp, allowance: i64 }
    /// The code has expired, and what it certifies has not.
    CodeExpired "code-expired" Expired Fail HINT_FRESH_CODE { exp: Timestamp, at: Timestamp, allowance: i64 }
    /// The code does not say until when it is valid.
    ExpMissing "exp-missing" Hcert Open HINT_NO_EXPIRY
    /// The certificate was issued after the moment of the check.
    NotYetIssued "not-yet-issued" NotYetValid Fail HINT_CLOCK { iat: Timestamp, at: Timestamp, allowance: i64 }
    /// The certificate is not valid yet.
    NotBefore "not-before" NotYetValid Fail HINT_CLOCK { nbf: Timestamp, at: Timestamp, allowance: i64 }
    /// The signer's certificate is no longer valid.
    DscExpired "dsc-expired" DscValidity Fail HINT_RENEW {
        not_before: Timestamp, not_after: Timestamp, at: Timestamp
    }
    /// The signer's certificate is not valid yet.
    DscNotYetValid "dsc-not-yet-valid" DscValidity Fail HINT_CLOCK {
        not_before: Timestamp, not_after: Timestamp, at: Timestamp
    }
    /// The signer may not sign this kind of certificate.
    KeyUsageMismatch "key-usage-mismatch" KeyUsage Fail HINT_OTHER_PROOF { kind: Kind, purposes: Purposes }
    /// What the signer may sign cannot be read from its certificate.
    KeyUsageUnreadable "key-usage-unreadable" KeyUsage Open HINT_CERTIFICATE_UNREAD
    /// The trust list has the key for another use.
    KeyUsageOther "key-usage-other" KeyUsage Fail HINT_OTHER_PROOF { purpose: Usage }
    /// The signer's certificate does not let its key sign codes.
    DscKeyUsage "dsc-key-usage" KeyUsage Open HINT_OTHER_PROOF { found: Detail }
    /// The signer's certificate has a critical extension that is not understood.
    DscCritical "dsc-critical" DscValidity Open HINT_OTHER_PROOF { found: String }
    /// The content is not that of a domestic code.
    DomesticContent "domestic-content" Schema Fail HINT_OTHER_PROOF { detail: Detail }
    /// A domestic code was signed elsewhere.
    DomesticSignerForeign "domestic-signer-foreign" KeyUsage Fail HINT_OTHER_PROOF { found: String }
    /// The trust list does not tell the country of a domestic code's signer.
    DomesticSignerUnknown "domestic-signer-unknown" KeyUsage Open HINT_COUNTRY_UNTOLD
    /// The domestic rules say red; `until` is when that passes by itself.
    DomesticRed "domestic-red" Rule Fail HINT_OTHER_PROOF { why: DomesticRule, until: Option<LocalTime> }
    /// The domestic rules need a date that cannot be read.
    DomesticOpen "domestic-open" Open Open HINT_DECIDE
    /// A country's rule is not met.
    RuleFailed "rule-failed" Rule Fail HINT_OTHER_PROOF { rule: String, description: Text }
    /// A country's rule cannot be decided.
    RuleOpen "rule-open" Open Open HINT_DECIDE { rule: String, description: Text, why: rules::Why }
    /// No rule of the country is known for this kind of certificate.
    NoRules "no-rules" Open Open HINT_DECIDE { country: String, kind: Kind, arrival: Timestamp }
    /// The certificate was revoked.
    Revoked "revoked" Revoked Fail HINT_OTHER_PROOF {
        scope: Detail, list: String, batch: String, variant: &'static str
    }
    /// A filter of revoked certificates hits, which counts as revoked.
    RevokedByFilter "revoked-by-filter" Revoked Fail HINT_ASK_ISSUER_REVOKED {
        scope: Detail, list: String, batch: String, variant: &'static str, chance: Option<filter::Hit>
    }
    /// A filter of revoked certificates hits.
    PossiblyRevoked "possibly-revoked" Revoked Open HINT_ASK_ISSUER_REVOKED {
        scope: Detail, list: String, batch: String, variant: &'static str, chance: Option<filter::Hit>
    }
    /// A store of revoked certificates is too old.
    RevocationStale "revocation-stale" Stale Open HINT_UPDATE_REVOCATIONS {
        store: String, as_of: Timestamp, at: Timestamp
    }
    /// A store of revoked certificates has expired.
    RevocationExpired "revocation-expired" Stale Open HINT_UPDATE_REVOCATIONS {
        store: String, expires: Timestamp, at: Timestamp
    }
    /// Nothing says anything about the signer's certificates.
    RevocationNoData "revocation-no-data" Stale Open HINT_GIVE_REVOCATIONS { signer: String }
    /// A store of revoked certificates is damaged.
    RevocationDamaged "revocation-damaged" Stale Open HINT_UPDATE_REVOCATIONS { store: String, detail: Detail }
    /// The content breaks the schema.
    SchemaInvalid "schema-invalid" Schema Fail HINT_ASK_ISSUER { detail: Detail }
    /// The content of a yellow card breaks its shape.
    IcvpInvalid "icvp-invalid" Schema Fail HINT_PAPER_CARD { detail: Detail }
    /// WHO has not approved the product.
    ProductNotApproved "product-not-approved" Rule Fail HINT_PAPER_CARD { list: Date }
    /// Our list does not have the product, and is old.
    ProductsOld "products-old" Stale Open HINT_UPDATE_PRODUCTS { list: Option<Date>, today: Date }
    /// The vaccination does not count yet.
    IcvpNotYetValid "icvp-not-yet-valid" NotYetValid Fail HINT_NOT_YET { from: Date, today: Date }
    /// The dose is dated after the day of the check.
    IcvpDoseLater "icvp-dose-later" Content Fail HINT_CLOCK { dose: Date, today: Date }
    /// The dose is dated after the code was issued.
    DoseAfterIssue "dose-after-issue" Content Fail HINT_PAPER_CARD { dose: Date, iat: Timestamp }
    /// The dose was given before the holder was born.
    DoseBeforeBirth "dose-before-birth" Content Fail HINT_PAPER_CARD
    /// The link is malformed.
    LinkInvalid "link-invalid" Schema Fail HINT_OTHER_PROOF { detail: Detail }
    /// The link is over.
    LinkExpired "link-expired" Expired Fail HINT_RENEW { exp: Timestamp, at: Timestamp }
    /// The version of the link is not known.
    LinkVersion "link-version" Version Open READER_NEWER { version: i64 }
    /// The link is genuine, and nobody has read what lies behind it.
    LinkNotRead "link-not-read" Link Open HINT_LINK { host: String }
    /// Nobody signed the link.
    LinkUnsigned "link-unsigned" Unsigned Open HINT_LINK_UNSIGNED { host: String }
    /// What stands where a link should is none, and nobody signed it.
    LinkUnreadable "link-unreadable" Link Open READER_HEALTH_LINK { detail: Detail }
    /// The test found the virus.
    TestDetected "test-detected" Content Fail HINT_OTHER_PROOF
    /// The dose is dated after the day of the check.
    DoseLater "dose-later" Content Fail HINT_CLOCK { dt: Date, today: Date }
    /// The sample was taken after the moment of the check.
    SampleLater "sample-later" Content Fail HINT_CLOCK { sc: Timestamp, at: Timestamp }
    /// The first positive test is dated after the day of the check.
    PositiveLater "positive-later" Content Fail HINT_CLOCK { fr: Date, today: Date }
    /// The recovery does not count yet.
    RecoveryNotBegun "recovery-not-begun" Content Fail HINT_OTHER_PROOF { df: Date, today: Date }
    /// The recovery counts no longer.
    RecoveryOver "recovery-over" Content Fail HINT_OTHER_PROOF { du: Date, today: Date }
    /// The code expires before it was issued.
    ExpBeforeIat "exp-before-iat" Content Fail HINT_ASK_ISSUER { exp: Timestamp, iat: Timestamp }
    /// The result of the test is not in the value set.
    ResultUnknown "result-unknown" Content Doubt HINT_DECIDE
    /// The disease is not COVID-19.
    DiseaseUnknown "disease-unknown" Content Doubt HINT_DECIDE
    /// Two dates of the content contradict each other.
    ContentContradicts "content-contradicts" Content Doubt HINT_ASK_ISSUER { which: Contradiction }
    /// The name is not the passport's.
    HolderNameDiffers "holder-name-differs" Holder Fail HINT_ANOTHER_PERSON { part: Differs }
    /// A person has to tell whether the name is the passport's.
    HolderNameUnclear "holder-name-unclear" Holder Open HINT_COMPARE_NAMES { why: Unclear }
    /// The number of the document is not the one that was given.
    HolderDocumentDiffers "holder-document-differs" Holder Fail HINT_ANOTHER_DOCUMENT
    /// The certificate names no document.
    HolderDocumentMissing "holder-document-missing" Holder Open HINT_ASK_DOCUMENT
    /// The date of birth is not the passport's.
    HolderDobDiffers "holder-dob-differs" Holder Fail HINT_ANOTHER_PERSON { parts: Vec<DatePart> }
    /// The certificate does not say when its holder was born.
    HolderDobUnknown "holder-dob-unknown" Holder Open HINT_ASK_BIRTH
}

impl Finding {
    /// Whether it says that the rules of a named place are met.
    pub(super) fn admits(&self) -> bool {
        let domestic = matches!(self, Self::DomesticGreen { .. } | Self::DomesticContentFits);
        domestic || matches!(self, Self::RuleMet { .. })
    }

    /// One line for a person.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        self.message().fill(lang, &self.places())
    }

    /// What the officer does next; empty where the check holds.
    #[must_use]
    pub fn hint(&self, lang: Lang) -> &'static str {
        // Two reasons for an unknown signer have nothing to do with the holder.
        let hint = match self {
            Self::KidUnknown { test_key: true, .. }
            | Self::KidUnknownNotFresh { test_key: true, .. } => Some(messages::HINT_TEST_KEY),
            Self::KidUnknownNotFresh {
                why: NotFresh::Later,
                ..
            } => Some(messages::HINT_CLOCK),
            Self::KidUnknownNotFresh {
                why: NotFresh::Empty,
                ..
            } => Some(messages::HINT_GIVE_LIST),
            // No clock that anybody looks at is off by more than a day.
            Self::NotYetIssued { iat: from, at, .. } | Self::NotBefore { nbf: from, at, .. }
                if *from > at.plus_seconds(86_400) =>
            {
                Some(messages::HINT_NOT_YET)
            }
            // No list has every signer of yellow cards: the paper decides.
            Self::KidUnlisted {
                found: Document::Icvp,
                test_key: false,
                ..
            } => Some(messages::HINT_PAPER_CARD),
            Self::KidUnlisted { test_key: true, .. } => Some(messages::HINT_TEST_KEY),
            Self::PrefixForeign { found } => Some(found.hint()),
            Self::ContextContent { found } | Self::ContextUnknownSigner { found, .. } => {
                Some(found.hint())
            }
            _ => self.table_hint(),
        };
        hint.map_or("", |hint| hint.get(lang))
    }

    fn message(&self) -> Message {
        match self {
            Self::HolderNameMatches { line: Some(_) } => messages::CHECK_HOLDER_NAME_CUT,
            Self::HolderDobMatches {
                known: KnownDate::Year,
            } => messages::CHECK_HOLDER_DOB_YEAR,
            Self::HolderDobMatches {
                known: KnownDate::Month,
            } => messages::CHECK_HOLDER_DOB_MONTH,
            Self::DomesticRed { until: Some(_), .. } => messages::FINDING_DOMESTIC_RED_UNTIL,
            _ => self.table_message(),
        }
    }
}

impl From<Against> for Finding {
    fn from(found: Against) -> Self {
        match found {
            Against::Detected => Self::TestDetected,
            Against::DoseLater { dt, today } => Self::DoseLater { dt, today },
            Against::SampleLater { sc, at } => Self::SampleLater { sc, at },
            Against::PositiveLater { fr, today } => Self::PositiveLater { fr, today },
            Against::RecoveryNotBegun { df, today } => Self::RecoveryNotBegun { df, today },
            Against::RecoveryOver { du, today } => Self::RecoveryOver { du, today },
            Against::ResultUnknown => Self::ResultUnknown,
            Against::DiseaseUnknown => Self::DiseaseUnknown,
            Against::Contradiction(which) => Self::ContentContradicts { which },
        }
    }
}

/// Checks that may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Check {
    /// The clock against the dates of signed lists.
    Clock,
    /// The list that vouches for the signer.
    List,
    /// Claim `exp`.
    Exp,
    /// Claim `iat`.
    Iat,
    /// Claim `nbf`.
    Nbf,
    /// The validity of the signer's certificate.
    DscValidity,
    /// What the signer may sign.
    KeyUsage,
    /// Whether it was revoked.
    Revocation,
    /// The content by the schema.
    Schema,
    /// The name beside the passport's.
    HolderName,
    /// The date of birth beside the passport's.
    HolderDob,
    /// The trust domain of the signer.
    Domain,
    /// A country's rules.
    Rules,
}

impl Check {
    /// The stable kebab-case code: that of the finding where the check holds.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().0
    }

    fn class(self) -> Class {
        self.row().1
    }

    fn row(self) -> (&'static str, Class) {
        match self {
            Self::Clock => ("clock", Class::Clock),
            Self::List => ("trust-list", Class::Stale),
            Self::Exp => ("exp", Class::Expired),
            Self::Iat => ("iat", Class::NotYetValid),
            Self::Nbf => ("nbf", Class::NotYetValid),
            Self::DscValidity => ("dsc-validity", Class::DscValidity),
            Self::KeyUsage => ("key-usage", Class::KeyUsage),
            Self::Revocation => ("revocation", Class::Revoked),
            Self::Schema => ("schema", Class::Schema),
            Self::HolderName => ("holder-name", Class::Holder),
            Self::HolderDob => ("holder-dob", Class::Holder),
            Self::Domain => ("domain", Class::Domain),
            Self::Rules => ("rules", Class::Rule),
        }
    }
}

/// A value that a check compared, as programs read it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// A count, or seconds.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// An instant.
    Instant(Timestamp),
    /// A stable word.
    Word(&'static str),
    /// Several stable words.
    Words(Vec<&'static str>),
    /// A name, hexadecimal digits, or the English of a [`Detail`].
    Text(Cow<'a, str>),
    /// A text in every language.
    Localized(Cow<'a, Text>),
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// [`Value::Number`].
    Number,
    /// [`Value::Flag`].
    Flag,
    /// [`Value::Instant`].
    Instant,
    /// [`Value::Word`].
    Word,
    /// [`Value::Words`].
    Words,
    /// [`Value::Text`] or [`Value::Localized`].
    Text,
    /// A number, or a word where there is none.
    NumberOrWord,
}

/// A row of [`Finding::TABLE`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Row {
    /// The stable code.
    pub code: &'static str,
    /// The class.
    pub class: Class,
    /// How the check went.
    pub outcome: Outcome,
    values: &'static [(&'static str, Shape)],
}

impl Row {
    /// The values that are compared, by their names in JSON.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, Shape)> {
        self.values
            .iter()
            .map(|(field, shape)| (name(field), *shape))
    }
}

/// The name of a value in JSON.
fn name(field: &'static str) -> &'static str {
    match field {
        "as_of" => "asOf",
        "not_before" => "notBefore",
        "not_after" => "notAfter",
        "test_key" => "testKey",
        one_word => one_word,
    }
}

/// What can be compared: as programs and as people read it.
trait Compared {
    const SHAPE: Shape;
    /// The value; none where it is not known.
    fn value(&self) -> Option<Value<'_>>;
    fn text(&self) -> Text;
}

fn put<'a>(
    values: &mut Vec<(&'static str, Value<'a>)>,
    field: &'static str,
    value: &'a impl Compared,
) {
    values.extend(value.value().map(|value| (name(field), value)));
}

macro_rules! compared {
    ($($type:ty: $shape:ident, $it:ident => $value:expr, $text:expr;)*) => {
        $(impl Compared for $type {
            const SHAPE: Shape = Shape::$shape;

            fn value(&self) -> Option<Value<'_>> {
                let $it = self;
                Some($value)
            }

            fn text(&self) -> Text {
                let $it = self;
                $text.into()
            }
        })*
    };
}

compared! {
    String: Text, text => Value::Text(text.into()), text.as_str();
    &'static str: Word, word => Value::Word(word), *word;
    usize: Number, count => Value::Number(i64::try_from(*count).unwrap_or(i64::MAX)), *count;
    i64: Number, number => Value::Number(*number), *number;
    bool: Flag, flag => Value::Flag(*flag), flag.to_string();
    Date: Text, date => Value::Text(date.to_string().into()), *date;
    Contradiction: Word, which => Value::Word(which.message().word()), which.message();
    Timestamp: Instant, moment => Value::Instant(*moment), moment.in_oslo();
    LocalTime: Text, moment => Value::Text(moment.0.in_oslo().to_string().into()), moment.0.in_oslo();
    Vec<u8>: Text, octets => Value::Text(hex(octets).into()), hex(octets);
    Text: Text, text => Value::Localized(Cow::Borrowed(text)), text.clone();
    Detail: Text, detail => Value::Text(detail.0.get(Lang::En)), detail.0.clone();
    Algorithm: Word, algorithm => Value::Word(algorithm.name()), algorithm.name();
    Arc<Provenance>: Text, list => Value::Text(list.source.as_str().into()), list.source.as_str();
    ListSignature: Word, state => Value::Word(state.code()), list_state(state);
    Kind: Word, kind => Value::Word(kind.message().word()), kind.message();
    Document: Word, document => Value::Word(document.code()), document.message();
    Usage: Word, usage => Value::Word(usage.message().word()), usage.message();
    Purposes: Words, purposes => Value::Words(purposes.messages().into_iter().map(Message::word).collect()), purposes.to_text();
    Foreign: Word, foreign => Value::Word(foreign.message().word()), foreign.message();
    OtherContent: Words, other => Value::Words(other.messages().into_iter().map(Message::word).collect()), Text::List(other.messages());
    rules::Why: Text, why => Value::Localized(Cow::Owned(why.to_text())), why.to_text();
    DomesticRule: Word, one => Value::Word(one.rule.code()), one.rule.text(one.profile);
    filter::Hit: NumberOrWord, hit => chance(*hit), chance_text(*hit);
    NotMade: Word, why => Value::Word(why.message().word()), why.message();
    NotFresh: Word, why => Value::Word(why.message().word()), why.message();
    Unclear: Word, why => Value::Word(unclear(*why).word()), unclear(*why);
    Differs: Word, part => Value::Word(differs(*part).word()), differs(*part);
    Vec<DatePart>: Words, parts => Value::Words(parts.iter().map(|part| part.message().word()).collect()), Text::List(parts.iter().map(|part| part.message()).collect());
    KnownDate: Word, known => Value::Word(known.code()), known.code();
}

impl<T: Compared> Compared for Option<T> {
    const SHAPE: Shape = T::SHAPE;

    fn value(&self) -> Option<Value<'_>> {
        self.as_ref()?.value()
    }

    fn text(&self) -> Text {
        self.as_ref().map_or_else(|| "-".into(), Compared::text)
    }
}

/// What a layer says of its fault: programs read the English, people their language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail(pub Text);

impl<T: ToText> From<&T> for Detail {
    fn from(fault: &T) -> Self {
        Self(fault.to_text())
    }
}

/// An instant that people read in Norway's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime(pub Timestamp);

/// A rule of the domestic light, with the numbers that it was asked with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DomesticRule {
    /// The rule.
    pub rule: light::Rule,
    /// The numbers.
    pub profile: &'static Profile,
}

/// What was signed where it is no EU certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OtherContent {
    /// The keys in claim -260.
    Keys(Vec<i128>),
    /// What looks like an EU certificate.
    Lookalike(Lookalike),
}

impl OtherContent {
    /// What claims hold where that is no EU certificate.
    pub(super) fn of(claims: &Claims<'_>) -> Option<Self> {
        match (claims.lookalike, &claims.content) {
            (Some(lookalike), _) => Some(Self::Lookalike(lookalike)),
            (None, Ok(Content::Other(keys))) => Some(Self::Keys(keys.clone())),
            (None, _) => None,
        }
    }

    fn messages(&self) -> Vec<Message> {
        match self {
            Self::Keys(keys) => keys.iter().map(|&key| cwt::content_name(key)).collect(),
            Self::Lookalike(lookalike) => vec![lookalike.message()],
        }
    }

    fn hint(&self) -> Message {
        match self {
            // Of several the first that is known by name.
            Self::Keys(keys) => keys
                .iter()
                .map(|&key| cwt::content_hint(key))
                .find(|hint| *hint != messages::READER_NEWER)
                .unwrap_or(messages::READER_NEWER),
            Self::Lookalike(lookalike) => lookalike.hint(),
        }
    }
}

/// How far a date of birth could be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownDate {
    /// To the day.
    Day,
    /// One of them has no day.
    Month,
    /// One of them has the year alone.
    Year,
}

impl KnownDate {
    fn code(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

macro_rules! reasons {
    ($(#[$doc:meta])* $type:ident { $($(#[$each:meta])* $variant:ident $message:ident)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $type { $($(#[$each])* $variant,)* }

        impl $type {
            fn message(self) -> Message {
                match self { $(Self::$variant => messages::$message,)* }
            }
        }
    };
}

reasons! {
    /// Why a check was not made.
    NotMade {
        /// The clock cannot be right: what it says of other dates is no evidence.
        ClockWrong DETAIL_CLOCK_WRONG
        /// The question is about the past.
        Replayed DETAIL_REPLAYED
        /// The trust list gives a bare key without dates.
        BareKeyDates DETAIL_BARE_KEY_DATES
        /// The trust list gives a bare key without purposes.
        BareKeyPurposes DETAIL_BARE_KEY_PURPOSES
        /// The policy leaves it out.
        ByPolicy DETAIL_BY_POLICY
        /// There is no content.
        NoPayload DETAIL_NO_PAYLOAD
        /// There is no entry.
        NoEntry DETAIL_NO_ENTRY
        /// The operator lets keys of another domain count.
        DomainAllowed DETAIL_DOMAIN_ALLOWED
        /// No list of revoked certificates was given.
        NoRevocations DETAIL_NO_REVOCATIONS
        /// No list of revoked signers of its authority was given.
        NoCrl DETAIL_NO_CRL
        /// It has no name by which it could be revoked.
        NoRevocationName DETAIL_NO_REVOCATION_NAME
        /// Countries have no rules for this kind of code.
        NoRulesForKind DETAIL_NO_RULES_FOR_KIND
        /// The lists of revoked certificates say nothing about the signer or its country.
        NoRevocationData DETAIL_NO_REVOCATION_DATA
        /// A filter may hold it, which the policy allows.
        PossiblyRevokedNoted DETAIL_POSSIBLY_REVOKED_NOTED
        /// The trust list has expired, which the policy allows.
        ListExpiredAllowed DETAIL_LIST_EXPIRED_ALLOWED
    }
}

reasons! {
    /// Why a trust list does not tell that a signer is unknown.
    NotFresh {
        /// It is old.
        Stale DETAIL_LIST_STALE
        /// It is newer than the moment of the check.
        Later DETAIL_LIST_LATER
        /// It has no date.
        Undated DETAIL_LIST_UNDATED
        /// It is empty.
        Empty DETAIL_LIST_EMPTY
    }
}

reasons! {
    /// A part of a date.
    DatePart {
        /// The year.
        Year DETAIL_DOB_YEAR
        /// The month.
        Month DETAIL_DOB_MONTH
        /// The day.
        Day DETAIL_DOB_DAY
    }
}

fn list_state(state: &ListSignature) -> Text {
    match state {
        ListSignature::Good { .. } => messages::DETAIL_LIST_GOOD.into(),
        ListSignature::SignerExpired { signer } => {
            messages::DETAIL_LIST_SIGNER_EXPIRED.with(vec![("detail", signer.as_str().into())])
        }
        ListSignature::Unsigned => messages::DETAIL_LIST_UNSIGNED.into(),
        ListSignature::NotChecked { .. } => messages::DETAIL_LIST_UNCHECKED.into(),
    }
}

fn unclear(why: Unclear) -> Message {
    match why {
        Unclear::Spelling => messages::DETAIL_NAME_SPELLING,
        Unclear::Fewer => messages::DETAIL_NAME_FEWER,
        Unclear::Order => messages::DETAIL_NAME_ORDER,
        Unclear::Abbreviated => messages::DETAIL_NAME_ABBREVIATED,
    }
}

fn differs(part: Differs) -> Message {
    match part {
        Differs::Family => messages::DETAIL_NAME_FAMILY,
        Differs::Given => messages::DETAIL_NAME_GIVEN,
        Differs::Both => messages::DETAIL_NAME_BOTH,
    }
}

/// How often a filter hits what it does not hold, as one in so many.
fn chance(hit: filter::Hit) -> Value<'static> {
    match hit {
        filter::Hit::OneIn(count) => Value::Number(i64::try_from(count).unwrap_or(i64::MAX)),
        filter::Hit::Mangled => Value::Word(messages::CHANCE_MANGLED.word()),
    }
}

fn chance_text(hit: filter::Hit) -> Text {
    match hit {
        filter::Hit::OneIn(count) => {
            messages::CHANCE_ONE_IN.with(vec![("count", count.to_string().into())])
        }
        filter::Hit::Mangled => messages::CHANCE_MANGLED.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_code_of_its_own_a_message_with_its_places_and_a_hint() {
        let mut ids = Vec::new();
        for (row, (message, hint)) in Finding::TABLE.iter().zip(TEXTS) {
            let code = row.code;
            let kebab = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            assert!(code.bytes().all(kebab), "{code}");
            ids.push(message.id());
            for lang in Lang::ALL {
                let text = message.get(lang);
                assert!(!text.is_empty(), "{message:?}");
                for place in text.split("{$").skip(1) {
                    let place = place.split('}').next().unwrap();
                    let known = row.values.iter().any(|(field, _)| *field == place);
                    assert!(known, "{message:?} asks for {place}");
                }
                assert!(hint.is_none_or(|hint| !hint.get(lang).is_empty()), "{code}");
            }
        }
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }

    #[test]
    fn only_what_a_newer_list_may_mend_asks_for_one() {
        let rows = Finding::TABLE.iter().zip(TEXTS);
        let asks = rows.filter(|(_, (_, hint))| *hint == Some(messages::HINT_UPDATE_LIST));
        let codes: Vec<&str> = asks.map(|(row, _)| row.code).collect();
        assert_eq!(
            codes,
            [
                "issuer-key-unlisted",
                "card-revocations-old",
                "kid-unknown-not-fresh",
                "kid-unlisted",
                "trust-list-stale"
            ]
        );
        let kid = vec![1; 8];
        let empty = Finding::KidUnknownNotFresh {
            kid,
            why: NotFresh::Empty,
            test_key: false,
        };
        assert_eq!(empty.hint(Lang::En), messages::HINT_GIVE_LIST.get(Lang::En));
    }

    #[test]
    fn another_content_is_named_with_who_reads_it_and_nobody_is_blamed() {
        let keys = [2, 3, 4, 5, -6, 99].map(|key| OtherContent::Keys(vec![key]));
        let lookalikes = Lookalike::ALL.map(OtherContent::Lookalike);
        for found in keys.into_iter().chain(lookalikes) {
            let finding = Finding::ContextContent { found };
            for lang in Lang::ALL {
                let hint = finding.hint(lang);
                assert!(!hint.is_empty() && !hint.contains("HC1"), "{hint}");
                for blame in [messages::HINT_ASK_ISSUER, messages::HINT_OTHER_PROOF] {
                    assert_ne!(hint, blame.get(lang));
                }
            }
        }
        // What is known by name among several tells who reads it.
        let found = OtherContent::Keys(vec![99, -6]);
        assert_eq!(found.hint(), messages::READER_ICVP);
    }

    #[test]
    fn a_detail_follows_the_language_for_people_alone() {
        let at = Timestamp::EPOCH;
        let report = crate::Verifier::default().verify("HC1:a", at);
        let finding = &report.findings[0];
        assert_eq!(
            finding.text(Lang::Nb),
            "koden er skadet (Base45): tegnet 'a' på plass 0 hører ikke til Base45-alfabetet"
        );
        let english = "character 'a' at offset 0 is not in the Base45 alphabet";
        assert_eq!(finding.values(), [("detail", Value::Text(english.into()))]);
    }

    #[test]
    fn names_of_values_are_camel_case_and_none_is_taken() {
        for row in Finding::TABLE {
            for (name, _) in row.values() {
                assert!(!name.contains('_'), "{}: {name}", row.code);
                let taken = ["code", "class", "result", "text", "hint"];
                assert!(!taken.contains(&name), "{}: {name}", row.code);
            }
        }
    }

    #[test]
    fn nothing_below_the_signature_accuses_the_holder() {
        let below = [
            Class::Prefix,
            Class::Base45,
            Class::Zlib,
            Class::Cose,
            Class::TooLarge,
            Class::Picture,
            Class::Context,
            Class::Clock,
            Class::Stale,
            Class::Open,
        ];
        for row in Finding::TABLE {
            let below = below.contains(&row.class);
            assert!(!below || row.outcome != Outcome::Fail, "{}", row.code);
        }
    }
}
