//! Document signer certificates (DSC): what an X.509 certificate says about a key.
//!
//! The one file that knows the X.509 parser. Real signer certificates are not canonical DER, carry odd or
//! broken extensions, and still hold a good key: everything but the key and the validity is optional, and
//! what was not understood is noted in [`CertificateInfo::oddities`].
//!
//! Not done here: chains to a CSCA.

use super::chain::{self, Fitness};
use super::{Chain, Format, Framework, Provenance, kid_of};
use crate::codec::hex;
use crate::documents::Document;
use crate::documents::dcc::Kind;
use crate::key::PublicKey;
use crate::text::{Message, Text, ToText, messages};
use crate::time::Timestamp;
use crate::{in_english, text};
use std::fmt;
use std::sync::Arc;
use x509_parser::asn1_rs::Tag;
use x509_parser::prelude::{FromDer as _, ParsedExtension, X509Certificate};
use x509_parser::public_key::RSAPublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

/// A signer's key, and the certificate that speaks for it if there is one.
#[derive(Clone, PartialEq)]
pub struct Dsc {
    /// The identifier under which a list gives the key out.
    pub kid: Vec<u8>,
    /// The key.
    pub key: PublicKey,
    /// What the certificate says; `None` for a bare key.
    pub certificate: Option<CertificateInfo>,
    /// Its country: the certificate's, else the one that the list names.
    pub country: Option<String>,
    /// What the list says the key may sign, for lists that say so beside the key. Where there is a
    /// certificate, its own purposes bind.
    pub list_purposes: Option<Purposes>,
    /// Whether an authority of its country issued the certificate.
    pub chain: Chain,
    /// The WHO trust domain, such as `DCC`, where the list names one.
    pub domain: Option<String>,
    /// What its list has it for.
    pub usage: Usage,
    /// Whom it signs for, in networks where a code names its issuer beside the key.
    pub scope: Option<Arc<Scope>>,
    /// The list that it came from.
    pub provenance: Arc<Provenance>,
}

/// Whom a key signs for: no key of one issuer counts for another, whatever its identifier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scope {
    /// The issuer as codes name it: a web address, a DID.
    pub issuer: String,
    /// Its name, where the list has it.
    pub name: Option<String>,
    /// When the list last saw that the issuer gives the key out.
    pub retrieved: Option<Timestamp>,
    /// What the issuer revoked of what this key signed, where the list has it.
    pub revoked: Option<RevokedIds>,
    /// The number of the newest list of what it revoked, where the key says so.
    pub revocations: Option<i64>,
}

/// What an issuer revoked of the cards that one key signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RevokedIds {
    /// The list's number, which grows.
    pub number: i64,
    /// Names of cards. With a moment those that were issued before it are meant.
    pub ids: Vec<(String, Option<Timestamp>)>,
}

impl RevokedIds {
    /// Whether a card of this name, issued at a moment, is on the list.
    #[must_use]
    pub fn hold(&self, id: &str, issued_at: Option<Timestamp>) -> bool {
        let before = |until: &Timestamp| issued_at.is_none_or(|at| at < *until);
        let meant = |until: &Option<Timestamp>| until.as_ref().is_none_or(before);
        let mut ids = self.ids.iter();
        ids.any(|(name, until)| name == id && meant(until))
    }
}

/// What a list has a key for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Usage {
    /// Signing certificates of health; or the list does not say.
    #[default]
    Documents,
    /// Signing the certificates of signers (CSCA, SCA).
    Authority,
    /// Signing what a country uploads to the gateway.
    Upload,
    /// Something else.
    Other,
}

impl Usage {
    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Authority => "authority",
            Self::Upload => "upload",
            Self::Other => "other",
        }
    }

    /// From [`Usage::code`]. A word that is not known is something else than documents.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        let known = [Self::Documents, Self::Authority, Self::Upload];
        let found = known.into_iter().find(|usage| usage.code() == code);
        found.unwrap_or(Self::Other)
    }

    /// In words, as they follow "for".
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Documents => messages::USAGE_DOCUMENTS,
            Self::Authority => messages::USAGE_AUTHORITY,
            Self::Upload => messages::USAGE_UPLOAD,
            Self::Other => messages::USAGE_OTHER,
        }
    }
}

