//! The table of reasons: code, class, whether it is evidence or a lack, the text in three languages with
//! the compared values, and the hint. The words between braces are filled in by the verifier; `detail` is
//! the layer's own message, which is technical and stays English.

use super::class::Class;
use crate::lang::{Shown, Words};

/// No hint: the check passed.
pub(super) const NO_HINT: Words = Words {
    en: "",
    nb: "",
    nn: "",
};

pub(super) const COMPARE: Words = Words {
    en: "compare name and date of birth with the passport",
    nb: "sammenlign navn og fødselsdato med passet",
    nn: "samanlikn namn og fødselsdato med passet",
};
pub(super) const COMPARE_PHOTOGRAPH: Words = Words {
    en: "name and date of birth are the passport's; compare the photograph with the face",
    nb: "navn og fødselsdato er passets; sammenlign bildet med ansiktet",
    nn: "namn og fødselsdato er dei i passet; samanlikn biletet med andletet",
};
const SCAN_AGAIN: Words = Words {
    en: "scan again, straight on and in good light; if it fails again, ask for the original code",
    nb: "skann på nytt, rett forfra og i godt lys; feiler det igjen, be om den opprinnelige koden",
    nn: "skann på nytt, rett framanfrå og i godt lys; feilar det igjen, be om den opphavlege koden",
};
const OTHER_PICTURE: Words = Words {
    en: "ask for a plain picture of the code, or scan it with the camera",
    nb: "be om et vanlig bilde av koden, eller skann den med kameraet",
    nn: "be om eit vanleg bilete av koden, eller skann han med kameraet",
};
const OTHER_CODE: Words = Words {
    en: "ask for the EU certificate, whose code begins with HC1:",
    nb: "be om EU-sertifikatet; koden begynner med HC1:",
    nn: "be om EU-sertifikatet; koden byrjar med HC1:",
};
const OTHER_PROOF: Words = Words {
    en: "do not accept; ask for another proof",
    nb: "godta ikke; be om annen dokumentasjon",
    nn: "godta ikkje; be om annan dokumentasjon",
};
const DECIDE: Words = Words {
    en: "the rules give no answer: decide by the country's own guidance",
    nb: "reglene gir ikke svar: avgjør etter landets egne retningslinjer",
    nn: "reglane gir ikkje svar: avgjer etter retningslinjene i landet",
};
const RENEW: Words = Words {
    en: "ask the holder to fetch a new certificate from the issuer",
    nb: "be innehaveren hente et nytt sertifikat hos utstederen",
    nn: "be innehavaren hente eit nytt sertifikat hos utferdaren",
};
pub(super) const CLOCK: Words = Words {
    en: "check this device's clock; if it is right, do not accept",
    nb: "kontroller klokken på denne enheten; er den riktig, godta ikke",
    nn: "kontroller klokka på denne eininga; er ho rett, godta ikkje",
};
const SET_CLOCK: Words = Words {
    en: "set this device's clock, then scan again; for a question about the past there is --replay",
    nb: "still klokken på denne enheten og skann på nytt; for spørsmål om fortiden finnes --replay",
    nn: "still klokka på denne eininga og skann på nytt; for spørsmål om fortida finst --replay",
};
/// Why dates are not looked at.
pub(super) const CLOCK_WRONG: Words = Words {
    en: "the clock cannot be right",
    nb: "klokken kan ikke stemme",
    nn: "klokka kan ikkje stemme",
};
pub(super) const REPLAYED: Words = Words {
    en: "the question is about the past",
    nb: "spørsmålet gjelder fortiden",
    nn: "spørsmålet gjeld fortida",
};
const UPDATE_LIST: Words = Words {
    en: "update the trust list, then scan again",
    nb: "oppdater tillitslisten og skann på nytt",
    nn: "oppdater tillitslista og skann på nytt",
};
pub(super) const TEST_KEY: Words = Words {
    en: "this is one of the EU's public test keys: the code is a sample and proves nothing",
    nb: "dette er en av EUs offentlige testnøkler: koden er en prøve og beviser ingenting",
    nn: "dette er ein av EUs offentlege testnøklar: koden er ei prøve og provar ingenting",
};
const ASK_ISSUER_REVOKED: Words = Words {
    en: "ask the issuer whether it was revoked, or ask for another proof",
    nb: "spør utstederen om det er trukket tilbake, eller be om annen dokumentasjon",
    nn: "spør utferdaren om det er trekt tilbake, eller be om annan dokumentasjon",
};
const UPDATE_REVOCATIONS: Words = Words {
    en: "update the list of revoked certificates, then scan again",
    nb: "oppdater listen over tilbaketrukne sertifikater og skann på nytt",
    nn: "oppdater lista over tilbaketrekte sertifikat og skann på nytt",
};
pub(super) const ASK_ISSUER: Words = Words {
    en: "the issuer has to mend this; ask for another proof",
    nb: "utstederen må rette dette; be om annen dokumentasjon",
    nn: "utferdaren må rette dette; be om annan dokumentasjon",
};

