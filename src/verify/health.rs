//! Health codes of other networks: SMART Health Cards, seals of ICAO, New Zealand's passes. Each has an envelope and a
//! network of its own; what they say is judged alike. No country's rules are asked of them.

use super::finding::{Check, Detail, Finding, NotMade};
use super::policy::{DscValidity, Mode};
use super::report::Report;
use super::{Journey, Run, Verifier};
use crate::codec::cbor::{self, Item};
use crate::codec::zlib::ZlibError;
use crate::container::{DecodeError, Foreign, PrefixError};
use crate::deviation::DeviationCode as Code;
use crate::documents::dcc::read::Fault;
use crate::documents::divoc::{self, DivocError};
use crate::documents::health::{self, Against, Coded, HealthContent, Holder, Vaccination, When};
use crate::documents::nzcp::{self, Pass, PassError};
use crate::documents::shc::{self, Card, CardError, TextFault};
use crate::documents::vdsnc::{self, Seal, SealError};
use crate::documents::{Document, born_later};
use crate::key::pki::PkiError;
use crate::key::{Algorithm, SignatureError};
use crate::text::escape;
use crate::time::Timestamp;
use crate::trust::seal::{
    SealRevocations, SealSigner, SealSignerError, SealSignerFault, same_state,
};
use crate::trust::{Dsc, Environment};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt;

/// Octets of text that a code of these kinds may have, several symbols of one card together.
const MAX_TEXT: usize = 64 * 1024;

/// The specimen state of ICAO Doc 9303-3.
const UTOPIA: &str = "UTO";

/// Who signed a code of another network, and until when.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HealthSigner {
    /// The key: its identifier; of a seal the start of the certificate's digest.
    pub kid: Vec<u8>,
    /// The algorithm by its name in JOSE.
    pub alg: String,
    /// The issuer as the code names it: a web address, a DID, a state in three letters.
    pub issuer: String,
    /// Its name, where the list has it.
    pub name: Option<String>,
    /// The country that answers for it, where that is known.
    pub country: Option<String>,
    /// From when the code is valid.
    pub not_before: Option<Timestamp>,
    /// Until when.
    pub expires_at: Option<Timestamp>,
    /// When the list last saw that the issuer gives the key out.
    pub seen: Option<Timestamp>,
}

/// A code of another network whose signature was found good. Only a [`super::Verifier`] makes one.
#[derive(Clone, PartialEq)]
pub struct SignedHealth {
    document: Document,
    signer: HealthSigner,
    content: HealthContent,
}

impl SignedHealth {
    /// What kind of code it is.
    #[must_use]
    pub fn document(&self) -> Document {
        self.document
    }

    /// Who signed it.
    #[must_use]
    pub fn signer(&self) -> &HealthSigner {
        &self.signer
    }

    /// What it says.
    #[must_use]
    pub fn content(&self) -> &HealthContent {
        &self.content
    }
}

/// Shows no personal data.
impl fmt::Debug for SignedHealth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedHealth({:?}, {:?})", self.document, self.content)
    }
}

/// What was read of a code whose signature is good.
struct Signed {
    document: Document,
    signer: HealthSigner,
    content: Option<HealthContent>,
    faults: Vec<Fault>,
    deviations: Vec<crate::deviation::Deviation>,
}

impl Verifier {
    /// The report on a text that is no `HC1:` code and one of another network that is read.
    pub(super) fn verify_other(
        &self,
        text: &str,
        error: &DecodeError,
        mode: Mode,
        at: Timestamp,
        journey: Option<&Journey>,
    ) -> Option<Report> {
        let DecodeError::Prefix(PrefixError::Foreign(found)) = error else {
            return None;
        };
        let check = match found {
            Foreign::SmartHealthCard => Self::check_card,
            Foreign::IcaoVds => Self::check_seal,
            Foreign::NewZealandPass => Self::check_pass,
            Foreign::Divoc => Self::check_divoc,
            _ => return None,
        };
        let mut run = self.begin(mode, at);
        match text.len() {
            found if found > MAX_TEXT => {
                let limit = MAX_TEXT;
                run.note(Finding::TextTooLong { found, limit });
            }
            _ => {
                if let Some(signed) = check(self, text, &mut run) {
                    run.check_health(signed, journey);
                }
            }
        }
        Some(run.finish())
    }

