//! Trust lists in all their forms: each is made here with throwaway keys, read, and read again with one
//! thing wrong.

mod archive;
use crate::common;
mod faults;
mod gateway;
mod hostile;
mod large;
mod lists;
mod makers;
mod peculiar;
mod who;
mod world;

use common::at;
use hcert::trust::{
    Anchors, Dsc, Format, ListSignature, Outdated, Request, StaleSigner, TrustError, Unpinned,
    Virtual,
};
use hcert::{Timestamp, TrustList};
use lists::{FROM, KINDS, Kind, List, UNTIL, Wish};
use world::world;

/// The moment at which lists are read.
pub(crate) const NOW: &str = "2021-11-01T12:00:00Z";

/// A list and how it is to be read.
pub(crate) struct Reading {
    pub(crate) list: List,
    pub(crate) anchors: Anchors,
    pub(crate) at: Timestamp,
    pub(crate) format: Option<Format>,
    pub(crate) unpinned: Unpinned,
    pub(crate) virtual_participants: Virtual,
}

impl Reading {
    pub(crate) fn new(list: impl Into<List>, anchors: Anchors) -> Self {
        Self {
            list: list.into(),
            anchors,
            at: at(NOW),
            format: None,
            unpinned: Unpinned::Refuse,
            virtual_participants: Virtual::Deny,
        }
    }

    pub(crate) fn of(kind: &Kind, wish: &Wish) -> Self {
        Self::new((kind.make)(wish), (kind.anchors)())
    }

    pub(crate) fn request(&self) -> Request<'_> {
        Request {
            source: "list",
            octets: &self.list.octets,
            companion: self.list.companion.as_deref(),
            at: self.at,
            anchors: &self.anchors,
            unpinned: self.unpinned,
            virtual_participants: self.virtual_participants,
            outdated: Outdated::Refuse,
            stale_signer: StaleSigner::Refuse,
        }
    }

    pub(crate) fn load(&self) -> Result<TrustList, TrustError> {
        TrustList::load(&self.request(), self.format)
    }

    /// The list, which must be good.
    pub(crate) fn read(&self) -> TrustList {
        self.load().expect("a good list")
    }

    /// The list, read even if its signer is not pinned.
    pub(crate) fn report(mut self) -> Result<TrustList, TrustError> {
        self.unpinned = Unpinned::Report;
        self.load()
    }
}

/// Keys in an order of their own, for comparing.
pub(crate) fn keys(list: &TrustList) -> Vec<&Dsc> {
    let mut keys: Vec<&Dsc> = list.iter().collect();
    keys.sort_by_key(|dsc| (dsc.kid.clone(), dsc.key.type_name(), dsc.country.clone()));
    keys
}

pub(crate) fn reasons(list: &TrustList) -> Vec<String> {
    list.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn every_form_is_told_by_its_content_and_read() {
    for kind in &KINDS {
        let wish = Wish::default();
        let list = Reading::of(kind, &wish).read();
        let name = kind.name;
        // The one that is not active any more.
        let problems = if kind.format == Format::Switzerland {
            1
        } else {
            0
        };
        assert_eq!(
            list.problems().len(),
            problems,
            "{name}: {:?}",
            list.problems()
        );
        assert_eq!(list.len(), 3, "{name}");
        let as_of = kind.dated.then(|| at(FROM));
        assert_eq!(list.as_of(), as_of, "{name}");
        for entry in &wish.entries {
            let [dsc] = list.find(&entry.kid) else {
                panic!("{name}: {} keys", list.find(&entry.kid).len());
            };
            let same = Dsc::from_spki("", &entry.kid, &entry.spki).unwrap();
            assert_eq!(dsc.key, same.key, "{name}");
            let der = dsc.certificate.as_ref().map(|info| info.der.clone());
            assert_eq!(der, kind.certificates.then(|| entry.der.clone()), "{name}");
            let country = kind.certificates.then_some(entry.country);
            assert_eq!(dsc.country.as_deref(), country, "{name}");
            let provenance = &dsc.provenance;
            assert_eq!(provenance.format, kind.format, "{name}");
            assert_eq!(provenance.source, "list", "{name}");
            assert_eq!(provenance.as_of, as_of, "{name}");
            let until = kind.expires.then(|| at(UNTIL));
            assert_eq!(provenance.expires_at, until, "{name}");
            let code = match kind.format {
                Format::Gdhcn => "not-checked",
                _ if kind.signed => "good",
                _ => "unsigned",
            };
            assert_eq!(provenance.signature.code(), code, "{name}");
            let chain = match kind.format {
                Format::Dgcg | Format::EuZip | Format::Gdhcn => "good",
                _ => "not-checked",
            };
            assert_eq!(dsc.chain.code(), chain, "{name}");
            let domain = (name == "gdhcn 2").then_some("DCC");
            assert_eq!(dsc.domain.as_deref(), domain, "{name}");
        }
    }
}

#[test]
fn purposes_are_the_certificates_own_else_the_lists() {
    let said = |kind: &Kind| {
        let list = Reading::of(kind, &Wish::default()).read();
        let dsc = list.find(&world().no.kid())[0].clone();
        (
            dsc.purposes().map(ToString::to_string),
            dsc.list_purposes.map(|purposes| purposes.to_string()),
        )
    };
    for kind in &KINDS {
        let (purposes, listed) = said(kind);
        let expected = match kind.name {
            "netherlands" => Some("vaccination, recovery"),
            "switzerland" => Some("test, vaccination"),
            "french mirror" => None,
            _ => Some("vaccination"),
        };
        let sorted = |text: &str| {
            let mut words: Vec<String> = text
                .replace(" and ", ", ")
                .split(", ")
                .map(str::to_owned)
                .collect();
            words.sort();
            words
        };
        assert_eq!(
            purposes.as_deref().map(sorted),
            expected.map(sorted),
            "{}",
            kind.name
        );
        let lists = matches!(kind.name, "sweden" | "netherlands" | "switzerland");
        assert_eq!(listed.is_some(), lists, "{}", kind.name);
    }
}

#[test]
fn a_good_signature_names_its_signer() {
    for (name, expected) in [
        ("dgcg", "Trust anchor of the gateway"),
        ("eu-zip", "Signer of lists"),
        ("sweden", "Signer of lists"),
        ("austria", "Signer of lists"),
        ("germany", "key "),
        ("netherlands", "signing.coronacheck.nl"),
        ("switzerland", "CH01-AppContentCertificate"),
    ] {
        let list = Reading::of(lists::kind(name), &Wish::default()).read();
        for dsc in list.iter() {
            let ListSignature::Good { signer } = &dsc.provenance.signature else {
                panic!("{name}: {:?}", dsc.provenance.signature);
            };
            assert!(signer.contains(expected), "{name}: {signer}");
        }
    }
}
