//! The trust list of the EU's gateway (DGCG): a JSON array of certificates, each signed with CMS.
//!
//! `[{"kid", "timestamp", "country", "certificateType", "thumbprint", "signature", "rawData"}]`, where
//! `rawData` is a certificate in DER, `thumbprint` its SHA-256 in hexadecimal and `signature` a CMS
//! detached from it, all else base64. Types: `CSCA` and `UPLOAD`, signed by the gateway's trust anchor,
//! which must be pinned; `DSC`, signed by an `UPLOAD` certificate of the same country and issued by a
//! `CSCA` of it; `AUTHENTICATION`, which is skipped.
//!
//! The order of trust: thumbprint, signature, signer for each CSCA and UPLOAD; then the same for each
//! DSC, its identifier (made from the certificate) and its country. A DSC whose CSCA did not come along
//! is kept and says so. If CSCA and UPLOAD items came as files of their own, they are the companion.
//!
//! The gateway's answer to "what is new since" ([`read_delta`]) has items without `rawData` for what was
//! withdrawn. They are not signed: they can only take keys away.
//!
//! Source: the code of the gateway and of its library (dgc-gateway, dgc-lib).
//!
//! Not supported: the gateway's interface (mutual TLS, pages), trusted issuers, uploads. The validity
//! of UPLOAD certificates is not looked at: items signed by one that expired stay on the list.

use super::common::{self, Dates, Draft, Its, Kid};
use super::shape::{self, Shape};
use super::signer;
use crate::codec::hex;
use crate::key::sha256;
use crate::text;
use crate::text::{Text, ToText, messages};
use crate::trust::chain::Authorities;
use crate::trust::{
    Anchors, Dsc, Format, ListSignature, Request, TrustError, TrustList, Usage, cms,
};
use serde_json::Value;
use std::collections::HashMap;

/// How many pairs of a signer and an authority of its country are tried. The EU's list has 20,000.
const MAX_PAIRS: usize = 200_000;

/// ContentInfo of SignedData (RFC 5652 section 5.1): what a CMS signature begins with, behind its head.
const SIGNED_DATA: [u8; 11] = [
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02,
];

/// Whether these octets look like the list.
pub(crate) fn recognise(octets: &[u8]) -> bool {
    matches!(shape::of(octets), Shape::Items(names) if names.contains(&"certificateType"))
}

/// Reads the list. Items of withdrawn certificates are skipped.
pub(crate) fn read(request: &Request<'_>) -> Result<TrustList, TrustError> {
    Ok(read_all(request, &[])?.0)
}

/// Applies what the gateway gave as news to a list: first the withdrawn items, then the others.
///
/// The list keeps its date; when it is now complete, only the caller knows ([`TrustList::dated`]). The
/// authorities of the list speak for new signers, too. UPLOAD certificates are not kept with a list:
/// where the news do not hold them, they must be the companion.
///
/// # Errors
/// As for the list itself.
pub fn read_delta(request: &Request<'_>, base: TrustList) -> Result<TrustList, TrustError> {
    let mut list = base;
    let known: Vec<Authority> = list
        .authorities
        .iter()
        .filter(|authority| authority.provenance.format == Format::Dgcg)
        .filter_map(|authority| {
            let der = authority.certificate.as_ref()?.der.clone();
            Some(Authority {
                country: authority.country.clone()?,
                der,
            })
        })
        .collect();
    let (news, withdrawn) = read_all(request, &known)?;
    for Withdrawn { kid, thumbprint } in withdrawn {
        let is = |dsc: &Dsc| match (&thumbprint, &dsc.certificate) {
            (Some(listed), Some(info)) => common::thumbprint(&info.der, listed).is_ok(),
            // Without one of the two the identifier alone decides.
            _ => true,
        };
        list.withdraw(&kid, is);
    }
    let as_of = list.as_of;
    list.merge(news);
    list.as_of = as_of;
    Ok(list)
}

/// A certificate of an authority, and its country.
#[derive(Clone)]
struct Authority {
    country: String,
    der: Vec<u8>,
}

/// What a delta takes away.
struct Withdrawn {
    kid: Vec<u8>,
    thumbprint: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Authority,
    Upload,
    Signer,
}

/// An item that holds a certificate whose thumbprint is right.
struct Item {
    at: String,
    kind: Type,
    country: String,
    kid: Vec<u8>,
    der: Vec<u8>,
    signature: Vec<u8>,
}

enum Read {
    Item(Item),
    Withdrawn(Withdrawn),
    Skipped,
}

/// The items of a list, sorted by what is to be done with them.
#[derive(Default)]
struct Items {
    /// CSCA and UPLOAD.
    base: Vec<Item>,
    signers: Vec<Item>,
    withdrawn: Vec<Withdrawn>,
    problems: Vec<(String, Text)>,
}