/// What a certificate says.
#[derive(Clone, PartialEq)]
pub struct CertificateInfo {
    /// The certificate itself.
    pub der: Vec<u8>,
    /// Subject country, else issuer country.
    pub country: Option<String>,
    /// The subject's distinguished name.
    pub subject: String,
    /// The issuer's distinguished name.
    pub issuer: String,
    /// The first instant at which it is valid.
    pub not_before: Timestamp,
    /// The last instant at which it is valid.
    pub not_after: Timestamp,
    /// What the key may sign.
    pub purposes: Purposes,
    /// When the private key may be used, first and last instant (privateKeyUsagePeriod): information only, a
    /// verifier does not rely on it (hcert-spec 5.1).
    pub key_period: KeyPeriod,
    /// Whether it is a certificate authority that signs certificates and no documents (a CSCA).
    pub authority: bool,
    /// What was not canonical or not understood.
    pub oddities: Vec<String>,
}

impl CertificateInfo {
    /// Whether the certificate's own words let its key sign codes.
    #[must_use]
    pub fn fitness(&self) -> Fitness {
        chain::fitness(&self.der)
    }
}

/// The first and the last instant at which a private key may be used, where the certificate says so.
pub type KeyPeriod = (Option<Timestamp>, Option<Timestamp>);

/// The kinds of certificate that a key may sign (hcert-spec 5.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purposes {
    /// The kinds that are named; none means any kind.
    pub named: Vec<Kind>,
    /// Whether any was named under the arc `1.3.6.1.4.1.0.1847.2021.1`, which means the same.
    pub zero_arc: bool,
    /// Whether the extension is there and cannot be read: then nobody knows what the key may sign.
    pub unreadable: bool,
}

impl Purposes {
    /// The object identifiers of the two arcs, in the order of the arcs' last number.
    const OIDS: [(&'static str, Kind, bool); 6] = [
        ("1.3.6.1.4.1.1847.2021.1.1", Kind::Test, false),
        ("1.3.6.1.4.1.1847.2021.1.2", Kind::Vaccination, false),
        ("1.3.6.1.4.1.1847.2021.1.3", Kind::Recovery, false),
        ("1.3.6.1.4.1.0.1847.2021.1.1", Kind::Test, true),
        ("1.3.6.1.4.1.0.1847.2021.1.2", Kind::Vaccination, true),
        ("1.3.6.1.4.1.0.1847.2021.1.3", Kind::Recovery, true),
    ];

    /// The purposes among extended-key-usage object identifiers; foreign ones count for nothing.
    ///
    /// ```
    /// use hcert::{dcc::Kind, trust::Purposes};
    /// let tests = Purposes::from_oids(["1.3.6.1.4.1.1847.2021.1.1"]);
    /// assert!(tests.allows(Kind::Test) && !tests.allows(Kind::Vaccination));
    /// assert!(Purposes::from_oids([]).allows(Kind::Vaccination));
    /// ```
    pub fn from_oids<'a>(oids: impl IntoIterator<Item = &'a str>) -> Self {
        let mut purposes = Self::default();
        for oid in oids {
            for (known, kind, zero_arc) in Self::OIDS {
                if oid == known {
                    purposes.zero_arc |= zero_arc;
                    if !purposes.named.contains(&kind) {
                        purposes.named.push(kind);
                    }
                }
            }
        }
        purposes.named.sort();
        purposes
    }

    /// Whether a certificate of this kind may be signed.
    #[must_use]
    pub fn allows(&self, kind: Kind) -> bool {
        !self.unreadable && (self.named.is_empty() || self.named.contains(&kind))
    }
}

