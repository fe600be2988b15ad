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
    /// `shc:/` (USA, Canada, Japan and others).
    SmartHealthCard,
    /// `shlink:/` or `vhlink:/`: a link to health documents.
    HealthLink,
    /// `NL2:`: the Dutch domestic proof.
    DutchDomestic,
    /// `HC2:` to `HC9:`, `HCA:` to `HCZ:`: a container version that does not exist yet.
    LaterHcert,
    /// `B64:` or a zip archive: DIVOC (India and others).
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
    /// A web address.
    Url,
}

impl Foreign {
    /// All of them.
    pub const ALL: [Self; 11] = [
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
        Self::Url,
    ];

    /// Its name as it follows "this is".
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::SmartHealthCard => messages::FOREIGN_SMART_HEALTH_CARD,
            Self::HealthLink => messages::FOREIGN_HEALTH_LINK,
            Self::DutchDomestic => messages::FOREIGN_DUTCH_DOMESTIC,
            Self::LaterHcert => messages::FOREIGN_LATER_HCERT,
            Self::Divoc => messages::FOREIGN_DIVOC,
            Self::AustrianExemption => messages::FOREIGN_AUSTRIAN_EXEMPTION,
            Self::SwissLight => messages::FOREIGN_SWISS_LIGHT,
            Self::DanishDomestic => messages::FOREIGN_DANISH_DOMESTIC,
            Self::NorwegianDomestic => messages::FOREIGN_NORWEGIAN_DOMESTIC,
            Self::IcaoVds => messages::FOREIGN_ICAO_VDS,
            Self::Url => messages::FOREIGN_URL,
        }
    }
}

impl ToText for Foreign {
    fn to_text(&self) -> Text {
        self.message().to_text()
    }
}

in_english!(Foreign);

/// Says what a text is that does not begin with `HC1:`.
pub(super) fn explain(text: &str) -> PrefixError {
    let text = text.trim_start();
    if text.is_empty() {
        return PrefixError::Empty;
    }
    let starts = |wanted: &str| {
        text.get(..wanted.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(wanted))
    };
    let later = match text.as_bytes() {
        [b'H', b'C', version, b':', ..] => matches!(version, b'2'..=b'9' | b'A'..=b'Z'),
        _ => false,
    };
    let known: [(bool, Foreign); 14] = [
        (starts("shc:/"), Foreign::SmartHealthCard),
        (starts("shlink:/"), Foreign::HealthLink),
        (starts("vhlink:/"), Foreign::HealthLink),
        (starts("NL2:"), Foreign::DutchDomestic),
        (later, Foreign::LaterHcert),
        (starts("B64:"), Foreign::Divoc),
        (starts("PK\u{3}\u{4}"), Foreign::Divoc),
        (starts("AT1:"), Foreign::AustrianExemption),
        (starts("LT1:"), Foreign::SwissLight),
        (starts("DK3:"), Foreign::DanishDomestic),
        (starts("NO1:"), Foreign::NorwegianDomestic),
        (starts("{\"data\":"), Foreign::IcaoVds),
        (starts("http://"), Foreign::Url),
        (starts("https://"), Foreign::Url),
    ];
    match known.into_iter().find(|(found, _)| *found) {
        Some((_, foreign)) => PrefixError::Foreign(foreign),
        None => PrefixError::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ] {
            assert_eq!(explain(text), PrefixError::Unknown, "{text}");
        }
        assert_eq!(explain("  "), PrefixError::Empty);
    }
}