impl Items {
    fn read(&mut self, request: &Request<'_>, name: &str, octets: &[u8]) -> Result<(), TrustError> {
        let Value::Array(items) = common::json(request, common::text(request, octets)?)? else {
            return Err(request.malformed(messages::TRUST_NO_LIST));
        };
        common::check_count(request, items.len())?;
        for (index, item) in items.iter().enumerate() {
            let at = format!("{}#{name}{}", request.source, index + 1);
            match read_item(&at, item) {
                Ok(Read::Item(item)) if item.kind == Type::Signer => self.signers.push(item),
                Ok(Read::Item(item)) => self.base.push(item),
                Ok(Read::Withdrawn(withdrawn)) => self.withdrawn.push(withdrawn),
                Ok(Read::Skipped) => {}
                Err(reason) => self.problems.push((at, reason)),
            }
        }
        Ok(())
    }
}

fn read_item(at: &str, item: &Value) -> Result<Read, Text> {
    let kind = match common::string(item, "certificateType")? {
        "CSCA" => Type::Authority,
        "UPLOAD" => Type::Upload,
        "DSC" => Type::Signer,
        "AUTHENTICATION" => return Ok(Read::Skipped),
        other => return Err(text!(TRUST_OTHER_TYPE, found = common::short(other))),
    };
    let kid = common::kid(common::string(item, "kid")?)?;
    let thumbprint = common::optional(item, "thumbprint")?;
    let Some(der) = common::optional(item, "rawData")? else {
        let thumbprint = thumbprint.map(str::to_owned);
        return Ok(Read::Withdrawn(Withdrawn { kid, thumbprint }));
    };
    let der = common::base64(Its("rawData"), der)?;
    let missing = || text!(TRUST_HAS_NO, name = "thumbprint");
    common::thumbprint(&der, thumbprint.ok_or_else(missing)?)?;
    Ok(Read::Item(Item {
        at: at.to_owned(),
        kind,
        country: common::string(item, "country")?.to_owned(),
        kid,
        signature: common::base64(Its("signature"), common::string(item, "signature")?)?,
        der,
    }))
}

impl Item {
    /// Verifies the item's signature and gives the certificate of its signer.
    fn signer(&self, known: &[Vec<u8>]) -> Result<Vec<u8>, Text> {
        let octets = self.signature.as_slice();
        let start = octets.get(..20).unwrap_or(octets);
        if !start.windows(SIGNED_DATA.len()).any(|at| at == SIGNED_DATA) {
            return Err(text!(DGCG_RAW_SIGNATURE, octets = octets.len()));
        }
        let verified = cms::verify(octets, Some(&self.der), known);
        let verified = verified.map_err(|error| text!(DGCG_SIGNATURE, error))?;
        Ok(verified.signer)
    }

    /// Reads the certificate of an authority or uploader.
    fn read(&self, source: &str) -> Result<Dsc, Text> {
        let mut dsc = Dsc::from_der(source, &self.der).map_err(|error| error.to_text())?;
        common::in_country(&mut dsc, Some(&self.country))?;
        Ok(dsc)
    }
}

/// Certificates by country.
#[derive(Default)]
struct Countries(HashMap<String, Vec<Vec<u8>>>);

impl Countries {
    fn push(&mut self, country: &str, der: &[u8]) {
        let known = self.0.entry(country.to_ascii_uppercase()).or_default();
        if !known.iter().any(|known| known == der) {
            known.push(der.to_vec());
        }
    }

    fn of(&self, country: &str) -> &[Vec<u8>] {
        let found = self.0.get(&country.to_ascii_uppercase());
        found.map_or(&[], Vec::as_slice)
    }

    /// All of them, with their country.
    fn all(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0
            .iter()
            .flat_map(|(country, ders)| ders.iter().map(|der| (country.as_str(), der.as_slice())))
    }
}

