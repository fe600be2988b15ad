//! Lists that want to do harm: mutated, huge, deep.

use crate::trust_formats::Reading;
use crate::trust_formats::lists::{KINDS, Kind, List, Wish};
use hcert::TrustList;
use hcert::trust::{Anchors, Format, TrustError, Unpinned};
use proptest::prelude::*;
use std::sync::OnceLock;

/// Every form's good list, and what is in it.
fn good() -> &'static [(&'static Kind, List, TrustList)] {
    static GOOD: OnceLock<Vec<(&Kind, List, TrustList)>> = OnceLock::new();
    GOOD.get_or_init(|| {
        let make = |kind: &'static Kind| {
            let reading = Reading::of(kind, &Wish::default());
            let read = reading.read();
            (kind, reading.list, read)
        };
        KINDS.iter().map(make).collect()
    })
}

#[derive(Clone, Debug)]
enum Change {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Remove(prop::sample::Index, usize),
    Insert(prop::sample::Index, Vec<u8>),
    /// One stretch over another.
    Copy(prop::sample::Index, prop::sample::Index, usize),
}

fn change() -> impl Strategy<Value = Change> {
    use prop::sample::Index;
    let any = any::<Index>;
    prop_oneof![
        6 => (any(), 1..=255_u8).prop_map(|(at, by)| Change::Flip(at, by)),
        1 => any().prop_map(Change::Cut),
        2 => (any(), 1..200_usize).prop_map(|(at, length)| Change::Remove(at, length)),
        2 => (any(), prop::collection::vec(prop::num::u8::ANY, 1..20))
            .prop_map(|(at, octets)| Change::Insert(at, octets)),
        2 => (any(), any(), 1..2000_usize)
            .prop_map(|(from, to, length)| Change::Copy(from, to, length)),
    ]
}

fn apply(octets: &mut Vec<u8>, change: &Change) {
    if octets.is_empty() {
        return;
    }
    let length = octets.len();
    match change {
        Change::Flip(at, by) => octets[at.index(length)] ^= by,
        Change::Cut(at) => octets.truncate(at.index(length)),
        Change::Remove(at, count) => {
            let at = at.index(length);
            octets.drain(at..(at + count).min(length));
        }
        Change::Insert(at, new) => {
            let at = at.index(length);
            octets.splice(at..at, new.iter().copied());
        }
        Change::Copy(from, to, count) => {
            let from = from.index(length);
            let stretch = octets[from..(from + count).min(length)].to_vec();
            let to = to.index(length);
            octets.splice(to..(to + count).min(length), stretch);
        }
    }
}

/// What a list with a good signature says is what its maker said.
fn holds(read: &TrustList, original: &TrustList) -> Result<(), TestCaseError> {
    for dsc in read.iter() {
        if dsc.provenance.signature.code() != "good" {
            continue;
        }
        let known = original.find(&dsc.kid).iter().any(|known| {
            known.key == dsc.key
                && known.country == dsc.country
                && known.list_purposes == dsc.list_purposes
                && known.certificate == dsc.certificate
                && known.provenance.expires_at == dsc.provenance.expires_at
        });
        prop_assert!(known, "{:?} is not on the list", dsc);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn no_mutated_list_is_believed_or_stops_anything(
        which in 0..KINDS.len(),
        changes in prop::collection::vec(change(), 1..4),
        companion in prop::bool::weighted(0.3),
        told in any::<bool>(),
        report in any::<bool>(),
    ) {
        let (kind, list, original) = &good()[which];
        let mut list = list.clone();
        for change in &changes {
            match &mut list.companion {
                Some(octets) if companion => apply(octets, change),
                _ => apply(&mut list.octets, change),
            }
        }
        let mut reading = Reading::new(list, (kind.anchors)());
        reading.format = told.then_some(kind.format);
        if report {
            reading.unpinned = Unpinned::Report;
        }
        if let Ok(read) = reading.load() {
            holds(&read, original)?;
        }
    }

    #[test]
    fn no_octets_at_all_stop_anything(
        octets in prop::collection::vec(prop::num::u8::ANY, 0..300),
        text in "[\\[{\":,}\\]a-zA-Z0-9+/=. \n]{0,200}",
        which in 0..KINDS.len(),
    ) {
        for octets in [octets, text.into_bytes()] {
            let list = List { companion: Some(octets.clone()), octets };
            let mut reading = Reading::new(list, (KINDS[which].anchors)());
            let _ = reading.load();
            reading.format = Some(KINDS[which].format);
            reading.unpinned = Unpinned::Report;
            let _ = reading.load();
        }
    }
}

#[test]
fn a_list_of_one_form_is_refused_as_any_other() {
    for (kind, list, original) in good() {
        for other in &KINDS {
            let mut reading = Reading::new(list.clone(), (kind.anchors)());
            reading.format = Some(other.format);
            reading.unpinned = Unpinned::Report;
            let read = reading.load();
            if kind.format == other.format {
                assert_eq!(read.expect(kind.name).len(), original.len());
            } else {
                let keys = read.as_ref().map_or(0, TrustList::len);
                assert_eq!(keys, 0, "{} as {}", kind.name, other.name);
            }
        }
    }
}

#[track_caller]
fn refused(format: Format, octets: Vec<u8>) {
    let mut reading = Reading::new(
        List {
            companion: Some(vec![]),
            octets,
        },
        Anchors::default(),
    );
    reading.format = Some(format);
    let refused = reading.load();
    assert!(
        matches!(refused, Err(TrustError::Malformed { .. })),
        "{refused:?}"
    );
}

#[test]
fn lists_without_bound_are_refused() {
    let many = |item: &str| vec![item; 100_001].join(",");
    refused(Format::Dgcg, format!("[{}]", many("{}")).into_bytes());
    refused(
        Format::Germany,
        format!("{{\"certificates\":[{}]}}", many("{}")).into_bytes(),
    );
    refused(
        Format::VerifierService,
        format!("{{\"NO\":[{}]}}", many("{}")).into_bytes(),
    );
    refused(
        Format::VerifierService,
        "MIIA\n".repeat(100_001).into_bytes(),
    );
    let document = format!(
        "{{\"id\":\"did:web:h\",\"verificationMethod\":[{}]}}",
        many("\"\"")
    );
    refused(Format::Gdhcn, document.into_bytes());
    // Many parts that are no items, and depth.
    let parts = format!("{{\"certificates\":[],\"x\":[{}]}}", "0,".repeat(2_600_000));
    refused(Format::Germany, parts.into_bytes());
    refused(Format::Dgcg, "[".repeat(1_000_000).into_bytes());
    refused(Format::Gdhcn, "{\"a\":".repeat(400_000).into_bytes());
    refused(Format::Sweden, vec![b'a'; (64 << 20) + 1]);
}