impl Purposes {
    /// The kinds, or that it is any, or that they are unknown.
    pub(crate) fn messages(&self) -> Vec<Message> {
        match (self.unreadable, self.named.is_empty()) {
            (true, _) => vec![messages::PURPOSES_UNKNOWN],
            (false, true) => vec![messages::PURPOSES_ANY],
            (false, false) => self.named.iter().map(|kind| kind.message()).collect(),
        }
    }
}

impl ToText for Purposes {
    fn to_text(&self) -> Text {
        Text::List(self.messages())
    }
}

in_english!(Purposes);

/// Why a certificate or key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DscError {
    /// Not a certificate.
    Certificate(Text),
    /// Not a SubjectPublicKeyInfo.
    Spki(Text),
}

impl ToText for DscError {
    fn to_text(&self) -> Text {
        match self {
            Self::Certificate(reason) => text!(CERTIFICATE_MALFORMED, reason),
            Self::Spki(reason) => text!(CERTIFICATE_NO_KEY, reason),
        }
    }
}

in_english!(DscError: Error);

impl Dsc {
    /// Reads a certificate. `source` names the list in reports.
    ///
    /// ```
    /// use hcert::{dcc::Kind, trust::Dsc};
    /// let pem = pem::parse(std::fs::read("keys/dsc-vaccination.pem")?)?;
    /// let dsc = Dsc::from_der("dsc-vaccination.pem", pem.contents())?;
    /// assert_eq!(dsc.kid, hcert::trust::kid_of(pem.contents()));
    /// assert!(dsc.is_valid_at("2022-02-01T12:00:00Z".parse()?));
    /// assert!(dsc.purposes().is_some_and(|purposes| !purposes.allows(Kind::Test)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The octets are no certificate.
    pub fn from_der(source: &str, der: &[u8]) -> Result<Self, DscError> {
        let (rest, certificate) = X509Certificate::from_der(der)
            .map_err(|error| DscError::Certificate(Text::plain(error)))?;
        let mut oddities = Vec::new();
        let der = der.get(..der.len() - rest.len()).unwrap_or(der);
        if !rest.is_empty() {
            oddities.push(format!("{} octets after the certificate", rest.len()));
        }
        let purposes = purposes(&certificate, &mut oddities);
        let validity = certificate.validity();
        let instant = |seconds: i64| {
            Timestamp::from_unix(seconds)
                .ok_or_else(|| DscError::Certificate(text!(CERTIFICATE_VALIDITY_DATE, seconds)))
        };
        let country = |name: &x509_parser::x509::X509Name<'_>| {
            name.iter_country()
                .next()
                .and_then(|c| c.as_str().ok())
                .map(str::to_owned)
        };
        let info = CertificateInfo {
            country: country(certificate.subject()).or_else(|| country(certificate.issuer())),
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            not_before: instant(validity.not_before.timestamp())?,
            not_after: instant(validity.not_after.timestamp())?,
            purposes,
            key_period: key_period(&certificate),
            authority: is_authority(&certificate),
            oddities,
            der: der.to_vec(),
        };
        Ok(Self {
            kid: kid_of(der).to_vec(),
            key: public_key(certificate.public_key()),
            country: info.country.clone(),
            certificate: Some(info),
            list_purposes: None,
            chain: Chain::NotChecked,
            domain: None,
            usage: Usage::Documents,
            scope: None,
            provenance: Arc::new(Provenance::unsigned(source, Format::Certificate)),
        })
    }

    /// Reads a bare key in SubjectPublicKeyInfo form under the identifier that a list gives it.
    ///
    /// ```
    /// use hcert::key::{Signer, SoftwareKey, generate_p256};
    /// use hcert::{TrustList, trust::Dsc};
    /// let key = SoftwareKey::from_pkcs8(&generate_p256()?)?;
    /// let dsc = Dsc::from_spki("by hand", &[1; 8], &key.spki())?;
    /// assert_eq!(dsc.key, key.public_key());
    /// let list: TrustList = [dsc].into_iter().collect();
    /// assert_eq!(list.find(&[1; 8]).len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The octets are no SubjectPublicKeyInfo.
    pub fn from_spki(source: &str, kid: &[u8], spki: &[u8]) -> Result<Self, DscError> {
        let (_, info) = SubjectPublicKeyInfo::from_der(spki)
            .map_err(|error| DscError::Spki(Text::plain(error)))?;
        Ok(Self {
            kid: kid.to_vec(),
            key: public_key(&info),
            certificate: None,
            country: None,
            list_purposes: None,
            chain: Chain::NotChecked,
            domain: None,
            usage: Usage::Documents,
            scope: None,
            provenance: Arc::new(Provenance::unsigned(source, Format::BareKeys)),
        })
    }

    /// The same key under another identifier: some lists do not derive it from the certificate.
    #[must_use]
    pub fn with_kid(mut self, kid: &[u8]) -> Self {
        self.kid = kid.to_vec();
        self
    }

    /// The same key as its list has it for something else.
    #[must_use]
    pub fn used_as(mut self, usage: Usage) -> Self {
        self.usage = usage;
        self
    }

    /// The same key as one that signs for an issuer.
    #[must_use]
    pub fn for_issuer(mut self, scope: Arc<Scope>) -> Self {
        self.scope = Some(scope);
        self
    }

    /// The issuer that it signs for, where it signs for one alone.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.scope.as_ref().map(|scope| scope.issuer.as_str())
    }

    /// The same key as it came from a list.
    #[must_use]
    pub fn from_list(mut self, provenance: &Arc<Provenance>) -> Self {
        self.provenance = Arc::clone(provenance);
        self
    }

    /// The name of the list that it came from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.provenance.source
    }

    /// What it may sign: the certificate's word, else the list's, else anything.
    #[must_use]
    pub fn purposes(&self) -> Option<&Purposes> {
        let own = self.certificate.as_ref().map(|info| &info.purposes);
        own.or(self.list_purposes.as_ref())
    }

    /// Whether its list has it for a document: by its domain, and by the network that the list belongs to.
    #[must_use]
    pub fn signs(&self, document: Document) -> bool {
        let network = self.provenance.framework();
        // Certificates that are given by themselves belong where the operator puts them.
        let given = self.provenance.format == Format::Certificate;
        let fits = match Framework::of(document) {
            Framework::Eu | Framework::Gdhcn => {
                matches!(network, Framework::Eu | Framework::Gdhcn)
            }
            own => given || network == own,
        };
        fits && document.domains().contains(&self.domain_name())
    }

    /// The domain that its list has it for; that of EU certificates where the list names none.
    #[must_use]
    pub fn domain_name(&self) -> &str {
        let named = self.domain.as_deref();
        named.unwrap_or(Document::DEFAULT_DOMAIN)
    }

    /// Whether its certificate is valid at a moment; a bare key always is.
    #[must_use]
    pub fn is_valid_at(&self, at: Timestamp) -> bool {
        self.certificate
            .as_ref()
            .is_none_or(|info| info.not_before <= at && at <= info.not_after)
    }
}

