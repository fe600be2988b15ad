//! WHO Global Digital Health Certification Network: a DID document, version 1 or 2.
//!
//! Keys stand under `verificationMethod`. Version 2: id
//! `did:web:<host>:v2:trustlist:<domain>:<participant>:<usage>#<identifier>`; version 1: id
//! `did:web:<host>:trustlist:<participant>#<identifier>`, signers only, without domain. Participants are
//! ISO 3166-1 alpha-3 codes; `X??` are virtual. The id tells domain, participant and usage: the members
//! of these names beside it tell the usage of authorities wrongly. Only where a document for many has
//! `-` in the id, the member is asked (`"DCC"` or `{"code": "#DCC"}`). The identifier behind `#` is
//! base64 as it is, never percent-decoded.
//!
//! Kept are keys of usage DSC with the domain that version 2 names; authorities (SCA) go where authorities are
//! kept, with theirs. Version 1 names no domain, which means DCC. The key is that of the certificate in `x5c`, whose numbers in `x`, `y`, `n` are not looked at;
//! the identifier is made from the certificate, and another one is noted.
//!
//! The proof is not verified: it needs canonical RDF (URDNA2015) and a key that the WHO does not publish
//! for its production list. The list's signature is never reported as good, and the authority that
//! comes along with a certificate is worth no more than the list.
//!
//! Source: <https://smart.who.int/trust/>, W3C DID 1.0.
//!
//! Not supported: references to other documents or hosts, which are counted and never followed.

use super::common::{self, Dates, Draft, Kid};
use super::{countries, jwk, shape};
use crate::codec::hex;
use crate::text;
use crate::text::{Text, ToText, messages};
use crate::trust::chain::Authorities;
use crate::trust::{
    Dsc, Environment, Format, ListSignature, Request, TrustError, TrustList, Usage, Virtual,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const METHODS: &str = "verificationMethod";
const SIGNER: &str = "DSC";

/// The most certificates in one chain that are looked at: a signer and two authorities.
const MAX_CHAIN: usize = 3;

/// Whether these octets look like the document.
pub(crate) fn recognise(octets: &[u8]) -> bool {
    shape::of(octets).has(METHODS) && !super::nzcp::recognise(octets)
}

/// Reads the document.
pub(crate) fn read(request: &Request<'_>) -> Result<TrustList, TrustError> {
    let document: Value = common::json(request, common::text(request, request.octets)?)?;
    let id = common::string(&document, "id").map_err(|reason| request.malformed(reason))?;
    let wrong = || request.malformed(text!(GDHCN_ID, id = common::short(id)));
    let host = host(id).ok_or_else(wrong)?;
    let Value::Array(methods) = common::member(request, &document, METHODS)? else {
        return Err(request.malformed(text!(TRUST_MEMBER_NO_LIST, name = METHODS)));
    };
    common::check_count(request, methods.len())?;

    let proof = document.get("proof").filter(|proof| !proof.is_null());
    let signature = match proof {
        None => ListSignature::Unsigned,
        Some(_) => ListSignature::NotChecked {
            reason: "the proof of a DID document is not verified".into(),
        },
    };
    let created = proof
        .and_then(|proof| proof.get("created"))
        .and_then(Value::as_str);
    let dates = Dates {
        as_of: created.and_then(|created| created.parse().ok()),
        expires_at: None,
    };
    let mut reader = Methods {
        request,
        host,
        draft: Draft::new(request, Format::Gdhcn, signature, dates)?
            .in_environment(Environment::of_host(host)),
        left_out: BTreeMap::new(),
        authorities: BTreeSet::new(),
    };
    for (index, method) in methods.iter().enumerate() {
        reader.take(index + 1, method);
    }
    let Methods {
        mut draft,
        left_out,
        ..
    } = reader;
    for (what, count) in left_out.into_values() {
        let at = draft.at(METHODS);
        draft.note(&at, text!(GDHCN_LEFT_OUT, count, what));
    }
    Ok(draft.finish())
}

/// The host of a `did:web` identifier.
fn host(id: &str) -> Option<&str> {
    id.strip_prefix("did:web:")?
        .split([':', '#'])
        .next()
        .filter(|host| !host.is_empty())
}

/// What the id of a key tells.
#[derive(Debug, PartialEq, Eq)]
struct Id<'a> {
    /// `None` in version 1.
    domain: Option<&'a str>,
    /// Upper case.
    participant: String,
    usage: &'a str,
    /// The identifier in base64.
    kid: &'a str,
}

