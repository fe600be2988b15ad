//! What the terms of a certificate mean: a table in the place of JSON-LD contexts, which decide what a signature covers and
//! are therefore never fetched.
//!
//! The terms of an object are those of its own context. What other contexts bring into it is reserved: it would be
//! signed there under a meaning that no certificate has. Every other member is dropped before the signing.
//!
//! Sources: the contexts `credentials/v1` (W3C Verifiable Credentials 1.1), `security/v2` (W3C CCG) and
//! `credentials/vaccination` v1 and v2 (DIVOC), as JSON-LD 1.1 reads them. There `vac` is no prefix, because its IRI does
//! not end in a delimiter: `vac:city` is an IRI by itself.

/// The context that comes first.
const CREDENTIALS: &str = "https://www.w3.org/2018/credentials/v1";

/// The second contexts, and the version that each of them is: countries give the second one out under names of their own.
const VACCINATION: [(&str, Context); 5] = [
    (
        "https://cowin.gov.in/credentials/vaccination/v1",
        Context::V1,
    ),
    (
        "https://cowin.gov.in/credentials/vaccination/v2",
        Context::V2,
    ),
    (
        "https://divoc.prod/vaccine/credentials/vaccination/v1",
        Context::V2,
    ),
    (
        "https://divoc.lgcc.gov.lk/credentials/vaccination/v1",
        Context::V2,
    ),
    (
        "https://www.pedulilindungi.id/credentials/vaccination/v2",
        Context::V2,
    ),
];

pub(super) const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
pub(super) const DATE_TIME: &str = "http://www.w3.org/2001/XMLSchema#dateTime";
pub(super) const INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
pub(super) const BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";

/// The versions of the context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Context {
    /// The first: it has no date of birth.
    V1,
    /// The second.
    V2,
}

impl Context {
    /// The version that a pair of contexts is.
    pub(super) fn of(first: &str, second: &str) -> Option<Self> {
        let found = VACCINATION.iter().find(|(iri, _)| *iri == second);
        found
            .filter(|_| first == CREDENTIALS)
            .map(|(_, context)| *context)
    }
}

/// The objects of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Object {
    Credential,
    Person,
    Address,
    Vaccination,
    Verifier,
    Facility,
    /// The address of a facility, into which the facility's terms reach.
    Site,
}

/// What a member holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text, a whole number or a truth value.
    Literal,
    /// A text that is a moment.
    Moment,
    /// An IRI.
    Iri,
    /// An object.
    Node(Object),
    /// A list of one object, or that object.
    One(Object),
}

/// A term of an object.
#[derive(Debug)]
pub(super) struct Term {
    pub(super) name: &'static str,
    pub(super) iri: &'static str,
    pub(super) kind: Kind,
    /// The first version that has it.
    pub(super) since: Context,
}

const fn term(name: &'static str, iri: &'static str, kind: Kind) -> Term {
    Term {
        name,
        iri,
        kind,
        since: Context::V1,
    }
}

const fn literal(name: &'static str, iri: &'static str) -> Term {
    term(name, iri, Kind::Literal)
}

const fn later(name: &'static str, iri: &'static str) -> Term {
    Term {
        since: Context::V2,
        ..literal(name, iri)
    }
}

macro_rules! schema {
    ($name:literal) => {
        concat!("https://schema.org/", $name)
    };
}

macro_rules! cred {
    ($name:literal) => {
        concat!("https://www.w3.org/2018/credentials#", $name)
    };
}

macro_rules! sec {
    ($name:literal) => {
        concat!("https://w3id.org/security#", $name)
    };
}

const CREDENTIAL: &[Term] = &[
    term("issuer", cred!("issuer"), Kind::Iri),
    term("issuanceDate", cred!("issuanceDate"), Kind::Moment),
    term(
        "credentialSubject",
        cred!("credentialSubject"),
        Kind::Node(Object::Person),
    ),
    term(
        "evidence",
        cred!("evidence"),
        Kind::One(Object::Vaccination),
    ),
    literal("nonTransferable", "vac:nonTransferable"),
];

const PERSON: &[Term] = &[
    literal("refId", schema!("id")),
    literal("uhid", schema!("id")),
    literal("name", schema!("name")),
    literal("age", schema!("Number")),
    literal("gender", schema!("gender")),
    later("sex", schema!("gender")),
    later("dob", schema!("date")),
    literal("nationality", schema!("nationality")),
    term(
        "address",
        schema!("PostalAddress"),
        Kind::Node(Object::Address),
    ),
];

const ADDRESS: &[Term] = &[
    literal("streetAddress", schema!("streetAddress")),
    literal("streetAddress2", "vac:addressLine2"),
    literal("city", "vac:city"),
    literal("district", "vac:district"),
    literal("addressRegion", schema!("addressRegion")),
    literal("postalCode", schema!("postalCode")),
    literal("addressCountry", schema!("addressCountry")),
];

