//! What was signed: claims, dates, and the content by the schema.

use super::entry_rules::AskedAbout;
use super::finding::{Check, Finding, NotMade, OtherContent};
use super::policy::Mode;
use super::report::{Certificate, DomesticCertificate, Signed};
use super::signer::document_of;
use super::{Destination, Journey, Run, Verifier};
use crate::container::cwt::{ClaimError, Claims, Content, CwtError};
use crate::container::{Foreign, Unverified};
use crate::deviation::DeviationCode;
use crate::documents::dcc::{self, Payload, read};
use crate::documents::{Document, no1};
use crate::key::Algorithm;
use crate::time::Timestamp;
use crate::trust::Dsc;
use crate::trust::formats::countries::same_in_either_length;

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
                let detail = (&error).into();
                self.note(match error {
                    CwtError::Cbor(_) => Finding::PayloadCbor { detail },
                    CwtError::NotMap { .. } => Finding::ClaimsInvalid { detail },
                });
                return;
            }
        };
        self.deviations.append(&mut claims.deviations);
        if let Some(found) = OtherContent::of(&claims) {
            // A certificate of another kind is named and not judged: its dates, its signer's purposes and
            // its rules are not those of an EU certificate.
            self.note(Finding::ContextContent { found });
            return;
        }
        let document = document_of(unverified, &claims);
        if let Some(document) = document
            && !self.check_domain(verifier, dsc, document)
        {
            return;
        }
        let (content, other) = match &claims.content {
            Ok(Content::Dcc(value)) => {
                self.note(Finding::ClaimsRead);
                (Some(value), None)
            }
            Ok(Content::Icvp(value) | Content::Link(value)) if document != Some(Document::No1) => {
                self.note(Finding::ClaimsRead);
                (None, Some(value))
            }
            Ok(_) => (None, None),
            Err(error) => {
                self.bad_claim(error);
                (None, None)
            }
        };
        let document = document.unwrap_or_default();
        self.check_dates(&claims, document);
        self.check_signer(&claims, dsc);
        let signed = Signed {
            kid: dsc.kid.clone(),
            algorithm,
            issuer: claims.issuer.clone(),
            signer_country: dsc.country.clone(),
            issued_at: claims.issued_at.clone().ok(),
            expires_at: claims.expires_at.clone().ok(),
        };
        if let Some(value) = other {
            self.check_issuer(&signed);
            self.check_revocation(verifier, unverified, dsc, &signed, None);
            match document {
                Document::Icvp => self.check_icvp(verifier, value, signed),
                _ => self.check_link(value),
            }
            return;
        }
        self.check_revocation(verifier, unverified, dsc, &signed, content);
        match (content, unverified.document()) {
            (None, _) => {
                self.skip(Check::KeyUsage, NotMade::NoPayload);
                self.skip(Check::Schema, NotMade::NoPayload);
            }
            (Some(value), kind) if kind != Document::No1 => {
                let reading = read::read(value);
                self.deviations.extend(reading.deviations.iter().cloned());
                self.check_purposes(&reading.kinds, dsc);
                if let Some(payload) = self.check_payload(reading) {
                    let issuer = claims.issuer.as_deref();
                    self.deviations
                        .extend(dcc::judge::judge(&payload, issuer, self.at));
                    if self.clock_holds {
                        self.check_against(&payload);
                    }
                    if self.policy.mode == Mode::Domestic && self.clock_holds {
                        self.check_light(&payload);
                    }
                    if let Some(journey) = journey.filter(|_| self.clock_holds) {
                        let (claimed, signer) = (signed.issuer(), signed.signer_country());
                        let asked = AskedAbout {
                            payload: &dcc::normal_json(value, &payload),
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
            (Some(value), _) => {
                self.check_domestic_signer(dsc);
                let reading = no1::read(value);
                self.deviations.extend(reading.deviations);
                for fault in &reading.faults {
                    let detail = fault.into();
                    self.note(Finding::DomesticContent { detail });
                }
                // Its holder may go about in Norway; a journey is asked about with an EU certificate.
                if let Some(journey) = journey
                    && matches!(journey.to, Destination::Country(_))
                {
                    let found = Foreign::NorwegianDomestic;
                    self.note(Finding::ContextDomestic { found });
                }
                if let Some(holder) = reading.holder {
                    self.note(Finding::DomesticContentFits);
                    self.deviations.extend(no1::judge::judge(&holder, self.at));
                    self.domestic = Some(DomesticCertificate { signed, holder });
                }
            }
        }
    }

    /// Claims `exp`, `iat` and `nbf` against the moment of the check, both ends included.
    pub(super) fn check_dates(&mut self, claims: &Claims<'_>, document: Document) {
        let at = self.at;
        // A time before 1970 is none that anybody set: it says no more than that it is over.
        if let (Ok(exp), Ok(iat)) = (&claims.expires_at, &claims.issued_at)
            && (0..iat.unix()).contains(&exp.unix())
        {
            // Neither date says anything about the moment of the check then.
            let (exp, iat) = (*exp, *iat);
            self.note(Finding::ExpBeforeIat { exp, iat });
            return;
        }
        match claims.expires_at {
            Ok(exp) => self.check_exp(exp, document),
            Err(ClaimError::Missing { .. })
                if matches!(document, Document::Icvp | Document::Link) =>
            {
                self.note(Finding::ExpMissing);
            }
            Err(ref error) => self.bad_claim(error),
        }
        // Clocks of issuers and of checkers are off by seconds and minutes.
        let allowance = self.policy.ahead_seconds();
        match claims.issued_at {
            Ok(_) if !self.clock_holds => self.skip(Check::Iat, NotMade::ClockWrong),
            Ok(iat) if at < iat.plus_seconds(-allowance) => {
                self.note(Finding::NotYetIssued { iat, at, allowance });
            }
            Ok(iat) if at < iat => self.note(Finding::IatAhead { iat, at, allowance }),
            Ok(iat) => self.note(Finding::IatHolds { iat, at, allowance }),
            Err(ref error) => self.bad_claim(error),
        }
        match claims.not_before {
            Some(Ok(nbf)) => self.check_nbf(nbf),
            Some(Err(ref error)) => self.bad_claim(error),
            None => {}
        }
    }

    /// The end of a code.
    pub(super) fn check_exp(&mut self, exp: Timestamp, document: Document) {
        let (at, allowance) = (self.at, self.policy.clock_allowance_seconds);
        match at > exp.plus_seconds(allowance) {
            // What a yellow card certifies does not expire with its code.
            true if document == Document::Icvp => {
                self.note(Finding::CodeExpired { exp, at, allowance });
            }
            true => self.note(Finding::Expired { exp, at, allowance }),
            false if !self.clock_holds => self.skip(Check::Exp, NotMade::ClockWrong),
            false => self.note(Finding::ExpHolds { exp, at, allowance }),
        }
    }

    /// The beginning of a code. Clocks of issuers and of checkers are off by seconds and minutes.
    pub(super) fn check_nbf(&mut self, nbf: Timestamp) {
        let (at, allowance) = (self.at, self.policy.ahead_seconds());
        match () {
            () if !self.clock_holds => self.skip(Check::Nbf, NotMade::ClockWrong),
            () if at < nbf.plus_seconds(-allowance) => {
                self.note(Finding::NotBefore { nbf, at, allowance });
            }
            () if at < nbf => self.note(Finding::NbfAhead { nbf, at, allowance }),
            () => self.note(Finding::NbfHolds { nbf, at, allowance }),
        }
    }

    /// The country that issued against the signer's. A participant without a code of two letters says so in three.
    fn check_issuer(&mut self, signed: &Signed) {
        let (Some(issuer), Some(country)) = (signed.issuer(), signed.signer_country()) else {
            return;
        };
        if !same_in_either_length(issuer, country) {
            self.odd(DeviationCode::SignerDiffers, "iss", "");
        }
    }

    /// What the content says against itself, on the day that it is in Norway.
    fn check_against(&mut self, payload: &Payload) {
        let at = self.at;
        let allowance = self.policy.ahead_seconds();
        let found = dcc::judge::against(payload, at, at.in_oslo().date(), allowance);
        self.findings.extend(found.into_iter().map(Finding::from));
    }

    pub(super) fn bad_claim(&mut self, error: &ClaimError) {
        let detail = error.into();
        self.note(Finding::ClaimsInvalid { detail });
    }

    pub(super) fn check_payload(&mut self, reading: read::Reading) -> Option<Payload> {
        for fault in &reading.faults {
            let detail = fault.into();
            self.note(Finding::SchemaInvalid { detail });
        }
        let payload = reading.payload?;
        let kind = payload.entry.kind();
        self.note(Finding::SchemaFits { kind });
        Some(payload)
    }
}