    fn check_card(&self, text: &str, run: &mut Run) -> Option<Signed> {
        let card = match Card::parse(text, self.limits.inflated) {
            Ok(card) => card,
            Err(error) => {
                if matches!(error, CardError::Text(TextFault::Missing { .. })) {
                    run.odd(Code::Chunked, "text", "");
                }
                run.note(card_finding(&error));
                return None;
            }
        };
        if card.in_parts() {
            run.odd(Code::Chunked, "text", "");
        }
        let header = card.header();
        if !header.compressed {
            run.odd(Code::NotCompressed, "zip", "");
        }
        let (characters, payload) = card.sizes();
        run.note(Finding::Decoded {
            characters,
            payload,
        });
        run.check_clock(self);
        match header.alg.as_deref() {
            Some("ES256") => {}
            None => {
                run.note(Finding::AlgMissing);
                return None;
            }
            // It is at odds with every key.
            Some("none") => {
                let detail = Detail("alg: none".into());
                run.note(Finding::AlgKeyMismatch { detail });
                return None;
            }
            Some(other) => {
                run.note(Finding::AlgUnknown {
                    found: Detail(short(other).into()),
                });
                return None;
            }
        }
        let Some(kid) = &header.kid else {
            run.note(Finding::KidMissing);
            return None;
        };
        let Some(issuer) = card.claimed_issuer() else {
            run.note(Finding::IssuerMissing);
            return None;
        };
        // What is no base64url is the identifier of no key.
        let kid = URL_SAFE_NO_PAD.decode(kid).unwrap_or_default();
        let dsc = self.check_keys(run, Document::Shc, &issuer, &kid, |dsc| {
            card.verify(&dsc.key)
        })?;
        let reading = shc::read(&card.peek());
        let claims = reading.claims;
        run.check_card_revocation(dsc, claims.revocation.as_deref(), claims.not_before);
        Some(Signed {
            document: Document::Shc,
            signer: signer_of(dsc, issuer, claims.not_before, claims.expires_at),
            content: reading.content,
            faults: reading.faults,
            deviations: reading.deviations,
        })
    }

    fn check_pass(&self, text: &str, run: &mut Run) -> Option<Signed> {
        let pass = match Pass::parse(text, self.limits.depth) {
            Ok(pass) => pass,
            Err(error) => {
                run.note(pass_finding(&error));
                return None;
            }
        };
        let sign1 = &pass.sign1;
        run.note(Finding::Decoded {
            characters: pass.characters,
            payload: sign1.payload.len(),
        });
        run.check_clock(self);
        let Some(named) = sign1.alg.as_ref().map(|alg| &alg.value) else {
            run.note(Finding::AlgMissing);
            return None;
        };
        let algorithm = named.number().and_then(Algorithm::from_cose);
        if algorithm != Some(Algorithm::Es256) {
            let found = named.into();
            run.note(Finding::AlgUnknown { found });
            return None;
        }
        let Some(kid) = sign1.kid.as_ref().map(|kid| kid.value.clone()) else {
            run.note(Finding::KidMissing);
            return None;
        };
        let payload = match cbor::decode(&sign1.payload, self.limits.depth) {
            Ok(payload) => payload,
            Err(error) => {
                let detail = (&error).into();
                run.note(Finding::CborInvalid { detail });
                return None;
            }
        };
        let payload = Item::from(&payload);
        let reading = nzcp::read(&payload);
        let Some(issuer) = reading.claims.issuer else {
            run.note(Finding::IssuerMissing);
            return None;
        };
        let message = sign1.to_be_signed();
        let dsc = self.check_keys(run, Document::Nzcp, &issuer, &kid, |dsc| {
            dsc.key.verify(Algorithm::Es256, &message, &sign1.signature)
        })?;
        let (not_before, expires_at) = (reading.claims.not_before, reading.claims.expires_at);
        Some(Signed {
            document: Document::Nzcp,
            signer: signer_of(dsc, issuer, not_before, expires_at),
            content: reading.content,
            faults: reading.faults,
            deviations: reading.deviations,
        })
    }

