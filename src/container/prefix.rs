//! The context identifier at the start of a text, and the foreign formats that officers are shown.

use super::PREFIX;
use crate::text::{Message, Text, ToText, messages};
use crate::{in_english, text};

/// Why a text is no `HC1:` code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PrefixError {
    /// There is no text.
    Empty,
    /// It is a format that we know and do not read here.
    Foreign(Foreign),
    /// It begins with something else.
    Unknown,
}

impl ToText for PrefixError {
    fn to_text(&self) -> Text {
        match self {
            Self::Empty => text!(PREFIX_EMPTY, prefix = PREFIX),
            Self::Foreign(found) => text!(PREFIX_FOREIGN, found),
            Self::Unknown => text!(PREFIX_UNKNOWN, prefix = PREFIX),
        }
    }
}

in_english!(PrefixError);

/// A format that people show at a border, but that is not an EU certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Foreign {
    /// `shc:/`, or the file of one (USA, Canada, Japan and others).
    SmartHealthCard,
    /// `shlink:/` or `vhlink:/`, alone or behind a viewer's address: a link to health documents.
    HealthLink,
    /// `NL2:`: the Dutch domestic proof.
    DutchDomestic,
    /// `HC2:` to `HC9:`, `HCA:` to `HCZ:`: a container version that does not exist yet.
    LaterHcert,
    /// `B64:`, a zip archive, or JSON with a proof of vaccination: DIVOC (India and others).
    Divoc,
    /// `AT1:`: the Austrian exemption certificate.
    AustrianExemption,
    /// `LT1:`: the Swiss certificate light.
    SwissLight,
    /// `DK3:`: the Danish domestic proof.
    DanishDomestic,
    /// `NO1:`: the Norwegian domestic certificate.
    NorwegianDomestic,
    /// JSON with `data` and `sig`: ICAO VDS-NC (Australia, Japan and others).
    IcaoVds,
    /// `NZCP:/`: the New Zealand COVID Pass.
    NewZealandPass,
    /// `DC01` to `DC04` and a header: a French 2D-DOC.
    FrenchSeal,
    /// `CRED:`: a PathCheck paper credential.
    PathCheck,
    /// JSON or a JWT: a W3C verifiable credential of another kind.
    VerifiableCredential,
    /// `openid4vp://` and its like: a request to a wallet.
    WalletRequest,
    /// `mdoc:`: the start of an exchange with a mobile document (ISO/IEC 18013-5).
    MobileDocument,
    /// The code of a boarding pass (IATA resolution 792).
    BoardingPass,
    /// A web address.
    Url,
}

impl Foreign {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::SmartHealthCard,
        Self::HealthLink,
        Self::DutchDomestic,
        Self::LaterHcert,
        Self::Divoc,
        Self::AustrianExemption,
        Self::SwissLight,
        Self::DanishDomestic,
        Self::NorwegianDomestic,
        Self::IcaoVds,
        Self::NewZealandPass,
        Self::FrenchSeal,
        Self::PathCheck,
        Self::VerifiableCredential,
        Self::WalletRequest,
        Self::MobileDocument,
        Self::BoardingPass,
        Self::Url,
    ];

    /// Its name as it follows "this is".
    #[must_use]
    pub fn message(self) -> Message {
        self.messages().0
    }

    /// Who can read it, and what to do meanwhile.
    #[must_use]
    pub fn hint(self) -> Message {
        self.messages().1
    }

    fn messages(self) -> (Message, Message) {
        use messages as m;
        match self {
            Self::SmartHealthCard => (m::FOREIGN_SMART_HEALTH_CARD, m::READER_SMART_HEALTH_CARD),
            Self::HealthLink => (m::FOREIGN_HEALTH_LINK, m::READER_HEALTH_LINK),
            Self::DutchDomestic => (m::FOREIGN_DUTCH_DOMESTIC, m::READER_DUTCH_DOMESTIC),
            Self::LaterHcert => (m::FOREIGN_LATER_HCERT, m::READER_NEWER),
            Self::Divoc => (m::FOREIGN_DIVOC, m::READER_DIVOC),
            Self::AustrianExemption => {
                (m::FOREIGN_AUSTRIAN_EXEMPTION, m::READER_AUSTRIAN_EXEMPTION)
            }
            Self::SwissLight => (m::FOREIGN_SWISS_LIGHT, m::READER_SWISS_LIGHT),
            Self::DanishDomestic => (m::FOREIGN_DANISH_DOMESTIC, m::READER_DANISH_DOMESTIC),
            Self::NorwegianDomestic => {
                (m::FOREIGN_NORWEGIAN_DOMESTIC, m::READER_NORWEGIAN_DOMESTIC)
            }
            Self::IcaoVds => (m::FOREIGN_ICAO_VDS, m::READER_ICAO_VDS),
            Self::NewZealandPass => (m::FOREIGN_NEW_ZEALAND_PASS, m::READER_NEW_ZEALAND_PASS),
            Self::FrenchSeal => (m::FOREIGN_FRENCH_SEAL, m::READER_FRENCH_SEAL),
            Self::PathCheck => (m::FOREIGN_PATH_CHECK, m::READER_PATH_CHECK),
            Self::VerifiableCredential => (
                m::FOREIGN_VERIFIABLE_CREDENTIAL,
                m::READER_VERIFIABLE_CREDENTIAL,
            ),
            Self::WalletRequest => (m::FOREIGN_WALLET_REQUEST, m::READER_WALLET_REQUEST),
            Self::MobileDocument => (m::FOREIGN_MOBILE_DOCUMENT, m::READER_MOBILE_DOCUMENT),
            Self::BoardingPass => (m::FOREIGN_BOARDING_PASS, m::READER_BOARDING_PASS),
            Self::Url => (m::FOREIGN_URL, m::READER_URL),
        }
    }
}

