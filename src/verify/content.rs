//! What was signed: claims, dates, and the content by the schema.

use super::codes::{self, Check, Code};
use super::entry_rules::AskedAbout;
use super::policy::Mode;
use super::report::{Certificate, DomesticCertificate, Signed};
use super::{Destination, Journey, Run, Verifier};
use crate::container::cwt::{self, ClaimError, Claims, Content, CwtError};
use crate::container::{Context, Foreign, Unverified};
use crate::dcc::{Payload, read};
use crate::deviation::DeviationCode;
use crate::key::Algorithm;
use crate::lang::{Shown, Words};
use crate::time::{BirthDate, Timestamp};
use crate::trust::Dsc;

impl Run {
    /// Everything after the signature.
    pub(super) fn check_content(
        &mut self,
        verifier: &Verifier,
        unverified: &Unverified,
        dsc: &Dsc,
        algorithm: Algorithm,
        journey: Option<&Journey>,
    ) {
        let mut claims = match unverified.claims() {
            Ok(claims) => claims,
            Err(error) => {
                let code = match error {
                    CwtError::Cbor(_) => Code::PayloadCbor,
                    CwtError::NotMap { .. } => Code::ClaimsInvalid,
                };
                self.fail(code, vec![("detail", error.to_string().into())]);
                return;
            }
        };
        self.deviations.append(&mut claims.deviations);
        if let Ok(Content::Other(keys)) = &claims.content {
            // A certificate of another kind is named and not judged: its dates, its signer's purposes and
            // its rules are not those of an EU certificate.
            let names: Vec<Words> = keys.iter().map(|&key| cwt::content_name(key)).collect();
            self.fail(
                Code::ContextContent,
                vec![("found", Shown::list(&names).into())],
            );
            return;
        }
        let content = match &claims.content {
            Ok(Content::Dcc(value)) => {
                self.pass(Check::Claims, vec![]);
                Some(value)
            }
            Ok(Content::Other(_)) => None,
            Err(error) => {
                self.fail(
                    Code::ClaimsInvalid,
                    vec![("detail", error.to_string().into())],
                );
                None
            }
        };
        self.check_dates(&claims);
        self.check_signer(&claims, dsc);
        let signed = Signed {
            kid: dsc.kid.clone(),
            algorithm,
            issuer: claims.issuer.clone(),
            signer_country: dsc.country.clone(),
            issued_at: claims.issued_at.clone().ok(),
            expires_at: claims.expires_at.clone().ok(),
        };
        self.check_revocation(verifier, unverified, dsc, &signed, content);
        match (content, unverified.context()) {
            (None, _) => {
                self.skip(Check::KeyUsage, codes::NO_PAYLOAD);
                self.skip(Check::Schema, codes::NO_PAYLOAD);
            }
            (Some(value), Context::Eu) => {
                let reading = read::read(value);
                self.deviations.extend(reading.deviations.iter().cloned());
                self.check_purposes(&reading.kinds, dsc);
                if let Some(payload) = self.check_payload(reading) {
                    self.check_person(payload.birth_date);
                    self.check_country(&claims, &payload);
                    if self.policy.mode == Mode::Domestic && self.clock_holds {
                        self.check_light(&payload);
                    }
                    if let Some(journey) = journey.filter(|_| self.clock_holds) {
                        let (claimed, signer) = (signed.issuer(), signed.signer_country());
                        let asked = AskedAbout {
                            // As it stands in the certificate, not as we would write it.
                            payload: &crate::dcc::json(value),
                            kind: payload.entry.kind(),
                            issuers: AskedAbout::issuers(claimed, signer, &payload),
                            issued_at: signed.issued_at(),
                            expires_at: signed.expires_at(),
                            kid: signed.kid(),
                        };
                        self.check_journey(verifier, journey, &asked);
                    }
                    self.certificate = Some(Certificate { signed, payload });
                }
            }
            (Some(value), Context::NorwegianDomestic) => {
                self.check_domestic_signer(dsc);
                let reading = read::read_holder(value);
                self.deviations.extend(reading.deviations);
                for fault in &reading.faults {
                    let detail = fault.to_string().into();
                    self.fail(Code::DomesticContent, vec![("detail", detail)]);
                }
                // Its holder may go about in Norway; a journey is asked about with an EU certificate.
                if let Some(journey) = journey
                    && matches!(journey.to, Destination::Country(_))
                {
                    let found = Foreign::NorwegianDomestic.words().into();
                    self.fail(Code::ContextDomestic, vec![("found", found)]);
                }
                if let Some(holder) = reading.holder {
                    self.pass(Check::DomesticContent, vec![]);
                    self.check_person(holder.birth_date);
                    self.domestic = Some(DomesticCertificate { signed, holder });
                }
            }
        }
    }