impl<'a> Id<'a> {
    /// Reads the id of a method; `host` is the document's.
    fn of(method: &'a Value, host: &str) -> Result<Self, Text> {
        let id = common::string(method, "id")?;
        let member = |name: &str| {
            let member = method.get(name)?;
            let code = member.as_str().or_else(|| member.get("code")?.as_str())?;
            Some(code.strip_prefix('#').unwrap_or(code))
        };
        Self::read(id, member, host)
    }

    fn read(
        id: &'a str,
        member: impl Fn(&str) -> Option<&'a str>,
        host: &str,
    ) -> Result<Self, Text> {
        let wrong = || text!(GDHCN_KEY_ID, id = common::short(id));
        let (path, kid) = id.split_once('#').ok_or_else(wrong)?;
        let parts: Vec<&str> = path.split(':').take(9).collect();
        let (found, domain, participant, usage) = match parts.as_slice() {
            [
                "did",
                "web",
                host,
                "v2",
                "trustlist",
                domain,
                participant,
                usage,
            ] => (host, Some(*domain), participant, *usage),
            ["did", "web", host, "trustlist", participant] => (host, None, participant, SIGNER),
            _ => return Err(wrong()),
        };
        if *found != host {
            return Err(text!(GDHCN_HOST, host = common::short(found)));
        }
        // A document for all domains or participants has a dash in their place.
        let told = |part: &'a str, name: &str| match part {
            "-" => member(name).ok_or_else(|| text!(GDHCN_UNTOLD, name)),
            part => Ok(part),
        };
        let domain = domain.map(|domain| told(domain, "domain")).transpose()?;
        let (participant, usage) = (told(participant, "participant")?, told(usage, "keyusage")?);
        let letters = participant.bytes().all(|octet| octet.is_ascii_alphabetic());
        if participant.len() != 3 || !letters {
            let found = common::short(participant);
            return Err(text!(GDHCN_PARTICIPANT, found));
        }
        Ok(Self {
            domain,
            participant: participant.to_ascii_uppercase(),
            usage,
            kid,
        })
    }

    /// Whether the participant is none of the world's: projects, tests.
    fn is_virtual(&self) -> bool {
        self.participant.starts_with('X')
    }

    /// The alpha-2 code of the participant, for those that have one.
    fn country(&self) -> Option<&'static str> {
        countries::alpha2(&self.participant)
    }

    /// Whether it is an authority's: the id and what is beside it use different names.
    fn is_authority(&self) -> bool {
        matches!(self.usage, "SCA" | "CSCA")
    }
}

struct Methods<'a> {
    request: &'a Request<'a>,
    host: &'a str,
    draft: Draft<'a>,
    /// What was left out in numbers, for what is left out on purpose.
    left_out: BTreeMap<String, (Text, usize)>,
    authorities: BTreeSet<(Option<String>, Vec<u8>)>,
}

