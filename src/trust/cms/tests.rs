use super::*;
use crate::key::pki::tests::{HASHES, TestKey, algorithm_der};
use crate::trust::chain::tests::{Draft, leaf, subject_key};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use std::slice::from_ref;

const CONTENT: &[u8] = b"a list to be signed";
const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";

/// `openssl cms -sign -stream -nodetach`, P-256: BER with indefinite lengths, content in pieces,
/// attributes.
const STREAMED: &str = "\
    MIAGCSqGSIb3DQEHAqCAMIACAQExDTALBglghkgBZQMEAgEwgAYJKoZIhvcNAQcBoIAkgAQTYSBsaXN0IHRvIGJlIHNp\
    Z25lZAAAAAAAAKCCAa8wggGrMIIBUaADAgECAhRa7OWmuYeis3mm1pSD6mN0KIfQ3DAKBggqhkjOPQQDAjArMQswCQYD\
    VQQGEwJYWDENMAsGA1UECgwEVGVzdDENMAsGA1UEAwwEcDI1NjAeFw0yNjExMjIwNzAwMTJaFw0zNjExMTkwNzAwMTJa\
    MCsxCzAJBgNVBAYTAlhYMQ0wCwYDVQQKDARUZXN0MQ0wCwYDVQQDDARwMjU2MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD\
    QgAEjXElo7E6AOpt6OP5iL6wDl94fIcYsSDSQSBjolOnLFcuXPSzCHqLOsQpk0K9UkjMtd05mSNxAQUkP6wX1TWZTqNT\
    MFEwHQYDVR0OBBYEFMe+tJpXOAUdWXTXQmsLtm/6KgiYMB8GA1UdIwQYMBaAFMe+tJpXOAUdWXTXQmsLtm/6KgiYMA8G\
    A1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAJYl1jXZeZhahQiyWSUXPh9BvJTGSH9nvBrjXqzH/RR8AiBF\
    qy2mQ4FbC6xkqmtTLtRxY5R+0m+XPoQD9uwPsZ8ZUzGCAZUwggGRAgEBMEMwKzELMAkGA1UEBhMCWFgxDTALBgNVBAoM\
    BFRlc3QxDTALBgNVBAMMBHAyNTYCFFrs5aa5h6KzeabWlIPqY3Qoh9DcMAsGCWCGSAFlAwQCAaCB5DAYBgkqhkiG9w0B\
    CQMxCwYJKoZIhvcNAQcBMBwGCSqGSIb3DQEJBTEPFw0yNjExMjIwNzAwMTJaMC8GCSqGSIb3DQEJBDEiBCDDqAie6LLi\
    pxYWwBhN1v9INP9HR5B90liWcBDPhCRgXTB5BgkqhkiG9w0BCQ8xbDBqMAsGCWCGSAFlAwQBKjALBglghkgBZQMEARYw\
    CwYJYIZIAWUDBAECMAoGCCqGSIb3DQMHMA4GCCqGSIb3DQMCAgIAgDANBggqhkiG9w0DAgIBQDAHBgUrDgMCBzANBggq\
    hkiG9w0DAgIBKDAKBggqhkjOPQQDAgRHMEUCIQD6eyMvv8EO13FO9EcSTTagSVMJOhHtVT0HCSe/gb+PmgIgBCT2uQS/\
    XSNU3ggi9RflEkyEoMTZCMxeqovdAwmoz9AAAAAAAAA=";