fn read_all(
    request: &Request<'_>,
    known: &[Authority],
) -> Result<(TrustList, Vec<Withdrawn>), TrustError> {
    let mut items = Items::default();
    items.read(request, "", request.octets)?;
    let own_signers = items.signers.len();
    let own_withdrawn = items.withdrawn.len();
    if let Some(companion) = request.companion {
        items.read(request, "companion ", companion)?;
        // The companion speaks for signers and is no list of them.
        items.signers.truncate(own_signers);
        items.withdrawn.truncate(own_withdrawn);
    }
    let Items {
        base,
        signers,
        withdrawn,
        mut problems,
    } = items;
    let (base, signature) = verify_base(request, base, !signers.is_empty(), &mut problems)?;

    let mut draft = Draft::new(request, Format::Dgcg, signature, Dates::default())?;
    problems
        .into_iter()
        .for_each(|(at, reason)| draft.note(&at, reason));
    let (mut authorities, mut uploads) = (Countries::default(), Countries::default());
    for Authority { country, der } in known {
        authorities.push(country, der);
    }
    // Without a single one of them nobody can tell who may upload: that is what the list's signature
    // says then, and each item still has to be whole.
    let open = base.is_empty();
    for item in base {
        match item.read(request.source) {
            Ok(dsc) if item.kind == Type::Authority => {
                authorities.push(&item.country, &item.der);
                draft.authority(dsc);
            }
            Ok(dsc) => {
                uploads.push(&item.country, &item.der);
                draft.other(dsc, Usage::Upload);
            }
            Err(reason) => draft.note(&item.at, reason),
        }
    }
    let pairs = signers
        .iter()
        .map(|item| authorities.of(&item.country).len());
    if pairs.sum::<usize>() > MAX_PAIRS {
        return Err(request.malformed(messages::DGCG_MANY_AUTHORITIES));
    }
    let mut authorities = Authorities::new(authorities.all());
    for item in signers {
        let uploads = (!open).then(|| uploads.of(&item.country));
        let read = signed(request, &item, uploads, &mut authorities);
        draft.take(&item.at, read);
    }
    Ok((draft.finish(), withdrawn))
}

/// Reads a signer whose uploader is one of these (anybody, if none are told).
fn signed(
    request: &Request<'_>,
    item: &Item,
    uploads: Option<&[Vec<u8>]>,
    authorities: &mut Authorities<'_>,
) -> Result<Dsc, Text> {
    let uploader = item.signer(uploads.unwrap_or_default())?;
    if uploads.is_some_and(|uploads| !uploads.contains(&uploader)) {
        let (signer, country) = (signer::name(&uploader), common::short(&item.country));
        return Err(text!(DGCG_MAY_NOT_UPLOAD, signer, country));
    }
    let (kid, country) = (Kid::Hash(&item.kid), Some(item.country.as_str()));
    let dsc = common::certificate(request.source, &item.der, kid, country)?;
    common::chained(
        dsc,
        &item.country.to_ascii_uppercase(),
        &item.der,
        authorities,
    )
}

/// Keeps the CSCA and UPLOAD items that a pinned anchor signed. If there are none of these, the ones by
/// the first signer, as far as the request allows that.
fn verify_base(
    request: &Request<'_>,
    base: Vec<Item>,
    has_signers: bool,
    problems: &mut Vec<(String, Text)>,
) -> Result<(Vec<Item>, ListSignature), TrustError> {
    let anchors: &Anchors = request.anchors;
    if base.is_empty() {
        let signature = match has_signers {
            true => request.unpinned_signer(messages::SIGNER_UNLISTED)?,
            false => ListSignature::NotChecked {
                reason: "it holds nothing that is signed".into(),
            },
        };
        return Ok((base, signature));
    }
    // A gateway has one anchor, which need not be read again for every item.
    let mut pinned: HashMap<[u8; 32], bool> = HashMap::new();
    let (mut by_anchor, mut by_others) = (Vec::new(), Vec::new());
    let (mut good, mut outdated) = (None, None);
    for item in base {
        match item.signer(&anchors.certificates) {
            Ok(signer) => {
                let known = pinned.entry(sha256(&signer));
                let known = known.or_insert_with(|| match signer::anchored(request, &signer) {
                    Some(Ok(signature)) => {
                        good.get_or_insert(signature);
                        true
                    }
                    Some(Err(refusal)) => {
                        outdated.get_or_insert(refusal);
                        false
                    }
                    None => false,
                });
                let list = match *known {
                    true => &mut by_anchor,
                    false => &mut by_others,
                };
                list.push((item, signer));
            }
            Err(reason) => problems.push((item.at, reason)),
        }
    }
    let (kept, foreign, signature) = if let Some(signature) = good {
        (by_anchor, by_others, signature)
    } else if let Some((_, first)) = by_others.first() {
        let signature = match outdated {
            Some(refusal) => refusal.of_pinned(request)?,
            None => request.unpinned_signer(signer::name(first))?,
        };
        let first = first.clone();
        let (kept, foreign) = by_others
            .into_iter()
            .partition(|(_, signer)| *signer == first);
        (kept, foreign, signature)
    } else {
        return Err(request.bad_signature(messages::DGCG_NONE_GOOD));
    };
    for (item, signer) in foreign {
        let signer = format!(
            "{} ({})",
            signer::name(&signer),
            hex(&crate::trust::kid_of(&signer))
        );
        problems.push((item.at, text!(DGCG_NOT_ANCHOR, signer)));
    }
    Ok((kept.into_iter().map(|(item, _)| item).collect(), signature))
}