impl Methods<'_> {
    fn take(&mut self, number: usize, method: &Value) {
        let at = self.draft.at(number);
        if method.is_string() {
            self.leave_out(text!(GDHCN_REFERENCE));
            return;
        }
        let id = match Id::of(method, self.host) {
            Ok(id) => id,
            Err(reason) => return self.draft.note(&at, reason),
        };
        if id.is_virtual() && self.request.virtual_participants == Virtual::Deny {
            let participant = id.participant;
            return self.leave_out(text!(GDHCN_VIRTUAL, participant));
        }
        match key_of(method) {
            Err(reason) => self.draft.note(&at, reason),
            Ok((jwk, chain)) if id.is_authority() => self.authority(&at, &id, jwk, &chain),
            Ok((jwk, chain)) if id.usage == SIGNER => self.signer(&at, &id, jwk, &chain),
            Ok((jwk, chain)) => {
                self.other(&id, jwk, &chain);
                self.leave_out(text!(GDHCN_USAGE, usage = common::short(id.usage)));
            }
        }
    }

    fn leave_out(&mut self, what: Text) {
        // As many kinds as are worth telling apart.
        let what = if self.left_out.len() < 100 {
            what
        } else {
            text!(GDHCN_OTHERS)
        };
        let kind = self.left_out.entry(what.to_string());
        kind.or_insert((what, 0)).1 += 1;
    }

    fn authority(&mut self, at: &str, id: &Id<'_>, jwk: &Value, chain: &[Vec<u8>]) {
        let Some(der) = chain.first() else {
            self.other(id, jwk, chain);
            return self.draft.note(at, messages::GDHCN_NO_CERTIFICATE);
        };
        let domain = id.domain.map(str::to_owned);
        let read = Dsc::from_der(self.request.source, der)
            .map_err(|error| error.to_text())
            .and_then(|mut dsc| common::in_country(&mut dsc, id.country()).map(|()| dsc));
        match read {
            Ok(mut dsc) if self.authorities.insert((domain.clone(), der.clone())) => {
                dsc.domain = domain;
                self.draft.authority(dsc);
            }
            Ok(_) => {}
            Err(reason) => self.draft.note(at, reason),
        }
    }

    /// Remembers a key that is for something else: whoever signs a certificate of health with it has misused it. One
    /// that cannot be read does nobody harm.
    fn other(&mut self, id: &Id<'_>, jwk: &Value, chain: &[Vec<u8>]) {
        let source = self.request.source;
        let read = match chain.first() {
            Some(der) => Dsc::from_der(source, der).map_err(|error| error.to_text()),
            None => common::kid(id.kid).and_then(|kid| {
                let spki = jwk::spki(jwk)?;
                Dsc::from_spki(source, &kid, &spki).map_err(|error| error.to_text())
            }),
        };
        if let Ok(mut dsc) = read {
            dsc.domain = id.domain.map(str::to_owned);
            let usage = match id.usage {
                "UP" | "UPLOAD" => Usage::Upload,
                _ if id.is_authority() => Usage::Authority,
                _ => Usage::Other,
            };
            self.draft.other(dsc, usage);
        }
    }

    fn signer(&mut self, at: &str, id: &Id<'_>, jwk: &Value, chain: &[Vec<u8>]) {
        let listed = common::kid(id.kid);
        let source = self.request.source;
        let read = match chain.split_first() {
            Some((der, authorities)) => {
                let authorities = authorities.iter().map(|der| ("", der.as_slice()));
                let mut authorities = Authorities::new(authorities);
                common::certificate(source, der, Kid::Absent, id.country())
                    .and_then(|dsc| common::chained(dsc, "", der, &mut authorities))
            }
            None => listed.clone().and_then(|kid| {
                let spki = jwk::spki(jwk)?;
                let dsc = Dsc::from_spki(source, &kid, &spki);
                let mut dsc = dsc.map_err(|error| error.to_text())?;
                dsc.country = id.country().map(str::to_owned);
                Ok(dsc)
            }),
        };
        let read = read.map(|mut dsc| {
            dsc.domain = id.domain.map(str::to_owned);
            dsc
        });
        if let Ok(dsc) = &read {
            let others = [listed, common::string(jwk, "kid").and_then(common::kid)];
            if others.iter().any(|kid| kid.as_ref() != Ok(&dsc.kid)) {
                let own = hex(&dsc.kid);
                self.draft.note(at, text!(GDHCN_KEPT_AS, own));
            }
        }
        self.draft.take(at, read);
    }
}

/// The key of a method, and the certificates in its `x5c`, the key's own first.
fn key_of(method: &Value) -> Result<(&Value, Vec<Vec<u8>>), Text> {
    let name = "publicKeyJwk";
    let jwk = method.get(name).ok_or_else(|| text!(TRUST_HAS_NO, name))?;
    let chain = match jwk.get("x5c") {
        None | Some(Value::Null) => return Ok((jwk, Vec::new())),
        Some(Value::Array(chain)) => chain,
        Some(_) => return Err(text!(TRUST_IS_NO_LIST, name = "x5c")),
    };
    let decode = |der: &Value| {
        let text = der.as_str();
        let text = text.ok_or_else(|| text!(TRUST_HOLDS_NO_TEXT, name = "x5c"))?;
        common::base64(messages::TRUST_ITS_CERTIFICATE, text)
    };
    let chain = chain.iter().take(MAX_CHAIN).map(decode);
    Ok((jwk, chain.collect::<Result<_, _>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_domain_participant_and_usage() {
        let read = |id| Id::read(id, |_| None, "h");
        let id = read("did:web:h:v2:trustlist:DCC:XXA:DSC#a+/=").unwrap();
        assert_eq!((id.domain, id.usage, id.kid), (Some("DCC"), "DSC", "a+/="));
        assert!(id.is_virtual() && id.country().is_none());
        let id = read("did:web:h:trustlist:nor#a").unwrap();
        assert_eq!((id.domain, id.country()), (None, Some("NO")));
        for wrong in [
            "did:web:h:v2:trustlist:DCC:NOR:DSC",
            "did:web:g:v2:trustlist:DCC:NOR:DSC#a",
            "did:web:h:v3:trustlist:DCC:NOR:DSC#a",
            "did:web:h:v2:trustlist-ref:DCC:NOR:DSC#a",
            "did:web:h:v2:trustlist:DCC:NO:DSC#a",
            "did:web:h:v2:trustlist:DCC:NOR:DSC:x:y:z#a",
            "did:web:h:v2:trustlist:-:NOR:DSC#a",
            "did:key:z6Mk#a",
            "#",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