/// The same with `-keyid -noattr`: no attributes, the signer by its key identifier.
const BY_KEY_ID: &str = "\
    MIAGCSqGSIb3DQEHAqCAMIACAQMxDTALBglghkgBZQMEAgEwgAYJKoZIhvcNAQcBoIAkgAQTYSBsaXN0IHRvIGJlIHNp\
    Z25lZAAAAAAAAKCCAa8wggGrMIIBUaADAgECAhRa7OWmuYeis3mm1pSD6mN0KIfQ3DAKBggqhkjOPQQDAjArMQswCQYD\
    VQQGEwJYWDENMAsGA1UECgwEVGVzdDENMAsGA1UEAwwEcDI1NjAeFw0yNjExMjIwNzAwMTJaFw0zNjExMTkwNzAwMTJa\
    MCsxCzAJBgNVBAYTAlhYMQ0wCwYDVQQKDARUZXN0MQ0wCwYDVQQDDARwMjU2MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD\
    QgAEjXElo7E6AOpt6OP5iL6wDl94fIcYsSDSQSBjolOnLFcuXPSzCHqLOsQpk0K9UkjMtd05mSNxAQUkP6wX1TWZTqNT\
    MFEwHQYDVR0OBBYEFMe+tJpXOAUdWXTXQmsLtm/6KgiYMB8GA1UdIwQYMBaAFMe+tJpXOAUdWXTXQmsLtm/6KgiYMA8G\
    A1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAJYl1jXZeZhahQiyWSUXPh9BvJTGSH9nvBrjXqzH/RR8AiBF\
    qy2mQ4FbC6xkqmtTLtRxY5R+0m+XPoQD9uwPsZ8ZUzF9MHsCAQOAFMe+tJpXOAUdWXTXQmsLtm/6KgiYMAsGCWCGSAFl\
    AwQCATAKBggqhkjOPQQDAgRHMEUCIAYfQZB5ADfgvtdZVns534n/2BtfXHarpriJdss0PUWcAiEA7tYc4U4NaY2/+uKA\
    b/ii3Nq/agmsF4cqyLAEZ2DUmFwAAAAAAAA=";

/// `openssl cms -sign -md sha384`, P-384: DER, detached.
const DETACHED: &str = "\
    MIID6wYJKoZIhvcNAQcCoIID3DCCA9gCAQExDTALBglghkgBZQMEAgIwCwYJKoZIhvcNAQcBoIIB7DCCAegwggFuoAMC\
    AQICFBiXmzdoa9z3YVPeqS8Ke9XDxIpHMAoGCCqGSM49BAMCMCsxCzAJBgNVBAYTAlhYMQ0wCwYDVQQKDARUZXN0MQ0w\
    CwYDVQQDDARwMzg0MB4XDTI2MTEyMjA3MDAxMloXDTM2MTExOTA3MDAxMlowKzELMAkGA1UEBhMCWFgxDTALBgNVBAoM\
    BFRlc3QxDTALBgNVBAMMBHAzODQwdjAQBgcqhkjOPQIBBgUrgQQAIgNiAASrrOcPr2MUIFl/eJZ0ynsjVOArftK1OHEN\
    iTqETpbJzE+L8A0b+ZBlRTjaV6zT7M9LbxxsO3tCV0CnkTuIDMUD4Mtnk758UKNcBkNFeuvOryq62WjpRqTICKvyFFbt\
    OEajUzBRMB0GA1UdDgQWBBQx+0ocndwH0czI0pCVnJzyqXbRRTAfBgNVHSMEGDAWgBQx+0ocndwH0czI0pCVnJzyqXbR\
    RTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA2gAMGUCMFmyV3YPC8WJYl6LJyP8Uxs/h52F+U8zRpbiohCqQGTR\
    QiIwlL1X+47eYAC+XLEVfAIxAKI2gF8PyKO2cBnhN9pj7iZpBL3CqjioKuu1K/E9zH9l37mzqhEhAX+367TT+TM8WTGC\
    AcUwggHBAgEBMEMwKzELMAkGA1UEBhMCWFgxDTALBgNVBAoMBFRlc3QxDTALBgNVBAMMBHAzODQCFBiXmzdoa9z3YVPe\
    qS8Ke9XDxIpHMAsGCWCGSAFlAwQCAqCB9DAYBgkqhkiG9w0BCQMxCwYJKoZIhvcNAQcBMBwGCSqGSIb3DQEJBTEPFw0y\
    NjExMjIwNzAwMTJaMD8GCSqGSIb3DQEJBDEyBDDZGiL9sNdUVhIDbTHmgj+JpjnvB/shtWkQv7jfj6EXXdivUVztoxq7\
    xnuUHwVTfUoweQYJKoZIhvcNAQkPMWwwajALBglghkgBZQMEASowCwYJYIZIAWUDBAEWMAsGCWCGSAFlAwQBAjAKBggq\
    hkiG9w0DBzAOBggqhkiG9w0DAgICAIAwDQYIKoZIhvcNAwICAUAwBwYFKw4DAgcwDQYIKoZIhvcNAwICASgwCgYIKoZI\
    zj0EAwMEZzBlAjB3Jppe7bpJqKrCOdyMjPaNokV/xQbBaeDd/UvH85enSoS8tDMQejx7jOScKyD2xpoCMQD/KlZG/cYt\
    PWmueMTcbQjfLpBqYU/iyl+Twz/puIDvq/8HoRtsUdAa3FF7AwHNHdQ=";