const ANOTHER_PERSON: Words = Words {
    en: "look whether it was typed as the passport has it; if so, the certificate is another person's: do not accept",
    nb: "se etter om det er skrevet som i passet; i så fall er sertifikatet en annens: godta ikke",
    nn: "sjå etter om det er skrive som i passet; i så fall er sertifikatet ein annan sitt: godta ikkje",
};
const COMPARE_NAMES: Words = Words {
    en: "compare both names by eye, and the date of birth: you decide whether it is one person",
    nb: "sammenlign de to navnene selv, og fødselsdatoen: du avgjør om det er samme person",
    nn: "samanlikn dei to namna sjølv, og fødselsdatoen: du avgjer om det er same person",
};
const ASK_BIRTH: Words = Words {
    en: "decide by the name and another proof of the date of birth",
    nb: "avgjør etter navnet og annen dokumentasjon på fødselsdatoen",
    nn: "avgjer etter namnet og annan dokumentasjon på fødselsdatoen",
};

/// Why it cannot be told whether a name is the passport's.
pub(super) const NAME_SPELLING: Words = Words {
    en: "the same letters in another transliteration, or divided otherwise",
    nb: "de samme bokstavene skrevet om eller delt på en annen måte",
    nn: "dei same bokstavane skrivne om eller delte på ein annan måte",
};
pub(super) const NAME_FEWER: Words = Words {
    en: "one of them has fewer names",
    nb: "det ene har færre navn",
    nn: "det eine har færre namn",
};
pub(super) const NAME_ORDER: Words = Words {
    en: "the same names in another order",
    nb: "de samme navnene i en annen rekkefølge",
    nn: "dei same namna i ei anna rekkjefølgje",
};
pub(super) const NAME_ABBREVIATED: Words = Words {
    en: "the passport's line is full, and names in it may be cut short",
    nb: "linjen i passet er full, og navn i den kan være forkortet",
    nn: "linja i passet er full, og namn i ho kan vere forkorta",
};
/// What is another's.
pub(super) const NAME_FAMILY: Words = Words {
    en: "the family name differs",
    nb: "etternavnet er et annet",
    nn: "etternamnet er eit anna",
};
pub(super) const NAME_GIVEN: Words = Words {
    en: "the given names differ",
    nb: "fornavnene er andre",
    nn: "fornamna er andre",
};
pub(super) const NAME_BOTH: Words = Words {
    en: "family name and given names differ",
    nb: "både etternavn og fornavn er andre",
    nn: "både etternamn og fornamn er andre",
};
pub(super) const DOB_YEAR: Words = Words {
    en: "year",
    nb: "år",
    nn: "år",
};
pub(super) const DOB_MONTH: Words = Words {
    en: "month",
    nb: "måned",
    nn: "månad",
};
pub(super) const DOB_DAY: Words = Words {
    en: "day",
    nb: "dag",
    nn: "dag",
};
/// How far a date of birth could be compared.
pub(super) const DOB_AS_YEAR: Words = Words {
    en: ", as far as it goes: one of them has the year alone",
    nb: ", så langt den rekker: bare året er kjent",
    nn: ", så langt han rekk: berre året er kjent",
};
pub(super) const DOB_AS_MONTH: Words = Words {
    en: ", as far as it goes: one of them has no day",
    nb: ", så langt den rekker: dagen er ikke kjent",
    nn: ", så langt han rekk: dagen er ikkje kjend",
};

