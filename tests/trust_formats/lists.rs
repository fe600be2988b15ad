//! The forms of lists, what each can tell, and what one that is made is to hold.

use crate::common::at;
use crate::trust_formats::makers;
use crate::trust_formats::world::{Made, world};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hcert::Timestamp;
use hcert::trust::{Anchors, Format};
use sha2::{Digest as _, Sha256};

pub(crate) const FROM: &str = "2021-11-01T00:00:00Z";
pub(crate) const UNTIL: &str = "2021-11-03T00:00:00Z";

/// A key on a list.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) country: &'static str,
    pub(crate) kid: Vec<u8>,
    pub(crate) der: Vec<u8>,
    pub(crate) spki: Vec<u8>,
    /// What the list says beside it is not so.
    pub(crate) tampered: bool,
}

impl Entry {
    pub(crate) fn of(country: &'static str, made: &Made) -> Self {
        let (kid, der, spki) = (made.kid(), made.der.clone(), made.spki());
        Self {
            country,
            kid,
            der,
            spki,
            tampered: false,
        }
    }

    pub(crate) fn kid64(&self) -> String {
        STANDARD.encode(&self.kid)
    }

    pub(crate) fn der64(&self) -> String {
        STANDARD.encode(&self.der)
    }

    pub(crate) fn digest(&self) -> Vec<u8> {
        let mut digest = Sha256::digest(&self.der).to_vec();
        if self.tampered {
            digest[31] ^= 1;
        }
        digest
    }

    pub(crate) fn alpha3(&self) -> &'static str {
        match self.country {
            "NO" => "NOR",
            "SE" => "SWE",
            _ => "DEU",
        }
    }
}

/// What a list is to be.
pub(crate) struct Wish {
    pub(crate) entries: Vec<Entry>,
    /// Whether somebody signs it whom nobody pinned.
    pub(crate) by_stranger: bool,
    /// Whether it is changed once it is signed.
    pub(crate) changed: bool,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

impl Default for Wish {
    fn default() -> Self {
        let w = world();
        let entries = vec![
            Entry::of("NO", &w.no),
            Entry::of("SE", &w.se),
            Entry::of("NO", &w.no_rsa),
        ];
        let (from, until) = (at(FROM), at(UNTIL));
        Self {
            entries,
            by_stranger: false,
            changed: false,
            from,
            until,
        }
    }
}

impl Wish {
    pub(crate) fn signer<'a>(&self, usual: &'a Made) -> &'a Made {
        if self.by_stranger {
            &world().stranger
        } else {
            usual
        }
    }
}

/// A list as it lies in a folder.
#[derive(Clone)]
pub(crate) struct List {
    pub(crate) octets: Vec<u8>,
    pub(crate) companion: Option<Vec<u8>>,
}

impl From<Vec<u8>> for List {
    fn from(octets: Vec<u8>) -> Self {
        Self {
            octets,
            companion: None,
        }
    }
}

/// A form, and what it can tell.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) format: Format,
    pub(crate) make: fn(&Wish) -> List,
    pub(crate) anchors: fn() -> Anchors,
    pub(crate) signed: bool,
    /// Whether it has certificates, not bare keys.
    pub(crate) certificates: bool,
    /// Whether it names countries itself.
    pub(crate) countries: bool,
    /// Whether it makes identifiers from certificates.
    pub(crate) hashed: bool,
    /// Whether it has an end.
    pub(crate) expires: bool,
    /// Whether it says when it was made.
    pub(crate) dated: bool,
    /// Whether an item can be at odds with itself.
    pub(crate) checked: bool,
}

const BASE: Kind = Kind {
    name: "",
    format: Format::Dgcg,
    make: makers::dgcg,
    anchors: || world().anchor.anchor(),
    signed: true,
    certificates: true,
    countries: true,
    hashed: false,
    expires: false,
    dated: false,
    checked: true,
};

pub(crate) const KINDS: [Kind; 15] = [
    Kind {
        name: "dgcg",
        hashed: true,
        ..BASE
    },
    Kind {
        name: "eu-zip",
        format: Format::EuZip,
        make: makers::eu_zip,
        anchors: list_signer,
        hashed: true,
        dated: true,
        ..BASE
    },
    Kind {
        name: "sweden",
        format: Format::Sweden,
        make: makers::sweden,
        anchors: list_signer,
        expires: true,
        dated: true,
        ..BASE
    },
    Kind {
        name: "austria",
        format: Format::Austria,
        make: makers::austria,
        anchors: list_signer,
        countries: false,
        expires: true,
        dated: true,
        checked: false,
        ..BASE
    },
    Kind {
        name: "austria in one",
        format: Format::Austria,
        make: makers::austria_in_one,
        anchors: list_signer,
        countries: false,
        expires: true,
        dated: true,
        checked: false,
        ..BASE
    },
    Kind {
        name: "germany",
        format: Format::Germany,
        make: makers::germany,
        anchors: || world().signer.bare_anchor(),
        ..BASE
    },
    Kind {
        name: "mirror",
        format: Format::Germany,
        make: makers::mirror,
        anchors: Anchors::default,
        signed: false,
        countries: false,
        checked: false,
        ..BASE
    },
    Kind {
        name: "netherlands",
        format: Format::Netherlands,
        make: makers::netherlands,
        anchors: || world().root.made.anchor(),
        certificates: false,
        countries: false,
        ..BASE
    },
    Kind {
        name: "switzerland",
        format: Format::Switzerland,
        make: makers::switzerland,
        anchors: || world().root.made.anchor(),
        certificates: false,
        countries: false,
        expires: true,
        dated: true,
        ..BASE
    },
    Kind {
        name: "france",
        format: Format::France,
        make: makers::france,
        anchors: Anchors::default,
        signed: false,
        countries: false,
        checked: false,
        ..BASE
    },
    Kind {
        name: "french mirror",
        format: Format::France,
        make: makers::french_mirror,
        anchors: Anchors::default,
        signed: false,
        certificates: false,
        countries: false,
        checked: false,
        ..BASE
    },
    Kind {
        name: "lines",
        format: Format::VerifierService,
        make: makers::lines,
        anchors: Anchors::default,
        signed: false,
        countries: false,
        checked: false,
        ..BASE
    },
    Kind {
        name: "verifier service",
        format: Format::VerifierService,
        make: makers::verifier_service,
        anchors: Anchors::default,
        signed: false,
        checked: false,
        ..BASE
    },
    Kind {
        name: "gdhcn 1",
        format: Format::Gdhcn,
        make: |wish| makers::gdhcn(wish, false),
        anchors: Anchors::default,
        signed: false,
        hashed: true,
        dated: true,
        ..BASE
    },
    Kind {
        name: "gdhcn 2",
        format: Format::Gdhcn,
        make: |wish| makers::gdhcn(wish, true),
        anchors: Anchors::default,
        signed: false,
        hashed: true,
        dated: true,
        ..BASE
    },
];

fn list_signer() -> Anchors {
    world().signer.anchor()
}

pub(crate) fn kind(name: &str) -> &'static Kind {
    KINDS.iter().find(|kind| kind.name == name).expect("a kind")
}