fn fixture(base64: &str) -> Vec<u8> {
    STANDARD.decode(base64).unwrap()
}

#[test]
fn what_openssl_makes_verifies_in_ber_and_der() {
    for base64 in [STREAMED, BY_KEY_ID] {
        let verified = verify(&fixture(base64), None, &[]).unwrap();
        assert_eq!(verified.content.as_deref(), Some(CONTENT));
        assert_eq!(verified.certificates, from_ref(&verified.signer));
        assert_eq!(
            verify(&fixture(base64), Some(CONTENT), &[]).unwrap(),
            verified
        );
        assert_eq!(
            verify(&fixture(base64), Some(b"other"), &[])
                .unwrap_err()
                .to_string(),
            "the content in the CMS (19 octets) is another than the content beside it (5 octets)"
        );
    }
    let verified = verify(&fixture(DETACHED), Some(CONTENT), &[]).unwrap();
    assert_eq!(verified.content, None);
    let debug = "Verified(by C=XX, O=Test, CN=p384, 1 certificates, detached)";
    assert_eq!(format!("{verified:?}"), debug);
    assert_eq!(
        verify(&fixture(DETACHED), None, &[])
            .unwrap_err()
            .to_string(),
        "the CMS is detached, and there is no content beside it"
    );
    let error = verify(&fixture(DETACHED), Some(b"A list to be signed"), &[]).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("the signed attributes: message-digest is "),
        "{error}"
    );
}

/// A CMS that is put together by hand, so that every part of it can be wrong.
#[derive(Clone)]
struct Forge {
    key: TestKey,
    alg: PkiAlgorithm,
    /// The algorithm that is named.
    named: Vec<u8>,
    digest: Hash,
    embedded: Option<Vec<u8>>,
    content_type: &'static str,
    certificates: Vec<Vec<u8>>,
    id: Vec<u8>,
    attributes: Option<Vec<Vec<u8>>>,
    signers: usize,
}

fn attribute(oid: &str, value: &[u8]) -> Vec<u8> {
    sequence(&[&object(oid), &set_of(vec![value])])
}

fn draft(key: &TestKey) -> Draft {
    leaf("Signer", "CA", key.clone())
}

fn digest(hash: Hash) -> Vec<u8> {
    attribute(
        MESSAGE_DIGEST,
        &element(OCTET_STRING, &hash.digest(CONTENT)),
    )
}

fn serial_id(certificate: &[u8]) -> Vec<u8> {
    let parts = Parts::of(certificate).unwrap();
    sequence(&[parts.issuer, &element(INTEGER, parts.serial)])
}

fn forge(key: &TestKey, alg: PkiAlgorithm) -> Forge {
    let certificate = draft(key).root();
    Forge {
        key: key.clone(),
        alg,
        named: algorithm_der(alg),
        digest: alg.hash(),
        embedded: None,
        content_type: DATA,
        id: serial_id(&certificate),
        certificates: vec![certificate],
        attributes: Some(vec![
            attribute(CONTENT_TYPE, &object(DATA)),
            digest(alg.hash()),
        ]),
        signers: 1,
    }
}

impl Forge {
    fn make(&self) -> Vec<u8> {
        let digest_oid = match self.digest {
            Hash::Sha1 => "1.3.14.3.2.26",
            Hash::Sha256 => SHA_256,
            Hash::Sha384 => "2.16.840.1.101.3.4.2.2",
            Hash::Sha512 => "2.16.840.1.101.3.4.2.3",
        };
        let digest = sequence(&[&object(digest_oid)]);
        let list = |parts: &[Vec<u8>]| parts.concat();
        let signed = match &self.attributes {
            Some(attributes) => set_of(attributes.iter().map(Vec::as_slice).collect()),
            None => self.embedded.clone().unwrap_or_else(|| CONTENT.to_vec()),
        };
        let attributes = self.attributes.as_ref();
        let info = sequence(&[
            &unsigned(&[1]),
            &self.id,
            &digest,
            &attributes
                .map(|all| element(context(0), &list(all)))
                .unwrap_or_default(),
            &self.named,
            &element(OCTET_STRING, &self.key.sign(self.alg, &signed)),
        ]);
        let explicit = |octets: &Vec<u8>| element(context(0), &element(OCTET_STRING, octets));
        let content = self.embedded.as_ref().map(explicit).unwrap_or_default();
        let data = sequence(&[
            &unsigned(&[1]),
            &element(SET, &digest),
            &sequence(&[&object(self.content_type), &content]),
            &element(context(0), &list(&self.certificates)),
            &element(SET, &info.repeat(self.signers)),
        ]);
        sequence(&[&object(SIGNED_DATA), &element(context(0), &data)])
    }