impl ToText for Foreign {
    fn to_text(&self) -> Text {
        self.message().to_text()
    }
}

in_english!(Foreign);

/// Octets of a text that are looked at: more than any code has. What a longer one is shows in its start.
const LOOKED_AT: usize = 64 * 1024;

/// Says what a text is that does not begin with `HC1:`.
pub(super) fn explain(text: &str) -> PrefixError {
    let text = text.trim_start();
    if text.is_empty() {
        return PrefixError::Empty;
    }
    match foreign(text) {
        Some(foreign) => PrefixError::Foreign(foreign),
        None => PrefixError::Unknown,
    }
}

/// The format of another kind that a text has, if it is one that is known by name. Letters of either case count: some
/// scanners change them.
#[must_use]
pub fn foreign(text: &str) -> Option<Foreign> {
    let text = text.trim_start();
    let start = text.floor_char_boundary(LOOKED_AT);
    let text = text.get(..start).unwrap_or(text);
    let starts = |wanted: &&str| {
        text.get(..wanted.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(wanted))
    };
    if text.starts_with(['{', '[']) {
        return json(text);
    }
    let links = ["shlink:/", "vhlink:/"];
    // A viewer's address carries the link behind it.
    let holds_link = || {
        let lower = text.to_ascii_lowercase();
        links.iter().any(|link| lower.contains(link))
    };
    if starts(&"http://") || starts(&"https://") {
        return Some(match holds_link() {
            true => Foreign::HealthLink,
            false => Foreign::Url,
        });
    }
    if links.iter().any(starts) {
        return Some(Foreign::HealthLink);
    }
    let prefixes: [(&[&str], Foreign); 11] = [
        (&["shc:/"], Foreign::SmartHealthCard),
        (&["NL2:"], Foreign::DutchDomestic),
        (&["B64:", "PK\u{3}\u{4}"], Foreign::Divoc),
        (&["AT1:"], Foreign::AustrianExemption),
        (&["LT1:"], Foreign::SwissLight),
        (&["DK3:"], Foreign::DanishDomestic),
        (&["NO1:"], Foreign::NorwegianDomestic),
        (&["NZCP:/"], Foreign::NewZealandPass),
        (&["CRED:"], Foreign::PathCheck),
        (&["mdoc:"], Foreign::MobileDocument),
        (&WALLETS, Foreign::WalletRequest),
    ];
    let by_prefix = prefixes
        .iter()
        .find(|(prefixes, _)| prefixes.iter().any(starts));
    if let Some((_, foreign)) = by_prefix {
        return Some(*foreign);
    }
    match text.as_bytes() {
        [b'H', b'C', b'2'..=b'9' | b'A'..=b'Z', b':', ..] => Some(Foreign::LaterHcert),
        octets if is_2d_doc(octets) => Some(Foreign::FrenchSeal),
        octets if is_boarding_pass(octets) => Some(Foreign::BoardingPass),
        _ if is_jwt(text) => Some(Foreign::VerifiableCredential),
        _ => None,
    }
}

/// What asks a wallet for something: OpenID for Verifiable Presentations and for their issuing, and what profiles of
/// them made of the scheme.
const WALLETS: [&str; 7] = [
    "openid4vp:",
    "openid-credential-offer:",
    "openid-vc:",
    "eudi-openid4vp:",
    "mdoc-openid4vp:",
    "haip:",
    "didcomm:",
];