    fn check_divoc(&self, text: &str, run: &mut Run) -> Option<Signed> {
        let text = text.trim();
        let json = match text.starts_with('{') {
            true => Ok(text.to_owned()),
            false => divoc::unpack(text.as_bytes()),
        };
        let parsed = json.and_then(|json| divoc::Unverified::parse(&json));
        let certificate = match parsed {
            Ok(certificate) => certificate,
            Err(error) => {
                run.note(divoc_finding(&error));
                return None;
            }
        };
        run.note(Finding::Decoded {
            characters: text.chars().count(),
            payload: certificate.message().len(),
        });
        run.check_clock(self);
        let did = certificate.verification_method();
        let keys = self.trust().find(did.as_bytes()).iter();
        let keys: Vec<&Dsc> = keys.filter(|dsc| dsc.signs(Document::Divoc)).collect();
        let mut wrong = None;
        let mut found = None;
        for dsc in keys {
            match certificate.verify(&dsc.key) {
                Ok(signed) => {
                    found = Some((dsc, signed));
                    break;
                }
                Err(error) => wrong = Some(error),
            }
        }
        let Some((dsc, signed)) = found else {
            run.note(match wrong {
                Some(error) => divoc_finding(&error),
                None => Finding::IssuerKeyUnlisted {
                    issuer: short(did),
                    kid: vec![],
                },
            });
            return None;
        };
        let alg = certificate.algorithm().map(divoc::ProofAlgorithm::name);
        let alg = alg.unwrap_or_default();
        run.note(Finding::ProofGood {
            issuer: short(did),
            alg,
        });
        run.note(Finding::SignatureGood);
        run.domain = Some(dsc.domain_name().to_owned());
        run.environment = Some(dsc.provenance.environment);
        run.check_list(dsc);
        if certificate.proof_purpose() != divoc::PURPOSE {
            let found = short(certificate.proof_purpose());
            run.note(Finding::ProofPurpose { found });
        }
        run.check_divoc(signed);
        Some(Signed {
            document: Document::Divoc,
            signer: HealthSigner {
                kid: dsc.kid.clone(),
                alg: alg.to_owned(),
                issuer: did.to_owned(),
                name: None,
                country: dsc.country.clone(),
                not_before: signed.content.issued_at,
                expires_at: None,
                seen: None,
            },
            content: Some(divoc_content(signed)),
            faults: vec![],
            deviations: vec![],
        })
    }

    /// The key of an issuer that has an identifier, once it was found to have signed.
    fn check_keys<'a>(
        &'a self,
        run: &mut Run,
        document: Document,
        issuer: &str,
        kid: &[u8],
        verify: impl Fn(&Dsc) -> Result<(), SignatureError>,
    ) -> Option<&'a Dsc> {
        if !self.trust().knows_issuer(document, issuer) {
            run.note(Finding::IssuerUnlisted {
                issuer: short(issuer),
                found: document,
            });
            return None;
        }
        let mut wrong = None;
        for dsc in self.trust().find_for(document, issuer, kid) {
            match verify(dsc) {
                Ok(()) => {
                    run.found_signer(kid, dsc, Algorithm::Es256);
                    run.domain = Some(dsc.domain_name().to_owned());
                    run.environment = Some(dsc.provenance.environment);
                    run.check_list(dsc);
                    return Some(dsc);
                }
                Err(error) => wrong = Some(error),
            }
        }
        run.note(match wrong {
            Some(error) => Finding::SignatureInvalid {
                detail: (&error).into(),
            },
            None => Finding::IssuerKeyUnlisted {
                issuer: short(issuer),
                kid: kid.to_vec(),
            },
        });
        None
    }

    fn check_seal(&self, text: &str, run: &mut Run) -> Option<Signed> {
        let seal = match Seal::parse(text) {
            Ok(seal) => seal,
            Err(error) => {
                run.note(seal_finding(error));
                return None;
            }
        };
        if seal.in_array {
            run.odd(Code::WrappedInArray, "text", "");
        }
        run.note(Finding::Decoded {
            characters: seal.characters,
            payload: seal.signed_octets(),
        });
        run.check_clock(self);
        let signer = match self.trust().seal_signer(&seal.certificate, run.at) {
            Ok(signer) => signer,
            Err(error) => {
                let detail = (&error).into();
                run.note(match error {
                    SealSignerError::Malformed(_) | SealSignerError::Key(_) => {
                        Finding::SealCertificate { detail }
                    }
                    SealSignerError::NoAuthority { issuer } => Finding::IssuerUnlisted {
                        issuer: short(&issuer),
                        found: Document::VdsNc,
                    },
                    SealSignerError::Chain(_) => Finding::ChainBad { detail },
                });
                return None;
            }
        };
        let found = seal.algorithm();
        let fits = |(_, bits): &(_, usize)| signer.key.type_name() == format!("EC P-{bits}");
        let Some((algorithm, _)) = found.filter(fits) else {
            let (alg, key) = (short(&seal.alg), signer.key.type_name());
            let detail = Detail(format!("{alg}, {key}").into());
            run.note(Finding::AlgKeyMismatch { detail });
            return None;
        };
        if let Err(error) = seal.verify(algorithm, &signer.key) {
            let detail = match &error {
                PkiError::Length { .. } => (&error).into(),
                _ => (&SignatureError::Invalid).into(),
            };
            run.note(Finding::SignatureInvalid { detail });
            return None;
        }
        run.check_seal_signer(&seal, &signer);
        let reading = vdsnc::read(&seal.peek());
        let expires_at = signer.certificate.certificate.as_ref();
        Some(Signed {
            document: Document::VdsNc,
            signer: HealthSigner {
                kid: signer.certificate.kid.clone(),
                alg: seal.alg.clone(),
                issuer: seal.state.clone(),
                name: None,
                country: Some(seal.state.clone()),
                not_before: None,
                expires_at: expires_at.map(|info| info.not_after),
                seen: None,
            },
            content: reading.content,
            faults: reading.faults,
            deviations: reading.deviations,
        })
    }
}

