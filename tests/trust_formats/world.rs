//! The people behind the lists: authorities, signers of certificates and of lists, with throwaway keys.

use crate::common;
use hcert::SoftwareKey;
use hcert::key::Signer as _;
use hcert::trust::{Anchors, chain, kid_of};
use rcgen::{CertificateParams, DnType, Issuer, KeyPair};
use std::sync::OnceLock;

/// A certificate and its private key.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) der: Vec<u8>,
    pub(crate) pkcs8: Vec<u8>,
}

impl Made {
    pub(crate) fn kid(&self) -> Vec<u8> {
        kid_of(&self.der).to_vec()
    }

    pub(crate) fn spki(&self) -> Vec<u8> {
        chain::spki(&self.der).expect("a certificate")
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let key = SoftwareKey::from_pkcs8(&self.pkcs8).expect("a key");
        key.sign(message).expect("a signature")
    }

    pub(crate) fn anchor(&self) -> Anchors {
        Anchors {
            certificates: vec![self.der.clone()],
            keys: vec![],
            ..Anchors::default()
        }
    }

    pub(crate) fn bare_anchor(&self) -> Anchors {
        Anchors {
            certificates: vec![],
            keys: vec![self.spki()],
            ..Anchors::default()
        }
    }
}

/// One who signs certificates.
pub(crate) struct Authority {
    pub(crate) made: Made,
    issuer: Issuer<'static, KeyPair>,
}

fn params(country: &str, name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, country);
    params.distinguished_name.push(DnType::CommonName, name);
    (params.not_before, params.not_after) = (
        rcgen::date_time_ymd(2021, 6, 1),
        rcgen::date_time_ymd(2023, 6, 1),
    );
    params
}

pub(crate) fn authority(country: &str, name: &str) -> Authority {
    let mut params = params(country, name);
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign];
    let key = KeyPair::generate().expect("a key");
    let der = params
        .self_signed(&key)
        .expect("a certificate")
        .der()
        .to_vec();
    let made = Made {
        der,
        pkcs8: key.serialize_der(),
    };
    Authority {
        made,
        issuer: Issuer::new(params, key),
    }
}

impl Authority {
    /// Issues a certificate for a new key on P-256.
    pub(crate) fn issue(&self, country: &str, name: &str, kinds: &[u64]) -> Made {
        let mut params = params(country, name);
        params.extended_key_usages = common::purposes(kinds)
            .into_iter()
            .map(rcgen::ExtendedKeyUsagePurpose::Other)
            .collect();
        let key = KeyPair::generate().expect("a key");
        let der = params
            .signed_by(&key, &self.issuer)
            .expect("a certificate")
            .der()
            .to_vec();
        Made {
            der,
            pkcs8: key.serialize_der(),
        }
    }

    /// Issues a certificate for the RSA key of the tests.
    pub(crate) fn issue_rsa(&self, country: &str, name: &str) -> Made {
        use rsa::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _};
        let key = common::rsa_key(2048);
        let spki = key.to_public_key().to_public_key_der().expect("an SPKI");
        let public = rcgen::SubjectPublicKeyInfo::from_der(spki.as_bytes()).expect("an RSA key");
        let certificate = params(country, name).signed_by(&public, &self.issuer);
        let der = certificate.expect("a certificate").der().to_vec();
        Made {
            der,
            pkcs8: key.to_pkcs8_der().expect("PKCS#8").as_bytes().to_vec(),
        }
    }
}

/// Everybody.
pub(crate) struct World {
    /// Signs for the gateway.
    pub(crate) anchor: Made,
    /// Nobody pinned this one.
    pub(crate) stranger: Made,
    /// Signs lists: the EU's archive, Sweden, Austria, Germany.
    pub(crate) signer: Made,
    /// A root of a state, and signers below it with the names that the apps ask for.
    pub(crate) root: Authority,
    pub(crate) dutch: Made,
    pub(crate) swiss: Made,
    /// Somebody else below the same root.
    pub(crate) neighbour: Made,
    pub(crate) csca_no: Authority,
    pub(crate) csca_se: Authority,
    pub(crate) upload_no: Made,
    pub(crate) upload_se: Made,
    /// Norway, for vaccinations alone; Sweden, for anything; Norway, RSA.
    pub(crate) no: Made,
    pub(crate) se: Made,
    pub(crate) no_rsa: Made,
    /// Says that Norway's authority issued it, which is not so.
    pub(crate) forged: Made,
}

pub(crate) fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let own = |name: &str| authority("XX", name).made;
        let root = authority("NL", "Root of a state");
        let csca_no = authority("NO", "CSCA Norway");
        let csca_se = authority("SE", "CSCA Sweden");
        World {
            anchor: own("Trust anchor of the gateway"),
            stranger: own("Stranger"),
            signer: own("Signer of lists"),
            dutch: root.issue("NL", "signing.coronacheck.nl", &[]),
            swiss: root.issue("CH", "CH01-AppContentCertificate", &[]),
            neighbour: root.issue("NL", "shop.example", &[]),
            upload_no: csca_no.issue("NO", "Upload Norway", &[]),
            upload_se: csca_se.issue("SE", "Upload Sweden", &[]),
            no: csca_no.issue("NO", "DSC Norway", &[2]),
            se: csca_se.issue("SE", "DSC Sweden", &[]),
            no_rsa: csca_no.issue_rsa("NO", "DSC Norway RSA"),
            forged: authority("NO", "CSCA Norway").issue("NO", "DSC forged", &[]),
            root,
            csca_no,
            csca_se,
        }
    })
}