/// Why checks are skipped.
pub(super) const BARE_KEY_DATES: Words = Words {
    en: "the trust list gives a bare key without dates",
    nb: "tillitslisten har bare en nøkkel uten datoer",
    nn: "tillitslista har berre ein nøkkel utan datoar",
};
pub(super) const BARE_KEY_PURPOSES: Words = Words {
    en: "the trust list gives a bare key without purposes",
    nb: "tillitslisten har bare en nøkkel uten formål",
    nn: "tillitslista har berre ein nøkkel utan føremål",
};
pub(super) const BY_POLICY: Words = Words {
    en: "switched off by policy",
    nb: "slått av",
    nn: "slått av",
};
pub(super) const NO_PAYLOAD: Words = Words {
    en: "there is no content",
    nb: "det er ikke noe innhold",
    nn: "det er ikkje noko innhald",
};
pub(super) const NO_ENTRY: Words = Words {
    en: "there is no entry",
    nb: "det er ingen oppføring",
    nn: "det er inga oppføring",
};
/// Why it is not known whether a certificate was revoked.
pub(super) const NO_REVOCATIONS: Words = Words {
    en: "no list of revoked certificates was given",
    nb: "ingen liste over tilbaketrukne sertifikater er oppgitt",
    nn: "inga liste over tilbaketrekte sertifikat er oppgitt",
};
pub(super) const NO_REVOCATION_DATA: Words = Words {
    en: "the lists of revoked certificates say nothing about this signer or its country",
    nb: "listene over tilbaketrukne sertifikater sier ingenting om denne utstederen eller landet",
    nn: "listene over tilbaketrekte sertifikat seier ingenting om denne utferdaren eller landet",
};
pub(super) const POSSIBLY_REVOKED_NOTED: Words = Words {
    en: "a filter may hold it among revoked certificates, which the policy allows",
    nb: "et filter kan ha det blant tilbaketrukne sertifikater, og det er tillatt",
    nn: "eit filter kan ha det blant tilbaketrekte sertifikat, og det er tillate",
};
/// What a guess of a filter is worth.
pub(super) const MANGLED: Words = Words {
    en: "found in a form that a fault of the list's writer gives to some entries",
    nb: "funnet i en form som en feil hos listens forfatter gir noen oppføringer",
    nn: "funne i ei form som ein feil hos forfattaren av lista gjev nokre oppføringar",
};
/// Why a trust list does not tell that a signer is unknown.
pub(super) const LIST_UNDATED: Words = Words {
    en: "the list has no date",
    nb: "listen har ingen dato",
    nn: "lista har ingen dato",
};
pub(super) const LIST_EMPTY: Words = Words {
    en: "the list is empty",
    nb: "listen er tom",
    nn: "lista er tom",
};
pub(super) const LIST_LATER: Words = Words {
    en: "the list is newer than the moment of the check",
    nb: "listen er nyere enn kontrolltidspunktet",
    nn: "lista er nyare enn kontrolltidspunktet",
};
pub(super) const LIST_GOOD: Words = Words {
    en: "its signature is good",
    nb: "signaturen er god",
    nn: "signaturen er god",
};
/// What is wrong with the signature of a list whose signer had expired; the detail is technical.
pub(super) fn signer_expired(detail: &str) -> Shown {
    let words = [
        "its signature is good, its signer had expired",
        "signaturen er god, men sertifikatet til den som signerte, var utløpt",
        "signaturen er god, men sertifikatet til den som signerte, var gått ut",
    ];
    Shown::Each(Box::new(words.map(|words| format!("{words}: {detail}"))))
}
pub(super) const LIST_UNSIGNED: Words = Words {
    en: "not signed",
    nb: "ikke signert",
    nn: "ikkje signert",
};
pub(super) const LIST_UNCHECKED: Words = Words {
    en: "its signature was not checked",
    nb: "signaturen er ikke kontrollert",
    nn: "signaturen er ikkje kontrollert",
};
pub(super) const LIST_EXPIRED_ALLOWED: Words = Words {
    en: "the trust list has expired, which the policy allows",
    nb: "tillitslisten er utløpt, og det er tillatt",
    nn: "tillitslista har gått ut, og det er tillate",
};
pub(super) const LIST_STALE: Words = Words {
    en: "the list is old",
    nb: "listen er gammel",
    nn: "lista er gammal",
};

/// A red that passes by itself.
pub(super) fn until(moment: &str) -> Shown {
    let words = [
        (" (it passes on ", ")"),
        (" (går over ", ")"),
        (" (går over ", ")"),
    ];
    Shown::Each(Box::new(
        words.map(|(before, after)| format!("{before}{moment}{after}")),
    ))
}