impl fmt::Debug for Dsc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Dsc({}, {:?}, {})",
            hex(&self.kid),
            self.key,
            self.source()
        )
    }
}

impl fmt::Debug for CertificateInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "CertificateInfo({}, {} to {})",
            self.subject, self.not_before, self.not_after
        )
    }
}

/// RFC 3280 4.2.1.4, extension 2.5.29.16: a sequence of notBefore (tag 0) and notAfter (tag 1), each optional.
fn key_period(certificate: &X509Certificate<'_>) -> KeyPeriod {
    let extensions = certificate.extensions();
    let period = extensions
        .iter()
        .find(|extension| extension.oid.to_id_string() == "2.5.29.16");
    let mut found = (None, None);
    let Some([0x30, _, rest @ ..]) = period.map(|extension| extension.value) else {
        return found;
    };
    let mut rest = rest;
    while let [tag, length, tail @ ..] = rest {
        let Some((text, after)) = tail.split_at_checked(usize::from(*length)) else {
            break;
        };
        match tag {
            0x80 => found.0 = generalized_time(text),
            0x81 => found.1 = generalized_time(text),
            _ => {}
        }
        rest = after;
    }
    found
}

/// GeneralizedTime as DER has it: YYYYMMDDhhmmssZ.
fn generalized_time(text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?;
    let part = |from: usize, to: usize| text.get(from..to);
    let date = format!("{}-{}-{}", part(0, 4)?, part(4, 6)?, part(6, 8)?);
    let time = format!("{}:{}:{}", part(8, 10)?, part(10, 12)?, part(12, 14)?);
    (part(14, text.len())? == "Z")
        .then(|| format!("{date}T{time}Z").parse().ok())
        .flatten()
}

