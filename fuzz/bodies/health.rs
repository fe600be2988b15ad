//! The readers of codes of other networks: whatever they read is judged and shown without harm, and what has no fault has
//! content.

use hcert::Lang;
use hcert::codec::cbor::{self, Item};
use hcert::health::{HealthContent, against, holder, line, rows};
use hcert::{nzcp, shc, vdsnc};

fn check(content: Option<HealthContent>, faults: usize) {
    assert_eq!(content.is_none(), faults > 0);
    let Some(content) = content else { return };
    let at = "2026-07-01T12:00:00Z"
        .parse::<hcert::Timestamp>()
        .expect("a moment");
    let _ = against(&content, at, at.date(), 300);
    let _ = (holder(&content, Lang::Nb), line(&content, Lang::En));
    let _ = rows(&content, Lang::En);
}

fn check_all(item: &Item<'_>) {
    let card = shc::read(item);
    check(card.content, card.faults.len());
    let seal = vdsnc::read(item);
    check(seal.content, seal.faults.len());
    let pass = nzcp::read(item);
    check(pass.content, pass.faults.len());
}

/// Tries one input.
pub(crate) fn run(octets: &[u8]) {
    if let Ok((item, _)) = cbor::item::read(octets, 16) {
        check_all(&item);
    }
    let Ok(text) = std::str::from_utf8(octets) else {
        return;
    };
    if let Ok(value) = hcert::dcc::parse_json(text) {
        check_all(&Item::from(&value));
    }
    if let Ok(card) = shc::Card::parse(text, 65_536) {
        check_all(&card.peek());
    }
    if let Ok(seal) = vdsnc::Seal::parse(text) {
        check_all(&seal.peek());
    }
    let _ = nzcp::Pass::parse(text, 16);
}
