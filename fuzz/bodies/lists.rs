//! Every reader of trust lists, on octets of any shape: no panic, and no list of strangers is ever good.

use hcert::trust::{Anchors, Format, Outdated, Request, TrustList, Unpinned, Virtual};

/// Tries one input.
pub(crate) fn run(input: &[u8]) {
    let Some((choice, octets)) = input.split_first() else {
        return;
    };
    // Half and half for the forms that come in two files.
    let (first, second) = octets.split_at(octets.len() / 2);
    let at = "2022-01-01T00:00:00Z".parse().expect("an instant");
    let anchors = Anchors::default();
    let format = Format::ALL[usize::from(*choice) % Format::ALL.len()];
    for (octets, companion) in [(octets, None), (first, Some(second))] {
        let request = Request {
            companion,
            unpinned: Unpinned::Report,
            virtual_participants: Virtual::Allow,
            outdated: Outdated::Keep,
            ..Request::new("fuzz", octets, at, &anchors)
        };
        for format in [None, Some(format)] {
            if let Ok(list) = TrustList::load(&request, format) {
                assert_eq!(list.iter().count(), list.len());
                if format != Some(Format::Bundle) && octets.first() == Some(&0xd2) {
                    assert!(
                        list.sources()
                            .iter()
                            .all(|source| source.signature.code() != "good")
                    );
                }
            }
        }
    }
}