/// RFC 5280 4.2.1.3 and 4.2.1.9: an authority whose key usage leaves out signatures on data.
fn is_authority(certificate: &X509Certificate<'_>) -> bool {
    let authority = certificate.is_ca();
    let usage = certificate
        .key_usage()
        .ok()
        .flatten()
        .map(|extension| extension.value);
    authority && usage.is_some_and(|usage| !usage.digital_signature() && !usage.non_repudiation())
}

fn purposes(certificate: &X509Certificate<'_>, oddities: &mut Vec<String>) -> Purposes {
    for extension in certificate.extensions() {
        match extension.parsed_extension() {
            // X.690 11.5: a default value (cA FALSE) is left out. Finnish signers write it.
            ParsedExtension::BasicConstraints(_) if extension.value == [0x30, 3, 1, 1, 0] => {
                oddities.push("basicConstraints writes out its default".into());
            }
            ParsedExtension::ParseError { .. } => {
                oddities.push(format!("extension {} cannot be read", extension.oid));
            }
            _ => {}
        }
    }
    let usage = match certificate.extended_key_usage() {
        Ok(Some(usage)) => usage,
        Ok(None) => return Purposes::default(),
        Err(error) => {
            oddities.push(format!("extendedKeyUsage cannot be read: {error}"));
            return Purposes {
                unreadable: true,
                ..Purposes::default()
            };
        }
    };
    let oids: Vec<String> = usage
        .value
        .other
        .iter()
        .map(|oid| oid.to_id_string())
        .collect();
    Purposes::from_oids(oids.iter().map(String::as_str))
}

/// Object identifiers of key types (RFC 5480 2.1, RFC 8017 A.1).
const EC: &str = "1.2.840.10045.2.1";
const P256: &str = "1.2.840.10045.3.1.7";
const RSA: &str = "1.2.840.113549.1.1.1";
const RSA_PSS: &str = "1.2.840.113549.1.1.10";

fn public_key(info: &SubjectPublicKeyInfo<'_>) -> PublicKey {
    let algorithm = info.algorithm.algorithm.to_id_string();
    let data: &[u8] = &info.subject_public_key.data;
    match algorithm.as_str() {
        EC => {
            let curve = info
                .algorithm
                .parameters
                .as_ref()
                // Parameters that are written out, instead of named, are no identifier of a curve.
                .filter(|any| any.tag() == Tag::Oid)
                .and_then(|any| any.as_oid().ok());
            match curve.map(|oid| oid.to_id_string()).as_deref() {
                Some(P256) => PublicKey::p256(data)
                    .unwrap_or_else(|| PublicKey::unreadable("EC P-256 in compressed form")),
                Some("1.3.132.0.34") => PublicKey::unsupported("EC P-384"),
                Some("1.3.132.0.35") => PublicKey::unsupported("EC P-521"),
                Some(other) => PublicKey::unsupported(format!("EC on curve {other}")),
                None => PublicKey::unreadable("EC on an unnamed curve"),
            }
        }
        // A key marked for PSS alone holds the same RSAPublicKey (RFC 4055 section 1.2).
        RSA | RSA_PSS => match RSAPublicKey::from_der(data) {
            Ok((_, key)) => PublicKey::rsa(data, bits(key.modulus)),
            Err(_) => PublicKey::unreadable("RSA in an unreadable form"),
        },
        "1.3.101.112" => PublicKey::ed25519(data)
            .unwrap_or_else(|| PublicKey::unreadable("Ed25519 in an unreadable form")),
        other => PublicKey::unsupported(format!("of type {other}")),
    }
}