macro_rules! codes {
    ($($variant:ident $code:literal $class:ident $kind:ident $hint:ident $en:literal $nb:literal $nn:literal)*) => {
        /// Reasons and obstacles.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Code { $($variant,)* }

        impl Code {
            #[cfg(test)]
            pub(super) const ALL: &[Self] = &[$(Self::$variant),*];

            pub(super) fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            pub(super) fn class(self) -> Class {
                match self { $(Self::$variant => Class::$class,)* }
            }

            /// Evidence against the certificate, or a lack of ours.
            pub(super) fn is_reject(self) -> bool {
                match self { $(Self::$variant => codes!(@ $kind),)* }
            }

            pub(super) fn words(self) -> Words {
                match self { $(Self::$variant => Words { en: $en, nb: $nb, nn: $nn },)* }
            }

            pub(super) fn hint(self) -> Words {
                match self { $(Self::$variant => $hint,)* }
            }
        }
    };
    (@ reject) => { true };
    (@ cannot) => { false };
}

codes! {
    PictureUnreadable "picture-unreadable" Picture cannot SCAN_AGAIN
        "the picture cannot be read: {detail}"
        "bildet kan ikke leses: {detail}"
        "biletet kan ikkje lesast: {detail}"
    PictureEmpty "picture-empty" Picture cannot SCAN_AGAIN
        "no code was found in the picture"
        "ingen kode ble funnet i bildet"
        "ingen kode vart funnen i biletet"
    FileTooLarge "file-too-large" TooLarge cannot OTHER_PICTURE
        "the file is not read, it asks for too much: {detail}"
        "filen leses ikke, den krever for mye: {detail}"
        "fila blir ikkje lesen, ho krev for mykje: {detail}"
    PrefixUnknown "prefix-unknown" Prefix cannot OTHER_CODE
        "this is no EU certificate: {detail}"
        "dette er ikke et EU-sertifikat: {detail}"
        "dette er ikkje eit EU-sertifikat: {detail}"
    PrefixForeign "prefix-foreign" Prefix cannot OTHER_CODE
        "this is {found}, not an EU certificate"
        "dette er {found}, ikke et EU-sertifikat"
        "dette er {found}, ikkje eit EU-sertifikat"
    ContextDomestic "context-domestic" Context cannot OTHER_CODE
        "this is {found}, which does not count at the border"
        "dette er {found}, som ikke gjelder ved grensen"
        "dette er {found}, som ikkje gjeld ved grensa"
    ContextContent "context-content" Context cannot OTHER_CODE
        "the signature is good, but the code holds {found}, not an EU certificate"
        "signaturen er god, men koden inneholder {found}, ikke et EU-sertifikat"
        "signaturen er god, men koden inneheld {found}, ikkje eit EU-sertifikat"
    TextTooLong "text-too-long" TooLarge cannot SCAN_AGAIN
        "the text has {found} characters, no code has more than {limit}"
        "teksten har {found} tegn, ingen kode har mer enn {limit}"
        "teksten har {found} teikn, ingen kode har meir enn {limit}"
    InflatedTooLarge "inflated-too-large" TooLarge cannot OTHER_PROOF
        "the content is larger than {limit} octets, which no certificate is"
        "innholdet er større enn {limit} byte, det er intet sertifikat"
        "innhaldet er større enn {limit} byte, det er ikkje noko sertifikat"
    Base45Invalid "base45-invalid" Base45 cannot SCAN_AGAIN
        "the code is damaged (Base45): {detail}"
        "koden er skadet (Base45): {detail}"
        "koden er skadd (Base45): {detail}"
    ZlibInvalid "zlib-invalid" Zlib cannot SCAN_AGAIN
        "the code is damaged (zlib): {detail}"
        "koden er skadet (zlib): {detail}"
        "koden er skadd (zlib): {detail}"
    CborInvalid "cbor-invalid" Cbor cannot SCAN_AGAIN
        "the code is malformed (CBOR): {detail}"
        "koden er feilformet (CBOR): {detail}"
        "koden er feilforma (CBOR): {detail}"
    CoseInvalid "cose-invalid" Cose cannot OTHER_PROOF
        "the signed envelope is malformed (COSE): {detail}"
        "den signerte konvolutten er feilformet (COSE): {detail}"
        "den signerte konvolutten er feilforma (COSE): {detail}"
    AlgMissing "alg-missing" Alg cannot OTHER_PROOF
        "the code names no signature algorithm"
        "koden nevner ingen signaturalgoritme"
        "koden nemner ingen signaturalgoritme"
    AlgUnknown "alg-unknown" Alg cannot OTHER_PROOF
        "signature algorithm {found} is not one of an EU certificate (ES256, PS256)"
        "signaturalgoritmen {found} hører ikke til et EU-sertifikat (ES256, PS256)"
        "signaturalgoritmen {found} høyrer ikkje til eit EU-sertifikat (ES256, PS256)"
    AlgKey "alg-key-mismatch" Alg reject OTHER_PROOF
        "the algorithm is at odds with the signer's key: {detail}"
        "algoritmen passer ikke til utstederens nøkkel: {detail}"
        "algoritmen passar ikkje til nøkkelen til utferdaren: {detail}"
    AlgKeyUnreadable "alg-key-unreadable" Alg cannot UPDATE_LIST
        "the signer's key in the trust list cannot be used: {detail}"
        "utstederens nøkkel i tillitslisten kan ikke brukes: {detail}"
        "nøkkelen til utferdaren i tillitslista kan ikkje brukast: {detail}"
    KidMissing "kid-missing" Kid cannot OTHER_PROOF
        "the code names no signer (kid)"
        "koden nevner ingen utsteder (kid)"
        "koden nemner ingen utferdar (kid)"
    KidUnknown "kid-unknown" Kid reject OTHER_PROOF
        "the signer {kid} is not in the trust list of {as_of}"
        "utstederen {kid} er ikke i tillitslisten av {as_of}"
        "utferdaren {kid} er ikkje i tillitslista av {as_of}"
    KidUnknownNotFresh "kid-unknown-not-fresh" Kid cannot UPDATE_LIST
        "the signer {kid} is not in the trust list, and {why}"
        "utstederen {kid} er ikke i tillitslisten, og {why}"
        "utferdaren {kid} er ikkje i tillitslista, og {why}"
    ListStale "trust-list-stale" Stale cannot UPDATE_LIST
        "the trust list {source} expired at {expires}, it is {at} now"
        "tillitslisten {source} utløp {expires}, nå er det {at}"
        "tillitslista {source} gjekk ut {expires}, no er det {at}"
    ClockBehind "clock-behind" Clock cannot SET_CLOCK
        "the clock shows {at}, but a signed list was made at {made}"
        "klokken viser {at}, men en signert liste er laget {made}"
        "klokka viser {at}, men ei signert liste er laga {made}"
    SignatureInvalid "signature-invalid" Signature reject OTHER_PROOF
        "the signature is not the signer's: {detail}"
        "signaturen er ikke utstederens: {detail}"
        "signaturen er ikkje utferdaren sin: {detail}"
    PayloadCbor "payload-cbor" Cbor reject ASK_ISSUER
        "the signed content is malformed: {detail}"
        "det signerte innholdet er feilformet: {detail}"
        "det signerte innhaldet er feilforma: {detail}"
    ClaimsInvalid "claims-invalid" Hcert reject ASK_ISSUER
        "the claims are not those of an EU certificate: {detail}"
        "opplysningene er ikke et EU-sertifikats: {detail}"
        "opplysningane er ikkje frå eit EU-sertifikat: {detail}"
    Expired "expired" Expired reject RENEW
        "expired at {exp}, it is {at} now"
        "utløpt {exp}, nå er det {at}"
        "gjekk ut {exp}, no er det {at}"
    NotYetIssued "not-yet-issued" NotYetValid reject CLOCK
        "issued at {iat}, it is only {at} now"
        "utstedt {iat}, nå er det først {at}"
        "utferda {iat}, no er det berre {at}"
    NotBefore "not-before" NotYetValid reject CLOCK
        "valid from {nbf}, it is only {at} now"
        "gyldig fra {nbf}, nå er det først {at}"
        "gyldig frå {nbf}, no er det berre {at}"
    DscExpired "dsc-expired" DscValidity reject RENEW
        "the signer's certificate was valid until {not_after}, it is {at} now"
        "utstederens sertifikat gjaldt til {not_after}, nå er det {at}"
        "sertifikatet til utferdaren gjaldt til {not_after}, no er det {at}"
    DscNotYetValid "dsc-not-yet-valid" DscValidity reject CLOCK
        "the signer's certificate is valid from {not_before}, it is only {at} now"
        "utstederens sertifikat gjelder fra {not_before}, nå er det først {at}"
        "sertifikatet til utferdaren gjeld frå {not_before}, no er det berre {at}"
    KeyUsage "key-usage-mismatch" KeyUsage reject OTHER_PROOF
        "the signer may sign {purposes}, this is a {kind} certificate"
        "utstederen kan signere {purposes}, dette er et sertifikat av typen {kind}"
        "utferdaren kan signere {purposes}, dette er eit sertifikat av typen {kind}"
    KeyUsageUnreadable "key-usage-unreadable" KeyUsage cannot UPDATE_LIST
        "what the signer may sign cannot be read from its certificate"
        "hva utstederen kan signere, lar seg ikke lese av sertifikatet"
        "kva utferdaren kan signere, lèt seg ikkje lese av sertifikatet"
    KeyUsageOther "key-usage-other" KeyUsage reject OTHER_PROOF
        "the trust list has this key for {purpose}, not for health certificates"
        "tillitslisten har denne nøkkelen til {purpose}, ikke til helsesertifikater"
        "tillitslista har denne nøkkelen til {purpose}, ikkje til helsesertifikat"
    DscKeyUsage "dsc-key-usage" KeyUsage cannot OTHER_PROOF
        "the signer's certificate does not let its key sign codes: its key usage is {found}, without digitalSignature"
        "utstederens sertifikat lar ikke nøkkelen signere koder: bruken er {found}, uten digitalSignature"
        "sertifikatet til utferdaren lèt ikkje nøkkelen signere kodar: bruken er {found}, utan digitalSignature"
    DscCritical "dsc-critical" DscValidity cannot OTHER_PROOF
        "the signer's certificate has the critical extension {found}, which is not understood"
        "utstederens sertifikat har den kritiske utvidelsen {found}, som ikke er forstått"
        "sertifikatet til utferdaren har den kritiske utvidinga {found}, som ikkje er forstått"
    DomesticContent "domestic-content" Schema reject OTHER_PROOF
        "the content is not that of a domestic code: {detail}"
        "innholdet passer ikke til en innenlandsk kode: {detail}"
        "innhaldet passar ikkje til ein innanlandsk kode: {detail}"
    DomesticSigner "domestic-signer-foreign" KeyUsage reject OTHER_PROOF
        "a domestic code needs a Norwegian signer, this one's country is {found}"
        "en innenlandsk kode krever en norsk utsteder, denne er fra {found}"
        "ein innanlandsk kode krev ein norsk utferdar, denne er frå {found}"
    DomesticSignerUnknown "domestic-signer-unknown" KeyUsage cannot UPDATE_LIST
        "a domestic code needs a Norwegian signer, and the trust list does not tell this one's country"
        "en innenlandsk kode krever en norsk utsteder, og tillitslisten sier ikke hvor denne er fra"
        "ein innanlandsk kode krev ein norsk utferdar, og tillitslista seier ikkje kvar denne er frå"
    DomesticRed "domestic-red" Rule reject OTHER_PROOF
        "red by the domestic rules: {why}{until}"
        "rødt etter innenlandsreglene: {why}{until}"
        "raudt etter innanlandsreglane: {why}{until}"
    RuleFailed "rule-failed" Rule reject OTHER_PROOF
        "rule {rule} is not met: {text}"
        "regelen {rule} er ikke oppfylt: {text}"
        "regelen {rule} er ikkje oppfylt: {text}"
    RuleOpen "rule-open" Open cannot DECIDE
        "rule {rule} cannot be decided: {text} ({why})"
        "regelen {rule} kan ikke avgjøres: {text} ({why})"
        "regelen {rule} kan ikkje avgjerast: {text} ({why})"
    NoRules "no-rules" Open cannot DECIDE
        "no rule of {country} is known for a {kind} certificate at {arrival}"
        "ingen regel for {country} er kjent for sertifikater av typen {kind} på tidspunktet {arrival}"
        "ingen regel for {country} er kjend for sertifikat av typen {kind} på tidspunktet {arrival}"
    Revoked "revoked" Revoked reject OTHER_PROOF
        "revoked by {scope}: it stands in {list}, batch {batch} (by {variant})"
        "trukket tilbake av {scope}: det står i {list}, gruppe {batch} (etter {variant})"
        "trekt tilbake av {scope}: det står i {list}, gruppe {batch} (etter {variant})"
    RevokedByFilter "revoked-by-filter" Revoked reject ASK_ISSUER_REVOKED
        "taken for revoked by {scope}: it hits a filter in {list}, {batch} (by {variant}; {chance})"
        "regnes som trukket tilbake av {scope}: det treffer et filter i {list}, {batch} (etter {variant}; {chance})"
        "blir rekna som trekt tilbake av {scope}: det treffer eit filter i {list}, {batch} (etter {variant}; {chance})"
    PossiblyRevoked "possibly-revoked" Revoked cannot ASK_ISSUER_REVOKED
        "possibly revoked by {scope}: it hits a filter in {list}, {batch} (by {variant}; {chance})"
        "muligens trukket tilbake av {scope}: det treffer et filter i {list}, {batch} (etter {variant}; {chance})"
        "kanskje trekt tilbake av {scope}: det treffer eit filter i {list}, {batch} (etter {variant}; {chance})"
    RevocationStale "revocation-stale" Stale cannot UPDATE_REVOCATIONS
        "the list of revoked certificates {store} is of {as_of}, it is {at} now"
        "listen over tilbaketrukne sertifikater {store} er fra {as_of}, nå er det {at}"
        "lista over tilbaketrekte sertifikat {store} er frå {as_of}, no er det {at}"
    RevocationExpired "revocation-expired" Stale cannot UPDATE_REVOCATIONS
        "the list of revoked certificates {store} expired at {expires}, it is {at} now"
        "listen over tilbaketrukne sertifikater {store} utløp {expires}, nå er det {at}"
        "lista over tilbaketrekte sertifikat {store} gjekk ut {expires}, no er det {at}"
    RevocationNoData "revocation-no-data" Stale cannot UPDATE_REVOCATIONS
        "no list of revoked certificates says anything about {signer}, and an answer is required"
        "ingen liste over tilbaketrukne sertifikater sier noe om {signer}, og et svar kreves"
        "inga liste over tilbaketrekte sertifikat seier noko om {signer}, og det er kravd eit svar"
    RevocationDamaged "revocation-damaged" Stale cannot UPDATE_REVOCATIONS
        "the list of revoked certificates {store} is damaged: {detail}"
        "listen over tilbaketrukne sertifikater {store} er skadet: {detail}"
        "lista over tilbaketrekte sertifikat {store} er skadd: {detail}"
    SchemaInvalid "schema-invalid" Schema reject ASK_ISSUER
        "the content breaks the schema: {detail}"
        "innholdet bryter skjemaet: {detail}"
        "innhaldet bryt skjemaet: {detail}"
    HolderNameDiffers "holder-name-differs" Holder reject ANOTHER_PERSON
        "the name is not the passport's: {part}"
        "navnet er ikke passets: {part}"
        "namnet er ikkje det i passet: {part}"
    HolderNameUnclear "holder-name-unclear" Holder cannot COMPARE_NAMES
        "a person has to tell whether the name is the passport's: {why}"
        "et menneske må avgjøre om navnet er passets: {why}"
        "eit menneske må avgjere om namnet er det i passet: {why}"
    HolderDobDiffers "holder-dob-differs" Holder reject ANOTHER_PERSON
        "the date of birth is not the passport's; they differ in: {parts}"
        "fødselsdatoen er ikke passets; forskjellen ligger i: {parts}"
        "fødselsdatoen er ikkje den i passet; skilnaden ligg i: {parts}"
    HolderDobUnknown "holder-dob-unknown" Holder cannot ASK_BIRTH
        "the certificate does not say when its holder was born"
        "sertifikatet sier ikke når innehaveren er født"
        "sertifikatet seier ikkje når innehavaren er fødd"
}