/// A header of 2D-DOC: `DC`, a version, the authority, its certificate, and two dates of four hexadecimal digits.
fn is_2d_doc(octets: &[u8]) -> bool {
    let Some((header, _)) = octets.split_at_checked(22) else {
        return false;
    };
    let is_version = header.get(2..4).is_some_and(|version| {
        version.iter().all(u8::is_ascii_digit) && matches!(version, [b'0', b'1'..=b'9'])
    });
    let is_date = header
        .get(12..20)
        .is_some_and(|dates| dates.iter().all(u8::is_ascii_hexdigit));
    header
        .get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"DC"))
        && header.iter().all(u8::is_ascii_alphanumeric)
        && is_version
        && is_date
}

/// `M`, how many legs, and a name with a stroke within the twenty characters that it has.
fn is_boarding_pass(octets: &[u8]) -> bool {
    let Some((b"M", rest)) = octets.split_at_checked(1) else {
        return false;
    };
    let legs = rest
        .first()
        .is_some_and(|legs| (b'1'..=b'4').contains(legs));
    // 60 characters are the least that a pass of one leg has.
    let name = rest.get(1..21).unwrap_or_default();
    let is_name = |octet: &u8| octet.is_ascii_uppercase() || matches!(octet, b'/' | b' ');
    legs && octets.len() >= 58 && name.contains(&b'/') && name.iter().all(is_name)
}

/// Three parts of base64url, the first of which is JSON; behind them what an SD-JWT discloses.
fn is_jwt(text: &str) -> bool {
    let text = text.trim_end();
    let signed = text.split('~').next().unwrap_or(text);
    let is_base64 = |part: &str| {
        let is_digit = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_');
        part.bytes().all(is_digit)
    };
    let mut parts = signed.split('.');
    let header = parts.next().unwrap_or_default();
    header.starts_with("eyJ")
        && is_base64(header)
        && parts.clone().count() == 2
        && parts.all(is_base64)
}