fn signer_of(
    dsc: &Dsc,
    issuer: String,
    not_before: Option<Timestamp>,
    expires_at: Option<Timestamp>,
) -> HealthSigner {
    let scope = dsc.scope.as_deref();
    HealthSigner {
        kid: dsc.kid.clone(),
        alg: Algorithm::Es256.name().to_owned(),
        issuer,
        name: scope.and_then(|scope| scope.name.clone()),
        country: dsc.country.clone(),
        not_before,
        expires_at,
        seen: scope.and_then(|scope| scope.retrieved),
    }
}

/// A word of a code nobody vouches for yet, as it may stand in a message: cut, and harmless.
fn short(word: &str) -> String {
    const LONGEST: usize = 120;
    let cut: String = word.chars().take(LONGEST).collect();
    escape(&cut)
}

fn card_finding(error: &CardError) -> Finding {
    let detail = error.into();
    match error {
        CardError::Text(TextFault::Missing { of, numbers }) => {
            let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
            Finding::ChunksMissing {
                of: *of,
                missing: numbers.join(", "),
            }
        }
        CardError::Text(TextFault::Mixed) => Finding::ChunksMixed,
        CardError::Text(_) => Finding::TextInvalid { detail },
        CardError::Jws(_) => Finding::JwsInvalid { detail },
        CardError::Zlib(ZlibError::TooLarge { limit }) => {
            Finding::InflatedTooLarge { limit: *limit }
        }
        CardError::Zlib(_) => Finding::ZlibInvalid { detail },
        CardError::Json(_) => Finding::JsonInvalid { detail },
    }
}

fn pass_finding(error: &PassError) -> Finding {
    let detail = error.into();
    match error {
        PassError::Scheme | PassError::Base32 { .. } => Finding::TextInvalid { detail },
        PassError::Version { found } => Finding::FormVersion {
            found: found.clone(),
        },
        PassError::Cose(error) if error.is_cbor() => Finding::CborInvalid { detail },
        PassError::Cose(_) | PassError::Untagged => Finding::CoseInvalid { detail },
    }
}

fn seal_finding(error: SealError) -> Finding {
    let detail = (&error).into();
    match error {
        SealError::Json(_) | SealError::Shape { .. } => Finding::JsonInvalid { detail },
        SealError::Unsigned => Finding::SealUnsigned,
        SealError::Kind { found } => Finding::SealKind {
            found: short(&found),
        },
        SealError::Version { found } => Finding::FormVersion {
            found: found.to_string(),
        },
    }
}