macro_rules! checks {
    ($($variant:ident $code:literal $class:ident $en:literal $nb:literal $nn:literal)*) => {
        /// Checks, in the order in which they are made; the text is that of a pass.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Check { $($variant,)* }

        impl Check {
            #[cfg(test)]
            pub(super) const ALL: &[Self] = &[$(Self::$variant),*];

            pub(super) fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            pub(super) fn class(self) -> Class {
                match self { $(Self::$variant => Class::$class,)* }
            }

            pub(super) fn words(self) -> Words {
                match self { $(Self::$variant => Words { en: $en, nb: $nb, nn: $nn },)* }
            }
        }
    };
}

checks! {
    Decoded "decoded" Cose
        "the code could be read: {characters} characters, {payload} octets signed"
        "koden kunne leses: {characters} tegn, {payload} byte signert"
        "koden kunne lesast: {characters} teikn, {payload} byte signerte"
    Clock "clock" Clock
        "the clock shows {at}, the newest signed list was made at {made}"
        "klokken viser {at}, den nyeste signerte listen er laget {made}"
        "klokka viser {at}, den nyaste signerte lista er laga {made}"
    Alg "alg" Alg
        "the algorithm {alg} fits the signer's key"
        "algoritmen {alg} passer til utstederens nøkkel"
        "algoritmen {alg} passar til nøkkelen til utferdaren"
    Kid "kid" Kid
        "the signer {kid} is in the trust list ({country}, {source})"
        "utstederen {kid} er i tillitslisten ({country}, {source})"
        "utferdaren {kid} er i tillitslista ({country}, {source})"
    Signature "signature" Signature
        "the signature is good"
        "signaturen er god"
        "signaturen er god"
    List "trust-list" Stale
        "the trust list {source} can be used ({state})"
        "tillitslisten {source} kan brukes ({state})"
        "tillitslista {source} kan brukast ({state})"
    DomesticSigner "domestic-signer" KeyUsage
        "any Norwegian signer may sign a domestic code"
        "enhver norsk utsteder kan signere en innenlandsk kode"
        "einkvar norsk utferdar kan signere ein innanlandsk kode"
    DomesticContent "domestic-content" Schema
        "the content is that of a domestic code: name and date of birth alone"
        "innholdet passer til en innenlandsk kode: bare navn og fødselsdato"
        "innhaldet passar til ein innanlandsk kode: berre namn og fødselsdato"
    DomesticLight "domestic-light" Rule
        "green by the domestic rules ({profile}): {why}"
        "grønt etter innenlandsreglene ({profile}): {why}"
        "grønt etter innanlandsreglane ({profile}): {why}"
    Rule "rule" Rule
        "rule {rule} is met: {text}"
        "regelen {rule} er oppfylt: {text}"
        "regelen {rule} er oppfylt: {text}"
    Claims "hcert" Hcert
        "the claims can be read"
        "opplysningene kan leses"
        "opplysningane kan lesast"
    Exp "exp" Expired
        "valid until {exp}, it is {at} now (allowance {allowance} s)"
        "gyldig til {exp}, nå er det {at} (slingringsmonn {allowance} s)"
        "gyldig til {exp}, no er det {at} (slingringsmonn {allowance} s)"
    Iat "iat" NotYetValid
        "issued at {iat}, it is {at} now (allowance {allowance} s)"
        "utstedt {iat}, nå er det {at} (slingringsmonn {allowance} s)"
        "utferda {iat}, no er det {at} (slingringsmonn {allowance} s)"
    Nbf "nbf" NotYetValid
        "valid from {nbf}, it is {at} now (allowance {allowance} s)"
        "gyldig fra {nbf}, nå er det {at} (slingringsmonn {allowance} s)"
        "gyldig frå {nbf}, no er det {at} (slingringsmonn {allowance} s)"
    DscValidity "dsc-validity" DscValidity
        "the signer's certificate is valid from {not_before} until {not_after}"
        "utstederens sertifikat gjelder fra {not_before} til {not_after}"
        "sertifikatet til utferdaren gjeld frå {not_before} til {not_after}"
    KeyUsage "key-usage" KeyUsage
        "the signer may sign a {kind} certificate ({purposes})"
        "utstederen kan signere et sertifikat av typen {kind} ({purposes})"
        "utferdaren kan signere eit sertifikat av typen {kind} ({purposes})"
    Revocation "revocation" Revoked
        "not revoked: it stands in no list that speaks of its signer (complete at {as_of})"
        "ikke trukket tilbake: det står ikke i noen liste om utstederen (fullstendig {as_of})"
        "ikkje trekt tilbake: det står ikkje i noka liste om utferdaren (fullstendig {as_of})"
    Schema "schema" Schema
        "the content fits the schema: one {kind} entry"
        "innholdet følger skjemaet: én oppføring av typen {kind}"
        "innhaldet følgjer skjemaet: éi oppføring av typen {kind}"
    HolderName "holder-name" Holder
        "the name is the passport's{far}"
        "navnet er passets{far}"
        "namnet er det i passet{far}"
    HolderDob "holder-dob" Holder
        "the date of birth is the passport's{far}"
        "fødselsdatoen er passets{far}"
        "fødselsdatoen er den i passet{far}"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn codes_are_unique_kebab_case_and_say_the_same_in_every_language() {
        let mut codes: Vec<&str> = Code::ALL.iter().map(|code| code.code()).collect();
        let kebab = |code: &&str| {
            code.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        assert!(codes.iter().all(kebab));
        codes.sort_unstable();
        let count = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), count);
        let tables = Code::ALL
            .iter()
            .flat_map(|code| [code.words(), code.hint()]);
        for words in tables.chain(Check::ALL.iter().map(|check| check.words())) {
            for lang in Lang::ALL {
                assert!(!words.get(lang).is_empty());
                assert_eq!(words.places(lang), words.places(Lang::En), "{}", words.en);
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
        for code in Code::ALL {
            if below.contains(&code.class()) {
                assert!(!code.is_reject(), "{}", code.code());
            }
        }
    }
}