/// Bits of a big-endian number.
fn bits(modulus: &[u8]) -> usize {
    let digits = modulus
        .iter()
        .position(|&octet| octet != 0)
        .unwrap_or(modulus.len());
    match modulus.get(digits) {
        Some(first) => (modulus.len() - digits) * 8 - first.leading_zeros() as usize,
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_are_read_on_both_arcs_and_foreign_ones_mean_any() {
        let any = Purposes::from_oids(["1.3.6.1.5.5.7.3.2"]);
        assert!(Kind::ALL.iter().all(|&kind| any.allows(kind)));
        let test = Purposes::from_oids(["1.3.6.1.4.1.1847.2021.1.1"]);
        assert!(test.allows(Kind::Test) && !test.allows(Kind::Vaccination) && !test.zero_arc);
        let zero =
            Purposes::from_oids(["1.3.6.1.4.1.0.1847.2021.1.3", "1.3.6.1.4.1.1847.2021.1.2"]);
        assert_eq!(zero.to_string(), "vaccination, recovery");
        assert!(zero.zero_arc && !zero.allows(Kind::Test));
    }

    #[test]
    fn the_bits_of_a_modulus_leave_out_leading_zeros() {
        assert_eq!(bits(&[0, 0x80, 0]), 16);
        assert_eq!(bits(&[0x7f, 0]), 15);
        assert_eq!(bits(&[0, 0]), 0);
    }

    #[test]
    fn the_period_of_a_private_key_is_read_where_it_is_written() {
        // 2021-06-01 and 2021-12-01, as the extension holds them.
        let mut params = rcgen::CertificateParams::default();
        let mut value = vec![0x30, 34, 0x80, 15];
        value.extend_from_slice(b"20210601000000Z");
        value.extend_from_slice(&[0x81, 15]);
        value.extend_from_slice(b"20211201235959Z");
        let extension = rcgen::CustomExtension::from_oid_content(&[2, 5, 29, 16], value);
        params.custom_extensions.push(extension);
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let dsc = Dsc::from_der("x", certificate.der()).unwrap();
        let at = |text: &str| text.parse().ok();
        let period = (at("2021-06-01T00:00:00Z"), at("2021-12-01T23:59:59Z"));
        assert_eq!(dsc.certificate.unwrap().key_period, period);
        assert_eq!(generalized_time(b"2021"), None);
        assert_eq!(generalized_time("2021060100000\u{e9}".as_bytes()), None);
    }

    #[test]
    fn a_curve_that_is_written_out_is_told_as_one_without_a_name() {
        use crate::key::pki::tlv::{element, object, sequence, unsigned};
        let key = |parameters: &[u8]| {
            let algorithm = sequence(&[&object("1.2.840.10045.2.1"), parameters]);
            let spki = sequence(&[
                &algorithm,
                &element(0x03, &[&[0, 4][..], &[7; 64]].concat()),
            ]);
            Dsc::from_spki("x", b"kid", &spki).unwrap().key.type_name()
        };
        assert_eq!(key(&object("1.2.840.10045.3.1.7")), "EC P-256");
        assert_eq!(key(&object("1.3.132.0.10")), "EC on curve 1.3.132.0.10");
        let written_out = sequence(&[&unsigned(&[1]), &object("1.2.840.10045.1.1")]);
        for parameters in [written_out, vec![5, 0], element(0x04, &[1, 2])] {
            assert_eq!(key(&parameters), "EC on an unnamed curve");
        }
    }

    #[test]
    fn garbage_is_refused_without_a_panic() {
        for octets in [&[][..], &[0x30], &[0x30, 0x82, 0xff, 0xff], &[0; 40]] {
            assert!(Dsc::from_der("x", octets).is_err());
            assert!(Dsc::from_spki("x", b"kid", octets).is_err());
        }
    }
}