const DOSE: &[Term] = &[
    literal("certificateId", schema!("id")),
    literal("feedbackUrl", schema!("url")),
    literal("infoUrl", schema!("url")),
    literal("batch", schema!("id")),
    literal("vaccine", schema!("id")),
    literal("manufacturer", schema!("id")),
    later("icd11Code", schema!("id")),
    later("prophylaxis", schema!("name")),
    literal("date", schema!("date")),
    literal("effectiveStart", schema!("date")),
    literal("effectiveUntil", schema!("date")),
    literal("dose", schema!("doseValue")),
    literal("totalDoses", schema!("doseValue")),
    term("verifier", "vac:verifier", Kind::Node(Object::Verifier)),
    term("facility", "vac:Facility", Kind::Node(Object::Facility)),
];

const VERIFIER: &[Term] = &[
    // Here it is no name of the node.
    literal("id", schema!("id")),
    literal("name", schema!("name")),
    literal("sign-image", schema!("image")),
];

const FACILITY: &[Term] = &[
    literal("name", schema!("name")),
    literal("seal-image", schema!("image")),
    term(
        "address",
        schema!("PostalAddress"),
        Kind::Node(Object::Site),
    ),
];

impl Object {
    fn all_terms(self) -> &'static [Term] {
        match self {
            Self::Credential => CREDENTIAL,
            Self::Person => PERSON,
            Self::Address | Self::Site => ADDRESS,
            Self::Vaccination => DOSE,
            Self::Verifier => VERIFIER,
            Self::Facility => FACILITY,
        }
    }

    /// What a member of it means; `None` for one that is dropped.
    pub(super) fn term(self, name: &str, context: Context) -> Option<&'static Term> {
        let mut terms = self.all_terms().iter();
        terms.find(|term| term.name == name && term.since <= context)
    }

    /// Its types, each with its IRI: it has all of them and no other.
    pub(super) fn types(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Credential => &[
                ("VerifiableCredential", cred!("VerifiableCredential")),
                (
                    "ProofOfVaccinationCredential",
                    schema!("ProofOfVaccinationCredential"),
                ),
            ],
            Self::Person => &[("Person", schema!("Person"))],
            Self::Vaccination => &[("Vaccination", "vac:Vaccination")],
            Self::Address | Self::Verifier | Self::Facility | Self::Site => &[],
        }
    }

    /// Whether `id` names the node.
    pub(super) fn is_named(self) -> bool {
        self != Self::Verifier
    }

    /// Whether a member that is no term of the object means something in it all the same: keywords, IRIs, and the terms
    /// that contexts around it bring along.
    pub(super) fn reserved(self, name: &str) -> bool {
        /// Terms of both contexts outside of every type.
        const EVERYWHERE: [&str; 13] = [
            "id",
            "type",
            "schema",
            "vac",
            "proof",
            "VerifiableCredential",
            "VerifiablePresentation",
            "EcdsaSecp256k1Signature2019",
            "EcdsaSecp256r1Signature2019",
            "Ed25519Signature2018",
            "RsaSignature2018",
            "ProofOfVaccinationCredential",
            "Person",
        ];
        const OF_CREDENTIAL: [&str; 12] = [
            "cred",
            "sec",
            "xsd",
            "credentialSchema",
            "credentialStatus",
            "expirationDate",
            "holder",
            "issued",
            "refreshService",
            "termsOfUse",
            "validFrom",
            "validUntil",
        ];
        const OF_FACILITY: [&str; 3] = ["name", "seal-image", "address"];
        name.starts_with('@')
            || name.contains(':')
            || EVERYWHERE.contains(&name)
            || name == "Vaccination"
            || self == Self::Credential && OF_CREDENTIAL.contains(&name)
            || self == Self::Site && OF_FACILITY.contains(&name)
    }
}

/// The types of proofs, each with its IRI.
pub(super) const PROOFS: [(&str, &str); 2] = [
    ("RsaSignature2018", sec!("RsaSignature2018")),
    ("Ed25519Signature2018", sec!("Ed25519Signature2018")),
];

/// The purposes of proofs, each with its IRI.
pub(super) const PURPOSES: [(&str, &str); 5] = [
    ("assertionMethod", sec!("assertionMethod")),
    ("authentication", sec!("authenticationMethod")),
    ("capabilityDelegation", sec!("capabilityDelegationMethod")),
    ("capabilityInvocation", sec!("capabilityInvocationMethod")),
    ("keyAgreement", sec!("keyAgreementMethod")),
];

/// The members of a proof beside its type, its purpose and the signature.
pub(super) const PROOF: [Term; 5] = [
    term("created", "http://purl.org/dc/terms/created", Kind::Moment),
    term("verificationMethod", sec!("verificationMethod"), Kind::Iri),
    literal("challenge", sec!("challenge")),
    literal("domain", sec!("domain")),
    literal("nonce", sec!("nonce")),
];

pub(super) const PURPOSE: &str = sec!("proofPurpose");