    /// Claims `exp`, `iat` and `nbf` against the moment of the check, both ends included.
    pub(super) fn check_dates(&mut self, claims: &Claims<'_>) {
        let allowance = self.policy.clock_allowance_seconds;
        let context = |name: &'static str, claim: Timestamp, at: Timestamp| {
            vec![
                (name, claim.into()),
                ("at", at.into()),
                ("allowance", allowance.into()),
            ]
        };
        let at = self.at;
        match &claims.expires_at {
            Ok(exp) if at > exp.plus_seconds(allowance) => {
                self.fail(Code::Expired, context("exp", *exp, at));
            }
            Ok(_) if !self.clock_holds => self.skip(Check::Exp, codes::CLOCK_WRONG),
            Ok(exp) => self.pass(Check::Exp, context("exp", *exp, at)),
            Err(error) => self.bad_claim(error),
        }
        match &claims.issued_at {
            Ok(_) if !self.clock_holds => self.skip(Check::Iat, codes::CLOCK_WRONG),
            Ok(iat) if at < iat.plus_seconds(-allowance) => {
                self.fail(Code::NotYetIssued, context("iat", *iat, at));
            }
            Ok(iat) => self.pass(Check::Iat, context("iat", *iat, at)),
            Err(error) => self.bad_claim(error),
        }
        match &claims.not_before {
            Some(Ok(_)) if !self.clock_holds => self.skip(Check::Nbf, codes::CLOCK_WRONG),
            Some(Ok(nbf)) if at < nbf.plus_seconds(-allowance) => {
                self.fail(Code::NotBefore, context("nbf", *nbf, at));
            }
            Some(Ok(nbf)) => self.pass(Check::Nbf, context("nbf", *nbf, at)),
            Some(Err(error)) => self.bad_claim(error),
            None => {}
        }
    }

    pub(super) fn bad_claim(&mut self, error: &ClaimError) {
        self.fail(
            Code::ClaimsInvalid,
            vec![("detail", error.to_string().into())],
        );
    }

    pub(super) fn check_payload(&mut self, reading: read::Reading) -> Option<Payload> {
        for fault in &reading.faults {
            self.fail(
                Code::SchemaInvalid,
                vec![("detail", fault.to_string().into())],
            );
        }
        let payload = reading.payload?;
        self.pass(
            Check::Schema,
            vec![("kind", payload.entry.kind().words().into())],
        );
        Some(payload)
    }

    pub(super) fn check_person(&mut self, birth_date: BirthDate) {
        if birth_date
            .earliest()
            .is_some_and(|date| date.start() > self.at)
        {
            self.odd(DeviationCode::DobFuture, "dob", String::new());
        }
    }

    pub(super) fn check_country(&mut self, claims: &Claims<'_>, payload: &Payload) {
        let country = payload.entry.country();
        let issuer = claims.issuer.as_deref().unwrap_or(country);
        // A long text in iss has been listed as no country already.
        if issuer.len() == 2 && country.len() == 2 && issuer != country {
            self.odd(
                DeviationCode::IssuerDiffers,
                "iss",
                format!("{issuer}, {country}"),
            );
        }
    }
}