/// What a signature makes good, as every health code says it.
fn divoc_content(signed: &divoc::Signed) -> HealthContent {
    let divoc::Content {
        name,
        dob,
        sex,
        vaccine,
        manufacturer,
        batch,
        icd11,
        date,
        dose,
        total_doses,
        certificate_id,
        facility,
        country,
        ..
    } = signed.content.clone();
    let day = date.map(|date| When::new(&date.to_string()));
    let coded = icd11.map(|code| Coded::new("icd11", &code));
    HealthContent {
        holder: Holder {
            name,
            birth_date: dob,
            sex,
            document: None,
            document_type: None,
        },
        vaccinations: vec![Vaccination {
            vaccine: coded.unwrap_or_default(),
            brand: vaccine,
            maker: manufacturer,
            date: day,
            dose: dose.map(i64::from),
            of: total_doses.map(i64::from),
            batch,
            centre: facility,
            country,
            ..Vaccination::default()
        }],
        identifier: certificate_id,
        unsigned: signed
            .unsigned
            .iter()
            .map(|leaf| leaf.path.clone())
            .collect(),
        ..HealthContent::default()
    }
}

/// What cannot be told apart, in the names of its members.
fn ambiguity(against: divoc::judge::Against) -> &'static str {
    use divoc::judge::Against as A;
    match against {
        A::HolderUnsigned => "credentialSubject/name",
        A::DoseUnsigned => "evidence",
        A::DosesExchanged { .. } => "dose, totalDoses",
        A::ProductExchanged => "vaccine, batch, manufacturer",
        _ => "date, effectiveStart, effectiveUntil",
    }
}

fn divoc_finding(error: &DivocError) -> Finding {
    let detail = error.into();
    match error {
        DivocError::Zip(_) => Finding::ZipInvalid { detail },
        DivocError::TooLarge => Finding::InflatedTooLarge {
            limit: divoc::MAX_OCTETS,
        },
        DivocError::Context => Finding::ContextUnknown,
        DivocError::Unsigned => Finding::SealUnsigned,
        DivocError::Jws(_) => Finding::JwsInvalid { detail },
        DivocError::Alg { .. } => Finding::AlgKeyMismatch { detail },
        DivocError::Signature(_) => Finding::SignatureInvalid { detail },
        DivocError::Json(_) | DivocError::Schema { .. } => Finding::JsonInvalid { detail },
    }
}

impl Run {
    /// What a DIVOC certificate says that its signature cannot tell apart, and what it does not cover.
    fn check_divoc(&mut self, signed: &divoc::Signed) {
        for leaf in &signed.unsigned {
            self.odd(Code::UnsignedFields, &leaf.path, "");
        }
        for group in &signed.exchangeable {
            self.odd(Code::ExchangeableFields, &group.join(", "), "");
        }
        if !self.clock_holds {
            return;
        }
        for against in divoc::judge::against(signed, self.at.in_oslo().date()) {
            self.note(match against {
                // What the dates of every code are held against says it.
                divoc::judge::Against::DoseLater { .. } => continue,
                divoc::judge::Against::DoseBeforeBirth => Finding::DoseBeforeBirth,
                open => Finding::ContentAmbiguous {
                    which: ambiguity(open),
                },
            });
        }
    }

