//! The reader of health links, and what opens a saved file: each says why it does not read one, and neither tells the key.

use hcert::Lang;
use hcert::codec::cbor;
use hcert::link::{self, Reading, judge, open, show};

fn check(reading: &Reading) {
    assert!(reading.content.is_some() || !reading.faults.is_empty());
    let Some(link) = &reading.content else {
        return;
    };
    let at = "2026-07-01T12:00:00Z".parse().expect("a moment");
    let _ = judge::against(link, at);
    let _ = (show::line(link, Lang::En), show::rows(link, Lang::Sv));
}

/// Tries one input: what stands before the first line break is a link, what follows a saved file.
pub(crate) fn run(octets: &[u8]) {
    if let Ok((item, _)) = cbor::item::read(octets, 16) {
        check(&link::read(&item));
    }
    let Ok(text) = std::str::from_utf8(octets) else {
        return;
    };
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let reading = link::read_text(first);
    check(&reading);
    if let Some(link) = &reading.content {
        for file in open::open(link, rest.as_bytes()).unwrap_or_default() {
            if let Some(Ok(opened)) = file.opened {
                let _ = opened.outline();
            }
        }
    }
}