    fn verify(&self) -> Result<Verified, CmsError> {
        verify(
            &self.make(),
            self.embedded.is_none().then_some(CONTENT),
            &[],
        )
    }

    fn error(&self) -> String {
        self.verify().unwrap_err().to_string()
    }
}

const ECDSA: PkiAlgorithm = PkiAlgorithm::Ecdsa(Hash::Sha256);

#[test]
fn every_algorithm_verifies_but_those_with_sha1() {
    for key in TestKey::all() {
        for alg in key.algorithms() {
            let mut cms = forge(&key, alg);
            for attributes in [true, false] {
                cms.attributes = cms.attributes.filter(|_| attributes);
                if alg.is_sha1() {
                    let broken = format!("the CMS is signed with {alg}, which is broken");
                    assert_eq!(cms.error(), broken);
                } else {
                    assert_eq!(cms.verify().unwrap().signer, cms.certificates[0], "{alg}");
                }
            }
        }
    }
    // The key's type alone, with the hash beside it: usual for RSA.
    for hash in HASHES.into_iter().filter(|hash| *hash != Hash::Sha1) {
        let mut cms = forge(&TestKey::rsa(), PkiAlgorithm::RsaPkcs1(hash));
        cms.named = sequence(&[&object("1.2.840.113549.1.1.1"), &[5, 0]]);
        assert!(cms.verify().is_ok());
    }
}

#[test]
fn attributes_must_agree_with_the_content() {
    let key = TestKey::p256(1);
    let with = |attributes: &[Vec<u8>]| {
        let mut cms = forge(&key, ECDSA);
        cms.attributes = Some(attributes.to_vec());
        cms
    };
    let data = attribute(CONTENT_TYPE, &object(DATA));
    let good = digest(Hash::Sha256);
    let time = attribute(SIGNING_TIME, &element(0x17, b"210101000000Z"));
    assert!(
        with(&[data.clone(), time.clone(), good.clone()])
            .verify()
            .is_ok()
    );
    // The order is no matter: the signature is over a set.
    assert!(with(&[good.clone(), data.clone(), time]).verify().is_ok());

    let error = |attributes: &[Vec<u8>]| with(attributes).error();
    let start = "the signed attributes:";
    assert_eq!(
        error(from_ref(&data)),
        format!("{start} message-digest is missing")
    );
    assert_eq!(
        error(from_ref(&good)),
        format!("{start} content-type is missing")
    );
    assert_eq!(error(&[]), format!("{start} content-type is missing"));
    let doubled = error(&[data.clone(), good.clone(), good.clone()]);
    assert_eq!(doubled, format!("{start} {MESSAGE_DIGEST} is there twice"));
    let doubled = error(&[data.clone(), data.clone(), good.clone()]);
    assert_eq!(doubled, format!("{start} {CONTENT_TYPE} is there twice"));
    let other = attribute(CONTENT_TYPE, &object(SIGNED_DATA));
    assert_eq!(
        error(&[other, good.clone()]),
        format!("{start} content-type is {SIGNED_DATA}, the content's type is {DATA}")
    );
    let digests = [good.as_slice(), &element(OCTET_STRING, b"")];
    let two = sequence(&[&object(MESSAGE_DIGEST), &element(SET, &digests.concat())]);
    assert!(error(&[data.clone(), two]).starts_with("not CMS SignedData: message-digest: "));
    let wrong = attribute(
        MESSAGE_DIGEST,
        &element(OCTET_STRING, &Hash::Sha256.digest(b"")),
    );
    let wrong = error(&[data.clone(), wrong]);
    assert!(
        wrong.starts_with(&format!("{start} message-digest is e3b0c442")),
        "{wrong}"
    );
    assert!(error(&[data, digest(Hash::Sha512)]).starts_with(&format!("{start} message-digest")));
}

