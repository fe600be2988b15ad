//! Trust lists as they were and are given out, one file per form.
//!
//! Every reader takes a [`Request`] and gives a [`TrustList`]; none touches a file, a network or a
//! clock, none follows a reference or an address that stands in a list. The rules that all of them keep:
//!
//! - The signature over a list is checked before its content is read further; with a wrong one the list
//!   is refused whole. One that is good, but by nobody who is pinned, is refused or reported as not
//!   checked, as the caller chose ([`super::Unpinned`]).
//! - The list's own dates are held against the request's moment.
//! - A single bad item is noted ([`TrustList::problems`]) and left out, the rest stays usable.
//! - Two keys under one identifier are both kept.
//!
//! Limits: a list has at most 64 MiB and 100,000 items.
//!
//! Not here: plain certificates, bare keys in JSON and our own bundle.

mod austria;
pub(crate) mod common;
pub(crate) mod countries;
pub mod dgcg;
mod divoc;
pub mod eu_zip;
mod france;
mod gdhcn;
mod germany;
mod icao;
mod jwk;
mod netherlands;
mod nzcp;
mod shape;
pub(crate) mod signer;
mod sweden;
mod switzerland;
mod vci;
mod verifier_service;

use super::{Format, Request, TrustError, TrustList};

/// The most octets that a list, or the file beside it, may have.
const MAX_LIST: usize = 64 << 20;

/// The most items that a list may have.
const MAX_ITEMS: usize = 100_000;

type Recognise = fn(&[u8]) -> bool;

/// The forms that are told apart by what is in them. No two claim the same octets, save that anything
/// in JSON with `certificates` is the German list, with or without its signature.
const RECOGNISERS: [(Format, Recognise); 14] = [
    (Format::Icao, icao::recognise),
    (Format::EuZip, eu_zip::recognise),
    (Format::Dgcg, dgcg::recognise),
    (Format::Sweden, sweden::recognise),
    (Format::Switzerland, switzerland::recognise),
    (Format::Austria, austria::recognise),
    (Format::Germany, germany::recognise),
    (Format::Netherlands, netherlands::recognise),
    (Format::France, france::recognise),
    (Format::Nzcp, nzcp::recognise),
    (Format::Gdhcn, gdhcn::recognise),
    (Format::Vci, vci::recognise),
    (Format::Divoc, divoc::recognise),
    (Format::VerifierService, verifier_service::recognise),
];

/// The form of a list, by its content; `None` for one that is not read here.
pub(crate) fn recognise(octets: &[u8]) -> Option<Format> {
    if octets.len() > MAX_LIST {
        return None;
    }
    let found = RECOGNISERS.iter().find(|(_, recognise)| recognise(octets));
    found.map(|(format, _)| *format)
}

/// Reads a list in a form that is known.
///
/// # Errors
/// The list is not of that form, its signature or its dates do not hold, or the form is not read here.
pub(crate) fn read(format: Format, request: &Request<'_>) -> Result<TrustList, TrustError> {
    let companion = request.companion.map_or(0, <[u8]>::len);
    if request.octets.len().max(companion) > MAX_LIST {
        return Err(request.malformed(crate::text!(TRUST_TOO_LARGE, most = MAX_LIST >> 20)));
    }
    match format {
        Format::Dgcg => dgcg::read(request),
        Format::EuZip => eu_zip::read(request),
        Format::Sweden => sweden::read(request),
        Format::Austria => austria::read(request),
        Format::Germany => germany::read(request),
        Format::Netherlands => netherlands::read(request),
        Format::Switzerland => switzerland::read(request),
        Format::France => france::read(request),
        Format::VerifierService => verifier_service::read(request),
        Format::Gdhcn => gdhcn::read(request),
        Format::Vci => vci::read(request),
        Format::Nzcp => nzcp::read(request),
        Format::Icao => icao::read(request),
        Format::Divoc => divoc::read(request),
        Format::Certificate | Format::BareKeys | Format::Bundle => Err(TrustError::UnknownFormat {
            source: request.source.to_owned(),
        }),
    }
}