    /// What the certificates on the way to a seal say.
    fn check_seal_signer(&mut self, seal: &Seal, signer: &SealSigner<'_>) {
        let authority = signer.authority;
        let named = authority.certificate.as_ref();
        self.note(Finding::SealSigner {
            state: seal.state.clone(),
            authority: named.map_or_else(String::new, |info| info.subject.clone()),
        });
        self.note(Finding::SignatureGood);
        self.domain = Some(authority.domain_name().to_owned());
        self.environment = Some(match seal.state.as_str() {
            UTOPIA => Environment::Dev,
            _ => authority.provenance.environment,
        });
        self.check_list(authority);
        let country = signer.certificate.country.clone().unwrap_or_default();
        if !same_state(&seal.state, &country) {
            self.note(Finding::StateDiffers {
                state: short(&seal.state),
                certificate: short(&country),
            });
        }
        let at = self.at;
        for fault in &signer.faults {
            match fault {
                SealSignerFault::Validity { .. }
                    if self.policy.dsc_validity == DscValidity::Ignore =>
                {
                    self.skip(Check::DscValidity, NotMade::ByPolicy);
                }
                SealSignerFault::Validity { .. } if !self.clock_holds => {
                    self.skip(Check::DscValidity, NotMade::ClockWrong);
                }
                &SealSignerFault::Validity {
                    not_before,
                    not_after,
                } => self.note(match at < not_before {
                    true => Finding::DscNotYetValid {
                        not_before,
                        not_after,
                        at,
                    },
                    false => Finding::DscExpired {
                        not_before,
                        not_after,
                        at,
                    },
                }),
                SealSignerFault::Purpose { found } => self.note(Finding::SealPurpose {
                    found: found.clone(),
                }),
                SealSignerFault::Critical { oid } => {
                    self.note(Finding::DscCritical { found: oid.clone() });
                }
                SealSignerFault::Revoked => self.note(Finding::SignerRevoked),
            }
        }
        match signer.revocations {
            SealRevocations::Missing => self.skip(Check::Revocation, NotMade::NoCrl),
            SealRevocations::Current { made } => {
                if !signer.faults.contains(&SealSignerFault::Revoked) {
                    self.note(Finding::NotRevoked { as_of: made });
                }
            }
            SealRevocations::Old { next } => self.note(Finding::CrlOld { next, at }),
        }
    }

    /// Whether the issuer revoked a card by the name that it has for that.
    fn check_card_revocation(
        &mut self,
        dsc: &Dsc,
        name: Option<&str>,
        issued_at: Option<Timestamp>,
    ) {
        let Some(name) = name else {
            self.skip(Check::Revocation, NotMade::NoRevocationName);
            return;
        };
        let scope = dsc.scope.as_deref();
        let list = scope.and_then(|scope| scope.revoked.as_ref());
        let newest = scope.and_then(|scope| scope.revocations);
        let number = list.map(|list| list.number);
        self.note(match (list, newest) {
            (Some(list), _) if list.hold(name, issued_at) => Finding::CardRevoked {
                number: list.number,
            },
            (_, Some(newest)) if number.is_none_or(|number| number < newest) => {
                Finding::CardRevocationsOld { number, newest }
            }
            (Some(list), _) => Finding::CardNotRevoked {
                number: list.number,
            },
            (None, _) => {
                self.skip(Check::Revocation, NotMade::NoRevocationData);
                return;
            }
        });
    }

    /// What was signed: its form, its dates, and what it says.
    fn check_health(&mut self, signed: Signed, journey: Option<&Journey>) {
        let Signed {
            document,
            signer,
            content,
            faults,
            deviations,
        } = signed;
        self.deviations.extend(deviations);
        for fault in &faults {
            let detail = fault.into();
            self.note(Finding::HealthInvalid { detail });
        }
        // The dates of a seal are its signer's.
        if !matches!(document, Document::VdsNc | Document::Divoc) {
            if let Some(exp) = signer.expires_at {
                self.check_exp(exp, document);
            }
            if let Some(nbf) = signer.not_before {
                self.check_nbf(nbf);
            }
        }
        let Some(content) = content else {
            return;
        };
        self.note(Finding::HealthFits { found: document });
        let born = content.holder.birth_date;
        self.deviations
            .extend(born.and_then(|born| born_later(born, self.at)));
        if self.clock_holds {
            let (at, ahead) = (self.at, self.policy.ahead_seconds());
            let against = health::against(&content, at, at.in_oslo().date(), ahead);
            self.findings.extend(against.into_iter().map(Finding::from));
        }
        if journey.is_some() {
            self.skip(Check::Rules, NotMade::NoRulesForKind);
        }
        self.health = Some(Box::new(SignedHealth {
            document,
            signer,
            content,
        }));
    }
}

impl From<Against> for Finding {
    fn from(found: Against) -> Self {
        match found {
            Against::Detected => Self::TestDetected,
            Against::DoseLater { dt, today } => Self::DoseLater { dt, today },
            Against::SampleLater { sc, at } => Self::SampleLater { sc, at },
            Against::ResultUnknown => Self::DetectedOther,
        }
    }
}