#[test]
fn attributes_cannot_be_passed_off_as_content() {
    let key = TestKey::p256(1);
    let signed = forge(&key, ECDSA);
    let attributes = signed.attributes.clone().unwrap();
    let set = set_of(attributes.iter().map(Vec::as_slice).collect());
    let mut stolen = signed;
    (stolen.attributes, stolen.embedded) = (None, Some(set));
    assert_eq!(
        stolen.error(),
        "the signed attributes: brought along as content"
    );
    // Any other set may be content.
    stolen.embedded = Some(element(SET, &unsigned(&[1])));
    assert!(stolen.verify().is_ok());
}

#[test]
fn content_of_another_type_must_have_attributes() {
    let mut cms = forge(&TestKey::p256(1), ECDSA);
    cms.content_type = "1.2.3";
    cms.attributes = Some(vec![
        attribute(CONTENT_TYPE, &object("1.2.3")),
        digest(Hash::Sha256),
    ]);
    assert!(cms.verify().is_ok());
    cms.attributes = None;
    assert_eq!(
        cms.error(),
        "the signed attributes: missing, which content of type 1.2.3 must have"
    );
}

#[test]
fn there_is_one_signer_and_one_hash() {
    let mut cms = forge(&TestKey::p256(1), ECDSA);
    cms.signers = 2;
    assert_eq!(cms.error(), "CMS with 2 signers, expected one");
    cms.signers = 0;
    assert_eq!(cms.error(), "CMS with 0 signers, expected one");
    cms.signers = 1;
    cms.digest = Hash::Sha512;
    assert_eq!(
        cms.error(),
        "the CMS signature: the algorithm is not supported: ECDSA with SHA-256 over a digest by SHA-512"
    );
}

#[test]
fn the_signer_is_found_among_the_embedded_and_the_known() {
    let (key, other) = (TestKey::p256(1), TestKey::p256(2));
    let mut cms = forge(&key, ECDSA);
    let own = cms.certificates.remove(0);
    let der = cms.make();
    assert_eq!(
        cms.error(),
        "there is no certificate of the signer, serial number 07"
    );
    let verified = verify(&der, Some(CONTENT), &[b"x".to_vec(), own.clone()]).unwrap();
    assert_eq!(
        (verified.signer, verified.certificates),
        (own.clone(), Vec::new())
    );

    // Somebody else's with the same name and number does not help, and is no hindrance.
    let stranger = draft(&other).root();
    cms.certificates = vec![stranger.clone()];
    assert_eq!(
        cms.error(),
        "the CMS signature: the signature does not match the content and key"
    );
    cms.certificates = vec![stranger.clone(), own.clone()];
    let verified = cms.verify().unwrap();
    assert_eq!(
        (verified.signer, verified.certificates),
        (own.clone(), vec![stranger, own])
    );
    let mut another = draft(&key);
    another.serial = 8;
    cms.certificates = vec![another.root()];
    assert_eq!(
        cms.error(),
        "there is no certificate of the signer, serial number 07"
    );

    // By key identifier, with and without the extension.
    cms.id = element(context_primitive(0), b"id");
    let mut named = draft(&key);
    named.extensions.push(subject_key(b"id"));
    let named = named.root();
    cms.certificates = vec![draft(&key).root(), named.clone()];
    assert_eq!(cms.verify().unwrap().signer, named);
    let spki = key.spki();
    let mut bits = Reader::der(&spki).any("x").unwrap().inside();
    bits.any("x").unwrap();
    let id = Hash::Sha1.digest(bits.whole_bits("x").unwrap());
    cms.id = element(context_primitive(0), &id);
    assert_eq!(cms.verify().unwrap().signer, draft(&key).root());
}

#[test]
fn what_is_signed_here_is_read_here() {
    for key in [TestKey::p256(3), TestKey::rsa()] {
        let (certificate, pkcs8) = (draft(&key).root(), key.pkcs8());
        let signer = CmsSigner {
            certificate: &certificate,
            key_pkcs8: &pkcs8,
        };
        assert_eq!(format!("{signer:?}"), "CmsSigner(CN=Signer)");
        for content in [CONTENT, b"", &[7; 70_000]] {
            let cms = sign(content, true, &signer).unwrap();
            let verified = verify(&cms, Some(content), &[]).unwrap();
            assert_eq!(
                (verified.signer, verified.content),
                (certificate.clone(), None)
            );
            assert!(verify(&cms, Some(b"other"), &[]).is_err());
            let verified = verify(&sign(content, false, &signer).unwrap(), None, &[]).unwrap();
            assert_eq!(verified.content.as_deref(), Some(content));
        }
    }
}