/// What JSON is, by the names that stand in it, wherever: a code may be printed prettily or stand in a list.
fn json(text: &str) -> Option<Foreign> {
    let holds = |name: &str| text.contains(name);
    let is_seal = holds("\"data\"") && (holds("\"hdr\"") || holds("\"sig\""));
    // A damaged one may have lost the rest.
    let is_seal = is_seal || text.starts_with("{\"data\":");
    let is_linked = holds("\"@context\"") || holds("\"credentialSubject\"");
    match () {
        () if is_linked && (holds("ProofOfVaccinationCredential") || holds("cowin.gov.in")) => {
            Some(Foreign::Divoc)
        }
        () if is_linked => Some(Foreign::VerifiableCredential),
        () if holds("\"verifiableCredential\"") => Some(Foreign::SmartHealthCard),
        () if is_seal || holds("\"icao.") => Some(Foreign::IcaoVds),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn foreign_codes_are_named_never_called_invalid() {
        let cases = [
            (
                "shc:/567629095243206034602924374044603122295953265460346029254077280433602870286471674522280928613331456437653141590640220306450459085643550341424541364037063665417137241236380304375622046737407532323925433443326057360106",
                Foreign::SmartHealthCard,
            ),
            ("shlink:/eyJ1cmwi", Foreign::HealthLink),
            ("NL2:LSLS", Foreign::DutchDomestic),
            ("HC2:NCFOXN", Foreign::LaterHcert),
            ("HCZ:NCFOXN", Foreign::LaterHcert),
            ("B64:UEsDBBQ", Foreign::Divoc),
            ("AT1:NCFOXN", Foreign::AustrianExemption),
            ("LT1:NCFOXN", Foreign::SwissLight),
            ("DK3:NCFOXN", Foreign::DanishDomestic),
            ("NO1:NCFOXN", Foreign::NorwegianDomestic),
            ("{\"data\":{\"hdr\":{}}}", Foreign::IcaoVds),
            ("HTTPS://example.org/x", Foreign::Url),
            // Pretty-printed, in a list, with its members the other way round.
            (
                "{\n  \"data\": {\n    \"hdr\": {\n      \"t\": \"icao.vacc\"\n    }\n  }\n}",
                Foreign::IcaoVds,
            ),
            ("[{\"data\":{\"hdr\":{}}}]", Foreign::IcaoVds),
            (
                "{\"sig\":{\"alg\":\"ES256\"},\"data\":{\"msg\":{}}}",
                Foreign::IcaoVds,
            ),
            (
                "https://viewer.example/#shlink:/eyJ1cmwi",
                Foreign::HealthLink,
            ),
            (
                "HTTPS://VIEWER.EXAMPLE#SHLINK:/EYJ1CMWI",
                Foreign::HealthLink,
            ),
            (
                "https://viewer.example/vhlink:/eyJ1cmwi",
                Foreign::HealthLink,
            ),
            ("VHLINK:/eyJ1cmwi", Foreign::HealthLink),
            (
                "NZCP:/1/2KCEVIQEIVVWK6JNGEASNICZAEP2KALYDZSGSZB2",
                Foreign::NewZealandPass,
            ),
            ("nzcp:/1/2kcevi", Foreign::NewZealandPass),
            (
                "DC04FR0000011E6A1E6AL101FRL0PERSONL1TEST",
                Foreign::FrenchSeal,
            ),
            (
                "DC03FR0AVXL11E3F1E3FB201FRF0DUPONT\u{1d}F1",
                Foreign::FrenchSeal,
            ),
            ("DC02FR000001125E125E00B0\u{1d}", Foreign::FrenchSeal),
            ("CRED:STATUS:2:GBCAEIA:PCF:GQ3", Foreign::PathCheck),
            (
                "{\"@context\":[\"https://www.w3.org/2018/credentials/v1\",\"https://cowin.gov.in/credentials/vaccination/v1\"],\"type\":[\"VerifiableCredential\",\"ProofOfVaccinationCredential\"]}",
                Foreign::Divoc,
            ),
            ("PK\u{3}\u{4}\u{14}\0", Foreign::Divoc),
            (
                "{\"verifiableCredential\":[\"eyJ6aXAiOiJERUYi.e.s\"]}",
                Foreign::SmartHealthCard,
            ),
            (
                "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"credentialSubject\":{}}",
                Foreign::VerifiableCredential,
            ),
            (
                "eyJhbGciOiJFUzI1NiJ9.eyJ2YyI6e319.c2lnbmF0dXJl",
                Foreign::VerifiableCredential,
            ),
            (
                "eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl~WyJzYWx0Il0~",
                Foreign::VerifiableCredential,
            ),
            ("openid4vp://?client_id=x", Foreign::WalletRequest),
            ("OPENID4VP://authorize", Foreign::WalletRequest),
            ("openid-credential-offer://?x", Foreign::WalletRequest),
            ("mdoc-openid4vp://?x", Foreign::WalletRequest),
            ("mdoc:owBjMS4wAYIB2BhYS6", Foreign::MobileDocument),
            (
                "M1DESMARAIS/LUC       EABC123 YULFRAAC 0834 226F001A0025 100",
                Foreign::BoardingPass,
            ),
        ];
        for (text, foreign) in cases {
            assert_eq!(explain(text), PrefixError::Foreign(foreign), "{text}");
        }
        for text in [
            "HL0:NCFOXN",
            "HC0:NCFOXN",
            "HC1NCFOXN",
            "NCFOXN",
            "hc",
            "æ",
            "\u{1f600}",
            // What only resembles one of them.
            "DC04.txt",
            "DC04FR0000011E6A",
            "DC99FR0000011E6A1E6AL101",
            "DC04FR000001NOTADATEL101",
            "M1DESMARAIS/LUC",
            "eyJhbGciOiJFUzI1NiJ9.e30",
            "eyJ.a b.c",
            "{\"nam\":{\"fnt\":\"X\"}}",
            "[1,2]",
            "mdocs",
        ] {
            assert_eq!(explain(text), PrefixError::Unknown, "{text}");
        }
        assert_eq!(explain("  "), PrefixError::Empty);
    }

    #[test]
    fn a_long_text_is_named_by_its_start() {
        let long = format!(
            "{{\"data\":{{\"hdr\":{{}}}},\"x\":\"{}\"}}",
            "å".repeat(100_000)
        );
        assert_eq!(foreign(&long), Some(Foreign::IcaoVds));
        assert_eq!(
            foreign(&format!("{{\"x\":\"{}\"", "å".repeat(100_000))),
            None
        );
    }

    #[test]
    fn no_hint_on_a_foreign_code_sends_its_holder_after_an_eu_certificate() {
        for foreign in Foreign::ALL {
            for lang in Lang::ALL {
                let (name, hint) = (foreign.message().get(lang), foreign.hint().get(lang));
                assert!(!name.is_empty() && !hint.is_empty(), "{foreign:?} {lang}");
                for word in ["EU", "HC1", messages::HINT_OTHER_PROOF.get(lang)] {
                    assert!(!hint.contains(word), "{hint}");
                }
            }
        }
    }
}