#[test]
fn a_signer_needs_the_key_of_its_certificate() {
    let (key, other) = (TestKey::p256(3), TestKey::p256(4));
    let certificate = draft(&other).root();
    let error = |certificate: &[u8], key_pkcs8: &[u8]| {
        let signer = CmsSigner {
            certificate,
            key_pkcs8,
        };
        sign(CONTENT, true, &signer).unwrap_err().to_string()
    };
    assert_eq!(
        error(&certificate, &key.pkcs8()),
        "the signer's private key: the signature does not match the content and key"
    );
    let rsa = error(&certificate, &TestKey::rsa().pkcs8());
    assert!(
        rsa.ends_with("does not go with a key of type EC P-256"),
        "{rsa}"
    );
    assert!(error(b"x", &key.pkcs8()).starts_with("not CMS SignedData: certificate: "));
    assert!(error(b"0\0", &key.pkcs8()).starts_with("the signer's certificate: not an X.509"));
    assert!(error(&certificate, b"x").starts_with("the signer's private key: the private key is"));
}

#[test]
fn what_is_no_cms_is_named() {
    let error = |cms: &[u8]| verify(cms, Some(CONTENT), &[]).unwrap_err().to_string();
    assert_eq!(error(b""), "not CMS SignedData: ContentInfo: is missing");
    let data = sequence(&[
        &object(DATA),
        &element(context(0), &element(OCTET_STRING, b"x")),
    ]);
    assert_eq!(
        error(&data),
        format!("not CMS SignedData: the content type is {DATA}, expected {SIGNED_DATA}")
    );
    let mut long = fixture(DETACHED);
    long.push(b'\n');
    assert_eq!(
        error(&long),
        "not CMS SignedData: ContentInfo: 1 octets too many"
    );
    let large = vec![0; MAX_OCTETS + 1];
    assert_eq!(
        error(&large),
        format!(
            "CMS of {} octets, at most {MAX_OCTETS} are read",
            MAX_OCTETS + 1
        )
    );
    // A raw signature in the place of a CMS, as some items of real lists have.
    let raw = TestKey::p256(1).sign(ECDSA, CONTENT);
    assert!(error(&raw).starts_with("not CMS SignedData: contentType: "));
    let deep = [0x30, 0x80].repeat(MAX_OCTETS / 2);
    assert!(error(&deep).contains("indefinite lengths deep"));
}

#[test]
fn many_certificates_that_fit_are_not_all_tried() {
    let key = TestKey::p256(1);
    let mut cms = forge(&key, ECDSA);
    let own = cms.certificates.remove(0);
    let stranger = draft(&TestKey::p256(2)).root();
    cms.certificates = vec![stranger; 1000];
    cms.certificates.push(own);
    assert!(cms.verify().is_err());
}

proptest! {
    #[test]
    fn no_octets_make_it_panic(octets in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = verify(&octets, Some(CONTENT), &[]);
        let data = element(context(0), &element(SEQUENCE, &octets));
        let _ = verify(&sequence(&[&object(SIGNED_DATA), &data]), None, &[octets]);
    }

    #[test]
    fn no_change_makes_it_panic_or_changes_the_content(
        at in 0_usize..2000,
        to in any::<u8>(),
        which in 0_usize..3,
    ) {
        let mut octets = fixture([STREAMED, BY_KEY_ID, DETACHED][which]);
        let detached = (which == 2).then_some(CONTENT);
        let signer = verify(&octets, detached, &[]).unwrap().signer;
        let at = at % octets.len();
        octets[at] = to;
        if let Ok(verified) = verify(&octets, detached, &[]) {
            if let Some(content) = verified.content {
                prop_assert_eq!(content, CONTENT);
            }
            let key = |der: &[u8]| Parts::of(der).unwrap().spki.to_vec();
            prop_assert_eq!(key(&verified.signer), key(&signer));
        }
        octets.truncate(at);
        prop_assert!(verify(&octets, detached, &[]).is_err());
    }
}
